"""Forms that show how an answer was made: its sources, its run step by step, its query and rows, its quality report."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from domain.cards import Buttons, Code, Form, Link, Node, Pairs, Rule, Section, Table, Text, plain
from domain.facts import Column, Fact, Finding, Pulled
from domain.work import Outcome, Person
from handlers.cards.answer import checked, when

FACTS_SHOWN, IDS_SHOWN, LINKS_SHOWN = 20, 200, 20
MARKS = {"done": "✓", "held": "⏸", "refused": "✗", "failed": "✗"}
VERDICTS = {"passed": "✓", "noted": "•", "held": "⏸"}


def sources_form(outcome: Outcome, person: Person, record_url: str = "") -> Form:
    """Every figure with the records behind it, and the way to each record."""
    facts = [*(outcome.pulled.facts if outcome.pulled else ()), *(outcome.compared.facts if outcome.compared else ())]
    nodes: list[Node] = [node for fact in facts[:FACTS_SHOWN] for node in _fact(fact)]
    if len(facts) > FACTS_SHOWN:
        nodes.append(
            Text(text=f"{len(facts) - FACTS_SHOWN} more figures; all of them are in Download CSV.", small=True)
        )
    if outcome.pulled:
        nodes += _records(outcome.pulled, record_url)
        nodes.append(Text(text=f"Data as of {when(outcome.pulled.as_of, person)}.", small=True))
    return Form(title="Sources", press="", subject=outcome.run_id, nodes=tuple(nodes))


def _records(pulled: Pulled, record_url: str) -> list[Node]:
    """The listed records by name; links where the CRM has pages, else the words that show one."""
    if pulled.spec.group_by or pulled.spec.measures or not pulled.rows:
        return []
    rows = pulled.rows[:LINKS_SHOWN]
    lines = "\n".join(f"`{plain(row.id)}` {plain(str(row.cells[0]))}" for row in rows)
    nodes: list[Node] = [Rule(), Text(text=lines, small=True)]
    if record_url:
        links = tuple(Link(label=row.id, url=record_url.replace("{id}", quote(row.id, safe=""))) for row in rows)
        return [*nodes, Buttons(buttons=links)]
    return [*nodes, Text(text=f"Say `record {plain(rows[0].id)}` to see one with all its fields.", small=True)]


def _fact(fact: Fact) -> list[Node]:
    label = " · ".join((fact.name.replace("_", " "), *fact.group))
    value = "not known" if fact.value is None else f"{fact.value:,} {fact.unit}"
    ids = fact.source.row_ids
    shown = ", ".join(f"`{plain(i)}`" for i in ids[:IDS_SHOWN])
    if fact.source.row_set:
        proof = fact.source.row_set.checksum[:16]
        shown = f"{fact.source.count:,} rows, checksum `{proof}`; “How was this made?” has the query that finds them."
    elif len(ids) > IDS_SHOWN:
        shown += f" and {len(ids) - IDS_SHOWN:,} more, all in Download CSV"
    return [Text(text=f"**{plain(label)}** = {plain(value)}"), Text(text=shown or "no rows", small=True)]


def trace_form(outcome: Outcome, person: Person, at: datetime) -> Form:
    """The run step by step: who did what with which input and output, how long, at what cost."""
    nodes: list[Node] = []
    if outcome.plan:
        plan = outcome.plan
        nodes.append(
            Pairs(
                pairs=(
                    ("Question read as", plan.reading),
                    ("Intent", plan.intent),
                    ("Priority", plan.priority),
                    ("Workflow", plan.workflow),
                    ("Run", outcome.run_id),
                    ("At", when(at, person)),
                )
            )
        )
        nodes += [
            Text(
                text=f"{step.number}. {plain(step.title)} → **{plain(step.agent)}** _{plain(step.because)}_",
                small=True,
            )
            for step in plan.steps
        ]
        nodes.append(Rule())
    for line in outcome.trace:
        cost = f" · {line.cost_usd:.4f} USD" if line.cost_usd else ""
        nodes.append(
            Text(text=f"{MARKS[line.state]} **{plain(line.agent)}** {plain(line.title)} · {line.ms:.1f} ms{cost}")
        )
        nodes.append(Section(title="in and out", nodes=(Code(text=f"in:  {line.given}\nout: {line.gave}"),)))
    if outcome.pulled:
        nodes.append(Section(title="Exact query", nodes=(Code(text=query_text(outcome.pulled)),)))
    nodes.append(Text(text=f"**Quality report**: {checked(outcome.findings)}"))
    verdicts = "\n".join(f"{VERDICTS[f.verdict]} {plain(_verdict(f))}" for f in outcome.findings)
    nodes.append(Text(text=verdicts or "The scorer did not run.", small=True))
    return Form(title="How was this made?", press="", subject=outcome.run_id, nodes=tuple(nodes))


def query_text(pulled: Pulled) -> str:
    """The literal statement with its parameters below."""
    parameters = "\n".join(f"{name} = {value}" for name, value in pulled.parameters.items())
    return f"{pulled.statement}\n\n{parameters}"


def _verdict(finding: Finding) -> str:
    return f"{finding.title}: {finding.sentence}" if finding.sentence else finding.title


def rows_table(outcome: Outcome) -> Table | None:
    """The rows as pulled, ids first."""
    pulled = outcome.pulled
    if pulled is None or not pulled.rows:
        return None
    columns = (Column(field="id", label="Row id"), *pulled.columns)
    return Table(
        caption="Rows as pulled",
        columns=columns,
        rows=tuple((row.id, *row.cells) for row in pulled.rows),
        total=pulled.shown_of,
    )
