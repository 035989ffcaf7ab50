"""“Clean up”: a rep's open deals against the limit, and those that most need closing or handing over."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import NotAllowed
from domain.work import Press
from handlers.bulk import worst_of
from handlers.cards.gate import cleanup_card, cleanups_card
from handlers.desk import Desk
from handlers.gate import nearest, rep_named
from handlers.verb import answers
from store import overrides
from store.crm import concerns
from store.crm.own_values import most_open

OWN = ("clean up", "cleanup", "clean up my pipeline", "clean-up list", "cleanup list", "my clean-up list")


@answers("capacity:clean", says=(*OWN, "clean-up list of {}", "cleanup list for {}", "clean up list for {}"),
         private=True)  # fmt: skip
def capacity_clean(press: Press, desk: Desk) -> tuple[Reply]:
    """The list of one's own, or of a rep whose deals one sees; whoever has none of their own chooses a rep."""
    if press.person.role == "guest" or not press.person.id:
        raise NotAllowed("see deals", "Your sales operations team")
    typed = " ".join(str(press.values.get("text", "")).lower().split()).strip(" ?!.")
    rep = press.person if not press.subject and typed in OWN else rep_named(desk, press.person, press.subject)
    with desk.db.looking() as connection:
        most = most_open(connection, desk.settings(), [rep.id])[rep.id]
        many = concerns.open_deals(connection, [rep.id]).get(rep.id, 0)
    if rep.id == press.person.id and not many and (others := nearest(desk, press.person)):
        return (Reply(card=cleanups_card(others)),)
    until = overrides.standing(desk.db, desk.now()).get(rep.id)
    worst = worst_of(desk, rep.id, 0)
    return (Reply(card=cleanup_card(rep, many, most, worst, until.until if until else None)),)
