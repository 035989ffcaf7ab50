"""[Older] on a page of the audit trail."""

from __future__ import annotations

from domain.cards import Replace
from domain.errors import Refused
from domain.work import Press
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import answers
from handlers.verbs import audit_search
from store import audit


class NoSuchPage(Refused):
    """The page was never offered."""

    def __init__(self) -> None:
        super().__init__("I do not find that page. Say “audit” and use the new button.")


@answers("audit:page", private=True)
def audit_page(press: Press, desk: Desk) -> tuple[Replace]:
    """The next older entries of the same search, in place of those shown."""
    may_decide(press.person, "read the audit trail")
    before, _, search = press.subject.partition("|")
    if not (before.isascii() and before.isdecimal() and len(before) < 19) or audit.find(desk.db, int(before)) is None:
        raise NoSuchPage
    return (Replace(card=audit_search.page_card(press, desk, search, int(before))),)
