"""What a person's Slack client sends the bot: events, presses, forms, commands, and what their answers do."""

import httpx
import pytest

from bot.playground.workspace import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID


def text(words="x", kind="plain_text"):
    return {"type": kind, "text": words}


def button(action_id="deal:open", words="Open", **more):
    return {"type": "button", "action_id": action_id, "text": text(words), **more}


def form(callback="edit", **more):
    name = {
        "type": "input",
        "block_id": "name",
        "label": text("Name"),
        "element": {"type": "plain_text_input", "action_id": "name"},
    }
    note = {**name, "block_id": "note", "optional": True, "element": {"type": "plain_text_input", "action_id": "note"}}
    view = {
        "type": "modal",
        "callback_id": callback,
        "title": text("Edit"),
        "submit": text("Save"),
        "blocks": [name, note],
    }
    return {**view, "private_metadata": "job-7", **more}


def with_buttons(stage, *elements, channel=None, **more):
    blocks = [{"type": "actions", "block_id": "row", "elements": list(elements) or [button(value="006A")]}]
    return stage.bot.client.chat_postMessage(channel=channel or stage.dm(), text="Press", blocks=blocks, **more)


def press(stage, posted, expect=200, as_="manager", **more):
    return stage.post(
        "/_control/press", expect, **{"as": as_, "channel": posted["channel"], "ts": posted["ts"], **more}
    )


def acks(stage, *action_ids):
    """A listener that only acknowledges, and the bodies it got."""
    bodies = []
    for action_id in action_ids:

        @stage.bot.app.action(action_id)
        def pressed(ack, body):
            ack()
            bodies.append(body)

    return bodies  # fmt: skip


def opens(stage, view, action_id="deal:open"):
    @stage.bot.app.action(action_id)
    def pressed(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)


# --- events ----------------------------------------------------------------------------------------------------------


def test_a_message_in_the_dm_is_an_event_as_slack_sends_it(stage):
    said = stage.say("show deals")
    [body] = stage.bot.payloads("message")
    assert (body["type"], body["team_id"], body["api_app_id"]) == ("event_callback", TEAM_ID, APP_ID)
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == BOT_USER_ID
    assert body["context_enterprise_id"] is None
    event = body["event"]
    assert (event["channel"], event["channel_type"], event["user"]) == (stage.dm(), "im", stage.id_of("Dana Whitcombe"))
    assert (event["text"], event["ts"], event["event_ts"], event["team"]) == (
        "show deals",
        said["ts"],
        said["ts"],
        TEAM_ID,
    )
    assert event["blocks"][0]["type"] == "rich_text"
    assert "bot_id" not in event


def test_a_mention_in_a_channel_is_told_twice_with_ids_of_its_own(stage):
    stage.say("@Quartermaster show deals", channel="#sales")
    [message], [mention] = stage.bot.payloads("message"), stage.bot.payloads("app_mention")
    assert message["event"]["text"] == mention["event"]["text"] == f"<@{BOT_USER_ID}> show deals"
    assert message["event"]["ts"] == mention["event"]["ts"]
    assert message["event_id"] != mention["event_id"]
    assert message["event"]["channel_type"] == "channel"
    assert "channel_type" not in mention["event"]


def test_a_mention_in_a_dm_is_only_a_message_and_a_private_channel_is_a_group(stage):
    stage.say("@qm hi")
    stage.say("hi all", channel="#leads")
    assert stage.bot.payloads("app_mention") == []
    assert [body["event"]["channel_type"] for body in stage.bot.payloads("message")] == ["im", "group"]


def test_the_bot_hears_nothing_of_a_channel_it_is_not_in(stage):
    stage.say("@qm hi", channel="#botless")
    assert stage.bot.heard == []


def test_what_the_bot_posts_is_told_to_it_with_its_bot_id(stage):
    stage.bot.client.chat_postMessage(channel=stage.dm(), text="x")
    stage.until(lambda: stage.bot.payloads("message"))
    assert stage.bot.payloads("message")[0]["event"]["bot_id"] == BOT_ID


def test_a_reply_names_its_thread(stage):
    root = stage.say("root")
    stage.say("reply", thread_ts=root["ts"])
    event = stage.bot.payloads("message")[-1]["event"]
    assert (event["thread_ts"], event["parent_user_id"]) == (root["ts"], stage.id_of("Dana Whitcombe"))


