"""How people write what is counted apart and in which order, put into the wordings that are read."""

from __future__ import annotations

import re
from collections.abc import Callable

_UNIT = r"(?:day|week|month|quarter|year)"
_NEW = r"(?:brand |net )?new(?:[ -]logos?| business| customers?| accounts?| clients?)?"
_OLD = r"(?:existing|current|repeat|returning|expansion)(?: logos?| business| customers?| accounts?| clients?| ones)?"
_AGAINST = r"(?:vs\.?|versus|v|and|against|/|or|compared to|compared with)"
_GROUPED = r"(?:rep|owner|region|product|stage|manager|team|sector|industry|account|customer|category)"
_SINGLE = {"regional": "region", "monthly": "month", "quarterly": "quarter", "weekly": "week", "yearly": "year"}
_NOUN = rf"({_GROUPED}|{'|'.join(_SINGLE)})"

_MET = {"meet": "meeting", "call": "call", "email": "email"}

Change = str | Callable[["re.Match[str]"], str]

WORDINGS: tuple[tuple[str, Change], ...] = (
    (rf"\b(?:(?:by|split by|split|between|for|of|from|with|at) )?"
     rf"(?:{_NEW} {_AGAINST} {_OLD}|{_OLD} {_AGAINST} {_NEW})(?!\w)",
     "by new logo status"),
    (r"\b(?:the )?(most|least) active (reps?|sellers?|salespe\w+|people)\b", r"\2 with the \1 activities"),
    (r"\bwho is (?:the |our )?(most|least) active\b(?! (?:account|deal|customer))", r"who has the \1 activities"),
    (r"\bhow active (?:is|was|are|were|has|have) (?:each|every) (rep|seller)(?: been)?\b",
     r"number of activities by \1"),
    (r"\bhow active (?:is|was|has) ([a-z' ]{2,25}?)(?: been)?(?= (?:this|last|in|today|yesterday)\b|[?.!]*$)",
     r"how many activities did \1 have"),
    (r"\b(?:where|which (?:sources|channels)) do (?:most of |all )?(?:our |the |all our )?leads come from\b",
     "number of leads by source"),
    (r"\bleads? sources? (?:breakdown|split|mix)\b", "number of leads by source"),
    (r"\bwhen did (?:we|you|i|they|anyone|anybody|somebody) last (meet|call|email|talk|speak|contact|touch|reach out|"
     r"ping|visit)(?: (?:to|with|up with))? ",
     lambda m: f"when was the last {_MET[m[1]]} with " if m[1] in _MET else "what did we do last with "),
    (r"\bdirect reports\b", "reps"),
    (r"\b(?:(who) is|is|are|has|have) yet to (?=(?:win|close|sell|book|make|hit|log|have)\b)",
     lambda m: f"{m[1] or ''} has not "),
    (r"\bfailed to (?:hit|make|reach|meet|attain)(?= (?:\w+ )?(?:quota|target|goal|plan|number)\b)", "missed"),
    (r"\b(?:fell|falling|falls|fall) short of(?= (?:\w+ )?(?:quota|target|goal|plan)\b)", "missed"),
    (r"\b(?:cleared|attained|met|achieved)(?= (?:(?:their|his|her|our|the) )?(?:quota|target|goal|plan)\b)", "hit"),
    (r"\bnot at (?=(?:quota|target|plan|goal)\b)", "below "),
    (r"\b(reps?|people|sellers|who is|who are|anyone|everyone) at (?=(?:quota|target|plan|goal)\b)", r"\1 hitting "),
    (r"\b(?:employing|that employ|who employ) ((?:[a-z]+ ){0,3}?[\d,.]+k?\+?) (?:people|staff|workers)\b",
     r"with \1 employees"),
    (rf"\b({_UNIT})[ -]by[ -]\1\b", r"by \1"),
    (r"\bon an? ((?:per|by) \w+|monthly|quarterly|weekly|daily|yearly) basis\b", r"\1"),
    (r"\bon an annual basis\b", "yearly"),
    (rf"\b{_NOUN} (?:breakdown|split|break down)\b(?! by)",
     lambda m: f"by {_SINGLE.get(m[1], m[1])}"),
    (r"\bregionally\b", "by region"),
    (r"\b(by|per|each|every|across) (?:individual|single|separate|pipeline|sales|deal) "
     r"(?=(?:rep|reps|stage|stages|region|team|owner|product)\b)", r"\1 "),
    (r"\b(by|per|each|every|across) (?:customer|account|client|company)(?:'s)? "
     r"(?=(?:industry|industries|sector|sectors|vertical|tag|tags|country|parent)\b)", r"\1 "),
    (rf"\b(by|per|each|every) calendar (?={_UNIT}\b)", r"\1 "),
    (r"\bin (descending|ascending|desc|asc) order(?: of| by)? (?:the |their )?"
     r"(amount|value|size|close date|days in stage|created date|win rate|revenue|count)\b", r"sorted by \2 \1"),
    (r"\bwho (?:leads|is leading|tops|is top|is best|ranks first) (?:in|on|by|for|at) ", "who is the best by "),
    (r"\b(?:highest|top|biggest|best)[ -](?:grossing|earning|billing|revenue generating) (reps?|sellers?|products?|"
     r"accounts?|customers?|teams?|regions?)\b", r"top \1 by revenue"),
    (r"\b(revenue)[ -](?:generating|producing|earning) (reps?|sellers?|products?|accounts?|customers?)\b",
     r"\2 by \1"),
    (r"\bbest-?\s?sellers?\b(?= *(?:$|[?.!,]|in |for |at |this |last |by |with ))", "best selling product"),
)  # fmt: skip
"""(how it may be written, how it is read), in the order they are put right."""
_WORDINGS = tuple((re.compile(pattern), change) for pattern, change in WORDINGS)


def plain_groups(text: str) -> str:
    """The text with its groupings and orders in wordings that are read; anything else is left as it is."""
    for pattern, change in _WORDINGS:
        text = pattern.sub(change, text)
    return text
