"""Both built-in KPIs: definition, value and worst records as questions for the same road."""

from __future__ import annotations

import pytest

from domain.catalogue import CATALOGUE
from domain.errors import CannotAnswer
from domain.kpis import KPIS, kpi, kpi_of, worst_of
from domain.query import AnyOf, Filter, QuerySpec


@pytest.mark.row("S0-32")
@pytest.mark.parametrize(
    ("said", "name"),
    [("hygiene", "hygiene_score"), ("hygiene_score", "hygiene_score"), ("CRM hygiene", "hygiene_score"),
     ("data quality", "hygiene_score"), ("lead velocity", "velocity_days"), ("velocity_days", "velocity_days"),
     ("Lead-to-opportunity velocity", "velocity_days")],
)  # fmt: skip
def test_a_kpi_is_found_by_its_words(said, name):
    assert kpi(said).name == name


def test_an_unknown_kpi_names_those_there_are():
    with pytest.raises(CannotAnswer, match="There are CRM hygiene and Lead-to-opportunity velocity"):
        kpi("happiness")


def test_no_kpi_named_asks_which():
    with pytest.raises(CannotAnswer, match=r"Which KPI.* say “kpi hygiene” or “kpi velocity”"):
        kpi("")


@pytest.mark.row("S0-32")
@pytest.mark.parametrize("one", KPIS.values(), ids=lambda one: one.name)
def test_a_kpi_shows_its_formula_and_lists_its_worst_records(one):
    assert one.formula
    assert one.worst
    assert one.value.measures == (one.name,)
    assert one.worst_records.sort
    assert one.worst_records.limit == 10
    info = CATALOGUE[one.worst_records.entity]
    asked = [f for c in one.worst_records.filters for f in (c.any if isinstance(c, AnyOf) else (c,))]
    assert all(info.field(f.field) for f in asked)
    assert all(info.field(name) for name in one.worst_records.fields)


def test_a_narrowed_kpi_narrows_its_worst_records():
    emea = Filter(field="region", op="eq", value="EMEA")
    spec = QuerySpec(measures=("hygiene_score",), filters=(emea,))
    one = kpi_of(spec)
    assert one is not None
    assert emea in worst_of(spec, one).filters
    assert kpi_of(QuerySpec(measures=("count",))) is None
