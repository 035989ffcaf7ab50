"""Signed heads outside the database: a cut end, another database, and an altered file are all found."""

import os
import random
import shutil
from datetime import timedelta

import pytest

from domain.errors import BadSetting
from store import audit
from store.checkpoints import EVERY, ROWS, Checkpoints
from store.selfcheck import self_check
from store.session import open_database
from store.vault import Vault
from tests.store.conftest import AT, KEY
from tests.store.test_audit import an_entry, as_root, filled, write

pytestmark = pytest.mark.row("U3")


@pytest.fixture
def checkpoints(tmp_path):
    return Checkpoints(tmp_path / "checkpoints", tmp_path / "checkpoints.key")


def found(db, checkpoints):
    """Everything that a whole look at chain and checkpoints finds."""
    return [problem.what for problem in (*audit.verify(db)[1], *checkpoints.problems(db))]


def signed_three_times(db, checkpoints):
    for _ in range(3):
        filled(db)
        checkpoints.write(db, AT)
    return checkpoints


def test_an_untouched_chain_and_its_checkpoints_hold(db, checkpoints):
    signed_three_times(db, checkpoints)
    assert found(db, checkpoints) == []
    assert checkpoints.newest().number == 3
    assert audit.verify(db)[0] == 21, "each checkpoint is entered in the chain"


def test_without_checkpoints_nothing_is_missed(db, checkpoints):
    assert found(filled(db), checkpoints) == []
    assert not checkpoints.file.exists()
    assert checkpoints.newest_problem(db) == ""


@pytest.mark.row("U2")
@pytest.mark.parametrize("kept", [0, 1, 5, 12, 19])
def test_a_chain_whose_end_was_cut_off_is_found(db, checkpoints, kept):
    signed_three_times(db, checkpoints)
    as_root(db, f"DELETE FROM app_audit WHERE seq > {kept}")
    assert audit.verify(db)[1] == [], "the rest of the chain holds by itself"
    assert any("the row is missing" in what for what in found(db, checkpoints))
    assert "missing" in checkpoints.newest_problem(db)


@pytest.mark.row("U2")
def test_another_database_in_place_of_ours_is_found(sqlite_db, sqlite_template, checkpoints, tmp_path):
    signed_three_times(sqlite_db, checkpoints)
    shutil.copy(sqlite_template, tmp_path / "other.db")
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}", Vault([KEY]))
    filled(other, 40)
    assert audit.verify(other) == (40, [])
    assert [w for w in found(other, checkpoints) if "not the row that checkpoint" in w]
    other.dispose()


@pytest.mark.parametrize("lines", [0, 1, 2])
def test_a_checkpoint_file_that_was_cut_is_found(db, checkpoints, lines):
    signed_three_times(db, checkpoints)
    whole = checkpoints.file.read_bytes().splitlines(keepends=True)
    checkpoints.file.write_bytes(b"".join(whole[:lines]))
    assert any("a checkpoint that is not here" in what for what in found(db, checkpoints))


def test_a_checkpoint_file_and_key_that_were_thrown_away_are_missed(db, checkpoints):
    signed_three_times(db, checkpoints)
    checkpoints.file.unlink()
    checkpoints._key_file.unlink()
    assert len(found(db, checkpoints)) == 1
    checkpoints.write(filled(db), AT)
    assert any("another key signed it" in what for what in found(db, checkpoints)), "a fresh key does not hide it"


def test_a_lost_key_is_said_and_never_replaced(db, checkpoints):
    signed_three_times(db, checkpoints)
    checkpoints._key_file.unlink()
    assert "is gone" in found(db, checkpoints)[0]
    with pytest.raises(BadSetting, match="put it back"):
        checkpoints.write(filled(db), AT)
    assert not checkpoints._key_file.exists()


