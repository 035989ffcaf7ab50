"""The question before, changed in the many ways people change it."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning


def after(context: str, text: str) -> dict[str, Any]:
    kind, meant = meaning(understand_text_in_context(text, context, b2b(), today=TODAY["b2b"]))
    assert kind == "query", (text, kind, meant)
    return meant


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("condition", "texts"),
    [
        (("owner", "eq", "Tom Okafor"), ["keep only tom's", "filter to tom's", "tom's only"]),
        (("amount", "gt", 50_000), ["keep the ones over 50k", "filter to over 50k", "just >50k"]),
        (("amount", "gte", 50_000), ["no deals under 50k", "get rid of anything under 50k", "cut anything below 50k"]),
        (("stage", "ne", "Negotiation"), ["no negotiation ones", "drop negotiation"]),
    ],
)
def test_a_follow_up_narrows_in_any_words(condition: tuple[str, str, Any], texts: list[str]) -> None:
    for text in texts:
        filters = after("open deals in emea", text)["filters"]
        assert [(f["field"], f["op"], f["value"]) for f in filters][2:] == [condition], text


@pytest.mark.row("S4-65")
def test_a_follow_up_puts_another_value_in_place() -> None:
    for text in ("ditto for apac", "repeat for apac", "apac version", "switch to apac", "likewise for apac"):
        assert {f["value"] for f in after("open deals in emea", text)["filters"]} == {"open", "APAC"}, text


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("text", "measure", "order"),
    [
        ("how many are we talking", ["count"], []),
        ("what do they add up to", ["amount"], []),
        ("by amount", [], [{"by": "amount", "dir": "desc"}]),
        ("largest to smallest", [], [{"by": "amount", "dir": "desc"}]),
    ],
)
def test_a_follow_up_counts_adds_and_sorts(text: str, measure: list[str], order: list[Any]) -> None:
    meant = after("open deals in emea", text)
    assert (meant["measure"], meant["sort"], len(meant["filters"])) == (measure, order, 2)
