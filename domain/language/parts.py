"""The parts of a question: conditions, measures, groupings, periods and order, each as the text says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.language.draft import Mention
from domain.query import AnyOf, Condition, Filter

GROUP_FIELDS = {
    "rep": "owner",
    "manager": "manager",
    "team": "team",
    "region": "region",
    "product": "product",
    "account": "account",
    "stage": "stage",
    "sector": "account.sector",
    "series": "series",
}
NAME_FIELDS = {
    "person": "owner",
    "account": "account",
    "product": "product",
    "series": "series",
    "region": "region",
    "team": "team",
    "stage": "stage",
    "sector": "account.sector",
    "country": "account.country",
    "tag": "account.tag",
    "forecast_category": "forecast_category",
    "lead_source": "source",
    "activity_type": "type",
    "lost_reason": "lost_reason",
}
OPPOSITE = {
    "gt": "lte",
    "gte": "lt",
    "lt": "gte",
    "lte": "gt",
    "eq": "ne",
    "ne": "eq",
    "in": "not_in",
    "not_in": "in",
    "is_null": "not_null",
    "not_null": "is_null",
}
COUNTED = {"won": "won_count", "lost": "lost_count", "open": "open_count", "closed": "closed_count"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition and where in the message it stands; `or_next` joins it to the one before by OR."""

    condition: Filter
    at: int
    or_before: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something the text names that fits several things, or none."""

    slot: str
    words: str
    options: tuple[str, ...] = ()
    at: tuple[int, int] = (0, 0)
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """“more than 10 deals won”: a comparison on a number of things."""

    op: str
    value: int | float
    of: str
    """`won`, `lost`, `open`, `closed`, `deals`, `engaging`, `meeting`, `call`, …"""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A superlative: what is ranked, which end first, how many (0 when not said)."""

    what: str
    dir: str
    n: int = 0
    at: int = 0
    plural: bool = False
    one: bool = False
    """Whether one record is ranked: “the biggest deal per region”."""
    judges: bool = False
    """Whether it says good or bad and not much or little: the worst loss rate is the highest."""


@dataclass
class Parts:
    """Everything a question says, clause by clause."""

    heads: list[str] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    having: list[Filter] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    windows: list[tuple[str, str]] = field(default_factory=list)
    """(window, the date field it is about, empty when not said)."""
    as_of: str = ""
    """The past day whose state is asked for, as a window up to it."""
    apart: list[tuple[str, str]] = field(default_factory=list)
    """Further windows that may hold instead of the first: “in q1 or q3”."""
    rankings: list[Ranking] = field(default_factory=list)
    sorts: list[tuple[str, str]] = field(default_factory=list)
    limit: int | None = None
    fields: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    """How it is asked: `count`, `sum`, `avg`, `share`, `trend`, `vs`, `compare`, `who`, `which`, `list`, …"""
    verbs: list[str] = field(default_factory=list)
    versus: list[str] = field(default_factory=list)
    """Fields whose values are set against each other."""
    rest_of: list[Filter] = field(default_factory=list)
    """What the others of “vs the rest of Melvin's team” belong to."""
    against: list[Filter] = field(default_factory=list)
    """The other side where it is of another kind: “Darcel's win rate against Melvin's team”."""
    unclear: list[Unclear] = field(default_factory=list)
    unknown: list[Mention] = field(default_factory=list)
    vague: list[tuple[str, str]] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    singular: bool = False
    """Whether the head noun is one thing: “which rep”, “the deal”."""

    def values(self, column: str) -> list[Filter]:
        """The filters on a field."""
        return [c.condition for c in self.clauses if c.condition.field == column]

    def clauses_on(self, columns: Sequence[str]) -> list[Clause]:
        """The conditions on any of these fields."""
        return [c for c in self.clauses if c.condition.field in columns]

    def statuses(self) -> set[str]:
        """The statuses asked for (not excluded)."""
        found: set[str] = set()
        for each in self.values("status"):
            if each.op in ("eq", "in"):
                found |= set(map(str, each.value if isinstance(each.value, tuple) else (each.value,)))
        return found


def conditions(clauses: Sequence[Clause]) -> tuple[Condition, ...]:
    """The clauses as conditions that must all hold, those joined by OR as one."""
    out: list[Condition] = []
    for clause in clauses:
        if clause.or_before and out:
            before = out.pop()
            sides = before.any if isinstance(before, AnyOf) else (before,)
            out.append(_any_of((*sides, clause.condition)))
        else:
            out.append(clause.condition)
    return tuple(out)


def _any_of(sides: tuple[Filter, ...]) -> Condition:
    heads = {(s.field, s.op) for s in sides}
    if len(heads) == 1 and sides[0].op in ("eq", "in"):
        values = [v for s in sides for v in (s.value if isinstance(s.value, tuple) else (s.value,))]
        return Filter(field=sides[0].field, op="in", value=tuple(values))
    return AnyOf(any=sides)
