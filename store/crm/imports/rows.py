"""Turns the cells of a row into the columns of its record, by the mapping; a cell that cannot be read refuses it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import String

from store.crm import tables
from store.crm.imports import values
from store.crm.imports.errors import BadCell
from store.crm.imports.kinds import NAMED
from store.crm.imports.mapping import Assigned, FileMap
from store.crm.imports.names import Names, name_id, same
from store.crm.imports.reading import Line
from store.crm.imports.vocabulary import CATEGORIES, ROLES, outcome, plain

Row = dict[str, Any]
Read = Callable[[str], Any]
MOST_REMEMBERED = 50_000
LONGEST_REASON = 300
OF_RECORD = {
    "account": "account_id", "owner": "owner_id", "product": "product_id", "parent": "parent_id",
    "manager": "manager_id", "team": "team_id", "territory": "territory_id", "opportunity": "opportunity_id",
    "stage": "stage_id",
}  # fmt: skip
"""Table column of a reference."""
FREE = ("text", "name", "flag", "type", "role")
"""What is kept as it is written, so that “-” and “N/A” are words in it."""
OF_WORDS = ("id", "ref", "stage", "name", "type", "currency", "status", "category", "email")
ASSOCIATED = re.compile(r"\W*associated\W*compan", re.I)
AMOUNT_ALONE = re.compile(r"[-(]?[$€£]?\d[\d.,'’ ]{2,}[.,]\d{2}\)?-?")
LEAST_ALIKE = 0.95
"""A column of words may hold dates or amounts only when nearly all of it does: else its rows have slipped."""
DELETED = frozenset(["deleted", "removed", "archived and deleted", "archived"])
OPEN_WORDS = frozenset(["open", "active", "in progress", "ongoing"])
KEY_FIELDS = {
    "opportunity": ("name", "account"),
    "contact": ("email", "name", "account"),
    "lead": ("name", "company"),
    "quota": ("owner", "period_start", "period_end"),
}
"""What tells records without an id apart; where none of it is mapped, the whole row does."""
ENDED_LEADS = frozenset(
    ["unqualified", "disqualified", "closed not converted", "closed - not converted", "junk", "dead"]
)


@dataclass
class Company:
    """What rows are read against: the names of every kind, the company's currency, and what was noticed on the way."""

    names: dict[str, Names]
    currency: str
    teams_made: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name and manager of the teams that exist because people share a manager, by id."""
    managers: set[str] = field(default_factory=set)
    noticed: Counter[str] = field(default_factory=Counter)
    stage_probability: dict[str, Counter[float]] = field(default_factory=dict)
    listed_ends: dict[str, str] = field(default_factory=dict)
    """How deals in a stage ended, where a list of stages says it, by the stage's id."""
    said_ends: dict[str, str] = field(default_factory=dict)
    """The same where a map says it, by the stage's name in plain words."""
    short_ids: dict[str, bool] = field(default_factory=dict)
    """Kinds whose Salesforce ids come in both lengths, and whether they are kept in the short one."""

    def ends(self, stage: str) -> str:
        """`won`, `lost` or `open`, for the id of a stage: as a list or a map says, else by its name."""
        names = self.names["stage"]
        name = names.made.get(stage) or names.name_by_id.get(stage, stage)
        return self.said_ends.get(plain(name)) or self.listed_ends.get(stage) or outcome(name)

    def record_id(self, kind: str, text: str) -> str:
        """The id of a record of that kind; Salesforce's in one length, where both occur."""
        return self.same_id(kind, values.record_id(text))

    def same_id(self, kind: str, id_: str) -> str:
        """The id as it is kept, whatever else it may be."""
        return values.salesforce_id(id_, self.short_ids[kind]) if kind in self.short_ids else id_


def _is_noticed(text: str) -> bool:
    return values.is_blank(text) or values.is_scaled(text) or ";" in text


