"""Which file holds which records and which column is which field: proposed from headers and content, with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from store.crm.imports.errors import BadCell, CannotImport
from store.crm.imports.kinds import (
    CHANGE,
    CHANGE_LOG,
    DICTIONARY,
    KINDS,
    NAMED,
    OTHER,
    OTHER_OBJECTS,
    SKIPPED,
    STAGE_LOG,
    UNKNOWN,
    WORD_LIST,
    Field,
    Kind,
)
from store.crm.imports.profile import Column, Profile
from store.crm.imports.reading import rows
from store.crm.imports.values import EXCEL_DAY, fraction, is_blank
from store.crm.imports.vocabulary import FAILED_FORMULAS, OPEN_STAGES, normal, outcome, plain

LEAST_SCORE = 2.0
CLEARLY = 2.5
"""By how much headers alone must speak for another kind, for the cells not to be believed."""
BY_CONTENT = "its words are stages"
NEEDED = {"opportunity": ("id", "amount", "close_date", "stage")}
"""Fields that are asked about when a column is called like one, but cannot be read as one."""
EXPECTED = {"est", "expected", "estimated", "planned", "target", "forecast", "close", "closing"}
"""Words of a date that is still to come, so that it is no day on which a stage began."""
CALLED_LIKE = "it is called like the"
"""How the reason begins why a column that has a field's name was not taken for it."""
SAID = "the map says so"
"""Why a column goes where it goes when a person has decided it."""
MOST_LOG_COLUMNS = 12
OF_STAGES = "each row is one change of a deal's stage"
OF_A_RECORD = {"stage", "deal stage", "stage name", "amount", "status", "close date", "deal name", "opportunity name"}
"""Columns that a log of changes does not have: in it they are values of the column that names the field."""
MOST_STATUS_WORDS = 12
MOST_LEFT_COUNTED = 5
"""Columns without a field that count against a kind: wide exports have dozens, and are still of that kind."""
LEAST_EVIDENCE, FEW_DATES = 0.05, 20
"""Among more dates than a few, fewer than this part that can be read in one way only are slips rather than evidence."""
LEAST_OVERLAP = 0.6
"""The part of a column's values that must be known elsewhere for the column to refer there."""

PREFIXES = ("deal", "opportunity", "account", "contact", "lead", "activity", "company", "organization", "person",
            "product", "user")  # fmt: skip
"""What exports put before the name of a field: “Deal - Title”, “Organization - Name”."""

RUN_TOGETHER = {
    said.replace(" ", ""): said
    for kind in (*KINDS.values(), CHANGE)
    for one in kind.fields
    for said in one.said
    if " " in said
}

UNITS = (("million", 1_000_000), ("thousand", 1_000), ("billion", 1_000_000_000))
_UNIT_WORDS = {times: word for word, times in UNITS}
CODES = re.compile(r"\b(USD|EUR|GBP|JPY|CHF|CAD|AUD|INR|CNY|SEK|NOK|DKK|PLN|BRL|MXN|SGD|HKD|NZD|ZAR)\b")


@dataclass(frozen=True)
class Assigned:
    """Where one column goes, and why. `target` is empty for a column that is left out.

    Shape:  `by` says how a reference names its record, `id` or `name`; `times` multiplies amounts given in thousands
            or millions; `order` and `decimal` are how its dates and amounts are written; `stage` is the stage that a
            date of entering belongs to; in a column that `is_percent`, 1 is a hundredth.
    """

    column: Column
    target: Field | None
    why: str
    by: str = ""
    times: int = 1
    order: str = ""
    decimal: str = "."
    currency: str = ""
    stage: str = ""
    is_percent: bool = False


