"""From the parts of a question to one spec, or to the one thing to ask; shared by every interpreter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.catalogue import CATALOGUE
from domain.language.names import NameIndex
from domain.language.parts import (
    COUNTED,
    GROUP_FIELDS,
    OPPOSITE,
    Clause,
    Counted,
    Parts,
    Ranking,
    Unclear,
    conditions,
)
from domain.language.text import phrase_list, word_set
from domain.language.windows import resolve, say_window, shift
from domain.query import AnyOf, Compare, Condition, Filter, Period, QuerySpec, Sort

COMPARED = phrase_list(
    "owner|manager|team|region|account|product|series|account.sector|account.tag|stage|forecast_category|source|type"
)
"""Fields whose one value can be set against all the others, the narrowest first."""
RATES = frozenset(("win_rate", "loss_rate", "cycle_days", "closed_count"))
PLAIN_FIELDS = {
    "account": {
        "account.sector": "sector",
        "account.country": "country",
        "account.tag": "tag",
        "account.parent": "parent",
        "product": "won_product",
    },
    "lead": {"forecast_category": "source"},
}


VAGUE_OPTIONS = {"velocity": ("sales cycle", "lead to opportunity velocity")}
"""What a vague word may stand for, where that is known."""


@dataclass(frozen=True)
class Asked:
    """Something that has to be asked before the question can be answered."""

    slot: str
    words: str
    options: tuple[str, ...] = ()
    at: tuple[int, int] = (0, 0)
    unknown: bool = False


@dataclass
class Resolved:
    """A spec with what was assumed to get there."""

    spec: QuerySpec
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cannot:
    """Why no data can answer the question, and what can be asked instead."""

    sentence: str


def resolved(parts: Parts, names: NameIndex, today: date) -> Resolved | Asked | Cannot:
    """The spec the parts add up to, what has to be asked first, or why it cannot be answered."""
    if parts.unclear:
        first: Unclear = parts.unclear[0]
        return Asked(first.slot, first.words, first.options, first.at, first.unknown)
    for slot, words in parts.vague:
        if not _settled(slot, parts):
            return Asked(slot, words)
    if parts.as_of and (lacking := _at_a_past_day(parts, today)):
        return lacking
    return _Build(parts, names, today).spec()


def _at_a_past_day(parts: Parts, today: date) -> Cannot | None:
    """“as of last month” holds for what was decided or created by then; how deals stood then is not kept."""
    decided = parts.statuses() & {"won", "lost", "closed"} or set(parts.measures) & RATES
    if not (decided or "created" in parts.verbs) or parts.windows:
        return no_picture_of(parts.as_of, today)
    parts.windows.append((parts.as_of, "close_date" if decided else "created"))
    return None


def no_picture_of(window: str, today: date) -> Cannot:
    """The refusal to say how deals stood on a past day."""
    day = say_window(window, today).removeprefix("up to and including ")
    return Cannot(
        f"I see deals as they stand now and keep no picture of {day}, so I cannot say how they stood then. "
        f"I can show what was won, lost or created by then, for example “deals created {day.partition(' (')[0]}”."
    )


def known_vague(parts: Parts) -> Asked | None:
    """The question for a vague word that is known to mean one of a few things; None without one."""
    for slot, words in parts.vague:
        options = VAGUE_OPTIONS.get(words.split()[-1])
        if options and not _settled(slot, parts):
            return Asked(slot, words, options)
    return None


def _settled(slot: str, parts: Parts) -> bool:
    """Whether the rest of the message says what a vague word leaves open."""
    if slot == "time":
        return bool(parts.windows)
    if slot == "measure":
        return bool(parts.measures or parts.having or parts.statuses() or parts.counted)
    return bool(parts.having) or _has_number(parts)


def _has_number(parts: Parts) -> bool:
    return any(
        isinstance(c.condition.value, (int, float, tuple))
        and c.condition.field in ("amount", "days_in_stage", "last_activity_days")
        for c in parts.clauses
    )


class _Build:
    def __init__(self, parts: Parts, names: NameIndex, today: date) -> None:
        self.parts, self.names, self.today = parts, names, today
        self.assumptions = [a for a in parts.assumptions if a]
        self.entity = self.choose_entity()

    # The subject

    def choose_entity(self) -> str:
        parts = self.parts
        heads = parts.heads
        kinds = {c.condition.field for c in parts.clauses}
        if "lead" in heads or ("source" in kinds and "opportunity" not in heads):
            return "lead"
        about_quota = "quota" in parts.marks or "quota" in heads or {"attainment", "actual"} & set(parts.measures)
        if about_quota and "coverage" not in parts.measures:
            return "quota"
        if ("activity" in heads or "type" in kinds) and not self.rep_subject_counts():
            return "activity"
        subject = heads[0] if heads else ""
        if subject == "contact":
            return "contact"
        if {"conversion_rate", "velocity_days"} & set(parts.measures):
            return "lead"
        if "account.parent" in parts.fields and not subject:
            return "account"
        if "who" in parts.marks and not subject:
            subject = "rep"
        if subject == "account":
            return self.account_or_deals()
        if subject == "rep" or ("who" in parts.marks and subject not in ("opportunity",)):
            return self.rep_or_deals()
        if (
            subject == "team"
            and not self.ranks_deals()
            and not parts.counted
            and not parts.clauses
            and not parts.groups
        ):
            return "team"
        return "opportunity"

    def rep_subject_counts(self) -> bool:
        return bool(self.parts.counted) and (self.parts.heads[:1] == ["rep"] or "who" in self.parts.marks)

    def ranks_deals(self) -> bool:
        """Whether the subject is ranked or measured by its deals."""
        parts = self.parts
        return bool(
            parts.rankings
            or parts.measures
            or parts.having
            or parts.sorts
            or parts.marks & word_set("sum how_much avg share revenue pipeline trend")
        )

    def account_or_deals(self) -> str:
        parts = self.parts
        by_deals = bool(
            parts.having
            or parts.marks & {"revenue", "sum", "how_much", "avg", "share", "pipeline"}
            or set(parts.measures) - {"account_count"}
        )
        counts_deals = any(r.what == "measure" for r in parts.rankings)
        if by_deals or (
            counts_deals
            and (parts.statuses() or "opportunity" in parts.heads or "count" in parts.marks or "buy" in parts.verbs)
        ):
            return "opportunity"
        if "count" in parts.marks and parts.statuses() and not parts.counted:
            return "opportunity"
        return "account"

    def rep_or_deals(self) -> str:
        parts = self.parts
        if self.ranks_deals() or "amount" in {c.condition.field for c in parts.clauses}:
            return "opportunity"
        if parts.counted:
            return "rep"
        if parts.fields and not parts.heads:
            return "opportunity"
        if "own" in parts.verbs and "opportunity" in parts.heads:
            return "opportunity"
        return "rep"

    # The spec

    def spec(self) -> Resolved | Asked:
        build = {
            "account": self.accounts,
            "rep": self.reps,
            "lead": self.leads,
            "activity": self.activities,
            "quota": self.quotas,
            "team": self.teams,
            "contact": self.contacts,
        }.get(self.entity, self.deals)
        found = build()
        return found if isinstance(found, Asked) else Resolved(found, tuple(self.assumptions))

    def deals(self) -> QuerySpec | Asked:
        parts = self.parts
        self.segments()
        self.drop_implied_status()
        if "sell" in parts.marks and not parts.values("status") and not parts.values("stage"):
            self.add(Filter(field="status", op="eq", value="won"))
        earned = "how_much" in parts.marks and "log" in parts.verbs and parts.windows
        if earned and not (parts.values("status") or parts.values("stage") or "pipeline" in parts.marks):
            self.add(Filter(field="status", op="eq", value="won"))
        groups = self.groups()
        subject = (
            parts.heads[0] if parts.heads else ("rep" if "who" in parts.marks and self.entity == "opportunity" else "")
        )
        measures = self.measures()
        if any(r.what == "speed" for r in parts.rankings) and not measures:
            measures = ["cycle_days"]
        asked_columns = self.columns()
        if "who" in parts.marks and parts.rankings and subject in ("", "opportunity"):
            subject = "rep"
        if "who" in parts.marks and "owner" in asked_columns:
            subject = ""
        if (
            "who" in parts.marks
            and not parts.rankings
            and not measures
            and not parts.having
            and not parts.counted
            and not parts.groups
        ):
            # “who owns the tailspin deal”: the owner of one deal.
            asked_columns = ["owner"]
            subject = ""
        if "compare" in parts.marks and not parts.versus:
            parts.versus += [f.field for c in parts.clauses if (f := c.condition).op == "in" and f.field != "status"][
                :1
            ]
        for column in parts.versus:
            if column not in groups:
                groups.append(column)
        if (
            subject in GROUP_FIELDS
            and GROUP_FIELDS[subject] not in groups
            and not asked_columns
            and self.groups_by_subject(subject, measures)
        ):
            groups.insert(0, GROUP_FIELDS[subject])
        if "everybody" in parts.marks and measures and not groups:
            groups.append("owner")
        if self.ranks_by_nothing(subject, measures):
            return Asked("measure", "best")
        having = list(parts.having)
        for each in parts.counted:
            measure = COUNTED.get(each.of, "count")
            if each.of in COUNTED and not parts.statuses():
                parts.clauses.append(Clause(Filter(field="status", op="eq", value=each.of), 999))
                measure = "count"
            elif each.of not in COUNTED and each.of not in ("deals", "activity"):
                parts.clauses.append(Clause(Filter(field="stage", op="eq", value=each.of), 999))
                measure = "count"
            else:
                measure = "count"
            having.append(Filter(field=measure, op=each.op, value=each.value))
            measures = measures or ["count"]
        for each_having in having:
            if each_having.field not in measures:
                measures.append(each_having.field)
        if not measures and (groups or parts.versus):
            measures = [self.default_measure()]
        sort, limit = self.order(groups, measures)
        if isinstance(sort, Asked):
            return sort
        if sort and groups and not measures:
            measures = [s.by for s in sort if s.by not in groups]
        if groups and not measures:
            measures = [self.default_measure()]
        if (
            "compare" in parts.marks
            and not parts.versus
            and "vs" not in parts.marks
            and len(parts.windows) < 2
            and not groups
        ):
            return Asked("compare_to", "compare")
        if parts.versus and not measures:
            return Asked("measure", "compare")
        time, compare = self.time(measures)
        if isinstance(time, Asked):
            return time
        if others := others_of(parts):
            compare = others_side(others, conditions(parts.clauses))
            if compare is None:
                return Asked("compare_to", "the others")
        if compare is not None and not measures:
            measures = [self.default_measure()]
        self.implied_status(measures, time, asked_columns)
        groups = [g.replace("@date", self.date_of_groups(time)) for g in groups]
        return QuerySpec(
            entity="opportunity",
            filters=conditions(parts.clauses),
            measures=tuple(dict.fromkeys(measures)),
            group_by=tuple(dict.fromkeys(groups)),
            time=time,
            having=tuple(having),
            compare=compare,
            sort=tuple(sort),
            limit=limit,
            fields=tuple(dict.fromkeys(asked_columns)),
        )

    def ranks_by_nothing(self, subject: str, measures: list[str]) -> bool:
        """“best rep”, “top accounts”: nothing says what the best is measured by."""
        parts = self.parts
        if subject not in GROUP_FIELDS or measures or parts.sorts or parts.having or parts.counted:
            return False
        said = bool(
            parts.statuses()
            or "opportunity" in parts.heads
            or parts.values("stage")
            or parts.marks & {"sell", "revenue", "pipeline"}
        )
        return not said and any(r.what == "measure" for r in parts.rankings)

    def groups_by_subject(self, subject: str, measures: list[str]) -> bool:
        parts = self.parts
        if "measure_first" in parts.marks and not (
            parts.rankings or parts.having or parts.counted or parts.sorts or parts.marks & {"which", "who"}
        ):
            return False
        if subject in ("stage", "opportunity"):
            return bool(parts.rankings or parts.marks & {"which", "who"})
        return not (subject == "account" and "account_count" in measures)

    # Parts of it

    def segments(self) -> None:
        """“what slipped”, “past due”, “at risk” as the conditions they stand for."""
        parts = self.parts
        if "is:slipped" in parts.marks:
            self.must_be_open()
            if not parts.windows:
                parts.windows.append(("quarter:-1", "close_date"))
            else:
                parts.windows[0] = (parts.windows[0][0], "close_date")
        if "is:past_due" in parts.marks:
            self.must_be_open()
            if parts.windows or "or:past_due" in parts.marks:
                self.add(Filter(field="close_date", op="lt", value="@today"))
            else:
                parts.windows.append(("before:day:0", "close_date"))
        if "is:pushed" in parts.marks:
            self.must_be_open()
            self.add(Filter(field="pushed_count", op="gte", value=1))
        if "is:at_risk" in parts.marks:
            self.must_be_open()
            self.at_risk = True

    at_risk = False

    def must_be_open(self) -> None:
        if not self.parts.values("status") and not self.parts.values("stage"):
            self.add(Filter(field="status", op="eq", value="open"))

    def add(self, condition: Filter) -> None:
        self.parts.clauses.append(Clause(condition, 999))

    def drop_implied_status(self) -> None:
        """“open pipeline”, “sales reps”: the same status said twice is said once."""
        seen: list[Clause] = []
        for clause in self.parts.clauses:
            if any(clause.condition == c.condition and not clause.or_before for c in seen):
                continue
            seen.append(clause)
        self.parts.clauses = seen

    def measures(self) -> list[str]:
        parts = self.parts
        marks = parts.marks
        found = [m for m in parts.measures if m not in ("accuracy_rate", "reply_count")]
        if "share" in marks and not found:
            by_amount = bool(marks & {"sum", "how_much", "revenue", "pipeline"})
            found.append("amount_share" if by_amount else "count_share")
            return found
        if (
            "avg" in marks
            and "cycle_days" not in found
            and "avg_days_in_stage" not in found
            and not any(m.startswith("avg") for m in found)
        ):
            found = [m for m in found if m != "median_amount"]
            if "days_in_stage" in parts.fields or "segment:stalled" in marks:
                found.append("avg_days_in_stage")
                parts.fields = [f for f in parts.fields if f != "days_in_stage"]
            elif not found:
                found.append("avg_amount")
            return found
        if "how_long" in marks and not found:
            if "segment:stalled" in marks or parts.values("stage") or "days_in_stage" in parts.fields:
                return ["avg_days_in_stage"]
            return ["cycle_days"]
        if "count" in marks:
            if parts.heads[:1] == ["account"] and self.entity == "opportunity" and not parts.rankings and not found:
                found.append("account_count")
            elif "account_count" not in found:
                found.append("count")
        if (marks & {"sum", "how_much", "revenue"}) and not set(found) & word_set(
            "amount avg_amount median_amount max_amount win_rate loss_rate coverage cycle_days"
        ):
            found.append("amount")
        if (
            "pipeline" in marks
            and not found
            and (self.parts.groups or marks & {"what", "trend", "vs"} or (self.parts.rankings and self.parts.heads))
        ):
            found.append("amount")
        if marks & {"trend", "todate"} and not found:
            found.append("count")
        return found

    def default_measure(self) -> str:
        marks = self.parts.marks
        return "amount" if marks & {"revenue", "pipeline", "sum", "how_much"} else "count"

    def columns(self) -> list[str]:
        """The columns asked for, not those that only name a group or a measure."""
        return [
            f
            for f in self.parts.fields
            if f not in phrase_list("status|source|type|agent|account.tag|reason|needs")
            or ("which" in self.parts.marks and f == "status")
        ]

    def groups(self) -> list[str]:
        parts = self.parts
        # A deal has but one kind of reason: why it was lost.
        found = ["lost_reason" if g == "reason" and self.entity == "opportunity" else g for g in parts.groups]
        if "trend" in parts.marks and not any("." in g and not g.startswith("account.") for g in found):
            found.append("@date.month")
        return found

    def date_of_groups(self, time: Period | None) -> str:
        if time is not None and time.fields[0] in ("created", "close_date", "stage_entered"):
            return time.fields[0]
        if "created" in self.parts.verbs:
            return "created"
        return "close_date"

    # Order

    def both_ends(self, grouped: bool) -> None:
        """“top 3 and bottom 3”: a list has one end, so the whole ranking is shown, or the second end is said."""
        if len(self.parts.rankings) < 2:
            return
        first, *others = self.parts.rankings
        other = next((r for r in others if r.what == first.what and r.dir != first.dir), None)
        if other is None:
            return
        self.parts.rankings = [r for r in self.parts.rankings if r is not other]
        if grouped:
            self.parts.rankings[0] = replace(first, n=0, plural=True)
            self.assumptions.append("both ends asked for, so the whole ranking is shown")
        else:
            end = f"{'highest' if other.dir == 'desc' else 'lowest'} {other.n or ''}".strip()
            self.assumptions.append(f"the {end} left out, since a list has one end: ask for them by themselves")

    def order(self, groups: list[str], measures: list[str]) -> tuple[list[Sort] | Asked, int | None]:
        self.both_ends(bool(groups))
        parts = self.parts
        limit = parts.limit
        sorts = [self.sort_of(what, way, groups, measures) for what, way in parts.sorts]
        for ranking in parts.rankings:
            if ranking.n:
                limit = ranking.n
            found = self.ranked(ranking, groups, measures)
            if isinstance(found, Asked):
                return found, None
            if found is not None and not any(s.by == found.by for s in sorts):
                sorts.append(found)
            if not ranking.n and limit is None and not ranking.plural and self.is_one():
                limit = 1
        return sorts, limit

    def is_one(self) -> bool:
        return self.parts.singular or "who" in self.parts.marks

    def sort_of(self, what: str, way: str, groups: list[str], measures: list[str]) -> Sort:
        by = what
        if what in ("won", "lost", "closed"):
            self.add(Filter(field="status", op="eq", value=what)) if not self.parts.statuses() else None
            by = "count"
        if groups and by in ("amount", "count", "avg_amount", "win_rate") and by not in measures:
            measures.append(by)
        default = (
            "desc"
            if by in (*measures, "amount", "count", "days_in_stage", "last_activity_days") or by in RATES
            else "asc"
        )
        return Sort(by=by, dir=way or default)

    def ranked(self, ranking: Ranking, groups: list[str], measures: list[str]) -> Sort | Asked | None:
        what, way = ranking.what, ranking.dir
        marks = self.parts.marks
        if what == "limit":
            return None
        if groups or measures:
            if not groups and measures:
                return None
            return self.ranked_groups(what, way, measures)
        if what in ("measure", "amount"):
            if what == "measure" and self.parts.heads[:1] not in ([], ["opportunity"]) and not marks & {"revenue"}:
                return Asked("measure", "best")
            return Sort(by="amount", dir=way)
        if what == "age":
            return self.by_age(way)
        return {
            "stage": Sort(by="days_in_stage", dir="desc"),
            "idle": Sort(by="last_activity_days", dir="desc"),
            "close": Sort(by="close_date", dir="asc"),
            "speed": Sort(by="cycle_days", dir=way),
        }[what]

    def ranked_groups(self, what: str, way: str, measures: list[str]) -> Sort | Asked | None:
        marks = self.parts.marks
        if self.parts.sorts:
            return None
        if not measures:
            if what == "measure" and not (
                marks & {"sell"}
                or self.parts.statuses()
                or "opportunity" in self.parts.heads
                or self.parts.values("stage")
            ):
                return Asked("measure", "best")
            if what == "speed":
                measures.append("cycle_days")
            elif what == "amount":
                measures.append("max_amount" if self.parts.heads[:1] != ["account"] else "amount")
            else:
                measures.append("count")
            if "sell" in marks and not self.parts.statuses():
                self.add(Filter(field="status", op="eq", value="won"))
        by = next((m for m in measures if m not in self.parts.groups), measures[0])
        return Sort(by=by, dir=way)

    def by_age(self, way: str) -> Sort:
        statuses = self.parts.statuses()
        decided = bool(statuses & {"won", "lost", "closed"})
        column = "close_date" if decided else "created"
        return Sort(by=column, dir="asc" if way == "desc" else "desc")

    # Time

    def time(self, measures: list[str]) -> tuple[Period | Asked | None, Compare | None]:
        parts = self.parts
        compare: Compare | None = None
        windows = [w for w in parts.windows if w[0] != "@previous"]
        if not windows:
            if any(w[0] == "@previous" for w in parts.windows):
                return Asked("time", "last"), None
            return None, None
        window, role = windows[0]
        if "vs" in parts.marks and not others_of(parts) and (len(windows) > 1 or len(parts.windows) > len(windows)):
            other = windows[1][0] if len(windows) > 1 else shift(window, -1, self.today)
            compare = Compare(window=other)
        elif len(windows) > 1:
            self.extra_windows(windows[1:])
        column = role or self.date_field(window, measures)
        if not column:
            return Asked("time_field", window, ("created", "close_date")), None
        if parts.apart:
            parts.clauses += _in_any(column, window, parts.apart)
            return None, compare
        return Period(fields=(column,), window=window), compare

    def extra_windows(self, windows: list[tuple[str, str]]) -> None:
        """Further periods become conditions on their own dates."""
        for window, role in windows:
            start, end = resolve(window, self.today)
            column = role or "close_date"
            if start is not None:
                self.add(Filter(field=column, op="gte", value=start.isoformat()))
            if end is not None:
                self.add(Filter(field=column, op="lt", value=end.isoformat()))

    def date_field(self, window: str, measures: list[str]) -> str:
        parts = self.parts
        statuses = parts.statuses()
        if statuses & {"won", "lost", "closed"} or set(measures) & (RATES | {"coverage"}):
            return "close_date"
        if "created" in parts.verbs:
            return "created"
        if "closing" in parts.verbs or parts.values("forecast_category"):
            return "close_date"
        if parts.marks & {"is:slipped", "is:past_due"}:
            return "close_date"
        ahead = self.looks_ahead(window)
        if "pipeline" in parts.marks and ahead:
            return "close_date"
        if "open" in statuses or self.open_stage():
            return "close_date" if ahead and not self.starts_open(window) else "created"
        if "entered" in parts.verbs:
            return "stage_entered"
        if parts.having or (
            measures
            and set(measures) <= {"amount", "avg_amount", "median_amount", "max_amount", "amount_share"}
            and "closed" in statuses
        ):
            return "close_date"
        return "close_date" if self.looks_strictly_ahead(window) else ""

    def starts_open(self, window: str) -> bool:
        return window.startswith("since:")

    def open_stage(self) -> bool:
        open_stages = {name for name, status, _ in self.names.stages if status == "open"}
        return any(f.value in open_stages or isinstance(f.value, tuple) for f in self.parts.values("stage"))

    def looks_ahead(self, window: str) -> bool:
        _, end = resolve(window, self.today)
        return end is None or end > self.today

    def looks_strictly_ahead(self, window: str) -> bool:
        start, _end = resolve(window, self.today)
        return (start is not None and start > self.today) or window.startswith("next")

    def implied_status(self, measures: list[str], time: Period | Asked | None, columns: list[str]) -> None:
        """What goes without saying: deals that are closing are open; a column of “the deal” is the open one's."""
        parts = self.parts
        if self.at_risk:
            parts.clauses.append(Clause(Filter(field="days_in_stage", op="gt", value="$stale_days"), 999))
            parts.clauses.append(
                Clause(Filter(field="last_activity_days", op="gt", value="$activity_gap_days"), 999, True)
            )
            parts.clauses.append(Clause(Filter(field="close_date", op="lt", value="@today"), 999, True))
        if parts.values("status") or parts.values("stage"):
            return
        if columns and not measures and parts.values("account"):
            self.add(Filter(field="status", op="eq", value="open"))
            return
        closing = "closing" in parts.verbs or bool(parts.values("forecast_category"))
        ahead = isinstance(time, Period) and time.fields[0] == "close_date" and self.looks_ahead(time.window)
        if (closing or ahead) and not set(measures) & (RATES | {"coverage", "cycle_days"}):
            self.add(Filter(field="status", op="eq", value="open", optional=True))
        if "cycle_days" in measures:
            self.add(Filter(field="status", op="eq", value="won", optional=True))

    # Other entities

    def plain(self, entity: str) -> list[Clause]:
        """Clauses with the fields named as this entity names them."""
        renamed = PLAIN_FIELDS.get(entity, {})
        return [
            Clause(
                c.condition.model_copy(update={"field": renamed.get(c.condition.field, c.condition.field)}),
                c.at,
                c.or_before,
            )
            for c in self.parts.clauses
        ]

    def counts(self, clauses: list[Clause]) -> list[Clause]:
        """“won more than 10 deals” as conditions on a count; a bare status as “at least one”."""
        parts = self.parts
        statuses = [c for c in clauses if c.condition.field == "status"]
        stages = [c for c in clauses if c.condition.field == "stage"]
        out = [c for c in clauses if c.condition.field not in ("status", "stage")]
        verb = next((str(c.condition.value) for c in statuses if c.condition.op == "eq"), "")
        for each in parts.counted:
            out.append(Clause(Filter(field=self.count_field(each, verb), op=each.op, value=each.value), 999))
            verb_used = each.of == "deals" and verb
            if verb_used:
                statuses = [c for c in statuses if c.condition.value != verb]
        for clause in statuses:
            field = COUNTED.get(str(clause.condition.value), "open_count")
            op = "eq" if clause.condition.op in ("ne", "not_in") else "gt"
            if any(c.condition.field == field for c in out):
                continue
            out.append(Clause(Filter(field=field, op=op, value=0), 999, clause.or_before))
        for clause in stages:
            stage = str(clause.condition.value).casefold()
            field = f"{stage}_count"
            op = "eq" if clause.condition.op in ("ne", "not_in") else "gt"
            out.append(Clause(Filter(field=field, op=op, value=0), 999, clause.or_before))
        return out

    def count_field(self, each: Counted, verb: str) -> str:
        if each.of == "deals":
            return COUNTED.get(verb, "open_count")
        if each.of == "activity":
            return "activity_count"
        return COUNTED.get(each.of, f"{each.of.casefold()}_count")

    def entity_spec(
        self,
        entity: str,
        clauses: list[Clause],
        date_field: str,
        measures: Sequence[str] = (),
        fields: Sequence[str] = (),
    ) -> QuerySpec | Asked:
        """A spec of another entity: counts, groups, order and period as for deals."""
        parts = self.parts
        groups = [g.removeprefix("account.") if entity == "account" else g for g in self.groups()]
        for column in parts.versus:
            plain = PLAIN_FIELDS.get(entity, {}).get(column, column)
            if plain not in groups:
                groups.append(plain)
        measures = list(measures)
        if not measures and (("count" in parts.marks) or groups or "trend" in parts.marks):
            measures = ["count"]
        limit = parts.limit
        sorts: list[Sort] = []
        for what, way in parts.sorts:
            sorts.append(
                Sort(
                    by=what.removeprefix("account."),
                    dir=way or ("desc" if what in ("count", "employees", "revenue", *measures) else "asc"),
                )
            )
        for ranking in parts.rankings:
            limit = ranking.n or limit
            if ranking.what == "limit":
                continue
            sort = self.entity_rank(entity, ranking, groups, measures, date_field)
            if isinstance(sort, Asked):
                return sort
            if not any(s.by == sort.by for s in sorts):
                sorts.append(sort)
            if not ranking.n and limit is None and not ranking.plural and self.is_one():
                limit = 1
        time: Period | None = None
        compare: Compare | None = None
        windows = [w for w in parts.windows if w[0] != "@previous"]
        if windows:
            column = date_field
            time = Period(fields=(column,), window=windows[0][0])
            if parts.apart:
                clauses = [*clauses, *_in_any(column, windows[0][0], [(w, "") for w, _ in parts.apart])]
                time = None
            if "vs" in parts.marks and len(parts.windows) > 1:
                compare = Compare(window=windows[1][0] if len(windows) > 1 else shift(windows[0][0], -1, self.today))
        groups = [g.replace("@date", time.fields[0] if time else date_field) for g in groups]
        return QuerySpec(
            entity=entity,
            filters=conditions(clauses),
            measures=tuple(dict.fromkeys(measures)),
            group_by=tuple(dict.fromkeys(groups)),
            time=time,
            compare=compare,
            sort=tuple(sorts),
            limit=limit,
            fields=tuple(fields),
        )

    def entity_rank(
        self, entity: str, ranking: Ranking, groups: list[str], measures: list[str], date_field: str
    ) -> Sort | Asked:
        way = ranking.dir
        if groups:
            by = measures[0] if measures else "count"
            if not measures:
                measures.append("count")
            return Sort(by=by, dir=way)
        if entity == "account":
            if "employees" in self.parts.fields:
                return Sort(by="employees", dir=way)
            if ranking.what == "age":
                return Sort(by="year_established", dir="asc" if way == "desc" else "desc")
            if ranking.what == "amount":
                return Sort(by="revenue", dir=way)
            return Asked("measure", "top")
        if entity == "lead" and ranking.what == "age":
            return Sort(by="created", dir="asc" if way == "desc" else "desc")
        if entity == "rep":
            return Asked("measure", "best")
        if ranking.what == "age":
            return Sort(by=date_field, dir="asc" if way == "desc" else "desc")
        if ranking.what == "idle":
            return Sort(by="last_activity_days", dir="desc")
        return Sort(by=measures[0] if measures else date_field, dir=way)

    def accounts(self) -> QuerySpec | Asked:
        parts = self.parts
        clauses = self.counts(self.plain("account"))
        fields = [
            f.removeprefix("account.")
            for f in parts.fields
            if f in ("employees", "year_established", "account.country", "account.parent", "owner")
        ]
        clauses = self.parents(clauses)
        parts.fields = [f for f in parts.fields if f in ("employees",)]
        if "buy" in parts.verbs and not any(c.condition.field in ("won_product", "won_count") for c in clauses):
            clauses.append(
                Clause(Filter(field="won_count", op="eq" if "not:buy" in parts.marks else "gt", value=0), 999)
            )
        elif "not:buy" in parts.marks:
            clauses = [
                Clause(c.condition.model_copy(update={"op": "ne"}), c.at) if c.condition.field == "won_product" else c
                for c in clauses
            ]
        if (
            parts.marks & {"which", "what"}
            and fields
            and parts.heads == ["account"]
            and fields[0] in ("country", "parent")
            and not parts.values("account")
        ):
            parts.groups.append(f"account.{fields.pop(0)}")
        date = "close_date" if any(c.condition.field.endswith("_count") for c in clauses) else "created"
        keep = fields if not clauses or parts.marks & {"what", "which", "where", "when"} else []
        return self.entity_spec(
            "account",
            clauses,
            date,
            fields=[f for f in keep if f not in {c.condition.field for c in clauses}] if not parts.rankings else [],
        )

    def parents(self, clauses: list[Clause]) -> list[Clause]:
        """“subsidiaries of acme”: the account named is the parent."""
        if "account.parent" not in self.parts.fields:
            return clauses
        self.parts.fields = [f for f in self.parts.fields if f != "account.parent"]
        out = [
            Clause(c.condition.model_copy(update={"field": "parent"}), c.at, c.or_before)
            if c.condition.field == "account"
            else c
            for c in clauses
        ]
        if not any(c.condition.field == "parent" for c in out):
            out.append(Clause(Filter(field="parent", op="not_null"), 999))
        return out

    def reps(self) -> QuerySpec | Asked:
        clauses = self.counts(self.plain("rep"))
        types = [c for c in clauses if c.condition.field == "type"]
        clauses = [
            c
            for c in clauses
            if c.condition.field not in ("type", "owner")
            or (c.condition.field == "owner" and c.condition.value != "@me")
        ]
        for each in types:
            field = f"{each.condition.value}_count"
            if not any(c.condition.field == field for c in clauses):
                clauses.append(
                    Clause(Filter(field=field, op="eq" if each.condition.op == "ne" else "gt", value=0), 999)
                )
        counts_activity = any(
            c.condition.field in ("meeting_count", "call_count", "email_count", "activity_count") for c in clauses
        )
        return self.entity_spec("rep", clauses, "date" if counts_activity else "close_date")

    def teams(self) -> QuerySpec | Asked:
        return self.entity_spec("team", self.counts(self.plain("team")), "close_date")

    def leads(self) -> QuerySpec | Asked:
        parts = self.parts
        clauses = []
        for c in self.plain("lead"):
            field = {"days_in_stage": "age_days"}.get(c.condition.field, c.condition.field)
            if field == "status" and c.condition.value in ("won", "closed"):
                c = Clause(Filter(field="status", op="eq", value="converted"), c.at)
            clauses.append(Clause(c.condition.model_copy(update={"field": field}), c.at, c.or_before))
        date = (
            "converted"
            if "converted" in parts.verbs and not any(r == "created" for _, r in parts.windows)
            else "created"
        )
        measures = [m for m in parts.measures if m in ("velocity_days", "conversion_rate")]
        if "win_rate" in parts.measures:
            measures.append("conversion_rate")
        return self.entity_spec("lead", clauses, date, measures=measures)

    def activities(self) -> QuerySpec | Asked:
        parts = self.parts
        clauses = [c for c in self.plain("activity") if c.condition.field != "status"]
        parts.fields = [f for f in parts.fields if f != "type"]
        if (parts.rankings and parts.marks & {"who", "which"} and not parts.groups) or (
            parts.heads[:1] == ["rep"] and not parts.groups
        ):
            parts.groups.append("owner")
        return self.entity_spec("activity", clauses, "date")

    def contacts(self) -> QuerySpec | Asked:
        return self.entity_spec("contact", [c for c in self.plain("contact") if c.condition.field != "status"], "")

    def quotas(self) -> QuerySpec | Asked:
        parts = self.parts
        clauses = [c for c in self.plain("quota") if c.condition.field != "status"]
        measures = [m for m in parts.measures if m in ("attainment", "actual")]
        only_filter = "attainment_filter" in parts.marks
        if only_filter:
            measures = []
        elif not measures or ("quota" in parts.heads and "attainment" not in measures):
            measures.append("quota") if "attainment" not in measures else None
        if "@revenue" in parts.marks or "revenue" in parts.marks:
            measures.append("actual")
        if (
            not only_filter
            and not parts.groups
            and (
                parts.heads[:1] in (["rep"], ["team"], ["region"], ["manager"])
                or (parts.rankings and "who" in parts.marks)
            )
        ):
            parts.groups.append(GROUP_FIELDS.get(parts.heads[0] if parts.heads else "rep", "owner"))
        return self.entity_spec("quota", clauses, "period", measures=measures)


