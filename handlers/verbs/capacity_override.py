"""[Override] on a rep over the limit: for how long, and why."""

from __future__ import annotations

from domain.cards import Ask, Button, Buttons, Card, Reply, Text, plain
from domain.work import Press
from handlers.desk import Desk
from handlers.gate import may_override, override_form, rep_named
from handlers.verb import answers


@answers("capacity:override", says=("override capacity for {}", "override capacity of {}",
                                    "override the limit for {}"), private=True)  # fmt: skip
def capacity_override(press: Press, desk: Desk) -> tuple[Ask | Reply]:
    """A dialog; to words a card whose button opens it, since only a press may open one."""
    rep = rep_named(desk, press.person, press.subject)
    may_override(desk, press.person, rep)
    if press.trigger:
        return (Ask(form=override_form(desk, rep)),)
    said = f"Let {rep.name} get more open deals than the limit for a while?"
    go = Button(label="Override", press="capacity:override", subject=rep.id, style="primary")
    return (Reply(card=Card(title="Capacity", summary=said, nodes=(Text(text=plain(said)), Buttons(buttons=(go,))))),)
