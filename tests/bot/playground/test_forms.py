"""What a form is worth, what a client refuses to send, and which element was meant."""

import pytest

from bot.playground.forms import HOLDS, Misfit, action_of, from_flat, mistakes_in, named, values_of
from bot.playground.limits import ELEMENTS


def text(words="x"):
    return {"type": "plain_text", "text": words}


def option(label, value):
    return {"text": text(label), "value": value}


def field(name, element, **more):
    return {"type": "input", "block_id": name, "label": text(), "element": {"action_id": name, **element}, **more}


STAGE = {"type": "static_select", "options": [option("Open", "open"), option("Won", "won")]}
BLOCKS = named(
    [
        field("name", {"type": "plain_text_input", "min_length": 2, "max_length": 5}),
        field("stage", {**STAGE, "initial_option": option("Open", "open")}),
        field("tags", {"type": "checkboxes", "options": [option("A", "a"), option("B", "b")]}, optional=True),
        field(
            "count",
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
            optional=True,
        ),
        field("mail", {"type": "email_text_input"}, optional=True),
        field("link", {"type": "url_text_input"}, optional=True),
        field("day", {"type": "datepicker"}, optional=True),
        {
            "type": "actions",
            "elements": [{"type": "users_select", "action_id": "who"}, {"type": "button", "text": text("Go")}],
        },
        {"type": "section", "text": text(), "accessory": {"type": "timepicker", "action_id": "at"}},
        {"type": "divider"},
    ]
)


def test_values_hold_every_input_and_null_where_it_is_empty():
    assert values_of(BLOCKS) == {
        "name": {"name": {"type": "plain_text_input", "value": None}},
        "stage": {"stage": {"type": "static_select", "selected_option": option("Open", "open")}},
        "tags": {"tags": {"type": "checkboxes", "selected_options": []}},
        "count": {"count": {"type": "number_input", "value": None}},
        "mail": {"mail": {"type": "email_text_input", "value": None}},
        "link": {"link": {"type": "url_text_input", "value": None}},
        "day": {"day": {"type": "datepicker", "selected_date": None}},
        "b7": {"who": {"type": "users_select", "selected_user": None}},
        "b8": {"at": {"type": "timepicker", "selected_time": None}},
    }


def test_every_element_that_can_hold_a_value_is_known():
    without = {"button", "overflow", "workflow_button", "feedback_buttons", "icon_button", "image"}
    assert set(ELEMENTS) - without == set(HOLDS)


def test_an_empty_entry_clears_an_initial_value():
    values = values_of(BLOCKS, {"stage": {"stage": {"type": "static_select", "selected_option": None}}})
    assert values["stage"]["stage"]["selected_option"] is None


def test_flat_values_are_read_by_block_or_action_by_label_or_value():
    values = from_flat(BLOCKS, {"name": "Rui", "stage": "won", "tags": ["A", "b"], "who": "U1", "count": 3})
    assert values["stage"]["stage"]["selected_option"] == option("Won", "won")
    assert [o["value"] for o in values["tags"]["tags"]["selected_options"]] == ["a", "b"]
    assert values["name"]["name"]["value"] == "Rui"
    assert values["count"]["count"]["value"] == "3"
    assert values["b7"]["who"]["selected_user"] == "U1"


def test_values_in_slacks_own_shape_are_taken_as_they_are():
    own = {
        "name": {"name": {"type": "plain_text_input", "value": "Rui"}},
        "b7": {"who": {"type": "users_select", "selected_user": "U1"}},
    }
    assert from_flat(BLOCKS, own) == own


