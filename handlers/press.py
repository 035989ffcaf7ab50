"""The pressing door: from a button, form or spoken command to what it changes on screen, each effect once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.cards import Ask, Card, Note, Replace, Reply, Response
from domain.errors import QuartermasterError, Refused, TryLater
from domain.work import Place, Press, Request
from handlers.ask import A_COMMAND, ask, deliver, post_once
from handlers.desk import Desk
from handlers.failed import card_for
from handlers.runs import run_with_sight
from handlers.verb import Again, Elsewhere, NextPage, OneCard, ToWorker, Verb, verbs
from store import effects, jobs, posts
from store.jobs import Job

UNKNOWN = "That button is from an older version of me. Ask the question again and use the new buttons."


class BadForm(Refused):
    """A form came in with values that it does not take."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__("That form is not complete. " + " ".join(f"{name}: {why}" for name, why in errors.items()))


@dataclass(frozen=True)
class Pressing:
    """One press on its way. `job_id` names everything it causes; `posted` says whether a card was pressed at all."""

    desk: Desk
    press: Press
    job_id: str
    inbox_key: str
    private: bool = False


def press_button(press: Press, desk: Desk, job_id: str, inbox_key: str) -> str:
    """How the press ended; a refusal is said to whoever pressed, and to nobody else."""
    verb = verbs().get(press.verb)
    pressing = Pressing(desk, press, job_id, inbox_key)
    if verb is None:
        _note(pressing, UNKNOWN)
        return "refused"
    return act(pressing, verb)


def say_verb(request: Request, verb: Verb, rest: str, desk: Desk, job_id: str, inbox_key: str) -> str:
    """The same for a command that was typed."""
    press = Press(
        id=request.id, verb=verb.press, subject=rest, values={"text": request.text}, person=request.person,
        place=request.place, at=request.at,
    )  # fmt: skip
    return act(Pressing(desk, press, job_id, inbox_key), verb)


def act(pressing: Pressing, verb: Verb) -> str:
    """Acts and carries out every response, in order."""
    pressing = replace(pressing, private=verb.private)
    try:
        if verb.check and (errors := verb.check(pressing.press.values)):
            # The surface asks this while the form is open; a form that comes anyway is not one of ours.
            raise BadForm(errors)
        for number, response in enumerate(verb.act(pressing.press, pressing.desk)):
            _carry_out(pressing, response, f"{pressing.job_id}#{number}")
    except TryLater:
        raise
    except QuartermasterError as error:
        _refuse(pressing, error)
        return "refused"
    return "answered"


def _refuse(pressing: Pressing, error: QuartermasterError) -> None:
    """A typed command in a DM is refused in the thread; anything else only before the eyes of whoever pressed."""
    typed = not pressing.press.trigger and not pressing.press.view
    if typed and pressing.press.place.is_private:
        _reply(pressing, card_for(error, pressing.job_id), f"{pressing.job_id}#refused")
    else:
        _note(pressing, str(error))


def _carry_out(
    pressing: Pressing, response: Response | Again | Elsewhere | OneCard | NextPage | ToWorker, key: str
) -> None:
    desk, press = pressing.desk, pressing.press
    match response:
        case Reply(card=card):
            _reply(pressing, card, key)
        case Replace(card=card):
            _replace(pressing, card, key)
        case Ask(form=form):
            # A form needs the press's short-lived right to open one; after a crash the person presses again.
            effects.once(
                desk.db,
                f"form:{key}",
                lambda: desk.voice(press.place).open_form(press.trigger, form),
                lambda: "",
                desk.now,
            )
        case Note(text=text):
            _note(pressing, text)
        case Elsewhere(place=place, card=card, once=once):
            _keep_card(desk, once, place, card)
            post_once(desk, once, place, card)
        case OneCard(key=one, card=card):
            _stand(pressing, one, card)
        case NextPage(form=form):
            desk.voice(press.place).update_form(press.view, form)
        case ToWorker():
            _hand_to_worker(pressing, response, key)
        case Again():
            _ask_again(pressing, response, key)


