"""The e-mail of a draft: its claims in order and numbered, the sources below; written by code from the claims alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain import formatting
from domain.catalogue import CATALOGUE
from domain.checked import Checked, Ledger
from domain.facts import Claim, Fact, Source

IDS_LISTED = 20
"""More row ids than this are named by count; the card's [Sources] lists them all."""


def subject(checked: Checked) -> str:
    """One line that says what the mail answers and as of when."""
    return f"{read_as(checked)} (as of {formatting.day(checked.pulled.as_of.date())})"


def body(claims: tuple[Claim, ...], checked: Checked) -> str:
    """The whole text: claims with markers, what was read, how fresh it is, and the sources."""
    numbered = [f"{claim.text} [{number}]" for number, claim in enumerate(claims, 1)]
    ledger = Ledger(checked)
    sources = [f"[{number}] {source_line(claim, ledger)}" for number, claim in enumerate(claims, 1)]
    return "\n".join(["Hello,", "", *numbered, "", *_footing(checked), "", "Sources", *sources])


def read_as(checked: Checked) -> str:
    """The question read back on one line, no link in it."""
    flat = " ".join(checked.reading.split()).rstrip(".")
    return re.sub(r"(?i)\bwww\.", "www ", re.sub(r"(?i)\b([a-z]+)://", r"\1 ", flat))


def _footing(checked: Checked) -> Iterator[str]:
    yield f"Read as: {read_as(checked)}."
    yield f"CRM data as of {formatting.moment(checked.pulled.as_of)}."
    yield from checked.warnings


def source_line(claim: Claim, ledger: Ledger) -> str:
    """`7 deals: 006A, 006B`, and for a large set its checksum."""
    cited = list(cited_facts(claim, ledger))
    sets = [fact.source for fact in cited if fact.source.row_set]
    if sets:
        return "; ".join(dict.fromkeys(_of_set(source) for source in sets))
    ids = tuple(dict.fromkeys(row for fact in cited for row in fact.source.row_ids)) or claim.row_ids
    info = CATALOGUE[ledger.checked.pulled.spec.entity]
    if not ids:
        return f"no {info.label} matched; the query itself is the source"
    more = len(ids) - IDS_LISTED
    listed = ", ".join(ids[:IDS_LISTED]) + (f" and {more} more, listed under Sources in chat" if more > 0 else "")
    return f"{len(ids):,} {info.label if len(ids) == 1 else info.plural}: {listed}"


def _of_set(source: Source) -> str:
    assert source.row_set is not None
    return f"{source.row_set.count:,} {CATALOGUE[source.entity].plural}, checksum {source.row_set.checksum}"


def cited_facts(claim: Claim, ledger: Ledger) -> Iterator[Fact]:
    """The facts a claim names, by its figures and beside them."""
    for fact_id in dict.fromkeys([*(figure.fact for figure in claim.figures), *claim.facts]):
        fact = ledger.by_id.get(fact_id) or ledger.cell(fact_id)
        if fact is not None:
            yield fact
