"""Settings: what the environment says, or a sentence about what it cannot mean; never a secret in a repr."""

from pathlib import Path

import pytest

from bot.settings import NAMES, SLACK_API_URL, Settings, from_environment
from domain.errors import BadSetting


def test_without_an_environment_everything_has_a_default():
    settings = from_environment({})
    assert settings == Settings()
    assert settings.url == f"sqlite:///{Path('var').absolute() / 'quartermaster.db'}"
    assert settings.slack_api_url == SLACK_API_URL


def test_each_variable_sets_its_setting():
    said = dict.fromkeys(NAMES.values(), "x")
    said |= {
        "QUARTERMASTER_HTTP_PORT": " 0 ", "QUARTERMASTER_OPERATORS": " A@b.example, ,c@d.example ",
        "SLACK_API_URL": "http://127.0.0.1:9/api", "QUARTERMASTER_RECORD_URL": "https://crm.example/{id}",
        "QUARTERMASTER_MODEL_PROVIDER": "vertex", "ANTHROPIC_BASE_URL": "https://models.example",
    }  # fmt: skip
    settings = from_environment(said)
    assert settings.home == Path("x")
    assert settings.http_port == 0
    assert settings.operators == {"a@b.example", "c@d.example"}
    assert settings.slack_api_url == "http://127.0.0.1:9/api/"
    assert settings.slack_bot_token.get_secret_value() == "x"
    assert settings.url == "x"


def test_a_home_may_be_said_from_the_users_own():
    assert from_environment({"QUARTERMASTER_HOME": "~/qm"}).home == Path.home() / "qm"


@pytest.mark.parametrize("blank", ["", "   ", "\t"])
def test_a_blank_variable_is_one_that_is_not_set(blank):
    assert from_environment(dict.fromkeys(NAMES.values(), blank)) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUARTERMASTER_HTTP_PORT", "web"),
        ("QUARTERMASTER_HTTP_PORT", "-1"),
        ("QUARTERMASTER_HTTP_PORT", "65536"),
        ("QUARTERMASTER_HTTP_PORT", "³"),
        ("QUARTERMASTER_HTTP_PORT", "9" * 5000),
        ("QUARTERMASTER_HTTP_PORT", "80.0"),
        ("SLACK_API_URL", "slack.com"),
        ("SLACK_API_URL", "file:///etc/passwd"),
        ("QUARTERMASTER_RECORD_URL", "http://crm.example/{id}"),
        ("QUARTERMASTER_RECORD_URL", "https://crm.example/"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable(name, value):
    with pytest.raises(BadSetting, match=name):
        from_environment({name: value})


@pytest.mark.row("D4")
def test_no_secret_is_shown():
    said = {name: "PLANTED" for name in NAMES.values() if any(w in name for w in ("TOKEN", "KEY", "SECRET", "SMTP"))}
    said |= {"QUARTERMASTER_DATABASE_URL": "postgresql://app:PLANTED@h/db?password=PLANTED",
             "QUARTERMASTER_READER_URL": "postgresql://reader:PLANTED@h/db"}  # fmt: skip
    settings = from_environment(said)
    assert "PLANTED" not in f"{settings!r} {settings} {settings.model_copy()!r}"
