"""What a person can see and do on the playground's page, with a tiny bot behind it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.playground.slack_api import LocalSlack
from tests.browser import gallery
from tests.browser.conftest import Office
from tests.browser.fake_bot import FakeBot

pytestmark = pytest.mark.browser

Json = dict[str, Any]
Shoot = Callable[[str], Path]

PROMPTS = [
    {"title": "Stalled deals", "message": "show stalled negotiation deals"},
    {"title": "Forecast this quarter", "message": "what is the commit for this quarter by rep?"},
    {"title": "Who is behind quota", "message": "attainment by rep this quarter"},
    {"title": "Slipped close dates", "message": "which deals slipped since last month?"},
]


def id_of(slack: LocalSlack, name: str) -> str:
    """The id of a person or channel."""
    if name.startswith("#"):
        return str(slack.workspace.channel(name)["id"])
    return str(slack.workspace.person(name)["id"])


def dm_of(slack: LocalSlack, name: str = "Dana Whitfield") -> str:
    """The id of somebody's conversation with the bot."""
    return str(slack.workspace.dm_of(id_of(slack, name))["id"])


def offers_prompts(bot: FakeBot) -> None:
    """Lets the bot suggest questions when its conversation is opened."""

    def suggest(bot: FakeBot, payload: Json) -> None:
        if payload["event"]["tab"] == "messages":
            channel = payload["event"]["channel"]
            bot.call("assistant.threads.setSuggestedPrompts", channel_id=channel, prompts=PROMPTS)

    bot.on("home", suggest)


def answers(bot: FakeBot, *replies: list[Json]) -> None:
    """Lets the bot answer each question in its thread with these messages."""

    def answer(bot: FakeBot, payload: Json) -> None:
        event = payload["event"]
        for blocks in replies:
            bot.post(event["channel"], "8 deals are stalled.", blocks=blocks, thread_ts=event["ts"])

    bot.on("message", answer)


def ask(page: Page, text: str) -> None:
    """Types into the box at the foot, and sends."""
    page.locator(".foot textarea").fill(text)
    page.keyboard.press("Enter")


# --- the first minute -------------------------------------------------------------------------------------------


