"""How sure a trigger is: a prior per condition, less what speaks against it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import pytest

from domain.confidence import PRIOR, WEIGHS, WORDS, Doubt, of_answer, of_concern, of_condition
from domain.facts import Finding
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


def found(*rules):
    return [Finding(rule=rule, title="T", verdict="noted" if rule else "passed") for rule in rules]


@pytest.mark.row("S2-15")
@pytest.mark.parametrize(
    ("rules", "assumed", "said"),
    [
        (("", ""), (), "0.99"),
        (("", "stale_data"), (), "0.84, because the CRM data is older than it should be"),
        (("outliers", ""), (), "0.94, because 1 rule noted something"),
        (("a", "b", "c", "d"), (), "0.94, because 4 rules noted something"),
        ((), ("EMEA is the territory",), "0.91, because something was assumed"),
        (("stale_data", "a", "b"), ("x", "y"),
         "0.68, because the CRM data is older than it should be and 2 rules noted something and 2 things were assumed"),
    ],
)  # fmt: skip
def test_an_answer_is_as_sure_as_two_readers_agree_less_every_doubt(rules, assumed, said):
    assert of_answer(found(*rules), assumed).in_words() == said


@pytest.mark.row("S2-15")
def test_what_a_model_had_to_read_is_a_little_less_sure():
    assert of_answer((), (), read_by_model=True).in_words() == "0.91, because a model read the words"
