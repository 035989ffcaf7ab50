"""Questions back: what is unclear, which readings there are, and what to write to be understood."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from domain.language.commands.needs import Need
from domain.language.courtesy import refusal
from domain.language.draft import Mention
from domain.language.english import ORDINARY
from domain.language.intent import Ambiguous, OutOfScope, Slot
from domain.language.message import Message
from domain.language.names import FIRST_NAMES, OFFERED
from domain.language.parts import Parts
from domain.language.resolver import Asked
from domain.language.text import is_emoji, phrase_list, word_set
from domain.work import Choice

PLACES = word_set(
    "north south northeast northwest southeast southwest nordics dach benelux iberia anz mena europe asia "
    "africa uk us usa canada mexico india japan china france germany spain italy australia nordic brazil uki "
    "cee sea oceania midwest apac emea amer latam west east central na eu antarctica scandinavia balkans texas "
    "california northern southern pacific atlantic americas america southwestern caribbean anglo jpac eastern "
    "western"
)
QUESTIONS: dict[str, str] = {
    "agent": "Which agent?",
    "playbook": "Which playbook?",
    "threshold": "Where does “{words}” begin?",
    "scope": "From where, and to where?",
    "condition": "When should that happen? For example: “when a deal has no activity in 7 days”.",
    "account": "Which account do you mean by “{words}”?",
    "person": "Whom do you mean by “{words}”?",
    "product": "Which product do you mean by “{words}”?",
    "region": "Which region do you mean by “{words}”?",
    "measure": "Measured by what: number of deals won, revenue or win rate?",
    "time": "Which period or time do you mean?",
    "time_field": "Deals created then, or closing then?",
    "compare_to": "Compared with what?",
    "intent": "What would you like to know about {words}?",
    "reference": "What does that refer to? No answer of mine comes before it in this conversation.",
}
ONE_OF_A_LIST = re.compile(
    r" (?:the )?(?:first|second|third|fourth|fifth|last|other|previous|top|bottom|1st|2nd|3rd|4th|5th|same|middle) one "
    r"| number (?:one|two|three|four|five|[1-9]) | #[1-9] | option (?:[a-d]|[1-9]) "
)
"""Words that point at one of several things shown before."""
FEW = 8
"""Regions or products that are offered all of them where an unknown one is named."""
BUYS = phrase_list("do|done|buy|order|purchase|spend|bought|ordered|purchased|spent|renew|sign")
_KIND = {"account": "account", "person": "person", "product": "product", "region": "region"}
DID = phrase_list("won|win|lost|lose|closed|sold|landed|booked|signed|doing|performing|closing|winning|selling")
ASKED_OF = phrase_list("what|whats|is|did|has|have|how|does|was|much|many|deals|which|any|that")
"""Words around somebody who is asked after by what was won or lost."""
POINTS = phrase_list(
    "only|same|and|what about|how about|just|now|drop|exclude|without|remove|add|include|sort|also|but|"
    "the same|then|ok and|instead|group|break|split"
)
"""Words that point at a question before."""

SHOW = re.compile(r"^(please )?(show|give|get|tell|pull up|bring up|open)( me)?( about)? ", re.IGNORECASE)
"""What only asks to be shown the name that follows."""


def needed(need: Need, message: Message) -> Ambiguous:
    """The question for what a command lacks."""
    if need.question:
        return _ambiguous(need.slot, need.words, need.options, message, need.question.format(words=need.words))
    if need.slot == "threshold" and need.options:
        return _ambiguous("threshold", need.words, need.options, message, "Which threshold?")
    if not need.options and need.slot in _KIND:
        return unknown_name(need.slot, need.words, message)
    return _ambiguous(need.slot, need.words, need.options, message)


def asked(found: Asked, message: Message) -> Ambiguous:
    """The question for what a question leaves open."""
    if found.unknown or (not found.options and found.slot in _KIND):
        return unknown_name(found.slot, found.words, message)  # type: ignore[arg-type]
    options = found.options
    if found.slot in _KIND and len(options) > OFFERED:
        return too_many(found, message)
    if found.slot == "measure" and options:
        question = f"What do you mean by “{found.words}”: {' or '.join(options)}?"
        return _ambiguous("measure", found.words, options, message, question)
    return _ambiguous(found.slot, found.words, options, message)  # type: ignore[arg-type]


def too_many(found: Asked, message: Message) -> Ambiguous:
    """The question where more things are called so than can be offered: it says that there are more."""
    question = f"{QUESTIONS[found.slot].format(words=found.words)} These are the first {OFFERED} of more; "
    options = found.options[:OFFERED]
    return _ambiguous(found.slot, found.words, options, message, f"{question}please write more of the name.")  # type: ignore[arg-type]


def _ambiguous(slot: Slot, words: str, options: tuple[str, ...], message: Message, question: str = "") -> Ambiguous:
    text = question or QUESTIONS[slot].format(words=words)
    choices = tuple(Choice(label=_label(o), text=_rewritten(message, words, o, slot)) for o in options)
    choices = choices or _readings(slot, message)
    return Ambiguous(slot=slot, question=text, options=options, choices=choices)


READINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "measure": (
        ("Deals won", "{} by number of deals won"),
        ("Revenue", "{} by revenue"),
        ("Win rate", "{} by win rate"),
    ),
    "intent": (("Open deals", "open deals {}"), ("Won deals", "won deals {}"), ("Lost deals", "lost deals {}")),
}
"""What a question back most likely means where nothing in the message names the ways to read it."""


def _readings(slot: Slot, message: Message) -> tuple[Choice, ...]:
    text = " ".join(message.text.split()).rstrip("?!. ")
    return tuple(Choice(label=label, text=whole.format(text)) for label, whole in READINGS.get(slot, ()) if text)


def _label(option: str) -> str:
    return {"created": "Created", "close_date": "Closing"}.get(option, option.replace("_", " "))


def _rewritten(message: Message, words: str, option: str, slot: str) -> str:
    """The message with the unclear words made plain, so that asking it again is no longer ambiguous."""
    text = " ".join(message.text.split())
    if slot == "agent":
        name = "all agents" if option == "all" else f"the {option} agent"
        for pronoun in (" it", " them", " that", " the agent", " agent"):
            if text.casefold().endswith(pronoun):
                return f"{text[: -len(pronoun)]} {name}"
        return f"{text} {name}"
    if slot == "playbook":
        return f"{text.rstrip('.?! ').removesuffix('playbook').rstrip()} {option.replace('_', ' ')} playbook"
    if slot == "time_field":
        return f"{text} {'created' if option == 'created' else 'closing'}"
    if slot == "threshold":
        return text.replace("threshold", option.replace("_", " "))
    at = text.casefold().find(words.casefold()) if words else -1
    if at >= 0:
        return text[:at] + option + text[at + len(words) :]
    return f"{text} {option}"


def unknown_name(slot: Slot, words: str, message: Message) -> Ambiguous:
    """Says that nobody (nothing) is called so, with the three nearest names."""
    noun = {"person": "person", "account": "account", "product": "product", "region": "region"}[slot]
    near = message.names.nearest(words, _KIND[slot]) if words else ()
    at = message.text.casefold().find(words.casefold())
    words = message.text[at : at + len(words)] if words and at >= 0 else words
    tail = f" The nearest I know: {', '.join(near)}." if near else ""
    every = message.names.all_of(_KIND[slot]) if slot in ("region", "product") else ()
    if 0 < len(every) <= FEW:
        near, tail = every, f" There are {', '.join(every)}."
    choices = tuple(Choice(label=name, text=_rewritten(message, words, name, slot)) for name in near)
    question = f"I know no {noun} called “{words}”.{tail}"
    return Ambiguous(slot=slot, question=question, options=every if len(every) <= FEW else (), choices=choices)


def unknown_words(parts: Parts, message: Message) -> Ambiguous | OutOfScope | None:
    """The question for words nobody knows; a refusal when the message is about nothing we know."""
    unknown = [m for m in parts.unknown if _matters(m)]
    if not unknown:
        return None
    if not_kept := next((m for m in unknown if m.text in NOT_KEPT), None):
        return _not_understood(not_kept.text, "account", message)
    own_only = all(c.condition.value == "@me" for c in parts.clauses)
    known = bool(
        parts.heads
        or ({"closing", "created"} & set(parts.verbs) and parts.windows)
        or (parts.clauses and not own_only)
        or parts.measures
        or parts.groups
        or parts.counted
        or parts.marks & {"revenue", "pipeline"}
        or ("own" in parts.verbs and "who" in parts.marks)
        or ("buy" in parts.verbs and "what" in parts.marks)
    )
    slot = slot_of(unknown[0], message)
    # “same for west”: what is asked is said before, and only the name is not known.
    known = known or (slot in _KIND and len(unknown) == 1 and " ".join(message.words).startswith(SAME_FOR))
    if (not known and not (len(message.words) <= 4 and slot == "person" and len(unknown) <= 2)) or (
        len(unknown) >= 4 and len(parts.clauses) < 2 and not message.named
    ):
        return refusal("unrelated")
    words = _together(unknown, message)
    if slot in _KIND and not message.has("with", "at") and _is_ordinary(words) and words not in PLACES:
        return _not_understood(words, slot, message)
    if slot in _KIND:
        return unknown_name(slot, words, message)
    return _ambiguous(
        slot, words, (), message, f"I do not know what “{words}” means here. Could you put it another way?"
    )


SAME_FOR = (
    "same for ",
    "the same for ",
    "same thing for ",
    "and for ",
    "what about ",
    "how about ",
    "now for ",
    "same in ",
)
NOT_KEPT = word_set("renewal renewals upsell upsells subscription subscriptions")
"""Kinds of deals that people speak of and no field of ours tells apart."""


ENDINGS = ("", "s", "ing", "ed", "ly")


def _is_ordinary(words: str) -> bool:
    """Whether words are everybody's English and so no name of ours."""
    return words.islower() and any(words.removesuffix(ending) in ORDINARY for ending in ENDINGS)


