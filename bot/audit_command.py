"""`quartermaster audit`: the chain checked, taken out, and one answer explained from it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from bot.bootstrap import checkpoints_of, open_store
from bot.settings import from_environment
from store import audit, runs
from store.clock import Clock


def verify_chain(*, opens: bool = False) -> int:
    """Exit code: 0 when every row follows from the one before, 1 with the places where it does not.

    With `opens` every sealed reason is opened too, which takes the key and some forty seconds for a million rows.
    """
    settings = from_environment()
    db, checkpoints = open_store(settings), checkpoints_of(settings)
    checked, of_chain = audit.verify(db, opens=opens)
    problems = [*of_chain, *checkpoints.problems(db)]
    for problem in problems:
        click.echo(f"row {problem.seq}: {problem.what}" if problem.seq else problem.what)
    click.echo(
        f"{checked} rows checked, {len(problems)} problems."
        if problems
        else f"{checked} rows checked, the chain holds."
    )
    for line in checkpoints.restores():
        day = datetime.fromtimestamp(line.at // 1_000_000, UTC)
        click.echo(f"rows after {line.seq} were lost in a restore on {day:%Y-%m-%d}: {line.restored}")
    return 1 if problems else 0


def show_key() -> int:
    """Prints the public key of the checkpoints; exit code 1 when there is none yet."""
    key = checkpoints_of(from_environment()).public_key()
    click.echo(key or "There is no key yet: the running bot makes it with the first checkpoint.")
    return 0 if key else 1


def accept_restore(by: str, why: str) -> None:
    """Signs that a backup was put back, so that the rows it lost are no longer taken for a cut."""
    settings = from_environment()
    db = open_store(settings)
    line = checkpoints_of(settings).accept_restore(db, by, why, Clock(db).now())
    click.echo(f"Checkpoint {line.number} says that the chain goes on from row {line.seq}, by {by}: {why}")


def export_entries(search: str) -> None:
    """Prints entries as JSON Lines."""
    for entry in audit.entries(open_store(from_environment()), search=search, most=None):
        click.echo(json.dumps(entry, default=str, ensure_ascii=False))


def explain(run_id: str) -> int:
    """Prints how an answer was made; exit code 1 when nothing is known under the id."""
    db = open_store(from_environment())
    found = runs.find(db, run_id)
    if found is None:
        click.echo(f"Nothing is known under {run_id}.")
        return 1
    request, outcome, _ = found
    click.echo(f"{request.at:%Y-%m-%d %H:%M} UTC, {request.person.name} asked: {request.text}")
    if outcome.plan:
        click.echo(f"read as: {outcome.plan.reading}")
    for line in outcome.trace:
        click.echo(
            f"{line.number}. {line.agent} {line.state} in {line.ms:.1f} ms\n   in:  {line.given}\n   out: {line.gave}"
        )
    if outcome.pulled:
        click.echo(f"query: {outcome.pulled.statement}\nwith:  {json.dumps(outcome.pulled.parameters)}")
    click.echo(outcome.draft.sentence if outcome.draft else outcome.sentence)
    return 0
