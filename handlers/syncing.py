"""When the CRM is back: what waited is written, in order, and every card says how it ended."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from domain.errors import TryLater
from domain.work import Person
from handlers.approvals import conclude, show
from handlers.desk import Desk
from store import approvals, audit, changes, review_queue, services
from store.changes import Change
from store.jobs import Job
from store.review_queue import ReviewItem

SERVICE = "CRM"


def run_sync(desk: Desk, job: Job) -> str:
    """Writes what waits, as far as the CRM takes it: the worker's part. Safe to run again at any point."""
    late: TryLater | None = None
    try:
        desk.guard.sync()
    except TryLater as delay:
        late = delay
    # Asked of the rows and not remembered, so that whoever goes on after a crash finds what ended before it too.
    ended = changes.synced_since(desk.db, datetime.fromisoformat(job.id.removeprefix("sync:")))
    _file_conflicts(desk, [one for one in ended if one.status == "conflict"])
    _show_decided(desk, ended)
    for approval in approvals.carried_out(desk.db):
        done = changes.of_action(desk.db, approval.action.id)
        # Records that wait for a limit have no row yet; their job goes on by itself.
        if len(done) == len(approval.action.targets):
            conclude(desk, approval, done)
    if late is not None:
        raise late
    return "answered"


def _file_conflicts(desk: Desk, conflicts: Sequence[Change]) -> None:
    """An exception for every change that waited so long that somebody else changed the record meanwhile."""
    with desk.db.begin() as session:
        new = [one for one in conflicts if review_queue.file(session, desk.db, _item(one, desk))]
        if new:
            audit.write(session, desk.db, _entry(new), desk.now())


def _show_decided(desk: Desk, ended: Sequence[Change]) -> None:
    """Draws the cards of what was concluded before a crash, and may not say so yet."""
    for approval_id in sorted({one.approval_id for one in ended if one.approval_id}):
        approval = approvals.find(desk.db, approval_id)
        if approval is not None and approval.status != "approved":
            show(desk, approval)


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
