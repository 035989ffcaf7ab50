"""What is put in order and by what: “sort by amount”, “top 5”, “the oldest”, “which month”."""

from __future__ import annotations

from dataclasses import replace

from domain.language.clauses.asking import records
from domain.language.clauses.looks import bare_count, head_after, is_amount_of, is_one_record, is_plural, stage_after
from domain.language.cursor import Cursor
from domain.language.parts import GROUP_FIELDS, Ranking

MEASURED = ("measure", "count", "revenue", "pipeline", "share", "avg")
COUNTED = ("measure", "count", "sum", "avg", "revenue", "pipeline", "share")
TOTALS = ("amount", "total", "total amount", "total value", "number")
JUDGING = ("best", "worst", "better", "worse", "weak", "strong", "poor", "underperforming", "laggards")
NAMES_AN_END = ("top", "best", "bottom", "worst")
WAYS = {
    "amount": ("big", "small", "large", "high", "low"),
    "close": ("soon",),
    "age": ("old", "new", "late", "recent", "early", "long"),
}
"""What words of order are about: “biggest first”, “soonest first”, “newest first”."""


# Sorting


def sorting(cursor: Cursor) -> bool:
    """“sort by amount desc”, “newest first”, “sorted …”."""
    if cursor.has("asc") or cursor.has("desc"):
        return direction(cursor)
    if cursor.has("sorter") and not cursor.has("sortby"):
        cursor.mark("sorter")
        return cursor.take()
    return cursor.has("sortby") and sorted_by(cursor, cursor.skip_fillers(1))


def sorted_by(cursor: Cursor, n: int) -> bool:
    """The key that follows at the n-th mention."""
    owned = cursor.look(n).text in ("the company", "company", "the customer", "customer", "account", "the account")
    if owned and cursor.look(n + 1).has("field"):
        n += 1
    what, used = sort_key(cursor, n)
    if not what:
        return False
    cursor.parts.sorts.append((what, ""))
    cursor.take(n + used)
    cursor.last = ("sort", cursor.at)
    return True


def direction(cursor: Cursor) -> bool:
    """“desc” after a key; by itself it says what is put in order too: “biggest first”."""
    way, text = "asc" if cursor.has("asc") else "desc", cursor.here.text
    if cursor.parts.sorts and cursor.last[0] == "sort":
        cursor.parts.sorts[-1] = (cursor.parts.sorts[-1][0], way)
        return cursor.take()
    what = next((what for what, words in WAYS.items() if any(w in text for w in words)), "measure")
    if what == "age":
        way = "desc" if any(w in text for w in ("old", "early", "long")) else "asc"
    cursor.parts.rankings.append(Ranking(what, way, 0, cursor.at, plural=True, judges=text.startswith(JUDGING)))
    return cursor.take()


def sort_key(cursor: Cursor, n: int) -> tuple[str, int]:
    """(the field or measure the n-th mention names, mentions used); nothing when it names none."""
    mention = cursor.look(n)
    named = mention.get("measure") or mention.get("field")
    if named:
        return named, 1
    if mention.has("revenue"):
        cursor.mark("revenue")
        cursor.status_of("won")
        return "amount", 1
    for kind, key in (("sum", "amount"), ("count", "count"), ("status", mention.get("status") or "")):
        if mention.has(kind):
            return key, 1
    if entity := mention.get("entity"):
        return ("count" if entity == "opportunity" else GROUP_FIELDS.get(entity, entity)), 1
    if mention.has("pipeline"):
        cursor.status_of("open")
        return "amount", 1
    return "", 0


# Superlatives


def ranking(cursor: Cursor) -> bool:
    """“top 5”, “3 biggest”, “the oldest”, “most”, “last 10 deals”."""
    return leaderboard(cursor) or newest(cursor) or coming(cursor) or superlative(cursor)


def leaderboard(cursor: Cursor) -> bool:
    """“rank the reps”: all of them, the best first."""
    if not cursor.has("rank"):
        return False
    cursor.parts.rankings.append(Ranking("measure", "desc", 0, cursor.at, True))
    return cursor.take()


