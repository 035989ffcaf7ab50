"""What is wrong with the data that is in the mirror now: general checks, counted in the database, nothing repaired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, and_, case, func, literal, or_, select

from domain.formatting import MONTHS, singular
from domain.near_miss import Known, bare
from store.crm.imports.names import PLACEHOLDER
from store.crm.imports.report import Defect
from store.crm.imports.vocabulary import COUNTRIES, SECTORS
from store.crm.query.sql import days_between
from store.crm.tables import (
    accounts,
    activities,
    contacts,
    leads,
    opportunities,
    people,
    products,
    stages,
    teams,
)

o = opportunities.c
Clause = ColumnElement[bool]
MOST_WORDS = 2_000
MOST_EXAMPLES = 20
RARER = 10
"""A value this many times rarer than one it resembles is a slip of it."""
LEAST_OF_STAGE = 50
LEAST_OF_MONTH = 20
TELLING_DIFFERENCE = 0.1
CONTENT = (
    o.name, o.account_id, o.owner_id, o.product_id, o.stage_id, o.status, o.amount, o.currency, o.created_on,
    o.close_date, o.stage_entered_on, o.last_activity_on, o.forecast_category, o.next_step, o.lost_reason,
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One thing to count in every deal. `by_stage` splits the count up; `noun` is what is counted."""

    id: str
    test: Clause
    says: str
    of: Clause | None = None
    by_stage: bool = False


def find(connection: Connection, as_of: date) -> Iterator[Defect]:
    """Every defect, those that are there and those that are not, in data that was exported on the day `as_of`."""
    if connection.execute(select(func.count()).select_from(opportunities)).scalar_one():
        yield from _in_deals(connection, as_of)
        yield _alike(connection)
        yield from _older_than_any_cycle(connection, _newest(connection, as_of))
        yield from _uneven_stages(connection)
        yield from _first_month(connection)
        yield _idle_reps(connection)
    yield from _unknown_elsewhere(connection)
    yield from _circles(connection)
    yield from _slips(connection)


# Deals, one at a time


def _checks(day: date) -> tuple[Check, ...]:
    closed = o.status.in_(("won", "lost"))
    missing = or_(*(c.is_(None) for c in (o.account_id, o.owner_id, o.amount, o.created_on, o.close_date)))
    return (
        Check(
            "open_without_account", o.is_open & o.account_id.is_(None), "open deals have no account", o.is_open, True
        ),
        Check("open_without_amount", o.is_open & o.amount.is_(None), "open deals have no amount", o.is_open, True),
        Check("without_created", o.created_on.is_(None), "deals do not say when they began", None, True),
        Check("open_without_owner", o.is_open & o.owner_id.is_(None), "open deals have no owner", o.is_open, True),
        Check("closed_missing_field", closed & missing, "closed deals lack an account, owner, amount or date", closed),
        Check("close_before_created", o.close_date < o.created_on, "deals close before they were created"),
        Check("won_with_zero", and_(o.status == "won", o.amount == 0), "won deals are worth nothing"),
        Check("lost_with_amount", and_(o.status == "lost", o.amount > 0), "lost deals keep an amount above zero"),
        Check("negative_amount", o.amount < 0, "deals have a negative amount"),
        Check("created_in_future", o.created_on > day, f"deals were created after {day}"),
        Check("closed_in_future", closed & (o.close_date > day), f"deals are closed after {day}"),
        Check("unknown_account", _unknown(o.account_id, accounts), "deals name an account that no list has"),
        Check("unknown_owner", _unknown(o.owner_id, people), "deals name an owner that no list has"),
        Check("unknown_product", _unknown(o.product_id, products), "deals name a product that no list has"),
        Check("unknown_stage", _unknown(o.stage_id, stages), "deals are in a stage that no list has"),
    )


def _unknown(reference: ColumnElement[Any], table: Any) -> Clause:
    known = select(table.c.id).correlate(None)
    return and_(reference.is_not(None), reference.not_in(known))


