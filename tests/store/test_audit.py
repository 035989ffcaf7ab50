"""The audit chain: every change to it is found, and the database refuses most of them outright."""

import hashlib
import json
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from store import audit
from store.checkpoints import Checkpoints
from store.session import open_database
from store.types import to_micros
from store.vault import Vault
from tests.store.conftest import AT, KEY

ROOT = Path(__file__).parents[2]


def an_entry(n=0, **more):
    said = {
        "actor": "quartermaster",
        "on_behalf_of": "dana@quartermaster.example",
        "action": "question:answered",
        "subject": f"run:{n}",
        "reason": "open deals",
        "outcome": "answered",
        "inputs": {"text": f"question {n}"},
    }
    return audit.Entry(**(said | more))


def write(db, *entries):
    for entry in entries:
        with db.begin() as session:
            audit.write(session, db, entry, AT)


def filled(db, rows=6):
    write(db, *(an_entry(n) for n in range(rows)))
    return db


def as_root(db, *statements):
    """What somebody with the database file, or the owner's password, can do: the refusals taken away first."""
    with db.engine.connect() as connection:
        if db.is_sqlite:
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("RESET ROLE")
            connection.exec_driver_sql("ALTER TABLE app_audit DISABLE TRIGGER ALL")
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


def problems(db):
    return [(found.seq, found.what) for found in audit.verify(db)[1]]


@pytest.mark.row("S4-34")
def test_what_is_written_is_read_back_whole_newest_first_and_the_chain_holds(db):
    filled(db)
    assert audit.verify(db) == (6, [])
    newest, *rest = audit.entries(db)
    assert newest == {
        "seq": 6, "at": AT, "actor": "quartermaster", "on_behalf_of": "dana@quartermaster.example",
        "action": "question:answered", "subject": "run:5", "reason": "open deals", "outcome": "answered",
        "approval": "not needed", "cost_usd": 0.0, "inputs": {"text": "question 5"},
    }  # fmt: skip
    assert [entry["seq"] for entry in rest] == [5, 4, 3, 2, 1]


def test_a_search_finds_text_in_any_case_and_takes_wildcards_for_themselves(db):
    write(db, an_entry(actor="Dana"), an_entry(reason="100% of quota"), an_entry(reason="1000 of quota"))
    assert [e["actor"] for e in audit.entries(db, search="DANA")][-1:] == ["Dana"]
    assert [e["reason"] for e in audit.entries(db, search="100%")] == ["100% of quota"]
    assert list(audit.entries(db, search="run_0")) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'mallory'"),
        ("on_behalf_of", "'mallory'"),
        ("action", "'question:refused'"),
        ("subject", "'run:other'"),
        ("outcome", "'refused'"),
        ("approval", "'Marcus Bell'"),
        ("cost_usd", "0.5"),
        ("at", "at + 1"),
        ("digest", f"'{'a' * 64}'"),
        ("previous", f"'{'b' * 64}'"),
        ("hash", f"'{'c' * 64}'"),
    ],
)
def test_a_changed_field_is_found(sqlite_db, column, value):
    filled(sqlite_db)
    as_root(sqlite_db, f"UPDATE app_audit SET {column} = {value} WHERE seq = 3")
    assert {seq for seq, _ in problems(sqlite_db)} & {3, 4}


@pytest.mark.parametrize("value", ["'yesterday'", "x'ff00'", "1e300", "NULL"])
@pytest.mark.parametrize("column", ["at", "cost_usd", "outcome", "hash"])
def test_a_field_changed_to_something_that_is_none_is_found_and_stops_nothing(sqlite_db, column, value):
    filled(sqlite_db)
    as_root(sqlite_db, "PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '')"
            " WHERE name = 'app_audit'")  # fmt: skip
    sqlite_db.dispose()
    again = open_database(sqlite_db.url, Vault([KEY]))
    as_root(again, f"UPDATE app_audit SET {column} = {value} WHERE seq = 3")
    checked, found = audit.verify(again)
    again.dispose()
    assert checked == 6
    assert {problem.seq for problem in found} & {3, 4}


