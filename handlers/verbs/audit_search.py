"""The audit trail, searched in chat, a page at a time."""

from __future__ import annotations

from datetime import datetime

from domain.cards import Button, Buttons, Card, Node, Reply, Table
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
    return (Reply(card=page_card(press, desk, press.subject, None)),)


def page_card(press: Press, desk: Desk, search: str, before: int | None) -> Card:
    """Entries that match and are older than one, with the way to those older still."""
    found = list(audit.entries(desk.db, search=search, most=SHOWN + 1, before=before))
    if not found:
        older = " that is older" if before is not None else ""
        return sentence_card(f"Nothing in the audit trail matches “{search}”{older}.")
    labels = ("seq", "at", "actor", "on_behalf_of", "action", "subject", "outcome", "approval", "cost_usd", "reason")
    columns = tuple(Column(field=label, label=label.replace("_", " ").capitalize()) for label in labels)
    rows = tuple(tuple(_cell(entry[label], press) for label in labels) for entry in found[:SHOWN])
    nodes: list[Node] = [Table(caption="Audit trail", columns=columns, rows=rows, total=len(rows))]
    if len(found) > SHOWN:
        subject = f"{found[SHOWN - 1]['seq']}|{search}"[:150]
        nodes.append(Buttons(buttons=(Button(label="Older", press="audit:page", subject=subject),)))
    more = " (“audit export” has all in a file)" if len(found) > SHOWN or before is not None else ""
    summary = f"{len(rows)} entries{more}; “why #{found[0]['seq']}” explains one."
    return Card(title="Audit trail", summary=summary, nodes=tuple(nodes))


def _cell(value: object, press: Press) -> str:
    return when(value, press.person) if isinstance(value, datetime) else str(value)