def others_of(parts: Parts) -> str:
    """“compared to everyone else”: `rest` without the one named, `whole` with; empty when nothing such is said."""
    return next((mark[3:] for mark in ("vs_rest", "vs_whole") if mark in parts.marks), "")


def others_side(others: str, filters: Sequence[Condition]) -> Compare | None:
    """The other side of a comparison of one person, team or thing with the rest, or with all; None without one."""
    named = [f for f in filters if isinstance(f, Filter) and f.field in COMPARED and f.op in ("eq", "in")]
    if not named:
        return None
    one = named[0]
    if others == "whole":
        return Compare(filters=(Filter(field=one.field, op="not_null"),))
    return Compare(filters=(one.model_copy(update={"op": OPPOSITE[one.op]}),))


def _in_any(column: str, window: str, others: Sequence[tuple[str, str]]) -> list[Clause]:
    """“in q1 or q3”: a date that lies in any of several windows, which stay symbolic."""
    sides = [(window, column), *((w, role or column) for w, role in others)]
    return [Clause(Filter(field=by, op="eq", value=f"@{w}"), 999, n > 0) for n, (w, by) in enumerate(sides)]


RECORDS = ("opportunity", "account", "lead", "activity", "quota", "rep", "team", "contact")


def not_held(spec: QuerySpec) -> str:
    """The first field or measure of a spec that its entity does not have, in words; empty when it has them all."""
    info = CATALOGUE[spec.entity]
    if spec.entity not in RECORDS:
        return ""
    fields = {name for c in spec.filters for name in any_fields(c)} | {*spec.group_by, *spec.fields}
    fields |= set(spec.time.fields) if spec.time and spec.entity not in ("rep", "account", "team") else set()
    measures = {*spec.measures, *(h.field for h in spec.having)}
    orders = {s.by for s in spec.sort} - measures
    lacking = [f for f in sorted(fields) if info.field(f) is None]
    lacking += [m for m in sorted(measures) if info.measure(m) is None]
    lacking += [o for o in sorted(orders) if info.field(o) is None and (not spec.measures or info.measure(o) is None)]
    return f"{lacking[0].replace('_', ' ').replace('.', ' ')} of {info.plural}" if lacking else ""


def any_fields(condition: Condition) -> set[str]:
    """The fields a condition speaks of."""
    return {f.field for f in condition.any} if isinstance(condition, AnyOf) else {condition.field}
