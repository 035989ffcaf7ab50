"""Versions of prompts at work: who may change them, which one is meant, and how a version is tried."""

from __future__ import annotations

from dataclasses import dataclass

from domain.cards import Card
from domain.errors import NotAllowed, Refused
from domain.language.intent import Query
from domain.language.interpreter import understand
from domain.placing import placed
from domain.prompt_sample import ASK, ENOUGH, READ, WORD, reads_alike
from domain.prompting import SHIPPED as TEXTS
from domain.prompting import interpreter_system, interpreter_turn
from domain.rewording import says_the_same
from domain.work import Person, Press, Request
from gateways.model import ModelAway
from handlers.cards.models import prompts_card
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.second_reading import proposal_for
from handlers.wording import worded
from store import audit, prompts


class NoSuchPrompt(Refused):
    """There is no prompt of that name."""

    def __init__(self, name: str) -> None:
        known = " and ".join(TEXTS)
        super().__init__(f"I know no prompt called “{name[:40]}”; there are {known}.")


def must_be_operator(person: Person) -> None:
    """Nothing, for an operator; anybody else is told who may."""
    if person.role != "operator":
        raise NotAllowed("see or change what models are told", "An operator")


def meant(press: Press, desk: Desk) -> tuple[str, int]:
    """(prompt, version) of “interpreter”, “interpreter 2” or “the interpreter prompt”; the newest when none is said."""
    words = [word for word in press.subject.casefold().split() if word not in ("the", "prompt", "version", "of", "for")]
    name = words[0] if words else ""
    if name not in TEXTS:
        raise NoSuchPrompt(name or press.subject)
    if len(words) > 1 and words[1].isdecimal() and len(words[1]) < 7:
        return name, int(words[1])
    newest = prompts.versions(desk.db, name)
    return name, newest[0].version if newest else prompts.SHIPPED


def text_of(desk: Desk, name: str, version: int) -> str:
    """What a version says."""
    return TEXTS[name] if version == prompts.SHIPPED else prompts.version_of(desk.db, name, version).words


@dataclass(frozen=True)
class Trial:
    """How a version did. `wrong` are the messages that came out otherwise, each with what came instead."""

    right: int
    of: int
    wrong: tuple[str, ...] = ()
    away: str = ""
    guessed: bool = False

    @property
    def passed(self) -> bool:
        """Whether it may be used."""
        return not self.away and not self.guessed and self.of > 0 and self.right >= ENOUGH * self.of

    @property
    def report(self) -> str:
        """The outcome in a few words."""
        if self.away:
            return f"not finished: {self.away}"
        return f"{self.right} of {self.of}" + (", and it guessed where nobody can know" if self.guessed else "")


def tried(desk: Desk, press: Press, name: str, words: str) -> Trial:
    """A version on the sample, with the model that the agent uses now."""
    request = Request(id=press.id, text="", person=press.person, place=press.place, at=press.at)
    try:
        return _reading(desk, request, words) if name == "interpreter" else _wording(desk, request, words)
    except ModelAway as away:
        return Trial(0, 0, away=str(away))


def _reading(desk: Desk, request: Request, words: str) -> Trial:
    """Each message must come out as the offline rules read it, and a guess is worse than a miss."""
    names, today = desk.names(), desk.today()
    right, wrong, of, guessed = 0, [], 0, False
    for message in (*READ, *ASK):
        truth = understand(message, names, today=today)
        if message in READ and not isinstance(truth, Query):
            # This company has no such thing, so there is nothing to compare with.
            continue
        of += 1
        turn = interpreter_turn(message, today=today, role=request.person.role, previous=None)
        proposal = proposal_for(desk, interpreter_system(words), turn, request)
        found = placed(proposal, message, names, today=today)
        is_query = isinstance(found, Query)
        guessed |= message in ASK and is_query
        alike = (
            isinstance(truth, Query) and isinstance(found, Query) and reads_alike(truth.spec, found.spec, today)
            if message in READ
            else not is_query
        )
        right += alike
        if not alike:
            wrong.append(f"{message}: {found.reading if isinstance(found, Query) else 'not read'}")
    return Trial(right, of, tuple(wrong), guessed=guessed)


def _wording(desk: Desk, request: Request, words: str) -> Trial:
    """Each sentence must still say the same."""
    found = worded(desk, words, "A trial", WORD, request) or ()
    alike = [says_the_same(new, old) for new, old in zip(found, WORD, strict=False)]
    wrong = tuple(old for old, same in zip(WORD, alike, strict=False) if not same)
    return Trial(sum(alike), len(WORD), wrong)


def list_card(desk: Desk) -> Card:
    """Each prompt with its versions, newest first."""
    known = {name: (prompts.in_use(desk.db, name), prompts.versions(desk.db, name)) for name in TEXTS}
    return prompts_card(known)


def put_to_use(press: Press, desk: Desk, name: str, version: int, action: str) -> Card:
    """The card that says which version is used now, written down with the one before."""
    was = prompts.in_use(desk.db, name)
    with desk.db.begin() as session:
        if version != was:
            prompts.activate(session, name, version, by=press.person.name, at=desk.now())
        entry = audit.Entry(
            actor=press.person.name,
            on_behalf_of=press.person.email,
            action=action,
            subject=f"{name} {version}",
            reason="an operator chose what a model is told",
            outcome="in use",
            approval=press.person.name,
            inputs={"was": was},
        )
        audit.write(session, desk.db, entry, desk.now())
    shipped = ", the one that ships" if version == prompts.SHIPPED else ""
    back = f" Before it was version {was}; “revert prompt {name}” goes back." if was != version else ""
    return sentence_card(f"The {name} now uses version {version}{shipped}.{back}", "Prompt in use")
