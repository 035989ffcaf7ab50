"""An answer over more rows than are listed: every id in a file, proved to be those of the answer, or said to differ."""

import csv
import io
import re
from importlib import import_module

import pytest
from sqlalchemy import delete, select

from handlers.export_sources import AS_ANSWERED, row_sets_of
from store import runs
from store.crm.tables import opportunities
from tests.handlers.hands import presses
from tests.office import words

DANA = "Dana Whitfield"


@pytest.fixture
def few_are_many(monkeypatch):
    """From a hundred rows on they are not listed one by one, so that a small company will do."""
    monkeypatch.setattr(import_module("store.crm.query.pull"), "ROWS_CITED_ONE_BY_ONE", 100)
    monkeypatch.setattr(import_module("store.crm.query.recount"), "LIMIT", 100)


def lines_of(office):
    return list(csv.reader(io.StringIO(office.slack.files[-1][2].decode("utf-8-sig"))))[1:]


def all_row_ids(office, answer):
    presses(office, DANA, "run:source_ids", f"run:{answer['key']}", on=answer)
    return lines_of(office)


@pytest.mark.row("S0-17", "S0-08")
@pytest.mark.parametrize(
    "question",
    [
        "all open deals",
        "revenue by region this year",
        "win rate by rep this year",
        "open pipeline by stage",
        "how many deals did we win this year compared to last year",
        "open deals with an amount over 20k by month",
        "activities by type this quarter",
    ],
)
def test_every_row_set_of_an_answer_expands_to_the_rows_it_was_made_from(office, few_are_many, question):
    answer = office.says(DANA, question)
    _, outcome, _ = runs.find(office.db, f"run:{answer['key']}")
    sets = row_sets_of(outcome)
    assert sets, answer["card"].summary
    lines = all_row_ids(office, answer)
    proofs = [proof for _, _, proof in lines if proof]
    assert proofs == [AS_ANSWERED] * len(sets)
    for row_set, figures in sets.values():
        ids = [row_id for named, row_id, _ in lines if named == figures and row_id]
        assert len(ids) == len(set(ids)) == row_set.count


def test_the_button_stands_under_sources_and_leads_to_the_file(office, few_are_many):
    answer = office.says(DANA, "all open deals")
    office.presses(DANA, "Sources", answer)
    form = words(office.slack.forms[-1])
    assert "All row ids" in form
    assert re.search(r"\d rows, checksum", form)
    lines = all_row_ids(office, answer)
    with office.db.looking() as connection:
        o = opportunities.c
        open_ids = set(connection.execute(select(o.id).where(o.status == "open")).scalars())
    assert {row_id for _, row_id, _ in lines if row_id} == open_ids


@pytest.mark.row("M6")
def test_what_changed_since_the_answer_is_said(office, few_are_many):
    answer = office.says(DANA, "all open deals")
    with office.db.begin() as session:
        session.execute(delete(opportunities).where(opportunities.c.status == "open", opportunities.c.amount > 200_000))
    proofs = {proof for _, _, proof in all_row_ids(office, answer) if proof}
    assert proofs
    said = r"the data has changed since the answer \(\d+ rows then, \d+ now\)"
    assert all(re.match(said, proof) for proof in proofs)


def test_an_answer_whose_rows_are_listed_needs_no_file(office):
    answer = office.says(DANA, "show stalled negotiation deals")
    presses(office, DANA, "run:source_ids", f"run:{answer['key']}", on=answer)
    assert "listed under Sources" in office.slack.notes[-1][2]
    assert office.slack.files == []
