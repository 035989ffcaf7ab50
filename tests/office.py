"""A whole company at its desk, in one process: the demo company, the real handlers, and a surface that remembers."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.bootstrap import make_desk, sort_out
from bot.demo_command import load
from bot.migrate import upgrade
from bot.settings import Settings
from domain.cards import Button, Buttons, Card, Feedback, Form, Home
from domain.work import Place
from handlers.desk import Desk
from handlers.work import do_job
from store import inbox, jobs
from store.crm import demo
from store.session import Database, open_database
from store.vault import Vault

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
KEY = Vault.new_key()
TEAM = "T0OFFICE"
PEOPLE = {
    "Dana Whitfield": "U0DANA",
    "Marcus Bell": "U0MARCUS",
    "Priya Raman": "U0PRIYA",
    "Tom Okafor": "U0TOM",
    "Elena Vasquez": "U0ELENA",
    "Omar Haddad": "U0OMAR",
    "Sam Visitor": "U0SAM",
}
CHANNELS = {
    "sales-leads": ("C0LEADS", ("Dana Whitfield", "Marcus Bell", "Elena Vasquez", "Omar Haddad")),
    "sales": (
        "C0SALES",
        ("Dana Whitfield", "Marcus Bell", "Priya Raman", "Tom Okafor", "Elena Vasquez", "Omar Haddad"),
    ),
    "lobby": ("C0LOBBY", tuple(PEOPLE)),
}


def make_template(path: Path, size: int = 2000) -> demo.DemoCompany:
    """A migrated SQLite file with the demo company in it, to be copied by each test."""
    upgrade(f"sqlite:///{path}")
    db = open_database(f"sqlite:///{path}", Vault([KEY]))
    company = demo.build(7, size, NOW.date())
    load(db, company, NOW - timedelta(hours=1))
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.dispose()
    return company


@dataclass
class Memory:
    """A surface that only remembers what was said, in order."""

    messages: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    turned_away: list[str] = field(default_factory=list)
    """Where somebody was to be told something who is not there."""
    forms: list[Form] = field(default_factory=list)
    homes: dict[str, Home] = field(default_factory=dict)
    files: list[tuple[Place, str, bytes]] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    prompts: list[tuple[str, str]] = field(default_factory=list)
    posts: int = 0
    extra_members: dict[str, list[str]] = field(default_factory=dict)
    _ts: Any = field(default_factory=lambda: count(1))

    def post(self, place: Place, card: Card, key: str) -> str:
        """The id of the new message."""
        ts = f"90.{next(self._ts):06d}"
        self.posts += 1
        self.messages[(place.channel, ts)] = {"card": card, "key": key, "thread": place.thread, "versions": [card]}
        return ts

    def find(self, place: Place, key: str) -> str | None:
        """The id of a message posted with this key."""
        return next(
            (ts for (channel, ts), m in self.messages.items() if m["key"] == key and channel == place.channel), None
        )

    def update(self, place: Place, message: str, card: Card) -> None:
        """Changes a message."""
        said = self.messages[(place.channel, message)]
        said["card"] = card
        said["versions"].append(card)

    def note(self, place: Place, user: str, text: str) -> None:
        """Remembers words for one pair of eyes; said in their own conversation when the place is another's."""
        is_anothers = place.channel.startswith("D") and place.channel != f"D{user}"
        self.turned_away += [place.channel] if is_anothers else []
        self.notes.append((f"D{user}" if is_anothers else place.channel, user, text))

    def status(self, place: Place, text: str) -> None:
        """Remembers a status."""
        self.statuses.append(text)

    def suggest(self, place: Place, prompts: Any) -> None:
        """Remembers suggestions."""
        self.prompts += prompts

    def open_form(self, trigger: str, form: Form) -> str:
        """Remembers a form."""
        self.forms.append(form)
        return f"V{len(self.forms)}"

    def update_form(self, view: str, form: Form) -> None:
        """Remembers the form that took another's place."""
        self.forms.append(form)

    def home(self, user: str, home: Home) -> None:
        """Remembers a tab."""
        self.homes[user] = home

    def dm(self, user: str) -> Place:
        """The conversation with one person."""
        return Place(surface="slack", channel=f"D{user}", is_private=True, user=user)

    def members(self, channel: str) -> list[str]:
        """Who is in a channel."""
        known = next((names for id_, names in CHANNELS.values() if id_ == channel), ())
        return [PEOPLE[name] for name in known] + self.extra_members.get(channel, [])

    def channels(self, user: str) -> list[tuple[str, str]]:
        """The channels somebody is in."""
        return [(id_, name) for name, (id_, names) in CHANNELS.items() if user in {PEOPLE[n] for n in names}]

    def profile(self, user: str) -> Mapping[str, Any]:
        """Who a user is."""
        name = next((n for n, id_ in PEOPLE.items() if id_ == user), user)
        domain = "elsewhere.example" if name == "Sam Visitor" else "quartermaster.example"
        return {"email": f"{name.lower().replace(' ', '.')}@{domain}", "name": name, "tz": "UTC"}

    def user_of(self, email: str) -> str | None:
        """The user with this address."""
        return next((id_ for id_ in PEOPLE.values() if self.profile(id_)["email"] == email), None)

    def upload(self, place: Place, filename: str, content: bytes, title: str) -> str:
        """Remembers a file."""
        self.files.append((place, filename, content))
        return f"F{len(self.files)}"

    def find_file(self, place: Place, filename: str) -> str | None:
        """The id of a remembered file."""
        return next((f"F{i + 1}" for i, (_, name, _) in enumerate(self.files) if name == filename), None)


