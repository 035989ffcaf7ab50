"""The model as a drafter's pen: asked for smoother sentences, and never missed when it has none."""

from __future__ import annotations

import json
from collections.abc import Callable

from domain.models import OFF, in_dollars
from domain.prompting import LONGEST, SHIPPED, drafter_schema_text, drafter_system, drafter_turn
from domain.work import Request
from gateways.model import Answered, Ask, ModelAway, Said
from handlers.desk import Desk
from store import audit, prompts

AGENT = "drafter"
MOST_SENTENCES = 40
Word = Callable[[str, tuple[str, ...]], tuple[str, ...] | None]


def pen(desk: Desk, request: Request) -> Word:
    """What gives (question, sentences) back in other words; None where the template's words stand."""

    def word(question: str, sentences: tuple[str, ...]) -> tuple[str, ...] | None:
        if desk.model is None or desk.settings()[f"model.{AGENT}"] == OFF or len(sentences) > MOST_SENTENCES:
            return None
        instructions = prompts.words_in_use(desk.db, AGENT, SHIPPED[AGENT])
        try:
            return worded(desk, instructions, question, sentences, request)
        except ModelAway:
            # The template says the same in its own words; the books say why.
            return None

    return word


def worded(
    desk: Desk, instructions: str, question: str, sentences: tuple[str, ...], request: Request
) -> tuple[str, ...] | None:
    """The model's sentences; None for what is no list of as many. Raises: ModelAway."""
    if desk.model is None:
        raise ModelAway("no key")
    ask = Ask(
        agent=AGENT,
        system=drafter_system(instructions[:LONGEST]),
        turns=(Said(by="user", text=drafter_turn(question, sentences)),),
        schema_text=drafter_schema_text(),
    )
    try:
        answered = desk.model.answer(ask, float(str(desk.settings()["model.deadline_seconds"])))
    except ModelAway as away:
        if away.was_sent:
            _write_down(desk, request, away.why, None)
        raise
    _write_down(desk, request, "answered", answered)
    return _sentences(answered.text, len(sentences))


def _sentences(text: str, how_many: int) -> tuple[str, ...] | None:
    try:
        found = json.loads(text)["sentences"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    is_list = isinstance(found, list) and len(found) == how_many and all(isinstance(one, str) for one in found)
    return tuple(found) if is_list else None


def _write_down(desk: Desk, request: Request, outcome: str, answered: Answered | None) -> None:
    entry = audit.Entry(
        actor=AGENT,
        on_behalf_of=request.person.email or request.person.name,
        action="model:ask",
        subject=request.id,
        reason="a draft was to be worded",
        outcome=outcome,
        cost_usd=float(in_dollars(answered.nano)) if answered else 0.0,
        inputs={"vendor_id": answered.vendor_id if answered else ""},
    )
    with desk.db.begin() as session:
        audit.write(session, desk.db, entry, desk.now())
