"""The form behind [Snooze]: the deal is not asked about before the day that was chosen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain import formatting
from domain.work import Press
from handlers.desk import Desk
from handlers.nudging import answer, pressed
from handlers.verb import OneCard, answers
from store import snoozes


def must_be_days(values: dict[str, Any]) -> dict[str, str]:
    """An error for anything but a number of days that was offered."""
    said = str(values.get("days") or "")
    fits = said.isdecimal() and 1 <= int(said[:4]) <= 90
    return {} if fits else {"days": "Choose for how long, up to 90 days."}


@answers("nudge:rest", check=must_be_days)
def nudge_rest(press: Press, desk: Desk) -> tuple[OneCard]:
    """The message with the answer in it."""
    nudge, concern = pressed(press, desk)
    until = desk.now() + timedelta(days=int(str(press.values["days"])))
    with desk.db.begin() as session:
        snoozes.keep(session, press.person.id, concern.opportunity_id, "snooze", until, desk.now())
    said = f"Snoozed until {formatting.day(until.date())}."
    return (answer(desk, press, nudge, concern, said),)
