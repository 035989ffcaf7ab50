"""A draft's edited words, kept only when every figure in them is still a checked one."""

from __future__ import annotations

from typing import Any

from domain.cards import Note
from domain.errors import UncitedClaim
from domain.work import Press
from handlers.desk import Desk
from handlers.drafts import card_of, edited, pressed_draft
from handlers.verb import OneCard, answers
from store import audit


def must_have_words(values: dict[str, Any]) -> dict[str, str]:
    """An error under each field that was emptied."""
    names = ("sentence", "subject", "body")
    return {name: "This cannot be empty." for name in names if not str(values.get(name) or "").strip()}


@answers("draft:save", check=must_have_words)
def draft_save(press: Press, desk: Desk) -> tuple[OneCard | Note, ...]:
    """The draft's card with the new words, or with what is wrong with them."""
    found = pressed_draft(press, desk)
    if found.is_old:
        return found.again()
    outcome = found.outcome
    words = {name: str(press.values[name]) for name in ("sentence", "subject", "body")}
    try:
        draft = edited(desk, outcome, press.person, **words)
    except UncitedClaim as error:
        return (found.shown(problem=f"{error} The draft keeps its words as they were."),)
    with desk.db.begin() as session:
        entry = audit.Entry(
            actor=press.person.name,
            on_behalf_of=press.person.email,
            action="draft:edit",
            subject=outcome.run_id,
            reason="a person corrected the drafter",
            outcome="saved",
            inputs={"before": found.draft.sentence, "after": words["sentence"]},
        )
        audit.write(session, desk.db, entry, desk.now())
    return (card_of(outcome.run_id, draft, note=f"Edited by {press.person.name}."),)
