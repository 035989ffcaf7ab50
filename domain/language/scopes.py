"""What a command is narrowed to: the region, team, manager, owner, account, product or stage in its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.language.question import Clause, Parts, conditions
from domain.language.text import phrase_list
from domain.query import AnyOf, Condition, Filter

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


def as_filters(clauses: Iterable[Clause]) -> tuple[Condition, ...]:
    """Clauses as conditions that must all hold."""
    return conditions(list(clauses))


def fields_of(filters: Iterable[Condition]) -> set[str]:
    """Every field some conditions speak of."""
    out: set[str] = set()
    for one in filters:
        out |= {f.field for f in one.any} if isinstance(one, AnyOf) else {one.field}
    return out


def plain_filter(field: str, op: str, value: Any = None) -> dict[str, Any]:
    """A filter in neutral words that a `Filter` cannot hold (`changes_to`, `pushed_count_gte`)."""
    return {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}


def is_equal(one: Condition, field: str) -> bool:
    """Whether a condition says that a field is some value."""
    return isinstance(one, Filter) and one.field == field and one.op == "eq"
