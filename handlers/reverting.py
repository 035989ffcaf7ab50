"""A deal moved on in the CRM itself without its data: its rep is told what is missing, and a step back is proposed."""

from __future__ import annotations

from domain.actions import Action
from domain.cards import Card
from domain.errors import QuartermasterError, TryLater
from domain.gate import Incomplete
from domain.work import Person
from handlers.approvals import propose, withdraw
from handlers.cards.gate import moved_card
from handlers.changes import update
from handlers.desk import Desk
from handlers.gate import FILLED_UNDER
from handlers.nudging import SURFACE, user_of
from handlers.telling import tell
from store import approvals, audit, review_queue, triggers
from store.crm.gate import label_of
from store.crm.people import person_by_id
from store.crm.required import missing_in, required_in
from store.crm.stages_seen import Stepped, remember, stepped
from store.crm.writing import fields_of
from store.jobs import Job
from store.review_queue import ReviewItem

AGENT, PREFIX = "pipeline", "gate:"
MOST = 20
"""More steps than this at once are a load of records, not people at work: one exception tells of them."""


def run_gate(desk: Desk, name: str, job: Job) -> None:
    """One look: what is complete by now is let be, what stepped on without its data is taken up, once."""
    kept, now = triggers.find(desk.db, name), desk.now()
    _let_be(desk)
    is_first = kept is None or kept.ended_at is None
    with desk.db.reading() as connection:
        found = [] if is_first else stepped(connection, desk.settings())
    later: list[str] = []
    if len(found) > MOST:
        _file_many(desk, found, job)
    else:
        later = [one.opportunity_id for one in found if not _take_up(desk, one, job)]
    remember(desk.db, now, but=later)
    said = f"{len(found)} deals had moved on without their data; {len(found) - len(later)} were taken up."
    entry = audit.Entry(
        actor="Pipeline agent", on_behalf_of="operator", action="trigger:fire", subject=name, reason=said,
        outcome="done",
    )  # fmt: skip
    with desk.db.begin() as session:
        triggers.note(session, name, at=now, found=len(found), fresh=len(found) - len(later))
        audit.write(session, desk.db, entry, now)


def _let_be(desk: Desk) -> None:
    """Withdraws the step back of every deal whose data somebody has filled in since."""
    for approval in approvals.waiting(desk.db):
        if approval.action.id.startswith(PREFIX) and approval.action.agent == AGENT:
            target = approval.action.targets[0]
            if not _missing(desk, target.record_id):
                withdraw(desk, approval, "The data is complete by now, so the deal stays where it is.")


def _missing(desk: Desk, deal: str) -> tuple[str, ...]:
    with desk.db.reading() as connection:
        fields = fields_of(connection, "opportunity:update", deal)
        required = required_in(connection, str(fields["stage_id"] or ""), desk.settings()) if fields else ()
    return missing_in(fields, required) if fields else ()


def _take_up(desk: Desk, one: Stepped, job: Job) -> bool:
    """Whether it was taken up; False while its rep may not be written to at this hour."""
    with desk.db.reading() as connection:
        rep = person_by_id(connection, one.owner_id) if one.owner_id else None
    user = user_of(desk, rep) if rep else None
    if rep is None or user is None:
        _file(desk, one)
        return True
    if not tell(desk, rep, f"moved:{_when(job)}:{one.opportunity_id}", _notice(desk, one), agent=AGENT):
        return False
    place = desk.voices[SURFACE].dm(user).model_copy(update={"user": user})
    try:
        propose(desk, _step_back(desk, one, rep, job), place)
    except TryLater:
        raise
    except QuartermasterError as problem:
        # Nobody may approve it, or the agent may not propose: somebody hears of it all the same.
        _file(desk, one, str(problem))
    return True


def _when(job: Job) -> str:
    return triggers.fired_by(job.id)[1].isoformat()


def _step_back(desk: Desk, one: Stepped, rep: Person, job: Job) -> Action:
    names = ", ".join(label_of(name) for name in _missing(desk, one.opportunity_id))
    because = f"It moved from {one.was} to {one.stage} in the CRM, and lacks: {names}."
    wanted = {one.opportunity_id: {"stage_id": one.was_id}}
    key = f"{PREFIX}{_when(job)}:{one.opportunity_id}"
    return update(desk, "opportunity:update", wanted, by=rep, because=because, action_id=key, agent=AGENT)


def _notice(desk: Desk, one: Stepped) -> Card:
    """The notice in the rep's DM, with the form for what is missing."""
    missing = _missing(desk, one.opportunity_id)
    lacks = Incomplete(
        record_id=one.opportunity_id, name=one.name, stage_id=one.stage_id, stage=one.stage, missing=missing,
        labels=tuple(label_of(name) for name in missing),
    )  # fmt: skip
    return moved_card(lacks, one.was, can_fill=any(name in FILLED_UNDER for name in missing))


def _file(desk: Desk, one: Stepped, why: str = "") -> None:
    reason = f"{one.name} moved from {one.was} to {one.stage} in the CRM without the data that {one.stage} requires."
    _keep_item(desk, f"moved:{one.opportunity_id}:{one.stage_id}", f"{reason} {why}".strip(), [one])


def _file_many(desk: Desk, found: list[Stepped], job: Job) -> None:
    names = ", ".join(one.name for one in found[:5])
    reason = (
        f"{len(found)} deals moved on in the CRM at once without the data that their stages require, such as {names}. "
        "That looks like a load of records, so none was put back and nobody was written to."
    )
    _keep_item(desk, f"moved:{_when(job)}", reason, found)


def _keep_item(desk: Desk, id_: str, reason: str, found: list[Stepped]) -> None:
    item = ReviewItem(
        id=id_[:80], kind="incomplete_stage", severity="medium", needs="decision", assignee="operator", reason=reason,
        run_id=None, details={"opportunities": [one.opportunity_id for one in found][:100]}, created_at=desk.now(),
    )  # fmt: skip
    with desk.db.begin() as session:
        review_queue.file(session, desk.db, item)
