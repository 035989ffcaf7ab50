"""The terminal: cards as text, nothing in a record that could drive it, and a voice like any other."""

import pytest
from hypothesis import given, settings

from bot.surfaces import console
from bot.surfaces.console import ConsoleVoice
from domain.cards import Card, Form, Home, Text
from domain.errors import Refused
from domain.work import Place
from handlers.desk import Voice
from tests.bot.surfaces import a_card

HERE = Place(surface="console", channel="c1")


def test_an_answer_reads_from_top_to_bottom():
    said = console.text(a_card.an_answer())
    assert said.startswith("Stalled negotiation deals\n═════")
    for part in (
        "12 deals worth USD 2.1M are stalled, the oldest is Acme & Co.",
        "! The data is 14 h old.",
        "Acme <renewal>  USD 52,187.50             94  2026-12-12     63.2%",
        "+10 more rows of 12",
        "Dana ████████████████████ 7",
        "[Sources]  [Download CSV]  [Discard]",
    ):
        assert part in said


def test_a_plan_ticks_off():
    assert "[x] Pull the deals — 12 rows\n[~] Count them again\n[ ] Score" in console.text(a_card.a_plan())


def test_a_card_without_nodes_says_its_summary():
    assert console.text(Card(summary="Nothing found.")) == "Nothing found."


@settings(max_examples=25)
@given(card=a_card.any_card)
@pytest.mark.row("C3")
def test_no_record_can_drive_the_terminal(card):
    said = console.text(card)
    assert not any(char < " " and char not in "\n\t" for char in said)
    assert "\x1b" not in said


def test_the_voice_prints_and_remembers_what_it_posted():
    lines = []
    voice: Voice = ConsoleVoice(lines.append)
    voice.post(HERE, Card(summary="One."), "k1")
    voice.note(HERE, "me", "Two.\x1b[2J")
    voice.home("me", Home(nodes=(Text(text="Three."),)))
    voice.suggest(HERE, [("Stalled", "show stalled deals")])
    assert lines == ["One.", "Two.⟨U+001B⟩[2J", "Three.", "Stalled: show stalled deals"]
    assert (voice.find(HERE, "k1"), voice.find(HERE, "k2")) == ("k1", None)


def test_the_voice_can_keep_still():
    ConsoleVoice(None).post(HERE, Card(summary="One."), "k1")


def test_a_dialog_that_only_shows_is_printed_and_one_that_asks_is_refused():
    lines = []
    voice = ConsoleVoice(lines.append)
    voice.open_form("", Form(title="Trace", press="run:trace", subject="1", nodes=(Text(text="Step 1."),)))
    assert lines == ["Trace\n\nStep 1."]
    with pytest.raises(Refused, match="asks for input"):
        voice.open_form("", a_card.a_form())
    with pytest.raises(Refused):
        voice.upload(HERE, "deals.csv", b"x", "Deals")
