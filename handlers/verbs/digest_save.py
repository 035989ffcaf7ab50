"""The form behind [Choose]: the ticked messages go out, the others do not."""

from __future__ import annotations

from domain.work import Press
from handlers.desk import Desk
from handlers.nudging import decide_digest, pressed_digest
from handlers.verb import OneCard, answers


@answers("digest:save")
def digest_save(press: Press, desk: Desk) -> tuple[OneCard]:
    """The digest as it stands after the decision."""
    digest = pressed_digest(press, desk)
    ticked = press.values.get("reps") or ()
    chosen = {str(one) for one in (ticked if isinstance(ticked, list | tuple) else str(ticked).split(","))}
    approved = {one.nudge_id for n, one in enumerate(digest.body.proposals) if str(n) in chosen}
    return (decide_digest(press, desk, digest, approved),)
