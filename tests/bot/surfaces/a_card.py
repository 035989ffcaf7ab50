"""Cards for the tests of every surface: one of each shape, and any at all."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from domain.cards import (
    Button,
    Buttons,
    Card,
    Chart,
    Checklist,
    Code,
    Feedback,
    Field,
    Form,
    Link,
    Pairs,
    Rule,
    Section,
    Series,
    Table,
    Text,
    plain,
)
from domain.facts import Column

NAUGHTY = (
    "<!channel>",
    "<!everyone> <!here>",
    "<@U1> <#C1|general>",
    "<http://evil.example|Acme>",
    "https://evil.example/x?q=1",
    "*bold* _italic_ ~struck~ `code`",
    "**Acme** __x__",
    "```\nrm -rf\n```",
    "> quoted",
    "&lt;script&gt; &amp;amp;",
    ":smile: :flag-de:",
    "a\\*b\\\\c",
    "=HYPERLINK(1)",
    "'; DROP TABLE deals; --",
    "日本語 🙂 👩‍👩‍👧 1️⃣ ❤️",
    "naïve Ünï Ω ß ﷽",
    "  two  spaces  ",
    "line\nbreak\ttab",
    "{{7*7}} ${x} %s %n",
    "null undefined NaN",
)
"""Record text that must be shown byte for byte."""

HIDING = {
    "pay\u202etxt.exe": "pay⟨U+202E⟩txt.exe",
    "Ac\u200bme": "Ac⟨U+200B⟩me",
    "\ufeffAcme": "⟨U+FEFF⟩Acme",
    "a\u2066b\u2069": "a⟨U+2066⟩b⟨U+2069⟩",
    "soft\u00adhyphen": "soft⟨U+00AD⟩hyphen",
    "bell\x07": "bell⟨U+0007⟩",
    "nul\x00": "nul⟨U+0000⟩",
    "half\ud800": "half⟨U+D800⟩",
    "tag\U000e0041": "tag⟨U+E0041⟩",
    "fill\u3164er": "fill⟨U+3164⟩er",
    "A\ufe0fcme": "A⟨U+FE0F⟩cme",
}
"""Record text that hides something, and how it must be shown."""


def an_answer(**changes):
    """The card of an answered question, with one of everything that stands on it."""
    columns = (
        Column(field="name", label="Deal"),
        Column(field="amount", label="Amount", unit="USD"),
        Column(field="days_in_stage", label="Days in stage", unit="days"),
        Column(field="close_date", label="Close date", unit="date"),
        Column(field="win_rate", label="Win rate", unit="ratio"),
    )
    rows = (
        ("Acme <renewal>", Decimal("52187.50"), 94, date(2026, 12, 12), Decimal("0.632")),
        ("Globex & Sons", Decimal(310000), Decimal("51.75"), None, None),
    )
    card = Card(
        title="Stalled negotiation deals",
        summary="12 deals worth USD 2.1M are stalled in Negotiation.",
        nodes=(
            Text(text="**12 deals** worth **USD 2.1M** are stalled, the oldest is " + plain("Acme & Co") + "."),
            Text(text="The data is 14 h old.", tone="warning"),
            Table(caption="Stalled deals", columns=columns, rows=rows, total=12),
            Chart(title="By owner", kind="bar", unit="deals", series=(Series(name="deals", points=a_few_points()),)),
            Text(text="Data as of 20 Nov 2026 09:00 UTC", small=True),
            Rule(),
            Section(title="How was this made?", nodes=(Pairs(pairs=(("Pulled by", "puller"),)), Code(text="SELECT 1"))),
            Buttons(
                buttons=(
                    Button(label="Sources", press="run:sources", subject="run:1"),
                    Button(label="Download CSV", press="run:csv", subject="run:1"),
                    Button(label="Discard", press="run:drop", subject="run:1", style="danger", confirm="Really?"),
                )
            ),
            Feedback(press="run:feedback", subject="run:1"),
        ),
    )
    return card.model_copy(update=changes)


def a_few_points():
    """Three bars."""
    return (("Dana", Decimal(7)), ("Lee", Decimal(3)), ("Kim", Decimal("2.5")))


def a_plan():
    """The card of a run under way."""
    items = (
        ("Pull the deals", "done", "12 rows"),
        ("Count them again", "running", ""),
        ("Score", "waiting", ""),
        ("Draft", "failed", "no draft"),
    )
    return Card(summary="Working on it.", nodes=(Checklist(title="Show stalled deals", items=items),))


def a_form():
    """A dialog with one input of each kind."""
    stages = (("won", "Closed won"), ("lost", "Closed lost"))
    return Form(
        title="Edit the question",
        press="run:edit",
        subject="run:1",
        submit="Ask again",
        nodes=(Text(text="Nothing changes until you send it.", tone="warning"),),
        fields=(
            Field(name="question", label="Question", value="stalled deals"),
            Field(name="note", label="Note", kind="long_text", required=False, hint="For your colleagues."),
            Field(name="days", label="Days", kind="number", value="30"),
            Field(name="from", label="From", kind="date", value="2026-11-20"),
            Field(name="stage", label="Stage", kind="choice", value="lost", options=stages),
            Field(name="stages", label="Stages", kind="choices", value="won, lost", options=stages),
            Field(name="mail", label="E-mail", kind="email", value="dana@example.com"),
        ),
    )


words = st.one_of(
    st.text(max_size=20),
    st.sampled_from(NAUGHTY),
    st.sampled_from(list(HIDING)),
    st.text(alphabet="*_`\\~<>&:@#! ab\n", max_size=80),
    st.sampled_from(["long " * 100, "word " * 2_000, "<" * 1_500, "🙂" * 3_000, " " * 5_000 + "x", "\u202e" * 400]),
)
numbers = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.integers().map(Decimal),
    st.sampled_from([Decimal("1E+400"), Decimal("1E-400"), Decimal(0), Decimal("-0.0"), Decimal("1E+40")]),
)
cells = st.one_of(st.none(), st.integers(), numbers, words, st.dates())
columns = st.builds(
    Column,
    field=st.sampled_from(["amount", "coverage", "x"]),
    label=words,
    unit=st.sampled_from(["text", "USD", "ratio", "days", "deals", "date", ""]),
)
tables = st.builds(
    Table,
    caption=words,
    columns=st.lists(columns, max_size=22).map(tuple),
    rows=st.lists(st.lists(cells, max_size=4).map(tuple), max_size=5).map(tuple)
    | st.sampled_from([99, 100, 101]).map(lambda n: (("row", Decimal(n)),) * n),
    total=st.integers(0, 10**6),
)
series = st.builds(Series, name=words, points=st.lists(st.tuples(words, numbers), max_size=22).map(tuple))
charts = st.builds(
    Chart,
    title=words,
    kind=st.sampled_from(["bar", "line", "area", "pie"]),
    series=st.lists(series, max_size=3).map(tuple),
    unit=words,
)
texts = st.builds(
    Text, text=words | words.map(plain), tone=st.sampled_from(["plain", "good", "warning", "bad"]), small=st.booleans()
)
pairs = st.builds(Pairs, pairs=st.lists(st.tuples(words, words), max_size=12).map(tuple))
codes = st.builds(Code, text=words)
buttons = st.builds(
    Buttons,
    buttons=st.lists(
        st.builds(
            Button,
            label=words,
            press=st.sampled_from(["run:csv", "run:edit", "x" * 300, ""]),
            subject=words,
            style=st.sampled_from(["plain", "primary", "danger"]),
            confirm=words,
        )
        | st.builds(Link, label=words, url=words | st.just("https://crm.example/1")),
        max_size=30,
    ).map(tuple),
)
checklists = st.builds(
    Checklist,
    title=words,
    items=st.lists(st.tuples(words, st.sampled_from(["waiting", "running", "done", "failed"]), words), max_size=8).map(
        tuple
    ),
)
feedbacks = st.builds(Feedback, press=st.sampled_from(["run:feedback", ""]), subject=words)
sections = st.builds(
    Section,
    title=words,
    nodes=st.lists(st.one_of(texts, pairs, codes, tables, buttons), max_size=14).map(tuple),
    folded=st.booleans(),
)
any_node = st.one_of(texts, pairs, tables, charts, checklists, codes, st.just(Rule()), buttons, feedbacks, sections)
any_nodes = st.lists(any_node, max_size=4).map(tuple) | st.lists(any_node, min_size=1, max_size=1).map(
    lambda nodes: tuple(nodes * 60)
)
any_card = st.builds(Card, title=words, summary=words, nodes=any_nodes)
fields = st.builds(
    Field,
    name=words,
    label=words,
    kind=st.sampled_from(["text", "long_text", "number", "date", "choice", "choices", "email"]),
    value=words | st.sampled_from(["1", "-2.5", "1e5", "2026-11-20", "2026-13-40", "a@b.example", "won"]),
    options=st.lists(st.tuples(words, words), max_size=5).map(tuple)
    | st.integers(95, 120).map(lambda n: tuple((f"v{i}", f"label {i}") for i in range(n))),
    required=st.booleans(),
    hint=words,
)
any_form = st.builds(
    Form,
    title=words,
    press=st.sampled_from(["run:edit", "x" * 300]),
    subject=words,
    submit=words,
    nodes=any_nodes,
    fields=st.lists(fields, max_size=8).map(tuple),
)
