"""What an import makes of the files that companies really have: workbooks, zips, exports of each CRM, torn tables."""

import gzip
import io
import zipfile
from datetime import date

import psycopg
import pytest
from openpyxl import Workbook

from domain.errors import StoreBusy
from store.crm.imports import CannotImport, files
from tests.store.crm.exports import DEALS, NOW, PEOPLE, bring_in, defect, folder, fresh, one, rows

HEADER = DEALS.splitlines()[0]
MORE = "".join(f"E{n},Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5\n" for n in range(6))


@pytest.fixture
def db(sqlite_url):
    with fresh(sqlite_url) as opened:
        yield opened


def put(where, name: str, content: bytes | str):
    """A file of that name."""
    where.mkdir(exist_ok=True)
    path = where / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def a_workbook(**sheets) -> bytes:
    """A workbook with these sheets; a pair of value and format gives a cell its format."""
    book = Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for number, line in enumerate(lines, 1):
            for place, cell in enumerate(line, 1):
                value, shown = cell if isinstance(cell, tuple) else (cell, "")
                sheet.cell(number, place, value)
                if shown:
                    sheet.cell(number, place).number_format = shown
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_zip(**members: bytes | str) -> bytes:
    """A zip with these members; two underscores stand for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return out.getvalue()


def deal(db, id_: str) -> tuple:
    """A deal's stage, status, amount, currency and close date."""
    sql = "SELECT stage_id, status, amount, currency, CAST(close_date AS TEXT) FROM crm_opportunities WHERE id = :id"
    return rows(db, sql, id=id_)[0]


SHEET = [
    ["Pipeline report"],
    [],
    ["Deal ID", "Deal Name", "Stage", "Amount", "Close Date", "Owner", "Account"],
    [1, "A", "Won", (1234.56, "#,##0.00 [$€-407]"), date(2026, 2, 1), "Ann", "Acme"],
    [2, "B", "Proposal", 0.1 + 0.2, date(2026, 3, 1), "Ann", "Acme"],
    [3, "C", "Lost", "=D4*2", date(2026, 2, 1), "Ann", "Beta"],
    [],
    ["Total", None, None, 1234],
]


# Workbooks and zips


@pytest.mark.row("S4-84")
def test_a_workbook_is_read_sheet_by_sheet_with_its_dates_currencies_and_row_numbers(db, tmp_path):
    lists = [["Account ID", "Account Name", "Industry"], ["A1", "Acme", "Retail"], ["A2", "Beta", "Retail"]]
    report = bring_in(db, put(tmp_path / "a", "export.xlsx", a_workbook(Deals=SHEET, Accounts=lists, Empty=[])))
    assert {f.name: (f.rows, f.imported, f.quarantined) for f in report.files} == {
        "export.xlsx: Deals": (4, 2, 2),
        "export.xlsx: Accounts": (2, 2, 0),
    }
    assert deal(db, "1") == ("Won", "won", 123456, "EUR", "2026-02-01")
    assert deal(db, "2") == ("Proposal", "open", 30, "USD", "2026-03-01")
    assert one(db, "SELECT account_id FROM crm_opportunities WHERE id = '1'") == "A1"
    reasons = {row.line: row.reason for row in report.bad_rows}
    assert "where a formula failed" in reasons[6]
    assert reasons[8] == "it looks like a total, not like a record"


def test_numbers_that_excel_cannot_keep_are_put_aside(db, tmp_path):
    lines = [SHEET[2], *([n, "A", "Won", n, date(2026, 2, 1), "Ann", "Acme"] for n in range(9))]
    lines += [[1e17, "A", "Won", 5, date(2026, 2, 1), "Ann", "Acme"], [77, "B", "Won", 1e16, None, "Ann", "Acme"]]
    report = bring_in(db, put(tmp_path / "a", "deals.xlsx", a_workbook(Deals=lines)))
    assert (report.rows("imported"), report.rows("quarantined")) == (9, 2)
    assert "was rounded by a spreadsheet" in report.bad_rows[0].reason


