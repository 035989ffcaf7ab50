"""What a handler may reach: records, readers, the clock, the surfaces' voices, the worker; wired by the front door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from domain.cards import Card, Form, Home
from domain.language.names import NameIndex
from domain.thresholds import SettingValue
from domain.work import Place, Press, Request
from gateways.crm import Readers
from gateways.email import Mailbox
from gateways.guard import Guard
from gateways.model.paid import PaidModel
from store import settings
from store.checkpoints import Checkpoints
from store.clock import Clock
from store.inbox import Heard
from store.session import Database


class Voice(Protocol):
    """How a surface speaks. Errors come as our own families, never a vendor's."""

    def post(self, place: Place, card: Card, key: str) -> str:
        """The id of the message now standing at the place; `key` goes along so that `find` can tell it later."""
        ...

    def find(self, place: Place, key: str) -> str | None:
        """The id of a message posted with this key, if it was."""
        ...

    def update(self, place: Place, message: str, card: Card) -> None: ...

    def note(self, place: Place, user: str, text: str) -> None: ...

    def status(self, place: Place, text: str) -> None: ...

    def open_form(self, trigger: str, form: Form) -> str: ...

    def update_form(self, view: str, form: Form) -> None:
        """Puts another form in place of an open one."""
        ...

    def home(self, user: str, home: Home) -> None: ...

    def dm(self, user: str) -> Place: ...

    def members(self, channel: str) -> list[str]: ...

    def channels(self, user: str) -> list[tuple[str, str]]:
        """(id, name) of the channels that both this user and the bot are in."""
        ...

    def profile(self, user: str) -> Mapping[str, Any]: ...

    def user_of(self, email: str) -> str | None:
        """The surface's id of the person with this address; None when it knows nobody by it."""
        ...

    def suggest(self, place: Place, prompts: Sequence[tuple[str, str]]) -> None:
        """Offers (title, message) pairs to click."""
        ...

    def upload(self, place: Place, filename: str, content: bytes, title: str) -> str:
        """The id of the uploaded file."""
        ...

    def find_file(self, place: Place, filename: str) -> str | None:
        """The id of a file of this name that we uploaded to the place, if there is one."""
        ...


class Opened(NamedTuple):
    """Somebody opened the app's own tab."""

    surface: str
    user: str
    home: bool
    channel: str
    """The conversation with us, where it was the conversation and not the tab that was opened."""


@dataclass(frozen=True)
class Desk:
    """Everything a handler may reach; built once per process."""

    db: Database
    clock: Clock
    voices: Mapping[str, Voice]
    readers: Readers
    snapshot: Callable[[], AbstractContextManager[Readers]]
    """Readers that all see the same state, for the length of one question."""
    names: Callable[[], NameIndex]
    guard: Guard
    """The only door to a write."""
    read: Callable[[Heard, Desk], Request | Press | Opened | None]
    later: Callable[[Any, str], None]
    """Hands a job, by id, to the worker process in the caller's transaction."""
    again: Callable[[Any, str], None]
    """The same for a job that had come to its end, and was opened again."""
    home_folder: Path
    """Where files of ours may lie: `QUARTERMASTER_HOME`."""
    record_url: str = ""
    """The address of a record in the CRM's own pages, with `{id}`; empty when there is none."""
    operators: frozenset[str] = frozenset()
    """E-mail addresses of people who run this product, whether the CRM knows them or not."""
    model: PaidModel | None = None
    """The model, behind its budget; None where there is none, and everything works without."""
    mail: Mailbox | None = None
    """Where e-mail goes; None where no mail server is set, and e-mail becomes files."""
    checkpoints: Checkpoints | None = None
    """Signed heads of the audit chain, outside the database; None where nothing is kept beside it."""

    def now(self) -> datetime:
        """Product time."""
        return self.clock.now()

    def settings(self, at: datetime | None = None) -> dict[str, SettingValue]:
        """Every setting in force."""
        return settings.all_effective(self.db, at=at)

    def voice(self, place: Place) -> Voice:
        """The voice of a place's surface."""
        return self.voices[place.surface]

    def today(self, as_of: datetime | None = None) -> date:
        """The company's calendar day now, or at a pinned time."""
        zone = ZoneInfo(str(self.settings()["company.timezone"]))
        return (as_of or self.now()).astimezone(zone).date()

    def idle(self) -> timedelta:
        """How long a conversation keeps its context."""
        return timedelta(minutes=float(str(self.settings()["conversation.idle_minutes"])))

    def thresholds(self) -> dict[str, int | float]:
        """The numbers among the settings by their last word, as understanding names them (`stale_days`)."""
        return {n.rpartition(".")[2]: v for n, v in self.settings().items() if isinstance(v, int | float)}
