"""One door for messages to people: quiet hours, opt-outs and pauses are looked at right before each one."""

import ast
from datetime import UTC, datetime, timedelta

import pytest

from domain.actions import LimitReached
from domain.errors import Refused
from domain.passage import OptedOut, passage
from domain.pause import AgentPaused, Pause
from domain.thresholds import defaults
from gateways.email import Email
from handlers.mailing import send_once
from store import audit, effects, opt_outs, pauses
from store import settings as policy
from tests import house
from tests.gateways.test_guard import person
from tests.office import words

MORNING = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


class Box:
    """A mailbox that remembers, and seems to be a server's."""

    leaves_machine = True

    def __init__(self):
        self.taken = []

    def send(self, email):
        self.taken.append(email.key)
        return f"<{email.key}>"

    def find(self, key):
        return None


def mail(n, to="ada@example.com"):
    return Email(key=f"m{n}", to=to, subject="Hello", body="Words")


@pytest.mark.row("S4-19", "A1")
def test_nobody_but_the_guard_hands_a_message_to_a_mailbox_or_a_file_to_the_surface():
    senders = {
        source.path.as_posix()
        for source in house.sources(house.ROOT, ("handlers", "agents", "scheduler", "bot"))
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "send"
        and any(word in ast.dump(node.func.value) for word in ("mail", "box"))
    }  # fmt: skip
    assert senders == set()


@pytest.mark.row("S4-26", "O2")
@pytest.mark.parametrize(
    "spelt",
    ["ada@example.com", "ADA@Example.COM", " ada@example.com ", "ada+news@example.com", "ａｄａ@example.com",
     "ada@example.com\u200b", "a\u200bda@example.com"],
)  # fmt: skip
def test_an_opt_out_holds_however_the_address_is_spelt(office, spelt):
    with office.db.begin() as session:
        opt_outs.keep(session, "Ada@example.com", "all", "Ada", datetime(2026, 5, 2, tzinfo=UTC))
    with pytest.raises(OptedOut, match="opted out 2 May 2026"):
        office.desk.guard.mail(Box(), mail(1, spelt))


def test_dots_mean_nothing_where_the_mail_provider_says_so():
    assert opt_outs.normal("a.d.a+x@googlemail.com") == opt_outs.normal("ada@gmail.com")
    assert opt_outs.normal("a.da@example.com") != opt_outs.normal("ada@example.com")


@pytest.mark.row("S4-26", "O1")
def test_an_opt_out_said_in_words_blocks_the_very_next_message_and_can_be_taken_back(office):
    box = Box()
    object.__setattr__(office.desk, "mail", box)
    dana = person(office, "Dana Whitfield")
    assert "opted out" in office.says("Dana Whitfield", "stop emailing me")["card"].summary
    with pytest.raises(Refused, match="opted out"):
        send_once(office.desk, mail(1, dana.email), why="test", asked_by="test")
    assert box.taken == []
    assert office.desk.guard.passage(dana, "email").at is None
    assert office.desk.guard.passage(dana, "chat").at is not None
    office.says("Dana Whitfield", "opt in")
    send_once(office.desk, mail(2, dana.email), why="test", asked_by="test")
    assert box.taken == ["m2"]
    office.says("Dana Whitfield", "opt out")
    assert office.desk.guard.passage(dana, "chat").at is None
    kept = [e["action"] for e in audit.entries(office.db) if e["action"].startswith("optout")]
    assert kept == ["optout:keep", "optout:lift", "optout:keep"]


@pytest.mark.row("S4-26", "D1")
def test_a_rep_opts_nobody_else_out_and_nobody_opts_another_in(office):
    assert "may not" in words(office.says("Priya Raman", "opt out ada@example.com")["card"])
    office.says("Dana Whitfield", "opt out ada@example.com")
    with pytest.raises(OptedOut):
        office.desk.guard.mail(Box(), mail(1))


@pytest.mark.row("S4-76", "L7")
def test_a_hundred_calls_go_out_in_an_hour_and_the_next_message_waits_unsent(office):
    box = Box()
    with office.db.begin() as session:
        policy.save(session, "guard.external_calls_per_hour", 3, by="t", at=office.desk.now())
    for n in range(3):
        office.desk.guard.mail(box, mail(n))
    with pytest.raises(LimitReached, match="3 external calls per hour"):
        office.desk.guard.mail(box, mail(3))
    assert len(box.taken) == 3
    office.desk.clock.move(by=timedelta(minutes=61))
    office.desk.guard.mail(box, mail(3))
    assert box.taken[-1] == "m3"


@pytest.mark.row("S4-75", "L7")
def test_the_sixth_file_of_an_hour_waits_and_whoever_asked_is_told_until_when(office):
    done = []
    for n in range(5):
        office.desk.guard.upload(f"f{n}", lambda n=n: done.append(n) or "F")
    with pytest.raises(LimitReached, match="5 file uploads per hour is used up; this goes on at"):
        office.desk.guard.upload("f5", lambda: done.append(5) or "F")
    assert done == [0, 1, 2, 3, 4]
    answer = office.says("Dana Whitfield", "revenue by region this year")
    with pytest.raises(LimitReached):
        office.presses("Dana Whitfield", "Download CSV", answer)
    assert "5 file uploads per hour" in words(office.latest()["card"])
    assert office.slack.files == []


@pytest.mark.row("S2-69")
def test_mail_of_a_paused_agent_waits_and_other_mail_goes(office):
    with office.db.begin() as session:
        pauses.keep(session, Pause(agent="pipeline", state="paused", since=office.desk.now(), by="Dana"))
    box = Box()
    with pytest.raises(AgentPaused):
        office.desk.guard.mail(box, mail(1), "pipeline")
    office.desk.guard.mail(box, mail(2))
    assert box.taken == ["m2"]
    assert effects.result_of(office.db, "m1") is None


@pytest.mark.row("S4-26")
@pytest.mark.parametrize(
    ("opted_out", "paused", "hour", "urgent", "goes"),
    [
        (True, False, 10, True, None),
        (False, False, 10, False, 10),
        (False, False, 20, False, "next"),
        (False, False, 20, True, 20),
        (False, True, 10, False, 12),
        (True, True, 20, False, None),
    ],
)
def test_an_opt_out_comes_before_a_pause_and_a_pause_before_the_hour(opted_out, paused, hour, urgent, goes):
    now = MORNING.replace(day=19, hour=hour)
    pause = Pause(agent="x", state="paused", since=now, until=now + timedelta(hours=2), by="D") if paused else None
    said = passage(
        now, "UTC", defaults(), opted_out=MORNING if opted_out else None, pause=pause, is_urgent=urgent, to="Ada"
    )
    expected = None if goes is None else now.replace(day=20, hour=8) if goes == "next" else now.replace(hour=goes)
    assert said.at == expected


@pytest.mark.row("S4-19", "S4-69", "S4-74", "S4-75", "S4-76")
def test_managers_read_what_is_used_of_each_limit_and_reps_do_not(office):
    for n in range(5):
        office.desk.guard.upload(f"f{n}", lambda: "F")
    said = office.says("Dana Whitfield", "usage")
    assert "Used up for now: file uploads" in said["card"].summary
    rows = {row[0]: row[2:] for node in said["card"].nodes if hasattr(node, "rows") for row in node.rows}
    assert rows == {
        "CRM calls": (0, 100, "minute"), "data modifications": (0, 50, "hour"), "external calls": (0, 100, "hour"),
        "file uploads": (5, 5, "hour"), "conversations": (1, 10, "at once"),
    }  # fmt: skip
    assert "may not" in words(office.says("Priya Raman", "usage")["card"])
