"""`make eval ARGS="--model"`: the same messages, read by the model where the product would ask it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from bench import grade_questions as grader
from bench.companies import TODAY
from bot.bootstrap import make_desk
from bot.model_wiring import provider_of
from bot.opening import open_store
from bot.settings import from_environment
from domain.errors import BadSetting
from domain.language.intent import Intent
from domain.language.interpreter import understand, understand_text_in_context
from domain.language.meaning import meaning
from domain.language.names import Names
from domain.models import OFF, in_dollars
from domain.proposal import NotAProposal, read_proposal
from domain.work import Person, Place, Request
from gateways.model import SAID, Answered, Ask, ModelAway, Why
from gateways.model.paid import PaidModel
from handlers.desk import Desk
from handlers.memory import Memory
from handlers.second_reading import AGENT, is_unsure, with_help
from handlers.understand import Understood
from store import spending

NO_MODEL = (
    "No model is set, so nothing was asked. Put a key into ANTHROPIC_API_KEY, and the address of a server of your own "
    "into ANTHROPIC_BASE_URL if it is not Anthropic's, then run this again."
)
SWITCHED_OFF = (
    "The interpreter is set to use no model, so nothing was asked. Say “use light for interpreter” to the product "
    "whose QUARTERMASTER_HOME this is, then run this again."
)


class NotAsked(Exception):
    """There is no model to grade with; the message says what to do."""


@dataclass
class Watched(PaidModel):
    """The product's model, which also counts what became of each call."""

    sent: int = 0
    ended: Counter[Why] = field(default_factory=Counter)

    def answer(self, ask: Ask, within_s: float) -> Answered:
        """The model's answer. Raises: ModelAway, counted."""
        try:
            answered = super().answer(ask, within_s)
        except ModelAway as away:
            self.sent += away.was_sent
            self.ended[away.why] += 1
            raise
        self.sent += 1
        if len(ask.turns) > 1 and not _is_proposal(answered.text):
            # The one repair failed too, so the product goes on without.
            self.ended["garbled"] += 1
        return answered


def _is_proposal(text: str) -> bool:
    try:
        read_proposal(text)
    except NotAProposal:
        return False
    return True


@dataclass(frozen=True)
class Reader:
    """Reads messages by the product's own road, at a desk that knows the names of the graded company."""

    desk: Desk
    model: Watched

    def second(self, row: dict[str, Any], names: Names, today: date, first: Intent) -> Intent:
        """What the product makes of a message that the offline rules took for `first`."""
        desk = replace(self.desk, names=lambda: names)
        noon = datetime.combine(today, time(12), UTC)
        asker = Person(name="Evaluation", email="", role="manager")
        place = Place(surface="console", channel="evaluation", user="evaluation")
        request = Request(
            id=f"eval:{uuid.uuid4()}", text=row["text"], person=asker, place=place, at=desk.now(), as_of=noon
        )
        before = understand(row["context"], names, today=today) if row.get("context") else None
        read = with_help(Understood(intent=first, said=first), request, desk, before, Memory(desk, place)).said
        return first if read is None else read


@contextmanager
def opened() -> Iterator[Reader]:
    """A reader with the model of the environment, on the books of QUARTERMASTER_HOME. Raises: NotAsked."""
    settings = from_environment()
    if not provider_of(settings).is_set:
        raise NotAsked(NO_MODEL)
    db = open_store(settings)
    try:
        desk = make_desk(db, settings, {})
        if desk.settings()[f"model.{AGENT}"] == OFF:
            raise NotAsked(SWITCHED_OFF)
        watched = watching(desk)
        try:
            yield Reader(replace(desk, model=watched), watched)
        finally:
            watched.close()
    finally:
        db.dispose()


def watching(desk: Desk) -> Watched:
    """The desk's model, counted."""
    paid = desk.model
    if paid is None:
        raise NotAsked(NO_MODEL)
    return Watched(paid.model, paid.db, paid.now, paid.settings, paid.new_id)


@dataclass(frozen=True)
class Twice:
    """One file's messages: graded as the offline rules read them, and again with the model's help."""

    without: Sequence[grader.Graded]
    with_model: Sequence[grader.Graded]
    asked: frozenset[str]
    """The ids of the messages that the product would ask the model about."""

    @property
    def holds(self) -> bool:
        """Whether what was read with the model's help keeps the bars: kind 95 %, exact 80 %, no harm."""
        now = grader.tally(list(self.with_model))
        return bool(now["kind"] >= 0.95 * now["n"] and now["exact"] >= 0.8 * now["n"] and not now["harm"])


