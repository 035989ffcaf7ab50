"""The names and people of the mirror, as the understanding and the rights need them."""

import pytest

from store.crm.name_index import bring_up_to_date
from store.crm.names import load_names, names_version
from store.crm.people import colleagues, person_by_email, person_by_id, person_by_name
from store.crm.tables import accounts, products
from tests.store.crm.small import DEALS, ROWS, company_at


@pytest.fixture(scope="module")
def mirror(shared_database_url):
    products = [*ROWS["product"], {"id": "?Platfrm", "name": "Platfrm"}]
    with company_at(shared_database_url, product=products) as engine:
        yield engine


@pytest.fixture
def crm(mirror):
    with mirror.connect() as connection:
        yield connection


def test_every_kind_of_name_is_loaded(crm):
    names = load_names(crm)
    assert sorted(names.all_of("account")) == ["Contoso", "Nobody Yet", "Northwind", "O'Hare; DROP TABLE"]
    assert names.all_of("product") == ("Connect", "Platform")
    assert names.all_of("region") == ("EMEA", "West")
    assert [name for name, _, _ in names.stages] == ["Prospecting", "Negotiation", "Closed Won", "Closed Lost"]
    assert set(names.all_of("tag")) == {"Risk", "Strategic"}
    assert set(names.all_of("lost_reason")) == {d["lost_reason"] for d in DEALS if d["lost_reason"]}
    assert names.series == {"Core": ("Platform",), "Extra": ("Connect",)}


def test_a_person_is_led_by_whoever_is_named_and_else_by_the_leader_of_the_team(crm):
    leaders = {person.name: person.manager for person in load_names(crm).people}
    assert leaders["Çelik Öz"] == "Eve Roy"
    assert leaders["Ana Souza"] == "Dana Cole"
    assert "Gone Guy" not in leaders


def test_the_version_changes_with_the_names(crm):
    before = names_version(crm)
    assert names_version(crm) == before
    crm.execute(accounts.update().where(accounts.c.id == "A4").values(name="Somebody At Last"))
    bring_up_to_date(crm)
    with_account = names_version(crm)
    assert with_account != before
    crm.execute(products.delete().where(products.c.id == "?Platfrm"))
    assert names_version(crm) not in (before, with_account)


def test_people_are_found_by_address_name_and_id(crm):
    ana = person_by_email(crm, "ANA@x.test")
    assert ana is not None
    assert (ana.id, ana.name, ana.role, ana.team, ana.manager) == ("P1", "Ana Souza", "rep", "Enterprise", "Dana Cole")
    assert person_by_name(crm, "ana  souza") == person_by_id(crm, "P1") == ana
    assert person_by_email(crm, "gone@x.test") is None
    assert person_by_email(crm, "nobody@x.test") is None
    assert [person.name for person in colleagues(crm)] == ["Ana Souza", "Ben Ode", "Dana Cole", "Eve Roy", "Çelik Öz"]
