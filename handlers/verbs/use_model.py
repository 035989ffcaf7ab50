"""“Use strong for drafter”: which model an agent uses, proposed in words and changed by an operator's press."""

from __future__ import annotations

import hashlib
import re

from domain.cards import Reply
from domain.models import OFF, TIERS, WORK
from domain.work import Press
from handlers.cards.models import tier_card
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.prompting import must_be_operator
from handlers.verb import answers
from store import effects

SAYS = tuple(
    f"use {words} for {{}}"
    for tier in TIERS
    for words in ((tier, f"{tier} model", f"the {tier} model") if tier != OFF else ("no model", "no models"))
)


@answers("model:tier", says=SAYS)
def use_model(press: Press, desk: Desk) -> tuple[Reply]:
    """A card that shows what would change; nothing has changed yet."""
    must_be_operator(press.person)
    agent = re.sub(r"^the\s+|\s+agent$", "", press.subject.casefold().strip())
    if agent not in WORK:
        return (Reply(card=sentence_card(f"No agent called “{agent[:40]}” uses a model; {' and '.join(WORK)} may.")),)
    tier = _tier(str(press.values.get("text") or ""))
    proposal = proposed(press.id)
    # What a press will do is kept here under the card's id; the button carries the id and nothing else.
    effects.once(desk.db, proposal, lambda: f"{agent} {tier}", lambda: None, desk.now)
    return (Reply(card=tier_card(agent, tier, desk.settings(), proposal)),)


def proposed(id_: str) -> str:
    """The id of a proposal."""
    return f"model:{hashlib.sha256(id_.encode()).hexdigest()[:40]}"


def _tier(text: str) -> str:
    """The tier in a sentence that begins with “use …”."""
    words = text.casefold().split()
    return next((tier for tier in TIERS if tier in words), OFF)
