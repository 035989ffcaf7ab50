"""Somebody who puts a message right while typing it: “pause forecasting - no wait, I mean analytics” means analytics.

What follows the second thought takes the place of what it is like (agent for agent, day for day, number for number),
so that never both are done. “… never mind” calls the message off; where it is not clear what is meant instead of a
command, that is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.language.commands.agents import agents, verbs_of
from domain.language.commands.restoring import given_name
from domain.language.controls import control
from domain.language.courtesy import SENTENCES, smalltalk
from domain.language.intent import Ambiguous, Smalltalk
from domain.language.message import Message
from domain.language.names import tops
from domain.language.points import EVERY, duration, point
from domain.language.reports import report
from domain.language.rules import rule
from domain.language.text import Token, phrase_list, word_set

_Phrase = tuple[str, ...]


def _phrases(text: str) -> tuple[_Phrase, ...]:
    return tuple(sorted((tuple(p.split()) for p in phrase_list(text)), key=len, reverse=True))


SURE = _phrases(
    "no wait|wait no|oh wait|wait wait|oh no|no hang on|no hold on|no sorry|sorry no|sorry i mean|sorry i meant|i mean|"
    "i meant|i do mean|i did mean|meant to say|meant to type|scratch that|strike that|scrap that|correction|"
    "make that|or rather|no actually|actually no|no make that|no make it|no i mean|no i meant|oops|whoops|my bad|"
    "my mistake|my error|my fault|no no|nope|on second thought|on second thoughts|on reflection|typo|let me rephrase|"
    "i should say|i should have said|what i meant was|what i mean is|change that to|ignore that|forget that|"
    "cancel that|not that|wrong one|wrong agent|wrong region|wrong team|wrong way round|actually make that|"
    "actually make it|sorry make that|sorry make it|wait make that|wait make it|better make that|better make it|"
    "let us make that|i take that back|changed my mind|i changed my mind|er no|um no|uh no|hmm no|well no|ah no|"
    "never mind that|nevermind that|nvm that|disregard that|excuse me|pardon me|sry i mean|sry i meant|sry no|no sry"
)
"""What puts something right wherever it stands."""
LIKELY = _phrases(
    "no|sorry|sry|actually|rather|wait|hang on|hold on|meant|mean|better|er|err|erm|um|uh|hmm|apologies|pardon|"
    "never mind|nevermind|nvm|nah|instead|ah|oh|well|stop"
)
"""What does so after a comma, a dash or a hesitation, right before something like what was said."""
ENDS = _phrases(
    "no wait|wait no|scratch that|strike that|scrap that|wait|hang on|hold on|on second thought|on second thoughts|"
    "actually no|no actually|never mind|nevermind|nvm|forget that|ignore that|cancel that|i take that back|"
    "changed my mind|i changed my mind|no no|disregard that|never mind that"
)
"""What calls off everything before it where nothing follows."""
FOLLOWS = _phrases("i mean|i meant|rather|sorry|i should say|that is|i should have said|instead")
"""What may also stand behind what is meant: “pause forecasting (analytics, I mean)”."""
HESITATES = word_set("er err erm um uh hmm ah oh well hm so")
SIGNS = word_set(", . - : ; ! ( ) ?")
LEADS = word_set(
    "the a an it is that was should be only just both for in to on at by until till til through from of "
    "with i we want wanted meant mean make use take let us please pls rather actually call named as my our every each"
)
"""What may stand between a second thought and what is meant."""
ADDS = (["too"], ["also"], ["as", "well"], ["and"], ["plus"], ["again"], ["add"], ["or"])
BOUNDS = word_set("over under above below more less fewer than at least most exactly > < >= <= = up")
"""What may open a number, and belongs to it."""
WHEN_OPENS = word_set("until till til through thru by from at on for starting")
LEAVES = word_set("keep leave let")
AS_IT_IS = word_set(
    "it that them this as is paused running on off alone be there where they are was for now please pls . ! stopped"
)
ACTS = frozenset(
    ("pause", "resume", "run", "reset", "snapshot", "rollback", "activate", "deactivate", "increase", "decrease")
)
NOT_VERBS = word_set("up down more less on off to back into the use it make take no set hold have keep want put")
"""Words that are verbs of commands elsewhere, and here more likely something else."""
MOST = 3
"""Second thoughts of one message that are followed."""
QUESTION = "I read a correction there, and cannot tell what takes the place of what. Please say it once more, whole."


@dataclass(frozen=True, slots=True)
class _Item:
    """Something that can be put right, from a token to before another; `core` is where its opening word ends."""

    kind: str
    start: int
    end: int
    core: int


def settled(message: Message) -> Message | Smalltalk | Ambiguous:
    """The message as it was meant in the end, a courtesy where it was called off, or the question what is meant."""
    for _ in range(MOST):
        found = _thought(message)
        if found is None:
            return message
        start, end, sure = found
        meant = _meant(message, start, end, sure=sure)
        if not isinstance(meant, Message):
            return message if meant is None else meant
        message = meant
    return message


def _thought(message: Message) -> tuple[int, int, bool] | None:
    """(first token, the token after, whether it is sure) of the first second thought; None without one."""
    words = message.words
    for at in range(1, len(words)):
        if at in message.named:
            continue
        end, sure = _through(words, at)
        parted = words[at - 1] in SIGNS or words[at - 1] in HESITATES or words[at] in HESITATES
        if end > at and (sure or parted) and words[end : end + 1] not in (["than"], ["of"], ["about"]):
            return at, end, sure
    return None


def _through(words: Sequence[str], at: int) -> tuple[int, bool]:
    """(the token after everything from here that only says a second thought, whether one is sure)."""
    sure, end = False, at
    while at < len(words):
        found = _phrase_at(words, at, SURE)
        sure = sure or bool(found)
        length = found or _phrase_at(words, at, LIKELY)
        if not length:
            break
        at = end = at + length
        while at < len(words) and words[at] in SIGNS:
            at += 1
    return (at if end < at else end), sure


def _phrase_at(words: Sequence[str], at: int, listed: Sequence[_Phrase]) -> int:
    """How many tokens from here on are one of the phrases; 0 for none."""
    return next((len(p) for p in listed if words[at] == p[0] and tuple(words[at : at + len(p)]) == p), 0)


def _meant(message: Message, start: int, end: int, *, sure: bool) -> Message | Smalltalk | Ambiguous | None:
    """What the message is with its second thought followed; None where there was none."""
    first, then = _trimmed(message.part(0, start)), _trimmed(message.part(end))
    if not first.words:
        return None
    if not then.words:
        return _at_the_end(message, first, start)
    if _adds(then.words):
        return None
    if _calls_off(then):
        return Smalltalk(reply="cancel", sentence=SENTENCES["cancel"])
    other = _other_order(first, then, sure=sure) or _other_name(first, then)
    return other or _in_its_place(first, then) or _asked(first, sure=sure)


def _adds(words: Sequence[str]) -> bool:
    """Whether what follows is one thing more, and takes nobody's place."""
    ends = any(words[-len(a) :] == a for a in ADDS[:3])
    return ends or any(words[: len(a)] == a for a in ADDS)


