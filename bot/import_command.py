"""`quartermaster import`: shows what it takes each file for, then loads it and says what became of every row."""

from __future__ import annotations

import getpass
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.bootstrap import open_store
from bot.settings import from_environment
from domain.formatting import count
from store.crm import bulk, demo
from store.crm.imports import CannotImport, files, mapfile, mapping, reading
from store.crm.imports.load import Taken, load
from store.crm.imports.mapping import Assigned, FileMap, Proposal, skipped
from store.crm.imports.profile import profile
from store.crm.imports.report import Defect, OpenQuestion, Practice, Report
from store.session import Database

WIDE = 160
SHOWN_REASONS = 8
DEMO_IS_HERE = "This home holds the made-up company. Take it out, so that only your records are counted?"
CHANGING = ("opportunity", "activity", "lead")
"""Records that go stale: the age of their files is the age of the export."""


def run_import(
    paths: Sequence[Path],
    *,
    map_file: Path | None,
    write_map: Path | None,
    dry_run: bool,
    as_of: str,
    yes: bool,
    replace_demo: bool,
) -> None:
    """Imports into the database of this home, asking first where somebody can answer."""
    # A database that goes away is told in a sentence; what its pool says of the cursors left open is for nobody here.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    console, now = _console(), datetime.now(UTC)
    taken = _as_said(as_of, now)
    if write_map:
        with _progress(console) as progress:
            proposal = read(paths, map_file=map_file, progress=progress)
        _show_mapping(console, proposal)
        _save(write_map, mapfile.written(proposal))
        console.print(f"The mapping is in {write_map}; change what is wrong and import with --map {write_map}.")
        return
    settings = from_environment()
    db, asks = open_store(settings), not yes and sys.stdin.isatty()
    if not dry_run:
        _without_the_demo(db, replace_demo or (asks and demo.is_loaded(db) and click.confirm(DEMO_IS_HERE)))
    import_files(
        db, paths, as_of=taken, map_file=map_file, dry_run=dry_run, yes=not asks,
        quarantine=settings.home / "quarantine", console=console, now=now,
    )  # fmt: skip


def _without_the_demo(db: Database, remove: bool) -> None:
    """Nothing, once no made-up record is left beside real ones; CannotImport when it may not be taken out."""
    if not demo.is_loaded(db):
        return
    if not remove:
        raise CannotImport(
            "This home holds the made-up company, and numbers over both would be wrong.",
            "Import with --replace-demo, or into a home of its own (QUARTERMASTER_HOME=my-records).",
        )
    with bulk.connected(db) as connection, connection.execution_options(immediate=True).begin():
        demo.remove(connection)


def escape(text: str) -> str:
    """Text of a file, harmless to a terminal: no colours, no control characters, no bytes that cannot be shown."""
    return escape_markup("".join(c if c.isprintable() else "�" for c in text))


def _console() -> Console:
    """The terminal, or a wide page where there is none: lines in a file or a pipe are not broken."""
    is_terminal = sys.stdout.isatty()
    return Console(highlight=False, soft_wrap=not is_terminal, width=None if is_terminal else WIDE)


def import_files(
    db: Database,
    paths: Sequence[Path],
    *,
    as_of: datetime | None = None,
    map_file: Path | None = None,
    dry_run: bool = False,
    yes: bool = True,
    quarantine: Path | None = None,
    console: Console | None = None,
    now: datetime | None = None,
) -> Report:
    """What became of every row; without a console nothing is printed.

    Shape:  `as_of` is when the export was taken; when it is not given, the modification time of the oldest file that
            holds deals, activities or leads. Without `yes` the person is asked before anything is changed.
    Raises: CannotImport, StoreBusy; nothing is changed then. click.Abort when the person says no.
    """
    console, now = console or Console(quiet=True), now or datetime.now(UTC)
    with _progress(console) as progress:
        proposal = read(paths, map_file=map_file, progress=progress)
    _show_mapping(console, proposal)
    mapping.refuse_unusable(proposal)
    if not (yes or dry_run):
        click.confirm("Import this?", abort=True)
    with _progress(console) as progress:
        watched = progress.add_task(
            "Loading", total=sum(f.profile.sheet.size for f in (*proposal.loaded, *proposal.logs))
        )
        report = load(
            db,
            proposal,
            taken=taken_at(proposal, now) if as_of is None else Taken(min(as_of, now), "as said by --as-of"),
            now=now,
            quarantine=quarantine or from_environment().home / "quarantine",
            dry_run=dry_run,
            by=_who(),
            tick=lambda done: progress.advance(watched, done),
            watch=lambda what, _done: progress.update(watched, description=what),
        )
    show(console, report)
    return report


