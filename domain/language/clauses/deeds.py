"""What was done and how it is measured: verbs, and measures by their names."""

from __future__ import annotations

from domain.language.cursor import Cursor
from domain.language.parts import Clause
from domain.query import Filter

OF_AGENTS = ("accuracy_rate", "reply_count")
BEFORE_A_NUMBER = ("under", "cover", "covers", "with")
"""Words of owning that compare where a number follows: “under 50k”."""


def measure(cursor: Cursor) -> bool:
    """“win rate”, “average deal size”, “attainment”."""
    name = cursor.here.get("measure")
    if name is None or (name == "max_amount" and cursor.look(1).amount):
        return False
    if name in OF_AGENTS and "agent_action" not in cursor.parts.heads:
        cursor.parts.heads.append("agent_action")
    if name == "attainment" and "quota" not in cursor.parts.heads:
        cursor.mark("quota")
    if name == "avg_amount" and cursor.here.text.split()[-1] in ("win", "sale"):
        cursor.status_of("won")
    cursor.parts.measures.append(name)
    cursor.last = (name, cursor.at)
    return cursor.take()


def verb(cursor: Cursor) -> bool:
    """“created”, “closing”, “bought”, “owned by”, “converted”."""
    name = cursor.here.get("verb")
    if name is None or (name == "own" and cursor.here.text in BEFORE_A_NUMBER and cursor.look(1).amount):
        return False
    if name in ("converted", "unconverted"):
        conversion(cursor, name)
    if name == "buy" and cursor.negated:
        cursor.mark("not:buy")
        cursor.negated = False
    if name == "sell":
        cursor.mark("sell")
    cursor.parts.verbs.append(name)
    return cursor.take()


def conversion(cursor: Cursor, name: str) -> None:
    """“converted leads”, “not converted”, “unconverted”: whether a lead is still open."""
    is_open = name == "unconverted" or cursor.negated
    if name == "converted":
        cursor.negated = False
    made = Filter(field="status", op="eq", value="open" if is_open else "converted")
    cursor.parts.clauses.append(Clause(made, cursor.at))
    cursor.mark("lead_status")
