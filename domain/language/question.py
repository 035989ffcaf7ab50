"""From mentions to the parts of a question: each clause takes the words it knows; the rest is kept as unknown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.language.clauses.ages import touched_lately
from domain.language.clauses.asking import aggregate, asking, doings, limit
from domain.language.clauses.columns import column, columns_beside, columns_of, emptiness, head, newlogo, standalone
from domain.language.clauses.counts import more_than
from domain.language.clauses.deeds import measure, outcomes, sizes, verb
from domain.language.clauses.groups import grouping
from domain.language.clauses.naming import all_called, named
from domain.language.clauses.numbers import against_quota, below_zero, comparison, currency
from domain.language.clauses.order import ranking, sorting, spans_of_time
from domain.language.clauses.people import pronoun
from domain.language.clauses.small import correction, filler, joint, lost_to, negation, unknown, vague
from domain.language.clauses.stages import stage_order
from domain.language.clauses.status import segment, status
from domain.language.clauses.times import back_to, date_order, neighbour, over_spans, period
from domain.language.clauses.versus import versus
from domain.language.cursor import Cursor
from domain.language.draft import Draft
from domain.language.names import NameIndex
from domain.language.parts import Clause, Parts

CLAUSES: tuple[Callable[[Cursor], bool], ...] = (
    correction,
    neighbour,
    back_to,
    date_order,
    over_spans,
    doings,
    lost_to,
    touched_lately,
    stage_order,
    against_quota,
    columns_of,
    columns_beside,
    all_called,
    sizes,
    outcomes,
    spans_of_time,
    more_than,
    sorting,
    grouping,
    ranking,
    comparison,
    currency,
    below_zero,
    versus,
    emptiness,
    named,
    pronoun,
    period,
    segment,
    status,
    measure,
    aggregate,
    asking,
    verb,
    column,
    head,
    newlogo,
    standalone,
    negation,
    limit,
    vague,
    joint,
    filler,
)
"""In the order they are tried: the first that takes something wins."""


def read(drafted: Draft, names: NameIndex, today: date) -> Parts:
    """The parts of a question; what no clause knows is kept as unknown."""
    cursor = Cursor(drafted, names, today)
    while cursor.at < len(cursor.mentions):
        if not any(clause(cursor) for clause in CLAUSES):
            unknown(cursor)
    if cursor.negated:
        cursor.parts.marks.add("unused_neg")
    say_by_number(cursor.parts)
    return cursor.parts


def say_by_number(parts: Parts) -> None:
    """“gone dark, nothing logged for 5+ days”: the number said says what “dark” is, in place of the threshold."""
    said = {c.condition.field for c in parts.clauses if c.condition.op in LONGER and isinstance(c.condition.value, int)}
    either = any(c.or_before for c in parts.clauses)
    if said and not either:
        parts.clauses = [c for c in parts.clauses if not (is_threshold(c) and c.condition.field in said)]


LONGER = ("gt", "gte")


def is_threshold(clause: Clause) -> bool:
    """Whether a condition is that a configured threshold is passed."""
    return clause.condition.op in LONGER and str(clause.condition.value).startswith("$")
