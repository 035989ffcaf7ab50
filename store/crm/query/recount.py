"""The counter's read: id sets intersected and plain columns added up here; above 10,000 rows, sums by raw keys.

It shares no join, no condition and no arithmetic with the puller. Up to `ROWS_CITED_ONE_BY_ONE` matching rows, every
filter is a small statement of its own; the smallest set found first narrows the others. Above, one statement adds up by
the records' own columns, and names, teams, regions and months are put together here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import BigInteger, Connection, and_, case, func, select, type_coerce

from domain.bound import Bound
from domain.catalogue import CATALOGUE
from domain.facts import ROWS_CITED_ONE_BY_ONE, Counted, Fact
from domain.query import Filter, Period, QuerySpec
from domain.tuning import STAGES, stages_of
from store.crm.query.compile import THIS_QUARTER, meant, shown
from store.crm.query.plain import COLUMNS, OF_PERSON, PERSON_KEY, TABLES, Book, Tests, grain_word, plain_name
from store.crm.query.proof import checksum, mark_checksum
from store.crm.query.sql import Clause, Col, bare, days_between, row_mark, the_day
from store.crm.tables import accounts, opportunities, products, quotas, stages

LIMIT = ROWS_CITED_ONE_BY_ONE
FEW = 200
"""A test that no more records pass is worth starting from; looking for one costs next to nothing."""
PART = 5_000
"""Ids named in one statement."""
NAMED = 500
"""Ids that are sooner named than found again."""

WITHOUT_MONEY = {
    "count", "count_share", "won_count", "lost_count", "closed_count", "win_rate", "loss_rate", "cycle_days",
    "avg_days_in_stage", "max_days_in_stage", "account_count",
}  # fmt: skip
"""Facts that are the same in whatever currency their records are."""

Words = tuple[str, ...]


def recount(connection: Connection, bound: Bound, facts: tuple[Fact, ...]) -> Counted:
    """Every fact's value worked out again, and the checksum of the matching ids."""
    bound = meant(bound)
    desk = _Desk(connection, bound, of_money=not {fact.name for fact in facts} <= WITHOUT_MONEY)
    tests = Tests(connection, bound, desk.book).all()
    needed = {part for fact in facts for part in _NEEDS.get(fact.name, ())}
    ids, rows = desk.at_once(tests[0], needed) if len(tests) == 1 else desk.narrowed(tests, needed)
    total = sum(row.n for row in rows)
    proof = checksum(ids) if ids is not None else mark_checksum(total, sum(row.mark for row in rows))
    desk.fill_special(tests, ids)
    tallies = desk.roll_up(rows)
    values = {f.id: desk.value(f, tallies) for f in facts}
    return Counted(total_rows=total, checksum=proof, values=values, statement=desk.statement())


@dataclass
class _Row:
    """One record, or all records with the same raw keys; `n` is how many."""

    keys: dict[str, Any]
    n: int = 1
    sums: dict[str, Any] = field(default_factory=dict)
    mark: int = 0


@dataclass
class _Tally:
    """What has been counted and added for one group."""

    n: int = 0
    sums: dict[str, Any] = field(default_factory=dict)
    amounts: list[tuple[int, int]] = field(default_factory=list)
    accounts: set[str] = field(default_factory=set)


