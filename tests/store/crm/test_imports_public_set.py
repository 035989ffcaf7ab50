"""The public CRM export imports whole, exactly, twice without a change, and with its real defects counted."""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.migrate import upgrade
from store.crm import aliases
from store.session import open_database
from store.vault import Vault
from tests import postgres
from tests.store.crm.exports import bring_in, defect, one, rows

AS_OF = datetime(2017, 12, 31, 23, 59, 59, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = Vault.new_key()


@pytest.fixture(scope="module")
def imported(shared_database_url, data_dir, tmp_path_factory):
    """Where the public set was brought in, once of each kind, and the report of it."""
    upgrade(shared_database_url)
    with opened(shared_database_url) as db:
        return shared_database_url, public_set(db, data_dir, tmp_path_factory.mktemp("public"))


@pytest.fixture
def report(imported):
    return imported[1]


@pytest.fixture
def db(imported):
    """The imported set, for tests that only read."""
    with opened(imported[0]) as db:
        yield db


@pytest.fixture
def own_db(imported, tmp_path):
    """A copy of the imported set, for a test that changes it."""
    url = make_url(imported[0])
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite:
        shutil.copy(url.database, tmp_path / "quartermaster.db")
        copied = f"sqlite:///{tmp_path / 'quartermaster.db'}"
    else:
        copied = postgres.empty_database(url.database)
    with opened(copied) as db:
        yield db
    if not is_sqlite:
        postgres.drop_database(copied)


@contextmanager
def opened(url):
    db = open_database(url, Vault([KEY]))
    try:
        yield db
    finally:
        db.dispose()


def public_set(db, data_dir: Path, tmp_path: Path, **options):
    return bring_in(db, data_dir / "maven_crm", as_of=AS_OF, quarantine=tmp_path / "quarantine", **options)


@pytest.mark.row("M5")
def test_the_public_set_imports_exactly_and_twice_without_a_change(report, own_db, data_dir, tmp_path):
    first, db = report, own_db
    assert {f.name: (f.rows, f.imported) for f in first.files if not f.left_out} == {
        "accounts.csv": (85, 85),
        "products.csv": (7, 7),
        "sales_pipeline.csv": (8800, 8800),
        "sales_teams.csv": (35, 35),
    }
    assert first.rows("quarantined") == 0
    assert first.quarantine == ""
    assert all(f.adds_up and not f.unmapped for f in first.files)
    before = everything(db)
    second = public_set(db, data_dir, tmp_path, now=NOW.replace(hour=13))
    assert (second.rows("imported"), second.rows("updated"), second.rows("unchanged")) == (0, 0, 8927)
    assert everything(db) == before
    assert second.defects == first.defects


def everything(db):
    tables = ("opportunities", "accounts", "products", "people", "teams", "territories", "stages", "aliases")
    return {table: sorted(map(str, rows(db, f"SELECT * FROM crm_{table}"))) for table in tables}


@pytest.mark.row("M5")
def test_the_public_set_has_its_statuses_amounts_and_people(db):
    by_status = dict(rows(db, "SELECT status, count(*) FROM crm_opportunities GROUP BY status"))
    assert by_status == {"won": 4238, "lost": 2473, "open": 2089}
    assert one(db, "SELECT sum(amount) FROM crm_opportunities WHERE status = 'won'") == 10_005_534_00
    assert one(db, "SELECT count(*) FROM crm_opportunities WHERE is_open AND amount IS NOT NULL") == 0
    stages = rows(db, "SELECT name, position, status, probability FROM crm_stages ORDER BY position")
    assert stages == [
        ("Prospecting", 1, "open", 0.33),
        ("Engaging", 2, "open", 0.67),
        ("Won", 3, "won", 1.0),
        ("Lost", 4, "lost", 0.0),
    ]
    assert rows(db, "SELECT role, count(*) FROM crm_people GROUP BY role ORDER BY role") == [
        ("manager", 6),
        ("rep", 35),
    ]
    manager = "SELECT p.role, t.name, r.name FROM crm_people p JOIN crm_teams t ON t.id = p.team_id "
    manager += "JOIN crm_territories r ON r.id = p.territory_id WHERE p.name = 'Celia Rouche'"
    assert rows(db, manager) == [("manager", "Celia Rouche's team", "West")]
    assert one(db, "SELECT revenue FROM crm_accounts WHERE name = 'Acme Corporation'") == 1_100_040_000_00
    parent = "SELECT p.name FROM crm_accounts a JOIN crm_accounts p ON p.id = a.parent_id WHERE a.name = 'Codehow'"
    assert one(db, parent) == "Acme Corporation"
    assert one(db, "SELECT count(*) FROM crm_opportunities WHERE currency <> 'USD'") == 0


def test_the_public_set_knows_when_stages_were_entered(db):
    wrong = "SELECT count(*) FROM crm_opportunities WHERE NOT ({})"
    closed = "is_open OR (stage_entered_on = close_date AND created_on IS NOT NULL)"
    engaging = "stage_id <> 'Engaging' OR (stage_entered_on = created_on AND close_date IS NULL)"
    prospecting = "stage_id <> 'Prospecting' OR (created_on IS NULL AND stage_entered_on IS NULL AND stale_on IS NULL)"
    due = "stage_id <> 'Engaging' OR stale_on IS NOT NULL"
    for claim in (closed, engaging, prospecting, due):
        assert one(db, wrong.format(claim)) == 0, claim
    days = rows(db, "SELECT min(created_on), max(created_on), min(close_date), max(close_date) FROM crm_opportunities")
    assert [str(day) for day in days[0]] == ["2016-10-20", "2017-12-27", "2017-03-01", "2017-12-31"]


@pytest.mark.row("S4-84", "M5")
def test_the_report_lists_the_real_defects_with_their_exact_counts(report):
    found = {d.id: (d.count, dict(d.split)) for d in report.defects if d.count}
    assert found == {
        "open_without_account": (1425, {"Prospecting": 337, "Engaging": 1088}),
        "open_without_amount": (2089, {"Prospecting": 500, "Engaging": 1589}),
        "without_created": (500, {"Prospecting": 500}),
        "alike_but_for_id": (352, {}),
        "older_than_longest_cycle": (1291, {"Engaging": 1291}),
        "uneven_stage:Prospecting": (500, {"Melvin Marxen": 296, "Dustin Brinkmann": 204}),
        "first_month_misleads": (647, {}),
        "reps_without_deals": (5, {}),
        "slip:accounts.sector:technolgy": (12, {}),
        "slip:accounts.country:Philipines": (1, {}),
    }
    assert "138 days" in defect(report, "older_than_longest_cycle").sentence
    assert defect(report, "older_than_longest_cycle").of == 1589
    assert "before Mar 2017" in defect(report, "first_month_misleads").sentence
    assert "82.1%" in defect(report, "first_month_misleads").sentence
    assert defect(report, "reps_without_deals").examples == (
        "Carl Lin", "Carol Thompson", "Elizabeth Anderson", "Mei-Mei Johns", "Natalya Ivanova",
    )  # fmt: skip
    for none in ("repeated_ids", "close_before_created", "won_with_zero", "lost_with_amount", "closed_missing_field",
                 "unknown_account", "unknown_owner", "unknown_product"):  # fmt: skip
        assert defect(report, none).count == 0


@pytest.mark.row("M5")
def test_a_near_miss_becomes_one_question_and_totals_are_told_both_ways(report, db):
    [question] = report.questions
    assert (question.kind, question.said, question.likely, question.row_count) == (
        "product",
        "GTXPro",
        "GTX Pro",
        1480,
    )
    assert dict(question.split) == {"Prospecting": 80, "Engaging": 253, "Won": 729, "Lost": 418}
    [total] = question.totals
    assert (total.deals, total.amount) == (0, Decimal(0))
    assert (total.deals_with, total.amount_with) == (729, Decimal(3_510_578))
    assert aliases.open_questions(db) == [aliases.Question("product", "GTXPro", "GTX Pro", "GTX Pro", 1480)]
    assert one(db, "SELECT count(*) FROM crm_opportunities WHERE product_id = '?GTXPro'") == 1480
    assert one(db, "SELECT name FROM crm_products WHERE id = '?GTXPro'") == "GTXPro"


@pytest.mark.row("M5")
@pytest.mark.parametrize("same", [True, False])
def test_an_answer_moves_the_rows_and_a_later_import_follows_it(own_db, data_dir, tmp_path, same):
    db = own_db
    said = aliases.decide(db, "product", "GTXPro", same, by="Omar Haddad", at=NOW)
    assert "1,480" in said
    assert aliases.open_questions(db) == []
    home = "GTX Pro" if same else "GTXPro"
    assert one(db, "SELECT count(*) FROM crm_opportunities WHERE product_id = :id", id=home) == 1480
    assert rows(db, "SELECT id FROM crm_products WHERE id LIKE '?%'") == []
    assert one(db, "SELECT outcome FROM app_audit WHERE action = 'alias:answer'") == ("same" if same else "different")
    again = aliases.decide(db, "product", "GTXPro", not same, by="Elena", at=NOW)
    assert "Omar Haddad decided" in again
    later = public_set(db, data_dir, tmp_path, now=NOW.replace(hour=14))
    assert (later.rows("imported"), later.rows("updated"), later.questions) == (0, 0, ())
    assert one(db, "SELECT count(*) FROM crm_opportunities WHERE product_id = :id", id=home) == 1480
