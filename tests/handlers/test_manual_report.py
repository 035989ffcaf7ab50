"""When a job cannot be finished: bounded retries that are seen, one report to its owner, and somebody by name."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from domain.errors import GatewayDown, StoreBusy, TryLater
from handlers import work
from handlers.retries import MOST
from handlers.work import do_job
from store import attempts, jobs, review_queue
from tests.handlers.hands import submits
from tests.office import words

STALLED = "show stalled negotiation deals"


def at_once(_name, fn, *args):
    return fn(*args)


def mails(office):
    folder = office.desk.home_folder / "outbox"
    files = sorted(folder.glob("*.eml")) if folder.exists() else []
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def dm_cards(office, user, title):
    return [m["card"] for (channel, _), m in office.slack.messages.items()
            if channel == f"DU0{user}" and m["card"].title == title]  # fmt: skip


@pytest.fixture
def broken(monkeypatch):
    def breaks(*_):
        raise ValueError("PLANTED-WORDS")

    monkeypatch.setattr("handlers.work.ask", breaks)


@pytest.mark.row("S0-26", "S4-18")
def test_the_owner_gets_one_dm_and_one_mail_that_say_what_failed_what_was_pulled_and_what_to_do(office, broken):
    office.says("Dana Whitfield", STALLED, channel="sales-leads")
    (card,) = dm_cards(office, "DANA", "Manual report required")
    said = words(card)
    for part in (STALLED, "What failed", "Already pulled", "How to finish by hand", "Handed to"):
        assert part in said, part
    assert "PLANTED" not in said
    (mail,) = mails(office)
    assert mail["Subject"] == "Manual report required"
    assert mail["To"].startswith("dana.whitfield@")
    assert STALLED in mail.get_content()


@pytest.mark.row("S0-26", "N1")
def test_whoever_sent_a_form_is_told_in_their_dm_what_to_do_when_it_failed(office, monkeypatch):
    def breaks(*_):
        raise ValueError("PLANTED-WORDS")

    monkeypatch.setattr("handlers.work.press_button", breaks)
    submits(office, "Dana Whitfield", "approval:save", "approval:1|x", {"next_step": "x"})
    (card,) = dm_cards(office, "DANA", "Manual report required")
    said = words(card)
    assert "What was pressed" in said
    assert "“changes” show what waits and what was changed" in said
    assert "Open your CRM and list" not in said


@pytest.mark.row("S0-26")
def test_in_a_dm_the_card_is_the_report_and_there_is_only_one(office, broken):
    office.says("Dana Whitfield", STALLED)
    assert len(dm_cards(office, "DANA", "Manual report required")) == 1
    assert len(mails(office)) == 1


@pytest.mark.row("S2-10", "S4-61")
def test_its_exception_has_severity_confidence_evidence_and_what_to_do(office, broken):
    office.says("Dana Whitfield", STALLED)
    (item,) = review_queue.open_items(office.db)
    assert (item.severity, item.details["confidence"]) == ("high", "certain")
    assert STALLED in item.details["evidence"]
    assert "Open your CRM" in item.details["proposed"]
    assert item.assignee not in ("", "operator"), "somebody by name"


def let_down(office, monkeypatch, times, error):
    """A question whose first attempts an outside service fails; the job as it stands after the last one."""
    real, left = work.ask, [times]

    def falters(*args):
        if left[0]:
            left[0] -= 1
            raise error
        return real(*args)

    monkeypatch.setattr("handlers.work.ask", falters)
    with pytest.raises(TryLater):
        office.says("Dana Whitfield", STALLED)
    (job,) = jobs.unfinished(office.db, "front")
    return job


@pytest.mark.row("S4-18")
def test_retries_are_counted_and_stand_in_the_trace(office, monkeypatch):
    job = let_down(office, monkeypatch, 2, GatewayDown("The CRM", "timed out"))
    assert "Retry 1/3" in str(office.slack.statuses[-1])
    with pytest.raises(TryLater):
        do_job(office.desk, job.id, at_once)
    do_job(office.desk, job.id, at_once)
    assert jobs.find(office.db, job.id).outcome == "answered"
    office.presses("Dana Whitfield", "How was this made?")
    said = words(office.slack.forms[-1])
    assert "Retry 1/3: The CRM cannot be reached" in said
    assert "Retry 2/3" in said


@pytest.mark.row("S4-18", "S4-68", "S0-26")
def test_after_the_last_retry_it_is_handed_to_somebody_by_name(office, monkeypatch):
    job = let_down(office, monkeypatch, 99, GatewayDown("The CRM", "timed out"))
    for _ in range(MOST - 1):
        with pytest.raises(TryLater):
            do_job(office.desk, job.id, at_once)
    do_job(office.desk, job.id, at_once)
    assert jobs.find(office.db, job.id).outcome == "failed"
    (card,) = dm_cards(office, "DANA", "Manual report required")
    assert f"Taking too long: handed to {review_queue.open_items(office.db)[0].assignee}" in card.summary
    assert "Retry 3/3" in words(card)
    do_job(office.desk, job.id, at_once)
    assert len(attempts.of_job(office.db, job.id)) == MOST + 1


@pytest.mark.row("S4-64", "N1")
def test_words_wait_a_day_for_a_surface_that_is_away_and_for_ever_for_the_database(office, monkeypatch):
    job = let_down(office, monkeypatch, 99, GatewayDown("Slack", "ratelimited"))
    for _ in range(2 * MOST):
        with pytest.raises(TryLater):
            do_job(office.desk, job.id, at_once)
    office.desk.clock.move(by=timedelta(hours=25))
    do_job(office.desk, job.id, at_once)
    assert jobs.find(office.db, job.id).outcome == "failed"
    monkeypatch.setattr("handlers.work.ask", lambda *_: (_ for _ in ()).throw(StoreBusy("locked")))
    with pytest.raises(TryLater):
        office.says("Dana Whitfield", "open deals")
    (other,) = jobs.unfinished(office.db, "front")
    for _ in range(2 * MOST):
        with pytest.raises(TryLater):
            do_job(office.desk, other.id, at_once)
    assert attempts.of_job(office.db, other.id) == []


def test_a_report_whose_own_mail_fails_makes_no_report_about_itself(office, broken, monkeypatch):
    class NoMail:
        leaves_machine = True

        def send(self, _email):
            raise ValueError("broken mailbox")

        def find(self, _key):
            return None

    office.desk = replace(office.desk, mail=NoMail())
    office.says("Dana Whitfield", STALLED)
    kinds = sorted(item.details["job"].partition(":")[0] for item in review_queue.open_items(office.db))
    assert kinds == ["manual", "msg"]