def test_changed_details_are_found_whether_they_open_or_not(db):
    filled(db)
    other = json.dumps({"salt": "x", "inputs": {"text": "forged"}})
    forged = "X'" + db.vault.seal(other).hex() + "'" if db.is_sqlite else "'\\x" + db.vault.seal(other).hex() + "'"
    as_root(
        db,
        f"UPDATE app_audit SET details = {forged} WHERE seq = 2",
        f"UPDATE app_audit SET details = {forged[:-9]}' WHERE seq = 4",
    )
    assert [seq for seq, _ in problems(db)] == [2, 4]
    assert len(list(audit.entries(db))) == 6, "the rest can still be read"


def test_details_may_be_erased_and_the_chain_still_holds(db):
    filled(db)
    with db.begin() as session:
        session.execute(text("UPDATE app_audit SET details = NULL WHERE seq = 3"))
    assert audit.verify(db) == (6, [])
    assert [(e["reason"], e["inputs"]) for e in audit.entries(db) if e["seq"] == 3] == [("erased", "erased")]


@pytest.mark.row("S4-32")
def test_neither_the_reason_nor_the_words_can_be_read_in_the_database(sqlite_db):
    write(sqlite_db, an_entry(reason="PLANTED reading", inputs={"text": "PLANTED question"}))
    with sqlite_db.looking() as connection:
        row = connection.exec_driver_sql("SELECT * FROM app_audit").one()
    assert "PLANTED" not in repr(tuple(row))
    assert next(audit.entries(sqlite_db))["reason"] == "PLANTED reading"


def test_a_search_looks_through_sealed_reasons_and_stops_when_it_has_enough(db):
    write(db, *(an_entry(n, reason=f"stalled {n}" if n % 2 else "won deals") for n in range(8)))
    assert [e["reason"] for e in audit.entries(db, search="STALLED", most=2)] == ["stalled 7", "stalled 5"]
    assert len(list(audit.entries(db, search="stalled", most=None))) == 4


def test_a_deleted_row_is_found(db):
    filled(db)
    as_root(db, "DELETE FROM app_audit WHERE seq = 3")
    assert (4, "row 3 is missing") in problems(db)


def test_the_first_row_gone_is_found(db):
    filled(db)
    as_root(db, "DELETE FROM app_audit WHERE seq = 1")
    assert problems(db) == [(2, "row 1 is missing")]


def test_two_rows_swapped_are_found(db):
    filled(db)
    as_root(
        db,
        "UPDATE app_audit SET seq = 100 WHERE seq = 3",
        "UPDATE app_audit SET seq = 3 WHERE seq = 4",
        "UPDATE app_audit SET seq = 4 WHERE seq = 100",
    )
    assert {seq for seq, _ in problems(db)} >= {3, 4}


def test_a_row_inserted_between_two_with_a_right_hash_of_its_own_is_found(sqlite_db):
    filled(sqlite_db)
    as_root(
        sqlite_db,
        "UPDATE app_audit SET seq = seq + 1000 WHERE seq > 3",
        "UPDATE app_audit SET seq = seq - 999 WHERE seq > 1000",
    )
    with sqlite_db.begin() as session:
        row = dict(session.execute(text("SELECT * FROM app_audit WHERE seq = 3")).mappings().one())
        forged = row | {"seq": 4, "at": AT, "previous": row["hash"], "subject": "run:never"}
        forged["hash"] = audit._hash(forged | {"at": to_micros(AT)})
        session.execute(audit.audit.insert().values(**forged))
    assert problems(sqlite_db)


