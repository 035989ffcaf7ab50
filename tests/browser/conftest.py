"""A browser, a page, and a local Slack with a tiny bot of the test's own.

`page` looks at whatever `playground_url` serves; a folder with another `playground_url` (the product's own, say)
reuses everything else. A page that complained, in its code or about its security policy, fails its test.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.server import playground_routes
from bot.playground.slack_api import LocalSlack
from tests.browser import chromium
from tests.browser.chromium import Complaints
from tests.browser.fake_bot import FakeBot
from tests.ports import free_port

PEOPLE = [
    {"name": "Dana Whitfield", "email": "dana@example.com", "role": "manager", "title": "Manager, Enterprise"},
    {"name": "Marcus Bell", "email": "marcus@example.com", "role": "manager", "title": "Manager, Mid-Market"},
    {"name": "Priya Raman", "email": "priya@example.com", "role": "rep", "title": "Rep, Enterprise EMEA"},
    {"name": "Tom Okafor", "email": "tom@example.com", "role": "rep", "title": "Rep, Enterprise AMER"},
    {"name": "Sarah Chen", "email": "sarah@example.com", "role": "rep", "title": "Rep, Enterprise AMER"},
    {"name": "Helena Voss", "email": "helena@example.com", "role": "executive", "title": "Chief revenue officer"},
    {"name": "Omar Haddad", "email": "omar@example.com", "role": "operator", "title": "Sales operations"},
]
SALES = [person["email"] for person in PEOPLE]
CHANNELS = [
    {"name": "sales", "topic": "Pipeline, forecast and everything that closes", "members": SALES},
    {"name": "emea", "topic": "Deals between Lisbon and Dubai", "members": [*SALES[:3], SALES[5]]},
    {"name": "leadership", "topic": "", "members": ["dana@example.com", "marcus@example.com", "helena@example.com"]},
]
TOKEN = "xoxb-browser-test"
SECRET = "browser-test-secret"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A running Chromium, shared by the tests of this folder and gone before other tests need an event loop."""
    with chromium.launched() as running:
        yield running


@pytest.fixture
def viewport() -> tuple[int, int]:
    """Width and height of the window; parametrize it for another."""
    return 1280, 800


@pytest.fixture
def colours() -> str:
    """`light` or `dark`; parametrize it for the other."""
    return "light"


@pytest.fixture
def open_page(
    browser: Browser, playground_url: str, viewport: tuple[int, int], colours: str
) -> Iterator[Callable[[str], Page]]:
    """Opens an address in a window of its own; at the end no page may have complained."""
    assert playground_url, "The server has to outlive its pages, which would notice that it is gone."
    complaints, contexts = Complaints(), []

    def opened(url: str) -> Page:
        width, height = viewport
        scheme: Any = colours
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme))
        page = contexts[-1].new_page()
        complaints.listen(page)
        page.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        page.goto(url)
        page.wait_for_selector("body.ready")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == [], "The page complained in the browser's console."


@pytest.fixture
def page(open_page: Callable[[str], Page], playground_url: str) -> Page:
    """The playground's page, as a newcomer sees it first."""
    return open_page(playground_url)


@pytest.fixture
def screenshot(page: Page, tmp_path: Path) -> Callable[[str], Path]:
    """Takes a picture of the page; kept in SCREENSHOTS when that names a folder."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)

    def take(name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        # Long enough for what fades in to be there.
        page.wait_for_timeout(350)
        page.screenshot(path=folder / f"{name}.png")
        return folder / f"{name}.png"

    return take


# --- a local Slack with a tiny bot --------------------------------------------------------------------------------


@pytest.fixture
def bot() -> Iterator[FakeBot]:
    """The bot on the other side of the local Slack; tell it what to do with `on`. Nothing it sends may be refused."""
    made = FakeBot(TOKEN)
    yield made
    assert made.refused == [], "The local Slack refused what the bot sent."


class Office:
    """A local Slack with everybody seated, serving the page and the bot from one port; it can be shut and reopened."""

    slack: LocalSlack
    _server: uvicorn.Server

    def __init__(self, bot: FakeBot, state: Path):
        self._bot, self._state, self._port = bot, state, free_port()
        bot.address = f"http://127.0.0.1:{self._port}"

    def open(self) -> None:
        """Begins, with everything that was there before."""
        self.slack = LocalSlack(
            self._state,
            signing_secret=SECRET,
            bot_token=TOKEN,
            deliver_to=f"{self._bot.address}/slack/events",
            base_url=self._bot.address,
        )
        self.slack.seed(PEOPLE, CHANNELS)
        self._server, self._thread = _served(self.slack, self._bot, self._port)

    def shut(self) -> None:
        """Ends, as when somebody stops the process."""
        self._server.should_exit = True
        self.slack.workspace.tell(None, {"type": "stop"})
        self._thread.join(timeout=5)
        self.slack.stop()


@pytest.fixture
def office(bot: FakeBot, tmp_path: Path) -> Iterator[Office]:
    """The local Slack and its server."""
    opened = Office(bot, tmp_path / "slack.db")
    opened.open()
    yield opened
    opened.shut()


@pytest.fixture
def slack(office: Office) -> LocalSlack:
    """The local Slack, to look into."""
    return office.slack


@pytest.fixture
def playground_url(slack: LocalSlack, bot: FakeBot) -> str:
    """Where the page is served."""
    assert slack
    return f"{bot.address}/"


def _served(local: LocalSlack, bot: FakeBot, port: int) -> tuple[uvicorn.Server, threading.Thread]:
    async def events(request: Request) -> Response:
        body, kind = await request.body(), request.headers.get("content-type", "")
        said = await asyncio.to_thread(bot.receive, body, kind)
        return Response(status_code=200) if said is None else JSONResponse(said)

    routes = playground_routes(local, pending=lambda _key: False, inbox_key=str, clock=lambda wanted: wanted)
    web = Starlette(routes=[*routes, Route("/slack/events", events, methods=["POST"])])
    config = uvicorn.Config(web, "127.0.0.1", port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    assert server.started, "The local Slack did not start."
    return server, thread
