"""The product as a newcomer meets it: `quartermaster playground`, a real browser, and every button of an answer."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[2]
SLOW_MS = 30_000


@pytest.fixture(scope="module")
def playground(tmp_path_factory):
    """The real thing in its own process, with its worker, on an empty home folder."""
    home = tmp_path_factory.mktemp("product")
    port = free_port()
    environment = os.environ | {"QUARTERMASTER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot.cli", "playground", "--port", str(port)]
    with (home / "log").open("wb") as log:
        child = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}/"
        _await(url, child, home / "log")
        yield url
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _await(url, child, log):
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            assert child.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture
def playground_url(playground):
    return playground


@pytest.fixture
def dana(open_page, playground_url):
    page = open_page(playground_url)
    page.set_default_timeout(SLOW_MS)
    expect.set_options(timeout=SLOW_MS)
    choose(page, "Dana Whitfield")
    return page


@pytest.fixture
def shot(dana, tmp_path):
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)

    def take(name):
        folder.mkdir(parents=True, exist_ok=True)
        dana.wait_for_timeout(400)
        dana.screenshot(path=folder / f"{name}.png")

    return take


def choose(page, name):
    """Acts as somebody."""
    if page.get_by_role("button", name=re.compile(f"Acting as {name}")).count():
        return
    page.get_by_role("button", name=re.compile("Acting as")).click()
    page.get_by_role("menuitemradio", name=re.compile(name)).or_(page.get_by_role("option", name=re.compile(name))).or_(
        page.get_by_role("menuitem", name=re.compile(name))
    ).first.click()
    expect(page.get_by_role("button", name=re.compile(f"Acting as {name}"))).to_be_visible()


def ask(page, text):
    """Types a question; the last answer of the bot, once it is there."""
    before = page.locator(".message.from-bot").count()
    page.get_by_placeholder(re.compile("Ask Quartermaster anything|Message")).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".message.from-bot")).to_have_count(before + 1)
    return page.locator(".message.from-bot").last


@pytest.mark.row("S2-17", "S0-34", "S0-17", "S0-14")
def test_a_newcomer_asks_reads_and_opens_everything_behind_the_answer(dana, shot):
    shot("welcome")
    answer = ask(dana, "show stalled negotiation deals")
    expect(answer.get_by_text(re.compile("deals are stalled in Negotiation")).first).to_be_visible()
    expect(answer.get_by_text(re.compile("Data as of"))).to_be_visible()
    answer.get_by_text(re.compile("deals are stalled in Negotiation")).first.scroll_into_view_if_needed()
    shot("answer")
    answer.get_by_role("button", name="Sources").click()
    dialog = dana.get_by_role("dialog")
    expect(dialog.get_by_text("Sources").first).to_be_visible()
    shot("sources")
    dana.keyboard.press("Escape")
    answer.get_by_role("button", name="How was this made?").click()
    expect(dialog.get_by_text("planner").first).to_be_visible()
    shot("trace")
    dana.keyboard.press("Escape")
    answer.get_by_role("button", name="Edit").click()
    dialog.get_by_label("Your question").fill("show stalled proposal deals")
    dialog.get_by_role("button", name="Ask").click()
    expect(dana.get_by_text(re.compile("stalled in Proposal")).first).to_be_visible()


@pytest.mark.row("S2-37")
def test_figures_by_group_come_with_a_chart_and_a_follow_up_in_the_thread_narrows_them(dana, shot):
    answer = ask(dana, "open pipeline by stage")
    expect(answer.get_by_role("img", name=re.compile("chart"))).to_be_visible()
    answer.get_by_role("img", name=re.compile("chart")).scroll_into_view_if_needed()
    shot("chart")
    dana.get_by_placeholder(re.compile("follow-up")).last.fill("only EMEA")
    dana.keyboard.press("Enter")
    expect(dana.locator(".message.from-bot").last.get_by_text(re.compile("EMEA")).first).to_be_visible()


def test_the_csv_is_made_by_the_worker_and_can_be_downloaded(dana):
    answer = ask(dana, "won deals this quarter")
    expect(answer.get_by_text(re.compile("Data as of"))).to_be_visible()
    answer.get_by_role("button", name="Download CSV").click()
    link = dana.get_by_role("link", name=re.compile(r"\.csv"))
    expect(link.last).to_be_visible()
    with dana.expect_download() as download:
        link.last.click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith("Row id,")
    assert len(text.splitlines()) > 2


@pytest.mark.row("S0-14")
def test_a_draft_is_shared_and_sent_to_a_channel(dana, shot):
    answer = ask(dana, "top 3 reps by deals won this year")
    expect(answer.get_by_text(re.compile("Data as of"))).to_be_visible()
    answer.get_by_role("button", name="Share").click()
    draft = dana.locator(".message.from-bot").last
    expect(draft.get_by_role("button", name="Discard")).to_be_visible()
    shot("draft")
    draft.get_by_role("button", name="Send to channel").click()
    dialog = dana.get_by_role("dialog")
    dialog.get_by_label("Channel").select_option(label="#sales-leads")
    dialog.get_by_role("button", name="Send").click()
    dana.get_by_role("link", name="sales-leads").click()
    expect(dana.get_by_text(re.compile("Shared by Dana Whitfield"))).to_be_visible()


@pytest.mark.row("S4-65")
def test_an_unclear_name_becomes_a_question_with_buttons(dana, shot):
    asked = ask(dana, "mike's open deals")
    shot("question")
    asked.get_by_role("button", name=re.compile("Mike Reyes")).click()
    expect(dana.get_by_text(re.compile("Mike Reyes")).last).to_be_visible()


def test_home_shows_what_waits_and_what_to_ask(dana, shot):
    dana.get_by_role("link", name="Home").or_(dana.get_by_role("tab", name="Home")).or_(
        dana.get_by_role("button", name="Home")
    ).first.click()
    expect(dana.get_by_text("Hello Dana")).to_be_visible()
    shot("home")


def test_what_is_opened_on_home_is_announced_there_and_stands_among_the_messages(dana, shot):
    choose(dana, "Omar Haddad")
    dana.get_by_role("link", name="Home", exact=True).click()
    dana.get_by_role("button", name="Prompts").click()
    messages = dana.get_by_role("link", name="Messages")
    expect(messages.get_by_label("unread")).to_be_visible()
    shot("home-news")
    messages.click()
    expect(dana.get_by_text(re.compile("uses version 0, the one that ships")).first).to_be_visible()


def test_a_visitor_is_told_what_to_do(dana, shot):
    choose(dana, "Sam Visitor")
    expect(dana.locator(".message")).to_have_count(0)
    answer = ask(dana, "show stalled negotiation deals")
    expect(answer.get_by_text(re.compile("sales operations team")).first).to_be_visible()
    shot("visitor")


@pytest.mark.row("S2-18", "S2-19", "S2-26", "S4-18", "S4-30")
def test_a_day_passes_and_a_stale_deal_becomes_a_nudge_a_form_an_approval_a_change_and_an_undo(dana, shot):
    expect(dana.get_by_role("button", name=re.compile("Product time"))).to_be_visible()
    dana.get_by_role("button", name=re.compile("Product time")).click()
    shot("clock")
    dana.get_by_role("menuitem", name="The next working morning").click()
    digest = dana.locator(".message.from-bot").filter(has_text="A first look at your pipeline")
    expect(digest).to_be_visible()
    digest.get_by_role("button", name="Approve all").scroll_into_view_if_needed()
    shot("first-look")
    digest.get_by_role("button", name="Approve all").click()
    expect(digest.get_by_text(re.compile("messages approved"))).to_be_visible()

    choose(dana, "Priya Raman")
    nudge = dana.locator(".message.from-bot").filter(has_text=re.compile("deals? needs? you"))
    expect(nudge).to_be_visible()
    shot("nudge")
    nudge.get_by_role("button", name="Next step").first.click()
    dialog = dana.get_by_role("dialog")
    dialog.get_by_label("Next step").fill("Call them about the security review")
    shot("form")
    dialog.get_by_role("button", name="Propose").click()
    expect(dana.get_by_text(re.compile("Dana Whitfield decides")).first).to_be_visible()
    shot("proposed")

    choose(dana, "Dana Whitfield")
    asked = dana.locator(".message.from-bot").filter(has_text="Call them about the security review").last
    expect(asked.get_by_role("button", name="Approve")).to_be_visible()
    asked.scroll_into_view_if_needed()
    shot("approval")
    asked.get_by_role("button", name="Approve").click()
    expect(asked.get_by_text(re.compile("approved by Dana Whitfield"))).to_be_visible()
    shot("changed")
    asked.get_by_role("button", name="Undo").click()
    dana.get_by_role("button", name="Take back").last.click()
    waiting = dana.get_by_text(re.compile(r"decides; until then nothing is changed")).last
    expect(waiting).to_be_visible()
    shot("undo-proposed")

    # Nobody approves what they asked for, so another one takes it back.
    choose(dana, re.search(r"\. (\w+ \w+)[^.]* decides", waiting.inner_text())[1])
    undo = dana.locator(".message.from-bot").filter(has_text="Undo").last
    undo.get_by_role("button", name="Approve").click()
    expect(undo.get_by_text(re.compile("was changed: .*approved by"))).to_be_visible()
    shot("undone")
