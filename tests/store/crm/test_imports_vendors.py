"""Files as companies really have them: what the exports of each CRM mean, and what people do to them on the way."""

import gzip
import io
import zipfile

import pytest
from openpyxl import Workbook

from store.crm.imports import CannotImport
from store.crm.imports.values import salesforce_id
from store.crm.imports.vocabulary import outcome
from tests.store.crm.exports import NOW, bring_in, fresh, one, rows

LONG = salesforce_id("0065g00000ABcde", is_short=False)
SALESFORCE = '"ID","NAME","STAGENAME","AMOUNT","CLOSEDATE","OWNERID","ACCOUNTID","CREATEDDATE"\n'
ROW = '"{}","{}","{}","{}","2026-12-01","005","001","2026-01-01T00:00:00.000+0000"\n'
HISTORY = (
    '"ID","OPPORTUNITYID","CREATEDBYID","CREATEDDATE","STAGENAME","AMOUNT","CLOSEDATE","PROBABILITY","ISDELETED"\n'
    '"0081","0061","005","2026-01-01T08:00:00.000+0000","Prospecting","50","2026-12-01","10","false"\n'
    '"0082","0061","005","2026-01-03T08:00:00.000+0000","Prospecting","70","2026-12-01","10","false"\n'
    '"0083","0061","005","2026-01-05T08:00:00.000+0000","Signed","70","2026-12-01","100","false"\n'
)
HUBSPOT = "Record ID,Deal Name,Deal Stage,Amount,Associated Company,Associated Company IDs\n"


@pytest.fixture
def db(sqlite_url):
    with fresh(sqlite_url) as db:
        yield db


def put(where, **files):
    """A folder with these files; `__` in a name stands for its dot."""
    where.mkdir(exist_ok=True)
    for name, content in files.items():
        path = where / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return where


def deals(db, columns="id, stage_id, status, amount"):
    return rows(db, f"SELECT {columns} FROM crm_opportunities ORDER BY id")


def said(report, *words):
    """Whether one of the report's sentences holds all of these."""
    notes = [*report.notes, *(f.left_out for f in report.files)]
    return any(all(word in note for word in words) for note in notes)


# Several companies in one cell


@pytest.mark.row("S4-84")
def test_of_several_companies_in_a_cell_the_first_is_taken_and_the_report_says_so(db, tmp_path):
    content = HUBSPOT + '1,A,Sent,10,"Acme; Beta Inc.",12;34\n2,B,Sent,20,Beta Inc.,34\n3,C,Sent,30,Acme;,12\n'
    report = bring_in(db, put(tmp_path / "a", deals__csv=content))
    assert deals(db, "account_id, amount") == [("Acme", 1000), ("Beta Inc.", 2000), ("Acme", 3000)]
    assert said(report, "Of several companies in one cell", "Associated Company", "the first was taken", "(1)")


def test_ids_of_several_companies_are_taken_the_same_way(db, tmp_path):
    content = "Record ID,Deal Name,Deal Stage,Amount,Associated Company IDs\n1,A,Sent,10,34;12\n2,B,Sent,20,12\n"
    companies = "Record ID,Company name,Industry\n12,Acme,Retail\n34,Beta,Retail\n"
    report = bring_in(db, put(tmp_path / "a", deals__csv=content, companies__csv=companies))
    assert deals(db, "account_id") == [("34",), ("12",)]
    assert said(report, "Of several companies in one cell", "Associated Company IDs")


def test_the_primary_company_is_meant_where_the_export_names_it(db, tmp_path):
    header = "Record ID,Deal Name,Deal Stage,Amount,Associated Company,Associated Company (Primary)\n"
    content = header + "1,A,Sent,9,Acme;Beta,Beta\n"
    report = bring_in(db, put(tmp_path / "a", deals__csv=content))
    assert deals(db, "account_id") == [("Beta",)]
    assert not said(report, "Of several companies")


