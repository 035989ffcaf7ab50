"""Salesforce writes one id in two lengths: where both occur, records must not be taken for two."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, or_, select

from store.crm import tables
from store.crm.imports.mapping import FileMap, Proposal
from store.crm.imports.values import LONG_ID, SHORT_ID, is_salesforce_id

PREFIXES = {
    "account": ("001",), "contact": ("003",), "person": ("005",), "opportunity": ("006",), "lead": ("00Q",),
    "activity": ("00T", "00U"), "product": ("01t",),
}  # fmt: skip
"""How ids begin, by kind."""


def lengths(connection: Connection, proposal: Proposal) -> dict[str, bool]:
    """The kinds whose ids come in both lengths, and whether they are kept in the short one.

    Shape:  the length that the mirror has stays; in a first import it is the long one, which no spreadsheet confuses.
    """
    found = {kind: _in_mirror(connection, kind) | set(_in_files(proposal, kind)) for kind in PREFIXES}
    both = [kind for kind, seen in found.items() if len(seen) > 1]
    return {kind: SHORT_ID in _in_mirror(connection, kind) for kind in both}


def _in_mirror(connection: Connection, kind: str) -> set[int]:
    id_ = tables.RECORDS[kind].c.id
    begins = or_(*(id_.startswith(prefix) for prefix in PREFIXES[kind]))
    return {
        length
        for length in (SHORT_ID, LONG_ID)
        if (some := connection.execute(select(id_).where(begins, func.length(id_) == length).limit(1)).scalar())
        and is_salesforce_id(some, PREFIXES[kind])
    }


def _in_files(proposal: Proposal, kind: str) -> Iterator[int]:
    """The lengths of the ids of that kind, in their own files and wherever others refer to them."""
    for file in (*proposal.loaded, *proposal.logs):
        for values in _ids(file, kind):
            yield from {len(value) for value in values if is_salesforce_id(value, PREFIXES[kind])}


def _ids(file: FileMap, kind: str) -> Iterator[list[str]]:
    for c in file.columns:
        is_own = c.target is not None and c.target.name == "id" and file.kind == kind
        if c.target is not None and (is_own or c.target.refers == kind):
            yield list(c.column.values)
