"""How an answer is wanted to look: a chart is drawn where there is one to draw, else it is said what one needs."""

from __future__ import annotations

from collections.abc import Iterable

from domain.language.text import word_set
from domain.query import QuerySpec

CHARTS = word_set("chart charts graph graphs plot plots pie histogram visualize visualise visualized visualised")


def not_drawn(words: Iterable[str], spec: QuerySpec) -> tuple[str, ...]:
    """What is missing for the chart that was asked for; empty when none was, or when there is one."""
    if not CHARTS & set(words) or (len(spec.group_by) == 1 and spec.measures):
        return ()
    return ("no chart, since one needs a number for each group: add for example “by stage”",)
