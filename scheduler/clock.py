"""Fires triggers in product time, each fire once: across processes, outages, moved clocks and summer time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.jobstores.base import JobLookupError  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

from domain.cadence import cadence, fire_times, last_fire, next_fire
from domain.errors import TryLater
from scheduler.trigger import Trigger
from store import jobs, triggers
from store.clock import Clock
from store.jobs import Job
from store.session import Database
from store.triggers import Kept, fire_id

log = logging.getLogger("quartermaster.clock")
BEAT_S = 1.0
MOVED = timedelta(seconds=1)
"""Two looks at the clock that differ by more than this were not made by the same clock."""
Enqueue = Callable[[Any, str], None]
FindDue = Callable[[Database, datetime], list[str]]
"""Ids of what has fallen due by a product time, each for a job of its own."""


class InProductTime(BaseTrigger):  # type: ignore[misc]
    """Tells APScheduler the real time at which product time reaches a trigger's next fire."""

    def __init__(self, trigger: Trigger, zone: str, now: Callable[[], datetime]) -> None:
        self._trigger, self._zone, self._now = trigger, zone, now

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """Real time of the next fire after now."""
        product = self._now()
        # A moment late rather than early: an early look finds that nothing is due yet.
        return now + (next_fire(cadence(self._trigger.cron), self._zone, product) - product) + timedelta(milliseconds=5)


class Timekeeper:
    """One per worker. `enqueue` hands a job to the durable engine in the caller's transaction; `due` finds by kind of
    job what else has fallen due (a held message, an approval that expires).

    APScheduler only says when to look. What is fired is decided by the trigger's own row, under which every process
    sees the same past: whoever moves it on submits the fires, by ids that are never submitted twice.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        known: Mapping[str, Trigger],
        zone: Callable[[], str],
        enqueue: Enqueue,
        due: Mapping[str, FindDue] | None = None,
    ) -> None:
        self._db, self._clock, self._known = db, clock, known
        self._zone, self._enqueue, self._due = zone, enqueue, due or {}
        self._ahead, self._set_in = timedelta(), ""
        self._missed: set[str] = set()
        self._looking, self._stopping = threading.Lock(), False
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def start(self) -> None:
        """Makes the triggers known, submits what was missed while nobody looked, and keeps looking."""
        self.register()
        self.look()
        for name, trigger in self._known.items():
            self._scheduler.add_job(self._fire_safely, self._real(trigger), args=[name], id=name)
        self._scheduler.add_job(self._beat, IntervalTrigger(seconds=BEAT_S, timezone=UTC), id="beat")
        self._ahead, self._set_in = self._clock.now() - datetime.now(UTC), self._zone()
        self._scheduler.start()

    def stop(self) -> None:
        """Ends the looking; a look that is under way comes to its end.

        APScheduler would wait for it while holding a lock that the look may need, and so for ever.
        """
        self._stopping = True
        self._scheduler.shutdown(wait=False)
        with self._looking:
            log.debug("the clock has stopped")

    def register(self) -> None:
        """Puts every trigger into the list that people see; one that looks at once does so when it is new."""
        now = self._clock.now()
        # A demo's clock may have run ahead before the first worker was there; what it skipped was never looked at.
        since = min(now, datetime.now(UTC))
        with self._db.begin() as session:
            for name, one in self._known.items():
                said = {"wants": one.wants, "cron": one.cron, "condition": one.condition, "agent": one.agent}
                if triggers.register(session, name, at=since, **said) and one.looks_at_once:
                    self._submit(session, fire_id(name, now), "trigger", now)

    def look(self) -> list[str]:
        """Ids of the jobs submitted: every fire and everything else that is due by now and was not submitted."""
        fired = [job_id for name in self._known for job_id in self.fire(name)]
        return fired + self.submit_due()

    def fire(self, name: str) -> list[str]:
        """Ids of one trigger's fires that are submitted now."""
        trigger, kept, now = self._known[name], triggers.find(self._db, name), self._clock.now()
        if kept is None:
            return []
        fires = list(self._fires(trigger, kept, now))
        if not fires and kept.looked_until <= now:
            return []
        with self._db.begin() as session:
            # A clock that was put back starts again from there; what fired in the future stays fired, by its id.
            if not triggers.advance(session, name, kept.looked_until, now, fires[-1] if fires else None):
                return []
            return [job_id for at in fires if (job_id := self._submit(session, fire_id(name, at), "trigger", now))]

    def _fires(self, trigger: Trigger, kept: Kept, now: datetime) -> Iterator[datetime]:
        of, zone = cadence(trigger.cron), self._zone()
        if trigger.catch_up == "each":
            yield from fire_times(of, zone, kept.looked_until, now)
        elif (last := last_fire(of, zone, kept.looked_until, now)) is not None:
            yield last

    def submit_due(self) -> list[str]:
        """Ids of the jobs for what has fallen due, submitted once each."""
        now, submitted = self._clock.now(), []
        for kind, find in self._due.items():
            for one in find(self._db, now):
                with self._db.begin() as session:
                    if job_id := self._submit(session, one, kind, now):
                        submitted.append(job_id)
        return submitted

    def _submit(self, session: Any, job_id: str, kind: str, now: datetime) -> str:
        """The job's id where it is new; its row and its place in the engine are one transaction."""
        job = Job(id=job_id[:255], kind=kind, inbox_key="", lane=kind, state="queued", outcome=None)
        if not jobs.add(session, job, "worker", now):
            return ""
        self._enqueue(session, job.id)
        return job.id

    def _fire_safely(self, name: str) -> None:
        with self._looking:
            try:
                self.fire(name)
            except TryLater as delay:
                log.warning("trigger %s waits: %s", name, delay)
                self._missed.add(name)
            except Exception:
                log.exception("trigger %s could not be fired; it is tried again", name)
                self._missed.add(name)

    def _beat(self) -> None:
        """Notices a moved clock, a company that moved, and what has fallen due."""
        with self._looking:
            if self._stopping:
                return
            try:
                self._catch_up()
                self.submit_due()
            except TryLater as delay:
                log.warning("the clock waits: %s", delay)
            except JobLookupError:
                # Somebody stopped the scheduler in the middle of this look; the next process goes on from here.
                log.info("the clock stops")

    def _catch_up(self) -> None:
        ahead, zone = self._clock.now() - datetime.now(UTC), self._zone()
        if abs(ahead - self._ahead) > MOVED or zone != self._set_in:
            self.look()
            self._ahead, self._set_in = ahead, zone
            for name, trigger in self._known.items():
                self._scheduler.reschedule_job(name, trigger=self._real(trigger))
        for name in sorted(self._missed):
            self.fire(name)
            self._missed.discard(name)

    def _real(self, trigger: Trigger) -> InProductTime:
        return InProductTime(trigger, self._zone(), self._clock.now)
