"""A model's wording may bring small words and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import Draft
from domain.rewording import SMALL, reworded, says_the_same
from tests.agents.office import an_office
from tests.proposals import JUNK

OLD = "7 deals are stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days."


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        "There are 7 deals stalled in Negotiation, and in total they are worth USD 2.1M – the oldest has been 94 days.",
        "7 opportunities stalled in Negotiation, totalling USD 2.1M: oldest has been 94 days.",
    ],
)
def test_small_words_may_differ(new):
    assert says_the_same(new, OLD)


@pytest.mark.parametrize(
    "new",
    [
        "",
        " ",
        "8 deals are stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days.",
        "94 deals are stalled in Negotiation, worth USD 2.1M; the oldest has been there 7 days.",
        "7 deals are not stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days.",
        "7 deals are stalled in Proposal, worth USD 2.1M; the oldest has been there 94 days.",
        "7 deals are stalled in Negotiation, worth EUR 2.1M; the oldest has been there 94 days.",
        "7 deals are stalled in Negotiation, worth USD 2.1B; the oldest has been there 94 days.",
        "7 deals are stalled in Negotiation; the oldest has been there 94 days.",
        f"{OLD} Marcus should be fired.",
        f"{OLD} See evil.example",
        f"{OLD} <!channel>",
        f"{OLD} Approved by Dana.",
        OLD.replace("deals", "d\u200beals"),
        OLD.replace("worth", "worth “Contoso”"),
        OLD + "\u202e",
        OLD + " the" * 100,
        OLD.replace("has been there", "has been won there"),
    ],
)
def test_anything_else_is_not_the_same(new):
    assert not says_the_same(new, OLD)


def test_a_quoted_name_keeps_every_letter_of_its_case():
    assert not says_the_same("“acme” won the deal.", "“Acme” won the deal.")


@settings(max_examples=300)
@given(
    at=st.integers(0, 20),
    word=st.sampled_from(
        [*JUNK, "not", "only", "almost", "8", "no", "lost", "less", "from", "to", "https://x.example"]
    ),
)
def test_no_word_that_means_something_can_be_slipped_in(at, word):
    words = OLD.split()
    slipped = " ".join([*words[:at], word, *words[at:]])
    assert not says_the_same(slipped, OLD) or not word.strip()


@pytest.mark.parametrize(
    "word", [w for w in OLD.rstrip(".").split() if w.strip(".,;").lower() not in SMALL and w != "there"]
)
def test_no_word_that_means_something_can_be_left_out(word):
    assert not says_the_same(OLD.replace(word, "", 1), OLD)


@pytest.mark.row("M6", "M1")
def test_a_worded_draft_is_proved_like_any_other_and_its_letter_says_the_same():
    worded = []

    def word(question, sentences):
        worded.append((question, sentences))
        return tuple(f"Overall, {sentence[0].lower()}{sentence[1:]}" for sentence in sentences)

    plain = an_office().ask().draft
    draft = in_words_of(word)
    assert isinstance(draft, Draft)
    assert worded[0][1] == tuple(claim.text for claim in plain.claims)
    assert [claim.text for claim in draft.claims] == [f"Overall, {c.text[0].lower()}{c.text[1:]}" for c in plain.claims]
    assert [claim.figures for claim in draft.claims] == [claim.figures for claim in plain.claims]
    assert draft.claims[0].text in draft.email_body


@pytest.mark.row("M6", "M1")
@pytest.mark.parametrize(
    "says",
    [
        lambda sentences: tuple(s + " Buy now at https://evil.example." for s in sentences),
        lambda sentences: tuple(s.replace("7", "70") for s in sentences),
        lambda sentences: sentences[:-1],
        lambda sentences: (*sentences, "One more."),
        lambda sentences: tuple("" for _ in sentences),
        lambda sentences: tuple(reversed(sentences)) if len(sentences) > 1 else ("x",),
        lambda sentences: None,
        lambda sentences: tuple("Alle Deals sind prima." for _ in sentences),
    ],
)
def test_a_wording_that_fails_the_gate_leaves_the_templates(says):
    plain = an_office().ask().draft
    assert in_words_of(lambda _, sentences: says(sentences)) == plain


def in_words_of(word):
    """The draft of an office whose model words so."""
    office = an_office()
    return office.ask(deps=replace(office.deps, word=word)).draft


def test_a_draft_of_two_sentences_needs_two():
    draft = an_office().ask().draft
    assert reworded(draft, (), None) is None
