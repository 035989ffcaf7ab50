"""Words to a person that nobody asked for this moment: through the guard, once, in their own day."""

from __future__ import annotations

from domain.cards import Card
from domain.work import Person
from handlers.ask import post_once
from handlers.desk import Desk
from handlers.nudging import SURFACE, user_of, zone_of
from store import audit, effects, posts
from store.crm.people import colleagues


def tell(desk: Desk, person: Person, key: str, card: Card, *, agent: str = "", is_urgent: bool = False) -> bool:
    """Whether the person was told, or never can be; False while it is not the hour. The same key is told once.

    Shape:  an opt-out is kept to and noted in the trail; nobody on the surface means that the card on Home must do.
    """
    if effects.result_of(desk.db, f"post:{key}") is not None:
        return True
    user = user_of(desk, person)
    if user is None:
        return True
    passage = desk.guard.passage(person, "chat", zone_of(desk, person, user), agent=agent, is_urgent=is_urgent)
    if passage.at is None:
        _note_blocked(desk, person, key, passage.why)
        return True
    if not passage.is_open(desk.now()):
        return False
    place = desk.voices[SURFACE].dm(user).model_copy(update={"user": user})
    with desk.db.begin() as session:
        posts.keep(session, desk.db, key, place, card, desk.now())
    post_once(desk, key, place, card)
    return True


def operators(desk: Desk) -> list[Person]:
    """Everybody who runs this product, by name."""
    with desk.db.reading() as connection:
        everyone = colleagues(connection)
    known = [p for p in everyone if p.role == "operator" or p.email.lower() in desk.operators]
    addresses = {p.email.lower() for p in known}
    others = sorted(one for one in desk.operators if one.lower() not in addresses)
    added = [Person(id=f"operator:{one}", name=one, email=one, role="operator") for one in others]
    return [p.model_copy(update={"role": "operator"}) for p in known] + added


def _note_blocked(desk: Desk, person: Person, key: str, why: str) -> None:
    entry = audit.Entry(
        actor="quartermaster", on_behalf_of=person.email or person.name, action="message:block", subject=key[:200],
        reason=why, outcome="blocked",
    )  # fmt: skip
    with desk.db.begin() as session:
        audit.write(session, desk.db, entry, desk.now())
