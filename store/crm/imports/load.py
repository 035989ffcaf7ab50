"""Loads mapped files: rows wait in temporary tables, then one transaction merges them, or nothing changes at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Connection, Float, Table, cast, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from domain.errors import StoreBusy
from domain.thresholds import whole
from store import audit, forgotten, settings
from store.crm import baseline, bulk, tables
from store.crm.demo import loading as demo
from store.crm.demo.roster import SOURCE as DEMO
from store.crm.due import set_due_dates
from store.crm.imports import changes, defects, questions, required
from store.crm.imports.errors import BadCell, CannotImport
from store.crm.imports.id_lengths import lengths
from store.crm.imports.kinds import KINDS, NAMED
from store.crm.imports.mapping import CALLED_LIKE, FileMap, Proposal, refuse_unusable, skipped
from store.crm.imports.names import NAMED_ONLY, names_of
from store.crm.imports.quarantine import Quarantine
from store.crm.imports.reading import Line, Tick, rows
from store.crm.imports.report import BadRow, Defect, FileReport, Report
from store.crm.imports.rows import Builder, Company, newest_day
from store.crm.imports.stages import stage_rows
from store.crm.imports.staging import SOURCE, STATES, WaitingRoom, upsert_made
from store.crm.imports.vocabulary import looks_ended
from store.crm.looking import overrides_in
from store.crm.name_index import bring_up_to_date
from store.crm.statistics import count_for_planner
from store.crm.survey import BURST_MINUTES, keep_survey
from store.session import Database

CHUNK = 5_000
SHOWN_BAD_ROWS, MOST_STAGES = 20, 12
MOST_DAYS_BEHIND = 30
"""Data whose newest date is older than this when it was exported was most likely exported earlier."""
VARYING = re.compile(r"“[^”]*”|\d[\d,]*(?:(?:, | to )\d[\d,]*)*(?: …)?")
"""What differs from row to row in a reason."""
MOST_MINOR_UNITS = 4e18
"""Half of what fits into 64 bits, so that weighted and grouped sums fit as well."""
LEAST_GOOD_IDS = 0.5
"""Below this part of different ids, the id column is no id."""


@dataclass(frozen=True)
class Taken:
    """When the export was taken, and how that is known."""

    at: datetime
    why: str


@dataclass
class Waiting:
    """One file whose rows wait to be merged."""

    file: FileMap
    room: WaitingRoom
    rows: int = 0
    bad: int = 0
    repeats: int = 0
    doubled: int = 0
    """Ids that more than one row has."""

    def counts(self) -> dict[str, int]:
        """Rows by what became of them."""
        return self.room.counts()


@dataclass
class _Import:
    """One import on its way."""

    db: Database
    proposal: Proposal
    taken: Taken
    now: datetime
    by: str
    id: str
    connection: Connection
    quarantine: Quarantine
    company: Company
    tick: Tick | None
    watch: bulk.Watch
    waiting: list[Waiting] = field(default_factory=list)
    logs: list[changes.Log] = field(default_factory=list)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    newest: date | None = None

    @property
    def everything(self) -> list[Waiting | changes.Log]:
        """Every file whose rows wait."""
        return [*self.waiting, *self.logs]


def load(
    db: Database,
    proposal: Proposal,
    *,
    taken: Taken,
    now: datetime,
    quarantine: Path,
    dry_run: bool = False,
    by: str = "the command line",
    tick: Tick | None = None,
    watch: bulk.Watch = bulk.nobody,
) -> Report:
    """What became of every row; the mirror is changed in one transaction at the end, or, for a dry run, not at all.

    Shape:  `tick` hears of the bytes read, `watch` of what is done with the rows once all are read.
    Raises: CannotImport when the files cannot be used, StoreBusy when the database cannot take them; nothing is changed
            then.
    """
    refuse_unusable(proposal)
    kept = Quarantine(quarantine / f"import-{now:%Y-%m-%d-%H%M%S-%f}.csv", dry_run)
    with kept, bulk.connected(db) as connection:
        with connection.begin():
            at_first = _version(connection)
            company = _company(db, connection, proposal)
            id_ = f"{SOURCE}:{at_first[0] + 1}"
            one = _Import(db, proposal, taken, now, by, id_, connection, kept, company, tick, watch)
            for number, file in enumerate(proposal.loaded):
                one.waiting.append(_wait(one, file, number))
            for number, file in enumerate(proposal.logs):
                one.logs.append(_wait_log(one, file, len(one.waiting) + 2 * number))
        with connection.execution_options(immediate=True).begin() as transaction:
            if _version(connection) != at_first:
                raise StoreBusy("another import or answer came in between")
            report = _merge(one, dry_run)
            if dry_run:
                transaction.rollback()
    return report.model_copy(update={"quarantine": str(kept.kept or "")})


def _version(connection: Connection) -> tuple[Any, ...]:
    """Changes with every import and every answer about a value."""
    i, a = tables.imports.c, tables.aliases.c
    imported = connection.execute(select(func.count(), func.max(i.id))).one()
    return (*imported, connection.execute(select(func.max(a.decided_at))).scalar())


# Reading


def _company(db: Database, connection: Connection, proposal: Proposal) -> Company:
    """Every name that rows may refer to: what the mirror holds, and what the files list."""
    names = {kind: names_of(connection, kind, without=DEMO) for kind in NAMED}
    company = Company(names, str(settings.effective(db, "company.currency")))
    s = tables.stages.c
    company.listed_ends = dict(connection.execute(select(s.id, s.status).where(s.source == SOURCE)).all())
    company.said_ends = dict(proposal.stage_ends)
    company.short_ids = lengths(connection, proposal)
    for file in proposal.loaded:
        if file.kind in names:
            names[file.kind].is_listed = True
            for name, id_ in _listed(file, company):
                names[file.kind].add(name, id_)
    for file in proposal.loaded:
        for email, id_ in _listed(file, company, "email") if file.kind == "person" else ():
            names["person"].add_address(email, id_)
    p = tables.people.c
    for id_, email in connection.execute(select(p.id, p.email).where(p.email.is_not(None), p.source != DEMO)):
        names["person"].add_address(email, id_)
    return company


def _listed(file: FileMap, company: Company, by: str = "name") -> Iterator[tuple[str, str]]:
    """The names a file lists, each with its id; what is wrong with a row is said when the row is read in earnest."""
    said, id_ = file.to(by), file.to("id") or file.to("name")
    for line in rows(file.profile.sheet) if said and id_ else ():
        text = "" if line.wrong else line.cells[said.column.position].strip()  # type: ignore[union-attr]
        if text and (key := line.cells[id_.column.position].strip()):  # type: ignore[union-attr]
            yield text, company.same_id(file.kind, key) if file.to("id") else " ".join(key.split())


def _wait(one: _Import, file: FileMap, number: int) -> Waiting:
    """The file's rows, read and typed, with everything wrong among them put aside."""
    builder = Builder(file, one.company)
    waiting = Waiting(file, WaitingRoom(one.connection, number, builder.table, builder.columns))
    built = _built(one, builder, waiting)
    while chunk := list(islice(built, CHUNK)):
        waiting.room.put(chunk)
    waiting.room.index()
    _put_repeats_aside(waiting)
    for earlier in one.waiting:
        if earlier.file.kind == file.kind:
            waiting.room.set_aside_those_in(earlier.room, earlier.file.name)
    _write_aside(one, waiting)
    return waiting


