"""Names of people, accounts, products, places and stages, alone or several of a kind."""

from __future__ import annotations

from domain.language.clauses.looks import head_after
from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.names import Candidate, tops
from domain.language.parts import NAME_FIELDS, Unclear
from domain.language.text import phrase_list, word_set
from domain.query import Filter

JOINTS = phrase_list("and|or|,|/|+|nor|plus|n|either|'s|-")
BETWEEN_NAMES = phrase_list("team|group|the|deals|region|in|'|s")
KIND_OF_NOUN = {
    "team": "team",
    "region": "region",
    "stage": "stage",
    "leads": "lead_source",
    "lead": "lead_source",
    "account": "account",
    "product": "product",
}
"""The kind of a name by the noun after it."""
KINDS = phrase_list(
    "series|stage|region|team|person|product|account|forecast_category|sector|country|tag|activity_type|lead_source|"
    "lost_reason|channel|source"
)
"""Which kind is meant first where a word names things of several kinds."""
NOUNS = {
    "person": ("team", "manager", "region"),
    "team": ("team",),
    "region": ("region", "team"),
    "account": ("account",),
    "product": ("product",),
    "series": ("series", "product"),
    "sector": ("sector",),
    "stage": ("stage",),
}
"""The nouns that say again what kind of thing was named."""


def named(cursor: Cursor) -> bool:
    """A name, or several of one kind joined by and, or, comma or versus."""
    if (
        not cursor.here.names
        or is_a_status(cursor)
        or (cursor.has("pipeline") and not about_category(cursor))
        or is_ourselves(cursor)
    ):
        return False
    kind, values = name_values(cursor, cursor.here, 0)
    if kind:
        kind, n, versus = more_names(cursor, kind, values)
        put_names(cursor, kind, values, versus)
        cursor.take(n)
        swallow_noun(cursor, kind)
    return True


def all_called(cursor: Cursor) -> bool:
    """“the two Mikes”, “both MGs”: everybody, or every product, that is called so, where there are that many."""
    n = cursor.skip_some(0, ("the", "of", "of the", "all", "all the", "all of the"))
    said = cursor.look(n)
    many = (
        2
        if said.text in ("both", "both the", "both of the")
        else int(said.amount.value)
        if said.amount and is_bare(said)
        else 0
    )
    at = cursor.skip_some(n + 1, ("of", "the", "our", "of the"))
    mention = cursor.look(at)
    if not many or not mention.names:
        return False
    best = tops(mention.names)
    people = list(dict.fromkeys(c.named.value for c in best if c.named.kind == "person"))
    series = [c.named.value for c in best if c.named.kind == "series"]
    goods = list(cursor.names.series.get(series[0], ())) if len(series) == 1 else []
    kind, values = ("person", people) if len(people) == many else ("product", goods)
    if len(values) != many or (kind == "person" and len(people) < 2):
        return False
    cursor.take(at)
    put_names(cursor, kind, values, versus=False)
    cursor.take()
    swallow_noun(cursor, kind)
    return True


def is_bare(mention: Mention) -> bool:
    """Whether a mention is a small number and nothing more."""
    amount = mention.amount
    return amount is not None and 1 < amount.value < 20 and not (amount.money or amount.unit or amount.percent)


def is_a_status(cursor: Cursor) -> bool:
    """“deals closed this week”: what became of them, also where a forecast category is called “Closed”."""
    kinds = {c.named.kind for c in cursor.here.names}
    could_be = "forecast_category" in kinds and kinds <= {"forecast_category", "stage"}
    return cursor.has("status") and could_be and not about_category(cursor)


BEFORE_A_COUNTRY = word_set("in the from within across outside of for or and not non based only all by both , + /")
AFTER_A_COUNTRY = word_set("based only customers accounts companies clients deals firms logos side business ones based")


