"""[Make it aggressive] under a preview: the level as a change of settings, shown before it is saved."""

from __future__ import annotations

from domain.cards import Reply
from domain.tuning import LEVELS, Wish
from domain.work import Press
from handlers.cards.tuning import preview_card
from handlers.desk import Desk
from handlers.preview import effect_of
from handlers.tuning import NotThatSetting, edits_of, propose, stage_names
from handlers.verb import answers


@answers("nudge:level", private=True)
def nudge_level(press: Press, desk: Desk) -> tuple[Reply]:
    """The card on which it is changed."""
    if press.subject not in LEVELS:
        raise NotThatSetting(f"I know the levels {', '.join(LEVELS)}.")
    wish = Wish(name="nudge.aggressiveness", op="set", value=press.subject)
    edits = edits_of(desk, press.person, [wish])
    currency = str(desk.settings()["company.currency"])
    proposal = propose(desk, press.id, edits)
    return (
        Reply(card=preview_card(edits, proposal, currency, stage_names(desk), effect_of(desk, press.person, edits))),
    )
