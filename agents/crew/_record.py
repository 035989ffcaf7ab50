"""One record told in a sentence: its name, and what is known of it, each number with the cell it came from."""

from __future__ import annotations

from collections.abc import Collection

from agents.crew._asked import joined
from domain import formatting
from domain.catalogue import CATALOGUE, EntityInfo, Field
from domain.checked import Checked, cell_fact
from domain.cite import empty_words
from domain.facts import Figure, Row
from domain.query import Filter, Sort
from domain.wording import FINISHED, named, noun, status_of, with_article

NAMED_BY = ("lead", "contact", "account", "owner", "team", "subject")
"""What else tells a record apart where it has no name of its own, in this order."""
TOLD = ("amount", "owner", "stage", "close_date", "source", "sector", "created", "team")
"""What is told of a record unasked, as far as its table shows it; at most `TOLD_AT_MOST` of them."""
TOLD_AT_MOST = 4
IS = {"owner": "owned by {}", "manager": "under {}", "amount": "worth {}", "stage": "in {}", "region": "in {}",
      "team": "in team {}", "account": "with {}", "product": "for {}", "country": "in {}", "status": "{}",
      "source": "from {}", "forecast_category": "forecast as {}", "created": "created on {}", "type": "of type {}",
      "converted": "converted on {}", "last_activity": "last touched on {}", "parent": "part of {}",
      "age_days": "{} old", "period": "set from {}", "sector": "in the {} sector"}  # fmt: skip
"""What is said of a record after "is"."""
HAS_BEEN = {
    "stage_entered": "in its stage since {}",
    "days_in_stage": "in its stage for {}",
    "last_activity_days": "without activity for {}",
}
IN_PASSING = IS | HAS_BEEN | {"close_date": "close date {}", "next_step": "next step {}", "missing": "missing {}"}
"""The same where several are strung behind a colon."""


def told(
    checked: Checked, row: Row, first: tuple[str, ...] = (), besides: Collection[str] = ()
) -> tuple[str, list[Figure]]:
    """(`worth USD 1.8M, owned by Sarah Chen, in Proposal`, its figures); what was asked about comes first."""
    shown = [c.field for c in checked.pulled.columns]
    own = _name_column(checked, row)
    if "missing" in shown:
        besides = {*besides, "missing_count"}
    wanted = [f for f in dict.fromkeys((*first, *TOLD)) if f in shown and f != own and f not in besides][:TOLD_AT_MOST]
    parts, figures = [], []
    for field in wanted:
        words, figure = _value(checked, row, shown.index(field))
        if words:
            parts.append(_in_passing(checked, field, words))
            figures += [figure] if figure else []
    return ", ".join(parts), figures


def asked_of(checked: Checked, row: Row, fields: tuple[str, ...]) -> tuple[str, list[Figure]]:
    """(a whole sentence with every asked-for value of this record, its figures)."""
    shown = [c.field for c in checked.pulled.columns]
    wanted = [shown.index(f) for f in dict.fromkeys(fields) if f in shown and f != _name_column(checked, row)]
    clauses, figures = [], []
    for at in wanted:
        words, figure = _value(checked, row, at)
        clauses.append(_clause(checked, shown[at], words))
        figures += [figure] if figure else []
    return f"{sentence_start(name_of(checked, row))} {joined(clauses)}.", figures


def name_of(checked: Checked, row: Row) -> str:
    """The deal by its own name or its account's; `the Tailspin Toys deal` when only the question names it."""
    info = CATALOGUE[checked.spec.entity]
    own = _name_column(checked, row)
    if own:
        name = named(str(_cells(checked, row)[own]))
        return name if own == info.name or info.name in ("rep", "quota") else f"the {name} {info.label}"
    asked = [
        f for f in checked.spec.filters if isinstance(f, Filter) and f.op == "eq" and f.field in ("account", info.name)
    ]
    return f"the {named(str(asked[0].value))} {info.label}" if asked else f"the {info.label}"


def sentence_start(words: str) -> str:
    """Our own words with a capital; a record's name stands as it is written."""
    return f"T{words[1:]}" if words.startswith("the ") else words


