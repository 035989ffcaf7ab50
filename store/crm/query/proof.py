"""What proves that two reads saw the same records: an order-independent checksum of their ids."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

SIXTY_FOUR_BITS = 1 << 64


def checksum(ids: Iterable[str]) -> str:
    """The same text for the same ids in any order; a missing or doubled id changes it."""
    count = total = 0
    for one in ids:
        count += 1
        total += int.from_bytes(blake2b(one.encode(), digest_size=8).digest(), "big")
    return f"{count}:{total % SIXTY_FOUR_BITS:016x}"


def mark_checksum(count: int, mark: Any) -> str:
    """The form for more rows than are listed: their number and the sum of a number that the database has for each."""
    return f"{count}:m{int(mark or 0) % SIXTY_FOUR_BITS:016x}"
