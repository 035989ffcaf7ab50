"""The one table of a run: a line per goal with floor, ours, their ratio, both bars and the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("goal", "what", "on", "floor", "ours", "ratio", "hard", "aim", "verdict")


@dataclass(frozen=True)
class Line:
    """One comparison. `higher_is_better` turns both bars around, for rates and hit rates.

    Shape:  without bars it is told and judged by nobody; without `ours` it could not be measured, and `note` says why.
    """

    goal: str
    what: str
    on: str = ""
    floor: float | None = None
    ours: float | None = None
    unit: str = "ms"
    hard: float | None = None
    aim: float | None = None
    higher_is_better: bool = False
    note: str = ""
    absolute: bool = False
    """The bars are for `ours` itself: something outside sets the limit, or it is a share of right answers."""

    @property
    def ratio(self) -> float | None:
        """Ours over the floor."""
        return self.ours / self.floor if self.ours is not None and self.floor else None

    @property
    def verdict(self) -> str:
        """`aim`, `pass` or `MISS` by the bars; `told` where there is none, `not run` where nothing was measured."""
        judged = self.ours if self.absolute else self.ratio
        if judged is None:
            return "not run" if self.ours is None else "told"
        if self.hard is None:
            return "told"
        if self.aim is not None and self._within(judged, self.aim):
            return "aim"
        return "pass" if self._within(judged, self.hard) else "MISS"

    def _within(self, judged: float, bar: float) -> bool:
        return judged >= bar if self.higher_is_better else judged <= bar

    def cells(self) -> tuple[str, ...]:
        """The line as the table shows it."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        return (
            self.goal, self.what, self.on, self._said(self.floor), self._said(self.ours), ratio,
            self._bar(self.hard), self._bar(self.aim), self.verdict,
        )  # fmt: skip

    def _said(self, value: float | None) -> str:
        return "" if value is None else f"{_digits(value)} {self.unit}"

    def _bar(self, bar: float | None) -> str:
        if bar is None:
            return "-"
        sign = ">=" if self.higher_is_better else "<="
        return f"{sign} {bar:g} {self.unit}" if self.absolute else f"{sign} {bar:g}x"


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def could_not_run(goal: str, what: str, on: str, why: str) -> Line:
    """The line of a goal that was not measured, and the reason."""
    return Line(goal, what, on, note=why)


def table(lines: Iterable[Line]) -> str:
    """All lines as one table that reads in a terminal and in Markdown, the notes below it."""
    listed = list(lines)
    rows = [HEADINGS, *(line.cells() for line in listed)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADINGS))]
    ruled = [
        "|".join(("", *(f" {cell:<{width}} " for cell, width in zip(row, widths, strict=True)), "")) for row in rows
    ]
    ruled.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    notes = [
        f"- {line.goal} {line.what}{f' ({line.on})' if line.on else ''}: {line.note}" for line in listed if line.note
    ]
    return "\n".join([*ruled, *([""] if notes else []), *notes])
