"""Reports people ask for by name, said as questions of the one algebra."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.happened import CHANGED
from domain.language.intent import Forecast, Query, Report
from domain.language.reading import say
from domain.language.windows import say_window
from domain.query import AnyOf, Condition, Filter, Period, QuerySpec, Sort

RUNS = "run_report"


def query_of_report(report: Report, today: date) -> Query | None:
    """The question that this report answers; None for a report that is not available yet."""
    meaning = report.meaning
    make = _MAKERS.get(str(meaning.get("target")))
    if meaning.get("action") != RUNS or make is None:
        return None
    args = meaning.get("args") or {}
    spec = make(_conditions(args), args.get("window"), tuple(args.get("group_by") or ()))
    usual = f"{say_window(spec.time.window)}, since no period was named" if spec.time else ""
    assumed = (usual,) if usual and not args.get("window") else ()
    return Query(spec=spec, reading=say(spec, today=today), assumptions=assumed)


def query_of_forecast(forecast: Forecast, today: date) -> Query | None:
    """The question behind a "forecast" that is only arithmetic on open deals; None for a real one."""
    args = forecast.meaning.get("args") or {}
    if forecast.meaning.get("action") != "show_forecast" or args.get("measure") != ["weighted_amount"]:
        return None
    spec = QuerySpec(
        filters=(
            *_conditions(args),
            Filter(field="status", op="eq", value="open"),
        ),
        measures=("weighted_pipeline",),
        group_by=tuple(args.get("group_by") or ()),
        time=Period(fields=("close_date",), window=args.get("window") or "quarter:0"),
    )
    return Query(spec=spec, reading=say(spec, today=today))


def _conditions(args: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Every condition of a report, those of which at least one holds too."""
    return tuple((AnyOf if "any" in one else Filter).model_validate(one) for one in args.get("filters") or ())


def _performance(filters: tuple[Condition, ...], window: Any, groups: tuple[str, ...]) -> QuerySpec:
    return QuerySpec(
        filters=(*filters, Filter(field="status", op="eq", value="closed")),
        measures=("won_amount", "won_count", "lost_count", "win_rate"),
        group_by=groups or ("owner",),
        time=Period(fields=("close_date",), window=window or "quarter:0"),
        sort=(Sort(by="won_amount", dir="desc"),),
    )


def _win_loss(filters: tuple[Condition, ...], window: Any, groups: tuple[str, ...]) -> QuerySpec:
    spec = _performance(filters, window, groups or ("product",))
    return spec.model_copy(
        update={"measures": ("win_rate", "won_count", "lost_count"), "sort": (Sort(by="win_rate", dir="desc"),)}
    )


def _pipeline_review(filters: tuple[Condition, ...], window: Any, groups: tuple[str, ...]) -> QuerySpec:
    return QuerySpec(
        filters=(*filters, Filter(field="status", op="eq", value="open")),
        measures=("count", "amount", "avg_days_in_stage"),
        group_by=groups or ("stage",),
        time=Period(fields=("close_date",), window=window) if window else None,
    )


def _data_hygiene(filters: tuple[Condition, ...], window: Any, groups: tuple[str, ...]) -> QuerySpec:
    return QuerySpec(
        filters=(*filters, Filter(field="status", op="eq", value="open")),
        measures=("hygiene_score", "count"),
        group_by=groups or ("owner",),
        time=Period(fields=("close_date",), window=window) if window else None,
        sort=(Sort(by="hygiene_score", dir="asc"),),
    )


def _activity_summary(filters: tuple[Condition, ...], window: Any, groups: tuple[str, ...]) -> QuerySpec:
    return QuerySpec(
        entity="activity",
        filters=filters,
        measures=("count",),
        group_by=groups or ("type",),
        time=Period(fields=("date",), window=window or "day:0"),
        sort=(Sort(by="count", dir="desc"),),
    )


def _pipeline_changes(filters: tuple[Condition, ...], window: Any, groups: tuple[str, ...]) -> QuerySpec:
    return QuerySpec(
        filters=filters,
        measures=("count", "amount"),
        group_by=(*groups, "change"),
        time=Period(fields=(CHANGED,), window=window or "week:0"),
    )


_MAKERS = {
    "performance": _performance,
    "rep_summary": _performance,
    "win_loss": _win_loss,
    "pipeline_review": _pipeline_review,
    "data_hygiene": _data_hygiene,
    "activity_summary": _activity_summary,
    "pipeline_changes": _pipeline_changes,
}
