"""What an agent or a person wants written: exact values before and after, and what the guard may say to it."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from domain.errors import NeedsPerson, Refused, TryLater
from domain.value import Value
from domain.work import Person

ActionKind = Literal["opportunity:update", "contact:update", "lead:create", "activity:log", "task:assign"]
ActionClass = Literal["bulk", "large_deal", "executive_reporting"]
"""The three kinds of change that a person always signs off, whatever an agent is allowed otherwise."""

CLASS_WORDS: dict[ActionClass, str] = {
    "bulk": "bulk change",
    "large_deal": "large deal",
    "executive_reporting": "executive reporting",
}
RECORD_OF: dict[ActionKind, str] = {
    "opportunity:update": "opportunity",
    "contact:update": "contact",
    "lead:create": "lead",
    "activity:log": "activity",
    "task:assign": "task",
}


CREATIONS: tuple[ActionKind, ...] = ("lead:create", "activity:log", "task:assign")
"""Kinds that make a record. Such an action over a record that is there, with a version, takes it away again."""


class Writable(NamedTuple):
    """One field that may be written: what it is called and what it holds."""

    name: str
    label: str
    holds: Literal["text", "long_text", "money", "date", "email", "stage", "category", "person", "opportunity"]
    required: bool = False
    longest: int = 255


WRITABLE: dict[ActionKind, tuple[Writable, ...]] = {
    "opportunity:update": (
        Writable("stage_id", "Stage", "stage", required=True),
        Writable("amount", "Amount", "money"),
        Writable("close_date", "Close date", "date"),
        Writable("next_step", "Next step", "long_text", longest=2000),
        Writable("forecast_category", "Forecast category", "category"),
        Writable("lost_reason", "Lost reason", "text", longest=120),
        Writable("owner_id", "Owner", "person", required=True),
    ),
    "contact:update": (
        Writable("name", "Name", "text", required=True),
        Writable("title", "Title", "text"),
        Writable("email", "E-mail", "email"),
        Writable("phone", "Phone", "text", longest=60),
    ),
    "lead:create": (
        Writable("name", "Name", "text", required=True),
        Writable("company", "Company", "text"),
        Writable("lead_source", "Source", "text", longest=120),
        Writable("owner_id", "Owner", "person", required=True),
    ),
    "activity:log": (
        Writable("type", "Type", "text", required=True, longest=40),
        Writable("subject", "Subject", "long_text", required=True, longest=2000),
        Writable("on_date", "Date", "date", required=True),
        Writable("opportunity_id", "Opportunity", "opportunity", required=True),
    ),
    "task:assign": (
        Writable("subject", "Task", "long_text", required=True, longest=2000),
        Writable("owner_id", "Assigned to", "person", required=True),
        Writable("due_on", "Due", "date", required=True),
        Writable("opportunity_id", "Opportunity", "opportunity"),
    ),
}
"""Every field that this product may write, by the kind of write; anything else is refused."""


class FieldChange(Value):
    """One field's value before and after, exactly as stored (dates ISO, amounts plain decimals), and as people read it.

    Shape:  None is an empty field.
    """

    field: str
    label: str
    before: str | None
    after: str | None
    shown_before: str = ""
    shown_after: str = ""


class Target(Value):
    """One record to be written and what is to change in it. A record to be made has no version and no before."""

    record_id: str
    name: str
    version: str = ""
    """Digest of the record as it was when the change was proposed."""
    account_id: str = ""
    account: str = ""
    owner_id: str = ""
    amount: Decimal | None = None
    currency: str = ""
    category: str = ""
    close_date: date | None = None
    changes: tuple[FieldChange, ...]

    def after(self, field: str) -> str | None:
        """The new value of a field; None when it is emptied or stays as it is."""
        return next((change.after for change in self.changes if change.field == field), None)

    @property
    def is_removal(self) -> bool:
        """Whether every value is taken away and none is given."""
        return bool(self.version) and all(change.after is None for change in self.changes)

    def changed(self) -> frozenset[str]:
        """Names of the fields that change."""
        return frozenset(change.field for change in self.changes)


class Action(Value):
    """A proposed write. `id` names it for good: the same action is never carried out twice.

    Shape:  `agent` is the agent that proposed it, empty when a person did by hand; `requested_by` answers for it.
            `undoes` is the action that this one takes back.
    """

    id: str
    kind: ActionKind
    targets: tuple[Target, ...]
    because: str
    requested_by: Person
    agent: str = ""
    undoes: str = ""

    @property
    def digest(self) -> str:
        """A fingerprint of exactly what would be written, over what: an approval holds for this and nothing else."""
        return _digest(self.kind, [target.model_dump(mode="json") for target in self.targets])

    @property
    def likeness(self) -> str:
        """The same for every action that asks for the same values of the same records; creations are never alike."""
        if self.kind not in ("opportunity:update", "contact:update"):
            return _digest(self.kind, self.id)
        return _digest(self.kind, [[t.record_id, sorted((c.field, c.after) for c in t.changes)] for t in self.targets])

    @property
    def record_kind(self) -> str:
        """The kind of record that it writes."""
        return RECORD_OF[self.kind]


def _digest(*of: object) -> str:
    return hashlib.sha256(json.dumps(of, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


class Verdict(Value):
    """What the guard says to an action: carry it out, ask a person first, or no; `sentence` says why."""

    says: Literal["allow", "ask", "refuse"]
    rule: str
    sentence: str = ""
    classes: tuple[ActionClass, ...] = ()


class Judgement(Value):
    """Every verdict on one action, and what they come to: the strictest wins."""

    verdicts: tuple[Verdict, ...]

    @property
    def says(self) -> Literal["allow", "ask", "refuse"]:
        """`refuse` before `ask` before `allow`."""
        said = {verdict.says for verdict in self.verdicts}
        return "refuse" if "refuse" in said else "ask" if "ask" in said else "allow"

    @property
    def classes(self) -> tuple[ActionClass, ...]:
        """The always-approve classes that apply, each once."""
        return tuple(dict.fromkeys(one for verdict in self.verdicts for one in verdict.classes))

    def reasons(self, says: str) -> tuple[str, ...]:
        """The sentences of the verdicts that say this."""
        return tuple(verdict.sentence for verdict in self.verdicts if verdict.says == says and verdict.sentence)


class BadChange(Refused):
    """Values that the CRM cannot take: a sentence under each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__("Nothing was changed. " + " ".join(f"{name}: {why}" for name, why in errors.items()))


class NothingToChange(Refused):
    """The record holds these values already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} holds these values already, so there is nothing to change.")


class ChangeRefused(Refused):
    """The guard does not let this through."""

    def __init__(self, rule: str, sentence: str) -> None:
        self.rule = rule
        super().__init__(sentence)


class RecordChanged(NeedsPerson):
    """Somebody changed the record between the proposal and the write; nothing was written."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was changed in the meantime, so nothing was written. Look at it again.")


class NewerInCrm(RecordChanged):
    """The CRM holds something newer than we know, and did not say what; nothing was written."""

    def __init__(self, name: str) -> None:
        NeedsPerson.__init__(
            self,
            f"Somebody changed {name} in the CRM, so nothing was written. What the CRM holds now comes with the next "
            "sync; ask again then if it is still needed.",
        )


class LimitReached(TryLater):
    """A limit is used up; the work waits until there is room again."""

    def __init__(self, what: str, limit: int, per: str, room_at: str) -> None:
        super().__init__(f"The limit of {limit} {what} per {per} is used up; this goes on at {room_at}.")


class AccountBusy(TryLater):
    """Another agent is at work on the same account."""

    def __init__(self, holder: str, account: str) -> None:
        super().__init__(f"Waiting: {holder} holds {account}.")
