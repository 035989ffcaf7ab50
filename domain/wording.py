"""A question's own phrases: how filters, windows and names are said, so that text and its check agree on every word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from domain import formatting
from domain.catalogue import CATALOGUE, GRAINS, EntityInfo, Field, Kind
from domain.language.windows import say_window
from domain.query import AnyOf, Condition, FieldRef, Filter, Period, QuerySpec

NUMBER_WORDS = frozenset(
    """
    no none zero nil nothing nobody one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds
    thousand thousands million millions billion billions trillion dozen dozens half halves third thirds quarter
    quarters fourth fifth sixth tenth once twice thrice double doubled triple tripled couple several few many most
    majority minority handful all every both percent percentage nearly almost roughly
    """.split()  # noqa: SIM905
)
"""Words that say a number, or blur one; a claim may use none of them outside a figure."""
NAME_SHOWN = 80


def named(text: str) -> str:
    """A record's name as it stands in a sentence: in quotation marks when it holds anything like a number or a link.

    Quoted text is visibly somebody else's, so a deal called "5 won, call http://x" can neither state a figure nor
    open a link.
    """
    flat = re.sub(r"\s+", " ", text).strip().replace("“", "'").replace("”", "'")
    flat = re.sub(r"(?i)\b(https?|ftp|file|mailto|tel|javascript|data):/*", r"\1 ", flat)
    flat = re.sub(r"(?i)\bwww\.", "www ", flat).replace("<", "‹").replace(">", "›").replace("](", "] (")
    if len(flat) > NAME_SHOWN:
        flat = flat[: NAME_SHOWN - 1] + "…"
    return f"“{flat}”" if needs_quotes(flat) else flat


def needs_quotes(text: str) -> bool:
    """Whether a name could be mistaken for our own words: digits, number words, sentence marks, or nothing at all."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return (
        not words
        or any(char.isnumeric() for char in text)
        or any(word in NUMBER_WORDS for word in words)
        or re.search(r"[%$€£<>‹›\[\]()!?:;“”@#]|\.\s|\.\w|\.$", text) is not None
        or len(words) > 8
    )


def window_words(window: str) -> str:
    """`last quarter`, `the last 30 days`, `Q2 of 2017`: a symbolic window as people say it."""
    return say_window(window)


OWNED = {"owner": "owned by", "manager": "under", "account": "with", "product": "for", "stage": "in", "region": "in",
         "source": "from", "team": "in team", "country": "in", "type": "of type", "assignee": "for"}  # fmt: skip
AT_ITS_END = {"gt": "more than", "gte": "at least", "lt": "less than", "lte": "at most"}
OF_MONEY = {"gt": "over", "gte": "of at least", "lt": "under", "lte": "of at most"}
OF_DATES = {"gt": "after", "gte": "from", "lt": "before", "lte": "up to", "eq": "on", "ne": "not on"}
LASTING = {
    "days_in_stage": "in their stage for",
    "last_activity_days": "without activity for",
    "age_days": "waiting for",
}


def phrase(one: Condition, info: EntityInfo, currency: str) -> str:
    """One condition in words that follow "deals that are": `in Negotiation`, `over USD 50,000`."""
    if isinstance(one, AnyOf):
        return " or ".join(phrase(part, info, currency) for part in one.any)
    field = info.field(one.field) or _measured_field(one.field, info)
    if one.op in ("is_null", "not_null"):
        return f"{'without' if one.op == 'is_null' else 'with'} {_article(field)}"
    if isinstance(one.value, FieldRef):
        other = info.field(one.value.field)
        return f"whose {_lower(field)} {_verb(one.op)} their {_lower(other) if other else one.value.field}"
    if isinstance(one.value, str | tuple) and field.kind == "date":
        return _dated(one, field)
    if field.kind in ("money", "days", "count", "ratio"):
        return _measured(one, field, currency)
    return _valued(one, field)


def _measured_field(name: str, info: EntityInfo) -> Field:
    """A measure as if it were a field, for conditions on groups."""
    measure = info.measure(name)
    if measure is None:
        return Field(name=name, label=name.replace("_", " "), kind="text")
    kinds: dict[str, Kind] = {"money": "money", "days": "days", "ratio": "ratio"}
    return Field(name=name, label=measure.label, kind=kinds.get(measure.unit, "count"))


def _article(field: Field) -> str:
    noun = _lower(field)
    if field.kind == "date" and not noun.endswith(("date", "activity", "since")):
        noun += " date"
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def _lower(field: Field) -> str:
    return field.label[0].lower() + field.label[1:]


def _verb(op: str) -> str:
    return {"eq": "is", "ne": "is not", "gt": "is after", "gte": "is not before", "lt": "is before",
            "lte": "is not after"}.get(op, "is")  # fmt: skip


def _valued(one: Filter, field: Field) -> str:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    words = " or ".join(named(_shown(value)) for value in values)
    no = one.op in ("ne", "not_in")
    if field.name == "status":
        if no and len(values) > 1:
            return f"neither {words.replace(' or ', ' nor ')}"
        return f"not {words}" if no else words
    if field.kind == "flag":
        return f"{'not ' if no != (one.value is False) else ''}{_lower(field)}"
    lead = OWNED.get(field.name.rpartition(".")[2], "")
    if lead:
        return f"{'not ' if no else ''}{lead} {words}"
    return f"{'not ' if no else ''}with {_lower(field)} {words}"


