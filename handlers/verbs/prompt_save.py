"""A prompt's edited words, kept as its next version; the one in use stays in use."""

from __future__ import annotations

from typing import Any

from domain.cards import Note, Reply
from domain.prompting import LONGEST
from domain.work import Press
from handlers.desk import Desk
from handlers.prompting import list_card, meant, must_be_operator, text_of
from handlers.verb import answers
from store import audit, prompts


def must_have_words(values: dict[str, Any]) -> dict[str, str]:
    """An error where there is nothing, or too much."""
    words = str(values.get("words") or "").strip()
    if not words:
        return {"words": "This cannot be empty."}
    return {} if len(words) <= LONGEST else {"words": f"At most {LONGEST:,} characters."}


@answers("prompt:save", check=must_have_words, private=True)
def prompt_save(press: Press, desk: Desk) -> tuple[Reply | Note, ...]:
    """The list with the new version in it."""
    must_be_operator(press.person)
    name, newest = meant(press, desk)
    words = "\n".join(str(press.values["words"]).strip().splitlines()) + "\n"
    if words.strip() == text_of(desk, name, newest).strip():
        return (Note(text="Nothing was changed, so there is no new version."),)
    with desk.db.begin() as session:
        version = prompts.write(session, desk.db, name, words, by=press.person.name, at=desk.now())
        audit.write(session, desk.db, _entry(press, name, version), desk.now())
    return (Reply(card=list_card(desk)),)


def _entry(press: Press, name: str, version: int) -> audit.Entry:
    return audit.Entry(
        actor=press.person.name,
        on_behalf_of=press.person.email,
        action="prompt:save",
        subject=f"{name} {version}",
        reason="an operator wrote a new version",
        outcome="saved",
    )
