"""A prompt's life in chat: shown, edited, compared, tried, put to use and taken back, by operators only."""

import json

import pytest

from domain.language.intent import Query
from domain.language.interpreter import understand
from domain.language.meaning import spec_meaning
from domain.prompt_sample import ASK, WORD
from domain.prompting import INTERPRETER
from gateways.model.scripted import message_of
from store import audit, prompts
from tests import proposals
from tests.handlers.hands import last_note, submits
from tests.handlers.modelled import sets, with_model
from tests.office import button, labels, words

OPERATOR = "Omar Haddad"
NEW = "Read the message as JSON.\nAnswer in the agreed shape.\n"


def perfect(office):
    """A model that reads what the offline rules read, and nothing that nobody can know."""

    def answer(ask):
        message = message_of(ask)
        read = understand(message, office.desk.names(), today=office.desk.today())
        if message in ASK or not isinstance(read, Query):
            return proposals.text(kind="unclear")
        return json.dumps(as_proposal(spec_meaning(read.spec), message))

    return answer


def as_proposal(found, message):
    said = proposals.proposal(
        entity=found["entity"], measures=found["measure"], group_by=found["group_by"], ordinary=message.split(),
        time=[{"field": found["time"]["field"], "words": found["time"]["window"]}] if found["time"] else [],
    )  # fmt: skip
    said["filters"] = [
        {"field": one["field"], "op": one["op"], "values": as_said(one.get("value")), "either": 0}
        for one in found["filters"]
    ]
    return said


def as_said(value):
    values = value if isinstance(value, list) else [] if value is None else [value]
    return ["100k" if one == 100_000 else str(one) for one in values]


def edits(office, text=NEW, name="interpreter"):
    submits(office, OPERATOR, "prompt:save", name, {"words": text})


def test_the_list_shows_the_shipped_version_and_what_can_be_done(office):
    card = office.says(OPERATOR, "show prompts")["card"]
    assert "**Interpreter** uses version 0, the one that ships." in words(card)
    assert "**Drafter**" in words(card)
    assert [button(card, label)[0] for label in labels(card)] == ["prompt:edit", "prompt:edit"]
    office.presses(OPERATOR, "Edit")
    assert office.slack.forms[-1].fields[0].value == INTERPRETER


@pytest.mark.row("S0-30")
def test_a_new_version_is_compared_tried_used_and_taken_back(office):
    model = with_model(office, perfect(office))
    edits(office)
    assert prompts.in_use(office.db, "interpreter") == 0
    diff = office.says(OPERATOR, "prompt diff interpreter")["card"]
    assert "+Read the message as JSON." in words(diff)
    assert "-You read one message" in words(diff)
    refused = office.says(OPERATOR, "activate prompt interpreter")["card"]
    assert "has not passed its test" in refused.summary
    tried = office.says(OPERATOR, "test prompt interpreter")["card"]
    assert tried.summary.startswith("Version 1 of the interpreter prompt passed: "), words(tried)
    assert model.asked[0].system.startswith(NEW)
    office.says(OPERATOR, "activate prompt interpreter 1")
    assert prompts.in_use(office.db, "interpreter") == 1
    office.says("Dana Whitfield", "gimme zorgly blorps")
    assert model.asked[-1].system.startswith(NEW)
    back = office.says(OPERATOR, "revert prompt interpreter")["card"]
    assert "now uses version 0, the one that ships" in back.summary
    office.says("Dana Whitfield", "gimme zorgly blorps")
    assert model.asked[-1].system.startswith(INTERPRETER[:40])
    done = [e["action"] for e in audit.entries(office.db) if e["action"].startswith("prompt:")]
    assert done == ["prompt:revert", "prompt:activate", "prompt:test", "prompt:save"]


@pytest.mark.row("S0-30")
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (lambda _: proposals.text(kind="unclear"), "did not pass: 2 of"),
        (lambda _: proposals.text(filters=[]), "guessed where nobody can know"),
        (lambda _: "nonsense", "not finished: the model's answer could not be used"),
        ({}, "not finished: the model declined"),
    ],
)
def test_a_version_that_makes_the_model_worse_is_not_used(office, answers, said):
    with_model(office, answers)
    edits(office)
    card = office.says(OPERATOR, "test prompt interpreter")["card"]
    if "guessed" not in said:
        assert said in card.summary
    assert "did not pass" in card.summary
    assert "has not passed its test" in office.says(OPERATOR, "activate prompt interpreter 1")["card"].summary


def test_the_drafters_prompt_is_tried_on_sentences(office):
    sets(office, "model.drafter", "strong")
    with_model(office, lambda _: json.dumps({"sentences": list(WORD)}))
    edits(office, name="drafter")
    assert "passed: 4 of 4" in office.says(OPERATOR, "test prompt drafter")["card"].summary
    with_model(office, lambda _: json.dumps({"sentences": [s + " Buy now." for s in WORD]}))
    assert "did not pass: 0 of 4" in office.says(OPERATOR, "test prompt drafter")["card"].summary


@pytest.mark.row("M7")
@pytest.mark.parametrize(
    "said", ["show prompts", "prompt diff interpreter", "test prompt interpreter", "activate prompt interpreter",
             "revert prompt interpreter"])  # fmt: skip
def test_only_an_operator_sees_or_changes_what_models_are_told(office, said):
    for who in ("Dana Whitfield", "Priya Raman", "Sam Visitor"):
        card = office.says(who, said)["card"]
        assert "You may not" in card.summary
        assert "JSON" not in words(card)
    submits(office, "Dana Whitfield", "prompt:save", "interpreter", {"words": NEW})
    assert prompts.versions(office.db, "interpreter") == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("prompt diff scorer", "I know no prompt called “scorer”; there are interpreter and drafter."),
        ("activate prompt interpreter 7", "The interpreter prompt has no version 7."),
        ("prompt diff drafter", "version 0 against version 0"),
    ],
)
def test_a_wrong_name_or_number_says_what_there_is(office, said, answer):
    assert answer in office.says(OPERATOR, said)["card"].summary


def test_saving_nothing_new_or_nothing_at_all_makes_no_version(office):
    edits(office, INTERPRETER)
    assert "Nothing was changed" in last_note(office)
    for empty in ("", "  \n ", "x" * 3_001):
        edits(office, empty)
    assert prompts.versions(office.db, "interpreter") == []


def test_without_a_key_a_test_says_so(office):
    assert "No key for a model is set" in office.says(OPERATOR, "test prompt interpreter")["card"].summary


def test_buttons_do_the_same_as_words(office):
    with_model(office, perfect(office))
    edits(office)
    assert labels(office.says(OPERATOR, "show prompts")["card"])[:3] == ["Edit", "Diff", "Test"]
    office.presses(OPERATOR, "Test")
    office.says(OPERATOR, "prompts")
    office.presses(OPERATOR, "Activate")
    assert prompts.in_use(office.db, "interpreter") == 1
    office.says(OPERATOR, "prompts")
    office.presses(OPERATOR, "Revert")
    assert prompts.in_use(office.db, "interpreter") == 0
