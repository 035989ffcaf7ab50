"""An agent whose writes fail is stopped by itself; people are told, and one of them lets it go on, on trial."""

from datetime import timedelta

import pytest

from domain.actions import ChangeRefused
from domain.errors import Refused
from domain.pause import AgentPaused
from handlers.work import do_job
from store import audit, changes, jobs, pauses
from store import settings as policy
from store.jobs import Job
from tests.gateways.test_guard import Failing, approved, deals, let_act, step_of, steps
from tests.handlers.hands import presses as press_by_hand
from tests.office import PEOPLE, words

LOCKED = Refused("locked")


def roomy(office):
    let_act(office)
    with office.db.begin() as session:
        policy.save(session, "guard.bulk_records", 100, by="t", at=office.desk.now())
        policy.save(session, "guard.changes_per_hour", 1000, by="t", at=office.desk.now())
        policy.save(session, "guard.crm_calls_per_minute", 1000, by="t", at=office.desk.now())


def one_each(office, ids, key, agent="pipeline"):
    for n, deal in enumerate(ids):
        office.desk.guard.carry_out(steps(office, [deal], key=f"{key}{n}", agent=agent))


def alert(office):
    for job_id in pauses.untold(office.db, office.desk.now()):
        with office.db.begin() as session:
            fresh = jobs.add(session, Job(job_id, "alert", "", "alert", "queued", None), "worker", office.desk.now())
        if fresh:
            do_job(office.desk, job_id, lambda _name, fn, *args: fn(*args))


def cards_of(office, who):
    return [m for (channel, _), m in office.slack.messages.items() if channel == f"D{PEOPLE[who]}"]


@pytest.mark.row("S4-80")
@pytest.mark.parametrize(("failures", "stopped"), [(0, False), (1, True)])
def test_one_failure_in_twenty_is_the_limit_and_stops_the_agent(office, failures, stopped):
    roomy(office)
    ids = deals(office, 20)
    Failing(office.desk.guard, *[None] * 3, *[LOCKED] * failures)
    one_each(office, ids, "a")
    pause = office.desk.guard.pause_of("pipeline")
    assert (pause is not None) is stopped
    if pause:
        assert (pause.state, pause.failed, pause.ended) == ("auto_paused", 1, 20)
        assert "auto-paused at 5.0% errors (1 of its last 20 changes failed)" in pause.sentence


@pytest.mark.row("S4-80")
def test_five_failures_stop_it_before_it_has_made_twenty_changes(office):
    roomy(office)
    Failing(office.desk.guard, *[LOCKED] * 5)
    ids = deals(office, 7)
    one_each(office, ids[:5], "a")
    with pytest.raises(ChangeRefused, match=r"auto-paused at 100\.0% errors"):
        office.desk.guard.carry_out(steps(office, [ids[5]], key="next", agent="pipeline"))
    one_each(office, ids[5:], "mine", agent="")
    assert [step_of(office, one) for one in ids[5:]] == ["Next 0"] * 2, "people go on"


@pytest.mark.row("S4-80")
def test_an_approved_change_of_a_paused_agent_waits_and_a_bulk_stops_in_the_middle(office):
    roomy(office)
    ids = deals(office, 12)
    Failing(office.desk.guard, *[LOCKED] * 5)
    bulk = steps(office, ids[:8], key="bulk", agent="pipeline")
    approval_id = approved(office, bulk)
    with pytest.raises(AgentPaused):
        office.desk.guard.carry_out(bulk, approval_id)
    assert [one.status for one in changes.of_action(office.db, "bulk")] == ["failed"] * 5
    with pytest.raises(AgentPaused, match="nothing is lost"):
        office.desk.guard.carry_out(bulk, approval_id)
    assert [step_of(office, one) for one in ids[5:8]] != ["Next 5", "Next 6", "Next 7"]


