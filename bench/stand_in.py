"""A stand-in for Slack's Web API that costs next to nothing: it says `ok` to whatever the bot does.

`python -m bench.stand_in PORT EMAIL`; everybody who asks something has that e-mail address.
"""

from __future__ import annotations

import itertools
import json
import sys
from typing import Any

import uvicorn

TEAM, BOT_USER, BOT = "T0BENCH", "U0BOT", "B0BOT"


class StandIn:
    """The ASGI app."""

    def __init__(self, email: str) -> None:
        self._ts = itertools.count(1)
        self._said: dict[str, dict[str, Any]] = {
            "auth.test": {
                "team_id": TEAM,
                "user_id": BOT_USER,
                "bot_id": BOT,
                "team": "Bench",
                "user": "quartermaster",
            },
            "users.info": {"user": {"id": "U0BENCH", "team_id": TEAM, "tz": "UTC", "profile": {"email": email}}},
            "bots.info": {"bot": {"id": BOT, "app_id": "A0BENCH"}},
            "conversations.open": {"channel": {"id": "D0BENCH"}},
            "conversations.members": {"members": ["U0BENCH"]},
        }

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        body = json.dumps(self.answer(scope["path"].rpartition("/")[2])).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def answer(self, method: str) -> dict[str, Any]:
        """What Slack would say, in short."""
        return {"ok": True, "ts": f"1.{next(self._ts):06d}", "channel": "D0BENCH"} | self._said.get(method, {})


if __name__ == "__main__":
    uvicorn.run(
        StandIn(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="error",
        access_log=False,
        lifespan="off",
    )