def test_a_line_that_somebody_else_signed_is_found(db, checkpoints, tmp_path):
    signed_three_times(db, checkpoints)
    forger = Checkpoints(checkpoints.file.parent, tmp_path / "forged.key")
    shutil.copy(checkpoints._key_file, tmp_path / "forged.key")
    forger._key_file.write_text("A" * 43 + "=")
    with pytest.raises(BadSetting, match="not signed by our key"):
        forger.write(filled(db), AT)
    shutil.move(checkpoints.file, checkpoints.file.with_suffix(".aside"))
    forger.write(db, AT)
    assert any("not signed by our key" in what for what in found(db, checkpoints))


def test_half_a_line_after_a_power_cut_is_said_and_written_over(db, checkpoints):
    signed_three_times(db, checkpoints)
    with open(checkpoints.file, "ab") as file:
        file.write(b'{"at": 17')
    assert found(db, checkpoints) == ["the last checkpoint was not written whole"]
    checkpoints.write(filled(db), AT)
    assert found(db, checkpoints) == []


def test_a_checkpoint_is_due_after_enough_rows_or_enough_time(sqlite_db, checkpoints):
    assert checkpoints.write_when_due(sqlite_db, AT) is None
    filled(sqlite_db)
    assert checkpoints.write_when_due(sqlite_db, AT + EVERY - timedelta(seconds=1)) is None
    assert checkpoints.write_when_due(sqlite_db, AT + EVERY).seq == 6
    assert checkpoints.write_when_due(sqlite_db, AT + 9 * EVERY) is None, "its own entry is nothing new"
    assert checkpoints.write(sqlite_db, AT + 9 * EVERY) is None
    with sqlite_db.begin() as session:
        for n in range(ROWS):
            audit.write(session, sqlite_db, an_entry(n), AT + 9 * EVERY)
    assert checkpoints.write_when_due(sqlite_db, AT + 9 * EVERY).number == 2


def test_a_restored_backup_is_accepted_by_a_signed_line_and_only_then(sqlite_db, checkpoints, tmp_path):
    signed_three_times(sqlite_db, checkpoints)
    as_root(sqlite_db, "DELETE FROM app_audit WHERE seq > 9")
    assert found(sqlite_db, checkpoints)
    line = checkpoints.accept_restore(sqlite_db, "Omar", "Friday's backup after the disk failed", AT)
    assert found(sqlite_db, checkpoints) == []
    assert [restored.seq for restored in checkpoints.restores()] == [line.seq] == [9]
    checkpoints.write(filled(sqlite_db, 20), AT)
    assert found(sqlite_db, checkpoints) == [], "the rows that came later at the same places are ours too"
    as_root(sqlite_db, "DELETE FROM app_audit WHERE seq > 10")
    assert found(sqlite_db, checkpoints), "a restore excuses only what was lost before it"


def test_the_key_is_readable_only_by_its_owner_and_may_come_from_the_environment(sqlite_db, checkpoints, tmp_path):
    checkpoints.write(filled(sqlite_db), AT)
    assert os.stat(checkpoints._key_file).st_mode & 0o777 == 0o600
    assert os.stat(checkpoints.file).st_mode & 0o077 == 0
    named = Checkpoints(checkpoints.file.parent, tmp_path / "none", checkpoints._key_file.read_text())
    assert found(sqlite_db, named) == []
    checkpoints._key_file.chmod(0o644)
    with pytest.raises(BadSetting, match="chmod 600"):
        checkpoints.problems(sqlite_db)
    with pytest.raises(BadSetting, match="32 random bytes"):
        Checkpoints(tmp_path, tmp_path / "none", "short").write(sqlite_db, AT)


def test_the_self_check_has_a_line_for_the_last_checkpoint(db, checkpoints, tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)

    def line():
        (check,) = [c for c in self_check(db, home, checkpoints) if c.what == "Audit checkpoints"]
        return check.holds, check.means

    filled(db)
    assert line() == (True, "none yet; the running bot signs the first within minutes")
    checkpoints.write(db, AT)
    assert line()[0]
    as_root(db, "DELETE FROM app_audit WHERE seq > 3")
    assert line()[0] is False


