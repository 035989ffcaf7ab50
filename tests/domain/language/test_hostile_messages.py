"""Messages made to take long: what is tried is bounded by their length, and each is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language import draft as drafts
from domain.language.interpreter import understand
from domain.language.text import _SPELT_OUT, LONGEST, Token


@pytest.mark.parametrize(
    "said",
    [
        "by ",
        "the ",
        "and ",
        "1,",
        "1.",
        "7 ",
        "' ",
        ", ",
        "nothing can ",
        "make twice ",
        "vs. ",
        "5k-10k ",
        "is each of ",
    ],
)
def test_one_thing_over_and_over_is_answered(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted: list[int] = []
    draft = drafts.mentions

    def counted(tokens: Sequence[Token], *rest: Any) -> drafts.Draft:
        drafted.append(len(tokens))
        return draft(tokens, *rest)

    monkeypatch.setattr("domain.language.message.mentions", counted)
    assert understand((said * LONGEST)[:LONGEST], b2b(), today=TODAY["b2b"]).kind
    # Each token is looked at a few dozen times, not once for every token before it.
    assert sum(drafted) <= 40 * LONGEST


def test_what_is_longer_than_we_read_is_refused_before_it_is_read() -> None:
    refused = understand("by the " * 1000, b2b(), today=TODAY["b2b"])
    assert refused.kind == "out_of_scope"
    assert "7,000 characters" in str(getattr(refused, "sentence", ""))


def test_short_forms_of_numbers_begin_where_a_number_does() -> None:
    """A long number is tried once, not from each of its digits on."""
    tried = [pattern for pattern, _ in _SPELT_OUT if pattern.pattern.startswith("((?<!")]
    assert len(tried) == 3
    for pattern in tried:
        assert pattern.match("1" * 10, 5) is None
