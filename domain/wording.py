"""A question's own phrases: how filters, windows and names are said, so that text and its check agree on every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
         "source": "from", "team": "in team", "country": "in", "type": "of type", "assignee": "for", "agent": "by",
         "actor": "by", "parent": "belonging to", "series": "in the series", "tag": "tagged", "currency": "in",
         "forecast_category": "forecast as", "won_product": "that bought"}  # fmt: skip
OWNED_OF = {
    ("activity", "owner"): "by", ("quota", "owner"): "for", ("rep", "owner"): "called", ("team", "team"): "called",
    ("lead", "lead"): "called", ("account", "account"): "called", ("opportunity", "opportunity"): "called",
    ("contact", "contact"): "called", ("account", "parent"): "belonging to",
}  # fmt: skip
"""What leads to a value where the kind of record asks for other words."""
AT_ITS_END = {"gt": "more than", "gte": "at least", "lt": "less than", "lte": "at most"}
FEWER = {"lt": "fewer than"}
OF_MONEY = {"gt": "over", "gte": "of at least", "lt": "under", "lte": "of at most"}
OF_RATIO = {"gt": "above", "gte": "of at least", "lt": "below", "lte": "of at most"}
OF_DAYS = {"gt": "of more than", "gte": "of at least", "lt": "of less than", "lte": "of at most"}
OF_DATES = {"gt": "after {}", "gte": "from {} on", "lt": "before {}", "lte": "up to {}"}
OF_YEARS = {"gt": "after {}", "gte": "in {} or later", "lt": "before {}", "lte": "in {} or earlier"}
AS_NUMBERS = {"eq": "equal to", "ne": "other than", "gt": "above", "gte": "not below", "lt": "below",
              "lte": "not above"}  # fmt: skip
LASTING = {
    "days_in_stage": "in their stage for",
    "last_activity_days": "without activity for",
    "age_days": "waiting for",
}
DATED = {"close_date": "closing", "created": "created", "converted": "converted", "last_activity": "last touched",
         "stage_entered": "moved to their stage", "period": "starting", "date": "dated",
         "changed": "changed"}  # fmt: skip
"""The verb of a date, so that “closing before 1 May” needs no noun."""
NOUNS = {"created": "creation date", "converted": "conversion date", "stage_entered": "date of entering a stage",
         "last_activity": "activity", "is_new": "account", "days_in_stage": "date of entering a stage",
         "last_activity_days": "activity", "age_days": "creation date", "won_amount": "closed-won amount",
         "actual": "closed-won amount", "conversion_rate": "lead conversion rate", "won_count": "won deals",
         "lost_count": "lost deals", "closed_count": "closed deals", "account_count": "accounts",
         "coverage": "pipeline coverage", "email": "e-mail address", "at": "date",
         "year_established": "founding year", "period": "period",
         "max_days_in_stage": "longest time in stage", "avg_days_in_stage": "average time in stage"}  # fmt: skip
"""What a field or measure is called inside a sentence, where its label would not do."""
NO_ARTICLE = frozenset({"revenue", "attainment", "coverage", "hygiene_score", "employees", "year_established"})


def phrase(one: Condition, info: EntityInfo, currency: str) -> str:
    """One condition in words that follow "deals that are": `in Negotiation`, `over USD 50,000`."""
    if isinstance(one, AnyOf):
        parts = [phrase(part, info, currency) for part in one.any]
        return f"either {', '.join(parts[:-1])} or {parts[-1]}" if len(parts) > 1 else "".join(parts)
    field = info.field(one.field) or _measured_field(one.field, info)
    if one.op in ("is_null", "not_null"):
        return _filled(one, field)
    if isinstance(one.value, FieldRef):
        return _against_a_field(one, field, info.field(one.value.field), one.value.field)
    if field.kind == "date" and isinstance(one.value, str | tuple):
        return _dated(one, field)
    if field.name == "year_established":
        return _of_a_year(one)
    if field.kind in ("money", "days", "count", "ratio"):
        return _measured(one, field, currency)
    return _valued(one, field, info)


def noun(name: str, label: str) -> str:
    """What a field or measure is called inside a sentence: `close date`, `conversion date`, `win rate`."""
    plain = name.rpartition(".")[2] if name.rpartition(".")[2] not in GRAINS else name.rpartition(".")[0]
    return NOUNS.get(plain) or lowered(label)


def with_article(name: str, label: str) -> str:
    """The noun with its article: `a close date`, `an owner`, `attainment`."""
    said = noun(name, label)
    if name in NO_ARTICLE or (said.endswith(("s", "activity")) and not said.endswith("ss")):
        return said
    return f"{'an' if said[0].lower() in 'aeiou' else 'a'} {said}"


def lowered(label: str) -> str:
    """A label inside a sentence; an abbreviation keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def measure_words(name: str, info: EntityInfo) -> str:
    """What a measure is called inside a sentence: `win rate`, `closed-won amount`."""
    known = info.measure(name)
    return noun(name, known.label if known else name.replace("_", " "))


