"""Cards as blocks: what is shown, what is cut and said to be cut, and that no record text ever means anything."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings

from bot.playground.limits import LONGEST_BLOCKS, faults_in_blocks, faults_in_view, length_of
from bot.surfaces.slack import limits, render
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
    Home,
    Link,
    Pairs,
    Section,
    Series,
    Table,
    Text,
    plain,
)
from domain.facts import Column
from tests.bot.surfaces import a_card

SNAPSHOTS = Path(__file__).parent / "snapshots"
SHAPES = {
    "message_answer": lambda: render.message(a_card.an_answer()),
    "message_plan": lambda: render.message(a_card.a_plan()),
    "home_answer": lambda: render.home(Home(nodes=a_card.an_answer().nodes)),
    "home_plan": lambda: render.home(Home(nodes=a_card.a_plan().nodes)),
    "modal_form": lambda: render.modal(a_card.a_form()),
    "modal_answer": lambda: render.modal(
        Form(title="How was this made?", press="run:trace", subject="run:1", nodes=a_card.an_answer().nodes)
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.row("C3")
def test_the_main_shapes_look_as_they_were_approved(shape):
    payload, _ = SHAPES[shape]()
    approved = SNAPSHOTS / f"{shape}.json"
    assert payload == json.loads(approved.read_text()), f"{approved} differs; look at it and approve the new one"


@pytest.mark.parametrize("shape", SHAPES)
def test_slack_takes_the_main_shapes(shape):
    payload, _ = SHAPES[shape]()
    surface = shape.partition("_")[0]
    assert limits.check(payload, surface) == []
    assert refused(payload, surface) == []


def refused(payload, surface):
    """What the local Slack, which reads the documentation for itself, would not take."""
    if surface != "message":
        return faults_in_view(payload)
    too_long = [f"{length_of(payload['blocks'])} characters"] if length_of(payload["blocks"]) > LONGEST_BLOCKS else []
    return [*faults_in_blocks(payload["blocks"], "message"), *too_long]


@settings(max_examples=40)
@given(card=a_card.any_card)
@pytest.mark.row("C3")
def test_any_card_at_all_becomes_a_message_within_every_limit(card):
    payload, _ = render.message(card, link_hosts=("crm.example",))
    assert limits.check(payload, "message") == []
    assert refused(payload, "message") == []
    json.dumps(payload, allow_nan=False).encode()


@settings(max_examples=40)
@given(form=a_card.any_form)
@example(form=Form(title="", press="run:edit", subject="", nodes=(), fields=(Field(name=" ", label="", kind="text"),)))
def test_any_form_at_all_becomes_a_modal_within_every_limit(form):
    payload, _ = render.modal(form)
    assert limits.check(payload, "modal") == []
    assert refused(payload, "modal") == []
    json.dumps(payload, allow_nan=False).encode()


@settings(max_examples=40)
@given(nodes=a_card.any_nodes)
def test_any_nodes_at_all_become_a_home_within_every_limit(nodes):
    payload, _ = render.home(Home(nodes=nodes))
    assert limits.check(payload, "home") == []
    assert refused(payload, "home") == []


def places_of(text):
    """A card that holds the text in every place a record's text can stand."""
    column, table = Column(field="name", label="Deal"), ((text,),)
    return Card(
        title=text,
        summary=text,
        nodes=(
            Text(text=plain(text)),
            Text(text=plain(text), small=True),
            Text(text=plain(text), tone="bad"),
            Pairs(pairs=(("Account", text),)),
            Table(caption=text, columns=(column,), rows=table, total=1),
            Code(text=text),
            Checklist(title=text, items=((text, "done", text),)),
            Section(title=text, nodes=(Text(text=plain(text)), Pairs(pairs=((text, text),)), Code(text=text))),
            Buttons(buttons=(Button(label=text, press="run:x", subject="1"), Link(label=text, url=text))),
            Chart(title=text, kind="bar", series=(Series(name=text, points=((text, Decimal(1)),)),)),
        ),
    )


@pytest.mark.parametrize("text", [*a_card.NAUGHTY, *a_card.HIDING])
@pytest.mark.row("C3")
def test_record_text_is_inert_in_every_place(text):
    payload, _ = render.message(places_of(text))
    assert limits.check(payload, "message") == []
    for part in objects_of(payload):
        assert part.get("type") not in ("link", "user", "channel", "broadcast", "image", "video", "emoji")
        assert not part.get("emoji", False)
        if part.get("type") == "mrkdwn":
            assert part["verbatim"] is True
            assert not set(part["text"]) & set("<>")
        if part.get("type") == "button":
            assert "url" not in part