def coming(cursor: Cursor) -> bool:
    """“next ten deals to close”: those that close first."""
    status = 2 + cursor.has("status", 2, "open")
    if not bare_count(cursor.look(1)) or not cursor.has("entity", status, "opportunity"):
        return False
    to_close = cursor.has("verb", status + 1, "closing")
    if cursor.here.text != "next" and not (cursor.here.text == "first" and to_close):
        return False
    cursor.parts.rankings.append(Ranking("close", "asc", records(cursor, cursor.look(1)), cursor.at, True))
    cursor.status_of("open")
    return cursor.take(status + 1 + to_close) if cursor.here.text == "first" else cursor.take(2)


def newest(cursor: Cursor) -> bool:
    """“last 10 deals”, “latest win”."""
    if not cursor.has("newest"):
        return False
    if bare_count(cursor.look(1)) and not is_amount_of(cursor, 1):
        cursor.parts.rankings.append(Ranking("age", "asc", records(cursor, cursor.look(1)), cursor.at, True))
        return cursor.take(2)
    if not is_one_record(cursor, 1):
        return False
    cursor.parts.rankings.append(Ranking("age", "asc", 1, cursor.at))
    return cursor.take()


def superlative(cursor: Cursor) -> bool:
    """“top 5”, “3 biggest”, “the oldest”, “most wins”; “first 20” only says how many."""
    numbered = bare_count(cursor.here) and cursor.has("sup", 1)
    found = cursor.look(int(numbered))
    if not found.has("sup") or (found.text == "better" and cursor.has("text", int(numbered) + 1)):
        return False
    number = records(cursor, cursor.here) if numbered else 0
    n = int(numbered) + 1
    follows = bare_count(cursor.look(n)) and not is_amount_of(cursor, n)
    if follows and found.text == "first":
        cursor.parts.limit = records(cursor, cursor.look(n)) or None
        return cursor.take(n + 1)
    if follows and not number:
        number, n = records(cursor, cursor.look(n)), n + 1
    what, way, n = ranked_what(cursor, found.text, str(found.get("sup")), n)
    if number and what == "measure" and found.text in NAMES_AN_END and cursor.has("sup", n):
        # “top 10 oldest”: the oldest, and ten of them.
        cursor.parts.limit = number
        return cursor.take(n)
    if by := ranked_column(cursor, n):
        cursor.parts.sorts.append((by, column_way(by, found.text, way)))
        cursor.parts.limit = number or cursor.parts.limit
        return cursor.take(n + 1)
    if found.text in ("better", "worse", "weaker", "stronger"):
        cursor.mark("better")
    one = is_one_record(cursor, n) and number <= 1
    cursor.parts.singular = cursor.parts.singular or one
    cursor.mark(*(["sell"] if found.text.endswith(("selling", "sold", "popular")) else []))
    plural = number > 1 or speaks_of_several(cursor, found.text, what, n)
    what, judges = ranks_measure(cursor, what, n), found.text.startswith(JUDGING)
    cursor.parts.rankings.append(Ranking(what, way, number, cursor.at, plural, one, judges))
    return cursor.take(n)


def ranked_column(cursor: Cursor, n: int) -> str:
    """“with the earliest close dates”: the field that is ranked; empty where something else is."""
    column = cursor.look(n).get("field") or ""
    listed = cursor.parts.heads[:1] in (["opportunity"], ["lead"]) or (
        not cursor.parts.heads and cursor.parts.statuses()
    )
    return (
        column
        if column in ("close_date", "created", "stage_entered", "days_in_stage", "last_activity_days") and listed
        else ""
    )


def column_way(column: str, text: str, way: str) -> str:
    """Which end of a column comes first: the earliest date, the longest stretch of days."""
    if column in ("days_in_stage", "last_activity_days"):
        return "asc" if text in ("newest", "latest", "most recent", "shortest", "lowest", "smallest") else "desc"
    early = text in ("earliest", "oldest", "soonest", "first", "nearest", "lowest", "smallest")
    return "asc" if early else "desc" if text in ("latest", "newest", "most recent", "last", "furthest") else way


def ranked_what(cursor: Cursor, text: str, meaning: str, n: int) -> tuple[str, str, int]:
    """(what a superlative ranks, which end comes first, the mention after it)."""
    what, _, way = meaning.partition(":")
    after = cursor.look(n)
    if text in ("most", "least") and after.text == "recent":
        return "age", "asc", n + 1
    if text in ("most", "least") and after.text == "valuable":
        return "amount", "desc" if text == "most" else "asc", n + 1
    said_before = cursor.parts.values("stage") and not (after.has("entity") or after.has("status"))
    if text == "longest" and (stage_after(cursor, n) or said_before):
        # “longest in proposal”, “have been in proposal the longest”.
        return "stage", "desc", n
    if text in ("longest", "shortest") and after.has("measure", "cycle_days"):
        return "measure", "desc" if text == "longest" else "asc", n
    return what, way, n


