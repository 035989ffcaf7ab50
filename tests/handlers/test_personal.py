"""A person sees everything kept about them, is taken out of it without breaking the trail, and is kept by a hold."""

import json
import re

import pytest
from sqlalchemy import select

from store import audit, nudges, review_queue, settings, snoozes
from store.crm.tables import activities, contacts, opportunities
from store.nudges import Nudge
from store.personal import SOMEBODY, Somebody, _pages, _tables, forget
from tests.handlers.hands import last_note, presses
from tests.handlers.test_audit_in_chat import everything_kept
from tests.office import labels, words
from tests.store.crm.exports import bring_in, folder
from tests.store.test_audit import an_entry

SECRET = "open deals of Priya over 54321"
ADDRESS = "priya.raman@quartermaster.example"


@pytest.fixture
def busy(office):
    """Priya asked and was spoken of; Dana too."""
    from domain.nudging import Body, Proposed

    office.says("Priya Raman", SECRET)
    office.says("Dana Whitfield", "show Priya Raman's open deals")
    office.says("Dana Whitfield", "audit Priya Raman")
    with office.db.reading() as connection:
        from store.crm.people import person_by_email

        priya = person_by_email(connection, ADDRESS)
    now = office.desk.now()
    with office.db.begin() as session:
        snoozes.keep(session, priya.id, "D1", "snooze", now, now)
        for id_, to, body in (
            ("n1", priya.id, Body(open_deals=61)),
            ("d1", "somebody-else", Body(proposals=(Proposed(nudge_id="n1", rep="Priya Raman", concerns=()),))),
        ):
            kept = Nudge(id=id_, kind="nudge", to_id=to, state="held", body=body, created_at=now, due_at=now)
            nudges.keep(session, office.db, kept)
        audit.write(session, office.db, an_entry(actor="Priya Raman", approval="Dana Whitfield, Priya Raman"), now)
        settings.save(session, "pipeline.stale_days", 33, by="Priya Raman", at=now)
    return office, priya


def in_clear(office):
    """Every value in clear of every table of ours, and of the trail."""
    said = []
    for table in [*_tables(), audit.audit]:
        for row in _pages(office.db, table):
            said += [str(v) for v in row.values() if isinstance(v, str)]
    return "\n".join(said)


def forgets(office, who="Priya Raman"):
    message = office.says("Omar Haddad", f"forget everything about {who}")
    office.presses("Omar Haddad", "Forget", message)
    return office.latest()


@pytest.mark.row("D7", "U2")
def test_a_forgotten_person_is_named_nowhere_and_the_chain_still_holds(busy):
    office, _ = busy
    assert re.search("priya raman", everything_kept(office.db), re.I)
    done = forgets(office)
    assert "no longer say who it was" in done["card"].nodes[0].text
    for kept in (everything_kept(office.db), in_clear(office)):
        assert not re.search(r"priya[ .]raman", kept, re.I)
    assert "54321" not in everything_kept(office.db)
    assert audit.verify(office.db)[1] == []
    assert nudges.find(office.db, "n1").state == "dropped"
    assert nudges.find(office.db, "d1").body.proposals[0].rep == SOMEBODY
    assert snoozes.quiet_now(office.db, office.desk.now().replace(year=2000)) == set()
    shown = [e for e in audit.entries(office.db) if e["actor"] == "somebody whose name was erased"]
    assert shown, "what happened stays, and who it was does not"
    assert "Dana Whitfield" not in {e["approval"] for e in shown}
    assert settings.all_effective(office.db)["pipeline.stale_days"] == 33
    assert next(audit.entries(office.db))["action"] == "person:forget"


@pytest.mark.row("D7")
def test_everybody_else_keeps_theirs_and_the_forgotten_one_can_begin_anew(busy):
    office, _ = busy
    forgets(office)
    assert "show somebody" in everything_kept(office.db), "Dana's question stands, without the name"
    assert any(e["on_behalf_of"].startswith("dana") for e in audit.entries(office.db))
    assert office.says("Priya Raman", "open deals")["card"].summary
    newest = next(audit.entries(office.db))
    assert newest["on_behalf_of"] == ADDRESS
    assert sum(e["on_behalf_of"] == ADDRESS for e in audit.entries(office.db)) == 1, "nothing old is hers again"


