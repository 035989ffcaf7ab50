"""Who is given which step, and why."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from agents.crew.router import age_hours, stale_sentence
from tests.agents.office import NOW, an_office


@pytest.mark.row("S0-05")
def test_every_step_has_an_agent_and_the_reason():
    plan = an_office().ask().plan
    assert plan.routed
    assert [(step.agent, step.because) for step in plan.steps] == [
        ("puller", "puller may query CRM and can pull"),
        ("counter", "counter may recount CRM and can count"),
        ("scorer", "scorer may apply the scoring rules and can score"),
        ("drafter", "drafter may word a draft and can draft"),
    ]


@pytest.mark.row("S0-25")
def test_the_label_says_age_limit_and_time():
    said = stale_sentence(NOW - timedelta(hours=14), Decimal("14.2"), Decimal(4))
    assert said == "The CRM data is 14 h old, limit 4 h (as of 19 Nov 2026 22:00 UTC)."


def test_data_is_never_younger_than_nothing():
    assert age_hours(NOW + timedelta(hours=3), NOW) == 0
    assert age_hours(NOW - timedelta(minutes=90), NOW) == Decimal("1.5")


@pytest.mark.row("S0-25")
def test_the_limit_is_a_setting():
    office = an_office(data_as_of=NOW - timedelta(hours=5))
    office.settings["report.freshness_hours"] = 24
    assert office.ask().warnings == ()