@dataclass(frozen=True)
class FileMap:
    """What one file is taken for."""

    profile: Profile
    kind: str
    why: str
    columns: tuple[Assigned, ...] = ()

    @property
    def name(self) -> str:
        """The file's short name."""
        return self.profile.sheet.name

    @property
    def record(self) -> Kind:
        """The kind of record it holds."""
        return CHANGE if self.kind == CHANGE_LOG else KINDS[self.kind]

    @property
    def is_log(self) -> bool:
        """Whether its rows become the history of deals: each says which deal, when, and what it became."""
        return self.kind == CHANGE_LOG and all(self.to(name) for (name,) in CHANGE.needs)

    @property
    def is_loaded(self) -> bool:
        """Whether its rows become records."""
        return self.kind in KINDS

    def to(self, name: str) -> Assigned | None:
        """The column that holds a field."""
        return next((c for c in self.columns if c.target and c.target.name == name), None)

    @property
    def left_out(self) -> tuple[Assigned, ...]:
        """Columns that go nowhere."""
        return tuple(c for c in self.columns if c.target is None)


@dataclass(frozen=True)
class Proposal:
    """The whole proposal: every file, what dictionaries among them said, and the order of stages where one says it."""

    files: tuple[FileMap, ...]
    hints: dict[tuple[str, str], str] = field(default_factory=dict)
    stage_order: tuple[str, ...] = ()
    stage_ends: Mapping[str, str] = field(default_factory=dict)
    """`won`, `lost` or `open`, where a map says it of a stage, by its name in plain words."""

    @property
    def loaded(self) -> tuple[FileMap, ...]:
        """The files whose rows become records, in the order in which they are loaded."""
        order = list(KINDS)
        return tuple(sorted((f for f in self.files if f.is_loaded), key=lambda f: order.index(f.kind)))

    @property
    def logs(self) -> tuple[FileMap, ...]:
        """The files whose rows become the history of deals."""
        return tuple(file for file in self.files if file.is_log)


def spaced_out(header: str) -> str:
    """A header in capitals that runs its words together, as Salesforce writes them (CLOSEDATE), in words."""
    return header if " " in header else RUN_TOGETHER.get(header, header)


def propose(profiles: Sequence[Profile], said: Mapping[str, str] | None = None) -> Proposal:
    """What each file and column most likely is; `said` names the kind of files that somebody has decided."""
    hints = _hints(profiles)
    files = [_file(profile, profiles, hints, (said or {}).get(profile.sheet.name, "")) for profile in profiles]
    files = [_with_formats(_with_references(file, files)) for file in files]
    return Proposal(tuple(files), hints, _stage_order(files, hints))


# Kinds of files


def _file(profile: Profile, profiles: Sequence[Profile], hints: dict[tuple[str, str], str], said: str) -> FileMap:
    if said == CHANGE_LOG:
        return _mapped(profile, CHANGE if _held(profile, CHANGE) >= {"field"} else STAGE_LOG, hints, SAID)
    if said and said not in KINDS:
        return FileMap(profile, said, SAID, _nothing(profile))
    if said:
        return _mapped(profile, KINDS[said], hints, SAID)
    special = _special(profile, profiles)
    if special and special[0] == CHANGE_LOG:
        return _mapped(profile, STAGE_LOG if special[1] == OF_STAGES else CHANGE, hints, special[1])
    if special:
        return FileMap(profile, special[0], special[1], _nothing(profile))
    others = OTHER_OBJECTS.get(_bare_stem(profile))
    # Some call their deals orders or contracts; the stage that each is in tells.
    if others and not _may_be_staged(profile):
        return FileMap(profile, OTHER, others, _nothing(profile))
    scored = [(_score(profile, kind, hints), kind) for kind in KINDS.values()]
    best, kind = max(scored, key=lambda pair: pair[0])
    by_names, named = max(((_score_of_names(profile, one), one) for one in KINDS.values()), key=lambda pair: pair[0])
    if named is not kind and by_names >= best + CLEARLY:
        why = f"its headers are those of {named.plural}, but its cells cannot be read as that"
        return FileMap(profile, UNKNOWN, why, _nothing(profile))
    if best < LEAST_SCORE:
        return FileMap(profile, UNKNOWN, "its columns fit no kind of record", _nothing(profile))
    return _mapped(profile, kind, hints, "")


