"""The asking door: from a request to its one card, with every step stored so that a crash ends in the same one card."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from agents.base import Deps
from agents.papers import Question
from agents.run import run
from domain.cards import Card
from domain.confidence import of_answer
from domain.errors import CountsDisagree, QuartermasterError, TryLater
from domain.language.intent import Intent, Query, Smalltalk
from domain.language.windows import resolve
from domain.logged import logged
from domain.rights import NOTHING, Sight
from domain.thresholds import SettingValue, whole
from domain.work import Choice, Outcome, Place, Plan, Request, Traced
from handlers.cards.answer import answer_card
from handlers.cards.held import held_card
from handlers.cards.plan import plan_card
from handlers.cards.question import question_card
from handlers.cards.words import guest_card, sentence_card
from handlers.desk import Desk
from handlers.failed import card_for
from handlers.memory import Memory, as_json, ids_to_remember
from handlers.people import own_sight, room_sees
from handlers.replies import Reply, reply_of
from handlers.second_reading import with_help
from handlers.understand import Understood, understand
from handlers.verb import Again
from handlers.wording import pen
from store import audit, conversations, effects, posts, review_queue, runs
from store.review_queue import ReviewItem

TICK_EVERY_S = 0.7
"""How often the checklist is redrawn at most: Slack allows about one update a second."""
A_COMMAND = "verb:"
DOUBTED = "I am not sure enough of this, so a person was asked to look at it; it stands among the exceptions."
APPROVER = "a manager or operator"


@dataclass(frozen=True)
class Asking:
    """One question on its way: where its card goes and with whose sight it reads."""

    desk: Desk
    request: Request
    place: Place
    sight: Sight
    key: str
    """Names the card, the run and the plan; the same question taken up again has the same key."""
    cleared: frozenset[str] = frozenset()
    reply: Reply | None = None
    """Set when the words answered a question back; `request` then tells the whole question."""
    posted: list[str] = field(default_factory=list)
    """The id of the message that shows the plan, until it is kept with the outcome."""
    read: list[dict[str, Any]] = field(default_factory=list)
    """What was read for the answer, as the audit trail keeps it."""


def ask(
    request: Request,
    desk: Desk,
    key: str,
    again: Again | None = None,
    sight: Sight | None = None,
    context: Intent | None = None,
) -> str:
    """The state in which the question ended, its card stored under `key`; or `verb:` and the press the words stand for.

    `context` is what the message before meant, where it is not the thread that knows.
    """
    kept, is_posted = runs.progress(desk.db, _run_id(key), f"post:{key}")
    if kept is not None:
        # A crash came after the answer was stored and before the engine noted it: what is stored is the answer.
        return kept
    memory, reply = Memory(desk, request.place), None
    if again is None and context is None:
        reply = reply_of(request, desk, memory.question, lambda said: _read(said, desk, memory)[0])
    request = reply.request if reply else request
    place, sees = _place_and_sight(request, desk, sight)
    asking = Asking(desk, request, place, sees, key, again.cleared if again else frozenset(), reply)
    if not is_posted:
        desk.voice(place).status(place, "is reading your question…")
    if again is not None and again.spec is not None:
        query = Query(spec=again.spec, reading=again.reading)
        return _answer(asking, query, query)
    if reply is not None and reply.spec is not None:
        query = Query(spec=reply.spec, reading=reply.reading)
        return _answer(asking, query, query)
    if reply is not None and reply.again:
        return _ask_back(asking, reply.again, reply.choices, reply.shown)
    understood, idle = _read(request, desk, memory, fresh=bool(again and again.fresh), context=context)
    understood = with_help(understood, request, desk, context, memory)
    if understood.verb is not None:
        verb, rest = understood.verb
        return f"{A_COMMAND}{verb.press}|{rest}"
    if understood.query is not None:
        return _answer(asking, understood.query, understood.intent)
    return _without_data(asking, understood, idle)


def _place_and_sight(request: Request, desk: Desk, sight: Sight | None) -> tuple[Place, Sight]:
    """Where the answer goes: where it was asked, or by DM when not everyone in the room may see what the asker may."""
    own = sight or own_sight(desk, request.person)
    if request.place.is_private or own == NOTHING or room_sees(desk, request.place, own):
        return request.place, own
    return desk.voice(request.place).dm(request.place.user), own


def _read(
    request: Request, desk: Desk, memory: Memory, fresh: bool = False, context: Intent | None = None
) -> tuple[Understood, bool]:
    """(what the words mean, whether a thread they may have followed was dropped as idle).

    In a thread they may edit its question. Elsewhere in a DM they stand alone if they can; only words that mean
    nothing by themselves ("only EMEA") are read as a follow-up to the question before.
    """
    if context is not None or fresh:
        return understand(request, desk, context), False
    context, idle = memory.thread
    if context is not None:
        return understand(request, desk, context), False
    alone = understand(request, desk, None)
    if alone.query is not None or alone.verb is not None:
        return alone, idle
    before, dropped = memory.dm
    followed = understand(request, desk, before) if before is not None else alone
    return (followed if followed.query is not None else alone), idle or dropped


def _without_data(asking: Asking, understood: Understood, idle: bool) -> str:
    if understood.card is not None:
        return _keep(asking, _empty(asking, "refused", understood.card.summary), understood.card, understood.intent)
    if idle and (going_on := _going_on(asking)) is not None:
        minutes = int(asking.desk.idle().total_seconds() // 60)
        expired = f"Session expired: nothing was said here for over {minutes} minutes. Continue where we were?"
        return _ask_back(asking, expired, (going_on,), (going_on,))
    return _ask_back(asking, understood.question, understood.choices, understood.choices)


def _going_on(asking: Asking) -> Choice | None:
    """The words as they would be read where the session ended; None where they mean nothing there either."""
    ended = Memory(asking.desk, asking.request.place).ended
    followed = understand(asking.request, asking.desk, ended) if ended is not None else None
    if followed is None or followed.query is None:
        return None
    return Choice(label=followed.query.reading, spec=followed.query.spec)


def _ask_back(asking: Asking, question: str, choices: tuple[Choice, ...], shown: tuple[Choice, ...]) -> str:
    """A question back; `choices` may be picked by words, those `shown` by a button too."""
    if asking.request.person.role == "guest":
        # A question back names people and accounts, and a guest is told of none.
        card = guest_card(asking.request.person, among_others=not asking.place.is_private)
        return _keep(asking, _empty(asking, "refused", card.summary), card, None)
    outcome = _empty(asking, "question", question, choices)
    return _keep(asking, outcome, question_card(outcome.run_id, question, shown), None)


def _answer(asking: Asking, query: Query, intent: Intent | None) -> str:
    if asking.request.person.role == "guest" or not asking.request.person.id:
        card = guest_card(asking.request.person, among_others=not asking.place.is_private)
        return _keep(asking, _empty(asking, "refused", card.summary), card, None)
    progress = _Progress(asking)
    if problem := _no_such_period(asking, query):
        return _keep(asking, _empty(asking, "refused", problem), sentence_card(problem), None)
    question = Question(spec=query.spec, reading=query.reading, assumptions=query.assumptions)
    deps = _deps(asking, progress)
    try:
        # Puller and counter must see one state: an import that lands between them would look like a disagreement.
        with asking.desk.snapshot() as readers:
            outcome = run(asking.request, question, deps, readers, cleared=asking.cleared)
    except TryLater:
        raise
    except QuartermasterError as error:
        return _failed(asking, error, progress, intent)
    sides = filter(None, (outcome.pulled, outcome.compared))
    asking.read.extend(logged(side, deps.today(deps.now()), asking.sight, deps.settings) for side in sides)
    if outcome.state == "held":
        return _hold(asking, outcome, intent)
    doubtful = _doubtful(asking, outcome, deps.settings)
    note = " ".join(filter(None, (_note(asking), DOUBTED if doubtful else "")))
    return _keep(asking, outcome, answer_card(outcome, asking.request.person, note=note), intent, doubtful)


def _doubtful(asking: Asking, outcome: Outcome, settings: Mapping[str, SettingValue]) -> ReviewItem | None:
    """What a person has to look at when an answer is not sure enough; None when it is."""
    found = of_answer(outcome.findings, outcome.plan.assumptions if outcome.plan else ())
    least = Decimal(str(settings["review.least_confidence"]))
    if found.figure >= least:
        return None
    reason = f"An answer is at confidence {found.in_words()}; at least {least} is wanted."
    item = _item(asking, "doubtful_answer", "medium", "decision", reason, outcome.run_id, ())
    evidence = outcome.plan.reading if outcome.plan else asking.request.text
    more = {"confidence": found.in_words(), "evidence": evidence,
            "proposed": "Look at how it was made, and tell whoever asked what is right."}  # fmt: skip
    # Asked again on the same day it is the same doubt, and whoever looks at it is not bothered twice.
    same = "|".join((asking.request.person.email, evidence, asking.desk.today(asking.desk.now()).isoformat()))
    return item.model_copy(update={"id": _item_id(f"doubtful:{_digest(same)}"), "details": item.details | more})


def _no_such_period(asking: Asking, query: Query) -> str:
    """What is wrong with the question's period; empty when it has none or a real one."""
    windows = [query.spec.time.window] if query.spec.time else []
    windows += [query.spec.compare.window] if query.spec.compare and query.spec.compare.window else []
    today = asking.desk.today(asking.request.as_of)
    try:
        for window in windows:
            resolve(window, today, whole(asking.desk.settings()["company.fiscal_start_month"]))
    except (ValueError, OverflowError) as error:
        return f"I cannot use this period: {error} Please name another one, such as “last quarter” or “since March”."
    return ""


