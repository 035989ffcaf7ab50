"""Saved policy: versioned settings over the shipped defaults, read in one way: `effective(name, scope, at)`."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary
from zoneinfo import available_timezones

from sqlalchemy import Column, Engine, Index, Integer, Select, String, Table, Text, bindparam, select, text
from sqlalchemy.orm import Session

from domain.errors import BadSetting
from domain.thresholds import THRESHOLDS, SettingValue, Threshold, default, defaults
from store.session import Database
from store.types import Instant, metadata

settings = Table(
    "app_settings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("scope", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", Instant, nullable=False),
)
Index("uq_app_settings_version", settings.c.name, settings.c.scope, settings.c.version, unique=True)
COMPANY, NOTHING = "company", "null"
_LOCK = 7_310_002


def effective(db: Database, name: str, *, scope: str = COMPANY, at: datetime | None = None) -> SettingValue:
    """The value in force: the scope's latest saved version, else the company's, else the shipped default."""
    if name not in THRESHOLDS:
        raise BadSetting(name, "no setting has this name")
    for layer in dict.fromkeys((scope, COMPANY)):
        saved = _saved(db, at, layer)
        if name in saved:
            return saved[name]
    return default(name)


def all_effective(db: Database, *, scope: str = COMPANY, at: datetime | None = None) -> dict[str, SettingValue]:
    """Every setting's value in force."""
    return defaults() | _saved(db, at, COMPANY) | ({} if scope == COMPANY else _saved(db, at, scope))


def save(session: Session, name: str, value: SettingValue, *, by: str, at: datetime, scope: str = COMPANY) -> int:
    """The version number of a newly saved value, in the caller's transaction; BadSetting when it cannot be."""
    checked(name, value)
    return _add(session, name, json.dumps(value), by, at, scope)


def _add(session: Session, name: str, value: str, by: str, at: datetime, scope: str) -> int:
    _latest_save[0] = time.monotonic()
    if session.get_bind().dialect.name == "postgresql":
        # SQLite has one writer anyway; here two could read the same latest version.
        session.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    latest = select(settings.c.version).where(settings.c.name == name, settings.c.scope == scope)
    version = (session.execute(latest.order_by(settings.c.version.desc()).limit(1)).scalar() or 0) + 1
    session.execute(settings.insert().values(name=name, scope=scope, version=version, value=value, by=by, at=at))
    return version


def withdraw(session: Session, name: str, *, by: str, at: datetime, scope: str = COMPANY) -> int:
    """The version number of a saved "no value of its own": what lies below holds again. In the caller's transaction."""
    return _add(session, name, "null", by, at, scope)


class Saved(NamedTuple):
    """One saved version. `value` is None where the value was withdrawn."""

    id: int
    name: str
    scope: str
    version: int
    value: SettingValue | None
    by: str
    at: datetime


def latest(db: Database, most: int = 10) -> list[Saved]:
    """What was saved last, newest first."""
    return _versions(db, select(settings).order_by(settings.c.id.desc()).limit(most))


def version(db: Database, id_: int) -> Saved | None:
    """One saved version by its id."""
    return next(iter(_versions(db, select(settings).where(settings.c.id == id_))), None)


def versions_of(db: Database, name: str, scope: str) -> list[Saved]:
    """Every version of one setting in one scope, newest first."""
    here = (settings.c.name == name, settings.c.scope == scope)
    return _versions(db, select(settings).where(*here).order_by(settings.c.version.desc()))


def own(db: Database, name: str) -> dict[str, SettingValue]:
    """The value that each scope has of its own for a setting."""
    query = select(settings.c.scope, settings.c.value).where(settings.c.name == name).order_by(settings.c.version)
    with db.looking() as connection:
        saved = {row.scope: row.value for row in connection.execute(query)}
    return {scope: _value(text) for scope, text in saved.items() if text != NOTHING}


