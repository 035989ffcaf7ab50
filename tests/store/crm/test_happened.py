"""What happened to deals in a while: by what, how many, how much; both readers, both databases, whoever asks."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import CannotAnswer
from domain.query import Filter, Period, QuerySpec
from domain.rights import ALL, NOTHING, Sight
from store.crm import tables
from store.crm.query import pull, recount
from tests.store.crm.random_specs import WINDOWS, specs
from tests.store.crm.small import ROWS, bound, company_at, deal

F = Filter
DAY = "2026-11-19"
NOON = datetime(2026, 11, 19, 17, tzinfo=UTC)
LATE = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
"""Half past eleven in the evening of the 19th in New York, and the 20th already in London."""
BEFORE = datetime(2026, 11, 19, 4, 59, tzinfo=UTC)
"""The last minute of the 18th in New York."""
ANA = Sight(kind="owners", owners=frozenset({"P1"}), of="Ana Souza")


def step(number, deal_id, was, now, at=NOON):
    return {"id": f"s{number}", "opportunity_id": deal_id, "from_stage_id": was, "to_stage_id": now, "at": at}


def value(number, deal_id, field, old, new, at=NOON):
    return {"id": f"f{number}", "opportunity_id": deal_id, "field": field, "old": old, "new": new, "at": at}


HISTORY = {
    "opportunity": [*ROWS["opportunity"], deal(20, created_on=NOON.date())],
    "stage_change": [
        step(1, "D1", "S1", "S2"), step(2, "D1", "S2", "S1", LATE), step(3, "D2", "S1", "S2"),
        step(4, "D2", "S1", "S2"),
        step(5, "D3", "S4", "S2"), step(6, "D6", "S2", "S3"), step(7, "D5", None, "S1"), step(8, "D5", "S?", "S2"),
        step(9, "D5", "S1", "S2", BEFORE), step(10, "D?", "S1", "S2"), step(11, "D5", "S2", "S2"),
    ],
    "field_change": [
        value(1, "D1", "amount", "1000", "5000.00"), value(2, "D2", "amount", "1000", "999.50"),
        value(3, "D3", "amount", None, "2500"), value(4, "D3", "amount", "lots", "2500"),
        value(5, "D3", "amount", "2500", "2500.00"), value(6, "D4", "close_date", "2026-11-30", "2026-12-31"),
        value(7, "D5", "close_date", "2026-12-31T00:00:00", "2026-11-30"),
        value(8, "D5", "close_date", "31/12/2026", "30/11/2026"), value(9, "D3", "owner_id", "P1", "P3"),
        value(10, "D2", "owner", "Ana Souza", "Ben Ode"), value(11, "D2", "owner", None, "Ben Ode"),
        value(12, "D2", "next_step", "Call", "Write"), value(13, "D4", "amount", "1", "2", BEFORE),
        value(14, "D4", "close_date", "2026-13", "2026-11-30", BEFORE),
    ],
}  # fmt: skip
BY_WORD = {
    "created": {"D20"}, "moved forward": {"D1", "D2"}, "moved back": {"D1"}, "reopened": {"D3"},
    "amount raised": {"D1"}, "amount lowered": {"D2"}, "close date pushed": {"D4"}, "close date pulled in": {"D5"},
    "owner changed": {"D2", "D3"},
}  # fmt: skip


@pytest.fixture(scope="module")
def mirror(shared_database_url):
    with company_at(shared_database_url, **HISTORY) as engine:
        yield engine


@pytest.fixture
def crm(mirror):
    with mirror.connect() as connection:
        yield connection


def asked(window=DAY, **more):
    usual = {"measures": ("count", "amount"), "group_by": ("change",)}
    return QuerySpec(**{**usual, **more}, time=Period(fields=("changed",), window=window))


def both(crm, spec, sight=ALL):
    """The answer that both readers gave."""
    question = bound(spec, sight, company__timezone="America/New_York")
    pulled = pull(crm, question)
    counted = recount(crm, question, pulled.facts)
    assert counted.values == {fact.id: fact.value for fact in pulled.facts}
    assert counted.total_rows == pulled.total_rows
    return pulled


def deals_by_word(pulled):
    found = defaultdict(set)
    for fact in pulled.facts:
        if fact.name == "count" and fact.group:
            found[fact.group[0]] |= set(fact.source.row_ids)
    return dict(found)


def test_everything_that_happened_is_told_once_by_its_word_with_its_deals(crm):
    assert deals_by_word(both(crm, asked())) == BY_WORD


def test_a_day_begins_and_ends_where_the_company_is(crm):
    assert deals_by_word(both(crm, asked("2026-11-20"))) == {}
    assert deals_by_word(both(crm, asked("2026-11-18"))) == {"moved forward": {"D5"}, "amount raised": {"D4"}}


def test_wins_and_losses_are_those_closed_then_whatever_the_log_says(crm):
    found = deals_by_word(both(crm, asked("2026-11-01..2026-11-18")))
    assert (found["won"], found["lost"]) == ({"D6", "D8"}, {"D10", "D12"})


def test_a_deal_is_one_deal_however_much_happened_to_it(crm):
    assert both(crm, asked()).total_rows == len(set.union(*BY_WORD.values()))
    listed = both(crm, asked(measures=(), group_by=(), fields=("opportunity", "change")))
    assert {row.id: row.cells[1] for row in listed.rows}["D1"] == "amount raised, moved back, moved forward"


@pytest.mark.parametrize(
    ("sight", "deals"), [(ALL, {"D1", "D2", "D3", "D4", "D5", "D20"}), (ANA, {"D1", "D4", "D20"}), (NOTHING, set())]
)
def test_nobody_is_told_what_happened_to_deals_they_may_not_read(crm, sight, deals):
    assert set().union(*deals_by_word(both(crm, asked(), sight)).values()) == deals


def test_it_is_narrowed_and_grouped_as_any_question(crm):
    found = both(crm, asked(filters=(F(field="owner", op="eq", value="Ben Ode"),)))
    assert set(deals_by_word(found)) == {
        "moved forward", "amount lowered", "owner changed", "close date pulled in",
    }  # fmt: skip
    of_one = both(crm, asked(filters=(F(field="change", op="eq", value="Moved Back"),), measures=(), group_by=()))
    assert [row.id for row in of_one.rows] == ["D1"]
    without = both(crm, asked(filters=(F(field="change", op="ne", value="moved forward"),), measures=(), group_by=()))
    assert {row.id for row in without.rows} == {"D3", "D4", "D5", "D20"}


def test_what_cannot_be_compared_and_how_far_back_is_known_is_said(crm):
    said = " ".join(both(crm, asked()).warnings)
    assert "3 changes of an amount or close date have no value before or after" in said
    assert "Amounts are what the deals hold now" in said
    early = " ".join(both(crm, asked("2026-11-01..2026-11-19")).warnings)
    assert "are known since 18 Nov 2026, and none from before" in early
    late = " ".join(both(crm, asked("week:0")).warnings)
    assert "that is known is of 19 Nov 2026" in late


def test_without_any_history_that_is_said(crm):
    for table in (tables.stage_changes, tables.field_changes):
        crm.execute(table.delete())
    found = both(crm, asked("quarter:0"))
    assert set(deals_by_word(found)) == {"created", "won", "lost"}
    assert any("so only created, won and lost deals are known" in one for one in found.warnings)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    spec=specs(), window=st.sampled_from((*WINDOWS, DAY)), sight=st.sampled_from((ALL, ANA)), is_grouped=st.booleans()
)
@pytest.mark.row("S0-15")
def test_whatever_else_is_asked_of_what_happened_both_reads_agree(crm, spec, window, sight, is_grouped):
    changes = {"time": Period(fields=("changed",), window=window)}
    if is_grouped and spec.measures:
        changes["group_by"] = (*[one for one in spec.group_by if one != "change"][:1], "change")
    try:
        both(crm, spec.model_copy(update=changes) if spec.entity == "opportunity" else asked(window), sight)
    except CannotAnswer:
        return
