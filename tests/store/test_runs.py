"""Runs: kept whole, sealed, and found again exactly as they were."""

import pytest
from sqlalchemy import text

from domain.rights import ALL
from store import runs
from tests.store.conftest import AT

STALLED = "show stalled negotiation deals"


@pytest.fixture
def answered(office):
    """An office in which one question was answered, and its run id."""
    office.says("Dana Whitfield", STALLED)
    with office.db.looking() as connection:
        return office, connection.execute(text("SELECT id FROM app_runs")).scalar()


@pytest.mark.row("S0-34", "S0-17")
def test_a_run_comes_back_as_it_was_with_the_sight_it_was_made_with(answered):
    office, run_id = answered
    request, outcome, sight = runs.find(office.db, run_id)
    assert request.text == STALLED
    assert outcome.run_id == run_id
    assert outcome.draft is not None
    assert outcome.pulled is not None
    assert sight == ALL
    with office.db.begin() as session:
        runs.save(session, office.db, request, outcome, sight.model_dump_json(), AT)
    assert runs.find(office.db, run_id) == (request, outcome, sight), "saving what was read changes nothing"


def test_every_fact_of_a_run_has_a_row_of_its_own_however_often_it_is_saved(answered):
    office, run_id = answered
    request, outcome, sight = runs.find(office.db, run_id)
    for _ in range(2):
        with office.db.begin() as session:
            runs.save(session, office.db, request, outcome, sight.model_dump_json(), AT)
    with office.db.looking() as connection:
        kept = connection.execute(text("SELECT fact_id, value FROM app_facts WHERE run_id = :r"), {"r": run_id}).all()
    assert dict(map(tuple, kept)) == {
        fact.id: None if fact.value is None else str(fact.value) for fact in outcome.pulled.facts
    }


def test_facts_about_groups_with_endless_names_are_all_kept(answered):
    office, run_id = answered
    request, outcome, sight = runs.find(office.db, run_id)
    fact = outcome.pulled.facts[0]
    long = tuple(fact.model_copy(update={"id": f"amount:{'x' * 300}{n}"}) for n in range(3))
    changed = outcome.model_copy(update={"pulled": outcome.pulled.model_copy(update={"facts": long})})
    with office.db.begin() as session:
        runs.save(session, office.db, request, changed, sight.model_dump_json(), AT)
    with office.db.looking() as connection:
        assert connection.execute(text("SELECT count(*) FROM app_facts")).scalar() == 3


@pytest.mark.row("S0-03")
def test_the_first_stored_plan_of_an_id_stays(answered):
    office, run_id = answered
    plan = runs.find(office.db, run_id)[1].plan
    assert runs.is_stored(office.db, plan.id)
    assert not runs.is_stored(office.db, "plan:never")
    with office.db.begin() as session:
        runs.store_plan(session, office.db, plan.model_copy(update={"reading": "never said"}), AT)
    with office.db.looking() as connection:
        sealed = connection.execute(text("SELECT plan FROM app_plans")).scalar()
    assert "never said" not in office.db.vault.unseal(sealed)


def test_a_persons_latest_questions_come_newest_first_and_nobody_elses(office):
    for who, asked in (("Dana Whitfield", STALLED), ("Priya Raman", "all open deals"), ("Dana Whitfield", "help me")):
        office.says(who, asked)
    office.says("Dana Whitfield", "open pipeline by stage")
    latest = runs.latest(office.db, "dana.whitfield@quartermaster.example", 5)
    assert [said for _, said, _ in latest][:2] == ["open pipeline by stage", STALLED]
    assert len(runs.latest(office.db, "dana.whitfield@quartermaster.example", 1)) == 1
    assert runs.find(office.db, "run:nobody") is None
