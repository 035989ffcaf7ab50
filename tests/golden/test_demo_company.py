"""Ten questions about the demo company: both readers say exactly what plain Python finds in the generated rows."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median

import pytest
from cryptography.fernet import Fernet

from domain import thresholds
from domain.bound import bind
from domain.query import Filter, Period, QuerySpec
from domain.rights import ALL
from domain.scoring import Case, findings
from gateways.crm.local import LocalReaders
from store.crm import demo
from store.session import open_database
from store.vault import Vault
from tests import postgres
from tests.tables import make_tables

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
THIS_QUARTER = (date(2026, 10, 1), date(2026, 12, 31))
LAST_QUARTER = (date(2026, 7, 1), date(2026, 9, 30))
COMPANY = demo.build(7, 2_000, TODAY)
OPEN, WON = Filter(field="status", op="eq", value="open"), Filter(field="status", op="eq", value="won")


class Books:
    """The generated rows with the names that people use for them."""

    def __init__(self, company):
        rows = defaultdict(list)
        for book in company.books():
            for kind, found in book.items():
                rows[kind] += found
        self.deals, self.leads, self.quotas, self.activities = (
            rows[kind] for kind in ("opportunity", "lead", "quota", "activity")
        )
        self.name = {row["id"]: row["name"] for kind in ("person", "team", "stage", "product") for row in rows[kind]}
        self.team = {row["id"]: self.name[row["team_id"]] for row in rows["person"] if row["team_id"]}
        self.tagged = {row["account_id"] for row in rows["account_tag"]}

    def sums(self, key, *conditions):
        groups = defaultdict(list)
        for deal in self.deals:
            if all(condition(deal) for condition in conditions):
                groups[key(deal)].append(deal)
        return groups


BOOKS = Books(COMPANY)


def is_open(deal):
    return deal["is_open"]


def is_won(deal):
    return deal["status"] == "won"


def closes_in(period):
    return lambda deal: deal["close_date"] is not None and period[0] <= deal["close_date"] <= period[1]


def amount_of(deals):
    return sum(deal["amount"] for deal in deals if deal["amount"] is not None)


def owner(deal):
    return BOOKS.name[deal["owner_id"]]


def team(deal):
    return BOOKS.team[deal["owner_id"]]


def as_ratio(above, below):
    return (Decimal(above) / Decimal(below)).quantize(Decimal("0.000001"))


# What plain Python finds


def stalled_in_negotiation():
    found = BOOKS.sums(lambda deal: deal["id"], is_open, lambda d: d["stage_id"] == "negotiation")
    return {i: () for i, (deal,) in found.items() if (TODAY - deal["stage_entered_on"]).days > 30}


def quiet_for_more_than_two_weeks():
    found = BOOKS.sums(lambda deal: deal["id"], is_open)
    return {i: () for i, (deal,) in found.items() if (TODAY - deal["last_activity_on"]).days > 14}


def stalled_on_strategic_accounts():
    found = BOOKS.sums(lambda deal: deal["id"], is_open, lambda d: d["account_id"] in BOOKS.tagged)
    return {i: () for i, (deal,) in found.items() if (TODAY - deal["stage_entered_on"]).days > 30}


def open_pipeline_by_stage():
    found = BOOKS.sums(lambda deal: BOOKS.name[deal["stage_id"]], is_open)
    return {stage: (amount_of(deals), len(deals)) for stage, deals in found.items()}


def won_by_rep_last_quarter():
    found = BOOKS.sums(owner, is_won, closes_in(LAST_QUARTER))
    return {rep: (amount_of(deals), len(deals)) for rep, deals in found.items()}


def win_rate_by_team_in_the_last_30_days():
    recent = (TODAY - timedelta(days=29), TODAY)
    found = BOOKS.sums(team, lambda deal: not deal["is_open"], closes_in(recent))
    return {name: (as_ratio(sum(map(is_won, deals)), len(deals)),) for name, deals in found.items()}


def attainment_by_rep():
    won = {rep: amount_of(deals) for rep, deals in BOOKS.sums(owner, is_won, closes_in(THIS_QUARTER)).items()}
    quotas = {BOOKS.name[q["owner_id"]]: q["amount"] for q in BOOKS.quotas if q["period_start"] == THIS_QUARTER[0]}
    return {rep: (as_ratio(won[rep], quota),) for rep, quota in quotas.items()}


def coverage_by_team():
    quota, won = Counter(), Counter()
    for row in BOOKS.quotas:
        if row["period_start"] == THIS_QUARTER[0]:
            quota[BOOKS.team[row["owner_id"]]] += row["amount"]
    for name, deals in BOOKS.sums(team, is_won, closes_in(THIS_QUARTER)).items():
        won[name] = amount_of(deals)
    ahead = BOOKS.sums(team, is_open, closes_in(THIS_QUARTER))
    return {name: (as_ratio(amount_of(deals), quota[name] - won[name]),) for name, deals in ahead.items()}


def sales_cycle_by_product():
    found = BOOKS.sums(lambda deal: BOOKS.name[deal["product_id"]], is_won, closes_in(LAST_QUARTER))
    days = {name: [(d["close_date"] - d["created_on"]).days for d in deals] for name, deals in found.items()}
    return {name: (round(Decimal(sum(many)) / len(many), 2),) for name, many in days.items()}


def median_won_amount_by_team():
    found = BOOKS.sums(team, is_won, closes_in(LAST_QUARTER))
    return {name: (median(deal["amount"] for deal in deals),) for name, deals in found.items()}


def calls_by_rep_this_quarter():
    first, last = THIS_QUARTER
    calls = Counter(
        BOOKS.name[a["owner_id"]] for a in BOOKS.activities if a["type"] == "call" and first <= a["on_date"] <= last
    )
    return {rep: (many,) for rep, many in calls.items()}


def lead_velocity_by_source():
    days = defaultdict(list)
    for lead in BOOKS.leads:
        if lead["converted_on"] and LAST_QUARTER[0] <= lead["converted_on"] <= LAST_QUARTER[1]:
            days[lead["lead_source"]].append((lead["converted_on"] - lead["created_on"]).days)
    return {source: (Decimal(median(many)),) for source, many in days.items()}


@dataclass(frozen=True)
class Question:
    """A question in the algebra, and the function that answers it without any."""

    spec: QuerySpec
    plainly: object


def quarter(field, which):
    return Period(fields=(field,), window=f"quarter:{which}")


def deals(*filters, **rest):
    return QuerySpec(filters=filters, **rest)


STALLED = Filter(field="days_in_stage", op="gt", value="$stale_days")
QUIET = Filter(field="last_activity_days", op="gt", value="$activity_gap_days")
NEGOTIATION = Filter(field="stage", op="eq", value="Negotiation")
STRATEGIC = Filter(field="account.tag", op="eq", value="Strategic")
CALL = Filter(field="type", op="eq", value="call")
LAST_30_DAYS = Period(fields=("close_date",), window="last:30d")

QUESTIONS = [
    Question(deals(NEGOTIATION, STALLED), stalled_in_negotiation),
    Question(deals(OPEN, QUIET), quiet_for_more_than_two_weeks),
    Question(deals(STRATEGIC, STALLED), stalled_on_strategic_accounts),
    Question(deals(OPEN, measures=("amount", "count"), group_by=("stage",)), open_pipeline_by_stage),
    Question(
        deals(WON, measures=("amount", "count"), group_by=("owner",), time=quarter("close_date", -1)),
        won_by_rep_last_quarter,
    ),
    Question(
        deals(measures=("win_rate",), group_by=("team",), time=LAST_30_DAYS), win_rate_by_team_in_the_last_30_days
    ),
    Question(
        QuerySpec(entity="quota", measures=("attainment",), group_by=("owner",), time=quarter("period", 0)),
        attainment_by_rep,
    ),
    Question(
        deals(measures=("coverage",), group_by=("team",), time=quarter("close_date", 0)), coverage_by_team
    ),
    Question(
        deals(measures=("cycle_days",), group_by=("product",), time=quarter("close_date", -1)), sales_cycle_by_product
    ),
    Question(
        deals(WON, measures=("median_amount",), group_by=("team",), time=quarter("close_date", -1)),
        median_won_amount_by_team,
    ),
    Question(
        QuerySpec(
            entity="activity", filters=(CALL,), measures=("count",), group_by=("owner",), time=quarter("date", 0)
        ),
        calls_by_rep_this_quarter,
    ),
    Question(
        QuerySpec(entity="lead", measures=("velocity_days",), group_by=("source",), time=quarter("converted", -1)),
        lead_velocity_by_source,
    ),
]  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def readers(request, tmp_path_factory):
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path_factory.mktemp('golden') / 'demo.db'}" if is_sqlite else postgres.empty_database()
    make_tables(url)
    db = open_database(url, Vault([Fernet.generate_key()]))
    with db.engine.connect() as connection:
        demo.load(connection, COMPANY, NOW)
    yield LocalReaders(db)
    db.dispose()
    if not is_sqlite:
        postgres.drop_database(url)


def asked(question):
    return bind(question.spec, now=NOW, today=TODAY, sight=ALL, settings=thresholds.defaults())


def answer(pulled):
    """Group values or row ids with the numbers beside them; a list's own columns are another test's."""
    if not pulled.spec.measures:
        return {row.id: () for row in pulled.rows}
    groups = len(pulled.spec.group_by)
    return {row.cells[0]: tuple(row.cells[groups:]) for row in pulled.rows}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.plainly.__name__)
def test_the_puller_finds_what_plain_python_finds(readers, question):
    expected = question.plainly()
    assert expected
    assert answer(readers.puller.pull(asked(question))) == expected


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.plainly.__name__)
def test_the_counter_agrees_and_the_scorer_holds_nothing(readers, question):
    bound = asked(question)
    pulled = readers.puller.pull(bound)
    counted = readers.counter.recount(bound, pulled.facts)
    assert counted.total_rows == pulled.total_rows
    assert counted.values == {fact.id: fact.value for fact in pulled.facts}
    judged = findings([Case(bound=bound, pulled=pulled, evidence=readers.puller.evidence(bound, pulled))])
    assert [finding.sentence for finding in judged if finding.verdict == "held"] == []


def test_a_planted_burst_is_held(tmp_path):
    make_tables(f"sqlite:///{tmp_path / 'burst.db'}")
    db = open_database(f"sqlite:///{tmp_path / 'burst.db'}", Vault([Fernet.generate_key()]))
    with db.engine.connect() as connection:
        demo.load(connection, demo.plant_burst(COMPANY), NOW)
    readers = LocalReaders(db)
    won = Question(deals(WON, measures=("amount",), time=quarter("close_date", 0)), None)
    bound = asked(won)
    pulled = readers.puller.pull(bound)
    judged = findings([Case(bound=bound, pulled=pulled, evidence=readers.puller.evidence(bound, pulled))])
    assert "burst_of_wins" in [finding.rule for finding in judged if finding.verdict == "held"]
    db.dispose()


def test_the_data_is_as_fresh_as_its_load(readers):
    assert readers.freshness().as_of == NOW
