"""Exceptions: shown with what speaks for them, decided once by a form, closed for everyone, every click answered."""

import pytest

from store import audit, review_queue
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
