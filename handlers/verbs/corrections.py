"""“Corrections”: how often people edited the drafter's words, week by week."""

from __future__ import annotations

from domain.cards import Card, Reply, Table, Text
from domain.errors import NotAllowed
from domain.facts import Column
from domain.work import Press
from handlers.desk import Desk
from handlers.verb import answers
from store.corrections import Corrections, by_week

WEEKS = 8


@answers("draft:corrections", says=("corrections", "correction rate", "how often was the drafter corrected"))
def corrections(press: Press, desk: Desk) -> tuple[Reply]:
    """The rate of the last seven days, and the weeks before for the trend."""
    if press.person.role == "guest":
        raise NotAllowed("see how drafts were corrected", "Your sales operations team")
    weeks = by_week(desk.db, desk.now(), WEEKS)
    return (Reply(card=_card(weeks)),)


def _card(weeks: list[Corrections]) -> Card:
    latest = weeks[0]
    sentence = (
        f"In the last 7 days people corrected {latest.corrected:,} of {latest.drafted:,} drafts ({_rate(latest)})."
        if latest.drafted
        else "No draft was made in the last 7 days."
    )
    columns = (
        Column(field="until", label="Week up to", unit="date"),
        Column(field="drafted", label="Drafts", unit="drafts"),
        Column(field="corrected", label="Corrected", unit="drafts"),
        Column(field="rate", label="Rate"),
    )
    rows = tuple((week.until.date(), week.drafted, week.corrected, _rate(week)) for week in weeks)
    table = Table(caption="Corrections by week", columns=columns, rows=rows, total=len(rows))
    return Card(title="Corrections of drafts", summary=sentence, nodes=(Text(text=sentence), table))


def _rate(week: Corrections) -> str:
    """The share in percent; a dash where there was nothing to correct."""
    return f"{100 * week.corrected / week.drafted:.1f}%" if week.drafted else "–"
