"""The puller's read of the mirror: a compiled statement for the rows, one for the numbers, and what to say of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, case, func, select

from domain.bound import Bound
from domain.catalogue import CATALOGUE
from domain.errors import CannotAnswer
from domain.facts import ROWS_CITED_ONE_BY_ONE, Cell, Column, Fact, Pulled, Row, RowSet, Source
from domain.query import Filter
from store.crm.query.compile import ROWS_SHOWN, columns_of, meant, rows, shown
from store.crm.query.conditions import where
from store.crm.query.fields import COUNTS_ITS_OWN_DATES, REPEATING, SEPARATOR, Reading, without_grain
from store.crm.query.groups import (
    OWNERSHIP,
    Groups,
    Ids,
    Key,
    RowParts,
    added_together,
    group_columns,
    nothing,
    read_groups,
    recipes,
    sets_of,
)
from store.crm.query.honesty import ask_what_is_missing
from store.crm.query.measures import (
    NEEDS_OWN_STATEMENT,
    RATIO,
    SHARES,
    SPLIT_BY_CURRENCY,
    Recipe,
    recipe,
    rounded,
    row_sets,
)
from store.crm.query.proof import mark_checksum
from store.crm.query.sql import Select
from store.crm.tables import imports

NOT_ADDITIVE_MEASURES = ("account_count",)


def pull(connection: Connection, bound: Bound) -> Pulled:
    """Rows and facts of the question; raises CannotAnswer where the data does not hold what was asked."""
    must_be_known(bound)
    whole = _pull_groups if _is_grouped(bound) else _pull_list
    return whole(connection, meant(bound), bound)


def must_be_known(bound: Bound) -> None:
    """Raises CannotAnswer for a measure, a grouping or an order that the catalogue does not have."""
    info, spec = CATALOGUE[bound.spec.entity], bound.spec
    for name in (*spec.measures, *(h.field for h in spec.having)):
        if recipe(spec.entity, name) is None:
            raise CannotAnswer(f"{info.plural.capitalize()} have no measure “{name}”.", "")
    for name in spec.group_by:
        known = info.field(name)
        if known is not None and not known.groupable:
            raise CannotAnswer(f"{known.label} has too many values to group {info.plural} by.", "It can be filtered.")
        if known is not None and known.kind != "date" and without_grain(name) != name:
            raise CannotAnswer(f"{known.label} is no date, so there is no “{name}”.", "")
    for sort in spec.sort if _is_grouped(bound) else ():
        if sort.by not in spec.group_by and recipe(spec.entity, sort.by) is None:
            raise CannotAnswer(f"The groups cannot be sorted by “{sort.by}”.", "They can be by any number they show.")
    if "coverage" in spec.measures and (wrong := [n for n in spec.group_by if n not in OWNERSHIP]):
        label = _label(bound, wrong[0]).lower()
        raise CannotAnswer(
            f"Quotas are set per rep, so there is no coverage by {label}.",
            "I can show it by rep, manager, team or region.",
        )


def _is_grouped(bound: Bound) -> bool:
    return bool(bound.spec.measures or bound.spec.group_by or bound.spec.having)


def full_rows(connection: Connection, bound: Bound) -> Iterator[Row]:
    """Every row of the answer, a few at a time; groups are few and come whole."""
    if _is_grouped(bound):
        yield from _grouped(connection, meant(bound))[1]
        return
    reading = Reading(bound)
    columns = columns_of(reading)
    with connection.execution_options(yield_per=1000).execute(rows(reading, bound.spec.limit)) as result:
        for row in result:
            yield _row(row, columns)


def as_of(connection: Connection, bound: Bound) -> datetime:
    """How fresh the data behind an answer is: the last finished import, or the question's own time without one."""
    found = loaded_at(connection)
    return min(found, bound.now) if found else bound.now


def loaded_at(connection: Connection) -> datetime | None:
    """What the last finished import was fresh as of; None when nothing was ever loaded."""
    found: datetime | None = connection.execute(_LOADED_AT).scalar()
    return found


_LOADED_AT = select(func.max(imports.c.as_of)).where(imports.c.state == "finished")


# Lists


