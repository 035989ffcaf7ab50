"""A place among the mentions of a message, which clauses look around from, take words at and add parts to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.language.draft import Draft, Mention
from domain.language.names import NameIndex
from domain.language.parts import OPPOSITE, Clause, Parts
from domain.query import Filter, Literal_


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

    def peek(self, n: int = 0) -> Mention | None:
        at = self.at + n
        return self.mentions[at] if 0 <= at < len(self.mentions) else None

    def has(self, kind: str, n: int = 0, value: str | None = None) -> bool:
        mention = self.peek(n)
        return mention is not None and mention.has(kind, value)

    def take(self, n: int = 1) -> bool:
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
        self.parts.marks.update(marks)

    def add_values(self, column: str, values: list[str]) -> None:
        already = next(
            (c for c in self.parts.clauses if c.condition.field == column and c.condition.op in ("eq", "in")), None
        )
        if already and not self.negated and (self.or_next or self.joined_before()):
            # “west … or east”: the same field again after a joint is one more value of it.
            had = already.condition.value if isinstance(already.condition.value, tuple) else (already.condition.value,)
            both = tuple(dict.fromkeys((*had, *values)))
            self.parts.clauses[self.parts.clauses.index(already)] = replace(
                already, condition=Filter(field=column, op="in", value=both)
            )
            self.or_next = False
            return
        if len(values) == 1:
            self.add(column, "eq", values[0])
        else:
            self.add(column, "in", tuple(values))

    def joined_before(self) -> bool:
        before = self.peek(-1)
        return (
            before is not None and (before.has("and") or before.has("or") or before.has("vs"))
        ) or "vs" in self.parts.marks

    def status_of(self, value: str) -> None:
        """A status that goes with a word (“revenue” is won), unless the text already says one."""
        if not self.parts.values("status"):
            self.parts.clauses.append(Clause(Filter(field="status", op="eq", value=value), self.at))
