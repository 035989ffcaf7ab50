"""`quartermaster run` and `worker`: the processes of a real workspace."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette

from bot import settling
from bot.ears import Ears
from bot.health import health_beside, health_routes
from bot.instance import hold
from bot.opening import open_alive
from bot.settings import Settings, from_environment
from bot.slack_wiring import identify, listener, voice
from bot.surfaces.slack.app import SlackSettings, http_routes, run_socket_mode
from domain.errors import BadSetting
from scheduler.lease import Heart
from store.drivers import without_postgres
from store.schema import is_shared
from store.session import Database

if TYPE_CHECKING:
    from bot.bootstrap import Process

log = logging.getLogger("quartermaster.run")
GIVES_WAY_BY = 5
"""By how much a worker's priority is lower than the front's: an ack has three seconds, a scan has all night."""


def serve(*, http: bool, with_worker: bool) -> None:
    """Runs the bot until it is stopped."""
    _log_to_terminal()
    settling.starting()
    settings = from_environment()
    _travel_light(settings)
    slack = identify(settings)
    if http and not slack.signing_secret.get_secret_value():
        raise BadSetting("SLACK_SIGNING_SECRET", "HTTP mode needs it to tell Slack's requests from forged ones")
    with _one_of_its_role(settings, "front"):
        if http:
            _listen_at_once(settings, slack, with_worker)
            return
        with _front(settings, slack, open_alive(settings, "front"), with_worker) as process:
            handler = run_socket_mode(listener(slack, process), slack)
            log.info("connected to Slack; stop with Ctrl+C")
            with health_beside(process.db, settings.http_host, settings.http_port):
                _until_stopped()
            handler.close()  # type: ignore[no-untyped-call]


@contextmanager
def _front(
    settings: Settings, slack: SlackSettings, opened: tuple[Database, Heart | None], with_worker: bool
) -> Iterator[Process]:
    """Everything behind the listener, running."""
    # Loading these takes longer than all the rest of a start.
    from bot.bootstrap import start
    from bot.keeper import Keeper

    process = start(settings, "front", {"slack": voice(slack)}, opened)
    with _worker(with_worker):
        assert process.pump is not None
        process.pump.start()
        keeper = Keeper(process.desk, leads=process.engine.leads)
        keeper.start()
        settling.started()
        try:
            yield process
        finally:
            keeper.stop()
            process.stop()


def _listen_at_once(settings: Settings, slack: SlackSettings, with_worker: bool) -> None:
    """Hears and acknowledges from the first moment, while everything behind it starts beside."""
    opened = open_alive(settings, "front")
    db = opened[0]
    ears = Ears(db)
    web = Starlette(routes=[*http_routes(listener(slack, ears), slack, ears.hear_all), *health_routes(db)])
    server = uvicorn.Server(
        # Nobody speaks WebSocket with us here, and what would has its weight.
        uvicorn.Config(
            web, host=settings.http_host, port=settings.http_port, log_level="warning", access_log=False, ws="none"
        )
    )
    rest = _Rest(lambda: _front(settings, slack, opened, with_worker), ears, server)
    rest.thread.start()
    # The server hands a signal on once it has ended; as an exit it lets the rest end in order too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.run()
    finally:
        rest.stop()


class _Rest:
    """What starts behind a listener that already hears; when it cannot, the listener ends too, with the reason."""

    def __init__(
        self, front: Callable[[], AbstractContextManager[Process]], ears: Ears, server: uvicorn.Server
    ) -> None:
        self._front, self._ears, self._server = front, ears, server
        self._stopping = threading.Event()
        self._failed: Exception | None = None
        self.thread = threading.Thread(target=self._run, name="front")

    def stop(self) -> None:
        """Ends it in order. Raises: why it could not start."""
        self._stopping.set()
        self.thread.join()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        try:
            while not (self._server.started or self._stopping.wait(0.01)):
                pass
            if self._stopping.is_set():
                return
            with self._front() as process:
                assert process.pump is not None
                self._ears.wakes(process.pump.wake)
                process.pump.wake()
                self._stopping.wait()
        except Exception as error:
            log.exception("the bot could not start")
            self._failed = error
            self._server.should_exit = True


def work() -> None:
    """Runs the worker until it is stopped."""
    _log_to_terminal()
    settling.starting()
    give_way()
    settings = from_environment()
    _travel_light(settings)
    from bot.bootstrap import start

    with _one_of_its_role(settings, "worker"):
        process = start(settings, "worker", {"slack": voice(identify(settings))})
        settling.started()
        try:
            _until_stopped()
        finally:
            process.stop()


def _travel_light(settings: Settings) -> None:
    """Leaves out what this process would carry for as long as it runs and never use."""
    if not is_shared(settings.url):
        without_postgres()


def give_way() -> None:
    """Lets whoever hears and acknowledges go first where there are too few cores for both."""
    with suppress(OSError):
        os.nice(GIVES_WAY_BY)


@contextmanager
def _worker(wanted: bool) -> Iterator[None]:
    """A worker process beside this one, started again whenever it dies."""
    if not wanted:
        yield
        return
    stopping = threading.Event()
    running: list[subprocess.Popen[bytes]] = []
    watch = threading.Thread(target=_keep_alive, args=(stopping, running, dict(os.environ)), daemon=True)
    watch.start()
    try:
        yield
    finally:
        stopping.set()
        for child in running:
            child.terminate()
        watch.join(timeout=10)


def _keep_alive(stopping: threading.Event, running: list[subprocess.Popen[bytes]], environment: dict[str, str]) -> None:
    while not stopping.is_set():
        child = subprocess.Popen([sys.executable, "-m", "bot.cli", "worker"], env=environment)
        running[:] = [child]
        child.wait()
        if not stopping.wait(1.0):
            log.warning("the worker ended with code %s and is started again", child.returncode)


worker_beside = _worker


def _one_of_its_role(settings: Settings, role: str) -> AbstractContextManager[Any]:
    """Held while no second process may have this role: on PostgreSQL any number may, since each has its lease."""
    return nullcontext() if is_shared(settings.url) else hold(settings.home, role)


def _until_stopped() -> None:
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    parent = os.getppid()
    while not stopped.wait(1.0):
        if os.getppid() != parent:
            # Whoever started this process is gone; a worker without its front would only hold the lock.
            return


def _log_to_terminal() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # It looks at the clock every second and would say so twice; what goes wrong there is still heard.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
