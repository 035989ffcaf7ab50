"""“Gateways”, “usage”: what outside systems were used for, against each limit, and which of them is away."""

from __future__ import annotations

from domain.cards import Card, Reply, Table, Text, plain
from domain.facts import Column
from domain.thresholds import whole
from domain.work import Press
from gateways import limits
from handlers.cards.models import bar
from handlers.cards.waiting import banner
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.syncing import SERVICE
from handlers.verb import answers
from store import changes, jobs, services

COLUMNS = (
    Column(field="what", label="What"),
    Column(field="bar", label="Usage"),
    Column(field="used", label="Used", unit="count"),
    Column(field="limit", label="Limit", unit="count"),
    Column(field="per", label="Per"),
)


@answers(
    "gateway:list",
    says=("gateways", "show gateways", "usage", "show usage", "limits", "show limits", "rate limits", "usage limits"),
)
def gateways(press: Press, desk: Desk) -> tuple[Reply]:
    """Each budget with what is used of it now; what is over waits its turn."""
    may_decide(press.person, "see how much is used")
    used = limits.used(desk.db, desk.settings(), desk.now())
    busy, most_busy = jobs.lanes_at_work(desk.db), whole(desk.settings()["guard.conversations"])
    used.append(("conversations", busy, most_busy, "at once"))
    rows = tuple((what, bar(count, most), count, most, per) for what, count, most, per in used)
    records = whole(desk.settings()["guard.records_per_operation"])
    full = [what for what, count, most, _ in used if count >= most]
    said = f"Used up for now: {', '.join(full)}; what comes next waits its turn." if full else "Every limit has room."
    away = banner(changes.count_waiting(desk.db), services.of_name(desk.db, SERVICE), press.person)
    nodes = (
        Text(text=plain(away or "The CRM answers."), tone="warning" if away else "plain"),
        Table(caption="Usage against limits", columns=COLUMNS, rows=rows, total=len(rows)),
        Text(text=f"One change touches {records} records at most; more are refused, never cut.", small=True),
    )
    return (Reply(card=Card(title="Gateways", summary=said, nodes=nodes)),)
