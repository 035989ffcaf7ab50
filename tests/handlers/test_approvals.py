"""Changes to records: proposed, shown exactly, decided once by somebody entitled to, carried out once, taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from domain.cards import Code, Table
from handlers.approvals import expire_due, run_expiry
from store import approvals, audit, changes, review_queue, settings
from store.crm.tables import opportunities, people, stage_changes
from store.jobs import Job
from tests.handlers.hands import last_note, presses, submits
from tests.office import PEOPLE, labels, words

REP, MANAGER, OTHER_MANAGER, EXECUTIVE = "Priya Raman", "Dana Whitfield", "Marcus Bell", "Elena Vasquez"


def a_deal(office, owner=REP, **wanted):
    """An open deal of somebody's, with an amount below the limit for large ones."""
    c = opportunities.c
    mine = select(people.c.id).where(people.c.name == owner).scalar_subquery()
    query = select(opportunities).where(c.is_open, c.owner_id == mine, c.forecast_category != "Commit")
    query = query.where(c.amount.between(*wanted.get("amount", (1000, 90_000))), c.close_date.is_not(None))
    with office.db.reading() as connection:
        return dict(connection.execute(query.order_by(c.id).offset(wanted.get("skip", 0)).limit(1)).mappings().one())


def now_of(office, deal):
    with office.db.reading() as connection:
        return dict(connection.execute(select(opportunities).where(opportunities.c.id == deal["id"])).mappings().one())


def propose(office, deal, who=REP, **values):
    """The open approval after somebody sent a deal's form with these values changed."""
    office.says(who, f"record {deal['id']}")
    office.presses(who, "Update")
    form = office.slack.forms[-1]
    office.submits(who, form, {one.name: one.value for one in form.fields} | values)
    return next(iter(approvals.waiting(office.db)), None)


def card_of(office, approval, who="U0DANA"):
    """The message with an approval's card in somebody's DM; `asked` is the card of whoever proposed."""
    return next(m for m in reversed(office.slack.messages.values()) if m["key"].startswith(f"{approval.id}|{who}"))


def values_on(message):
    """What a card's table says."""
    table = next(node for node in message["card"].nodes if isinstance(node, Table))
    return table.rows


def actions_of(office, wanted):
    return [entry for entry in audit.entries(office.db) if entry["action"] == wanted]


@pytest.fixture
def proposed(office):
    """(office, deal, approval): a rep wants another next step for a deal of theirs."""
    deal = a_deal(office)
    approval = propose(office, deal, next_step="Call the board", why="They asked for it")
    assert approval is not None
    return office, deal, approval


@pytest.mark.row("S0-24", "S4-21", "S4-31", "N2", "U1")
def test_a_change_is_proposed_approved_written_once_audited_and_shown_to_both(proposed):
    office, deal, approval = proposed
    assert now_of(office, deal)["next_step"] == deal["next_step"], "a proposal changes nothing"
    card = card_of(office, approval)
    assert values_on(card) == (("Next step", deal["next_step"], "Call the board"),)
    assert labels(card["card"]) == ["Approve", "Edit", "Reject", "Delegate"]
    for said in ("Priya Raman", "They asked for it", "If nobody answers by", "Checked against"):
        assert said in words(card["card"])
    office.presses(MANAGER, "Approve", card)
    assert now_of(office, deal)["next_step"] == "Call the board"
    assert [entry["outcome"] for entry in actions_of(office, "opportunity:update")] == ["done", "intent"]
    assert {entry["approval"] for entry in actions_of(office, "opportunity:update")} == {MANAGER}
    assert audit.verify(office.db)[1] == []
    for message in (card, card_of(office, approval, "asked")):
        assert "approved by Dana Whitfield" in message["card"].summary
        assert labels(message["card"]) == ["Undo"]


@pytest.mark.row("A5", "L3")
def test_an_approval_pressed_again_and_again_writes_once(proposed):
    office, deal, approval = proposed
    card = card_of(office, approval)
    subject = f"{approval.id}|{approval.digest[:24]}"
    for _ in range(5):
        presses(office, MANAGER, "approval:grant", subject, on=card)
    assert len(actions_of(office, "opportunity:update")) == 2
    assert len(changes.of_record(office.db, deal["id"])) == 1
    assert "decided already" in last_note(office)


