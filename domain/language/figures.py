"""Figures as other countries write them, put as they are read here: “€25.000”, “3,5”, “2 lakh”, “25'000”, “12,50,000”.

A dot before three digits parts thousands, a comma before one or two of them begins decimals, each only where it cannot
be anything else: a list (“stages 1,2”), a decimal that is scaled (“1.250m”) or a rate (“0.125”) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_MONEY = r"[$€£₹¥]"
_SCALE = (
    r"(?:k|m|mm|mn|mio|mln|mil|million|grand|thousand|bn|billion|lakhs?|lacs?|crores?|cr|%|percent|pct|points?|pp|x|"
    r"times)"
)
_CURRENCIES = r"(?:eur|euros?|dollars?|usd|gbp|bucks|rupees|inr|chf)"
_SCALED = rf"(?=\s?{_SCALE}(?!\w))"
_ENDS = r"(?![.,']?\d|[^\W\d])"
_COMPARES = (
    r"(?:over|above|under|below|than|least|most|exactly|exceeds|exceeding|between|beyond|to|at|of|from|by|is|=|<|>|<=|>=|"
    r"minimum|maximum|min|max|until|reaches|hits|worth|for|after|within|past|every)"
)
_RATED = re.compile(r"\b(?:coverage|ratio|rate|deviation|sensitivity|multiple|factor|attainment)\b[^\d]{0,30}$")
"""What is a small number with decimals, whose dot parts no thousands."""


def _thousands(match: re.Match[str]) -> str:
    """“25.000” as 25000, but not in “coverage below 2.750”."""
    if _RATED.search(match.string[max(0, match.start() - 50) : match.start()]) and match[0].count(".") == 1:
        return match[0]
    return re.sub(r"[.' ]", "", match["whole"]) + ("." + match["cents"] if match["cents"] else "")


def _whole(match: re.Match[str]) -> str:
    return re.sub(r"[.,' ]", "", match[0])


def _point(match: re.Match[str]) -> str:
    return match[0].replace(",", ".")


WRITTEN: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # Money.
    (r"(?<!\w)(?:rs\.?|inr|₹)\s?(?=\d)", "₹"),
    (r"(?<![\w.,])(?:chf|aud|cad|sgd|sek|nok|dkk|jpy|us dollars?)\s?(?=\d)", "$"),
    (r"(?<=\d),-{1,2}(?=\s|$|€)", ""),
    # “min. 2.500”, “approx. 50k”.
    (rf"\b(min|max|approx|ca|appr)\.\s?(?={_MONEY}?\d)", r"\1 "),
    (r"\b(mio|mln|tsd)\.", r"\1"),
    # Dates with dots.
    (
        r"(?<![\w.,])(?P<d>[0-3]?\d)\.(?P<m>0?[1-9]|1[012])\.?(?=\s?(?:to|-|until|till|and)\s?[0-3]?\d\.[01]?\d\.(?P<y>20\d\d))",
        lambda m: f"{m['y']}-{int(m['m']):02d}-{int(m['d']):02d}",
    ),
    (
        r"(?<![\w.,])(?P<d>[0-3]?\d)\.(?P<m>0?[1-9]|1[012])\.(?P<y>20\d\d)(?![\w.]*\d)",
        lambda m: f"{m['y']}-{int(m['m']):02d}-{int(m['d']):02d}",
    ),
    # “2,00,000” and “12,50,000”.
    (rf"(?<![\w.,])\d{{1,2}}(?:,\d\d)+,\d{{3}}{_ENDS}", _whole),
    # “25'000”; “25 000 €”, “€25 000”, “10 000”.
    (rf"(?<![\w.,'])\d{{1,3}}(?:'\d{{3}})+{_ENDS}", _whole),
    (rf"(?:(?<={_MONEY})|(?<={_MONEY} ))\d{{1,3}}(?: \d{{3}})+{_ENDS}", _whole),
    (rf"(?<![\w.,'$€£₹¥])\d{{1,3}}(?: \d{{3}})+(?=\s?(?:{_MONEY}|{_CURRENCIES}\b))", _whole),
    (rf"(?<![\w.,'])\d{{1,3}}(?: 000)+{_ENDS}(?! \d)", _whole),
    # “25.000”, “1.250.000,50”; not “1.250m”.
    (
        rf"(?<![\w.,])(?P<whole>[1-9]\d{{0,2}}(?:\.\d{{3}})+)(?:,(?P<cents>\d\d?))?{_ENDS}(?!\s?{_SCALE}(?!\w))",
        _thousands,
    ),
    # “1,5m”, “3,5x”, “12,5%”, “€12,50”, “coverage of 3,5”, “over 2,5”.
    (rf"(?<![\w.,])\d{{1,3}},\d{{1,2}}(?![.,']?\d){_SCALED}", _point),
    (rf"(?:(?<={_MONEY})|(?<={_MONEY} ))\d{{1,6}},\d\d{_ENDS}", _point),
    (rf"(?<![\w.,])\d{{1,6}},\d\d{_ENDS}(?=\s?(?:{_MONEY}|(?:eur|euros?)\b))", _point),
    # “25.000 €”.
    (r"(?<![\w.,€£₹¥$])(\d[\d.,]{0,20}(?:\s?(?:k|m|mm|mio|mln|mil|million|tsd))?)\s?([€£₹¥])(?!\s?\d)", r"\2\1"),
    (rf"(?<!\w)between \d{{1,3}}(?:,\d{{1,2}})? and \d{{1,3}}(?:,\d{{1,2}})?{_ENDS}", _point),
    (r"(?<!\w)between \d{1,3},\d{1,2}(?= and \d)", _point),
    (
        rf"(?:(?<!\w){_COMPARES}\s)\d{{1,3}},\d{{1,2}}{_ENDS}(?!\s?(?:or|&|,|/)\s?\d)",
        _point,
    ),
)  # fmt: skip
"""In this order: how it is written, how it is read."""
_WRITTEN = tuple((re.compile(pattern), read) for pattern, read in WRITTEN)
_MAY_BE = re.compile(
    r"\d[.,' ]\d|₹|\brs\b|\d,-|\b(?:inr|chf|aud|cad|sgd|sek|nok|dkk|jpy)\b|\d ?\w{0,9} ?[€£¥]|"
    r"(?:min|max|approx|ca|appr|mio|mln|tsd)\."
)


def figures_as_here(text: str) -> str:
    """The text with its figures as they are read here; most texts have none to turn."""
    if not _MAY_BE.search(text):
        return text
    for pattern, read in _WRITTEN:
        text = pattern.sub(read, text)
    return text
