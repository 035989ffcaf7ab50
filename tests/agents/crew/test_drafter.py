"""How answers are worded, kind by kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.query import Compare, Filter, Period, QuerySpec, Sort
from tests.agents.office import STALLED, a_deal, an_office, seven_stalled

WON = Filter(field="status", op="eq", value="won")
OPEN = Filter(field="status", op="eq", value="open")
LAST_QUARTER = Period(fields=("close_date",), window="quarter:-1")


def won(n: int, owner: str = "Ana Lima", amount: int = 10_000, **given: object) -> dict[str, object]:
    return a_deal(n, status="won", stage="Won", owner=owner, amount=Decimal(amount), close_date=date(2026, 8, 3),
                  created=date(2026, 6, 4), **given)  # fmt: skip


SOLD = [won(1), won(2, "Ben Ode", 40_000), won(3, "Ben Ode", 2_000_000), won(4, "Cy Poe", 10_000)]


def said(spec: QuerySpec, records: list[dict[str, object]]) -> str:
    draft = an_office(records).ask(spec, reading="The question").draft
    assert draft is not None
    return draft.sentence


@pytest.mark.parametrize(
    ("spec", "records", "sentence"),
    [
        (
            STALLED,
            seven_stalled(),
            "7 deals are stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days.",
        ),
        (
            STALLED,
            seven_stalled()[:1],
            "1 deal is stalled in Negotiation: Tailspin Toys rollout, in its stage for 94 days, worth USD 300,000, "
            "owned by Ana Lima, close date 12 Dec 2026.",
        ),
        (
            STALLED.model_copy(update={"filters": (*STALLED.filters, OPEN)}),
            seven_stalled(),
            "7 deals are open and stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days.",
        ),
        (QuerySpec(filters=(WON,), time=LAST_QUARTER), SOLD, "4 deals were won last quarter, worth USD 2.1M."),
        (
            QuerySpec(filters=(OPEN, Filter(field="owner", op="eq", value="Ana Lima"))),
            seven_stalled(),
            "9 deals are open and owned by Ana Lima, worth USD 2.3M.",
        ),
        (
            QuerySpec(filters=(Filter(field="amount", op="between", value=(50_000, 150_000)),)),
            seven_stalled(),
            "2 deals are between USD 50,000 and USD 150,000, worth USD 200,000.",
        ),
        (QuerySpec(filters=(WON,), measures=("count",)), SOLD, "4 deals were won."),
        (
            QuerySpec(filters=(WON, Filter(field="owner", op="eq", value="Ben Ode")), measures=("amount",)),
            SOLD,
            "The amount of deals won by Ben Ode is USD 2M, from 2 deals.",
        ),
        (QuerySpec(measures=("cycle_days",)), SOLD, "The sales cycle is 60 days, from 4 deals."),
        (QuerySpec(measures=("win_rate",)), SOLD, "The win rate is 100%, from 4 deals."),
        (
            QuerySpec(measures=("win_rate",)),
            seven_stalled(),
            "9 deals are on record, not enough to work out the win rate.",
        ),
        (
            QuerySpec(filters=(WON,), measures=("amount",), group_by=("owner",)),
            SOLD[:3],
            "Ben Ode is highest in amount with USD 2M. Ana Lima is lowest in amount with USD 10,000."
            " Overall, the amount is USD 2.1M.",
        ),
        (
            QuerySpec(measures=("count",), group_by=("owner",)),
            SOLD,
            "Ben Ode is highest with 2 deals. Cy Poe is among the lowest with 1 deal. Overall, 4 deals are on record.",
        ),
        (
            QuerySpec(measures=("count",), group_by=("owner",), sort=(Sort(by="count", dir="desc"),), limit=1),
            SOLD,
            "Ben Ode is highest with 2 deals. Overall, 4 deals are on record.",
        ),
        (
            QuerySpec(
                filters=(Filter(field="days_in_stage", op="gt", value=150),), fields=("close_date", "owner", "region")
            ),
            seven_stalled(),
            "Tailspin Toys rollout has the close date 12 Dec 2026, is owned by Ana Lima and is in EMEA.",
        ),
        (
            QuerySpec(fields=("close_date",)),
            [a_deal(1, close_date=None)],
            "Tailspin Toys rollout has no close date.",
        ),
        (STALLED, [], "No deals are stalled in Negotiation."),
        (
            QuerySpec(filters=(OPEN,), time=LAST_QUARTER),
            [a_deal(1, close_date=date(2026, 9, 4)), a_deal(2, close_date=date(2026, 9, 5))],
            "2 deals are open and overdue from last quarter, worth USD 200,000.",
        ),
        (
            QuerySpec(filters=(OPEN,), sort=(Sort(by="amount", dir="desc"),), limit=1),
            [a_deal(1), a_deal(2, account="Contoso", amount=Decimal(5))],
            "Of 2 deals that are open, the largest is Tailspin Toys rollout, worth USD 100,000, owned by Ana Lima, in"
            " Negotiation, close date 12 Dec 2026.",
        ),
    ],
)
@pytest.mark.row("S0-14", "S2-37")
def test_the_answer_reads(spec, records, sentence):
    assert said(spec, records) == sentence


def test_a_fall_a_rise_and_no_difference_are_told_apart():
    spec = QuerySpec(
        measures=("count",),
        filters=(Filter(field="owner", op="eq", value="Ana Lima"),),
        compare=Compare(filters=(Filter(field="owner", op="eq", value="Ben Ode"),)),
    )
    fewer = "1 deal owned by Ana Lima against 2 deals owned by Ben Ode: down 1 deal (-50%)."
    assert said(spec, SOLD) == fewer
    same = "1 deal owned by Ana Lima against 1 deal owned by Ben Ode: no difference."
    assert said(spec, SOLD[:2]) == same
    more = "2 deals owned by Ana Lima against 1 deal owned by Ben Ode: up 1 deal (+100%)."
    assert said(spec, [won(8), *SOLD[:2]]) == more


@pytest.mark.row("S0-32")
def test_a_kpi_comes_with_its_formula():
    sentence = said(QuerySpec(measures=("hygiene_score",)), [*seven_stalled(), a_deal(30, amount=None)])
    assert sentence.startswith("CRM hygiene is 97.5%, from 10 deals. CRM hygiene is worked out as filled ÷")


@pytest.mark.row("S0-17")
def test_every_claim_names_the_rows_it_rests_on():
    outcome = an_office(SOLD).ask(QuerySpec(measures=("amount",), group_by=("owner",)), reading="By owner")
    assert [claim.row_ids for claim in outcome.draft.claims] == [
        ("006002", "006003"),
        ("006004",),
        ("006001", "006002", "006003", "006004"),
    ]


def test_a_group_without_a_name_is_called_that():
    records = [won(1), won(2, owner=None), won(3, owner=None)]
    sentence = said(QuerySpec(measures=("count",), group_by=("owner",)), records)
    assert sentence.startswith("(no owner) is highest with 2 deals.")
