"""What the data cannot say: fields nobody filled in, records without dates, open questions; said, never a silent 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, not_, or_, select, true

from domain import formatting, wording
from domain.bound import Bound
from domain.catalogue import CATALOGUE, Field
from domain.errors import CannotAnswer
from domain.happened import CHANGED
from domain.query import AnyOf, Condition, FieldRef, Filter
from store.crm.query.conditions import where
from store.crm.query.fields import COUNTS_ITS_OWN_DATES, ENTITIES, REPEATING, Reading, filters_of, without_grain
from store.crm.query.groups import Groups, coverage_sides
from store.crm.query.happened import cannot_be_compared, midnight, window_of
from store.crm.query.sql import Clause, bare
from store.crm.tables import (
    activities,
    aliases,
    field_changes,
    leads,
    opportunities,
    people,
    products,
    quotas,
    stage_changes,
)

o = opportunities.c

ONLY_CLOSED = {"win_rate", "loss_rate", "won_count", "lost_count", "closed_count", "won_amount", "cycle_days"}
NEED_AMOUNTS = {"amount", "avg_amount", "median_amount", "max_amount", "min_amount", "amount_share"}
NEED_OPEN_AMOUNTS = {"coverage", "weighted_pipeline"}
LEAVES_OUT = ("gt", "gte", "lt", "lte", "between", "eq", "in")
MAY_BE_UNKNOWN = ("date", "days", "money", "ratio")
FROM_ACTIVITIES = {"last_activity", "last_activity_days", "meeting_count"}


def ask_what_is_missing(connection: Connection, bound: Bound, groups: Groups, total: int, named: Bound) -> list[str]:
    """One sentence for everything a reader of the answer must know, worst first.

    `named` is the question as it was put, before its measures' implications were added.
    Raises: CannotAnswer when nothing is left to answer with; it says what can be answered instead.
    """
    asking = _Asking(connection, bound, groups, total)
    asking.must_be_loaded()
    return [
        *asking.reasons(),
        *asking.quotas(named),
        *asking.left_out(),
        *asking.history(),
        *asking.amounts(),
        *asking.dates_of_measures(),
        *asking.never_active(),
        *asking.currencies(),
        *asking.undecided_products(),
        *asking.people_who_left(),
    ]


@dataclass
class _Asking:
    """One answer being looked at for what it does not say."""

    connection: Connection
    bound: Bound
    groups: Groups
    total: int

    def __post_init__(self) -> None:
        self.spec = self.bound.spec
        self.info = CATALOGUE[self.spec.entity]
        self.measures = set(self.spec.measures)
        self.named = {f.field for f in filters_of(self.spec)}
        self.touched = self.named | {without_grain(n) for n in (*self.spec.group_by, *self.spec.fields)}
        self.touched |= {s.by for s in self.spec.sort}

    def count(
        self, *more: Clause, leave_out: Condition | str | None = None, bound: Bound | None = None, **same: Any
    ) -> int:
        """How many records match, with further conditions or without one of the question's own."""
        reading = Reading(bound or self.bound, same.get("same") or {})
        matching = where(reading, leave_out)
        statement = select(func.count()).select_from(reading.source()).where(matching, *more)
        return int(self.connection.execute(statement).scalar_one())

    def there_is(self, statement: Any) -> bool:
        return self.connection.execute(statement.limit(1)).first() is not None

    # Kinds of records that were never loaded

    def must_be_loaded(self) -> None:
        """Raises CannotAnswer where a whole kind of record is missing."""
        if self.total == 0 and not self.there_is(select(ENTITIES[self.spec.entity].base.c.id)):
            raise CannotAnswer(
                f"No {self.info.plural} have been loaded from the CRM.", "I can answer once they are imported."
            )
        if self.touched & FROM_ACTIVITIES and not self._knows_activities():
            raise CannotAnswer(
                "No activities have been loaded from the CRM, so nobody can say when a customer was last contacted.",
                "I can tell how long deals have been in their stage, or which close dates have passed.",
            )

    def _knows_activities(self) -> bool:
        dated = (opportunities, leads)
        return self.there_is(select(activities.c.id)) or any(
            self.there_is(select(t.c.id).where(t.c.last_activity_on.is_not(None))) for t in dated
        )

    # Lost reasons

    def reasons(self) -> Iterator[str]:
        """How far reasons were recorded at all, when the question is about them."""
        if self.spec.entity != "opportunity" or "lost_reason" not in self.touched:
            return
        named = next((f for f in self.spec.filters if isinstance(f, Filter) and f.field == "lost_reason"), None)
        lost = self.count(o.status == "lost", leave_out=named)
        without = self.count(o.status == "lost", or_(o.lost_reason.is_(None), o.lost_reason == ""), leave_out=named)
        if lost and without == lost:
            raise CannotAnswer(
                f"{_none_of(lost, 'lost deals')} has a lost reason recorded.",
                "I can show lost deals by product, owner, region or account instead.",
            )
        if without:
            yield f"{without:,} of {lost:,} lost deals {_have(without)} no lost reason recorded."

    # Quotas

    def quotas(self, named: Bound) -> Iterator[str]:
        """What a ratio to quota rests on."""
        if self.spec.entity != "quota" and "coverage" not in self.measures:
            return
        if named.spec.time is None and (self.spec.time is not None or "coverage" in self.measures):
            yield "No period was named, so this quarter is meant."
        quota = self.bound if self.spec.entity == "quota" else coverage_sides(self.bound)[0]
        reading = Reading(quota)
        found = self.count(bound=quota)
        if not found and self.spec.measures:
            raise CannotAnswer(*self._no_quota())
        if quota.spec.time is not None:
            start, end = reading.span(quota.spec.time.window)
            beyond = or_(
                quotas.c.period_start < start if start else not_(true()),
                quotas.c.period_end >= end if end else not_(true()),
            )
            if partly := self.count(beyond, bound=quota):
                yield f"{partly:,} of {found:,} quotas reach beyond the period that was asked about and count whole."
        if "coverage" in self.measures:
            yield from self._met()

    def _no_quota(self) -> tuple[str, str]:
        if self.there_is(select(quotas.c.id)):
            return (
                "There is no quota that fits this period and these people.",
                "I can show the pipeline or bookings without it.",
            )
        return "No quotas have been loaded from the CRM.", "I can show the pipeline and what was won without them."

    def _met(self) -> Iterator[str]:
        keys = [k for k, parts in self.groups.parts.items() if parts.get("coverage") is None]
        if keys and len(keys) == len(self.groups.parts):
            yield "The quota of this period is already met, so there is nothing left to cover."
        elif keys:
            there = _many(len(keys), "groups")
            yield f"{there} {_have(len(keys))} no quota left to cover, so no coverage is shown there."

    # Fields that are empty where the question needs them

    def left_out(self) -> Iterator[str]:
        """Records that match all but for a field that nobody filled in."""
        for one in self.spec.filters:
            if isinstance(one, Filter) and one.op in LEAVES_OUT and not isinstance(one.value, FieldRef | None):
                known = self.info.field(one.field)
                if known is not None and known.kind in MAY_BE_UNKNOWN:
                    yield from self._unknown(known, one)
        if self.spec.time and self.spec.entity not in (*COUNTS_ITS_OWN_DATES, "quota"):
            dates = [f for name in self.spec.time.fields if (f := self.info.field(name))]
            if dates:
                yield from self._unknown(dates[0], "time", dates)

    def _unknown(self, known: Field, left: Filter | str, also: list[Field] | None = None) -> Iterator[str]:
        reading = Reading(self.bound)
        term = reading.term(known.name)
        if term.longest_when_absent:
            return
        empty = and_(
            *((t.since if t.since is not None else t.value).is_(None) for t in map(reading.term, _names(known, also)))
        )
        needed = [c for c in (term.only, self._status_meant()) if c is not None]
        missing = self._count_with(reading, term.via, left, empty, *needed)
        if not missing:
            return
        words = wording.noun(known.name, known.label)
        plural = f"open {self.info.plural}" if term.only is not None else self.info.plural
        if not self.total and not self._count_with(Reading(self.bound), term.via, left, not_(empty), *needed):
            raise CannotAnswer(
                f"{_none_of(missing, f'matching {plural}')} has {wording.with_article(known.name, known.label)}, "
                "so the question cannot be answered.",
                "Without that condition I can list them.",
            )
        yield f"{_many(missing, plural)} {_have(missing)} no {words} and {_are(missing)} left out."

    def _count_with(self, reading: Reading, via: tuple[str, ...], left: Filter | str, *more: Clause) -> int:
        reading.needed.update(dict.fromkeys(via))
        matching = where(reading, left)
        statement = select(func.count()).select_from(reading.source()).where(matching, *more)
        return int(self.connection.execute(statement).scalar_one())

    def _status_meant(self) -> Clause | None:
        if self.measures and self.measures <= ONLY_CLOSED:
            return o.status.in_(("won", "lost"))
        return None

    # What happened to deals

    def history(self) -> Iterator[str]:
        """How far back what happened to deals is known, and from where."""
        asks_of_window = self.spec.time is not None and CHANGED in self.spec.time.fields
        if not asks_of_window and "change" not in self.touched:
            return
        oldest, newest = self._known_history()
        if oldest is None or newest is None:
            yield (
                "No change log of the CRM has been loaded and nothing was changed through me, so only created, won and "
                "lost deals are known; other changes are not."
            )
            return
        zone = ZoneInfo(str(self.bound.settings["company.timezone"]))
        start, end = window_of(Reading(self.bound))
        first, last = (f"{at.astimezone(zone):%d %b %Y}" for at in (oldest, newest))
        if start is None or midnight(self.bound, start) < oldest:
            yield f"Changes of stage, amount, close date and owner are known since {first}, and none from before."
        if end is not None and midnight(self.bound, end) > newest:
            yield f"The latest change of stage, amount, close date or owner that is known is of {last}."
        yield "Amounts are what the deals hold now; one deal may be in several rows."
        if unread := self._unread(start, end):
            yield (
                f"{_many(unread, 'changes')} of an amount or close date {_have(unread)} no value before or after that "
                f"can be compared and {_are(unread)} in no row."
            )

    def _known_history(self) -> tuple[datetime | None, datetime | None]:
        """When the oldest and the newest change was that is kept."""
        found = [
            at
            for table in (stage_changes, field_changes)
            for of in (func.min, func.max)
            if (at := self.connection.execute(select(of(table.c["at"]))).scalar()) is not None
        ]
        return (min(found), max(found)) if found else (None, None)

    def _unread(self, start: date | None, end: date | None) -> int:
        f = field_changes.c
        reading = Reading(self.bound)
        matching = where(reading, "time")
        seen = select(reading.id).select_from(reading.source()).where(matching)
        query = select(func.count()).select_from(field_changes).where(cannot_be_compared(), f.opportunity_id.in_(seen))
        query = query if start is None else query.where(f["at"] >= midnight(self.bound, start))
        query = query if end is None else query.where(f["at"] < midnight(self.bound, end))
        return int(self.connection.execute(query).scalar_one())

    # Amounts

    def amounts(self) -> Iterator[str]:
        """Deals without an amount, when amounts are what is asked for."""
        if self.spec.entity != "opportunity" or not self.total:
            return
        listed = not self.spec.measures and not self.spec.group_by
        columns = self.spec.fields or self.info.columns
        if not (self.measures & (NEED_AMOUNTS | NEED_OPEN_AMOUNTS) or (listed and "amount" in columns)):
            return
        only_open = bool(self.measures) and not self.measures & NEED_AMOUNTS
        among = bare(o.is_open) if only_open else true()
        whole = self.count(among) if only_open else self.total
        priced = None if only_open else self._priced()
        without = self.count(among, o.amount.is_(None)) if priced is None else whole - priced
        what = "open deals" if only_open else "matching deals"
        if without and without == whole:
            yield from self._no_amounts(whole, what, among)
        elif without:
            lacking = f"{without:,} of {whole:,} {what} {_have(without)} no amount"
            yield f"{lacking}; amounts are of the other {whole - without:,}."

    def _priced(self) -> int | None:
        """How many have an amount, where that was counted already; a record may be in several groups with a tag."""
        parts = list(self.groups.parts.values())
        known = all("n_priced" in one for one in parts) and not set(self.groups.names) & set(REPEATING)
        return sum(int(one["n_priced"]) for one in parts) if parts and known else None

    def _no_amounts(self, whole: int, what: str, among: Clause) -> Iterator[str]:
        estimate = " and ".join(self._by_list_price(among))
        if self.measures and not self.measures - NEED_AMOUNTS - NEED_OPEN_AMOUNTS:
            instead = f"By list price they come to {estimate}." if estimate else "I can count them."
            raise CannotAnswer(f"{_none_of(whole, what)} has an amount.", instead)
        yield f"{_none_of(whole, what)} has an amount" + (
            f"; by list price they come to {estimate}." if estimate else "."
        )

    def _by_list_price(self, among: Clause) -> list[str]:
        reading = Reading(self.bound)
        matching = where(reading)
        price = products.alias("priced_product")
        statement = (
            select(price.c.currency, func.sum(price.c.list_price))
            .select_from(reading.source().join(price, price.c.id == o.product_id))
            .where(matching, among, price.c.list_price.is_not(None))
            .group_by(price.c.currency)
            .order_by(price.c.currency)
        )
        usual = str(self.bound.settings["company.currency"])
        return [formatting.money(Decimal(total), code or usual) for code, total in self.connection.execute(statement)]

    # Dates that measures need

    def dates_of_measures(self) -> Iterator[str]:
        """Deals that an average of days cannot count."""
        if "cycle_days" in self.measures:
            closed = o.status == "won"
            if without := self.count(closed, o.created_on.is_(None)):
                yield (
                    f"{_many(without, 'won deals')} {_have(without)} no creation date and {_are(without)} left out of "
                    "the sales cycle."
                )
        if self.measures & {"avg_days_in_stage", "max_days_in_stage"}:
            whole, without = self.count(bare(o.is_open)), self.count(bare(o.is_open), o.stage_entered_on.is_(None))
            if without and without == whole:
                raise CannotAnswer(
                    f"{_none_of(whole, 'matching open deals')} says when it entered its stage.",
                    "I can count them by stage.",
                )
            if without:
                yield (
                    f"{without:,} of {whole:,} open deals {_have(without)} no date of entering a stage and "
                    f"{_are(without)} left out."
                )
        if "velocity_days" in self.measures and (
            without := self.count(leads.c.converted_on.is_not(None), leads.c.created_on.is_(None))
        ):
            yield (
                f"{_many(without, 'converted leads')} {_have(without)} no creation date and {_are(without)} left out."
            )

    def never_active(self) -> Iterator[str]:
        """Deals and leads that never had an activity, when the days since one are asked about."""
        if "last_activity_days" not in self.named or self.spec.entity not in ("opportunity", "lead") or not self.total:
            return
        last = ENTITIES[self.spec.entity].base.c.last_activity_on
        if never := self.count(last.is_(None)):
            yield f"{never:,} of them never had an activity; their days count from when they were created."

    # Currencies

    def currencies(self) -> Iterator[str]:
        """Amounts that are not added up."""
        codes = self.groups.currencies
        if self.groups.split:
            yield (
                f"The amounts are in {len(codes)} currencies ({', '.join(codes)}), so they are given for each and not "
                "added up."
            )
        if "amount" in self.named and len(codes) > 1:
            yield "The limit on the amount is compared with each amount as it stands, whatever its currency."

    # Products that may be another

    def undecided_products(self) -> Iterator[str]:
        """Both totals where nobody has decided yet whether two product names mean one product."""
        if self.spec.entity != "opportunity" or not self.touched & {"product", "series"}:
            return
        waiting = select(aliases.c.said, aliases.c.means_id, products.c.name).join(
            products, products.c.id == aliases.c.means_id
        )
        for said, means_id, name in self.connection.execute(
            waiting.where(aliases.c.kind == "product", aliases.c.state == "asked").order_by(aliases.c.said)
        ):
            yield from self._either_way(said, f"?{said}", means_id, name)

    def _either_way(self, said: str, said_id: str, means_id: str, name: str) -> Iterator[str]:
        taken = _taken_for(self.bound, said, name)
        if self.touched & {"product", "series"} & {without_grain(n) for n in self.spec.group_by}:
            ours, theirs = self.count(o.product_id == means_id), self.count(o.product_id == said_id)
            without, within, doubtful = ours, ours + theirs, theirs
        else:
            without, within = self.count(), self.count(bound=taken, same={said_id: means_id})
            doubtful = abs(within - without)
        if doubtful:
            yield (
                f"{doubtful:,} deals name the product '{said}', which may be '{name}'; "
                f"with them it is {within:,} deals, without them {without:,}."
            )

    # People who left

    def people_who_left(self) -> Iterator[str]:
        """Reps who are no longer here are not in a list of reps."""
        if self.spec.entity != "rep" or self.bound.sight.kind != "all":
            return
        owns = select(opportunities.c.owner_id).where(opportunities.c.owner_id == people.c.id).exists()
        owns_open = select(opportunities.c.owner_id).where(
            opportunities.c.owner_id == people.c.id, opportunities.c.is_open
        )
        gone = select(func.count()).select_from(people).where(not_(people.c.is_active), owns, not_(owns_open.exists()))
        if left := int(self.connection.execute(gone).scalar_one()):
            yield f"{_many(left, 'former reps')} without an open deal {_are(left)} not listed."


def _names(known: Field, also: list[Field] | None) -> list[str]:
    return [f.name for f in also or [known]]


def _none_of(count: int, what: str) -> str:
    """None has it; of a single one too, so that the verb stays the same."""
    return f"None of the {count:,} {what}"


def _many(count: int, plural: str) -> str:
    """`3 won deals`, `1 won deal`."""
    return formatting.count(Decimal(count), plural)


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _taken_for(bound: Bound, said: str, name: str) -> Bound:
    """The question with the doubtful name replaced wherever a filter uses it."""

    def swapped(one: Filter) -> Filter:
        if one.field != "product":
            return one
        if isinstance(one.value, tuple):
            return one.model_copy(update={"value": tuple(name if v == said else v for v in one.value)})
        return one.model_copy(update={"value": name}) if one.value == said else one

    filters = tuple(
        AnyOf(any=tuple(map(swapped, c.any))) if isinstance(c, AnyOf) else swapped(c) for c in bound.spec.filters
    )
    return bound.model_copy(update={"spec": bound.spec.model_copy(update={"filters": filters})})
