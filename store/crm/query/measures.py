"""Every measure of the catalogue: which records it rests on, what is summed over them, and the arithmetic on the sums.

The database only counts and adds (exact integers); divisions happen here in Decimal, so that both databases agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import BigInteger, and_, case, false, func, literal, or_, true, type_coerce

from domain.catalogue import CATALOGUE
from domain.errors import BadSetting
from domain.tuning import STAGES, stages_of
from store.crm.query.fields import CLOSED, SEPARATOR, Reading, filters_of
from store.crm.query.sql import Clause, Col, bare
from store.crm.tables import leads, opportunities, quotas

o = opportunities.c
Parts = Mapping[str, Any]

RowSet_ = Callable[[Reading], Clause]

MONEY = Decimal("0.01")
RATIO = Decimal("0.000001")
DAYS = Decimal("0.01")


def rounded(value: Decimal, unit: str) -> Decimal:
    """The value as exact as its unit is ever told: cents, a ten-thousandth of a percent, a hundredth of a day."""
    step = {"money": MONEY, "ratio": RATIO, "days": DAYS}.get(unit)
    return value.quantize(step, ROUND_HALF_EVEN) if step else value


def _minor(column: Col) -> Col:
    """Money as the integer it is stored as."""
    return type_coerce(column, BigInteger())


# Which records a measure rests on


def _status(*names: str) -> RowSet_:
    return lambda _r: o.status.in_(names)


def _timed(r: Reading) -> Clause:
    """Won deals with both dates; closed ones when the question speaks of lost or closed deals."""
    statuses = CLOSED if speaks_of_lost(r) else ("won",)
    return and_(o.status.in_(statuses), o.created_on.is_not(None), o.close_date.is_not(None))


def speaks_of_lost(r: Reading) -> bool:
    """Whether a filter asks for lost deals too."""
    for one in filters_of(r.spec):
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        if one.field in ("status", "stage") and one.op in ("eq", "in"):
            return any("lost" in str(v).lower() or str(v).lower() == "closed" for v in values)
    return False


ROW_SETS: dict[str, dict[str, RowSet_]] = {
    "opportunity": {
        "all": lambda _r: true(),
        "open": lambda _r: bare(o.is_open),
        "won": _status("won"),
        "lost": _status("lost"),
        "closed": _status(*CLOSED),
        "priced": lambda _r: o.amount.is_not(None),
        "won_priced": lambda _r: and_(o.status == "won", o.amount.is_not(None)),
        "open_priced": lambda _r: and_(bare(o.is_open), o.amount.is_not(None)),
        "timed": _timed,
        "staged": lambda _r: and_(bare(o.is_open), o.stage_entered_on.is_not(None)),
        "placed": lambda _r: o.account_id.is_not(None),
    },
    "lead": {
        "all": lambda _r: true(),
        "converted": lambda _r: leads.c.converted_on.is_not(None),
        "converted_timed": lambda _r: and_(leads.c.converted_on.is_not(None), leads.c.created_on.is_not(None)),
    },
}
EVERY: dict[str, RowSet_] = {"all": lambda _r: true()}


def row_sets(entity: str) -> dict[str, RowSet_]:
    """The named sets of records that measures of an entity rest on."""
    return ROW_SETS.get(entity, EVERY)


# What is added up


def _total(value: Col, of: Clause) -> Col:
    return func.sum(case((of, value), else_=0))


def _hygiene(required: bool) -> Callable[[Reading], Col]:
    return lambda r: _total(fields_filled(r, required), bare(o.is_open))


SUMS: dict[str, Callable[[Reading], Col]] = {
    "sum_amount": lambda _r: func.sum(_minor(o.amount)),
    "sum_won": lambda _r: func.sum(case((o.status == "won", _minor(o.amount)))),
    "max_amount": lambda _r: func.max(_minor(o.amount)),
    "min_amount": lambda _r: func.min(_minor(o.amount)),
    "sum_timed": lambda r: _total(_cycle(r), _timed(r)),
    "sum_staged": lambda r: _total(r.days_since(o.stage_entered_on), row_sets("opportunity")["staged"](r)),
    "max_staged": lambda r: func.max(case((row_sets("opportunity")["staged"](r), r.days_since(o.stage_entered_on)))),
    "accounts": lambda _r: func.count(o.account_id.distinct()),
    "filled": _hygiene(required=False),
    "required": _hygiene(required=True),
    "sum_quota": lambda _r: func.sum(_minor(quotas.c.amount)),
    "sum_actual": lambda r: func.sum(_minor(r.term("actual").value)),
}
NOT_ADDITIVE = ("accounts",)
EXTREMES: dict[str, Callable[[Any, Any], Any]] = {"max_amount": max, "min_amount": min, "max_staged": max}


def _cycle(_r: Reading) -> Col:
    from store.crm.query.sql import days_between

    return days_between(o.close_date, o.created_on)


def fields_filled(r: Reading, required: bool) -> Col:
    """Per open deal: how many fields its stage requires, or how many of those are filled in."""
    return _by_stage(r, (lambda names: literal(len(names))) if required else (lambda names: _filled(r, names)))


def fields_missing(r: Reading) -> Col:
    """Per open deal: the names of the fields that its stage requires and nobody filled in, behind separators."""
    return _by_stage(r, lambda names: _unfilled(r, names))


def _by_stage(r: Reading, counted: Callable[[tuple[str, ...]], Any]) -> Col:
    """What is counted of the fields that a deal's stage requires: its own, or those of its kind of stage."""
    first, later = required_fields(r)
    r.needed["stage"] = None
    own = stages_of(r.bound.settings.get(STAGES, ()))
    cases = [(o.stage_id == stage, counted(names)) for stage, names in sorted(own.items())]
    return case(*cases, (_in_first_stage(r), counted(first)), else_=counted(later))


