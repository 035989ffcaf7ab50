"""“Log a call with Acme”, “assign a task to Priya”: which kind of record is to be made, and what was said about it."""

from __future__ import annotations

import re
from typing import Literal

from domain.actions import ActionKind
from domain.value import Value

Making = Literal["activity", "lead", "task", "contact"]
KINDS: dict[Making, ActionKind] = {
    "activity": "activity:log",
    "lead": "lead:create",
    "task": "task:assign",
    "contact": "contact:update",
}
TITLES: dict[Making, str] = {
    "activity": "Log an activity",
    "lead": "New lead",
    "task": "Assign a task",
    "contact": "Update a contact",
}
TYPES = ("call", "email", "meeting", "note")
_TYPE_WORDS = {"e-mail": "email", "mail": "email", "phone call": "call", "visit": "meeting", "activity": ""}
_NAME = r"(?:\s+(?:with|to|from|at|for|about|on)\s+(?:the\s+)?(?P<who>.+))?"
_PATTERNS: tuple[tuple[Making, re.Pattern[str]], ...] = (
    (
        "activity",
        re.compile(
            r"(?:please\s+)?(?:log|record|note\s+down|add)\s+(?:an?\s+|my\s+)?"
            rf"(?P<type>call|phone call|e-?mail|mail|meeting|visit|note|activity){_NAME}",
            re.I,
        ),
    ),
    ("lead", re.compile(r"new\s+lead|(?:please\s+)?(?:create|add|make)\s+(?:an?\s+)?(?:new\s+)?lead"
                        r"(?:\s*:?\s+(?:for\s+|called\s+)?(?P<who>.+))?", re.I)),
    ("task", re.compile(r"(?:please\s+)?(?:assign|create|add|make|give)\s+(?:an?\s+)?(?:new\s+)?task"
                        r"(?:\s+about\s+(?:the\s+)?(?P<about>[^:]+?(?=\s+(?:to|for)\s|\s*:|$)))?"
                        r"(?:\s+(?:to|for)\s+(?P<who>[^:]+?))?(?:\s*:\s*(?P<what>.+))?", re.I)),
    ("task", re.compile(r"(?:please\s+)?(?:assign|give)\s+(?P<who>[^:]+?)\s+a\s+task(?:\s*:\s*(?P<what>.+))?", re.I)),
    ("contact", re.compile(r"(?:please\s+)?(?:update|edit|change)\s+(?:the\s+)?contact\s+(?P<who>.+)", re.I)),
)  # fmt: skip


class Asked(Value):
    """What is to be made. `who` are the words for whom or what it concerns, `type` an activity's, `what` a task's."""

    making: Making
    who: str = ""
    type: str = ""
    what: str = ""
    about: str = ""
    """The deal or account that a task is about."""


def asked_for(text: str) -> Asked | None:
    """What a message asks to be made; None when it asks for something else."""
    said = " ".join(text.split()).strip(" ?!.")
    for making, pattern in _PATTERNS:
        if found := pattern.fullmatch(said):
            words = found.groupdict()
            type_ = (words.get("type") or "").lower()
            who, what = (words.get("who") or "").strip()[:120], (words.get("what") or "").strip()[:100]
            about = (words.get("about") or "").strip()[:100]
            return Asked(making=making, who=who, type=_TYPE_WORDS.get(type_, type_), what=what, about=about)
    return None
