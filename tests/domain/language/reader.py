"""Reading a message as the roster's company types it, for tests that look at one thing of what it means."""

from __future__ import annotations

from bench.companies import TODAY, b2b
from domain.language.intent import Intent, Query
from domain.language.interpreter import understand
from domain.query import QuerySpec


def read(text: str) -> Intent:
    """What a message means."""
    return understand(text, b2b(), today=TODAY["b2b"])


def spec_of(text: str) -> QuerySpec:
    """The query that a message means."""
    intent = read(text)
    assert isinstance(intent, Query), (text, intent)
    return intent.spec
