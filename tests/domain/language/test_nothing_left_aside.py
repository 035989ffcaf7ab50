"""Orders whose second value, stage, time of day or playbook was once left aside."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand
from domain.language.meaning import meaning


def read(text: str) -> tuple[str, dict[str, Any]]:
    return meaning(understand(text, b2b(), today=TODAY["b2b"]))


SAME = {
    "set stale days to 50 and 35 for EMEA": (
        "set stale days to 50, but for EMEA to 35",
        "set stale days to 50 except in EMEA where it is 35",
        "set stale days to 50 and in EMEA 35",
    ),
    "halve aggressiveness of the pipeline agent": ("make aggressiveness of the pipeline agent two times lower",),
    "double the stale threshold": ("make the stale threshold two times higher", "raise the stale threshold 2 times"),
    "turn on the large deal playbook and turn off the audit prep playbook": (
        "large deal playbook on and audit prep off",
        "large deal on, audit prep playbook off",
    ),
    "deals over 250k require approval when it moves to negotiation": (
        "deals over 250k must require approval before it moves to negotiation",
        "deals over 250k need approval before they pass to negotiation",
    ),
    "tell me if an APAC deal has its close date pushed twice": (
        "tell me if the close date of an APAC deal is pushed twice",
    ),
    "send me the pipeline review every monday at 7:30": (
        "send me the pipeline review every monday at seven thirty",
        "send me the pipeline review every monday at half past seven",
        "send me the pipeline review every monday at 7h30 in the morning",
    ),
    "send me the forecast report every friday at 19:45": (
        "send me the forecast report every friday at 7:45 in the evening",
        "send me the forecast report every friday at quarter to eight in the evening",
    ),
    "suppress nudges for strategic accounts": ("never nudge reps about strategic accounts",),
    "increase stale days by 5 for proposal": ("give proposals 5 more days before they count as stale",),
    "what if all proseware deals slip to next quarter": ("what if we push all the proseware deals to next quarter",),
    "send me the data hygiene report every thursday at 8:30": (
        "I would like to receive the data hygiene report each Thursday at 8h30",
    ),
    "set stale days to 45": ("stale days 45 was 30",),
}


@pytest.mark.row("S2-17", "S2-37")
@pytest.mark.parametrize(("plain", "said"), [(plain, said) for plain, others in SAME.items() for said in others])
def test_all_that_an_order_says_is_read(plain: str, said: str) -> None:
    assert read(plain)[0] not in ("ambiguous", "out_of_scope")
    assert read(said) == read(plain)


@pytest.mark.row("S2-17", "S2-37")
@pytest.mark.parametrize(
    "said",
    ["stale threshold 45, emea 60", "raise coverage ratio 1.5 times", "lower aggressiveness of pipeline three times"],
)
def test_a_second_value_that_is_not_read_is_asked_about(said: str) -> None:
    kind, found = read(said)
    assert (kind, found["clarify"]["slot"]) == ("ambiguous", "threshold")


@pytest.mark.row("S2-17")
def test_a_number_is_watched_by_what_is_said() -> None:
    assert read("if coverage for any team drops below 3x tell me")[1]["args"]["entity"] == "team"
    assert read("if win rate of any rep is falling below 55% alert dana")[1]["args"]["entity"] == "rep"
    assert read("alert me if coverage for any region falls under 2")[0] == "ambiguous"


@pytest.mark.row("S2-17", "S2-37")
@pytest.mark.parametrize(
    "said", ["why did pipeline rollback the last 3 actions", "did pipeline undo the last 3 changes?"]
)
def test_a_question_about_what_was_rolled_back_rolls_nothing_back(said: str) -> None:
    assert read(said)[0] != "control"
