"""[Pause]: from here on the agent changes nothing and writes to nobody."""

from __future__ import annotations

from domain.cards import Replace
from domain.work import Press
from handlers.desk import Desk
from handlers.pausing import agent_named, pause, paused_card
from handlers.verb import answers


@answers("agent:pause")
def agent_pause(press: Press, desk: Desk) -> tuple[Replace]:
    """The card with who paused it, and [Resume]."""
    return (Replace(card=paused_card(pause(desk, press.person, agent_named(press.subject)))),)
