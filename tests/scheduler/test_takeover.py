"""Several workers on one PostgreSQL, killed and put to sleep: their work goes on elsewhere, and only there."""

import json
import os
import signal
import sys
import time
import traceback

import pytest
from dbos import DBOSClient, DBOSPortableJSONSerializer

from scheduler.engine import _options
from store import jobs
from store.jobs import Job
from tests.scheduler import team_at_work
from tests.scheduler.until import until
from tests.store.conftest import AT, KEY

PATIENCE_S = 100


class Team:
    """Worker processes, and what they noted."""

    def __init__(self, db, folder):
        self.db, self.folder, self.processes = db, folder, {}
        how = {"application_name": "quartermaster", "serializer": DBOSPortableJSONSerializer(), "lazy": True}
        self.client = DBOSClient(system_database_url=db.url, **how)

    def join(self, name):
        child = os.fork()
        if not child:
            self._become(name)
        self.processes[name] = child
        self.sees(name, "ready")

    def _become(self, name):
        # Nothing of the process that tests may run in this one, nor its end be this one's.
        try:
            errors = os.open(self.folder / "errors", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            for ours in (1, 2):
                os.dup2(errors, ours)
            team_at_work.live(name, self.db.url, KEY, self.folder)
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(1)

    def ends(self, name):
        """How a process ended: its exit code, or the signal that killed it."""
        found = []

        def ended():
            pid, status = os.waitpid(self.processes[name], os.WNOHANG)
            found.append(status)
            return pid

        until(ended, PATIENCE_S)
        del self.processes[name]
        return os.waitstatus_to_exitcode(found[-1])

    def hand(self, job_id):
        with self.db.begin() as session:
            jobs.add(session, Job(job_id, "change", "", "lane", "queued", None), "worker", AT)
        self.client.enqueue(_options(job_id, 1, 0), job_id)

    def noted(self, *words):
        """Who noted this, in order; the name comes first in each line."""
        log = self.folder / "log"
        said = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return [line[0] for line in said if line[1 : 1 + len(words)] == list(words)]

    def sees(self, name, *words):
        until(lambda: name in self.noted(*words), PATIENCE_S)

    def signals(self, name, what):
        os.kill(self.processes[name], what)

    def goes_on(self, job_id):
        (self.folder / f"go {job_id}").touch()

    def close(self):
        for name in list(self.processes):
            self.signals(name, signal.SIGKILL)
            self.ends(name)
        self.client.destroy()


@pytest.fixture
def team(postgres_db, tmp_path):
    made = Team(postgres_db, tmp_path)
    yield made
    made.close()


@pytest.mark.row("N1", "N2", "N3", "L3")
@pytest.mark.timeout(400)
def test_work_of_a_sleeping_and_of_a_killed_process_is_done_once_by_another_and_the_sleeper_ends(team):
    team.join("a")
    team.hand("slept")
    team.sees("a", "slept", "begins")
    team.signals("a", signal.SIGSTOP)
    team.join("b")
    stopped = time.monotonic()
    team.sees("b", "slept", "begins")
    assert time.monotonic() - stopped < 60, "unfinished work is resumed within 60 s"
    # Both are now in the middle of the same step, and the first knows nothing of the second.
    team.goes_on("slept")
    team.sees("b", "slept", "finished")
    team.signals("a", signal.SIGCONT)
    assert team.ends("a") == 75, "it ends by itself"
    assert team.noted("slept", "calls") == ["b"]
    assert team.noted("slept", "finished") == ["b"]

    team.hand("killed")
    team.sees("b", "killed", "begins")
    team.signals("b", signal.SIGKILL)
    team.goes_on("killed")
    team.join("c")
    team.sees("c", "killed", "finished")
    assert team.noted("killed", "calls") == ["c"]
    assert [jobs.find(team.db, name).outcome for name in ("slept", "killed")] == ["answered", "answered"]
    assert [jobs.find(team.db, name).deaths for name in ("slept", "killed")] == [1, 1]

    # Whoever takes this up dies of it; the fourth, whoever that is, does not try.
    team.hand("kills")
    for name in ("d", "e", "f"):
        team.join(name)
    until(lambda: jobs.find(team.db, "kills").state == "done", PATIENCE_S)
    died = team.noted("kills", "dies")
    assert len(set(died)) == len(died) == 3
    (spared,) = team.noted("kills", "parked", 3)
    assert {*died, spared} == {"c", "d", "e", "f"}
    assert {team.ends(name) for name in died} == {-signal.SIGKILL}
