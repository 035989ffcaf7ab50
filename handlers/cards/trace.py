"""Forms that show how an answer was made: its sources, its run step by step, its query and rows, its quality report."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from domain.cards import Button, Buttons, Code, Form, Link, Node, Pairs, Rule, Table, Text, plain
from domain.facts import Column, Fact, Finding, Pulled
from domain.work import Outcome, Person
from handlers.cards.answer import checked, when

FACTS_SHOWN, IDS_SHOWN, LINKS_SHOWN = 20, 200, 20
PAGE_LETTERS, PAGE_NODES, CODE_LETTERS, PAIRS_LETTERS, VERDICTS_AT_ONCE = 8_000, 40, 6_000, 800, 8
"""What a dialog shows whole, with room to spare: Slack takes 100 blocks and some 12,000 letters."""
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
    if any(fact.source.row_set for fact in facts):
        nodes.append(Buttons(buttons=(Button(label="All row ids", press="run:source_ids", subject=outcome.run_id),)))
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
        shown = f"{fact.source.count:,} rows, checksum `{proof}`; “All row ids” lists them in a file and checks them."
    elif len(ids) > IDS_SHOWN:
        shown += f" and {len(ids) - IDS_SHOWN:,} more, all in Download CSV"
    return [Text(text=f"**{plain(label)}** = {plain(value)}"), Text(text=shown or "no rows", small=True)]


def trace_form(outcome: Outcome, person: Person, at: datetime, page: int = 1, retries: tuple[str, ...] = ()) -> Form:
    """The run step by step: who did what with which input and output, how long, at what cost; in pages, all of it."""
    again = [Text(text="\n".join(plain(line) for line in retries), tone="warning")] if retries else []
    pages = _pages([*_how_read(outcome, person, at), *again, *_steps(outcome), *_checks(outcome)])
    page = min(max(page, 1), len(pages))
    turn = [Button(label=label, press="run:trace_page", subject=f"{outcome.run_id}|{to}")
            for label, to in (("Back", page - 1), ("More", page + 1)) if 1 <= to <= len(pages)]  # fmt: skip
    foot: list[Node] = [Text(text=f"Page {page} of {len(pages)}", small=True), Buttons(buttons=tuple(turn))]
    nodes = [*pages[page - 1], *(foot if turn else [])]
    return Form(title="How was this made?", press="", subject=outcome.run_id, nodes=tuple(nodes))


def _pages(nodes: list[Node]) -> list[list[Node]]:
    """The nodes in pages that a dialog shows whole."""
    pages: list[list[Node]] = [[]]
    left, room = PAGE_LETTERS, PAGE_NODES
    for node in nodes:
        letters = len(node.text) if isinstance(node, Text | Code) else PAIRS_LETTERS
        if pages[-1] and (letters > left or not room):
            pages.append([])
            left, room = PAGE_LETTERS, PAGE_NODES
        pages[-1].append(node)
        left, room = left - letters, room - 1
    return pages


def _code(title: str, text: str) -> list[Node]:
    """Verbatim text under its title, in parts where it is longer than a page."""
    parts = [text[at : at + CODE_LETTERS] for at in range(0, len(text), CODE_LETTERS)]
    if len(parts) == 1:
        return [Text(text=f"**{title}**"), Code(text=parts[0])]
    return [n for i, part in enumerate(parts, 1) for n in (Text(text=f"**{title}**, part {i}"), Code(text=part))]


def _how_read(outcome: Outcome, person: Person, at: datetime) -> list[Node]:
    if outcome.plan is None:
        return []
    plan = outcome.plan
    pairs = (
        ("Question read as", plan.reading), ("Intent", plan.intent), ("Priority", plan.priority),
        ("Workflow", plan.workflow), ("Run", outcome.run_id), ("At", when(at, person)),
    )  # fmt: skip
    steps = "\n".join(
        f"{step.number}. {plain(step.title)} → **{plain(step.agent)}** _{plain(step.because)}_" for step in plan.steps
    )
    return [Pairs(pairs=pairs), Text(text=steps, small=True), Rule()]


def _steps(outcome: Outcome) -> list[Node]:
    """One entry per step. What a step was given is what the step before gave, so it is shown once."""
    nodes: list[Node] = []
    before = None
    for line in outcome.trace:
        cost = f" · {line.cost_usd:.4f} USD" if line.cost_usd else ""
        head = f"{MARKS[line.state]} **{plain(line.agent)}** {plain(line.title)} · {line.ms:.1f} ms{cost}"
        nodes.append(Text(text=head))
        nodes += _code("in", line.given) if line.given and line.given != before else []
        nodes += _code("out", line.gave) if line.gave else []
        before = line.gave
    return nodes


def _checks(outcome: Outcome) -> list[Node]:
    verdicts = [f"{VERDICTS[f.verdict]} {plain(_verdict(f))}" for f in outcome.findings]
    at_once = [verdicts[at : at + VERDICTS_AT_ONCE] for at in range(0, len(verdicts), VERDICTS_AT_ONCE)]
    texts = ["\n".join(some) for some in at_once] or ["The scorer did not run."]
    return [
        *(_code("Exact query", query_text(outcome.pulled)) if outcome.pulled else []),
        Text(text=f"**Quality report**: {checked(outcome.findings)}"),
        *(Text(text=text, small=True) for text in texts),
    ]


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
