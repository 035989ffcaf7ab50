"""Slack's limits as its documentation states them, so that the local Slack refuses what Slack refuses.

Read from the documentation on its own, and not from the renderer's table: two readings check each other.
A value is checked by a `Check`, which yields a `Fault` with a JSON pointer for each thing Slack would refuse.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

# A message that would be cut off in silence by Slack is refused here, because nobody should lose a word unnoticed.
LONGEST_TEXT = 40_000
LONGEST_UPDATED_TEXT = 4_000
LONGEST_MARKDOWN = 12_000
# Measured by users of Slack (slackapi/bolt-js 2509), not documented.
LONGEST_BLOCKS = 13_200
LONGEST_TABLES = 10_000
MOST_BLOCKS = {"message": 50, "home": 100, "modal": 100}
MOST_CHARTS = 2
MOST_PROMPTS = 4
MOST_VIEWS = 3
LARGEST_VIEW = 250_000
LARGEST_METADATA = 8_000
TRIGGER_LIVES = 3.0
ACK_WITHIN = 3.0
RESPONSE_URL_USES = 5
RESPONSE_URL_LIVES = 30 * 60.0

Json = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """One thing Slack refuses, and where it is."""

    pointer: str
    says: str

    def __str__(self) -> str:
        return f"[ERROR] {self.says} [json-pointer:{self.pointer}]"


Check = Callable[[Any, str], Iterator[Fault]]


# --- checks of single values -----------------------------------------------------------------------------------


def anything(_value: Any, _at: str) -> Iterator[Fault]:
    """No fault, for what Slack itself does not look at."""
    return iter(())


def string(longest: int, shortest: int = 0) -> Check:
    """A check that it is a string of this length."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(at, "must be a string")
        elif len(value) > longest:
            yield Fault(at, f"must be less than {longest + 1} characters")
        elif len(value) < shortest:
            yield Fault(at, f"must be more than {shortest - 1} characters")

    return check


def number(least: float | None = None, most: float | None = None, whole: bool = False) -> Check:
    """A check that it is a number between two others."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            yield Fault(at, "must be an integer" if whole else "must be a number")
        elif not abs(value) < float("inf"):
            yield Fault(at, "must be a finite number")
        elif least is not None and value < least:
            yield Fault(at, f"must be at least {least:g}")
        elif most is not None and value > most:
            yield Fault(at, f"must be at most {most:g}")

    return check


def boolean(value: Any, at: str) -> Iterator[Fault]:
    """A fault when it is not true or false."""
    if not isinstance(value, bool):
        yield Fault(at, "must be a boolean")


def one_of(*values: str) -> Check:
    """A check that it is one of these words."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if value not in values:
            yield Fault(at, f"must be one of: {', '.join(values)}")

    return check