def test_a_company_with_a_semicolon_in_its_name_stays_one(db, tmp_path):
    accounts = "Account ID,Account Name,Industry\n1,Acme; Sons,Retail\n2,Acme,Retail\n"
    content = "Deal ID,Deal Stage,Amount,Account Name\n1,Sent,9,Acme; Sons\n2,Sent,9,Other; Unlisted\n"
    bring_in(db, put(tmp_path / "a", deals__csv=content, accounts__csv=accounts))
    assert deals(db, "account_id") == [("1",), ("Other; Unlisted",)]


# Salesforce


@pytest.mark.row("S4-84")
def test_one_deal_with_its_id_in_both_lengths_is_one_deal(database_url, tmp_path):
    assert LONG == "0065g00000ABcdeAAD"
    with fresh(database_url) as db:
        both = SALESFORCE + ROW.format(LONG, "Big", "Demo", 100) + ROW.format(LONG[:15], "Big", "Demo", 100)
        report = bring_in(db, put(tmp_path / "a", Opportunity__csv=both))
        assert (report.rows("imported"), report.rows("quarantined")) == (1, 1)
        assert deals(db, "id, amount") == [(LONG, 10000)]
        short = SALESFORCE + ROW.format(LONG[:15], "Big", "Demo", 120)
        report = bring_in(db, put(tmp_path / "b", Opportunity__csv=short), now=NOW.replace(hour=13))
        assert report.rows("updated") == 1
        assert deals(db, "id, amount") == [(LONG, 12000)]


def test_a_mirror_with_short_ids_keeps_them(db, tmp_path):
    other = "0065g00000ABcdE"
    content = SALESFORCE + ROW.format(LONG[:15], "Big", "Demo", 1) + ROW.format(other, "Other", "Demo", 2)
    bring_in(db, put(tmp_path / "a", Opportunity__csv=content))
    content = SALESFORCE + ROW.format(LONG, "Big", "Demo", 1) + ROW.format(other, "Other", "Demo", 2)
    report = bring_in(db, put(tmp_path / "b", Opportunity__csv=content), now=NOW.replace(hour=13))
    assert (report.rows("unchanged"), report.rows("imported")) == (2, 0)
    assert deals(db, "id") == [(other,), (LONG[:15],)]


def test_references_find_their_records_in_either_length(db, tmp_path):
    account = salesforce_id("0015g000001AbcD", is_short=False)
    content = (
        f'"ID","NAME","STAGENAME","AMOUNT","ACCOUNTID"\n"{LONG}","A","Demo","1","{account[:15]}"\n'
        f'"0065g00000ABcdE","B","Demo","2","{account}"\n'
    )
    accounts = f'"ID","NAME","INDUSTRY"\n"{account}","Acme","Retail"\n'
    bring_in(db, put(tmp_path / "a", Opportunity__csv=content, Account__csv=accounts))
    assert deals(db, "account_id") == [(account,), (account,)]


@pytest.mark.row("S4-84")
def test_a_history_of_stages_is_history_and_never_deals(database_url, tmp_path):
    with fresh(database_url) as db:
        content = SALESFORCE + ROW.format("0061", "Big", "Signed", 70)
        where = put(tmp_path / "a", Opportunity__csv=content, OpportunityHistory__csv=HISTORY)
        report = bring_in(db, where)
        [history] = [f for f in report.files if f.kind == "changes"]
        assert (history.rows, history.imported, history.unchanged, history.quarantined) == (3, 2, 1, 0)
        changes = "SELECT from_stage_id, to_stage_id FROM crm_stage_changes ORDER BY at"
        assert rows(db, changes) == [(None, "Prospecting"), ("Prospecting", "Signed")]
        assert deals(db, "id, amount") == [("0061", 7000)]
        again = bring_in(db, where, now=NOW.replace(hour=13))
        assert (again.rows("imported"), again.rows("updated")) == (0, 0)


def test_a_report_of_stages_says_where_deals_came_from(db, tmp_path):
    content = (
        "Opportunity ID,Opportunity Name,From Stage,To Stage,Amount,Last Modified,Last Modified By\n"
        "0061,Big,,Prospecting,50,1/13/2026 9:05 AM,Ann\n0061,Big,Prospecting,Signed,70,1/13/2026 3:30 PM,Ann\n"
    )
    bring_in(db, put(tmp_path / "a", report__csv=content))
    changes = "SELECT from_stage_id, to_stage_id, by_id FROM crm_stage_changes ORDER BY at"
    assert rows(db, changes) == [(None, "Prospecting", "Ann"), ("Prospecting", "Signed", "Ann")]


