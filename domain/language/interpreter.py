"""Text in, intent out, offline and in a few milliseconds: the one door to understanding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from domain.catalogue import CATALOGUE
from domain.language.amounts import LARGEST, too_large
from domain.language.clarify import asked, needed, reference, unknown_words, why_of_nothing
from domain.language.commands.needs import Need, Step
from domain.language.controls import control
from domain.language.courtesy import REFUSALS, STRONG, attack, out_of_scope, refusal, smalltalk
from domain.language.edits import edited
from domain.language.followup import merged, number_put_right, step_in_time
from domain.language.forecasts import forecast
from domain.language.intent import (
    Ambiguous,
    Control,
    Forecast,
    Intent,
    OutOfScope,
    Query,
    Refusal,
    Report,
    Rule,
    Smalltalk,
)
from domain.language.message import LEAD_INS, Message
from domain.language.names import NameIndex
from domain.language.ops import ops
from domain.language.parts import Parts
from domain.language.reading import say, say_command
from domain.language.reports import report
from domain.language.resolver import Asked, Cannot, known_vague, not_held, resolved
from domain.language.rules import rule
from domain.language.sense import sensible
from domain.language.shown import not_drawn
from domain.language.text import LONGEST, tokens, word_set
from domain.query import Filter, QuerySpec
from domain.work import Person

ALL_THERE_IS = word_set(
    "show me give list see display get pull everything all every deal deals opps opportunities opportunity the of our "
    "we have you there is are what"
)
MAY_BE_HUGE = re.compile(r"\d[\d.,]{6,}|\de\+?\d|illion\W+\w*illion", re.IGNORECASE)
"""What a number beyond all deals has in it; most messages need no second look."""
Thresholds = Mapping[str, int | float]


def understand(
    text: str,
    names: NameIndex,
    *,
    today: date,
    context: Intent | None = None,
    sender: Person | None = None,
    thresholds: Thresholds | None = None,
) -> Intent:
    """What a message means; `context` is the previous intent of its thread, which a follow-up edits.

    Never raises for what people type: what cannot be read is a question back or a polite refusal.
    """
    refused = attack(text[: 4 * LONGEST]) or _too_long(text) or _too_large(text)
    if refused:
        return refused
    message = Message.of(text, names, today, has_context=context is not None)
    found = smalltalk(message)
    return found or _Understanding(message.bare(), context, thresholds or {}, sender).intent()


def understand_text_in_context(
    text: str,
    context_text: str | None,
    names: NameIndex,
    *,
    today: date,
    sender: Person | None = None,
    thresholds: Thresholds | None = None,
) -> Intent:
    """What a message means after the message before it in its thread, given as text."""
    context = (
        understand(context_text, names, today=today, sender=sender, thresholds=thresholds) if context_text else None
    )
    return understand(text, names, today=today, context=context, sender=sender, thresholds=thresholds)


def _too_long(text: str) -> OutOfScope | None:
    if len(text) <= LONGEST:
        return None
    sentence = (
        f"That message has {len(text):,} characters, and I read at most {LONGEST:,}. "
        "Please ask in a sentence or two, for example “deals stuck in negotiation for more than 30 days”."
    )
    return OutOfScope(refuse="unsupported_action", sentence=sentence)


def _too_large(text: str) -> Ambiguous | None:
    number = too_large(tokens(text)) if MAY_BE_HUGE.search(text) else ""
    if not number:
        return None
    sentence = (
        f"“{number[:40]}{'…' if len(number) > 40 else ''}” is larger than any number I compare with; "
        f"the largest is {LARGEST:,}. Which number did you mean?"
    )
    return Ambiguous(slot="threshold", question=sentence)


def _command(kind: str, meaning: Step) -> Control | Rule | Report | Forecast:
    reading = say_command(meaning)
    match kind:
        case "control":
            return Control(meaning=meaning, reading=reading)
        case "rule":
            return Rule(meaning=meaning, reading=reading)
        case "report":
            return Report(meaning=meaning, reading=reading)
        case _:
            return Forecast(meaning=meaning, reading=reading)


class _Understanding:
    def __init__(self, message: Message, context: Intent | None, thresholds: Thresholds, sender: Person | None) -> None:
        self.message, self.context, self.thresholds, self.sender = message, context, thresholds, sender

    def intent(self) -> Intent:
        return (
            self.edit()
            or why_of_nothing(self.message)
            or self.refusal(STRONG)
            or self.rule()
            or self.control()
            or self.refusal()
            or self.forecast()
            or self.report()
            or self.ops()
            or self.question()
        )

    # Each kind in turn; the first that recognises the message answers

    def edit(self) -> Intent | None:
        """A follow-up to a command, rule, report or forecast."""
        if self.context is None or isinstance(self.context, (Query, Smalltalk, OutOfScope)):
            return None
        found = edited(self.message, self.context)
        if found is None:
            return None
        kind, meaning = found
        if isinstance(meaning, Need):
            return needed(meaning, self.message)
        return _command(kind, meaning)

    def refusal(self, only: tuple[Refusal, ...] = ()) -> OutOfScope | None:
        found = out_of_scope(self.message)
        return found if found is None or not only or found.refuse in only else None

    def rule(self) -> Intent | None:
        found = rule(self.message)
        if found is None:
            return None
        return (
            needed(found, self.message) if isinstance(found, Need) else Rule(meaning=found, reading=say_command(found))
        )

    def control(self) -> Intent | None:
        found = control(self.message)
        if found is None:
            return None
        if isinstance(found, Need):
            return needed(found, self.message)
        return Control(meaning=found, reading=say_command(found))

    def forecast(self) -> Intent | None:
        found = forecast(self.message)
        if found is None:
            return None
        if isinstance(found, Need):
            return needed(found, self.message)
        return Forecast(meaning=found, reading=say_command(found))

    def report(self) -> Intent | None:
        found = report(self.message)
        if found is None:
            return None
        if isinstance(found, Need):
            return needed(found, self.message)
        return Report(meaning=found, reading=say_command(found))

    def ops(self) -> Intent | None:
        found = ops(self.message)
        if found is None:
            return None
        return needed(found, self.message) if isinstance(found, Need) else self.query(found)

    def question(self) -> Intent:
        message = self.message
        parts = message.parts()
        if isinstance(self.context, Query):
            before = self.context.spec
            stepped = step_in_time(message, before, message.today) or number_put_right(message, before)
            if stepped is not None:
                return self.query(stepped)
        if asks_for_all(message):
            return self.query(QuerySpec(entity="opportunity"))
        unknown = unknown_words(parts, message)
        if unknown is not None:
            return unknown
        if isinstance(self.context, Query):
            spec = merged(message, parts, self.context.spec, message.names, message.today)
            if isinstance(spec, QuerySpec):
                return self.query(*self.mine(spec, parts))
            if isinstance(spec, Asked):
                return asked(spec, message)
            if isinstance(spec, Cannot):
                return OutOfScope(refuse="unsupported_data", sentence=spec.sentence)
        vague = known_vague(parts)
        if vague is not None:
            return asked(vague, message)
        lacking = reference(parts, message)
        if lacking is not None:
            return lacking
        if says_nothing(parts):
            return refusal("unrelated")
        found = resolved(parts, message.names, message.today)
        if isinstance(found, Asked):
            return asked(found, message)
        if isinstance(found, Cannot):
            return OutOfScope(refuse="unsupported_data", sentence=found.sentence)
        return self.query(*self.mine(found.spec, parts, found.assumptions))

    def mine(
        self, spec: QuerySpec, parts: Parts, assumptions: tuple[str, ...] | None = None
    ) -> tuple[QuerySpec, tuple[str, ...]]:
        """(the spec as “my” is meant by who asks, what was assumed): a manager's deals are those of the team."""
        said = tuple(a for a in parts.assumptions if a) if assumptions is None else assumptions
        role = self.sender.role if self.sender and "mine" in parts.marks else ""
        own = Filter(field="owner", op="eq", value="@me")
        if own not in spec.filters or role not in ("manager", "executive"):
            return spec, said
        if role == "executive":
            rest = tuple(f for f in spec.filters if f != own)
            return spec.model_copy(update={"filters": rest}), (*said, "“my” read as the whole company’s")
        if CATALOGUE[spec.entity].field("manager") is None:
            return spec, said
        team = tuple(f if f != own else own.model_copy(update={"field": "manager"}) for f in spec.filters)
        return spec.model_copy(update={"filters": team}), (*said, "“my” read as your team’s")

    def query(self, spec: QuerySpec, assumptions: tuple[str, ...] = ()) -> Query | OutOfScope:
        """The question, or the refusal of one about something its records do not hold."""
        lacking = not_held(spec)
        if lacking:
            sentence = f"The data I have does not hold the {lacking}. {REFUSALS['unsupported_data'].partition('. ')[2]}"
            return OutOfScope(refuse="unsupported_data", sentence=sentence)
        spec, assumed = sensible(spec, self.message.today)
        fixed = tuple(f"“{typed}” read as “{read}”" for read, typed in self.message.fixes.items())
        reading = say(spec, self.thresholds, self.message.today)
        drawn = not_drawn(self.message.words, spec)
        return Query(spec=spec, reading=reading, assumptions=(*assumptions, *assumed, *drawn, *fixed))


def asks_for_all(message: Message) -> bool:
    """“show me everything”: every deal there is, whatever was spoken of before."""
    words = [w for w in message.words if w not in LEAD_INS | ALL_THERE_IS and w.isalnum()]
    if message.has("my", "mine") or words:
        return False
    return message.has("everything", "deals", "opps", "opportunities") and message.has("all", "every", "everything")


def says_nothing(parts: Parts) -> bool:
    """Whether a message speaks of nothing we know."""
    marks = parts.marks - {
        "who",
        "what",
        "which",
        "when",
        "where",
        "how",
        "all",
        "list",
        "them",
        "how_long",
        "neg",
        "why",
    }
    return not (
        {"closing", "created"} & set(parts.verbs)
        or parts.heads
        or parts.clauses
        or parts.measures
        or parts.groups
        or parts.fields
        or marks
        or parts.counted
        or parts.having
        or ("who" in parts.marks and any(slot == "measure" for slot, _ in parts.vague))
    )
