"""The org chart: who is there, what each may, and that nobody else holds the data plug."""

from __future__ import annotations

import pytest

import agents.crew
from agents.base import DATA_PLUG, Role, Scope
from agents.run import CREW
from domain.registry import roster


@pytest.mark.row("S0-01")
def test_five_roles_and_the_counter_each_with_a_job_of_its_own_and_a_fixed_output():
    assert set(CREW) == {"planner", "router", "puller", "counter", "scorer", "drafter"}
    assert len({role.job for role in CREW.values()}) == len(CREW)
    assert len({role.gives for role in CREW.values()}) == len(CREW)
    assert {role.name: role.output for role in CREW.values()} == {
        "planner": "task list",
        "router": "assignment",
        "puller": "rows as JSON, with the query",
        "counter": "recounted values",
        "scorer": "quality report",
        "drafter": "draft with cited claims",
    }


@pytest.mark.row("S0-07")
def test_exactly_puller_and_counter_have_the_data_plug():
    assert {role.name for role in CREW.values() if role.has_data_plug} == {"puller", "counter"}


@pytest.mark.row("S0-02", "S4-30")
def test_no_role_has_more_than_one_thing_it_may_do():
    assert {name: set(role.may) for name, role in CREW.items()} == {
        "planner": {Scope.PLAN_STORE},
        "router": {Scope.ASK_FRESHNESS},
        "puller": {Scope.CRM_PULL},
        "counter": {Scope.CRM_RECOUNT},
        "scorer": {Scope.RULES},
        "drafter": {Scope.WORDS},
    }
    assert {Scope.CRM_PULL, Scope.CRM_RECOUNT} == DATA_PLUG


def test_every_file_of_the_crew_holds_one_agent_of_its_own_name():
    found = roster(agents.crew, Role)
    assert {module: role.name for module, role in found.items()} == {name: name for name in CREW}