def test_the_conversation_with_the_bot_opens_first_with_questions_to_click(
    bot: FakeBot, page: Page, screenshot: Shoot
) -> None:
    offers_prompts(bot)
    page.reload()
    expect(page.get_by_role("heading", name="Ask Quartermaster about your pipeline")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Acting as Dana Whitfield"))).to_be_visible()
    expect(page.locator(".prompt-card")).to_have_count(4)
    screenshot("welcome")
    page.get_by_text("show stalled negotiation deals").click()
    assert bot.heard_of("message")["event"]["text"] == "show stalled negotiation deals"
    expect(page.locator(".message", has_text="show stalled negotiation deals")).to_be_visible()


def test_steps_tick_while_the_bot_works_and_the_answer_takes_their_place(
    bot: FakeBot, slack: LocalSlack, page: Page, screenshot: Shoot
) -> None:
    ask(page, "show stalled negotiation deals")
    question = bot.heard_of("message")["event"]
    bot.call(
        "assistant.threads.setStatus",
        channel_id=question["channel"],
        thread_ts=question["ts"],
        status="is thinking…",
        loading_messages=["Pulling the rows", "Counting them again"],
    )
    expect(page.locator(".status-line")).to_contain_text("Quartermaster is thinking…")
    expect(page.locator(".status-line")).to_contain_text("Pulling the rows…")
    posted = bot.post(question["channel"], "Working on it", blocks=[gallery.steps(2)], thread_ts=question["ts"])
    expect(page.locator(".task .status-complete")).to_have_count(2)
    expect(page.locator(".status-line")).to_have_count(0)
    screenshot("working")
    bot.call("chat.update", channel=question["channel"], ts=posted["ts"], text="8 deals", blocks=gallery.answer())
    expect(page.locator(".plan-count")).to_have_text("5 of 5")
    expect(page.get_by_text("have been there for more than")).to_be_visible()
    expect(page.locator(".message.from-bot")).to_have_count(1)
    screenshot("answer")


def test_an_answer_longer_than_the_window_is_read_from_the_question_down(bot: FakeBot, page: Page) -> None:
    answers(bot, gallery.answer())
    ask(page, "show stalled negotiation deals")
    expect(page.locator(".block-data_visualization")).to_be_attached()
    expect(page.locator(".message", has_text="show stalled negotiation deals").first).to_be_in_viewport()
    ask(page, "and again")
    expect(page.locator(".message", has_text="and again").first).to_be_in_viewport()


def test_an_answer_can_be_streamed_word_by_word(bot: FakeBot, slack: LocalSlack, page: Page) -> None:
    ask(page, "hello")
    question = bot.heard_of("message")["event"]
    begun = bot.call("chat.startStream", channel=question["channel"], thread_ts=question["ts"])
    where = {"channel": question["channel"], "ts": begun["ts"]}
    bot.call("chat.appendStream", **where, markdown_text="**8 deals** are ")
    expect(page.locator(".message.from-bot")).to_contain_text("8 deals are")
    bot.call("chat.stopStream", **where, markdown_text="stalled.")
    expect(page.locator(".message.from-bot")).to_contain_text("8 deals are stalled.")
    expect(page.locator(".message.from-bot strong")).to_have_text("8 deals")


# --- tables and charts ------------------------------------------------------------------------------------------


def first_column(page: Page) -> list[str]:
    """The first cell of each row shown in the data table."""
    return page.locator(".sortable tbody tr > :first-child").all_inner_texts()


def test_a_data_table_pages_sorts_and_filters(bot: FakeBot, page: Page) -> None:
    answers(bot, [gallery.deals_table()])
    ask(page, "deals")
    expect(page.locator(".row-count")).to_have_text("1–5 of 8 rows")
    page.get_by_role("button", name="Next page").click()
    assert first_column(page) == ["Wingtip support", "Fabrikam <!channel> & sons", "Adventure Works pilot"]
    page.get_by_role("button", name="Amount").click()
    assert first_column(page)[0] == "Adventure Works pilot", "9,800 is less than 184,000, whatever its first digit"
    page.get_by_role("button", name="Amount").click()
    assert first_column(page)[0] == "Northwind renewal"
    expect(page.locator("th", has_text="Amount")).to_have_attribute("aria-sort", "descending")
    page.get_by_placeholder("Filter rows").fill("priya")
    expect(page.locator(".row-count")).to_have_text("2 of 8 rows")
    page.get_by_placeholder("Filter rows").fill("nobody")
    expect(page.get_by_text("No row matches this filter.")).to_be_visible()


def test_numbers_stand_on_the_right_and_words_on_the_left(bot: FakeBot, page: Page) -> None:
    answers(bot, [gallery.deals_table()])
    ask(page, "deals")
    row = page.locator(".sortable tbody tr").first
    expect(row.locator("td", has_text="184,000")).to_have_css("text-align", "right")
    expect(row.locator("td", has_text="Priya Raman")).to_have_css("text-align", "left")


def test_a_table_keeps_its_order_while_the_message_is_updated(bot: FakeBot, page: Page) -> None:
    answers(bot, [gallery.deals_table()])
    ask(page, "deals")
    page.get_by_role("button", name="Amount").click()
    page.get_by_placeholder("Filter rows").fill("o")
    sorted_first = first_column(page)[0]
    event = bot.heard_of("message")["event"]
    ts = page.locator(".message.from-bot").get_attribute("data-ts")
    blocks = [gallery.section("Updated"), gallery.deals_table()]
    bot.call("chat.update", channel=event["channel"], ts=ts, text="x", blocks=[*reversed(blocks)])
    expect(page.get_by_text("Updated")).to_be_visible()
    assert first_column(page)[0] == sorted_first
    expect(page.get_by_placeholder("Filter rows")).to_have_value("o")
    expect(page.get_by_placeholder("Filter rows")).to_be_focused()


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_a_chart_tells_its_values_to_pointer_keyboard_and_reader(kind: str, bot: FakeBot, page: Page) -> None:
    series = {"EMEA": [310.0, 420.0, -80.0], "AMER": [280.0, 300.0, 455.0]}
    answers(bot, [gallery.series_chart(kind, "Won by quarter", series, ["Q1", "Q2", "Q3"])])
    ask(page, "chart")
    drawn = page.get_by_role("img", name=re.compile(f"Won by quarter, {kind} chart.*EMEA: Q1 310, Q2 420, Q3 -80"))
    expect(drawn).to_be_visible()
    drawn.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".chart-tip")).to_have_text("Q2EMEA420AMER300")
    drawn.hover()
    expect(page.locator(".chart-tip")).to_be_visible()
    page.get_by_role("button", name="Values").click()
    expect(page.locator(".chart-values tbody tr")).to_have_count(3)
    expect(page.locator(".legend li")).to_have_text(["EMEA", "AMER"])


def test_a_pie_says_each_share(bot: FakeBot, page: Page) -> None:
    answers(bot, [gallery.pie_chart()])
    ask(page, "pie")
    expect(page.locator(".slice")).to_have_count(4)
    expect(page.locator(".legend li").first).to_have_text("Commit 29%")
    page.locator(".chart-svg").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".chart-tip")).to_contain_text("412,000")


