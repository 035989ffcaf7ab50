"""The companies a rep sells to, and the people there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from store.crm.demo import roster
from store.crm.demo.chance import Dice, rounded
from store.crm.demo.seats import Era, Row, Seat, account_id, mark

ACCOUNTS_PER_REP = 16
FIRST_INVENTED = 1_000


def accounts_of(era: Era, seat: Seat, size: int, dice: Dice) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """A rep's accounts and their tags: those of the roster first; `size` is what a deal is worth there."""
    for number, (name, tags, sector, slot) in enumerate(roster.ACCOUNTS):
        if slot == seat.number:
            yield _account(era, seat, size, dice) | {"id": account_id(number), "name": name, "sector": sector}, tags
    first = seat.number * ACCOUNTS_PER_REP
    for n in range(first, first + ACCOUNTS_PER_REP):
        name, sector = coined(n)
        yield (
            _account(era, seat, size, dice)
            | {"id": account_id(FIRST_INVENTED + n), "name": name, "sector": sector, "parent_id": _parent(n, dice)},
            (),
        )


def _account(era: Era, seat: Seat, size: int, dice: Dice) -> Row:
    employees = max(6, int(size / 60 * dice.spread(0.8)))
    return {
        "country": dice.pick(roster.COUNTRIES[seat.rep.region]),
        "revenue": Decimal(rounded(employees * 180_000 * dice.spread(0.3))),
        "currency": roster.CURRENCY,
        "employees": employees,
        "year_established": era.starts_on.year - dice.between(4, 90),
        "parent_id": None,
        "owner_id": seat.id,
        "created_on": era.starts_on - timedelta(days=dice.between(210, 900)),
        **mark(era.starts_on - timedelta(days=dice.between(1, 200))),
    }


def _parent(n: int, dice: Dice) -> str | None:
    """Some of the companies that share the first word of their name belong to the first of them."""
    family = n % len(roster.STEMS)
    return account_id(FIRST_INVENTED + family) if n > family and dice.happens(0.35) else None


def contacts_of(account: Row, dice: Dice) -> Iterator[Row]:
    """Two to four people who work there."""
    domain = "".join(letter for letter in account["name"].lower() if letter.isascii() and letter.isalnum())
    for n in range(dice.between(2, 4)):
        first, last = dice.pick(roster.FIRST_NAMES), dice.pick(roster.LAST_NAMES)
        yield {
            "id": f"003D{account['id'][4:]}{n}",
            "name": f"{first} {last}",
            "account_id": account["id"],
            "title": dice.pick(roster.TITLES),
            "email": f"{first}.{last}@{domain}.example".lower(),
            "phone": f"+1 555 01{dice.below(100):02d}",
            **mark(account["updated_at"]),
        }


def roster_account(name: str) -> Row:
    """A named account as somebody else's deal refers to it."""
    number = next(i for i, account in enumerate(roster.ACCOUNTS) if account[0] == name)
    return {"id": account_id(number), "name": name}


def coined(n: int) -> tuple[str, str]:
    """The n-th invented company and its sector, no two alike; the first 1,152 have two words, later ones more."""
    stems, sectors, towns = roster.STEMS, roster.SECTORS, roster.TOWNS
    place = n // len(stems)
    sector, word = sectors[(place + n) % len(sectors)]
    stem, place = stems[n % len(stems)], place // len(sectors)
    if place == 0:
        return f"{stem} {word}", sector
    town, partner = divmod(place - 1, len(stems) - 1)
    name = f"{stem} & {stems[(n + 1 + partner) % len(stems)]} {word}"
    if town == 0:
        return name, sector
    again, town = divmod(town - 1, len(towns))
    return f"{name} of {towns[town]}" + (f" {again + 1}" if again else ""), sector
