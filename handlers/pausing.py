"""An agent that stands still, by its own errors or by a person's word: who hears of it, and when it goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agents.run import CREW
from domain.cards import Button, Buttons, Card, Text, plain
from domain.entry import visible
from domain.errors import Refused
from domain.pause import AGENTS, ALL, Pause, shown
from domain.standstill import Standstill, standstill
from domain.thresholds import whole
from domain.work import Person
from handlers.cards.org import MONITORS
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.telling import operators, tell
from store import audit, pauses
from store.crm.people import colleagues, person_by_id
from store.jobs import Job

MOST_TOLD = 25
FROM_NOW_ON = Standstill()


class NoAgentOfThisName(Refused):
    """No agent that could be paused is called so."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"No agent that writes or sends by itself is called “{visible(said)[:40]}”. There is: {', '.join(AGENTS)}."
        )


class NotPaused(Refused):
    """There is nothing to resume."""

    def __init__(self, agent: str) -> None:
        said = "No agent is paused." if agent == ALL else f"The {agent} agent is not paused."
        super().__init__(f"{said} Say “agents” to see how each stands.")


def tell_paused(desk: Desk, job: Job) -> str:
    """The red card for operators and managers: at once, and to managers in their own day. Safe to run again.

    An agent whose pause is over goes on, and whoever paused it hears of that.
    """
    agent, since, _ = job.id.removeprefix("alert:").split("@")
    pause = pauses.of_agent(desk.db, agent)
    if pause is None or pause.since.isoformat() != since:
        return "refused"
    if pause.state in ("paused", "running"):
        return _tell_over(desk, pause)
    if pause.state != "auto_paused":
        return "refused"
    card = paused_card(pause)
    told = [
        tell(desk, person, f"alert:{agent}:{since}:{person.id}"[:255], card, is_urgent=person.role == "operator")
        for person in _whom(desk)
    ]
    if not all(told):
        return "held"
    with desk.db.begin() as session:
        pauses.mark_told(session, agent, pause.since, desk.now())
    return "answered"


def _tell_over(desk: Desk, pause: Pause) -> str:
    """`answered` once the trail says that the agent goes on, and whoever paused it was told."""
    if pause.is_over(desk.now()):
        _go_on(desk, pause)
    elif pause.state != "running" or pause.until is None:
        return "refused"
    with desk.db.reading() as connection:
        person = person_by_id(connection, pause.by_id)
    person = person or next((one for one in operators(desk) if one.id == pause.by_id), None)
    key = f"alert:over:{pause.agent}:{pause.since.isoformat()}"
    if person is not None and not tell(desk, person, key[:255], over_card(pause, person.timezone)):
        return "held"
    with desk.db.begin() as session:
        pauses.mark_told(session, pause.agent, pause.since, desk.now())
    return "answered"


def _go_on(desk: Desk, pause: Pause) -> None:
    """Keeps that the agent runs again; it may have acted since the end of its pause, which is when it went on."""
    with desk.db.begin() as session:
        known = pauses.within(session, pause.agent)
        if known is None or known.since != pause.since or not known.is_over(desk.now()):
            return
        pauses.keep(session, known.model_copy(update={"state": "running"}))
        entry = audit.Entry(
            actor="quartermaster", on_behalf_of=known.by or "operator", action="agent:resume", subject=known.agent,
            reason=f"the time of its pause was over: {known.sentence}", outcome="resumed",
        )  # fmt: skip
        audit.write(session, desk.db, entry, desk.now())


def over_card(pause: Pause, zone: str) -> Card:
    """That an agent goes on by itself."""
    ended = shown(pause.until, zone) if pause.until else "now"
    said = f"The {pause.agent} agent goes on since {ended}, as its pause was set to end then."
    buttons = (Button(label="Pause again", press="agent:stop", subject=pause.agent),)
    return Card(title=f"{pause.agent.capitalize()} agent goes on", summary=said,
                nodes=(Text(text=plain(said)), Buttons(buttons=buttons)))  # fmt: skip


def _whom(desk: Desk) -> list[Person]:
    with desk.db.reading() as connection:
        managers = [one for one in colleagues(connection) if one.role == "manager"]
    run_it = operators(desk)
    known = {one.id for one in run_it}
    return [*run_it, *(one for one in managers if one.id not in known)][:MOST_TOLD]


