"""The audit trail, searched in chat."""

from __future__ import annotations

from datetime import datetime

from domain.cards import Card, Reply, Table
from domain.facts import Column
from domain.work import Press
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import answers
from store import audit

SHOWN = 50


@answers("audit:search", says=("audit {}", "audit"), private=True)
def audit_search(press: Press, desk: Desk) -> tuple[Reply]:
    """The latest entries that match, newest first."""
    may_decide(press.person, "read the audit trail")
    found = list(audit.entries(desk.db, search=press.subject, most=SHOWN + 1))
    if not found:
        return (Reply(card=sentence_card(f"Nothing in the audit trail matches “{press.subject}”.")),)
    labels = ("seq", "at", "actor", "on_behalf_of", "action", "subject", "outcome", "approval", "cost_usd", "reason")
    columns = tuple(Column(field=label, label=label.replace("_", " ").capitalize()) for label in labels)
    rows = tuple(tuple(_cell(entry[label], press) for label in labels) for entry in found[:SHOWN])
    more = " (the latest; `quartermaster audit export` has all)" if len(found) > SHOWN else ""
    table = Table(caption="Audit trail", columns=columns, rows=rows, total=len(rows))
    return (Reply(card=Card(title="Audit trail", summary=f"{len(rows)} entries{more}", nodes=(table,))),)


def _cell(value: object, press: Press) -> str:
    return when(value, press.person) if isinstance(value, datetime) else str(value)