def _wait_log(one: _Import, file: FileMap, number: int) -> changes.Log:
    """A log's rows, read and typed, with everything wrong among them put aside."""
    one.labels |= changes.labels_of(one.proposal)
    put_aside = partial(_put_aside, one)
    log = changes.wait(one.connection, file, number, one.company, one.labels, put_aside, one.tick)
    aside = changes.aside(log)
    log.repeats = len(aside)
    log.bad += len(aside)
    for line in rows(file.profile.sheet) if aside else ():
        if line.number in aside:
            put_aside(file, line, aside[line.number])
    return log


def _built(one: _Import, builder: Builder, waiting: Waiting) -> Iterator[tuple[Any, ...]]:
    today = one.taken.at.date()
    is_forgotten = _forgotten_in(one, builder)
    for line in rows(waiting.file.profile.sheet, one.tick):
        waiting.rows += 1
        try:
            if line.wrong:
                raise BadCell(line.wrong)
            row = builder.row(line)
        except BadCell as error:
            waiting.bad += 1
            _put_aside(one, waiting.file, line, str(error))
            continue
        if is_forgotten is not None and is_forgotten(row):
            waiting.bad += 1
            # What the row says is kept nowhere, not even among those put aside.
            _put_aside(one, waiting.file, line._replace(raw=""), forgotten.REFUSED)
            continue
        if day := newest_day(row, today):
            one.newest = max(one.newest or day, day)
        yield row


