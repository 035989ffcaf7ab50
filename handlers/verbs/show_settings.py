"""The numbers that decide, with their units and what each decides."""

from __future__ import annotations

from domain.cards import Card, Pairs, Reply, Text
from domain.errors import NotAllowed
from domain.thresholds import THRESHOLDS, Threshold
from domain.work import Press
from handlers.desk import Desk
from handlers.verb import answers


@answers("settings:show", says=("settings", "show settings", "show the settings", "thresholds", "show thresholds"))
def show_settings(press: Press, desk: Desk) -> tuple[Reply]:
    """Every setting in force; a guest has no business with them."""
    if press.person.role == "guest":
        raise NotAllowed("see the settings", "Your sales operations team")
    in_force = desk.settings()
    pairs = tuple((f"{name} = {_valued(in_force[name], t)}", t.decides) for name, t in THRESHOLDS.items())
    card = Card(
        title="Settings in force",
        summary=f"{len(pairs)} settings",
        nodes=(
            Text(text="What decides, and its value now."),
            *(Pairs(pairs=pairs[i : i + 5]) for i in range(0, len(pairs), 5)),
        ),
    )
    return (Reply(card=card),)


def _valued(value: object, threshold: Threshold) -> str:
    """The value with its unit; what is no number needs none."""
    shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value) or "none"
    return f"{shown} {threshold.unit}" if isinstance(value, int | float) else shown
