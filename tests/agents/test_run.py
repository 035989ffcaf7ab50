"""The road from a question to a cited answer, and every place where it stops instead."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from agents.base import Role, Scope, Tools
from agents.papers import Assignment, DraftOrder
from agents.run import CREW
from domain.bound import bind
from domain.errors import (
    CannotAnswer,
    CountsDisagree,
    ForgedHandoff,
    NoSuchAgent,
    NotAllowed,
    OutOfScope,
    StageSkipped,
    UncitedClaim,
)
from domain.evidence import Evidence, Suspect
from domain.facts import Draft
from domain.query import Compare, Filter, Period, QuerySpec
from domain.rights import ALL, NOTHING, Sight
from domain.thresholds import defaults
from domain.work import Plan
from tests.agents.office import GUEST, NOW, STALLED, TODAY, a_deal, an_office, seven_stalled

BURST = Evidence(
    suspects={"burst_of_wins": (Suspect(row_id="006001", label="A", seen="USD 10.4M"),)}, counts={"burst_of_wins": 4}
)


def a_crew(**changed: Role) -> dict[str, Role]:
    return CREW | changed


def acting(name: str, act, **given) -> Role:
    """A member of the crew who does something else than its job."""
    return replace(CREW[name], act=act, **given)


@pytest.mark.row("S0-01", "S0-03", "S0-10", "S0-13", "S2-37")
def test_a_question_goes_through_every_role_and_comes_out_in_one_sentence():
    office = an_office()
    outcome = office.ask()
    assert outcome.state == "answered"
    assert outcome.draft.sentence == (
        "7 deals are stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days."
    )
    assert [line.agent for line in outcome.trace] == ["planner", "router", "puller", "counter", "scorer", "drafter"]
    assert office.lines == list(outcome.trace)
    assert len(outcome.findings) >= 15


@pytest.mark.row("S0-03")
def test_the_plan_is_stored_before_any_data_is_read():
    office = an_office()
    reads_when_stored: list[int] = []
    deps = replace(
        office.deps,
        store_plan=lambda plan: (reads_when_stored.append(len(office.crm.reads)), office.store_plan(plan))[1],
    )
    office.ask(deps=deps)
    assert reads_when_stored == [0]
    assert office.crm.reads == ["pull", "evidence", "recount"]


@pytest.mark.row("S0-06")
def test_a_run_whose_plan_was_not_stored_reads_nothing():
    office = an_office()
    with pytest.raises(StageSkipped, match="planner"):
        office.ask(deps=replace(office.deps, store_plan=lambda plan: plan))
    assert office.crm.reads == []
    assert office.exceptions[0][0] == "StageSkipped"


@pytest.mark.row("S0-06")
def test_a_plan_that_only_says_it_was_stored_reads_nothing():
    office = an_office()
    claims_so = replace(office.deps, store_plan=lambda plan: plan.model_copy(update={"stored": True}))
    with pytest.raises(StageSkipped, match="planner"):
        office.ask(deps=claims_so)
    assert office.crm.reads == []


def unrouted(plan: Plan, tools: Tools) -> Assignment:
    return Assignment(plan=plan)


def half_routed(plan: Plan, tools: Tools) -> Assignment:
    first = plan.steps[0].model_copy(update={"agent": "puller", "because": "it can"})
    return Assignment(plan=plan.model_copy(update={"routed": True, "steps": (first, *plan.steps[1:])}))


def other_question(plan: Plan, tools: Tools) -> Assignment:
    honest = CREW["router"].act(plan, tools)
    return honest.model_copy(update={"plan": honest.plan.model_copy(update={"spec": QuerySpec()})})


@pytest.mark.row("S0-05", "S0-06")
@pytest.mark.parametrize("route", [unrouted, half_routed, other_question])
def test_a_run_that_was_not_routed_in_full_reads_nothing(route):
    office = an_office()
    with pytest.raises(StageSkipped):
        office.ask(crew=a_crew(router=acting("router", route)))
    assert office.crm.reads == []


@pytest.mark.row("S0-06")
@pytest.mark.parametrize("missing", ["planner", "router"])
def test_a_crew_without_planner_or_router_reads_nothing(missing):
    office = an_office()
    with pytest.raises(StageSkipped, match=missing):
        office.ask(crew={name: role for name, role in CREW.items() if name != missing})
    assert office.crm.reads == []


@pytest.mark.row("S0-05")
@pytest.mark.parametrize("missing", ["puller", "counter", "scorer", "drafter"])
def test_no_step_runs_unassigned(missing):
    office = an_office()
    with pytest.raises(NoSuchAgent):
        office.ask(crew={name: role for name, role in CREW.items() if name != missing})
    assert office.crm.reads == []


@pytest.mark.row("S4-30")
@pytest.mark.parametrize("office", [an_office(person=GUEST), an_office(sight=NOTHING)], ids=["guest", "no sight"])
def test_somebody_without_the_right_is_told_who_can_grant_it(office):
    with pytest.raises(NotAllowed, match="Priya Nair can change that"):
        office.ask()
    assert office.crm.reads == []


@pytest.mark.row("S0-25")
@pytest.mark.parametrize(("hours", "stale"), [(0, False), (4, False), (4.1, True), (14, True)])
def test_data_older_than_the_limit_is_labelled(hours, stale):
    outcome = an_office(data_as_of=NOW - timedelta(hours=hours)).ask()
    assert bool(outcome.warnings) is stale
    if hours == 14:
        assert "14 h old, limit 4 h" in outcome.warnings[0]
        assert outcome.warnings[0] in outcome.draft.email_body


def test_a_pinned_day_before_the_import_is_not_stale():
    assert an_office(as_of=NOW - timedelta(days=900)).ask().warnings == ()


def test_an_empty_mirror_says_that_nothing_was_loaded():
    with pytest.raises(CannotAnswer, match="No CRM data has been loaded"):
        an_office(data_as_of=None).ask()


@pytest.mark.row("S0-15", "S0-34")
def test_both_formulations_stand_in_the_trace():
    outcome = an_office().ask()
    counted = json.loads(outcome.trace[3].gave)["counts"][0]
    assert counted["query"].startswith("SELECT ... FROM deals")
    assert counted["second query"].startswith("SELECT id")
    assert (counted["pulled"], counted["counted"]) == (7, 7)
    assert {fact["id"] for fact in counted["facts"]} == {"count", "amount", "max_days_in_stage"}


@pytest.mark.row("S0-16")
@pytest.mark.parametrize("fact", ["count", "amount", "max_days_in_stage"])
def test_two_reads_that_differ_stop_the_run_with_both_numbers_and_both_queries(fact):
    office = an_office(wrong={fact: Decimal(8)})
    with pytest.raises(CountsDisagree) as caught:
        office.ask()
    assert caught.value.counted.startswith("8")
    assert "FROM deals" in caught.value.pulled_by
    assert "INTERSECT" in caught.value.counted_by
    assert office.exceptions[0][0] == "CountsDisagree"
    assert [line.agent for line in office.lines] == ["planner", "router", "puller", "counter"]
    assert office.lines[-1].state == "held"


@pytest.mark.row("S0-11", "S0-12")
def test_ten_million_in_five_minutes_is_held_and_never_drafted():
    office = an_office(evidence_given=BURST)
    outcome = office.ask()
    assert outcome.state == "held"
    assert outcome.draft is None
    assert "USD 10.4M was won within 5 minutes" in outcome.sentence
    assert "Priya Nair can clear it" in outcome.sentence
    assert "drafter" not in [line.agent for line in outcome.trace]
    assert office.exceptions[0][0] == "HeldByScorer"


@pytest.mark.row("S0-12")
def test_a_person_who_clears_the_rule_gets_the_report():
    outcome = an_office(evidence_given=BURST).ask(cleared=frozenset({"burst_of_wins"}))
    assert outcome.state == "answered"
    assert [f.rule for f in outcome.findings if f.verdict == "held"] == ["burst_of_wins"]


@pytest.mark.row("S0-12")
def test_clearing_one_rule_clears_no_other():
    evidence = BURST.model_copy(
        update={"suspects": BURST.suspects | {"impossible_amount": (Suspect(row_id="1", label="B", seen="USD 2B"),)}}
    )
    assert an_office(evidence_given=evidence).ask(cleared=frozenset({"burst_of_wins"})).state == "held"


def rogue(order: DraftOrder, tools: Tools) -> Draft:
    """A drafter that queries the CRM."""
    tools.pull(bind(STALLED, now=NOW, today=TODAY, sight=ALL, settings=defaults()))
    raise AssertionError("it was let through")


def counting_rogue(order: DraftOrder, tools: Tools) -> Draft:
    tools.recount(bind(STALLED, now=NOW, today=TODAY, sight=ALL, settings=defaults()), ())
    raise AssertionError("it was let through")


def planning_rogue(order: DraftOrder, tools: Tools) -> Draft:
    tools.store_plan(Plan.model_construct())
    raise AssertionError("it was let through")


@pytest.mark.row("S0-02", "S0-07", "S0-13")
@pytest.mark.parametrize("act", [rogue, counting_rogue, planning_rogue])
def test_a_drafter_that_reaches_for_data_is_refused_and_the_run_halts(act):
    office = an_office()
    with pytest.raises(OutOfScope, match="Drafter tried to"):
        office.ask(crew=a_crew(drafter=acting("drafter", act)))
    assert office.crm.reads == ["pull", "evidence", "recount"]
    assert office.lines[-1].state == "refused"
    assert office.lines[-1].agent == "drafter"
    assert office.exceptions == [("OutOfScope", office.lines[-1].gave, "run-1")]


@pytest.mark.row("S0-02", "S0-07")
@pytest.mark.parametrize("name", ["planner", "router", "scorer", "drafter"])
def test_only_puller_and_counter_hold_a_door_at_all(name):
    def reach(paper, tools):
        assert tools.puller is None
        assert tools.counter is None
        granted = replace(tools, role=replace(tools.role, may=frozenset(Scope)))
        granted.pull(bind(STALLED, now=NOW, today=TODAY, sight=ALL, settings=defaults()))

    office = an_office()
    with pytest.raises(OutOfScope):
        office.ask(crew=a_crew(**{name: acting(name, reach)}))


def liar(order: DraftOrder, tools: Tools) -> Draft:
    """A drafter that adds a deal."""
    draft = CREW["drafter"].act(order, tools)
    claim = draft.claims[0]
    return draft.model_copy(update={"claims": (claim.model_copy(update={"text": claim.text.replace("7", "8")}),)})


@pytest.mark.row("S0-18", "S0-19", "M6")
def test_a_draft_with_a_wrong_number_goes_nowhere():
    office = an_office()
    with pytest.raises(UncitedClaim, match="8 deals"):
        office.ask(crew=a_crew(drafter=acting("drafter", liar)))
    assert office.exceptions[0][0] == "UncitedClaim"


@pytest.mark.row("S0-02")
def test_a_handoff_sealed_by_somebody_else_is_refused():
    office = an_office()
    with pytest.raises(ForgedHandoff):
        office.ask(deps=replace(office.deps, seal=lambda text: b"x" * 32 + text.encode()))
    assert office.crm.reads == []


def test_a_step_that_gives_another_paper_stops_the_run():
    office = an_office()
    with pytest.raises(StageSkipped):
        office.ask(crew=a_crew(scorer=acting("scorer", lambda paper, tools: paper)))
    assert office.lines[-1].agent == "scorer"


def test_a_fault_inside_a_step_is_on_record_before_it_rises():
    def broken(paper, tools):
        raise ZeroDivisionError("a bug")

    office = an_office()
    with pytest.raises(ZeroDivisionError):
        office.ask(crew=a_crew(scorer=acting("scorer", broken)))
    assert (office.lines[-1].agent, office.lines[-1].state) == ("scorer", "failed")


def test_a_comparison_pulls_counts_and_says_both_sides():
    won = [
        a_deal(n, status="won", close_date=TODAY.replace(month=month), amount=Decimal(50_000))
        for n, month in enumerate((8, 9, 10, 11, 11))
    ]
    office = an_office(won)
    spec = QuerySpec(
        filters=(Filter(field="status", op="eq", value="won"),),
        measures=("amount",),
        time=Period(fields=("close_date",), window="quarter:0"),
        compare=Compare(window="quarter:-1"),
    )
    outcome = office.ask(spec, reading="Won this quarter against last")
    assert office.crm.reads == ["pull", "pull", "evidence", "evidence", "recount", "recount"]
    assert outcome.draft.sentence == (
        "The amount of deals won is USD 150,000 this quarter against USD 100,000 last quarter: up USD 50,000 (+50%)."
    )
    assert outcome.compared.total_rows == 2
    assert [step.job for step in outcome.plan.steps] == ["pull", "pull", "count", "score", "draft"]


@pytest.mark.row("D1", "S4-30")
def test_limited_rights_are_said_and_an_empty_answer_never_says_that_there_is_nothing():
    records = [deal | {"owner_id": "P9"} for deal in seven_stalled()]
    own = Sight(kind="owners", owners=frozenset({"P1"}), of="Dana Cole")
    outcome = an_office(records, sight=own).ask()
    assert outcome.pulled.total_rows == 0
    assert outcome.draft.claims[0].text == "No deals that may be read here are stalled in Negotiation."
    assert "the records of Dana Cole" in outcome.draft.sentence
    assert [f.rule for f in outcome.findings if f.verdict == "noted"] == ["empty_by_rights"]


def test_every_stage_is_a_checkpoint_of_its_own():
    office = an_office()
    names: list[str] = []

    def step(name, fn, *args):
        names.append(name)
        return fn(*args)

    office.ask(deps=replace(office.deps, step=step))
    assert names == ["planner", "router", "puller", "counter", "scorer", "drafter"]


@pytest.mark.row("S0-34")
def test_a_trace_replays_who_did_what_with_which_input_and_output_how_long_and_at_what_cost():
    outcome = an_office().ask()
    for line in outcome.trace:
        assert json.loads(line.given)
        assert json.loads(line.gave)
        assert line.ms > 0
        assert line.cost_usd == 0
        assert line.state == "done"
    pulled = json.loads(outcome.trace[2].gave)["pulls"][0]
    assert pulled["facts"][0] == {"id": "count", "value": "7", "unit": "deals", "rows": 7}


@pytest.mark.row("S0-14")
def test_the_e_mail_holds_the_same_claims_with_markers_and_sources():
    draft = an_office().ask().draft
    assert draft.email_subject == "Deals stalled in Negotiation (as of 20 Nov 2026)"
    assert f"{draft.claims[0].text} [1]" in draft.email_body
    assert "[1] 7 deals: 006000, 006001" in draft.email_body
    assert "CRM data as of 20 Nov 2026 12:00 UTC." in draft.email_body


def test_the_same_question_twice_gives_the_same_outcome():
    assert an_office().ask() == an_office().ask()
