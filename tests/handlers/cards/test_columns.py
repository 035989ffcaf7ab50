"""A table shows what was asked about first, and no more than stands side by side."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.facts import Column, Pulled, Row
from domain.query import Filter, Period, QuerySpec, Sort
from handlers.cards.columns import that_fit

COLUMNS = (
    ("opportunity", "Deal", "text"), ("account", "Account", "text"), ("owner", "Owner", "text"),
    ("stage", "Stage", "text"), ("amount", "Amount", "USD"), ("close_date", "Close date", "date"),
    ("days_in_stage", "Days in stage", "days"),
)  # fmt: skip
CELLS = ("Zelphoric Logistics: Analytics new business", "Zelphoric Logistics", "Tom Okafor", "Negotiation",
         Decimal(78_000), date(2026, 12, 4), 81)  # fmt: skip
NEGOTIATION = Filter(field="stage", op="eq", value="Negotiation")
STALE = Filter(field="days_in_stage", op="gt", value=30)
WON = Filter(field="status", op="eq", value="won")


def shown(spec, cells=CELLS):
    columns = tuple(Column(field=f, label=label, unit=unit) for f, label, unit in COLUMNS)
    pulled = Pulled(
        spec=spec, columns=columns, rows=(Row(id="1", cells=cells), Row(id="2", cells=cells)), shown_of=2, total_rows=2,
        facts=(), statement="", parameters={}, as_of=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    return [COLUMNS[at][0] for at in that_fit(pulled)]


@pytest.mark.parametrize(
    ("spec", "first"),
    [
        (QuerySpec(filters=(NEGOTIATION, STALE)), ["opportunity", "days_in_stage"]),
        (QuerySpec(sort=(Sort(by="amount", dir="desc"),)), ["opportunity", "amount"]),
        (QuerySpec(time=Period(fields=("close_date",), window="quarter:0")), ["opportunity", "close_date"]),
    ],
)
@pytest.mark.row("S0-14")
def test_what_a_question_filters_or_sorts_on_stands_right_beside_the_name(spec, first):
    assert shown(spec)[:2] == first


def test_what_is_the_same_in_every_row_goes_last():
    assert "account" not in shown(QuerySpec(filters=(STALE,))), "each deal's name begins with it"
    assert shown(QuerySpec(filters=(NEGOTIATION,)))[-1] != "stage"
    assert "days_in_stage" not in shown(QuerySpec(filters=(WON,)))[:5], "a closed deal waits in no stage"


def test_columns_asked_for_by_name_all_stay():
    assert len(shown(QuerySpec(fields=tuple(f for f, _, _ in COLUMNS)))) == len(COLUMNS)


def test_a_name_wider_than_the_page_still_stands():
    assert shown(QuerySpec(), ("x" * 500, *CELLS[1:]))[0] == "opportunity"