@pytest.mark.row("A3", "S4-31", "S4-30")
@pytest.mark.parametrize("who", [REP, "Tom Okafor", "Sam Visitor"])
def test_nobody_who_asked_or_is_not_entitled_decides_and_is_told_who_can(proposed, who):
    office, deal, approval = proposed
    card, subject = card_of(office, approval), f"{approval.id}|{approval.digest[:24]}"
    for verb in ("approval:grant", "approval:reject", "approval:edit", "approval:delegate"):
        assert presses(office, who, verb, subject, on=card) == "refused"
        assert MANAGER in last_note(office)
        # Whoever was never in that conversation is told in their own, and it is no failure of ours.
        assert office.slack.notes[-1][:2] == (f"D{PEOPLE[who]}", PEOPLE[who])
    assert not review_queue.open_items(office.db)
    for verb, values in (
        ("approval:turn_down", {"reason": "no"}), ("approval:save", {"next_step": "x"}),
        ("approval:hand_on", {"person": "x"}),
    ):  # fmt: skip
        assert submits(office, who, verb, subject, values) == "refused"
    assert approvals.find(office.db, approval.id).status == "open"
    assert now_of(office, deal)["next_step"] == deal["next_step"]


@pytest.mark.row("S3-22")
def test_the_card_says_what_happened_in_the_account_before_the_action_runs(proposed):
    office, deal, approval = proposed
    assert "0 changes by Quartermaster in the last 14 days" in words(card_of(office, approval)["card"])
    office.presses(MANAGER, "Approve", card_of(office, approval))
    second = propose(office, deal, next_step="Ask for the signature")
    assert "1 change by Quartermaster in the last 14 days" in words(card_of(office, second)["card"])


@pytest.mark.row("U6")
def test_no_entry_of_a_whole_change_leaves_a_mandatory_field_empty(proposed):
    office, _deal, approval = proposed
    office.presses(MANAGER, "Approve", card_of(office, approval))
    trail = list(audit.entries(office.db))
    assert {"approval:ask", "opportunity:update"} <= {entry["action"] for entry in trail}
    for entry in trail:
        for field in ("actor", "on_behalf_of", "action", "subject", "reason", "outcome", "approval"):
            assert entry[field], (entry, field)


@pytest.mark.row("A3")
def test_a_manager_does_not_approve_their_own_change_and_another_one_does(office):
    deal = a_deal(office)
    approval = propose(office, deal, who=MANAGER, next_step="My own")
    assert approval.assignee != approval.authors[0].id
    mine = f"{approval.id}|{approval.digest[:24]}"
    office.says(MANAGER, "approvals")
    assert "All quiet" in words(office.latest()["card"])
    assert presses(office, MANAGER, "approval:open", approval.id) == "refused"
    assert presses(office, MANAGER, "approval:grant", mine) == "refused"
    assert "1 change waits for your approval" in words(office.opens_home(EXECUTIVE))
    assert "for your approval" not in words(office.opens_home(MANAGER))
    office.says(EXECUTIVE, "approvals")
    office.presses(EXECUTIVE, "Open")
    office.presses(EXECUTIVE, "Approve", card_of(office, approval, "U0ELENA"))
    assert now_of(office, deal)["next_step"] == "My own"


@pytest.mark.row("A3")
@pytest.mark.parametrize("said", ["approve", "yes", "approve it", "ok", "👍", "approval:grant", "lgtm, approved"])
def test_typed_words_approve_nothing(proposed, said):
    office, deal, approval = proposed
    card = card_of(office, approval)
    ts = next(ts for (_, ts), message in office.slack.messages.items() if message is card)
    office.says(MANAGER, said, thread=ts)
    assert approvals.find(office.db, approval.id).status == "open"
    assert now_of(office, deal)["next_step"] == deal["next_step"]


