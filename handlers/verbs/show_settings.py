"""The numbers that decide, with their units and what each decides."""

from __future__ import annotations

from domain.cards import Card, Pairs, Reply, Text
from domain.errors import NotAllowed
from domain.thresholds import THRESHOLDS
from domain.work import Press
from handlers.cards.tuning import called, valued
from handlers.desk import Desk
from handlers.tuning import stage_names
from handlers.verb import answers


@answers("settings:show", says=("settings", "show settings", "show the settings", "thresholds", "show thresholds"))
def show_settings(press: Press, desk: Desk) -> tuple[Reply]:
    """Every setting in force; a guest has no business with them."""
    if press.person.role == "guest":
        raise NotAllowed("see the settings", "Your sales operations team")
    in_force = desk.settings()
    currency, stages = str(in_force["company.currency"]), stage_names(desk)
    pairs = tuple(
        (f"{called(n)}: {valued(in_force[n], t, currency, stages)}", t.decides) for n, t in THRESHOLDS.items()
    )
    card = Card(
        title="Settings in force",
        summary=f"{len(pairs)} settings",
        nodes=(
            Text(text="What decides, and its value now. “nudge settings” and “guard settings” show how to change it."),
            *(Pairs(pairs=pairs[i : i + 5]) for i in range(0, len(pairs), 5)),
        ),
    )
    return (Reply(card=card),)
