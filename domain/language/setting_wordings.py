"""Thresholds changed without their name: “a deal is cold after 12 days”, “nobody carries more than 35”."""

from __future__ import annotations

from domain.language.message import Message
from domain.language.rewrites import DAYS, NUMBER, rewrite, rewritten
from domain.language.text import word_set

_FROM_NOW = (
    r"(?:from now on|going forward|from here on(?: out)?|as of (?:now|today)|starting (?:now|today)|effective "
    r"immediately|"
    r"from today|by default|in future|in the future|henceforth)(?: ,)?"
)
_HOLD = r"(?:treat|consider|regard|count|call|see|class|classify|view|take|rate|deem|let us (?:treat|consider|call))"
_DEALS = (
    r"(?:(?:an? |any |every |all |the |our |us |open )*(?:deals?|opps?|opportunity|opportunities|something|"
    r"it|them|anything|one)) ?"
)
_ARE = (
    r"(?:(?:is|are|be|as|being|to be|counts?(?: as)?|goes|go|becomes?|should|must|shall|get|gets|considered|"
    r"treated as|counted as|called|officially) )*"
)
_ONCE = (
    r"(?:after|at|from|past|beyond|if it has had|(?:once|when|if) (?:it|they|we) (?:hits?|reach(?:es)?|passe?s?|"
    r"have been|has been|"
    r"is|are|goes?|sits?|get to|gets to)(?: (?:past|at|there|in (?:a|the|one) stage(?: for)?))?)"
)
_SILENT = (
    r"(?:without(?: any)? (?:activity|contact|touch|news)|with no (?:activity|contact|news)|of (?:silence|"
    r"inactivity|no activity)|untouched|idle|of nothing|no activity)"
)
_MOST = r"(?:more than|over|above|beyond|past)"
_NOBODY = (
    r"(?:nobody|no one|no rep|no (?:sales )?person|none of the reps|not one rep) (?:should |can |may |is to |"
    r"must |gets to |is allowed to )?"
    r"(?:ever )?(?:have|carry|hold|own|juggle|get|work|be on|carries|has|holds|owns|with)"
)
_NOT_REPS = (
    r"(?:(?:the |our |all )?reps?|people|anyone|sellers?) (?:should|can|may|must|are|is) not (?:to "
    r")?(?:have|carry|hold|own|juggle|work|get)"
)
_FIELDS = (
    r"((?:(?:the |an? )?(?:next step|amount|close date|owner|stage|forecast category|value|product|"
    r"account)(?: ,| and| ,? and)? ?)+)"
)
_MANDATORY = (
    r"(?:mandatory|required|compulsory|obligatory|a must|a required field|required fields|filled in|a mandatory "
    r"field)"
)

_NAMED = "threshold|limit|gap|cap|ratio|target|deviation|risk|amount|days|coverage|deals|sensitivity|quiet hours"
REWRITES = (
    rewrite(_FROM_NOW, ""),
    rewrite(rf"(?:let us )?go (?:with|for) ({NUMBER}(?: days?| weeks?| points?)?) (?:for|as|on)(?= "
            rf".*(?:{_NAMED}))", "use", 1, "as"),
    rewrite(r"(?:(?:we |i )?(?:want|need|would like|have) )?(?:the |our )?forecasts? (?:to be "
            r")?(?:recalculated?|refreshed|rerun|"
            r"updated|run|done|redone|rebuilt|recomputed) (every \w+|daily|weekly|monthly|hourly)",
            "set forecast frequency to", 1),
    rewrite(rf"(?:{_HOLD} )?{_DEALS}{_ARE}(?:cold|inactive|idle|quiet|dormant|dark|asleep|dead) {_ONCE} "
            rf"({DAYS})(?: {_SILENT})?",
            "set activity gap to", 1),
    rewrite(rf"{_HOLD} (?:as )?(?:cold|inactive|idle|quiet|dormant|dark) {_ONCE} ({DAYS})(?: {_SILENT})?",
            "set activity gap to", 1),
    rewrite(rf"(?:{_HOLD} )?{_DEALS}{_ARE}(?:stale|stalled|stuck|stagnant) {_ONCE} ({DAYS})", "set stale days to", 1),
    rewrite(rf"{_HOLD} (?:as )?(?:stale|stalled|stuck|stagnant) {_ONCE} ({DAYS})", "set stale days to", 1),
    rewrite(rf"(?:stale|stalled)(?: after| at)? ({DAYS}) ((?:for|in) \w+(?: \w+)?) (?:,|and|,? and) ({DAYS}|{NUMBER})"
            r"(?= (?:for|in) )", "set stale days to", 1, 2, "and", 3),
    rewrite(rf"(?:{_NOBODY}|{_NOT_REPS}) {_MOST} ({NUMBER}) (?:open )?(?:deals?|opps?|opportunities)(?: "
            rf"open)?(?: at (?:once|a time))?",
            "set max open deals to", 1),
    rewrite(rf"(?:(?:we|i) )?(?:want|need|aim for|target|require|go for|ask for|expect) (?:a )?({NUMBER}) "
            rf"(?:pipeline )?coverage"
            r"(?: ratio)?(?! (?:deals|by|in|report))", "set coverage ratio to", 1),
    rewrite(rf"approvals? (?:only |just )?(?:from|above|over|at|starting at|kicks? in at) ({NUMBER})"
            r"(?: (?:up|on|onwards?|upwards?|and up|and above))?", "set approval amount to", 1),
    rewrite(rf"(?:make|require|set) {_FIELDS}{_ARE}(?:{_MANDATORY} )?(?:on|for) (?:every|all|each)(?: open)? "
            r"(?:deals?|opps?|opportunity|opportunities)", "set required fields to", 1),
    rewrite(rf"{_FIELDS}(?:should|must|has to|have to|needs to|need to|is|are|shall)(?: now)? (?:always )?(?:be "
            rf")?{_MANDATORY}"
            r"(?: (?:on|for) (?:every|all|each) (?:deals?|opps?))?(?! \?)$", "set required fields to", 1),
    rewrite(rf"(?:give|allow|grant)(?: (?:me|us|them|reps|people|everyone))? ({NUMBER}(?: days?| weeks?| "
            rf"points?)?) more (?:on|for) "
            rf"(.*(?:{_NAMED}).*)",
            "increase", 2, "by", 1),
    rewrite(r"(?:make|set|want|put) (.*?) (?:to )?twice (?:what it (?:is|was)|as (?:much|long|big|high|large)|"
            r"(?:its|the) current.*)",
            "double", 1),
    rewrite(r"(?:make|set|want|put|cut) (.*?) (?:to )?half (?:what it (?:is|was)|as (?:much|long|big|high|"
            r"large)|(?:its|the|of its) current.*)",
            "halve", 1),
)  # fmt: skip
"""In the order they are applied."""
CUES = word_set(
    "cold inactive idle quiet dormant dark stale stalled stuck stagnant nobody no none not coverage approval "
    "approvals "
    "mandatory required compulsory obligatory require twice half more from going starting effective as by go "
    "forecast forecasts"
)
"""A word that each of them has."""


def plainly_set(message: Message) -> Message:
    """The message with a threshold named where only its meaning was said."""
    if not CUES & set(message.words) or message.words[0] in (
        "which",
        "what",
        "who",
        "show",
        "list",
        "how",
        "are",
        "is",
    ):
        return message
    turned = rewritten(message, REWRITES)
    # What is left aside may leave nothing, or leave something that changes no threshold.
    return turned if turned.words and (turned.find("setting") or turned.find("agentname")) else message
