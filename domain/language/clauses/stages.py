"""Stages by their order: “proposal or later”, “past qualification”, “not yet in negotiation”."""

from __future__ import annotations

from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.names import tops
from domain.language.text import word_set

PAST = word_set(
    "past|past the|beyond|beyond the|after|after the|further than|further along than|later than|above|above the|"
    "got past|gotten past|made it past|moved past|moved beyond|advanced past|advanced beyond|progressed past|"
    "progressed beyond|gone past|in later stages than|in a later stage than|later stage than|later stages than|"
    "further along than the|farther than|farther along than|beyond stage|past stage"
)
"""Words before a stage that mean one of the later ones."""
SHORT_OF = word_set(
    "before|before the|earlier than|prior to|prior to the|below|below the|earlier stage than|in earlier stages than|"
    "in an earlier stage than|earlier stages than|yet to reach|yet to enter|still to reach|short of|"
    "not as far as|not made it as far as|still before|sitting before"
)
"""Words before a stage that mean one of the earlier ones."""
UP_TO = word_set("up to|up to the|at most in|at most at|no further than|not further than|no later than|up through")
AT_LEAST = word_set(
    "at least in|at least at|at least|reached at least|at least reached|in at least|at or past|at or beyond|"
    "at or after|at or above|in or past|in or beyond|in or after|no earlier than|not before|got to at least|"
    "made it to at least|that reached at least|minimum|a minimum of|as far as|as far along as|at least as far as"
)
REACHED = word_set(
    "yet in|yet at|yet reached|reached|reached the|made it to|gotten to|got to|entered|gotten as far as|made it into|"
    "hit|yet made it to|yet gotten to|even in|even at|reached yet|moved to|moved into|advanced to|progressed to|"
    "yet hit|yet entered|been in|at least in|reach|reach the|made it as far as|got as far as|come to|yet to"
)
"""Words before a stage that mean it or a later one, which only “not” makes an order of stages."""
OR_LATER = word_set(
    "or later|or beyond|or further|or further along|and later|and beyond|and further|onwards|onward|and up|and upwards|"
    "or higher|or above|and above|or after|and after|or past|and onwards|or better|or more advanced|or greater|"
    "or farther|and everything after|or anything after|or later stages|or a later stage|plus later|or up|or upwards|"
    "and on|and later stages|or closer|and anything later|or anything later|and past|forward|and forward"
)
OR_EARLIER = word_set(
    "or earlier|or before|or below|and below|and earlier|or sooner|or lower|and before|or under|or less|"
    "or earlier stages|and earlier stages|and everything before|or anything before|and under|or prior|and prior"
)
NOUNS = ("stage", "phase", "the stage", "step")


def stage_order(cursor: Cursor) -> bool:
    """“proposal or later”, “past qualification”: all stages on one side of the one named."""
    return led_by_words(cursor) or followed_by_words(cursor)


def led_by_words(cursor: Cursor) -> bool:
    """“past qualification”, “before the proposal stage”, “not yet in proposal”."""
    kinds = (("at_least", AT_LEAST), ("past", PAST), ("short_of", SHORT_OF), ("up_to", UP_TO), ("reached", REACHED))
    for side, phrases in kinds:
        n = cursor.longest_of(phrases, 0)
        if not n or (side == "reached" and not cursor.negated) or cursor.here.period:
            continue
        at = cursor.skip_some(n, ("the", "stage"))
        if place := place_of(cursor, cursor.look(at)):
            return put(cursor, "at_least" if side == "reached" else side, place - 1, at + 1)
    return False


def followed_by_words(cursor: Cursor) -> bool:
    """“proposal or later”, “from proposal on”, “negotiation stage and up”."""
    place = place_of(cursor, cursor.here)
    if not place:
        return False
    n = cursor.skip_some(1, NOUNS)
    used = cursor.longest_of(OR_LATER, n) or cursor.longest_of(OR_EARLIER, n)
    if used and (cursor.look(n + used).amount or cursor.look(n + used).text == "to"):
        # “in proposal and above 50k” compares an amount.
        return False
    if cursor.longest_of(OR_LATER, n):
        return put(cursor, "at_least", place - 1, n + used)
    if cursor.look(n).text in ("on", "up", "+") and cursor.look(-1).text == "from":
        return put(cursor, "at_least", place - 1, n + 1)
    return bool(used) and put(cursor, "up_to", place - 1, n + used)


def open_stages(cursor: Cursor) -> list[str]:
    """The stages deals are open in, in order."""
    return [name for name, status, _ in sorted(cursor.names.stages, key=lambda s: s[2]) if status == "open"]


def place_of(cursor: Cursor, mention: Mention) -> int:
    """The place, from 1, of the open stage a mention names; 0 where it names none."""
    best = tops(mention.names)
    stages = open_stages(cursor)
    named = {c.named.value for c in best if c.named.kind == "stage"}
    return next((n for n, stage in enumerate(stages, 1) if named == {stage}), 0)


def put(cursor: Cursor, side: str, place: int, used: int) -> bool:
    """The stages on that side of a place as one condition; past the last one a deal is closed."""
    opposite = {"past": "up_to", "up_to": "past", "at_least": "short_of", "short_of": "at_least"}
    side = opposite[side] if cursor.negated else side
    stages = open_stages(cursor)
    meant = {
        "past": stages[place + 1 :],
        "at_least": stages[place:],
        "short_of": stages[:place],
        "up_to": stages[: place + 1],
    }[side]
    cursor.negated = False
    if not meant and side == "past":
        cursor.add_values("status", ["closed"])
    elif meant:
        cursor.add_values("stage", meant)
    else:
        return False
    cursor.take(used)
    if cursor.look(0).text in NOUNS:
        cursor.take()
    return True
