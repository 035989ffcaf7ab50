"""The speaking side, and a whole exchange, against the local Slack over a loopback port."""

import logging
import time

import pytest
from pydantic import SecretStr

from bot.playground.workspace import BOT_USER_ID, TEAM_ID
from bot.surfaces.slack.app import http_routes, run_socket_mode, slack_app
from bot.surfaces.slack.parse import to_event
from bot.surfaces.slack.voice import MOST_PAGES, UNREAD, SlackVoice
from bot.surfaces.slack.workspace import SlackSettings, slack_client
from domain.cards import Card, Home, Text
from domain.errors import BadSetting, Broken, GatewayDown, RateLimited, Refused, TryLater
from domain.work import Place
from tests.bot.playground.stage import SECRET, TOKEN, Stage
from tests.bot.surfaces import a_card

DANA = "Dana Whitcombe"


class Bot:
    """Our listening side, keeping what it hears."""

    def __init__(self, address):
        self.working, self.kept, self.errors = 0, {}, {}
        self.settings = SlackSettings(
            bot_token=SecretStr(TOKEN),
            signing_secret=SecretStr(SECRET),
            app_token=SecretStr("xapp-local"),
            api_url=f"{address}/api/",
            team_id=TEAM_ID,
            bot_user_id=BOT_USER_ID,
        )
        self.app = slack_app(self.settings, self.hear, lambda _: self.errors)

    def hear(self, key, kind, payload):
        fresh = key not in self.kept
        self.kept.setdefault(key, to_event(payload))
        return fresh

    def route(self):
        return http_routes(self.app, self.settings)[0]

    def heard(self, kind):
        return [event for event in self.kept.values() if event.kind == kind]


class Scene(Stage):
    """The local Slack with our own bot on it."""

    def __init__(self, state, **options):
        super().__init__(state, **options)
        self.bot = Bot(self.address)

    def channel(self, name):
        return next(c["id"] for c in self.slack.workspace.shelf.all("channel").values() if c.get("name") == name)


@pytest.fixture
def scene(tmp_path):
    with Scene(tmp_path / "slack.db") as running:
        yield running


@pytest.fixture
def voice(scene):
    return SlackVoice(slack_client(scene.bot.settings), bot_user_id=BOT_USER_ID)


@pytest.fixture
def place(scene):
    """Dana's conversation with the bot."""
    return Place(surface="slack", channel=scene.dm(), is_private=True, user=scene.id_of(DANA))


def messages(scene, place):
    return scene.get("/_control/messages", channel=place.channel)["messages"]


@pytest.mark.parametrize("card", [a_card.an_answer(), a_card.a_plan(), Card(summary="Only words.")])
def test_a_posted_card_stands_there_whole_and_changes_in_place(scene, voice, place, card):
    ts = voice.post(place, card, "run:1")
    assert [m["ts"] for m in messages(scene, place)] == [ts]
    voice.update(place, ts, Card(summary="Done."))
    assert messages(scene, place)[0]["text"] == "Done."


@pytest.mark.row("M5")
def test_no_post_ever_unfurls_a_link(scene, voice, place):
    voice.post(place, a_card.an_answer(), "run:1")
    calls = [
        entry["body"] for entry in scene.get("/_page/log", after=0)["entries"] if entry["what"] == "chat.postMessage"
    ]
    assert [(call["unfurl_links"], call["unfurl_media"]) for call in calls] in ([(False, False)], [("0", "0")])


@pytest.mark.row("L3")
def test_a_message_is_found_again_by_its_key(scene, voice, place):
    ts = voice.post(place, Card(summary="One."), "run:1")
    voice.post(place, Card(summary="Two."), "run:2")
    assert voice.find(place, "run:1") == ts
    assert voice.find(place, "run:3") is None


def test_a_message_in_a_thread_is_found_there_and_nobody_elses_words_pass_for_it(scene, voice, place):
    root = scene.say("hello")["ts"]
    thread = place.model_copy(update={"thread": root})
    assert voice.find(thread, "run:1") is None
    ts = voice.post(thread, Card(summary="One."), "run:1")
    assert voice.find(thread, "run:1") == ts


def test_a_note_is_seen_by_one_person(scene, voice):
    channel = Place(surface="slack", channel=scene.channel("sales"), user=scene.id_of(DANA))
    voice.note(channel, scene.id_of(DANA), "Only you see *this*.")
    seen = scene.get("/_page/messages", **{"as": DANA, "channel": channel.channel})["messages"]
    assert [(m["text"], m["ephemeral"]) for m in seen] == [("Only you see *this*.", True)]
    assert scene.get("/_page/messages", **{"as": "Rui Costa", "channel": channel.channel})["messages"] == []


def test_a_note_to_somebody_who_is_in_no_channel_comes_as_a_direct_message(scene, voice, place):
    voice.note(Place(surface="slack", user=place.user), place.user, "Done.")
    assert [m["text"] for m in messages(scene, place)] == ["Done."]


