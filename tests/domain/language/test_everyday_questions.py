"""Everyday questions in the words strangers use for them, each beside others of its class."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning


def read(text: str, context: str | None = None) -> tuple[str, dict[str, Any]]:
    return meaning(understand_text_in_context(text, context, b2b(), today=TODAY["b2b"]))


def said(text: str, context: str | None = None) -> str:
    """A question's meaning in one line: “opportunity | status=won | count | by owner”."""
    kind, meant = read(text, context)
    if kind != "query":
        return f"{kind} {meant.get('clarify', {}).get('slot', meant.get('refuse', ''))}".strip()
    parts = [meant["entity"], " ".join(sorted(map(_condition, meant["filters"])))]
    parts += [" ".join(meant["measure"]), " ".join(f"by {g}" for g in meant["group_by"])]
    parts += [f"{meant['time']['field']} {meant['time']['window']}" if meant["time"] else ""]
    parts += [" ".join(f"{s['by']}-{s['dir']}" for s in meant["sort"]), str(meant["limit"] or "")]
    parts += [f"show {' '.join(meant['fields'])}" if meant.get("fields") else ""]
    return " | ".join(part for part in parts if part)


SIGNS = {"eq": "=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def _condition(one: dict[str, Any]) -> str:
    if "any" in one:
        return "(" + " or ".join(map(_condition, one["any"])) + ")"
    value = one.get("value")
    value = "/".join(map(str, value)) if isinstance(value, list) else value
    sign = SIGNS.get(one["op"], f" {one['op']} ")
    return f"{one['field']}{sign}{value if value is not None else ''}".strip()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "how many mtgs have chloe and kenji each had this wk",
            "activity | owner in Chloe Martin/Kenji Watanabe type=meeting | count | by owner | date week:0",
        ),
        ("win rate for emea and amer, for each", "opportunity | region in EMEA/AMER | win_rate | by region"),
        (
            "attainment of Ana and Jess respectively, last quarter",
            "quota | owner in Ana Souza/Jess Novak | attainment | by owner | period quarter:-1",
        ),
        ("won in EMEA or AMER, min 2,500 each", "opportunity | amount>=2500 region in EMEA/AMER status=won"),
    ],
)
def test_each_of_several_is_counted_apart(text: str, meant: str) -> None:
    assert said(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("agent count by status", "agent | count | by status"),
        ("rule count by state", "rule | count | by state"),
        (
            "how many times were thresholds adjusted this week",
            "agent_action | action=adjust_threshold | count | at week:0",
        ),
        (
            "threshold changes for emea since oct 1",
            "agent_action | action=adjust_threshold region=EMEA | at since:10-01",
        ),
        ("which thresholds were changed last week", "agent_action | action=adjust_threshold | at week:-1"),
        ("any setting for latam with a value above 40", "setting | region=LATAM value>40"),
        ("show me the rule called big deal watch", "rule | name=big deal watch"),
        ("do we have a snapshot named pre-reorg", "snapshot | name=pre-reorg"),
        ("sources that havent synced today", "source | last_sync before:day:0"),
        ("what are our thresholds for the west", "ambiguous region"),
        (
            "how much revenue did we make from all products except Connect",
            "opportunity | product!=Connect status=won | amount",
        ),
    ],
)
def test_questions_about_the_product_keep_their_conditions(text: str, meant: str) -> None:
    assert said(text) == meant
