"""What people call a deal in one word, as the conditions it stands for: slipped, past due, pushed, at risk."""

from __future__ import annotations

from domain.language.specs.build import Build
from domain.language.windows import PART_OF_A_YEAR, in_year, resolve
from domain.query import Filter

AT_RISK = (
    Filter(field="days_in_stage", op="gt", value="$stale_days"),
    Filter(field="last_activity_days", op="gt", value="$activity_gap_days"),
    Filter(field="close_date", op="lt", value="@today"),
)


def segments(build: Build) -> None:
    """The segments that the words name; those at risk are added last, because any one reason will do."""
    for mark, segment in SEGMENTS.items():
        if f"is:{mark}" in build.parts.marks:
            build.is_of("open")
            segment(build)


def slipped(build: Build) -> None:
    """Its close date lies in a past period, the last quarter unless one is said, and it is still open."""
    window = build.parts.windows[0][0] if build.parts.windows else "quarter:-1"
    start, _ = resolve(window, build.today)
    if PART_OF_A_YEAR.fullmatch(window) and start is not None:
        # “slipped out of Q3” is the Q3 that has begun, and none to come.
        window = in_year(window, start, start.year)
    build.parts.windows[:1] = [(window, "close_date")]


def past_due(build: Build) -> None:
    """Its close date is over."""
    if build.parts.windows or "or:past_due" in build.parts.marks:
        build.add(Filter(field="close_date", op="lt", value="@today"))
    else:
        build.parts.windows.append(("before:day:0", "close_date"))


def pushed(build: Build) -> None:
    """Its close date was moved at least once."""
    build.add(Filter(field="pushed_count", op="gte", value=1))


def nothing_yet(_build: Build) -> None:
    """Nothing: any of several reasons will do, and they are added together."""


def at_risk(build: Build) -> None:
    """Too long in its stage, too long without activity, or past due."""
    if "is:at_risk" in build.parts.marks:
        for n, reason in enumerate(AT_RISK):
            build.add(reason, or_before=n > 0)


SEGMENTS = {"slipped": slipped, "past_due": past_due, "pushed": pushed, "at_risk": nothing_yet}
