"""[E-mail] on a draft: the checked e-mail, written once as a file that any mail program opens."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.drafts import current_draft, write_email
from handlers.runs import run_for
from handlers.verb import answers


@answers("draft:email")
def draft_email(press: Press, desk: Desk) -> tuple[Reply]:
    """Where the file lies; pressing twice writes it once."""
    _, outcome = run_for(press, desk)
    path = write_email(desk, outcome.run_id, current_draft(outcome), press.person)
    return (
        Reply(card=sentence_card(f"The e-mail is written, not sent: {path}. Open it in your mail program to send it.")),
    )
