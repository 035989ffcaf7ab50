"""Electronic mail: what a message is, and what anything that takes one promises."""

from __future__ import annotations

from typing import Protocol

from domain.errors import NeedsPerson, Refused
from domain.value import Value


class MailRefused(Refused):
    """The mail server said no for good; nothing was sent."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The mail server refused the e-mail ({why}), so it was not sent.")


class MailUnknown(NeedsPerson):
    """The connection ended after the message was handed over and before the server said yes."""

    def __init__(self, to: str) -> None:
        super().__init__(
            f"It is not known whether the e-mail to {to} was sent: the mail server did not answer after it had the "
            "message. It is not sent again by itself; look in the mailbox, then decide."
        )


class Email(Value):
    """One message, ready to go. `key` names it for good: the same key is never sent twice."""

    key: str
    to: str
    subject: str
    body: str


class Mailbox(Protocol):
    """Takes a message and says where it went.

    Raises: TryLater or MailRefused when it surely went nowhere, MailUnknown when that cannot be known.
    """

    leaves_machine: bool
    """Whether messages go to people, or stay here as files."""

    def send(self, email: Email) -> str:
        """Where the message is now."""
        ...

    def find(self, key: str) -> str | None:
        """Where the message of this key went, if it did."""
        ...