def the_measure(name: str, info: EntityInfo) -> str:
    """The same with its article: `the win rate`, `CRM hygiene`."""
    said = measure_words(name, info)
    return said if name in NO_ARTICLE else f"the {said}"


def _measured_field(name: str, info: EntityInfo) -> Field:
    """A measure as if it were a field, for conditions on groups."""
    measure = info.measure(name)
    if measure is None:
        return Field(name=name, label=name.replace("_", " ").replace(".", " "), kind="text")
    kinds: dict[str, Kind] = {"money": "money", "days": "days", "ratio": "ratio"}
    return Field(name=name, label=measure.label, kind=kinds.get(measure.unit, "count"))


def _filled(one: Filter, field: Field) -> str:
    """`without a next step`, `with an account`, `not converted`."""
    missing = one.op == "is_null"
    if field.name == "converted":
        return "not converted" if missing else "converted"
    return f"{'without' if missing else 'with'} {with_article(field.name, field.label)}"


def _against_a_field(one: Filter, field: Field, other: Field | None, name: str) -> str:
    """`with a close date before their creation date`."""
    against = f"their {noun(name, other.label if other else name.replace('_', ' '))}"
    if field.kind == "date" and one.op in OF_DATES:
        relation = {"gte": "on or after {}", "lte": "on or before {}"}.get(one.op, OF_DATES[one.op]).format(against)
    else:
        relation = f"{AS_NUMBERS.get(one.op, 'equal to')} {against}"
    return f"with {with_article(field.name, field.label)} {relation}"


def _valued(one: Filter, field: Field, info: EntityInfo) -> str:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    words = _either(named(_shown(value, field)) for value in values)
    no = one.op in ("ne", "not_in")
    stem = field.name.rpartition(".")[2]
    if field.name == "status":
        if no and len(values) > 1:
            return f"neither {' nor '.join(named(_shown(value, field)) for value in values)}"
        return f"not {words}" if no else words
    if field.kind == "flag":
        return f"with {'new' if no == (one.value is False) else 'existing'} accounts"
    if stem == "sector":
        return f"{'not ' if no else ''}in the {words} sector"
    lead = OWNED_OF.get((info.name, field.name)) or OWNED.get(stem, "")
    if lead:
        return f"{'not ' if no else ''}{lead} {words}"
    return f"with {'a different' if no else 'the'} {noun(field.name, field.label)}{' than' if no else ''} {words}"