def test_a_zip_of_tables_and_workbooks_is_unpacked_and_leaves_nothing_behind(db, tmp_path, monkeypatch):
    monkeypatch.setattr(files.tempfile, "tempdir", str(tmp_path))
    content = a_zip(**{
        "crm/deals__csv": DEALS, "crm/teams__csv__gz": gzip.compress(PEOPLE.encode()), "lists__xlsx": a_workbook(
            Accounts=[["Account Name", "Industry"], ["Acme", "Retail"], ["Beta", "Retail"]]
        ), "read me__pdf": b"%PDF", "__MACOSX/._deals.csv": b"x", ".DS_Store": b"x",
    })  # fmt: skip
    report = bring_in(db, put(tmp_path / "a", "all.zip", content))
    assert {f.name: f.imported for f in report.files} == {
        "all.zip/crm/deals.csv": 3,
        "all.zip/crm/teams.csv.gz": 2,
        "all.zip/lists.xlsx": 2,
    }
    assert any("Left out of all.zip: read me.pdf" in note for note in report.notes)
    assert not list(tmp_path.glob("quartermaster-import-*"))


def test_what_a_killed_import_unpacked_is_swept_away(tmp_path, monkeypatch):
    monkeypatch.setattr(files.tempfile, "tempdir", str(tmp_path))
    (tmp_path / "quartermaster-import-999999999-x").mkdir()
    files.tables([put(tmp_path / "a", "deals.csv", DEALS)])
    assert not (tmp_path / "quartermaster-import-999999999-x").exists()


@pytest.mark.row("S4-84")
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.zip", a_zip(**{"../deals__csv": DEALS}), "wants to lie outside of it"),
        ("a.zip", a_zip(**{"/etc/deals__csv": DEALS}), "wants to lie outside of it"),
        ("a.zip", a_zip(deals__csv=DEALS, more__zip=a_zip(x__csv=DEALS)), "holds another archive"),
        ("a.zip", a_zip(deals__csv=a_zip(x__csv=DEALS)), "is a zip inside a zip"),
        ("a.zip", a_zip(picture__png=b"x"), "a zip without a CSV file or workbook"),
        ("a.zip", a_zip(deals__csv=DEALS)[:-30], "cut off or damaged"),
        ("a.xlsx", a_workbook(Deals=SHEET)[:2000], "cut off or damaged"),
        ("a.xlsx", a_workbook(Empty=[]), "a workbook without a filled sheet"),
        ("a.csv", b"a,b\n" + b"x" * 2_500_000, "longer than 2,000,000"),
        ("a.csv", DEALS + 'D9,"Anna\n' + "x,y,z,\n" * 200_000, "inside a quoted value that begins on line 5"),
        ("a.csv", DEALS.replace("amount", "Amount").replace("1054.50", "x").replace(",0\n", ",y\n"), "called like the"),
    ],
)
def test_files_that_are_made_to_harm_or_cannot_be_trusted_are_refused_in_words(db, tmp_path, name, content, says):
    with pytest.raises(CannotImport) as refused:
        bring_in(db, put(tmp_path / "a", name, content))
    assert says in str(refused.value)
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 0


def test_a_file_that_unpacks_to_hundreds_of_times_its_size_is_refused(db, tmp_path, monkeypatch):
    monkeypatch.setattr("store.crm.imports.encoding.MOST_UNPACKED", 1_000_000)
    monkeypatch.setattr("store.crm.imports.workbook.SMALL", 1_000_000)
    swollen = "a,b,c\n" + "0,0,0\n" * 2_000_000
    for name, content in (("a.csv.gz", gzip.compress(swollen.encode())), ("a.zip", a_zip(deals__csv=swollen))):
        with pytest.raises(CannotImport, match="as no export does"):
            bring_in(db, put(tmp_path / name, name, content))


