"""Exceptions: shown with what speaks for them, decided once by a form, closed for everyone, every click answered."""

from datetime import timedelta

import pytest

from store import audit, review_queue, settings
from store.crm.people import colleagues
from tests.handlers.hands import last_note, presses, submits
from tests.office import labels, words


@pytest.fixture
def item(office):
    found = review_queue.ReviewItem(
        id="item:1", kind="failed_job", severity="high", needs="decision", assignee="Dana Whitfield",
        reason="A report failed.", run_id=None, created_at=office.desk.now(),
        details={"confidence": "0.4", "evidence": "the CRM timed out", "proposed": "List the deals by hand."},
    )  # fmt: skip
    with office.db.begin() as session:
        review_queue.file(session, office.db, found)
    return found


@pytest.mark.row("S2-10", "S2-15")
def test_an_exception_shows_severity_confidence_evidence_and_what_is_proposed(office, item):
    card = office.says("Dana Whitfield", "exceptions")["card"]
    for part in (
        "high",
        "A report failed.",
        "Confidence: 0.4",
        "the CRM timed out",
        "List the deals",
        "Dana Whitfield",
    ):
        assert part in words(card), part
    assert labels(card) == ["Decide"]
    office.presses("Dana Whitfield", "Decide")
    assert "the CRM timed out" in words(office.slack.forms[-1])
    assert review_queue.find(office.db, item.id).status == "open", "looking decides nothing"


@pytest.mark.row("S2-10")
def test_the_first_decision_closes_it_for_everyone_and_each_later_click_is_answered(office, item):
    office.says("Dana Whitfield", "exceptions")
    sent = {"decision": "done", "note": "sent the list myself"}
    assert submits(office, "Dana Whitfield", "review:close", item.id, sent) == "answered"
    assert submits(office, "Marcus Bell", "review:close", item.id, {"decision": "not_needed"}) == "answered"
    assert "Already decided by Dana Whitfield: Done by hand." in last_note(office)
    presses(office, "Marcus Bell", "review:decide", item.id)
    assert "Already done by Dana Whitfield" in last_note(office)
    assert review_queue.open_items(office.db) == []
    (entry,) = [e for e in audit.entries(office.db) if e["action"].startswith("review:")]
    assert (entry["action"], entry["reason"]) == ("review:done", "sent the list myself")


@pytest.mark.row("S4-30")
def test_a_rep_decides_nothing_and_a_forged_form_changes_nothing(office, item):
    assert submits(office, "Priya Raman", "review:close", item.id, {"decision": "done"}) == "refused"
    assert submits(office, "Dana Whitfield", "review:close", item.id, {"decision": "erase"}) == "refused"
    assert submits(office, "Dana Whitfield", "review:close", "item:none", {"decision": "done"}) == "refused"
    assert review_queue.find(office.db, item.id).status == "open"


def put(office, name, **more):
    said = {
        "id": f"item:{name}", "kind": "failed_job", "severity": "high", "needs": "decision", "run_id": None,
        "assignee": "Dana Whitfield", "reason": f"About {name}.", "created_at": office.desk.now(), "details": {},
    }  # fmt: skip
    with office.db.begin() as session:
        review_queue.file(session, office.db, review_queue.ReviewItem(**(said | more)))
    return review_queue.find(office.db, f"item:{name}")


@pytest.fixture
def several(office):
    now = office.desk.now()
    put(office, "one", severity="low", assignee="Marcus Bell")
    put(office, "two", created_at=now - timedelta(days=40))
    put(office, "three", reason="Priya Raman has two deals at Vandelay.")
    put(office, "four", reason="Done long ago.")
    with office.db.begin() as session:
        review_queue.decide(session, "item:four", "done", by="Dana Whitfield", key="k", at=now)
    return office


@pytest.mark.row("S2-10")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("exceptions", {"one", "two", "three"}),
        ("high severity exceptions", {"two", "three"}),
        ("low severity exceptions", {"one"}),
        ("exceptions assigned to Marcus Bell", {"one"}),
        ("exceptions assigned to me", {"two", "three"}),
        ("exceptions this week", {"one", "three"}),
        ("closed exceptions", {"four"}),
        ("high severity exceptions this week", {"three"}),
    ],
)
def test_the_queue_is_narrowed_by_the_words_of_the_question(several, said, shown):
    card = words(several.says("Dana Whitfield", said)["card"])
    marks = {"one": "About one", "two": "About two", "three": "Vandelay", "four": "Done long ago"}
    assert {name for name, mark in marks.items() if mark in card} == shown


@pytest.mark.row("S2-10")
def test_exceptions_for_a_team_are_those_that_wait_for_or_speak_of_its_people(several):
    with several.db.reading() as connection:
        team = next(one.team for one in colleagues(connection) if one.name == "Priya Raman")
        inside = {one.name for one in colleagues(connection) if one.team == team}
    card = words(several.says("Dana Whitfield", f"open exceptions for {team}")["card"])
    assert "Vandelay" in card
    assert ("About one" in card) is ("Marcus Bell" in inside)
    assert "About two" not in card or "Dana Whitfield" in inside


