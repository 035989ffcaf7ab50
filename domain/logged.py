"""What an answer read, as the audit trail keeps it: enough to find every number again from the trail alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from domain.bound import Bound
from domain.facts import Pulled
from domain.query import QuerySpec
from domain.rights import Sight
from domain.thresholds import SettingValue, defaults

DECIDE = ("company.", "required_fields.")
"""How the settings begin that a query may depend on; thresholds stand in the query itself, as numbers."""


def logged(pulled: Pulled, today: date, sight: Sight, settings: Mapping[str, SettingValue]) -> dict[str, Any]:
    """One read: the definite query with its day, rights and settings, the statement that was run, and every number."""
    usual = defaults()
    return {
        "query": pulled.spec.model_dump(mode="json", exclude_defaults=True),
        "day": today.isoformat(),
        "sees": sight.model_dump(mode="json", exclude_defaults=True),
        "settings": {n: v for n, v in settings.items() if n.startswith(DECIDE) and v != usual[n]},
        "as_of": pulled.as_of.isoformat(),
        "statement": pulled.statement,
        "values": pulled.parameters,
        "rows": pulled.total_rows,
        "numbers": {fact.id: None if fact.value is None else str(fact.value) for fact in pulled.facts},
    }


def bound_of(entry: Mapping[str, Any]) -> Bound:
    """The question as it was asked of the CRM, from what the trail says of it."""
    settings = defaults() | {n: tuple(v) if isinstance(v, list) else v for n, v in entry["settings"].items()}
    return Bound(
        spec=QuerySpec.model_validate(entry["query"]),
        now=datetime.fromisoformat(entry["as_of"]),
        today=date.fromisoformat(entry["day"]),
        sight=Sight.model_validate(entry["sees"]),
        settings=settings,
    )
