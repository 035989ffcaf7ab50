"""What an agent is: a function with a narrow job, a declared scope and a fixed output; and the tools it may reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from domain.bound import Bound
from domain.errors import OutOfScope
from domain.evidence import Evidence
from domain.facts import Counted, Fact, Pulled
from domain.rights import Sight
from domain.thresholds import SettingValue
from domain.value import Value
from domain.work import Plan, Request, Traced
from gateways.crm import Counter, Freshness, Puller, Readers


class Scope(StrEnum):
    """One thing an agent may be allowed; the words are what a refusal says."""

    PLAN_STORE = "store a plan"
    ASK_FRESHNESS = "ask how fresh the CRM is"
    CRM_PULL = "query CRM"
    CRM_RECOUNT = "recount CRM"
    RULES = "apply the scoring rules"
    WORDS = "word a draft"


DATA_PLUG = frozenset({Scope.CRM_PULL, Scope.CRM_RECOUNT})
"""Only a role with one of these is handed a reader."""


class Step(Protocol):
    """A checkpoint: runs `fn(*args)` and may remember that it ran. The engine answers in production."""

    def __call__(self, name: str, fn: Callable[..., Any], *args: Any) -> Any:
        """What `fn` gives."""
        ...


def call(name: str, fn: Callable[..., Any], *args: Any) -> Any:  # noqa: ARG001
    """A step without a checkpoint."""
    return fn(*args)


@dataclass(frozen=True)
class Deps:
    """Everything a run needs from outside; time, ids and effects come in as callables."""

    now: Callable[[], datetime]
    settings: Mapping[str, SettingValue]
    sight: Sight
    """What may be read here: the person's, and in a channel its audience's."""
    seal: Callable[[str], bytes]
    unseal: Callable[[bytes], str]
    """Opens what `seal` closed, and raises for anything else."""
    store_plan: Callable[[Plan], Plan]
    """The same plan once it is in the database, with `stored=True`."""
    is_stored: Callable[[str], bool] = lambda plan_id: True  # noqa: ARG005
    """Whether a plan of that id is in the database; asked again before anything is read."""
    file_exception: Callable[[str, str, str], None] = lambda kind, sentence, run_id: None  # noqa: ARG005
    """Puts (kind, sentence, run id) into the exception queue."""
    record: Callable[[Traced], None] = lambda traced: None  # noqa: ARG005
    step: Step = call
    word: Callable[[str, tuple[str, ...]], tuple[str, ...] | None] = lambda question, sentences: None  # noqa: ARG005
    """(question, sentences) in other words, if a model has any; whoever asks must prove them like its own."""
    milliseconds: Callable[[], float] = lambda: 0.0
    """A running clock for durations, from any start."""
    new_id: Callable[[str], str] = lambda kind: kind
    """A fresh id for a thing of this kind."""
    approver: str = "an operator"
    """Who may clear a held report and grant rights, by name."""

    def today(self, now: datetime) -> date:
        """The company's calendar day at that time."""
        return now.astimezone(ZoneInfo(str(self.settings["company.timezone"]))).date()


@dataclass(frozen=True)
class Role:
    """One line of the org chart. `home` is the module that holds it."""

    name: str
    job: str
    does: frozenset[str]
    """Kinds of plan step it can do."""
    may: frozenset[Scope]
    takes: type[Value]
    gives: type[Value]
    output: str
    """The fixed output in words: task list, assignment, rows, ..."""
    act: Callable[[Any, Tools], Value]
    home: str

    @property
    def has_data_plug(self) -> bool:
        """Whether it is handed a reader."""
        return bool(self.may & DATA_PLUG)


def agent(
    *,
    name: str,
    job: str,
    may: set[Scope],
    takes: type[Value],
    gives: type[Value],
    output: str,
    does: set[str] = frozenset(),  # type: ignore[assignment]
) -> Callable[[Callable[[Any, Tools], Value]], Role]:
    """A decorator that makes a function an agent of that name, job, scope and output type."""

    def declare(act: Callable[[Any, Tools], Value]) -> Role:
        return Role(name, job, frozenset(does), frozenset(may), takes, gives, output, act, act.__module__)

    return declare


def _no_door(role: Role) -> Any:
    """Raises OutOfScope: behind a role without a data plug there is no reader to reach."""
    raise OutOfScope(role.name, Scope.CRM_PULL.value)


@dataclass(frozen=True)
class Tools:
    """What one agent holds in its hands. Every tool asks the role's scope first, and only a data plug has a reader."""

    role: Role
    deps: Deps
    request: Request
    crew: Mapping[str, Role] = field(default_factory=dict)
    puller: Puller | None = None
    counter: Counter | None = None
    ask_freshness: Callable[[], Freshness] | None = None

    def must(self, scope: Scope) -> None:
        """Nothing, when the role has this scope. Raises: OutOfScope."""
        if scope not in self.role.may:
            raise OutOfScope(self.role.name, scope.value)

    def pull(self, bound: Bound) -> Pulled:
        """One compiled query's rows and facts."""
        self.must(Scope.CRM_PULL)
        return (self.puller or _no_door(self.role)).pull(bound)

    def evidence(self, bound: Bound, pulled: Pulled) -> Evidence:
        """What the rules look at, read beside the rows."""
        self.must(Scope.CRM_PULL)
        return (self.puller or _no_door(self.role)).evidence(bound, pulled)

    def recount(self, bound: Bound, facts: tuple[Fact, ...]) -> Counted:
        """Every fact again, by another formulation."""
        self.must(Scope.CRM_RECOUNT)
        return (self.counter or _no_door(self.role)).recount(bound, facts)

    def freshness(self) -> Freshness:
        """How old the data is."""
        self.must(Scope.ASK_FRESHNESS)
        return (self.ask_freshness or _no_door(self.role))()

    def word(self, question: str, sentences: tuple[str, ...]) -> tuple[str, ...] | None:
        """The sentences in a model's words; None where there is no model or it has none."""
        self.must(Scope.WORDS)
        return self.deps.word(question, sentences)

    def store_plan(self, plan: Plan) -> Plan:
        """The plan, once stored."""
        self.must(Scope.PLAN_STORE)
        return self.deps.store_plan(plan)


def tools_for(role: Role, deps: Deps, request: Request, readers: Readers, crew: Mapping[str, Role]) -> Tools:
    """The hands of one role: a door is put into them only when its scope names it."""
    return Tools(
        role=role,
        deps=deps,
        request=request,
        crew=crew,
        puller=readers.puller if Scope.CRM_PULL in role.may else None,
        counter=readers.counter if Scope.CRM_RECOUNT in role.may else None,
        ask_freshness=readers.freshness if Scope.ASK_FRESHNESS in role.may else None,
    )
