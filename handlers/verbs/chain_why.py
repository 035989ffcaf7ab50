"""“Why did the forecast run”: which changes woke an agent, and what it found."""

from __future__ import annotations

from domain.cards import Reply
from domain.chain import WOKEN
from domain.work import Press
from handlers.cards.wakes import wakes_card
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import answers
from store import wakes

SHOWN = 8
RUNS = ("run", "recalculate", "wake", "wake up", "look", "change")
ASKED = tuple(
    f"why did {the}{agent}{also} {runs}"
    for agent in WOKEN
    for the in ("the ", "")
    for also in ("", " agent")
    for runs in RUNS
)


@answers(
    "chain:why",
    says=(*ASKED, "why did agents run", "who woke whom", "wakes", "agent wakes", "chain", "forecast runs"),
    private=True,
)
def chain_why(press: Press, desk: Desk) -> tuple[Reply]:
    """The latest wakes of the agent that was named, or of all."""
    may_decide(press.person, "see what agents were woken by")
    said = str(press.values.get("text", "")).lower()
    whose = next((agent for agent in WOKEN if agent in said), "")
    return (Reply(card=wakes_card(wakes.latest(desk.db, SHOWN, whose), whose, press.person)),)
