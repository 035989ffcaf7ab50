"""“What changed in the pipeline this week” is answered like any other question: counted twice, with its sources."""

import re

import pytest
from sqlalchemy import func, select

from domain.cards import Table
from domain.language.intent import Report
from domain.query import AnyOf
from domain.reports import query_of_report
from store.crm.tables import opportunities, people, stage_changes
from tests.handlers.hands import rows_of
from tests.office import NOW, words

REP, MANAGER = "Priya Raman", "Dana Whitfield"


def by_word(message):
    return {row[0]: int(row[1]) for row in rows_of(message)}


def count(office, *where):
    with office.db.reading() as connection:
        return connection.execute(select(func.count()).select_from(opportunities).where(*where)).scalar()


@pytest.mark.row("S2-37", "S0-15")
@pytest.mark.parametrize(
    "said",
    ["what changed in the pipeline this week", "pipeline changes this week", "what changed"],
)
def test_what_happened_to_deals_is_told_by_what_with_counts_and_amounts(office, said):
    message = office.says(MANAGER, said)
    found = by_word(message)
    today = office.desk.today()
    monday = today.fromordinal(today.toordinal() - today.weekday())
    o = opportunities.c
    assert found["won"] == count(office, o.status == "won", o.close_date >= monday, o.close_date <= today)
    assert found["created"] == count(office, o.created_on >= monday)
    assert {"moved forward", "close date pushed", "amount raised", "amount lowered", "lost"} <= set(found)
    table = next(node for node in message["card"].nodes if isinstance(node, Table))
    assert [one.label for one in table.columns] == ["What happened", "Deals", "Amount"]
    shown = words(message["card"])
    assert "count check: puller" in shown
    assert "Amounts are what the deals hold now" in shown
    assert ("this week, since no period was named" in shown) is (said == "what changed")


def test_a_day_on_which_nothing_happened_says_so(office):
    assert "none" in words(office.says(MANAGER, "what changed in the pipeline on 1 January 2019")["card"]).lower()


@pytest.mark.row("S0-17")
def test_a_rep_is_told_of_their_own_deals_alone_and_a_source_is_a_press_away(office):
    all_ = by_word(office.says(MANAGER, "what changed in the pipeline this week"))
    message = office.says(REP, "what changed in the pipeline this week")
    assert 0 < sum(by_word(message).values()) < sum(all_.values())
    office.presses(REP, "Sources", message)
    with office.db.reading() as connection:
        mine = select(people.c.id).where(people.c.name == REP).scalar_subquery()
        theirs = set(connection.execute(select(opportunities.c.id).where(opportunities.c.owner_id == mine)).scalars())
    cited = set(re.findall(r"006D\d+", words(office.slack.forms[-1])))
    assert cited
    assert cited <= theirs


def test_what_happened_is_narrowed_as_any_question(office):
    whole = by_word(office.says(MANAGER, "what changed in the pipeline this month"))
    team = office.says(MANAGER, "what changed in the pipeline this month by team")
    assert sum(int(row[2]) for row in rows_of(team) if row[1] == "moved forward") == whole["moved forward"]
    part = by_word(office.says(MANAGER, "what changed in the EMEA pipeline this month"))
    assert 0 < part["moved forward"] < whole["moved forward"]


def test_a_step_made_here_is_told_at_once(office):
    before = by_word(office.says(MANAGER, "what changed in the pipeline today")).get("moved forward", 0)
    with office.db.begin() as session:
        mine = select(people.c.id).where(people.c.name == REP).scalar_subquery()
        o = opportunities.c
        deal = session.execute(select(o.id).where(o.is_open, o.owner_id == mine))
        stages = session.execute(select(stage_changes.c.from_stage_id, stage_changes.c.to_stage_id)
                                 .where(stage_changes.c.from_stage_id.is_not(None)).limit(1)).first()  # fmt: skip
        now = office.desk.now()
        session.execute(stage_changes.insert().values(
            id="qm-step", opportunity_id=deal.scalars().first(), from_stage_id=stages[0], to_stage_id=stages[1], at=now,
            source="demo", updated_at=now,
        ))  # fmt: skip
    assert by_word(office.says(MANAGER, "what changed in the pipeline today"))["moved forward"] == before + 1


def test_no_condition_of_a_report_is_dropped():
    either = {"any": [{"field": "region", "op": "eq", "value": one} for one in ("EMEA", "West")]}
    meaning = {"action": "run_report", "target": "pipeline_changes", "args": {"filters": [either]}}
    query = query_of_report(Report(meaning=meaning, reading="x"), NOW.date())
    assert query.spec.filters == (AnyOf.model_validate(either),)