def _odd_shape(a: Assigned, text: str) -> str:
    """What a cell among words looks like that is none: a date or an amount, where not nearly all of its column are."""
    found = values.shapes(text)
    if a.target and a.target.reads == "id" and "exponent" in found:
        return ""
    if any(name in found for name in ("iso", "parted")) and a.column.share("iso", "parted") < LEAST_ALIKE:
        return "a date"
    is_amount = "whole" not in found and any(name in found for name in ("number", "exponent"))
    if is_amount and _is_no_name(a, text) and a.column.share("number", "exponent") < LEAST_ALIKE:
        return "an amount"
    if "whole" in found and a.target and a.target.reads == "stage" and a.column.share("whole") < LEAST_ALIKE:
        return "a number"
    return ""


def _is_no_name(a: Assigned, text: str) -> bool:
    """Whether an amount stands where a name should: companies and products are called “3M” and “5.11” as well."""
    is_named_freely = a.target is not None and (a.target.refers in ("account", "product") or a.target.reads == "name")
    return not is_named_freely or AMOUNT_ALONE.fullmatch(text) is not None


class Builder:
    """Reads the rows of one file. `columns` are the table's columns that the file speaks of."""

    def __init__(self, file: FileMap, company: Company) -> None:
        self.file, self.company, self.kind = file, company, file.kind
        self.table = tables.RECORDS[file.kind]
        self.reads = [(c.column.position, c.column.title, _key(c), self._reader(c)) for c in file.columns if c.target]
        self.has = {key for _, _, key, _ in self.reads}
        self.columns = self._columns()
        self.entered = {c.stage: f"entered:{c.stage}" for c in file.columns if c.target and c.target.name == "entered"}
        self.amount_currency = next((c.currency for c in file.columns if c.target and c.target.reads == "money"), "")
        self._noticing = [
            (c.column.position, c)
            for c in file.columns
            if c.target and (c.column.has_more_values or any(map(_is_noticed, c.column.values)))
        ]
        self._times: Counter[str] = Counter()
        self.cells: list[str] = []
        self.places = 0
        """Stages read so far, for a file that lists them in order without saying so."""
        self._finish = FINISH.get(file.kind, _nothing)

    def row(self, line: Line) -> tuple[Any, ...]:
        """The line, then the record's columns; BadCell says why it cannot be one."""
        row: Row = {}
        self.cells = line.cells
        for position, title, key, read in self.reads:
            text = line.cells[position].strip()
            try:
                row[key] = read(text) if text else None
            except BadCell as error:
                raise BadCell(f"{title}: {error}"[:LONGEST_REASON]) from None
        _refuse_deleted(row)
        self._finish(self, row)
        row["id"] = self._id(row, line)
        self.notice(line)
        return (line.number, *(row.get(name) for name in self.columns))

    def _columns(self) -> list[str]:
        spoken = {name for name in self.has if name in self.table.c}
        if self.kind in ADDED:
            spoken |= ADDED[self.kind](self)
        return ["id", *sorted(spoken - {"id", "source"})]

    def _id(self, row: Row, line: Line) -> str:
        if "id" in self.has:
            if not row["id"]:
                raise BadCell("it has no id")
            id_: str = row["id"]
            if id_.startswith("?"):
                raise BadCell(f"the id “{id_}” begins with a question mark, which is kept for open questions")
            return id_
        if self.kind in NAMED:
            return self.company.names[self.kind].id_by_name.get(same(row["name"])) or name_id(row["name"])
        key = self._content(row, line)
        self._times[key] += 1
        return key if self._times[key] == 1 else f"{key}-{self._times[key]}"

    def _content(self, row: Row, line: Line) -> str:
        """An id from what tells the record apart."""
        parts = [str(row.get(OF_RECORD.get(name, name)) or "") for name in KEY_FIELDS.get(self.kind, ())]
        if not any(parts):
            parts = [cell.strip() for cell in line.cells]
        return f"{self.kind}-{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:20]}"

    # Cells

    def _reader(self, assigned: Assigned) -> Read:
        read = self._plain_reader(assigned)
        known: dict[str, Any] = {}

        def remembering(text: str) -> Any:
            if text in known:
                return known[text]
            value = self._strict(assigned, text, read)
            if len(known) < MOST_REMEMBERED:
                known[text] = value
            return value

        return remembering

    def _strict(self, a: Assigned, text: str, read: Read) -> Any:
        """The value; nothing where the cell says in words that it holds nothing."""
        values.refuse_failed_formula(text)
        reads = a.target.reads if a.target else ""
        if reads in OF_WORDS and (shape := _odd_shape(a, text)):
            raise BadCell(f"“{text}” looks like {shape}, unlike the rest of its column")
        if reads not in FREE and values.is_blank(text):
            return None
        return read(text)

    def notice(self, line: Line) -> None:
        """Counts what was read from the cells of a row in a way that a person should know of."""
        for position, a in self._noticing:
            text, reads = line.cells[position].strip(), a.target.reads if a.target else ""
            if not text:
                continue
            where = f"{self.file.name}, column {a.column.title}"
            if reads not in FREE and values.is_blank(text):
                self.company.noticed[f"“{text}” in {where}, was read as an empty cell"] += 1
            elif reads == "money" and values.is_scaled(text):
                self.company.noticed[f"Amounts in {where}, are written like “1.2M” and as rounded as that"] += 1
            elif reads == "ref" and len(self._several(a, text)) > 1:
                self.company.noticed[
                    f"Of several companies in one cell in {where}, the first was taken for the account"
                ] += 1

    def _plain_reader(self, a: Assigned) -> Read:
        assert a.target is not None
        match a.target.reads:
            case "id":
                return lambda text: self.company.record_id(self.kind, text)
            case "date" | "entered":
                return lambda text: values.day(text, a.order)
            case "instant":
                return lambda text: values.instant(text, a.order)
            case "money":
                return lambda text: values.amount(text, a.decimal, a.times)
            case "whole":
                return values.whole
            case "fraction":
                return lambda text: values.fraction(text, a.is_percent)
            case "flag":
                return values.flag
            case "currency":
                return values.currency
            case "ref":
                return self._reference(a)
            case "stage":
                return self._stage()
            case "role":
                return self._role
            case "category":
                return self._category
            case _:
                return lambda text: values.words(text, self._longest(a.target.name if a.target else ""))

    def _longest(self, name: str) -> int:
        kind = self.table.c[name].type if name in self.table.c else String(255)
        return getattr(kind, "length", None) or 100_000

    def _reference(self, a: Assigned) -> Read:
        assert a.target is not None
        refers = a.target.refers
        if a.by == "id" or refers not in self.company.names:
            return lambda text: self.company.record_id(refers, self._first(a, text))
        names = self.company.names[refers]
        if a.target.name in ("manager", "team", "territory"):
            # These columns do not refer to a list: they are where managers, teams and regions are named at all.
            return names.make
        return lambda text: names.find(self._first(a, text))

    def _first(self, a: Assigned, text: str) -> str:
        """The record that a cell names; of several companies that a deal belongs to, the first."""
        return (self._several(a, text) or (text,))[0]

    def _several(self, a: Assigned, text: str) -> tuple[str, ...]:
        """The companies that a cell names, where it names more than one, as HubSpot writes them: “Acme;Beta”."""
        if ";" not in text or a.target is None or a.target.refers != "account":
            return ()
        listed = self.company.names["account"].id_by_name
        parts = tuple(part for part in map(str.strip, text.split(";")) if part)
        is_list = a.by == "id" or ASSOCIATED.match(a.column.header) or all(same(part) in listed for part in parts)
        return parts if is_list and same(text) not in listed else ()

    def _stage(self) -> Read:
        names = self.company.names["stage"]
        ids = set(names.id_by_name.values())
        return lambda text: text if text in ids else names.make(text)

    def _role(self, text: str) -> str:
        role = ROLES.get(plain(text))
        if role is None:
            self.company.noticed[f"The role “{text}” is not known; people who have it were taken for reps"] += 1
        return role or "rep"

    def _category(self, text: str) -> str:
        category = CATEGORIES.get(plain(text))
        if category is None:
            raise BadCell(f"“{text}” is no forecast category (pipeline, best case, commit, closed, omitted)")
        return category


