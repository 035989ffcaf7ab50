"""The counter's own idea of every field: plain columns and look-ups made here, with no join and no shared code.

Where the puller joins and turns days into dates, this tests ids that were looked up first and counts days as numbers,
so that a mistake in one of the two shows as a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import Connection, FromClause, Table, and_, case, false, func, literal_column, not_, or_, select, true

from domain.bound import Bound
from domain.catalogue import CATALOGUE, GRAINS
from domain.happened import CHANGED
from domain.language.windows import resolve
from domain.query import AnyOf, Condition, FieldRef, Filter
from domain.tuning import STAGES, stages_of
from store.crm.query.retold import listed, retold
from store.crm.query.sql import (
    Clause,
    Col,
    bare,
    clean,
    days_between,
    folded,
    number,
    plain_number,
    same_text,
    spellings,
    the_day,
)
from store.crm.tables import (
    LEADS_GIVEN_UP,
    account_tags,
    accounts,
    activities,
    contacts,
    leads,
    opportunities,
    people,
    products,
    quotas,
    stages,
    teams,
    territories,
)
from store.types import Money

TABLES: dict[str, Table] = {
    "opportunity": opportunities, "account": accounts, "lead": leads, "activity": activities, "quota": quotas,
    "rep": people, "team": teams, "contact": contacts,
}  # fmt: skip
ALSO_BY_ID = 5_000
"""Ids handed over one by one; more are named by the statement that finds them."""

COLUMNS: dict[str, dict[str, str]] = {
    "opportunity": {
        "opportunity": "name", "status": "status", "amount": "amount", "created": "created_on",
        "close_date": "close_date", "stage_entered": "stage_entered_on", "last_activity": "last_activity_on",
        "forecast_category": "forecast_category", "next_step": "next_step", "currency": "currency",
        "pushed_count": "pushed_count", "lost_reason": "lost_reason",
    },
    "account": {
        "account": "name", "sector": "sector", "country": "country", "revenue": "revenue", "employees": "employees",
        "year_established": "year_established",
    },
    "lead": {
        "lead": "name", "status": "status", "source": "lead_source", "created": "created_on",
        "converted": "converted_on",
    },
    "activity": {"type": "type", "subject": "subject", "date": "on_date"},
    "quota": {"period": "period_start", "currency": "currency"},
    "rep": {"owner": "name"},
    "team": {"team": "name"},
    "contact": {"contact": "name", "title": "title", "email": "email"},
}  # fmt: skip
"""Fields that are a column of the record itself."""

PERSON_KEY = {"opportunity": "owner_id", "lead": "owner_id", "activity": "owner_id", "quota": "owner_id",
              "account": "owner_id", "rep": "id"}  # fmt: skip
OF_PERSON = ("owner", "manager", "team", "region")
ACCOUNT_FIELDS = {"account": "name", "account.sector": "sector", "account.country": "country"}


SOONER_WHOLE = 1_000
"""More people than this are sooner read with all others than by their ids."""
LOOKS = 5
"""After so many looks for a few people more will follow, and all are read."""
_PEOPLE = select(people.c.id, people.c.name, people.c.team_id, people.c.manager_id, people.c.territory_id)


@dataclass
class Book:
    """The small tables, each read once: who belongs where, and what ids are called. Of people, those asked about."""

    connection: Connection
    _met: dict[str, Any] = field(default_factory=dict)
    _looks: int = 0

    def _all(self, table: Table, *columns: TableColumn[Any]) -> dict[str, Any]:
        return {row[0]: row for row in self.connection.execute(select(table.c.id, *columns)).all()}

    @cached_property
    def people(self) -> dict[str, Any]:
        """Everybody: id → row of id, name, team, manager, territory."""
        everybody: dict[str, Any] = {row[0]: row for row in self.connection.execute(_PEOPLE).all()}
        self._met |= everybody
        return everybody

    def meet(self, ids: Iterable[str | None]) -> None:
        """Reads these people at once, so that whoever asks about one of them next need not."""
        new = {one for one in ids if one and one not in self._met}
        if not new:
            return
        self._met |= dict.fromkeys(new)
        self._looks += 1
        if len(new) > SOONER_WHOLE or self._looks > LOOKS:
            self._met |= self.people
            return
        self._met |= {row[0]: row for row in self.connection.execute(_PEOPLE.where(people.c.id.in_(sorted(new)))).all()}

    def person(self, id_: str | None) -> Any | None:
        """The person's row; None for an id that nobody has."""
        if id_ and id_ not in self._met:
            self.meet((id_,))
        return self._met[id_] if id_ else None

    def meet_leaders(self, ids: Iterable[str | None]) -> None:
        """Reads these people and those who lead them."""
        ids = set(ids)
        self.meet(ids)
        self.meet(self._leader(known) for one in ids if (known := self.person(one)) is not None)

    def called(self, names: list[str]) -> set[str]:
        """The ids of the people who bear one of these names."""
        found = self.connection.execute(_PEOPLE.where(same_text(people.c.name, names))).all()
        self._met |= {row[0]: row for row in found}
        return {row[0] for row in found}

    def placed(self, teams_: Iterable[str], territories_: Iterable[str], leaders: Iterable[str]) -> list[str]:
        """The ids of the people of these teams and territories, and of those whom these people lead by name."""
        p = people.c
        ways = ((p.team_id, teams_), (p.territory_id, territories_), (p.manager_id, leaders))
        of = [column.in_(found) for column, ids in ways if (found := sorted(set(ids)))]
        rows = self.connection.execute(_PEOPLE.where(or_(*of))).all() if of else []
        self._met |= {row[0]: row for row in rows}
        return [row[0] for row in rows]

    @cached_property
    def teams(self) -> dict[str, Any]:
        """Id → row of id, name, manager."""
        return self._all(teams, teams.c.name, teams.c.manager_id)

    @cached_property
    def territories(self) -> dict[str, Any]:
        """Id → row of id, name."""
        return self._all(territories, territories.c.name)

    @cached_property
    def products(self) -> dict[str, Any]:
        """Id → row of id, name, series."""
        return self._all(products, products.c.name, products.c.series)

    @cached_property
    def stages(self) -> dict[str, Any]:
        """Id → row of id, name, position, status, probability."""
        s = stages.c
        return self._all(stages, s.name, s.position, s.status, s.probability)

    def accounts(self, ids: Iterable[str]) -> dict[str, Any]:
        """Id → row of id, name, sector, country, parent, of these accounts."""
        a = accounts.c
        return {
            row[0]: row
            for row in _chunked(self.connection, select(a.id, a.name, a.sector, a.country, a.parent_id), a.id, ids)
        }

    def tags(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """Account id → its tags."""
        found: dict[str, list[str]] = {}
        for account, tag in _chunked(self.connection, select(account_tags), account_tags.c.account_id, ids):
            found.setdefault(account, []).append(tag)
        return found

    def person_word(self, person: str | None, name: str) -> str | None:
        """What a person's record says of owner, manager, team or region."""
        known = self.person(person)
        if name == "owner":
            return known.name if known else person
        if known is None:
            return None
        if name == "team":
            team = self.teams.get(known.team_id)
            return team.name if team else None
        if name == "region":
            region = self.territories.get(known.territory_id)
            return region.name if region else None
        leader = self.person(self._leader(known))
        return leader.name if leader else None

    def _leader(self, known: Any) -> str | None:
        """The id of whoever leads a person: named on the person, or else on the team."""
        team = None if known.manager_id else self.teams.get(known.team_id)
        return known.manager_id or (team.manager_id if team else None)


def _chunked(
    connection: Connection, statement: Any, column: Col, ids: Iterable[str], size: int = 5_000
) -> Iterable[Any]:
    wanted = sorted({one for one in ids if one is not None})
    for start in range(0, len(wanted), size):
        yield from connection.execute(statement.where(column.in_(wanted[start : start + size])))


@dataclass
class Tests:
    """Every condition of one question as a test over one plain table."""

    connection: Connection
    bound: Bound
    book: Book
    entity: str = ""
    table: Table = field(init=False)

    def __post_init__(self) -> None:
        self.entity = self.entity or self.bound.spec.entity
        self.table = TABLES[self.entity]
        self.info = CATALOGUE[self.entity]

    def all(self) -> list[Clause]:
        """One test for the reader's rights, one for the window, one for each filter."""
        tests = [self.sight(), self.window(), *map(self.condition, self.bound.spec.filters)]
        if self.entity == "rep":
            tests.append(self._is_rep())
        return [t for t in tests if t is not None]

    # Rights

    def sight(self) -> Clause | None:
        """Whether the reader may see the record; None when everything is open to them."""
        sight = self.bound.sight
        if sight.kind == "all":
            return None
        if sight.kind == "nothing":
            return false()
        owners = sorted(sight.owners)
        if self.entity in ("account", "contact"):
            key = self.table.c.id if self.entity == "account" else self.table.c.account_id
            return key.in_(self._accounts_of(owners))
        if self.entity == "team":
            self.book.meet(owners)
            of = {known.team_id for o in owners if (known := self.book.person(o)) is not None}
            return self.table.c.id.in_(sorted(t for t in of if t))
        return self.table.c[PERSON_KEY[self.entity]].in_(owners)

    def _accounts_of(self, owners: list[str]) -> Any:
        parts = [
            select(t.c.id if t is accounts else t.c.account_id).where(t.c.owner_id.in_(owners))
            for t in (accounts, opportunities, activities)
        ]
        return parts[0].union(*parts[1:])

    def owners_seen(self) -> Callable[[Col], Clause]:
        """The rights as a test of any owner column, for what is counted on a record."""
        sight = self.bound.sight
        if sight.kind == "owners":
            return lambda column: column.in_(sorted(sight.owners))
        return lambda _column: true() if sight.kind == "all" else false()

    def _is_rep(self) -> Clause:
        owners = set(self.connection.execute(select(opportunities.c.owner_id).distinct()).scalars())
        still_open = select(opportunities.c.owner_id).where(bare(opportunities.c.is_open)).distinct()
        busy = set(self.connection.execute(still_open).scalars())
        everybody = self.connection.execute(select(people.c.id, people.c.is_active, people.c.role)).all()
        sells = [id_ for id_, active, role in everybody if id_ in busy or (active and (role == "rep" or id_ in owners))]
        return self.table.c.id.in_(sells)

    # Time

    def span(self, window: str) -> tuple[date | None, date | None]:
        """The days a window covers."""
        return resolve("day:0" if window == "@today" else window.lstrip("@"), self.bound.today, self.bound.fiscal_start)

    def window(self) -> Clause | None:
        """Whether one of the period's dates lies in its window."""
        period = self.bound.spec.time
        if period is None or self.entity in ("account", "rep", "team"):
            return None
        start, end = self.span(period.window)
        if self.entity == "quota":
            outside = [quotas.c.period_end < start] if start else []
            outside += [quotas.c.period_start >= end] if end else []
            return not_(or_(*outside, false()))
        return or_(*(self._dated(name, start, end) for name in period.fields))

    def _dated(self, name: str, start: date | None, end: date | None) -> Clause:
        if name == CHANGED:
            return self._among(self.changes)
        return self.inside(self.table.c[COLUMNS[self.entity][name]], start, end)

    @cached_property
    def changes(self) -> dict[str, set[str]]:
        """What happened to each deal in the question's window over it, or ever."""
        period = self.bound.spec.time
        days = self.span(period.window) if period and CHANGED in period.fields else (None, None)
        return retold(self.connection, self.bound, days)

    def _among(self, ids: Iterable[str]) -> Clause:
        return self.table.c.id.in_(listed(self.connection, ids))

    @staticmethod
    def inside(column: Col, start: date | None, end: date | None) -> Clause:
        """Whether a date is from the first day to the last, both included."""
        last = None if end is None else end - timedelta(days=1)
        if start is not None and last is not None:
            return column.between(start, last)
        if start is None and last is None:
            return true()
        return column >= start if last is None else column <= last

    def in_period(self, column: Col) -> Clause:
        """The question's window as a test of any date."""
        period = self.bound.spec.time
        return self.inside(column, *self.span(period.window)) if period else true()

    # Filters

    def condition(self, one: Condition) -> Clause:
        """One filter, or several of which at least one holds."""
        if isinstance(one, AnyOf):
            return or_(*map(self.condition, one.any), false())
        if isinstance(one.value, FieldRef):
            return self._two_fields(one, one.value)
        if one.op in ("is_null", "not_null") or (one.value is None and one.op in ("eq", "in", "ne", "not_in")):
            test, positive = self._nothing_in(one.field), one.op in ("is_null", "eq", "in")
        else:
            positive = one.op not in ("ne", "not_in")
            test = self._holds(one.field, {"ne": "eq", "not_in": "in"}.get(one.op, one.op), one.value)
        return test if positive else case((test, 0), else_=1) == 1

    def _holds(self, name: str, op: str, value: Any) -> Clause:
        values = list(value) if isinstance(value, tuple) else [value]
        known = self.info.field(name)
        kind = known.kind if known else "text"
        if op == "in" and None in values:
            rest = self._holds(name, op, tuple(v for v in values if v is not None))
            return or_(rest, self._nothing_in(name))
        if kind == "date":
            return self._day(self._date_column(name), op, values)
        if kind in ("money", "count", "days", "ratio"):
            return self._amount(name, op, values)
        if kind == "flag":
            return self._flag([str(v).lower() in ("true", "yes", "1") for v in values])
        return self._word(name, [clean(v) for v in values])

    def _date_column(self, name: str) -> Col:
        return self.table.c[COLUMNS[self.entity][name]]

    def _day(self, column: Col, op: str, values: list[Any]) -> Clause:
        spans = [self.span(str(v).partition("T")[0]) for v in values]
        if op in ("eq", "in"):
            return or_(*(and_(column.is_not(None), self.inside(column, *s)) for s in spans), false())
        if op == "between":
            return and_(column.is_not(None), self.inside(column, spans[0][0], spans[-1][1]))
        start, end = spans[0]
        if op in ("gt", "lte"):
            up_to = self.inside(column, None, end) if end else column.is_not(None)
            return up_to if op == "lte" else and_(column.is_not(None), not_(up_to))
        before = column < start if start else false()
        return before if op == "lt" else and_(column.is_not(None), not_(before))

    def _amount(self, name: str, op: str, values: list[Any]) -> Clause:
        wanted = [n for n in map(number, values) if n is not None]
        if not wanted:
            return false()
        value, known = self._number(name)
        money = isinstance(value.type, Money)
        terms = [n if money else plain_number(n) for n in wanted]
        low, high = terms[wanted.index(min(wanted))], terms[wanted.index(max(wanted))]
        tests: dict[str, Callable[[], Clause]] = {
            "eq": lambda: value.in_(terms), "in": lambda: value.in_(terms), "gt": lambda: value > terms[0],
            "gte": lambda: value >= terms[0], "lt": lambda: value < terms[0], "lte": lambda: value <= terms[0],
            "between": lambda: and_(value >= low, value <= high),
        }  # fmt: skip
        test = tests[op]()
        if self.entity == "rep" and name == "last_activity_days" and op in ("gt", "gte"):
            test = or_(test, value.is_(None))
        return and_(known, test)

    def _number(self, name: str) -> tuple[Col, Clause]:
        """The number as a column, and whether the record has one at all."""
        t, today = self.table.c, the_day(self.bound.today)
        if name == "days_in_stage":
            return days_between(today, t.stage_entered_on), bare(t.is_open)
        if name == "cycle_days":
            return days_between(t.close_date, t.created_on), not_(bare(t.is_open))
        if name == "missing_count":
            return self._lacking(), bare(t.is_open)
        if name == "age_days":
            return days_between(today, t.created_on), true()
        if name == "last_activity_days" and self.entity == "rep":
            return days_between(today, self._last_activity()), true()
        if name == "last_activity_days":
            since = case((t.last_activity_on.is_not(None), t.last_activity_on), else_=t.created_on)
            return days_between(today, since), true() if self._asks_status() else bare(t.is_open)
        if name == "attainment":
            return self._won_of_quota() * literal_column("1.0") / func.nullif(self._minor(t.amount), 0), true()
        if name.endswith("_count") and name != "pushed_count":
            return self._tally(name), true()
        return t[COLUMNS[self.entity][name]], true()

    def _lacking(self) -> Col:
        """How many required fields the deal lacks, looked at field by field; the first stage asks for fewer."""
        settings, stages_ = self.bound.settings, self.book.stages.values()
        first, later = (settings[n] for n in ("required_fields.prospecting", "required_fields.open"))
        positions = [s.position for s in stages_ if s.status == "open"]
        in_first = sorted(s.id for s in stages_ if positions and s.position == min(positions))
        own = [
            (self.table.c.stage_id == stage, self._lacks(names))
            for stage, names in stages_of(settings.get(STAGES, ())).items()
        ]
        return case(*own, (self.table.c.stage_id.in_(in_first), self._lacks(first)), else_=self._lacks(later))

    def _lacks(self, names: Any) -> Col:
        total: Col = literal_column("0")
        for name in (names,) if isinstance(names, str) else names:
            empty = self._nothing_in(str(name))
            past = self.table.c.close_date < self.bound.today
            total = total + case((or_(empty, past) if name == "close_date" else empty, 1), else_=0)
        return total

    @staticmethod
    def _minor(column: Col) -> Col:
        from sqlalchemy import BigInteger, type_coerce

        return type_coerce(column, BigInteger())

    def _asks_status(self) -> bool:
        if self.entity != "opportunity":
            return True
        inner = [f for c in self.bound.spec.filters for f in (c.any if isinstance(c, AnyOf) else (c,))]
        return any(f.field in ("status", "stage") for f in inner)

    def _last_activity(self) -> Col:
        a = activities.alias()
        seen = self.owners_seen()(a.c.owner_id)
        found = select(func.max(a.c.on_date)).where(
            a.c.owner_id == self.table.c.id, a.c.on_date <= self.bound.today, seen
        )
        return found.correlate(self.table).scalar_subquery()

    def _won_of_quota(self) -> Col:
        o, q = opportunities.alias(), quotas
        won = select(func.coalesce(func.sum(self._minor(o.c.amount)), 0)).where(
            o.c.owner_id == q.c.owner_id, o.c.status == "won", o.c.currency == q.c.currency,
            o.c.close_date.between(q.c.period_start, q.c.period_end),
        )  # fmt: skip
        return won.correlate(q).scalar_subquery()

    def _tally(self, name: str) -> Col:
        """How many deals or meetings hang on this account, rep or team, counted one record at a time."""
        if name == "meeting_count":
            a = activities.alias()
            found = select(func.count()).select_from(a).where(
                a.c.owner_id == self.table.c.id, func.lower(a.c.type) == "meeting", self.in_period(a.c.on_date),
                self.owners_seen()(a.c.owner_id),
            )  # fmt: skip
            return found.correlate(self.table).scalar_subquery()
        o = opportunities.alias()
        found = select(func.count()).select_from(o).where(
            self._belongs(o), self.owners_seen()(o.c.owner_id), self._outcome(o, name)
        )  # fmt: skip
        return found.correlate(self.table).scalar_subquery()

    def _belongs(self, o: FromClause) -> Clause:
        if self.entity == "account":
            return o.c.account_id == self.table.c.id
        if self.entity == "rep":
            return o.c.owner_id == self.table.c.id
        member = people.alias()
        return o.c.owner_id.in_(select(member.c.id).where(member.c.team_id == self.table.c.id).correlate(self.table))

    def _outcome(self, o: FromClause, name: str) -> Clause:
        if name == "open_count":
            return o.c.is_open
        if name == "engaging_count":
            engaging = [s.id for s in self.book.stages.values() if s.name.lower() == "engaging"]
            return and_(o.c.is_open, o.c.stage_id.in_(engaging))
        return and_(o.c.status == name.removesuffix("_count"), self.in_period(o.c.close_date))

    # Words

    def _one_of(self, values: list[str]) -> Callable[[str | None], bool]:
        """Tells whether a looked-up word is one of the values, whatever its case; a word is folded once."""
        wanted, dialect = spellings(values), self.connection.dialect.name
        verdicts: dict[str | None, bool] = {None: False}

        def same(word: str | None) -> bool:
            if word not in verdicts:
                verdicts[word] = folded(str(word), dialect) in wanted
            return verdicts[word]

        return same

    def _word(self, name: str, values: list[str]) -> Clause:
        wanted = {v.lower() for v in values}

        same = self._one_of(values)

        def named(rows: dict[str, Any], at: str = "name") -> list[str]:
            return sorted(r.id for r in rows.values() if same(getattr(r, at)))

        t = self.table.c
        if name == "status" and self.entity == "opportunity":
            states = {s for s in ("open", "won", "lost") if s in wanted or (s != "open" and "closed" in wanted)}
            return or_(
                and_(bare(t.is_open), true() if "open" in states else false()), t.status.in_(sorted(states - {"open"}))
            )
        if name == "status" and self.entity == "lead":
            converted = or_(func.lower(t.status) == "converted", not_(t.converted_on.is_(None)))
            given_up = or_(*(func.lower(t.status) == word for word in LEADS_GIVEN_UP))
            own_words = [v for v in values if v.lower() not in ("open", "converted")]
            return or_(
                same_text(t.status, own_words),
                and_(true() if "converted" in wanted else false(), converted),
                and_(true() if "open" in wanted else false(), not_(or_(converted, given_up))),
            )
        if name == "manager" and self.entity == "team":
            return t.manager_id.in_(self._bearers(values, same))
        if name in OF_PERSON and self.entity in PERSON_KEY:
            return t[PERSON_KEY[self.entity]].in_(self._people_with(name, values, same))
        if name == "team":
            return t.id.in_(named(self.book.teams))
        if name == "stage":
            return t.stage_id.in_(named(self.book.stages))
        if name == "change":
            return self._among(id_ for id_, words in self.changes.items() if words & wanted)
        if name in ("product", "series"):
            return t.product_id.in_(named(self.book.products, "name" if name == "product" else "series"))
        if name == "forecast_category":
            return func.lower(t.forecast_category).in_(
                sorted(wanted | {w.replace(" ", "_") for w in wanted} | {w.replace("_", " ") for w in wanted})
            )
        if (key := self._account_key(name)) is not None:
            return self._of_account(key, name.removeprefix("account."), values)
        return same_text(t[COLUMNS[self.entity][name]], values)

    def _bearers(self, names: list[str], same: Callable[[str | None], bool]) -> list[str]:
        """The ids of the people of these names: looked up, and each compared once more."""
        return sorted(id_ for id_ in self.book.called(names) if same(self.book.person_word(id_, "owner")))

    def _people_with(self, name: str, values: list[str], same: Callable[[str | None], bool]) -> list[str]:
        """The ids of the people of these names, managers, teams or regions."""
        if name == "owner":
            return self._bearers(values, same)
        book = self.book
        if name == "manager":
            leaders = set(self._bearers(values, same))
            led = [team.id for team in book.teams.values() if team.manager_id in leaders]
            near = book.placed(led, (), leaders)
        else:
            places = book.teams if name == "team" else book.territories
            ids = [place.id for place in places.values() if same(place.name)]
            near = book.placed(ids, (), ()) if name == "team" else book.placed((), ids, ())
        if name == "manager":
            book.meet_leaders(near)
        return sorted(id_ for id_ in near if same(book.person_word(id_, name)))

    def _account_key(self, name: str) -> Col | None:
        t = self.table.c
        if self.entity == "account":
            return t.id if name in ("parent", "tag", "won_product") else None
        if name != "account" and not name.startswith("account."):
            return None
        if self.entity == "activity":
            deal = opportunities.alias()
            of_deal = (
                select(deal.c.account_id).where(deal.c.id == t.opportunity_id).correlate(self.table).scalar_subquery()
            )
            return case((t.account_id.is_not(None), t.account_id), else_=of_deal)
        return t.account_id

    def _of_account(self, key: Col, name: str, values: list[str]) -> Clause:
        """Accounts with that name, tag, parent …: their ids are looked up first, and handed over when they are few."""
        statement = self._accounts_with(name, values)
        ids = list(self.connection.execute(statement.limit(ALSO_BY_ID + 1)).scalars())
        return key.in_(sorted(set(ids))) if len(ids) <= ALSO_BY_ID else key.in_(statement)

    def _accounts_with(self, name: str, values: list[str]) -> Any:
        a = accounts.alias()
        if name == "tag":
            tag = account_tags.alias()
            return select(tag.c.account_id).where(same_text(tag.c.tag, values))
        if name == "parent":
            up = accounts.alias()
            parents = self.connection.execute(select(up.c.id).where(same_text(up.c.name, values))).scalars()
            return select(a.c.id).where(a.c.parent_id.in_(list(parents)))
        if name == "won_product":
            same = self._one_of(values)
            ids = [p.id for p in self.book.products.values() if same(p.name)]
            o = opportunities.alias()
            return select(o.c.account_id).distinct().where(
                o.c.product_id.in_(ids), o.c.status == "won", o.c.account_id.is_not(None),
                self.in_period(o.c.close_date), self.owners_seen()(o.c.owner_id),
            )  # fmt: skip
        return select(a.c.id).where(same_text(a.c["name" if name == "account" else name], values))

    def _flag(self, wanted: list[bool]) -> Clause:
        """New business: no deal of that account was won before this one closed."""
        t, earlier = self.table, opportunities.alias()
        before = or_(bare(t.c.is_open), earlier.c.close_date < t.c.close_date)
        old = (
            select(earlier.c.id)
            .where(earlier.c.account_id == t.c.account_id, earlier.c.status == "won")
            .where(earlier.c.close_date.is_not(None), before)
            .correlate(t).exists()
        )  # fmt: skip
        tests = [not_(old) if one else old for one in wanted]
        return and_(t.c.account_id.is_not(None), or_(*tests, false()))

    # Nothing there

    def _nothing_in(self, name: str) -> Clause:
        t = self.table.c
        if name == "last_activity_days" and self.entity != "rep":
            return t.last_activity_on.is_(None)
        if name == "days_in_stage":
            return or_(not_(bare(t.is_open)), t.stage_entered_on.is_(None))
        known = self.info.field(name)
        if known is not None and known.kind in ("money", "count", "days", "ratio"):
            value, has = self._number(name)
            return or_(value.is_(None), not_(has))
        if name in COLUMNS[self.entity]:
            column = t[COLUMNS[self.entity][name]]
            return or_(column.is_(None), column.in_(["", " "])) if known and known.kind == "text" else column.is_(None)
        return self._no_word(name)

    def _no_word(self, name: str) -> Clause:
        t = self.table.c
        if name in OF_PERSON and self.entity in PERSON_KEY:
            if name == "owner":
                return t[PERSON_KEY[self.entity]].is_(None)
            with_one = [p for p in self.book.people if self.book.person_word(p, name) is not None]
            return case((t[PERSON_KEY[self.entity]].in_(with_one), 0), else_=1) == 1
        if name == "manager":
            return case((t.manager_id.in_(list(self.book.people)), 0), else_=1) == 1
        if name == "series":
            with_one = [p.id for p in self.book.products.values() if p.series is not None]
            return case((t.product_id.in_(with_one), 0), else_=1) == 1
        if name in ("product", "stage"):
            return t[f"{name}_id"].is_(None)
        if name == "change":
            return not_(self._among(self.changes))
        key = self._account_key(name)
        assert key is not None
        if name == "account":
            return key.is_(None)
        return self._account_lacks(key, name.removeprefix("account."))

    def _account_lacks(self, key: Col, name: str) -> Clause:
        if name == "is_new":
            return key.is_(None)
        if name == "tag":
            has = select(account_tags.c.account_id)
        elif name == "won_product":
            has = self._accounts_with("won_product", [p.name for p in self.book.products.values()])
        else:
            a = accounts.alias()
            has = select(a.c.id).where(a.c["parent_id" if name == "parent" else name].is_not(None))
        return case((key.in_(has), 0), else_=1) == 1

    def _two_fields(self, one: Filter, ref: FieldRef) -> Clause:
        known = self.info.field(one.field)
        mine, theirs = self._single(one.field), self._single(ref.field)
        if known is not None and known.kind not in ("money", "count", "days", "ratio", "date"):
            mine, theirs = func.lower(mine), func.lower(theirs)
        differ = case((mine == theirs, 0), (and_(mine.is_(None), theirs.is_(None)), 0), else_=1) == 1
        return {
            "eq": lambda: mine == theirs, "in": lambda: mine == theirs, "ne": lambda: differ, "not_in": lambda: differ,
            "gt": lambda: theirs < mine, "gte": lambda: theirs <= mine, "lt": lambda: theirs > mine,
            "lte": lambda: theirs >= mine,
        }[one.op]()  # fmt: skip

    def _single(self, name: str) -> Col:
        """Any field as one value, by a look-up per record."""
        known = self.info.field(name)
        if known is not None and known.kind in ("money", "count", "days", "ratio"):
            value, has = self._number(name)
            return case((has, value))
        if name in COLUMNS[self.entity]:
            return self.table.c[COLUMNS[self.entity][name]]
        return self._looked_up(name)

    def _looked_up(self, name: str) -> Col:
        t = self.table.c
        if name in OF_PERSON and self.entity in PERSON_KEY:
            key = t[PERSON_KEY[self.entity]]
            words = {p: w for p in self.book.people if (w := self.book.person_word(p, name)) is not None}
            return case(*((key == p, w) for p, w in words.items()), else_=key if name == "owner" else None)
        if name == "manager":
            return case(*((t.manager_id == p.id, p.name) for p in self.book.people.values()), else_=None)
        if name in ("product", "series", "stage"):
            rows = self.book.stages if name == "stage" else self.book.products
            key = t.stage_id if name == "stage" else t.product_id
            at = "series" if name == "series" else "name"
            words = {r.id: getattr(r, at) for r in rows.values() if getattr(r, at) is not None}
            return case(*((key == k, w) for k, w in words.items()), else_=None if name == "series" else key)
        of_account = self._account_key(name)
        assert of_account is not None
        a = accounts.alias()
        plain = name.removeprefix("account.")
        if plain == "parent":
            up = accounts.alias()
            named = select(up.c.name).where(up.c.id == a.c.parent_id).correlate(a).scalar_subquery()
            value: Col = func.coalesce(named, a.c.parent_id)
        else:
            value = a.c["name" if plain == "account" else plain]
        found = select(value).where(a.c.id == of_account).correlate(self.table).scalar_subquery()
        return func.coalesce(found, of_account) if plain == "account" else found


def grain_word(day: date | None, grain: str) -> str | None:
    """The unit of time a day falls in, worked out from the day itself."""
    if day is None:
        return None
    return {
        "day": lambda: f"{day:%Y-%m-%d}",
        "week": lambda: f"{day - timedelta(days=day.weekday()):%Y-%m-%d}",
        "month": lambda: f"{day:%Y-%m}",
        "quarter": lambda: f"{day:%Y}-Q{(day.month - 1) // 3 + 1}",
        "half": lambda: f"{day:%Y}-H{1 if day.month < 7 else 2}",
        "year": lambda: f"{day:%Y}",
    }[grain]()  # fmt: skip


def plain_name(name: str) -> tuple[str, str]:
    """A field and its grain."""
    stem, _, grain = name.rpartition(".")
    return (stem, grain) if grain in GRAINS else (name, "")


__all__ = ["ACCOUNT_FIELDS", "Book", "Sequence", "Tests", "grain_word", "plain_name"]
