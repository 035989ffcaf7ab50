"""Who does what: one row per agent."""

from __future__ import annotations

from typing import NamedTuple

from agents.run import CREW
from domain.cards import Card, Table, Text
from domain.facts import Column


class Monitor(NamedTuple):
    """One line of the org chart for an agent that nobody has to ask."""

    name: str
    job: str
    output: str


MONITORS = (
    Monitor("Pipeline", "Finds deals that stall, go quiet, slip or lack data, and asks their reps",
            "one message a rep and day, one digest a manager"),
    Monitor("Forecast", "Reckons the quarter's open deals anew when their data has changed",
            "how far each figure moved, in its runs"),
)  # fmt: skip


def org_card() -> Card:
    """Role, job, tools and output of each agent; the plug marks who may read the CRM."""
    columns = tuple(Column(field=name.lower(), label=name) for name in ("Agent", "Job", "Tools", "Output", "CRM"))
    rows = tuple(
        (role.name.capitalize(), role.job, ", ".join(sorted(scope.value for scope in role.may)), role.output,
         "🔌 read-only" if role.has_data_plug else "")
        for role in CREW.values()
    )  # fmt: skip
    # A message holds one table; a second one would be cut to fit.
    watching = [f"• **{one.name}**: {one.job} ({one.output})." for one in MONITORS]
    return Card(
        title="Who does what",
        summary=f"{len(rows)} agents make every answer, and {len(watching)} watch by themselves",
        nodes=(
            Text(text="No agent does another's job. Only those with 🔌 can read the CRM, and none can write to it."),
            Table(caption="Agents", columns=columns, rows=rows, total=len(rows)),
            Text(text="These begin by themselves; what they want changed goes through the guard like any change."),
            Text(text="\n".join(watching)),
        ),
    )
