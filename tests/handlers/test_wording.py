"""A model as the drafter's pen: off unless it is wanted, held to the template's meaning, missed by nobody."""

import json

import pytest

from gateways.model import ModelAway
from store import audit, spending
from tests.handlers.modelled import sets, with_model
from tests.office import words

ASKED = "show stalled negotiation deals"


def rewrite(change):
    """A model that changes every sentence it is given."""

    def answer(ask):
        told = json.loads(ask.turns[0].text)
        return json.dumps({"sentences": [change(sentence) for sentence in told["sentences"]]})

    return answer


def overall(sentence):
    return f"Overall, {sentence[0].lower()}{sentence[1:]}" if sentence[0].isupper() else f"Overall, {sentence}"


def test_no_answer_waits_for_a_pen_that_nobody_asked_for(office):
    model = with_model(office, rewrite(overall))
    office.says("Dana Whitfield", ASKED)
    assert model.asked == []


@pytest.mark.row("S1-39")
def test_with_a_pen_the_sentence_reads_otherwise_and_the_figures_stay(office):
    plain = office.says("Dana Whitfield", ASKED)["card"]
    model = with_model(office, rewrite(overall))
    sets(office, "model.drafter", "strong")
    card = office.says("Dana Whitfield", ASKED)["card"]
    assert card.summary != plain.summary
    assert "overall" in card.summary.casefold()
    assert len(model.asked) == 1
    assert spending.spent_on(office.db, office.desk.model.today())[0].model == "claude-sonnet-5-5"
    assert [e["actor"] for e in audit.entries(office.db) if e["action"] == "model:ask"] == ["drafter"]


WRONG = (
    rewrite(lambda s: s + " See https://evil.example."),
    rewrite(lambda s: s + " Marcus is to blame."),
    rewrite(lambda s: s.translate(str.maketrans("0123456789", "1234567890"))),
    rewrite(lambda s: f"<https://evil.example|{s}>"),
    rewrite(lambda s: ""),
    lambda _: "not json",
    lambda _: '{"sentences": "all of them"}',
    lambda _: '{"sentences": [1, 2]}',
    lambda _: "[" * 50_000,
    *(lambda _, why=why: ModelAway(why) for why in ("too slow", "cap", "declined", "cut off")),
)


@pytest.mark.row("M1", "M6")
def test_whatever_else_the_pen_writes_the_templates_words_are_posted(office):
    plain = office.says("Dana Whitfield", ASKED)["card"]
    sets(office, "model.drafter", "light")
    for answers in WRONG:
        model = with_model(office, answers)
        card = office.says("Dana Whitfield", ASKED)["card"]
        assert card.summary == plain.summary
        assert "evil" not in words(card)
        assert len(model.asked) == 1


@pytest.mark.row("M2")
def test_a_records_name_that_gives_orders_is_only_text_to_the_pen(office):
    model = with_model(office, rewrite(lambda s: s))
    sets(office, "model.drafter", "light")
    office.says("Dana Whitfield", "biggest open deal")
    told = json.loads(model.asked[0].turns[0].text)
    assert set(told) == {"question", "sentences"}
    assert model.asked[0].system.startswith("You put checked sentences")
    assert not any(sentence in model.asked[0].system for sentence in told["sentences"])
