"""The message to a rep: which deals, why, and a button for every honest answer."""

from __future__ import annotations

from decimal import Decimal

from domain import formatting
from domain.cards import Button, Buttons, Card, Node, Rule, Text, plain
from domain.catalogue import CATALOGUE
from domain.nudging import Body, Concern, Why
from domain.wording import lowered
from domain.work import Person

WRITABLE = {"amount": "amount", "close_date": "close_date", "next_step": "next_step", "owner": "owner_id"}
"""Missing fields that a form can ask for, by the name they are written under; the rest is set in the CRM."""


def nudge_card(body: Body, nudge_id: str, person: Person, tone: str) -> Card:
    """The message in the rep's tone; deals that were answered keep their place and say so."""
    nodes: list[Node] = [Text(text=_opening(body, person, tone))]
    if body.open_deals:
        nodes.append(Text(text=_capacity(body, tone), tone="warning"))
        nodes.append(
            Buttons(
                buttons=(Button(label="Clean-up list", press="capacity:clean", subject=person.id, style="primary"),)
            )
        )
    for number, concern in enumerate(body.concerns):
        nodes += [Rule(), Text(text=_deal(concern)), *_answer(concern, f"{nudge_id}|{number}")]
    if body.more:
        nodes += [Rule(), Text(text=_more(body.more), small=True)]
        nodes.append(Buttons(buttons=(Button(label="Update several", press="bulk:form", subject=f"{person.id}|0"),)))
    return Card(title=_title(body), summary=f"{_title(body)}: {_names(body)}", nodes=tuple(nodes))


def as_text(body: Body, person: Person, tone: str) -> tuple[str, str]:
    """(subject, words) of the same message as a letter."""
    lines = [_opening(body, person, tone)]
    lines += [_capacity(body, tone)] if body.open_deals else []
    lines += [_deal(concern).replace("**", "").replace("\\", "") for concern in body.concerns]
    lines += [_more(body.more)] if body.more else []
    lines.append("Answer in chat: say “clean up” to Quartermaster, or update the deals in the CRM.")
    return f"{_title(body)}: {_names(body)}"[:150], "\n\n".join(lines)


def _title(body: Body) -> str:
    count = len(body.concerns)
    if not count:
        return "Your pipeline is over its limit"
    return "One deal needs you" if count == 1 else f"{count} deals need you"


def _names(body: Body) -> str:
    return ", ".join(concern.name for concern in body.concerns) or f"{body.open_deals} open deals"


def _opening(body: Body, person: Person, tone: str) -> str:
    first = plain(person.name.split()[0] if person.name else "")
    many = len(body.concerns) != 1
    if tone == "formal":
        return f"Dear {plain(person.name)}, please review the following {'deals' if many else 'deal'}."
    return f"Hi {first}, could you take a quick look at {'these' if many else 'this one'}?"


def _capacity(body: Body, tone: str) -> str:
    said = f"{body.open_deals}/{body.most_open} open deals."
    if tone == "formal":
        return f"{said} Please close or hand over those that will not be won before new ones are added."
    return f"{said} Time to clean up: close or hand over what will not be won before you add new ones."


def _more(more: int) -> str:
    some = (
        "One more of your deals could use a look; it comes"
        if more == 1
        else (f"{more} more of your deals could use a look; they come")
    )
    return f"{some} another day. Say “clean up” to see {'it' if more == 1 else 'them'} today."


def _deal(concern: Concern) -> str:
    worth = f" · {formatting.money(Decimal(concern.amount), concern.currency)}" if concern.amount is not None else ""
    where = f" · {plain(concern.stage)}" if concern.stage else ""
    sure = f" · confidence {concern.confidence}" if concern.confidence is not None else ""
    account = f" ({plain(concern.account)})" if concern.account and concern.account not in concern.name else ""
    whys = " ".join(why_words(why, concern) for why in concern.whys)
    return f"**{plain(concern.name)}**{account}{worth}{where}{sure}\n{whys}"


def why_words(why: Why, concern: Concern) -> str:
    """One reason, in a sentence."""
    if why.condition == "stale":
        return (
            f"It has been in this stage for {why.days} days." if why.days is not None else "It is stuck in its stage."
        )
    if why.condition == "quiet":
        return f"Nobody has touched it since {formatting.day(why.since)}." if why.since else "Nobody has touched it."
    if why.condition == "past_due":
        return (
            f"Its close date, {formatting.day(why.since)}, has gone by." if why.since else "Its close date has gone by."
        )
    return f"It lacks {listed([label_of(name) for name in concern.missing])}." if concern.missing else ""


def label_of(name: str) -> str:
    """A field's name as people say it."""
    known = CATALOGUE["opportunity"].field(name)
    return lowered(known.label) if known else name.replace("_", " ")


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _answer(concern: Concern, subject: str) -> list[Node]:
    """What was answered, or the buttons to answer with."""
    if concern.answer:
        return [Text(text=plain(concern.answer), tone="good")]
    fill = any(name in WRITABLE for name in concern.missing)
    late = any(why.condition == "past_due" for why in concern.whys)
    first = (
        *((Button(label="Fill in", press="nudge:missing", subject=subject, style="primary"),) if fill else ()),
        *((Button(label="New date", press="nudge:date", subject=subject, style="primary"),) if late else ()),
    )
    return [
        Buttons(
            buttons=(
                *first,
                Button(label="Update stage", press="nudge:stage", subject=subject),
                Button(label="Next step", press="nudge:next_step", subject=subject),
                Button(label="Close lost", press="nudge:lost", subject=subject),
                Button(label="Snooze", press="nudge:snooze", subject=subject),
                Button(label="Not mine", press="nudge:not_mine", subject=subject),
            )
        )
    ]
