"""What the evidence finds in a mirror whose faults are known, on both databases."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from domain.bound import Bound, bind
from domain.evidence import Evidence
from domain.facts import Pulled
from domain.query import Filter, Period, QuerySpec
from domain.rights import ALL, Sight
from domain.scoring import Case, findings
from domain.thresholds import defaults
from store.crm import tables
from store.crm.demo import build, load, plant_burst
from store.crm.evidence import SAMPLE, evidence, is_outlier
from store.session import Database, open_database
from store.vault import Vault
from tests.tables import make_tables

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
MARK = {"source": "test", "updated_at": NOW - timedelta(days=400)}
WON = QuerySpec(filters=(Filter(field="status", op="eq", value="won"),))


@pytest.fixture
def mirror(database_url: str) -> Iterator[Database]:
    """An empty mirror with one rep, one account, one product and four stages."""
    make_tables(database_url)
    db = open_database(database_url, Vault([Fernet.generate_key()]))
    put(db, tables.people, {"id": "P1", "name": "Ana Lima"}, {"id": "P2", "name": "Ben Ode"})
    put(db, tables.accounts, {"id": "A1", "name": "Tailspin Toys"})
    put(db, tables.products, {"id": "X1", "name": "Platform"})
    stages = (("nego", "open"), ("won", "won"), ("lost", "lost"))
    put(db, tables.stages, *({"id": i, "name": i, "status": s, "position": 1, "probability": 0.5} for i, s in stages))
    yield db
    db.dispose()


def put(db: Database, table: Any, *rows: dict[str, Any]) -> None:
    with db.engine.begin() as connection:
        connection.execute(table.insert(), [MARK | row for row in rows])


def a_deal(number: int, status: str = "open", **given: Any) -> dict[str, Any]:
    """An ordinary deal of Ana Lima."""
    stage = {"open": "nego", "won": "won", "lost": "lost"}[status]
    close = TODAY + timedelta(days=20) if status == "open" else TODAY - timedelta(days=20)
    return {
        "id": f"006{number:04d}", "name": f"Deal {number}", "account_id": "A1", "owner_id": "P1", "product_id": "X1",
        "stage_id": stage, "status": status, "is_open": status == "open", "amount": Decimal(10_000 + number),
        "currency": "USD", "created_on": TODAY - timedelta(days=60), "close_date": close,
    } | given  # fmt: skip


def bound_to(spec: QuerySpec, sight: Sight = ALL, now: datetime = NOW) -> Bound:
    return bind(spec, now=now, today=now.date(), sight=sight, settings=defaults())


def looked_at(db: Database, spec: QuerySpec | None = None, sight: Sight = ALL, now: datetime = NOW) -> Evidence:
    spec = spec or QuerySpec()
    with db.reading() as connection:
        return evidence(connection, bound_to(spec, sight, now), a_pull(spec, now=now))


def a_pull(spec: QuerySpec, total: int = 0, now: datetime = NOW) -> Pulled:
    return Pulled(
        spec=spec,
        columns=(),
        rows=(),
        shown_of=total,
        total_rows=total,
        facts=(),
        statement="",
        parameters={},
        as_of=now,
    )


FAULTS: dict[str, Callable[[], dict[str, Any]]] = {
    "negative_amount": lambda: a_deal(1, amount=Decimal("-0.01")),
    "won_with_zero": lambda: a_deal(1, "won", amount=Decimal(0)),
    "missing_amount": lambda: a_deal(1, amount=None),
    "impossible_amount": lambda: a_deal(1, amount=Decimal(1_000_000_000)),
    "close_before_created": lambda: a_deal(1, "lost", created_on=TODAY - timedelta(days=19)),
    "created_in_future": lambda: a_deal(1, created_on=TODAY + timedelta(days=1)),
    "closed_in_future": lambda: a_deal(1, "won", close_date=TODAY + timedelta(days=1)),
    "far_past": lambda: a_deal(1, created_on=date(2016, 11, 19)),
    "far_future": lambda: a_deal(1, close_date=date(2031, 11, 21)),
    "closed_without_date": lambda: a_deal(1, "won", close_date=None),
    "open_past_close": lambda: a_deal(1, close_date=TODAY - timedelta(days=1)),
    "missing_account": lambda: a_deal(1, account_id=None),
    "missing_owner": lambda: a_deal(1, owner_id=None),
    "unknown_owner": lambda: a_deal(1, owner_id="gone"),
    "unknown_account": lambda: a_deal(1, account_id="gone"),
    "unknown_stage": lambda: a_deal(1, stage_id="gone"),
    "unknown_product": lambda: a_deal(1, product_id="gone"),
}


@pytest.mark.row("S0-10", "S4-84")
def test_each_fault_is_found_where_it_is_and_nowhere_else(mirror):
    put(mirror, tables.opportunities, *(a_deal(n) for n in range(20, 25)))
    assert looked_at(mirror).counts == {}
    for name, fault in FAULTS.items():
        put(mirror, tables.opportunities, fault())
        found = looked_at(mirror)
        assert name in found.counts
        assert set(found.counts) <= {name, "close_before_created"}
        assert [s.row_id for s in found.suspects[name]] == ["0060001"]
        with mirror.engine.begin() as connection:
            connection.execute(tables.opportunities.delete().where(tables.opportunities.c.id == "0060001"))


def test_the_days_at_the_borders_are_ordinary(mirror):
    put(
        mirror, tables.opportunities,
        a_deal(1, created_on=TODAY, close_date=TODAY), a_deal(2, "won", close_date=TODAY, created_on=TODAY),
        a_deal(3, created_on=date(2016, 11, 20)), a_deal(4, close_date=date(2031, 11, 20)),
        a_deal(5, amount=Decimal(0)),
    )  # fmt: skip
    assert looked_at(mirror).counts == {}


def test_fifty_are_sampled_and_all_are_counted(mirror):
    put(mirror, tables.opportunities, *(a_deal(n, amount=None) for n in range(70)))
    found = looked_at(mirror)
    assert found.counts["missing_amount"] == 70
    assert len(found.suspects["missing_amount"]) == SAMPLE == 50


def test_copies_are_counted_beyond_the_first(mirror):
    alike = {"name": "Same", "amount": Decimal(5), "account_id": None}
    put(
        mirror, tables.opportunities, *(a_deal(n, **alike) for n in range(3)), a_deal(4, name="Same", amount=Decimal(6))
    )
    assert looked_at(mirror).counts["duplicates"] == 2


# Bursts


def won_at(db: Database, number: int, at: datetime, amount: int = 2_600_000, **given: Any) -> None:
    deal = a_deal(number, "won", amount=Decimal(amount), close_date=at.date(), **given)
    put(db, tables.opportunities, deal)
    change = {"id": f"C{number}", "opportunity_id": deal["id"], "to_stage_id": "won", "at": at}
    put(db, tables.stage_changes, change)


@pytest.mark.row("S0-11")
def test_ten_million_in_five_minutes_is_a_burst(mirror):
    for n in range(4):
        won_at(mirror, n, NOW - timedelta(minutes=100 - n))
    won_at(mirror, 9, NOW - timedelta(days=3))
    found = looked_at(mirror)
    assert [s.row_id for s in found.suspects["burst_of_wins"]] == ["0060000", "0060001", "0060002", "0060003"]
    assert found.suspects["burst_of_wins"][0].seen == "USD 10.4M"
    case = Case(bound=bound_to(QuerySpec()), pulled=a_pull(QuerySpec(), 5), evidence=found)
    assert [f.rule for f in findings([case]) if f.verdict == "held"] == ["burst_of_wins"]


def test_the_same_wins_over_a_longer_time_are_no_burst(mirror):
    for n in range(4):
        won_at(mirror, n, NOW - timedelta(minutes=100 - 2 * n))
    assert "burst_of_wins" not in looked_at(mirror).counts


def test_exactly_five_minutes_and_exactly_ten_million_are_a_burst(mirror):
    won_at(mirror, 1, NOW - timedelta(minutes=10), 5_000_000)
    won_at(mirror, 2, NOW - timedelta(minutes=5), 5_000_000)
    assert looked_at(mirror).counts["burst_of_wins"] == 2


def test_two_currencies_are_two_sums(mirror):
    won_at(mirror, 1, NOW, 6_000_000)
    won_at(mirror, 2, NOW, 6_000_000, currency="EUR")
    assert "burst_of_wins" not in looked_at(mirror).counts


def test_a_deal_won_twice_counts_once_and_a_lost_one_not_at_all(mirror):
    won_at(mirror, 1, NOW, 6_000_000)
    again = {"id": "C99", "opportunity_id": "0060001", "to_stage_id": "won", "at": NOW}
    put(mirror, tables.stage_changes, again)
    put(mirror, tables.opportunities, a_deal(2, "lost", amount=Decimal(9_000_000), close_date=TODAY, updated_at=NOW))
    assert "burst_of_wins" not in looked_at(mirror).counts


@pytest.mark.row("S0-11")
def test_without_history_the_sources_own_last_change_on_the_day_of_closing_counts(mirror):
    deals = (a_deal(n, "won", amount=Decimal(4_000_000), close_date=TODAY, updated_at=NOW) for n in range(3))
    put(mirror, tables.opportunities, *deals)
    assert looked_at(mirror).counts["burst_of_wins"] == 3


def test_one_import_of_old_wins_is_no_burst(mirror):
    deals = (a_deal(n, "won", amount=Decimal(4_000_000), updated_at=NOW) for n in range(30))
    put(mirror, tables.opportunities, *deals)
    assert "burst_of_wins" not in looked_at(mirror).counts


def test_only_wins_that_the_question_covers_can_burst(mirror):
    for n in range(4):
        won_at(mirror, n, NOW - timedelta(minutes=100 - n))
    one = QuerySpec(filters=(Filter(field="opportunity", op="eq", value="Deal 1"),))
    assert looked_at(mirror, one).total_rows == 1
    assert "burst_of_wins" not in looked_at(mirror, one).counts


# History


def test_an_amount_far_above_the_reps_own_history_is_an_outlier(mirror):
    put(mirror, tables.opportunities, *(a_deal(n, "won", amount=Decimal(9_000 + 200 * n)) for n in range(12)))
    put(mirror, tables.opportunities, a_deal(50, amount=Decimal(25_000_000)), a_deal(51, amount=Decimal(12_000)))
    found = looked_at(mirror)
    assert [s.row_id for s in found.suspects["amount_outlier_for_rep"]] == ["0060050"]
    assert found.suspects["amount_outlier_for_rep"][0].seen == "USD 25,000,000.00"
    assert found.suspects["amount_outlier_for_rep"][0].usual == "USD 10,000.00"


def test_a_rep_with_little_or_old_history_has_no_outliers(mirror):
    old = TODAY - timedelta(days=800)
    put(mirror, tables.opportunities, *(a_deal(n, "won", close_date=old, created_on=old) for n in range(20)))
    put(mirror, tables.opportunities, *(a_deal(n, "won", owner_id="P2") for n in range(30, 37)))
    put(mirror, tables.opportunities, a_deal(50, amount=Decimal(25_000_000)))
    put(mirror, tables.opportunities, a_deal(51, amount=Decimal(25_000_000), owner_id="P2"))
    assert "amount_outlier_for_rep" not in looked_at(mirror).counts


@pytest.mark.parametrize(
    ("amount", "quartiles", "found"),
    [
        (99, (10, 10, 10), True), (18, (10, 10, 10), False), (19, (10, 10, 10), True), (70, (5, 10, 15), True),
        (69, (5, 10, 15), False), (10, (10, 10, 10), False), (5, (0, 0, 0), False),
    ],
)  # fmt: skip
def test_an_outlier_lies_eight_robust_deviations_above(amount, quartiles, found):
    assert is_outlier(Decimal(amount), tuple(map(Decimal, quartiles))) is found
    assert is_outlier(Decimal(amount), None) is False


# Rights, emptiness, other records


@pytest.mark.row("D1")
def test_evidence_sees_only_what_the_reader_may_see(mirror):
    put(mirror, tables.opportunities, a_deal(1, amount=None), a_deal(2, amount=None, owner_id="P2"))
    own = Sight(kind="owners", owners=frozenset({"P2"}), of="Ben Ode")
    found = looked_at(mirror, sight=own)
    assert found.total_rows == 1
    assert [s.row_id for s in found.suspects["missing_amount"]] == ["0060002"]
    nobody = Sight(kind="owners", owners=frozenset({"P3"}), of="Cy Poe")
    assert looked_at(mirror, sight=nobody).hidden_by_rights == 2


def test_an_empty_period_comes_with_the_dates_there_are(mirror):
    put(mirror, tables.opportunities, a_deal(1, "won"), a_deal(2, "won", close_date=date(2026, 1, 5)), a_deal(3))
    spec = WON.model_copy(update={"time": Period(fields=("close_date",), window="2011")})
    found = looked_at(mirror, spec)
    assert (found.total_rows, found.oldest, found.newest) == (0, date(2026, 1, 5), TODAY - timedelta(days=20))


def test_currencies_and_extremes_are_of_the_matching_records(mirror):
    put(mirror, tables.opportunities, a_deal(1, currency="EUR", amount=Decimal("7.50")), a_deal(2, "won"))
    put(mirror, tables.opportunities, a_deal(3, currency="GBP", amount=None))
    found = looked_at(mirror)
    assert found.currencies == ("EUR", "USD")
    assert found.largest_amount == Decimal("10002.00")
    assert looked_at(mirror, WON).currencies == ("USD",)


def test_leads_have_checks_of_their_own_and_other_records_are_counted(mirror):
    lead = {"name": "Lee", "status": "open", "owner_id": "P1", "created_on": TODAY, "converted_on": None}
    put(
        mirror, tables.leads,
        lead | {"id": "L1"}, lead | {"id": "L2", "converted_on": TODAY - timedelta(days=1)},
    )  # fmt: skip
    put(mirror, tables.leads, lead | {"id": "L3", "created_on": TODAY + timedelta(days=1)})
    found = looked_at(mirror, QuerySpec(entity="lead"))
    assert found.counts == {"created_in_future": 1, "converted_before_created": 1}
    assert looked_at(mirror, QuerySpec(entity="account")).total_rows == 1


def test_record_text_is_only_ever_a_value(mirror):
    put(mirror, tables.opportunities, a_deal(1, name="'; DROP TABLE crm_people; --", amount=None))
    found = looked_at(mirror, QuerySpec(filters=(Filter(field="owner", op="eq", value="x' OR '1'='1"),)))
    assert found.total_rows == 0
    assert looked_at(mirror).suspects["missing_amount"][0].label == "'; DROP TABLE crm_people; --"


# Whole companies


def verdicts(db: Database, spec: QuerySpec, now: datetime = NOW) -> dict[str, list[str]]:
    found = looked_at(db, spec, now=now)
    case = Case(bound=bound_to(spec, now=now), pulled=a_pull(spec, found.total_rows, now), evidence=found)
    by: dict[str, list[str]] = {"held": [], "noted": [], "passed": []}
    for finding in findings([case]):
        by[finding.verdict].append(finding.rule)
    return by


EVERYTHING = (
    QuerySpec(),
    WON,
    QuerySpec(filters=(Filter(field="status", op="eq", value="open"),)),
    QuerySpec(filters=WON.filters, time=Period(fields=("close_date",), window="quarter:0")),
    QuerySpec(entity="lead"),
    QuerySpec(entity="rep"),
)


@pytest.mark.row("S0-10", "S0-11")
def test_the_demo_company_is_never_held_until_its_burst_is_planted(sqlite_url):
    make_tables(sqlite_url)
    db = open_database(sqlite_url, Vault([Fernet.generate_key()]))
    company = build(1, 2000, TODAY)
    with db.engine.connect() as connection:
        load(connection, company, NOW)
    assert [verdicts(db, spec)["held"] for spec in EVERYTHING] == [[]] * len(EVERYTHING)
    with db.engine.connect() as connection:
        load(connection, plant_burst(company), NOW)
    assert verdicts(db, WON)["held"] == ["burst_of_wins"]
    db.dispose()


@pytest.mark.row("S0-10", "S4-84")
def test_the_public_set_is_never_held_and_its_real_defects_are_noted(sqlite_url, data_dir):
    make_tables(sqlite_url)
    db = open_database(sqlite_url, Vault([Fernet.generate_key()]))
    put_maven(db, data_dir / "maven_crm")
    then = datetime(2017, 12, 31, 12, 0, tzinfo=UTC)
    for spec in EVERYTHING:
        assert verdicts(db, spec, then)["held"] == []
    counts = looked_at(db, now=then).counts
    assert {name: counts[name] for name in ("missing_amount", "missing_account", "unknown_product", "duplicates")} == {
        "missing_amount": 2089,
        "missing_account": 1425,
        "unknown_product": 1480,
        "duplicates": 352,
    }
    assert not set(counts) & {"close_before_created", "won_with_zero", "unknown_owner", "unknown_account", "far_past"}
    db.dispose()


def put_maven(db: Database, folder: Path) -> None:
    """The public CRM set as it is, nothing repaired."""

    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()))

    status = {"Prospecting": "open", "Engaging": "open", "Won": "won", "Lost": "lost"}
    stages = (
        {"id": s, "name": s, "status": v, "position": n, "probability": 0.1} for n, (s, v) in enumerate(status.items())
    )
    put(db, tables.stages, *stages)
    put(db, tables.people, *({"id": r["sales_agent"], "name": r["sales_agent"]} for r in rows("sales_teams.csv")))
    put(db, tables.accounts, *({"id": r["account"], "name": r["account"]} for r in rows("accounts.csv")))
    put(db, tables.products, *({"id": r["product"], "name": r["product"]} for r in rows("products.csv")))
    put(db, tables.opportunities, *(_maven_deal(r, status[r["deal_stage"]]) for r in rows("sales_pipeline.csv")))


def _maven_deal(row: dict[str, str], status: str) -> dict[str, Any]:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    return {
        "id": row["opportunity_id"], "name": f"{row['account']} {row['product']}", "account_id": row["account"] or None,
        "owner_id": row["sales_agent"], "product_id": row["product"], "stage_id": row["deal_stage"], "status": status,
        "is_open": status == "open", "amount": Decimal(row["close_value"]) if row["close_value"] else None,
        "currency": "USD", "created_on": day(row["engage_date"]), "close_date": day(row["close_date"]),
    }  # fmt: skip
