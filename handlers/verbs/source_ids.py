"""[All row ids]: every record behind an answer that is too long to list, as a file; made by the worker."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.export_sources import row_sets_of
from handlers.runs import run_for
from handlers.verb import ToWorker, answers


@answers("run:source_ids")
def source_ids(press: Press, desk: Desk) -> tuple[ToWorker | Note]:
    """Hands the file to the worker process; it is posted where the answer stands."""
    _, outcome = run_for(press, desk)
    if not row_sets_of(outcome):
        return (Note(text="Every row behind this answer is listed under Sources."),)
    return (ToWorker(kind="sources", argument=outcome.run_id, say="listing every row"),)
