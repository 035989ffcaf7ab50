"""Measures over groups of records: one statement for what adds up, one more for each measure that does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, case, column, func, literal_column, not_, select

from domain.bound import Bound
from domain.query import Filter, Period, QuerySpec
from store.crm.query.compile import THIS_QUARTER
from store.crm.query.conditions import where
from store.crm.query.fields import REPEATING, Reading
from store.crm.query.measures import (
    EXTREMES,
    NOT_ADDITIVE,
    SHARES,
    SPLIT_BY_CURRENCY,
    SUMS,
    Recipe,
    recipe,
    row_sets,
)
from store.crm.query.sql import Col, Select, days_between, row_mark
from store.crm.tables import leads, opportunities, quotas

Key = tuple[str | None, ...]
Ids = dict[Key, dict[str, list[str]]]
"""The ids behind every group, by record set."""
OWNERSHIP = ("owner", "manager", "team", "region")
"""What quotas can be filtered and grouped by."""


@dataclass
class Groups:
    """What was counted and added up per group.

    Shape:  `parts` by key; the last place of a key is the currency where `split` says so; `order` sorts keys whose
            text does not, `statements` are all that were run.
    """

    names: tuple[str, ...]
    parts: dict[Key, dict[str, Any]] = field(default_factory=dict)
    split: bool = False
    currencies: tuple[str, ...] = ()
    order: dict[Key, tuple[Any, ...]] = field(default_factory=dict)
    statements: list[Select[Any]] = field(default_factory=list)

    def currency_of(self, key: Key) -> str | None:
        """The currency a group is limited to; None where there is but one."""
        if self.split and key:
            return key[-1]
        return key[self.names.index("currency")] if "currency" in self.names and key else None


def has_currency(entity: str) -> bool:
    """Whether its records carry a currency that money measures must be kept apart by."""
    return entity in ("opportunity", "quota")


def recipes(entity: str, measures: Iterable[str]) -> dict[str, Recipe]:
    """The recipes of these measures, in their order."""
    return {name: found for name in measures if (found := recipe(entity, name))}


def read_groups(connection: Connection, bound: Bound, measures: tuple[str, ...], names: tuple[str, ...]) -> Groups:
    """Every group of the question with its parts."""
    by_currency = (
        has_currency(bound.spec.entity) and "currency" not in names and bool(SPLIT_BY_CURRENCY & set(measures))
    )
    groups = _added_up(connection, bound, measures, names, by_currency)
    for name, more in OWN_STATEMENTS.items():
        if name in measures:
            for key, value in more(connection, bound, names, by_currency, groups).items():
                groups.parts.setdefault(key, {})[name] = value
    if by_currency:
        _settle_currency(groups)
    none = nothing(bound.spec.entity, measures)
    groups.parts = {key: none | parts for key, parts in groups.parts.items()} or ({} if names else {(): none})
    if set(SHARES) & set(measures):
        _share(groups, _whole_of(connection, bound, measures, groups, by_currency))
    return groups


class RowParts:
    """The parts of a list whose records were all read, added up here from a few more columns of each."""

    def __init__(self, reading: Reading, measures: tuple[str, ...]) -> None:
        self._entity, self._measures = reading.spec.entity, measures
        chosen = recipes(self._entity, measures)
        self._by_currency = has_currency(self._entity) and bool(SPLIT_BY_CURRENCY & set(measures))
        self._sets = sets_of(chosen)[1:]
        self._sums = list(_sums(reading, chosen))
        inside = row_sets(self._entity)
        flags = [case((inside[name](reading), 1), else_=0).label(f"s_{name}") for name in self._sets]
        # A sum or extreme of one record is the very value that is added up.
        values = [next(iter(c.clauses)).label(f"v_{n}") for n, c in _sums(reading, chosen).items()]
        self.columns = [*([reading.base.c.currency.label("gc")] if self._by_currency else []), *flags, *values]

    def added_up(self, read: list[tuple[str, Any]]) -> tuple[Groups, Ids]:
        """What the records come to, and their ids; each comes with its `columns`."""
        found: dict[Key, list[dict[str, Any]]] = {}
        ids: Ids = {}
        for id_, values in read:
            key: Key = (_text(values[0]),) if self._by_currency else ()
            inside = {"all": True, **dict(zip(self._sets, values[len(key) :], strict=False))}
            sums = dict(zip(self._sums, values[len(values) - len(self._sums) :], strict=True))
            found.setdefault(key, []).append({f"n_{name}": int(is_in) for name, is_in in inside.items()} | sums)
            for name, is_in in inside.items():
                members = ids.setdefault(key, {}).setdefault(name, [])
                if is_in:
                    members.append(str(id_))
        return self._settled(found), {key[: len(key) if self._split else 0]: _in_order(of) for key, of in ids.items()}

    def _settled(self, found: dict[Key, list[dict[str, Any]]]) -> Groups:
        groups = Groups((), {key: added_together(several) for key, several in found.items()})
        if self._by_currency:
            _settle_currency(groups)
        self._split = groups.split
        none = nothing(self._entity, self._measures)
        groups.parts = {key: none | parts for key, parts in groups.parts.items()} or {(): none}
        return groups


def _in_order(ids: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted(several) for name, several in ids.items()}


def _added_up(
    connection: Connection, bound: Bound, measures: tuple[str, ...], names: tuple[str, ...], by_currency: bool
) -> Groups:
    groups = Groups(names)
    labels = [f"g{n}" for n in range(len(names))] + (["gc"] if by_currency else [])
    statement = added_up(Reading(bound), measures, names, by_currency)
    for row in connection.execute(statement).mappings().all():
        key = tuple(_text(row[label]) for label in labels)
        groups.parts[key] = _marked({k: v for k, v in row.items() if k not in labels})
        groups.order[key] = tuple(row.get(f"o{n}") for n in range(len(names)))
    groups.statements.append(statement)
    return groups


def added_up(reading: Reading, measures: tuple[str, ...], names: tuple[str, ...], by_currency: bool) -> Select[Any]:
    """The one statement for everything that is counted or added: sizes and marks of record sets, and sums."""
    chosen = recipes(reading.spec.entity, measures)
    keys = group_columns(reading, names, by_currency)
    orders = {
        f"o{n}": func.min(reading.order(name)) for n, name in enumerate(names) if reading.term(name).order is not None
    }
    columns = {**keys, **orders, **_sizes(reading, chosen), **_sums(reading, chosen)}
    matching = where(reading)
    statement = select(*(c.label(label) for label, c in columns.items())).select_from(reading.source()).where(matching)
    return statement.group_by(*(literal_column(label) for label in keys)) if keys else statement


def group_columns(reading: Reading, names: tuple[str, ...], by_currency: bool) -> dict[str, Col]:
    """The columns that make a group, by label."""
    keys = {f"g{n}": reading.value(name) for n, name in enumerate(names)}
    return {**keys, "gc": reading.base.c.currency} if by_currency else keys


def sets_of(chosen: dict[str, Recipe]) -> tuple[str, ...]:
    """The record sets these recipes need, `all` first."""
    return tuple(dict.fromkeys(["all", *(s for r in chosen.values() for s in (r.rows, *r.sets))]))


NEARLY_ALL = ("priced", "closed", "placed")
"""Record sets that few are outside of, so that the marks of those are sooner read and taken from the whole."""
OUTSIDE = "o_"


def _sizes(reading: Reading, chosen: dict[str, Recipe]) -> dict[str, Col]:
    """The size of every record set, and the marks of those that a number rests on."""
    sizes: dict[str, Col] = {}
    marked, mark = {"all", *(one.rows for one in chosen.values())}, row_mark(reading.id)
    for name in sets_of(chosen):
        inside = row_sets(reading.spec.entity)[name](reading)
        sizes[f"n_{name}"] = func.count() if name == "all" else func.count(case((inside, 1)))
        if name == "all":
            sizes["k_all"] = func.sum(mark)
        elif name in marked and name in NEARLY_ALL:
            sizes[f"{OUTSIDE}{name}"] = func.sum(case((not_(inside), mark)))
        elif name in marked:
            sizes[f"k_{name}"] = func.sum(case((inside, mark)))
    return sizes


def _marked(parts: dict[str, Any]) -> dict[str, Any]:
    """The parts with the marks of every set, those that were read as the marks outside of it too."""
    outside = {name.removeprefix(OUTSIDE): mark for name, mark in parts.items() if name.startswith(OUTSIDE)}
    kept = {name: value for name, value in parts.items() if not name.startswith(OUTSIDE)} if outside else parts
    return kept | {f"k_{name}": (parts["k_all"] or 0) - (mark or 0) for name, mark in outside.items()}


def _sums(reading: Reading, chosen: dict[str, Recipe]) -> dict[str, Col]:
    return {name: SUMS[name](reading) for r in chosen.values() for name in r.sums}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _settle_currency(groups: Groups) -> None:
    """One currency needs no telling apart; several make a group each."""
    groups.currencies = tuple(sorted({key[-1] or "" for key, parts in groups.parts.items() if parts.get("n_all", 1)}))
    groups.split = len(groups.currencies) > 1
    if not groups.split:
        groups.parts = {key[:-1]: parts for key, parts in groups.parts.items()}
        groups.order = {key[:-1]: order for key, order in groups.order.items()}


def _whole_of(
    connection: Connection, bound: Bound, measures: tuple[str, ...], groups: Groups, by_currency: bool
) -> Groups:
    """What shares are shares of: all groups; or the records themselves, where one may be in several groups."""
    if not any(name in REPEATING for name in groups.names):
        return groups
    whole = _added_up(connection, bound, measures, ("currency",) if "currency" in groups.names else (), by_currency)
    whole.split = by_currency and groups.split
    return whole


def _share(groups: Groups, of: Groups) -> None:
    """The whole that each group is a part of, beside its own parts; amounts are shares within their currency."""
    for part, apart in (("n_all", False), ("sum_amount", True)):
        whole: dict[str | None, int] = {}
        for key, parts in of.parts.items():
            code = of.currency_of(key) if apart else None
            whole[code] = whole.get(code, 0) + int(parts.get(part) or 0)
        for key, parts in groups.parts.items():
            parts[f"all_{part}"] = whole.get(groups.currency_of(key) if apart else None, 0)


def nothing(entity: str, measures: Iterable[str]) -> dict[str, Any]:
    """The parts of no records at all."""
    chosen = recipes(entity, measures)
    sizes = {f"{kind}_{name}": 0 for name in sets_of(chosen) for kind in ("n", "k")}
    return sizes | {name: None for one in chosen.values() for name in one.sums}


def added_together(several: list[dict[str, Any]]) -> dict[str, Any]:
    """The parts of several groups as those of one; what does not add up is left out."""
    total: dict[str, Any] = {}
    for parts in several:
        for name, value in parts.items():
            if name in NOT_ADDITIVE or not (name in SUMS or name[:2] in ("n_", "k_")):
                continue
            merge = EXTREMES.get(name, lambda a, b: a + b)
            mine = total.get(name)
            total[name] = value if mine is None else mine if value is None else merge(mine, value)
    return total


# Measures that do not add up


def _median(connection: Connection, bound: Bound, names: tuple[str, ...], by_currency: bool, groups: Groups) -> Any:
    from sqlalchemy import BigInteger, type_coerce

    reading = Reading(bound)
    amount = type_coerce(opportunities.c.amount, BigInteger())
    values = _middle(connection, reading, amount, opportunities.c.amount.is_not(None), names, by_currency, groups)
    return {key: value / 100 for key, value in values.items()}


def _velocity(connection: Connection, bound: Bound, names: tuple[str, ...], by_currency: bool, groups: Groups) -> Any:
    reading = Reading(bound)
    both = leads.c.converted_on.is_not(None) & leads.c.created_on.is_not(None)
    days = days_between(leads.c.converted_on, leads.c.created_on)
    return _middle(connection, reading, days, both, names, by_currency, groups)


def _middle(
    connection: Connection, reading: Reading, value: Col, known: Any, names: tuple[str, ...], by_currency: bool,
    groups: Groups,
) -> dict[Key, Decimal]:  # fmt: skip
    """The median per group: the records ranked within their group, the one or two in the middle averaged."""
    keys = group_columns(reading, names, by_currency)
    matching = where(reading)
    inner = (
        select(*(c.label(label) for label, c in keys.items()), value.label("v"))
        .select_from(reading.source()).where(matching, known).subquery("priced")
    )  # fmt: skip
    groups_of = [inner.c[label] for label in keys]
    ranked = select(
        *groups_of, inner.c.v,
        func.row_number().over(partition_by=groups_of or None, order_by=inner.c.v).label("rank"),
        func.count().over(partition_by=groups_of or None).label("of"),
    ).subquery("ranked")  # fmt: skip
    out = [ranked.c[label] for label in keys]
    statement = (
        select(*out, func.sum(ranked.c.v).label("total"), func.count().label("n"))
        .where(ranked.c.rank * 2 >= ranked.c.of, ranked.c.rank * 2 <= ranked.c.of + 2)
        .group_by(*out)
    )
    groups.statements.append(statement)
    return {
        tuple(map(_text, row[:-2])): Decimal(int(row[-2])) / Decimal(row[-1])
        for row in connection.execute(statement) if row[-1]
    }  # fmt: skip


def _weighted(connection: Connection, bound: Bound, names: tuple[str, ...], by_currency: bool, groups: Groups) -> Any:
    """Open amounts summed per stage probability, multiplied here so that no float rounding enters."""
    from sqlalchemy import BigInteger, type_coerce

    reading = Reading(bound)
    reading.needed["stage"] = None
    keys = group_columns(reading, names, by_currency)
    probability = reading.joined("stage").c.probability
    matching = where(reading)
    statement = (
        select(*(c.label(label) for label, c in keys.items()), probability.label("p"),
               func.sum(type_coerce(opportunities.c.amount, BigInteger())).label("s"))
        .select_from(reading.source())
        .where(matching, row_sets("opportunity")["open_priced"](reading))
        .group_by(*(literal_column(label) for label in keys), literal_column("p"))
    )  # fmt: skip
    groups.statements.append(statement)
    values: dict[Key, Decimal] = {}
    for row in connection.execute(statement):
        key = tuple(map(_text, row[:-2]))
        values[key] = values.get(key, Decimal(0)) + Decimal(str(row[-2] or 0)) * Decimal(int(row[-1])) / 100
    return values


def _coverage(connection: Connection, bound: Bound, names: tuple[str, ...], by_currency: bool, groups: Groups) -> Any:
    """Open amount closing in the period over quota less what was won; only ownership narrows quota and wins."""
    quota_bound, won_bound, open_bound = coverage_sides(bound)
    open_groups = _added_up(connection, open_bound, ("amount",), names, by_currency)
    won_groups = _added_up(connection, won_bound, ("amount",), names, by_currency)
    quota_groups = _added_up(connection, quota_bound, ("quota",), names, by_currency)
    for one in (open_groups, won_groups, quota_groups):
        groups.statements.extend(one.statements)
    values: dict[Key, Decimal | None] = {}
    for key in {*groups.parts, *quota_groups.parts}:
        quota = int(quota_groups.parts.get(key, {}).get("sum_quota") or 0)
        to_close = quota - int(won_groups.parts.get(key, {}).get("sum_amount") or 0)
        pipeline = int(open_groups.parts.get(key, {}).get("sum_amount") or 0)
        values[key] = Decimal(pipeline) / Decimal(to_close) if quota and to_close > 0 else None
    return values


def coverage_sides(bound: Bound) -> tuple[Bound, Bound, Bound]:
    """The three questions behind coverage: the quotas, what was won, and what is open, of the same period."""
    spec = bound.spec
    ownership = tuple(f for f in spec.filters if isinstance(f, Filter) and f.field in OWNERSHIP)
    window = spec.time.window if spec.time else THIS_QUARTER
    closing = Period(fields=("close_date",), window=window)
    plain = QuerySpec(filters=ownership, group_by=spec.group_by)
    quota = plain.model_copy(update={"entity": "quota", "time": Period(fields=("period",), window=window)})
    won = plain.model_copy(
        update={"filters": (*ownership, Filter(field="status", op="eq", value="won")), "time": closing}
    )
    rest = (*spec.filters, Filter(field="status", op="eq", value="open"))
    still_open = spec.model_copy(update={"filters": rest, "time": closing})
    return tuple(bound.model_copy(update={"spec": s}) for s in (quota, won, still_open))  # type: ignore[return-value]


OWN_STATEMENTS = {
    "median_amount": _median,
    "velocity_days": _velocity,
    "weighted_pipeline": _weighted,
    "coverage": _coverage,
}

__all__ = ["Groups", "column", "quotas"]
