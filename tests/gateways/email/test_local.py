"""The mailbox of files: whole or not at all, once per key, and no words that become headers."""

import email
import threading
from email.policy import default

import pytest

from gateways.email import Email
from gateways.email.local import EmlFolder


@pytest.fixture
def mailbox(tmp_path):
    return EmlFolder(tmp_path / "mail")


def an_email(**more):
    said = {"key": "email:1", "to": "dana@quartermaster.example", "subject": "Stalled deals", "body": "Nine deals."}
    return Email(**(said | more))


def read(path):
    with open(path, "rb") as file:
        return email.message_from_bytes(file.read(), policy=default)


def body_of(found):
    return found.get_content().replace("\r\n", "\n")


def test_a_message_is_a_file_that_a_mail_program_opens_unsent(mailbox):
    path = mailbox.send(an_email())
    found = read(path)
    assert (found["Subject"], found["To"], found["X-Unsent"]) == ("Stalled deals", "dana@quartermaster.example", "1")
    assert body_of(found) == "Nine deals.\n"
    assert mailbox.find("email:1") == path
    assert mailbox.find("email:2") is None


@pytest.mark.row("L3")
def test_the_same_key_is_one_file_however_often_it_is_sent(mailbox, tmp_path):
    threads = [threading.Thread(target=mailbox.send, args=(an_email(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [file.suffix for file in (tmp_path / "mail").iterdir()] == [".eml"]


@pytest.mark.parametrize(
    "said",
    [
        "Deals\r\nBcc: everyone@example.com",
        "Deals\nX-Evil: 1\n\nbody",
        "Deals\x0b\x0cBcc: x@y.example",
        "Deals\u2028Bcc: x",
    ],
)
@pytest.mark.parametrize("where", ["subject", "to"])
def test_words_never_become_headers(mailbox, said, where):
    found = read(mailbox.send(an_email(**{where: said})))
    assert set(found.keys()) <= {
        "Subject",
        "To",
        "X-Unsent",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    }
    assert body_of(found) == "Nine deals.\n"


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    "odd", ["Zoë 🚀 Ωμέγα", "x" * 5000, ".", "From me\n.\nbye", "\u202egnp", "=1+1", "", "tab\there"]
)
def test_odd_words_come_back_as_they_were(mailbox, odd):
    found = read(mailbox.send(an_email(body=odd, subject=odd)))
    assert body_of(found).rstrip("\n") == odd.rstrip("\n")
    assert str(found["Subject"]).split() == odd.split()


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "x" * 5000, "", "email:run:1|2"])
def test_no_key_leaves_the_folder(mailbox, tmp_path, key):
    path = mailbox.send(an_email(key=key))
    assert str(tmp_path / "mail") in path
    assert mailbox.find(key) == path


def test_half_a_character_does_not_keep_a_letter_from_being_written(mailbox):
    assert read(mailbox.send(an_email(body="half \ud800 character", subject="\ud800"))).get_content()


def test_without_an_address_the_letter_waits_for_one(mailbox):
    assert read(mailbox.send(an_email(to="")))["To"] is None
