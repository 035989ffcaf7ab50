"""The security self-check says what is so, and says when it is not."""

import pytest
from sqlalchemy import text

from store.selfcheck import NEWEST, self_check
from tests.store.test_audit import an_entry, write

pytestmark = pytest.mark.row("S4-32")


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


def verdicts(db, home):
    return {check.what: check.holds for check in self_check(db, home)}


def fails(db, home):
    return {what for what, holds in verdicts(db, home).items() if not holds}


def test_a_healthy_home_passes_every_check(db, home):
    write(db, an_entry(1), an_entry(2))
    assert fails(db, home) == set()
    assert len(verdicts(db, home)) >= 5


def test_a_folder_that_others_can_open_is_named_with_what_to_do(db, home):
    home.chmod(0o755)
    assert fails(db, home) == {"Home folder"}


def test_words_that_were_stored_in_the_clear_are_found(db, home):
    write(db, an_entry(1))
    with db.begin() as session:
        session.execute(text("INSERT INTO app_audit SELECT 2, at, actor, on_behalf_of, action, subject, "
                             "outcome, approval, cost_usd, :words, digest, previous, 'x' FROM app_audit"),
                        {"words": b"in the clear"})  # fmt: skip
    found = {check.what: check.means for check in self_check(db, home) if not check.holds}
    assert "app_audit.details" in found["Stored words"]
    assert "Audit chain" in found


def test_the_newest_of_a_long_chain_are_checked_from_where_they_begin(db, home):
    write(db, *(an_entry(n) for n in range(NEWEST + 5)))
    assert {c.what: c.means for c in self_check(db, home)}["Audit chain"].startswith(f"the newest {NEWEST} entries")
    assert fails(db, home) == set()


def test_an_unprotected_trail_is_found_and_left_as_it_was(db, home):
    write(db, an_entry(1))
    if not db.is_sqlite:
        pytest.skip("on PostgreSQL the app's role may not drop the trigger at all")
    with db.begin() as session:
        for name in ("app_audit_no_update", "app_audit_no_delete", "app_audit_no_replace"):
            session.execute(text(f"DROP TRIGGER {name}"))
    assert "Audit entries" in fails(db, home)
    with db.looking() as connection:
        assert connection.execute(text("SELECT count(*) FROM app_audit")).scalar() == 1