# --- every block, and hostile text ------------------------------------------------------------------------------


def test_every_block_is_drawn(bot: FakeBot, page: Page, screenshot: Shoot) -> None:
    answers(bot, gallery.text_blocks(), gallery.number_blocks(), gallery.grouped_blocks())
    ask(page, "everything")
    expect(page.locator(".block-video")).to_be_attached()
    expect(page.locator(".unknown-block")).to_have_count(0)
    kinds = {name for names in (_classes(page)) for name in names.split() if name.startswith("block-")}
    sent = [*gallery.text_blocks(), *gallery.number_blocks(), *gallery.grouped_blocks()]
    assert {f"block-{block['type']}" for block in sent} <= kinds
    for top in (0, 900, 1800, 99_999):
        page.locator(".scroll").evaluate("(box, top) => { box.scrollTop = top; }", top)
        screenshot(f"blocks-{top}")


def _classes(page: Page) -> list[str]:
    return [str(found) for found in page.locator(".block").evaluate_all("all => all.map(e => e.className)")]


def test_a_block_of_the_future_is_shown_as_a_labelled_box(page: Page) -> None:
    drawn = page.evaluate(
        """async () => {
            const { drawBlocks } = await import("/web/blocks.js");
            const host = document.createElement("div");
            host.append(...drawBlocks([{ type: "hologram", shape: "cube" }], { me: {} }));
            return host.textContent;
        }"""
    )
    assert "Block “hologram” is not drawn by the playground." in drawn
    assert '"shape": "cube"' in drawn


MALFORMED: list[Json] = [
    {},
    {"text": None, "elements": None, "element": None, "rows": None, "tasks": None, "chart": None},
    {"text": 5, "elements": 5, "element": 5, "rows": 5, "tasks": 5, "chart": 5, "child_blocks": 5},
    {"elements": [None, 5, "x", {"type": "static_select"}, {"type": "constructor"}], "rows": [None, [], [None]]},
    {"chart": {"type": "pie", "segments": [{"label": "a", "value": -1}]}, "tasks": [None], "child_blocks": [None]},
    {"chart": {"type": "bar"}, "rows": [[{"type": "raw_text", "text": "h"}]], "text": {"type": "mrkdwn"}},
]


def test_no_malformed_block_can_break_the_page(page: Page) -> None:
    kinds = ["section", "header", "image", "context", "actions", "context_actions", "input", "rich_text", "markdown"]
    kinds += ["table", "data_table", "data_visualization", "card", "carousel", "container", "alert", "plan"]
    kinds += ["task_card", "video", "divider", "constructor", "__proto__"]
    broken = page.evaluate(
        """async ([kinds, shapes]) => {
            const { drawBlocks } = await import("/web/blocks.js");
            const { Values, stateOf, mistakes } = await import("/web/forms.js");
            const silent = console.error;
            console.error = () => {};
            const nothing = () => [];
            const kept = { values: new Values(), memory: () => ({}), people: nothing, channels: nothing };
            const ctx = { key: "k", me: { id: "U1" }, ...kept };
            const broken = [];
            for (const type of kinds) for (const shape of shapes) {
                try {
                    document.body.append(...drawBlocks([{ ...shape, type }, null, 5, "x"], ctx));
                    stateOf([{ ...shape, type }, null], ctx.values);
                    mistakes([{ ...shape, type }, null], ctx.values);
                } catch (error) {
                    broken.push([type, shape, String(error)]);
                }
            }
            await new Promise((done) => setTimeout(done, 200));
            console.error = silent;
            return broken;
        }""",
        [kinds, MALFORMED],
    )
    assert broken == []


HOSTILE = [
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "&lt;img src=x onerror='window.hit = 1'&gt;",
    "&lt;!channel&gt; &lt;@U0EVERYONE&gt;",
    "</textarea><svg onload='window.hit = 1'>",
    "[press](javascript:window.hit=1) [data](data:text/html,x)",
]


