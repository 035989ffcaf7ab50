"""Drafts on their way out: the words a person edited, still held to the checked figures, and the e-mail they become."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from domain.actions import LimitReached
from domain.cards import Note
from domain.checked import Checked
from domain.cite import cite_edited
from domain.errors import Refused
from domain.facts import Claim, Draft
from domain.rights import Sight
from domain.work import Outcome, Person, Place, Press, Request
from gateways.email import Email
from gateways.email.local import EmlFolder
from handlers.cards.draft import draft_card
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.runs import run_with_sight
from handlers.verb import OneCard
from store import effects, posts, runs

SOURCES = "\n\nSources\n"
WORDED_BY = "\n\nWorded by "
DISCARDED = "Draft discarded"
CHANGED = (
    "Nothing was done: this draft was changed after you opened it. Its card now shows the current words; read them and "
    "press again."
)


class NothingToSend(Refused):
    """The run ended without a draft."""

    def __init__(self) -> None:
        super().__init__("There is no draft to send: this run ended without one.")


@dataclass(frozen=True)
class Pressed:
    """A draft that a button or form is about, as it stands now. `is_old` says that the press saw other words."""

    request: Request
    outcome: Outcome
    sight: Sight
    draft: Draft
    is_old: bool

    @property
    def run_id(self) -> str:
        """The run whose draft it is."""
        return self.outcome.run_id

    def shown(self, note: str = "", problem: str = "") -> OneCard:
        """The draft's one card, with these words."""
        return card_of(self.run_id, self.draft, note=note, problem=problem)

    def again(self) -> tuple[OneCard, Note]:
        """What an old press gets: the words as they are now, and that they are others."""
        return self.shown(), Note(text=CHANGED)


def pressed_draft(press: Press, desk: Desk) -> Pressed:
    """The draft behind a press, for somebody who may read it. Raises: Discarded when it was thrown away."""
    run_id, _, version = press.subject.partition("|")
    request, outcome, sight = run_with_sight(press.person, desk, run_id)
    draft = current_draft(outcome)
    standing = posts.find(desk.db, key_of(run_id))
    if standing is not None and standing[1].title == DISCARDED:
        raise Discarded
    return Pressed(request, outcome, sight, draft, is_old=bool(version) and version != words_of(draft))


def key_of(run_id: str) -> str:
    """The key of the one card of a run's draft."""
    return f"draft:{run_id}"[:255]


def card_of(run_id: str, draft: Draft, *, note: str = "", problem: str = "") -> OneCard:
    """The draft's card, its buttons bound to exactly these words."""
    card = draft_card(f"{run_id}|{words_of(draft)}", draft, note=note, problem=problem)
    return OneCard(key=key_of(run_id), card=card)


def discarded_card(run_id: str, by: Person) -> OneCard:
    """The same card once the draft is thrown away."""
    sentence = f"Draft discarded by {by.name}. What was sent before stays sent."
    return OneCard(key=key_of(run_id), card=sentence_card(sentence, DISCARDED))


def current_draft(outcome: Outcome) -> Draft:
    """The draft as last saved."""
    if outcome.draft is None:
        raise NothingToSend
    return outcome.draft


class Discarded(Refused):
    """The draft was thrown away."""

    def __init__(self) -> None:
        super().__init__("This draft was discarded. Press Share on the answer to take it up again.")


def body_to_edit(draft: Draft) -> str:
    """The part of the e-mail that a person may reword; the list of sources below it stays as it is."""
    return draft.email_body.partition(SOURCES)[0]


def edited(desk: Desk, outcome: Outcome, by: Person, *, sentence: str, subject: str, body: str) -> Draft:
    """The draft in a person's words, saved with its run. It says whose words they are, and what the checked ones were.

    Raises: UncitedClaim when a figure in them is not one of the checked ones.
    """
    draft, checked = current_draft(outcome), checked_of(desk, outcome)
    _, sources, listed = draft.email_body.partition(SOURCES)
    words = ((sentence, draft.sentence), (subject, draft.email_subject), (body, body_to_edit(draft)))
    for text, was in words:
        if text != was:
            cite_edited(text, draft, checked)
    figures = tuple(figure for claim in draft.claims for figure in claim.figures)
    facts = tuple(fact for claim in draft.claims for fact in claim.facts)
    ids = tuple(row_id for claim in draft.claims for row_id in claim.row_ids)
    claim = Claim(text=sentence, figures=figures, facts=facts, row_ids=ids)
    as_checked = draft.as_checked or draft.sentence
    resting = listed.partition(WORDED_BY)[0] + f"{WORDED_BY}{by.name}. As checked: {as_checked}"
    new = draft.model_copy(
        update={
            "claims": (claim,), "email_subject": subject, "email_body": body + sources + resting,
            "worded_by": by.name, "as_checked": as_checked,
        }
    )  # fmt: skip
    _save(desk, outcome, new)
    return new


def _save(desk: Desk, outcome: Outcome, draft: Draft) -> None:
    found = runs.find(desk.db, outcome.run_id)
    if found is None:
        raise NothingToSend
    request, _, sight = found
    with desk.db.begin() as session:
        changed = outcome.model_copy(update={"draft": draft})
        runs.save(session, desk.db, request, changed, sight.model_dump_json(), desk.now())


def checked_of(desk: Desk, outcome: Outcome) -> Checked:
    """The checked values of a finished run, as its drafter had them."""
    if outcome.plan is None or outcome.pulled is None:
        raise NothingToSend
    return Checked(
        reading=outcome.plan.reading,
        spec=outcome.plan.spec,
        pulled=outcome.pulled,
        compared=outcome.compared,
        findings=outcome.findings,
        warnings=outcome.warnings,
        currency=str(desk.settings()["company.currency"]),
    )


def words_of(draft: Draft) -> str:
    """A short name of exactly these words, so that the same ones go out once and edited ones may go again."""
    words = "\n".join((draft.sentence, draft.email_subject, draft.email_body))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def email_of(run_id: str, draft: Draft, to: Person) -> Email:
    """The draft as an e-mail to one person; the same words for the same person have the same key."""
    key = f"email:{run_id}:{words_of(draft)}:{to.email}"
    return Email(key=key, to=to.email, subject=draft.email_subject, body=draft.email_body)


def upload_email(desk: Desk, place: Place, run_id: str, draft: Draft, to: Person) -> str:
    """The id of the e-mail file in the chat; the same words for the same person are written and uploaded once."""
    email = email_of(run_id, draft, to)
    mailbox, voice = EmlFolder(desk.home_folder / "mail"), desk.voice(place)
    path = Path(effects.once(desk.db, email.key[:255], lambda: desk.guard.mail(mailbox, email),
                             lambda: mailbox.find(email.key), desk.now))  # fmt: skip
    key = hashlib.sha256(f"{email.key}|{place.channel}|{place.thread}".encode()).hexdigest()[:12]
    filename = f"quartermaster-{key}.eml"
    try:
        return effects.once(
            desk.db,
            f"file:{filename}",
            lambda: desk.guard.upload(
                f"file:{filename}", lambda: voice.upload(place, filename, path.read_bytes(), draft.email_subject)
            ),
            lambda: voice.find_file(place, filename),
            desk.now,
        )
    except LimitReached as wait:
        # Whoever pressed is there and can press again; their conversation must not stand still for an hour.
        raise Refused(f"Nothing was uploaded. {wait} Press again then.") from wait
