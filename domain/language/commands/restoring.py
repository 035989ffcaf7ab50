"""Resets, snapshots and rollbacks."""

from __future__ import annotations

import itertools
import re
from typing import Any

from domain.language.amounts import read_amount
from domain.language.commands.agents import AGENT_OPTIONS, agents, command_words, scope_in, target_of, verbs_of
from domain.language.commands.needs import Need, Step
from domain.language.commands.thresholds import SETTING_TARGETS
from domain.language.commands.timing import bare_time, times_in
from domain.language.message import Message, Span
from domain.language.text import phrase_list

KINDS = {
    "nudge": "nudges",
    "nudges": "nudges",
    "alert": "alerts",
    "alerts": "alerts",
    "flag": "flags",
    "flags": "flags",
    "escalation": "escalations",
    "escalations": "escalations",
    "nudging": "nudges",
    "updates": "updates",
    "edits": "edits",
    "emails": "emails",
    "tasks": "tasks",
    "reassignments": "reassignments",
    "notifications": "notifications",
    "messages": "messages",
    "flagging": "flags",
    "pauses": "pauses",
}


def reset(message: Message, at: int) -> Step | Need | None:
    verbs = verbs_of(message, at)
    first = message.words[at]
    everywhere = [(s, v) for i in range(at, len(message.words)) for s, v in message.verbs_at(i) if "reset" in v]
    if "reset" not in verbs and not (
        everywhere and first in phrase_list("put|set|bring|take|go|return|restore|revert|roll|change|use|get")
    ):
        return None
    if first == "restore" and not everywhere:
        return None
    settings = list(message.find("setting"))
    found, spans = agents(message)
    args: dict[str, Any] = {}
    if settings:
        whats = list(dict.fromkeys(s.value for s in settings))
        args["what"] = whats[0] if len(whats) == 1 else whats
        found = found or [SETTING_TARGETS.get(whats[0], "all")]
    elif message.has("threshold", "thresholds", "limits", "settings") and message.has(
        "threshold", "thresholds", "limits"
    ):
        args["what"] = "thresholds"
        spans += [Span(i, i + 1, "") for i, w in enumerate(message.words) if w in ("threshold", "thresholds", "limits")]
    scope = scope_in(message, [*spans, *settings, *command_words(message), Span(0, at + 1, "")])
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    step: Step = {"action": "reset", "target": target_of(found), "args": args}
    if not found:
        if message.has("everything", "all"):
            step["target"] = "all"
        elif args.get("what") == "thresholds":
            step["need"] = Need("agent", AGENT_OPTIONS, "reset")
        else:
            step["need"] = Need("agent", AGENT_OPTIONS, "reset")
    return step


def snapshot(message: Message, at: int) -> Step | Need | None:
    verbs = verbs_of(message, at)
    if "snapshot" not in verbs:
        return None
    if message.words[at] in ("save", "snap") and not (
        message.find("agentname")
        or message.has(
            "config",
            "configuration",
            "settings",
            "snapshot",
            "state",
            "setup",
            "backup",
            "checkpoint",
            "pipeline",
            "analytics",
        )
    ):
        return None
    if message.words[at] == "save" and message.has("report", "deal", "filter", "view", "query"):
        return None
    found, spans = agents(message)
    args: dict[str, Any] = {}
    name = _given_name(message)
    if name:
        args["name"] = name[0]
        spans.append(name[1])
        found = [s.value for s in spans if s.value and s.end <= name[1].start] or [a for a in found if a not in name[0]]
        found = list(dict.fromkeys(found))
    times, taken = times_in(message, {"at": "at"})
    args |= times
    scope = scope_in(message, [*spans, *taken, *command_words(message), Span(0, message.verbs_at(at)[0][0].end, "")])
    if isinstance(scope, dict) and scope and not name:
        args["scope"] = scope
    return {"action": "snapshot", "target": target_of(found), "args": args}


def _given_name(message: Message) -> tuple[str, Span] | None:
    """A name somebody gives: “called pre q4”, “as before-reorg”, “"eoy"”."""
    text = message.text
    for i, word in enumerate(message.words):
        if word in phrase_list("called|named|as|titled|labeled|labelled|label|name|naming|call"):
            start = i + 1 + (message.words[i + 1 : i + 2] in (["it"], ["the"]))
            end = len(message.words)
            while end > start and message.words[end - 1] in (".", "!", "please", "pls", ",", "thanks", '"'):
                end -= 1
            while start < end and message.words[start] in ('"', "'", ":"):
                start += 1
            for j in range(start, end):
                if message.words[j] in (",", ";", '"', "first") or (
                    message.words[j] in ("and", "then", "before") and j > start
                ):
                    end = j
                    break
            if start < end:
                raw = _raw(message, start, end)
                return raw, Span(i, end, "")
    if match := re.search(r"[\"“”]([^\"“”]{1,60})[\"“”]", text):
        words = match[1].casefold().split()
        for i in range(len(message.words)):
            if message.words[i] == words[0].strip("-"):
                return match[1].strip(), Span(
                    i, min(len(message.words), i + len(re.findall(r"[\w']+|-", match[1]))), ""
                )
    return None