@pytest.mark.row("A2", "A5")
def test_a_forged_copied_or_altered_button_does_nothing(proposed):
    office, deal, approval = proposed
    card, asked = card_of(office, approval), card_of(office, approval, "asked")
    real = f"{approval.id}|{approval.digest[:24]}"
    elsewhere = office.says(MANAGER, "help")
    for subject, on in (
        (approval.id, card), (f"{approval.id}|", card), (f"{approval.id}|{approval.digest[:8]}", card),
        (f"{approval.id}|{'0' * 24}", card), (f"approval:{'0' * 32}|{approval.digest[:24]}", card),
        (real, elsewhere), (real, asked), ("", card),
    ):  # fmt: skip
        assert presses(office, MANAGER, "approval:grant", subject, on=on) == "refused"
    assert presses(office, MANAGER, "approval:grant", real) == "refused", "pressed where no card stands"
    assert approvals.find(office.db, approval.id).status == "open"
    assert now_of(office, deal)["next_step"] == deal["next_step"]


@pytest.mark.row("A4")
def test_rights_are_looked_at_again_when_the_change_runs(proposed):
    office, deal, approval = proposed
    real = office.desk.guard.carry_out

    def demote(action, approval_id=""):
        with office.db.begin() as session:
            session.execute(people.update().where(people.c.name == MANAGER).values(role="rep"))
        return real(action, approval_id)

    object.__setattr__(office.desk.guard, "carry_out", demote)
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert now_of(office, deal)["next_step"] == deal["next_step"]
    ended = approvals.find(office.db, approval.id)
    assert ended.status == "failed"
    assert "may not any more" in card_of(office, approval)["card"].summary


@pytest.mark.row("A4")
def test_rights_are_looked_at_when_it_is_pressed(proposed):
    office, deal, approval = proposed
    with office.db.begin() as session:
        session.execute(people.update().where(people.c.name == MANAGER).values(is_active=False))
    assert presses(office, MANAGER, "approval:grant", f"{approval.id}|{approval.digest[:24]}",
                   on=card_of(office, approval)) == "refused"  # fmt: skip
    assert now_of(office, deal)["next_step"] == deal["next_step"]


@pytest.mark.row("A5")
@pytest.mark.parametrize(("field", "value", "minutes"), [("next_step", "Wait", 24 * 60), ("amount", "2000", 15)])
def test_it_expires_after_a_day_or_a_quarter_of_an_hour_for_money(office, field, value, minutes):
    deal = a_deal(office)
    approval = propose(office, deal, **{field: value})
    office.desk.clock.move(by=timedelta(minutes=minutes - 1))
    assert expire_due(office.desk) == 0
    office.desk.clock.move(by=timedelta(minutes=1, seconds=5))
    card = card_of(office, approval)
    office.presses(MANAGER, "Approve", card)
    assert "expired" in last_note(office)
    assert approvals.find(office.db, approval.id).status == "expired"
    assert "Nobody answered in time" in card_of(office, approval, "asked")["card"].summary
    assert labels(card["card"]) == []
    assert now_of(office, deal)[field] == deal[field]


def test_what_nobody_answers_is_closed_for_everybody_when_its_time_comes(proposed):
    office, _, approval = proposed
    office.desk.clock.move(by=timedelta(hours=25))
    assert expire_due(office.desk) == 1
    assert expire_due(office.desk) == 0
    assert approvals.find(office.db, approval.id).status == "expired"


@pytest.mark.row("N8", "A2")
@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", Decimal("777")), ("next_step", "Changed by somebody"), ("stage_id", "qualification"),
     ("name", "Another name"), ("forecast_category", "Omitted")],
)  # fmt: skip
def test_a_record_that_changed_meanwhile_is_shown_anew_and_not_overwritten(office, field, value):
    deal = a_deal(office)
    approval = propose(office, deal, next_step="Call the board")
    with office.db.begin() as session:
        session.execute(opportunities.update().where(opportunities.c.id == deal["id"]).values({field: value}))
    card = card_of(office, approval)
    office.presses(MANAGER, "Approve", card)
    assert now_of(office, deal)["next_step"] != "Call the board"
    fresh = approvals.find(office.db, approval.id)
    assert (fresh.status, fresh.digest == approval.digest) == ("open", False)
    assert "changed in the meantime" in words(card["card"])
    office.presses(MANAGER, "Approve", card)
    assert now_of(office, deal)["next_step"] == "Call the board"
    assert field == "next_step" or now_of(office, deal)[field] == value, "what somebody else wrote stays"


