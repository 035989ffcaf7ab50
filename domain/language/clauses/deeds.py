"""What was done and how it is measured: verbs, and measures by their names."""

from __future__ import annotations

from domain.language.cursor import Cursor
from domain.language.parts import COUNTED, Clause, Ranking
from domain.language.text import phrase_list
from domain.query import Filter

OF_AGENTS = ("accuracy_rate", "reply_count")
RATES = frozenset(("win_rate", "loss_rate"))
"""Measures of what was decided, which leave nothing to tell where only one outcome is looked at."""
WITH_THE = ("with the", "the", "with", "having", "having the", "have the", "has the", "of the")
OUTCOMES = (
    dict.fromkeys(("wins", "victories"), "won_count")
    | dict.fromkeys(("losses",), "lost_count")
    | dict.fromkeys(("closed deals",), "closed_count")
)
"""Words that count deals by what became of them, where several are asked for."""
OF_AMOUNTS = ("avg_amount", "median_amount", "max_amount", "min_amount")
BEFORE_A_NUMBER = ("under", "cover", "covers", "with")
"""Words of owning that compare where a number follows: “under 50k”."""


def outcomes(cursor: Cursor) -> bool:
    """“wins, losses and total closed per region”, “closed deals and win rate”: each of them counted by itself."""
    both, used = counts_of_both(cursor)
    if both:
        cursor.parts.measures += both
        return cursor.take(used)
    if each := counts_of_each(cursor):
        cursor.parts.measures += each
        return cursor.take(5)
    found, n = listed_outcomes(cursor)
    rated = bool(RATES & set(found))
    apart = cursor.has_any(n, ("by", "grain")) or "count" in cursor.parts.marks or len(found) > 2
    counts = bool(set(COUNTED.values()) & set(found))
    if set(found) == {"open_amount", "coverage"}:
        # “pipeline and coverage by team”: what is open, and how far it goes.
        cursor.status_of("open")
        found = ["amount" if m == "open_amount" else m for m in found]
        rated = True
    if (
        {"open_count", "open_amount"} & set(found)
        or len(set(found)) < 2
        or not (rated or (apart and counts and not cursor.parts.heads))
    ):
        return False
    if "won_count" in found and set(found) == {"won_count", "won_amount"}:
        # “won deals and revenue by region”: how many were won, and what they came to.
        cursor.status_of("won")
        found = ["count" if m == "won_count" else "amount" for m in found]
    cursor.parts.marks.discard("count")
    cursor.parts.measures += found
    cursor.last = (found[-1], cursor.at)
    return cursor.take(n)


def listed_outcomes(cursor: Cursor) -> tuple[list[str], int]:
    """(the measures of a list that begins here, mentions used); the list ends where something else is said."""
    found: list[str] = []
    n = 0
    while (outcome := outcome_at(cursor, n, first=not found))[0]:
        found.append(outcome[0])
        after = n = n + outcome[1]
        while cursor.has("and", after):
            after += 1
        follows = outcome_at(cursor, after)[0]
        if not follows or (after == n and follows in OF_AMOUNTS):
            # “won deals max amount”: of what the amount is, and no second number.
            break
        n = after
    return found, n


def sizes(cursor: Cursor) -> bool:
    """“average, median and max deal size”: each of them, of the amount that is named once."""
    found: list[str] = []
    n, named, joined = 0, False, True
    while joined and not named and (measure := SIZED.get((mention := cursor.look(n)).text.partition(" ")[0], "")):
        rest = mention.text.partition(" ")[2]
        if rest and rest not in SIZES:
            return False
        found.append(measure)
        named, n = bool(rest), n + 1
        after = cursor.skip_some(n, (",", "and", "&", "+", "as well as"))
        joined, n = after > n, n if named else after
    if not named and cursor.look(n).text in SIZES:
        named, n = True, n + 1
    if not named or len(set(found)) < 2:
        return False
    cursor.parts.measures += found
    cursor.last = (found[-1], cursor.at)
    return cursor.take(n)


SIZED = (
    dict.fromkeys(("average", "avg", "mean"), "avg_amount")
    | dict.fromkeys(("median",), "median_amount")
    | dict.fromkeys(("max", "maximum", "largest", "biggest", "highest"), "max_amount")
    | dict.fromkeys(("min", "minimum", "smallest", "lowest"), "min_amount")
    | dict.fromkeys(("total", "sum"), "amount")
)
SIZES = phrase_list(
    "deal size|size|sizes|deal sizes|amount|amounts|value|values|deal value|deal values|deal amount|deal amounts|"
    "contract value|contract size|of amount|of the amount"
)


def counts_of_both(cursor: Cursor) -> tuple[list[str], int]:
    """“won, lost and total closed counts”: (each by itself, mentions used); nothing for anything else."""
    found: list[str] = []
    n = end = cursor.skip_some(0, ALL_OF_THEM)
    while (status := cursor.look(n).get("status")) in COUNTED:
        found.append(COUNTED[str(status)])
        end = n = n + 1
        while cursor.has("and", n):
            n += 1
        n = cursor.skip_some(n, ALL_OF_THEM)
    counted = len(set(found)) > 1 and end == n and cursor.has("count", end)
    return (found, end + 1) if counted else ([], 0)


