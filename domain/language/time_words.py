"""How people write periods, put into the few wordings the reader of periods knows: “the month just gone”, “2Q17”."""

from __future__ import annotations

import re
from collections.abc import Callable

_UNIT = r"(?:day|week|wk|month|mth|quarter|qtr|half|year|yr)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
_BY_NUMBER = r"(?:hours?|hrs?|days?|weeks?|wks?|months?|mos?|quarters?|qtrs?|years?|yrs?)"
_PERIOD = (
    rf"(?=(?:(?:the|this|last|next|previous|current|past) ){{0,2}}(?:{_UNIT}|{_MONTH}|{_DAY}|[qh][1-4]|20\d\d|"
    r"fy ?\d+|fiscal|"
    r"\d{1,2}/\d{1,2}|\d{1,2}(?:st|nd|rd|th)|today|yesterday|tomorrow|start|end|beginning|first half|second half)\b)"
)
"""What follows where a word before it speaks of time and not of anything else."""
_ENDED = r"(?:gone|ended|past|passed|finished|closed|completed|gone by)"
_LED = r"(last|past|next|previous|prior|coming|this|current|the|every|each|these)"

Change = str | Callable[["re.Match[str]"], str]


def _month_of_year(found: re.Match[str]) -> str:
    """“10/2017” as “2017-10”; no month 13."""
    return f"{found[2]}-{int(found[1]):02d}" if 1 <= int(found[1]) <= 12 else found[0]


def _of_year(found: re.Match[str]) -> str:
    """“2q17” as “q2 2017”."""
    year = found[3]
    return f"{found[2]}{found[1]} {year if len(year) == 4 else f'20{year}'}"


