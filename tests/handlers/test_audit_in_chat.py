"""The audit trail in chat: searched in pages, one entry explained, and a person's words erased from it."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.cards import Pairs, Table
from store import audit, runs, settings
from store.checkpoints import Checkpoints
from store.crm.tables import accounts, opportunities
from tests.handlers.hands import last_note, presses
from tests.office import labels, words
from tests.store.test_audit import an_entry

STALLED = "show stalled negotiation deals"


def numbers(card):
    (table,) = [node for node in card.nodes if isinstance(node, Table)]
    return [int(row[0]) for row in table.rows]


@pytest.mark.row("S2-18", "S4-34")
def test_why_of_an_entry_tells_everything_about_it_and_leads_to_its_run(office):
    office.says("Dana Whitfield", STALLED)
    entry = next(audit.entries(office.db))
    card = office.says("Elena Vasquez", f"why #{entry['seq']}?")["card"]
    said = words(card)
    for part in (
        f"Why #{entry['seq']}",
        "question:answered",
        "Dana Whitfield",
        STALLED,
        "Read as",
        "puller",
        "not needed",
    ):
        assert part.lower() in said.lower(), part
    assert "How was this made?" in labels(card)
    same = office.says("Elena Vasquez", f"why {entry['subject']}")["card"]
    assert same.title == card.title


@pytest.mark.row("S2-18")
@pytest.mark.parametrize(
    "asked", ["why #0", "why #999", f"why #{'9' * 40}", "why #x", "why run:nobody", "audit why nothing"]
)
def test_why_of_nothing_says_what_to_ask_instead(office, asked):
    assert "The audit trail has nothing under" in words(office.says("Elena Vasquez", asked)["card"])


@pytest.mark.row("S4-30")
def test_a_rep_reads_no_entry_and_a_question_that_begins_with_why_is_no_command(office):
    office.says("Dana Whitfield", STALLED)
    assert "may not read the audit trail" in words(office.says("Priya Raman", "why #1")["card"])
    assert "audit trail" not in words(office.says("Priya Raman", "why is the pipeline down")["card"])


@pytest.mark.row("S2-18", "S4-34")
def test_a_long_trail_is_read_in_pages_down_to_its_first_entry(office):
    with office.db.begin() as session:
        for n in range(120):
            audit.write(session, office.db, an_entry(n, reason="Acme"), office.desk.now())
    first = office.says("Elena Vasquez", "audit acme")
    seen = numbers(first["card"])
    for _ in range(2):
        office.presses("Elena Vasquez", "Older", first)
        seen += numbers(first["card"])
    assert seen == list(range(120, 0, -1))
    assert "Older" not in labels(first["card"])


def test_a_forged_page_shows_nothing_it_should_not(office):
    message = office.says("Elena Vasquez", "audit")
    audit_before = len(list(audit.entries(office.db)))
    assert presses(office, "Elena Vasquez", "audit:page", f"{'9' * 60}|x", on=message) == "refused"
    assert presses(office, "Priya Raman", "audit:page", "5|") == "refused"
    assert len(list(audit.entries(office.db))) == audit_before


@pytest.mark.row("D7", "U2")
def test_a_persons_words_are_erased_everywhere_and_the_chain_still_holds(office, tmp_path):
    checkpoints = Checkpoints(tmp_path / "checkpoints", tmp_path / "checkpoints.key")
    office.desk = replace(office.desk, checkpoints=checkpoints)
    secret = "open deals of Priya over 54321"
    office.says("Priya Raman", secret)
    office.says("Dana Whitfield", STALLED)
    checkpoints.write(office.db, office.desk.now())
    office.says("Omar Haddad", "erase the words of Priya Raman")
    assert any("54321" in json.dumps(e, default=str) for e in audit.entries(office.db)), "asking erases nothing yet"
    office.presses("Omar Haddad", "Erase")
    assert "Erased the words of priya" in words(office.latest()["card"])
    assert not any("54321" in json.dumps(e, default=str) for e in audit.entries(office.db))
    assert "54321" not in everything_kept(office.db)
    assert STALLED in everything_kept(office.db), "nobody else lost anything"
    assert audit.verify(office.db)[1] == []
    assert checkpoints.problems(office.db) == []
    assert next(audit.entries(office.db))["action"] == "words:erase"
    assert office.says("Priya Raman", "open deals")["card"].summary, "she can go on asking"


@pytest.mark.row("D7")
def test_words_of_a_question_that_failed_are_erased_from_its_exception_too(office, monkeypatch):
    def breaks(*_):
        raise ValueError("broken")

    with monkeypatch.context() as patch:
        patch.setattr("handlers.work.ask", breaks)
        office.says("Priya Raman", "open deals over 54321")
    assert "54321" in everything_kept(office.db)
    office.says("Omar Haddad", "erase the words of Priya Raman")
    office.presses("Omar Haddad", "Erase")
    assert "54321" not in everything_kept(office.db)
    assert audit.verify(office.db)[1] == []


def everything_kept(db):
    """Every sealed value of every table, opened."""
    from store.selfcheck import _sealed_columns

    with db.looking() as connection:
        return "\n".join(
            db.vault.unseal(value)
            for table, name in _sealed_columns()
            for (value,) in connection.execute(select(table.c[name]).where(table.c[name].is_not(None)))
        )


@pytest.mark.row("D7", "S4-30")
def test_only_an_operator_erases_and_only_one_person_they_name(office):
    office.says("Priya Raman", "open deals")
    assert "An operator can change that" in words(
        office.says("Dana Whitfield", "erase the words of Priya Raman")["card"]
    )
    assert presses(office, "Elena Vasquez", "words:erase", "priya raman") == "refused"
    assert "An operator" in last_note(office)
    assert "I know nobody called" in words(office.says("Omar Haddad", "erase the words of Nobody At All")["card"])
    assert runs.latest(office.db, next(e["on_behalf_of"] for e in audit.entries(office.db)), 1)


@pytest.mark.row("S2-18", "S4-34")
def test_a_search_looks_at_a_stretch_of_the_trail_says_how_far_and_goes_on(office, monkeypatch):
    monkeypatch.setattr(audit.search, "__kwdefaults__", audit.search.__kwdefaults__ | {"looks_at": 30})
    with office.db.begin() as session:
        for n in range(80):
            audit.write(session, office.db, an_entry(n, reason="Zebra" if n < 3 else "other"), office.desk.now())
    first = office.says("Elena Vasquez", "audit zebra")
    assert "so far matches “zebra”" in first["card"].summary
    assert "Looked back to entry #51" in words(first["card"])
    office.presses("Elena Vasquez", "Older", first)
    assert "Looked back to entry #21" in words(first["card"])
    office.presses("Elena Vasquez", "Older", first)
    assert numbers(first["card"]) == [3, 2, 1]
    assert "Looked back to the first entry." in words(first["card"])
    assert "Older" not in labels(first["card"])


@pytest.mark.row("S2-18")
def test_audit_of_an_account_finds_what_was_done_to_its_deals(office):
    with office.db.reading() as connection:
        deal = connection.execute(select(opportunities).where(opportunities.c.account_id.is_not(None))).mappings()
        deal = next(iter(deal))
        account = connection.execute(select(accounts.c.name).where(accounts.c.id == deal["account_id"])).scalar_one()
    with office.db.begin() as session:
        audit.write(session, office.db, an_entry(subject=deal["id"], reason="set the next step"), office.desk.now())
        audit.write(session, office.db, an_entry(subject="other", reason="of no account"), office.desk.now())
    for said in (account, account.upper(), deal["name"]):
        card = office.says("Elena Vasquez", f"audit {said}")["card"]
        assert "set the next step" in words(card), said
        assert "of no account" not in words(card)


@pytest.mark.row("D1", "D2")
def test_a_manager_who_reads_one_team_reads_that_teams_entries_alone(office):
    office.says("Elena Vasquez", "revenue this quarter over 77777")
    office.says("Dana Whitfield", STALLED)
    with office.db.begin() as session:
        settings.save(session, "rights.manager_sees", "team", by="test", at=office.desk.now())
    foreign = next(e["seq"] for e in audit.entries(office.db) if "77777" in str(e["inputs"]))
    listed = words(office.says("Dana Whitfield", "audit")["card"])
    assert "dana" in listed.lower()
    assert "elena" not in listed.lower()
    assert "has nothing under" in words(office.says("Dana Whitfield", f"why #{foreign}")["card"])
    office.says("Dana Whitfield", "audit export")
    assert b"77777" not in office.slack.files[-1][2]
    assert "77777" in words(office.says("Elena Vasquez", f"why #{foreign}")["card"])


def test_an_entry_shows_its_values_as_they_are(office):
    entry = audit.Entry(actor="Pipeline agent", on_behalf_of="operator", action="trigger:fire",
                        subject="change_pattern", reason="*2* new_ones", outcome="done")  # fmt: skip
    with office.db.begin() as session:
        seq = audit.write(session, office.db, entry, office.desk.now())
    values = next(node for node in office.says("Omar Haddad", f"why #{seq}")["card"].nodes if isinstance(node, Pairs))
    assert {"change_pattern", "*2* new_ones"} <= {value for _, value in values.pairs}