def _at_the_end(message: Message, first: Message, start: int) -> Message | Smalltalk | None:
    """“pause pipeline, no wait” calls it off; “pause forecasting (analytics, I mean)” says what is meant before."""
    said = message.words[start:]
    if _phrase_at(said, 0, FOLLOWS):
        at = next((i for i in range(len(first.words) - 1, 0, -1) if first.words[i] in SIGNS), 0)
        return _in_its_place(_trimmed(first.part(0, at)), first.part(at + 1)) if at else None
    off = any(_phrase_at(said, i, ENDS) for i in range(len(said)))
    return Smalltalk(reply="cancel", sentence=SENTENCES["cancel"]) if off else None


def _calls_off(then: Message) -> bool:
    """“… never mind”, “… don't”, “… leave it as it is”."""
    reply = smalltalk(then)
    leaves = then.words[0] in LEAVES and set(then.words[1:]) <= AS_IT_IS and len(then.words) > 1
    return leaves or (reply is not None and reply.reply == "cancel")


def _orders(first: Message) -> bool:
    """Whether something is ordered or set up."""
    bare = first.bare()
    return bool(bare.words) and any(reading(bare) is not None for reading in (control, rule, report))


def _asked(first: Message, *, sure: bool) -> Ambiguous | None:
    """The question what is meant, where a command would else be carried out as it was not meant."""
    return Ambiguous(slot="intent", question=QUESTION) if sure and _orders(first) else None


def _other_order(first: Message, then: Message, *, sure: bool) -> Message | None:
    """“pause pipeline, no, resume it”: another order in place of the first; “it” is what the first one was about."""
    at = then.opening()
    verbs = verbs_of(then, at) & ACTS if at < len(then.words) else frozenset()
    if not verbs or then.words[at] in NOT_VERBS or not _orders(first):
        return None
    own, of_first = agents(then)[0], [s for s in agents(first)[1] if s.value]
    names = then.find("playbookname") or then.find("setting") or then.find("task")
    if own or names or not of_first:
        return then if own or names or sure else None
    subject = first.tokens[of_first[0].start : of_first[-1].end]
    pointer = next((i for i, w in enumerate(then.words) if w in ("it", "them", "that")), None)
    if pointer is None:
        verb_end = then.verbs_at(at)[0][0].end
        return _with(then, (*then.tokens[:verb_end], *subject, *then.tokens[verb_end:]))
    return _with(then, (*then.tokens[:pointer], *subject, *then.tokens[pointer + 1 :]))


