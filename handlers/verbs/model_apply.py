"""[Use it] on a change of model: an operator makes it so, and the trail says who."""

from __future__ import annotations

from domain.cards import Note, Replace
from domain.models import WORK, model_of
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.prompting import must_be_operator
from handlers.verb import answers
from store import audit, effects, settings


@answers("model:apply")
def model_apply(press: Press, desk: Desk) -> tuple[Replace | Note, ...]:
    """The card as done; rights are asked again, since they may have changed since it was posted."""
    must_be_operator(press.person)
    kept = effects.result_of(desk.db, press.subject) if press.subject.startswith("model:") else None
    agent, _, value = (kept or "").partition(" ")
    if agent not in WORK:
        return (Note(text="I do not find that change any more. Say it again, please."),)
    name = f"model.{agent}"
    was = desk.settings()[name]
    with desk.db.begin() as session:
        if value != was:
            settings.save(session, name, value, by=press.person.name, at=desk.now())
        entry = audit.Entry(
            actor=press.person.name,
            on_behalf_of=press.person.email,
            action="model:apply",
            subject=name,
            reason="an operator chose which model an agent uses",
            outcome="changed" if value != was else "unchanged",
            approval=press.person.name,
            inputs={"from": was, "to": value},
        )
        audit.write(session, desk.db, entry, desk.now())
    used = model_of(agent, desk.settings()) or "no model"
    return (Replace(card=sentence_card(f"The {agent} now uses {used} ({press.person.name}).", "Model changed")),)