def _forgotten_in(one: _Import, builder: Builder) -> Callable[[tuple[Any, ...]], bool] | None:
    """Whether a row is about a customer's person who was forgotten; None where no row can be."""
    known = forgotten.everybody(one.connection, one.db) if builder.table is tables.contacts else forgotten.Forgotten()
    if not known:
        return None
    place = {name: builder.columns.index(name) + 1 for name in ("id", "email") if name in builder.columns}

    def holds(row: tuple[Any, ...]) -> bool:
        said = [forgotten.record("contact", str(row[place["id"]]))]
        said += [forgotten.address(row[place["email"]])] if "email" in place and row[place["email"]] else []
        return known.holds(said)

    return holds


def _put_aside(one: _Import, file: FileMap, line: Line, reason: str) -> None:
    one.quarantine.add(file.name, line.number, reason, line.raw)
    one.reasons[VARYING.sub("…", reason)] += 1
    if len(one.bad) < SHOWN_BAD_ROWS:
        one.bad.append(BadRow(file=file.name, line=line.number, reason=reason))


def _put_repeats_aside(waiting: Waiting) -> None:
    """Of rows with one id, all but the first when they are alike, and all when they are not: who could say which."""
    repeats = waiting.room.repeated()
    different = len({row.id for row in repeats}) + waiting.rows - waiting.bad - len(repeats)
    if repeats and different < (waiting.rows - waiting.bad) * LEAST_GOOD_IDS:
        key = waiting.file.to("id") or waiting.file.to("name")
        raise CannotImport(
            f"“{key.column.title if key else 'id'}” in {waiting.file.name} is taken for the id of its rows, but most "
            "of its values occur more than once.",
            'Say in a map which column is the id, or send it to "skip".',
        )
    for id_, group in groupby(repeats, key=lambda row: row.id):
        alike = list(group)
        waiting.doubled += 1
        lines = [row.line for row in alike]
        if len({tuple(row)[3:] for row in alike}) == 1:
            for line in lines[1:]:
                waiting.room.set_aside(line, f"it repeats line {lines[0]:,} with the same id")
            continue
        shown = ", ".join(f"{line:,}" for line in lines[:5]) + (" …" if len(lines) > 5 else "")
        for line in lines:
            waiting.room.set_aside(line, f"the id “{id_}” is used by lines {shown} for different records"[:500])


def _write_aside(one: _Import, waiting: Waiting) -> None:
    aside = waiting.room.quarantined()
    if not aside:
        return
    waiting.repeats = len(aside)
    waiting.bad += len(aside)
    for line in rows(waiting.file.profile.sheet):
        if line.number in aside:
            _put_aside(one, waiting.file, line, aside[line.number])


# Merging


