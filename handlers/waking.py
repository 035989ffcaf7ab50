"""An agent was woken by what changed: it looks again or reckons again, and what it found is linked to the cause."""

from __future__ import annotations

import time

from agents.base import Deps
from agents.monitors.forecast import FORECAST, moved
from agents.papers import Question
from agents.run import run
from domain.errors import QuartermasterError, TryLater
from domain.facts import Fact
from domain.language.reading import say
from domain.nudging import Condition
from domain.rights import ALL
from domain.work import Outcome, Person, Place, Plan, Request
from handlers.desk import Desk
from handlers.watch import look_now
from store import audit, review_queue, runs, wakes
from store.jobs import Job
from store.review_queue import ReviewItem
from store.wakes import Wake

FORECASTER = Person(id="agent:forecast", name="Forecast agent", role="operator")
DATA_DRIVEN: tuple[Condition, ...] = ("missing", "amount_change", "change_pattern")
"""The conditions that a change of data alone brings about; the others come with time."""


def run_wake(desk: Desk, job: Job) -> str:
    """`answered` once the woken agent is done. Safe to run again at any point."""
    one = wakes.find(desk.db, job.id)
    if one is None or one.ended_at is not None:
        return "refused" if one is None else "answered"
    if one.agent == "forecast":
        _recalculate(desk, one)
    else:
        _look_again(desk, one)
    return "answered"


def _look_again(desk: Desk, one: Wake) -> None:
    fresh = look_now(desk, DATA_DRIVEN)
    _end(desk, one, "pipeline:look", f"{fresh:,} new things to ask about." if fresh else "Nothing new.", "done")


def _recalculate(desk: Desk, one: Wake) -> None:
    """Reckons the quarter's forecast by the road that every answer takes, and says what moved since the last time."""
    request = Request(
        id=one.job_id, text="recalculate the forecast of this quarter", person=FORECASTER,
        place=Place(surface="clock"), at=one.at,
    )  # fmt: skip
    try:
        outcome = _on_the_road(desk, request)
    except TryLater:
        raise
    except QuartermasterError as error:
        _end(desk, one, "forecast:recalculate", str(error), "refused", item=_item(desk, one, str(error), ""))
        return
    if outcome.state != "answered":
        item = _item(desk, one, outcome.sentence, outcome.run_id)
        _end(desk, one, "forecast:recalculate", outcome.sentence, outcome.state, request, outcome, item)
        return
    facts = outcome.pulled.facts if outcome.pulled else ()
    said = moved(facts, _facts_of(desk, wakes.run_before(desk.db, one)))
    _end(desk, one, "forecast:recalculate", said, "done", request, outcome)


def _on_the_road(desk: Desk, request: Request) -> Outcome:
    question = Question(spec=FORECAST, reading=say(FORECAST, today=desk.today()))
    with desk.snapshot() as readers:
        return run(request, question, _deps(desk, request.id), readers)


def _deps(desk: Desk, key: str) -> Deps:
    def store_plan(plan: Plan) -> Plan:
        with desk.db.begin() as session:
            runs.store_plan(session, desk.db, plan, desk.now())
        return plan.model_copy(update={"stored": True})

    return Deps(
        now=desk.now,
        settings=desk.settings(),
        sight=ALL,
        seal=desk.db.vault.seal,
        unseal=desk.db.vault.unseal,
        store_plan=store_plan,
        is_stored=lambda plan_id: runs.is_stored(desk.db, plan_id),
        milliseconds=lambda: time.perf_counter() * 1000,
        new_id=lambda kind: f"{kind}:{key}",
        approver="a manager or operator",
    )


def _facts_of(desk: Desk, run_id: str) -> dict[str, Fact]:
    found = runs.find(desk.db, run_id) if run_id else None
    pulled = found[1].pulled if found else None
    return {fact.id: fact for fact in pulled.facts} if pulled else {}


def _item(desk: Desk, one: Wake, why: str, run_id: str) -> ReviewItem:
    return ReviewItem(
        id=f"wake:{one.number}:{one.agent}"[:80],
        kind="forecast_held",
        severity="medium",
        needs="decision",
        assignee="operator",
        reason=f"The forecast could not be recalculated: {why}",
        run_id=run_id or None,
        details={"confidence": "certain", "evidence": one.because, "proposed": "Look at what it says and decide."},
        created_at=desk.now(),
    )


def _end(
    desk: Desk,
    one: Wake,
    action: str,
    said: str,
    outcome: str,
    request: Request | None = None,
    made: Outcome | None = None,
    item: ReviewItem | None = None,
) -> None:
    """Keeps the run, what was found, the exception and the audit row in one transaction."""
    now = desk.now()
    run_id = made.run_id if made else ""
    entry = audit.Entry(
        actor=f"{one.agent.capitalize()} agent",
        on_behalf_of="operator",
        action=action,
        subject=f"wake:{one.number}",
        reason=f"Because of {one.because}: {said}",
        outcome=outcome,
        inputs={"run": run_id} if run_id else {},
    )
    with desk.db.begin() as session:
        if not wakes.end(session, desk.db, one, said, now, run_id):
            return
        if request is not None and made is not None:
            runs.save(session, desk.db, request, made, ALL.model_dump_json(), now)
        if item is not None:
            review_queue.file(session, desk.db, item)
        audit.write(session, desk.db, entry, now)
