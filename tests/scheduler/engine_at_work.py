"""One life of a process with the real engine: started by test_engine.py, once per phase, and ended like a crash."""

import json
import os
import sys
import time
from pathlib import Path

from sqlalchemy.orm import Session

from domain.errors import GatewayDown, TryLater
from scheduler import engine as engines
from scheduler.engine import Engine
from store.session import open_database
from store.vault import Vault

PHASE, URL, KEY, LOG = sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])
engines.LATER_S = (0.1,)


class Crash(BaseException):
    """What the engine takes for the death of the process."""


def note(*words):
    with LOG.open("a") as file:
        file.write(json.dumps([PHASE, *words]) + "\n")


def times(*words):
    return sum(json.loads(line)[1:] == list(words) for line in LOG.read_text().splitlines()) if LOG.exists() else 0


def step_that(job_id, name, *moods):
    """A step that goes through its moods, one per time it really runs: raise this, or return that."""

    def fn():
        note(job_id, name)
        mood = moods[min(times(job_id, name), len(moods)) - 1]
        if isinstance(mood, BaseException):
            raise mood
        return mood

    return fn


def do_job(job_id, step):
    match job_id:
        case "plain":
            note(job_id, "gave", step("one", step_that(job_id, "one", "1")), step("two", step_that(job_id, "two", "2")))
        case "patient" | "worked":
            step("one", step_that(job_id, "one", GatewayDown("Slack", "SECRET-1"), "ok"))
            note(job_id, "ended")
        case "fails":
            try:
                step("one", step_that(job_id, "one", ValueError("SECRET-2")))
            except ValueError as error:
                note(job_id, "caught", str(error))
        case "breaks":
            if times(job_id, "began") == 0:
                note(job_id, "began")
                raise OSError("SECRET-3")
            note(job_id, "ended")
        case "crashes":
            step("one", step_that(job_id, "one", "ok"))
            step("two", step_that(job_id, "two", Crash(), "ok"))
            note(job_id, "ended")
        case "crashes after patience":
            try:
                step("one", step_that(job_id, "one", GatewayDown("Slack", "SECRET-4")))
            except TryLater:
                note(job_id, "was asked for patience")
                if PHASE == "first":
                    raise Crash() from None
                raise


def first_life(engine):
    note("plain", "run", engine.run("plain", 1), engine.last_attempt("plain"))
    note("plain", "run", engine.run("plain", 1), engine.last_attempt("plain"))
    note("patient", "run", engine.run("patient", 1))
    note("patient", "run", engine.run("patient", 2), engine.last_attempt("patient"))
    note("fails", "run", engine.run("fails", 1))
    note("breaks", "run", engine.run("breaks", 1))
    note("breaks", "run", engine.run("breaks", 2))
    for job_id in ("crashes", "crashes after patience"):
        try:
            engine.run(job_id, 1)
        except Crash:
            note(job_id, "died")


def second_life(engine):
    note("interrupted", sorted(engine.interrupted()))
    note("crashes", "awaited", engine.await_interrupted("crashes"))
    note("crashes after patience", "awaited", engine.await_interrupted("crashes after patience"))
    note("interrupted", sorted(engine.interrupted()))
    note("never ran", engine.last_attempt("never ran"), engine.last_attempt("plain:1"))


def worker_life(engine):
    db = open_database(URL, Vault([KEY]))
    with Session(db.engine) as session:
        engine.enqueue(session, "rolled back")
        session.rollback()
    with db.begin() as session:
        engine.enqueue(session, "worked")
        engine.enqueue(session, "worked")
    end = time.monotonic() + 20
    while times("worked", "ended") == 0 and time.monotonic() < end:
        time.sleep(0.02)
    note("worked", "attempts", engine.last_attempt("worked"), "rolled back", engine.last_attempt("rolled back"))


if __name__ == "__main__":
    made = Engine(URL, "worker" if PHASE == "worker" else "front", do_job)
    made.start()
    {"first": first_life, "second": second_life, "worker": worker_life}[PHASE](made)
    os._exit(137)
