"""What Slack accepts, in one table, and a check that names every limit a payload breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from bot.surfaces.slack.mrkdwn import size

Surface = Literal["message", "home", "modal"]

BLOCKS: dict[Surface, int] = {"message": 50, "home": 100, "modal": 100}
MESSAGE_TEXT = 4_000
SECTION_TEXT, FIELD_TEXT, FIELDS = 3_000, 2_000, 10
HEADER_TEXT, CONTEXT_ELEMENTS = 150, 10
ACTIONS, BUTTON_TEXT, BUTTON_VALUE, URL, IDENTIFIER = 25, 75, 2_000, 3_000, 255
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARACTERS, PAGE_ROWS = 100, 20, 10_000, 100
CHARTS, CHART_TITLE, CHART_LABEL, SEGMENTS, SERIES, CATEGORIES = 2, 50, 20, 12, 12, 20
CONTAINER_BLOCKS, CONTAINER_TITLE, TASKS = 10, 150, 50
ALERT_TEXT, VIEW_TITLE, VIEW_METADATA = 200, 24, 3_000
INPUT_LABEL, INPUT_TEXT, OPTIONS, OPTION_TEXT, OPTION_VALUE = 2_000, 3_000, 100, 75, 150

_EVERYWHERE = {"section", "header", "divider", "context", "actions", "rich_text"}
ALLOWED: dict[Surface, set[str]] = {
    "message": _EVERYWHERE | {"table", "data_table", "data_visualization", "container", "plan", "context_actions"},
    "home": _EVERYWHERE | {"table"},
    "modal": _EVERYWHERE | {"alert", "input"},
}
# Slack's page and its live check name different children of a container; these are the ones both accept.
IN_CONTAINER = {"section", "header", "divider", "context", "actions", "table"}


def check(payload: dict[str, Any], surface: Surface) -> list[str]:
    """Every limit of Slack that this message or view breaks, as sentences; empty when Slack would take it."""
    return [*_surface_breaches(payload, surface), *_breaches(payload["blocks"], surface)]


def _surface_breaches(payload: dict[str, Any], surface: Surface) -> Iterator[str]:
    blocks = payload["blocks"]
    yield from _within("blocks", len(blocks), 1, BLOCKS[surface])
    if surface == "message":
        yield from _text("message text", payload["text"], MESSAGE_TEXT)
        if re.search(r"<[@!#]|<https?:", payload["text"]):
            yield "message text holds a live mention or link"
        yield from _message_budgets(blocks)
    if surface == "modal":
        yield from _modal(payload)
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"block_id {name} is used {times} times" for name, times in ids.items() if times > 1)


def _message_budgets(blocks: list[dict[str, Any]]) -> Iterator[str]:
    flat = [*blocks, *(child for block in blocks for child in block.get("child_blocks", ()))]
    kinds = Counter(block["type"] for block in flat)
    yield from _within("tables", kinds["table"] + kinds["data_table"], 0, 1)
    yield from _within("charts", kinds["data_visualization"], 0, CHARTS)


def characters(table: dict[str, Any]) -> int:
    """How many characters all cells of a table hold."""
    return sum(size(cell["text"]) for row in table["rows"] for cell in row)


def _modal(view: dict[str, Any]) -> Iterator[str]:
    yield from _text("title", view["title"]["text"], VIEW_TITLE)
    yield from _text("close", view["close"]["text"], VIEW_TITLE)
    yield from _text("submit", view["submit"]["text"], VIEW_TITLE) if "submit" in view else ()
    yield from _text("callback_id", view["callback_id"], IDENTIFIER)
    yield from _text("private_metadata", view["private_metadata"], VIEW_METADATA)
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield "a modal with inputs has no submit"


def _breaches(blocks: list[dict[str, Any]], surface: Surface) -> Iterator[str]:
    for at, block in enumerate(blocks):
        if block["type"] not in ALLOWED[surface]:
            yield f"/blocks/{at}: {block['type']} is not allowed in a {surface}"
        yield from (f"/blocks/{at}: {breach}" for breach in _BLOCKS[block["type"]](block))


def _section(block: dict[str, Any]) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "section has neither text nor fields"
    if "text" in block:
        yield from _text_object("section", block["text"], SECTION_TEXT)
    if "fields" in block:
        yield from _within("fields", len(block["fields"]), 1, FIELDS)
        for field in block["fields"]:
            yield from _text_object("field", field, FIELD_TEXT)


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield from _text_object("header", block["text"], HEADER_TEXT, ("plain_text",))


def _context(block: dict[str, Any]) -> Iterator[str]:
    yield from _within("context elements", len(block["elements"]), 1, CONTEXT_ELEMENTS)
    for element in block["elements"]:
        yield from _text_object("context", element, SECTION_TEXT)


def _actions(block: dict[str, Any]) -> Iterator[str]:
    elements = block["elements"]
    yield from _within("elements", len(elements), 1, ACTIONS)
    ids = Counter(element["action_id"] for element in elements)
    yield from (f"action_id {name} is used {times} times in one block" for name, times in ids.items() if times > 1)
    for element in elements:
        yield from _button(element)


def _button(button: dict[str, Any]) -> Iterator[str]:
    yield from _text_object("button", button["text"], BUTTON_TEXT, ("plain_text",))
    yield from _text("action_id", button["action_id"], IDENTIFIER)
    yield from _within("characters of value", size(button.get("value", "")), 0, BUTTON_VALUE)
    yield from _text("url", button["url"], URL) if "url" in button else ()
    if button.get("style", "primary") not in ("primary", "danger"):
        yield f"style {button['style']} is not one of Slack's"
    if "confirm" in button:
        confirm = button["confirm"]
        yield from _text_object("confirm title", confirm["title"], CONFIRM_TITLE, ("plain_text",))
        yield from _text_object("confirm text", confirm["text"], CONFIRM_TEXT)
        yield from _text_object("confirm button", confirm["confirm"], CONFIRM_BUTTON, ("plain_text",))
        yield from _text_object("deny button", confirm["deny"], CONFIRM_BUTTON, ("plain_text",))


def _rich_text(block: dict[str, Any]) -> Iterator[str]:
    yield from _within("rich_text elements", len(block["elements"]), 1, 100)
    for part in block["elements"]:
        yield from _within("rich_text spans", len(part["elements"]), 1, 1_000)
        for span in part["elements"]:
            yield from _text("rich_text", span["text"], SECTION_TEXT)


def _table(block: dict[str, Any]) -> Iterator[str]:
    yield from _grid(block, TABLE_ROWS)


def _data_table(block: dict[str, Any]) -> Iterator[str]:
    yield from _grid(block, TABLE_ROWS + 1)
    yield from _text("caption", block["caption"], SECTION_TEXT)
    yield from _within("page_size", block["page_size"], 1, PAGE_ROWS)
    yield from _within("data_table rows", len(block["rows"]), 2, TABLE_ROWS + 1)
    if any(cell["type"] != "raw_text" for cell in block["rows"][0]):
        yield "a header cell is not raw_text"


def _grid(block: dict[str, Any], most: int) -> Iterator[str]:
    rows = block["rows"]
    yield from _within("rows", len(rows), 1, most)
    yield from _within("columns", len(rows[0]), 1, TABLE_COLUMNS)
    if len({len(row) for row in rows}) != 1:
        yield "rows have different numbers of cells"
    for cell in (cell for row in rows for cell in row):
        yield from _within("characters of a cell", size(cell["text"]), 1, TABLE_CHARACTERS)
        if cell["type"] == "raw_number" and not isinstance(cell.get("value"), int | float):
            yield "a raw_number has no value"
    yield from _within("characters", characters(block), 0, TABLE_CHARACTERS)


def _chart(block: dict[str, Any]) -> Iterator[str]:
    chart = block["chart"]
    yield from _text("chart title", block["title"], CHART_TITLE)
    yield from _pie(chart) if chart["type"] == "pie" else _xy(chart)


def _pie(chart: dict[str, Any]) -> Iterator[str]:
    yield from _within("segments", len(chart["segments"]), 1, SEGMENTS)
    for segment in chart["segments"]:
        yield from _text("segment label", segment["label"], CHART_LABEL)
        if not segment["value"] > 0:
            yield "a segment is not above zero"


def _xy(chart: dict[str, Any]) -> Iterator[str]:
    categories = chart["axis_config"]["categories"]
    yield from _within("series", len(chart["series"]), 1, SERIES)
    yield from _within("categories", len(categories), 1, CATEGORIES)
    if len(set(categories)) != len(categories):
        yield "categories are not unique"
    if len({series["name"] for series in chart["series"]}) != len(chart["series"]):
        yield "series names are not unique"
    for label in (*categories, *(series["name"] for series in chart["series"])):
        yield from _text("chart label", label, CHART_LABEL)
    for series in chart["series"]:
        if [point["label"] for point in series["data"]] != categories:
            yield f"series {series['name']} has not one point per category"


def _container(block: dict[str, Any]) -> Iterator[str]:
    yield from _text_object("container title", block["title"], CONTAINER_TITLE, ("plain_text",))
    yield from _within("child_blocks", len(block["child_blocks"]), 1, CONTAINER_BLOCKS)
    for at, child in enumerate(block["child_blocks"]):
        if child["type"] not in IN_CONTAINER:
            yield f"child {at}: {child['type']} is not allowed in a container"
        yield from (f"child {at}: {breach}" for breach in _BLOCKS[child["type"]](child))


def _plan(block: dict[str, Any]) -> Iterator[str]:
    tasks = block["tasks"]
    yield from _text("plan title", block["title"], SECTION_TEXT)
    yield from _within("tasks", len(tasks), 1, TASKS)
    if len({task["task_id"] for task in tasks}) != len(tasks):
        yield "task ids are not unique"
    for task in tasks:
        yield from _text("task title", task["title"], SECTION_TEXT)
        if task["status"] not in ("pending", "in_progress", "complete", "error"):
            yield f"status {task['status']} is not one of Slack's"
        yield from _rich_text(task["output"]) if "output" in task else ()


def _context_actions(block: dict[str, Any]) -> Iterator[str]:
    for element in block["elements"]:
        yield from _text("action_id", element["action_id"], IDENTIFIER)
        for side in ("positive_button", "negative_button"):
            yield from _text_object(side, element[side]["text"], BUTTON_TEXT, ("plain_text",))
            yield from _text("value", element[side]["value"], BUTTON_VALUE)


def _alert(block: dict[str, Any]) -> Iterator[str]:
    yield from _text_object("alert", block["text"], ALERT_TEXT)
    if block["level"] not in ("default", "info", "warning", "error", "success"):
        yield f"level {block['level']} is not one of Slack's"


def _input(block: dict[str, Any]) -> Iterator[str]:
    yield from _text("block_id", block["block_id"], IDENTIFIER)
    yield from _text_object("label", block["label"], INPUT_LABEL, ("plain_text",))
    if "hint" in block:
        yield from _text_object("hint", block["hint"], INPUT_LABEL, ("plain_text",))
    element = block["element"]
    yield from _text("action_id", element["action_id"], IDENTIFIER)
    if "initial_value" in element:
        yield from _text("initial_value", element["initial_value"], INPUT_TEXT)
    if "options" in element:
        yield from _options(element)


def _options(element: dict[str, Any]) -> Iterator[str]:
    options = element["options"]
    yield from _within("options", len(options), 1, OPTIONS)
    for option in options:
        yield from _text_object("option", option["text"], OPTION_TEXT, ("plain_text",))
        yield from _text("option value", option["value"], OPTION_VALUE)
    chosen = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    if any(option not in options for option in chosen):
        yield "an initial option is not among the options"


def _nothing(_: dict[str, Any]) -> Iterator[str]:
    yield from ()


_BLOCKS = {
    "section": _section,
    "header": _header,
    "divider": _nothing,
    "context": _context,
    "actions": _actions,
    "rich_text": _rich_text,
    "table": _table,
    "data_table": _data_table,
    "data_visualization": _chart,
    "container": _container,
    "plan": _plan,
    "context_actions": _context_actions,
    "alert": _alert,
    "input": _input,
}


def _text_object(
    name: str, text: dict[str, Any], most: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")
) -> Iterator[str]:
    if text["type"] not in kinds:
        yield f"{name} is {text['type']}"
    yield from _text(name, text["text"], most)
    if text["type"] == "mrkdwn" and re.search(r"[<>]|&(?!amp;|lt;|gt;)", text["text"]):
        yield f"{name} holds unescaped text"


def _text(name: str, text: str, most: int) -> Iterator[str]:
    yield from _within(f"characters of {name}", size(text), 1, most)
    if not text.strip():
        yield f"{name} is blank"


def _within(name: str, count: int, least: int, most: int) -> Iterator[str]:
    if not least <= count <= most:
        yield f"{name}: {count} is not between {least} and {most}"
