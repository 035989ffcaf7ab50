"""What an operator decided about imported values can be taken back in chat, by an operator alone."""

import pytest
from sqlalchemy import func, select, update

from store import audit
from store.crm import aliases
from store.crm.imports.names import placeholder
from store.crm.tables import aliases as alias_table
from store.crm.tables import opportunities, products
from tests.office import NOW, words

SAID = "Premium Suport"


@pytest.fixture
def asked(office):
    """The name and id of a product that 12 deals spell with a slip, asked about."""
    o = opportunities.c
    with office.db.begin() as session:
        id_, name = session.execute(select(products.c.id, products.c.name).order_by(products.c.name).limit(1)).one()
        some = select(o.id).where(o.product_id == id_).limit(12)
        session.execute(products.insert().values(id=placeholder(SAID), name=SAID, source="named", updated_at=NOW))
        session.execute(
            update(opportunities).where(o.id.in_(some)).values(product_id=placeholder(SAID)),
            execution_options={"synchronize_session": False},
        )
        session.execute(
            alias_table.insert().values(
                kind="product", said=SAID, means_id=id_, state="asked", row_count=12, asked_at=NOW
            )
        )
    return name, id_


def counted(office, product_id):
    with office.db.looking() as connection:
        query = select(func.count()).select_from(opportunities).where(opportunities.c.product_id == product_id)
        return connection.execute(query).scalar_one()


@pytest.mark.row("S0-17")
@pytest.mark.parametrize("same", [True, False])
def test_a_decision_about_an_imported_value_is_taken_back_whole(office, asked, same):
    name, id_ = asked
    before = counted(office, id_)
    aliases.decide(office.db, "product", SAID, same, by="Omar Haddad", at=NOW)
    assert counted(office, id_) == before + (12 if same else 0)
    listed = words(office.says("Omar Haddad", "what names do you know")["card"])
    assert f"“{SAID}” is {name if same else 'a product of its own'}" in listed
    said = office.says("Omar Haddad", f"forget {SAID.lower()}")["card"].summary
    assert "12 records wait again" in said
    assert (counted(office, id_), counted(office, placeholder(SAID))) == (before, 12)
    assert [(q.said, q.likely, q.row_count) for q in aliases.open_questions(office.db)] == [(SAID, name, 12)]
    assert next(audit.entries(office.db, search="alias:undo"))["on_behalf_of"] == "Omar Haddad"
    assert "Nobody has decided" in aliases.take_back(office.db, "product", SAID, by="Omar", at=NOW)
    assert "12 records now count there" in aliases.decide(office.db, "product", SAID, True, by="Omar", at=NOW)


def test_nobody_but_an_operator_takes_back_what_holds_for_everybody(office, asked):
    aliases.decide(office.db, "product", SAID, True, by="Omar Haddad", at=NOW)
    assert "An operator can change that" in office.says("Dana Whitfield", f"forget {SAID}")["card"].summary
    assert aliases.open_questions(office.db) == []
    assert SAID not in words(office.says("Dana Whitfield", "my names")["card"])


def test_a_name_is_forgotten_in_the_words_people_use_and_what_was_never_chosen_is_said(office):
    for words_said in ("forget what mike means", "forget the name mike", "please forget mike", "forget about “Mike”"):
        office.says("Dana Whitfield", "mike's open deals")
        office.says("Dana Whitfield", "Reyes")
        assert "Forgotten: “mike”" in office.says("Dana Whitfield", words_said)["card"].summary
    assert "nothing to forget" in office.says("Dana Whitfield", "forget what zork means")["card"].summary
