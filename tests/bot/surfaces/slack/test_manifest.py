"""The manifest asks for what the code uses, and for nothing that it does not."""

import re
from pathlib import Path

import pytest
import yaml

from bot.surfaces.slack import voice
from bot.surfaces.slack.parse import COMMAND

ROOT = Path(__file__).parents[4]
SCOPES = {
    "chat_postMessage": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_update": {"chat:write"},
    "chat_getPermalink": set(),
    "conversations_replies": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations_history": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations_members": {"channels:read", "groups:read", "im:read", "mpim:read"},
    "conversations_open": {"im:write"},
    "users_conversations": {"channels:read", "groups:read"},
    "users_info": {"users:read", "users:read.email"},
    "users_lookupByEmail": {"users:read.email"},
    "files_upload_v2": {"files:write", "files:read"},
    "assistant_threads_setStatus": {"assistant:write"},
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
    "views_open": set(),
    "views_update": set(),
    "views_publish": set(),
}
"""What each method of the Web API that we call needs."""
TO_HEAR = {"app_mentions:read", "commands", "im:history", "channels:history", "groups:history", "mpim:history"}


@pytest.fixture(scope="module")
def manifest():
    return yaml.safe_load((ROOT / "docs/slack-manifest.yaml").read_text())


def test_every_permission_asked_for_is_used_and_every_one_needed_is_asked_for(manifest):
    called = set(re.findall(r"_client\.([a-z]+_\w+)", Path(voice.__file__).read_text())) - {"base_url"}
    assert called == set(SCOPES)
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == TO_HEAR.union(*SCOPES.values())


def test_every_event_that_is_read_is_subscribed_to(manifest):
    events = {"app_home_opened", "app_mention", "message.im", "message.channels", "message.groups", "message.mpim"}
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == events
    assert manifest["settings"]["interactivity"]["is_enabled"]


def test_the_command_is_ours(manifest):
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == COMMAND
    assert command["should_escape"]


def test_slacks_limits_on_a_manifest_are_kept(manifest):
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert len(manifest["features"]["agent_view"]["agent_description"]) <= 300
    assert len(manifest["features"]["agent_view"]["suggested_prompts"]) <= 4


def test_the_page_names_every_variable_and_links_the_manifest():
    page = (ROOT / "docs/slack.md").read_text()
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL", "slack-manifest.yaml"):
        assert name in page