def test_home_is_opened_published_and_opened_again(stage):
    @stage.bot.app.event("app_home_opened")
    def opened(event, client):
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [{"type": "divider"}]})

    shown = stage.get("/_control/home", **{"as": "manager"})
    assert shown["view"]["blocks"][0]["type"] == "divider"
    assert shown["timed_out"] is False
    again = stage.get("/_control/home", **{"as": "manager"})
    assert again["view"]["id"] == shown["view"]["id"]
    first, second = stage.bot.payloads("app_home_opened")
    assert "view" not in first["event"]
    assert second["event"]["view"]["id"] == shown["view"]["id"]
    stage.post("/_page/home", **{"as": "manager", "tab": "messages"})
    stage.until(lambda: len(stage.bot.payloads("app_home_opened")) == 3)
    assert stage.bot.payloads("app_home_opened")[-1]["event"]["tab"] == "messages"
    assert stage.bot.payloads("app_home_opened")[-1]["event"]["channel"] == stage.dm()


# --- presses -------------------------------------------------------------------------------------------------------


def test_a_press_is_a_block_action_as_slack_sends_it(stage):
    [*_], posted = acks(stage, "deal:open"), with_buttons(stage)
    press(stage, posted, label="Open")
    [body] = stage.bot.payloads("block_actions")
    dana = stage.id_of("Dana Whitcombe")
    assert (body["user"]["id"], body["team"]["id"], body["api_app_id"], body["enterprise"]) == (
        dana,
        TEAM_ID,
        APP_ID,
        None,
    )
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": stage.dm(),
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": stage.dm(), "name": "directmessage"}
    assert body["message"]["ts"] == posted["ts"]
    assert body["response_url"].startswith(f"{stage.address}/response/")
    assert body["trigger_id"].count(".") == 2
    [action] = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == (
        "deal:open",
        "row",
        "006A",
        "button",
    )
    assert float(action["action_ts"]) > float(posted["ts"])
    assert body["state"] == {"values": {}}


def test_the_choices_on_a_message_come_with_every_press(stage):
    menu = {"type": "static_select", "action_id": "stage", "options": [{"text": text("Won"), "value": "won"}]}
    day = {"type": "datepicker", "action_id": "day"}
    bodies, posted = acks(stage, "deal:open", "stage"), with_buttons(stage, menu, day, button())
    press(stage, posted, action_id="stage", value="won")
    press(stage, posted, action_id="deal:open")
    assert bodies[0]["actions"][0]["selected_option"]["value"] == "won"
    values = bodies[1]["state"]["values"]["row"]
    assert values["stage"]["selected_option"]["value"] == "won"
    assert values["day"] == {"type": "datepicker", "selected_date": None}


def test_a_press_returns_what_the_bot_posted_opened_and_published(stage):
    @stage.bot.app.action("deal:open")
    def pressed(ack, body, client, respond):
        ack()
        respond(text="Done", replace_original=True)
        client.views_open(trigger_id=body["trigger_id"], view=form())
        client.views_publish(user_id=body["user"]["id"], view={"type": "home", "blocks": []})

    done = press(stage, with_buttons(stage), action_id="deal:open")
    assert [(m["text"], m["state"]) for m in done["messages"]] == [("Done", "updated")]
    assert [v["callback_id"] for v in done["views"]] == ["edit"]
    assert done["home"]["type"] == "home"


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        ({"label": "Nothing"}, 400, "There is nothing called 'Nothing' here"),
        ({}, 400, "Say what to press"),
        ({"label": "Open", "ts": "1.000001"}, 404, "Dana Whitcombe sees no message"),
        ({"label": "Open", "channel": "#nowhere"}, 404, "There is no channel '#nowhere'"),
        ({"label": "Open", "as": "nobody"}, 404, "Nobody here is called 'nobody'"),
        ({"label": "Open", "as": "rep"}, 403, "Rui Costa is not a member of the conversation with Dana Whitcombe"),
        ({"label": "Approve"}, 400, "There is nothing called 'Approve' here"),
    ],
)
def test_a_press_on_what_is_not_there_is_a_sentence(stage, more, status, says):
    posted = with_buttons(stage, button(), button("approve", "Approve", visible_to_user_ids=["U0RUI"]))
    answer = press(stage, posted, status, **more)
    assert says in answer["error"]
    assert stage.bot.payloads("block_actions") == []


