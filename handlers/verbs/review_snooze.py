"""[Snooze], and “snooze exception #12 for 3 days”: an exception out of sight until a morning, and still open."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.cards import Note, Reply
from domain.errors import Refused
from domain.formatting import day as said_day
from domain.work import Person, Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.review import item_called, item_for, let_sleep
from handlers.runs import may_decide
from handlers.verb import answers

MOST_DAYS = 30
MORNING = time(8)


@answers("review:snooze", says=("snooze exception #{}", "snooze exception {}"), private=True)
def review_snooze(press: Press, desk: Desk) -> tuple[Note | Reply]:
    """Until which morning nobody hears of it; without a number of days, until tomorrow's."""
    may_decide(press.person)
    number, _, rest = press.subject.partition(" ")
    item = item_for(press, desk) if press.trigger else item_called(press, desk, number)
    until = _morning(desk.now(), press.person, _days(rest) if not press.trigger else 1)
    if not let_sleep(press, desk, item, until):
        return (Note(text=f"Already {item.decision} by {item.decided_by}."),)
    said = f"Exception #{item.number} is put off until {said_day(until.date())}, 08:00. It stays open."
    return (Note(text=said),) if press.trigger else (Reply(card=sentence_card(said, "Exceptions")),)


def _days(said: str) -> int:
    """“for 3 days”, “for a week”, “until tomorrow”, or nothing."""
    words = said.strip(" .!?").lower()
    if words in ("", "until tomorrow", "till tomorrow", "for a day"):
        return 1
    found = re.fullmatch(r"(?:for )?(a|one|\d{1,3}) (day|week)s?", words)
    if found is None:
        raise Refused(f"I do not understand “{said[:40]}”. Say “for 3 days”, “for a week”, or nothing for tomorrow.")
    days = (1 if found[1] in ("a", "one") else int(found[1])) * (7 if found[2] == "week" else 1)
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"An exception can be put off for 1 to {MOST_DAYS} days; decide it, or hand it on.")
    return days


def _morning(now: datetime, person: Person, days: int) -> datetime:
    zone = ZoneInfo(person.timezone or "UTC")
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), MORNING, zone)
