"""[Choose] on a manager's digest: which reps are written to."""

from __future__ import annotations

from domain.cards import Ask, Field, Form
from domain.errors import Refused
from domain.work import Press
from handlers.desk import Desk
from handlers.nudging import pressed_digest
from handlers.verb import answers
from store import nudges

MOST = 100


@answers("digest:choose")
def digest_choose(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with a tick for each rep."""
    digest = pressed_digest(press, desk)
    waiting = {one.id for one in nudges.of_digest(desk.db, digest.id) if one.state == "proposed"}
    options = tuple((str(n), one.rep) for n, one in enumerate(digest.body.proposals) if one.nudge_id in waiting)
    if not options:
        raise Refused("All of these are decided already.")
    if len(options) > MOST:
        raise Refused(f"{len(options)} messages are too many for one form; approve all of them, or none.")
    reps = Field(name="reps", label="Write to", kind="choices", options=options, required=False,
                 value=",".join(value for value, _ in options),
                 hint="Take out whoever is not to be written to today.")  # fmt: skip
    form = Form(title="Choose who is asked", press="digest:save", subject=digest.id, submit="Send", fields=(reps,))
    return (Ask(form=form),)
