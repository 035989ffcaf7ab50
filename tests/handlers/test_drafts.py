"""Drafts on their way out: once per words and place, with checked figures, and only where everybody may read them."""

import email
from email.policy import default

import pytest

from store import audit
from tests.handlers.hands import last_note, presses, rows_of, submits
from tests.office import labels, words

STALLED = "show stalled negotiation deals"


@pytest.fixture
def draft(office):
    """(run id, the draft's card on screen, its form's values)."""
    answer = office.says("Dana Whitfield", STALLED)
    run = f"run:{answer['key']}"
    presses(office, "Dana Whitfield", "run:share", run, on=answer)
    shared = office.latest()
    presses(office, "Dana Whitfield", "draft:edit", run, on=shared)
    return run, shared, {field.name: field.value for field in office.slack.forms[-1].fields}


def posted_in(office, channel):
    return [said["card"] for (where, _), said in office.slack.messages.items() if where == channel]


def mails(office):
    return sorted((office.desk.home_folder / "mail").glob("*.eml"))


@pytest.mark.row("L3", "N5")
def test_the_same_words_go_to_a_channel_once_and_edited_words_go_again(office, draft):
    run, _, values = draft
    for _ in range(3):
        submits(office, "Dana Whitfield", "draft:post", run, {"channel": "C0LEADS"})
    assert len(posted_in(office, "C0LEADS")) == 1
    new = values | {"sentence": "Please look at these stalled deals."}
    submits(office, "Dana Whitfield", "draft:save", run, new)
    submits(office, "Dana Whitfield", "draft:post", run, {"channel": "C0LEADS"})
    assert "once, however often" in last_note(office)
    assert posted_in(office, "C0LEADS")[-1].summary == "Please look at these stalled deals.", (
        "what is said to be sent is"
    )
    assert "stalled in Negotiation" in posted_in(office, "C0LEADS")[0].summary


@pytest.mark.row("C4")
def test_rights_are_looked_at_again_when_it_is_sent(office, draft):
    run, _, _ = draft
    office.slack.extra_members["C0LEADS"] = ["U0STRANGER"]
    assert submits(office, "Dana Whitfield", "draft:post", run, {"channel": "C0LEADS"}) == "refused"
    assert "may not" in last_note(office)
    assert posted_in(office, "C0LEADS") == []


def test_nobody_posts_to_a_channel_they_are_not_in(office, draft):
    run, _, _ = draft
    assert submits(office, "Omar Haddad", "draft:post", run, {"channel": "C0ELSEWHERE"}) == "refused"


@pytest.mark.row("L3")
def test_an_email_is_one_file_per_words_and_says_that_nothing_was_sent(office, draft):
    run, shared, values = draft
    for _ in range(3):
        presses(office, "Dana Whitfield", "draft:email", run, on=shared)
    assert len(mails(office)) == 1
    assert "written, not sent" in office.latest()["card"].summary
    submits(office, "Dana Whitfield", "draft:save", run, values | {"body": "Please look at these."})
    presses(office, "Dana Whitfield", "draft:email", run, on=shared)
    assert len(mails(office)) == 2
    bodies = [email.message_from_bytes(file.read_bytes(), policy=default).get_content() for file in mails(office)]
    assert any(body.startswith("Please look at these.") for body in bodies)
    assert all("Sources" in body for body in bodies), "an edited letter keeps its sources"


@pytest.mark.row("S0-18", "S0-19", "M6")
@pytest.mark.parametrize("field", ["sentence", "subject", "body"])
@pytest.mark.parametrize("figure", ["4711 deals are stalled.", "USD 99M at risk.", "That is 73% of pipeline."])
def test_a_figure_that_was_not_checked_is_not_kept_wherever_it_stands(office, draft, field, figure):
    run, _, values = draft
    assert submits(office, "Dana Whitfield", "draft:save", run, values | {field: figure}) == "answered"
    shown = office.latest()["card"]
    assert "Not sent" in words(shown)
    assert list(audit.entries(office.db, search="draft:edit")) == []


def test_an_edit_is_in_the_trail_with_before_and_after(office, draft):
    run, _, values = draft
    submits(office, "Dana Whitfield", "draft:save", run, values | {"sentence": "Please look at these."})
    (entry,) = audit.entries(office.db, search="draft:edit")
    assert entry["actor"] == "Dana Whitfield"
    assert entry["inputs"]["after"] == "Please look at these."
    assert entry["inputs"]["before"] == values["sentence"]


def test_discarding_twice_says_the_same_and_sends_nothing(office, draft):
    run, shared, _ = draft
    for _ in range(2):
        presses(office, "Dana Whitfield", "draft:discard", run, on=shared)
        assert "discarded by Dana Whitfield" in shared["card"].summary
    assert mails(office) == []
    assert labels(shared["card"]) == []


@pytest.mark.row("D1", "D2")
@pytest.mark.parametrize("action", ["draft:send", "draft:email", "draft:edit", "draft:discard"])
def test_nobody_else_touches_a_draft_of_records_they_may_not_read(office, draft, action):
    run, shared, _ = draft
    assert presses(office, "Priya Raman", action, run, on=shared) == "refused"
    assert mails(office) == []


def test_a_rep_shares_only_where_every_member_may_read_a_reps_deals(office):
    answer = office.says("Priya Raman", "all open deals")
    assert rows_of(answer)
    presses(office, "Priya Raman", "draft:send", f"run:{answer['key']}", on=answer)
    assert office.slack.forms == []
    assert "no channel" in last_note(office)