def test_a_bot_that_does_not_acknowledge_a_press_is_not_asked_again(stage):
    posted = with_buttons(stage)
    stage.until(stage.slack.is_idle)
    stage.bot.statuses = [500]
    answer = press(stage, posted, 502, label="Open")
    assert "That didn't work" in answer["error"]
    stage.until(stage.slack.is_idle)
    assert len(stage.bot.payloads("block_actions")) == 1


def test_a_button_on_an_ephemeral_message_comes_without_the_message(stage):
    bodies = acks(stage, "deal:open")
    blocks = [{"type": "actions", "block_id": "row", "elements": [button()]}]
    dana = stage.id_of("Dana Whitcombe")
    ts = stage.bot.client.chat_postEphemeral(channel=stage.dm(), user=dana, text="x", blocks=blocks)["message_ts"]
    press(stage, {"channel": stage.dm(), "ts": ts}, label="Open")
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert "message" not in bodies[0]


def test_choices_are_asked_of_the_bot(stage):
    @stage.bot.app.options("account")
    def offer(ack, payload):
        ack(options=[{"text": text(f"Acme {payload['value']}"), "value": "1"}])

    posted = with_buttons(stage, {"type": "external_select", "action_id": "account", "min_query_length": 0}, button())
    where = {"as": "manager", "channel": posted["channel"], "ts": posted["ts"], "value": "ltd"}
    found = stage.post("/_page/suggest", action_id="account", **where)
    assert found["options"][0]["text"]["text"] == "Acme ltd"
    [body] = stage.bot.payloads("block_suggestion")
    assert (body["action_id"], body["block_id"], body["value"], body["container"]["type"]) == (
        "account",
        "row",
        "ltd",
        "message",
    )
    assert "no menu" in stage.post("/_page/suggest", 400, action_id="deal:open", **where)["error"]


# --- response urls ---------------------------------------------------------------------------------------------------


@pytest.fixture
def answered(stage):
    """A message with a pressed button, and what can be done with its response_url."""
    acks(stage, "deal:open")
    posted = with_buttons(stage, channel="#sales")
    press(stage, posted, label="Open")
    url = stage.bot.payloads("block_actions")[-1]["response_url"]
    return posted, lambda **body: httpx.post(url, json=body)


def seen(stage, as_="manager"):
    return [
        (m["text"], bool(m.get("ephemeral")))
        for m in stage.get("/_control/messages", channel="#sales", **{"as": as_})["messages"]
    ]


def test_a_response_is_for_the_person_alone_unless_it_says_otherwise(stage, answered):
    _, respond = answered
    assert respond(text="psst").text == "ok"
    respond(text="all", response_type="in_channel")
    assert seen(stage) == [("Press", False), ("psst", True), ("all", False)]
    assert seen(stage, "Rui Costa") == [("Press", False), ("all", False)]


def test_a_response_replaces_or_deletes_the_original(stage, answered):
    _, respond = answered
    respond(text="Done", replace_original=True)
    assert seen(stage) == [("Done", False)]
    assert "blocks" not in stage.get("/_control/messages", channel="#sales")["messages"][0]
    respond(delete_original=True)
    assert seen(stage) == []
    assert respond(delete_original=True).json() == {"ok": False, "error": "message_not_found"}


def test_an_ephemeral_original_can_be_replaced_and_deleted_too(stage):
    acks(stage, "deal:open")
    blocks = [{"type": "actions", "elements": [button()]}]
    dana = stage.id_of("Dana Whitcombe")
    ts = stage.bot.client.chat_postEphemeral(channel=stage.dm(), user=dana, text="x", blocks=blocks)["message_ts"]
    press(stage, {"channel": stage.dm(), "ts": ts}, label="Open")
    url = stage.bot.payloads("block_actions")[-1]["response_url"]
    httpx.post(url, json={"text": "Saved", "replace_original": True})
    shown = stage.get("/_control/messages", channel="dm", **{"as": "manager"})["messages"]
    assert [(m["text"], m["ephemeral"]) for m in shown] == [("Saved", True)]
    httpx.post(url, json={"delete_original": True})
    assert stage.get("/_control/messages", channel="dm", **{"as": "manager"})["messages"] == []


