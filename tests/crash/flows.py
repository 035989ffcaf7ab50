"""The flows that are tried: each leads to the moment whose every point somebody dies at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

import handlers.work
from domain.errors import GatewayDown
from domain.work import Person
from handlers import changes as proposed_changes
from handlers.approvals import propose as propose_action
from store import changes, review_queue, settings
from store.crm.people import colleagues
from store.crm.tables import opportunities, people
from store.review_queue import ReviewItem
from tests.crash.lives import Flow, keep_instead
from tests.gateways.test_guard import Failing
from tests.handlers.hands import presses, submits
from tests.handlers.test_approvals import MANAGER, REP, a_deal, card_of, propose
from tests.handlers.test_drafts import STALLED
from tests.handlers.test_nudging import MONDAY, Days, nudge_to
from tests.office import PEOPLE, Office


def a_proposal(office: Office, **values: str) -> Any:
    """The open approval of a rep's change."""
    return propose(office, a_deal(office), **(values or {"stage_id": "negotiation", "next_step": "Sign"}))


def approved(office: Office) -> None:
    """The manager says yes, and it is written."""
    card = card_of(office, a_proposal(office))
    keep_instead(office)
    office.presses(MANAGER, "Approve", card)


def proposed(office: Office) -> None:
    """The rep sends the form of a deal."""
    office.says(REP, f"record {a_deal(office)['id']}")
    office.presses(REP, "Update")
    form = office.slack.forms[-1]
    keep_instead(office)
    office.submits(REP, form, {one.name: one.value for one in form.fields} | {"next_step": "Sign"})


def rejected(office: Office) -> None:
    """The manager says no, and why."""
    office.presses(MANAGER, "Reject", card_of(office, a_proposal(office)))
    form = office.slack.forms[-1]
    keep_instead(office)
    office.submits(MANAGER, form, {"reason": "Wait for legal"})


def edited(office: Office) -> None:
    """The manager changes what is asked for, so that somebody else approves it."""
    office.presses(MANAGER, "Edit", card_of(office, a_proposal(office, next_step="Sign")))
    form = office.slack.forms[-1]
    keep_instead(office)
    office.submits(MANAGER, form, {"next_step": "Call the chair"})


def expired(office: Office) -> None:
    """Nobody answers for a day."""
    a_proposal(office)
    keep_instead(office)


def undone(office: Office) -> None:
    """A change is taken back, with the manager's yes."""
    deal = a_deal(office)
    first = propose(office, deal, next_step="Call the board", amount="5000")
    office.presses(MANAGER, "Approve", card_of(office, first))
    presses(office, REP, "change:undo", first.action.id)
    office.presses(REP, "Take back")
    from store import approvals

    (undo,) = approvals.waiting(office.db)
    card = card_of(office, undo)
    keep_instead(office)
    office.presses(MANAGER, "Approve", card)


def rolled_back(office: Office) -> None:
    """Everything that somebody changed today is taken back, but for what another one changed since."""
    from store import approvals

    deals = [a_deal(office, skip=n) for n in range(3)]
    for deal, words in zip(deals, ("First", "Second", "Third"), strict=True):
        office.presses(MANAGER, "Approve", card_of(office, propose(office, deal, next_step=words)))
    with office.db.begin() as session:
        session.execute(opportunities.update().where(opportunities.c.id == deals[2]["id"]).values(next_step="By hand"))
    office.presses(REP, "Take back", office.says(REP, "undo agent me since today"))
    (undo,) = approvals.waiting(office.db)
    card = card_of(office, undo)
    keep_instead(office)
    office.presses(MANAGER, "Approve", card)


def many(office: Office) -> None:
    """One yes to a change of several records."""
    deals = [a_deal(office, skip=n) for n in range(6)]
    rep = person(office, REP)
    action = proposed_changes.update(
        office.desk,
        "opportunity:update",
        {deal["id"]: {"next_step": "Ask for the order"} for deal in deals},
        by=rep,
        because="the quarter ends",
        action_id="many",
    )
    place = office.slack.dm(PEOPLE[REP]).model_copy(update={"user": PEOPLE[REP]})
    asked = propose_action(office.desk, action, place)
    card = card_of(office, asked.approval)
    keep_instead(office)
    office.presses(MANAGER, "Approve", card)