def read(paths: Sequence[Path], *, map_file: Path | None = None, progress: Progress | None = None) -> Proposal:
    """What each file is taken for, by its headers, its content and the map."""
    said = mapfile.read_map(map_file) if map_file else mapfile.MapSaid()
    sheets = [_opened(found, said.of(found.name)) for found in files.tables(paths)]
    task = progress.add_task("Reading", total=sum(s.size for s in sheets)) if progress else TaskID(0)
    profiles = [profile(sheet, (lambda done: progress.advance(task, done)) if progress else None) for sheet in sheets]
    filled = [p for p in profiles if p.row_count]
    if not filled:
        raise CannotImport(
            f"{', '.join(p.sheet.name for p in profiles)} has a header and no rows.", "Export the records again."
        )
    proposal = mapping.propose(profiles, {name: of.kind for name, of in said.files.items() if of.kind})
    return mapfile.with_map(proposal, said)


def _opened(found: files.Found, said: mapfile.FileSaid) -> reading.Sheet:
    return reading.open_sheet(found, encoding=said.encoding, delimiter=said.delimiter)


def taken_at(proposal: Proposal, now: datetime) -> Taken:
    """When the export was taken, by the times of its files."""
    everything = [*proposal.loaded, *proposal.logs]
    changing = [f for f in everything if f.kind in CHANGING or f.is_log] or everything
    oldest = min(changing, key=lambda f: f.profile.sheet.modified)
    return Taken(min(oldest.profile.sheet.modified, now), f"the modification time of {oldest.name}")


def _as_said(as_of: str, now: datetime) -> datetime | None:
    if not as_of:
        return None
    try:
        day = date.fromisoformat(as_of)
    except ValueError as error:
        raise click.ClickException(f"“{as_of}” is not a date; write it as 2026-11-20.") from error
    if day > now.date():
        raise click.ClickException(f"--as-of {as_of} lies in the future; it is the day the export was taken.")
    return min(datetime.combine(day, time.max, UTC), now)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "the command line"


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"The map could not be written to {path} ({error.strerror}).") from error


@contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=console.quiet or not console.is_terminal
    ) as progress:
        yield progress


# What is shown


def _show_mapping(console: Console, proposal: Proposal) -> None:
    for file in proposal.files:
        if file.is_loaded or file.is_log:
            console.print(_mapping_table(file))
        else:
            console.print(escape(skipped(file)))


def _mapping_table(file: FileMap) -> Table:
    title = f"{file.name}: {file.profile.row_count:,} {file.record.plural}, by {file.why}"
    table = Table(
        "Column", "Filled", "Goes to", "Because", title=escape(title), title_justify="left", title_style="bold"
    )
    for c in file.columns:
        filled = c.column.filled / file.profile.row_count if file.profile.row_count else 0
        table.add_row(escape(c.column.title), f"{filled:.0%}", escape(_goes_to(c)), escape(c.why))
    return table


def _goes_to(c: Assigned) -> str:
    if c.target is None:
        return "nowhere: not imported"
    more = [f"by {c.by}"] if c.by else []
    more += [f"into {c.stage}"] if c.stage else []
    more += [f"× {c.times:,}"] if c.times > 1 else []
    more += [c.order] if c.order not in ("", "iso") else []
    return " ".join([c.target.name.removesuffix("_on").replace("_", " "), *more])


def show(console: Console, report: Report) -> None:
    """Prints the whole report."""
    console.print(_files_table(report))
    for line in sentences(report):
        console.print(escape(line))


def _files_table(report: Report) -> Table:
    title = "What would happen (dry run: nothing was changed)" if report.dry_run else "What happened"
    table = Table("File", "Records", title=title, title_justify="left", title_style="bold")
    for heading in ("Rows", "Imported", "Updated", "Unchanged", "Quarantined"):
        table.add_column(heading, justify="right")
    for f in report.files:
        if not f.left_out:
            numbers = (f.rows, f.imported, f.updated, f.unchanged, f.quarantined)
            table.add_row(escape(f.name), f.kind, *(f"{n:,}" for n in numbers))
    return table


