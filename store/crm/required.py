"""Which fields a deal must have in which stage, as SQL over many deals and as names for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, or_, select

from domain.errors import BadSetting
from domain.thresholds import SettingValue
from domain.tuning import STAGES, stages_of
from store.crm.tables import opportunities, stages

o = opportunities.c
FIRST, LATER = "required_fields.prospecting", "required_fields.open"
COLUMN_OF = {"account": "account_id", "owner": "owner_id", "stage": "stage_id", "product": "product_id"}
NOT_OF_WON = ("next_step",)
"""What a deal that is won needs no more."""


def required_open(stage_id: str, is_first: bool, policy: Mapping[str, SettingValue]) -> tuple[str, ...]:
    """The names of the fields that an open deal must have in its stage: the stage's own, or those of its kind."""
    own = stages_of(policy[STAGES])
    return own[stage_id] if stage_id in own else _names(policy[FIRST if is_first else LATER])


def required_in(connection: Connection, stage_id: str, policy: Mapping[str, SettingValue]) -> tuple[str, ...]:
    """The names of the fields that a deal must have to be in a stage; none for one that is lost."""
    row = connection.execute(select(stages).where(stages.c.id == stage_id)).mappings().first()
    if row is None or row["status"] == "lost":
        return ()
    own = stages_of(policy[STAGES])
    if stage_id in own:
        return own[stage_id]
    if row["status"] == "won":
        return tuple(name for name in _names(policy[LATER]) if name not in NOT_OF_WON)
    first = connection.execute(select(func.min(stages.c.position)).where(stages.c.status == "open")).scalar()
    return required_open(stage_id, row["position"] == first, policy)


def _names(value: SettingValue) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple | list) else (str(value),)


def missing_in(fields: Mapping[str, Any], required: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the required fields that a deal has nothing in, its columns by name."""
    return tuple(name for name in required if str(fields.get(COLUMN_OF.get(name, name)) or "").strip() == "")


def lacks_required(policy: Mapping[str, SettingValue]) -> ColumnElement[bool]:
    """Whether an open deal lacks a field of those its stage requires."""
    first = select(func.min(stages.c.position)).where(stages.c.status == "open").correlate(None).scalar_subquery()
    in_first = select(stages.c.id).where(stages.c.position == first).correlate(None)
    is_first = func.coalesce(o.stage_id.in_(in_first), literal(False))
    usual = or_(and_(is_first, _lacks(FIRST, policy)), and_(~is_first, _lacks(LATER, policy)))
    own = stages_of(policy[STAGES])
    if not own:
        return usual
    cases = [(o.stage_id == stage, or_(*_empty(STAGES, names))) for stage, names in sorted(own.items())]
    return case(*cases, else_=usual)


def _lacks(setting: str, policy: Mapping[str, SettingValue]) -> ColumnElement[bool]:
    return or_(*_empty(setting, _names(policy[setting])))


def _empty(setting: str, names: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [_is_empty(setting, name) for name in names] or [literal(False)]


def _is_empty(setting: str, name: str) -> ColumnElement[bool]:
    column = COLUMN_OF.get(name, name)
    if column not in o:
        raise BadSetting(setting, f"deals have no field “{name}”")
    found = o[column]
    return or_(found.is_(None), func.trim(found) == "") if column == "next_step" else found.is_(None)
