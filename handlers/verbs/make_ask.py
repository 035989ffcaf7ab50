"""“Log a call with Acme”, “create a lead”, “assign a task to Priya”, “update contact Jane Doe”: a form, by a button."""

from __future__ import annotations

from domain.cards import Ask, Button, Buttons, Card, Reply, Text, plain
from domain.errors import Refused
from domain.making import TITLES, asked_for
from domain.work import Press
from handlers.desk import Desk
from handlers.making import form_of, subjects
from handlers.verb import answers


@answers("make:ask", private=True)
def make_ask(press: Press, desk: Desk) -> tuple[Ask | Reply]:
    """A dialog; to words a card whose buttons open it, since only a press may open one."""
    if press.trigger:
        return (Ask(form=form_of(desk, press.person, press.subject)),)
    asked = asked_for(str(press.values.get("text") or ""))
    if asked is None:
        raise Refused("Say “log a call with …”, “create a lead”, “assign a task to …” or “update contact …”.")
    ways = subjects(desk, press.person, asked)
    said = "Which one?" if len(ways) > 1 else "A form opens; nothing is written before somebody approves it."
    buttons = tuple(
        Button(label=label[:70], press="make:ask", subject=subject, style="primary" if n == 0 else "plain")
        for n, (label, subject) in enumerate(ways)
    )
    title = TITLES[asked.making]
    nodes = (Text(text=plain(said)), Buttons(buttons=buttons))
    return (Reply(card=Card(title=title, summary=f"{title}: {said}", nodes=nodes)),)
