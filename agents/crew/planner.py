"""The planner turns a question into an ordered, stored task list; it reads nothing."""

from __future__ import annotations

from typing import Literal

from agents.base import Scope, Tools, agent
from agents.papers import Question
from domain.catalogue import CATALOGUE
from domain.query import QuerySpec
from domain.work import Plan, Request, Step

JOB_SCOPES = {
    "pull": Scope.CRM_PULL,
    "count": Scope.CRM_RECOUNT,
    "score": Scope.RULES,
    "draft": Scope.WORDS,
}


@agent(
    name="planner",
    job="Turn a request into an ordered list of tasks and store it before any data is touched.",
    may={Scope.PLAN_STORE},
    takes=Question,
    gives=Plan,
    output="task list",
)
def planner(question: Question, tools: Tools) -> Plan:
    """The stored plan of this question: pull (twice for a comparison), count, score, draft."""
    request = tools.request
    plan = Plan(
        id=tools.deps.new_id("plan"),
        request_id=request.id,
        intent=question.intent,
        priority=priority(request, question.spec),
        workflow=workflow(question.spec),
        spec=question.spec,
        reading=question.reading,
        assumptions=question.assumptions,
        steps=steps(question.spec),
    )
    return tools.store_plan(plan)


def priority(request: Request, spec: QuerySpec) -> Literal["now", "soon", "later"]:
    """Someone who waits comes first; a question over everything may take a moment; a trigger waits for both."""
    if request.place.surface == "trigger":
        return "later"
    return "now" if spec.filters or spec.time or spec.limit else "soon"


def workflow(spec: QuerySpec) -> str:
    """The kind of answer: kpi, comparison, groups, figure, columns or list."""
    if spec.compare:
        return "comparison"
    if spec.group_by:
        return "groups"
    info = CATALOGUE[spec.entity]
    if any((measure := info.measure(name)) and measure.worst for name in spec.measures):
        return "kpi"
    if spec.measures:
        return "figure"
    return "columns" if spec.fields else "list"


def steps(spec: QuerySpec) -> tuple[Step, ...]:
    """The tasks in order, not yet assigned."""
    plural = CATALOGUE[spec.entity].plural
    tasks: list[tuple[Literal["pull", "count", "score", "draft"], str]] = [("pull", f"Pull the {plural}")]
    if spec.compare:
        tasks.append(("pull", f"Pull the {plural} of the other side"))
    tasks += [
        ("count", "Count every value again by another route"),
        ("score", "Check the values against the rules"),
        ("draft", "Word the answer with its sources"),
    ]
    return tuple(Step(number=n, job=job, title=title, needs=JOB_SCOPES[job]) for n, (job, title) in enumerate(tasks, 1))
