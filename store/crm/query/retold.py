"""What happened to deals, for the counter: the history is read row by row and told again here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Connection, Select, bindparam, cast, func, select

from domain.bound import Bound
from domain.happened import (
    BACK,
    CREATED,
    FORWARD,
    HANDED_OVER,
    LOWERED,
    OWNER_FIELDS,
    PULLED,
    PUSHED,
    RAISED,
    REOPENED,
)
from store.crm.query.sql import Col
from store.crm.tables import field_changes, opportunities, stage_changes, stages

Days = tuple[date | None, date | None]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.A)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.A)


def retold(connection: Connection, bound: Bound, days: Days) -> dict[str, set[str]]:
    """What happened to each deal from the first day up to the one after the last, by the deal's id."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for deal, word in (
        *_of_deals(connection, days),
        *_steps(connection, bound, days),
        *_values(connection, bound, days),
    ):
        found[deal].add(word)
    return dict(found)


def _of_deals(connection: Connection, days: Days) -> Iterator[tuple[str, str]]:
    first, after = days
    o = opportunities.c

    def read(column: Col) -> Iterable[tuple[str, str]]:
        last = None if after is None else after - timedelta(days=1)
        query = select(o.id, o.status).where(column.is_not(None))
        query = query if first is None else query.where(column >= first)
        return connection.execute(query if last is None else query.where(column <= last))

    yield from ((id_, CREATED) for id_, _ in read(o.created_on))
    yield from ((id_, status) for id_, status in read(o.close_date) if status in ("won", "lost"))


def _steps(connection: Connection, bound: Bound, days: Days) -> Iterator[tuple[str, str]]:
    s = stage_changes.c
    known = {row.id: row for row in connection.execute(select(stages))}
    query = select(s.opportunity_id, s.from_stage_id, s.to_stage_id)
    for deal, was, now in connection.execute(_between(query, s.at, bound, days)):
        if was not in known or now not in known or known[now].status != "open" or deal is None:
            continue
        if known[was].status != "open":
            yield deal, REOPENED
        elif known[was].position != known[now].position:
            yield deal, FORWARD if known[was].position < known[now].position else BACK


def _values(connection: Connection, bound: Bound, days: Days) -> Iterator[tuple[str, str]]:
    f = field_changes.c
    query = _between(select(f.opportunity_id, f.field, f.old, f.new), f.at, bound, days)
    for deal, name, old, new in connection.execute(query):
        word = ""
        if name == "amount":
            word = _compared(old, new, NUMBER.fullmatch, float, (RAISED, LOWERED))
        elif name == "close_date":
            word = _compared(old, new, DAY.match, lambda text: text[:10], (PUSHED, PULLED))
        elif name in OWNER_FIELDS and old and new and old != new:
            word = HANDED_OVER
        if word and deal is not None:
            yield deal, word


def _compared(
    old: str | None, new: str | None, reads: Callable[[str], object], value: Callable[[str], object],
    words: tuple[str, str],
) -> str:  # fmt: skip
    if not (old and new and reads(old) and reads(new)) or value(old) == value(new):
        return ""
    return words[0] if value(new) > value(old) else words[1]  # type: ignore[operator]


def _between(query: Any, at: Col, bound: Bound, days: Days) -> Any:
    """The rows from the first moment of the first day on, and before the first moment of the day after the last."""
    zone = ZoneInfo(str(bound.settings["company.timezone"]))
    first, after = (d and datetime.combine(d, time(0), zone).astimezone(UTC) for d in days)
    query = query if first is None else query.where(at >= first)
    return query if after is None else query.where(at < after)


def listed(connection: Connection, ids: Iterable[str]) -> Select[tuple[str]]:
    """Ids that we know as a statement of one value, however many there are."""
    given = bindparam(None, sorted(ids), type_=JSON())
    on_sqlite = connection.dialect.name == "sqlite"
    each = func.json_each(given) if on_sqlite else func.json_array_elements_text(cast(given, JSON))
    return select(each.table_valued("value").c.value)
