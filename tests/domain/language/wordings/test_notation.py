"""The notation of wordings: every sign of it by example, what is none, and that nothing repeats without bound."""

from __future__ import annotations

import json
import re

import pytest

from bench.companies import OWN_QUESTIONS
from domain.language.text import tokens
from domain.language.wordings.notation import BadWording, Wording, in_other_words, lines, wording
from domain.language.wordings.slots import SHAPES, SLOTS
from domain.language.wordings.tables import MESSAGES, TEXTS


@pytest.mark.parametrize(
    ("said", "read", "before", "after"),
    [
        # Words, as whole words.
        ("over and done", "past due", "deals over and done?", "deals past due?"),
        ("past", "late", "past pasture past-due", "late pasture late-due"),
        # What may be missing.
        ("[the|our] lot", "all", "our lot", "all"),
        ("[the|our] lot", "all", "a lot", "a all"),
        ("the [whole] lot [of it]", "all", "the lot of it", "all"),
        # One of several.
        ("{stuck|well and truly stalled} deals", "stale deals", "well and truly stalled deals", "stale deals"),
        ("gone|lapsed", "past", "lapsed", "past"),
        # Letters.
        ("deal(s) going", "open deals", "deal going", "open deals"),
        ("pipelin* please", "pipeline", "pipelining please", "pipeline"),
        ("week~by~week", "weekly", "week-by week", "weekly"),
        # Slots.
        ("the month of <month>", "in <month>", "the month of june", "in june"),
        ("<which: last|this> <unit>s", "<which> <unit>'s", "this years", "this year's"),
        ("<unit>~by~<unit>", "by <unit>", "day by day", "by day"),
        ("<unit>~by~<unit>", "by <unit>", "day by week", "day by week"),
        ("<unit> by <unit2>", "<unit2> by <unit>", "day by week", "week by day"),
        ("<mm>/<year>", "<year>-<mm>", "3/2017", "2017-03"),
        # Both ends.
        ("^list it $", "list", "list it?", "list"),
        ("^list it $", "list", "please list it", "please list it"),
        # Anything between, or after.
        ("take ... out", "without", "take all of contoso out now", "without now"),
        ("weather ...", "weather", "weather in rome", "weather"),
        # What stands around.
        ("no (before deals|opps)", "exclude", "no opps", "exclude opps"),
        ("no (before deals|opps)", "exclude", "no oppose", "no oppose"),
        ("no (not before deals|opps)", "exclude", "no opps, no leads", "no opps, exclude leads"),
        ("(after the) past", "last", "the past", "the last"),
        ("(not after the) past", "last", "the past", "the past"),
        ("year (before $)", "this year", "a year?", "a this year?"),
        ("no (before ... {please|pls})", "exclude", "no deals of tom please", "exclude deals of tom please"),
        ("no (before <month>)", "exclude", "no march", "exclude march"),
        # Signs of the notation as themselves.
        ("\\(both\\)", "", "tom (both) and ann", "tom and ann"),
        # The example.
        ("{shave|knock} <much> off [the] <setting>", "lower the <setting> by <much>",
         "shave 5 days off the activity gap", "lower the activity gap by 5 days"),
    ],
)  # fmt: skip
def test_a_line_reads(said: str, read: str, before: str, after: str) -> None:
    assert in_other_words([(said, read)])(before) == after


@pytest.mark.parametrize(
    ("said", "read", "why"),
    [
        ("{gone|past", "past due", "do not pair"),
        ("{gone]", "past due", "closed by"),
        ("gone}", "past due", "do not pair"),
        ("gone in <mnth>", "past due", "no slot is called “mnth”"),
        ("gone in june", "past <month>", "does not say"),
        ("deal[s]", "deals", "letters that may be missing"),
        ("[the] [our]", "all", "may all be missing"),
    ],
)
def test_what_is_not_in_the_notation_is_told(said: str, read: str, why: str) -> None:
    with pytest.raises(BadWording, match=re.escape(why)):
        wording(said, read)


def test_lines_of_tokens_stand_between_spaces() -> None:
    (line,) = lines([("gone", "past")], tokens=True)
    assert line.said.search("gone - by")
    assert not line.said.search("gone-by")


def all_lines() -> list[Wording]:
    return [*lines(*TEXTS), *lines(*MESSAGES, tokens=True)]


UNBOUNDED = re.compile(r"(?<!\\)[*+]|\{\d*,\}")
MANY_WORDS = re.compile(r"\{0,(?:[4-9]|\d\d)\}\??")


def test_nothing_repeats_without_bound() -> None:
    """A hostile message costs lines times its length: nothing is repeated for as long as the text goes on."""
    assert [name for name, shape in SHAPES.items() if UNBOUNDED.search(shape)] == []
    assert [line.said.pattern for line in all_lines() if UNBOUNDED.search(line.said.pattern)] == []


def test_no_line_tries_many_ways_to_share_words_out() -> None:
    """At most two slots of many words, each of known length: what is tried at one place is bounded, and small."""
    many = {name: len(MANY_WORDS.findall(shape)) for name, shape in SHAPES.items()}
    assert max(many.values()) == 1
    said = [text for tables in (TEXTS, MESSAGES) for table in tables for text, _ in table]
    for text in (*said, *SLOTS.values()):
        assert sum(text.count(f"<{name}>") for name, times in many.items() if times and name != "is") <= 2, text


@pytest.mark.parametrize("line", all_lines(), ids=lambda line: line.said.pattern[:40])
def test_a_line_is_never_passed_over_where_a_message_says_it(line: Wording) -> None:
    for said in MESSAGES_OF_OURS:
        if line.said.search(said):
            assert line.may_be_in(set(re.findall(r"\w+", said)))


MESSAGES_OF_OURS = [
    said
    for row in map(json.loads, OWN_QUESTIONS.read_text(encoding="utf-8").splitlines())
    for said in (row["text"].lower(), " ".join(t.text for t in tokens(row["text"])))
]