@pytest.mark.row("S4-80", "S2-69")
def test_managers_and_operators_get_a_red_card_and_only_they_resume_it_on_trial(office):
    roomy(office)
    ids = deals(office, 20)
    crm = Failing(office.desk.guard, *[LOCKED] * 5)
    one_each(office, ids[:5], "a")
    alert(office)
    alert(office)
    (card,) = cards_of(office, "Dana Whitfield")
    assert card["card"].title == "Pipeline agent auto-paused"
    assert "bad" in words(card["card"])
    assert len(cards_of(office, "Omar Haddad")) == 1
    assert cards_of(office, "Priya Raman") == []
    assert "auto-paused" in str(office.opens_home("Dana Whitfield").model_dump())
    assert press_by_hand(office, "Priya Raman", "agent:resume", "pipeline", on=card) == "refused"
    assert office.desk.guard.pause_of("pipeline") is not None
    office.presses("Dana Whitfield", "Resume", card)
    assert "next 3 changes are a trial" in office.latest()["card"].summary
    assert pauses.of_agent(office.db, "pipeline").state == "probing"
    entry = next(e for e in audit.entries(office.db) if e["action"] == "agent:resume")
    assert (entry["actor"], entry["subject"], entry["approval"]) == ("Dana Whitfield", "pipeline", "Dana Whitfield")
    one_each(office, ids[5:7], "b")
    assert pauses.of_agent(office.db, "pipeline").probes == 1
    one_each(office, ids[7:8], "c")
    assert pauses.of_agent(office.db, "pipeline").state == "running"
    crm.answers = [LOCKED]
    one_each(office, ids[8:9], "d")
    assert office.desk.guard.pause_of("pipeline") is None, "one failure of four is no rate, and old ones are forgiven"


@pytest.mark.row("S4-80")
def test_a_failure_on_trial_stops_it_again(office):
    roomy(office)
    ids = deals(office, 8)
    Failing(office.desk.guard, *[LOCKED] * 5, None, LOCKED)
    one_each(office, ids[:5], "a")
    office.says("Dana Whitfield", "resume the pipeline agent")
    office.desk.clock.move(by=timedelta(seconds=1))
    one_each(office, ids[5:7], "b")
    assert pauses.of_agent(office.db, "pipeline").state == "auto_paused"
    assert [one.agent for one in pauses.every(office.db)] == ["pipeline"]


@pytest.mark.row("S4-80")
def test_a_manager_hears_of_it_in_the_morning_and_an_operator_at_once(office):
    roomy(office)
    # It is evening where Dana is.
    office.desk.clock.move(to=office.desk.now().replace(hour=4))
    Failing(office.desk.guard, *[LOCKED] * 5)
    one_each(office, deals(office, 5), "a")
    alert(office)
    assert (len(cards_of(office, "Omar Haddad")), len(cards_of(office, "Dana Whitfield"))) == (1, 0)
    office.desk.clock.move(by=timedelta(days=3, hours=12))
    alert(office)
    assert (len(cards_of(office, "Omar Haddad")), len(cards_of(office, "Dana Whitfield"))) == (1, 1)
    assert pauses.untold(office.db, office.desk.now()) == []


@pytest.mark.row("S2-69")
def test_a_manager_pauses_an_agent_in_words_and_what_it_holds_waits(office):
    roomy(office)
    said = office.says("Dana Whitfield", "pause the pipeline agent")
    assert said["card"].title == "Pause the pipeline agent?"
    assert office.desk.guard.pause_of("pipeline") is None
    office.presses("Dana Whitfield", "Pause", said)
    (deal,) = deals(office, 1)
    with pytest.raises(ChangeRefused, match="paused by Dana Whitfield"):
        office.desk.guard.carry_out(steps(office, [deal], agent="pipeline"))
    assert "may not" in words(office.says("Priya Raman", "resume agent pipeline")["card"])
    assert "paused by Dana" in words(office.says("Dana Whitfield", "agents")["card"])
    assert "goes on" in office.says("Dana Whitfield", "resume agent pipeline")["card"].summary
    office.desk.guard.carry_out(steps(office, [deal], key="again", agent="pipeline"))
    assert "not paused" in words(office.says("Dana Whitfield", "resume agent pipeline")["card"])
    assert "No agent" in words(office.says("Dana Whitfield", "pause agent nobody")["card"])


def test_an_agent_that_is_to_keep_running_does_and_a_rep_may_not_stop_it(office):
    said = office.says("Dana Whitfield", "pause agent pipeline")
    office.presses("Dana Whitfield", "Keep running", said)
    assert "keeps running" in words(said["card"])
    assert press_by_hand(office, "Priya Raman", "agent:pause", "pipeline") == "refused"
    assert press_by_hand(office, "Dana Whitfield", "agent:keep", "nobody") == "refused"
    assert office.desk.guard.pause_of("pipeline") is None


def later(office, **ahead):
    """The clock moved on, and what has fallen due done."""
    office.desk.clock.move(by=timedelta(**ahead))
    alert(office)


