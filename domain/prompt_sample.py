"""The small sample on which every version of a prompt is tried before it may be used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.language.meaning import spec_meaning
from domain.language.windows import resolve
from domain.query import QuerySpec

READ: tuple[str, ...] = (
    "open deals over 100k",
    "stalled deals",
    "open pipeline by stage",
    "win rate by rep last quarter",
    "how many deals did we win this year",
    "revenue by region ytd",
    "deals with no next step",
    "deals in negotiation",
    "leads created this month",
    "open deals closing this quarter",
)
"""The offline rules read these for certain; a model told by the prompt has to read them alike."""
ASK: tuple[str, ...] = ("who is the best rep", "deals of Zorgly Industries")
"""Nobody can know what these mean, so a reading is a guess."""
WORD: tuple[str, ...] = (
    "7 deals are stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days.",
    "“Acme rollout” is the largest, at USD 300,000.",
    "The win rate was 62%, 4 points more than the quarter before.",
    "No deals are without a next step.",
)
"""Sentences of the kind the drafter is given."""
ENOUGH = 0.9
"""The share of the sample that has to come out right."""


def reads_alike(ours: QuerySpec, theirs: QuerySpec, today: date) -> bool:
    """Whether two specs ask for the same: same filters as a set, same days, same numbers.

    A filter that the words do not settle may be there or not.
    """
    open_to_doubt = _filters(ours, optional=True) | _filters(theirs, optional=True)
    same_filters = _filters(ours) - open_to_doubt == _filters(theirs) - open_to_doubt
    return same_filters and _rest(ours, today) == _rest(theirs, today)


def _filters(spec: QuerySpec, *, optional: bool = False) -> frozenset[str]:
    """The filters as texts; only those in doubt, or all."""
    found = [one for one in spec_meaning(spec)["filters"] if one.get("optional") or not optional]
    return frozenset(json.dumps(_plain(one), sort_keys=True, default=str) for one in found)


def _plain(one: Any) -> Any:
    """A filter without its doubt, and 1.0 as 1."""
    if isinstance(one, dict):
        return {key: _plain(value) for key, value in one.items() if key != "optional"}
    if isinstance(one, list):
        return [_plain(value) for value in one]
    return int(one) if isinstance(one, float) and one.is_integer() else one


def _rest(spec: QuerySpec, today: date) -> tuple[object, ...]:
    found = spec_meaning(spec)
    return (
        found["entity"],
        frozenset(found["measure"]),
        frozenset(found["group_by"]),
        _days(found["time"], today),
        found["limit"],
    )


def _days(time: Mapping[str, Any] | None, today: date) -> object:
    if not time:
        return None
    fields: Sequence[str] = time["field"] if isinstance(time["field"], list) else [time["field"]]
    return fields[0], resolve(time["window"], today)
