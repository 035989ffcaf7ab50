"""From a held message to its answer: sent once, in the recipient's day, and answered by buttons and forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from domain.cards import Card, Note, Reply, Response
from domain.errors import Refused
from domain.nudging import AGENT, Body, Concern
from domain.quiet import next_allowed
from domain.thresholds import SettingValue
from domain.work import Person, Press
from gateways.email import Email
from gateways.email.local import EmlFolder
from handlers.ask import post_once
from handlers.cards.digest import digest_card
from handlers.cards.nudge import as_text, listed, nudge_card
from handlers.changes import update
from handlers.desk import Desk
from handlers.gate import try_to
from handlers.verb import OneCard
from store import audit, effects, nudges, posts, review_queue, snoozes
from store import people as links
from store.crm import concerns
from store.crm.looking import asked_since, mark_nudged
from store.crm.people import person_by_id
from store.jobs import Job
from store.nudges import Nudge
from store.review_queue import ReviewItem

SURFACE = "slack"


class NoSuchNudge(Refused):
    """There is no such message, or it is somebody else's: the same words for both."""

    def __init__(self) -> None:
        super().__init__(
            "That message is not one that waits for you. Ask “show my stalled deals” to see where they stand."
        )


def deliver_nudge(desk: Desk, job: Job) -> str:
    """How the hour of a message ended: sent, held until the next morning, or dropped with nothing left to say."""
    nudge = nudges.find(desk.db, job.id.partition("@")[0])
    if nudge is None or nudge.state not in ("held", "sent"):
        return "refused"
    with desk.db.reading() as connection:
        person = person_by_id(connection, nudge.to_id)
    if person is None:
        return _end(desk, nudge, "dropped")
    user = user_of(desk, person)
    channel: Literal["email", "chat"] = "email" if _by_mail(desk, nudge, person) else "chat"
    passage = desk.guard.passage(person, channel, zone_of(desk, person, user), agent="pipeline")
    if passage.at is None:
        return _blocked(desk, nudge, person, passage.why)
    later = passage.at
    if later > desk.now() and effects.result_of(desk.db, f"post:{nudge.id}") is None:
        with desk.db.begin() as session:
            nudges.move(session, nudge.id, {"held"}, "held", at=desk.now(), due_at=later)
        return "held"
    nudge = _as_it_is_now(desk, nudge) if nudge.kind == "nudge" else nudge
    if nudge.kind == "nudge" and not nudge.body.concerns and not nudge.body.open_deals:
        return _end(desk, nudge, "dropped")
    return _send(desk, nudge, person, user)


def _by_mail(desk: Desk, nudge: Nudge, person: Person) -> bool:
    is_wanted = of_person(desk, person.id)["nudge.channel"] == "email"
    return bool(is_wanted and nudge.kind == "nudge" and person.email)


def _blocked(desk: Desk, nudge: Nudge, person: Person, why: str) -> str:
    """Ends a message to somebody who asked not to be written to; the trail says why."""
    entry = audit.Entry(
        actor=AGENT, on_behalf_of=person.email or person.name, action=f"{nudge.kind}:block", subject=nudge.id,
        reason=why, outcome="blocked",
    )  # fmt: skip
    with desk.db.begin() as session:
        audit.write(session, desk.db, entry, desk.now())
    return _end(desk, nudge, "dropped")


def _as_it_is_now(desk: Desk, nudge: Nudge) -> Nudge:
    """The message without deals that were put right, closed, handed on, snoozed or asked about since it was composed.

    Two mornings' digests approved together ask about the same deals, and the rep hears of each once.
    """
    with desk.db.looking() as connection:
        ids = [one.opportunity_id for one in nudge.body.concerns]
        now = {c.opportunity_id: c for c in concerns.told(connection, ids, desk.today(), desk.settings())}
        asked = asked_since(connection, ids, nudge.created_at) if nudge.state == "held" else set()
    silent = snoozes.quiet_now(desk.db, desk.now())
    left = tuple(
        now[one]
        for one in ids
        if one in now and now[one].owner_id == nudge.to_id and (nudge.to_id, one) not in silent and one not in asked
    )
    return nudge.model_copy(update={"body": nudge.body.model_copy(update={"concerns": left})})


