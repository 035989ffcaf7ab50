"""From a model's proposal to an intent: every name, number and period looked up by code, or asked about.

A model's word is good for structure only. What it says of people, accounts, amounts and dates counts where the sender
said it and the records know it; a word of the sender that it left out is asked about; and a command is only offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from domain.catalogue import CATALOGUE, EntityInfo, Field
from domain.language.amounts import read_amount
from domain.language.clarify import PLACES, QUESTIONS, asked
from domain.language.courtesy import SENTENCES, attack, refusal
from domain.language.draft import Mention
from domain.language.intent import (
    Ambiguous,
    Control,
    Forecast,
    Intent,
    OutOfScope,
    Query,
    Report,
    Rule,
    Slot,
    Smalltalk,
)
from domain.language.interpreter import understand
from domain.language.message import Message
from domain.language.names import FIRST_NAMES, Candidate, Named, NameIndex, tops
from domain.language.periods import Reader
from domain.language.reading import say
from domain.language.resolver import Asked, not_held
from domain.language.sense import sensible
from domain.language.text import Token, tokens, word_set
from domain.language.windows import resolve
from domain.proposal import RECORDS, Proposal, ProposedFilter, ProposedLimit
from domain.query import AnyOf, Compare, Condition, FieldRef, Filter, Period, QuerySpec, Sort
from domain.work import Choice

WITH_HELP = "read with the model's help"
NAMES_OF: dict[str, str] = {
    "owner": "person",
    "manager": "person",
    "account": "account",
    "parent": "account",
    "account.parent": "account",
    "product": "product",
    "won_product": "product",
    "series": "series",
    "team": "team",
    "region": "region",
    "stage": "stage",
    "sector": "sector",
    "account.sector": "sector",
    "country": "country",
    "account.country": "country",
    "tag": "tag",
    "account.tag": "tag",
    "source": "lead_source",
    "type": "activity_type",
    "forecast_category": "forecast_category",
    "lost_reason": "lost_reason",
}
"""Which index of names holds the values of a field."""
SPOKEN_ONLY = frozenset({"person", "account", "product", "series", "tag"})
"""Names that must stand in the message: nobody but the sender brings these up."""
STATUS = {"lead": word_set("open converted"), "": word_set("open won lost closed")}
SYMBOLS = {"$stale_days": "days_in_stage", "$activity_gap_days": "last_activity_days"}
SELF = word_set("@me me my mine i myself")
ORDERED = word_set("gt gte lt lte between")
NEGATIVE = word_set("ne not_in is_null lt lte")
SLOTS: dict[str, Slot] = {"person": "person", "account": "account", "product": "product", "region": "region"}
CARRIES: dict[str, frozenset[str]] = {
    "status": word_set(
        "status stage win_rate loss_rate won_count lost_count open_count closed_count won_amount actual"
    ),
    "revenue": word_set("status stage won_amount actual revenue attainment won_count"),
    "pipeline": word_set("status stage forecast_category coverage weighted_pipeline open_count"),
    "segment": word_set("days_in_stage last_activity_days close_date pushed_count avg_days_in_stage age_days"),
    "newlogo": word_set("account.is_new"),
}
"""Words that limit a question, by kind, and where their meaning must turn up in the answer."""
VERBS = word_set(
    "pause resume stop start run rerun reset clone copy snapshot save restore roll rollback back set raise lower "
    "increase decrease change create add make alert nudge notify flag escalate schedule unschedule send show forecast "
    "activate deactivate turn switch use apply tell remind ping"
)
"""What is to be done, which a command may say in another word than the sender did."""
SMALL = word_set(
    "the a an agent agents to for of in on off until from with and or when if then by at is it its me my our us up "
    "down every . , : ; -"
)
"""Words that only hold a command together."""
NAME_COMES_AFTER = word_set("with at for account customer from by of owned")
MOST_WORDS = 12
SHORTEST_START = 3


class Unplaced(Exception):
    """Something of a proposal cannot be made definite; carries the question to ask instead."""

    def __init__(self, question: Ambiguous) -> None:
        self.question = question
        super().__init__(question.question)


def placed(
    proposal: Proposal,
    text: str,
    names: NameIndex,
    *,
    today: date,
    previous: QuerySpec | None = None,
    thresholds: Mapping[str, int | float] | None = None,
) -> Intent | None:
    """What a proposal comes to; None where it says nothing that the offline reading did not.

    Never raises for any proposal whatever.
    """
    if attack(text):
        return None
    if proposal.kind == "courtesy" and proposal.reply != "none":
        return Smalltalk(reply=proposal.reply, sentence=SENTENCES[proposal.reply])
    if proposal.kind == "refusal" and proposal.refuse != "none":
        return refusal(proposal.refuse)
    if proposal.kind == "command":
        return _offered(proposal.command, text, names, today)
    if proposal.kind != "question":
        return None
    try:
        return _Placing(proposal, text, names, today, previous).query(thresholds or {})
    except Unplaced as unplaced:
        return unplaced.question


# Commands


def _offered(command: str, text: str, names: NameIndex, today: date) -> Ambiguous | None:
    """A command in standard words, as a question: it runs only when a person presses, and is read offline then."""
    if len(command.split()) > 3 * MOST_WORDS or not _in_known_words(command, text):
        return None
    meant = understand(command, names, today=today)
    if not isinstance(meant, Control | Rule | Report | Forecast):
        return None
    yes = Choice(label="Yes, that", text=" ".join(command.split()))
    return Ambiguous(slot="intent", question=f"Did you mean: {meant.reading}?", choices=(yes,))


def _in_known_words(command: str, text: str) -> bool:
    """Whether a command only puts the sender's words into plain ones: what it acts on, how much and when is theirs."""
    theirs = {token.text for token in tokens(text)}
    said = {token.text for token in tokens(command) if token.text not in SMALL}
    return bool(said - VERBS) and said - VERBS <= theirs and attack(command) is None


