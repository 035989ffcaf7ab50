"""Built-in KPIs: a measure with its formula, and the query that lists the records that make it bad."""

from __future__ import annotations

from domain.catalogue import CATALOGUE, Measure
from domain.errors import CannotAnswer
from domain.query import Filter, Period, QuerySpec, Sort
from domain.value import Value

WORST_SHOWN = 10


class Kpi(Value):
    """One KPI: what it is called, how it is worked out, its value's query and the query of its worst records."""

    name: str
    label: str
    formula: str
    worst: str
    value: QuerySpec
    worst_records: QuerySpec


def _measure(entity: str, name: str) -> Measure:
    found = CATALOGUE[entity].measure(name)
    if found is None:
        raise KeyError(name)
    return found


def _kpi(entity: str, name: str, value: QuerySpec, worst_records: QuerySpec) -> Kpi:
    known = _measure(entity, name)
    return Kpi(name=name, label=known.label, formula=known.formula, worst=known.worst, value=value,
               worst_records=worst_records)  # fmt: skip


HYGIENE = _kpi(
    "opportunity",
    "hygiene_score",
    QuerySpec(measures=("hygiene_score",)),
    QuerySpec(
        filters=(
            Filter(field="status", op="eq", value="open"),
            Filter(field="missing_count", op="gte", value=1),
        ),
        sort=(Sort(by="missing_count", dir="desc"), Sort(by="amount", dir="desc")),
        limit=WORST_SHOWN,
        fields=("opportunity", "missing_count", "missing", "owner", "stage", "amount", "close_date"),
    ),
)
VELOCITY = _kpi(
    "lead",
    "velocity_days",
    QuerySpec(entity="lead", measures=("velocity_days",), time=Period(fields=("converted",), window="last:90d")),
    QuerySpec(
        entity="lead",
        filters=(Filter(field="status", op="eq", value="open"),),
        sort=(Sort(by="age_days", dir="desc"),),
        limit=WORST_SHOWN,
        fields=("lead", "owner", "source", "created", "age_days", "last_activity_days"),
    ),
)
KPIS: dict[str, Kpi] = {kpi.name: kpi for kpi in (HYGIENE, VELOCITY)}


def kpi(name: str) -> Kpi:
    """The KPI of that name or of a word for it, such as `hygiene`.

    Raises: CannotAnswer naming those there are.
    """
    asked = name.strip().lower().replace("_", " ")
    for one in KPIS.values():
        words = {one.name.replace("_", " "), one.label.lower(), *_synonyms(one)}
        if asked in words or any(asked == word.split()[0] for word in words):
            return one
    known = " and ".join(one.label for one in KPIS.values())
    if not asked:
        raise CannotAnswer("Which KPI?", f"There are {known}: say “kpi hygiene” or “kpi velocity”.")
    raise CannotAnswer(f"There is no KPI called “{name}”.", f"There are {known}.")


def kpi_of(spec: QuerySpec) -> Kpi | None:
    """The KPI a question asks for, so that its worst records can be shown beside it; None for any other measure."""
    return next((KPIS[name] for name in spec.measures if name in KPIS), None)


def worst_of(spec: QuerySpec, one: Kpi) -> QuerySpec:
    """The worst records behind a question's own KPI: its filters narrow them as they narrow the value."""
    own = tuple(f for f in spec.filters if f not in one.worst_records.filters)
    return one.worst_records.model_copy(update={"filters": (*one.worst_records.filters, *own)})


def _synonyms(one: Kpi) -> set[str]:
    return {word.lower() for word in _measure(one.value.entity, one.name).synonyms}
