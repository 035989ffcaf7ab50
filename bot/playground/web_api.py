"""Slack's Web API over the workspace: each method by its name, with Slack's own answers and error codes."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from bot.playground import limits
from bot.playground.forms import named, values_of
from bot.playground.payloads import (
    bot_author,
    changed_event,
    channel_type,
    deleted_event,
    event_callback,
    message_event,
)
from bot.playground.streams import Stream
from bot.playground.workspace import (
    APP_ID,
    BOT_HANDLES,
    BOT_ID,
    BOT_NAME,
    BOT_USER_ID,
    DOMAIN,
    TEAM_ID,
    NotAllowed,
    Unknown,
    Workspace,
    shown_view,
)

Json = dict[str, Any]
log = logging.getLogger(__name__)

# How often a method may be called in a minute, when rate limits are switched on; 50 for what is not named.
PER_MINUTE = {
    "auth.test": 600,
    "chat.update": 50,
    "chat.appendStream": 100,
    "chat.startStream": 20,
    "chat.stopStream": 20,
}
PER_MINUTE |= {"views.open": 100, "views.update": 100, "views.push": 100, "views.publish": 100, "users.info": 100}
PER_MINUTE |= {"chat.postEphemeral": 100, "conversations.members": 100, "assistant.threads.setStatus": 600}
LARGEST_FILE = 50 * 1024 * 1024
MEANS_NO = ("false", "0", "", "none")


class ApiError(Exception):
    """Slack says no: its error code, and what it says in `response_metadata.messages`."""

    def __init__(self, error: str, messages: list[str] | None = None, **more: Any):
        self.error, self.messages, self.more = error, messages or [], more
        super().__init__(f"{error} {' '.join(self.messages)}".strip())

    def as_reply(self) -> Json:
        """The body of the answer."""
        metadata = {"response_metadata": {"messages": self.messages}} if self.messages else {}
        return {"ok": False, "error": self.error, **self.more, **metadata}


class RateLimited(ApiError):
    """Too many calls; `retry_after` is in seconds."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after
        super().__init__("ratelimited")


class Triggers:
    """Trigger ids: each opens one view, within three seconds."""

    def __init__(self, now: Callable[[], float]):
        self._now = now
        self._known: dict[str, Json] = {}

    def issue(self, user_id: str) -> str:
        """A new trigger id for something this person did."""
        trigger = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._known = {name: one for name, one in self._known.items() if self._now() - one["at"] < 60}
        self._known[trigger] = {"user": user_id, "at": self._now(), "used": False}
        return trigger

    def exchange(self, trigger: str) -> str:
        """The id of the person, once. ApiError when it is unknown, used or older than three seconds."""
        known = self._known.get(trigger)
        if known is None:
            raise ApiError("invalid_trigger_id")
        if self._now() - known["at"] > limits.TRIGGER_LIVES:
            raise ApiError("expired_trigger_id")
        if known["used"]:
            raise ApiError("exchanged_trigger_id")
        known["used"] = True
        return str(known["user"])


