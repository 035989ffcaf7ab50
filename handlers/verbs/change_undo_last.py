"""“Undo the last change”: the newest of one's own that was written, as what taking it back would restore."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.change import undo_card
from handlers.cards.words import sentence_card
from handlers.changes import readable, undoing
from handlers.desk import Desk
from handlers.verb import answers
from store import changes


@answers(
    "change:undo_last",
    says=("undo the last change", "undo my last change", "undo last change", "take back my last change",
          "take back the last change"),
    private=True,
)  # fmt: skip
def change_undo_last(press: Press, desk: Desk) -> tuple[Reply]:
    """The preview, with every record that was written together; nothing is changed by it."""
    own = changes.done_by(desk.db, by_hand_of=press.person.id, most=1) if press.person.id else []
    done = [one for one in changes.of_action(desk.db, own[0].action_id) if one.status == "done"] if own else []
    if not done or len(readable(desk, press.person, done)) < len(done):
        said = "No change of yours was written yet. Say “changes” for the latest that you may see, each with [Undo]."
        return (Reply(card=sentence_card(said, "Undo")),)
    return (Reply(card=undo_card(own[0].action_id, undoing(desk, done))),)
