"""Edits of drafts are corrections, counted by week against the drafts that were made."""

from datetime import timedelta

import pytest

from store import audit
from store.corrections import by_week
from tests.handlers.hands import presses, rows_of, submits


def notes(office, action, subject, days_ago):
    entry = audit.Entry(actor="a", on_behalf_of="a", action=action, subject=subject, reason="r", outcome="o")
    with office.db.begin() as session:
        audit.write(session, office.db, entry, office.desk.now() - timedelta(days=days_ago))


@pytest.mark.row("S0-28")
def test_a_draft_that_a_person_edited_is_a_correction_and_counts_once(office):
    answer = office.says("Dana Whitfield", "show stalled negotiation deals")
    for days_ago, subject in ((1, "run:a"), (1, "run:b"), (9, "run:c")):
        notes(office, "question:answered", subject, days_ago)
    for days_ago, subject in ((1, "run:a"), (0.5, "run:a"), (9, "run:c"), (80, "run:z")):
        notes(office, "draft:edit", subject, days_ago)
    this, last, *before = by_week(office.db, office.desk.now(), 8)
    assert (this.drafted, this.corrected) == (3, 1)
    assert (last.drafted, last.corrected) == (1, 1)
    assert not any(week.drafted or week.corrected for week in before)
    said = office.says("Dana Whitfield", "corrections")
    assert said["card"].summary == "In the last 7 days people corrected 1 of 3 drafts (33.3%)."
    assert [row[1:] for row in rows_of(said)][:3] == [(3, 1, "33.3%"), (1, 1, "100.0%"), (0, 0, "–")]
    assert answer["card"].summary


@pytest.mark.row("S0-28")
def test_saving_other_words_in_the_form_is_what_is_counted(office):
    answer = office.says("Dana Whitfield", "show stalled negotiation deals")
    run = f"run:{answer['key']}"
    presses(office, "Dana Whitfield", "run:share", run, on=answer)
    presses(office, "Dana Whitfield", "draft:edit", run, on=office.latest())
    values = {field.name: field.value for field in office.slack.forms[-1].fields}
    submits(office, "Dana Whitfield", "draft:save", run, values | {"sentence": "Please look at these stalled deals."})
    assert by_week(office.db, office.desk.now(), 1)[0].corrected == 1


def test_where_nothing_was_drafted_it_says_so_and_guests_are_told_nothing(office):
    assert office.says("Dana Whitfield", "correction rate")["card"].summary == "No draft was made in the last 7 days."
    assert "You may not" in office.says("Sam Visitor", "corrections")["card"].summary