def _send(desk: Desk, nudge: Nudge, person: Person, user: str | None) -> str:
    policy = of_person(desk, person.id)
    if _by_mail(desk, nudge, person):
        _mail(desk, nudge, person, policy)
    elif user is not None:
        place = desk.voices[SURFACE].dm(user).model_copy(update={"user": user})
        card = card_of(desk, nudge, person)
        with desk.db.begin() as session:
            posts.keep(session, desk.db, nudge.id, place, card, desk.now())
        post_once(desk, nudge.id, place, card)
    else:
        return _unreachable(desk, nudge, person)
    now = desk.now()
    with desk.db.begin() as session:
        if nudges.move(session, nudge.id, {"held"}, "sent", at=now):
            nudges.rewrite(session, desk.db, nudge.id, nudge.body)
            mark_nudged(session, [one.opportunity_id for one in nudge.body.concerns], now)
            audit.write(session, desk.db, _sent(nudge, person), now)
    return "answered"


def _sent(nudge: Nudge, person: Person) -> audit.Entry:
    names = ", ".join(one.name for one in nudge.body.concerns) or "the pipeline"
    return audit.Entry(
        actor=AGENT,
        on_behalf_of=person.email or person.name,
        action=f"{nudge.kind}:send",
        subject=nudge.id,
        reason=f"{person.name} was written to about {names}.",
        outcome="sent",
        approval=nudge.digest_id or "not needed",
    )


def _mail(desk: Desk, nudge: Nudge, person: Person, policy: dict[str, SettingValue]) -> None:
    subject, body = as_text(nudge.body, person, str(policy["nudge.tone"]))
    mail, box = Email(key=nudge.id, to=person.email, subject=subject, body=body), EmlFolder(desk.home_folder / "mail")
    key, send = f"mail:{nudge.id}", lambda: desk.guard.mail(box, mail, "pipeline")
    effects.once(desk.db, key, send, lambda: box.find(mail.key), desk.now)


def _unreachable(desk: Desk, nudge: Nudge, person: Person) -> str:
    """`failed`; the operator finds it among the exceptions, with what to do."""
    now = desk.now()
    item = ReviewItem(
        id=f"unreachable:{person.id}"[:80], kind="unreachable", severity="low", needs="decision", assignee="operator",
        reason=f"{person.name} cannot be written to: no member of this workspace has the address "
        f"{person.email or '(none in the CRM)'}. Put it right in the CRM, and the next message arrives.",
        run_id=None, created_at=now,
    )  # fmt: skip
    with desk.db.begin() as session:
        review_queue.file(session, desk.db, item)
        nudges.move(session, nudge.id, {"held"}, "dropped", at=now)
    return "failed"


def _end(desk: Desk, nudge: Nudge, state: nudges.State) -> str:
    with desk.db.begin() as session:
        nudges.move(session, nudge.id, {"held", "proposed"}, state, at=desk.now())
    return state


def card_of(desk: Desk, nudge: Nudge, person: Person) -> Any:
    """The message as it stands now."""
    if nudge.kind == "digest":
        waiting = {one.id: one.state for one in nudges.of_digest(desk.db, nudge.id)}
        return digest_card(nudge.body, nudge.id, waiting)
    return nudge_card(nudge.body, nudge.id, person, str(of_person(desk, person.id)["nudge.tone"]))


def of_person(desk: Desk, person_id: str) -> dict[str, SettingValue]:
    """The settings that hold for one person: their own over their team's over the company's."""
    return dict(desk.guard.policy_of(person_id))


def user_of(desk: Desk, person: Person) -> str | None:
    """The chat user behind a person of the CRM: by a link somebody made by hand, else by address."""
    for user, link in links.everybody(desk.db):
        if link.person_id == person.id:
            return user
    return desk.voices[SURFACE].user_of(person.email) if person.email else None


def zone_of(desk: Desk, person: Person, user: str | None) -> str:
    """Where the person is, as the surface knows it; else as the CRM does."""
    said = desk.voices[SURFACE].profile(user) if user else {}
    zone = str(said.get("tz") or "")
    return zone if zone and zone != "UTC" else person.timezone


def pressed(press: Press, desk: Desk) -> tuple[Nudge, Concern]:
    """The message and the deal that a button is about, pressed by the rep it was written to. Raises: NoSuchNudge."""
    nudge_id, _, number = press.subject.rpartition("|")
    nudge = nudges.find(desk.db, nudge_id)
    if nudge is None or nudge.to_id != press.person.id or not number.isdecimal():
        raise NoSuchNudge
    if int(number) >= len(nudge.body.concerns):
        raise NoSuchNudge
    return nudge, nudge.body.concerns[int(number)]


