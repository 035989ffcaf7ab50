"""“What did the pipeline agent do today”: the trail's entries about agents, told as a list or a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any

from domain.agent_actions import ONLY_COUNTED, SAYS, Asked, agent_of
from domain.cards import Card, Node, Table, Text, plain
from domain.facts import Column
from domain.tuning import WORD_OF_SETTING
from domain.work import Person
from handlers.auditing import may_read, records_meant
from handlers.cards.answer import when
from handlers.desk import Desk
from store import audit
from store.crm import writing
from store.crm.people import colleagues, people_of_region, person_by_id

SHOWN, COUNTED = 50, 20_000
COLUMNS = (("seq", "No."), ("at", "When"), ("agent", "Agent"), ("did", "What"), ("actor", "By"), ("reason", "Why"))


def actions_card(desk: Desk, person: Person, asked: Asked, reading: str) -> Card:
    """What was done of this, newest first, and how much of it in all.

    Shape:  looks, recalculations and noticed changes that this person may read are counted, whatever they found, and
            never listed; what came of them is.
    """
    found, is_all = _found(desk, person, asked)
    quiet = Counter(one["action"] for one in found if one["action"] in ONLY_COUNTED)
    done = [one for one in found if one["action"] not in ONLY_COUNTED]
    sentence = _sentence(asked, done, quiet, is_all=is_all)
    nodes: list[Node] = [Text(text=f"**{plain(sentence)}**")]
    shown = done[:SHOWN]
    if shown:
        nodes.append(_table(shown, len(done), person))
        nodes.append(
            Text(text=plain(f"“why #{shown[0]['seq']}” explains one; “changes” has the way back."), small=True)
        )
    nodes.append(Text(text=f"Read as: {plain(reading)}", small=True))
    title = "Answers to messages" if asked.measure == "reply_count" else "What the agents did"
    return Card(title=title, summary=sentence, nodes=tuple(nodes))


def _found(desk: Desk, person: Person, asked: Asked) -> tuple[list[dict[str, Any]], bool]:
    """(the entries this person may read, newest first; whether the trail was looked through to its beginning)."""
    entries = audit.of_actions(desk.db, asked.actions, asked.since, asked.until, COUNTED + 1)
    may = may_read(desk, person)
    tests = [_test(desk, person, *one) for one in asked.narrowed]
    found = [one for one in entries[:COUNTED] if may(one) and all(test(one) for test in tests)]
    return [one for one in found if _is_of_agent(one)], len(entries) <= COUNTED


def _is_of_agent(entry: Mapping[str, Any]) -> bool:
    """Whether an agent did it, or it was done to an agent; neither is a person's change, nor an intent yet."""
    return entry["outcome"] != "intent" and _is_agents(entry)


def _is_agents(entry: Mapping[str, Any]) -> bool:
    return agent_of(entry) in ("pipeline", "forecasting", "analytics") or str(entry["action"]).startswith("setting:")


def _test(
    desk: Desk, person: Person, field: str, is_one_of: bool, values: Collection[str]
) -> Callable[[Mapping[str, Any]], bool]:
    """Whether an entry is about one of these, or about none of them."""
    wanted = {value.lower() for value in values}
    if field == "agent":
        return lambda entry: (agent_of(entry) in wanted) is is_one_of
    if field == "actor":
        me = {person.name.lower()} if "@me" in wanted else set()
        return lambda entry: (str(entry["actor"]).lower() in wanted | me) is is_one_of
    if field == "threshold":
        settings = {WORD_OF_SETTING.get(value, value) for value in values}
        return lambda entry: (entry["subject"] in settings) is is_one_of
    if field == "account":
        about = {id_ for value in values for id_ in records_meant(desk, person, value)}
        names = wanted
        return lambda entry: (entry["subject"] in about or _speaks_of(entry, names)) is is_one_of
    people = _people(desk, person, field, values)
    owner_of = _owner_of(desk)
    return lambda entry: (
        bool(people & {str(entry["on_behalf_of"]).lower(), owner_of(str(entry["subject"]))}) is is_one_of
    )


def _speaks_of(entry: Mapping[str, Any], names: Collection[str]) -> bool:
    """Whether the trail names it: a message to a rep is about several deals, which are named in its reason."""
    return any(name in str(entry["reason"]).lower() for name in names)


def _people(desk: Desk, person: Person, field: str, values: Collection[str]) -> set[str]:
    """Names and addresses, in small letters, of these owners or of everybody in these regions."""
    with desk.db.reading() as connection:
        if field == "region":
            names = {name.lower() for value in values for name in people_of_region(connection, value)}
        else:
            names = {(person.name if value == "@me" else value).lower() for value in values}
        return names | {one.email for one in colleagues(connection) if one.name.lower() in names and one.email}


def _owner_of(desk: Desk) -> Callable[[str], str]:
    """The name, in small letters, of who owns the deal that an entry is about; empty where it is about none."""

    @cache
    def owner(record_id: str) -> str:
        with desk.db.reading() as connection:
            fields = writing.fields_of(connection, "opportunity:update", record_id) or {}
            found = person_by_id(connection, str(fields.get("owner_id") or ""))
        return found.name.lower() if found else ""

    return owner


def _sentence(asked: Asked, done: list[dict[str, Any]], quiet: Mapping[str, int], *, is_all: bool) -> str:
    if asked.measure == "reply_count":
        return f"{_counted(len(done), 'answer', is_all=is_all)} to messages.".capitalize()
    if done:
        kinds = _listed(sorted({SAYS[one["action"]] for one in done}))
        said = f"{_counted(len(done), 'action', is_all=is_all)}: {kinds}.".capitalize()
    else:
        said = "No agent did anything of that kind then, or nothing that you may read."
    also = [
        f"{verb} {_counted(quiet[action], *of, is_all=is_all)}"
        for action, (verb, *of) in ONLY_COUNTED.items()
        if action in quiet
    ]
    return f"{said} The agents {_listed(also)}." if also else said


def _counted(n: int, one: str, many: str = "", *, is_all: bool) -> str:
    words = one if n == 1 else many or f"{one}s"
    return f"{'' if is_all else 'at least '}{f'{n:,}' if n else 'no'} {words}"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _table(done: list[dict[str, Any]], total: int, person: Person) -> Table:
    rows = tuple(
        (str(one["seq"]), when(one["at"], person), agent_of(one), SAYS[one["action"]],
         str(one["actor"]), str(one["reason"]))
        for one in done
    )  # fmt: skip
    columns = tuple(Column(field=field, label=label) for field, label in COLUMNS)
    return Table(caption="Newest first", columns=columns, rows=rows, total=total)