@dataclass
class _Desk:
    connection: Connection
    bound: Bound
    of_money: bool = True
    """Whether records of several currencies have to be kept apart."""
    asked: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = Book(self.connection)
        self.spec: QuerySpec = self.bound.spec
        self.entity = self.spec.entity
        self.table = TABLES[self.entity]
        self.currencies: set[str] = set()
        self.tallied: dict[str, None] = {}
        self.priced: tuple[Sequence[Any], list[int]] = ((), [])

    def run(self, statement: Any) -> Any:
        """The rows of a statement that is remembered for those who want to see it."""
        self.asked.append(statement)
        return self.connection.execute(statement)

    def statement(self) -> str:
        """All statements that were run, as text."""
        return shown(self.asked[:12], self.connection.dialect)[0]

    # Which records

    def narrowed(self, tests: list[Clause], needed: set[str]) -> tuple[set[str] | None, list[_Row]]:
        """(the ids that pass every test, their records added up); without the ids where they are too many."""
        ids = self.intersect(tests)
        return ids, self.by_raw_keys(tests, needed) if ids is None else self.one_by_one(ids, tests, needed)

    def at_once(self, test: Clause, needed: set[str]) -> tuple[set[str] | None, list[_Row]]:
        """The same for a single test: with nothing to narrow, ids and records are one read."""
        if self.run(select(self.table.c.id).where(test).offset(LIMIT).limit(1)).first() is not None:
            return None, self.by_raw_keys([test], needed)
        read = self.run(self._singly(needed).where(test)).all()
        return {record[0] for record in read}, self._added_up(read, needed)

    def intersect(self, tests: list[Clause]) -> set[str] | None:
        """The ids that pass every test, each test asked by itself; None when they are more than are cited singly."""
        for most in (min(FEW, LIMIT), LIMIT):
            # What was said last is mostly what narrows most: “open deals of Contoso” is a status, then an account.
            for place, test in reversed(list(enumerate(tests))):
                ids = self._at_most(most, test)
                if ids is not None:
                    return self._through(ids, tests[:place] + tests[place + 1 :])
        return self._at_most(LIMIT, and_(True, *tests))

    def _at_most(self, most: int, test: Clause) -> set[str] | None:
        """The ids that pass; None when they are more than that, which is found out without reading them."""
        passing = select(self.table.c.id).where(test)
        if most > FEW and self.run(passing.offset(most).limit(1)).first() is not None:
            return None
        found = self.run(passing.limit(most + 1)).scalars().all()
        return None if len(found) > most else set(found)

    def _through(self, ids: set[str], tests: list[Clause]) -> set[str]:
        for test in tests:
            ids &= self._passing(test, ids)
        return ids

    def _passing(self, test: Clause, ids: set[str]) -> set[str]:
        found: set[str] = set()
        wanted = sorted(ids)
        for start in range(0, len(wanted), PART):
            part = wanted[start : start + PART]
            found.update(self.run(select(self.table.c.id).where(self.table.c.id.in_(part), test)).scalars())
        return found

    # What they hold

    def raw_keys(self) -> dict[str, Col]:
        """The record's own columns that its groups can be worked out from."""
        names = [plain_name(n)[0] for n in self.spec.group_by]
        keys: dict[str, Col] = {}
        for name in names:
            keys.update(self._raw(name))
        if self.of_money and "currency" in self.table.c and self.entity in ("opportunity", "quota"):
            keys["currency"] = self.table.c.currency
        return keys

    def _raw(self, name: str) -> dict[str, Col]:
        t = self.table.c
        if name in OF_PERSON and self.entity in PERSON_KEY:
            return {"person": t[PERSON_KEY[self.entity]]}
        if name in COLUMNS[self.entity]:
            return {name: t[COLUMNS[self.entity][name]]}
        if name in ("product", "series"):
            return {"product_id": t.product_id}
        if name == "change":
            return {"deal_id": t.id}
        if name == "stage":
            return {"stage_id": t.stage_id}
        if name == "account.is_new":
            return {"account_id": t.account_id, "is_open": t.is_open, "close_date": t.close_date}
        if self.entity == "account":
            return {"id": t.id, "parent_id": t.parent_id}
        if self.entity == "team":
            return {"manager_id": t.manager_id}
        if self.entity == "activity":
            deal = opportunities.alias()
            of_deal = (
                select(deal.c.account_id).where(deal.c.id == t.opportunity_id).correlate(self.table).scalar_subquery()
            )
            return {"account_id": case((t.account_id.is_not(None), t.account_id), else_=of_deal)}
        return {"account_id": t.account_id}

    def one_by_one(self, ids: set[str], tests: list[Clause], needed: set[str]) -> list[_Row]:
        """Each record read with its plain columns, and added up here with those that have the same raw keys."""
        return self._added_up(self._records(self._singly(needed), ids, tests), needed)

    def _singly(self, needed: set[str]) -> Any:
        """The statement for single records: id, raw keys, and the columns that these parts are made of."""
        values = {k: v for k, v in self._values().items() if any(k in _MADE_OF[part] for part in needed)}
        keys = (c.label(f"k_{k}") for k, c in self.raw_keys().items())
        return select(self.table.c.id, *keys, *(c.label(k) for k, c in values.items()))

    def _added_up(self, records: Iterable[Any], needed: set[str]) -> list[_Row]:
        keys = self.raw_keys()
        alike: dict[tuple[Any, ...], list[Any]] = {}
        for record in records:
            alike.setdefault(record[1 : 1 + len(keys)], []).append(record)
        return [
            _Row(dict(zip(keys, of, strict=True)), len(several), {p: _SINGLY[p](several, self) for p in needed})
            for of, several in alike.items()
        ]

    def _records(self, statement: Any, ids: set[str], tests: list[Clause]) -> Iterable[Any]:
        """The rows of these ids, by naming them; many are sooner found by all tests at once, and compared."""
        if len(ids) > NAMED:
            return [row for row in self.run(statement.where(and_(True, *tests))).all() if row[0] in ids]
        return self.run(statement.where(self.table.c.id.in_(sorted(ids))))  # type: ignore[no-any-return]

    def _values(self) -> dict[str, Col]:
        t = self.table.c
        if self.entity == "opportunity":
            return {"status": t.status, "is_open": t.is_open, "amount": _minor(t.amount), "created": t.created_on,
                    "closed": t.close_date, "entered": t.stage_entered_on}  # fmt: skip
        return {"converted": t.converted_on} if self.entity == "lead" else {}

    def by_raw_keys(self, tests: list[Clause], needed: set[str]) -> list[_Row]:
        """The records added up by their raw keys."""
        keys, sums = self.raw_keys(), {k: v for k, v in self._sums().items() if k in needed}
        labelled = [c.label(f"k_{k}") for k, c in keys.items()]
        proof = func.sum(row_mark(self.table.c.id)).label("mark")
        statement = select(*labelled, func.count().label("n"), proof, *(c.label(f"v_{k}") for k, c in sums.items()))
        statement = statement.select_from(self.table).where(and_(True, *tests))
        if labelled:
            statement = statement.group_by(*(_label(c) for c in labelled))
        return [
            _Row({k: r[f"k_{k}"] for k in keys}, r["n"], {k: r[f"v_{k}"] for k in sums}, int(r["mark"] or 0))
            for r in self.run(statement).mappings().all()
        ]

    def _sums(self) -> dict[str, Col]:
        t, today = self.table.c, the_day(self.bound.today)
        if self.entity == "lead":
            return {"converted": func.count(t.converted_on)}
        if self.entity != "opportunity":
            return {}
        timed = and_(t.status.in_(self.timed_statuses), t.created_on.is_not(None), t.close_date.is_not(None))
        staged = and_(bare(t.is_open), t.stage_entered_on.is_not(None))
        waited = days_between(today, t.stage_entered_on)
        minor = _minor(t.amount)
        return {
            "open": func.count(case((bare(t.is_open), 1))),
            "won": func.count(case((t.status == "won", 1))),
            "lost": func.count(case((t.status == "lost", 1))),
            "priced": func.count(t.amount),
            "won_priced": func.count(case((t.status == "won", t.amount))),
            "won_amount": func.sum(case((t.status == "won", minor), else_=0)),
            "amount": func.sum(minor),
            "most": func.max(minor),
            "least": func.min(minor),
            "timed": func.count(case((timed, 1))),
            "cycle": func.sum(case((timed, days_between(t.close_date, t.created_on)))),
            "staged": func.count(case((staged, 1))),
            "waited": func.sum(case((staged, waited))),
            "longest": func.max(case((staged, waited))),
        }

    @cached_property
    def timed_statuses(self) -> tuple[str, ...]:
        """Whose cycles are meant: won deals', or all closed ones' where the question asks for lost ones."""
        for one in (f for c in self.spec.filters for f in (c.any if hasattr(c, "any") else (c,))):
            values = one.value if isinstance(one.value, tuple) else (one.value,)
            if one.field in ("status", "stage") and one.op in ("eq", "in"):
                said = [str(v).lower() for v in values]
                if any("lost" in v or v == "closed" for v in said):
                    return ("won", "lost")
                return ("won",)
        return ("won",)

    # Which group they are in

    def roll_up(self, rows: list[_Row]) -> dict[tuple[Words, str], _Tally]:
        """Tallies by group in words and currency; the group () is everything."""
        word_of = self._words(rows)
        self.currencies = {row.keys["currency"] for row in rows if row.keys.get("currency")}
        tallies: defaultdict[tuple[Words, str], _Tally] = defaultdict(_Tally)
        for row in rows:
            currency = row.keys.get("currency") or ""
            for words in word_of(row):
                _join(tallies[words, currency], row)
            if self.spec.group_by:
                _join(tallies[("*",), currency], row)
        self.tallied = dict.fromkeys(code for _, code in tallies)
        return tallies

    def _words(self, rows: list[_Row]) -> Callable[[_Row], list[Words]]:
        names = self.spec.group_by
        if not names:
            return lambda _row: [()]
        if self._has(*OF_PERSON):
            owners = {row.keys.get("person") for row in rows}
            self.book.meet_leaders(owners) if self._has("manager") else self.book.meet(owners)
            self.book.meet(row.keys.get("manager_id") for row in rows)
        account_ids = [row.keys.get("account_id") or row.keys.get("id") or "" for row in rows]
        parents = [row.keys.get("parent_id") or "" for row in rows]
        known = self.book.accounts([*account_ids, *parents])
        known |= self.book.accounts([a.parent_id for a in known.values() if a.parent_id])
        look = _Look(self, known, self.book.tags(account_ids) if self._has("tag", "account.tag") else {})

        fields = [(name, *plain_name(name)) for name in names]

        def words(row: _Row) -> list[Words]:
            found: list[Words] = [()]
            for field_ in fields:
                found = [(*w, v) for w in found for v in look.words(row, *field_)]
            return found

        return words

    def _has(self, *names: str) -> bool:
        return any(plain_name(n)[0] in names for n in self.spec.group_by)

    # Measures that are no sums

    def fill_special(self, tests: list[Clause], ids: set[str] | None) -> None:
        """What the measures that are no sums will need, kept for `value`."""
        self.tests, self.ids = tests, ids

    def _narrowed(self, statement: Any) -> list[Any]:
        """Rows of the matching records only, by id where they are few."""
        if self.ids is None:
            return list(self.run(statement.where(and_(True, *self.tests))))
        rows: list[Any] = []
        wanted = sorted(self.ids)
        for start in range(0, len(wanted), PART):
            rows += self.run(statement.where(self.table.c.id.in_(wanted[start : start + PART])))
        return rows

    def histogram(self, value: Col, where: Clause) -> list[tuple[_Row, Any, int]]:
        """How often each value occurs, by raw keys."""
        keys = self.raw_keys()
        labelled = [c.label(f"k_{k}") for k, c in keys.items()]
        statement = (
            select(*labelled, value.label("value_"), func.count().label("n_")).select_from(self.table).where(where)
        )
        statement = statement.group_by(*(_label(c) for c in labelled), _label(value.label("value_")))
        return [
            (_Row(dict(zip(keys, row[: len(keys)], strict=True))), row[-2], row[-1])
            for row in self._narrowed(statement)
        ]

    # Values

    def value(self, fact: Fact, tallies: dict[tuple[Words, str], _Tally]) -> Decimal | None:
        """The fact's value by this route."""
        words, currency = self._place(fact)
        tally = self._tally(tallies, words, currency)
        of_all = None if fact.name == "count_share" else currency
        whole = self._tally(tallies, ("*",) if self.spec.group_by else (), of_all)
        simple = _MEASURES.get((self.entity, fact.name)) or _MEASURES.get(("", fact.name))
        if simple is not None:
            return _rounded(simple(tally, whole), self._unit(fact))
        return _rounded(_SPECIAL[fact.name](self, words, currency, tally), self._unit(fact))

    def _unit(self, fact: Fact) -> str:
        known = CATALOGUE[self.entity].measure(fact.name)
        return known.unit if known else ""

    def _place(self, fact: Fact) -> tuple[Words, str | None]:
        """The group a fact speaks of, and the one currency it is limited to."""
        currencies = self.tallied
        depth = len(self.spec.group_by)
        if len(fact.group) > depth:
            return fact.group[:depth], fact.group[-1]
        if "currency" in self.spec.group_by and fact.group:
            return fact.group, fact.group[self.spec.group_by.index("currency")]
        by_currency = fact.unit in currencies and len(currencies) > 1
        whole: Words = ("*",) if depth else ()
        if not by_currency and len(currencies) > 1 and "|" in fact.id and not fact.group:
            return whole, fact.id.rpartition("|")[2]
        return fact.group or whole, fact.unit if by_currency else None

    def _tally(self, tallies: dict[tuple[Words, str], _Tally], words: Words, currency: str | None) -> _Tally:
        total = _Tally()
        for code in self.tallied if currency is None else (currency,):
            if (tally := tallies.get((words, code))) is not None:
                _join(total, tally)
        return total

    def members(self, row: _Row, words: Words, word_of: Callable[[_Row], list[Words]]) -> bool:
        """Whether a raw row is in the group."""
        return words in ((), ("*",)) or words in word_of(row)


