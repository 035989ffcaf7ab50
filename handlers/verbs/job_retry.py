"""[Retry] on a job at which process after process died: it is tried anew, because a person says so."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.manual_report import PARKED
from handlers.review import NoSuchItem, decide, item_for
from handlers.verb import answers
from store import jobs


@answers("job:retry")
def job_retry(press: Press, desk: Desk) -> tuple[Note]:
    """Who let it be tried again; the worker has it then."""
    if item_for(press, desk).kind != PARKED:
        raise NoSuchItem
    item, ours = decide(press, desk, "retried")
    if not ours:
        return (Note(text=f"Already {item.decision} by {item.decided_by}."),)
    with desk.db.begin() as session:
        if jobs.reopen(session, str(item.details["job"])):
            desk.again(session, str(item.details["job"]))
    return (Note(text="It is tried again now. If it fails once more, it comes back here."),)