@pytest.mark.row("S4-84")
def test_what_else_a_full_export_holds_is_named_and_counted_as_nothing(db, tmp_path):
    created = "2026-01-01"
    where = put(
        tmp_path / "a",
        Opportunity__csv=SALESFORCE + ROW.format("0061", "Big", "Signed", 70),
        OpportunityLineItem__csv=f'"ID","OPPORTUNITYID","NAME","UNITPRICE","CREATEDDATE"\n"00k","0061","W","5","{created}"\n',
        OpportunityContactRole__csv=f'"ID","OPPORTUNITYID","CONTACTID","CREATEDDATE"\n"00K","0061","003","{created}"\n',
        OpportunitySplit__csv=f'"ID","OPPORTUNITYID","SPLITAMOUNT","CREATEDDATE"\n"1","0061","50","{created}"\n',
        Quote__csv=f'"ID","OPPORTUNITYID","NAME","STATUS","CREATEDDATE"\n"0Q0","0061","Q","Draft","{created}"\n',
        Campaign__csv=f'"ID","NAME","STATUS","CREATEDDATE"\n"701","C","Done","{created}"\n',
        Contract__csv=f'"ID","ACCOUNTID","STATUS","CREATEDDATE","NAME"\n"800","001","Activated","{created}","x"\n',
        Case__csv=f'"ID","SUBJECT","ACCOUNTID","OWNERID","CREATEDDATE"\n"500","Help","001","005","{created}"\n',
        things__csv=f'"ID","OPPORTUNITYID","NAME","STAGENAME","AMOUNT","CREATEDDATE"\n"1","0061","x","Won","9","{created}"\n',
    )
    report = bring_in(db, where)
    assert {f.name for f in report.files if not f.left_out} == {"Opportunity.csv"}
    assert deals(db, "id, amount") == [("0061", 7000)]
    assert one(db, "SELECT count(*) FROM crm_leads") + one(db, "SELECT count(*) FROM crm_activities") == 0
    assert said(report, "Quote.csv is taken for quotes, orders or contracts", "1 rows are not imported", "--write-map")


def test_deals_that_a_company_calls_orders_are_deals(db, tmp_path):
    bring_in(db, put(tmp_path / "a", orders__csv="Deal ID,Deal Stage,Amount,Account Name\n1,Won,5,Acme\n"))
    assert deals(db) == [("1", "Won", "won", 500)]


def test_the_stages_of_salesforce_say_which_of_them_are_won(db, tmp_path):
    stages = (
        '"ID","MASTERLABEL","APINAME","ISACTIVE","SORTORDER","ISCLOSED","ISWON","DEFAULTPROBABILITY"\n'
        '"01J1","Closing","Closing","true","1","false","false","1"\n'
        '"01J2","Signed off","Signed off","true","2","true","true","100"\n'
        '"01J3","Gone","Gone","true","3","true","false","0"\n'
    )
    content = SALESFORCE + "".join(
        ROW.format(f"006{n}", "x", s, 1) for n, s in enumerate(["Closing", "Signed off", "Gone"])
    )
    bring_in(db, put(tmp_path / "a", Opportunity__csv=content, OpportunityStage__csv=stages))
    assert deals(db, "stage_id, status") == [("01J1", "open"), ("01J2", "won"), ("01J3", "lost")]
    assert rows(db, "SELECT name, status, probability FROM crm_stages ORDER BY position") == [
        ("Closing", "open", 0.01), ("Signed off", "won", 1.0), ("Gone", "lost", 0.0),
    ]  # fmt: skip
    bring_in(db, put(tmp_path / "b", Opportunity__csv=content), now=NOW.replace(hour=13))
    assert deals(db, "status") == [("open",), ("won",), ("lost",)]