# Letters


@pytest.mark.row("S4-84")
def test_letters_of_windows_are_read_and_said(db, tmp_path):
    report = bring_in(db, put(tmp_path / "a", "deals.csv", DEALS.replace("Acme", "Café Zürich").encode("cp1252")))
    assert one(db, "SELECT count(*) FROM crm_accounts WHERE name = 'Café Zürich'") == 1
    assert any("was read as Windows-1252 (“Café”, for example)" in note for note in report.notes)


def test_a_row_with_bytes_of_another_encoding_is_put_aside_alone(db, tmp_path):
    torn = DEALS.replace("Acme", "Zürich").encode() + DEALS.splitlines()[1].replace("D1", "D9").replace(
        "Acme", "Zürich"
    ).encode("cp1252")
    report = bring_in(db, put(tmp_path / "a", "deals.csv", torn + b"\n"))
    assert (report.rows("imported"), report.rows("quarantined")) == (3, 1)
    assert report.bad_rows[0].reason == "it holds bytes that are not in UTF-8, as the rest of the file is"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_wide_letters_are_read_with_and_without_their_mark(db, tmp_path, encoding):
    assert bring_in(db, put(tmp_path / "a", "deals.csv", DEALS.encode(encoding))).rows("imported") == 3


# Rows that are no records


@pytest.mark.row("S4-84")
def test_titles_totals_footers_and_headers_are_no_records(db, tmp_path):
    content = (
        f"Pipeline report\n\n{DEALS}{HEADER}\n{MORE}Total,,,,,,,1054.50\n\n"
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n"Confidential Information"'
    )
    report = bring_in(db, put(tmp_path / "a", "deals.csv", content))
    assert (report.rows("imported"), report.rows("quarantined")) == (9, 4)
    assert [row.reason.split(":")[0] for row in report.bad_rows] == [
        "it repeats the header",
        "it looks like a total, not like a record",
        "it is a closing line of the export, not a record",
        "it is a closing line of the export, not a record",
    ]
    assert any("above the header was taken for a title" in note for note in report.notes)


@pytest.mark.row("S4-84")
def test_rows_below_another_header_are_put_aside_until_the_first_one_returns(db, tmp_path):
    other = "Contact Name,Email,Phone,Title,Account Name,Owner,City,Value\nX1,a,b,c,Won,2026-01-05,2026-02-01,7\n"
    report = bring_in(db, put(tmp_path / "a", "deals.csv", f"{DEALS}{other}{HEADER}\n{MORE}"))
    assert (report.rows("imported"), report.rows("quarantined")) == (9, 3)
    assert report.bad_rows[1].reason == "it stands below another header, on line 5"


@pytest.mark.row("S4-84")
def test_rows_inside_a_torn_quotation_are_put_aside_one_by_one(db, tmp_path):
    torn = (
        'F1,"Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,5\n'
        "F2,Zane Levy,MG Special,Acme,Won,2026-01-05,2026-03-01,6\n"
        'F3,Zane Levy",MG Special,Acme,Won,2026-01-05,2026-03-01,7\n'
    )
    report = bring_in(db, put(tmp_path / "a", "deals.csv", DEALS + torn + MORE))
    assert (report.rows("imported"), report.rows("quarantined")) == (9, 3)
    assert [row.line for row in report.bad_rows] == [5, 6, 7]
    assert "lie in one pair of quotation marks, but look like rows" in report.bad_rows[0].reason


def test_cells_that_have_slipped_into_another_column_put_their_row_aside(db, tmp_path):
    slipped = (
        "F1,Zane Levy,MG Special,Acme,2026-01-05,Won,2026-03-01,5\n2026-01-05,Zane Levy,X,Acme,Won,F2,2026-03-01,5\n"
    )
    report = bring_in(db, put(tmp_path / "a", "deals.csv", DEALS + MORE + slipped))
    assert (report.rows("imported"), report.rows("quarantined")) == (9, 2)


