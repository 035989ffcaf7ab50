"""Ways of saying a thing that stand for a plainer one, put into it before a message is read."""

from __future__ import annotations

import re

_OF_EACH = r"(?= +(?:by|per|for each|in each|in every|for every|of each|each)\b)"
_A_NUMBER = r"(?=(?:at least |more than |over |fewer than |less than )?(?:\d|two |three |four |five |a |any |no ))"
_CLOSE = r"(?:expected |planned )?close dates?"

WORDINGS: tuple[tuple[str, str], ...] = (
    # Amounts of one kind of deal, the largest of each group.
    (rf"\b(?:single )?(?:largest|biggest|highest|greatest|maximum|max) (?:won|win)"
     rf"(?: deal)? *(?:amount|value|size|dollars?|\$){_OF_EACH}", "won deals max amount"),
    (rf"\b(?:single )?(?:largest|biggest|highest|greatest|maximum|max) (?:lost|loss)"
     rf"(?: deal)? *(?:amount|value|size|dollars?|\$){_OF_EACH}", "lost deals max amount"),
    (rf"\b(?:single )?(?:largest|biggest|highest|greatest|maximum|max) (?:open)"
     rf"(?: deal)? *(?:amount|value|size|dollars?|\$){_OF_EACH}", "open deals max amount"),
    # A close date that is over.
    (rf"\b(?:whose|with|having|where|that have|which have) (?:a |the |an |their )?{_CLOSE}"
     r"(?: (?:that |which )?(?:is|are|was|were|has|have))? ?"
     r"(?:already |now |long )?(?:in the past|behind us|passed|gone by|lapsed|been and gone|come and gone)\b"
     r"(?! (?:\d|few|couple|two|three|four|five|six|day|week|fortnight|month|quarter|qtr|year|half))",
     "past due"),
    # Counts of what became of deals.
    (r"\b(reps?|sellers?|people|ppl|folks|accounts|customers|managers|teams) (?:who |that |which )?"
     r"(?:have |has )?won nothing\b", r"\1 with no wins"),
    (r"^who (?:has |have )?won nothing\b", "reps with no wins"),
    (r"\b(?:who|that|which) (?:have |has )?(?:handed|gave|given|brought|dealt|cost|landed|delivered) us "
     + _A_NUMBER, "with "),
    # Groups and units.
    (r"\b(this|last|next) (year|quarter|month|week)s (?=(?:revenue|bookings|wins|losses|sales|pipeline|deals|quota)\b)",
     r"\1 \2's "),
    (r"\b(?:comes?|came|coming|is coming) (?:out of|from|in from) (?:each|every)\b", "by"),
    (r"\b((?:sales |deal )?cycle(?: time| length)?) in days\b", r"\1"),
    (r"(?<!all )(?<!last )(?<!next )(?<!this )\b(?:(?:the|for the) )?(?:whole|entire|full) year\b"
     r"(?= ?[?.!]*$)", "this year"),
    (r"(?<='s)(?<!year's)(?<!month's)(?<!quarter's) (?:whole|entire|full) team\b", " team"),
    # Times in commands.
    (r"^'?til(?=\s)", "until"),
    (r"\b(?:thru|through) (?:the )?end of (?:the )?(month|quarter|week|year)\b", r"until end of \1"),
    # What is left out of a forecast.
    (r"^(?:take|leave|pull|strip|knock) ([^,?.]{2,60}?) out(?: of (?:it|the forecast|the picture|the number))?,? "
     r"(?:and |then )?(?=where|what|how)", r"without \1, "),
    (r"^(?:take|leave|pull|strip|knock) ([^,?.]{2,60}?) out,? "
     r"(?:and |then )?(?:show (?:me )?)?((?:the |our )?forecast\b.*)$", r"\2 without \1"),
    # What rules do.
    (r"\b(?:make|give|assign|create|open|set) (the owner|the rep|its owner|the deal owner|me) a task\b",
     r"create a task for \1"),
    (r"\b(?:kick off|start|trigger|launch|fire off|set off) an? (forecasting|analytics|pipeline) (?:agent )?run\b",
     r"force run the \1 agent"),
    (r"\bstrays? (?=(?:more than|over|by|off|away|from)\b)", "deviates "),
    (r"\bholler at me\b", "alert me"),
    (r"\b(?:wanders?|veers?|swerves?) (?=(?:more than|over|by|off|away|from)\b)", "deviates "),
)  # fmt: skip
"""(how it may be said, how it is read), in the order they are put right."""
_WORDINGS = tuple((re.compile(pattern), plainly) for pattern, plainly in WORDINGS)


def plainly_worded(text: str) -> str:
    """The text with these wordings in the ones that are read; anything else is left as it is."""
    for pattern, plainly in _WORDINGS:
        text = pattern.sub(plainly, text)
    return text
