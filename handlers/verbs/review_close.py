"""The form behind [Decide], sent: the exception is closed for everyone, by the first who sends it."""

from __future__ import annotations

from typing import Any

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.review import decide
from handlers.verb import answers
from handlers.verbs import review_decide

LONGEST = 2_000


def check(values: dict[str, Any]) -> dict[str, str]:
    """What keeps the form from being taken, by field."""
    if values.get("decision") not in dict(review_decide.WAYS):
        return {"decision": "Choose one of the three."}
    return {"note": f"At most {LONGEST:,} characters."} if len(str(values.get("note") or "")) > LONGEST else {}


@answers("review:close", check=check)
def review_close(press: Press, desk: Desk) -> tuple[Note]:
    """Who decided what; every later answer is told so."""
    item, ours = decide(press, desk, str(press.values["decision"]), str(press.values.get("note") or ""))
    said = dict(review_decide.WAYS).get(str(item.decision), item.decision)
    if not ours:
        return (Note(text=f"Already decided by {item.decided_by}: {said}."),)
    return (Note(text=f"Decided: {said}. The exception is closed for everyone."),)
