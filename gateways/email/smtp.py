"""A mailbox at a mail server (SMTP), which tells "surely not sent" from "nobody knows"."""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from domain.errors import BadSetting, GatewayDown
from domain.value import Value
from gateways.email import Email, MailRefused, MailUnknown

DEADLINE_S = 30.0
"""The whole of one message, from the first packet to the server's last word."""
SCHEMES = {"smtps": 465, "smtp": 587}
HERE = ("127.0.0.1", "localhost", "::1")


class SmtpServer(Value):
    """Where mail is handed over, and as whom. `smtps` is TLS from the start, `smtp` begins it with STARTTLS."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str


def server_of(url: str, sender: str) -> SmtpServer:
    """A server from its address, such as `smtp://user:password@mail.example.com:587`."""
    name = "QUARTERMASTER_SMTP_URL"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadSetting(name, "its port is no number") from error
    if parts.scheme not in SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadSetting(name, "it must be such as smtp://user:password@mail.example.com:587, or smtps://…:465")
    if "@" not in parseaddr(sender)[1]:
        raise BadSetting("QUARTERMASTER_MAIL_FROM", "it must be the address that e-mail is sent from")
    return SmtpServer(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or SCHEMES[parts.scheme],
        user=unquote(parts.username or ""),
        password=SecretStr(unquote(parts.password or "")),
        sender=sender,
    )


class SmtpMailbox:
    """Hands messages to one mail server, encrypted unless the server is on this machine."""

    leaves_machine = True

    def __init__(self, server: SmtpServer, deadline_s: float = DEADLINE_S, trust: ssl.SSLContext | None = None) -> None:
        self._server, self._deadline_s = server, deadline_s
        self._trust = trust or ssl.create_default_context()

    def send(self, email: Email) -> str:
        """The Message-ID under which the server took it."""
        until = time.monotonic() + self._deadline_s
        message = _message(email, self._server.sender)
        with self._connected(until) as smtp:
            self._address(smtp, email, until)
            self._hand_over(smtp, email, message, until)
        return str(message["Message-ID"])

    def find(self, key: str) -> str | None:  # noqa: ARG002
        """None: a mail server cannot be asked what it took."""
        return None

    @contextmanager
    def _connected(self, until: float) -> Iterator[smtplib.SMTP]:
        """A session that is encrypted and logged in. Until a message is handed over, any failure means: not sent."""
        server = self._server
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._open(until)
            smtp.ehlo_or_helo_if_needed()
            if server.scheme == "smtp" and (server.host not in HERE or smtp.has_extn("starttls")):
                smtp.starttls(context=self._trust)
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password.get_secret_value())
        except smtplib.SMTPAuthenticationError as error:
            _close(smtp)
            raise BadSetting("QUARTERMASTER_SMTP_URL", "the mail server does not take its user and password") from error
        except smtplib.SMTPNotSupportedError as error:
            _close(smtp)
            raise BadSetting("QUARTERMASTER_SMTP_URL", "the mail server offers no encryption or no login") from error
        except (OSError, smtplib.SMTPException) as error:
            _close(smtp)
            raise GatewayDown("The mail server", type(error).__name__) from error
        try:
            yield smtp
        finally:
            _close(smtp)

    def _open(self, until: float) -> smtplib.SMTP:
        server, left = self._server, _left(until)
        if server.scheme == "smtps":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=left, context=self._trust)
        return smtplib.SMTP(server.host, server.port, timeout=left)

    def _address(self, smtp: smtplib.SMTP, email: Email, until: float) -> None:
        try:
            _wait_until(smtp, until)
            _accepted(*smtp.mail(parseaddr(self._server.sender)[1]))
            _wait_until(smtp, until)
            _accepted(*smtp.rcpt(email.to))
            _wait_until(smtp, until)
            _accepted(*smtp.docmd("DATA"), wanted=3)
        except (OSError, smtplib.SMTPException) as error:
            raise GatewayDown("The mail server", type(error).__name__) from error

    def _hand_over(self, smtp: smtplib.SMTP, email: Email, message: EmailMessage, until: float) -> None:
        """From the first byte on, only the server's own word tells what became of the message."""
        try:
            _wait_until(smtp, until)
            body = re.sub(rb"(?m)^\.", b"..", message.as_bytes(policy=SMTP))
            smtp.send(body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, said = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnknown(email.to) from error
        _accepted(code, said)


def _accepted(code: int, said: bytes, wanted: int = 2) -> None:
    """Passes what the server accepts; 4xx may be tried again, anything else is its last word."""
    words = f"{code} {said.decode('ascii', 'replace')}"[:200]
    if code // 100 == 4:
        raise GatewayDown("The mail server", words)
    if code // 100 != wanted:
        raise MailRefused(words)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the mail server was too slow")
    return left


def _wait_until(smtp: smtplib.SMTP, until: float) -> None:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("the mail server hung up")
    smtp.sock.settimeout(_left(until))


def _close(smtp: smtplib.SMTP | None) -> None:
    """Ends a session without waiting for its goodbye: what the server thinks of that changes nothing."""
    if smtp is not None:
        smtp.close()


def _message(email: Email, sender: str) -> EmailMessage:
    """The message; its id is made from its key, so that a person can find it in any mailbox."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message = EmailMessage()
    message["Subject"] = " ".join(_whole(email.subject).split())
    message["From"] = sender
    message["To"] = _recipient(email.to)
    message["Message-ID"] = f"<{hashlib.sha256(email.key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_whole(email.body))
    return message


def _recipient(to: str) -> str:
    """One plain address: a name, a second address or a line break in it would be somebody else's doing."""
    if not re.fullmatch(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+", to):
        raise MailRefused(f"{to[:80]!r} is no e-mail address")
    return to


def _whole(text: str) -> str:
    """The text without half characters, which no letter can hold."""
    return text.encode("utf-8", "replace").decode()
