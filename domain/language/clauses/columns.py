"""Fields by their names: as a column, as missing or present, as the kind of record asked about."""

from __future__ import annotations

from domain.language.clauses.counts import count_of, counted_noun
from domain.language.clauses.looks import counts_for_subject, is_plural, stage_after
from domain.language.cursor import Cursor
from domain.language.parts import Counted
from domain.language.text import phrase_list, word_set

MAY_LACK = phrase_list(
    "next_step|close_date|owner|forecast_category|account.tag|account.parent|last_activity_days|amount|created|"
    "source|"
    "lost_reason"
)
"""Fields a record may be without."""
AMOUNT_WORDS = phrase_list("amount|value|amounts|dollar value|price|deal value|dollar amount")
ONE_OF_EACH = {"product": "product", "team": "team", "region": "region", "rep": "owner"}
OF_A_DEAL = phrase_list("close_date|owner|next_step|forecast_category|created|stage_entered|account|lost_reason")
ENTITY_COLUMNS = {name: name for name in ("stage", "region", "product", "team", "account", "manager")} | {
    "rep": "owner"
}
BEFORE_A_FIELD = phrase_list(
    "a|an|any|the|single|one|logged|had|held|booked|logged a|valid|set|tied|tied to|attached|attached to|linked|"
    "linked to|connected|connected to|"
    "associated|"
    "associated with|in|to|on|with|on file|proper|real|actual|specified|assigned|of|their|its|have|been|yet|got"
)
AFTER_A_FIELD = phrase_list("set|filled|filled in|yet|assigned|attached|entered|at all|logged|field|fields|on|on them")
BEFORE_A_DAY = ("before", "after", "since", "prior", "later", "earlier")
"""Words that bound a date by another: “last activity before that” does not only ask that there is one."""
IS_WORDS = phrase_list("is|are|was|were|has|have|been|field|s|the|still")
EMPTY_WORDS = phrase_list("missing|empty|blank|null|not set|unset|none")
SET_WORDS = phrase_list("set|filled|filled in|present|populated")


def emptiness(cursor: Cursor) -> bool:
    """“without account”, “no next step”, “with a close date”, “account is empty”."""
    if cursor.has("neg"):
        return lacks(cursor)
    if cursor.has("some") or cursor.here.text in ("with", "that have"):
        return holds(cursor)
    return is_empty(cursor)


def lacks(cursor: Cursor) -> bool:
    """“no next step or close date”, “without deals”."""
    if zero_or_none(cursor):
        return True
    n = cursor.skip_some(1, BEFORE_A_FIELD)
    column = nullable(cursor, n)
    if column == "amount" and cursor.here.text in ("zero", "nothing"):
        cursor.negated = False
        cursor.add("amount", "eq", 0)
        return cursor.take(n + 1)
    if not column:
        return counts_none(cursor, n)
    put_null(cursor, column, "is_null", cursor.skip_some(n + 1, AFTER_A_FIELD))
    while cursor.has_any(0, ("or", "and")) and (
        column := nullable(cursor, n := cursor.skip_some(1, ("a", "an", "any")))
    ):
        cursor.or_next = cursor.has("or")
        put_null(cursor, column, "is_null", n + 1)
    return True


def zero_or_none(cursor: Cursor) -> bool:
    """“no or zero amount”: either will do."""
    said = {cursor.here.text, cursor.look(2).text}
    if not (cursor.has("or", 1) and said == {"no", "zero"} and nullable(cursor, 3) == "amount"):
        return False
    cursor.negated = cursor.or_next = False
    cursor.add("amount", "eq", 0)
    cursor.or_next = True
    cursor.add("amount", "is_null")
    return cursor.take(4)


def counts_none(cursor: Cursor, n: int) -> bool:
    """“reps without wins”: none of what is counted."""
    counted = counted_noun(cursor, n, numbered=cursor.here.text in ("nothing", "none", "zero", "no", "never"))
    if counted and not cursor.parts.heads and (subject := subject_later(cursor, n + counted[1])):
        cursor.parts.heads.append(subject)
    if not counted or not counts_for_subject(cursor):
        return False
    cursor.parts.counted.append(Counted("eq", 0, counted[0]))
    return cursor.take(counted[1])


