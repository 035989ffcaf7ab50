"""What is asked, by whom, where, and the plan that answers it: the values that travel the road."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from domain.facts import Draft, Finding, Pulled
from domain.query import QuerySpec
from domain.value import Value

Role = Literal["rep", "manager", "executive", "operator", "guest"]


class Person(Value):
    """Somebody we know, or a guest. `id` is the CRM's external id; a guest's is empty."""

    id: str = ""
    name: str
    email: str = ""
    role: Role = "guest"
    team: str = ""
    manager: str = ""
    timezone: str = "UTC"


class Place(Value):
    """Where something was said: surface, conversation, thread and message; only a surface reads inside."""

    surface: str = "console"
    channel: str = ""
    thread: str = ""
    message: str = ""
    is_private: bool = True
    user: str = ""
    """The surface's own id of the person who spoke."""


class Request(Value):
    """One thing asked, from whatever surface. `id` is unique per event, so the same event twice is one request."""

    id: str
    text: str
    person: Person
    place: Place
    at: datetime
    as_of: datetime | None = None
    """A pinned "as of"; None is product time."""


class Press(Value):
    """A person used a button, menu or form. `verb` is `noun:verb`, `subject` an opaque id, never the change itself."""

    id: str
    verb: str
    subject: str
    values: dict[str, Any] = {}
    person: Person
    place: Place
    trigger: str = ""
    """The surface's short-lived right to open a form."""
    view: str = ""
    at: datetime


class Step(Value):
    """One task of a plan, and who was given it."""

    number: int
    job: Literal["pull", "count", "score", "draft"]
    title: str
    needs: str
    """The scope the job needs."""
    agent: str = ""
    because: str = ""


class Plan(Value):
    """An ordered, stored task list; made before any data is touched."""

    id: str
    request_id: str
    intent: str
    priority: Literal["now", "soon", "later"]
    workflow: str
    spec: QuerySpec
    reading: str
    """The question read back in words."""
    assumptions: tuple[str, ...] = ()
    steps: tuple[Step, ...]
    stored: bool = False
    routed: bool = False


class Traced(Value):
    """One replayable line of a run: who did what with which input and output, how long, at what cost."""

    number: int
    agent: str
    title: str
    given: str
    gave: str
    state: Literal["done", "held", "refused", "failed"]
    ms: float
    cost_usd: float = 0.0


class Outcome(Value):
    """How one request ended."""

    request_id: str
    run_id: str
    state: Literal["answered", "held", "question", "refused"]
    plan: Plan | None = None
    pulled: Pulled | None = None
    compared: Pulled | None = None
    """The other side of a comparison."""
    findings: tuple[Finding, ...] = ()
    draft: Draft | None = None
    trace: tuple[Traced, ...] = ()
    sentence: str = ""
    """What is said when there is no draft: a question, a refusal, or why it is held."""
    choices: tuple[Choice, ...] = ()
    warnings: tuple[str, ...] = ()


class Choice(Value):
    """One reading a person may pick when a question is ambiguous; picking it asks `text` (or runs `spec`)."""

    label: str
    text: str = ""
    spec: QuerySpec | None = None


Outcome.model_rebuild()
