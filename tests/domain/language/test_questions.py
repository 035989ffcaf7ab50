"""Graded messages: ours, and the public sample where its data is here."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from bench import grade_questions as grader
from bench.companies import OWN_QUESTIONS, TODAY, data, names_of
from bench.eval import graded
from domain.language.intent import Ambiguous, Query
from domain.language.interpreter import understand, understand_text_in_context

NEEDS_DATA = pytest.mark.skipif(
    not os.environ.get("QUARTERMASTER_DATA"), reason="QUARTERMASTER_DATA is not set: the public data is not here."
)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_our_own_messages_are_in_the_format_and_of_every_kind() -> None:
    gold = grader.read_gold(OWN_QUESTIONS)
    assert len(gold) >= 250
    assert {row["kind"] for row in gold.values()} == {
        "query", "control", "rule", "report", "forecast", "smalltalk", "out_of_scope", "ambiguous",
    }  # fmt: skip


@pytest.mark.row("S2-17", "S2-37")
def test_our_own_messages_are_understood_without_harm() -> None:
    found, _ = graded(OWN_QUESTIONS)
    assert [grader.explain(g) for g in found if g.harm] == []
    assert [grader.explain(g) for g in found if not g.exact] == []


@NEEDS_DATA
@pytest.mark.row("S2-17", "S2-37", "S4-65")
def test_every_sample_message_is_understood_without_harm() -> None:
    folder = data()
    assert folder is not None
    found, _ = graded(folder / "questions_sample.jsonl")
    assert len(found) == 60
    assert [grader.explain(g) for g in found if g.harm or not g.exact] == []


@pytest.mark.row("S4-65")
def test_a_picked_choice_is_no_longer_the_same_question() -> None:
    asked = 0
    for row in rows(OWN_QUESTIONS):
        names = names_of(row["dataset"])
        if names is None or row["kind"] != "ambiguous":
            continue
        today = TODAY[row["dataset"]]
        intent = understand(row["text"], names, today=today)
        assert isinstance(intent, Ambiguous)
        for choice in intent.choices:
            again = understand(choice.text, names, today=today)
            same = isinstance(again, Ambiguous) and again.slot == intent.slot
            assert not same or again.question != intent.question, (row["text"], choice.text)
            asked += 1
    assert asked > 30


def test_the_reading_names_every_value_window_measure_group_and_limit() -> None:
    read = 0
    for row in rows(OWN_QUESTIONS):
        names = names_of(row["dataset"])
        if names is None or row["kind"] != "query":
            continue
        today = TODAY[row["dataset"]]
        intent = understand_text_in_context(row["text"], row["context"], names, today=today)
        assert isinstance(intent, Query)
        reading, spec = intent.reading.casefold(), intent.spec
        for condition in spec.filters:
            for one in getattr(condition, "any", (condition,)):
                for value in one.value if isinstance(one.value, tuple) else (one.value,):
                    if isinstance(value, str) and value[0] not in "$@":
                        assert value.casefold() in reading, (row["text"], reading)
        assert not spec.limit or str(spec.limit) in reading or spec.limit == 1
        assert len(spec.sort) == reading.count("sorted by")
        assert not spec.group_by or " by " in reading
        assert not spec.time or "20" in reading
        read += 1
    assert read > 200


def shares(changed: list[dict[str, Any]], tmp_path: Path) -> tuple[float, int]:
    """(share exact, rows with harm) of changed rows."""
    path = tmp_path / "changed.jsonl"
    path.write_text("\n".join(map(json.dumps, changed)), encoding="utf-8")
    found, _ = graded(path)
    return sum(g.exact for g in found) / len(found), sum(bool(g.harm) for g in found)


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda t: f"hey qm, can you {t} please",
        lambda t: f"ok so {t} thanks!",
        lambda t: t.rstrip("?!.") + "...",
    ],
    ids=["capitals", "asked nicely", "thanked for", "dots"],
)
def test_courtesies_and_capitals_change_nothing(change: Any, tmp_path: Path) -> None:
    changed = [r | {"text": change(r["text"])} for r in rows(OWN_QUESTIONS)[::3] if r["kind"] != "smalltalk"]
    exact, harm = shares(changed, tmp_path)
    assert exact >= 0.99
    assert harm == 0


def test_a_typing_slip_in_a_long_word_is_nearly_always_put_right(tmp_path: Path) -> None:
    dice = random.Random(20)
    changed = []
    for row in rows(OWN_QUESTIONS):
        words = row["text"].split(" ")
        long = [i for i, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
        if long and row["kind"] not in ("smalltalk", "out_of_scope"):
            i = dice.choice(long)
            at = dice.randrange(1, len(words[i]) - 2)
            words[i] = words[i][:at] + words[i][at + 1] + words[i][at] + words[i][at + 2 :]
            changed.append(row | {"text": " ".join(words)})
    exact, harm = shares(changed, tmp_path)
    assert exact >= 0.95
    assert harm <= len(changed) * 0.005
