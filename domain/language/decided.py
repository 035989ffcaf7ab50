"""What no record of ours can list: who decided which approval, and by how much an amount has changed."""

from __future__ import annotations

import re

from domain.language.intent import OutOfScope
from domain.language.message import Message
from domain.language.text import phrase_list

DECIDED = re.compile(
    r"\b(?:who(?:m| has| had| all)?|what|which(?: \w+){0,3}|how many(?: \w+){0,3}|did|have|has|list|show)\b.*?"
    r"\b(?:approved|rejected|declined|greenlit|green lit|signed off|turned down|approve|reject|decline|sign off on)\b"
)
APPROVALS_BY = re.compile(
    r"\bapprovals?\b.*\b(?:did|do|have|has) (?:i|we|you|he|she|they|\w+)\b.*\b(?:do|did|done|give|given|make|grant)\b"
)
WAITS = re.compile(
    r"\b(?:need|needs|needed|wait|waits|waiting|awaiting|pending|require|requires|required|to approve|to reject|must|"
    r"should|can|could|may|to be approved|rule|rules|if|when|whenever|not yet|yet)\b"
)
DECIDING = phrase_list(
    "approve|approved|approvals|approval|reject|rejected|declined|decline|greenlit|signed|sign|turned|green"
)
BY_WHOM = (
    "Each decided approval says on its card who decided it, and I have no list of them by person. “closed approvals "
    "this week” lists what was decided, and “pending approvals” what still waits."
)
CHANGED = re.compile(
    r"\b(?:amounts?|values?|deal sizes?|prices?) (?:that |which )?(?:has |have |had |was |were )?(?:\w+ly )?"
    r"(?:changed?|changes|changing|moved|moves|dropped|drops?|fell|grew|grown|increased?|increases|decreased?|decreases|"
    r"rose|risen|shrank|shrunk|went (?:up|down))\b|"
    r"\b(?:deals?|opps?|opportunit(?:y|ies))\b.*"
    r"\b(?:changed?|changes|dropped?|grew|grow|grown|increased?|decreased?|shrank|rose|fell) "
    r"(?:in (?:value|amount|size) )?(?:by )?(?:more than |over |at least |above )?\d+(?:\.\d+)? ?(?:%|percent)"
)
BY_HOW_MUCH = (
    "I see deals as they stand now, so I cannot list them by how much their amounts changed. “what changed in "
    "the pipeline this week” reports every change, and “alert me when a deal's amount changes by more than 20%” tells "
    "you of the next ones."
)


def not_listed(message: Message) -> OutOfScope | None:
    """The refusal of what is kept on cards or in reports only; None for anything else."""
    text = " ".join(message.words)
    if not message.has(*DECIDING):
        return _changed(message, text)
    decided = (DECIDED.search(text) and not WAITS.search(text)) or APPROVALS_BY.search(text)
    return OutOfScope(refuse="unsupported_data", sentence=BY_WHOM) if decided else _changed(message, text)


def _changed(message: Message, text: str) -> OutOfScope | None:
    numbered = message.has("%", "percent") and message.has("by", "over", "than", "above", "under", "least", "exceeding")
    numbered = numbered or (message.has("%", "percent") and CHANGED.search(text) is not None)
    barred = message.has("if", "when", "whenever", "threshold", "setting", "settings", "limit", "set", "make")
    asks = not message.find("react") and not barred
    found = numbered and asks and CHANGED.search(text)
    return OutOfScope(refuse="unsupported_data", sentence=BY_HOW_MUCH) if found else None
