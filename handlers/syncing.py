"""When the CRM is back: what waited is written, in order, and every card says how it ended."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from domain.errors import TryLater
from domain.work import Person
from handlers.approvals import conclude
from handlers.desk import Desk
from store import approvals, audit, changes, review_queue, services
from store.changes import Change
from store.jobs import Job
from store.review_queue import ReviewItem

SERVICE = "CRM"


def run_sync(desk: Desk, job: Job) -> str:  # noqa: ARG001
    """Writes what waits, as far as the CRM takes it: the worker's part. Safe to run again at any point."""
    before = {(one.action_id, one.number) for one in changes.waiting(desk.db)}
    late: TryLater | None = None
    try:
        desk.guard.sync()
    except TryLater as delay:
        late = delay
    _file_conflicts(desk, before)
    for approval in approvals.carried_out(desk.db):
        done = changes.of_action(desk.db, approval.action.id)
        # Records that wait for a limit have no row yet; their job goes on by itself.
        if len(done) == len(approval.action.targets):
            conclude(desk, approval, done)
    if late is not None:
        raise late
    return "answered"


def _file_conflicts(desk: Desk, before: set[tuple[str, int]]) -> None:
    """An exception for every change that waited so long that somebody else changed the record meanwhile."""
    found = [one for action_id in sorted({one for one, _ in before}) for one in changes.of_action(desk.db, action_id)]
    conflicts = [one for one in found if one.status == "conflict" and (one.action_id, one.number) in before]
    now = desk.now()
    with desk.db.begin() as session:
        for one in conflicts:
            review_queue.file(session, desk.db, _item(one, desk))
        if conflicts:
            audit.write(session, desk.db, _entry(conflicts), now)


def _item(one: Change, desk: Desk) -> ReviewItem:
    wanted = "; ".join(f"{c.label}: {c.shown_before} → {c.shown_after}" for c in one.target.changes)
    return ReviewItem(
        id=f"sync:{hashlib.sha256(f'{one.action_id}#{one.number}'.encode()).hexdigest()[:32]}",
        kind="sync_conflict",
        severity="medium",
        needs="decision",
        assignee="operator",
        reason=f"{one.target.name} was changed by somebody else while our change waited for the CRM, so ours was not "
        "written.",
        run_id=None,
        details={
            "confidence": "certain",
            "evidence": wanted,
            "proposed": "Look at the record; if the change is still wanted, ask for it again.",
            "record": one.record_id,
        },
        created_at=desk.now(),
    )


def _entry(conflicts: Sequence[Change]) -> audit.Entry:
    return audit.Entry(
        actor="quartermaster",
        on_behalf_of="operator",
        action="change:conflict",
        subject=", ".join(one.record_id for one in conflicts)[:200],
        reason="records were changed by others while our changes waited for the CRM",
        outcome="not written",
    )


def ask_now(desk: Desk, person: Person) -> bool:
    """Whether the CRM was known to be away, and is asked again at once; the trail says who wanted it."""
    now = desk.now()
    with desk.db.begin() as session:
        asked = services.probe_now(session, SERVICE, now)
        if asked:
            entry = audit.Entry(
                actor=person.name, on_behalf_of=person.email or person.name, action="change:sync", subject=SERVICE,
                reason="a person asked to try again at once", outcome="asked", approval=person.name,
            )  # fmt: skip
            audit.write(session, desk.db, entry, now)
    return asked