@pytest.mark.parametrize("given", [{"nobody": 1}, {"stage": "lost"}, {"tags": ["C"]}])
def test_values_for_what_is_not_there_are_a_misfit(given):
    with pytest.raises(Misfit):
        from_flat(BLOCKS, given)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"name": "Rui"}, []),
        ({}, ["name"]),
        ({"name": ""}, ["name"]),
        ({"name": "x"}, ["name"]),
        ({"name": "too long"}, ["name"]),
        ({"name": "Rui", "stage": None}, ["stage"]),
        ({"name": "Rui", "count": "x"}, ["count"]),
        ({"name": "Rui", "count": "1.5"}, ["count"]),
        ({"name": "Rui", "count": "0"}, ["count"]),
        ({"name": "Rui", "count": "10"}, ["count"]),
        ({"name": "Rui", "mail": "nobody"}, ["mail"]),
        ({"name": "Rui", "link": "x.example"}, ["link"]),
        ({"name": "Rui", "day": "30.11.2026"}, ["day"]),
    ],
)
def test_a_client_does_not_send_what_is_wrong(given, wrong):
    assert sorted(mistakes_in(BLOCKS, values_of(BLOCKS, from_flat(BLOCKS, given)))) == wrong


def button(action_id, label, **more):
    return {"type": "button", "action_id": action_id, "text": text(label), **more}


def half(label, value):
    return {"text": text(label), "value": value}


FEEDBACK = {"type": "feedback_buttons", "action_id": "rate"}
FEEDBACK |= {"positive_button": half("Good", "up"), "negative_button": half("Bad", "down")}
OVERFLOW = {"type": "overflow", "action_id": "more", "options": [option("Snooze", "snooze"), option("Drop", "drop")]}
FIRST = [button("deal:open", "Open", value="1"), button("secret", "Approve", visible_to_user_ids=["U2"]), OVERFLOW]
CARDS = [{"type": "card", "title": text(), "actions": [button("run", label)]} for label in ("Run one", "Run two")]
BUTTONS = named(
    [
        {"type": "actions", "block_id": "one", "elements": FIRST},
        {"type": "actions", "block_id": "two", "elements": [button("deal:open", "Open", value="2")]},
        {"type": "context_actions", "block_id": "fb", "elements": [FEEDBACK]},
        {"type": "actions", "block_id": "pick", "elements": [{**STAGE, "action_id": "stage"}]},
        {"type": "carousel", "block_id": "cards", "elements": CARDS},
    ]
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"action_id": "deal:open", "block_id": "two"}, {"block_id": "two", "value": "2"}),
        ({"action_id": "deal:open", "value": "2"}, {"block_id": "two", "value": "2"}),
        ({"label": "snooze"}, {"action_id": "more", "selected_option": option("Snooze", "snooze")}),
        ({"action_id": "more", "value": "drop"}, {"selected_option": option("Drop", "drop")}),
        ({"label": "Good"}, {"action_id": "rate", "value": "up"}),
        ({"action_id": "rate", "value": "down"}, {"value": "down"}),
        ({"action_id": "stage", "value": "Won"}, {"selected_option": option("Won", "won")}),
        ({"label": "Won"}, {"selected_option": option("Won", "won")}),
        ({"action_id": "stage", "selected_option": option("Won", "won")}, {"selected_option": option("Won", "won")}),
        ({"label": "Run two"}, {"block_id": "b4-1", "action_id": "run"}),
    ],
)
def test_an_element_is_found_by_id_or_label(wanted, found):
    action = action_of(BUTTONS, "U1", wanted)
    assert {name: action[name] for name in found} == found


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"action_id": "nothing"}, "There is nothing called 'nothing' here"),
        ({"label": "Approve"}, "There is nothing called 'Approve' here"),
        ({"action_id": "deal:open"}, "is in several blocks; add block_id, one of: one, two"),
        ({"action_id": "rate"}, "Say which of the two buttons by value: up or down"),
        ({"action_id": "stage"}, "Say what was entered or chosen in stage"),
        ({"action_id": "stage", "value": "lost"}, "lost is not among the choices: Open, Won"),
    ],
)
def test_what_cannot_be_pressed_is_said(wanted, says):
    with pytest.raises(Misfit, match=says):
        action_of(BUTTONS, "U1", wanted)


def test_what_is_meant_for_one_person_can_be_pressed_by_that_person():
    assert action_of(BUTTONS, "U2", {"label": "Approve"})["action_id"] == "secret"