def _in_deals(connection: Connection, day: date) -> Iterator[Defect]:
    """All checks in one pass; the split only of what was found."""
    checks = _checks(day)
    tests = [check.test for check in checks] + [check.of for check in checks if check.of is not None]
    counts = connection.execute(select(*(_count(test) for test in tests))).one()
    of = iter(counts[len(checks) :])
    for check, count in zip(checks, counts, strict=False):
        total = int(next(of)) if check.of is not None else None
        split = by_stage(connection, check.test) if check.by_stage and count else ()
        sentence = f"{_many(int(count), total)} {check.says}."
        yield Defect(id=check.id, sentence=sentence, count=int(count), of=total, split=split)
    currencies = connection.execute(select(o.currency).where(o.amount.is_not(None)).distinct()).scalars().all()
    if len(currencies) > 1:
        listed = ", ".join(sorted(currencies))
        yield Defect(
            id="mixed_currencies",
            sentence=f"Amounts are in {len(currencies)} currencies: {listed}.",
            count=len(currencies),
        )


def _count(test: Clause) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((test, 1), else_=0)), 0)


def _many(count: int, of: int | None = None) -> str:
    if not count:
        return "No"
    return f"All {count:,}" if of == count else f"{count:,} of {of:,}" if of else f"{count:,}"


def by_stage(connection: Connection, test: Clause) -> tuple[tuple[str, int], ...]:
    """How many deals pass the test in each stage, in the order of the stages."""
    name = func.coalesce(stages.c.name, o.stage_id)
    found = (
        select(name, func.count())
        .select_from(opportunities.outerjoin(stages, stages.c.id == o.stage_id))
        .where(test)
        .group_by(name)
        .order_by(func.min(stages.c.position), name)
    )
    return tuple((stage or "no stage", int(count)) for stage, count in connection.execute(found))


# Deals together


def _alike(connection: Connection) -> Defect:
    groups = (
        select(func.count().label("n"))
        .select_from(opportunities)
        .group_by(*CONTENT)
        .having(func.count() > 1)
        .subquery()
    )
    count = int(connection.execute(select(func.coalesce(func.sum(groups.c.n - 1), 0))).scalar_one())
    says = f"{_many(count)} deals equal an earlier one in everything but the id."
    return Defect(id="alike_but_for_id", sentence=says, count=count)


def _newest(connection: Connection, as_of: date) -> date:
    """The newest day that deals know of: ages count from there, however long ago that was."""
    days = (select(func.max(day)).where(day <= as_of) for day in (o.created_on, o.close_date, o.stage_entered_on))
    return max((found for day in days if (found := connection.execute(day).scalar())), default=as_of)


def _older_than_any_cycle(connection: Connection, day: date) -> Iterator[Defect]:
    """Open deals that are older than any deal ever was when it closed."""
    cycle = days_between(o.close_date, o.created_on)
    closed = and_(o.status.in_(("won", "lost")), o.close_date >= o.created_on)
    longest = connection.execute(select(func.max(cycle)).where(closed)).scalar()
    if longest is None:
        return
    begun = and_(o.is_open, o.created_on.is_not(None))
    age = days_between(literal(day, Date), o.created_on)
    test = and_(begun, age > int(longest))
    count, of = connection.execute(select(_count(test), _count(begun))).one()
    says = (
        f"{_many(int(count), int(of))} open deals with a known start were older on {day} than {int(longest):,} days, "
        "the longest that any closed deal took."
    )
    split = by_stage(connection, test) if count else ()
    yield Defect(id="older_than_longest_cycle", sentence=says, count=int(count), of=int(of), split=split)


