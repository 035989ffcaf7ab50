"""Every limit of Slack, seen refusing, and what stays just within it."""

import pytest

from bot.playground.limits import faults_in_blocks, faults_in_metadata, faults_in_options, faults_in_view


def plain(text="x"):
    return {"type": "plain_text", "text": text}


def section(text="x", **more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more):
    return {"type": "button", "text": plain(), "action_id": "a", **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def option(text="x", value="v"):
    return {"text": plain(text), "value": value}


def select(**more):
    return {"type": "static_select", "action_id": "s", "options": [option()], **more}


def field(element=None, **more):
    return {
        "type": "input",
        "label": plain(),
        "element": element or {"type": "plain_text_input", "action_id": "i"},
        **more,
    }


def raw(text="x"):
    return {"type": "raw_text", "text": text}


def rich(text="x"):
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


def data_table(rows=3, columns=2, cell="x", **more):
    return {"type": "data_table", "caption": "c", "rows": [[raw(cell)] * columns for _ in range(rows)], **more}


def table(rows=2, columns=2, cell="x", **more):
    return {"type": "table", "rows": [[raw(cell)] * columns for _ in range(rows)], **more}


def pie(segments=2, value=1, label="x"):
    chart = {"type": "pie", "segments": [{"label": label, "value": value} for _ in range(segments)]}
    return {"type": "data_visualization", "title": "t", "chart": chart}


def bars(series=1, categories=2, kind="bar", **more):
    names = [f"c{n}" for n in range(categories)]
    one = [{"label": name, "value": 1} for name in names]
    drawn = [{"name": f"s{n}", "data": one} for n in range(series)]
    chart = {"type": kind, "series": drawn, "axis_config": {"categories": names}, **more}
    return {"type": "data_visualization", "title": "t", "chart": chart}


def card(**more):
    return {"type": "card", "title": plain(), **more}


def container(children=1, **more):
    return {"type": "container", "title": plain(), "child_blocks": [{"type": "divider"}] * children, **more}


def task(**more):
    return {"type": "task_card", "task_id": "t", "title": "Pull", "status": "pending", **more}


def feedback(**more):
    half = {"text": plain(), "value": "v"}
    return {"type": "feedback_buttons", "action_id": "f", "positive_button": half, "negative_button": half, **more}


FITS = [
    ("message", [section("x" * 3000, fields=[plain("x" * 2000)] * 10, expand=True, accessory=button())]),
    ("message", [{"type": "header", "text": plain("x" * 150)}, {"type": "divider"}] * 25),
    ("message", [actions(*(button(action_id=f"a{n}", value="v" * 2000, style="danger") for n in range(25)))]),
    (
        "message",
        [{"type": "context", "elements": [plain(), {"type": "image", "image_url": "https://x", "alt_text": ""}] * 5}],
    ),
    ("message", [{"type": "image", "image_url": "https://x", "alt_text": "x" * 2000, "title": plain()}]),
    ("message", [{"type": "markdown", "text": "x" * 6000}] * 2),
    ("message", [data_table(101, 20, page_size=100, row_header_column_index=19)]),
    ("message", [data_table(2, 1, row_header_column_index=0)]),
    ("message", [table(100, 20, column_settings=[{"align": "right", "is_wrapped": True}, None])]),
    ("message", [{**table(), "rows": [[raw(), {"type": "raw_number", "value": 1.5, "text": "1.5"}, rich()]]}]),
    ("message", [pie(12), bars(12, 20)]),
    ("message", [bars(kind=kind) for kind in ("line", "area")]),
    ("message", [card(subtitle=plain("x" * 150), body={"type": "mrkdwn", "text": "x" * 200}, actions=[button()])]),
    ("message", [{"type": "carousel", "elements": [card()] * 10}]),
    ("message", [container(10, is_collapsible=True, default_collapsed=True, width="full", subtitle=plain())]),
    (
        "message",
        [
            {
                "type": "plan",
                "title": "Plan",
                "tasks": [task(details=rich(), sources=[{"type": "url", "url": "https://x", "text": "x"}])],
            }
        ],
    ),
    ("message", [task(status="complete", output=rich())]),
    (
        "message",
        [
            {
                "type": "context_actions",
                "elements": [feedback(), {"type": "icon_button", "icon": "trash", "text": plain(), "action_id": "i"}],
            }
        ],
    ),
    ("message", [field(select(initial_option=option()), optional=True, hint=plain(), dispatch_action=True)]),
    (
        "message",
        [
            actions(
                button(
                    visible_to_user_ids=["U1"],
                    confirm={"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()},
                )
            )
        ],
    ),
    ("message", [actions({"type": "overflow", "action_id": "o", "options": [option()] * 5})]),
    ("home", [section()] * 100),
    ("home", [table(), {"type": "carousel", "elements": [card()]}]),
    ("modal", [{"type": "alert", "level": "warning", "text": {"type": "mrkdwn", "text": "x" * 200}}]),
    ("modal", [field({"type": "number_input", "action_id": "n", "is_decimal_allowed": True, "min_value": "1"})]),
    ("modal", [field({"type": "datepicker", "action_id": "d", "initial_date": "2026-11-30"})]),
    ("modal", [field({"type": "checkboxes", "action_id": "c", "options": [option()], "initial_options": [option()]})]),
]


@pytest.mark.parametrize(("surface", "blocks"), FITS)
def test_what_fits_is_taken(surface, blocks):
    assert faults_in_blocks(blocks, surface) == []


REFUSED = [
    ("message", [section()] * 51, "/blocks", "no more than 50 items allowed"),
    ("home", [section()] * 101, "/blocks", "no more than 100 items allowed"),
    ("modal", [section()] * 101, "/blocks", "no more than 100 items allowed"),
    ("message", {}, "/blocks", "must be an array"),
    ("message", ["x"], "/blocks/0", "must be an object"),
    ("message", [{}], "/blocks/0", "missing required field: type"),
    ("message", [{"type": "marquee"}], "/blocks/0/type", "unsupported type: marquee"),
    ("message", [section(imageUrl="x")], "/blocks/0/imageUrl", "invalid additional property: imageUrl"),
    ("message", [section("x" * 3001)], "/blocks/0/text/text", "must be less than 3001 characters"),
    ("message", [section("")], "/blocks/0/text/text", "must be more than 0 characters"),
    ("message", [{"type": "section"}], "/blocks/0", "one of text, fields is required"),
    ("message", [section(fields=[plain()] * 11)], "/blocks/0/fields", "no more than 10 items allowed"),
    ("message", [section(fields=[plain("x" * 2001)])], "/blocks/0/fields/0/text", "must be less than 2001 characters"),
    ("message", [section(block_id="x" * 256)], "/blocks/0/block_id", "must be less than 256 characters"),
    ("message", [section(block_id="x"), section(block_id="x")], "/blocks/1/block_id", "block_id already exists: x"),
    (
        "message",
        [section(accessory={"type": "plain_text_input"})],
        "/blocks/0/accessory/type",
        "unsupported type: plain_text_input",
    ),
    (
        "message",
        [{"type": "header", "text": plain("x" * 151)}],
        "/blocks/0/text/text",
        "must be less than 151 characters",
    ),
    (
        "message",
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "/blocks/0/text/type",
        "must be one of: plain_text",
    ),
    ("message", [{"type": "image", "image_url": "https://x"}], "/blocks/0", "missing required field: alt_text"),
    ("message", [{"type": "image", "alt_text": "x"}], "/blocks/0", "one of image_url, slack_file is required"),
    (
        "message",
        [{"type": "image", "image_url": "x" * 3001, "alt_text": "x"}],
        "/blocks/0/image_url",
        "must be less than 3001 characters",
    ),
    (
        "message",
        [{"type": "image", "image_url": "x", "alt_text": "x" * 2001}],
        "/blocks/0/alt_text",
        "must be less than 2001 characters",
    ),
    (
        "message",
        [{"type": "context", "elements": [plain()] * 11}],
        "/blocks/0/elements",
        "no more than 10 items allowed",
    ),
    (
        "message",
        [actions(*(button(action_id=f"a{n}") for n in range(26)))],
        "/blocks/0/elements",
        "no more than 25 items allowed",
    ),
    ("message", [actions()], "/blocks/0/elements", "must have at least 1 items"),
    ("message", [actions(button(), button())], "/blocks/0/elements", "action_id already exists in this block: a"),
    (
        "message",
        [actions(button(text=plain("x" * 76)))],
        "/blocks/0/elements/0/text/text",
        "must be less than 76 characters",
    ),
    ("message", [actions(button(value="x" * 2001))], "/blocks/0/elements/0/value", "must be less than 2001 characters"),
    ("message", [actions(button(url="x" * 3001))], "/blocks/0/elements/0/url", "must be less than 3001 characters"),
    (
        "message",
        [actions(button(action_id="x" * 256))],
        "/blocks/0/elements/0/action_id",
        "must be less than 256 characters",
    ),
    ("message", [actions(button(style="green"))], "/blocks/0/elements/0/style", "must be one of: primary, danger"),
    (
        "message",
        [actions(button(confirm={"title": plain("x" * 101), "text": plain(), "confirm": plain(), "deny": plain()}))],
        "/blocks/0/elements/0/confirm/title/text",
        "must be less than 101 characters",
    ),
    (
        "message",
        [actions(button(confirm={"title": plain(), "text": plain("x" * 301), "confirm": plain(), "deny": plain()}))],
        "/blocks/0/elements/0/confirm/text/text",
        "must be less than 301 characters",
    ),
    (
        "message",
        [actions(button(confirm={"title": plain(), "text": plain(), "confirm": plain("x" * 31), "deny": plain()}))],
        "/blocks/0/elements/0/confirm/confirm/text",
        "must be less than 31 characters",
    ),
    (
        "message",
        [actions(select(options=[option()] * 101))],
        "/blocks/0/elements/0/options",
        "no more than 100 items allowed",
    ),
    (
        "message",
        [actions(select(options=[option("x" * 76)]))],
        "/blocks/0/elements/0/options/0/text/text",
        "must be less than 76 characters",
    ),
    (
        "message",
        [actions(select(options=[option(value="x" * 151)]))],
        "/blocks/0/elements/0/options/0/value",
        "must be less than 151 characters",
    ),
    (
        "message",
        [actions(select(placeholder=plain("x" * 151)))],
        "/blocks/0/elements/0/placeholder/text",
        "must be less than 151 characters",
    ),
    (
        "message",
        [actions(select(initial_option=option("other")))],
        "/blocks/0/elements/0",
        "the initial option must be exactly one of the options",
    ),
    (
        "message",
        [actions({"type": "static_select", "action_id": "s"})],
        "/blocks/0/elements/0",
        "exactly one of options and option_groups is required",
    ),
    (
        "message",
        [actions({"type": "overflow", "action_id": "o", "options": [option()] * 6})],
        "/blocks/0/elements/0/options",
        "no more than 5 items allowed",
    ),
    (
        "message",
        [actions({"type": "radio_buttons", "action_id": "r", "options": [option()] * 11})],
        "/blocks/0/elements/0/options",
        "no more than 10 items allowed",
    ),
    (
        "message",
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "30.11."})],
        "/blocks/0/elements/0/initial_date",
        "must be a date in the format YYYY-MM-DD",
    ),
    (
        "message",
        [actions({"type": "timepicker", "action_id": "t", "initial_time": "25:00"})],
        "/blocks/0/elements/0/initial_time",
        "must be a time in the format HH:mm",
    ),
    (
        "message",
        [{"type": "context_actions", "elements": [feedback(action_id=f"f{n}") for n in range(6)]}],
        "/blocks/0/elements",
        "no more than 5 items allowed",
    ),
    (
        "message",
        [{"type": "context_actions", "elements": [button()]}],
        "/blocks/0/elements/0/type",
        "unsupported type: button",
    ),
    ("message", [field(label=plain("x" * 2001))], "/blocks/0/label/text", "must be less than 2001 characters"),
    ("message", [field(hint=plain("x" * 2001))], "/blocks/0/hint/text", "must be less than 2001 characters"),
    ("modal", [field({"type": "button", "text": plain()})], "/blocks/0/element/type", "unsupported type: button"),
    (
        "modal",
        [field({"type": "number_input", "action_id": "n"})],
        "/blocks/0/element",
        "missing required field: is_decimal_allowed",
    ),
    (
        "modal",
        [field({"type": "plain_text_input", "action_id": str(n), "focus_on_load": True}) for n in range(2)],
        "/blocks",
        "only one element can set focus_on_load",
    ),
    ("message", [{"type": "markdown", "text": "x" * 12_001}], "/blocks/0/text", "must be less than 12001 characters"),
    (
        "message",
        [{"type": "markdown", "text": "x" * 6_001}] * 2,
        "/blocks",
        "markdown blocks must be less than 12001 characters together",
    ),
    ("home", [{"type": "markdown", "text": "x"}], "/blocks/0/type", "unsupported type: markdown"),
    ("modal", [table()], "/blocks/0/type", "unsupported type: table"),
    ("home", [data_table()], "/blocks/0/type", "unsupported type: data_table"),
    ("home", [pie()], "/blocks/0/type", "unsupported type: data_visualization"),
    ("home", [container()], "/blocks/0/type", "unsupported type: container"),
    ("message", [{"type": "alert", "text": plain()}], "/blocks/0/type", "unsupported type: alert"),
    ("home", [{"type": "plan", "title": "x"}], "/blocks/0/type", "unsupported type: plan"),
    ("modal", [{"type": "carousel", "elements": [card()]}], "/blocks/0/type", "unsupported type: carousel"),
    ("modal", [{"type": "alert", "text": plain("x" * 201)}], "/blocks/0/text/text", "must be less than 201 characters"),
    (
        "modal",
        [{"type": "alert", "text": plain(), "level": "loud"}],
        "/blocks/0/level",
        "must be one of: default, info, warning, error, success",
    ),
    ("message", [table(101)], "/blocks/0/rows", "no more than 100 items allowed"),
    ("message", [table(1, 21)], "/blocks/0/rows/0", "no more than 20 items allowed"),
    ("message", [table(), table()], "/blocks", "only_one_table_allowed"),
    ("message", [table(10, 10, "x" * 101)], "/blocks", "table cells must be less than 10001 characters together"),
    ("message", [table(cell="")], "/blocks/0/rows/0/0/text", "must be more than 0 characters"),
    (
        "message",
        [{"type": "table", "rows": [[{"type": "raw_number", "value": 1}]]}],
        "/blocks/0/rows/0/0",
        "missing required field: text",
    ),
    (
        "message",
        [{"type": "table", "rows": [[{"type": "raw_number", "text": "1"}]]}],
        "/blocks/0/rows/0/0",
        "missing required field: value",
    ),
    ("message", [data_table(1)], "/blocks/0/rows", "must have at least 2 items"),
    ("message", [data_table(102)], "/blocks/0/rows", "no more than 101 items allowed"),
    ("message", [data_table(2, 21)], "/blocks/0/rows/0", "no more than 20 items allowed"),
    ("message", [{"type": "data_table", "rows": [[raw()], [raw()]]}], "/blocks/0", "missing required field: caption"),
    (
        "message",
        [{"type": "data_table", "caption": "c", "rows": [[raw()], [raw(), raw()]]}],
        "/blocks/0/rows/1",
        "all rows must have the same number of cells, 1",
    ),
    (
        "message",
        [{"type": "data_table", "caption": "c", "rows": [[rich()], [raw()]]}],
        "/blocks/0/rows/0/0/type",
        "rich_text cannot be used in the header row",
    ),
    ("message", [data_table(page_size=0)], "/blocks/0/page_size", "must be at least 1"),
    ("message", [data_table(page_size=101)], "/blocks/0/page_size", "must be at most 100"),
    ("message", [data_table(row_header_column_index=2)], "/blocks/0/row_header_column_index", "must be less than 2"),
    ("message", [pie()] * 3, "/blocks", "no more than 2 data_visualization blocks allowed"),
    ("message", [pie(13)], "/blocks/0/chart/segments", "no more than 12 items allowed"),
    ("message", [pie(value=0)], "/blocks/0/chart/segments/0/value", "must be greater than 0"),
    ("message", [pie(label="x" * 21)], "/blocks/0/chart/segments/0/label", "must be less than 21 characters"),
    ("message", [{**pie(), "title": "x" * 51}], "/blocks/0/title", "must be less than 51 characters"),
    ("message", [bars(13)], "/blocks/0/chart/series", "no more than 12 items allowed"),
    ("message", [bars(1, 21)], "/blocks/0/chart/axis_config/categories", "no more than 20 items allowed"),
    (
        "message",
        [bars(axis_config={"categories": ["c0"]})],
        "/blocks/0/chart/series/0/data",
        "must have exactly one point for each category",
    ),
    ("message", [bars(kind="radar")], "/blocks/0/chart/type", "unsupported type: radar"),
    (
        "message",
        [{"type": "card", "subtitle": plain()}],
        "/blocks/0",
        "one of hero_image, title, actions, body is required",
    ),
    ("message", [card(title=plain("x" * 151))], "/blocks/0/title/text", "must be less than 151 characters"),
    ("message", [card(body=plain("x" * 201))], "/blocks/0/body/text", "must be less than 201 characters"),
    (
        "message",
        [{"type": "carousel", "elements": [card()] * 11}],
        "/blocks/0/elements",
        "no more than 10 items allowed",
    ),
    ("message", [{"type": "carousel", "elements": []}], "/blocks/0/elements", "must have at least 1 items"),
    ("message", [container(11)], "/blocks/0/child_blocks", "no more than 10 items allowed"),
    (
        "message",
        [container(child_blocks=[{"type": "markdown", "text": "x"}])],
        "/blocks/0/child_blocks/0/type",
        "unsupported type: markdown",
    ),
    (
        "message",
        [{"type": "container", "child_blocks": [{"type": "divider"}]}],
        "/blocks/0",
        "one of title, rich_text_title is required",
    ),
    (
        "message",
        [container(is_collapsible=True, has_header_divider=True)],
        "/blocks/0",
        "has_header_divider cannot be set when is_collapsible is true",
    ),
    ("message", [task(status="done")], "/blocks/0/status", "must be one of: pending, in_progress, complete, error"),
    ("message", [task(details="plain words")], "/blocks/0/details", "must be an object"),
    (
        "message",
        [
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
            }
        ],
        "/blocks/0/elements/0/elements/0/text",
        "must be more than 0 characters",
    ),
]