def _not_understood(words: str, slot: Slot, message: Message) -> Ambiguous:
    """Says which word is not understood, and offers the message without it."""
    why = (
        f"Nothing in the data I have says which deals are “{words}”."
        if words in NOT_KEPT
        else f"I do not know what “{words}” means here."
    )
    left = _left_out(words, message)
    choices = (Choice(label=f"Leave “{words}” out", text=left),) if left else ()
    way_on = "Shall I leave it out, or can you put it another way?" if left else "Please put it another way."
    return Ambiguous(slot=slot, question=f"{why} {way_on}", choices=choices)


def _left_out(words: str, message: Message) -> str:
    """The message without some words and what leads to them; empty when nothing worth asking is left."""
    text = " ".join(message.text.split())
    at = text.casefold().find(words)
    before = text[:at].split() if at >= 0 else []
    while before and before[-1].casefold() in LEADS_TO:
        before.pop()
    after = text[at + len(words) :].split() if at >= 0 else []
    return " ".join((*before, *after)) if before or len(after) > 1 else ""


LEADS_TO = word_set(
    "excluding without not except no and with for the any but of by in on minus ignoring less or a that are is"
)


def _matters(mention: Mention) -> bool:
    return any(c.isalnum() for c in mention.text) or is_emoji(mention.text)