def _unfilled(r: Reading, names: tuple[str, ...]) -> Any:
    parts = [_lacking(r, name) for name in names]
    whole: Any = parts[0] if parts else literal("")
    for part in parts[1:]:
        whole = whole.concat(part)
    # The first separator stands before nothing.
    return func.nullif(func.substr(whole, 2), "")


def _lacking(r: Reading, name: str) -> Col:
    """The field's name where nobody filled it in; a close date that has passed says so."""
    known = CATALOGUE["opportunity"].field(name)
    label = f"{SEPARATOR}{known.label if known else name}"
    if name == "close_date":
        return case((_is_filled(r, name), ""), (o.close_date.is_not(None), f"{label} (past)"), else_=label)
    return case((_is_filled(r, name), ""), else_=label)


def required_fields(r: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What policy asks of a deal in its first stage, and in every later one."""
    named = []
    for name in ("required_fields.prospecting", "required_fields.open"):
        value = r.bound.settings[name]
        names = (value,) if isinstance(value, str) else tuple(value)
        unknown = [n for n in names if CATALOGUE["opportunity"].field(n) is None]
        if unknown:
            raise BadSetting(name, f"deals have no field “{unknown[0]}”.")
        named.append(names)
    return named[0], named[1]


def _in_first_stage(r: Reading) -> Clause:
    from sqlalchemy import select

    from store.crm.tables import stages

    Stage = r.joined("stage")
    first = select(func.min(stages.c.position)).where(stages.c.status == "open").correlate(None).scalar_subquery()
    return Stage.c.position == first


def _filled(r: Reading, names: tuple[str, ...]) -> Any:
    from sqlalchemy import literal_column

    total: Any = literal_column("0", BigInteger())
    for name in names:
        total = total + case((_is_filled(r, name), 1), else_=0)
    return total


PLAIN_COLUMNS = {
    "account": o.account_id, "owner": o.owner_id, "product": o.product_id, "stage": o.stage_id, "created": o.created_on,
    "stage_entered": o.stage_entered_on, "amount": o.amount, "forecast_category": o.forecast_category,
    "currency": o.currency, "last_activity": o.last_activity_on,
}  # fmt: skip


def _is_filled(r: Reading, name: str) -> Clause:
    if name == "close_date":
        return and_(o.close_date.is_not(None), o.close_date >= r.today)
    if name in PLAIN_COLUMNS:
        return PLAIN_COLUMNS[name].is_not(None)
    value = r.value(name)
    return and_(value.is_not(None), func.trim(value) != "") if name == "next_step" else value.is_not(None)


# The arithmetic


@dataclass(frozen=True)
class Recipe:
    """How one measure comes about: the records it rests on, the sums it needs, the value they make."""

    rows: str
    sums: tuple[str, ...]
    value: Callable[[Parts], Decimal | None]
    sets: tuple[str, ...] = ()
    """Further sets whose sizes the value needs."""


def _over(top: Any, bottom: Any, scale: int = 1) -> Decimal | None:
    return Decimal(int(top)) / Decimal(int(bottom)) / scale if bottom else None


def _money(part: str, rows: str = "priced", among: str = "all") -> Callable[[Parts], Decimal | None]:
    """Minor units as an amount; nothing at all is 0, records without amounts are unknown."""

    def value(p: Parts) -> Decimal | None:
        if p[part] is not None and p[f"n_{rows}"]:
            return Decimal(int(p[part])) / 100
        return None if p[f"n_{among}"] else Decimal(0)

    return value


def _known(part: str) -> Callable[[Parts], Decimal | None]:
    return lambda p: Decimal(int(p[part])) / 100 if p[part] is not None else None


def _size(rows: str) -> Recipe:
    return Recipe(rows, (), lambda p: Decimal(p[f"n_{rows}"]))


RECIPES: dict[str, dict[str, Recipe]] = {
    "opportunity": {
        "count": _size("all"),
        "won_count": _size("won"),
        "lost_count": _size("lost"),
        "closed_count": _size("closed"),
        "amount": Recipe("priced", ("sum_amount",), _money("sum_amount")),
        "won_amount": Recipe("won_priced", ("sum_won",), _money("sum_won", "won_priced", "won"), ("won",)),
        "avg_amount": Recipe("priced", ("sum_amount",), lambda p: _over(p["sum_amount"] or 0, p["n_priced"], 100)),
        "median_amount": Recipe("priced", (), lambda p: p.get("median_amount")),
        "max_amount": Recipe("priced", ("max_amount",), _known("max_amount")),
        "min_amount": Recipe("priced", ("min_amount",), _known("min_amount")),
        "amount_share": Recipe("priced", ("sum_amount",), lambda p: _over(p["sum_amount"] or 0, p["all_sum_amount"])),
        "count_share": Recipe("all", (), lambda p: _over(p["n_all"], p["all_n_all"])),
        "win_rate": Recipe("closed", (), lambda p: _over(p["n_won"], p["n_closed"]), ("won",)),
        "loss_rate": Recipe("closed", (), lambda p: _over(p["n_lost"], p["n_closed"]), ("lost",)),
        "cycle_days": Recipe("timed", ("sum_timed",), lambda p: _over(p["sum_timed"], p["n_timed"])),
        "avg_days_in_stage": Recipe("staged", ("sum_staged",), lambda p: _over(p["sum_staged"], p["n_staged"])),
        "max_days_in_stage": Recipe(
            "staged", ("max_staged",), lambda p: None if p["max_staged"] is None else Decimal(int(p["max_staged"]))
        ),
        "account_count": Recipe("placed", ("accounts",), lambda p: Decimal(p["accounts"] or 0)),
        "weighted_pipeline": Recipe("open_priced", (), lambda p: p.get("weighted_pipeline")),
        "hygiene_score": Recipe("open", ("filled", "required"), lambda p: _over(p["filled"], p["required"])),
        "coverage": Recipe("open_priced", (), lambda p: p.get("coverage")),
    },
    "lead": {
        "count": _size("all"),
        "velocity_days": Recipe("converted_timed", (), lambda p: p.get("velocity_days")),
        "conversion_rate": Recipe("all", (), lambda p: _over(p["n_converted"], p["n_all"]), ("converted",)),
    },
    "quota": {
        "count": _size("all"),
        "quota": Recipe("all", ("sum_quota",), _money("sum_quota", "all")),
        "actual": Recipe("all", ("sum_actual",), _money("sum_actual", "all")),
        "attainment": Recipe(
            "all", ("sum_actual", "sum_quota"), lambda p: _over(p["sum_actual"] or 0, p["sum_quota"] or 0)
        ),
    },
}
ONLY_COUNT = {"count": _size("all")}

SPLIT_BY_CURRENCY = {
    "amount", "won_amount", "avg_amount", "median_amount", "max_amount", "min_amount", "amount_share",
    "weighted_pipeline", "coverage", "quota", "actual", "attainment",
}  # fmt: skip
SHARES = ("amount_share", "count_share")
NEEDS_OWN_STATEMENT = ("median_amount", "weighted_pipeline", "coverage", "velocity_days")


def recipe(entity: str, name: str) -> Recipe | None:
    """How a measure of the entity comes about; None for one it does not have."""
    return RECIPES.get(entity, ONLY_COUNT).get(name)


__all__ = ["false", "or_"]
