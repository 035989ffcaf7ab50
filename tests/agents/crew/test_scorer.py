"""The scorer runs between pull and draft and lists every rule."""

from __future__ import annotations

import pytest

from domain.scoring import rules
from tests.agents.office import an_office


@pytest.mark.row("S0-10")
def test_the_quality_report_has_one_finding_per_rule_and_nearly_all_pass():
    outcome = an_office().ask()
    assert [finding.rule for finding in outcome.findings] == list(rules())
    assert {finding.verdict for finding in outcome.findings} == {"passed"}
    assert all(finding.title for finding in outcome.findings)


@pytest.mark.row("S0-10")
def test_it_always_stands_between_count_and_draft():
    agents = [line.agent for line in an_office().ask().trace]
    assert agents.index("counter") < agents.index("scorer") < agents.index("drafter")
