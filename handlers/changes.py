"""From what somebody wants written to an action with exact values before and after, and how one is taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from domain import formatting
from domain.actions import (
    CREATIONS,
    RECORD_OF,
    WRITABLE,
    Action,
    ActionKind,
    BadChange,
    FieldChange,
    NothingToChange,
    Target,
    Writable,
)
from domain.cards import Field
from domain.entry import CATEGORIES, entered, visible
from domain.errors import Refused
from domain.work import Person
from handlers.desk import Desk
from handlers.people import own_sight
from store import changes
from store.changes import Change
from store.crm import writing
from store.crm.people import colleagues, person_by_id
from store.crm.records import find_record

WHY = Field(name="why", label="Why", kind="long_text", required=False, hint="Whoever approves it reads this.")
OFFERED = ("stage_id", "amount", "close_date", "next_step", "forecast_category")
"""What the form of a deal asks for; the rest is written by agents, or by other forms."""
EMPTY = "empty"


class NoSuchRecord(Refused):
    """There is no such record, or none that this person may change; the same words for both."""

    def __init__(self, record_id: str) -> None:
        super().__init__(f"I find no record {record_id} among those you may change.")


def update(
    desk: Desk,
    kind: ActionKind,
    wanted: Mapping[str, Mapping[str, Any]],
    *,
    by: Person,
    because: str,
    action_id: str,
    agent: str = "",
    undoes: str = "",
) -> Action:
    """The action that gives records these values, by record id; what a record holds already is left out of it.

    Raises: BadChange for values it cannot take, NothingToChange, NoSuchRecord.
    """
    targets = [_target(desk, kind, record_id, entered(kind, values)) for record_id, values in wanted.items()]
    changing = tuple(target for target in targets if target.changes)
    if not changing:
        raise NothingToChange(targets[0].name if len(targets) == 1 else "Every record")
    return Action(
        id=named(action_id), kind=kind, targets=changing, because=because, requested_by=by, agent=agent, undoes=undoes
    )


def creation(
    desk: Desk,
    kind: ActionKind,
    values: Mapping[str, Any],
    *,
    by: Person,
    because: str,
    action_id: str,
    agent: str = "",
) -> Action:
    """The action that makes one record: a lead, an activity or a task. Raises: BadChange."""
    missing = {
        one.label: "this cannot be empty." for one in WRITABLE[kind] if one.required and not values.get(one.name)
    }
    if missing:
        raise BadChange(missing)
    taken = {name: value for name, value in entered(kind, values).items() if value is not None}
    deal = _fields(desk, "opportunity:update", taken["opportunity_id"]) if taken.get("opportunity_id") else {}
    shown = _Shown(desk, str(deal.get("currency") or ""))
    made = tuple(shown.change(one, None, taken[one.name]) for one in WRITABLE[kind] if one.name in taken)
    name = f"The {RECORD_OF[kind]} “{visible(str(taken.get('name') or taken.get('subject')))[:80]}”"
    account = str(deal.get("account_id") or "")
    target = Target(
        record_id=writing.made_id(action_id),
        name=name,
        account_id=account,
        account=shown.name("account", account),
        owner_id=str(deal.get("owner_id") or taken.get("owner_id") or ""),
        changes=made,
    )
    return Action(id=named(action_id), kind=kind, targets=(target,), because=because, requested_by=by, agent=agent)


def named(action_id: str) -> str:
    """The id as a button can carry it; a long one is named by its digest, since two may begin alike."""
    return action_id if len(action_id) <= 120 else f"action:{hashlib.sha256(action_id.encode()).hexdigest()}"


def renewed(desk: Desk, action: Action) -> Action | None:
    """The same action over the records as they are now; itself when nothing changed, None when nothing is left."""
    if action.kind in CREATIONS:
        return _renewed_creation(desk, action)
    targets = tuple(
        _target(desk, action.kind, t.record_id, {c.field: c.after for c in t.changes}) for t in action.targets
    )
    if targets == action.targets:
        return action
    changing = tuple(target for target in targets if target.changes)
    base, _, number = action.id.partition("~")
    fresh = {"id": f"{base}~{int(number or 1) + 1}", "targets": changing}
    return action.model_copy(update=fresh) if changing else None


def _renewed_creation(desk: Desk, action: Action) -> Action | None:
    """Itself while what is to be taken away stands as it was; None once somebody changed or removed it."""
    for target in action.targets:
        with desk.db.reading() as connection:
            fields = writing.fields_of(connection, action.kind, target.record_id)
        if target.version and (fields is None or writing.version_of(fields) != target.version):
            return None
    return action


@dataclass(frozen=True)
class Undoing:
    """What taking back would do: values to restore by record, and sentences on what stays as it is.

    Shape:  `removes` are records that were added and go away again, `remakes` those that went away and come back.
    """

    restore: dict[str, dict[str, str | None]]
    stays: tuple[str, ...]
    done: tuple[Change, ...]
    removes: tuple[Target, ...] = ()
    remakes: tuple[Target, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it can be taken back."""
        return not (self.restore or self.removes or self.remakes)


