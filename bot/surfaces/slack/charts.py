"""Charts in blocks: labels made short and unique, one point per category, and the count of what could not be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from bot.surfaces.slack import limits
from bot.surfaces.slack.mrkdwn import plain_text
from domain.cards import Chart


class Drawn(NamedTuple):
    """A chart block, or None when there is nothing to draw, and sentences on what was left out."""

    block: dict[str, Any] | None
    left_out: list[str]


def draw(chart: Chart) -> Drawn:
    """The chart as a block of Slack's own."""
    return _pie(chart) if chart.kind == "pie" else _xy(chart)


def _pie(chart: Chart) -> Drawn:
    points = [(label, value) for series in chart.series for label, value in series.points]
    good = [(label, value) for label, value in points if _is_drawable(value) and float(value) > 0]
    shown, rest = _largest(good)
    said = [_counted(len(points) - len(good), "value that is not above zero", "values that are not above zero")]
    said.append(f"“{rest}” adds up the smallest slices." if rest else "")
    labels = _unique([label for label, _ in shown])
    segments = [{"label": name, "value": _number(value)} for name, (_, value) in zip(labels, shown, strict=True)]
    block = _block(chart, {"type": "pie", "segments": segments}) if segments else None
    return Drawn(block, [sentence for sentence in said if sentence])


def _largest(points: list[tuple[str, Decimal]]) -> tuple[list[tuple[str, Decimal]], str]:
    """At most as many slices as Slack draws; the smallest become one, so that the whole stays the whole."""
    if len(points) <= limits.SEGMENTS:
        return points, ""
    ranked = sorted(points, key=lambda point: point[1], reverse=True)
    kept, rest = ranked[: limits.SEGMENTS - 1], ranked[limits.SEGMENTS - 1 :]
    name = f"{len(rest)} others"
    return [*kept, (name, sum((value for _, value in rest), Decimal(0)))], name


def _xy(chart: Chart) -> Drawn:
    labels = list(dict.fromkeys(label for series in chart.series for label, _ in series.points))
    # Of a run of time the end is what people look for, of anything else the beginning.
    kept = labels[: limits.CATEGORIES] if chart.kind == "bar" else labels[-limits.CATEGORIES :]
    series = chart.series[: limits.SERIES]
    categories = _unique(kept)
    names = _unique([one.name for one in series])
    values = [{label: value for label, value in one.points if _is_drawable(value)} for one in series]
    holes = sum(label not in known for known in values for label in kept)
    said = [
        _counted(len(labels) - len(kept), "more label", "more labels"),
        _counted(len(chart.series) - len(series), "more series", "more series"),
        f"Points without a value, drawn as zero: {holes}." if holes else "",
    ]
    lines = [
        {"name": name, "data": _points(kept, categories, known)} for name, known in zip(names, values, strict=True)
    ]
    unit = {"y_label": plain_text(chart.unit, limits.CHART_LABEL)["text"]} if chart.unit.strip() else {}
    axis = {"categories": categories} | unit
    drawable = _block(chart, {"type": chart.kind, "series": lines, "axis_config": axis}) if kept else None
    return Drawn(drawable, [sentence for sentence in said if sentence])


def _points(labels: Sequence[str], categories: Sequence[str], known: dict[str, Decimal]) -> list[dict[str, Any]]:
    pairs = zip(labels, categories, strict=True)
    return [{"label": category, "value": _number(known.get(label, Decimal(0)))} for label, category in pairs]


def _block(chart: Chart, drawing: dict[str, Any]) -> dict[str, Any]:
    title = plain_text(chart.title or "Chart", limits.CHART_TITLE)["text"]
    return {"type": "data_visualization", "title": title, "chart": drawing}


def _unique(labels: Iterable[str]) -> list[str]:
    """Short labels, no two alike: the second “Acme” becomes “Acme (2)”."""
    out: list[str] = []
    for label in labels:
        name, times = plain_text(label, limits.CHART_LABEL)["text"], 1
        while name in out:
            times += 1
            ending = f" ({times})"
            name = plain_text(label, limits.CHART_LABEL - len(ending))["text"] + ending
        out.append(name)
    return out


def _is_drawable(value: Decimal) -> bool:
    return value.is_finite() and abs(value) < Decimal(10) ** 300


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many} not drawn." if count else ""
