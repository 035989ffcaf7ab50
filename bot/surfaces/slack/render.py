"""Cards, forms and the Home tab as Block Kit: plain dicts, within every limit, no exceptions, each cut counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from bot.surfaces.marks import Span, spans, unmarked, visible
from bot.surfaces.plaintext import bars, grid
from bot.surfaces.slack import charts, inputs, limits, tables
from bot.surfaces.slack.limits import Surface
from bot.surfaces.slack.mrkdwn import clip, escaped, plain_text, size, text_objects
from domain.cards import (
    Button,
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

Block = dict[str, Any]
Rendered = tuple[dict[str, Any], list[str]]

WORDS = 12_000
"""Characters of a whole message outside its tables; Slack refuses a message somewhat above this."""
CODE_WORDS = 9_000
GRID_ROWS, GRID_COLUMNS = 30, 8
SIGNS = {"plain": "", "good": "✅ ", "warning": "⚠️ ", "bad": "🛑 "}
LEVELS = {"plain": "default", "good": "success", "warning": "warning", "bad": "error"}
STATES = {"waiting": "pending", "running": "in_progress", "done": "complete", "failed": "error"}
TICKS = {"waiting": "☐", "running": "⏳", "done": "✅", "failed": "❌"}
LINK_PRESS = "link:open"
"""The press of a link button. Slack reports the click, and nothing happens on our side."""


def message(card: Card, link_hosts: Collection[str] = ()) -> Rendered:
    """The card as `{"text", "blocks"}` for chat.postMessage, and what had to be cut."""
    page = _Page("message", link_hosts, has_csv=_offers_csv(card.nodes))
    title = [{"type": "header", "text": plain_text(card.title, limits.HEADER_TEXT)}] if card.title.strip() else []
    blocks = page.fitted([*title, *page.all(card.nodes)])
    said = card.summary if card.summary.strip() else card.title
    page.warn_if(size(said) > limits.SECTION_TEXT, "the summary is cut")
    text = clip(escaped(plain_text(said, limits.SECTION_TEXT)["text"]), limits.MESSAGE_TEXT)
    return {"text": text, "blocks": blocks or [_section(plain_text(said, limits.SECTION_TEXT))]}, page.warnings


def modal(form: Form, link_hosts: Collection[str] = ()) -> Rendered:
    """The form as a modal view; `private_metadata` carries its press and subject."""
    page = _Page("modal", link_hosts)
    is_cut = size(visible(form.title)) > limits.VIEW_TITLE
    full_title = [_section(_label(form.title))] if is_cut else []
    fields = [block for one in inputs.unique(form.fields) for block in page.input(one)]
    blocks = page.fitted([*full_title, *page.all(form.nodes), *fields])
    view = {
        "type": "modal",
        "callback_id": clip(form.press, limits.IDENTIFIER) or "form",
        "private_metadata": page.metadata(form),
        "title": plain_text(form.title, limits.VIEW_TITLE),
        "close": plain_text("Cancel" if fields else "Close", limits.VIEW_TITLE),
        "blocks": blocks or [_section(plain_text("Nothing to show.", limits.SECTION_TEXT))],
    }
    if form.fields or form.submit:
        view["submit"] = plain_text(form.submit or "Submit", limits.VIEW_TITLE)
    return view, page.warnings


def home(tab: Home, link_hosts: Collection[str] = ()) -> Rendered:
    """The app's own tab as a Home view."""
    page = _Page("home", link_hosts, has_csv=_offers_csv(tab.nodes))
    blocks = page.fitted(page.all(tab.nodes))
    empty = [_section(plain_text("Nothing here yet.", limits.SECTION_TEXT))]
    return {"type": "home", "blocks": blocks or empty}, page.warnings


