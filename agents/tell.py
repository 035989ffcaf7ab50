"""What a step was given and what it gave, as the text a person replays a run by."""

from __future__ import annotations

import json
from typing import Any

from agents.papers import Assignment, Confirmed, DraftOrder, Haul, QualityReport, Question
from domain.facts import Draft, Fact, Pulled
from domain.value import Value
from domain.work import Plan


def given(paper: Value) -> str:
    """The input of a step, as JSON without the rows' ids, which are kept with the facts."""
    if isinstance(paper, Question):
        return _json(paper.model_dump(mode="json", exclude_defaults=True))
    if isinstance(paper, DraftOrder):
        return _json({"reading": paper.checked.reading, "facts": [_fact(f) for f in paper.checked.pulled.facts]})
    return gave(paper)


def gave(paper: Value) -> str:
    """The output of a step, as JSON without the rows' ids."""
    if isinstance(paper, Plan):
        return _json({"plan": paper.id, "intent": paper.intent, "priority": paper.priority, "workflow": paper.workflow,
                      "assumptions": paper.assumptions, "steps": [step.title for step in paper.steps]})  # fmt: skip
    if isinstance(paper, Assignment):
        steps = [{"step": s.title, "agent": s.agent, "because": s.because} for s in paper.plan.steps]
        return _json({"steps": steps, "warnings": paper.warnings})
    if isinstance(paper, Haul):
        return _json({"pulls": [_pull(pulled) for pulled in paper.pulls]})
    if isinstance(paper, Confirmed):
        return _json({"counts": [_count(p, c) for p, c in zip(paper.haul.pulls, paper.counts, strict=True)]})
    if isinstance(paper, QualityReport):
        flagged = [f for f in paper.findings if f.verdict != "passed"]
        said = [f.model_dump(mode="json", exclude={"row_ids"}) for f in flagged]
        return _json({"rules": len(paper.findings), "findings": said})
    if isinstance(paper, Draft):
        return _json({"claims": [{"text": c.text, "facts": c.facts} for c in paper.claims]})
    return paper.model_dump_json()


def _pull(pulled: Pulled) -> dict[str, Any]:
    return {"query": pulled.statement, "parameters": pulled.parameters, "matching": pulled.total_rows,
            "facts": [_fact(f) for f in pulled.facts]}  # fmt: skip


def _fact(fact: Fact) -> dict[str, Any]:
    return {"id": fact.id, "value": fact.value, "unit": fact.unit, "rows": fact.source.count}


def _count(pulled: Pulled, counted: Any) -> dict[str, Any]:
    facts = [{"id": f.id, "pulled": f.value, "counted": counted.values.get(f.id)} for f in pulled.facts]
    return {"pulled": pulled.total_rows, "counted": counted.total_rows, "query": pulled.statement,
            "second query": counted.statement, "facts": facts}  # fmt: skip


def _json(what: Any) -> str:
    return json.dumps(what, ensure_ascii=False, default=str)
