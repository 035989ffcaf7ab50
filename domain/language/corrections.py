"""Follow-ups that put right what was said before: “scratch that, wednesday”, “emea, not latam”, as the plain change."""

from __future__ import annotations

from collections.abc import Sequence

from domain.language.commands.agents import agents
from domain.language.message import Message
from domain.language.names import tops
from domain.language.points import point
from domain.language.rewrites import rewritten
from domain.language.text import Token, phrase_list, tokens, word_set
from domain.language.wordings.tables import CORRECTIONS_SAID

OPENS = tuple(
    sorted(
        (
            tuple(phrase.split())
            for phrase in phrase_list(
                "no wait|no no|no sorry|no|nope|nah|not quite|actually|sorry|oops|whoops|scratch that|strike that|wait|"
                "hang on|hold on|i meant|i mean|my bad|rather|make it|make that|let us make it|let us make that|"
                "let us say|better|change it to|change that to|switch it to|switch that to|set it to|correction|"
                "wrong agent|wrong one|wrong region|wrong team|typo|that should be|it should be|should be|"
                "should have been|that should have been|hmm|on second thought|on second thoughts|what i meant was|"
                "i should have said|i meant to say|i wanted to say|never mind|nevermind|nvm|forget that|ignore that|"
                "well|ah|oh|um|uh|ok|okay|but|just kidding|please make it|can we make it|could we make it|"
                "can you make it|could you make it|rather make it|maybe make it|go with|let us go with|use|try"
            )
        ),
        key=len,
        reverse=True,
    )
)
"""What a correction begins with."""
FILLS = word_set("hmm well ah oh um uh ok okay but")
"""Words before a correction that correct nothing themselves."""
BETWEEN = word_set(", . - : ; !")
ENDS = (["instead"], ["actually"], ["rather"], ["sorry"])
MOST = 12
"""Words of the longest follow-up that is read as a correction."""
INSTEAD = (["instead", "of"], ["rather", "than"], ["and", "not"], [",", "not"], ["not"])


def put_right(message: Message) -> Message:
    """The follow-up with its correction said plainly, “actually” and what is meant; itself where it corrects none."""
    if len(message.words) > MOST or not message.words:
        return message
    message = rewritten(message, CORRECTIONS_SAID)
    start, corrects = _opened(message.words)
    core = message.part(start) if 0 < start < len(message.words) else message
    settled = _settled(core)
    if settled is None and not corrects:
        return message
    if settled is None and start == 0:
        return message
    said = settled if settled is not None else core
    return _with(message, (*tokens("actually"), *said.tokens))


def _with(message: Message, said: Sequence[Token]) -> Message:
    return Message(message.text, tuple(said), message.names, message.today, message.fixes, message.has_context)


def _opened(words: Sequence[str]) -> tuple[int, bool]:
    """(the token after everything that only opens a correction, whether it does)."""
    at, corrects = 0, False
    while at < len(words):
        found = next((o for o in OPENS if tuple(words[at : at + len(o)]) == o), None)
        if found is None:
            break
        corrects = corrects or not set(found) <= FILLS
        at += len(found)
        while at < len(words) and words[at] in BETWEEN:
            at += 1
    return at, corrects


def _settled(core: Message) -> Message | None:
    """“emea, not latam”, “not monday, wednesday”, “emea instead of latam”: what is meant, if so said."""
    words = core.words
    if words[:1] == ["not"]:
        for joint in (",", "but", "-", "."):
            if joint in words[2:-1]:
                at = words.index(joint, 2)
                denied, meant = core.part(1, at), core.part(at + 1)
                return meant if _alike(denied, meant) else None
        return None
    for denies in INSTEAD:
        found = next((i for i in range(1, len(words) - len(denies)) if words[i : i + len(denies)] == denies), None)
        if found is not None:
            meant, denied = core.part(0, found), core.part(found + len(denies))
            return meant if _alike(denied, meant) else None
    return None


def _alike(one: Message, other: Message) -> bool:
    """Whether both are short and of one kind: two regions, two agents, two days, two numbers."""
    return len(one.words) <= 4 and len(other.words) <= 6 and bool(_kinds(one) & _kinds(other))


def _kinds(part: Message) -> set[str]:
    """What a few words may be."""
    found = {"agent"} if agents(part)[0] else set[str]()
    found |= {"playbook"} if part.find("playbookname") else set()
    found |= {"day"} if any(point(part, i, part.today) for i in range(len(part.words))) else set()
    for mention in part.drafted.mentions:
        found |= {tops(mention.names)[0].named.kind} if mention.names else set()
        found |= {"number"} if mention.amount else set()
        found |= {"day"} if mention.period else set()
        found |= {"status"} if mention.get("status") else set()
        found |= {"person"} if mention.get("pronoun") == "me" else set()
    return found
