"""From words to what is to be done: a command of ours, a question for the crew, or a card that needs no data."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.cards import Card
from domain.language.intent import Ambiguous, Command, Intent, OutOfScope, Query, Report, Smalltalk
from domain.language.interpreter import understand as read_words
from domain.reports import query_of_report
from domain.work import Choice, Request
from handlers.cards.words import help_card, sentence_card
from handlers.desk import Desk
from handlers.verb import Verb, spoken


@dataclass(frozen=True)
class Understood:
    """One of: `verb` with the rest of its words; `query`; or `card`, ready to post (with `choices` when it asks)."""

    intent: Intent | None = None
    """What the thread is about from now on."""
    said: Intent | None = None
    """What the words were taken for; a report that is answered as a question is still a report."""
    verb: tuple[Verb, str] | None = None
    query: Query | None = None
    card: Card | None = None
    question: str = ""
    choices: tuple[Choice, ...] = ()


def understand(request: Request, desk: Desk, context: Intent | None) -> Understood:
    """What a message asks for, in the light of what the thread was about."""
    if command := spoken(request.text):
        return Understood(verb=command)
    bound_day = desk.today(request.as_of)
    intent = read_words(
        request.text,
        desk.names(),
        today=bound_day,
        context=context,
        sender=request.person,
        thresholds=desk.thresholds(),
    )
    return replace(_as_work(intent, desk, request), said=intent)


def _as_work(intent: Intent, desk: Desk, request: Request) -> Understood:
    if isinstance(intent, Query):
        return Understood(intent=intent, query=intent)
    if isinstance(intent, Report) and (query := query_of_report(intent, desk.today(request.as_of))):
        return Understood(intent=query, query=query)
    if isinstance(intent, Ambiguous):
        return Understood(intent=intent, question=intent.question, choices=intent.choices)
    if isinstance(intent, Smalltalk):
        card = help_card() if intent.reply == "help" else sentence_card(intent.sentence)
        return Understood(intent=intent, card=card)
    if isinstance(intent, OutOfScope):
        return Understood(intent=intent, card=sentence_card(intent.sentence))
    return Understood(intent=intent, card=_not_yet(intent))


def _not_yet(intent: Command) -> Card:
    what = {"control": "Steering agents", "rule": "Rules of your own", "forecast": "Forecasts"}.get(
        intent.kind, "This report"
    )
    return sentence_card(
        f"I read this as: {intent.reading}. {what} is not available yet, so nothing was done. "
        "Questions about deals, accounts, leads, activities and quotas are.",
        "Not available yet",
    )
