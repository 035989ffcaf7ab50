"""One message while it is being understood: its tokens, what it is read against, and a way to find phrases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from domain.language.draft import Draft, Mention, mentions, spelt
from domain.language.lexicon import WORK_WORDS, phrases
from domain.language.names import Candidate, NameIndex, tops
from domain.language.parts import Parts
from domain.language.politeness import aside, is_situation, opening_length, situation_length, tail_length
from domain.language.question import read
from domain.language.text import Token, phrase_list, word_set

LEAD_INS = word_set(
    "please pls plz can could would will you hey hi hello ok okay so just qm quartermaster now then also and "
    "let us go ahead i want to need like we should lets kindly bot the yo right actually hmm um maybe well i'd "
    ", - : ! . alright great cool thanks gonna be me for must shall am going team plse @qm @quartermaster "
    "quick one question my next first finally second afterwards after that may have immediately temporarily "
    "permanently manually urgently asap morning good whoa woah yikes geez gosh man dude folks team listen fyi"
)


OPENS_A_PREAMBLE = word_set(
    "hi hey hello morning good afternoon evening quick question need for before fyi heads ok okay so one team all "
    "folks sorry guys urgent context prepping preparing board getting in about during i random dumb last wondering "
    "curious apologies working building hiya yo thanks"
)
"""Words that begin what is said before the question itself."""
OCCASIONS = word_set("prepping preparing prep for before context getting working building heads fyi in about during")
"""Words that begin what a question is wanted for, which may be a report's name: “for the QBR, …”."""
PREAMBLE_CUES = word_set(
    "call meeting board qbr deck slides slide review offsite standup sync question q bug bother bugging bothering "
    "context fyi heads prepping preparing ready presentation urgent asap favor ask hope morning afternoon evening "
    "call's memo "
    "update town kickoff 2pm 3pm minutes minute hour meetings calls rush busy walking boss ceo cfo cro execs "
    "leadership "
    "wondering curious thanks hi hello hey hiya one"
)
"""Words that show that what is said before a comma is no part of the question."""
ENDS_A_PREAMBLE = (":", ",", ".", "-", "but", ";", "!")
KINDS_OF_WORK = ("agentname", "react", "report", "setting", "forecast")
GREETINGS = word_set(
    "hey hi hello ok okay so please pls plz qm quartermaster @qm @quartermaster bot , ! : . thanks thx great cool "
    "perfect awesome yo alright kindly hiya morning hmm um uh well folks team whoa woah yikes geez gosh listen fyi"
)
FAREWELLS = word_set("please pls plz thanks thx ty ! . , thank asap kindly qm bot")
ASKS_NICELY = [
    pair.split()
    for pair in phrase_list(
        "can you|could you|would you|will you|can we|could we|can i|could i|may i|good morning|good afternoon|"
        "thank you|"
        "any idea|any chance|do you"
    )
]


MOST_SIGNS = 8
"""Signs in a message after which its question may begin."""
ASKS_FOR = word_set("many much which who whose whom show list count top")
"""Words by which what stands before a comma is the question itself, and what follows says more of it."""
THEIRS = word_set("their theirs them they there its it his her him he she")
SILENT_ABOUT = word_set(
    "status segment measure revenue pipeline field sup verb newlogo by sortby op avg share trend neg"
)
"""Kinds of words that say something of deals, and so are no chatter."""


def _says_something(mention: Mention) -> bool:
    """Whether a mention may be a condition, or what is asked for."""
    named = [c for c in mention.names if c.named.kind != "activity_type" and c.score >= 60]
    kinds = [k for k, v in mention.readings if k in SILENT_ABOUT and not (k == "verb" and v in ("own", "log", "buy"))]
    entity = mention.get("entity") not in (None, "activity", "contact")
    amount = mention.amount is not None and (
        mention.amount.money or mention.amount.percent or mention.amount.unit == "day"
    )
    return bool(named) or bool(kinds) or entity or amount