def subject_later(cursor: Cursor, n: int) -> str:
    """“which have no open deals for strategic accounts”: who has none is named after it; empty where nobody is."""
    if not {"which", "who"} & cursor.parts.marks:
        return ""
    rest = (cursor.look(k) for k in range(n, len(cursor.mentions) - cursor.at))
    return next((entity for m in rest if (entity := m.get("entity") or "") in ("account", "rep", "team")), "")


def holds(cursor: Cursor) -> bool:
    """“with a next step”, “with owner and next step”, “reps that have meetings”, “reps with 30 open deals”."""
    n = cursor.skip_some(1, ("a", "an", "any", "the"))
    if counts_so_many(cursor, n):
        return True
    if cursor.here.text == "with" and column_list(cursor, n):
        return True
    column, after = nullable(cursor, n), cursor.look(n + 1)
    empty = cursor.skip_some(n + 1, IS_WORDS)
    if column and cursor.look(empty).text in EMPTY_WORDS:
        # “with next step blank”: there is none.
        put_null(cursor, column, "is_null", empty + 1)
        return True
    if column and cursor.look(empty).has("neg") and cursor.look(empty + 1).text in SET_WORDS:
        # “with the close date not set”.
        put_null(cursor, column, "is_null", empty + 2)
        return True
    if cursor.look(n).text in EMPTY_WORDS and (missing := nullable(cursor, n + 1)):
        # “with a blank next step field”.
        put_null(cursor, missing, "is_null", cursor.skip_some(n + 2, AFTER_A_FIELD))
        return True
    if column == "amount" and has_an_amount(cursor, n):
        put_null(cursor, column, "not_null", cursor.skip_some(n + 1, (*AFTER_A_FIELD, *IS_WORDS)))
        return True
    bounded = after.names or after.period or after.has("op") or after.text.partition(" ")[0] in BEFORE_A_DAY
    if column and column not in ("amount", "lost_reason") and not bounded:
        if column == "status" or (column == "account" and cursor.look(n).text.endswith("s")):
            return False
        put_null(cursor, column, "not_null", n + 1)
        return True
    return counts_some(cursor, n)


def has_an_amount(cursor: Cursor, n: int) -> bool:
    """“deals with an amount”, “with amount filled in”: there is one, and nothing is added up or compared."""
    after = cursor.look(n + 1)
    said = cursor.look(n - 1).text.rpartition(" ")[2] in ("a", "an", "any") or after.text in SET_WORDS
    return said and not (after.has("op") or after.amount or after.names) and cursor.parts.heads[:1] == ["opportunity"]


def counts_so_many(cursor: Cursor, n: int) -> bool:
    """“reps with 30 open deals”: exactly so many of what is counted, and no list of 30."""
    amount = cursor.look(n).amount
    bare = amount is not None and not (amount.money or amount.unit or amount.percent or amount.times or amount.plus)
    counted = counted_noun(cursor, n + 1, numbered=True) if bare else None
    if amount is None or counted is None or not counts_for_subject(cursor):
        return False
    return count_of(cursor, "", (amount.value,), *counted)


def counts_some(cursor: Cursor, n: int) -> bool:
    """“reps that have meetings”: at least one of what is counted."""
    counted = counted_noun(cursor, n)
    if not counted or not counts_for_subject(cursor) or cursor.parts.heads[:1] == ["opportunity"]:
        return False
    cursor.parts.counted.append(Counted("gt", 0, counted[0]))
    return cursor.take(counted[1])


def is_empty(cursor: Cursor) -> bool:
    """“close date is missing”, “next step not set”."""
    column = nullable(cursor, 0)
    n = cursor.skip_some(1, IS_WORDS)
    if not column:
        return False
    if cursor.look(n).text in EMPTY_WORDS:
        put_null(cursor, column, "is_null", n + 1)
        return True
    if n > 1 and cursor.look(n).text in SET_WORDS:
        put_null(cursor, column, "not_null", n + 1)
        return True
    if cursor.look(n).text == "not" and cursor.look(n + 1).text in SET_WORDS:
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


