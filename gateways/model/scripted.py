"""The model that ships: it says what it was told to say, costs nothing, and runs tests and demonstrations."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from domain.models import Tokens
from gateways.model import Answered, Ask, ModelAway

Answer = str | ModelAway
A_TYPICAL_CALL = Tokens(fresh=150, cached=2_500, out=200)


@dataclass
class Scripted:
    """Answers by message, or by a function of the whole ask; what nobody scripted is declined."""

    answers: Mapping[str, Answer] | Callable[[Ask], Answer] = field(default_factory=dict)
    used: Tokens = A_TYPICAL_CALL
    asked: list[Ask] = field(default_factory=list)

    def answer(self, ask: Ask, model: str, within_s: float) -> Answered:  # noqa: ARG002
        """The scripted answer."""
        self.asked.append(ask)
        found = self.answers(ask) if callable(self.answers) else self.answers.get(message_of(ask))
        if found is None:
            raise ModelAway("declined", detail="nobody scripted an answer")
        if isinstance(found, ModelAway):
            raise found
        return Answered(text=found, used=self.used, vendor_id="scripted")

    def close(self) -> None:
        """It holds nothing."""


def message_of(ask: Ask) -> str:
    """The message inside the first turn; empty where there is none."""
    try:
        return str(json.loads(ask.turns[0].text).get("message", ""))
    except (ValueError, IndexError, AttributeError):
        return ""
