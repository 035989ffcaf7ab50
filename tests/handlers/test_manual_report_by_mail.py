"""“Manual report required” really arrives: one message in a DM, and one through a real mail server, never two."""

import email
from dataclasses import replace
from email.policy import default

import pytest

from gateways.email.smtp import SmtpMailbox, server_of
from store import review_queue
from tests.gateways.email.test_smtp import FROM, Server, listening
from tests.handlers.test_manual_report import STALLED, broken, dm_cards, mails

__all__ = ["broken"]


@pytest.fixture
def posted(office):
    """(office, the mail server that its mail goes to)."""
    server = Server()
    controller = listening(server)
    box = SmtpMailbox(server_of(f"smtp://127.0.0.1:{controller.port}", FROM))
    office.desk = replace(office.desk, mail=box)
    yield office, server
    controller.stop()


@pytest.mark.row("S0-26", "N3")
def test_the_owner_is_told_by_dm_and_by_one_mail_that_a_server_took(posted, broken):
    office, server = posted
    office.says("Dana Whitfield", STALLED, channel="sales-leads")
    assert len(dm_cards(office, "DANA", "Manual report required")) == 1
    (taken,) = server.taken
    assert taken.rcpt_tos == ["dana.whitfield@quartermaster.example"]
    told = email.message_from_bytes(taken.content, policy=default)
    assert told["Subject"] == "Manual report required"
    assert STALLED in told.get_content()
    assert mails(office) == [], "what went out is not written as a file as well"


@pytest.mark.row("S0-26", "N3")
def test_a_mail_whose_end_nobody_knows_is_an_exception_and_is_never_sent_again(posted, broken):
    office, server = posted
    server.hang_up = True
    office.says("Dana Whitfield", STALLED, channel="sales-leads")
    assert len(server.taken) == 1
    kinds = [one.kind for one in review_queue.open_items(office.db)]
    assert "unknown_mail" in kinds
    assert "failed_job" in kinds
    assert len(dm_cards(office, "DANA", "Manual report required")) == 1
