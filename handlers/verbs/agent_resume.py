"""[Resume] on an agent that stands still, and “resume agent pipeline”: a right, and kept in the trail."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.desk import Desk
from handlers.pausing import agent_named, resume, resumed_card
from handlers.verb import answers


@answers("agent:resume", says=("resume agent {}", "resume the agent {}"))
def agent_resume(press: Press, desk: Desk) -> tuple[Reply]:
    """That it goes on; after its own errors first on trial."""
    return (Reply(card=resumed_card(resume(desk, press.person, agent_named(press.subject)))),)