def _note(asking: Asking) -> str:
    if asking.place.channel == asking.request.place.channel:
        return ""
    return "Sent here because not everyone in the channel may see these records."


def _failed(asking: Asking, error: QuartermasterError, progress: _Progress, intent: Intent | None) -> str:
    run_id = _run_id(asking.key)
    state: Literal["held", "refused"] = "held" if isinstance(error, CountsDisagree) else "refused"
    outcome = Outcome(
        request_id=asking.request.id,
        run_id=run_id,
        state=state,
        plan=progress.plan,
        sentence=str(error),
        trace=progress.trace,
    )
    item = None
    if progress.filed:
        kind, sentence = progress.filed[0]
        item = _item(asking, kind, "high", "decision", sentence, run_id, ())
    return _keep(asking, outcome, card_for(error, run_id, item.id if item else ""), intent, item)


def _hold(asking: Asking, outcome: Outcome, intent: Intent | None) -> str:
    rules = tuple(f.rule for f in outcome.findings if f.verdict == "held")
    reason = next((f.sentence for f in outcome.findings if f.verdict == "held"), "held by the scorer")
    item = _item(asking, "held_report", "medium", "approval", reason, outcome.run_id, rules)
    reading = outcome.plan.reading if outcome.plan else asking.request.text
    return _keep(asking, outcome, held_card(reading, outcome.findings, item.id, APPROVER), intent, item)


