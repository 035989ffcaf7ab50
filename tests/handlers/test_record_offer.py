"""A wish to change a record in words leads to its form, and changes nothing by itself."""

import pytest
from sqlalchemy import select

from domain.cards import Buttons
from store import approvals
from store.crm.tables import accounts, opportunities
from tests.handlers.test_approvals import a_deal, now_of
from tests.office import labels, words

REP, MANAGER = "Priya Raman", "Dana Whitfield"


def updates(message):
    return [one for one in labels(message["card"]) if one.startswith("Update")]


@pytest.mark.row("S2-48", "A3")
@pytest.mark.parametrize("said", ["change the stage of {} to Proposal", "set the amount of {} to 90k"])
def test_a_deal_that_is_named_comes_with_its_form_and_is_not_changed(office, said):
    deal = a_deal(office)
    message = office.says(REP, said.format(deal["name"]))
    assert updates(message) == [f"Update {deal['name']}"[:70]]
    office.presses(REP, updates(message)[0], message)
    assert office.slack.forms[-1].press == "record:propose"
    assert now_of(office, deal) == deal
    assert approvals.waiting(office.db) == []


def test_an_account_stands_for_its_open_deals_and_more_than_fit_are_counted(office):
    deal = a_deal(office)
    with office.db.begin() as session:
        rest = select(opportunities.c.id).where(opportunities.c.is_open, opportunities.c.owner_id == deal["owner_id"])
        ids = list(session.execute(rest.limit(8)).scalars())
        session.execute(opportunities.update().where(opportunities.c.id.in_(ids)).values(account_id=deal["account_id"]))
        name = session.execute(select(accounts.c.name).where(accounts.c.id == deal["account_id"])).scalar_one()
    message = office.says(MANAGER, f"move the {name} deal to proposal")
    assert len(updates(message)) == 5
    assert "open deals may be meant; these are the first 5" in words(message["card"])


def test_nobody_is_offered_a_deal_they_may_not_read(office):
    deal = a_deal(office, "Tom Okafor")
    message = office.says(REP, f"change the stage of {deal['name']} to Proposal")
    assert f"Update {deal['name']}"[:70] not in updates(message)


def test_without_a_name_it_says_how_to_get_to_a_form(office):
    message = office.says(REP, "set next step on the biggest negotiation deal to send contract")
    assert not any(isinstance(node, Buttons) for node in message["card"].nodes)
    assert "Say “record”" in words(message["card"])
