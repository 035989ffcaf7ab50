"""`quartermaster run` and `worker`: the processes of a real workspace."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from bot.bootstrap import Process, start
from bot.instance import hold
from bot.keeper import Keeper
from bot.settings import Settings, from_environment
from bot.slack_wiring import identify, listener, voice
from bot.surfaces.slack.app import SlackSettings, http_routes, run_socket_mode
from domain.errors import BadSetting

log = logging.getLogger("quartermaster.run")


def serve(*, http: bool, with_worker: bool) -> None:
    """Runs the bot until it is stopped."""
    _log_to_terminal()
    settings = from_environment()
    slack = identify(settings)
    if http and not slack.signing_secret.get_secret_value():
        raise BadSetting("SLACK_SIGNING_SECRET", "HTTP mode needs it to tell Slack's requests from forged ones")
    with hold(settings.home, "front"):
        process = start(settings, "front", {"slack": voice(slack)})
        with _worker(with_worker):
            assert process.pump is not None
            process.pump.start()
            keeper = Keeper(process.desk)
            keeper.start()
            try:
                _listen(settings, slack, process, http)
            finally:
                keeper.stop()
                process.stop()


def _listen(settings: Settings, slack: SlackSettings, process: Process, http: bool) -> None:
    app = listener(slack, process)
    if http:
        web = Starlette(routes=http_routes(app, slack, process.hear_all))
        uvicorn.run(web, host=settings.http_host, port=settings.http_port, log_level="warning", access_log=False)
        return
    handler = run_socket_mode(app, slack)
    log.info("connected to Slack; stop with Ctrl+C")
    _until_stopped()
    handler.close()  # type: ignore[no-untyped-call]


def work() -> None:
    """Runs the worker until it is stopped."""
    _log_to_terminal()
    settings = from_environment()
    with hold(settings.home, "worker"):
        process = start(settings, "worker", {"slack": voice(identify(settings))})
        try:
            _until_stopped()
        finally:
            process.stop()


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