def _nothing(profile: Profile) -> tuple[Assigned, ...]:
    return tuple(Assigned(column, None, "its file is not imported") for column in profile.columns)


def _special(profile: Profile, profiles: Sequence[Profile]) -> tuple[str, str] | None:
    """Files that describe other files rather than hold records."""
    headers = {normal(column.header) for column in profile.columns}
    if (
        {"opportunity", "at", "field", "new"} <= _held(profile, CHANGE)
        and not headers & OF_A_RECORD
        and len(profile.columns) <= MOST_LOG_COLUMNS
    ):
        return CHANGE_LOG, "each row is one change of one field"
    if _is_of_stages(profile, headers):
        return CHANGE_LOG, OF_STAGES
    if headers & {"field", "column", "variable", "variables", "field key"} and headers & {
        "description", "meaning", "name", "definition"
    } and _describes(profile, profiles):  # fmt: skip
        return DICTIONARY, "its rows describe columns of the other files"
    if "type" in headers and headers & {"name", "label"} and len(headers) <= 5 and profile.row_count <= 100 and any(
        word in profile.sheet.stem for word in ("type", "lookup", "option")
    ):  # fmt: skip
        return WORD_LIST, "its rows only name the words that another file uses"
    return None


def _held(profile: Profile, kind: Kind) -> set[str]:
    """The fields of a kind that some column is called like."""
    return {c.target.name for c in _by_header(profile, kind).values() if c.target}


def _is_of_stages(profile: Profile, headers: set[str]) -> bool:
    """Whether each row says which stage a deal went to: by two stages in a row, or by what the file is called."""
    held = _held(profile, STAGE_LOG)
    is_called = "history" in profile.sheet.stem or "stage change" in profile.sheet.stem.replace("_", " ")
    says_deal = bool({spaced_out(one) for one in headers} & {"deal id", "opportunity id", "deal", "opportunity"})
    return {"opportunity", "at", "new"} <= held and says_deal and ("old" in held or is_called)


def _describes(profile: Profile, profiles: Sequence[Profile]) -> bool:
    if headers_of_fields := {normal(c.header) for c in profile.columns} & {"field key"}:
        return bool(headers_of_fields)
    listed = _field_column(profile)
    if listed is None:
        return False
    others = {column.header for other in profiles if other is not profile for column in other.columns}
    return bool(others) and sum(value in others for value in listed.values) >= len(listed.values) / 2


def _field_column(profile: Profile) -> Column | None:
    names = ("field", "column", "variable", "variables")
    return next((c for c in profile.columns if normal(c.header) in names), None)


def _score(profile: Profile, kind: Kind, hints: dict[tuple[str, str], str]) -> float:
    mapped = _mapped(profile, kind, hints, "")
    held = {c.target.name for c in mapped.columns if c.target}
    if not all(held & set(group) for group in kind.needs):
        return 0.0
    if not _may_be(profile, kind):
        return 0.0
    stem = profile.sheet.stem
    by_name = 1.5 if any(word in stem for word in kind.file_words) else 0.0
    left = min(sum(1 for c in mapped.columns if c.target is None), MOST_LEFT_COUNTED)
    return sum(c.target.weight for c in mapped.columns if c.target) + by_name - 0.25 * left


def _may_be(profile: Profile, kind: Kind) -> bool:
    """Whether nothing speaks against a file's being of a kind: lines of deals are no deals, nor are they products."""
    headers = {spaced_out(normal(column.header)) for column in profile.columns}
    of_deals = headers & {"deal id", "opportunity id"}
    if kind.name == "opportunity" and of_deals and "id" in headers:
        return False
    if kind.name in NAMED and of_deals:
        return False
    is_called = any(word in profile.sheet.stem for word in kind.file_words)
    return not kind.telling or is_called or bool(headers & set(kind.telling))


def _may_be_staged(profile: Profile) -> bool:
    """Whether a file could be one of deals by having the stage of each."""
    return "stage" in _held(profile, KINDS["opportunity"]) and _may_be(profile, KINDS["opportunity"])