def test_a_report_in_several_currencies_keeps_the_amounts_that_were_agreed(db, tmp_path):
    content = (
        '"Opportunity ID","Amount Currency","Amount","Amount (converted) Currency","Amount (converted)","Stage",'
        '"Probability (%)"\n"1","JPY","10000","USD","83.86","Demo","75%"\n"2","USD","5","USD","5.00","Demo","75%"\n'
        '"Grand Totals (2 records)","","","USD","88.86","",""\n'
    )
    report = bring_in(db, put(tmp_path / "a", report__csv=content))
    assert deals(db, "amount, currency") == [(1000000, "JPY"), (500, "USD")]
    assert report.bad_rows[0].reason == "it looks like a total, not like a record"
    assert one(db, "SELECT probability FROM crm_stages") == 0.75


# How deals ended


@pytest.mark.parametrize(
    ("stage", "ends"),
    [
        ("Closed Won", "won"), ("9 - Closed Won", "won"), ("Closed/Won", "won"), ("Won!", "won"), ("Gewonnen", "won"),
        ("Closed won (Sales Pipeline)", "won"), ("Closed Won - Renewal", "won"), ("07. Closed Lost", "lost"),
        ("CLOSED - LOST", "lost"), ("Lost to a competitor", "lost"), ("Verloren", "lost"), ("closedlost", "lost"),
        ("Proposal", "open"), ("Closed", "open"), ("Win back", "open"), ("Not won yet", "open"), ("Won’t fix", "open"),
        ("Verbally won", "open"), ("3. Won or lost", "open"), ("", "open"),
    ],
)  # fmt: skip
def test_a_stage_says_in_many_ways_how_its_deals_ended(stage, ends):
    assert outcome(stage) == ends


def test_a_stage_that_only_sounds_like_an_end_is_asked_about_and_a_map_answers(db, tmp_path):
    where = put(tmp_path / "a", deals__csv="Deal ID,Stage,Amount\n1,Closed,10\n2,Won,20\n3,Demo,30\n")
    report = bring_in(db, where)
    assert said(report, "read as won in: Won; as lost in: none")
    assert said(report, "“Closed”", "taken for open", "[stages]")
    answer = tmp_path / "map.toml"
    answer.write_text('[stages]\nClosed = "lost"\n')
    report = bring_in(db, where, map_file=answer, now=NOW.replace(hour=13))
    assert deals(db) == [("1", "Closed", "lost", 1000), ("2", "Won", "won", 2000), ("3", "Demo", "open", 3000)]
    assert one(db, "SELECT status FROM crm_stages WHERE id = 'Closed'") == "lost"
    answer.write_text('[stages]\nClosed = "perhaps"\n')
    with pytest.raises(CannotImport, match="the stage “Closed” is “perhaps”"):
        bring_in(db, where, map_file=answer)


def test_a_status_column_is_one_even_where_it_says_more_than_open_won_and_lost(db, tmp_path):
    content = (
        "Record ID,Deal Stage,Amount,Status\n1,Demo,5,open\n2,Demo,5,archived\n3,Demo,6,won\n4,Demo,7,on hold\n"
        "5,Closed Lost,7,on hold\n"
    )
    report = bring_in(db, put(tmp_path / "a", deals__csv=content))
    assert deals(db, "id, status") == [("1", "open"), ("3", "won"), ("4", "open"), ("5", "lost")]
    assert report.bad_rows[0].reason == "the CRM says that it is deleted"
    assert said(report, "The status “on hold” says nothing of an end", "(2)")


def test_archived_records_of_hubspot_are_put_aside(db, tmp_path):
    bring_in(db, put(tmp_path / "a", deals__csv="Record ID,Deal Stage,Amount,Archived\n1,Won,5,false\n2,Won,5,true\n"))
    assert deals(db, "id") == [("1",)]


@pytest.mark.parametrize(
    ("header", "cells", "chances"),
    [
        ("Probability (%)", ("75%", "1", "100%"), (0.75, 0.01)),
        ("Probability", ("75", "1", "100"), (0.75, 0.01)),
        ("Probability", ("0.75", "0.5", "1"), (0.75, 0.5)),
    ],
)
def test_chances_are_read_by_the_scale_of_their_column(db, tmp_path, header, cells, chances):
    content = f"Deal ID,Stage,Amount,{header}\n1,Proposal,10,{cells[0]}\n2,Demo,10,{cells[1]}\n3,Won,10,{cells[2]}\n"
    bring_in(db, put(tmp_path / "a", deals__csv=content))
    open_ones = "SELECT probability FROM crm_stages WHERE id = '{}'"
    assert (one(db, open_ones.format("Proposal")), one(db, open_ones.format("Demo"))) == chances


