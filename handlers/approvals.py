"""From a proposed change to its end: asked, decided by somebody entitled to, carried out once, shown to everybody.

An approval is a row. A press changes the row and hands the write to the worker in one transaction; the cards are
drawn from the row afterwards, so that whatever died in between is drawn again by whoever comes next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.actions import Action, ChangeRefused, Judgement, NewerInCrm, NothingToChange
from domain.approval import is_same, needed, waits_for
from domain.cards import Card
from domain.errors import NeedsPerson, Refused, TryLater
from domain.thresholds import whole
from domain.work import Person, Place, Press
from handlers.ask import deliver
from handlers.cards.approval import approval_card, asked_card, resolved_card, waiting_card
from handlers.changes import named, renewed
from handlers.desk import Desk
from store import approvals, audit, changes, effects, jobs, posts, review_queue
from store.approvals import Approval, Status
from store.changes import Change
from store.crm.people import colleagues
from store.jobs import Job
from store.review_queue import ReviewItem

HOUR, HASTY_FROM = timedelta(hours=1), 5
LISTED = "waiting:"
ASKED = "asked:"
"""Before the chat user in the key of a card of whoever asked; without it, the card is an approver's."""
NEW_VALUES = "The card has the new values; nothing is changed before it is approved."
SAME_ELSEWHERE = "Another proposal asks for the same; decide that one."


class NoSuchApproval(Refused):
    """Nothing waits under this id, or not where it was pressed, or not for this person: the same words for all."""

    def __init__(self) -> None:
        super().__init__("I do not find that approval any more. Say “approvals” to see what waits for you.")


class MayNotDecide(Refused):
    """This person may not decide this; says who can."""


