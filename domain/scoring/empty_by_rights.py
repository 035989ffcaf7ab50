"""An empty answer to somebody who may not read everything."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, noted, rule


@rule("An empty answer is not an effect of rights")
def empty_by_rights(case: Case) -> Finding | None:
    """Noted whenever rights limit what was read, whether or not anything is hidden.

    The words are the same in both cases: saying that something is hidden would answer the question by the back door.
    """
    if case.pulled.total_rows or case.bound.sight.kind == "all":
        return None
    whose = case.bound.sight.of or "nobody"
    return noted(f"Nothing matches among the records of {whose}; others were not read, because rights do not allow it.")