# Questions


class _Placing:
    def __init__(
        self, proposal: Proposal, text: str, names: NameIndex, today: date, previous: QuerySpec | None
    ) -> None:
        self.proposal, self.text, self.names, self.today = proposal, text, names, today
        self.message = Message.of(text, names, today, has_context=previous is not None)
        self.words = [token.text for token in tokens(text)]
        self.before = set(map(_folded, _values_in(previous))) if previous else set()
        self.previous = previous
        self.used: set[str] = set()
        """The sender's words that went into the spec."""
        self.assumed: list[str] = []

    def query(self, thresholds: Mapping[str, int | float]) -> Query | OutOfScope | Ambiguous:
        """The question made definite. Raises: Unplaced with the one thing to ask."""
        if self.proposal.unclear:
            raise self.unclear(self.proposal.unclear[0])
        if self.proposal.entity not in RECORDS:
            raise self.unclear("")
        spec = self.spec(CATALOGUE[self.proposal.entity])
        self.must_hold_every_word(spec)
        if lacking := not_held(spec):
            return OutOfScope(refuse="unsupported_data", sentence=f"The data I have does not hold the {lacking}.")
        spec, assumed = sensible(spec, self.today)
        reading = say(spec, thresholds, self.today)
        return Query(spec=spec, reading=reading, assumptions=(WITH_HELP, *self.assumed, *assumed))

    def spec(self, info: EntityInfo) -> QuerySpec:
        """Every part, looked up in the catalogue of the entity."""
        proposal = self.proposal
        measures = tuple(self.measure(info, name) for name in proposal.measures)
        time = self.period(info)
        groups = tuple(self.group(info, name) for name in proposal.group_by)
        having = tuple(self.limit_on(info, one) for one in proposal.having)
        return QuerySpec.model_validate(
            {
                "entity": info.name,
                "filters": tuple(self.conditions(info)),
                "measures": tuple(dict.fromkeys(measures)),
                "group_by": tuple(dict.fromkeys(groups)),
                "time": time,
                "having": having,
                "compare": self.compare(time),
                "sort": tuple(self.order(info, measures, groups)),
                "limit": self.limit(),
                "fields": tuple(dict.fromkeys(self.field(info, name).name for name in proposal.fields)),
            }
        )

    # Conditions

    def conditions(self, info: EntityInfo) -> Iterable[Condition]:
        """One condition each, alternatives together."""
        alternatives: dict[int, list[Filter]] = {}
        for one in self.proposal.filters:
            if one.either:
                alternatives.setdefault(one.either, []).append(self.filter(info, one))
            else:
                yield self.filter(info, one)
        for several in alternatives.values():
            yield several[0] if len(several) == 1 else AnyOf(any=tuple(several))

    def filter(self, info: EntityInfo, one: ProposedFilter) -> Filter:
        """A condition whose values are known."""
        field = self.field(info, one.field)
        if one.op in ("is_null", "not_null"):
            return Filter(field=field.name, op=one.op)
        if one.op in ORDERED and field.kind not in ("money", "count", "days", "ratio", "date"):
            raise self.unclear(one.values[0] if one.values else "")
        if field.kind == "count" and one.op == "gt" and one.values == ("0",):
            # “Accounts we lost” are those with more than none.
            return Filter(field=field.name, op="gt", value=0)
        values = [self.value(info, field, words) for words in self.scaled(one)]
        return Filter(field=field.name, op=self.op(one.op, values), value=self.as_one(one.op, values))

    def scaled(self, one: ProposedFilter) -> tuple[str, ...]:
        """“Between 100 and 250k” is between 100k and 250k: the first number has the second's scale."""
        if one.op != "between" or len(one.values) != 2 or not all(map(self.is_said, one.values)):
            return one.values
        low, high = (read_amount(tokens(words), 0) if tokens(words) else None for words in one.values)
        if low is None or high is None or low.scale != 1 or high.scale == 1 or low.value >= high.value / high.scale:
            return one.values
        self.rescaled = low.value * high.scale
        return f"{self.rescaled:f}", one.values[1]

    rescaled: Decimal | None = None

    def op(self, op: str, values: Sequence[object]) -> str:
        """The operator that goes with so many values."""
        many = {"eq": "in", "ne": "not_in"}
        if op == "between":
            if len(values) != 2:
                raise self.unclear("")
            return op
        if not values or (len(values) > 1 and op in ORDERED):
            raise self.unclear("")
        return many.get(op, op) if len(values) > 1 else op

    def as_one(self, op: str, values: list[str | int | float | bool]) -> object:
        """One value where the operator takes one."""
        takes_several = op in ("in", "not_in", "between") or len(values) > 1
        return tuple(values) if takes_several else values[0]

    def value(self, info: EntityInfo, field: Field, words: str) -> str | int | float | bool:
        """What some words mean as a value of a field."""
        kind = NAMES_OF.get(field.name)
        if field.name == "status":
            return self.status(info, words)
        if kind is not None:
            return self.name(kind, words)
        if field.kind in ("money", "count", "days", "ratio"):
            return self.number(field, words)
        if field.kind == "flag":
            return self.flag(words)
        if field.kind == "date":
            return self.day(words)
        self.must_be_said(words)
        return " ".join(words.split())

    def status(self, info: EntityInfo, words: str) -> str:
        """One of the few statuses, in whatever words they were asked for."""
        said = _folded(words)
        if said not in STATUS.get(info.name, STATUS[""]):
            raise self.unclear(words)
        self.used |= {said}
        return said

    def name(self, kind: str, words: str) -> str:
        """The one thing that some words name. Raises: Unplaced when it is nobody, or could be several."""
        if kind == "person" and _folded(words) in SELF:
            self.used |= SELF
            return "@me"
        if _folded(words) in self.before:
            return self.from_before(words)
        said = self.is_said(words)
        found = tops([c for c in self.candidates(words, guess=said) if c.named.kind == kind])
        found = found or self.begun(kind, words)
        if len(found) == 1 and (said or kind not in SPOKEN_ONLY):
            self.used |= set(_texts(words))
            return found[0].named.value
        raise self.which(kind, words, found, said)

    def candidates(self, words: str, *, guess: bool) -> tuple[Candidate, ...]:
        """Everything that may be called so; a slip is guessed at only in the sender's own words."""
        parts = [t.text for t in tokens(words) if t.kind in ("word", "number")]
        return self.names.exact(parts) or (self.names.guess("".join(parts)) if guess and parts else ())

    def begun(self, kind: str, words: str) -> tuple[Candidate, ...]:
        """“neg”: the values of a short list that begin so; those of people and accounts are found by `candidates`."""
        start = _folded(words)
        if kind in SPOKEN_ONLY or len(start) < SHORTEST_START:
            return ()
        values = [value for value in self.names.all_of(kind) if value.casefold().startswith(start)]
        return tuple(Candidate(Named(kind, value), 80, "beginning") for value in values)

    def which(self, kind: str, words: str, found: Sequence[Candidate], said: bool) -> Unplaced:
        """The question for a name that is nobody's, or several people's."""
        if not said:
            return self.unclear("")
        slot = SLOTS.get(kind)
        if slot is None:
            return self.unclear(words)
        options = tuple(c.named.value for c in found)
        return Unplaced(asked(Asked(slot, " ".join(words.split()), options, unknown=not options), self.message))

    def number(self, field: Field, words: str) -> int | float | str:
        """A number as the sender wrote it, in the unit of the field."""
        if SYMBOLS.get(words) == field.name:
            return words
        if _folded(words) in self.before:
            return float(words) if "." in words else int(words)
        if (implied := self.implied(field, words)) is not None:
            return implied
        self.must_be_said(words)
        read = tokens(words)
        amount = read_amount(read, 0) if read else None
        if amount is None or amount.length < len([t for t in read if t.kind != "sign"]):
            raise self.unclear(words)
        if field.kind == "days" and amount.days is not None:
            return amount.days
        value = Decimal(str(amount.value)) / (100 if field.kind == "ratio" and amount.percent else 1)
        return int(value) if value == value.to_integral_value() else float(value)

    def implied(self, field: Field, words: str) -> int | None:
        """A number the sender said in another way: “no meetings” are 0 of them, “below quota” is below 100 %."""
        plain = _folded(words).replace(" ", "")
        if plain in ("0", "zero", "none", "no") and any(m.has("neg") for m in self.message.drafted.mentions):
            return 0
        if field.name == "attainment" and plain in ("1", "1.0", "100%") and {"quota", "target"} & set(self.words):
            return 1
        if self.rescaled is not None and plain == f"{self.rescaled:f}":
            return int(self.rescaled)
        return None

    def flag(self, words: str) -> bool:
        """Yes or no."""
        if _folded(words) not in ("yes", "no", "true", "false"):
            raise self.unclear(words)
        return _folded(words) in ("yes", "true")

    def day(self, words: str) -> str:
        """Today, or a day as the calendar writes it."""
        if _folded(words) in ("today", "@today", "now"):
            return "@today"
        self.must_be_said(words)
        try:
            return date.fromisoformat(words.strip()).isoformat()
        except ValueError:
            raise self.unclear(words) from None

    # The rest of the spec

    def period(self, info: EntityInfo) -> Period | None:
        """The period over one of the entity's dates."""
        for one in self.proposal.time:
            own = self.known_field(info, one.field)
            # Reps and accounts go by the date of what is counted on them.
            counted = "date" if any(f.field == "meeting_count" for f in self.proposal.filters) else "close_date"
            usual = counted if info.name == "rep" else info.default_date or counted
            field = own.name if own is not None and own.kind == "date" else usual
            return Period(fields=(field,), window=self.window(one.words))
        return None

    def compare(self, time: Period | None) -> Compare | None:
        """The other period; there is none without a first."""
        if not self.proposal.compare:
            return None
        if time is None:
            raise Unplaced(Ambiguous(slot="compare_to", question=QUESTIONS["compare_to"]))
        return Compare(window=self.window(self.proposal.compare[0]))

    def window(self, words: str) -> str:
        """A window as saved questions write it, from such a window or from the sender's words."""
        try:
            resolve(words, self.today)
        except ValueError:
            return self.window_of(words)
        return words.strip()

    def window_of(self, words: str) -> str:
        read = tokens(words)
        self.must_be_said(words, slot="time")
        found = Reader(read, self.today).period(0) if read else None
        if found is None or found.length < len(read):
            raise Unplaced(Ambiguous(slot="time", question=QUESTIONS["time"]))
        return found.window

    def field(self, info: EntityInfo, name: str) -> Field:
        """A field the entity has."""
        found = self.known_field(info, name)
        if found is None or found.name != name:
            raise self.unclear("")
        return found

    def known_field(self, info: EntityInfo, name: str) -> Field | None:
        """A field by its name, as deals or as the entity itself calls it."""
        return info.field(name) or info.field(name.removeprefix("account."))

    def measure(self, info: EntityInfo, name: str) -> str:
        """A measure the entity has."""
        if info.measure(name) is None:
            raise Unplaced(Ambiguous(slot="measure", question=QUESTIONS["measure"]))
        return name

    def group(self, info: EntityInfo, name: str) -> str:
        """A field that may group, a date with its grain."""
        field = info.field(name)
        if field is None or not field.groupable or (field.kind == "date") != (field.name != name):
            raise self.unclear("")
        return name

    def limit_on(self, info: EntityInfo, one: ProposedLimit) -> Filter:
        """A condition on a measure, its numbers the sender's."""
        measure = info.measure(self.measure(info, one.measure))
        if measure is None or one.op in ("is_null", "not_null"):
            raise self.unclear("")
        kinds = {"money": "money", "ratio": "ratio", "days": "days"}
        as_field = Field.model_validate(
            {"name": one.measure, "label": measure.label, "kind": kinds.get(measure.unit, "count")}
        )
        values: list[str | int | float | bool] = [self.number(as_field, words) for words in one.values]
        return Filter.model_validate(
            {"field": one.measure, "op": self.op(one.op, values), "value": self.as_one(one.op, values)}
        )

    def order(self, info: EntityInfo, measures: Sequence[str], groups: Sequence[str]) -> Iterable[Sort]:
        """Orders by what the answer holds."""
        for one in self.proposal.sort:
            by = one.by
            listed = not (measures or groups) and info.field(by) is not None
            if by not in measures and by not in groups and not listed:
                if (measures or groups) and info.measure(by) is None:
                    raise self.unclear("")
                self.measure(info, by)
            yield Sort(by=by, dir=one.dir)

    def limit(self) -> int | None:
        """How many are shown: a number the sender said, or one for “the biggest”."""
        n = self.proposal.limit
        if n <= 1 or (self.previous is not None and n == self.previous.limit):
            return n or None
        said = [m.amount.number for m in self.message.drafted.mentions if m.amount]
        if n not in said:
            raise self.unclear("")
        self.used |= {str(n)}
        return n

    # What the sender said

    def is_said(self, words: str) -> bool:
        """Whether these words stand next to each other in the message."""
        wanted = _texts(words)
        starts = range(len(self.words) - len(wanted) + 1)
        found = bool(wanted) and any(self.words[at : at + len(wanted)] == wanted for at in starts)
        if found:
            self.used |= set(wanted)
        return found

    def must_be_said(self, words: str, slot: Slot | None = None) -> None:
        """Nothing, when they do. Raises: Unplaced, without repeating words that nobody said."""
        if not self.is_said(words) and _folded(words) not in self.before:
            raise Unplaced(Ambiguous(slot=slot, question=QUESTIONS[slot])) if slot else self.unclear("")

    def from_before(self, words: str) -> str:
        """A value of the thread's question, as it stood there."""
        wanted = _folded(words)
        return next(value for value in _values_in(self.previous) if _folded(value) == wanted)

    def unclear(self, words: str) -> Unplaced:
        """The question about some words; about the whole message when nobody said these."""
        if words and self.is_said(words):
            said = " ".join(words.split()[:MOST_WORDS])
            return Unplaced(
                Ambiguous(
                    slot="intent", question=f"I do not know what “{said}” means here. Could you put it another way?"
                )
            )
        return Unplaced(Ambiguous(slot="intent", question="I am not sure what you mean. Could you put it another way?"))

    # Nothing the sender said is lost

    def must_hold_every_word(self, spec: QuerySpec) -> None:
        """Nothing, when each word that limits the question turns up in the spec. Raises: Unplaced for the first."""
        ordinary = {word for words in self.proposal.ordinary for word in _texts(words)}
        dismissed: list[str] = []
        for mention in self.message.drafted.mentions:
            if not self.is_lost(mention, spec):
                continue
            own = self.raw(mention)
            if not mention.unknown or not set(_texts(own)) <= ordinary or self.looks_like_a_name(mention):
                raise self.unclear(own)
            dismissed.append(own)
        if dismissed:
            self.assumed.append(f"“{'”, “'.join(dismissed[:MOST_WORDS])}” taken for ordinary words")
        self.must_keep_negation(spec)

    def is_lost(self, mention: Mention, spec: QuerySpec) -> bool:
        """Whether a mention limits the question and the spec knows nothing of it."""
        if self.is_used(mention):
            return False
        if mention.unknown:
            return any(char.isalnum() for char in mention.text)
        if mention.period is not None:
            windows = {spec.time.window} if spec.time else set()
            windows |= {spec.compare.window} if spec.compare and spec.compare.window else set()
            return mention.period.window not in windows and not (spec.time and self.proposal.time)
        if mention.amount is not None:
            return not {mention.amount.number, mention.amount.days} & {*_numbers_in(spec), spec.limit}
        if mention.names and not mention.readings and tops(mention.names)[0].score >= 86:
            return not any(_holds_name(spec, candidate) for candidate in tops(mention.names))
        places = _places_in(spec)
        if spec.entity in ("activity", "lead", "contact"):
            # “Meetings booked”, “new leads”: the words for deals that are won mean something else of these.
            return False
        return any(mention.has(kind) and not fields & places for kind, fields in CARRIES.items())

    def is_used(self, mention: Mention) -> bool:
        """Whether its words were quoted for something."""
        texts = [text for text in mention.text.split() if any(char.isalnum() for char in text)]
        return bool(texts) and all(text in self.used for text in texts)

    def raw(self, mention: Mention) -> str:
        """The words as typed, before slips were put right."""
        return " ".join(token.raw for token in self.message.tokens[mention.start : mention.end])

    def looks_like_a_name(self, mention: Mention) -> bool:
        """Whether an unknown word may well be somebody's or something's name, so that it cannot be waved aside."""
        word = self.message.tokens[mention.start]
        before = self.message.words[mention.start - 1] if mention.start else ""
        typed = re.search(rf"(?i)(?<!\w){re.escape(word.raw)}(?!\w)", self.text)
        capital = typed is not None and typed.start() > 0 and typed.group()[:1].isupper() and not self.text.isupper()
        return bool(
            capital
            or mention.possessive
            or before in NAME_COMES_AFTER
            or word.text in FIRST_NAMES
            or word.text in PLACES
        )

    def must_keep_negation(self, spec: QuerySpec) -> None:
        """Nothing, when a “not” or “without” of the message is one in the spec. Raises: Unplaced."""
        negated = next((m for m in self.message.drafted.mentions if m.has("neg")), None)
        if negated is None:
            return
        ops = {one.op for one in _filters_in(spec)}
        lost = any(f.value == "lost" or f.field == "last_activity_days" for f in _filters_in(spec))
        none = any(f.value == 0 and not isinstance(f.value, bool) for f in _filters_in(spec))
        if not ops & NEGATIVE and not lost and not none:
            raise self.unclear(self.raw(negated))


