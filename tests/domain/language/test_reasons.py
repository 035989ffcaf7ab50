"""Why deals were lost, who of several, and questions of their own inside a thread."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.intent import Ambiguous, Intent, OutOfScope, Query
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning


def read(text: str, context: str | None = None) -> Intent:
    return understand_text_in_context(text, context, b2b(), today=TODAY["b2b"])


def spec(text: str, context: str | None = None) -> dict[str, Any]:
    kind, meant = meaning(read(text, context))
    assert kind == "query", (text, kind, meant)
    return meant


def filters(text: str, context: str | None = None) -> list[tuple[str, str, Any]]:
    return [(f["field"], f["op"], f.get("value")) for f in spec(text, context)["filters"]]


@pytest.mark.parametrize(
    "text",
    [
        "lost reasons by count",
        "closed lost reasons last quarter",
        "top loss reasons this year",
        "lost reasons for emea",
    ],
)
def test_reasons_are_counted_over_lost_deals(text: str) -> None:
    meant = spec(text)
    assert (meant["measure"], meant["group_by"]) == (["count"], ["lost_reason"])
    assert ("status", "eq", "lost") in filters(text)


def test_why_shows_the_reason_of_what_was_lost() -> None:
    assert spec("biggest deal we lost this year and why")["fields"] == ["lost_reason"]
    assert spec("how many deals did we lose this quarter and why")["group_by"] == ["lost_reason"]
    assert spec("why?", "lost deals last quarter")["fields"] == ["lost_reason"]
    assert ("status", "eq", "lost") in filters("what is the lost reason of the Contoso deal")


def test_why_of_anything_else_is_said_to_be_unknown() -> None:
    won = read("biggest deal we won this year and why")
    assert isinstance(won, Query)
    assert "only lost deals have a reason" in "; ".join(won.assumptions)
    still_open = read("why?", "open deals in negotiation")
    assert isinstance(still_open, OutOfScope)
    assert "only for deals that were lost" in still_open.sentence


def test_each_of_several_people_is_counted_apart() -> None:
    assert spec("did Sarah and Priya each win")["group_by"] == ["owner"]
    assert spec("how much did Sarah and Priya each win this year")["measure"] == ["amount"]
    assert spec("deals over 50k each")["group_by"] == []


def test_a_whole_question_in_a_thread_stands_alone() -> None:
    best = read("who is the best rep", "average deal size enterprise vs smb")
    assert isinstance(best, Ambiguous)
    assert best.slot == "measure"
    shown = read("show me Contoso", "what did Sarah win in October")
    assert isinstance(shown, Ambiguous)
    assert "about Contoso?" in shown.question
    assert ("account", "eq", "Contoso") in filters("show me only Contoso", "lost deals last quarter")
    assert ("status", "eq", "lost") in filters("show me only Contoso", "lost deals last quarter")


def test_two_people_are_compared_within_one_period() -> None:
    meant = spec("sarah vs priya this quarter", "what did Sarah win in October")
    assert meant["time"]["window"] == "quarter:0"
    assert not meant.get("compare")
    assert meant["group_by"] == ["owner"]
