"""A question back takes a typed answer, and what a name was said to mean is remembered until it is taken back."""

from datetime import timedelta
from itertools import count

import pytest

from bot.bootstrap import make_desk
from bot.settings import Settings
from store import audit
from tests.office import CHANNELS, NOW, PEOPLE, TEAM, labels, words

DANA = "Dana Whitfield"
ASKED = "mike's open deals"
_numbers = count(1)


def replies_in_thread(office, who, text, channel, thread):
    """The newest message after a line in a channel's thread that names nobody."""
    event = {
        "type": "message",
        "channel_type": "channel",
        "user": PEOPLE[who],
        "channel": CHANNELS[channel][0],
        "ts": f"11.{next(_numbers):06d}",
        "thread_ts": thread,
        "text": text,
    }
    office.hear({"type": "event_callback", "event_id": f"EvT{event['ts']}", "team_id": TEAM, "event": event})
    return office.latest()


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("said", "owner"),
    [
        ("Reyes", "Mike Reyes"),
        ("mike reyes please", "Mike Reyes"),
        ("reyez", "Mike Reyes"),
        ("2", "Mike Reyes"),
        ("the first one", "Mike Donnelly"),
        ("Priya", "Priya Raman"),
    ],
)
def test_whom_is_meant_can_be_typed_in_the_thread_and_beside_it(office, said, owner):
    for in_thread in (True, False):
        assert "Whom do you mean" in office.says(DANA, ASKED)["card"].summary
        thread = office.last_thread if in_thread else ""
        assert f"open and owned by {owner}" in office.says(DANA, said, thread=thread)["card"].summary
        office.says(DANA, "forget mike")


@pytest.mark.row("S4-65")
def test_in_a_channel_the_answer_needs_no_mention_and_may_come_from_a_colleague(office):
    office.says(DANA, ASKED, channel="sales-leads")
    thread = office.last_thread
    assert "Mike Reyes" in replies_in_thread(office, DANA, "Reyes", "sales-leads", thread)["card"].summary
    office.says(DANA, "deals for mike", channel="sales-leads")


def test_a_thread_that_waits_for_an_answer_hears_a_colleague_too(office):
    office.says(DANA, ASKED, channel="sales-leads")
    thread = office.last_thread
    assert (
        "Mike Donnelly" in replies_in_thread(office, "Marcus Bell", "the first", "sales-leads", thread)["card"].summary
    )


def test_a_question_back_survives_a_restart(office):
    office.says(DANA, ASKED)
    settings = Settings(home=office.desk.home_folder)
    office.desk = make_desk(office.db, settings, {"slack": office.slack}, office.later)
    assert "Mike Reyes" in office.says(DANA, "Reyes")["card"].summary


@pytest.mark.parametrize(
    "question", ["won deals this quarter", "help", "show me stalled negotiation deals", "what is the weather"]
)
def test_a_whole_new_question_drops_the_one_that_waited(office, question):
    office.says(DANA, ASKED)
    if question != "help":
        office.says(DANA, question)
        assert "open and owned by Mike Reyes" not in office.says(DANA, "2")["card"].summary
    else:
        office.says(DANA, "never mind")
        assert "Mike Reyes" not in office.says(DANA, "2")["card"].summary


def test_a_courtesy_leaves_the_question_open(office):
    office.says(DANA, ASKED)
    office.says(DANA, "thanks")
    assert "Mike Reyes" in office.says(DANA, "Reyes")["card"].summary


def test_after_half_an_hour_an_answer_comes_too_late(office):
    office.says(DANA, ASKED)
    office.desk.clock.move(to=NOW + timedelta(minutes=31))
    assert "owned by Mike Reyes" not in office.says(DANA, "2")["card"].summary


def test_a_number_that_is_not_there_and_neither_are_asked_again(office):
    office.says(DANA, ASKED)
    again = office.says(DANA, "7")
    assert again["card"].summary == "There is no number 7. Which of these 2 do you mean?"
    assert labels(again["card"]) == ["Mike Donnelly", "Mike Reyes"]
    assert "in full" in office.says(DANA, "neither")["card"].summary
    assert "owned by Sarah Chen" in office.says(DANA, "Sarah Chen")["card"].summary


def test_both_is_an_answer_where_the_question_can_be_asked_of_both(office):
    office.says(DANA, ASKED)
    assert "owned by Mike Donnelly or Mike Reyes" in words(office.says(DANA, "both")["card"])


@pytest.mark.row("S4-34")
def test_the_trail_keeps_what_was_typed_beside_what_it_was_taken_for(office):
    office.says(DANA, ASKED)
    office.says(DANA, "Reyes")
    inputs = next(audit.entries(office.db, search="question:answered"))["inputs"]
    assert (inputs["text"], inputs["said"]) == (ASKED, "Reyes")


def test_a_name_once_chosen_is_not_asked_again_and_the_answer_says_so(office):
    asked = office.says(DANA, ASKED)
    office.presses(DANA, "Mike Reyes", asked)
    card = office.says(DANA, "how many deals did mike win this year?")["card"]
    assert "“mike” is Mike Reyes, as you chose; say “forget mike” to be asked again" in words(card)
    assert "Whom do you mean" in office.says("Marcus Bell", ASKED)["card"].summary, "what Dana means is hers alone"
    assert "owned by Mike Donnelly" in office.says(DANA, "mike donnelly's open deals")["card"].summary


def test_names_that_were_chosen_are_shown_and_taken_back(office):
    assert "not chosen" in office.says(DANA, "what names do you know?")["card"].summary
    office.says(DANA, ASKED)
    office.says(DANA, "Reyes")
    known = office.says(DANA, "what names do you know")
    assert "“mike” is Mike Reyes" in words(known["card"])
    office.presses(DANA, "Forget “mike”", known)
    assert "Forgotten" in office.latest()["card"].summary
    assert "Whom do you mean" in office.says(DANA, ASKED)["card"].summary
    assert "nothing to forget" in office.says(DANA, "forget mike")["card"].summary
    assert "as it is" in office.says(DANA, "forget it")["card"].summary


def test_a_follow_up_keeps_its_thread_when_its_name_had_to_be_asked_for(office):
    office.says(DANA, "open deals in AMER")
    thread = office.last_thread
    asked = office.says(DANA, "only mike's", thread=thread)
    office.presses(DANA, "Mike Reyes", asked)
    assert "AMER" in office.latest()["card"].summary


@pytest.mark.row("D1")
def test_a_guest_is_asked_nothing_that_names_a_colleague(office):
    for said in (ASKED, "deals of bobb", "2"):
        assert "Mike" not in words(office.says("Sam Visitor", said)["card"])
    assert "may not show you" in office.says("Sam Visitor", ASKED)["card"].summary
