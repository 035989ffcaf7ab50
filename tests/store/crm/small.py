"""A company of a dozen deals whose every number can be checked by eye, and one day on which it is asked about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, insert

from domain.bound import Bound, bind
from domain.query import QuerySpec
from domain.rights import ALL, Sight
from domain.thresholds import SettingValue, defaults
from store.crm.name_index import bring_up_to_date
from store.protection import protect
from store.tables import crm as tables
from store.types import metadata

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
LOADED_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def ago(days: int) -> date:
    """The day that many days before today."""
    return TODAY - timedelta(days=days)


def bound(spec: QuerySpec, sight: Sight = ALL, me: str = "", **settings: SettingValue) -> Bound:
    """The question on the small company's day; dots in setting names are written `__`."""
    changed = defaults() | {name.replace("__", "."): value for name, value in settings.items()}
    return bind(spec, now=NOW, today=TODAY, sight=sight, settings=changed, me=me)


def deal(number: int, **given: Any) -> dict[str, Any]:
    """An open Negotiation deal of Ana's with Northwind over 1,000 USD, unless said otherwise."""
    row: dict[str, Any] = {
        "id": f"D{number}", "name": f"Deal {number}", "account_id": "A1", "owner_id": "P1", "product_id": "R1",
        "stage_id": "S2", "status": "open", "is_open": True, "amount": Decimal(1000), "currency": "USD",
        "created_on": ago(100), "close_date": TODAY + timedelta(days=20), "stage_entered_on": ago(10), "stale_on": None,
        "last_activity_on": ago(3), "quiet_on": None, "forecast_category": "commit", "next_step": "Call",
        "lost_reason": None, "pushed_count": 0, "updated_at": NOW,
    }  # fmt: skip
    return row | given


def won(number: int, closed_ago: int, amount: int, **given: Any) -> dict[str, Any]:
    """A deal won some days ago, sixty days after it began."""
    return deal(number, **{
        "stage_id": "S3", "status": "won", "is_open": False, "amount": Decimal(amount), "close_date": ago(closed_ago),
        "created_on": ago(closed_ago + 60), "stage_entered_on": ago(closed_ago), "forecast_category": "closed",
    } | given)  # fmt: skip


def lost(number: int, closed_ago: int, **given: Any) -> dict[str, Any]:
    """A deal lost some days ago, thirty days after it began."""
    return deal(number, **{
        "stage_id": "S4", "status": "lost", "is_open": False, "close_date": ago(closed_ago), "lost_reason": "Price",
        "created_on": ago(closed_ago + 30), "stage_entered_on": ago(closed_ago), "forecast_category": "omitted",
    } | given)  # fmt: skip


DEALS = [
    deal(1, stage_entered_on=ago(31), amount=Decimal(5000)),
    deal(2, stage_entered_on=ago(30), owner_id="P2", account_id="A2"),
    deal(3, stage_entered_on=ago(94), owner_id="P3", account_id="A3", amount=Decimal("2500.50"), product_id="R2",
         close_date=ago(5)),
    deal(4, stage_id="S1", account_id=None, amount=None, close_date=None, stage_entered_on=None, created_on=None,
         last_activity_on=None, next_step=None, forecast_category="Best Case"),
    deal(5, stage_id="S1", owner_id="P2", account_id="A2", created_on=ago(40), last_activity_on=None, pushed_count=3),
    won(6, 15, 3000),
    won(7, 100, 1000, owner_id="P2"),
    won(8, 16, 800, owner_id="P3", account_id="A3", product_id="R2"),
    won(9, 400, 9000, owner_id="P1", account_id="A2", product_id="R2"),
    lost(10, 17, owner_id="P2", account_id="A2"),
    lost(11, 50, owner_id="P3", account_id="A3", lost_reason=None),
    lost(12, 18, owner_id=None, account_id="A9", product_id=None, lost_reason="No budget"),
]  # fmt: skip

