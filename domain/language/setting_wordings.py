"""Thresholds changed without their name: “a deal is cold after 12 days”, “nobody carries more than 35”."""

from __future__ import annotations

from domain.language.message import Message
from domain.language.rewrites import rewritten
from domain.language.text import word_set
from domain.language.wordings.tables import THRESHOLDS_SAID

ASKS = word_set("which what who show list how are is")


def plainly_set(message: Message) -> Message:
    """The message with a threshold named where only its meaning was said."""
    if not message.words or message.words[0] in ASKS:
        return message
    turned = rewritten(message, THRESHOLDS_SAID)
    # What is left aside may leave nothing, or leave something that changes no threshold.
    return turned if turned.words and (turned.find("setting") or turned.find("agentname")) else message
