"""How messages to a person are worded: formal or casual, as they ask."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import NotAllowed
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.verb import answers
from store import settings

PREVIEW = {
    "formal": "Dear {name}, please review the following deals.",
    "casual": "Hi {first}, could you take a quick look at these?",
}


@answers(
    "nudge:tone",
    says=("use {} tone", "use a {} tone", "tone formal", "tone casual", "be {} with me", "write to me in a {} tone"),
    private=True,
)
def nudge_tone(press: Press, desk: Desk) -> tuple[Reply]:
    """A card with the tone in force and how it sounds; both are shown for a tone that there is not."""
    if press.person.role == "guest" or not press.person.id:
        raise NotAllowed("choose a tone", "Your sales operations team")
    said = (press.subject or str(press.values.get("text", ""))).lower().strip(" ?!.")
    said = said.removeprefix("tone ").removesuffix("tone").strip().removeprefix("more ").strip()
    sounds = {tone: _sounds(press, tone) for tone in PREVIEW}
    if said not in PREVIEW:
        both = " ".join(f"Say “use {tone} tone” for: {words}" for tone, words in sounds.items())
        return (Reply(card=sentence_card(f"I know two tones. {both}", "Tone")),)
    with desk.db.begin() as session:
        settings.save(
            session, "nudge.tone", said, by=press.person.name, at=desk.now(), scope=f"person:{press.person.id}"
        )
    return (Reply(card=sentence_card(f"From now on I write to you like this: {sounds[said]}", "Tone")),)


def _sounds(press: Press, tone: str) -> str:
    name = press.person.name
    return f"“{PREVIEW[tone].format(name=name, first=name.split()[0] if name else '')}”"
