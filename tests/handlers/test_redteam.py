"""The red team's report: every known attempt is held, and one that is not is named."""

import pytest

from domain import attacks
from domain.attacks import attempts
from store import audit
from tests.office import words


@pytest.mark.row("S4-81", "S4-85", "S0-20")
def test_the_rules_hold_against_every_attempt_we_know(office):
    tried = attempts(office.desk.names(), office.desk.today())
    assert [attempt.said for attempt in tried if not attempt.held] == []
    card = office.says("Dana Whitfield", "redteam")["card"]
    assert card.summary == f"The rules held against {len(tried)} of {len(tried)} attempts."
    assert "Social engineering" in words(card)
    assert next(e for e in audit.entries(office.db) if e["action"] == "rules:attack")["outcome"] == "0 failed"


def test_an_attempt_that_works_is_named(office, monkeypatch):
    monkeypatch.setattr(attacks, "WORDS", {"SQL": ("open deals",)})
    card = office.says("Dana Whitfield", "redteam")["card"]
    assert "6 of 7 attempts" in card.summary
    assert "open deals" in words(card)


def test_a_rep_is_told_who_may(office):
    assert "You may not run the red team" in office.says("Priya Raman", "redteam")["card"].summary
