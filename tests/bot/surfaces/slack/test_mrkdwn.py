"""Wording as text objects: styled where that is safe, plain where it is not, never longer than asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.surfaces.marks import Span, spans, visible
from bot.surfaces.slack.mrkdwn import clip, escaped, plain_text, size, text_objects
from tests.bot.surfaces import a_card


def one(text):
    (found,) = text_objects(spans(text), 3000)
    return found["text"] if found["type"] == "mrkdwn" else found


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("**bold** _it_ `c`", "*bold* _it_ `c`"),
        ("** spaced **", " *spaced* "),
        ("**two\nlines**", "*two*\n*lines*"),
        ("**glued**on", "gluedon"),
        ("snake_case at 10:30:45", "snake_case at 10:30:45"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("`a*b_c`", "`a*b_c`"),
    ],
)
def test_our_marks_in_slacks_words(text, drawn):
    assert one(text) == drawn


@pytest.mark.parametrize("text", ["2 * 3", "~gone~", "_x_ y".replace("_", "\\_"), "> quote", ":smile:", "a `b"])
@pytest.mark.row("C3")
def test_what_slack_would_format_goes_out_plain(text):
    assert one(text)["type"] == "plain_text"
    assert one(text)["emoji"] is False


@pytest.mark.row("C3")
def test_escaping_happens_once():
    assert escaped("<!channel> & &lt;") == "&lt;!channel&gt; &amp; &amp;lt;"


@given(text=a_card.words, style=st.sampled_from(["", "bold", "italic", "code"]), most=st.integers(50, 3000))
def test_pieces_fit_and_lose_nothing(text, style, most):
    pieces = text_objects([Span(text, style)], most)
    assert all(size(piece["text"]) <= most for piece in pieces)
    if style == "" and visible(text) == text:
        joined = "".join(
            piece["text"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            if piece["type"] == "mrkdwn"
            else piece["text"]
            for piece in pieces
        )
        assert "".join(joined.split()) == "".join(text.split())


@given(text=st.text() | a_card.words, most=st.integers(2, 200))
def test_a_cut_is_seen_and_never_too_long(text, most):
    cut = clip(text, most)
    assert size(cut) <= most
    assert cut == text or cut.endswith("…")


@pytest.mark.parametrize("text", ["", "   ", "\n", " " * 5000 + "x"])
def test_a_text_object_is_never_empty(text):
    assert plain_text(text, 100)["text"] == "–"
