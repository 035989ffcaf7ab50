"""Ten minutes of a company whose processes die, sleep and come back, and whose database is restarted under them."""

import os
import random
import re
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.demo_command import load
from bot.migrate import upgrade
from domain.errors import TryLater
from store import approvals, audit, inbox, jobs, review_queue, settings
from store.changes import changes
from store.clock import Clock
from store.crm import demo
from store.crm.tables import opportunities, people
from store.session import open_database
from store.vault import Vault
from tests import postgres
from tests.crash.company import Street, become
from tests.office import KEY, NOW, PEOPLE, TEAM, button

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
"""How long it goes on; shorter runs are for trying out."""
ROLES = ("front", "front", "worker", "worker")
MANAGER, REP = PEOPLE["Dana Whitfield"], "Priya Raman"
NO_LIMITS = (
    *("guard.changes_per_hour", "guard.crm_calls_per_minute", "guard.external_calls_per_hour"),
    *("approval.cards_per_hour", "guard.bulk_records", "guard.conversations"),
)
STALLED = "show stalled negotiation deals"


class Company:
    """Processes of every role, one of which is struck every few seconds."""

    def __init__(self, url, folder, seed):
        self.url, self.folder, self.chance = url, folder, random.Random(seed)
        self.processes, self.asleep = {}, {}
        self.struck, self.ends = Counter(), {}
        for number, role in enumerate(ROLES):
            self.start(f"{role} {number}")

    def start(self, name):
        child = os.fork()
        if not child:
            become(name.split()[0], self.url, self.folder)
        self.processes[name] = child

    def strike(self):
        """Kills one that is awake, or puts it to sleep for longer than its lease."""
        awake = [name for name in self.processes if name not in self.asleep]
        if len(awake) < 2:
            return
        name = self.chance.choice(awake)
        if self.chance.random() < 0.25:
            os.kill(self.processes[name], signal.SIGSTOP)
            self.asleep[name] = time.monotonic() + self.chance.uniform(10, 15)
            self.ends[self.processes[name]] = time.time()
            self.struck["slept"] += 1
        else:
            os.kill(self.processes[name], signal.SIGKILL)
            self.ends[self.processes[name]] = time.time()
            self.struck["killed"] += 1

    def look_after(self):
        """Wakes those that slept enough, and starts again whoever ended."""
        for name, until in list(self.asleep.items()):
            if time.monotonic() > until:
                os.kill(self.processes[name], signal.SIGCONT)
                del self.asleep[name]
        for name, pid in list(self.processes.items()):
            if os.waitpid(pid, os.WNOHANG)[0]:
                self.ends.setdefault(pid, time.time())
                self.start(name)

    def close(self):
        for pid in self.processes.values():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


