"""Keeps tokens and secrets out of every log line, whoever wrote it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

HIDDEN = "[secret]"
_TOKEN = re.compile(r"\b(?:xox[a-z]{1,2}|xapp|xwfp)-[A-Za-z0-9-]{6,}|\bBearer\s+[A-Za-z0-9._~+/-]{12,}=*")
_NAMED = re.compile(
    r"((?:signing_?|client_?|app_?)?secret|\btoken|signature)(['\"]?\s*[:=]\s*['\"]?)(?!\[secret\])[\w=.+/-]{8,}",
    re.IGNORECASE,
)
_SHORTEST = 6
_known: set[str] = set()


def redacted(text: str) -> str:
    """The text without anything that looks like a Slack token or was named a secret."""
    for secret in _known:
        text = text.replace(secret, HIDDEN)
    return _NAMED.sub(rf"\1\2{HIDDEN}", _TOKEN.sub(HIDDEN, text))


def redact_logs(secrets: Iterable[str] = ()) -> None:
    """Makes every record of every logger safe at its birth, so that no handler, however added, sees a secret."""
    # Something as short as “test” is no secret, and hiding it would blank ordinary words.
    _known.update(secret for secret in secrets if len(secret) >= _SHORTEST)
    logging.setLogRecordFactory(SafeRecord)


class SafeRecord(logging.LogRecord):
    """A log record whose message and traceback hold no secrets."""

    def getMessage(self) -> str:
        """The message, redacted."""
        return redacted(super().getMessage())

    def __setattr__(self, name: str, value: object) -> None:
        # A formatter leaves the traceback here as text before anything is written.
        super().__setattr__(name, redacted(value) if name == "exc_text" and isinstance(value, str) else value)
