"""The stages that deals name: how each ends, in which order they come, and how likely a deal in them is won."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from store.crm import tables
from store.crm.imports.mapping import Proposal
from store.crm.imports.rows import Company
from store.crm.imports.vocabulary import OPEN_STAGES, outcome, plain


def stage_rows(connection: Connection, proposal: Proposal, company: Company) -> list[dict[str, Any]]:
    """The stages no file lists, with those made earlier, in order: open ones first, then won, then lost.

    Shape:  the order is the one a dictionary states, else the usual one of sales processes; the n-th of m open stages
            is won with n/(m+1), unless the deals themselves mostly say otherwise.
    """
    made, s = company.names["stage"].made, tables.stages.c
    earlier = connection.execute(select(s.id, s.name, s.status).where(s.source == "named")).all()
    if not made and all(company.ends(row.id) == row.status for row in earlier):
        return []
    names = {row.id: row.name for row in earlier} | made
    listed = connection.execute(select(s.id).where(s.source == "import")).scalars().all()
    ends = {i: company.ends(i) for i in names}
    order = sorted((i for i in names if i not in listed), key=lambda i: _place(names[i], ends[i], proposal.stage_order))
    opens = [i for i in order if ends[i] == "open"]
    return [
        {
            "id": i,
            "name": names[i],
            "position": len(listed) + place,
            "status": ends[i],
            "probability": _chance(company, i, ends[i], opens),
        }
        for place, i in enumerate(order, 1)
    ]


def _place(name: str, ends: str, stated: tuple[str, ...]) -> tuple[int, int, int, str]:
    end = {"open": 0, "won": 1, "lost": 2}[ends]
    in_stated = stated.index(name) if name in stated else len(stated)
    word = plain(name)
    return end, in_stated, OPEN_STAGES.index(word) if word in OPEN_STAGES else len(OPEN_STAGES), name


def _chance(company: Company, id_: str, ends: str, opens: list[str]) -> float:
    if ends != "open":
        return 1.0 if ends == "won" else 0.0
    if said := company.stage_probability.get(id_):
        return said.most_common(1)[0][0]
    return round((opens.index(id_) + 1) / (len(opens) + 1), 2)


def unusual(names: list[str], stated: tuple[str, ...]) -> list[str]:
    """Open stages whose place in the order is a guess."""
    return [n for n in names if outcome(n) == "open" and n not in stated and plain(n) not in OPEN_STAGES]
