"""What a person's Slack client does: says, presses, fills in, submits, opens Home; and what it then tells the bot."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

from bot.playground import limits, payloads
from bot.playground.forms import Misfit, action_of, from_flat, mistakes_in, usable, values_of
from bot.playground.post import Answer
from bot.playground.web_api import ApiError, Triggers, WebApi
from bot.playground.workspace import BOT_NAME, BOT_USER_ID, TEAM_ID, NotAllowed, Unknown, Workspace, shown_view

Json = dict[str, Any]
log = logging.getLogger(__name__)

TROUBLE = "That didn't work. The bot did not answer in time; please try again."


class NoAnswer(RuntimeError):
    """The bot did not acknowledge, or not in a way that Slack would take."""


class Client:
    """One Slack client, whoever sits in front of it. Every action returns the payloads it sent the bot."""

    def __init__(
        self,
        workspace: Workspace,
        api: WebApi,
        triggers: Triggers,
        emit: Callable[[Json], None],
        interact: Callable[[str, Json], Answer],
        commands: tuple[str, ...],
    ):
        self.ws, self.api, self.triggers = workspace, api, triggers
        self._emit, self._interact, self._commands = emit, interact, commands

    # --- saying ---------------------------------------------------------------------------------------------------

    def say(self, user_id: str, channel_id: str, text: str, thread_ts: str | None = None) -> tuple[str, list[Json]]:
        """The time of the message (or command), and what was sent to the bot. Raises Misfit, Unknown, NotAllowed."""
        channel = self.ws.channel(channel_id, user_id)
        if not text.strip():
            raise Misfit("There are no words in this message.")
        if len(text) > limits.LONGEST_TEXT:
            raise Misfit(
                f"Slack takes at most {limits.LONGEST_TEXT:,} characters in a message; this one has {len(text):,}."
            )
        if command := re.match(r"(/[\w-]+)(?:\s+|$)", text):
            return self._command(user_id, channel, command[1], text[command.end() :].strip(), thread_ts)
        message = self.ws.post(channel, self._typed(user_id, channel, text, thread_ts))
        self.ws.mark_read(user_id, channel["id"])
        return message["ts"], self._events_of(message, channel)

    def _typed(self, user_id: str, channel: Json, typed: str, thread_ts: str | None) -> Json:
        text, rich = self.ws.read_typed(typed)
        blocks = [{**rich, "block_id": secrets.token_urlsafe(4)}]
        message = {"user": user_id, "client_msg_id": secrets.token_hex(16), "text": text, "blocks": blocks}
        if not thread_ts:
            return message
        root = self.ws.message(channel["id"], thread_ts)
        if root is None:
            raise Unknown(f"There is no message {thread_ts!r} in {self.ws.title_of(channel)} to reply to.")
        return {**message, "thread_ts": root.get("thread_ts") or root["ts"], "parent_user_id": root.get("user")}

    def _events_of(self, message: Json, channel: Json) -> list[Json]:
        if BOT_USER_ID not in channel["members"]:
            return []
        shown = self.ws.shown(message)
        events = [payloads.message_event(shown, channel)]
        # Slack sends a mention in a channel twice: as a message and as a mention, with ids of their own.
        if channel["kind"] != "dm" and f"<@{BOT_USER_ID}>" in message["text"]:
            events.append(payloads.mention_event(shown))
        sent = [payloads.event_callback(event, self.ws.now()) for event in events]
        for event in sent:
            self._emit(event)
        return sent

    def _command(
        self, user_id: str, channel: Json, name: str, text: str, thread_ts: str | None
    ) -> tuple[str, list[Json]]:
        if name not in self._commands:
            raise Misfit(f"{name} is not a command here. The commands are: {', '.join(self._commands)}.")
        if thread_ts:
            raise Misfit(f"{name} is not supported in threads. Slack takes commands only outside them.")
        ts = self.ws.stamp()
        url = self.api.response_url(user_id, channel["id"], None)
        user = self._user(user_id)
        sent = payloads.command(user, channel, name, text, self.triggers.issue(user_id), url)
        answer = self._interact("slash_commands", sent)
        if answer.acked:
            self._show_answer(user_id, channel, answer)
        else:
            error = "operation_timeout" if answer.reason == "http_timeout" else "dispatch_failed"
            self._tell(user_id, channel, f'{name} failed with the error "{error}"')
        return ts, [sent]

    def _show_answer(self, user_id: str, channel: Json, answer: Answer) -> None:
        body = answer.reply if isinstance(answer.reply, dict) else {"text": str(answer.reply or "")}
        if not body.get("text") and not body.get("blocks"):
            return
        try:
            self.api.say_for(user_id, channel, body)
        except ApiError as error:
            log.error("The bot's answer to a command is not a message Slack would show: %s", error)
            self._tell(user_id, channel, f'The command failed with the error "{error.error}"')

    def _tell(self, user_id: str, channel: Json, text: str) -> None:
        self.ws.post(channel, {"user": "USLACKBOT", "username": "Slackbot", "text": text}, reader=user_id)

    def _user(self, user_id: str) -> Json:
        user = self.ws.user(user_id)
        if user is None:
            raise Unknown(f"There is no person with the id {user_id!r}.")
        return user

    # --- Home -------------------------------------------------------------------------------------------------------

    def open_home(self, user_id: str, tab: str = "home") -> list[Json]:
        """What the bot is sent when somebody looks at its Home or its messages."""
        if tab not in ("home", "messages"):
            raise Misfit(f"The tab is home or messages, not {tab!r}.")
        home = self.ws.shelf.get("home", user_id)
        dm = self.ws.dm_of(user_id)
        event = payloads.home_opened_event(user_id, dm, tab, shown_view(home) if home else None, self.ws.stamp())
        sent = payloads.event_callback(event, self.ws.now())
        self._emit(sent)
        return [sent]

    # --- pressing ---------------------------------------------------------------------------------------------------

    def press(self, user_id: str, wanted: Json) -> list[Json]:
        """What was sent to the bot. Misfit when there is no such thing to press, NoAnswer when the bot is silent."""
        place, blocks, key = self._place(user_id, wanted)
        self._fill(key, user_id, blocks, (wanted.get("state") or {}).get("values") or wanted.get("state") or {})
        action = action_of(blocks, user_id, wanted)
        self._fill(key, user_id, blocks, _as_filled(action))
        if "view" in place:
            place["view"] = {**place["view"], "state": {"values": self._filled(key, user_id, blocks)}}
        else:
            place["state"] = {"values": self._filled(key, user_id, blocks)}
        body = payloads.interaction("block_actions", self._user(user_id), self.triggers.issue(user_id))
        sent = {**body, **place, "actions": [{**action, "action_ts": self.ws.stamp()}]}
        if not self._interact("interactive", sent).acked:
            raise NoAnswer(TROUBLE)
        return [sent]

    def _place(self, user_id: str, wanted: Json) -> tuple[Json, list[Json], str]:
        """Where something is pressed as Slack tells it, the blocks there, and the key of what was filled in there."""
        if wanted.get("view_id"):
            view = self.view_of(user_id, str(wanted["view_id"]))
            return payloads.in_view(shown_view(view)), view["blocks"], view["id"]
        channel, message = self.message_of(user_id, wanted)
        url = self.api.response_url(user_id, channel["id"], message)
        shown = {name: value for name, value in self.ws.shown(message).items() if name not in ("channel", "streaming")}
        place = {**payloads.in_message(message, shown, channel), "response_url": url}
        return place, message.get("blocks") or [], f"{channel['id']}:{message['ts']}"

    def message_of(self, user_id: str, wanted: Json) -> tuple[Json, Json]:
        """The channel and message that are meant. Raises Unknown or NotAllowed."""
        if not wanted.get("channel") or not wanted.get("ts"):
            raise Misfit("Say where: channel and ts of a message, or the view_id of a modal or Home.")
        channel = self.ws.channel(str(wanted["channel"]), user_id)
        message = self.ws.message(channel["id"], str(wanted["ts"]))
        if message is None or message.get("_to") not in (None, user_id):
            raise Unknown(
                f"{self.ws.name_of(user_id)} sees no message {wanted['ts']!r} in {self.ws.title_of(channel)}."
            )
        return channel, message

    def view_of(self, user_id: str, view_id: str) -> Json:
        """The open modal or Home of this person. Raises Unknown or NotAllowed."""
        view = self.ws.view(view_id)
        if view is None:
            raise Unknown(f"There is no open view {view_id!r}; it may have been closed or replaced.")
        if view["_user"] != user_id:
            raise NotAllowed(f"This view is open for {self.ws.name_of(view['_user'])}, not {self.ws.name_of(user_id)}.")
        return view

    def _fill(self, key: str, user_id: str, blocks: list[Json], values: Json) -> None:
        if values:
            known = self.ws.shelf.get("filled", f"{key}:{user_id}") or {}
            merged = {block: {**known.get(block, {}), **values.get(block, {})} for block in {*known, *values}}
            self.ws.shelf.put("filled", f"{key}:{user_id}", values_of(blocks, merged))

    def _filled(self, key: str, user_id: str, blocks: list[Json]) -> Json:
        return values_of(blocks, self.ws.shelf.get("filled", f"{key}:{user_id}"))

    def suggest(self, user_id: str, wanted: Json) -> Json:
        """The choices the bot offers for what was typed into an external menu. Raises Misfit or NoAnswer."""
        place, blocks, _ = self._place(user_id, wanted)
        found = [
            (b, e)
            for b, e in usable(blocks, user_id)
            if e["action_id"] == wanted.get("action_id") and "external" in e["type"]
        ]
        found = [(b, e) for b, e in found if wanted.get("block_id") in (None, b)]
        if not found:
            raise Misfit(f"There is no menu {wanted.get('action_id')!r} here that asks the bot for its choices.")
        asked = {
            "action_id": found[0][1]["action_id"],
            "block_id": found[0][0],
            "value": str(wanted.get("value") or ""),
        }
        answer = self._interact(
            "interactive", {**payloads.interaction("block_suggestion", self._user(user_id), ""), **place, **asked}
        )
        if not answer.acked or limits.faults_in_options(answer.reply):
            log.error(
                "The bot offered no usable choices: %s %s", answer.reason, limits.faults_in_options(answer.reply)[:3]
            )
            raise NoAnswer("The bot offered no choices; please try again.")
        return dict(answer.reply)

    # --- modals -----------------------------------------------------------------------------------------------------

    def submit(self, user_id: str, view_id: str, given: Json) -> tuple[dict[str, str], list[Json]]:
        """Errors by block id (none when the form was taken), and what was sent. Raises Misfit or NoAnswer."""
        view = self.view_of(user_id, view_id)
        if view["type"] != "modal":
            raise Misfit("A Home has nothing to submit; press one of its buttons.")
        filled = self.ws.shelf.get("filled", f"{view['id']}:{user_id}") or {}
        entered = from_flat(view["blocks"], given)
        values = values_of(view["blocks"], {**filled, **{b: {**filled.get(b, {}), **v} for b, v in entered.items()}})
        self.ws.shelf.put("filled", f"{view['id']}:{user_id}", values)
        if mistakes := mistakes_in(view["blocks"], values):
            return mistakes, []
        shown = {**shown_view(view), "state": {"values": values}}
        body = payloads.interaction("view_submission", self._user(user_id), self.triggers.issue(user_id))
        sent = {**body, "view": shown, "response_urls": self._response_urls(view, values, user_id)}
        answer = self._interact("interactive", sent)
        if not answer.acked:
            raise NoAnswer(TROUBLE)
        return self._follow(user_id, view, answer.reply), [sent]

    def _response_urls(self, view: Json, values: Json, user_id: str) -> list[Json]:
        urls = []
        for block_id, element in usable(view["blocks"], user_id):
            chosen = (values.get(block_id) or {}).get(element["action_id"]) or {}
            channel = chosen.get("selected_conversation") or chosen.get("selected_channel")
            if element.get("response_url_enabled") and channel:
                url = self.api.response_url(user_id, channel, None)
                where = {"block_id": block_id, "action_id": element["action_id"], "channel_id": channel}
                urls.append({**where, "response_url": url})
        return urls

    def _follow(self, user_id: str, view: Json, reply: Any) -> dict[str, str]:
        """Does what the bot answered to a submission; its errors by block id."""
        reply = reply if isinstance(reply, dict) else {}
        try:
            match reply.get("response_action"):
                case "errors":
                    return self._errors(view, reply.get("errors"))
                case "clear":
                    self.ws.set_modals(user_id, [])
                case "update":
                    self.api.update_view(view, self.api.checked_view(reply.get("view"), "modal"))
                case "push":
                    self.api.push_view(user_id, self.api.checked_view(reply.get("view"), "modal"))
                case None:
                    self._pop(user_id, view)
                case other:
                    raise ApiError("invalid_arguments", [f"response_action {other!r}"])
        except ApiError as error:
            log.error("The bot's answer to a submission is not one Slack would take: %s", error)
            raise NoAnswer(f"We had some trouble connecting. The bot's answer was refused: {error}") from error
        return {}

    def _errors(self, view: Json, errors: Any) -> dict[str, str]:
        inputs = {block["block_id"] for block in limits.flat(view["blocks"]) if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
            raise ApiError("invalid_arguments", [f"errors must name input blocks: {', '.join(sorted(inputs))}"])
        return {str(block): str(text) for block, text in errors.items()}

    def _pop(self, user_id: str, view: Json) -> None:
        self.ws.set_modals(user_id, [other for other in self.ws.modals_of(user_id) if other["id"] != view["id"]])

    def close(self, user_id: str, view_id: str) -> list[Json]:
        """What was sent to the bot when a person closed a modal without submitting it."""
        view = self.view_of(user_id, view_id)
        if view["type"] != "modal":
            raise Misfit("A Home cannot be closed.")
        gone = self.ws.modals_of(user_id) if view["clear_on_close"] else [view]
        filled = {one["id"]: self._filled(one["id"], user_id, one["blocks"]) for one in gone}
        self.ws.set_modals(user_id, [one for one in self.ws.modals_of(user_id) if one["id"] not in filled])
        told = [one for one in gone if one["notify_on_close"]]
        sent = [self._closed(user_id, one, filled[one["id"]], view["clear_on_close"]) for one in told]
        for body in sent:
            self._interact("interactive", body)
        return sent

    def _closed(self, user_id: str, view: Json, values: Json, cleared: bool) -> Json:
        body = payloads.interaction("view_closed", self._user(user_id), "")
        return {**body, "view": {**shown_view(view), "state": {"values": values}}, "is_cleared": cleared}


def _as_filled(action: Json) -> Json:
    held = {
        name: value for name, value in action.items() if name not in ("action_id", "block_id", "text", "placeholder")
    }
    return {action["block_id"]: {action["action_id"]: held}}


def about_bot() -> Json:
    """Who the bot is, for the page."""
    return {"id": BOT_USER_ID, "name": BOT_NAME, "team": TEAM_ID}