ALL_OF_THEM = ("total", "all", "overall", "the")


def counts_of_each(cursor: Cursor) -> list[str]:
    """“how many won and how many lost”: each of them counted by itself; empty for anything else."""
    first, second = cursor.look(1).get("status"), cursor.look(4).get("status")
    asked = cursor.has("count") and cursor.has("and", 2) and cursor.has("count", 3) and first != second
    return [COUNTED[first], COUNTED[second]] if asked and first in COUNTED and second in COUNTED else []


def outcome_at(cursor: Cursor, n: int, *, first: bool = False) -> tuple[str, int]:
    """(the measure the n-th mention stands for among several, mentions used): “wins”, “lost count”, “win rate”."""
    n, led = (n + 1, 1) if cursor.has("count", n) and (not first or cursor.has("status", n + 1)) else (n, 0)
    here, after = cursor.look(n), cursor.look(n + 1)
    if here.has("status") and (after.has("count") or after.has("entity", "opportunity")):
        return COUNTED.get(str(here.get("status")), ""), led + 2
    if here.has("entity", "opportunity") and after.has("status"):
        return COUNTED.get(str(after.get("status")), ""), led + 2
    if here.text in ("total", "all") and after.text == "closed":
        return "closed_count", led + 2
    if here.text in OUTCOMES:
        return OUTCOMES[here.text], led + 1
    if here.has("status") and set(here.text.split()) & {"deals", "opps"}:
        return COUNTED.get(str(here.get("status")), ""), led + 1
    if led:
        return "", 0
    if here.has("revenue") and here.text != "booked":
        return "won_amount", 1
    if here.has("pipeline"):
        return "open_amount", 1
    return here.get("measure") or "", 1


def measure(cursor: Cursor) -> bool:
    """“win rate”, “average deal size”, “attainment”."""
    name = cursor.here.get("measure")
    if name is None or (name == "max_amount" and cursor.look(1).amount):
        return False
    if name == "max_amount" and cursor.parts.heads[:1] == ["opportunity"] and cursor.look(-1).text in WITH_THE:
        # “5 open deals with the highest amount”: those deals, and no number of them.
        cursor.parts.rankings.append(Ranking("amount", "desc", 0, cursor.at, plural=not cursor.parts.singular))
        return cursor.take()
    averaged = cursor.here.text.startswith(("av", "mean", "typical"))
    if name == "avg_amount" and not averaged and {"median_amount", "max_amount"} & set(cursor.parts.measures):
        # “median closed won deal size”: the size is what the median is of.
        return cursor.take()
    if name in OF_AGENTS and "agent_action" not in cursor.parts.heads:
        cursor.parts.heads.append("agent_action")
    if name == "attainment" and "quota" not in cursor.parts.heads:
        cursor.mark("quota")
    if name == "avg_amount" and cursor.here.text.split()[-1] in ("win", "sale"):
        cursor.status_of("won")
    if name == "avg_days_in_stage" and cursor.here.text.endswith(("each stage", "per stage")):
        cursor.parts.groups += [] if "stage" in cursor.parts.groups else ["stage"]
    cursor.parts.measures.append(name)
    cursor.last = (name, cursor.at)
    return cursor.take()


def verb(cursor: Cursor) -> bool:
    """“created”, “closing”, “bought”, “owned by”, “converted”."""
    name = cursor.here.get("verb")
    if name is None or (name == "own" and cursor.here.text in BEFORE_A_NUMBER and cursor.look(1).amount):
        return False
    if cursor.here.text == "new" and cursor.parts.heads[:1] == ["account"] and cursor.look(-1).text in ARE:
        # “accounts we won that are new”.
        cursor.add("account.is_new", "eq", True)
        return cursor.take()
    if name in ("converted", "unconverted"):
        conversion(cursor, name)
    if name == "buy" and cursor.negated:
        cursor.mark("not:buy")
        cursor.negated = False
    if name == "buy" and cursor.look(1).text.partition(" ")[0] == "both":
        cursor.mark("both")
    if name == "sell":
        cursor.mark("sell")
    if name == "closing" and "when" in cursor.parts.marks and not cursor.parts.windows:
        cursor.parts.fields.append("close_date")
    cursor.parts.verbs.append(name)
    return cursor.take()


ARE = ("are", "is", "that are", "which are", "were", "who are")


def conversion(cursor: Cursor, name: str) -> None:
    """“converted leads”, “not converted”, “unconverted”: whether a lead is still open."""
    is_open = name == "unconverted" or cursor.negated
    if name == "converted":
        cursor.negated = False
    made = Filter(field="status", op="eq", value="open" if is_open else "converted")
    cursor.parts.clauses.append(Clause(made, cursor.at))
    cursor.mark("lead_status")
