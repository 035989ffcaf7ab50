"""What we keep for how long: older answers, messages, nudges and decisions go, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, Table, and_, delete, func, not_, or_, select, tuple_
from sqlalchemy.orm import Session

from store.approvals import approvals, votes
from store.audit import audit
from store.conversations import conversations, open_questions
from store.inbox import inbox
from store.jobs import jobs
from store.nudges import nudges
from store.posts import posts
from store.review_queue import review_items
from store.runs import facts, plans, runs
from store.session import Database
from store.snoozes import snoozes

AT_ONCE = 500
Count = Callable[[Session, str, int], None]
ENDED_NUDGES = ("answered", "escalated", "dropped", "declined")


class Rule(NamedTuple):
    """Rows of a table that may go when `old` says that they are older than a time."""

    setting: str
    table: Table
    old: Callable[[datetime], Any]


def _before(column: Column[Any], *also: Any) -> Callable[[datetime], Any]:
    return lambda time: and_(column < time, *also)


RULES = (
    Rule("retention.answers_days", facts, lambda time: facts.c.run_id.in_(select(runs.c.id).where(runs.c.at < time))),
    Rule("retention.answers_days", runs, _before(runs.c.at)),
    Rule("retention.answers_days", plans, _before(plans.c.stored_at)),
    Rule("retention.answers_days", posts, _before(posts.c.at)),
    Rule("retention.answers_days", conversations, _before(conversations.c.at)),
    Rule("retention.answers_days", open_questions, _before(open_questions.c.at)),
    Rule(
        "retention.messages_days",
        inbox,
        _before(
            inbox.c.received_at,
            inbox.c.job_id.is_not(None),
            inbox.c.job_id.not_in(select(jobs.c.id).where(jobs.c.state != "done")),
        ),
    ),
    Rule("retention.nudges_days", nudges, _before(nudges.c.created_at, nudges.c.state.in_((*ENDED_NUDGES, "sent")))),
    Rule("retention.nudges_days", snoozes, _before(snoozes.c.until)),
    Rule(
        "retention.decisions_days",
        votes,
        lambda time: votes.c.approval_id.in_(select(approvals.c.id).where(_decided_before(time))),
    ),
    Rule("retention.decisions_days", approvals, lambda time: _decided_before(time)),
    Rule("retention.decisions_days", review_items, _before(review_items.c.decided_at, review_items.c.status != "open")),
)


def _decided_before(time: datetime) -> Any:
    ended = func.coalesce(approvals.c.decided_at, approvals.c.expires_at) < time
    return and_(ended, approvals.c.status.not_in(("open", "approved")))


def _held_back(table: Table, held: frozenset[str], ids: frozenset[str]) -> Any:
    """Which rows may go while these people's data is on hold; None where it cannot be told whose they are."""
    theirs = {
        runs: [func.lower(runs.c.person).in_(held)],
        conversations: [func.lower(conversations.c.person).in_(held)],
        nudges: [nudges.c.to_id.in_(ids), nudges.c.manager_id.in_(ids)],
        snoozes: [snoozes.c.person_id.in_(ids)],
    }
    return not_(or_(*theirs[table])) if table in theirs else None


def delete_old(
    db: Database,
    policy: dict[str, Any],
    now: datetime,
    held: frozenset[str] = frozenset(),
    ids: frozenset[str] = frozenset(),
    count: Count = lambda _session, _table, _rows: None,
) -> dict[str, int]:
    """How many rows of each table went, by its name; 0 days keeps a kind for ever.

    Shape:  `held` are names and addresses, and `ids` ids in the CRM, of people whose data a legal hold keeps. `count`
            hears of each batch in the transaction that deletes it.
    """
    gone: dict[str, int] = {}
    for rule in RULES:
        days = int(policy[rule.setting])
        where = rule.old(now - timedelta(days=days)) if days else None
        if where is not None and (held or ids):
            free = _held_back(rule.table, held, ids)
            where = and_(where, free) if free is not None else None
        if where is not None:
            gone[rule.table.name] = gone.get(rule.table.name, 0) + sum(_delete(db, rule.table, where, count))
    gone["audit details"] = (
        0 if held or ids else _erase_old_details(db, int(policy["retention.audit_details_days"]), now, count)
    )
    return {name: count for name, count in gone.items() if count}


def _delete(db: Database, table: Table, where: Any, count: Count) -> Iterator[int]:
    key = list(table.primary_key.columns)
    while True:
        with db.begin() as session:
            some = session.execute(select(*key).where(where).limit(AT_ONCE)).all()
            if some:
                session.execute(delete(table).where(tuple_(*key).in_([tuple(row) for row in some])))
                count(session, table.name, len(some))
        yield len(some)
        if len(some) < AT_ONCE:
            return


def _erase_old_details(db: Database, days: int, now: datetime, count: Count) -> int:
    """How many entries of the trail lost their reason and inputs; the entries themselves stay, and the chain holds."""
    if not days:
        return 0
    erased = 0
    old = and_(audit.c.at < now - timedelta(days=days), audit.c.details.is_not(None))
    while True:
        with db.begin() as session:
            some = session.execute(select(audit.c.seq).where(old).order_by(audit.c.seq).limit(AT_ONCE)).scalars().all()
            session.execute(audit.update().where(audit.c.seq.in_(some)).values(details=None))
            if some:
                count(session, "audit details", len(some))
        erased += len(some)
        if len(some) < AT_ONCE:
            return erased
