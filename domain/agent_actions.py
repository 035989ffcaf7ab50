"""What agents did and what people did to them, as the trail names it and as people ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, get_args
from zoneinfo import ZoneInfo

from domain.actions import ActionKind
from domain.cadence import moment
from domain.errors import Refused
from domain.language.windows import resolve
from domain.query import Condition, Filter, Period, QuerySpec
from domain.value import Value

BY_WORD: Mapping[str, tuple[str, ...]] = {
    "nudge": ("nudge:send",),
    "alert": ("digest:send",),
    "escalate": ("escalation:send",),
    "flag": ("review:file",),
    "change": get_args(ActionKind),
    "rollback": ("change:undo",),
    "adjust_threshold": ("setting:change", "setting:undo"),
    "pause": ("agent:pause", "agent:auto_pause"),
    "resume": ("agent:resume",),
    "look": ("trigger:fire",),
    "recalculate": ("forecast:recalculate",),
    "notice": ("deal:amount_changed",),
}
"""The trail's actions by the word for them. What happened to a deal is noticed by an agent, and no act of it.

A look that a change of the CRM set off is in the trail twice: once for each condition, and as a whole (`pipeline:look`)
for what woke the agent. It is counted once, by its conditions.
"""
ONLY_COUNTED = {
    "trigger:fire": ("looked", "time"),
    "forecast:recalculate": ("recalculated the forecast", "time"),
    "deal:amount_changed": ("noticed", "large change of an amount", "large changes of amounts"),
}
"""What agents do all day without doing anything to anybody: {action: what is said of it, and of what it is counted}."""
SAYS = {
    "nudge:send": "wrote to a rep",
    "digest:send": "wrote to a manager",
    "escalation:send": "escalated to a manager",
    "review:file": "asked a person to decide",
    "change:undo": "took a change back",
    "setting:change": "changed a setting",
    "setting:undo": "took a setting back",
    "agent:pause": "paused an agent",
    "agent:auto_pause": "stood still after errors",
    "agent:resume": "let an agent go on",
    "nudge:answer": "answered a message",
    "opportunity:update": "changed a deal",
    "contact:update": "changed a contact",
    "lead:create": "made a lead",
    "activity:log": "logged an activity",
    "task:assign": "gave somebody a task",
}
FORECASTING = ("forecast:recalculate",)
UNDERSTOOD = {"action", "agent", "actor", "at", "owner", "account", "region", "threshold"}
COUNTED = ("count", "reply_count")


class NotAskedSo(Refused):
    """The question narrows, groups or measures in a way that the trail cannot answer; it says which."""


class Asked(Value):
    """Actions of these kinds, within a time, narrowed by (field, may be one of, or must not be) values."""

    actions: tuple[str, ...]
    since: datetime | None = None
    until: datetime | None = None
    narrowed: tuple[tuple[str, bool, tuple[str, ...]], ...] = ()
    measure: str = ""


def asked_of(spec: QuerySpec, now: datetime, zone: str) -> Asked:
    """What a question about agent actions asks of the trail. Raises: NotAskedSo."""
    if spec.group_by or spec.having or spec.compare or (spec.measures and spec.measures[0] not in COUNTED):
        raise NotAskedSo(
            "I list and count what agents did, and the replies to nudges; I do not group, rate or compare it yet. "
            "Say “what did the pipeline agent do this week”."
        )
    narrowed = tuple(_narrowed(one) for one in spec.filters)
    named = [one for one in narrowed if one[0] == "action"]
    since, until = _within(spec.time, now, ZoneInfo(zone))
    return Asked(
        actions=_kinds(named, is_reply=spec.measures[:1] == ("reply_count",)),
        since=since,
        until=until,
        narrowed=tuple(one for one in narrowed if one[0] != "action"),
        measure=spec.measures[0] if spec.measures else "",
    )


def agent_of(entry: Mapping[str, Any]) -> str:
    """The agent whose work an entry of the trail is about."""
    action, subject, actor = str(entry["action"]), str(entry["subject"]), str(entry["actor"])
    if action.startswith("agent:"):
        return subject
    if action.startswith("setting:"):
        return subject.partition(".")[0]
    if action in BY_WORD["change"] or action == "change:undo":
        return actor.removesuffix(" agent").lower()
    return "forecasting" if action in FORECASTING else "pipeline"


def _narrowed(one: Condition) -> tuple[str, bool, tuple[str, ...]]:
    if not isinstance(one, Filter) or one.field not in UNDERSTOOD or one.op not in ("eq", "in", "ne", "not_in"):
        raise NotAskedSo(
            "I narrow what agents did by agent, kind of action, who did it, time, owner, account, region or setting. "
            "Say “what did the pipeline agent do on Contoso this week”."
        )
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    return one.field, one.op in ("eq", "in"), tuple(str(value) for value in values)


def _kinds(named: list[tuple[str, bool, tuple[str, ...]]], *, is_reply: bool) -> tuple[str, ...]:
    """The trail's actions that are meant: all of them where none is named, and never only half of what was named."""
    if is_reply:
        return ("nudge:answer",)
    every = {action for actions in BY_WORD.values() for action in actions}
    for _, is_one_of, words in named:
        if unknown := [word for word in words if word not in BY_WORD]:
            raise NotAskedSo(f"No agent does “{unknown[0].replace('_', ' ')}” yet, so there is nothing to show.")
        meant = {action for word in words for action in BY_WORD[word]}
        every = every & meant if is_one_of else every - meant
    return tuple(sorted(every))


def _within(time_: Period | None, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    if time_ is None:
        return None, None
    first, after = resolve(time_.window, now.astimezone(zone).date())
    return _start(first, zone), _start(after, zone)


def _start(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else moment(day, time(0), zone).astimezone(UTC)
