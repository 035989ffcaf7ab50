"""The one workspace this deployment serves: its settings, and the client that speaks to it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.surfaces.slack.redact import redact_logs
from domain.errors import Broken
from domain.value import Value

SLACK_HOSTS = ("slack.com", "slack-gov.com")


class SlackSettings(Value):
    """What connects this deployment to one workspace."""

    bot_token: SecretStr
    signing_secret: SecretStr = SecretStr("")
    """Needed for HTTP only."""
    app_token: SecretStr = SecretStr("")
    """Needed for Socket Mode only."""
    api_url: str = "https://slack.com/api/"
    team_id: str = ""
    enterprise_id: str = ""
    app_id: str = ""
    """Where it is empty the app-level token says it; where there is none either, only the workspace is checked."""
    bot_user_id: str = ""
    bot_id: str = ""
    link_hosts: tuple[str, ...] = ()
    """Hosts a link on a card may lead to, such as the CRM's."""

    @property
    def app(self) -> str:
        """The id of our app; an app-level token carries it: `xapp-1-A0123-…`."""
        parts = self.app_token.get_secret_value().split("-")
        return self.app_id or (parts[2] if len(parts) > 3 and re.fullmatch("A[A-Z0-9]+", parts[2]) else "")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret of these settings, for the redaction of logs."""
        kept = (self.bot_token, self.signing_secret, self.app_token)
        return tuple(secret.get_secret_value() for secret in kept if secret.get_secret_value())


def slack_client(settings: SlackSettings, timeout_s: int = 10) -> WebClient:
    """A client for this workspace that waits as long as Slack asks before it tries again."""
    redact_logs(settings.secrets)
    client = WebClient(settings.bot_token.get_secret_value(), base_url=settings.api_url, timeout=timeout_s)
    # Only "slow down" is answered here, because then Slack did nothing. After a broken connection it may have posted,
    # and only the caller, who has the key of the message, can look before posting again.
    client.retry_handlers = [RateLimitErrorRetryHandler(max_retry_count=2)]
    return client


def pinned(url: str, api_url: str) -> str:
    """The response address, if it leads to Slack or to the configured API; otherwise Broken, and nothing is sent."""
    try:
        parts, ours = urlsplit(url), urlsplit(api_url)
        place, our_place = (parts.scheme, parts.hostname, parts.port), (ours.scheme, ours.hostname, ours.port)
    except ValueError:
        raise Broken("A response address cannot be read; nothing was sent there.") from None
    is_slack = place[0] == "https" and place[2] in (None, 443) and _is_slack(place[1] or "")
    if not url.isascii() or not url.isprintable() or "@" in parts.netloc or not (is_slack or place == our_place):
        raise Broken(
            f"A response address leads to {place[1] or 'nowhere'}, which is not Slack; nothing was sent there."
        )
    return url


def _is_slack(host: str) -> bool:
    return any(host == name or host.endswith("." + name) for name in SLACK_HOSTS)
