"""How far an agent may go by itself, by kind of write: observe, suggest (a person approves) or act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from domain.actions import ActionKind
from domain.thresholds import SettingValue

Level = Literal["observe", "suggest", "act"]
LEVELS: tuple[Level, ...] = ("observe", "suggest", "act")


def setting_of(kind: ActionKind) -> str:
    """The name of the setting that holds the level of this kind of write."""
    return f"autonomy.{kind.replace(':', '_')}"


def level_of(kind: ActionKind, settings: Mapping[str, SettingValue]) -> Level:
    """The level in force; a value that is no level counts as the strictest."""
    level = str(settings[setting_of(kind)])
    return next((known for known in LEVELS if known == level), "observe")


def scope_of(agent: str) -> str:
    """The scope under which an agent's own settings are saved; the company's for what people do by hand."""
    return f"agent:{agent}" if agent else "company"
