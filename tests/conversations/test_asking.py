"""Whole exchanges, from a typed message to the last button, over the demo company."""

import csv
import io
import re
from datetime import timedelta

import pytest

from domain.cards import Checklist, Table
from store import audit, review_queue, runs
from tests.office import NOW, button, labels, words

STALLED = "show stalled negotiation deals"


@pytest.mark.row("S2-17", "S2-37", "S0-03", "S0-13")
def test_a_manager_asks_for_stalled_deals_and_reads_one_checked_sentence_first(office):
    answer = office.says("Dana Whitfield", STALLED)
    card = answer["card"]
    assert "stalled in Negotiation" in card.summary
    table = next(node for node in card.nodes if isinstance(node, Table))
    assert table.total == office.company_counts()["stalled:negotiation"]
    first, last = answer["versions"][0], answer["versions"][-1]
    assert any(isinstance(node, Checklist) for node in first.nodes), "the plan is shown before the answer"
    assert last is card
    assert "Read as:" in words(card)
    assert "Data as of" in words(card)


@pytest.mark.row("S0-17", "S0-08", "S0-34", "S0-05")
def test_sources_query_and_trace_are_one_press_away(office):
    answer = office.says("Dana Whitfield", STALLED)
    office.presses("Dana Whitfield", "Sources", answer)
    shown = next(node for node in answer["card"].nodes if isinstance(node, Table))
    listed = set(re.findall(r"`(006[^`]+)`", words(office.slack.forms[-1])))
    assert len(listed) == shown.total, "the id of every row is listed"
    office.presses("Dana Whitfield", "How was this made?", answer)
    trace = words(office.slack.forms[-1])
    for agent in ("planner", "router", "puller", "counter", "scorer", "drafter"):
        assert agent in trace
    assert "SELECT" in trace
    office.presses("Dana Whitfield", "Show data", answer)
    assert "Row id" in words(office.latest()["card"])


@pytest.mark.row("S0-14")
def test_a_draft_is_shared_emailed_edited_and_discarded(office):
    answer = office.says("Dana Whitfield", STALLED)
    office.presses("Dana Whitfield", "Share", answer)
    draft = office.latest()
    assert labels(draft["card"]) == ["Send to channel", "E-mail", "Edit", "Discard"]
    office.presses("Dana Whitfield", "E-mail", draft)
    files = list((office.desk.home_folder / "mail").glob("*.eml"))
    assert len(files) == 1
    assert "stalled" in files[0].read_text()
    office.presses("Dana Whitfield", "E-mail", draft)
    assert list((office.desk.home_folder / "mail").glob("*.eml")) == files
    office.presses("Dana Whitfield", "Discard", draft)
    assert "discarded by Dana Whitfield" in draft["card"].summary


@pytest.mark.row("S0-18", "S0-19", "M6")
def test_an_edited_draft_with_another_number_is_not_saved(office):
    answer = office.says("Dana Whitfield", STALLED)
    office.presses("Dana Whitfield", "Share", answer)
    office.presses("Dana Whitfield", "Edit", office.latest())
    form = office.slack.forms[-1]
    given = {field.name: field.value for field in form.fields}
    office.submits("Dana Whitfield", form, given | {"sentence": "4711 deals are stalled in Negotiation."})
    assert "Not sent" in words(office.latest()["card"])
    assert "4711 deals" not in runs_text(office)
    office.submits("Dana Whitfield", form, given | {"sentence": "Please look at these stalled deals."})
    assert "Please look at these stalled deals." in words(office.latest()["card"])


def runs_text(office):
    latest = runs.latest(office.db, "dana.whitfield@quartermaster.example", 10)
    assert latest
    return " ".join(text for _, text, _ in latest)


@pytest.mark.row("C4", "D1", "D2")
def test_a_draft_is_offered_only_to_channels_whose_members_may_all_read_it(office):
    answer = office.says("Dana Whitfield", STALLED)
    office.presses("Dana Whitfield", "Share", answer)
    office.presses("Dana Whitfield", "Send to channel", office.latest())
    form = office.slack.forms[-1]
    assert [label for _, label in form.fields[0].options] == ["#sales-leads"]
    office.submits("Dana Whitfield", form, {"channel": "C0LEADS"})
    posted = [m for (channel, _), m in office.slack.messages.items() if channel == "C0LEADS"]
    assert len(posted) == 1
    office.submits("Dana Whitfield", form, {"channel": "C0LEADS"})
    assert len([c for c, _ in office.slack.messages if c == "C0LEADS"]) == 1, "sent once, however often it is pressed"
    office.submits("Dana Whitfield", form, {"channel": "C0LOBBY"})
    assert not [c for c, _ in office.slack.messages if c == "C0LOBBY"]


