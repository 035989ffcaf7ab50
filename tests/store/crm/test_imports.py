"""What an import does with rows, whatever state their files are in: each ends in one place, and no total is a guess."""

import csv
import gzip
import os
import sqlite3
from decimal import Decimal

import pytest
from sqlalchemy import event, text

from domain.errors import StoreBusy
from store.crm import aliases, demo
from store.crm.imports import CannotImport, mapfile
from tests.store.crm.exports import DEALS, NOW, PEOPLE, PRODUCTS, bring_in, defect, folder, fresh, one, rows


@pytest.fixture
def db(sqlite_url):
    with fresh(sqlite_url) as opened:
        yield opened


def deals(*lines: str) -> str:
    """A file of deals with these rows."""
    return DEALS.splitlines()[0] + "\n" + "".join(f"{line}\n" for line in lines)


def quarantined(report) -> list[dict[str, str]]:
    """What the quarantine file holds."""
    with open(report.quarantine, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Counting


def test_a_changed_row_is_updated_and_the_others_are_not_touched(database_url, tmp_path):
    with fresh(database_url) as db:
        bring_in(db, folder(tmp_path / "a", deals=DEALS, products=PRODUCTS, teams=PEOPLE))
        later = NOW.replace(hour=15)
        changed = DEALS.replace("Negotiation", "Proposal")
        report = bring_in(db, folder(tmp_path / "a", deals=changed), now=later, as_of=later)
        assert (report.rows("imported"), report.rows("updated"), report.rows("unchanged")) == (0, 1, 6)
        assert one(db, "SELECT stage_id FROM crm_opportunities WHERE id = 'D3'") == "Proposal"
        touched = "SELECT id FROM crm_opportunities WHERE updated_at = (SELECT max(updated_at) FROM crm_opportunities)"
        assert rows(db, touched) == [("D3",)]


def test_a_column_that_a_file_does_not_have_is_left_as_it_was(db, tmp_path):
    with_steps = DEALS.replace("amount\n", "amount,next_step\n").replace("50\n", "50,Call\n").replace(",0\n", ",0,\n")
    bring_in(db, folder(tmp_path / "a", deals=with_steps.replace(",,\n", ",,,Write\n")))
    bring_in(db, folder(tmp_path / "b", deals=DEALS), now=NOW.replace(hour=13))
    assert one(db, "SELECT next_step FROM crm_opportunities WHERE id = 'D3'") == "Write"


@pytest.mark.row("S4-84")
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "D9,Zane Levy,MG Special,Acme,Won,2026-02-30,2026-03-01,5",
            "created_date: “2026-02-30” is no day of the calendar",
        ),
        (
            "D9,Zane Levy,MG Special,Acme,Won,05.01.2026,2026-03-01,5",
            "is not a date as the rest of its column writes them",
        ),
        ("D9,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,a lot", "amount: “a lot” is not an amount"),
        ("D9,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,1.0055", "has more than two decimals"),
        ("D9,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,1" + "0" * 18, "larger than any amount"),
        ("D9,Zane Levy,MG Special,Acme,,2026-01-05,2026-03-01,5", "it has no stage"),
        (",Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5", "it has no id"),
        ("D9,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01", "it has 7 cells where the header has 8"),
        ("D9,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,1,234", "it has 9 cells where the header has 8"),
        (f"{'D' * 81},Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5", "longer than the 80 characters"),
        (f"D9,Zane Levy,MG Special,{'A' * 300},Won,2026-01-05,2026-03-01,5", "longer than the"),
        ("D9,Zane\x00Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5", "zero byte"),
        ('D9,"Zane"x Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5', "it is not valid CSV"),
    ],
)
def test_a_row_that_cannot_be_used_is_put_aside_with_its_line_reason_and_text(database_url, tmp_path, line, reason):
    many = [f"{n},Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5" for n in range(20)]
    with fresh(database_url) as db:
        report = bring_in(db, folder(tmp_path / "a", deals=deals(*many, line, many[0].replace("0,", "X,", 1))))
        [file] = report.files
        assert (file.rows, file.imported, file.quarantined, file.adds_up) == (22, 21, 1, True)
        [row] = quarantined(report)
        assert (row["file"], row["line"], row["row"]) == ("deals.csv", "22", line)
        assert reason in row["reason"]
        assert one(db, "SELECT sum(amount) FROM crm_opportunities") == 21 * 500


