"""What models cost: every call is paid for in advance at its worst, so that no number of processes passes the cap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Integer, String, Table, func, select
from sqlalchemy.orm import Session

from domain.models import Tokens
from domain.value import Value
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

days = Table(
    "app_model_days",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("committed", BigInteger, nullable=False),
)
calls = Table(
    "app_model_calls",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("day", String(10), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("agent", String(40), nullable=False),
    Column("model", String(120), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("fresh", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    Column("cached", Integer, nullable=False),
    Column("out", Integer, nullable=False),
    Column("ended", String(40), nullable=False),
    Column("vendor_id", String(120), nullable=False),
)
told = Table(
    "app_model_told",
    metadata,
    Column("person", String(255), primary_key=True),
    Column("what", String(40), primary_key=True),
    Column("day", String(10), primary_key=True),
)
MOST_TOKENS = 2_000_000_000
"""What a count of tokens can hold; a server that reports more is not believed beyond it."""


class Spent(Value):
    """What one agent spent with one model in a day. Costs in nano-dollars; `open` of it is reserved, not yet billed."""

    agent: str
    model: str
    calls: int
    cost: int
    open: int
    fresh: int
    written: int
    cached: int
    out: int


def reserve(
    db: Database,
    call_id: str,
    *,
    agent: str,
    model: str,
    worst: int,
    cap: int,
    day: date,
    at: datetime,
    also: Callable[[Session], None] = lambda _session: None,
) -> bool:
    """Whether the call may be made: its worst cost is now part of the day's sum, which does not pass the cap.

    `also` counts the call elsewhere in the same transaction; what it raises leaves nothing reserved.
    """
    with db.begin() as session:
        put_new(session, days, day=day.isoformat(), committed=0)
        fits = (days.c.day == day.isoformat()) & (days.c.committed + worst <= cap)
        taken = days.update().where(fits).values(committed=days.c.committed + worst).returning(days.c.day)
        if session.execute(taken).first() is None:
            return False
        nothing = Tokens().model_dump()
        session.execute(
            calls.insert().values(
                id=call_id, day=day.isoformat(), at=at, agent=agent, model=model, state="reserved",
                reserved=worst, cost=0, **nothing, ended="", vendor_id="",
            )
        )  # fmt: skip
        also(session)
    return True


def settle(db: Database, call_id: str, *, cost: int, used: Tokens, ended: str, vendor_id: str = "") -> None:
    """Puts what a call really cost in place of what was reserved for it; a second time changes nothing."""
    with db.begin() as session:
        row = session.execute(
            calls.update()
            .where(calls.c.id == call_id, calls.c.state == "reserved")
            .values(state="settled", cost=cost, **_counted(used), ended=ended[:40], vendor_id=vendor_id[:120])
            .returning(calls.c.day, calls.c.reserved)
        ).first()
        if row is not None:
            _correct(session, row.day, cost - row.reserved)


def _correct(session: Session, day: str, by: int) -> None:
    session.execute(days.update().where(days.c.day == day).values(committed=days.c.committed + by))


def _counted(used: Tokens) -> dict[str, int]:
    return {name: min(max(count, 0), MOST_TOKENS) for name, count in used.model_dump().items()}


def committed(db: Database, day: date) -> int:
    """What a day's calls cost, those under way at their worst, in nano-dollars."""
    with db.looking() as connection:
        found = connection.execute(select(days.c.committed).where(days.c.day == day.isoformat())).scalar()
    return int(found or 0)


def spent_by_day(db: Database, most: int) -> list[tuple[str, int]]:
    """(day, nano-dollars) of the latest days with calls, newest first."""
    with db.looking() as connection:
        rows = connection.execute(select(days).order_by(days.c.day.desc()).limit(most)).all()
    return [(row.day, int(row.committed)) for row in rows]


def spent_on(db: Database, day: date) -> list[Spent]:
    """What each agent spent with each model, the dearest first."""
    is_open = calls.c.state == "reserved"
    sums = [func.sum(calls.c[name]).label(name) for name in ("cost", "fresh", "written", "cached", "out")]
    query = (
        select(calls.c.agent, calls.c.model, func.count().label("calls"), *sums,
               func.coalesce(func.sum(calls.c.reserved).filter(is_open), 0).label("open"))
        .where(calls.c.day == day.isoformat())
        .group_by(calls.c.agent, calls.c.model)
    )  # fmt: skip
    with db.looking() as connection:
        found = [Spent.model_validate({k: _plain(v) for k, v in row.items()}) for row in
                 connection.execute(query).mappings()]  # fmt: skip
    return sorted(found, key=lambda line: (-(line.cost + line.open), line.agent, line.model))


def _plain(value: object) -> object:
    """PostgreSQL adds whole numbers up to a numeric."""
    return value if isinstance(value, str) else int(str(value))


def failures_on(db: Database, day: date) -> list[tuple[str, int]]:
    """(how calls ended that brought no answer, how many), the most frequent first."""
    query = (
        select(calls.c.ended, func.count().label("n"))
        .where(calls.c.day == day.isoformat(), calls.c.state == "settled", calls.c.ended != "answered")
        .group_by(calls.c.ended)
    )
    with db.looking() as connection:
        return sorted(((row.ended, row.n) for row in connection.execute(query)), key=lambda line: (-line[1], line[0]))


def tell_once(db: Database, person: str, what: str, day: date) -> bool:
    """Whether this person has not been told this today; from now on they have."""
    with db.begin() as session:
        return put_new(session, told, person=person[:255], what=what[:40], day=day.isoformat())
