"""Our own marks read once, and nothing hidden left hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.surfaces.marks import Span, spans, unmarked, visible
from domain.cards import plain
from tests.bot.surfaces import a_card


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("plain", (Span("plain"),)),
        ("**12** deals", (Span("12", "bold"), Span(" deals"))),
        ("_about_ `x`", (Span("about", "italic"), Span(" "), Span("x", "code"))),
        ("days_in_stage and next_step", (Span("days_in_stage and next_step"),)),
        ("a * b ** c", (Span("a * b ** c"),)),
        ("**open", (Span("**open"),)),
        ("****", (Span("****"),)),
        (r"**\*Acme\*** wins", (Span("*Acme*", "bold"), Span(" wins"))),
        (r"C:\temp", (Span(r"C:\temp"),)),
        ("", ()),
    ],
)
def test_marks_become_styles(text, read):
    assert spans(text) == read


@given(text=st.text() | a_card.words)
def test_record_text_that_went_through_plain_comes_out_unchanged(text):
    assert spans(plain(text)) == ((Span(text),) if text else ())


@given(before=st.text(alphabet="ab *_`", max_size=9), record=st.text(alphabet="*_`\\ab ", max_size=9))
def test_record_text_inside_our_own_marks_stays_what_it_is(before, record):
    assert record in unmarked(f"x **{plain(record)}** y") if record else True
    assert unmarked(f"{plain(before)} **{plain('deal')}**").startswith(before)


@pytest.mark.timeout(60)
def test_hostile_marks_cannot_stop_the_reader():
    """Read in steps that grow with the square of the length, these would take minutes."""
    for text in ("(_a" * 13_000, "`" * 40_001, "**" * 20_000, "\\" * 40_000, "_ " * 20_000, "(_a`**" * 6_000):
        spans(text)


@pytest.mark.parametrize(("text", "seen"), a_card.HIDING.items())
@pytest.mark.row("C3")
def test_what_hides_is_written_out(text, seen):
    assert visible(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        *a_card.NAUGHTY,
        "👩\u200d👩\u200d👧",
        "می\u200cخواهم",
        "❤\ufe0f 1\ufe0f\u20e3",
        "葛\U000e0100城",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "e\u0301 \u0301",
        "\u0600 \u06dd",
    ],
)
@pytest.mark.row("C6")
def test_what_is_only_unusual_stays_byte_for_byte(text):
    assert visible(text) == text


@pytest.mark.parametrize(
    "text", ["Ac\u200dme", "a\u200cb", "\U000e0067\U000e0062", "x\ufe0e\ufe0f", "\u2028", "\x1b[31m"]
)
@pytest.mark.row("C3")
def test_joiners_selectors_and_tags_without_honest_work_are_written_out(text):
    assert "⟨U+" in visible(text)


@given(text=st.text())
def test_nothing_is_hidden_twice_and_nothing_is_lost(text):
    assert visible(visible(text)) == visible(text)
    assert len(visible(text)) >= len(text)
