"""“Agents”, “which agents are paused”: how each agent stands."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Node, Reply, Text, plain
from domain.pause import AGENTS
from domain.work import Press
from handlers.cards.nudge import listed
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import answers
from store import pauses


@answers("agent:list", says=("agents", "show agents", "paused agents", "agent status", "which agents are paused"))
def agents_list(press: Press, desk: Desk) -> tuple[Reply]:
    """Those that stand still or are on trial, each with [Resume] where it helps."""
    may_decide(press.person, "see how agents stand")
    nodes: list[Node] = []
    for one in pauses.every(desk.db):
        if one.is_set(desk.now()):
            button = Button(label=f"Resume {one.agent}"[:60], press="agent:resume", subject=one.agent, style="primary")
            said = plain(one.said(press.person.timezone, desk.now()))
            nodes += [Text(text=said, tone="bad"), Buttons(buttons=(button,))]
        elif one.state == "probing":
            nodes.append(Text(text=plain(f"The {one.agent} agent is on trial for {one.probes} more changes.")))
    stopped = {one.agent for one in pauses.every(desk.db) if one.is_set(desk.now()) or one.state == "probing"}
    running = [name for name in AGENTS if name not in stopped]
    if running:
        are = "agent runs" if len(running) == 1 else "agents run"
        nodes.append(Text(text=plain(f"The {listed(running)} {are} as usual."), tone="good"))
    summary = "Some agents do not run as usual." if stopped else "Every agent runs; none is paused."
    nodes = nodes if stopped else [Text(text=summary), *nodes]
    return (Reply(card=Card(title="Agents", summary=summary, nodes=tuple(nodes))),)
