"""`quartermaster playground`: the real bot, its worker, and a local Slack with a page, on this machine alone."""

from __future__ import annotations

import logging
import os
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import click
from pydantic import SecretStr
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.bootstrap import Process, open_store, start
from bot.demo_command import SEED, SIZE, load
from bot.instance import hold
from bot.keeper import Keeper
from bot.playground.server import playground_routes
from bot.playground.server import serve as serve_pages
from bot.playground.slack_api import LocalSlack
from bot.run import worker_beside
from bot.settings import Settings, from_environment
from bot.slack_wiring import identify, listener, voice
from bot.surfaces.slack.app import PATH, http_routes
from bot.surfaces.slack.parse import inbox_key
from domain.errors import BadSetting
from domain.work import Person
from store import people as links
from store.clock import NoSuchTime
from store.crm import demo
from store.crm.people import colleagues
from store.session import Database

VISITOR = {
    "name": "Sam Visitor",
    "email": "sam.visitor@elsewhere.example",
    "role": "guest",
    "title": "Visitor",
    "is_guest": True,
}
OPERATOR = {
    "name": "Omar Haddad",
    "email": "omar.haddad@quartermaster.example",
    "role": "operator",
    "title": "Sales operations",
}


def serve(port: int, *, with_worker: bool) -> None:
    """Serves until stopped, and says where."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    home = from_environment().home
    lock = hold(home, "front")
    port = _free(port)
    settings = _settings(home, port)
    front = _Front(settings)
    slack = LocalSlack(
        home / "playground-slack.db",
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        bot_token=settings.slack_bot_token.get_secret_value(),
        deliver_to=f"http://127.0.0.1:{port}{PATH}",
        # An event that meets a bot which is still starting would be sent again only after a minute.
        ready=front.is_ready,
    )
    _seed(settings, slack)
    _serve(settings, slack, front, port, with_worker)
    lock.close()


def _serve(settings: Settings, slack: LocalSlack, front: _Front, port: int, with_worker: bool) -> None:
    routes = playground_routes(slack, pending=front.pending, inbox_key=inbox_key, clock=front.move_clock)
    starting = threading.Thread(target=front.start_when_open, args=(port,), daemon=True)
    starting.start()
    _export(settings)
    with worker_beside(with_worker):
        click.echo(f"\n  Quartermaster playground: http://127.0.0.1:{port}\n  Stop it with Ctrl+C.\n")
        serve_pages([*routes, front.route()], slack, port)
    front.stop()


class _Front:
    """The bot's front, which can only start once the local Slack beside it answers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: Process | None = None
        self._routes: list[Route] = []
        self._keeper: Keeper | None = None
        self._ready = threading.Event()

    def start_when_open(self, port: int) -> None:
        """Starts the bot as soon as the port answers: it asks the local Slack who it is, as it would the real one."""
        while not _answers(port):
            time.sleep(0.02)
        slack = identify(self._settings)
        process = start(self._settings, "front", {"slack": voice(slack)})
        self._routes = http_routes(listener(slack, process), slack, process.hear_all)
        self._process = process
        assert process.pump is not None
        process.pump.start()
        self._keeper = Keeper(process.desk)
        self._keeper.start()
        self._ready.set()

    def is_ready(self) -> bool:
        """True when events are no longer answered with "starting"."""
        return self._ready.is_set()

    def route(self) -> Route:
        """The bot's own address; it asks Slack for patience until the bot has started."""
        return Route(PATH, _Events(lambda: self._routes), methods=["POST"])

    def pending(self, key: str) -> bool:
        """Whether an event still has work to do."""
        return self._process is None or self._process.pending(key)

    def move_clock(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Product time after it was set or moved; a sentence for what is no time."""
        self._ready.wait(30)
        assert self._process is not None
        clock = self._process.desk.clock
        if "now" in wanted:
            now = clock.move(to=_time(str(wanted["now"])))
        elif "until" in wanted:
            now = clock.move(to=_working_morning(clock.now(), str(wanted.get("zone", "UTC")), wanted["until"]))
        elif "advance" in wanted:
            now = clock.move(by=_span(wanted["advance"]))
        else:
            now = clock.now()
        return {"now": now.isoformat()}

    def stop(self) -> None:
        """Ends the bot."""
        if self._keeper is not None:
            self._keeper.stop()
        if self._process is not None:
            self._process.stop()


class _Events:
    """The bot's own door once it is open, and a request for patience until then."""

    def __init__(self, routes: Callable[[], Sequence[Route]]) -> None:
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        opened = self._routes()
        door = opened[0].app if opened else PlainTextResponse("The bot is starting.", 503)
        await door(scope, receive, send)


def _working_morning(now: datetime, zone: str, wanted: object) -> datetime:
    """Nine o'clock of the next working day in a zone: messages to people wait for such a morning."""
    if zone not in available_timezones():
        raise ValueError(f"“{zone[:40]}” is no time zone; write one such as America/New_York")
    if wanted != "morning":
        raise ValueError(f"“{str(wanted)[:40]}” is not known; the clock can run until morning")
    here = now.astimezone(ZoneInfo(zone))
    days = (day for count in range(1, 8) if (day := here.date() + timedelta(days=count)).weekday() < 5)
    return datetime.combine(next(days), datetime.min.time().replace(hour=9), ZoneInfo(zone))


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“{text[:40]}” is no time; write one such as 2026-11-20T15:00:00Z") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _span(said: object) -> timedelta:
    """Seconds, or a number with s, m, h, d or w."""
    found = re.fullmatch(r"\s*([+-]?\d+(?:\.\d+)?)\s*([smhdw]?)\s*", "" if isinstance(said, bool) else str(said))
    if found is None:
        raise ValueError(f"“{str(said)[:40]}” is no span of time; write 90, 30m, 6h, 2d or 1w")
    unit = {"": "seconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[found[2]]
    try:
        return timedelta(**{unit: float(found[1])})
    except OverflowError as error:
        raise NoSuchTime from error


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free(port: int) -> int:
    """The port, or a free one for 0; a sentence when it is taken."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise BadSetting("--port", f"port {port} is in use; try --port {port + 1}") from error
        return int(probe.getsockname()[1])


def _settings(home: Path, port: int) -> Settings:
    """The settings of a workspace that exists only here; its secrets are made once and kept beside the database."""
    own = from_environment()
    return own.model_copy(
        update={
            "slack_api_url": f"http://127.0.0.1:{port}/api/",
            "slack_bot_token": SecretStr(f"xoxb-playground-{_secret(home, 'token')}"),
            "slack_signing_secret": SecretStr(_secret(home, "signing")),
            "slack_app_token": SecretStr(""),
            "slack_team_id": "",
            "operators": own.operators | {str(OPERATOR["email"])},
        }
    )


def _secret(home: Path, name: str) -> str:
    path = home / f"playground-{name}.secret"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(16))
    return path.read_text()


def _export(settings: Settings) -> None:
    """Tells the worker process, which reads the environment, where the local Slack is."""
    os.environ["SLACK_API_URL"] = settings.slack_api_url
    os.environ["SLACK_BOT_TOKEN"] = settings.slack_bot_token.get_secret_value()
    os.environ["SLACK_SIGNING_SECRET"] = settings.slack_signing_secret.get_secret_value()
    os.environ["QUARTERMASTER_OPERATORS"] = ",".join(sorted(settings.operators))
    os.environ.pop("SLACK_APP_TOKEN", None)
    os.environ.pop("SLACK_TEAM_ID", None)


def _seed(settings: Settings, slack: LocalSlack) -> None:
    """Fills an empty mirror with the demo company, and gives everybody of the mirror a seat in the local Slack."""
    db = open_store(settings)
    with db.reading() as connection:
        everyone = colleagues(connection)
    if not everyone:
        now = datetime.now(UTC)
        load(db, demo.build(SEED, SIZE, now.date()), now)
        with db.reading() as connection:
            everyone = colleagues(connection)
    seats = [_seat(person) for person in everyone]
    if not any(seat["role"] == "operator" for seat in seats):
        seats.append(OPERATOR)
    slack.seed([*seats, VISITOR], _channels(seats))
    _link(db, slack, everyone)
    db.dispose()


def _seat(person: Person) -> dict[str, Any]:
    title = " · ".join(filter(None, (person.role.capitalize(), person.team)))
    return {
        "name": person.name,
        "email": person.email or _made_up(person),
        "role": person.role,
        "title": title,
        "tz": person.timezone,
    }


def _made_up(person: Person) -> str:
    """An address for a seat here, for somebody whose real one the CRM does not hold."""
    return f"{'.'.join(person.name.lower().split())}@playground.invalid"


def _channels(seats: list[dict[str, Any]]) -> list[dict[str, Any]]:
    leaders = [seat["email"] for seat in seats if seat["role"] in ("manager", "executive", "operator")]
    everyone = [seat["email"] for seat in seats]
    return [
        {"name": "sales-leads", "topic": "Managers and executives", "members": leaders},
        {"name": "sales", "topic": "Everybody in sales", "members": everyone},
        {"name": "lobby", "topic": "Everybody, visitors too", "members": [*everyone, VISITOR["email"]]},
    ]


def _link(db: Database, slack: LocalSlack, everyone: list[Person]) -> None:
    """Links seats by hand where the CRM holds no address to link them by."""
    users = {user["email"]: user["id"] for user in slack.people()}
    with db.begin() as session:
        for person in everyone:
            if person.email or _made_up(person) not in users:
                continue
            said = links.Link(
                email=_made_up(person), name=person.name, timezone=person.timezone, kind="member",
                checked_at=datetime.now(UTC), person_id=person.id,
            )  # fmt: skip
            links.link(session, "slack", users[_made_up(person)], said)
