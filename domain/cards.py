"""Cards are data: what people see, said without any surface's words. Each surface renders them, nobody else."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from domain.facts import Cell, Column, are_texts, typed
from domain.value import Value

Tone = Literal["plain", "good", "warning", "bad"]


class Button(Value):
    """A press waiting to happen. `press` is `noun:verb`, `subject` an opaque id of at most 150 characters."""

    label: str
    press: str
    subject: str
    style: Literal["plain", "primary", "danger"] = "plain"
    confirm: str = ""
    """Asked before the press is sent; empty sends at once."""


class Link(Value):
    """A link to a listed host; the guard on links is the renderer's."""

    label: str
    url: str


class Text(Value):
    """A paragraph of our own wording: `**bold**`, `_italic_` and `code`; record text goes in via `plain()`."""

    text: str
    tone: Tone = "plain"
    small: bool = False


class Pairs(Value):
    """Labels with values, side by side."""

    pairs: tuple[tuple[str, str], ...]


class Table(Value):
    """Rows under columns; cells keep their type so that a surface can align, sort and format them."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    """How many rows there are in all; more than `rows` is said."""

    @model_validator(mode="after")
    def _cells_keep_their_kind(self) -> Self:
        """Cells read back from JSON are dates and amounts again where their column says so."""
        if are_texts(self.rows, self.columns):
            object.__setattr__(self, "rows", tuple(typed(cells, self.columns) for cells in self.rows))
        return self


class Series(Value):
    """One named line or set of bars."""

    name: str
    points: tuple[tuple[str, Decimal], ...]


class Chart(Value):
    """A picture of a few numbers."""

    title: str
    kind: Literal["bar", "line", "area", "pie"]
    series: tuple[Series, ...]
    unit: str = ""


class Checklist(Value):
    """Steps that tick off while work goes on."""

    title: str
    items: tuple[tuple[str, Literal["waiting", "running", "done", "failed"], str], ...]
    """(title, state, a few words of outcome)"""


class Code(Value):
    """Verbatim text such as a query."""

    text: str
    kind: Literal["code"] = "code"
    """Tells it from a paragraph when a card is read back from JSON."""


class Rule(Value):
    """A dividing line."""

    kind: Literal["rule"] = "rule"


class Buttons(Value):
    """A row of buttons."""

    buttons: tuple[Button | Link, ...]


class Feedback(Value):
    """Thumbs up and down about an answer."""

    press: str
    subject: str


class Section(Value):
    """Parts that belong together and may start folded."""

    title: str
    nodes: tuple[Text | Pairs | Code | Table | Buttons, ...]
    folded: bool = True


Node = Text | Pairs | Table | Chart | Checklist | Code | Rule | Buttons | Feedback | Section


class Card(Value):
    """One message's worth. `summary` is the plain sentence for notifications and screen readers."""

    title: str = ""
    summary: str
    nodes: tuple[Node, ...] = ()


class Field(Value):
    """One input of a form."""

    name: str
    label: str
    kind: Literal["text", "long_text", "number", "date", "choice", "choices", "email"] = "text"
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """(value, label)"""
    required: bool = True
    hint: str = ""


class Form(Value):
    """A dialog. With no `fields` it only shows its nodes."""

    title: str
    press: str
    subject: str
    submit: str = ""
    nodes: tuple[Node, ...] = ()
    fields: tuple[Field, ...] = ()


class Home(Value):
    """The app's own tab."""

    nodes: tuple[Node, ...]


class Reply(Value):
    """Post this card where the request came from."""

    card: Card


class Replace(Value):
    """Put this card in place of the one that was pressed."""

    card: Card


class Ask(Value):
    """Open this form for the person who pressed."""

    form: Form


class Note(Value):
    """Say this to the person who pressed, and to nobody else."""

    text: str


class Invalid(Value):
    """The form was not accepted: a message under each field named."""

    errors: dict[str, str]


Response = Reply | Replace | Ask | Note | Invalid


def plain(text: str) -> str:
    """Record text with our own marks disarmed, so that a deal called `**Acme**` stays exactly that."""
    return "".join("\\" + c if c in "\\*_`" else c for c in text)