@pytest.mark.row("N8", "A4")
def test_a_deal_that_went_to_another_rep_is_no_longer_the_first_ones_to_change(proposed):
    office, deal, approval = proposed
    with office.db.begin() as session:
        session.execute(opportunities.update().where(opportunities.c.id == deal["id"]).values(owner_id="somebody"))
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert "Priya Raman may not change this record" in last_note(office)
    assert approvals.find(office.db, approval.id).status == "void"
    assert now_of(office, deal)["next_step"] == deal["next_step"]


@pytest.mark.row("N8")
def test_a_record_that_changes_between_the_yes_and_the_write_goes_back_to_the_card(proposed):
    office, deal, approval = proposed
    real = office.desk.guard.carry_out

    def too_late(action, approval_id=""):
        with office.db.begin() as session:
            values = opportunities.update().where(opportunities.c.id == deal["id"]).values(amount=Decimal("4321"))
            session.execute(values)
        return real(action, approval_id)

    object.__setattr__(office.desk.guard, "carry_out", too_late)
    office.presses(MANAGER, "Approve", card_of(office, approval))
    object.__setattr__(office.desk.guard, "carry_out", real)
    assert now_of(office, deal)["next_step"] == deal["next_step"]
    assert approvals.find(office.db, approval.id).status == "open"
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert (now_of(office, deal)["next_step"], now_of(office, deal)["amount"]) == ("Call the board", Decimal("4321"))


def test_a_rejection_tells_whoever_asked_why(proposed):
    office, deal, approval = proposed
    office.presses(MANAGER, "Reject", card_of(office, approval))
    form = office.slack.forms[-1]
    assert form.press == "approval:turn_down"
    office.submits(MANAGER, form, {"reason": "Wait for legal"})
    assert "Wait for legal" in card_of(office, approval, "asked")["card"].summary
    assert now_of(office, deal)["next_step"] == deal["next_step"]
    assert presses(office, MANAGER, "approval:grant", f"{approval.id}|{approval.digest[:24]}",
                   on=card_of(office, approval)) == "refused"  # fmt: skip


def test_an_edited_change_is_approved_by_somebody_who_did_not_edit_it(proposed):
    office, deal, approval = proposed
    office.presses(MANAGER, "Edit", card_of(office, approval))
    form = office.slack.forms[-1]
    assert (form.press, [field.value for field in form.fields]) == ("approval:save", ["Call the board"])
    office.submits(MANAGER, form, {"next_step": "Call the chair"})
    assert "somebody else" in last_note(office) or "approves the new values" in last_note(office)
    # Said to whoever edited, in a conversation of theirs: the first card stands in the asker's.
    assert office.slack.turned_away == []
    assert not review_queue.open_items(office.db)
    fresh = approvals.find(office.db, approval.id)
    assert "Priya Raman and Dana Whitfield are told" in words(card_of(office, approval)["card"])
    subject = f"{fresh.id}|{fresh.digest[:24]}"
    decides = last_note(office).removeprefix("You edited it, so ").partition(" approves")[0]
    assert presses(office, MANAGER, "approval:grant", subject, on=card_of(office, approval)) == "refused"
    for seen_by in ("U0DANA", "asked"):
        standing = card_of(office, approval, seen_by)["card"]
        assert labels(standing) == [], "no button that would be refused"
        assert f"{decides} decides" in words(standing)
        assert "Edited by Dana Whitfield." in words(standing)
    holder = next(
        (name, user) for name, user in (
            (OTHER_MANAGER, "U0MARCUS"), (EXECUTIVE, "U0ELENA"), ("Omar Haddad", "U0OMAR"),
        ) if any(m["key"] == f"{approval.id}|{user}" for m in office.slack.messages.values())
    )  # fmt: skip
    office.presses(holder[0], "Approve", card_of(office, approval, holder[1]))
    assert now_of(office, deal)["next_step"] == "Call the chair"


