"""[Undo] on a changed setting, or “undo the last setting change”: the value before holds again."""

from __future__ import annotations

from domain.cards import Replace, Reply
from domain.work import Press
from handlers.cards.tuning import changed_card
from handlers.desk import Desk
from handlers.tuning import OldProposal, last_change, stage_names, undo
from handlers.verb import answers
from store import settings

SAYS = (
    "undo the last setting change", "undo last setting change", "undo the setting change", "undo setting change",
    "undo the last setting", "undo setting",
)  # fmt: skip


@answers("setting:undo", says=SAYS, private=True)
def setting_undo(press: Press, desk: Desk) -> tuple[Reply | Replace]:
    """The values in force again, and the way back from that too."""
    typed = not press.subject and " ".join(str(press.values.get("text", "")).lower().split()).strip(" ?!.") in SAYS
    ids = [one.id for one in last_change(desk)] if typed else _ids(press.subject)
    edits = undo(press, desk, ids)
    newest = [settings.versions_of(desk.db, edit.name, edit.scope)[0].id for edit in edits]
    currency = str(desk.settings()["company.currency"])
    card = changed_card(edits, newest, press.person.name, currency, stage_names(desk), back=True)
    return (Reply(card=card),) if typed else (Replace(card=card),)


def _ids(subject: str) -> list[int]:
    """The saved versions that a button names. Raises: OldProposal."""
    parts = subject.split(",")
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts) or len(parts) > 50:
        raise OldProposal
    return [int(part) for part in parts]
