"""The speaking side: cards, notes, forms and files to Slack, and what Slack knows of people and channels."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from http.client import HTTPException
from itertools import islice
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.surfaces.slack import render
from bot.surfaces.slack.workspace import pinned
from domain.cards import Card, Form, Home, Text, plain
from domain.errors import (
    BadSetting,
    Broken,
    GatewayDown,
    QuartermasterError,
    RateLimited,
    Refused,
    TryLater,
)
from domain.work import Place

log = logging.getLogger("quartermaster.slack")

KEYED = "quartermaster_card"
PAGE, MEMBERS_PAGE, MOST_PAGES, RECENT_PAGES, STATUS_TEXT = 200, 1_000, 50, 2, 100
UNREAD = "unread"
"""A user that Slack does not know, and who therefore may see nothing."""
_CLOSED_TO_US = {
    "not_in_channel": "I am not in that channel. Invite me with /invite @Quartermaster, or ask me in a direct message.",
    "channel_not_found": "I cannot see that channel. Invite me with /invite @Quartermaster, or ask me directly.",
    "is_archived": "That channel is archived.",
    "restricted_action": "This workspace does not let apps post in that channel.",
    "messages_tab_disabled": "Messages to this app are switched off in its settings.",
    "user_not_found": "Slack does not know that person.",
    "users_not_found": "Slack does not know that person.",
    "user_not_in_channel": "That person is not in this channel.",
    "cannot_dm_bot": "That is an app, and apps cannot be written to.",
    "thread_not_found": "That thread is gone.",
    "invalid_thread_ts": "That thread is gone.",
    "message_not_found": "The message is gone.",
    "cant_update_message": "The message cannot be changed any more.",
    "edit_window_closed": "The message cannot be changed any more.",
    "not_found": "That form is closed.",
}
_TOO_LATE = ("expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged")
_BAD_TOKEN = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope")
_AWAY = (
    "fatal_error",
    "internal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    "unknown_error",
)


class SlackVoice:
    """How we speak in Slack. Errors come as our own four families."""

    def __init__(self, client: WebClient, *, link_hosts: Collection[str] = (), bot_user_id: str = "") -> None:
        self._client, self._link_hosts, self._bot_user = client, link_hosts, bot_user_id

    def post(self, place: Place, card: Card, key: str) -> str:
        """The id of the message now standing at the place; `find` knows it by its key."""
        posted = self._ask(
            self._client.chat_postMessage,
            channel=place.channel,
            thread_ts=place.thread or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": KEYED, "event_payload": {"key": key}},
            **self._message(card),
        )
        return str(posted["ts"])

    def find(self, place: Place, key: str) -> str | None:
        """The id of our message with this key, if it was posted before we lost count."""
        return next((str(said["ts"]) for said in self._said_at(place) if _is_keyed(said, key)), None)

    def update(self, place: Place, message: str, card: Card) -> None:
        """Puts the card in place of one posted earlier."""
        self._ask(self._client.chat_update, channel=place.channel, ts=message, **self._message(card))

    def note(self, place: Place, user: str, text: str) -> None:
        """Says this to one person, where they are; in private when they are in no channel, or have left it."""
        card = Card(summary=text, nodes=(Text(text=plain(text)),))
        if not place.channel:
            self.post(self.dm(user), card, key="note")
            return
        in_thread = place.thread if place.thread != place.message else None
        try:
            self._ask(
                self._client.chat_postEphemeral,
                channel=place.channel,
                user=user,
                thread_ts=in_thread or None,
                **self._message(card),
            )
        except Refused:
            # Nobody hears a word in a conversation they are not in, and a refusal that is not heard is a failure.
            self.post(self.dm(user), card, key="note")

    def respond(self, response_url: str, card: Card, *, to_everyone: bool = False) -> None:
        """Answers a command where we may not be a member; the address must be Slack's."""
        address = pinned(response_url, str(self._client.base_url))
        sent = self._guarded(
            lambda: WebhookClient(address, timeout=self._client.timeout).send(
                response_type="in_channel" if to_everyone else "ephemeral",
                unfurl_links=False,
                unfurl_media=False,
                **self._message(card),
            )
        )
        if sent.status_code != 200:
            raise Refused("Slack does not take answers to that command any more; please ask again.")

    def status(self, place: Place, text: str) -> None:
        """Shows what is going on while the person waits; a failure is logged, because nobody is worse off.

        Slack shows it in a thread alone, so after a slash command there is nowhere to show it.
        """
        if not (place.thread or place.message):
            return
        try:
            self._ask(
                self._client.assistant_threads_setStatus,
                channel_id=place.channel,
                thread_ts=place.thread or place.message,
                status=text[:STATUS_TEXT],
            )
        except QuartermasterError as error:
            log.info("slack:status not shown: %s", error)

    def suggest(self, place: Place, prompts: Sequence[tuple[str, str]], title: str = "") -> None:
        """Offers first questions as (title, message); a failure is logged."""
        offered = [{"title": name, "message": message} for name, message in prompts[:4]]
        try:
            self._ask(
                self._client.assistant_threads_setSuggestedPrompts,
                # In the agent messaging experience prompts belong to the conversation; with a thread Slack shows none.
                channel_id=place.channel,
                title=title or None,
                prompts=offered,
            )
        except QuartermasterError as error:
            log.info("slack:prompts not shown: %s", error)

    def open_form(self, trigger: str, form: Form) -> str:
        """The id of the view now open before the person who pressed; a press is good for three seconds."""
        opened = self._ask(self._client.views_open, trigger_id=trigger, view=self._form(form))
        return str(opened["view"]["id"])

    def update_form(self, view: str, form: Form) -> None:
        """Puts another form in place of an open one."""
        self._ask(self._client.views_update, view_id=view, view=self._form(form))

    def home(self, user: str, home: Home, hash: str = "") -> None:
        """Shows the tab to a person. When somebody else was faster, the state read last is shown all the same."""
        view, warnings = render.home(home, self._link_hosts)
        _report("Home", warnings)
        try:
            self._ask(self._client.views_publish, user_id=user, view=view, hash=hash or None)
        except HashConflict:
            self._ask(self._client.views_publish, user_id=user, view=view)

    def dm(self, user: str) -> Place:
        """The private place of a person."""
        opened = self._ask(self._client.conversations_open, users=user)
        return Place(surface="slack", channel=str(opened["channel"]["id"]), is_private=True, user=user)

    def members(self, channel: str) -> list[str]:
        """Everybody who can read a channel; `UNREAD` stands for the rest of more than we read."""
        pages = list(self._pages(self._client.conversations_members, channel=channel, limit=MEMBERS_PAGE))
        rest = [UNREAD] if pages and _next_cursor(pages[-1]) else []
        return [str(user) for page in pages for user in page["members"]] + rest

    def channels(self, user: str) -> list[tuple[str, str]]:
        """(id, name) of the channels that both this person and we are in."""
        kinds = {"types": "public_channel,private_channel", "exclude_archived": True, "limit": PAGE}
        ours = self._channels(**kinds)
        theirs = {channel for channel, _ in self._channels(user=user, **kinds)}
        return [(channel, name) for channel, name in ours if channel in theirs]

    def profile(self, user: str) -> dict[str, Any]:
        """What Slack knows of a person: email, name, tz, is_bot, is_restricted (a guest of the workspace), team."""
        said = self._ask(self._client.users_info, user=user)["user"]
        shown = said.get("profile") or {}
        guest = any(said.get(sign) for sign in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted"))
        return {
            "email": shown.get("email") or "",
            "name": shown.get("real_name") or said.get("real_name") or said.get("name") or user,
            "tz": said.get("tz") or "UTC",
            "is_bot": bool(said.get("is_bot")) or user == "USLACKBOT",
            "is_restricted": guest,
            "team": said.get("team_id") or "",
        }

    def user_of(self, email: str) -> str | None:
        """The id of the member with this address; None when there is none."""
        if not email:
            return None
        try:
            return str(self._ask(self._client.users_lookupByEmail, email=email)["user"]["id"])
        except Refused:
            return None

    def upload(self, place: Place, filename: str, content: bytes, title: str) -> str:
        """The id of the file now standing at the place."""
        stored = self._ask(
            self._client.files_upload_v2,
            channel=place.channel,
            thread_ts=place.thread or None,
            filename=filename,
            content=content,
            title=title,
        )
        return str(_first(stored.get("files")).get("id") or _first([stored.get("file")]).get("id") or "")

    def find_file(self, place: Place, filename: str) -> str | None:
        """The id of a file of this name that we put at the place, if there is one."""
        files = (file for said in self._said_at(place) for file in said.get("files") or [])
        return next((str(file["id"]) for file in files if file.get("name") == filename), None)

    def permalink(self, place: Place, message: str) -> str:
        """The address of a message, for people."""
        said = self._ask(self._client.chat_getPermalink, channel=place.channel, message_ts=message)
        return str(said["permalink"])

    def _message(self, card: Card) -> dict[str, Any]:
        payload, warnings = render.message(card, self._link_hosts)
        _report(card.title or card.summary, warnings)
        return payload

    def _form(self, form: Form) -> dict[str, Any]:
        view, warnings = render.modal(form, self._link_hosts)
        _report(form.title, warnings)
        return view

    def _said_at(self, place: Place) -> Iterator[dict[str, Any]]:
        """What we said at a place, so that nobody else's message can pass for ours."""
        where: dict[str, Any] = {"channel": place.channel, "include_all_metadata": True, "limit": PAGE}
        if place.thread:
            pages = self._pages(self._client.conversations_replies, ts=place.thread, **where)
        else:
            # The newest come first, and what we look for was said moments ago.
            pages = islice(self._pages(self._client.conversations_history, **where), RECENT_PAGES)
        return (said for page in pages for said in page["messages"] if self._is_ours(said))

    def _is_ours(self, said: dict[str, Any]) -> bool:
        return said.get("user") == self._bot_user if self._bot_user else bool(said.get("bot_id"))

    def _channels(self, **where: Any) -> list[tuple[str, str]]:
        pages = self._pages(self._client.users_conversations, **where)
        return [(str(one["id"]), str(one.get("name") or one["id"])) for page in pages for one in page["channels"]]

    def _pages(self, method: Callable[..., Any], **where: Any) -> Iterator[Any]:
        cursor = ""
        for _ in range(MOST_PAGES):
            page = self._ask(method, cursor=cursor or None, **where)
            yield page
            cursor = _next_cursor(page)
            if not cursor:
                return
        log.warning("slack:%s has more than %s pages; the rest is not read", method.__name__, MOST_PAGES)

    def _ask(self, method: Callable[..., Any], **given: Any) -> Any:
        return self._guarded(lambda: method(**given))

    def _guarded(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except SlackApiError as error:
            raise _translated(error) from error
        except (SlackClientError, OSError, HTTPException) as error:
            raise GatewayDown("Slack", _why(error)) from error


def _next_cursor(page: Any) -> str:
    return str((page.get("response_metadata") or {}).get("next_cursor") or "")


class HashConflict(TryLater):
    """Somebody published the same view in the meantime."""


def _translated(error: SlackApiError) -> QuartermasterError:
    """What Slack said, as one of our four families."""
    said = _data(error.response)
    name = str(said.get("error") or "")
    status = getattr(error.response, "status_code", said.get("status", 0))
    if status == 429 or name in ("ratelimited", "rate_limited"):
        return RateLimited("Slack", _retry_after(error.response))
    if name in _AWAY or not name or int(status or 0) >= 500:
        return GatewayDown("Slack", name or f"HTTP {status}")
    if name == "hash_conflict":
        return HashConflict("Somebody else changed this view just now; please try again.")
    if name in _TOO_LATE:
        return TryLater(
            "Slack lets a form open for three seconds after a press, and those are over. Please press again."
        )
    if name in _CLOSED_TO_US:
        return Refused(_CLOSED_TO_US[name])
    if name in _BAD_TOKEN:
        needed = f"; it needs the scope {said['needed']}" if said.get("needed") else ""
        return BadSetting("SLACK_BOT_TOKEN", f"Slack answers {name}{needed}.")
    return Broken(f"Slack refused what was sent ({name}). {_messages(said)}".strip())


def _is_keyed(said: dict[str, Any], key: str) -> bool:
    metadata = said.get("metadata") or {}
    return metadata.get("event_type") == KEYED and (metadata.get("event_payload") or {}).get("key") == key


def _first(listed: Any) -> dict[str, Any]:
    return listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], dict) else {}


def _data(response: Any) -> dict[str, Any]:
    found = getattr(response, "data", response)
    return found if isinstance(found, dict) else {}


def _retry_after(response: Any) -> float:
    headers = {str(name).lower(): value for name, value in (getattr(response, "headers", None) or {}).items()}
    value = headers.get("retry-after", "1")
    text = value[0] if isinstance(value, list) and value else value
    return float(text) if str(text).isdigit() else 1.0


def _messages(said: dict[str, Any]) -> str:
    told = (said.get("response_metadata") or {}).get("messages") or said.get("errors") or []
    return " ".join(str(one) for one in told)[:500]


def _why(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error) or type(error).__name__


def _report(what: str, warnings: list[str]) -> None:
    if warnings:
        log.info("card:cut “%s”: %s", what[:80], " ".join(warnings))