@pytest.mark.parametrize("name", ["3M", "5.11", "24/7", "7-Eleven", "N/A Records", "1-800-Flowers", "37signals", "100"])
def test_companies_that_are_called_like_numbers_keep_their_names(db, tmp_path, name):
    report = bring_in(db, put(tmp_path / "a", "deals.csv", DEALS.replace("Acme,Won", f"{name},Won") + MORE))
    assert report.rows("quarantined") == 0
    assert one(db, "SELECT account_id FROM crm_opportunities WHERE id = 'D1'") == name


@pytest.mark.parametrize(("said", "code"), [("EUR", "EUR"), ("€", "EUR"), ("US Dollar (USD)", "USD"), ("gbp", "GBP")])
def test_currencies_are_read_by_code_name_and_sign(db, tmp_path, said, code):
    lines = DEALS.replace("amount\n", "amount,currency\n").replace("50\n", f"50,{said}\n").replace(",0\n", ",0,USD\n")
    bring_in(db, put(tmp_path / "a", "deals.csv", lines.replace(",,\n", ",,,USD\n")))
    assert deal(db, "D1")[3] == code


def test_a_last_row_without_its_end_is_named(db, tmp_path):
    report = bring_in(db, put(tmp_path / "a", "deals.csv", (DEALS + MORE).rstrip("\n")))
    assert any("does not end its last row (line 10)" in note for note in report.notes)


def test_columns_of_one_name_count_once_when_they_say_the_same(db, tmp_path):
    twice = "\n".join(f"{line},{line.rpartition(',')[2]}" for line in DEALS.splitlines()) + "\n"
    report = bring_in(db, put(tmp_path / "a", "deals.csv", twice))
    assert report.files[0].unmapped == ("amount (column 9)",)
    assert deal(db, "D1")[2] == 105450


# Amounts and words


@pytest.mark.row("S4-84")
@pytest.mark.parametrize(
    ("cell", "minor", "currency"),
    [
        ("$1.2M", 120_000_000, "USD"), ('"(1,200)"', -120_000, "USD"), ('"€1,200.50-"', -120_050, "EUR"),
        ("350k", 35_000_000, "USD"), ("1'234.56", 123_456, "USD"), ('"12,34,567"', 123_456_700, "USD"),
        ("−5", -500, "USD"), ("5 Mio EUR", 500_000_000, "EUR"), ("N/A", None, "USD"),
    ],
)  # fmt: skip
def test_amounts_are_read_in_the_ways_people_write_them(db, tmp_path, cell, minor, currency):
    report = bring_in(db, put(tmp_path / "a", "deals.csv", DEALS.replace("1054.50", cell) + MORE))
    assert deal(db, "D1")[2:4] == (minor, currency)
    assert any("was read as an empty cell (1)" in note for note in report.notes) == (cell == "N/A")


@pytest.mark.parametrize("cell", ["1e5", "#REF!", "5 apples", "12,34.5", "1" + "0" * 16, "¥500"])
def test_amounts_that_could_mean_something_else_are_put_aside(db, tmp_path, cell):
    report = bring_in(db, put(tmp_path / "a", "deals.csv", DEALS.replace("1054.50", f'"{cell}"') + MORE))
    assert (report.rows("imported"), report.rows("quarantined")) == (8, 1)


def test_amounts_that_nobody_could_add_up_are_refused(db, tmp_path):
    huge = MORE.replace(",5\n", ",900000000000000\n")
    lines = "".join(huge.replace("E", f"E{n}-") for n in range(10))
    with pytest.raises(CannotImport, match="more than can be counted exactly"):
        bring_in(db, put(tmp_path / "a", "deals.csv", DEALS + lines))
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 0