@pytest.mark.parametrize("text", a_card.NAUGHTY)
@pytest.mark.row("C6")
def test_record_text_is_shown_byte_for_byte(text):
    payload, _ = render.message(places_of(text))
    header, paragraph, small, bad, pair, *_ = payload["blocks"]
    assert shown(header["text"]) == text
    assert shown(paragraph["text"]) == text
    assert shown(small["elements"][0]) == text
    assert shown(bad["text"]) == f"🛑 {text}"
    assert shown(pair["fields"][1]) == text
    table = next(block for block in payload["blocks"] if block["type"] == "data_table")
    assert table["rows"][1][0]["text"] == text
    assert shown({"type": "mrkdwn", "text": payload["text"]}) == text


@pytest.mark.parametrize(("text", "seen"), a_card.HIDING.items())
@pytest.mark.row("C3", "C6")
def test_what_hides_is_written_out(text, seen):
    payload, _ = render.message(places_of(text))
    assert shown(payload["blocks"][0]["text"]) == seen
    assert shown(payload["blocks"][1]["text"]) == seen
    written = json.dumps(payload, ensure_ascii=False)
    assert not any(char in written for char in text if char not in seen)


def shown(text_object):
    """What a person sees of a text object that holds no marks of ours."""
    text = text_object["text"]
    if text_object["type"] == "mrkdwn":
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


def objects_of(part):
    """Every object of a payload."""
    if isinstance(part, dict):
        yield part
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from objects_of(value)


def test_our_own_marks_become_slacks():
    payload, _ = render.message(Card(summary="x", nodes=(Text(text="**12** deals, _about_ `x` & more"),)))
    assert payload["blocks"][0]["text"]["text"] == "*12* deals, _about_ `x` &amp; more"


def test_style_gives_way_where_it_would_change_what_a_record_says():
    payload, _ = render.message(Card(summary="x", nodes=(Text(text="**Oldest:** " + plain("*Acme*")),)))
    assert payload["blocks"][0]["text"] == {"type": "plain_text", "text": "Oldest: *Acme*", "emoji": False}


def test_more_rows_than_fit_are_counted_on_the_card():
    payload, warnings = render.message(a_card.an_answer())
    said = [block["elements"][0]["text"] for block in payload["blocks"] if block["type"] == "context"]
    assert "+10 more rows, all 12 in Download CSV." in said
    assert warnings == ["+10 more rows, all 12 in Download CSV."]


def a_table(rows, columns=1, total=0, text="x"):
    shape = tuple(Column(field=f"c{at}", label=f"Column {at}") for at in range(columns))
    return Table(caption="Deals", columns=shape, rows=((text,) * columns,) * rows, total=total or rows)


@pytest.mark.parametrize(
    ("table", "shown_rows", "said"),
    [
        (a_table(100), 100, None),
        (a_table(101), 100, "+1 more row of 101."),
        (a_table(112), 100, "+12 more rows of 112."),
        (a_table(2, columns=21), 2, "+1 more column."),
        (a_table(100, columns=2, text="y" * 150), 33, "+67 more rows of 100."),
        (a_table(3, text="z" * 300), 3, "3 long cells are cut."),
    ],
)
def test_a_table_is_cut_at_each_limit_and_says_so(table, shown_rows, said):
    payload, warnings = render.message(Card(summary="x", nodes=(table,)))
    assert len(payload["blocks"][0]["rows"]) - 1 == shown_rows
    assert warnings == ([said] if said else [])
    assert [b["elements"][0]["text"] for b in payload["blocks"] if b["type"] == "context"] == warnings


def test_numbers_go_as_numbers_so_that_slack_sorts_them():
    payload, _ = render.message(a_card.an_answer())
    table = next(block for block in payload["blocks"] if block["type"] == "data_table")
    assert table["rows"][1] == [
        {"type": "raw_text", "text": "Acme <renewal>"},
        {"type": "raw_number", "value": 52187.5, "text": "USD 52,187.50"},
        {"type": "raw_number", "value": 94, "text": "94"},
        {"type": "raw_text", "text": "2026-12-12"},
        {"type": "raw_number", "value": 0.632, "text": "63.2%"},
    ]
    assert table["page_size"] == 10


def test_an_empty_table_says_so():
    payload, _ = render.message(Card(summary="x", nodes=(a_table(0),)))
    assert [shown(b.get("text") or b["elements"][0]) for b in payload["blocks"]] == ["*Deals*", "No rows."]