def ranks_measure(cursor: Cursor, what: str, n: int) -> str:
    """“highest win rate”, “largest total”: the measure that follows is ranked and not the amount of a deal."""
    after = cursor.look(n)
    return "measure" if what == "amount" and (cursor.has_any(n, MEASURED) or after.text in TOTALS) else what


def speaks_of_several(cursor: Cursor, text: str, what: str, n: int) -> bool:
    """“top reps” are several; “who has the most deals” is one, whose deals are several."""
    counts = what == "measure" and (cursor.has("entity", n, "opportunity") or cursor.has("status", n))
    return is_plural(head_after(cursor, n)) and not (counts and text not in NAMES_AN_END)


def ranked_by(cursor: Cursor, n: int) -> bool:
    """“top 3 reps by deals won”: after a superlative, `by` names what is ranked."""
    if cursor.peek(n) is None:
        return False
    way = n + 1 + (cursor.look(n + 1).text == ",")
    if cursor.has("desc", way) or cursor.has("asc", way):
        # “by amount descending”: an order, and no sum.
        what, used = sort_key(cursor, n)
        if what and used == 1 and not cursor.look(n).has("status"):
            cursor.parts.sorts.append((what, "asc" if cursor.has("asc", way) else "desc"))
            return cursor.take(way + 1)
    if "sorter" in cursor.parts.marks and sorted_by(cursor, n):
        return True
    if cursor.has("sup", n) and not cursor.parts.rankings:
        return False
    return (bool(cursor.parts.rankings) and ranks_by_key(cursor, n)) or counts_by(cursor, n)


def ranks_by_key(cursor: Cursor, n: int) -> bool:
    """“top 10 deals by close date”, “top reps by deals”, “top accounts by employees”."""
    mention, rankings = cursor.look(n), cursor.parts.rankings
    if lists_deals(cursor):
        what, used = sort_key(cursor, n)
        if what and what != "count":
            return ordered_by(cursor, what, n + used)
    if mention.has("entity", "opportunity") or mention.has("status"):
        cursor.mark("count")
        return cursor.take(n + mention.has("entity", "opportunity"))
    if cursor.has_any(n, COUNTED):
        return cursor.take(n)
    return mention.has("field") and bool(rankings) and ordered_by(cursor, str(mention.get("field")), n + 1)


def lists_deals(cursor: Cursor) -> bool:
    """Whether deals themselves are ranked and nobody whom they are counted for."""
    return set(cursor.parts.heads) == {"opportunity"} and "who" not in cursor.parts.marks


def ordered_by(cursor: Cursor, what: str, n: int) -> bool:
    """The order by a field, of which the superlative only says the end and how many."""
    last = cursor.parts.rankings[-1]
    cursor.parts.sorts.append((what, last.dir))
    cursor.parts.rankings[-1] = replace(last, what="limit")
    return cursor.take(n)


def counts_by(cursor: Cursor, n: int) -> bool:
    """“by revenue”, “by size”: what is counted, which the words themselves say."""
    if cursor.has_any(n, COUNTED):
        cursor.mark(*(["by_count"] if cursor.has("count", n) else []))
        return cursor.take(n)
    if cursor.look(n).text in ("size", "value", "amount", "worth"):
        cursor.mark("sum")
        return cursor.take(n + 1)
    return False


def spans_of_time(cursor: Cursor) -> bool:
    """“which quarter had the most wins”, “best month”: the spans themselves are what is asked about."""
    mention = cursor.here
    if not mention.has("grain") or mention.amount or mention.period or cursor.parts.groups:
        return False
    opens = all(m.has("filler") for m in cursor.mentions[: cursor.at])
    links = ("in", "where", "when", "with") if mention.text.endswith("s") else ("where", "when", "with", "with the")
    picked = opens and cursor.look(1).text in links
    if not (cursor.has("ask", -1, "what") or cursor.has("sup", -1) or picked):
        return False
    cursor.parts.groups.append(f"@date.{mention.get('grain')}")
    cursor.parts.singular = not mention.text.endswith("s")
    cursor.mark("which")
    return cursor.take()
