"""[Drop] on a job at which process after process died: nobody tries it any more."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.manual_report import PARKED
from handlers.review import NoSuchItem, decide, item_for
from handlers.verb import answers


@answers("job:drop")
def job_drop(press: Press, desk: Desk) -> tuple[Note]:
    """Who dropped it; what it was to do has to be done by hand, or not at all."""
    if item_for(press, desk).kind != PARKED:
        raise NoSuchItem
    item, ours = decide(press, desk, "dropped")
    return (Note(text="Dropped." if ours else f"Already {item.decision} by {item.decided_by}."),)
