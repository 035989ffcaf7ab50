"""The answer to a question: one sentence first, then the rows, a picture where it helps, and where it all came from."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.cards import (
    Button,
    Buttons,
    Card,
    Chart,
    Feedback,
    Node,
    Series,
    Table,
    Text,
    plain,
)
from domain.catalogue import CATALOGUE, GRAINS
from domain.confidence import of_answer
from domain.facts import Cell, Column, Finding, Pulled
from domain.formatting import TIMES_QUOTA
from domain.kpis import kpi_of
from domain.wording import lowered
from domain.work import Outcome, Person
from handlers.cards.columns import that_fit

CHART_AT_MOST = 12
NOTHING_FOUND = "To find more, ask below with a condition less or a longer period, or press Edit to put it another way."


def answer_card(outcome: Outcome, person: Person, *, note: str = "") -> Card:
    """The card of an answered run."""
    draft, pulled, plan = outcome.draft, outcome.pulled, outcome.plan
    if draft is None or pulled is None or plan is None:
        raise ValueError(f"run {outcome.run_id} has no draft to show")
    return Card(
        summary=draft.sentence,
        nodes=(
            Text(text=f"**{plain(draft.sentence)}**"),
            *(Text(text=plain(warning), tone="warning", small=True) for warning in outcome.warnings),
            *_table(outcome, pulled),
            *_chart(pulled),
            *([Text(text=NOTHING_FOUND, small=True)] if not pulled.total_rows else []),
            Text(text=plain(f"Read as: {plan.reading}"), small=True),
            *(Text(text=plain(f"Assumed: {assumed}"), small=True) for assumed in plan.assumptions),
            Text(text=_provenance(outcome, pulled, person), small=True),
            *([Text(text=plain(note), small=True)] if note else []),
            Buttons(buttons=_buttons(outcome)),
            Feedback(press="run:feedback", subject=outcome.run_id),
        ),
    )


def _buttons(outcome: Outcome) -> tuple[Button, ...]:
    run = outcome.run_id
    stale = any(f.rule == "stale_data" and f.verdict != "passed" for f in outcome.findings)
    refresh = (Button(label="Refresh", press="run:refresh", subject=run),) if stale else ()
    worst = (Button(label="Worst records", press="kpi:worst", subject=run),) if _is_kpi(outcome) else ()
    found = outcome.pulled is not None and outcome.pulled.total_rows > 0
    rows = (
        Button(label="Show data", press="run:data", subject=run),
        Button(label="Download CSV", press="run:csv", subject=run),
    )
    return (
        *worst,
        Button(label="Sources", press="run:sources", subject=run),
        Button(label="How was this made?", press="run:trace", subject=run),
        *(rows if found else ()),
        Button(label="Share", press="run:share", subject=run),
        Button(label="Edit", press="run:edit", subject=run),
        *refresh,
    )


def _is_kpi(outcome: Outcome) -> bool:
    """Whether the answer is a KPI, of which the worst records can be asked."""
    return outcome.plan is not None and kpi_of(outcome.plan.spec) is not None


def _table(outcome: Outcome, pulled: Pulled) -> list[Node]:
    caption = _caption(pulled)
    if not pulled.rows or (len(pulled.rows) == 1 and len(pulled.columns) == 1):
        return []
    other = outcome.compared
    if other is not None and pulled.spec.group_by and pulled.spec.measures:
        return [_side_by_side(pulled, other, caption)]
    shown = that_fit(pulled)
    rows = tuple(tuple(row.cells[at] for at in shown) for row in pulled.rows)
    total = min(pulled.shown_of, pulled.spec.limit or pulled.shown_of)
    return [Table(caption=caption, columns=tuple(pulled.columns[at] for at in shown), rows=rows, total=total)]


def _caption(pulled: Pulled) -> str:
    """What the table lists: `Deals`, `Deals by owner`; the whole reading stands below it."""
    info = CATALOGUE[pulled.spec.entity]
    groups = [column.label.rpartition(" by ")[2] for column in pulled.columns[: len(pulled.spec.group_by)]]
    by = f" by {' and '.join(lowered(label) for label in groups)}" if groups else ""
    return f"{info.plural[0].upper()}{info.plural[1:]}{by}"


def _side_by_side(pulled: Pulled, other: Pulled, caption: str) -> Table:
    """Both sides of a comparison in one table: each measure, what it is compared with, and the difference."""
    groups = len(pulled.spec.group_by)
    theirs = {row.cells[:groups]: row.cells[groups:] for row in other.rows}
    columns = list(pulled.columns[:groups])
    for column in pulled.columns[groups:]:
        compared = {"field": f"other:{column.field}", "label": f"{column.label}, compared"}
        difference = {"field": f"difference:{column.field}", "label": "Difference"}
        columns += [column, column.model_copy(update=compared), column.model_copy(update=difference)]
    rows = tuple(_joined(row.cells, theirs.get(row.cells[:groups], ()), groups) for row in pulled.rows)
    return Table(caption=caption, columns=tuple(columns), rows=rows, total=pulled.shown_of)


def _joined(cells: tuple[Cell, ...], theirs: tuple[Cell, ...], groups: int) -> tuple[Cell, ...]:
    joined = list(cells[:groups])
    for number, cell in enumerate(cells[groups:]):
        against = theirs[number] if number < len(theirs) else None
        joined += [cell, against, _less(cell, against)]
    return tuple(joined)


def _less(cell: Cell, against: Cell) -> Cell:
    if isinstance(cell, Decimal | int) and isinstance(against, Decimal | int):
        return Decimal(cell) - Decimal(against)
    return None


def _chart(pulled: Pulled) -> list[Node]:
    """A chart where a manager would rather look: one measure over one grouping of at least two groups."""
    spec = pulled.spec
    if len(spec.group_by) != 1 or not spec.measures or not 2 <= len(pulled.rows) <= CHART_AT_MOST:
        return []
    at = next((i for i, column in enumerate(pulled.columns) if column.field == spec.measures[0]), None)
    if at is None:
        return []
    column = pulled.columns[at]
    # What has no value, such as the win rate of a month to come, is left out: drawn, it would stand there as zero.
    known = [row for row in pulled.rows if row.cells[at] is not None]
    points = tuple((_label(row.cells[0]), _height(row.cells[at], column)) for row in known)
    if len(points) < 2 or len(dict(points)) != len(points) or all(height == 0 for _, height in points):
        return []
    over_time = spec.group_by[0].rpartition(".")[2] in GRAINS
    return [
        Chart(
            title=column.label,
            kind="line" if over_time else "bar",
            series=(Series(name=column.label, points=points),),
            unit=_axis(column),
        )
    ]


def _label(cell: object) -> str:
    return "none" if cell is None else str(cell)


def _height(cell: object, column: Column) -> Decimal:
    number = Decimal(str(cell)) if isinstance(cell, int | Decimal) else Decimal(0)
    if column.unit != "ratio":
        return number
    return round(number, 1) if column.field in TIMES_QUOTA else round(number * 100, 1)


def _axis(column: Column) -> str:
    if column.unit != "ratio":
        return column.unit
    return "x" if column.field in TIMES_QUOTA else "%"


def _provenance(outcome: Outcome, pulled: Pulled, person: Person) -> str:
    parts = (f"Data as of {when(pulled.as_of, person)}", counted(outcome), checked(outcome.findings), sure(outcome))
    return " · ".join(parts)


def sure(outcome: Outcome) -> str:
    """How sure the answer is, and what lowers that."""
    assumptions = outcome.plan.assumptions if outcome.plan else ()
    return f"confidence {of_answer(outcome.findings, assumptions).in_words()}"


def counted(outcome: Outcome) -> str:
    """The count check in words."""
    pulled = outcome.pulled
    rows = pulled.total_rows if pulled else 0
    return f"count check: puller {rows:,} = counter {rows:,}"


def checked(findings: tuple[Finding, ...]) -> str:
    """The scorer's verdict in words: how many rules looked, how many passed."""
    passed = sum(f.verdict == "passed" for f in findings)
    noted = len(findings) - passed
    return f"checked by {len(findings)} rules: {passed} passed" + (f", {noted} noted" if noted else "")


def when(at: datetime, person: Person) -> str:
    """A time in the reader's own zone."""
    local = at.astimezone(_zone(person.timezone))
    return f"{local:%d %b %Y %H:%M} {local.tzname()}"


def age(span: timedelta) -> str:
    """How long ago, in the unit a person would use: `40 minutes`, `14 hours`, `73 days`."""
    minutes = max(int(span.total_seconds() // 60), 0)
    for size, unit in ((2 * 24 * 60, "day"), (60, "hour")):
        if minutes >= size:
            count = minutes // (24 * 60 if unit == "day" else 60)
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _zone(name: str) -> ZoneInfo:
    """The zone, or UTC where an import or a surface named one that there is not."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
