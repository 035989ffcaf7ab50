"""A mailbox of files: each message becomes an `.eml` that any mail program opens; nothing leaves the machine."""

from __future__ import annotations

import hashlib
import os
import threading
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from gateways.email import Email


class EmlFolder:
    """Writes messages into one folder, each once."""

    leaves_machine = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, email: Email) -> str:
        """The file's path. A file appears whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(email.key)
        draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.tmp")
        draft.write_bytes(_message(email).as_bytes(policy=SMTP))
        draft.replace(path)
        return str(path)

    def find(self, key: str) -> str | None:
        """The file of this key, if it was written."""
        path = self._path(key)
        return str(path) if path.exists() else None

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.eml"


def _message(email: Email) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = " ".join(_whole(email.subject).split())
    if email.to:
        message["To"] = " ".join(_whole(email.to).split())
    message["X-Unsent"] = "1"
    message.set_content(_whole(email.body))
    return message


def _whole(text: str) -> str:
    """The text without half characters, which no letter can hold."""
    return text.encode("utf-8", "replace").decode()