def test_ids_used_twice_are_put_aside_all_of_them_when_they_differ(database_url, tmp_path):
    alike = "D1,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5"
    other = "D2,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,{}"
    rest = [f"E{n},Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5" for n in range(9)]
    with fresh(database_url) as db:
        report = bring_in(
            db, folder(tmp_path / "a", deals=deals(alike, other.format(1), alike, other.format(2), *rest))
        )
        assert (report.rows("imported"), report.rows("quarantined")) == (10, 3)
        assert defect(report, "repeated_ids").count == 3
        reasons = {row["line"]: row["reason"] for row in quarantined(report)}
        assert reasons["4"] == "it repeats line 2 with the same id"
        assert reasons["3"] == reasons["5"] == "the id “D2” is used by lines 3, 5 for different records"


def test_an_id_in_two_files_is_taken_once(db, tmp_path):
    where = folder(tmp_path / "a", deals_2025=DEALS, deals_2026=DEALS.replace("D3", "D4"))
    report = bring_in(db, where)
    assert [(f.imported, f.quarantined) for f in report.files] == [(3, 0), (1, 2)]
    assert "deals_2025.csv holds a record with the same id" in quarantined(report)[0]["reason"]


def test_a_column_that_is_no_id_is_not_taken_for_one(db, tmp_path):
    same = [f"X,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,{n}" for n in range(9)]
    with pytest.raises(CannotImport, match="most of its values occur more than once"):
        bring_in(db, folder(tmp_path / "a", deals=deals(*same)))


def test_rows_without_an_id_keep_the_same_id_in_the_next_import(db, tmp_path):
    without = "\n".join(line.partition(",")[2] for line in DEALS.splitlines()) + "\n"
    twice = without + without.splitlines()[-1] + "\n"
    first = bring_in(db, folder(tmp_path / "a", deals=twice))
    second = bring_in(db, folder(tmp_path / "a", deals=twice), now=NOW.replace(hour=13))
    assert (first.rows("imported"), second.rows("unchanged")) == (4, 4)
    assert any("has no id column" in note for note in first.notes)


# Nothing half-done


def test_a_dry_run_tells_everything_and_changes_nothing(database_url, tmp_path):
    with fresh(database_url) as db:
        report = bring_in(db, folder(tmp_path / "a", deals=DEALS + "D9,,,,,,,\n", teams=PEOPLE), dry_run=True)
        assert (report.rows("imported"), report.rows("quarantined"), report.dry_run) == (5, 1, True)
        assert report.bad_rows[0].line == 5
        assert not (tmp_path / "quarantine").exists()
        for table in ("crm_opportunities", "crm_people", "crm_imports", "crm_stages", "app_audit"):
            assert one(db, f"SELECT count(*) FROM {table}") == 0


@pytest.mark.row("M5")
def test_an_import_that_dies_half_way_leaves_everything_as_it_was(database_url, tmp_path, monkeypatch):
    with fresh(database_url) as db:
        bring_in(db, folder(tmp_path / "a", deals=DEALS))
        before = rows(db, "SELECT * FROM crm_opportunities ORDER BY id")
        seen = []

        def dies(connection, *_args):
            assert connection.execute(text("SELECT count(*) FROM crm_opportunities")).scalar() == 4
            seen.append(rows(db, "SELECT * FROM crm_opportunities ORDER BY id"))
            raise KeyboardInterrupt

        monkeypatch.setattr("store.crm.imports.defects.find", dies)
        more = DEALS + "D4,Zane Levy,MG Special,,Negotiation,2026-01-07,,\nD5,bad\n"
        with pytest.raises(KeyboardInterrupt):
            bring_in(db, folder(tmp_path / "a", deals=more), now=NOW.replace(hour=13))
        assert seen == [before], "a question asked meanwhile must see the state before"
        assert rows(db, "SELECT * FROM crm_opportunities ORDER BY id") == before
        assert one(db, "SELECT count(*) FROM crm_imports") == 1
        assert list((tmp_path / "quarantine").iterdir()) == []


def test_a_locked_database_gets_a_sentence_and_is_not_changed(db, tmp_path):
    with db.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout=100")
    other = sqlite3.connect(db.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="another task is writing"):
        bring_in(db, folder(tmp_path / "a", deals=DEALS))
    other.execute("ROLLBACK")
    other.close()
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 0
    assert bring_in(db, tmp_path / "a").rows("imported") == 3


