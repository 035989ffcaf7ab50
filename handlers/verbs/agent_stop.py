"""“Pause the pipeline agent until Monday”: a card with what would stop, and until when; nothing has stopped yet."""

from __future__ import annotations

import json
from typing import Any

from domain.cards import Button, Buttons, Card, Reply, Text, plain
from domain.language.intent import Control
from domain.language.interpreter import understand
from domain.pause import AGENTS, ALL, shown
from domain.standstill import SAID, NoSuchTime, Standstill
from domain.work import Press
from handlers.cards.nudge import listed
from handlers.desk import Desk
from handlers.names import names_for
from handlers.pausing import agent_named, others_words, time_of
from handlers.runs import may_decide
from handlers.verb import answers


@answers("agent:stop", says=("pause agent {}", "pause the agent {}"))
def agent_stop(press: Press, desk: Desk) -> tuple[Reply]:
    """[Pause] and [Keep running], for somebody who may. Raises: NoSuchTime, NoAgentOfThisName."""
    may_decide(press.person, "pause an agent")
    agent, said = _said(press, desk)
    time = time_of(desk, press.person, said)
    asked = _asked(agent, time, press.person.timezone)
    stop = "|".join((agent, *(at.isoformat() if at else "" for at in time))) if any(time) else agent
    buttons = (
        Button(label="Pause", press="agent:pause", subject=stop, style="danger"),
        Button(label="Keep running", press="agent:keep", subject=agent),
    )
    others = [Text(text=plain(others_words()), small=True)] if agent == ALL else []
    title = "Pause every agent?" if agent == ALL else f"Pause the {agent} agent?"
    return (Reply(card=Card(title=title, summary=asked,
                            nodes=(Text(text=plain(asked)), *others, Buttons(buttons=buttons)))),)  # fmt: skip


def _said(press: Press, desk: Desk) -> tuple[str, dict[str, Any]]:
    """(the agent, what was said of the time): as it was understood before, or in the words after “pause agent”."""
    agent, _, known = press.subject.partition("|")
    if agent == ALL:
        return ALL, _known(known) if known else {}
    if known:
        return agent_named(agent), _known(known)
    words = agent.split(maxsplit=1)
    if len(words) == 2 and words[0].casefold() not in ("the",) and words[1].casefold() != "agent":
        names = names_for(desk, press.person)
        read = understand(f"pause the {words[0]} agent {words[1]}", names, today=desk.today(), sender=press.person)
        args = read.meaning.get("args") if isinstance(read, Control) else None
        if isinstance(args, dict) and args and args.keys() <= SAID:
            return agent_named(words[0]), args
    return agent_named(agent), {}


def _known(said: str) -> dict[str, Any]:
    """The times that were understood before. Raises: NoSuchTime for anything else, which no card of ours carries."""
    try:
        times = json.loads(said)
    except (ValueError, RecursionError):
        times = None
    if not isinstance(times, dict) or not times.keys() <= SAID:
        raise NoSuchTime(
            "I cannot read until when the agent is to stand still. Say “pause agent pipeline until Monday”."
        )
    return times


def _asked(agent: str, time: Standstill, zone: str) -> str:
    begins = f" from {shown(time.begins, zone)} on" if time.begins else ""
    ends = f"until {shown(time.ends, zone)}? Then it goes on by itself." if time.ends else "until somebody resumes it?"
    who = (
        f"the {listed(list(AGENTS))} {'agents' if len(AGENTS) > 1 else 'agent'}"
        if agent == ALL
        else f"the {agent} agent"
    )
    return f"Pause {who}{begins} {ends} Until then it changes nothing and writes to nobody."
