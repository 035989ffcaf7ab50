"""What models cost and which are used, asked and changed in chat."""

import pytest

from domain.models import NANO, Tokens
from store import audit, settings, spending
from tests.handlers.hands import last_note, presses, rows_of
from tests.handlers.modelled import sets, with_model
from tests.office import button, labels, words

OPERATOR = "Omar Haddad"


def spends(office, nano, id_="a", agent="interpreter", settled=True):
    assert spending.reserve(office.db, id_, agent=agent, model="claude-haiku-5-5", worst=nano, cap=10**15,
                            day=office.desk.today(), at=office.desk.now())  # fmt: skip
    if settled:
        spending.settle(office.db, id_, cost=nano, used=Tokens(), ended="answered")


@pytest.mark.row("S1-40", "S4-77")
@pytest.mark.parametrize("said", ["model spend", "what does the model cost?", "cost"])
def test_the_cost_of_the_day_is_shown_by_agent_against_the_cap(office, said):
    spends(office, 160_000)
    spends(office, 2 * NANO, "b", "drafter")
    spends(office, NANO, "c", "drafter", settled=False)
    answer = office.says("Dana Whitfield", said)
    assert answer["card"].summary == "Models cost $3 of $500 today."
    assert rows_of(answer) == (
        ("drafter", "claude-haiku-5-5", 2, "$2", "$1"),
        ("interpreter", "claude-haiku-5-5", 1, "$0.00016", "$0"),
    )
    assert "No key for a model is set" in words(answer["card"])


@pytest.mark.row("S4-77")
def test_at_the_cap_the_card_says_until_when_it_is_paused(office):
    sets(office, "model.daily_cap_usd", 2)
    spends(office, 2 * NANO)
    with_model(office, {})
    card = office.says("Dana Whitfield", "model spend")["card"]
    assert card.summary == "Models cost $2 of $2 today. They are paused until 00:00."
    assert "██████████" in words(card)


def test_an_untouched_budget_and_one_of_nothing_are_shown_too(office):
    assert "Models cost $0 of $500 today." in office.says("Dana Whitfield", "model spend")["card"].summary
    sets(office, "model.daily_cap_usd", 0)
    assert "paused until 00:00" in office.says("Dana Whitfield", "model spend")["card"].summary


def test_a_guest_learns_nothing_of_it(office):
    assert "You may not see what models cost" in office.says("Sam Visitor", "model spend")["card"].summary


@pytest.mark.row("S1-39", "M7")
@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("use strong for drafter", "strong"),
        ("use the light model for the drafter", "light"),
        ("use no model for interpreter", "off"),
    ],
)
def test_an_operator_changes_the_model_of_an_agent_by_a_press_and_not_before(office, said, value):
    agent = said.split()[-1]
    before = office.desk.settings()[f"model.{agent}"]
    asked = office.says(OPERATOR, said)
    assert office.desk.settings()[f"model.{agent}"] == before
    office.presses(OPERATOR, "Use it", on=asked)
    assert office.desk.settings()[f"model.{agent}"] == value
    assert f"The {agent} now uses" in asked["card"].summary
    entry = next(e for e in audit.entries(office.db) if e["action"] == "model:apply")
    assert entry["inputs"] == {"from": before, "to": value}


@pytest.mark.row("M7")
def test_nobody_else_proposes_or_presses_it(office):
    assert "You may not" in office.says("Dana Whitfield", "use strong for drafter")["card"].summary
    asked = office.says(OPERATOR, "use strong for drafter")
    office.presses("Dana Whitfield", "Use it", on=asked)
    assert "You may not" in last_note(office)
    office.presses(OPERATOR, "Leave it", on=asked)
    assert asked["card"].summary == "Left as it is."
    assert settings.effective(office.db, "model.drafter") == "off"


@pytest.mark.row("A2")
@pytest.mark.parametrize("subject", ["model:0", "", "drafter strong", "post:x", "model:" + "f" * 40])
def test_a_forged_change_does_nothing(office, subject):
    presses(office, OPERATOR, "model:apply", subject)
    assert "I do not find that change any more" in last_note(office)
    assert settings.effective(office.db, "model.drafter") == "off"


def test_an_agent_that_uses_no_model_is_named(office):
    card = office.says(OPERATOR, "use strong for scorer")["card"]
    assert card.summary == "No agent called “scorer” uses a model; interpreter and drafter may."


def test_the_card_offers_two_ways(office):
    assert labels(office.says(OPERATOR, "use strong for drafter")["card"]) == ["Use it", "Leave it"]


def test_the_buttons_of_the_card_are_these_two_presses(office):
    card = office.says(OPERATOR, "use strong for drafter")["card"]
    assert [button(card, label)[0] for label in labels(card)] == ["model:apply", "model:leave"]
