"""A rep is told no name of an account they may not read: not as an answer, a choice, a slip or the nearest known."""

import pytest
from sqlalchemy import select

from handlers.names import names_for
from store import settings
from store.crm import names_seen
from store.crm.people import person_by_email
from store.crm.tables import accounts
from tests.handlers.hands import presses
from tests.office import words

REP = "Priya Raman"


@pytest.fixture
def rep(office):
    with office.db.reading() as connection:
        return person_by_email(connection, "priya.raman@quartermaster.example")


@pytest.fixture
def mine(office, rep):
    with office.db.reading() as connection:
        return names_seen.every_name_seen(connection, {rep.id})


@pytest.fixture
def foreign(office, mine):
    """The name of an account that the rep may not read, and that is not like one of theirs."""
    with office.db.reading() as connection:
        every = connection.execute(select(accounts.c.name).order_by(accounts.c.name)).scalars().all()
    starts = {name[:4] for name in mine}
    return next(name for name in every if name not in mine and name[:4] not in starts)


@pytest.mark.row("D1", "S4-30")
def test_an_account_one_may_not_read_is_answered_in_the_words_for_none(office, foreign):
    for name in (foreign, "Zzyzx Qwortle"):
        card = office.says(REP, f"open deals at {name}")["card"]
        assert "I know no account called" in card.summary
        assert "The nearest I know" in card.summary
        assert foreign not in words(card)


@pytest.mark.row("D1")
def test_the_nearest_names_are_those_of_ones_own_accounts(office, rep, mine, foreign):
    own = names_for(office.desk, rep)
    assert set(own.nearest(foreign[:-1] + "x", "account")) <= set(mine)
    assert len(own.nearest(foreign, "account")) == 3
    said = office.says(REP, f"open deals at {foreign[:-2]}zz")
    assert foreign not in words(said["card"])


@pytest.mark.row("D1")
def test_no_beginning_and_no_slip_leads_to_a_foreign_name(office, rep, mine, foreign):
    own = names_for(office.desk, rep)
    with office.db.reading() as connection:
        every = connection.execute(select(accounts.c.name)).scalars().all()
    for name in every:
        first = name.lower().split()[0]
        for found in (own.exact([first]), own.guess(first[:4]), own.guess(first[:-1] + "q")):
            assert {c.named.value for c in found if c.named.kind == "account"} <= set(mine), first


@pytest.mark.row("M3")
def test_ones_own_accounts_are_found_as_before(office, rep, mine):
    own, company = names_for(office.desk, rep), office.desk.names()
    assert mine
    for name in mine:
        said = name.lower().split()
        assert own.exact(said) and {c.named.value for c in own.exact(said)} & {name}  # noqa: PT018
        assert set(own.exact(said)) <= set(company.exact(said))


def test_who_reads_everything_is_told_every_name(office, foreign):
    for who in ("Dana Whitfield", "Elena Vasquez", "Omar Haddad"):
        assert "I know no account" not in office.says(who, f"open deals at {foreign}")["card"].summary


@pytest.mark.row("D1")
def test_to_forget_a_foreign_name_is_like_forgetting_none(office, foreign):
    assert "nothing to forget" not in office.says(REP, f"forget {foreign}")["card"].summary


@pytest.mark.row("D1")
def test_a_manager_who_reads_one_team_is_told_its_names_alone(office, foreign):
    with office.db.begin() as session:
        settings.save(session, "rights.manager_sees", "team", by="test", at=office.desk.now())
    told = [office.says(who, f"open deals at {foreign}")["card"].summary for who in ("Dana Whitfield", "Marcus Bell")]
    assert any("I know no account" in one for one in told)


def test_a_guest_is_told_none(office, foreign):
    assert foreign not in office.says("Sam Visitor", f"open deals at {foreign[:-1]}")["card"].summary
    assert presses(office, "Sam Visitor", "name:known", "") in ("answered", "refused")
