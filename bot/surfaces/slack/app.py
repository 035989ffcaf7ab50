"""The listening side: prove it is Slack and our workspace, keep the event, and only then say that we have it."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.webhook import WebhookClient
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.surfaces.slack.parse import Payload, app_of, inbox_key, kind_of, teams_of
from bot.surfaces.slack.together import HearAll, Together, collected, collecting
from bot.surfaces.slack.workspace import SlackSettings, pinned, slack_client
from domain.errors import BadSetting, QuartermasterError, StoreBusy

__all__ = ["PATH", "SlackSettings", "http_routes", "run_socket_mode", "slack_app", "slack_client"]

log = logging.getLogger("quartermaster.slack")

Hear = Callable[[str, str, Payload], bool]
"""Keeps one event under its key, committed on return; False when it was there already. Raises StoreBusy."""
CheckForm = Callable[[Payload], dict[str, str] | None]
"""What is wrong with a submitted form, by field; nothing when it may be kept."""
Ack = Callable[..., BoltResponse]
Stranger = Callable[[Payload], bool]
"""Whether a payload is not for us; told to the log when it is not."""
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
"""What parsing raises for what Slack would never send."""

PATH = "/slack/events"
MOST_BYTES, MOST_FIELDS, SIGNED_WITHIN_S = 1_000_000, 100, 300
BUSY = "I cannot take this right now, and nothing was changed. Please try again in a moment."
NOT_OURS = "This app works for another workspace."
NOT_UNDERSTOOD = "I do not understand this request, so nothing was done."
NOT_SIGNED = "This request is not signed by Slack, or its signature is too old."
TOO_LARGE = "This request is too large."


def slack_app(settings: SlackSettings, hear: Hear, check_form: CheckForm) -> App:
    """The Bolt app for Socket Mode and HTTP alike; it keeps events through `hear` and does nothing else with them."""
    if not settings.team_id:
        raise BadSetting("SLACK_TEAM_ID", "it is empty, so events of our workspace cannot be told from another's.")
    app = App(
        # Otherwise Bolt reads the sources of everything that led here to find a name. It gives the logger of this name
        # the level of its own, so the name is none that we log under.
        name="slack_bolt.quartermaster",
        client=slack_client(settings),
        signing_secret=settings.signing_secret.get_secret_value(),
        # Bolt would ask Slack who we are before it lets an event through; we know, and an ack must not wait for Slack.
        authorize=lambda: _ourselves(settings),
        before_authorize=_door(settings),
        # Otherwise Bolt acknowledges an event before its listener runs, and a crash in between would lose it.
        process_before_response=True,
        ignoring_self_events_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        logger=_bolt_log(),
    )
    app.error(_refused)
    _listen(app, settings, hear, check_form)
    return app


def http_routes(app: App, settings: SlackSettings, hear_all: HearAll | None = None) -> list[Route]:
    """The one route of HTTP mode; size, age and signature are checked on the raw bytes, before anything is parsed.

    With `hear_all`, events that come at the same time are committed together, which is many times faster.
    """
    secret = settings.signing_secret.get_secret_value().encode()
    if not secret:
        raise BadSetting("SLACK_SIGNING_SECRET", "it is empty, so nobody could tell Slack's requests from others'.")

    return [Route(PATH, _Door(app, settings, secret, hear_all), methods=["POST"])]


class _Door:
    """What stands behind the route, without the wrappers that a function would get: every event comes through here."""

    def __init__(self, app: App, settings: SlackSettings, secret: bytes, hear_all: HearAll | None) -> None:
        self._app, self._secret, self._stranger = app, secret, _stranger(settings)
        self._together = Together(hear_all) if hear_all else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(Request(scope, receive))
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse(TOO_LARGE, 413)
        if not is_signed(self._secret, body, request.headers, time.time()):
            log.warning("slack:refused a request without a valid signature")
            return PlainTextResponse(NOT_SIGNED, 401)
        content_type = request.headers.get("content-type", "")
        if self._together is None or not content_type.startswith("application/json"):
            return await run_in_threadpool(_dispatch, self._app, body, content_type)
        try:
            payload = _payload(body, content_type)
        except UNREADABLE as error:
            return _malformed(error)
        if is_plain_event(payload):
            return await _event_heard(payload, self._stranger, self._together)
        return await _heard_together(self._app, payload, self._together)


def is_plain_event(payload: Payload) -> bool:
    """Whether this is an event that Bolt would do nothing with but hand to our one listener."""
    event = payload.get("event")
    is_event = payload.get("type") == "event_callback" and "ssl_check" not in payload
    return is_event and isinstance(event, dict) and isinstance(event.get("type"), str)


async def _event_heard(payload: Payload, stranger: Stranger, together: Together) -> Response:
    """Slack's answer to an event, without the way through Bolt, which would take longer than all the rest."""
    if stranger(payload):
        return PlainTextResponse(NOT_OURS, 403)
    key = inbox_key(payload)
    if not key:
        return PlainTextResponse(NOT_UNDERSTOOD, 400)
    kind = kind_of(payload)
    if kind is not None and not await together.is_kept((key, kind, payload)):
        return PlainTextResponse(BUSY, 503)
    return Response()