def _together(unknown: list[Mention], message: Message) -> str:
    """Neighbouring unknown words as one name: “globex industries”."""
    words = [unknown[0]]
    for mention in unknown[1:]:
        if mention.start == words[-1].end:
            words.append(mention)
        else:
            break
    return " ".join(t.raw for m in words for t in message.tokens[m.start : m.end])


def slot_of(mention: Mention, message: Message) -> Slot:
    """What an unknown word seems to name, from the words around it."""
    words = message.words
    word = mention.text
    before = words[mention.start - 1] if mention.start else ""
    after = words[mention.end] if mention.end < len(words) else ""
    first = word.split()[0]
    if word in PLACES or word == "us" or after in ("region", "territory", "office") or before == "region":
        return "region"
    if before in ("with", "at") and after not in ("team", "reps") and mention.end < len(words):
        return "account"
    if is_first_name(first) or is_emoji(word) or (after in ("team",) and mention.possessive):
        return "person"
    if after in DID and before in ASKED_OF and before != "has":
        return "person"
    if before in ("did", "does", "has") and after in BUYS and first not in FIRST_NAMES:
        return "account"
    if before in phrase_list("rep|manager|by|owner|does|did|has|is|nudge") and after not in ("deals",):
        return "person"
    if after in ("account", "accounts") or before in ("with", "at", "account", "customer"):
        return "account"
    if before in ("product", "series"):
        return "product"
    if before in ("in", "across", "within"):
        return "region"
    if mention.possessive:
        return "person"
    return "account"


