"""Resets, snapshots and rollbacks."""

from __future__ import annotations

import itertools
import re
from typing import Any

from domain.language.amounts import read_amount
from domain.language.commands.agents import (
    AGENT_OPTIONS,
    agents,
    command_words,
    names_only_some,
    scope_in,
    target_of,
    verbs_of,
)
from domain.language.commands.needs import Need, Step
from domain.language.commands.thresholds import SETTING_TARGETS
from domain.language.commands.timing import SINCE, bare_time, times_in
from domain.language.message import Message, Span
from domain.language.text import phrase_list, word_set
from domain.language.windows import WEEKDAYS

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
GOES_BACK = phrase_list("wipe|make|want|switch|put|set|bring|take|go|return|restore|revert|roll|change|use|get")
"""Verbs that reset something where defaults are spoken of."""
THRESHOLDS = ("threshold", "thresholds", "limits")
SAVED = word_set("config configuration settings snapshot state setup backup checkpoint pipeline analytics")
"""What “save” makes a snapshot of."""
NAMING = phrase_list("called|named|as|titled|labeled|labelled|label|name|naming|call")
UNDOABLE = phrase_list("nudges|alerts|flags|escalations|changes")
LOOKS_BACK = {
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
"""The argument of a time by the word that opens it."""
ENDS_A_NAME = (".", "!", "please", "for", "on", ",")


def reset(message: Message, at: int) -> Step | Need | None:
    """“reset forecasting to defaults”, “reset the stale threshold”, what it lacks, or None when it is none."""
    if not _resets(message, at):
        return None
    found, spans = agents(message)
    settings = message.find("setting")
    whole = [Span(i, i + 1, "") for i, w in enumerate(message.words) if w in THRESHOLDS] if not settings else []
    args: dict[str, Any] = {}
    if settings:
        whats = list(dict.fromkeys(s.value for s in settings))
        args["what"] = whats[0] if len(whats) == 1 else whats
        found = found or [SETTING_TARGETS.get(whats[0], "all")]
    elif whole:
        args["what"] = "thresholds"
    scope = scope_in(message, [*spans, *settings, *whole, *command_words(message), Span(0, at + 1, "")])
    if isinstance(scope, Need):
        return scope
    step: Step = {"action": "reset", "target": target_of(found), "args": args | ({"scope": scope} if scope else {})}
    if not found and message.has("everything", "all"):
        step["target"] = "all"
    return step if step["target"] else step | {"need": Need("agent", AGENT_OPTIONS, "reset")}


def _resets(message: Message, at: int) -> bool:
    """Whether defaults are what is gone back to."""
    first, anywhere = message.words[at], any("reset" in verbs_of(message, i) for i in range(at, len(message.words)))
    if message.has("password", "laptop", "conversation"):
        return False
    if first == "restore":
        return anywhere
    clears = (
        first in ("clear", "wipe", "remove", "drop")
        and message.has(*THRESHOLDS)
        and message.has("custom", "all", "overrides")
    )
    named_first = message.at("setting", at) is not None or message.at("agentname", at) is not None
    return clears or "reset" in verbs_of(message, at) or (anywhere and (first in GOES_BACK or named_first))


def snapshot(message: Message, at: int) -> Step | Need | None:
    """“snapshot the pipeline agent as before-q4”, or None when it is none."""
    saves = message.words[at] in ("save", "snap")
    unsaved = message.words[at] == "save" and message.has("report", "deal", "filter", "view", "query")
    keeps = message.find("agentname") or SAVED & set(message.words)
    of_numbers = message.words[at : at + 2] == ["snapshot", "of"] and message.has("by", "per", "deals", "opps")
    if of_numbers and not message.find("agentname"):
        return None
    if "snapshot" not in verbs_of(message, at) or unsaved or (saves and not keeps):
        return None
    found, spans = agents(message)
    args: dict[str, Any] = {}
    name = given_name(message)
    if name:
        args["name"] = name[0]
        before = [s.value for s in spans if s.value and s.end <= name[1].start]
        found = list(dict.fromkeys(before or [a for a in found if a not in name[0]]))
    times, taken = times_in(message, {"at": "at"})
    verb = Span(0, message.verbs_at(at)[0][0].end, "")
    scope = {} if name else scope_in(message, [*spans, *taken, *command_words(message), verb])
    if isinstance(scope, Need):
        return scope
    args |= times | ({"scope": scope} if scope else {})
    if not found and names_only_some(message):
        return Need("agent", AGENT_OPTIONS, "snapshot")
    return {"action": "snapshot", "target": target_of(found), "args": args}


def given_name(message: Message) -> tuple[str, Span] | None:
    """A name somebody gives: “called pre q4”, “as before-reorg”, “"eoy"”."""
    for i, word in enumerate(message.words):
        if word in NAMING:
            start, end = _name_at(message, i + 1 + (message.words[i + 1 : i + 2] in (["it"], ["the"])))
            if start < end:
                return _raw(message, start, end), Span(i, end, "")
    return _quoted(message)


def _name_at(message: Message, start: int) -> tuple[int, int]:
    """(first token, token after the last) of the name that starts here."""
    words, end = message.words, len(message.words)
    while end > start and words[end - 1] in (".", "!", "please", "pls", ",", "thanks", '"'):
        end -= 1
    while start < end and words[start] in ('"', "'", ":"):
        start += 1
    for j in range(start, end):
        if words[j] in (",", ";", '"', "first") or (words[j] in ("and", "then", "before") and j > start):
            return start, j
    return start, end


def _quoted(message: Message) -> tuple[str, Span] | None:
    """A name in quotation marks."""
    match = re.search(r"[\"“”]([^\"“”]{1,60})[\"“”]", message.text)
    words = match[1].casefold().split() if match else []
    at = next((i for i, w in enumerate(message.words) if words and w == words[0].strip("-")), None)
    if match is None or at is None:
        return None
    end = min(len(message.words), at + len(re.findall(r"[\w']+|-", match[1])))
    return match[1].strip(), Span(at, end, "")


def _raw(message: Message, start: int, end: int) -> str:
    """The words as they were written, with the hyphens between them."""
    tokens = message.tokens[start:end]
    out = tokens[0].raw
    for before, token in itertools.pairwise(tokens):
        out += ("" if token.start == before.end else " ") + token.raw
    return out.strip(" \"'")


AS_IT_WAS = re.compile(
    r"\b(?:how|the way|what|where|as|like) (?:it|they|things|everything|we) "
    r"(?:was|were|looked|had it|ran|worked|stood|had)\b"
)
"""Words that speak of an earlier state: “to how it was last friday”."""


def _as_it_was(message: Message) -> Message:
    """“back to how it was last friday” says what “roll back to last friday” says."""
    found = AS_IT_WAS.search(" ".join(message.words))
    if found is None:
        return message
    start = len(" ".join(message.words)[: found.start()].split())
    end = start + len(found[0].split())
    end += message.words[end : end + 1] in (["on"], ["at"], ["in"], ["as"], ["back"])
    return message.without([Span(start, end, "")])


def rollback(message: Message, at: int) -> Step | Need | None:
    """“undo what the pipeline agent did today”, what it lacks, or None when it is none."""
    was = AS_IT_WAS.search(" ".join(message.words)) is not None
    message = _as_it_was(message)
    if not _rolls_back(message, at, was=was):
        return None
    found, spans = agents(message)
    if found == ["all"] and not message.find("agentname") and message.has(*UNDOABLE) and not message.has("everything"):
        found = []
    args, gone, snapshot_named = _back_to(message, at, spans)
    if snapshot_named:
        found = list(dict.fromkeys(s.value for s in gone if s.value in AGENT_OPTIONS))
    kinds = [Span(i, i + 1, "") for i, w in enumerate(message.words) if w in KINDS]
    scope = scope_in(message, [*gone, *command_words(message), Span(0, at + 1, ""), *kinds])
    if isinstance(scope, Need):
        return scope
    args |= {"scope": scope} if scope else {}
    return _settled(message, found, args)


def _rolls_back(message: Message, at: int, *, was: bool = False) -> bool:
    """Whether it is the agents' own actions that are taken back."""
    words, first = message.words, message.words[at]
    if first in ("load", "reload", "use", "switch") and not snapshot_name(message):
        return False
    if was and first in GOES_BACK and (message.find("agentname") or agents(message)[0]):
        return True
    if "rollback" not in verbs_of(message, at) or (first in ("roll", "go", "put") and "back" not in words):
        return False
    if first in ("restore", "revert", "go", "put") and any(
        "reset" in verbs_of(message, i) for i in range(at, len(words))
    ):
        return False
    of_agent = message.find("agentname")
    of_deal = message.named and message.has("deal", "deals", "close", "stage", "amount")
    return bool(of_agent) or not (of_deal or (first == "reverse" and len(words) - at > 6))


def _back_to(message: Message, at: int, spans: list[Span]) -> tuple[dict[str, Any], list[Span], bool]:
    """(what is undone, and since or to when; the tokens that say so; whether a snapshot is named)."""
    args: dict[str, Any] = {}
    snap = snapshot_name(message)
    if snap:
        args["to"] = f"snapshot:{snap[0]}"
        spans = [s for s in spans if not (snap[1].start <= s.start < snap[1].end)] + [snap[1]]
    if count := _last_n(message, at):
        args["last"] = count[0]
        spans = [*spans, count[1]]
    what = next((KINDS[w] for w in message.words[at + 1 :] if w in KINDS), "")
    what = what or ("threshold changes" if message.has_phrase("threshold changes") else "")
    args |= {"what": what} if what else {}
    if not args.keys() & {"last", "to"}:
        times, taken = _since(message, spans)
        args, spans = args | times, [*spans, *taken]
    return args, spans, bool(snap)


def _since(message: Message, gone: list[Span]) -> tuple[dict[str, str], list[Span]]:
    """(since or to when, the tokens that say so)."""
    times, taken = times_in(message, LOOKS_BACK)
    to_a_day = message.has("to") and message.has("last")
    times = {k: SINCE.get(v, v) for k, v in times.items() if v != "now"}
    times = {k: f"last_{v}" if to_a_day and k == "to" and v in WEEKDAYS else v for k, v in times.items()}
    bare = None if times else bare_time(message, [*gone, *taken])
    if bare is not None and bare[0] != "now":
        return {"since": SINCE.get(bare[0], bare[0])}, [*taken, bare[1]]
    return times, taken


def _settled(message: Message, found: list[str], args: dict[str, Any]) -> Step | Need:
    """The rollback, or what has to be asked: of whom, since when, or what “that” is."""
    settled = bool({"since", "to", "last"} & set(args)) or ("what" in args and message.has("all"))
    if not found and message.has("that", "it", "this") and not settled:
        return Need("reference", (), "undo that")
    whole = message.has("everything") or str(args.get("to", "")).startswith("snapshot")
    target = target_of(found) or ("all" if whole else None)
    if target is not None and not settled:
        return Need("time", (), "since when")
    step: Step = {"action": "rollback", "target": target, "args": args}
    return step if target else step | {"need": Need("agent", AGENT_OPTIONS, "undo")}


def snapshot_name(message: Message) -> tuple[str, Span] | None:
    """“to the pre-q4 snapshot”, “to snapshot friday”, “to the snapshot called eoy”."""
    words = message.words
    at = next((i for i, w in enumerate(words) if w in ("snapshot", "backup", "checkpoint")), None)
    if at is None:
        return None
    if given := given_name(message.part(at)):
        return given[0], Span(at, at + given[1].end, "")
    after = next((w for w in words[at + 1 :] if w not in (".", "!", "please")), "")
    if after and after not in phrase_list("for|of|from|taken|we|i|on"):
        end = next((i for i in range(at + 1, len(words)) if words[i] in ENDS_A_NAME), len(words))
        return _raw(message, at + 1, end), Span(at, end, "")
    start = at
    while start > 0 and words[start - 1] not in ("to", "the", "from", "using", "our", "my"):
        start -= 1
    if start == at:
        return None
    plain = words[start] in ("last", "latest", "previous")
    return (words[start] if plain else _raw(message, start, at)), Span(start, at + 1, "")


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
