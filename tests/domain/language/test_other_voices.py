"""The same order, rule or correction in other voices means the same; and what only asks gives no order."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning


def read(text: str, context: str | None = None) -> tuple[str, dict[str, Any]]:
    return meaning(understand_text_in_context(text, context, b2b(), today=TODAY["b2b"]))


ORDERS = {
    "pause the pipeline agent until friday": (
        "tell the pipeline agent to stop until friday",
        "until friday, pause the pipeline agent",
        "can we have the pipeline agent paused until friday",
        "pipeline agent off until friday",
        "no pipeline agent until friday",
        "keep the pipeline agent quiet until friday",
        "would you mind pausing the pipeline agent until friday",
        "I want the pipeline agent to stop running until close of business friday",
        "the pipeline agent should take a break until friday",
    ),
    "resume the analytics agent": (
        "take the analytics agent off hold",
        "lift the pause on the analytics agent",
        "analytics agent back on please",
        "let the analytics agent run again",
    ),
    "run the forecasting agent at 6pm": (
        "one more run of the forecasting agent at 6pm",
        "I need the forecasting agent to run at 6pm",
        "start a run of the forecasting agent at 6pm",
    ),
    "reset the pipeline agent": (
        "bring the pipeline agent back to the standard setup",
        "undo all customisation on the pipeline agent",
    ),
    "set activity gap to 12 days": ("treat as cold after 12 days", "a deal is cold after 12 days without activity"),
    "set max open deals to 35": ("nobody should carry more than 35 open deals",),
    "set coverage ratio to 4": ("we want 4x coverage from now on", "let's go with 4 for the coverage ratio"),
    "activate the audit prep playbook": ("time for the audit prep playbook", "audit prep playbook, activate pls"),
    "deactivate the audit prep playbook": (
        "get us off the audit prep playbook",
        "audit's done, kill the audit prep playbook",
    ),
    "snapshot analytics and reset analytics": (
        "before you reset analytics, take a snapshot of analytics",
        "reset analytics but snapshot analytics first",
    ),
}


@pytest.mark.row("S2-17", "S4-66")
@pytest.mark.parametrize(("plain", "wordings"), ORDERS.items())
def test_an_order_in_another_voice_is_the_same_order(plain: str, wordings: tuple[str, ...]) -> None:
    expected = read(plain)
    assert expected[0] == "control"
    for wording in wordings:
        assert read(wording) == expected, wording


@pytest.mark.parametrize(
    "question",
    [
        "which agents are paused",
        "is the pipeline agent off?",
        "who switched off the analytics agent",
        "deals that need approval",
        "reps with more than 40 open deals",
        "which playbooks are on",
        "deals cold for more than 12 days",
        "what is the stale threshold",
    ],
)
def test_a_question_about_the_same_things_gives_no_order(question: str) -> None:
    assert read(question)[0] == "query"


RULES = {
    "require my approval for deals over 400k": (
        "ask me before closing deals over 400k",
        "deals over 400k can't close without my OK",
        "nothing over 400k closes without me",
    ),
    "when a deal has no next step, nudge the owner": (
        "a deal has no next step? nudge the owner",
        "make it so that when a deal has no next step you nudge the owner",
        "in the event that a deal has no next step, have the rep chased",
    ),
    "when an EMEA deal is stalled, flag it": ("flag EMEA deals when they are stalled",),
}


@pytest.mark.row("S2-37")
@pytest.mark.parametrize(("plain", "wordings"), RULES.items())
def test_a_rule_in_another_voice_is_the_same_rule(plain: str, wordings: tuple[str, ...]) -> None:
    expected = read(plain)
    assert expected[0] == "rule"
    for wording in wordings:
        assert read(wording) == expected, wording


def test_a_rule_that_tells_a_stranger_asks_who_that_is() -> None:
    kind, meant = read("alert Patrick when a deal stalls")
    assert (kind, meant["clarify"]["slot"]) == ("ambiguous", "person")


@pytest.mark.row("S4-68")
@pytest.mark.parametrize(
    ("before", "wordings", "whole"),
    [
        (
            "pause the pipeline agent until monday",
            ("no, until wednesday", "scratch that, wednesday", "not monday, wednesday", "wednesday instead"),
            "pause the pipeline agent until wednesday",
        ),
        (
            "raise the stale threshold to 45 days for EMEA",
            ("not EMEA, APAC", "sorry, APAC instead", "APAC, not EMEA"),
            "raise the stale threshold to 45 days for APAC",
        ),
        (
            "alert me when a deal over $500k has no activity in 7 days",
            ("make it 10 days", "10 days not 7", "no, 10 days"),
            "alert me when a deal over $500k has no activity in 10 days",
        ),
        ("qualification deals in latam", ("not latam, emea", "no, emea", "oops, EMEA"), "qualification deals in emea"),
    ],
)
def test_a_correction_in_any_words_is_the_whole_meaning(before: str, wordings: tuple[str, ...], whole: str) -> None:
    for wording in wordings:
        assert read(wording, before) == read(whole), wording
