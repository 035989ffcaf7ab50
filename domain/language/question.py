"""From mentions to the parts of a question: each clause takes the words it knows; the rest is kept as unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from domain.language.amounts import Amount, plain_number
from domain.language.draft import Draft, Mention
from domain.language.names import Candidate, NameIndex, tops
from domain.language.text import is_emoji, phrase_list, word_set
from domain.language.windows import LETTERS, resolve
from domain.query import AnyOf, Condition, FieldRef, Filter, Literal_

GROUP_FIELDS = {
    "rep": "owner",
    "manager": "manager",
    "team": "team",
    "region": "region",
    "product": "product",
    "account": "account",
    "stage": "stage",
    "sector": "account.sector",
    "series": "series",
}
NAME_FIELDS = {
    "person": "owner",
    "account": "account",
    "product": "product",
    "series": "series",
    "region": "region",
    "team": "team",
    "stage": "stage",
    "sector": "account.sector",
    "country": "account.country",
    "tag": "account.tag",
    "forecast_category": "forecast_category",
    "lead_source": "source",
    "activity_type": "type",
    "lost_reason": "lost_reason",
}
OPPOSITE = {
    "gt": "lte",
    "gte": "lt",
    "lt": "gte",
    "lte": "gt",
    "eq": "ne",
    "ne": "eq",
    "in": "not_in",
    "not_in": "in",
    "is_null": "not_null",
    "not_null": "is_null",
}
BEFORE_A_NAME = word_set("for by of with at from owner rep account manager region team")
"""Words after which a picture stands for somebody or something, and not for a mood."""
TO_CLOSE = word_set(
    "to close|to win|to be won|to lose|to land|to sign|from open to close|of creation|of being created|of opening|"
    "from creation|after creation|of being opened|start to finish|from start to finish"
)
THE_REST = word_set(
    "the rest|rest|the rest of the company|the rest of the team|rest of the company|rest of the team|the others|"
    "others|everyone else|everybody else|all others|all the others|the other reps|other reps|all other reps|"
    "the rest of the reps|the rest of the org|the rest of us|anyone else|the rest of the pack|the rest of sales|"
    "the other regions|other regions|the other teams|other teams|the rest of the teams|the rest of the regions"
)
THE_WHOLE = word_set(
    "the company|company|the whole company|the company as a whole|the company average|company average|the average|"
    "average|everyone|everybody|overall|the team average|team average|the org|the whole org|the whole team|all reps|"
    "the average rep|the company overall|company wide|everyone overall|the overall average|the norm"
)
QUOTA_OPS = {
    "missed": "lt",
    "miss": "lt",
    "misses": "lt",
    "beat": "gt",
    "beats": "gt",
    "exceeded": "gt",
} | dict.fromkeys(("made", "make", "hit", "hits"), "gte")
COUNTED = {"won": "won_count", "lost": "lost_count", "open": "open_count", "closed": "closed_count"}
MOST_RECORDS = 1_000_000
RATIOS = ("win_rate", "loss_rate", "coverage", "accuracy_rate")


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition and where in the message it stands; `or_next` joins it to the one before by OR."""

    condition: Filter
    at: int
    or_before: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something the text names that fits several things, or none."""

    slot: str
    words: str
    options: tuple[str, ...] = ()
    at: tuple[int, int] = (0, 0)
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """“more than 10 deals won”: a comparison on a number of things."""

    op: str
    value: int | float
    of: str
    """`won`, `lost`, `open`, `closed`, `deals`, `engaging`, `meeting`, `call`, …"""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A superlative: what is ranked, which end first, how many (0 when not said)."""

    what: str
    dir: str
    n: int = 0
    at: int = 0
    plural: bool = False


@dataclass
class Parts:
    """Everything a question says, clause by clause."""

    heads: list[str] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    having: list[Filter] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    windows: list[tuple[str, str]] = field(default_factory=list)
    """(window, the date field it is about, empty when not said)."""
    as_of: str = ""
    """The past day whose state is asked for, as a window up to it."""
    apart: list[tuple[str, str]] = field(default_factory=list)
    """Further windows that may hold instead of the first: “in q1 or q3”."""
    rankings: list[Ranking] = field(default_factory=list)
    sorts: list[tuple[str, str]] = field(default_factory=list)
    limit: int | None = None
    fields: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    """How it is asked: `count`, `sum`, `avg`, `share`, `trend`, `vs`, `compare`, `who`, `which`, `list`, …"""
    verbs: list[str] = field(default_factory=list)
    versus: list[str] = field(default_factory=list)
    """Fields whose values are set against each other."""
    unclear: list[Unclear] = field(default_factory=list)
    unknown: list[Mention] = field(default_factory=list)
    vague: list[tuple[str, str]] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    singular: bool = False
    """Whether the head noun is one thing: “which rep”, “the deal”."""

    def values(self, column: str) -> list[Filter]:
        """The filters on a field."""
        return [c.condition for c in self.clauses if c.condition.field == column]

    def statuses(self) -> set[str]:
        """The statuses asked for (not excluded)."""
        found: set[str] = set()
        for each in self.values("status"):
            if each.op in ("eq", "in"):
                found |= set(map(str, each.value if isinstance(each.value, tuple) else (each.value,)))
        return found


def read(drafted: Draft, names: NameIndex, today: date) -> Parts:
    """The parts of a question."""
    return _Fold(drafted, names, today).run()


