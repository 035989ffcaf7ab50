"""The SQL behind the scorer's evidence: one pass that counts every check, and samples only of what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Row,
    Subquery,
    Table,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from domain import formatting
from domain.bound import Bound
from domain.evidence import Evidence, Suspect
from domain.facts import ROWS_CITED_ONE_BY_ONE, Pulled
from domain.query import QuerySpec
from domain.rights import ALL
from store.crm.query.conditions import where
from store.crm.query.fields import ENTITIES, Reading
from store.crm.query.sql import Select, bare
from store.crm.tables import accounts, leads, opportunities, people, products, stage_changes, stages
from store.crm.usual import Faults, Known, Quartiles, known_on

SAMPLE = 50
"""Suspects kept per check; the count has them all."""
FAR_PAST_YEARS, FAR_FUTURE_YEARS = 10, 5
IMPOSSIBLE_TIMES = 100
"""A single amount this many times the impossible sum is impossible by itself."""
IDS_LISTED = 1_000
"""Repeated deals that are worth naming in a statement."""
DEAR = 500
"""The largest amounts of all, among which those of a wide question mostly are."""
CANDIDATES = 20
"""Only the largest amounts of a question can be its outliers."""
HISTORY_QUARTERS, HISTORY_LEAST = 8, 8
ROBUST_Z = Decimal(8)
QUARTILE_TO_SIGMA = Decimal("1.349")
LEAST_SPREAD = Decimal("0.1")
"""Spread as a part of the median where all past amounts are alike."""
MINUTE = 60_000_000

FEW = 300
"""Records that are sooner read one by one than counted by several statements."""

Clause = ColumnElement[bool]
Same = Mapping[str, str]
o = opportunities.c
ALIKE = (
    o.name, o.account_id, o.owner_id, o.product_id, o.stage_id, o.amount, o.currency, o.created_on, o.close_date,
)  # fmt: skip
"""What two records have in common of which one is a duplicate."""
PRICED_IN = case((o.amount.is_not(None), o.currency))
"""The currency of a deal that has an amount."""


class day_of(FunctionElement[date]):
    """The UTC day of an instant that is stored as microseconds."""

    type = Date()
    inherit_cache = True


@compiles(day_of, "sqlite")
def _day_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)} / 1000000, 'unixepoch')"


@compiles(day_of, "postgresql")
def _day_postgres(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(to_timestamp({compiler.process(element.clauses, **kw)} / 1000000) AT TIME ZONE 'UTC' AS DATE)"


@dataclass(frozen=True)
class Check:
    """One thing to look for in each record, and what to show of a record that has it."""

    test: Clause
    seen: ColumnElement[Any] | None = None

    @cached_property
    def found(self) -> ColumnElement[int]:
        """How many records have it."""
        return func.coalesce(func.sum(case((self.test, 1), else_=0)), 0)


def evidence(connection: Connection, bound: Bound, pulled: Pulled, same: Same | None = None) -> Evidence:
    """Plausibility of the records that match the question, under the reader's rights.

    Shape:  opportunities get every check, leads theirs, other entities their number only.
    """
    is_wide = pulled.total_rows > ROWS_CITED_ONE_BY_ONE
    looking, as_of = _Looking(connection, bound, same or {}, is_wide, _few_ids(pulled)), pulled.as_of
    if bound.spec.entity == "opportunity":
        return looking.at_few_deals(as_of) if looking.ids else looking.at_deals(as_of)
    if bound.spec.entity == "lead":
        return looking.at_leads(as_of)
    return Evidence(total_rows=looking.total(), data_as_of=as_of, hidden_by_rights=looking.hidden())


def _few_ids(pulled: Pulled) -> tuple[str, ...]:
    """The ids of all records that match, when they are few; else none, and the question itself finds them."""
    if not 0 < pulled.total_rows <= FEW:
        return ()
    cited = (f.source.row_ids for f in pulled.facts if f.name == "count" and not f.group)
    return next((ids for ids in cited if len(ids) == pulled.total_rows), ())


@dataclass
class _Looking:
    """One question being looked at."""

    connection: Connection
    bound: Bound
    same: Same
    is_wide: bool = False
    """Of so many records that it pays to know first what is wrong with any."""
    ids: tuple[str, ...] = ()
    """All matching records, where they are few."""

    def matching(self, *columns: Any, leave_out: str | None = None, bound: Bound | None = None) -> Select[Any]:
        """A statement over the matching records."""
        if self.ids:
            base = ENTITIES[self.bound.spec.entity].base
            return select(*columns).select_from(base).where(base.c.id.in_(self.ids))
        reading = Reading(bound or self.bound, dict(self.same))
        condition = where(reading, leave_out)
        return select(*(columns or (reading.id,))).select_from(reading.source()).where(condition)

    def total(self) -> int:
        return int(self.connection.execute(self.matching(func.count())).scalar_one())

    def hidden(self) -> int:
        """How many match but may not be read; asked only of an empty answer."""
        if self.bound.sight.kind == "all" or self.total():
            return 0
        everyone = self.bound.model_copy(update={"sight": ALL})
        return int(self.connection.execute(self.matching(func.count(), bound=everyone)).scalar_one())

    # Deals

    def at_deals(self, as_of: datetime) -> Evidence:
        checks = self.checks()
        first = self.counted(
            checks, func.max(o.amount), *self.span_of_dates(), func.min(PRICED_IN), func.max(PRICED_IN)
        )
        if not first.total:
            oldest, newest = self.dates_elsewhere()
            return Evidence(data_as_of=as_of, hidden_by_rights=self.hidden(), oldest=oldest, newest=newest)
        suspects = {name: self.sample(checks[name], opportunities) for name in first.counts}
        counts = dict(first.counts)
        for name, found, number in self.compared():
            if number:
                suspects[name], counts[name] = found, number
        largest, oldest, newest, *codes = first.extras
        return Evidence(
            total_rows=first.total,
            suspects=suspects,
            counts=counts,
            currencies=tuple(dict.fromkeys(c for c in codes if c)) if codes[0] == codes[1] else self.currencies(),
            largest_amount=largest,
            oldest=oldest,
            newest=newest,
            data_as_of=as_of,
        )

    def at_few_deals(self, as_of: datetime) -> Evidence:
        """The same of a few deals: each is read once with what every check says of it, and all is counted here."""
        checks = deal_checks(self.bound)
        rows = self.connection.execute(_each(self.bound), {"ids": self.ids}).all()
        suspects = {name: _suspects(rows, name, check) for name, check in checks.items()}
        for name, found, number in self.compared(rows):
            if number:
                suspects[name] = found
        dates = [day for row in rows if (day := row.close_date or row.created_on)]
        return Evidence(
            total_rows=len(rows),
            suspects={name: found[:SAMPLE] for name, found in suspects.items() if found},
            counts={name: len(found) for name, found in suspects.items() if found},
            currencies=tuple(sorted({row.currency for row in rows if row.amount is not None})),
            largest_amount=max((row.amount for row in rows if row.amount is not None), default=None),
            oldest=min(dates, default=None),
            newest=max(dates, default=None),
            data_as_of=as_of,
        )

    def checks(self) -> dict[str, Check]:
        """The checks that a record of the question may fail."""
        checks = deal_checks(self.bound)
        return checks if self.faults is None else {n: c for n, c in checks.items() if n in self.faults.failing}

    @cached_property
    def known(self) -> Known:
        return known_on(self.connection, self.bound.today)

    @cached_property
    def faults(self) -> Faults | None:
        """What is wrong anywhere in the mirror; None for a question whose own records are sooner looked at."""
        thresholds = tuple(self.bound.settings[f"report.{name}"] for name in ("impossible_amount", "burst_minutes"))
        if thresholds not in self.known.faults and not self.is_wide:
            return None
        if thresholds not in self.known.faults:
            everything = self.bound.model_copy(update={"spec": QuerySpec(), "sight": ALL})
            self.known.faults[thresholds] = _Looking(self.connection, everything, {}).anywhere()
        return self.known.faults[thresholds]

    def anywhere(self) -> Faults:
        """The faults of the records that match."""
        dear = self.matching(o.id).where(o.amount > 0).order_by(o.amount.desc(), o.id).limit(DEAR)
        return Faults(
            failing=frozenset(self.counted(self.checks()).counts),
            twins=self.twins(),
            dear=tuple(self.connection.execute(dear).scalars()),
            has_burst=self.peak(self.wins()) is not None,
        )

    def twins(self) -> frozenset[str]:
        """The ids of all records that are equal to another in everything else."""
        names = select(self.repeated().c.name).distinct()
        rows = self.connection.execute(self.matching(*ALIKE, o.id).where(o.name.in_(names)))
        groups: dict[tuple[Any, ...], list[str]] = {}
        for row in rows.all():
            groups.setdefault(tuple(row[: len(ALIKE)]), []).append(row.id)
        return frozenset(id_ for group in groups.values() if len(group) > 1 for id_ in group)

    def compared(self, few: Sequence[Row[Any]] | None = None) -> Iterator[tuple[str, tuple[Suspect, ...], int]]:
        """The checks that look at several records at once; `few` are all records, where they were read."""
        yield ("duplicates", *(self.duplicates() if few is None else _twins(few)))
        if few is None or any(row.status == "won" and (row.amount or 0) > 0 for row in few):
            yield ("burst_of_wins", *self.burst())
        candidates = self.largest() if few is None else _largest(few)
        for name, key, only in (
            ("amount_outlier_for_rep", o.owner_id, o.status == "won"),
            ("amount_outlier_for_stage", o.stage_id, o.amount.is_not(None)),
        ):
            found = self.outliers(candidates, key, [only, o.close_date >= self.since])
            yield name, found, len(found)

    def counted(self, checks: Mapping[str, Check], *extras: Any) -> _Counted:
        """How many records there are, how many each check finds, and some extremes: one pass."""
        sums = [check.found for check in checks.values()]
        row = self.connection.execute(self.matching(func.count(), *sums, *extras)).one()
        numbers = dict(zip(checks, map(int, row[1 : 1 + len(checks)]), strict=True))
        return _Counted(int(row[0]), {n: c for n, c in numbers.items() if c}, tuple(row[1 + len(checks) :]))

    def sample(self, check: Check, table: Table) -> tuple[Suspect, ...]:
        """Some of the records that a check finds, always the same ones."""
        seen = check.seen if check.seen is not None else table.c.id
        currency = table.c.currency if "currency" in table.c else table.c.id
        statement = self.matching(table.c.id, table.c.name, seen, currency).where(check.test)
        rows = self.connection.execute(statement.order_by(table.c.id).limit(SAMPLE))
        shown = check.seen is not None
        return tuple(Suspect(row_id=i, label=n, seen=_shown(s, c) if shown else "") for i, n, s, c in rows)

    def span_of_dates(self) -> tuple[Any, Any]:
        return func.min(func.coalesce(o.close_date, o.created_on)), func.max(func.coalesce(o.close_date, o.created_on))

    def dates_elsewhere(self) -> tuple[date | None, date | None]:
        """The dates that the question's records have when its period is left aside."""
        if self.bound.spec.time is None:
            return None, None
        oldest, newest = self.connection.execute(self.matching(*self.span_of_dates(), leave_out="time")).one()
        return oldest, newest

    def currencies(self) -> tuple[str, ...]:
        priced = self.matching(o.currency).where(o.amount.is_not(None)).distinct().order_by(o.currency)
        return tuple(self.connection.execute(priced).scalars())

    def duplicates(self) -> tuple[tuple[Suspect, ...], int]:
        """Records equal to another in everything but the id; the first of each is the original."""
        if self.faults is not None and not self.faults.twins:
            return (), 0
        twice = self.repeated()
        number = int(self.connection.execute(select(func.coalesce(func.sum(twice.c.n - 1), 0))).scalar_one())
        if not number:
            return (), 0
        rows = select(twice.c.id, o.name, twice.c.n).join(opportunities, o.id == twice.c.id).order_by(twice.c.id)
        found = [
            Suspect(row_id=i, label=name, seen=f"{n} alike")
            for i, name, n in self.connection.execute(rows.limit(SAMPLE))
        ]
        return tuple(found), number

    def repeated(self) -> Subquery:
        """Each group of equal records, by its last id."""
        groups = self.matching(func.max(o.id).label("id"), o.name, func.count().label("n")).group_by(*ALIKE)
        if self.faults is not None and len(self.faults.twins) <= IDS_LISTED:
            groups = groups.where(o.id.in_(sorted(self.faults.twins)))
        return groups.having(func.count() > 1).subquery()

    def burst(self) -> tuple[tuple[Suspect, ...], int]:
        """Deals of the largest sum won within the burst window, when that reaches the impossible amount.

        A win's moment is its last change to a won stage; where no history was kept, the source's own last change,
        if that was on the day of closing (the moment of a later import says nothing about when people sold).
        """
        if self.faults is not None and not self.faults.has_burst:
            return (), 0
        known = self.wins()
        top = self.peak(known)
        if top is None:
            return (), 0
        members = (
            select(known.c.id, known.c.name)
            .where(known.c.currency == top.currency, known.c.at.between(top.at - self.burst_width, top.at))
            .order_by(known.c.id)
        )
        seen = formatting.written(Decimal(int(top.worth)) / 100, top.currency)
        found = [Suspect(row_id=i, label=n, seen=seen) for i, n in self.connection.execute(members)]
        return tuple(found[:SAMPLE]), len(found)

    @property
    def burst_width(self) -> int:
        return int(Decimal(str(self.bound.settings["report.burst_minutes"])) * MINUTE)

    def wins(self) -> Subquery:
        """The won deals whose moment is known."""
        won = self.matching(o.id, o.name, o.amount, o.currency, _won_at().label("at"))
        won = won.where(o.status == "won", o.amount > 0)
        timed = won.subquery()
        return select(timed).where(timed.c.at.is_not(None)).subquery()

    def peak(self, known: Subquery) -> Row[Any] | None:
        """The largest sum won within the burst window; None when it is below the impossible amount."""
        limit = Decimal(str(self.bound.settings["report.impossible_amount"]))
        within = func.sum(type_coerce(known.c.amount, BigInteger())).over(
            partition_by=known.c.currency, order_by=known.c.at, range_=(-self.burst_width, 0)
        )
        summed = select(known.c.at, known.c.currency, within.label("worth")).subquery()
        peak = select(summed).order_by(summed.c.worth.desc(), summed.c.at).limit(1)
        top = self.connection.execute(peak).first()
        return None if top is None or Decimal(int(top.worth)) / 100 < limit else top

    # Amounts against history

    def largest(self) -> list[Row[Any]]:
        """The largest matching amounts: only these can be outliers of the question."""
        columns = (o.id, o.name, o.amount, o.currency, o.owner_id, o.stage_id)
        statement = self.matching(*columns).where(o.amount > 0).order_by(o.amount.desc(), o.id).limit(CANDIDATES)
        if self.faults is not None:
            # Nothing outside is larger than what is among the largest of all, so enough of those are the answer.
            among = list(self.connection.execute(statement.where(o.id.in_(self.faults.dear))))
            if len(among) == CANDIDATES:
                return among
        return list(self.connection.execute(statement))

    def outliers(self, candidates: list[Row[Any]], key: ColumnElement[Any], only: list[Clause]) -> tuple[Suspect, ...]:
        """Candidates far above what their rep or stage usually has, by median and quartiles."""
        place = "owner_id" if key is o.owner_id else "stage_id"
        usual = self.usual(key, place, {getattr(row, place) for row in candidates} - {None}, only)
        return tuple(
            Suspect(
                row_id=row.id,
                label=row.name,
                seen=formatting.exact_money(row.amount, row.currency),
                usual=formatting.exact_money(usual[getattr(row, place), row.currency][1], row.currency),
            )
            for row in candidates
            if is_outlier(row.amount, usual.get((getattr(row, place), row.currency)))
        )

    def usual(
        self, key: ColumnElement[Any], place: str, wanted: set[str], only: list[Clause]
    ) -> dict[tuple[str, str], Quartiles]:
        """The quartiles of these reps or stages; a state of the mirror that was met before is not read again."""
        known = self.known.usual
        new = {one for one in wanted if (place, one) not in known}
        found = self.quartiles(key, new, only)
        known.update({(place, one): {c: q for (of, c), q in found.items() if of == one} for one in new})
        return {(one, currency): q for one in wanted for currency, q in known[place, one].items()}

    @property
    def since(self) -> date:
        return _years_from(self.bound.today, -HISTORY_QUARTERS // 4)

    def quartiles(
        self, key: ColumnElement[Any], wanted: set[str], only: list[Clause]
    ) -> dict[tuple[str, str], Quartiles]:
        """First quartile, median and third quartile of past amounts by rep or stage and currency."""
        if not wanted:
            return {}
        same = [key, o.currency]
        place = func.row_number().over(partition_by=same, order_by=[o.amount, o.id]).label("place")
        number = func.count().over(partition_by=same).label("number")
        past = select(key.label("key"), o.currency, o.amount, place, number).where(
            key.in_(sorted(wanted)), o.amount > 0
        )
        ranked = past.where(*only).subquery()
        r = ranked.c
        at = [(r.number + 3) / 4, (r.number + 1) / 2, (r.number * 3 + 3) / 4]
        whole = [type_coerce(func.floor(place_), BigInteger()) for place_ in at]
        rows = select(r.key, r.currency, r.amount, r.place).where(r.number >= HISTORY_LEAST, r.place.in_(whole))
        found: dict[tuple[str, str], list[Decimal]] = {}
        for one in self.connection.execute(rows.order_by(r.key, r.currency, r.place)):
            found.setdefault((one.key, one.currency), []).append(one.amount)
        return {k: (v[0], v[len(v) // 2], v[-1]) for k, v in found.items()}

    # Leads

    def at_leads(self, as_of: datetime) -> Evidence:
        checks = lead_checks(self.bound)
        first = self.counted(checks, func.min(leads.c.created_on), func.max(leads.c.created_on))
        return Evidence(
            total_rows=first.total,
            suspects={name: self.sample(checks[name], leads) for name in first.counts},
            counts=first.counts,
            oldest=first.extras[0],
            newest=first.extras[1],
            data_as_of=as_of,
            hidden_by_rights=self.hidden(),
        )


@dataclass(frozen=True)
class _Counted:
    total: int
    counts: dict[str, int]
    extras: tuple[Any, ...]


def _each(bound: Bound) -> Select[Any]:
    """Deals by id, each with what the checks of that day say of it."""
    return _each_deal(bound.today, Decimal(str(bound.settings["report.impossible_amount"])))


@lru_cache(16)
def _each_deal(today: date, limit: Decimal) -> Select[Any]:
    checks = _deal_checks(today, limit)
    tests = [case((check.test, 1), else_=0).label(f"is_{name}") for name, check in checks.items()]
    seen = [check.seen.label(f"seen_{name}") for name, check in checks.items() if check.seen is not None]
    few = o.id.in_(bindparam("ids", expanding=True))
    return select(*ALIKE, o.id, o.status, *tests, *seen).where(few).order_by(o.id)


def _suspects(rows: Iterable[Row[Any]], name: str, check: Check) -> tuple[Suspect, ...]:
    """The records that a check found."""
    return tuple(
        Suspect(
            row_id=row.id,
            label=row.name,
            seen="" if check.seen is None else _shown(getattr(row, f"seen_{name}"), row.currency),
        )
        for row in rows
        if getattr(row, f"is_{name}")
    )


def _twins(rows: Iterable[Row[Any]]) -> tuple[tuple[Suspect, ...], int]:
    """Records equal to another in everything but the id; the last of each stands for its group."""
    groups: dict[tuple[Any, ...], list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[: len(ALIKE)]), []).append(row)
    twice = [group for group in groups.values() if len(group) > 1]
    found = (Suspect(row_id=group[-1].id, label=group[-1].name, seen=f"{len(group)} alike") for group in twice)
    return tuple(sorted(found, key=lambda one: one.row_id)), sum(len(group) - 1 for group in twice)


def _largest(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    priced = [row for row in rows if row.amount is not None and row.amount > 0]
    return sorted(priced, key=lambda row: (-row.amount, row.id))[:CANDIDATES]


def deal_checks(bound: Bound) -> dict[str, Check]:
    """The checks that look at one deal at a time, by the id of the rule that judges them."""
    return _deal_checks(bound.today, Decimal(str(bound.settings["report.impossible_amount"])))


@lru_cache(16)
def _deal_checks(today: date, limit: Decimal) -> dict[str, Check]:
    is_closed = o.status.in_(("won", "lost"))
    long_ago, far_ahead = _years_from(today, -FAR_PAST_YEARS), _years_from(today, FAR_FUTURE_YEARS)
    return {
        "negative_amount": Check(o.amount < 0, o.amount),
        "won_with_zero": Check((o.status == "won") & (o.amount == 0)),
        "missing_amount": Check(o.amount.is_(None)),
        "impossible_amount": Check(o.amount >= limit * IMPOSSIBLE_TIMES, o.amount),
        "close_before_created": Check(o.close_date < o.created_on, o.close_date),
        "created_in_future": Check(o.created_on > today, o.created_on),
        "closed_in_future": Check(is_closed & (o.close_date > today), o.close_date),
        "far_past": Check(or_(o.created_on < long_ago, o.close_date < long_ago), _first_date()),
        "far_future": Check(or_(o.created_on > far_ahead, o.close_date > far_ahead), o.close_date),
        "closed_without_date": Check(is_closed & o.close_date.is_(None)),
        "open_past_close": Check(bare(o.is_open) & (o.close_date < today), o.close_date),
        "missing_account": Check(o.account_id.is_(None)),
        "missing_owner": Check(o.owner_id.is_(None)),
        "unknown_owner": _unknown(o.owner_id, people),
        "unknown_account": _unknown(o.account_id, accounts),
        "unknown_stage": _unknown(o.stage_id, stages),
        "unknown_product": _unknown(o.product_id, products),
    }


def lead_checks(bound: Bound) -> dict[str, Check]:
    """The checks that look at one lead at a time."""
    c, today = leads.c, bound.today
    return {
        "created_in_future": Check(c.created_on > today, c.created_on),
        "converted_before_created": Check(c.converted_on < c.created_on, c.converted_on),
        "far_past": Check(c.created_on < _years_from(today, -FAR_PAST_YEARS), c.created_on),
        "missing_owner": Check(c.owner_id.is_(None)),
        "unknown_owner": _unknown(c.owner_id, people),
    }


def is_outlier(amount: Decimal, quartiles: tuple[Decimal, Decimal, Decimal] | None) -> bool:
    """Whether an amount lies more than `ROBUST_Z` robust deviations above its history; False without a history."""
    if quartiles is None:
        return False
    first, middle, third = quartiles
    spread = max((third - first) / QUARTILE_TO_SIGMA, middle * LEAST_SPREAD)
    return spread > 0 and (amount - middle) / spread > ROBUST_Z


def _unknown(reference: ColumnElement[Any], table: Table) -> Check:
    """A reference to a record that was never loaded."""
    known = select(table.c.id).correlate(None)
    return Check(reference.is_not(None) & reference.not_in(known), reference)


def _first_date() -> ColumnElement[Any]:
    """The earlier of the two dates, as far as there are any."""
    created, closed = func.coalesce(o.created_on, o.close_date), func.coalesce(o.close_date, o.created_on)
    return case((created < closed, created), else_=closed)


@cache
def _won_at() -> ColumnElement[Any]:
    """When a deal was won, in microseconds; NULL where nothing says so."""
    c = stage_changes.c
    won_stages = select(stages.c.id).where(stages.c.status == "won").correlate(None)
    last = (
        select(func.max(type_coerce(c.at, BigInteger())))
        .where(c.opportunity_id == o.id, c.to_stage_id.in_(won_stages))
        .correlate(opportunities)
        .scalar_subquery()
    )
    updated = type_coerce(o.updated_at, BigInteger())
    return func.coalesce(last, case((day_of(updated) == o.close_date, updated)))


def _years_from(day: date, years: int) -> date:
    """The same day so many years away; 29 February becomes the 28th."""
    year = min(max(day.year + years, 1), 9999)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _shown(value: object, currency: str) -> str:
    if isinstance(value, Decimal):
        return formatting.exact_money(value, currency)
    return formatting.day(value) if isinstance(value, date) else str(value)