class NobodyToAsk(NeedsPerson):
    """Nobody in this workspace may approve the change."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody here may approve this: it takes a manager, an executive or an operator other than whoever asks, "
            "known to the CRM by e-mail. Nothing was changed."
        )


@dataclass(frozen=True)
class Proposed:
    """How a proposal stands: waiting for a yes, or carried out at once because an agent may."""

    approval: Approval | None
    done: tuple[Change, ...] = ()


def propose(desk: Desk, action: Action, reply_to: Place) -> Proposed:
    """Hands an action to the guard: carried out at once, or on somebody's card as a question. Safe to run again.

    Shape:  `reply_to` is where whoever asked is told how it goes.
    Raises: ChangeRefused with the rule that says no, NobodyToAsk, and TryLater when a limit is used up.
    """
    judgement = _judged(desk, action)
    if judgement.says == "allow":
        return Proposed(None, tuple(desk.guard.carry_out(action)))
    approval = _asked(desk, action, judgement.classes, judgement.reasons("ask"), reply_to)
    return Proposed(approval)


def _judged(desk: Desk, action: Action, editor: Person | None = None) -> Judgement:
    """What the guard says to an action, as an `editor` left it if there was one.

    Raises: ChangeRefused with the rule that says no, which the trail keeps.
    """
    judgement = desk.guard.judge(action)
    if judgement.says == "refuse":
        verdict = next(one for one in judgement.verdicts if one.says == "refuse")
        _note_refusal(desk, action, verdict.rule, verdict.sentence, editor)
        raise ChangeRefused(verdict.rule, verdict.sentence)
    return judgement


def _note_refusal(desk: Desk, action: Action, rule: str, sentence: str, editor: Person | None) -> None:
    entry = audit.Entry(
        actor=editor.name if editor else action.agent or action.requested_by.name,
        on_behalf_of=action.requested_by.email or action.requested_by.name,
        action="change:refuse",
        subject=", ".join(target.record_id for target in action.targets)[:200] or action.id,
        reason=sentence,
        outcome="refused",
        inputs={"action": action.id, "rule": rule},
    )
    with desk.db.begin() as session:
        audit.write(session, desk.db, entry, desk.now())


def _asked(desk: Desk, action: Action, classes: Sequence[Any], reasons: Sequence[str], reply_to: Place) -> Approval:
    """The open approval of an action, on the card of somebody who may decide it."""
    now, policy = desk.now(), desk.guard.policy(action.agent)
    wanted = Approval(
        id=approvals.new_id(),
        action=action,
        status="open",
        digest=action.digest,
        assignee="",
        needed=needed(classes, policy),
        authors=(action.requested_by,),
        classes=tuple(classes),
        reasons=tuple(reasons),
        preflight=desk.guard.preflight(action.targets, action.id),
        reply_to=reply_to.model_dump_json(),
        created_at=now,
        expires_at=now + waits_for(action, classes, policy),
    )
    asked = _entitled(desk, wanted, reply_to.surface)
    if not asked:
        raise NobodyToAsk
    wanted = wanted.model_copy(update={"assignee": asked[0][0].id})
    with desk.db.begin() as session:
        approval_id = approvals.ask(session, desk.db, wanted)
        if approval_id == wanted.id:
            audit.write(session, desk.db, _entry(wanted, action.requested_by, "approval:ask", "open"), now)
    standing = _with_somebody(desk, _find(desk, approval_id), reply_to.surface)
    _stand(desk, standing, reply_to, f"{ASKED}{reply_to.user}")
    _ask_person(desk, standing, reply_to.surface)
    show(desk, standing)
    return standing


def _with_somebody(desk: Desk, approval: Approval, surface: str) -> Approval:
    """The approval, with somebody else when its assignee asked for the same thing and so may not decide any more."""
    asked = _assignee(desk, approval)
    if asked is not None and not desk.guard.why_not_approve(asked, approval):
        return approval
    others = _entitled(desk, approval, surface)
    if not others:
        raise NobodyToAsk
    with desk.db.begin() as session:
        approvals.assign(session, approval, others[0][0].id)
    return _find(desk, approval.id)


def _entitled(desk: Desk, approval: Approval, surface: str, but: str = "") -> list[tuple[Person, str]]:
    """(person, chat user) of everybody who may decide and can be reached, the likeliest first.

    Shape:  the requester's own manager, then other managers of the owner's team, executives, the rest.
    """
    found = []
    for person in _candidates(desk, approval):
        if person.id == but or desk.guard.why_not_approve(person, approval):
            continue
        if user := desk.voices[surface].user_of(person.email):
            found.append((person, user))
            if len(found) >= 10:
                break
    return found


def _candidates(desk: Desk, approval: Approval) -> list[Person]:
    with desk.db.reading() as connection:
        everyone = colleagues(connection)
    author = approval.authors[0]
    operators = [Person(id=f"operator:{email}", name=email, email=email, role="operator") for email in desk.operators]
    known = {person.email for person in everyone}
    order = {"manager": 1, "executive": 2, "operator": 3}
    likely = [person for person in everyone if person.role in order]
    likely += [person for person in operators if person.email not in known]
    return sorted(likely, key=lambda p: (p.name != author.manager, order[p.role] + (p.team != author.team), p.name))


def _ask_person(desk: Desk, approval: Approval, surface: str) -> None:
    """Puts the card into the assignee's direct messages; above so many in an hour, one list holds the rest."""
    person = _assignee(desk, approval)
    user = desk.voices[surface].user_of(person.email) if person else None
    if person is None or user is None:
        return
    place = desk.voices[surface].dm(user).model_copy(update={"user": user})
    now, most = desk.now(), whole(desk.guard.policy()["approval.cards_per_hour"])
    stands = posts.find(desk.db, f"{approval.id}|{user}") is not None
    if stands or approvals.asked_since(desk.db, approval.assignee, now - HOUR) <= most:
        _stand(desk, approval, place, user)
    else:
        _list_for(desk, person, f"{LISTED}{person.id}:{now:%Y%m%d%H}", place)


def _list_for(desk: Desk, person: Person, key: str, place: Place) -> None:
    """The one list of what waits for a person, drawn as it is now."""
    waiting = [one for one in approvals.waiting(desk.db) if one.assignee == person.id]
    card = waiting_card(waiting, desk.now())
    with desk.db.begin() as session:
        posts.keep(session, desk.db, key, place, card, desk.now(), f"{LISTED}{person.id}")
    deliver(desk, key)


def _show_lists(desk: Desk, approval: Approval) -> None:
    """Draws the lists anew in which the approval may stand."""
    standing = posts.of_run(desk.db, f"{LISTED}{approval.assignee}")
    person = _assignee(desk, approval) if standing else None
    if person is not None:
        _list_for(desk, person, *max(standing, key=lambda one: one[0]))


