"""Posted cards: where they stand and what they say now, byte for byte."""

from datetime import date
from decimal import Decimal

import pytest

from domain.cards import Button, Buttons, Card, Code, Table, Text
from domain.facts import Column
from domain.work import Place
from store import posts
from tests.store.conftest import AT

CARD = Card(
    title="PLANTED-TITLE",
    summary="Zoë 🚀 <!channel> *bold* \u202e",
    nodes=(
        Text(text="**x**"),
        Code(text="SELECT 1"),
        Table(
            caption="c",
            columns=(
                Column(field="a", label="A", unit="USD"),
                Column(field="b", label="B", unit="date"),
                Column(field="c", label="C"),
            ),
            rows=((Decimal("1.10"), date(2026, 1, 1), "2026-01-01"), (None, None, "1e5")),
            total=2,
        ),
        Buttons(buttons=(Button(label="Go", press="a:b", subject="s"),)),
    ),
)
HERE, THERE = (
    Place(surface="slack", channel="D1", user="U1"),
    Place(surface="slack", channel="C0PLANTED", is_private=False),
)


def keep(db, key, place, card, run_id=None):
    with db.begin() as session:
        posts.keep(session, db, key, place, card, AT, run_id)


@pytest.mark.row("C6")
def test_a_card_comes_back_as_it_was_with_every_cell_of_its_kind(db):
    keep(db, "k", HERE, CARD)
    assert posts.find(db, "k") == (HERE, CARD)
    assert posts.find(db, "never") is None


def test_the_latest_card_of_a_post_counts(db):
    keep(db, "k", HERE, CARD, "run:1")
    keep(db, "k", THERE, Card(summary="new"), "run:2")
    assert posts.find(db, "k") == (THERE, Card(summary="new"))
    assert posts.of_run(db, "run:1") == []
    assert posts.of_run(db, "run:2") == [("k", THERE)]


@pytest.mark.row("S4-32")
def test_neither_card_nor_place_is_readable_in_the_database(sqlite_db):
    keep(sqlite_db, "k", THERE, CARD)
    with sqlite_db.looking() as connection:
        row = repr(tuple(connection.exec_driver_sql("SELECT * FROM app_posts").one()))
    assert "PLANTED" not in row
