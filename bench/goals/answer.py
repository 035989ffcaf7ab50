"""Goal 1: from a signed question to the posted answer, against the barest bot that looks the same thing up."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from sqlalchemy import TextClause, text

from bench.bare_app import bare_bolt
from bench.events import SECRET, TOKEN, message, signed
from bench.room import Room
from bench.rounds import in_turns, percentile
from bench.table import Line, could_not_run
from bot.bootstrap import sort_out
from bot.slack_wiring import check_form
from bot.surfaces.slack.app import is_signed, slack_app
from domain.work import Outcome
from handlers.work import do_job
from scheduler.engine import Engine
from store import inbox, jobs, runs
from store.protection import let_app_enqueue

ROUNDS = 60
OF_ACCOUNT = """
SELECT o.id, o.name, s.name, o.amount, o.close_date FROM crm_opportunities o JOIN crm_stages s ON s.id = o.stage_id
WHERE o.is_open AND o.account_id = ? ORDER BY o.amount DESC, o.close_date LIMIT 100"""
OF_REP = """
SELECT o.id, o.name, s.name, o.amount, o.close_date FROM crm_opportunities o JOIN crm_stages s ON s.id = o.stage_id
WHERE o.is_open AND o.owner_id = ? AND o.stage_id = ? ORDER BY o.amount DESC, o.close_date LIMIT 100"""


@dataclass(frozen=True)
class Asked:
    """One question in words, and the tuned SQL that finds the same records."""

    text: str
    sql: str
    values: tuple[Any, ...]


def measure(room: Room) -> Iterator[Line]:
    """p50 and p95 of an indexed question, from the signed event to the posted answer, the durable engine included."""
    asked = questions(room)
    differing = [one.text for one in asked if len(room.rows(one.sql, *one.values)) != found(room, one.text)]
    if differing:
        yield could_not_run(
            "1", "question to posted answer", room.on, f"ours and the floor find different rows: {differing}"
        )
        return
    floor, plain = bare(room, asked), answering(room)
    with durably(room) as run:
        ours = answering(room, run)
        times = in_turns(
            room.rounds(ROUNDS), len(asked), ours=lambda n: ours(asked[n % len(asked)].text),
            floor=lambda n: floor(n % len(asked)), plain=lambda n: plain(asked[n % len(asked)].text),
        )  # fmt: skip
    mine, least = times["ours"], times["floor"]
    without = percentile(times["plain"], 0.5)
    told = (
        f"{len(asked)} questions about one account or one rep's stage, {len(mine)} times; "
        f"{without:.1f} ms ({without / percentile(least, 0.5):.1f}x) without the engine's checkpoints"
    )
    yield Line("1", "question to posted answer, p50", room.on, percentile(least, 0.5), percentile(mine, 0.5),
               hard=15, aim=6, note=told)  # fmt: skip
    yield Line("1", "question to posted answer, p95", room.on, percentile(least, 0.95), percentile(mine, 0.95), hard=20)


def questions(room: Room) -> list[Asked]:
    """Indexed questions with about ten records each, of accounts and of reps."""
    accounts = room.rows(
        """SELECT a.id, a.name, count(*) FROM crm_opportunities o JOIN crm_accounts a ON a.id = o.account_id
        WHERE o.is_open GROUP BY a.id, a.name HAVING count(*) BETWEEN 6 AND 14 ORDER BY 3 DESC, 1 LIMIT 100"""
    )
    reps = room.rows(
        """SELECT p.id, p.name, s.id, s.name, count(*) FROM crm_opportunities o JOIN crm_people p ON p.id = o.owner_id
        JOIN crm_stages s ON s.id = o.stage_id
        WHERE o.is_open AND p.name IN (SELECT name FROM crm_people GROUP BY name HAVING count(*) = 1)
        GROUP BY p.id, p.name, s.id, s.name HAVING count(*) BETWEEN 6 AND 12 ORDER BY 1, 3 LIMIT 60"""
    )
    # An “&” in a name may be read as “and”, which is a matter of understanding and not of speed.
    plain = [(id_, name) for id_, name, _ in accounts if "&" not in name][:12]
    of_accounts = [Asked(f"open deals of {name}", OF_ACCOUNT, (id_,)) for id_, name in plain]
    of_reps = [
        Asked(f"{name}'s open deals in {s_name}", OF_REP, (id_, stage)) for id_, name, stage, s_name, _ in reps[::5]
    ]
    return [one for pair in zip(of_accounts, of_reps, strict=False) for one in pair]


_numbers = itertools.count(1)


def answering(room: Room, run: Callable[[str], None] | None = None) -> Callable[[str], str]:
    """Our whole road: signature, inbox, job, crew, card, and every call to Slack.

    `run` does a job by its id; without it the job runs here, and the engine's checkpoints are left out.
    """
    secret = SECRET.encode()
    do = run or (lambda job_id: do_job(room.desk, job_id, lambda _name, fn, *args: fn(*args)))

    def hear(key: str, kind: str, body: dict[str, Any]) -> bool:
        return inbox.hear(room.db, key, kind, body, room.desk.now())

    app = slack_app(room.slack, hear, check_form)

    def answer(text: str) -> str:
        number = next(_numbers)
        body, headers = signed(message(number, text))
        assert is_signed(secret, body, headers, datetime.now(UTC).timestamp())
        assert app.dispatch(BoltRequest(body=json.loads(body), mode="socket_mode")).status == 200
        job_id = taken(room, f"Evm{number}")
        do(job_id)
        return job_id

    return answer


def taken(room: Room, key: str) -> str:
    """The id of the job that an event became, as the pump takes it."""
    heard = next(one for one in inbox.waiting(room.db) if one.key.endswith(key))
    job = sort_out(heard, room.desk)
    assert job is not None
    with room.db.begin(waits=False) as session:
        inbox.take(session, [heard.key], job.id)
        jobs.add(session, job, "front", room.desk.now())
    return job.id


@contextmanager
def durably(room: Room) -> Iterator[Callable[[str], None]]:
    """Does a job the way the front does: as a durable workflow with a checkpoint for the answer and for its posting."""
    engine = Engine(room.settings.url, "front", lambda job_id, step: do_job(room.desk, job_id, step))
    engine.start()
    let_app_enqueue(room.settings.url)

    def run(job_id: str) -> None:
        assert engine.run(job_id, engine.last_attempt(job_id) + 1)

    try:
        yield run
    finally:
        engine.stop()


def found(room: Room, text: str) -> int:
    """How many records our answer is about; -1 when it was not answered."""
    outcome = outcome_of(room, answering(room)(text))
    return outcome.pulled.total_rows if outcome and outcome.pulled else -1


def outcome_of(room: Room, job_id: str) -> Outcome | None:
    """What a job's question came to."""
    run = runs.find(room.db, f"run:{job_id}")
    return run[1] if run else None


