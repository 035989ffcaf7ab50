"""What stands in the way of a change: data that a stage asks for, and reps who carry too many open deals."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from store import approvals, audit, changes, overrides, settings
from store.crm.tables import opportunities, people, stages
from tests.handlers.hands import last_note, presses, submits
from tests.handlers.test_approvals import a_deal, card_of, now_of, propose
from tests.office import button, labels, words

REP, OTHER, MANAGER, EXECUTIVE, VISITOR = (
    "Priya Raman", "Tom Okafor", "Dana Whitfield", "Elena Vasquez", "Sam Visitor",
)  # fmt: skip
o = opportunities.c


def id_of(office, name, table=people):
    with office.db.looking() as connection:
        return connection.execute(select(table.c.id).where(table.c.name == name)).scalar_one()


def in_stage(office, stage, **values):
    """A deal of the rep's, put into this stage and given these values."""
    deal = a_deal(office)
    with office.db.begin() as session:
        there = {"stage_id": id_of(office, stage, stages), "status": "open", "is_open": True} | values
        session.execute(opportunities.update().where(o.id == deal["id"]).values(**there))
    return now_of(office, deal)


@pytest.mark.row("S2-24", "S2-02")
def test_a_deal_does_not_move_on_without_its_data_and_the_form_asks_for_it(office):
    deal = in_stage(office, "Qualification", next_step=None, amount=None)
    proposal = id_of(office, "Proposal", stages)
    assert propose(office, deal, stage_id=proposal, next_step="", amount="") is None
    card = office.latest()["card"]
    assert "Cannot move to Proposal: Amount, Next step missing." in words(card)
    assert labels(card) == ["Fill in"]
    refused = [one for one in audit.entries(office.db) if one["action"] == "change:refuse"]
    assert [one["inputs"]["rule"] for one in refused] == ["complete_data"]
    office.presses(REP, "Fill in")
    form = office.slack.forms[-1]
    assert [(one.name, one.required) for one in form.fields] == [
        ("stage_id", True), ("amount", True), ("next_step", True),
    ]  # fmt: skip
    office.submits(REP, form, {"stage_id": proposal, "amount": "42000", "next_step": "Send the offer"})
    approval = approvals.waiting(office.db)[0]
    office.presses(MANAGER, "Approve", card_of(office, approval))
    after = now_of(office, deal)
    assert (after["stage_id"], after["next_step"]) == (proposal, "Send the offer")


@pytest.mark.row("S2-24")
def test_the_form_of_a_nudge_is_held_to_the_same(office):
    deal = in_stage(office, "Qualification", next_step=None)
    approval = propose(office, deal, stage_id=id_of(office, "Proposal", stages), next_step="")
    assert approval is None
    assert "Next step missing" in words(office.latest()["card"])


@pytest.mark.row("S2-24")
def test_going_back_or_giving_up_needs_no_data(office):
    deal = in_stage(office, "Proposal", next_step=None)
    assert propose(office, deal, stage_id=id_of(office, "Qualification", stages), next_step="") is not None
    lost = in_stage(office, "Proposal", next_step=None)
    office.says(REP, f"record {lost['id']}")
    assert propose(office, lost, stage_id=id_of(office, "Closed Lost", stages), next_step="") is not None


@pytest.mark.row("S2-24")
def test_a_single_stage_asks_for_its_own_fields(office):
    office.says(MANAGER, "required fields for Proposal: amount")
    office.presses(MANAGER, "Change")
    deal = in_stage(office, "Qualification", next_step=None, amount=5000)
    assert propose(office, deal, stage_id=id_of(office, "Proposal", stages), next_step="") is not None


@pytest.mark.row("S2-24", "A4")
def test_what_was_asked_for_after_the_yes_still_holds_when_it_runs(office):
    deal = in_stage(office, "Qualification", next_step="Call", amount=5000)
    approval = propose(office, deal, stage_id=id_of(office, "Proposal", stages))
    with office.db.begin() as session:
        settings.save(session, "required_fields.open", ("forecast_category", "product"), by="t", at=office.desk.now())
        session.execute(opportunities.update().where(o.id == deal["id"]).values(product_id=None))
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert now_of(office, deal)["stage_id"] == deal["stage_id"]


