"""Goal 1b: a number over all deals, against tuned SQL of it in both formulations and the fixed cost of an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from bench.goals.answer import answering, outcome_of, questions
from bench.room import Room
from bench.rounds import in_turns, median
from bench.table import Line, could_not_run

ROUNDS = 10
METRICS: dict[str, tuple[str, str, str]] = {
    "total amount of open deals": (
        "amount",
        "SELECT count(*), sum(amount) FROM crm_opportunities WHERE is_open",
        "SELECT currency, count(*), sum(amount) FROM crm_opportunities WHERE is_open GROUP BY currency",
    ),
    "win rate": (
        "win_rate",
        """SELECT count(*), count(CASE WHEN status = 'won' THEN 1 END) FROM crm_opportunities
        WHERE status IN ('won', 'lost')""",
        "SELECT status, count(*) FROM crm_opportunities GROUP BY status",
    ),
    "total amount of all won deals by rep": (
        "amount",
        """SELECT p.name, count(*), sum(o.amount) FROM crm_opportunities o LEFT JOIN crm_people p ON p.id = o.owner_id
        WHERE o.status = 'won' GROUP BY p.name""",
        """SELECT owner_id, currency, count(*), sum(amount) FROM crm_opportunities
        WHERE status = 'won' GROUP BY owner_id, currency""",
    ),
}


def measure(room: Room) -> Iterator[Line]:
    """One line per metric."""
    answer = answering(room)
    small = questions(room)[0].text
    for text, (name, pull, recount) in METRICS.items():
        wrong = differs(room, answer(text), name, pull)
        if wrong:
            yield could_not_run("1b", f"“{text}”", room.on, wrong)
            continue
        times = in_turns(
            room.rounds(ROUNDS), 1, ours=asking(answer, text), pull=reading(room, pull), recount=reading(room, recount),
            small=asking(answer, small),
        )  # fmt: skip
        middle = {path: median(took) for path, took in times.items()}
        floor = middle["pull"] + middle["recount"] + middle["small"]
        note = (
            f"tuned SQL {middle['pull']:.1f} + {middle['recount']:.1f} ms, an indexed answer {middle['small']:.1f} ms"
        )
        yield Line("1b", f"“{text}”", room.on, floor, middle["ours"], hard=2, aim=1.3, note=note)


def asking(answer: Callable[[str], str], text: str) -> Callable[[int], object]:
    """A path that asks this question."""
    return lambda _: answer(text)


def reading(room: Room, statement: str) -> Callable[[int], object]:
    """A path that runs this statement at the driver's level."""
    return lambda _: room.rows(statement)


def differs(room: Room, job_id: str, name: str, pull: str) -> str:
    """Why ours and the floor do not say the same; empty when they do."""
    outcome = outcome_of(room, job_id)
    if outcome is None or outcome.pulled is None:
        return f"it was not answered: {outcome.sentence if outcome else 'no run'}"
    total = next((f.value for f in outcome.pulled.facts if f.name == name and not f.group), None)
    theirs = _value(name, room.rows(pull))
    same = total is not None and abs(total - theirs) < Decimal("0.001")
    return "" if same else f"ours says {total}, the tuned SQL {theirs}"


def _value(name: str, rows: list[Any]) -> Decimal:
    if name == "win_rate":
        return Decimal(rows[0][1]) / Decimal(rows[0][0])
    return sum((Decimal(int(row[-1] or 0)) for row in rows), Decimal()) / 100
