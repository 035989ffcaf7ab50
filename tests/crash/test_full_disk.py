"""A disk that is full at any write: said in plain words, nothing half-done, and it goes on once there is room again."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text

from bot.bootstrap import make_desk, sort_out
from bot.demo_command import load
from bot.migrate import upgrade
from bot.settings import Settings
from domain.errors import StoreBusy
from handlers.work import do_job
from store import audit, inbox, jobs
from store.approvals import approvals as approval_rows
from store.changes import changes
from store.crm import demo
from store.crm.tables import opportunities
from store.session import open_database
from store.vault import Vault
from tests import postgres
from tests.crash.flows import approved, asked, proposed
from tests.office import KEY, NOW, Memory, Office, open_office

NO_LIMIT, PAGE = 1_073_741_823, 8192
FULL = "The database cannot take this now (the disk is full). Nothing was lost; please try again in a moment."


class Disk:
    """How many pages more the database may take; SQLite says then what it says of a full disk."""

    def __init__(self, db):
        self.pages = NO_LIMIT
        with db.engine.connect() as connection:
            # No page lies empty that could be written to instead.
            connection.connection.driver_connection.execute("VACUUM").close()
            self.taken = connection.exec_driver_sql("PRAGMA page_count").scalar()
        event.listen(db.engine, "checkout", lambda connection, *_: self.limit(connection))
        event.listen(db.engine, "checkin", lambda connection, _record: self.unlimit(connection))

    def limit(self, connection):
        connection.execute(f"PRAGMA max_page_count={min(self.taken + self.pages, NO_LIMIT)}").close()

    def unlimit(self, connection):
        if connection is not None:
            connection.execute(f"PRAGMA max_page_count={NO_LIMIT}").close()


def hear(office, payload):
    """The job of what was heard, as the pump makes it. Raises: StoreBusy, and then Slack says it again."""
    inbox.hear(office.db, "last", "event", payload, office.desk.now())
    job = sort_out(inbox.find(office.db, "last"), office.desk)
    with office.db.begin() as session:
        inbox.take(session, ["last"], job.id)
        jobs.add(session, job, "front", office.desk.now())


def finish(office):
    for role in ("front", "worker"):
        for job in jobs.unfinished(office.db, role):
            do_job(office.desk, job.id, lambda _name, fn, *args: fn(*args))


def tried_with(office, disk, pages):
    """What was said when the disk became full after so many pages; empty when there was enough room."""
    disk.pages = pages
    try:
        hear(office, office.kept[0])
        finish(office)
    except StoreBusy as full:
        return str(full)
    finally:
        disk.pages = NO_LIMIT
    return ""


def whole(office):
    with office.db.engine.connect() as connection:
        return connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


@pytest.mark.row("N1", "N2", "N5")
@pytest.mark.parametrize("flow", [asked, proposed, approved], ids=lambda flow: flow.__name__)
def test_a_disk_that_becomes_full_at_any_write_stops_it_with_a_sentence_and_it_goes_on_where_it_was(office, flow):
    flow(office)
    disk, told = Disk(office.db), []
    for pages in range(200):
        said = tried_with(office, disk, pages)
        assert whole(office)
        with office.db.reading() as connection:
            assert connection.execute(select(func.count()).select_from(opportunities)).scalar() > 0, "reads go on"
        if not said:
            break
        told.append(said)
    assert told, "it was never full"
    assert set(told) == {FULL}
    assert jobs.unfinished(office.db, "front") == jobs.unfinished(office.db, "worker") == []
    keys = [(channel, said["key"]) for (channel, _), said in office.slack.messages.items()]
    assert len(keys) == len(set(keys)), "nothing was said twice"
    assert audit.verify(office.db)[1] == []
    with office.db.looking() as connection:
        assert connection.execute(select(approval_rows.c.status)).scalars().all() == {
            "asked": [], "proposed": ["open"], "approved": ["done"],
        }[flow.__name__]  # fmt: skip
        assert connection.execute(select(changes.c.status)).scalars().all() == ["done"] * (flow is approved)


@contextmanager
def mounted(folder, room):
    """A folder on a disk of its own, with so many bytes of room."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(folder)]
    made = subprocess.run(mount, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("Only root may mount a small disk here; the test above makes SQLite say the same.")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path, office_template):
    """A folder on a disk of its own, with hardly more room than the database needs."""
    with mounted(tmp_path / "small", 2 * office_template[0].stat().st_size + 3_000_000) as folder:
        yield folder


