"""From words to what is to be done: a command of ours, a question for the crew, or a card that needs no data."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from domain.cards import Card
from domain.language.intent import Ambiguous, Command, Control, Forecast, Intent, OutOfScope, Query, Report, Smalltalk
from domain.language.interpreter import understand as read_words
from domain.making import asked_for
from domain.pause import AGENTS, ALL
from domain.reports import query_of_forecast, query_of_report
from domain.standstill import SAID
from domain.taking_back import NotToBeUndone, wanted_of
from domain.tuning import Unreadable, Wish, as_text, wishes_in, wishes_of
from domain.work import Choice, Request
from handlers.cards.words import help_card, sentence_card
from handlers.desk import Desk
from handlers.names import can_be_forgotten, chosen_by, names_for, said_of_choices
from handlers.verb import Verb, spoken, verbs

SHOWN_BY = {
    "exception": "review:open",
    "agent": "org:show",
    "setting": "settings:show",
    "source": "source:show",
}
"""The command that answers a question about the product itself, by entity."""
NOT_KEPT = {
    "rule": "rules of your own are not available yet.",
    "playbook": "playbooks are not available yet.",
    "snapshot": "snapshots are not available yet.",
}


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
    if forget := _forget(request, desk):
        return forget
    if tuned := _tuned(request):
        return tuned
    if asked_for(request.text):
        return Understood(verb=(verbs()["make:ask"], ""))
    bound_day, chosen = desk.today(request.as_of), chosen_by(desk, request.person)
    intent = read_words(
        request.text,
        names_for(desk, request.person, chosen),
        today=bound_day,
        context=context,
        sender=request.person,
        thresholds=desk.thresholds(),
    )
    if isinstance(intent, Query) and (assumed := said_of_choices(chosen, request.text, intent.spec)):
        intent = intent.model_copy(update={"assumptions": (*intent.assumptions, *assumed)})
    return replace(as_work(intent, desk, request), said=intent)


def _forget(request: Request, desk: Desk) -> Understood | None:
    """“Forget mike”, where mike means something because somebody said so; “forget it” is a courtesy like any other."""
    words = re.fullmatch(r"\s*(?:please\s+)?forget\s+(?:about\s+)?(.{1,255}?)[\s.!?]*", request.text, re.I | re.S)
    if words is None or not can_be_forgotten(desk, request.person, words[1].strip("\"“”'")):
        return None
    return Understood(verb=(verbs()["name:forget"], words[1]))


def _tuned(request: Request) -> Understood | None:
    """“Stale after 21 days in negotiation for SMB”: a change of settings in words that say nothing else."""
    try:
        wishes = wishes_in(request.text)
    except Unreadable as problem:
        return Understood(card=sentence_card(str(problem), "Settings"))
    return _to_change(wishes)


def _to_change(wishes: tuple[Wish, ...] | None) -> Understood | None:
    return Understood(verb=(verbs()["setting:propose"], as_text(wishes))) if wishes else None


def as_work(intent: Intent, desk: Desk, request: Request) -> Understood:
    """What is to be done about a meaning."""
    if isinstance(intent, Query):
        return _own_records(intent) or Understood(intent=intent, query=intent)
    if isinstance(intent, Forecast) and (query := query_of_forecast(intent, desk.today(request.as_of))):
        return Understood(intent=query, query=query)
    if isinstance(intent, Report) and (query := query_of_report(intent, desk.today(request.as_of))):
        return Understood(intent=query, query=query)
    if isinstance(intent, Ambiguous):
        return Understood(intent=intent, question=intent.question, choices=intent.choices)
    if isinstance(intent, Smalltalk):
        card = help_card() if intent.reply == "help" else sentence_card(intent.sentence)
        return Understood(intent=intent, card=card)
    if isinstance(intent, OutOfScope) and intent.refuse == "crm_write":
        return Understood(intent=intent, verb=(verbs()["record:offer"], request.text))
    if isinstance(intent, OutOfScope):
        return Understood(intent=intent, card=sentence_card(intent.sentence))
    if isinstance(intent, Control) and (stands := _stop_or_go(intent)):
        return stands
    if isinstance(intent, Control) and intent.meaning.get("action") == "rollback":
        return _taken_back(intent, desk, request)
    if isinstance(intent, Control) and (tuned := _to_change(wishes_of(intent.meaning))):
        return replace(tuned, intent=intent)
    return Understood(intent=intent, card=_not_yet(intent))


def _stop_or_go(intent: Control) -> Understood | None:
    """“Pause the pipeline agent until Monday”, “resume all agents”: one, or all; None for anything more than that."""
    said = intent.meaning
    verb = {"pause": "agent:stop", "resume": "agent:resume"}.get(str(said.get("action")), "")
    target = said.get("target")
    agent = target.get("agent") if isinstance(target, dict) else target
    args = said.get("args") or {}
    if not verb or agent not in (*AGENTS, ALL) or not args.keys() <= (SAID if verb == "agent:stop" else set()):
        return None
    return Understood(intent=intent, verb=(verbs()[verb], f"{agent}|{json.dumps(args)}" if args else str(agent)))


def _taken_back(intent: Control, desk: Desk, request: Request) -> Understood:
    """“Undo what the pipeline agent did today”: the preview of it, or why there is none."""
    try:
        wanted = wanted_of(intent.meaning, desk.now(), request.person.timezone)
    except NotToBeUndone as problem:
        return Understood(intent=intent, card=sentence_card(str(problem), "Undo"))
    return Understood(intent=intent, verb=(verbs()["change:rollback"], wanted.as_text()))


def _own_records(query: Query) -> Understood | None:
    """A question about the product itself is answered by the command that shows it; None for one about the CRM."""
    entity = query.spec.entity
    if entity in SHOWN_BY:
        return Understood(intent=query, verb=(verbs()[SHOWN_BY[entity]], ""))
    if entity == "agent_action":
        return Understood(intent=query, verb=(verbs()["agent:actions"], query.model_dump_json()))
    if entity in NOT_KEPT:
        return Understood(intent=query, card=sentence_card(f"There are none: {NOT_KEPT[entity]}"))
    return None


def _not_yet(intent: Command) -> Card:
    return sentence_card(
        f"I read this as: {intent.reading}. This is not available yet, so nothing was done. "
        "Questions about deals, accounts, leads, activities and quotas are.",
        "Not available yet",
    )
