"""[Not now] on a manager's digest: no message goes out today; what is still so is asked about another day."""

from __future__ import annotations

from domain.work import Press
from handlers.desk import Desk
from handlers.nudging import decide_digest, pressed_digest
from handlers.verb import OneCard, answers


@answers("digest:decline")
def digest_decline(press: Press, desk: Desk) -> tuple[OneCard]:
    """The digest as it stands after the decision."""
    digest = pressed_digest(press, desk)
    return (decide_digest(press, desk, digest, set()),)