def is_first_name(word: str) -> bool:
    """Whether people are called so, a slip of a longer name included: “micheal”."""
    if word in FIRST_NAMES:
        return True
    alike = (name for name in FIRST_NAMES if name[0] == word[0] and abs(len(name) - len(word)) <= 1)
    return len(word) >= 6 and word not in ORDINARY and any(OSA.distance(word, name) <= 1 for name in alike)


def not_left_out(message: Message) -> Ambiguous:
    """The question for a “not” or “without” that no condition took: it must not vanish."""
    question = "I read that something is to be left out or missing, but not what. Could you put it another way?"
    return _ambiguous("reference", "", (), message, question)


NOTHING_SAID = (["why"], ["why", "not"], ["total"], ["the", "total"], ["totals"], ["more"], ["show", "more"], ["next"])
"""Messages that only mean something after another."""
OF_IT = re.compile(
    r"^(?:and |so |ok |but )*(?:who (?:owns|has|is on|closed|won|lost|works|is working|is working on) "
    r"(?:it|(?:that|this)(?: deal| account| opp| opportunity)?)|"
    r"whose (?:is|was|deal is|account is) (?:it|that|this)|when (?:does|did|will|is|was) (?:it|that) "
    r"(?:close|closing|due|won|lost|created)|(?:what|which) stage is (?:it|that|this)(?: in| at)?|"
    r"how (?:big|large|old|much) (?:is|was) (?:it|that|this)(?: worth)?|"
    r"who is (?:its|the) (?:owner|rep) of (?:it|that))"
    r"(?: one)?(?: now| then| again)?$"
)
"""Questions about the one thing that was spoken of: “who owns it”."""


POINTED_BACK = re.compile(
    r"^(?:(?:and|so|ok|okay|now|just|also|show|give|me|list) )*(?:those|these|them|the same|that same|same)"
    r"(?: (?:two|three|four|five|[2-9]|ones?|few|guys|people|lot|list|thing|again))*"
    r" (?:again|but|but only|instead|for|over|in|from|by|last|this|without|minus)\b"
)
"""“those two again but last week”: what was listed before."""


def why_of_nothing(message: Message) -> Ambiguous | None:
    """The question for “why so low” where nothing was spoken of before."""
    said = [w for w in message.words if w.isalnum()]
    asks = (said[:2] in (["why", "so"], ["how", "come"]) and len(said) <= 4) or said in NOTHING_SAID
    asks = asks or OF_IT.match(" ".join(said)) is not None
    asks = asks or (POINTED_BACK.match(" ".join(said)) is not None and not message.named)
    asks = asks or (said[:1] != [] and said[0] in ("group", "sort", "split", "break") and "it" in said[1:3])
    return _ambiguous("reference", "that", (), message) if asks and not message.has_context else None


def one_of_a_list(message: Message) -> Ambiguous | None:
    """The question for “show me the second one”: what was listed is not remembered row by row."""
    text = " ".join(w for w in message.words if w.isalnum() or w[:1] == "#")
    if len(message.words) > 6 or message.named or not ONE_OF_A_LIST.search(f" {text} "):
        return None
    return _ambiguous("reference", "that one", (), message)


