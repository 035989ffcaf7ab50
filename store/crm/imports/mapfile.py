"""The mapping as a TOML file that a person can read, correct and hand back."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from domain.value import Value
from store.crm.imports.errors import CannotImport
from store.crm.imports.kinds import CHANGE_LOG, DICTIONARY, KINDS, OTHER, SKIPPED, UNKNOWN, WORD_LIST, Field
from store.crm.imports.mapping import Assigned, FileMap, Proposal, with_format
from store.crm.imports.vocabulary import plain

HEAD = """\
# How each file and column of an export becomes records. Change what is wrong and import with --map.
# kind: {kinds}, or skip. A change log holds the history of deals: opportunity, at, new and, where
# it has them, field (without one every row is a change of the stage), old and by.
# A column goes to a field ("amount"), to nothing ("skip"), or to a field with more to say:
#   {{ field = "account", by = "name" }}          how a reference names its record: by = "id" or "name"
#   {{ field = "revenue", times = 1000000 }}      amounts in thousands or millions
#   {{ field = "entered", stage = "Proposal" }}   the day on which that stage was entered
# A file may also say: encoding = "cp1252", delimiter = ";", decimal = "." or ",", and
# dates = "iso" or "day-first" or "month-first" or "compact" (20261120) or "excel" (46346).
# A table [stages] at the top says how deals in a stage have ended, where its name does not: "Signed off" = "won",
# "No budget" = "lost", "Closing" = "open".
"""
ORDERS = ("iso", "day-first", "month-first", "compact", "excel")
SPECIAL = (DICTIONARY, CHANGE_LOG, WORD_LIST, SKIPPED, UNKNOWN, OTHER)


class FileSaid(Value):
    """What a map says of one file; empty where it leaves the choice to us."""

    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    dates: str = ""
    decimal: str = ""
    columns: dict[str, Any] = {}


@dataclass(frozen=True)
class MapSaid:
    """What a map says: of each file, by its name, and of how deals in a stage ended."""

    files: Mapping[str, FileSaid] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> FileSaid:
        """What it says of one file."""
        return self.files.get(name, FileSaid())


def read_map(path: Path) -> MapSaid:
    """What the map says; CannotImport where it cannot be used."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CannotImport(f"There is no map {path}.", "Write one with --write-map FILE.") from error
    except OSError as error:
        raise CannotImport(f"The map {path} cannot be read ({error.strerror}).", "Check the file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotImport(
            f"The map {path} is not valid TOML: {error}.", "Write a new one with --write-map FILE."
        ) from error
    files, stages = content.get("files", {}), content.get("stages", {})
    if not (isinstance(files, dict) and isinstance(stages, dict)) or not content or set(content) - {"files", "stages"}:
        raise CannotImport(
            f'The map {path} must hold a table [files."NAME"] per file, perhaps a table [stages], and nothing else.',
            "See docs/import.md.",
        )
    for stage, ends in stages.items():
        _one_of(str(ends), ("won", "lost", "open"), f"the stage “{stage}”")
    return MapSaid({name: _file_said(name, said) for name, said in files.items()}, stages)


def _file_said(name: str, said: Any) -> FileSaid:
    if not isinstance(said, dict) or (unknown := sorted(set(said) - set(FileSaid.model_fields))):
        what = f"“{unknown[0]}”" if isinstance(said, dict) else "something that is no table"
        raise CannotImport(f"The map says {what} of {name}.", f"It may say {', '.join(FileSaid.model_fields)}.")
    for key in set(said) - {"columns"}:
        if not isinstance(said[key], str):
            raise CannotImport(f"In the map, {key} of {name} must be a text.", "Write it in quotes.")
    found = FileSaid(**said)
    _one_of(found.kind, (*KINDS, *SPECIAL), f"the kind of {name}")
    _one_of(found.dates, ORDERS, f"dates of {name}")
    _one_of(found.decimal, (".", ","), f"decimal of {name}")
    return found


def _one_of(value: str, allowed: tuple[str, ...], what: str) -> None:
    if value and value not in allowed:
        raise CannotImport(f"In the map, {what} is “{value}”.", f"It can be {', '.join(allowed)}.")


def with_map(proposal: Proposal, said: MapSaid) -> Proposal:
    """The proposal with everything the map decides."""
    names = {file.name for file in proposal.files}
    for name in said.files:
        if name not in names:
            raise CannotImport(
                f"The map speaks of {name}, which is not among the files.", f"They are {', '.join(sorted(names))}."
            )
    files = tuple(_with_file(file, said.of(file.name)) if file.name in said.files else file for file in proposal.files)
    return replace(proposal, files=files, stage_ends={plain(stage): ends for stage, ends in said.stages.items()})


def _with_file(file: FileMap, said: FileSaid) -> FileMap:
    for column in said.columns:
        if file.profile.column(column) is None:
            there = ", ".join(c.column.title for c in file.columns)
            raise CannotImport(
                f"The map speaks of a column “{column}” in {file.name}, which has none.", f"It has {there}."
            )
    if not has_columns(file):
        return file
    columns = [_decided(c, said, file) if c.column.title in said.columns else c for c in file.columns]
    columns = [
        c
        if c.column.title in said.columns or not _is_taken(c, said, columns)
        else replace(c, target=None, why="the map gives its field to another column")
        for c in columns
    ]
    columns = [with_format(c, said.dates, said.decimal) for c in columns]
    _refuse_twice(columns, file)
    return replace(file, columns=tuple(columns), why=file.why if not said.kind else "the map says so")