def _key(a: Assigned) -> str:
    assert a.target is not None
    if a.target.name == "entered":
        return f"entered:{a.stage}"
    return OF_RECORD.get(a.target.name, a.target.name) if a.target.reads in ("ref", "stage") else a.target.name


def _nothing(builder: Builder, row: Row) -> None:
    if "name" in builder.has and not row["name"]:
        raise BadCell("it has no name")


# Deals


def _deal_columns(b: Builder) -> set[str]:
    added = {"name", "stage_id", "status", "is_open", "currency"}
    if b.has & set(ENDS):
        added.add("close_date")
    if b.has & {"close_date", "stage_entered_on", *ENDS} or _has_entered(b):
        added.add("stage_entered_on")
    return added | ({"created_on"} if _has_entered(b) else set())


def _has_entered(b: Builder) -> bool:
    return any(key.startswith("entered:") for key in b.has)


ENDS = ("won_on", "lost_on", "closed_on", "expected_on")


def _end(row: Row, status: str) -> date | None:
    """The day on which a deal ended, or is expected to."""
    won, lost, closed, expected = (row.pop(name, None) for name in ENDS)
    said: date | None = row.get("close_date")
    if status == "open":
        return said or expected
    return (won if status == "won" else lost) or closed or said or expected


def _refuse_deleted(row: Row) -> None:
    if row.pop("is_deleted", None):
        raise BadCell("the CRM says that it is deleted")