def _bare_stem(profile: Profile) -> str:
    """What a file is called, without dates, numbers and signs: “Quote_2026-11-20 (1)” is “quote”."""
    letters = "".join(re.findall(r"[a-z]+", profile.sheet.stem.removesuffix("__c").casefold()))
    return letters.removesuffix("export")


def _score_of_names(profile: Profile, kind: Kind) -> float:
    """The score by the headers alone, whatever their cells hold."""
    held: dict[str, float] = {}
    for column in profile.columns:
        header = spaced_out(normal(column.header))
        ranked = [(rank, one) for one in kind.fields if (rank := _rank(header, one, kind)) is not None]
        if ranked:
            one = min(ranked, key=lambda pair: pair[0])[1]
            held[one.name] = one.weight
    if not all(held.keys() & set(group) for group in kind.needs) or not _may_be(profile, kind):
        return 0.0
    by_name = 1.5 if any(word in profile.sheet.stem for word in kind.file_words) else 0.0
    left = min(len(profile.columns) - len(held), MOST_LEFT_COUNTED)
    return sum(held.values()) + by_name - 0.25 * left


# Columns


def _mapped(profile: Profile, kind: Kind, hints: dict[tuple[str, str], str], why: str) -> FileMap:
    taken = _by_header(profile, kind)
    if not any(c.target and c.target.name == "stage" for c in taken.values()):
        taken |= _stage_by_content(profile, kind, taken)
    twins = {place: profile.columns[first] for place, first in profile.sheet.twins}
    columns = []
    for column in profile.columns:
        if column.position in twins:
            columns.append(_twin(profile, column, twins[column.position]))
            continue
        found = taken.get(column.position) or _entered(kind, column, taken) or Assigned(
            column, None, _why_not(column, kind)
        )  # fmt: skip
        columns.append(_with_units(found, hints.get((_stem(profile), column.header), "")))
    reason = why or _reason(profile, kind, columns)
    return FileMap(profile, kind.name, reason, tuple(columns))


def _why_not(column: Column, kind: Kind) -> str:
    if not column.filled:
        return "it is empty"
    for one in kind.fields:
        if _rank(spaced_out(normal(column.header)), one, kind) is not None and not _fits(column, one):
            return f"{CALLED_LIKE} {one.name.replace('_', ' ')}, but too few of its cells can be read as one"
    return "no field goes by this name"


def _twin(profile: Profile, column: Column, first: Column) -> Assigned:
    same = "it always says the same as" if column.position not in profile.unlike_twins else "it is named like"
    return Assigned(column, None, f"{same} “{first.title}”")


def _stem(profile: Profile) -> str:
    return profile.sheet.stem


def _reason(profile: Profile, kind: Kind, columns: Iterable[Assigned]) -> str:
    telling = [c.column.title for c in columns if c.target and c.target.weight > 1][:3]
    by_name = any(word in profile.sheet.stem for word in kind.file_words)
    parts = (["its name"] if by_name else []) + ([f"columns {', '.join(telling)}"] if telling else [])
    return " and ".join(parts) or "its columns"


def _by_header(profile: Profile, kind: Kind) -> dict[int, Assigned]:
    """Columns whose header is a name of a field and whose cells can be read as one; the better name wins."""
    offers: list[tuple[int, int, Column, Field]] = []
    twins = dict(profile.sheet.twins)
    for column in profile.columns:
        if column.position in twins:
            continue
        for place, one in enumerate(kind.fields):
            rank = _rank(spaced_out(normal(column.header)), one, kind)
            if rank is not None and _fits(column, one):
                offers.append((rank * 3 + _less_plain(column.header), place, column, one))
    taken: dict[int, Assigned] = {}
    held: set[str] = set()
    for _, _, column, one in sorted(offers, key=lambda offer: offer[:2]):
        if column.position not in taken and one.name not in held:
            taken[column.position] = Assigned(
                column, one, f"its header; e.g. {column.examples(2)}" if column.filled else "its header"
            )
            held.add(one.name)
    return taken