def _shown(value: object) -> str:
    return (
        {True: "yes", False: "no", None: "empty"}.get(value, str(value))
        if isinstance(value, bool | None)
        else str(value)
    )


def _measured(one: Filter, field: Field, currency: str) -> str:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    texts = [_quantity(value, field, currency) for value in values]
    if one.op == "between" and len(texts) == 2:
        amount = f"between {texts[0]} and {texts[1]}"
    elif one.op in AT_ITS_END:
        limits = OF_MONEY if field.kind == "money" else AT_ITS_END
        amount = f"{limits[one.op]} {texts[0]}"
    else:
        amount = f"{'not ' if one.op in ('ne', 'not_in') else ''}exactly {' or '.join(texts)}"
    if field.name in LASTING:
        return f"{LASTING[field.name]} {amount}"
    if field.name == "amount":
        return amount
    return f"with {amount} {_lower(field)}" if field.kind == "count" else f"with {_lower(field)} {amount}"


def _quantity(value: object, field: Field, currency: str) -> str:
    try:
        exact = Decimal(str(value))
    except ArithmeticError:
        return named(str(value))
    if field.kind == "money":
        return formatting.written(exact, currency)
    if field.kind == "count":
        return formatting.number(exact)
    return formatting.written(exact, field.kind, field.name)


def _dated(one: Filter, field: Field) -> str:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    words = [_point(str(value)) for value in values]
    if one.op == "between" and len(words) == 2:
        return f"with {_lower(field)} between {words[0]} and {words[1]}"
    if one.op in ("in", "not_in"):
        return f"with {_lower(field)} {'not ' if one.op == 'not_in' else ''}in {' or '.join(words)}"
    return f"with {_lower(field)} {OF_DATES.get(one.op, 'on')} {words[0]}"


def _point(value: str) -> str:
    if value == "@today":
        return "today"
    return window_words(value.removeprefix("@"))


def period_words(time: Period, spec: QuerySpec) -> str:
    """The window with the verb its field asks for: `closed last quarter`, `closing this month`, `created in May`."""
    return f"{_period_verb(time.fields[0], spec)} {at_window(time.window)}".strip()


def at_window(window: str) -> str:
    """A window as a time adverb: `last quarter`, `in Q2 of 2017`, `on 12 Dec 2026`, `from October to December`."""
    words = window_words(window)
    if " to " in words and not words.startswith(("this", "up to", "since", "after")):
        return f"from {words}"
    if re.match(r"(this|last|next|yesterday|today|tomorrow|since|before|after|up to)\b", words) or words.endswith(
        ("ago", "ahead")
    ):
        return words
    if re.match(r"\d{1,2} [A-Z]", words) or words in WEEKDAYS:
        return f"on {words}"
    return f"in {words}"


OF_CLOSED = frozenset({"win_rate", "loss_rate", "cycle_days", "won_count", "lost_count", "closed_count"})


def _period_verb(field: str, spec: QuerySpec) -> str:
    if field == "close_date" and spec.measures and OF_CLOSED.issuperset(spec.measures):
        return "closed"
    if field == "close_date":
        statuses = {
            str(f.value) for f in spec.filters if isinstance(f, Filter) and f.field == "status" and f.op == "eq"
        }
        return "" if statuses & {"won", "lost", "closed"} else "closing"
    verbs = {"created": "created", "converted": "converted", "stage_entered": "moved to their stage",
             "last_activity": "last touched"}  # fmt: skip
    return verbs.get(field, "")


def phrases(spec: QuerySpec, currency: str) -> Iterator[str]:
    """Every phrase of the question that may stand in a text word for word, numbers and all."""
    info = CATALOGUE[spec.entity]
    theirs = (spec.compare.filters or ()) if spec.compare else ()
    for one in (*spec.filters, *spec.having, *theirs):
        said = phrase(one, info, currency)
        yield from (said, shortened(said))
        yield from re.findall("“[^”]*”", said)
    if spec.time:
        yield at_window(spec.time.window)
    if spec.compare and spec.compare.window:
        yield at_window(spec.compare.window)


def shortened(said: str) -> str:
    """The phrase where its lead would repeat what stands before it: `for more than 30 days`, `by Ana Lima`."""
    return said.removeprefix("in their stage ").removeprefix("owned ").removeprefix("with ")


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GRAIN_OF_GROUP = re.compile(r"\d{4}(-\d{2}(-\d{2})?|-[QH]\d)?")


def group_words(label: str, field: str) -> str:
    """A group's name in a sentence: `October 2026` for a month, `(no owner)` for an empty one."""
    stem, _, grain = field.rpartition(".")
    if grain in GRAINS and GRAIN_OF_GROUP.fullmatch(label):
        words = say_window(label)
        return f"the week of {words}" if grain == "week" else words
    noun = (stem if grain in GRAINS else grain).replace("_", " ")
    if not label or label.lower() == f"no {noun}":
        return f"(no {noun})"
    return named(label)
