"""The numbers that decide, with their units and what each decides."""

from __future__ import annotations

import calendar
import re
from decimal import Decimal

from domain import formatting
from domain.cards import Card, Pairs, Reply, Text
from domain.catalogue import CATALOGUE
from domain.errors import NotAllowed
from domain.thresholds import THRESHOLDS, Threshold
from domain.wording import lowered
from domain.work import Press
from handlers.desk import Desk
from handlers.verb import answers


@answers("settings:show", says=("settings", "show settings", "show the settings", "thresholds", "show thresholds"))
def show_settings(press: Press, desk: Desk) -> tuple[Reply]:
    """Every setting in force; a guest has no business with them."""
    if press.person.role == "guest":
        raise NotAllowed("see the settings", "Your sales operations team")
    in_force = desk.settings()
    currency = str(in_force["company.currency"])
    pairs = tuple((f"{_called(n)}: {_valued(in_force[n], t, currency)}", t.decides) for n, t in THRESHOLDS.items())
    card = Card(
        title="Settings in force",
        summary=f"{len(pairs)} settings",
        nodes=(
            Text(text="What decides, and its value now."),
            *(Pairs(pairs=pairs[i : i + 5]) for i in range(0, len(pairs), 5)),
        ),
    )
    return (Reply(card=card),)


def _called(name: str) -> str:
    """A setting's name in words: `Pipeline, stale`; its unit stands beside its value."""
    part, _, rest = name.partition(".")
    words = re.sub(r"_(days|percent|ratio|hours|minutes|seconds|usd)$", "", rest).replace("_", " ")
    return f"{part.replace('_', ' ').capitalize()}, {words}"


def _valued(value: object, threshold: Threshold, currency: str) -> str:
    """The value with its unit, as people write it; what is no number needs none."""
    if isinstance(value, tuple):
        return ", ".join(_word(str(one)) for one in value) or "none"
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value) or "none"
    exact = Decimal(str(value))
    if threshold.unit == "money":
        return formatting.money(exact, currency)
    if threshold.unit == "USD":
        return formatting.money(exact, "USD")
    if threshold.unit == "month":
        return calendar.month_name[int(value)]
    shown = formatting.number(exact.normalize())
    return {"percent": f"{shown}%", "ratio": f"{shown}x"}.get(threshold.unit) or _with_unit(shown, threshold.unit)


def _with_unit(shown: str, unit: str) -> str:
    return f"{shown} {formatting.singular(unit) if shown == '1' else unit}"


def _word(name: str) -> str:
    """A field by its label; anything else as it is."""
    known = CATALOGUE["opportunity"].field(name)
    return lowered(known.label) if known else name