def is_ourselves(cursor: Cursor) -> bool:
    """“take us”, “gave us”: we, and not the United States."""
    if cursor.here.text != "us":
        return False
    if cursor.look(-1).text == "from" and "buy" in cursor.parts.verbs:
        # “accounts that never bought anything from us”.
        return True
    before = cursor.look(-2 if cursor.look(-1).text == "-" else -1).text.rpartition(" ")[2]
    after = cursor.look(1).text.partition(" ")[0]
    return before not in BEFORE_A_COUNTRY and after not in AFTER_A_COUNTRY and cursor.at > 0


def more_names(cursor: Cursor, kind: str, values: list[str]) -> tuple[str, int, bool]:
    """(kind, mentions used, whether they are set against each other) of the names that follow; `values` grows."""
    n, versus = 1, False
    while True:
        joint, step = joint_length(cursor, n)
        following = cursor.look(n + step)
        if not step or not following.names:
            return kind, n, versus
        more_kind, more = name_values(cursor, following, n + step, kind)
        if {more_kind, kind} == {"series", "product"}:
            values[:], more = as_products(cursor, kind, values), as_products(cursor, more_kind, more)
            kind = more_kind = "product"
        if more_kind != kind:
            return kind, n, versus
        values += [v for v in more if v not in values]
        versus = versus or joint == "vs"
        n += step + 1


def about_category(cursor: Cursor) -> bool:
    """Whether “pipeline” is the forecast category of that name."""
    before = cursor.look(-2 if cursor.look(-1).text in ("is", "=", ":", "are", "as", "of", "-") else -1)
    after = cursor.look(2 if cursor.look(1).text == "-" else 1)
    said = before.text.startswith(("categori", "forecast as", "forecasted as", "classed as", "marked as"))
    return said or "forecast_category" in (before.get("field"), after.get("field"))


def joint_length(cursor: Cursor, n: int) -> tuple[str, int]:
    """(kind of joint, its length) between two names."""
    step, joint = 0, ""
    while (mention := cursor.peek(n + step)) is not None:
        if mention.has("vs"):
            joint = "vs"
        elif mention.text in JOINTS or mention.has("and") or mention.has("or"):
            joint = joint or "and"
        elif mention.text not in BETWEEN_NAMES or not (joint or leads_to_joint(cursor, n + step)):
            break
        step += 1
    return (joint, step) if joint else ("", 0)


def as_products(cursor: Cursor, kind: str, values: list[str]) -> list[str]:
    """A series as the products it is made of."""
    return [p for v in values for p in cursor.names.series.get(v, ())] if kind == "series" else values


def leads_to_joint(cursor: Cursor, n: int) -> bool:
    """Whether the words here (“team”) are followed by a joint and another name: “dustin's team vs summer's”."""
    return cursor.has("vs", n + 1) and bool(cursor.look(n + 2).names)


def name_values(cursor: Cursor, mention: Mention, n: int, wanted: str = "") -> tuple[str, list[str]]:
    """(kind, values) a mention stands for here; an open question is noted and gives no kind."""
    best = tops(fitting(mention, cursor.look(n + 1).text, wanted))
    kind = preferred_kind(cursor, {c.named.kind for c in best}, mention)
    values = list(dict.fromkeys(c.named.value for c in best if c.named.kind == kind))
    if len(values) == 1:
        return kind, values
    slot = kind if kind in ("account", "person", "product", "region") else "account"
    cursor.parts.unclear.append(Unclear(slot, mention.text, tuple(values), (mention.start, mention.end)))
    cursor.at += 1
    return "", []


def fitting(mention: Mention, follows: str, wanted: str) -> tuple[Candidate, ...]:
    """What a mention may name beside the word that follows it and the kind of the names before."""
    wants = KIND_OF_NOUN.get(follows, "")
    same = tuple(c for c in mention.names if c.named.kind == wanted)
    meant = same or tuple(c for c in mention.names if c.named.kind == wants)
    if meant or not mention.possessive:
        return meant or mention.names
    owners = tuple(c for c in mention.names if c.named.kind in ("person", "account"))
    people = tuple(c for c in owners if c.named.kind == "person")
    nearly = people and max(c.score for c in people) >= max(c.score for c in owners) - 12
    return (people if nearly else owners) or mention.names