def _label(column: Any) -> Any:
    from sqlalchemy import literal_column

    return literal_column(column.name)


def _minor(column: Col) -> Col:
    return type_coerce(column, BigInteger())


def _number_where(test: Callable[[Any], bool]) -> Callable[[Sequence[Any], _Desk], int]:
    return lambda several, _desk: sum(1 for r in several if test(r))


def _best(
    pick: Callable[[list[int]], int], values: Callable[[Sequence[Any], _Desk], list[int]]
) -> Callable[[Sequence[Any], _Desk], int | None]:
    return lambda several, desk: pick(found) if (found := values(several, desk)) else None


def _amounts(several: Sequence[Any], desk: _Desk) -> list[int]:
    """What the records are worth, kept for as long as the same ones are looked at."""
    if desk.priced[0] is not several:
        desk.priced = several, [amount for r in several if (amount := r.amount) is not None]
    return desk.priced[1]


def _won_amounts(several: Sequence[Any], _desk: _Desk) -> list[int]:
    return [r.amount for r in several if r.status == "won" and r.amount is not None]


def _cycles(several: Sequence[Any], desk: _Desk) -> list[int]:
    return [
        r.closed.toordinal() - r.created.toordinal()
        for r in several
        if r.status in desk.timed_statuses and r.created and r.closed
    ]


