"""The audit trail as a CSV file, made by the worker and laid into the DM of whoever asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from domain.facts import Cell
from domain.work import Person, Press, Request
from handlers.auditing import may_read, records_meant
from handlers.desk import Desk
from handlers.export import csv_text, file_of, upload_once
from handlers.people import person_at
from handlers.runs import NoSuchRun, may_decide
from store import audit, inbox
from store.jobs import Job

FIELDS = ("seq", "at", "actor", "on_behalf_of", "action", "subject", "reason", "outcome", "approval", "cost_usd")


def post_audit(desk: Desk, job: Job) -> str:
    """`answered` once the file stands in the DM; whether the person may have it is judged again here."""
    heard = inbox.find(desk.db, job.inbox_key)
    meant = desk.read(heard, desk) if heard else None
    if not isinstance(meant, Request | Press):
        raise NoSuchRun
    person = person_at(desk, meant.place)
    may_decide(person)
    search = job.id.partition("|")[2]
    place = desk.voice(meant.place).dm(meant.place.user)
    return upload_once(desk, job, place, "audit-trail", lambda: (_content(desk, person, search), "Audit trail as CSV"))


def _content(desk: Desk, person: Person, search: str) -> bytes:
    return file_of(csv_text((*FIELDS, "inputs"), _lines(desk, person, search)))


def _lines(desk: Desk, person: Person, search: str) -> Iterator[tuple[Cell, ...]]:
    about, readable = records_meant(desk, person, search), may_read(desk, person)
    for entry in audit.entries(desk.db, search=search, most=None, subjects=about):
        if not readable(entry):
            continue
        inputs = json.dumps(entry["inputs"], ensure_ascii=False, default=str)
        yield (*(_cell(entry[field]) for field in FIELDS), inputs)


def _cell(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