def _raw(message: Message, start: int, end: int) -> str:
    """The words as they were written, with the hyphens between them."""
    tokens = message.tokens[start:end]
    out = tokens[0].raw
    for before, token in itertools.pairwise(tokens):
        out += ("" if token.start == before.end else " ") + token.raw
    return out.strip(" \"'")


def rollback(message: Message, at: int) -> Step | Need | None:
    verbs = verbs_of(message, at)
    words = message.words
    if "rollback" not in verbs:
        return None
    if words[at] in ("restore", "revert", "go", "put") and any(
        "reset" in v for i in range(at, len(words)) for _, v in message.verbs_at(i)
    ):
        return None
    if (words[at] == "roll" and "back" not in words) or (words[at] in ("go", "put") and "back" not in words):
        return None
    if not message.find("agentname") and message.named and message.has("deal", "deals", "close", "stage", "amount"):
        return None
    if words[at] == "reverse" and not message.find("agentname") and len(words) - at > 6:
        return None
    found, spans = agents(message)
    if (
        found == ["all"]
        and not message.find("agentname")
        and message.has("nudges", "alerts", "flags", "escalations", "changes")
        and not message.has("everything")
    ):
        found = []
    args: dict[str, Any] = {}
    snap = _snapshot_name(message)
    if snap:
        args["to"] = f"snapshot:{snap[0]}"
        spans = [s for s in spans if not (snap[1].start <= s.start < snap[1].end)] + [snap[1]]
        found = list(dict.fromkeys(s.value for s in spans if s.value in AGENT_OPTIONS))
    what = next((KINDS[w] for w in words[at + 1 :] if w in KINDS), "")
    if not what and message.has_phrase("threshold changes"):
        what = "threshold changes"
    count = _last_n(message, at)
    if count:
        args["last"] = count[0]
        spans.append(count[1])
    if what:
        args["what"] = what
    if "last" not in args and "to" not in args:
        keys = {
            "since": "since",
            "to": "to",
            "from": "since",
            "after": "since",
            "on": "since",
            "during": "since",
            "until": "to",
            "before": "to",
            "in": "since",
        }
        times, taken = times_in(message.part(0), keys)
        times = {k: v for k, v in times.items() if v != "now"}
        if words[at : at + 2] == ["roll", "back"] and "since" in times and message.has("to") and "to" not in times:
            pass
        args |= times
        spans += taken
        if not times:
            bare = bare_time(message, spans)
            if bare is not None and bare[0] not in ("now",):
                args["since"] = {"today": "day:0", "yesterday": "day:-1"}.get(bare[0], bare[0])
                spans.append(bare[1])
        else:
            args = {
                k: {"today": "day:0", "yesterday": "day:-1"}.get(v, v)
                if isinstance(v, str) and k in ("since", "to")
                else v
                for k, v in args.items()
            }
    scope = scope_in(
        message,
        [
            *spans,
            *command_words(message),
            Span(0, at + 1, ""),
            *[Span(i, i + 1, "") for i, w in enumerate(words) if w in KINDS],
        ],
    )
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    step: Step = {"action": "rollback", "target": target_of(found), "args": args}
    settled = bool({"since", "to", "last"} & set(args)) or bool(what and message.has("all"))
    if not found:
        if message.has("that", "it", "this") and not settled:
            return Need("reference", (), "undo that")
        if message.has("everything") or args.get("to", "").startswith("snapshot"):
            step["target"] = "all"
        else:
            step["need"] = Need("agent", AGENT_OPTIONS, "undo")
    if step["target"] is not None and not settled:
        return Need("time", (), "since when")
    return step


def _snapshot_name(message: Message) -> tuple[str, Span] | None:
    """“to the pre-q4 snapshot”, “to snapshot friday”, “to the snapshot called eoy”."""
    words = message.words
    if "snapshot" not in words and "backup" not in words and "checkpoint" not in words:
        return None
    at = next(i for i, w in enumerate(words) if w in ("snapshot", "backup", "checkpoint"))
    given = _given_name(message.part(at))
    if given:
        return given[0], Span(at, at + given[1].end, "")
    after = [w for w in words[at + 1 :] if w not in (".", "!", "please")]
    if after and after[0] not in phrase_list("for|of|from|taken|we|i|on"):
        end = at + 1
        while end < len(words) and words[end] not in (".", "!", "please", "for", "on", ","):
            end += 1
        return _raw(message, at + 1, end), Span(at, end, "")
    start = at
    while start > 0 and words[start - 1] not in ("to", "the", "from", "using", "our", "my"):
        start -= 1
    if start < at and words[start] not in ("last", "latest", "previous"):
        return _raw(message, start, at), Span(start, at + 1, "")
    if start < at:
        return words[start], Span(start, at + 1, "")
    return None


def _last_n(message: Message, at: int) -> tuple[int, Span] | None:
    """“the last 3 actions”, “the last change”."""
    words = message.words
    for i in range(at, len(words)):
        if words[i] not in ("last", "latest", "previous", "past"):
            continue
        amount = read_amount(message.tokens, i + 1)
        if amount and not amount.unit and amount.length:
            return int(amount.value), Span(i, i + 1 + amount.length, "")
        if words[i + 1 : i + 2] and words[i + 1] in phrase_list(
            "action|change|nudge|alert|thing|step|move|update|flag|escalation|one|command"
        ):
            return 1, Span(i, i + 2, "")
    return None
