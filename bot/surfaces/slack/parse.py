"""Slack's payloads as what happened: who said or pressed what, and where; whatever shape they come in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, get_args

from domain.value import Value
from domain.work import Person, Place, Press, Request

Kind = Literal["message", "mention", "thread", "command", "press", "form", "closed", "home", "opened"]
"""message: said in a DM · mention: said to the bot in a channel · thread: said in a channel's thread, perhaps to the
bot · command: /qm · press: a button or menu · form, closed: a modal sent or dismissed · home, opened: a tab opened."""
KINDS: tuple[Kind, ...] = get_args(Kind)
Payload = dict[str, Any]
NameOf = Callable[[str], str]

COMMAND = "/qm"
IGNORED_PRESS = "link:open"
_SPEECH = (None, "file_share", "thread_broadcast")
"""Subtypes of a message that are somebody speaking; all others are edits, joins, bots and the like."""
_ENTITY = re.compile(r"<([^<>]*)>")
_LONGEST_ID, _LONGEST_KEY = 255, 250


class Event(Value):
    """One thing that happened in Slack and concerns us."""

    kind: Kind
    id: str
    """Names what was asked, so that a mention arriving twice, as `message` and `app_mention`, is one request."""
    team: str = ""
    """The workspace of the person, which in a shared channel may not be ours."""
    place: Place
    text: str = ""
    is_in_thread: bool = False
    press: str = ""
    subject: str = ""
    values: dict[str, Any] = {}
    trigger: str = ""
    view: str = ""
    response_url: str = ""


def to_event(payload: Payload, name_of: NameOf = str, bot_user: str = "") -> Event | None:
    """What happened, or None when it is nothing of ours: bots, edits, joins, links opened, other kinds of event."""
    kind = _text(payload, "type") if inbox_key(payload) else ""
    if kind == "event_callback":
        return _from_event(payload, name_of, bot_user or _bot_user(payload))
    if kind == "block_actions":
        return _from_action(payload)
    if kind in ("view_submission", "view_closed"):
        return _from_view(payload, "form" if kind == "view_submission" else "closed")
    return _from_command(payload, name_of) if _text(payload, "command") == COMMAND else None


def kind_of(payload: Payload) -> Kind | None:
    """The kind of what happened, as `to_event` has it, without reading what was said: an ack waits for it."""
    event = payload.get("event")
    if _text(payload, "type") != "event_callback" or not isinstance(event, dict) or not _is_speech(event):
        happened = to_event(payload)
        return happened.kind if happened else None
    return _spoken(event, _bot_user(payload)) if inbox_key(payload) else None


def inbox_key(payload: Payload) -> str:
    """What makes this delivery the same as an earlier one; empty when the payload has nothing to tell it by."""
    key = _key(payload, _text(payload, "type"))
    return key if len(key) <= _LONGEST_KEY else f"{key[:150]}:{hashlib.sha256(key.encode()).hexdigest()}"


def to_request(event: Event, person: Person, at: datetime) -> Request:
    """The request somebody made by speaking."""
    return Request(id=event.id, text=event.text, person=person, place=event.place, at=at)


def to_press(event: Event, person: Person, at: datetime) -> Press:
    """The press of a button, menu or form."""
    return Press(
        id=event.id,
        verb=event.press,
        subject=event.subject,
        values=event.values,
        person=person,
        place=event.place,
        trigger=event.trigger,
        view=event.view,
        at=at,
    )


def teams_of(payload: Payload) -> set[str]:
    """The workspaces, and organisations, that this delivery says it belongs to."""
    named = [_id(payload, "team_id"), _id(payload, "team", "id"), _id(payload, "enterprise", "id")]
    named += [_id(payload, "enterprise_id")]
    if not any(named):
        return set()
    granted = payload.get("authorizations")
    also = [_id(one, "team_id") for one in granted] if isinstance(granted, list) else []
    return {name for name in [*named, *also, _id(payload, "view", "app_installed_team_id")] if name}


def app_of(payload: Payload) -> str:
    """The app that this delivery says it is for; a command does not always say."""
    return _id(payload, "api_app_id")


def words_of(text: str, name_of: NameOf = str) -> str:
    """What a person typed, of what Slack made of it: names for ids, words for links, and `&lt;` undone once."""
    return _unescaped(_ENTITY.sub(lambda found: _entity_words(found[1], name_of), _safe(text)))


def _key(payload: Payload, kind: str) -> str:
    if kind == "event_callback":
        return _id(payload, "event_id")
    if kind == "block_actions":
        action, user = _action(payload), _id(payload, "user", "id")
        where = _id(payload, "container", "message_ts") or _id(payload, "message", "ts") or _id(payload, "view", "id")
        parts = (where, _id(action, "action_id"), _id(action, "action_ts"), user)
        return f"act:{':'.join(parts)}" if all(parts) else ""
    if kind in ("view_submission", "view_closed"):
        # Two quick clicks on Submit send the same hash; the view they belong to is submitted once.
        view, once = _id(payload, "view", "id"), _id(payload, "view", "hash") or _id(payload, "trigger_id")
        return f"{'sub' if kind == 'view_submission' else 'close'}:{view}:{once}" if view else ""
    return _id(payload, "trigger_id") if _text(payload, "command") == COMMAND else ""


def _from_event(payload: Payload, name_of: NameOf, bot_user: str) -> Event | None:
    event = payload.get("event")
    if not isinstance(event, dict):
        return None
    if _is_speech(event):
        return _from_speech(payload, event, name_of, bot_user)
    return _from_tab(payload, event) if event.get("type") == "app_home_opened" else None


def _is_speech(event: Payload) -> bool:
    return event.get("type") in ("message", "app_mention")


def _spoken(event: Payload, bot_user: str) -> Kind | None:
    """What kind of speech this is; None for what is not somebody speaking to us."""
    user = _id(event, "user")
    is_bot = event.get("bot_id") or event.get("bot_profile") or user in (bot_user, "USLACKBOT")
    if is_bot or event.get("subtype") not in _SPEECH or event.get("edited"):
        return None
    return _kind_of_speech(event, bot_user) if user and _id(event, "channel") and _id(event, "ts") else None


def _from_speech(payload: Payload, event: Payload, name_of: NameOf, bot_user: str) -> Event | None:
    kind = _spoken(event, bot_user)
    if kind is None:
        return None
    user, channel, ts = _id(event, "user"), _id(event, "channel"), _id(event, "ts")
    thread = _id(event, "thread_ts")
    return Event(
        kind=kind,
        id=f"msg:{channel}:{ts}",
        team=_id(event, "user_team") or _id(event, "team") or _id(payload, "team_id"),
        place=Place(
            surface="slack",
            channel=channel,
            thread=thread or ts,
            message=ts,
            is_private=kind == "message",
            user=user,
        ),
        text=words_of(_without_mention(_text(event, "text"), bot_user, kind), name_of).strip(),
        is_in_thread=bool(thread) and thread != ts,
    )


def _kind_of_speech(event: Payload, bot_user: str) -> Kind | None:
    if event["type"] == "app_mention":
        return "mention"
    if _text(event, "channel_type") == "im" or _id(event, "channel").startswith("D"):
        return "message"
    if bot_user and f"<@{bot_user}" in _text(event, "text"):
        return "mention"
    return "thread" if _id(event, "thread_ts") not in ("", _id(event, "ts")) else None


def _without_mention(text: str, bot_user: str, kind: Kind) -> str:
    """The text without the bot's own name. Whoever an `app_mention` begins with is the bot, where its id is unknown."""
    if bot_user:
        own = rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>"
        return re.sub(rf"\s?{own}", "", re.sub(rf"^\s*(?:{own}[\s,:;]*)+", "", text))
    return re.sub(r"^\s*<@[A-Z0-9]+(?:\|[^<>]*)?>[\s,:;]*", "", text) if kind == "mention" else text