def test_a_few_slips_are_no_evidence_of_how_a_column_writes_its_days(db, tmp_path):
    lines = [f"E{n},Zane Levy,MG Special,Acme,Won,0{n % 9 + 1}/02/2026,2026-03-01,5\n" for n in range(60)]
    lines.append("E99,Zane Levy,MG Special,Acme,Won,25/01/2026,2026-03-01,5\n")
    with pytest.raises(CannotImport, match="day first or month first"):
        bring_in(db, put(tmp_path / "a", "deals.csv", HEADER + "\n" + "".join(lines)))


# Exports of each CRM


SALESFORCE = (
    '"ID","ISDELETED","ACCOUNTID","NAME","STAGENAME","AMOUNT","PROBABILITY","CLOSEDATE","TYPE","NEXTSTEP","LEADSOURCE",'
    '"ISCLOSED","ISWON","FORECASTCATEGORYNAME","OWNERID","CREATEDDATE","SYSTEMMODSTAMP"\n'
    '"0061","false","0011","Big","Signed","1200.5","100.0","2026-02-01","New","Call","Web","true","true","Closed","0051",'
    '"2026-01-01T00:00:00.000Z","2026-01-02T10:00:00.000Z"\n'
    '"0062","true","0011","Gone","Prospecting","99","10","2026-12-01","New","","Web","false","false","Pipeline","0051",'
    '"2026-01-01T00:00:00.000Z","2026-01-02T10:00:00.000Z"\n'
)
PIPEDRIVE = (
    "Deal - ID,Deal - Title,Deal - Creator,Deal - Owner,Deal - Value,Deal - Currency of Value,Deal - Probability,"
    "Deal - Organization,Deal - Pipeline,Deal - Contact person,Deal - Stage,Deal - Label,Deal - Status,"
    "Deal - Deal created,Deal - Update time,Deal - Last stage change,Deal - Last activity date,Deal - Won time,"
    "Deal - Lost time,Deal - Deal closed on,Deal - Lost reason,Deal - Expected close date\n"
    "1,W,Ann,Ann,1200,EUR,,Acme,Sales,Bob,Demo,,Won,2026-01-01 10:00:00,2026-02-01 10:00:00,2026-01-15 10:00:00,"
    "2026-01-20,2026-02-01 10:00:00,,2026-02-01 10:00:00,,2026-03-31\n"
    "2,O,Ann,Ann,500,EUR,,Acme,Sales,Bob,Demo,,Open,2026-01-01 10:00:00,2026-02-01 10:00:00,,"
    "2026-01-20,,,,,2026-03-31\n"
    "3,L,Ann,Ann,500,EUR,,Acme,Sales,Bob,Demo,,Lost,2026-01-01 10:00:00,2026-02-01 10:00:00,,2026-01-20,,"
    "2026-02-03 10:00:00,2026-02-03 10:00:00,price,2026-03-31\n"
    "4,D,Ann,Ann,500,EUR,,Acme,Sales,Bob,Demo,,Deleted,2026-01-01 10:00:00,2026-02-01 10:00:00,,"
    "2026-01-20,,,,,2026-03-31\n"
)
HUBSPOT = (
    "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Amount in company currency,Currency,Pipeline,"
    "Create Date,Last Activity Date,Last Modified Date,Deal probability,Forecast category,Next step,"
    "Closed Lost Reason,Is Closed Won,Is closed lost,Is Deal Closed?,Associated Company\n"
    "9001,Big,Contract Sent,2026-03-31 12:30,Ann Lee,1000.0,900,EUR,Sales,2026-01-01 10:00,2026-01-02 10:00,"
    "2026-01-02 10:00,0.9,Commit,Call,,false,false,false,Acme\n"
    "9002,Won,Implementing,2026-03-01 12:30,Ann Lee,500.0,450,EUR,Sales,2026-01-01 10:00,2026-01-02 10:00,"
    "2026-01-02 10:00,1,Closed,,,true,false,true,Acme\n"
    "9003,Lost,Gone quiet,2026-03-01 12:30,Ann Lee,500.0,450,EUR,Sales,2026-01-01 10:00,2026-01-02 10:00,"
    "2026-01-02 10:00,0,Omitted,,,false,true,true,Acme\n"
)