def preferred_kind(cursor: Cursor, kinds: set[str], mention: Mention) -> str:
    """The kind that is meant where a word names things of several kinds."""
    if len(kinds) > 1 and mention.text == "pipeline":
        kinds = kinds - {"forecast_category"}
    if len(kinds) > 1 and "lead_source" in kinds and speaks_of_leads(cursor):
        return "lead_source"
    return next(kind for kind in KINDS if kind in kinds)


def speaks_of_leads(cursor: Cursor) -> bool:
    """Whether leads are asked about."""
    return "lead" in cursor.parts.heads or head_after(cursor, 1) in ("leads", "lead")


def put_names(cursor: Cursor, kind: str, values: list[str], versus: bool) -> None:
    """The names as a condition on the field of their kind; decided stages are statuses, what was bought was won."""
    if kind == "person":
        put_people(cursor, values, versus)
        return
    column = NAME_FIELDS.get(kind, kind)
    status = {name: status for name, status, _ in cursor.names.stages}
    if kind == "stage" and all(status.get(v) in ("won", "lost") for v in values):
        column, values = "status", [status[v] for v in values]
    if kind == "product" and is_purchase(cursor):
        column = "won_product"
    if kind == "account" and cursor.look(-1).text in OWNED_BY and "account" in cursor.parts.heads:
        column = "account.parent"
    put_values(cursor, column, values, versus)


def put_values(cursor: Cursor, column: str, values: list[str], versus: bool) -> None:
    """Values of a field, and that they are set against each other."""
    if set_against(cursor, column, values):
        return
    versus = versus or (cursor.has("vs", -1) and any(f.op == "eq" for f in cursor.parts.values(column)))
    cursor.add_values(column, values)
    if versus:
        cursor.mark("vs")
        cursor.parts.versus.append(column)
    cursor.last = (column, cursor.at)


OWNERS = {"owner": "manager", "manager": "owner"}


def set_against(cursor: Cursor, column: str, values: list[str]) -> bool:
    """“Darcel's win rate against Melvin's team”: a rep's deals on one side, a whole team's on the other."""
    other = OWNERS.get(column)
    sides = bool(other) and any(f.op in ("eq", "in") for f in cursor.parts.values(str(other)))
    if not (sides and cursor.has("vs", -1) and len(values) == 1) or cursor.parts.values(column) or cursor.negated:
        return False
    cursor.mark("vs")
    cursor.parts.against += [
        Filter(field=column, op="eq", value=values[0]),
        Filter(field=str(other), op="not_null"),
    ]
    return True


OWNED_BY = ("owned by", "belonging to", "part of", "held by", "under", "that belong to", "controlled by")
"""Words between companies and the one they belong to."""


def is_purchase(cursor: Cursor) -> bool:
    """Whether accounts are asked about by what they bought."""
    return cursor.parts.heads[:1] == ["account"] and "buy" in cursor.parts.verbs


def put_people(cursor: Cursor, values: list[str], versus: bool) -> None:
    """People as owners; managers as those whose teams the deals are of."""
    managers = {p.name for p in cursor.names.people if p.role == "manager"}
    negated = cursor.negated
    for column in dict.fromkeys("manager" if v in managers else "owner" for v in values):
        cursor.negated = negated
        put_values(cursor, column, [v for v in values if (v in managers) == (column == "manager")], versus)


def swallow_noun(cursor: Cursor, kind: str) -> None:
    """The noun that only says what kind of thing was named: “enterprise team”, “dustin's group”, “west region”."""
    mention = cursor.look(0)
    entity = mention.get("entity")
    team_of = kind == "person" and entity == "team"
    if entity not in NOUNS.get(kind, ()) or (mention.possessive and not team_of):
        return
    if kind == "person" and entity == "region" and not cursor.look(-1).possessive:
        return
    cursor.take()
    if kind == "person" and cursor.has("entity", 0, "rep") and cursor.parts.heads:
        cursor.take()