def _merge(one: _Import, dry_run: bool) -> Report:
    """Everything that changes the mirror, and the report of it."""
    connection = one.connection
    removed = _remove_demo(connection)
    before = _how_many(connection, tables.opportunities), _how_many(connection, tables.field_changes)
    _merge_rooms(one)
    one.watch("Checking what came in", 0)
    made = _make(one)
    placed = list(questions.place(connection, one.company.names, one.taken.at, one.now))
    _derive(one)
    _refuse_uncountable(connection)
    report = Report(
        id=one.id,
        dry_run=dry_run,
        as_of=one.taken.at,
        as_of_why=one.taken.why,
        newest_day=one.newest,
        files=tuple(_file_reports(one)),
        made=made,
        removed_demo=removed,
        bad_rows=tuple(one.bad),
        defects=(_repeated(one), *_doubled(one), *_of_logs(one), *defects.find(connection, one.taken.at.date())),
        questions=tuple(placed),
        practice=tuple(required.practice(connection, settings.all_effective(one.db))),
        reasons=tuple(one.reasons.most_common()),
        notes=tuple(_notes(one)),
    )
    _refuse_lost_rows(report)
    if not dry_run:
        _remember(one, report)
        _take_as_known(one, *before)
        count_for_planner(connection, one.watch)
        keep_survey(connection, whole(settings.effective(one.db, BURST_MINUTES)), one.watch)
    return report


def _refuse_uncountable(connection: Connection) -> None:
    """CannotImport when amounts add up to more than the database can count to: every total would fail."""
    for table, column in ((tables.opportunities, "amount"), (tables.accounts, "revenue"), (tables.quotas, "amount")):
        minor_units = func.sum(func.abs(cast(type_coerce(table.c[column], BigInteger), Float)))
        total = connection.execute(select(minor_units)).scalar()
        if total and float(total) > MOST_MINOR_UNITS:
            raise CannotImport(
                f"The {column}s of all {table.name.removeprefix('crm_')} add up to {float(total) / 100:.3g}, more than "
                "can be counted exactly.",
                "Look at the largest ones; a unit is wrong.",
            )


def _gone(one: _Import) -> Iterator[str]:
    """How many records of earlier imports are in none of the files: perhaps deleted in the CRM, perhaps cut off."""
    for kind in {waiting.file.kind for waiting in one.waiting}:
        record = tables.RECORDS[kind]
        rooms = [waiting.room.table for waiting in one.waiting if waiting.file.kind == kind]
        here = [exists().where(room.c.id == record.c.id) for room in rooms]
        gone = select(func.count()).select_from(record).where(record.c.source == SOURCE, ~or_(*here))
        if count := int(one.connection.execute(gone).scalar_one()):
            plural = KINDS[kind].plural
            yield f"{count:,} {plural} of earlier imports are in none of these files; they were kept."


def _merge_rooms(one: _Import) -> None:
    for room in (*(waiting.room for waiting in one.waiting), *(room for log in one.logs for room in log.rooms)):
        one.watch(f"Writing {room.target.name.removeprefix('crm_').replace('_', ' ')}", 0)
        room.compare()
        with bulk.indexes_made_last(one.connection, [room.target]) if room.outgrows_target() else nullcontext():
            room.merge(one.taken.at)


def _remove_demo(connection: Connection) -> int:
    """How many records of the made-up company had to go: it must never be mixed with a real one."""
    count = 0
    for table in tables.RECORDS.values():
        ours = select(func.count()).select_from(table).where(table.c.source == DEMO)
        count += int(connection.execute(ours).scalar_one())
    if count:
        demo.remove(connection)
    return count