def test_a_note_to_somebody_who_is_not_where_they_pressed_comes_as_a_direct_message(scene, voice, place):
    elsewhere = voice.dm(scene.id_of("Rui Costa"))
    voice.note(elsewhere, place.user, "That is not yours to decide.")
    assert [m["text"] for m in messages(scene, place)] == ["That is not yours to decide."]
    seen = scene.get("/_page/messages", **{"as": "Rui Costa", "channel": elsewhere.channel})["messages"]
    assert seen == []


def test_the_status_shows_and_a_failure_to_show_it_does_not_matter(scene, voice, place, caplog):
    said = scene.say("hello")
    voice.status(place.model_copy(update={"thread": said["ts"]}), "is reading your question…")
    assert "is reading your question…" in str(scene.get("/_page/state", **{"as": DANA})["status"])
    with caplog.at_level(logging.INFO):
        scene.slack.api.fail("assistant.threads.setStatus", "internal_error")
        voice.status(place.model_copy(update={"thread": said["ts"]}), "x")
    assert "status not shown" in caplog.text


def test_prompts_are_offered(scene, voice, place):
    voice.suggest(place, [("Stalled deals", "show stalled deals")] * 6)
    assert len(scene.get("/_page/state", **{"as": DANA})["prompts"]) == 4


def test_a_home_is_shown_and_shown_again_when_somebody_else_was_faster(scene, voice, place):
    voice.home(place.user, Home(nodes=a_card.an_answer().nodes))
    voice.home(place.user, Home(nodes=(Text(text="Newer."),)), hash="stale")
    assert "Newer." in str(scene.get("/_page/state", **{"as": DANA})["home"])


def test_who_somebody_is_and_who_reads_where(scene, voice, place):
    known = voice.profile(place.user)
    assert (known["email"], known["name"], known["is_bot"], known["is_restricted"]) == (
        "dana@acme.example",
        DANA,
        False,
        False,
    )
    assert known["team"] == TEAM_ID
    assert voice.profile(BOT_USER_ID)["is_bot"]
    visitor = next(p["id"] for p in scene.slack.people() if p["role"] == "guest")
    assert voice.profile(visitor)["is_restricted"]
    assert set(voice.members(scene.channel("sales"))) >= {place.user, scene.id_of("Rui Costa")}
    assert voice.dm(place.user).channel == place.channel


@pytest.mark.row("C4")
def test_only_channels_that_both_are_in_are_offered(scene, voice):
    assert {name for _, name in voice.channels(scene.id_of(DANA))} == {"sales", "leads"}
    assert {name for _, name in voice.channels(scene.id_of("Rui Costa"))} == {"sales"}


@pytest.mark.filterwarnings("ignore:.*files_upload_v2:UserWarning")
def test_a_file_is_put_there_once_and_found_again(scene, voice, place):
    assert voice.find_file(place, "deals.csv") is None
    file = voice.upload(place, "deals.csv", b"name,amount\nAcme,1\n", "Deals")
    assert voice.find_file(place, "deals.csv") == file


@pytest.mark.parametrize(
    ("error", "status", "family"),
    [
        ("not_in_channel", 200, Refused),
        ("channel_not_found", 200, Refused),
        ("is_archived", 200, Refused),
        ("invalid_blocks", 200, Broken),
        ("msg_too_long", 200, Broken),
        ("invalid_auth", 200, BadSetting),
        ("token_revoked", 200, BadSetting),
        ("missing_scope", 200, BadSetting),
        ("expired_trigger_id", 200, TryLater),
        ("internal_error", 200, GatewayDown),
        ("service_unavailable", 503, GatewayDown),
        ("", 500, GatewayDown),
    ],
)
def test_slacks_errors_become_our_four_families(scene, voice, place, error, status, family):
    scene.slack.api.fail("chat.postMessage", error, status)
    with pytest.raises(family) as raised:
        voice.post(place, Card(summary="x"), "k")
    assert TOKEN not in str(raised.value)


def test_what_slack_says_about_bad_blocks_is_told(scene, voice, place, monkeypatch):
    monkeypatch.setattr("bot.surfaces.slack.render.message", lambda *_: ({"text": "x", "blocks": [{"type": "no"}]}, []))
    with pytest.raises(Broken, match=r"invalid_blocks.*/blocks/0"):
        voice.post(place, Card(summary="x"), "k")


def test_slow_down_is_obeyed_and_given_up_after_a_while(scene, voice, place):
    scene.slack.api.fail("chat.postMessage", status=429, times=1, retry_after=1)
    started = time.perf_counter()
    assert voice.post(place, Card(summary="x"), "k")
    assert time.perf_counter() - started >= 1
    scene.slack.api.fail("chat.postMessage", status=429, times=9, retry_after=0)
    with pytest.raises(RateLimited):
        voice.post(place, Card(summary="x"), "k")


