"""A CRM behind a small bridge (docs/operations.md): every write has a name, and can be asked about afterwards."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from domain.actions import RecordChanged
from domain.errors import GatewayDown, Refused
from gateways.crm.wire import SERVICE, Answer, Lost, Wire
from gateways.crm.writing import Claim, MaybeWritten, Order
from store.crm import writing
from store.session import Database


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
            raise GatewayDown(SERVICE, f"no usable answer, {lost}") from lost
        self._understand(order, answer)

    def _is_written(self, order: Order) -> bool:
        """What the CRM says became of a write that it may have had. Raises: as `write`."""
        try:
            answer = self.wire.exchange("GET", _path(order))
        except Lost as lost:
            # It may have been written. Nothing is sent again before the CRM has said what became of it.
            raise GatewayDown(SERVICE, f"it is not known yet what became of the change, {lost}") from lost
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
            raise RecordChanged(name)
        if outcome == "refused" and answer.status in (403, 404, 422):
            raise CrmRefused(name, str(answer.body.get("reason") or ""))
        if outcome == "partly":
            raise MaybeWritten(name, "the CRM says that it was written in part")
        raise MaybeWritten(name, f"the CRM answered {answer.status} and nothing that is understood")


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
