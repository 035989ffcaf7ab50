"""“What names do you know?”: what this person chose when asked whom they meant, each with a way to undo it."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Node, Reply, Text, plain
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.names import chosen_by, decided_values
from handlers.verb import answers

SAYS = (
    "what names do you know",
    "which names do you know",
    "names you know",
    "my names",
    "my nicknames",
    "names",
    "what do you remember",
    "what do you remember about me",
    "nicknames",
    "aliases",
)
SHOWN = 40


@answers("name:list", says=SAYS, private=True)
def names_known(press: Press, desk: Desk) -> tuple[Reply]:
    """A card with one line and one button per name."""
    lines = [(one.words, one.name, "for you") for one in chosen_by(desk, press.person)]
    if press.person.role == "operator":
        lines += [(said, means, "for everybody, in imports") for said, means in decided_values(desk)]
    if not lines:
        none = "You have not chosen a meaning for any name yet. When I ask whom you mean, I remember your answer."
        return (Reply(card=sentence_card(none)),)
    return (Reply(card=_card(lines)),)


def _card(lines: list[tuple[str, str, str]]) -> Card:
    nodes: list[Node] = [Text(text=plain(f"“{said}” is {means} ({whom})")) for said, means, whom in lines[:SHOWN]]
    if len(lines) > SHOWN:
        nodes.append(Text(text=f"{len(lines) - SHOWN} more; forget some to see them.", small=True))
    shown = lines[:10]
    buttons = tuple(Button(label=f"Forget “{said}”"[:70], press="name:forget", subject=said) for said, _, _ in shown)
    return Card(
        title="Names I know",
        summary=f"I know {len(lines)} name{'s' if len(lines) != 1 else ''} from your answers.",
        nodes=(*nodes, Buttons(buttons=buttons)),
    )
