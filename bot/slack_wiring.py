"""Slack's side of a process: who we are there, what we hear with, and what we speak with."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import urlsplit

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.settings import Settings
from bot.surfaces.slack.app import SlackSettings, slack_app, slack_client
from bot.surfaces.slack.parse import Payload, to_event
from bot.surfaces.slack.voice import SlackVoice
from domain.errors import BadSetting, GatewayDown


def identify(settings: Settings) -> SlackSettings:
    """Who the bot token says we are. BadSetting for a token Slack does not take, GatewayDown when Slack is away."""
    if not settings.slack_bot_token.get_secret_value():
        raise BadSetting(
            "SLACK_BOT_TOKEN", "it is empty; docs/slack.md says where to find it, or try `quartermaster playground`"
        )
    draft = SlackSettings(
        bot_token=settings.slack_bot_token,
        signing_secret=settings.slack_signing_secret,
        app_token=settings.slack_app_token,
        api_url=settings.slack_api_url,
        team_id=settings.slack_team_id or "unknown",
    )
    try:
        said = slack_client(draft).auth_test()
    except SlackApiError as error:
        raise BadSetting(
            "SLACK_BOT_TOKEN", f"Slack does not take it ({error.response.get('error', 'no reason given')})"
        ) from error
    except OSError as error:
        raise GatewayDown("Slack", str(error)) from error
    if settings.slack_team_id and said.get("team_id") != settings.slack_team_id:
        raise BadSetting(
            "SLACK_TEAM_ID", f"the bot token belongs to {said.get('team_id')}, not to {settings.slack_team_id}"
        )
    app_id = draft.app_id or _app_of(slack_client(draft), str(said.get("bot_id") or ""))
    known = {
        "app_id": app_id,
        "team_id": said.get("team_id"),
        "bot_user_id": said.get("user_id"),
        "bot_id": said.get("bot_id"),
    }
    hosts = (urlsplit(settings.record_url).hostname or "",) if settings.record_url else ()
    return draft.model_copy(update={**known, "enterprise_id": said.get("enterprise_id") or "", "link_hosts": hosts})


def _app_of(client: WebClient, bot_id: str) -> str:
    """The app our bot belongs to; empty where Slack does not tell, and then only the workspace is checked."""
    try:
        return str(client.bots_info(bot=bot_id)["bot"].get("app_id") or "")
    except SlackApiError:
        return ""


def voice(slack: SlackSettings) -> SlackVoice:
    """What the bot speaks with."""
    return SlackVoice(slack_client(slack), link_hosts=slack.link_hosts, bot_user_id=slack.bot_user_id)


class Hears(Protocol):
    """Whoever commits an event; whether it is new is what comes back."""

    def hear(self, key: str, kind: str, payload: dict[str, Any]) -> bool: ...


def listener(slack: SlackSettings, ears: Hears) -> App:
    """What the bot hears with: every event is committed before it is acknowledged."""
    return slack_app(slack, ears.hear, check_form)


def check_form(payload: Payload) -> dict[str, str] | None:
    """What is wrong with a submitted form, by field, told while the form is still open."""
    # The verbs bring all handlers along; events are heard before those are there.
    from handlers.verb import verbs

    event = to_event(payload)
    verb = verbs().get(event.press) if event else None
    return verb.check(event.values) or None if event and verb and verb.check else None
