"""One agent per account at a time: a lock that its holder renews, and that anybody may take over once it has run out.

Real time counts here, not product time: moving the clock must not take a lock from whoever is at work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, Integer, String, Table, bindparam, or_, select
from sqlalchemy.orm import Session

from domain.actions import AccountBusy
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

account_locks = Table(
    "app_account_locks",
    metadata,
    Column("account_id", String(80), primary_key=True),
    Column("holder", String(255), nullable=False),
    Column("says", String(120), nullable=False),
    Column("until", Instant, nullable=False),
    Column("fence", Integer, nullable=False),
)


def acquire(db: Database, account_id: str, holder: str, says: str, hold_for: timedelta) -> int | str:
    """The lock's fence number, higher for every new holder; or, when another holds it, who that is in words."""
    now = datetime.now(UTC)
    with db.begin() as session:
        mine = {"holder": holder[:255], "says": says[:120], "until": now + hold_for}
        if put_new(session, account_locks, account_id=account_id, fence=1, **mine):
            return 1
        free = or_(account_locks.c.holder == holder[:255], account_locks.c.until <= now)
        taken = session.execute(
            account_locks.update()
            .where(account_locks.c.account_id == account_id, free)
            .values(fence=account_locks.c.fence + 1, **mine)
            .returning(account_locks.c.fence)
        ).first()
        return int(taken.fence) if taken else str(session.execute(_SAYS, {"id_": account_id}).scalar())


_SAYS = select(account_locks.c.says).where(account_locks.c.account_id == bindparam("id_"))


def release(db: Database, account_id: str, holder: str, fence: int) -> None:
    """Lets go of this very hold; a later one stays, also the same holder's."""
    with db.begin() as session:
        # The row stays, so that fence numbers never start anew.
        c = account_locks.c
        ours = (c.account_id == account_id) & (c.holder == holder[:255]) & (c.fence == fence)
        session.execute(account_locks.update().where(ours).values(holder="", until=datetime.now(UTC)))


def is_held(session: Session, account_id: str, holder: str, fence: int) -> bool:
    """Whether this very hold is still the latest, in the caller's transaction: asked right before a write."""
    here = select(account_locks.c.fence).where(
        account_locks.c.account_id == account_id, account_locks.c.holder == holder[:255]
    )
    return session.execute(here).scalar() == fence


@contextmanager
def held(
    db: Database, accounts: tuple[tuple[str, str], ...], holder: str, says: str, hold_for: timedelta
) -> Iterator[dict[str, int]]:
    """Holds every account (id, name) in the order of their ids, and lets go at the end. Raises: AccountBusy."""
    fences: dict[str, int] = {}
    try:
        for account_id, name in sorted(set(accounts)):
            got = acquire(db, account_id, holder, says, hold_for)
            if isinstance(got, str):
                raise AccountBusy(got, name)
            fences[account_id] = got
        yield fences
    finally:
        for account_id, fence in fences.items():
            release(db, account_id, holder, fence)