def _make(one: _Import) -> dict[str, int]:
    """Records that no file lists but rows name, put in; how many are new, by kind in the plural."""
    names, at = one.company.names, one.taken.at
    made: dict[str, int] = {}
    for kind in ("territory", "person", "account", "product"):
        rows_ = [{"id": id_, "name": name} for id_, name in names[kind].made.items()]
        made[KINDS[kind].plural] = upsert_made(one.connection, tables.RECORDS[kind], rows_, at, NAMED_ONLY)
    teams = {id_: {"id": id_, "name": name, "manager_id": None} for id_, name in names["team"].made.items()}
    teams |= {id_: {"id": id_, "name": n, "manager_id": m} for id_, (n, m) in one.company.teams_made.items()}
    made["teams"] = upsert_made(one.connection, tables.teams, list(teams.values()), at, NAMED_ONLY)
    stages = stage_rows(one.connection, one.proposal, one.company)
    made["stages"] = upsert_made(
        one.connection, tables.stages, stages, at, NAMED_ONLY, over=("position", "probability", "status")
    )
    if not any(waiting.file.kind == "opportunity" for waiting in one.waiting):
        made["deals"] = sum(changes.make_deals(one.connection, log, one.company, at) for log in one.logs)
    return {plural: count for plural, count in made.items() if count}


def _derive(one: _Import) -> None:
    """What follows from other records, set-based: last activities, managers' places, due dates."""
    says_activity = any(w.file.kind == "opportunity" and w.file.to("last_activity_on") for w in one.waiting)
    defects.derive(one.connection, one.taken.at.date(), says_activity)
    set_due_dates(one.connection, settings.all_effective(one.db), overrides_in(one.connection))
    bring_up_to_date(one.connection, one.watch)


