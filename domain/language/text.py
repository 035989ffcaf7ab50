"""A message as tokens: lower case, straight quotes, short forms spelt out, numbers whole, possessives marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from domain.language.figures import figures_as_here
from domain.language.wordings.tables import plainly_worded

LONGEST = 2_000
"""Characters of a message that are read; what people type about deals is a tenth of that."""

_STRAIGHT = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": " - ",
        "…": " ",
        "≥": ">=",
        "≤": "<=",
        "\u00a0": " ",
        "→": " => ",
        "⇒": " => ",
        "➔": " => ",
        "➡": " => ",
    }
)
_NUMBER = r"(?<!\d)(?<!\d[.,])[$€£]?\d[\d.,]{0,20}\s?(?:k|m|mm|mil|million|grand|thousand|%|days?|weeks?|months?)?\b"
_NTHS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "tenth": 10,
    "fifteenth": 15,
    "twentieth": 20,
    "thirtieth": 30,
}
_NTH = rf"({'|'.join(_NTHS)})"
_DAY_NAMED = r"(?=(?:this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|tomorrow\b)"
_MONTH_NAMED = (
    r"(january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
)
_SHORT_FORMS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\bw/o(?:ut)?\b", "without"),
    (r"\bw/l\b", "win/loss"),
    (r"\bw/", "with "),
    (r"\bb/w\b", "between"),
    (r"\bn't\b", " not"),
    (r"\bcan't\b", "can not"),
    (r"\bcannot\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"\b(do|does|did|is|are|was|were|has|have|had|should|would|could)n'?t\b", r"\1 not"),
    (r"\blet's\b", "let us"),
    (r"\b(who|what|where|when|how|that|there|it|here)'s\b", r"\1 is"),
    (r"\b(who|what|how)'re\b", r"\1 are"),
    (r"\b(how|what|who|where|when|why)'d\b", r"\1 did"),
    (r"\b(i|we|you|they|who|that|which|there|reps|deals|accounts)'(?:ve)\b", r"\1 have"),
    (r"\b(i|we|you|they|he|she|it)'(?:d)\b", r"\1 would"),
    (r"\b(i|we|you|they|he|she|it|that)'(?:ll)\b", r"\1 will"),
    (r"\b(we|you|they)'re\b", r"\1 are"),
    (r"\bi'm\b", "i am"),
    (r"'(\d\d)\b(?!')", r" 20\1"),
    (r"\bb4\b", "before"),
    (r"(?<!\S)w(?=\s)", "with"),
    (r"\bhalf an? (?=(?:point|percent|turn)s?\b)", "0.5 "),
    (r"\bfor the (?:remainder|rest) of (?:the|this|today's|to) ?day\b", "until eod"),
    (r"\bfor the (?:remainder|rest) of (?:the|this) week\b", "until eow"),
    (r"\bfor the (?:remainder|rest) of (?:the|this) month\b", "until eom"),
    (r"\bfor the (?:remainder|rest) of (?:the|this) quarter\b", "until eoq"),
    (r"\bfor the (?:remainder|rest) of (?:the|this) year\b", "until eoy"),
    (r"\bthis (?:very )?(?:minute|instant|second)\b", "now"),
    (r"\b(?:a )?half an? hour\b|\ba half[- ]hour\b", "30 minutes"),
    (r"\ban hour and a half\b|\bone and a half hours\b", "90 minutes"),
    (r"\b(?:a )?quarter of an hour\b", "15 minutes"),
    (
        r"\b(?:(?:the )?(?:close|end) of (?:business|play|day)|cob|eob|cop|eod|first thing)(?: on| in the)? "
        rf"{_DAY_NAMED}",
        "",
    ),
    (rf"\b(?:the )?{_NTH} of {_MONTH_NAMED}", lambda m: f"{m[2]} {_NTHS[m[1]]}"),
    (r"\bsince (?=(?:\d+|two|three|four|five|six|ten) (?:days?|weeks?|months?)\b(?! ago))", "for "),
    (r"\bhalf a year\b", "6 months"),
    (r"\b(?:a year and a half|one and a half years)\b", "18 months"),
    (r"\bhalf (?:of )?(?=(?:their |his |her |its |the |our )?(?:quota|target|goal)\b)", "50% of "),
    (r"\bhow (?:big|large) is the (?=[\w' -]{2,40} (?:deal|opp|opportunity)\b)", "what is the amount of the "),
    (r"\bwut\b", "what"),
    (r"\bhs\b", "has"),
    (r"\b(?:tele)?phone calls?\b", "calls"),
    (
        r"\b(product|region|rep|team|stage|sector|month|quarter|account|manager|owner|industry|source)[- ]?wise\b",
        r"by \1",
    ),
    (
        r"\b(?:apart from|aside from|other than|with the exception of|save for)\b(?= (?:the |its |their )?"
        r"(?:approval|threshold|stale|coverage|quiet|required|anomaly|win rate|rules|limits))",
        "except",
    ),
    (r"\bfiscal (?:year[ -])?to[ -]date\b|\bfytd\b|\bfiscal ytd\b", "ytd"),
    (r"\bhow (?:big|large|fat|deep) is (?:the|our|my) (?=(?:pipeline|funnel|pipe)\b)", "what is the total "),
    (
        r"\b(?:unassigned|ownerless|unowned) "
        r"(?=(?:open |won |lost |new )?(?:deals?|opps?|opportunit\w+|leads?|accounts?)\b)",
        "no owner ",
    ),
    (r"\buntil further notice\b(?=\W*$)", ""),
    (r"(?<![\w$])\${1,3}(?=\s(?!\d)|$)", " dollars "),
    (r"\b(20\d\d)-?(q[1-4]|h[12])\b", r"\2 \1"),
    (r"\bdid (\w+(?: \w+)?) land\b", r"did \1 win"),
    (r"\b(?:that )?(?:nobody|no one|noone) owns\b", "with no owner"),
    (r"\bno\. ?of\b", "number of"),
    (r"\bbut (?:which |that )?(?:have|has|did) not(?=\W*$)", "and are still open"),
    (r"\bevry\b", "every"),
    (r"\balrt\b", "alert"),
    (r"\b(?:dals|deasl|delas|daels|deels)\b", "deals"),
    (r"\bthats\b", "that is"),
    (r"\btheres\b", "there is"),
    (r"\b(?:sth|smth|sthg|smthg)\b", "something"),
    (r"\breq'd\b", "required"),
    (r"\bmsg\b", "message"),
    (r"\bmgr\b", "manager"),
    (rf"({_NUMBER}) (?:mark|bracket|ballpark)\b", r"\1"),
    (
        rf"({_NUMBER}) (?:max|maximum|tops|at (?:the )?most|and less|and lower|and smaller|or lower)\b"
        r"(?! (?:deal|amount|size|value|open))",
        r"\1 or less",
    ),
    (
        rf"({_NUMBER}) (?:min|minimum|at (?:the )?least|upwards?|and upwards?|or upwards?|or bigger|or larger)\b"
        r"(?! (?:deal|amount|size|value))",
        r"\1 or more",
    ),
    (r"\b(\d+) or (more|fewer|less) (days|weeks|months|hours)\b", r"\1 \3 or \2"),
    (r"\bsub-(?=[$€£]?\d)", "under "),
    (
        r"\b(?:nobody|no one|noone) (?:has |have |ever |bothered to )?"
        r"(?:put|set|entered|enter|filled in|added|gave|given|assigned|wrote|written|logged|attached) "
        r"(?:an? |any |the |its |their |in )?"
        r"(?=(?:next steps?|close dates?|amounts?|value|account|customer|owner|rep|product|(?:forecast )?category)\b)",
        "with no ",
    ),
    (r"\b(?:accountless)\b (?=\w)", "no account "),
    (r"\b(?:undated)\b (?=\w)", "no close date "),
    (r"\buncategori[sz]ed (?=\w)", "no forecast category "),
    (r"\bmkt\b", "market"),
    (r"\b(?:each|every) (rep|team|region|manager|product)'s (?=forecast\b)", r"by \1 "),
    (r"\b(how|what) (?:is|are) ([\w' ]{1,30}?) forecasting\b(?! agent)", r"what is the forecast for \2"),
    (
        r"(\baccura\w+|\breliable|\bgood)\b(.{0,40}?(?:'s|\bat|\bour|\bmy|\btheir)) forecasting\b(?! agent)",
        r"\1\2 forecast",
    ),
    (r"(?<!\w)# ?of\b", "number of"),
    (
        r"\b(?:size|value|worth|amount|total) of (?:the |our |my |your )?"
        r"(?=(?:open |active )?(?:pipeline|pipe|funnel)\b)",
        "total ",
    ),
    (
        r"\bhow (?:large|big) (?:are|were) (?:the |our |my |their )?(?=(?:\w+ )?(?:deals|wins|opps)\b)",
        "average deal size of ",
    ),
    (r"\b(?:largest|biggest|highest) deal (?:size|value|amount)(?= (?:by|per|for each)\b)", "max amount"),
    (r"\bhow (?:big|large|high) (?:is|was) (?=[\w' ]{1,30}(?:quota|target)\b)", "what is "),
    (r"\band up to (?=[$€£]?\d)", "up to "),
    (
        r"\b(?:everything|all|anything) (?:that )?"
        r"(?=[a-z]+(?: [a-z]+)? (?:has|owns|is working|is on|carries|is handling)(?: open)?"
        r"(?: right now| now| in \w+| this \w+)?[?.!]*$)",
        "all deals ",
    ),
    (r"\bnot (?:been )?assigned to (?:anyone|anybody|any rep|a rep|somebody|someone)\b", "with no owner"),
    (r"\bwkly\b", "weekly"),
    (r"\bmthly\b", "monthly"),
    (r"\bqtrly\b", "quarterly"),
    (r"\bfwd\b", "forward"),
    (r"\bun-(?=[a-z])", "un"),
    (r"\bauto-(?=[a-z])", ""),
    (r"\b(\d{1,2})x\b(?= (?:->|=>|,|then|flag|nudge|alert|ping|tell|escalate))", r"\1 times"),
    (r"&lt;", "<"),
    (r"&gt;", ">"),
    (r"\bincl\b\.?", "including"),
    (r"\blmk\b", "let me know"),
    (r"\b(?:five|5)[- ]figures?\b", "between $10000 and $99999"),
    (r"\b(?:six|6)[- ]figures?\b", "between $100000 and $999999"),
    (r"\b(?:seven|7)[- ]figures?\b", "between $1000000 and $9999999"),
    (r"\b1\s?(?::|-|on|x)\s?1s?\b(?![:.\d])", "one on one"),
    (r"\bhwo\b", "how"),
    (r"\bteh\b", "the"),
    (r"\b(?:adn|nad)\b", "and"),
    (r"\b(?:waht|whta)\b", "what"),
    (r"\b(?:wiht|wih)\b", "with"),
    (r"\b(?:fro|fr)\b", "for"),
    (
        r"\b(top|bottom|first|last|next|past|biggest|largest|smallest|oldest|newest|best|worst)-?(\d{1,4})(?![\w-])",
        r"\1 \2",
    ),
    (r"\by/y\b|\byoy\b", "year over year"),
    (r"\bq/q\b|\bqoq\b", "quarter over quarter"),
    (r"\bm/m\b|\bmom\b", "month over month"),
    (r"\bw/w\b|\bwow\b(?=\s\w)", "week over week"),
    (r"\br\b(?! ?&)", "are"),
    (r"\bu\b", "you"),
    (r"\bur\b", "your"),
    (r"\b(?:x-?mas|christmas)\b", "december 25"),
    (r"\bnew year'?s eve\b", "december 31"),
    (r"\b(?:usd|us\$)\s?(?=\d)", "$"),
    (r"\beur\s?(?=\d)", "€"),
    (r"\bgbp\s?(?=\d)", "£"),
    (r"&(?:amp;)?", " and "),
    (
        r"((?:^|\s)[$€£]?\d[\d.,]*(?:k|m|mil)?)\s*-\s*"
        r"(?=[$€£]?\d[\d.,]*\s*(?:k|m|mil|million|grand|days?|d|weeks?|%)(?!\w))",
        r"\1 to ",
    ),
)
_SPELT_OUT = tuple((re.compile(pattern), full) for pattern, full in _SHORT_FORMS)
_SETTINGS = re.compile(
    r"\b(?:stale_days|activity_gap_days|value_change_pct|max_open_deals|required_fields|coverage_ratio|approval_amount|"
    r"win_rate_deviation_pct|attainment_risk_pct|forecast_frequency|anomaly_sensitivity|quiet_hours_start)\b"
)
"""Thresholds as the documentation writes them."""
_HOURS = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        range(1, 13),
        strict=True,
    )
)
_HOUR_IN_WORDS = re.compile(
    rf"\bat ({'|'.join(_HOURS)})(?: o'?clock)?(?: sharp)?(?: in the)? (morning|afternoon|evening)\b"
)
"""“at four in the afternoon”."""
_TOKEN = re.compile(
    r"""(?P<date>\d{4}-\d\d-\d\d(?:t\d\d:\d\d)?|\d{4}-\d\d\b|\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\w/]))
      | (?P<clock>\d{1,2}:\d\d(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?)
      | (?P<number>(?:(?<![\w%])[-+])?(?:[$€£₹¥]\s?)?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:e\+?\d{1,9}(?!\w))?
            |[$€£₹¥]\s?\.\d+|(?<![\w.])\.\d+)
      | (?P<word>\#[\w-]+|[@\#]?[^\W\d_][\w]*(?:\.(?=[a-z]\b)[a-z])*(?:'(?!s\b)[a-z]+)?)
      | (?P<emoji>:[a-z][a-z0-9_+-]*:|:\+1:|[^\w\s\x00-\x7f]+)
      | (?P<sign>>=|<=|=>|=<|!=|<>|==|[<>=%+?!;:,.()"/*&|-])
    """,
    re.X,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, date, clock time, emoji or sign; `kind` says which. `raw` is the text as typed."""

    kind: str
    text: str
    raw: str
    start: int
    end: int
    possessive: bool = False
    money: bool = False


def plain(text: str) -> str:
    """The text as it is read: compatibility forms, quotes and dashes straight, lower case, short forms spelt out."""
    folded = unicodedata.normalize("NFKC", text).translate(_STRAIGHT).casefold()
    folded = figures_as_here(folded)
    folded = _SETTINGS.sub(lambda m: m[0].replace("_", " "), folded) if "_" in folded else folded
    folded = _HOUR_IN_WORDS.sub(lambda m: f"at {_HOURS[m[1]]}{'am' if m[2] == 'morning' else 'pm'}", folded)
    folded = "".join(c if c.isprintable() else " " for c in folded if unicodedata.category(c) != "Cf")
    for pattern, full in _SPELT_OUT:
        folded = pattern.sub(full, folded)
    return plainly_worded(" ".join(folded.split()))


def unaccented(text: str) -> str:
    """The text without accents, so that “José” and “Jose” are the same name."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a message, at most `LONGEST` characters of it."""
    read = plain(text[:LONGEST])
    found: list[Token] = []
    at = 0
    while at < len(read):
        match = _TOKEN.match(read, at)
        if match is None:
            at += 1
            continue
        kind = match.lastgroup or "sign"
        found.append(_token(kind, match))
        at = match.end()
        if kind in ("word", "emoji") and read.startswith("'s", at) and not read[at + 2 : at + 3].isalnum():
            found[-1] = _owning(found[-1])
            at += 2
        elif kind == "word" and found[-1].text.endswith("s") and read.startswith("'", at):
            found[-1] = _owning(found[-1])
            at += 1
    return tuple(found)


def _token(kind: str, match: re.Match[str]) -> Token:
    raw = match.group()
    text = raw if kind == "emoji" else unaccented(raw)
    money = kind == "number" and any(sign in raw for sign in "$€£₹¥")
    if kind == "number":
        text = re.sub(r"[$€£₹¥,\s]", "", raw).lstrip("+")
    elif kind == "word" and "." in text:
        text = text.replace(".", "")
    return Token(kind, text, raw, match.start(), match.end(), money=money)


def _owning(token: Token) -> Token:
    return Token(token.kind, token.text, token.raw, token.start, token.end, True, token.money)


def is_emoji(word: str) -> bool:
    """Whether a token is a picture, as a character or as Slack writes it (`:smile:`)."""
    return (len(word) > 2 and word[0] == word[-1] == ":") or not (word.isascii() or any(c.isalnum() for c in word))


def joined(parts: tuple[Token, ...] | list[Token]) -> str:
    """Tokens as one spaced text."""
    return " ".join(t.text for t in parts)


@cache
def word_set(text: str) -> frozenset[str]:
    """A written-out set of words, apart by spaces, or of phrases, apart by `|`."""
    return frozenset(text.split("|") if "|" in text else text.split())


@cache
def phrase_list(text: str) -> tuple[str, ...]:
    """A written-out list of words or phrases apart by `|`, in order."""
    return tuple(text.split("|"))
