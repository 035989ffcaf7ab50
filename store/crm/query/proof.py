"""What proves that two reads saw the same records: an order-independent checksum of their ids."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

SIXTY_FOUR_BITS = 1 << 64


def checksum(ids: Iterable[str]) -> str:
    """The same text for the same ids in any order; a missing or doubled id changes it."""
    in_order = sorted(ids)
    # An id may hold any character, so its length goes before it: no other ids run together into the same text.
    text = "".join(f"{len(one)}:{one}" for one in in_order)
    return f"{len(in_order)}:{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def mark_checksum(count: int, mark: Any) -> str:
    """The form for more rows than are listed: their number and the sum of a number that the database has for each."""
    return f"{count}:m{int(mark or 0) % SIXTY_FOUR_BITS:016x}"