def tamper(chance, db, checkpoints):
    """One random change by somebody who holds the database and the file, but not the key; says what it was."""
    newest = checkpoints.newest().seq
    seq = chance.randint(1, newest)
    what = chance.choice(("field", "delete", "cut", "swap", "rewrite", "insert", "file flip", "file cut", "file line"))
    content = checkpoints.file.read_bytes()
    match what:
        case "field":
            column = chance.choice(("at", "actor", "on_behalf_of", "action", "subject", "outcome", "approval", "digest",
                                    "previous", "hash"))  # fmt: skip
            changed = "at + 1" if column == "at" else f"{column} || '{chance.choice('abc ')}'"
            as_root(db, f"UPDATE app_audit SET {column} = {changed} WHERE seq = {seq}")
        case "delete":
            as_root(db, f"DELETE FROM app_audit WHERE seq = {seq}")
        case "cut":
            as_root(db, f"DELETE FROM app_audit WHERE seq >= {seq}")
        case "swap":
            other = chance.choice([n for n in range(1, newest + 1) if n != seq])
            as_root(db, f"UPDATE app_audit SET seq = -1 WHERE seq = {seq}",
                    f"UPDATE app_audit SET seq = {seq} WHERE seq = {other}",
                    f"UPDATE app_audit SET seq = {other} WHERE seq = -1")  # fmt: skip
        case "rewrite":
            as_root(db, f"DELETE FROM app_audit WHERE seq >= {seq}")
            write(db, *(an_entry(chance.randint(0, 10**9)) for _ in range(newest - seq + chance.randint(1, 9))))
        case "insert":
            columns = "at, actor, on_behalf_of, action, subject, outcome, approval, cost_usd, details, digest, previous"
            as_root(db, f"INSERT INTO app_audit (seq, {columns}, hash) "
                        f"SELECT {newest + 50}, {columns}, 'forged' FROM app_audit WHERE seq = {seq}")  # fmt: skip
        case "file flip":
            place = chance.randrange(len(content))
            flipped = bytes([content[place] ^ (1 << chance.randrange(8))])
            checkpoints.file.write_bytes(content[:place] + flipped + content[place + 1 :])
        case "file cut":
            checkpoints.file.write_bytes(content[: chance.randrange(len(content))])
        case "file line":
            lines = content.splitlines(keepends=True)
            del lines[chance.randrange(len(lines))]
            checkpoints.file.write_bytes(b"".join(lines))
    return f"{what} at {seq}"


def unfound(tries, seed, db, checkpoints, tmp_path):
    """The random tamperings that a whole look did not find."""
    signed_three_times(db, checkpoints)
    file, kept = tmp_path / "quartermaster.db", tmp_path / "kept.db"
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.dispose()
    shutil.copy(file, kept)
    lines = checkpoints.file.read_bytes()
    missed = []
    for number in range(tries):
        for stale in tmp_path.glob("quartermaster.db*"):
            stale.unlink()
        shutil.copy(kept, file)
        checkpoints.file.write_bytes(lines)
        again = open_database(f"sqlite:///{file}", Vault([KEY]))
        what = tamper(random.Random(f"{seed}:{number}"), again, checkpoints)
        if not found(again, checkpoints):
            missed.append(what)
        again.dispose()
    return missed


@pytest.mark.row("U2")
def test_300_random_tamperings_are_all_found(sqlite_db, checkpoints, tmp_path):
    assert unfound(300, 1, sqlite_db, checkpoints, tmp_path) == []


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.row("U2")
def test_10000_random_tamperings_are_all_found(sqlite_db, checkpoints, tmp_path):
    assert unfound(10_000, 2, sqlite_db, checkpoints, tmp_path) == []


def test_a_row_that_cannot_be_read_is_no_stumbling_block(sqlite_db, checkpoints):
    signed_three_times(sqlite_db, checkpoints)
    as_root(sqlite_db, "UPDATE app_audit SET subject = CAST(x'ff' AS TEXT) WHERE seq = 7")
    assert found(sqlite_db, checkpoints)