def _pull_list(connection: Connection, bound: Bound, named: Bound) -> Pulled:
    reading = Reading(bound)
    columns, measures = columns_of(reading), list_measures(reading)
    found, counted, statements = _counted_list(connection, reading, columns, measures)
    groups, ids = counted or (read_groups(connection, bound, measures, ()), None)
    fresh = as_of(connection, bound)
    total = sum(parts["n_all"] for parts in groups.parts.values())
    facts = _facts(connection, bound, groups, measures, list(groups.parts), fresh, total, ids)
    text, values = shown([*statements, *groups.statements], connection.dialect)
    return Pulled(
        spec=named.spec,
        columns=_money_columns(columns, groups),
        rows=found[: ROWS_SHOWN if bound.spec.limit is None else min(bound.spec.limit, ROWS_SHOWN)],
        shown_of=total,
        total_rows=total,
        facts=tuple(f for f in facts if f.value is not None),
        statement=text,
        parameters=values,
        as_of=fresh,
        warnings=tuple(ask_what_is_missing(connection, bound, groups, total, named)),
    )


def _counted_list(
    connection: Connection, reading: Reading, columns: tuple[Column, ...], measures: tuple[str, ...]
) -> tuple[tuple[Row, ...], tuple[Groups, Ids] | None, list[Select[Any]]]:
    """(the first rows, what all of them come to, what was run); without the second when there are more rows.

    Counting what was read anyway spares a short list two more statements over the same records.
    """
    # What is counted on accounts, reps and teams is dear, and there are few of them: all are read at once.
    at_once = reading.spec.entity in COUNTS_ITS_OWN_DATES
    most = ROWS_CITED_ONE_BY_ONE if at_once else min(ROWS_SHOWN, ROWS_CITED_ONE_BY_ONE)
    parts = RowParts(reading, measures)
    statement = rows(reading, most + 1, parts.columns)
    read = list(connection.execute(statement))
    found = tuple(_row(row[: 1 + len(columns)], columns) for row in read)
    whole = None if len(read) > most else parts.added_up([(row[0], row[1 + len(columns) :]) for row in read])
    return found, whole, [statement]


def list_measures(reading: Reading) -> tuple[str, ...]:
    """The numbers told of a list: how many, what they are worth, and the longest wait when waits were asked about."""
    if reading.spec.entity != "opportunity":
        return ("count",)
    return ("count", "amount", "max_days_in_stage") if reading.speaks_of("days_in_stage") else ("count", "amount")


def _row(row: Any, columns: tuple[Column, ...]) -> Row:
    return Row(id=str(row[0]), cells=tuple(_cell(v, c) for v, c in zip(row[1:], columns, strict=True)))


def _cell(value: Any, column: Column) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if column.unit == "ratio" and value is not None:
        return Decimal(str(value)).quantize(RATIO)
    if isinstance(value, str) and SEPARATOR in value:
        return ", ".join(sorted(value.split(SEPARATOR)))
    if isinstance(value, Decimal) and column.unit in ("days", "count"):
        return int(value)
    cell: Cell = value
    return cell


def _money_columns(columns: tuple[Column, ...], groups: Groups) -> tuple[Column, ...]:
    """Columns of amounts named by their currency when there is but one."""
    code = groups.currencies[0] if len(groups.currencies) == 1 and groups.currencies[0] else "money"
    return tuple(c.model_copy(update={"unit": code}) if c.unit == "money" else c for c in columns)


# Groups


def _pull_groups(connection: Connection, bound: Bound, named: Bound) -> Pulled:
    columns, found, groups, keys, measures = _whole(connection, bound, ROWS_SHOWN)
    shown_keys = keys[: bound.spec.limit][:ROWS_SHOWN]
    fresh = as_of(connection, bound)
    total = _total(connection, bound, groups)
    facts = _facts(connection, bound, groups, measures, shown_keys, fresh, total)
    text, values = shown(groups.statements, connection.dialect)
    return Pulled(
        spec=named.spec,
        columns=columns,
        rows=tuple(found[: bound.spec.limit]),
        shown_of=len(keys),
        total_rows=total,
        facts=facts,
        statement=text,
        parameters=values,
        as_of=fresh,
        warnings=(*ask_what_is_missing(connection, bound, groups, total, named), *_ties(keys, groups, bound)),
    )


