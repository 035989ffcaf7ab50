"""Near-miss values as questions to the operator: the rows wait under a placeholder, and totals are told both ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from store.crm import tables
from store.crm.aliases import row_count
from store.crm.imports.defects import by_stage
from store.crm.imports.names import NAMED_ONLY, Names, placeholder
from store.crm.imports.report import OpenQuestion, Total
from store.crm.imports.staging import upsert_made
from store.crm.tables import aliases, opportunities

OF_DEALS = {"product": "product_id", "account": "account_id", "person": "owner_id"}


def place(connection: Connection, names: dict[str, Names], as_of: datetime, now: datetime) -> Iterator[OpenQuestion]:
    """The open questions, each with a placeholder record under which its rows are kept."""
    for kind, of_kind in names.items():
        for said, likely in sorted(of_kind.asked.items()):
            row = {"id": placeholder(said), "name": said}
            upsert_made(connection, tables.RECORDS[kind], [row], as_of, NAMED_ONLY)
            count = row_count(connection, kind, said)
            _ask(connection, kind, said, likely[0], count, now)
            yield OpenQuestion(
                kind=kind,
                said=said,
                likely=_name(connection, kind, likely[0]),
                also_like=tuple(_name(connection, kind, other) for other in likely[1:]),
                row_count=count,
                split=by_stage(connection, opportunities.c[OF_DEALS[kind]] == placeholder(said)),
                totals=tuple(_totals(connection, kind, said, likely[0])),
            )


def _ask(connection: Connection, kind: str, said: str, likely: str, count: int, now: datetime) -> None:
    where = (aliases.c.kind == kind, aliases.c.said == said)
    known = connection.execute(aliases.update().where(*where).values(row_count=count, means_id=likely)).rowcount
    if not known:
        connection.execute(
            aliases.insert().values(kind=kind, said=said, means_id=likely, state="asked", row_count=count, asked_at=now)
        )


def _name(connection: Connection, kind: str, id_: str) -> str:
    table = tables.RECORDS[kind]
    found: str | None = connection.execute(select(table.c.name).where(table.c.id == id_)).scalar()
    return found or id_


def _totals(connection: Connection, kind: str, said: str, likely: str) -> Iterator[Total]:
    """What was won under the likely record, without and with the rows that wait."""
    o = opportunities.c
    column = o[OF_DEALS[kind]]
    query = select(column, o.currency, func.count(), func.sum(o.amount)).where(
        column.in_((likely, placeholder(said))), o.status == "won"
    )
    found: dict[tuple[str, str], tuple[int, Decimal]] = {
        (id_, currency): (int(count), _money(amount))
        for id_, currency, count, amount in connection.execute(query.group_by(column, o.currency))
    }
    for currency in sorted({currency for _, currency in found}):
        deals, amount = found.get((likely, currency), (0, Decimal(0)))
        more, more_amount = found.get((placeholder(said), currency), (0, Decimal(0)))
        yield Total(
            name="won", deals=deals, amount=amount, deals_with=deals + more, amount_with=amount + more_amount,
            currency=currency,
        )  # fmt: skip


def _money(amount: Any) -> Decimal:
    return Decimal(amount or 0)
