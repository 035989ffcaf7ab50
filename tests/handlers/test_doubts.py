"""What the agent is not sure of waits for a person, with its evidence; a yes sends it once, a no never."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from agents.monitors.pipeline import Rep
from domain.nudging import Concern, Why
from handlers.doubts import set_aside
from store import audit, nudges, review_queue, settings
from store.crm.people import colleagues
from tests.handlers.hands import last_note, presses
from tests.office import labels, words


@pytest.fixture
def rep(office):
    with office.db.reading() as connection:
        people = {one.name: one for one in colleagues(connection)}
    today = office.desk.today()
    quiet = Concern(opportunity_id="D1", name="Acme renewal", whys=(Why(condition="quiet", since=today),))
    missing = Concern(opportunity_id="D2", name="Beta rollout", whys=(Why(condition="missing", since=today),))
    return Rep(people["Priya Raman"].id, "Priya Raman", people["Dana Whitfield"].id, (quiet, missing), 2, 5, {})


def aside(office, *reps, **settled):
    policy = office.desk.settings() | settled
    return set_aside(office.desk, reps, policy, office.desk.now())


def weeks_later(office):
    office.desk.clock.move(to=office.desk.now() + timedelta(days=9))


@pytest.mark.row("S2-15")
def test_what_is_sure_enough_goes_its_way_and_nothing_is_filed(office, rep):
    (kept,) = aside(office, rep)
    assert [(one.opportunity_id, str(one.confidence)) for one in kept.concerns] == [("D1", "0.80"), ("D2", "0.99")]
    assert kept._replace(concerns=rep.concerns) == rep
    assert review_queue.open_items(office.db) == []


@pytest.mark.row("S2-15")
def test_what_is_not_becomes_one_exception_with_evidence_rows_and_what_would_be_done(office, rep):
    weeks_later(office)
    (left,) = aside(office, rep)
    assert [one.opportunity_id for one in left.concerns] == ["D2"]
    assert left.total == 1
    aside(office, rep)
    (item,) = review_queue.open_items(office.db)
    assert (item.kind, item.severity, item.assignee) == ("low_confidence", "medium", "Dana Whitfield")
    assert item.details["rows"] == ["D1"]
    card = office.says("Dana Whitfield", "exceptions")["card"]
    for part in ("0.56", "0.7", "more than a week old", "Acme renewal (D1)", "Ask Priya Raman about it by DM"):
        assert part in words(card), part
    assert labels(card) == ["Send anyway", "Do not send"]
    assert nudges.find(office.db, item.details["nudge"]).state == "proposed"


@pytest.mark.row("S2-15", "S2-10", "L3")
def test_a_yes_sends_the_message_once_in_the_reps_day_and_every_late_click_is_answered(office, rep):
    weeks_later(office)
    aside(office, rep)
    (item,) = review_queue.open_items(office.db)
    message = office.says("Dana Whitfield", "exceptions")
    office.presses("Dana Whitfield", "Send anyway", message)
    assert "Accepted by Dana Whitfield. The message goes to Priya Raman" in words(message["card"])
    held = nudges.find(office.db, item.details["nudge"])
    assert (held.state, held.due_at is not None) == ("held", True)
    presses(office, "Marcus Bell", "review:reject", item.id)
    assert "Already accepted by Dana Whitfield" in last_note(office)
    assert nudges.find(office.db, held.id).state == "held"
    assert {e["action"] for e in audit.of_subject(office.db, item.id, 10)} == {"review:file", "review:accepted"}


@pytest.mark.row("S2-15")
def test_a_no_is_remembered_and_makes_the_next_time_less_sure(office, rep):
    weeks_later(office)
    aside(office, rep)
    (item,) = review_queue.open_items(office.db)
    presses(office, "Dana Whitfield", "review:reject", item.id)
    assert nudges.find(office.db, item.details["nudge"]).state == "declined"
    assert nudges.declined_deals(office.db, office.desk.now() - timedelta(days=1)) == {"D1"}
    presses(office, "Dana Whitfield", "review:accept", item.id)
    assert nudges.find(office.db, item.details["nudge"]).state == "declined"


@pytest.mark.row("S2-15", "S4-30")
def test_a_rep_decides_nothing_of_it(office, rep):
    weeks_later(office)
    aside(office, rep)
    (item,) = review_queue.open_items(office.db)
    assert presses(office, "Priya Raman", "review:accept", item.id) == "refused"
    assert nudges.find(office.db, item.details["nudge"]).state == "proposed"


@pytest.mark.row("S2-15")
def test_the_least_confidence_is_a_setting_and_an_agent_that_only_looks_doubts_nothing(office, rep):
    weeks_later(office)
    for silent in ({"autonomy.nudge": "observe"}, {"nudge.aggressiveness": "conservative"},
                   {"review.least_confidence": 0.5}):  # fmt: skip
        (kept,) = aside(office, rep, **silent)
        assert [one.opportunity_id for one in kept.concerns] == ["D1", "D2"]
    with office.db.begin() as session:
        settings.save(session, "review.least_confidence", 1.0, by="Omar Haddad", at=office.desk.now())
    (left,) = aside(office, rep)
    assert left.concerns == ()
    assert "2 deals" in review_queue.open_items(office.db)[0].reason


@pytest.mark.row("S2-15")
def test_every_answer_shows_how_sure_it_is_and_why_not_surer(office):
    said = words(office.says("Dana Whitfield", "open pipeline by region")["card"])
    assert re.search(r"confidence 0\.\d\d", said)
    office.desk.clock.move(by=timedelta(days=2))
    stale = words(office.says("Dana Whitfield", "open pipeline by region")["card"])
    assert "because the CRM data is older than it should be" in stale
    figures = [Decimal(re.search(r"confidence (0\.\d\d)", one)[1]) for one in (said, stale)]
    assert figures[1] < figures[0]


@pytest.mark.row("S2-15", "S2-10")
def test_an_answer_that_is_not_sure_enough_is_marked_and_goes_to_a_person_by_itself(office):
    with office.db.begin() as session:
        settings.save(session, "review.least_confidence", 0.9, by="t", at=office.desk.now())
    office.desk.clock.move(by=timedelta(days=2))
    card = office.says("Priya Raman", "open pipeline by region")["card"]
    assert "I am not sure enough of this, so a person was asked to look at it" in words(card)
    (item,) = [one for one in review_queue.open_items(office.db) if one.kind == "doubtful_answer"]
    assert (item.assignee, item.run_id is not None) == ("Dana Whitfield", True)
    assert "at least 0.9 is wanted" in item.reason
    shown = words(office.says("Dana Whitfield", f"exception #{item.number}")["card"])
    assert "older than it should be" in shown


@pytest.mark.row("S2-15")
def test_the_same_doubt_on_the_same_day_bothers_a_person_once(office):
    def filed():
        return [one for one in review_queue.open_items(office.db) if one.kind == "doubtful_answer"]

    with office.db.begin() as session:
        settings.save(session, "review.least_confidence", 0.9, by="t", at=office.desk.now())
    office.desk.clock.move(by=timedelta(days=2))
    for again in ("open pipeline by region", "Open pipeline by region, please"):
        assert "a person was asked to look at it" in words(office.says("Priya Raman", again)["card"])
    assert len(filed()) == 1
    office.says("Priya Raman", "open pipeline by owner")
    office.says("Dana Whitfield", "open pipeline by region")
    assert len(filed()) == 3
    office.desk.clock.move(by=timedelta(days=1))
    office.says("Priya Raman", "open pipeline by region")
    assert len(filed()) == 4


@pytest.mark.row("S2-15")
@pytest.mark.parametrize("asked", ["pipeline", "open pipeline by stage", "biggest open deals", "stale deals"])
def test_data_that_is_a_few_days_old_is_said_and_files_nothing(office, asked):
    office.desk.clock.move(by=timedelta(days=3))
    said = words(office.says("Priya Raman", asked)["card"])
    assert "the CRM data is older than it should be" in said
    assert not [one for one in review_queue.open_items(office.db) if one.kind == "doubtful_answer"]


@pytest.mark.row("S2-10")
def test_a_decision_in_the_list_leaves_the_rest_of_the_list_there(office, rep):
    weeks_later(office)
    other = rep._replace(id="P2", name="Tom Okafor", concerns=rep.concerns[:1])
    aside(office, rep, other)
    assert len(review_queue.open_items(office.db)) == 2
    message = office.says("Dana Whitfield", "exceptions")
    office.presses("Dana Whitfield", "Do not send", message)
    assert "Rejected by Dana Whitfield" in words(message["card"])
    assert labels(message["card"]) == ["Send anyway", "Do not send"]
    office.presses("Dana Whitfield", "Do not send", message)
    assert "Nothing else waits for a decision" in words(message["card"])
    assert review_queue.open_items(office.db) == []


@pytest.mark.row("S2-15", "S2-10")
def test_what_waits_for_a_decision_is_not_asked_again_the_next_day(office, rep):
    weeks_later(office)
    aside(office, rep)
    office.desk.clock.move(to=office.desk.now() + timedelta(days=1))
    (left,) = aside(office, rep)
    assert len(review_queue.open_items(office.db)) == 1
    assert "D1" not in [one.opportunity_id for one in left.concerns], "a doubt stays one while it waits"
    more = rep._replace(concerns=(*rep.concerns, rep.concerns[0].model_copy(update={"opportunity_id": "D3"})))
    aside(office, more)
    newest = review_queue.open_items(office.db)[-1]
    assert newest.details["rows"] == ["D3"]


def test_how_sure_it_is_stands_beside_each_deal_where_it_differs(office, rep):
    weeks_later(office)
    later = rep.concerns[0].model_copy(update={"opportunity_id": "D3", "name": "Cora switch"})
    ahead = Why(condition="quiet", since=office.desk.today() + timedelta(days=40))
    aside(office, rep._replace(concerns=(rep.concerns[0], later.model_copy(update={"whys": (ahead,)})), total=2))
    (item,) = review_queue.open_items(office.db)
    assert "• Acme renewal: 0.56" in item.details["confidence"]
    assert "• Cora switch: 0.28" in item.details["confidence"]
