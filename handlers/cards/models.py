"""What models do and cost, and the versions of what they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from domain.cards import Button, Buttons, Card, Code, Node, Pairs, Table, Text, plain
from domain.facts import Column
from domain.models import OFF, WORK, in_dollars, in_nano, model_of
from domain.thresholds import SettingValue
from store.prompts import SHIPPED, PromptVersion
from store.spending import Spent

TENTHS = 10


def spend_card(
    settings: Mapping[str, SettingValue],
    lines: Sequence[Spent],
    committed: int,
    days: Sequence[tuple[str, int]],
    failures: Sequence[tuple[str, int]],
    *,
    today: date,
    has_key: bool,
) -> Card:
    """Today's cost against the cap, by agent and model, and the days before."""
    cap = in_nano(settings["model.daily_cap_usd"])
    spent = f"{dollars(committed)} of {dollars(cap)} today"
    full = committed >= cap
    sentence = f"Models cost {spent}." + (" They are paused until 00:00." if full else "")
    nodes: list[Node] = [Text(text=f"`{bar(committed, cap)}` {sentence}", tone="warning" if full else "plain")]
    if not has_key:
        nodes.append(Text(text="No key for a model is set, so none is called and nothing can be spent."))
    if lines:
        nodes.append(_by_agent(lines, today))
    nodes.append(Pairs(pairs=tuple(_work(agent, settings) for agent in WORK)))
    if earlier := tuple((day, dollars(nano)) for day, nano in days if day != today.isoformat()):
        nodes += [Text(text="Earlier days"), Pairs(pairs=earlier[:10])]
    if failures:
        nodes.append(Text(text="Without an answer: " + ", ".join(f"{n} {ended}" for ended, n in failures), small=True))
    nodes.append(Text(text="Say “use strong for drafter” or “use no model for drafter” to change it.", small=True))
    return Card(title="What models cost", summary=sentence, nodes=tuple(nodes))


def _by_agent(lines: Sequence[Spent], today: date) -> Table:
    columns = (
        Column(field="agent", label="Agent"),
        Column(field="model", label="Model"),
        Column(field="calls", label="Calls", unit="calls"),
        Column(field="cost", label="Cost"),
        Column(field="open", label="Not yet billed"),
    )
    rows = tuple((line.agent, line.model, line.calls, dollars(line.cost), dollars(line.open)) for line in lines)
    return Table(caption=f"Calls of {today.isoformat()}", columns=columns, rows=rows, total=len(rows))


def _work(agent: str, settings: Mapping[str, SettingValue]) -> tuple[str, str]:
    tier, model = str(settings[f"model.{agent}"]), model_of(agent, settings)
    return agent.capitalize(), f"{WORK[agent]}: " + ("no model" if tier == OFF else f"{tier}, {model}")


def dollars(nano: int) -> str:
    """Dollars as they are said: cents as a rule, more digits below a cent so that a small cost is not nothing."""
    amount = in_dollars(nano)
    if amount and abs(amount) < Decimal("0.01"):
        return f"${amount:.6f}".rstrip("0")
    return f"${amount:,.2f}".removesuffix(".00")


def bar(part: int, whole: int) -> str:
    """A bar of ten."""
    filled = TENTHS if part >= whole else part * TENTHS // whole
    return "█" * filled + "░" * (TENTHS - filled)


def tier_card(agent: str, tier: str, settings: Mapping[str, SettingValue], subject: str) -> Card:
    """What a change of tier would mean, before it is made."""
    after = settings if tier == OFF else {**settings, f"model.{agent}": tier}
    now = model_of(agent, settings) or "no model"
    then = "no model" if tier == OFF else model_of(agent, after)
    question = f"Use {then} for the {agent}, who {WORK[agent]}? Now it uses {now}."
    buttons = (
        Button(label="Use it", press="model:apply", subject=subject, style="primary"),
        Button(label="Leave it", press="model:leave", subject=subject),
    )
    return Card(title="Change a model", summary=question, nodes=(Text(text=plain(question)), Buttons(buttons=buttons)))


# Prompts


def prompts_card(names: Mapping[str, tuple[int, Sequence[PromptVersion]]]) -> Card:
    """Each prompt's versions, the one in use marked, with what can be done about it."""
    nodes: list[Node] = []
    for name, (used, versions) in names.items():
        nodes.append(Text(text=f"**{plain(name.capitalize())}** uses version {used}{_shipped(used)}."))
        nodes.append(
            Pairs(pairs=tuple(_line(one, used) for one in versions[:5]) or (("Version 0", "the shipped one"),))
        )
        nodes.append(Buttons(buttons=tuple(_doings(name, used, versions))))
    return Card(title="Prompts", summary="What models are told, and its versions", nodes=tuple(nodes))


def _shipped(version: int) -> str:
    return ", the one that ships" if version == SHIPPED else ""


def _line(one: PromptVersion, used: int) -> tuple[str, str]:
    tested = {None: "not tested", True: f"passed: {one.report}", False: f"failed: {one.report}"}[one.passed]
    mark = " (in use)" if one.version == used else ""
    return f"Version {one.version}{mark}", f"{one.by}, {one.at:%d %b %Y %H:%M} UTC; {tested}"


def _doings(name: str, used: int, versions: Sequence[PromptVersion]) -> list[Button]:
    found = [Button(label="Edit", press="prompt:edit", subject=name)]
    newest = versions[0] if versions else None
    if newest is not None and newest.version != used:
        subject = f"{name} {newest.version}"
        found.append(Button(label="Diff", press="prompt:diff", subject=subject))
        found.append(Button(label="Test", press="prompt:test", subject=subject))
        if newest.passed:
            found.append(Button(label="Activate", press="prompt:activate", subject=subject, style="primary"))
    if used != SHIPPED:
        found.append(Button(label="Revert", press="prompt:revert", subject=name))
    return found


def diff_card(title: str, lines: Sequence[str], summary: str) -> Card:
    """A difference, line by line."""
    text = "\n".join(lines) or "No difference."
    return Card(title=title, summary=summary, nodes=(Text(text=plain(summary)), Code(text=text)))