def test_the_second_table_of_a_message_is_drawn_in_characters():
    payload, _ = render.message(Card(summary="x", nodes=(a_table(2), a_table(2))))
    assert [block["type"] for block in payload["blocks"]] == ["data_table", "section", "rich_text"]


def test_a_table_on_home_is_the_plain_one():
    payload, _ = render.home(Home(nodes=(a_table(2),)))
    assert [block["type"] for block in payload["blocks"]] == ["section", "table"]


def a_chart(kind, points, **more):
    return Chart(title="Split", kind=kind, series=(Series(name="s", points=tuple(points)), *more.get("also", ())))


def test_a_pie_drops_what_it_cannot_draw_and_counts_it():
    payload, warnings = render.message(
        Card(summary="x", nodes=(a_chart("pie", [("a", Decimal(3)), ("b", Decimal(0)), ("c", Decimal(-1))]),))
    )
    assert payload["blocks"][0]["chart"]["segments"] == [{"label": "a", "value": 3}]
    assert warnings == ["2 values that are not above zero not drawn."]


def test_the_smallest_slices_of_a_pie_are_added_up_so_that_the_whole_stays_whole():
    points = [(f"p{at}", Decimal(at)) for at in range(1, 16)]
    payload, warnings = render.message(Card(summary="x", nodes=(a_chart("pie", points),)))
    segments = payload["blocks"][0]["chart"]["segments"]
    assert len(segments) == 12
    assert segments[-1] == {"label": "4 others", "value": 10}
    assert sum(segment["value"] for segment in segments) == 120
    assert warnings == ["“4 others” adds up the smallest slices."]


def test_labels_that_look_alike_when_cut_stay_apart():
    points = [("a very long account name, north", Decimal(1)), ("a very long account name, south", Decimal(2))]
    payload, _ = render.message(Card(summary="x", nodes=(a_chart("bar", points),)))
    categories = payload["blocks"][0]["chart"]["axis_config"]["categories"]
    assert len(set(categories)) == 2
    assert all(len(name) <= 20 for name in categories)


def test_a_point_missing_from_a_series_is_said():
    also = (Series(name="t", points=(("b", Decimal(2)),)),)
    payload, warnings = render.message(Card(summary="x", nodes=(a_chart("line", [("a", Decimal(1))], also=also),)))
    assert [point["value"] for point in payload["blocks"][0]["chart"]["series"][1]["data"]] == [0, 2]
    assert warnings == ["Points without a value, drawn as zero: 2."]


def test_the_third_chart_of_a_message_and_every_chart_of_home_are_drawn_in_characters():
    nodes = (a_chart("bar", a_card.a_few_points()),) * 3
    payload, _ = render.message(Card(summary="x", nodes=nodes))
    assert [block["type"] for block in payload["blocks"]] == ["data_visualization"] * 2 + ["section", "rich_text"]
    payload, _ = render.home(Home(nodes=nodes[:1]))
    assert "Dana ████████████████████ 7" in payload["blocks"][1]["elements"][0]["elements"][0]["text"]


def test_a_press_used_twice_on_a_card_gets_two_action_ids():
    twice = Buttons(buttons=(Button(label="A", press="ask:say", subject="1"),) * 2)
    payload, _ = render.message(Card(summary="x", nodes=(twice, twice)))
    ids = [element["action_id"] for block in payload["blocks"] for element in block["elements"]]
    assert ids == ["ask:say", "ask:say#2", "ask:say#3", "ask:say#4"]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "http://crm.example/1",
        "javascript:alert(1)",
        "https://crm.example@evil.example/",
        "https://evil.example#crm.example",
        "https://crm.example.evil.example/",
        "//crm.example/1",
        "https://[crm.example",
        "https://crm.example/\u202e",
        "",
    ],
)
@pytest.mark.row("M5")
def test_a_link_to_a_host_that_is_not_listed_is_only_words(url):
    card = Card(summary="x", nodes=(Buttons(buttons=(Link(label="Open", url=url),)),))
    payload, _ = render.message(card, link_hosts=("crm.example",))
    assert [part["type"] for part in payload["blocks"]] == ["context"]
    assert payload["blocks"][0]["elements"][0]["type"] == "plain_text"