Answers = Callable[[dict[str, Any], Names], dict[str, Any]]
Graders = Callable[[Answers], Sequence[grader.Graded]]


def read_twice(graded: Graders, reader: Reader) -> Twice:
    """A file graded both ways; only messages that the offline rules are unsure of are sent."""
    first: dict[str, Intent] = {}

    def offline(row: dict[str, Any], names: Names) -> dict[str, Any]:
        today = TODAY[row["dataset"]]
        first[row["id"]] = understand_text_in_context(row["text"], row.get("context"), names, today=today)
        return _as_answer(row, first[row["id"]])

    def helped(row: dict[str, Any], names: Names) -> dict[str, Any]:
        intent = first[row["id"]]
        return _as_answer(
            row, reader.second(row, names, TODAY[row["dataset"]], intent) if is_unsure(intent) else intent
        )

    without = graded(offline)
    return Twice(without, graded(helped), frozenset(each for each, intent in first.items() if is_unsure(intent)))


def _as_answer(row: dict[str, Any], intent: Intent) -> dict[str, Any]:
    kind, meant = meaning(intent)
    return {"id": row["id"], "kind": kind, "meaning": meant}


# What is printed


def table(twice: Twice) -> list[str]:
    """A line for each kind: how many messages need a call, and kind, exact and harm without the model and with it."""
    out = ["{:<24}{:>5}{:>8}{:>8}{:>22}{:>22}".format("", "n", "calls", "share", "without", "with the model")]
    out.append("{:<45}{:>8}{:>8}{:>6}{:>8}{:>8}{:>6}".format("", *("kind", "exact", "harm") * 2))
    kinds = sorted({g.row["kind"] for g in twice.without})
    return [*out, _line("overall", twice, kinds), *(_line(f"kind {kind}", twice, [kind]) for kind in kinds)]


def _line(label: str, twice: Twice, kinds: Sequence[str]) -> str:
    before, after = ([g for g in side if g.row["kind"] in kinds] for side in (twice.without, twice.with_model))
    calls, n = sum(g.row["id"] in twice.asked for g in before), len(before)
    figures = [cell for side in (before, after) for cell in _cells(side)]
    return "{:<24}{:>5}{:>8}{:>8}{:>8}{:>8}{:>6}{:>8}{:>8}{:>6}".format(
        label, n, calls, grader.percent(calls, n), *figures
    )


def _cells(side: list[grader.Graded]) -> tuple[str, str, int]:
    found = grader.tally(side)
    return grader.percent(found["kind"], found["n"]), grader.percent(found["exact"], found["n"]), found["harm"]


def bill(model: Watched, cost: Decimal) -> list[str]:
    """What was sent, what came back without an answer and why, and what the books say it cost."""
    out = [f"calls sent, repairs included: {model.sent}; cost: {cost:.6f} USD"]
    out += [f"messages read without help: {n} ({SAID[why]})" for why, n in sorted(model.ended.items())]
    return out


def booked(reader: Reader, days: Sequence[date]) -> Decimal:
    """What the interpreter's calls of these days cost, those whose end nobody knows at their worst."""
    lines = [line for day in sorted(set(days)) for line in spending.spent_on(reader.desk.db, day)]
    return in_dollars(sum(line.cost + line.open for line in lines if line.agent == AGENT))


def run(files: Sequence[tuple[str, Graders]], errors: int) -> int:
    """0 when the bars hold with the model's help; 1 when they do not; 2 when there is no model, which is said."""
    try:
        with opened() as reader:
            return _run(files, errors, reader)
    except NotAsked as reason:
        print(reason)
    except BadSetting as problem:
        print(f"{problem} Nothing was asked.")
    return 2


def _run(files: Sequence[tuple[str, Graders]], errors: int, reader: Reader) -> int:
    began = reader.model.today()
    paid_before, verdicts, asked = booked(reader, [began]), [], 0
    for label, graded in files:
        twice = read_twice(graded, reader)
        asked += len(twice.asked)
        verdicts.append(twice.holds)
        print(f"\n{label}\n")
        print("\n".join(table(twice)))
        wrong = [g for g in twice.with_model if not g.exact or g.harm][:errors]
        print("\n".join(grader.explain(g) for g in wrong))
    cost = booked(reader, [began, reader.model.today()]) - paid_before
    print("\n".join(bill(reader.model, cost)))
    if asked and sum(reader.model.ended.values()) >= asked:
        print("The model answered nothing, so these are the figures of the offline rules alone.")
        return 2
    return 0 if all(verdicts) else 1
