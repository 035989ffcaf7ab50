"""What Slack sends an app, field by field: events, interactions and commands."""

from __future__ import annotations

import secrets
from typing import Any

from bot.playground.workspace import APP_ID, BOT_ID, BOT_NAME, BOT_USER_ID, DOMAIN, TEAM_ID

Json = dict[str, Any]

TOKEN = "local-verification-token"  # noqa: S105 -- the deprecated field, no secret; apps check the signature
TEAM = {"id": TEAM_ID, "domain": DOMAIN}


def bot_author() -> Json:
    """The fields that say a message is the bot's."""
    profile = {"id": BOT_ID, "app_id": APP_ID, "name": BOT_NAME, "team_id": TEAM_ID, "deleted": False}
    return {"user": BOT_USER_ID, "bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": profile}


def event_callback(event: Json, at: float) -> Json:
    """The envelope of one event, with an id of its own."""
    authorization = {"enterprise_id": None, "team_id": TEAM_ID, "user_id": BOT_USER_ID}
    return {
        "token": TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev0" + secrets.token_hex(5).upper(),
        "event_time": int(at),
        "authorizations": [{**authorization, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "4-" + secrets.token_urlsafe(24),
    }


def channel_type(channel: Json) -> str:
    """Slack's word for the kind of a channel."""
    return "im" if channel["kind"] == "dm" else "group" if channel.get("private") else "channel"


def message_event(message: Json, channel: Json) -> Json:
    """The event of a message, as the app sees it."""
    kept = {name: value for name, value in message.items() if name not in ("channel", "streaming")}
    return {**kept, "channel": channel["id"], "event_ts": message["ts"], "channel_type": channel_type(channel)}


def mention_event(message: Json) -> Json:
    """The event of a mention in a channel; it has no subtype and no channel type."""
    names = ("user", "ts", "client_msg_id", "text", "team", "blocks", "thread_ts", "files")
    kept = {name: message[name] for name in names if name in message}
    return {"type": "app_mention", **kept, "channel": message["channel"], "event_ts": message["ts"]}


def changed_event(message: Json, before: Json, channel: Json, ts: str) -> Json:
    """The event of an edit."""
    outer = {"type": "message", "subtype": "message_changed", "channel": channel["id"], "ts": ts, "event_ts": ts}
    return {
        **outer,
        "hidden": True,
        "channel_type": channel_type(channel),
        "message": message,
        "previous_message": before,
    }


def deleted_event(before: Json, channel: Json, ts: str) -> Json:
    """The event of a message that was taken away."""
    outer = {"type": "message", "subtype": "message_deleted", "channel": channel["id"], "ts": ts, "event_ts": ts}
    gone = {"deleted_ts": before["ts"], "previous_message": before}
    return {**outer, "hidden": True, "channel_type": channel_type(channel), **gone}


def home_opened_event(user_id: str, dm: Json, tab: str, view: Json | None, ts: str) -> Json:
    """The event of somebody looking at the app."""
    event = {"type": "app_home_opened", "user": user_id, "channel": dm["id"], "tab": tab, "event_ts": ts}
    return {**event, "view": view} if tab == "home" and view else event


def interaction(kind: str, user: Json, trigger_id: str) -> Json:
    """What every interaction has in common."""
    who = {"id": user["id"], "username": user["handle"], "name": user["handle"], "team_id": TEAM_ID}
    app = {"api_app_id": APP_ID, "token": TOKEN, "team": TEAM, "enterprise": None, "is_enterprise_install": False}
    return {"type": kind, "user": who, **app, **({"trigger_id": trigger_id} if trigger_id else {})}


def in_message(message: Json, shown: Json, channel: Json) -> Json:
    """Where in a message something happened; an ephemeral message is not sent along."""
    ephemeral = "_to" in message
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel["id"], "is_ephemeral": ephemeral}
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    name = {"dm": "directmessage"}.get(channel["kind"], "privategroup" if channel.get("private") else channel["name"])
    place = {"container": container, "channel": {"id": channel["id"], "name": name}}
    return place if ephemeral else {**place, "message": shown}


def in_view(view: Json) -> Json:
    """Where in a view something happened."""
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def command(user: Json, channel: Json, name: str, text: str, trigger_id: str, response_url: str) -> Json:
    """A slash command, whose words Slack passes on as they were typed."""
    where = {
        "channel_id": channel["id"],
        "channel_name": "directmessage" if channel["kind"] == "dm" else channel["name"],
    }
    return {
        "token": TOKEN,
        "team_id": TEAM_ID,
        "team_domain": DOMAIN,
        **where,
        "user_id": user["id"],
        "user_name": user["handle"],
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }
