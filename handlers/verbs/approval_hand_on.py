"""Somebody chosen to decide instead: their card appears, and the other says so."""

from __future__ import annotations

from typing import Any

from domain.cards import Note
from domain.work import Press
from handlers.approvals import delegate, pressed
from handlers.desk import Desk
from handlers.verb import answers


def must_choose(values: dict[str, Any]) -> dict[str, str]:
    """An error under the field when nobody was chosen."""
    return {} if isinstance(values.get("person"), str) and values["person"] else {"person": "Choose who decides."}


@answers("approval:hand_on", check=must_choose)
def approval_hand_on(press: Press, desk: Desk) -> tuple[Note, ...]:
    """Who has the card now."""
    approval = pressed(press, desk, in_form=True)
    return (Note(text=delegate(press, desk, approval, str(press.values["person"]))),)