def _how_many(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _take_as_known(one: _Import, deals: int, changes_: int) -> None:
    """Lets nobody be alarmed by what a first load brings in: it was so before we watched. Later loads are news.

    Shape:  a load is a first one when it at least doubles what is there.
    """
    connection = one.connection
    is_first = _how_many(connection, tables.opportunities) - deals > deals
    is_first_log = _how_many(connection, tables.field_changes) - changes_ > changes_
    if not (is_first or is_first_log):
        return
    one.watch("Noting what is due", 0)
    policy = settings.all_effective(one.db)
    today = one.now.astimezone(ZoneInfo(str(policy["company.timezone"]))).date()
    known = baseline.EVERY if is_first else baseline.OF_CHANGES
    baseline.take_as_known(connection, policy, overrides_in(one.connection), one.now, today, known)


def _repeated(one: _Import) -> Defect:
    """The rows whose id others have, and in which file they are."""
    split = tuple((w.file.name, w.repeats) for w in one.everything if w.repeats)
    count = sum(repeats for _, repeats in split)
    says = f"{count:,} rows were put aside because other rows have their id." if count else "No id is used twice."
    return Defect(id="repeated_ids", sentence=says, count=count, split=split)


def _doubled(one: _Import) -> Iterator[Defect]:
    for waiting in one.waiting:
        if waiting.doubled:
            name, count = waiting.file.name, waiting.doubled
            says = f"{count:,} {'id is' if count == 1 else 'ids are'} used by more than one row of {name}."
            yield Defect(id=f"doubled_ids:{name}", sentence=says, count=count)


def _of_logs(one: _Import) -> Iterator[Defect]:
    """What is wrong with the logs of changes, and with the ids of the activities beside them."""
    rooms = [waiting.room for waiting in one.waiting if waiting.file.kind == "activity"]
    activities = rooms[0].table if rooms and "opportunity_id" in rooms[0].columns else None
    for log in one.logs:
        is_alone = not any(waiting.file.kind == "opportunity" for waiting in one.waiting)
        yield from changes.defects(one.connection, log, activities, one.labels, one.company, is_alone)


def _file_reports(one: _Import) -> Iterator[FileReport]:
    waiting_by_name: dict[str, Waiting | changes.Log] = {w.file.name: w for w in one.everything}
    for file in one.proposal.files:
        mistaken = tuple(f"{c.column.title}: {c.why}" for c in file.left_out if c.why.startswith(CALLED_LIKE))
        unmapped = tuple(c.column.title for c in file.left_out) if file.is_loaded or file.is_log else ()
        if file.name not in waiting_by_name:
            yield FileReport(name=file.name, kind=file.kind, rows=file.profile.row_count, left_out=skipped(file))
            continue
        waiting = waiting_by_name[file.name]
        counts = dict.fromkeys(STATES, 0) | waiting.counts() | {"quarantined": waiting.bad}
        yield FileReport(
            name=file.name, kind=file.record.plural, rows=waiting.rows, unmapped=unmapped, mistaken=mistaken, **counts
        )


def _refuse_lost_rows(report: Report) -> None:
    for file in report.files:
        if not file.adds_up:
            raise CannotImport(f"The rows of {file.name} do not add up ({file.rows:,} read).", "Please report this.")


def _notes(one: _Import) -> Iterator[str]:
    for kind, names in one.company.names.items():
        if names.not_compared:
            plural = KINDS[kind].plural
            yield f"{names.not_compared:,} unlisted {plural} were not compared with the listed ones for slips."
    for file in one.proposal.loaded:
        yield from file.profile.sheet.notes
        if file.profile.open_end:
            yield (
                f"{file.name} does not end its last row (line {file.profile.open_end:,}) with a line end; look whether "
                "that row is whole."
            )
        if file.to("id") is None and file.kind in NAMED:
            yield f"{file.name} has no id column, so {file.record.plural} are known by their name."
        elif file.to("id") is None:
            yield f"{file.name} has no id column, so a row that changes will count as a new record."
        if file.kind == "opportunity" and file.to("name") is None:
            yield "The deals have no name, so they are called by their account and product."
        for c in file.columns:
            if c.stage and file.to("created_on") is None:
                stands_in = f"“{c.column.title}” (when {c.stage} began)"
                yield f"No column says when a deal was created, so {stands_in} stands for it."
    yield from _ends_of_stages(one)
    yield from _gone(one)
    for sentence, count in one.company.noticed.items():
        yield f"{sentence} ({count:,})."
    day = one.newest
    days = (one.taken.at.date() - day).days if day else 0
    if days > MOST_DAYS_BEHIND:
        yield (
            f"The newest date in the data is {day}, {days:,} days before the export was taken. "
            f"If it was taken earlier, import it with --as-of {day}."
        )


def _ends_of_stages(one: _Import) -> Iterator[str]:
    """How the names of stages were read, where nothing else in the deals says how they ended."""
    deals = [waiting.file for waiting in one.waiting if waiting.file.kind == "opportunity"]
    if not any(file.to("stage") and not any(map(file.to, ("status", "is_won", "is_closed"))) for file in deals):
        return
    names = one.company.names["stage"]
    known = names.name_by_id | names.made
    by_end: dict[str, list[str]] = {"won": [], "lost": [], "open": []}
    for id_, name in known.items():
        by_end[one.company.ends(id_)].append(name)
    told = {end: ", ".join(sorted(by_end[end])[:MOST_STAGES]) or "none" for end in ("won", "lost")}
    yield f"By the names of their stages, deals were read as won in: {told['won']}; as lost in: {told['lost']}."
    if doubtful := sorted(name for name in by_end["open"] if looks_ended(name))[:MOST_STAGES]:
        yield (
            f"Deals in {', '.join(f'“{name}”' for name in doubtful)} were taken for open ones. If they have ended, say "
            f'so in a map: a table [stages] with "{doubtful[0]}" = "won" or "lost".'
        )


def _remember(one: _Import, report: Report) -> None:
    names = ", ".join(file.name for file in one.proposal.files)
    one.connection.execute(
        tables.imports.insert().values(
            id=one.id, source=names[:255], state="finished", started_at=one.now, finished_at=one.now,
            as_of=one.taken.at, report=report.model_dump_json(),
        )
    )  # fmt: skip
    counts = {state: report.rows(state) for state in STATES}
    entry = audit.Entry(
        actor="import",
        on_behalf_of=one.by,
        action="crm:import",
        subject=one.id,
        reason=f"An export of {len(report.files)} files was imported.",
        outcome="done",
        inputs={"files": [file.name for file in report.files], **counts},
    )
    with Session(one.connection, join_transaction_mode="create_savepoint") as session:
        audit.write(session, one.db, entry, one.now)
        session.commit()
