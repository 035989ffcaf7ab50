"""What was written to the CRM and what stood there before: intent, outcome and the way back, one row per record.

Values may name people and customers, so they are sealed; what a limit or a list asks for is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.orm import Session

from domain.actions import Action, Target
from domain.value import Value
from store import services
from store.limits import alone
from store.session import Database
from store.types import Instant, Money, metadata
from store.upsert import put_new

changes = Table(
    "app_changes",
    metadata,
    Column("action_id", String(255), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("record_id", String(80), nullable=False),
    Column("account_id", String(80), nullable=False),
    Column("requester", String(255), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("approval_id", String(80), nullable=False),
    Column("undoes", String(255), nullable=False),
    Column("status", String(12), nullable=False),
    Column("target", LargeBinary, nullable=False),
    Column("result", LargeBinary),
    Column("moved", Money, nullable=False),
    Column("moved_in", String(3), nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("waits_no", BigInteger),
    Column("asked", LargeBinary),
    Column("wake_no", Integer),
)
"""`moved_in` is the currency of `moved`; `wake_no` the one wake of agents that a done write belongs to (`wakes`)."""
Index("ix_app_changes_record", changes.c.record_id, changes.c.at)
Index("ix_app_changes_requester", changes.c.requester, changes.c.at)
Index("ix_app_changes_agent", changes.c.agent, changes.c.at)
Index("ix_app_changes_account", changes.c.account_id, changes.c.at)
Index("ix_app_changes_at", changes.c.at)
Index("ix_app_changes_undoes", changes.c.undoes)
WAITING = text("status = 'waiting'")
Index("ix_app_changes_waiting", changes.c.waits_no, sqlite_where=WAITING, postgresql_where=WAITING)
UNTOLD = text("status = 'done' AND wake_no IS NULL")
Index("ix_app_changes_untold", changes.c.settled_at, sqlite_where=UNTOLD, postgresql_where=UNTOLD)
Status = Literal["intent", "waiting", "done", "failed", "conflict", "unknown"]
"""`waiting` is approved and not written, because the CRM is away or an earlier write to the record waits too."""
OPEN = ("intent", "waiting")
COUNTS = ("intent", "waiting", "done", "unknown")
"""What counts as written where limits are summed: done, perhaps done, or about to be."""


class Change(Value):
    """One record's write. `result` says how it ended, in a sentence; `unknown` is neither done nor not done."""

    action_id: str
    number: int
    kind: str
    record_id: str
    requester: str
    agent: str
    approval_id: str
    undoes: str
    status: Status
    target: Target
    result: str = ""
    at: datetime
    settled_at: datetime | None = None


def intend(session: Session, db: Database, action: Action, number: int, approval_id: str, at: datetime) -> bool:
    """Whether this write is new; its intent is kept with the caller's transaction."""
    target = action.targets[number]
    return put_new(
        session, changes, action_id=action.id, number=number, kind=action.kind, record_id=target.record_id,
        account_id=target.account_id, requester=action.requested_by.id, agent=action.agent, approval_id=approval_id,
        undoes=action.undoes, status="intent", target=db.vault.seal(target.model_dump_json()), moved=_moved(target),
        moved_in=target.currency[:3], at=at,
    )  # fmt: skip


def _moved(target: Target) -> Decimal:
    """By how much the record's amount changes, either way."""
    for change in target.changes:
        if change.field == "amount":
            return abs(Decimal(change.after or 0) - Decimal(change.before or 0))
    return Decimal(0)


def settle(
    session: Session, db: Database, action_id: str, number: int, status: Status, result: str, at: datetime
) -> bool:
    """Whether this outcome counts: the first one after the intent does. In the caller's transaction."""
    ended = session.execute(
        changes.update()
        .where(changes.c.action_id == action_id, changes.c.number == number, changes.c.status.in_(OPEN))
        .values(status=status, result=db.vault.seal(result), settled_at=at, asked=None)
        .returning(changes.c.number)
    )
    return ended.first() is not None