def _either(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *head, last = list(words) or [""]
    return f"{', '.join(head)} or {last}" if head else last


def _shown(value: object, field: Field) -> str:
    if isinstance(value, bool | None):
        return {True: "yes", False: "no", None: "empty"}[value]
    return str(value).replace("_", " ") if field.name == "forecast_category" else str(value)


def _of_a_year(one: Filter) -> str:
    """`founded after 1990`: a year is no amount."""
    values = [str(value) for value in (one.value if isinstance(one.value, tuple) else (one.value,))]
    if one.op == "between" and len(values) == 2:
        return f"founded between {values[0]} and {values[1]}"
    if one.op in OF_YEARS:
        return f"founded {OF_YEARS[one.op].format(values[0])}"
    return f"{'not ' if one.op in ('ne', 'not_in') else ''}founded in {_either(values)}"


def _measured(one: Filter, field: Field, currency: str) -> str:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    texts = [_quantity(value, field, currency) for value in values]
    if field.kind == "count":
        return _counted(one, field, texts)
    if field.name in LASTING:
        return f"{LASTING[field.name]} {_limited(one, texts, AT_ITS_END)}"
    limits = {"money": OF_MONEY, "ratio": OF_RATIO}.get(field.kind, OF_DAYS)
    if field.name == "amount":
        return _limited(one, texts, limits).removeprefix("of ")
    amount = _limited(one, texts, limits, of="of ")
    return f"with {with_article(field.name, field.label)} {amount}"


def _limited(one: Filter, texts: list[str], limits: dict[str, str], of: str = "") -> str:
    """`between USD 500 and USD 1,200`, `over USD 50,000`, `exactly 3 days`."""
    if one.op == "between" and len(texts) == 2:
        return f"between {texts[0]} and {texts[1]}"
    if one.op in limits:
        return f"{limits[one.op]} {texts[0]}"
    return f"{of}{'other than' if one.op in ('ne', 'not_in') else 'exactly'} {_either(texts)}"


def _counted(one: Filter, field: Field, texts: list[str]) -> str:
    """`with more than 2 won deals`, `without won deals`, `pushed at least 2 times`, `missing required fields`."""
    if field.name == "missing_count":
        how_many = "" if _is_any(one) else f"{_how_many(one, texts)} "
        return f"missing {how_many}required {'field' if texts[-1] == '1' and how_many else 'fields'}"
    if field.name == "pushed_count":
        if _is_any(one) or _is_none(one):
            return "pushed" if _is_any(one) else "never pushed"
        return f"pushed {_how_many(one, texts)} {'time' if texts[-1] == '1' else 'times'}"
    plural = noun(field.name, field.label)
    if _is_none(one):
        return f"without {plural}"
    if _is_any(one):
        return f"with {plural}"
    return f"with {_how_many(one, texts)} {_one_or_many(plural, texts[-1])}"


def _is_none(one: Filter) -> bool:
    return (one.op, str(one.value)) in {("eq", "0"), ("lt", "1"), ("lte", "0")}


def _is_any(one: Filter) -> bool:
    return (one.op, str(one.value)) in {("gt", "0"), ("gte", "1"), ("ne", "0")}


def _how_many(one: Filter, texts: list[str]) -> str:
    if (one.op, str(one.value)) == ("gte", "0"):
        return "any number of"
    if one.op in ("eq", "in"):
        return _either(texts)
    return _limited(one, texts, AT_ITS_END | FEWER)


def _one_or_many(plural: str, amount: str) -> str:
    """`won deal` and `day to close` beside 1."""
    if amount != "1":
        return plural
    head, _, rest = plural.partition(" ")
    return f"{formatting.singular(head)} {rest}" if rest.startswith("to ") else formatting.singular(plural)


def _quantity(value: object, field: Field, currency: str) -> str:
    try:
        exact = Decimal(str(value))
    except ArithmeticError:
        return named(str(value))
    if not exact.is_finite():
        return named(str(value))
    if field.kind == "money":
        return formatting.written(exact, currency)
    if field.kind == "count":
        return formatting.number(exact)
    return formatting.written(exact, field.kind, field.name)


def _dated(one: Filter, field: Field) -> str:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    verb = DATED.get(field.name) or f"with {with_article(field.name, field.label)}"
    if one.op == "between" and len(values) == 2:
        return f"{verb} between {_point(str(values[0]))} and {_point(str(values[1]))}"
    if one.op in OF_DATES:
        return f"{verb} {OF_DATES[one.op].format(_point(str(values[0])))}"
    when = _either(_time(str(value)) for value in values)
    return f"{'not ' if one.op in ('ne', 'not_in') else ''}{verb} {when}"


def _time(value: str) -> str:
    """A date or window as an adverb: `on 12 Dec 2026`, `last quarter`."""
    return "today" if value == "@today" else at_window(value.removeprefix("@"))


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
FINISHED = ("won", "lost", "closed")
COUNTED_IN_TIME = ("account", "rep", "team")
"""Kinds of record that have no date of their own: a window says when what is counted on them happened."""


def _period_verb(field: str, spec: QuerySpec) -> str:
    if spec.entity in (*COUNTED_IN_TIME, "activity", "quota"):
        return ""
    if field == "close_date" and spec.measures and OF_CLOSED.issuperset(spec.measures):
        return "" if status_of(spec) in FINISHED else "closed"
    if field == "close_date":
        return "" if status_of(spec) in FINISHED else "closing"
    return DATED.get(field, "")


def status_of(spec: QuerySpec) -> str:
    """The one status the question asks for; empty when it does not."""
    found = [f.value for f in spec.filters if isinstance(f, Filter) and f.field == "status" and f.op == "eq"]
    return str(found[0]) if len(found) == 1 else ""


def phrases(spec: QuerySpec, currency: str) -> Iterator[str]:
    """Every phrase of the question that may stand in a text word for word, numbers and all."""
    info = CATALOGUE[spec.entity]
    theirs = (spec.compare.filters or ()) if spec.compare else ()
    for one in (*spec.filters, *spec.having, *theirs):
        yield from forms(phrase(one, info, currency))
    if spec.time:
        yield from (at_window(spec.time.window), f"overdue from {window_words(spec.time.window)}")
    if spec.compare and spec.compare.window:
        yield at_window(spec.compare.window)


def forms(said: str) -> frozenset[str]:
    """Every form in which a phrase may stand in a sentence, and the quoted names in it."""
    found = {said, shortened(said), held(said), ended(said), *re.findall("“[^”]*”", said)}
    return frozenset(found | {of_one(form) for form in found})


def shortened(said: str) -> str:
    """The phrase where its lead would repeat what stands before it: `for more than 30 days`, `by Ana Lima`."""
    return said.removeprefix("in their stage ").removeprefix("owned ")


def held(said: str) -> str:
    """The phrase after "have": `more than 2 won deals` of `with …`, `no next step` of `without a …`."""
    if said.startswith("without "):
        return f"no {re.sub('^(a|an) ', '', said.removeprefix('without '))}"
    return said.removeprefix("with ")


def ended(said: str) -> str:
    """The phrase after "won" or "lost": `before 1 May` of `closing before 1 May`, as they close no more."""
    return said.removeprefix("closing ")


def of_one(said: str) -> str:
    """The phrase about a single record: `in its stage`."""
    return re.sub(r"\btheir\b", "its", said)


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GRAIN_OF_GROUP = re.compile(r"\d{4}(-\d{2}(-\d{2})?|-[QH]\d)?")
_EMPTY: dict[str, frozenset[str]] = {
    name: frozenset(f"no {f.label.lower()}" for e in CATALOGUE.values() for f in e.fields if f.name == name)
    for name in {f.name for e in CATALOGUE.values() for f in e.fields}
}
"""Field → the ways in which a group of records without a value is called, in small letters."""


def group_words(label: str, field: str) -> str:
    """A group's name in a sentence: `October 2026` for a month, `(no owner)` for an empty one."""
    stem, _, grain = field.rpartition(".")
    if grain in GRAINS and GRAIN_OF_GROUP.fullmatch(label):
        words = say_window(label)
        return f"the week of {words}" if grain == "week" else words
    of_field = stem if grain in GRAINS else field
    what = of_field.rpartition(".")[2].replace("_", " ")
    said = label.lower().removesuffix(f" by {grain}")
    if not label or said == f"no {what}" or said in _EMPTY.get(of_field, ()):
        return f"(no {what})"
    return named(label)
