"""Typed replies to a question back: which choice they pick, or which gap of the question they fill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.language.intent import Ambiguous
from domain.picking import gap, number_said, picked, picks_all, picks_none
from domain.query import QuerySpec
from domain.work import Choice, Request
from handlers.desk import Desk
from handlers.names import learn
from handlers.people import own_sight
from handlers.understand import Understood, understand
from store import runs

Read = Callable[[Request], Understood]
FILLS_AT_MOST = 6
"""A reply of more words than this fills no gap; it is a message of its own."""
STANDS_ALONE = 3
"""Fewer words than this, after an open question, are its answer even where they could stand alone."""


@dataclass(frozen=True)
class Reply:
    """What a reply asks for: its request, told in full, or `spec`; or `again`, the same question put another way."""

    request: Request
    run_id: str
    said: str
    spec: QuerySpec | None = None
    reading: str = ""
    again: str = ""
    choices: tuple[Choice, ...] = ()
    shown: tuple[Choice, ...] = ()


def reply_of(request: Request, desk: Desk, run_id: str, read: Read) -> Reply | None:
    """What the words reply to the question back of this run, which waits where they were said, if there is one.

    None for a message of its own.
    """
    found = runs.find(desk.db, run_id) if run_id else None
    if found is None:
        return None
    asked, outcome, sight = found
    if outcome.state != "question" or not own_sight(desk, request.person).sees_all_of(sight):
        return None
    full = request.model_copy(update={"text": asked.text})
    reply = Reply(full, outcome.run_id, request.text, choices=outcome.choices)
    return _pick(reply, desk) or _several(reply, read) or _fill(reply, desk, read)


def text_of(choice: Choice, asked: Request, desk: Desk) -> str:
    """The question with its unclear words settled, and remembered where they are a name.

    Once remembered, the words themselves are read again, so that the answer says for whom they were taken.
    """
    if choice.spec is None and learn(desk, asked.person, asked.text, choice):
        understood = understand(asked, desk, None)
        if choice.label not in {one.label for one in understood.choices}:
            return asked.text
    return choice.text or asked.text


def _pick(reply: Reply, desk: Desk) -> Reply | None:
    labels = [choice.label for choice in reply.choices]
    number = picked(reply.said, labels)
    if number is not None:
        choice = reply.choices[number]
        request = reply.request.model_copy(update={"text": text_of(choice, reply.request, desk)})
        return Reply(request, reply.run_id, reply.said, spec=choice.spec, reading=choice.label)
    if labels and (beyond := number_said(reply.said, len(labels))) is not None:
        sentence = f"There is no number {beyond}. Which of these {len(labels)} do you mean?"
        return _again(reply, sentence, reply.choices)
    if labels and picks_none(reply.said):
        return _again(reply, "Then please type the one you mean, in full.", ())
    return None


def _several(reply: Reply, read: Read) -> Reply | None:
    """“Both”, where the question can be asked of all at once."""
    if len(reply.choices) < 2 or not picks_all(reply.said):
        return None
    every = " and ".join(choice.label for choice in reply.choices)
    for text in _filled(reply, every):
        request = reply.request.model_copy(update={"text": text})
        if read(request).query is not None:
            return Reply(request, reply.run_id, reply.said)
    return _again(reply, "I can answer this for one of them at a time. Which one first?", reply.choices)


def _fill(reply: Reply, desk: Desk, read: Read) -> Reply | None:
    """Words that are no choice and mean little alone, but answer the question in the place of what was unclear."""
    words = reply.said.split()
    if len(words) > FILLS_AT_MOST:
        return None
    # Read without what the thread was about: the question back came after it, so a name alone belongs to the question.
    alone = understand(reply.request.model_copy(update={"text": reply.said}), desk, None)
    is_open = not reply.choices and len(words) < STANDS_ALONE
    if alone.verb is not None or (alone.intent is not None and not isinstance(alone.intent, Ambiguous) and not is_open):
        return None
    for text in _filled(reply, reply.said.strip(" .!")):
        told = reply.request.model_copy(update={"text": text})
        if read(told).query is not None:
            return Reply(told, reply.run_id, reply.said)
    return None


def _filled(reply: Reply, words: str) -> list[str]:
    """The question told in full: the words in its gap, or behind it."""
    asked = " ".join(reply.request.text.split())
    gaps = (gap(asked, choice.text, choice.label) for choice in reply.choices[:1])
    return [f"{before}{words}{after}" for before, _, after in filter(None, gaps)] + [f"{asked.rstrip('?!. ')} {words}"]


def _again(reply: Reply, sentence: str, shown: tuple[Choice, ...]) -> Reply:
    return Reply(reply.request, reply.run_id, reply.said, again=sentence, choices=reply.choices, shown=shown)
