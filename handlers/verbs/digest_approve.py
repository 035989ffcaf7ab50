"""[Approve all] on a manager's digest: every message it asks about goes out, each in its rep's own hours."""

from __future__ import annotations

from domain.work import Press
from handlers.desk import Desk
from handlers.nudging import decide_digest, pressed_digest
from handlers.verb import OneCard, answers


@answers("digest:approve")
def digest_approve(press: Press, desk: Desk) -> tuple[OneCard]:
    """The digest as it stands after the decision."""
    digest = pressed_digest(press, desk)
    return (decide_digest(press, desk, digest, {one.nudge_id for one in digest.body.proposals}),)