def test_record_text_is_inert_wherever_it_stands(bot: FakeBot, page: Page) -> None:
    text = "\n".join(HOSTILE)
    cells = [[gallery.raw("Deal")], *([gallery.raw(one)] for one in HOSTILE)]
    blocks: list[Json] = [
        {"type": "section", "text": gallery.plain(text), "fields": [gallery.plain(text), gallery.mrkdwn(text)]},
        {"type": "markdown", "text": text},
        gallery.rich(text),
        {"type": "data_table", "caption": HOSTILE[1], "rows": cells},
        {"type": "context", "elements": [gallery.mrkdwn(text)]},
    ]
    answers(bot, blocks)
    ask(page, text)
    expect(page.locator(".block-data_table")).to_be_visible()
    assert page.evaluate("window.hit") is None
    message = page.locator(".message .blocks")
    assert message.locator("script, img, svg[onload], iframe, object, [onerror], [onload]").count() == 0
    assert message.locator("a:not([href^='http'])").count() == 0
    expect(page.locator(".mention-loud")).to_have_count(0)
    expect(page.locator(".sortable")).to_contain_text("&lt;!channel&gt;")


def test_links_that_run_something_are_dead_and_others_open_apart(bot: FakeBot, page: Page) -> None:
    answers(bot, [gallery.section("<javascript:window.hit=1|run> <https://example.com/a?b=1&amp;c=2|open>")])
    ask(page, "links")
    expect(page.locator(".dead-link")).to_have_text("run")
    opening = page.get_by_role("link", name="open", exact=True)
    expect(opening).to_have_attribute("href", "https://example.com/a?b=1&c=2")
    expect(opening).to_have_attribute("rel", re.compile("noopener"))


