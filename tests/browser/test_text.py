"""How the page reads Slack's mrkdwn and standard markdown, word for word."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

READ = """async ([kind, texts]) => {
    const text = await import("/web/text.js");
    const names = { U1: "Dana" };
    const ctx = { me: { id: "U1" }, personName: (id) => names[id], channelName: (id) => ({ C1: "sales" })[id] };
    return texts.map((one) => {
        const host = document.createElement("div");
        const began = performance.now();
        host.append(...text[kind](one, ctx));
        for (const link of host.querySelectorAll("a")) {
            for (const name of ["target", "rel", "title"]) link.removeAttribute(name);
        }
        for (const odd of host.querySelectorAll("[class], [title]")) {
            odd.removeAttribute("class");
            odd.removeAttribute("title");
        }
        return [host.innerHTML, performance.now() - began];
    });
}"""

MRKDWN = {
    "*b* _i_ ~s~ `c*d*`": "<b>b</b> <i>i</i> <s>s</s> <code>c*d*</code>",
    "*a _b_ c*": "<b>a <i>b</i> c</b>",
    "(*bold*), *bold*.": "(<b>bold</b>), <b>bold</b>.",
    "2*3*4 and snake_case_name and a * b * c": "2*3*4 and snake_case_name and a * b * c",
    "*not\nbold*": "*not<br>bold*",
    "<https://x.y/a?b=1&amp;c=2|lab &lt;el&gt;>": '<a href="https://x.y/a?b=1&amp;c=2">lab &lt;el&gt;</a>',
    "see https://x.y/a_b_c, then": 'see <a href="https://x.y/a_b_c">https://x.y/a_b_c</a>, then',
    "<mailto:a@b.c|a@b.c>": '<a href="mailto:a@b.c">a@b.c</a>',
    "<javascript:alert(1)|run>": "<span>run</span>",
    "<data:text/html,x|run> <file:///etc/passwd|f>": "<span>run</span> <span>f</span>",
    "a < b and c > d": "a &lt; b and c &gt; d",
    "<!channel> <!here|here> <!subteam^S1|@ops>": "<span>@channel</span> <span>@here</span> <span>@ops</span>",
    "<@U1> <@U9|bob> <#C1> <#C9|x>": "<span>@Dana</span> <span>@bob</span> <span>#sales</span> <span>#x</span>",
    "&amp;lt;b&amp;gt; &lt;!channel&gt;": "&amp;lt;b&amp;gt; &lt;!channel&gt;",
    "<!date^x^{date}|no date>": "<time>no date</time>",
    "```code *x* &lt;b&gt;```after": "<pre>code *x* &lt;b&gt;</pre>after",
    "```open": "```open",
    "&gt; quote\n&gt; two\nafter": "<blockquote>quote<br>two</blockquote>after",
    "<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
    ":tada: :nope: 10:30:45": "🎉 :nope: 10:30:45",
}

MARKDOWN = {
    "**b** *i* __b__ _i_ ~~s~~ `c`": "<p><strong>b</strong> <em>i</em> <strong>b</strong> <em>i</em> "
    "<s>s</s> <code>c</code></p>",
    "***both***": "<p><strong><em>both</em></strong></p>",
    "snake_case 2*3": "<p>snake_case 2*3</p>",
    "\\*not\\* \\`x\\`": "<p>*not* `x`</p>",
    "[x](javascript:alert(1)) [y](https://a.b/(c))": '<p><span>x</span> <a href="https://a.b/(c)">y</a></p>',
    "![alt](https://evil.example/x.png)": "<p><span>alt</span></p>",
    "<b>bold?</b> <https://ok.example>": '<p>&lt;b&gt;bold?&lt;/b&gt; <a href="https://ok.example/">'
    "https://ok.example</a></p>",
    "- a\n- b\n  1. c\n  2. d\n- e": "<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li><li>e</li></ul>",
    "> q\n> > r": "<blockquote><p>q</p><blockquote><p>r</p></blockquote></blockquote>",
    "```py\nx < y\n```\nafter": "<pre>x &lt; y</pre><p>after</p>",
    "a\nb\n\nc": "<p>a<br>b</p><p>c</p>",
    "# One\n### Three": "<h3>One</h3><h5>Three</h5>",
    "---": "<hr>",
}


@pytest.mark.parametrize(("kind", "cases"), [("mrkdwn", MRKDWN), ("markdown", MARKDOWN)])
def test_marks_are_read_as_slack_reads_them(kind: str, cases: dict[str, str], page: Page) -> None:
    drawn = page.evaluate(READ, [kind, list(cases)])
    assert {text: html for text, (html, _) in zip(cases, drawn, strict=True)} == cases


HARD = ["*a " * 13_000, "_" * 40_000, "<" * 40_000, "`" * 40_001, "```" * 13_000, "*_~" * 13_000, "**a " * 10_000]
HARD += ["[" * 40_000, "[a](" * 10_000, ">" * 40_000, "|" * 20_000 + "\n" + "|-" * 10_000, "http" * 10_000]
HARD += ["\n".join(" " * depth + "- x" for depth in range(200))]


@pytest.mark.parametrize("kind", ["mrkdwn", "markdown"])
def test_no_text_of_forty_thousand_letters_holds_the_page_up(kind: str, page: Page) -> None:
    slow = [text[:8] for text, (_, ms) in zip(HARD, page.evaluate(READ, [kind, HARD]), strict=True) if ms > 20_000]
    assert slow == []
