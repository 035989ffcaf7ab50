"""Forms that make a record or change a contact: opened from words by way of a button, proposed through the guard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.actions import Action
from domain.cards import Field, Form, Text
from domain.entry import problems
from domain.errors import NotAllowed, Refused
from domain.making import KINDS, TITLES, TYPES, Asked, Making
from domain.work import Person, Press
from handlers.changes import NoSuchRecord, creation, inputs, update, when_written
from handlers.desk import Desk
from handlers.gate import NoSuchRep, rep_named
from handlers.people import own_sight
from store.crm import writing
from store.crm.reaching import Found, contacts_named, count_deals, deals_about, sees_contact

MOST_CHOICES, MOST_LISTED = 5, 100
TASK_DUE = timedelta(days=7)


def must_be_known(person: Person) -> None:
    """Nothing, for somebody of the company. Raises: NotAllowed."""
    if person.role == "guest" or not person.id:
        raise NotAllowed("change records", "Your sales operations team")


def subjects(desk: Desk, person: Person, asked: Asked) -> list[tuple[str, str]]:
    """(label, subject) of the forms that words may mean: several where a name means several. Raises: Refused."""
    must_be_known(person)
    if asked.making == "contact":
        found = _contacts(desk, person, asked.who)
        return [(f"{one.name} ({one.account})" if one.account else one.name, f"contact|{one.id}") for one in found]
    if asked.making == "lead":
        return [("Fill in", f"lead|{asked.who[:100]}")]
    if asked.making == "task":
        return _tasks(desk, person, asked)
    if not asked.who:
        return [("Fill in", f"activity|{asked.type}|")]
    return [(one.name[:70], f"activity|{asked.type}|{one.id}") for one in _meant(desk, person, asked.who, "log a call")]


def _tasks(desk: Desk, person: Person, asked: Asked) -> list[tuple[str, str]]:
    """The form of a task; one a deal where it is about a deal whose name means several."""
    to, what = _assignee(desk, person, asked.who), asked.what.replace("|", "/")
    if not asked.about:
        return [("Fill in", f"task|{to}|{what}" if what else f"task|{to}")]
    deals = _meant(desk, person, asked.about, "assign a task")
    return [(one.name[:70], f"task|{to}|{what}|{one.id}") for one in deals]


def _meant(desk: Desk, person: Person, said: str, without: str) -> list[Found]:
    """The first few open deals that words mean. Raises: Refused."""
    if found := _deals(desk, person, said, MOST_CHOICES):
        return found
    raise Refused(
        f"I find no open deal of an account or a name like “{said[:60]}” among those you may change. "
        f"Say “{without}” and choose the deal."
    )


def _assignee(desk: Desk, person: Person, said: str) -> str:
    if said.lower() in ("", "me", "myself"):
        return person.id
    return rep_named(desk, person, said).id


def _contacts(desk: Desk, person: Person, said: str) -> list[Found]:
    with desk.db.reading() as connection:
        found = contacts_named(connection, said, own_sight(desk, person))
    if not found:
        raise Refused(f"I find no contact “{said[:60]}” among the accounts you see. Give the whole name.")
    return found[:MOST_CHOICES]


def _deals(desk: Desk, person: Person, said: str, most: int = MOST_LISTED) -> list[Found]:
    with desk.db.reading() as connection:
        return deals_about(connection, said, own_sight(desk, person), person.id, most)


def form_of(desk: Desk, person: Person, subject: str) -> Form:
    """The form that a button's subject names. Raises: NoSuchRecord, NoSuchRep."""
    must_be_known(person)
    making, _, rest = subject.partition("|")
    known: Making | None = next((one for one in KINDS if one == making), None)
    if known is None or not subject.isprintable():
        raise NoSuchRecord(subject[:60])
    fields = {"activity": _activity, "lead": _lead, "task": _task, "contact": _contact}[known](desk, person, rest)
    nodes = (Text(text=when_written(desk, KINDS[known]), small=True),
             *_left_out(desk, person, known))  # fmt: skip
    kept = rest if known == "contact" else ""
    return Form(
        title=TITLES[known], press="make:propose", subject=f"{known}|{kept}", submit="Propose", nodes=nodes,
        fields=fields,
    )  # fmt: skip


def _left_out(desk: Desk, person: Person, making: Making) -> list[Text]:
    """That there are more deals than a list holds, and how to come to them."""
    say = {"activity": "log a call with", "task": "assign a task about"}.get(making)
    if say is None:
        return []
    with desk.db.reading() as connection:
        there_are = count_deals(connection, own_sight(desk, person))
    if there_are <= MOST_LISTED:
        return []
    said = (
        f"The list holds {MOST_LISTED} of {there_are:,} open deals: yours, then those with the latest activity. "
        f"For another say “{say}” and its name or account."
    )
    return [Text(text=said, small=True)]


