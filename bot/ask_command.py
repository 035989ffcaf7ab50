"""`quartermaster ask`: the same road as in chat, answered on the terminal or as JSON."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

import click

from bot.bootstrap import make_desk, open_store
from bot.settings import from_environment
from bot.surfaces.console import ConsoleVoice, text
from domain.cards import Buttons, Card, Feedback
from domain.facts import Cell, Column, Fact
from domain.language.intent import Intent
from domain.language.meaning import meaning
from domain.work import Outcome, Person, Place, Request
from handlers.ask import A_COMMAND, ask
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.press import say_verb
from handlers.understand import understand
from handlers.verb import Verb, spoken, verbs
from store import posts, runs
from store.crm.people import person_by_email, person_by_name

FIRST_YEAR, LAST_YEAR = 1970, 2200
BROKEN = "broken"
"""The kind of a row on which something of ours failed."""
OPERATOR = Person(id="console", name="operator", role="operator")


def ask_one(question: str, *, person: str, as_of: str, as_json: bool) -> None:
    """Prints the answer to one question, as a card in text or as JSON."""
    desk = _desk()
    answer, card = _ask(desk, {"id": "1", "text": storable(question)}, _person(desk, person), _time(desk, as_of))
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _on_terminal(card))


def _on_terminal(card: Card) -> str:
    """The card without what cannot be pressed here; choices stay, to be typed."""
    can_be_pressed = isinstance(card.nodes[-1] if card.nodes else None, Feedback)
    kept = tuple(node for node in card.nodes if not (can_be_pressed and isinstance(node, Buttons | Feedback)))
    return text(card.model_copy(update={"nodes": kept}))


def ask_file(path: Path, *, person: str, as_of: str) -> None:
    """Prints one JSON answer per row of a file."""
    desk = _desk()
    who, pinned = _person(desk, person), _time(desk, as_of)
    for row in read_rows(path):
        click.echo(json.dumps(_answer(desk, row, who, pinned), ensure_ascii=False))


def _answer(desk: Desk, row: dict[str, Any], person: Person, as_of: datetime | None) -> dict[str, Any]:
    """One row's answer; a row that breaks us says so in its own place, and the rows after it are answered."""
    try:
        return _ask(desk, row, person, as_of)[0]
    except click.ClickException:
        raise
    except Exception as error:  # noqa: BLE001  one row must not take the others with it
        told_broken(row, error)
        sentence = f"Something broke on our side ({type(error).__name__}), so this one is not answered."
        outcome = Outcome(request_id="", run_id="", state="refused", sentence=sentence)
        return {"id": row["id"], "kind": BROKEN, "meaning": {}, **as_dict(outcome), "ms": 0}


def told_broken(row: dict[str, Any], error: Exception) -> None:
    """Says on standard error which row broke us, and how."""
    click.echo(f"Row {row['id']} broke us ({type(error).__name__}: {error}); the others go on.", err=True)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a JSON Lines file; a line that is none of ours is named by its number."""
    try:
        lines = sys.stdin if str(path) == "-" else path.open(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    number = 0
    try:
        with lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(path, number, line)
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} is not UTF-8 text (after line {number}).") from error


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise click.ClickException(f"{path}, line {number} is not JSON: {error}.") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise click.ClickException(f'{path}, line {number} needs a "text".')
    # JSON can say half a character; no database and no terminal can.
    texts = {name: storable(row[name]) for name in ("text", "context") if isinstance(row.get(name), str)}
    return {"id": str(number)} | row | texts


def storable(text: str) -> str:
    """The text as a database can keep it: half characters and NUL have no place in one, and stay seen."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text).replace("\x00", "␀")


def _desk() -> Desk:
    settings = from_environment()
    return make_desk(open_store(settings), settings, {"console": ConsoleVoice(None)})


def _person(desk: Desk, said: str) -> Person:
    if not said:
        return OPERATOR
    with desk.db.reading() as connection:
        found = person_by_email(connection, said.lower()) if "@" in said else person_by_name(connection, said)
    if found is None:
        raise click.ClickException(
            f"The CRM knows nobody called “{said}”. Use a full name or an e-mail address of the CRM."
        )
    return found


