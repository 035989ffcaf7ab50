"""How people lead up to a question and away from it: “could I trouble you for …”, “… would be helpful”."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SOON = r"(?:please |kindly |possibly |just |quickly |perhaps |maybe |ever |also |now |, )*"
_LEARN = (
    r"(?:know|see|understand|hear|learn|find out|establish|have|look at|check|have a look at|take a look at|"
    r"be shown|be given|be told|view|review|find|work out|figure out)"
)
_TELLS = (
    r"(?:show|tell|give|provide|bring|share|fetch|supply|find|pull up|pull|list|share|look up|remind)"
    r"(?: (?:me|us)\b)?(?: with)?"
)
_SHOWING = (
    r"(?:telling|showing|giving|getting|sharing|finding|pulling|listing|looking up|checking)(?: up)?(?: (?:me|us))?"
)
_PLEASED = (
    r"(?:very |most |really |so )?(?:grateful|keen|obliged|thankful|happy|glad|delighted|interested|curious|pleased)"
)
_BOSS = (
    r"(?:our|my|the) (?:chairman|chair|ceo|cfo|coo|cro|boss|vp|director|board|president|svp|head of sales|leadership|"
    r"exec team|bosses|investors|finance team|chief of staff)"
)
_OPENINGS = (
    rf"(?:could|can|would|will|might|may) (?:i|we) {_SOON}(?:trouble|bother|ask) (?:you )?(?:for|to(?= {_TELLS}))",
    rf"(?:could|can|would|will|might) (?:you|somebody|someone|anybody|anyone|the bot) ?{_SOON}(?={_TELLS}\b)",
    rf"(?:could|can|would|will) (?:you|somebody|someone) {_SOON}be so (?:good|kind) as to",
    r"(?:please )?be so (?:good|kind) as to",
    rf"(?:would|do) you mind {_SHOWING}(?! (?:when|if|whenever|once)\b)",
    rf"(?:could|can|might|may) (?:i|we) {_SOON}(?:{_LEARN})",
    rf"would it be possible (?:for (?:you|me|us) )?to (?:{_LEARN})(?! (?:when|if|whenever|once)\b)",
    rf"is it possible to (?:{_LEARN})(?! (?:when|if|whenever|once)\b)",
    rf"(?:i|we) (?:would|should|will|am|are) (?:also )?be {_PLEASED} "
    rf"(?:to {_LEARN}|for|if you (?:could|would|can)(?= {_TELLS}))",
    rf"(?:i|we) (?:am|are) {_PLEASED} (?:to {_LEARN}|about|in)",
    rf"(?:i|we) (?:would|should) (?:really |very much |also )?(?:like|love|want|wish|prefer|need) to {_LEARN}",
    r"(?:i|we) (?:would|should) (?:really |very much )?(?:appreciate|welcome|value)",
    r"(?:i|we) (?:want|need|wish|have) to (?:know|understand|hear|learn|find out|establish|figure out|work out)",
    rf"i am (?:just |really )?(?:trying|looking|hoping|wanting|keen) to {_LEARN}",
    rf"it would (?:really |greatly )?(?:help|assist|be (?:lovely|great|nice|good|helpful|useful|handy|wonderful))"
    rf"(?: (?:me|us))?(?: enormously| greatly| a lot| no end)? (?:to {_LEARN}|if you (?:could|would|can)(?= {_TELLS}))",
    r"(?:do|would) (?:you|we) (?:happen to )?(?:have any idea|have an idea|know|happen to know)(?: of| about)?",
    r"any idea(?: of| about)?",
    r"when(?:ever)? you (?:have|get|find) (?:a|one|some|the) (?:moment|minute|second|sec|time|chance)(?: to spare)? ,",
    r"when(?:ever)? (?:convenient|possible|you can) ,",
    rf"{_BOSS} (?:wants|would like|needs|wishes|is asking|asked|asks|is keen|wanted)"
    rf"(?: me)? (?:to {_LEARN}|for(?= )|about)?",
    r"let us (?:have|take) (?:a|another) (?:quick )?look at",
    r"is it (?:true|right|correct|the case) that",
    r"on the subject of(?= )|speaking of(?= )|with regard to(?= )|regarding(?= )|talking of(?= )|as for(?= )",
    r"tell me please(?: about)?|remind me ,|i wonder(?: if)?|i was wondering(?: if)?|just wondering(?: if)?",
    r"i believe|i reckon|i suspect|i gather|i understand(?: that)?",
    r"(?:i think|i guess|i suppose|perhaps|maybe) (?:that )?(?:we|you) (?:should|ought to|need to|must|had better)",
    r"(?:right|ok|okay|well|so|now) , (?:then , )?(?:you (?:may|can|could|should))?",
    r"you (?:may|can|could|should) (?:now )?",
    r"ask(?:ing)? for|requesting",
    r"i (?:can|could) not (?:seem to |quite )?"
    r"(?:find|see|tell|work out|figure out|make out|remember|recall|get)(?: out)?",
    r"kindly|pray|do please|if you (?:please|would|do not mind|will|can|could) ,|would you kindly",
    r"for my (?:own )?(?:information|curiosity|interest|benefit) ,",
    r"much appreciated ,|thanks in advance ,|apologies ,|sorry to bother you ,|sorry ,",
)
OPENING = re.compile(rf"^(?:{'|'.join(_OPENINGS)})(?:(?=\s|$)|(?<=\s))")
"""What leads up to a question or an order and says nothing of it."""
ASKS_TO_BE_TOLD = re.compile(
    r"^(?:\S+ ){0,8}?(?:know|hear|told|see|warned|notified|informed|alerted)(?: about it)? "
    r"(?:if|when|whenever|once|as soon)\b"
)
"""“I'd like to know when a deal …”: what leads up to a rule belongs to it."""
TAIL = re.compile(
    r"(?: ,)? (?:(?:that )?would be (?:very |really |most |so )?(?:helpful|great|nice|lovely|good|appreciated|"
    r"useful|handy|ideal|perfect|wonderful|super|grand|much appreciated)|"
    r"if you (?:please|can|could|would|will|do not mind|have time)|"
    r"if (?:possible|that is possible|at all possible|i may)|do you (?:reckon|think|know|suppose)|"
    r"when you (?:can|get a chance|get a minute|get a moment|have time|have a moment|have a minute|have a sec)|"
    r"at your convenience|thank you(?: very much| kindly| so much)?|many thanks|much obliged|ta|"
    r"(?:and )?(?:sorry|apologies|apols|excuses?) for (?:the |all the |any |my )?(?:short notice|noise|bother|trouble|"
    r"late (?:ask|notice|request|change)|delay|confusion|spam|hassle|inconvenience|back and forth|change|rush)|"
    r"kindly (?:share|list|show|advise|provide|confirm|send|help|check|tell|revert|do the needful)"
    r"(?: (?:me|us))?(?: (?:the )?(?:same|details|list))?|(?:please|pls) (?:share|advise|revert)|share please|"
    r"what would it be|what is it|as well please|for me please|if i may ask|in your view)(?: [?.!])*$"
)
"""What leads away from it."""
ASIDE = re.compile(r" , (?:if you please|if you will|if you would|please|kindly|if possible|if you can|say) ,(?= )")
_GOES = r"(?:driving|flying|walking|running|heading|riding|rushing|travell?ing|commuting|strolling|off|back)"
_IS_AT = r"(?:chillin[g']?|hanging(?: out)?|sipping|eating|grabbing|camped)"
_PLACES = (
    r"(?:train|plane|bus|road|phone|way|go|move|beach|couch|cab|taxi|uber|lyft|car|airport|lobby|meeting|elevator|lift|"
    r"queue|line|office|kitchen|lounge|call|gate|bar|gym|dentist|doctor|station|hotel|client|restaurant|cafe|parking "
    r"lot|"
    r"standup|hallway|corridor|middle of (?:a|something)|qbr|board meeting|tarmac|hurry|rush|bind|pinch|traffic)"
)
SITUATION = re.compile(
    r"^(?:(?:i am|we are|am|im|still|just|currently|almost|sorry|ok|okay|hey|hi|btw|fyi|so|team|guys|folks|all|and) "
    r")*(?:"
    rf"{_GOES} (?:to|into|in|out|over|through|home|back|up|down|for|from|late|around|at|between)\b|"
    rf"{_IS_AT} (?:at|in|on|with|for|by|outside|here|up|coffee|lunch|breakfast|dinner|a|an|the|around)\b|"
    rf"(?:(?:sitting|standing|waiting|stuck|parked|here|caught|trapped) )?(?:in|on|at) (?:an? |the |my |our "
    rf")?{_PLACES}\b|on my way\b|on route\b|en route\b|"
    r"(?:about to|prepping|preparing|getting ready|gearing up|going|hopping|jumping|stepping|walking|dialing|dialling)"
    r" (?:for|to|on|in|into|onto|board|take off|walk|hop|jump|go|head|present|join|start|meet|see|call|speak)\b|"
    r"(?:boarding|landing|landed|commuting)\b|(?:meeting|seeing|calling|visiting) (?:with )?|"
    r"between (?:calls|meetings|flights|sessions)\b|"
    r"(?:long|crazy|busy|hectic|rough|wild|slow|lovely|beautiful|rainy|sunny|cold) (?:day|week|morning|afternoon|"
    r"night|one)\b|"
    r"happy (?:monday|tuesday|wednesday|thursday|friday|holidays|weekend)\b|"
    r"my (?:boss|flight|plane|train|wife|husband|kid|kids|phone|battery|laptop|wifi|connection|screen|calendar)\b|"
    r"(?:boss|ceo|cfo|vp|cro|board) (?:is|wants|just|keeps|needs|on|in|at)\b|no time\b|short on time\b|"
    r"(?:need|want) (?:this|it|a number|the number|an answer) (?:fast|quick|quickly|now|asap)"
    r")"
)
"""Where somebody is or what they are about to do, which is said before a question and is no part of it."""


