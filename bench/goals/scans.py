"""Goals 2 and 3: what the pipeline triggers look for, among all deals and among what is new, against tuned SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bench.room import NOW, Room
from bench.rounds import in_turns, median
from bench.table import Line, could_not_run
from domain.nudging import Condition
from domain.thresholds import defaults
from store.crm.looking import BATCH, look
from store.crm.tables import opportunities
from store.crm.watching import REMEMBERED, Look, found, in_batches
from store.session import Database
from store.triggers import flags, register, triggers
from store.types import to_micros

ROUNDS, CHANGED = 7, 5_000
"""How often is measured; how many of a million deals changed in the last hour, and fewer of fewer."""
TODAY = NOW.date()
DUE: dict[Condition, tuple[str, str]] = {
    "stale": ("stale_on", "stage_entered_on"),
    "quiet": ("quiet_on", "coalesce(last_activity_on, created_on)"),
    "past_due": ("close_date", "close_date"),
}
"""Conditions that come with time: the column that says when, and since when."""
OF_TIME_OR_CHANGE: tuple[Condition, ...] = ("stale", "quiet", "past_due", "missing", "amount_change")
"""Those that a look at what is new finds by what is new; patterns and capacity are counted anew each time."""
ALL: tuple[Condition, ...] = (*OF_TIME_OR_CHANGE, "change_pattern", "over_capacity")
Tuned = tuple[str, tuple[Any, ...]]
EVERYTHING = Look(TODAY, NOW, defaults(), least_gap=timedelta(days=14))
NEW = Look(TODAY, NOW, defaults(), TODAY - timedelta(days=1), NOW - timedelta(hours=1), timedelta(days=14))


def measure(room: Room) -> Iterator[Line]:
    """All triggers over all deals; then only what fell due since yesterday or changed in the last hour."""
    changed = min(CHANGED, room.deals // 200)
    change(room, changed)
    if wrong := [one for one in ALL for view in (EVERYTHING, NEW) if not agree(room, one, view)]:
        yield could_not_run("2", "scan", room.on, f"ours and the tuned SQL find different records: {wrong}")
        return
    everything, whole = timed(room, ALL, EVERYTHING), timed(room, OF_TIME_OR_CHANGE, EVERYTHING)
    new = timed(room, OF_TIME_OR_CHANGE, NEW)
    yield Line("2", f"all {len(ALL)} triggers over all deals", room.on, *everything, hard=3, aim=1.5)
    note = f"{changed:,} deals changed in the last hour; patterns and capacity are counted anew in every look"
    yield Line("3", f"what is new for {len(OF_TIME_OR_CHANGE)} triggers", room.on, *new, hard=5, aim=2, note=note)
    yield Line("3", "the same against all deals", room.on, whole[1], new[1], hard=0.1, aim=0.05)
    yield from told(room)


def change(room: Room, many: int) -> None:
    """Leaves so many open deals changed within the last hour."""
    some = select(opportunities.c.id).where(opportunities.c.is_open).order_by(opportunities.c.id).limit(many)
    with room.db.begin() as session:
        session.execute(
            opportunities.update().where(opportunities.c.id.in_(some)).values(updated_at=NOW - timedelta(minutes=30))
        )


def timed(room: Room, conditions: Sequence[Condition], view: Look) -> tuple[float, float]:
    """(floor, ours): milliseconds for all of these together, each the median of its rounds."""
    floor = ours = 0.0
    for one in conditions:
        times = in_turns(room.rounds(ROUNDS), 1, floor=straight(room, one, view), ours=through_us(room, one, view))
        floor, ours = floor + median(times["floor"]), ours + median(times["ours"])
    return floor, ours


def through_us(room: Room, condition: Condition, view: Look) -> Callable[[int], list[Any]]:
    """The product's read of a condition, in the batches that it is written by."""

    def path(_: int) -> list[Any]:
        with room.db.reading() as reader:
            return [row["record_id"] for rows in in_batches(reader, found(condition, view), BATCH) for row in rows]

    return path


def straight(room: Room, condition: Condition, view: Look) -> Callable[[int], list[Any]]:
    """The tuned SQL at the driver's level."""
    statement, values = tuned(condition, view)
    return lambda _: [row[0] for row in room.rows(statement, *values)]


def agree(room: Room, condition: Condition, view: Look) -> bool:
    """Whether both find the same records."""
    return sorted(through_us(room, condition, view)(0)) == sorted(straight(room, condition, view)(0))


def tuned(condition: Condition, view: Look) -> Tuned:
    """A condition as somebody writes it who knows these tables and indexes by heart."""
    if condition in DUE:
        return _due(*DUE[condition], view, condition == "past_due")
    return {"missing": _missing, "amount_change": _amounts, "change_pattern": _patterns, "over_capacity": _capacity}[
        condition
    ](view)


def _due(column: str, since: str, view: Look, from_the_day_after: bool) -> Tuned:
    shift = timedelta(days=1 if from_the_day_after else 0)
    deals = f"SELECT id, owner_id, {since} FROM crm_opportunities WHERE is_open AND"
    if view.looked_on is None or view.data_until is None:
        return f"{deals} {column} <= ?", (view.today - shift,)
    # A unary plus, or an addition, keeps the planner from seeking by the due day where few deals changed.
    both = f"{deals} {column} > ? AND {column} <= ? UNION {deals} updated_at >= ? AND coalesce({column}, ?) <= ?"
    values = (view.looked_on - shift, view.today - shift, to_micros(view.data_until), None, view.today - shift)
    return both, values


_STAGES = "SELECT id FROM crm_stages WHERE position = (SELECT min(position) FROM crm_stages WHERE status = 'open')"


def _missing(view: Look) -> Tuned:
    lacks = "account_id IS NULL OR owner_id IS NULL"
    later = f"{lacks} OR amount IS NULL OR close_date IS NULL OR next_step IS NULL OR trim(next_step) = ''"
    first = f"stage_id IN ({_STAGES})"
    changed, values = (" AND updated_at >= ?", (to_micros(view.data_until),)) if view.data_until else ("", ())
    return (
        "SELECT id, owner_id FROM crm_opportunities WHERE is_open "
        f"AND CASE WHEN {first} THEN {lacks} ELSE {later} END{changed}",
        values,
    )


_LARGE = (
    "f.field = 'amount' AND f.at > ? AND f.at <= ? AND CAST(f.old AS {real}) <> 0 "
    "AND abs(CAST(f.new AS {real}) - CAST(f.old AS {real})) * 100 > 20 * abs(CAST(f.old AS {real}))"
)
_LARGE = _LARGE.format(real="double precision")


def _amounts(view: Look) -> Tuned:
    since = max(view.now - REMEMBERED, view.data_until or view.now - REMEMBERED)
    joined = "FROM crm_field_changes f JOIN crm_opportunities o ON o.id = f.opportunity_id"
    return f"SELECT f.id, f.opportunity_id, o.owner_id {joined} WHERE {_LARGE}", (to_micros(since), to_micros(view.now))


def _patterns(view: Look) -> Tuned:
    large = (
        "WITH large AS (SELECT f.id, f.at, o.owner_id, o.account_id FROM crm_field_changes f "
        f"JOIN crm_opportunities o ON o.id = f.opportunity_id WHERE {_LARGE})"
    )
    arm = (
        "SELECT '{of}:' || who FROM (SELECT {column} AS who, at, "
        "lag(at, 2) OVER (PARTITION BY {column} ORDER BY at, id) AS earlier FROM large WHERE {column} IS NOT NULL) x "
        "WHERE at - earlier <= ? GROUP BY who HAVING max(at) > ?"
    )
    arms = " UNION ALL ".join(arm.format(of=of, column=f"{column}_id") for of, column in _OF.items())
    days, since = 14 * 86_400_000_000, to_micros(view.data_until or view.now - REMEMBERED)
    window = (to_micros(view.now - REMEMBERED), to_micros(view.now))
    return f"{large} {arms}", (*window, days, since, days, since)


_OF = {"rep": "owner", "account": "account"}


def _capacity(_view: Look) -> Tuned:
    counted = "SELECT owner_id FROM crm_opportunities WHERE is_open AND owner_id IS NOT NULL GROUP BY owner_id"
    return f"{counted} HAVING count(*) > ?", (50,)


def told(room: Room) -> Iterator[Line]:
    """What a whole look costs with its flags, the first ever and the next; nobody sets a bar for the rows written."""
    with registered(room.db):
        for said in ("the first look ever, flags written", "a look at what is new, flags written"):
            times = in_turns(1, 0, ours=lambda _: [looked(room.db, one) for one in ALL])
            yield Line("3", said, room.on, None, times["ours"][0])


@contextmanager
def registered(db: Database) -> Iterator[None]:
    """Triggers that have never looked yet, gone again afterwards with all their flags."""
    with db.begin() as session:
        for one in ALL:
            register(session, f"bench:{one}", wants="", cron="0 6 * * *", condition=one, agent="pipeline", at=NOW)
    try:
        yield
    finally:
        with db.begin() as session:
            session.execute(flags.delete())
            session.execute(triggers.delete().where(triggers.c.name.startswith("bench:")))


def looked(db: Database, condition: Condition) -> object:
    """One trigger's look, as its job does it."""
    return look(db, f"bench:{condition}", condition, defaults(), NOW, TODAY)
