"""The plan as a checklist that ticks off while the work goes on."""

from __future__ import annotations

from typing import Literal

from domain.cards import Button, Buttons, Card, Checklist, Text, plain
from domain.work import Plan

State = Literal["waiting", "running", "done", "failed"]


def plan_card(plan: Plan, run_id: str, done: int = 0, failed: bool = False) -> Card:
    """What will be done, in order; `done` steps are ticked and the next one runs."""
    items = tuple((step.title, _state(i, done, failed), step.agent) for i, step in enumerate(plan.steps))
    return Card(
        title="",
        summary=f"Working on it: {plan.reading}",
        nodes=(
            Checklist(title=plan.reading[:150] or "On it", items=items),
            *(Text(text=plain(f"Assumed: {assumed}"), small=True) for assumed in plan.assumptions),
            Buttons(buttons=(Button(label="Edit plan", press="run:edit", subject=run_id),)),
        ),
    )


def _state(index: int, done: int, failed: bool) -> State:
    if index < done:
        return "done"
    if index == done:
        return "failed" if failed else "running"
    return "waiting"
