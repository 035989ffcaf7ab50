"""Drafts on their way out: once per words and place, with checked figures, and only where everybody may read them."""

import email
from email.policy import default

import pytest

from store import audit
from tests.handlers.hands import last_note, presses, rows_of, submits
from tests.office import button, labels, words

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
    assert posted_in(office, "C0LEADS")[-1].summary == "Please look at these stalled deals.", "what was read is sent"
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
def test_an_email_is_one_file_in_the_chat_per_words_and_nothing_is_sent(office, draft):
    run, shared, values = draft
    for _ in range(3):
        presses(office, "Dana Whitfield", "draft:email", run, on=shared)
    assert len(mails(office)) == 1
    ((place, name, content),) = office.slack.files
    assert (place.channel, name[-4:], content) == ("DU0DANA", ".eml", mails(office)[0].read_bytes())
    assert "written and not sent" in last_note(office)
    assert str(office.desk.home_folder) not in str(office.slack.notes), "nobody is told a path on the server"
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
    assert "already" in last_note(office)
    assert presses(office, "Dana Whitfield", "draft:email", run, on=shared) == "refused"
    assert "was discarded" in last_note(office)
    assert mails(office) == []
    assert labels(shared["card"]) == []


def drafts_on_screen(office):
    return [m for m in office.slack.messages.values() if m["card"].title.startswith("Draft")]


@pytest.mark.row("L3", "S0-18")
def test_a_draft_is_one_card_that_changes_in_place(office, draft):
    run, shared, values = draft
    submits(office, "Dana Whitfield", "draft:save", run, values | {"sentence": "4711 deals are stalled."})
    assert "Not sent" in words(shared["card"]), "what is wrong is said where the draft stands"
    submits(office, "Dana Whitfield", "draft:save", run, values | {"sentence": "Please look at these."})
    assert "Please look at these." in shared["card"].summary
    assert "Edited by Dana Whitfield" in words(shared["card"])
    presses(office, "Dana Whitfield", "run:share", run, on=shared)
    assert drafts_on_screen(office) == [shared]


@pytest.mark.row("L3")
@pytest.mark.parametrize("label", ["Send to channel", "E-mail", "Edit", "Discard"])
def test_a_press_on_old_words_does_nothing_and_shows_the_new_ones(office, draft, label):
    run, shared, values = draft
    press, old = button(shared["card"], label)
    submits(office, "Dana Whitfield", "draft:save", run, values | {"sentence": "Please look at these."})
    forms = len(office.slack.forms)
    presses(office, "Dana Whitfield", press, old, on=shared)
    assert "was changed after you opened it" in last_note(office)
    assert "Please look at these." in shared["card"].summary
    assert (mails(office), len(office.slack.forms)) == ([], forms)


@pytest.mark.row("L3")
@pytest.mark.parametrize("form", ["draft:save", "draft:post"])
def test_a_form_about_old_words_does_nothing(office, draft, form):
    run, shared, values = draft
    _, old = button(shared["card"], "Edit")
    submits(office, "Dana Whitfield", "draft:save", run, values | {"sentence": "Please look at these."})
    submits(office, "Dana Whitfield", form, old, values | {"channel": "C0LEADS", "sentence": "Something else."})
    assert posted_in(office, "C0LEADS") == []
    assert "Please look at these." in shared["card"].summary


@pytest.mark.row("L3")
def test_a_draft_taken_up_again_after_it_was_discarded_stands_in_the_same_place(office, draft):
    run, shared, _ = draft
    presses(office, "Dana Whitfield", "draft:discard", run, on=shared)
    presses(office, "Dana Whitfield", "run:share", run, on=shared)
    assert labels(shared["card"]) == ["Send to channel", "E-mail", "Edit", "Discard"]
    assert drafts_on_screen(office) == [shared]


@pytest.mark.row("S0-17", "S0-25")
def test_what_a_channel_reads_says_how_fresh_it_is_and_what_it_rests_on(office, draft):
    run, _, _ = draft
    submits(office, "Dana Whitfield", "draft:post", run, {"channel": "C0LEADS"})
    card = posted_in(office, "C0LEADS")[0]
    assert "data as of 20 Nov 2026" in words(card)
    assert "deals: " in words(card)
    assert "Sources" in labels(card)


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


@pytest.mark.row("S0-14")
def test_a_persons_words_stand_beside_what_was_checked_in_the_channel_and_in_the_mail(office):
    answer = office.says("Dana Whitfield", "deals won in october by region")
    run = f"run:{answer['key']}"
    presses(office, "Dana Whitfield", "run:share", run, on=answer)
    shared = office.latest()
    was = shared["card"].summary.removeprefix("Draft: ")
    for wrong in ("Sarah lost them again.", was.replace("highest", "worst")):
        presses(office, "Dana Whitfield", "draft:edit", run, on=shared)
        values = {field.name: field.value for field in office.slack.forms[-1].fields}
        submits(office, "Dana Whitfield", "draft:save", run, values | {"sentence": wrong})
        submits(office, "Dana Whitfield", "draft:post", run, {"channel": "C0LEADS"})
        assert f"Worded by Dana Whitfield. As checked: {was}" in words(posted_in(office, "C0LEADS")[-1])
    presses(office, "Dana Whitfield", "draft:email", run, on=shared)
    (mail,) = mails(office)
    content = " ".join(email.message_from_bytes(mail.read_bytes(), policy=default).get_content().split())
    assert content.count(f"Worded by Dana Whitfield. As checked: {was}") == 1


def test_the_drafters_own_words_carry_no_such_line(office, draft):
    run, _, values = draft
    submits(office, "Dana Whitfield", "draft:save", run, values | {"subject": "Stalled deals"})
    submits(office, "Dana Whitfield", "draft:post", run, {"channel": "C0LEADS"})
    assert "Worded by" not in words(posted_in(office, "C0LEADS")[-1])