def _assignee(desk: Desk, approval: Approval) -> Person | None:
    email = approval.assignee.removeprefix("operator:")
    return desk.guard.person_now(Person(id=approval.assignee, name=email, email=email))


def assignee_of(desk: Desk, approval: Approval) -> Person | None:
    """Whoever is asked to decide; None when they are nobody any more."""
    return _assignee(desk, approval)


def ask_also(
    desk: Desk, approval: Approval, surface: str, book: Callable[[Any, Sequence[Person]], bool]
) -> None:  # fmt: skip
    """Asks somebody else besides, because nobody has answered for long; nobody where nobody else may decide.

    Shape:  the card of whoever was asked first stays, and either may decide. `book` says in the same transaction
            whether this is the first time; after a crash it is not, and only the cards are drawn again.
    """
    others = [one for one, _ in _entitled(desk, approval, surface, but=approval.assignee)][:1]
    with desk.db.begin() as session:
        if book(session, others) and others:
            approvals.assign(session, approval, others[0].id)
    standing = _find(desk, approval.id)
    asked = _assignee(desk, standing)
    if others and asked is not None:
        _ask_person(desk, standing, surface)
        show(desk, standing, f"Nobody has answered yet, so {asked.name} is asked too.")


def _stand(desk: Desk, approval: Approval, place: Place, whose: str) -> None:
    """Remembers that a card of this approval stands at a place; `show` draws it."""
    key = f"{approval.id}|{whose}"
    if posts.find(desk.db, key) is None:
        with desk.db.begin() as session:
            posts.keep(session, desk.db, key, place, Card(summary="…"), desk.now(), approval.id)


def show(desk: Desk, approval: Approval, note: str = "") -> None:
    """Draws every card of the approval as it now stands: everywhere it is the same decision."""
    done = changes.of_action(desk.db, approval.action.id) if approval.status in ("done", "failed") else []
    approved = [name for _, name in approvals.voters(desk.db, approval)]
    for key, place in posts.of_run(desk.db, approval.id):
        card = _card(desk, approval, key, place, done, approved, note)
        with desk.db.begin() as session:
            posts.keep(session, desk.db, key, place, card, desk.now(), approval.id)
        deliver(desk, key)
    if approval.status != "open":
        _show_lists(desk, approval)


def _card(
    desk: Desk, approval: Approval, key: str, place: Place, done: list[Change], approved: list[str], note: str
) -> Card:
    reader = Person(name="", timezone=_zone(desk, place))
    if approval.status != "open":
        return resolved_card(approval, reader, done, approved)
    if _is_askers(key) or place.user in _also_asking(desk, approval, place.surface):
        decides = _assignee(desk, approval)
        return asked_card(approval, reader, decides.name if decides else "A manager", note)
    return approval_card(approval, reader, approved, note)


def _also_asking(desk: Desk, approval: Approval, surface: str) -> set[str]:
    """The chat users of those who joined in asking, by the same proposal or an edit, and so do not decide any more."""
    return {user for one in approval.authors[1:] if (user := desk.voices[surface].user_of(one.email))}


def _is_askers(key: str) -> bool:
    return key.rpartition("|")[2].startswith(ASKED)


def _zone(desk: Desk, place: Place) -> str:
    profile = desk.voice(place).profile(place.user) if place.user else {}
    return str(profile.get("tz") or "UTC")


def pressed(press: Press, desk: Desk, *, in_form: bool = False) -> Approval:
    """The open approval that a button is about, pressed where its card stands, by somebody who may decide it.

    Raises: NoSuchApproval, MayNotDecide; Refused with what became of it when it is decided, expired or has changed.
    """
    approval_id, _, digest = press.subject.partition("|")
    approval = approvals.find(desk.db, approval_id)
    if approval is None or not (in_form or _stands_here(desk, approval, press.place)):
        raise NoSuchApproval
    if problem := desk.guard.why_not_approve(press.person, approval):
        raise MayNotDecide(problem)
    if approval.status != "open":
        show(desk, approval)
        raise Refused(f"That is decided already: {_said(approval)}.")
    if desk.now() >= approval.expires_at:
        _expire(desk, approval)
        raise Refused("That has expired, so nothing was changed. Whoever needs it asks again.")
    if not digest or not approval.digest.startswith(digest) or len(digest) < 24:
        show(desk, approval)
        raise Refused("The change on that card is not the one that waits now. I have drawn the card anew; look again.")
    return approval


