"""An intent in neutral words, so that a grader, a log or another program can read what was understood."""

from __future__ import annotations

from typing import Any

from domain.language.intent import Ambiguous, Control, Forecast, Intent, OutOfScope, Query, Report, Rule, Smalltalk
from domain.query import AnyOf, Condition, FieldRef, Filter, Period, QuerySpec


def meaning(intent: Intent) -> tuple[str, dict[str, Any]]:
    """(kind, neutral meaning), as `interpret --jsonl` prints it."""
    match intent:
        case Query(spec=spec):
            return "query", spec_meaning(spec)
        case Control() | Rule() | Report() | Forecast():
            return intent.kind, intent.meaning
        case Smalltalk(reply=reply):
            return "smalltalk", {"reply": reply}
        case OutOfScope(refuse=refuse):
            return "out_of_scope", {"refuse": refuse}
        case Ambiguous(slot=slot, options=options):
            return "ambiguous", {"clarify": {"slot": slot, "options": list(options)}}


def spec_meaning(spec: QuerySpec) -> dict[str, Any]:
    """A question's spec in neutral words; `fields`, `having` and `compare` only where there are some."""
    found: dict[str, Any] = {
        "entity": spec.entity,
        "filters": [condition_meaning(c) for c in spec.filters],
        "measure": list(spec.measures),
        "group_by": list(spec.group_by),
        "time": _time(spec.time),
        "sort": [{"by": s.by, "dir": s.dir} for s in spec.sort],
        "limit": spec.limit,
    }
    if spec.fields:
        found["fields"] = list(spec.fields)
    if spec.having:
        found["having"] = [condition_meaning(f) for f in spec.having]
    if spec.compare and spec.compare.window:
        found["compare"] = {"window": spec.compare.window}
    elif spec.compare and spec.compare.filters:
        found["compare"] = {"filters": [condition_meaning(c) for c in spec.compare.filters]}
    return found


def condition_meaning(condition: Condition) -> dict[str, Any]:
    """One filter, or an OR of filters, in neutral words."""
    if isinstance(condition, AnyOf):
        return {"any": [condition_meaning(f) for f in condition.any]}
    found: dict[str, Any] = {"field": condition.field, "op": condition.op}
    if condition.op not in ("is_null", "not_null"):
        found["value"] = _value(condition)
    if condition.optional:
        found["optional"] = True
    return found


def _value(condition: Filter) -> Any:
    if isinstance(condition.value, FieldRef):
        return {"field": condition.value.field}
    return list(condition.value) if isinstance(condition.value, tuple) else condition.value


def _time(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    return {
        "field": period.fields[0] if len(period.fields) == 1 else list(period.fields),
        "window": period.window,
    }