class People:
    """What people do meanwhile: a manager asks, a rep proposes, and the manager says yes to what comes."""

    def __init__(self, db, street):
        self.db, self.street, self.clock = db, street, Clock(db)
        self.heard, self.pressed, self.numbers = [], set(), iter(range(1, 1_000_000))
        self.wanted, self.rounds = {}, Counter()
        mine = select(people.c.id).where(people.c.name == REP).scalar_subquery()
        c = opportunities.c
        deals = select(c.id).where(c.is_open, c.owner_id == mine, c.forecast_category != "Commit", c.amount < 90_000)
        with db.looking() as connection:
            self.deals = list(connection.execute(deals.order_by(c.id)).scalars())

    def hear(self, payload):
        """An event, sent again until it is acknowledged."""
        key = f"event {next(self.numbers)}"
        while True:
            try:
                inbox.hear(self.db, key, "event", payload, self.clock.now())
                break
            except TryLater:
                time.sleep(0.3)
        self.heard.append(key)

    def ask(self):
        n = next(self.numbers)
        event = {"type": "app_mention", "user": MANAGER, "channel": "C0LEADS", "ts": f"10.{n:06d}",
                 "text": f"<@U0BOT> {STALLED}"}  # fmt: skip
        self.hear({"type": "event_callback", "event_id": f"Ev{n}", "team_id": TEAM, "event": event})

    def is_written(self, deal):
        """Whether every change of this deal so far was written, so that it may be changed once more."""
        of_deal = select(changes.c.status).where(changes.c.record_id == deal)
        try:
            with self.db.looking() as connection:
                return list(connection.execute(of_deal).scalars()) == ["done"] * self.rounds[deal]
        except TryLater:
            return False

    def propose(self):
        deal = self.deals[next(self.numbers) % len(self.deals)]
        if not self.is_written(deal):
            return
        n = next(self.numbers)
        self.wanted[deal] = f"Step {n}"
        self.rounds[deal] += 1
        view = {
            "id": f"V{n}",
            "hash": f"h{n}",
            "callback_id": "record:propose",
            "private_metadata": f'{{"press": "record:propose", "subject": "{deal}"}}',
            "state": {"values": {"next_step": {"next_step": {"type": "plain_text_input", "value": f"Step {n}"}}}},
        }
        self.hear({"type": "view_submission", "team": {"id": TEAM}, "user": {"id": PEOPLE[REP]}, "trigger_id": f"t{n}",
                   "view": view})  # fmt: skip

    def approve(self):
        """A yes to every card that asks for one; now and then twice, as impatient people do."""
        for channel, ts, key, card in self.street.said():
            if key in self.pressed or channel != f"D{MANAGER}" or card.title != "Approve this change?":
                continue
            try:
                press, value = button(card, "Approve")
            except AssertionError:
                continue
            self.pressed.add(key)
            n = next(self.numbers)
            event = {
                "type": "block_actions",
                "team": {"id": TEAM},
                "user": {"id": MANAGER, "team_id": TEAM},
                "trigger_id": f"yes.{n}",
                "channel": {"id": channel},
                "container": {"type": "message", "message_ts": ts, "channel_id": channel},
                "message": {"ts": ts},
                "actions": [{"type": "button", "action_id": press, "value": value, "action_ts": f"{n}.0"}],
            }
            self.hear(event)

    def retry(self):
        """A second chance for whatever died with three processes."""
        for item in review_queue.open_items(self.db, most=1000):
            if item.kind != "parked_job" or item.id in self.pressed:
                continue
            self.pressed.add(item.id)
            n = next(self.numbers)
            self.hear(
                {
                    "type": "block_actions",
                    "team": {"id": TEAM},
                    "user": {"id": MANAGER, "team_id": TEAM},
                    "trigger_id": f"again.{n}",
                    "channel": {"id": f"D{MANAGER}"},
                    "container": {"type": "message", "message_ts": "1", "channel_id": f"D{MANAGER}"},
                    "message": {"ts": "1"},
                    "actions": [{"type": "button", "action_id": "job:retry", "value": item.id, "action_ts": f"{n}.0"}],
                }
            )


def company_database(empty):
    url = empty()
    upgrade(url)
    db = open_database(url, Vault([KEY]))
    load(db, demo.build(7, demo.LEAST_SIZE, NOW.date()), NOW - timedelta(hours=1))
    with db.begin() as session:
        for name in NO_LIMITS:
            settings.save(session, name, settings.THRESHOLDS[name].most, by="test", at=NOW)
    return url, db


def soak(url, db, folder, seconds, *, restart=None):
    """What was struck how often, after everything that was heard came to its end."""
    street = Street(folder / "street.db")
    company, people_ = Company(url, folder, seed=7), People(db, street)
    try:
        end, strike_at = time.monotonic() + seconds, time.monotonic() + 15
        restart_at = time.monotonic() + 30
        while time.monotonic() < end:
            people_.ask() if company.chance.random() < 0.3 else people_.propose()
            people_.approve()
            company.look_after()
            if time.monotonic() > strike_at:
                company.strike()
                strike_at = time.monotonic() + company.chance.uniform(3, 12)
            if restart is not None and time.monotonic() > restart_at:
                restart()
                company.struck["restarted"] += 1
                restart_at = time.monotonic() + company.chance.uniform(5, 40)
            time.sleep(company.chance.uniform(0.2, 0.8))
        calm_until = time.monotonic() + 300
        while time.monotonic() < calm_until:
            company.look_after()
            try:
                people_.approve()
                people_.retry()
            except TryLater:
                continue
            if is_over(db):
                break
            time.sleep(1)
        assert_nothing_lost_or_doubled(db, street, people_, company)
    finally:
        company.close()
    return company.struck, len(people_.heard), people_.rounds.total()


