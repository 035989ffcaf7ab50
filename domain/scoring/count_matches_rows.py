"""The stated number of records against the number of rows that were pulled."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, held, rule


@rule("The count is the number of rows")
def count_matches_rows(case: Case) -> Finding | None:
    """Held: a count that is not the number of matching rows, or more rows shown than match."""
    for fact in case.facts("count"):
        if not fact.group and fact.value != case.pulled.total_rows:
            seen = f"{fact.value} against {case.pulled.total_rows}"
            return held(f"The count and the rows differ: {seen}.", seen=seen)
    if not case.pulled.spec.group_by and len(case.pulled.rows) > max(case.pulled.total_rows, 1):
        return held("More rows are shown than match.", seen=str(len(case.pulled.rows)))
    return None
