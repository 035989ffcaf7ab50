"""The puller asks the CRM one compiled query per side, and hands on the query and its rows; never prose."""

from __future__ import annotations

from agents.base import Scope, Tools, agent
from agents.papers import Assignment, Haul
from domain.bound import Bound, bind
from domain.catalogue import CATALOGUE
from domain.errors import StageSkipped
from domain.query import AnyOf, Condition, Period, QuerySpec
from domain.work import Plan


@agent(
    name="puller",
    job="Ask the CRM the planned query and hand on structured rows with their ids.",
    may={Scope.CRM_PULL},
    does={"pull"},
    takes=Assignment,
    gives=Haul,
    output="rows as JSON, with the query",
)
def puller(assignment: Assignment, tools: Tools) -> Haul:
    """Rows, facts and evidence of every side. Raises: StageSkipped before any read when the plan is not ready."""
    must_be_ready(assignment.plan)
    bounds = tuple(_bound(side, tools) for side in sides(assignment.plan.spec))
    pulls = tuple(tools.pull(bound) for bound in bounds)
    evidence = tuple(tools.evidence(bound, pulled) for bound, pulled in zip(bounds, pulls, strict=True))
    return Haul(bounds=bounds, pulls=pulls, evidence=evidence)


def must_be_ready(plan: Plan) -> None:
    """Nothing, for a plan that was stored and then routed in full."""
    if not plan.stored:
        raise StageSkipped("planner")
    if not plan.routed or not all(step.agent and step.because for step in plan.steps):
        raise StageSkipped("router")


def sides(spec: QuerySpec) -> tuple[QuerySpec, ...]:
    """The question itself, and for a comparison the same question about the other window or the other filters."""
    ours = spec.model_copy(update={"compare": None})
    if spec.compare is None:
        return (ours,)
    change: dict[str, object] = {}
    if spec.compare.window is not None:
        usual = Period(fields=(CATALOGUE[spec.entity].default_date,), window="")
        change["time"] = (spec.time or usual).model_copy(update={"window": spec.compare.window})
    if spec.compare.filters is not None:
        change["filters"] = _in_place_of(spec.filters, spec.compare.filters)
    return ours, ours.model_copy(update=change)


def _in_place_of(filters: tuple[Condition, ...], others: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The other side's filters in place of those on the same fields; the rest stay."""
    fields = {name for one in others for name in _fields(one)}
    return tuple(one for one in filters if not fields & _fields(one)) + others


def _fields(one: Condition) -> set[str]:
    return {f.field for f in one.any} if isinstance(one, AnyOf) else {one.field}


def _bound(spec: QuerySpec, tools: Tools) -> Bound:
    now = tools.request.as_of or tools.deps.now()
    return bind(
        spec,
        now=now,
        today=tools.deps.today(now),
        sight=tools.deps.sight,
        settings=tools.deps.settings,
        me=tools.request.person.name,
    )
