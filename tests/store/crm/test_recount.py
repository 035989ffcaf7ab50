"""The counter finds what the puller got wrong, and agrees with everything the puller got right."""

import sys
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from domain.errors import CannotAnswer
from domain.query import Filter, Period, QuerySpec
from domain.rights import ALL, NOTHING, Sight
from store.crm.query import pull, recount
from store.crm.query.compile import meant, rows
from store.crm.query.fields import Account, Reading
from store.crm.query.groups import added_up
from store.crm.tables import activities, opportunities
from tests.store.crm.random_specs import HOSTILE, specs
from tests.store.crm.small import DEALS, bound, company_at, deal, won

F = Filter
PULL, GROUPS, RECOUNT = (sys.modules[f"store.crm.query.{name}"] for name in ("pull", "groups", "recount"))
EURO = [*DEALS, deal(20, currency="EUR", amount=Decimal(700)), won(21, 20, 650, currency="EUR", owner_id="P2")]
SOME = Sight(kind="owners", owners=frozenset({"P1", "P3"}), of="two of them")


def differences(crm, question):
    """Ids of the facts, and the number of records, in which the two reads differ."""
    pulled = pull(crm, question)
    counted = recount(crm, question, pulled.facts)
    found = [fact.id for fact in pulled.facts if counted.values[fact.id] != fact.value]
    return found + (["total"] if counted.total_rows != pulled.total_rows else [])


@pytest.fixture(scope="module")
def mirror(shared_database_url):
    with company_at(shared_database_url, opportunity=EURO) as engine:
        yield engine


@pytest.fixture
def crm(mirror):
    with mirror.connect() as connection:
        yield connection


@pytest.fixture
def few_are_many(monkeypatch):
    """Three records are already more than are listed one by one, so both reads take their other route."""
    monkeypatch.setattr(PULL, "ROWS_CITED_ONE_BY_ONE", 3)
    monkeypatch.setattr(RECOUNT, "LIMIT", 3)


QUESTIONS = [
    QuerySpec(filters=(F(field="status", op="eq", value="open"),)),
    QuerySpec(measures=("count", "amount"), group_by=("region",)),
    QuerySpec(measures=("win_rate", "median_amount"), group_by=("product",)),
    QuerySpec(measures=("account_count",), time=Period(fields=("close_date",), window="quarter:0")),
]


def an_extra_join(source):
    def joined(self):
        return source(self).outerjoin(activities, activities.c.owner_id == opportunities.c.owner_id)

    return joined


def an_inner_join(source):
    def joined(self):
        self.needed.pop("account", None)
        return source(self).join(Account, Account.c.id == opportunities.c.account_id)

    return joined


@pytest.mark.parametrize("question", QUESTIONS[:3])
@pytest.mark.parametrize("mistake", [an_extra_join, an_inner_join])
@pytest.mark.row("S0-15", "S0-16")
def test_a_join_that_doubles_or_loses_records_is_noticed(crm, monkeypatch, question, mistake):
    assert differences(crm, bound(question)) == []
    monkeypatch.setattr(Reading, "source", mistake(Reading.source))
    question = question.model_copy(update={"fields": ("opportunity", "amount")})
    assert differences(crm, bound(question)) != []


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.row("S0-15", "S0-16")
def test_a_filter_that_was_dropped_is_noticed(crm, monkeypatch, question):
    spec = question.model_copy(update={"filters": (*question.filters, F(field="owner", op="eq", value="Ana Souza"))})
    for module in (PULL, GROUPS, sys.modules["store.crm.query.compile"]):
        original = module.where
        monkeypatch.setattr(module, "where", lambda reading, _o=original: _o(reading, reading.spec.filters[-1]))
    assert differences(crm, bound(spec)) != []


def test_rights_that_were_forgotten_are_noticed(crm, monkeypatch):
    question = bound(QUESTIONS[1], SOME)
    assert differences(crm, question) == []
    original = Reading.owned
    monkeypatch.setattr(Reading, "owned", lambda self, owner: original(self, owner) | owner.is_not(None))
    assert differences(crm, question) != []


def test_an_amount_summed_as_another_is_noticed(crm, monkeypatch):
    sums = sys.modules["store.crm.query.measures"].SUMS
    monkeypatch.setitem(sums, "sum_amount", sums["max_amount"])
    assert differences(crm, bound(QUESTIONS[1])) != []


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_reads_agree_and_prove_it_when_records_are_too_many_to_list(crm, few_are_many, question):
    pulled = pull(crm, bound(question))
    counted = recount(crm, bound(question), pulled.facts)
    assert counted.values == {fact.id: fact.value for fact in pulled.facts}
    whole = next(fact for fact in pulled.facts if fact.id == "count").source.row_set
    assert whole is not None
    assert (whole.count, whole.checksum) == (pulled.total_rows, counted.checksum)
    assert "LEFT OUTER JOIN" not in counted.statement


def test_another_set_of_the_same_size_has_another_checksum(crm, few_are_many):
    sets = [
        pull(crm, bound(QuerySpec(filters=(F(field="owner", op="eq", value=name),)))).facts[0].source.row_set
        for name in ("Ana Souza", "Ben Ode")
    ]
    assert sets[0] is not None
    assert sets[1] is not None
    assert sets[0].checksum.partition(":")[2] != sets[1].checksum.partition(":")[2]


def anything_agrees(crm, spec, sight):
    question = bound(spec, sight)
    try:
        pulled = pull(crm, question)
    except CannotAnswer:
        return
    counted = recount(crm, question, pulled.facts)
    assert counted.values == {fact.id: fact.value for fact in pulled.facts}
    assert counted.total_rows == pulled.total_rows
    assert len({fact.id for fact in pulled.facts}) == len(pulled.facts)
    assert HOSTILE not in pulled.statement + counted.statement
    assert len({row.id for row in pulled.rows}) == len(pulled.rows)


QUIET = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@QUIET
@given(spec=specs(), sight=st.sampled_from((ALL, ALL, SOME, NOTHING)))
@example(QuerySpec(filters=(F(field="owner", op="in", value=(HOSTILE, "ÇELIK ÖZ")),)), ALL)
@pytest.mark.row("S0-15")
def test_whatever_is_asked_both_reads_agree(crm, spec, sight):
    anything_agrees(crm, spec, sight)


@QUIET
@given(spec=specs(), sight=st.sampled_from((ALL, ALL, SOME)))
@pytest.mark.row("S0-15")
def test_whatever_is_asked_both_reads_agree_when_records_are_too_many_to_list(crm, few_are_many, spec, sight):
    anything_agrees(crm, spec, sight)


@settings(max_examples=60)
@given(spec=specs(), poison=st.text(min_size=12, max_size=20).map(lambda t: f"{t}qzjx"))
def test_no_text_of_a_question_is_ever_part_of_the_sql(spec, poison):
    filters = (*spec.filters, F(field=TEXT[spec.entity], op="eq", value=poison))
    question = meant(bound(spec.model_copy(update={"filters": filters})))
    try:
        statements = [rows(Reading(question), 5), added_up(Reading(question), spec.measures, spec.group_by, False)]
    except CannotAnswer:
        return
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        assert not any("qzjx" in str(statement.compile(dialect=dialect)) for statement in statements)


TEXT = {
    "opportunity": "account", "account": "account", "lead": "lead", "activity": "subject", "quota": "owner",
    "rep": "owner", "team": "team", "contact": "email",
}  # fmt: skip
