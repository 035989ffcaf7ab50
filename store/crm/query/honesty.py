"""What the data cannot say: fields nobody filled in, records without dates, open questions; said, never a silent 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from domain.bound import Bound
from store.crm.query.groups import Groups


def ask_what_is_missing(connection: Connection, bound: Bound, groups: Groups, total: int) -> Iterator[str]:
    """One sentence for everything a reader of the answer must know; CannotAnswer when nothing is left to answer with."""
    if groups.split:
        yield (
            f"The amounts are in {len(groups.currencies)} currencies ({', '.join(groups.currencies)}), so they are given "
            "for each and not added up."
        )


__all__ = ["Any", "ask_what_is_missing"]
