"""“Update my deals”: several deals in one form."""

from __future__ import annotations

from domain.cards import Ask, Button, Buttons, Card, Reply, Text, plain
from domain.errors import NotAllowed
from domain.work import Press
from handlers.bulk import AT_ONCE, bulk_form, worst_of
from handlers.desk import Desk
from handlers.gate import rep_named
from handlers.verb import answers

OWN = ("update my deals", "update several deals", "bulk update", "bulk update my deals", "update deals")


@answers("bulk:form", says=(*OWN, "update deals of {}", "bulk update {}", "bulk update deals of {}"), private=True)
def bulk_form_(press: Press, desk: Desk) -> tuple[Ask | Reply]:
    """A dialog; to words a card that names the deals and whose button opens it."""
    if press.trigger:
        return (Ask(form=bulk_form(desk, press.person, press.subject)),)
    if press.person.role == "guest" or not press.person.id:
        raise NotAllowed("change records", "Your sales operations team")
    rep = press.person if not press.subject else rep_named(desk, press.person, press.subject)
    deals = worst_of(desk, rep.id, 0)
    names = ", ".join(deal.name for deal in deals)
    said = f"{len(deals)} open deals of {rep.name} in one form: {names}." if deals else f"{rep.name} has no open deals."
    ways = [Button(label="Update these", press="bulk:form", subject=f"{rep.id}|0", style="primary")] if deals else []
    if len(deals) == AT_ONCE:
        ways.append(Button(label="The next ones", press="bulk:form", subject=f"{rep.id}|1"))
    nodes = (Text(text=plain(said)), *((Buttons(buttons=tuple(ways)),) if ways else ()))
    return (Reply(card=Card(title="Update deals", summary=said, nodes=nodes)),)