def _other_name(first: Message, then: Message) -> Message | None:
    """“snapshot pipeline as pre-q4, no, call it q4-base”: another name for the same snapshot."""
    named = given_name(first)
    called = named and then.words[:1] and then.words[0] in ("call", "name", "as", "called", "named")
    if named is None or not called:
        return None
    before, after = first.tokens[: named[1].start], first.tokens[named[1].end :]
    return _with(first, (*before, *then.tokens, *after))


def _in_its_place(first: Message, then: Message) -> Message | None:
    """The first part with what is meant in the place of what it is like, and whatever follows that."""
    leads = 0
    while leads < len(then.words) and then.words[leads] in LEADS | SIGNS:
        leads += 1
    olds = list(_items(first))
    for new in (i for i in _items(then) if i.start <= leads <= i.core):
        opened = new.core > new.start
        like = [o for o in olds if o.kind == new.kind or (opened and {o.kind, new.kind} == {"day", "span"})]
        if not like or (new.kind == "state" and new.end < len(then.words)):
            continue
        (old, old_end), (_, new_end) = _run(first, like[-1]), _run(then, new)
        said = then.tokens[new.start if opened else new.core : new_end]
        if new.kind == "number" and all(t.kind == "number" for t in said):
            # “for 3 days, no, 5”: the days stay.
            old_end = next((i + 1 for i in range(old.core, old_end) if first.tokens[i].kind == "number"), old_end)
        before = first.tokens[: old.start if opened else old.core]
        return _with(first, (*before, *said, *first.tokens[old_end:], *then.tokens[new_end:]))
    return None


def _run(message: Message, item: _Item) -> tuple[_Item, int]:
    """(the first, the token after the last) of everything of its kind that is listed with an item: “EMEA and APAC”."""
    same = sorted((i for i in _items(message) if i.kind == item.kind), key=lambda i: i.start)
    first, end = item, item.end
    for each in same:
        if each.start >= end and _joins(message, end, each.start):
            end = each.end
    for each in reversed(same):
        if each.end <= first.start and _joins(message, each.end, first.start):
            first = each
    return first, end


def _joins(message: Message, start: int, end: int) -> bool:
    """Whether only “and” or a comma stands between two places."""
    return 0 < end - start <= 3 and set(message.words[start:end]) <= {"and", ",", "&", "the", "plus"}


def _items(part: Message) -> Iterator[_Item]:
    """Everything in a part of a message that something like it may take the place of."""
    for span in agents(part)[1]:
        if span.value:
            yield _Item("agent", span.start, span.end, span.start)
    for kind in ("playbookname", "report", "setting", "task"):
        for span in part.find(kind):
            yield _Item(kind, span.start, span.end, span.start)
    yield from _times(part)
    for i, word in enumerate(part.words):
        if word in ("on", "off"):
            yield _Item("state", i, i + 1, i)
        if word in EVERY:
            yield _Item("every", i, i + 1, i)
        if word.startswith("#") and len(word) > 1:
            yield _Item("channel", i, i + 1, i)
    for mention in part.drafted.mentions:
        kinds = {c.named.kind for c in tops(mention.names)} if mention.names else set[str]()
        kinds |= {"status"} if mention.get("status") in ("won", "lost", "open") else set()
        kinds |= {"number"} if mention.amount else set()
        kinds |= {"period"} if mention.period else set()
        kinds |= {"measure"} if mention.get("measure") else set()
        kinds |= {"person"} if mention.text in ("me", "myself", "@me") else set()
        opens = mention.start
        while opens and mention.amount and part.words[opens - 1] in BOUNDS:
            opens -= 1
        for kind in sorted(kinds):
            yield _Item(kind, opens if kind == "number" else mention.start, mention.end, mention.start)


def _times(part: Message) -> Iterator[_Item]:
    """Days, times of day and durations, with the word that opens them."""
    at = 0
    while at < len(part.words):
        for kind, read in (("day", point(part, at, part.today)), ("span", duration(part, at))):
            if read and part.words[at] not in ("a", "an", "now", "all"):
                opens = at > 0 and part.words[at - 1] in WHEN_OPENS
                yield _Item(kind, at - opens, at + read.length, at)
                if kind == "day":
                    at += read.length - 1
        at += 1


def _trimmed(part: Message) -> Message:
    """The part without signs and hesitations at its ends."""
    start, end = 0, len(part.words)
    while start < end and part.words[start] in SIGNS | HESITATES:
        start += 1
    while end > start and part.words[end - 1] in (SIGNS - {"?"}) | HESITATES:
        end -= 1
    return part.part(start, end)


def _with(message: Message, said: Sequence[Token]) -> Message:
    return Message(message.text, tuple(said), message.names, message.today, message.fixes, message.has_context)


FIRST_WORDS = frozenset(p[0] for p in (*SURE, *LIKELY))


def has_second_thought(message: Message) -> bool:
    """Whether any word of a second thought occurs after the first one."""
    return not FIRST_WORDS.isdisjoint(message.words[1:])