@dataclass
class _Page:
    """One surface being filled: what it allows, what is used up, and what had to go."""

    surface: Surface
    link_hosts: Collection[str]
    has_csv: bool = False
    warnings: list[str] = field(default_factory=list)
    presses: Counter[str] = field(default_factory=Counter)
    has_table: bool = False
    """Slack takes one table, of either kind, per message or view."""
    charts_left: int = limits.CHARTS
    is_inside: bool = False
    """Drawing the children of a container, which may hold fewer kinds of block."""

    def all(self, nodes: Iterable[Node]) -> list[Block]:
        """The blocks of these nodes, in their order."""
        return [block for node in nodes for block in self.draw(node)]

    def draw(self, node: Node) -> list[Block]:
        """The blocks of one node."""
        match node:
            case Text():
                return self.text(node)
            case Pairs():
                return self.pairs(node)
            case Table():
                return self.table(node)
            case Chart():
                return self.chart(node)
            case Checklist():
                return self.checklist(node)
            case Code():
                return self.code(node.text)
            case Rule():
                return [{"type": "divider"}]
            case Buttons():
                return self.buttons(node)
            case Feedback():
                return self.feedback(node)
            case Section():
                return self.section(node)

    def text(self, node: Text) -> list[Block]:
        if not unmarked(node.text).strip():
            return []
        words = [Span(SIGNS[node.tone]), *spans(node.text)] if SIGNS[node.tone] else spans(node.text)
        if node.small:
            return [{"type": "context", "elements": [one]} for one in text_objects(words, limits.FIELD_TEXT)]
        if self.surface == "modal" and node.tone != "plain":
            objects = text_objects(spans(node.text), limits.SECTION_TEXT)
            if len(objects) == 1 and size(objects[0]["text"]) <= limits.ALERT_TEXT:
                return [{"type": "alert", "level": LEVELS[node.tone], "text": objects[0]}]
        return [_section(one) for one in text_objects(words, limits.SECTION_TEXT)]

    def note(self, sentence: str) -> list[Block]:
        """A small line on the card about what the card does not show, and the same as a warning."""
        self.warnings.append(sentence)
        return [{"type": "context", "elements": [plain_text(sentence, limits.FIELD_TEXT)]}]

    def warn_if(self, is_so: bool, sentence: str) -> None:
        """Keep this for the operator when it is so."""
        if is_so:
            self.warnings.append(sentence)

    def pairs(self, node: Pairs) -> list[Block]:
        # Labels stand left and values right. A value is plain text, so that whatever a record holds stays as it is.
        cells = [cell for label, value in node.pairs for cell in (_label(label), plain_text(value, limits.FIELD_TEXT))]
        long = sum(cell["text"].endswith("…") and size(cell["text"]) >= limits.FIELD_TEXT - 1 for cell in cells)
        rows = [cells[at : at + limits.FIELDS] for at in range(0, len(cells), limits.FIELDS)]
        cut = self.note(f"{_count(long, 'long value is', 'long values are')} cut.") if long else []
        return [*({"type": "section", "fields": row} for row in rows), *cut]

    def table(self, node: Table) -> list[Block]:
        kind = self._table_kind()
        if not node.rows or not node.columns:
            nothing = "No rows." if not node.total else f"{_count(node.total, 'row', 'rows')}, none of them shown here."
            return [*self._caption(node), *self.note(nothing)]
        # The plain table counts its header among its hundred rows, the other one does not.
        most = limits.TABLE_ROWS if kind == "data_table" else limits.TABLE_ROWS - 1
        cut = tables.cut(node, most)
        if not kind or not cut.shown:
            return self._grid(node)
        self.has_table = True
        if kind == "data_table":
            block = [tables.data_table(node, cut.rows)]
        else:
            block = [*self._caption(node), tables.plain_table(cut.rows)]
        return [*block, *self._missing(node, cut.shown, cut.columns_gone, cut.cells_cut)]

    def _table_kind(self) -> str:
        """The best table this surface still takes; empty when it takes none."""
        if self.has_table or self.surface == "modal":
            return ""
        return "data_table" if self.surface == "message" and not self.is_inside else "table"

    def _caption(self, node: Table) -> list[Block]:
        return [_section(_label(node.caption))] if node.caption.strip() else []

    def _grid(self, node: Table) -> list[Block]:
        few = node.model_copy(update={"columns": node.columns[:GRID_COLUMNS]})
        lines = grid(few, GRID_ROWS).split("\n")
        while len(lines) > 3 and size("\n".join(lines)) > limits.SECTION_TEXT:
            lines.pop()
        gone = len(node.columns) - len(few.columns)
        missing = self._missing(node, len(lines) - 2, gone, 0)
        return [*self._caption(node), *self.code("\n".join(lines)), *missing]

    def _missing(self, node: Table, shown: int, columns_gone: int, cells_cut: int) -> list[Block]:
        total = max(node.total, len(node.rows))
        everything = f", all {total:,} in Download CSV" if self.has_csv else f" of {total:,}"
        parts = [
            f"+{_count(total - shown, 'more row', 'more rows')}{everything}" if total > shown else "",
            f"+{_count(columns_gone, 'more column', 'more columns')}" if columns_gone else "",
            f"{_count(cells_cut, 'long cell is', 'long cells are')} cut" if cells_cut else "",
        ]
        said = [part for part in parts if part]
        return self.note("; ".join(said) + ".") if said else []

    def chart(self, node: Chart) -> list[Block]:
        drawn = charts.draw(node)
        if drawn.block is None:
            return self.note(" ".join([f"No chart of “{node.title}”: it has no values to draw.", *drawn.left_out]))
        if self.surface != "message" or self.is_inside or not self.charts_left:
            return [_section(_label(node.title or "Chart")), *self.code(bars(node))]
        self.charts_left -= 1
        return [drawn.block, *(self.note(" ".join(drawn.left_out)) if drawn.left_out else [])]

    def checklist(self, node: Checklist) -> list[Block]:
        if not node.items:
            return []
        if self.surface == "message" and not self.is_inside:
            return self._plan(node)
        lines = [f"{TICKS[state]} {title}{f' — {outcome}' if outcome else ''}" for title, state, outcome in node.items]
        title = [_section(_label(node.title))] if node.title.strip() else []
        return [*title, *(_section(one) for one in text_objects([Span("\n".join(lines))], limits.SECTION_TEXT))]

    def _plan(self, node: Checklist) -> list[Block]:
        tasks = [_task(at, *item) for at, item in enumerate(node.items[: limits.TASKS], 1)]
        more = len(node.items) - len(tasks)
        title = plain_text(node.title or "Steps", limits.HEADER_TEXT)
        plan = {"type": "plan", "title": title["text"], "tasks": tasks}
        return [plan, *(self.note(f"+{_count(more, 'more step', 'more steps')}.") if more else [])]

    def code(self, text: str) -> list[Block]:
        """Text in letters of one width, exactly as it is."""
        if not text.strip():
            return []
        kept = clip(visible(text[: CODE_WORDS + 1]), CODE_WORDS)
        is_cut = len(text) >= CODE_WORDS or kept != visible(text)
        cut = self.note(f"{_count(len(text), 'character', 'characters')} in all; the end is cut.") if is_cut else []
        if self.is_inside:
            return [*(_section(one) for one in _fenced(kept)), *cut]
        runs = [{"type": "text", "text": run} for run in _runs(kept, limits.SECTION_TEXT)]
        return [{"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": runs}]}, *cut]

    def buttons(self, node: Buttons) -> list[Block]:
        elements = [one for button in node.buttons for one in self.button(button)]
        refused = [link for link in node.buttons if isinstance(link, Link) and not self.may_link(link.url)]
        rows = [elements[at : at + limits.ACTIONS] for at in range(0, len(elements), limits.ACTIONS)]
        # A link to a host nobody listed is words: it cannot be clicked, and everybody sees where it would have led.
        as_words = [
            {"type": "context", "elements": [plain_text(f"{link.label}: {link.url}", limits.FIELD_TEXT)]}
            for link in refused
        ]
        return [*({"type": "actions", "elements": row} for row in rows), *as_words]

    def button(self, button: Button | Link) -> list[dict[str, Any]]:
        label = plain_text(button.label, limits.BUTTON_TEXT)
        if isinstance(button, Link):
            linked = {"type": "button", "text": label, "url": button.url, "action_id": self.action_id(LINK_PRESS)}
            return [linked] if self.may_link(button.url) else []
        if not self.may_press(button.press, button.subject):
            return []
        drawn: dict[str, Any] = {"type": "button", "text": label, "action_id": self.action_id(button.press)}
        drawn |= {"value": button.subject} if button.subject else {}
        drawn |= {"style": button.style} if button.style != "plain" else {}
        return [drawn | ({"confirm": _confirm(button)} if button.confirm.strip() else {})]

    def may_press(self, press: str, subject: str) -> bool:
        """Whether a button can carry these; cutting an id would make it another one, so such a button is left out."""
        fits = bool(press) and size(press) <= limits.IDENTIFIER - 5 and size(subject) <= limits.BUTTON_VALUE - 5
        self.warn_if(not fits, f"a button is left out: press “{clip(press, 40)}” or its subject is too long")
        return fits

    def may_link(self, url: str) -> bool:
        """Whether this leads, safely, to a host on the list."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return False
        is_plain = url.isascii() and url.isprintable() and " " not in url and "@" not in parts.netloc
        return is_plain and parts.scheme == "https" and host in self.link_hosts and size(url) <= limits.URL

    def action_id(self, press: str) -> str:
        """The press, made unique on this page: its second use is `press#2`."""
        self.presses[press] += 1
        times = self.presses[press]
        return press if times == 1 else f"{press}#{times}"

    def feedback(self, node: Feedback) -> list[Block]:
        if not self.may_press(node.press, node.subject):
            return []
        good, bad = f"good|{node.subject}", f"bad|{node.subject}"
        if self.surface != "message" or self.is_inside:
            faces = (("👍", good), ("👎", bad))
            return [{"type": "actions", "elements": [self._face(node.press, face, value) for face, value in faces]}]
        buttons = {
            "type": "feedback_buttons",
            "action_id": self.action_id(node.press),
            "positive_button": {"text": plain_text("Good answer", limits.BUTTON_TEXT), "value": good},
            "negative_button": {"text": plain_text("Not right", limits.BUTTON_TEXT), "value": bad},
        }
        return [{"type": "context_actions", "elements": [buttons]}]

    def _face(self, press: str, face: str, value: str) -> dict[str, Any]:
        text = plain_text(face, limits.BUTTON_TEXT)
        return {"type": "button", "text": text, "action_id": self.action_id(press), "value": value}

    def section(self, node: Section) -> list[Block]:
        if self.surface != "message":
            title = [_section(_label(node.title))] if node.title.strip() else []
            return [*title, *self.all(node.nodes)]
        self.is_inside = True
        blocks = self.all(node.nodes)
        self.is_inside = False
        pages = [blocks[at : at + limits.CONTAINER_BLOCKS] for at in range(0, len(blocks), limits.CONTAINER_BLOCKS)]
        return [_container(node, at, len(pages), page) for at, page in enumerate(pages, 1)]

    def input(self, one: inputs.Named) -> list[Block]:
        drawn = inputs.draw(one)
        return [drawn.block, *(self.note(drawn.left_out) if drawn.left_out else [])]

    def metadata(self, form: Form) -> str:
        carried = json.dumps({"press": form.press, "subject": form.subject}, ensure_ascii=False)
        fits = size(carried) <= limits.VIEW_METADATA
        self.warn_if(not fits, "a form's press or subject is too long, so it cannot be submitted")
        return carried if fits else "{}"

    def fitted(self, blocks: list[Block]) -> list[Block]:
        """As many blocks as fit; a card that is cut keeps its last buttons, because they are how people go on."""
        most = limits.BLOCKS[self.surface]
        words = [_words(block) for block in blocks]
        if len(blocks) <= most and sum(words) <= WORDS:
            return blocks
        tail = _last_buttons(blocks)
        room, left = most - len(tail) - 1, WORDS - sum(map(_words, tail)) - 100
        kept: list[Block] = []
        for block, weight in zip(blocks[: len(blocks) - len(tail)], words, strict=False):
            if len(kept) == room or weight > left:
                break
            kept.append(block)
            left -= weight
        gone = len(blocks) - len(tail) - len(kept)
        return [*kept, *self.note(f"+{_count(gone, 'more part', 'more parts')} of this card, too long to show."), *tail]


def _offers_csv(nodes: Sequence[Node]) -> bool:
    buttons = [button for node in nodes if isinstance(node, Buttons) for button in node.buttons]
    return any(button.label == "Download CSV" for button in buttons)


def _last_buttons(blocks: list[Block]) -> list[Block]:
    tail = list(takewhile(lambda block: block["type"] in ("actions", "context_actions"), reversed(blocks)))
    return tail[:3][::-1]


def _words(part: Any) -> int:
    """How many characters of wording a block holds; tables have a budget of their own."""
    if isinstance(part, dict):
        if part.get("type") in ("table", "data_table"):
            return 0
        here = size(part["text"]) if isinstance(part.get("text"), str) else 0
        return here + sum(map(_words, part.values()))
    return sum(map(_words, part)) if isinstance(part, list) else 0


def _section(text: dict[str, Any]) -> Block:
    return {"type": "section", "text": text}


def _label(text: str) -> dict[str, Any]:
    """A record's or our own words in bold, or plain where bold would change them."""
    short = plain_text(text, limits.HEADER_TEXT)
    return next(iter(text_objects([Span(short["text"], "bold")], limits.FIELD_TEXT)), short)