def _said(approval: Approval) -> str:
    words = {"approved": "approved", "rejected": "rejected", "expired": "it expired", "done": "approved and changed"}
    by = f" by {approval.decided_name}" if approval.decided_name else ""
    return f"{words.get(approval.status, approval.status)}{by}"


def _stands_here(desk: Desk, approval: Approval, place: Place) -> bool:
    """Whether the press came from a card of ours: a forwarded, copied or made-up one does not count."""
    return any(
        standing.channel == place.channel and effects.result_of(desk.db, f"post:{key}") == place.message
        for key, standing in posts.of_run(desk.db, approval.id)
        if not _is_askers(key)
    )


def is_ours(press: Press, desk: Desk) -> Approval | None:
    """The approval that this very press decided before a crash; None when it did not."""
    approval = approvals.find(desk.db, press.subject.partition("|")[0])
    return approval if approval is not None and approval.decided_key == press.id[:255] else None


def grant(press: Press, desk: Desk) -> str:
    """What the press came to, in a sentence; empty when the card says it. The write is the worker's, from here on."""
    if (again := is_ours(press, desk)) is not None:
        _watch_haste(desk, desk.guard.person_now(press.person) or press.person)
        show(desk, again)
        return ""
    approval = pressed(press, desk)
    if (note := refreshed(desk, approval)) is not None:
        return note
    now, voter = desk.now(), desk.guard.person_now(press.person) or press.person
    # One of several voices may have been heard before a crash; it is in the trail then.
    is_known = approvals.voted(desk.db, approval, press.id)
    with desk.db.begin() as session:
        votes = approvals.vote(session, approval, voter, press.id, now)
        enough = votes >= approval.needed
        counts = not enough or approvals.decide(session, desk.db, approval, "approved", by=voter, key=press.id, at=now)
        outcome = "approved" if counts else "too late"
        if not is_known:
            audit.write(session, desk.db, _entry(approval, voter, "approval:grant", outcome), now)
        if enough and counts:
            _hand_to_worker(desk, session, approval, press)
    _watch_haste(desk, voter)
    standing = _find(desk, approval.id)
    show(desk, standing)
    if not counts:
        return f"That is decided already: {_said(standing)}."
    return "" if enough else f"Thank you. {approval.needed - votes} more have to approve."


