"""Values of an import that look like a misspelling of a known one, asked of the operator."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.aliases import alias_card
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.runs import must_be_operator
from handlers.verb import answers
from store.crm import aliases


@answers(
    "alias:list", says=("import questions", "data questions", "open questions", "what needs mapping"), private=True
)
def alias_questions(press: Press, desk: Desk) -> tuple[Reply, ...]:
    """One card per open question."""
    must_be_operator(press.person)
    questions = aliases.open_questions(desk.db)
    if not questions:
        return (Reply(card=sentence_card("No open questions about imported values.")),)
    return tuple(Reply(card=alias_card(question)) for question in questions)
