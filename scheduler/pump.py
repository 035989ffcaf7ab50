"""Turns what was heard into jobs and jobs into outcomes, after the ack and in order."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from domain.errors import TryLater
from scheduler.engine import Engine, later_s
from scheduler.lanes import Lanes
from store import audit, inbox, jobs
from store.clock import Clock
from store.inbox import Heard
from store.jobs import Job
from store.session import Database

log = logging.getLogger("quartermaster.pump")
TellPlace = Callable[[Job, int], None]
"""Says to whoever asked for a job which place it has in the line."""
SortOut = Callable[[Heard], Job | None]
"""What a heard event asks for; None when there is nothing to do."""


class Pump:
    """One thread that empties the inbox into lanes; `wake` saves the wait until the next look.

    Of several fronts one does so at a time: a conversation's order is kept by the lanes of one process.
    """

    def __init__(
        self,
        db: Database,
        engine: Engine,
        sort_out: SortOut,
        clock: Clock,
        look_every_s: float = 1.0,
        most: Callable[[], int] = lambda: 10,
        tell: TellPlace | None = None,
    ) -> None:
        self._db, self._engine, self._sort_out, self._clock = db, engine, sort_out, clock
        self._look_every_s, self._tell = look_every_s, tell
        self._lanes, self._leads = Lanes(most), False
        self._teller = threading.Thread(target=self._tell_waiting, name="line", daemon=True)
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._pump, name="pump", daemon=True)

    def start(self) -> None:
        """Takes up what a crash left behind, then whatever comes in; where others do so, once they do not any more."""
        if self._engine.leads():
            self._take_up()
        self._thread.start()
        if self._tell is not None:
            self._teller.start()

    def _tell_waiting(self) -> None:
        """In a thread of its own, so that nothing heard waits for words about waiting."""
        while not self._stopping.wait(0.5):
            try:
                self._lanes.tell_waiting()
            except Exception:
                log.exception("nobody could be told of their place in the line")

    def _take_up(self) -> None:
        interrupted = self._engine.interrupted()
        for job in jobs.unfinished(self._db, self._engine.role):
            self._submit(job, resume=job.id in interrupted)
        self._leads = True

    def wake(self) -> None:
        """Says that something was heard."""
        self._woken.set()

    def stop(self) -> None:
        """Stops taking from the inbox and waits for running jobs."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(timeout=10)
        self._lanes.stop()

    def _pump(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(self._look_every_s)
            self._woken.clear()
            try:
                if not self._leads and self._engine.leads():
                    self._take_up()
                while self._leads and not self._stopping.is_set() and self._take_some():
                    pass
            except TryLater as delay:
                log.warning("the inbox waits: %s", delay)
            except Exception:
                log.exception("the inbox could not be read")

    def _take_some(self) -> bool:
        heard = inbox.waiting(self._db)
        for event in heard:
            self._take(event)
        return bool(heard)

    def _take(self, event: Heard) -> None:
        job, problem = self._job_for(event)
        now = self._clock.now()
        # A power cut puts the event back into the inbox, whose row waited for the disk before it was acknowledged.
        with self._db.begin(waits=False) as session:
            inbox.take(session, [event.key], job.id if job else "nothing to do")
            fresh = job is not None and jobs.add(session, job, self._engine.role, now)
            if problem is not None:
                audit.write(session, self._db, _unreadable(event, problem), now)
        if job is not None and fresh:
            self._submit(job)

    def _job_for(self, event: Heard) -> tuple[Job | None, Exception | None]:
        try:
            return self._sort_out(event), None
        except TryLater:
            # Slack or the database is away for a moment: the event and those behind it keep their places.
            raise
        except Exception as problem:
            # A payload that cannot be read must not stop the ones behind it; the trail has it for the operator.
            log.exception("event %s cannot be read", event.key)
            return None, problem

    def _submit(self, job: Job, resume: bool = False) -> None:
        resumes = [resume]
        tell = self._tell
        self._lanes.submit(
            job.lane,
            lambda: self._run(job, bool(resumes and resumes.pop())),
            (lambda place: tell(job, place)) if tell is not None and job.kind == "question" else None,
        )

    def _run(self, job: Job, resume: bool) -> float | None:
        """Seconds until the next attempt, or None when the job has its outcome."""
        attempt = 1
        try:
            if resume:
                finished, attempt = self._engine.await_interrupted(job.id), self._engine.last_attempt(job.id)
            else:
                attempt = self._engine.last_attempt(job.id) + 1
                finished = self._engine.run(job.id, attempt)
        except Exception:
            log.exception("job %s could not be run", job.id)
            finished = False
        return None if finished else later_s(attempt)


def _unreadable(event: Heard, problem: Exception) -> audit.Entry:
    return audit.Entry(
        actor="quartermaster",
        on_behalf_of="operator",
        action="event:unreadable",
        subject=event.key,
        reason=type(problem).__name__,
        outcome="refused",
        inputs={"error": str(problem), "payload": event.payload},
    )
