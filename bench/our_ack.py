"""Our listening side alone: signature, parse and a committed inbox row before the ack; nothing is done with the events.

`python -m bench.our_ack PORT`; the database is the environment's.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette

from bench.events import SECRET, TOKEN
from bench.stand_in import TEAM
from bot.bootstrap import open_store
from bot.settings import from_environment
from bot.slack_wiring import check_form
from bot.surfaces.slack.app import SlackSettings, http_routes, slack_app
from bot.surfaces.slack.together import Event
from store import inbox

if __name__ == "__main__":
    db = open_store(from_environment())
    slack = SlackSettings(bot_token=SecretStr(TOKEN), signing_secret=SecretStr(SECRET), team_id=TEAM)
    app = slack_app(slack, lambda key, kind, body: inbox.hear(db, key, kind, body, datetime.now(UTC)), check_form)

    def hear_all(events: Sequence[Event]) -> None:
        """Commits these events, as the product's front does."""
        now = datetime.now(UTC)
        inbox.hear_all(db, [inbox.Heard(*event, now) for event in events])

    web = Starlette(routes=http_routes(app, slack, hear_all))
    uvicorn.run(web, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