def test_pictures_from_elsewhere_are_described_and_never_fetched(bot: FakeBot, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answers(bot, [{"type": "image", "image_url": "https://example.com/chart.png", "alt_text": "A chart"}])
    ask(page, "picture")
    expect(page.locator(".image-alt")).to_have_text("A chart")
    assert [url for url in asked if "example.com" in url] == []


# --- pressing ---------------------------------------------------------------------------------------------------


def test_a_press_reaches_the_bot_and_its_private_answer_says_it_is_private(
    bot: FakeBot, slack: LocalSlack, page: Page
) -> None:
    def note(bot: FakeBot, payload: Json) -> None:
        channel, user = payload["channel"]["id"], payload["user"]["id"]
        thread = payload["container"]["thread_ts"]
        bot.call("chat.postEphemeral", channel=channel, user=user, text="4 owners will hear of it.", thread_ts=thread)

    bot.on("deals:nudge", note)
    answers(bot, gallery.answer())
    ask(page, "stalled")
    page.get_by_role("button", name="Nudge 4 owners").click()
    assert bot.heard_of("deals:nudge")["actions"][0]["value"] == "deals:nudge"
    private = page.locator(".message.ephemeral")
    expect(private).to_contain_text("Only visible to you")
    expect(private).to_contain_text("4 owners will hear of it.")


def test_a_confirmation_stands_before_the_press(bot: FakeBot, page: Page, screenshot: Shoot) -> None:
    answers(bot, gallery.grouped_blocks())
    ask(page, "lose them")
    page.get_by_role("button", name="Close as lost").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("Close 3 deals as lost?")
    screenshot("confirm")
    asked.get_by_role("button", name="Keep them").click()
    expect(asked).to_have_count(0)
    assert not [heard for heard in bot.heard if heard["type"] == "block_actions"]
    page.get_by_role("button", name="Close as lost").click()
    page.get_by_role("dialog").get_by_role("button", name="Close them").click()
    assert bot.heard_of("deal:lose")["type"] == "block_actions"


def test_menus_dates_and_thumbs_say_what_was_chosen(bot: FakeBot, page: Page) -> None:
    answers(bot, gallery.text_blocks(), gallery.grouped_blocks(), gallery.answer())
    ask(page, "menus")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Hand over").click()
    assert bot.heard_of("row:menu")["actions"][0]["selected_option"]["value"] == "hand_over"
    page.get_by_label("Region").select_option("amer")
    assert bot.heard_of("pick:region")["actions"][0]["selected_option"]["value"] == "amer"
    page.locator("[data-action-id='pick:date']").fill("2026-12-24")
    assert bot.heard_of("pick:date")["actions"][0]["selected_date"] == "2026-12-24"
    page.get_by_role("button", name="Good answer").click()
    assert bot.heard_of("answer:feedback")["actions"][0]["value"] == "good"
    expect(page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")


def test_a_button_meant_for_somebody_else_is_not_shown(
    bot: FakeBot, slack: LocalSlack, page: Page, open_page: Callable[[str], Page], playground_url: str
) -> None:
    dana, tom = id_of(slack, "Dana Whitfield"), id_of(slack, "Tom Okafor")
    buttons = [
        gallery.button("Approve", "ok", visible_to_user_ids=[dana]),
        gallery.button("Withdraw", "withdraw", visible_to_user_ids=[tom]),
    ]
    sales = id_of(slack, "#sales")
    bot.post(sales, blocks=[{"type": "actions", "elements": buttons}])
    page.get_by_role("link", name="sales").click()
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    expect(page.get_by_role("button", name="Withdraw")).to_have_count(0)
    other = open_page(f"{playground_url}#as={tom}&in={sales}")
    expect(other.get_by_role("button", name="Withdraw")).to_be_visible()
    expect(other.get_by_role("button", name="Approve")).to_have_count(0)


def test_a_press_the_bot_does_not_take_is_said(bot: FakeBot, page: Page) -> None:
    def stumble(_bot: FakeBot, _payload: Json) -> None:
        raise RuntimeError("The bot stumbles on purpose.")

    answers(bot, [{"type": "actions", "elements": [gallery.button("Try", "try:it")]}])
    bot.on("try:it", stumble)
    ask(page, "try")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator(".notice")).to_contain_text("didn't work")
    expect(page.get_by_role("button", name="Try", exact=True)).not_to_have_class(re.compile("busy"))


# --- modals -----------------------------------------------------------------------------------------------------


def opens_form(bot: FakeBot, view: Json | None = None) -> None:
    """Lets the bot answer with a button that opens a modal."""

    def show(bot: FakeBot, payload: Json) -> None:
        opened = view or {name: value for name, value in gallery.form_view().items() if name != "id"}
        bot.call("views.open", trigger_id=payload["trigger_id"], view={"callback_id": "deal", **opened})

    bot.on("deal:edit", show)
    answers(bot, [{"type": "actions", "elements": [gallery.button("Edit deal", "deal:edit")]}])


def test_a_form_is_filled_in_refused_under_the_field_and_taken(
    bot: FakeBot, slack: LocalSlack, page: Page, screenshot: Shoot
) -> None:
    opens_form(bot)
    bot.on("block_suggestion", lambda _bot, asked: {"options": [gallery.option("Northwind", f"N:{asked['value']}")]})
    ask(page, "form")
    page.get_by_role("button", name="Edit deal").click()
    form = page.get_by_role("dialog", name="Update the deal")
    expect(form.get_by_label("Next step")).to_be_focused()
    screenshot("modal")
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".field-error")).to_have_text("Please fill in this field.")

    form.get_by_label("Next step").fill("tbd")
    form.get_by_label("Amount").fill("12x")
    form.get_by_label("E-mail").fill("nobody")
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".field-error")).to_have_text(["This is not a number.", "This is not an e-mail address."])
    form.get_by_label("Amount").fill("184000")
    form.get_by_label("E-mail").fill("dana@example.com")

    bot.on("deal", lambda _bot, _sent: {"response_action": "errors", "errors": {"next_step": "Say who does what."}})
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".field-error")).to_have_text("Say who does what.")
    expect(form.get_by_label("Next step")).to_be_focused()
    screenshot("modal-error")

    form.get_by_label("Call at").fill("09:30")
    form.get_by_label("Stage").select_option("n")
    form.get_by_label("Products").click()
    page.locator(".choice", has_text="Prospecting").click()
    page.locator(".choice", has_text="Closed Won").click()
    page.keyboard.press("Escape")
    form.get_by_label("Account").click()
    page.keyboard.type("nor")
    page.locator(".choice", has_text="Northwind").click()
    form.get_by_label("Negotiation").check()
    form.get_by_label("The team").check()
    form.get_by_label("Owner (optional)").select_option(label="Priya Raman")
    form.get_by_label("Reason").fill("They asked for it.")
    bot.on("deal", lambda _bot, _sent: None)
    form.get_by_label("Next step").fill("Dana calls Ann on Friday")
    page.keyboard.press("Enter")
    expect(form).to_have_count(0)

    sent = bot.heard_of("view_submission")["view"]["state"]["values"]
    held = {block: {k: v for k, v in fields["a"].items() if k != "type"} for block, fields in sent.items()}
    assert held["next_step"] == {"value": "Dana calls Ann on Friday"}
    assert held["note"] == {"value": None}
    assert held["amount"] == {"value": "184000"}
    assert held["close_date"] == {"selected_date": "2026-12-18"}
    assert held["call_at"] == {"selected_time": "09:30"}
    assert held["stage"]["selected_option"]["value"] == "n"
    assert [option["value"] for option in held["products"]["selected_options"]] == ["p", "w"]
    assert held["account"]["selected_option"]["value"] == "N:nor"
    assert held["category"]["selected_option"]["value"] == "n"
    assert [option["value"] for option in held["tell"]["selected_options"]] == ["t"]
    assert held["owner"] == {"selected_user": id_of(slack, "Priya Raman")}
    assert "They asked for it." in str(held["reason"])


