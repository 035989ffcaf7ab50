"""Orders and rules said with their reasons, about several agents at once, or about whoever is to be told."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand
from domain.language.meaning import meaning


def read(text: str) -> tuple[str, dict[str, Any]]:
    return meaning(understand(text, b2b(), today=TODAY["b2b"]))


SAME = {
    # A reason orders nothing.
    "cancel the activity summary": ("cancel the scheduled activity summary, nobody is reading it anyway",),
    "no stale warnings for humongous insurance": (
        "no stale warnings for humongous insurance please, they always take forever",
    ),
    "pause the pipeline agent": (
        "pause the pipeline agent, it's way too noisy",
        "pause the pipeline agent because reps hate it",
    ),
    "stop nudging kenji": ("stop nudging kenji, he's on leave",),
    "mute alerts for contoso": ("mute alerts for contoso, dana asked for it",),
    # Nor does what stays as it is.
    "reset the stale threshold for pipeline": (
        "put just the stale threshold back to default for pipeline, leave the rest alone",
        "reset the stale threshold for pipeline, nothing else",
    ),
    # Courtesies and hyphens of others.
    "run the stale scan": (
        "Kindly run the stale scan once",
        "kindly do the needful and execute the stale scan once again",
    ),
    "rerun forecasting": ("re-run forecasting",),
    "have the pipeline agent run the hygiene check": ("run the hygiene check of the pipeline agent",),
    "copy the EMEA pipeline config to APAC": ("take the EMEA pipeline config and put it on APAC too",),
    "trigger workflow win-back when a deal is lost": ("when a deal is lost, kindly trigger the win-back workflow",),
    "mute nudges for Tom's deals": ("mute the nudges on all of Tom's deals",),
    # Each agent in its own state.
    "pause pipeline, then resume forecasting": (
        "pipeline off and forecasting on",
        "turn pipeline off and forecasting back on",
    ),
    "activate the new rep playbook, then deactivate the pipeline cleanup playbook": (
        "new rep playbook on, pipeline cleanup off",
    ),
    "deactivate the new rep playbook, then pause all agents until monday 7:30": (
        "new rep playbook off, and everything paused til mon 7:30",
    ),
    "resume pipeline, then pause analytics until friday": ("pipeline agent on, analytics off until friday",),
    # What goes on as before is not ordered.
    "pause pipeline": ("pause pipeline; analytics can carry on",),
    "make the pipeline agent less pushy": ("the pipeline agent is too pushy",),
    "resume analytics": ("remove the pause from analytics",),
    "deactivate the quarter end playbook, then activate the audit prep playbook": (
        "turn the quarter end playbook off and the audit prep one on",
    ),
    "pause forecasting and analytics": (
        "pause forecasting and analytics but keep pipeline running",
        "pause everything but leave pipeline on",
    ),
    "resume forecasting": ("resume forecasting but keep pipeline paused",),
    "pause the pipeline agent for Contoso": (
        "keep the pipeline agent away from Contoso",
        "pipeline agent shouldn't touch Contoso",
    ),
    "set stale days to 30 and activity gap to 10 for AMER": ("set stale to 30 and activity gap to 10 for AMER",),
    "make the pipeline agent gentler": ("tell the pipeline agent to be a bit gentler",),
    # Conditions in other words, none of them lost.
    "nudge the owner when a deal has no activity in 10 days": (
        "nudge owners when nothing has happened on a deal in 10 days",
    ),
    "escalate proposals to Dana when they are untouched for 2 weeks": (
        "escalate untouched proposals to Dana after 2 weeks",
    ),
    "flag deals with no close date": ("mark deals with no close date as risky",),
    "alert me whenever a deal over 100k is closed lost": ("I want to hear about every closed lost over 100k",),
    # Whoever is to be told.
    "alert marcus when a deal over 500k closes": (
        "marcus should be told when a deal over 500k closes",
        "make sure marcus hears about it when a deal over 500k closes",
        "i want marcus to get an alert when a deal over 500k closes",
        "send marcus an alert when a deal over 500k closes",
        "when a deal over 500k closes, marcus gets a ping",
    ),
    "alert #sales when a deal over 500k closes": ("post an alert in #sales when a deal over 500k closes",),
    "alert #sales and marcus when a deal over 500k closes": (
        "post in #sales and tell marcus when a deal over 500k closes",
    ),
    "alert #emea-desk when coverage for EMEA is under 3": ("coverage under 3 in EMEA, post to #emea-desk",),
    # What leads several thresholds holds for each.
    "set activity gap to 10 days for LATAM and stale days to 21 for LATAM": (
        "for LATAM: set activity gap to 10 days and stale days to 21",
        "in LATAM set activity gap to 10 days and stale days to 21",
    ),
    "lower the stale threshold for EMEA": ("stale threshold a bit lower for EMEA",),
    "undo all the nudges of the pipeline agent since monday": (
        "pull back all the nudges the pipeline agent has sent since monday",
    ),
}


@pytest.mark.row("S2-17")
@pytest.mark.parametrize(("plain", "typed"), [(plain, typed) for plain, many in SAME.items() for typed in many])
def test_it_means_what_the_plain_order_means(plain: str, typed: str) -> None:
    kind, meant = read(plain)
    assert kind in ("control", "rule", "report")
    assert _sorted(read(typed)) == _sorted((kind, meant))


def _sorted(found: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    when = found[1].get("args", {}).get("when")
    return (
        found
        if when is None
        else (found[0], {**found[1], "args": {**found[1]["args"], "when": sorted(when, key=repr)}})
    )


@pytest.mark.parametrize(
    "typed",
    [
        "leave wingtip alone until monday",
        "pipeline agent: leave Wingtip alone until end of month, i.e. paused",
    ],
)
def test_what_may_bind_an_order_is_no_reason(typed: str) -> None:
    kind, meant = read(typed)
    assert kind == "ambiguous" or meant["args"], meant


def test_who_watches_is_not_who_is_told() -> None:
    assert read("tell me when a deal of marcus's team gets an email")[1].get("args", {}).get("then") in (
        None, [{"do": "alert", "to": ["@me"]}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("10-4", "ack"),
        ("Goedemorgen! Morning all", "greeting"),
        ("vielen dank!", "thanks"),
        ("wait are you an actual person or a bot", "identity"),
        ("This is bloody useless.", "frustration"),
        ("Kindly tell what all things you can do for me", "help"),
        ("you absolute legend", "thanks"),
        ("mornin' from a very cold Des Moines", "greeting"),
    ],
)
def test_courtesies_of_others_are_courtesies(text: str, reply: str) -> None:
    assert read(text) == ("smalltalk", {"reply": reply})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("if win rate for SMB deviates more than 10% tell Renee", {"field": "team", "op": "eq", "value": "SMB"}),
        (
            "escalate proposals to Dana when they are untouched for 2 weeks",
            {"field": "stage", "op": "eq", "value": "Proposal"},
        ),
        ("tell Kenji's manager when his deals go stale", {"field": "owner", "op": "eq", "value": "Kenji Watanabe"}),
    ],
)
def test_a_rule_is_never_about_more_than_it_says(text: str, kept: dict[str, str]) -> None:
    assert kept in read(text)[1]["args"]["when"]


def test_each_amount_is_for_its_own_region() -> None:
    changes = read("raise stale days by 5 for EMEA and by 10 for APAC")[1]["args"]["changes"]
    assert [(c["value"], c["scope"]) for c in changes] == [(5, {"region": "EMEA"}), (10, {"region": "APAC"})]


def test_what_is_taken_out_of_a_forecast_stays_out() -> None:
    assert read("take the 3 biggest deals out. What's the forecast then?") == read(
        "forecast without the 3 biggest deals"
    )
