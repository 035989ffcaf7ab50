"""What is set up: settings, rules, playbooks and snapshots."""

from __future__ import annotations

from domain.language.commands.agents import agents
from domain.language.commands.needs import Need, need_of
from domain.language.message import Message, Span
from domain.language.own.asked import (
    UNREAD,
    asks,
    beside,
    called,
    columns,
    count,
    groups,
    lists,
    not_used,
    one_of,
    order,
    others,
    people,
    rest,
    says,
    time,
)
from domain.language.parts import Parts
from domain.language.text import phrase_list, word_set
from domain.query import Condition, Filter, QuerySpec, Sort

ABOUT_SETTINGS = phrase_list(
    "threshold|thresholds|setting|settings|limit|limits|configured|config|configuration|set|cutoff|configs"
)
NAMES_SETTINGS = phrase_list("threshold|thresholds|settings|setting|configuration|config|configs")
NOT_OF_SETTINGS = phrase_list(
    "who|when|changed|change|changes|snapshot|snapshots|why|adjusted|adjustments|updated|updates|edited|edits|tweaked|"
    "tweaks|modified|modifications|raised|lowered|increased|decreased|bumped|times"
)
DOUBTFUL = frozenset(
    (
        "coverage_ratio",
        "attainment_risk_pct",
        "anomaly_sensitivity",
        "max_open_deals",
        "win_rate_deviation_pct",
        "value_change_pct",
    )
)
"""Thresholds whose names are also those of numbers about deals."""
SCOPES = phrase_list("region|team|manager|owner|account|product|stage")
SETTING_WORDS = word_set(
    "threshold thresholds setting settings limit limits configured config configuration set at current "
    "currently agent what is are the value our all now right show list days deals we using do "
    "any have has with value values that which whose ones "
    "long before go stale how many cutoff much when begin begins start starts it refresh often does"
)
RULE_WORDS = word_set(
    "name names state status author rule rules automations custom active inactive off created create made make "
    "set up added paused "
    "enabled disabled current place have has we what which running exist are is written wrote who new live turned"
)
PLAYBOOK_WORDS = word_set("playbook playbooks on off active running current")
SNAPSHOT_WORDS = word_set(
    "snapshot snapshots backups taken take took made saved agent created we do have exist backup was "
    "when is what are there of"
)


# Settings


def settings(message: Message) -> QuerySpec | Need | None:
    """“what's the quiet hours setting”, “stale threshold for emea”; None for anything else."""
    named = [s for s in message.find("setting") if s.value != "aggressiveness"]
    begins = (
        message.has("when") and named and named[0].value == "quiet_hours_start" and not message.has("changed", "who")
    )
    named_alone = bool(named) and message.has("setting", "settings") and named[0].start <= 1
    asked = asks(message) or named_alone or lists(message, ("thresholds", "settings", "configs"))
    # The “change” of “the amount change threshold” is part of its name.
    unasked = (message.without(named).has(*NOT_OF_SETTINGS) and not begins) or not asked
    unasked = unasked or not (named or message.has(*NAMES_SETTINGS))
    if unasked or _is_about_deals(message, named):
        return None
    found, spans = agents(message, bare=message.has("settings", "config", "thresholds", "configuration"))
    parts = rest(message, [*named, *spans], SETTING_WORDS)
    if need := need_of(parts):
        return need
    filters = one_of("name", (s.value for s in named))
    if found and found != ["all"] and not named:
        filters.append(Filter(field="agent", op="eq", value=found[0]))
    valued = [c.model_copy(update={"field": "value"}) for c in others(parts, VALUES)]
    filters += [*others(parts, SCOPES), *valued]
    if unread := not_used(message, parts, filters, VALUES):
        return unread
    return QuerySpec(entity="setting", filters=tuple(filters))


VALUES = ("amount", "days_in_stage", "last_activity_days")
"""Fields of deals that “above 40” is read as where a setting's value is meant."""


def _is_about_deals(message: Message, named: list[Span]) -> bool:
    """“coverage ratio by team” asks for a number; “our coverage threshold” for a setting."""
    if not named or message.has(*ABOUT_SETTINGS):
        return False
    doubtful = all(s.value in DOUBTFUL for s in named) and not message.has("our", "the")
    return doubtful or named[0].value == "coverage_ratio"


# Rules