def paused_card(pause: Pause, zone: str = "UTC", now: datetime | None = None) -> Card:
    """What stopped it, and the way on."""
    said = pause.said(zone, now)
    buttons: tuple[Button, ...] = (Button(label="Resume", press="agent:resume", subject=pause.agent, style="primary"),)
    if pause.state == "auto_paused":
        buttons += (Button(label="What it did", press="change:list", subject=pause.agent),)
    until = "then, or until somebody resumes it before" if pause.until else "somebody resumes it"
    return Card(
        title=f"{pause.agent.capitalize()} agent {'auto-paused' if pause.state == 'auto_paused' else 'paused'}",
        summary=said,
        nodes=(
            Text(text=plain(said), tone="bad" if pause.state == "auto_paused" else "warning"),
            Text(text=f"What it was doing waits; it changes nothing and writes to nobody until {until}."),
            Buttons(buttons=buttons),
        ),
    )


def agent_named(words: str) -> str:
    """The agent that these words name. Raises: NoAgentOfThisName."""
    said = re.sub(r"^the\s+|\s+agent$", "", " ".join(words.casefold().split()))
    if said not in AGENTS:
        raise NoAgentOfThisName(said)
    return said


def agents_named(words: str) -> tuple[str, ...]:
    """The agents that these words name: one, or all that can be paused. Raises: NoAgentOfThisName."""
    return AGENTS if words == ALL else (agent_named(words),)


def others_words() -> str:
    """Which agents cannot be paused, and why."""
    names = [role.name for role in CREW.values()] + [one.name.lower() for one in MONITORS]
    others = [name for name in names if name not in AGENTS]
    return (
        f"The others ({', '.join(others)}) cannot be paused: they change nothing and write to nobody, "
        "but read and reckon for an answer."
    )


def time_of(desk: Desk, person: Person, said: Mapping[str, Any]) -> Standstill:
    """From when until when, by the wall clock of whoever says so. Raises: NoSuchTime."""
    return standstill(said, desk.now(), person.timezone, desk.guard.policy_of(person.id))


def pause(desk: Desk, person: Person, agent: str, time: Standstill = FROM_NOW_ON) -> Pause:
    """The agent as it stands now: paused by this person, or still by its own errors. Raises: NotAllowed."""
    may_decide(person, "pause an agent")
    now = desk.now()
    stopped = Pause(
        agent=agent, state="paused", since=time.begins or now, until=time.ends, by=person.name, by_id=person.id
    )  # fmt: skip
    with desk.db.begin() as session:
        known = pauses.within(session, agent)
        if known is not None and known.is_on(now) and (known.state == "auto_paused" or time == FROM_NOW_ON):
            return known
        pauses.keep(session, stopped)
        entry = audit.Entry(
            actor=person.name, on_behalf_of=person.email or person.name, action="agent:pause", subject=agent,
            reason=stopped.said("UTC", now), outcome="paused", approval=person.name,
        )  # fmt: skip
        audit.write(session, desk.db, entry, now)
    return stopped


def resume(desk: Desk, person: Person, agent: str) -> Pause:
    """How the agent stands now: on trial after its own errors, running after a person's pause.

    Raises: NotAllowed, NotPaused.
    """
    may_decide(person, "let an agent go on")
    now = desk.now()
    with desk.db.begin() as session:
        stopped = pauses.within(session, agent)
        if stopped is None or not stopped.is_set(now):
            raise NotPaused(agent)
        probes = whole(desk.guard.policy(agent)["guard.probes"]) if stopped.state == "auto_paused" else 0
        goes_on = Pause(
            agent=agent, state="probing" if probes else "running", probes=probes, since=now, by=person.name
        )  # fmt: skip
        pauses.keep(session, goes_on)
        entry = audit.Entry(
            actor=person.name, on_behalf_of=person.email or person.name, action="agent:resume", subject=agent,
            reason=f"resumed after: {stopped.sentence}", outcome="resumed", approval=person.name,
        )  # fmt: skip
        audit.write(session, desk.db, entry, now)
    return goes_on


def resumed_card(pause: Pause) -> Card:
    """That it goes on, and on what terms."""
    trial = f" Its next {pause.probes} changes are a trial: if one fails, it stops again." if pause.probes else ""
    said = f"The {pause.agent} agent goes on ({pause.by}).{trial}"
    return Card(title=f"{pause.agent.capitalize()} agent resumed", summary=said, nodes=(Text(text=plain(said)),))