def pushing_view(depth: int) -> Json:
    """A modal with a button that pushes the next."""
    elements = [gallery.button("Deeper", "view:push")]
    return {
        "type": "modal",
        "title": gallery.plain(f"Level {depth}"),
        "notify_on_close": True,
        "blocks": [{"type": "actions", "elements": elements}],
    }


def test_modals_stack_three_deep_and_escape_closes_the_top(bot: FakeBot, page: Page) -> None:
    opens_form(bot, pushing_view(1))

    def push(bot: FakeBot, payload: Json) -> None:
        depth = int(payload["view"]["title"]["text"].split()[-1]) + 1
        bot.call("views.push", trigger_id=payload["trigger_id"], view=pushing_view(depth))

    bot.on("view:push", push)
    ask(page, "form")
    page.get_by_role("button", name="Edit deal").click()
    for depth in (1, 2):
        page.get_by_role("dialog", name=f"Level {depth}").get_by_role("button", name="Deeper").click()
    expect(page.locator("dialog.modal")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.modal")).to_have_count(2)
    assert bot.heard_of("view_closed")["view"]["title"]["text"] == "Level 3"
    page.get_by_role("dialog", name="Level 2").get_by_role("button", name="Close", exact=True).last.click()
    expect(page.get_by_role("dialog", name="Level 1")).to_be_visible()


def test_what_is_typed_in_a_modal_survives_its_update(bot: FakeBot, page: Page) -> None:
    opens_form(bot)
    ask(page, "form")
    page.get_by_role("button", name="Edit deal").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Next step").fill("half a sent")
    view_id = slack_view_id(bot, page)
    changed = {name: value for name, value in gallery.form_view().items() if name != "id"}
    changed["blocks"] = [gallery.section("Somebody else changed the amount."), *changed["blocks"]]
    bot.call("views.update", view_id=view_id, view={"callback_id": "deal", **changed})
    expect(form.get_by_text("Somebody else changed the amount.")).to_be_visible()
    expect(form.get_by_label("Next step")).to_have_value("half a sent")
    expect(form.get_by_label("Next step")).to_be_focused()


def slack_view_id(bot: FakeBot, page: Page) -> str:
    """The id of the top modal of the person on the page."""
    state = page.evaluate("() => fetch('/_page/state?as=dana@example.com').then((r) => r.json())")
    assert bot.address
    return str(state["views"][-1]["id"])


# --- places and people ------------------------------------------------------------------------------------------


def test_home_is_drawn_and_its_buttons_work(bot: FakeBot, page: Page, screenshot: Shoot) -> None:
    def publish(bot: FakeBot, payload: Json) -> None:
        if payload["event"]["tab"] == "home":
            view = {name: value for name, value in gallery.home_view().items() if name != "id"}
            bot.call("views.publish", user_id=payload["event"]["user"], view=view)

    bot.on("home", publish)
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_role("heading", name="Good afternoon, Dana")).to_be_visible()
    screenshot("home")
    page.get_by_role("button", name="Refresh").click()
    assert bot.heard_of("home:refresh")["container"]["type"] == "view"
    page.get_by_role("link", name="Messages").click()
    expect(page.locator(".foot textarea")).to_be_visible()


def test_an_answer_to_a_button_on_home_is_counted_on_the_messages_tab(bot: FakeBot, page: Page) -> None:
    def publish(bot: FakeBot, payload: Json) -> None:
        if payload["event"]["tab"] == "home":
            view = {name: value for name, value in gallery.home_view().items() if name != "id"}
            bot.call("views.publish", user_id=payload["event"]["user"], view=view)

    def answer(bot: FakeBot, payload: Json) -> None:
        opened = bot.call("conversations.open", users=payload["user"]["id"])
        bot.call("chat.postMessage", channel=opened["channel"]["id"], text="What was opened on Home")

    bot.on("home", publish)
    bot.on("home:refresh", answer)
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_label("unread")).to_have_count(0)
    page.get_by_role("button", name="Refresh").click()
    messages = page.get_by_role("link", name="Messages")
    expect(messages.get_by_label("1 unread")).to_be_visible()
    messages.click()
    expect(page.get_by_text("What was opened on Home")).to_be_visible()
    expect(page.get_by_label("unread")).to_have_count(0)


