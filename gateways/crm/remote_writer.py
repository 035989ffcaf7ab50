"""A CRM behind a small bridge (docs/operations.md): every write has a name, and can be asked about afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import quote

from domain.actions import WRITABLE, ActionKind, NewerInCrm, RecordChanged, Writable
from domain.errors import GatewayDown, Refused
from gateways.crm.wire import SERVICE, Answer, Lost, Wire
from gateways.crm.writing import Claim, MaybeWritten, Order
from store.crm import writing
from store.session import Database

MOST_MONEY = Decimal(10) ** 14


class CrmRefused(Refused):
    """The CRM said no for good."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"The CRM did not take the change of {name}: {why[:200] or 'it gave no reason'}.")


@dataclass(frozen=True)
class RemoteWriter:
    """Writes to the CRM, then to the mirror; the CRM's own word decides."""

    db: Database
    wire: Wire

    def write(self, order: Order, claim: Claim) -> bool:
        """Whether this call wrote it, or found it written; False when it was booked before.

        Raises: RecordChanged, CrmRefused, GatewayDown and RateLimited (to be tried again under the same name, after
                asking what became of it), MaybeWritten when the CRM itself cannot say.
        """
        if not (order.is_again and self._is_written(order)):
            self._put(order)
        with self.db.begin() as session:
            if not claim(session):
                return False
            by = writing.Writing(order.key, order.by, order.at, order.today, order.policy, by_fields=True)
            # A mirror that is behind catches up when it is loaded again; what counts is written.
            with suppress(RecordChanged):
                writing.write(session, order.kind, order.target, by)
        return True

    def _put(self, order: Order) -> None:
        try:
            answer = self.wire.exchange("PUT", _path(order), _body(order))
        except Lost as lost:
            if self._is_written(order):
                return
            raise GatewayDown(SERVICE, str(lost)) from lost
        self._understand(order, answer)

    def _is_written(self, order: Order) -> bool:
        """What the CRM says became of a write that it may have had. Raises: as `write`."""
        try:
            answer = self.wire.exchange("GET", _path(order))
        except Lost as lost:
            # It may have been written. Nothing is sent again before the CRM has said what became of it.
            raise GatewayDown(SERVICE, f"{lost}, and what became of the change is not known yet") from lost
        if answer.status == 404 and answer.body.get("outcome") == "none":
            return False
        self._understand(order, answer)
        return True

    def _understand(self, order: Order, answer: Answer) -> None:
        """Passes when the CRM says that exactly this write is done."""
        outcome, name = answer.body.get("outcome"), order.target.name
        if answer.body.get("key") != order.key:
            raise MaybeWritten(name, "the CRM answered about something else")
        if outcome == "done" and answer.status == 200:
            return
        if outcome == "conflict" and answer.status == 409:
            self._catch_up(order, answer.body.get("current"))
        if outcome == "refused" and answer.status in (403, 404, 422):
            raise CrmRefused(name, str(answer.body.get("reason") or ""))
        if outcome == "partly":
            raise MaybeWritten(name, "the CRM says that it was written in part")
        raise MaybeWritten(name, f"the CRM answered {answer.status} and nothing that is understood")

    def _catch_up(self, order: Order, current: object) -> NoReturn:
        """Puts what the CRM says that it holds into the mirror, so that people see it and decide about that.

        Raises: RecordChanged; NewerInCrm when the mirror is no wiser, so that asking again would change nothing.
        """
        name = order.target.name
        with self.db.begin() as session:
            known = usable(current, order.kind) if isinstance(current, dict) else {}
            by = writing.Writing(f"{order.key}:crm", "", order.at, order.today, order.policy, by_fields=True)
            has_news = bool(known) and writing.catch_up(session, order.kind, order.target, known, by)
        raise RecordChanged(name) if has_news else NewerInCrm(name)


def usable(current: Mapping[str, object], kind: ActionKind) -> dict[str, str | None]:
    """The values that a CRM gave for fields that we write, in stored form, but for what cannot be a field's value."""
    found: dict[str, str | None] = {}
    for one in WRITABLE[kind]:
        value = current.get(one.name)
        if one.name not in current or not (value is None or isinstance(value, str | int | float)):
            continue
        try:
            found[one.name] = _in_stored_form(one, value)
        except (ValueError, ArithmeticError):
            continue
    return found


def _in_stored_form(field: Writable, value: object) -> str | None:
    """Raises: ValueError and ArithmeticError for what is no value of this field."""
    said = "" if value is None else str(value)
    if (field.required and not said) or len(said) > field.longest:
        raise ValueError(field.name)
    if not said:
        return None
    if field.holds == "money":
        amount = Decimal(said)
        if not amount.is_finite() or abs(amount) >= MOST_MONEY:
            raise ValueError(field.name)
        return writing.stored(amount)
    return date.fromisoformat(said[:10]).isoformat() if field.holds == "date" else said


def _path(order: Order) -> str:
    return f"/writes/{quote(order.key, safe='')}"


def _body(order: Order) -> dict[str, Any]:
    target = order.target
    return {
        "key": order.key,
        "kind": order.kind,
        "record": target.record_id,
        "by": order.by,
        "changes": [{"field": c.field, "before": c.before, "after": c.after} for c in target.changes],
    }