@pytest.mark.row("S4-22", "A4")
def test_an_edit_to_what_may_not_be_is_refused_and_the_proposed_values_go_on_waiting(office):
    deal = in_stage(office, "Qualification", next_step="Call", amount=5000, product_id=None)
    approval = propose(office, deal, stage_id=id_of(office, "Proposal", stages))
    office.presses(MANAGER, "Edit", card_of(office, approval))
    with office.db.begin() as session:
        settings.save(session, "required_fields.stages", ("negotiation=product",), by="t", at=office.desk.now())
    office.submits(MANAGER, office.slack.forms[-1], {"stage_id": id_of(office, "Negotiation", stages)})
    assert "Cannot move to Negotiation: Product missing." in last_note(office)
    refused = next(one for one in audit.entries(office.db) if one["action"] == "change:refuse")
    assert refused["actor"] == MANAGER, "who edited, not who had asked"
    assert approvals.find(office.db, approval.id) == approval
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert now_of(office, deal)["stage_id"] == id_of(office, "Proposal", stages)


@pytest.mark.row("S2-24", "D1")
def test_the_form_of_a_blocked_deal_is_its_reps_alone(office):
    deal = in_stage(office, "Qualification", next_step=None)
    subject = f"{deal['id']}|{id_of(office, 'Proposal', stages)}"
    for who in (OTHER, VISITOR):
        assert presses(office, who, "gate:fill", subject) == "refused"
    for forged in (deal["id"], f"{deal['id']}|nowhere", "x|y", "|", ""):
        assert presses(office, REP, "gate:fill", forged) == "refused"


def carries(office, who, more=0, limit=None):
    """The number of open deals somebody has, with the limit set so that they are so many over it."""
    with office.db.looking() as connection:
        query = select(func.count()).select_from(opportunities).where(o.is_open, o.owner_id == id_of(office, who))
        many = connection.execute(query).scalar_one()
    with office.db.begin() as session:
        settings.save(session, "pipeline.max_open_deals", many - more, by="t", at=office.desk.now())
    return many


def hand_over(office, deal, to, who=MANAGER):
    """The approval of giving a deal to somebody else."""
    from handlers.approvals import propose as ask
    from handlers.changes import update
    from store.crm.people import person_by_name

    with office.db.reading() as connection:
        by = person_by_name(connection, who)
    action = update(office.desk, "opportunity:update", {deal["id"]: {"owner_id": id_of(office, to)}},
                    by=by, because="Handed over", action_id=f"hand:{deal['id']}:{office.slack.posts}")  # fmt: skip
    return ask(office.desk, action, office.slack.dm("U0DANA"))


@pytest.mark.row("S2-27")
def test_a_rep_over_the_limit_gets_no_more_deals_and_at_the_limit_one_more(office):
    from domain.actions import ChangeRefused

    deal = a_deal(office)
    carries(office, OTHER, more=0)
    assert hand_over(office, deal, OTHER).approval is not None
    many = carries(office, OTHER, more=1)
    with pytest.raises(ChangeRefused, match=f"Tom Okafor: {many}/{many - 1} open deals"):
        hand_over(office, deal, OTHER)


@pytest.mark.row("S2-27")
def test_a_closed_deal_opened_again_counts_too(office):
    from domain.actions import ChangeRefused
    from handlers.approvals import propose as ask
    from handlers.changes import update
    from store.crm.people import person_by_name

    carries(office, REP, more=2)
    with office.db.looking() as connection:
        lost = connection.execute(
            select(o.id).where(o.status == "lost", o.owner_id == id_of(office, REP), o.next_step.is_(None)).limit(1)
        ).scalar_one()
        boss = person_by_name(connection, MANAGER)
    first = id_of(office, "Prospecting", stages)
    action = update(office.desk, "opportunity:update", {lost: {"stage_id": first}}, by=boss, because="x", action_id="r")
    with pytest.raises(ChangeRefused, match="open deals"):
        ask(office.desk, action, office.slack.dm("U0DANA"))


