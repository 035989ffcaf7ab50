"""Several deals of one rep in one form, proposed as one change, each with an outcome of its own."""

from __future__ import annotations

from typing import Any

from domain.actions import Action, NothingToChange
from domain.cards import Field, Form, Text, plain
from domain.entry import problems
from domain.errors import NotAllowed, Refused
from domain.nudging import Concern
from domain.work import Person, Press
from handlers.changes import may_change, update, when_written
from handlers.desk import Desk
from handlers.gate import NoSuchRep, rep_named
from store.crm import writing
from store.crm.bookkeeping import worst_deals

AT_ONCE = 6
"""Deals in one form: more and nobody reads what they send."""
PARTS = ("stage_id", "close_date", "next_step")


def worst_of(desk: Desk, rep_id: str, page: int) -> list[Concern]:
    """A page of a rep's open deals, those in most trouble first."""
    with desk.db.looking() as connection:
        return worst_deals(connection, rep_id, desk.today(), desk.settings(), AT_ONCE, page * AT_ONCE)


def bulk_form(desk: Desk, person: Person, subject: str) -> Form:
    """The form over a page of a rep's deals. Raises: NoSuchRep, Refused."""
    rep, page = _meant(desk, person, subject)
    deals = [one for one in worst_of(desk, rep.id, page) if may_change(desk, person, one.opportunity_id)]
    if not deals:
        raise Refused(f"{rep.name} has no more open deals that need anything.")
    fields: list[Field] = []
    with desk.db.reading() as connection:
        stages = tuple((stage.id, stage.name) for stage in writing.stages_in_order(connection))
        for number, deal in enumerate(deals):
            held = writing.fields_of(connection, "opportunity:update", deal.opportunity_id) or {}
            fields += _inputs(number, deal, held, stages)
    # The deals stand in the subject, so that what is sent is about what was shown, whatever the order is by then.
    named = "|".join(deal.opportunity_id for deal in deals)
    nodes = (
        Text(text=f"**{plain(rep.name)}**: change what you want, leave the rest. "
             + when_written(desk, "opportunity:update")),
    )  # fmt: skip
    return Form(title="Update deals", press="bulk:propose", subject=named, submit="Propose", nodes=nodes,
                fields=tuple(fields))  # fmt: skip


def _inputs(number: int, deal: Concern, held: dict[str, Any], stages: tuple[tuple[str, str], ...]) -> list[Field]:
    """A deal's inputs; which deal it is stands on each, and the first says why it is listed."""
    name = deal.name[:60]
    values = {part: writing.stored(held.get(part)) or "" for part in PARTS}
    return [
        Field(name=f"stage_id_{number}", label=f"{name}: stage", kind="choice", value=values["stage_id"],
              options=stages, required=False),
        Field(name=f"close_date_{number}", label=f"{name}: close date", kind="date", value=values["close_date"],
              required=False),
        Field(name=f"next_step_{number}", label=f"{name}: next step", value=values["next_step"][:2000],
              required=False),
    ]  # fmt: skip


def _meant(desk: Desk, person: Person, subject: str) -> tuple[Person, int]:
    """(rep, page) of a button. Raises: NoSuchRep."""
    if person.role == "guest" or not person.id:
        raise NotAllowed("change records", "Your sales operations team")
    rep_id, _, page = subject.rpartition("|")
    if not (page.isascii() and page.isdecimal() and len(page) < 4):
        raise NoSuchRep(subject)
    return rep_named(desk, person, rep_id), int(page)


def must_be_values(values: dict[str, Any]) -> dict[str, str]:
    """An error under each field of a bulk form that cannot be taken."""
    wrong: dict[str, str] = {}
    for name, raw in values.items():
        part = name.rpartition("_")[0]
        if part in PARTS and str(raw or "").strip():
            said = problems("opportunity:update", {part: raw})
            wrong |= {name: said[part]} if part in said else {}
    return wrong


def bulk_action(desk: Desk, press: Press) -> Action:
    """The one change of every deal in which something differs. Raises: NothingToChange, NoSuchRecord, BadChange."""
    ids = press.subject.split("|")
    if not 1 <= len(ids) <= AT_ONCE or not all(may_change(desk, press.person, one) for one in ids):
        raise Refused("Those deals are not all among the ones you may change. Open the form again.")
    wanted: dict[str, dict[str, Any]] = {}
    for number, record_id in enumerate(ids):
        given = {part: press.values[f"{part}_{number}"] for part in PARTS if f"{part}_{number}" in press.values}
        if not str(given.get("stage_id") or "").strip():
            # A choice that was left open is a stage nobody touched; a deal is never without one.
            given.pop("stage_id", None)
        if given:
            wanted[record_id] = given
    if not wanted:
        raise NothingToChange("Every deal")
    because = str(press.values.get("why") or "").strip() or f"{press.person.name} went over the clean-up list."
    return update(desk, "opportunity:update", wanted, by=press.person, because=because, action_id=press.id)
