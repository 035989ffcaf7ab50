"""The SQL behind the scorer's evidence: one pass that counts every check, and samples only of what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Subquery,
    Table,
    asc,
    bindparam,
    case,
    desc,
    func,
    select,
)

from domain import formatting
from domain.bound import Bound
from domain.evidence import Evidence, Suspect
from domain.facts import ROWS_CITED_ONE_BY_ONE, Pulled
from domain.rights import ALL
from domain.thresholds import whole
from store.crm.bursts import MINUTE, peak, wins
from store.crm.checks import ALIKE, Check, Clause, checks_on, deal_checks, lead_checks, o, years_from
from store.crm.query.conditions import where
from store.crm.query.fields import ENTITIES, Reading
from store.crm.query.sql import Select
from store.crm.survey import BURST_MINUTES, PRICED_IN, Survey, survey
from store.crm.tables import leads, opportunities
from store.crm.usual import Known, Quartiles, known_on, quartiles_sorted, quartiles_walked

SAMPLE = 50
"""Suspects kept per check; the count has them all."""
CANDIDATES = 20
"""Only the largest amounts of a question can be its outliers."""
HISTORY_QUARTERS = 8
ROBUST_Z = Decimal(8)
QUARTILE_TO_SIGMA = Decimal("1.349")
LEAST_SPREAD = Decimal("0.1")
"""Spread as a part of the median where all past amounts are alike."""

FEW = 300
"""Records that are sooner read one by one than counted by several statements."""

Same = Mapping[str, str]


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
        only = self.survey.only_currency if self.survey is not None else None
        dates = () if self.is_wide else self.span_of_dates()
        codes_asked = () if only else (func.min(PRICED_IN), func.max(PRICED_IN))
        first = self.counted(checks, func.max(o.amount), *codes_asked, *dates)
        if not first.total:
            oldest, newest = self.dates_elsewhere()
            return Evidence(data_as_of=as_of, hidden_by_rights=self.hidden(), oldest=oldest, newest=newest)
        suspects = {name: self.sample(checks[name], opportunities) for name in first.counts}
        counts = dict(first.counts)
        for name, found, number in self.compared():
            if number:
                suspects[name], counts[name] = found, number
        largest, *rest = first.extras
        codes = rest[:2] if codes_asked else [only if largest is not None else None] * 2
        oldest, newest = self.ends() if self.is_wide else rest[-2:]
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
        if self.survey is None:
            return checks
        failing = self.survey.failing(self.bound.today, self.impossible_amount)
        return {name: check for name, check in checks.items() if name in failing}

    @cached_property
    def known(self) -> Known:
        return known_on(self.connection, self.bound.today)

    @cached_property
    def survey(self) -> Survey | None:
        """What is true of all deals; None for a question whose own deals are sooner looked at."""
        return survey(self.connection, self.known.state, self.burst_minutes, needed=self.is_wide)

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

    def ends(self) -> tuple[date | None, date | None]:
        """The same of so many records that the ends of an index are sooner found than all of them compared."""
        closing, began = self.matching(o.close_date).where(o.close_date.is_not(None)), self.matching(o.created_on)
        began = began.where(o.close_date.is_(None), o.created_on.is_not(None))
        ends = [
            self.connection.execute(found.order_by(towards(column)).limit(1)).scalar()
            for towards in (asc, desc)
            for found, column in ((closing, o.close_date), (began, o.created_on))
        ]
        return min(filter(None, ends[:2]), default=None), max(filter(None, ends[2:]), default=None)

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
        if self.survey is not None and not self.survey.twins:
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
        if self.survey is not None and self.survey.has_all_twins:
            groups = groups.where(o.id.in_(sorted(self.survey.twins)))
        return groups.having(func.count() > 1).subquery()

    def burst(self) -> tuple[tuple[Suspect, ...], int]:
        """Deals of the largest sum won within the burst window, when that reaches the impossible amount."""
        if self.survey is not None and self.is_possible(self.survey.peaks[self.burst_minutes]):
            return (), 0
        known = wins(self.matching(o.id, o.name, o.amount, o.currency))
        width = self.burst_minutes * MINUTE
        top = peak(self.connection, known, width)
        if top is None or self.is_possible(top.worth):
            return (), 0
        members = (
            select(known.c.id, known.c.name)
            .where(known.c.currency == top.currency, known.c.at.between(top.at - width, top.at))
            .order_by(known.c.id)
        )
        seen = formatting.written(Decimal(int(top.worth)) / 100, top.currency)
        found = [Suspect(row_id=i, label=n, seen=seen) for i, n in self.connection.execute(members)]
        return tuple(found[:SAMPLE]), len(found)

    def is_possible(self, minor_units: int) -> bool:
        """Whether people can have sold so much within the burst window."""
        return Decimal(int(minor_units)) / 100 < self.impossible_amount

    @property
    def impossible_amount(self) -> Decimal:
        return Decimal(str(self.bound.settings["report.impossible_amount"]))

    @property
    def burst_minutes(self) -> int:
        return whole(self.bound.settings[BURST_MINUTES])

    # Amounts against history

    def largest(self) -> list[Row[Any]]:
        """The largest matching amounts: only these can be outliers of the question."""
        columns = (o.id, o.name, o.amount, o.currency, o.owner_id, o.stage_id)
        statement = self.matching(*columns).where(o.amount > 0).order_by(o.amount.desc(), o.id).limit(CANDIDATES)
        if self.survey is not None:
            # Nothing outside is larger than what is among the largest of all, so enough of those are the answer.
            among = list(self.connection.execute(statement.where(o.id.in_(self.survey.dear))))
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
        read = quartiles_sorted if key is o.owner_id else quartiles_walked
        found = read(self.connection, key, new, only) if new else {}
        known.update({(place, one): {c: q for (of, c), q in found.items() if of == one} for one in new})
        return {(one, currency): q for one in wanted for currency, q in known[place, one].items()}

    @property
    def since(self) -> date:
        return years_from(self.bound.today, -HISTORY_QUARTERS // 4)

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
    checks = checks_on(today, limit)
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


def is_outlier(amount: Decimal, quartiles: tuple[Decimal, Decimal, Decimal] | None) -> bool:
    """Whether an amount lies more than `ROBUST_Z` robust deviations above its history; False without a history."""
    if quartiles is None:
        return False
    first, middle, third = quartiles
    spread = max((third - first) / QUARTILE_TO_SIGMA, middle * LEAST_SPREAD)
    return spread > 0 and (amount - middle) / spread > ROBUST_Z


def _shown(value: object, currency: str) -> str:
    if isinstance(value, Decimal):
        return formatting.exact_money(value, currency)
    return formatting.day(value) if isinstance(value, date) else str(value)