def undoing(desk: Desk, done: Sequence[Change]) -> Undoing:
    """What can be restored of these writes, and which fields were changed since or cannot be taken back."""
    restore: dict[str, dict[str, str | None]] = {}
    stays: list[str] = []
    turned: dict[str, Target] = {}
    # The newest first: each step back must meet the value that the next older write left.
    for change in sorted(done, key=lambda one: (one.at, one.number), reverse=True):
        if _kind(change) in CREATIONS:
            _turn(desk, change, turned, stays)
            continue
        with desk.db.reading() as connection:
            fields = writing.fields_of(connection, _kind(change), change.record_id)
        if fields is None:
            stays.append(f"{change.target.name} is no longer in the CRM, so nothing of it can be restored.")
            continue
        shown = _Shown(desk, change.target.currency)
        for one in change.target.changes:
            now = restore.get(change.record_id, {}).get(one.field, writing.stored(fields[one.field]))
            if now == one.after:
                restore.setdefault(change.record_id, {})[one.field] = one.before
            else:
                said = shown.said(_writable(_kind(change), one.field), now)
                stays.append(f"{one.label} of {change.target.name} was changed since: it is {said} now, and stays.")
    removes = tuple(one for one in turned.values() if one.version)
    remakes = tuple(one for one in turned.values() if not one.version)
    return Undoing(restore, tuple(stays), tuple(done), removes, remakes)


def _turn(desk: Desk, change: Change, turned: dict[str, Target], stays: list[str]) -> None:
    """Takes an added record away, or puts a removed one back; says why where that is not possible."""
    target, kind = change.target, _kind(change)
    if target.record_id in turned:
        # It was added and taken away again, or the other way round: together that is nothing.
        del turned[target.record_id]
        return
    with desk.db.reading() as connection:
        fields = writing.fields_of(connection, kind, target.record_id)
    back = tuple(_turned(one) for one in target.changes)
    if target.is_removal:
        if fields is not None:
            stays.append(f"{target.name} is there again already.")
        else:
            turned[target.record_id] = target.model_copy(update={"version": "", "changes": back})
        return
    if fields is None:
        stays.append(f"{target.name} is not there any more, so there is nothing to take back.")
    elif any(writing.stored(fields[one.field]) != one.after for one in target.changes) or not _is_untouched(fields):
        stays.append(f"{target.name} was changed since it was added, so it stays; remove it in the CRM.")
    else:
        turned[target.record_id] = target.model_copy(update={"version": writing.version_of(fields), "changes": back})


def _turned(one: FieldChange) -> FieldChange:
    return FieldChange(
        field=one.field, label=one.label, before=one.after, after=one.before, shown_before=one.shown_after,
        shown_after=one.shown_before or EMPTY,
    )  # fmt: skip


def _is_untouched(fields: Mapping[str, Any]) -> bool:
    """Whether nobody worked with a record since it was made: a lead that was qualified, a task that was done."""
    return str(fields.get("status") or "new").lower() in ("new", "open")


