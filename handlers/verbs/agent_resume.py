"""[Resume] on an agent that stands still, “resume agent pipeline”, “resume all agents”: a right, kept in the trail."""

from __future__ import annotations

from domain.cards import Card, Reply, Text, plain
from domain.pause import ALL
from domain.work import Press
from handlers.desk import Desk
from handlers.pausing import NotPaused, agents_named, others_words, resume, resumed_card
from handlers.runs import may_decide
from handlers.verb import answers
from store import pauses


@answers("agent:resume", says=("resume agent {}", "resume the agent {}"))
def agent_resume(press: Press, desk: Desk) -> tuple[Reply]:
    """That it goes on; after its own errors first on trial. Raises: NotPaused, NotAllowed, NoAgentOfThisName."""
    named = agents_named(press.subject)
    if press.subject == ALL:
        return (Reply(card=_all(press, desk)),)
    return (Reply(card=resumed_card(resume(desk, press.person, named[0]))),)


def _all(press: Press, desk: Desk) -> Card:
    """All that stand still go on."""
    may_decide(press.person, "let an agent go on")
    stopped = {one.agent for one in pauses.every(desk.db) if one.is_set(desk.now())}
    if not stopped:
        raise NotPaused(ALL)
    cards = [resumed_card(resume(desk, press.person, one)) for one in agents_named(ALL) if one in stopped]
    nodes = (*(node for card in cards for node in card.nodes), Text(text=plain(others_words()), small=True))
    return Card(title="Agents resumed", summary=" ".join(card.summary for card in cards), nodes=nodes)
