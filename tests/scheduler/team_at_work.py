"""One of several worker processes on one PostgreSQL: forked by test_takeover.py, stopped, woken and killed by it."""

import json
import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from bot.bootstrap import count_deaths
from domain.errors import TryLater
from scheduler.engine import Engine
from scheduler.lease import Heart
from store import effects, jobs, leases
from store.clock import Clock
from store.leases import Lease
from store.session import open_database
from store.vault import Vault

TTL_S, BEAT_S = 3.0, 0.4
NAME, FOLDER, DB = "", Path(), None


def note(*words):
    with (FOLDER / "log").open("a") as file:
        file.write(json.dumps([NAME, *words]) + "\n")


def do_job(job_id, step):
    job = jobs.find(DB, job_id)
    if job.state == "done":
        return
    if job.is_poison:
        note(job_id, "parked", job.deaths)
        finish(job_id, "failed")
        return
    if job_id.startswith("kills"):
        note(job_id, "dies")
        os.kill(os.getpid(), signal.SIGKILL)
    step("call", call, job_id)
    finish(job_id, "answered")


def call(job_id):
    """Waits until it is told to go on, then makes an outside call and keeps that it did, as every step does."""
    note(job_id, "begins")
    while not (FOLDER / f"go {job_id}").exists():
        time.sleep(0.02)
    try:
        effects.at_most_once(DB, f"call:{job_id}", lambda: note(job_id, "calls") or "called", Clock(DB).now)
    except TryLater as delay:
        note(job_id, "may not", type(delay).__name__)
        raise
    return "called"


def finish(job_id, outcome):
    with DB.begin() as session:
        jobs.finish(session, job_id, outcome, Clock(DB).now())
    note(job_id, "finished")


def live(name, url, key, folder):
    """Works until it is killed."""
    global NAME, FOLDER, DB
    NAME, FOLDER = name, folder
    leases.TTL = timedelta(seconds=TTL_S)
    leases.SURE_FOR = leases.TTL * 0.75
    heart = Heart(Lease(url, "worker", name), beat_s=BEAT_S)
    heart.start()
    DB = open_database(url, Vault([key]), lease=heart.lease)
    engine = Engine(url, "worker", do_job, heart.lease, lambda deaths: count_deaths(DB, deaths))
    engine.start()
    heart.takes_over(engine.take_over)
    note("ready")
    while True:
        time.sleep(1)