@dataclass
class Office:
    """The desk of a test: people say and press, and everything that follows has happened when the call returns."""

    desk: Desk
    db: Database
    slack: Memory
    company: demo.DemoCompany
    waiting: list[str] = field(default_factory=list)
    _n: Any = field(default_factory=lambda: count(1))

    def says(self, who: str, text: str, channel: str = "dm", thread: str = "", mention: bool = True) -> dict[str, Any]:
        """The newest message that the bot has in view after somebody spoke."""
        n = next(self._n)
        dm = channel == "dm"
        where = f"D{PEOPLE[who]}" if dm else CHANNELS[channel][0]
        ts = f"10.{n:06d}"
        event = {
            "type": "message" if dm else "app_mention",
            "user": PEOPLE[who],
            "channel": where,
            "ts": ts,
            "text": text if dm or not mention else f"<@U0BOT> {text}",
            **({"channel_type": "im"} if dm else {}),
            **({"thread_ts": thread} if thread else {}),
        }
        self.last_thread = thread or ts
        self.hear({"type": "event_callback", "event_id": f"Ev{n}", "team_id": TEAM, "event": event})
        return self.latest()

    def presses(self, who: str, label: str, on: dict[str, Any] | None = None) -> None:
        """Somebody presses a button of a message, by its label."""
        message = on or self.latest()
        (channel, ts) = next(place for place, m in self.slack.messages.items() if m is message)
        press, value = button(message["card"], label)
        self.hear(
            {
                "type": "block_actions",
                "team": {"id": TEAM},
                "user": {"id": PEOPLE[who], "team_id": TEAM},
                "trigger_id": f"trigger.{next(self._n)}",
                "channel": {"id": channel},
                "container": {"type": "message", "message_ts": ts, "channel_id": channel},
                "message": {"ts": ts, "thread_ts": message["thread"]},
                "actions": [{"type": "button", "action_id": press, "value": value, "action_ts": f"{next(self._n)}.0"}],
            }
        )

    def submits(self, who: str, form: Form, values: dict[str, str]) -> None:
        """Somebody sends a form."""
        n = next(self._n)
        state = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()}
        view = {
            "id": f"V{n}",
            "hash": f"h{n}",
            "callback_id": form.press,
            "private_metadata": f'{{"press": "{form.press}", "subject": "{form.subject}"}}',
            "state": {"values": state},
        }
        self.hear(
            {
                "type": "view_submission",
                "team": {"id": TEAM},
                "user": {"id": PEOPLE[who]},
                "trigger_id": f"t{n}",
                "view": view,
            }
        )

    def opens_home(self, who: str) -> Home:
        """The tab somebody sees."""
        event = {"type": "app_home_opened", "user": PEOPLE[who], "tab": "home", "channel": f"D{PEOPLE[who]}"}
        self.hear({"type": "event_callback", "event_id": f"Ev{next(self._n)}", "team_id": TEAM, "event": event})
        return self.slack.homes[PEOPLE[who]]

    def hear(self, payload: dict[str, Any], key: str = "") -> str:
        """What became of an event's job, the worker's jobs included; the same key twice is heard once."""
        key = key or f"key{next(self._n)}"
        if not inbox.hear(self.db, key, "event", payload, self.desk.now()):
            return "seen before"
        heard = inbox.find(self.db, key)
        assert heard is not None
        job = sort_out(heard, self.desk)
        if job is None:
            return "nothing to do"
        with self.db.begin() as session:
            inbox.take(session, [key], job.id)
            fresh = jobs.add(session, job, "front", self.desk.now())
        if fresh:
            do_job(self.desk, job.id, lambda _name, fn, *args: fn(*args))
        while self.waiting:
            do_job(self.desk, self.waiting.pop(0), lambda _name, fn, *args: fn(*args))
        ended = jobs.find(self.db, job.id)
        assert ended is not None
        assert ended.state == "done"
        return str(ended.outcome)

    def company_counts(self) -> dict[str, int]:
        """The planted cases of the company, counted from its rows."""
        return demo.counts(self.company)

    def latest(self) -> dict[str, Any]:
        """The message posted or changed last."""
        return list(self.slack.messages.values())[-1]

    def later(self, _session: Any, job_id: str) -> None:
        """Takes a job for the worker, which does it before the call that caused it returns."""
        self.waiting.append(job_id)


