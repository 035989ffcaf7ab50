"""Wins that came faster than people can sell: the largest sum won within so many minutes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, Subquery, func, select, type_coerce

from store.crm.checks import o, won_at

MINUTE = 60_000
"""In milliseconds: a day of them fits the integers that PostgreSQL takes for the width of a window."""


def wins(deals: Select[Any]) -> Subquery:
    """Those of the deals that were won for an amount at a moment that is known, each with `at`.

    A win's moment is its last change to a won stage; where no history was kept, the source's own last change,
    if that was on the day of closing (the moment of a later import says nothing about when people sold).
    Shape:  `deals` selects id, name, amount and currency at least.
    """
    timed = deals.add_columns((won_at() // 1000).label("at")).where(o.status == "won", o.amount > 0).subquery()
    return select(timed).where(timed.c.at.is_not(None)).subquery()


def peak(connection: Connection, won: Subquery, width: int) -> Row[Any] | None:
    """The end (`at`), currency and sum in minor units (`worth`) of the dearest window of that width; None without wins.

    Units:  the width and `at` in milliseconds.
    """
    within = func.sum(type_coerce(won.c.amount, BigInteger())).over(
        partition_by=won.c.currency, order_by=won.c.at, range_=(-width, 0)
    )
    summed = select(won.c.at, won.c.currency, within.label("worth")).subquery()
    return connection.execute(select(summed).order_by(summed.c.worth.desc(), summed.c.at).limit(1)).first()
