"""The numbers that decide, with their units and what each decides."""

from __future__ import annotations

from domain.cards import Card, Pairs, Reply, Text
from domain.thresholds import THRESHOLDS
from domain.work import Press
from handlers.desk import Desk
from handlers.verb import answers


@answers("settings:show", says=("settings", "show settings", "show the settings", "thresholds", "show thresholds"))
def show_settings(press: Press, desk: Desk) -> tuple[Reply]:  # noqa: ARG001
    """Every setting in force."""
    in_force = desk.settings()
    pairs = tuple((f"{name} = {_shown(in_force[name])} {t.unit}".strip(), t.decides) for name, t in THRESHOLDS.items())
    card = Card(
        title="Settings in force",
        summary=f"{len(pairs)} settings",
        nodes=(
            Text(text="What decides, and its value now."),
            *(Pairs(pairs=pairs[i : i + 5]) for i in range(0, len(pairs), 5)),
        ),
    )
    return (Reply(card=card),)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value) or "none"