def test_a_full_disk_gets_a_sentence_and_changes_nothing(db, tmp_path):
    many = [f"D{n},Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,{n}" for n in range(3000)]
    bring_in(db, folder(tmp_path / "a", deals=DEALS))
    pages = one(db, "PRAGMA page_count")
    event.listen(db.engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}"), insert=True)
    with pytest.raises(StoreBusy, match="the disk is full"):
        bring_in(db, folder(tmp_path / "a", deals=deals(*many)), now=NOW.replace(hour=13))
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 3
    assert one(db, "PRAGMA integrity_check") == "ok"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_quarantine_that_cannot_be_written_stops_the_import(db, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(CannotImport, match="could not be written"):
        bring_in(db, folder(tmp_path / "a", deals=DEALS + "D9,x\n"), quarantine=closed)


def test_a_quarantine_folder_that_is_a_file_stops_the_import(db, tmp_path):
    (tmp_path / "closed").write_text("")
    with pytest.raises(CannotImport, match="could not be written"):
        bring_in(db, folder(tmp_path / "a", deals=DEALS + "D9,x\n"), quarantine=tmp_path / "closed")
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 0


def test_the_made_up_company_gives_way_to_a_real_one(db, tmp_path):
    with db.begin() as session:
        demo.load(session.connection(), demo.build(7, 1500, NOW.date()), NOW)
    report = bring_in(db, folder(tmp_path / "a", deals=DEALS))
    assert report.removed_demo > 1500
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 3
    assert one(db, "SELECT count(*) FROM crm_imports") == 1


# Files that cannot be read


@pytest.mark.row("S4-84", "M5")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "deals.csv is empty"),
        (DEALS.splitlines()[0].encode() + b"\n", "has a header and no rows"),
        (b"PK\x03\x04rest", "deals.csv is cut off or damaged"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\x00\x01\x02deals", "zero bytes"),
        (DEALS.replace("Acme", "Иванов").encode("cp1251"), "line 2 holds the byte 0xC8, and its words make no sense"),
        (DEALS.replace("product", "amount").encode(), "two columns called “amount” (columns 3 and 8)"),
        (DEALS.encode()[:-30], "ends in the middle of line 4"),
        (DEALS.replace("MG Special,,", '"MG Special,,').encode(), "ends inside a quoted value that begins on line 4"),
        (b"a,b\n1,2\n", "None of the files holds records that can be imported. deals.csv fits no kind of record"),
        (gzip.compress(DEALS.encode() * 500)[:-40], "cut off or damaged"),
        (b"just a letter to the editor\nwith two lines\n", "fits no kind of record"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_nothing_changes(db, tmp_path, content, says):
    with pytest.raises(CannotImport) as refused:
        bring_in(db, folder(tmp_path / "a", deals=content, teams=PEOPLE) / "deals.csv")
    assert says in str(refused.value)
    assert str(refused.value).endswith("Nothing was imported.")
    assert one(db, "SELECT count(*) FROM crm_people") == 0


def test_a_path_that_is_not_there_is_refused(db, tmp_path):
    with pytest.raises(CannotImport, match="no file or folder"):
        bring_in(db, tmp_path / "nowhere")
    (tmp_path / "bare").mkdir()
    with pytest.raises(CannotImport, match="holds no CSV file"):
        bring_in(db, tmp_path / "bare")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_delimiters_encodings_and_line_ends_are_found_out(db, tmp_path, delimiter, encoding, newline):
    content = DEALS.replace("Acme", "Acmé").replace(",", delimiter).replace("\n", newline)
    report = bring_in(db, folder(tmp_path / "a", deals=content.encode(encoding)))
    assert report.rows("imported") == 3
    assert one(db, "SELECT count(*) FROM crm_accounts WHERE name = 'Acmé'") == 1


def test_packed_files_and_a_last_line_without_its_end_are_read(db, tmp_path):
    (tmp_path / "deals.csv.gz").write_bytes(gzip.compress(DEALS.rstrip("\n").replace("07,,", "07,,7").encode()))
    assert bring_in(db, tmp_path / "deals.csv.gz").rows("imported") == 3


def test_values_with_line_breaks_stay_whole_and_lines_are_still_counted(db, tmp_path):
    content = deals(
        'D1,Zane Levy,MG Special,"Acme\nHolding",Won,2026-01-05,2026-03-01,5',
        "D2,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,x",
        *(f"E{n},Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5" for n in range(5)),
    )
    report = bring_in(db, folder(tmp_path / "a", deals=content))
    assert report.bad_rows[0].line == 4
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 6


# Dates and amounts


def test_dates_are_read_by_the_order_of_their_whole_column(db, tmp_path):
    content = deals(
        "D1,Zane Levy,MG Special,Acme,Won,05/01/2026,03/02/2026,5",
        "D2,Zane Levy,MG Special,Acme,Won,25/01/2026,28/02/2026,5",
    )
    bring_in(db, folder(tmp_path / "a", deals=content))
    assert str(one(db, "SELECT created_on FROM crm_opportunities WHERE id = 'D1'")) == "2026-01-05"


def test_dates_that_can_be_read_two_ways_are_refused_until_a_map_says_which(db, tmp_path):
    where = folder(tmp_path / "a", deals=deals("D1,Zane Levy,MG Special,Acme,Won,05/01/2026,03/02/2026,5"))
    with pytest.raises(CannotImport, match="day first or month first"):
        bring_in(db, where)
    said = tmp_path / "map.toml"
    said.write_text('[files."deals.csv"]\ndates = "month-first"\n')
    bring_in(db, where, map_file=said)
    assert str(one(db, "SELECT created_on FROM crm_opportunities")) == "2026-05-01"


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (('"1,234.56"', "10"), "1244.56"),
        (('"1.234,56"', '"10,00"'), "1244.56"),
        (("$1234", "(10)"), "1224"),
        (("-5", "7.5"), "2.5"),
        (('"1,234"', '"2,000"'), "3234"),
    ],
)
def test_amounts_are_read_exactly(db, tmp_path, cells, total):
    lines = [f"D{n},Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,{cell}" for n, cell in enumerate(cells)]
    bring_in(db, folder(tmp_path / "a", deals=deals(*lines)))
    assert one(db, "SELECT sum(amount) FROM crm_opportunities") == Decimal(total) * 100