async def _heard_together(app: App, payload: Payload, together: Together) -> Response:
    """Slack's answer to anything else: Bolt's, once what it heard is committed, or that it should come again."""
    with collecting() as heard:
        answer = _dispatched(app, payload)
    kept = [await together.is_kept(event) for event in heard]
    return answer if all(kept) else PlainTextResponse(BUSY, 503)


def run_socket_mode(app: App, settings: SlackSettings) -> SocketModeHandler:
    """A connected Socket Mode handler: events come over a connection that we open, so no public address is needed."""
    token = settings.app_token.get_secret_value()
    if not token:
        raise BadSetting("SLACK_APP_TOKEN", "Socket Mode needs an app-level token (xapp-…) with connections:write.")
    handler = SocketModeHandler(app, token, logger=logging.getLogger("slack_bolt.socket"))
    handler.client.connect()
    return handler


def is_signed(secret: bytes, body: bytes, headers: Any, now: float) -> bool:
    """Whether Slack signed exactly these bytes within the last five minutes; compared in constant time."""
    at, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not re.fullmatch(r"[0-9]{1,12}", at) or abs(now - int(at)) > SIGNED_WITHIN_S:
        return False
    expected = "v0=" + hmac.new(secret, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


async def _body(request: Request) -> bytes | None:
    """The raw body; None as soon as it is longer than anything Slack sends."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _dispatch(app: App, body: bytes, content_type: str) -> Response:
    try:
        payload = _payload(body, content_type)
    except UNREADABLE as error:
        return _malformed(error)
    return _dispatched(app, payload)


def _dispatched(app: App, payload: Payload) -> Response:
    try:
        # The signature is proven, so Bolt gets the parsed payload. Its own parser takes any command that mentions the
        # word "payload" for an interaction, and would lose it.
        answer = app.dispatch(BoltRequest(body=payload, mode="socket_mode"))
    except UNREADABLE as error:
        return _malformed(error)
    return Response(answer.body, answer.status, answer.first_headers_without_set_cookie())


def _malformed(error: Exception) -> Response:
    log.warning("slack:refused a malformed request: %s", type(error).__name__)
    return PlainTextResponse(NOT_UNDERSTOOD, 400)


def _payload(body: bytes, content_type: str) -> Payload:
    text = body.decode()
    if content_type.startswith("application/json") or text.startswith("{"):
        payload = json.loads(text)
    else:
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
        payload = json.loads(fields["payload"]) if "payload" in fields else fields
    if not isinstance(payload, dict) or not payload:
        raise TypeError("the payload is not an object")
    return payload


def _bolt_log() -> logging.Logger:
    """Bolt's log, without its advice to developers and its copies of what strangers post: refusals we log ourselves."""
    logger = logging.getLogger("slack_bolt.app")
    logger.setLevel(logging.ERROR)
    return logger


def _ourselves(settings: SlackSettings) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=settings.enterprise_id or None,
        team_id=settings.team_id,
        bot_token=settings.bot_token.get_secret_value(),
        bot_user_id=settings.bot_user_id or None,
        bot_id=settings.bot_id or None,
    )


def _door(settings: SlackSettings) -> Callable[..., BoltResponse | None]:
    """Lets through what is addressed to our app in our workspace, before anything is kept."""
    stranger = _stranger(settings)

    def door(body: Payload, next: Callable[[], None]) -> BoltResponse | None:
        is_probe = body.get("type") == "url_verification" or "ssl_check" in body
        if not is_probe and stranger(body):
            return BoltResponse(status=403, body=NOT_OURS)
        next()
        return None

    return door