def test_acting_as_somebody_else_shows_their_conversations(
    bot: FakeBot, slack: LocalSlack, page: Page, screenshot: Shoot
) -> None:
    answers(bot, [gallery.section("For Dana alone")])
    ask(page, "mine")
    expect(page.get_by_text("For Dana alone")).to_be_visible()
    page.get_by_role("button", name=re.compile("Acting as Dana")).first.click()
    expect(page.locator(".group-title b")).to_have_text(["Managers", "Reps", "Executives", "Operators", "Guests"])
    screenshot("people")
    page.get_by_role("option", name=re.compile("Tom Okafor")).click()
    expect(page.get_by_role("button", name=re.compile("Acting as Tom Okafor")).first).to_be_visible()
    expect(page.get_by_text("For Dana alone")).to_have_count(0)
    expect(page.get_by_role("link", name="leadership")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name=re.compile("Acting as Tom Okafor")).first).to_be_visible()


def test_people_can_be_found_by_typing_and_chosen_with_the_keyboard(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Acting as Dana")).first.click()
    page.get_by_placeholder("Find a person").fill("voss")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("Acting as Helena Voss")).first).to_be_visible()


def test_in_a_channel_the_mention_is_already_there(bot: FakeBot, slack: LocalSlack, page: Page) -> None:
    page.get_by_role("link", name="sales").click()
    box = page.locator(".foot textarea")
    expect(box).to_have_value("@Quartermaster ")
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("ask @pri")
    expect(page.get_by_role("option", name=re.compile("Priya Raman"))).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("about <b>&")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    heard = bot.heard_of("app_mention")["event"]["text"]
    bot_id, priya = slack.workspace.read_typed("@Quartermaster")[0], id_of(slack, "Priya Raman")
    assert heard == f"{bot_id} ask <@{priya}> about &lt;b&gt;&amp;\nsecond line"
    said = page.locator(".message").last
    expect(said).to_contain_text("@Quartermaster ask @Priya Raman about <b>&")
    expect(box).to_have_value("@Quartermaster ")


