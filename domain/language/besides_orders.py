"""What is said beside an order and changes nothing of it: its reason, and that everything else stays as it is."""

from __future__ import annotations

from domain.language.commands.agents import agents
from domain.language.commands.needs import Need
from domain.language.controls import control
from domain.language.message import Message
from domain.language.names import tops
from domain.language.reports import report
from domain.language.rules import rule
from domain.language.text import phrase_list, word_set

SIGNS = (",", ".", ";", "-", "(", "!", ":")
BECAUSE = word_set("because cause cos cuz coz bc since as so")
"""Words that open a reason, with or without a sign before them."""
OPENS = word_set(
    "they it he she this that these those its he's we i nobody everyone everybody people reps folks noone someone "
    "somebody customers too there way just lots"
)
"""Words that may open one after a sign."""
OPENS_PAIRS = tuple(
    tuple(p.split())
    for p in phrase_list(
        "the reps|my reps|our reps|the team|my team|our team|the guys|the numbers|no one|a lot|no need|no point|"
        "half of|"
        "most of|all of|none of|every one|not needed|not useful|which is|that is"
    )
)
SAYS = word_set("asked wants wanted is hates says said told requested needs was has complained thinks keeps likes")
"""What somebody who is named may do in a reason."""
BINDS = word_set(
    "if when whenever unless until untill till til before after once only except excluding but besides while during "
    "whose over under above below more less than between instead then also or"
)
"""Words that may bind an order: no reason has them."""
OURS = ("setting", "playbookname", "task", "react", "report", "agentname")
RESTS = tuple(
    tuple(p.split())
    for p in phrase_list(
        "leave the rest alone|leave the rest|leave the rest as is|leave the rest as it is|leave the rest untouched|"
        "leave the others alone|leave the others|leave the others as they are|leave everything else|"
        "leave everything else alone|leave everything else as is|leave everything else as it is|"
        "leave everything else untouched|keep everything else|keep everything else as is|keep the rest|"
        "keep everything else as it is|keep the rest as is|keep the rest as it is|keep the others as they are|"
        "nothing else|do not touch the rest|do not touch anything else|do not touch the others|"
        "do not change anything else|change nothing else|touch nothing else|everything else stays|"
        "everything else stays the same|everything else stays as is|everything else stays as it is|"
        "the rest stays|the rest stays the same|the rest stays as is|the rest stays as it is|the rest can stay|"
        "the others stay|the others stay as they are|the others can stay|the rest is fine|everything else is fine|"
        "the others are fine|no other changes|and nothing else|but nothing else|just that|only that|that one only|"
        "and leave the rest alone|but leave the rest alone|and leave everything else alone|but leave everything else|"
        "and leave the others alone|but keep the rest|and keep the rest as is|that is all|that is it"
    )
)
"""Ways to say that everything else stays."""
LONGEST_REASON = 14


def order_alone(message: Message) -> Message:
    """“cancel the activity summary, nobody reads it” as “cancel the activity summary”; itself where it is no order."""
    for cut in _cuts(message):
        head = message.part(0, cut)
        if len(head.words) > 1 and _orders(head):
            return head
    return message


def _cuts(message: Message) -> list[int]:
    """Where a reason, or what is said of the rest, begins."""
    words, out = message.words, list[int]()
    last = len(words)
    while last and words[last - 1] in (".", "!", ")", "please", "pls", "thanks", "thx"):
        last -= 1
    for i in range(1, last):
        signed = words[i] in SIGNS
        start = i + signed
        if start >= last:
            break
        rest = tuple(words[start:last])
        because = signed or words[start] in BECAUSE
        if rest in RESTS or (because and _is_reason(message.part(start, last))):
            out.append(i)
    return out[:2]


def _is_reason(tail: Message) -> bool:
    """Whether these words only say why: nothing in them could bind, name or order anything."""
    words = tail.words
    if not 3 <= len(words) <= LONGEST_REASON:
        return False
    because = words[0] in BECAUSE
    at = 1 + (words[1:2] == ["that"]) if because else 0
    opens = words[at : at + 1] and (words[at] in OPENS or tuple(words[at : at + 2]) in OPENS_PAIRS)
    somebody = next((s for s, _ in tail.people() if s.start == at and words[s.end : s.end + 1]), None)
    said_of = somebody is not None and words[somebody.end] in SAYS
    if not (opens or said_of) or BINDS & set(words):
        return False
    if any(t.kind in ("number", "date", "clock") for t in tail.tokens) or "?" in words:
        return False
    if any(s.value != "aggressiveness" for kind in OURS for s in tail.find(kind)) or agents(tail)[0]:
        return False
    names = [m for m in tail.drafted.mentions if m.period or (m.names and tops(m.names)[0].score >= 90)]
    return all(said_of and somebody is not None and m.start < somebody.end for m in names)


def _orders(head: Message) -> bool:
    """Whether the words before are an order, and a whole one."""
    bare = head.without_preamble().bare()
    if not bare.words:
        return False
    return any(
        found is not None and not isinstance(found, Need)
        for found in (reading(bare) for reading in (rule, control, report))
    )