def has_columns(file: FileMap) -> bool:
    """Whether a map can say where the file's columns go: the file holds records or their history."""
    return file.is_loaded or file.kind == CHANGE_LOG


def _is_taken(column: Assigned, said: FileSaid, columns: list[Assigned]) -> bool:
    return column.target is not None and column.target.name != "entered" and any(
        other.target is not None and other.target.name == column.target.name and other.column.title in said.columns
        for other in columns
    )  # fmt: skip


def _decided(assigned: Assigned, said: FileSaid, file: FileMap) -> Assigned:
    choice = said.columns[assigned.column.title]
    more = {"field": choice} if isinstance(choice, str) else choice
    where = f"{assigned.column.title} in {file.name}"
    if not isinstance(more, dict) or "field" not in more or set(more) - {"field", "by", "times", "stage", "currency"}:
        raise CannotImport(
            f"The map does not say clearly where {where} goes.", 'Write "FIELD", "skip" or { field = "FIELD", … }.'
        )
    if more["field"] == SKIPPED:
        return replace(assigned, target=None, why="the map says so")
    is_entered = more["field"] == "entered" and file.kind == "opportunity"
    target = Field("entered", "entered", ()) if is_entered else file.record.field(str(more["field"]))
    if target is None:
        fields = ", ".join(field.name for field in file.record.fields)
        raise CannotImport(
            f"The map sends {where} to “{more['field']}”, which {file.record.plural} do not have.",
            f"They have {fields}.",
        )
    by = str(more.get("by", assigned.by or ("name" if target.reads == "ref" else "")))
    _one_of(by, ("id", "name"), f"by of {where}")
    times = more.get("times", 1 if assigned.target != target else assigned.times)
    if not isinstance(times, int) or times < 1:
        raise CannotImport(f"In the map, times of {where} is “{times}”.", "It must be a whole number such as 1000000.")
    fresh = Assigned(assigned.column, target, "the map says so", by=by, times=times, stage=str(more.get("stage", "")))
    return replace(fresh, currency=str(more.get("currency", assigned.currency)))


def _refuse_twice(columns: list[Assigned], file: FileMap) -> None:
    held: dict[str, str] = {}
    for c in columns:
        if c.target and c.target.name != "entered":
            if c.target.name in held:
                raise CannotImport(
                    f"The map sends two columns of {file.name} to {c.target.name}: {held[c.target.name]} and "
                    f"{c.column.title}.",
                    'Send one of them to "skip".',
                )
            held[c.target.name] = c.column.title


def written(proposal: Proposal) -> str:
    """The proposal as a map."""
    return HEAD.format(kinds=", ".join((*KINDS, CHANGE_LOG))) + "".join(_file_text(file) for file in proposal.files)


def _file_text(file: FileMap) -> str:
    sheet = file.profile.sheet
    lines = [
        "",
        f"[files.{_text(sheet.name)}]  # {file.profile.row_count:,} rows; {file.why}".rstrip(),
        f"kind = {_text(file.kind)}",
    ]
    lines += [f"encoding = {_text(sheet.encoding)}", f"delimiter = {_text(sheet.delimiter)}"]
    if has_columns(file):
        lines += _way("dates", {c.order for c in file.columns if _has_dates(c)}, ORDERS)
        lines += _way("decimal", {c.decimal for c in file.columns if _has_money(c)}, (".", ","))
        lines += ["", f"[files.{_text(sheet.name)}.columns]"]
        lines += [f"{_text(c.column.title)} = {_choice(c)}  # {_one_line(c.why)}" for c in file.columns]
    return "\n".join(lines) + "\n"


def _way(key: str, ways: set[str], allowed: tuple[str, ...]) -> list[str]:
    """How dates or amounts are written, where all columns agree; a gap to fill where it cannot be known."""
    if "" in ways:
        return [f"# {key} can be read in more than one way: write {key} = {' or '.join(map(_text, allowed))} here"]
    return [f"{key} = {_text(next(iter(ways)))}"] if len(ways) == 1 else []


def _has_dates(c: Assigned) -> bool:
    return c.target is not None and c.target.reads in ("date", "instant", "entered")


def _has_money(c: Assigned) -> bool:
    return c.target is not None and c.target.reads == "money"


def _choice(c: Assigned) -> str:
    if c.target is None:
        return _text(SKIPPED)
    more = {"by": c.by} if c.by else {}
    more |= {"stage": c.stage} if c.stage else {}
    more |= {"currency": c.currency} if c.currency else {}
    parts = [f"field = {_text(c.target.name)}", *(f"{key} = {_text(value)}" for key, value in more.items())]
    parts += [f"times = {c.times}"] if c.times > 1 else []
    return "{ " + ", ".join(parts) + " }" if len(parts) > 1 else _text(c.target.name)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
