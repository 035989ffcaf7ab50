"""Made-up company names, dense enough to be mistaken for one another, and what people type for them."""

from __future__ import annotations

import random
import string

FIRST, LAST, FIELDS = (
    tuple(words.split())
    for words in (
        "gran tol zel mar quen bri dra fen hol jas kor lum nor pel ras sil tar ulm ver wex yar zeph amb cor del",
        "bar vane phor stave by row dale mont wick field ton ric mar lene dor gate holt ness sby ville more lin",
        "Systems Software Logistics Health Press Energy Foods Media Robotics Insurance Freight Optics Farms",
    )
)
SUFFIXES = ("Inc", "LLC", "Group", "GmbH", "Ltd", "Holdings", "")


def names(many: int, seed: int = 7) -> list[str]:
    """So many different names."""
    dice = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < many:
        stem = "".join(dice.choice(part) for part in (FIRST, FIRST, LAST)).capitalize()
        made[f"{stem} {dice.choice(FIELDS)} {dice.choice(SUFFIXES)}".strip()] = None
    return list(made)


def typed(name: str, dice: random.Random) -> str:
    """How somebody types a name: as it is, in lower case, without its suffix, or with a slip."""
    stem = " ".join(word for word in name.split() if word not in SUFFIXES)
    way = dice.randrange(5)
    if way == 0:
        return name
    if way == 1:
        return name.lower()
    return stem.lower() if way == 2 else slip(stem.lower(), dice)


def slip(text: str, dice: random.Random) -> str:
    """The text with one letter left out, doubled, changed, or swapped with the next."""
    at = dice.randrange(1, len(text) - 1)
    way = dice.randrange(4)
    if way == 0:
        return text[:at] + text[at + 1 :]
    if way == 1:
        return text[:at] + text[at] + text[at:]
    if way == 2:
        return text[:at] + dice.choice(string.ascii_lowercase) + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