def test_the_command_is_offered_and_its_answer_is_private(bot: FakeBot, page: Page) -> None:
    bot.on("command", lambda _bot, sent: {"text": f"You asked: {sent['text']}"})
    page.locator(".foot textarea").focus()
    page.keyboard.type("/")
    expect(page.get_by_role("option", name="your question")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("coverage of my team")
    page.keyboard.press("Enter")
    expect(page.locator(".message.ephemeral")).to_contain_text("You asked: coverage of my team")


def test_a_follow_up_stays_in_its_thread(bot: FakeBot, page: Page) -> None:
    answers(bot, [gallery.section("The first answer")])
    ask(page, "first question")
    expect(page.get_by_text("The first answer")).to_be_visible()
    first = bot.heard_of("message")["event"]
    page.get_by_placeholder("Ask a follow-up…").fill("only EMEA")
    page.keyboard.press("Enter")
    expect(page.locator(".thread .message", has_text="only EMEA")).to_be_visible()
    until = time.monotonic() + 30
    while bot.heard_of("message")["event"]["text"] != "only EMEA" and time.monotonic() < until:
        time.sleep(0.02)
    assert bot.heard_of("message")["event"]["thread_ts"] == first["ts"]
    expect(page.locator(".exchange")).to_have_count(1)


def test_any_message_can_be_answered_in_a_thread(bot: FakeBot, slack: LocalSlack, page: Page) -> None:
    bot.post(id_of(slack, "#sales"), "The weekly review")
    page.get_by_role("link", name="sales").click()
    page.locator(".message", has_text="The weekly review").hover()
    page.get_by_role("button", name="Reply in thread").click()
    expect(page.get_by_placeholder("Reply in thread…")).to_be_focused()
    page.keyboard.type("Thanks")
    page.keyboard.press("Enter")
    expect(page.locator(".thread .message", has_text="Thanks")).to_be_visible()


def test_a_half_typed_reply_survives_news(bot: FakeBot, slack: LocalSlack, page: Page) -> None:
    answers(bot, [gallery.section("An answer")])
    ask(page, "question")
    expect(page.get_by_text("An answer")).to_be_visible()
    page.get_by_placeholder("Ask a follow-up…").fill("half a thou")
    question = bot.heard_of("message")["event"]
    bot.post(question["channel"], "More to say", thread_ts=question["ts"])
    bot.post(question["channel"], "And elsewhere")
    expect(page.get_by_text("And elsewhere")).to_be_visible()
    expect(page.get_by_placeholder("Ask a follow-up…")).to_have_value("half a thou")
    expect(page.get_by_placeholder("Ask a follow-up…")).to_be_focused()


def test_news_elsewhere_is_counted_until_it_is_read(bot: FakeBot, slack: LocalSlack, page: Page) -> None:
    bot.post(id_of(slack, "#sales"), "one")
    bot.post(id_of(slack, "#sales"), "two")
    expect(page.locator(".place", has_text="sales").locator(".badge")).to_have_text("2")
    page.get_by_role("link", name="sales").click()
    expect(page.locator(".badge")).to_have_count(0)


def test_a_file_is_offered_and_saved(bot: FakeBot, slack: LocalSlack, page: Page) -> None:
    content = b"deal,amount\nNorthwind,184000\n"
    ticket = bot.call("files.getUploadURLExternal", filename="stalled.csv", length=len(content))
    upload(ticket["upload_url"], content)
    bot.call(
        "files.completeUploadExternal",
        files=[{"id": ticket["file_id"], "title": "stalled.csv"}],
        channel_id=dm_of(slack),
        initial_comment="Here it is.",
    )
    expect(page.locator(".file")).to_contain_text("stalled.csv")
    with page.expect_download() as saved:
        page.locator(".file").click()
    assert Path(saved.value.path()).read_bytes() == content


def upload(url: str, content: bytes) -> None:
    """Sends the bytes of a file to where the local Slack wants them."""
    import urllib.request

    with urllib.request.urlopen(urllib.request.Request(url, content), timeout=10) as answer:
        assert answer.status == 200


# --- the inspector, narrow windows, and bad times -----------------------------------------------------------------


def test_the_inspector_shows_payloads_and_the_json_of_a_message(bot: FakeBot, page: Page, screenshot: Shoot) -> None:
    expect(page.get_by_label("Inspector", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Inspector").click()
    answers(bot, gallery.answer())
    ask(page, "stalled")
    row = page.locator(".log-entry", has_text="chat.postMessage").last
    row.locator(".log-what").click()
    expect(row.locator(".json-key", has_text="channel").first).to_be_visible()
    screenshot("inspector")
    page.locator(".message.from-bot").hover()
    page.locator(".message.from-bot").get_by_role("button", name="Show the JSON of this message").click()
    expect(page.locator(".raw")).to_contain_text("data_visualization")
    page.get_by_role("button", name="Close the inspector").click()
    expect(page.get_by_label("Inspector", exact=True)).to_be_hidden()


@pytest.mark.parametrize("viewport", [(390, 844)])
def test_everything_fits_a_telephone(bot: FakeBot, page: Page, screenshot: Shoot) -> None:
    answers(bot, gallery.answer(), gallery.text_blocks(), gallery.number_blocks(), gallery.grouped_blocks())
    ask(page, "show stalled negotiation deals")
    expect(page.locator(".block-video")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sideways = "all => all.filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
    assert page.locator(".message-main > *, .composer, .block").evaluate_all(sideways) == []
    screenshot("telephone")
    page.get_by_role("button", name="Open the menu").click()
    page.get_by_role("link", name="sales").click()
    expect(page.get_by_role("heading", name="sales", exact=True)).to_be_visible()
    expect(page.locator(".sidebar")).to_be_hidden()


@pytest.mark.parametrize("colours", ["dark"])
def test_it_is_dark_at_night(bot: FakeBot, page: Page, screenshot: Shoot) -> None:
    answers(bot, gallery.answer())
    ask(page, "show stalled negotiation deals")
    expect(page.locator(".block-data_table")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 28, 30)"
    screenshot("dark")


def test_a_message_the_server_refuses_is_kept_in_the_box(page: Page) -> None:
    ask(page, "/nonsense please")
    expect(page.locator(".notice")).to_contain_text("/nonsense is not a command here")
    expect(page.locator(".foot textarea")).to_have_value("/nonsense please")


def test_the_page_says_when_the_playground_is_away_and_catches_up(office: Office, bot: FakeBot, page: Page) -> None:
    ask(page, "before")
    expect(page.locator(".message", has_text="before")).to_be_visible()
    page.locator(".foot textarea").fill("half a thought")
    office.shut()
    expect(page.locator(".lost")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_have_text(re.compile("The playground is not answering."))
    page.locator(".foot textarea").press("Enter")
    expect(page.locator(".foot textarea")).to_have_value("half a thought")
    expect(page.locator(".notice")).to_have_count(1)
    office.open()
    bot.post(dm_of(office.slack), "Good to be back")
    expect(page.get_by_text("Good to be back")).to_be_visible(timeout=30_000)
    expect(page.locator(".lost")).to_be_hidden()
    expect(page.locator(".message", has_text="before")).to_be_visible()


def test_a_message_of_forty_thousand_letters_is_drawn_at_once(bot: FakeBot, page: Page) -> None:
    long = "*a _b `c <https://x.y|" * 1_800
    ask(page, long)
    expect(page.locator(".message").first).to_contain_text("*a _b", timeout=30_000)