def undo(desk: Desk, done: Sequence[Change], *, by: Person, key: str, undoes: str) -> list[Action]:
    """The actions that take these writes back, each named by `key` and its kind alone, whatever else is left to do.

    Raises: Refused when nothing of them can be.
    """
    found = undoing(desk, done)
    if found.is_empty:
        raise Refused("Nothing of this change can be taken back. " + " ".join(found.stays))
    named_ = ", ".join(dict.fromkeys(one.target.name for one in found.done))[:200]
    because = f"Undo: {named_}"
    kind_of = {one.record_id: _kind(one) for one in found.done}
    actions: list[Action] = []
    for kind in dict.fromkeys(kind_of.values()):
        ours = f"undo:{key}:{kind}"
        if kind in CREATIONS:
            for turned in (found.removes, found.remakes):
                targets = tuple(one for one in turned if kind_of[one.record_id] == kind)
                if targets:
                    mark = ours if turned is found.removes else f"{ours}:again"
                    actions.append(
                        Action(id=named(mark), kind=kind, targets=targets, because=because, requested_by=by,
                               undoes=undoes)
                    )  # fmt: skip
        elif wanted := {id_: values for id_, values in found.restore.items() if kind_of[id_] == kind}:
            actions.append(update(desk, kind, wanted, by=by, because=because, action_id=ours, undoes=undoes))
    return actions


def when_written(desk: Desk, kind: ActionKind) -> str:
    """What becomes of a form of this kind once it is sent, as the settings are now."""
    if desk.settings()[f"autonomy.{kind.replace(':', '_')}"] == "act":
        return (
            "Small changes take effect at once; large ones, many at once and what reports rest on are approved first."
        )
    return "Nothing is changed before somebody entitled has approved it."


def may_change(desk: Desk, person: Person, record_id: str) -> bool:
    """Whether this person reads the deal, and so may propose a change to it."""
    with desk.db.reading() as connection:
        found = find_record(connection, record_id, own_sight(desk, person))
    return found is not None and found[0] == "opportunity" and person.role != "guest"


def readable(desk: Desk, person: Person, found: Sequence[Change]) -> list[Change]:
    """Those of these writes whose records this person may read."""
    return [one for one in found if desk.guard.sees_all(person, [one.target])]


def done_of(desk: Desk, person: Person, action_id: str) -> list[Change]:
    """What an action wrote, for somebody who may read all of it. Raises: Refused, in the same words for both."""
    done = [one for one in changes.of_action(desk.db, action_id) if one.status == "done"]
    if not done or len(readable(desk, person, done)) < len(done):
        raise Refused("I do not find that change among those you may see. Say “changes” for the latest.")
    return done


def form_fields(desk: Desk, record_id: str, proposed: Mapping[str, str | None] | None = None) -> tuple[Field, ...]:
    """The inputs of a deal's form, filled with what it holds, or with what was proposed."""
    fields = _fields(desk, "opportunity:update", record_id)
    held = {name: writing.stored(fields[name]) for name in OFFERED} | dict(proposed or {})
    wanted = tuple(proposed) if proposed else OFFERED
    return tuple(_field(desk, _writable("opportunity:update", name), held[name] or "") for name in wanted)


def inputs(
    desk: Desk, kind: ActionKind, values: Mapping[str, str], deals: Sequence[tuple[str, str]] = ()
) -> tuple[Field, ...]:
    """The inputs of a form that makes or changes a record, filled with these values; `deals` are (id, name) offered."""
    found = []
    for one in WRITABLE[kind]:
        if one.holds == "opportunity":
            options = tuple((id_, name[:70]) for id_, name in deals[:100])
            value = values.get(one.name, "")
            if options:
                found.append(Field(name=one.name, label=one.label, kind="choice", value=value, options=options,
                                   required=one.required))  # fmt: skip
        else:
            found.append(_field(desk, one, values.get(one.name, "")))
    return tuple(found)


def _field(desk: Desk, one: Writable, value: str) -> Field:
    kinds = {"money": "number", "date": "date", "long_text": "long_text", "email": "email"}
    options: tuple[tuple[str, str], ...] = ()
    with desk.db.reading() as connection:
        if one.holds == "stage":
            options = tuple((stage.id, stage.name) for stage in writing.stages_in_order(connection))
        elif one.holds == "person":
            options = tuple((person.id, person.name) for person in colleagues(connection))[:100]
    if one.holds == "category":
        options = tuple((name, name) for name in CATEGORIES)
        value = next((name for name in CATEGORIES if name.lower() == value.lower().replace("_", " ")), "")
    kind: Any = "choice" if options else kinds.get(one.holds, "text")
    return Field(name=one.name, label=one.label, kind=kind, value=value, options=options, required=one.required)


def _kind(change: Change) -> ActionKind:
    return next(kind for kind in WRITABLE if kind == change.kind)