LISTED_LAST = re.compile(
    r"[?.!,;:-] *(?:please )?(?:list|show|give|name|pull|see|let me see)(?: me)? (?:them|em|'em|those|these|it)"
    r"(?: all| out| up| please)?[.!?]*$",
    re.IGNORECASE,
)
"""“did Natalya win anything this year? list them”: what was asked for is to be listed."""


def reference(parts: Parts, message: Message) -> Ambiguous | None:
    """The question for a message that points at something there is not, like “only those under 20k”."""
    if "pronoun_person" in parts.marks:
        return _ambiguous("person", "him or her", (), message, "Whom do you mean?")
    text = " ".join(w for w in message.words if w not in ("?", "!", ",", "."))
    compares, subject = "compare" in parts.marks, _has_subject(parts)
    picked = parts.groups or parts.measures or {c.condition.field for c in parts.clauses} - {"status", "stage"}
    ones = (
        message.has("ones") and not message.has("them", "those", "these", "they", "only", "same") and subject and picked
    )
    if "them" in parts.marks and not parts.heads and not ones and not (LISTED_LAST.search(message.text) and subject):
        return _ambiguous("reference", "those", (), message)
    if text.startswith(POINTS) and not subject and not compares:
        return _ambiguous("reference", message.words[0], (), message)
    if _only_a_name(parts):
        return _ambiguous("intent", SHOW.sub("", message.text.strip(" ?!.")), (), message)
    bounds = _only_bounds(parts) and not message.has_phrase("days in stage")
    if not subject and ((not compares and _only_arranges(parts)) or bounds):
        return _ambiguous("reference", message.words[0], (), message)
    return None


def answer_first(found: Ambiguous, waiting: Ambiguous) -> Ambiguous:
    """The question back that waits, asked again where what came after it points at an answer there is not."""
    question = f"I have not answered yet, because I asked: {waiting.question} Please answer that first, or ask in full."
    return found.model_copy(update={"question": question, "options": waiting.options, "choices": waiting.choices})


def _has_subject(parts: Parts) -> bool:
    """Whether a message says what it is about."""
    return bool(
        {"closing", "created"} & set(parts.verbs)
        or ("how_much" in parts.marks and parts.groups)
        or parts.heads
        or parts.statuses()
        or parts.measures
        or parts.values("stage")
        or (parts.values("forecast_category") and parts.groups)
        or parts.marks & {"revenue", "pipeline"}
        or any(m.startswith(("segment:", "is:")) for m in parts.marks)
    )


def _only_arranges(parts: Parts) -> bool:
    """“by rep”, “last month”, “top 5”: how to show something that is not said."""
    arranged = parts.windows or parts.groups or parts.sorts or parts.rankings or parts.limit
    asking = parts.marks & word_set("who count sum how_much avg share what which")
    return bool(arranged) and not parts.clauses and (not asking or ("what" in asking and not parts.rankings))


def _only_bounds(parts: Parts) -> bool:
    """“under 30 days”: a limit on something that is not said; an amount of money is one of deals."""
    bounds = [c.condition for c in parts.clauses]
    limits = bounds and all(f.field in ("amount", "days_in_stage") and f.op != "eq" for f in bounds)
    return bool(limits) and not parts.marks & word_set("count sum which who what how_much money")


def _only_a_name(parts: Parts) -> bool:
    """“Contoso”: a name and nothing else."""
    fields = {c.condition.field for c in parts.clauses}
    if not parts.clauses or fields - word_set(
        "account owner manager region team product series account.sector account.country account.tag"
    ):
        return False
    if (
        parts.heads
        or parts.measures
        or parts.groups
        or parts.windows
        or parts.rankings
        or parts.verbs
        or parts.fields
        or parts.counted
    ):
        return False
    if parts.marks - {"all", "them", "neg", "what", "how", "vs"}:
        return False
    return "@me" not in {c.condition.value for c in parts.clauses} and "vs" not in parts.marks
