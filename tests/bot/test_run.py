"""Front and worker as processes: what they say on the terminal."""

import logging
import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import uvicorn

from bot.ears import Ears
from bot.run import _log_to_terminal, _Rest
from domain.errors import BadSetting
from store import inbox


@pytest.fixture
def levels():
    """The loggers' levels, put back afterwards."""
    loggers = [logging.getLogger(), logging.getLogger("apscheduler")]
    kept = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, kept, strict=True):
        logger.setLevel(level)


@pytest.mark.usefixtures("levels")
def test_the_clocks_every_tick_is_not_said_on_the_terminal_and_its_trouble_is():
    _log_to_terminal()
    ticking = logging.getLogger("apscheduler.executors.default")
    assert not ticking.isEnabledFor(logging.INFO)
    assert ticking.isEnabledFor(logging.WARNING)


class Front:
    """What starts behind a listener, as slowly as a test wants."""

    def __init__(self):
        self.woken, self.may_start, self.is_running = threading.Event(), threading.Event(), threading.Event()

    @contextmanager
    def __call__(self):
        self.may_start.wait(10)
        self.is_running.set()
        yield SimpleNamespace(pump=SimpleNamespace(wake=self.woken.set))
        self.is_running.clear()


def a_server(*, is_listening=True):
    server = uvicorn.Server(uvicorn.Config(lambda: None))
    server.started = is_listening
    return server


@pytest.mark.row("L6")
def test_what_is_heard_while_the_rest_starts_is_kept_and_taken_up_then(office):
    ears, front = Ears(office.db), Front()
    rest = _Rest(front, ears, a_server())
    rest.thread.start()
    assert ears.hear("event:early", "event", {"type": "app_mention"})
    assert inbox.find(office.db, "event:early") is not None
    assert not front.woken.is_set()
    front.may_start.set()
    assert front.woken.wait(10)
    front.woken.clear()
    ears.hear_all([("event:late", "event", {"type": "app_mention"})])
    assert front.woken.is_set()
    rest.stop()
    assert not front.is_running.is_set()


def test_a_front_that_cannot_start_ends_the_listener_and_says_why(office):
    @contextmanager
    def fails():
        raise BadSetting("QUARTERMASTER_DATABASE_URL", "it is not there")
        yield

    server = a_server()
    rest = _Rest(fails, Ears(office.db), server)
    rest.thread.start()
    rest.thread.join(10)
    assert server.should_exit
    with pytest.raises(BadSetting, match="it is not there"):
        rest.stop()


def test_a_listener_that_never_listens_starts_nothing_behind_it(office):
    front = Front()
    rest = _Rest(front, Ears(office.db), a_server(is_listening=False))
    rest.thread.start()
    rest.stop()
    assert not front.is_running.is_set()
