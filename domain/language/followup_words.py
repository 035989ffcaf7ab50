"""How people change the question before in a few words, put into the wordings that are read: “keep only tom's”."""

from __future__ import annotations

import re
from collections.abc import Callable

Change = str | Callable[["re.Match[str]"], str]
_LARGE, _SMALL = r"(?:largest|biggest|highest)", r"(?:smallest|lowest|cheapest)"
_ALL_OF = r"(?=(?:anything|everything|the ones|those|all|any|deals|opps|ones)\b)"

WORDINGS: tuple[tuple[str, Change], ...] = (
    (r"^(?:ok |and |now )?(?:keep|filter(?: it| them| this)?(?: down)?(?: to)?|restrict(?:ed)?(?: it| them)?(?: to)?|"
     r"limit(?:ed)?(?: it| them)?(?: to)?|narrow(?: it| them)?(?: down)?(?: to)?) (?:only |just )?"
     r"(?=(?:the ones|those|these|them that|over|under|above|below|at least|[a-z]+'s)\b|[<>]|[a-z]+(?: [a-z]+)?[?.!]*$)"
     r"(?!out\b|an eye|me\b|going|a\b|pipeline\b|analytics\b|forecasting\b|quiet\b|it\b|them\b)", "only "),
    (r"^(?:repeat|ditto|likewise)(?: (?:that|this))?(?: for)? ", "same for "),
    (r"^(?:the )?([a-z]+) version[?.!]*$", r"same for \1"),
    (r"^switch (?:over )?to (?!.*\b(?:playbook|agent|mode|config|settings)\b)", "what about "),
    (rf"^(?:get rid of|cut|ditch|toss|chuck) {_ALL_OF}", "drop "),
    (r"^no (?=(?:deals|opps|ones) (?:under|over|below|above|from|in|for|worth|at)\b)", "exclude "),
    (r"^no (?=[a-z]+ ones\b)", "exclude "),
    (r"^that (?=close\b)", "which "),
    (r"\bare we talking(?: about)?\b", ""),
    (r"\bwhat (?:do|does) (?:they|it|that|this|those) (?:all )?(?:add up|come|amount|sum up|sum) to\b", "total"),
    (r"^(?:and |now |ok )?by (?:amount|size|value)(?: please)?[?.!]*$", "sort by amount"),
    (r"^(?:the )?first (\d+) by (?:amount|size|value)\b", r"top \1 by amount"),
    (rf"\b(?:from )?{_LARGE} to {_SMALL}\b", "largest first"),
    (rf"\b(?:from )?{_SMALL} to {_LARGE}\b", "smallest first"),
    (r"\b(?:from )?newest to oldest\b", "newest first"),
    (r"\b(?:from )?oldest to newest\b", "oldest first"),
    (r"\bcompare (?:it |that |this )?(?:with|to|against) the (quarter|month|week|year) before\b", r"vs the \1 before"),
    (r"^(?:and |what about |how about )?the (?=same (?:quarter|month|week|period|time) last year[?.!]*$)", ""),
)  # fmt: skip
"""(how it may be written, how it is read), in the order they are put right."""
_WORDINGS = tuple((re.compile(pattern), change) for pattern, change in WORDINGS)


def plain_follow_ups(text: str) -> str:
    """The text with changes of the question before in wordings that are read; anything else is left as it is."""
    for pattern, change in _WORDINGS:
        text = pattern.sub(change, text)
    return text
