"""The road on one screen: a question goes in, a checked and cited answer comes out, or a clear reason why not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import agents.crew
from agents.base import Deps, Role, tools_for
from agents.crew.puller import must_be_ready
from agents.handoff import Handoff, hand_off, take
from agents.papers import Assignment, Confirmed, DraftOrder, Haul, QualityReport, Question
from agents.tell import gave, given
from domain.checked import Checked
from domain.cite import cite
from domain.errors import (
    ForgedHandoff,
    NeedsPerson,
    NoSuchAgent,
    OutOfScope,
    QuartermasterError,
    Refused,
    StageSkipped,
    UncitedClaim,
)
from domain.facts import Draft
from domain.registry import roster
from domain.value import Value
from domain.work import Outcome, Plan, Request, Traced
from gateways.crm import Readers

CREW: dict[str, Role] = {role.name: role for role in roster(agents.crew, Role).values()}
"""The org chart: every agent by name."""

V = TypeVar("V", bound=Value)


def run(
    request: Request,
    question: Question,
    deps: Deps,
    readers: Readers,
    *,
    cleared: Collection[str] = frozenset(),
    crew: Mapping[str, Role] = CREW,
) -> Outcome:
    """Answer one request from start to finish. `cleared` are ids of scorer rules that a person accepted.

    Raises: NotAllowed, StageSkipped, CountsDisagree, OutOfScope, UncitedClaim and their like; nothing is drafted then.
    """
    road = Road(request, deps, readers, crew)
    plan = road.ask("planner", question, Plan, giver="desk")
    assignment = road.ask("router", plan, Assignment, giver="planner")
    road.must_be_the_plan(plan, assignment.plan)
    haul = road.ask(road.who("pull"), assignment, Haul, giver="router")
    confirmed = road.ask(road.who("count"), haul, Confirmed, giver=road.who("pull"))
    report = road.ask(road.who("score"), confirmed, QualityReport, giver=road.who("count"))
    if still_held := [f for f in report.held if f.rule not in cleared]:
        return road.held(haul, report, still_held[0].sentence, assignment)
    checked = road.checked(haul, report, assignment)
    draft = road.ask(road.who("draft"), DraftOrder(checked=checked), Draft, giver=road.who("score"))
    return road.answered(road.proved(draft, checked), haul, report, assignment)


@dataclass
class Road:
    """One run under way: who acts next, with sealed papers between them and every step on record."""

    request: Request
    deps: Deps
    readers: Readers
    crew: Mapping[str, Role]
    trace: list[Traced] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.run_id = self.deps.new_id("run")
        self.plan: Plan | None = None

    def ask(self, taker: str, paper: Value, gives: type[V], *, giver: str) -> V:
        """What the agent makes of the paper; on failure the step is on record, and the run ends here."""
        role = self.crew.get(taker)
        if role is None:
            raise StageSkipped(taker)
        envelope = hand_off(paper, run_id=self.run_id, giver=giver, taker=taker, seal=self.deps.seal)
        started = self.deps.milliseconds()
        try:
            result = self.deps.step(taker, self.act, role, envelope, giver)
            if not isinstance(result, gives):
                raise StageSkipped(taker)
        except Exception as error:
            self.note(role, given(paper), str(error), _state(error), started)
            self.file(error)
            raise
        self.note(role, given(paper), gave(result), _state_of(result), started)
        return result

    def act(self, role: Role, envelope: Handoff, giver: str) -> Value:
        """The agent at work: it opens its envelope and holds only the tools of its scope."""
        paper = take(envelope, role.takes, run_id=self.run_id, giver=giver, taker=role.name, unseal=self.deps.unseal)
        return role.act(paper, tools_for(role, self.deps, self.request, self.readers, self.crew))

    def must_be_the_plan(self, planned: Plan, routed: Plan) -> None:
        """Nothing, when the routed plan is the stored one with nothing but agents added."""
        must_be_ready(routed)
        if not self.deps.is_stored(planned.id):
            raise StageSkipped("planner")
        if routed.spec != planned.spec or routed.id != planned.id or not planned.stored:
            raise StageSkipped("planner")
        self.plan = routed

    def who(self, job: str) -> str:
        """The agent to whom the router gave this kind of step."""
        if self.plan is None:
            raise StageSkipped("router")
        agent = next((step.agent for step in self.plan.steps if step.job == job), "")
        if agent not in self.crew:
            raise StageSkipped("router")
        return agent

    def note(self, role: Role, was_given: str, it_gave: str, state: str, started: float) -> None:
        """One line of the trace, kept here and given to whoever keeps traces."""
        line = Traced.model_validate(
            {
                "number": len(self.trace) + 1,
                "agent": role.name,
                "title": role.output,
                "given": was_given,
                "gave": it_gave,
                "state": state,
                "ms": max(0.0, self.deps.milliseconds() - started),
            }
        )
        self.trace.append(line)
        self.deps.record(line)

    def file(self, error: Exception) -> None:
        """Puts what an agent could not or may not do before a person."""
        if not isinstance(error, NeedsPerson | FILED):
            return
        self.deps.file_exception(type(error).__name__, str(error), self.run_id)

    def checked(self, haul: Haul, report: QualityReport, assignment: Assignment) -> Checked:
        """Values only: no reader, no evidence."""
        sight = self.deps.sight
        return Checked(
            reading=assignment.plan.reading,
            spec=assignment.plan.spec,
            pulled=haul.pulls[0],
            compared=haul.pulls[1] if len(haul.pulls) > 1 else None,
            findings=report.findings,
            warnings=(*assignment.warnings, *haul.pulls[0].warnings),
            currency=str(self.deps.settings["company.currency"]),
            rights="" if sight.kind == "all" else f"the records of {sight.of}",
        )

    def proved(self, draft: Draft, checked: Checked) -> Draft:
        """The draft, once every claim of it is cited; else an exception is filed and nothing leaves."""
        try:
            return cite(draft, checked)
        except QuartermasterError as error:
            self.file(error)
            raise

    def held(self, haul: Haul, report: QualityReport, why: str, assignment: Assignment) -> Outcome:
        """The report waits for a person; there is no draft."""
        sentence = f"Held by the scorer: {why} {self.deps.approver} can clear it."
        self.deps.file_exception("HeldByScorer", sentence, self.run_id)
        return self._outcome("held", haul, report, assignment).model_copy(update={"sentence": sentence})

    def answered(self, draft: Draft, haul: Haul, report: QualityReport, assignment: Assignment) -> Outcome:
        """The answer with everything behind it."""
        return self._outcome("answered", haul, report, assignment).model_copy(update={"draft": draft})

    def _outcome(self, state: str, haul: Haul, report: QualityReport, assignment: Assignment) -> Outcome:
        return Outcome.model_validate(
            {
                "request_id": self.request.id,
                "run_id": self.run_id,
                "state": state,
                "plan": assignment.plan,
                "pulled": haul.pulls[0],
                "compared": haul.pulls[1] if len(haul.pulls) > 1 else None,
                "findings": report.findings,
                "trace": tuple(self.trace),
                "warnings": (*assignment.warnings, *haul.pulls[0].warnings),
            }
        )


FILED = OutOfScope | UncitedClaim | ForgedHandoff | StageSkipped | NoSuchAgent
"""Refusals that a person should look at; one for a missing right is only said."""


def _state(error: Exception) -> str:

    return "refused" if isinstance(error, Refused) else "held" if isinstance(error, NeedsPerson) else "failed"


def _state_of(result: Value) -> str:
    return "held" if isinstance(result, QualityReport) and result.held else "done"
