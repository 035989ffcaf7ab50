"""A form behind a message to a rep was sent: what differs becomes a proposed write."""

from __future__ import annotations

from typing import Any

from domain.cards import Response
from domain.entry import problems
from domain.work import Press
from handlers.changes import OFFERED
from handlers.desk import Desk
from handlers.nudging import propose_answer
from handlers.verb import OneCard, answers


def must_be_values(values: dict[str, Any]) -> dict[str, str]:
    """An error under each field that cannot be taken."""
    return problems("opportunity:update", values)


@answers("nudge:save", check=must_be_values)
def nudge_save(press: Press, desk: Desk) -> tuple[Response | OneCard, ...]:
    """The message with the answer in it; the write waits for whoever may approve it."""
    known = (*OFFERED, "owner_id")
    values = {name: press.values[name] for name in known if name in press.values}
    return propose_answer(press, desk, values, f"{press.person.name} answered the Pipeline agent.")
