"""“What does the model cost”: today's spending against the cap, by agent and model, and the days before."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import NotAllowed
from domain.work import Press
from handlers.cards.models import spend_card
from handlers.desk import Desk
from handlers.verb import answers
from store import spending

DAYS_SHOWN = 8


@answers(
    "model:spend",
    says=("model spend", "cost", "costs", "model cost", "what does the model cost", "what do the models cost", "spend"),
)
def model_spend(press: Press, desk: Desk) -> tuple[Reply]:
    """The books; a guest has no business with them."""
    if press.person.role == "guest":
        raise NotAllowed("see what models cost", "Your sales operations team")
    today = desk.today()
    card = spend_card(
        desk.settings(),
        spending.spent_on(desk.db, today),
        spending.committed(desk.db, today),
        spending.spent_by_day(desk.db, DAYS_SHOWN),
        spending.failures_on(desk.db, today),
        today=today,
        has_key=desk.model is not None,
    )
    return (Reply(card=card),)