def test_a_row_rewritten_with_its_hash_worked_out_anew_breaks_the_row_behind_it(sqlite_db):
    filled(sqlite_db)
    as_root(sqlite_db)
    with sqlite_db.begin() as session:
        row = dict(session.execute(audit.audit.select().where(audit.audit.c.seq == 3)).mappings().one())
        hash_ = audit._hash(row | {"actor": "mallory", "at": to_micros(row["at"])})
        session.execute(audit.audit.update().where(audit.audit.c.seq == 3).values(actor="mallory", hash=hash_))
    assert problems(sqlite_db) == [(4, "it does not follow the row before")]


@pytest.mark.row("D3", "U5")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE app_audit SET actor = 'mallory' WHERE seq = 2",
        "UPDATE app_audit SET approval = 'Marcus Bell' WHERE seq = 2",
        "UPDATE app_audit SET cost_usd = 0 WHERE seq = 2",
        "UPDATE app_audit SET hash = 'x'",
        "DELETE FROM app_audit WHERE seq = 2",
        "DELETE FROM app_audit",
    ],
)
def test_the_app_itself_is_refused_a_change_to_the_trail(db, statement):
    filled(db)
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.execute(text(statement))
    assert audit.verify(db) == (6, [])


@pytest.mark.parametrize("how", ["INSERT OR REPLACE", "REPLACE"])
def test_a_row_cannot_be_replaced_by_inserting_it_again(sqlite_db, how):
    filled(sqlite_db)
    columns = "at, actor, on_behalf_of, action, subject, outcome, approval, cost_usd, details, digest, previous"
    with pytest.raises(DBAPIError), sqlite_db.engine.begin() as connection:
        connection.execute(
            text(f"{how} INTO app_audit (seq, {columns}, hash) SELECT 2, {columns}, 'x' FROM app_audit WHERE seq = 3")
        )
    with pytest.raises(DBAPIError), sqlite_db.engine.begin() as connection:
        connection.execute(
            text(f"{how} INTO app_audit (seq, {columns}, hash) SELECT 99, {columns}, hash FROM app_audit WHERE seq = 3")
        )
    assert audit.verify(sqlite_db) == (6, [])


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE app_audit",
        "DROP TABLE app_audit",
        "DROP TRIGGER app_audit_refuse ON app_audit",
        "ALTER TABLE app_audit DISABLE TRIGGER ALL",
    ],
)
def test_the_app_role_cannot_take_the_refusals_away(postgres_db, statement):
    filled(postgres_db)
    with pytest.raises(DBAPIError), postgres_db.engine.begin() as connection:
        connection.execute(text(statement))
    assert audit.verify(postgres_db) == (6, [])


def test_even_the_owner_is_refused_until_the_refusals_are_taken_away(postgres_db):
    filled(postgres_db)
    for statement in ("UPDATE app_audit SET approval = 'x'", "DELETE FROM app_audit", "TRUNCATE app_audit"):
        with pytest.raises(DBAPIError, match="append-only"):
            as_owner(postgres_db, statement)


def as_owner(db, statement):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("RESET ROLE")
        connection.exec_driver_sql(statement)


def test_nothing_is_written_when_the_callers_transaction_fails(db):
    filled(db, 2)
    with pytest.raises(ZeroDivisionError):
        write_and_fail(db)
    write(db, an_entry(4))
    assert audit.verify(db) == (3, [])


def write_and_fail(db):
    with db.begin() as session:
        audit.write(session, db, an_entry(3), AT)
        raise ZeroDivisionError