@pytest.mark.row("M5")
def test_a_link_to_a_listed_host_is_a_button_and_none_is_listed_by_default():
    card = Card(summary="x", nodes=(Buttons(buttons=(Link(label="Open", url="https://crm.example/1"),)),))
    payload, _ = render.message(card, link_hosts=("crm.example",))
    assert payload["blocks"][0]["elements"][0]["url"] == "https://crm.example/1"
    payload, _ = render.message(card)
    assert payload["blocks"][0]["type"] == "context"


def test_a_button_that_cannot_carry_its_id_is_left_out_rather_than_cut():
    card = Card(summary="x", nodes=(Buttons(buttons=(Button(label="A", press="run:x", subject="y" * 3000),)),))
    payload, warnings = render.message(card)
    assert all(block["type"] != "actions" for block in payload["blocks"])
    assert warnings


def test_a_card_that_is_too_long_keeps_its_last_buttons_and_counts_the_rest():
    nodes = (*[Text(text=f"Part {at}.") for at in range(70)], *a_card.an_answer().nodes[-2:])
    payload, warnings = render.message(Card(summary="x", nodes=nodes))
    assert len(payload["blocks"]) == 50
    assert [block["type"] for block in payload["blocks"][-3:]] == ["context", "actions", "context_actions"]
    assert warnings == ["+23 more parts of this card, too long to show."]


def test_a_long_paragraph_is_broken_and_not_cut():
    text = " ".join(f"word{at}" for at in range(1200))
    payload, warnings = render.message(Card(summary="x", nodes=(Text(text=text),)))
    assert "".join(block["text"]["text"] for block in payload["blocks"]) == text
    assert len(payload["blocks"]) > 1
    assert warnings == []


def test_a_folded_section_is_a_container_in_a_message_and_plain_blocks_elsewhere():
    section = Section(title="Details", nodes=tuple(Text(text=f"Line {at}.") for at in range(12)))
    payload, _ = render.message(Card(summary="x", nodes=(section,)))
    assert [block["title"]["text"] for block in payload["blocks"]] == ["Details (1/2)", "Details (2/2)"]
    assert payload["blocks"][0]["default_collapsed"] is True
    payload, _ = render.home(Home(nodes=(section,)))
    assert {block["type"] for block in payload["blocks"]} == {"section"}


def test_a_modal_carries_press_and_subject_and_shows_a_long_title_in_full():
    form = Form(title="How was this answer made, step by step?", press="run:trace", subject="run:1")
    payload, _ = render.modal(form)
    assert json.loads(payload["private_metadata"]) == {"press": "run:trace", "subject": "run:1"}
    assert payload["title"]["text"] == "How was this answer mad…"
    assert payload["blocks"][0]["text"]["text"] == "*How was this answer made, step by step?*"
    assert "submit" not in payload


def test_inputs_are_named_after_their_fields_and_prefilled_only_with_what_slack_takes():
    fields = (
        Field(name="days", label="Days", kind="number", value="many"),
        Field(name="from", label="From", kind="date", value="tomorrow"),
        Field(name="mail", label="Mail", kind="email", value="dana"),
        Field(name="days", label="Again", kind="text"),
    )
    payload, _ = render.modal(Form(title="T", press="p:q", subject="1", fields=fields))
    assert [block["block_id"] for block in payload["blocks"]] == ["days", "from", "mail", "days.2"]
    assert all(not any(name.startswith("initial") for name in block["element"]) for block in payload["blocks"])


def test_choices_beyond_slacks_limit_are_counted_and_what_is_chosen_stays():
    options = tuple((f"v{at}", f"Choice {at}") for at in range(120))
    field = Field(name="pick", label="Pick", kind="choice", value="v119", options=options)
    payload, warnings = render.modal(Form(title="T", press="p:q", subject="1", fields=(field,)))
    element = payload["blocks"][0]["element"]
    assert len(element["options"]) == 100
    assert element["initial_option"]["value"] == "v119"
    assert warnings == ["+20 more choices of Pick that do not fit here."]


def test_feedback_carries_its_verdict_with_the_subject():
    payload, _ = render.message(Card(summary="x", nodes=(Feedback(press="run:feedback", subject="run:1"),)))
    buttons = payload["blocks"][0]["elements"][0]
    assert (buttons["positive_button"]["value"], buttons["negative_button"]["value"]) == ("good|run:1", "bad|run:1")


def test_a_card_without_nodes_still_says_its_summary():
    payload, _ = render.message(Card(summary="Nothing found."))
    assert payload["blocks"] == [
        {"type": "section", "text": {"type": "plain_text", "text": "Nothing found.", "emoji": False}}
    ]
