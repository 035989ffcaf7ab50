"""What people mean by a name: theirs alone, sealed, and taken back when they say so."""

from datetime import timedelta

import pytest

from store import name_choices
from store.name_choices import NameChoice
from tests.store.conftest import AT

MIKE = NameChoice("mike", "person", "Mike Reyes", AT)


def remember(db, person, choice):
    with db.begin() as session:
        name_choices.remember(session, db, person, choice)


def forget(db, person, words):
    with db.begin() as session:
        return name_choices.forget(session, person, words)


def test_a_choice_is_kept_for_the_one_who_made_it_and_the_latest_counts(db):
    remember(db, "p1", MIKE)
    remember(db, "p2", MIKE._replace(name="Mike Donnelly"))
    later = MIKE._replace(words="Mike", name="Mike Kim", at=AT + timedelta(days=1))
    remember(db, "p1", later)
    remember(db, "p1", NameChoice("acme", "account", "Acme Ltd", AT))
    assert name_choices.of(db, "p1") == [NameChoice("acme", "account", "Acme Ltd", AT), later]
    assert [one.name for one in name_choices.of(db, "p2")] == ["Mike Donnelly"]
    assert name_choices.of(db, "p3") == []


def test_a_choice_is_forgotten_once_and_only_by_the_one_who_made_it(db):
    remember(db, "p1", MIKE)
    assert not forget(db, "p2", "mike")
    assert forget(db, "p1", "MIKE")
    assert not forget(db, "p1", "mike")
    assert name_choices.of(db, "p1") == []


@pytest.mark.row("S4-32")
def test_what_somebody_said_is_not_readable_in_the_database(sqlite_db):
    remember(sqlite_db, "p1", NameChoice("PLANTED", "person", "PLANTED NAME", AT))
    with sqlite_db.looking() as connection:
        row = connection.exec_driver_sql("SELECT * FROM app_name_choices").one()
    assert "PLANTED" not in repr(tuple(row))