def test_a_response_url_works_five_times(stage, answered):
    _, respond = answered
    assert [respond(text=str(n)).status_code for n in range(6)] == [200] * 5 + [404]
    assert respond(text="x").json()["error"] == "used_url"


def test_a_response_url_works_for_thirty_minutes(stage, answered):
    _, respond = answered
    stage.clock.ahead = 30 * 60 + 60
    assert respond(text="late").json()["error"] == "expired_url"
    assert (
        httpx.post(f"{stage.address}/response/1/unknown", json={"text": "x"}).json()["error"] == "invalid_response_url"
    )


def test_a_response_is_checked_like_any_message_and_a_refusal_costs_no_use(stage, answered):
    _, respond = answered
    for _ in range(6):
        assert respond(text="x", blocks=[{"type": "nothing"}]).json()["error"] == "invalid_blocks"
    assert respond(text="fine").status_code == 200


# --- commands ------------------------------------------------------------------------------------------------------


def test_a_command_comes_as_a_form_and_answers_in_its_acknowledgement(stage):
    @stage.bot.app.command("/qm")
    def command(ack, body, respond):
        ack(text=f"Heard {body['text']}")
        respond(text="and later", response_type="in_channel")

    said = stage.say("/qm show <deals> & more", channel="#sales")
    assert sorted((m["text"], bool(m.get("ephemeral"))) for m in said["messages"]) == [
        ("Heard show <deals> & more", True),
        ("and later", False),
    ]
    [body] = stage.bot.payloads("/qm")
    assert (body["command"], body["text"], body["channel_name"]) == ("/qm", "show <deals> & more", "sales")
    assert body["user_id"] == stage.id_of("Dana Whitcombe")
    assert body["trigger_id"]
    assert stage.bot.payloads("message")[0]["event"]["bot_id"] == BOT_ID


def test_a_command_that_fails_is_said_by_slackbot(stage):
    stage.bot.statuses = [500]
    stage.say("/qm show deals")
    shown = stage.get("/_control/messages", channel="dm", **{"as": "manager"})["messages"]
    assert [(m["username"], m["text"]) for m in shown] == [("Slackbot", '/qm failed with the error "dispatch_failed"')]


@pytest.mark.parametrize(
    ("words", "more", "says"),
    [
        ("/nope", {}, "/nope is not a command here"),
        ("/qm x", {"thread_ts": "1.1"}, "not supported in threads"),
        ("  ", {}, "no words"),
        ("x" * 40_001, {}, "at most 40,000"),
    ],
)
def test_what_slack_would_not_send_is_a_sentence(stage, words, more, says):
    body = {"as": "manager", "channel": "dm", "text": words, **more}
    assert says in stage.post("/_control/say", 400, **body)["error"]


# --- modals --------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(stage):
    """An open modal, and a way to submit it."""
    opens(stage, form())
    view = press(stage, with_buttons(stage), label="Open")["views"][0]
    return view, lambda expect=200, **values: stage.post(
        "/_control/submit", expect, **{"as": "manager", "view_id": view["id"], "values": values}
    )


def modals(stage, as_="manager"):
    return [view["callback_id"] for view in stage.get("/_control/views", **{"as": as_})["views"]]


def test_a_modal_is_opened_as_slack_describes_it(stage, opened):
    view, _ = opened
    assert view["id"].startswith("V")
    assert view["id"] == view["root_view_id"]
    assert (view["private_metadata"], view["app_id"], view["bot_id"], view["team_id"]) == (
        "job-7",
        APP_ID,
        BOT_ID,
        TEAM_ID,
    )
    assert view["previous_view_id"] is None
    assert view["state"]["values"] == {
        "name": {"name": {"type": "plain_text_input", "value": None}},
        "note": {"note": {"type": "plain_text_input", "value": None}},
    }
    assert stage.get("/_page/state", **{"as": "manager"})["views"] == [view]
    assert stage.get("/_page/state", **{"as": "rep"})["views"] == []


