"""What is set against what: “vs last quarter”, “compared to everyone else”."""

from __future__ import annotations

from domain.language.cursor import Cursor
from domain.language.names import tops
from domain.language.text import word_set
from domain.query import Filter

THE_REST = word_set(
    "the rest|rest|the rest of the company|the rest of the team|rest of the company|rest of the team|the others|"
    "others|everyone else|everybody else|all others|all the others|the other reps|other reps|all other reps|"
    "the rest of the reps|the rest of the org|the rest of us|anyone else|the rest of the pack|the rest of sales|"
    "the other regions|other regions|the other teams|other teams|the rest of the teams|the rest of the regions"
)
NOUNS = ("regions", "teams", "sectors", "industries", "products", "reps", "managers", "accounts", "stages", "deals")
THE_REST |= {
    " ".join((*lead.split(), other, noun))
    for lead in ("", "all", "the", "all the", "all of the", "every", "our", "any")
    for other in ("other", "remaining")
    for noun in (*NOUNS, *(noun.removesuffix("s") for noun in NOUNS), "ones", "people", "offices", "verticals")
}
THE_WHOLE = word_set(
    "the company|company|the whole company|the company as a whole|the company average|company average|the average|"
    "average|everyone|everybody|overall|the team average|team average|the org|the whole org|the whole team|all reps|"
    "the average rep|the company overall|company wide|everyone overall|the overall average|the norm"
)


def versus(cursor: Cursor) -> bool:
    """“vs last quarter”, “compared to everyone else”, “compare”."""
    if cursor.has("compare"):
        cursor.mark("compare")
        return cursor.take()
    if not cursor.has("vs"):
        return False
    if all(not any(c.isalnum() for c in mention.text) for mention in cursor.mentions[cursor.at + 1 :]):
        # “bookings this month compared”, “win rate versus?”: the other side is not said.
        cursor.mark("compare")
        return cursor.take()
    cursor.mark("vs")
    return others(cursor) or previous(cursor) or cursor.take()


def others(cursor: Cursor) -> bool:
    """“vs the rest”, “vs the company average”."""
    for mark, phrases in (("vs_rest", THE_REST), ("vs_whole", THE_WHOLE)):
        if mark == "vs_rest" and rest_of(cursor):
            return True
        if length := cursor.longest_of(phrases, 1):
            cursor.mark(mark)
            return cursor.take(1 + length)
    return False


def rest_of(cursor: Cursor) -> bool:
    """“vs the rest of Melvin's team”: the others are only those of that team."""
    n = 1 + (cursor.look(1).text == "the")
    text, step = cursor.look(n).text.removeprefix("the "), n + 1
    if text in ("rest", "others", "other", "remaining"):
        step = cursor.skip_some(step, ("of", "in", "on", "the", "reps", "people", "at", "from"))
    elif text.startswith(("rest of", "the rest of")):
        step = cursor.skip_some(step, ("the",))
    else:
        return False
    named = cursor.look(step)
    best = tops(named.names)
    if len({c.named.value for c in best}) != 1 or best[0].named.kind not in ("person", "team", "region"):
        return False
    kind = best[0].named.kind
    column = ("manager" if best[0].named.role == "manager" else "owner") if kind == "person" else kind
    cursor.mark("vs_rest")
    cursor.parts.rest_of.append(Filter(field=column, op="eq", value=best[0].named.value))
    return cursor.take(step + 1 + cursor.has("entity", step + 1, "team"))


def previous(cursor: Cursor) -> bool:
    """“vs last”, “vs the quarter before”: the period before the one asked about."""
    n = cursor.skip_fillers(1)
    after = cursor.look(n)
    if after.has("grain") and cursor.look(n + 1).text in ("before", "prior", "earlier"):
        n += 1
    elif after.period or after.text not in ("last", "previous", "prior", "the previous one", "before"):
        return False
    cursor.parts.windows.append(("@previous", ""))
    return cursor.take(n + 1)
