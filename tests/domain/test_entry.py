"""What people put into fields is stored exactly, or refused with a sentence that says what to do."""

import pytest

from domain.actions import BadChange
from domain.entry import entered, problems, visible

DEAL = "opportunity:update"


@pytest.mark.parametrize(
    ("field", "raw", "stored"),
    [
        ("amount", "120000", "120000.00"), ("amount", " $1,234.5 ", "1234.50"), ("amount", "USD 5", "5.00"),
        ("amount", "0", "0.00"), ("amount", "", None), ("amount", "90000000000000000", "90000000000000000.00"),
        ("close_date", "2026-12-31", "2026-12-31"), ("close_date", "", None),
        ("forecast_category", "best_case", "Best Case"), ("next_step", "  Call  ", "Call"),
        ("next_step", "日本語 ✓", "日本語 ✓"), ("next_step", "x" * 2000, "x" * 2000),
    ],
)  # fmt: skip
def test_a_value_is_stored_in_one_form(field, raw, stored):
    assert entered(DEAL, {field: raw}) == {field: stored}
    assert problems(DEAL, {field: raw}) == {}


@pytest.mark.row("S4-22")
@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("amount", "-1"), ("amount", "1e5"), ("amount", "1.234"), ("amount", "nan"), ("amount", "Infinity"),
        ("amount", "90000000000000000.01"), ("amount", "1,23,4"), ("amount", "１２"), ("amount", "1 000"),
        ("close_date", "31/12/2026"), ("close_date", "2026-13-01"), ("close_date", "1989-12-31"),
        ("close_date", "2100-01-01"), ("stage_id", ""), ("owner_id", " "), ("forecast_category", "Sure"),
        ("next_step", "x" * 2001), ("next_step", "a\x00b"), ("next_step", "half \ud800"), ("is_open", "true"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_a_sentence(field, raw):
    with pytest.raises(BadChange) as refused:
        entered(DEAL, {field: raw})
    assert len(next(iter(refused.value.errors.values()))) > 10


def test_an_address_is_one_address():
    assert entered("contact:update", {"email": "ada@example.com"}) == {"email": "ada@example.com"}
    for bad in ("ada", "a@b", "a@b.c, d@e.f", "<a@b.cd>", "a b@c.de"):
        assert problems("contact:update", {"email": bad})


def test_what_hides_is_shown_and_what_does_not_stays():
    assert visible("a\u202eb\u200bc\ufeff") == "a[U+202E]b[U+200B]c[U+FEFF]"
    assert visible("plain, ünïcode, 日本\nnew line") == "plain, ünïcode, 日本\nnew line"