def rules(message: Message) -> QuerySpec | Need | None:
    """“list my rules”, “which rules are off”; None for anything else."""
    named = message.has("rule", "rules", "automations")
    counts = message.words[:2] in (["rule", "count"], ["rules", "count"]) or message.words[:1] == ["count"]
    by_name, named_at = called(message)
    stands = message.words[:1] in (["state"], ["status"]) and bool(by_name)
    if not named or not (asks(message) or counts or stands or lists(message, ("rules", "automations"))):
        return None
    parts = rest(message, named_at, RULE_WORDS)
    if need := need_of(parts):
        return need
    measures = count(message, parts)
    sort, limit = order(parts, "created", measures)
    by_person = says(message, "by person", "per person")
    filters = (*by_name, *_makers(message, parts), *_rule_state(message, parts))
    if unread := not_used(message, parts, filters, ("state",)):
        return unread
    by = ("state",) if says(message, "by state", "by status", "per state", "per status") else groups(parts, "created")
    return QuerySpec(
        entity="rule",
        filters=filters,
        measures=measures,
        group_by=("created_by",) if by_person else by,
        time=time(parts, "created"),
        sort=sort,
        limit=limit,
        fields=("state",) if stands else ("created_by",) if message.has("who") else columns(message, RULE_COLUMNS),
    )


RULE_COLUMNS = {"name": "name", "names": "name", "state": "state", "status": "state", "author": "created_by"} | {
    "created": "created"
}
"""{word: the column of a rule it asks for}"""


def _makers(message: Message, parts: Parts) -> list[Condition]:
    """Whose rules: those of the people named, or mine."""
    found = people(parts, "created_by")
    made = message.has("i") and message.has("created", "create", "made", "make", "set", "added", "wrote")
    mine = message.has_phrase("my rules") or made
    return found or ([Filter(field="created_by", op="eq", value="@me")] if mine else [])


def _rule_state(message: Message, parts: Parts) -> list[Condition]:
    """On or off; an “on” in mid-sentence mostly belongs to something else."""
    if message.has("inactive", "off", "disabled", "paused"):
        state = "off"
    elif message.has("active", "on", "enabled", "live", "running", "place") and not parts.windows:
        state = "on"
    else:
        state = ""
    means_it = not message.has("on") or message.has_phrase("turned on") or message.words[-1] in ("on", "?")
    if not (state and means_it):
        state = "on" if message.has("active", "enabled") else ""
    return [Filter(field="state", op="eq", value=state)] if state else []


# Playbooks and snapshots


def playbooks(message: Message) -> QuerySpec | Need | None:
    """“which playbooks are on”; None for anything else."""
    plainly = message.has("playbook", "playbooks") or _is_one_on(message)
    statuses = message.words[:1] == ["playbook"] and message.words[-1] in ("status", "statuses", "states")
    if not plainly or not (asks(message) or lists(message, ("playbooks",)) or statuses):
        return None
    if message.has("who", "when") and message.has("activated", "deactivated", "turned", "started"):
        return None
    names = message.find("playbookname")
    on = message.has("on", "active", "running", "enabled", "live", "activated")
    state = "off" if message.has("off", "inactive", "disabled") else "on" if on else ""
    listed = state and (not names or message.has("which", "what", "list", "show"))
    return QuerySpec(
        entity="playbook",
        filters=(*one_of("name", [names[0].value] if names else []), *one_of("state", [state] if listed else [])),
        measures=count(message, rest(message, names, PLAYBOOK_WORDS)),
        fields=("state",) if names else (),
    )


def _is_one_on(message: Message) -> bool:
    """“is quarter end active”: a playbook by its name alone."""
    asked = message.words[:1] == ["is"] and [w for w in message.words if w.isalnum()][-1] in ON_OR_OFF
    return asked and bool(message.find("playbookname")) and not message.find("agentname")


ON_OR_OFF = word_set("on off active inactive running enabled disabled live activated")


def snapshots(message: Message) -> QuerySpec | Need | None:
    """“when was the last snapshot taken”; None for anything else."""
    named = message.has("snapshot", "snapshots", "backups", "backup")
    if not named or not (asks(message) or lists(message, ("snapshots", "backups"))):
        return None
    found, spans = agents(message)
    by_name, named_at = called(message)
    if not by_name:
        by_name, named_at = beside(message, "snapshot", spans, SNAPSHOT_WORDS)
    parts = rest(message, [*spans, *named_at], SNAPSHOT_WORDS)
    if need := need_of(parts):
        return need
    if message.has("not", "except", "without") and found:
        return Need("condition", (), "not", UNREAD)
    measures = count(message, parts)
    sort, limit = order(parts, "created", measures)
    if message.has("last", "latest", "newest", "recent") and not parts.windows and not sort:
        sort, limit = (Sort(by="created", dir="desc"),), 1
    return QuerySpec(
        entity="snapshot",
        filters=(*by_name, *one_of("agent", found[:1] if found != ["all"] else [])),
        measures=measures,
        group_by=groups(parts, "created"),
        time=time(parts, "created"),
        sort=sort,
        limit=limit,
        fields=("created",) if message.has("when") else (),
    )
