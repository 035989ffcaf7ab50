"""Names of people, accounts, products, places and stages, alone or several of a kind."""

from __future__ import annotations

from domain.language.clauses.looks import head_after
from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.names import Candidate, tops
from domain.language.parts import NAME_FIELDS, Unclear
from domain.language.text import phrase_list


def named(cursor: Cursor) -> bool:
    """A name, or several of one kind joined by and, or, comma or versus."""
    first = cursor.mentions[cursor.at]
    if not first.names:
        return False
    if first.has("pipeline") and not about_category(cursor):
        return False
    kind, values = name_values(cursor, first, 0)
    if not kind:
        return True
    n = 1
    versus = False
    while True:
        joint, step = joint_length(cursor, n)
        following = cursor.peek(n + step)
        if not step or following is None or not following.names:
            break
        more_kind, more = name_values(cursor, following, n + step, kind)
        if {more_kind, kind} == {"series", "product"}:
            values, more = as_products(cursor, kind, values), as_products(cursor, more_kind, more)
            kind = more_kind = "product"
        if more_kind != kind:
            break
        values += [v for v in more if v not in values]
        versus = versus or joint == "vs"
        n += step + 1
    put_names(cursor, kind, values, versus)
    cursor.take(n)
    swallow_noun(cursor, kind)
    return True


def about_category(cursor: Cursor) -> bool:
    """Whether “pipeline” is the forecast category of that name."""
    before, after = cursor.peek(-1), cursor.peek(1)
    return bool(
        (before and before.get("field") == "forecast_category") or (after and after.get("field") == "forecast_category")
    )


def joint_length(cursor: Cursor, n: int) -> tuple[str, int]:
    """(kind of joint, its length) between two names."""
    step = 0
    joint = ""
    while (mention := cursor.peek(n + step)) is not None:
        if mention.has("vs"):
            joint = "vs"
        elif (
            mention.text in phrase_list("and|or|,|/|nor|plus|n|either|'s|-") or mention.has("and") or mention.has("or")
        ):
            joint = joint or "and"
        elif mention.text in phrase_list("team|group|the|deals|region|in|'|s") and (
            joint or leads_to_joint(cursor, n + step)
        ):
            pass
        else:
            break
        step += 1
    return (joint, step) if joint else ("", 0)


def as_products(cursor: Cursor, kind: str, values: list[str]) -> list[str]:
    """A series as the products it is made of."""
    return [p for v in values for p in cursor.names.series.get(v, ())] if kind == "series" else values


def leads_to_joint(cursor: Cursor, n: int) -> bool:
    """Whether the words here (“team”) are followed by a joint and another name: “dustin's team vs summer's”."""
    after, name = cursor.peek(n + 1), cursor.peek(n + 2)
    if after is not None and after.has("vs") and name is not None:
        return bool(name.names)
    return False


def name_values(cursor: Cursor, mention: Mention, n: int, wanted: str = "") -> tuple[str, list[str]]:
    """(kind, values) a mention stands for here; an open question is noted and gives no kind."""
    candidates = fitting(cursor, mention, n, wanted)
    best = tops(candidates)
    kinds = {c.named.kind for c in best}
    chosen_kind = preferred_kind(cursor, kinds, mention)
    best = tuple(c for c in best if c.named.kind == chosen_kind)
    values = list(dict.fromkeys(c.named.value for c in best))
    if len(values) > 1:
        slot = chosen_kind if chosen_kind in ("account", "person", "product", "region") else "account"
        cursor.parts.unclear.append(Unclear(slot, mention.text, tuple(values), (mention.start, mention.end)))
        cursor.at += 1
        return "", []
    return chosen_kind, values


def fitting(cursor: Cursor, mention: Mention, n: int, wanted: str) -> tuple[Candidate, ...]:
    if wanted:
        same = tuple(c for c in mention.names if c.named.kind == wanted)
        if same:
            return same
    kinds = {c.named.kind for c in mention.names}
    after = cursor.peek(n + 1)
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


def preferred_kind(cursor: Cursor, kinds: set[str], mention: Mention) -> str:
    if len(kinds) == 1:
        return next(iter(kinds))
    if "forecast_category" in kinds and mention.text == "pipeline":
        kinds = kinds - {"forecast_category"}
    if "lead_source" in kinds and ("lead" in cursor.parts.heads or head_after(cursor, 1) in ("leads", "lead")):
        return "lead_source"
    order = phrase_list(
        "series|stage|region|team|person|product|account|forecast_category|sector|country|tag|"
        "activity_type|lead_source|lost_reason|channel|source"
    )
    return next(kind for kind in order if kind in kinds)


def put_names(cursor: Cursor, kind: str, values: list[str], versus: bool) -> None:
    if kind == "person":
        put_people(cursor, values, versus)
        return
    column = NAME_FIELDS.get(kind, kind)
    status = {name: status for name, status, _ in cursor.names.stages}
    if kind == "stage" and all(status.get(v) in ("won", "lost") for v in values):
        column, values = "status", [status[v] for v in values]
    if kind == "product" and is_purchase(cursor):
        column = "won_product"
    cursor.add_values(column, values)
    if versus:
        cursor.mark("vs")
        cursor.parts.versus.append(column)
    cursor.last = (column, cursor.at)


def is_purchase(cursor: Cursor) -> bool:
    return cursor.parts.heads[:1] == ["account"] and "buy" in cursor.parts.verbs


def put_people(cursor: Cursor, values: list[str], versus: bool) -> None:
    roles = {p.name: p.role for p in cursor.names.people}
    by_field: dict[str, list[str]] = {}
    for value in values:
        by_field.setdefault("manager" if roles.get(value) == "manager" else "owner", []).append(value)
    negated = cursor.negated
    for column, people in by_field.items():
        cursor.negated = negated
        cursor.add_values(column, people)
        if versus:
            cursor.mark("vs")
            cursor.parts.versus.append(column)
        cursor.last = (column, cursor.at)


def swallow_noun(cursor: Cursor, kind: str) -> None:
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
    mention = cursor.peek()
    if mention is None:
        return
    entity = mention.get("entity")
    if entity in nouns and not mention.possessive:
        if entity == "rep" and (kind != "person" or not cursor.parts.heads):
            return
        if (
            kind == "person"
            and entity in ("team", "region")
            and not (cursor.peek(-1) is not None and cursor.mentions[cursor.at - 1].possessive)
            and entity != "team"
        ):
            return
        if kind == "person" and entity == "rep":
            return
        cursor.take()
        if (
            kind == "person"
            and cursor.peek() is not None
            and cursor.mentions[cursor.at].has("entity", "rep")
            and cursor.parts.heads
        ):
            cursor.take()
