"""How people ask for reports without naming them, put into the wordings that are read: “what's tom been up to”."""

from __future__ import annotations

import re
from collections.abc import Callable

Change = str | Callable[["re.Match[str]"], str]
_NO_NAME = r"(?!(?:the|our|my|open|active|sales|whole|entire|weighted|of)\b)"
_NO_AGENT = r"(?!(?:the )?(?:pipeline|forecasting|analytics|agent|bot|you)\b)"

WORDINGS: tuple[tuple[str, Change], ...] = (
    # What-ifs.
    (r"^(?:take|leave|remove|drop|exclude) (?!it\b|them\b|that\b|this\b)([\w' ]{2,40}?) "
     r"(?:out of|from) the forecast\b",
     r"forecast without \1"),
    (r"\b(if|assume|suppose|say) ([\w' ]{2,40}?) (?:does|do) not close (?:until|till|before) ", r"\1 \2 slips to "),
    (r"\bcloses? (a|one|two|three|\d+) (week|month|quarter)s? late\b", r"slips \1 \2"),
    (r"^(?:at|with) an? (\d[\d.]* ?(?:%|percent)) win rate,? ", r"if win rate is \1 "),
    (r"\b(forecast (?:be|look like|look)) (?:at|with) an? (\d[\d.]* ?(?:%|percent)) win rate\b",
     r"\1 if win rate is \2"),
    (r"\bif (?:we |i )?(?:lose|lost|drop) (\w+) (?:points?|pts) (?:of|on|in) (?:our |the )?win rate\b",
     r"if win rate drops \1 points"),
    (r"\bif (?:we |i )?(?:add|gain|gained|pick up|win) (\w+) (?:points?|pts) (?:of|on|to|in) (?:our |the )?win rate\b",
     r"if win rate rises \1 points"),
    (r"^say (?=(?:our |the )?win rate\b)", "what if "),
    # Questions about the product itself.
    (r"\bwhat (?:has|have) ((?:the )?(?:pipeline|forecasting|analytics)(?: agent)?|the agents?) been up to\b",
     r"what did \1 do"),
    (r"\bhow (?:old|recent|current|stale) is (?:the|this|our|my) (?:crm )?data\b", "how fresh is the data"),
    (r"^(?:the )?last (?:data )?(?:sync|refresh)(?: time| date)?(?=[?.!]*$)", "when was the last crm sync"),
    (r"\bwhen did (?:we|you|it|the (?:crm )?data) last (?:sync|refresh|update)\b", "when was the crm last synced"),
    (r"\bwhich fields are (?:required|mandatory)\b", "what are the required fields"),
    (r"\bhow (?:many days|long) (?:until|before|till) (?:a deal|deals|an opp|opps) (?:is|are|counts? as|becomes?|goes?|"
     r"gets?|turns?) stale\b", "what is the stale threshold"),
    (r"\bhow is ((?:the )?(?:pipeline|forecasting|analytics)(?: agent)?) (?:configured|set up)\b",
     r"show settings of \1"),
    (r"\balerts (?:have|did) i (?:set up|create|created|make|made)\b", "rules have i created"),
    (r"\bitems (?:waiting|pending) for (review|approval)\b", r"what is waiting for \1"),
    (r"^(?:please |can you |could you )?(?:show|tell) me how (?!to\b)", "how "),
    (r"\bget me ready for\b", "prep me for"),
    (r"\bhow was our (?=(?:week|month|quarter|year)\b)", "how was last "),
    (r"\b(q[1-4]) (?:review|recap)\b", r"quarterly review \1"),
    (rf"\bwhat (?:has|have|is|was|were) {_NO_AGENT}([a-z' ]{{2,30}}?) (?:been )?up to\b", r"what did \1 do"),
    (rf"\b(state|health|shape|status) of (?:the )?{_NO_NAME}([a-z-]+)(?:'s)? pipeline\b(?! agent)",
     r"\1 of the pipeline for \2"),
    (rf"\breview (?:the )?{_NO_NAME}([a-z-]+)(?:'s)? pipeline\b(?! agent)", r"review the pipeline for \1"),
    (rf"\bhow is (?:the )?{_NO_NAME}([a-z-]+)(?:'s)? pipeline (looking|shaping up)\b",
     r"how is the pipeline \2 for \1"),
    (r"\bhow healthy is (?:the|our|my) (?:pipeline|funnel|pipe)\b", "what is the state of the pipeline"),
)  # fmt: skip
"""(how it may be written, how it is read), in the order they are put right."""
_WORDINGS = tuple((re.compile(pattern), change) for pattern, change in WORDINGS)


def plain_reports(text: str) -> str:
    """The text with its reports in wordings that are read; anything else is left as it is."""
    for pattern, change in _WORDINGS:
        text = pattern.sub(change, text)
    return text