@pytest.mark.row("S2-27")
def test_a_manager_overrides_with_a_reason_for_a_while_and_it_ends_by_itself(office):
    from domain.actions import ChangeRefused

    deal, _ = a_deal(office), carries(office, OTHER, more=2)
    card = office.says(MANAGER, "capacity")
    assert "Tom Okafor" in words(card["card"])
    office.says(MANAGER, "override capacity for Tom Okafor")
    office.presses(MANAGER, "Override")
    form = office.slack.forms[-1]
    assert [one.name for one in form.fields] == ["days", "reason"]
    office.submits(MANAGER, form, {"days": "3", "reason": "Covers for Sarah"})
    assert "may get more open deals until 23 Nov 2026" in words(office.latest()["card"])
    entry = next(one for one in audit.entries(office.db) if one["action"] == "capacity:override")
    assert (entry["actor"], "Covers for Sarah" in entry["reason"]) == (MANAGER, True)
    assert hand_over(office, deal, OTHER).approval is not None
    office.desk.clock.move(by=timedelta(days=3, minutes=1))
    with pytest.raises(ChangeRefused):
        hand_over(office, deal, OTHER)


@pytest.mark.row("S2-27")
def test_an_override_is_ended_at_once(office):
    carries(office, OTHER, more=2)
    tom = id_of(office, OTHER)
    submits(office, MANAGER, "capacity:allow", tom, {"days": "3", "reason": "For now"})
    card = office.says(MANAGER, "capacity")
    assert presses(office, MANAGER, "capacity:end", tom, on=card) == "answered"
    assert overrides.standing(office.db, office.desk.now()) == {}
    assert presses(office, MANAGER, "capacity:end", tom, on=card) == "refused"


@pytest.mark.row("S2-27", "A3", "D1")
def test_nobody_overrides_their_own_limit_nor_who_does_not_lead(office):
    carries(office, REP, more=2)
    priya, dana = id_of(office, REP), id_of(office, MANAGER)
    for who, subject in ((REP, priya), (OTHER, priya), (VISITOR, priya), (MANAGER, dana), (MANAGER, "nobody")):
        outcome = submits(office, who, "capacity:allow", subject, {"days": "3", "reason": "Because"})
        assert outcome == "refused", who
    for values in ({"days": "0", "reason": "abc"}, {"days": "91", "reason": "abc"}, {"days": "3", "reason": " "},
                   {"days": "٣", "reason": "abc"}, {}):  # fmt: skip
        assert submits(office, MANAGER, "capacity:allow", priya, values) == "refused"
    with office.db.begin() as session:
        session.execute(people.update().where(people.c.name == MANAGER).values(is_active=False))
    assert submits(office, MANAGER, "capacity:allow", priya, {"days": "3", "reason": "Left"}) == "refused"
    assert overrides.standing(office.db, office.desk.now()) == {}


@pytest.mark.row("S2-27")
def test_a_rep_over_the_limit_sees_the_count_and_the_list_to_clean_up(office):
    many = carries(office, REP, more=2)
    card = office.says(REP, "clean up")["card"]
    assert f"{many}/{many - 2} open deals" in words(card)
    assert labels(card) == ["Update these"]
    assert "may not" in words(office.says(VISITOR, "clean up")["card"])
    assert "find no rep" in words(office.says(REP, "clean-up list of Tom Okafor")["card"])