def _waits(several: Sequence[Any], desk: _Desk) -> list[int]:
    today = desk.bound.today.toordinal()
    return [today - r.entered.toordinal() for r in several if r.is_open and r.entered]


_SINGLY: dict[str, Callable[[Sequence[Any], _Desk], int | None]] = {
    "open": _number_where(lambda r: bool(r.is_open)),
    "won": _number_where(lambda r: r.status == "won"),
    "lost": _number_where(lambda r: r.status == "lost"),
    "priced": lambda several, desk: len(_amounts(several, desk)),
    "amount": _best(sum, _amounts),
    "most": _best(max, _amounts),
    "least": _best(min, _amounts),
    "won_priced": lambda several, desk: len(_won_amounts(several, desk)),
    "won_amount": _best(sum, _won_amounts),
    "timed": lambda several, desk: len(_cycles(several, desk)),
    "cycle": _best(sum, _cycles),
    "staged": lambda several, desk: len(_waits(several, desk)),
    "waited": _best(sum, _waits),
    "longest": _best(max, _waits),
    "converted": _number_where(lambda r: r.converted is not None),
}
"""What records that were read one by one come to."""
_MADE_OF: dict[str, tuple[str, ...]] = {
    "open": ("is_open",), "won": ("status",), "lost": ("status",), "priced": ("amount",), "amount": ("amount",),
    "most": ("amount",), "least": ("amount",), "won_priced": ("status", "amount"), "won_amount": ("status", "amount"),
    "timed": ("status", "created", "closed"), "cycle": ("status", "created", "closed"),
    "staged": ("is_open", "entered"), "waited": ("is_open", "entered"), "longest": ("is_open", "entered"),
    "converted": ("converted",),
}  # fmt: skip
"""The columns of a record that each is made of, so that no other is read."""


