"""The floors that are programs: the least one could write with the same libraries.

`python -m bench.bare_app bolt PORT` is a bare Bolt App under its own ASGI adapter; `… minimal PORT` the same with a
database, pydantic, a scheduler and rapidfuzz imported and opened, as any such service needs them.
"""

from __future__ import annotations

import sys
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

from bench.events import SECRET, TOKEN
from bench.stand_in import BOT, BOT_USER, TEAM


def bare_bolt(**more: Any) -> App:
    """A Bolt App that checks signatures and acknowledges, and asks Slack nothing."""
    said = AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token=TOKEN, bot_user_id=BOT_USER, bot_id=BOT)
    return App(signing_secret=SECRET, authorize=lambda: said, **more)


def served(port: int) -> None:
    """Serves it until stopped."""
    import uvicorn

    app = bare_bolt()
    app.event("app_mention")(lambda ack: ack())
    app.event("message")(lambda ack: ack())
    uvicorn.run(SlackRequestHandler(app), host="127.0.0.1", port=port, log_level="error", access_log=False)


def minimal(port: int) -> None:
    """The same with what any such service has open."""
    import apscheduler.schedulers.background
    import pydantic
    import rapidfuzz.process
    import sqlalchemy

    class Setting(pydantic.BaseModel):
        name: str

    Setting(name="one")
    rapidfuzz.process.extractOne("a", ["a", "b"])
    scheduler = apscheduler.schedulers.background.BackgroundScheduler()
    scheduler.start()
    engine = sqlalchemy.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("SELECT 1"))
    served(port)


if __name__ == "__main__":
    {"bolt": served, "minimal": minimal}[sys.argv[1]](int(sys.argv[2]))