def _ties(keys: list[Key], groups: Groups, bound: Bound) -> list[str]:
    """Groups that a limit cut off although they stand level with the last one shown."""
    limit = bound.spec.limit
    if not limit or limit >= len(keys):
        return []
    chosen = recipes(bound.spec.entity, bound.spec.measures or ("count",))
    by = bound.spec.sort[0].by if bound.spec.sort else next(iter(chosen))
    if by not in chosen:
        return []
    last = value_of(keys[limit - 1], groups, chosen, bound, by)
    level = sum(1 for k in keys[limit:] if value_of(k, groups, chosen, bound, by) == last)
    known = CATALOGUE[bound.spec.entity].measure(by)
    if not level or last is None or known is None:
        return []
    return [f"{level:,} more stand level with the last one shown, with the same {known.label.lower()}."]


def _grouped(connection: Connection, bound: Bound) -> tuple[tuple[Column, ...], list[Row]]:
    columns, found, *_ = _whole(connection, bound)
    return columns, found[: bound.spec.limit]


def _whole(
    connection: Connection, bound: Bound, most: int | None = None
) -> tuple[tuple[Column, ...], list[Row], Groups, list[Key], tuple[str, ...]]:
    """The table of groups after having and sort, before the limit; at most so many rows, and all keys."""
    measures = bound.spec.measures or ("count",)
    needed = tuple(dict.fromkeys([*measures, *_measures_named(bound)]))
    groups = read_groups(connection, bound, needed, bound.spec.group_by)
    chosen = recipes(bound.spec.entity, needed)
    kept = [
        k
        for k in groups.parts
        if all(_holds(value_of(k, groups, chosen, bound, h.field), h) for h in bound.spec.having)
    ]
    keys = _sorted(kept, groups, chosen, bound)
    columns = _group_columns(bound, groups, measures)
    found = [_group_row(k, groups, chosen, bound, measures) for k in keys[:most]]
    return columns, found, groups, keys, needed


def _measures_named(bound: Bound) -> list[str]:
    """Measures that only having or sort speak of."""
    info = CATALOGUE[bound.spec.entity]
    return [n for n in (*(h.field for h in bound.spec.having), *(s.by for s in bound.spec.sort)) if info.measure(n)]


def value_of(key: Key, groups: Groups, chosen: dict[str, Recipe], bound: Bound, measure: str) -> Decimal | None:
    """A group's value of a measure, rounded to its unit."""
    return finished(groups.parts[key], chosen[measure], bound, measure) if measure in chosen else None


def finished(parts: dict[str, Any], recipe: Recipe, bound: Bound, measure: str) -> Decimal | None:
    """The arithmetic on some parts, rounded to the measure's unit."""
    known = CATALOGUE[bound.spec.entity].measure(measure)
    value = recipe.value(parts)
    return None if value is None or known is None else rounded(value, known.unit)


def _holds(value: Decimal | None, having: Filter) -> bool:
    from store.crm.query.sql import number

    if having.op in ("is_null", "not_null"):
        return (value is None) == (having.op == "is_null")
    if value is None:
        return False
    raw = having.value if isinstance(having.value, tuple) else (having.value,)
    wanted = [n for n in map(number, raw) if n is not None]
    if not wanted:
        return False
    first = wanted[0]
    return {
        "eq": value == first, "ne": value != first, "in": value in wanted, "not_in": value not in wanted,
        "gt": value > first, "gte": value >= first, "lt": value < first, "lte": value <= first,
        "between": min(wanted) <= value <= max(wanted),
    }[having.op]  # fmt: skip


def _sorted(keys: list[Key], groups: Groups, chosen: dict[str, Recipe], bound: Bound) -> list[Key]:
    """The groups in the order asked for; else time runs forward, stages in theirs, and the rest by size."""
    keys = sorted(keys, key=lambda k: tuple((v is None, v or "") for v in k))
    sorts = [(s.by, s.dir == "desc") for s in bound.spec.sort]
    if not sorts:
        orderly = [
            n
            for n in bound.spec.group_by
            if ("." in n and n.rpartition(".")[2] in ("day", "week", "month", "quarter", "half", "year"))
            or n == "stage"
        ]
        sorts = [(n, False) for n in orderly] or [(next(iter(chosen), "count"), True)]
    for by, descending in reversed(sorts):
        known = [k for k in keys if _sort_value(k, by, groups, chosen, bound) is not None]
        known.sort(key=lambda k: _sort_value(k, by, groups, chosen, bound), reverse=descending)
        placed = set(known)
        keys = known + [k for k in keys if k not in placed]
    return keys