def sentences(report: Report) -> Iterator[str]:
    """The report in words, most pressing first."""
    yield f"As of {report.as_of:%Y-%m-%d %H:%M} UTC ({report.as_of_why})."
    yield from (f.left_out for f in report.files if f.left_out)
    for f in report.files:
        if f.unmapped:
            yield f"Not imported from {f.name}: the columns {', '.join(f.unmapped)}."
        yield from (
            f"  {why}. If it is one, say so in a map (--write-map FILE, edit it, --map FILE)." for why in f.mistaken
        )
    if report.made:
        made = ", ".join(count(Decimal(n), plural) for plural, n in report.made.items())
        yield f"Known by name only, and made so that records can refer to them: {made}."
    if report.removed_demo:
        yield f"The made-up demo company ({report.removed_demo:,} records) was removed."
    yield from report.notes
    yield from _put_aside(report)
    yield from _questions(report.questions)
    yield from (_practice(p) for p in report.practice if p.never or set(p.required) - set(p.usual))
    found = [d for d in report.defects if d.count]
    if found:
        yield "In the data, counted and kept as it is:"
        yield from (f"  {_defect(d)}" for d in found)
    if clean := [d for d in report.defects if not d.count]:
        yield "Looked for and not found:"
        yield from (f"  {d.sentence}" for d in clean)


def _put_aside(report: Report) -> Iterator[str]:
    """How many rows did not come in, why, and what to do about them."""
    bad = report.rows("quarantined")
    if not bad:
        return
    where = f"; they are in {report.quarantine} with line, reason and text" if report.quarantine else ""
    yield f"Put aside, so in no answer: {count(Decimal(bad), 'rows')}{where}."
    if len(report.reasons) > 1 or bad > len(report.bad_rows):
        yield from (f"  {number:,} × {reason}" for reason, number in report.reasons[:SHOWN_REASONS])
        if more := report.reasons[SHOWN_REASONS:]:
            yield f"  {sum(number for _, number in more):,} × {len(more)} other reasons"
        yield "  The first of them:" if bad > len(report.bad_rows) else "  They are:"
    yield from (f"  {row.file}, line {row.line:,}: {row.reason}" for row in report.bad_rows)
    yield "  Mend them in the CRM or in the file and import again: what came in stays, what was mended is added."


def _practice(found: Practice) -> str:
    """What deals really have, where policy requires something else."""
    stage = "in the first stage" if found.setting.endswith("prospecting") else "in later open stages"
    required = ", ".join(_spoken(name) for name in found.required)
    never = ", ".join(_spoken(name) for name in found.never)
    usual = ", ".join(_spoken(name) for name in found.usual) or "none of the fields that could be required"
    never_says = f" None has {never}, so each would count as incomplete." if never else ""
    return (
        f"Required of {found.deals:,} open deals {stage}: {required}.{never_says} Most of them have {usual}. "
        "A manager changes this in chat (“set required fields to …”)."
    )


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _questions(questions: Sequence[OpenQuestion]) -> Iterator[str]:
    for q in questions:
        also = f" (or {' or '.join(f'“{name}”' for name in q.also_like)})" if q.also_like else ""
        yield (
            f"One question: is the {q.kind} “{q.said}” of {q.row_count:,} records the same as “{q.likely}”{also}? "
            f"An operator answers it in chat (“import questions”).{_split(q.split)}"
        )
        for t in q.totals:
            yield (
                f"  Until then, {q.likely} {t.name}: {t.deals:,} deals, {t.currency} {t.amount:,.0f} without them; "
                f"{t.deals_with:,} deals, {t.currency} {t.amount_with:,.0f} with them."
            )


def _defect(defect: Defect) -> str:
    named = f" They are {', '.join(defect.examples)}." if defect.examples else ""
    return f"{defect.sentence}{_split(defect.split)}{named}"


def _split(split: Sequence[tuple[str, int]]) -> str:
    return f" By {', '.join(f'{name} {count:,}' for name, count in split)}." if split else ""