# Days


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        (("20260131", "20260201"), "2026-01-31"),
        (("2026.01.31", "2026.02.01"), "2026-01-31"),
        (("31. Januar 2026", "1. März 2026"), "2026-01-31"),
        (('"Saturday, January 31, 2026"', '"Sunday, February 1, 2026"'), "2026-01-31"),
        (("01/31/2026 11:30 PM PST", "02/01/2026 1:00 AM"), "2026-01-31"),
        (("2026-01-31T23:30:00-08:00", "2026-02-01T00:30:00+0900"), "2026-01-31"),
    ],
)
def test_days_are_read_in_the_ways_exports_write_them(db, tmp_path, cells, day):
    content = "Deal ID,Stage,Amount,Close Date\n" + "".join(f"{n},Won,10,{cell}\n" for n, cell in enumerate(cells))
    bring_in(db, put(tmp_path / "a", deals__csv=content))
    assert deals(db, "CAST(close_date AS TEXT)")[0] == (day,)


def test_numbers_of_days_are_read_only_when_a_map_says_that_they_are_excels(db, tmp_path):
    where = put(tmp_path / "a", deals__csv="Deal ID,Stage,Amount,Close Date\n1,Won,10,46053\n2,Won,10,46054.5\n")
    with pytest.raises(CannotImport, match="the numbers by which Excel counts days"):
        bring_in(db, where)
    answer = tmp_path / "map.toml"
    answer.write_text(
        '[files."deals.csv"]\ndates = "excel"\n[files."deals.csv".columns]\n"Close Date" = "close_date"\n'
    )
    bring_in(db, where, map_file=answer)
    assert deals(db, "CAST(close_date AS TEXT)") == [("2026-01-31",), ("2026-02-01",)]


def test_a_day_on_which_a_deal_is_expected_to_close_is_no_day_on_which_it_began(db, tmp_path):
    content = (
        "(Do Not Modify) Opportunity,Topic,Potential Customer,Est. Close Date,Est. Revenue,Status,Sales Stage\n"
        "abc-1,Big,Acme,2026-12-31,\"1,200.00\",Open,Develop\nabc-2,Small,Acme,2026-12-31,\"1,300.00\",Won,Close\n"
    )  # fmt: skip
    bring_in(db, put(tmp_path / "a", opps__csv=content))
    found = deals(db, "name, account_id, status, amount, created_on, CAST(close_date AS TEXT)")
    assert sorted(found) == [
        ("Big", "Acme", "open", 120000, None, "2026-12-31"), ("Small", "Acme", "won", 130000, None, "2026-12-31"),
    ]  # fmt: skip


# Maps of logs


def test_the_columns_of_a_log_can_be_said_in_a_map(db, tmp_path):
    from bot.import_command import read
    from store.crm.imports import mapfile

    log = "Vorgang,Wann,Feld,Vorher,Nachher,Wer\nD1,2026-02-01 10:00,Stage,Prospecting,Won,Anna\n"
    where = put(tmp_path / "a", verlauf__csv=log, deals__csv="Deal ID,Stage,Amount\nD1,Won,5\n")
    with_map = tmp_path / "map.toml"
    with_map.write_text(
        '[files."verlauf.csv"]\nkind = "change log"\n[files."verlauf.csv".columns]\nVorgang = "opportunity"\n'
        'Wann = "at"\nFeld = "field"\nVorher = "old"\nNachher = "new"\nWer = "by"\n'
    )
    report = bring_in(db, where, map_file=with_map)
    assert [(f.kind, f.imported) for f in report.files] == [("deals", 1), ("changes", 1)]
    changes = "SELECT opportunity_id, from_stage_id, to_stage_id, by_id FROM crm_stage_changes"
    assert rows(db, changes) == [("D1", "Prospecting", "Won", "Anna")]
    with_map.write_text(mapfile.written(read([where], map_file=with_map)))
    assert bring_in(db, where, map_file=with_map, now=NOW.replace(hour=13)).rows("imported") == 0