def is_situation(lead: Sequence[str]) -> bool:
    """“driving to OKC”, “at the gate at dfw”, “Hoeveel sorry in English”: nothing that a question is about."""
    text = " ".join(lead)
    return len(lead) <= LONGEST_SITUATION and (SITUATION.match(text) is not None or text.endswith("in english"))


def situation_length(lead: Sequence[str]) -> int:
    """How many words only say where somebody is: “stuck in” of “stuck in traffic”."""
    found = SITUATION.match(" ".join(lead))
    return len(found[0].split()) if found else 0


LONGEST_SITUATION = 14
QUESTION_WORDS = frozenset(("if", "whether", "that"))
LONGEST_OPENING = 14


def opening_length(words: Sequence[str]) -> int:
    """How many words at the beginning only lead up to what follows."""
    text = " ".join(words)
    if ASKS_TO_BE_TOLD.match(text):
        return 0
    found, length = OPENING.match(" ".join(words[: LONGEST_OPENING + 1])), 0
    if found:
        length = len(found[0].split())
    while length and words[length : length + 1] in (["if"], ["whether"], ["that"], [","], ["about"]):
        length += 1
    return length if length < len(words) else 0


def tail_length(words: Sequence[str]) -> int:
    """How many words at the end only lead away from what was said."""
    found = TAIL.search(f" {' '.join(words)}")
    length = len(found[0].split()) if found else 0
    return length if length < len(words) else 0


def aside(words: Sequence[str]) -> tuple[int, int] | None:
    """(first, after the last) of the words of a polite aside: “list, if you please, every deal”."""
    text = " ".join(words)
    found = ASIDE.search(text)
    if found is None:
        return None
    start = len(text[: found.start()].split())
    return start, start + len(found[0].split())
