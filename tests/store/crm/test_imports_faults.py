"""An import that dies at any statement leaves the state before, and the next one ends as if nothing had happened."""

import pytest
from sqlalchemy import event

from tests.store.crm.exports import DEALS, NOW, PEOPLE, PRODUCTS, bring_in, folder, fresh, rows

TABLES = ("opportunities", "accounts", "products", "people", "teams", "stages", "stage_changes", "aliases")
MORE = DEALS + "D4,Zane Levy,GTXPro,Newco,Proposal,2026-01-07,,12\nD5,Zane Levy,MG Special,Acme,Won,2026-01-07,,x\n"
LOG = (
    "deal_id,change_time,changed_field_key,new_value\nD3,2026-01-08 10:00:00,stage_id,Negotiation\n"
    "D4,2026-01-09 10:00:00,stage_id,Proposal\n"
)


class Dies(BaseException):
    """Stands for the process going away: nothing catches it."""


class Fault:
    """Lets so many statements through, and then none."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, *_: object) -> None:
        """Told before each statement."""
        self.left -= 1
        if self.left < 0:
            raise Dies


def state(db) -> dict[str, list[str]]:
    """Everything that questions can see."""
    return {name: sorted(map(str, rows(db, f"SELECT * FROM crm_{name}"))) for name in TABLES}


def die_everywhere(url: str, tmp_path, step: int) -> int:
    """How many places an import was stopped at; after each, the state is the one before and no file is left over."""
    before = folder(tmp_path / "a", deals=DEALS, products=PRODUCTS, teams=PEOPLE)
    after = folder(tmp_path / "b", deals=MORE, products=PRODUCTS, teams=PEOPLE, changes=LOG)
    later, places = NOW.replace(hour=13), 0
    with fresh(url) as db:
        bring_in(db, before)
        at_first = state(db)
        while True:
            fault = Fault(places * step)
            event.listen(db.engine, "before_cursor_execute", fault)
            try:
                report = bring_in(db, after, now=later)
            except Dies:
                places += 1
            else:
                break
            finally:
                event.remove(db.engine, "before_cursor_execute", fault)
            assert state(db) == at_first, f"stopped before statement {places * step}"
            assert not list((tmp_path / "quarantine").glob("*.part"))
        assert all(file.adds_up for file in report.files)
        ended = state(db)
    with fresh(f"sqlite:///{tmp_path}/clean.db") as clean:
        bring_in(clean, before)
        bring_in(clean, after, now=later)
        if url.startswith("sqlite"):
            assert state(clean) == ended
    return places


@pytest.mark.row("S4-84")
def test_an_import_that_dies_at_some_statements_starts_over_with_the_same_result(sqlite_url, tmp_path):
    assert die_everywhere(sqlite_url, tmp_path, step=9) > 5


@pytest.mark.torture
@pytest.mark.row("S4-84")
@pytest.mark.timeout(1800)
# A process that is gone closes no cursor; the driver notices when what stands for it here is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_an_import_that_dies_at_any_statement_starts_over_with_the_same_result(database_url, tmp_path):
    assert die_everywhere(database_url, tmp_path, step=1) > 50
