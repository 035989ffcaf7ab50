"""“Exception #12”: one exception whole, with what can be done about it."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.queue import item_card
from handlers.desk import Desk
from handlers.review import item_called
from handlers.runs import may_decide
from handlers.verb import answers


@answers(
    "review:show",
    says=("exception #{}", "exception number {}", "show exception #{}", "open exception #{}", "show exception {}",
          "show me exception #{}"),
    private=True,
)  # fmt: skip
def review_show(press: Press, desk: Desk) -> tuple[Reply]:
    """The exception as it stands, open or decided."""
    may_decide(press.person, "see what waits for a decision")
    return (Reply(card=item_card(item_called(press, desk, press.subject), press.person)),)
