"""What questions about the product itself have in common: their words, people, periods and order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from domain.language.clarify import PLACES
from domain.language.commands.needs import Need
from domain.language.draft import QUESTIONS
from domain.language.english import ORDINARY
from domain.language.message import Message, Span
from domain.language.parts import Parts, Unclear
from domain.language.text import word_set
from domain.query import Condition, Filter, Period, Sort

ASKS = word_set(
    "what which who whos when how is are list show did was were whats display see any give has have count does "
    "where view get find do wich tell anything something nothing can whos current open my pull check all "
    "latest last pending active number why most newest recent"
)


def asks(message: Message) -> bool:
    """Whether a message asks and does not tell."""
    if not message.words:
        return False
    opening = message.words[min(message.opening(), len(message.words) - 1)]
    return message.words[0] in ASKS or opening in ASKS or "?" in message.words


def lists(message: Message, nouns: Collection[str]) -> bool:
    """Whether a message names what there are several of: “custom rules”, “rules created by Marcus”."""
    words = [w for w in message.words if w.isalnum()]
    orders = message.verbs_at(message.opening())
    named = words[1:2] and words[1] in nouns
    alone = len(words) <= 4 and words[-1:] and words[-1] in nouns
    return bool(words) and (words[0] in nouns or bool((named or alone) and not orders))


def says(message: Message, *phrases: str) -> bool:
    """Whether any of these words stand next to each other."""
    return any(message.has_phrase(phrase) for phrase in phrases)


def rest(message: Message, gone: list[Span], loose: Collection[str]) -> Parts:
    """The parts of a question less the words that say what kind of thing is asked about."""
    covered = {i for s in gone for i in range(s.start, s.end)}
    words = message.words
    more = [Span(i, i + 1, "") for i, w in enumerate(words) if w in loose and i not in covered]
    more += [Span(s.start - 1, s.start, "") for s in more if s.start and words[s.start - 1] in ("by", "per")]
    left = message.without([*gone, *more])
    parts = left.parts()
    parts.unclear += _unknown_names(left, parts)
    return parts


LEADS_TO_A_NAME = word_set("for in of about on from to across by with at within")


def _unknown_names(message: Message, parts: Parts) -> list[Unclear]:
    """“thresholds for the west” where there is no such region: a name nobody has must not vanish."""
    found = []
    for mention in parts.unknown:
        before = [w for w in message.words[max(0, mention.start - 2) : mention.start] if w not in ("the", "our")]
        place = mention.text in PLACES
        if place or (before[-1:] and before[-1] in LEADS_TO_A_NAME and not _is_known_word(mention.text)):
            found.append(Unclear("region" if place else "account", mention.text, unknown=True))
    return found


def _is_known_word(word: str) -> bool:
    return word in ORDINARY or word in QUESTIONS.known or not word.isalpha()


def called(message: Message) -> tuple[list[Condition], list[Span]]:
    """“the rule called big deal watch”: (its name as a condition, the words that say so); nothing without one."""
    if quoted := in_quotes(message):
        return quoted
    at = next((i for i, w in enumerate(message.words) if w in ("called", "named", "titled", "labelled", "labeled")), -1)
    end = len(message.words)
    while end > at + 1 and message.words[end - 1] in AFTER_A_NAME:
        end -= 1
    start = at + 1 + (message.words[at + 1 : at + 2] == ['"'])
    if at < 1 or start >= end or end - start > LONGEST_NAME:
        return [], []
    return [_named(message, start, end)], [Span(at, len(message.words), "")]


def in_quotes(message: Message) -> tuple[list[Condition], list[Span]] | None:
    """“state of the rule "Big deal watch"”: what stands in quotes, as its name; None without quotes."""
    marks = [i for i, w in enumerate(message.words) if w == '"']
    if len(marks) != 2 or not 1 < marks[1] - marks[0] <= LONGEST_NAME + 1:
        return None
    return [_named(message, marks[0] + 1, marks[1])], [Span(marks[0], marks[1] + 1, "")]


def beside(message: Message, noun: str, gone: list[Span], loose: frozenset[str]) -> tuple[list[Condition], list[Span]]:
    """“snapshot pre-launch”, “the pre-launch snapshot”: a name said right beside what it is the name of."""
    words, covered = message.words, {i for s in gone for i in range(s.start, s.end)}
    at = next((i for i, w in enumerate(words) if w == noun), -1)
    if at < 0:
        return [], []
    start = end = at + 1
    while end < len(words) and end not in covered and words[end] not in loose | ENDS_A_NAME:
        end += 1
    if start < end <= start + LONGEST_NAME:
        return [_named(message, start, end)], [Span(start, end, "")]
    start = at
    while start and start - 1 not in covered and words[start - 1] not in loose | ENDS_A_NAME | BEFORE_A_NAME:
        start -= 1
    theirs = any(w == "-" or not _is_known_word(w) for w in words[start:at])
    if theirs and at - start <= LONGEST_NAME and start and words[start - 1] in BEFORE_A_NAME:
        return [_named(message, start, at)], [Span(start, at, "")]
    return [], []


def _named(message: Message, start: int, end: int) -> Filter:
    """The name that some tokens are, as it was written."""
    words, name = message.tokens[start:end], ""
    for n, token in enumerate(words):
        name += ("" if not n or words[n - 1].end == token.start else " ") + token.raw
    return Filter(field="name", op="eq", value=name)


ENDS_A_NAME = word_set(
    "? ! . , ; : for of from by on in before after since until at to and or with without not this last next yesterday "
    "today ago please pls again now count counts history list date dates time name names ever still who which that "
    "latest newest recent older newer"
)
BEFORE_A_NAME = word_set("the our my that")


AFTER_A_NAME = ("?", "!", ".", "please", "pls", '"', "'", "taken", "made", "created")
LONGEST_NAME = 6
"""Words of the longest name somebody gives a rule or a snapshot."""


UNREAD = "I cannot tell those apart by “{words}”. Shall I leave it out, or can you put it another way?"
"""What is asked where a condition is about nothing that the records hold."""
NEGATIONS = word_set("no not without nobody none never except excluding")
KNOWN_TO_ALL = ("owner", "manager", "status", "days_in_stage", "age_days")
"""Fields of conditions that every question about the product itself reads."""


def not_used(
    message: Message, parts: Parts, filters: Iterable[Condition], read_elsewhere: tuple[str, ...] = ()
) -> Need | None:
    """The question for a condition that would vanish: “nudges about deals over 50k”, “that nobody …”."""
    used = {f.field for f in filters if isinstance(f, Filter)} | set(read_elsewhere)
    left = [c for c in parts.clauses if c.condition.field not in used and c.condition.field not in KNOWN_TO_ALL]
    if left:
        at = left[0].condition.field.rpartition(".")[2].replace("_", " ")
        return Need("condition", (), at, UNREAD)
    says_no = NEGATIONS & set(message.words) and not message.has_phrase("why not")
    said = [f for f in filters if isinstance(f, Filter)]
    negative = any(f.op in ("ne", "not_in", "is_null") or f.value in (0, "open", "off") for f in said)
    return Need("condition", (), "not", UNREAD) if says_no and not negative else None


def one_of(field: str, values: Iterable[str]) -> list[Condition]:
    """The field is that value, or one of them; nothing without values."""
    found = tuple(dict.fromkeys(values))
    if not found:
        return []
    if len(found) == 1:
        return [Filter(field=field, op="eq", value=found[0])]
    return [Filter(field=field, op="in", value=found)]


def count(message: Message, parts: Parts) -> tuple[str, ...]:
    """A count, where one is asked for."""
    counted = parts.marks & {"count", "trend"} or parts.groups or message.has_phrase("how many")
    return ("count",) if counted else ()


def groups(parts: Parts, date: str) -> tuple[str, ...]:
    """What is counted apart."""
    return tuple(dict.fromkeys(g.replace("@date", date) for g in parts.groups))


def columns(message: Message, named: Mapping[str, str]) -> tuple[str, ...]:
    """The columns asked for by their names, where there are several: “name and state”."""
    found = dict.fromkeys(named[w] for w in message.words if w in named)
    return tuple(found) if len(found) > 1 else ()


def time(parts: Parts, date: str) -> Period | None:
    """The period asked about."""
    windows = [w for w, _ in parts.windows if w != "@previous"] or _by_age(parts)
    return Period(fields=(date,), window=windows[0]) if windows else None


OLDER = {"gt": "before:day:-{}", "gte": "until:day:-{}", "lt": "after:day:-{}", "lte": "since:day:-{}"}
"""The window of what is older or younger than a number of days."""


def _by_age(parts: Parts) -> list[str]:
    """“exceptions older than 3 days”: what came before then."""
    ages = [c.condition for c in parts.clauses if c.condition.field in ("days_in_stage", "age_days")]
    return [OLDER[f.op].format(f.value) for f in ages if f.op in OLDER and isinstance(f.value, int)]


def order(parts: Parts, date: str, measures: tuple[str, ...]) -> tuple[tuple[Sort, ...], int | None]:
    """(the order a superlative asks for, how many)."""
    for ranking in parts.rankings:
        limit = ranking.n or parts.limit or (None if ranking.plural else 1)
        if ranking.what == "age":
            return (Sort(by=date, dir="desc" if ranking.dir == "asc" else "asc"),), limit
        if measures:
            return (Sort(by=measures[0], dir=ranking.dir),), limit
    return (), parts.limit


def people(parts: Parts, column: str) -> list[Condition]:
    """The people named, as the values of one field."""
    named = (c.condition for c in parts.clauses if c.condition.field in ("owner", "manager"))
    return [c.model_copy(update={"field": column}) for c in named]


def others(parts: Parts, names: Collection[str]) -> list[Condition]:
    """The conditions on these fields."""
    return [c.condition for c in parts.clauses if c.condition.field in names]