@pytest.mark.row("S2-27", "N6", "S2-22")
def test_several_deals_are_changed_in_one_form_each_with_its_outcome(office):
    office.says(REP, "update my deals")
    office.presses(REP, "Update these")
    form = office.slack.forms[-1]
    ids = form.subject.split("|")
    assert len(form.fields) == 3 * len(ids) <= 18
    values = {one.name: one.value for one in form.fields}
    values |= {"next_step_0": "Call on Monday", "next_step_1": "Send papers"}
    office.submits(REP, form, values)
    approval = approvals.waiting(office.db)[0]
    assert {target.record_id for target in approval.action.targets} == set(ids[:2])
    with office.db.begin() as session:
        session.execute(opportunities.update().where(o.id == ids[1]).values(lost_reason="elsewhere"))
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert "The records were changed in the meantime" in words(card_of(office, approval)["card"])
    office.presses(MANAGER, "Approve", card_of(office, approvals.waiting(office.db)[0]))
    done = changes.latest(office.db)
    assert {(one.record_id, one.status) for one in done} == {(ids[0], "done"), (ids[1], "done")}


@pytest.mark.row("D1", "N6")
def test_a_bulk_form_takes_no_deal_of_others_and_nothing_twice(office):
    mine, theirs = a_deal(office), a_deal(office, owner=OTHER)
    for subject in (theirs["id"], f"{mine['id']}|{theirs['id']}", "", "x", "|".join([mine["id"]] * 7)):
        assert submits(office, REP, "bulk:propose", subject, {"next_step_0": "mine"}) == "refused"
    bad = {"next_step_0": "x" * 3000, "close_date_0": "tomorrow"}
    assert submits(office, REP, "bulk:propose", mine["id"], bad) == "refused"
    assert submits(office, REP, "bulk:propose", mine["id"], {}) == "refused"
    assert approvals.waiting(office.db) == []
    assert presses(office, REP, "bulk:form", f"{id_of(office, OTHER)}|0") == "refused"
    assert "find no rep" in last_note(office)


def test_a_button_of_a_clean_up_list_leads_to_the_form(office):
    card = office.says(REP, "clean up")
    press, subject = button(card["card"], "Update these")
    assert presses(office, REP, press, subject, on=card) == "answered"
    assert office.slack.forms[-1].title == "Update deals"


@pytest.mark.row("S2-27")
def test_whoever_wants_a_new_deal_hears_where_one_begins_or_what_stands_in_the_way(office):
    for said in ("create a deal for Acme", "add a new opportunity", "create another deal"):
        card = office.says(REP, said)["card"]
        assert "New business begins as a lead" in words(card)
        assert labels(card) == ["Create a lead"]
    many = carries(office, REP, more=1)
    card = office.says(REP, "create a deal for Acme")["card"]
    assert f"{REP}: {many}/{many - 1} open deals, so no more are added." in words(card)
    assert labels(card) == ["Clean-up list"]
    office.presses(REP, "Clean-up list")
    assert f"{many}/{many - 1} open deals" in words(office.latest()["card"])
    presses(office, MANAGER, "capacity:allow", id_of(office, REP))
    for about in ("move the new deal to Proposal", "close the new deal"):
        assert "A record is changed through its form" in words(office.says(REP, about)["card"])


@pytest.mark.row("S2-27")
def test_a_manager_without_deals_chooses_whose_list_to_clean_up(office):
    carries(office, REP, more=2)
    card = office.says(MANAGER, "clean up")["card"]
    assert "over their limit of open deals" in words(card)
    assert set(labels(card)) == {"Clean-up list"}
    loads = [re.search(r"(\d+)/(\d+) open deals", node.text) for node in card.nodes if hasattr(node, "text")]
    full = [int(one[1]) / int(one[2]) for one in loads if one]
    assert full == sorted(full, reverse=True)
    assert len(full) > 1
    assert all(full)
    assert REP in words(card)
    assert MANAGER not in words(card)
    assert words(office.says(MANAGER, f"clean-up list of {REP}")["card"]).count("open deals") >= 1


@pytest.mark.row("S2-27")
def test_a_form_of_several_deals_in_which_one_was_changed_does_not_claim_that_several_were(office):
    deal = a_deal(office)
    assert submits(office, REP, "bulk:propose", deal["id"], {"next_step_0": "Call on Monday"}) == "answered"
    assert approvals.waiting(office.db)[0].action.because == f"{REP} went over the clean-up list."