@pytest.mark.row("S2-69", "S2-79")
def test_a_pause_until_monday_ends_by_itself_on_monday_morning_where_the_manager_is(office):
    roomy(office)
    said = office.says("Dana Whitfield", "pause the pipeline agent until monday")
    assert "until Mon 23 Nov 08:00 EST? Then it goes on by itself" in said["card"].summary
    office.presses("Dana Whitfield", "Pause", said)
    assert "paused by Dana Whitfield until Mon 23 Nov 08:00 EST; then it goes on by itself" in words(said["card"])
    assert "until Mon 23 Nov 08:00 EST" in words(office.says("Dana Whitfield", "agents")["card"])
    assert "until Mon 23 Nov 08:00 EST" in str(office.opens_home("Dana Whitfield").model_dump())
    later(office, days=2, hours=21, minutes=59)
    (deal,) = deals(office, 1)
    with pytest.raises(ChangeRefused, match="paused by Dana Whitfield until Mon 23 Nov 13:00 UTC"):
        office.desk.guard.carry_out(steps(office, [deal], agent="pipeline"))
    before = len(cards_of(office, "Dana Whitfield"))
    later(office, minutes=2)
    office.desk.guard.carry_out(steps(office, [deal], key="again", agent="pipeline"))
    told = cards_of(office, "Dana Whitfield")[before:]
    assert [one["card"].title for one in told] == ["Pipeline agent goes on"]
    assert "goes on since Mon 23 Nov 08:00 EST" in told[0]["card"].summary
    later(office, hours=1)
    assert len(cards_of(office, "Dana Whitfield")) == before + 1, "said once"
    entries = [e for e in audit.entries(office.db) if e["action"].startswith("agent:")]
    assert [(e["action"], e["actor"]) for e in entries] == [
        ("agent:resume", "quartermaster"), ("agent:pause", "Dana Whitfield"),
    ]  # fmt: skip
    assert "none is paused" in words(office.says("Dana Whitfield", "agents")["card"])


@pytest.mark.row("S2-69")
@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("pause the pipeline agent for 2 hours", "Fri 20 Nov 12:00 EST"),
        ("pause pipeline till tomorrow 9am", "Sat 21 Nov 09:00 EST"),
        ("pause agent pipeline until friday", "Fri 27 Nov 08:00 EST"),
        ("hold the pipeline agent until end of week", "Mon 23 Nov 08:00 EST"),
        ("pause the agent pipeline until monday", "Mon 23 Nov 08:00 EST"),
    ],
)
def test_every_way_of_saying_until_when_is_shown_as_an_exact_time(office, said, end):
    card = office.says("Dana Whitfield", said)["card"]
    assert f"until {end}? Then it goes on by itself." in card.summary
    office.presses("Dana Whitfield", "Pause")
    assert f"until {end}; then" in words(office.latest()["card"])


@pytest.mark.row("S2-69")
def test_a_pause_that_begins_later_is_shown_and_can_be_called_off_or_shortened(office):
    office.says("Dana Whitfield", "pause the pipeline agent tomorrow")
    office.presses("Dana Whitfield", "Pause")
    assert "will be paused from Sat 21 Nov 00:00 EST on" in words(office.latest()["card"])
    assert office.desk.guard.pause_of("pipeline") is None
    later(office, days=1)
    assert office.desk.guard.pause_of("pipeline") is not None
    office.says("Dana Whitfield", "pause the pipeline agent for 2 hours")
    office.presses("Dana Whitfield", "Pause")
    later(office, hours=1)
    assert "until Sat 21 Nov 12:00" in office.desk.guard.pause_of("pipeline").said("America/New_York")
    later(office, hours=2)
    assert office.desk.guard.pause_of("pipeline") is None
    office.says("Dana Whitfield", "pause the pipeline agent on wednesday")
    office.presses("Dana Whitfield", "Pause")
    assert "goes on" in office.says("Dana Whitfield", "resume the pipeline agent")["card"].summary
    later(office, days=5)
    assert office.desk.guard.pause_of("pipeline") is None


