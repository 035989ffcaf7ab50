"""The command line: each command imports only what it needs, so that `--help` is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from domain.errors import QuartermasterError

ONE_LINE = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Sentences(click.Group):
    """Turns our own errors into one sentence and exit code 1, and lists commands in the order people need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands as they were written."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; a sentence for what we know how to say."""
        try:
            return super().invoke(ctx)
        except QuartermasterError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Sentences, context_settings=ONE_LINE)
@click.version_option(package_name="quartermaster")
def main() -> None:
    """Quartermaster: sales operations in chat. Ask about your CRM and get a checked, cited answer.

    Start with `quartermaster playground`: it needs no account and no key.
    """


@main.command()
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="Port on this machine.")
@click.option("--no-worker", is_flag=True, hidden=True)
def playground(port: int, no_worker: bool) -> None:
    """Open the product in the browser: the real bot against a local Slack.

    Uses the records you imported; with none, a made-up company to play with.
    """
    from bot.playground.run import serve

    serve(port, with_worker=not no_worker)


@main.command()
@click.option("--http", is_flag=True, help="Listen for Slack over HTTP instead of Socket Mode.")
@click.option("--no-worker", is_flag=True, help="Start the worker process yourself with `quartermaster worker`.")
def run(http: bool, no_worker: bool) -> None:
    """Run the bot in a Slack workspace (docs/slack.md takes you there)."""
    from bot.run import serve

    serve(http=http, with_worker=not no_worker)


@main.command()
def worker() -> None:
    """Run the worker process alone: it makes files and does what must not slow the bot."""
    from bot.run import work

    work()


@main.command()
@click.argument("question", required=False)
@click.option("--as", "person", default="", help="Ask as this person (name or e-mail); default: an operator.")
@click.option("--as-of", "as_of", default="", metavar="DATE", help="Answer as of this day (YYYY-MM-DD).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per answer.")
@click.option(
    "--jsonl", type=click.Path(path_type=Path), help="Ask every row {id, text, context} of this file ('-': stdin)."
)
def ask(question: str | None, person: str, as_of: str, as_json: bool, jsonl: Path | None) -> None:
    """Ask one QUESTION, or a file of them, and print the answer."""
    from bot.ask_command import ask_file, ask_one

    if bool(question) == bool(jsonl):
        raise click.UsageError('give one question in quotes, or --jsonl FILE: quartermaster ask "open deals by stage"')
    if jsonl:
        ask_file(jsonl, person=person, as_of=as_of)
    else:
        ask_one(question or "", person=person, as_of=as_of, as_json=as_json)


@main.command()
@click.option(
    "--jsonl", type=click.Path(path_type=Path), required=True, help="Rows {id, text, context, dataset} ('-': stdin)."
)
@click.option("--dataset", type=click.Choice(["maven", "b2b"]), help="Whose names apply to rows that do not say.")
def interpret(jsonl: Path, dataset: str | None) -> None:
    """Print what each message of a file means, without touching any data of yours."""
    from bot.interpret_command import interpret_file

    interpret_file(jsonl, dataset)


@main.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--map", "map_file", type=click.Path(path_type=Path), help="Use this mapping instead of the proposed one."
)
@click.option("--write-map", type=click.Path(path_type=Path), help="Save the proposed mapping here and stop.")
@click.option("--dry-run", is_flag=True, help="Show what would happen and change nothing.")
@click.option("--as-of", "as_of", default="", metavar="DATE", help="When the export was taken (YYYY-MM-DD).")
@click.option("--yes", is_flag=True, help="Import without asking.")
@click.option("--replace-demo", is_flag=True, help="Take the made-up company out first, if this home holds it.")
def import_(
    paths: tuple[Path, ...],
    map_file: Path | None,
    write_map: Path | None,
    dry_run: bool,
    as_of: str,
    yes: bool,
    replace_demo: bool,
) -> None:
    """Import CSV exports of a CRM from PATHS (files or folders).

    Importing twice changes nothing; rows that cannot be used are put in a file with line number and reason.
    """
    from bot.import_command import run_import

    run_import(
        paths, map_file=map_file, write_map=write_map, dry_run=dry_run, as_of=as_of, yes=yes, replace_demo=replace_demo
    )


@main.command("demo-data")
@click.option("--seed", default=7, show_default=True, help="Another seed, another company.")
@click.option("--size", default=2000, show_default=True, type=click.IntRange(min=1), help="How many deals.")
@click.option("--as-of", "as_of", default="", metavar="DATE", help="The company's today (YYYY-MM-DD); default: today.")
@click.option("--counts", is_flag=True, help="Print how many cases of each kind are planted, as JSON; load nothing.")
def demo_data(seed: int, size: int, as_of: str, counts: bool) -> None:
    """Fill an empty database with a made-up company."""
    from bot.demo_command import fill

    fill(seed=seed, size=size, as_of=as_of, counts_only=counts)


@main.command()
def doctor() -> None:
    """Say what is configured, what is missing, and what that costs."""
    from bot.doctor import examine

    sys.exit(examine())


@main.group()
def audit() -> None:
    """The audit trail: check it, search it, take it out."""


@audit.command()
@click.option("--open", "opens", is_flag=True, help="Open every sealed reason too; this takes the key, and longer.")
def verify(opens: bool) -> None:
    """Check the whole chain and its checkpoints; exit code 1 when they do not hold."""
    from bot.audit_command import verify_chain

    sys.exit(verify_chain(opens=opens))


@audit.command()
def key() -> None:
    """Print the public key that checkpoints are signed with, for docs/verify_audit.py."""
    from bot.audit_command import show_key

    sys.exit(show_key())


@audit.command()
@click.option("--by", required=True, help="Your name.")
@click.option("--why", required=True, help="Which backup was put back, and what for.")
def restored(by: str, why: str) -> None:
    """Say that a backup was put back, so that the rows it lost are not taken for a cut."""
    from bot.audit_command import accept_restore

    accept_restore(by, why)


@audit.command()
@click.option("--search", default="", help="Only entries that hold this text.")
def export(search: str) -> None:
    """Print every entry as JSON, newest first."""
    from bot.audit_command import export_entries

    export_entries(search)


@audit.command()
@click.argument("run_id")
@click.option("--again", is_flag=True, help="Ask the CRM the logged query again, and compare every number.")
def why(run_id: str, again: bool) -> None:
    """Explain one answer from the trail alone: RUN_ID is in "How was this made?"."""
    from bot.audit_command import explain

    sys.exit(explain(run_id, again=again))


if __name__ == "__main__":
    main()