def test_amounts_that_can_be_read_two_ways_are_refused(db, tmp_path):
    line = "D1,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,1.234"
    with pytest.raises(CannotImport, match="decimal point or a decimal comma"):
        bring_in(db, folder(tmp_path / "a", deals=deals(line)))


def test_currencies_are_kept_apart_and_said(db, tmp_path):
    lines = [f"D{n},Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,{c}5" for n, c in enumerate(("", "€", "CHF "))]
    report = bring_in(db, folder(tmp_path / "a", deals=deals(*lines)))
    assert rows(db, "SELECT currency FROM crm_opportunities ORDER BY id") == [("USD",), ("EUR",), ("CHF",)]
    assert "CHF, EUR, USD" in defect(report, "mixed_currencies").sentence


# Names


def test_an_export_of_deals_alone_makes_the_records_that_it_names(db, tmp_path):
    report = bring_in(db, folder(tmp_path / "a", deals=DEALS))
    assert report.made == {"people": 2, "accounts": 1, "products": 2, "stages": 3}
    assert defect(report, "unknown_account").count == 0
    again = bring_in(db, folder(tmp_path / "a", deals=DEALS + "D4,Zane Levy,New,Newco,Won,2026-01-05,2026-02-01,5\n"))
    assert again.made == {"accounts": 1, "products": 1}
    listed = bring_in(db, folder(tmp_path / "b", accounts="account,sector\nAcme,retail\nNewco,retail\n"))
    assert listed.rows("imported") == 2
    assert one(db, "SELECT count(*) FROM crm_accounts") == 2


def test_names_refer_to_listed_records_by_their_ids(db, tmp_path):
    accounts = "account_id,account_name,industry\nA1,Acme,retail\n"
    users = "id,name,email\n7,Anna Snelling,anna@x.example\n8,Zane Levy,zane@x.example\n"
    report = bring_in(db, folder(tmp_path / "a", accounts=accounts, users=users, deals=DEALS))
    assert rows(db, "SELECT account_id, owner_id FROM crm_opportunities WHERE id = 'D1'") == [("A1", "7")]
    assert one(db, "SELECT email FROM crm_people WHERE id = '8'") == "zane@x.example"
    assert "people" not in report.made


