"""The deals people are to be asked about: per rep the worst of those flagged, with what a message needs to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, func, literal, or_, select

from domain.nudging import DEAL_CONDITIONS, Concern, Condition, Why
from domain.thresholds import SettingValue
from store.crm.query.sql import bare
from store.crm.required import missing_in, required_open
from store.crm.tables import accounts, opportunities, people, stages, teams
from store.snoozes import snoozes
from store.triggers import flags

o, f = opportunities.c, flags.c
UP = f.cleared_at.is_(None)


class Line(NamedTuple):
    """One active person, and who leads them."""

    id: str
    name: str
    manager_id: str


class Book(NamedTuple):
    """What one rep is to be asked about: the worst deals, and how many there are in all."""

    concerns: tuple[Concern, ...]
    total: int


def lines(connection: Connection) -> dict[str, Line]:
    """Everybody active, by id."""
    boss = func.coalesce(people.c.manager_id, teams.c.manager_id, "")
    query = select(people.c.id, people.c.name, boss).outerjoin(teams, teams.c.id == people.c.team_id)
    return {row[0]: Line(*row) for row in connection.execute(query.where(people.c.is_active))}


def worst(
    connection: Connection, per_rep: int, asked_before: datetime, now: datetime, policy: Mapping[str, SettingValue]
) -> dict[str, Book]:
    """By rep: so many deals to ask about, those in most conditions and then the largest first.

    Shape:  a deal asked about after `asked_before` waits, unless a new condition came since; so does a snoozed one.
    """
    is_fresh = func.max(case((or_(f.nudged_at.is_(None), f.nudged_at <= asked_before), 1), else_=0))
    snoozed = select(literal(1)).where(
        snoozes.c.person_id == o.owner_id, snoozes.c.record_id == o.id, snoozes.c.until > now
    )
    flagged = (
        select(f.record_id, func.count().label("many"))
        .where(UP, f.condition.in_(DEAL_CONDITIONS))
        .group_by(f.record_id)
        .having(is_fresh == 1)
        .subquery()
    )
    order = (flagged.c.many.desc(), func.coalesce(o.amount, 0).desc(), o.id)
    ranked = (
        select(
            o.id, o.owner_id,
            func.row_number().over(partition_by=o.owner_id, order_by=order).label("place"),
            func.count().over(partition_by=o.owner_id).label("total"),
        )
        .join(flagged, flagged.c.record_id == o.id)
        .where(bare(o.is_open), o.owner_id.is_not(None), ~snoozed.exists())
        .subquery()
    )  # fmt: skip
    chosen = select(ranked).where(ranked.c.place <= per_rep).order_by(ranked.c.owner_id, ranked.c.place)
    rows = connection.execute(chosen).all()
    concerns = {one.opportunity_id: one for one in told(connection, [row.id for row in rows], now.date(), policy)}
    by_rep: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_rep[row.owner_id].append(row)
    return {rep: Book(tuple(concerns[row.id] for row in mine), mine[0].total) for rep, mine in by_rep.items()}


def told(connection: Connection, ids: Sequence[str], today: date, policy: Mapping[str, SettingValue]) -> list[Concern]:
    """These deals as a message tells them, without those that are closed or in no condition any more."""
    found: list[Concern] = []
    for start in range(0, len(ids), 500):
        found += _told(connection, ids[start : start + 500], today, policy)
    return found


def _told(connection: Connection, ids: Sequence[str], today: date, policy: Mapping[str, SettingValue]) -> list[Concern]:
    first = select(func.min(stages.c.position)).where(stages.c.status == "open").scalar_subquery()
    deals = (
        select(
            opportunities,
            accounts.c.name.label("account"),
            stages.c.name.label("stage"),
            stages.c.position,
            first.label("first"),
        )
        .outerjoin(accounts, accounts.c.id == o.account_id)
        .outerjoin(stages, stages.c.id == o.stage_id)
        .where(o.id.in_(ids), bare(o.is_open))
    )
    whys: dict[str, list[Why]] = defaultdict(list)
    up = select(f.record_id, f.condition, f.since).where(UP, f.record_id.in_(ids), f.condition.in_(DEAL_CONDITIONS))
    for flag in connection.execute(up):
        days = (today - flag.since).days if flag.since else None
        whys[flag.record_id].append(Why(condition=flag.condition, since=flag.since, days=days))
    rows = {row["id"]: row for row in connection.execute(deals).mappings()}
    return [_concern(rows[one], whys[one], policy) for one in ids if one in rows and whys[one]]


def _concern(row: Any, whys: list[Why], policy: Mapping[str, SettingValue]) -> Concern:
    is_first = row["position"] is not None and row["position"] == row["first"]
    missing = missing_in(row, required_open(row["stage_id"] or "", is_first, policy))
    order: list[Condition] = list(DEAL_CONDITIONS)
    return Concern(
        opportunity_id=row["id"],
        name=row["name"],
        account=row["account"] or "",
        stage=row["stage"] or "",
        amount=row["amount"],
        currency=row["currency"],
        owner_id=row["owner_id"] or "",
        whys=tuple(sorted(whys, key=lambda why: order.index(why.condition))),
        missing=missing,
    )


def counts(connection: Connection, since: datetime | None = None) -> dict[str, dict[Condition, tuple[int, int]]]:
    """By owner and condition: how many flags are up, and how many of them are news that came after a time."""
    fresh = func.count().filter(f.flagged_at > since, ~f.is_baseline) if since else literal(0)
    query = select(f.owner_id, f.condition, func.count(), fresh).where(UP, f.owner_id.is_not(None))
    by_owner: dict[str, dict[Condition, tuple[int, int]]] = defaultdict(dict)
    for owner, condition, many, new in connection.execute(query.group_by(f.owner_id, f.condition)):
        by_owner[owner][condition] = (many, new)
    return by_owner


def open_deals(connection: Connection, owner_ids: Sequence[str]) -> dict[str, int]:
    """How many open deals each of these people has."""
    query = select(o.owner_id, func.count()).where(bare(o.is_open), o.owner_id.in_(owner_ids)).group_by(o.owner_id)
    return {row[0]: row[1] for row in connection.execute(query)}