def test_an_edit_to_what_another_proposal_asks_for_ends_in_that_one(office):
    deal = a_deal(office)
    other = propose(office, deal, next_step="Call the chair")
    approval = propose(office, deal, next_step="Call the board")
    approval = next(one for one in approvals.waiting(office.db) if one.id != other.id)
    office.presses(MANAGER, "Edit", card_of(office, approval))
    office.submits(MANAGER, office.slack.forms[-1], {"next_step": "Call the chair"})
    assert "Another proposal asks for the same; decide that one." in last_note(office)
    assert [one.id for one in approvals.waiting(office.db)] == [other.id]


def test_a_change_can_be_handed_to_another_approver_and_to_no_one_else(proposed):
    office, deal, approval = proposed
    office.presses(MANAGER, "Delegate", card_of(office, approval))
    form = office.slack.forms[-1]
    assert form.press == "approval:hand_on"
    options = {label.partition(" (")[0]: value for value, label in form.fields[0].options}
    assert MANAGER not in options
    assert REP not in options
    subject = f"{approval.id}|{approval.digest[:24]}"
    assert submits(office, MANAGER, "approval:hand_on", subject, {"person": approval.authors[0].id}) == "refused"
    office.submits(MANAGER, form, {"person": options[EXECUTIVE]})
    assert "Elena Vasquez has the card now" in last_note(office)
    assert office.slack.turned_away == []
    office.presses(EXECUTIVE, "Approve", card_of(office, approval, "U0ELENA"))
    assert now_of(office, deal)["next_step"] == "Call the board"
    assert "approved by Elena Vasquez" in card_of(office, approval)["card"].summary


@pytest.mark.row("S4-22")
def test_the_list_of_approvals_says_what_each_would_change(proposed):
    office, deal, _ = proposed
    said = words(office.says(MANAGER, "approvals")["card"])
    assert f"Next step: {deal['next_step']} → Call the board" in said
    assert f"{deal['name']}" in said


@pytest.mark.row("A8")
def test_the_same_change_asked_for_twice_is_one_card(office):
    deal = a_deal(office)
    first = propose(office, deal, next_step="Call the board")
    again = propose(office, deal, next_step="Call the board")
    assert (again.id, again.asked) == (first.id, 2)
    assert len(approvals.waiting(office.db)) == 1
    assert "asked for 2 times" in words(card_of(office, first)["card"])


@pytest.mark.row("S2-16", "S2-46", "S2-56")
def test_a_large_deal_names_its_class_and_the_limit(office):
    deal = a_deal(office, amount=(100_001, 10**9))
    approval = propose(office, deal, next_step="Call the board")
    assert approval.classes == ("large_deal",)
    said = words(card_of(office, approval)["card"])
    assert "Always approved by a person: large deal" in said
    assert "above the limit of 100,000" in said


@pytest.mark.row("S2-16", "S2-46")
def test_a_large_deal_waits_for_a_person_even_where_agents_act_by_themselves(office):
    set_policy(office, "autonomy.opportunity_update", "act")
    large, small = a_deal(office, amount=(100_001, 10**9)), a_deal(office)
    assert propose(office, small, next_step="At once") is None
    assert now_of(office, small)["next_step"] == "At once"
    assert propose(office, large, next_step="Wait") is not None
    assert now_of(office, large)["next_step"] == large["next_step"]


@pytest.mark.row("S2-57")
def test_under_observe_nothing_is_even_proposed(office):
    set_policy(office, "autonomy.opportunity_update", "observe")
    assert propose(office, a_deal(office), next_step="x") is None
    assert "may only observe" in last_note(office)


