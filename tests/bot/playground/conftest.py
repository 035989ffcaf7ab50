"""A stage per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.playground.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A local Slack and a bot, both listening."""
    with Stage(tmp_path / "slack.db") as running:
        yield running
