"""The whole audit trail as a file for the person who asked, made by the worker."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import ToWorker, answers
from store import audit


@answers(
    "audit:export",
    says=("audit export", "audit export {}", "export audit", "export the audit", "export audit trail",
          "export the audit trail", "export audit log", "export the audit log", "download audit log",
          "download the audit log", "audit log export"),
    private=True,
)  # fmt: skip
def audit_export(press: Press, desk: Desk) -> tuple[ToWorker, Reply]:
    """Hands the file to the worker, and says where it will be."""
    may_decide(press.person, "take the audit trail out")
    entry = audit.Entry(
        actor=press.person.name, on_behalf_of=press.person.name, action="audit:export", subject="audit trail",
        reason="asked for in chat", outcome="handed to the worker", inputs={"search": press.subject},
    )  # fmt: skip
    with desk.db.begin() as session:
        audit.write(session, desk.db, entry, desk.now())
    which = f"Entries that match “{press.subject}”" if press.subject else "Every entry"
    return (
        ToWorker(kind="audit", argument=press.subject[:80], say="writing out the audit trail"),
        Reply(card=sentence_card(f"{which} of the audit trail comes here as a CSV file in a moment.", "Audit export")),
    )
