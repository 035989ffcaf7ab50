"""What a stage requires, what a rehearsal finds and what stepped on: on both databases as worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.demo_command import load
from bot.migrate import upgrade
from domain import thresholds
from domain.rehearsal import rehearse
from domain.rights import ALL, Sight
from domain.tuning import STAGES, with_stage
from store.crm import demo
from store.crm.bookkeeping import worst_deals
from store.crm.due import STALE, Override
from store.crm.reaching import contacts_named, deals_about
from store.crm.rehearsing import candidates, count_open
from store.crm.required import lacks_required, missing_in, required_in
from store.crm.stages_seen import remember, stepped
from store.crm.tables import opportunities, stages
from store.overrides import Overridden, keep, standing
from store.session import open_database
from store.vault import Vault

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
POLICY = thresholds.defaults()
COMPANY = demo.build(7, 1_500, TODAY)
o = opportunities.c


@pytest.fixture(scope="module")
def company(shared_database_url):
    upgrade(shared_database_url)
    opened = open_database(shared_database_url, Vault([Vault.new_key()]))
    load(opened, COMPANY, NOW - timedelta(hours=1))
    yield opened
    opened.dispose()


def stage_ids(connection):
    return {row.name: row.id for row in connection.execute(select(stages.c.id, stages.c.name))}


@pytest.mark.row("S2-24", "S2-42")
@pytest.mark.parametrize("own", [(), ("amount",), ("product", "next_step")])
def test_lacking_in_sql_is_lacking_by_hand_with_and_without_fields_of_a_stages_own(company, own):
    with company.reading() as connection:
        proposal = stage_ids(connection)["Proposal"]
        policy = POLICY | {STAGES: with_stage((), proposal, own) if own else ()}
        found = set(connection.execute(select(o.id).where(o.is_open, lacks_required(policy))).scalars())
        rows = connection.execute(select(opportunities).where(o.is_open)).mappings().all()
        needs = {row["stage_id"]: required_in(connection, row["stage_id"], policy) for row in rows}
    assert found == {row["id"] for row in rows if missing_in(row, needs[row["stage_id"]])}
    assert found
    assert needs[proposal] == (own or tuple(POLICY["required_fields.open"]))


@pytest.mark.row("S2-45")
def test_a_rehearsal_finds_what_its_settings_would_find(company):
    with company.reading() as connection:
        strict = candidates(connection, POLICY | {STALE: 1}, (), TODAY)
        usual = candidates(connection, POLICY, (), TODAY)
        lax = candidates(connection, POLICY, [Override("team_id", "nobody", {STALE: 1})], TODAY)
        nobody = candidates(connection, POLICY, (), TODAY, [])
        some = candidates(connection, POLICY, (), TODAY, [usual[0].owner_id])
        assert count_open(connection) >= len(usual)
    assert (sorted(one.id for one in lax), nobody) == (sorted(one.id for one in usual), [])
    assert {one.owner_id for one in some} == {usual[0].owner_id}
    many = lambda found: sum(level.messages for level in rehearse(found, TODAY, POLICY).levels)  # noqa: E731
    assert many(strict) >= many(usual) > 0
    for one in usual:
        assert any(day < TODAY for _, day in one.due)


@pytest.mark.row("S2-24")
def test_a_step_forward_without_data_is_seen_once_and_a_step_back_never(company):
    with company.reading() as connection:
        ids = stage_ids(connection)
    with company.begin() as session:
        two = session.execute(select(o.id).where(o.is_open).order_by(o.id).limit(2)).scalars().all()
        session.execute(update(opportunities).where(o.id.in_(two)).values(stage_id=ids["Qualification"], amount=None))
    remember(company, NOW)
    with company.begin() as session:
        session.execute(update(opportunities).where(o.id == two[0]).values(stage_id=ids["Negotiation"]))
        session.execute(update(opportunities).where(o.id == two[1]).values(stage_id=ids["Prospecting"]))
    with company.reading() as connection:
        (one,) = stepped(connection, POLICY)
    assert (one.opportunity_id, one.was, one.stage) == (two[0], "Qualification", "Negotiation")
    remember(company, NOW, but=[two[0]])
    with company.reading() as connection:
        assert [found.opportunity_id for found in stepped(connection, POLICY)] == [two[0]]
    remember(company, NOW)
    with company.reading() as connection:
        assert stepped(connection, POLICY) == []


@pytest.mark.row("D1")
def test_names_lead_only_to_what_may_be_seen(company):
    with company.reading() as connection:
        everything = deals_about(connection, "", ALL, "", 1000)
        owner = connection.execute(select(o.owner_id).where(o.id == everything[0].id)).scalar_one()
        own = deals_about(connection, "", Sight(kind="owners", owners=frozenset([owner])), owner, 1000)
        assert {one.id for one in own} < {one.id for one in everything}
        assert deals_about(connection, "100%_", ALL, "", 10) == []
        assert contacts_named(connection, "a", Sight(kind="owners"), 5) == []
        assert contacts_named(connection, "a", ALL, 5)
        worst = worst_deals(connection, owner, TODAY, POLICY, 6)
    assert worst
    assert {one.owner_id for one in worst} == {owner}


@pytest.mark.row("S2-27")
def test_the_latest_word_on_an_override_holds_until_its_time(company):
    for by, days in (("Dana", 3), ("Marcus", 1)):
        one = Overridden(person_id="p", until=NOW + timedelta(days=days), by=by, reason="Covers", at=NOW)
        with company.begin() as session:
            keep(session, company, one)
    assert standing(company, NOW)["p"].by == "Marcus"
    assert standing(company, NOW + timedelta(days=1)) == {}
