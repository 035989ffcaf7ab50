"""The app's own tab: how fresh the data is, what waits for a decision, what to ask, and who works here."""

from __future__ import annotations

from agents.run import CREW
from domain.cards import Button, Buttons, Home, Node, Pairs, Rule, Table, Text, plain
from domain.facts import Column
from domain.work import Person
from handlers.approvals import waiting_for
from handlers.cards.answer import when
from handlers.cards.org import MONITORS
from handlers.cards.waiting import banner
from handlers.cards.words import ASK_FIRST
from handlers.desk import Desk
from handlers.review import items_for
from store import changes, nudges, pauses, runs, services
from store.crm import aliases

RECENT = 8


def home_view(desk: Desk, person: Person) -> Home:
    """The tab of one person."""
    if person.role == "guest":
        return Home(nodes=(Text(text="**Welcome to Quartermaster**"), Text(text=plain(_guest_line(person)))))
    parts = (_top(desk, person), _away(desk, person), _waiting(desk, person), _suggestions(), _recent(desk, person))
    return Home(nodes=(*(node for part in parts for node in part), *_crew(person)))


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


def _away(desk: Desk, person: Person) -> list[Node]:
    """That changes wait for the CRM, and which agent stands still; nothing while all is well."""
    said = banner(changes.count_waiting(desk.db), services.of_name(desk.db, "CRM"), person)
    stopped = [one for one in pauses.every(desk.db) if one.is_set(desk.now())]
    nodes: list[Node] = [Text(text=plain(said), tone="warning")] if said else []
    nodes += [Text(text=plain(one.said(person.timezone, desk.now())), tone="bad") for one in stopped]
    if not nodes or person.role == "rep":
        return [*nodes, Rule()] if nodes else []
    buttons = [Button(label="What's waiting", press="change:waiting", subject="home")] if said else []
    buttons += [Button(label="Agents", press="agent:list", subject="home")] if stopped else []
    return [*nodes, Buttons(buttons=tuple(buttons)), Rule()]


def _first_name(person: Person) -> str:
    return next(iter(person.name.split()), "there")


def _waiting(desk: Desk, person: Person) -> list[Node]:
    groups = (_digests(desk, person), _approvals(desk, person), _exceptions(desk, person), _questions(desk, person))
    lines: list[Node] = [node for found, _ in groups for node in found]
    if not lines:
        return [Text(text="All quiet: nothing waits for a decision."), Rule()]
    buttons = tuple(button for _, found in groups for button in found)
    pressed: list[Node] = [Buttons(buttons=buttons)] if buttons else []
    return [*lines, *pressed, Rule()]


Waiting = tuple[list[Node], tuple[Button, ...]]


def _digests(desk: Desk, person: Person) -> Waiting:
    waiting = [one for one in nudges.sent_to(desk.db, "digest", person.id) if one.body.proposals]
    return [
        Text(text=f"**May I write to {_counted(len(one.body.proposals), 'rep')}?** Your digest of "
             f"{when(one.sent_at or one.created_at, person)} waits for an answer in our direct messages.")
        for one in waiting[-1:]
    ], ()  # fmt: skip


def _approvals(desk: Desk, person: Person) -> Waiting:
    waiting = waiting_for(desk, person)
    if not waiting:
        return [], ()
    return [
        Text(text=f"**{_counted(len(waiting), 'change')} {'wait' if len(waiting) > 1 else 'waits'} for your approval**")
    ], (Button(label="Open approvals", press="approval:list", subject="home", style="primary"),)


def _exceptions(desk: Desk, person: Person) -> Waiting:
    items = items_for(person, desk) if person.role != "rep" else []
    if not items:
        return [], ()
    many = f"{_counted(len(items), 'exception')} {'wait' if len(items) > 1 else 'waits'}"
    lines: list[Node] = [Text(text=f"**{many} for a decision**")]
    lines += [Text(text=f"• {plain(item.reason)}", small=True) for item in items[:5]]
    return lines, (Button(label="Open exceptions", press="review:open", subject="home", style="primary"),)


def _questions(desk: Desk, person: Person) -> Waiting:
    questions = aliases.open_questions(desk.db) if person.role == "operator" else []
    if not questions:
        return [], ()
    return [Text(text=f"**{_counted(len(questions), 'question')} about imported values**")], (
        Button(label="Answer them", press="alias:list", subject="home"),
    )


def _counted(many: int, noun: str) -> str:
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


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
    watching = " and ".join(one.name.lower() for one in MONITORS)
    text = (
        f"Every answer is made by {len(CREW)} agents ({names}); none of them can write to the CRM. "
        f"The {watching} agents watch by themselves."
    )
    buttons = [Button(label="Who does what", press="org:show", subject="home")]
    if person.role == "operator":
        buttons.append(Button(label="Prompts", press="prompt:show", subject="home"))
    return [Text(text=plain(text), small=True), Buttons(buttons=tuple(buttons)), _where()]


def _where() -> Text:
    """Where to look after a press: the tab itself stays as it is, which looks as if nothing had happened."""
    return Text(text="What you open here comes in our direct messages, under Messages.", small=True)
