"""Signed Slack events, as Slack would send them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

from bench.stand_in import TEAM

SECRET, TOKEN = "bench-signing-secret", "xoxb-bench"
USER = "U0BENCH"


def message(number: int, text: str, tag: str = "m") -> dict[str, Any]:
    """A direct message, each in a conversation of its own so that none follows up on another."""
    event = {
        "type": "message", "channel_type": "im", "user": USER, "channel": f"D0BENCH{tag}{number}",
        "ts": f"1700000000.{number:06d}", "text": text,
    }  # fmt: skip
    return _callback(f"Ev{tag}{number}", event)


def mention(number: int, tag: str) -> dict[str, Any]:
    """A mention in a channel with all that Slack sends along, about 1.4 KB."""
    words = f"<@U0BOT> please show me the stalled negotiation deals of the enterprise team, number {number}"
    rich = [{"type": "rich_text", "block_id": "b1", "elements": [{"type": "rich_text_section", "elements": [
        {"type": "user", "user_id": "U0BOT"}, {"type": "text", "text": words}]}]}]  # fmt: skip
    event = {
        "type": "app_mention", "user": USER, "channel": "C0BENCH", "ts": f"1700000001.{number:06d}", "text": words,
        "client_msg_id": f"5f1b9d0e-0000-4000-8000-{number:012d}", "team": TEAM, "blocks": rich,
        "event_ts": f"1700000001.{number:06d}",
    }  # fmt: skip
    return _callback(f"Ev{tag}{number}", event)


def _callback(event_id: str, event: dict[str, Any]) -> dict[str, Any]:
    return {
        "token": "verification-token-of-old", "team_id": TEAM, "api_app_id": "A0BENCH", "event": event,
        "type": "event_callback", "event_id": event_id, "event_time": 1_700_000_000,
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": "U0BOT", "is_bot": True,
                            "is_enterprise_install": False}],
        "is_ext_shared_channel": False, "event_context": "4-" + "eyJldCI6ImFwcF9tZW50aW9uIn0" * 8,
    }  # fmt: skip


def signed(payload: dict[str, Any], at: int | None = None) -> tuple[bytes, dict[str, str]]:
    """(body, headers) as Slack would post them."""
    body, stamp = json.dumps(payload).encode(), str(at or int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return body, {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={digest}",
    }
