"""What is kept of all deals says the same as looking at all of them, however they change meanwhile."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.bound import bind
from domain.evidence import Evidence
from domain.query import Filter, QuerySpec
from domain.rights import ALL
from domain.thresholds import defaults
from store.crm import evidence as looking
from store.crm import survey, tables
from store.crm.checks import checks_on
from store.crm.query import pull
from store.session import Database, open_database
from store.vault import Vault
from tests.tables import make_tables

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
LOADED = NOW - timedelta(days=1)
MINUTES = 5


@pytest.fixture
def db(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    make_tables(database_url)
    monkeypatch.setattr(survey, "KEPT_FROM", 1)
    made = open_database(database_url, Vault([Vault.new_key()]))
    yield made
    made.dispose()


def some_deal(chance: random.Random, number: int) -> dict[str, Any]:
    """A deal with every kind of fault now and then, and often equal to another."""

    def maybe(value: Any, none: Any = None, odds: float = 0.05) -> Any:
        return none if chance.random() < odds else value

    status = chance.choice(("open", "won", "lost"))
    day = TODAY - timedelta(days=chance.randint(-30, 700))
    return {
        "id": f"006{number:05d}",
        "name": chance.choice(("Deal", "Renewal")),
        "account_id": maybe(f"A{chance.randint(1, 5)}"),
        "owner_id": maybe(f"P{chance.randint(1, 3)}"),
        "product_id": maybe("X1", none="X9"),
        "stage_id": status,
        "status": status,
        "is_open": status == "open",
        "amount": maybe(Decimal(chance.choice((0, -5, 10, 20, 4_000_000))), odds=0.1),
        "currency": chance.choice(("USD", "EUR")),
        "created_on": maybe(day - timedelta(days=chance.randint(-5, 60))),
        "close_date": maybe(chance.choice((day, TODAY, date(1999, 1, 1), date(2077, 1, 1)))),
        "updated_at": LOADED - timedelta(minutes=chance.randint(0, 5_000)),
        "source": "test",
    }


def fill(db: Database, deals: list[dict[str, Any]]) -> None:
    """Loads the deals as an import does."""
    mark = {"source": "test", "updated_at": LOADED}
    with db.begin() as session:
        session.execute(tables.opportunities.insert(), deals)
        session.execute(tables.people.insert(), [{"id": f"P{n}", "name": f"Rep {n}"} | mark for n in (1, 2)])
        session.execute(tables.accounts.insert(), [{"id": f"A{n}", "name": f"Firm {n}"} | mark for n in range(1, 5)])
        session.execute(tables.products.insert().values(id="X1", name="Platform", **mark))
        for position, status in enumerate(("open", "won", "lost")):
            stage = {"id": status, "name": status, "status": status, "position": position, "probability": 0.5}
            session.execute(tables.stages.insert().values(stage | mark))
        loaded = {"id": "one", "source": "CSV", "state": "finished", "started_at": NOW, "as_of": NOW, "report": ""}
        session.execute(tables.imports.insert().values(loaded))
        survey.keep_survey(session.connection(), MINUTES)


def change(db: Database, chance: random.Random, number: int) -> None:
    """Changes so many deals as the CRM's own writer does, and adds one."""
    o = tables.opportunities
    with db.begin() as session:
        for at in range(number):
            deal = some_deal(chance, chance.randint(0, 60)) | {"updated_at": NOW + timedelta(seconds=at)}
            session.execute(o.update().where(o.c.id == deal.pop("id")).values(deal))
        session.execute(o.insert().values(some_deal(chance, 99_000 + number) | {"updated_at": NOW}))


def kept(db: Database) -> survey.Survey:
    with db.reading() as connection:
        found = survey.survey(connection, survey.state_of(connection), MINUTES, needed=False)
        assert found is not None
        return found


def looked(db: Database) -> survey.Survey:
    with db.reading() as connection:
        return survey.look(connection, MINUTES)


def seen(db: Database, spec: QuerySpec) -> Evidence:
    with db.reading() as connection:
        bound = bind(spec, now=NOW, today=TODAY, sight=ALL, settings=defaults())
        return looking.evidence(connection, bound, pull(connection, bound))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_is_what_looking_finds(db, seed):
    chance = random.Random(seed)
    fill(db, [some_deal(chance, n) for n in range(chance.choice((3, 60)))])
    assert kept(db) == looked(db)


