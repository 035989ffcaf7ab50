"""[Download CSV]: all rows of the answer as a file that no spreadsheet takes for formulas; made by the worker."""

from __future__ import annotations

from domain.work import Press
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import ToWorker, answers


@answers("run:csv")
def download(press: Press, desk: Desk) -> tuple[ToWorker]:
    """Hands the file to the worker process; it is posted where the answer stands."""
    _, outcome = run_for(press, desk)
    return (ToWorker(kind="csv", argument=outcome.run_id, say="making the file"),)