@pytest.mark.row("D7", "N2")
def test_a_crash_in_the_middle_is_finished_by_the_next_try(busy, monkeypatch):
    office, _ = busy
    real = audit.erase_details
    calls = []

    def dies(*args):
        calls.append(args)
        if len(calls) < 3:
            raise RuntimeError("power cut")
        return real(*args)

    who = Somebody(frozenset({"Priya Raman", ADDRESS}), frozenset({"U0PRIYA"}))
    with monkeypatch.context() as patch:
        patch.setattr(audit, "erase_details", dies)
        with pytest.raises(RuntimeError):
            forget(office.db, who, office.desk.now())
    forget(office.db, who, office.desk.now())
    assert forget(office.db, who, office.desk.now()) == (0, 0)
    assert not re.search(r"priya[ .]raman", everything_kept(office.db) + in_clear(office), re.I)
    assert audit.verify(office.db)[1] == []


@pytest.mark.row("D8")
def test_a_person_gets_everything_kept_about_them_as_a_file_and_nothing_of_others(busy):
    office, _ = busy
    office.says("Elena Vasquez", "revenue this quarter over 77777")
    said = office.says("Priya Raman", "what do you know about me?")
    assert "one JSON object a line" in words(said["card"])
    place, name, content = office.slack.files[-1]
    assert (place.user, name.endswith(".jsonl")) == ("U0PRIYA", True)
    lines = [json.loads(line) for line in content.decode().splitlines()]
    tables = {line["kept_in"] for line in lines}
    for table in ["runs", "inbox", "posts", "nudges", "snoozes", "audit", "settings", "people_links"]:
        assert f"app_{table}" in tables
    assert "54321" in content.decode()
    assert "77777" not in content.decode()
    assert "show Priya Raman's open deals" not in content.decode(), "what others asked is theirs"


@pytest.mark.row("D8", "S4-30")
def test_only_an_operator_takes_out_the_data_of_somebody_else(busy):
    office, _ = busy
    assert "An operator" in words(office.says("Dana Whitfield", "export the data of Priya Raman")["card"])
    office.says("Omar Haddad", "export the data of Priya Raman")
    assert b"54321" in office.slack.files[-1][2]
    assert "An operator" in words(office.says("Elena Vasquez", "forget everything about Priya Raman")["card"])
    assert presses(office, "Dana Whitfield", "person:forget", ADDRESS) == "refused"
    assert "An operator" in last_note(office)
    assert "54321" in everything_kept(office.db)


@pytest.mark.row("D7")
def test_who_asks_to_be_forgotten_waits_for_an_operator_once(office):
    for _ in range(2):
        assert "Queued for an operator" in office.says("Priya Raman", "forget me")["card"].summary
    (item,) = review_queue.open_items(office.db)
    assert (item.kind, item.assignee) == ("erasure_request", "operator")
    assert ADDRESS in item.reason
    forgets(office)
    assert ADDRESS not in everything_kept(office.db)


@pytest.mark.row("D9")
def test_nothing_of_a_person_on_legal_hold_is_erased_until_an_operator_ends_it(busy):
    office, _ = busy
    assert "An operator" in words(office.says("Dana Whitfield", "legal hold on Priya Raman")["card"])
    assert "on legal hold" in office.says("Omar Haddad", "legal hold on Priya Raman")["card"].summary
    refused = office.says("Omar Haddad", "forget everything about Priya Raman")
    assert "is on legal hold" in words(refused["card"])
    assert labels(refused["card"]) == []
    assert presses(office, "Omar Haddad", "person:forget", ADDRESS) == "refused"
    assert "hold" in words(office.says("Omar Haddad", "erase the words of Priya Raman")["card"])
    assert "54321" in everything_kept(office.db)
    office.says("Omar Haddad", "end the legal hold on Priya Raman")
    forgets(office)
    assert "54321" not in everything_kept(office.db)


def test_a_name_inside_another_word_is_left_alone():
    pattern = Somebody(frozenset({"Al", "al@x.example"})).pattern()
    assert pattern.sub(SOMEBODY, 'Alan, al, "Al", al@x.example, val@x.example, al@x.example.org') == (
        'Alan, somebody, "somebody", somebody, val@x.example, somebody.org'
    )


