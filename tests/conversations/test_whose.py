"""Whose deals “my” means, and that everything is everything, whatever was asked before."""

import pytest

from domain.cards import Table
from tests.office import words


def shown(answer):
    """The table of an answer."""
    return next(node for node in answer["card"].nodes if isinstance(node, Table))


def owners(answer):
    """Who owns the deals of an answer."""
    table = shown(answer)
    at = [column.field for column in table.columns].index("owner")
    return {row[at] for row in table.rows}


@pytest.mark.row("S2-17", "D1")
def test_a_managers_pipeline_is_that_of_the_team_and_a_reps_is_their_own(office):
    team = owners(office.says("Dana Whitfield", "my open deals"))
    assert len(team) > 1
    assert team <= {"Priya Raman", "Tom Okafor", "Sarah Chen", "Lukas Brandt"}
    assert "your team" in words(office.latest()["card"])
    own = shown(office.says("Priya Raman", "my open deals")).total
    assert own == shown(office.says("Dana Whitfield", "priya's open deals")).total


@pytest.mark.row("S2-37")
def test_all_deals_are_all_of_them_even_after_a_narrower_question(office):
    narrow = shown(office.says("Dana Whitfield", "negotiation deals in emea")).total
    everything = shown(office.says("Dana Whitfield", "show me everything")).total
    assert everything > narrow
    assert everything == shown(office.says("Dana Whitfield", "all deals")).total


@pytest.mark.row("S4-65")
def test_what_is_left_out_is_said_on_the_card(office):
    office.says("Dana Whitfield", "how many open deals sorted by amount")
    assert "order left out" in words(office.latest()["card"])
    office.says("Dana Whitfield", "open deals as a pie chart")
    assert "no chart" in words(office.latest()["card"])