class _Fold:
    def __init__(self, drafted: Draft, names: NameIndex, today: date) -> None:
        self.mentions: Sequence[Mention] = drafted.mentions
        self.names, self.today = names, today
        self.parts = Parts()
        self.at = 0
        self.negated = False
        self.or_next = False
        self.last: tuple[str, int] = ("", -9)
        """The field or measure just mentioned, and where."""

    # The loop

    def run(self) -> Parts:
        clauses: tuple[Callable[[], bool], ...] = (
            self.correction,
            self.neighbour,
            self.against_quota,
            self.spans_of_time,
            self.more_than,
            self.sorting,
            self.grouping,
            self.ranking,
            self.comparison,
            self.currency,
            self.versus,
            self.emptiness,
            self.named,
            self.pronoun,
            self.period,
            self.segment,
            self.status,
            self.measure,
            self.aggregate,
            self.asking,
            self.verb,
            self.column,
            self.head,
            self.newlogo,
            self.negation,
            self.limit,
            self.vague,
            self.joint,
            self.filler,
        )
        while self.at < len(self.mentions):
            if not any(clause() for clause in clauses):
                self.unknown()
        return self.parts

    def peek(self, n: int = 0) -> Mention | None:
        at = self.at + n
        return self.mentions[at] if 0 <= at < len(self.mentions) else None

    def has(self, kind: str, n: int = 0, value: str | None = None) -> bool:
        mention = self.peek(n)
        return mention is not None and mention.has(kind, value)

    def take(self, n: int = 1) -> bool:
        self.at += n
        return True

    def skip_fillers(self, n: int) -> int:
        """How many mentions from here to the next that is more than filler."""
        while (mention := self.peek(n)) is not None and mention.has("filler") and not mention.names:
            if mention.text in (".", ";", "?", "!"):
                break
            n += 1
        return n

    # Adding

    def add(
        self, column: str, op: str, value: Literal_ | tuple[Literal_, ...] = None, *, optional: bool = False
    ) -> None:
        if self.negated:
            op = OPPOSITE.get(op, op)
        made = Filter(field=column, op=op, value=value, optional=optional)
        if "correct" in self.parts.marks:
            kin = ("status", "stage") if column in ("status", "stage") else (column,)
            self.parts.clauses = [c for c in self.parts.clauses if c.condition.field not in kin]
        self.parts.clauses.append(Clause(made, self.at, self.or_next and bool(self.parts.clauses)))
        self.or_next = False
        self.negated = False

    def mark(self, *marks: str) -> None:
        self.parts.marks.update(marks)

    # Clauses, in the order they are tried

    def correction(self) -> bool:
        """“€50k no sorry $50k”, “in west i meant east”: what follows takes the place of what it is like."""
        if self.has("correct") and not self.has("neg"):
            self.mark("correct")
            self.negated = False
            return self.take()
        if self.has("widen"):
            self.mark("widen")
            return self.take()
        return False

    def against_quota(self) -> bool:
        """“who hit quota”, “reps below target”: attainment against 1; “did we hit our number” asks for it itself."""
        mention = self.mentions[self.at]
        if reached := mention.get("reach"):
            self.parts.heads.append("quota")
            return self.reached(reached) and self.take()
        op = QUOTA_OPS.get(mention.text) or mention.get("op")
        n = self.skip_some(1, ("the", "their", "his", "her", "its", "our", "of"))
        after = self.peek(n)
        if op not in ("gt", "gte", "lt", "lte") or after is None or not after.has("entity", "quota"):
            return False
        self.parts.heads.append("quota")
        self.reached(op)
        return self.take(n + 1)

    def reached(self, op: str) -> bool:
        """Whoever reached quota, where several are asked about; else how much of it was reached."""
        asks_one = self.mentions[0].text in ("did", "have", "has", "do", "does") and not self.counts_for_subject()
        if asks_one:
            self.parts.measures.append("attainment")
        else:
            self.mark("attainment_filter")
            self.compare_quota(op, (Decimal(1),))
        return True

    def currency(self) -> bool:
        """“in euros”: deals kept in that currency; dollars are what is meant where nothing else is said."""
        code = self.mentions[self.at].get("currency")
        if code is None:
            return False
        if code != "USD":
            self.add("currency", "eq", code)
            self.parts.assumptions.append(f"only what is kept in {code}: nothing is converted")
        return self.take()

    def more_than(self) -> bool:
        """“more losses than wins”: one count against another."""
        op = {"more": "gt", "fewer": "lt", "less": "lt"}.get(self.mentions[self.at].text)
        first, than, second = self.peek(1), self.peek(2), self.peek(3)
        if op is None or first is None or than is None or second is None or than.text not in ("than", "then"):
            return False
        fields = [COUNTED.get(str(side.get("status"))) for side in (first, second)]
        if fields[0] is None or fields[1] is None:
            return False
        made = Filter(field=fields[0], op=op, value=FieldRef(field=fields[1]))
        self.parts.clauses.append(Clause(made, self.at))
        return self.take(4)

    def spans_of_time(self) -> bool:
        """“which quarter had the most wins”, “best month”: the spans themselves are what is asked about."""
        before = self.peek(-1)
        mention = self.mentions[self.at]
        if before is None or not mention.has("grain") or mention.amount or mention.period:
            return False
        if not (before.has("ask", "what") or before.has("sup")) or self.parts.groups:
            return False
        self.parts.groups.append(f"@date.{mention.get('grain')}")
        self.parts.singular = not mention.text.endswith("s")
        self.mark("which")
        return self.take()

    def sorting(self) -> bool:
        """“sort by amount desc”."""
        if self.has("asc") or self.has("desc"):
            way = "asc" if self.has("asc") else "desc"
            text = self.mentions[self.at].text
            if self.parts.sorts and self.last[0] == "sort":
                self.parts.sorts[-1] = (self.parts.sorts[-1][0], way)
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
                self.parts.rankings.append(Ranking(what, way, 0, self.at, plural=True))
            return self.take()
        if self.has("sorter") and not self.has("sortby"):
            self.mark("sorter")
            return self.take()
        if not self.has("sortby"):
            return False
        n = self.skip_fillers(1)
        what, used = self.sort_key(n)
        if not what:
            return False
        self.parts.sorts.append((what, ""))
        self.take(n + used)
        self.last = ("sort", self.at)
        return True

    def sort_key(self, n: int) -> tuple[str, int]:
        mention = self.peek(n)
        if mention is None:
            return "", 0
        for kind in ("measure", "field"):
            value = mention.get(kind)
            if value:
                return value, 1
        if mention.has("revenue"):
            self.mark("revenue")
            self.status_of("won")
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
            self.status_of("open")
            return "amount", 1
        return "", 0

    def grouping(self) -> bool:
        """“by region and product”, “per month”, “monthly”, “by deals won”."""
        mention = self.mentions[self.at]
        if mention.has("grain") and mention.text.endswith("ly") and not mention.amount:
            self.parts.groups.append(f"@date.{mention.get('grain')}")
            return self.take()
        if not mention.has("by") or (self.last[0] == "sort" and mention.text == "by"):
            return False
        n = self.skip_plain(1)
        found: list[str] = []
        while True:
            key = self.group_key(n)
            if not key and (dated := self.dated_group(n)):
                found.append(dated)
                n += 2
                break
            if not key:
                break
            found.append(key)
            n += 1
            follow = self.skip_plain(n, also=("and", "by", "then"))
            if follow == n or not self.group_key(follow):
                break
            n = follow
        if not found:
            return self.ranked_by(n)
        self.parts.groups += [key for key in found if key not in self.parts.groups]
        return self.take(n)

    def dated_group(self, n: int) -> str:
        """“by close month”, “by creation week”."""
        mention, grain = self.peek(n), self.peek(n + 1)
        if mention is None or grain is None or not grain.has("grain"):
            return ""
        column = (
            "close_date"
            if mention.text in ("close", "closing", "closed")
            else "created"
            if mention.text in ("created", "creation", "create")
            else ""
        )
        return f"{column}.{grain.get('grain')}" if column else ""

    def skip_plain(self, n: int, also: tuple[str, ...] = ()) -> int:
        while (mention := self.peek(n)) is not None and (
            (
                mention.text in phrase_list("the|each|every|sales|of|their|its|our|account|and|then|deal|:")
                and (
                    mention.text in phrase_list("the|each|every|their|its|our|:")
                    or (mention.text in ("and", "then") and also)
                )
            )
            or any(mention.has(kind) for kind in also if kind != "then")
        ):
            n += 1
        return n

    def group_key(self, n: int) -> str:
        mention = self.peek(n)
        if mention is None or mention.possessive:
            return ""
        if mention.has("grain"):
            return f"@date.{mention.get('grain')}"
        entity = mention.get("entity")
        if entity in GROUP_FIELDS:
            return GROUP_FIELDS[entity]
        if entity == "agent":
            return "agent"
        if entity == "source":
            return "source"
        column = mention.get("field")
        if column in phrase_list(
            "owner|status|forecast_category|account.tag|account.country|account.parent|source|lost_reason|"
            "severity|type|reason|year_established|created_by"
        ):
            return column
        if column in ("close_date", "created"):
            grain = self.peek(n + 1)
            return f"{column}.{grain.get('grain')}" if grain and grain.has("grain") else f"{column}.month"
        return {
            "salesperson": "owner",
            "person": "owner",
            "who": "owner",
            "outcome": "status",
            "month": "@date.month",
        }.get(mention.text, "")

    def ranked_by(self, n: int) -> bool:
        """“top 3 reps by deals won”: after a superlative, `by` names what is ranked."""
        mention = self.peek(n)
        if mention is None:
            return False
        if "sorter" in self.parts.marks:
            what, used = self.sort_key(n)
            if what:
                self.parts.sorts.append((what, ""))
                self.last = ("sort", self.at + n + used)
                return self.take(n + used)
        if mention.has("sup") and not self.parts.rankings:
            return False
        if (
            self.parts.rankings
            and self.parts.heads[:1] == ["opportunity"]
            and "who" not in self.parts.marks
            and len(set(self.parts.heads)) == 1
        ):
            what, used = self.sort_key(n)
            if what and what != "count":
                self.parts.sorts.append((what, self.parts.rankings[-1].dir))
                self.parts.rankings[-1] = replace(self.parts.rankings[-1], what="limit")
                return self.take(n + used)
        if mention.has("entity", "opportunity") and self.parts.rankings:
            self.mark("count")
            return self.take(n + 1)
        if mention.has("status") and self.parts.rankings:
            self.mark("count")
            return self.take(n)
        if any(mention.has(kind) for kind in phrase_list("measure|count|sum|avg|revenue|pipeline|share")):
            return self.take(n)
        if mention.has("field") and self.parts.rankings:
            self.parts.sorts.append((str(mention.get("field")), self.parts.rankings[-1].dir))
            self.parts.rankings[-1] = replace(self.parts.rankings[-1], what="limit")
            return self.take(n + 1)
        if mention.text in ("size", "value", "amount", "worth"):
            self.mark("sum")
            return self.take(n + 1)
        return False

    def ranking(self) -> bool:
        """“top 5”, “3 biggest”, “the oldest”, “most”."""
        mention = self.mentions[self.at]
        if mention.has("rank"):
            self.parts.rankings.append(Ranking("measure", "desc", 0, self.at, True))
            return self.take()
        number = 0
        n = 0
        if (
            mention.has("newest")
            and (after := self.peek(1)) is not None
            and _bare_number(after)
            and not self.is_amount_of(1)
        ):
            self.parts.rankings.append(Ranking("age", "asc", self.records(after), self.at, True))
            return self.take(2)
        if mention.has("newest") and self.is_one_record(1):
            self.parts.rankings.append(Ranking("age", "asc", 1, self.at))
            return self.take(1)
        if _bare_number(mention) and self.has("sup", 1):
            number, n = self.records(mention), 1
        found = self.peek(n)
        if found is None or not found.has("sup") or (found.text == "better" and self.has("text", n + 1)):
            return False
        what, _, way = str(found.get("sup")).partition(":")
        n += 1
        follower = self.peek(n)
        if found.text == "first" and follower is not None and _bare_number(follower) and not self.is_amount_of(n):
            # “first 20 deals” says how many; “the first deal” says which.
            self.parts.limit = self.records(follower) or None
            return self.take(n + 1)
        if not number and follower and _bare_number(follower) and not self.is_amount_of(n):
            number = self.records(follower)
            n += 1
        if (
            found.text in ("most", "least")
            and (next_ := self.peek(n)) is not None
            and next_.text in ("recent", "valuable")
        ):
            what, way = (
                ("age", "asc") if next_.text == "recent" else ("amount", "desc" if found.text == "most" else "asc")
            )
            n += 1
        counted = (
            what == "measure"
            and (following := self.peek(n)) is not None
            and (following.has("entity", "opportunity") or following.has("status"))
        )
        plural = (
            _is_plural(self.head_after(n)) and not (counted and found.text not in ("top", "best", "bottom", "worst"))
        ) or number > 1
        if self.is_one_record(n):
            self.parts.singular = True
        if "selling" in found.text:
            self.mark("sell")
        cycle = self.peek(n)
        if found.text == "longest" and self.stage_after(n):
            what, way = "stage", "desc"
        if found.text in ("longest", "shortest") and cycle is not None and cycle.has("measure", "cycle_days"):
            what, way = "measure", "desc" if found.text == "longest" else "asc"
        if (
            what == "amount"
            and (next_ := self.peek(n)) is not None
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
        self.parts.rankings.append(Ranking(what, way, number, self.at, plural))
        return self.take(n)

    def records(self, mention: Mention) -> int:
        """How many records a number asks for; what no list can be long is said and left out (0)."""
        number = plain_number(mention.amount.value if mention.amount else Decimal(0))
        if isinstance(number, int) and 0 < number <= MOST_RECORDS:
            return number
        if isinstance(number, int) and 0 < -number <= MOST_RECORDS:
            self.parts.assumptions.append(f"“{mention.text}” read as {-number}")
            return -number
        self.parts.assumptions.append(f"“{mention.text}” left out: a list has between 1 and {MOST_RECORDS:,} records")
        return 0

    def is_one_record(self, n: int) -> bool:
        """Whether one win, loss or deal follows: “smallest win”, “last loss”."""
        mention = self.peek(n)
        if mention is None:
            return False
        after = self.peek(n + 1)
        if mention.text in ("win", "loss", "sale"):
            return not (after is not None and after.has("measure"))
        return (
            (mention.has("status") or mention.has("entity"))
            and self.head_after(n) in phrase_list("deal|opp|opportunity|lead|meeting|win|loss")
            and not mention.text.endswith("s")
        )

    def head_after(self, n: int) -> str:
        for step in range(n, n + 4):
            mention = self.peek(step)
            if mention is None:
                return ""
            if mention.has("entity"):
                return mention.text
        return ""

    def is_amount_of(self, n: int) -> bool:
        """Whether the number there counts days, money or percent and not records."""
        amount = getattr(self.peek(n), "amount", None)
        return bool(amount and (amount.unit or amount.money or amount.percent or amount.plus))

    # Comparisons

    def comparison(self) -> bool:
        found = self.compared(0)
        if found is None:
            return False
        op, values, amount, used = found
        return self.attach(op, values, amount, used)

    def compared(self, n: int) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
        """(op, values, the amount as read, mentions used) of a comparison that starts here."""
        mention = self.peek(n)
        if mention is None:
            return None
        if mention.has("op"):
            op = str(mention.get("op"))
            step = self.skip_some(n + 1, phrase_list("a|an|the|of|about|around|is|="))
            first = self.peek(step)
            if first is None or first.amount is None:
                return None
            if first.text in ("a", "an"):
                return None
            second = self.peek(step + 2)
            if op == "between":
                link = self.peek(step + 1)
                if link is not None and link.text in ("and", "to", "-") and second and second.amount:
                    values, amount = _same_scale(first.amount, second.amount)
                    return "between", values, amount, step + 3
                return None
            return op, (first.amount.value,), first.amount, step + 1
        if mention.amount is None or mention.has("ask"):
            return None
        return self.after_number(n, mention.amount)

    def skip_some(self, n: int, words: tuple[str, ...]) -> int:
        while (mention := self.peek(n)) is not None and mention.text in words and mention.amount is None:
            n += 1
        return n

    def after_number(self, n: int, amount: Amount) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
        second = self.peek(n + 2)
        link = self.peek(n + 1)
        if link is not None and link.text in ("to", "-") and second and second.amount and not second.period:
            values, whole = _same_scale(amount, second.amount)
            return "between", values, whole, n + 3
        if link is not None and link.has("op") and link.text.split()[0] in ("or", "and"):
            return str(link.get("op")), (amount.value,), amount, n + 2
        if amount.plus and not (
            amount.money or amount.unit or amount.percent or self.parts.heads or amount.value >= 100
        ):
            return None
        if amount.plus:
            return "gte", (amount.value,), amount, n + 1
        if amount.money or amount.unit or amount.percent:
            return "", (amount.value,), amount, n + 1
        return self.bare_number(n, amount)

    def bare_number(self, n: int, amount: Amount) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
        """A number on its own compares only where a field or measure stands before it."""
        if self.last[0] and self.at - self.last[1] <= 1 and self.last[0] not in ("sort", "head"):
            return "eq", (amount.value,), amount, n + 1
        return None

    def attach(self, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
        """The comparison put on the field it is about."""
        if amount.unit and amount.days is not None:
            ago = self.peek(used)
            if ago is not None and ago.text in ("ago", "back"):
                return self.long_ago(op, values, amount, used)
            return self.days(op, values, amount, used)
        if amount.percent or amount.times:
            return self.ratio(op, values, amount, used)
        counted = None if amount.money else self.counted_noun(used, numbered=True)
        if counted:
            return self.count_of(op, values, *counted)
        after = self.peek(self.skip_some(used, ("in", "of", "worth", "the")))
        column = after.get("field") if after else None
        if column in ("employees", "year_established"):
            self.take(self.skip_some(used, ("in", "of", "the")) + 1)
            self.compare(str(column), op or "eq", values)
            return True
        if (
            after is not None
            and (after.has("revenue") or after.text in ("in total", "total", "in amount"))
            and not self.is_amount_subject()
        ):
            used = self.skip_some(used, ("in", "of", "worth", "the")) + 1
            if after.has("revenue"):
                self.status_of("won")
            self.take(used)
            self.having("amount", op or "gte", values)
            return True
        return self.money(op, values, amount, used)

    def is_amount_subject(self) -> bool:
        return "opportunity" in self.parts.heads[:1] or not self.parts.heads

    def money(self, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
        column = self.last[0] if self.at - self.last[1] <= 1 else ""
        if column == "@revenue":
            if self.parts.heads[:1] == ["account"]:
                self.parts.marks.discard("revenue")
                self.parts.clauses = [
                    c for c in self.parts.clauses if c.condition.field != "status" or c.condition.value != "won"
                ]
                self.take(used)
                self.compare("revenue", op or "eq", values)
                return True
            self.take(used)
            self.having("amount", op or "gte", values)
            return True
        if column in ("amount", "employees", "year_established", "revenue", "pushed_count"):
            self.take(used)
            self.compare(column, op or "eq", values)
            return True
        if column in ("days_in_stage", "last_activity_days", "age_days"):
            self.take(used)
            self.compare(column, op or "gte", values)
            return True
        if column == "@coverage" or column in phrase_list(
            "win_rate|loss_rate|cycle_days|avg_amount|coverage|attainment|account_count|count|max_amount|"
            "median_amount|amount_sum|avg_days_in_stage"
        ):
            self.take(used)
            self.having("amount" if column == "amount_sum" else column.lstrip("@"), op or "eq", values)
            return True
        if not amount.money and not op:
            return False
        measured = self.parts.measures[-1:]
        if not amount.money and measured and measured[0] in ("coverage", "cycle_days", "avg_days_in_stage"):
            self.take(used)
            self.having(measured[0], op, values)
            return True
        if (
            self.parts.heads[:1]
            in (["rep"], ["account"], ["region"], ["product"], ["manager"], ["team"], ["sector"], ["stage"])
            and "opportunity" not in self.parts.heads
        ):
            self.take(used)
            self.having("amount", op or "gte", values)
            return True
        plain = self.peek(used)
        self.take(used)
        if plain is not None and plain.text in ("each", "apiece"):
            self.take()
        self.compare("amount", op or "gte", values, said=bool(op))
        self.mark("money")
        return True

    def compare(self, column: str, op: str, values: tuple[Decimal, ...], *, said: bool = True) -> None:
        if op == "about":
            values, op = (values[0] * Decimal("0.9"), values[0] * Decimal("1.1")), "between"
        found = tuple(map(plain_number, values))
        if not said:
            self.mark(f"bare:{column}")
            op = self.corrected_op(column, op)
        if op == "between" and self.negated:
            self.negated = False
            self.add(column, "lt", found[0])
            self.or_next = True
            self.add(column, "gt", found[1])
            return
        # A later bound on the same side corrects the earlier one: “€50k no sorry $50k”.
        if "correct" in self.parts.marks:
            self.parts.clauses = [c for c in self.parts.clauses if c.condition.field != column]
        self.add(column, op, found if op == "between" else found[0])
        self.last = ("", -9)

    def corrected_op(self, column: str, op: str) -> str:
        """“over 50k, no sorry, 5k”: the number is put right, not how it is compared."""
        had = [f for f in self.parts.values(column) if f.op in OPPOSITE and isinstance(f.value, (int, float))]
        return str(had[-1].op) if had and "correct" in self.parts.marks else op

    def having(self, measure: str, op: str, values: tuple[Decimal, ...]) -> None:
        if self.negated:
            op, self.negated = OPPOSITE.get(op, op), False
        found = tuple(map(plain_number, values))
        self.parts.having.append(Filter(field=measure, op=op, value=found if op == "between" else found[0]))

    def counted_noun(self, used: int, *, numbered: bool = False) -> tuple[str, int] | None:
        """(what is counted, mentions used) where a number is followed by “deals won”, “open deals”, “wins”."""
        n = self.skip_some(used, ("of", "the", "different", "our", "total", "their"))
        what = ""
        mention = self.peek(n)
        if mention is None:
            return None
        stage = next((c.named.value for c in mention.names if c.named.kind == "stage"), "")
        kind = next((c.named.value for c in mention.names if c.named.kind == "activity_type"), "")
        if mention.has("status") or stage:
            what = str(mention.get("status") or stage)
            n += 1
            follower = self.peek(n)
            if follower and follower.has("entity", "opportunity"):
                n += 1
            elif mention.text not in ("wins", "losses", "victories") and not (numbered and what in ("won", "lost")):
                return None
        elif kind:
            what, n = kind, n + 1
        elif mention.has("entity", "opportunity"):
            what, n = "deals", n + 1
        elif mention.has("entity", "activity"):
            what, n = "activity", n + 1
        else:
            return None
        if (
            what == "deals"
            and (after := self.peek(n)) is not None
            and after.has("status")
            and after.get("status") in ("won", "lost", "closed", "open")
        ):
            what, n = str(after.get("status")), n + 1
        return what, n

    def count_of(self, op: str, values: tuple[Decimal, ...], what: str, used: int) -> bool:
        if not op and not self.parts.heads and "who" not in self.parts.marks:
            return False
        if not op:
            if self.parts.heads[:1] not in (["rep"], ["account"], ["region"], ["product"]):
                return False
            op = "eq"
        if self.negated:
            op, self.negated = OPPOSITE.get(op, op), False
        self.parts.counted.append(Counted(op, plain_number(values[0]), what))
        return self.take(used)

    def days(self, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
        """A stretch of days put on the age it measures: in stage, since activity, of a lead."""
        scale = Decimal(amount.days or 1) / amount.value if amount.value else Decimal(1)
        found = tuple(round(v * scale, 6) for v in values)
        if self.is_decided() and "old" in self.mentions[self.at].text:
            # “won deals older than 90 days”: a closed deal ages from the day it closed.
            return self.long_ago(op, values, amount, used - 1)
        column, extra = self.age_field(used)
        if column == "cycle_days":
            self.take(used + extra)
            self.having("cycle_days", op or "gte", found)
            return True
        if column == "@cycle":
            self.take(used + extra)
            self.cycle(op or "lte", found)
            return True
        self.take(used + extra)
        self.drop_symbol(column)
        self.compare(column, op or "gte", found, said=bool(op))
        return True

    def is_decided(self) -> bool:
        """Whether deals that are won or lost are asked for, which wait in no stage and age no more."""
        return bool(self.parts.statuses() & {"won", "lost", "closed"}) and not self.parts.values("stage")

    def cycle(self, op: str, found: tuple[Decimal, ...]) -> None:
        """“won in less than 30 days”: how long each deal took, or the average of whoever is asked about."""
        if self.counts_for_subject():
            self.having("cycle_days", op, found)
        else:
            self.compare("cycle_days", op, found)

    def drop_symbol(self, column: str) -> None:
        """“stuck … for more than 30 days”: the number said takes the place of the threshold."""
        for clause in self.parts.clauses:
            if clause.condition.field == column and str(clause.condition.value).startswith("$"):
                self.parts.clauses.remove(clause)
                self.negated = self.negated or clause.condition.op == "lte"
                return

    def age_field(self, used: int) -> tuple[str, int]:
        """(field, mentions after the number that say so)."""
        if self.last[0] in ("last_activity_days", "days_in_stage", "age_days") and self.at - self.last[1] <= 3:
            return self.last[0], 0
        if self.last[0] in ("cycle_days", "avg_days_in_stage") and self.at - self.last[1] <= 2:
            return "cycle_days", 0
        n = self.skip_fillers(used)
        after = self.peek(n)
        if after is not None and after.has("neg"):
            after = self.peek(n := self.skip_fillers(n + 1))
        if after is not None and after.has("segment"):
            return {"gone_cold": "last_activity_days"}.get(str(after.get("segment")), "days_in_stage"), n + 1 - used
        if after is not None and after.has("field") and after.get("field") in ("days_in_stage", "last_activity_days"):
            return str(after.get("field")), n + 1 - used
        if after is not None and (after.has("entity", "activity") or after.text == "activity"):
            return "last_activity_days", n + 1 - used
        if "lead" in self.parts.heads:
            old = 1 if (word := self.peek(used)) is not None and word.text in ("old", "of") else 0
            return "age_days", old
        if words := self.to_close(used):
            return "@cycle", words
        if self.is_decided():
            return "@cycle", 0
        plain = self.peek(used)
        return "days_in_stage", 1 if plain is not None and plain.text in ("old", "stale", "stuck") else 0

    def to_close(self, used: int) -> int:
        """How many mentions say that the days are those from creation to close: “to close”, “of creation”."""
        for n in (1, 2):
            text = " ".join(m.text for k in range(n) if (m := self.peek(used + k)) is not None)
            if text in TO_CLOSE:
                return n
        return 0

    def long_ago(self, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
        """“created more than 90 days ago”."""
        unit, n = amount.unit, int(values[0])
        if unit == "fortnight":
            unit, n = "week", 2 * n
        days = n * {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}.get(unit, 1)
        window = {
            "gt": f"before:day:{-days}",
            "gte": f"until:day:{-days}",
            "lt": f"after:day:{-days}",
            "lte": f"since:day:{-days}",
        }.get(op, f"{unit}:{-n}")
        self.take(used + 1)
        self.parts.windows.append((window, self.date_role()))
        return True

    def ratio(self, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
        found = tuple(round(v / 100, 6) if amount.percent else v for v in values)
        column = self.last[0] if self.at - self.last[1] <= 2 else ""
        if column not in RATIOS and self.parts.measures and self.parts.measures[-1] in RATIOS:
            column = self.parts.measures[-1]
        after = self.peek(self.skip_some(used, ("of", "to", "the", "their")))
        if column in ("win_rate", "loss_rate", "coverage", "accuracy_rate"):
            self.take(used)
            self.having(column, op or "eq", found)
            return True
        if after is not None and after.has("measure") and after.get("measure") in ("win_rate", "loss_rate", "coverage"):
            self.take(self.skip_some(used, ("of", "to", "the", "their")) + 1)
            self.parts.measures.append(str(after.get("measure")))
            self.having(str(after.get("measure")), op or "eq", found)
            return True
        about_quota = (
            "quota" in self.parts.heads or column in ("attainment", "quota") or "attainment" in self.parts.measures
        )
        if after is not None and (after.has("entity", "quota") or after.has("measure", "attainment")):
            about_quota = True
            used = self.skip_some(used, ("of", "to", "the", "their")) + 1
        if about_quota:
            if "quota" not in self.parts.heads:
                self.parts.heads.append("quota")
            self.take(used)
            self.parts.marks.add("attainment_filter")
            self.compare_quota(op or "eq", found)
            return True
        return False

    def compare_quota(self, op: str, found: tuple[Decimal, ...]) -> None:
        if self.negated:
            op, self.negated = OPPOSITE.get(op, op), False
        shares = tuple(map(float, found))
        value: Literal_ | tuple[Literal_, ...] = shares if op == "between" else shares[0]
        self.parts.clauses.append(Clause(Filter(field="attainment", op=op, value=value), self.at))

    # What is compared, missing, named

    def versus(self) -> bool:
        if self.has("compare"):
            self.mark("compare")
            return self.take()
        if not self.has("vs"):
            return False
        self.mark("vs")
        for others, phrases in (("rest", THE_REST), ("whole", THE_WHOLE)):
            if length := self.longest_of(phrases, 1):
                self.mark(f"vs_{others}")
                return self.take(1 + length)
        n = self.skip_fillers(1)
        after = self.peek(n)
        last = self.peek(n + 1)
        if (
            after is not None
            and last is not None
            and after.has("grain")
            and last.text in ("before", "prior", "earlier")
        ):
            self.parts.windows.append(("@previous", ""))
            return self.take(n + 2)
        if (
            after is not None
            and after.text in ("last", "previous", "prior", "the previous one", "before")
            and not after.period
        ):
            self.parts.windows.append(("@previous", ""))
            return self.take(n + 1)
        return self.take()

    def longest_of(self, phrases: frozenset[str], n: int) -> int:
        """How many mentions from the n-th on make up one of these phrases, the most that do."""
        best, text, length = 0, "", 0
        while (mention := self.peek(n + length)) is not None and length < 8:
            text = f"{text} {mention.text}".strip()
            length += 1
            best = length if text in phrases else best
        return best

    def emptiness(self) -> bool:
        """“without account”, “no next step”, “with a close date”, “account is empty”."""
        mention = self.mentions[self.at]
        if mention.has("neg"):
            n = self.skip_some(
                1,
                phrase_list("a|an|any|the|valid|set|assigned|of|their|its|have|been|yet|got"),
            )
            column = self.nullable(n)
            if column:
                self.negated = False
                used = self.skip_some(
                    n + 1, phrase_list("set|filled|filled in|yet|assigned|attached|entered|at all|logged")
                )
                self.put_null(column, "is_null", used)
                more = self.peek(0)
                while more is not None and (more.has("or") or more.has("and")) and self.nullable(1):
                    joined_by_or = more.has("or")
                    column = self.nullable(1)
                    self.or_next = joined_by_or
                    self.put_null(str(column), "is_null", 2)
                    more = self.peek(0)
                return True
            counted = self.counted_noun(n)
            if counted and self.counts_for_subject():
                self.parts.counted.append(Counted("eq", 0, counted[0]))
                return self.take(counted[1])
            return False
        if mention.has("some") or mention.text in ("with", "that have"):
            n = self.skip_some(1, ("a", "an", "any", "the"))
            if mention.text == "with" and self.column_list(n):
                return True
            column = self.nullable(n)
            after = self.peek(n + 1)
            if (
                column
                and column != "amount"
                and not (after is not None and (after.names or after.period or after.has("op") or after.has("op")))
            ):
                if (
                    mention.text in ("with", "some", "has", "have", "any", "having")
                    and column == "account"
                    and self.peek(n) is not None
                    and self.mentions[self.at + n].text.endswith("s")
                ):
                    return False
                if column == "status":
                    return False
                self.put_null(column, "not_null", n + 1)
                return True
            counted = self.counted_noun(n)
            if counted and self.counts_for_subject() and self.parts.heads[:1] != ["opportunity"]:
                self.parts.counted.append(Counted("gt", 0, counted[0]))
                return self.take(counted[1])
            return False
        column = self.nullable(0)
        n = self.skip_some(1, phrase_list("is|are|was|were|has|have|been|field|s|the|still"))
        after = self.peek(n)
        if column and after is not None and after.text in phrase_list("missing|empty|blank|null|not set|unset|none"):
            self.put_null(column, "is_null", n + 1)
            return True
        if (
            column
            and after is not None
            and after.text == "not"
            and (last := self.peek(n + 1)) is not None
            and last.text in ("set", "filled", "filled in", "present", "populated")
        ):
            self.put_null(column, "is_null", n + 2)
            return True
        return False

    def column_list(self, n: int) -> bool:
        """“list open deals with owner and next step”: several fields together are columns."""
        found: list[str] = []
        while (mention := self.peek(n)) is not None and (column := mention.get("field") or self.nullable(n)):
            found.append(column)
            n += 1
            while (joint := self.peek(n)) is not None and joint.has("and"):
                n += 1
        if len(found) < 2:
            return False
        self.parts.fields += found
        return self.take(n)

    def nullable(self, n: int) -> str | None:
        mention = self.peek(n)
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
        if entity == "account" and self.parts.heads[:1] == ["opportunity"]:
            return "account"
        if entity == "rep" and not mention.text.endswith("s"):
            return "owner"
        if entity == "sector":
            return "account.sector"
        return None

    def put_null(self, column: str, op: str, used: int) -> None:
        self.negated = False
        self.add(column, op)
        self.take(used)

    def counts_for_subject(self) -> bool:
        return (
            bool(word_set("rep account region product manager team sector") & set(self.parts.heads[:1]))
            or "who" in self.parts.marks
        )

    def named(self) -> bool:
        """A name, or several of one kind joined by and, or, comma or versus."""
        first = self.mentions[self.at]
        if not first.names:
            return False
        if first.has("pipeline") and not self.about_category():
            return False
        kind, values = self.name_values(first, 0)
        if not kind:
            return True
        n = 1
        versus = False
        while True:
            joint, step = self.joint_length(n)
            following = self.peek(n + step)
            if not step or following is None or not following.names:
                break
            more_kind, more = self.name_values(following, n + step, kind)
            if {more_kind, kind} == {"series", "product"}:
                values, more = self.as_products(kind, values), self.as_products(more_kind, more)
                kind = more_kind = "product"
            if more_kind != kind:
                break
            values += [v for v in more if v not in values]
            versus = versus or joint == "vs"
            n += step + 1
        self.put_names(kind, values, versus)
        self.take(n)
        self.swallow_noun(kind)
        return True

    def about_category(self) -> bool:
        """Whether “pipeline” is the forecast category of that name."""
        before, after = self.peek(-1), self.peek(1)
        return bool(
            (before and before.get("field") == "forecast_category")
            or (after and after.get("field") == "forecast_category")
        )

    def joint_length(self, n: int) -> tuple[str, int]:
        """(kind of joint, its length) between two names."""
        step = 0
        joint = ""
        while (mention := self.peek(n + step)) is not None:
            if mention.has("vs"):
                joint = "vs"
            elif (
                mention.text in phrase_list("and|or|,|/|nor|plus|n|either|'s|-")
                or mention.has("and")
                or mention.has("or")
            ):
                joint = joint or "and"
            elif mention.text in phrase_list("team|group|the|deals|region|in|'|s") and (
                joint or self.leads_to_joint(n + step)
            ):
                pass
            else:
                break
            step += 1
        return (joint, step) if joint else ("", 0)

    def as_products(self, kind: str, values: list[str]) -> list[str]:
        """A series as the products it is made of."""
        return [p for v in values for p in self.names.series.get(v, ())] if kind == "series" else values

    def leads_to_joint(self, n: int) -> bool:
        """Whether the words here (“team”) are followed by a joint and another name: “dustin's team vs summer's”."""
        after, name = self.peek(n + 1), self.peek(n + 2)
        if after is not None and after.has("vs") and name is not None:
            return bool(name.names)
        return False

    def name_values(self, mention: Mention, n: int, wanted: str = "") -> tuple[str, list[str]]:
        """(kind, values) a mention stands for here; an open question is noted and gives no kind."""
        candidates = self.fitting(mention, n, wanted)
        best = tops(candidates)
        kinds = {c.named.kind for c in best}
        chosen_kind = self.preferred_kind(kinds, mention)
        best = tuple(c for c in best if c.named.kind == chosen_kind)
        values = list(dict.fromkeys(c.named.value for c in best))
        if len(values) > 1:
            slot = chosen_kind if chosen_kind in ("account", "person", "product", "region") else "account"
            self.parts.unclear.append(Unclear(slot, mention.text, tuple(values), (mention.start, mention.end)))
            self.at += 1
            return "", []
        return chosen_kind, values

    def fitting(self, mention: Mention, n: int, wanted: str) -> tuple[Candidate, ...]:
        if wanted:
            same = tuple(c for c in mention.names if c.named.kind == wanted)
            if same:
                return same
        kinds = {c.named.kind for c in mention.names}
        after = self.peek(n + 1)
        follows = after.text if after else ""
        wants = {
            "team": "team",
            "region": "region",
            "stage": "stage",
            "accounts": "",
            "leads": "lead_source",
            "lead": "lead_source",
            "account": "account",
            "product": "product",
        }.get(follows, "")
        if wants and wants in kinds:
            return tuple(c for c in mention.names if c.named.kind == wants)
        if mention.possessive and kinds & {"person", "account"}:
            owners = tuple(c for c in mention.names if c.named.kind in ("person", "account"))
            people = tuple(c for c in owners if c.named.kind == "person")
            return people if people and max(c.score for c in people) >= max(c.score for c in owners) - 12 else owners
        return mention.names

    def preferred_kind(self, kinds: set[str], mention: Mention) -> str:
        if len(kinds) == 1:
            return next(iter(kinds))
        if "forecast_category" in kinds and mention.text == "pipeline":
            kinds = kinds - {"forecast_category"}
        if "lead_source" in kinds and ("lead" in self.parts.heads or self.head_after(1) in ("leads", "lead")):
            return "lead_source"
        order = phrase_list(
            "series|stage|region|team|person|product|account|forecast_category|sector|country|tag|"
            "activity_type|lead_source|lost_reason|channel|source"
        )
        return next(kind for kind in order if kind in kinds)

    def put_names(self, kind: str, values: list[str], versus: bool) -> None:
        if kind == "person":
            self.put_people(values, versus)
            return
        column = NAME_FIELDS.get(kind, kind)
        status = {name: status for name, status, _ in self.names.stages}
        if kind == "stage" and all(status.get(v) in ("won", "lost") for v in values):
            column, values = "status", [status[v] for v in values]
        if kind == "product" and self.is_purchase():
            column = "won_product"
        self.add_values(column, values)
        if versus:
            self.mark("vs")
            self.parts.versus.append(column)
        self.last = (column, self.at)

    def is_purchase(self) -> bool:
        return self.parts.heads[:1] == ["account"] and "buy" in self.parts.verbs

    def put_people(self, values: list[str], versus: bool) -> None:
        roles = {p.name: p.role for p in self.names.people}
        by_field: dict[str, list[str]] = {}
        for value in values:
            by_field.setdefault("manager" if roles.get(value) == "manager" else "owner", []).append(value)
        negated = self.negated
        for column, people in by_field.items():
            self.negated = negated
            self.add_values(column, people)
            if versus:
                self.mark("vs")
                self.parts.versus.append(column)
            self.last = (column, self.at)

    def add_values(self, column: str, values: list[str]) -> None:
        already = next(
            (c for c in self.parts.clauses if c.condition.field == column and c.condition.op in ("eq", "in")), None
        )
        if already and not self.negated and (self.or_next or self.joined_before()):
            # “west … or east”: the same field again after a joint is one more value of it.
            had = already.condition.value if isinstance(already.condition.value, tuple) else (already.condition.value,)
            both = tuple(dict.fromkeys((*had, *values)))
            self.parts.clauses[self.parts.clauses.index(already)] = replace(
                already, condition=Filter(field=column, op="in", value=both)
            )
            self.or_next = False
            return
        if len(values) == 1:
            self.add(column, "eq", values[0])
        else:
            self.add(column, "in", tuple(values))

    def joined_before(self) -> bool:
        before = self.peek(-1)
        return (
            before is not None and (before.has("and") or before.has("or") or before.has("vs"))
        ) or "vs" in self.parts.marks

    def swallow_noun(self, kind: str) -> None:
        """The noun that only says what kind of thing was named: “enterprise team”, “dustin's group”, “west region”."""
        nouns = {
            "person": ("team", "rep", "manager", "region"),
            "team": ("team", "rep"),
            "region": ("region", "team", "rep"),
            "account": ("account",),
            "product": ("product",),
            "series": ("series", "product"),
            "sector": ("sector",),
            "stage": ("stage",),
            "country": (),
            "tag": (),
        }.get(kind, ())
        mention = self.peek()
        if mention is None:
            return
        entity = mention.get("entity")
        if entity in nouns and not mention.possessive:
            if entity == "rep" and (kind != "person" or not self.parts.heads):
                return
            if (
                kind == "person"
                and entity in ("team", "region")
                and not (self.peek(-1) is not None and self.mentions[self.at - 1].possessive)
                and entity != "team"
            ):
                return
            if kind == "person" and entity == "rep":
                return
            self.take()
            if (
                kind == "person"
                and self.peek() is not None
                and self.mentions[self.at].has("entity", "rep")
                and self.parts.heads
            ):
                self.take()

    def pronoun(self) -> bool:
        mention = self.mentions[self.at]
        who = mention.get("pronoun")
        if mention.text in ("everybody", "everyone", "all reps", "all the reps", "every rep"):
            self.mark("everybody")
        if who == "me" and mention.text in ("my", "mine", "myself", "@me"):
            after = self.peek(1)
            if after is not None and after.has("entity") and after.get("entity") in ("team",):
                self.add("manager", "eq", "@me")
                return self.take(2)
            if (after is not None and after.has("entity", "rep")) or (
                after is not None and after.has("entity", "manager")
            ):
                self.add("manager", "eq", "@me")
                return self.take(1)
            self.mark("mine")
            self.add("owner", "eq", "@me")
            return self.take()
        if who == "me" and mention.text in ("i", "i am", "me"):
            return self.first_person()
        if who == "person":
            self.parts.marks.add("pronoun_person")
            return self.take()
        if who == "them" and mention.text not in ("it", "its", "this", "that", "such"):
            self.mark("them")
            return self.take()
        return False

    def first_person(self) -> bool:
        """“deals i own”, “how many did i close”, but not “i want to see”."""
        after = self.peek(1)
        mention = self.mentions[self.at]
        before = self.peek(-1)
        acts = (
            after is not None
            and (after.has("verb") or after.has("status") or after.has("verb", "own"))
            and after.text not in phrase_list("do|does|had|got|made|make")
        )
        asked = before is not None and before.text in ("did", "do", "have", "am") and after is not None
        if mention.text in ("i",) and (acts or asked):
            wanting = after is not None and after.text in ("want", "need", "see", "get", "know", "look")
            if not wanting:
                self.add("owner", "eq", "@me")
        if mention.text == "me" and before is not None and before.text in ("assigned to", "owned by", "by", "to me"):
            self.add("owner", "eq", "@me")
        return self.take()

    def period(self) -> bool:
        found = self.mentions[self.at].period
        if found is None:
            return False
        window = found.window
        if found.edge == "as of":
            return self.as_of(window)
        if (
            self.parts.windows
            and "vs" not in self.parts.marks
            and (before := self.peek(-1)) is not None
            and (before.has("vs") or (before.text == "and" and "compare" in self.parts.marks))
        ):
            self.mark("vs")
        if self.last[0] in ("last_activity_days",) and self.at - self.last[1] <= 2:
            return self.quiet_since(found.window)
        if self.last[0] == "days_in_stage" and found.rolling and self.at - self.last[1] <= 1:
            return self.quiet_since(found.window)
        if self.last[0] == "year_established" and self.at - self.last[1] <= 2:
            return self.founded(found.window)
        role = self.date_role()
        if self.adds_period(window, role):
            return self.take()
        if "correct" in self.parts.marks:
            self.parts.windows.clear()
        self.parts.windows.append((window, role))
        return self.take()

    def as_of(self, window: str) -> bool:
        """“as of last month”: how things stood then; as of now is how they are read anyway."""
        _, end = resolve(window, self.today)
        if end is not None and end <= self.today:
            self.parts.as_of = window
        return self.take()

    def adds_period(self, window: str, role: str) -> bool:
        """“q2 and q3”, “this week or next week”: periods that touch are one longer one, others may hold instead."""
        joint = self.joint_of_periods()
        if not self.parts.windows or not joint or {"compare", "vs"} & self.parts.marks:
            return False
        first, had = self.parts.windows[-1]
        if role not in ("", had) and joint != "or":
            return False
        whole = span_of(first, window, self.today) if role in ("", had) else ""
        if whole:
            self.parts.windows[-1] = (whole, had)
        else:
            self.parts.apart.append((window, role or had))
        return True

    def joint_of_periods(self) -> str:
        """The word between this period and the one before it, a verb between them left aside; empty without one."""
        back = 1
        while (mention := self.peek(-back)) is not None and mention.has("verb") and back < 3:
            back += 1
        joint, earlier = self.peek(-back), self.peek(-back - 1)
        if joint is None or earlier is None or earlier.period is None:
            return ""
        return "or" if joint.has("or") else "and" if joint.text in ("and", "&", ",") or joint.has("and") else ""

    def neighbour(self) -> bool:
        """“this week or next”: the unit of the period before is meant again."""
        step = {"next": 1, "last": -1, "previous": -1}.get(self.mentions[self.at].text, 0)
        earlier = self.peek(-2)
        if not step or not self.joint_of_periods() or earlier is None or earlier.period is None:
            return False
        unit, colon, _ = earlier.period.window.partition(":")
        return bool(colon) and unit in LETTERS.values() and self.adds_period(f"{unit}:{step}", "") and self.take()

    def founded(self, window: str) -> bool:
        edge, _, rest = window.partition(":")
        year = re.search(r"\d{4}", rest or window)
        if year is None:
            return False
        op = {"since": "gte", "before": "lt", "after": "gt", "until": "lte"}.get(edge if rest else "", "eq")
        span = re.fullmatch(r"(\d{4})\.\.(\d{4})", window)
        self.take()
        if span:
            self.add("year_established", "between", (int(span[1]), int(span[2])))
        else:
            self.add("year_established", op, int(year[0]))
        return True

    def quiet_since(self, window: str) -> bool:
        """“no activity in the last 2 weeks”, “untouched since october”: a stretch of days without activity."""
        start, _ = resolve(window, self.today)
        if start is None:
            return False
        column = self.last[0]
        match = re.fullmatch(r"last:(\d+)([dwmqy])", window)
        days = (
            int(match[1]) * {"d": 1, "w": 7, "m": 30, "q": 90, "y": 365}[match[2]]
            if match
            else (self.today - start).days
        )
        if (self.parts.heads[:1] in (["rep"], ["team"]) or "who" in self.parts.marks) and not match:
            days = max(days, 0)
        self.take()
        self.drop_symbol(column)
        self.add(column, "gte", days)
        return True

    def date_role(self) -> str:
        """The date the words around a period speak of."""
        for step in range(1, 6):
            before = self.peek(-step)
            if before is None:
                break
            role = _role_of(before)
            if role:
                return role
            if before.period:
                break
        after = self.peek(1)
        return _role_of(after) if after is not None and after.has("verb") else ""

    def segment(self) -> bool:
        mention = self.mentions[self.at]
        name = mention.get("segment")
        if name is None:
            return False
        self.mark(f"segment:{name}")
        if name in ("stalled", "gone_cold"):
            return self.aged(name)
        if name in ("past_due", "slipped", "at_risk", "pushed"):
            self.mark(f"not:{name}" if self.negated else f"is:{name}")
            if self.or_next:
                self.mark(f"or:{name}")
            self.negated = self.or_next = False
            return self.take()
        return False

    def aged(self, name: str) -> bool:
        column = "days_in_stage" if name == "stalled" else "last_activity_days"
        if name == "gone_cold" and ("lead" in self.parts.heads):
            column = "last_activity_days"
        weak = self.mentions[self.at].text in phrase_list(
            "sitting|sits|sit|been in|in stage|spent|stays|stay|sat|has been in stage|is in stage|any activity|"
            "in the same stage"
        )
        # “been in negotiation over 30 days” only names the age; “stuck in negotiation” already says too long.
        if not weak:
            self.negated = self.negated and self.mentions[self.at].text not in ("not", "any activity")
            symbol = "$stale_days" if name == "stalled" else "$activity_gap_days"
            self.add(column, "gt", symbol)
        elif self.negated and name == "gone_cold":
            self.negated = False
            self.add(column, "gt", "$activity_gap_days")
        self.take()
        self.last = (column, self.at + 1)
        return True

    def status(self) -> bool:
        mention = self.mentions[self.at]
        status = mention.get("status")
        if mention.has("pipeline"):
            self.mark("pipeline")
            self.status_of("open")
            self.last = ("amount_sum", self.at)
            return self.take()
        if mention.has("revenue"):
            self.mark("revenue")
            self.status_of("won")
            self.last = ("@revenue", self.at)
            return self.take()
        if status is None:
            return False
        if mention.text in ("close", "closes", "closed") and self.closing_is_future():
            self.parts.verbs.append("closing")
            if "when" in self.parts.marks and not self.parts.windows:
                self.parts.fields.append("close_date")
            return self.take()
        if mention.text == "open" and (after := self.peek(1)) is not None and after.text in ("date",):
            return False
        value = self.closed_means(mention, status)
        values = [value]
        n = 1
        versus = False
        while True:
            step = 0
            while (
                (joint := self.peek(n + step)) is not None
                and (joint.has("or") or joint.has("and") or joint.has("vs") or joint.text in ("deals",))
                and step < 3
            ):
                versus = versus or joint.has("vs")
                step += 1
            following = self.peek(n + step)
            if not step or following is None or not following.has("status") or following.text in ("close", "closes"):
                break
            values.append(str(following.get("status")))
            n += step + 1
        if versus:
            self.mark("vs")
            self.parts.versus.append("status")
        if mention.text in ("wins", "losses") or (False):
            self.mark("noun_status")
        self.put_status(values)
        self.take(n)
        return True

    def closing_is_future(self) -> bool:
        """“closes next month”, “to close this quarter”: about the close date and not about what was decided."""
        mention = self.mentions[self.at]
        before = self.peek(-1)
        if (
            before is not None
            and before.text in phrase_list("to|will|should|that|may|might|could|would|can")
            and mention.text in ("close", "closes")
        ):
            return before.text != "that" or mention.text == "close" or mention.text == "closes"
        if mention.text == "closes":
            return True
        return bool("when" in self.parts.marks and mention.text in ("close", "closes"))

    def closed_means(self, mention: Mention, status: str) -> str:
        """“how much did Violet close” and “we closed” are wins; “closed deals” are wins and losses."""
        if status != "closed":
            return status
        before = self.peek(-1)
        actor = before is not None and (
            any(c.named.kind in ("person", "team", "region") for c in before.names)
            or before.has("pronoun", "me")
            or before.has("pronoun", "we")
            or before.has("pronoun", "person")
            or before.has("entity", "rep")
            or before.has("ask", "who")
            or before.has("entity", "team")
            or before.has("entity", "region")
        )
        asked = bool({"how_much", "sum"} & self.parts.marks)
        acted = mention.text in ("close", "closed") and (actor or asked or "who" in self.parts.marks)
        acted = acted or (
            before is not None and before.text in ("have", "has", "did") and bool(self.parts.values("owner"))
        )
        return "won" if acted else "closed"

    def put_status(self, values: list[str]) -> None:
        values = list(dict.fromkeys(values))
        if self.negated:
            self.add("status", "in" if len(values) > 1 else "eq", tuple(values) if len(values) > 1 else values[0])
            return
        have = self.parts.values("status")
        if have and have[-1].op == "eq" and have[-1].value in values:
            self.or_next = False
            return
        if have and (self.or_next or self.joined_before()):
            self.add_values("status", values)
            return
        if have and have[-1].value == "open" and values == ["won"]:
            pass
        self.add_values("status", values)

    def status_of(self, value: str) -> None:
        """A status that goes with a word (“revenue” is won), unless the text already says one."""
        if not self.parts.values("status"):
            self.parts.clauses.append(Clause(Filter(field="status", op="eq", value=value), self.at))

    def measure(self) -> bool:
        mention = self.mentions[self.at]
        name = mention.get("measure")
        if name is None:
            return False
        if name == "max_amount" and self.peek(1) is not None and self.peek(1).amount:  # type: ignore[union-attr]
            return False
        if name in ("accuracy_rate", "reply_count"):
            self.parts.heads.append("agent_action") if "agent_action" not in self.parts.heads else None
        if name == "attainment" and "quota" not in self.parts.heads:
            self.mark("quota")
        if name == "avg_amount" and mention.text.split()[-1] in ("win", "sale"):
            self.status_of("won")
        self.parts.measures.append(name)
        self.last = (name, self.at)
        return self.take()

    def aggregate(self) -> bool:
        mention = self.mentions[self.at]
        for kind in ("count", "sum", "avg", "share", "trend", "todate"):
            if mention.has(kind):
                if (
                    kind == "sum"
                    and mention.text in ("value", "amount", "worth", "money", "dollars")
                    and (op := self.peek(1)) is not None
                    and (op.has("op") or op.amount is not None)
                ):
                    self.last = ("amount", self.at)
                    return self.take()
                if kind == "sum" and mention.text in ("amount", "value", "worth"):
                    self.last = ("amount", self.at)
                    if self.asks_column(1):
                        self.parts.fields.append("amount")
                        return self.take()
                if kind == "sum" and mention.text == "how much":
                    self.mark("how_much")
                self.mark(kind)
                return self.take()
        return False

    def asks_column(self, n: int) -> bool:
        """“… on the tailspin deal?”: a column of one deal."""
        link = self.peek(n)
        if link is not None and link.has("and") and (more := self.peek(n + 1)) is not None and more.has("field"):
            return self.asks_column(n + 2)
        if link is None or link.text.split()[0] not in ("of", "on", "for", "in"):
            return False
        return any(
            (m := self.peek(k)) is not None and m.text in ("deal", "opp", "opportunity") for k in range(n, n + 6)
        )

    def asking(self) -> bool:
        ask = self.mentions[self.at].get("ask")
        if ask is None:
            return False
        self.mark(ask)
        mention = self.mentions[self.at]
        if mention.text in phrase_list("which|wich|what|which rep|what rep|which seller|which salesperson|which ae"):
            after = self.peek(1)
            link = self.peek(2)
            if (
                after is not None
                and link is not None
                and after.get("entity") in ("stage", "region", "product", "team")
                and link.text in ("is", "are", "was")
                and self.asks_one_deal()
            ):
                self.parts.fields.append(GROUP_FIELDS[str(after.get("entity"))])
                return self.take(2)
            noun = mention.text.split()[-1] if " " in mention.text else (after.text if after else "")
            self.parts.singular = not noun.endswith("s")
            self.mark("which")
        if mention.text == "who":
            self.parts.singular = True
        return self.take()

    def asks_one_deal(self) -> bool:
        """Whether the question is about one deal: “the litware deal”."""
        return any(m.text in ("deal", "opp", "opportunity") for m in self.mentions[self.at :])

    def verb(self) -> bool:
        mention = self.mentions[self.at]
        verb = mention.get("verb")
        if verb is None:
            return False
        if (
            verb == "own"
            and mention.text in ("under", "cover", "covers", "with")
            and (after := self.peek(1)) is not None
            and after.amount
        ):
            return False
        if False:
            return False
        if verb == "converted":
            value = "open" if self.negated else "converted"
            self.negated = False
            self.parts.clauses.append(Clause(Filter(field="status", op="eq", value=value), self.at))
            self.mark("lead_status")
        if verb == "unconverted":
            self.parts.clauses.append(Clause(Filter(field="status", op="eq", value="open"), self.at))
            self.mark("lead_status")
        if verb == "buy" and self.negated:
            self.mark("not:buy")
            self.negated = False
        if verb == "sell":
            self.mark("sell")
        self.parts.verbs.append(verb)
        return self.take()

    def column(self) -> bool:
        mention = self.mentions[self.at]
        name = mention.get("field")
        if mention.text in ("days", "time") and self.stage_after(1):
            name = "days_in_stage"
        if name is None:
            return False
        if mention.text.startswith("belong") and self.parts.heads[:1] != ["account"]:
            self.parts.verbs.append("own")
            return self.take()
        self.last = (name, self.at)
        self.parts.fields.append(name)
        return self.take()

    def stage_after(self, n: int) -> bool:
        """Whether “in engaging” follows: “average days in engaging”."""
        link, stage = self.peek(n), self.peek(n + 1)
        if link is None or stage is None or link.text not in ("in", "in the", "spent in"):
            return False
        return any(c.named.kind == "stage" for c in stage.names)

    def head(self) -> bool:
        mention = self.mentions[self.at]
        entity = mention.get("entity")
        if entity is None:
            return False
        after = self.peek(1)
        if (
            entity == "account"
            and after is not None
            and after.has("entity", "opportunity")
            and not mention.text.endswith("s")
        ):
            # “strategic account deals”: the account only says whose deals.
            return self.take()
        if not self.parts.heads and (
            self.parts.measures or self.parts.marks & {"revenue", "sum", "avg", "share", "how_much", "pipeline"}
        ):
            self.mark("measure_first")
        if not self.parts.heads:
            self.parts.singular = self.parts.singular or (
                not _is_plural(mention.text) and mention.text not in ("activity",)
            )
        self.parts.heads.append(entity)
        if entity == "quota":
            self.last = ("quota", self.at)
        return self.take()

    def newlogo(self) -> bool:
        value = self.mentions[self.at].get("newlogo")
        if value is None:
            return False
        text = self.mentions[self.at].text
        if text in phrase_list(
            "new accounts|new customers|new clients|new account|new customer|existing accounts|existing customers"
        ):
            self.parts.heads.append("account") if not self.parts.heads else None
        self.add("account.is_new", "eq", value == "true")
        return self.take()

    def negation(self) -> bool:
        if self.mentions[self.at].text == "but":
            self.negated = "all" in self.parts.marks or "everybody" in self.parts.marks
            return self.take()
        if not self.has("neg"):
            return False
        mention = self.mentions[self.at]
        if mention.text in ("no", "not") and self.has("text", 1):
            return False
        self.negated = not self.negated
        if self.negated:
            self.mark("neg")
        self.negated = True
        return self.take()

    def limit(self) -> bool:
        """“show me 10 deals”, “first 20”."""
        mention = self.mentions[self.at]
        if not _bare_number(mention):
            return False
        before = self.peek(-1)
        n = self.skip_fillers(1)
        after = self.peek(n)
        opens = before is None or before.has("filler") or before.has("sup") or before.text in ("first", "last", "list")
        if (before is not None and before.text == "first") or (
            opens
            and after is not None
            and (
                after.has("entity")
                or after.has("status")
                or any(c.named.kind == "stage" for c in after.names)
                or after.has("segment")
            )
        ):
            self.parts.limit = self.records(mention) or None
            return self.take()
        return False

    def vague(self) -> bool:
        mention = self.mentions[self.at]
        slot = mention.get("vague")
        if slot is None:
            return False
        self.parts.vague.append((slot, mention.text))
        return self.take()

    def joint(self) -> bool:
        mention = self.mentions[self.at]
        if mention.has("or"):
            self.or_next = bool(self.parts.clauses)
            return self.take()
        if mention.has("and"):
            return self.take()
        if mention.has("all"):
            self.mark("all")
            return self.take()
        if mention.has("some") or (mention.has("op") and mention.has("filler")):
            return self.take()
        return False

    def filler(self) -> bool:
        mention = self.mentions[self.at]
        if mention.text == "every":
            self.mark("all")
        if not (mention.has("filler") or mention.has("pronoun") or mention.has("by")):
            return False
        return self.take()

    def unknown(self) -> None:
        """A word nobody knows: a person, account or region that does not exist, or just a word; never dropped."""
        mention = self.mentions[self.at]
        if is_emoji(mention.text):
            before = self.peek(-1)
            if mention.possessive or (before is not None and before.text.split()[-1] in BEFORE_A_NAME):
                self.parts.unknown.append(mention)
        elif (
            not mention.unknown
            and (mention.has("severity") or mention.has("needs") or mention.has("grain") or mention.has("threshold"))
        ) or not _is_sign(mention):
            self.parts.unknown.append(mention)
        self.take()


def span_of(first: str, second: str, today: date) -> str:
    """One window for two that overlap or touch; empty when days lie between them or one is open-ended."""
    try:
        (start, end), (from_, to) = resolve(first, today), resolve(second, today)
    except ValueError:
        return ""
    if start is None or end is None or from_ is None or to is None or start > to or from_ > end:
        return ""
    opening = (first if start <= from_ else second).partition("..")[0]
    closing = (first if end >= to else second).rpartition("..")[2]
    return opening if opening == closing else f"{opening}..{closing}"


def _bare_number(mention: Mention) -> bool:
    amount = mention.amount
    return bool(
        amount
        and not (amount.unit or amount.money or amount.percent or amount.plus or amount.times)
        and mention.text not in ("a", "an")
    )


def _is_plural(noun: str) -> bool:
    return (noun.endswith("s") and not noun.endswith("ss")) or noun in ("people", "salespeople", "series")


def _is_sign(mention: Mention) -> bool:
    return not any(c.isalnum() for c in mention.text)


def _same_scale(first: Amount, second: Amount) -> tuple[tuple[Decimal, Decimal], Amount]:
    """“250-500k”: the scale and unit of the second number are meant for both."""
    low, high = first.value, second.value
    if second.scale >= 1_000 and first.scale == 1 and low < second.value / second.scale + 1_000 and low < 1_000:
        low *= second.scale
    return (low, high), second


def _role_of(mention: Mention) -> str:
    verb = mention.get("verb")
    if verb in ("created", "converted"):
        return verb
    if verb == "closing":
        return "close_date"
    if verb == "entered":
        return "stage_entered"
    if mention.get("field") in ("close_date", "created", "stage_entered"):
        return str(mention.get("field"))
    if (mention.has("status") and mention.get("status") in ("won", "lost", "closed")) or mention.has("revenue"):
        return "close_date"
    return ""


def conditions(clauses: Sequence[Clause]) -> tuple[Condition, ...]:
    """The clauses as conditions that must all hold, those joined by OR as one."""
    out: list[Condition] = []
    for clause in clauses:
        if clause.or_before and out:
            before = out.pop()
            sides = before.any if isinstance(before, AnyOf) else (before,)
            out.append(_any_of((*sides, clause.condition)))
        else:
            out.append(clause.condition)
    return tuple(out)


def _any_of(sides: tuple[Filter, ...]) -> Condition:
    heads = {(s.field, s.op) for s in sides}
    if len(heads) == 1 and sides[0].op in ("eq", "in"):
        values = [v for s in sides for v in (s.value if isinstance(s.value, tuple) else (s.value,))]
        return Filter(field=sides[0].field, op="in", value=tuple(values))
    return AnyOf(any=sides)
