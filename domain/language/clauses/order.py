"""What is put in order and by what: “sort by amount”, “top 5”, “the oldest”, “which month”."""

from __future__ import annotations

from dataclasses import replace

from domain.language.clauses.looks import bare_count, head_after, is_amount_of, is_one_record, is_plural, stage_after
from domain.language.clauses.small import records
from domain.language.cursor import Cursor
from domain.language.parts import GROUP_FIELDS, Ranking
from domain.language.text import phrase_list


def sorting(cursor: Cursor) -> bool:
    """“sort by amount desc”."""
    if cursor.has("asc") or cursor.has("desc"):
        way = "asc" if cursor.has("asc") else "desc"
        text = cursor.mentions[cursor.at].text
        if cursor.parts.sorts and cursor.last[0] == "sort":
            cursor.parts.sorts[-1] = (cursor.parts.sorts[-1][0], way)
        else:
            what = (
                "amount"
                if any(w in text for w in ("big", "small", "large", "high", "low"))
                else "close"
                if "soon" in text
                else "age"
                if any(w in text for w in ("old", "new", "late", "recent", "early", "long"))
                else "measure"
            )
            if what == "age":
                way = "desc" if any(w in text for w in ("old", "early", "long")) else "asc"
            cursor.parts.rankings.append(Ranking(what, way, 0, cursor.at, plural=True))
        return cursor.take()
    if cursor.has("sorter") and not cursor.has("sortby"):
        cursor.mark("sorter")
        return cursor.take()
    if not cursor.has("sortby"):
        return False
    n = cursor.skip_fillers(1)
    what, used = sort_key(cursor, n)
    if not what:
        return False
    cursor.parts.sorts.append((what, ""))
    cursor.take(n + used)
    cursor.last = ("sort", cursor.at)
    return True


def sort_key(cursor: Cursor, n: int) -> tuple[str, int]:
    mention = cursor.peek(n)
    if mention is None:
        return "", 0
    for kind in ("measure", "field"):
        value = mention.get(kind)
        if value:
            return value, 1
    if mention.has("revenue"):
        cursor.mark("revenue")
        cursor.status_of("won")
        return "amount", 1
    if mention.has("sum"):
        return "amount", 1
    if mention.has("count"):
        return "count", 1
    if mention.has("status"):
        return f"{mention.get('status')}", 1
    if mention.has("entity"):
        entity = str(mention.get("entity"))
        return ("count" if entity == "opportunity" else GROUP_FIELDS.get(entity, entity)), 1
    if mention.has("pipeline"):
        cursor.status_of("open")
        return "amount", 1
    return "", 0