def columns_of(cursor: Cursor) -> bool:
    """“stage and amount of the lucerne deal”: several fields of a deal together are columns."""
    found, n = [], 0
    while column := column_named(cursor, n):
        found.append(column)
        n += 1
        while cursor.has("and", n) or (n and cursor.look(n).text in ("the", "its")):
            n += 1
    linked = cursor.look(n).text.partition(" ")[0] in ("of", "on", "for", "in", "with")
    if len(found) < 2 or not linked or not deal_follows(cursor, n):
        return False
    cursor.parts.fields += found
    return cursor.take(n)


def columns_beside(cursor: Cursor) -> bool:
    """“…, show me owner and account”, “… & stage”: what is shown of the deals listed, where nothing else follows."""
    parts, before = cursor.parts, cursor.look(-1).text.rpartition(" ")[2]
    counted = parts.marks & {"count", "sum", "avg", "share", "trend", "how_much", "revenue", "compare", "vs"}
    other = parts.heads[:1] not in ([], ["opportunity"]) or parts.groups or parts.measures or parts.having
    listed = parts.heads or parts.statuses() or parts.values("account") or parts.values("stage")
    if cursor.negated or before not in BEFORE_COLUMNS or counted or other or parts.counted or not listed:
        return False
    found, n = [], 0
    while column := column_named(cursor, n):
        found.append(column)
        n = cursor.skip_some(n + 1, BETWEEN_COLUMNS)
    end = cursor.skip_some(n, AFTER_COLUMNS)
    if not found or cursor.peek(end) is not None:
        return False
    parts.fields += [column for column in found if column not in parts.fields]
    return cursor.take(end)


BEFORE_COLUMNS = (
    ",",
    "and",
    "plus",
    "with",
    "-",
    ":",
    "me",
    "show",
    "the",
    "its",
    "their",
    "including",
    "list",
    "give",
)
BETWEEN_COLUMNS = (",", "and", "the", "its", "their", "plus", "/")
AFTER_COLUMNS = ("?", "!", ".", "please", "pls", "too", "as well", "also", "for each", "each", "only", "thanks")


def column_named(cursor: Cursor, n: int) -> str:
    """The field of a deal that the n-th mention names; empty when it names none."""
    mention = cursor.look(n)
    if mention.possessive or mention.names:
        return ""
    if mention.text in AMOUNT_WORDS:
        return "amount"
    field, entity = mention.get("field") or "", mention.get("entity") or ""
    return field if field in OF_A_DEAL else ENTITY_COLUMNS.get(entity, "") if not mention.text.endswith("s") else ""


def deal_follows(cursor: Cursor, n: int) -> bool:
    """Whether a deal, or deals, are spoken of within a few words."""
    return any(cursor.has("entity", k, "opportunity") for k in range(n, n + 7))


def nullable(cursor: Cursor, n: int) -> str:
    """The field the n-th mention names that a record may lack; empty when it names none."""
    mention = cursor.look(n)
    if mention.possessive:
        return ""
    field, entity = mention.get("field") or "", mention.get("entity") or ""
    if field in MAY_LACK or mention.text in AMOUNT_WORDS:
        return field if field in MAY_LACK else "amount"
    singular = not mention.text.endswith("s")
    if entity == "account" and (singular or cursor.parts.heads[:1] == ["opportunity"]):
        return "account"
    if entity == "sector":
        return "account.sector"
    return ONE_OF_EACH.get(entity, "") if singular else ""


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
    if name == "lost_reason" and ("reasons" in mention.text or cursor.parts.rankings) and not cursor.parts.heads:
        return reasons(cursor)
    if name == "reason" and "lost" in cursor.parts.statuses():
        name = "lost_reason"
    at = cursor.skip_some(1, ("is", "are", "was", "=", ":", "equals", "as"))
    if at > 1 and any(c.named.kind == NAMED_FIELDS.get(name) for c in cursor.look(at).names):
        # “where the owner is Ana”: a condition, and no column besides.
        return cursor.take(at)
    if name == "account.parent" and names_parent(cursor):
        cursor.mark("children")
        if "subsidiar" in mention.text and not cursor.parts.heads and picks_by_deals(cursor):
            cursor.parts.heads.append("account")
    if name == "owner" and "account" in mention.text:
        cursor.mark("account_owner")
    cursor.last = (name, cursor.at)
    cursor.parts.fields.append(name)
    return cursor.take()


