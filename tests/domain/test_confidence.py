"""How sure a trigger is: a prior per condition, less what speaks against it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import pytest

from domain.confidence import PRIOR, WEIGHS, WORDS, Doubt, of_concern, of_condition
from domain.nudging import Concern, Condition, Why

TODAY, HOUR, DAY = date(2026, 11, 20), timedelta(hours=1), timedelta(days=1)


def sure(*conditions, age=HOUR, declined=(), since=TODAY - 9 * DAY):
    whys = tuple(Why(condition=one, since=since) for one in conditions)
    found = of_concern(Concern(opportunity_id="D1", name="Deal", whys=whys), TODAY, age, 4 * HOUR, declined)
    return found.figure, found.doubts


@pytest.mark.row("S2-15")
def test_every_condition_has_a_prior_and_every_doubt_words():
    assert set(PRIOR) == set(get_args(Condition))
    assert set(WEIGHS) == set(WORDS) == set(get_args(Doubt))
    assert all(0 < figure < 1 for figure in (*PRIOR.values(), *WEIGHS.values()))
    assert of_condition("missing").figure > of_condition("change_pattern").figure


@pytest.mark.row("S2-15")
@pytest.mark.parametrize(
    ("conditions", "more", "expected"),
    [
        (("quiet",), {}, ("0.80", ())),
        (("quiet", "missing"), {}, ("0.99", ())),
        (("quiet",), {"age": 4 * HOUR}, ("0.80", ())),
        (("quiet",), {"age": 5 * HOUR}, ("0.72", ("old_data",))),
        (("stale",), {"age": 7 * DAY}, ("0.77", ("old_data",))),
        (("stale",), {"age": 8 * DAY}, ("0.60", ("very_old_data",))),
        (("missing", "quiet"), {"age": 80 * DAY}, ("0.99", ())),
        (("stale",), {"declined": ("D1",)}, ("0.60", ("declined",))),
        (("stale",), {"declined": ("D2",)}, ("0.85", ())),
        (("quiet",), {"since": TODAY + DAY}, ("0.40", ("future",))),
        (("quiet",), {"since": None}, ("0.80", ())),
        ((), {}, ("0.00", ())),
    ],
)
def test_doubts_lower_it_and_a_fact_is_no_less_one_for_old_data(conditions, more, expected):
    assert sure(*conditions, **more) == (Decimal(expected[0]), expected[1])
