"""Words that change a setting are read exactly, and words that only sound like it are left alone."""

from datetime import date, timedelta

import pytest

from domain import thresholds
from domain.rehearsal import Candidate, rehearse
from domain.tuning import TUNABLE, Unreadable, Wish, stages_of, wanted, wishes_in, wishes_of, with_stage

TODAY = date(2026, 11, 20)


@pytest.mark.row("S2-42")
@pytest.mark.parametrize(
    ("said", "name", "value", "scope"),
    [
        ("stale after 21 days in negotiation for West", "pipeline.stale_days", 21, ("negotiation", "West")),
        ("please set the stale days to 2 weeks for SMB", "pipeline.stale_days", 14, ("SMB",)),
        ("Quiet hours from 6 pm", "quiet.from_hour", 18, ()),
        ("my quiet hours until 9", "quiet.until_hour", 9, ("me",)),
        ("approval above $50k for the pipeline agent", "guard.large_deal_amount", 50_000, ("pipeline",)),
        ("make the pipeline agent aggressive", "nudge.aggressiveness", "aggressive", ()),
        ("set tone to formal for Enterprise", "nudge.tone", "formal", ("Enterprise",)),
        ("holidays 2026-12-25, 2026-12-26", "quiet.holidays", ("2026-12-25", "2026-12-26"), ()),
        ("required fields for Proposal: amount, close date", "required_fields.stages", ("amount", "close_date"),
         ("Proposal",)),
        ("require next step in Negotiation", "required_fields.stages", ("next_step",), ("Negotiation",)),
    ],
)  # fmt: skip
def test_a_setting_its_value_and_for_whom_are_read(said, name, value, scope):
    (wish,) = wishes_in(said)
    assert (wish.name, wish.value, wish.scope) == (name, value, scope)


@pytest.mark.parametrize(
    "said",
    [
        "show stalled deals", "deals in negotiation for West", "uploads", "holidays", "conversations with Acme",
        "large deals over 50k", "stale days for EMEA", "set tone to angry", "amount change over 20k", "how stale is it",
        "stale after 21 days maybe", "require patience in negotiation", "", "set", "quiet hours",
    ],
)  # fmt: skip
def test_words_that_only_sound_like_it_change_nothing(said):
    assert wishes_in(said) == ()


def test_half_an_hour_is_said_to_be_none():
    with pytest.raises(Unreadable, match="whole hour"):
        wishes_in("quiet hours from 17:30")


def test_every_name_of_a_setting_is_one_settings_alone():
    said = [say for tunable in TUNABLE.values() for say in tunable.says]
    assert len(said) == len(set(said))
    assert set(TUNABLE) <= set(thresholds.THRESHOLDS)


@pytest.mark.parametrize(
    ("op", "value", "now", "then"),
    [("increase", 5, 30, 35), ("decrease", 5, 30, 25), ("multiply", 0.5, 30, 15), ("set", 9, 30, 9)],
)
def test_a_relative_change_starts_from_what_holds_now(op, value, now, then):
    assert wanted(Wish(name="pipeline.stale_days", op=op, value=value), now) == then


@pytest.mark.parametrize(
    ("op", "now", "then"),
    [("increase", "aggressive", "aggressive"), ("decrease", "balanced", "conservative")],
)
def test_more_and_less_pushy_are_a_step_and_stop_at_the_ends(op, now, then):
    assert wanted(Wish(name="nudge.aggressiveness", op=op, value=""), now) == then


def test_a_command_that_cannot_be_made_yet_is_left_alone():
    change = {"threshold": "anomaly_sensitivity", "op": "set", "value": "high"}
    assert wishes_of({"action": "adjust_threshold", "args": {"changes": [change]}}) is None
    stale = {"threshold": "stale_days", "op": "set", "value": 21}
    assert wishes_of({"action": "adjust_threshold", "args": {"changes": [stale], "until": "friday"}}) is None
    assert wishes_of({"action": "pause", "args": {}}) is None


def test_the_fields_of_stages_are_kept_side_by_side():
    kept = with_stage(with_stage((), "s1", ("amount",)), "s2", ("amount", "next_step"))
    assert stages_of(kept) == {"s1": ("amount",), "s2": ("amount", "next_step")}
    assert stages_of(with_stage(kept, "s1", ())) == {"s1": (), "s2": ("amount", "next_step")}


@pytest.mark.row("S2-45")
def test_a_rehearsed_week_paces_messages_and_rests_its_weekend():
    due = (("stale", TODAY - timedelta(days=30)),)
    deals = [Candidate(id=f"d{n}", name=f"D{n}", owner_id="r", manager_id="m", worth=n, due=due) for n in range(5)]
    week = rehearse(deals, TODAY, thresholds.defaults())
    by_level = {one.level: one for one in week.levels}
    assert (week.first, week.last) == (date(2026, 11, 13), date(2026, 11, 19))
    assert by_level["conservative"].messages == 0
    assert (by_level["balanced"].messages, by_level["balanced"].deals) == (2, 5)
    assert (by_level["balanced"].escalations, by_level["aggressive"].escalations) == (0, 2)
    assert week.example == ("r", ("D4", "D3", "D2"))
