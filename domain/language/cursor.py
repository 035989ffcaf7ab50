"""A place among the mentions of a message, which clauses look around from, take words at and add parts to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.language.draft import Draft, Mention
from domain.language.names import NameIndex
from domain.language.parts import OPPOSITE, Clause, Parts
from domain.query import Filter, Literal_

ONE_VALUE = frozenset(
    ("stage", "owner", "team", "region", "account", "product", "series", "forecast_category", "source")
)
"""Fields of which a record has one value, so that two of them can only mean either."""
NOTHING = Mention(-1, -1, "")


class Cursor:
    """The mentions of a message with a place among them, and the parts found so far."""

    def __init__(self, drafted: Draft, names: NameIndex, today: date) -> None:
        self.mentions: Sequence[Mention] = drafted.mentions
        self.names, self.today = names, today
        self.parts = Parts()
        self.at = 0
        self.negated = False
        self.or_next = False
        self.last: tuple[str, int] = ("", -9)
        """The field or measure just mentioned, and where."""

    @property
    def here(self) -> Mention:
        """The mention at this place."""
        return self.mentions[self.at]

    def look(self, n: int) -> Mention:
        """The n-th mention from here, before or after; one of no words and no meaning beyond either end."""
        return self.peek(n) or NOTHING

    def peek(self, n: int = 0) -> Mention | None:
        """The n-th mention from here; None beyond either end."""
        at = self.at + n
        return self.mentions[at] if 0 <= at < len(self.mentions) else None

    def has_any(self, n: int, kinds: tuple[str, ...]) -> bool:
        """Whether the n-th mention from here may be of any of these kinds."""
        return any(self.look(n).has(kind) for kind in kinds)

    def has(self, kind: str, n: int = 0, value: str | None = None) -> bool:
        """Whether the n-th mention from here may be of that kind (and value)."""
        return self.look(n).has(kind, value)

    def take(self, n: int = 1) -> bool:
        """True, n mentions further on."""
        self.at += n
        return True

    def skip_fillers(self, n: int) -> int:
        """How many mentions from here to the next that is more than filler."""
        while (mention := self.peek(n)) is not None and mention.has("filler") and not mention.names:
            if mention.text in (".", ";", "?", "!"):
                break
            n += 1
        return n

    def skip_some(self, n: int, words: tuple[str, ...]) -> int:
        """The place of the first mention from the n-th on that is none of these words."""
        while (mention := self.peek(n)) is not None and mention.text in words and mention.amount is None:
            n += 1
        return n

    def longest_of(self, phrases: frozenset[str], n: int) -> int:
        """How many mentions from the n-th on make up one of these phrases, the most that do."""
        best, text, length = 0, "", 0
        while (mention := self.peek(n + length)) is not None and length < 8:
            text = f"{text} {mention.text}".strip()
            length += 1
            best = length if text in phrases else best
        return best

    def add(
        self, column: str, op: str, value: Literal_ | tuple[Literal_, ...] = None, *, optional: bool = False
    ) -> None:
        """One more condition, turned round after “not”, in place of what it corrects."""
        if self.negated:
            op = OPPOSITE.get(op, op)
        made = Filter(field=column, op=op, value=value, optional=optional)
        if "correct" in self.parts.marks:
            kin = ("status", "stage") if column in ("status", "stage") else (column,)
            self.parts.clauses = [c for c in self.parts.clauses if c.condition.field not in kin]
        self.parts.clauses.append(Clause(made, self.at, self.or_next and bool(self.parts.clauses)))
        self.or_next = False
        self.negated = False

    def mark(self, *marks: str) -> None:
        """Notes how something is asked."""
        self.parts.marks.update(marks)

    def add_values(self, column: str, values: list[str]) -> None:
        """Values of a field: the same field again is one more value of it, for no deal has two owners."""
        had = next((c for c in self.parts.clauses if _chooses(c, column)), None)
        one_more = self.or_next or self.joined_before() or (column in ONE_VALUE and "correct" not in self.parts.marks)
        if had and not self.negated and one_more:
            already = had.condition.value if isinstance(had.condition.value, tuple) else (had.condition.value,)
            either = tuple(dict.fromkeys((*already, *values)))
            both = Filter(field=column, op="in", value=either) if len(either) > 1 else had.condition
            self.parts.clauses[self.parts.clauses.index(had)] = replace(had, condition=both)
            self.or_next = False
        elif len(values) == 1:
            self.add(column, "eq", values[0])
        else:
            self.add(column, "in", tuple(values))

    def joined_before(self) -> bool:
        """Whether “and”, “or” or “versus” leads here."""
        return self.has_any(-1, ("and", "or", "vs")) or "vs" in self.parts.marks

    def status_of(self, value: str) -> None:
        """A status that goes with a word (“revenue” is won), unless the text already says one."""
        if not self.parts.values("status"):
            self.parts.clauses.append(Clause(Filter(field="status", op="eq", value=value), self.at))


def _chooses(clause: Clause, column: str) -> bool:
    return clause.condition.field == column and clause.condition.op in ("eq", "in")