def _sort_value(key: Key, by: str, groups: Groups, chosen: dict[str, Recipe], bound: Bound) -> Any:
    if by in groups.names:
        place = groups.names.index(by)
        order = groups.order.get(key, ())
        return order[place] if place < len(order) and order[place] is not None else key[place]
    return value_of(key, groups, chosen, bound, by)


def _group_columns(bound: Bound, groups: Groups, measures: tuple[str, ...]) -> tuple[Column, ...]:
    info = CATALOGUE[bound.spec.entity]
    by = [Column(field=n, label=_label(bound, n)) for n in groups.names]
    if groups.split:
        by.append(Column(field="currency", label="Currency"))
    numbers = []
    for name in measures:
        known = info.measure(name)
        assert known is not None
        unit = _unit(known.unit, groups, None)
        numbers.append(Column(field=name, label=known.label, unit=unit))
    return (*by, *numbers)


def _label(bound: Bound, name: str) -> str:
    known = CATALOGUE[bound.spec.entity].field(name)
    label = known.label if known else name
    grain = name.rpartition(".")[2]
    return f"{label} by {grain}" if without_grain(name) != name else label


def _unit(unit: str, groups: Groups, currency: str | None) -> str:
    if unit != "money":
        return unit
    return currency or (groups.currencies[0] if len(groups.currencies) == 1 and groups.currencies[0] else "money")


def _group_row(key: Key, groups: Groups, chosen: dict[str, Recipe], bound: Bound, measures: tuple[str, ...]) -> Row:
    words = said(key, groups, bound)
    return Row(id="|".join(words), cells=(*words, *(value_of(key, groups, chosen, bound, m) for m in measures)))


def said(key: Key, groups: Groups, bound: Bound) -> tuple[str, ...]:
    """A group in words; what is not known says so."""
    labels = [_label(bound, n) for n in groups.names]
    return tuple(v if v is not None else f"No {labels[n].lower()}" for n, v in enumerate(key))


def _total(connection: Connection, bound: Bound, groups: Groups) -> int:
    """The matching records. A record with two tags is in two groups and still one record."""
    if any(n in REPEATING for n in groups.names):
        whole = read_groups(connection, bound, ("count",), ())
        return int(whole.parts[()]["n_all"])
    return sum(int(parts["n_all"]) for parts in groups.parts.values())


# Facts and their sources


def _facts(
    connection: Connection, bound: Bound, groups: Groups, measures: tuple[str, ...], keys: list[Key], fresh: datetime,
    total: int, ids: Ids | None = None,
) -> tuple[Fact, ...]:  # fmt: skip
    """What everything comes to, then one fact per group shown and measure."""
    chosen = recipes(bound.spec.entity, measures)
    if ids is None and total <= ROWS_CITED_ONE_BY_ONE:
        ids = _ids_by_group(connection, bound, groups, chosen)
    book = _Book(bound, groups, chosen, ids, fresh)
    facts = _overall_facts(connection, book, total)
    if groups.names:
        facts += [
            book.fact(name, key, groups.parts[key], [key], said(key, groups, bound)) for key in keys for name in chosen
        ]
    return tuple(facts)


@dataclass
class _Book:
    """What a fact is made from."""

    bound: Bound
    groups: Groups
    chosen: dict[str, Recipe]
    ids: Ids | None
    fresh: datetime
    cited: dict[tuple[str, tuple[Key, ...]], Source] = field(default_factory=dict)

    def fact(
        self,
        name: str,
        key: Key,
        parts: dict[str, Any],
        members: list[Key],
        words: tuple[str, ...] = (),
        mark: str = "",
    ) -> Fact:
        """One sourced number; `mark` tells apart facts of everything that differ only in currency."""
        recipe = self.chosen[name]
        known = CATALOGUE[self.bound.spec.entity].measure(name)
        assert known is not None
        unit = _unit(known.unit, self.groups, mark or self.groups.currency_of(key))
        parted = (name, *words) if words else (name, mark) if mark else (name,)
        return Fact(
            id="|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parted),
            name=name,
            value=finished(parts, recipe, self.bound, name),
            unit=unit,
            group=words,
            source=self._source(recipe, parts, members, name),
        )

    def _source(self, recipe: Recipe, parts: dict[str, Any], members: list[Key], name: str) -> Source:
        """The number's source; numbers of the same records share one list of ids."""
        if self.ids is None:
            return _row_set(self.bound, recipe, parts, members, self.fresh, name)
        place = (recipe.rows, tuple(members))
        if place not in self.cited:
            found = (one for k in members for one in self.ids.get(k, {}).get(recipe.rows, []))
            # A group's ids are those the database gave, so they are not looked at one by one again.
            self.cited[place] = Source.model_construct(
                entity=self.bound.spec.entity, row_ids=tuple(dict.fromkeys(found)), as_of=self.fresh
            )
        return self.cited[place]


