"""What Slack makes of typed words."""

import time

import pytest

from bot.playground.typed_text import Reader

NAMES = {"Dana Whitcombe": "U0DANA", "dana": "U0DANA", "Quartermaster": "U0BOT", "qm": "U0BOT", "Dan": "U0DAN"}
READER = Reader(NAMES, {"sales": "C0SALES"}, {"U0DANA", "C0SALES"}.__contains__)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("show stalled deals", "show stalled deals"),
        ("@qm show deals", "<@U0BOT> show deals"),
        ("hey @Quartermaster, hi", "hey <@U0BOT>, hi"),
        ("ask @dana whitcombe please", "ask <@U0DANA> please"),
        ("ask @dana please", "ask <@U0DANA> please"),
        ("ask @Dan please", "ask <@U0DAN> please"),
        ("ask @danae please", "ask @danae please"),
        ("at 5 @ 3", "at 5 @ 3"),
        ("in #sales and #nowhere", "in <#C0SALES> and #nowhere"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel> wake up", "&lt;!channel&gt; wake up"),
        ("<@U0DANA> and <@U0NOBODY>", "<@U0DANA> and &lt;@U0NOBODY&gt;"),
        ("see https://x.example/a?b=1&c=2.", "see <https://x.example/a?b=1&amp;c=2>."),
        ("write to dana@acme.example", "write to <mailto:dana@acme.example|dana@acme.example>"),
        ("about acme.com today", "about <http://acme.com|acme.com> today"),
        ("node.js v1.2.3 at 10.5", "node.js v1.2.3 at 10.5"),
        ("", ""),
    ],
)
def test_typed_words_become_slack_text(typed, text):
    assert READER.read(typed)[0] == text


def test_typed_words_become_rich_text_too():
    _, block = READER.read("@qm look at https://x.example in #sales")
    assert block["elements"][0]["elements"] == [
        {"type": "user", "user_id": "U0BOT"},
        {"type": "text", "text": " look at "},
        {"type": "link", "url": "https://x.example"},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": "C0SALES"},
    ]


def test_forty_thousand_characters_are_read_quickly():
    typed = "@qm " + "a@b.c <@ # https://x " * 2_000
    assert READER.read(typed)[0].startswith("<@U0BOT> ")


@pytest.mark.parametrize("piece", ["a", "a.", "a@", "@ ", "a-", "http://", "<@U0"])
def test_the_longest_message_is_read_at_once(piece):
    before = time.process_time()
    READER.read((piece * 40_000)[:40_000])
    assert time.process_time() - before < 1
