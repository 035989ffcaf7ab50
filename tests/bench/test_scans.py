"""The tuned SQL that triggers are measured against finds what they find, on both databases."""

from datetime import timedelta

import pytest

from bench.goals import scans
from bench.room import NOW, Room
from bot.demo_command import load
from bot.migrate import upgrade
from store.crm import demo
from store.session import open_database
from store.triggers import every
from store.vault import Vault


class Company:
    """As much of a room as a scan needs."""

    def __init__(self, db):
        self.db, self.on = db, db.engine.dialect.name

    def rows(self, statement, *values):
        return Room.rows(self, statement, *values)


@pytest.fixture(scope="module")
def room(shared_database_url):
    upgrade(shared_database_url)
    db = open_database(shared_database_url, Vault([Vault.new_key()]))
    load(db, demo.build(7, 2_000, NOW.date()), NOW - timedelta(hours=1))
    room = Company(db)
    scans.change(room, 40)
    yield room
    db.dispose()


@pytest.mark.parametrize("view", [scans.EVERYTHING, scans.NEW], ids=["everything", "new"])
@pytest.mark.parametrize("condition", scans.ALL)
def test_ours_and_the_floor_find_the_same_records(room, condition, view):
    assert scans.agree(room, condition, view)
    if view is scans.EVERYTHING:
        assert scans.straight(room, condition, view)(0)


def test_a_look_is_told_and_leaves_no_trigger_behind(room):
    first, second = scans.told(room)
    assert second.ours > 0
    assert first.ours > 0
    assert every(room.db) == []