def a_contact(session, at, account, id_, email, **more):
    said = {"name": "Ada Lovelace", "phone": "+44 20 7946", "title": "CFO", "account_id": account, "updated_at": at}
    session.execute(contacts.insert().values(**(said | {"id": id_, "email": email} | more)))


@pytest.fixture
def ada(office):
    """A customer's person with two records, an activity and a next step that name her, and somebody called alike."""
    now, o = office.desk.now(), opportunities.c
    with office.db.begin() as session:
        deal = session.execute(select(o.id, o.account_id).where(o.is_open).limit(1)).one()
        a_contact(session, now, deal.account_id, "003A", "Ada.Lovelace@customer.example")
        a_contact(session, now, deal.account_id, "003B", "ada.lovelace@customer.example")
        a_contact(session, now, deal.account_id, "003C", "other@customer.example", name="Ada Lovelacey")
        session.execute(opportunities.update().where(o.id == deal.id).values(next_step="Call Ada Lovelace"))
        said = {"subject": "Call with ada.lovelace@customer.example", "account_id": deal.account_id, "type": "call"}
        session.execute(activities.insert().values(id="00T", on_date=now.date(), updated_at=now, **said))
    office.says("Dana Whitfield", "notes on Ada Lovelace please")
    return office


def names_of(office):
    with office.db.reading() as connection:
        found = connection.execute(select(contacts.c.id, contacts.c.name, contacts.c.email))
        return {row.id: (row.name, row.email) for row in found if len(row.id) == 4}


@pytest.mark.row("D7")
def test_a_customers_person_is_forgotten_everywhere_and_no_import_brings_them_back(ada, tmp_path):
    office = ada
    asked = office.says("Omar Haddad", "forget everything about ada.lovelace@customer.example")
    assert "Backups made until now are kept for 35 days, so until 25 Dec 2026" in words(asked["card"])
    office.presses("Omar Haddad", "Forget", asked)
    assert "import does not bring a customer's person back" in words(office.latest()["card"])
    office.db.dispose()
    files = [file.read_bytes() for file in office.desk.home_folder.rglob("*") if file.is_file()]
    assert files
    assert not any(re.search(rb"ada[. ]lovelace\b", content, re.I) for content in files), "not even in free space"
    others = ("Ada Lovelacey", "other@customer.example")
    assert names_of(office) == {"003A": ("somebody", None), "003B": ("somebody", None), "003C": others}
    assert audit.verify(office.db)[1] == []
    said = "Contact Id,Contact Name,Email,Title\n003A,Ada Lovelace,new@customer.example,CFO\n"
    again = folder(tmp_path / "again", contacts=f"{said}003Z,Ada L.,ADA.LOVELACE@customer.example,CFO\n"
                   "003D,Bob Builder,bob@customer.example,COO\n003E,Cyd Cohen,cyd@customer.example,COO\n")  # fmt: skip
    report = bring_in(office.db, again, quarantine=tmp_path / "aside")
    assert report.rows("quarantined") == 2
    assert report.reasons[0][0].startswith("this person was forgotten at their wish")
    assert not any(b"Ada" in file.read_bytes() for file in (tmp_path / "aside").glob("*"))
    assert {name for name, _ in names_of(office).values()} == {"somebody", "Ada Lovelacey", "Bob Builder", "Cyd Cohen"}


@pytest.mark.row("D8")
def test_an_operator_gets_what_is_kept_of_a_customers_person(ada):
    ada.says("Omar Haddad", "export the data of ada.lovelace@customer.example")
    content = ada.slack.files[-1][2].decode()
    records = [json.loads(line) for line in content.splitlines()]
    kept = [one["row"]["id"] for one in records if one["kept_in"] == "crm_contacts"]
    assert kept == ["003A", "003B"]
    assert "+44 20 7946" in content


@pytest.mark.row("D7")
def test_a_name_that_two_people_of_customers_share_is_asked_about(ada):
    with ada.db.begin() as session:
        session.execute(contacts.update().where(contacts.c.id == "003C").values(name="Ada Lovelace"))
    said = words(ada.says("Omar Haddad", "forget everything about Ada Lovelace")["card"])
    assert "say the e-mail address, one of ada.lovelace@customer.example, other@customer.example" in said