@pytest.mark.torture
@pytest.mark.row("N1", "N5")
def test_a_disk_that_is_really_full_says_so_and_what_waits_is_done_once_there_is_room(small_disk, office_template):
    office = open_office(*office_template, small_disk)
    asked(office)
    ballast = Path(small_disk) / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            while True:
                try:
                    file.write(b"x" * size)
                except OSError:
                    break
    assert shutil.disk_usage(small_disk).free == 0
    with pytest.raises(StoreBusy, match="the disk is full"):
        hear(office, office.kept[0])
    assert inbox.find(office.db, "last") is None, "it was not kept, so it is not acknowledged"
    ballast.unlink()
    hear(office, office.kept[0])
    finish(office)
    assert whole(office)
    assert len(office.slack.messages) == 1
    office.db.dispose()


class Ballast:
    """Lies on a disk, and leaves so many pages of PostgreSQL free."""

    def __init__(self, folder):
        self.folder, self.file = folder, folder / "ballast"

    @property
    def pages(self):
        return shutil.disk_usage(self.folder).free // PAGE

    @pages.setter
    def pages(self, pages):
        self.file.unlink(missing_ok=True)
        taken = shutil.disk_usage(self.folder).free - pages * PAGE
        if taken > 0:
            with self.file.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, taken)


@pytest.fixture
def postgres_office(tmp_path):
    """(office, disk): the demo company in a database that lies on a small disk."""
    folder = Path(tempfile.mkdtemp(prefix="qm-disk-", dir=postgres.SHARED))
    folder.chmod(0o755)
    with mounted(folder / "small", 120_000_000) as small, postgres.disk_in(small) as disk:
        url = postgres.empty_database(disk=disk)
        upgrade(url)
        office = office_in(Settings(home=tmp_path, database_url=url))
        yield office, Ballast(small)
        (small / "ballast").unlink(missing_ok=True)
        office.db.dispose()
        postgres.drop_database(url)
    shutil.rmtree(folder)


def office_in(settings):
    """The demo company at its desk, over a database that is empty but for its tables."""
    db, slack, office = open_database(settings.url, Vault([KEY])), Memory(), Office.__new__(Office)
    company = demo.build(7, demo.LEAST_SIZE, NOW.date())
    load(db, company, NOW - timedelta(hours=1))
    later = lambda session, job_id: office.later(session, job_id)  # noqa: E731
    desk = make_desk(db, settings, {"slack": slack}, later, later)
    office.__init__(desk, db, slack, company)
    desk.clock.move(to=NOW)
    return office


@pytest.mark.torture
@pytest.mark.row("N1", "N2", "N5")
@pytest.mark.parametrize("flow", [asked, proposed, approved], ids=lambda flow: flow.__name__)
def test_a_disk_of_postgres_that_becomes_full_at_any_page_stops_it_with_a_sentence_and_it_goes_on(
    postgres_office, flow
):  # fmt: skip
    office, disk = postgres_office
    flow(office)
    told = []
    for pages in range(200):
        said = tried_with(office, disk, pages)
        if not said:
            break
        told.append(said)
    assert told, "it was never full"
    assert set(told) == {FULL}
    assert jobs.unfinished(office.db, "front") == jobs.unfinished(office.db, "worker") == []
    keys = [(channel, said["key"]) for (channel, _), said in office.slack.messages.items()]
    assert len(keys) == len(set(keys)), "nothing was said twice"
    assert audit.verify(office.db)[1] == []
    with office.db.looking() as connection:
        assert connection.execute(select(changes.c.status)).scalars().all() == ["done"] * (flow is approved)
