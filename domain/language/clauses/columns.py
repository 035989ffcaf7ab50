"""Fields by their names: as a column, as missing or present, as the kind of record asked about."""

from __future__ import annotations

from domain.language.clauses.counts import counted_noun
from domain.language.clauses.looks import counts_for_subject, is_plural, stage_after
from domain.language.cursor import Cursor
from domain.language.parts import Counted
from domain.language.text import phrase_list


def emptiness(cursor: Cursor) -> bool:
    """“without account”, “no next step”, “with a close date”, “account is empty”."""
    mention = cursor.mentions[cursor.at]
    if mention.has("neg"):
        n = cursor.skip_some(
            1,
            phrase_list("a|an|any|the|valid|set|assigned|of|their|its|have|been|yet|got"),
        )
        column = nullable(cursor, n)
        if column:
            cursor.negated = False
            used = cursor.skip_some(
                n + 1, phrase_list("set|filled|filled in|yet|assigned|attached|entered|at all|logged")
            )
            put_null(cursor, column, "is_null", used)
            more = cursor.peek(0)
            while more is not None and (more.has("or") or more.has("and")) and nullable(cursor, 1):
                joined_by_or = more.has("or")
                column = nullable(cursor, 1)
                cursor.or_next = joined_by_or
                put_null(cursor, str(column), "is_null", 2)
                more = cursor.peek(0)
            return True
        counted = counted_noun(cursor, n)
        if counted and counts_for_subject(cursor):
            cursor.parts.counted.append(Counted("eq", 0, counted[0]))
            return cursor.take(counted[1])
        return False
    if mention.has("some") or mention.text in ("with", "that have"):
        n = cursor.skip_some(1, ("a", "an", "any", "the"))
        if mention.text == "with" and column_list(cursor, n):
            return True
        column = nullable(cursor, n)
        after = cursor.peek(n + 1)
        if (
            column
            and column != "amount"
            and not (after is not None and (after.names or after.period or after.has("op") or after.has("op")))
        ):
            if (
                mention.text in ("with", "some", "has", "have", "any", "having")
                and column == "account"
                and cursor.peek(n) is not None
                and cursor.mentions[cursor.at + n].text.endswith("s")
            ):
                return False
            if column == "status":
                return False
            put_null(cursor, column, "not_null", n + 1)
            return True
        counted = counted_noun(cursor, n)
        if counted and counts_for_subject(cursor) and cursor.parts.heads[:1] != ["opportunity"]:
            cursor.parts.counted.append(Counted("gt", 0, counted[0]))
            return cursor.take(counted[1])
        return False
    column = nullable(cursor, 0)
    n = cursor.skip_some(1, phrase_list("is|are|was|were|has|have|been|field|s|the|still"))
    after = cursor.peek(n)
    if column and after is not None and after.text in phrase_list("missing|empty|blank|null|not set|unset|none"):
        put_null(cursor, column, "is_null", n + 1)
        return True
    if (
        column
        and after is not None
        and after.text == "not"
        and (last := cursor.peek(n + 1)) is not None
        and last.text in ("set", "filled", "filled in", "present", "populated")
    ):
        put_null(cursor, column, "is_null", n + 2)
        return True
    return False


def column_list(cursor: Cursor, n: int) -> bool:
    """“list open deals with owner and next step”: several fields together are columns."""
    found: list[str] = []
    while (mention := cursor.peek(n)) is not None and (column := mention.get("field") or nullable(cursor, n)):
        found.append(column)
        n += 1
        while (joint := cursor.peek(n)) is not None and joint.has("and"):
            n += 1
    if len(found) < 2:
        return False
    cursor.parts.fields += found
    return cursor.take(n)


def nullable(cursor: Cursor, n: int) -> str | None:
    mention = cursor.peek(n)
    if mention is None or mention.possessive:
        return None
    column = mention.get("field")
    if column in phrase_list(
        "next_step|close_date|owner|forecast_category|account.tag|account.parent|last_activity_days|amount|"
        "created|source"
    ):
        return str(column)
    if mention.text in phrase_list("amount|value|amounts|dollar value|price|deal value|dollar amount"):
        return "amount"
    entity = mention.get("entity")
    if entity in ("account", "product", "team", "region") and not mention.text.endswith("s"):
        return str(entity)
    if entity == "account" and cursor.parts.heads[:1] == ["opportunity"]:
        return "account"
    if entity == "rep" and not mention.text.endswith("s"):
        return "owner"
    if entity == "sector":
        return "account.sector"
    return None


def put_null(cursor: Cursor, column: str, op: str, used: int) -> None:
    cursor.negated = False
    cursor.add(column, op)
    cursor.take(used)


def column(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    name = mention.get("field")
    if mention.text in ("days", "time") and stage_after(cursor, 1):
        name = "days_in_stage"
    if name is None:
        return False
    if mention.text.startswith("belong") and cursor.parts.heads[:1] != ["account"]:
        cursor.parts.verbs.append("own")
        return cursor.take()
    cursor.last = (name, cursor.at)
    cursor.parts.fields.append(name)
    return cursor.take()


def head(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    entity = mention.get("entity")
    if entity is None:
        return False
    after = cursor.peek(1)
    if (
        entity == "account"
        and after is not None
        and after.has("entity", "opportunity")
        and not mention.text.endswith("s")
    ):
        # “strategic account deals”: the account only says whose deals.
        return cursor.take()
    if not cursor.parts.heads and (
        cursor.parts.measures or cursor.parts.marks & {"revenue", "sum", "avg", "share", "how_much", "pipeline"}
    ):
        cursor.mark("measure_first")
    if not cursor.parts.heads:
        cursor.parts.singular = cursor.parts.singular or (
            not is_plural(mention.text) and mention.text not in ("activity",)
        )
    cursor.parts.heads.append(entity)
    if entity == "quota":
        cursor.last = ("quota", cursor.at)
    return cursor.take()


def newlogo(cursor: Cursor) -> bool:
    value = cursor.mentions[cursor.at].get("newlogo")
    if value is None:
        return False
    text = cursor.mentions[cursor.at].text
    if text in phrase_list(
        "new accounts|new customers|new clients|new account|new customer|existing accounts|existing customers"
    ):
        cursor.parts.heads.append("account") if not cursor.parts.heads else None
    cursor.add("account.is_new", "eq", value == "true")
    return cursor.take()