@pytest.mark.row("S4-84")
def test_an_export_of_salesforce_is_recognised_without_what_is_in_its_bin(db, tmp_path):
    report = bring_in(db, put(tmp_path / "a", "Opportunity.csv", SALESFORCE))
    assert deal(db, "0061") == ("Signed", "won", 120050, "USD", "2026-02-01")
    assert report.bad_rows[0].reason == "the CRM says that it is deleted"
    assert report.files[0].unmapped == ("TYPE", "LEADSOURCE")
    assert rows(db, "SELECT account_id, owner_id FROM crm_opportunities") == [("0011", "0051")]


@pytest.mark.row("S4-84")
def test_an_export_of_pipedrive_is_recognised_with_the_day_each_deal_ended(db, tmp_path):
    report = bring_in(db, put(tmp_path / "a", "deals-7.csv", PIPEDRIVE))
    assert deal(db, "1") == ("Demo", "won", 120000, "EUR", "2026-02-01")
    assert deal(db, "2") == ("Demo", "open", 50000, "EUR", "2026-03-31")
    assert deal(db, "3") == ("Demo", "lost", 50000, "EUR", "2026-02-03")
    assert [row.reason for row in report.bad_rows] == ["the CRM says that it is deleted"]


def test_the_import_template_of_pipedrive_is_recognised_too(db, tmp_path):
    content = (
        "Deal - Title*,Deal - Value,Organization*,Contact person*,Deal - Owner,Deal - Stage (pipeline),"
        "Deal - Expected close date,Deal - Currency of value,Deal - Creation date,Deal - Closed on,Deal - Lost reason,"
        "Deal - Probability,Deal - Status,Deal - Won time,Deal - Pipedrive System ID\n"
        "A,10,Acme,Bob,Ann,Demo,2026-03-31,EUR,2026-01-01,,,50,Open,,77\n"
    )
    report = bring_in(db, put(tmp_path / "a", "deals.csv", content))
    assert deal(db, "77") == ("Demo", "open", 1000, "EUR", "2026-03-31")
    assert report.files[0].unmapped == ("Contact person*",)


@pytest.mark.row("S4-84")
def test_an_export_of_hubspot_is_recognised_and_its_flags_decide_how_deals_ended(db, tmp_path):
    report = bring_in(db, put(tmp_path / "a", "hubspot-crm-exports-all-deals.csv", HUBSPOT))
    assert [deal(db, id_)[1:3] for id_ in ("9001", "9002", "9003")] == [
        ("open", 100000),
        ("won", 50000),
        ("lost", 50000),
    ]
    assert report.files[0].unmapped == ("Amount in company currency", "Pipeline")


