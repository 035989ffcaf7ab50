"""The Web API, asked as the real SDK asks it, with Slack's own refusals."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.playground.workspace import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID
from tests.bot.playground.stage import Stage

AUTH = {"Authorization": "Bearer xoxb-test"}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}


@pytest.fixture
def client(stage):
    return stage.bot.client


def refused(call, *args, **more):
    with pytest.raises(SlackApiError) as caught:
        call(*args, **more)
    return caught.value.response


def messages(stage, channel="dm", as_="manager"):
    return stage.get("/_control/messages", channel=channel, **{"as": as_})["messages"]


# --- auth --------------------------------------------------------------------------------------------------------


def test_the_bot_learns_who_it_is(client):
    who = client.auth_test()
    assert (who["user_id"], who["bot_id"], who["team_id"]) == (BOT_USER_ID, BOT_ID, TEAM_ID)


@pytest.mark.parametrize(("token", "error"), [("xoxb-wrong", "invalid_auth"), ("xapp-local", "not_allowed_token_type")])
def test_a_wrong_token_is_refused(stage, token, error):
    assert stage.api("auth.test", token=token)["error"] == error


def test_a_token_is_needed_and_may_stand_in_the_body(stage):
    assert stage.http.post("/api/auth.test").json()["error"] == "not_authed"
    assert stage.http.post("/api/auth.test", data={"token": "xoxb-test"}).json()["ok"] is True


def test_an_unknown_method_is_refused_loudly(stage, caplog):
    assert stage.api("chat.teleport")["error"] == "unknown_method"
    assert "chat.teleport, which the local Slack does not know" in caplog.text


# --- messages ----------------------------------------------------------------------------------------------------


def test_a_message_is_posted_with_blocks_and_metadata_and_read_again(stage, client):
    metadata = {"event_type": "answer", "event_payload": {"job": "j1"}}
    posted = client.chat_postMessage(
        channel=stage.dm(), text="Hi", blocks=[SECTION], metadata=metadata, unfurl_links=False
    )
    assert posted["channel"] == stage.dm()
    assert posted["message"]["bot_id"] == BOT_ID
    assert posted["message"]["app_id"] == APP_ID
    assert posted["message"]["blocks"][0]["block_id"]
    shown = messages(stage)[0]
    assert (shown["text"], shown["ts"], shown["channel"]) == ("Hi", posted["ts"], stage.dm())
    assert "metadata" not in shown
    plain = client.conversations_history(channel=stage.dm())["messages"][0]
    assert "metadata" not in plain
    full = client.conversations_history(channel=stage.dm(), include_all_metadata=True)["messages"][0]
    assert full["metadata"] == metadata


def test_a_message_to_a_person_or_a_channel_name_finds_its_place(stage, client):
    assert client.chat_postMessage(channel=stage.id_of("Rui Costa"), text="x")["channel"] == stage.dm("Rui Costa")
    assert client.chat_postMessage(channel="#sales", text="x")["channel"].startswith("C")


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "#botless", "text": "x"}, "not_in_channel"),
        ({"channel": "#sales"}, "no_text"),
        ({"channel": "#sales", "text": "  "}, "no_text"),
        ({"text": "x"}, "invalid_arguments"),
        ({"channel": "#sales", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "#sales", "text": "x", "blocks": "not json"}, "invalid_blocks_format"),
        ({"channel": "#sales", "text": "x", "blocks": "{}"}, "invalid_blocks_format"),
        (
            {
                "channel": "#sales",
                "text": "x",
                "blocks": [{"type": "alert", "text": {"type": "plain_text", "text": "x"}}],
            },
            "invalid_blocks",
        ),
        (
            {
                "channel": "#sales",
                "text": "x",
                "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5,
            },
            "msg_blocks_too_long",
        ),
        ({"channel": "#sales", "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"channel": "#sales", "text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"channel": "#sales", "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": "#sales", "markdown_text": "y" * 12_001}, "msg_too_long"),
    ],
)
def test_a_message_slack_would_not_take_is_refused(stage, args, error):
    assert stage.api("chat.postMessage", **args)["error"] == error


def test_a_refusal_of_blocks_points_to_the_place(stage, client):
    response = refused(
        client.chat_postMessage,
        channel="#sales",
        text="x",
        blocks=[SECTION, {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
    )
    assert response["error"] == "invalid_blocks"
    assert response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/1/text/text]"
    ]


def test_an_update_changes_text_and_blocks_and_is_told(stage, client):
    posted = client.chat_postMessage(channel="#sales", text="before", blocks=[SECTION])
    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="after")
    shown = messages(stage, "#sales")[0]
    assert shown["text"] == "after"
    assert "blocks" not in shown
    assert shown["edited"]["user"] == BOT_USER_ID
    stage.until(stage.slack.is_idle)
    changed = [
        body["event"] for body in stage.bot.payloads("message") if body["event"].get("subtype") == "message_changed"
    ]
    assert (changed[0]["previous_message"]["text"], changed[0]["message"]["text"]) == ("before", "after")


def test_an_update_with_blocks_alone_keeps_the_text(stage, client):
    posted = client.chat_postMessage(channel="#sales", text="words")
    assert stage.api("chat.update", channel=posted["channel"], ts=posted["ts"], blocks=[SECTION])["ok"] is True
    assert messages(stage, "#sales")[0]["text"] == "words"


def test_only_own_messages_can_be_changed(stage, client):
    ts = stage.say("hello", channel="#sales")["ts"]
    channel = stage.slack.workspace.channel("#sales")["id"]
    assert refused(client.chat_update, channel=channel, ts=ts, text="x")["error"] == "cant_update_message"
    assert refused(client.chat_delete, channel=channel, ts=ts)["error"] == "cant_delete_message"
    assert refused(client.chat_update, channel=channel, ts="1.000001", text="x")["error"] == "message_not_found"


def test_a_long_text_cannot_be_put_in_by_an_update(client):
    posted = client.chat_postMessage(channel="#sales", text="x" * 40_000)
    assert (
        refused(client.chat_update, channel=posted["channel"], ts=posted["ts"], text="x" * 4_001)["error"]
        == "msg_too_long"
    )


def test_a_deleted_message_is_gone_for_everybody(stage, client):
    posted = client.chat_postMessage(channel="#sales", text="oops")
    client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert messages(stage, "#sales") == []
    assert refused(client.chat_delete, channel=posted["channel"], ts=posted["ts"])["error"] == "message_not_found"


def test_an_ephemeral_message_is_seen_by_one_person_and_beyond_the_web_api(stage, client):
    channel = stage.slack.workspace.channel("#sales")["id"]
    dana = stage.id_of("Dana Whitcombe")
    ts = client.chat_postEphemeral(channel=channel, user=dana, text="only you")["message_ts"]
    assert [(m["text"], m["ephemeral"]) for m in messages(stage, "#sales", "Dana Whitcombe")] == [("only you", True)]
    assert messages(stage, "#sales", "Rui Costa") == []
    assert stage.get("/_control/messages", channel="#sales")["messages"] == []
    assert client.conversations_history(channel=channel)["messages"] == []
    assert refused(client.chat_update, channel=channel, ts=ts, text="x")["error"] == "message_not_found"
    ada = stage.id_of("Ada Okafor")
    assert refused(client.chat_postEphemeral, channel=channel, user=ada, text="x")["error"] == "user_not_in_channel"
    assert refused(client.chat_postEphemeral, channel=channel, user="U0NOBODY", text="x")["error"] == "user_not_found"


def test_a_permalink_leads_to_the_page(stage, client):
    posted = client.chat_postMessage(channel="#sales", text="x")
    link = client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])["permalink"]
    assert link == f"{stage.address}/archives/{posted['channel']}/p{posted['ts'].replace('.', '')}"
    assert stage.http.get(link, follow_redirects=False).headers["location"] == f"/#in={posted['channel']}"
    assert (
        refused(client.chat_getPermalink, channel=posted["channel"], message_ts="1.000001")["error"]
        == "message_not_found"
    )


def test_times_of_messages_are_unique_and_never_go_back(stage, client):
    stage.clock.ahead = -3600
    times = [client.chat_postMessage(channel="#sales", text=str(n))["ts"] for n in range(5)]
    assert times == sorted(set(times))


# --- conversations and people ------------------------------------------------------------------------------------


def test_conversations_are_opened_listed_and_described(stage, client):
    dana, rui = stage.id_of("Dana Whitcombe"), stage.id_of("Rui Costa")
    assert client.conversations_open(users=[dana])["channel"]["id"] == stage.dm()
    group = client.conversations_open(users=[dana, rui])["channel"]["id"]
    assert client.conversations_open(users=[rui, dana])["channel"]["id"] == group
    assert refused(client.conversations_open, users=["U0NOBODY"])["error"] == "user_not_found"
    info = client.conversations_info(channel=stage.dm())["channel"]
    assert (info["is_im"], info["user"]) == (True, dana)
    leads = stage.slack.workspace.channel("#leads")["id"]
    assert client.conversations_info(channel=leads)["channel"]["is_private"] is True
    public = client.conversations_list(types="public_channel")["channels"]
    assert [c["name"] for c in public] == ["sales", "botless"]
    assert client.conversations_members(channel=leads)["members"] == [dana, BOT_USER_ID]


def test_a_reply_to_what_is_not_there_is_posted_and_warned_of(stage, client, caplog):
    client.chat_postMessage(channel="#sales", text="x", thread_ts="1.000001")
    assert messages(stage, "#sales")[0]["thread_ts"] == "1.000001"
    assert "first message is not there" in caplog.text


def test_long_lists_come_in_pages(stage, client):
    channel = stage.slack.workspace.channel("#sales")["id"]
    for n in range(5):
        client.chat_postMessage(channel=channel, text=str(n))
    found, cursor = [], None
    while True:
        page = client.conversations_history(channel=channel, limit=2, cursor=cursor)
        found += [m["text"] for m in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == ["4", "3", "2", "1", "0"]
    assert refused(client.conversations_history, channel=channel, cursor="x")["error"] == "invalid_cursor"


def test_replies_are_the_thread_from_its_root_on(stage, client):
    root = client.chat_postMessage(channel="#sales", text="root")
    reply = client.chat_postMessage(channel="#sales", text="reply", thread_ts=root["ts"])
    client.chat_postMessage(channel="#sales", text="deeper", thread_ts=reply["ts"])
    thread = client.conversations_replies(channel=root["channel"], ts=root["ts"])["messages"]
    assert [(m["text"], m.get("reply_count")) for m in thread] == [("root", 2), ("reply", None), ("deeper", None)]
    assert {m["thread_ts"] for m in thread} == {root["ts"]}
    history = client.conversations_history(channel=root["channel"])["messages"]
    assert [m["text"] for m in history] == ["root"]
    assert refused(client.conversations_replies, channel=root["channel"], ts="1.000001")["error"] == "thread_not_found"


def test_people_are_found_by_id_and_email(stage, client):
    dana = client.users_info(user=stage.id_of("Dana Whitcombe"))["user"]
    assert (dana["profile"]["email"], dana["real_name"], dana["is_restricted"]) == (
        "dana@acme.example",
        "Dana Whitcombe",
        False,
    )
    sam = client.users_lookupByEmail(email="Sam.Visitor@elsewhere.example")["user"]
    assert (sam["real_name"], sam["is_restricted"]) == ("Sam Visitor", True)
    assert refused(client.users_lookupByEmail, email="nobody@x.example")["error"] == "users_not_found"
    assert refused(client.users_info, user="U0NOBODY")["error"] == "user_not_found"
    assert client.users_info(user=BOT_USER_ID)["user"]["is_bot"] is True
    assert len(client.users_list()["members"]) == 5


# --- statuses, prompts, reactions -----------------------------------------------------------------------------------


def test_a_status_is_shown_until_the_bot_replies_in_its_thread(stage, client):
    ts = stage.say("hello")["ts"]
    client.assistant_threads_setStatus(channel_id=stage.dm(), thread_ts=ts, status="is thinking...")
    place = f"{stage.dm()}:{ts}"
    assert stage.get("/_page/state", **{"as": "manager"})["status"] == {place: "is thinking..."}
    assert stage.get("/_page/state", **{"as": "rep"})["status"] == {}
    client.assistant_threads_setStatus(
        channel_id=stage.dm(), thread_ts=ts, status="is pulling", loading_messages=["Pulling", "Counting"]
    )
    shown = stage.get("/_page/state", **{"as": "manager"})["status"][place]
    assert shown == {"status": "is pulling", "loading_messages": ["Pulling", "Counting"]}
    client.chat_postMessage(channel=stage.dm(), text="done", thread_ts=ts)
    assert stage.get("/_page/state", **{"as": "manager"})["status"] == {}
    assert (
        refused(client.assistant_threads_setStatus, channel_id=stage.dm(), thread_ts="then", status="x")["error"]
        == "invalid_thread_ts"
    )


def test_a_forgotten_status_ends_by_itself(stage, client):
    ts = stage.say("hello")["ts"]
    client.assistant_threads_setStatus(channel_id=stage.dm(), thread_ts=ts, status="is thinking...")
    stage.clock.ahead = 121
    assert stage.get("/_page/state", **{"as": "manager"})["status"] == {}


def test_up_to_four_prompts_are_suggested(stage, client):
    prompts = [{"title": f"t{n}", "message": f"m{n}"} for n in range(4)]
    client.assistant_threads_setSuggestedPrompts(channel_id=stage.dm(), prompts=prompts)
    assert stage.get("/_page/state", **{"as": "manager"})["prompts"] == prompts
    assert stage.get("/_page/state", **{"as": "rep"})["prompts"] == []
    five = [*prompts, {"title": "t", "message": "m"}]
    assert (
        refused(client.assistant_threads_setSuggestedPrompts, channel_id=stage.dm(), prompts=five)["error"]
        == "invalid_arguments"
    )


def test_prompts_for_a_thread_have_no_effect_as_in_slack(stage, client, caplog):
    client.assistant_threads_setSuggestedPrompts(
        channel_id=stage.dm(), thread_ts="1.1", prompts=[{"title": "t", "message": "m"}]
    )
    assert stage.get("/_page/state", **{"as": "manager"})["prompts"] == []
    assert "has no effect" in caplog.text


def test_sessions_and_titles_are_kept(stage, client):
    ts = stage.say("hello")["ts"]
    client.assistant_threads_setTitle(channel_id=stage.dm(), thread_ts=ts, title="Pipeline")
    client.agents_sessions_setStatus(channel_id=stage.dm(), thread_ts=ts, status="processing")
    client.agents_sessions_rename(channel_id=stage.dm(), thread_ts=ts, title="Renamed")
    assert stage.slack.workspace.shelf.get("session", f"{stage.dm()}:{ts}") == {
        "title": "Renamed",
        "status": "processing",
    }
    assert (
        refused(client.agents_sessions_setStatus, channel_id=stage.dm(), status="asleep")["error"]
        == "invalid_arguments"
    )
    assert (
        refused(client.agents_sessions_rename, channel_id=stage.dm(), title="x" * 201)["error"] == "invalid_arguments"
    )


def test_a_reaction_is_added_once(stage, client):
    channel = stage.slack.workspace.channel("#sales")["id"]
    ts = stage.say("hello", channel="#sales")["ts"]
    client.reactions_add(channel=channel, timestamp=ts, name="eyes")
    assert messages(stage, "#sales")[0]["reactions"] == [{"name": "eyes", "users": [BOT_USER_ID], "count": 1}]
    assert refused(client.reactions_add, channel=channel, timestamp=ts, name="eyes")["error"] == "already_reacted"


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_file_goes_up_the_way_the_sdk_sends_it_and_comes_down_for_its_readers(stage, client):
    content = "name;amount\nÄcme;1\n".encode()
    done = client.files_upload_v2(
        filename="deals of Q4.csv", content=content, channel=stage.dm(), initial_comment="Here", title="Deals"
    )
    assert done["file"]["id"].startswith("F")
    shared = messages(stage)[0]
    assert shared["text"] == "Here"
    file = shared["files"][0]
    assert (file["name"], file["size"], file["title"]) == ("deals of Q4.csv", len(content), "Deals")
    answer = stage.http.get(file["url"])
    assert answer.content == content
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment;")
    path = file["url"].partition("?")[0]
    assert stage.http.get(path, params={"as": "rep"}).status_code == 404
    assert stage.http.get(path).status_code == 400
    assert stage.http.get(path, headers=AUTH).content == content


def test_a_file_is_shared_in_a_thread(stage, client):
    ts = stage.say("hello")["ts"]
    client.files_upload_v2(filename="a.csv", content="a", channel=stage.dm(), thread_ts=ts)
    assert messages(stage)[-1]["thread_ts"] == ts


def test_a_fault_of_the_local_slack_is_slacks_internal_error(stage, monkeypatch, caplog):
    monkeypatch.setattr(stage.slack.workspace, "stamp", lambda: 1 / 0)
    answer = stage.http.post("/api/chat.postMessage", json={"channel": "#sales", "text": "x"}, headers=AUTH)
    assert (answer.status_code, answer.json()["error"]) == (500, "internal_error")
    assert "The local Slack itself failed at chat.postMessage" in caplog.text


def test_an_upload_must_be_announced_and_as_long_as_announced(stage, client):
    asked = client.files_getUploadURLExternal(filename="x.csv", length=3)
    assert stage.http.post(asked["upload_url"], content=b"four").status_code == 400
    assert stage.http.post(asked["upload_url"] + "x", content=b"abc").status_code == 400
    assert (
        refused(client.files_completeUploadExternal, files=[{"id": asked["file_id"]}], channel_id=stage.dm())["error"]
        == "file_not_found"
    )
    assert stage.http.post(asked["upload_url"], files={"file": ("x.csv", b"abc")}).text == "OK - 3"
    assert client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "x"}])["files"][0]["size"] == 3
    assert refused(client.files_getUploadURLExternal, filename="x", length=0)["error"] == "invalid_arguments"


# --- limits switched on, and faults ----------------------------------------------------------------------------------


def test_rate_limits_answer_429_when_switched_on(stage):
    stage.post("/_control/faults", rate_limits=True)
    statuses = [
        stage.http.post(
            "/api/chat.postMessage",
            json={"channel": "#sales", "text": "x"},
            headers=AUTH,
        )
        for _ in range(5)
    ]
    assert [answer.status_code for answer in statuses] == [200, 200, 200, 429, 429]
    assert statuses[-1].json()["error"] == "ratelimited"
    assert int(statuses[-1].headers["retry-after"]) >= 1


def test_a_storm_of_429_passes_when_the_bot_waits(stage):
    stage.post("/_control/faults", method="chat.postMessage", status=429, times=1, retry_after=1)
    patient = WebClient(
        token="xoxb-test",
        base_url=f"{stage.address}/api/",
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=2)],
    )
    assert patient.chat_postMessage(channel="#sales", text="x")["ok"] is True


def test_calls_fail_as_often_as_asked(stage, client):
    stage.post("/_control/faults", method="*", error="account_inactive", times=2)
    assert refused(client.auth_test)["error"] == "account_inactive"
    assert refused(client.chat_postMessage, channel="#sales", text="x")["error"] == "account_inactive"
    assert client.auth_test()["ok"] is True
    stage.post("/_control/faults", method="chat.postMessage", status=500, times=1)
    answer = stage.http.post("/api/chat.postMessage", json={}, headers=AUTH)
    assert answer.status_code == 500


def test_blocks_are_validated_without_a_token(stage):
    good = stage.http.post("/api/blocks.validate", json={"blocks": [SECTION]}).json()
    assert good["ok"] is True
    bad = stage.http.post(
        "/api/blocks.validate",
        json={"view": {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": []}},
    ).json()
    assert (bad["error"], bad["errors"][0]["pointer"]) == ("invalid_view", "/title/text")
    assert stage.http.post("/api/blocks.validate", json={}).json()["error"] == "invalid_arguments"


# --- it stays --------------------------------------------------------------------------------------------------------


def test_everything_is_there_again_after_a_restart(tmp_path):
    with Stage(tmp_path / "slack.db") as first:
        first.say("hello")
        posted = first.bot.client.chat_postMessage(channel=first.dm(), text="answer", blocks=[SECTION])
        first.bot.client.views_publish(
            user_id=first.id_of("Dana Whitcombe"), view={"type": "home", "blocks": [SECTION]}
        )
        first.bot.client.files_upload_v2(filename="a.csv", content="a", channel=first.dm())
        before, state = messages(first), first.get("/_page/state", **{"as": "manager"})
    with Stage(tmp_path / "slack.db") as second:
        assert messages(second) == before
        again = second.get("/_page/state", **{"as": "manager"})
        assert again == state
        assert second.http.get(before[-1]["files"][0]["url"]).content == b"a"
        later = second.bot.client.chat_postMessage(channel=second.dm(), text="later")
        assert later["ts"] > posted["ts"]