def _deal(b: Builder, row: Row) -> None:
    stage, status = _stage_and_status(b, row)
    row["stage_id"], row["status"], row["is_open"] = stage, status, status == "open"
    if b.has & set(ENDS):
        row["close_date"] = _end(row, status)
    _amount(b, row, "amount")
    entered = {name: row.pop(key) for name, key in b.entered.items()}
    if "created_on" not in b.has:
        row["created_on"] = min((day for day in entered.values() if day), default=None)
    if not row.get("stage_entered_on"):
        closed_on = row.get("close_date") if status != "open" else None
        row["stage_entered_on"] = closed_on or entered.get(_stage_name(b, stage))
    if (chance := row.pop("probability", None)) is not None and status == "open":
        b.company.stage_probability.setdefault(stage, Counter())[chance] += 1
    if not row.get("name"):
        row["name"] = _deal_name(b, row)


def _stage_and_status(b: Builder, row: Row) -> tuple[str, str]:
    said, stage = row.get("status"), row.get("stage_id")
    if said and plain(said) in DELETED:
        raise BadCell("the CRM says that it is deleted")
    if stage is None:
        if not said:
            raise BadCell("it has no stage, so nobody can say whether it is open, won or lost")
        stage = b.company.names["stage"].make(said)
    if row.pop("is_won", None):
        return stage, "won"
    if row.pop("is_lost", None):
        return stage, "lost"
    if row.pop("is_closed", None):
        return stage, "won" if b.company.ends(stage) == "won" else "lost"
    return stage, _said(b, said, stage) if said else b.company.ends(stage)


def _said(b: Builder, status: str, stage: str) -> str:
    """What the status says; one that says neither an end nor that the deal is open leaves it to the stage."""
    ended = outcome(status)
    if ended != "open" or plain(status) in OPEN_WORDS:
        return ended
    b.company.noticed[f"The status “{status[:40]}” says nothing of an end, so the stage of its deals decided"] += 1
    return b.company.ends(stage)


def _stage_name(b: Builder, stage: str) -> str:
    names = b.company.names["stage"]
    return names.made.get(stage) or names.name_by_id.get(stage, stage)


def _deal_name(b: Builder, row: Row) -> str:
    """What a deal without a name is called: its account and product."""
    parts = [_called(b, kind, row.get(f"{kind}_id")) for kind in ("account", "product")]
    return " – ".join(part for part in parts if part)[:255] or "Unnamed deal"


def _called(b: Builder, kind: str, id_: str | None) -> str:
    """The name as the row itself has it, so that an answer about it later leaves the row as it was."""
    column = b.file.to(kind)
    if id_ is None or column is None:
        return ""
    return (
        b.cells[column.column.position].strip()
        if column.by == "name"
        else b.company.names[kind].name_by_id.get(id_, id_)
    )


def _amount(b: Builder, row: Row, name: str) -> None:
    """The amount alone in its column, its currency in another: that of the row, the cell, the column or the company."""
    found = row.get(name)
    in_cell = None
    if found is not None:
        row[name], in_cell = found
    row["currency"] = row.get("currency") or in_cell or b.amount_currency or b.company.currency


# Other kinds