def _stranger(settings: SlackSettings) -> Stranger:
    """Whether a payload is for another workspace, or another app of ours."""
    ours, our_app = {settings.team_id, settings.enterprise_id} - {""}, settings.app

    def stranger(body: Payload) -> bool:
        teams, app = teams_of(body), app_of(body)
        is_ours = bool(teams) and teams <= ours and not (our_app and app and app != our_app)
        if not is_ours:
            log.warning("slack:refused an event of team %s, app %s", sorted(teams) or "unknown", app or "unknown")
        return not is_ours

    return stranger


def _listen(app: App, settings: SlackSettings, hear: Hear, check_form: CheckForm) -> None:
    anything = re.compile("")

    def keep(body: Payload) -> bool:
        """Keep what concerns us. False when the payload lacks what would tell it from another."""
        key = inbox_key(body)
        kind = kind_of(body) if key else None
        if kind is not None and not _heard(hear, key, kind, body):
            log.debug("slack:heard %s again", key)
        return bool(key)

    def spoken(body: Payload, ack: Ack) -> BoltResponse:
        return ack() if keep(body) else BoltResponse(status=400, body=NOT_UNDERSTOOD)

    def pressed(body: Payload, ack: Ack) -> BoltResponse:
        try:
            return spoken(body, ack)
        except StoreBusy:
            _tell(body, settings)
            return BoltResponse(status=503, body=BUSY)

    def commanded(body: Payload, ack: Ack) -> BoltResponse:
        try:
            return ack() if keep(body) else ack({"response_type": "ephemeral", "text": NOT_UNDERSTOOD})
        except StoreBusy:
            return ack({"response_type": "ephemeral", "text": BUSY})

    def submitted(body: Payload, ack: Ack) -> BoltResponse:
        try:
            errors = check_form(body)
            return ack(response_action="errors", errors=errors) if errors else spoken(body, ack)
        except StoreBusy:
            field = _a_field(body)
            return ack(response_action="errors", errors={field: BUSY}) if field else BoltResponse(status=503, body=BUSY)

    app.event(anything)(spoken)
    app.action(anything)(pressed)
    app.command(anything)(commanded)
    app.view_submission(anything)(submitted)
    app.view_closed(anything)(pressed)
    app.shortcut(anything)(lambda ack: ack())
    app.options(anything)(lambda ack: ack(options=[]))


def _heard(hear: Hear, key: str, kind: str, body: Payload) -> bool:
    if collected((key, kind, body)):
        return True
    try:
        return hear(key, kind, body)
    except StoreBusy:
        raise
    except Exception as error:
        # Whatever went wrong, the event is not kept; Slack must hear that, and send it again.
        log.exception("slack:hear failed")
        raise StoreBusy(type(error).__name__) from error


def _refused(error: Exception) -> BoltResponse:
    """What Slack hears of an error: to come again when we could not keep the event, otherwise not to."""
    if isinstance(error, StoreBusy):
        log.warning("slack:busy %s", error)
        return BoltResponse(status=503, body=BUSY)
    log.warning("slack:refused a request that could not be read: %s", type(error).__name__)
    return BoltResponse(status=400, body=NOT_UNDERSTOOD)


def _tell(body: Payload, settings: SlackSettings) -> None:
    """Say to the one who pressed that nothing happened; Slack itself would only show a small warning sign."""
    url = body.get("response_url")
    if not isinstance(url, str):
        return
    try:
        client = WebhookClient(pinned(url, settings.api_url), timeout=2)
        client.send(text=BUSY, response_type="ephemeral", replace_original=False)
    except (QuartermasterError, OSError) as error:
        log.warning("slack:could not say that we are busy: %s", error)


def _a_field(body: Payload) -> str:
    """The first input of a submitted form, for a message that belongs to none of them."""
    view = body.get("view")
    blocks = view.get("blocks") if isinstance(view, dict) else None
    inputs = [block for block in blocks or [] if isinstance(block, dict) and block.get("type") == "input"]
    return str(inputs[0].get("block_id") or "") if inputs else ""
