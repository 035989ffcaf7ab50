"""“What’s waiting”: changes that are approved and not written, because the CRM is away."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.waiting import waiting_changes_card
from handlers.changes import readable
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.syncing import SERVICE
from handlers.verb import answers
from store import changes, services


@answers(
    "change:waiting",
    says=(
        "what's waiting", "what’s waiting", "whats waiting", "what is waiting", "waiting changes", "changes waiting",
        "show waiting changes", "sync status", "crm status", "is the crm down", "is the crm up",
    ),
    private=True,
)  # fmt: skip
def change_waiting(press: Press, desk: Desk) -> tuple[Reply]:
    """How the CRM stands, and each change that waits for it and concerns records this person may read."""
    may_decide(press.person, "see what waits for the CRM")
    all_ = changes.waiting(desk.db)
    mine = readable(desk, press.person, all_)
    service = services.of_name(desk.db, SERVICE)
    return (Reply(card=waiting_changes_card(mine, len(all_), service, press.person)),)
