"""[Edit]: the question as it was read, to be corrected in words and asked again."""

from __future__ import annotations

from typing import Any

from domain.cards import Ask, Field, Form, Note
from domain.work import Press
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import answers
from store import runs


@answers("run:edit")
def edit_question(press: Press, desk: Desk) -> tuple[Ask | Note]:
    """A dialog with the question's text."""
    plan_id = press.subject.replace("run:", "plan:", 1)
    if runs.find(desk.db, press.subject) is None and runs.is_stored(desk.db, plan_id):
        return (Note(text="I am still working on this plan; press Edit on the answer in a second."),)
    request, outcome = run_for(press, desk)
    reading = outcome.plan.reading if outcome.plan else ""
    field = Field(
        name="text",
        label="Your question",
        kind="long_text",
        value=request.text[:2900],
        hint=f"Read as: {reading}"[:1900],
    )
    return (
        Ask(
            form=Form(
                title="Edit the question", press="run:ask_edited", subject=outcome.run_id, submit="Ask", fields=(field,)
            )
        ),
    )


def must_have_words(values: dict[str, Any]) -> dict[str, str]:
    """An error under the field when nothing was typed."""
    return {} if str(values.get("text") or "").strip() else {"text": "Type a question first."}
