"""A model, as the rest of the house sees it: words go in, words come out, and it may always fail.

To add a vendor, write `gateways/model/<vendor>.py` with a class that has `answer`; `provider.py` chooses.
"""

from __future__ import annotations

from typing import Literal, Protocol

from domain.models import Tokens
from domain.value import Value

Why = Literal[
    "no key", "refused key", "no such model", "unpaid", "too many calls", "overloaded", "broken", "bad request",
    "unreachable", "too slow", "declined", "cut off", "garbled", "cap", "limit", "no price", "busy here",
]  # fmt: skip
"""Every way in which a call can end without an answer."""
SAID: dict[Why, str] = {
    "no key": "no key for a model is set",
    "refused key": "the model's key was refused; the operator has to renew it",
    "no such model": "the model that is set does not exist; the operator has to choose another one",
    "unpaid": "the account for the model is not paid up",
    "too many calls": "the model takes no more calls at the moment",
    "overloaded": "the model is overloaded at the moment",
    "broken": "the model's service has a fault",
    "bad request": "the model's service does not take what was sent",
    "unreachable": "the model cannot be reached",
    "too slow": "the model took too long",
    "declined": "the model declined to read this",
    "cut off": "the model's answer was cut off",
    "garbled": "the model's answer could not be used",
    "cap": "today's budget for the model is used up; it is paused until 00:00",
    "limit": "this hour's calls to outside services are used up",
    "no price": "no price is known for the model that is set, so its cost could not be kept within the budget",
    "busy here": "too many questions wait for the model already",
}
"""What a person is told of it, as the middle of a sentence."""
NOTHING = Tokens()
UNSENT: tuple[Why, ...] = ("no key", "cap", "limit", "no price", "busy here")
RESTING = "resting"
"""The detail of a call that was not made because the last one failed a moment ago."""
MOST_OUT = 4_000
"""Tokens an answer may have; thinking counts among them where a model cannot do without."""


class Said(Value):
    """One turn of the exchange."""

    by: Literal["user", "assistant"]
    text: str


class Ask(Value):
    """One call: a stable system text, the turns, and the JSON schema the answer must have."""

    agent: str
    system: str
    turns: tuple[Said, ...]
    schema_text: str
    most_out: int = MOST_OUT

    @property
    def prompt_bytes(self) -> int:
        """No fewer than the tokens of everything sent, with room for what a vendor puts around it."""
        texts = (self.system, self.schema_text, *(turn.text for turn in self.turns))
        return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) + 2_000


class Answered(Value):
    """What came back. `used` is None where the vendor did not say; then the worst is paid for."""

    text: str
    used: Tokens | None
    vendor_id: str = ""
    nano: int = 0
    """What it cost, once that is worked out."""


class ModelAway(Exception):
    """A call brought no answer. Never a person's problem: whoever asked goes on without, and says so.

    Shape:  `used` is what was billed anyway, None where that is unknown; `retry_in_s` is what the vendor asked for.
    """

    def __init__(
        self, why: Why, *, used: Tokens | None = NOTHING, detail: str = "", retry_in_s: float = 0.0, vendor_id: str = ""
    ) -> None:
        self.why: Why = why
        self.used, self.detail, self.retry_in_s, self.vendor_id = used, detail, retry_in_s, vendor_id
        super().__init__(SAID[why])

    @property
    def was_sent(self) -> bool:
        """Whether a call was made at all, and so may have cost something."""
        return self.why not in UNSENT and self.detail != RESTING


class Model(Protocol):
    """Whatever answers."""

    def answer(self, ask: Ask, model: str, within_s: float) -> Answered:
        """The answer of the model of that name. Raises: ModelAway, and nothing else."""
        ...

    def close(self) -> None:
        """Lets go of what it holds."""
        ...
