"""What a plan says before anything is read."""

from __future__ import annotations

import pytest

from agents.crew.planner import priority, steps, workflow
from domain.query import Compare, Filter, Period, QuerySpec
from domain.work import Place
from tests.agents.office import STALLED, an_office


@pytest.mark.row("S0-03", "S4-16")
def test_a_plan_names_intent_priority_workflow_assumptions_and_steps_in_order():
    office = an_office()
    plan = office.ask().plan
    assert (plan.intent, plan.priority, plan.workflow) == ("query", "now", "list")
    assert [step.job for step in plan.steps] == ["pull", "count", "score", "draft"]
    assert [step.number for step in plan.steps] == [1, 2, 3, 4]
    assert plan.stored
    assert office.plans[0].id == plan.id


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        (STALLED, "list"),
        (QuerySpec(measures=("count",)), "figure"),
        (QuerySpec(measures=("amount",), group_by=("owner",)), "groups"),
        (QuerySpec(fields=("close_date",)), "columns"),
        (QuerySpec(measures=("hygiene_score",)), "kpi"),
        (QuerySpec(measures=("amount",), compare=Compare(window="quarter:-1")), "comparison"),
    ],
)
@pytest.mark.row("S4-16")
def test_the_workflow_follows_the_question(spec, name):
    assert workflow(spec) == name


def test_a_comparison_pulls_twice():
    assert [s.job for s in steps(QuerySpec(compare=Compare(window="quarter:-1")))].count("pull") == 2


@pytest.mark.row("S4-16")
def test_a_person_who_waits_comes_before_a_trigger_and_a_narrow_question_before_a_wide_one():
    asked = an_office().request
    fired = asked.model_copy(update={"place": Place(surface="trigger")})
    period = Period(fields=("close_date",), window="qtd")
    assert priority(asked, STALLED) == "now"
    assert priority(asked, QuerySpec(time=period)) == "now"
    assert priority(asked, QuerySpec()) == "soon"
    assert priority(fired, QuerySpec(filters=(Filter(field="stage", op="eq", value="Won"),))) == "later"
