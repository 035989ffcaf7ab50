"""A question read back in plain words, made from its spec alone: the cheapest defence against a wrong answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.catalogue import CATALOGUE, EntityInfo
from domain.language.windows import MONTHS, say_window
from domain.query import AnyOf, Condition, FieldRef, Filter, QuerySpec

OPS = {"gt": "more than", "gte": "at least", "lt": "less than", "lte": "at most", "eq": "", "ne": "not"}
SYMBOLS = {"$stale_days": "stale_days", "$activity_gap_days": "activity_gap_days"}
SPOKEN = (
    "stage",
    "region",
    "team",
    "product",
    "series",
    "account.sector",
    "account.country",
    "account.tag",
    "forecast_category",
)
"""Fields whose values speak for themselves: “Negotiation, EMEA”."""
MEASURE_WORDS = {"closed_count": "closed deals", "won_count": "deals won", "lost_count": "deals lost"}
_SMALL = {
    "$stale_days": "the stale threshold",
    "$activity_gap_days": "the activity-gap threshold",
    "@today": "today",
    "@me": "you",
}


def say(spec: QuerySpec, thresholds: Mapping[str, object] | None = None, today: date | None = None) -> str:
    """The spec in one line that names every filter, window, measure, grouping, sort and limit."""
    info = CATALOGUE[spec.entity]
    say_one = _Sayer(info, thresholds or {}, today)
    bits = [say_one.subject(spec)]
    bits += [say_one.condition(c) for c in sorted(spec.filters, key=_place)]
    if spec.time:
        bits.append(say_one.period(spec))
    bits += [say_one.condition(f) for f in spec.having]
    if spec.group_by:
        bits.append("by " + " and ".join(map(say_one.group, spec.group_by)))
    if spec.compare:
        bits.append(say_one.compare(spec))
    bits += [say_one.sort(s.by, s.dir, s.by in spec.measures) for s in spec.sort]
    if spec.limit:
        bits.append(f"the first {spec.limit}" if spec.limit > 1 else "the first only")
    line = ", ".join(b for b in bits if b)
    return line[0].upper() + line[1:]


ORDER = ("stage", "status", "region", "team", "manager", "owner", "product", "account", "amount")


def _place(condition: Condition) -> int:
    """Where a condition is said: the stage first, then the place, then whose; the rest as it came."""
    name = condition.field if isinstance(condition, Filter) else ""
    return ORDER.index(name) if name in ORDER else len(ORDER)


class _Sayer:
    def __init__(self, info: EntityInfo, thresholds: Mapping[str, object], today: date | None) -> None:
        self.info, self.thresholds, self.today = info, thresholds, today

    def subject(self, spec: QuerySpec) -> str:
        if spec.measures:
            words = " and ".join(self.measure(m) for m in spec.measures)
            return f"{words} of {self.info.plural}" if spec.measures != ("count",) else f"how many {self.info.plural}"
        if spec.fields:
            return f"{' and '.join(self.label(f).lower() for f in spec.fields)} of {self.info.plural}"
        return self.info.plural

    def label(self, name: str) -> str:
        field = self.info.field(name)
        if field is not None:
            return field.label
        measure = self.info.measure(name)
        return measure.label if measure else name.replace("_", " ").replace(".", " ").capitalize()

    def measure(self, name: str) -> str:
        found = self.info.measure(name)
        return MEASURE_WORDS.get(name) or (found.label.lower() if found else name.replace("_", " "))

    def group(self, name: str) -> str:
        base, dot, grain = name.rpartition(".")
        if dot and grain in ("day", "week", "month", "quarter", "half", "year"):
            return f"{grain} of {self.label(base).lower()}"
        return self.label(name).lower()

    def condition(self, condition: Condition) -> str:
        if isinstance(condition, AnyOf):
            return "either " + " or ".join(self.filter(f) for f in condition.any)
        return self.filter(condition)

    def filter(self, one: Filter) -> str:
        return self.plainly(one) or self.formally(one)

    def plainly(self, one: Filter) -> str:
        """The short forms people use: “open”, “in Negotiation”, “in stage more than 30 days”."""
        if one.field == "status" and one.op in ("eq", "ne", "in", "not_in") and one.value is not None:
            words = self.values(one.value)
            return f"not {words}" if one.op in ("ne", "not_in") else words
        if one.field == "days_in_stage" and one.op in OPS:
            return f"in stage {OPS[one.op] or 'exactly'} {self.value(one.value)} days".replace(
                "threshold days", "threshold"
            )
        if one.field == "last_activity_days" and one.op in OPS:
            return f"no activity for {OPS[one.op] or 'exactly'} {self.value(one.value)} days".replace(
                "threshold days", "threshold"
            )
        if one.field in SPOKEN and one.op in ("eq", "in", "ne", "not_in"):
            words = self.values(one.value)
            return f"not {words}" if one.op in ("ne", "not_in") else words
        if one.field == "owner" and one.op in ("eq", "in"):
            return f"owned by {self.values(one.value)}"
        if one.field == "manager" and one.op in ("eq", "in"):
            return f"team of {self.values(one.value)}"
        if one.field == "account.is_new":
            return "new business" if one.value else "existing business"
        return ""

    def formally(self, one: Filter) -> str:
        label = self.label(one.field)
        words = self.values(one.value)
        match one.op:
            case "is_null":
                return f"no {label.lower()}"
            case "not_null":
                return f"with {label.lower()}"
            case "eq" | "in":
                return f"{label.lower()} {words}"
            case "ne" | "not_in":
                return f"{label.lower()} not {words}"
            case "between" if isinstance(one.value, tuple):
                low, high = (self.money(one.field, value) for value in one.value)
                return f"{label.lower()} from {low} to {high}"
            case _:
                return f"{label.lower()} {self.op(one)} {self.money(one.field, one.value)}"

    def op(self, one: Filter) -> str:
        if one.field.endswith("date") or one.field in ("created", "stage_entered"):
            return {"lt": "before", "lte": "up to", "gt": "after", "gte": "from"}[one.op]
        return OPS[one.op]

    def values(self, value: object) -> str:
        if isinstance(value, tuple):
            return " or ".join(self.value(v) for v in value)
        return self.value(value)

    def value(self, value: object) -> str:
        if isinstance(value, FieldRef):
            return self.label(value.field).lower()
        if isinstance(value, str) and value in SYMBOLS:
            name = SYMBOLS[value]
            known = self.thresholds.get(name, self.thresholds.get(f"pipeline.{name}"))
            if known is not None:
                return str(known)
        if isinstance(value, str) and value in _SMALL:
            return _SMALL[value]
        if isinstance(value, str) and value[:1] == "@" and value not in _SMALL:
            return say_window(value[1:], self.today)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return number(value) if isinstance(value, (int, float)) else str(value)

    def money(self, name: str, value: object) -> str:
        field = self.info.field(name)
        measure = self.info.measure(name)
        unit = field.kind if field else measure.unit if measure else ""
        if unit == "ratio" and isinstance(value, (int, float)):
            return f"{number(value * 100)} %" if name != "coverage" else f"{number(value)}x"
        return self.value(value)

    def period(self, spec: QuerySpec) -> str:
        if spec.time is None:
            return ""
        words = " or ".join(self.label(f).lower() for f in spec.time.fields)
        return f"{words} {_lead(spec.time.window)}{say_window(spec.time.window, self.today)}"

    def compare(self, spec: QuerySpec) -> str:
        if spec.compare and spec.compare.window:
            return f"compared with {say_window(spec.compare.window, self.today)}"
        sides = spec.compare.filters if spec.compare and spec.compare.filters else ()
        if len(sides) == 1 and isinstance(sides[0], Filter) and sides[0].op == "not_null":
            return "compared with everybody" if sides[0].field == "owner" else "compared with all together"
        return "compared with " + " and ".join(self.condition(c) for c in sides)

    def sort(self, by: str, way: str, is_measure: bool) -> str:
        label = self.measure(by) if is_measure or not self.info.field(by) else self.group(by)
        return f"sorted by {label}, {'highest' if way == 'desc' else 'lowest'} first"


def _lead(window: str) -> str:
    edge = window.partition(":")[0]
    return "" if edge in ("since", "before", "after", "until") else "in " if _is_calendar(window) else ""


def _is_calendar(window: str) -> bool:
    return window[:3].lower() in {m[:3] for m in MONTHS} or (window[:1] in "QH12" and ":" not in window)


def number(value: float) -> str:
    """A number for people: thousands apart, no needless decimals."""
    if isinstance(value, bool):
        return str(value)
    rounded = round(float(value), 4)
    return f"{int(rounded):,}" if rounded.is_integer() else f"{rounded:,g}"


# Commands


def say_command(meaning: Mapping[str, Any]) -> str:
    """A command, rule, report or forecast in one line that names its target and every argument."""
    if meaning.get("steps"):
        return "; then ".join(say_command(step) for step in meaning["steps"])
    action = str(meaning.get("action", "")).replace("_", " ")
    target = _plain(meaning.get("target"))
    bits = [f"{action.capitalize()}: {target}" if target else action.capitalize()]
    bits += [
        f"{_plain(key)} {_plain(value)}"
        for key, value in (meaning.get("args") or {}).items()
        if value not in (None, [], {})
    ]
    return ", ".join(bits)


def _plain(value: Any) -> str:
    """Neutral words as people read them."""
    if isinstance(value, Mapping):
        if "threshold" in value:
            return _change(value)
        if {"field", "op"} <= set(value):
            op = {
                "eq": "is",
                "gt": "more than",
                "gte": "at least",
                "lt": "less than",
                "lte": "at most",
                "ne": "is not",
                "in": "is one of",
            }.get(value["op"], value["op"].replace("_", " "))
            return f"{str(value['field']).replace('_', ' ')} {op} {_plain(value.get('value', ''))}".strip()
        return " ".join(f"{_plain(k)} {_plain(v)}" for k, v in value.items() if v is not None)
    if isinstance(value, (list, tuple)):
        return " and ".join(map(_plain, value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    return str(value if value is not None else "").replace("_", " ")


def _change(change: Mapping[str, Any]) -> str:
    """One change of a threshold: “stale days to 45 for region EMEA”."""
    value = change.get("value")
    size = "" if value is None else _plain(value)
    how = {"set": f"to {size}", "increase": f"up by {size}", "decrease": f"down by {size}", "multiply": f"times {size}"}
    words = how[change["op"]] if size or change["op"] == "set" else {"increase": "up", "decrease": "down"}[change["op"]]
    scope = f" for {_plain(change['scope'])}" if change.get("scope") else ""
    return f"{_plain(change['threshold'])} {words}{scope}"
