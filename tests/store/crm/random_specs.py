"""Any question the catalogue allows, with values that exist, do not exist, and mean harm."""

from hypothesis import strategies as st

from domain.catalogue import CATALOGUE, GRAINS, EntityInfo, Field
from domain.query import AnyOf, FieldRef, Filter, Period, QuerySpec, Sort

ENTITIES = ("opportunity", "account", "lead", "activity", "quota", "rep", "team", "contact")
HOSTILE = "'; DROP TABLE crm_people; --"
WORDS = (
    "Ana Souza", "ana souza", "ÇELIK ÖZ", "West", "EMEA", "Northwind", "contoso", "Platform", "Core", "Retail",
    "Kenya",
    "Strategic", "Negotiation", "Prospecting", "Closed Lost", "open", "won", "lost", "closed", "converted", "USD",
    "commit",
    "Best Case", "Price", "meeting", "Webinar", "Dana Cole", "Enterprise", "", None, "x\x00y", "%", "_", '"', HOSTILE,
)  # fmt: skip
WINDOWS = (
    "quarter:0",
    "quarter:-1",
    "last:30d",
    "ytd",
    "2026",
    "since:2026-11-01",
    "before:2026-10-20",
    "day:0",
    "year:-1",
)
DATES = ("2026-11-20", "2026-10", "@quarter:-1", "@today", "2026-11-03", "since:2026-10-01")
NUMBERS = (0, 1, 10, 30, 31, 1000, 2500.5, 30.5, -5, 10**30, "5000", "abc", 0.5)
ORDERED = ("date", "money", "count", "days", "ratio")
PLAIN_OPS = ("eq", "ne", "in", "not_in", "is_null", "not_null")


def values(field: Field) -> st.SearchStrategy[object]:
    """Values for a field of this kind, most of them sensible."""
    if field.kind == "date":
        return st.sampled_from(DATES)
    if field.kind == "flag":
        return st.sampled_from((True, False, "true"))
    return st.sampled_from(NUMBERS if field.kind in ORDERED else WORDS)


@st.composite
def filters(draw: st.DrawFn, info: EntityInfo) -> Filter:
    """One filter on any field, sometimes against another field."""
    field = draw(st.sampled_from(info.fields))
    ops = (*PLAIN_OPS, *(("gt", "gte", "lt", "lte", "between") if field.kind in ORDERED else ()))
    op = draw(st.sampled_from(ops))
    if op in ("is_null", "not_null"):
        return Filter(field=field.name, op=op)
    if op in ("eq", "ne", "gt", "lte") and draw(st.integers(0, 9)) == 0:
        return Filter(field=field.name, op=op, value=FieldRef(field=draw(st.sampled_from(info.fields)).name))
    if op in ("in", "not_in", "between"):
        size = 2 if op == "between" else draw(st.integers(1, 3))
        return Filter(field=field.name, op=op, value=tuple(draw(values(field)) for _ in range(size)))
    return Filter(field=field.name, op=op, value=draw(values(field)))


@st.composite
def groupings(draw: st.DrawFn, info: EntityInfo) -> tuple[str, ...]:
    """Up to two fields, dates with a grain."""
    groupable = [f for f in info.fields if f.groupable]
    chosen = draw(st.lists(st.sampled_from(groupable), max_size=2, unique=True)) if groupable else []
    return tuple(f"{f.name}.{draw(st.sampled_from(GRAINS))}" if f.kind == "date" else f.name for f in chosen)


@st.composite
def specs(draw: st.DrawFn) -> QuerySpec:
    """Any question."""
    info = CATALOGUE[draw(st.sampled_from((*ENTITIES, "opportunity", "opportunity", "opportunity")))]
    dates = [f.name for f in info.fields if f.kind == "date"] or ["close_date"]
    conditions = draw(st.lists(filters(info), max_size=3))
    if len(conditions) > 1 and draw(st.booleans()):
        conditions = [AnyOf(any=tuple(conditions[:2])), *conditions[2:]]
    measures = draw(st.lists(st.sampled_from([m.name for m in info.measures]), max_size=3, unique=True))
    time = None
    if draw(st.booleans()):
        fields = draw(st.lists(st.sampled_from(dates), min_size=1, max_size=2, unique=True))
        time = Period(fields=tuple(fields), window=draw(st.sampled_from(WINDOWS)))
    names = [f.name for f in info.fields]
    return QuerySpec(
        entity=info.name,
        filters=tuple(conditions),
        measures=tuple(measures),
        group_by=draw(groupings(info)) if measures else (),
        time=time,
        sort=() if measures else tuple(Sort(by=n) for n in draw(st.lists(st.sampled_from(names), max_size=1))),
        limit=draw(st.sampled_from((None, None, 3))),
        fields=tuple(draw(st.lists(st.sampled_from(names), max_size=3, unique=True))),
    )
