"""Secrets and addresses, read once from the environment; policy lives in the database, not here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from domain.errors import BadSetting
from domain.value import Value
from gateways.model.provider import PROVIDERS

SLACK_API_URL = "https://slack.com/api/"


class Settings(Value):
    """Where things are and with which keys; `repr` never shows a secret."""

    home: Path = Path("var")
    database_url: str = Field(default="", repr=False)
    """Hidden like `reader_url`: an address may hold a password."""
    reader_url: str = Field(default="", repr=False)
    key: SecretStr = SecretStr("")
    signing_key: SecretStr = SecretStr("")
    """Signs audit checkpoints; a file under `home` unless one is set."""
    checkpoints: Path | None = None
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = SLACK_API_URL
    slack_team_id: str = ""
    operators: frozenset[str] = frozenset()
    """E-mail addresses of people who run this product."""
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=3000, ge=0, le=65535)
    smtp_url: SecretStr = SecretStr("")
    """The mail server, with user and password; without one e-mail becomes files."""
    mail_from: str = ""
    crm_url: str = ""
    """Where changes go: a bridge to the company's CRM. Without one the mirror is the CRM."""
    crm_token: SecretStr = SecretStr("")
    record_url: str = ""
    """Where a person opens a record of the CRM: an https address with `{id}` in it."""
    anthropic_key: SecretStr = SecretStr("")
    anthropic_url: str = ""
    model_provider: str = "anthropic"
    model_region: str = ""
    model_project: str = ""

    @property
    def url(self) -> str:
        """The database's address; a file under `home` unless one is set."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'quartermaster.db'}"

    @property
    def key_file(self) -> Path:
        """Where the sealing key lies when the environment holds none."""
        return self.home / "quartermaster.key"

    @property
    def signing_key_file(self) -> Path:
        """Where the key that signs audit checkpoints lies when the environment holds none."""
        return self.home / "checkpoints.key"

    @property
    def checkpoint_folder(self) -> Path:
        """Where signed heads of the audit chain are kept, outside the database."""
        return self.checkpoints or self.home / "checkpoints"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings as the environment has them; BadSetting names a variable that cannot be used."""
    read = {field: environment[name].strip() for field, name in NAMES.items() if environment.get(name, "").strip()}
    if "http_port" in read and not _is_port(read["http_port"]):
        raise BadSetting("QUARTERMASTER_HTTP_PORT", "it must be a port number, 0 to 65535")
    if "slack_api_url" in read and not read["slack_api_url"].startswith(("https://", "http://")):
        raise BadSetting("SLACK_API_URL", f"it must be an address such as {SLACK_API_URL}")
    if "record_url" in read and not (read["record_url"].startswith("https://") and "{id}" in read["record_url"]):
        raise BadSetting("QUARTERMASTER_RECORD_URL", "it must be an https address with {id} where the record's id goes")
    if read.get("model_provider", PROVIDERS[0]) not in PROVIDERS:
        raise BadSetting("QUARTERMASTER_MODEL_PROVIDER", f"it must be one of {', '.join(PROVIDERS)}")
    if "anthropic_url" in read and not _is_safe_for_a_key(read["anthropic_url"]):
        raise BadSetting("ANTHROPIC_BASE_URL", "it must be an https address; plain http only on this machine")
    values = {field: _typed(field, value) for field, value in read.items()}
    if "slack_api_url" in values:
        values["slack_api_url"] = str(values["slack_api_url"]).rstrip("/") + "/"
    return Settings.model_validate(values)


NAMES = {
    "home": "QUARTERMASTER_HOME",
    "database_url": "QUARTERMASTER_DATABASE_URL",
    "reader_url": "QUARTERMASTER_READER_URL",
    "key": "QUARTERMASTER_KEY",
    "signing_key": "QUARTERMASTER_SIGNING_KEY",
    "checkpoints": "QUARTERMASTER_CHECKPOINTS",
    "slack_bot_token": "SLACK_BOT_TOKEN",
    "slack_app_token": "SLACK_APP_TOKEN",
    "slack_signing_secret": "SLACK_SIGNING_SECRET",
    "slack_api_url": "SLACK_API_URL",
    "slack_team_id": "SLACK_TEAM_ID",
    "operators": "QUARTERMASTER_OPERATORS",
    "http_host": "QUARTERMASTER_HTTP_HOST",
    "http_port": "QUARTERMASTER_HTTP_PORT",
    "smtp_url": "QUARTERMASTER_SMTP_URL",
    "mail_from": "QUARTERMASTER_MAIL_FROM",
    "crm_url": "QUARTERMASTER_CRM_URL",
    "crm_token": "QUARTERMASTER_CRM_TOKEN",
    "record_url": "QUARTERMASTER_RECORD_URL",
    "anthropic_key": "ANTHROPIC_API_KEY",
    "anthropic_url": "ANTHROPIC_BASE_URL",
    "model_provider": "QUARTERMASTER_MODEL_PROVIDER",
    "model_region": "QUARTERMASTER_MODEL_REGION",
    "model_project": "QUARTERMASTER_MODEL_PROJECT",
}
"""Environment variable by setting."""


def _is_safe_for_a_key(address: str) -> bool:
    """Whether a key may be sent there: encrypted, or not leaving this machine."""
    parsed = urlsplit(address)
    return bool(parsed.hostname) and (
        parsed.scheme == "https" or (parsed.scheme == "http" and parsed.hostname in ("127.0.0.1", "localhost", "::1"))
    )


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) <= 65535


def _typed(field: str, value: str) -> object:
    if field == "operators":
        return frozenset(address.strip().lower() for address in value.split(",") if address.strip())
    if field in ("home", "checkpoints"):
        return Path(value).expanduser()
    return int(value) if field == "http_port" else value
