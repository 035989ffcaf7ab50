"""A question back takes a typed answer: a name, a part of it, a number, a slip; and nothing that is a new question."""

import pytest

from domain.picking import gap, number_said, picked, picks_all, picks_none

MIKES = ("Mike Donnelly", "Mike Reyes", "Michaela Kim")


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Reyes", 1),
        ("reyes", 1),
        ("Mike Reyes", 1),
        ("I meant mike reyes please", 1),
        ("*Reyes*", 1),
        ("reyes's", 1),
        ("Donn", 0),
        ("donelly", 0),
        ("Kim!", 2),
        ("1", 0),
        ("2.", 1),
        ("#2", 1),
        ("option 2", 1),
        ("number two", 1),
        ("two", 1),
        ("one", 0),
        ("the first", 0),
        ("the first one", 0),
        ("the second one please", 1),
        ("the last one", 2),
        ("3rd", 2),
        ("it's the third", 2),
    ],
)
def test_one_of_the_choices_is_picked(said, place):
    assert picked(said, MIKES) == place


@pytest.mark.parametrize(
    "said",
    [
        "", "Mike", "mi", "4", "0", "99", "the latter", "yes", "show stalled negotiation deals", "Reyes and Kim",
        "open deals", "what about Reyes in EMEA", "Sarah", "Ray", "?", "please", "٣٣٣٣٣",
        "reyes " * 9,
    ],
)  # fmt: skip
def test_what_may_be_several_or_none_picks_nothing(said):
    assert picked(said, MIKES) is None


def test_with_one_choice_yes_is_enough_and_of_two_there_is_a_latter():
    assert picked("yes", ("Contoso",)) == 0
    assert picked("yes please", ("Contoso",)) == 0
    assert picked("the latter", MIKES[:2]) == 1
    assert picked("anything", ()) is None


def test_a_label_that_is_a_number_wins_over_its_place():
    assert picked("30", ("60 days", "30 days")) == 1
    assert picked("2", ("2", "1")) == 0


def test_a_number_beyond_the_choices_is_told_from_other_words():
    assert number_said("7", 3) == 7
    assert number_said("the seventh one", 3) == 7
    assert number_said("7 deals", 3) is None
    assert number_said("Reyes", 3) is None


@pytest.mark.parametrize(("said", "every", "no"), [
    ("both", True, False), ("all of them", True, False), ("either one", False, False), ("neither", False, True),
    ("none of them", False, True), ("somebody else", False, True), ("all deals", False, False), ("", False, False),
])  # fmt: skip
def test_both_and_neither_are_answers_too(said, every, no):
    assert (picks_all(said), picks_none(said)) == (every, no)


def test_the_gap_of_a_question_is_where_its_choices_stand():
    assert gap("mike's  open deals", "Mike Reyes's open deals", "Mike Reyes") == ("", "mike", "'s open deals")
    assert gap("deals of mike", "deals of Mike Reyes", "Mike Reyes") == ("deals of ", "mike", "")
    assert gap("deals in march", "deals in march created", "Created") is None
    assert gap("top reps", "top reps revenue", "revenue") is None
