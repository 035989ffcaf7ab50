"""Makes exports that are damaged in ways that happen, and knows the true deals, so that no wrong total stays unseen."""

import csv
import gzip
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

HEADERS = {
    "id": ("Deal ID", "Opportunity ID", "Record ID", "deal_id"),
    "owner": ("Owner", "Deal owner", "sales_agent", "Opportunity Owner"),
    "account": ("Account Name", "Associated Company", "account", "Organization"),
    "stage": ("Stage", "Deal Stage", "StageName", "deal_stage"),
    "created": ("Created Date", "Create Date", "created_at"),
    "close": ("Close Date", "close_date", "CloseDate"),
    "amount": ("Amount", "Deal Value", "amount", "Value"),
}
STAGES = ("Prospecting", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
STATUS = {"Closed Won": "won", "Closed Lost": "lost"}
ACCOUNTS = ("Acme", "Müller & Söhne", "Café Zürich", "Société Générale", "Globex, Inc.", 'The "Big" One', "Señor Peña")
OWNERS = ("Anna Snelling", "Zane Levy", "Jörg Weiß", "Ann O’Hara")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BAD_AMOUNTS = ("abc", "1.2.3", "1e5", "#REF!", "1" + "0" * 18, "12,34.5", "5 apples", "--5", "(5", "1,2,3")
BAD_DATES = ("2026-02-30", "31/31/2026", "soon", "00/00/0000", "20261301", "#VALUE!", "45678")


@dataclass(frozen=True)
class Deal:
    """What one row truly says."""

    id: str
    owner: str
    account: str
    stage: str
    created: date
    close: date | None
    amount: Decimal | None
    currency: str = "USD"

    @property
    def status(self) -> str:
        """Open, won or lost."""
        return STATUS.get(self.stage.partition(". ")[2] or self.stage, "open")


@dataclass
class Export:
    """A damaged export: its bytes, what it is called, the truth, and what was done to it.

    Shape:  `truth` has every deal; `spoiled` the ids of rows that were damaged, which may be put aside, but never taken
            for something else; `is_cut` when the end is missing.
    """

    seed: int
    truth: dict[str, Deal] = field(default_factory=dict)
    spoiled: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    """Ids that more than one row has: if one of the rows cannot be read, the other is as true."""
    done: list[str] = field(default_factory=list)
    is_cut: bool = False
    name: str = "deals.csv"
    content: bytes = b""

    def write(self, folder: Path) -> Path:
        """The file, in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.name
        path.write_bytes(self.content)
        return path


Rows = list[list[str]]


class Spoiler:
    """Writes one export down by chance, damage included. Everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.export = Export(seed)
        self.deals = [self._deal(n) for n in range(self.dice.randint(25, 60))]
        self.export.truth = {deal.id: deal for deal in self.deals}
        self.fields = list(HEADERS)
        self.dice.shuffle(self.fields)
        self.delimiter = self.dice.choice(",,,;\t|")
        self.newline = self.dice.choice(("\n", "\n", "\r\n", "\r"))
        self.money = self.dice.choice((_plain, _plain, _us, _eu, _signed, _symbol, _bracketed))
        self.as_text: str = ""
        """The column whose values are written so that a spreadsheet leaves them alone, if any."""
        self.day = self.dice.choice((_iso, _iso, _day_first, _month_first, _worded, _short, _stamped))

    def _deal(self, n: int) -> Deal:
        dice = self.dice
        stage = dice.choice(STAGES)
        created = date(2025, 1, 1) + timedelta(days=dice.randrange(500))
        amount = Decimal(dice.randrange(-50_000, 9_000_000)).scaleb(-2) if dice.random() < 0.9 else None
        close = created + timedelta(days=dice.randrange(200)) if dice.random() < 0.9 else None
        return Deal(f"D{n:04}", dice.choice(OWNERS), dice.choice(ACCOUNTS), stage, created, close, amount)

    def make(self) -> Export:
        """The export."""
        header = [self.dice.choice(HEADERS[name]) for name in self.fields]
        rows = [self._cells(deal) for deal in self.deals]
        for damage in self.dice.sample(CELLS, self.dice.randint(0, 3)):
            damage(self, header, rows)
        if self.dice.random() < 0.15:
            return self._as_workbook(header, rows)
        lines = [self._line(row) for row in (header, *rows)]
        for damage_text in self.dice.sample(TEXTS, self.dice.randint(0, 3)):
            damage_text(self, lines)
        self._encode(lines)
        return self.export

    def _cells(self, deal: Deal) -> list[str]:
        said = {
            "id": deal.id,
            "owner": deal.owner,
            "account": deal.account,
            "stage": deal.stage,
            "created": self.day(deal.created),
            "close": self.day(deal.close) if deal.close else "",
            "amount": self.money(deal.amount) if deal.amount is not None else "",
        }
        return [said[name] for name in self.fields]

    def at(self, name: str) -> int:
        """The place of a column."""
        return self.fields.index(name)

    def spoil(self, row: list[str]) -> None:
        """Notes that a row is damaged."""
        self.export.spoiled.add(row[self.at("id")])

    def did(self, what: str) -> None:
        """Notes what was done."""
        self.export.done.append(what)

    def _line(self, row: list[str]) -> str:
        if self.as_text and row[self.at("id")].startswith("D0"):
            row = [f'="{cell}"' if place == self.at(self.as_text) else cell for place, cell in enumerate(row)]
        text = io.StringIO()
        quoting = csv.QUOTE_ALL if self.export.seed % 3 == 0 else csv.QUOTE_MINIMAL
        csv.writer(text, delimiter=self.delimiter, lineterminator="", quoting=quoting).writerow(row)
        return text.getvalue()

    def _encode(self, lines: list[str]) -> None:
        dice, export = self.dice, self.export
        end = self.newline if dice.random() < 0.85 else ""
        text = self.newline.join(lines) + end
        encoding = dice.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"))
        self.did(encoding)
        content = text.encode(encoding)
        if dice.random() < 0.12:
            self.did("cut off")
            export.is_cut = True
            content = content[: dice.randrange(len(content) // 3, len(content))]
        wrap = dice.random()
        if wrap < 0.1:
            self.did("gzip")
            export.name, content = "deals.csv.gz", gzip.compress(content)
        elif wrap < 0.2:
            self.did("zip")
            export.name, content = "export.zip", _zipped(content)
        export.content = content

    def _as_workbook(self, header: list[str], rows: Rows) -> Export:
        self.did("workbook")
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Deals")
        for row in (header, *rows):
            sheet.append([cell if not cell.startswith("=") else f"'{cell}" for cell in row])
        out = io.BytesIO()
        book.save(out)
        self.export.name, self.export.content = "deals.xlsx", out.getvalue()
        return self.export


def _zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("crm/deals.csv", content)
    return out.getvalue()


# How amounts and days are written


def _plain(amount: Decimal) -> str:
    return str(amount)


def _us(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _eu(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace(",", "x").replace(".", ",").replace("x", ".")


def _signed(amount: Decimal) -> str:
    return f"{abs(amount):,.2f}{'-' if amount < 0 else ''}"


def _symbol(amount: Decimal) -> str:
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def _bracketed(amount: Decimal) -> str:
    return f"({abs(amount):,.2f})" if amount < 0 else f"{amount:,.2f}"


def _iso(day: date) -> str:
    return day.isoformat()


def _day_first(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _month_first(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def _worded(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _short(day: date) -> str:
    return f"{day:%d.%m.%y}"


def _stamped(day: date) -> str:
    return f"{day.isoformat()}T09:30:00.000Z"


# Damage to cells


def bad_amount(s: Spoiler, _header: list[str], rows: Rows) -> None:
    row = s.dice.choice(rows)
    row[s.at("amount")] = s.dice.choice(BAD_AMOUNTS)
    s.spoil(row)
    s.did(f"amount {row[s.at('amount')]}")


def bad_date(s: Spoiler, _header: list[str], rows: Rows) -> None:
    row = s.dice.choice(rows)
    name = s.dice.choice(("created", "close"))
    row[s.at(name)] = s.dice.choice(BAD_DATES)
    s.spoil(row)
    s.did(f"{name} {row[s.at(name)]}")


def other_dates_half_way(s: Spoiler, _header: list[str], rows: Rows) -> None:
    """From some row on, days are written in another order."""
    start, other = s.dice.randrange(len(rows)), s.dice.choice((_day_first, _month_first, _iso))
    for row in rows[start:]:
        if deal := s.export.truth.get(row[s.at("id")]):
            row[s.at("created")] = other(deal.created)
        s.spoil(row)
    s.did("other dates half-way")


def other_amounts_half_way(s: Spoiler, _header: list[str], rows: Rows) -> None:
    """From some row on, amounts are written with another decimal sign."""
    start, other = s.dice.randrange(len(rows)), s.dice.choice((_eu, _us))
    for row in rows[start:]:
        if (deal := s.export.truth.get(row[s.at("id")])) and row[s.at("id")] not in s.export.spoiled:
            row[s.at("amount")] = other(deal.amount) if deal.amount is not None else ""
        s.spoil(row)
    s.did("other amounts half-way")


def columns_exchanged(s: Spoiler, _header: list[str], rows: Rows) -> None:
    """From some row on, two columns stand in each other's place."""
    one, other = s.dice.choice((("amount", "close"), ("stage", "created"), ("amount", "stage"), ("id", "close")))
    for row in rows[s.dice.randrange(len(rows)) :]:
        s.spoil(row)
        row[s.at(one)], row[s.at(other)] = row[s.at(other)], row[s.at(one)]
    s.did(f"{one} and {other} exchanged")


def no_stage(s: Spoiler, _header: list[str], rows: Rows) -> None:
    row = s.dice.choice(rows)
    row[s.at("stage")] = ""
    s.spoil(row)
    s.did("no stage")


def no_id(s: Spoiler, _header: list[str], rows: Rows) -> None:
    row = s.dice.choice(rows)
    s.spoil(row)
    row[s.at("id")] = s.dice.choice(("", "NULL", "1.23E+12"))
    s.did("no id")


def id_twice(s: Spoiler, _header: list[str], rows: Rows) -> None:
    row = list(s.dice.choice(rows))
    s.spoil(row)
    s.export.doubtful.add(row[s.at("id")])
    row[s.at("amount")] = s.money(Decimal("987654.32"))
    rows.insert(s.dice.randrange(len(rows)), row)
    s.did("id twice")


def row_twice(s: Spoiler, _header: list[str], rows: Rows) -> None:
    rows.append(list(s.dice.choice(rows)))
    s.export.doubtful.add(rows[-1][s.at("id")])
    s.did("row twice")


def says_nothing(s: Spoiler, _header: list[str], rows: Rows) -> None:
    place, word = s.dice.randrange(len(rows)), s.dice.choice(("N/A", "NULL", "-", "nan"))
    id_ = rows[place][s.at("id")]
    if id_ in s.export.truth and id_ not in s.export.spoiled:
        rows[place][s.at("amount")] = word
        s.export.truth[id_] = replace(s.export.truth[id_], amount=None)
        s.did(f"amount {word}")


def deleted(s: Spoiler, header: list[str], rows: Rows) -> None:
    """The CRM says of some rows that they are in its bin."""
    header.append("IsDeleted")
    s.fields.append("deleted")
    gone = s.dice.choice(rows)
    for row in rows:
        row.append("true" if row is gone else "false")
    s.spoil(gone)
    s.did("deleted")


def same_column_twice(s: Spoiler, header: list[str], rows: Rows) -> None:
    header.append(header[s.at("amount")])
    s.fields.append("again")
    is_alike = s.dice.random() < 0.5
    for row in rows:
        row.append(row[s.at("amount")] if is_alike else "77")
    s.did("amount twice, alike" if is_alike else "amount twice")


def currencies(s: Spoiler, header: list[str], rows: Rows) -> None:
    header.append("Currency")
    s.fields.append("currency")
    for row in rows:
        code = s.dice.choice(("USD", "EUR"))
        row.append(code)
        id_ = row[s.at("id")]
        if id_ in s.export.truth:
            s.export.truth[id_] = replace(s.export.truth[id_], currency=code)
    s.did("currencies")


def as_text(s: Spoiler, _header: list[str], _rows: Rows) -> None:
    """One column is written as ="…", in files that are no workbooks."""
    s.as_text = s.dice.choice(("id", "amount", "stage", "owner"))
    s.did(f"{s.as_text} as text")


def doubles(s: Spoiler, _header: list[str], rows: Rows) -> None:
    """Some large amounts are written as Salesforce writes them: 1.25E7."""
    if s.money is not _plain:
        return
    for row in s.dice.sample(rows, 3):
        id_ = row[s.at("id")]
        if id_ in s.export.truth and id_ not in s.export.spoiled:
            number = s.dice.randrange(10_000_001, 99_999_999)
            row[s.at("amount")] = f"{number / 10_000_000!r}E7"
            s.export.truth[id_] = replace(s.export.truth[id_], amount=Decimal(number))
    s.did("doubles")


def numbered_stages(s: Spoiler, _header: list[str], rows: Rows) -> None:
    """Stages with their number in front, as many companies call them."""
    for row in rows:
        id_, stage = row[s.at("id")], row[s.at("stage")]
        if stage in STAGES and id_ in s.export.truth and s.export.truth[id_].stage == stage:
            row[s.at("stage")] = f"{STAGES.index(stage) + 1:02}. {stage}"
            s.export.truth[id_] = replace(s.export.truth[id_], stage=row[s.at("stage")])
    s.did("numbered stages")


def a_note(s: Spoiler, header: list[str], rows: Rows) -> None:
    """A free text with everything in it that breaks a table."""
    header.append("Notes")
    s.fields.append("notes")
    for row in rows:
        row.append(s.dice.choice(("", "ok", 'said "yes"', "two\nlines", "a, b; c", "=1+1", "Total")))
    s.did("notes")


CELLS: list[Callable[[Spoiler, list[str], Rows], None]] = [
    bad_amount, bad_date, other_dates_half_way, other_amounts_half_way, columns_exchanged, no_stage, no_id, id_twice,
    row_twice, says_nothing, deleted, same_column_twice, currencies, a_note, as_text, doubles, numbered_stages,
]  # fmt: skip


# Damage to the text


def a_title(s: Spoiler, lines: list[str]) -> None:
    lines[:0] = ["Pipeline report", ""]
    s.did("title")


def says_separator(s: Spoiler, lines: list[str]) -> None:
    lines.insert(0, f"sep={s.delimiter}")
    s.did("sep line")


def header_again(s: Spoiler, lines: list[str]) -> None:
    header = next(line for line in lines if any(h in line for h in HEADERS["id"]))
    lines.insert(s.dice.randrange(len(lines) // 2, len(lines)), header)
    s.did("header again")


def another_table(s: Spoiler, lines: list[str]) -> None:
    """A second table below the first, as wide as it."""
    width = len(s.fields)
    header = ["Contact ID", "Contact Name", "Email", "Phone", "Title", "Account Name", "Owner"][:width]
    header += [f"Field {n}" for n in range(width - len(header))]
    lines.append(s._line(header))
    for n in range(5):
        lines.append(s._line([f"C{n}", "Won", "2026-01-01", "Closed Won", "5", "2026-01-01", "7"][:width]))
    s.did("another table")


def a_total(s: Spoiler, lines: list[str]) -> None:
    row = [""] * len(s.fields)
    row[0], row[s.at("amount")] = s.dice.choice(("Total", "Grand Total", "Sum")), "123456"
    lines.append(s._line(row))
    s.did("total")


def a_footer(s: Spoiler, lines: list[str]) -> None:
    lines += ["", '"Confidential Information - Do Not Distribute"', '"Copyright (c) 2000-2026 salesforce.com, inc."']
    s.did("footer")


def quote_opened(s: Spoiler, lines: list[str]) -> None:
    """One quotation mark that is never closed, or closed in a later row only."""
    place = s.dice.randrange(2, len(lines))
    ids = {id_ for id_ in s.export.truth if any(id_ in line for line in lines[place - 1 :])}
    cells = lines[place].split(s.delimiter)
    where = s.dice.randrange(len(cells))
    cells[where] = f'"{cells[where].lstrip(chr(34))}'
    lines[place] = s.delimiter.join(cells)
    if s.dice.random() < 0.6 and place + 1 < len(lines):
        later = s.dice.randrange(place + 1, min(len(lines), place + 6))
        cells = lines[later].split(s.delimiter)
        where = s.dice.randrange(len(cells))
        cells[where] = f'{cells[where].rstrip(chr(34))}"'
        lines[later] = s.delimiter.join(cells)
    s.export.spoiled |= ids
    s.did("quote opened")


def a_cell_less_or_more(s: Spoiler, lines: list[str]) -> None:
    place = s.dice.randrange(2, len(lines))
    cells = lines[place].split(s.delimiter)
    s.export.spoiled |= {id_ for id_ in s.export.truth if id_ in lines[place]}
    where = s.dice.randrange(len(cells))
    if s.dice.random() < 0.5:
        del cells[where]
    else:
        cells.insert(where, s.dice.choice(("x", "", "5")))
    lines[place] = s.delimiter.join(cells)
    s.did("a cell less or more")


def zero_byte(s: Spoiler, lines: list[str]) -> None:
    place = s.dice.randrange(2, len(lines))
    s.export.spoiled |= {id_ for id_ in s.export.truth if id_ in lines[place]}
    where = s.dice.randrange(len(lines[place]) + 1)
    lines[place] = f"{lines[place][:where]}\x00{lines[place][where:]}"
    s.did("zero byte")


def blank_lines(s: Spoiler, lines: list[str]) -> None:
    for _ in range(3):
        lines.insert(s.dice.randrange(1, len(lines)), s.dice.choice(("", s.delimiter * (len(s.fields) - 1))))
    s.did("blank lines")


def delimiters_at_the_end(s: Spoiler, lines: list[str]) -> None:
    lines[:] = [f"{line}{s.delimiter}" for line in lines]
    s.did("delimiters at the end")


TEXTS: list[Callable[[Spoiler, list[str]], None]] = [
    a_title, says_separator, header_again, another_table, a_total, a_footer, quote_opened, a_cell_less_or_more,
    zero_byte, blank_lines, delimiters_at_the_end,
]  # fmt: skip


def an_export(seed: int) -> Export:
    """The damaged export that follows from a seed."""
    return Spoiler(seed).make()
