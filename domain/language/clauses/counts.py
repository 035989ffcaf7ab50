"""Numbers of records: “more than 10 deals won”, “more losses than wins”."""

from __future__ import annotations

from decimal import Decimal

from domain.language.amounts import plain_number
from domain.language.cursor import Cursor
from domain.language.parts import COUNTED, OPPOSITE, Clause, Counted
from domain.query import FieldRef, Filter


def counted_noun(cursor: Cursor, used: int, *, numbered: bool = False) -> tuple[str, int] | None:
    """(what is counted, mentions used) where a number is followed by “deals won”, “open deals”, “wins”."""
    n = cursor.skip_some(used, ("of", "the", "different", "our", "total", "their"))
    what = ""
    mention = cursor.peek(n)
    if mention is None:
        return None
    stage = next((c.named.value for c in mention.names if c.named.kind == "stage"), "")
    kind = next((c.named.value for c in mention.names if c.named.kind == "activity_type"), "")
    if mention.has("status") or stage:
        what = str(mention.get("status") or stage)
        n += 1
        follower = cursor.peek(n)
        if follower and follower.has("entity", "opportunity"):
            n += 1
        elif mention.text not in ("wins", "losses", "victories") and not (numbered and what in ("won", "lost")):
            return None
    elif kind:
        what, n = kind, n + 1
    elif mention.has("entity", "opportunity"):
        what, n = "deals", n + 1
    elif mention.has("entity", "activity"):
        what, n = "activity", n + 1
    else:
        return None
    if (
        what == "deals"
        and (after := cursor.peek(n)) is not None
        and after.has("status")
        and after.get("status") in ("won", "lost", "closed", "open")
    ):
        what, n = str(after.get("status")), n + 1
    return what, n


def count_of(cursor: Cursor, op: str, values: tuple[Decimal, ...], what: str, used: int) -> bool:
    if not op and not cursor.parts.heads and "who" not in cursor.parts.marks:
        return False
    if not op:
        if cursor.parts.heads[:1] not in (["rep"], ["account"], ["region"], ["product"]):
            return False
        op = "eq"
    if cursor.negated:
        op, cursor.negated = OPPOSITE.get(op, op), False
    cursor.parts.counted.append(Counted(op, plain_number(values[0]), what))
    return cursor.take(used)


def more_than(cursor: Cursor) -> bool:
    """“more losses than wins”: one count against another."""
    op = {"more": "gt", "fewer": "lt", "less": "lt"}.get(cursor.mentions[cursor.at].text)
    first, than, second = cursor.peek(1), cursor.peek(2), cursor.peek(3)
    if op is None or first is None or than is None or second is None or than.text not in ("than", "then"):
        return False
    fields = [COUNTED.get(str(side.get("status"))) for side in (first, second)]
    if fields[0] is None or fields[1] is None:
        return False
    made = Filter(field=fields[0], op=op, value=FieldRef(field=fields[1]))
    cursor.parts.clauses.append(Clause(made, cursor.at))
    return cursor.take(4)