def _less_plain(header: str) -> int:
    """Of “Amount” and “Amount (converted)” the plain one is meant; of a company and the “(Primary)” one, that one."""
    return -1 if "(primary)" in header.casefold() else 1 if "(" in header else 0


def _rank(header: str, one: Field, kind: Kind) -> int | None:
    """The place of a header among a field's names; later when a word for the kind stands before it."""
    for prefix in ("", *PREFIXES):
        said = header.removeprefix(f"{prefix} ") if prefix and header.startswith(f"{prefix} ") else ""
        said = said if prefix else header
        if said and said in one.said and (not prefix or _is_of(prefix, kind)):
            return one.said.index(said) + (20 if prefix else 0)
    return None


def _is_of(prefix: str, kind: Kind) -> bool:
    """Whether columns that begin so belong to records of this kind; “Deal - …” stands in the exports of others too."""
    if prefix == "person":
        return kind.name == "contact"
    return prefix == "deal" or prefix.startswith((kind.name, *kind.file_words))


def _fits(column: Column, one: Field) -> bool:
    """Whether the cells can be read as the field; an empty column can be anything."""
    if column.filled == column.says_nothing:
        return True
    match one.reads:
        case "date" | "instant":
            return column.share("iso", "parted", "compact") >= 0.5
        case "fraction":
            readable = sum(count for value, count in column.values.items() if _is_fraction(value))
            return readable * 2 >= column.values.total()
        case "money":
            return column.share("number") >= 0.5 or column.share("whole") >= 0.5
        case "whole":
            return column.share("whole", "number") >= 0.5
        case "email":
            return column.share("email") >= 0.5
        case "flag":
            return column.is_all("flag")
        case "status":
            return _is_status(column)
        case "stage":
            is_amounts = column.is_all("number") and not column.is_all("whole")
            is_words = not is_amounts and not column.is_all("iso", "parted", "email")
            return is_words and not column.has_more_values and len(column.values) <= 60
        case "type":
            return not column.has_more_values and len(column.values) <= 200
        case "id" | "name" | "ref":
            return not column.is_all("iso", "parted")
    return True


def _is_status(column: Column) -> bool:
    """Whether all words are of deals' ends, or some of a few are: what else stands there has not ended then."""
    ends = sum(1 for value in column.values if outcome(value) != "open")
    return all(map(_status_word, column.values)) or (ends > 0 and len(column.values) <= MOST_STATUS_WORDS)


def _status_word(value: str) -> bool:
    return outcome(value) != "open" or plain(value) in ("open", "deleted", "archived", "active", "in progress")


def _is_fraction(value: str) -> bool:
    if is_blank(value) or value in FAILED_FORMULAS:
        return True
    try:
        fraction(value)
    except BadCell:
        return False
    return True


def _is_percent(column: Column) -> bool:
    """Whether a column of chances counts in percent, so that 1 in it is one of a hundred."""
    numbers = [value for value in column.values if not value.rstrip().endswith("%") and _is_fraction(value)]
    return "%" in column.header or any(float(v.replace(",", ".")) > 1 for v in numbers if v[:1].isdigit())


def _stage_by_content(profile: Profile, kind: Kind, taken: dict[int, Assigned]) -> dict[int, Assigned]:
    """A column whose words are stages, whatever its header says."""
    stage = kind.field("stage") if kind.name == "opportunity" else None
    for column in profile.columns if stage else ():
        words = list(column.values)
        known = sum(1 for word in words if outcome(word) != "open" or plain(word) in OPEN_STAGES)
        ends = {outcome(word) for word in words} & {"won", "lost"}
        if column.position not in taken and 2 <= len(words) <= 30 and ends and known >= len(words) * 0.6:
            return {column.position: Assigned(column, stage, f"{BY_CONTENT}: {column.examples(4)}")}
    return {}


