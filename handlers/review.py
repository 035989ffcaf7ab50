"""Deciding a review item: by somebody entitled to, once, for everybody."""

from __future__ import annotations

from domain.errors import Refused
from domain.work import Person, Press
from handlers.desk import Desk
from handlers.runs import NoSuchRun, may_decide, run_with_sight
from store import audit, review_queue
from store.review_queue import ReviewItem


class NoSuchItem(Refused):
    """Nothing waits under this id."""

    def __init__(self) -> None:
        super().__init__("I do not find that item any more. Say “exceptions” to see what waits.")


def item_for(press: Press, desk: Desk) -> ReviewItem:
    """The item a button is about; the same refusal for "none" and "about records you may not read"."""
    item = review_queue.find(desk.db, press.subject)
    if item is None or not _may_read(item, press.person, desk):
        raise NoSuchItem
    return item


def items_for(person: Person, desk: Desk) -> list[ReviewItem]:
    """The open items about nothing that this person may not read, oldest first."""
    return [item for item in review_queue.open_items(desk.db) if _may_read(item, person, desk)]


def _may_read(item: ReviewItem, person: Person, desk: Desk) -> bool:
    if item.run_id is None:
        return True
    try:
        run_with_sight(person, desk, item.run_id)
    except NoSuchRun:
        return False
    return True


def decide(press: Press, desk: Desk, decision: str, note: str = "") -> tuple[ReviewItem, bool]:
    """(the item, whether this press decided it). The same press run again after a crash decides it again."""
    may_decide(press.person)
    item_for(press, desk)
    now = desk.now()
    with desk.db.begin() as session:
        fresh = review_queue.decide(session, press.subject, decision, by=press.person.name, key=press.id, at=now)
        if fresh:
            entry = audit.Entry(
                actor=press.person.name,
                on_behalf_of=press.person.email,
                action=f"review:{decision}",
                subject=press.subject,
                reason=note or "a person decided a held item",
                outcome=decision,
                approval=press.person.name,
            )
            audit.write(session, desk.db, entry, now)
    item = item_for(press, desk)
    return item, item.decided_key == press.id