@pytest.mark.row("S4-84")
def test_a_full_export_of_salesforce_is_taken_file_by_file(db, tmp_path):
    of = {
        "Account.csv": '"ID","ISDELETED","NAME","PARENTID","INDUSTRY","ANNUALREVENUE","OWNERID"\n'
        '"001","false","Acme","","Retail","1000","005"\n',
        "User.csv": '"ID","USERNAME","NAME","EMAIL","MANAGERID","ISACTIVE"\n'
        '"005","a@x.example","Ann Lee","a@x.example","","true"\n',
        "Contact.csv": '"ID","ACCOUNTID","LASTNAME","FIRSTNAME","EMAIL","PHONE"\n'
        '"003","001","Bob","B","b@x.example","1"\n',
        "Task.csv": '"ID","WHATID","SUBJECT","ACTIVITYDATE","OWNERID","ACCOUNTID","TYPE"\n'
        '"00T","0061","Call","2026-01-05","005","001","Call"\n',
        "Lead.csv": '"ID","NAME","COMPANY","LEADSOURCE","STATUS","OWNERID","ISCONVERTED","CREATEDDATE"\n'
        '"00Q","F L","Co","Web","Open","005","false","2026-01-01T00:00:00.000Z"\n',
        "OpportunityFieldHistory.csv": '"OPPORTUNITYID","CREATEDBYID","CREATEDDATE","FIELD","OLDVALUE","NEWVALUE"\n'
        '"0061","005","2026-01-03T00:00:00.000Z","StageName","Prospecting","Signed"\n',
        "Opportunity.csv": SALESFORCE,
    }
    for name, content in of.items():
        put(tmp_path / "a", name, content)
    report = bring_in(db, tmp_path / "a")
    assert {f.name: f.kind for f in report.files} == {
        "Account.csv": "accounts", "User.csv": "people", "Contact.csv": "contacts", "Task.csv": "activities",
        "Lead.csv": "leads", "OpportunityFieldHistory.csv": "changes", "Opportunity.csv": "deals",
    }  # fmt: skip
    assert one(db, "SELECT name FROM crm_people WHERE id = '005'") == "Ann Lee"
    assert one(db, "SELECT opportunity_id FROM crm_activities") == "0061"


def test_the_other_exports_of_pipedrive_are_told_apart(db, tmp_path):
    of = {
        "organizations-1.csv": "Organization - ID,Organization - Name,Organization - Owner\n1,Acme,Ann\n",
        "people-1.csv": "Person - ID,Person - Name,Person - Organization,Person - Email - Work,Person - Phone - Work\n"
        "1,Bob B,Acme,b@x.example,123\n",
        "activities-1.csv": "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Deal\n"
        "1,Call,call,2026-01-05,Acme deal\n",
    }
    for name, content in of.items():
        put(tmp_path / "a", name, content)
    kinds = {f.name: f.kind for f in bring_in(db, tmp_path / "a").files}
    assert kinds == {
        "organizations-1.csv": "accounts", "people-1.csv": "contacts", "activities-1.csv": "activities",
    }  # fmt: skip


# Records together


@pytest.mark.row("S4-84")
def test_circles_of_parent_accounts_are_counted_with_their_names(db, tmp_path):
    content = (
        "Account ID,Account Name,Parent Account ID,Industry\n1,A,2,x\n2,B,3,x\n3,C,1,x\n4,D,4,x\n5,E,1,x\n6,F,99,x\n"
    )
    report = bring_in(db, put(tmp_path / "a", "accounts.csv", content))
    found = defect(report, "parent_circles")
    assert (found.count, found.examples) == (4, ("A", "B", "C", "D"))
    assert defect(report, "unknown:accounts.parent").count == 1


def test_records_that_are_no_longer_in_the_export_are_kept_and_counted(db, tmp_path):
    bring_in(db, folder(tmp_path / "a", deals=DEALS + MORE))
    report = bring_in(db, folder(tmp_path / "b", deals=DEALS), now=NOW.replace(hour=13))
    assert any("6 deals of earlier imports are in none of these files; they were kept" in note for note in report.notes)
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 9


@pytest.mark.row("S2-42")
def test_required_fields_are_held_against_what_the_data_has(db, tmp_path):
    later = "".join(f"F{n},Zane Levy,MG Special,Acme,Negotiation,2026-01-05,2026-12-01,\n" for n in range(12))
    report = bring_in(db, put(tmp_path / "a", "deals.csv", HEADER + "\n" + MORE.replace("Won", "Prospecting") + later))
    [found] = report.practice
    assert (found.setting, found.deals) == ("required_fields.open", 12)
    assert found.never == ("amount", "next_step")
    assert found.usual == ("account", "owner", "product", "close_date", "created")


# Logs of changes


