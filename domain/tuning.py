"""A change of policy as people type it: which setting, which value, and for whom; and who may change it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.catalogue import OPPORTUNITY
from domain.thresholds import THRESHOLDS, SettingValue
from domain.value import Value
from domain.work import Person

STAGES = "required_fields.stages"
AMOUNTS = "guard.large_deal_amounts"
REQUIRED_FOR_ALL = "required_fields.open"


ME = "me"


class Wish(Value):
    """One change of one setting, as it was said: `op` is set, increase, decrease, multiply or add (to a list).

    Shape:  `scope` holds the words of who or what it is for, in the order they were said; empty is the whole company,
            `me` whoever asks.
    """

    name: str
    op: str
    value: SettingValue
    scope: tuple[str, ...] = ()


class Tunable(NamedTuple):
    """How people call a setting, and what it can be narrowed to."""

    says: tuple[str, ...]
    narrows: tuple[str, ...] = ()


_OF_DEALS = ("team", "territory", "person", "stage")
_OF_PEOPLE = ("team", "person")
_OF_OWNERS = ("team", "territory", "person")
_AGENT = ("agent",)
TUNABLE: dict[str, Tunable] = {
    "pipeline.stale_days": Tunable(("stale days", "stale threshold", "stale after", "stalled after"), _OF_DEALS),
    "pipeline.activity_gap_days": Tunable(("activity gap", "quiet after", "gone cold after", "cold after"), _OF_DEALS),
    "pipeline.max_open_deals": Tunable(
        ("max open deals", "maximum open deals", "open deals limit", "deal limit"), _OF_OWNERS
    ),
    "pipeline.value_change_percent": Tunable(("value change", "amount change", "value change threshold")),
    "pipeline.change_pattern_count": Tunable(("changes that make a pattern", "pattern count")),
    "pipeline.change_pattern_days": Tunable(("pattern days", "pattern window")),
    "forecasting.coverage_ratio": Tunable(("coverage ratio", "coverage target")),
    "forecasting.win_rate_deviation_percent": Tunable(("win rate deviation",)),
    "forecasting.attainment_risk_percent": Tunable(("attainment risk",)),
    "nudge.aggressiveness": Tunable(("aggressiveness", "nudge aggressiveness"), _OF_OWNERS),
    "nudge.tone": Tunable(("tone", "nudge tone", "tone of nudges"), _OF_PEOPLE),
    "nudge.channel": Tunable(("nudge channel", "channel", "channel of nudges"), _OF_PEOPLE),
    "nudge.deals_per_message": Tunable(("deals per message", "deals per nudge", "nudge size"), _OF_OWNERS),
    "nudge.repeat_days": Tunable(("nudge repeat", "nudge again after", "repeat nudges after")),
    "nudge.answer_days": Tunable(("nudge answer time", "escalate after", "wait for answers")),
    "quiet.from_hour": Tunable(("quiet hours from", "quiet hours start", "quiet from", "quiet after hour"), _OF_PEOPLE),
    "quiet.until_hour": Tunable(("quiet hours until", "quiet hours end", "quiet until"), _OF_PEOPLE),
    "quiet.weekends": Tunable(("weekends", "weekend nudges"), _OF_PEOPLE),
    "quiet.holidays": Tunable(("holidays",), _OF_PEOPLE),
    "autonomy.nudge": Tunable(("nudge autonomy", "autonomy of nudges")),
    "autonomy.opportunity_update": Tunable(("deal autonomy", "autonomy of deal changes"), _AGENT),
    "autonomy.contact_update": Tunable(("contact autonomy", "autonomy of contact changes"), _AGENT),
    "autonomy.lead_create": Tunable(("lead autonomy", "autonomy of new leads"), _AGENT),
    "autonomy.activity_log": Tunable(("activity autonomy", "autonomy of logged activities"), _AGENT),
    "autonomy.task_assign": Tunable(("task autonomy", "autonomy of tasks"), _AGENT),
    "guard.large_deal_amount": Tunable(
        ("approval amount", "large deal amount", "approval above", "large deal"), _AGENT
    ),
    "guard.large_deal_amounts": Tunable(
        ("approval amounts in other currencies", "large deal amounts", "approval above in other currencies")
    ),
    "guard.bulk_records": Tunable(("bulk records", "bulk limit", "bulk above"), _AGENT),
    "guard.records_per_operation": Tunable(("records per operation", "records per change")),
    "guard.changes_per_hour": Tunable(("changes per hour", "modifications per hour")),
    "guard.crm_calls_per_minute": Tunable(("crm calls per minute", "crm calls")),
    "guard.external_calls_per_hour": Tunable(("external calls per hour", "external calls")),
    "guard.uploads_per_hour": Tunable(("uploads per hour", "uploads")),
    "guard.conversations": Tunable(("conversations", "active conversations")),
    "guard.error_rate_percent": Tunable(("error rate", "error threshold"), _AGENT),
    "guard.lookback_days": Tunable(("lookback", "lookback days")),
    "guard.account_lock_minutes": Tunable(("account lock", "account lock minutes")),
    "guard.session_minutes": Tunable(("session minutes", "session length", "agent sessions")),
    "guard.probes": Tunable(("probes", "trial changes")),
    "guard.crm_failures": Tunable(("crm failures",)),
    "guard.crm_probe_seconds": Tunable(("crm probe seconds", "crm probe")),
    "sla.approval_percent": Tunable(("sla for approvals", "sla approval")),
    "sla.high_hours": Tunable(("sla for high", "sla high")),
    "sla.medium_hours": Tunable(("sla for medium", "sla medium")),
    "sla.low_hours": Tunable(("sla for low", "sla low")),
    "sla.remind_percent": Tunable(("sla reminder", "remind at")),
    "review.least_confidence": Tunable(("least confidence", "confidence threshold")),
    "approval.expires_hours": Tunable(("approval expiry", "approvals expire after")),
    "approval.money_expires_minutes": Tunable(("money approval expiry", "money approvals expire after")),
    "approval.hasty_seconds": Tunable(("hasty approval", "hasty approvals below")),
    "approval.approvers_for_bulk": Tunable(("approvers for bulk",)),
    "approval.approvers_for_large_deal": Tunable(("approvers for large deals", "approvers for a large deal")),
    "approval.cards_per_hour": Tunable(("approval cards per hour", "cards per hour")),
    "capacity.override_days": Tunable(("override days", "capacity override days")),
}
"""The settings that may be changed in words, by name. Every other one is set when the product is set up."""
GROUPS: dict[str, tuple[str, ...]] = {
    "nudge": ("pipeline.", "required_fields.", "nudge.", "quiet.", "autonomy.nudge", "capacity."),
    "guard": ("guard.", "approval.", "autonomy.", "sla.", "review."),
}
"""What “nudge settings” and “guard settings” show, by how names begin."""
OPERATORS_ONLY = ("guard.", "approval.", "sla.", "review.", "autonomy.opportunity", "autonomy.contact", "autonomy.lead",
                  "autonomy.activity", "autonomy.task")  # fmt: skip
"""What keeps people and agents in bounds is not loosened by those whom it binds."""
OWN = ("nudge.tone", "nudge.channel", "quiet.from_hour", "quiet.until_hour", "quiet.weekends", "quiet.holidays")
"""What everybody may choose for themselves."""
EARLIEST_OWN_EVENING, LATEST_OWN_MORNING = 15, 11
"""Nobody keeps their manager from ever reaching them."""
WORD_OF_SETTING = {
    "stale_days": "pipeline.stale_days",
    "activity_gap_days": "pipeline.activity_gap_days",
    "value_change_pct": "pipeline.value_change_percent",
    "max_open_deals": "pipeline.max_open_deals",
    "required_fields": REQUIRED_FOR_ALL,
    "coverage_ratio": "forecasting.coverage_ratio",
    "win_rate_deviation_pct": "forecasting.win_rate_deviation_percent",
    "attainment_risk_pct": "forecasting.attainment_risk_percent",
    "approval_amount": "guard.large_deal_amount",
    "quiet_hours_start": "quiet.from_hour",
    "aggressiveness": "nudge.aggressiveness",
}
"""Settings by the word that understanding has for them; what is not here cannot be changed yet."""
OPS = ("set", "increase", "decrease", "multiply")
LEVELS = ("conservative", "balanced", "aggressive")
_SAYS = {say: name for name, tunable in TUNABLE.items() for say in tunable.says}
_NAMES = "|".join(re.escape(say) for say in sorted(_SAYS, key=len, reverse=True))
_LEAD = r"(?:please )?(?:(?:set|change|raise|lower|increase|decrease|reduce|put|make|turn) )?(?:the |our )?(?P<my>my )?"
_SETS = re.compile(
    rf"{_LEAD}(?P<name>{_NAMES})(?: days| threshold| limit| to)*(?: to| at| is| of| :|:| =)* "
    r"(?P<value>[^ ].*?)(?P<scope>(?: (?:for|in|of) [^,;]+)?)"
)
_LEVEL = re.compile(
    rf"{_LEAD}(?:aggressiveness(?: of (?:the )?pipeline agent)?|pipeline agent|nudges)(?: be)?(?: to| :)* "
    rf"(?P<level>{'|'.join(LEVELS)})(?P<scope>(?: (?:for|in|of) [^,;]+)?)"
)
_COUNTS = re.compile(
    r"(?:please )?(?:set |allow |ask about )?(?:an? |the )?(?:at )?(?:max(?:imum)?|most|no more than)?(?: of)? ?"
    r"(?P<value>\d+) (?P<what>open deals(?: (?:per|a|each) ?(?:rep|person|head)?)?|deals (?:per|a) (?:message|nudge))"
    r"(?P<scope>(?: (?:for|in|of) [^,;]+)?)"
)
"""“Max 40 open deals per rep for the EMEA team”: the number stands before what it counts."""
_REQUIRES = (
    re.compile(r"(?:please )?required fields (?:for|in|at|of) (?P<scope>.+?)(?: are| :|:| =| to) ?(?P<fields>.+)"),
    re.compile(r"(?:please )?set (?:the )?required fields (?:for|in|at|of) (?P<scope>.+?) to (?P<fields>.+)"),
)
_ADDS = (
    re.compile(r"(?:please )?(?:also )?require (?P<fields>.+?) (?:in|before|at|for|from) (?:stage )?(?P<scope>[^,]+)"),
    re.compile(r"(?:stage )?(?P<scope>[^,]+?) (?:also )?(?:requires|must have|needs to have) (?P<fields>.+)"),
)
_FIELD_WORDS = {
    word: field.name
    for field in OPPORTUNITY.fields
    for word in (field.name.replace("_", " "), field.label.lower(), *field.synonyms)
} | {"closing date": "close_date", "next steps": "next_step", "deal size": "amount"}
REQUIRABLE = ("account", "owner", "product", "amount", "close_date", "next_step", "forecast_category")
"""The fields of a deal that a stage may require."""


class Unreadable(ValueError):
    """The words name a setting and a value that it cannot take; the text is a sentence on what it takes."""


def wishes_in(text: str) -> tuple[Wish, ...]:
    """The changes that a message asks for in plain words; none when it is about something else.

    Raises: Unreadable for a value that nobody can read.
    """
    said = " ".join(text.replace("’", "'").split()).strip(" ?!.")
    low = said.lower()
    for op, patterns in (("set", _REQUIRES), ("add", _ADDS)):
        for pattern in patterns:
            if (found := pattern.fullmatch(low)) and (fields := _fields(found["fields"])):
                return (Wish(name=STAGES, op=op, value=fields, scope=_parts(said, found.span("scope"))),)
    if level := _LEVEL.fullmatch(low):
        scope = _parts(said, level.span("scope"))
        return (Wish(name="nudge.aggressiveness", op="set", value=level["level"], scope=scope),)
    if (counts := _COUNTS.fullmatch(low)) and re.search(r"\b(?:max|maximum|most|no more|per|a)\b", low):
        name = "pipeline.max_open_deals" if counts["what"].startswith("open") else "nudge.deals_per_message"
        return (Wish(name=name, op="set", value=int(counts["value"]), scope=_parts(said, counts.span("scope"))),)
    found = _SETS.fullmatch(low)
    if found is None:
        return ()
    name = _SAYS[found["name"]]
    value = _value(name, found["value"])
    scope = (ME,) if found["my"] else _parts(said, found.span("scope"))
    return () if value is None else (Wish(name=name, op="set", value=value, scope=scope),)


def _parts(said: str, span: tuple[int, int]) -> tuple[str, ...]:
    """“in negotiation for West” as its two names, in the case they were typed in."""
    words = said[span[0] : span[1]]
    return tuple(
        re.sub(r"(?i)^the | (?:team|stage|agent|reps?|region)$", "", part.strip())
        for part in re.split(r"(?i)(?:^|\s)(?:for|in|of)\s", words)
        if part.strip()
    )


def _fields(words: str) -> tuple[str, ...]:
    """The names of the fields in a list of them; none when one of them is no field that can be required."""
    named = [re.sub(r"^(?:an?|the|its) ", "", part.strip()) for part in re.split(r",|;| and | & |\+", words)]
    found = [_FIELD_WORDS.get(one, "") for one in named if one]
    return tuple(dict.fromkeys(found)) if found and all(name in REQUIRABLE for name in found) else ()


def _value(name: str, words: str) -> SettingValue | None:
    """A value as the setting takes it; None where the words look like no value of this kind at all."""
    threshold = THRESHOLDS[name]
    if name == AMOUNTS:
        found = [
            re.fullmatch(r"([a-z]{3}) ?([\d,.]+) ?(k|m)?", part.strip()) for part in re.split(r", | and |;", words)
        ]
        return (
            tuple(f"{one[1].upper()} {_number(one[2] + (one[3] or ''))}" for one in found if one)
            if all(found)
            else None
        )
    if isinstance(threshold.default, tuple):
        days = tuple(part.strip() for part in re.split(r",| and ", words))
        return days if all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days) else None
    if isinstance(threshold.default, str):
        word = words.removesuffix(" tone").strip()
        return word if word in threshold.unit.split(" | ") else None
    return _hour(words) if threshold.unit == "hour" else _number(words)


def _hour(words: str) -> int | None:
    """A whole hour of the day: “18”, “18:00”, “6 pm”. Raises: Unreadable for minutes."""
    found = re.fullmatch(r"(?:hour )?(\d{1,2})(?::?(\d\d))?\s*(am|pm|h|o'clock)?", words)
    if found is None:
        return None
    hour, minutes, half = int(found[1]), found[2] or "00", found[3]
    if minutes != "00":
        raise Unreadable("Quiet hours begin and end at a whole hour; say 17:00 or 18:00.")
    if half in ("am", "pm") and 1 <= hour <= 12:
        return hour % 12 + (12 if half == "pm" else 0)
    return hour


_UNITS = r"(?:days?|hours?|minutes?|seconds?|deals?|records?|changes?|calls?|files?|people|percent|conversations?|x)"


def _number(words: str) -> int | float | None:
    found = re.fullmatch(rf"[$€£]?(\d[\d,]*(?:\.\d+)?)\s*(k|m|%|weeks?|{_UNITS})?", words)
    if found is None:
        return None
    number = float(found[1].replace(",", ""))
    number *= {"k": 1_000, "m": 1_000_000, "week": 7, "weeks": 7}.get(found[2] or "", 1)
    return int(number) if number == int(number) else number


def wishes_of(meaning: Mapping[str, Any]) -> tuple[Wish, ...] | None:
    """The changes of an `adjust_threshold` command as it was understood; None when one of them cannot be made yet."""
    steps = meaning.get("steps") or [meaning]
    found: list[Wish] = []
    for change in (change for step in steps for change in step.get("args", {}).get("changes", ())):
        name = WORD_OF_SETTING.get(change["threshold"])
        if name is None or set(meaning.get("args", {})) - {"changes"}:
            return None
        scope = tuple(str(one) for value in (change.get("scope") or {}).values() for one in _listed(value))
        value = change["value"]
        if name == REQUIRED_FOR_ALL:
            name, value = (STAGES if scope else name), tuple(_listed(value))
        if name == "quiet.from_hour":
            value = _hour(str(value))
        if (value is None and name != "nudge.aggressiveness") or change["op"] not in OPS:
            return None
        found.append(Wish(name=name, op=change["op"], value="" if value is None else value, scope=scope))
    return tuple(dict.fromkeys(found)) or None


def as_text(wishes: tuple[Wish, ...]) -> str:
    """Changes as one line, for whoever takes them on."""
    return json.dumps([wish.model_dump() for wish in wishes])


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def wanted(wish: Wish, now: SettingValue) -> SettingValue:
    """The value that the setting is to have, from the one it has. Raises: Unreadable when nothing fits."""
    if wish.name == "nudge.aggressiveness" and wish.value not in LEVELS:
        at = LEVELS.index(str(now)) + (1 if wish.op == "increase" else -1)
        return LEVELS[min(max(at, 0), len(LEVELS) - 1)]
    if wish.op in ("set", "add"):
        return wish.value
    if not isinstance(now, int | float) or not isinstance(wish.value, int | float):
        raise Unreadable("Say the value itself, such as “set stale days to 21”.")
    moved = {"increase": now + wish.value, "decrease": now - wish.value, "multiply": now * wish.value}[wish.op]
    return int(moved) if moved == int(moved) else moved


def stages_of(value: SettingValue) -> dict[str, tuple[str, ...]]:
    """The fields that single stages require, by the stage's id, from how they are kept: `id=amount,next_step`."""
    kept = value if isinstance(value, tuple | list) else ()
    pairs = (str(one).partition("=") for one in kept)
    return {stage: tuple(filter(None, names.split(","))) for stage, _, names in pairs}


