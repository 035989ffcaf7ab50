"""A follow-up edits the previous spec, never the transcript: it adds, replaces, drops, groups, sorts, moves time."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from domain.catalogue import CATALOGUE
from domain.language.amounts import Amount, read_amount
from domain.language.commands.agents import agents
from domain.language.message import Message
from domain.language.names import NameIndex
from domain.language.parts import Parts, conditions
from domain.language.resolver import Asked, Cannot, Resolved, no_picture_of, resolved
from domain.language.specs.records import asks_owner
from domain.language.text import phrase_list, word_set
from domain.language.windows import a_year_before, shift
from domain.query import AnyOf, Compare, Condition, Filter, Period, QuerySpec, Sort

BESIDE_NUMBERS = word_set(
    "change to just only top show no not make it that sorry i meant mean days day weeks week k m actually instead "
    "rather should be oops"
)
REFINE = word_set("only just narrow filter limit keep those them these ones restrict within")
SUBSTITUTE = phrase_list(
    "same for|same thing for|what about|how about|and for|now for|and what about|same but|same with|instead|"
    "now|and|try|switch to|no|actually|i meant|sorry|make it|change to|change it to|not|rather|make that|"
    "ok and|ok now|what if|then|or|same question for|do the same for|for|in|the same for|oops|i mean|"
    "correction|wait|but for|but|also for|repeat for|again for|versus"
)
CORRECT = word_set("no nah nope meant mean actually sorry instead oops correction wait rather make")
DROP = word_set(
    "drop exclude without remove excluding ignore skip hide omit minus except not lose leave take filter no cut nothing"
)
WIDEN = frozenset(["add", "include", "also", "plus", "including"])
WHO = frozenset(["owner", "manager", "team"])
PLACE = frozenset(["owner", "manager", "team", "region"])
LISTS = phrase_list(
    "list them|show them|show me them|show me the deals|show the deals|which ones|list those|which deals|"
    "the list|show those|list the deals|details|which are they|what are they|who are they|show me those|"
    "list it|as a list|see them|let me see them|drill down|the details|show details|show me which ones|"
    "show me the list|which|break it out into deals|give me the list|show rows"
)
BEFORE = phrase_list(
    "the one before|one before|the previous one|previous one|the one before that|before that|previous|"
    "prior one|the prior one|one before that|the period before|previous period|prior period|the one prior"
)
AFTER = phrase_list(
    "the one after|the next one|next one|one after|after that|the one after that|next|the following one|"
    "the one following"
)
UNIT_BEFORE = phrase_list("the {} before|{} before|the previous {}|the {} before that|the prior {}|{} before that")
UNIT_AFTER = phrase_list("the {} after|the next {}|{} after|the {} after that")
A_YEAR_AGO = phrase_list(
    "same period last year|same time last year|a year ago|the year before|a year earlier|last year same period|"
    "same period a year ago|same quarter last year|same month last year"
)
MOST_LISTED = 1_000
GOODS = ("product", "series")
SHOWS = word_set("show display open pull get see find view")
NO_REASON = (
    "The records hold a reason only for deals that were lost, so I cannot say why. "
    "I can show what stands behind a number, for example “lost deals by lost reason” or “show me the deals”."
)


def merged(
    message: Message, parts: Parts, before: QuerySpec, names: NameIndex, today: date
) -> QuerySpec | Asked | Cannot | None:
    """The previous spec as a follow-up changes it; None when the message is a question of its own."""
    if parts.unclear:
        first = parts.unclear[0]
        return Asked(first.slot, first.words, first.options, first.at, first.unknown)
    if _is_new(message, parts, before):
        return None
    if message.words[0] == "why" and not (parts.clauses or parts.windows or parts.groups or parts.measures):
        return _why(before)
    if parts.vague and not parts.clauses and not parts.windows:
        slot, words = parts.vague[0]
        return Asked(slot, words)
    if parts.as_of and not parts.windows:
        if not _decided(before):
            return no_picture_of(parts.as_of, today)
        parts.windows.append((parts.as_of, ""))
    spec = before
    spec = _with_filters(message, parts, spec, names, today)
    spec = _with_time(message, parts, spec, today)
    spec = _with_measures(message, parts, spec)
    spec = _with_groups(message, parts, spec)
    return _with_order(message, parts, spec, names, today)


def _decided(spec: QuerySpec) -> bool:
    """Whether a spec is about deals that were won or lost, whose past does not change."""
    return any(
        isinstance(f, Filter) and f.field == "status" and f.value in ("won", "lost", "closed") for f in spec.filters
    )


def _text(message: Message) -> str:
    return " ".join(w for w in message.words if w not in (",", "?", "!", "."))


def _is_new(message: Message, parts: Parts, before: QuerySpec) -> bool:
    """Whether a message stands on its own: it names its subject, asks something about it and opens so."""
    if asks_owner(parts) or _shows_account(message, parts) or _asks_who_is_best(message, parts):
        return True
    text = _text(message)
    opens = text.startswith(SUBSTITUTE) or bool(
        set(message.words) & (REFINE | word_set("them those these that it same instead also ones"))
    )
    opens = opens or message.words[0] in DROP | WIDEN | word_set(
        "by sort group split per top total count average avg how excluding order rank last since ok so biggest "
        "largest first worst best"
    )
    subject = bool(parts.heads) and not (parts.heads[0] == "opportunity" and before.entity == "opportunity" and opens)
    # A head that is only grouped or counted by belongs to the follow-up: “by rep”, “how many accounts”.
    settled = bool(parts.clauses or parts.measures or parts.marks & {"count", "sum", "how_much", "revenue", "pipeline"})
    if subject and settled and not opens:
        return True
    if message.words[0] in ("how",) and subject and (parts.clauses or parts.windows) and len(message.words) > 5:
        return True
    return (
        bool(parts.marks & {"revenue", "pipeline"} or parts.measures)
        and bool(parts.clauses or parts.groups or parts.windows)
        and not opens
    )


def _shows_account(message: Message, parts: Parts) -> bool:
    """“show me Contoso”: the account itself, and not those of the deals before that are with it."""
    if message.words[0] not in SHOWS or set(message.words) & (REFINE | CORRECT | DROP | WIDEN):
        return False
    said = {c.condition.field for c in parts.clauses}
    return said == {"account"} and not (parts.heads or parts.windows or parts.groups or parts.measures or parts.fields)


def _asks_who_is_best(message: Message, parts: Parts) -> bool:
    """“who is the best rep”: a whole question; “who is the worst” ranks what was asked before."""
    return message.words[0] in ("who", "whos", "who's") and bool(parts.heads and parts.rankings) and not parts.verbs


def _why(spec: QuerySpec) -> QuerySpec | Cannot:
    """The question before with the reasons of what was lost; nothing else has a reason on record."""
    lost = Filter(field="status", op="eq", value="lost")
    if spec.entity != "opportunity" or lost not in spec.filters:
        return Cannot(NO_REASON)
    if not spec.measures:
        return spec.model_copy(update={"fields": tuple(dict.fromkeys((*spec.fields, "lost_reason")))})
    groups = tuple(dict.fromkeys((*spec.group_by, "lost_reason")))
    return spec.model_copy(update={"group_by": groups, "compare": None})


def number_put_right(message: Message, before: QuerySpec) -> QuerySpec | None:
    """“30 not 45”: a number and nothing else replaces the last one of its kind."""
    if any(w.isalpha() and w not in BESIDE_NUMBERS for w in message.words):
        return None
    found: Amount | None = None
    for at in range(len(message.words)):
        amount = read_amount(message.tokens, at)
        if (
            amount
            and message.words[at - 1 : at] != ["not"]
            and not (found and at and read_amount(message.tokens, at - 1))
        ):
            found = amount
    if found is None:
        return None
    filters = [f for f in before.filters if isinstance(f, Filter) and isinstance(f.value, (int, float))]
    if before.limit and not (found.unit or found.money or found.percent) and 0 < found.value <= MOST_LISTED:
        # “top 5 reps”, “make it 10”: how many there are is what is put right.
        return before.model_copy(update={"limit": int(found.value)})
    fit = [f for f in filters if ("days" in f.field) == bool(found.unit)] if found.unit or found.money else filters
    if not fit:
        return None
    value = found.days if found.unit and found.days is not None else found.number
    old = fit[-1].value
    if fit[-1].field == "amount" and isinstance(old, (int, float)) and old >= 1000 > value and not found.money:
        # “over 50k”, “make it 60”: in thousands, as before.
        value = value * 1000
    changed = fit[-1].model_copy(update={"value": value})
    return before.model_copy(update={"filters": tuple(changed if f is fit[-1] else f for f in before.filters)})


def number_first(message: Message, before: QuerySpec) -> tuple[QuerySpec, Message] | None:
    """“make that 3, and strategic only”: (the question with its number put right, the rest of the change)."""
    at = next((i for i, w in enumerate(message.words) if w in (",", "and", "but", ";")), 0)
    rest = at
    while rest < len(message.words) and message.words[rest] in (",", "and", "but", ";", "also", "then"):
        rest += 1
    if not at or rest >= len(message.words) or any(len(w) == 4 and w[:2] in ("19", "20") for w in message.words[:at]):
        return None
    found = number_put_right(message.part(0, at), before)
    return (found, message.part(rest)) if found else None


SAME = re.compile(
    r"(?:(?: [,.?;-])+| for| over| in| with| on)? (?:for |over |in |with )?(?:the )?same "
    r"(?:period|time ?frame|timeline|filters?|dates?|window|criteria|conditions?|range|time period|date range|"
    r"settings?|"
    r"everything|question|thing)(?: (?:as before|again|please|pls))?(?: [?.!])*$"
)
"""What says that the rest stays as it was, which a follow-up means anyway."""


def without_the_same(message: Message) -> Message:
    """“and Cassey? same period” as “and Cassey?”."""
    text = " ".join(message.words)
    found = SAME.search(text)
    kept = len(text[: found.start()].split()) if found else 0
    return message.part(0, kept) if kept else message


def step_in_time(message: Message, before: QuerySpec, today: date) -> QuerySpec | None:
    """“and the one before?”: the previous period moved by its own length; “a year ago” by a year."""
    if before.time is None:
        return None
    text, window = _without_opening(_text(message)), before.time.window
    n = -1 if text in BEFORE else 1 if text in AFTER else 0
    for unit in ("year", "quarter", "month", "week", "day", "half"):
        if text in _said_with(unit, UNIT_BEFORE):
            if unit == "year" and not window.startswith("year:") and not window.isdigit() and window != "ytd":
                return _over(before, a_year_before(window, today))
            n = -1
        elif text in _said_with(unit, UNIT_AFTER):
            n = 1
    if text in A_YEAR_AGO:
        return _over(before, a_year_before(window, today))
    try:
        return _over(before, shift(window, n, today)) if n else None
    except ValueError:
        return None


BESIDE_AGENTS = word_set("and what about the how one agent same for now also ok then only just")


def of_another_agent(message: Message, before: QuerySpec) -> QuerySpec | None:
    """“and the analytics one?”: the same of another agent."""
    if CATALOGUE[before.entity].field("agent") is None or before.entity in ("opportunity", "setting"):
        return None
    found, spans = agents(message)
    left = [w for w in message.without(spans).words if w.isalnum() and w not in BESIDE_AGENTS]
    if len(found) != 1 or found == ["all"] or left:
        return None
    rest = tuple(f for f in before.filters if not (isinstance(f, Filter) and f.field == "agent"))
    return before.model_copy(update={"filters": (*rest, Filter(field="agent", op="eq", value=found[0]))})


def _without_opening(text: str) -> str:
    """“and what about the one before” as “the one before”."""
    for opening in (
        "and ",
        "what was it ",
        "what is it ",
        "what were they ",
        "how was it ",
        "what about ",
        "how about ",
        "and ",
        "for ",
        "ok ",
    ):
        text = text.removeprefix(opening)
    return text


def _said_with(unit: str, phrases: tuple[str, ...]) -> set[str]:
    return {phrase.format(unit) for phrase in phrases}


def _over(spec: QuerySpec, window: str) -> QuerySpec:
    """The same question over another window."""
    return spec.model_copy(update={"time": spec.time and spec.time.model_copy(update={"window": window})})


# Filters


def _with_filters(message: Message, parts: Parts, spec: QuerySpec, names: NameIndex, today: date) -> QuerySpec:
    new = list(_segmented(parts, spec, names, today))
    if not new:
        return spec
    words = set(message.words)
    text = _text(message)
    widen = (
        (bool(words & WIDEN) or text.endswith((" too", " as well"))) and not parts.groups and "neg" not in parts.marks
    )
    drop = bool(words & DROP) and any(
        isinstance(f, Filter) and f.op in phrase_list("ne|not_in|gte|lte|lt|gt|is_null|not_null") for f in new
    )
    refine = bool(words & REFINE) or drop
    substitute = not refine and (
        text.startswith(SUBSTITUTE) or bool(words & {"same", "instead", "meant"}) or len(message.words) <= 4
    )
    filters = list(spec.filters)
    for each in new:
        if isinstance(each, Filter) and f"bare:{each.field}" in parts.marks:
            # “make it 60 days”: only the number changes, not how it is compared.
            old = next(
                (
                    f
                    for f in filters
                    if isinstance(f, Filter) and f.field == each.field and f.op in ("gt", "gte", "lt", "lte")
                ),
                None,
            )
            each = each.model_copy(update={"op": old.op}) if old else each
        filters = _placed(filters, each, widen=widen, substitute=substitute, correct=bool(words & CORRECT))
    return spec.model_copy(update={"filters": tuple(filters)})


def _segmented(parts: Parts, spec: QuerySpec, names: NameIndex, today: date) -> tuple[Condition, ...]:
    """The conditions of a follow-up, named as the previous entity names its fields."""
    renamed: dict[str, str] = {}
    if spec.entity == "account":
        renamed = {
            "account.sector": "sector",
            "account.country": "country",
            "account.tag": "tag",
            "product": "won_product",
        }
    if spec.entity == "exception":
        renamed = {"owner": "assignee"}
    if spec.entity == "agent_action":
        renamed = {"manager": "actor"}
    found: list[Condition] = []
    for one in conditions(parts.clauses):
        if isinstance(one, Filter):
            one = one.model_copy(update={"field": renamed.get(one.field, one.field)})
        found.append(one)
    if {"is:slipped", "is:past_due", "is:at_risk"} & parts.marks:
        whole = resolved(parts, names, today)
        if isinstance(whole, Resolved):
            return whole.spec.filters
    return tuple(found)


def _placed(
    filters: list[Condition], each: Condition, *, widen: bool, substitute: bool, correct: bool
) -> list[Condition]:
    """The filters with one more: excluded, added to its like, or in place of what it is like."""
    if isinstance(each, AnyOf):
        return [*filters, each]
    if each.op in ("ne", "not_in", "is_null", "not_null"):
        return _excluded(filters, each)
    same = [f for f in filters if isinstance(f, Filter) and f.field == each.field]
    if widen and same and each.op in ("eq", "in"):
        return [_united(f, each) if f is same[0] else f for f in filters]
    if each.field in ("stage", "status"):
        return _with_status(filters, each, widen=widen)
    like = _alike(filters, each) if substitute and not same else []
    goods = _chosen(filters, GOODS) if each.field in GOODS and each.op in ("eq", "in") else []
    if len(like) == 1 or goods:
        return [each if f is (like or goods)[0] else f for f in filters]
    if not same or (not correct and _bounds_other_side(same, each)):
        return [*filters, each]
    at = filters.index(same[0])
    keep = [f for f in filters if f not in same]
    return [*keep[:at], each, *keep[at:]]


def _chosen(filters: list[Condition], names: Collection[str]) -> list[Filter]:
    """The filters that choose values of these fields."""
    return [f for f in filters if isinstance(f, Filter) and f.field in names and f.op in ("eq", "in")]


def _alike(filters: list[Condition], each: Filter) -> list[Filter]:
    """Who or where it was before: “same for west” takes the place of a region, or of a person."""
    if each.op not in ("eq", "in") or each.field not in PLACE:
        return []
    family = _chosen(filters, WHO if each.field in WHO else PLACE)
    return [f for f in family if (f.field in WHO) == (each.field in WHO)] if len(family) == 1 else []


def _with_status(filters: list[Condition], each: Filter, *, widen: bool) -> list[Condition]:
    """A stage or status in place of the one before; “open” stays beside a stage."""
    kin = _chosen(filters, ("stage", "status"))
    if widen and kin and kin[0].field != each.field:
        return [AnyOf(any=(kin[0], each)) if f is kin[0] else f for f in filters]
    stays = [f for f in kin if each.field == "stage" and f.field == "status" and f.value == "open"]
    return [*(f for f in filters if f not in kin or f in stays), each]


def _bounds_other_side(same: list[Filter], each: Filter) -> bool:
    """“under 100k” after “over 50k”: the other end of a range."""
    sides = {"gt", "gte", "lt", "lte"}
    return each.op in sides and all(f.op in sides and f.op[0] != each.op[0] for f in same)


def _excluded(filters: list[Condition], each: Filter) -> list[Condition]:
    """A value dropped: taken out of a list that has it, else excluded."""
    out: list[Condition] = []
    gone = set(map(str, each.value if isinstance(each.value, tuple) else (each.value,)))
    done = False
    for f in filters:
        if (
            isinstance(f, Filter)
            and f.field == each.field
            and f.op == "in"
            and isinstance(f.value, tuple)
            and gone & set(map(str, f.value))
        ):
            left = tuple(v for v in f.value if str(v) not in gone)
            out.append(
                f.model_copy(
                    update={"op": "in" if len(left) > 1 else "eq", "value": left if len(left) > 1 else left[0]}
                )
                if left
                else f
            )
            done = True
        elif isinstance(f, Filter) and f.field == each.field and f.op in ("ne", "not_in"):
            had = f.value if isinstance(f.value, tuple) else (f.value,)
            out.append(f.model_copy(update={"op": "not_in", "value": tuple(dict.fromkeys((*had, *gone)))}))
            done = True
        elif isinstance(f, Filter) and f.field == each.field and f.op == "eq" and str(f.value) in gone:
            done = True
        else:
            out.append(f)
    return out if done else [*out, each]


def _united(first: Filter, more: Filter) -> Filter:
    had = first.value if isinstance(first.value, tuple) else (first.value,)
    new = more.value if isinstance(more.value, tuple) else (more.value,)
    return Filter(field=first.field, op="in", value=tuple(dict.fromkeys((*had, *new))))


# The rest of a spec


def _with_time(message: Message, parts: Parts, spec: QuerySpec, today: date) -> QuerySpec:
    windows = [w for w in parts.windows if w[0] != "@previous"]
    if not parts.windows:
        if message.has_phrase("all time") or (
            message.has("overall", "ever") and spec.time is not None and not parts.clauses
        ):
            return spec.model_copy(update={"time": None})
        return spec
    # “sarah vs priya this quarter” sets two people against each other, and both in one period.
    sides = len(windows) == 1 and bool(parts.versus)
    if not sides and ("vs" in parts.marks or message.has("compare", "compared")) and spec.time is not None:
        other = windows[0][0] if windows else shift(spec.time.window, -1, today)
        return spec.model_copy(update={"compare": Compare(window=other)})
    if not windows:
        return spec
    window, role = windows[0]
    fields = (role,) if role else spec.time.fields if spec.time else (_date_field(spec),)
    return spec.model_copy(update={"time": Period(fields=fields, window=window)})


def _date_field(spec: QuerySpec) -> str:
    dates = {
        "lead": "created",
        "activity": "date",
        "quota": "period",
        "exception": "created",
        "agent_action": "at",
        "rule": "created",
        "snapshot": "created",
        "rep": "close_date",
        "account": "close_date",
    }
    if spec.entity in dates:
        return dates[spec.entity]
    return "close_date"


def _with_measures(message: Message, parts: Parts, spec: QuerySpec) -> QuerySpec:
    marks = parts.marks
    text = _text(message)
    if (
        any(
            text == phrase or (text.endswith(" " + phrase) and len(text.split()) <= len(phrase.split()) + 3)
            for phrase in LISTS
        )
        and not parts.clauses
    ):
        return spec.model_copy(update={"measures": (), "group_by": (), "having": ()})
    wanted: list[str] = [m for m in parts.measures if m not in ("accuracy_rate", "reply_count")]
    if "count" in marks and not parts.counted:
        wanted.append("count")
    if "avg" in marks and not wanted:
        wanted.append("avg_amount" if "cycle_days" not in spec.measures else "cycle_days")
    if "share" in marks and not wanted:
        wanted.append("amount_share" if marks & {"sum", "revenue"} or "amount" in spec.measures else "count_share")
    if marks & {"sum", "how_much", "revenue"} and not wanted:
        wanted.append("amount")
    if not wanted:
        return spec
    both = bool(set(message.words) & {"also", "plus", "too", "add", "include"}) and spec.measures
    found = (*spec.measures, *wanted) if both else tuple(wanted)
    return spec.model_copy(update={"measures": tuple(dict.fromkeys(found))})


def _with_groups(message: Message, parts: Parts, spec: QuerySpec) -> QuerySpec:
    groups = [g.replace("@date", spec.time.fields[0] if spec.time else _date_field(spec)) for g in parts.groups]
    if spec.entity == "account":
        groups = [g.removeprefix("account.") for g in groups]
    if "trend" in parts.marks and not groups:
        groups = [f"{spec.time.fields[0] if spec.time else _date_field(spec)}.month"]
    for column in parts.versus:
        if column not in groups and column not in spec.group_by:
            groups.append(column)
    if not groups:
        return spec
    more = set(message.words) & MORE_GROUPS or any(message.has_phrase(p) for p in ("as well", "on top", "and then by"))
    both = bool(more) and bool(spec.group_by)
    measures = spec.measures or ("count",)
    if not spec.measures and spec.entity == "opportunity" and parts.marks & {"sum", "how_much"}:
        measures = ("amount",)
    found = (*spec.group_by, *groups) if both else tuple(groups)
    changes: dict[str, object] = {"group_by": tuple(dict.fromkeys(found)), "measures": measures}
    if spec.sort and not all(s.by in measures for s in spec.sort):
        changes["sort"] = ()
    return spec.model_copy(update=changes)


MORE_GROUPS = word_set("also too additionally add further within plus")
"""Words that put one more group beside those before."""


def _with_order(message: Message, parts: Parts, spec: QuerySpec, names: NameIndex, today: date) -> QuerySpec:
    del names, today
    sort = list(spec.sort)
    limit = spec.limit
    for what, way in parts.sorts:
        by = {"won": "count", "lost": "count"}.get(what, what)
        down = by in (*spec.measures, "amount", "count", "days_in_stage", "last_activity_days")
        sort = [Sort(by=by, dir=way or ("desc" if down else "asc"))]
    for ranking in parts.rankings:
        limit = ranking.n or limit
        way = ranking.dir
        if spec.group_by and spec.measures:
            sort = [Sort(by=spec.measures[0], dir=way)]
        elif ranking.what in ("amount", "measure"):
            by = "amount" if not spec.sort or ranking.what == "amount" else spec.sort[0].by
            sort = [Sort(by=by, dir=way)]
        elif ranking.what == "age":
            closed = any(
                isinstance(f, Filter) and f.field == "status" and f.value in ("won", "lost", "closed")
                for f in spec.filters
            )
            column = {"lead": "created", "activity": "date", "exception": "created"}.get(
                spec.entity, "close_date" if closed else "created"
            )
            sort = [Sort(by=column, dir="asc" if way == "desc" else "desc")]
        elif ranking.what == "stage":
            sort = [Sort(by="days_in_stage", dir="desc")]
        elif ranking.what == "idle":
            sort = [Sort(by="last_activity_days", dir="desc")]
        elif ranking.what == "close":
            sort = [Sort(by="close_date", dir="asc")]
        if not ranking.n and not ranking.plural and (parts.singular or message.has("which", "who")) and limit is None:
            limit = 1
    if parts.limit:
        limit = parts.limit
    having = (*spec.having, *parts.having)
    for each in parts.counted:
        having = (*having, Filter(field="count", op=each.op, value=each.value))
    fields = spec.fields
    if "who" in parts.marks and "own" in parts.verbs:
        parts.fields.append("owner")
    columns = [f for f in parts.fields if f not in ("status", "source", "type")]
    if columns and not parts.clauses and not parts.groups and not parts.sorts:
        fields = tuple(dict.fromkeys((*fields, *columns)))
    return spec.model_copy(update={"sort": tuple(sort), "limit": limit, "having": having, "fields": fields})
