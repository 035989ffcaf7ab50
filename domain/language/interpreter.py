"""Text in, intent out, offline and in a few milliseconds: the one door to understanding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from domain.catalogue import CATALOGUE
from domain.language.amounts import LARGEST, too_large
from domain.language.besides_orders import order_alone
from domain.language.clarify import (
    answer_first,
    asked,
    needed,
    not_left_out,
    one_of_a_list,
    reference,
    unknown_words,
    why_of_nothing,
)
from domain.language.commands.needs import Need, Step
from domain.language.controls import control
from domain.language.corrections import put_right
from domain.language.courtesy import REFUSALS, STRONG, attack, how_to, out_of_scope, refusal, smalltalk
from domain.language.days import impossible
from domain.language.edits import edited
from domain.language.followup import (
    merged,
    number_first,
    number_put_right,
    of_another_agent,
    step_in_time,
    without_the_same,
)
from domain.language.forecasts import forecast
from domain.language.haircuts import haircut
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
from domain.language.resolver import Asked, Cannot, Resolved, known_vague, not_held, resolved
from domain.language.rules import rule
from domain.language.second_thoughts import has_second_thought, settled
from domain.language.sense import sensible
from domain.language.shown import not_drawn
from domain.language.text import LONGEST, tokens, word_set
from domain.query import Filter, QuerySpec
from domain.work import Person

ALL_THERE_IS = word_set(
    "show me give list see display get pull everything all every deal deals opps opportunities opportunity the of "
    "our "
    "we have you there is are what"
)
OWN_RECORDS = frozenset(
    ("setting", "threshold", "rule", "playbook", "snapshot", "source", "agent", "agent_action", "exception")
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
    message = put_right(message) if context is not None else message
    if has_second_thought(message):
        meant = settled(message)
        if not isinstance(meant, Message):
            return meant
        message = meant
    found = smalltalk(message)
    if found:
        return found
    message = message.without_preamble().bare()
    if told := how_to(message):
        return told
    return impossible(message) or _Understanding(message, context, thresholds or {}, sender).intent()


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
        self.message = order_alone(about_its_agent(self.message, self.context))
        return (
            self.edit()
            or why_of_nothing(self.message)
            or haircut(self.message)
            or self.refusal(STRONG)
            or self.command("rule", rule(self.message))
            or self.command("control", control(self.message))
            or self.refusal()
            or self.command("forecast", forecast(self.message))
            or self.command("report", report(self.message))
            or self.ops()
            or self.question()
        )

    # Each kind in turn; the first that recognises the message answers

    def edit(self) -> Intent | None:
        """A follow-up to a command, rule, report or forecast."""
        if self.context is None or isinstance(self.context, (Query, Smalltalk, OutOfScope)):
            return None
        kind, meaning = edited(self.message, self.context) or ("", None)
        return self.command(kind, meaning)

    def command(self, kind: str, found: Step | Need | None) -> Intent | None:
        """A command as read, the question for what it lacks, or None where there is none."""
        if found is None:
            return None
        return needed(found, self.message) if isinstance(found, Need) else _command(kind, found)

    def refusal(self, only: tuple[Refusal, ...] = ()) -> OutOfScope | None:
        """The refusal of what this product does not do."""
        found = out_of_scope(self.message)
        return found if found is None or not only or found.refuse in only else None

    def ops(self) -> Intent | None:
        """A question about the product itself."""
        found = ops(self.message)
        if found is None:
            return None
        return needed(found, self.message) if isinstance(found, Need) else self.query(found)

    def question(self) -> Intent:
        """A question about records: a follow-up, a whole one, or what has to be asked first."""
        if isinstance(self.context, Query):
            self.message = without_the_same(self.message)
            if two := number_first(self.message, self.context.spec):
                self.context, self.message = self.context.model_copy(update={"spec": two[0]}), two[1]
        if isinstance(self.context, Query) and (moved := self.moved(self.context.spec)):
            return self.query(moved)
        if asks_for_all(self.message):
            return self.query(QuerySpec(entity="opportunity"))
        if listed := one_of_a_list(self.message):
            return listed
        parts = self.message.parts()
        unknown = unknown_words(parts, self.message)
        return unknown or self.followed(parts) or self.lacking(parts) or self.whole(parts)

    def moved(self, before: QuerySpec) -> QuerySpec | None:
        """“the one before”, “30 not 45”: the question before with its period or a number moved."""
        return (
            step_in_time(self.message, before, self.message.today)
            or number_put_right(self.message, before)
            or of_another_agent(self.message, before)
        )

    def followed(self, parts: Parts) -> Intent | None:
        """The question before as a follow-up changes it; None for a question of its own."""
        if not isinstance(self.context, Query):
            return None
        found = merged(self.message, parts, self.context.spec, self.message.names, self.message.today)
        said = tuple(a for a in parts.assumptions if a)
        if found is None:
            return None
        return self.answered(Resolved(found, said) if isinstance(found, QuerySpec) else found, parts)

    def lacking(self, parts: Parts) -> Intent | None:
        """What keeps a message from being a question: a word that may mean several things, or nothing at all."""
        vague = known_vague(parts)
        if vague is not None:
            return asked(vague, self.message)
        pointed = reference(parts, self.message)
        if pointed and pointed.slot == "reference" and isinstance(self.context, Ambiguous):
            return answer_first(pointed, self.context)
        return pointed or (refusal("unrelated") if says_nothing(parts) else None)

    def whole(self, parts: Parts) -> Intent:
        """A question that stands on its own."""
        if parts.heads and parts.heads[0] in OWN_RECORDS and not set(parts.heads) - OWN_RECORDS:
            # A question about the product itself that none of its own readings took: never a list of all deals.
            return asked(Asked("intent", " ".join(message_words(self.message)), ()), self.message)
        if "unused_neg" in parts.marks and parts.heads:
            return not_left_out(self.message)
        return self.answered(resolved(parts, self.message.names, self.message.today), parts)

    def answered(self, found: Resolved | Asked | Cannot, parts: Parts) -> Intent:
        """The question as read, the question back, or the refusal."""
        if isinstance(found, Asked):
            return asked(found, self.message)
        if isinstance(found, Cannot):
            return OutOfScope(refuse="unsupported_data", sentence=found.sentence)
        spec, whose = self.mine(found.spec, parts)
        return self.query(spec, (*found.assumptions, *whose))

    def mine(self, spec: QuerySpec, parts: Parts) -> tuple[QuerySpec, tuple[str, ...]]:
        """(the spec as “my” is meant by who asks, what that assumes): a manager's deals are those of the team."""
        role = self.sender.role if self.sender and "mine" in parts.marks else ""
        own = Filter(field="owner", op="eq", value="@me")
        if own not in spec.filters:
            return spec, ()
        if role == "executive":
            rest = tuple(f for f in spec.filters if f != own)
            return spec.model_copy(update={"filters": rest}), ("“my” read as the whole company’s",)
        if role != "manager" or CATALOGUE[spec.entity].field("manager") is None:
            return spec, ()
        team = tuple(f if f != own else own.model_copy(update={"field": "manager"}) for f in spec.filters)
        return spec.model_copy(update={"filters": team}), ("“my” read as your team’s",)

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


def message_words(message: Message) -> list[str]:
    """The words of a message without its signs."""
    return [w for w in message.words if any(c.isalnum() for c in w)]


def about_its_agent(message: Message, context: Intent | None) -> Message:
    """“resume it” after a question about one agent: “it” is that agent."""
    at = next((i for i, w in enumerate(message.words) if w in ("it", "that")), None)
    if at is None or not isinstance(context, Query) or context.spec.entity not in ("agent", "agent_action"):
        return message
    named = [f.value for f in context.spec.filters if isinstance(f, Filter) and f.field == "agent" and f.op == "eq"]
    found = control(message) if len(named) == 1 and not message.find("agentname") else None
    if not isinstance(found, Need) or found.slot != "agent":
        return message
    tokens_ = (*message.tokens[:at], *tokens(f"{named[0]} agent"), *message.tokens[at + 1 :])
    return Message(message.text, tokens_, message.names, message.today, message.fixes, message.has_context)


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