NUMBERS = (int, Decimal)
_BEST: dict[str, Callable[..., Any]] = {"most": max, "least": min, "longest": max}


def _join(into: _Tally, other: _Tally | _Row) -> None:
    into.n += other.n
    for name, value in other.sums.items():
        if not isinstance(value, NUMBERS):
            continue
        mine = into.sums.get(name)
        into.sums[name] = value if mine is None else _BEST[name](mine, value) if name in _BEST else mine + value


REPEATED = ("tag", "account.tag", "won_product", "change")


class _Look:
    """The words of a row's groups, from look-ups."""

    def __init__(self, desk: _Desk, known: dict[str, Any], tags: dict[str, list[str]]) -> None:
        self.desk, self.known, self.tags = desk, known, tags
        self.first_wins = self._first_wins() if desk._has("account.is_new") else {}
        self.bought = self._bought() if desk._has("won_product") else {}
        told = desk._has("change")
        self.changes = Tests(desk.connection, desk.bound, desk.book).changes if told else {}

    def words(self, row: _Row, name: str, plain: str, grain: str) -> list[str]:
        """The group or groups of a row, in words; the field's name whole, then without its grain, then the grain."""
        found = self._many(row, plain) if plain in REPEATED else [self._one(row, plain)]
        words = [grain_word(v, grain) if grain else v for v in found] or [None]
        return [str(w) if w is not None else self._not_known(name, grain) for w in words]

    def _not_known(self, name: str, grain: str) -> str:
        info = CATALOGUE[self.desk.entity].field(name)
        label = (info.label if info else name) + (f" by {grain}" if grain else "")
        return f"No {label.lower()}"

    def _many(self, row: _Row, name: str) -> list[Any]:
        if name == "change":
            return sorted(self.changes.get(row.keys["deal_id"], ()))
        key = row.keys.get("account_id") or row.keys.get("id")
        return list((self.bought if name == "won_product" else self.tags).get(key or "", []))

    def _one(self, row: _Row, name: str) -> Any:
        keys, book = row.keys, self.desk.book
        if name in OF_PERSON and "person" in keys:
            return book.person_word(keys["person"], name)
        if name == "manager":
            leader = book.person(keys["manager_id"])
            return leader.name if leader else None
        if name == "forecast_category":
            return keys[name].lower().replace(" ", "_") if keys[name] is not None else None
        if name in keys:
            return keys[name]
        if name in ("product", "series"):
            product = book.products.get(keys["product_id"])
            return (
                (product.name if product else keys["product_id"])
                if name == "product"
                else getattr(product, "series", None)
            )
        if name == "stage":
            stage = book.stages.get(keys["stage_id"])
            return stage.name if stage else keys["stage_id"]
        return self._of_account(keys, name.removeprefix("account."))

    def _of_account(self, keys: dict[str, Any], name: str) -> Any:
        if name == "is_new":
            return self._newness(keys)
        account = self.known.get(keys.get("account_id") or keys.get("id") or "")
        if name == "account":
            return account.name if account else keys["account_id"]
        if name == "parent":
            parent_id = account.parent_id if account else None
            parent = self.known.get(parent_id or "")
            return parent.name if parent else parent_id
        return getattr(account, name, None)

    def _newness(self, keys: dict[str, Any]) -> str | None:
        if keys["account_id"] is None:
            return None
        first = self.first_wins.get(keys["account_id"])
        if first is None:
            return "yes"
        return "no" if keys["is_open"] or (keys["close_date"] is not None and first < keys["close_date"]) else "yes"

    def _first_wins(self) -> dict[str, Any]:
        first: dict[str, Any] = {}
        won = select(opportunities.c.account_id, opportunities.c.close_date).where(opportunities.c.status == "won")
        for account, day in self.desk.connection.execute(won):
            if account and day and (account not in first or day < first[account]):
                first[account] = day
        return first

    def _bought(self) -> dict[str, list[str]]:
        o = opportunities
        tests = Tests(self.desk.connection, self.desk.bound, self.desk.book)
        bought = select(o.c.account_id, o.c.product_id).distinct().where(
            o.c.status == "won", tests.in_period(o.c.close_date), tests.owners_seen()(o.c.owner_id)
        )  # fmt: skip
        found: dict[str, set[str]] = {}
        for account, product in self.desk.connection.execute(bought):
            if account and product in self.desk.book.products:
                found.setdefault(account, set()).add(self.desk.book.products[product].name)
        return {account: sorted(names) for account, names in found.items()}


