"""The reason for a rejection, sent: the change is rejected, for everybody."""

from __future__ import annotations

from typing import Any

from domain.cards import Note
from domain.work import Press
from handlers.approvals import reject
from handlers.desk import Desk
from handlers.verb import answers


def must_say_why(values: dict[str, Any]) -> dict[str, str]:
    """An error under the field when it is empty."""
    return {} if str(values.get("reason") or "").strip() else {"reason": "Say why, so that it can be put right."}


@answers("approval:turn_down", check=must_say_why)
def approval_turn_down(press: Press, desk: Desk) -> tuple[Note, ...]:
    """A word only when somebody else was first; otherwise the cards say it."""
    said = reject(press, desk, str(press.values["reason"]).strip()[:500])
    return (Note(text=said),) if said else ()
