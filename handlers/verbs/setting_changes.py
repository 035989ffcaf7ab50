"""The latest changes of settings, each with its way back."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import NotAllowed
from domain.tuning import OWN, STAGES, TUNABLE
from domain.work import Press
from handlers.cards.tuning import changes_card
from handlers.desk import Desk
from handlers.tuning import scope_words, stage_names
from handlers.verb import answers
from store import settings

SHOWN = 8


@answers("setting:changes", says=("setting changes", "settings changes", "changes of settings", "show setting changes"),
         private=True)  # fmt: skip
def setting_changes(press: Press, desk: Desk) -> tuple[Reply]:
    """A card with the newest first; what people chose for themselves is their own."""
    if press.person.role not in ("manager", "executive", "operator"):
        raise NotAllowed("see who changed settings", "A manager or operator")
    shown = [
        one
        for one in settings.latest(desk.db, most=50)
        if one.name in (*TUNABLE, STAGES) and not (one.scope.startswith("person:") and one.name in OWN)
    ][:SHOWN]
    newest: set[tuple[str, str]] = set()
    listed = []
    for one in shown:
        listed.append((one, scope_words(desk, one.scope), (one.name, one.scope) not in newest))
        newest.add((one.name, one.scope))
    currency = str(desk.settings()["company.currency"])
    return (Reply(card=changes_card(listed, press.person, currency, stage_names(desk))),)