def is_over(db):
    try:
        with db.looking() as connection:
            left = connection.execute(select(jobs.jobs.c.id).where(jobs.jobs.c.state != "done")).all()
            untaken = connection.execute(select(inbox.inbox.c.key).where(inbox.inbox.c.job_id.is_(None))).all()
        parked = [item for item in review_queue.open_items(db, most=1000) if item.kind == "parked_job"]
        return not (left or untaken or parked or [one for one in approvals.waiting(db) if one.status == "open"])
    except TryLater:
        return False


def assert_nothing_lost_or_doubled(db, street, people_, company):
    with db.looking() as connection:
        states = connection.execute(text("SELECT kind, state, outcome, count(*) FROM app_jobs GROUP BY 1, 2, 3")).all()
        failed = connection.execute(text("SELECT kind, id, error FROM app_jobs WHERE outcome = 'failed'")).all()
        untaken = connection.execute(text("SELECT count(*) FROM app_inbox WHERE job_id IS NULL")).scalar()
        heard = set(connection.execute(text("SELECT key FROM app_inbox")).scalars())
        done = connection.execute(select(changes.c.record_id, changes.c.status)).all()
        now = connection.execute(select(opportunities.c.id, opportunities.c.next_step))
        steps = {deal: step for deal, step in now if deal in people_.wanted}
    assert set(people_.heard) <= heard
    assert untaken == 0
    assert {state for _, state, _, _ in states} == {"done"}, states
    # A mail that was being written when its process died may be lost: then it is an exception, and never sent twice.
    assert [one for one in failed if one.kind != "manual"] == [], (failed, said_in(company.folder / "log"))
    posted = Counter((channel, key) for channel, _, key, _ in street.said())
    assert [one for one, times in posted.items() if times > 1] == []
    assert Counter(record for record, _ in done) == people_.rounds
    assert {status for _, status in done} == {"done"}
    assert steps == people_.wanted
    entries = audit.entries(db, search="opportunity:update", most=None)
    trail = Counter((entry["subject"], entry["outcome"]) for entry in entries)
    assert {deal: times for (deal, outcome), times in trail.items() if outcome == "done"} == people_.rounds
    assert audit.verify(db)[1] == []
    assert overlaps(street, company) == []


def said_in(log):
    """The errors that processes noted, each with how often."""
    errors = (line.strip()[:200] for line in log.read_text(errors="replace").splitlines() if not line.startswith(" "))
    return Counter(line for line in errors if re.match(r"[\w.]+(Error|Exception|Lost|Busy|Refused)\b", line))


def overlaps(street, company):
    """Times at which two processes held one account; who was struck held it until then."""
    found, by_account = [], {}
    for account, pid, began, ended in street.holds():
        until = min(filter(None, (ended, company.ends.get(pid))), default=time.time())
        for other_pid, other_began, other_until in by_account.setdefault(account, []):
            if other_pid != pid and began < other_until and other_began < until:
                found.append((account, other_pid, pid))
        by_account[account].append((pid, began, until))
    return found


@pytest.mark.torture
@pytest.mark.row("N1", "N2", "N5", "L3")
@pytest.mark.timeout(3000)
def test_while_processes_die_and_sleep_nothing_is_lost_doubled_or_done_by_two_at_once(tmp_path):
    url, db = company_database(postgres.empty_database)
    try:
        struck, heard, wanted = soak(url, db, tmp_path, SECONDS)
        print(f"\n{heard} events, {wanted} changes, {dict(struck)}")
        assert struck["killed"] > 0
    finally:
        db.dispose()
        postgres.drop_database(url)


@pytest.mark.torture
@pytest.mark.row("N1", "N2")
@pytest.mark.timeout(3000)
def test_while_the_database_is_restarted_as_well_nothing_is_lost_or_doubled(tmp_path):
    with postgres.server_of_ones_own() as server:
        url, db = company_database(server.empty_database)
        struck, heard, wanted = soak(url, db, tmp_path, SECONDS / 2, restart=server.restart)
        print(f"\n{heard} events, {wanted} changes, {dict(struck)}")
        assert struck["restarted"] > 0
        db.dispose()