def matching(pattern: str, says: str) -> Check:
    """A check that it is a string of this form."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield Fault(at, says)

    return check


def many(item: Check, most: int, least: int = 1) -> Check:
    """A check that it is a list of so many of these."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(at, "must be an array")
            return
        if len(value) > most:
            yield Fault(at, f"no more than {most} items allowed")
        if len(value) < least:
            yield Fault(at, f"must have at least {least} items")
        for index, one in enumerate(value):
            yield from item(one, f"{at}/{index}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *also: Check) -> Check:
    """A check that it is an object with these fields and no others; `also` checks it as a whole."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(at, "must be an object")
            return
        for name in required:
            if value.get(name) is None:
                yield Fault(at, f"missing required field: {name}")
        for name, part in value.items():
            if name not in known:
                yield Fault(f"{at}/{name}", f"invalid additional property: {name}")
            elif part is not None:
                yield from known[name](part, f"{at}/{name}")

    def check_whole(value: Any, at: str) -> Iterator[Fault]:
        found = list(check(value, at))
        # A check of the whole may trust its parts, so it is not asked when one of them is wrong.
        yield from found or (fault for whole in also for fault in whole(value, at))

    return check_whole


def typed(kinds: Mapping[str, Check]) -> Check:
    """A check that its `type` is one of these, and that it is right for that type."""

    def check(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(at, "must be an object")
        elif not isinstance(value.get("type"), str):
            yield Fault(at, "missing required field: type")
        elif value["type"] not in kinds:
            yield Fault(f"{at}/type", f"unsupported type: {value['type']}")
        else:
            yield from kinds[value["type"]](value, at)

    return check


# --- composition objects ---------------------------------------------------------------------------------------

ACTION_ID = string(255)
BLOCK_ID = string(255)
URL = string(3000, 1)


def plain(longest: int, shortest: int = 1) -> Check:
    """A check of a plain text object."""
    return shape({"type": one_of("plain_text"), "text": string(longest, shortest)}, {"emoji": boolean})


def words(longest: int, shortest: int = 1) -> Check:
    """A check of a plain or mrkdwn text object."""
    marked = shape({"type": one_of("mrkdwn"), "text": string(longest, shortest)}, {"verbatim": boolean})
    return typed({"plain_text": plain(longest, shortest), "mrkdwn": marked})


CONFIRM = shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
SLACK_FILE = shape({}, {"id": string(255), "url": string(3000)})


def option(longest_text: int = 75, marked: bool = False, link: bool = False) -> Check:
    """A check of one choice of a menu."""
    text = words if marked else plain
    extra: dict[str, Check] = {"description": text(75)}
    return shape({"text": text(longest_text), "value": string(150)}, {**extra, "url": URL} if link else extra)


OPTION = option()
OPTION_GROUP = shape({"label": plain(75), "options": many(OPTION, 100)})


def _one_list_of_options(value: Json, at: str) -> Iterator[Fault]:
    if (value.get("options") is None) == (value.get("option_groups") is None):
        yield Fault(at, "exactly one of options and option_groups is required")


def _initial_is_an_option(value: Json, at: str) -> Iterator[Fault]:
    groups = value.get("option_groups") or []
    among = list(chain(value.get("options") or [], *(group["options"] for group in groups)))
    chosen = [value.get("initial_option"), *(value.get("initial_options") or [])]
    if any(one is not None and one not in among for one in chosen):
        yield Fault(at, "the initial option must be exactly one of the options")


def _is(value: Any) -> bool:
    return isinstance(value, dict)


# --- elements --------------------------------------------------------------------------------------------------

COMMON: dict[str, Check] = {"action_id": ACTION_ID, "confirm": CONFIRM, "visible_to_user_ids": many(string(255), 1000)}
FIELD: dict[str, Check] = {**COMMON, "placeholder": plain(150), "focus_on_load": boolean}
DISPATCH = shape({"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 2)})
SELECTED: dict[str, Check] = {"max_selected_items": number(1, whole=True)}
CHOICES: dict[str, Check] = {"options": many(OPTION, 100), "option_groups": many(OPTION_GROUP, 100)}
CONVERSATIONS: dict[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": shape(
        {},
        {
            "include": many(one_of("im", "mpim", "private", "public"), 4),
            "exclude_external_shared_channels": boolean,
            "exclude_bot_users": boolean,
        },
    ),
}
RESPOND: dict[str, Check] = {"response_url_enabled": boolean}
DATE = matching(r"\d{4}-\d\d-\d\d", "must be a date in the format YYYY-MM-DD")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "must be a time in the format HH:mm")
MARKS: dict[str, Check] = {"options": many(option(75, marked=True), 10)}


def _element(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check], *also: Check) -> Check:
    return shape({"type": one_of(kind), **required}, optional, *also)


def _text_input(kind: str, more: Mapping[str, Check], required: Mapping[str, Check] | None = None) -> Check:
    return _element(
        kind, required or {}, {**FIELD, "initial_value": string(3000), "dispatch_action_config": DISPATCH, **more}
    )


def _select(kind: str, more: Mapping[str, Check], *also: Check, required: Mapping[str, Check] | None = None) -> Check:
    return _element(kind, required or {}, {**FIELD, **more}, *also)


FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
IMAGE_ELEMENT = _element("image", {"alt_text": string(2000)}, {"image_url": URL, "slack_file": SLACK_FILE})

ELEMENTS: dict[str, Check] = {
    "button": _element(
        "button",
        {"text": plain(75)},
        {
            **COMMON,
            "url": URL,
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
            "agent_prompt": string(4000),
        },
    ),
    "static_select": _select(
        "static_select", {**CHOICES, "initial_option": OPTION}, _one_list_of_options, _initial_is_an_option
    ),
    "external_select": _select(
        "external_select", {"initial_option": OPTION, "min_query_length": number(0, whole=True)}
    ),
    "users_select": _select("users_select", {"initial_user": string(255)}),
    "conversations_select": _select(
        "conversations_select", {"initial_conversation": string(255), **CONVERSATIONS, **RESPOND}
    ),
    "channels_select": _select("channels_select", {"initial_channel": string(255), **RESPOND}),
    "multi_static_select": _select(
        "multi_static_select",
        {**CHOICES, **SELECTED, "initial_options": many(OPTION, 100)},
        _one_list_of_options,
        _initial_is_an_option,
    ),
    "multi_external_select": _select(
        "multi_external_select",
        {**SELECTED, "initial_options": many(OPTION, 100), "min_query_length": number(0, whole=True)},
    ),
    "multi_users_select": _select("multi_users_select", {**SELECTED, "initial_users": many(string(255), 1000, 0)}),
    "multi_conversations_select": _select(
        "multi_conversations_select",
        {**SELECTED, **CONVERSATIONS, "initial_conversations": many(string(255), 1000, 0)},
    ),
    "multi_channels_select": _select(
        "multi_channels_select", {**SELECTED, "initial_channels": many(string(255), 1000, 0)}
    ),
    "overflow": _element("overflow", {"options": many(option(75, link=True), 5)}, COMMON),
    "datepicker": _select("datepicker", {"initial_date": DATE}),
    "timepicker": _select("timepicker", {"initial_time": TIME, "timezone": string(255)}),
    "datetimepicker": _element(
        "datetimepicker",
        {},
        {**COMMON, "focus_on_load": boolean, "initial_date_time": number(0, 9_999_999_999, whole=True)},
    ),
    "radio_buttons": _element(
        "radio_buttons",
        MARKS,
        {**COMMON, "focus_on_load": boolean, "initial_option": option(75, marked=True)},
        _initial_is_an_option,
    ),
    "checkboxes": _element(
        "checkboxes",
        MARKS,
        {**COMMON, "focus_on_load": boolean, "initial_options": many(option(75, marked=True), 10)},
        _initial_is_an_option,
    ),
    "plain_text_input": _text_input(
        "plain_text_input",
        {"multiline": boolean, "min_length": number(0, 3000, whole=True), "max_length": number(1, 3000, whole=True)},
    ),
    "number_input": _text_input(
        "number_input", {"min_value": string(255), "max_value": string(255)}, {"is_decimal_allowed": boolean}
    ),
    "email_text_input": _text_input("email_text_input", {}),
    "url_text_input": _text_input("url_text_input", {}),
    "rich_text_input": _select("rich_text_input", {"initial_value": anything, "dispatch_action_config": DISPATCH}),
    "file_input": _element(
        "file_input",
        {},
        {"action_id": ACTION_ID, "filetypes": many(string(255), 100), "max_files": number(1, 10, whole=True)},
    ),
    "workflow_button": _element(
        "workflow_button",
        {"text": plain(75), "workflow": anything},
        {"action_id": ACTION_ID, "style": one_of("primary", "danger"), "accessibility_label": string(75)},
    ),
    "feedback_buttons": _element(
        "feedback_buttons", {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, {"action_id": ACTION_ID}
    ),
    "icon_button": _element(
        "icon_button",
        {"icon": one_of("trash"), "text": plain(75)},
        {**COMMON, "value": string(2000), "accessibility_label": string(75)},
    ),
    "image": IMAGE_ELEMENT,
}

SELECTS = [name for name in ELEMENTS if name.endswith("_select")]
PICKERS = ["datepicker", "timepicker", "radio_buttons", "checkboxes", *SELECTS]
IN_ACTIONS = ["button", "overflow", "datetimepicker", "workflow_button", "rich_text_input", *PICKERS]
IN_ACCESSORY = ["button", "overflow", "image", "workflow_button", *PICKERS]
IN_INPUT = [
    *("plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"),
    *("datetimepicker", *PICKERS),
]


def _elements(*kinds: str) -> Check:
    return typed({kind: ELEMENTS[kind] for kind in kinds})


# --- rich text -------------------------------------------------------------------------------------------------

STYLE = shape(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)
STYLED: dict[str, Check] = {"style": STYLE}
RICH_PART = typed(
    {
        "text": _element("text", {"text": string(LONGEST_TEXT, 1)}, STYLED),
        "link": _element("link", {"url": URL}, {"text": string(LONGEST_TEXT), "unsafe": boolean, **STYLED}),
        "emoji": _element(
            "emoji",
            {"name": string(255, 1)},
            {"unicode": string(255), "skin_tone": anything, "url": anything, **STYLED},
        ),
        "user": _element("user", {"user_id": string(255, 1)}, STYLED),
        "usergroup": _element("usergroup", {"usergroup_id": string(255, 1)}, STYLED),
        "channel": _element("channel", {"channel_id": string(255, 1)}, STYLED),
        "team": _element("team", {"team_id": string(255, 1)}, STYLED),
        "broadcast": _element("broadcast", {"range": one_of("here", "channel", "everyone")}, STYLED),
        "color": _element("color", {"value": string(255, 1)}, STYLED),
        "date": _element(
            "date",
            {"timestamp": number(0, whole=True), "format": string(255, 1)},
            {"url": URL, "fallback": string(3000), **STYLED},
        ),
    }
)
PARTS = many(RICH_PART, 10_000, 0)
SECTION_OF_TEXT = _element("rich_text_section", {"elements": PARTS}, {})
RICH_ELEMENT = typed(
    {
        "rich_text_section": SECTION_OF_TEXT,
        "rich_text_list": _element(
            "rich_text_list",
            {
                "style": one_of("bullet", "ordered"),
                "elements": many(typed({"rich_text_section": SECTION_OF_TEXT}), 10_000),
            },
            {"indent": number(0, 8, whole=True), "offset": number(0, whole=True), "border": number(0, 1, whole=True)},
        ),
        "rich_text_preformatted": _element(
            "rich_text_preformatted", {"elements": PARTS}, {"border": number(0, 1, whole=True), "language": string(255)}
        ),
        "rich_text_quote": _element("rich_text_quote", {"elements": PARTS}, {"border": number(0, 1, whole=True)}),
    }
)


# --- blocks ----------------------------------------------------------------------------------------------------


def _block(
    kind: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *also: Check
) -> Check:
    return shape({"type": one_of(kind), **required}, {"block_id": BLOCK_ID, **(optional or {})}, *also)


def _needs_one_of(*names: str) -> Check:
    def check(value: Json, at: str) -> Iterator[Fault]:
        if not any(value.get(name) for name in names):
            yield Fault(at, f"one of {', '.join(names)} is required")

    return check


RICH_TEXT = _block("rich_text", {"elements": many(RICH_ELEMENT, 10_000, 0)})
CELLS: dict[str, Check] = {
    "raw_text": _element("raw_text", {"text": string(LONGEST_TABLES, 1)}, {}),
    # Both are required; slack_sdk checks neither inside a table given as a dict.
    "raw_number": _element("raw_number", {"value": number(), "text": string(LONGEST_TABLES, 1)}, {}),
    "rich_text": RICH_TEXT,
}


def _rows_are_equally_wide(value: Json, at: str) -> Iterator[Fault]:
    rows = value["rows"]
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            yield Fault(f"{at}/rows/{index}", f"all rows must have the same number of cells, {len(rows[0])}")


def _header_is_plain(value: Json, at: str) -> Iterator[Fault]:
    for index, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            yield Fault(f"{at}/rows/0/{index}/type", "rich_text cannot be used in the header row")


def _row_header_is_a_column(value: Json, at: str) -> Iterator[Fault]:
    index, first = value.get("row_header_column_index", 0), value["rows"][0]
    if index >= len(first):
        yield Fault(f"{at}/row_header_column_index", f"must be less than {len(first)}")


ROW = many(typed(CELLS), 20)
LABEL = string(20, 1)
POINT = shape({"label": LABEL, "value": number()})
SEGMENT = shape({"label": LABEL, "value": number()})
AXIS = shape({"categories": many(LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})
SERIES = shape({"name": LABEL, "data": many(POINT, 20)})


def _segments_are_positive(value: Json, at: str) -> Iterator[Fault]:
    for index, segment in enumerate(value["segments"]):
        if segment["value"] <= 0:
            yield Fault(f"{at}/segments/{index}/value", "must be greater than 0")


def _each_series_has_every_category(value: Json, at: str) -> Iterator[Fault]:
    categories, series = value["axis_config"]["categories"], value["series"]
    for index, one in enumerate(series):
        if Counter(point["label"] for point in one["data"]) != Counter(categories):
            yield Fault(f"{at}/series/{index}/data", "must have exactly one point for each category")
    if len({one["name"] for one in series}) < len(series):
        yield Fault(f"{at}/series", "series names must be unique")


def _drawn(kind: str) -> Check:
    return _element(kind, {"series": many(SERIES, 12), "axis_config": AXIS}, {}, _each_series_has_every_category)


CHART = typed(
    {
        "pie": _element("pie", {"segments": many(SEGMENT, 12)}, {}, _segments_are_positive),
        **{kind: _drawn(kind) for kind in ("bar", "line", "area")},
    }
)

SOURCE = _element("url", {"url": URL, "text": string(3000)}, {"icon_url": URL})
STATUS = one_of("pending", "in_progress", "complete", "error")
TASK_CARD = _block(
    "task_card",
    {"task_id": string(255, 1), "title": string(3000, 1), "status": STATUS},
    {"details": RICH_TEXT, "output": RICH_TEXT, "sources": many(SOURCE, 50, 0)},
)
CARD = _block(
    "card",
    {},
    {
        "hero_image": IMAGE_ELEMENT,
        "icon": IMAGE_ELEMENT,
        "slack_icon": anything,
        "title": words(150),
        "subtitle": words(150),
        "body": words(200),
        "subtext": words(200),
        "actions": many(_elements("button", "workflow_button"), 25),
    },
    _needs_one_of("hero_image", "title", "actions", "body"),
)

BLOCKS: dict[str, Check] = {
    "section": _block(
        "section",
        {},
        {
            "text": words(3000),
            "fields": many(words(2000), 10),
            "accessory": _elements(*IN_ACCESSORY),
            "expand": boolean,
        },
        _needs_one_of("text", "fields"),
    ),
    "header": _block("header", {"text": plain(150)}, {"level": number(1, 6, whole=True)}),
    "divider": _block("divider", {}),
    "image": _block(
        "image",
        {"alt_text": string(2000)},
        {"image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        _needs_one_of("image_url", "slack_file"),
    ),
    "context": _block(
        "context",
        {"elements": many(typed({"image": IMAGE_ELEMENT, "plain_text": plain(3000), "mrkdwn": words(3000)}), 10)},
    ),
    "actions": _block("actions", {"elements": many(_elements(*IN_ACTIONS), 25)}),
    "context_actions": _block("context_actions", {"elements": many(_elements("feedback_buttons", "icon_button"), 5)}),
    "input": _block(
        "input",
        {"label": plain(2000), "element": _elements(*IN_INPUT)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "video": _block(
        "video",
        {"alt_text": string(2000), "title": plain(200), "video_url": URL, "thumbnail_url": URL},
        {
            "author_name": string(50),
            "description": plain(200),
            "provider_name": string(255),
            "provider_icon_url": URL,
            "title_url": URL,
        },
    ),
    "markdown": _block("markdown", {"text": string(LONGEST_MARKDOWN, 1)}),
    "table": _block(
        "table",
        {"rows": many(ROW, 100)},
        {
            "column_settings": many(
                lambda value, at: (
                    iter(())
                    if value is None
                    else shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})(value, at)
                ),
                20,
            )
        },
    ),
    "data_table": _block(
        "data_table",
        {"caption": string(3000, 1), "rows": many(ROW, 101, 2)},
        {"page_size": number(1, 100, whole=True), "row_header_column_index": number(0, 19, whole=True)},
        _rows_are_equally_wide,
        _header_is_plain,
        _row_header_is_a_column,
    ),
    "data_visualization": _block("data_visualization", {"title": string(50, 1), "chart": CHART}),
    "card": CARD,
    "carousel": _block("carousel", {"elements": many(typed({"card": CARD}), 10)}),
    "alert": _block("alert", {"text": words(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    "task_card": TASK_CARD,
    "plan": _block("plan", {"title": string(3000, 1)}, {"tasks": many(typed({"task_card": TASK_CARD}), 100, 0)}),
    "file": _block("file", {"external_id": string(255), "source": one_of("remote")}),
}

IN_CONTAINER = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video")


def _only_one_header_line(value: Json, at: str) -> Iterator[Fault]:
    if value.get("is_collapsible") and value.get("has_header_divider"):
        yield Fault(at, "has_header_divider cannot be set when is_collapsible is true")
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        yield Fault(at, "default_collapsed requires is_collapsible")


BLOCKS["container"] = _block(
    "container",
    {"child_blocks": many(typed({name: BLOCKS[name] for name in IN_CONTAINER}), 10)},
    {
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": words(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": IMAGE_ELEMENT,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    _needs_one_of("title", "rich_text_title"),
    _only_one_header_line,
)

EVERYWHERE = {"section", "header", "divider", "image", "context", "actions", "input", "rich_text", "video", "card"}
SURFACES: dict[str, set[str]] = {
    "message": EVERYWHERE
    | {"context_actions", "markdown", "table", "data_table", "data_visualization", "carousel", "container"}
    | {"plan", "task_card", "file"},
    "home": EVERYWHERE | {"table", "carousel"},
    "modal": EVERYWHERE | {"alert"},
}


# --- whole surfaces --------------------------------------------------------------------------------------------


def faults_in_blocks(blocks: Any, surface: str, at: str = "/blocks") -> list[Fault]:
    """Everything Slack refuses in these blocks on a `message`, `home` or `modal`."""
    allowed = typed({name: BLOCKS[name] for name in SURFACES[surface]})
    found = list(many(allowed, MOST_BLOCKS[surface], 0)(blocks, at))
    if isinstance(blocks, list) and not found:
        found += [*_repeated_block_ids(blocks, at), *_repeated_action_ids(blocks, at)]
        found += [*_too_many(blocks, at), *_too_much(blocks, at), *_more_than_one_focus(blocks, at)]
    return found


def _repeated_block_ids(blocks: list[Json], at: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id")
        if name and name in seen:
            yield Fault(f"{at}/{index}/block_id", f"block_id already exists: {name}")
        seen.add(name or "")


def _repeated_action_ids(blocks: list[Json], at: str) -> Iterator[Fault]:
    for index, holder in ((index, holder) for index, block in enumerate(blocks) for holder in holders(block)):
        names = [e["action_id"] for e in elements_of(holder) if e.get("action_id")]
        for name, times in Counter(names).items():
            if times > 1:
                yield Fault(f"{at}/{index}/elements", f"action_id already exists in this block: {name}")


def _more_than_one_focus(blocks: list[Json], at: str) -> Iterator[Fault]:
    if sum(bool(e.get("focus_on_load")) for block in flat(blocks) for e in elements_of(block)) > 1:
        yield Fault(at, "only one element can set focus_on_load")


def _too_many(blocks: list[Json], at: str) -> Iterator[Fault]:
    kinds = Counter(block["type"] for block in flat(blocks))
    if kinds["table"] + kinds["data_table"] > 1:
        yield Fault(at, "only_one_table_allowed")
    if kinds["data_visualization"] > MOST_CHARTS:
        yield Fault(at, f"no more than {MOST_CHARTS} data_visualization blocks allowed")


def _too_much(blocks: list[Json], at: str) -> Iterator[Fault]:
    if sum(len(block["text"]) for block in flat(blocks) if block["type"] == "markdown") > LONGEST_MARKDOWN:
        yield Fault(at, f"markdown blocks must be less than {LONGEST_MARKDOWN + 1} characters together")
    cells = (cell for block in flat(blocks) if "table" in block["type"] for row in block["rows"] for cell in row)
    if sum(len(_said(cell)) for cell in cells) > LONGEST_TABLES:
        yield Fault(at, f"table cells must be less than {LONGEST_TABLES + 1} characters together")


def length_of(blocks: list[Json]) -> int:
    """How many characters people would read in these blocks, tables and charts apart."""
    return sum(
        len(_said(block)) for block in blocks if block.get("type") not in ("table", "data_table", "data_visualization")
    )


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(_said(part) for name, part in value.items() if name == "text" or isinstance(part, dict | list))
    return "".join(map(_said, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def flat(blocks: list[Json]) -> Iterator[Json]:
    """Each block, and those inside a container after it."""
    for block in blocks:
        yield block
        if block.get("type") == "container":
            yield from flat(block.get("child_blocks") or [])


def holders(block: Json) -> list[Json]:
    """What holds elements of its own: the block, or each card of a carousel."""
    return list(block["elements"]) if block["type"] == "carousel" else [block]


def elements_of(block: Json) -> list[Json]:
    """The elements of one block or card that a person can use."""
    if block.get("type") == "card":
        return [element for element in block.get("actions") or [] if _is(element)]
    if block.get("type") == "rich_text":
        return []
    found = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
    return [
        element for element in found if _is(element) and element.get("type") in ELEMENTS and element["type"] != "image"
    ]


VIEW_FIELDS: dict[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}
MODAL = shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": anything},
    {**VIEW_FIELDS, "submit": plain(24), "close": plain(24)},
)
# Slack takes a title and buttons with a Home and does not show them.
HOME = shape(
    {"type": one_of("home"), "blocks": anything},
    {**VIEW_FIELDS, "title": plain(24), "submit": plain(24), "close": plain(24)},
)


def faults_in_view(view: Any, at: str = "/view") -> list[Fault]:
    """Everything Slack refuses in a view."""
    found = list(typed({"modal": MODAL, "home": HOME})(view, at))
    if not _is(view) or view.get("type") not in ("modal", "home"):
        return found
    found += faults_in_blocks(view.get("blocks"), view["type"], f"{at}/blocks")
    if view["type"] == "modal" and not view.get("submit") and not found and _has_inputs(view["blocks"]):
        found.append(Fault(at, "submit is required when blocks has an input block"))
    return found


def _has_inputs(blocks: list[Json]) -> bool:
    return any(block.get("type") == "input" for block in flat(blocks))


def faults_in_metadata(metadata: Any, at: str = "/metadata") -> list[Fault]:
    """Everything Slack refuses in the metadata of a message."""
    found = list(shape({"event_type": string(255, 1), "event_payload": anything}, {"entities": anything})(metadata, at))
    if not found and not _is(metadata["event_payload"]):
        found.append(Fault(f"{at}/event_payload", "must be an object"))
    if not found and len(json.dumps(metadata)) > LARGEST_METADATA:
        found.append(Fault(at, f"must be less than {LARGEST_METADATA + 1} bytes"))
    return found


def faults_in_options(reply: Any) -> list[Fault]:
    """Everything Slack refuses in the answer to a request for choices."""
    check = shape(
        {},
        {"options": many(option(75, marked=True), 100, 0), "option_groups": many(OPTION_GROUP, 100, 0)},
        _one_list_of_options,
    )
    return list(check(reply, ""))
