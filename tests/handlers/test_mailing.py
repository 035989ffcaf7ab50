"""E-mail that leaves: once at most; what nobody knows is an exception and never a second message."""

from dataclasses import replace

import pytest

from domain.errors import GatewayDown, Refused, TryLater
from gateways.email import Email, MailRefused, MailUnknown
from handlers.mailing import send_once
from store import audit, effects, review_queue
from tests.handlers.hands import last_note
from tests.office import words


class Postbox:
    """Takes messages, or raises what it is told to."""

    leaves_machine = True

    def __init__(self, *errors):
        self.taken, self.errors = [], list(errors)

    def send(self, email):
        self.taken.append(email)
        if self.errors:
            raise self.errors.pop(0)
        return f"<{email.key}>"

    def find(self, key):
        return None


def office_with(office, *errors):
    box = Postbox(*errors)
    office.desk = replace(office.desk, mail=box)
    return box


def send(office, key="email:1"):
    email = Email(key=key, to="dana@acme.example", subject="Stalled", body="Nine.")
    return send_once(office.desk, email, why="test", asked_by="dana@acme.example")


@pytest.mark.row("N3")
def test_the_same_words_are_sent_once_however_often_they_are_asked_for(office):
    box = office_with(office)
    assert {send(office) for _ in range(5)} == {"<email:1>"}
    assert len(box.taken) == 1
    assert [e["outcome"] for e in audit.entries(office.db) if e["action"] == "email:send"] == ["sent"]


@pytest.mark.row("N3", "N5")
def test_an_unknown_end_is_one_exception_and_is_never_sent_again(office):
    box = office_with(office, MailUnknown("dana@acme.example"))
    for _ in range(3):
        with pytest.raises(MailUnknown):
            send(office)
    assert len(box.taken) == 1
    (item,) = review_queue.open_items(office.db)
    assert (item.kind, item.severity) == ("unknown_mail", "high")
    assert "It is not sent again" in item.reason


@pytest.mark.row("N3")
def test_a_process_that_died_while_sending_leaves_an_exception_and_no_second_message(office):
    box = office_with(office, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        send(office)
    with pytest.raises(TryLater):
        send(office)
    office.desk.clock.move(by=2 * effects.BEING_MADE)
    with pytest.raises(MailUnknown):
        send(office)
    assert len(box.taken) == 1
    assert len(review_queue.open_items(office.db)) == 1


@pytest.mark.row("S4-64", "S4-18")
def test_a_server_that_is_away_gets_it_later_and_one_that_refuses_gets_it_no_more(office):
    box = office_with(office, GatewayDown("The mail server", "away"), GatewayDown("The mail server", "away"))
    for _ in range(2):
        with pytest.raises(TryLater):
            send(office)
    assert send(office) == "<email:1>"
    box.errors = [MailRefused("550 nobody")]
    for _ in range(2):
        with pytest.raises(Refused, match="550 nobody"):
            send(office, "email:2")
    assert len(box.taken) == 4


def test_without_a_mail_server_a_message_is_a_file_in_the_outbox(office):
    where = send(office)
    assert where == send(office)
    assert where.startswith(str(office.desk.home_folder / "outbox"))
    assert [e["outcome"] for e in audit.entries(office.db) if e["action"] == "email:send"] == ["written"]


def test_a_draft_is_mailed_to_whoever_pressed_where_there_is_a_mail_server(office):
    box = office_with(office)
    office.says("Dana Whitfield", "revenue by region this year")
    office.presses("Dana Whitfield", "Share")
    draft = office.latest()
    office.presses("Dana Whitfield", "E-mail", draft)
    office.presses("Dana Whitfield", "E-mail", draft)
    (sent,) = box.taken
    assert sent.to.startswith("dana.whitfield@")
    assert sent.body in words(draft["card"]) or sent.subject
    assert f"Sent to {sent.to}" in last_note(office)
