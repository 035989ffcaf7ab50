"""What lies in the database file after a conversation: nothing of what was asked or answered can be read in it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.handlers.hands import presses, rows_of, submits

ASKED = "show stalled negotiation deals for quarterly umbrella planning"
TOKEN = "xoxb-PLANTED-TOKEN"


def bytes_of(office):
    """Every byte of the file and of what has not reached it yet."""
    path = Path(make_url(office.db.url).database)
    return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))


def tables_of_ours(office):
    """Everything our own tables hold, apart from the mirror, which is the CRM's own text."""
    with office.db.looking() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type='table' AND name LIKE 'app_%'"
        ).scalars()
        return {name: repr(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in list(names)}


@pytest.mark.row("S4-32", "D4")
def test_after_a_conversation_neither_question_nor_card_nor_token_can_be_read(office, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    answer = office.says("Dana Whitfield", ASKED)
    run = f"run:{answer['key']}"
    for action in (
        "run:sources",
        "run:trace",
        "run:data",
        "run:csv",
        "run:share",
        "draft:edit",
        "run:edit",
        "draft:email",
    ):
        presses(office, "Dana Whitfield", action, run, on=answer)
    given = {field.name: field.value for form in office.slack.forms for field in form.fields}
    submits(office, "Dana Whitfield", "draft:save", run, given | {"sentence": "Private words of a planner."})
    submits(office, "Dana Whitfield", "run:ask_edited", run, {"text": "all open deals in private"})
    office.says("Dana Whitfield", "my private nonsense about elephants")
    raw = bytes_of(office)
    for private in (
        ASKED,
        "quarterly umbrella",
        TOKEN,
        "Private words of a planner",
        "elephants",
        "all open deals in private",
    ):
        assert private.encode() not in raw, private
        assert json.dumps(private).encode() not in raw


@pytest.mark.row("S4-32")
def test_no_name_of_a_record_that_was_answered_lies_in_our_own_tables(office):
    answer = office.says("Dana Whitfield", "show stalled negotiation deals")
    presses(office, "Dana Whitfield", "run:share", f"run:{answer['key']}", on=answer)
    deals = {row[0] for row in rows_of(answer)}
    assert len(deals) > 5
    for name, held in tables_of_ours(office).items():
        for deal in deals:
            assert str(deal) not in held, (name, deal)


@pytest.mark.row("S4-32")
def test_what_was_erased_is_not_left_in_the_file(office):
    office.says("Dana Whitfield", ASKED)
    with office.db.begin() as session:
        for table in ("app_runs", "app_posts", "app_inbox", "app_conversations", "app_plans"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    assert b"quarterly umbrella" not in bytes_of(office)


@pytest.mark.row("D4")
def test_errors_in_the_log_do_not_repeat_what_was_asked(office, monkeypatch, caplog):
    def breaks(*_, **__):
        raise RuntimeError("broken")

    monkeypatch.setattr("handlers.ask.understand", breaks)
    office.says("Dana Whitfield", ASKED)
    assert "broken" in caplog.text
    assert "quarterly umbrella" not in caplog.text
