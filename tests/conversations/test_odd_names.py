"""Names that Slack writes in its own way: found as they are typed, and shown as they are."""

import json

import pytest
from sqlalchemy import select, update

from bot.surfaces.slack import render
from store.crm.name_index import bring_up_to_date
from store.crm.tables import accounts, opportunities
from tests.office import NOW


@pytest.mark.row("S4-20")
@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("Johnson & Sons", "Johnson &amp; Sons", "Johnson &amp; Sons"),
        ("Johnson & Sons", "johnson and sons", "Johnson &amp; Sons"),
        ("R&D Partners", "r&amp;d", "R&amp;D Partners"),
        ("Smith and Weber", "Smith &amp; Weber", "Smith and Weber"),
    ],
)
def test_an_ampersand_is_found_by_what_slack_makes_of_it_and_escaped_once(office, name, typed, shown):
    with office.db.begin() as session:
        owning = select(opportunities.c.account_id).where(opportunities.c.account_id.is_not(None)).limit(1)
        account = session.execute(owning).scalar_one()
        session.execute(update(accounts).where(accounts.c.id == account).values(name=name, updated_at=NOW))
        bring_up_to_date(session.connection())
    card = office.says("Dana Whitfield", f"deals with {typed}")["card"]
    assert name in card.summary
    payload, _ = render.message(card, ())
    assert shown in payload["text"]
    assert "&amp;amp;" not in json.dumps(payload)