def _account(b: Builder, row: Row) -> None:
    _nothing(b, row)
    _amount(b, row, "revenue")
    if row.get("revenue") is None:
        row["currency"] = row["currency"] if "currency" in b.has else None


def _product(b: Builder, row: Row) -> None:
    _nothing(b, row)
    _amount(b, row, "list_price")


def _person(b: Builder, row: Row) -> None:
    _nothing(b, row)
    manager = row.get("manager_id")
    if manager:
        b.company.managers.add(manager)
    if "team_id" not in b.has and "manager_id" in b.has:
        row["team_id"] = _team_of(b, manager) if manager else None


def _team_of(b: Builder, manager: str) -> str:
    """The team that people with this manager form, where no column names teams."""
    name = f"{b.company.names['person'].name_by_id.get(manager, manager)}'s team"
    b.company.teams_made[id_ := name[: values.ID_LENGTH]] = (name, manager)
    return id_


def _contact(_b: Builder, row: Row) -> None:
    first, last = row.pop("first_name", None), row.pop("last_name", None)
    row["name"] = row.get("name") or " ".join(part for part in (first, last) if part) or row.get("email")
    if not row["name"]:
        raise BadCell("it has neither a name nor an e-mail address")


def _activity(_b: Builder, row: Row) -> None:
    at: datetime | None = row.get("on_date")
    if at is None:
        raise BadCell("it has no date")
    row["at"], row["on_date"] = at, at.date()
    row["type"] = row.get("type") or "activity"


def _lead(_b: Builder, row: Row) -> None:
    said = plain(row.get("status") or "")
    converted = row.pop("converted", None) or row.get("converted_on") or said in ("converted", "closed converted")
    row["status"] = "converted" if converted else "closed" if said in ENDED_LEADS else "open"
    row["name"] = row.get("name") or row.get("company") or f"Lead {row.get('id') or 'without a name'}"[:255]


def _quota(b: Builder, row: Row) -> None:
    for name in ("owner_id", "amount", "period_start", "period_end"):
        if row.get(name) is None:
            raise BadCell(f"it has no {name.removesuffix('_id').replace('_', ' ')}")
    _amount(b, row, "amount")
    if row["period_end"] < row["period_start"]:
        raise BadCell("its period ends before it starts")


def _stage_record(b: Builder, row: Row) -> None:
    _nothing(b, row)
    is_won, is_closed = row.pop("is_won", None), row.pop("is_closed", None)
    row["status"] = "won" if is_won else "lost" if is_closed else outcome(row["name"])
    if "is_won" in b.has and "is_closed" in b.has and is_closed is False:
        row["status"] = "open"
    row["status"] = b.company.said_ends.get(plain(row["name"]), row["status"])
    b.company.listed_ends[row.get("id") or row["name"]] = row["status"]
    if "position" not in b.has:
        b.places += 1
    row["position"] = row.get("position") or b.places
    row["probability"] = row.get("probability") or {"won": 1.0, "lost": 0.0}.get(row["status"], 0.0)


FINISH: dict[str, Callable[[Builder, Row], None]] = {
    "opportunity": _deal, "account": _account, "product": _product, "person": _person, "contact": _contact,
    "activity": _activity, "lead": _lead, "quota": _quota, "stage": _stage_record,
}  # fmt: skip
"""What is worked out of the cells, by kind."""
ADDED: dict[str, Callable[[Builder], set[str]]] = {
    "opportunity": _deal_columns,
    "account": lambda b: {"currency"} if "revenue" in b.has else set(),
    "product": lambda b: {"currency"} if "list_price" in b.has else set(),
    "person": lambda b: {"team_id"} if "manager_id" in b.has else set(),
    "contact": lambda _b: {"name"},
    "activity": lambda _b: {"at", "on_date", "type"},
    "lead": lambda _b: {"name", "status"},
    "quota": lambda _b: {"currency"},
    "stage": lambda _b: {"position", "status", "probability"},
}
"""Columns that are worked out, by kind."""


def newest_day(row: tuple[Any, ...], today: date) -> date | None:
    """The latest day in a row that has been."""
    days = [v for v in row if isinstance(v, date) and not isinstance(v, datetime) and v <= today]
    return max(days, default=None)
