"""An agent that was stopped by its own errors: who hears of it, and who lets it go on."""

from __future__ import annotations

import re

from domain.cards import Button, Buttons, Card, Text, plain
from domain.entry import visible
from domain.errors import Refused
from domain.pause import AGENTS, Pause
from domain.thresholds import whole
from domain.work import Person
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.telling import operators, tell
from store import audit, pauses
from store.crm.people import colleagues
from store.jobs import Job

MOST_TOLD = 25


class NoAgentOfThisName(Refused):
    """No agent that could be paused is called so."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"No agent that writes or sends by itself is called “{visible(said)[:40]}”. There is: {', '.join(AGENTS)}."
        )


class NotPaused(Refused):
    """There is nothing to resume."""

    def __init__(self, agent: str) -> None:
        super().__init__(f"The {agent} agent is not paused. Say “agents” to see how each stands.")


def tell_paused(desk: Desk, job: Job) -> str:
    """The red card for operators and managers: at once, and to managers in their own day. Safe to run again."""
    agent, since, _ = job.id.removeprefix("alert:").split("@")
    pause = pauses.of_agent(desk.db, agent)
    if pause is None or pause.state != "auto_paused" or pause.since.isoformat() != since:
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


def _whom(desk: Desk) -> list[Person]:
    with desk.db.reading() as connection:
        managers = [one for one in colleagues(connection) if one.role == "manager"]
    run_it = operators(desk)
    known = {one.id for one in run_it}
    return [*run_it, *(one for one in managers if one.id not in known)][:MOST_TOLD]


def paused_card(pause: Pause) -> Card:
    """What stopped it, and the way on."""
    buttons: tuple[Button, ...] = (Button(label="Resume", press="agent:resume", subject=pause.agent, style="primary"),)
    if pause.state == "auto_paused":
        buttons += (Button(label="What it did", press="change:list", subject=pause.agent),)
    return Card(
        title=f"{pause.agent.capitalize()} agent {'auto-paused' if pause.state == 'auto_paused' else 'paused'}",
        summary=pause.sentence,
        nodes=(
            Text(text=plain(pause.sentence), tone="bad" if pause.state == "auto_paused" else "warning"),
            Text(text="What it was doing waits; it changes nothing and writes to nobody until somebody resumes it."),
            Buttons(buttons=buttons),
        ),
    )


def agent_named(words: str) -> str:
    """The agent that these words name. Raises: NoAgentOfThisName."""
    said = re.sub(r"^the\s+|\s+agent$", "", " ".join(words.casefold().split()))
    if said not in AGENTS:
        raise NoAgentOfThisName(said)
    return said


def pause(desk: Desk, person: Person, agent: str) -> Pause:
    """The agent as it stands now: paused by this person. Raises: NotAllowed."""
    may_decide(person, "pause an agent")
    now = desk.now()
    stopped = Pause(agent=agent, state="paused", since=now, by=person.name)
    with desk.db.begin() as session:
        known = pauses.within(session, agent)
        if known is not None and known.is_on(now):
            return known
        pauses.keep(session, stopped)
        entry = audit.Entry(
            actor=person.name, on_behalf_of=person.email or person.name, action="agent:pause", subject=agent,
            reason="a person paused it", outcome="paused", approval=person.name,
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
        if stopped is None or not stopped.is_on(now):
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
