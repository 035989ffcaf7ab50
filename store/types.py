"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import BigInteger, MetaData, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST_AMOUNT = Decimal("90000000000000000")
"""Above this, minor units no longer fit a 64-bit integer; an import refuses the row."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 of an aware time."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return (at - EPOCH) // timedelta(microseconds=1)


Spelling = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text that is compared letter by letter, so that what starts alike stands together on both databases."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC time, stored as microseconds since 1970: exact, sortable and cheap to read on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> int | None:  # noqa: ARG002
        """Microseconds of an aware time."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:  # noqa: ARG002
        """The aware UTC time again."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Money(TypeDecorator[Decimal]):
    """An amount with two decimals, stored as integer minor units so that sums are exact on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> int | None:  # noqa: ARG002
        """Minor units of an amount."""
        return None if value is None else int((Decimal(value) * 100).to_integral_value(ROUND_HALF_EVEN))

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:  # noqa: ARG002
        """The amount again, two decimals."""
        return None if value is None else Decimal(int(value)).scaleb(-2)
