"""Where messages to a person go: here in chat, or by e-mail."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import NotAllowed, Refused
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.verb import answers
from store import settings

EMAIL = ("email me instead", "e-mail me instead", "email me", "send me emails instead", "nudge me by email")
CHAT = ("message me here", "message me instead", "message me here instead", "chat me instead", "nudge me here")


@answers("nudge:channel", says=(*EMAIL, *CHAT), private=True)
def nudge_channel(press: Press, desk: Desk) -> tuple[Reply]:
    """A card that says where messages go from now on."""
    if press.person.role == "guest" or not press.person.id:
        raise NotAllowed("choose where messages go", "Your sales operations team")
    said = " ".join(str(press.values.get("text", "")).lower().split()).strip(" ?!.")
    if said not in (*EMAIL, *CHAT):
        raise Refused("Say “email me instead” or “message me here”, and I write to you there.")
    channel = "email" if said in EMAIL else "chat"
    if channel == "email" and not press.person.email:
        raise Refused("The CRM holds no e-mail address of yours, so messages keep coming here.")
    with desk.db.begin() as session:
        settings.save(
            session, "nudge.channel", channel, by=press.person.name, at=desk.now(), scope=f"person:{press.person.id}"
        )
    where = f"by e-mail to {press.person.email}" if channel == "email" else "here in chat"
    text = f"From now on my messages about your deals come {where}. Answers to what you ask stay where you ask."
    return (Reply(card=sentence_card(text, "Where I write to you")),)