def ranking(cursor: Cursor) -> bool:
    """“top 5”, “3 biggest”, “the oldest”, “most”."""
    mention = cursor.mentions[cursor.at]
    if mention.has("rank"):
        cursor.parts.rankings.append(Ranking("measure", "desc", 0, cursor.at, True))
        return cursor.take()
    number = 0
    n = 0
    if (
        mention.has("newest")
        and (after := cursor.peek(1)) is not None
        and bare_count(after)
        and not is_amount_of(cursor, 1)
    ):
        cursor.parts.rankings.append(Ranking("age", "asc", records(cursor, after), cursor.at, True))
        return cursor.take(2)
    if mention.has("newest") and is_one_record(cursor, 1):
        cursor.parts.rankings.append(Ranking("age", "asc", 1, cursor.at))
        return cursor.take(1)
    if bare_count(mention) and cursor.has("sup", 1):
        number, n = records(cursor, mention), 1
    found = cursor.peek(n)
    if found is None or not found.has("sup") or (found.text == "better" and cursor.has("text", n + 1)):
        return False
    what, _, way = str(found.get("sup")).partition(":")
    n += 1
    follower = cursor.peek(n)
    if found.text == "first" and follower is not None and bare_count(follower) and not is_amount_of(cursor, n):
        # “first 20 deals” says how many; “the first deal” says which.
        cursor.parts.limit = records(cursor, follower) or None
        return cursor.take(n + 1)
    if not number and follower and bare_count(follower) and not is_amount_of(cursor, n):
        number = records(cursor, follower)
        n += 1
    if (
        found.text in ("most", "least")
        and (next_ := cursor.peek(n)) is not None
        and next_.text in ("recent", "valuable")
    ):
        what, way = ("age", "asc") if next_.text == "recent" else ("amount", "desc" if found.text == "most" else "asc")
        n += 1
    counted = (
        what == "measure"
        and (following := cursor.peek(n)) is not None
        and (following.has("entity", "opportunity") or following.has("status"))
    )
    plural = (
        is_plural(head_after(cursor, n)) and not (counted and found.text not in ("top", "best", "bottom", "worst"))
    ) or number > 1
    if is_one_record(cursor, n):
        cursor.parts.singular = True
    if "selling" in found.text:
        cursor.mark("sell")
    cycle = cursor.peek(n)
    if found.text == "longest" and stage_after(cursor, n):
        what, way = "stage", "desc"
    if found.text in ("longest", "shortest") and cycle is not None and cycle.has("measure", "cycle_days"):
        what, way = "measure", "desc" if found.text == "longest" else "asc"
    if (
        what == "amount"
        and (next_ := cursor.peek(n)) is not None
        and (
            next_.has("measure")
            or next_.has("count")
            or next_.has("revenue")
            or next_.has("pipeline")
            or next_.has("share")
            or next_.has("avg")
            or next_.text in ("amount", "total", "total amount", "total value", "number")
        )
    ):
        what = "measure"
    cursor.parts.rankings.append(Ranking(what, way, number, cursor.at, plural))
    return cursor.take(n)


def ranked_by(cursor: Cursor, n: int) -> bool:
    """“top 3 reps by deals won”: after a superlative, `by` names what is ranked."""
    mention = cursor.peek(n)
    if mention is None:
        return False
    if "sorter" in cursor.parts.marks:
        what, used = sort_key(cursor, n)
        if what:
            cursor.parts.sorts.append((what, ""))
            cursor.last = ("sort", cursor.at + n + used)
            return cursor.take(n + used)
    if mention.has("sup") and not cursor.parts.rankings:
        return False
    if (
        cursor.parts.rankings
        and cursor.parts.heads[:1] == ["opportunity"]
        and "who" not in cursor.parts.marks
        and len(set(cursor.parts.heads)) == 1
    ):
        what, used = sort_key(cursor, n)
        if what and what != "count":
            cursor.parts.sorts.append((what, cursor.parts.rankings[-1].dir))
            cursor.parts.rankings[-1] = replace(cursor.parts.rankings[-1], what="limit")
            return cursor.take(n + used)
    if mention.has("entity", "opportunity") and cursor.parts.rankings:
        cursor.mark("count")
        return cursor.take(n + 1)
    if mention.has("status") and cursor.parts.rankings:
        cursor.mark("count")
        return cursor.take(n)
    if any(mention.has(kind) for kind in phrase_list("measure|count|sum|avg|revenue|pipeline|share")):
        return cursor.take(n)
    if mention.has("field") and cursor.parts.rankings:
        cursor.parts.sorts.append((str(mention.get("field")), cursor.parts.rankings[-1].dir))
        cursor.parts.rankings[-1] = replace(cursor.parts.rankings[-1], what="limit")
        return cursor.take(n + 1)
    if mention.text in ("size", "value", "amount", "worth"):
        cursor.mark("sum")
        return cursor.take(n + 1)
    return False


def spans_of_time(cursor: Cursor) -> bool:
    """“which quarter had the most wins”, “best month”: the spans themselves are what is asked about."""
    before = cursor.peek(-1)
    mention = cursor.mentions[cursor.at]
    if before is None or not mention.has("grain") or mention.amount or mention.period:
        return False
    if not (before.has("ask", "what") or before.has("sup")) or cursor.parts.groups:
        return False
    cursor.parts.groups.append(f"@date.{mention.get('grain')}")
    cursor.parts.singular = not mention.text.endswith("s")
    cursor.mark("which")
    return cursor.take()
