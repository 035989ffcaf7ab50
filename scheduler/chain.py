"""Agents wake each other: what changed in the CRM wakes those whom it concerns, a burst at once, each cause once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.chain import in_words, is_time, woken_by
from domain.thresholds import SettingValue
from store import audit, settings, wakes
from store.session import Database


def due(db: Database, now: datetime) -> list[str]:
    """Ids of the jobs of woken agents that are to be submitted now.

    It only looks at what was committed with the changes themselves, so a crash before or after it loses no cause.
    """
    waiting = wakes.untold(db)
    if waiting is not None:
        policy = settings.all_effective(db)
        if is_time(waiting.oldest, waiting.newest, now, policy):
            _wake(db, now, policy)
    return wakes.to_do(db)


def _wake(db: Database, now: datetime, policy: Mapping[str, SettingValue]) -> None:
    with db.begin() as session:
        number, causes = wakes.claim(session)
        if not causes:
            return
        agents, hop = woken_by(causes, wakes.hops(session, now), policy)
        because = in_words(causes)
        wakes.wake(session, number, agents or (wakes.NOBODY,), hop, because, now)
        audit.write(session, db, _entry(number, agents, hop, because), now)


def _entry(number: int, agents: tuple[str, ...], hop: int, because: str) -> audit.Entry:
    woken = " and ".join(f"the {agent} agent" for agent in agents)
    stopped = f"agents had woken each other {hop - 1} times in a row, so the chain stops here"
    return audit.Entry(
        actor="quartermaster",
        on_behalf_of="operator",
        action="agent:wake" if agents else "agent:wake_stopped",
        subject=f"wake:{number}",
        reason=f"{because}: {f'wakes {woken}' if agents else stopped}.",
        outcome="woken" if agents else "stopped",
        inputs={"hop": hop},
    )
