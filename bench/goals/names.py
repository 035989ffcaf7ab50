"""Goal 5: which of very many accounts is meant, against comparing the typed words with every name's stem.

Ours looks names up in the product's own tables, on a SQLite database that holds these accounts and nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rapidfuzz import fuzz, process

from bench.made_up import SUFFIXES, names, typed
from bench.room import NOW, Room, kept_in, kept_key, settings_of
from bench.rounds import in_turns, percentile
from bench.table import Line
from bot.bootstrap import open_store
from domain.language.draft import draft
from domain.language.intent import Ambiguous, Query
from domain.language.interpreter import understand
from domain.language.names import NameIndex
from domain.query import Filter
from store.crm import bulk
from store.crm.name_index import bring_up_to_date
from store.crm.names import load_names
from store.crm.tables import accounts
from store.session import Database
from store.types import to_micros

MANY, VERY_MANY, ASKED = 20_000, 1_000_000, 200
LOADED = to_micros(datetime(2026, 11, 19, tzinfo=UTC))


def measure(room: Room) -> Iterator[Line]:
    """p95 of finding the names in the typed words, and how often the right account is read or offered.

    A million names take minutes to put in, so they are asked only where there are as many deals.
    """
    yield from measured(room, MANY, least_right=95)
    if room.deals >= VERY_MANY:
        yield from measured(room, VERY_MANY, least_right=90)


def measured(room: Room, many: int, least_right: float) -> Iterator[Line]:
    """The lines for so many names."""
    known = names(many)
    stems = [stem(name) for name in known]
    dice = random.Random(11)
    truth = [dice.choice(known) for _ in range(room.rounds(ASKED))]
    said = [typed(name, dice) for name in truth]
    with kept(room.folder.parent, known) as db, db.reading() as connection:
        index = load_names(connection, db)
        times = in_turns(
            len(said), ours=lambda n: draft(said[n], index, NOW.date()),
            floor=lambda n: process.extractOne(stem(said[n]), stems, scorer=fuzz.ratio),
        )  # fmt: skip
        found = [stem(name) in {stem(one) for one in read(text, index)} for text, name in zip(said, truth, strict=True)]
    p95 = {name: percentile(took, 0.95) for name, took in times.items()}
    if many < VERY_MANY:
        yield Line("5", f"name among {many:,}, p95", "SQLite", p95["floor"], p95["ours"], hard=2)
    else:
        yield Line("5", f"name among {many:,}, p95", "SQLite", p95["floor"], p95["ours"], hard=5, aim=1, absolute=True,
                   note="the bars are milliseconds: on a busy machine it is the next line that counts")  # fmt: skip
        yield Line("5", f"name among {many:,}, against brute force", "SQLite", p95["floor"], p95["ours"], hard=0.1)
    brute = share([stem(name) in best(text, stems) for text, name in zip(said, truth, strict=True)])
    yield Line("5", f"right name among {many:,}", "SQLite", brute, share(found), "%", max(least_right, brute - 3), None,
               True, absolute=True, note="read, or among the choices of the question back")  # fmt: skip


@contextmanager
def kept(cache: Path, known: list[str]) -> Iterator[Database]:
    """A database of accounts with these names, put in once per number and schema."""
    home = kept_in(cache, "names", len(known))
    db = open_store(settings_of(home, kept_key(cache)))
    try:
        if not (home / "ready").exists():
            put_in(db, known)
            (home / "ready").touch()
        yield db
    finally:
        db.dispose()


def put_in(db: Database, known: list[str]) -> None:
    """Leaves exactly these accounts, and the tables by which they are found."""
    rows = [(f"A{number}", name, "bench", LOADED) for number, name in enumerate(known)]
    with bulk.connected(db) as connection, connection.execution_options(immediate=True).begin():
        connection.execute(accounts.delete())
        bulk.insert(connection, accounts.name, ("id", "name", "source", "updated_at"), rows)
        bring_up_to_date(connection)


def stem(name: str) -> str:
    """A name without its legal form, in lower case."""
    return " ".join(
        word for word in name.lower().split() if word.capitalize() not in SUFFIXES and word != "llc" and word != "gmbh"
    )


def best(text: str, stems: list[str]) -> set[str]:
    """Every stem that scores best."""
    top = process.extractOne(stem(text), stems, scorer=fuzz.ratio)
    return {one for one, _, _ in process.extract(stem(text), stems, scorer=fuzz.ratio, score_cutoff=top[1], limit=5)}


def read(text: str, index: NameIndex) -> set[str]:
    """The accounts that the product reads or offers when asked for the deals of these words."""
    meant = understand(f"open deals of {text}", index, today=NOW.date())
    if isinstance(meant, Query):
        values = [
            one.value for one in meant.spec.filters if isinstance(one, Filter) and one.field.startswith("account")
        ]
        return {str(v) for value in values for v in (value if isinstance(value, tuple) else (value,))}
    return {word for choice in meant.choices for word in _names_in(choice)} if isinstance(meant, Ambiguous) else set()


def _names_in(choice: object) -> list[str]:
    return [str(value) for value in vars(choice).values()] if hasattr(choice, "__dict__") else [str(choice)]


def share(hits: list[bool]) -> float:
    """Percent of hits."""
    return 100 * sum(hits) / len(hits)