def picks_by_deals(cursor: Cursor) -> bool:
    """Whether accounts are picked by the deals they have: “which subsidiaries of Sonron have an open deal”."""
    after = [cursor.look(n).text.rpartition(" ")[2] for n in range(1, 6)]
    have = next((n for n, w in enumerate(after) if w in ("have", "has", "having", "with", "without", "an", "any")), 9)
    said = next((n for n in range(1, 9) if cursor.has("status", n) or cursor.has("entity", n, "opportunity")), 0)
    return have + 1 < said


NAMED_FIELDS = {"owner": "person", "forecast_category": "forecast_category", "source": "lead_source"} | {
    "account.tag": "tag",
    "account.sector": "sector",
    "account.country": "country",
    "type": "activity_type",
}
"""{field: the kind of its values}"""


def names_parent(cursor: Cursor) -> bool:
    """“subsidiaries of Sonron”, “whose parent is Sonron”: the parent is named; “parent of Bluth” asks for it."""
    after = cursor.look(cursor.skip_some(1, (*IS_WORDS, "=", ":")))
    related = not cursor.here.text.startswith("parent") or cursor.here.text.endswith(" is")
    return related or any(c.named.kind == "account" for c in after.names)


def reasons(cursor: Cursor) -> bool:
    """“lost reasons by count”, “top loss reasons”: how often each one was given, and no column of deals."""
    cursor.status_of("lost")
    cursor.parts.heads.append("opportunity")
    cursor.parts.groups.append("lost_reason")
    cursor.mark("count")
    return cursor.take()


def head(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    entity = mention.get("entity")
    if entity is None:
        return False
    if entity == "contact" and cursor.negated:
        # “deals without a contact”: nothing says which those are, and it must not vanish.
        cursor.parts.unknown.append(mention)
        cursor.negated = False
        return cursor.take()
    after = cursor.peek(1)
    if (
        entity == "account"
        and after is not None
        and after.has("entity", "opportunity")
        and (mention.possessive or not mention.text.endswith("s"))
    ):
        # “strategic account deals”: the account only says whose deals.
        return cursor.take()
    if entity == "account" and deals_are_of(cursor):
        # “wins at strategic accounts”: deals are asked about, and the accounts only say whose.
        cursor.parts.heads.append("opportunity")
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


OF_WHOM = word_set("at with from for to across among within by")
"""Words that lead from deals to the accounts they are with."""


def deals_are_of(cursor: Cursor) -> bool:
    """Whether deals were spoken of by what became of them, and a preposition leads to their accounts."""
    if cursor.parts.heads or cursor.parts.rankings or cursor.parts.marks & {"who", "which"}:
        return False
    said = cursor.parts.statuses() or any(c.condition.field in ("stage", "amount") for c in cursor.parts.clauses)
    before = [cursor.look(-n) for n in range(1, 6) if cursor.at - n >= 0]
    leads = next((m.text.rpartition(" ")[2] for m in before if m.text.rpartition(" ")[2] in OF_WHOM), "")
    broken = next((n for n, m in enumerate(before) if m.has("status") or m.has("verb")), 9)
    led = next((n for n, m in enumerate(before) if m.text.rpartition(" ")[2] in OF_WHOM), 9)
    either = any(m.has("or") for m in before[:3]) and any(m.text in ("a", "an") for m in before[:3])
    return bool(said and ((leads and led < broken) or either))


def standalone(cursor: Cursor) -> bool:
    """“standalone companies”: those without a parent."""
    if not cursor.has("alone"):
        return False
    cursor.add("account.parent", "is_null")
    return cursor.take()


def newlogo(cursor: Cursor) -> bool:
    value = cursor.mentions[cursor.at].get("newlogo")
    if value is None:
        return False
    text = cursor.mentions[cursor.at].text
    if text in phrase_list(
        "new accounts|new customers|new clients|new account|new customer|existing accounts|existing customers"
    ):
        of_deals = cursor.has("entity", 1, "opportunity")
        cursor.parts.heads.append("account") if not (cursor.parts.heads or of_deals) else None
    cursor.add("account.is_new", "eq", value == "true")
    return cursor.take()
