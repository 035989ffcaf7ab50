"""A draft's edited words, kept only when every figure in them is still a checked one."""

from __future__ import annotations

from typing import Any

from domain.cards import Replace
from domain.errors import UncitedClaim
from domain.work import Press
from handlers.cards.draft import draft_card
from handlers.desk import Desk
from handlers.drafts import edited
from handlers.runs import run_for
from handlers.verb import answers
from store import audit


def must_have_words(values: dict[str, Any]) -> dict[str, str]:
    """An error under each field that was emptied."""
    names = ("sentence", "subject", "body")
    return {name: "This cannot be empty." for name in names if not str(values.get(name) or "").strip()}


@answers("draft:save", check=must_have_words)
def draft_save(press: Press, desk: Desk) -> tuple[Replace]:
    """The draft card with the new words, or with what is wrong with them."""
    _, outcome = run_for(press, desk)
    words = {name: str(press.values[name]) for name in ("sentence", "subject", "body")}
    try:
        draft = edited(desk, outcome, **words)
    except UncitedClaim as error:
        assert outcome.draft is not None
        return (Replace(card=draft_card(outcome.run_id, outcome.draft, problem=str(error))),)
    with desk.db.begin() as session:
        entry = audit.Entry(
            actor=press.person.name,
            on_behalf_of=press.person.email,
            action="draft:edit",
            subject=outcome.run_id,
            reason="a person corrected the drafter",
            outcome="saved",
            inputs={"before": outcome.draft.sentence if outcome.draft else "", "after": words["sentence"]},
        )
        audit.write(session, desk.db, entry, desk.now())
    return (Replace(card=draft_card(outcome.run_id, draft, note=f"Edited by {press.person.name}.")),)