def answer(desk: Desk, press: Press, nudge: Nudge, concern: Concern, said: str) -> OneCard:
    """The message with what the rep said to one deal; from the first answer on it counts as answered."""
    now = desk.now()
    standing = nudges.find(desk.db, nudge.id) or nudge
    concerns_now = tuple(
        one.model_copy(update={"answer": said}) if one.opportunity_id == concern.opportunity_id else one
        for one in standing.body.concerns
    )
    body: Body = standing.body.model_copy(update={"concerns": concerns_now})
    entry = audit.Entry(
        actor=press.person.name,
        on_behalf_of=press.person.email or press.person.name,
        action="nudge:answer",
        subject=concern.opportunity_id,
        reason=said,
        outcome="answered",
    )
    with desk.db.begin() as session:
        nudges.move(session, nudge.id, {"sent", "escalated"}, "answered", at=now, by=press.person.id)
        # The same answer, given again after a crash, is there already.
        if body != standing.body:
            nudges.rewrite(session, desk.db, nudge.id, body)
            audit.write(session, desk.db, entry, now)
    return OneCard(key=nudge.id, card=card_of(desk, standing.model_copy(update={"body": body}), press.person))


def propose_answer(press: Press, desk: Desk, values: dict[str, Any], because: str) -> tuple[Response | OneCard, ...]:
    """What the rep filled in, as a proposed write on the card of whoever may approve it."""
    nudge, concern = pressed(press, desk)
    wanted = {concern.opportunity_id: values}
    action = update(desk, "opportunity:update", wanted, by=press.person, because=because, action_id=press.id)
    proposed = try_to(desk, action, press)
    if isinstance(proposed, Card):
        return (Reply(card=proposed),)
    labels = listed([change.label.lower() for change in action.targets[0].changes])
    if proposed.approval is None:
        said = f"You changed this: {labels}."
        return answer(desk, press, nudge, concern, said), Note(text=said)
    # The card of the proposal stands below and is kept up to date; this line would go stale.
    return (
        answer(
            desk, press, nudge, concern, f"You proposed a change of {labels}; the card below says what comes of it."
        ),
    )


def pressed_digest(press: Press, desk: Desk) -> Nudge:
    """The digest that a button is about, pressed by the manager it was written to. Raises: NoSuchNudge."""
    digest = nudges.find(desk.db, press.subject)
    if digest is None or digest.kind != "digest" or digest.to_id != press.person.id:
        raise NoSuchNudge
    return digest


def declined(session: Any, nudge: Nudge, by: str, now: datetime) -> None:
    """A manager's no, in the caller's transaction: the message's deals rest as long as those that were asked about."""
    if nudges.move(session, nudge.id, {"proposed"}, "declined", at=now, by=by):
        mark_nudged(session, [concern.opportunity_id for concern in nudge.body.concerns], now)


def decide_digest(press: Press, desk: Desk, digest: Nudge, approved: set[str]) -> OneCard:
    """The digest after its decision: approved messages are held for their reps' next hour, the rest is dropped."""
    now, waiting = desk.now(), nudges.of_digest(desk.db, digest.id)
    due = {one.id: next_allowed(now, _zone_of_id(desk, one.to_id), of_person(desk, one.to_id)) for one in waiting}
    with desk.db.begin() as session:
        sent = 0
        for one in waiting:
            if one.id in approved:
                sent += nudges.move(session, one.id, {"proposed"}, "held", at=now, due_at=due[one.id])
            else:
                declined(session, one, press.person.id, now)
        decided = nudges.move(session, digest.id, {"sent"}, "answered", at=now, by=press.person.id)
        entry = audit.Entry(
            actor=press.person.name, on_behalf_of=press.person.email or press.person.name, action="digest:decide",
            subject=digest.id, reason=f"{sent} of {len(waiting)} messages to reps were approved.", outcome="decided",
            approval=press.person.name,
        )  # fmt: skip
        # The same press, run again after a crash, finds it decided.
        if decided:
            audit.write(session, desk.db, entry, now)
    return OneCard(key=digest.id, card=card_of(desk, digest, press.person))


def _zone_of_id(desk: Desk, person_id: str) -> str:
    with desk.db.reading() as connection:
        person = person_by_id(connection, person_id)
    return zone_of(desk, person, user_of(desk, person)) if person else "UTC"