def test_the_whole_answer_comes_as_a_file_that_no_spreadsheet_runs(office):
    answer = office.says("Elena Vasquez", "all open deals")
    office.presses("Elena Vasquez", "Download CSV", answer)
    (_, name, content), *more = office.slack.files
    assert not more
    assert name.endswith(".csv")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    table = next(node for node in answer["card"].nodes if isinstance(node, Table))
    assert len(rows) - 1 == table.total
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]


@pytest.mark.row("C4", "D1", "D2", "S4-30")
def test_a_rep_sees_only_their_own_deals_and_a_guest_sees_none(office):
    mine = office.says("Priya Raman", "all open deals")
    table = next(node for node in mine["card"].nodes if isinstance(node, Table))
    owner = [column.field for column in table.columns].index("owner")
    assert {row[owner] for row in table.rows} == {"Priya Raman"}
    guest = office.says("Sam Visitor", "all open deals")
    assert "guest" in guest["card"].title.lower()
    assert not any(isinstance(node, Table) for node in guest["card"].nodes)
    assert "sales operations" in words(guest["card"])


@pytest.mark.row("C4")
def test_in_a_channel_where_not_everyone_may_see_it_the_answer_comes_by_dm(office):
    office.says("Dana Whitfield", STALLED, channel="sales-leads")
    assert [c for c, _ in office.slack.messages] == ["C0LEADS"]
    office.says("Dana Whitfield", STALLED, channel="sales")
    assert [c for c, _ in office.slack.messages] == ["C0LEADS", "DU0DANA"]
    assert office.slack.notes[-1][0] == "C0SALES"
    assert "direct messages" in office.slack.notes[-1][2]


@pytest.mark.row("D1", "D2")
def test_somebody_elses_answer_is_not_found_by_its_buttons(office):
    answer = office.says("Dana Whitfield", STALLED)
    before = len(office.slack.forms)
    office.presses("Priya Raman", "Sources", answer)
    assert len(office.slack.forms) == before
    assert "do not find" in office.slack.notes[-1][2]
    office.presses("Sam Visitor", "Show data", answer)
    assert "do not find" in office.slack.notes[-1][2]


def test_a_follow_up_in_the_thread_edits_the_question(office):
    office.says("Dana Whitfield", "open deals in EMEA")
    thread = office.last_thread
    narrower = office.says("Dana Whitfield", "only over 100k", thread=thread)
    assert "EMEA" in words(narrower["card"])
    assert "100" in narrower["card"].summary or "100" in words(narrower["card"])


@pytest.mark.row("S4-65")
def test_an_ambiguous_name_becomes_one_question_with_buttons_and_the_pick_is_answered(office):
    asked = office.says("Dana Whitfield", "mike's open deals")
    names = labels(asked["card"])
    assert {"Mike Donnelly", "Mike Reyes"} <= set(names)
    office.presses("Dana Whitfield", next(n for n in names if "Reyes" in n), asked)
    assert "Mike Reyes" in words(office.latest()["card"])


@pytest.mark.row("S4-33", "S4-79")
def test_after_half_an_hour_of_silence_a_session_is_over_and_may_be_continued(office):
    office.says("Dana Whitfield", "open deals in EMEA")
    thread = office.last_thread
    office.desk.clock.move(to=NOW + timedelta(minutes=45))
    later = office.says("Dana Whitfield", "only over 100k", thread=thread)
    assert "Session expired: nothing was said here for over 30 minutes." in later["card"].summary
    (going_on,) = labels(later["card"])
    office.presses("Dana Whitfield", going_on, later)
    answered = words(office.latest()["card"])
    assert "EMEA" in answered
    assert "100,000" in answered


def test_words_that_stand_alone_need_no_session(office):
    office.says("Dana Whitfield", "open deals in EMEA")
    thread = office.last_thread
    office.desk.clock.move(to=NOW + timedelta(minutes=45))
    later = office.says("Dana Whitfield", "top 3 reps by deals won this year", thread=thread)
    assert "expired" not in words(later["card"])


@pytest.mark.row("S0-25")
def test_old_data_is_labelled_and_can_be_refreshed(office):
    office.desk.clock.move(to=NOW + timedelta(hours=13))
    answer = office.says("Dana Whitfield", STALLED)
    assert "14 h old, limit 4 h" in words(answer["card"])
    assert "Refresh" in labels(answer["card"])
    office.presses("Dana Whitfield", "Refresh", answer)
    assert "stalled in Negotiation" in office.latest()["card"].summary


