"""The form behind [Close lost]: a proposed write of the lost stage and the reason."""

from __future__ import annotations

from domain.cards import Response
from domain.errors import Refused
from domain.work import Press
from handlers.desk import Desk
from handlers.nudging import propose_answer
from handlers.verb import OneCard, answers
from store.crm.writing import stages_in_order


@answers("nudge:close")
def nudge_close(press: Press, desk: Desk) -> tuple[Response | OneCard, ...]:
    """The message with the answer in it; the write waits for whoever may approve it."""
    with desk.db.reading() as connection:
        lost = next((stage.id for stage in stages_in_order(connection) if stage.status == "lost"), None)
    if lost is None:
        raise Refused("The CRM knows no stage for lost deals, so this one cannot be closed here. Close it in the CRM.")
    reason = str(press.values.get("lost_reason") or "").strip()
    values = {"stage_id": lost, "lost_reason": reason}
    return propose_answer(press, desk, values, f"{press.person.name} says it is lost: {reason}")