def _one_burst(office: Office) -> None:
    """However long somebody lies dead in between, what changed wakes agents once."""
    with office.db.begin() as session:
        for name in ("chain.quiet_seconds", "chain.longest_seconds"):
            settings.save(session, name, 180, by="test", at=office.desk.now())


def first_of_two(office: Office) -> None:
    """One of two managers says yes to a change of a large deal; the other has not decided yet."""
    with office.db.begin() as session:
        settings.save(session, "approval.approvers_for_large_deal", 2, by="test", at=office.desk.now())
    asked = propose(office, a_deal(office, amount=(150_000, 10_000_000)), next_step="Sign")
    assert asked.needed == 2
    card = card_of(office, asked)
    keep_instead(office)
    office.presses(MANAGER, "Approve", card)


def person(office: Office, name: str) -> Person:
    """Somebody, as the CRM knows them."""
    with office.db.reading() as connection:
        return next(one for one in colleagues(connection) if one.name == name)


def away(office: Office) -> None:
    """The manager says yes while the CRM is away; it is written when it is back."""
    _one_burst(office)
    card = card_of(office, a_proposal(office))
    mood_of(office, "away")
    keep_instead(office)
    office.presses(MANAGER, "Approve", card)


def mood_of(office: Office, mood: str) -> None:
    """How the CRM answers from now on."""
    (office.desk.home_folder / "crm is").write_text(mood)


def drained(office: Office) -> None:
    """The CRM was away while three changes were approved; one of the records was changed by others meanwhile."""
    _one_burst(office)
    crm = Failing(office.desk.guard, *[GatewayDown("The CRM", "no answer")] * 3)
    deals = [a_deal(office, skip=n) for n in range(3)]
    for deal, words in zip(deals, ("First", "Second", "Third"), strict=True):
        office.presses(MANAGER, "Approve", card_of(office, propose(office, deal, next_step=words)))
    assert (crm.answers, changes.count_waiting(office.db)) == ([], 3)
    with office.db.begin() as session:
        session.execute(opportunities.update().where(opportunities.c.id == deals[1]["id"]).values(next_step="Theirs"))
    keep_instead(office)


def stopped(office: Office) -> None:
    """The fifth change of an agent that the CRM refuses: it is paused, and operators and managers are told."""
    _utc(office)
    rep, place = person(office, REP), office.slack.dm(PEOPLE[REP]).model_copy(update={"user": PEOPLE[REP]})
    mood_of(office, "refused")
    for n in range(5):
        action = proposed_changes.update(
            office.desk, "opportunity:update", {a_deal(office, skip=n)["id"]: {"next_step": f"Step {n}"}}, by=rep,
            because="it is due", action_id=f"agent {n}", agent="pipeline",
        )  # fmt: skip
        card = card_of(office, propose_action(office.desk, action, place).approval)
        if n == 4:
            keep_instead(office)
        office.presses(MANAGER, "Approve", card)


def late(office: Office) -> None:
    """Decisions that take long: of two exceptions one is reminded of and one passed on, and so is an approval."""
    _utc(office)
    at = MONDAY.replace(hour=5, minute=0)
    office.desk.clock.move(to=at)
    a_proposal(office)
    for id_, hour in (("item:1", 8), ("item:2", 9)):
        office.desk.clock.move(to=at + timedelta(hours=hour))
        an_item(office, id_)
    office.desk.clock.move(to=at + timedelta(hours=12, minutes=5))
    keep_instead(office)


def an_item(office: Office, id_: str) -> None:
    """An exception that waits for the manager."""
    item = ReviewItem(
        id=id_, kind="test", severity="high", needs="decision", assignee=MANAGER, reason="Something is odd.",
        run_id=None, created_at=office.desk.now(),
    )  # fmt: skip
    with office.db.begin() as session:
        review_queue.file(session, office.db, item)


def woken(office: Office) -> None:
    """A deal is changed, so other agents look and reckon again."""
    _one_burst(office)
    _days(office).times.look()
    approved(office)


def kept_long_enough(office: Office) -> None:
    """The night in which answers and messages go that were kept for as long as the settings say."""
    for n in range(4):
        office.says(MANAGER, f"open deals over {n + 1}0k")
    with office.db.begin() as session:
        for name in ("retention.answers_days", "retention.messages_days"):
            settings.save(session, name, 10, by="Omar Haddad", at=office.desk.now())
    days = _days(office)
    days.until(SATURDAY.replace(hour=3, minute=39))
    keep_instead(office)


