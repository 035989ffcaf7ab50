"""Rules in constructions of their own: “nothing over 1m closes without Dana signing off” as a rule said plainly."""

from __future__ import annotations

from domain.language.message import Message
from domain.language.rewrites import NUMBER, rewrite, rewritten
from domain.language.text import word_set

_MARKER = r"(?= (?:when|whenever|if|once|as soon as|every time|each time|any time|anytime)\b)"
_RULE = r"(?:rule|automation|policy)"
_SAYING = r"(?: (?:where|such that|saying|so that|that says|which says|that|:|-|says|in which|whereby))?"
_CLOSES = (
    r"(?:closes?|closing|be closed|is closed|are closed|gets? closed|goes? (?:out|through|ahead|live)|be signed|"
    r"is signed|"
    r"gets? signed|sign|signs|is won|be won|get won|leaves?|be sent|proceeds?|progress(?:es)?|moves? (?:on|"
    r"forward|ahead))"
)
_OK = (
    r"(?:ok|okay|approval|sign off|signoff|signing off|say so|blessing|consent|go ahead|approving(?: it)?|green "
    r"light|"
    r"yes|signature|oking it|agreeing|thumbs up|permission|being asked|being asked first|knowing)"
)
_SENT = r"(?:handed|passed|sent up|referred|kicked|bumped|forwarded|routed|flagged up)"
_BE = (
    r"(?:gets?|is|are|be|to be|should be|must be|should get|must get|has to be|have to be|needs? to be|will "
    r"be|has to get)"
)
_FOR_OK = r"for (?:an? |his |her |their )?(?:approval|sign off|signoff|ok|okay|a yes|review and approval)"

REWRITES = (
    rewrite(rf"(?:make it so|make it|see to it|ensure|make sure|arrange it so|set it up so|set things up so|fix "
            rf"it so)(?: that)?{_MARKER}", ""),
    rewrite(rf"(?:(?:let us|i|we|please|can we|could we|can you|could you) )*(?:have|want|need|set up|set|add|"
            rf"create|make|build|write|put in|"
            rf"would like|like) (?:an? |the )?(?:new |standing )?{_RULE}{_SAYING}{_MARKER}", ""),
    rewrite(r"in the event (?:that|of)|in the case that|in cases where|in any case where|on the condition that|"
            r"provided that|at such time as|"
            r"in a situation where|in situations where|in the instance that|whensoever|on the off chance "
            r"that", "when"),
    rewrite(r"(?:ask|check with|consult|come to|clear it with|run it past) me (?:first )?before "
            rf"(?:(?:closing|signing|sending out|sending|approving|we close|you close|anyone closes|we sign) "
            rf")?(.+?)(?: {_CLOSES})$",
            "require my approval for", 1),
    rewrite(r"(?:ask|check with|consult|come to|clear it with|run it past) me (?:first )?before "
            r"(?:closing|signing|sending out|sending|approving|we close|you close|anyone closes|we sign) (.+)$",
            "require my approval for", 1),
    rewrite(r"(?:ask|check with|consult|clear it with|run it past) (\w+(?: \w+)?) (?:first )?before "
            rf"(?:(?:closing|signing|sending out|approving|we close|anyone closes|we sign) )?(.+?)(?: {_CLOSES})?$",
            "require approval from", 1, "for", 2),
    rewrite(rf"(?:nothing|no deals?|no opps?|no opportunity|none) (.+?) (?:may |can |should |must |is to |shall "
            rf"|gets to )?(?:be )?{_CLOSES} "
            rf"(?:without|before|until|unless) (?:i|me|my)(?: {_OK}| approve(?: it)?| say so| sign off| agree| "
            rf"ok it)?", "deals", 1, "need my approval"),
    rewrite(rf"(?:nothing|no deals?|no opps?|no opportunity|none) (.+?) (?:may |can |should |must |is to |shall "
            rf"|gets to )?(?:be )?{_CLOSES} "
            rf"(?:without|before|until|unless) (?:the {_OK} of )?(\w+(?: \w+)?)(?: {_OK}| approves(?: it)?| "
            rf"says so| signs off| agrees| oks it)", "deals", 1, "need approval from", 2),
    rewrite(rf"(.+?) (?:can|may|should|must|shall|do|does|are|is) not (?:to |allowed to )?(?:be )?{_CLOSES} "
            rf"without (?:me|my)(?: {_OK})?", 1,
            "need my approval"),
    rewrite(rf"(.+?) (?:can|may|should|must|shall|do|does|are|is) not (?:to |allowed to )?(?:be )?{_CLOSES} "
            rf"without (\w+(?: \w+)?) {_OK}", 1,
            "need approval from", 2),
    rewrite(rf"(.+?) (?:can|may|should|must) only (?:be )?{_CLOSES} (?:with|after|on) my {_OK}", 1, "need my "
            "approval"),
    rewrite(rf"{_BE} {_SENT} (?:over |up |on |off )?to (.+?) {_FOR_OK}", "needs approval from", 1),
    rewrite(rf"{_BE} {_SENT} (?:over |up |on |off |straight |right )*to(?! (?:commit|best case|negotiation|"
            rf"proposal|lost|won))", "should be escalated to"),
    rewrite(r"(?:goes?|should go|must go) (?:straight|right|directly) to", "should be escalated to"),
    rewrite(r"leave (?!(?:the |its |their |all )*(?:threshold|rule|setting|alert|config|quiet|stale|"
            r"coverage))(.+?) (?:alone|be|in peace)(?: (?:,|-|and|:)? ?no (?:more )?(?:nudges|nudging|"
            r"reminders))?", "suppress nudges for", 1),
    rewrite(r"(?:logs?|records?|does|has done|has logged) nothing (?:for|in)", "has no activity in"),
    rewrite(r"(?:sits?|goes|stays?|is left|waits?|lies) (?:there )?(?:for )?(.+?) without (?:being (?:touched|"
            r"contacted|worked|called)|anyone touching it|"
            r"a touch|any contact|contact)", "is untouched for", 1),
    rewrite(rf"(?:tops|surpasses|crosses|outgrows)(?= {NUMBER})", "is over"),
    rewrite(r"(?:(\d+) (?:idle|quiet|silent) days|(\d+) days (?:idle|of silence|of quiet|of nothing))",
            "no activity in", 1, 2, "days"),
)  # fmt: skip
"""In the order they are applied."""
CUES = word_set(
    "make see ensure arrange set have want need add create build write like event case cases condition provided "
    "situation ask check consult come clear run nothing no none can may should must not goes go leave logs log "
    "sits sit "
    "tops surpasses crosses idle quiet silent days gets get is are be"
)
ASKS = word_set("which what who show list how where why count find give get")


def plainly_ruled(message: Message) -> Message:
    """The message with a rule's own constructions said plainly."""
    asks = message.words[:1] and message.words[0] in ASKS
    return rewritten(message, REWRITES) if CUES & set(message.words) and not asks else message
