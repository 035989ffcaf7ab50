"""Our worker's heaviest work over and over: a full look of every trigger at all deals, flags written and all.

`python -m bench.our_scan`; the database is the environment's. It says `looking` once its first look begins.
"""

from __future__ import annotations

import itertools

from bench.goals.scans import ALL, looked, registered
from bot.opening import open_store
from bot.run import give_way
from bot.settings import from_environment
from store.session import Database
from store.triggers import triggers


def forget(db: Database) -> None:
    """Makes the next look see everything again, as after a change of settings."""
    with db.begin() as session:
        session.execute(triggers.update().where(triggers.c.name.startswith("bench:")).values(policy=""))


if __name__ == "__main__":
    give_way()
    db = open_store(from_environment())
    with registered(db):
        print("looking", flush=True)
        for _ in itertools.count():
            for one in ALL:
                looked(db, one)
            forget(db)
