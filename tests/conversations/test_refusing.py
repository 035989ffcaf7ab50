"""What a manager sees when the machinery says no: two reads that differ, an agent out of bounds, a stage left out."""

import dataclasses
from functools import partial

import pytest

import handlers.ask
from agents.base import Scope
from agents.run import CREW, run
from domain.cards import Table
from gateways.crm.local import LocalCounter
from store import audit, review_queue
from tests.office import labels, words

STALLED = "show stalled negotiation deals"


@pytest.mark.row("S0-15", "S0-16", "S4-67")
def test_two_reads_that_differ_stop_the_report_and_show_both_numbers_and_both_queries(office, monkeypatch):
    honest = LocalCounter.recount

    def one_more(self, bound, facts):
        counted = honest(self, bound, facts)
        return counted.model_copy(update={"total_rows": counted.total_rows + 1})

    monkeypatch.setattr(LocalCounter, "recount", one_more)
    card = office.says("Dana Whitfield", STALLED)["card"]
    planted = office.company_counts()["stalled:negotiation"]
    assert str(planted) in card.summary
    assert str(planted + 1) in card.summary
    assert words(card).count("SELECT") >= 2
    assert labels(card) == ["Re-run", "Open exception"]
    assert not any(isinstance(node, Table) for node in card.nodes)
    office.presses("Dana Whitfield", "Open exception")
    assert "counted" in words(office.latest()["card"])
    monkeypatch.setattr(LocalCounter, "recount", honest)
    office.presses("Dana Whitfield", "Re-run", next(iter(office.slack.messages.values())))
    assert "stalled in Negotiation" in office.latest()["card"].summary


@pytest.mark.row("S0-02", "S0-13", "S4-30")
def test_a_drafter_that_queries_is_refused_the_run_halts_and_an_exception_is_filed(office, monkeypatch):
    drafter = CREW["drafter"]

    def nosy(paper, tools):
        tools.pull(paper.checked)
        return drafter.act(paper, tools)

    rogue = CREW | {"drafter": dataclasses.replace(drafter, act=nosy)}
    assert Scope.CRM_PULL not in drafter.may
    monkeypatch.setattr(handlers.ask, "run", partial(run, crew=rogue))
    card = office.says("Dana Whitfield", STALLED)["card"]
    assert "Drafter tried to query CRM: refused" in card.summary
    assert [item.kind for item in review_queue.open_items(office.db)] == ["OutOfScope"]
    office.presses("Dana Whitfield", "How was this made?")
    assert "✗ **drafter**" in words(office.slack.forms[-1])
    assert next(audit.entries(office.db, search="question:"))["outcome"] == "refused"


@pytest.mark.row("S0-06")
@pytest.mark.parametrize("stage", ["planner", "router"])
def test_a_report_without_planner_or_router_is_refused_and_audited(office, monkeypatch, stage):
    def skipped(paper, tools):
        done = CREW[stage].act(paper, tools)
        return done.model_copy(update={"stored": False} if stage == "planner" else {"plan": unrouted(done.plan)})

    def unrouted(plan):
        return plan.model_copy(update={"routed": False})

    rogue = CREW | {stage: dataclasses.replace(CREW[stage], act=skipped)}
    monkeypatch.setattr(handlers.ask, "run", partial(run, crew=rogue))
    card = office.says("Dana Whitfield", STALLED)["card"]
    assert "refused before any data was read" in card.summary
    assert next(audit.entries(office.db, search="question:refused"))["outcome"] == "refused"


@pytest.mark.row("S0-18", "S0-19", "M6", "N5")
def test_a_draft_with_a_reworded_number_is_not_posted(office, monkeypatch):
    drafter = CREW["drafter"]

    def boastful(paper, tools):
        draft = drafter.act(paper, tools)
        claim = draft.claims[0]
        return draft.model_copy(update={"claims": (claim.model_copy(update={"text": claim.text.replace("9", "12")}),)})

    monkeypatch.setattr(
        handlers.ask, "run", partial(run, crew=CREW | {"drafter": dataclasses.replace(drafter, act=boastful)})
    )
    card = office.says("Dana Whitfield", STALLED)["card"]
    assert card.title == "Not sent"
    assert "12 deals are stalled" in card.summary, "the sentence is quoted"
    assert not any(isinstance(node, Table) for node in card.nodes)
