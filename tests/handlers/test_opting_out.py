"""Whoever does not want to be written to says so in words, for themselves, and takes it back the same way."""

import pytest

from store import opt_outs
from tests.handlers.hands import last_note, presses
from tests.office import words

REP, MANAGER, VISITOR = "Priya Raman", "Dana Whitfield", "Sam Visitor"
MINE = "priya.raman@quartermaster.example"


def said(office, who, text):
    office.says(who, text)
    return words(office.latest()["card"])


def stands(office, address, channel):
    return opt_outs.of_address(office.db, address, channel) is not None


def test_opting_out_and_in_again_is_said_in_words(office):
    assert f"{MINE} is opted out: nobody here writes there unasked." in said(office, REP, "opt out")
    assert f"{MINE} was already opted out" in said(office, REP, "unsubscribe")
    assert stands(office, MINE, "email")
    assert stands(office, MINE, "slack")
    assert "You are written to again." in said(office, REP, "opt in")
    assert not stands(office, MINE, "email")
    assert "You had not opted out." in said(office, REP, "opt me in")


def test_no_more_e_mails_leaves_the_chat_as_it_is(office):
    assert "nobody here writes there by e-mail" in said(office, REP, "stop e-mailing me")
    assert stands(office, MINE, "email")
    assert not stands(office, MINE, "slack")


def test_only_a_manager_opts_an_address_out_for_somebody_else(office):
    assert "opted out" not in said(office, REP, "opt out jan@contoso.example")
    assert not stands(office, "jan@contoso.example", "email")
    assert "jan@contoso.example is opted out" in said(office, MANAGER, "opt out Jan@Contoso.example")
    assert stands(office, "jan@contoso.example", "email")


@pytest.mark.parametrize("verb", ["optout:keep", "optout:lift"])
def test_a_forged_press_opts_nobody_out_or_in(office, verb):
    presses(office, REP, verb, "dana.whitfield@quartermaster.example")
    assert "Say it in words" in last_note(office) or "opt somebody else out" in last_note(office)
    assert not stands(office, "dana.whitfield@quartermaster.example", "email")