def test_a_submission_carries_every_input_and_closes_the_modal(stage, opened):
    view, submit = opened
    got = []

    @stage.bot.app.view("edit")
    def submitted(ack, body):
        ack()
        got.append(body)

    assert submit(name="Rui")["ok"] is True
    sent = got[0]["view"]
    assert sent["state"]["values"] == {
        "name": {"name": {"type": "plain_text_input", "value": "Rui"}},
        "note": {"note": {"type": "plain_text_input", "value": None}},
    }
    assert (sent["id"], sent["private_metadata"], sent["hash"]) == (view["id"], "job-7", view["hash"])
    assert got[0]["response_urls"] == []
    assert modals(stage) == []


def test_the_client_itself_asks_for_what_is_missing(stage, opened):
    _, submit = opened
    assert submit()["errors"] == {"name": "Please complete this required field."}
    assert stage.bot.payloads("view_submission") == []
    assert "no field" in submit(400, nothing="x")["error"]


def test_errors_of_the_bot_keep_the_modal_open(stage, opened):
    _, submit = opened

    @stage.bot.app.view("edit")
    def submitted(ack):
        ack(response_action="errors", errors={"name": "Taken"})

    assert submit(name="Rui") == {"ok": False, "errors": {"name": "Taken"}}
    assert modals(stage) == ["edit"]


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
    ],
)
def test_an_answer_slack_would_not_take_is_trouble(stage, opened, answer):
    _, submit = opened
    stage.bot.raw_answers["view_submission"] = answer
    assert "trouble connecting" in submit(502, name="Rui")["error"]
    assert modals(stage) == ["edit"]


@pytest.mark.parametrize(("action", "left"), [("update", ["second"]), ("push", ["edit", "second"]), ("clear", [])])
def test_a_submission_may_update_push_or_clear(stage, opened, action, left):
    _, submit = opened

    @stage.bot.app.view("edit")
    def submitted(ack):
        ack(response_action=action, **({} if action == "clear" else {"view": form("second")}))

    done = submit(name="Rui")
    assert modals(stage) == left
    assert [v["callback_id"] for v in done["views"]] == left[-1:]


@pytest.mark.usefixtures("opened")
def test_views_are_pushed_three_deep_and_closed_one_by_one(stage):

    @stage.bot.app.view("edit")
    def submitted(ack):
        ack(response_action="push", view=form("edit"))

    for depth in (2, 3):
        top = stage.get("/_control/views", **{"as": "manager"})["views"][-1]
        stage.post("/_control/submit", **{"as": "manager", "view_id": top["id"], "values": {"name": "x"}})
        assert len(modals(stage)) == depth
    views = stage.get("/_control/views", **{"as": "manager"})["views"]
    assert [v["previous_view_id"] for v in views] == [None, views[0]["id"], views[1]["id"]]
    assert {v["root_view_id"] for v in views} == {views[0]["id"]}
    over = stage.post("/_control/submit", 502, **{"as": "manager", "view_id": views[-1]["id"], "values": {"name": "x"}})
    assert "push_limit_reached" in over["error"]
    stage.post("/_page/close", **{"as": "manager", "view_id": views[-1]["id"]})
    assert len(modals(stage)) == 2


@pytest.mark.parametrize(("flags", "told"), [({}, 0), ({"notify_on_close": True}, 1)])
def test_closing_is_told_only_when_asked_for(stage, flags, told):
    opens(stage, form(**flags))

    @stage.bot.app.view_closed("edit")
    def closed(ack):
        ack()

    view = press(stage, with_buttons(stage), label="Open")["views"][0]
    stage.post("/_control/close", **{"as": "manager", "view_id": view["id"]})
    assert modals(stage) == []
    assert [body["is_cleared"] for body in stage.bot.payloads("view_closed")] == [False] * told


def test_a_press_in_a_modal_carries_what_was_filled_in(stage):
    blocks = [*form()["blocks"], {"type": "actions", "block_id": "row", "elements": [button("more")]}]
    opens(stage, form(blocks=blocks))
    bodies = acks(stage, "more")
    view = press(stage, with_buttons(stage), label="Open")["views"][0]
    state = {"values": {"name": {"name": {"type": "plain_text_input", "value": "Rui"}}}}
    stage.post(
        "/_page/press",
        **{"as": "manager", "view_id": view["id"], "block_id": "row", "action_id": "more", "state": state},
    )
    assert bodies[0]["container"] == {"type": "view", "view_id": view["id"]}
    assert bodies[0]["view"]["state"]["values"]["name"]["name"]["value"] == "Rui"
    assert bodies[0]["view"]["state"]["values"]["note"]["note"]["value"] is None
    assert "response_url" not in bodies[0]


