"""Messages that are streamed, with the SDK's own helper."""

import pytest
from slack_sdk.errors import SlackApiError


def task(status="pending", **more):
    return {"type": "task_update", "id": "pull", "title": "Pull", "status": status, **more}


def shown(stage):
    return stage.get("/_control/messages", channel="dm", **{"as": "manager"})["messages"][-1]


@pytest.fixture
def thread(stage):
    return {"channel": stage.dm(), "thread_ts": stage.say("hello")["ts"]}


def test_steps_then_text_then_blocks_become_one_message(stage, thread):
    stream = stage.bot.client.chat_stream(
        **thread, recipient_user_id="U1", recipient_team_id="T1", task_display_mode="plan"
    )
    stream.append(chunks=[{"type": "plan_update", "title": "Working"}, task()])
    assert shown(stage)["streaming"] is True
    assert shown(stage)["blocks"][0]["tasks"][0]["status"] == "pending"
    stream.append(chunks=[task("complete", output="12 deals")])
    stream.append(markdown_text="**12 deals** ", chunks=[])
    divider = {"type": "divider"}
    stopped = stream.stop(markdown_text="are stalled.", blocks=[divider], session_status="active")
    message = shown(stage)
    assert "streaming" not in message
    assert message["text"] == "**12 deals** are stalled."
    assert message["ts"] == stopped["ts"]
    plan, text, last = message["blocks"]
    assert (plan["type"], plan["title"], plan["tasks"][0]["status"]) == ("plan", "Working", "complete")
    assert plan["tasks"][0]["output"]["elements"][0]["elements"][0]["text"] == "12 deals"
    assert (text["type"], text["text"], last["type"]) == ("markdown", "**12 deals** are stalled.", "divider")


def test_in_a_timeline_steps_stand_where_they_came_up(stage, thread):
    stream = stage.bot.client.chat_stream(**thread)
    stream.append(
        chunks=[{"type": "markdown_text", "text": "First. "}, task(), {"type": "markdown_text", "text": "Then."}]
    )
    stream.append(chunks=[task("error", details="No"), {"type": "blocks", "blocks": [{"type": "divider"}]}])
    stream.stop()
    assert [b["type"] for b in shown(stage)["blocks"]] == ["markdown", "task_card", "markdown", "divider"]


def refused(call, **args):
    with pytest.raises(SlackApiError) as caught:
        call(**args)
    return caught.value.response["error"]


def test_what_slack_does_not_stream_is_refused(stage, thread):
    client = stage.bot.client
    stream = {"channel": thread["channel"], "ts": client.chat_startStream(**thread)["ts"]}
    assert refused(client.chat_update, text="x", **stream) == "streaming_state_conflict"
    assert refused(client.chat_appendStream, **stream) == "no_text"
    assert refused(client.chat_appendStream, markdown_text="x" * 12_001, **stream) == "invalid_chunks"
    client.chat_appendStream(markdown_text="x" * 12_000, **stream)
    assert refused(client.chat_appendStream, markdown_text="x", **stream) == "msg_too_long"
    assert refused(client.chat_appendStream, chunks=[{"type": "sparkles"}], **stream) == "invalid_chunks"
    assert (
        refused(client.chat_appendStream, chunks=[{"type": "blocks", "blocks": [{"type": "alert"}]}], **stream)
        == "invalid_blocks"
    )
    client.chat_stopStream(**stream)
    assert refused(client.chat_appendStream, markdown_text="x", **stream) == "message_not_in_streaming_state"
    assert refused(client.chat_stopStream, **stream) == "message_not_in_streaming_state"
    assert refused(client.chat_startStream, channel=thread["channel"], thread_ts="then") == "invalid_thread_ts"


def test_a_stream_in_a_channel_names_its_reader(stage):
    ts = stage.say("hello", channel="#sales")["ts"]
    client, channel = stage.bot.client, stage.slack.workspace.channel("#sales")["id"]
    assert refused(client.chat_startStream, channel=channel, thread_ts=ts) == "missing_recipient_user_id"
    assert (
        refused(client.chat_startStream, channel=channel, thread_ts=ts, recipient_user_id="U1")
        == "missing_recipient_team_id"
    )


def test_two_tables_do_not_fit_in_one_message_however_they_arrive(stage, thread):
    table = {"type": "data_table", "caption": "c", "rows": [[{"type": "raw_text", "text": "x"}]] * 2}
    stream = stage.bot.client.chat_stream(**thread)
    stream.append(chunks=[{"type": "blocks", "blocks": [table]}])
    with pytest.raises(SlackApiError, match="only_one_table_allowed"):
        stream.stop(blocks=[table])