def _item(
    asking: Asking, kind: str, severity: str, needs: str, reason: str, run_id: str, rules: tuple[str, ...]
) -> ReviewItem:
    return ReviewItem(
        id=_item_id(asking.key),
        kind=kind,
        severity=severity,
        needs=needs,
        assignee=asking.request.person.manager or asking.request.person.name,
        reason=reason,
        run_id=run_id,
        details={"rules": list(rules), "asked_by": asking.request.person.name},
        created_at=asking.desk.now(),
    )


def _item_id(key: str) -> str:
    """The item's id; a long key is named by its digest, since two may begin alike."""
    return f"item:{key}" if len(key) <= 75 else f"item:{_digest(key)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _keep(asking: Asking, outcome: Outcome, card: Card, intent: Intent | None, item: ReviewItem | None = None) -> str:
    """Stores run, card, meaning, review item and audit entry in one transaction; the card is posted after it."""
    desk, request, now = asking.desk, asking.request, asking.desk.now()
    with desk.db.begin() as session:
        runs.save(session, desk.db, request, outcome, asking.sight.model_dump_json(), now)
        posts.keep(session, desk.db, asking.key, asking.place, card, now, outcome.run_id)
        if asking.posted:
            effects.settle(session, f"post:{asking.key}", asking.posted[-1], now)
        if intent is not None and outcome.plan is not None:
            conversations.remember(
                session, desk.db, *sorted({*ids_to_remember(request.place), *ids_to_remember(asking.place)}),
                person=request.person.email, intent_json=as_json(intent), run_id=outcome.run_id, at=now,
            )  # fmt: skip
        _keep_question(session, asking, outcome, intent)
        if item is not None:
            review_queue.file(session, desk.db, item)
        audit.write(session, desk.db, _entry(asking, outcome), now)
    return outcome.state


def _keep_question(session: Any, asking: Asking, outcome: Outcome, intent: Intent | None) -> None:
    """A question back waits for its answer where it was asked; anything but a courtesy takes its place."""
    here = {*ids_to_remember(asking.request.place), *ids_to_remember(asking.place)}
    if isinstance(intent, Smalltalk) and intent.reply != "cancel":
        return
    conversations.settle(session, here, asking.reply.run_id if asking.reply else "")
    if outcome.state == "question":
        for conversation in here:
            conversations.wait_for_answer(session, conversation, run_id=outcome.run_id, at=asking.desk.now())


