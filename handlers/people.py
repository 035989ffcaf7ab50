"""Who is speaking, what they may see, and what everybody in the room may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from domain.errors import QuartermasterError, TryLater
from domain.rights import NOTHING, Sight, depends_on_team, sight_of
from domain.work import Person, Place
from handlers.desk import Desk
from store import people as links
from store.crm.people import colleagues, person_by_email, person_by_id

ASK_AGAIN_AFTER, TRUSTED_FOR = timedelta(hours=1), timedelta(days=1)
"""What a surface said of somebody is asked again after the first; in a large room it counts until the second."""
ASKED_AT_ONCE = 20
"""Calls to a surface that one question may cost in a room full of people we do not know yet."""


def person_at(desk: Desk, place: Place) -> Person:
    """The CRM person behind a chat user, linked by e-mail; a guest when there is none."""
    if place.surface not in desk.voices:
        return Person(name=place.user or "somebody")
    return _known(desk, place.surface, place.user)


def own_sight(desk: Desk, person: Person) -> Sight:
    """What a person may read under the policy in force."""
    policy = desk.settings()
    if not depends_on_team(person, policy):
        return sight_of(person, (), policy)
    with desk.db.glancing() as connection:
        return sight_of(person, colleagues(connection, {person.team}), policy)


def room_sight(desk: Desk, place: Place) -> Sight:
    """What every member of a channel may read; bots do not read, and who is not known reads nothing."""
    shared: Sight | None = None
    for sight in _sights(desk, place):
        shared = sight if shared is None else shared.shared_with(sight)
        if shared == NOTHING:
            break
    return shared or NOTHING


def room_sees(desk: Desk, place: Place, wanted: Sight) -> bool:
    """Whether every member of a channel may read all of this; known as soon as one may not."""
    sights = _sights(desk, place)
    first = next(sights, NOTHING)
    return first != NOTHING and first.sees_all_of(wanted) and all(sight.sees_all_of(wanted) for sight in sights)


def _sights(desk: Desk, place: Place) -> Iterator[Sight]:
    """What each reader of a channel may read: those we know first, since to ask about somebody is a call to Slack."""
    company = _Company(desk)
    users = list(dict.fromkeys(desk.voice(place).members(place.channel)))
    known = links.find_all(desk.db, place.surface, users)
    yield from company.sights(link for link in known.values() if not _is_old(desk, link))
    doubtful = sorted(
        (user for user in users if user not in known or _is_old(desk, known[user])), key=company.doubt(known)
    )
    for user in doubtful[:ASKED_AT_ONCE]:
        yield from company.sights([_ask(desk, place.surface, user, known.get(user))])
    rest = doubtful[ASKED_AT_ONCE:]
    yield from company.sights(known[user] for user in rest if user in known)
    if any(user not in known or _is_too_old(desk, known[user]) for user in rest):
        # The next question asks about the next ones; until everybody is known, somebody here may be a guest.
        yield NOTHING


class _Company:
    """Everybody in the CRM, read once for a whole room."""

    def __init__(self, desk: Desk) -> None:
        with desk.db.reading() as connection:
            self.everyone = colleagues(connection)
        self.operators, self._policy = desk.operators, desk.settings()
        self._by_id = {person.id: person for person in self.everyone}
        addresses = Counter(person.email for person in self.everyone)
        self._by_email = {person.email: person for person in self.everyone if addresses[person.email] == 1}
        self._teams: dict[str, list[Person]] = defaultdict(list)
        for person in self.everyone:
            self._teams[person.team].append(person)

    def find(self, link: links.Link) -> Person | None:
        """By the link somebody made by hand, else by an address that is one person's alone."""
        if link.person_id:
            return self._by_id.get(link.person_id)
        return self._by_email.get(link.email) if link.email else None

    def sight(self, link: links.Link) -> Sight:
        """What somebody may read under the policy in force."""
        person = _person_in(self, link)
        return sight_of(person, self._teams[person.team], self._policy)

    def sights(self, of: Iterable[links.Link]) -> Iterator[Sight]:
        """What each of them may read; bots do not read."""
        return (self.sight(link) for link in of if link.kind != "bot")

    def doubt(self, known: Mapping[str, links.Link]) -> Callable[[str], int]:
        """The order to ask in: who read little before is asked first, since one such answer settles the room."""
        order = {"nothing": 0, "owners": 1, "all": 3}
        return lambda user: order[self.sight(known[user]).kind] if user in known else 2


def _known(desk: Desk, surface: str, user: str) -> Person:
    return _person(desk, _link(desk, surface, user))


def _person(desk: Desk, link: links.Link) -> Person:
    if link.kind != "member":
        return _guest(link)
    with desk.db.glancing() as connection:
        return _as_operator(desk.operators, link, _in_the_crm(connection, link))


def _person_in(company: _Company, link: links.Link) -> Person:
    if link.kind != "member":
        return _guest(link)
    return _as_operator(company.operators, link, company.find(link))


def _guest(link: links.Link) -> Person:
    """A guest of the workspace, like a bot, reads nothing here, whatever e-mail address the profile shows."""
    return Person(name=link.name, email=link.email, timezone=link.timezone)


def _as_operator(operators: Collection[str], link: links.Link, found: Person | None) -> Person:
    if link.email in operators:
        known = found or Person(id=f"operator:{link.email}", name=link.name, email=link.email, timezone=link.timezone)
        return known.model_copy(update={"role": "operator"})
    return found or _guest(link)


def _in_the_crm(connection: Any, link: links.Link) -> Person | None:
    """By the link somebody made by hand, else by e-mail."""
    if link.person_id:
        return person_by_id(connection, link.person_id)
    return person_by_email(connection, link.email) if link.email else None


def _is_old(desk: Desk, link: links.Link) -> bool:
    return desk.now() - link.checked_at >= ASK_AGAIN_AFTER


def _is_too_old(desk: Desk, link: links.Link) -> bool:
    return desk.now() - link.checked_at >= TRUSTED_FOR


def _link(desk: Desk, surface: str, user: str) -> links.Link:
    known = links.find(desk.db, surface, user)
    if known is not None and not _is_old(desk, known):
        return known
    return _ask(desk, surface, user, known)


def _ask(desk: Desk, surface: str, user: str, known: links.Link | None) -> links.Link:
    """What the surface says of a user now, remembered."""
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
