"""A message while the bot is still writing it: chunks come in, blocks come out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.playground.limits import LONGEST_MARKDOWN, SOURCE, STATUS, Fault, anything, many, one_of, shape, string, typed

Json = dict[str, Any]

CHUNK = typed(
    {
        "markdown_text": shape({"type": one_of("markdown_text"), "text": string(LONGEST_MARKDOWN)}),
        "plan_update": shape({"type": one_of("plan_update"), "title": string(3000, 1)}),
        "task_update": shape(
            {"type": one_of("task_update"), "id": string(255, 1), "title": string(3000, 1), "status": STATUS},
            {"details": string(LONGEST_MARKDOWN), "output": string(LONGEST_MARKDOWN), "sources": many(SOURCE, 50, 0)},
        ),
        # The blocks themselves are checked with the whole message.
        "blocks": shape({"type": one_of("blocks"), "blocks": many(anything, 50)}),
    }
)


class Stream:
    """What has been streamed so far, as portable JSON in `state`."""

    def __init__(self, state: Json):
        self.state = state

    @classmethod
    def begin(cls, mode: str) -> Stream:
        """An empty stream that shows tasks as a `timeline` or a `plan`."""
        return cls({"mode": mode if mode in ("plan", "timeline") else "timeline", "title": "", "parts": []})

    def add(self, chunks: Any) -> list[Fault]:
        """What Slack would refuse in these chunks; they are taken when there is nothing."""
        faults = list(many(CHUNK, 1000, 0)(chunks, "/chunks"))
        if not faults:
            self.state = {**self.state, "parts": [*self.state["parts"]]}
            for chunk in chunks:
                self._take(chunk)
        return faults

    def _take(self, chunk: Json) -> None:
        parts: list[Json] = self.state["parts"]
        last = parts[-1] if parts else {}
        if chunk["type"] == "plan_update":
            self.state["title"] = chunk["title"]
        elif chunk["type"] == "markdown_text" and last.get("type") == "markdown_text":
            parts[-1] = {**last, "text": last["text"] + chunk["text"]}
        elif chunk["type"] == "task_update" and any(part.get("id") == chunk["id"] for part in parts):
            self.state["parts"] = [_updated(part, chunk) if part.get("id") == chunk["id"] else part for part in parts]
        else:
            parts.append(chunk)

    def text(self) -> str:
        """Everything that was written, without tasks and blocks."""
        return "".join(part["text"] for part in self.state["parts"] if part["type"] == "markdown_text")

    def blocks(self) -> list[Json]:
        """The message as blocks: tasks where they came up, or together in a plan on top."""
        tasks = [part for part in self.state["parts"] if part["type"] == "task_update"]
        if self.state["mode"] == "timeline":
            return [block for part in self.state["parts"] for block in _drawn(part)]
        rest = [block for part in self.state["parts"] if part not in tasks for block in _drawn(part)]
        if not tasks and not self.state["title"]:
            return rest
        title = self.state["title"] or tasks[-1]["title"]
        return [{"type": "plan", "title": title, "tasks": [_card(task) for task in tasks]}, *rest]


def _updated(part: Json, chunk: Json) -> Json:
    # Details and output are streamed too: what comes later is added to what was there.
    grown = {name: part.get(name, "") + chunk[name] for name in ("details", "output") if chunk.get(name)}
    return {**part, **{name: value for name, value in chunk.items() if value is not None}, **grown}


def _drawn(part: Json) -> Iterator[Json]:
    if part["type"] == "markdown_text" and part["text"].strip():
        yield {"type": "markdown", "text": part["text"]}
    elif part["type"] == "task_update":
        yield _card(part)
    elif part["type"] == "blocks":
        yield from part["blocks"]


def _card(task: Json) -> Json:
    rich = {name: _rich(task[name]) for name in ("details", "output") if task.get(name)}
    sources = {"sources": task["sources"]} if task.get("sources") else {}
    return {
        "type": "task_card",
        "task_id": task["id"],
        "title": task["title"],
        "status": task["status"],
        **rich,
        **sources,
    }


def _rich(text: str) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }
