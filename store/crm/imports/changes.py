"""A log of changes becomes the history of deals: every row one change of a stage or of another field, each once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, Table, case, exists, func, literal, or_, select, union, union_all, update

from store.crm import tables
from store.crm.imports import values
from store.crm.imports.errors import BadCell
from store.crm.imports.kinds import DICTIONARY
from store.crm.imports.mapping import FileMap, Proposal
from store.crm.imports.names import NAMED_ONLY
from store.crm.imports.reading import Line, Tick, rows
from store.crm.imports.report import Defect
from store.crm.imports.rows import Company
from store.crm.imports.staging import WaitingRoom, upsert_made
from store.crm.imports.vocabulary import normal

CHUNK = 5_000
DEALS = 1_000
STAGE, CREATED, OWNER, LOST, AMOUNT, CLOSE = "stage", "created", "owner", "lost reason", "amount", "close date"
MEANT = {
    "stage id": STAGE, "stage": STAGE, "stage name": STAGE, "dealstage": STAGE, "deal stage": STAGE,
    "add time": CREATED, "created": CREATED, "created date": CREATED, "createdate": CREATED, "create date": CREATED,
    "user id": OWNER, "owner": OWNER, "owner id": OWNER, "hubspot owner id": OWNER,
    "lost reason": LOST, "closed lost reason": LOST,
    "amount": AMOUNT, "value": AMOUNT, "deal value": AMOUNT, "deal amount": AMOUNT,
    "close date": CLOSE, "closedate": CLOSE, "expected close date": CLOSE,
}  # fmt: skip
"""What a field of a log means for the deal itself."""
FIELD_NAMES = {
    STAGE: "stage", CREATED: "created_on", OWNER: "owner", LOST: "lost_reason", AMOUNT: "amount", CLOSE: "close_date",
}  # fmt: skip
STAGE_COLUMNS = ("id", "opportunity_id", "from_stage_id", "to_stage_id", "at", "by_id")
FIELD_COLUMNS = ("id", "opportunity_id", "field", "old", "new", "at", "by_id")
TWO_DEALS = "the log says twice, with different times, that deal {} was created: two deals have its id"
MOST_EXAMPLES = 20


@dataclass
class Log:
    """One log whose rows wait to be merged: changes of stages in one room, changes of other fields in another."""

    file: FileMap
    stages: WaitingRoom
    fields: WaitingRoom
    rows: int = 0
    bad: int = 0
    repeats: int = 0
    doubled: tuple[str, ...] = ()

    @property
    def is_of_states(self) -> bool:
        """Whether rows say what a deal was like then, rather than which one field of it changed."""
        return self.file.to("field") is None

    @property
    def rooms(self) -> tuple[WaitingRoom, WaitingRoom]:
        """Both rooms."""
        return self.stages, self.fields

    def counts(self) -> dict[str, int]:
        """Rows by what became of them."""
        found: dict[str, int] = {}
        for room in self.rooms:
            for state, count in room.counts().items():
                found[state] = found.get(state, 0) + count
        return found


class Reader:
    """Reads the rows of one log."""

    def __init__(self, file: FileMap, company: Company, labels: dict[tuple[str, str], str]) -> None:
        self.file, self.company, self.labels = file, company, labels
        self.place = {c.target.name: c.column.position for c in file.columns if c.target}
        at = file.to("at")
        self.order = at.order if at else "iso"
        self._stages = set(company.names["stage"].id_by_name.values())

    def row(self, line: Line) -> tuple[str, tuple[Any, ...]]:
        """Which room the row belongs in, and the row; BadCell says why it belongs in none."""
        deal, new = self._cell(line, "opportunity"), self._cell(line, "new")
        said = self._cell(line, "field") if "field" in self.place else STAGE
        if not deal:
            raise BadCell("it does not say which deal changed")
        if not said:
            raise BadCell("it does not say which field changed")
        if not self._cell(line, "at"):
            raise BadCell("it does not say when")
        at = values.instant(self._cell(line, "at"), self.order)
        old, by = self._cell(line, "old") or None, self._cell(line, "by") or None
        deal = self.company.record_id("opportunity", deal)
        by = self.company.record_id("person", by) if by else None
        key = hashlib.sha256(chr(31).join((deal, said, at.isoformat(), old or "", new)).encode()).hexdigest()[:24]
        meant = MEANT.get(normal(said), "")
        if meant == STAGE:
            if not new:
                raise BadCell("it does not say which stage the deal went to")
            return STAGE, (line.number, f"change-{key}", deal, self._stage(old), self._stage(new), at, by)
        name = values.words(FIELD_NAMES.get(meant, said), 60)
        return meant, (line.number, f"change-{key}", deal, name, self._label(said, old), self._label(said, new), at, by)

    def _cell(self, line: Line, name: str) -> str:
        place = self.place.get(name)
        return line.cells[place].strip() if place is not None else ""

    def _stage(self, said: str | None) -> str | None:
        if not said or said in self._stages:
            return said
        return self.company.names["stage"].make(said)

    def _label(self, said: str, value: str | None) -> str | None:
        return self.labels.get((normal(said), value), value) if value else None


def wait(
    connection: Connection,
    file: FileMap,
    number: int,
    company: Company,
    labels: dict[tuple[str, str], str],
    refuse: Callable[[FileMap, Line, str], None],
    tick: Tick | None,
) -> Log:
    """The log's rows, read and typed, with everything wrong among them put aside by `refuse`."""
    stages = WaitingRoom(connection, number, tables.stage_changes, STAGE_COLUMNS)
    fields = WaitingRoom(connection, number + 1, tables.field_changes, FIELD_COLUMNS)
    log = Log(file, stages, fields)
    reader = Reader(file, company, labels)
    built = _built(log, reader, refuse, tick)
    while chunk := list(islice(built, CHUNK)):
        stages.put([row for meant, row in chunk if meant == STAGE])
        fields.put([row for meant, row in chunk if meant != STAGE])
    for room in log.rooms:
        room.index()
        room.index("opportunity_id")
    log.doubled = _put_doubled_aside(log)
    _put_repeats_aside(log)
    _follow_stages(log)
    if log.is_of_states:
        _leave_the_same(log)
    return log


def _built(
    log: Log, reader: Reader, refuse: Callable[[FileMap, Line, str], None], tick: Tick | None
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for line in rows(log.file.profile.sheet, tick):
        log.rows += 1
        try:
            if line.wrong:
                raise BadCell(line.wrong)
            found = reader.row(line)
        except BadCell as error:
            log.bad += 1
            refuse(log.file, line, str(error))
            continue
        yield found


def _put_doubled_aside(log: Log) -> tuple[str, ...]:
    """The ids that two deals share; nobody can say which of them a change belongs to."""
    f = log.fields.table
    created = (
        select(f.c.opportunity_id)
        .where(f.c.field == FIELD_NAMES[CREATED])
        .group_by(f.c.opportunity_id)
        .having(func.count(f.c.at.distinct()) > 1)
    )
    ids = tuple(log.fields.connection.execute(created.order_by(f.c.opportunity_id)).scalars())
    for room in log.rooms:
        for id_ in ids:
            theirs = room.table.c.opportunity_id == id_
            room.connection.execute(
                update(room.table).where(theirs).values(state="quarantined", reason=TWO_DEALS.format(id_))
            )
    return ids


def _put_repeats_aside(log: Log) -> None:
    for room in log.rooms:
        for _, group in groupby(room.repeated(), key=lambda row: row.id):
            first, *more = [row for row in group if row.state is None] or [None]
            for row in more:
                if log.is_of_states:
                    room.leave_out(row.line)
                else:
                    room.set_aside(row.line, f"it repeats line {first.line:,}" if first else "")


def aside(log: Log) -> dict[int, str]:
    """The reasons of the rows that were put aside after they were read, by line."""
    return {line: reason for room in log.rooms for line, reason in room.quarantined().items()}


def _follow_stages(log: Log) -> None:
    """Says of each change of a stage which stage the deal came from, where the log itself does not."""
    if log.file.to("old") is not None:
        return
    t = log.stages.table
    before = (
        select(t.c.line, func.lag(t.c.to_stage_id).over(partition_by=t.c.opportunity_id, order_by=(t.c.at, t.c.line)))
        .where(t.c.state.is_(None))
        .subquery("before")
    )
    line, came_from = before.c
    log.stages.connection.execute(update(t).where(t.c.line == line).values(from_stage_id=came_from))


def _leave_the_same(log: Log) -> None:
    """Marks rows that were written because something else of the deal changed: its stage is the one before."""
    t = log.stages.table
    same = t.c.from_stage_id == t.c.to_stage_id
    log.stages.connection.execute(update(t).where(t.c.state.is_(None), same).values(state="unchanged"))


# What dictionaries say of coded values


def labels_of(proposal: Proposal) -> dict[tuple[str, str], str]:
    """The words that stand for coded values, by field and code, where a dictionary lists them as JSON."""
    return {
        (key, code): label for file in proposal.files if file.kind == DICTIONARY for key, code, label in _options(file)
    }


def _options(file: FileMap) -> Iterator[tuple[str, str, str]]:
    place = {normal(c.column.header): c.column.position for c in file.columns}
    key, options = place.get("field key"), place.get("field value options")
    if key is None or options is None:
        return
    for line in rows(file.profile.sheet):
        if line.wrong or not line.cells[options].strip():
            continue
        try:
            listed = json.loads(line.cells[options])
        except ValueError:
            continue
        for option in listed if isinstance(listed, list) else ():
            if isinstance(option, dict) and "id" in option and "label" in option:
                yield normal(line.cells[key]), str(option["id"]), str(option["label"])


# Deals that only their history knows


def make_deals(connection: Connection, log: Log, company: Company, at: datetime) -> int:
    """How many deals were made from their history, because no file lists them."""
    made = 0
    built = _deals(connection, log, company)
    while chunk := list(islice(built, CHUNK)):
        over = [name for name in chunk[0] if name not in ("id", "currency")]
        made += upsert_made(connection, tables.opportunities, chunk, at, NAMED_ONLY, over=over)
    return made


def _deals(connection: Connection, log: Log, company: Company) -> Iterator[dict[str, Any]]:
    """Every deal of the log, some at a time, so that a long log needs no more memory than a short one."""
    s, f = log.stages.table.c, log.fields.table.c
    history = union_all(
        select(s.opportunity_id, s.at, s.line, literal(STAGE).label("field"), s.to_stage_id.label("new")).where(
            s.state.is_distinct_from("quarantined")
        ),
        select(f.opportunity_id, f.at, f.line, f.field, f.new).where(f.state.is_distinct_from("quarantined")),
    ).subquery()
    h = history.c
    last = ""
    while ids := _next_ids(connection, log, last):
        last = ids[-1]
        theirs = select(history).where(h.opportunity_id.in_(ids)).order_by(h.opportunity_id, h.at, h.line)
        for id_, changes in groupby(connection.execute(theirs).all(), key=lambda row: row.opportunity_id):
            yield _deal(str(id_), list(changes), company)


def _next_ids(connection: Connection, log: Log, last: str) -> list[str]:
    """The next deals of the log after an id."""
    s, f = log.stages.table.c, log.fields.table.c
    both = union(*(select(c.opportunity_id).where(c.opportunity_id > last) for c in (s, f))).subquery()
    return list(
        connection.execute(select(both.c.opportunity_id).order_by(both.c.opportunity_id).limit(DEALS)).scalars()
    )


def _deal(id_: str, changes: list[Any], company: Company) -> dict[str, Any]:
    """A deal as its changes leave it: in the last stage it went to, lost when nothing came after its lost reason."""
    last = {change.field: change for change in changes}
    stage, lost = last.get(STAGE), last.get(FIELD_NAMES[LOST])
    if lost is not None and (not lost.new or (stage is not None and stage.at > lost.at)):
        lost = None
    status = "lost" if lost else company.ends(stage.new) if stage else "open"
    ended = lost.at if lost else stage.at if stage and status != "open" else None
    created, owner = last.get(FIELD_NAMES[CREATED]), last.get(FIELD_NAMES[OWNER])
    entered = ended or (stage.at if stage else None)
    return {
        "id": id_,
        "name": f"Deal {id_}",
        "owner_id": owner.new if owner else None,
        "stage_id": stage.new if stage else None,
        "status": status,
        "is_open": status == "open",
        "currency": company.currency,
        "created_on": _date(created.at if created else None),
        "close_date": _date(ended),
        "stage_entered_on": _date(entered),
        "lost_reason": lost.new[:120] if lost else None,
        "pushed_count": 0,
    }


def _date(at: datetime | None) -> date | None:
    return at.date() if at else None


# What is wrong with it


def defects(connection: Connection, log: Log, activities: Table | None, labels: dict[tuple[str, str], str],
            company: Company, is_alone: bool) -> Iterator[Defect]:  # fmt: skip
    """What a person should know of the log: counted over all of its rows, those put aside among them."""
    s, f = log.stages.table.c, log.fields.table.c
    everybody = union(select(s.opportunity_id), select(f.opportunity_id)).subquery()
    deals = int(connection.execute(select(func.count()).select_from(everybody)).scalar_one())
    says = (
        f"{len(log.doubled):,} ids in {log.file.name} are each used by two different deals; their rows were put aside."
    )
    yield Defect(id="log_doubled_ids", sentence=says if log.doubled else "No id in the log is used by two deals.",
                 count=len(log.doubled), examples=log.doubled[:MOST_EXAMPLES])  # fmt: skip
    yield _skipped(connection, log)
    yield from _ends(connection, log, deals)
    if is_alone:
        count = 0 if _has_amounts(connection, log) else deals
        says = f"{log.file.name} holds no amounts, so the {deals:,} deals in it have none."
        yield Defect(id="log_without_amounts", sentence=says if count else "No log is without amounts.", count=count)
    if activities is not None:
        yield _activities(connection, log, activities)
    yield from _spellings(labels, company)


def _skipped(connection: Connection, log: Log) -> Defect:
    """How often a deal went past a stage, by the order of the stages."""
    s, stages = log.stages.table.c, tables.stages.c
    steps = (
        select(
            stages.position.label("now"),
            func.lag(stages.position).over(partition_by=s.opportunity_id, order_by=(s.at, s.line)).label("before"),
        )
        .select_from(log.stages.table.join(tables.stages, stages.id == s.to_stage_id))
        .subquery()
    )
    skips = select(func.count()).where(steps.c.now > steps.c.before + 1)
    count = int(connection.execute(skips.select_from(steps)).scalar_one())
    says = f"Deals skip one or more stages {count:,} times." if count else "No deal skips a stage."
    return Defect(id="log_skipped_stages", sentence=says, count=count)


def _ends(connection: Connection, log: Log, deals: int) -> Iterator[Defect]:
    s, f = log.stages.table.c, log.fields.table.c
    lost = select(func.count(f.opportunity_id.distinct())).where(f.field == FIELD_NAMES[LOST], f.new.is_not(None))
    count = int(connection.execute(lost).scalar_one())
    won = select(s.to_stage_id).join(tables.stages, tables.stages.c.id == s.to_stage_id)
    is_won = connection.execute(won.where(tables.stages.c.status == "won").limit(1)).first() is not None
    if deals and count == deals and not is_won:
        says = f"All {deals:,} deals in {log.file.name} end lost and none is ever won, so it says nothing of win rates."
        yield Defect(id="log_never_won", sentence=says, count=count, of=deals)


def _has_amounts(connection: Connection, log: Log) -> bool:
    f = log.fields.table.c
    amounts = select(literal(1)).where(func.lower(f.field).in_(("value", "amount", "deal value", "deal amount")))
    return connection.execute(amounts.limit(1)).first() is not None


def _activities(connection: Connection, log: Log, activities: Table) -> Defect:
    a, s, f = activities.c, log.stages.table.c, log.fields.table.c
    logged = or_(
        exists().where(s.opportunity_id == a.opportunity_id), exists().where(f.opportunity_id == a.opportunity_id)
    )
    total, known = connection.execute(
        select(func.count(), func.coalesce(func.sum(case((logged, 1), else_=0)), 0)).select_from(activities)
    ).one()
    says = f"{int(known):,} of {int(total):,} activities name a deal that {log.file.name} has."
    return Defect(id="log_activities_known", sentence=says, count=int(known), of=int(total))


def _spellings(labels: dict[tuple[str, str], str], company: Company) -> Iterator[Defect]:
    """Stages that two files spell differently."""
    names = company.names["stage"].name_by_id
    for (key, code), label in labels.items():
        other = names.get(code)
        if MEANT.get(key) == STAGE and other and other != label:
            says = f"Stage {code} is spelled “{other}” in one file and “{label}” in another; the first was kept."
            yield Defect(id=f"stage_spelling:{code}", sentence=says, count=1)
