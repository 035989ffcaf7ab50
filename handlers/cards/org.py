"""Who does what: one row per agent."""

from __future__ import annotations

from agents.run import CREW
from domain.cards import Card, Table, Text
from domain.facts import Column


def org_card() -> Card:
    """Role, job, tools and output of each agent; the plug marks who may read the CRM."""
    columns = tuple(Column(field=name.lower(), label=name) for name in ("Agent", "Job", "Tools", "Output", "CRM"))
    rows = tuple(
        (role.name.capitalize(), role.job, ", ".join(sorted(scope.value for scope in role.may)), role.output,
         "🔌 read-only" if role.has_data_plug else "")
        for role in CREW.values()
    )  # fmt: skip
    return Card(
        title="Who does what",
        summary=f"{len(rows)} agents make every answer",
        nodes=(
            Text(text="No agent does another's job. Only those with 🔌 can read the CRM, and none can write to it."),
            Table(caption="Agents", columns=columns, rows=rows, total=len(rows)),
        ),
    )
