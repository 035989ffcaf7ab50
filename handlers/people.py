"""Who is speaking, what they may see, and what everybody in the room may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.errors import QuartermasterError, TryLater
from domain.rights import Sight, shared_sight, sight_of
from domain.work import Person, Place
from handlers.desk import Desk
from store import people as links
from store.crm.people import colleagues, person_by_email, person_by_id

ASK_AGAIN_AFTER = timedelta(hours=1)


def person_at(desk: Desk, place: Place) -> Person:
    """The CRM person behind a chat user, linked by e-mail; a guest when there is none."""
    if place.surface not in desk.voices:
        return Person(name=place.user or "somebody")
    return _known(desk, place.surface, place.user)


def own_sight(desk: Desk, person: Person) -> Sight:
    """What a person may read under the policy in force."""
    with desk.db.reading() as connection:
        team = colleagues(connection, {person.team})
    return sight_of(person, team, desk.settings())


def room_sight(desk: Desk, place: Place) -> Sight:
    """What every member of a channel may read; bots do not read."""
    voice = desk.voice(place)
    links_of = [_link(desk, place.surface, user) for user in voice.members(place.channel)]
    people = [_person(desk, link) for link in links_of if link.kind != "bot"]
    with desk.db.reading() as connection:
        teams = colleagues(connection, {person.team for person in people})
    policy = desk.settings()
    return shared_sight([sight_of(person, teams, policy) for person in people])


def _known(desk: Desk, surface: str, user: str) -> Person:
    return _person(desk, _link(desk, surface, user))


def _person(desk: Desk, link: links.Link) -> Person:
    if link.kind != "member":
        # A guest of the workspace and a bot read nothing here, whatever e-mail address the profile shows.
        return Person(name=link.name, email=link.email, timezone=link.timezone)
    with desk.db.reading() as connection:
        found = _in_the_crm(connection, link)
    if link.email in desk.operators:
        known = found or Person(id=f"operator:{link.email}", name=link.name, email=link.email, timezone=link.timezone)
        return known.model_copy(update={"role": "operator"})
    return found or Person(name=link.name, email=link.email, timezone=link.timezone)


def _in_the_crm(connection: Any, link: links.Link) -> Person | None:
    """By the link somebody made by hand, else by e-mail."""
    if link.person_id:
        return person_by_id(connection, link.person_id)
    return person_by_email(connection, link.email) if link.email else None


def _link(desk: Desk, surface: str, user: str) -> links.Link:
    known = links.find(desk.db, surface, user)
    if known is not None and desk.now() - known.checked_at < ASK_AGAIN_AFTER:
        return known
    try:
        said = desk.voices[surface].profile(user)
    except TryLater:
        raise
    except QuartermasterError:
        # Slack does not know this user: nobody we could know either.
        said = {"name": user, "is_restricted": True}
    kind = "bot" if said.get("is_bot") else "restricted" if said.get("is_restricted") else "member"
    link = links.Link(
        email=str(said.get("email") or "").lower(),
        name=str(said.get("name") or user),
        timezone=str(said.get("tz") or "UTC"),
        kind=kind,
        checked_at=desk.now(),
        person_id=known.person_id if known else "",
    )
    with desk.db.begin() as session:
        links.link(session, surface, user, link)
    return link