def _overall_facts(connection: Connection, book: _Book, total: int) -> list[Fact]:
    """What all groups come to, for measures whose parts add up; amounts per currency where there are several."""
    groups, facts = book.groups, []
    several = groups.split or "currency" in groups.names
    repeated = any(n in REPEATING for n in groups.names)
    if "count" not in book.chosen:
        book.chosen = {"count": recipes(book.bound.spec.entity, ("count",))["count"], **book.chosen}
    for name in book.chosen:
        if name == "count" or not repeated:
            facts += _overall(connection, book, name, total, several)
    return facts


def _overall(connection: Connection, book: _Book, name: str, total: int, several: bool) -> list[Fact]:
    groups, keys = book.groups, list(book.groups.parts)
    if name == "count":
        return [book.fact(name, (), {"n_all": total, "k_all": _marks(groups)}, keys)]
    if not keys:
        none = nothing(book.bound.spec.entity, (name,))
        return [book.fact(name, (), none, [])] if _adds_up(name) else []
    if several and name in SPLIT_BY_CURRENCY:
        if not groups.split or (groups.names and not _adds_up(name)):
            return []
        currencies = dict.fromkeys(k[-1] or "" for k in keys)
        return [
            book.fact(name, (c,), _merged(groups, m), m, mark=c)
            for c in currencies
            if (m := [k for k in keys if k[-1] == c])
        ]
    if len(keys) == 1 and (not groups.names or _adds_up(name)):
        return [book.fact(name, (), groups.parts[keys[0]], keys)]
    if not groups.names and not _adds_up(name):
        whole = read_groups(connection, book.bound, (name,), ())
        return [book.fact(name, (), whole.parts[()], keys)]
    return [book.fact(name, (), _merged(groups, keys), keys)] if _adds_up(name) else []


def _marks(groups: Groups) -> int:
    return sum(int(parts.get("k_all") or 0) for parts in groups.parts.values())


def _merged(groups: Groups, keys: list[Key]) -> dict[str, Any]:
    return groups.parts[keys[0]] if len(keys) == 1 else added_together([groups.parts[k] for k in keys])


def _adds_up(name: str) -> bool:
    return name not in NEEDS_OWN_STATEMENT and name not in NOT_ADDITIVE_MEASURES and name not in SHARES


def _row_set(
    bound: Bound, recipe: Recipe, parts: dict[str, Any], keys: list[Key], fresh: datetime, name: str
) -> Source:
    entity = bound.spec.entity
    count = int(parts.get(f"n_{recipe.rows}") or 0)
    query = json.dumps({"spec": bound.spec.model_dump(mode="json", exclude_defaults=True), "rows": recipe.rows,
                        "groups": [list(k) for k in keys], "measure": name}, sort_keys=True)  # fmt: skip
    proof = mark_checksum(count, parts.get(f"k_{recipe.rows}"))
    return Source(entity=entity, row_set=RowSet(query=query, count=count, checksum=proof), as_of=fresh)


def _ids_by_group(connection: Connection, bound: Bound, groups: Groups, chosen: dict[str, Recipe]) -> Ids:
    """The ids behind every group, by record set."""
    reading = Reading(bound)
    keys = group_columns(reading, groups.names, groups.split)
    names = sets_of(chosen)
    flags = [case((row_sets(bound.spec.entity)[n](reading), 1), else_=0).label(f"s_{n}") for n in names]
    matching = where(reading)
    statement: Select[Any] = (
        select(reading.id, *(c.label(label) for label, c in keys.items()), *flags)
        .select_from(reading.source()).where(matching).order_by(reading.id)
    )  # fmt: skip
    alike: dict[Key, list[Any]] = {}
    for row in connection.execute(statement).all():
        alike.setdefault(row[1 : 1 + len(keys)], []).append(row)
    return {
        tuple(None if v is None else str(v) for v in key): {
            name: [row[0] for row in several if row[place]] for place, name in enumerate(names, 1 + len(keys))
        }
        for key, several in alike.items()
    }
