"""The workspace itself: people, channels, messages, views and who may see what. It knows no HTTP and no bot."""

from __future__ import annotations

import base64
import copy
import hashlib
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.playground.shelf import Shelf
from bot.playground.typed_text import Reader

Json = dict[str, Any]

TEAM_ID = "T0PLAYGRND"
APP_ID = "A0QUARTERM"
BOT_USER_ID = "U0QUARTERM"
BOT_ID = "B0QUARTERM"
BOT_NAME = "Quartermaster"
BOT_HANDLES = ("quartermaster", "qm")
DOMAIN = "playground"
VISITOR = {
    "name": "Sam Visitor",
    "email": "sam.visitor@elsewhere.example",
    "role": "guest",
    "title": "Visitor from elsewhere",
    "is_guest": True,
}
STATUS_LIVES = 120.0
LOG_KEEPS = 2_000


class Unknown(LookupError):
    """A person, channel, message or view nobody here knows; the sentence says which, and which there are."""


class NotAllowed(PermissionError):
    """This person may not see or use that."""


def stable_id(letter: str, name: str) -> str:
    """The same Slack id for the same name, on every machine and after every restart."""
    digest = base64.b32encode(hashlib.sha256(f"{letter}:{name.casefold()}".encode()).digest()).decode()
    return letter + "0" + digest[:9].replace("=", "A")


