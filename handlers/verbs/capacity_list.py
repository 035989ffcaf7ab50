"""“Capacity”: who carries more open deals than one may, with the clean-up list and the override."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import NotAllowed
from domain.thresholds import whole
from domain.work import Press
from handlers.cards.gate import capacity_card
from handlers.desk import Desk
from handlers.gate import loads
from handlers.verb import answers


@answers("capacity:list", says=("capacity", "show capacity", "who is over capacity", "over capacity"), private=True)
def capacity_list(press: Press, desk: Desk) -> tuple[Reply]:
    """A card with everybody over the limit whose deals this person sees."""
    if press.person.role not in ("manager", "executive", "operator"):
        raise NotAllowed("see what others carry", "A manager")
    most = whole(desk.settings()["pipeline.max_open_deals"])
    return (Reply(card=capacity_card(loads(desk, press.person), most, press.person)),)
