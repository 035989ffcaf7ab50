"""“Stale after 21 days in negotiation”: a change of settings, shown before anything is saved."""

from __future__ import annotations

import json

from pydantic import TypeAdapter, ValidationError

from domain.cards import Reply
from domain.tuning import Wish
from domain.work import Press
from handlers.cards.tuning import preview_card
from handlers.desk import Desk
from handlers.preview import effect_of
from handlers.tuning import NotThatSetting, edits_of, propose, stage_names
from handlers.verb import answers

_WISHES: TypeAdapter[tuple[Wish, ...]] = TypeAdapter(tuple[Wish, ...])


@answers("setting:propose", private=True)
def setting_propose(press: Press, desk: Desk) -> tuple[Reply]:
    """A card with every value before and after, and what it would have done last week."""
    edits = edits_of(desk, press.person, _wishes(press.subject))
    currency = str(desk.settings()["company.currency"])
    effect = effect_of(desk, press.person, edits)
    card = preview_card(edits, propose(desk, press.id, edits), currency, stage_names(desk), effect)
    return (Reply(card=card),)


def _wishes(subject: str) -> tuple[Wish, ...]:
    """What was understood, as the asking door hands it on; nothing else gets here by a button."""
    try:
        wishes = _WISHES.validate_python(json.loads(subject))
    except (ValueError, ValidationError, RecursionError):
        wishes = ()
    if not wishes:
        raise NotThatSetting("Say which setting, such as “set stale days to 21 for SMB”, or “nudge settings”.")
    return wishes