# The arithmetic, written a second time


def _rounded(value: Decimal | None, unit: str) -> Decimal | None:
    places = {"money": 2, "days": 2, "ratio": 6}.get(unit)
    if value is None or places is None:
        return value
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def _ratio(top: Any, bottom: Any) -> Decimal | None:
    return Decimal(int(top or 0)) / Decimal(int(bottom)) if bottom else None


def _amount_of(tally: _Tally, name: str) -> Decimal | None:
    minor = tally.sums.get(name)
    return None if minor is None else Decimal(int(minor)).scaleb(-2)


def _total_amount(tally: _Tally) -> Decimal | None:
    if tally.sums.get("priced"):
        return _amount_of(tally, "amount")
    return Decimal(0) if tally.n == 0 else None


def _won_amount(tally: _Tally) -> Decimal | None:
    if tally.sums.get("won_priced"):
        return _amount_of(tally, "won_amount")
    return None if tally.sums.get("won") else Decimal(0)


def _average(tally: _Tally) -> Decimal | None:
    share = _ratio(tally.sums.get("amount"), tally.sums.get("priced"))
    return None if share is None else share / 100


def _size(name: str) -> Callable[[_Tally, _Tally], Decimal]:
    return lambda t, _whole: Decimal(int(t.sums.get(name) or 0))


_MEASURES: dict[tuple[str, str], Callable[[_Tally, _Tally], Decimal | None]] = {
    ("", "count"): lambda t, _whole: Decimal(t.n),
    ("opportunity", "amount"): lambda t, _whole: _total_amount(t),
    ("opportunity", "won_amount"): lambda t, _whole: _won_amount(t),
    ("opportunity", "avg_amount"): lambda t, _whole: _average(t),
    ("opportunity", "max_amount"): lambda t, _whole: _amount_of(t, "most"),
    ("opportunity", "min_amount"): lambda t, _whole: _amount_of(t, "least"),
    ("opportunity", "amount_share"): lambda t, whole: _ratio(t.sums.get("amount"), whole.sums.get("amount")),
    ("opportunity", "count_share"): lambda t, whole: _ratio(t.n, whole.n),
    ("opportunity", "won_count"): _size("won"),
    ("opportunity", "lost_count"): _size("lost"),
    ("opportunity", "closed_count"): lambda t, _w: Decimal(int(t.sums.get("won") or 0) + int(t.sums.get("lost") or 0)),
    ("opportunity", "win_rate"): lambda t, _w: _share_closed(t, "won"),
    ("opportunity", "loss_rate"): lambda t, _w: _share_closed(t, "lost"),
    ("opportunity", "cycle_days"): lambda t, _w: _ratio(t.sums.get("cycle"), t.sums.get("timed")),
    ("opportunity", "avg_days_in_stage"): lambda t, _w: _ratio(t.sums.get("waited"), t.sums.get("staged")),
    ("opportunity", "max_days_in_stage"): lambda t, _w: (
        None if t.sums.get("longest") is None else Decimal(int(t.sums["longest"]))
    ),
    ("lead", "conversion_rate"): lambda t, _w: _ratio(t.sums.get("converted"), t.n),
}


_NEEDS: dict[str, tuple[str, ...]] = {
    "amount": ("priced", "amount"), "avg_amount": ("priced", "amount"), "amount_share": ("amount",),
    "won_amount": ("won", "won_priced", "won_amount"), "max_amount": ("most",), "min_amount": ("least",),
    "won_count": ("won",), "lost_count": ("lost",), "closed_count": ("won", "lost"), "win_rate": ("won", "lost"),
    "loss_rate": ("won", "lost"), "cycle_days": ("cycle", "timed"), "avg_days_in_stage": ("waited", "staged"),
    "max_days_in_stage": ("longest",), "conversion_rate": ("converted",),
}  # fmt: skip
"""What is added up for each measure, so that nothing else is read."""


def _share_closed(tally: _Tally, which: str) -> Decimal | None:
    won, lost = (int(tally.sums.get(s) or 0) for s in ("won", "lost"))
    return _ratio({"won": won, "lost": lost}[which], won + lost)


# Measures that need another look