def _entered(kind: Kind, column: Column, taken: dict[int, Assigned]) -> Assigned | None:
    """A date column named after a stage is the day on which that stage was entered."""
    stages = next((c.column for c in taken.values() if c.target and c.target.name == "stage"), None)
    if kind.name != "opportunity" or stages is None or not column.is_all("iso", "parted"):
        return None
    if EXPECTED & set(normal(column.header).split()):
        return None
    words = [w for w in normal(column.header).split() if w not in ("date", "entered", "time", "on", "at", "stage")]
    for stage in stages.values:
        if any(_same_stem(word, part) for word in words for part in plain(stage).split()):
            return Assigned(
                column, Field("entered", "entered", ()), f"a date named after the stage {stage}", stage=stage
            )
    return None


def _same_stem(word: str, other: str) -> bool:
    """“engage” and “Engaging”: alike but for their endings."""
    common = 0
    while common < min(len(word), len(other)) and word[common] == other[common]:
        common += 1
    return common >= 4 and common >= max(len(word), len(other)) - 3


def _with_units(assigned: Assigned, hint: str) -> Assigned:
    """What header and dictionary say of the unit of an amount."""
    if assigned.target is None or assigned.target.reads != "money":
        return assigned
    text = f"{assigned.column.header} {hint}".replace("_", " ")
    times = next((n for word, n in UNITS if re.search(rf"\bin {word}|\({word}|{word}s\b", text, re.I)), 1)
    if times == 1 and re.search(r"\((USD|EUR|GBP)? ?m\)", assigned.column.header, re.I):
        times = 1_000_000
    code = CODES.search(text)
    because = assigned.why
    if times > 1:
        because = f"{because}; in {_UNIT_WORDS[times]}s, says {'the dictionary' if hint else 'its header'}"
    return replace(assigned, times=times, currency=code[1] if code else "", why=because)


# References


def _with_references(file: FileMap, files: Sequence[FileMap]) -> FileMap:
    """How each reference names its record, seen from the files that hold those records."""
    if not file.is_loaded:
        return file
    columns = [_referring(c, file, files) for c in file.columns]
    free = [
        f
        for f in file.record.fields
        if f.reads == "ref" and not any(c.target and c.target.name == f.name for c in columns)
    ]
    for one in free:
        columns = _by_overlap(one, columns, file, files)
    return replace(file, columns=tuple(columns))


def _referring(assigned: Assigned, file: FileMap, files: Sequence[FileMap]) -> Assigned:
    target = assigned.target
    if target is None or target.reads != "ref":
        return assigned
    says_id = normal(assigned.column.header).endswith(" id") or target.refers not in NAMED
    known = [(_overlap(assigned.column, keys), by, other) for other, by, keys in _keys(target.refers, files)]
    share, by, other = max(known, key=lambda k: (k[0], k[1] == "id"), default=(0.0, "", file))
    if share >= LEAST_OVERLAP / 2:
        said = f"{share:.0%}" if share < 1 else "all"
        return replace(assigned, by=by, why=f"{assigned.why}; {said} of its values are {by}s in {other.name}")
    return replace(assigned, by="id" if says_id else "name")


def _keys(kind: str, files: Sequence[FileMap]) -> Iterable[tuple[FileMap, str, Column]]:
    for file in files:
        if file.kind == kind:
            for by in ("id", "name"):
                if key := file.to(by):
                    yield file, by, key.column


def _overlap(column: Column, keys: Column) -> float:
    if not column.values:
        return 0.0
    return sum(1 for value in column.values if value in keys.values) / len(column.values)


def _by_overlap(one: Field, columns: list[Assigned], file: FileMap, files: Sequence[FileMap]) -> list[Assigned]:
    """A column nobody recognised, but whose values are keys of another file, refers there."""
    for place, assigned in enumerate(columns):
        if assigned.target is not None or len(assigned.column.values) < 3:
            continue
        for other, by, keys in _keys(one.refers, files):
            if other is not file and _overlap(assigned.column, keys) >= LEAST_OVERLAP:
                found = Assigned(assigned.column, one, f"its values are {by}s in {other.name}", by=by)
                return [*columns[:place], found, *columns[place + 1 :]]
    return columns


# How dates and amounts are written