def let_wait(session: Session, db: Database, action: Action, number: int, why: str) -> bool:
    """Puts an intended write at the end of what waits for the CRM, in the caller's transaction.

    Shape:  False when it has ended, or waits already and keeps its place. Who asked and why is kept with it, sealed.
    """
    alone(session, "journal")
    last = session.execute(select(func.max(changes.c.waits_no)).where(changes.c.status == "waiting")).scalar() or 0
    behind = session.execute(
        changes.update()
        .where(changes.c.action_id == action.id, changes.c.number == number, changes.c.status == "intent")
        .values(
            status="waiting",
            waits_no=last + 1,
            result=db.vault.seal(why),
            asked=db.vault.seal(action.model_copy(update={"targets": ()}).model_dump_json()),
        )
        .returning(changes.c.number)
    )
    return behind.first() is not None


def waits_before(session: Session, record_id: str, action_id: str, number: int) -> bool:
    """Whether an earlier write to the same record waits for the CRM, in the caller's transaction."""
    c = changes.c
    place = session.execute(select(c.waits_no).where(c.action_id == action_id, c.number == number)).scalar()
    earlier = c.waits_no < place if place is not None else true()
    other = or_(c.action_id != action_id, c.number != number)
    here = select(c.number).where(WAITING, c.record_id == record_id, other, earlier).limit(1)
    return session.execute(here).first() is not None


def waiting(db: Database, most: int = 1000) -> list[Change]:
    """What waits for the CRM, in the order in which it is written."""
    return _read(db, select(changes).where(WAITING).order_by(changes.c.waits_no).limit(most))


def synced_since(db: Database, at: datetime) -> list[Change]:
    """What waited for the CRM and has ended since a time, in the order in which it came to wait."""
    c = changes.c
    ended = c.waits_no.is_not(None) & c.status.not_in(OPEN) & (c.settled_at >= at)
    return _read(db, select(changes).where(ended).order_by(c.waits_no))


def asked(db: Database, change: Change) -> Action:
    """The action of a write that waits, with this one record alone."""
    here = (changes.c.action_id == change.action_id) & (changes.c.number == change.number)
    with db.looking() as connection:
        sealed = connection.execute(select(changes.c.asked).where(here)).scalar_one()
    return Action.model_validate_json(db.vault.unseal(sealed)).model_copy(update={"targets": (change.target,)})


def count_waiting(db: Database) -> int:
    """How many writes wait for the CRM."""
    with db.looking() as connection:
        return int(connection.execute(select(func.count()).select_from(changes).where(WAITING)).scalar() or 0)


def sync_due(db: Database, now: datetime) -> list[str]:
    """The next try at what waits, once it is due, as `sync:time`; each time is one try."""
    if not count_waiting(db):
        return []
    crm = services.of_name(db, "CRM")
    if crm.probe_at is not None and crm.probe_at > now:
        return []
    # Without a failure nothing should wait; what a crash left so is tried once a minute.
    at = crm.probe_at or now.replace(second=0, microsecond=0)
    return [f"sync:{at.isoformat()}"]


def done_since(session: Session, record_id: str, since: datetime, other_than: str) -> list[str]:
    """Ids of other actions of ours that wrote to a record since a time, in the caller's transaction."""
    here = select(changes.c.action_id).where(
        changes.c.record_id == record_id,
        changes.c.status == "done",
        changes.c.settled_at >= since,
        changes.c.action_id != other_than,
    )
    return list(session.execute(here).scalars())


def status_of(session: Session, action_id: str, number: int) -> str:
    """How a write stands, in the caller's transaction; empty when nothing was begun."""
    here = select(changes.c.status).where(changes.c.action_id == action_id, changes.c.number == number)
    return str(session.execute(here).scalar() or "")


def of_action(db: Database, action_id: str) -> list[Change]:
    """Every record's outcome of one action, in its order."""
    return _read(db, select(changes).where(changes.c.action_id == action_id).order_by(changes.c.number))


def of_record(db: Database, record_id: str, most: int = 20) -> list[Change]:
    """The latest writes to a record, newest first."""
    return _read(db, select(changes).where(changes.c.record_id == record_id).order_by(changes.c.at.desc()).limit(most))