def _middle(desk: _Desk, words: Words, currency: str | None, value: Col, where: Clause) -> Decimal | None:
    """The median, found by walking through how often each value occurs."""
    histogram = desk.histogram(value, where)
    word_of = desk._words([row for row, _, _ in histogram])
    times: dict[int, int] = {}
    for row, number, n in histogram:
        if desk.members(row, words, word_of) and currency in (None, row.keys.get("currency")):
            times[int(number)] = times.get(int(number), 0) + n
    count = sum(times.values())
    if not count:
        return None
    low, high = _nth(times, (count - 1) // 2), _nth(times, count // 2)
    return Decimal(low + high) / 2


def _nth(times: dict[int, int], n: int) -> int:
    passed = 0
    for number in sorted(times):
        passed += times[number]
        if passed > n:
            return number
    raise AssertionError("fewer values than were counted")


def _median(desk: _Desk, words: Words, currency: str | None, _tally: _Tally) -> Decimal | None:
    t = opportunities.c
    found = _middle(desk, words, currency, _minor(t.amount), t.amount.is_not(None))
    return None if found is None else found / 100


def _velocity(desk: _Desk, words: Words, _currency: str | None, _tally: _Tally) -> Decimal | None:
    t = desk.table.c
    both = and_(t.converted_on.is_not(None), t.created_on.is_not(None))
    return _middle(desk, words, None, days_between(t.converted_on, t.created_on), both)


def _account_count(desk: _Desk, words: Words, currency: str | None, _tally: _Tally) -> Decimal | None:
    histogram = desk.histogram(opportunities.c.account_id, opportunities.c.account_id.is_not(None))
    word_of = desk._words([row for row, _, _ in histogram])
    return Decimal(len({
        account for row, account, _ in histogram
        if desk.members(row, words, word_of) and currency in (None, row.keys.get("currency"))
    }))  # fmt: skip


def _weighted(desk: _Desk, words: Words, currency: str | None, _tally: _Tally) -> Decimal | None:
    t = opportunities.c
    total: Decimal | None = None
    keys = desk.raw_keys()
    statement = select(
        *(c.label(f"k_{k}") for k, c in keys.items()), t.stage_id.label("s_"), func.sum(_minor(t.amount)).label("v_")
    )
    statement = statement.where(bare(t.is_open), t.amount.is_not(None))
    statement = statement.group_by(
        *(_label(c.label(f"k_{k}")) for k, c in keys.items()), _label(t.stage_id.label("s_"))
    )
    found = [(_Row(dict(zip(keys, r[: len(keys)], strict=True))), r[-2], r[-1]) for r in desk._narrowed(statement)]
    word_of = desk._words([row for row, _, _ in found])
    for row, stage, minor in found:
        if desk.members(row, words, word_of) and currency in (None, row.keys.get("currency")):
            chance = desk.book.stages[stage].probability if stage in desk.book.stages else 0
            total = (total or Decimal(0)) + Decimal(int(minor)) * Decimal(str(chance)) / 100
    return total


def _hygiene(desk: _Desk, words: Words, currency: str | None, _tally: _Tally) -> Decimal | None:
    """Required less missing over required, the missing counted field by field."""
    first, later = (desk.bound.settings[n] for n in ("required_fields.prospecting", "required_fields.open"))
    positions = [s.position for s in desk.book.stages.values() if s.status == "open"]
    in_first = {s.id for s in desk.book.stages.values() if positions and s.position == min(positions)}
    own = stages_of(desk.bound.settings.get(STAGES, ()))
    required = missing = 0
    for name in dict.fromkeys([*first, *later, *(one for names in own.values() for one in names)]):
        for row, n, lacking in _lacking(desk, str(name)):
            stage = str(row.keys["stage_id_"])
            needed = own.get(stage, first if stage in in_first else later)
            if name in needed and desk_member(desk, row, words, currency):
                required += n
                missing += lacking
    return _ratio(required - missing, required)


def desk_member(desk: _Desk, row: _Row, words: Words, currency: str | None) -> bool:
    """Whether a raw row is in the group and of the currency."""
    return desk.members(row, words, desk._words([row])) and currency in (None, row.keys.get("currency"))


_FILLED_BY = {
    "account": "account_id", "owner": "owner_id", "product": "product_id", "stage": "stage_id", "amount": "amount",
    "close_date": "close_date", "next_step": "next_step", "created": "created_on", "stage_entered": "stage_entered_on",
    "last_activity": "last_activity_on", "forecast_category": "forecast_category", "currency": "currency",
}  # fmt: skip


def _lacking(desk: _Desk, name: str) -> Iterable[tuple[_Row, int, int]]:
    t = opportunities.c
    if name in _FILLED_BY:
        column = t[_FILLED_BY[name]]
        lacks: Clause = column.is_(None)
        if name == "close_date":
            lacks = case((column.is_(None), True), else_=column < desk.bound.today)
        if name == "next_step":
            lacks = func.coalesce(func.length(func.trim(column)), 0) == 0
    else:
        lacks = Tests(desk.connection, desk.bound, desk.book)._nothing_in(name)
    keys = desk.raw_keys()
    statement = select(*(c.label(f"k_{k}") for k, c in keys.items()), t.stage_id.label("s_"), func.count().label("n_"),
                       func.count(case((lacks, t.id))).label("l_")).where(bare(t.is_open))  # fmt: skip
    statement = statement.group_by(
        *(_label(c.label(f"k_{k}")) for k, c in keys.items()), _label(t.stage_id.label("s_"))
    )
    for row in desk._narrowed(statement):
        yield _Row({**dict(zip(keys, row[: len(keys)], strict=True)), "stage_id_": row[-3]}), row[-2], row[-1]


# Quotas


def _quota_rows(desk: _Desk, words: Words, currency: str | None) -> list[tuple[Any, int]]:
    """The matching quotas of a group with what was won against each, both in minor units."""
    q = quotas.c
    keys = desk.raw_keys()
    statement = select(*(c.label(f"k_{k}") for k, c in keys.items()), _minor(q.amount).label("v_"), q.id.label("i_"))
    rows = desk._narrowed(statement)
    won = _won_by_quota(desk)
    return [
        (int(row[-2]), won.get(row[-1], 0))
        for row in rows if desk_member(desk, _Row(dict(zip(keys, row[: len(keys)], strict=True))), words, currency)
    ]  # fmt: skip


def _won_by_quota(desk: _Desk) -> dict[str, int]:
    """What was won by each quota's owner in its period, from a join the other way round."""
    o, q = opportunities.c, quotas.c
    won = (
        select(q.id, func.sum(_minor(o.amount)))
        .select_from(opportunities.join(quotas, and_(
            o.owner_id == q.owner_id, o.currency == q.currency,
            o.close_date >= q.period_start, o.close_date <= q.period_end,
        )))
        .where(o.status == "won").group_by(q.id)
    )  # fmt: skip
    return {row[0]: int(row[1] or 0) for row in desk.run(won)}


def _quota(desk: _Desk, words: Words, currency: str | None, _tally: _Tally) -> Decimal | None:
    return Decimal(sum(q for q, _ in _quota_rows(desk, words, currency))).scaleb(-2)


def _actual(desk: _Desk, words: Words, currency: str | None, _tally: _Tally) -> Decimal | None:
    return Decimal(sum(w for _, w in _quota_rows(desk, words, currency))).scaleb(-2)


def _attainment(desk: _Desk, words: Words, currency: str | None, _tally: _Tally) -> Decimal | None:
    rows = _quota_rows(desk, words, currency)
    return _ratio(sum(w for _, w in rows), sum(q for q, _ in rows))


def _coverage(desk: _Desk, words: Words, currency: str | None, _tally: _Tally) -> Decimal | None:
    """Pipeline over quota left, each summed by owner and put together here."""
    spec = desk.spec
    mine = tuple(f for f in spec.filters if isinstance(f, Filter) and f.field in OF_PERSON)
    window = spec.time.window if spec.time else THIS_QUARTER
    closing = Period(fields=("close_date",), window=window)

    def by_owner(one: QuerySpec, value: Col) -> list[tuple[_Row, int]]:
        tests = Tests(desk.connection, desk.bound.model_copy(update={"spec": one}), desk.book)
        t = tests.table
        statement = select(t.c.owner_id, t.c.currency, func.sum(_minor(value))).where(and_(True, *tests.all()))
        found = desk.run(statement.group_by(t.c.owner_id, t.c.currency))
        return [(_Row({"person": owner, "currency": code}), int(v or 0)) for owner, code, v in found]

    of_quota = QuerySpec(entity="quota", filters=mine, time=Period(fields=("period",), window=window))
    quotas_found = by_owner(of_quota, quotas.c.amount)
    codes = desk.currencies | {row.keys["currency"] for row, _ in quotas_found}
    only = currency or (codes.pop() if len(codes) == 1 else None)

    def total(found: list[tuple[_Row, int]]) -> int:
        return sum(v for row, v in found if desk_member(desk, row, words, only))

    is_won, is_open = (Filter(field="status", op="eq", value=v) for v in ("won", "open"))
    won = total(by_owner(QuerySpec(filters=(*mine, is_won), time=closing), opportunities.c.amount))
    still_open = QuerySpec(filters=(*spec.filters, is_open), time=closing)
    quota, pipeline = total(quotas_found), total(by_owner(still_open, opportunities.c.amount))
    return _ratio(pipeline, quota - won) if quota and quota > won else None


_SPECIAL: dict[str, Callable[[_Desk, Words, str | None, _Tally], Decimal | None]] = {
    "median_amount": _median, "velocity_days": _velocity, "account_count": _account_count,
    "weighted_pipeline": _weighted, "hygiene_score": _hygiene, "quota": _quota, "actual": _actual,
    "attainment": _attainment, "coverage": _coverage,
}  # fmt: skip

__all__ = ["accounts", "products", "recount", "stages"]
