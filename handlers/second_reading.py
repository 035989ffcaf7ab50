"""A second reading by the model, for messages that the offline rules cannot account for; never its last word."""

from __future__ import annotations

import time
from dataclasses import replace

from domain.language.intent import Ambiguous, Intent, OutOfScope, Query
from domain.language.meaning import spec_meaning
from domain.models import OFF, in_dollars
from domain.placing import placed
from domain.prompting import SHIPPED, interpreter_system, interpreter_turn, repair_turn
from domain.proposal import NotAProposal, Proposal, read_proposal, schema_text
from domain.work import Choice, Request
from gateways.model import Answered, Ask, ModelAway, Said, Why
from handlers.desk import Desk
from handlers.memory import Memory
from handlers.names import names_for
from handlers.understand import Understood, as_work
from store import audit, prompts, spending

AGENT = "interpreter"
UNKNOWN_NAMES = ("account", "person", "product", "region")
NO_NEWS: tuple[Why, ...] = ("no key",)
"""Without a model nothing is different from what is promised, so nobody is told."""
NO_TIME_LEFT_S = 0.3


def with_help(
    understood: Understood, request: Request, desk: Desk, context: Intent | None, memory: Memory
) -> Understood:
    """What a message asks for, read by the model too where the offline rules were not sure."""
    intent = understood.said
    if desk.model is None or intent is None or not is_unsure(intent) or request.person.role == "guest":
        return understood
    if desk.settings()[f"model.{AGENT}"] == OFF:
        return understood
    before = context or memory.thread[0] or memory.dm[0]
    try:
        found = second(request, desk, before)
    except ModelAway as away:
        return _without_help(understood, away, request, desk)
    if found is None or (isinstance(found, Ambiguous) and not found.choices and isinstance(intent, Ambiguous)):
        # The offline question names what is unclear at least as well.
        return _or_a_person(understood, request)
    return replace(as_work(found, desk, request), said=found)


def is_unsure(intent: Intent) -> bool:
    """Whether the offline rules may have missed what was meant: words they do not know, and no rule that refuses them.

    Two people of one name, a missing measure and the like are true questions: no model may answer them.
    """
    if isinstance(intent, OutOfScope):
        return intent.refuse == "unrelated"
    if not isinstance(intent, Ambiguous) or intent.options:
        return False
    return intent.slot in UNKNOWN_NAMES or "put it another way" in intent.question


def second(request: Request, desk: Desk, before: Intent | None) -> Intent | None:
    """What the model's proposal comes to; None where it adds nothing. Raises: ModelAway."""
    previous = before.spec if isinstance(before, Query) else None
    return placed(
        propose(request, desk, before),
        request.text,
        names_for(desk, request.person),
        today=desk.today(request.as_of),
        previous=previous,
        thresholds=desk.thresholds(),
    )


def propose(request: Request, desk: Desk, before: Intent | None) -> Proposal:
    """The model's proposal: one call, and one more to put its shape right, within one deadline. Raises: ModelAway."""
    turn = interpreter_turn(
        request.text,
        today=desk.today(request.as_of),
        role=request.person.role,
        previous=spec_meaning(before.spec) if isinstance(before, Query) else None,
    )
    instructions = prompts.words_in_use(desk.db, AGENT, SHIPPED[AGENT])
    return proposal_for(desk, interpreter_system(instructions), turn, request)


def proposal_for(desk: Desk, system: str, turn: str, request: Request) -> Proposal:
    """A proposal for one turn under a system text. Raises: ModelAway."""
    ends = time.monotonic() + float(str(desk.settings()["model.deadline_seconds"]))
    ask = Ask(agent=AGENT, system=system, turns=(Said(by="user", text=turn),), schema_text=schema_text())
    first = _answer(desk, ask, ends, request)
    try:
        return read_proposal(first.text)
    except NotAProposal as problem:
        again = (
            Said(by="assistant", text=first.text[:20_000] or "{}"),
            Said(by="user", text=repair_turn(str(problem))),
        )
        repaired = _answer(desk, ask.model_copy(update={"turns": (*ask.turns, *again)}), ends, request)
    try:
        return read_proposal(repaired.text)
    except NotAProposal as problem:
        raise ModelAway("garbled", detail=str(problem)) from problem


def _answer(desk: Desk, ask: Ask, ends: float, request: Request) -> Answered:
    """One call's answer, written down with its cost. Raises: ModelAway."""
    left = ends - time.monotonic()
    if desk.model is None or left < NO_TIME_LEFT_S:
        raise ModelAway("no key" if desk.model is None else "too slow")
    try:
        answered = desk.model.answer(ask, left)
    except ModelAway as away:
        if away.was_sent:
            _write_down(desk, request, away.why, away.vendor_id, 0)
        raise
    _write_down(desk, request, "answered", answered.vendor_id, answered.nano)
    return answered


def _write_down(desk: Desk, request: Request, outcome: str, vendor_id: str, nano: int) -> None:
    entry = audit.Entry(
        actor=AGENT,
        on_behalf_of=request.person.email or request.person.name,
        action="model:ask",
        subject=request.id,
        reason="the offline rules were not sure",
        outcome=outcome,
        cost_usd=float(in_dollars(nano)),
        inputs={"vendor_id": vendor_id},
    )
    with desk.db.begin() as session:
        audit.write(session, desk.db, entry, desk.now())


# When there is no help


def _without_help(understood: Understood, away: ModelAway, request: Request, desk: Desk) -> Understood:
    """The offline reading, with a word on what is different, the first time of the day, and a way to a person."""
    intent = understood.said
    if away.why in NO_NEWS or desk.model is None:
        return understood
    who = request.person.email or request.person.name
    note = ""
    if spending.tell_once(desk.db, who, away.why, desk.model.today()):
        note = f" I read this without the model's help: {away}."
    if isinstance(intent, OutOfScope):
        understood = Understood(intent=None, said=intent, question=intent.sentence)
    return _or_a_person(replace(understood, question=understood.question + note), request)


def _or_a_person(understood: Understood, request: Request) -> Understood:
    """The question back, with somebody who can read it among the choices."""
    if not understood.question:
        return understood
    to_a_person = Choice(label="Ask a person", text=f"ask a person {request.text}")
    return replace(understood, choices=(*understood.choices, to_a_person))
