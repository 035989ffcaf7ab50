"""What Slack makes of what a person types: escaped text with mentions and links as ids, and the same as rich text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

# A bare host name becomes a link in Slack too, when it ends like one.
ENDINGS = "com|org|net|io|co|dev|app|ai|example|edu|gov|de|uk|fr|eu"
LONGEST_NAME = 400
PART = re.compile(
    r"(?P<known><[@#][UWCDG][A-Z0-9]{2,}(?:\|[^<>]*)?>)"
    r"|(?<![\w.+-])(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<!\S)(?P<at>@)"
    r"|(?<!\S)#(?P<room>[\w-]+)"
    r"|(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)\]'\"])"
    rf"|(?<![\w@./-])(?P<host>(?:[a-z0-9-]+\.)+(?:{ENDINGS}))(?![\w./-])",
    re.IGNORECASE,
)


def escaped(text: str) -> str:
    """Text in which `&`, `<` and `>` cannot mean anything."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Reader:
    """Knows whom `@` and `#` name: `names` are the people and the bot by every name they go by."""

    def __init__(self, names: dict[str, str], rooms: dict[str, str], exists: Callable[[str], bool]):
        self._names = sorted(((name.casefold(), known) for name, known in names.items()), key=lambda n: -len(n[0]))
        self._rooms = rooms
        self._exists = exists

    def read(self, typed: str) -> tuple[str, Json]:
        """The message text and the rich text block that Slack would make of these words."""
        parts = [part for part in self._parts(typed) if part["type"] != "text" or part["text"]]
        text = "".join(self._said(part) for part in parts)
        section = {"type": "rich_text_section", "elements": [_in_rich_text(part) for part in parts]}
        return text, {"type": "rich_text", "elements": [section]}

    def _parts(self, typed: str) -> Iterator[Json]:
        done = at = 0
        while found := PART.search(typed, at):
            part, end = self._special(found, typed)
            at = max(end, found.start() + 1)
            if part:
                yield {"type": "text", "text": typed[done : found.start()]}
                yield part
                done = end
        yield {"type": "text", "text": typed[done:]}

    def _special(self, found: re.Match[str], typed: str) -> tuple[Json | None, int]:
        kind, end = str(found.lastgroup), found.end()
        word = found[kind]
        if kind == "known":
            name = word[2:-1].partition("|")[0]
            part = {"type": "user", "user_id": name} if word[1] == "@" else {"type": "channel", "channel_id": name}
            return (part if self._exists(name) else None), end
        if kind == "at":
            return self._mentioned(typed, end)
        if kind == "room":
            known = self._rooms.get(word.casefold())
            return ({"type": "channel", "channel_id": known} if known else None), end
        url = {"mail": f"mailto:{word}", "host": f"http://{word}"}.get(kind, word)
        return {"type": "link", "url": url, "text": word}, end

    def _mentioned(self, typed: str, at: int) -> tuple[Json | None, int]:
        # Only as much as a name can be: a message of nothing but @ would otherwise be folded once for each.
        rest = typed[at : at + LONGEST_NAME].casefold()
        for name, known in self._names:
            if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
                return {"type": "user", "user_id": known}, at + len(name)
        return None, at

    def _said(self, part: Json) -> str:
        match part["type"]:
            case "user":
                return f"<@{part['user_id']}>"
            case "channel":
                return f"<#{part['channel_id']}>"
            case "link" if part["url"] == part["text"]:
                return f"<{escaped(part['url'])}>"
            case "link":
                return f"<{escaped(part['url'])}|{escaped(part['text'])}>"
        return escaped(str(part["text"]))


def _in_rich_text(part: Json) -> Json:
    spelled_out = part["type"] == "link" and part["url"] == part["text"]
    return {name: value for name, value in part.items() if not (spelled_out and name == "text")}