@pytest.mark.row("S0-11", "S0-12", "S0-10")
def test_ten_million_won_within_five_minutes_is_held_until_a_person_accepts_it(office_with_burst):
    office = office_with_burst
    held = office.says("Dana Whitfield", "revenue this quarter")
    assert "Held by Scorer" in held["card"].title
    assert labels(held["card"]) == ["Accept", "Reject", "Fix source"]
    first_card = held["card"]
    office.presses("Priya Raman", "Accept", held)
    assert "Held by Scorer" in held["card"].title, "a rep may not clear it"
    office.presses("Dana Whitfield", "Fix source", held)
    assert "Fix the source" in office.slack.forms[-1].title
    office.presses("Marcus Bell", "Accept", held)
    assert "accepted by Marcus Bell" in held["card"].summary
    answer = office.latest()["card"]
    assert "USD" in answer.summary
    count = len(office.slack.messages)
    stale = dict(held, card=first_card)
    office.slack.messages[next(k for k, m in office.slack.messages.items() if m is held)] = stale
    office.presses("Dana Whitfield", "Reject", stale)
    assert "Already accepted by Marcus Bell" in office.slack.notes[-1][2]
    assert len(office.slack.messages) == count
    assert review_queue.open_items(office.db) == []


@pytest.mark.row("S0-01", "S0-07")
def test_who_does_what_shows_each_agent_and_its_one_job(office):
    card = office.says("Dana Whitfield", "who does what")["card"]
    table = next(node for node in card.nodes if isinstance(node, Table))
    assert {row[0] for row in table.rows} == {"Planner", "Router", "Puller", "Counter", "Scorer", "Drafter"}
    assert {row[0] for row in table.rows if "🔌" in row[4]} == {"Puller", "Counter"}


@pytest.mark.row("S0-09", "D3")
def test_check_access_tries_a_write_and_says_that_it_was_refused(office):
    assert "read-only, verified" in words(office.says("Dana Whitfield", "check access")["card"])


@pytest.mark.row("S0-32")
def test_the_hygiene_kpi_has_a_value_a_formula_and_its_worst_records(office):
    office.says("Dana Whitfield", "kpi hygiene")
    cards = [m["card"] for m in office.slack.messages.values()]
    text = " ".join(words(card) for card in cards)
    assert "÷" in text
    assert any(isinstance(node, Table) and len(node.rows) > 1 for node in cards[-1].nodes), (
        "the worst records are listed"
    )
    office.says("Dana Whitfield", "kpi velocity")
    assert "days" in " ".join(m["card"].summary for m in office.slack.messages.values())


def test_feedback_is_thanked_for_and_kept(office):
    answer = office.says("Dana Whitfield", STALLED)
    office.presses("Dana Whitfield", "good", answer)
    assert "noted" in office.slack.notes[-1][2]
    kept = next(audit.entries(office.db, search="run:feedback"))
    assert (kept["actor"], kept["outcome"]) == ("Dana Whitfield", "good")


@pytest.mark.row("S4-34")
def test_every_answer_is_in_the_audit_trail_with_who_why_and_at_what_cost(office):
    office.says("Dana Whitfield", STALLED)
    entry = next(audit.entries(office.db, search="question:answered"))
    assert entry["actor"] == "quartermaster"
    assert entry["on_behalf_of"] == "dana.whitfield@quartermaster.example"
    assert entry["reason"]
    assert entry["inputs"]["text"] == STALLED
    assert entry["approval"]
    assert entry["cost_usd"] == 0
    assert audit.verify(office.db)[1] == []


@pytest.mark.row("S2-37")
def test_how_a_team_performed_last_month_is_answered_with_figures(office):
    card = office.says("Dana Whitfield", "How did the enterprise team perform last month?")["card"]
    assert any(isinstance(node, Table) for node in card.nodes)
    assert "Enterprise" in words(card)


def test_home_greets_shows_freshness_and_suggests_first_questions(office):
    home = words(office.opens_home("Dana Whitfield"))
    assert "Dana" in home
    assert "Data as of" in home
    assert "Stalled deals" in home
    guest = words(office.opens_home("Sam Visitor"))
    assert "nothing I may show you" in guest


def test_a_suggestion_pressed_on_home_is_answered_in_the_dm(office):
    home = office.opens_home("Dana Whitfield")
    press, subject = button(home_as_card(home), "Stalled deals")
    office.hear(
        {
            "type": "block_actions",
            "team": {"id": "T0OFFICE"},
            "user": {"id": "U0DANA"},
            "trigger_id": "t",
            "container": {"type": "view", "view_id": "V9"},
            "view": {"id": "V9", "type": "home"},
            "actions": [{"type": "button", "action_id": press, "value": subject, "action_ts": "1.0"}],
        }
    )
    assert "stalled in Negotiation" in office.latest()["card"].summary


