"""The terminal as a surface: cards as text, and a voice that prints them."""

# A voice is handed places and people, of which a terminal has one each.
# ruff: noqa: ARG002

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.surfaces.marks import unmarked, visible
from bot.surfaces.plaintext import bars, columns_of, grid
from domain.cards import (
    Buttons,
    Card,
    Chart,
    Checklist,
    Code,
    Feedback,
    Form,
    Home,
    Link,
    Node,
    Pairs,
    Rule,
    Section,
    Table,
    Text,
)
from domain.errors import Refused
from domain.work import Place

WIDTH, ROWS = 100, 50
SIGNS = {"plain": "", "good": "✓ ", "warning": "! ", "bad": "✗ "}
TICKS = {"waiting": "[ ]", "running": "[~]", "done": "[x]", "failed": "[!]"}


def text(card: Card) -> str:
    """The card as lines of a terminal."""
    title = f"{visible(card.title)}\n{'═' * min(columns_of(visible(card.title)), WIDTH)}" if card.title.strip() else ""
    return nodes_text(card.nodes, title) or visible(card.summary)


def nodes_text(nodes: Sequence[Node], first: str = "") -> str:
    """These nodes under each other, a blank line between them."""
    parts = [first, *(_node(node) for node in nodes)]
    return "\n\n".join(part for part in parts if part)


class ConsoleVoice:
    """Speaks on the terminal, or keeps still when it has nothing to print with."""

    def __init__(self, echo: Callable[[str], Any] | None = print) -> None:
        self._echo = echo or (lambda _: None)
        self._posted: dict[str, str] = {}

    def post(self, place: Place, card: Card, key: str) -> str:
        """The key, under which the printed card is remembered while the process lives."""
        self._echo(text(card))
        self._posted[key] = place.channel
        return key

    def find(self, place: Place, key: str) -> str | None:
        """The key of a card printed here before."""
        return key if self._posted.get(key) == place.channel else None

    def update(self, place: Place, message: str, card: Card) -> None:
        """Prints the card anew: a terminal cannot take back a line."""
        self.post(place, card, message)

    def note(self, place: Place, user: str, text: str) -> None:
        """Prints a sentence for the one person who is here."""
        self._echo(visible(text))

    def status(self, place: Place, text: str) -> None:
        """Nothing: on a terminal the answer is there before anybody could read what goes on."""

    def open_form(self, trigger: str, form: Form) -> str:
        """Prints what a dialog only shows; Refused when it wants to be filled in."""
        if form.fields:
            raise Refused(f"“{form.title}” asks for input, which the terminal has no form for. Use it in Slack.")
        self._echo(nodes_text(form.nodes, visible(form.title)))
        return form.press

    def update_form(self, view: str, form: Form) -> None:
        """Prints the next page of a dialog."""
        self.open_form("", form)

    def home(self, user: str, home: Home) -> None:
        """Prints the tab."""
        self._echo(nodes_text(home.nodes))

    def dm(self, user: str) -> Place:
        """The one place a terminal has."""
        return Place(surface="console", user=user)

    def members(self, channel: str) -> list[str]:
        """Nobody else reads a terminal."""
        return []

    def channels(self, user: str) -> list[tuple[str, str]]:
        """A terminal has no channels to share in."""
        return []

    def profile(self, user: str) -> Mapping[str, Any]:
        """All a terminal knows of a person: the name they go by."""
        return {"email": "", "name": user, "tz": "UTC", "is_bot": False, "is_restricted": False, "team": ""}

    def user_of(self, email: str) -> str | None:
        """Nobody: a terminal knows no addresses."""
        return None

    def suggest(self, place: Place, prompts: Sequence[tuple[str, str]]) -> None:
        """Prints what could be asked."""
        self._echo("\n".join(visible(f"{title}: {message}") for title, message in prompts))

    def upload(self, place: Place, filename: str, content: bytes, title: str) -> str:
        """Refused: a file belongs on the disk, and the command line has options for that."""
        raise Refused(f"{filename} cannot be sent to a terminal; ask with --json, or in Slack.")

    def find_file(self, place: Place, filename: str) -> str | None:
        """None, since no file is ever uploaded here."""
        return None


def _node(node: Node) -> str:
    match node:
        case Text():
            return _wrapped(SIGNS[node.tone] + visible(unmarked(node.text))) if unmarked(node.text).strip() else ""
        case Pairs():
            return _pairs(node)
        case Table():
            return _table(node)
        case Chart():
            return _titled(node.title, bars(node))
        case Checklist():
            return _titled(node.title, "\n".join(_step(*item) for item in node.items))
        case Code():
            return textwrap.indent(visible(node.text), "    ")
        case Rule():
            return "─" * WIDTH
        case Buttons():
            return "  ".join(
                visible(f"{one.label}: {one.url}") if isinstance(one, Link) else f"[{visible(one.label)}]"
                for one in node.buttons
            )
        case Feedback():
            return ""
        case Section():
            return textwrap.indent(nodes_text(node.nodes, _title(node.title)), "  ")


def _table(node: Table) -> str:
    total, shown = max(node.total, len(node.rows)), min(len(node.rows), ROWS)
    more = f"+{total - shown:,} more rows of {total:,}" if total > shown else ""
    body = grid(node, ROWS) if node.rows else "No rows."
    return _titled(node.caption, "\n".join(part for part in (body, more) if part))


def _pairs(node: Pairs) -> str:
    labels = [visible(label) for label, _ in node.pairs]
    wide = max(map(columns_of, labels), default=0)
    return "\n".join(
        f"{label}{' ' * (wide - columns_of(label))}  {textwrap.indent(visible(value), ' ' * (wide + 2)).lstrip()}"
        for label, (_, value) in zip(labels, node.pairs, strict=True)
    )


def _step(title: str, state: str, outcome: str) -> str:
    return f"{TICKS[state]} {visible(title)}{f' — {visible(outcome)}' if outcome else ''}"


def _titled(title: str, body: str) -> str:
    return "\n".join(part for part in (_title(title), body) if part)


def _title(title: str) -> str:
    return visible(title) if title.strip() else ""


def _wrapped(paragraphs: str) -> str:
    # Nothing but line ends is changed, so that a name with two spaces in it keeps both.
    wrapper = textwrap.TextWrapper(WIDTH, expand_tabs=False, replace_whitespace=False, break_long_words=False)
    return "\n".join(wrapper.fill(line) for line in paragraphs.split("\n"))
