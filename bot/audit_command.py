"""`quartermaster audit`: the chain checked, taken out, and one answer explained from it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click

from bot.bootstrap import checkpoints_of, open_store
from bot.settings import from_environment
from domain.logged import bound_of
from store import audit, runs
from store.clock import Clock
from store.crm.query.pull import pull
from store.session import Database


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


def explain(run_id: str, *, again: bool = False) -> int:
    """Prints how an answer was made, from the trail alone; exit code 1 when nothing is known under the id, or when
    numbers found `again` differ.
    """
    db = open_store(from_environment())
    about = [one for one in audit.of_subject(db, run_id, 1000) if one["action"].startswith("question:")]
    if not about:
        click.echo(f"Nothing is known under {run_id}.")
        return 1
    entry = about[0]
    inputs = entry["inputs"] if isinstance(entry["inputs"], dict) else {}
    click.echo(f"#{entry['seq']} {entry['at']:%Y-%m-%d %H:%M} UTC, {entry['on_behalf_of']} asked: "
               f"{inputs.get('text', 'erased')}\nread as: {entry['reason']}\nended: {entry['outcome']}")  # fmt: skip
    _show_trace(db, run_id)
    reads = inputs.get("read", [])
    for one in reads:
        click.echo(f"query: {one['statement']}\nwith:  {json.dumps(one['values'])}\nas of: {one['as_of']}")
        for name, value in {"records": one["rows"], **one["numbers"]}.items():
            click.echo(f"  {name} = {value}")
    return max((_show_again(db, one) for one in reads), default=0) if again else 0


def _show_trace(db: Database, run_id: str) -> None:
    """What each agent did, while the run itself is still kept."""
    found = runs.find(db, run_id)
    for line in found[1].trace if found else ():
        click.echo(
            f"{line.number}. {line.agent} {line.state} in {line.ms:.1f} ms\n   in:  {line.given}\n   out: {line.gave}"
        )
    if found:
        outcome = found[1]
        click.echo(outcome.draft.sentence if outcome.draft else outcome.sentence)


def _show_again(db: Database, one: dict[str, Any]) -> int:
    """Exit code: 0 when the query of the trail gives the numbers of the trail on the data as it is now."""
    with db.reading() as connection:
        pulled = pull(connection, bound_of(one))
    now = {"records": pulled.total_rows} | {f.id: None if f.value is None else str(f.value) for f in pulled.facts}
    then = {"records": one["rows"], **one["numbers"]}
    other = [f"  {name} was {was}, is {now.get(name)}" for name, was in then.items() if now.get(name) != was]
    click.echo("\n".join(("found again, on the data of now:", *(other or ["  every number is the same"]))))
    return 1 if other else 0
