"""A thousand exports, each damaged in its own way: what an import takes is true, and what it does not take it says."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from store.crm import tables
from store.crm.imports import CannotImport
from store.session import Database
from tests.store.crm.damaged import Deal, Export, an_export
from tests.store.crm.exports import bring_in, fresh, rows

QUICK, ALL, OF_A_TEST = 60, 1000, 20


@pytest.mark.row("S4-84")
@pytest.mark.parametrize("start", range(0, QUICK, OF_A_TEST))
def test_no_total_is_silently_wrong_in_a_sample_of_damaged_files(sqlite_url, tmp_path, start):
    problems = check(sqlite_url, tmp_path, range(start, start + OF_A_TEST))
    assert not problems, "\n".join(problems)


@pytest.mark.torture
@pytest.mark.row("S4-84")
@pytest.mark.timeout(1800)
def test_no_total_is_silently_wrong_in_a_thousand_damaged_files(sqlite_url, tmp_path):
    problems = check(sqlite_url, tmp_path, range(ALL))
    assert not problems, "\n".join(problems)


def check(url: str, folder: Path, seeds: range) -> list[str]:
    """Everything that is wrong and was not said, over these seeds."""
    taken, problems = 0, []
    with fresh(url) as db:
        for seed in seeds:
            export = an_export(seed)
            _empty(db)
            try:
                report = bring_in(db, export.write(folder / str(seed)), quarantine=folder / str(seed))
            except CannotImport as refused:
                problems += _nothing_changed(db, export, refused)
                continue
            taken += 1
            problems += [f"{_what(export)}: {problem}" for problem in _compare(db, export, report)]
    assert taken >= len(seeds) / 3, "most files must be usable, or the comparison shows nothing"
    return problems


def _what(export: Export) -> str:
    return f"seed {export.seed} ({', '.join(export.done)})"


def _empty(db: Database) -> None:
    with db.begin() as session:
        for table in (*tables.RECORDS.values(), tables.aliases, tables.imports):
            session.execute(text(f"DELETE FROM {table.name}"))


def _nothing_changed(db: Database, export: Export, refused: CannotImport) -> list[str]:
    left = rows(db, "SELECT count(*) FROM crm_opportunities")[0][0]
    is_clear = str(refused).endswith("Nothing was imported.") and refused.what and refused.do
    return [f"{_what(export)}: refused, but {left} deals came in"] * bool(left) + (
        [] if is_clear else [f"{_what(export)}: refused without saying what to do: {refused}"]
    )


def _compare(db: Database, export: Export, report) -> list[str]:
    """What the mirror holds against the truth: each deal exactly as it is, or put aside with a reason."""
    problems = [f"{file.name} does not add up" for file in report.files if not file.adds_up]
    stored = {
        row[0]: row[1:]
        for row in rows(
            db, "SELECT id, owner_id, account_id, stage_id, status, created_on, close_date, amount, currency "
                "FROM crm_opportunities"
        )
    }  # fmt: skip
    put_aside = _quarantined(report.quarantine)
    may_be_torn = {id_ for id_ in stored if export.is_cut and id_ == max(stored)}
    if may_be_torn and not any("does not end its last row" in note for note in report.notes):
        may_be_torn = set()
    unmapped = [title for file in report.files for title in file.unmapped]
    for id_, found in stored.items():
        truth = export.truth.get(id_)
        if truth is None:
            problems.append(f"{id_} was made up: {found}")
        elif id_ not in may_be_torn:
            wrongs = _differences(truth, found, unmapped)
            may_be = ("amount", "currency") if id_ in export.doubtful else ("nothing",)
            problems += [f"{id_}: {wrong}" for wrong in wrongs if not wrong.startswith(may_be)]
    for id_ in export.truth:
        if id_ not in stored and not export.is_cut and id_ not in put_aside and id_ not in export.spoiled:
            problems.append(f"{id_} is missing and nothing says so")
    missing = [id_ for id_ in export.truth if id_ not in stored]
    if missing and not export.is_cut and report.rows("quarantined") < len(missing):
        problems.append(f"{len(missing)} deals are missing, but only {report.rows('quarantined')} rows were put aside")
    return problems


def _quarantined(path: str) -> str:
    """The text of all rows that were put aside."""
    if not path:
        return ""
    with open(path, encoding="utf-8", newline="", errors="surrogateescape") as file:
        return "\n".join(row["row"] for row in csv.DictReader(file))


def _differences(truth: Deal, found: tuple, unmapped: list[str]) -> list[str]:
    owner, account, stage, status, created, close, amount, currency = found
    pairs = {
        "owner": (truth.owner, owner),
        "account": (truth.account, account),
        "stage": (truth.stage, stage),
        "status": (truth.status, status),
        "created": (str(truth.created), str(created)),
        "close": (str(truth.close), str(close)),
        "amount": (truth.amount, None if amount is None else Decimal(amount).scaleb(-2)),
        "currency": (truth.currency, currency),
    }
    said = " ".join(unmapped).casefold().replace(" ", "").replace("_", "")
    left_out = {"created": "creat stage", "close": "close", "amount": "amount value", "owner": "owner agent"}
    return [
        f"{name} is {is_} instead of {should}"
        for name, (should, is_) in pairs.items()
        if should != is_ and not (str(is_) == "None" and any(w in said for w in left_out.get(name, "?").split()))
    ]


def test_the_generator_makes_the_same_file_from_the_same_seed():
    assert an_export(7).content == an_export(7).content
    assert {an_export(seed).content for seed in range(20) if an_export(seed).name == "deals.csv"}