@pytest.mark.parametrize("seed", range(6))
def test_after_changes_no_fault_is_missing(db, seed):
    chance = random.Random(seed)
    fill(db, [some_deal(chance, n) for n in range(60)])
    change(db, chance, chance.randint(1, 20))
    wide, exact = kept(db), looked(db)
    for day in (date(1990, 1, 1), TODAY, TODAY + timedelta(days=500)):
        assert wide.failing(day, Decimal(100)) >= exact.failing(day, Decimal(100))
    assert wide.twins >= exact.twins
    assert wide.peaks[MINUTES] >= exact.peaks[MINUTES]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_outside_the_dearest_is_dearer(db, seed, monkeypatch):
    monkeypatch.setattr(survey, "DEAR", 10)
    chance = random.Random(seed)
    fill(db, [some_deal(chance, n) | {"amount": Decimal(chance.randint(1, 40))} for n in range(60)])
    change(db, chance, 5)
    with db.reading() as connection:
        o = tables.opportunities.c
        amounts = dict(connection.execute(tables.opportunities.select().with_only_columns(o.id, o.amount)).all())
    dear = kept(db).dear
    others = [amount for id_, amount in amounts.items() if id_ not in dear and amount is not None]
    assert all(amounts[id_] > max(others) for id_ in dear)


@pytest.mark.parametrize("seed", range(3))
def test_the_extremes_say_which_checks_fail(db, seed):
    chance = random.Random(seed)
    fill(db, [some_deal(chance, n) for n in range(chance.choice((2, 8, 60)))])
    for day in (date(2000, 1, 1), TODAY, date(2040, 1, 1)):
        for limit in (Decimal("0.1"), Decimal(40_000), Decimal(10_000_000)):
            with db.reading() as connection:
                exact = {
                    name
                    for name, check in checks_on(day, limit).items()
                    if connection.execute(tables.opportunities.select().where(check.test).limit(1)).first()
                }
            assert kept(db).failing(day, limit) == exact


@pytest.mark.parametrize("seed", range(4))
def test_an_answer_finds_the_same_with_what_is_kept_and_without(db, seed, monkeypatch):
    chance = random.Random(seed)
    fill(db, [some_deal(chance, n) for n in range(60)])
    change(db, chance, seed * 3)
    specs = [QuerySpec(), *(QuerySpec(filters=(Filter(field="status", op="eq", value=v),)) for v in ("won", "open"))]
    for wide in (100_000, 0):
        monkeypatch.setattr(looking, "ROWS_CITED_ONE_BY_ONE", wide)
        monkeypatch.setattr(looking, "FEW", 0)
        with_kept = [seen(db, spec) for spec in specs]
        with monkeypatch.context() as without:
            without.setattr(looking, "survey", lambda *_args, **_kw: None)
            assert [seen(db, spec) for spec in specs] == with_kept


def test_a_few_deals_are_looked_at_when_somebody_asks(db, monkeypatch):
    monkeypatch.setattr(survey, "KEPT_FROM", 61)
    fill(db, [some_deal(random.Random(1), n) for n in range(60)])
    with db.reading() as connection:
        state = survey.state_of(connection)
        assert survey.survey(connection, state, MINUTES, needed=False) is None
        assert survey.survey(connection, state, MINUTES, needed=True) == survey.look(connection, MINUTES)


def test_another_burst_window_is_looked_for_once(db, monkeypatch):
    fill(db, [some_deal(random.Random(1), n) for n in range(60)])
    with db.reading() as connection:
        state = survey.state_of(connection)
        first = survey.survey(connection, state, 60, needed=True)
        monkeypatch.setattr(survey, "_peak", None)
        assert survey.survey(connection, state, 60, needed=True) == first
        assert set(first.peaks) == {MINUTES, 60}


def test_after_very_many_changes_all_deals_are_looked_at_again(db, monkeypatch):
    monkeypatch.setattr(survey, "WIDENED_BY", 2)
    fill(db, [some_deal(random.Random(1), n) for n in range(60)])
    change(db, random.Random(2), 20)
    with db.reading() as connection:
        state = survey.state_of(connection)
        assert survey.survey(connection, state, MINUTES, needed=False) is None
        assert survey.survey(connection, state, MINUTES, needed=True) == survey.look(connection, MINUTES)
