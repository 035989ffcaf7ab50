"""The health of the pipeline, by what the triggers found among the deals that the person may see."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from domain.cards import Reply
from domain.errors import NotAllowed
from domain.nudging import Condition
from domain.work import Press
from handlers.cards.answer import when
from handlers.cards.triggers import health_card
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.people import own_sight
from handlers.verb import answers
from store import triggers
from store.crm import concerns

SHOWN = 5


@answers(
    "pipeline:health",
    says=("pipeline health", "show pipeline health", "health of the pipeline", "health of my pipeline", "health"),
    private=True,
)
def pipeline_health(press: Press, desk: Desk) -> tuple[Reply]:
    """A card with the counts by condition and the worst records."""
    if press.person.role == "guest":
        raise NotAllowed("see the pipeline", "Your sales operations team")
    looked = [one.ended_at for one in triggers.every(desk.db) if one.ended_at]
    if not looked:
        text = "I have not looked at the pipeline yet; I do so within a minute of my start. Ask again then."
        return (Reply(card=sentence_card(text, "Pipeline health")),)
    sight, policy, now = own_sight(desk, press.person), desk.settings(), desk.now()
    counts: Counter[Condition] = Counter()
    with desk.db.looking() as connection:
        by_owner = concerns.counts(connection)
        seen = [owner for owner in by_owner if sight.kind == "all" or owner in sight.owners]
        for owner in seen:
            counts.update({condition: many for condition, (many, _) in by_owner[owner].items()})
        # Who looks for the worst wants them whether their reps were asked or not.
        books = concerns.worst(connection, SHOWN, now + timedelta(days=1), now, policy)
        opened = concerns.open_deals(connection, seen)
    worst = [one for owner in seen if owner in books for one in books[owner].concerns]
    worst.sort(key=lambda one: (-len(one.whys), -(one.amount or 0), one.opportunity_id))
    whose = "Your deals" if sight.kind == "owners" else "The whole company"
    card = health_card(counts, worst[:SHOWN], sum(opened.values()), whose, f"As of {when(max(looked), press.person)}.")
    return (Reply(card=card),)