@pytest.mark.row("S4-84")
def test_a_log_of_changes_becomes_the_history_of_deals_with_its_defects_counted(database_url, data_dir, tmp_path):
    with fresh(database_url) as db:
        report = bring_in(db, data_dir / "stage_history", quarantine=tmp_path / "quarantine")
        by_name = {f.name: (f.rows, f.imported, f.quarantined) for f in report.files if not f.left_out}
        assert by_name["deal_changes.csv.gz"] == (15_406, 15_326, 80)
        assert by_name["activity.csv.gz"] == (4_579, 4_557, 22)
        assert all(f.adds_up for f in report.files)
        found = {d.id: (d.count, d.of) for d in report.defects}
        assert found["log_doubled_ids"] == (5, None)
        assert defect(report, "log_doubled_ids").examples == ("399956", "554294", "556338", "851850", "955417")
        assert found["log_skipped_stages"] == (2_502, None)
        assert found["log_never_won"] == (1_995, 1_995)
        assert found["log_without_amounts"] == (1_995, None)
        assert found["log_activities_known"] == (8, 4_579)
        assert found["doubled_ids:activity.csv.gz"] == (11, None)
        assert "“Qualified lead” in one file and “Qualified Lead”" in defect(report, "stage_spelling:2").sentence
        assert report.made == {"deals": 1_990}
        one_deal = "SELECT name, stage_id, status, lost_reason, CAST(close_date AS TEXT) FROM crm_opportunities "
        assert rows(db, one_deal + "WHERE id = '881836'")[0][2] == "lost"
        first = "SELECT count(*) FROM crm_stage_changes WHERE from_stage_id IS NULL"
        assert one(db, first) == 1_990
        assert one(db, "SELECT count(*) FROM crm_opportunities WHERE lost_reason = 'Pricing Issues'") > 300
        again = bring_in(
            db, data_dir / "stage_history", quarantine=tmp_path / "quarantine", now=NOW.replace(hour=13)
        )  # fmt: skip
        assert (again.rows("imported"), again.rows("updated"), again.rows("quarantined")) == (0, 0, 102)
        assert again.made == {}


def test_a_log_beside_the_deals_themselves_adds_history_and_makes_no_deals(db, tmp_path):
    log = (
        "Opportunity ID,Field / Event,Old Value,New Value,Edit Date,Edited By\n"
        "D1,Stage,Prospecting,Won,2026-02-01 10:00,Anna\nD3,Amount,5,50,2026-02-02 10:00,Anna\n"
        "D3,Stage,,,2026-02-02 10:00,Anna\n,Stage,,Won,2026-02-02 10:00,Anna\nD3,Stage,Won,Won,soon,Anna\n"
    )
    report = bring_in(db, folder(tmp_path / "a", deals=DEALS, history=log))
    [history] = [f for f in report.files if f.kind == "changes"]
    assert (history.rows, history.imported, history.quarantined) == (5, 2, 3)
    assert rows(db, "SELECT from_stage_id, to_stage_id FROM crm_stage_changes") == [("Prospecting", "Won")]
    assert rows(db, "SELECT field, old, new FROM crm_field_changes") == [("amount", "5", "50")]
    assert "deals" not in report.made
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 3


# The database goes away


def test_a_database_that_restarts_gets_a_sentence_and_the_import_runs_again(postgres_url, tmp_path, monkeypatch):
    from store.crm.imports import defects

    with fresh(postgres_url) as db:
        find = defects.find

        def restarts(connection, as_of):
            mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with psycopg.connect(postgres_url.replace("+psycopg", "")) as other:
                other.execute(f"SELECT pg_terminate_backend({mine})")
            yield from find(connection, as_of)

        monkeypatch.setattr("store.crm.imports.defects.find", restarts)
        with pytest.raises(StoreBusy):
            bring_in(db, folder(tmp_path / "a", deals=DEALS))
        monkeypatch.undo()
        assert one(db, "SELECT count(*) FROM crm_opportunities") == 0
        assert bring_in(db, tmp_path / "a").rows("imported") == 3