def test_a_modal_is_its_persons_own(stage, opened):
    view, _ = opened
    answer = stage.post("/_control/submit", 403, **{"as": "rep", "view_id": view["id"], "values": {}})
    assert "open for Dana Whitcombe" in answer["error"]
    assert (
        "no open view" in stage.post("/_control/submit", 404, **{"as": "rep", "view_id": "V1", "values": {}})["error"]
    )


# --- the views methods -------------------------------------------------------------------------------------------


def trigger(stage):
    acks(stage, "deal:open")
    press(stage, with_buttons(stage), label="Open")
    return stage.bot.payloads("block_actions")[-1]["trigger_id"]


def test_a_trigger_opens_one_view_within_three_seconds(stage):
    first = trigger(stage)
    assert stage.api("views.open", trigger_id=first, view=form())["ok"] is True
    assert stage.api("views.open", trigger_id=first, view=form())["error"] == "exchanged_trigger_id"
    late = trigger(stage)
    stage.clock.ahead = 3.5
    assert stage.api("views.open", trigger_id=late, view=form())["error"] == "expired_trigger_id"
    assert stage.api("views.open", trigger_id="1.2.x", view=form())["error"] == "invalid_trigger_id"


def test_a_view_is_updated_by_id_or_external_id_unless_it_has_changed(stage):
    view = stage.api("views.open", trigger_id=trigger(stage), view=form(external_id="mine"))["view"]
    second = stage.api("views.update", view_id=view["id"], hash=view["hash"], view=form("second", external_id="mine"))[
        "view"
    ]
    assert (second["id"], second["callback_id"]) == (view["id"], "second")
    assert second["hash"] != view["hash"]
    assert stage.api("views.update", view_id=view["id"], hash=view["hash"], view=form())["error"] == "hash_conflict"
    assert stage.api("views.update", external_id="mine", view=form("third"))["view"]["callback_id"] == "third"
    assert stage.api("views.update", view_id="V1", view=form())["error"] == "not_found"


def test_a_home_is_published_unless_it_has_changed(stage):
    dana, home = stage.id_of("Dana Whitcombe"), {"type": "home", "blocks": [{"type": "divider"}]}
    first = stage.api("views.publish", user_id=dana, view=home)["view"]
    stage.api("views.publish", user_id=dana, view=home, hash=first["hash"])
    assert stage.api("views.publish", user_id=dana, view=home, hash=first["hash"])["error"] == "hash_conflict"
    assert stage.api("views.publish", user_id="U1", view=home)["error"] == "user_not_found"
    assert stage.api("views.publish", user_id=dana, view=form())["error"] == "invalid_arguments"
    big = {"type": "home", "blocks": [{"type": "section", "text": text("x" * 2990, "mrkdwn")}] * 90}
    assert stage.api("views.publish", user_id=dana, view=big)["error"] == "view_too_large"


def test_an_external_id_is_used_once(stage):
    dana = stage.id_of("Dana Whitcombe")
    stage.api("views.publish", user_id=dana, view={"type": "home", "blocks": [], "external_id": "one"})
    assert (
        stage.api("views.open", trigger_id=trigger(stage), view=form(external_id="one"))["error"]
        == "duplicate_external_id"
    )


def test_a_press_on_home_is_a_press_in_a_view(stage):
    bodies = acks(stage, "agent:pause")
    home = {
        "type": "home",
        "blocks": [
            {"type": "actions", "block_id": "row", "elements": [button("agent:pause", "Pause", value="pipeline")]}
        ],
    }
    view = stage.api("views.publish", user_id=stage.id_of("Dana Whitcombe"), view=home)["view"]
    stage.post("/_control/press", **{"as": "manager", "view_id": view["id"], "label": "Pause"})
    assert bodies[0]["view"]["type"] == "home"
    assert bodies[0]["actions"][0]["value"] == "pipeline"
