"""Deals whose account is not among the accounts."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Accounts are companies we know")
def unknown_account(case: Case) -> Finding | None:
    """Noted: such deals are counted, but under no sector or country."""
    return case.note("unknown_account", "name", "names", "an account that the CRM does not list")
