"""Which of an agent's writes are to be taken back: “undo what pipeline did in EMEA today”, by a person's wall clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from domain.cadence import moment
from domain.entry import visible
from domain.errors import Refused
from domain.language.windows import resolve
from domain.value import Value

EVERYBODY, ME = "all", "me"
MESSAGES = ("nudges", "alerts", "flags", "escalations")
"""What was told to people; nothing takes that back."""


class Wanted(Value):
    """Writes of `agent` (an agent's name, `me`, or `all`), since a time or the `last` few actions, within a scope.

    Shape:  `until` is when a preview was made: what was written later is not on it, and not taken back by it.
    """

    agent: str
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    last: int = 0
    scope: dict[str, tuple[str, ...]] = {}

    def as_text(self) -> str:
        """As a button carries it."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def of_text(cls, said: str) -> Wanted:
        """What a button carried. Raises: NotToBeUndone for anything else."""
        try:
            return cls.model_validate_json(said)
        except ValueError as error:
            raise NotToBeUndone("Nothing of that is left to take back. Say “changes” for the latest.") from error


class NotToBeUndone(Refused):
    """It is not the kind of thing that can be taken back, or its time cannot be read."""


def wanted_of(meaning: Mapping[str, Any], now: datetime, zone: str) -> Wanted:
    """What a roll-back in words means in exact times. Raises: NotToBeUndone."""
    args = dict(meaning.get("args") or {})
    target = meaning.get("target")
    agents = [target] if isinstance(target, str) else list(target or ())
    if len(agents) != 1:
        raise NotToBeUndone("Say one agent at a time: “undo what the pipeline agent did today”.")
    if (what := str(args.get("what", ""))) in MESSAGES:
        raise NotToBeUndone(
            f"What people have read cannot be taken back, so {what} stay sent. What an agent changed in the CRM can: "
            f"say “undo what the {agents[0]} agent changed today”."
        )
    if what and what != "changes":
        raise NotToBeUndone(f"I take changes of records back, and not {visible(what)[:40]}. Say “setting changes”.")
    said = {name: str(args[name]) for name in ("since", "to") if name in args}
    scope = {name: tuple(map(str, one)) if isinstance(one, list) else (str(one),)
             for name, one in (args.get("scope") or {}).items()}  # fmt: skip
    since = _since(said, now, ZoneInfo(zone)) if said else None
    return Wanted(agent=agents[0], since=since, last=int(args.get("last", 0)), scope=scope)


def _since(said: Mapping[str, str], now: datetime, zone: ZoneInfo) -> datetime:
    """When what is to be undone began: with the start of “since”, with the end of the day that “to” goes back to."""
    ((name, point),) = tuple(said.items())[:1]
    if point.startswith("snapshot:"):
        raise NotToBeUndone("No snapshots are kept yet. Say since when: “undo what the pipeline agent did today”.")
    named, _, hour = point.partition("T")
    first, after = _days(named, now.astimezone(zone).date())
    if hour or name == "since":
        at = moment(first, time.fromisoformat(hour) if hour else time(0), zone).astimezone(UTC)
    else:
        at = moment(after, time(0), zone).astimezone(UTC)
        # The day is not over: “back to today” is to how it was this morning.
        at = at if at <= now else moment(first, time(0), zone).astimezone(UTC)
    if at > now:
        raise NotToBeUndone("That time is still to come. Say when the changes began, such as “since Monday”.")
    return at


def _days(named: str, today: date) -> tuple[date, date]:
    """The first day a word covers, and the first one after it; a day of the year is the latest that has begun."""
    named = re.sub(r"^(now|today|eod)$", "day:0", named)
    try:
        first, after = resolve(named, today)
    except ValueError:
        first = after = None
    if first is None or after is None:
        raise NotToBeUndone(f"I cannot read “{visible(named)[:40]}” as a time. Say 14:00, today, Monday or 2026-11-20.")
    return first, after