@pytest.mark.row("N5")
def test_a_post_is_never_tried_twice_behind_our_back(scene, voice, place):
    scene.slack.api.fail("chat.postMessage", status=500, times=1)
    with pytest.raises(GatewayDown):
        voice.post(place, Card(summary="x"), "k")
    assert messages(scene, place) == []


def test_a_slack_that_is_away_is_away(scene):
    gone = scene.bot.settings.model_copy(update={"api_url": "http://127.0.0.1:9/api/"})
    with pytest.raises(GatewayDown):
        SlackVoice(slack_client(gone)).members("C1")


def test_a_question_and_a_press_make_a_whole_exchange(scene, voice):
    scene.say("show stalled deals &amp; <more>")
    asked = scene.bot.heard("message")[0]
    assert asked.text == "show stalled deals &amp; <more>"
    ts = voice.post(asked.place, a_card.an_answer(), "run:1")
    scene.post("/_control/press", **{"as": DANA, "channel": "dm", "ts": ts, "label": "Sources"})
    pressed = scene.bot.heard("press")[0]
    assert (pressed.press, pressed.subject, pressed.place.message) == ("run:sources", "run:1", ts)
    view = voice.open_form(pressed.trigger, a_card.a_form())
    voice.update_form(view, a_card.a_form())
    sent = scene.post(
        "/_control/submit", **{"as": DANA, "view_id": view, "values": {"question": "won deals", "days": "7"}}
    )
    assert sent["ok"]
    form = scene.bot.heard("form")[0]
    assert (form.press, form.subject) == ("run:edit", "run:1")
    assert form.values | {"question": "won deals", "stages": ["won", "lost"], "mail": "dana@example.com"} == form.values
    with pytest.raises(TryLater):
        voice.open_form(pressed.trigger, a_card.a_form())


def test_a_form_that_is_refused_stays_open(scene, voice, place):
    scene.say("hello")
    voice.post(place, a_card.an_answer(), "run:1")
    ts = voice.find(place, "run:1")
    scene.post("/_control/press", **{"as": DANA, "channel": "dm", "ts": ts, "label": "Sources"})
    view = voice.open_form(scene.bot.heard("press")[0].trigger, a_card.a_form())
    scene.bot.errors = {"question": "Say what you want to know."}
    answer = scene.http.post("/_control/submit", json={"as": DANA, "view_id": view, "values": {"question": "x"}}).json()
    assert answer["errors"] == scene.bot.errors
    assert scene.bot.heard("form") == []


def test_a_mention_in_a_channel_is_one_request_and_a_reply_in_its_thread_is_heard(scene):
    said = scene.say("@Quartermaster show stalled deals", channel="#sales")
    scene.until(lambda: scene.bot.heard("mention"))
    assert {event.id for event in scene.bot.heard("mention")} == {f"msg:{said['channel']}:{said['ts']}"}
    assert {event.text for event in scene.bot.heard("mention")} == {"show stalled deals"}
    scene.say("only EMEA", channel="#sales", thread_ts=said["ts"])
    assert scene.until(lambda: scene.bot.heard("thread"))[0].place.thread == said["ts"]


@pytest.mark.row("C7")
def test_a_command_is_answered_at_slacks_own_address_and_at_no_other(scene, voice):
    scene.say("/qm show stalled deals", channel="#sales")
    asked = scene.bot.heard("command")[0]
    voice.respond(asked.response_url, Card(summary="12 deals."))
    for url in (
        "https://evil.example/x",
        "http://169.254.169.254/latest",
        "https://slack.com.evil.example/",
        "file:///x",
    ):
        with pytest.raises(Broken, match="not Slack"):
            voice.respond(url, Card(summary="x"))


def test_an_opened_home_is_heard(scene):
    scene.post("/_page/home", **{"as": DANA})
    assert scene.until(lambda: scene.bot.heard("home"))[0].place.user == scene.id_of(DANA)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_socket_mode_hears_without_any_address_of_ours(tmp_path):
    with Scene(tmp_path / "slack.db", deliver_to=None) as scene:
        handler = run_socket_mode(scene.bot.app, scene.bot.settings)
        try:
            scene.say("show stalled deals")
            assert scene.until(lambda: scene.bot.heard("message"))[0].text == "show stalled deals"
        finally:
            handler.close()


@pytest.mark.row("D1")
def test_of_a_room_with_more_members_than_we_read_the_rest_is_nobody_we_know():
    class Endless:
        """A Slack whose channel never ends."""

        def conversations_members(self, cursor=None, **_):
            n = int(cursor or 0)
            return {"members": [f"U{n}"], "response_metadata": {"next_cursor": str(n + 1)}}

    members = SlackVoice(Endless()).members("C1")
    assert len(members) == MOST_PAGES + 1
    assert members[-1] == UNREAD
