"""Records made from words: a form by way of a button, a proposal, a yes, and the way back, and back again."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain.making import asked_for
from store import approvals, audit, changes
from store.crm.tables import accounts, activities, contacts, leads, opportunities, people
from store.crm.writing import tasks
from tests.handlers.hands import last_note, presses, submits
from tests.handlers.test_approvals import a_deal, card_of, now_of
from tests.office import labels, words

REP, OTHER, MANAGER, EXECUTIVE, VISITOR = (
    "Priya Raman", "Tom Okafor", "Dana Whitfield", "Elena Vasquez", "Sam Visitor",
)  # fmt: skip
o = opportunities.c


def row_of(office, table, **where):
    with office.db.looking() as connection:
        query = select(table).where(*(table.c[name] == value for name, value in where.items()))
        return connection.execute(query).mappings().first()


def id_of(office, name):
    return row_of(office, people, name=name)["id"]


def form_after(office, who, said, label="Fill in"):
    office.says(who, said)
    office.presses(who, label)
    return office.slack.forms[-1]


def made(office, who, form, approver=MANAGER, user="U0DANA", **values):
    """The approved change after somebody sent the form with these values."""
    office.submits(who, form, {one.name: one.value for one in form.fields} | values)
    approval = approvals.waiting(office.db)[0]
    office.presses(approver, "Approve", card_of(office, approval, user))
    assert approvals.find(office.db, approval.id).status == "done"
    return approval


def undo(office, who, approver, user):
    """Somebody says “changes”, takes the newest back, and somebody else approves it."""
    office.says(who, "changes")
    office.presses(who, "Undo")
    preview = office.latest()
    office.presses(who, "Take back", preview)
    approval = approvals.waiting(office.db)[0]
    office.presses(approver, "Approve", card_of(office, approval, user))
    return preview


@pytest.mark.parametrize(
    ("said", "making", "who", "type_"),
    [
        ("log a call with Acme", "activity", "Acme", "call"),
        ("Log an e-mail to the Contoso people", "activity", "Contoso people", "email"),
        ("log activity", "activity", "", ""),
        ("create a lead", "lead", "", ""),
        ("create a lead: Jane Doe", "lead", "Jane Doe", ""),
        ("assign a task to Priya", "task", "Priya", ""),
        ("assign Tom Okafor a task", "task", "Tom Okafor", ""),
        ("update contact Jane Doe", "contact", "Jane Doe", ""),
        ("assign a task about Contoso to Priya", "task", "Priya", ""),
        ("create a task about the Contoso deal: call them", "task", "", ""),
    ],
)
def test_the_words_say_what_is_to_be_made_and_about_whom(said, making, who, type_):
    asked = asked_for(said)
    assert (asked.making, asked.who, asked.type) == (making, who, type_)


@pytest.mark.parametrize(
    "said", ["new leads", "new lead sources by month", "calls with Acme", "log in", "tasks", "leads created", "a lead"]
)
def test_questions_are_not_taken_for_wishes(said):
    assert asked_for(said) is None


@pytest.mark.row("S4-19", "S0-24", "S2-75", "S4-23", "N7")
def test_a_call_is_logged_on_the_deal_of_the_account_and_taken_back_and_put_back(office):
    deal = a_deal(office)
    account = row_of(office, accounts, id=deal["account_id"])["name"]
    office.says(REP, f"log a call with {account}")
    label = labels(office.latest()["card"])[0]
    office.presses(REP, label)
    form = office.slack.forms[-1]
    chosen = next(one.value for one in form.fields if one.name == "opportunity_id")
    before = now_of(office, {"id": chosen})
    assert next(one.value for one in form.fields if one.name == "type") == "call"
    made(office, REP, form, subject="Talked about the price")
    ours = row_of(office, activities, subject="Talked about the price")
    assert (ours["opportunity_id"], ours["type"]) == (chosen, "call")
    assert now_of(office, before)["last_activity_on"] == office.desk.today()
    preview = undo(office, REP, MANAGER, "U0DANA")
    assert "goes away again" in words(preview["card"])
    assert row_of(office, activities, subject="Talked about the price") is None
    after = now_of(office, before)
    assert (after["last_activity_on"], after["quiet_on"]) == (before["last_activity_on"], before["quiet_on"])
    preview = undo(office, REP, MANAGER, "U0DANA")
    assert "comes back" in words(preview["card"])
    again = row_of(office, activities, subject="Talked about the price")
    assert again["id"] == ours["id"]
    assert now_of(office, before)["last_activity_on"] == office.desk.today()
    assert audit.verify(office.db)[1] == []


@pytest.mark.row("S0-24", "S2-75", "N7")
def test_a_lead_is_made_and_taken_back_unless_somebody_worked_on_it(office):
    form = form_after(office, REP, "create a lead: Jane Doe")
    assert {one.name: one.value for one in form.fields}["name"] == "Jane Doe"
    made(office, REP, form, company="Doe Ltd")
    lead = row_of(office, leads, name="Jane Doe")
    assert (lead["company"], lead["owner_id"]) == ("Doe Ltd", id_of(office, REP))
    with office.db.begin() as session:
        session.execute(leads.update().where(leads.c.id == lead["id"]).values(status="Qualified"))
    office.says(REP, "changes")
    office.presses(REP, "Undo")
    assert "was changed since it was added, so it stays" in words(office.latest()["card"])
    assert labels(office.latest()["card"]) == []
    with office.db.begin() as session:
        session.execute(leads.update().where(leads.c.id == lead["id"]).values(status="New"))
    undo(office, REP, MANAGER, "U0DANA")
    assert row_of(office, leads, name="Jane Doe") is None


@pytest.mark.row("N7", "N8")
def test_a_lead_that_somebody_touches_between_the_yes_and_the_undo_stays(office):
    made(office, REP, form_after(office, REP, "create a lead: Jane Doe"), company="Doe Ltd")
    office.says(REP, "changes")
    office.presses(REP, "Undo")
    office.presses(REP, "Take back")
    with office.db.begin() as session:
        session.execute(leads.update().where(leads.c.name == "Jane Doe").values(company="Other Ltd"))
    approval = approvals.waiting(office.db)[0]
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert row_of(office, leads, name="Jane Doe")["company"] == "Other Ltd"


@pytest.mark.row("S0-24", "S4-19")
def test_a_manager_assigns_a_task_to_a_rep_and_a_rep_only_to_themselves(office):
    form = form_after(office, MANAGER, "assign a task to Priya")
    assert {one.name: one.value for one in form.fields}["owner_id"] == id_of(office, REP)
    made(office, MANAGER, form, EXECUTIVE, "U0ELENA", subject="Send the slides", opportunity_id="")
    task = row_of(office, tasks, subject="Send the slides")
    assert (task["owner_id"], task["status"]) == (id_of(office, REP), "open")
    assert task["due_on"] == office.desk.today() + timedelta(days=7)
    assert "find no rep" in words(office.says(REP, "assign a task to Tom Okafor")["card"])
    forged = {"subject": "x", "owner_id": id_of(office, OTHER), "due_on": "2026-12-01"}
    assert submits(office, REP, "make:propose", "task|", forged) == "refused"


@pytest.mark.row("S4-19")
def test_a_contact_is_found_by_name_and_changed_in_a_form(office):
    mine = a_deal(office)["account_id"]
    with office.db.begin() as session:
        session.execute(accounts.update().where(accounts.c.id == mine).values(owner_id=id_of(office, REP)))
    contact = row_of(office, contacts, account_id=mine)
    office.says(REP, f"update contact {contact['name']}")
    office.presses(REP, labels(office.latest()["card"])[0])
    form = office.slack.forms[-1]
    made(office, REP, form, title="Head of Everything")
    assert row_of(office, contacts, id=form.subject.partition("|")[2])["title"] == "Head of Everything"


@pytest.mark.row("D1", "S0-24")
def test_nobody_makes_anything_of_what_they_may_not_see(office):
    theirs = a_deal(office, owner=OTHER)
    with office.db.looking() as connection:
        stranger = connection.execute(
            select(contacts.c.id).join(accounts, accounts.c.id == contacts.c.account_id)
            .where(accounts.c.owner_id != id_of(office, REP)).limit(1)
        ).scalar_one()  # fmt: skip
        before = connection.execute(select(func.count()).select_from(activities)).scalar_one()
    call = {"type": "call", "subject": "x", "on_date": "2026-11-20"}
    for subject, values in (
        ("activity|", call | {"opportunity_id": theirs["id"]}), ("activity|", call | {"opportunity_id": "nothing"}),
        ("activity|", call | {"type": "bribe", "opportunity_id": a_deal(office)["id"]}), ("activity|", call),
        (f"contact|{stranger}", {"name": "New"}), ("contact|", {"name": "x"}), ("deal|", {"name": "x"}),
        ("lead|", {}), ("lead|", {"name": "x", "owner_id": "nobody"}),
        ("task|", {"subject": "x", "owner_id": id_of(office, REP), "due_on": "soon"}), ("", {"name": "x"}),
    ):  # fmt: skip
        assert submits(office, REP, "make:propose", subject, values) == "refused", subject
    for subject in (f"activity|call|{theirs['id']}", f"contact|{stranger}", f"task|{id_of(office, OTHER)}", "x"):
        assert presses(office, REP, "make:ask", subject) == "refused", subject
    for said in ("create a lead", "log a call", "assign a task to me", "update contact Ann"):
        assert "may not" in words(office.says(VISITOR, said)["card"]) or "guest" in words(office.latest()["card"])
    assert approvals.waiting(office.db) == []
    with office.db.looking() as connection:
        assert connection.execute(select(func.count()).select_from(activities)).scalar_one() == before
    assert last_note(office)


@pytest.mark.row("S2-75", "N7")
def test_what_somebody_made_is_named_in_a_roll_back_and_goes_away_with_it(office):
    deal = a_deal(office)
    from tests.handlers.test_approvals import propose

    office.presses(MANAGER, "Approve", card_of(office, propose(office, deal, next_step="Call the board")))
    made(office, REP, form_after(office, REP, "create a lead: Jane Doe"))
    office.says(REP, "undo agent me since today")
    preview = words(office.latest()["card"])
    assert "goes away again" in preview
    assert "Call the board" in preview
    office.presses(REP, "Take back")
    waiting = approvals.waiting(office.db)
    assert {one.action.kind for one in waiting} == {"opportunity:update", "lead:create"}
    for one in waiting:
        office.presses(MANAGER, "Approve", card_of(office, one))
    assert row_of(office, leads, name="Jane Doe") is None
    assert now_of(office, deal)["next_step"] == deal["next_step"]


@pytest.mark.row("N7")
def test_an_undo_of_a_deals_change_is_undone_too(office):
    from tests.handlers.test_approvals import propose

    deal = a_deal(office)
    office.presses(MANAGER, "Approve", card_of(office, propose(office, deal, next_step="Call the board")))
    undo(office, REP, MANAGER, "U0DANA")
    assert now_of(office, deal)["next_step"] == deal["next_step"]
    office.desk.clock.move(by=timedelta(minutes=1))
    undo(office, REP, MANAGER, "U0DANA")
    assert now_of(office, deal)["next_step"] == "Call the board"
    assert [one.status for one in changes.latest(office.db)] == ["done"] * 3


@pytest.mark.row("S4-21")
@pytest.mark.parametrize(
    "said", ["create a task for Priya: send the offer to Acme", "give Priya Raman a task: send the offer to Acme"]
)
def test_what_is_to_be_done_may_be_said_behind_a_colon_and_stands_in_the_form(office, said):
    message = office.says("Dana Whitfield", said)
    office.presses("Dana Whitfield", "Fill in", message)
    fields = {one.name: one.value for one in office.slack.forms[-1].fields}
    assert fields["subject"] == "send the offer to Acme"
    with office.db.looking() as connection:
        assert (
            fields["owner_id"]
            == connection.execute(select(people.c.id).where(people.c.name == "Priya Raman")).scalar_one()
        )


@pytest.mark.row("S4-21")
def test_a_form_says_that_it_does_not_hold_every_deal_and_how_to_come_to_another(office):
    form = form_after(office, EXECUTIVE, "assign a task to Priya")
    (field,) = [one for one in form.fields if one.name == "opportunity_id"]
    with office.db.looking() as connection:
        there_are = connection.execute(select(func.count()).where(o.is_open)).scalar_one()
        held = {one[0] for one in field.options}
        left_out = connection.execute(
            select(o.id, o.name).where(o.is_open, o.id.not_in(held), o.name.not_like("%''%")).order_by(o.id).limit(1)
        ).one()
    assert len(field.options) == 100 < there_are
    said = " ".join(node.text for node in form.nodes)
    assert f"100 of {there_are:,} open deals" in said
    assert "assign a task about" in said
    message = office.says(EXECUTIVE, f"assign a task about {left_out.name.partition(':')[0]} to Priya: call | them")
    assert labels(message["card"])
    presses(office, EXECUTIVE, "make:ask", f"task|{id_of(office, REP)}|call|{left_out.id}")
    values = {one.name: one.value for one in office.slack.forms[-1].fields}
    assert values["opportunity_id"] == left_out.id
    assert values["subject"] == "call"


def test_a_form_that_holds_every_deal_says_nothing_of_it(office):
    form = form_after(office, REP, "log a call")
    assert "open deals" not in " ".join(node.text for node in form.nodes)


def test_a_task_about_nothing_that_is_known_is_refused_with_what_to_say(office):
    assert "find no open deal" in words(office.says(MANAGER, "assign a task about Zzyzx to Priya")["card"])