def open_office(template: Path, company: demo.DemoCompany, folder: Path) -> Office:
    """A fresh office over a copy of the template, with product time at `NOW`."""
    shutil.copy(template, folder / "quartermaster.db")
    settings = Settings(home=folder)
    db = open_database(settings.url, Vault([KEY]))
    slack = Memory()
    office = Office.__new__(Office)
    desk = make_desk(db, settings, {"slack": slack}, lambda session, job_id: office.later(session, job_id),
                     lambda session, job_id: office.later(session, job_id))  # fmt: skip
    office.__init__(desk, db, slack, company)  # type: ignore[misc]
    desk.clock.move(to=NOW)
    return office


def load_burst(office: Office, made: Any) -> None:
    """Loads the company again with ten millions won within five minutes."""
    load(office.db, made.plant_burst(office.company), office.desk.now())


def button(card: Card, label: str) -> tuple[str, str]:
    """(press, subject) of the button with this label."""
    for node in card.nodes:
        if isinstance(node, Buttons):
            for one in node.buttons:
                if isinstance(one, Button) and one.label == label:
                    return one.press, one.subject
        if isinstance(node, Feedback) and label in ("good", "bad"):
            return node.press, f"{label}|{node.subject}"
    raise AssertionError(f"no button {label!r} on: {card.title} {card.summary}; there are {labels(card)}")


def labels(card: Card) -> list[str]:
    """The labels of every button of a card."""
    return [one.label for node in card.nodes if isinstance(node, Buttons) for one in node.buttons]


def words(card: Card) -> str:
    """Everything a card says, for tests that look for a phrase."""
    return str(card.model_dump())
