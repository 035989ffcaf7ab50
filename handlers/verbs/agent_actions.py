"""What agents did and what people did to them, as a question in words asked for it."""

from __future__ import annotations

from domain.agent_actions import NotAskedSo, asked_of
from domain.cards import Reply
from domain.language.intent import Query
from domain.work import Press
from handlers.agent_actions import actions_card
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import answers


@answers("agent:actions", private=True)
def agent_actions(press: Press, desk: Desk) -> tuple[Reply]:
    """The list or the count. Raises: NotAskedSo."""
    may_decide(press.person, "read what the agents did")
    try:
        query = Query.model_validate_json(press.subject)
    except ValueError as error:
        raise NotAskedSo("Say “what did the pipeline agent do today”.") from error
    # The company's days, as in every other answer and as its reading says.
    asked = asked_of(query.spec, desk.now(), str(desk.settings()["company.timezone"]))
    return (Reply(card=actions_card(desk, press.person, asked, query.reading)),)
