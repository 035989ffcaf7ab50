"""Me, us, them, him and her."""

from __future__ import annotations

from domain.language.cursor import Cursor
from domain.language.text import phrase_list

OWNERS = frozenset(("rep", "team", "manager", "account", "owner"))
"""Those whose deals are counted, as what is asked about or counted apart."""


def pronoun(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    who = mention.get("pronoun")
    if mention.text in ("people", "folks", "guys", "anyone", "anybody") and not cursor.parts.heads:
        # “folks with more than 20 open deals”: whoever has deals is a rep.
        counts = cursor.look(1).text in ("with", "who", "that", "having", "over") and cursor.has_any(2, ("op", "neg"))
        if counts or (cursor.look(1).text in ("with", "having") and cursor.look(2).amount is not None):
            cursor.parts.heads.append("rep")
            return cursor.take()
    if mention.text in ("everybody", "everyone", "all reps", "all the reps", "every rep"):
        cursor.mark("everybody")
    if who == "me" and mention.text in ("my", "mine", "myself", "@me"):
        after = cursor.peek(1)
        if after is not None and after.has("entity") and after.get("entity") in ("team",):
            cursor.add("manager", "eq", "@me")
            return cursor.take(2)
        if (after is not None and after.has("entity", "rep")) or (after is not None and after.has("entity", "manager")):
            cursor.add("manager", "eq", "@me")
            return cursor.take(1)
        cursor.mark("mine")
        if cursor.has("vs", -1):
            cursor.add_values("owner", ["@me"])
        else:
            cursor.add("owner", "eq", "@me")
        return cursor.take()
    if who == "me" and mention.text in ("i", "i am", "me"):
        return first_person(cursor)
    if mention.text == "their" and (
        "each" in cursor.parts.marks or OWNERS & {*cursor.parts.heads, *cursor.parts.groups}
    ):
        # “how many deals did each rep win and what is their win rate”: of those who were spoken of.
        return cursor.take()
    if who == "person" and names_one(cursor):
        # “Lukas his deals”, “did Tom win and what is his win rate”: whoever was named.
        return cursor.take()
    if who == "person":
        cursor.parts.marks.add("pronoun_person")
        return cursor.take()
    if who == "them" and mention.text not in ("it", "its", "this", "that", "such"):
        cursor.mark("them")
        return cursor.take()
    return False


def names_one(cursor: Cursor) -> bool:
    """Whether somebody, or one account, was named before, whom “his” or “their” can only mean."""
    named = [c.condition for c in cursor.parts.clauses if c.condition.field in ("owner", "manager", "account")]
    theirs = cursor.here.text in ("their", "theirs")
    if len(named) != 1 or named[0].value == "@me" or (named[0].field == "account" and not theirs):
        return False
    return named[0].op == "eq" or (theirs and named[0].op == "in")


HAVE = phrase_list("have|on|own|hold|has|the owner|in charge|responsible|responsible for|working|working on|handling")
TO_ME = phrase_list("assigned to|owned by|by|to me|belonging to|belong to|belongs to|held by|run by|handled by|with")
"""Words before “me” that say whose something is."""


def first_person(cursor: Cursor) -> bool:
    """“deals i own”, “how many did i close”, but not “i want to see”."""
    after = cursor.peek(1)
    mention = cursor.mentions[cursor.at]
    before = cursor.peek(-1)
    acts = (
        after is not None
        and (after.has("verb") or after.has("status") or after.has("verb", "own"))
        and after.text not in phrase_list("do|does|had|got|made|make")
    )
    asked = before is not None and before.text in ("did", "do", "have", "am") and after is not None
    if mention.text in ("i",) and (acts or asked):
        wanting = after is not None and after.text in ("want", "need", "see", "get", "know", "look")
        if not wanting:
            cursor.add("owner", "eq", "@me")
    if after is not None and after.text in HAVE and cursor.parts.heads and before is not None and not asked:
        # “deals i have”, “accounts i'm on”.
        cursor.add("owner", "eq", "@me")
        return cursor.take(2)
    owner = cursor.skip_some(1, ("the", "their"))
    if mention.text == "i am" and cursor.look(owner).get("field") == "owner":
        cursor.add("owner", "eq", "@me")
        return cursor.take(owner + 1)
    if mention.text == "me" and before is not None and before.text in TO_ME:
        cursor.add("owner", "eq", "@me")
    return cursor.take()
