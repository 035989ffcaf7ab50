"""The daily deletion fires by the clock, goes by the settings, and says in the trail what went."""

from datetime import timedelta

import pytest

from handlers.retaining import delete_what_is_old
from handlers.watch import run_trigger
from scheduler.trigger import every_trigger
from store import audit, retention, settings, triggers
from store.jobs import Job
from tests.handlers.test_audit_in_chat import everything_kept
from tests.office import words


@pytest.mark.row("D9")
def test_old_answers_go_on_their_day_and_the_trail_says_how_many(office):
    office.says("Dana Whitfield", "open deals over 54321")
    one = every_trigger()["retention"]
    said = {"wants": one.wants, "cron": one.cron, "condition": one.condition, "agent": one.agent}
    with office.db.begin() as session:
        triggers.register(session, "retention", at=office.desk.now(), **said)
        settings.save(session, "retention.answers_days", 10, by="Omar Haddad", at=office.desk.now())
        settings.save(session, "retention.messages_days", 10, by="Omar Haddad", at=office.desk.now())
    for days, stays in ((9, True), (2, False)):
        office.desk.clock.move(to=office.desk.now() + timedelta(days=days))
        job = Job(triggers.fire_id("retention", office.desk.now()), "trigger", "", "trigger", "queued", None)
        assert run_trigger(office.desk, job) == "answered"
        newest = next(audit.entries(office.db))
        assert newest["action"] == "retention:delete"
        assert ("1 of runs" in newest["reason"]) is not stays
    assert any("54321" in str(e["inputs"]) for e in audit.entries(office.db)), "the trail has its own time"
    assert '"text":"open deals over 54321"' not in everything_kept(office.db)
    assert "Retention" in words(office.says("Dana Whitfield", "triggers")["card"])


@pytest.mark.row("D9", "U1")
@pytest.mark.parametrize("dies_before", [1, 2, 3])
def test_a_night_that_a_crash_cuts_in_two_is_in_the_trail_once_with_all_that_went(office, monkeypatch, dies_before):
    for n in range(3):
        office.says("Dana Whitfield", f"open deals over {n + 1}0k")
    with office.db.begin() as session:
        for name in ("answers", "messages"):
            settings.save(session, f"retention.{name}_days", 10, by="Omar Haddad", at=office.desk.now())
    office.desk.clock.move(to=office.desk.now() + timedelta(days=11))
    job = Job(triggers.fire_id("retention", office.desk.now()), "trigger", "", "trigger", "queued", None)
    real, batches = retention.delete, iter(range(1, 100))

    def dying(table):
        if next(batches) == dies_before:
            raise KeyboardInterrupt
        return real(table)

    monkeypatch.setattr(retention, "delete", dying)
    with pytest.raises(KeyboardInterrupt):
        delete_what_is_old(office.desk, "retention", job.id)
    for _ in range(2):
        delete_what_is_old(office.desk, "retention", job.id)
    (said,) = [entry for entry in audit.entries(office.db) if entry["action"] == "retention:delete"]
    for words_of in ("3 of runs", "3 of inbox", "3 of plans"):
        assert words_of in said["reason"]
