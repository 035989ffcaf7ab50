"""Teams with settings of their own: the most open deals of a rep, deals in a message, and how bold the agent is."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from store import nudges, settings
from store.crm.own_values import most_open, own_values
from store.crm.tables import opportunities, people, teams, territories
from tests.handlers.test_gate import id_of
from tests.handlers.test_nudging import MONDAY, days  # noqa: F401
from tests.office import words

o = opportunities.c
REP = "Priya Raman"


def team_of(office, name):
    with office.db.looking() as connection:
        return connection.execute(
            select(teams.c.id, teams.c.name).join(people, people.c.team_id == teams.c.id).where(people.c.name == name)
        ).one()


def open_deals(office, name):
    with office.db.looking() as connection:
        return connection.execute(select(func.count()).where(o.is_open, o.owner_id == id_of(office, name))).scalar_one()


def save(office, name, value, scope):
    with office.db.begin() as session:
        settings.save(session, name, value, by="t", at=office.desk.now(), scope=scope)


@pytest.mark.row("S2-27")
@pytest.mark.parametrize(
    "said",
    [
        "max 40 open deals per rep for {}", "at most 40 open deals for {}", "set max open deals to 40 for {}",
        "maximum of 40 open deals per rep in {}", "no more than 40 open deals per person for {}",
    ],
)  # fmt: skip
def test_a_manager_sets_the_most_open_deals_of_a_team_in_words(office, said):
    team = team_of(office, REP)
    card = office.says("Elena Vasquez", said.format(team.name))["card"]
    assert f"team {team.name}" in words(card), words(card)
    office.presses("Elena Vasquez", "Change")
    assert settings.own(office.db, "pipeline.max_open_deals") == {f"team:{team.id}": 40}
    with office.db.reading() as connection:
        limits = most_open(connection, office.desk.settings(), [id_of(office, REP), id_of(office, "Elena Vasquez")])
    assert set(limits.values()) == {40, 50}


@pytest.mark.row("S2-27")
def test_the_max_40_open_deals_per_rep_for_the_emea_team_are_those_of_the_territory(office):
    card = office.says("Elena Vasquez", "max 40 open deals per rep for the EMEA team")["card"]
    assert "EMEA" in words(card)
    office.presses("Elena Vasquez", "Change")
    with office.db.looking() as connection:
        emea = connection.execute(select(territories.c.id).where(territories.c.name == "EMEA")).scalar_one()
        there = connection.execute(select(people.c.id).where(people.c.territory_id == emea)).scalars().all()
        limits = most_open(connection, office.desk.settings(), there)
    assert settings.own(office.db, "pipeline.max_open_deals").keys() == {f"territory:{emea}"}
    assert there
    assert set(limits.values()) == {40}


@pytest.mark.row("S2-27")
def test_a_rep_is_over_capacity_by_the_limit_of_their_own_team_alone(office, days):  # noqa: F811
    many = open_deals(office, REP)
    save(office, "pipeline.max_open_deals", many - 1, f"person:{id_of(office, REP)}")
    capacity = words(office.says("Elena Vasquez", "capacity")["card"])
    assert f"{REP}**: {many}/{many - 1} open deals" in capacity
    days.until(MONDAY)
    office.presses("Dana Whitfield", "Approve all", on=days.told("Dana Whitfield")[-1])
    days.until(MONDAY + timedelta(minutes=5))
    message = next(m for m in days.told(REP) if m["key"].startswith("nudge:"))
    assert f"{many}/{many - 1} open deals" in words(message["card"])
    assert f"{many}/{many - 1}" in words(office.says(REP, "clean-up list")["card"])


@pytest.mark.row("S2-45")
def test_a_team_that_is_to_be_left_alone_hears_nothing_and_another_gets_as_many_deals_as_was_said(office, days):  # noqa: F811
    quiet, asked = id_of(office, REP), id_of(office, "Tom Okafor")
    save(office, "nudge.aggressiveness", "conservative", f"person:{quiet}")
    save(office, "nudge.deals_per_message", 1, f"person:{asked}")
    days.until(MONDAY)
    with office.db.looking() as connection:
        kept = connection.execute(select(nudges.nudges.c.id).where(nudges.nudges.c.kind == "nudge")).scalars().all()
    by_rep = {one.to_id: len(one.body.concerns) for id_ in kept if (one := nudges.find(office.db, id_))}
    assert quiet not in by_rep
    assert by_rep.get(asked) == 1
    assert max(by_rep.values()) == 3


@pytest.mark.row("S2-45")
def test_the_narrowest_value_holds_and_one_that_was_taken_away_does_not(office):
    rep, team = id_of(office, REP), team_of(office, REP)
    save(office, "nudge.aggressiveness", "aggressive", f"team:{team.id}")
    save(office, "nudge.aggressiveness", "conservative", f"person:{rep}")
    with office.db.looking() as connection:
        assert own_values(connection, [rep])[rep] == {"nudge.aggressiveness": "conservative"}
    with office.db.begin() as session:
        settings.withdraw(session, "nudge.aggressiveness", by="t", at=office.desk.now(), scope=f"person:{rep}")
    with office.db.looking() as connection:
        assert own_values(connection, [rep])[rep] == {"nudge.aggressiveness": "aggressive"}


@pytest.mark.row("S2-45")
def test_what_a_change_for_one_part_would_have_meant_last_week_counts_that_part_alone(office):
    def messages(said):
        shown = words(office.says("Elena Vasquez", said)["card"])
        found = re.search(r"meant ([\d,]+) messages? .* instead of ([\d,]+) messages?", shown)
        return int(found[1]), int(found[2])

    team = team_of(office, REP).name
    after, before = messages(f"aggressiveness conservative for {team}")
    assert 0 < after < before
    assert messages("aggressiveness conservative") == (0, before)
    office.presses("Elena Vasquez", "Leave it")
    after_less, same = messages(f"1 deals per message for {team}")
    assert (same, after_less >= before) == (before, True)


@pytest.mark.row("S3-46")
def test_a_rep_is_not_told_that_a_threshold_of_the_company_could_be_theirs_alone(office):
    said = words(office.says("Priya Raman", "stale after 21 days")["card"])
    assert "You may not change this. A manager or operator can change it for the company." in said
