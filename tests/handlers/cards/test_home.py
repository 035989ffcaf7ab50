"""Buttons of the app's own tab: each one's answer stands in the direct messages, and the tab says so."""

import pytest

from domain.cards import Card
from tests.handlers.hands import last_note
from tests.office import PEOPLE, TEAM, button, labels, words

PLACE = "in our direct messages, under Messages"


def presses_on_home(office, who, label):
    """What a press of this button of the tab leads to."""
    home = office.opens_home(who)
    press, subject = button(Card(summary="Home", nodes=home.nodes), label)
    return presses_by_name(office, who, press, subject)


def presses_by_name(office, who, press, subject):
    return office.hear(
        {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": PEOPLE[who]},
            "trigger_id": f"t.{press}",
            "container": {"type": "view", "view_id": "V9"},
            "view": {"id": "V9", "type": "home"},
            "actions": [{"type": "button", "action_id": press, "value": subject, "action_ts": "1.0"}],
        }
    )


def newest(office):
    """(channel, card) of the message posted last."""
    (channel, _), message = list(office.slack.messages.items())[-1]
    return channel, message["card"]


def on_home(office, who):
    return labels(Card(summary="Home", nodes=office.opens_home(who).nodes))


@pytest.mark.row("S0-30")
def test_prompts_pressed_on_home_shows_what_show_prompts_shows(office):
    assert presses_on_home(office, "Omar Haddad", "Prompts") == "answered"
    channel, card = newest(office)
    assert channel == f"D{PEOPLE['Omar Haddad']}"
    assert card == office.says("Omar Haddad", "show prompts")["card"]


@pytest.mark.parametrize("who", ["Dana Whitfield", "Priya Raman", "Elena Vasquez", "Sam Visitor"])
def test_only_operators_are_offered_prompts_and_a_forged_press_is_refused(office, who):
    assert "Prompts" not in on_home(office, who)
    posts = office.slack.posts
    assert presses_by_name(office, who, "prompt:show", "home") == "refused"
    assert office.slack.posts == posts
    assert last_note(office)


@pytest.mark.row("S4-30")
def test_open_exceptions_pressed_on_home_shows_the_queue_in_the_dm(office_with_burst):
    office = office_with_burst
    office.says("Elena Vasquez", "revenue this quarter")
    assert PLACE in words(office.opens_home("Dana Whitfield"))
    assert presses_on_home(office, "Dana Whitfield", "Open exceptions") == "answered"
    channel, card = newest(office)
    assert channel == f"D{PEOPLE['Dana Whitfield']}"
    assert card.title == "Exceptions"
    assert "Accept" in labels(card)


def test_who_does_what_pressed_on_home_is_answered_in_the_dm(office):
    assert presses_on_home(office, "Omar Haddad", "Who does what") == "answered"
    assert newest(office)[0] == f"D{PEOPLE['Omar Haddad']}"
