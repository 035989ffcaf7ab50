"""How long understanding takes, beside one comparison of the message with every account name."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from bench.room import NOW, Room
from bench.rounds import in_turns, percentile
from bench.table import Line
from domain.language.interpreter import understand

SAID = (
    "show stalled negotiation deals", "which deals over 100k close this month and have no next step?",
    "win rate by rep last quarter vs the quarter before", "Priya's pipeline",
    "how many leads did we get from webinars in October",
    "top 10 accounts by open amount in EMEA", "deals that slipped twice but are still open, without Contoso",
    "average cycle of won enterprise deals this year", "coverage by team next quarter",
    "whats the avg dealsize of closd won", "thanks!", "tell me a joke",
    "alert me when a deal over 500k goes quiet for 7 days", "pause the forecasting agent until monday",
    "forecast this quarter by manager", "send the weekly pipeline report to #sales every monday at 9",
    "activities of Tom Okafor last week by type", "open deals by stage and region, biggest first",
    "deals won in Q2 worth between 20k and 80k", "who has the most deals without activity in 30 days",
)  # fmt: skip


def measure(room: Room) -> Iterator[Line]:
    """p50 and p95 over twenty messages of every kind, among the company's own names."""
    names = room.desk.names()
    accounts = [name.lower() for name in names.all_of("account")]
    times = in_turns(
        room.rounds(200), len(SAID),
        ours=lambda n: understand(SAID[n % len(SAID)], names, today=NOW.date()),
        floor=lambda n: process.extractOne(SAID[n % len(SAID)], accounts, scorer=fuzz.ratio),
    )  # fmt: skip
    for said, part in (("p50", 0.5), ("p95", 0.95)):
        took = {name: percentile(of, part) for name, of in times.items()}
        yield Line("words", f"understanding a message, {said}", "", took["floor"], took["ours"],
                   note=f"floor: one pass over {len(accounts):,} account names" if said == "p50" else "")  # fmt: skip