def _writable(kind: ActionKind, name: str) -> Writable:
    return next(one for one in WRITABLE[kind] if one.name == name)


def _fields(desk: Desk, kind: ActionKind, record_id: str) -> dict[str, Any]:
    with desk.db.reading() as connection:
        fields = writing.fields_of(connection, kind, record_id)
    if fields is None:
        raise NoSuchRecord(record_id)
    return fields


def _target(desk: Desk, kind: ActionKind, record_id: str, values: Mapping[str, str | None]) -> Target:
    fields = _fields(desk, kind, record_id)
    shown = _Shown(desk, str(fields.get("currency") or ""))
    values = {**values, **_closing(desk, fields, values)} if kind == "opportunity:update" else values
    changing = tuple(
        shown.change(_writable(kind, name), writing.stored(fields[name]), value)
        for name, value in values.items()
        if not _is_held(writing.stored(fields[name]), value, _writable(kind, name))
    )
    account = str(fields.get("account_id") or "")
    amount = fields.get("amount")
    return Target(
        record_id=record_id,
        name=visible(str(fields["name"])),
        version=writing.version_of(fields),
        account_id=account,
        account=shown.name("account", account),
        owner_id=str(fields.get("owner_id") or shown.owner_of(account)),
        amount=amount if isinstance(amount, Decimal) else None,
        currency=str(fields.get("currency") or ""),
        category=str(fields.get("forecast_category") or ""),
        close_date=fields.get("close_date"),
        changes=changing,
    )


def _is_held(held: str | None, value: str | None, field: Writable) -> bool:
    """Whether the record holds this value already; a category is the same however it is spelt."""
    if field.holds != "category" or held is None or value is None:
        return held == value
    return held.lower().replace("_", " ") == value.lower()


def _closing(desk: Desk, fields: Mapping[str, Any], values: Mapping[str, str | None]) -> dict[str, str]:
    """A deal that is closed was not closed in the future: its close date becomes today, for all to see on the card."""
    stage, close = values.get("stage_id"), fields["close_date"]
    if stage is None or stage == fields["stage_id"] or values.get("close_date") not in (None, writing.stored(close)):
        return {}
    with desk.db.reading() as connection:
        status = {one.id: one.status for one in writing.stages_in_order(connection)}.get(stage, "open")
    today = desk.today()
    return {"close_date": today.isoformat()} if status != "open" and (close is None or close > today) else {}


class _Shown:
    """Values as people read them."""

    def __init__(self, desk: Desk, currency: str) -> None:
        self._desk, self._currency = desk, currency

    def change(self, field: Writable, before: str | None, after: str | None) -> FieldChange:
        """One field's change, in stored form and in words. Raises: BadChange for a stage or person nobody knows."""
        self._must_exist(field, after)
        said = {"shown_before": self.said(field, before), "shown_after": self.said(field, after)}
        return FieldChange(field=field.name, label=field.label, before=before, after=after, **said)

    def said(self, field: Writable, value: str | None) -> str:
        """A stored value in words."""
        if value is None:
            return EMPTY
        if field.holds == "money":
            # Cents are told with two digits, and left out where there are none.
            return f"{self._currency} {Decimal(value):,.2f}".strip().removesuffix(".00")
        if field.holds == "date":
            return formatting.day(date.fromisoformat(value))
        if field.holds in ("stage", "person", "opportunity"):
            return visible(self.name(field.holds, value))
        return visible(value)

    def name(self, kind: str, record_id: str) -> str:
        """What a record is called."""
        if not record_id:
            return ""
        with self._desk.db.reading() as connection:
            return writing.name_of(connection, kind, record_id)

    def owner_of(self, account_id: str) -> str:
        """Whose account this is."""
        with self._desk.db.reading() as connection:
            return writing.owner_of_account(connection, account_id)

    def _must_exist(self, field: Writable, value: str | None) -> None:
        if value is None or field.holds not in ("stage", "person"):
            return
        with self._desk.db.reading() as connection:
            if field.holds == "stage":
                known = any(stage.id == value for stage in writing.stages_in_order(connection))
            else:
                known = person_by_id(connection, value) is not None
        if not known:
            raise BadChange(
                {field.label: f"“{visible(value)[:80]}” is not one that the CRM knows; choose from the list."}
            )