SUBJECTS = word_set("accounts customers clients companies reps sellers managers teams leads deals opps opportunities")
ASKS_OF_A_SUBJECT = word_set("which who that how what whose where")


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase found in a message: tokens from `start` to before `end`, and what it means."""

    start: int
    end: int
    value: str


def _tables() -> dict[str, dict[tuple[str, ...], str]]:
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for kind, meanings in WORK_WORDS.items():
        table = phrases({kind: meanings})
        found[kind] = {key: readings[0][1] for key, readings in table.items()}
    return found


TABLES: Mapping[str, Mapping[tuple[str, ...], str]] = _tables()
FIRST = {kind: frozenset(key[0] for key in table) for kind, table in TABLES.items()}
LONGEST = {kind: max(map(len, table)) for kind, table in TABLES.items()}
VERBS: dict[tuple[str, ...], frozenset[str]] = {}
for _verb, _listed in WORK_WORDS["cmd"].items():
    for _phrase in _listed.split("|"):
        _key = tuple(_phrase.split())
        VERBS[_key] = VERBS.get(_key, frozenset()) | {_verb}


FIRST_VERBS = frozenset(phrase[0] for phrase in VERBS)


@dataclass
class Message:
    """A message's tokens with what they are read against."""

    text: str
    tokens: tuple[Token, ...]
    names: NameIndex
    today: date
    fixes: Mapping[str, str] = field(default_factory=dict)
    has_context: bool = False
    found: dict[str, tuple[Span, ...]] = field(default_factory=dict, repr=False)
    verbs: dict[int, list[tuple[Span, frozenset[str]]]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, text: str, names: NameIndex, today: date, *, has_context: bool = False) -> Message:
        """The message of a text, its typing slips put right."""
        read_text = spelt(text, names)
        return cls(text, read_text.tokens, names, today, read_text.fixes, has_context)

    def bare(self) -> Message:
        """The message without its courtesies: “hey qm, can you … please”, unless nothing else is left."""
        polite = self.subject_joined().without_politeness()
        if polite is not self:
            return polite.bare()
        start, end = 0, len(self.words)
        while start < end and (self.words[start] in GREETINGS or self.words[start : start + 2] in ASKS_NICELY):
            start += 1 if self.words[start] in GREETINGS else 2
        while end > start and self.words[end - 1] in FAREWELLS:
            end -= 1
        bare = self if start == end or (start, end) == (0, len(self.words)) else self.part(start, end)
        return bare.without_politeness()

    def subject_joined(self) -> Message:
        """“strategic accounts - which have no open deals” without the sign between the subject and its question."""
        words = self.words
        at = next((i for i, w in enumerate(words[:6]) if w in ("-", ":", ",")), 0)
        joins = at and words[at - 1] in SUBJECTS and words[at + 1 : at + 2] and words[at + 1] in ASKS_OF_A_SUBJECT
        return self.without([Span(at, at + 1, "")]) if joins and at not in self.named else self

    def without_politeness(self) -> Message:
        """“could I trouble you for … if possible” as what it is about; a name is never taken for politeness."""
        message = self
        for _ in range(3):
            start = opening_length(message.words)
            end = len(message.words) - tail_length(message.words)
            if start >= end or (start, end) == (0, len(message.words)):
                break
            if any(i < start or i >= end for i in message.named):
                break
            message = message.part(start, end)
        if found := aside(message.words):
            message = message.without([Span(*found, "")])
        return message

    def without_preamble(self) -> Message:
        """“Hi team, quick one before the call: how much …” from the colon on, where nothing of ours comes before."""
        message = self.led_by_a_name()
        for _ in range(3):
            end = message._preamble()
            if not end:
                break
            message = message.part(end)
        return message

    def _preamble(self) -> int:
        """Where what is said before the question ends; 0 where the message begins with it."""
        # The colon of “1:1” is inside a clock time or between numbers.
        ends = [i for i, w in enumerate(self.words) if w in ENDS_A_PREAMBLE and self.words[i + 1 : i + 2] != ["1"]]
        if far := self._situation(ends[:MOST_SIGNS]):
            return far
        for at in ends[:3]:
            lead = self.words[:at]
            colon = self.words[at] == ":"
            cued = bool(PREAMBLE_CUES & set(lead)) and lead[0] in OPENS_A_PREAMBLE
            opens = bool(lead) and (cued or (colon and lead[0] in OPENS_A_PREAMBLE))
            if opens and at + 2 <= len(self.words) and not self._is_ours(lead, at):
                return at + 1
        return 0

    def _situation(self, ends: list[int]) -> int:
        """Where “driving to OKC, …”, “Hoeveel... sorry, in English: …” ends, which says nothing of ours; 0 without."""
        for at in reversed(ends):
            lead, after = self.words[:at], self.words[at + 1 :]
            if not is_situation([w for w in lead if w not in ENDS_A_PREAMBLE]) or len(after) < 2:
                continue
            said = situation_length(lead)
            if lead[-2:] == ["in", "english"] or not any(
                said <= m.start and m.end <= at and _says_something(m) for m in self.drafted.mentions
            ):
                return at + 1
        return 0

    def led_by_a_name(self) -> Message:
        """“walking into Woodgrove in 5, what's the next step on their deal” as “Woodgrove, what's …”."""
        at = next((i for i, w in enumerate(self.words) if w in (",", "-", ".", ":")), 0)
        lead = [m for m in self.drafted.mentions if m.end <= at]
        named = [m for m in lead if m.names and tops(m.names)[0].named.kind in ("account", "person")]
        rest = self.words[at + 1 :]
        if not at or not is_situation(self.words[:at]) or len(named) != 1 or not THEIRS & set(rest):
            return self
        said = situation_length(self.words[:at])
        if any(_says_something(m) for m in lead if m not in named and m.start >= said):
            return self
        kept = (*self.tokens[named[0].start : named[0].end], *self.tokens[at:])
        return Message(self.text, kept, self.names, self.today, self.fixes, self.has_context)

    def _is_ours(self, lead: list[str], at: int) -> bool:
        """Whether the words before a place speak of something we are asked about."""
        occasion = lead[0] in OCCASIONS
        kinds = ("agentname", "setting", "forecast", *(() if occasion else ("report", "react")))
        ours = any(s.start < at for kind in kinds for s in self.find(kind)) or bool(ASKS_FOR & set(lead))
        numbered = any(t.kind == "number" and t.money for t in self.tokens[:at])
        says = any(m.end <= at and (m.has("measure") or m.has("revenue")) for m in self.drafted.mentions)
        return ours or numbered or says or self._names_something(at)

    def _names_something(self, end: int) -> bool:
        """Whether a person, account, product or place is named before a token."""
        early = (m for m in self.drafted.mentions if m.end <= end and m.names)
        return any(tops(m.names)[0].named.kind in ("person", "account", "product", "team", "region") for m in early)

    @cached_property
    def words(self) -> list[str]:
        """The tokens as text."""
        return [t.text for t in self.tokens]

    @cached_property
    def named(self) -> frozenset[int]:
        """The tokens that are part of somebody's or something's name."""
        return frozenset(
            i for m in self.drafted.mentions if m.names and tops(m.names)[0].score >= 90 for i in range(m.start, m.end)
        )

    @cached_property
    def drafted(self) -> Draft:
        """The mentions of the whole message."""
        return mentions(self.tokens, self.names, self.today, self.fixes)

    def part(self, start: int, end: int | None = None) -> Message:
        """Some of its tokens as a message of their own."""
        return Message(self.text, self.tokens[start:end], self.names, self.today, self.fixes, self.has_context)

    def without(self, spans: Iterable[Span]) -> Message:
        """The message less the tokens of some spans."""
        gone = {i for s in spans for i in range(s.start, s.end)}
        kept = tuple(t for i, t in enumerate(self.tokens) if i not in gone)
        return Message(self.text, kept, self.names, self.today, self.fixes, self.has_context)

    def find(self, kind: str, start: int = 0) -> list[Span]:
        """Every phrase of a kind from a token on, the longest first where they begin together, none overlapping."""
        if start == 0 and kind in self.found:
            return list(self.found[kind])
        out: list[Span] = []
        at = start
        while at < len(self.tokens):
            span = self.at(kind, at)
            if span:
                out.append(span)
                at = span.end
            else:
                at += 1
        if start == 0:
            self.found[kind] = tuple(out)
        return out

    def first(self, kind: str, start: int = 0) -> Span | None:
        """The first phrase of a kind."""
        found = self.find(kind, start)
        return found[0] if found else None

    def at(self, kind: str, at: int) -> Span | None:
        """The longest phrase of a kind that begins at a token."""
        table = TABLES[kind]
        if self.words[at] not in FIRST[kind]:
            return None
        key = self.key_from(at, LONGEST[kind])
        for n in range(len(key), 0, -1):
            value = table.get(tuple(word for word, _ in key[:n]))
            if value is not None:
                return Span(at, key[n - 1][1] + 1, value)
        return None

    def key_from(self, at: int, n: int) -> list[tuple[str, int]]:
        """The next words with their positions; hyphens between words are stepped over."""
        out: list[tuple[str, int]] = []
        for i in range(at, min(len(self.tokens), at + n + 3)):
            if self.words[i] == "-" and out:
                continue
            out.append((self.words[i], i))
        return out[:n]

    def verbs_at(self, at: int) -> list[tuple[Span, frozenset[str]]]:
        """The command verbs that begin at a token, longest phrase first."""
        if at not in self.verbs:
            self.verbs[at] = self._verbs_at(at) if self.words[at : at + 1] and self.words[at] in FIRST_VERBS else []
        return self.verbs[at]

    def _verbs_at(self, at: int) -> list[tuple[Span, frozenset[str]]]:
        key = self.key_from(at, 5)
        out = []
        for n in range(len(key), 0, -1):
            verbs = VERBS.get(tuple(word for word, _ in key[:n]))
            if verbs:
                out.append((Span(at, key[n - 1][1] + 1, ""), verbs))
        return out

    def opening(self) -> int:
        """The first token that is more than “please can you …”."""
        at = 0
        while (
            at < len(self.words)
            and self.words[at] in LEAD_INS
            and not (at in self.named and self.words[at] not in ("on",))
            and self.words[at : at + 2] != ["go", "back"]
        ):
            at += 1
        return at

    def has(self, *wanted: str) -> bool:
        """Whether any of these words occurs."""
        return any(w in wanted for w in self.words)

    def has_phrase(self, phrase: str) -> bool:
        """Whether these words occur next to each other."""
        return f" {phrase} " in f" {' '.join(self.words)} "

    def parts(self) -> Parts:
        """What it says as a question, clause by clause."""
        return read(self.drafted, self.names, self.today)

    def people(self) -> list[tuple[Span, Candidate]]:
        """The people named, where there is no doubt who is meant."""
        out = []
        for mention in self.drafted.mentions:
            best = tops([c for c in mention.names if c.named.kind == "person"])
            if len(best) == 1 and tops(mention.names)[0].named.kind == "person":
                out.append((Span(mention.start, mention.end, best[0].named.value), best[0]))
        return out


def kept(tokens: Sequence[Token], gone: Iterable[int]) -> tuple[Token, ...]:
    """Tokens less some positions."""
    out = set(gone)
    return tuple(t for i, t in enumerate(tokens) if i not in out)
