"""Front and worker as processes: what they say on the terminal."""

import logging

import pytest

from bot.run import _log_to_terminal


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