def home_as_card(home):
    from domain.cards import Card

    return Card(summary="home", nodes=home.nodes)


def test_an_old_button_gets_a_sentence_and_no_effect(office):
    answer = office.says("Dana Whitfield", STALLED)
    (channel, ts) = next(place for place, m in office.slack.messages.items() if m is answer)
    for action, value in (
        ("run:sources", "run:nobody"),
        ("no:such", "x"),
        ("choice:pick", "junk"),
        ("review:accept", "item:none"),
    ):
        office.hear(
            {
                "type": "block_actions",
                "team": {"id": "T0OFFICE"},
                "user": {"id": "U0DANA"},
                "trigger_id": "t",
                "channel": {"id": channel},
                "message": {"ts": ts},
                "container": {"type": "message", "message_ts": ts, "channel_id": channel},
                "actions": [{"type": "button", "action_id": action, "value": value, "action_ts": f"{action}{value}"}],
            }
        )
        assert office.slack.notes[-1][1] == "U0DANA"
    assert office.slack.posts == 1


@pytest.mark.row("S0-17", "D1")
def test_a_row_id_leads_to_its_record_for_those_who_may_see_it(office):
    answer = office.says("Dana Whitfield", STALLED)
    office.presses("Dana Whitfield", "Sources", answer)
    record_id = re.findall(r"Say `record (\S+)`", words(office.slack.forms[-1]))[0]
    assert "Negotiation" in words(office.says("Dana Whitfield", f"record {record_id}")["card"])
    for outsider in ("Sam Visitor", "Tom Okafor", "Priya Raman"):
        card = office.says(outsider, f"record {record_id}")["card"]
        if outsider not in words(answer["card"]):
            assert "I find no record" in card.summary
    assert "I find no record" in office.says("Sam Visitor", "record nonsense")["card"].summary


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("words_said", "shown"),
    [
        ("what needs my approval", "nothing waits for a decision"),
        ("when was the data last synced", "data as of"),
        ("pause the pipeline agent until Monday", "pause the pipeline agent until"),
        ("Run the Q2 forecast", "nothing was done"),
        ("who won the game last night", "sales"),
        ("thanks a lot", ""),
        ("help", "Ask"),
        ("settings", "settings"),
    ],
)
def test_what_is_no_question_about_records_gets_a_sentence_and_nothing_runs(office, words_said, shown):
    card = office.says("Dana Whitfield", words_said)["card"]
    assert shown.lower() in card.summary.lower()
    assert not [entry for entry in audit.entries(office.db) if entry["action"] == "question:answered"]


def test_in_a_dm_a_whole_question_stands_alone_and_a_fragment_follows_the_one_before(office):
    office.says("Dana Whitfield", "won deals this quarter")
    alone = office.says("Dana Whitfield", "top 3 reps by deals won this year")["card"]
    table = next(node for node in alone.nodes if isinstance(node, Table))
    assert [column.field for column in table.columns] == ["owner", "count"]
    office.says("Dana Whitfield", "open deals in EMEA")
    assert "EMEA" in words(office.says("Dana Whitfield", "only over 100k")["card"])


@pytest.mark.row("S4-20")
@pytest.mark.parametrize(
    ("question", "columns", "named"),
    [
        ("contacts at Contoso", "contact", "Contoso"),
        ("status of the Northwind deals", "stage", "Northwind"),
        ("activity history for Contoso last 90 days", "type", "Contoso"),
        ("open pipeline by stage", "amount", "Negotiation"),
        ("lost deals by reason this year", "lost_reason", ""),
    ],
)
def test_contacts_deals_activities_and_pipeline_are_answered_from_the_crm(office, question, columns, named):
    card = office.says("Dana Whitfield", question)["card"]
    table = next(node for node in card.nodes if isinstance(node, Table))
    assert columns in [column.field for column in table.columns]
    assert table.rows
    assert named in words(card)


@pytest.mark.row("S0-04")
def test_a_vague_request_becomes_explicit_steps_with_the_assumed_period_and_a_way_to_edit_them(office):
    answer = office.says("Dana Whitfield", "Give me a sales report")
    plan = answer["versions"][0]
    assert "Edit plan" in labels(plan)
    checklist = next(node for node in plan.nodes if isinstance(node, Checklist))
    assert len(checklist.items) >= 4
    assert "this quarter, since no period was named" in words(plan)
    assert any(isinstance(node, Table) for node in answer["card"].nodes)