def layered(db: Database, scopes: Sequence[str]) -> dict[str, SettingValue]:
    """Every setting's value in force for what lies in several scopes, the narrowest named last."""
    found = defaults()
    for scope in dict.fromkeys((COMPANY, *scopes)):
        found |= _saved(db, None, scope)
    return found


def _versions(db: Database, query: Select[Any]) -> list[Saved]:
    with db.looking() as connection:
        rows = connection.execute(query).mappings().all()
    return [Saved(**(dict(row) | {"value": None if row["value"] == NOTHING else _value(row["value"])})) for row in rows]


def checked(name: str, value: SettingValue) -> SettingValue:
    """The value, if the setting can take it; BadSetting says what it can take."""
    threshold = THRESHOLDS.get(name)
    if threshold is None:
        raise BadSetting(name, "no setting has this name")
    if wrong := _wrong(threshold, value):
        raise BadSetting(name, wrong)
    return value


def _wrong(threshold: Threshold, value: SettingValue) -> str:
    """Why the setting cannot take the value; empty when it can."""
    if isinstance(threshold.default, int | float):
        return _wrong_number(threshold, value)
    if isinstance(threshold.default, tuple):
        is_list = isinstance(value, tuple | list) and all(isinstance(word, str) and word for word in value)
        return "" if is_list else f"it takes a list of {threshold.unit}"
    return _wrong_word(threshold, value) if isinstance(value, str) else "it takes a word"


def _wrong_word(threshold: Threshold, value: str) -> str:
    if threshold.unit == "zone":
        return "" if value in available_timezones() else "it takes a time zone such as Europe/Berlin"
    if threshold.unit == "currency":
        return "" if re.fullmatch("[A-Z]{3}", value) else "it takes three capital letters such as USD"
    words = threshold.unit.split(" | ")
    return "" if len(words) == 1 or value in words else f"it takes one of {', '.join(words)}"


def _wrong_number(threshold: Threshold, value: SettingValue) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return f"it takes a number of {threshold.unit}"
    if isinstance(threshold.default, int) and value != int(value):
        return f"it takes a whole number of {threshold.unit}"
    if threshold.least is not None and value < threshold.least:
        return f"it must be at least {threshold.least:g} {threshold.unit}"
    if threshold.most is not None and value > threshold.most:
        return f"it must be at most {threshold.most:g} {threshold.unit}"
    return ""


SEEN_WITHIN_S = 0.5
"""How soon a setting that another process saved is in force here; what this process saves is at once."""
_latest_save = [0.0]
_kept: WeakKeyDictionary[Engine, dict[str, tuple[float, dict[str, SettingValue]]]] = WeakKeyDictionary()


def _saved(db: Database, at: datetime | None, scope: str) -> dict[str, SettingValue]:
    """What was saved for a scope; one answer reads it many times, so it is kept for a moment."""
    if at is not None:
        return _read(db, at, scope)
    now, kept = time.monotonic(), _kept.setdefault(db.engine, {})
    if scope in kept and now - kept[scope][0] < SEEN_WITHIN_S and now - _latest_save[0] > SEEN_WITHIN_S:
        return kept[scope][1]
    # What was read while somebody here was still saving is not kept: it may be older than what they saved.
    kept[scope] = (now, _read(db, None, scope))
    return kept[scope][1]


def _read(db: Database, at: datetime | None, scope: str) -> dict[str, SettingValue]:
    query = _OF_SCOPE if at is None else _OF_SCOPE.where(settings.c.at <= at)
    with db.looking() as connection:
        saved = {row.name: row.value for row in connection.execute(query, {"scope_": scope})}
    return {name: _value(text) for name, text in saved.items() if text != NOTHING}


_OF_SCOPE = (
    select(settings.c.name, settings.c.value)
    .where(settings.c.scope == bindparam("scope_"))
    .order_by(settings.c.version)
)
"""Read several times for every answer, so it is made but once."""


def _value(text: str) -> SettingValue:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value
