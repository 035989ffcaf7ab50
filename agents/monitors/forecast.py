"""The forecast agent: what it reckons when the data has changed, and how far each figure moved since the last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.facts import Fact
from domain.formatting import written
from domain.query import Filter, Period, QuerySpec

FORECAST = QuerySpec(
    filters=(Filter(field="status", op="eq", value="open"),),
    measures=("weighted_pipeline", "amount", "count"),
    time=Period(fields=("close_date",), window="quarter:0"),
)
"""The open deals that close this quarter."""


def moved(facts: Sequence[Fact], before: Mapping[str, Fact]) -> str:
    """The figures in one line, each with how far it moved; `before` are those of the time before, by id."""
    return (
        "open deals that close this quarter: "
        + "; ".join(f"{_called(fact)} {_figure(fact)}{_since(fact, before.get(fact.id))}" for fact in facts)
        + "."
    )


def _called(fact: Fact) -> str:
    return fact.name.replace("_", " ")


def _figure(fact: Fact) -> str:
    return written(fact.value, fact.unit, fact.name)


def _since(fact: Fact, old: Fact | None) -> str:
    if old is None or old.value is None or fact.value is None or old.unit != fact.unit:
        return ""
    delta = fact.value - old.value
    if not delta:
        return " (as before)"
    return f" ({'up' if delta > 0 else 'down'} {written(abs(delta), fact.unit, fact.name)})"