def _uneven_stages(connection: Connection) -> Iterator[Defect]:
    """Stages that only a few of the managers' people use."""
    manager, owner = people.alias(), people.alias()
    query = (
        select(o.stage_id, func.coalesce(manager.c.name, owner.c.manager_id), func.count())
        .select_from(
            opportunities.join(owner, owner.c.id == o.owner_id).outerjoin(manager, manager.c.id == owner.c.manager_id)
        )
        .where(owner.c.manager_id.is_not(None))
        .group_by(o.stage_id, func.coalesce(manager.c.name, owner.c.manager_id))
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for stage, name, count in connection.execute(query):
        found.setdefault(stage or "", []).append((name, int(count)))
    everyone = {name for of in found.values() for name, _ in of}
    names = dict(connection.execute(select(stages.c.id, stages.c.name)).all())
    for stage, of in sorted(found.items()):
        deals = sum(count for _, count in of)
        if deals >= LEAST_OF_STAGE and len(of) * 2 < len(everyone):
            split = tuple(sorted(of, key=lambda pair: (-pair[1], pair[0])))
            says = f"{names.get(stage, stage)} deals exist under {len(of)} of {len(everyone)} managers only."
            yield Defect(id=f"uneven_stage:{stage}", sentence=says, count=deals, split=split)


def _first_month(connection: Connection) -> Iterator[Defect]:
    """Closes that begin all at once, with a win rate of their own: rates of that period mislead."""
    closed = o.status.in_(("won", "lost"))
    first = connection.execute(select(func.min(o.close_date)).where(closed)).scalar()
    began = connection.execute(select(func.min(o.created_on))).scalar()
    if first is None or began is None:
        return
    month = first.replace(day=1)
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    early, late = and_(closed, o.close_date < following), and_(closed, o.close_date >= following)
    won = o.status == "won"
    n, n_won, rest, rest_won = connection.execute(
        select(_count(early), _count(and_(early, won)), _count(late), _count(and_(late, won)))
    ).one()
    if n < LEAST_OF_MONTH or not rest or abs(n_won / n - rest_won / rest) < TELLING_DIFFERENCE:
        return
    quarter = f"Q{(month.month + 2) // 3} {month.year}"
    yield Defect(
        id="first_month_misleads",
        sentence=(
            f"No deal closes before {MONTHS[month.month - 1]} {month.year}, though the first began on {began}: of the "
            f"{int(n):,} closed in that month {n_won / n:.1%} were won, of all later ones {rest_won / rest:.1%}, so "
            f"rates of that month and of {quarter} mislead."
        ),
        count=int(n),
    )


def _idle_reps(connection: Connection) -> Defect:
    owns = select(o.owner_id).where(o.owner_id.is_not(None))
    idle = select(people.c.name).where(
        people.c.role == "rep", people.c.is_active, people.c.id.not_in(owns), ~people.c.id.startswith(PLACEHOLDER)
    )
    names = connection.execute(idle.order_by(people.c.name)).scalars().all()
    says = f"{_many(len(names))} reps have no deal at all."
    return Defect(id="reps_without_deals", sentence=says, count=len(names), examples=tuple(names[:MOST_EXAMPLES]))


# Other records


def _unknown_elsewhere(connection: Connection) -> Iterator[Defect]:
    for what, table, column, target, noun in (
        ("activities", activities, activities.c.opportunity_id, opportunities, "deal"),
        ("activities", activities, activities.c.owner_id, people, "owner"),
        ("contacts", contacts, contacts.c.account_id, accounts, "account"),
        ("accounts", accounts, accounts.c.parent_id, accounts, "parent"),
        ("leads", leads, leads.c.owner_id, people, "owner"),
    ):
        of = int(connection.execute(select(func.count()).select_from(table).where(column.is_not(None))).scalar_one())
        other = target.alias()
        test = and_(column.is_not(None), column.not_in(select(other.c.id).correlate(None)))
        count = int(connection.execute(select(func.count()).select_from(table).where(test)).scalar_one()) if of else 0
        if of:
            article = "an" if noun[0] in "aeiou" else "a"
            says = f"{_many(count, of)} {what} name {article} {noun} that no list has."
            yield Defect(id=f"unknown:{what}.{noun}", sentence=says, count=count, of=of)


def _circles(connection: Connection) -> Iterator[Defect]:
    """Accounts that are above themselves, directly or through others."""
    a = accounts.c
    parents: dict[str, str] = dict(connection.execute(select(a.id, a.parent_id).where(a.parent_id.is_not(None))).all())
    if not parents:
        return
    # Whoever has no parent, or one outside, is in no circle; what is left when all such are gone is.
    waiting = Counter(parents.values())
    free = [id_ for id_ in parents if not waiting[id_]]
    while free:
        parent = parents.pop(free.pop())
        waiting[parent] -= 1
        if parent in parents and not waiting[parent]:
            free.append(parent)
    inside = sorted(id_ for id_, parent in parents.items() if parent in parents)
    names = [str(_account_name(connection, id_)) for id_ in inside[:MOST_EXAMPLES]]
    says = f"{_many(len(inside))} accounts are their own parent, directly or through others."
    yield Defect(id="parent_circles", sentence=says, count=len(inside), examples=tuple(names))


def _account_name(connection: Connection, id_: str) -> Any:
    return connection.execute(select(accounts.c.name).where(accounts.c.id == id_)).scalar()


# Words


def _slips(connection: Connection) -> Iterator[Defect]:
    """Words that look like slips of a common word, or of a much more frequent one in the same column."""
    for what, noun, column, common in (
        ("accounts", "sector", accounts.c.sector, SECTORS),
        ("accounts", "country", accounts.c.country, COUNTRIES),
        ("deals", "lost reason", o.lost_reason, ()),
        ("leads", "source", leads.c.lead_source, ()),
        ("activities", "type", activities.c.type, ()),
        ("products", "series", products.c.series, ()),
    ):
        counts = _words(connection, column)
        found = list(_slips_among(counts, common))
        for word, likely in found:
            count = counts[word]
            says = (
                f"“{word}” is the {noun} of {count:,} {what if count != 1 else singular(what)}; it looks like a slip "
                f"of “{likely}” and was kept as it is."
            )
            yield Defect(id=f"slip:{what}.{noun}:{word}", sentence=says, count=count)
        if counts and not found:
            yield Defect(id=f"slip:{what}.{noun}", sentence=f"No {noun} of {what} looks misspelt.", count=0)


def _words(connection: Connection, column: ColumnElement[Any]) -> Mapping[str, int]:
    query = (
        select(column, func.count()).where(column.is_not(None)).group_by(column).order_by(func.count().desc(), column)
    )
    return {word: int(count) for word, count in connection.execute(query.limit(MOST_WORDS))}


def _slips_among(counts: Mapping[str, int], common: Iterable[str]) -> Iterator[tuple[str, str]]:
    known, listed = Known(tuple(common)), {bare(word) for word in common}
    for word, count in counts.items():
        if bare(word) in listed:
            continue
        near = known.near(word)
        if not near:
            frequent = [other for other, n in counts.items() if n >= count * RARER]
            near = Known(frequent).near(word) if frequent else ()
            near = near or tuple(
                w for w, n in counts.items() if w != word and bare(w) == bare(word) and (n, w) > (count, word)
            )
        if near:
            yield word, near[0]


# What follows from other records


def derive(connection: Connection, day: date, deals_say_activity: bool) -> None:
    """Fills what other records imply: last activities of deals, the role, team and region of managers."""
    if not deals_say_activity:
        _last_activities(connection, day)
    _managers(connection)


def _last_activities(connection: Connection, day: date) -> None:
    a = activities.c
    last = select(func.max(a.on_date)).where(a.opportunity_id == o.id, a.on_date <= day).scalar_subquery()
    touched = select(a.opportunity_id).where(a.opportunity_id.is_not(None), a.on_date <= day)
    connection.execute(
        opportunities.update()
        .where(o.id.in_(touched), o.last_activity_on.is_distinct_from(last))
        .values(last_activity_on=last)
    )


def _managers(connection: Connection) -> None:
    """Whoever people report to is a manager, of the team they make up and of their region if they share one."""
    member = people.alias()
    leads_somebody = people.c.id.in_(select(member.c.manager_id).where(member.c.manager_id.is_not(None)))
    connection.execute(people.update().where(leads_somebody, people.c.role == "rep").values(role="manager"))
    own = select(func.min(teams.c.id)).where(teams.c.manager_id == people.c.id).scalar_subquery()
    connection.execute(people.update().where(leads_somebody, people.c.team_id.is_(None)).values(team_id=own))
    region = (
        select(
            case((func.min(member.c.territory_id) == func.max(member.c.territory_id), func.min(member.c.territory_id)))
        )
        .where(member.c.manager_id == people.c.id)
        .scalar_subquery()
    )
    connection.execute(
        people.update().where(leads_somebody, people.c.territory_id.is_(None)).values(territory_id=region)
    )
