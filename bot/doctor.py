"""`quartermaster doctor`: what is configured, what is missing, and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from bot.bootstrap import checkpoints_of, open_store
from bot.model_wiring import provider_of
from bot.settings import Settings, from_environment
from domain.errors import QuartermasterError
from domain.models import WORK, in_nano, model_of
from gateways.crm.bridge_check import examined
from gateways.crm.local import LocalReaders
from gateways.crm.wire import Wire
from gateways.email.smtp import server_of
from gateways.model.provider import has_library
from handlers.cards.models import dollars
from store import audit, inbox, spending
from store import settings as saved
from store.clock import Clock
from store.crm import aliases
from store.selfcheck import self_check
from store.session import Database

BRIDGE_WAIT_S = 5.0
OK, MISSING, WRONG = "ok", "missing", "WRONG"
Line = tuple[str, str, str]
"""(verdict, what, what it means)"""


def examine() -> int:
    """Exit code: 1 when something is wrong, 0 when at most something optional is missing."""
    try:
        settings = from_environment()
    except QuartermasterError as error:
        click.echo(f"WRONG    environment: {error}")
        return 1
    lines = [*_surfaces(settings), *_store(settings)]
    colours = {OK: "green", MISSING: "yellow", WRONG: "red"}
    for verdict, what, means in lines:
        click.echo(f"{click.style(f'{verdict:8}', fg=colours[verdict])} {what}: {means}")
    return 1 if any(verdict == WRONG for verdict, _, _ in lines) else 0


def _surfaces(settings: Settings) -> Iterator[Line]:
    yield _has(settings.slack_bot_token.get_secret_value(), "Slack bot token", "SLACK_BOT_TOKEN",
               "the bot cannot run in a workspace; the playground and the command line work")  # fmt: skip
    if settings.slack_bot_token.get_secret_value():
        has_way = settings.slack_app_token.get_secret_value() or settings.slack_signing_secret.get_secret_value()
        yield _has(has_way, "Slack connection", "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET", "no event can arrive")
    yield _mail(settings)
    yield _has(", ".join(sorted(settings.operators)), "operators", "QUARTERMASTER_OPERATORS",
               "only people the CRM calls operators may answer import questions")  # fmt: skip


def _mail(settings: Settings) -> Line:
    url = settings.smtp_url.get_secret_value()
    if not url:
        return MISSING, "mail server", "QUARTERMASTER_SMTP_URL is not set; e-mail is written as files and not sent."
    try:
        server = server_of(url, settings.mail_from)
    except QuartermasterError as error:
        return WRONG, "mail server", str(error)
    return OK, "mail server", f"{server.host}:{server.port}, encrypted, as {server.sender}"


def _has(value: object, what: str, name: str, cost: str) -> Line:
    return (OK, what, "set") if value else (MISSING, what, f"{name} is not set; {cost}.")


def _model(settings: Settings, db: Database) -> tuple[str, str]:
    """Which model does what today and what it cost; nothing is sent to find out."""
    provider = provider_of(settings)
    if not provider.is_set:
        name = "ANTHROPIC_API_KEY" if provider.name == "anthropic" else "QUARTERMASTER_MODEL_REGION"
        return MISSING, f"{name} is not set; nothing is lost: rules, arithmetic and templates answer without a model."
    if not has_library(provider.name):
        return WRONG, f"{provider.name} needs its library; run `pip install quartermaster[{provider.name}]`"
    in_force = saved.all_effective(db)
    used = ", ".join(f"{agent} {_uses(model_of(agent, in_force), i)}" for i, agent in enumerate(WORK))
    today = Clock(db).now().astimezone(ZoneInfo(str(in_force["company.timezone"]))).date()
    spent, cap = spending.committed(db, today), in_nano(in_force["model.daily_cap_usd"])
    return OK, f"{provider.name}; {used}; {dollars(spent)} of {dollars(cap)} spent today"


def _uses(model: str, place: int) -> str:
    return f"{'uses ' if place == 0 else ''}{model or 'none'}"


def _store(settings: Settings) -> Iterator[Line]:
    try:
        db = open_store(settings)
    except (QuartermasterError, OSError) as error:
        yield WRONG, "database", str(error)
        return
    try:
        yield OK, "database", f"{'SQLite' if db.is_sqlite else 'PostgreSQL'}, {_shown(settings.url)}"
        yield from _self_check(db, settings)
        for what, check in (
            ("audit trail", _audit),
            ("CRM data", _crm),
            ("import questions", _questions),
            ("inbox", _inbox),
        ):
            yield _checked(what, check, db)
        yield _bridge(settings)
        yield _checked("model", lambda db: _model(settings, db), db)
    finally:
        db.dispose()


def _bridge(settings: Settings) -> Line:
    """Whether the CRM's bridge is there and may write; nothing is written to find out."""
    what = "CRM bridge"
    if not settings.crm_url:
        return MISSING, what, "QUARTERMASTER_CRM_URL is not set; changes are kept here and not sent to a CRM."
    try:
        found = examined(Wire(settings.crm_url, settings.crm_token.get_secret_value(), BRIDGE_WAIT_S))
    except QuartermasterError as error:
        return WRONG, what, str(error)
    return {"ok": OK, "missing": MISSING, "wrong": WRONG}[found.verdict], what, found.sentence


def _self_check(db: Database, settings: Settings) -> Iterator[Line]:
    try:
        for check in self_check(db, settings.home, checkpoints_of(settings)):
            yield OK if check.holds else WRONG, check.what, check.means
    except (QuartermasterError, OSError) as error:
        yield WRONG, "security self-check", str(error)


def _checked(what: str, check: Callable[[Database], tuple[str, str]], db: Database) -> Line:
    try:
        verdict, means = check(db)
    except (QuartermasterError, OSError) as error:
        verdict, means = WRONG, str(error)
    return verdict, what, means


def _audit(db: Database) -> tuple[str, str]:
    checked, problems = audit.verify(db)
    if problems:
        return WRONG, f"{len(problems)} breaks; run `quartermaster audit verify`"
    return OK, f"{checked} rows, the chain holds"


def _crm(db: Database) -> tuple[str, str]:
    fresh = LocalReaders(db).freshness()
    if fresh.as_of is None:
        return MISSING, "no records yet; run `quartermaster import PATH`, or `quartermaster demo-data` to play"
    hours = (datetime.now(UTC) - fresh.as_of).total_seconds() / 3600
    return OK, f"{fresh.source}, {hours:.1f} h old"


def _inbox(db: Database) -> tuple[str, str]:
    lost = inbox.unreadable(db)
    if lost:
        return WRONG, f"{lost} waiting events were sealed with another key; put that key back (QUARTERMASTER_KEY)"
    return OK, "every waiting event can be opened"


def _questions(db: Database) -> tuple[str, str]:
    waiting = aliases.open_questions(db)
    if not waiting:
        return OK, "none"
    return (
        MISSING,
        f"{len(waiting)} values wait for an operator's answer; until then totals are stated with and without them",
    )


def _shown(url: str) -> str:
    """The address without its password, which may also stand behind its question mark."""
    head, at, tail = url.partition("?")[0].rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else url.partition("?")[0]
