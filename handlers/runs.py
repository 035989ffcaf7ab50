"""Runs as presses see them: found by id, and only by those who may read what they hold."""

from __future__ import annotations

from domain.errors import NotAllowed, Refused
from domain.rights import Sight
from domain.work import Outcome, Person, Press, Request
from handlers.desk import Desk
from handlers.people import own_sight
from store import runs


class NoSuchRun(Refused):
    """Nothing is known under this id, or nothing this person may know."""

    def __init__(self) -> None:
        super().__init__("I do not find that answer any more. Ask the question again and use the new buttons.")


def run_for(press: Press, desk: Desk, run_id: str = "") -> tuple[Request, Outcome]:
    """(request, outcome) of the pressed card's run; the same refusal for "none" and "not yours"."""
    request, outcome, _ = run_with_sight(press.person, desk, run_id or press.subject)
    return request, outcome


def run_with_sight(person: Person, desk: Desk, run_id: str) -> tuple[Request, Outcome, Sight]:
    """(request, outcome, sight it was made with), if this person may read all of it."""
    found = runs.find(desk.db, run_id)
    if found is None:
        raise NoSuchRun
    request, outcome, sight = found
    if not own_sight(desk, person).sees_all_of(sight):
        raise NoSuchRun
    return request, outcome, sight


def must_be_operator(person: Person) -> None:
    """Passes operators; anybody else is told who decides what imported values mean."""
    if person.role != "operator":
        raise NotAllowed("decide what a value of the CRM means", "An operator")


def may_decide(person: Person, what: str = "decide this") -> None:
    """Passes managers, executives and operators; anybody else is told what they may not do, and who decides."""
    if person.role not in ("manager", "executive", "operator"):
        raise NotAllowed(what, "A manager")
