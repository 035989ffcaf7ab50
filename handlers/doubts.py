"""What an agent is not sure enough of: it becomes an exception with its evidence, instead of a message to a rep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from agents.monitors.pipeline import Rep
from domain.cards import plain
from domain.confidence import Confidence, of_concern
from domain.nudging import LABELS, Body, Concern
from domain.quiet import next_allowed
from domain.thresholds import SettingValue
from handlers.cards.queue import DOUBT
from handlers.desk import Desk
from handlers.nudging import declined
from store import audit, nudges, review_queue
from store.crm.people import person_by_id
from store.nudges import Nudge
from store.review_queue import ReviewItem

DECLINES_COUNT_FOR = timedelta(days=30)
SAID = 10
MOST_OPEN = 1_000
"""Exceptions that are looked through for a doubt that waits already."""


def set_aside(desk: Desk, reps: Sequence[Rep], policy: Mapping[str, SettingValue], now: datetime) -> tuple[Rep, ...]:
    """The reps without the deals that nobody can be sure enough about; these wait for a person, one item a rep and day.

    An agent that only looks asks nobody, and so doubts nothing. Safe to run again.
    """
    if policy["autonomy.nudge"] == "observe":
        return tuple(reps)
    least, sure = Decimal(str(policy["review.least_confidence"])), []
    age, fresh = _age(desk, now), timedelta(hours=float(str(policy["report.freshness_hours"])))
    declined, waiting = nudges.declined_deals(desk.db, now - DECLINES_COUNT_FOR), _waiting(desk)
    for rep in reps:
        if {**policy, **rep.own}["nudge.aggressiveness"] == "conservative":
            sure.append(rep)
            continue
        judged = [(one, of_concern(one, desk.today(), age, fresh, declined)) for one in rep.concerns]
        doubtful = [(one, how) for one, how in judged if how.figure < least]
        if fresh_doubts := [(one, how) for one, how in doubtful if one.opportunity_id not in waiting]:
            _file(desk, rep, fresh_doubts, least, now)
        kept = tuple(_with(one, how) for one, how in judged if how.figure >= least)
        sure.append(rep._replace(concerns=kept, total=rep.total - len(doubtful)))
    return tuple(sure)


def _waiting(desk: Desk) -> set[str]:
    """The deals that a person has not decided about since another day: nobody is asked the same again meanwhile."""
    open_ = [item for item in review_queue.open_items(desk.db, MOST_OPEN) if item.kind == DOUBT]
    return {row for item in open_ if not item.id.endswith(desk.today().isoformat()) for row in item.details["rows"]}


def _with(one: Concern, how: Confidence) -> Concern:
    return one.model_copy(update={"confidence": how.figure})


def _age(desk: Desk, now: datetime) -> timedelta:
    as_of = desk.readers.freshness().as_of
    return now - as_of if as_of is not None else timedelta()


def _file(desk: Desk, rep: Rep, doubtful: Sequence[tuple[Concern, Confidence]], least: Decimal, now: datetime) -> None:
    """The exception, and the message that is held until somebody decides it."""
    day = desk.today().isoformat()
    nudge_id = f"doubt:{rep.id}:{day}"[:80]
    with desk.db.reading() as connection:
        manager = person_by_id(connection, rep.manager_id) if rep.manager_id else None
    worst = min(how.figure for _, how in doubtful)
    deals = "a deal" if len(doubtful) == 1 else f"{len(doubtful)} deals"
    item = ReviewItem(
        id=nudge_id,
        kind=DOUBT,
        severity="medium",
        needs="decision",
        assignee=manager.name if manager else "operator",
        reason=f"I am not sure enough to ask {rep.name} about {deals}: {worst}, and at least {least} is wanted.",
        run_id=None,
        details={
            "confidence": _how_sure(doubtful),
            "evidence": "; ".join(_evidence(one) for one, _ in doubtful[:SAID]) + _more(len(doubtful)),
            "proposed": f"Ask {rep.name} about {'it' if len(doubtful) == 1 else 'them'} by DM.",
            "nudge": nudge_id,
            "rows": [one.opportunity_id for one, _ in doubtful],
        },
        created_at=now,
    )
    body = Body(concerns=tuple(_with(one, how) for one, how in doubtful))
    waits = Nudge(id=nudge_id, kind="nudge", to_id=rep.id, manager_id=rep.manager_id, state="proposed", body=body,
                  created_at=now)  # fmt: skip
    entry = audit.Entry(
        actor="Pipeline agent", on_behalf_of="operator", action="review:file", subject=nudge_id,
        reason=f"{worst} is below {least}, so a person decides", outcome="filed",
        inputs={"rows": item.details["rows"]},
    )  # fmt: skip
    with desk.db.begin() as session:
        if review_queue.file(session, desk.db, item):
            nudges.keep(session, desk.db, waits)
            audit.write(session, desk.db, entry, now)


def _how_sure(doubtful: Sequence[tuple[Concern, Confidence]]) -> str:
    """How sure it is of each deal; once where it is the same of all."""
    words = list(dict.fromkeys(how.in_words() for _, how in doubtful))
    if len(words) == 1:
        return words[0]
    told = [f"{plain(one.name)}: {how.in_words()}" for one, how in doubtful[:SAID]]
    return "\n".join(["", *(f"• {one}" for one in told)]) + _more(len(doubtful))


def _evidence(one: Concern) -> str:
    whys = ", ".join(
        f"{LABELS[why.condition].lower()}{f' since {why.since:%d %b %Y}' if why.since else ''}" for why in one.whys
    )
    return f"{plain(one.name)} ({one.opportunity_id}): {whys}"


def _more(count: int) -> str:
    return f"; and {count - SAID} more" if count > SAID else ""


def carry_on(desk: Desk, item: ReviewItem, by: str, *, send: bool) -> str:
    """What becomes of the message that was held back, in a sentence; decided twice, it is sent once."""
    nudge = nudges.find(desk.db, str(item.details.get("nudge", "")))
    now = desk.now()
    if nudge is None:
        return "The message is no longer kept, so nothing is sent."
    if not send:
        with desk.db.begin() as session:
            declined(session, nudge, by, now)
        return "The message is not sent."
    with desk.db.reading() as connection:
        rep = person_by_id(connection, nudge.to_id)
    due = next_allowed(now, rep.timezone if rep else "UTC", desk.settings())
    with desk.db.begin() as session:
        nudges.move(session, nudge.id, {"proposed"}, "held", at=now, by=by, due_at=due)
    return f"The message goes to {rep.name if rep else 'the rep'} in their working day."