def test_an_unknown_name_is_counted_and_a_slip_is_asked_about(database_url, tmp_path):
    listed = "account,sector\nAcme Corporation,retail\nGlobex,retail\n"
    content = DEALS.replace("Acme,Won", "Acme Corparation,Won").replace("Acme,Lost", "Somebody Else,Lost")
    with fresh(database_url) as db:
        report = bring_in(db, folder(tmp_path / "a", accounts=listed, deals=content))
        assert [(q.kind, q.said, q.likely, q.row_count) for q in report.questions] == [
            ("account", "Acme Corparation", "Acme Corporation", 1)
        ]
        assert defect(report, "unknown_account").count == 1
        assert one(db, "SELECT account_id FROM crm_opportunities WHERE id = 'D1'") == "?Acme Corparation"
        aliases.decide(db, "account", "Acme Corparation", True, by="Omar", at=NOW)
        assert one(db, "SELECT account_id FROM crm_opportunities WHERE id = 'D1'") == "Acme Corporation"


def test_a_question_nobody_asked_changes_nothing(db):
    assert "Nobody asked" in aliases.decide(db, "product", "X", True, by="Omar", at=NOW)
    assert one(db, "SELECT count(*) FROM app_audit") == 0


# Mapping


def test_a_column_nobody_knows_is_said_and_not_dropped_in_silence(db, tmp_path):
    report = bring_in(db, folder(tmp_path / "a", deals=DEALS.replace("amount\n", "amount,mood\n").replace("\n", ",\n")))
    assert "mood" in report.files[0].unmapped


def test_content_tells_what_headers_do_not(db, tmp_path):
    content = DEALS.replace("product,account,deal_stage", "artikel,klant,fase")
    where = folder(
        tmp_path / "a", deals=content, products=PRODUCTS, accounts="account,sector\nAcme,retail\nB,retail\nC,x\n"
    )
    report = bring_in(db, where)
    assert report.rows("imported") == 8
    assert dict(rows(db, "SELECT status, count(*) FROM crm_opportunities GROUP BY status")) == {
        "won": 1,
        "lost": 1,
        "open": 1,
    }


def test_a_written_map_can_be_changed_and_handed_back(db, tmp_path):
    from bot.import_command import read

    where = folder(tmp_path / "a", deals=DEALS, products=PRODUCTS)
    said = tmp_path / "map.toml"
    said.write_text(mapfile.written(read([where])))
    proposed = read([where])
    again = read([where], map_file=said)
    for before, after in zip(proposed.files, again.files, strict=True):
        assert before.kind == after.kind
        ways = [
            [(c.column.title, c.target, c.by, c.times, c.order, c.decimal) for c in f.columns] for f in (before, after)
        ]
        assert ways[0] == ways[1]
    said.write_text(said.read_text().replace('"amount" = "amount"', '"amount" = "skip"'))
    report = bring_in(db, where, map_file=said)
    assert report.files[0].unmapped == ("amount",)
    assert one(db, "SELECT count(*) FROM crm_opportunities WHERE amount IS NOT NULL") == 0


@pytest.mark.parametrize(
    ("map_text", "says"),
    [
        ("not toml", "not valid TOML"),
        ("[others]\n", "must hold a table"),
        ('[files."other.csv"]\nkind = "skip"\n', "which is not among the files"),
        ('[files."deals.csv"]\nkind = "dreams"\n', "the kind of deals.csv is “dreams”"),
        ('[files."deals.csv".columns]\nmood = "skip"\n', "which has none"),
        ('[files."deals.csv".columns]\namount = "mood"\n', "which deals do not have"),
        ('[files."deals.csv".columns]\nproduct = "amount"\namount = "amount"\n', "two columns of deals.csv to amount"),
        ('[files."deals.csv"]\ncolour = "red"\n', "The map says “colour”"),
        ('[files."deals.csv"]\nencoding = "klingon"\n', "is no encoding"),
        ('[files."deals.csv"]\nkind = "skip"\n', "left out by the map"),
    ],
)
def test_a_map_that_cannot_be_used_is_refused_in_words(db, tmp_path, map_text, says):
    said = tmp_path / "map.toml"
    said.write_text(map_text)
    with pytest.raises(CannotImport) as refused:
        bring_in(db, folder(tmp_path / "a", deals=DEALS), map_file=said)
    assert says in str(refused.value)