def _fenced(text: str) -> list[dict[str, Any]]:
    runs = _runs(text, limits.SECTION_TEXT // 2)
    if "`" in text or any(size(escaped(run)) > limits.SECTION_TEXT - 10 for run in runs):
        return [plain_text(run, limits.SECTION_TEXT) for run in runs]
    return [{"type": "mrkdwn", "text": f"```\n{escaped(run)}\n```", "verbatim": True} for run in runs]


def _runs(text: str, most: int) -> list[str]:
    """The text in pieces, cut at line ends where there are any."""
    out = []
    while text:
        end = min(len(text), most // 2 if size(text[:most]) > most else most)
        seam = text.rfind("\n", 0, end)
        end = seam + 1 if seam > end // 2 and end < len(text) else end
        out.append(text[:end])
        text = text[end:]
    return [run for run in out if run.strip()]


def _task(number: int, title: str, state: str, outcome: str) -> dict[str, Any]:
    shown = plain_text(title, limits.HEADER_TEXT)["text"]
    task = {"type": "task_card", "task_id": f"step_{number}", "title": shown, "status": STATES[state]}
    if not outcome.strip():
        return task
    words = [{"type": "text", "text": plain_text(outcome, limits.HEADER_TEXT)["text"]}]
    return task | {"output": {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}}


def _confirm(button: Button) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "title": plain_text("Are you sure?", limits.CONFIRM_TITLE),
        "text": plain_text(button.confirm, limits.CONFIRM_TEXT),
        "confirm": plain_text(button.label, limits.CONFIRM_BUTTON),
        "deny": plain_text("Cancel", limits.CONFIRM_BUTTON),
    }
    return asked | ({"style": "danger"} if button.style == "danger" else {})


def _container(node: Section, number: int, of: int, children: list[Block]) -> Block:
    ending = f" ({number}/{of})" if of > 1 else ""
    title = clip(node.title if node.title.strip() else "More", limits.CONTAINER_TITLE - 10) + ending
    return {
        "type": "container",
        "title": plain_text(title, limits.CONTAINER_TITLE),
        "is_collapsible": True,
        "default_collapsed": node.folded,
        "child_blocks": children,
    }


def _count(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
