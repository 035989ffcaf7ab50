"""Our listening side alone: signature, parse and a committed inbox row before the ack; nothing is done with the events.

`python -m bench.our_ack PORT`; the database is the environment's.
"""

from __future__ import annotations

import sys

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette

from bench.events import SECRET, TOKEN
from bench.stand_in import TEAM
from bot import settling
from bot.bootstrap import open_store
from bot.ears import Ears
from bot.settings import from_environment
from bot.slack_wiring import check_form
from bot.surfaces.slack.app import SlackSettings, http_routes, slack_app

if __name__ == "__main__":
    db = open_store(from_environment())
    slack = SlackSettings(bot_token=SecretStr(TOKEN), signing_secret=SecretStr(SECRET), team_id=TEAM)
    ears = Ears(db)
    app = slack_app(slack, ears.hear, check_form)
    web = Starlette(routes=http_routes(app, slack, ears.hear_all))
    settling.started()
    uvicorn.run(web, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
