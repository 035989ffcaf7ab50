"""How answers were made: the plan before any data was touched, then facts, trace and outcome, to be replayed later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, String, Table, Text, bindparam, select
from sqlalchemy.orm import Session

from domain.facts import Fact
from domain.rights import Sight
from domain.work import Outcome, Plan, Request
from store.effects import effects
from store.prepared import Look
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put, put_new

plans = Table(
    "app_plans",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("request_id", String(255), nullable=False, index=True),
    Column("plan", LargeBinary, nullable=False),
    Column("stored_at", Instant, nullable=False),
)
runs = Table(
    "app_runs",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("person", String(255), nullable=False, index=True),
    Column("state", String(12), nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("outcome", LargeBinary, nullable=False),
    Column("sight", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
facts = Table(
    "app_facts",
    metadata,
    Column("run_id", String(255), primary_key=True),
    Column("fact_id", String(255), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("value", Text),
    Column("unit", String(40), nullable=False),
    Column("source", LargeBinary, nullable=False),
)
Index("ix_app_facts_name", facts.c.name)


def store_plan(session: Session, db: Database, plan: Plan, at: datetime) -> None:
    """Keeps a plan, sealed; a plan stored again under its id is the same plan, so the first one stays."""
    sealed = db.vault.seal(plan.model_dump_json())
    put_new(session, plans, id=plan.id, request_id=plan.request_id, plan=sealed, stored_at=at)


def is_stored(db: Database, plan_id: str) -> bool:
    """Whether a plan of this id was stored."""
    return _PLAN_OF_ID.first(db, id_=plan_id) is not None


_PLAN_OF_ID = Look(select(plans.c.id).where(plans.c.id == bindparam("id_")))


def save(session: Session, db: Database, request: Request, outcome: Outcome, sight_json: str, at: datetime) -> None:
    """Keeps a run whole: request, outcome with trace, the sight it was made with, and one row per fact."""
    values = {
        "person": request.person.email or request.person.name,
        "state": outcome.state,
        "request": db.vault.seal(request.model_dump_json()),
        "outcome": db.vault.seal(outcome.model_dump_json()),
        "sight": db.vault.seal(sight_json),
        "at": at,
    }
    if not put_new(session, runs, id=outcome.run_id, **values):
        session.execute(_FACTS_OF_RUN, {"run_id_": outcome.run_id})
        put(session, runs, id=outcome.run_id, **values)
    if rows := list(_fact_rows(db, outcome)):
        session.execute(facts.insert(), rows)


def progress(db: Database, run_id: str, effect: str) -> tuple[str | None, bool]:
    """(how the run ended, None while it has not; whether this outside call of it was made) in one look."""
    found = _PROGRESS.first(db, id_=run_id, key_=effect)
    return found.state, found.call == "done"


def find(db: Database, run_id: str) -> tuple[Request, Outcome, Sight] | None:
    """(request, outcome, the sight it was made with) of a run; None for an id nobody gave out."""
    with db.looking() as connection:
        row = connection.execute(_OF_ID, {"id_": run_id}).first()
    if row is None:
        return None
    open_ = db.vault.unseal
    return (
        Request.model_validate_json(open_(row.request)),
        Outcome.model_validate_json(open_(row.outcome)),
        Sight.model_validate_json(open_(row.sight)),
    )


_PROGRESS = Look(
    select(
        select(runs.c.state).where(runs.c.id == bindparam("id_")).scalar_subquery().label("state"),
        select(effects.c.state).where(effects.c.key == bindparam("key_")).scalar_subquery().label("call"),
    )
)
_OF_ID = select(runs).where(runs.c.id == bindparam("id_"))
_FACTS_OF_RUN = facts.delete().where(facts.c.run_id == bindparam("run_id_"))


def _fact_rows(db: Database, outcome: Outcome) -> Iterable[dict[str, object]]:
    for side, pulled in (("", outcome.pulled), ("other:", outcome.compared)):
        for fact in pulled.facts if pulled else ():
            yield _fact_row(db, outcome.run_id, side, fact)


def _fact_row(db: Database, run_id: str, side: str, fact: Fact) -> dict[str, object]:
    return {
        "run_id": run_id,
        "fact_id": _fits(f"{side}{fact.id}"),
        "name": fact.name,
        "value": None if fact.value is None else str(fact.value),
        "unit": fact.unit,
        "source": db.vault.seal(fact.source.model_dump_json()),
    }


def _fits(fact_id: str) -> str:
    """The id, or what stands for it when it is longer than its column: names of groups can be of any length."""
    return fact_id if len(fact_id) <= 255 else f"{fact_id[:190]}:{hashlib.sha256(fact_id.encode()).hexdigest()}"


def latest(db: Database, person: str, most: int) -> list[tuple[datetime, str, str]]:
    """(when, what was asked, how it ended) of a person's latest runs, newest first."""
    query = select(runs.c.at, runs.c.request, runs.c.state).where(runs.c.person == person)
    with db.looking() as connection:
        rows = connection.execute(query.order_by(runs.c.at.desc()).limit(most)).all()
    return [(row.at, Request.model_validate_json(db.vault.unseal(row.request)).text, row.state) for row in rows]