def _reply(pressing: Pressing, card: Card, key: str) -> None:
    desk, asked_at = pressing.desk, _thread_of(pressing)
    hidden = pressing.private and not asked_at.is_private
    place = desk.voice(asked_at).dm(pressing.press.place.user) if hidden else asked_at
    _keep_card(desk, key, place, card)
    deliver(desk, key, asked_at=asked_at)


def _replace(pressing: Pressing, card: Card, key: str) -> None:
    place = pressing.press.place
    if place.message:
        pressing.desk.voice(place).update(place, place.message, card)
    else:
        _reply(pressing, card, key)


def _stand(pressing: Pressing, key: str, card: Card) -> None:
    """The card where the key's card already stands, or below what was pressed."""
    standing = posts.find(pressing.desk.db, key)
    _keep_card(pressing.desk, key, standing[0] if standing else _thread_of(pressing), card)
    deliver(pressing.desk, key)


def _note(pressing: Pressing, text: str) -> None:
    place = _thread_of(pressing)
    pressing.desk.voice(place).note(place, pressing.press.place.user, text)


def _keep_card(desk: Desk, key: str, place: Place, card: Card) -> None:
    with desk.db.begin() as session:
        posts.keep(session, desk.db, key, place, card, desk.now())


def _hand_to_worker(pressing: Pressing, work: ToWorker, key: str) -> None:
    desk = pressing.desk
    job = Job(
        id=f"{work.kind}:{key}|{work.argument}"[:255],
        kind=work.kind,
        inbox_key=pressing.inbox_key,
        lane=key,
        state="queued",
        outcome=None,
    )
    with desk.db.begin() as session:
        if jobs.add(session, job, "worker", desk.now()):
            desk.later(session, job.id)
    desk.voice(pressing.press.place).status(_thread_of(pressing), f"is {work.say}…")


def _ask_again(pressing: Pressing, again: Again, key: str) -> None:
    desk, press = pressing.desk, pressing.press
    person, place, text, sight = press.person, _thread_of(pressing), again.text, None
    if again.at_run:
        asked, outcome, sight_then = run_with_sight(press.person, desk, again.at_run)
        text = text or asked.text
        if again.for_asker:
            person, place, sight = asked.person, _standing_of(desk, again.at_run) or place, sight_then
        if again.spec is None and again.for_asker and outcome.plan is not None:
            again = again.model_copy(update={"spec": outcome.plan.spec, "reading": outcome.plan.reading})
    request = Request(id=key, text=text, person=person, place=place, at=press.at)
    ended = ask(request, desk, key, again, sight)
    if ended.startswith(A_COMMAND):
        press_name, _, rest = ended.removeprefix(A_COMMAND).partition("|")
        say_verb(request, verbs()[press_name], rest, desk, key, pressing.inbox_key)
    else:
        deliver(desk, key, asked_at=request.place)


def _thread_of(pressing: Pressing) -> Place:
    """The place to answer below: the pressed message's thread, or the thread that the message opens.

    A form or a button on the app's own tab stands nowhere: then it is where the run's answer stands, or our DM.
    """
    place = pressing.press.place
    if place.channel:
        return place.model_copy(update={"thread": place.thread or place.message, "message": ""})
    run_id = pressing.press.subject.partition("|")[0]
    if standing := _standing_of(pressing.desk, run_id, place.user):
        return standing.model_copy(update={"user": place.user})
    return pressing.desk.voices[place.surface].dm(place.user)


def _standing_of(desk: Desk, run_id: str, user: str = "") -> Place | None:
    """The thread in which a card of a run stands; with `user`, never the direct messages of somebody else."""
    placed = [place for _, place in posts.of_run(desk.db, run_id)] if run_id else []
    seen = [place for place in placed if not (user and place.is_private and place.user != user)]
    own = next((place for place in seen if user and place.user == user), seen[0] if seen else None)
    return own.model_copy(update={"message": ""}) if own else None
