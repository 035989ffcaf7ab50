"""The manager's morning: what there is, what is new, and which messages to reps wait for a yes."""

from __future__ import annotations

from collections.abc import Mapping

from domain.cards import Button, Buttons, Card, Node, Rule, Text, plain
from domain.nudging import LABELS, ONE, Body, Concern, Proposed
from handlers.cards.nudge import why_words

SHOWN = 10


def digest_card(body: Body, digest_id: str, states: Mapping[str, str]) -> Card:
    """The digest; `states` are those of the messages it asks about, and once none waits it says what was decided."""
    nodes: list[Node] = [Text(text=_opening(body)), *(Text(text=_count(*one, body.is_first)) for one in body.counts)]
    nodes += [Text(text=plain(notice), tone="warning") for notice in body.notices]
    waiting = [one for one in body.proposals if states.get(one.nudge_id) == "proposed"]
    if body.proposals:
        nodes += [Rule(), Text(text=_ask(body, waiting, states))]
        nodes += [Text(text=_proposal(one, states.get(one.nudge_id, ""))) for one in body.proposals[:SHOWN]]
        if len(body.proposals) > SHOWN:
            nodes.append(Text(text=f"And {len(body.proposals) - SHOWN} more; Choose lists them all.", small=True))
    if waiting:
        nodes.append(_decisions(digest_id))
    if any(condition == "over_capacity" and many for condition, many, _ in body.counts):
        nodes.append(Buttons(buttons=(Button(label="Capacity", press="capacity:list", subject=digest_id),)))
    title = "A first look at your pipeline" if body.is_first else "Your pipeline this morning"
    return Card(title=title, summary=f"{title}: {_summary(body)}", nodes=tuple(nodes))


def _opening(body: Body) -> str:
    if body.is_first:
        return "This is what I found when I looked at everything for the first time. Nobody has been written to."
    if not body.counts:
        return "For your attention:"
    if any(new for _, _, new in body.counts):
        return "How your pipeline stands, and what is new since I last wrote to you:"
    return "Nothing new since I last wrote to you. How your pipeline stands:"


def _count(condition: str, many: int, new: int, is_first: bool) -> str:
    return f"**{many:,}** {_label(condition, many)}" + (f", {new:,} of them new" if new and not is_first else "")


def _label(condition: str, many: int) -> str:
    words = {**LABELS, **(ONE if many == 1 else {})}
    return next((said for name, said in words.items() if name == condition), condition).lower()


def _ask(body: Body, waiting: list[Proposed], states: Mapping[str, str]) -> str:
    if waiting:
        start = "I would start with the worst. " if body.is_first else ""
        many = f"{len(waiting)} reps" if len(waiting) > 1 else "one rep"
        return f"{start}May I write to {many}, one message each? Nothing goes out before you say so."
    sent = sum(states.get(one.nudge_id) not in ("declined", "dropped", None) for one in body.proposals)
    if not sent:
        return "Decided: no message goes out."
    return f"Decided: {sent} of {len(body.proposals)} messages approved. They go out in each rep's own working hours."


def _proposal(one: Proposed, state: str) -> str:
    deals = [f"• {plain(c.name)}{_known(c)}: {' '.join(why_words(why, c) for why in c.whys)}" for c in one.concerns]
    said = {"held": " _(approved)_", "sent": " _(sent)_", "declined": " _(not sent)_", "answered": " _(answered)_",
            "escalated": " _(no answer)_", "dropped": " _(no longer needed)_"}.get(state, "")  # fmt: skip
    return "\n".join([f"**{plain(one.rep)}**{said}", *(deals or ["• over the number of open deals one can carry"])])


def _known(one: Concern) -> str:
    """Where it stands and how sure we are; “this stage” means nothing without the stage."""
    sure = f"confidence {one.confidence}" if one.confidence is not None else ""
    said = ", ".join(filter(None, (plain(one.stage), sure)))
    return f" ({said})" if said else ""


def _summary(body: Body) -> str:
    said = [f"{many:,} {_label(condition, many)}" for condition, many, _ in body.counts]
    waits = [f"{len(body.proposals)} messages wait for you"] if body.proposals else []
    return ", ".join([*said, *waits, *body.notices])[:300] or "nothing new"


def _decisions(digest_id: str) -> Buttons:
    return Buttons(
        buttons=(
            Button(label="Approve all", press="digest:approve", subject=digest_id, style="primary"),
            Button(label="Choose", press="digest:choose", subject=digest_id),
            Button(label="Not now", press="digest:decline", subject=digest_id),
        )
    )
