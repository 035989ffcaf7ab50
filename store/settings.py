"""Saved policy: versioned settings over the shipped defaults, read in one way: `effective(name, scope, at)`."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, Text, select
from sqlalchemy.orm import Session

from domain.errors import BadSetting
from domain.thresholds import THRESHOLDS, SettingValue, default, defaults
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
COMPANY = "company"


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
    latest = select(settings.c.version).where(settings.c.name == name, settings.c.scope == scope)
    version = (session.execute(latest.order_by(settings.c.version.desc()).limit(1)).scalar() or 0) + 1
    session.execute(
        settings.insert().values(name=name, scope=scope, version=version, value=json.dumps(value), by=by, at=at)
    )
    return version


def checked(name: str, value: SettingValue) -> SettingValue:
    """The value, if the setting can take it; BadSetting says what it can take."""
    threshold = THRESHOLDS.get(name)
    if threshold is None:
        raise BadSetting(name, "no setting has this name")
    if isinstance(threshold.default, int | float) and not isinstance(threshold.default, bool):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadSetting(name, f"it takes a number of {threshold.unit}")
        if not (threshold.least or float("-inf")) <= value <= (threshold.most or float("inf")):
            raise BadSetting(
                name, f"it must lie between {threshold.least:g} and {threshold.most or 1e18:g} {threshold.unit}"
            )
    elif isinstance(threshold.default, str) and not isinstance(value, str):
        raise BadSetting(name, "it takes a word")
    return value


def _saved(db: Database, at: datetime | None, scope: str) -> dict[str, SettingValue]:
    query = select(settings.c.name, settings.c.value).where(settings.c.scope == scope).order_by(settings.c.version)
    if at is not None:
        query = query.where(settings.c.at <= at)
    with db.looking() as connection:
        return {name: _value(text) for name, text in connection.execute(query)}


def _value(text: str) -> SettingValue:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value
