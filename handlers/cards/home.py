"""The app's own tab: how fresh the data is, what waits for a decision, what to ask, and who works here."""

from __future__ import annotations

from agents.run import CREW
from domain.cards import Button, Buttons, Home, Node, Pairs, Rule, Table, Text, plain
from domain.facts import Column
from domain.work import Person
from handlers.cards.answer import when
from handlers.cards.words import ASK_FIRST
from handlers.desk import Desk
from handlers.review import items_for
from store import runs
from store.crm import aliases

RECENT = 8


def home_view(desk: Desk, person: Person) -> Home:
    """The tab of one person."""
    if person.role == "guest":
        return Home(nodes=(Text(text="**Welcome to Quartermaster**"), Text(text=plain(_guest_line(person)))))
    return Home(
        nodes=(*_top(desk, person), *_waiting(desk, person), *_suggestions(), *_recent(desk, person), *_crew(person))
    )


def _guest_line(person: Person) -> str:
    return (
        f"{person.name}, your e-mail address is not among the people of the CRM, so there is nothing I may show you. "
        "Ask your sales operations team to add you."
    )


def _top(desk: Desk, person: Person) -> list[Node]:
    fresh = desk.readers.freshness()
    as_of = when(fresh.as_of, person) if fresh.as_of else "nothing imported yet"
    return [
        Text(text=f"**Hello {plain(_first_name(person))}**"),
        Pairs(pairs=(("Data as of", as_of), ("Source", fresh.source or "none"), ("You are", person.role))),
        Rule(),
    ]


def _first_name(person: Person) -> str:
    return next(iter(person.name.split()), "there")


def _waiting(desk: Desk, person: Person) -> list[Node]:
    items = items_for(person, desk) if person.role != "rep" else []
    questions = aliases.open_questions(desk.db) if person.role == "operator" else []
    if person.role == "rep" or not (items or questions):
        return [Text(text="All quiet: nothing waits for a decision."), Rule()]
    nodes: list[Node] = [Text(text=f"**{len(items)} exceptions wait for a decision**")] if items else []
    nodes += [Text(text=f"• {plain(item.reason)}", small=True) for item in items[:5]]
    buttons = [Button(label="Open exceptions", press="review:open", subject="home", style="primary")] if items else []
    if questions:
        nodes.append(Text(text=f"**{len(questions)} questions about imported values**"))
        buttons.append(Button(label="Answer them", press="alias:list", subject="home"))
    return [*nodes, Buttons(buttons=tuple(buttons)), _where(), Rule()]


def _suggestions() -> list[Node]:
    asks = tuple(Button(label=label, press="ask:say", subject=text) for label, text in ASK_FIRST)
    return [Text(text="**Ask**: the answer comes in our direct messages."), Buttons(buttons=asks), Rule()]


def _recent(desk: Desk, person: Person) -> list[Node]:
    latest = runs.latest(desk.db, person.email or person.name, RECENT)
    if not latest:
        return []
    columns = (
        Column(field="at", label="When"),
        Column(field="asked", label="You asked"),
        Column(field="state", label="Ended"),
    )
    rows = tuple((when(at, person), text[:120], state) for at, text, state in latest)
    return [
        Text(text="**Your latest questions**"),
        Table(caption="Latest", columns=columns, rows=rows, total=len(rows)),
        Rule(),
    ]


def _crew(person: Person) -> list[Node]:
    names = ", ".join(role.name for role in CREW.values())
    text = f"Every answer is made by {len(CREW)} agents ({names}); none of them can write to the CRM."
    buttons = [Button(label="Who does what", press="org:show", subject="home")]
    if person.role == "operator":
        buttons.append(Button(label="Prompts", press="prompt:show", subject="home"))
    return [Text(text=plain(text), small=True), Buttons(buttons=tuple(buttons)), _where()]


def _where() -> Text:
    """Where to look after a press: the tab itself stays as it is, which looks as if nothing had happened."""
    return Text(text="What you open here comes in our direct messages, under Messages.", small=True)
