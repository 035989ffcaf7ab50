"""Ways of saying a thing that stand for a plainer one, put into it before a message is read."""

from __future__ import annotations

import re
from collections.abc import Callable

_OF_EACH = r"(?= +(?:by|per|for each|in each|in every|for every|of each|each)\b)"
_A_NUMBER = r"(?=(?:at least |more than |over |fewer than |less than )?(?:\d|two |three |four |five |a |any |no ))"
_CLOSE = r"(?:expected |planned )?close dates?"

_REPS = r"(?:reps|sellers|people|anyone|anybody|someone|somebody|any rep|a rep)"
_OPEN = r"(\d{1,3})(?: or more)? open(?: deals| opps| opportunities| ones)?\b"
_SO_MUCH = (
    r"(\$?\d[\d.,]*[km]?(?: ?(?:%|days?|percent|pct|points?|hours?))?|"
    r"(?:an?|one|two|three|four|five|six|seven|ten) (?:days?|weeks?|points?|percent))"
)
_A_SETTING = (
    r"((?:[\w-]+ ){0,3}?(?:threshold|limit|window|gap|cap|ratio|cutoff|deviation|sensitivity|"
    r"stale days|gap days|approval amount|coverage))(?= (?:for|in|on|until)\b|[?.!]*$)"
)
_OF_OURS = (
    r"(?:[a-z-]+ ){0,3}?(?:threshold|limit|window|gap|cap|ratio|cutoff|deviation|sensitivity|days|hours|frequency|"
    r"coverage|agent|bot)"
)
_NO_ACCOUNTS = r"(?:top|new|by|stale|stuck|open|lost|won|idle|quiet|cold|at|inactive|which|show|best|my|list|count)\b"
"""Words that say more of accounts than which ones they are."""
_OF_DEALS = r"deals?|pipeline|opps?|win rate|revenue|bookings|wins|losses"

Change = str | Callable[["re.Match[str]"], str]


def _reached(said: str, number: str) -> str:
    """A number of deals from which on nobody gets more: “once they have 30” is reached at 30."""
    return f"more than {number}" if re.search(r"\b(?:more than|over) \d", said) else f"{number} or more"


