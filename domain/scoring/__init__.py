"""Fixed rules between pull and draft. To add one, add a file that holds one `@rule(...)` function, and its test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache

from domain.bound import Bound
from domain.catalogue import CATALOGUE
from domain.evidence import Evidence, Suspect
from domain.facts import Fact, Finding, Pulled
from domain.registry import roster
from domain.value import Value


class Case(Value):
    """What a rule judges: the definite question, its rows and facts, and the evidence read beside them."""

    bound: Bound
    pulled: Pulled
    evidence: Evidence

    def suspects(self, check: str) -> tuple[Suspect, ...]:
        """The sample of records that a check found."""
        return self.evidence.suspects.get(check, ())

    def count(self, check: str) -> int:
        """How many records a check found in all."""
        return max(self.evidence.counts.get(check, 0), len(self.suspects(check)))

    def facts(self, *names: str) -> list[Fact]:
        """The facts of these names that hold a value."""
        return [fact for fact in self.pulled.facts if fact.name in names and fact.value is not None]

    def sums(self) -> list[Fact]:
        """The facts that add up money."""
        return self.facts("amount", "weighted_pipeline", "quota", "actual")

    def label(self, fact: Fact) -> str:
        """What a fact's measure is called."""
        known = CATALOGUE[self.pulled.spec.entity].measure(fact.name)
        return known.label.lower() if known else fact.name.replace("_", " ")

    def setting(self, name: str) -> Decimal:
        """A number that policy may change."""
        return Decimal(str(self.bound.settings[name]))

    def some(self, how_many: int, verb: str, verb_of_one: str = "") -> str:
        """`7 deals have`, `1 deal has`: how many records, and the verb that fits."""
        info = CATALOGUE[self.pulled.spec.entity]
        noun = info.label if how_many == 1 else info.plural
        return f"{how_many:,} {noun} {(verb_of_one or verb) if how_many == 1 else verb}"

    def note(self, check: str, verb: str, verb_of_one: str, rest: str) -> Finding | None:
        """A noted finding about the records a check found, with an example; None when it found none."""
        how_many = self.count(check)
        if not how_many:
            return None
        found = self.suspects(check)
        example = f", such as {found[0].label} ({found[0].seen})" if found and found[0].seen else ""
        sentence = f"{self.some(how_many, verb, verb_of_one)} {rest}{example}."
        return noted(sentence, [s.row_id for s in found], found[0].seen if found else "")


class Rule:
    """One fixed rule. Its id is its module's name."""

    def __init__(self, title: str, judge: Callable[[Case], Finding | None]) -> None:
        self.title, self._judge, self.home = title, judge, judge.__module__
        self.id = self.home.rpartition(".")[2]
        self.__doc__ = judge.__doc__

    def __call__(self, case: Case) -> Finding:
        """What the rule says of the case; `passed` when it has nothing to say."""
        found = self._judge(case) or Finding(rule="", title="", verdict="passed")
        return found.model_copy(update={"rule": self.id, "title": self.title})


def rule(title: str) -> Callable[[Callable[[Case], Finding | None]], Rule]:
    """A decorator that makes a pure function a rule with that title; it returns `noted(...)`, `held(...)` or None."""
    return lambda judge: Rule(title, judge)


def noted(sentence: str, row_ids: Sequence[str] = (), seen: str = "") -> Finding:
    """Ordinary dirt: said, and the report goes on."""
    return Finding(rule="", title="", verdict="noted", sentence=sentence, row_ids=tuple(row_ids), seen=seen)


def held(sentence: str, row_ids: Sequence[str] = (), seen: str = "") -> Finding:
    """The stated number would be wrong or absurd: a person must look first."""
    return Finding(rule="", title="", verdict="held", sentence=sentence, row_ids=tuple(row_ids), seen=seen)


@cache
def rules() -> dict[str, Rule]:
    """Every rule by id."""
    return roster(sys.modules[__name__], Rule)


SEVERITY = {"passed": 0, "noted": 1, "held": 2}


def findings(cases: Sequence[Case]) -> tuple[Finding, ...]:
    """One finding per rule: the gravest over both sides of a comparison."""
    return tuple(max((one(case) for case in cases), key=lambda f: SEVERITY[f.verdict]) for one in rules().values())
