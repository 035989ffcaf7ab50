"""Who works in the demo company: the roster's people, and invented ones where the company is larger than that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from store.crm.demo import plan, roster
from store.crm.demo.chance import Dice
from store.crm.demo.seats import Row, Seat, Team, person_id, territory_id

CHIEF, OPERATOR = person_id(900_000), person_id(900_001)
FIRST_MANAGER = 500_000


def teams_of(seed: int, size: int) -> tuple[Team, ...]:
    """Teams of four reps who between them carry exactly `size` deals."""
    seats = [
        Seat(number, *divmod(number, 12), *_rep(seed, number), _open_deals(seed, number), closed_deals=0)
        for number in range(12 * plan.blocks_of(size))
    ]
    seats = _with_closed(seats, size - sum(seat.open_deals for seat in seats))
    return tuple(_team(seed, number, tuple(seats[number * 4 : number * 4 + 4])) for number in range(len(seats) // 4))


def _team(seed: int, number: int, seats: tuple[Seat, ...]) -> Team:
    block, segment = number // 3, roster.SEGMENTS[number % 3]
    manager = segment.manager if block == 0 else _name(f"{seed}:manager:{number}")
    return Team(
        number=number,
        id=f"00GD{number:05d}",
        name=segment.name if block == 0 else f"{segment.name} {block + 1}",
        segment=segment,
        manager=manager,
        manager_id=person_id(FIRST_MANAGER + number),
        manager_email=_email(manager, block and FIRST_MANAGER + number),
        seats=seats,
    )


def _rep(seed: int, number: int) -> tuple[roster.Rep, str]:
    """The rep in that seat and their e-mail; beyond the first twelve they are invented."""
    block, slot = divmod(number, 12)
    rep = roster.SEGMENTS[slot // 4].reps[slot % 4]
    if block:
        dice = Dice(f"{seed}:skill:{number}")
        rep = replace(rep, name=_name(f"{seed}:rep:{number}"), skill=0.85 + dice.random() * 0.3)
    return rep, _email(rep.name, block and number)


def _name(seed: str) -> str:
    dice = Dice(seed)
    return f"{dice.pick(roster.FIRST_NAMES)} {dice.pick(roster.LAST_NAMES)}"


def _email(name: str, number: int = 0) -> str:
    """first.last@…, with a number where invented people might share a name."""
    return f"{name.lower().replace(' ', '.')}{number or ''}@{roster.DOMAIN}"


def _open_deals(seed: int, number: int) -> int:
    return plan.OVERLOAD if number == plan.OVERLOADED_REP else Dice(f"{seed}:open:{number}").between(20, 33)


def _with_closed(seats: list[Seat], closed: int) -> list[Seat]:
    """The seats with all closed deals dealt out by segment, to the last one."""
    shares = [int(roster.SEGMENTS[seat.slot // 4].share) for seat in seats]
    given, before, dealt = 0, 0, []
    for seat, share in zip(seats, shares, strict=True):
        before += share
        until = closed * before // sum(shares[:12]) // (len(seats) // 12)
        dealt.append(replace(seat, closed_deals=until - given))
        given = until
    return dealt


def people_rows(teams: tuple[Team, ...]) -> Iterator[Row]:
    """Everybody: reps under their managers, managers under the executive, and the operator."""
    for team in teams:
        for seat in team.seats:
            rep = seat.rep
            place = {"team_id": team.id, "manager_id": team.manager_id, "territory_id": territory_id(rep.region)}
            yield _person(seat.id, rep.name, seat.email, "rep", rep.timezone) | place
        manager = _person(team.manager_id, team.manager, team.manager_email, "manager", team.segment.manager_timezone)
        yield manager | {"team_id": team.id, "manager_id": CHIEF}
    yield _person(CHIEF, roster.EXECUTIVE, _email(roster.EXECUTIVE), "executive", roster.NEW_YORK)
    operator = _person(OPERATOR, roster.OPERATOR, _email(roster.OPERATOR), "operator", roster.LONDON)
    yield operator | {"manager_id": CHIEF}


def _person(id_: str, name: str, email: str, role: str, timezone: str) -> Row:
    return {
        "id": id_, "name": name, "email": email, "role": role, "timezone": timezone, "team_id": None,
        "manager_id": None, "territory_id": None, "is_active": True,
    }  # fmt: skip
