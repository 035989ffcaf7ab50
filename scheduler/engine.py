"""The only place that knows the durable engine: a job that was started once ends once, whatever dies in between."""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Set
from typing import Any

from dbos import (
    DBOS,
    DBOSClient,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    EnqueueOptions,
    SetWorkflowID,
    StepOptions,
)

from domain.errors import TryLater
from store.leases import Lease
from store.session import checkpoint_engine, was_used

log = logging.getLogger("quartermaster.engine")
StepRunner = Callable[..., str]
"""`step(name, fn, *args) -> str`: runs `fn` once; after a crash its recorded result is returned instead."""
DoJob = Callable[[str, StepRunner], None]
CountDeaths = Callable[[Iterable[tuple[str, str]]], None]
"""Counts, before they are taken up again, the jobs (id, process) at which a process died."""

FRONT_QUEUE, WORKER_QUEUE = "front", "worker"
JOBS_VERSION = "jobs-1"
LATER_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
WAITS, FAILED = "!waits", "!failed"
"""What the engine records of a step that raised."""
_engine: Engine | None = None


@DBOS.workflow(name="job_run")
def _job_run(job_id: str) -> str:
    """`done`, or `later` when somebody asked for patience; the job's own row holds the outcome."""
    assert _engine is not None
    return _engine.carry_out(job_id, int(str(DBOS.workflow_id).rpartition(":")[2]))


def _step(name: str, fn: Callable[..., str], *args: Any) -> str:
    """The step's result. What it raises is raised here, but never told to the engine.

    The engine would write an error's words into its own tables unsealed, and give back an error of another kind.
    """
    raised: list[Exception] = []

    def attempt() -> str:
        try:
            return fn(*args)
        except Exception as error:  # noqa: BLE001  (raised again below, outside the engine's sight)
            raised.append(error)
            return WAITS if isinstance(error, TryLater) else FAILED

    ended = DBOS.run_step(StepOptions(name=name), attempt)
    if ended in (WAITS, FAILED):
        raise raised[0] if raised else _as_recorded(name, ended)
    return ended


def _as_recorded(name: str, ended: str) -> Exception:
    """What a step raised before a crash, of which only the kind is known."""
    words = f"step {name} did not end before a crash"
    return TryLater(words) if ended == WAITS else RuntimeError(words)