def exported(office: Office) -> None:
    """The rows of an answer, as a file."""
    answer = office.says(MANAGER, STALLED)
    keep_instead(office)
    office.presses(MANAGER, "Download CSV", answer)


def mailed(office: Office) -> None:
    """A draft leaves as an e-mail."""
    answer = office.says(MANAGER, STALLED)
    run = f"run:{answer['key']}"
    presses(office, MANAGER, "run:share", run, on=answer)
    keep_instead(office)
    presses(office, MANAGER, "draft:email", run, on=office.latest())


def failed(office: Office) -> None:
    """A question that cannot be answered: a report by hand, in a message and by e-mail."""
    handlers.work.ask = _breaks
    keep_instead(office)
    office.kept.append(  # type: ignore[attr-defined]
        {
            "type": "event_callback",
            "event_id": "EvLast",
            "team_id": "T0OFFICE",
            "event": {
                "type": "app_mention",
                "user": PEOPLE[MANAGER],
                "channel": "C0LEADS",
                "ts": "11.000001",
                "text": f"<@U0BOT> {STALLED}",
            },
        }
    )


def _breaks(*_: object) -> str:
    raise ValueError("it does not work")


def asked(office: Office) -> None:
    """A question, and its answer."""
    failed(office)
    handlers.work.ask = _ask


_ask = handlers.work.ask


def watched(office: Office) -> None:
    """Monday morning: every trigger looks, and managers get their digests."""
    _days(office)
    office.desk.clock.move(to=MONDAY - timedelta(minutes=1))
    keep_instead(office)


def _utc(office: Office) -> None:
    with office.db.begin() as session:
        session.execute(update(people).values(timezone="UTC"))


def _days(office: Office) -> Days:
    _utc(office)
    return Days(office)


def _digest(office: Office) -> Days:
    days = _days(office)
    days.until(MONDAY)
    return days


def nudged(office: Office) -> None:
    """A manager says yes to every message, and they go out to the reps."""
    days = _digest(office)
    keep_instead(office)
    office.presses(MANAGER, "Approve all", on=days.told(MANAGER)[-1])


def answered(office: Office) -> None:
    """A rep fills in the form of a nudge, which becomes a proposal."""
    days = _digest(office)
    office.presses(MANAGER, "Approve all", on=days.told(MANAGER)[-1])
    days.until(MONDAY + timedelta(minutes=5))
    office.presses(REP, "Next step", on=nudge_to(days, REP))
    form = office.slack.forms[-1]
    keep_instead(office)
    submits(office, REP, form.press, form.subject, {"next_step": "Call the CFO on Friday"})


AWAY = (timedelta(seconds=31), timedelta(minutes=4))
"""The CRM is back at its next probe; after that there is time to hear of what was written."""
SATURDAY = MONDAY + timedelta(days=12)
FLOWS: dict[str, Flow] = {
    "question": Flow(asked),
    "proposal": Flow(proposed),
    "write": Flow(approved),
    "rejection": Flow(rejected),
    "edit": Flow(edited),
    "expiry": Flow(expired, watches=True, by=timedelta(hours=24, seconds=5)),
    "undo": Flow(undone),
    "rollback": Flow(rolled_back),
    "bulk": Flow(many),
    "write elsewhere": Flow(approved, crm=True),
    "CRM away": Flow(away, crm=True, watches=True, later=AWAY),
    "sync": Flow(drained, watches=True, by=timedelta(seconds=31), later=AWAY),
    "alert": Flow(stopped, crm=True, watches=True),
    "SLA": Flow(late, watches=True),
    "wake": Flow(woken, watches=True, later=(timedelta(minutes=4),)),
    "retention": Flow(kept_long_enough, watches=True, by=timedelta(minutes=2)),
    "file": Flow(exported),
    "first of two": Flow(first_of_two),
    "mail": Flow(mailed, mails=True),
    "manual report": Flow(failed, mails=True),
    "scan and digest": Flow(watched, watches=True, by=timedelta(minutes=1), parts=3),
    "nudge": Flow(nudged, watches=True, by=timedelta(minutes=5)),
    "nudge's form": Flow(answered),
}