ROWS: dict[str, list[dict[str, Any]]] = {
    "territory": [{"id": "T1", "name": "EMEA"}, {"id": "T2", "name": "West"}],
    "team": [{"id": "M1", "name": "Enterprise", "manager_id": "P4"}, {"id": "M2", "name": "SMB", "manager_id": None}],
    "person": [
        {"id": "P1", "name": "Ana Souza", "email": "ana@x.test", "team_id": "M1", "territory_id": "T1"},
        {"id": "P2", "name": "Ben Ode", "email": "ben@x.test", "team_id": "M1", "territory_id": "T2"},
        {"id": "P3", "name": "Çelik Öz", "email": "celik@x.test", "team_id": "M2", "manager_id": "P5"},
        {"id": "P4", "name": "Dana Cole", "email": "dana@x.test", "role": "manager", "team_id": "M1"},
        {"id": "P5", "name": "Eve Roy", "email": "eve@x.test", "role": "manager"},
        {"id": "P6", "name": "Gone Guy", "email": "gone@x.test", "team_id": "M2", "is_active": False},
    ],
    "account": [
        {"id": "A1", "name": "Northwind", "sector": "Retail", "country": "Norway", "employees": 40,
         "revenue": Decimal(500),
         "currency": "USD", "owner_id": "P1"},
        {"id": "A2", "name": "Contoso", "sector": "Finance", "country": "Kenya", "employees": 900, "parent_id": "A1",
         "owner_id": "P2"},
        {"id": "A3", "name": "O'Hare; DROP TABLE", "sector": None, "country": None},
        {"id": "A4", "name": "Nobody Yet", "sector": "Retail"},
    ],
    "account_tag": [{"account_id": "A1", "tag": "Strategic"}, {"account_id": "A1", "tag": "Risk"},
                    {"account_id": "A2", "tag": "Strategic"}],
    "contact": [{"id": "C1", "name": "Kim", "account_id": "A1", "title": "CFO"},
                {"id": "C2", "name": "Lee", "account_id": "A3", "title": ""}],
    "product": [{"id": "R1", "name": "Platform", "series": "Core", "list_price": Decimal(1200), "currency": "USD"},
                {"id": "R2", "name": "Connect", "series": "Extra", "list_price": Decimal(300), "currency": "USD"}],
    "stage": [
        {"id": "S1", "name": "Prospecting", "position": 1, "status": "open", "probability": 0.1},
        {"id": "S2", "name": "Negotiation", "position": 2, "status": "open", "probability": 0.7},
        {"id": "S3", "name": "Closed Won", "position": 3, "status": "won", "probability": 1.0},
        {"id": "S4", "name": "Closed Lost", "position": 4, "status": "lost", "probability": 0.0},
    ],
    "quota": [
        {"id": f"Q{n}", "owner_id": owner, "amount": Decimal(amount), "currency": "USD", "period_start": start,
         "period_end": end}
        for n, (owner, amount, start, end) in enumerate([
            ("P1", 10000, date(2026, 10, 1), date(2026, 12, 31)), ("P2", 4000, date(2026, 10, 1), date(2026, 12, 31)),
            ("P3", 500, date(2026, 10, 1), date(2026, 12, 31)), ("P1", 8000, date(2026, 7, 1), date(2026, 9, 30)),
        ], 1)
    ],
    "opportunity": DEALS,
    "activity": [
        {"id": "V1", "type": "meeting", "owner_id": "P1", "account_id": "A1", "on_date": ago(3)},
        {"id": "V2", "type": "Meeting", "owner_id": "P1", "opportunity_id": "D3", "on_date": ago(60)},
        {"id": "V3", "type": "call", "owner_id": "P2", "account_id": "A2", "on_date": ago(20), "subject": "Hello"},
        {"id": "V4", "type": "email", "owner_id": "P2", "on_date": TODAY + timedelta(days=9)},
    ],
    "lead": [
        {"id": "L1", "name": "Max", "lead_source": "Webinar", "status": "converted", "owner_id": "P1",
         "created_on": ago(40), "converted_on": ago(10)},
        {"id": "L2", "name": "Ida", "lead_source": "Webinar", "status": "open", "owner_id": "P2", "created_on": ago(20),
         "last_activity_on": ago(1)},
        {"id": "L3", "name": "Tim", "lead_source": None, "status": "converted", "owner_id": None, "created_on": ago(90),
         "converted_on": ago(80)},
    ],
}  # fmt: skip


def rows_of(changes: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Every table with its rows, all of them naming the same columns."""
    known = {**tables.RECORDS, "account_tag": tables.account_tags}
    for kind, table in known.items():
        rows = changes.get(kind, ROWS.get(kind, []))
        kept = {"source", "role", "timezone", "is_active", "pushed_count"}
        blank = {c.name: None for c in table.c if c.name not in kept}
        usual = {"role": "rep", "is_active": True} if kind == "person" else {}
        stamp = {"updated_at": NOW} if "updated_at" in table.c else {}
        if rows:
            yield table, [{**blank, **usual, **stamp, **row} for row in rows]


@contextmanager
def company(url: str, **changes: list[dict[str, Any]]) -> Iterator[Connection]:
    """A connection to the small company, with other rows for the kinds that are given."""
    with company_at(url, **changes) as engine, engine.connect() as connection:
        yield connection


@contextmanager
def company_at(url: str, **changes: list[dict[str, Any]]) -> Iterator[Engine]:
    """The same as a database, to be shared: each of its connections takes back what it wrote when it is closed."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            metadata.create_all(connection)
            # Roles are the whole server's: once another test has made them, a table without their rights is closed.
            protect(connection)
            for table, rows in rows_of(changes):
                connection.execute(insert(table), rows)
            an_import = {"id": "I1", "source": "test", "state": "finished", "started_at": LOADED_AT, "as_of": LOADED_AT}
            connection.execute(insert(tables.imports), [an_import | {"report": "{}"}])
            bring_up_to_date(connection)
        yield engine
    finally:
        engine.dispose()
