"""A comparison put on a field or a measure."""

from __future__ import annotations

from decimal import Decimal

from domain.language.amounts import plain_number
from domain.language.cursor import Cursor
from domain.language.parts import OPPOSITE, Clause
from domain.query import Filter


def compare(cursor: Cursor, column: str, op: str, values: tuple[Decimal, ...], *, said: bool = True) -> None:
    if op == "about":
        values, op = (values[0] * Decimal("0.9"), values[0] * Decimal("1.1")), "between"
    found = tuple(map(plain_number, values))
    if not said:
        cursor.mark(f"bare:{column}")
        op = corrected_op(cursor, column, op)
    if op == "between" and cursor.negated:
        cursor.negated = False
        cursor.add(column, "lt", found[0])
        cursor.or_next = True
        cursor.add(column, "gt", found[1])
        return
    # A later bound on the same side corrects the earlier one: “€50k no sorry $50k”.
    if "correct" in cursor.parts.marks:
        cursor.parts.clauses = [c for c in cursor.parts.clauses if c.condition.field != column]
    cursor.add(column, op, found if op == "between" else found[0])
    cursor.last = ("", -9)


def corrected_op(cursor: Cursor, column: str, op: str) -> str:
    """“over 50k, no sorry, 5k”: the number is put right, not how it is compared."""
    had = [f for f in cursor.parts.values(column) if f.op in OPPOSITE and isinstance(f.value, (int, float))]
    return str(had[-1].op) if had and "correct" in cursor.parts.marks else op


def having(cursor: Cursor, measure: str, op: str, values: tuple[Decimal, ...]) -> None:
    if cursor.negated:
        op, cursor.negated = OPPOSITE.get(op, op), False
    found = tuple(map(plain_number, values))
    cursor.parts.having.append(Filter(field=measure, op=op, value=found if op == "between" else found[0]))


def period_as_choice(cursor: Cursor) -> None:
    """“that close this month or have no next step”: the period is one of the choices and does not hold for both."""
    windows = cursor.parts.windows
    if cursor.look(-1).period and not cursor.look(1).period and windows and windows[-1][1]:
        window, column = windows.pop()
        cursor.parts.clauses.append(Clause(Filter(field=column, op="eq", value=f"@{window}"), cursor.at))
