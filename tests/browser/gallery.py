"""Block Kit payloads of every kind, as a bot would send them: what the page has to be able to draw."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Block:
    """A mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> Block:
    """A section of mrkdwn."""
    return {"type": "section", "text": mrkdwn(text), **more}


def rich(text: str) -> Block:
    """A rich_text block of one sentence."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


def button(label: str, action_id: str, **more: Any) -> Block:
    """A button."""
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": action_id, **more}


def option(label: str, value: str, description: str = "") -> Block:
    """An option of a select, radio group or menu."""
    return {"text": plain(label), "value": value, **({"description": plain(description)} if description else {})}


DEALS = [
    ("Northwind renewal", "Priya Raman", 184000, 61, "2026-12-18"),
    ("Contoso platform", "Lukas Brandt", 96500, 48, "2026-12-04"),
    ("Tailspin analytics", "Tom Okafor", 72000, 44, "2026-11-28"),
    ("Litware expansion", "Sarah Chen", 61250, 39, "2027-01-15"),
    ("Proseware connect", "Priya Raman", 45900, 37, "2026-12-11"),
    ("Wingtip support", "Tom Okafor", 38400, 36, "2026-11-30"),
    ("Fabrikam <!channel> & sons", "Sarah Chen", 27750, 33, "2026-12-22"),
    ("Adventure Works pilot", "Lukas Brandt", 9800, 32, "2026-12-02"),
]


def raw(text: str) -> Block:
    """A text cell."""
    return {"type": "raw_text", "text": text}


def number(value: float, text: str) -> Block:
    """A number cell."""
    return {"type": "raw_number", "value": value, "text": text}


def deals_table(block_type: str = "data_table") -> Block:
    """The stalled deals, as a `data_table` or a `table`."""
    head = [raw(title) for title in ("Deal", "Owner", "Amount", "Days in stage", "Close date")]
    rows = [
        [raw(deal), raw(owner), number(amount, f"{amount:,} USD"), number(days, str(days)), raw(close)]
        for deal, owner, amount, days, close in DEALS
    ]
    if block_type == "table":
        return {"type": "table", "rows": [head, *rows[:4]]}
    return {
        "type": "data_table",
        "caption": "Stalled in Negotiation",
        "page_size": 5,
        "rows": [head, *rows],
        "row_header_column_index": 0,
    }


def series_chart(kind: str, title: str, series: dict[str, list[float]], categories: list[str]) -> Block:
    """A bar, line or area chart."""
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {
            "type": kind,
            "series": [
                {
                    "name": name,
                    "data": [{"label": c, "value": v} for c, v in zip(categories, values, strict=True)],
                }
                for name, values in series.items()
            ],
            "axis_config": {"categories": categories, "y_label": "USD"},
        },
    }


def pie_chart() -> Block:
    """A pie."""
    segments = {"Commit": 412000, "Best Case": 297500, "Pipeline": 655400, "Omitted": 48000}
    return {
        "type": "data_visualization",
        "title": "Open pipeline by category",
        "chart": {"type": "pie", "segments": [{"label": k, "value": v} for k, v in segments.items()]},
    }


def steps(done: int, total: int = 5) -> Block:
    """The checklist of a run of which `done` steps are complete."""
    titles = ["Plan the question", "Check rights and freshness", "Pull the rows", "Count them again", "Write it down"]
    tasks = []
    for index, title in enumerate(titles[:total]):
        status = "complete" if index < done else "in_progress" if index == done else "pending"
        task: Block = {"type": "task_card", "task_id": f"step-{index}", "title": title, "status": status}
        if index < done and index == 2:
            task["output"] = rich("8 opportunities, 535,600 USD")
        tasks.append(task)
    return {"type": "plan", "title": "How this is worked out", "tasks": tasks}


def answer() -> list[Block]:
    """A whole answer as the product gives it."""
    return [
        steps(5),
        section("*8 deals* in Negotiation have been there for more than *30 days*, worth *535,600 USD*."),
        deals_table(),
        series_chart(
            "bar",
            "Stalled amount by owner",
            {"Stalled": [229900, 106300, 110400, 89000]},
            ["Priya Raman", "Lukas Brandt", "Tom Okafor", "Sarah Chen"],
        ),
        {
            "type": "context",
            "elements": [
                mrkdwn("As of today 14:00"),
                mrkdwn("Read as: _open deals, stage Negotiation, over 30 days in stage_"),
            ],
        },
        {
            "type": "actions",
            "block_id": "answer-actions",
            "elements": [
                button("Nudge 4 owners", "deals:nudge", style="primary"),
                button("Edit question", "question:edit"),
                button("Sources", "answer:sources"),
                button("Download CSV", "answer:csv"),
            ],
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "answer:feedback",
                    "positive_button": {"text": plain("Good answer"), "value": "good"},
                    "negative_button": {"text": plain("Bad answer"), "value": "bad"},
                }
            ],
        },
    ]


def text_blocks() -> list[Block]:
    """Every block that holds words."""
    return [
        {"type": "header", "text": plain("Words of every kind")},
        section(
            "*bold* _italic_ ~struck~ `code` <https://example.com/deal|a deal> <@U1> <#C1> <!here>\n"
            "> quoted &amp; escaped &lt;!channel&gt;\n<javascript:alert(1)|a dead link>"
        ),
        section(
            "Fields beside a menu",
            fields=[mrkdwn("*Owner*\nPriya Raman"), mrkdwn("*Stage*\nNegotiation"), plain("plain *not bold*")],
            accessory={
                "type": "overflow",
                "action_id": "row:menu",
                "options": [option("Snooze a week", "snooze"), option("Hand over", "hand_over")],
            },
        ),
        {"type": "divider"},
        {
            "type": "markdown",
            "text": "## Markdown\nA **bold** word, a [link](https://example.com), `code`.\n\n"
            "- first\n- second\n  - nested\n\n"
            "1. one\n2. two\n\n> a quote\n\n| Team | Won |\n| --- | ---: |\n| EMEA | 12 |\n| AMER | 9 |\n\n"
            "<img src=x onerror=alert(1)> stays text, [this](javascript:alert(1)) stays dead",
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Rich ", "style": {"bold": True}},
                        {"type": "text", "text": "text", "style": {"italic": True}},
                        {"type": "text", "text": " with "},
                        {"type": "link", "url": "https://example.com", "text": "a link"},
                        {"type": "text", "text": " and "},
                        {"type": "user", "user_id": "U2"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]},
                    ],
                },
                {
                    "type": "rich_text_preformatted",
                    "elements": [{"type": "text", "text": "SELECT count(*)\nFROM opportunities"}],
                },
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Said by a rep."}]},
            ],
        },
        {
            "type": "context",
            "elements": [
                {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a face"},
                mrkdwn("context with a picture from elsewhere"),
            ],
        },
        {"type": "image", "image_url": "https://example.com/chart.png", "alt_text": "A chart nobody fetches"},
    ]


def number_blocks() -> list[Block]:
    """Tables and charts."""
    quarters = ["Q1", "Q2", "Q3", "Q4"]
    return [
        deals_table("table"),
        series_chart("line", "Won by quarter", {"EMEA": [310, 420, 380, 512], "AMER": [280, 300, 455, 430]}, quarters),
        pie_chart(),
    ]


def grouped_blocks() -> list[Block]:
    """Blocks made of blocks, and the ones that act."""
    return [
        {
            "type": "carousel",
            "elements": [
                {
                    "type": "card",
                    "title": mrkdwn(f"*{name}*"),
                    "subtitle": mrkdwn(state),
                    "body": mrkdwn(body),
                    "actions": [button("Pause", f"{name}:pause"), button("Details", f"{name}:details")],
                }
                for name, state, body in (
                    ("Pipeline", "running", "Nudged 4 reps today."),
                    ("Forecast", "paused by Dana", "Waits until Monday."),
                    ("Analytics", "running", "No anomaly found."),
                )
            ],
        },
        {
            "type": "container",
            "title": plain("How was this made?"),
            "subtitle": plain("2 queries"),
            "is_collapsible": True,
            "default_collapsed": True,
            "child_blocks": [section("Two readers agreed."), {"type": "divider"}, rich("SELECT … 8 rows")],
        },
        steps(3),
        {
            "type": "task_card",
            "task_id": "alone",
            "title": "A task on its own",
            "status": "error",
            "details": rich("The database was locked."),
        },
        {
            "type": "actions",
            "block_id": "acts",
            "elements": [
                button(
                    "Close as lost",
                    "deal:lose",
                    style="danger",
                    confirm={
                        "title": plain("Close 3 deals as lost?"),
                        "text": mrkdwn("Each can be undone for *7 days*."),
                        "confirm": plain("Close them"),
                        "deny": plain("Keep them"),
                        "style": "danger",
                    },
                ),
                button("Only Dana sees this", "only:dana", visible_to_user_ids=["U1"]),
                button("Only Tom sees this", "only:tom", visible_to_user_ids=["U3"]),
                {
                    "type": "static_select",
                    "action_id": "pick:region",
                    "placeholder": plain("Region"),
                    "options": [option("EMEA", "emea"), option("AMER", "amer")],
                },
                {"type": "datepicker", "action_id": "pick:date", "initial_date": "2026-11-30"},
            ],
        },
        {
            "type": "video",
            "title": plain("How to read an answer"),
            "title_url": "https://example.com/v",
            "video_url": "https://example.com/v",
            "thumbnail_url": "https://example.com/t.png",
            "alt_text": "a video",
            "provider_name": "Example",
        },
    ]


def form_view(view_id: str = "V1") -> Block:
    """A modal with every input."""
    stages = [option("Prospecting", "p", "first talks"), option("Negotiation", "n"), option("Closed Won", "w")]
    inputs: list[tuple[str, Block]] = [
        ("Next step", {"type": "plain_text_input", "action_id": "a", "placeholder": plain("Call the champion")}),
        ("Note", {"type": "plain_text_input", "action_id": "a", "multiline": True}),
        ("Amount", {"type": "number_input", "action_id": "a", "is_decimal_allowed": False, "min_value": "1"}),
        ("E-mail", {"type": "email_text_input", "action_id": "a"}),
        ("Link", {"type": "url_text_input", "action_id": "a"}),
        ("Close date", {"type": "datepicker", "action_id": "a", "initial_date": "2026-12-18"}),
        ("Call at", {"type": "timepicker", "action_id": "a"}),
        ("Stage", {"type": "static_select", "action_id": "a", "options": stages}),
        ("Products", {"type": "multi_static_select", "action_id": "a", "options": stages}),
        ("Account", {"type": "external_select", "action_id": "a", "min_query_length": 1}),
        ("Category", {"type": "radio_buttons", "action_id": "a", "options": stages}),
        (
            "Tell",
            {"type": "checkboxes", "action_id": "a", "options": [option("The owner", "o"), option("The team", "t")]},
        ),
        ("Owner", {"type": "users_select", "action_id": "a"}),
        ("Reason", {"type": "rich_text_input", "action_id": "a"}),
    ]
    blocks = [
        {
            "type": "input",
            "block_id": label.lower().replace(" ", "_"),
            "label": plain(label),
            "element": element,
            "optional": label != "Next step",
            **({"hint": plain("One sentence the team will read.")} if label == "Next step" else {}),
        }
        for label, element in inputs
    ]
    return {
        "id": view_id,
        "type": "modal",
        "title": plain("Update the deal"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            {"type": "alert", "level": "info", "text": mrkdwn("Changes go through the *guard* and can be undone.")},
            *blocks,
        ],
    }


def home_view(view_id: str = "VHOME") -> Block:
    """An App Home as an operator would like it."""
    return {
        "id": view_id,
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Good afternoon, Dana")},
            section(
                "*1,840,000 USD* open pipeline, coverage *2.9x*",
                fields=[
                    mrkdwn("*Stalled*\n8 deals"),
                    mrkdwn("*Slipped*\n3 deals"),
                    mrkdwn("*Hygiene*\n91%"),
                    mrkdwn("*Waiting for you*\n2 approvals"),
                ],
            ),
            {
                "type": "actions",
                "block_id": "home-actions",
                "elements": [
                    button("Refresh", "home:refresh", style="primary"),
                    button("Pause all", "agents:pause", style="danger"),
                ],
            },
            {"type": "divider"},
            grouped_blocks()[0],
            {"type": "divider"},
            {"type": "header", "text": plain("Needs your eyes")},
            section(
                "*Northwind renewal*: 184,000 USD, 61 days in Negotiation",
                accessory={
                    "type": "overflow",
                    "action_id": "queue:menu",
                    "options": [option("Accept", "a"), option("Reject", "r")],
                },
            ),
            {"type": "context", "elements": [mrkdwn("Held by the scorer, rule _burst of amounts_")]},
            deals_table("table"),
        ],
    }
