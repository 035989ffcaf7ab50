"""What is looked after while the bot runs."""

import time
from dataclasses import replace

import pytest

from bot.keeper import Keeper
from store import audit
from store.checkpoints import EVERY, Checkpoints
from tests.store.test_audit import an_entry, write

pytestmark = pytest.mark.row("U3")


@pytest.fixture
def desk(office, tmp_path):
    return replace(office.desk, checkpoints=Checkpoints(tmp_path / "checkpoints", tmp_path / "checkpoints.key"))


def signed(desk):
    last = desk.checkpoints.newest()
    return last.number if last else 0


def test_the_chain_is_signed_while_the_bot_runs_and_once_more_when_it_stops(desk):
    keeper = Keeper(desk, every_s=0.01)
    with desk.db.begin() as session:
        audit.write(session, desk.db, an_entry(1), desk.now() - EVERY)
    keeper.start()
    for _ in range(500):
        if signed(desk):
            break
        time.sleep(0.01)
    assert signed(desk) == 1
    with desk.db.begin() as session:
        audit.write(session, desk.db, an_entry(2), desk.now())
    keeper.stop()
    assert signed(desk) == 2
    assert desk.checkpoints.problems(desk.db) == []


def test_a_folder_that_cannot_be_written_stops_nothing_and_is_said(desk, tmp_path, caplog):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    write(desk.db, an_entry(1))
    keeper = Keeper(replace(desk, checkpoints=Checkpoints(blocked, tmp_path / "checkpoints.key")), every_s=60)
    keeper.start()
    keeper.stop()
    assert "could not be signed" in caplog.text