WORDINGS: tuple[tuple[str, Change], ...] = (
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
    (rf"\b(?:stop|quit|no longer|do not|never) (?:giv(?:e|ing)|assign(?:ing)?|hand(?:ing)?|feed(?:ing)?|send(?:ing)?) "
     rf"(?:out )?{_REPS} (?:any )?(?:new|more|further) (?:deals|opps|ones|business),? "
     rf"(?:once|when|whenever|if|as soon as|after) (?:they|she|he|it)(?: each)? "
     rf"(?:have|has|are at|is at|hit|hits|reach|reaches|get to|gets to|carry|hold|own)(?: got)? "
     rf"(?:(?:more than|over|at least) )?{_OPEN}",
     lambda m: f"when reps have {_reached(m[0], m[1])} open deals block new deals"),
    (rf"\b(?:block|no|freeze|stop|hold back) (?:any |all )?(?:new|more|further) (?:deals|opps) (?:for|to) {_REPS},? "
     rf"(?:(?:once|when|whenever|if|as soon as|after) (?:they|she|he|it) (?:have|has|are at|hit|hits|reach|reaches)"
     rf"(?: got)?|with|at|having) (?:(?:more than|over|at least) )?{_OPEN}",
     lambda m: f"when reps have {_reached(m[0], m[1])} open deals block new deals"),
    # Who did what with agents.
    (r"\bwho (?:is|has|have) been (chang|adjust|tweak|modify|edit|touch|rais|lower|paus|resum)ing\b"
     r"(?=.*\b(?:threshold|setting|config|limit|agent|bot|gap|window|hour|ratio|sensitivity|playbook)s?\b)",
     lambda m: f"who {m[1]}ed".replace("yed", "ied")),
    (r"\b(who (?:changed|adjusted|tweaked|modified|edited|touched|raised|lowered) (?:the )?"
     r"(?:thresholds?|settings|config)) (?:on|for|of|in) (?:the )?(pipeline|forecasting|analytics)\b(?! agent)",
     r"\1 of the \2 agent"),
    (r"\bget rid of (?:every|all|each|any)(?: (?:single|one of|of))?(?: the)? (nudge|alert|flag|escalation)s?\b",
     r"undo all \1s"),
    (r"^(undo all .{10,80}?),? ?(?:-|,|and|:|;) ?(?:please )?(?:roll|take|pull) (?:them|those|it|that|all)"
     r"(?: all)? back[.!]*$", r"\1"),
    (r"^((?:the )?(?:pipeline|forecasting|analytics)(?: agent| bot)?) (?:(?:to )?be |is to be )?(?:put |placed )?"
     r"on (?:hold|pause|ice) (?=(?:for|until|till|til|through)\b)(?!.*\?)", r"pause \1 "),
    (r"\bdeploy(?=(?: the| our)? [\w -]{3,30} playbook\b)", "activate"),
    # Thresholds.
    (rf"\b(?:let us )?(?:knock|shave|take|chop|lop|trim|cut) {_SO_MUCH} off (?:of )?(?:the |our |my )?{_A_SETTING}",
     r"lower the \2 by \1"),
    (rf"\b(?:let us )?(?:tack|stick|pile|add|put) (?:another |an extra )?{_SO_MUCH} (?:more )?(?:on|onto|on to|to) "
     rf"(?:the |our |my )?{_A_SETTING}", r"raise the \2 by \1"),
    (rf"^((?:the |our |my )?{_OF_OURS}) ?(?::|,| -) ?(?:please |just |let us )?(double|halve|triple|raise|lower|"
     r"increase|decrease|reduce|bump|drop|cut|set|reset|pause|resume|snapshot) (?:it|that|this)\b(?! (?:and|then))",
     r"\2 \1"),
    # Groups said beside their subject.
    (rf"^((?:(?!{_NO_ACCOUNTS})[\w&/']+,? ){{1,5}}?(?:accounts|customers))"
     r" ?(?:-|:) ?(?:show (?:me )?|give me |list )?(?!wh|that\b|with|no\b|how\b)"
     rf"(?=[^:]*\b(?:{_OF_DEALS})\b)(?![^:]*\b(?:accounts?|customers?)\b)([^:?]+?)[?.!]*$", r"\2 for \1"),
    (r"^(.*?)\b(do|does|did|has|have|is|are) each (?:one )?of ((?!the\b|our\b|my\b)[\w' ]{2,25}?) "
     r"(?:reps|people|sellers|guys|team members) ([^?.!]*)[?.!]*$", r"\1\2 \3 reps \4 by rep"),
    (r"\b(?:wk[ -]by[ -]wk|week[ -]by[ -]wk|wk[ -]by[ -]week)\b", "weekly"),
    (r"\b(?:mth|mo)[ -]by[ -](?:mth|mo)\b", "monthly"),
    (r"\bqtr[ -]by[ -]qtr\b", "quarterly"),
    (r"\b(reps?|sellers|people|teams?|regions?|products?|accounts?|managers?) (by|in|on) "
     r"(?:total |overall |their |closed )?sales\b"
     r"(?= *(?:$|[?.!,]|this|last|in|for|ytd|so far|since|during|q[1-4]|20\d\d))",
     r"\1 \2 revenue"),
    # How many, said without what.
    (r"\b(won|lost|closed|sold|landed|bagged) (more than|over|fewer than|less than|at least|at most|under|upwards of) "
     r"(\d{1,3})(?= (?:in|during|last|this|since|so far|ytd|between|by|overall|total)\b|[?.!]*$)", r"\1 \2 \3 deals"),
    (r"^won nothing\b", "reps with no wins"),
    (r"\b(reps?|sellers?|people|folks|managers|who) (?:who |that )?(?:have |has )?(?:sold|closed|landed|booked) "
     r"nothing\b",
     lambda m: f"{'reps' if m[1] == 'who' else m[1]} with no wins"),
    # Dates and fields.
    (r"\b(?:who is|whose|with|having) (?:a |an |the )?close dates? (?:that |which )?"
     r"(?:is |are |has |have )?(?:already |long |now )*(?:gone|expired|elapsed|been|history|ancient history)\b"
     r"(?! (?:by|for|since|moved|pushed|set|changed))", "past due"),
    (r"\b(?:created|opened) (after|before|later than|earlier than) (?:(?:its|their|the)(?: very)?(?: own)? )?"
     r"close dates?\b", r"where the created date is \1 the close date"),
    (r"\b(?:closed|closing) before (?:they|it) (?:were|was) (?:even |ever )?(?:created|opened)\b",
     "where the close date is before the created date"),
    (r"\b(?:pencill?ed|slated|lined up|earmarked|tipped|marked down) (?:in )?to (?=close|land|sign)", "expected to "),
    (r"\s*\((?:either|either one|any|or both|both|one or the other)\)", ""),
    # What nobody here holds, and what is not about sales.
    (r"\b(?:how many|which|what) (?:of )?(?:(?:our|my|the) )?(?:emails?|newsletters?|mailings?) "
     r"(?:did|has|have|does|do) (.{2,40}?) (?:open|opened|read|click|clicked)(?: on)?(?: up)?"
     r"(?= *(?:$|[?.!,]|this|last|in|so far|since))",
     r"email opens of \1"),
    (r"\bwhat is the (?:story|scoop|word) (with|on|at)\b", r"what is going on \1"),
    (r"^.{0,40}\b(?:what|how) is the weather\b.*$", "what is the weather"),
    (r"\bworst and best case\b(?! deals| opps)", "worst case and best case"),
    (r"\bbest and worst case\b(?! deals| opps)", "best case and worst case"),
)  # fmt: skip
"""(how it may be said, how it is read), in the order they are put right."""
_WORDINGS = tuple((re.compile(pattern), plainly) for pattern, plainly in WORDINGS)


def plainly_worded(text: str) -> str:
    """The text with these wordings in the ones that are read; anything else is left as it is."""
    for pattern, plainly in _WORDINGS:
        text = pattern.sub(plainly, text)
    return text