def test_a_log_without_a_column_of_fields_is_one_of_stages(db, tmp_path):
    where = put(tmp_path / "a", moves__csv="Deal,Moved,Into\nD1,2026-02-01,Demo\nD1,2026-02-03,Won\n")
    answer = tmp_path / "map.toml"
    answer.write_text(
        '[files."moves.csv"]\nkind = "change log"\n[files."moves.csv".columns]\nMoved = "at"\nInto = "new"\n'
    )
    bring_in(db, where, map_file=answer)
    assert rows(db, "SELECT to_stage_id FROM crm_stage_changes ORDER BY at") == [("Demo",), ("Won",)]
    assert deals(db) == [("D1", "Won", "won", None)]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ('Deal = "mood"', "changes do not have"),
        ('Deal = "at"\nMoved = "at"', "two columns of moves.csv to at"),
        ('Deal = "skip"', "lacks a column that says which deal"),
    ],
)
def test_a_map_of_a_log_that_cannot_be_used_is_refused_in_words(db, tmp_path, columns, says):
    where = put(tmp_path / "a", moves__csv="Deal,Moved,Into\nD1,2026-02-01,Demo\n")
    answer = tmp_path / "map.toml"
    answer.write_text(
        f'[files."moves.csv"]\nkind = "change log"\n[files."moves.csv".columns]\nInto = "new"\n{columns}\n'
    )
    with pytest.raises(CannotImport) as refused:
        bring_in(db, where, map_file=answer)
    assert says in str(refused.value)


# What people and programs do to cells on the way


def test_values_that_a_spreadsheet_was_to_leave_alone_are_read_as_what_they_hold(db, tmp_path):
    content = 'Deal ID,Stage,Amount\n="0012",Won,="1200"\n="0013",Lost,"=""1,300"""\n'
    bring_in(db, put(tmp_path / "a", deals__csv=content))
    assert deals(db, "id, amount") == [("0012", 120000), ("0013", 130000)]


@pytest.mark.row("S4-84")
def test_large_amounts_of_salesforce_are_exact_and_rounded_ones_are_put_aside(db, tmp_path):
    cells = ["1.2345678E7", "5.0", "1.23E+07"]
    lines = "".join(ROW.format(f"006{n}", "x", "Demo", cell) for n, cell in enumerate(cells))
    report = bring_in(db, put(tmp_path / "a", Opportunity__csv=SALESFORCE + lines))
    assert deals(db, "amount") == [(1234567800,), (500,)]
    assert report.bad_rows[0].reason == "AMOUNT: “1.23E+07” is not an amount"


def test_people_are_found_by_their_address_as_well(database_url, tmp_path):
    people = "User ID,Name,Email,Role\nu1,Ann Lee,ann@x.example,rep\n"
    content = "Deal ID,Stage,Amount,Deal owner\n1,Won,5,ann@x.example\n2,Won,5,Ann Lee\n3,Won,5,ANN@X.example\n"
    with fresh(database_url) as db:
        bring_in(db, put(tmp_path / "a", deals__csv=content, users__csv=people))
        assert deals(db, "owner_id") == [("u1",)] * 3
        later = content + "4,Won,5,ann@x.example\n"
        bring_in(db, put(tmp_path / "b", deals__csv=later), now=NOW.replace(hour=13))
        assert deals(db, "owner_id") == [("u1",)] * 4


def test_flags_are_read_in_the_language_of_the_spreadsheet_that_saved_them(db, tmp_path):
    content = "ID;ISDELETED;NAME;STAGENAME;AMOUNT\n1;FALSCH;A;Closed Won;1.200,50\n2;WAHR;B;Closed Won;1.300,50\n"
    bring_in(db, put(tmp_path / "a", Opportunity__csv=content))
    assert deals(db, "id, amount") == [("1", 120050)]


