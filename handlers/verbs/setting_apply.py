"""[Change] on a change of settings: saved by somebody entitled, audited, and in force at once."""

from __future__ import annotations

from domain.cards import Replace
from domain.work import Press
from handlers.cards.tuning import changed_card
from handlers.desk import Desk
from handlers.tuning import apply, proposed, stage_names
from handlers.verb import answers


@answers("setting:apply")
def setting_apply(press: Press, desk: Desk) -> tuple[Replace]:
    """The card as done, with the way back."""
    edits = proposed(desk, press.subject)
    ids = apply(press, desk, edits)
    currency = str(desk.settings()["company.currency"])
    return (Replace(card=changed_card(edits, ids, press.person.name, currency, stage_names(desk), back=False)),)