WORDINGS: tuple[tuple[str, Change], ...] = (
    # The current one, the one before, the one after.
    (rf"\b(?:throughout|(?:all|right) through|(?:in|over|during|within|for) the (?:whole |entire )?"
     rf"(?:course|duration|whole|entirety|space|span) of) {_PERIOD}", "in "),
    (r"\b(?:throughout|(?:in|over|during|within) the (?:course|space|span) of) (?=(?:the )?(?:last|past|next) \d)",
     "over "),
    (rf"\bthe (?:full |whole |entire )?({_UNIT}) (?:(?:that|which) (?:has |is |was )?(?:just |recently )?|just )"
     rf"{_ENDED}\b", r"last \1"),
    (rf"\b(?:the |this )?({_UNIT}) (?:that |which )?(?:we are|i am) (?:currently |now )?in\b(?: right now| now)?",
     r"this \1"),
    (rf"\bthe ({_UNIT}) (?:before|prior to|preceding) (?:this|the current)(?: one| {_UNIT})?\b", r"last \1"),
    (rf"\bthe ({_UNIT}) (?:after|following) (?:this|the current)(?: one| {_UNIT})?\b", r"next \1"),
    (rf"\b({_UNIT}) prior to last\b", r"\1 before last"),
    (rf"\b{_LED} (?:full|complete|completed|entire|whole|calendar) (?={_UNIT}\b)", r"\1 "),
    (r"\b(?:financial|fin|accounting) (?=year|quarter|q[1-4])", "fiscal "),
    (r"\b(vs\.?|versus|to|than|against|over|in|for|from|and|[qh][1-4]) (?:ly|py)\b", r"\1 last year"),
    (r"\b(vs\.?|versus|to|than|against|over|in|for|from|and) (?:lq|pq)\b", r"\1 last quarter"),
    (r"\bprev\b\.?", "previous"),
    (r"\b(?:cur|curr)\b\.?", "current"),
    (r"\b(?:tmw|tmr|tmrw|2moro|2morrow|tomoz)\b", "tomorrow"),
    (r"\bthis very day\b", "today"),
    (r"\bsince this (?:morning|afternoon)\b", "since today"),
    # To date.
    (r"\b(week|month|quarter|year)-to-date\b", r"\1 to date"),
    (r"\bsince (?:(?:the )?new year(?:'?s)?(?: day)?|the turn of the year)\b(?! eve)", "since the start of the year"),
    (rf"\bsince (?:the |this )?({_UNIT}) (?:began|started|opened|kicked off|start|beginning)\b",
     r"since the start of the \1"),
    (rf"\bsince the (?:first|1st|first day|very start|very beginning) of (?=(?:the |this )?{_UNIT}\b)",
     "since the start of "),
    # So many of them.
    (r"\b(?:ttm|ltm)\b", "last 12 months"),
    (rf"\b(?:a )?couple (?:of )?(?={_BY_NUMBER}\b)", "2 "),
    (rf"\b(?:these|those) (?=(?:last|past|next) \d+ ?{_BY_NUMBER}\b)", "the "),
    (rf"\bmost recent (?=\d+ ?{_BY_NUMBER}\b)", "last "),
    # Parts of a year.
    (r"\b([1-4])(q)[ '-]{0,2}(20\d\d|\d\d)\b", _of_year),
    (r"\b([12])(h)[ '-]{0,2}(20\d\d|\d\d)\b", _of_year),
    (r"\b(in|for|during|of|this) ([1-4])q\b", r"\1 q\2"),
    (r"\bquarter (one|two|three|four)\b",
     lambda m: f"q{('one', 'two', 'three', 'four').index(m[1]) + 1}"),
    (r"\b(q[1-4]|h[12])[-/](20\d\d)\b", r"\1 \2"),
    (r"\b(q[1-4]|h[12])[-/](\d\d)\b(?![/\d])", r"\1 20\2"),
    (r"\b(20\d\d)/(q[1-4]|h[12])\b", r"\2 \1"),
    (r"\bfy'?(\d{2}|\d{4})-?(q[1-4])\b", r"fy\1 \2"),
    (r"\b(q[1-4])-?fy'?(\d{2}|\d{4})\b", r"\1 fy\2"),
    (r"\bthe (20\d\d) (?=fiscal year\b)fiscal year", r"fiscal year \1"),
    (r"(?<!/)\b(\d{1,2})/(20\d\d)\b(?!/)", _month_of_year),
    (rf"\bthe month of (?={_MONTH}\b)", ""),
    (r"(?<!fiscal )\b(?:the )?(?:calendar year|calendar|year|cy) ?(20\d\d)\b", r"\1"),
    (r"\bcy'?(\d\d)\b", r"20\1"),
    (rf"\b(20\d\d|(?:last|this|next|previous|prior) year)'s (q[1-4]|h[12]|{_MONTH}|(?:first|second|third|fourth) "
     r"(?:quarter|half))\b", r"\2 of \1"),
    (r"\b(?:the )?(?:final|last|closing) quarter of (?=(?:last|this|next|the|20\d\d)\b)", "q4 of "),
    (r"\b(?:opening|front) half of\b", "first half of"),
    (r"\b(?:back|latter|later|closing) half of\b", "second half of"),
    (rf"\b({_MONTH}) the (?=\d{{1,2}}(?:st|nd|rd|th)\b)", r"\1 "),
    # Open to one side.
    (r"\bever since\b", "since"),
    (r"\bthrough (?=(?:to|until|till)\b)", ""),
    (rf"\b(?:on or before|(?:no|not) later than) {_PERIOD}", "by "),
    (rf"\b(?:on or after|(?:no|not) (?:earlier|sooner) than|not before) {_PERIOD}", "since "),
    (rf"\b(?:earlier than|ahead of|in advance of) {_PERIOD}", "before "),
    (rf"\b(?:later than|subsequent to) {_PERIOD}", "after "),
    (rf"(?<!this )(?<!the )(?<!these )\bpast (?={_MONTH}\b|q[1-4]\b)", "after "),
    (r"\b(?:by|before|ahead of) (?:the )?new year(?:'?s)?(?: day)?\b(?! eve)", "by the end of the year"),
    (r"\b(before|by|until|till|til|by the time) (?:the |this |our )?(week|month|quarter|qtr|year|yr)"
     r"(?: ends| ended| is out| is over| is up| is done| closes| close| finishes| runs out)\b",
     r"\1 the end of the \2"),
    (r"\bby the time (?=the end of\b)", "by "),
    (r"\b(week|month|quarter|qtr|year)'s end\b", r"\1 end"),
    (rf"\b(?:the )?(?:close|finish) of (?=(?:the |this |next |last )?(?:{_UNIT}|{_MONTH}|q[1-4])\b)", "the end of "),
)  # fmt: skip
"""(how it may be written, how it is read), in the order they are put right."""
_WORDINGS = tuple((re.compile(pattern), change) for pattern, change in WORDINGS)


def plain_periods(text: str) -> str:
    """The text with its periods in wordings that are read; anything else is left as it is."""
    for pattern, change in _WORDINGS:
        text = pattern.sub(change, text)
    return text