def test_writers_in_many_threads_keep_one_chain(db):
    threads = [threading.Thread(target=write, args=(db, *(an_entry(n) for n in range(5)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.verify(db) == (40, [])


WRITER = """
import sys
from tests.store.test_audit import an_entry, write
from store.session import open_database
from store.vault import Vault
db = open_database(sys.argv[1], Vault([sys.argv[2]]))
write(db, *(an_entry(n) for n in range(8)))
"""


def test_two_processes_keep_one_chain(sqlite_db):
    command = [sys.executable, "-c", WRITER, sqlite_db.url, KEY.decode()]
    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert audit.verify(sqlite_db) == (16, [])


def test_the_longest_approval_and_the_oddest_words_are_kept_whole(db):
    many = ", ".join(f"rule_number_{n}" for n in range(40))
    odd = "Zoë 🚀 \u202egnp.exe <!channel> '; DROP TABLE app_audit; --"
    write(db, an_entry(approval=many, actor="A" * 300, reason=odd, subject="s" * 400))
    (entry,) = audit.entries(db)
    assert (entry["approval"], entry["reason"]) == (many, odd)
    assert audit.verify(db) == (1, [])


def write_as_before(db, entry):
    """An entry as earlier releases wrote it, the digest made over the words."""
    with db.begin() as session:
        undone = session.begin_nested()
        seq = audit.write(session, db, entry, AT)
        row = dict(session.execute(audit.audit.select().where(audit.audit.c.seq == seq)).mappings().one())
        said = db.vault.unseal(row["details"])
        row["digest"] = hashlib.sha256(said.encode()).hexdigest()
        old = row | {"hash": audit._hash(row | {"at": to_micros(row["at"])})}
        undone.rollback()
        session.execute(audit.audit.insert().values(**old))


@pytest.mark.row("U2", "U4")
def test_entries_of_earlier_releases_stay_in_the_chain_and_changes_to_them_are_found(db):
    for n in range(3):
        write_as_before(db, an_entry(n))
    write(db, an_entry(3), an_entry(4))
    assert audit.verify(db) == (5, [])
    assert audit.verify(db, opens=True) == (5, [])
    as_root(db, "UPDATE app_audit SET details = (SELECT details FROM app_audit a WHERE a.seq = 1) WHERE seq = 2")
    as_root(db, "UPDATE app_audit SET details = (SELECT details FROM app_audit a WHERE a.seq = 1) WHERE seq = 5")
    assert problems(db) == [(2, "its details were changed"), (5, "its details were changed")]


@pytest.mark.row("U4")
def test_the_chain_is_checked_without_the_key_and_reading_it_is_not(db):
    filled(db)
    stranger = open_database(db.url, Vault([Vault.new_key()]))
    assert audit.verify(stranger) == (6, [])
    _, found = audit.verify(stranger, opens=True)
    stranger.dispose()
    assert [one.seq for one in found] == [1, 2, 3, 4, 5, 6]
    assert "sealed with another key" in found[0].what


VERIFIER = ROOT / "docs" / "verify_audit.py"


def verified_apart(*arguments):
    """(exit code, what was said) by the script that knows nothing of this product."""
    command = [sys.executable, "-I", str(VERIFIER), *map(str, arguments)]
    ended = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=600)
    assert ended.stderr == ""
    return ended.returncode, ended.stdout


def signed(db, tmp_path):
    checkpoints = Checkpoints(tmp_path / "checkpoints", tmp_path / "checkpoints.key")
    for _ in range(2):
        filled(db, 4)
        checkpoints.write(db, AT)
    return checkpoints


def taken_out(db, tmp_path):
    """The trail as an auditor is handed it: the database file itself, or the table as `\\copy` writes it."""
    if db.is_sqlite:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return tmp_path / "quartermaster.db"
    file = tmp_path / "trail.csv"
    with db.engine.connect() as connection, file.open("wb") as out:
        cursor = connection.connection.driver_connection.cursor()
        with cursor.copy("COPY (SELECT * FROM app_audit ORDER BY seq) TO STDOUT (FORMAT csv, HEADER)") as rows:
            for part in rows:
                out.write(part)
    return file


@pytest.mark.row("U3", "U4")
def test_a_script_of_a_hundred_lines_that_imports_nothing_of_ours_says_that_the_trail_holds(db, tmp_path):
    lines = VERIFIER.read_text().splitlines()
    imported = {line.split()[1].partition(".")[0] for line in lines if line.strip().startswith(("import ", "from "))}
    assert len(lines) <= 100
    assert imported <= {*sys.stdlib_module_names, "cryptography"}
    checkpoints = signed(db, tmp_path)
    odd = "Zoë 🚀 “quotes”, commas\nand \\ lines"
    write_as_before(db, an_entry(98, subject=odd))
    write(db, an_entry(99, subject=odd, cost_usd=0.1))
    with db.begin() as session:
        session.execute(text("UPDATE app_audit SET details = NULL WHERE seq = 3"))
    code, said = verified_apart(taken_out(db, tmp_path), checkpoints.file, checkpoints.public_key())
    assert (code, said.splitlines()[-1]) == (0, "The trail holds.")
    assert "12 entries read; the words of 1 can" in said
    assert "2 checkpoints read, signatures checked" in said


@pytest.mark.row("U2", "U3", "U4")
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("UPDATE app_audit SET approval = 'Marcus Bell' WHERE seq = 3", "entry 3 was changed"),
        ("UPDATE app_audit SET details = (SELECT details FROM app_audit a WHERE a.seq = 1) WHERE seq = 3",
         "the sealed words of entry 3 were changed"),
        ("DELETE FROM app_audit WHERE seq = 4", "entry 4 is missing"),
        ("DELETE FROM app_audit WHERE seq > 6", "entry 9 is not the one that checkpoint 2 saw"),
        ("UPDATE app_audit SET previous = 'x' WHERE seq = 5", "entry 5 does not follow the one before it"),
    ],
)  # fmt: skip
def test_the_script_finds_what_was_changed_in_a_stolen_database(db, tmp_path, change, complaint):
    checkpoints = signed(db, tmp_path)
    as_root(db, change)
    code, said = verified_apart(taken_out(db, tmp_path), checkpoints.file, checkpoints.public_key())
    assert code == 1
    assert complaint in said


@pytest.mark.row("U3", "U4")
def test_the_script_finds_a_checkpoint_that_was_signed_with_another_key(sqlite_db, tmp_path):
    checkpoints = signed(sqlite_db, tmp_path)
    other = Checkpoints(tmp_path / "other", tmp_path / "other.key")
    other.write(sqlite_db, AT)
    trail = taken_out(sqlite_db, tmp_path)
    code, said = verified_apart(trail, checkpoints.file, other.public_key())
    assert (code, "checkpoint 1 was not signed with this key" in said) == (1, True)
    assert verified_apart(trail, checkpoints.file)[0] == 0, "without the key the signatures are said not to be checked"


@pytest.mark.torture
@pytest.mark.timeout(900)
@pytest.mark.row("U4")
def test_a_million_entries_are_checked_in_about_ten_seconds_and_by_the_script_in_thirty(db, tmp_path):
    million(db)
    began = time.process_time()
    assert audit.verify(db) == (1_000_000, [])
    took = time.process_time() - began
    trail = taken_out(db, tmp_path)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert verified_apart(trail)[0] == 0
    script = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    print(f"{db.engine.dialect.name}: a million entries in {took:.1f} s, by the script in {script:.1f} s of CPU")
    assert took <= 13, "ten on a quiet machine"
    assert script <= 30


def million(db, rows=1_000_000, at_once=20_000):
    """That many entries, chained as `write` chains them, put in as quickly as the database takes them."""
    write(db, an_entry(0))
    with db.begin() as session:
        first = dict(session.execute(audit.audit.select()).mappings().one())
        previous, made = first["hash"], []
        for seq in range(2, rows + 1):
            row = first | {"seq": seq, "subject": f"run:{seq}", "previous": previous}
            row["hash"] = previous = audit._hash(row | {"at": to_micros(AT)})
            made.append(row)
            if len(made) == at_once or seq == rows:
                session.execute(audit.audit.insert(), made)
                made = []
