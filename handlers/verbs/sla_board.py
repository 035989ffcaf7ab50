"""“SLA”, “hit rate”: how often decisions come in time, and what is overdue."""

from __future__ import annotations

from datetime import timedelta

from domain.cards import Card, Node, Reply, Table, Text, plain
from domain.facts import Column
from domain.sla import HitRate, Kind, hit_rate
from domain.work import Press
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import answers
from store import sla

LOOKS_BACK = timedelta(days=30)
KINDS: tuple[Kind, ...] = ("approval", "exception")
COLUMNS = (
    Column(field="what", label="Decisions"),
    Column(field="rate", label="Hit rate"),
    Column(field="in_time", label="In time", unit="count"),
    Column(field="late", label="Late", unit="count"),
    Column(field="overdue", label="Overdue now", unit="count"),
    Column(field="open", label="Still in time", unit="count"),
)


@answers(
    "sla:show",
    says=("sla", "slas", "sla board", "show sla", "show the sla board", "hit rate", "sla hit rate", "response times"),
    private=True,
)
def sla_board(press: Press, desk: Desk) -> tuple[Reply]:
    """The last 30 days by kind, with the times that hold now."""
    may_decide(press.person, "see how fast decisions come")
    now, policy = desk.now(), desk.settings()
    timed = sla.since(desk.db, now - LOOKS_BACK)
    rates = [hit_rate(kind, [one for one in timed if one.kind == kind], policy, now) for kind in KINDS]
    rows = tuple((f"{one.kind}s", _rate(one), one.in_time, one.late, one.overdue, one.open) for one in rates)
    terms = (
        f"Due: approvals within {policy['sla.approval_percent']}% of their life; exceptions of high severity within "
        f"{policy['sla.high_hours']} h, medium {policy['sla.medium_hours']} h, low {policy['sla.low_hours']} h. "
        f"A reminder goes out at {policy['sla.remind_percent']}% of that; then somebody else is asked too."
    )
    summary = "; ".join(f"{one.kind}s {_rate(one)}" for one in rates)
    nodes: tuple[Node, ...] = (
        Table(caption="The last 30 days", columns=COLUMNS, rows=rows, total=len(rows)),
        Text(text=plain(terms), small=True),
    )
    return (Reply(card=Card(title="SLA hit rate", summary=f"Decided in time: {summary}.", nodes=nodes)),)


def _rate(one: HitRate) -> str:
    return "nothing due yet" if one.percent is None else f"{one.percent:.0f}%"
