"""A question's own phrases, and names that cannot pass for ours."""

from __future__ import annotations

import pytest

from domain.catalogue import CATALOGUE
from domain.query import AnyOf, FieldRef, Filter, Period, QuerySpec
from domain.wording import at_window, group_words, named, period_words, phrase, phrases

DEALS = CATALOGUE["opportunity"]


@pytest.mark.parametrize(
    ("field", "op", "value", "words"),
    [
        ("stage", "eq", "Negotiation", "in Negotiation"),
        ("stage", "in", ("Proposal", "Negotiation"), "in Proposal or Negotiation"),
        ("owner", "eq", "Ana Lima", "owned by Ana Lima"),
        ("owner", "ne", "Ana Lima", "not owned by Ana Lima"),
        ("manager", "eq", "Dana Cole", "under Dana Cole"),
        ("product", "eq", "GTX 500", "for “GTX 500”"),
        ("status", "eq", "open", "open"),
        ("status", "ne", "won", "not won"),
        ("amount", "gt", 50_000, "over USD 50,000"),
        ("amount", "between", (500, 1200), "between USD 500 and USD 1,200"),
        ("days_in_stage", "gt", 30, "in their stage for more than 30 days"),
        ("last_activity_days", "gte", 10, "without activity for at least 10 days"),
        ("pushed_count", "gte", 2, "pushed at least 2 times"),
        ("close_date", "lt", "@today", "closing before today"),
        ("close_date", "in", ("@quarter:-1",), "closing last quarter"),
        ("created", "gte", "2026-10-01", "created from 1 Oct 2026 on"),
        ("next_step", "is_null", None, "without a next step"),
        ("account", "not_null", None, "with an account"),
        ("account.is_new", "eq", True, "with new accounts"),
        ("account.is_new", "eq", False, "with existing accounts"),
        ("forecast_category", "eq", "Commit", "forecast as Commit"),
        ("win_rate", "lt", 0.5, "with a win rate below 50%"),
        ("amount", "gt", "a lot", "over a lot"),
    ],
)
def test_a_condition_reads(field, op, value, words):
    assert phrase(Filter(field=field, op=op, value=value), DEALS, "USD") == words


def test_either_condition_and_a_field_against_a_field_read():
    either = AnyOf(any=(Filter(field="stage", op="eq", value="Won"), Filter(field="amount", op="gt", value=5)))
    assert phrase(either, DEALS, "EUR") == "either in Won or over EUR 5"
    against = Filter(field="close_date", op="lt", value=FieldRef(field="created"))
    assert phrase(against, DEALS, "USD") == "with a close date before their creation date"


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("quarter:-1", "last quarter"), ("last:30d", "in the last 30 days"), ("2017-Q2", "in Q2 of 2017"),
        ("2026-12-12", "on 12 Dec 2026"), ("since:mar", "since March"), ("oct", "in October"), ("day:0", "today"),
        ("quarter:-2", "2 quarters ago"), ("dec..jan", "from December to January"), ("friday", "on Friday"),
    ],
)  # fmt: skip
def test_a_window_reads_as_a_time(window, words):
    assert at_window(window) == words


def test_the_verb_of_a_period_follows_the_question():
    period = Period(fields=("close_date",), window="quarter:-1")
    won = Filter(field="status", op="eq", value="won")
    assert period_words(period, QuerySpec()) == "closing last quarter"
    assert period_words(period, QuerySpec(filters=(won,))) == "last quarter"
    assert period_words(period, QuerySpec(measures=("win_rate",))) == "closed last quarter"
    assert period_words(Period(fields=("created",), window="week:0"), QuerySpec()) == "created this week"


@pytest.mark.parametrize("name", ["Acme", "Ana Lima", "Tailspin Toys", "O'Brien & Sons", "Müller AG"])
def test_a_plain_name_stands_as_it_is(name):
    assert named(name) == name


@pytest.mark.parametrize("name", ["GTX 500", "One Stop", "Half Moon", "1", "", "Acme. Ltd", "a@b", "50%", "Acme!", "½"])
def test_a_name_that_could_be_a_number_or_a_sentence_is_quoted(name):
    assert named(name) == f"“{name}”"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("http://evil.test", "“http evil.test”"),
        ("<http://x|y>", "“‹http x|y›”"),
        ("www.evil.test", "“www evil.test”"),
        ("a ” b", "a ' b"),
        ("two\nlines", "“two lines”"),
    ],
)
@pytest.mark.row("M6")
def test_a_name_cannot_open_a_link_or_end_its_quotation(name, shown):
    assert named(name) == shown


def test_a_long_name_is_cut_where_everybody_sees_it():
    assert named("x" * 300) == "x" * 79 + "…"


@pytest.mark.parametrize(
    ("label", "field", "words"),
    [
        ("2017-10", "close_date.month", "October 2017"), ("2017-Q4", "created.quarter", "Q4 of 2017"),
        ("2017", "close_date.year", "2017"), ("2017-10-02", "created.week", "the week of 2 Oct 2017"),
        ("No owner", "owner", "(no owner)"), ("", "account.sector", "(no sector)"), ("EMEA", "region", "EMEA"),
        ("No Limits", "account", "“No Limits”"), ("2017-10", "account", "“2017-10”"),
    ],
)  # fmt: skip
def test_a_group_is_named(label, field, words):
    assert group_words(label, field) == words


def test_a_phrase_of_the_question_never_is_a_bare_number():
    spec = QuerySpec(
        filters=(Filter(field="amount", op="gt", value=5), Filter(field="days_in_stage", op="gt", value=30)),
        having=(Filter(field="count", op="gt", value=3),),
        time=Period(fields=("close_date",), window="2017"),
    )
    said = list(phrases(spec, "USD"))
    assert "in 2017" in said
    assert not [one for one in said if one.replace(",", "").replace(".", "").isdigit()]
