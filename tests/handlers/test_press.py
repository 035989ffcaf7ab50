"""Forged, stale, oversized and incomplete: a press that is none of ours changes nothing and gets a sentence."""

import pytest
from sqlalchemy import text

from handlers.verb import verbs
from store import jobs, settings
from tests.handlers.hands import last_note, presses, submits
from tests.office import words

STALLED = "show stalled negotiation deals"
FORGED = (
    "", "run:", "run:nobody", "x" * 3000, "'; DROP TABLE app_runs; --", "run:%", "run:../..", "{}", "item:none", "0",
    "<!channel>", "\u202e", "run:msg:D1:1.0|", "good|", "|", "None", "\ud800", "home",
)  # fmt: skip
FREE = {
    "help:show", "org:show", "access:check", "settings:show", "source:show", "audit:search", "review:open",
    "alias:list", "record:show", "security:check", "audit:export", "draft:corrections", "model:spend", "name:list",
    "prompt:show", "rules:attack", "model:apply", "model:leave", "model:tier", "name:forget", "nudge:channel",
    "nudge:tone", "pipeline:health", "trigger:list", "setting:list", "setting:changes", "nudge:preview",
    "capacity:list", "chain:why", "record:offer",
    "approval:list", "change:list", "change:waiting", "change:undo_last",
    "sla:show", "agent:list", "change:sync", "gateway:list",
}  # fmt: skip
"""Take any subject, since what they show hangs on nobody's record; they answer, and change nothing."""
WORDS_OF_ONES_OWN = {"person:ask"}
"""The subject is what somebody says, and is meant for a colleague."""


def state_of(office):
    """Everything that an effect would change."""
    with office.db.looking() as connection:
        counts = {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar()
            for name in (
                "app_runs",
                "app_review_items",
                "app_effects",
                "app_conversations",
                "app_settings",
                "app_plans",
            )
        }
    return counts, list(office.slack.messages), len(office.slack.files), len(office.slack.forms)


@pytest.mark.row("C1", "D1")
@pytest.mark.parametrize("action", sorted(set(verbs()) - FREE - WORDS_OF_ONES_OWN))
def test_no_subject_that_was_never_given_out_does_anything(office, action):
    before = state_of(office)
    for who in ("Omar Haddad", "Priya Raman"):
        for subject in FORGED:
            outcome = presses(office, who, action, subject)
            assert outcome in ("refused", "nothing to do"), (who, subject)
    assert state_of(office) == before
    assert "Traceback" not in str(office.slack.notes)


@pytest.mark.row("C1", "D1")
@pytest.mark.parametrize("action", sorted(FREE))
def test_what_takes_any_subject_only_shows(office, action):
    with office.db.begin() as session:
        # Some of them upload a file each time.
        settings.save(session, "guard.uploads_per_hour", 1_000, by="t", at=office.desk.now())
    answer = office.says("Priya Raman", STALLED)
    before = state_of(office)[0]
    for who in ("Omar Haddad", "Priya Raman"):
        for subject in FORGED:
            outcome = presses(office, who, action, subject, on=answer)
            assert outcome in ("answered", "refused", "nothing to do"), (who, subject)
    after = state_of(office)[0]
    assert after | {"app_effects": 0} == before | {"app_effects": 0}
    assert "Traceback" not in str(office.slack.notes)


@pytest.mark.row("C1")
@pytest.mark.parametrize("action", ["", "no:such", "RUN:DATA", "run:data ", "run:data#x", "__class__", "a" * 255])
def test_a_button_nobody_knows_gets_a_sentence(office, action):
    assert presses(office, "Dana Whitfield", action, "x") in ("refused", "nothing to do")
    assert office.slack.posts == 0


@pytest.mark.row("C1", "A2")
@pytest.mark.parametrize(
    ("press", "values"),
    [
        ("run:ask_edited", {}),
        ("run:ask_edited", {"text": "   "}),
        ("run:ask_edited", {"other": "x"}),
        ("draft:save", {}),
        ("draft:save", {"sentence": "x"}),
        ("draft:save", {"sentence": "x", "subject": "y", "body": " "}),
        ("draft:post", {}),
        ("draft:post", {"channel": ""}),
        ("draft:post", {"channel": "C0NOWHERE"}),
        ("draft:post", {"channel": "DU0PRIYA"}),
        ("draft:post", {"channel": "C0LOBBY"}),
        ("draft:post", {"channel": "x" * 4000}),
    ],
)
def test_a_form_with_values_it_does_not_take_is_refused_and_nothing_is_sent(office, press, values):
    answer = office.says("Dana Whitfield", STALLED)
    before = state_of(office)
    assert submits(office, "Dana Whitfield", press, f"run:{answer['key']}", values) == "refused"
    assert state_of(office) == before
    assert last_note(office)


@pytest.mark.row("C1")
def test_a_form_with_far_too_many_words_is_answered_in_words(office):
    answer = office.says("Dana Whitfield", STALLED)
    run = f"run:{answer['key']}"
    endless = "many words " * 4000
    assert submits(office, "Dana Whitfield", "run:ask_edited", run, {"text": endless}) in ("answered", "refused")
    form = {"sentence": endless, "subject": endless, "body": endless}
    assert submits(office, "Dana Whitfield", "draft:save", run, form) in ("answered", "refused")
    assert "Manual report" not in str([words(m["card"]) for m in office.slack.messages.values()])


@pytest.mark.row("D1")
def test_a_form_sent_with_anothers_run_is_not_found(office):
    answer = office.says("Dana Whitfield", STALLED)
    run = f"run:{answer['key']}"
    before = state_of(office)
    for press, values in (
        ("run:ask_edited", {"text": "all open deals"}),
        ("draft:save", {"sentence": "a", "subject": "b", "body": "c"}),
        ("draft:post", {"channel": "C0SALES"}),
    ):
        assert submits(office, "Priya Raman", press, run, values) == "refused"
        assert "do not find" in last_note(office)
    assert state_of(office) == before


@pytest.mark.row("D1")
def test_none_and_not_yours_read_the_same(office):
    answer = office.says("Dana Whitfield", STALLED)
    notes = []
    for subject in (f"run:{answer['key']}", "run:never"):
        presses(office, "Priya Raman", "run:data", subject)
        notes.append(last_note(office))
    assert notes[0] == notes[1]


@pytest.mark.row("S4-32")
def test_a_job_that_failed_keeps_no_words_of_its_error_in_the_open(office, monkeypatch):
    def breaks(*_):
        raise ValueError("PLANTED-WORDS")

    monkeypatch.setattr("handlers.work.ask", breaks)
    said = office.says("Dana Whitfield", STALLED)
    assert said["card"].title == "Manual report required"
    assert "PLANTED" not in words(said["card"])
    with office.db.looking() as connection:
        kept = connection.execute(jobs.jobs.select().where(jobs.jobs.c.outcome == "failed")).mappings().one()
    assert kept["error"] == "ValueError"