def test_a_date_of_zeros_is_no_date_and_counted(db, tmp_path):
    content = "Deal ID,Stage,Amount,Close Date\n1,Won,5,2026-01-01\n2,Demo,5,0000-00-00\n"
    report = bring_in(db, put(tmp_path / "a", deals__csv=content))
    assert deals(db, "CAST(close_date AS TEXT)") == [("2026-01-01",), (None,)]
    assert said(report, "“0000-00-00”", "was read as an empty cell (1)")


def test_one_name_in_two_ways_to_write_its_letters_is_one_company(db, tmp_path):
    names = ("e\u0301clair", "\u00e9clair", "\uff25\u0301CLAIR")
    content = "Deal ID,Stage,Amount,Account Name\n" + "".join(f"{n},Won,5,{name}\n" for n, name in enumerate(names))
    bring_in(db, put(tmp_path / "a", deals__csv=content))
    assert one(db, "SELECT count(DISTINCT account_id) FROM crm_opportunities") == 1
    assert one(db, "SELECT count(*) FROM crm_accounts") == 1


def test_a_file_with_a_header_alone_is_no_reason_to_stop(db, tmp_path):
    content = SALESFORCE + ROW.format("0061", "Big", "Signed", 70)
    where = put(tmp_path / "a", Opportunity__csv=content, Contract__csv='"ID","ACCOUNTID"\n')
    assert said(bring_in(db, where), "Contract.csv has a header and no rows.")


# Workbooks, archives, and what is none


def book(*sheets, hidden=()):
    """The bytes of a workbook with these sheets of rows."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, lines in enumerate(sheets):
        sheet = workbook.create_sheet(f"Sheet{number}")
        sheet.sheet_state = "hidden" if number in hidden else "visible"
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_a_hidden_sheet_is_read_and_named(db, tmp_path):
    head = ["Deal ID", "Stage", "Amount"]
    report = bring_in(
        db, put(tmp_path / "a", b__xlsx=book([head, ["1", "Won", 5]], [head, ["9", "Won", 50]], hidden=(1,)))
    )
    assert one(db, "SELECT count(*) FROM crm_opportunities") == 2
    assert said(report, "b.xlsx: Sheet1 is hidden in its workbook and was read all the same", 'kind = "skip"')


def test_files_of_a_folder_that_nobody_reads_are_named(db, tmp_path):
    where = put(
        tmp_path / "a", deals__csv="Deal ID,Stage,Amount\n1,Won,5\n", accounts__xls=b"\xd0\xcf\x11\xe0", x__json="[]"
    )
    assert said(
        bring_in(db, where), "Left out of the folder a: accounts.xls, x.json.", "Save such files as .xlsx or CSV"
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "is a web page, perhaps one that asks to log in"),
        (b"\r\n<HTML><table><tr><td>1</td></tr></table></HTML>", "is a web page, as old reports in .xls are"),
        (b'[{"id": 1, "stage": "Won"}]', "is JSON"),
        (b'\xef\xbb\xbf{"id": 1}\n{"id": 2}\n', "is JSON"),
        (b"<?xml version='1.0'?><Workbook/>", "is XML"),
        (gzip.compress(gzip.compress(b"Deal ID,Stage,Amount\n1,Won,5\n", mtime=0), mtime=0), "is packed twice"),
        (b"PK\x05\x06" + b"\x00" * 18, "is an empty zip"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_called_what_it_is(db, tmp_path, content, says):
    with pytest.raises(CannotImport) as refused:
        bring_in(db, put(tmp_path / "a", deals__csv=content))
    assert says in str(refused.value)


def test_a_zip_of_windows_with_backslashes_is_read_and_one_that_leads_outside_is_not(db, tmp_path):
    def packed(name):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, "Deal ID,Stage,Amount\n1,Won,5\n")
            archive.writestr("__MACOSX/._deals.csv", b"\0\5\26\7")
        return out.getvalue()

    bring_in(db, put(tmp_path / "a", e__zip=packed("export\\deals.csv")))
    assert deals(db, "id") == [("1",)]
    with pytest.raises(CannotImport, match="wants to lie outside"):
        bring_in(db, put(tmp_path / "b", e__zip=packed("..\\..\\deals.csv")))
