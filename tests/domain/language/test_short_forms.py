"""Short forms and turns of phrase people type: stages cut short, times pushed, trends set against a quarter."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning


def read(text: str, context: str | None = None) -> tuple[str, dict[str, Any]]:
    return meaning(understand_text_in_context(text, context, b2b(), today=TODAY["b2b"]))


def filters(text: str) -> list[tuple[str, str, Any]]:
    kind, meant = read(text)
    assert kind == "query", (text, kind, meant)
    return [(f["field"], f["op"], f.get("value")) for f in meant["filters"]]


def test_a_stage_is_known_by_its_short_form() -> None:
    assert filters("opps >100k in neg. w/o activity 2 wks, not sarah's") == [
        ("amount", "gt", 100_000),
        ("stage", "eq", "Negotiation"),
        ("last_activity_days", "gte", 14),
        ("owner", "ne", "Sarah Chen"),
    ]
    assert ("stage", "in", ["Negotiation", "Proposal"]) in filters("deals in neg or prop")
    assert ("stage", "eq", "Negotiation") in filters("sarah's neg deals")


@pytest.mark.parametrize(
    ("text", "op", "times"),
    [
        ("deals pushed more than twice", "gt", 2),
        ("deals pushed twice", "gte", 2),
        ("deals pushed at least 3 times in emea", "gte", 3),
        ("deals pushed exactly once", "eq", 1),
        ("pushed deals", "gte", 1),
    ],
)
def test_how_often_a_deal_was_pushed_is_counted(text: str, op: str, times: int) -> None:
    assert [f for f in filters(text) if f[0] == "pushed_count"] == [("pushed_count", op, times)]
    assert ("status", "eq", "open") in filters(text)


def test_trending_against_a_quarter_is_how_we_do_compared_with_it() -> None:
    kind, meant = read("how are we trending vs q3")
    assert (kind, meant["action"], meant["args"]) == ("report", "run_report", {"compare": {"window": "Q3"}})
    assert read("how are we trending")[1]["group_by"] == ["close_date.month"]