def _activity(desk: Desk, person: Person, rest: str) -> tuple[Field, ...]:
    type_, _, deal = rest.partition("|")
    listed = _listed(desk, person, deal)
    if not listed:
        raise Refused("You have no open deal to log an activity on.")
    values = {"on_date": desk.today().isoformat(), "opportunity_id": deal}
    fields = inputs(desk, "activity:log", values, [(one.id, one.name) for one in listed])
    kinds = tuple((one, one.capitalize()) for one in TYPES)
    chosen = type_ if type_ in TYPES else "call"
    choice = Field(name="type", label="Type", kind="choice", value=chosen, options=kinds)
    return tuple(choice if one.name == "type" else one for one in fields)


def _listed(desk: Desk, person: Person, deal: str) -> list[Found]:
    """The deals that a form offers, with the one that a button named among them. Raises: NoSuchRecord."""
    listed = _deals(desk, person, "")
    if deal and deal not in {one.id for one in listed}:
        return [*_deal(desk, person, deal), *listed][:MOST_LISTED]
    return listed


def _deal(desk: Desk, person: Person, deal: str) -> list[Found]:
    """The deal that a button named, if the person may change it. Raises: NoSuchRecord."""
    with desk.db.reading() as connection:
        row = writing.fields_of(connection, "opportunity:update", deal)
    sight = own_sight(desk, person)
    if row is None or not (sight.kind == "all" or row["owner_id"] in sight.owners):
        raise NoSuchRecord(deal[:60])
    return [Found(deal, str(row["name"]))]


def _lead(desk: Desk, person: Person, rest: str) -> tuple[Field, ...]:
    return inputs(desk, "lead:create", {"name": rest, "owner_id": person.id})


def _task(desk: Desk, person: Person, rest: str) -> tuple[Field, ...]:
    owner, _, what = rest.partition("|")
    what, _, deal = what.partition("|")
    assignee = rep_named(desk, person, owner) if owner and owner != person.id else person
    due = desk.today() + TASK_DUE
    deals = [(one.id, one.name) for one in _listed(desk, person, deal)]
    values = {"subject": what, "owner_id": assignee.id, "due_on": due.isoformat(), "opportunity_id": deal}
    return inputs(desk, "task:assign", values, deals)


def _contact(desk: Desk, person: Person, rest: str) -> tuple[Field, ...]:
    fields = _contact_fields(desk, person, rest)
    held = {name: writing.stored(fields[name]) or "" for name in ("name", "title", "email", "phone")}
    return inputs(desk, "contact:update", held)


def _contact_fields(desk: Desk, person: Person, contact: str) -> dict[str, Any]:
    with desk.db.reading() as connection:
        fields = writing.fields_of(connection, "contact:update", contact)
        seen = fields is not None and sees_contact(connection, contact, own_sight(desk, person))
    if fields is None or not seen:
        raise NoSuchRecord(contact[:60])
    return fields


def must_be_values(values: dict[str, Any]) -> dict[str, str]:
    """An error under each field that no form of these takes; what each needs is looked at when it is proposed."""
    wrong: dict[str, str] = {}
    for kind in KINDS.values():
        wrong |= {name: said for name, said in problems(kind, values).items() if str(values.get(name) or "").strip()}
    return wrong


def action_of(desk: Desk, press: Press) -> Action:
    """The proposed record, or the contact's change. Raises: BadChange, NoSuchRecord, NothingToChange, NoSuchRep."""
    person, values = press.person, dict(press.values)
    must_be_known(person)
    making, _, rest = press.subject.partition("|")
    because = f"{person.name} filled in a form in chat."
    match making:
        case "contact":
            _contact_fields(desk, person, rest)
            wanted: dict[str, Any] = {one: values[one] for one in ("name", "title", "email", "phone") if one in values}
            return update(desk, "contact:update", {rest: wanted}, by=person, because=because, action_id=press.id)
        case "activity" | "lead" | "task":
            _must_be_reachable(desk, person, making, values)
            return creation(desk, KINDS[making], values, by=person, because=because, action_id=press.id)
    raise NoSuchRecord(press.subject[:60])


def _must_be_reachable(desk: Desk, person: Person, making: str, values: dict[str, Any]) -> None:
    """Nothing, when what the form names is among what the person may see: forms can be made up."""
    if values.get("opportunity_id"):
        _deal(desk, person, str(values["opportunity_id"]))
    if making == "activity" and str(values.get("type")) not in TYPES:
        raise Refused(f"Choose a type: {', '.join(TYPES)}.")
    owner = str(values.get("owner_id") or "")
    if making == "task" and owner and owner != person.id:
        rep_named(desk, person, owner)
        if desk.guard.person_now(Person(id=owner, name="")) is None:
            raise NoSuchRep(owner)