def _time(desk: Desk, as_of: str) -> datetime | None:
    """The end of that day in the company's zone, as aware UTC."""
    if not as_of:
        return None
    try:
        day = datetime.fromisoformat(as_of)
    except ValueError as error:
        raise click.ClickException(f"“{as_of}” is not a date; write it as 2026-11-20.") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.ClickException(f"“{as_of}” is too far away; take a day between {FIRST_YEAR} and {LAST_YEAR}.")
    zone = ZoneInfo(str(desk.settings()["company.timezone"]))
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(days=1, seconds=-1)).astimezone(UTC)


def _ask(desk: Desk, row: dict[str, Any], person: Person, as_of: datetime | None) -> tuple[dict[str, Any], Card]:
    """(the answer in plain JSON, its card)."""
    key = f"console:{uuid4().hex}"
    place = Place(surface="console", channel=key, thread=key, user=person.name)
    request = Request(id=key, text=row["text"], person=person, place=place, at=desk.now(), as_of=as_of)
    context = _context(desk, row, request)
    started = time.perf_counter()
    if command := spoken(request.text):
        return _command(desk, row, request, command, started)
    state = ask(request, desk, key, context=context)
    if state.startswith(A_COMMAND):
        press, _, rest = state.removeprefix(A_COMMAND).partition("|")
        return _command(desk, row, request, (verbs()[press], rest), started)
    ended = _ms(started)
    found, posted = runs.find(desk.db, f"run:{key}"), posts.find(desk.db, key)
    if found is None or posted is None:
        raise click.ClickException("the answer was not stored; run `quartermaster doctor`")
    intent = understand(request, desk, context).said
    kind, said = meaning(intent) if intent is not None else ("query", {})
    return {"id": row["id"], "kind": kind, "meaning": said, **as_dict(found[1]), "ms": ended}, posted[1]


def _command(
    desk: Desk, row: dict[str, Any], request: Request, command: tuple[Verb, str], started: float
) -> tuple[dict[str, Any], Card]:
    state = say_verb(request, *command, desk, request.id, request.id)
    keys = (f"{request.id}#refused", *(f"{request.id}#{n}" for n in range(9)))
    cards = [found[1] for found in (posts.find(desk.db, key) for key in keys) if found]
    card = cards[0] if cards else sentence_card("Done.")
    intent = None if spoken(request.text) else understand(request, desk, None).said
    kind, said = meaning(intent) if intent is not None else ("command", {})
    # A KPI is a command that asks a question of its own; its answer stands under its own run.
    asked = runs.find(desk.db, f"run:{request.id}#0")
    outcome = asked[1] if asked else _words_alone(request, state, card)
    return {"id": row["id"], "kind": kind, "meaning": said, **as_dict(outcome), "ms": _ms(started)}, card


def _words_alone(request: Request, state: str, card: Card) -> Outcome:
    ended: Literal["refused", "answered"] = "refused" if state == "refused" else "answered"
    return Outcome(request_id=request.id, run_id="", state=ended, sentence=card.summary)


def _context(desk: Desk, row: dict[str, Any], request: Request) -> Intent | None:
    """What the message before meant, when the row names one."""
    before = row.get("context")
    if not isinstance(before, str) or not before:
        return None
    return understand(request.model_copy(update={"text": before}), desk, None).intent


def as_dict(outcome: Outcome) -> dict[str, Any]:
    """An outcome in plain JSON."""
    pulled = outcome.pulled
    return {
        "state": outcome.state,
        "sentence": outcome.draft.sentence if outcome.draft else outcome.sentence,
        "facts": [_fact(fact) for fact in pulled.facts] if pulled else [],
        "columns": [column.field for column in pulled.columns] if pulled else [],
        "rows": [_cells(row.id, pulled.columns, row.cells) for row in pulled.rows] if pulled else [],
        "total_rows": pulled.total_rows if pulled else 0,
        "as_of": pulled.as_of.isoformat() if pulled else None,
        "warnings": list(outcome.warnings),
        "choices": [choice.label for choice in outcome.choices],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    group = {"group": list(fact.group)} if fact.group else {}
    return {"name": fact.name, "value": _plain(fact.value), "unit": fact.unit} | group


def _cells(row_id: str, columns: tuple[Column, ...], cells: tuple[Cell, ...]) -> dict[str, Any]:
    return {"id": row_id} | {column.field: _plain(cell) for column, cell in zip(columns, cells, strict=True)}


def _plain(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell if isinstance(cell, int | str) or cell is None else cell.isoformat()


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
