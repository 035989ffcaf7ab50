"""No token and no secret reaches a log line, by whatever road."""

import io
import logging

import pytest
from pydantic import SecretStr

from bot.surfaces.slack import redact
from bot.surfaces.slack.workspace import SlackSettings, slack_client

# Made up here, piece by piece, so that nobody's scanner takes them for real ones.
BOT = "xoxb-" + "123456789012-abcdefABCDEF"
APP_LEVEL = "xapp-" + "1-A0QM-998877-0123456789abcdef"
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture
def written(monkeypatch):
    """What a handler, set up like anybody's, writes."""
    monkeypatch.setattr(redact, "_known", set())
    before = logging.getLogRecordFactory()
    redact.redact_logs([SIGNING])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize("secret", [BOT, APP_LEVEL, SIGNING])
@pytest.mark.row("D4")
def test_a_secret_is_gone_from_messages_arguments_and_tracebacks(written, secret):
    log = logging.getLogger("somebody.elses.library")
    log.warning("said %s", secret)
    log.warning(f"inside: {secret}.")
    log.warning("in a dict %s", {"Authorization": f"Bearer {secret}"})
    try:
        raise ValueError(f"bad token {secret}")
    except ValueError:
        log.exception("it broke")
    assert secret not in written.getvalue()
    assert written.getvalue().count(redact.HIDDEN) >= 4
    assert "it broke" in written.getvalue()


@pytest.mark.row("D4")
def test_named_secrets_are_hidden_even_when_nobody_told_us_of_them(written):
    logging.getLogger("x").warning("signing_secret=abcdef1234567890 and token: 'qwertyuiop'")
    assert "abcdef1234567890" not in written.getvalue()
    assert "qwertyuiop" not in written.getvalue()


def test_ordinary_lines_stay_as_they_are(written):
    line = "secretary of state: the token budget is spent; 12 deals of Acme-Corp"
    logging.getLogger("x").warning(line)
    assert written.getvalue().strip() == line


@pytest.mark.row("D4")
def test_settings_and_clients_do_not_show_their_secrets():
    settings = SlackSettings(
        bot_token=SecretStr(BOT), signing_secret=SecretStr(SIGNING), app_token=SecretStr(APP_LEVEL), team_id="T1"
    )
    shown = f"{settings!r} {settings} {settings.model_dump()} {slack_client(settings)!r}"
    assert not any(secret in shown for secret in (BOT, APP_LEVEL, SIGNING))
