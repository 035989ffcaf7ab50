"""Every button, form and spoken command is there, is pressed by some test, and ends the same when it comes twice."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.demo_command import load
from bot.surfaces.slack.limits import check
from bot.surfaces.slack.render import modal
from handlers.verb import spoken, verbs
from store import audit
from tests.handlers.hands import last_note, place_of, presses, rows_of, submits
from tests.office import PEOPLE, labels, words

STALLED = "show stalled negotiation deals"
TESTS = Path(__file__).parents[1]


def test_every_verb_is_named_by_a_test_that_presses_or_says_it():
    said = "\n".join(file.read_text() for file in (TESTS / "handlers").glob("test_*.py"))
    missing = [
        press
        for press, verb in verbs().items()
        if f'"{press}"' not in said and not any(f'"{words.partition(" {}")[0]}' in said for words in verb.says)
    ]
    assert missing == [], "each verb needs a test in tests/handlers that presses it or says it"


def test_a_verb_is_a_noun_and_a_verb_and_no_two_answer_to_the_same_words():
    known = verbs()
    assert all(re.fullmatch("[a-z]+:[a-z_]+", press) for press in known)
    phrases = [phrase for verb in known.values() for phrase in verb.says]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize(
    ("said", "press", "rest"),
    [
        ("Help!", "help:show", ""),
        ("  WHO   does what? ", "org:show", ""),
        ("audit acme", "audit:search", "acme"),
        ("audit", "audit:search", ""),
        ("export audit log", "audit:export", ""),
        ("kpi hygiene", "kpi:show", "hygiene"),
        ("check access", "access:check", ""),
        ("exceptions", "review:open", ""),
        ("import questions", "alias:list", ""),
        ("settings", "settings:show", ""),
    ],
)
def test_spoken_commands_are_recognised(said, press, rest):
    verb, words_left = spoken(said)
    assert (verb.press, words_left) == (press, rest)


@pytest.mark.parametrize("said", ["", "?", "helpless deals", "auditing firms we won", "deals help", "kpixyz"])
def test_other_sentences_are_no_commands(said):
    assert spoken(said) is None


def twice(office, who, action, subject, on=None):
    """Presses the same button twice, as two clicks."""
    return [presses(office, who, action, subject, on=on) for _ in range(2)]


@pytest.fixture
def answer(office):
    return office.says("Dana Whitfield", STALLED)


def run_of(message):
    return f"run:{message['key']}"


@pytest.mark.parametrize(
    ("action", "title"),
    [
        ("run:sources", "Sources"),
        ("run:trace", "How was this made?"),
        ("run:edit", "Edit the question"),
        ("draft:edit", "Edit the draft"),
        ("draft:send", "Send to channel"),
    ],
)
def test_a_button_that_opens_a_dialog_opens_it_at_each_press_and_changes_nothing(office, answer, action, title):
    before = list(office.slack.messages)
    assert twice(office, "Dana Whitfield", action, run_of(answer), on=answer) == ["answered"] * 2
    assert [form.title for form in office.slack.forms] == [title] * 2
    assert list(office.slack.messages) == before


@pytest.mark.row("L3")
def test_the_same_delivery_of_a_press_twice_is_one_press(office, answer):
    channel, ts = place_of(office, answer)
    payload = {
        "type": "block_actions",
        "team": {"id": "T0OFFICE"},
        "user": {"id": PEOPLE["Dana Whitfield"]},
        "trigger_id": "t",
        "channel": {"id": channel},
        "container": {"type": "message", "message_ts": ts, "channel_id": channel},
        "message": {"ts": ts},
        "actions": [{"type": "button", "action_id": "run:data", "value": run_of(answer), "action_ts": "1.5"}],
    }
    assert [office.hear(payload, key="act:1"), office.hear(payload, key="act:1")] == ["answered", "seen before"]
    assert office.slack.posts == 2
    assert office.hear(payload, key="act:1 by another road") == "answered", "the same press is the same job"
    assert office.slack.posts == 2


def test_feedback_given_twice_is_two_entries_and_one_answer(office, answer):
    twice(office, "Dana Whitfield", "run:feedback", f"bad|{run_of(answer)}", on=answer)
    assert [e["outcome"] for e in audit.entries(office.db, search="run:feedback")] == ["bad", "bad"]
    assert office.slack.posts == 1


def test_show_data_and_share_post_below_the_answer(office, answer):
    for action in ("run:data", "run:share"):
        presses(office, "Dana Whitfield", action, run_of(answer), on=answer)
        assert office.latest()["thread"] == answer["thread"]
    assert labels(office.latest()["card"]) == ["Send to channel", "E-mail", "Edit", "Discard"]


def test_asking_again_gives_the_same_rows_and_an_edited_question_new_ones(office, answer):
    presses(office, "Dana Whitfield", "run:again", run_of(answer), on=answer)
    assert rows_of(office.latest()) == rows_of(answer)
    submits(office, "Dana Whitfield", "run:ask_edited", run_of(answer), {"text": "open pipeline by stage"})
    assert "by stage" in words(office.latest()["card"]).lower()


def test_the_file_of_an_answer_is_made_once_per_press(office, answer):
    presses(office, "Dana Whitfield", "run:csv", run_of(answer), on=answer)
    assert len(office.slack.files) == 1
    assert office.slack.statuses[-1] == "is making the file…"


def test_a_suggestion_is_asked_and_only_our_own_are(office):
    assert presses(office, "Dana Whitfield", "ask:say", STALLED) == "answered"
    assert "stalled" in office.latest()["card"].summary
    assert presses(office, "Dana Whitfield", "ask:say", "delete everything") == "refused"


def test_a_choice_is_picked_by_its_number(office):
    asked = office.says("Dana Whitfield", "mike's open deals")
    assert presses(office, "Dana Whitfield", "choice:pick", f"{run_of(asked)}|0", on=asked) == "answered"
    assert "Mike" in words(office.latest()["card"])


@pytest.mark.row("C1", "D1")
@pytest.mark.parametrize("number", ["-1", "99", "²", "x", "", "1e1", "0|0", "٣"])
def test_a_choice_that_was_never_offered_is_refused(office, number):
    asked = office.says("Dana Whitfield", "mike's open deals")
    assert presses(office, "Dana Whitfield", "choice:pick", f"{run_of(asked)}|{number}", on=asked) == "refused"
    assert "do not find" in last_note(office)


def test_words_about_us_are_said_to_everybody(office):
    for said, word in (
        ("help", "Ask in your own words"),
        ("who does what", "Planner"),
        ("check access", "read-only, verified"),
        ("settings", "Pipeline, stale: 30 days"),
    ):
        assert word in words(office.says("Dana Whitfield", said)["card"])
    assert "guest" in office.says("Sam Visitor", "help")["card"].title.lower()
    assert "no records" in words(office.says("Sam Visitor", "check access")["card"])
    assert "may see your own records" in words(office.says("Priya Raman", "check access")["card"])


@pytest.mark.row("C4")
def test_no_address_of_a_guest_is_told_in_a_channel(office):
    in_private = words(office.says("Sam Visitor", "help")["card"])
    assert "sam.visitor@elsewhere.example" in in_private
    assert "@elsewhere" not in words(office.says("Sam Visitor", "help", channel="sales")["card"])


def test_a_guest_who_asks_for_a_kpi_is_told_once_that_there_is_nothing_to_see(office):
    before = len(office.slack.messages)
    assert "guest" in office.says("Sam Visitor", "kpi hygiene")["card"].title
    assert len(office.slack.messages) - before == 1


@pytest.mark.parametrize("said", ["kpi hygiene", "kpi velocity"])
def test_a_kpi_is_its_value_and_its_worst_records(office, said):
    office.says("Dana Whitfield", said)
    assert office.slack.posts == 2


def test_a_kpi_nobody_knows_is_refused_with_those_there_are(office):
    refused = office.says("Dana Whitfield", "kpi happiness")["card"]
    assert "hygiene" in words(refused)


@pytest.mark.row("D1", "D2", "S4-30")
@pytest.mark.parametrize("said", ["audit", "exceptions", "import questions"])
@pytest.mark.parametrize("who", ["Priya Raman", "Sam Visitor"])
def test_what_steers_the_house_is_closed_to_reps_and_guests(office, said, who):
    office.says("Dana Whitfield", STALLED)
    refused = office.says(who, said)["card"]
    assert refused.title in ("Not allowed", "You are a guest here")
    assert STALLED not in words(refused)


@pytest.mark.row("C4")
@pytest.mark.parametrize(("who", "said"), [("Dana Whitfield", "audit"), ("Dana Whitfield", "exceptions"),
                                           ("Omar Haddad", "import questions")])  # fmt: skip
def test_what_only_some_may_see_comes_by_dm_when_it_was_asked_in_a_channel(office, who, said):
    office.says(who, said, channel="lobby")
    assert {channel for channel, _ in office.slack.messages} == {f"D{PEOPLE[who]}"}
    assert office.slack.notes[-1][0] == "C0LOBBY"
    assert "direct messages" in last_note(office)


def test_the_audit_trail_is_searched_in_chat(office):
    office.says("Dana Whitfield", STALLED)
    found = office.says("Elena Vasquez", "audit question:answered")
    assert rows_of(found)
    assert "Nothing in the audit trail" in office.says("Elena Vasquez", "audit 100% nothing")["card"].summary


@pytest.mark.parametrize(
    "subject", ["", "x", "|", "||", "product|same", "product|GTXPro|perhaps", "|x|same", "a" * 900]
)
def test_a_forged_answer_about_a_value_is_refused_and_not_a_failure(office, subject):
    assert presses(office, "Omar Haddad", "alias:answer", subject) == "refused"
    assert presses(office, "Dana Whitfield", "alias:answer", subject) == "refused"
    assert "An operator" in last_note(office)


def a_deal_of(office, owner):
    with office.db.looking() as connection:
        found = "SELECT o.id FROM crm_opportunities o JOIN crm_people p ON p.id = o.owner_id WHERE p.name = :name"
        return connection.execute(text(found + " AND o.is_open ORDER BY o.id"), {"name": owner}).scalar()


@pytest.mark.row("D1", "C4")
def test_a_record_is_shown_to_whoever_may_read_it_and_never_to_a_whole_channel(office):
    deal = a_deal_of(office, "Tom Okafor")
    card = office.says("Dana Whitfield", f"record {deal}", channel="lobby")["card"]
    assert f"`{deal}`" in words(card)
    assert "Owner', 'Tom Okafor'" in words(card), "people, accounts and stages are called by name alone"
    assert not re.search(r"_id|\bNone\b'|\(00", words(card))
    assert {channel for channel, _ in office.slack.messages} == {"DU0DANA"}
    theirs = office.says("Priya Raman", f"record {deal}")["card"].summary
    nobodys = office.says("Priya Raman", "record 006D9999999999")["card"].summary
    assert theirs.replace(deal, "X") == nobodys.replace("006D9999999999", "X"), "none and not yours read the same"
    assert presses(office, "Priya Raman", "record:show", "   ") == "answered"
    assert "no record" in office.latest()["card"].summary


@pytest.mark.row("D1", "C4")
def test_a_record_is_found_by_its_whole_name_by_those_who_may_read_it(office):
    deal, other = a_deal_of(office, "Tom Okafor"), a_deal_of(office, "Priya Raman")
    name, typed = 'Big "one" <!channel> & Sons', 'big "one" &lt;!channel&gt; &amp; sons'
    with office.db.begin() as session:
        session.execute(text("UPDATE crm_opportunities SET name = :name WHERE id = :id"), {"name": name, "id": deal})
    card = office.says("Tom Okafor", f"record {typed}")["card"]
    assert f"`{deal}`" in words(card)
    assert "no record" in office.says("Priya Raman", f"record {typed}")["card"].summary
    with office.db.begin() as session:
        session.execute(text("UPDATE crm_opportunities SET name = :name WHERE id = :id"), {"name": name, "id": other})
    which = office.says("Dana Whitfield", f"show record {typed}")
    assert "2 records are called" in which["card"].summary
    presses(office, "Dana Whitfield", "record:show", other, on=which)
    assert f"`{other}`" in words(office.latest()["card"])


@pytest.mark.row("S0-32")
@pytest.mark.parametrize(("said", "called"), [("kpi hygiene", "missing required fields"), ("kpi velocity", "open")])
def test_the_worst_records_of_a_kpi_are_a_press_away_and_in_order(office, said, called):
    value = next(m for m in _messages_of(office, said) if "Worst records" in labels(m["card"]))
    assert "worked out as" in value["card"].summary
    assert presses(office, "Dana Whitfield", "kpi:worst", run_of(value), on=value) == "answered"
    worst = office.latest()
    assert called in worst["card"].summary
    assert not re.search(r"[a-z]_[a-z]", worst["card"].summary)
    column = 1 if said == "kpi hygiene" else 4
    counts = [row[column] for row in rows_of(worst)]
    assert counts == sorted(counts, reverse=True)


def _messages_of(office, said):
    office.says("Dana Whitfield", said)
    return list(office.slack.messages.values())


@pytest.mark.row("S0-10")
def test_refresh_without_newer_data_says_where_data_comes_from_and_posts_nothing(office, answer):
    before = len(office.slack.messages)
    presses(office, "Dana Whitfield", "run:refresh", run_of(answer), on=answer)
    assert len(office.slack.messages) == before
    assert "There is no newer data" in last_note(office)
    assert "quartermaster import PATH" in last_note(office)


@pytest.mark.row("S0-10")
def test_refresh_after_an_import_asks_again(office, answer):
    office.desk.clock.move(to=office.desk.now() + timedelta(hours=3))
    load(office.db, office.company, office.desk.now())
    presses(office, "Dana Whitfield", "run:refresh", run_of(answer), on=answer)
    assert "stalled in Negotiation" in office.latest()["card"].summary
    assert "20 Nov 2026 13:00 EST" in words(office.latest()["card"])


@pytest.mark.row("S0-34")
def test_the_story_of_a_run_is_told_whole_page_by_page(office):
    answer = office.says("Dana Whitfield", "win rate, won amount and deals lost by account this year")
    run, told = run_of(answer), []
    presses(office, "Dana Whitfield", "run:trace", run, on=answer)
    pages = int(re.search(r"Page 1 of (\d+)", words(office.slack.forms[-1])).group(1))
    for page in range(1, pages + 1):
        presses(office, "Dana Whitfield", "run:trace_page", f"{run}|{page}", on=answer)
        view, warnings = modal(office.slack.forms[-1])
        assert warnings == []
        assert check(view, "modal") == []
        told.append(words(office.slack.forms[-1]))
    whole = "".join(told)
    assert all(agent in whole for agent in ("planner", "router", "puller", "counter", "scorer", "drafter"))
    assert "Exact query" in whole
    presses(office, "Dana Whitfield", "run:trace_page", f"{run}|x", on=answer)
    assert "do not find" in last_note(office)


def test_the_age_of_the_data_is_said(office):
    assert "CRM mirror: data as of" in office.says("Priya Raman", "freshness")["card"].summary
    assert presses(office, "Dana Whitfield", "source:show", "home") == "answered"


def test_edit_pressed_while_the_plan_is_still_worked_on_says_so(office, answer):
    with office.db.begin() as session:
        session.execute(text("DELETE FROM app_runs"))
    presses(office, "Dana Whitfield", "run:edit", run_of(answer), on=answer)
    assert "still working" in last_note(office)
    presses(office, "Dana Whitfield", "run:edit", "run:nobody", on=answer)
    assert "do not find" in last_note(office)


@pytest.mark.row("S4-34")
def test_audit_export_lays_every_entry_into_the_dm_of_a_manager(office):
    office.says("Dana Whitfield", STALLED)
    office.says("Dana Whitfield", "audit export", channel="sales")
    place, name, content = office.slack.files[-1]
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert place.is_private
    assert place.user == PEOPLE["Dana Whitfield"]
    assert name.startswith("audit-trail-")
    stored = len(list(audit.entries(office.db, most=None)))
    assert len(rows) >= 2
    assert len(rows) in (stored, stored - 1)
    assert {"at", "actor", "on_behalf_of", "action", "inputs", "outcome", "approval", "cost_usd"} <= set(header)


@pytest.mark.row("S4-34")
def test_a_rep_gets_no_audit_trail(office):
    assert "may not read the audit trail" in words(office.says("Priya Raman", "audit")["card"])
    said = office.says("Priya Raman", "audit export")
    assert "manager" in words(said["card"])
    assert office.slack.files == []


@pytest.mark.row("S4-32")
def test_a_security_check_is_made_on_the_spot_for_those_who_decide(office):
    said = words(office.says("Dana Whitfield", "security check")["card"])
    assert "checks passed" in said
    assert "the database refuses its writes" in said
    assert "manager" in words(office.says("Priya Raman", "security check")["card"])
