"""Settings changed in words: shown first, saved by who may, in force at once, undone, and audited."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from store import audit, settings
from store.crm.tables import opportunities, people, stages, teams
from tests.handlers.hands import last_note, presses
from tests.handlers.test_nudging import MONDAY, Days
from tests.office import button, labels, words

REP, MANAGER, EXECUTIVE, VISITOR = "Priya Raman", "Dana Whitfield", "Elena Vasquez", "Sam Visitor"
o = opportunities.c


def change(office, who, said):
    """The card after somebody said it and pressed [Change]."""
    card = office.says(who, said)
    assert card["card"].title == "Change a setting?", words(card["card"])
    office.presses(who, "Change", card)
    return card


def in_force(office, name, scope="company"):
    return settings.effective(office.db, name, scope=scope)


def id_of(office, table, name):
    with office.db.looking() as connection:
        return connection.execute(select(table.c.id).where(table.c.name == name)).scalar_one()


@pytest.mark.row("S2-42", "S2-20")
def test_a_threshold_is_shown_before_it_is_saved_and_holds_at_once(office):
    card = office.says(MANAGER, "set stale days to 21")
    assert labels(card["card"]) == ["Change", "Leave it"]
    assert "30 days → 21 days" in words(card["card"])
    assert in_force(office, "pipeline.stale_days") == 30
    office.presses(MANAGER, "Change", card)
    assert in_force(office, "pipeline.stale_days") == 21
    assert labels(card["card"]) == ["Undo"]
    entry = next(one for one in audit.entries(office.db) if one["action"] == "setting:change")
    assert (entry["actor"], entry["subject"]) == (MANAGER, "pipeline.stale_days")
    assert (entry["inputs"]["from"], entry["inputs"]["to"]) == (30, 21)


@pytest.mark.row("S2-42", "S2-20")
def test_a_threshold_for_one_stage_of_one_team_moves_the_due_days_of_those_deals_alone(office):
    days = Days(office)
    days.until(MONDAY)
    change(office, MANAGER, "stale after 5 days in Negotiation for SMB")
    stage, team = id_of(office, stages, "Negotiation"), id_of(office, teams, "SMB")
    with office.db.looking() as connection:
        deals = connection.execute(
            select(o.stage_id, people.c.team_id, o.stage_entered_on, o.stale_on)
            .join(people, people.c.id == o.owner_id)
            .where(o.is_open, o.stage_entered_on.is_not(None))
        ).all()
    ours = [d for d in deals if (d.stage_id, d.team_id) == (stage, team)]
    assert ours
    for deal in deals:
        days_allowed = 6 if (deal.stage_id, deal.team_id) == (stage, team) else 31
        assert deal.stale_on == deal.stage_entered_on + timedelta(days=days_allowed)


@pytest.mark.row("S2-42")
def test_undo_brings_back_what_was_and_an_undo_is_undone_too(office):
    change(office, MANAGER, "activity gap 10 days for SMB")
    scope = f"team:{id_of(office, teams, 'SMB')}"
    assert in_force(office, "pipeline.activity_gap_days", scope) == 10
    office.says(MANAGER, "undo the last setting change")
    assert "as for everybody else" in words(office.latest()["card"])
    assert settings.own(office.db, "pipeline.activity_gap_days") == {}
    assert in_force(office, "pipeline.activity_gap_days", scope) == 14
    office.presses(MANAGER, "Undo")
    assert in_force(office, "pipeline.activity_gap_days", scope) == 10


def test_an_undo_of_what_was_changed_again_since_loses_nothing(office):
    first = change(office, MANAGER, "set stale days to 21")
    change(office, MANAGER, "set stale days to 25")
    press, subject = button(first["card"], "Undo")
    assert presses(office, MANAGER, press, subject, on=first) == "refused"
    assert "changed again since" in last_note(office)
    assert in_force(office, "pipeline.stale_days") == 25


def test_a_change_that_was_overtaken_is_not_saved(office):
    slow = office.says(MANAGER, "set stale days to 21")
    change(office, EXECUTIVE, "set stale days to 40")
    office.presses(MANAGER, "Change", slow)
    assert "in the meantime" in last_note(office)
    assert in_force(office, "pipeline.stale_days") == 40


@pytest.mark.row("C1")
def test_a_double_press_saves_once(office):
    card = office.says(MANAGER, "set stale days to 21")
    press, subject = button(card["card"], "Change")
    for _ in range(3):
        presses(office, MANAGER, press, subject, on=card)
    assert len(settings.versions_of(office.db, "pipeline.stale_days", "company")) == 1


@pytest.mark.row("S2-42", "D1")
@pytest.mark.parametrize(
    ("who", "said"),
    [
        (REP, "set stale days to 21"), (REP, "stale after 5 days for SMB"), (REP, "approval above 900k"),
        (REP, "quiet hours from 17:00 for Tom Okafor"), (REP, "require amount in Proposal"),
        (MANAGER, "approval above 900k"), (MANAGER, "bulk limit 100"), (MANAGER, "deal autonomy act"),
        (VISITOR, "set stale days to 21"), (VISITOR, "nudge settings"), (VISITOR, "guard settings"),
    ],
)  # fmt: skip
def test_who_may_not_change_it_is_told_who_can_and_nothing_is_saved(office, who, said):
    answer = words(office.says(who, said)["card"])
    assert "may" in answer or "bounds" in answer or "guest" in answer.lower()
    assert settings.latest(office.db) == []


@pytest.mark.row("A4", "D1")
def test_rights_are_looked_at_again_at_the_press_and_nobody_else_presses_it(office):
    card = office.says(MANAGER, "set stale days to 21")
    press, subject = button(card["card"], "Change")
    for who in (REP, VISITOR):
        assert presses(office, who, press, subject, on=card) == "refused"
        assert presses(office, who, "setting:leave", subject, on=card) == "refused"
    with office.db.begin() as session:
        session.execute(people.update().where(people.c.name == MANAGER).values(role="rep"))
    assert presses(office, MANAGER, press, subject, on=card) == "refused"
    with office.db.begin() as session:
        session.execute(people.update().where(people.c.name == MANAGER).values(is_active=False))
    assert presses(office, MANAGER, press, subject, on=card) == "refused"
    assert settings.latest(office.db) == []


def test_a_manager_who_sees_a_team_changes_that_team_alone(office):
    with office.db.begin() as session:
        settings.save(session, "rights.manager_sees", "team", by="t", at=office.desk.now())
    assert "own team" in words(office.says(MANAGER, "set stale days to 21")["card"])
    assert "own team" in words(office.says(MANAGER, "set stale days to 21 for SMB")["card"])
    change(office, MANAGER, "set stale days to 21 for Enterprise")
    assert settings.own(office.db, "pipeline.stale_days") == {f"team:{id_of(office, teams, 'Enterprise')}": 21}


@pytest.mark.row("S2-47", "S2-48", "S2-49")
def test_everybody_chooses_their_own_tone_and_hours_within_bounds(office):
    change(office, REP, "my quiet hours from 17:00")
    change(office, MANAGER, "tone formal for Enterprise")
    office.says(REP, "tone casual")
    me = f"person:{id_of(office, people, REP)}"
    assert in_force(office, "quiet.from_hour", me) == 17
    assert in_force(office, "nudge.tone", me) == "casual"
    assert settings.own(office.db, "nudge.tone")[f"team:{id_of(office, teams, 'Enterprise')}"] == "formal"
    assert in_force(office, "quiet.from_hour") == 18
    assert "15:00 at the earliest" in words(office.says(REP, "my quiet hours from 9:00")["card"])


@pytest.mark.row("S2-46", "S2-57")
def test_an_executive_changes_the_guard_for_one_agent(office):
    change(office, EXECUTIVE, "approval above 50k for the pipeline agent")
    assert in_force(office, "guard.large_deal_amount") == 100_000
    assert in_force(office, "guard.large_deal_amount", "agent:pipeline") == 50_000
    shown = words(office.says(EXECUTIVE, "guard settings")["card"])
    assert "agent pipeline" in shown
    assert "USD 50,000" in shown or "50,000 USD" in shown or "$50,000" in shown


@pytest.mark.row("S2-45", "S2-57")
def test_the_settings_of_nudges_and_of_the_guard_are_shown_with_how_to_change_them(office):
    nudge = words(office.says(REP, "nudge settings")["card"])
    for said in ("Nudge, aggressiveness: balanced", "Quiet, from hour: 18:00", "Pipeline, stale: 30 days", "require"):
        assert said in nudge
    guard = words(office.says(MANAGER, "guard settings")["card"])
    for said in ("Guard, large deal amount", "Guard, changes per hour: 50 changes", "Autonomy, opportunity update"):
        assert said in guard
    assert "Latest changes" in labels(office.latest()["card"])


@pytest.mark.row("S2-42")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("stale after 5 days in Negotiation for Atlantis", "I know no"),
        ("set stale days to 0", "at least 1"),
        ("set stale days to 99999", "at most 3650"),
        ("quiet hours from 17:30", "whole hour"),
        ("value change 30 for SMB", "whole company"),
        ("stale after 5 days for Mike", "Say which one"),
        ("set stale days to 30", "already"),
        ("require amount in SMB", "I know no stage"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(office, said, sentence):
    assert sentence in words(office.says(MANAGER, said)["card"])
    assert settings.latest(office.db) == []


@pytest.mark.row("S2-42", "S2-24")
def test_the_fields_of_a_single_stage_are_set_and_added_to_in_plain_words(office):
    change(office, MANAGER, "required fields for Proposal: amount and close date")
    change(office, MANAGER, "require next step in Proposal")
    shown = words(office.says(MANAGER, "nudge settings")["card"])
    assert "Proposal: amount, close date, next step" in shown


@pytest.mark.row("C1")
@pytest.mark.parametrize(
    "subject", ["setting:x", "1", "1,2", "[]", "{}", "null", json.dumps([{"name": "x"}]), "9" * 30]
)
def test_a_forged_change_is_none(office, subject):
    for verb in ("setting:propose", "setting:apply", "setting:leave", "setting:undo", "nudge:level"):
        assert presses(office, EXECUTIVE, verb, subject) == "refused", verb
    assert settings.latest(office.db) == []


@pytest.mark.row("S2-45")
def test_a_preview_shows_last_week_at_every_level_and_sends_nothing(office):
    office.says(MANAGER, "preview nudges")
    card = office.latest()["card"]
    assert card.title == "Last week, rehearsed"
    rows = next(node.rows for node in card.nodes if hasattr(node, "rows"))
    assert [row[0] for row in rows] == ["conservative", "balanced (now)", "aggressive"]
    assert int(rows[0][1]) == 0
    assert int(rows[1][1]) > 0
    assert int(rows[2][5]) > 0
    assert [m for m in office.slack.messages.values() if m["key"].startswith("nudge:")] == []
    office.presses(MANAGER, "Make it aggressive")
    assert "told to managers if nobody answered" in words(office.latest()["card"])
    office.presses(MANAGER, "Change")
    assert in_force(office, "nudge.aggressiveness") == "aggressive"


@pytest.mark.row("S2-45")
def test_a_change_says_what_last_week_would_have_been(office):
    said = words(office.says(MANAGER, "set stale days to 500")["card"])
    assert "Last week this would have meant" in said


def test_a_rep_and_a_visitor_preview_nothing(office):
    for who in (REP, VISITOR):
        assert "You may not" in words(office.says(who, "preview nudges")["card"])


@pytest.mark.row("N5", "S2-42")
def test_with_no_change_there_is_nothing_to_take_back_and_nothing_is_said_to_be(office):
    said = words(office.says(MANAGER, "undo the last setting change")["card"])
    assert "nothing to take back" in said
    assert "Taken back" not in said
    assert [one for one in audit.entries(office.db) if one["action"] == "setting:undo"] == []


@pytest.mark.row("S2-42")
def test_a_change_that_would_have_changed_nothing_last_week_says_so(office):
    said = words(office.says(MANAGER, "holidays 2030-12-25")["card"])
    assert "would have made no difference" in said
    assert "instead of" not in said


@pytest.mark.row("S2-42")
def test_settings_are_written_as_people_write_them(office):
    said = words(office.says(MANAGER, "guard settings")["card"])
    for part in ("SLA, approval", "CRM calls per minute", "least confidence: 0.7", "approvers for bulk: 1 person"):
        assert part in said, part
    assert "0.7x" not in said
    assert "1 people" not in said