def _with_formats(file: FileMap) -> FileMap:
    return replace(file, columns=tuple(with_format(c) for c in file.columns))


def with_format(assigned: Assigned, dates: str = "", decimal: str = "") -> Assigned:
    """The column with the way its dates or amounts are written, as said or as its cells show."""
    if assigned.target is None:
        return assigned
    if assigned.target.reads in ("date", "instant", "entered"):
        return replace(assigned, order=dates or date_order(assigned.column))
    if assigned.target.reads == "money":
        return replace(assigned, decimal=decimal or decimal_sign(assigned.column, assigned.times))
    if assigned.target.reads == "fraction":
        return replace(assigned, is_percent=_is_percent(assigned.column))
    return assigned


UNDECIDED = ""


def date_order(column: Column) -> str:
    """How the column writes its dates, seen over all of its cells; `UNDECIDED` where both orders fit every one."""
    if column.shapes["compact"] > column.shapes["iso"] + column.shapes["parted"]:
        return "compact"
    if column.shapes["iso"] >= column.shapes["parted"]:
        return "iso"
    only_day = column.shapes["parted"] - column.shapes["month-first"]
    only_month = column.shapes["parted"] - column.shapes["day-first"]
    if bool(only_day) == bool(only_month):
        return UNDECIDED
    if column.shapes["parted"] > FEW_DATES and (only_day + only_month) < column.shapes["parted"] * LEAST_EVIDENCE:
        return UNDECIDED
    return "day-first" if only_day else "month-first"


def decimal_sign(column: Column, times: int = 1) -> str:
    """The column's decimal sign, seen over all of its cells; `UNDECIDED` where both fit and mean different amounts."""
    if column.shapes["scaled m"] and column.shapes["scaled mm"]:
        return UNDECIDED
    only_point = column.shapes["number"] - column.shapes["comma"]
    only_comma = column.shapes["number"] - column.shapes["point"]
    if only_point and only_comma:
        return UNDECIDED
    if only_comma:
        return ","
    return UNDECIDED if column.shapes["grouped"] and not only_point and times == 1 else "."


def refuse_unusable(proposal: Proposal) -> None:
    """Nothing, when there are records and every date and amount can be read in one way only; else CannotImport."""
    if not proposal.loaded and not proposal.logs:
        raise CannotImport(
            "None of the files holds records that can be imported.", " ".join(skipped(f) for f in proposal.files[:3])
        )
    for file in (*proposal.loaded, *proposal.logs):
        _refuse_unlike_twins(file)
        _refuse_mistaken(file)
        for c in file.columns:
            if c.target and c.target.reads in ("date", "instant", "entered") and c.order == UNDECIDED:
                raise CannotImport(
                    f"The dates of “{c.column.title}” in {file.name} ({c.column.examples(2)}) can be read day first or "
                    "month first.",
                    'Say which in a map: --write-map FILE, dates = "day-first" or "month-first", then --map FILE.',
                )
            if c.target and c.target.reads == "money" and c.decimal == UNDECIDED:
                raise CannotImport(
                    f"The amounts of “{c.column.title}” in {file.name} ({c.column.examples(2)}) can be read with a "
                    "decimal point or a decimal comma.",
                    'Say which in a map: --write-map FILE, decimal = "." or ",", then --map FILE.',
                )


def _refuse_unlike_twins(file: FileMap) -> None:
    """CannotImport where two columns have one name, say different things, and nobody has said which is meant."""
    for place, first in file.profile.sheet.twins:
        one, other = file.columns[first], file.columns[place]
        is_said = SAID in (one.why, other.why)
        is_field = any(_rank(normal(one.column.header), field, file.record) is not None for field in file.record.fields)
        if place in file.profile.unlike_twins and is_field and not is_said:
            raise CannotImport(
                f"{file.name} has two columns called “{one.column.header}” (columns {first + 1} and {place + 1}), "
                "which say different things.",
                f'Rename or remove one of them, or say in a map which is meant: "{other.column.title}" = "skip".',
            )


