"""Electronic mail: what a message is, and what anything that takes one promises."""

from __future__ import annotations

from typing import Protocol

from domain.value import Value


class Email(Value):
    """One message, ready to go. `key` names it for good: the same key is never sent twice."""

    key: str
    to: str
    subject: str
    body: str


class Mailbox(Protocol):
    """Takes a message and says where it went."""

    def send(self, email: Email) -> str:
        """Where the message is now."""
        ...

    def find(self, key: str) -> str | None:
        """Where the message of this key went, if it did."""
        ...
