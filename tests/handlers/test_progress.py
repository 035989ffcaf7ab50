"""Work shows while it goes on: the plan first, ticked off, and then one final answer in its place."""

import pytest

from domain.cards import Checklist, Table
from store import runs


def kinds(card):
    return {type(node) for node in card.nodes}


@pytest.mark.row("S4-17")
def test_one_message_shows_the_plan_with_who_does_what_and_becomes_the_answer(office):
    answer = office.says("Dana Whitfield", "show stalled negotiation deals")
    first, *_, last = answer["versions"]
    plan = next(node for node in first.nodes if isinstance(node, Checklist))
    assert len(plan.items) == 4
    assert all(state in ("waiting", "running") for _, state, _ in plan.items)
    _, outcome, _ = runs.find(office.db, f"run:{answer['key']}")
    assert [step.title for step in outcome.plan.steps] == [title for title, _, _ in plan.items]
    assert [step.agent for step in outcome.plan.steps] == ["puller", "counter", "scorer", "drafter"]
    assert all(step.because for step in outcome.plan.steps)
    assert Checklist not in kinds(last)
    assert Table in kinds(last)
    assert office.slack.posts == 1
    assert "is reading your question…" in office.slack.statuses
