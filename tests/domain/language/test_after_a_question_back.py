"""“Same for EMEA” after a question back: the question stands, and a name nobody has is asked about."""

from __future__ import annotations

import pytest

from bench.companies import TODAY, b2b
from domain.language.intent import Ambiguous, OutOfScope, Query
from domain.language.interpreter import understand, understand_text_in_context

pytestmark = pytest.mark.row("S2-17")


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("big deals", "Where does “big” begin?"),
        ("deals for mike", "Whom do you mean by “mike”?"),
        ("who is the best rep", "Measured by what"),
    ],
)
def test_the_question_that_waits_is_asked_again(before: str, question: str) -> None:
    waiting = understand(before, b2b(), today=TODAY["b2b"])
    found = understand_text_in_context("same for EMEA", before, b2b(), today=TODAY["b2b"])
    assert isinstance(waiting, Ambiguous)
    assert isinstance(found, Ambiguous)
    assert found.question.startswith(f"I have not answered yet, because I asked: {question}")
    assert found.choices == waiting.choices


@pytest.mark.parametrize("text", ["same for west", "what about west", "and for west"])
def test_the_same_for_a_region_there_is_not_asks_for_the_region(text: str) -> None:
    found = understand_text_in_context(text, "open deals", b2b(), today=TODAY["b2b"])
    assert not isinstance(found, OutOfScope)
    assert isinstance(found, Ambiguous)
    assert (found.slot, "I know no region called “west”" in found.question) == ("region", True)


def test_an_answer_to_the_question_is_still_one() -> None:
    assert isinstance(understand_text_in_context("over 200k", "big deals", b2b(), today=TODAY["b2b"]), Query)


def test_nothing_before_it_is_said_so() -> None:
    found = understand("same for EMEA", b2b(), today=TODAY["b2b"])
    assert isinstance(found, Ambiguous)
    assert "No answer of mine comes before it" in found.question