class Engine:
    """Runs jobs durably for one role (`front` or `worker`); one per process.

    Without a lease it is the only process of its role, and takes up at its start what the one before it left. With
    one it goes by the lease's id, and whoever lives takes up what the dead left.
    """

    def __init__(
        self,
        url: str,
        role: str,
        do_job: DoJob,
        lease: Lease | None = None,
        count_deaths: CountDeaths = lambda _deaths: None,
    ) -> None:
        global _engine
        _engine = self
        self._do_job, self._count_deaths = do_job, count_deaths
        self.role, self._lease = role, lease
        self._queue = WORKER_QUEUE if role == "worker" else FRONT_QUEUE
        self._checkpoints = engine = checkpoint_engine(url, lease)
        self._config: DBOSConfig = {
            "name": "quartermaster",
            "system_database_url": url,
            "system_database_engine": engine,
            "executor_id": lease.id if lease else role,
            "application_version": JOBS_VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "max_executor_threads": 64,
            "log_level": "ERROR",
        }
        self._client = DBOSClient(
            system_database_url=url,
            system_database_engine=engine,
            application_name="quartermaster",
            serializer=DBOSPortableJSONSerializer(),
            lazy=True,
        )
        self._is_started = False

    def start(self) -> None:
        """Launches the engine; work that a crash of this role interrupted goes on at once."""
        DBOS(config=self._config)
        DBOS.listen_queues([self._queue])
        if self._lease is None and was_used(self._checkpoints):
            self._count_own_deaths()
        DBOS.launch()
        polling = 0.2 if self.role == "worker" else 1.0
        DBOS.register_queue(self._queue, worker_concurrency=4, polling_interval_sec=polling)
        self._is_started = True

    def stop(self) -> None:
        """Stops taking work and lets running steps end."""
        DBOS.destroy(workflow_completion_timeout_sec=5)
        self._client.destroy()
        self._checkpoints.dispose()

    def leads(self) -> bool:
        """Whether this process is the one of its role that does what must be done in order."""
        return self._lease is None or self._lease.leads

    def take_over(self, living: Set[str]) -> None:
        """Takes up what was running in processes that do not live any more, wherever in the company's machines.

        Each goes into the queue of the role it was running for, so that a process of that role goes on with it.
        """
        left = [w for w in self._running() if w.executor_id not in living]
        self._count_deaths((_job_of(w.workflow_id), str(w.executor_id)) for w in left)
        by_queue: dict[str, list[str]] = defaultdict(list)
        for one in left:
            by_queue[one.queue_name if one.queue_name in (FRONT_QUEUE, WORKER_QUEUE) else FRONT_QUEUE].append(
                one.workflow_id
            )
        for queue, ids in by_queue.items():
            if self._lease is not None:
                self._lease.must_be_sure()
            log.warning("%d jobs of processes that died are taken over: %s", len(ids), ", ".join(ids[:10]))
            self._client.resume_workflows(ids, queue_name=queue)

    def _count_own_deaths(self) -> None:
        """Counts the jobs at which the process before this one died; a start that itself dies counts them again."""
        this_start = f"{self.role}-{secrets.token_hex(6)}"
        mine = [w for w in self._running() if w.executor_id == self.role]
        self._count_deaths((_job_of(w.workflow_id), this_start) for w in mine)

    def _running(self) -> list[Any]:
        return self._client.list_workflows(status="PENDING", name="job_run", load_input=False, load_output=False)

    def interrupted(self) -> set[str]:
        """Ids of jobs that were running when their process last died; the engine has taken them up again.

        It does so by way of a queue, so that for a moment they are not running but waiting to.
        """
        found = DBOS.list_workflows(
            status=["PENDING", "ENQUEUED", "DELAYED"], name="job_run", load_input=False, load_output=False
        )
        return {_job_of(w.workflow_id) for w in found}

    def carry_out(self, job_id: str, attempt: int) -> str:
        """What an attempt at a job came to. An error that gets this far is no outcome: the job is tried again."""
        try:
            self._do_job(job_id, _step)
        except TryLater as delay:
            log.warning("job %s waits: %s", job_id, delay)
        except Exception:
            log.exception("job %s could not be brought to its outcome", job_id)
        else:
            return "done"
        if self.role == "worker":
            # The front's pump tries again by itself; the worker has nothing but its queue.
            self._client_now().enqueue(_options(job_id, attempt + 1, later_s(attempt)), job_id)
        return "later"

    def run(self, job_id: str, attempt: int) -> bool:
        """Whether the job reached its outcome; False asks for a later attempt. Blocks until then."""
        with SetWorkflowID(f"run:{job_id}:{attempt}"):
            return _job_run(job_id) == "done"

    def await_interrupted(self, job_id: str) -> bool:
        """Whether a job that the engine took up again after a crash reached its outcome."""
        attempt = self.last_attempt(job_id)
        handle: Any = DBOS.retrieve_workflow(f"run:{job_id}:{attempt}")
        return bool(handle.get_result() == "done")

    def last_attempt(self, job_id: str) -> int:
        """The number of the latest attempt at a job; 0 when there was none."""
        attempt = 0
        while DBOS.get_workflow_status(f"run:{job_id}:{attempt + 1}") is not None:
            attempt += 1
        return attempt

    def enqueue(self, session: Any, job_id: str, attempt: int = 1, delay_s: float = 0) -> None:
        """Hands a job to the worker process in the caller's transaction."""
        self._client_now().enqueue_in_transaction(session, _options(job_id, attempt, delay_s), job_id)

    def enqueue_again(self, session: Any, job_id: str) -> None:
        """Hands a job that had come to its end to the worker process once more, in the caller's transaction."""
        self.enqueue(session, job_id, self.last_attempt(job_id) + 1)

    def _client_now(self) -> DBOSClient:
        assert self._is_started, "the engine was not started"
        return self._client


def later_s(attempt: int) -> float:
    """Seconds to wait after this many attempts that asked for patience."""
    return LATER_S[min(attempt, len(LATER_S)) - 1]


def _options(job_id: str, attempt: int, delay_s: float) -> EnqueueOptions:
    options: EnqueueOptions = {
        "workflow_name": "job_run",
        "queue_name": WORKER_QUEUE,
        "workflow_id": f"run:{job_id}:{attempt}",
    }
    if delay_s:
        options["delay_seconds"] = delay_s
    return options


def _job_of(workflow_id: str) -> str:
    return workflow_id.removeprefix("run:").rpartition(":")[0]