@pytest.mark.row("S2-16", "A7")
def test_a_large_deal_takes_as_many_approvers_as_policy_says(office):
    set_policy(office, "approval.approvers_for_large_deal", 2)
    deal = a_deal(office, amount=(100_001, 10**9))
    approval = propose(office, deal, next_step="Two of us")
    card = card_of(office, approval)
    office.presses(MANAGER, "Approve", card)
    office.presses(MANAGER, "Approve", card)
    assert now_of(office, deal)["next_step"] == deal["next_step"], "one person twice is one person"
    office.says(EXECUTIVE, "approvals")
    office.presses(EXECUTIVE, "Open")
    office.presses(EXECUTIVE, "Approve", card_of(office, approval, "U0ELENA"))
    assert now_of(office, deal)["next_step"] == "Two of us"
    assert "Dana Whitfield, Elena Vasquez" in card["card"].summary


def set_policy(office, name, value):
    with office.db.begin() as session:
        settings.save(session, name, value, by="test", at=office.desk.now())


@pytest.mark.row("S4-22")
@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "-5"), ("amount", "1e999"), ("amount", "many"), ("amount", "12.345"), ("amount", "９９"),
     ("close_date", "31.12.2026"), ("close_date", "2026-02-30"), ("close_date", "0001-01-01"), ("stage_id", ""),
     ("stage_id", "no such stage"), ("forecast_category", "Certain"), ("next_step", "x" * 2001)],
)  # fmt: skip
def test_a_form_with_a_value_the_crm_cannot_take_proposes_nothing_and_says_why(office, field, value):
    deal = a_deal(office)
    assert propose(office, deal, **{field: value}) is None
    assert last_note(office)
    assert now_of(office, deal) == deal


def test_a_form_sent_as_it_was_says_that_there_is_nothing_to_change(office):
    assert propose(office, a_deal(office)) is None
    assert "nothing to change" in last_note(office)


@pytest.mark.row("S4-30", "D2")
def test_a_rep_neither_opens_nor_sends_the_form_of_somebody_elses_deal(office):
    deal = a_deal(office)
    for who in ("Tom Okafor", "Sam Visitor"):
        assert presses(office, who, "record:update", deal["id"]) == "refused"
        assert submits(office, who, "record:propose", deal["id"], {"next_step": "Mine"}) == "refused"
    assert presses(office, REP, "record:update", "no-such-record") == "refused"
    assert approvals.waiting(office.db) == []


def test_a_stage_change_keeps_history_and_due_days_right_and_closing_sets_the_day(office):
    deal = a_deal(office)
    approval = propose(office, deal, stage_id="closed_lost")
    assert any(row[0] == "Close date" for row in values_on(card_of(office, approval))) == (
        deal["close_date"] > office.desk.today()
    ), "what is written besides the stage is on the card too"
    office.presses(MANAGER, "Approve", card_of(office, approval))
    after = now_of(office, deal)
    assert (after["status"], after["is_open"], after["stale_on"], after["quiet_on"]) == ("lost", False, None, None)
    assert after["stage_entered_on"] == office.desk.today()
    with office.db.reading() as connection:
        moves = connection.execute(
            select(stage_changes.c.from_stage_id, stage_changes.c.to_stage_id)
            .where(stage_changes.c.opportunity_id == deal["id"]).order_by(stage_changes.c.at.desc())
        ).first()  # fmt: skip
    assert tuple(moves) == (deal["stage_id"], "closed_lost")


@pytest.mark.row("S2-75", "S4-23", "N7")
def test_undo_brings_the_values_back_through_the_same_door_and_can_be_undone(office):
    deal = a_deal(office)
    first = propose(office, deal, next_step="Call the board", amount="5000")
    office.presses(MANAGER, "Approve", card_of(office, first))
    for expected in ((deal["next_step"], deal["amount"]), ("Call the board", Decimal("5000"))):
        action = changes.of_record(office.db, deal["id"])[0].action_id
        presses(office, REP, "change:undo", action)
        office.presses(REP, "Take back")
        (approval,) = approvals.waiting(office.db)
        assert approval.action.undoes == action
        office.presses(MANAGER, "Approve", card_of(office, approval))
        after = now_of(office, deal)
        assert (after["next_step"], after["amount"]) == expected
    assert [entry["outcome"] for entry in actions_of(office, "change:undo")] == ["done", "intent"] * 2


