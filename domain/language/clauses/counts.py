"""Numbers of records: “more than 10 deals won”, “more losses than wins”."""

from __future__ import annotations

from decimal import Decimal

from domain.language.amounts import plain_number
from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.parts import COUNTED, OPPOSITE, Clause, Counted
from domain.query import FieldRef, Filter

PLURALS = ("wins", "losses", "victories")
COUNTS_DEALS_OF = (["rep"], ["account"], ["region"], ["product"])


def counted_noun(cursor: Cursor, used: int, *, numbered: bool = False) -> tuple[str, int] | None:
    """(what is counted, mentions used) where a number is followed by “deals won”, “open deals”, “wins”."""
    n = cursor.skip_some(used, ("of", "the", "different", "our", "total", "their"))
    mention = cursor.look(n)
    if what := str(mention.get("status") or named(mention, "stage")):
        if cursor.has("entity", n + 1, "opportunity") or (numbered and cursor.look(n + 1).text == "ones"):
            return what, n + 2
        of_reps = what == "open" and bool(cursor.parts.heads) and cursor.parts.heads[0] in ("rep", "account", "team")
        alone = mention.text in PLURALS or (numbered and (what in ("won", "lost") or of_reps))
        return (what, n + 1) if alone else None
    if kind := named(mention, "activity_type"):
        return kind, n + 1
    if mention.has("entity", "opportunity"):
        status = cursor.look(n + 1).get("status")
        at = cursor.skip_some(n + 1, ("in", "at", "sitting in", "currently in", "the", "in the"))
        staged = named(cursor.look(at), "stage") if at > n + 1 and cursor.parts.heads[:1] != ["opportunity"] else ""
        if staged and not cursor.look(at).get("status"):
            # “more than 3 deals in engaging”.
            return staged, at + 1
        return (status, n + 2) if status else ("deals", n + 1)
    return ("activity", n + 1) if mention.has("entity", "activity") else None


def named(mention: Mention, kind: str) -> str:
    """The value of that kind a mention names; empty when it names none."""
    return next((c.named.value for c in mention.names if c.named.kind == kind), "")


def count_of(cursor: Cursor, op: str, values: tuple[Decimal, ...], what: str, used: int) -> bool:
    """“(reps with) more than 10 deals won”: a condition on a count; a bare number only of whoever is asked about."""
    if not op and cursor.parts.heads[:1] not in COUNTS_DEALS_OF:
        return False
    op = op or "eq"
    if cursor.negated:
        op, cursor.negated = OPPOSITE.get(op, op), False
    cursor.parts.counted.append(Counted(op, plain_number(values[0]), what))
    return cursor.take(used)


def outcome_against_another(cursor: Cursor) -> bool:
    """“(accounts where) we lost more than we won”, “won fewer deals than they lost”."""
    n = 1 + cursor.has("entity", 1, "opportunity")
    op = {"more than": "gt", "fewer than": "lt", "less than": "lt", "more deals than": "gt"}.get(cursor.look(n).text)
    if op is None and cursor.look(n).text in ("more", "fewer", "less") and cursor.has("entity", n + 1, "opportunity"):
        op, n = {"more": "gt"}.get(cursor.look(n).text, "lt"), n + 2
    second_at = cursor.skip_some(n + 1, ("we", "they", "he", "she", "have", "it", "deals"))
    first, second = (COUNTED.get(str(cursor.look(k).get("status"))) for k in (0, second_at))
    if (
        op is None
        or first is None
        or second is None
        or first == second
        or cursor.parts.heads[:1] not in COUNTS_DEALS_OF
    ):
        return False
    made = Filter.model_validate({"field": first, "op": op, "value": FieldRef(field=second)})
    cursor.parts.clauses.append(Clause(made, cursor.at))
    return cursor.take(second_at + 1)


def more_than(cursor: Cursor) -> bool:
    """“more losses than wins”: one count against another."""
    if outcome_against_another(cursor):
        return True
    op = {"more": "gt", "fewer": "lt", "less": "lt"}.get(cursor.here.text)
    first, second = (COUNTED.get(str(cursor.look(n).get("status"))) for n in (1, 3))
    if op is None or first is None or second is None or cursor.look(2).text not in ("than", "then"):
        return False
    made = Filter.model_validate({"field": first, "op": op, "value": FieldRef(field=second)})
    cursor.parts.clauses.append(Clause(made, cursor.at))
    return cursor.take(4)
