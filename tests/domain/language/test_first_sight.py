"""Messages by people who have not seen the code, class by class: what was misread once and may not be again."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, names_of
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning


def means(text: str, context: str | None = None) -> tuple[str, dict[str, Any]]:
    """(kind, neutral meaning) of a message to the demo company."""
    names = names_of("b2b")
    assert names is not None
    return meaning(understand_text_in_context(text, context, names, today=TODAY["b2b"]))


# When a command holds


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    "text",
    [
        "pause forecasting until the offsite",
        "hold analytics till the board meeting",
        "pause everything until i'm back",
        "pause analytics during the migration",
        "pause pipeline while I'm on holiday",
        "pause pipeline for the conference",
        "resume the pipeline agent after the all hands",
        "resume pipeline in the morning",
        "run the pipeline agent before the board meeting",
        "turn on quarter end until the offsite",
        "set stale days to 40 until the kickoff",
    ],
)
def test_a_time_nobody_can_read_is_asked_about_and_never_dropped(text: str) -> None:
    kind, meant = means(text)
    assert kind == "ambiguous"
    assert meant["clarify"]["slot"] == "time"


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("pause pipeline for APAC only, 2 hours", {"scope": {"region": "APAC"}, "for": "2h"}),
        ("pause the pipeline agent, 2 days", {"for": "2d"}),
        ("halt pipeline until further notice", {}),
        ("turn pipeline off until i say so", {}),
    ],
)
def test_how_long_a_pause_lasts_needs_no_word_before_it(text: str, args: dict[str, Any]) -> None:
    assert means(text) == ("control", {"action": "pause", "target": "pipeline", "args": args})


def test_a_change_of_a_threshold_ends_when_it_is_said_to() -> None:
    _, meant = means("set stale days to 40 until friday")
    assert meant["args"]["until"] == "friday"
