"""A subject said first, copies with one end, and what no list holds: kept, asked about or refused rightly."""

from __future__ import annotations

import pytest

from domain.language.intent import Ambiguous, Control, OutOfScope
from domain.query import Filter
from tests.domain.language.reader import read, spec_of

pytestmark = pytest.mark.row("S2-17")


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("customers: how many deals did we win", "account"),
        ("customers - how many deals did we win", "account"),
        ("reps: how many deals did we win", "owner"),
    ],
)
def test_deals_are_counted_for_the_subject_said_first(text: str, group: str) -> None:
    spec = spec_of(text)
    assert (spec.entity, spec.measures, spec.group_by) == ("opportunity", ("count",), (group,))
    assert spec.filters == (Filter(field="status", op="eq", value="won"),)


@pytest.mark.parametrize(
    "text",
    [
        "strategic accounts - which have no open deals",
        "strategic accounts: which have no open deals",
        "which strategic accounts have no open deals",
    ],
)
def test_a_subject_before_a_sign_keeps_what_it_has_none_of(text: str) -> None:
    spec = spec_of(text)
    assert spec.entity == "account"
    assert set(spec.filters) == {
        Filter(field="tag", op="eq", value="Strategic"),
        Filter(field="open_count", op="eq", value=0),
    }


@pytest.mark.parametrize(
    "text",
    [
        "enterprise customers - which have no open deals",
        "which enterprise accounts have no open deals",
        "EMEA accounts with no open deals",
    ],
)
def test_accounts_without_deals_cannot_be_found_by_what_only_deals_have(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, OutOfScope), (text, intent)
    assert "accounts without any such deal" in intent.sentence


@pytest.mark.parametrize("text", ["high value deals", "high value deals in EMEA", "high value opps closing this month"])
def test_where_a_high_value_begins_is_asked(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous), (text, intent)
    assert intent.slot == "threshold"


def test_a_high_value_with_its_number_is_read() -> None:
    assert spec_of("high value deals over 200k").filters == (Filter(field="amount", op="gt", value=200_000),)


@pytest.mark.parametrize(
    ("text", "from_", "to"),
    [
        ("same settings for EMEA as for APAC", {"region": "APAC"}, {"region": "EMEA"}),
        ("the same thresholds for Jess as for Priya", {"user": "Priya Raman"}, {"user": "Jess Novak"}),
        ("apply Priya's settings to Jess", {"user": "Priya Raman"}, {"user": "Jess Novak"}),
    ],
)
def test_the_same_for_one_as_for_another_is_a_copy(text: str, from_: dict[str, str], to: dict[str, str]) -> None:
    intent = read(text)
    assert isinstance(intent, Control), (text, intent)
    assert intent.meaning["action"] == "clone_config"
    assert (intent.meaning["args"]["from"], intent.meaning["args"]["to"]) == (from_, to)


def test_the_same_for_one_as_for_another_may_be_a_question() -> None:
    assert spec_of("same settings for EMEA as for APAC?").entity == "setting"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("copy the pipeline config to EMEA", "Whose settings shall EMEA get?"),
        ("copy pipeline config to Jess", "Whose settings shall Jess Novak get?"),
        ("clone EMEA's config", "Who shall get the settings of EMEA?"),
    ],
)
def test_the_end_that_a_copy_lacks_is_asked_for(text: str, question: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous), (text, intent)
    assert intent.question.startswith(question)


@pytest.mark.parametrize(
    "text",
    [
        "deals with amount changes over 20%",
        "deals with amount change above 10%",
        "which deals changed in value by over 20%",
        "deals where the amount dropped 20% this week",
    ],
)
def test_deals_are_not_listed_by_how_much_they_changed(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, OutOfScope), (text, intent)
    assert "what changed in the pipeline this week" in intent.sentence


@pytest.mark.parametrize(
    "text",
    [
        "who approved what this week",
        "what did I approve yesterday",
        "who rejected what this month",
        "what was approved this week",
        "how many approvals did I do yesterday",
    ],
)
def test_approvals_are_not_listed_by_who_decided(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, OutOfScope), (text, intent)
    assert "closed approvals this week" in intent.sentence


def test_what_the_refusals_offer_is_read() -> None:
    needs = Filter(field="needs", op="eq", value="approval")
    assert needs in spec_of("closed approvals this week").filters
    assert needs in spec_of("approvals this week").filters
    assert read("what changed in the pipeline this week").kind == "report"
    assert read("alert me when a deal's amount changes by more than 20%").kind == "rule"


def test_the_change_in_the_name_of_a_threshold_is_no_change() -> None:
    assert spec_of("what is the amount change threshold").entity == "setting"