def latest(db: Database, *, most: int = 20) -> list[Change]:
    """The latest writes, newest first."""
    return _read(db, select(changes).order_by(changes.c.at.desc(), changes.c.number).limit(most))


def done_by(
    db: Database,
    *,
    agent: str = "",
    by_hand_of: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = 20,
) -> list[Change]:
    """What was written by an agent, by hand of a person, or by any agent when neither is named; newest first.

    Shape:  `since` is when a write began, `until` when it was done at the latest.
    """
    c = changes.c
    query = select(changes).where(c.status == "done").order_by(c.at.desc(), c.action_id, c.number).limit(most)
    if by_hand_of:
        query = query.where(c.requester == by_hand_of, c.agent == "")
    else:
        query = query.where(c.agent == agent if agent else c.agent != "")
    if since is not None:
        query = query.where(c.at >= since)
    if until is not None:
        query = query.where(c.settled_at <= until)
    return _read(db, query)


def undone_by(db: Database, action_id: str) -> list[Change]:
    """The writes that took this action back."""
    return _read(db, select(changes).where(changes.c.undoes == action_id, changes.c.status.in_(COUNTS)))


class Sums(Value):
    """What was changed in a while: different records, and by how much amounts moved, by currency (empty is ours)."""

    records: frozenset[str]
    moved: dict[str, Decimal]


def sums(db: Database, action: Action, since: datetime) -> Sums:
    """What was changed since a time that adds up with an action, but for the action itself."""
    with db.looking() as connection:
        return _sums(connection, action, since)


def sums_alone(session: Session, action: Action, since: datetime) -> Sums:
    """The same in the caller's transaction, until whose end nobody else adds to it."""
    for name in sorted({f"sums:{action.requested_by.id}", f"sums:agent:{action.agent}"}):
        alone(session, name)
    return _sums(session, action, since)


def _sums(of: Session | Connection, action: Action, since: datetime) -> Sums:
    """Records are counted by who asked or which agent did it, moves also by the record, whoever moved it."""
    c = changes.c
    doer = or_(c.requester == action.requested_by.id, (c.agent == action.agent) & (c.agent != ""))
    same = or_(doer, c.record_id.in_([target.record_id for target in action.targets]))
    lately = (c.at > since, c.status.in_(COUNTS), c.action_id != action.id)
    records = of.execute(select(c.record_id).where(doer, *lately).distinct()).scalars().all()
    moved = of.execute(select(c.moved_in, func.sum(c.moved)).where(same, *lately).group_by(c.moved_in)).all()
    return Sums(records=frozenset(records), moved={code: Decimal(sum_ or 0) for code, sum_ in moved})


def outcomes(session: Session, agent: str, since: datetime, most: int = 100) -> tuple[int, int]:
    """(failed, all) of an agent's latest finished writes since a time; a conflict is nobody's failure.

    Shape:  in the caller's transaction, so that the one that just ended counts.
    """
    query = (
        select(changes.c.status)
        .where(changes.c.agent == agent, changes.c.at > since, changes.c.status.in_(("done", "failed", "unknown")))
        .order_by(changes.c.at.desc())
        .limit(most)
    )
    ended = session.execute(query).scalars().all()
    return sum(status != "done" for status in ended), len(ended)


def in_account(db: Database, account_id: str, since: datetime, other_than: str) -> int:
    """How many writes of ours an account saw since a time, but for one action itself."""
    query = (
        select(func.count())
        .select_from(changes)
        .where(
            changes.c.account_id == account_id,
            changes.c.at > since,
            changes.c.status.in_(COUNTS),
            changes.c.action_id != other_than,
        )
    )
    with db.looking() as connection:
        return int(connection.execute(query).scalar() or 0)


def _read(db: Database, query: Any) -> list[Change]:
    with db.looking() as connection:
        rows: Sequence[Any] = connection.execute(query).mappings().all()
    return [_change(db, row) for row in rows]


def _change(db: Database, row: Any) -> Change:
    known = {name: row[name] for name in Change.model_fields if name not in ("target", "result")}
    target = Target.model_validate_json(db.vault.unseal(row["target"]))
    return Change(**known, target=target, result=db.vault.unseal(row["result"]) if row["result"] else "")