class WebApi:
    """What an app may ask of Slack."""

    def __init__(
        self, workspace: Workspace, triggers: Triggers, emit: Callable[[Json], None], bot_token: str, app_token: str
    ):
        self.ws, self.triggers, self.emit = workspace, triggers, emit
        self._bot_token, self._app_token = bot_token, app_token
        self.base_url = "http://127.0.0.1"
        self.socket_url: Callable[[], str] | None = None
        self.rate_limits = False
        self._faults: list[Json] = []
        self._calls: dict[str, list[float]] = {}
        self._methods: dict[str, Callable[[Json], Json]] = {
            name.replace("__", "."): getattr(self, f"_m_{name}")
            for name in (attribute.removeprefix("_m_") for attribute in dir(self) if attribute.startswith("_m_"))
        }

    def call(self, method: str, args: Json, token: str | None) -> Json:
        """Slack's answer to one call. ApiError when Slack would refuse it."""
        known = self._methods.get(method)
        if known is None:
            log.error("The bot called %s, which the local Slack does not know.", method)
            raise ApiError("unknown_method", req_method=method)
        if method not in ("blocks.validate", "api.test"):
            self._authorize(method, token)
        self._fail_if_asked(method)
        self._count(method, args)
        with self.ws.lock:
            return {"ok": True, **known(args)}

    def _authorize(self, method: str, token: str | None) -> None:
        if not token:
            raise ApiError("not_authed")
        if token not in (self._bot_token, self._app_token):
            raise ApiError("invalid_auth")
        if (token == self._app_token) != (method == "apps.connections.open"):
            raise ApiError("not_allowed_token_type")

    # --- faults and limits, for tests ----------------------------------------------------------------------------

    def fail(self, method: str, error: str = "", status: int = 200, times: int = 1, retry_after: int = 1) -> None:
        """Makes the next `times` calls of a method (`*` for any) end with an error or an HTTP status."""
        fault = {"method": method, "error": error, "status": status, "times": times, "retry_after": retry_after}
        with self.ws.lock:
            self._faults = [*self._faults, fault] if times else [f for f in self._faults if f["method"] != method]

    def _fail_if_asked(self, method: str) -> None:
        with self.ws.lock:
            fault = next((f for f in self._faults if f["method"] in (method, "*") and f["times"] > 0), None)
            if fault is None:
                return
            fault["times"] -= 1
            self._faults = [f for f in self._faults if f["times"] > 0]
        if fault["status"] == 429 or fault["error"] == "ratelimited":
            raise RateLimited(int(fault["retry_after"]))
        raise ApiError(
            fault["error"] or "internal_error", **({"http_status": fault["status"]} if fault["status"] != 200 else {})
        )

    def _count(self, method: str, args: Json) -> None:
        if not self.rate_limits:
            return
        # Slack lets a channel have about one message a second, and forgives a short burst.
        per_channel = method == "chat.postMessage"
        key, most, within = (
            (f"{method}:{args.get('channel')}", 3, 3.0) if per_channel else (method, PER_MINUTE.get(method, 50), 60.0)
        )
        with self.ws.lock:
            now = time.monotonic()
            recent = [at for at in self._calls.get(key, []) if now - at < within]
            if len(recent) >= most:
                raise RateLimited(max(1, round(within - (now - recent[0]) + 0.5)))
            self._calls[key] = [*recent, now]

    # --- auth --------------------------------------------------------------------------------------------------

    def _m_api__test(self, args: Json) -> Json:
        if args.get("error"):
            raise ApiError(str(args["error"]))
        return {"args": args}

    def _m_auth__test(self, _args: Json) -> Json:
        who = {"team": DOMAIN, "user": BOT_HANDLES[0], "team_id": TEAM_ID, "user_id": BOT_USER_ID, "bot_id": BOT_ID}
        return {"url": f"{self.base_url}/", **who, "is_enterprise_install": False}

    def _m_bots__info(self, _args: Json) -> Json:
        return {"bot": {"id": BOT_ID, "deleted": False, "name": BOT_NAME, "app_id": APP_ID, "user_id": BOT_USER_ID}}

    def _m_apps__connections__open(self, _args: Json) -> Json:
        if self.socket_url is None:
            raise ApiError("socket_mode_not_enabled")
        return {"url": self.socket_url()}

    # --- chat -----------------------------------------------------------------------------------------------------

    def _m_chat__postMessage(self, args: Json) -> Json:
        channel = self._writable(args)
        message = self._posted(channel, self._content(args))
        return {"channel": channel["id"], "ts": message["ts"], "message": self._as_stored(message)}

    def _posted(self, channel: Json, content: Json) -> Json:
        message = self.ws.post(channel, {**bot_author(), **content})
        self.emit(event_callback(message_event(self._as_stored(message), channel), self.ws.now()))
        return message

    def _m_chat__postEphemeral(self, args: Json) -> Json:
        channel = self._writable(args)
        reader = str(self._required(args, "user"))
        if not self.ws.user(reader):
            raise ApiError("user_not_found")
        if reader not in channel["members"]:
            raise ApiError("user_not_in_channel")
        message = self.ws.post(channel, {**bot_author(), **self._content(args)}, reader=reader)
        return {"message_ts": message["ts"]}

    def _m_chat__update(self, args: Json) -> Json:
        channel, message = self._own_message(args, "cant_update_message")
        if "_stream" in message:
            raise ApiError("streaming_state_conflict")
        # Text without blocks takes the blocks away; Slack retains them only when there is no text either.
        changes = self._content(args, limits.LONGEST_UPDATED_TEXT, needed=not args.get("metadata"), thread=False)
        if "text" in changes and "blocks" not in changes:
            changes["blocks"] = None
        changed = self._changed(channel, message, changes)
        return {
            "channel": channel["id"],
            "ts": changed["ts"],
            "text": changed.get("text", ""),
            "message": self._as_stored(changed),
        }

    def _changed(self, channel: Json, message: Json, changes: Json) -> Json:
        ts = self.ws.stamp()
        before = self._as_stored(message)
        changed = self.ws.change(message, {**changes, "edited": {"user": BOT_USER_ID, "ts": ts}})
        self.emit(event_callback(changed_event(self._as_stored(changed), before, channel, ts), self.ws.now()))
        return changed

    def _m_chat__delete(self, args: Json) -> Json:
        channel, message = self._own_message(args, "cant_delete_message")
        self._removed(channel, message)
        return {"channel": channel["id"], "ts": message["ts"]}

    def _removed(self, channel: Json, message: Json) -> None:
        self.ws.remove(message)
        if "_to" not in message:
            event = deleted_event(self._as_stored(message), channel, self.ws.stamp())
            self.emit(event_callback(event, self.ws.now()))

    def _m_chat__getPermalink(self, args: Json) -> Json:
        channel = self._channel(args)
        ts = str(self._required(args, "message_ts"))
        message = self.ws.message(channel["id"], ts)
        if message is None or "_to" in message:
            raise ApiError("message_not_found")
        thread = message.get("thread_ts")
        link = f"{self.base_url}/archives/{channel['id']}/p{ts.replace('.', '')}"
        inside = f"?thread_ts={thread}&cid={channel['id']}" if thread and thread != ts else ""
        return {"channel": channel["id"], "permalink": link + inside}

    # --- streams --------------------------------------------------------------------------------------------------

    def _m_chat__startStream(self, args: Json) -> Json:
        channel = self._writable(args)
        placed = {"thread_ts": self._thread(str(args["thread_ts"]), channel)} if args.get("thread_ts") else {}
        if channel["kind"] != "dm":
            for name in ("recipient_user_id", "recipient_team_id"):
                if not args.get(name):
                    raise ApiError(f"missing_{name}")
        stream = Stream.begin(str(args.get("task_display_mode") or "timeline"))
        content = self._streamed(stream, args)
        message = self._posted(channel, {**content, **placed, "_stream": stream.state})
        return {"channel": channel["id"], "ts": message["ts"]}

    def _m_chat__appendStream(self, args: Json) -> Json:
        channel, message, stream = self._stream(args)
        if not args.get("chunks") and not args.get("markdown_text"):
            raise ApiError("no_text")
        self.ws.change(message, {**self._streamed(stream, args), "_stream": stream.state})
        return {"channel": channel["id"], "ts": message["ts"]}

    def _m_chat__stopStream(self, args: Json) -> Json:
        channel, message, stream = self._stream(args)
        content = self._streamed(stream, args)
        last = self._blocks(args)
        metadata = self._metadata(args)
        content["blocks"] = named([*content["blocks"], *last]) if last else content["blocks"]
        self._refuse_more_than_fits(content["blocks"])
        changed = self.ws.change(message, {**content, "_stream": None, **metadata})
        event = changed_event(self._as_stored(changed), self._as_stored(message), channel, self.ws.stamp())
        self.emit(event_callback(event, self.ws.now()))
        if args.get("session_status"):
            self._set_session(channel["id"], changed.get("thread_ts"), status=str(args["session_status"]))
        return {"channel": channel["id"], "ts": changed["ts"], "message": self._as_stored(changed)}

    def _stream(self, args: Json) -> tuple[Json, Json, Stream]:
        channel, message = self._own_message(args, "message_not_owned_by_app")
        if "_stream" not in message:
            raise ApiError("message_not_in_streaming_state")
        return channel, message, Stream(message["_stream"])

    def _streamed(self, stream: Stream, args: Json) -> Json:
        chunks = self._json(args, "chunks", [])
        if args.get("markdown_text"):
            chunks = [{"type": "markdown_text", "text": str(args["markdown_text"])}, *chunks]
        if faults := stream.add(chunks):
            raise ApiError("invalid_chunks", [str(fault) for fault in faults])
        if len(stream.text()) > limits.LONGEST_MARKDOWN:
            raise ApiError("msg_too_long")
        blocks = stream.blocks()
        if faults := limits.faults_in_blocks(blocks, "message", "/chunks"):
            raise ApiError("invalid_blocks", [str(fault) for fault in faults])
        return {"text": stream.text(), "blocks": named(blocks)}

    def _refuse_more_than_fits(self, blocks: list[Json]) -> None:
        # The blocks of the last call and those streamed before each have their own fifty; tables and charts do not.
        faults = [f for f in limits.faults_in_blocks(blocks, "message") if f.says != "no more than 50 items allowed"]
        if faults:
            raise ApiError("invalid_blocks", [str(fault) for fault in faults])

    # --- what is in a message -----------------------------------------------------------------------------------

    def _content(
        self, args: Json, longest: int = limits.LONGEST_TEXT, needed: bool = True, thread: bool = True
    ) -> Json:
        content: Json = {}
        if args.get("text") is not None:
            content["text"] = str(args["text"])
            if len(content["text"]) > longest:
                raise ApiError("msg_too_long")
        if args.get("blocks") is not None:
            content["blocks"] = named(self._blocks(args))
        if args.get("markdown_text"):
            content |= self._from_markdown(args, content)
        if attachments := self._json(args, "attachments", []):
            content["attachments"] = attachments
        has_words = str(content.get("text", "")).strip()
        if needed and not has_words and not content.get("blocks") and not content.get("attachments"):
            raise ApiError("no_text")
        if limits.length_of(content.get("blocks") or []) > limits.LONGEST_BLOCKS:
            raise ApiError("msg_blocks_too_long")
        if thread:
            content |= self._placed(args)
        return {**content, **self._metadata(args)}

    def _placed(self, args: Json) -> Json:
        placed: Json = {}
        if args.get("thread_ts"):
            placed["thread_ts"] = self._thread(str(args["thread_ts"]), self._channel(args))
        if args.get("username"):
            placed["username"] = str(args["username"])
        return placed

    def _thread(self, thread_ts: str, channel: Json) -> str:
        """The time of the message a thread hangs on. ApiError when it cannot be the time of any message."""
        if not re.fullmatch(r"\d{1,12}\.\d{1,6}", thread_ts):
            raise ApiError("invalid_thread_ts")
        root = self.ws.message(channel["id"], thread_ts)
        if root is None or "_to" in root:
            # Slack takes it, and nobody finds the reply; a raw event sent by a test may name such a message too.
            log.warning("The bot uses a thread whose first message is not there: %s.", thread_ts)
            return thread_ts
        return str(root.get("thread_ts") or thread_ts)

    def _from_markdown(self, args: Json, content: Json) -> Json:
        if "text" in content or "blocks" in content:
            raise ApiError("markdown_text_conflict")
        text = str(args["markdown_text"])
        if len(text) > limits.LONGEST_MARKDOWN:
            raise ApiError("msg_too_long")
        return {"text": text, "blocks": named([{"type": "markdown", "text": text}])}

    def _blocks(self, args: Json) -> list[Json]:
        blocks = self._json(args, "blocks", [], "invalid_blocks_format")
        if not isinstance(blocks, list):
            raise ApiError("invalid_blocks_format")
        if faults := limits.faults_in_blocks(blocks, "message"):
            raise ApiError("invalid_blocks", [str(fault) for fault in faults])
        for file in (element for block in blocks for element in limits.elements_of(block)):
            if file["type"] == "file_input":
                raise ApiError(
                    "invalid_blocks", ["[ERROR] file_input is only available in modals [json-pointer:/blocks]"]
                )
        return blocks

    def _metadata(self, args: Json) -> Json:
        metadata = self._json(args, "metadata", None, "invalid_metadata_format")
        if metadata in (None, {}):
            return {}
        if faults := limits.faults_in_metadata(metadata):
            raise ApiError("invalid_metadata_format", [str(fault) for fault in faults])
        return {"metadata": metadata}

    def _as_stored(self, message: Json) -> Json:
        shown = self.ws.shown(message)
        return {name: value for name, value in shown.items() if name != "channel"}

    # --- arguments ------------------------------------------------------------------------------------------------

    def _required(self, args: Json, name: str) -> Any:
        if args.get(name) in (None, ""):
            raise ApiError("invalid_arguments", [f"[ERROR] missing required field: {name} [json-pointer:/{name}]"])
        return args[name]

    def _json(self, args: Json, name: str, default: Any, error: str = "invalid_arguments") -> Any:
        given = args.get(name)
        if given is None or given == "":
            return default
        if not isinstance(given, str):
            return given
        try:
            return json.loads(given)
        except ValueError:
            raise ApiError(error, [f"[ERROR] must be valid JSON [json-pointer:/{name}]"]) from None

    def _channel(self, args: Json, field: str = "channel") -> Json:
        name = str(self._required(args, field))
        try:
            # A message to a person goes to their conversation with the bot.
            return self.ws.dm_of(name) if self.ws.user(name) else self.ws.channel(name)
        except (Unknown, NotAllowed):
            raise ApiError("channel_not_found") from None

    def _writable(self, args: Json, field: str = "channel") -> Json:
        channel = self._channel(args, field)
        if BOT_USER_ID not in channel["members"]:
            raise ApiError("channel_not_found" if channel.get("private") else "not_in_channel")
        return channel

    def _own_message(self, args: Json, error: str) -> tuple[Json, Json]:
        channel = self._writable(args)
        message = self.ws.message(channel["id"], str(self._required(args, "ts")))
        # An ephemeral message is no message to the Web API: only its response_url reaches it.
        if message is None or "_to" in message:
            raise ApiError("message_not_found")
        if message.get("bot_id") != BOT_ID:
            raise ApiError(error)
        return channel, message

    # --- statuses, prompts, sessions ------------------------------------------------------------------------------

    def _m_assistant__threads__setStatus(self, args: Json) -> Json:
        channel = self._writable(args, "channel_id")
        thread = self._thread(str(self._required(args, "thread_ts")), channel)
        loading = self._json(args, "loading_messages", [])
        if not isinstance(loading, list) or len(loading) > 10:
            raise ApiError(
                "invalid_arguments", ["[ERROR] no more than 10 items allowed [json-pointer:/loading_messages]"]
            )
        self.ws.set_status(channel["id"], thread, str(args.get("status") or ""), [str(line) for line in loading])
        return {}

    def _m_assistant__threads__setSuggestedPrompts(self, args: Json) -> Json:
        channel = self._writable(args, "channel_id")
        prompts = self._json(args, "prompts", None)
        fits = limits.many(
            limits.shape({"title": limits.string(3000, 1), "message": limits.string(3000, 1)}), limits.MOST_PROMPTS, 0
        )
        if faults := list(fits(prompts, "/prompts")):
            raise ApiError("invalid_arguments", [str(fault) for fault in faults])
        if args.get("thread_ts"):
            # Slack says ok and does nothing for an app with agent_view; so do we, but not in silence.
            log.warning("setSuggestedPrompts with thread_ts has no effect in the agent messaging experience.")
            return {}
        self.ws.shelf.put("prompts", channel["id"], {"title": args.get("title"), "prompts": prompts})
        for user_id in self.ws.readers_of({"channel": channel["id"]}):
            self.ws.tell(user_id, {"type": "prompts", "channel": channel["id"], "prompts": prompts})
        return {}

    def _m_assistant__threads__setTitle(self, args: Json) -> Json:
        channel = self._writable(args, "channel_id")
        self._set_session(
            channel["id"], str(self._required(args, "thread_ts")), title=str(self._required(args, "title"))
        )
        return {}

    def _m_agents__sessions__setStatus(self, args: Json) -> Json:
        channel = self._writable(args, "channel_id")
        status = str(self._required(args, "status"))
        self._set_session(channel["id"], args.get("thread_ts"), status=status, title=args.get("title"))
        return {}

    def _m_agents__sessions__rename(self, args: Json) -> Json:
        channel = self._writable(args, "channel_id")
        self._set_session(channel["id"], args.get("thread_ts"), title=str(self._required(args, "title")))
        return {}

    def _set_session(self, channel_id: str, thread_ts: Any, status: str | None = None, title: Any = None) -> None:
        if status is not None and status not in ("processing", "active", "suspended", "closed"):
            raise ApiError(
                "invalid_arguments",
                ["[ERROR] must be one of: processing, active, suspended, closed [json-pointer:/status]"],
            )
        if title is not None and len(str(title)) > 200:
            raise ApiError("invalid_arguments", ["[ERROR] must be less than 201 characters [json-pointer:/title]"])
        place = f"{channel_id}:{thread_ts or ''}"
        given = {name: value for name, value in (("status", status), ("title", title)) if value is not None}
        self.ws.shelf.put("session", place, {**(self.ws.shelf.get("session", place) or {}), **given})

    # --- views ------------------------------------------------------------------------------------------------------

    def _m_views__open(self, args: Json) -> Json:
        view = self._view(args, "modal")
        user_id = self.triggers.exchange(str(self._required(args, "trigger_id")))
        return {"view": shown_view(self.open_view(user_id, view))}

    def open_view(self, user_id: str, view: Json) -> Json:
        """The only modal of this person from now on."""
        made = self._made(view, user_id, None)
        self.ws.set_modals(user_id, [made])
        return self.ws.keep_view(made)

    def _m_views__push(self, args: Json) -> Json:
        view = self._view(args, "modal")
        user_id = self.triggers.exchange(str(self._required(args, "trigger_id")))
        return {"view": shown_view(self.push_view(user_id, view))}

    def push_view(self, user_id: str, view: Json) -> Json:
        """A modal on top of those that are open. ApiError when there are three, or none."""
        open_now = self.ws.modals_of(user_id)
        if not open_now:
            raise ApiError("not_found")
        if len(open_now) >= limits.MOST_VIEWS:
            raise ApiError("push_limit_reached")
        made = self._made(view, user_id, open_now[-1])
        self.ws.set_modals(user_id, [*open_now, made])
        return self.ws.keep_view(made)

    def _m_views__update(self, args: Json) -> Json:
        view = self._view(args, "modal")
        known = self._known_view(args)
        if args.get("hash") and args["hash"] != known["hash"]:
            raise ApiError("hash_conflict")
        return {"view": shown_view(self.update_view(known, view))}

    def update_view(self, known: Json, view: Json) -> Json:
        """An open modal with other contents; what was filled in stays where block and action ids are the same."""
        kept = {name: known[name] for name in ("id", "root_view_id", "previous_view_id", "_user", "_n")}
        return self.ws.keep_view({**self._made(view, known["_user"], None, known["id"]), **kept})

    def _known_view(self, args: Json) -> Json:
        with self.ws.lock:
            views = list(self.ws.shelf.all("view").values())
        field = "id" if args.get("view_id") else "external_id"
        wanted = self._required(args, "view_id" if field == "id" else "external_id")
        for view in views:
            if view[field] == wanted:
                return view
        raise ApiError("not_found")

    def _m_views__publish(self, args: Json) -> Json:
        view = self._view(args, "home")
        user_id = str(self._required(args, "user_id"))
        if not self.ws.user(user_id):
            raise ApiError("user_not_found")
        known = self.ws.shelf.get("home", user_id)
        if args.get("hash") and (known is None or args["hash"] != known["hash"]):
            raise ApiError("hash_conflict")
        made = self._made(view, user_id, None, known["id"] if known else None)
        return {"view": shown_view(self.ws.keep_view(made))}

    def _view(self, args: Json, kind: str) -> Json:
        view = self._json(args, "view", None)
        if not isinstance(view, dict):
            raise ApiError("invalid_arguments", ["[ERROR] missing required field: view [json-pointer:/view]"])
        return self.checked_view(view, kind)

    def checked_view(self, view: Any, kind: str) -> Json:
        """The view when Slack would take it as this kind. ApiError otherwise."""
        if len(json.dumps(view)) > limits.LARGEST_VIEW:
            raise ApiError("view_too_large")
        if faults := limits.faults_in_view(view):
            raise ApiError("invalid_arguments", [str(fault) for fault in faults])
        if view["type"] != kind:
            raise ApiError("invalid_arguments", [f"[ERROR] must be one of: {kind} [json-pointer:/view/type]"])
        return dict(view)

    def _made(self, view: Json, user_id: str, below: Json | None, view_id: str | None = None) -> Json:
        new_id = view_id or "V0" + secrets.token_hex(5).upper()
        self._refuse_taken(view.get("external_id"), new_id)
        blocks = named(view["blocks"])
        names = ("private_metadata", "callback_id", "external_id", "title", "submit", "close")
        given = {name: view.get(name) or ("" if name.endswith(("data", "id")) else None) for name in names}
        flags = {name: bool(view.get(name)) for name in ("clear_on_close", "notify_on_close", "submit_disabled")}
        place = {
            "root_view_id": below["root_view_id"] if below else new_id,
            "previous_view_id": below["id"] if below else None,
        }
        ours = {"team_id": TEAM_ID, "app_id": APP_ID, "app_installed_team_id": TEAM_ID, "bot_id": BOT_ID}
        made = {
            "id": new_id,
            "type": view["type"],
            "blocks": blocks,
            "state": {"values": values_of(blocks)},
            "hash": "",
        }
        return {**made, **given, **flags, **place, **ours, "_user": user_id, "_n": self.ws.next_revision()}

    def _refuse_taken(self, external_id: Any, view_id: str) -> None:
        taken = [*self.ws.shelf.all("view").values(), *self.ws.shelf.all("home").values()]
        if external_id and any(v["external_id"] == external_id and v["id"] != view_id for v in taken):
            raise ApiError("duplicate_external_id")

    def _m_blocks__validate(self, args: Json) -> Json:
        given = [name for name in ("blocks", "message", "view") if args.get(name)]
        if len(given) != 1:
            raise ApiError(
                "invalid_arguments", ["[ERROR] provide exactly one of blocks, message and view [json-pointer:/]"]
            )
        value = self._json(args, given[0], None, f"invalid_{given[0]}")
        if given[0] == "message":
            value = value.get("blocks") if isinstance(value, dict) else None
        faults = (
            limits.faults_in_view(value, "") if given[0] == "view" else limits.faults_in_blocks(value, "message", "")
        )
        if faults:
            errors = [{"pointer": f.pointer, "code": "failed_constraint", "message": f.says} for f in faults]
            raise ApiError(f"invalid_{given[0]}", errors=errors)
        return {}

    # --- conversations and users ----------------------------------------------------------------------------------

    def _m_conversations__open(self, args: Json) -> Json:
        if args.get("channel"):
            channel = self._channel(args)
        else:
            wanted = [name.strip() for name in str(self._required(args, "users")).split(",") if name.strip()]
            if any(not self.ws.user(user_id) for user_id in wanted):
                raise ApiError("user_not_found")
            channel = self.ws.dm_of(wanted[0]) if len(wanted) == 1 else self.ws.group_of(wanted)
        return {
            "channel": self._as_conversation(channel) if _means_yes(args.get("return_im")) else {"id": channel["id"]}
        }

    def _m_conversations__info(self, args: Json) -> Json:
        channel = self._readable(args)
        told = self._as_conversation(channel)
        return {
            "channel": {**told, "num_members": len(channel["members"])}
            if _means_yes(args.get("include_num_members"))
            else told
        }

    def _m_conversations__members(self, args: Json) -> Json:
        return self._page(args, "members", list(self._readable(args)["members"]))

    def _m_conversations__list(self, args: Json) -> Json:
        kinds = str(args.get("types") or "public_channel").split(",")
        seen = [c for c in self.ws.shelf.all("channel").values() if not c.get("private") or BOT_USER_ID in c["members"]]
        return self._page(args, "channels", [self._as_conversation(c) for c in seen if _kind_in_lists(c) in kinds])

    def _m_users__conversations(self, args: Json) -> Json:
        kinds = str(args.get("types") or "public_channel").split(",")
        mine = self.ws.channels_of(str(args.get("user") or BOT_USER_ID))
        return self._page(args, "channels", [self._as_conversation(c) for c in mine if _kind_in_lists(c) in kinds])

    def _m_conversations__history(self, args: Json) -> Json:
        channel = self._readable(args)
        return self._page_of_messages(
            args, [m for m in self._visible(channel) if m.get("thread_ts") in (None, m["ts"])]
        )

    def _m_conversations__replies(self, args: Json) -> Json:
        channel = self._readable(args)
        root = str(self._required(args, "ts"))
        thread = [m for m in self._visible(channel) if root in (m["ts"], m.get("thread_ts"))]
        if not thread:
            raise ApiError("thread_not_found")
        return self._page_of_messages(args, thread, newest_first=False)

    def _readable(self, args: Json) -> Json:
        channel = self._channel(args)
        if BOT_USER_ID not in channel["members"] and (channel.get("private") or "ts" in args or "oldest" in args):
            raise ApiError("channel_not_found" if channel.get("private") else "not_in_channel")
        return channel

    def _visible(self, channel: Json) -> list[Json]:
        return [message for message in self.ws.messages(channel["id"]) if "_to" not in message]

    def _page_of_messages(self, args: Json, messages: list[Json], newest_first: bool = True) -> Json:
        since, until = str(args.get("oldest") or "0"), str(args.get("latest") or "99999999999")
        if _means_yes(args.get("inclusive")):
            found = [m for m in messages if float(since) <= float(m["ts"]) <= float(until)]
        else:
            found = [m for m in messages if float(since) < float(m["ts"]) < float(until)]
        with_metadata = _means_yes(args.get("include_all_metadata"))
        told = [self._with_thread(m, with_metadata) for m in (reversed(found) if newest_first else found)]
        return self._page(args, "messages", told, has_more=True)

    def _with_thread(self, message: Json, with_metadata: bool) -> Json:
        replies = [
            m
            for m in self.ws.messages(message["channel"])
            if m.get("thread_ts") == message["ts"] and m["ts"] != message["ts"]
        ]
        count = (
            {"thread_ts": message["ts"], "reply_count": len(replies), "latest_reply": replies[-1]["ts"]}
            if replies
            else {}
        )
        metadata = {"metadata": message["metadata"]} if with_metadata and message.get("metadata") else {}
        return {**self._as_stored(message), **count, **metadata}

    def _page(self, args: Json, name: str, items: list[Any], has_more: bool = False) -> Json:
        try:
            start, most = int(args.get("cursor") or 0), min(int(args.get("limit") or 100), 1000)
        except ValueError:
            raise ApiError("invalid_cursor" if args.get("cursor") else "invalid_limit") from None
        end = start + max(most, 1)
        cursor = str(end) if end < len(items) else ""
        more = {"has_more": bool(cursor)} if has_more else {}
        return {name: items[start:end], **more, "response_metadata": {"next_cursor": cursor}}

    def _as_conversation(self, channel: Json) -> Json:
        if channel["kind"] == "dm":
            told = {"id": channel["id"], "is_im": True, "is_org_shared": False, "user": channel["members"][0]}
            return {**told, "context_team_id": TEAM_ID, "is_user_deleted": False}
        private = bool(channel.get("private"))
        kind = {"is_channel": not private, "is_group": private, "is_im": False, "is_mpim": bool(channel.get("group"))}
        told = {"id": channel["id"], "name": channel["name"], "name_normalized": channel["name"], **kind}
        flags = {
            "is_private": private,
            "is_archived": False,
            "is_general": False,
            "is_shared": False,
            "is_ext_shared": False,
        }
        topic = {"value": channel["topic"], "creator": "", "last_set": 0}
        is_member = BOT_USER_ID in channel["members"]
        return {**told, **flags, "is_member": is_member, "topic": topic, "context_team_id": TEAM_ID}

    def _m_users__info(self, args: Json) -> Json:
        user_id = str(self._required(args, "user"))
        if user_id == BOT_USER_ID:
            return {"user": self._as_bot_user()}
        user = self.ws.user(user_id)
        if user is None:
            raise ApiError("user_not_found")
        return {"user": self._as_user(user)}

    def _m_users__lookupByEmail(self, args: Json) -> Json:
        wanted = str(self._required(args, "email")).casefold()
        for user in self.ws.shelf.all("user").values():
            if user["email"].casefold() == wanted:
                return {"user": self._as_user(user)}
        raise ApiError("users_not_found")

    def _m_users__list(self, args: Json) -> Json:
        users = [self._as_bot_user(), *(self._as_user(user) for user in self.ws.shelf.all("user").values())]
        return self._page(args, "members", users)

    def _as_user(self, user: Json) -> Json:
        names = {
            "real_name": user["real_name"],
            "display_name": user["real_name"],
            "email": user["email"],
            "title": user["title"],
        }
        profile = {
            **names,
            "real_name_normalized": user["real_name"],
            "first_name": user["real_name"].split()[0],
            "team": TEAM_ID,
        }
        flags = {"is_admin": False, "is_owner": False, "is_bot": False, "is_app_user": False, "deleted": False}
        guest = {"is_restricted": user["is_guest"], "is_ultra_restricted": False}
        who = {
            "id": user["id"],
            "team_id": TEAM_ID,
            "name": user["handle"],
            "real_name": user["real_name"],
            "tz": user["tz"],
        }
        return {**who, "profile": profile, **flags, **guest, "updated": 0}

    def _as_bot_user(self) -> Json:
        profile = {
            "real_name": BOT_NAME,
            "display_name": BOT_NAME,
            "api_app_id": APP_ID,
            "bot_id": BOT_ID,
            "team": TEAM_ID,
        }
        who = {"id": BOT_USER_ID, "team_id": TEAM_ID, "name": BOT_HANDLES[0], "real_name": BOT_NAME, "tz": "UTC"}
        return {**who, "profile": profile, "is_bot": True, "deleted": False, "is_restricted": False, "updated": 0}

    # --- reactions and files ---------------------------------------------------------------------------------------

    def _m_reactions__add(self, args: Json) -> Json:
        channel = self._writable(args)
        message = self.ws.message(channel["id"], str(self._required(args, "timestamp")))
        if message is None:
            raise ApiError("message_not_found")
        name = str(self._required(args, "name")).strip(":")
        reactions = [dict(reaction) for reaction in message.get("reactions") or []]
        mine = next((reaction for reaction in reactions if reaction["name"] == name), None)
        if mine and BOT_USER_ID in mine["users"]:
            raise ApiError("already_reacted")
        if mine is None:
            mine = {"name": name, "users": [], "count": 0}
            reactions.append(mine)
        mine |= {"users": [*mine["users"], BOT_USER_ID], "count": mine["count"] + 1}
        self.ws.change(message, {"reactions": reactions})
        return {}

    def _m_files__getUploadURLExternal(self, args: Json) -> Json:
        name = str(self._required(args, "filename"))
        try:
            length = int(self._required(args, "length"))
        except ValueError:
            length = 0
        if not 0 < length <= LARGEST_FILE:
            raise ApiError(
                "invalid_arguments", [f"[ERROR] must be between 1 and {LARGEST_FILE} [json-pointer:/length]"]
            )
        file_id = "F0" + secrets.token_hex(5).upper()
        waiting = {
            "id": file_id,
            "name": name,
            "length": length,
            "ticket": secrets.token_urlsafe(24),
            "at": self.ws.now(),
        }
        self.ws.shelf.put("upload", file_id, waiting)
        return {"upload_url": f"{self.base_url}/upload/v1/{file_id}/{waiting['ticket']}", "file_id": file_id}

    def receive(self, file_id: str, ticket: str, content: bytes) -> None:
        """Takes the bytes of a file whose upload was announced. ApiError when it was not, or they are not as many."""
        waiting = self.ws.shelf.get("upload", file_id)
        if waiting is None or not secrets.compare_digest(waiting["ticket"], ticket):
            raise ApiError("invalid_upload_url")
        if len(content) != waiting["length"]:
            raise ApiError(
                "length_mismatch", [f"[ERROR] {waiting['length']} bytes were announced, {len(content)} came."]
            )
        self.ws.shelf.put_content(file_id, content)
        self.ws.shelf.put("upload", file_id, {**waiting, "received": True})

    def _m_files__completeUploadExternal(self, args: Json) -> Json:
        given = self._json(args, "files", None)
        if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
            raise ApiError("invalid_arguments", ["[ERROR] missing required field: files [json-pointer:/files]"])
        places = str(args.get("channels") or args.get("channel_id") or "")
        channels = [self._writable({"channel": place}) for place in places.split(",") if place]
        files = [self._file(one) for one in given]
        for channel in channels:
            self._share(channel, files, args)
        return {"files": [self._told(file) for file in files]}

    def _file(self, given: Json) -> Json:
        waiting = self.ws.shelf.get("upload", str(given.get("id")))
        if waiting is None or not waiting.get("received"):
            raise ApiError("file_not_found")
        kind = waiting["name"].rpartition(".")[2].lower() if "." in waiting["name"] else "text"
        about = {
            "name": waiting["name"],
            "title": given.get("title") or waiting["name"],
            "size": waiting["length"],
            "filetype": kind,
        }
        url_name = quote(waiting["name"].replace("/", "_"), safe="._-")
        file = {"id": waiting["id"], **about, "url_name": url_name, "user": BOT_USER_ID, "created": int(self.ws.now())}
        self.ws.shelf.put("file", file["id"], file)
        self.ws.shelf.drop("upload", file["id"])
        return file

    def _told(self, file: Json) -> Json:
        url = f"{self.base_url}/files/{file['id']}/{file['url_name']}"
        return {
            **{name: value for name, value in file.items() if name != "url_name"},
            "url_private": url,
            "permalink": url,
        }

    def _share(self, channel: Json, files: list[Json], args: Json) -> None:
        placed = {"thread_ts": self._thread(str(args["thread_ts"]), channel)} if args.get("thread_ts") else {}
        said = {"text": str(args.get("initial_comment") or "")}
        urls = [{**self._told(file), "url_name": file["url_name"]} for file in files]
        self._posted(channel, {"subtype": "file_share", **said, **placed, "files": urls, "upload": True})

    def _m_files__info(self, args: Json) -> Json:
        file = self.ws.shelf.get("file", str(self._required(args, "file")))
        if file is None:
            raise ApiError("file_not_found")
        return {"file": self._told(file)}

    def may_read(self, file_id: str, user_id: str) -> bool:
        """True when this person sees a message the file is in."""
        for channel in self.ws.channels_of(user_id):
            for message in self.ws.messages(channel["id"]):
                if message.get("_to") in (None, user_id) and any(
                    f["id"] == file_id for f in message.get("files") or []
                ):
                    return True
        return False

    # --- response urls ---------------------------------------------------------------------------------------------

    def response_url(self, user_id: str, channel_id: str, message: Json | None) -> str:
        """An address for five answers in thirty minutes to what this person just did."""
        name = f"{secrets.randbelow(10**12)}/{secrets.token_urlsafe(18)}"
        known = {
            "user": user_id,
            "channel": channel_id,
            "ts": message["ts"] if message else None,
            "uses": 0,
            "at": self.ws.now(),
        }
        self.ws.shelf.put("response_url", name, known)
        return f"{self.base_url}/response/{name}"

    def respond(self, name: str, body: Json) -> None:
        """Does what the bot asks at a response_url. ApiError when it may not, or no longer."""
        with self.ws.lock:
            known = self.ws.shelf.get("response_url", name)
            if known is None:
                raise ApiError("invalid_response_url")
            if self.ws.now() - known["at"] > limits.RESPONSE_URL_LIVES:
                raise ApiError("expired_url")
            if known["uses"] >= limits.RESPONSE_URL_USES:
                raise ApiError("used_url")
            channel = self.ws.channel(known["channel"])
            self._answer(known, channel, body)
            self.ws.shelf.put("response_url", name, {**known, "uses": known["uses"] + 1})

    def _answer(self, known: Json, channel: Json, body: Json) -> None:
        original = self.ws.message(known["channel"], known["ts"]) if known["ts"] else None
        if _means_yes(body.get("delete_original")):
            if original is None:
                raise ApiError("message_not_found")
            return self._removed(channel, original)
        args = {**body, "channel": channel["id"]}
        if _means_yes(body.get("replace_original")) and original is not None:
            changes = {"blocks": None, **self._content(args, thread=False)}
            if "_to" in original:
                self.ws.change(original, changes)
            else:
                self._changed(channel, original, changes)
            return None
        return self.say_for(known["user"], channel, args)

    def say_for(self, user_id: str, channel: Json, body: Json) -> None:
        """Posts an answer to what a person did: to them alone unless it says `in_channel`."""
        if original_thread := body.get("thread_ts"):
            body = {**body, "thread_ts": str(original_thread)}
        content = self._content({**body, "channel": channel["id"]})
        if body.get("response_type") == "in_channel":
            self._posted(channel, content)
        else:
            self.ws.post(channel, {**bot_author(), **content}, reader=user_id)


def _means_yes(given: Any) -> bool:
    return given is True or (given is not None and str(given).casefold() not in MEANS_NO)


def _kind_in_lists(channel: Json) -> str:
    kinds = {"im": "im", "group": "private_channel", "channel": "public_channel"}
    return "mpim" if channel.get("group") else kinds[channel_type(channel)]
