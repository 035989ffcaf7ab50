"""How often a job is tried again when an outside service lets it down, and what people see of that."""

from __future__ import annotations

import logging
from datetime import timedelta

from domain.errors import GatewayDown, QuartermasterError, RateLimited, TryLater
from domain.work import Place
from handlers.desk import Desk
from store import attempts
from store.jobs import Job

log = logging.getLogger("quartermaster.retries")
MOST = 3
"""Retries of a call to an outside service."""
HELD_FOR = timedelta(hours=24)
"""How long words wait for a surface that is away: there is no other way to reach whoever is waiting for them."""


def are_over(desk: Desk, job: Job, delay: TryLater, place: Place | None) -> bool:
    """Whether a job was tried often enough. A database that is away counts for nothing: it keeps what waits."""
    if not isinstance(delay, GatewayDown | RateLimited):
        return False
    now = desk.now()
    with desk.db.begin() as session:
        number = attempts.add(session, desk.db, job.id, str(delay), now)
    if delay.service.lower() in desk.voices:
        return now - attempts.of_job(desk.db, job.id)[0].at >= HELD_FOR
    if number > MOST:
        return True
    _show(desk, place, f"is delayed: {delay.service} does not answer. Retry {number}/{MOST}…")
    return False


def lines(desk: Desk, job_id: str) -> tuple[str, ...]:
    """What each retry of a job was for: `Retry 2/3: …`."""
    tried = attempts.of_job(desk.db, job_id)
    return tuple(f"Retry {one.number}/{MOST}: {one.why}" for one in tried if one.number <= MOST)


def _show(desk: Desk, place: Place | None, words: str) -> None:
    """Says beside the question that it is not forgotten; a surface that cannot is no reason to stop."""
    if place is None or place.surface not in desk.voices:
        return
    try:
        desk.voice(place).status(place.model_copy(update={"thread": place.thread or place.message}), words)
    except QuartermasterError as error:
        log.warning("nobody could be told of a delay: %s", error)
