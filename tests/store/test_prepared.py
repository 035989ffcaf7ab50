"""Looks at our own records: by the driver, and by the usual way whenever the driver does not like what it met."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import TableClause, bindparam, column, select
from sqlalchemy.exc import ProgrammingError

from domain.errors import StoreBusy
from store import effects
from store.effects import effects as table
from store.prepared import Look

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
OF_KEY = Look(select(table.c.key, table.c.at, table.c.result).where(table.c.key == bindparam("key_")).limit(5))


def keep(db, key):
    with db.begin() as session:
        effects.settle(session, key, "m1", AT)


def test_a_row_comes_with_its_columns_by_name_and_of_their_kind(db):
    keep(db, "post:1")
    assert OF_KEY.first(db, key_="post:1")._asdict() == {"key": "post:1", "at": AT, "result": "m1"}
    assert OF_KEY.first(db, key_="post:2") is None
    assert [row.key for row in OF_KEY.all(db, key_="post:1")] == ["post:1"]


def test_what_others_committed_is_seen_by_the_next_look(db):
    assert OF_KEY.first(db, key_="post:1") is None
    keep(db, "post:1")
    assert OF_KEY.first(db, key_="post:1").at == AT


def test_a_connection_that_was_lost_is_made_anew(db):
    keep(db, "post:1")
    OF_KEY.first(db, key_="post:1")
    lent = db.engine.raw_connection()
    lent.driver_connection.close()
    lent.close()
    assert OF_KEY.first(db, key_="post:1").result == "m1"


def test_an_error_does_not_repeat_what_was_looked_for(db):
    nowhere = Look(select(column("key")).select_from(TableClause("nowhere")).where(column("key") == bindparam("key_")))
    with pytest.raises((StoreBusy, ProgrammingError)) as found:
        nowhere.first(db, key_="what somebody said")
    assert "somebody" not in str(found.value)