def _watch_haste(desk: Desk, voter: Person) -> None:
    """Tells the operators, once a day, of somebody who approves faster than anybody reads."""
    now = desk.now()
    taken = sorted(decided - asked for asked, decided in approvals.decided_since(desk.db, voter.id, now - HOUR))
    limit = timedelta(seconds=whole(desk.guard.policy()["approval.hasty_seconds"]))
    if len(taken) < HASTY_FROM or taken[len(taken) // 2] >= limit:
        return
    item = ReviewItem(
        id=f"item:haste:{voter.id}:{now:%Y-%m-%d}"[:80],
        kind="rubber_stamp",
        severity="medium",
        needs="decision",
        assignee="operator",
        reason=f"{voter.name} decided {len(taken)} changes within an hour, half of them within "
        f"{limit.total_seconds():.0f} seconds of being asked. Are they read?",
        run_id=None,
        created_at=now,
    )
    with desk.db.begin() as session:
        review_queue.file(session, desk.db, item)


def _hand_to_worker(desk: Desk, session: Any, approval: Approval, press: Press) -> None:
    caused_by = jobs.find(desk.db, press.id)
    job = Job(
        id=f"change:{approval.id}:{approval.digest[:24]}",
        kind="change",
        inbox_key=caused_by.inbox_key if caused_by else "",
        lane=approval.id,
        state="queued",
        outcome=None,
    )
    if jobs.add(session, job, "worker", desk.now()):
        desk.later(session, job.id)


def refreshed(desk: Desk, approval: Approval) -> str | None:
    """What is said when the records changed since the card was made, now drawn anew; None when they did not."""
    try:
        fresh = renewed(desk, approval.action)
    except (NothingToChange, Refused) as problem:
        fresh = None
        reason = str(problem)
    else:
        reason = "The records hold these values already."
    if fresh == approval.action:
        return None
    if fresh is None:
        _close(desk, approval, "void", reason)
        return f"Nothing was changed. {reason}"
    records = "The record was" if len(approval.action.targets) == 1 else "The records were"
    return _renew(desk, approval, fresh, f"{records} changed in the meantime")


def _renew(desk: Desk, approval: Approval, fresh: Action, why: str) -> str:
    now, policy = desk.now(), desk.guard.policy(fresh.agent)
    judgement = desk.guard.judge(fresh)
    if judgement.says == "refuse":
        reason = " ".join(judgement.reasons("refuse"))
        _end(desk, approval, reason)
        return f"{why}, and as it is now it may not be done. {reason}"
    standing = approval.model_copy(
        update={
            "action": fresh, "digest": fresh.digest, "classes": judgement.classes,
            "reasons": judgement.reasons("ask"), "preflight": desk.guard.preflight(fresh.targets, fresh.id),
            "expires_at": now + waits_for(fresh, judgement.classes, policy),
        }
    )  # fmt: skip
    with desk.db.begin() as session:
        renewed_it = approvals.refresh(session, desk.db, approval, standing)
        if renewed_it:
            entry = _entry(standing, approval.authors[0], "approval:refresh", "open", why)
            audit.write(session, desk.db, entry, now)
    if not renewed_it:
        return f"{why}. {_not_renewed(desk, approval)}"
    said = f"{why}, so nothing was written. The card shows it as it is now; look at it again."
    show(desk, _find(desk, approval.id), said)
    return said


def _not_renewed(desk: Desk, approval: Approval) -> str:
    """Why new values did not take the place of the old ones: somebody decided first, or they are asked for already."""
    standing = _find(desk, approval.id)
    if (standing.status, standing.digest) != (approval.status, approval.digest):
        return f"That is decided already: {_said(standing)}."
    _end(desk, approval, SAME_ELSEWHERE)
    return SAME_ELSEWHERE


def run_change(desk: Desk, job: Job) -> str:
    """Carries out what was approved: the worker's part. Safe to run again at any point; TryLater leaves it waiting."""
    approval = approvals.find(desk.db, job.id.removeprefix("change:").rpartition(":")[0])
    if approval is None or approval.status != "approved" or not job.id.endswith(approval.digest[:24]):
        if approval is not None:
            show(desk, approval)
        return "answered"
    try:
        done = _ended(desk, approval) or desk.guard.carry_out(approval.action, approval.id)
    except ChangeRefused as problem:
        _finish(desk, approval, "failed", str(problem))
        return "refused"
    except TryLater as delay:
        show(desk, approval.model_copy(update={"note": str(delay)}))
        raise
    conclude(desk, approval, done)
    return "answered"


def _ended(desk: Desk, approval: Approval) -> list[Change]:
    """How every record's write ended, where all have: told after a crash too, whatever holds the agent by now."""
    done = changes.of_action(desk.db, approval.action.id)
    is_over = len(done) == len(approval.action.targets) and all(one.status not in changes.OPEN for one in done)
    return done if is_over else []


def conclude(desk: Desk, approval: Approval, done: Sequence[Change]) -> None:
    """Says how an approved change ended; one that waits for the CRM says so, and ends when it is written."""
    if waiting := [one for one in done if one.status == "waiting"]:
        show(desk, approval.model_copy(update={"note": _waits(waiting, done)}))
        return
    if len(done) == 1 and done[0].status == "conflict" and _try_again(desk, approval, done[0]):
        return
    _finish(desk, approval, "done" if any(one.status == "done" for one in done) else "failed", _counted(done))


def _waits(waiting: Sequence[Change], done: Sequence[Change]) -> str:
    of = f" of {len(done)}" if len(done) > 1 else ""
    many = f"{len(waiting)}{of} change{'s wait' if len(waiting) != 1 else ' waits'}"
    return f"{many} for the CRM: {waiting[0].result} Nothing is lost; it is written when the CRM is back."


def _try_again(desk: Desk, approval: Approval, ended: Change) -> bool:
    """Whether the change is on the card again, because the record changed between the yes and the write."""
    try:
        fresh = renewed(desk, approval.action)
    except Refused:
        return False
    name = ended.target.name
    if fresh is None:
        _finish(desk, approval, "failed", str(NothingToChange(name)))
        return True
    if fresh.id == approval.action.id:
        if ended.result == str(NewerInCrm(name)):
            # We know no better than before: whoever approved the same again would meet the same conflict.
            return False
        # The record came back to what the card shows: the same change under a new name, since this one has ended.
        fresh = fresh.model_copy(update={"id": f"{approval.action.id}~r"})
    _renew(desk, approval, fresh, "The record was changed between the approval and the write")
    return True


def _counted(done: Sequence[Change]) -> str:
    """How a bulk change ended, record by record in numbers; empty for a single one that went well."""
    written = sum(one.status == "done" for one in done)
    if len(done) == 1 and written:
        return ""
    if len(done) == 1:
        return done[0].result
    rest = f" {len(done) - written} were not; they are named below." if written < len(done) else ""
    return f"{written} of {len(done)} records were changed.{rest}"


def _finish(desk: Desk, approval: Approval, status: Status, note: str) -> None:
    with desk.db.begin() as session:
        approvals.finish(session, desk.db, approval, status, note)
    show(desk, _find(desk, approval.id))


def reject(press: Press, desk: Desk, reason: str) -> str:
    """What the press came to, in a sentence; empty when the card says it."""
    if (again := is_ours(press, desk)) is not None:
        show(desk, again)
        return ""
    approval = pressed(press, desk, in_form=True)
    return _decided(desk, approval, "rejected", press, f"Reason: {reason}")


def _decided(desk: Desk, approval: Approval, status: Status, press: Press, note: str) -> str:
    now = desk.now()
    with desk.db.begin() as session:
        ours = approvals.decide(session, desk.db, approval, status, by=press.person, key=press.id, at=now, note=note)
        outcome = status if ours else "too late"
        audit.write(session, desk.db, _entry(approval, press.person, "approval:reject", outcome, note), now)
    standing = _find(desk, approval.id)
    show(desk, standing)
    return "" if ours else f"That is decided already: {_said(standing)}."


def edited(press: Press, desk: Desk, approval: Approval, fresh: Action) -> str:
    """What became of an edit: the card with the new values, whose author now is the editor too.

    Whoever edits a person's proposal does not approve it as well; an agent's proposal they may, since a person has
    then looked at every value.
    Raises: ChangeRefused when the new values may not be; the proposed ones go on waiting then.
    """
    judgement = _judged(desk, fresh, press.person)
    if approval.action.agent or any(is_same(press.person, author) for author in approval.authors):
        said = _renew(desk, approval, fresh, f"{press.person.name} edited the change")
        return NEW_VALUES if _find(desk, approval.id).status == "open" else said
    changed = approval.model_copy(update={"authors": (*approval.authors, press.person)})
    others = _entitled(desk, changed, press.place.surface)
    if not others:
        raise NobodyToAsk
    standing = changed.model_copy(
        update={"action": fresh, "digest": fresh.digest, "classes": judgement.classes,
                "reasons": judgement.reasons("ask"), "assignee": others[0][0].id}
    )  # fmt: skip
    return _pass_on(press, desk, approval, standing)


def _pass_on(press: Press, desk: Desk, approval: Approval, standing: Approval) -> str:
    now = desk.now()
    with desk.db.begin() as session:
        renewed_it = approvals.refresh(session, desk.db, approval, standing)
        if renewed_it:
            approvals.assign(session, standing, standing.assignee)
            audit.write(session, desk.db, _entry(standing, press.person, "approval:edit", "open"), now)
    if not renewed_it:
        return _not_renewed(desk, approval)
    final = _find(desk, approval.id)
    _ask_person(desk, final, press.place.surface)
    decides = _assignee(desk, final)
    show(desk, final, f"Edited by {press.person.name}.")
    return f"You edited it, so {decides.name if decides else 'somebody else'} approves the new values."


def edited_before(press: Press, desk: Desk) -> str | None:
    """What became of an edit that this very press made before a crash, shown again; None when it made none."""
    approval = approvals.find(desk.db, press.subject.partition("|")[0])
    if approval is None or approval.status != "open" or approval.action.id != named(press.id):
        return None
    _ask_person(desk, approval, press.place.surface)
    show(desk, approval, f"Edited by {press.person.name}.")
    return NEW_VALUES


def delegates(press: Press, desk: Desk, approval: Approval) -> list[Person]:
    """Who else may decide this."""
    return [person for person, _ in _entitled(desk, approval, press.place.surface, but=press.person.id)]


def delegate(press: Press, desk: Desk, approval: Approval, person_id: str) -> str:
    """What became of handing it on, in a sentence. Raises: MayNotDecide when the other may not decide it."""
    chosen = next((p for p in delegates(press, desk, approval) if p.id == person_id), None)
    if chosen is None:
        raise MayNotDecide("That person may not decide this. Choose somebody from the list.")
    now = desk.now()
    with desk.db.begin() as session:
        if approvals.assign(session, approval, chosen.id):
            audit.write(session, desk.db, _entry(approval, press.person, "approval:delegate", chosen.name), now)
    standing = _find(desk, approval.id)
    _ask_person(desk, standing, press.place.surface)
    show(desk, standing, f"{press.person.name} asked {chosen.name} to decide.")
    return f"{chosen.name} has the card now."


def open_here(press: Press, desk: Desk) -> None:
    """Puts the card of an approval into the DM of somebody who may decide it."""
    approval = approvals.find(desk.db, press.subject)
    if approval is None or desk.guard.why_not_approve(press.person, approval):
        raise NoSuchApproval
    place = desk.voice(press.place).dm(press.place.user).model_copy(update={"user": press.place.user})
    _stand(desk, approval, place, press.place.user)
    show(desk, approval)


def waiting_for(desk: Desk, person: Person) -> list[Approval]:
    """Open approvals that this person may decide, the first to expire first; those out of time are closed."""
    expire_due(desk)
    return [one for one in approvals.waiting(desk.db) if not desk.guard.why_not_approve(person, one)]


def expire_due(desk: Desk) -> int:
    """How many approvals nobody answered in time; whoever asked reads so on their card."""
    late = approvals.overdue(desk.db, desk.now())
    for approval in late:
        _expire(desk, approval)
    return len(late)


def run_expiry(desk: Desk, job: Job) -> str:
    """Closes what nobody answered: the worker's part, when the time comes."""
    approval = approvals.find(desk.db, job.id.removeprefix("expire:").rpartition("@")[0])
    if approval is not None and approval.status == "open" and approval.expires_at <= desk.now():
        _expire(desk, approval)
    elif approval is not None:
        show(desk, approval)
    return "answered"


def _expire(desk: Desk, approval: Approval) -> None:
    _close(desk, approval, "expired", "Ask again if it is still needed.")


def withdraw(desk: Desk, approval: Approval, why: str) -> None:
    """Closes what is not needed any more; every card of it says why."""
    _close(desk, approval, "void", why)


def _end(desk: Desk, approval: Approval, why: str) -> None:
    """Ends an approval without a write, whether it was still open or approved already."""
    if approval.status == "approved":
        _finish(desk, approval, "failed", why)
    else:
        _close(desk, approval, "void", why)


def _close(desk: Desk, approval: Approval, status: Status, note: str) -> None:
    now = desk.now()
    with desk.db.begin() as session:
        if approvals.decide(session, desk.db, approval, status, by=None, key="", at=now, note=note):
            entry = _entry(approval, approval.authors[0], f"approval:{status}", status, note)
            audit.write(session, desk.db, entry, now)
    show(desk, _find(desk, approval.id))


def _find(desk: Desk, approval_id: str) -> Approval:
    found = approvals.find(desk.db, approval_id)
    if found is None:
        raise NoSuchApproval
    return found


def _entry(approval: Approval, who: Person, action: str, outcome: str, reason: str = "") -> audit.Entry:
    return audit.Entry(
        actor=who.name,
        on_behalf_of=who.email or who.name,
        action=action,
        subject=", ".join(target.record_id for target in approval.action.targets)[:200],
        reason=reason or approval.action.because,
        outcome=outcome[:40],
        approval=approval.id,
        inputs={"action": approval.action.id, "digest": approval.digest, "classes": list(approval.classes)},
    )