def _from_tab(payload: Payload, event: Payload) -> Event | None:
    user = _id(event, "user")
    if not user:
        return None
    is_home = _text(event, "tab") != "messages"
    return Event(
        kind="home" if is_home else "opened",
        id=f"tab:{_id(payload, 'event_id')}",
        team=_id(payload, "team_id"),
        place=Place(surface="slack", channel=_id(event, "channel"), is_private=True, user=user),
    )


def _from_command(payload: Payload, name_of: NameOf) -> Event | None:
    user, channel = _id(payload, "user_id"), _id(payload, "channel_id")
    if not (user and channel and _id(payload, "trigger_id")):
        return None
    return Event(
        kind="command",
        id=f"cmd:{_id(payload, 'trigger_id')}",
        team=_id(payload, "team_id"),
        place=Place(surface="slack", channel=channel, is_private=channel.startswith("D"), user=user),
        text=words_of(_text(payload, "text"), name_of).strip(),
        trigger=_id(payload, "trigger_id"),
        response_url=_text(payload, "response_url"),
    )


def _from_action(payload: Payload) -> Event | None:
    action, user = _action(payload), _id(payload, "user", "id")
    press = re.sub(r"#\d+$", "", _id(action, "action_id"))
    if not user or not press or press == IGNORED_PRESS:
        return None
    subject, values = _pressed(action)
    return Event(
        kind="press",
        id=inbox_key(payload),
        team=_id(payload, "user", "team_id") or _id(payload, "team", "id"),
        place=_place_of_action(payload, user),
        press=press,
        subject=subject,
        values=_values(payload.get("view")) | _values(payload) | values,
        trigger=_id(payload, "trigger_id"),
        view=_id(payload, "view", "id"),
        response_url=_text(payload, "response_url"),
    )


