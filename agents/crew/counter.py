"""The counter works every pulled value out again by another formulation, and stops the run when one differs."""

from __future__ import annotations

from decimal import Decimal

from agents.base import Scope, Tools, agent
from agents.papers import Confirmed, Haul
from domain import formatting
from domain.errors import CountsDisagree
from domain.facts import Counted, Fact, Pulled

SAME_TO = 6
"""Decimals to which two formulations of a quotient must agree; sums and counts have fewer and agree exactly."""


@agent(
    name="counter",
    job="Count every pulled value again by another route and stop the run when the two differ.",
    may={Scope.CRM_RECOUNT},
    does={"count"},
    takes=Haul,
    gives=Confirmed,
    output="recounted values",
)
def counter(haul: Haul, tools: Tools) -> Confirmed:
    """The haul with its second count. Raises: CountsDisagree with both numbers and both queries."""
    counts = tuple(tools.recount(bound, pulled.facts) for bound, pulled in zip(haul.bounds, haul.pulls, strict=True))
    for pulled, counted in zip(haul.pulls, counts, strict=True):
        must_agree(pulled, counted)
    return Confirmed(haul=haul, counts=counts)


def must_agree(pulled: Pulled, counted: Counted) -> None:
    """Nothing, when rows, ids and every fact are the same by both routes."""
    if pulled.total_rows != counted.total_rows:
        _differ("matching records", str(pulled.total_rows), str(counted.total_rows), pulled, counted)
    for checksum in {f.source.row_set.checksum for f in pulled.facts if f.source.row_set and _is_whole(f, pulled)}:
        if checksum != counted.checksum:
            _differ(
                "the matching records' ids",
                f"checksum {checksum}",
                f"checksum {counted.checksum}",
                pulled,
                counted,
            )
    for fact in pulled.facts:
        if fact.id not in counted.values:
            _differ(_what(fact), _said(fact, fact.value), "nothing", pulled, counted)
        if not same(fact.value, counted.values[fact.id]):
            _differ(_what(fact), _exact(fact, fact.value), _exact(fact, counted.values[fact.id]), pulled, counted)


def same(pulled: Decimal | None, counted: Decimal | None) -> bool:
    """Whether two values are one number; nothing is only the same as nothing."""
    if pulled is None or counted is None:
        return pulled is counted
    return formatting.rounded(pulled, SAME_TO) == formatting.rounded(counted, SAME_TO)


def _is_whole(fact: Fact, pulled: Pulled) -> bool:
    return fact.source.row_set is not None and fact.source.row_set.count == pulled.total_rows


def _what(fact: Fact) -> str:
    name = fact.name.replace("_", " ")
    return f"{name} of {', '.join(g or 'nobody' for g in fact.group)}" if fact.group else name


def _said(fact: Fact, value: Decimal | None) -> str:
    return formatting.written(value, fact.unit, fact.name)


def _exact(fact: Fact, value: Decimal | None) -> str:
    """The value with every digit, since two that differ may round to the same words."""
    return formatting.UNKNOWN if value is None else f"{formatting.number(value)} {fact.unit}"


def _differ(what: str, pulled: str, counted: str, by_puller: Pulled, by_counter: Counted) -> None:
    raise CountsDisagree(what, pulled, counted, by_puller.statement, by_counter.statement)
