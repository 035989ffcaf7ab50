"""Days whose date is another each year, or another in each country: asked about with the dates they may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from domain.language.intent import Ambiguous
from domain.language.message import Message
from domain.language.text import phrase_list
from domain.work import Choice

Day = Callable[[int], date]


def nth(month: int, weekday: int, n: int) -> Day:
    """The n-th such weekday of a month, Monday being 0; the last one for -1."""

    def of(year: int) -> date:
        if n < 0:
            end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            return end - timedelta(days=(end.weekday() - weekday) % 7)
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))

    return of


def easter(year: int) -> date:
    """Easter Sunday of the western churches, by the anonymous Gregorian rule."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    return date(year, (h + k - 7 * m + 114) // 31, (h + k - 7 * m + 114) % 31 + 1)


def beside_easter(days: int) -> Day:
    """So many days from Easter Sunday."""
    return lambda year: easter(year) + timedelta(days=days)


HOLIDAYS: dict[str, tuple[tuple[str, Day], ...]] = {
    "thanksgiving": (("US", nth(11, 3, 4)), ("Canada", nth(10, 0, 2))),
    "black friday": (("", lambda year: nth(11, 3, 4)(year) + timedelta(days=1)),),
    "cyber monday": (("", lambda year: nth(11, 3, 4)(year) + timedelta(days=4)),),
    "labor day": (("US", nth(9, 0, 1)), ("elsewhere", lambda year: date(year, 5, 1))),
    "labour day": (("Canada", nth(9, 0, 1)), ("elsewhere", lambda year: date(year, 5, 1))),
    "memorial day": (("", nth(5, 0, -1)),),
    "presidents day": (("", nth(2, 0, 3)),),
    "mlk day": (("", nth(1, 0, 3)),),
    "easter monday": (("", beside_easter(1)),),
    "good friday": (("", beside_easter(-2)),),
    "easter": (("", easter),),
    "pentecost": (("", beside_easter(49)),),
    "bank holiday": (),
    "the bank holiday": (),
    "ramadan": (),
    "eid": (),
    "diwali": (),
    "hanukkah": (),
    "chinese new year": (),
    "lunar new year": (),
    "golden week": (),
    "the holidays": (),
    "the holiday season": (),
    "the holiday": (),
    "the summer break": (),
    "the winter break": (),
    "the break": (),
}
BEFORE_A_DAY = phrase_list("before|by|until|till|til|since|after|on|around|over|through|during|at|from|for|to|past")
BACKWARDS = ("since", "from", "past")


def moving_day(message: Message) -> Ambiguous | None:
    """The question which date “before Easter” means; None where no such day is named, or a date besides."""
    words = message.words
    for at in range(1, len(words)):
        if at in message.named or words[at - 1] not in BEFORE_A_DAY or words[at] not in FIRST:
            continue
        name = next((n for n in LONGEST_FIRST if words[at : at + len(n.split())] == n.split()), "")
        end = at + len(name.split())
        if name and not any(m.period and not at <= m.start < end for m in message.drafted.mentions):
            return _asked(message, name, backwards=words[at - 1] in BACKWARDS)
    return None


LONGEST_FIRST = sorted(HOLIDAYS, key=len, reverse=True)
FIRST = frozenset(name.split()[0] for name in HOLIDAYS)


def _asked(message: Message, name: str, *, backwards: bool) -> Ambiguous:
    said = [(where, _near(day, message.today, backwards=backwards)) for where, day in HOLIDAYS[name]]
    text = " ".join(message.text.split())
    at = text.casefold().find(name)
    labels = [f"{_say(day)}{f' ({where})' if where else ''}" for where, day in said]
    texts = [f"{text[:at]}{day.isoformat()}{text[at + len(name) :]}" for _, day in said if at >= 0]
    choices = tuple(Choice(label=label, text=whole) for label, whole in zip(labels, texts, strict=False))
    dates = f": {' or '.join(labels)}" if labels else ""
    question = f"“{name}” has no fixed date. Which day do you mean{dates}? I read 2026-12-31 and Dec 31."
    return Ambiguous(slot="time", question=question, choices=choices)


def _near(day: Day, today: date, *, backwards: bool) -> date:
    """The next such day, or the last one where it is looked back from."""
    this = day(today.year)
    if backwards:
        return this if this <= today else day(today.year - 1)
    return this if this >= today else day(today.year + 1)


def _say(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
