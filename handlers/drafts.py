"""Drafts on their way out: the words a person edited, still held to the checked figures, and the e-mail they become."""

from __future__ import annotations

import hashlib

from domain.checked import Checked
from domain.cite import cite_edited
from domain.errors import Refused
from domain.facts import Claim, Draft
from domain.work import Outcome, Person
from gateways.email import Email
from gateways.email.local import EmlFolder
from handlers.desk import Desk
from store import effects, runs

SOURCES = "\n\nSources\n"


class NothingToSend(Refused):
    """The run ended without a draft."""

    def __init__(self) -> None:
        super().__init__("There is no draft to send: this run ended without one.")


def current_draft(outcome: Outcome) -> Draft:
    """The draft as last saved."""
    if outcome.draft is None:
        raise NothingToSend
    return outcome.draft


def body_to_edit(draft: Draft) -> str:
    """The part of the e-mail that a person may reword; the list of sources below it stays as it is."""
    return draft.email_body.partition(SOURCES)[0]


def edited(desk: Desk, outcome: Outcome, *, sentence: str, subject: str, body: str) -> Draft:
    """The draft in a person's words, saved with its run.

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
    new = draft.model_copy(update={"claims": (claim,), "email_subject": subject, "email_body": body + sources + listed})
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


def write_email(desk: Desk, run_id: str, draft: Draft, to: Person) -> str:
    """Where the e-mail file lies; the same words are written once."""
    email = Email(
        key=f"email:{run_id}:{words_of(draft)}", to=to.email, subject=draft.email_subject, body=draft.email_body
    )
    mailbox = EmlFolder(desk.home_folder / "mail")
    return effects.once(desk.db, email.key, lambda: mailbox.send(email), lambda: mailbox.find(email.key), desk.now)
