"""The picture beside an answer says what the table says, and draws nothing that is not known."""

from datetime import UTC, datetime
from decimal import Decimal

from domain.facts import Column, Pulled, Row
from domain.query import QuerySpec
from handlers.cards.answer import _chart


def picture(measure, group, *rows, unit="ratio"):
    pulled = Pulled(
        spec=QuerySpec(measures=(measure,), group_by=(group,)),
        columns=(Column(field=group, label="Group", unit="text"), Column(field=measure, label="Value", unit=unit)),
        rows=tuple(Row(id=str(at), cells=cells) for at, cells in enumerate(rows)), shown_of=len(rows),
        total_rows=len(rows), facts=(), statement="", parameters={}, as_of=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    return next(iter(_chart(pulled)), None)


def test_a_month_without_a_value_is_not_drawn_as_zero():
    chart = picture(
        "win_rate", "close_date.month", ("2026-10", Decimal("0.364")), ("2026-11", Decimal("0.233")), ("2026-12", None)
    )
    assert chart.series[0].points == (("2026-10", Decimal("36.4")), ("2026-11", Decimal("23.3")))


def test_one_known_value_alone_is_no_picture():
    assert picture("win_rate", "owner", ("Sarah Chen", Decimal("0.4")), ("Tom Okafor", None)) is None


def test_coverage_is_drawn_as_the_multiple_that_the_table_shows():
    chart = picture("coverage", "team", ("Enterprise", Decimal("3.97")), ("SMB", Decimal("2.41")))
    assert (chart.unit, chart.series[0].points) == ("x", (("Enterprise", Decimal("4.0")), ("SMB", Decimal("2.4"))))
