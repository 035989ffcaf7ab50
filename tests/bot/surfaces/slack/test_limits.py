"""The limits table catches what Slack would refuse."""

import copy

import pytest

from bot.surfaces.slack import limits, render
from tests.bot.surfaces import a_card


def an_answer():
    return copy.deepcopy(render.message(a_card.an_answer())[0])


def block(payload, kind):
    return next(one for one in payload["blocks"] if one["type"] == kind)


AN_ALERT = {"type": "alert", "level": "info", "text": {"type": "plain_text", "text": "x"}}
SPOILT = [
    ("no blocks", lambda p: p["blocks"].clear()),
    ("51 blocks", lambda p: p["blocks"].extend([{"type": "divider"}] * 50)),
    ("live mention", lambda p: p.update(text="<!channel>")),
    ("long text", lambda p: p.update(text="x" * 4001)),
    ("unescaped", lambda p: block(p, "section")["text"].update(type="mrkdwn", text="<!here>")),
    ("long header", lambda p: block(p, "header")["text"].update(text="x" * 151)),
    ("empty section", lambda p: block(p, "section")["text"].update(text="")),
    ("alert in a message", lambda p: p["blocks"].append(AN_ALERT)),
    ("two tables", lambda p: p["blocks"].append(block(p, "data_table"))),
    ("three charts", lambda p: p["blocks"].extend([block(p, "data_visualization")] * 2)),
    ("ragged table", lambda p: block(p, "data_table")["rows"][1].pop()),
    ("number without value", lambda p: block(p, "data_table")["rows"][1][1].pop("value")),
    ("long button", lambda p: block(p, "actions")["elements"][0]["text"].update(text="x" * 76)),
    ("same action twice", lambda p: block(p, "actions")["elements"].append(block(p, "actions")["elements"][0])),
    ("style of nobody", lambda p: block(p, "actions")["elements"][0].update(style="plain")),
    ("chart label", lambda p: block(p, "data_visualization")["chart"]["series"][0].update(name="x" * 21)),
    ("missing point", lambda p: block(p, "data_visualization")["chart"]["series"][0]["data"].pop()),
    ("crowded container", lambda p: block(p, "container").update(child_blocks=[{"type": "divider"}] * 11)),
    ("chart in container", lambda p: block(p, "container")["child_blocks"].append(block(p, "data_visualization"))),
]  # fmt: skip


@pytest.mark.parametrize(("what", "spoil"), SPOILT, ids=[what for what, _ in SPOILT])
def test_each_broken_limit_is_named(what, spoil):
    payload = an_answer()
    assert limits.check(payload, "message") == []
    spoil(payload)
    assert limits.check(payload, "message")


def test_a_modal_without_submit_cannot_have_inputs():
    view, _ = render.modal(a_card.a_form())
    del view["submit"]
    assert limits.check(view, "modal") == ["a modal with inputs has no submit"]