def has_name(checked: Checked, row: Row) -> bool:
    """Whether anything tells this record apart."""
    return bool(_name_column(checked, row))


def _name_column(checked: Checked, row: Row) -> str:
    cells = _cells(checked, row)
    given = (checked.spec.entity, *NAMED_BY)
    asked = set(checked.spec.fields)
    texts = [f for f in given if isinstance(cells.get(f), str) and cells[f]]
    return next((f for f in texts if f == checked.spec.entity or f not in asked), "")


def _cells(checked: Checked, row: Row) -> dict[str, object]:
    return {c.field: cell for c, cell in zip(checked.pulled.columns, row.cells, strict=False)}


def _value(checked: Checked, row: Row, at: int) -> tuple[str, Figure | None]:
    """(the cell in words, its figure where it is a number or a date); nothing for an empty one."""
    fact = cell_fact(checked.pulled, row, at)
    if fact is not None and fact.value is not None:
        text = formatting.written(fact.value, fact.unit, fact.name)
        return text, Figure(text=text, fact=fact.id, value=fact.value, unit=fact.unit)
    cell = row.cells[at]
    return ("" if cell in (None, "") else named(str(cell))), None


def _in_passing(checked: Checked, field: str, words: str) -> str:
    known = CATALOGUE[checked.spec.entity].field(field)
    if field == "close_date" and status_of(checked.spec) in FINISHED:
        return f"closed on {words}"
    if template := IN_PASSING.get(field.rpartition(".")[2] or field):
        return template.format(words)
    label = noun(field, known.label if known else field)
    return f"{words} {_plural(label, words)}" if known and known.kind == "count" else f"{label} {words}"


def _clause(checked: Checked, field: str, words: str) -> str:
    """One value as a verb: `is owned by Ana Lima`, `closes on 8 Jan 2027`, `has no amount`."""
    known = CATALOGUE[checked.spec.entity].field(field)
    label = known.label if known else field.replace("_", " ")
    stem = field.rpartition(".")[2]
    if not words:
        return _nothing_known(field, label)
    if stem in IS:
        return f"is {IS[stem].format(words)}"
    if stem in HAS_BEEN:
        return f"has been {HAS_BEEN[stem].format(words)}"
    if field == "close_date":
        return f"{_closes(checked)} {words}"
    if known and known.kind == "count":
        return f"has {words} {_plural(noun(field, label), words)}"
    if known and known.kind in ("ratio", "money", "days"):
        return f"has {with_article(field, label)} of {words}"
    return f"has the {noun(field, label)} {words}"


def _closes(checked: Checked) -> str:
    status = status_of(checked.spec)
    return {"open": "closes on"}.get(status, "closed on" if status in FINISHED else "has the close date")


def _nothing_known(field: str, label: str) -> str:
    """The words for an empty field are those that the gate knows."""
    return f"has {empty_words(field, label)}"


def _plural(label: str, words: str) -> str:
    return formatting.singular(label) if words == "1" else label


SUPERLATIVES = {
    ("amount", "desc"): "the largest", ("amount", "asc"): "the smallest", ("close_date", "asc"): "the next to close",
    ("close_date", "desc"): "the last to close", ("created", "desc"): "the newest", ("created", "asc"): "the oldest",
    ("days_in_stage", "desc"): "the longest in its stage", ("age_days", "desc"): "the oldest",
    ("last_activity_days", "desc"): "the longest without activity",
    ("missing_count", "desc"): "the least complete",
    ("pushed_count", "desc"): "the deal pushed the greatest number of times",
    ("pushed_count", "asc"): "the deal pushed the smallest number of times",
}  # fmt: skip


def superlative(sort: Sort, info: EntityInfo) -> str:
    """What the first of a sorted list is called: `the largest`, `the account with the highest revenue`."""
    known = info.field(sort.by) or info.measure(sort.by)
    said = noun(sort.by, known.label if known else sort.by)
    ends = ("latest", "earliest") if isinstance(known, Field) and known.kind == "date" else ("highest", "lowest")
    of = "number of " if isinstance(known, Field) and known.kind == "count" else ""
    return SUPERLATIVES.get((sort.by, sort.dir)) or f"the {info.label} with the {ends[sort.dir == 'asc']} {of}{said}"
