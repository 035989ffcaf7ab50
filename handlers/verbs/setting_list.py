"""“Nudge settings” and “guard settings”: what is in force, for whom it differs, and the words that change it."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import NotAllowed
from domain.thresholds import THRESHOLDS
from domain.tuning import GROUPS
from domain.work import Press
from handlers.cards.tuning import called, group_card, valued
from handlers.desk import Desk
from handlers.tuning import own_values, stage_names
from handlers.verb import answers

HINTS = {
    "nudge": (
        "stale after 21 days in negotiation for SMB · activity gap 10 days for Tom Okafor",
        "require next step in proposal · required fields for negotiation: amount, close date",
        "make the pipeline agent more aggressive · deals per message 5 · max open deals 60",
        "quiet hours from 17:00 · weekends open · holidays 2026-12-25 · tone formal for Enterprise",
        "undo the last setting change · preview nudges",
    ),
    "guard": (
        "approval above 50k · bulk limit 5 · changes per hour 30 · approvers for bulk 2",
        "deal autonomy observe for the pipeline agent · approvals expire after 12 hours",
        "undo the last setting change",
    ),
}
SAYS = tuple(
    said
    for group in GROUPS
    for said in (f"{group} settings", f"show {group} settings", f"show the {group} settings", f"{group} limits",
                 f"show {group} limits")
)  # fmt: skip


@answers("setting:list", says=SAYS, private=True)
def setting_list(press: Press, desk: Desk) -> tuple[Reply]:
    """A card with the settings of one kind; a guest has no business with them."""
    if press.person.role == "guest":
        raise NotAllowed("see the settings", "Your sales operations team")
    said = f"{press.subject} {press.values.get('text', '')}".lower()
    group = "nudge" if "nudge" in said else "guard"
    in_force, stages = desk.settings(), stage_names(desk)
    currency = str(in_force["company.currency"])
    names = [name for name in THRESHOLDS if name.startswith(GROUPS[group]) and _belongs(name, group)]
    pairs = [
        (f"{called(name)}: {valued(in_force[name], THRESHOLDS[name], currency, stages)}", THRESHOLDS[name].decides)
        for name in names
    ]
    own = [
        (f"{called(name)}, {of}", valued(value, THRESHOLDS[name], currency, stages))
        for name, of, value in own_values(desk, names)
    ]
    card = group_card(f"{group.capitalize()} settings", pairs, own, HINTS[group], preview=group == "nudge")
    return (Reply(card=card),)


def _belongs(name: str, group: str) -> bool:
    return name != "autonomy.nudge" or group == "nudge"