def _refuse_mistaken(file: FileMap) -> None:
    """CannotImport where a column that totals depend on is called like a field, but is not filled like one."""
    for c in file.columns:
        for name in NEEDED.get(file.kind, ()):
            field = file.record.field(name)
            is_called = field and c.why.startswith(f"{CALLED_LIKE} {name.replace('_', ' ')},")
            held = file.to(name)
            if is_called and (held is None or held.why.startswith(BY_CONTENT)):
                if field and field.reads == "date" and all(map(EXCEL_DAY.fullmatch, c.column.values)):
                    raise CannotImport(
                        f"The dates of “{c.column.title}” in {file.name} ({c.column.examples(2)}) look like the "
                        "numbers by which Excel counts days.",
                        'If they are, say so in a map: --write-map FILE, dates = "excel" and '
                        f'"{c.column.title}" = "{name}", then --map FILE.',
                    )
                raise CannotImport(
                    f"“{c.column.title}” in {file.name} is called like the {name.replace('_', ' ')}, but most of its "
                    f"cells cannot be read as one ({c.column.examples(2)}).",
                    f'Mend the column, or say in a map that it is something else: "{c.column.title}" = "skip".',
                )


# Dictionaries


def _hints(profiles: Sequence[Profile]) -> dict[tuple[str, str], str]:
    """What dictionaries among the files say of a column, by file and column."""
    return {
        (table.lower(), name): text
        for profile in profiles
        if (found := _special(profile, profiles)) and found[0] == DICTIONARY
        for table, name, text in _dictionary_rows(profile)
    }


def _dictionary_rows(profile: Profile) -> Iterable[tuple[str, str, str]]:
    place = {normal(column.header): column.position for column in profile.columns}
    table, name = (
        place.get("table"),
        next((place[n] for n in ("field", "column", "variable", "variables") if n in place), None),
    )
    text = next((place[n] for n in ("description", "meaning", "definition") if n in place), None)
    if name is None or text is None:
        return
    for line in rows(profile.sheet):
        if not line.wrong:
            yield (
                line.cells[table].strip() if table is not None else "",
                line.cells[name].strip(),
                line.cells[text].strip(),
            )


def _stage_order(files: Sequence[FileMap], hints: dict[tuple[str, str], str]) -> tuple[str, ...]:
    """The stages in order, where a dictionary writes them as “A > B > C / D”."""
    for file in files:
        stage = file.to("stage") if file.kind == "opportunity" else None
        text = hints.get((_stem(file.profile), stage.column.header), "") if stage else ""
        if stage and ">" in text:
            listed = [re.sub(r"^.*\(", "", part).strip(" ).") for part in re.split(r"[>/]", text)]
            if set(stage.column.values) <= set(listed):
                return tuple(word for word in listed if word in stage.column.values)
    return ()


def _unfit(file: FileMap) -> str:
    return f"fits no kind of record: {file.why}" if "headers are those" in file.why else "fits no kind of record"


def skipped(file: FileMap) -> str:
    """Why a file's rows are not imported, and what to do; empty for one whose rows are."""
    count = f"its {file.profile.row_count:,} rows are not imported"
    if file.is_log:
        return ""
    if not file.profile.row_count and not file.is_loaded:
        return f"{file.name} has a header and no rows."
    return {
        DICTIONARY: f"{file.name} describes the columns of the other files, so {count}; units and orders that it "
        "states are used.",
        CHANGE_LOG: f"{file.name} is taken for a log of changes, but lacks a column that says which "
        f"deal, when, which field or what it became, so {count}.",
        WORD_LIST: f"{file.name} only names the words that another file uses, so {count}.",
        SKIPPED: f"{file.name} is left out by the map, so {count}.",
        OTHER: f"{file.name} is taken for {file.why}, which are not kept here, so {count}. If it is something else, "
        "say so in a map: --write-map FILE, edit it, then --map FILE.",
        UNKNOWN: f"{file.name} {_unfit(file)}, so {count}. Say what it is in a map: --write-map FILE, edit it, "
        "then --map FILE.",
    }.get(file.kind, "")
