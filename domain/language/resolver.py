"""From the parts of a question to one spec, or to the one thing to ask; shared by every interpreter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.catalogue import CATALOGUE
from domain.language.names import NameIndex
from domain.language.parts import Parts, Unclear
from domain.language.specs.build import Build
from domain.language.specs.deals import deals
from domain.language.specs.outcome import Asked, Cannot, Resolved
from domain.language.specs.records import accounts, activities, contacts, leads, quotas, reps, teams
from domain.language.specs.subject import choose_entity
from domain.language.specs.time import RATES
from domain.language.windows import say_window
from domain.query import AnyOf, Condition, QuerySpec

__all__ = ["Asked", "Cannot", "Resolved", "known_vague", "no_picture_of", "not_held", "resolved"]

VAGUE_OPTIONS = {"velocity": ("sales cycle", "lead to opportunity velocity")}
"""What a vague word may stand for, where that is known."""
RECORDS = ("opportunity", "account", "lead", "activity", "quota", "rep", "team", "contact")


def resolved(parts: Parts, names: NameIndex, today: date) -> Resolved | Asked | Cannot:
    """The spec the parts add up to, what has to be asked first, or why it cannot be answered."""
    if parts.unclear:
        first: Unclear = parts.unclear[0]
        return Asked(first.slot, first.words, first.options, first.at, first.unknown)
    for slot, words in parts.vague:
        if not _settled(slot, parts):
            return Asked(slot, words)
    if parts.as_of and (lacking := _at_a_past_day(parts, today)):
        return lacking
    return spec_of(Build(parts, names, today))


def _at_a_past_day(parts: Parts, today: date) -> Cannot | None:
    """“as of last month” holds for what was decided or created by then; how deals stood then is not kept."""
    decided = parts.statuses() & {"won", "lost", "closed"} or set(parts.measures) & RATES
    if not (decided or "created" in parts.verbs) or parts.windows:
        return no_picture_of(parts.as_of, today)
    parts.windows.append((parts.as_of, "close_date" if decided else "created"))
    return None


def no_picture_of(window: str, today: date) -> Cannot:
    """The refusal to say how deals stood on a past day."""
    day = say_window(window, today).removeprefix("up to and including ")
    return Cannot(
        f"I see deals as they stand now and keep no picture of {day}, so I cannot say how they stood then. "
        f"I can show what was won, lost or created by then, for example “deals created {day.partition(' (')[0]}”."
    )


def known_vague(parts: Parts) -> Asked | None:
    """The question for a vague word that is known to mean one of a few things; None without one."""
    for slot, words in parts.vague:
        options = VAGUE_OPTIONS.get(words.split()[-1])
        if options and not _settled(slot, parts):
            return Asked(slot, words, options)
    return None


def _settled(slot: str, parts: Parts) -> bool:
    """Whether the rest of the message says what a vague word leaves open."""
    if slot == "time":
        return bool(parts.windows)
    if slot == "measure":
        return bool(parts.measures or parts.having or parts.statuses() or parts.counted)
    return bool(parts.having) or _has_number(parts)


def _has_number(parts: Parts) -> bool:
    return any(
        isinstance(c.condition.value, (int, float, tuple))
        and c.condition.field in ("amount", "days_in_stage", "last_activity_days", "age_days")
        for c in parts.clauses
    )


SPECS: dict[str, Callable[[Build], QuerySpec | Asked | Cannot]] = {
    "account": accounts,
    "rep": reps,
    "lead": leads,
    "activity": activities,
    "quota": quotas,
    "team": teams,
    "contact": contacts,
}


def spec_of(build: Build) -> Resolved | Asked | Cannot:
    """The spec of whatever kind of record the question is about."""
    build.entity = choose_entity(build)
    found = SPECS.get(build.entity, deals)(build)
    return Resolved(found, tuple(build.assumptions)) if isinstance(found, QuerySpec) else found


def not_held(spec: QuerySpec) -> str:
    """The first field or measure of a spec that its entity does not have, in words; empty when it has them all."""
    info = CATALOGUE[spec.entity]
    if spec.entity not in RECORDS:
        return ""
    fields = {name for c in spec.filters for name in any_fields(c)} | {*spec.group_by, *spec.fields}
    fields |= set(spec.time.fields) if spec.time and spec.entity not in ("rep", "account", "team") else set()
    measures = {*spec.measures, *(h.field for h in spec.having)}
    orders = {s.by for s in spec.sort} - measures
    lacking = [f for f in sorted(fields) if info.field(f) is None]
    lacking += [m for m in sorted(measures) if info.measure(m) is None]
    lacking += [o for o in sorted(orders) if info.field(o) is None and (not spec.measures or info.measure(o) is None)]
    return f"{lacking[0].replace('_', ' ').replace('.', ' ')} of {info.plural}" if lacking else ""


def any_fields(condition: Condition) -> set[str]:
    """The fields a condition speaks of."""
    return {f.field for f in condition.any} if isinstance(condition, AnyOf) else {condition.field}
