"""A spec in the making: the parts it is made of, what it will say, and what had to be assumed."""

from __future__ import annotations

from datetime import date

from domain.language.names import NameIndex
from domain.language.parts import Clause, Parts
from domain.query import Filter


class Build:
    """The parts of a question, and what its spec will say.

    `subject` is what is asked about (“which reps …”), empty when that is the deals themselves.
    """

    def __init__(self, parts: Parts, names: NameIndex, today: date) -> None:
        self.parts, self.names, self.today = parts, names, today
        self.assumptions = [a for a in parts.assumptions if a]
        self.entity = "opportunity"
        self.subject = ""
        self.groups: list[str] = []
        self.measures: list[str] = []
        self.columns: list[str] = []

    def add(self, condition: Filter, *, or_before: bool = False) -> None:
        """One more condition, which no word of the text stands for by itself."""
        self.parts.clauses.append(Clause(condition, 999, or_before))

    def is_of(self, status: str) -> None:
        """That status, unless the text says one or names a stage."""
        if not self.parts.values("status") and not self.parts.values("stage"):
            self.add(Filter(field="status", op="eq", value=status))
