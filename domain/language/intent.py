"""What a message can mean: a question, command, rule, report, forecast, courtesy, refusal, or a question back."""

from __future__ import annotations

from typing import Any, Literal

from domain.query import QuerySpec
from domain.value import Value
from domain.work import Choice

Reply = Literal["greeting", "thanks", "help", "identity", "ack", "cancel", "frustration"]
Refusal = Literal[
    "unrelated",
    "crm_write",
    "personal_data",
    "hr_decision",
    "security",
    "content_generation",
    "unsupported_data",
    "unsupported_action",
]
Slot = Literal[
    "agent",
    "playbook",
    "threshold",
    "scope",
    "condition",
    "account",
    "person",
    "product",
    "region",
    "measure",
    "time",
    "time_field",
    "compare_to",
    "intent",
    "reference",
]


class Query(Value):
    """A question about records. `reading` is the spec in plain words; `assumptions` are what the text left open."""

    kind: Literal["query"] = "query"
    spec: QuerySpec
    reading: str
    assumptions: tuple[str, ...] = ()


class Control(Value):
    """One or several manager actions, in order: `{action, target, args}` or `{steps: [...]}`."""

    kind: Literal["control"] = "control"
    meaning: dict[str, Any]
    reading: str


class Rule(Value):
    """A standing rule to be created: `{action: create_rule, target, args: {when, then}}`."""

    kind: Literal["rule"] = "rule"
    meaning: dict[str, Any]
    reading: str


class Report(Value):
    """A report to be run, scheduled, unscheduled or delivered."""

    kind: Literal["report"] = "report"
    meaning: dict[str, Any]
    reading: str


class Forecast(Value):
    """A forecast to be shown, run, compared, judged, or bent by a what-if."""

    kind: Literal["forecast"] = "forecast"
    meaning: dict[str, Any]
    reading: str


class Smalltalk(Value):
    """A courtesy: answered in one sentence, nothing is run."""

    kind: Literal["smalltalk"] = "smalltalk"
    reply: Reply
    sentence: str


class OutOfScope(Value):
    """Something this product does not do; `sentence` declines and says what is possible instead."""

    kind: Literal["out_of_scope"] = "out_of_scope"
    refuse: Refusal
    sentence: str


class Ambiguous(Value):
    """One question back. Each choice, picked, is a message (or a spec) that is no longer ambiguous."""

    kind: Literal["ambiguous"] = "ambiguous"
    slot: Slot
    question: str
    options: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


Command = Control | Rule | Report | Forecast
Intent = Query | Control | Rule | Report | Forecast | Smalltalk | OutOfScope | Ambiguous
