"""[Show data]: the exact query and the rows as pulled, with their ids."""

from __future__ import annotations

from domain.cards import Card, Code, Note, Reply, Section, Text, plain
from domain.work import Press
from handlers.cards.trace import query_text, rows_table
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import answers


@answers("run:data")
def show_rows(press: Press, desk: Desk) -> tuple[Reply | Note, ...]:
    """A card with the query and the rows, where the answer stands."""
    _, outcome = run_for(press, desk)
    table = rows_table(outcome)
    if outcome.pulled is None or table is None:
        return (Note(text="This answer rests on no rows."),)
    reading = outcome.plan.reading if outcome.plan else ""
    card = Card(
        title="Data as pulled",
        summary=f"The {len(table.rows)} rows behind: {reading}",
        nodes=(
            Text(text=plain(reading)),
            table,
            Section(title="Exact query", nodes=(Code(text=query_text(outcome.pulled)),)),
        ),
    )
    return (Reply(card=card),)
