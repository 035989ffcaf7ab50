"""What a command is narrowed to: the region, team, manager, owner, account, product or stage in its words."""

from __future__ import annotations

from typing import Any

from domain.language.parts import Parts
from domain.language.text import phrase_list

SCOPES = phrase_list(
    "region|team|manager|owner|account|product|stage|series|account.sector|account.tag|account.country"
)


def scope_of(parts: Parts) -> dict[str, Any]:
    """The scope named by the parts of a command."""
    found: dict[str, Any] = {}
    for clause in parts.clauses:
        one = clause.condition
        if one.field in SCOPES and one.op in ("eq", "in"):
            found[one.field] = list(one.value) if isinstance(one.value, tuple) else one.value
    return found