class Workspace:
    """Everything a Slack workspace remembers, written through to one file."""

    def __init__(self, path: Path, now: Callable[[], float]):
        self.shelf = Shelf(path)
        self.lock = self.shelf.lock
        self.now = now
        self.log: deque[Json] = deque(maxlen=LOG_KEEPS)
        self._logged = 0
        self._listeners: list[tuple[str, Callable[[Json], None]]] = []
        messages = sorted(self.shelf.all("message").values(), key=lambda m: str(m["ts"]))
        self._by_channel: dict[str, dict[str, Json]] = {}
        for message in messages:
            self._by_channel.setdefault(message["channel"], {})[message["ts"]] = message
        self._last_micros = max((_micros(message["ts"]) for message in messages), default=0)
        known = [*messages, *self.shelf.all("view").values(), *self.shelf.all("home").values()]
        self.revision = max((max(one.get("_n", 0), one.get("_u", 0)) for one in known), default=0)

    # --- people and places ---------------------------------------------------------------------------------------

    def seed(self, people: Iterable[Mapping[str, Any]], channels: Iterable[Mapping[str, Any]]) -> None:
        """Makes sure that these people and channels exist; seeding again changes only what is different."""
        with self.lock:
            everyone = list(people)
            if all(person["email"] != VISITOR["email"] for person in everyone):
                everyone.append(VISITOR)
            for person in everyone:
                self._seat(person)
            for channel in channels:
                self._open_channel(channel)

    def _seat(self, given: Mapping[str, Any]) -> None:
        email, name = str(given["email"]), str(given["name"])
        known: Json = self.shelf.get("user", stable_id("U", email)) or {
            "id": stable_id("U", email),
            "handle": self._free_handle(email),
        }
        guest = bool(given.get("is_guest"))
        role = "guest" if guest else str(given.get("role") or "rep")
        seen = {
            "email": email,
            "real_name": name,
            "role": role,
            "title": str(given.get("title") or ""),
            "is_guest": guest,
        }
        self.shelf.put("user", str(known["id"]), {**known, **seen, "tz": str(given.get("tz") or "America/New_York")})
        dm = {"id": stable_id("D", email), "kind": "dm", "name": name, "topic": ""}
        self.shelf.put("channel", str(dm["id"]), {**dm, "members": [known["id"], BOT_USER_ID]})

    def _free_handle(self, email: str) -> str:
        taken = {user["handle"] for user in self.shelf.all("user").values()} | set(BOT_HANDLES)
        wanted = email.partition("@")[0].lower()
        return next(name for n in range(1, 10_000) if (name := wanted if n == 1 else f"{wanted}{n}") not in taken)

    def _open_channel(self, given: Mapping[str, Any]) -> None:
        name = str(given["name"]).lstrip("#")
        members = [stable_id("U", str(email)) for email in given.get("members") or []]
        unknown = [
            email for email in given.get("members") or [] if not self.shelf.get("user", stable_id("U", str(email)))
        ]
        if unknown:
            raise Unknown(
                f"#{name} has members nobody knows: {', '.join(map(str, unknown))}. Seed them as people first."
            )
        bot = [BOT_USER_ID] if given.get("bot", True) else []
        channel: Json = {"id": stable_id("C", name), "kind": "channel", "name": name, "members": [*members, *bot]}
        private = bool(given.get("private"))
        self.shelf.put(
            "channel", channel["id"], {**channel, "topic": str(given.get("topic") or ""), "private": private}
        )

    def people(self) -> list[Json]:
        """Everyone but the bot, in the order they were seated."""
        with self.lock:
            return [_as_person(user) for user in self.shelf.all("user").values()]

    def person(self, name: str) -> Json:
        """The person with this id, e-mail, name, handle, unambiguous first name or role. Raises Unknown."""
        with self.lock:
            users = list(self.shelf.all("user").values())
        wanted = str(name).strip().removeprefix("@").casefold()
        for field in ("id", "email", "real_name", "handle"):
            found = [user for user in users if user[field].casefold() == wanted]
            if len(found) == 1:
                return _as_person(found[0])
        first = [user for user in users if user["real_name"].casefold().split()[:1] == [wanted]]
        if len(first) == 1:
            return _as_person(first[0])
        by_role = [user for user in users if user["role"].casefold() == wanted]
        if by_role:
            return _as_person(by_role[0])
        raise Unknown(
            f"Nobody here is called {name!r}. GET /_control/people lists everyone by id, e-mail, name and role."
        )

    def user(self, user_id: str) -> Json | None:
        """The stored user, or None."""
        return self.shelf.get("user", user_id)

    def channel(self, name: str, reader: str | None = None) -> Json:
        """The channel with this id, `#name`, name, or `dm` for the reader's own. Raises Unknown or NotAllowed."""
        wanted = str(name).strip()
        with self.lock:
            channels = list(self.shelf.all("channel").values())
        if wanted.casefold() == "dm" and reader:
            return self.dm_of(reader)
        for channel in channels:
            is_named = (
                channel["kind"] == "channel" and channel["name"].casefold() == wanted.removeprefix("#").casefold()
            )
            if channel["id"] == wanted or is_named:
                if reader and reader not in channel["members"]:
                    raise NotAllowed(f"{self.name_of(reader)} is not a member of {self.title_of(channel)}.")
                return channel
        mine = [
            self.title_of(channel)
            for channel in channels
            if channel["kind"] == "channel" and (not reader or reader in channel["members"])
        ]
        raise Unknown(f"There is no channel {name!r}. Say dm or one of: {', '.join(mine) or 'none'}.")

    def dm_of(self, user_id: str) -> Json:
        """The conversation of one person with the bot. Raises Unknown."""
        user = self.user(user_id)
        channel = self.shelf.get("channel", stable_id("D", user["email"])) if user else None
        if channel is None:
            raise Unknown(f"There is no person with the id {user_id!r}.")
        return channel

    def group_of(self, user_ids: list[str]) -> Json:
        """The conversation of several people with the bot, opened when they have none yet."""
        handles = sorted(str((self.user(user_id) or {})["handle"]) for user_id in user_ids)
        name = f"mpdm-{'--'.join([*handles, BOT_HANDLES[0]])}-1"
        known = self.shelf.get("channel", stable_id("C", name))
        group = {
            "id": stable_id("C", name),
            "kind": "channel",
            "name": name,
            "topic": "",
            "private": True,
            "group": True,
        }
        return known or self.shelf.put("channel", str(group["id"]), {**group, "members": [*user_ids, BOT_USER_ID]})

    def channels_of(self, user_id: str) -> list[Json]:
        """The conversations this person is in: the bot's first, then channels by name."""
        with self.lock:
            mine = [channel for channel in self.shelf.all("channel").values() if user_id in channel["members"]]
        return sorted(mine, key=lambda channel: (channel["kind"] == "channel", channel["name"]))

    def name_of(self, user_id: str) -> str:
        """A person's full name, or the bot's."""
        user = self.user(user_id)
        return str(user["real_name"]) if user else BOT_NAME if user_id == BOT_USER_ID else user_id

    def title_of(self, channel: Json) -> str:
        """How people call a channel."""
        return f"#{channel['name']}" if channel["kind"] == "channel" else f"the conversation with {channel['name']}"

    def read_typed(self, text: str) -> tuple[str, Json]:
        """What Slack makes of typed words: message text and a rich text block."""
        with self.lock:
            users = self.shelf.all("user")
            names = {name: user["id"] for user in users.values() for name in (user["real_name"], user["handle"])}
            names |= dict.fromkeys((BOT_NAME, *BOT_HANDLES), BOT_USER_ID)
            rooms = {
                c["name"].casefold(): c["id"] for c in self.shelf.all("channel").values() if c["kind"] == "channel"
            }
            known = {*users, *self.shelf.all("channel"), BOT_USER_ID}
        return Reader(names, rooms, known.__contains__).read(text)

    # --- messages --------------------------------------------------------------------------------------------------

    def stamp(self) -> str:
        """The next message time: unique, and never before an earlier one even when the clock is set back."""
        with self.lock:
            self._last_micros = max(int(self.now() * 1_000_000), self._last_micros + 1)
            return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def next_revision(self) -> int:
        """A number larger than that of any change so far."""
        with self.lock:
            self.revision += 1
            return self.revision

    def post(self, channel: Json, content: Json, reader: str | None = None) -> Json:
        """The stored message; only `reader` sees it when one is given."""
        with self.lock:
            message = {"type": "message", "ts": self.stamp(), "channel": channel["id"], "team": TEAM_ID, **content}
            message |= {"_n": self.next_revision(), **({"_to": reader} if reader else {})}
            self._keep(message)
            if message.get("bot_id") and message.get("thread_ts"):
                self.set_status(channel["id"], message["thread_ts"], "", [])
        self.tell_of(message, "ephemeral" if reader else "message")
        return message

    def change(self, message: Json, changes: Json) -> Json:
        """The stored message with changes; a change of None takes the field away."""
        with self.lock:
            merged = {**message, **changes, "_u": self.next_revision()}
            changed = {name: value for name, value in merged.items() if value is not None}
            self._keep(changed)
        self.tell_of(changed, "updated")
        return changed

    def _keep(self, message: Json) -> None:
        self.shelf.put("message", f"{message['channel']}:{message['ts']}", message)
        self._by_channel.setdefault(message["channel"], {})[message["ts"]] = message

    def remove(self, message: Json) -> None:
        """Takes a message away for everybody."""
        with self.lock:
            self.shelf.drop("message", f"{message['channel']}:{message['ts']}")
            self._by_channel[message["channel"]].pop(message["ts"], None)
        for user_id in self.readers_of(message):
            self.tell(user_id, {"type": "deleted", "channel": message["channel"], "ts": message["ts"]})

    def message(self, channel_id: str, ts: str) -> Json | None:
        """One stored message, or None."""
        return self._by_channel.get(channel_id, {}).get(ts)

    def messages(self, channel_id: str) -> list[Json]:
        """Every stored message of a channel, oldest first, ephemeral ones included."""
        with self.lock:
            return sorted(self._by_channel.get(channel_id, {}).values(), key=lambda m: str(m["ts"]))

    def seen_by(self, user_id: str, channel_id: str) -> list[Json]:
        """What this person sees in a channel, as Slack shows it."""
        return [self.shown(m, user_id) for m in self.messages(channel_id) if m.get("_to") in (None, user_id)]

    def changed_since(self, revision: int, user_id: str) -> list[Json]:
        """What the bot posted or updated after `revision` and this person can see, in the order it appeared."""
        places = [channel["id"] for channel in self.channels_of(user_id)]
        found = [m for place in places for m in self.messages(place) if _latest(m) > revision and m.get("bot_id")]
        mine = sorted((m for m in found if m.get("_to") in (None, user_id)), key=lambda m: str(m["ts"]))
        return [{**self.shown(m, user_id), "state": "posted" if m["_n"] > revision else "updated"} for m in mine]

    def readers_of(self, message: Json) -> list[str]:
        """Who sees a message."""
        if message.get("_to"):
            return [message["_to"]]
        channel = self.shelf.get("channel", message["channel"])
        return [user_id for user_id in (channel or {"members": []})["members"] if user_id != BOT_USER_ID]

    def shown(self, message: Json, reader: str | None = None) -> Json:
        """A message as Slack shows it, without what only the local Slack remembers."""
        out = {
            name: copy.deepcopy(value)
            for name, value in message.items()
            if not name.startswith("_") and name != "metadata"
        }
        if message.get("_to"):
            out["ephemeral"] = True
        if "_stream" in message:
            out["streaming"] = True
        for file in out.get("files") or []:
            file["url"] = f"/files/{file['id']}/{file['url_name']}" + (f"?as={reader}" if reader else "")
            del file["url_name"]
        return out

    def unread(self, user_id: str, channel_id: str) -> int:
        """How many messages of others came since this person last looked."""
        last = (self.shelf.get("read", f"{user_id}:{channel_id}") or {"ts": ""})["ts"]
        newer = [m for m in self.messages(channel_id) if m["ts"] > last and m.get("_to") in (None, user_id)]
        return sum(m.get("user") != user_id for m in newer)

    def mark_read(self, user_id: str, channel_id: str) -> None:
        """Remembers that this person has seen everything so far."""
        messages = self.messages(channel_id)
        last = {"ts": messages[-1]["ts"]} if messages else None
        if last and self.shelf.get("read", f"{user_id}:{channel_id}") != last:
            self.shelf.put("read", f"{user_id}:{channel_id}", last)

    # --- statuses and prompts -------------------------------------------------------------------------------------

    def set_status(self, channel_id: str, thread_ts: str, status: str, loading: list[str]) -> None:
        """Shows that the bot is at work in a thread; an empty status ends it."""
        place = f"{channel_id}:{thread_ts}"
        if not status and not self.shelf.get("status", place):
            return
        if status:
            self.shelf.put("status", place, {"status": status, "loading_messages": loading, "at": self.now()})
        else:
            self.shelf.drop("status", place)
        for user_id in self.readers_of({"channel": channel_id}):
            self.tell(user_id, {"type": "status", "channel": channel_id, "thread_ts": thread_ts, "status": status})

    def statuses_for(self, user_id: str) -> Json:
        """By `channel:thread_ts`, what the bot says it is doing; as an object when it gave messages to turn through."""
        mine = {channel["id"] for channel in self.channels_of(user_id)}
        with self.lock:
            found = {p: s for p, s in self.shelf.all("status").items() if p.partition(":")[0] in mine}
        fresh = {place: s for place, s in found.items() if abs(self.now() - s["at"]) < STATUS_LIVES}
        lines = ("status", "loading_messages")
        return {p: {n: s[n] for n in lines} if s["loading_messages"] else s["status"] for p, s in fresh.items()}

    # --- views -----------------------------------------------------------------------------------------------------

    def modals_of(self, user_id: str) -> list[Json]:
        """The open modals of one person, the top one last."""
        ids = (self.shelf.get("stack", user_id) or {"views": []})["views"]
        return [view for view_id in ids if (view := self.shelf.get("view", view_id))]

    def set_modals(self, user_id: str, views: list[Json]) -> None:
        """Makes these the open modals of one person; those no longer among them are gone."""
        kept = [view["id"] for view in views]
        with self.lock:
            for gone in self.modals_of(user_id):
                if gone["id"] not in kept:
                    self.shelf.drop("view", gone["id"])
                    self.shelf.drop("filled", f"{gone['id']}:{user_id}")
            for view in views:
                self.shelf.put("view", view["id"], view)
            self.shelf.put("stack", user_id, {"views": kept})
        self.tell(user_id, {"type": "view", "views": [shown_view(view) for view in self.modals_of(user_id)]})

    def keep_view(self, view: Json) -> Json:
        """The view, stored with a new hash."""
        view = {**view, "hash": f"{int(self.now())}.{secrets.token_hex(4)}", "_u": self.next_revision()}
        if view["type"] == "home":
            self.shelf.put("home", view["_user"], view)
            self.tell(view["_user"], {"type": "home", "view": shown_view(view)})
        else:
            self.shelf.put("view", view["id"], view)
            self.tell(view["_user"], {"type": "view", "views": [shown_view(v) for v in self.modals_of(view["_user"])]})
        return view

    def view(self, view_id: str) -> Json | None:
        """An open modal or a Home by its id, or None."""
        with self.lock:
            found = self.shelf.get("view", view_id)
            return found or next((home for home in self.shelf.all("home").values() if home["id"] == view_id), None)

    # --- news and the inspector ---------------------------------------------------------------------------------

    def listen(self, user_id: str, heard: Callable[[Json], None]) -> Callable[[], None]:
        """Calls `heard` for everything this person's page should know, until what is returned is called."""
        entry = (user_id, heard)
        with self.lock:
            self._listeners.append(entry)

        def stop() -> None:
            with self.lock:
                if entry in self._listeners:
                    self._listeners.remove(entry)

        return stop

    def tell(self, user_id: str | None, event: Json) -> None:
        """Passes an event to the pages of one person, or of everybody."""
        with self.lock:
            hearers = [heard for listener, heard in self._listeners if user_id in (None, listener)]
        for heard in hearers:
            heard(event)

    def tell_of(self, message: Json, kind: str) -> None:
        """Passes a message to everybody who sees it."""
        for user_id in self.readers_of(message):
            self.tell(user_id, {"type": kind, "channel": message["channel"], "message": self.shown(message, user_id)})

    def note(self, direction: str, what: str, status: Any, ms: float, body: Any, reply: Any) -> None:
        """Adds a line to the inspector."""
        with self.lock:
            self._logged += 1
            entry = {"n": self._logged, "at": self.now(), "dir": direction, "what": what, "status": status, "ms": ms}
            self.log.append({**entry, "body": body, "reply": reply})
        self.tell(None, {"type": "log", "n": entry["n"], "what": what, "dir": direction, "status": status})

    def logged_after(self, n: int) -> Iterator[Json]:
        """The inspector's lines after line `n`."""
        with self.lock:
            return iter([entry for entry in self.log if entry["n"] > n])


def shown_view(view: Json) -> Json:
    """A view as Slack shows it."""
    return {name: copy.deepcopy(value) for name, value in view.items() if not name.startswith("_")}


def _as_person(user: Json) -> Json:
    initials = "".join(word[0] for word in user["real_name"].split()[:2]).upper()
    kept = {name: user[name] for name in ("id", "real_name", "email", "role", "title", "tz")}
    return {**kept, "name": user["handle"], "initials": initials, "is_guest": user["is_guest"]}


def _latest(message: Json) -> int:
    return max(int(message.get("_n", 0)), int(message.get("_u", 0)))


def _micros(ts: str) -> int:
    seconds, _, rest = ts.partition(".")
    return int(seconds) * 1_000_000 + int(rest or 0)