@pytest.mark.parametrize(("surface", "blocks", "pointer", "says"), REFUSED)
def test_what_does_not_fit_is_refused_with_its_place(surface, blocks, pointer, says):
    found = faults_in_blocks(blocks, surface)
    assert (pointer, says) in [(fault.pointer, fault.says) for fault in found], found


def modal(**more):
    return {"type": "modal", "title": plain(), "blocks": [section()], **more}


VIEWS = [
    (modal(title=plain("x" * 25)), "/view/title/text", "must be less than 25 characters"),
    (modal(submit=plain("x" * 25)), "/view/submit/text", "must be less than 25 characters"),
    (modal(close=plain("x" * 25)), "/view/close/text", "must be less than 25 characters"),
    (modal(private_metadata="x" * 3001), "/view/private_metadata", "must be less than 3001 characters"),
    (modal(callback_id="x" * 256), "/view/callback_id", "must be less than 256 characters"),
    (modal(external_id="x" * 256), "/view/external_id", "must be less than 256 characters"),
    (modal(blocks=[field()]), "/view", "submit is required when blocks has an input block"),
    (modal(blocks=[section("x" * 3001)]), "/view/blocks/0/text/text", "must be less than 3001 characters"),
    ({"type": "modal", "blocks": []}, "/view", "missing required field: title"),
    ({"type": "page", "blocks": []}, "/view/type", "unsupported type: page"),
    ({"type": "home", "blocks": [section()] * 101}, "/view/blocks", "no more than 100 items allowed"),
]


