"""Whatever is asked, the answer is good English: number and tense agree, and no name from the inside shows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.crew._sentences import claims_of
from domain.catalogue import CATALOGUE, EntityInfo
from domain.checked import Checked
from domain.cite import cite
from domain.facts import Cell, Column, Draft, Fact, Pulled, Row, Source
from domain.query import AnyOf, Condition, FieldRef, Filter, Period, QuerySpec, Sort

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
RECORDS = ("opportunity", "account", "lead", "activity", "quota", "rep", "team", "contact")
VALUES: dict[str, tuple[Any, ...]] = {
    "text": ("Call them", "next_quarter plan"), "choice": ("Retail", "Best_Case"), "person": ("Ana Lima",),
    "name": ("Tailspin Toys", "3M"), "money": (50_000, 1), "count": (0, 1, 12), "days": (1, 30), "ratio": (0.5, 1),
    "date": ("2026-10-01", "2026-11-19"), "flag": (True, False),
}  # fmt: skip
OPS = {
    **dict.fromkeys(("text", "choice", "person", "name"), ("eq", "ne", "in", "not_in", "is_null", "not_null")),
    **dict.fromkeys(
        ("money", "count", "days", "ratio", "date"),
        ("eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte", "between", "is_null", "not_null"),
    ),
    "flag": ("eq", "ne"),
}
WINDOWS = ("quarter:-1", "month:0", "last:30d", "2017-Q2", "2026-10-01", "since:mar", "dec..jan", "quarter:-2", "oct")
CELLS: dict[str, Cell] = {
    "text": "Call them", "choice": "Retail", "person": "Ana Lima", "name": "Tailspin Toys", "money": Decimal(50_000),
    "count": 12, "days": 1, "ratio": Decimal("0.5"), "date": date(2026, 10, 1), "flag": "yes",
}  # fmt: skip
UNITS = {"money": "USD", "days": "days", "ratio": "ratio", "date": "date", "count": "count"}


def values_of(kind: str, op: str) -> list[Any]:
    """Right sides that fit an operator."""
    some = VALUES[kind]
    if op in ("is_null", "not_null"):
        return [None]
    if op == "between":
        return [(some[0], some[-1])]
    if op in ("in", "not_in"):
        return [some, some[:1]]
    return [*some, *(("@today", "@quarter:-1") if kind == "date" else ())]


def conditions_of(info: EntityInfo) -> list[Filter]:
    """Every field of a kind of record with every operator and value it takes."""
    return [
        Filter(field=field.name, op=op, value=value)
        for field in info.fields
        for op in OPS[field.kind]
        for value in values_of(field.kind, op)
    ]


def a_fact(name: str, value: Any, unit: str, ids: tuple[str, ...], group: tuple[str, ...] = ()) -> Fact:
    source = Source(row_ids=ids, as_of=NOW)
    return Fact(id="|".join((name, *group)), name=name, value=Decimal(value), unit=unit, group=group, source=source)


def checked(spec: QuerySpec, count: int, blank: bool = False) -> Checked:
    """Values as the puller hands them on: `count` records, each alike but for its id; `blank` ones know nothing."""
    info = CATALOGUE[spec.entity]
    names = dict.fromkeys((spec.entity, *(spec.fields or info.columns), *(s.by for s in spec.sort)))
    fields = [f for name in names if (f := info.field(name)) is not None]
    columns = tuple(Column(field=f.name, label=f.label, unit=UNITS.get(f.kind, "text")) for f in fields)
    cells = tuple(None if blank and f.name != spec.entity else CELLS[f.kind] for f in fields)
    ids = tuple(f"00{n}" for n in range(count))
    rows = tuple(Row(id=one, cells=cells) for one in ids)[: spec.limit or count]
    facts = [a_fact("count", count, info.plural, ids)]
    if spec.entity == "opportunity" and not spec.measures and count:
        facts += [a_fact("amount", 50_000, "USD", ids), a_fact("max_days_in_stage", 1, "days", ids)]
    groups = [tuple(_group(g, n) for g in spec.group_by) for n in range(count)] if spec.group_by else []
    for name in dict.fromkeys((*spec.measures, *(("count",) if spec.group_by else ()))):
        measure = info.measure(name)
        assert measure is not None
        unit = "USD" if measure.unit == "money" else info.plural if name == "count" else measure.unit
        if name != "count":
            facts.append(a_fact(name, 1, unit, ids))
        facts += [a_fact(name, n + 1, unit, ids[n : n + 1], group) for n, group in enumerate(groups)]
    if groups:
        columns = tuple(Column(field=g, label=g) for g in spec.group_by)
        rows = tuple(Row(id="|".join(group), cells=group) for group in groups)
    pulled = Pulled(
        spec=spec, columns=columns, rows=rows, shown_of=len(groups) or count, total_rows=count, facts=tuple(facts),
        statement="", parameters={}, as_of=NOW,
    )  # fmt: skip
    return Checked(reading="The question", spec=spec, pulled=pulled)


def _group(field: str, number: int) -> str:
    return (
        f"2026-0{number + 1}"
        if field.endswith(".month")
        else ("Ana Lima", "Ben Ode", "No owner", "Cy Poe", "Di Roe", "Ed Soe", "3M")[number]
    )


FAULTS = {
    "starts small": re.compile(r"(?:^|\. )[a-z]"),
    "says a word twice": re.compile(r"(?i)\b([a-z]+) \1\b"),
    "shows a name of the inside": re.compile(r"[a-z]_[a-z]|\b[a-z]+\.[a-z]+\b|\b(None|True|False|NaN|Decimal)\b|@|\$"),
    "one of many": re.compile(r"\b1 (deal|account|lead|activitie|quota|rep|team|contact|record|day|time|field)s\b"),
    "one are": re.compile(r"^1 [a-z]+ (that )?(are|have|were)\b|^1 .* and (are|have|were)\b"),
    "many is": re.compile(r"^(No|[02-9]) [a-z]+s (is|has|was)\b"),
    "a wrong article": re.compile(r"\ban [bcdfgjklmnpqrstvwxyz]|\ba [aeio]|\b(a|an|the) (a|an|the)\b"),
    "a bare date noun": re.compile(
        r"\b(with|have|has|no) (created|converted|stage entered|in stage since)\b(?! (deal|lead))|with close date"
    ),
    "loose marks": re.compile(r"  | [,.;:]|,,|\.\.|,\.|[^.]$"),
    "verbs in a row": re.compile(r"\b(are|were|is|was|have|has) (are|were|is|was|have|has)\b|\bhave (with|without)\b"),
    "exactly none": re.compile(r"exactly 0|more than 0 (?!day)|at least 0 "),
}


def faults(spec: QuerySpec, count: int, blank: bool = False) -> list[tuple[str, str]]:
    """(what is wrong, the sentence) of every claim; the gate must let all of them pass."""
    values = checked(spec, count, blank)
    claims = claims_of(values)
    cite(Draft(title=values.reading, claims=claims), values)
    said = [(re.sub("“[^”]*”", "Name", claim.text), claim.text) for claim in claims]
    return [(fault, text) for plain, text in said for fault, pattern in FAULTS.items() if pattern.search(plain)]


def every(info: EntityInfo) -> list[QuerySpec]:
    """Each condition alone, beside a status and window, and under a number; each number, grouping and order."""
    name: Any = info.name
    period = Period(fields=(info.default_date,), window="quarter:-1") if info.default_date else None
    won = (Filter(field="status", op="eq", value="won"),) if name == "opportunity" else ()
    alone = [QuerySpec(entity=name, filters=(one,)) for one in conditions_of(info)]
    timed = [QuerySpec(entity=name, filters=(*won, *spec.filters), time=period) for spec in alone]
    measured = [spec.model_copy(update={"measures": (info.measures[-1].name,)}) for spec in timed]
    numbers = [QuerySpec(entity=name, measures=(m.name,)) for m in info.measures]
    groups = [spec.model_copy(update={"group_by": (f.name,)}) for spec in numbers for f in info.fields if f.groupable]
    counted = [f for f in info.fields if f.kind in ("money", "count", "days", "ratio", "date")]
    orders = [Sort(by=f.name, dir=way) for f in counted for way in ("asc", "desc")]
    sorted_ = [QuerySpec(entity=name, sort=(order,), limit=n) for order in orders for n in (1, 5)]
    columns = [QuerySpec(entity=name, fields=(f.name,)) for f in info.fields]
    return [*alone, *timed, *measured, *numbers, *groups, *sorted_, *columns]


@pytest.mark.row("S0-14")
@pytest.mark.parametrize("entity", RECORDS)
def test_a_sample_of_all_questions_reads_well(entity):
    sample = list(enumerate(every(CATALOGUE[entity])))[::5]
    assert [(spec, fault) for n, spec in sample for fault in faults(spec, (0, 1, 2, 7)[n % 4], n % 3 == 0)] == []


@pytest.mark.torture
@pytest.mark.parametrize("entity", RECORDS)
def test_every_question_of_the_catalogue_reads_well(entity):
    found = [
        (spec, fault)
        for spec in every(CATALOGUE[entity])
        for count in (0, 1, 2, 7)
        for blank in (False, True)
        for fault in faults(spec, count, blank)
    ]
    assert found == []


@st.composite
def questions(draw: st.DrawFn) -> QuerySpec:
    """Any question of the algebra over one kind of record."""
    info = CATALOGUE[draw(st.sampled_from(RECORDS))]
    one: st.SearchStrategy[Condition] = st.sampled_from(conditions_of(info))
    dates = [f.name for f in info.fields if f.kind == "date"]
    if len(dates) > 1:
        pairs = [Filter(field=dates[0], op=op, value=FieldRef(field=dates[1])) for op in ("lt", "gt", "gte", "lte")]
        one = st.one_of(one, st.sampled_from(pairs))
    either = st.lists(st.sampled_from(conditions_of(info)), min_size=2, max_size=3).map(lambda fs: AnyOf(any=tuple(fs)))
    filters = draw(st.lists(st.one_of(one, one, either), max_size=3))
    if info.name == "opportunity" and draw(st.booleans()):
        filters = [
            Filter(field="status", op="eq", value=draw(st.sampled_from(("open", "won", "lost", "closed")))),
            *filters,
        ]
    segment = draw(st.sampled_from((None, *info.segments)))
    window = draw(st.sampled_from((None, *WINDOWS))) if dates or info.default_date else None
    measures = draw(st.lists(st.sampled_from([m.name for m in info.measures]), max_size=2, unique=True))
    groups = draw(st.lists(st.sampled_from([f.name for f in info.fields if f.groupable]), max_size=2, unique=True))
    return QuerySpec(
        entity=info.name,  # type: ignore[arg-type]
        filters=(*(segment.filters if segment else ()), *filters),
        measures=tuple(measures) or (("count",) if groups else ()),
        group_by=tuple(groups),
        time=Period(fields=(draw(st.sampled_from(dates)) if dates else info.default_date,), window=window)
        if window
        else None,
    )


@given(spec=questions(), count=st.sampled_from((0, 1, 2, 5)))
@settings(max_examples=60, deadline=None)
def test_any_question_is_answered_in_good_english(spec, count):
    assert faults(spec, count) == []
