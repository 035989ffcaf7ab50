"""The drafter words checked values as claims that cite their rows. It holds no reader and asks for nothing."""

from __future__ import annotations

from agents.base import Scope, Tools, agent
from agents.crew._sentences import claims_of
from agents.papers import DraftOrder
from domain import letter
from domain.facts import Draft
from domain.rewording import reworded


@agent(
    name="drafter",
    job="Word what it is given as a chat message and an e-mail, every figure with its source; add nothing.",
    may={Scope.WORDS},
    does={"draft"},
    takes=DraftOrder,
    gives=Draft,
    output="draft with cited claims",
)
def drafter(order: DraftOrder, tools: Tools) -> Draft:
    """One sentence first, then what a manager would ask next; the same claims as an e-mail."""
    tools.must(Scope.WORDS)
    checked = order.checked
    claims = claims_of(checked)
    draft = Draft(
        title=checked.reading,
        claims=claims,
        email_subject=letter.subject(checked),
        email_body=letter.body(claims, checked),
    )
    sentences = tools.word(checked.reading, tuple(claim.text for claim in claims))
    return (reworded(draft, sentences, checked) if sentences else None) or draft