def _holds_name(spec: QuerySpec, candidate: Candidate) -> bool:
    """Whether a spec filters by a name, counts what it names (“meetings”) or shows each of its kind."""
    fields = {field for field, kind in NAMES_OF.items() if kind == candidate.named.kind}
    counted = f"{candidate.named.value.casefold()}_count"
    return candidate.named.value in _values_in(spec) or counted in _places_in(spec) or bool(fields & {*spec.group_by})


def _filters_in(spec: QuerySpec) -> list[Filter]:
    return [one for c in (*spec.filters, *spec.having) for one in (c.any if isinstance(c, AnyOf) else (c,))]


def _values_in(spec: QuerySpec | None) -> list[str]:
    """Every value of a spec, as text."""
    found: list[str] = []
    for one in _filters_in(spec) if spec else ():
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        found += [str(value) for value in values if value is not None and not isinstance(value, FieldRef)]
    return found


def _numbers_in(spec: QuerySpec) -> set[float]:
    found: set[float] = set()
    for one in _filters_in(spec):
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        found |= {value for value in values if isinstance(value, int | float) and not isinstance(value, bool)}
    return found


def _places_in(spec: QuerySpec) -> set[str]:
    """Every field and measure that a spec speaks of."""
    fields = {one.field for one in _filters_in(spec)}
    times = set(spec.time.fields) if spec.time else set()
    return fields | times | {*spec.measures, *spec.group_by, *(sort.by for sort in spec.sort)}


def _texts(words: str) -> list[str]:
    """Words as they are compared."""
    read: Sequence[Token] = tokens(words)
    return [token.text for token in read]


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()