@pytest.mark.parametrize(("view", "pointer", "says"), VIEWS)
def test_a_view_that_does_not_fit_is_refused_with_its_place(view, pointer, says):
    found = faults_in_view(view)
    assert (pointer, says) in [(fault.pointer, fault.says) for fault in found], found


def test_a_view_that_fits_is_taken():
    assert faults_in_view(modal(blocks=[field()], submit=plain("x" * 24), private_metadata="x" * 3000)) == []
    assert faults_in_view({"type": "home", "blocks": [section()] * 100, "private_metadata": ""}) == []


@pytest.mark.parametrize(
    "metadata",
    [
        {"event_type": "x"},
        {"event_type": "x", "event_payload": "y"},
        [],
        {"event_type": "x", "event_payload": {"a": "x" * 9000}},
    ],
)
def test_metadata_that_does_not_fit_is_refused(metadata):
    assert faults_in_metadata(metadata)


@pytest.mark.parametrize("reply", [None, "words", {"options": [option("x" * 76)]}, {"options": [option()] * 101}, {}])
def test_choices_that_do_not_fit_are_refused(reply):
    assert faults_in_options(reply)


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        1,
        "x",
        [None],
        [[]],
        [{"type": None}],
        [{"type": "table", "rows": 3}],
        [{"type": "actions", "elements": {"a": 1}}],
        [{"type": "data_visualization", "title": "t", "chart": {"type": "bar", "series": [None], "axis_config": None}}],
        [{"type": "data_table", "caption": "c", "rows": [[], []]}],
        [{"type": "section", "accessory": {"type": "static_select", "options": "abc"}}],
    ],
)
def test_nonsense_is_refused_and_never_breaks_the_check(nonsense):
    for surface in ("message", "home", "modal"):
        assert faults_in_blocks(nonsense, surface)
    assert faults_in_view(nonsense)
