"""[Not mine] on a message to a rep: the rep is not asked again, and the manager finds out whose it is."""

from __future__ import annotations

from datetime import timedelta

from domain.work import Press
from handlers.desk import Desk
from handlers.nudging import answer, pressed
from handlers.verb import OneCard, answers
from store import review_queue, snoozes
from store.review_queue import ReviewItem

FOR_GOOD = timedelta(days=3650)


@answers("nudge:not_mine")
def nudge_not_mine(press: Press, desk: Desk) -> tuple[OneCard]:
    """The message with the answer in it; an exception asks the manager for the right owner."""
    nudge, concern = pressed(press, desk)
    now = desk.now()
    item = ReviewItem(
        id=f"owner:{concern.opportunity_id}"[:80],
        kind="wrong_owner",
        severity="medium",
        needs="decision",
        assignee=press.person.manager or "operator",
        reason=f"{press.person.name} says that {concern.name} is not theirs. Who owns it? Change its owner in the CRM.",
        run_id=None,
        details={"opportunity": concern.opportunity_id, "said_by": press.person.id},
        created_at=now,
    )
    with desk.db.begin() as session:
        snoozes.keep(session, press.person.id, concern.opportunity_id, "not_mine", now + FOR_GOOD, now)
        review_queue.file(session, desk.db, item)
    return (answer(desk, press, nudge, concern, _said(item.assignee)),)


def _said(asked: str) -> str:
    """Who decides it, and when they hear of it."""
    if asked == "operator":
        return "You said it is not yours. It waits as an exception for an operator; you are not asked about it again."
    return f"You said it is not yours. {asked} hears of it with their next morning digest; you are not asked again."
