"""The router gives every step to an agent that may and can do it, and checks the person's right and the data's age."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from agents.base import Role, Scope, Tools, agent
from agents.papers import Assignment
from domain import formatting
from domain.errors import CannotAnswer, NoSuchAgent, NotAllowed, StageSkipped
from domain.work import Person, Plan, Step
from gateways.crm import Freshness


@agent(
    name="router",
    job="Assign every step to an agent with the right and the ability, and say why; check rights and freshness.",
    may={Scope.ASK_FRESHNESS},
    takes=Plan,
    gives=Assignment,
    output="assignment",
)
def router(plan: Plan, tools: Tools) -> Assignment:
    """The plan with an agent and a reason on every step, and a warning when the data is stale.

    Raises: StageSkipped for a plan that is not stored; NotAllowed; NoSuchAgent; CannotAnswer when nothing is loaded.
    """
    if not plan.stored:
        raise StageSkipped("planner")
    _must_be_allowed(tools.request.person, tools)
    warnings = _stale(tools.freshness(), tools)
    steps = tuple(_assigned(step, tools.crew) for step in plan.steps)
    return Assignment(plan=plan.model_copy(update={"steps": steps, "routed": True}), warnings=warnings)


def _must_be_allowed(person: Person, tools: Tools) -> None:
    if person.role == "guest" or tools.deps.sight.kind == "nothing":
        raise NotAllowed("read CRM records here", tools.deps.approver)


def _stale(freshness: Freshness, tools: Tools) -> tuple[str, ...]:
    if freshness.as_of is None:
        raise CannotAnswer("No CRM data has been loaded yet.", "Import an export or connect a CRM, then ask again.")
    limit = Decimal(str(tools.deps.settings["report.freshness_hours"]))
    age = age_hours(freshness.as_of, tools.request.as_of or tools.deps.now())
    if age <= limit:
        return ()
    return (stale_sentence(freshness.as_of, age, limit),)


def age_hours(as_of: datetime, now: datetime) -> Decimal:
    """Hours between the data and now; never negative, since a pinned "as of" may lie before the import."""
    return max(Decimal(str((now - as_of).total_seconds())) / 3600, Decimal(0))


def stale_sentence(as_of: datetime, age: Decimal, limit: Decimal) -> str:
    """`The CRM data is 14 h old, limit 4 h (as of 20 Nov 2026 09:00 UTC).`"""
    old = (
        f"{formatting.number(formatting.rounded(age))} h" if age < 48 else formatting.days(formatting.rounded(age / 24))
    )
    hours = f"{old} old, limit {formatting.number(limit.normalize())} h"
    return f"The CRM data is {hours} (as of {formatting.moment(as_of)})."


def _assigned(step: Step, crew: Mapping[str, Role]) -> Step:
    for role in crew.values():
        if step.job in role.does and step.needs in role.may:
            because = f"{role.name} may {step.needs} and can {step.job}"
            return step.model_copy(update={"agent": role.name, "because": because})
    raise NoSuchAgent(step.needs)
