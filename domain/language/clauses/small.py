"""Small words: corrections, negation, joints, fillers, vague words, and what nobody knows."""

from __future__ import annotations

from domain.language.clauses.put import period_as_choice
from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.text import is_emoji, word_set

BEFORE_A_NAME = word_set("for by of with at from owner rep account manager region team")
"""Words after which a picture stands for somebody or something, and not for a mood."""
BECAUSE = ("to", "due to", "on", "over", "because of", "because")
NOTHING = ("nothing", "none of", "nothing from", "nothing in")
LABELLED = ("marked", "flagged", "labelled", "labeled", "tagged", "categorized", "classified", "categorised")
"""Words that lead to a value and say nothing themselves."""
GROWN = ("up", "down", "improving", "improved", "growing", "grown", "declining", "declined", "dropping", "dropped")
"""Words that compare with something before, which has to be said."""
BEFORE_A_CHOICE = ("have", "has", "with", "are", "is", "that", "which", "who")
EACH = ("each", "for each", "of each", "for each of the", "for each one", "separately", "individually", "respectively")
"""Words that count several people or things apart that are named."""
KNOWN_ELSEWHERE = ("severity", "needs", "grain", "threshold")
"""Kinds of words that mean nothing by themselves in a question about records, and must not vanish."""


def correction(cursor: Cursor) -> bool:
    """“€50k no sorry $50k”, “in west i meant east”: what follows takes the place of what it is like."""
    if cursor.has("correct") and not cursor.has("neg"):
        cursor.mark("correct")
        cursor.negated = False
        return cursor.take()
    if cursor.has("widen"):
        cursor.mark("widen")
        return cursor.take()
    return False


def negation(cursor: Cursor) -> bool:
    """“not”, “without”, “except”; “but” after “all” and “everybody”."""
    if cursor.here.text == "but":
        cursor.negated = bool({"all", "everybody"} & cursor.parts.marks)
        return cursor.take()
    if cursor.at == 0 and cursor.here.text in NOTHING:
        # “nothing above 100k”, as a follow-up.
        cursor.mark("neg")
        cursor.negated = True
        return cursor.take()
    if not cursor.has("neg") or (cursor.here.text in ("no", "not") and cursor.has("text", 1)):
        return False
    if not cursor.negated:
        cursor.mark("neg")
    cursor.negated = True
    return cursor.take()


def joint(cursor: Cursor) -> bool:
    """“and”, “or”, “all”."""
    if cursor.has("or") and cursor.here.text == "either":
        # What follows is one choice among several; what stands before it holds for all of them.
        cursor.or_next = False
        return cursor.take()
    if cursor.has("or"):
        follows = cursor.look(cursor.skip_some(1, BEFORE_A_CHOICE))
        if follows.has("neg") or follows.has("op") or follows.has("segment") or follows.names:
            period_as_choice(cursor)
        cursor.or_next = bool(cursor.parts.clauses)
        return cursor.take()
    if cursor.has("all") and not cursor.has("and"):
        cursor.mark("all")
        return cursor.take()
    joins = cursor.has_any(0, ("and", "some")) or (cursor.has("op") and cursor.has("filler"))
    return joins and cursor.take()


def lost_to(cursor: Cursor) -> bool:
    """“lost to price”, “lost because of timing”: a reason nobody here is known to give is unknown, and no column."""
    because = cursor.here.text in BECAUSE and cursor.has("status", -1, "lost")
    n = cursor.skip_some(1, ("of", "to", "a", "the"))
    reason = cursor.look(n)
    if not because or reason.start < 0 or reason.names or reason.period or reason.amount or reason.has("entity"):
        return False
    cursor.parts.unknown.append(reason)
    return cursor.take(n + 1)


def vague(cursor: Cursor) -> bool:
    """“large”, “recently”, “doing well”: noted, and asked about where nothing else says what is meant."""
    slot = cursor.here.get("vague")
    if slot is None:
        return False
    cursor.parts.vague.append((slot, cursor.here.text))
    return cursor.take()


def filler(cursor: Cursor) -> bool:
    """Words that add nothing."""
    if cursor.here.text == "us" and is_place(cursor):
        return False
    if cursor.here.text in GROWN and cursor.mentions[0].text in ("is", "are", "has", "have", "did"):
        cursor.mark("better")
    if cursor.here.text == "every":
        cursor.mark("all")
    if cursor.here.text in EACH and cursor.look(-1).amount is None:
        # “min 2,500 each” speaks of every deal; “chloe and kenji each” counts them apart.
        cursor.mark("each")
    if cursor.here.text in LABELLED and cursor.look(1 + (cursor.look(1).text == "as")).names:
        return cursor.take()
    return cursor.has_any(0, ("filler", "pronoun", "by")) and cursor.take()


def is_place(cursor: Cursor) -> bool:
    """“accounts in the US”, “non-US deals”: a country nobody here has, which must not vanish as “we”."""
    before = cursor.look(-2 if cursor.look(-1).text == "-" else -1).text
    after = cursor.look(1).text.partition(" ")[0]
    names_it = before in ("the", "in the", "non", "within", "across", "outside") or (before == "in" and after != "all")
    return names_it or after in ("based", "accounts", "customers", "companies", "clients")


def unknown(cursor: Cursor) -> None:
    """A word nobody knows: a person, account or region that does not exist, or just a word; never dropped."""
    mention = cursor.here
    misplaced = not mention.unknown and cursor.has_any(0, KNOWN_ELSEWHERE)
    if stands_for_a_name(cursor) if is_emoji(mention.text) else misplaced or not is_sign(mention):
        cursor.parts.unknown.append(mention)
    cursor.take()


def stands_for_a_name(cursor: Cursor) -> bool:
    """Whether a picture is in the place of a name: “deals for 🙂”."""
    return cursor.here.possessive or cursor.look(-1).text.rpartition(" ")[2] in BEFORE_A_NAME


def is_sign(mention: Mention) -> bool:
    """Whether a mention has neither letters nor digits."""
    return not any(c.isalnum() for c in mention.text)