def bare(room: Room, asked: list[Asked]) -> Callable[[int], None]:
    """The barest bot: Bolt's check and dispatch, a rule and a look-up of the name, one tuned statement in a thread, a
    card as plain dicts, one post. It stores nothing, checks nothing twice and cites nothing."""
    client = WebClient(TOKEN, base_url=room.api_url)
    app: App = bare_bolt(process_before_response=True)
    values = {RULE.sub(r"\1", one.text).lower(): one for one in asked}
    pool = ThreadPoolExecutor(1)

    @app.event("message")
    def answered(event: dict[str, Any]) -> None:
        one = values[RULE.sub(r"\1", event["text"]).lower()]
        rows = pool.submit(_looked_up, room, one).result()
        client.chat_postMessage(channel=event["channel"], text=f"{len(rows)} deals", blocks=card(rows))

    def answer(which: int) -> None:
        body, headers = signed(message(next(_numbers), asked[which].text, "f"))
        assert app.dispatch(BoltRequest(body=body.decode(), headers=dict(headers))).status == 200

    return answer


RULE = re.compile(r"^open deals of (.+)$", re.IGNORECASE)


@cache
def _statement(sql: str) -> TextClause:
    parts = sql.split("?")
    return text("".join(part + (f":v{n}" if n < len(parts) - 1 else "") for n, part in enumerate(parts)))


def _looked_up(room: Room, one: Asked) -> list[Any]:
    """The rows, by Core on the reader's connection."""
    with room.db.reader.connect() as connection:
        return list(connection.execute(_statement(one.sql), {f"v{n}": v for n, v in enumerate(one.values)}))


def card(rows: list[Any]) -> list[dict[str, Any]]:
    """A heading and a line per deal."""
    lines = [f"*{name}* · {stage} · {amount} · {closes}" for _, name, stage, amount, closes in rows]
    blocks = [f"{len(rows)} open deals", *lines[:15]]
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in blocks]
