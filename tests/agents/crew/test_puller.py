"""What is asked of the CRM, and that only rows come back."""

from __future__ import annotations

import json

import pytest

from agents.crew.puller import sides
from domain.query import AnyOf, Compare, Filter, Period, QuerySpec
from tests.agents.office import STALLED, an_office

EMEA, AMER = (Filter(field="region", op="eq", value=name) for name in ("EMEA", "AMER"))
WON = Filter(field="status", op="eq", value="won")


def test_a_plain_question_has_one_side():
    assert sides(STALLED) == (STALLED,)


def test_the_other_window_takes_the_place_of_the_window():
    period = Period(fields=("close_date",), window="quarter:0")
    ours, theirs = sides(QuerySpec(filters=(WON,), time=period, compare=Compare(window="quarter:-1")))
    assert (ours.time.window, theirs.time.window) == ("quarter:0", "quarter:-1")
    assert ours.compare is theirs.compare is None
    assert ours.filters == theirs.filters == (WON,)


def test_a_window_compared_without_one_of_its_own_is_put_on_the_usual_date():
    _, theirs = sides(QuerySpec(measures=("win_rate",), compare=Compare(window="quarter:-1")))
    assert theirs.time == Period(fields=("close_date",), window="quarter:-1")


def test_other_filters_take_the_place_of_those_on_the_same_fields():
    either = AnyOf(any=(EMEA, AMER))
    for mine in (EMEA, either):
        _, theirs = sides(QuerySpec(filters=(WON, mine), compare=Compare(filters=(AMER,))))
        assert theirs.filters == (WON, AMER)


@pytest.mark.row("S0-08")
def test_the_puller_gives_a_query_and_rows_with_ids_and_no_prose():
    outcome = an_office().ask()
    assert set(json.loads(outcome.trace[2].gave)) == {"pulls"}
    assert outcome.pulled.statement.startswith("SELECT")
    assert [row.id for row in outcome.pulled.rows] == [f"006{n:03d}" for n in range(7)]
    assert all(fact.source.row_ids for fact in outcome.pulled.facts)


def test_symbols_are_made_definite_before_the_crm_is_asked():
    mine = QuerySpec(filters=(Filter(field="owner", op="eq", value="@me"),))
    assert an_office().ask(mine, reading="My deals").pulled.spec.filters[0].value == "Dana Cole"
    assert an_office().ask().pulled.spec.filters[1].value == 30