@pytest.mark.row("S2-10")
def test_a_list_that_is_empty_because_it_was_narrowed_says_so(several):
    said = several.says("Dana Whitfield", "medium severity exceptions")["card"].summary
    assert "Nothing there for “medium severity exceptions”" in said
    assert "All quiet" not in said


@pytest.mark.row("S2-10")
def test_one_exception_is_opened_by_its_number_open_or_decided(several):
    three = review_queue.find(several.db, "item:three")
    for said in (f"exception #{three.number}", f"show exception {three.number}", f"exception #{three.number}?"):
        card = several.says("Dana Whitfield", said)["card"]
        assert card.title == f"Exception #{three.number}"
        assert labels(card) == ["Decide", "Reassign", "Snooze"]
    four = review_queue.find(several.db, "item:four")
    card = several.says("Dana Whitfield", f"exception #{four.number}")["card"]
    assert "Decided: done by Dana Whitfield" in words(card)
    assert labels(card) == []
    for said in ("exception #999", "exception #0", "exception #x", f"exception #{'9' * 40}"):
        assert "I do not find that item" in words(several.says("Dana Whitfield", said)["card"])
    assert "A manager can" in words(several.says("Priya Raman", f"exception #{three.number}")["card"])


@pytest.mark.row("S2-10")
def test_an_exception_is_handed_to_somebody_who_may_decide_and_who_is_told(several):
    three = review_queue.find(several.db, "item:three")
    several.says("Dana Whitfield", f"reassign exception #{three.number}")
    several.presses("Dana Whitfield", "Reassign")
    form = several.slack.forms[-1]
    options = {name: id_ for id_, name in form.fields[0].options}
    assert "Priya Raman" not in options
    several.submits("Dana Whitfield", form, {"to": options["Marcus Bell"], "note": "yours"})
    assert "waits for Marcus Bell now" in last_note(several)
    assert review_queue.find(several.db, "item:three").assignee == "Marcus Bell"
    handed = [m for (channel, _), m in several.slack.messages.items() if channel == "DU0MARCUS"]
    assert "Dana Whitfield hands you exception" in words(handed[-1]["card"])
    assert next(audit.entries(several.db, search="review:reassigned"))["reason"] == "yours"


@pytest.mark.row("S2-10", "S4-30")
def test_nobody_is_handed_what_they_may_not_decide_and_no_late_hand_counts(several):
    with several.db.reading() as connection:
        priya = next(one.id for one in colleagues(connection) if one.name == "Priya Raman")
        marcus = next(one.id for one in colleagues(connection) if one.name == "Marcus Bell")
    submits(several, "Dana Whitfield", "review:hand_to", "item:three", {"to": priya})
    assert "may not decide exceptions" in last_note(several)
    assert submits(several, "Priya Raman", "review:hand_to", "item:three", {"to": marcus}) == "refused"
    assert submits(several, "Dana Whitfield", "review:hand_to", "item:three", {"to": ""}) == "refused"
    assert submits(several, "Dana Whitfield", "review:hand_to", "item:four", {"to": marcus}) == "answered"
    assert "Already done by Dana Whitfield" in last_note(several)
    presses(several, "Dana Whitfield", "review:reassign", "item:four")
    assert "Already done" in last_note(several)
    presses(several, "Dana Whitfield", "review:snooze", "item:four")
    assert "Already done" in last_note(several)
    assert review_queue.find(several.db, "item:three").assignee == "Dana Whitfield"


@pytest.mark.row("S2-10")
def test_a_snoozed_exception_is_out_of_sight_until_its_morning_and_still_open(several):
    three = review_queue.find(several.db, "item:three")
    several.says("Dana Whitfield", f"snooze exception #{three.number} for 3 days")
    assert "Vandelay" not in words(several.says("Dana Whitfield", "exceptions")["card"])
    card = several.says("Dana Whitfield", f"exception #{three.number}")["card"]
    assert "Put off until" in words(card)
    several.presses("Dana Whitfield", "Snooze")
    assert "is put off until 21 Nov 2026, 08:00" in last_note(several)
    several.desk.clock.move(to=several.desk.now() + timedelta(days=1))
    assert "Vandelay" in words(several.says("Dana Whitfield", "exceptions")["card"])
    for said in ("for 900 days", "for ever", "for 0 days"):
        several.says("Dana Whitfield", f"snooze exception #{three.number} {said}")
    assert review_queue.find(several.db, "item:three").snoozed_until.day == 21


@pytest.mark.row("D1", "D2")
def test_a_manager_who_reads_one_team_sees_only_what_was_put_before_them(several):
    with several.db.begin() as session:
        settings.save(session, "rights.manager_sees", "team", by="test", at=several.desk.now())
    card = words(several.says("Marcus Bell", "exceptions")["card"])
    assert "About one" in card
    assert "Vandelay" not in card
    three = review_queue.find(several.db, "item:three")
    assert "I do not find that item" in words(several.says("Marcus Bell", f"exception #{three.number}")["card"])
