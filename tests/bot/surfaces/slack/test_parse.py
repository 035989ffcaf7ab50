"""What Slack sends, read as what happened; and everything that is not meant for us, left alone."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.surfaces.slack.parse import inbox_key, kind_of, to_event, words_of
from tests.bot.surfaces import a_card
from tests.bot.surfaces.slack.payloads import BOT, a_command, a_dm, a_mention, a_press, a_submission, a_tab, in_channel


def test_a_direct_message_is_a_private_request():
    event = to_event(a_dm())
    assert (event.kind, event.text, event.id) == ("message", "show stalled deals", "msg:D1:1763733000.000100")
    assert event.place.is_private
    assert (event.place.channel, event.place.thread, event.place.user) == ("D1", "1763733000.000100", "U1")
    assert not event.is_in_thread


def test_a_mention_is_a_request_without_the_bots_name():
    event = to_event(a_mention(f"<@{BOT}>, show stalled deals"))
    assert (event.kind, event.text) == ("mention", "show stalled deals")
    assert not event.place.is_private


def test_the_bots_name_inside_a_sentence_goes_too():
    assert to_event(a_mention(f"hey <@{BOT}> show stalled deals")).text == "hey show stalled deals"


def test_a_mention_begins_with_the_bot_even_when_nobody_told_us_our_id():
    assert to_event(a_mention() | {"authorizations": []}).text == "show stalled deals"


@pytest.mark.row("L3")
def test_one_mention_that_arrives_as_message_and_as_app_mention_is_one_request():
    mention, message = a_mention(), in_channel(f"<@{BOT}> show stalled deals", ts="1763733000.000200")
    assert inbox_key(mention) != inbox_key(message)
    assert to_event(mention) == to_event(message)


def test_a_reply_in_a_channels_thread_is_left_to_the_handler_to_take():
    event = to_event(in_channel(thread_ts="1763733000.000100"))
    assert (event.kind, event.is_in_thread, event.place.thread) == ("thread", True, "1763733000.000100")


def test_talk_in_a_channel_does_not_concern_us():
    assert to_event(in_channel()) is None


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"edited": {"user": "U1", "ts": "1"}},
        {"user": None},
        {"ts": None},
        {"channel": ["D1"]},
    ],
)
@pytest.mark.row("C5")
def test_bots_our_own_words_edits_deletions_and_joins_are_left_alone(change):
    assert to_event(a_dm(**change)) is None
    assert to_event(a_mention(**change)) is None


@pytest.mark.parametrize("change", [{"subtype": "file_share"}, {"subtype": "thread_broadcast"}, {"subtype": None}])
def test_people_speaking_with_a_file_or_to_the_channel_are_heard(change):
    assert to_event(a_dm(**change)).kind == "message"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("deals &gt; 100k &amp; &lt; 1M", "deals > 100k & < 1M"),
        ("&amp;lt; stays", "&lt; stays"),
        ("deals of <@U2>", "deals of Lee Wong"),
        ("deals of <@U2|lee>", "deals of Lee Wong"),
        ("in <#C2|sales-emea>", "in #sales-emea"),
        ("in <#C2>", "in #C2"),
        ("<!channel> show", "@channel show"),
        ("<!subteam^S1|@sales> show", "@sales show"),
        ("mail <mailto:a@b.example|a@b.example>", "mail a@b.example"),
        ("mail <mailto:a@b.example>", "mail a@b.example"),
        ("call <tel:+4930123|+49 30 123>", "call +49 30 123"),
        ("see <http://acme.example|acme.example> deals", "see acme.example deals"),
        ("see <https://acme.example/x>", "see https://acme.example/x"),
        ("a < b <", "a < b <"),
        ("<@'; DROP|x>", "x"),
        ("nul\x00 half\ud800", "nul␀ half\ufffd"),
    ],
)
def test_what_slack_made_of_the_text_is_undone_once(sent, read):
    assert words_of(sent, {"U2": "Lee Wong"}.get) == read


@pytest.mark.parametrize("text", a_card.NAUGHTY)
@pytest.mark.row("C6")
def test_naughty_text_comes_through_byte_for_byte(text):
    sent = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert to_event(a_dm(sent)).text == text.strip()


def test_a_text_of_forty_thousand_characters_comes_through_whole():
    text = "show deals &lt; 5 " * 2222
    assert len(text) > 39_990
    assert to_event(a_dm(text)).text == text.replace("&lt;", "<").strip()


def test_hostile_brackets_are_read_in_no_time():
    assert len(to_event(a_dm("<" * 40_000)).text) == 40_000
    assert to_event(a_mention(f"<@{BOT}> " * 4_000)).text == ""


def test_a_command_is_a_request_with_a_trigger():
    event = to_event(a_command("show payload deals of <@U2>"), lambda user: "Lee")
    assert (event.kind, event.id, event.text) == ("command", "cmd:1.2.abc", "show payload deals of Lee")
    assert (event.trigger, event.response_url[:24]) == ("1.2.abc", "https://hooks.slack.com/")


def test_somebody_elses_command_is_none_of_ours():
    assert to_event(a_command(command="/other")) is None
    assert inbox_key(a_command(command="/other")) == ""


def test_a_press_knows_its_verb_subject_and_place():
    event = to_event(a_press())
    assert (event.kind, event.press, event.subject, event.trigger) == ("press", "run:csv", "run:1", "3.4.def")
    assert (event.place.channel, event.place.message, event.place.thread) == ("C1", "1763733000.9", "1763733000.1")
    assert event.id == inbox_key(a_press()) == "act:1763733000.9:run:csv:1763733001.5:U1"


def test_the_second_button_with_the_same_press_is_the_same_press():
    assert to_event(a_press({"action_id": "ask:say#2"})).press == "ask:say"


def test_a_thumb_carries_its_verdict():
    event = to_event(a_press({"type": "feedback_buttons", "action_id": "run:feedback", "value": "bad|run:1"}))
    assert (event.subject, event.values) == ("run:1", {"verdict": "bad"})


def test_a_link_that_was_opened_asks_nothing_of_us():
    assert to_event(a_press({"action_id": "link:open#3"})) is None


def test_a_press_in_a_form_carries_what_is_filled_in():
    view = {"id": "V1", "state": {"values": {"days": {"days": {"type": "number_input", "value": "30"}}}}}
    event = to_event(a_press(view=view, container={"type": "view"}, message=None, channel=None))
    assert (event.view, event.values) == ("V1", {"days": "30"})
    assert event.id == "act:V1:run:csv:1763733001.5:U1"
    assert event.place.is_private


def test_a_form_gives_every_field_its_answer():
    values = {
        "question": {"question": {"type": "plain_text_input", "value": "deals"}},
        "note": {"note": {"type": "plain_text_input", "value": None}},
        "from": {"from": {"type": "datepicker", "selected_date": "2026-11-20"}},
        "stage": {"stage": {"type": "static_select", "selected_option": {"value": "won", "text": {}}}},
        "stages": {"stages": {"type": "multi_static_select", "selected_options": [{"value": "a"}, {"value": "b"}]}},
    }
    event = to_event(a_submission(values))
    assert (event.kind, event.press, event.subject) == ("form", "run:edit", "run:1")
    assert event.values == {
        "question": "deals",
        "note": None,
        "from": "2026-11-20",
        "stage": "won",
        "stages": ["a", "b"],
    }


def test_two_quick_clicks_on_submit_are_one_submission():
    assert inbox_key(a_submission()) == inbox_key(a_submission(trigger_id="9.9.zzz")) == "sub:V1:h1"


def test_opening_a_tab_says_which():
    assert (to_event(a_tab("home")).kind, to_event(a_tab("messages")).kind) == ("home", "opened")


def test_a_very_long_action_still_has_a_key_of_its_own():
    keys = {inbox_key(a_press({"action_id": "x" * 250 + end})) for end in "ab"}
    assert len(keys) == 2
    assert all(len(key) <= 250 for key in keys)


PAYLOADS = [a_dm(), a_mention(), in_channel(thread_ts="1.2"), a_command(), a_press(), a_submission(), a_tab()]
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["\x00", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def mutated(draw):
    """A payload with up to three of its parts replaced by something else, or gone."""
    payload = json.loads(json.dumps(draw(st.sampled_from(PAYLOADS))))
    for _ in range(draw(st.integers(1, 3))):
        part = payload
        while True:
            names = list(part) if isinstance(part, dict) else list(range(len(part)))
            if not names:
                break
            name = draw(st.sampled_from(names))
            if isinstance(part[name], dict | list) and part[name] and draw(st.booleans()):
                part = part[name]
                continue
            if isinstance(part, dict) and draw(st.booleans()):
                del part[name]
            else:
                part[name] = draw(junk)
            break
    return payload


@settings(max_examples=300)
@given(payload=mutated())
@pytest.mark.row("C1")
def test_no_payload_whatever_its_shape_breaks_the_reading(payload):
    key, event = inbox_key(payload), to_event(payload)
    assert key.isascii()
    assert len(key) <= 250
    assert event is None or event.model_dump_json().encode()
    assert kind_of(payload) == (event.kind if event else None)


@settings(max_examples=100)
@given(payload=st.dictionaries(st.text(max_size=12), junk, max_size=4) | st.builds(lambda e: {"type": e}, junk))
@pytest.mark.row("C1")
def test_nonsense_is_nothing_of_ours(payload):
    assert to_event(payload) is None or inbox_key(payload)
