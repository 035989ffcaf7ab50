"""[Fix source] on a held report: which records to correct in the CRM, and what to do then."""

from __future__ import annotations

from domain.cards import Ask, Form, Node, Text, plain
from domain.work import Press
from handlers.desk import Desk
from handlers.review import NoSuchItem, item_for
from handlers.runs import may_decide, run_for
from handlers.verb import answers


@answers("review:fix")
def review_fix(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with the records behind each held rule."""
    may_decide(press.person)
    item = item_for(press, desk)
    if item.run_id is None:
        raise NoSuchItem
    _, outcome = run_for(press, desk, item.run_id)
    nodes: list[Node] = [
        Text(
            text="Correct these records in your CRM and import it again, then ask again; the report is held until then."
        )
    ]
    for finding in outcome.findings:
        if finding.verdict == "held":
            ids = ", ".join(f"`{plain(i)}`" for i in finding.row_ids[:100]) or "no single record"
            nodes.append(Text(text=f"**{plain(finding.title)}**: {plain(finding.sentence)}\n{ids}"))
    return (Ask(form=Form(title="Fix the source", press="", subject=item.id, nodes=tuple(nodes))),)
