"""The page and control APIs, with a real Bolt app at the other end."""


def echo(stage):
    @stage.bot.app.event("message")
    def heard(event, say):
        if not event.get("bot_id") and not event.get("subtype"):
            say(text=f"You said: {event['text']}", thread_ts=event["ts"])


def test_what_is_said_comes_back_with_the_answer(stage):
    echo(stage)
    said = stage.say("show stalled deals")
    assert said["ok"] is True
    assert said["timed_out"] is False
    assert [m["text"] for m in said["messages"]] == ["You said: show stalled deals"]
    assert said["messages"][0]["state"] == "posted"
    assert said["messages"][0]["thread_ts"] == said["ts"]
    seen = stage.get("/_control/messages", channel="dm", **{"as": "manager"})["messages"]
    assert [m["text"] for m in seen] == ["show stalled deals", "You said: show stalled deals"]
