"""A message put right while it is typed means what it comes to; what was taken back never happens."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand
from domain.language.meaning import meaning


def read(text: str) -> tuple[str, dict[str, Any]]:
    return meaning(understand(text, b2b(), today=TODAY["b2b"]))


PUT_RIGHT = {
    "pause analytics": (
        "pause forecasting - no wait, I mean analytics",
        "pause forecasting. sorry, analytics",
        "pause forecasting, er, the analytics agent",
        "pause forecasting (analytics, I mean)",
        "pause forecasting, correction: analytics",
        "pause forecasting hmm actually analytics",
        "stop forecasting, oops, stop analytics",
        "pause all agents, wait, only analytics",
        "pause analytics, not pipeline",
        "pause analytics rather than forecasting",
        "don't pause forecasting, it's analytics I want paused",
        "it is not forecasting I want to pause but analytics",
        "don't pause all the agents, just analytics",
    ),
    "pause pipeline until monday": (
        "pause pipeline until friday - no, monday",
        "pause pipeline until friday, sorry, until monday",
        "pause pipeline for 3 hours, no, until monday",
        "pause forecasting no wait i mean pipeline until monday",
    ),
    "pause pipeline for 5 hours": ("pause pipeline for 3 hours, no, 5",),
    "resume pipeline": ("pause pipeline, no, resume it", "pause pipeline - scratch that, resume"),
    "set stale days to 45": ("set stale days to 30, no 45", "set stale days to 30, i mean 45"),
    "snapshot pipeline as q4-base": ("snapshot pipeline as pre-q4, no, call it q4-base",),
    "activate the audit prep playbook": ("activate quarter end playbook, no sorry, audit prep",),
    "copy EMEA settings to LATAM": ("copy EMEA settings to APAC, no, LATAM",),
    "alert marcus when a deal over 500k closes": ("alert dana, no wait, marcus when a deal over 500k closes",),
    "alert me when a deal over 300k goes to negotiation": (
        "alert me when a deal over 500k, no 300k, goes to negotiation",
    ),
    "run the performance report for APAC": ("run the performance report for EMEA, i mean APAC",),
    "schedule win loss report monthly": ("schedule win loss report weekly, sorry monthly",),
    "what's the forecast for APAC": ("what's the forecast for EMEA - sorry, APAC",),
    "deals under 300k": ("deals over 500k, no, under 300k",),
    "never mind": (
        "pause pipeline - actually never mind",
        "pause pipeline no wait don't",
        "resume pipeline, no wait, keep it paused",
        "set coverage ratio to 3 - scratch that",
    ),
}


@pytest.mark.row("S2-17")
@pytest.mark.parametrize(("meant", "typed"), [(meant, typed) for meant, many in PUT_RIGHT.items() for typed in many])
def test_what_is_put_right_takes_the_place_of_what_it_is_like(meant: str, typed: str) -> None:
    assert read(typed) == read(meant)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("pause forecasting, actually analytics too", "pause forecasting and analytics"),
        ("pause pipeline, sorry for the short notice", "pause pipeline"),
        ("actually pause analytics", "pause analytics"),
        ("open deals with no next step, no close date", "open deals with no next step and no close date"),
    ],
)
def test_what_only_sounds_like_a_correction_takes_nothing_back(typed: str, same: str) -> None:
    assert read(typed) == read(same)


@pytest.mark.parametrize(
    "typed", ["pause pipeline - no wait, I mean the blue one", "pause pipeline, scratch that, fribble"]
)
def test_a_command_is_asked_about_where_nobody_can_tell_what_is_meant_instead(typed: str) -> None:
    assert read(typed)[0] == "ambiguous"
