"""“Preview nudges”: what the agent would have sent last week, at every level of aggressiveness."""

from __future__ import annotations

from domain.work import Press
from handlers.desk import Desk
from handlers.preview import must_lead
from handlers.verb import ToWorker, answers

SAYS = (
    "preview nudges", "preview the nudges", "nudge preview", "preview messages", "preview last week",
    "what would you have sent last week", "what would you have sent", "what would have been sent last week",
    "what nudges would you have sent last week", "show me what you would have sent last week",
)  # fmt: skip


@answers("nudge:preview", says=SAYS, private=True)
def nudge_preview(press: Press, desk: Desk) -> tuple[ToWorker]:  # noqa: ARG001
    """Hands the look at every deal to the worker; its card comes by DM."""
    must_lead(press.person)
    return (ToWorker(kind="preview", argument="week", say="playing last week through"),)