def _entry(asking: Asking, outcome: Outcome) -> audit.Entry:
    request = asking.request
    return audit.Entry(
        actor="quartermaster",
        on_behalf_of=request.person.email or request.person.name,
        action=f"question:{outcome.state}",
        subject=outcome.run_id,
        reason=outcome.plan.reading if outcome.plan else outcome.sentence,
        outcome=outcome.state,
        approval=", ".join(sorted(asking.cleared)) or "not needed",
        cost_usd=sum(line.cost_usd for line in outcome.trace),
        inputs={"text": request.text, "place": request.place.model_dump()}
        | ({"said": asking.reply.said} if asking.reply else {})
        | ({"read": asking.read} if asking.read else {}),
    )


def _empty(asking: Asking, state: str, sentence: str, choices: tuple[Choice, ...] = ()) -> Outcome:
    return Outcome(
        request_id=asking.request.id,
        run_id=_run_id(asking.key),
        state=state,
        sentence=sentence,
        choices=choices,
    )


def _run_id(key: str) -> str:
    return f"run:{key}"


def _deps(asking: Asking, progress: _Progress) -> Deps:
    desk = asking.desk
    pinned = asking.request.as_of
    return Deps(
        now=(lambda: pinned) if pinned else desk.now,
        settings=desk.settings(),
        sight=asking.sight,
        seal=desk.db.vault.wrap,
        unseal=desk.db.vault.unwrap,
        store_plan=progress.store_plan,
        is_stored=lambda plan_id: runs.is_stored(desk.db, plan_id),
        file_exception=lambda kind, sentence, _run_id: progress.filed.append((kind, sentence)),
        record=progress.record,
        word=pen(desk, asking.request),
        milliseconds=lambda: time.perf_counter() * 1000,
        new_id=lambda kind: f"{kind}:{asking.key}",
        approver=APPROVER,
    )


class _Progress:
    """Shows the plan before any data is read, and ticks it off while the work goes on."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self.plan: Plan | None = None
        self.trace: tuple[Traced, ...] = ()
        self.filed: list[tuple[str, str]] = []
        """(kind, sentence) of what a person should look at; kept with the run, in one transaction."""
        self._drawn_at = time.monotonic()

    def store_plan(self, plan: Plan) -> Plan:
        """The plan, stored, and on screen as a checklist."""
        desk = self._asking.desk
        key, place, card = self._asking.key, self._asking.place, plan_card(plan, _run_id(self._asking.key))
        with desk.db.begin() as session:
            runs.store_plan(session, desk.db, plan, desk.now())
            is_first = effects.intend(session, f"post:{key}", desk.now())
        self.plan = plan.model_copy(update={"stored": True})
        # The first time, what became of the intent is kept with the answer: one wait for the disk less. A crash before
        # that leaves an intent, and whoever takes the question up again finds the message by its key.
        desk.db.must_be_ours()
        self._asking.posted.append(
            desk.voice(place).post(place, card, key) if is_first else post_once(desk, key, place, card)
        )
        self._drawn_at = time.monotonic()
        return self.plan

    def record(self, line: Traced) -> None:
        """Keeps the line, and ticks when the checklist was last drawn long enough ago."""
        self.trace += (line,)
        if self.plan is None or time.monotonic() - self._drawn_at < TICK_EVERY_S:
            return
        desk, place = self._asking.desk, self._asking.place
        done = max(0, len(self.trace) - 2)
        card = plan_card(self.plan, _run_id(self._asking.key), done)
        desk.voice(place).update(place, self._asking.posted[-1], card)
        self._drawn_at = time.monotonic()


def post_once(desk: Desk, key: str, place: Place, card: Card) -> str:
    """The id of the one message of this key: posted now, earlier, or just before a crash."""
    voice = desk.voice(place)
    return effects.once(
        desk.db, f"post:{key}", lambda: voice.post(place, card, key), lambda: voice.find(place, key), desk.now
    )


def deliver(desk: Desk, key: str, asked_at: Place | None = None) -> None:
    """Brings the stored card of a key to its place: posted once, and saying what is stored."""
    stored = posts.standing(desk.db, key, f"post:{key}")
    if stored is None:
        return
    place, card = stored.place, stored.card
    is_there = stored.state == "done"
    message = str(stored.message or "") if is_there else post_once(desk, key, place, card)
    if stored.state is not None:
        desk.voice(place).update(place, message, card)
    if asked_at is not None and asked_at.channel != place.channel:
        text = "I answered you in our direct messages, because not everyone here may see these records."
        desk.voice(asked_at).note(asked_at, asked_at.user, text)