@pytest.mark.row("S2-69")
def test_a_time_that_is_over_is_refused_in_words_and_on_an_old_card(office):
    assert "over already" in words(office.says("Dana Whitfield", "pause the pipeline agent until 9am today")["card"])
    said = office.says("Dana Whitfield", "pause the pipeline agent for 1 hour")
    later(office, hours=2)
    office.presses("Dana Whitfield", "Pause", said)
    assert office.desk.guard.pause_of("pipeline") is None
    assert press_by_hand(office, "Dana Whitfield", "agent:pause", "pipeline|x|y") == "refused"
    assert press_by_hand(office, "Dana Whitfield", "agent:pause", "pipeline|2026-11-21") == "refused"
    assert press_by_hand(office, "Dana Whitfield", "agent:pause", "pipeline||2027-01-01") == "refused"


@pytest.mark.row("S2-69", "S4-80")
def test_a_pause_with_an_end_never_shortens_one_by_its_own_errors(office):
    roomy(office)
    Failing(office.desk.guard, *[LOCKED] * 5)
    one_each(office, deals(office, 5), "a")
    said = office.says("Dana Whitfield", "pause the pipeline agent for 1 hour")
    office.presses("Dana Whitfield", "Pause", said)
    later(office, hours=2)
    assert office.desk.guard.pause_of("pipeline").state == "auto_paused"


@pytest.mark.row("A1")
@pytest.mark.parametrize(
    "times",
    [
        "garbage",
        "[]",
        '"monday"',
        "7",
        "null",
        '{"forever": "x"}',
        '{"until": "mondayT99:99"}',
        '{"until": {}}',
        '{"for": "long"}',
        "[" * 1900,
    ],
)
def test_a_forged_pause_is_refused_with_a_sentence(office, times):
    assert press_by_hand(office, "Dana Whitfield", "agent:stop", f"pipeline|{times}") == "refused"
    assert "I cannot read" in office.slack.notes[-1][2]
    assert pauses.of_agent(office.db, "pipeline") is None


def test_agents_names_those_that_run_beside_those_that_do_not(office):
    said = words(office.says("Dana Whitfield", "agents")["card"])
    assert "none is paused" in said
    assert "The pipeline agent runs as usual." in said
    office.says("Dana Whitfield", "pause the pipeline agent")
    office.presses("Dana Whitfield", "Pause")
    said = words(office.says("Dana Whitfield", "agents")["card"])
    assert "The pipeline agent is paused" in said
    assert "runs as usual" not in said


@pytest.mark.row("S2-69", "S2-79")
@pytest.mark.parametrize("said", ["pause all agents", "pause everything", "stop all agents until monday"])
def test_all_agents_stand_still_that_can_and_the_card_names_those_that_cannot(office, said):
    asked = office.says("Dana Whitfield", said)
    assert asked["card"].title == "Pause every agent?"
    assert ("until Mon 23 Nov 08:00 EST" in asked["card"].summary) is said.endswith("monday")
    assert "The others (" in words(asked["card"])
    assert "forecast" in words(asked["card"])
    assert office.desk.guard.pause_of("pipeline") is None
    office.presses("Dana Whitfield", "Pause", asked)
    assert office.desk.guard.pause_of("pipeline") is not None
    assert "cannot be paused" in words(asked["card"])
    resumed = office.says("Dana Whitfield", "resume all agents")["card"]
    assert "The pipeline agent goes on" in words(resumed)
    assert office.desk.guard.pause_of("pipeline") is None
    assert "No agent is paused" in words(office.says("Dana Whitfield", "resume everything")["card"])


def test_all_agents_keep_running_and_a_rep_pauses_none(office):
    asked = office.says("Dana Whitfield", "pause all agents")
    office.presses("Dana Whitfield", "Keep running", asked)
    assert "Every agent keeps running" in words(asked["card"])
    assert press_by_hand(office, "Priya Raman", "agent:pause", "all") == "refused"
    assert press_by_hand(office, "Priya Raman", "agent:resume", "all") == "refused"
    assert office.desk.guard.pause_of("pipeline") is None


@pytest.mark.row("S2-69")
def test_gateways_shows_conversations_and_how_many_records_one_change_touches(office):
    said = words(office.says("Dana Whitfield", "gateways")["card"])
    assert "conversations" in said
    assert "One change touches 100 records at most" in said


def test_the_org_card_and_home_name_the_agents_that_watch(office):
    card = words(office.says("Dana Whitfield", "who does what")["card"])
    assert "• **Pipeline**: Finds deals" in card
    assert "• **Forecast**: Reckons" in card
    assert "pipeline and forecast agents watch" in str(office.opens_home("Dana Whitfield").model_dump())