def _place_of_action(payload: Payload, user: str) -> Place:
    channel = _id(payload, "channel", "id") or _id(payload, "container", "channel_id")
    ts = _id(payload, "message", "ts") or _id(payload, "container", "message_ts")
    thread = _id(payload, "message", "thread_ts") or _id(payload, "container", "thread_ts") or ts
    private = channel.startswith("D") or not channel
    return Place(surface="slack", channel=channel, thread=thread, message=ts, is_private=private, user=user)


def _from_view(payload: Payload, kind: Kind) -> Event | None:
    user, view = _id(payload, "user", "id"), _id(payload, "view", "id")
    if not (user and view):
        return None
    carried = _carried(_text(payload, "view", "private_metadata"))
    return Event(
        kind=kind,
        id=inbox_key(payload),
        team=_id(payload, "user", "team_id") or _id(payload, "team", "id"),
        place=Place(surface="slack", is_private=True, user=user),
        press=_text(carried, "press") or _text(payload, "view", "callback_id"),
        subject=_text(carried, "subject"),
        values=_values(payload.get("view")),
        trigger=_id(payload, "trigger_id"),
        view=view,
    )


def _action(payload: Payload) -> Payload:
    actions = payload.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else {}
    return first if isinstance(first, dict) else {}


def _pressed(action: Payload) -> tuple[str, dict[str, Any]]:
    """The subject of a press, and what was chosen with it."""
    value = _text(action, "value")
    verdict, bar, subject = value.partition("|")
    if bar and verdict in ("good", "bad"):
        return subject, {"verdict": verdict}
    chosen = _answer(action) if _text(action, "type") not in ("button", "feedback_buttons", "") else None
    return value, {"chosen": chosen} if chosen is not None else {}


def _values(view: object) -> dict[str, Any]:
    """Answers by field name, of a view or a message that holds inputs."""
    state = view.get("state") if isinstance(view, dict) else None
    blocks = state.get("values") if isinstance(state, dict) else None
    if not isinstance(blocks, dict):
        return {}
    return {
        _safe(str(block)): _answer(element)
        for block, elements in blocks.items()
        if isinstance(elements, dict)
        for element in elements.values()
        if isinstance(element, dict)
    }


def _answer(element: Payload) -> str | list[str] | None:
    """What one input holds: a text, the values chosen, or None when it is empty."""
    if isinstance(element.get("selected_options"), list):
        return [_text(option, "value") for option in element["selected_options"] if isinstance(option, dict)]
    if isinstance(element.get("selected_option"), dict):
        return _text(element, "selected_option", "value")
    for name in ("value", "selected_date", "selected_time", "selected_user", "selected_channel"):
        if isinstance(element.get(name), str):
            return _text(element, name)
    return None


def _carried(metadata: str) -> Payload:
    try:
        carried = json.loads(metadata) if metadata else {}
    except ValueError:
        return {}
    return carried if isinstance(carried, dict) else {}


def _bot_user(payload: Payload) -> str:
    """Our own user, which Slack names beside every event."""
    granted = payload.get("authorizations")
    first = granted[0] if isinstance(granted, list) and granted else {}
    return _id(first, "user_id") if isinstance(first, dict) and first.get("is_bot") else ""


def _entity_words(entity: str, name_of: NameOf) -> str:
    target, _, label = entity.partition("|")
    if target.startswith("@"):
        return name_of(target[1:]) if re.fullmatch(r"[A-Z0-9]+", target[1:]) else label
    if target.startswith("#"):
        return f"#{label}" if label else target
    if target.startswith("!"):
        word = target[1:].partition("^")[0]
        return label or f"@{word}"
    return label or re.sub(r"^(?:mailto|tel):", "", target)


def _unescaped(text: str) -> str:
    return re.sub(r"&(amp|lt|gt);", lambda found: {"amp": "&", "lt": "<", "gt": ">"}[found[1]], text)


def _safe(text: str) -> str:
    """The text as a database can keep it: half characters and NUL have no place in one, and stay seen."""
    if text.isascii() and "\x00" not in text:
        return text
    return re.sub("[\ud800-\udfff]", "\ufffd", text).replace("\x00", "␀")


def _id(payload: object, *path: str) -> str:
    """The identifier at this path; empty when it is none that Slack would give."""
    found = _text(payload, *path)
    return found if found.isascii() and found.isprintable() and len(found) <= _LONGEST_ID else ""


def _text(payload: object, *path: str) -> str:
    """The text at this path; empty when anything on the way, or the end, is not what it should be."""
    for name in path:
        payload = payload.get(name) if isinstance(payload, dict) else None
    return _safe(payload) if isinstance(payload, str) else ""
