"""A real mail server on this machine that accepts, refuses, hangs and hangs up: at most one message, never a guess."""

import asyncio
import datetime
import email
import ipaddress
import socket
import ssl
import threading
import time
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domain.errors import BadSetting, GatewayDown
from gateways.email import Email, MailRefused, MailUnknown
from gateways.email.smtp import SmtpMailbox, server_of
from tests.ports import free_port

FROM = "Quartermaster <qm@sales.example>"


class Server:
    """Takes what it is told to take, and remembers it."""

    def __init__(self):
        self.taken, self.rcpt, self.data, self.wait_s, self.hang_up = [], "250 ok", "250 ok", 0.0, False

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        if self.data.startswith("250"):
            self.taken.append(envelope)
        await asyncio.sleep(self.wait_s)
        if self.hang_up:
            server.transport.abort()
        return self.data


@pytest.fixture
def server():
    return Server()


def listening(server, **options):
    controller = Controller(server, hostname="127.0.0.1", port=free_port(), ready_timeout=20, **options)
    controller.start()
    return controller


@pytest.fixture
def mailbox(server):
    controller = listening(server)
    yield SmtpMailbox(server_of(f"smtp://127.0.0.1:{controller.port}", FROM), deadline_s=10)
    controller.stop()


def an_email(**more):
    return Email(**({"key": "email:1", "to": "dana@acme.example", "subject": "Stalled", "body": "Nine."} | more))


def test_a_message_arrives_once_with_its_words_and_an_id_made_from_its_key(server, mailbox):
    body = "Nine déals.\n.\n..hidden\nFrom here\n"
    where = mailbox.send(an_email(body=body, subject="Stalled\r\nBcc: everyone@acme.example"))
    (taken,) = server.taken
    found = email.message_from_bytes(taken.content, policy=default)
    assert (found["To"], found["From"], found["Message-ID"]) == ("dana@acme.example", FROM, where)
    assert found["Subject"] == "Stalled Bcc: everyone@acme.example"
    assert found["Bcc"] is None
    assert taken.rcpt_tos == ["dana@acme.example"]
    assert found.get_content().replace("\r\n", "\n") == body
    assert mailbox.find("email:1") is None


@pytest.mark.row("N3")
@pytest.mark.parametrize(("where", "says", "error"), [
    ("rcpt", "450 busy", GatewayDown), ("rcpt", "550 nobody", MailRefused),
    ("data", "451 later", GatewayDown), ("data", "554 spam", MailRefused),
])  # fmt: skip
def test_a_server_that_says_no_has_surely_taken_nothing(server, mailbox, where, says, error):
    setattr(server, where, says)
    with pytest.raises(error, match=says):
        mailbox.send(an_email())
    assert server.taken == []


@pytest.mark.row("N3")
@pytest.mark.parametrize("hang_up", [True, False])
def test_silence_after_the_message_was_handed_over_is_not_taken_for_a_no(server, mailbox, hang_up):
    server.hang_up, server.wait_s = hang_up, 0.0 if hang_up else 2.0
    mailbox._deadline_s = 0.7
    with pytest.raises(MailUnknown, match="not sent again by itself"):
        mailbox.send(an_email())
    assert len(server.taken) == 1, "it was taken, which only the server knew"


def test_a_server_that_is_not_there_or_hangs_up_at_once_may_be_tried_again():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(GatewayDown):
            SmtpMailbox(server_of(f"smtp://127.0.0.1:{port}", FROM), deadline_s=5).send(an_email())
        closed.listen()
        threading.Thread(target=lambda: closed.accept()[0].close(), daemon=True).start()
        with pytest.raises(GatewayDown):
            SmtpMailbox(server_of(f"smtp://127.0.0.1:{port}", FROM), deadline_s=5).send(an_email())


def test_a_server_that_never_speaks_ends_at_the_deadline():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with pytest.raises(GatewayDown):
            SmtpMailbox(server_of(f"smtp://127.0.0.1:{silent.getsockname()[1]}", FROM), deadline_s=0.5).send(an_email())
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "to", ["", "dana", "a@b.example, c@d.example", "a@b.example\r\nRCPT TO:<x@y.example>", "a b@c.d"]
)
def test_what_is_no_single_address_is_refused_before_the_wire(server, mailbox, to):
    with pytest.raises(MailRefused, match="no e-mail address"):
        mailbox.send(an_email(to=to))
    assert server.taken == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """(server's context, what a client must trust) for 127.0.0.1."""
    folder = tmp_path_factory.mktemp("tls")
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context, ssl.create_default_context(cafile=folder / "cert.pem")


@pytest.mark.row("S4-32")
def test_words_and_password_go_encrypted_and_only_to_a_server_that_proves_who_it_is(server, certificate):
    theirs, trust = certificate
    said = []

    def judge(_server, _session, _envelope, _mechanism, login):
        said.append((login.login.decode(), login.password.decode()))
        return AuthResult(success=login.password == b"p@ss/word", handled=False)

    controller = listening(
        server, tls_context=theirs, require_starttls=True, authenticator=judge, auth_required=True,
        auth_exclude_mechanism=["LOGIN"],
    )  # fmt: skip
    url = f"smtp://dana:{{}}@127.0.0.1:{controller.port}"
    try:
        SmtpMailbox(server_of(url.format("p%40ss%2Fword"), FROM), trust=trust).send(an_email())
        assert len(server.taken) == 1
        assert said == [("dana", "p@ss/word")]
        with pytest.raises(BadSetting, match="does not take its user"):
            SmtpMailbox(server_of(url.format("wrong"), FROM), trust=trust).send(an_email())
        with pytest.raises(GatewayDown, match="SSLCertVerificationError"):
            SmtpMailbox(server_of(url.format("p%40ss%2Fword"), FROM)).send(an_email())
        assert len(server.taken) == 1
    finally:
        controller.stop()


@pytest.mark.parametrize(("url", "sender"), [
    ("mail.example.com", FROM), ("http://mail.example.com", FROM), ("smtp://", FROM), ("smtp://h:99999", FROM),
    ("smtp://h/path", FROM), ("smtp://h", ""), ("smtp://h", "Quartermaster"),
])  # fmt: skip
def test_an_address_that_is_none_is_a_sentence_without_the_password(url, sender):
    with pytest.raises(BadSetting) as raised:
        server_of(url, sender)
    assert "secret" not in str(raised.value)


def test_no_password_is_ever_printed():
    server = server_of("smtps://dana:PLANTED@mail.example.com", FROM)
    assert server.port == 465
    assert "PLANTED" not in repr(server) + str(server)
