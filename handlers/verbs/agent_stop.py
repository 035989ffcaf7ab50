"""“Pause the pipeline agent”: a card that shows what would stop; nothing has stopped yet."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Reply, Text, plain
from domain.work import Press
from handlers.desk import Desk
from handlers.pausing import agent_named
from handlers.runs import may_decide
from handlers.verb import answers


@answers("agent:stop", says=("pause agent {}", "pause the agent {}"))
def agent_stop(press: Press, desk: Desk) -> tuple[Reply]:  # noqa: ARG001
    """[Pause] and [Keep running], for somebody who may."""
    may_decide(press.person, "pause an agent")
    agent = agent_named(press.subject)
    said = f"Pause the {agent} agent until somebody resumes it? It then changes nothing and writes to nobody."
    buttons = (
        Button(label="Pause", press="agent:pause", subject=agent, style="danger"),
        Button(label="Keep running", press="agent:keep", subject=agent),
    )
    return (Reply(card=Card(title=f"Pause the {agent} agent?", summary=said,
                            nodes=(Text(text=plain(said)), Buttons(buttons=buttons)))),)  # fmt: skip
