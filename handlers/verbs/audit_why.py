"""“why #812”: one entry of the audit trail, or one run, with everything that belongs to it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from domain.cards import Button, Buttons, Card, Code, Node, Pairs, Reply, Rule, Text, plain
from domain.errors import Refused
from domain.work import Person, Press
from handlers.auditing import may_read
from handlers.cards.answer import when
from handlers.desk import Desk
from handlers.runs import NoSuchRun, may_decide, run_for
from handlers.verb import answers
from store import audit

AROUND, LETTERS = 20, 2_800
FIELDS = ("at", "actor", "on_behalf_of", "action", "subject", "reason", "outcome", "approval", "cost_usd")


class NoSuchEntry(Refused):
    """The trail has no entry of this number, and nothing of this name."""

    def __init__(self, asked: str) -> None:
        super().__init__(
            f"The audit trail has nothing under “{asked[:80]}”. Say “audit” for the latest entries with their numbers, "
            "then for example “why #812”."
        )


@answers(
    "audit:why",
    says=("why #{}", "why entry {}", "why run:{}", "why wake:{}", "audit why {}", "explain #{}", "why did #{} happen"),
    private=True,
)
def audit_why(press: Press, desk: Desk) -> tuple[Reply]:
    """The entry whole, what else happened to the same thing, and the way to its run."""
    may_decide(press.person, "read the audit trail")
    asked = _asked(press)
    number = asked.lstrip("#")
    if number.isascii() and number.isdecimal() and len(number) < 19:
        entry = audit.find(desk.db, int(number))
        found = audit.of_subject(desk.db, entry["subject"], AROUND + 1) if entry else []
    else:
        found = audit.of_subject(desk.db, asked, AROUND + 1)
        entry = found[0] if found else None
    readable = may_read(desk, press.person)
    if entry is None or not readable(entry):
        raise NoSuchEntry(asked)
    found = [one for one in found if readable(one)]
    return (Reply(card=_card(entry, found, press, desk)),)


def _asked(press: Press) -> str:
    """The number or name as it was typed: names of runs tell capitals from small letters, and commands do not."""
    words = str(press.values.get("text", "")).split() or press.subject.split() or [""]
    of_interest = [w for w in words if w.strip("?!.").endswith(press.subject.split()[-1])] if press.subject else []
    asked = next((w for w in words if w.lower().startswith(("#", "run:", "wake:"))), (of_interest or words)[-1])
    return asked.strip('?!.,“”"')


def _card(entry: dict[str, Any], found: list[dict[str, Any]], press: Press, desk: Desk) -> Card:
    nodes: list[Node] = [
        Pairs(pairs=tuple((name.replace("_", " ").capitalize(), _said(entry[name], press.person)) for name in FIELDS)),
        *_inputs(entry),
        *_run(entry, press, desk),
        *_others(entry, found, press),
        Text(text=_signed(entry, desk), small=True),
    ]
    summary = f"#{entry['seq']}: {entry['actor']} did {entry['action']}, {entry['outcome']}"
    return Card(title=f"Why #{entry['seq']}", summary=summary, nodes=tuple(nodes))


def _said(value: object, person: Person) -> str:
    return when(value, person) if isinstance(value, datetime) else str(value) or "none"


def _inputs(entry: dict[str, Any]) -> list[Node]:
    if not entry["inputs"] or isinstance(entry["inputs"], str):
        return []
    others = {name: value for name, value in entry["inputs"].items() if name != "read"}
    read = [node for one in entry["inputs"].get("read", ()) for node in _read(one)]
    return [*_code("Inputs", json.dumps(others, indent=1, ensure_ascii=False, default=str)), *read]


def _read(one: dict[str, Any]) -> list[Node]:
    """One query of an answer as the trail keeps it, and every number that came of it."""
    numbers = "\n".join(f"{name.replace('|', ' | ')} = {value}" for name, value in one["numbers"].items())
    values = "".join(f"\n:{name} = {value}" for name, value in one["values"].items())
    said = f"{one['rows']:,} records, data as of {one['as_of'][:16].replace('T', ' ')} UTC"
    return [*_code(f"What was read: {said}", one["statement"] + values), *_code("Numbers", numbers)]


def _code(title: str, written: str) -> list[Node]:
    if not written:
        return []
    more = [Text(text="The rest is in “audit export”.", small=True)] if len(written) > LETTERS else []
    return [Text(text=f"**{plain(title)}**"), Code(text=written[:LETTERS]), *more]


def _run(entry: dict[str, Any], press: Press, desk: Desk) -> list[Node]:
    """What was asked and how it was read, for those who may read the answer."""
    if not entry["subject"].startswith("run:"):
        return []
    try:
        request, outcome = run_for(press, desk, entry["subject"])
    except NoSuchRun:
        return [Text(text="Its answer is no longer kept, or is about records you may not read.", small=True)]
    read = f"\n**Read as**: {plain(outcome.plan.reading)}" if outcome.plan else ""
    steps = "\n".join(
        f"{line.number}. {plain(line.agent)}: {plain(line.title)}, {line.state}" for line in outcome.trace
    )
    ended = plain(outcome.draft.sentence if outcome.draft else outcome.sentence)
    button = Button(label="How was this made?", press="run:trace", subject=outcome.run_id)
    return [
        Rule(),
        Text(
            text=f"**Asked by {plain(request.person.name)}**: {plain(request.text)}{read}\n{steps}\n**Answer**: {ended}"
        ),
        Buttons(buttons=(button,)),
    ]


def _others(entry: dict[str, Any], found: list[dict[str, Any]], press: Press) -> list[Node]:
    others = [other for other in found if other["seq"] != entry["seq"]]
    if not others:
        return []
    lines = "\n".join(
        f"#{o['seq']} {when(o['at'], press.person)} {plain(o['actor'])}: {plain(o['action'])}, {plain(o['outcome'])}"
        for o in others[:AROUND]
    )
    more = f"\nOlder ones: say “audit {plain(entry['subject'])}”." if len(others) > AROUND else ""
    return [Rule(), Text(text=f"**The same subject**\n{lines}{more}", small=True)]


def _signed(entry: dict[str, Any], desk: Desk) -> str:
    last = desk.checkpoints.newest() if desk.checkpoints else None
    if last is None or last.seq < entry["seq"]:
        return "Its place in the chain is signed with the next checkpoint."
    return f"Its place in the chain was signed by checkpoint {last.number} or an earlier one."
