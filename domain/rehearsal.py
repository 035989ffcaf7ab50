"""What the pipeline agent would have sent in a week that is over, had it gone by these settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from domain.nudging import Condition
from domain.thresholds import SettingValue, whole
from domain.tuning import LEVELS
from domain.value import Value

DAYS = 7
SATURDAY = 5


class Candidate(Value):
    """One open deal, and the first day on which each of its conditions holds."""

    id: str
    name: str
    owner_id: str
    manager_id: str = ""
    worth: float = 0
    due: tuple[tuple[Condition, date], ...]

    def many(self, day: date) -> int:
        """How many conditions the deal is in on a day."""
        return sum(first <= day for _, first in self.due)


class Rehearsed(Value):
    """What would have happened at one level of aggressiveness."""

    level: str
    messages: int
    reps: int
    deals: int
    digests: int
    escalations: int
    """How many of the messages would have been told to the manager, had nobody answered."""


class Rehearsal(Value):
    """The week at every level; `example` is the first message: whose, and about which deals."""

    first: date
    last: date
    levels: tuple[Rehearsed, ...]
    as_set: Rehearsed | None = None
    """The week with every rep at the level that is set for them."""
    example: tuple[str, tuple[str, ...]] = ("", ())


def week_before(today: date) -> tuple[date, date]:
    """The first and the last of the seven days before today."""
    return today - timedelta(days=DAYS), today - timedelta(days=1)


def rehearse(
    candidates: Sequence[Candidate], today: date, policy: Mapping[str, SettingValue], own: Own | None = None
) -> Rehearsal:
    """The week before today, played through day by day, as if nobody had been written to before it.

    Shape:  `own` is what reps have in place of the policy, by rep.
    """
    own = own or {}
    first, last = week_before(today)
    sent = _sent(candidates, first, policy, own)
    example = next(iter(sent), None)
    named = {one.id: one.name for one in candidates}
    return Rehearsal(
        first=first,
        last=last,
        levels=tuple(_at(level, sent, candidates, last, policy) for level in LEVELS),
        as_set=_as_set(sent, candidates, last, policy, own),
        example=(example[1], tuple(named[id_] for id_ in example[2])) if example else ("", ()),
    )


LEVEL, MOST = "nudge.aggressiveness", "nudge.deals_per_message"
Own = Mapping[str, Mapping[str, SettingValue]]
Sent = tuple[date, str, tuple[str, ...]]
"""(day, rep, deals) of one message."""


def _as_set(
    sent: Sequence[Sent], candidates: Sequence[Candidate], last: date, policy: Mapping[str, SettingValue], own: Own
) -> Rehearsed:
    """What would have happened with every rep at the level that is set for them."""
    by_level: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        by_level[str(own.get(one[1], {}).get(LEVEL, policy[LEVEL]))].append(one)
    parts = [_at(level, some, candidates, last, policy) for level, some in sorted(by_level.items())]
    names = ("messages", "reps", "deals", "digests", "escalations")
    return Rehearsed(level="as set", **{name: sum(getattr(one, name) for one in parts) for name in names})


def _sent(candidates: Sequence[Candidate], first: date, policy: Mapping[str, SettingValue], own: Own) -> list[Sent]:
    """Every message of the week, paced as real ones are."""
    by_rep: dict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        by_rep[one.owner_id].append(one)
    rest = whole(policy["nudge.repeat_days"])
    most = {rep: whole(own.get(rep, {}).get(MOST, policy[MOST])) for rep in by_rep}
    asked: dict[str, date] = {}
    found: list[Sent] = []
    for day in _workdays(first, policy):
        for rep, deals in sorted(by_rep.items()):
            up = [one for one in deals if one.many(day) and _rested(asked.get(one.id), day, rest)]
            up.sort(key=lambda one: (-one.many(day), -one.worth, one.id))
            if chosen := tuple(one.id for one in up[: most[rep]]):
                found.append((day, rep, chosen))
                asked |= dict.fromkeys(chosen, day)
    return found


def _rested(asked: date | None, day: date, rest: int) -> bool:
    return asked is None or (day - asked).days >= rest


def _workdays(first: date, policy: Mapping[str, SettingValue]) -> list[date]:
    """The days on which messages are composed: Monday to Friday, without holidays."""
    holidays = policy["quiet.holidays"]
    off = set(holidays) if isinstance(holidays, tuple | list) else set()
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return [day for day in days if day.weekday() < SATURDAY and day.isoformat() not in off]


def _at(
    level: str, sent: Sequence[Sent], candidates: Sequence[Candidate], last: date,
    policy: Mapping[str, SettingValue],
) -> Rehearsed:  # fmt: skip
    manager_of = {one.owner_id: one.manager_id for one in candidates}
    digests = {(day, manager_of[rep]) for day, rep, _ in sent if manager_of[rep]}
    if level == "conservative":
        return Rehearsed(level=level, messages=0, reps=0, deals=0, digests=len(digests), escalations=0)
    wait = timedelta(days=whole(policy["nudge.answer_days"]))
    late = sum(day + wait <= last for day, rep, _ in sent if manager_of[rep]) if level == "aggressive" else 0
    return Rehearsed(
        level=level,
        messages=len(sent),
        reps=len({rep for _, rep, _ in sent}),
        deals=len({id_ for _, _, deals in sent for id_ in deals}),
        digests=len(digests),
        escalations=late,
    )