@pytest.mark.row("S2-75", "N7")
def test_undo_names_what_was_changed_since_and_leaves_it(office):
    deal = a_deal(office)
    approval = propose(office, deal, next_step="Call the board", amount="5000")
    office.presses(MANAGER, "Approve", card_of(office, approval))
    with office.db.begin() as session:
        session.execute(
            opportunities.update().where(opportunities.c.id == deal["id"]).values(amount=Decimal("6000.50"))
        )
    presses(office, REP, "change:undo", approval.action.id)
    said = words(office.latest()["card"])
    assert "was changed since: it is USD 6,000.50 now, and stays" in said
    presses(office, REP, "change:take_back", approval.action.id)
    (undo,) = approvals.waiting(office.db)
    assert labels(card_of(office, undo)["card"]) == ["Approve", "Reject", "Delegate"], "the way back is not edited"
    office.presses(MANAGER, "Approve", card_of(office, undo))
    assert now_of(office, deal)["next_step"] == deal["next_step"]
    assert now_of(office, deal)["amount"] == Decimal("6000.50")


@pytest.mark.row("S4-23", "D2")
def test_changes_are_listed_for_those_who_may_read_the_records(office):
    deal = a_deal(office)
    approval = propose(office, deal, next_step="Call the board")
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert deal["name"] in words(office.says(REP, "changes")["card"])
    assert labels(office.latest()["card"]) == ["Undo"]
    assert "Nothing was changed yet" in words(office.says("Tom Okafor", "changes")["card"])
    assert presses(office, "Tom Okafor", "change:undo", approval.action.id) == "refused"
    assert presses(office, "Tom Okafor", "change:take_back", approval.action.id) == "refused"


@pytest.mark.row("S4-74", "L7")
def test_a_change_above_the_hours_limit_waits_and_says_until_when(office):
    from domain.errors import TryLater

    set_policy(office, "guard.changes_per_hour", 1)
    one, two = a_deal(office), a_deal(office, skip=1)
    office.presses(MANAGER, "Approve", card_of(office, propose(office, one, next_step="First")))
    approval = propose(office, two, next_step="Second")
    with pytest.raises(TryLater, match="limit of 1 data modifications per hour"):
        office.presses(MANAGER, "Approve", card_of(office, approval))
    assert now_of(office, two)["next_step"] == two["next_step"]
    assert "this goes on at" in card_of(office, approval)["card"].summary
    office.desk.clock.move(by=timedelta(minutes=61))
    from handlers.work import do_job
    from store import jobs

    (job,) = jobs.unfinished(office.db, "worker")
    do_job(office.desk, job.id, lambda _name, fn, *args: fn(*args))
    assert now_of(office, two)["next_step"] == "Second"


@pytest.mark.row("A2", "C3")
def test_what_hides_or_turns_around_is_shown_on_the_card(office):
    deal = a_deal(office)
    approval = propose(office, deal, next_step="pay \u202e000,1\u200b <!channel> *now*")
    assert values_on(card_of(office, approval))[0][2] == "pay [U+202E]000,1[U+200B] <!channel> *now*"
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert now_of(office, deal)["next_step"] == "pay \u202e000,1\u200b <!channel> *now*"


def test_the_worker_closes_what_nobody_answered_at_the_hour_it_is_told(proposed):
    office, _, approval = proposed
    assert approvals.due(office.db, office.desk.now()) == []
    office.desk.clock.move(by=timedelta(hours=24, seconds=5))
    (job_id,) = approvals.due(office.db, office.desk.now())
    for _ in range(2):
        run_expiry(office.desk, Job(job_id, "expire", "", "expire", "queued", None))
    assert approvals.find(office.db, approval.id).status == "expired"
    assert "Nobody answered in time" in card_of(office, approval, "asked")["card"].summary
    assert approvals.due(office.db, office.desk.now()) == []