def with_stage(value: SettingValue, stage_id: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The same with other fields for one stage."""
    kept = stages_of(value) | {stage_id: fields}
    return tuple(f"{stage}={','.join(names)}" for stage, names in sorted(kept.items()))


def why_not(person: Person, name: str, scope: str, value: SettingValue, *, leads: bool) -> str:
    """Why this person may not change this setting for this scope; empty when they may. Says who can.

    Shape:  `scope` is as settings are saved; `leads` is whether the person's rights reach all that it concerns.
    """
    if person.role == "guest" or not person.id:
        return "You may not change settings. A manager or operator can."
    if any(name.startswith(start) for start in OPERATORS_ONLY):
        fits = person.role in ("operator", "executive")
        return "" if fits else "What keeps agents and people in bounds is changed by an operator or executive."
    if scope == f"person:{person.id}" and name in OWN:
        return _why_not_own(name, value)
    if person.role not in ("manager", "executive", "operator"):
        own = "You may change this for yourself alone" if name in OWN else "You may not change this"
        return f"{own}. A manager or operator can change it for {'others' if name in OWN else 'the company'}."
    return "" if leads else "You may change this for your own team at most. An executive or operator can do more."


def _why_not_own(name: str, value: SettingValue) -> str:
    if name == "quiet.from_hour" and int(str(value)) < EARLIEST_OWN_EVENING:
        return f"Your quiet hours may begin at {EARLIEST_OWN_EVENING}:00 at the earliest; your manager can allow more."
    if name == "quiet.until_hour" and int(str(value)) > LATEST_OWN_MORNING:
        return f"Your quiet hours may end at {LATEST_OWN_MORNING}:00 at the latest; your manager can allow more."
    return ""
