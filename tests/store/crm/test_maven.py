"""Against the public CRM data set: what the sample questions expect is exactly what is found."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from domain.bound import bind
from domain.query import Filter, QuerySpec
from domain.rights import ALL
from domain.thresholds import defaults
from store.crm.query import pull, recount
from store.crm.tables import aliases
from tests.store.crm import maven
from tests.store.crm.small import company, company_at

F = Filter


def bound(spec):
    return bind(spec, now=datetime(2017, 12, 31, 12, tzinfo=UTC), today=maven.AS_OF, sight=ALL, settings=defaults())


@pytest.fixture(scope="module")
def mirror(shared_database_url, data_dir):
    with company_at(shared_database_url, **maven.rows(data_dir)) as engine:
        yield engine


@pytest.fixture
def crm(mirror):
    with mirror.connect() as connection:
        yield connection


def ask(crm, spec):
    pulled = pull(crm, bound(spec))
    counted = recount(crm, bound(spec), pulled.facts)
    assert counted.values == {fact.id: fact.value for fact in pulled.facts}
    assert counted.total_rows == pulled.total_rows
    return pulled


def test_every_sample_question_finds_the_rows_and_the_amount_it_must(crm, data_dir):
    asked = maven.questions(data_dir)
    assert asked
    for question in asked:
        pulled = ask(crm, maven.spec_of(question["gold"]))
        assert pulled.total_rows in question["expect"]["rows"], json.dumps(question)
        if "amount" in question["expect"]:
            amount = next(fact.value for fact in pulled.facts if fact.id == "amount")
            assert amount in question["expect"]["amount"], json.dumps(question)


def test_a_product_spelt_two_ways_is_totalled_both_ways_until_someone_decides(sqlite_url, data_dir):
    rows = maven.rows(data_dir, same={"GTXPro": "?GTXPro"})
    rows["product"].append({"id": "?GTXPro", "name": "GTXPro"})
    asked = {"kind": "product", "said": "GTXPro", "means_id": "GTX Pro", "state": "asked", "row_count": 1480}
    with company(sqlite_url, **rows) as crm:
        crm.execute(insert(aliases), [asked | {"asked_at": datetime(2017, 12, 31, tzinfo=UTC)}])
        pulled = ask(crm, QuerySpec(measures=("count",), filters=(F(field="product", op="eq", value="GTX Pro"),)))
        assert pulled.total_rows == 0
        assert pulled.warnings == (
            "1,480 deals name the product 'GTXPro', which may be 'GTX Pro'; "
            "with them it is 1,480 deals, without them 0.",
        )
