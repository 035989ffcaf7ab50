"""Any answer is explained from the audit trail alone: its query is asked again, and gives every number again."""

import random
import re
import sqlite3

import pytest

from domain.facts import Fact
from domain.logged import bound_of
from store import audit, runs
from store.crm.query.pull import pull
from store.crm.query.recount import recount
from tests.office import words

WHAT = (
    "open deals", "open pipeline", "win rate", "won deals", "lost deals", "average deal size", "bookings", "coverage",
    "number of deals", "median amount of won deals", "stalled deals", "attainment", "loss rate", "total open amount",
)  # fmt: skip
WHOSE = (
    "", " of Priya Raman", " of Tom Okafor", " for EMEA", " for AMER", " by rep", " by stage", " by region",
    " by account", " by product", " of Sarah Chen", " over 50k", " under 20k", " in negotiation", " in proposal",
)  # fmt: skip
WHEN = (
    "", " this quarter", " last quarter", " this year", " last year", " this month", " last month", " in Q2 2026",
    " since July", " in the last 90 days",
)  # fmt: skip


def random_questions(seed):
    chance = random.Random(seed)
    while True:
        yield f"{chance.choice(WHAT)}{chance.choice(WHOSE)}{chance.choice(WHEN)}"


def answered(office, wanted, seed=812):
    """So many questions with numbers in their answers, each with its entry of the trail and the run it made."""
    found = []
    for question in random_questions(seed):
        if len(found) == wanted:
            return found
        office.says("Dana Whitfield", question)
        entry = next(audit.entries(office.db, most=1))
        if entry["action"] == "question:answered" and entry["inputs"].get("read"):
            found.append((question, entry, runs.find(office.db, entry["subject"])[1]))
    return found


def shown(facts):
    return {fact.id: None if fact.value is None else str(fact.value) for fact in facts}


@pytest.mark.row("U7", "S2-18")
@pytest.mark.timeout(300)
def test_the_numbers_of_200_random_answers_are_found_again_from_the_trail_alone(office):
    numbers = 0
    for question, entry, outcome in answered(office, 200):
        sides = [side for side in (outcome.pulled, outcome.compared) if side]
        assert len(entry["inputs"]["read"]) == len(sides)
        for one, told in zip(entry["inputs"]["read"], sides, strict=True):
            assert (one["numbers"], one["rows"]) == (shown(told.facts), told.total_rows), question
            with office.db.reading() as connection:
                again = pull(connection, bound_of(one))
                counted = recount(connection, bound_of(one), again.facts)
            assert (shown(again.facts), again.total_rows) == (one["numbers"], one["rows"]), question
            assert again.statement == one["statement"], question
            assert counted.total_rows == one["rows"], question
            assert all(same(counted.values[name], value) for name, value in one["numbers"].items()), question
            numbers += len(one["numbers"])
    assert numbers > 400


def same(counted, logged):
    return counted is None if logged is None else abs(float(counted) - float(logged)) < 1e-6


@pytest.mark.row("U7")
def test_the_statement_of_the_trail_gives_the_number_to_whoever_has_nothing_but_the_database(office):
    checked = 0
    for question in ("open pipeline", "open deals of Priya Raman", "won deals last quarter", "open pipeline by region",
                     "bookings this year by rep", "open deals in negotiation"):  # fmt: skip
        office.says("Dana Whitfield", question)
        (one,) = next(audit.entries(office.db, most=1))["inputs"]["read"]
        count, amount = by_hand(office.db.url.removeprefix("sqlite:///"), one)
        assert count == one["rows"], question
        assert amount == float(one["numbers"]["amount"]), question
        checked += 1
    assert checked == 6


def by_hand(file, one):
    """(how many, how much) by the first statement of the trail, run by SQLite's own library."""
    statement = one["statement"].split(";\n\n")[0]
    # A list of rows is shown a page long; every row is wanted here.
    statement = re.sub(r"LIMIT :v\d+ OFFSET :v\d+", "", statement)
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    values = {name: int(value) if re.fullmatch(r"\d+", value) else value for name, value in one["values"].items()}
    rows = database.execute(statement, values).fetchall()
    database.close()
    if "n_all" in rows[0].keys():  # noqa: SIM118  (a row of SQLite is no dictionary)
        return sum(row["n_all"] for row in rows), sum(row["sum_amount"] or 0 for row in rows) / 100
    return len(rows), sum(row["v_sum_amount"] or 0 for row in rows) / 100


@pytest.mark.row("U7", "S2-18")
def test_why_shows_the_query_with_its_values_and_every_number(office):
    office.says("Dana Whitfield", "open pipeline by region")
    entry = next(audit.entries(office.db, most=1))
    card = office.says("Elena Vasquez", f"why #{entry['seq']}")["card"]
    said = words(card)
    assert "SELECT" in said
    assert "What was read" in said
    for name, value in entry["inputs"]["read"][0]["numbers"].items():
        assert f"{name.replace('|', ' | ')} = {value}" in said
    assert '"read"' not in said, "the query is shown as a query, not inside of a list"


def test_what_the_trail_keeps_of_a_query_reads_back_as_the_same_question(office):
    for question in ("deals closing this month or next", "deals without a next step", "EMEA or AMER deals over 20k"):
        office.says("Dana Whitfield", question)
        entry = next(audit.entries(office.db, most=1))
        outcome = runs.find(office.db, entry["subject"])[1]
        if outcome.pulled is not None:
            assert bound_of(entry["inputs"]["read"][0]).spec == outcome.pulled.spec
            assert all(isinstance(fact, Fact) for fact in outcome.pulled.facts)