@pytest.mark.row("A2")
def test_a_long_value_stands_whole_on_the_card(office):
    deal = a_deal(office)
    text = "Call them. " * 150 + "And then pay nobody."
    approval = propose(office, deal, next_step=text)
    message = card_of(office, approval)
    assert values_on(message)[0][2].endswith("… (whole below)")
    assert [node.text for node in message["card"].nodes if isinstance(node, Code)] == [text]


@pytest.mark.row("S2-75", "N7")
def test_what_somebody_did_since_a_time_is_taken_back_together_but_for_what_others_changed(office):
    one, two, three = (a_deal(office, skip=n) for n in range(3))
    for deal, text in ((one, "First"), (one, "Second"), (two, "Other"), (three, "Third")):
        office.presses(MANAGER, "Approve", card_of(office, propose(office, deal, next_step=text)))
    with office.db.begin() as session:
        session.execute(opportunities.update().where(opportunities.c.id == three["id"]).values(next_step="By hand"))
    message = office.says(REP, "undo agent me since today")
    assert "was changed since: it is By hand now, and stays" in words(message["card"])
    assert len(values_on(message)) == 2, "each field of a record once"
    office.presses(REP, "Take back", message)
    (approval,) = approvals.waiting(office.db)
    assert len(approval.action.targets) == 2
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert [now_of(office, deal)["next_step"] for deal in (one, two, three)] == [
        one["next_step"], two["next_step"], "By hand",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said", ["nobody", "pipeline since never", "pipeline since 25:00", "me since 2030-01-01", "me"]
)
def test_a_roll_back_of_nothing_says_so(office, said):
    message = office.says(REP, f"undo agent {said}")
    assert "Say" in words(message["card"])
    assert presses(office, REP, "change:roll_back", "me|never") == "refused"
    assert "Nothing of that is left" in last_note(office)


@pytest.mark.row("A8")
def test_somebody_who_approves_faster_than_anybody_reads_is_reported_once(office):
    deal = a_deal(office)
    for n in range(6):
        office.presses(MANAGER, "Approve", card_of(office, propose(office, deal, next_step=f"Step {n}")))
    (item,) = [one for one in review_queue.open_items(office.db) if one.kind == "rubber_stamp"]
    assert "Dana Whitfield decided 5 changes within an hour" in item.reason


@pytest.mark.row("S4-31")
def test_approve_it_decides_nothing_and_says_to_each_what_does(proposed):
    office, _, approval = proposed
    to_rep = words(office.says(REP, "approve it")["card"])
    assert "Nothing waits for your approval" in to_rep
    assert "the card of your own proposal says who decides it" in to_rep
    to_manager = office.says(MANAGER, "Approve it.")["card"]
    assert "decided with the buttons on its card" in words(to_manager)
    assert "Open" in labels(to_manager)
    assert approvals.find(office.db, approval.id).status == "open"


@pytest.mark.row("S4-31")
def test_undo_the_last_change_is_ones_own_last_or_says_that_there_is_none(proposed):
    office, deal, approval = proposed
    assert "No change of yours was written yet" in words(office.says(REP, "undo the last change")["card"])
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert "No change of yours" in words(office.says(MANAGER, "undo the last change")["card"])
    preview = office.says(REP, "undo my last change")
    assert ("Next step", "Call the board", deal["next_step"]) in values_on(preview)
    office.presses(REP, "Take back", preview)
    assert approvals.waiting(office.db)[0].action.undoes == approval.action.id


@pytest.mark.row("S4-31")
def test_a_form_says_whether_what_is_sent_waits_for_a_yes_as_the_settings_are_now(office):
    deal = a_deal(office)
    for autonomy, said in (("suggest", "before somebody entitled has approved"), ("act", "take effect at once")):
        with office.db.begin() as session:
            settings.save(session, "autonomy.opportunity_update", autonomy, by="test", at=office.desk.now())
        office.says(REP, f"record {deal['id']}")
        office.presses(REP, "Update")
        assert said in " ".join(node.text for node in office.slack.forms[-1].nodes)
