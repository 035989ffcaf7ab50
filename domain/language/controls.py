"""Commands to the product itself: pause, resume, run, reset, clone, snapshot, roll back, thresholds and playbooks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.language.amounts import read_amount
from domain.language.intent import Slot
from domain.language.message import LEAD_INS, Message, Span
from domain.language.points import EVERY, UNIT_ENDS, Point, clock, duration, point
from domain.language.scopes import scope_of
from domain.language.text import phrase_list, word_set

AGENTS = ("pipeline", "forecasting", "analytics")
AGENT_OPTIONS = (*AGENTS, "all")
PLAYBOOKS = ("quarter_end", "new_rep", "large_deal", "pipeline_cleanup", "audit_prep")
SETTING_TARGETS = {
    "stale_days": "pipeline",
    "activity_gap_days": "pipeline",
    "value_change_pct": "pipeline",
    "max_open_deals": "pipeline",
    "required_fields": "pipeline",
    "coverage_ratio": "forecasting",
    "win_rate_deviation_pct": "forecasting",
    "attainment_risk_pct": "forecasting",
    "forecast_frequency": "forecasting",
    "anomaly_sensitivity": "analytics",
    "approval_amount": "all",
    "quiet_hours_start": "all",
}
EVERYTHING = frozenset(["everything", "all", "everyone", "both"])
ASKING = word_set(
    "what which who whos when how why where is are was were did does has have list show display see view tell "
    "give whats get any find wich"
)
SEPARATORS = word_set("and then , ; . plus also before after & && afterwards next finally")
LESS = word_set(
    "less gentle gentler softer relaxed lenient conservative cautious quieter calmer lower reduce decrease down relax"
)
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


@dataclass(frozen=True, slots=True)
class Need:
    """What has to be asked before a command can run."""

    slot: Slot
    options: tuple[str, ...] = ()
    words: str = ""


Step = dict[str, Any]


def control(message: Message) -> Step | Need | None:
    """The command a message gives, the one thing it lacks, or None when it is no command."""
    if not message.words:
        return None
    message = _subject_last(message)
    segments = _segments(message)
    found = [_step(s) for s in segments]
    if not found or found[0] is None:
        return None
    steps: list[Step] = []
    for at, each in enumerate(found):
        if each is None:
            return None
        steps.append(each if isinstance(each, dict) else {"need": each, **each_action(each)})
        del at
    _share_targets(steps)
    for each_step in steps:
        need = each_step.pop("need", None)
        if need is not None:
            return need  # type: ignore[no-any-return]
    flat = [s for step in steps for s in (step.get("steps") or [step])]
    return flat[0] if len(flat) == 1 else {"steps": flat}


def _subject_last(message: Message) -> Message:
    """“analytics agent: pause for 2 hours” says what “pause for 2 hours analytics agent” says."""
    at = message.opening()
    span = message.at("agentname", at) if at < len(message.words) else None
    if span is None or message.words[span.end : span.end + 1] not in ([":"], ["-"], [","]):
        return message
    tokens = (*message.tokens[span.end + 1 :], *message.tokens[span.start : span.end])
    return Message(message.text, tokens, message.names, message.today, message.fixes, message.has_context)


def each_action(need: Need) -> Step:
    """A step that only knows what it lacks."""
    return {"action": "", "target": None, "args": {}, "lacks": need.slot}


def _share_targets(steps: list[Step]) -> None:
    """“take a snapshot and reset analytics”: a step without an agent is about its neighbour's."""
    known = [s.get("target") for s in steps if s.get("target") and s.get("action") != "activate_playbook"]
    for step in steps:
        lacks_agent = isinstance(step.get("need"), Need) and step["need"].slot == "agent"
        if step.get("target") is None and known:
            step["target"] = known[0]
            if lacks_agent:
                step.pop("need")
        elif step.get("target") is None and step.get("action") in ("snapshot", "clone_config"):
            step["target"] = "all"
            step.pop("need", None)
        step.pop("lacks", None)


# Dividing


def _segments(message: Message) -> list[Message]:
    """The message cut where another command begins."""
    words = message.words
    cuts = [0]
    for i in range(1, len(words)):
        if words[i - 1] not in SEPARATORS:
            continue
        rest = message.part(i)
        at = rest.opening()
        if at < len(rest.words) and _starts_command(rest, at) and i - cuts[-1] > 1:
            cuts.append(i)
    parts = [message.part(a, b) for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)]
    return [_trimmed(p) for p in parts]


def _trimmed(part: Message) -> Message:
    end = len(part.words)
    while end and (
        part.words[end - 1] in SEPARATORS
        or (
            part.words[end - 1] in phrase_list("!|?|please|pls|thanks|thx|ok|now|immediately")
            and end > 2
            and part.words[end - 1] != "now"
        )
    ):
        end -= 1
    return part.part(0, end)


def _starts_command(message: Message, at: int) -> bool:
    found = message.verbs_at(at)
    if not found:
        return False
    span, verbs = found[0]
    if (
        verbs & word_set("snapshot rollback reset clone pause resume run activate deactivate")
        and len(message.words) >= span.end
    ):
        word = message.words[at]
        return (
            word not in phrase_list("use|into|update|up|more|less|no|to|back|hold|start")
            or message.part(at).first("agentname") is not None
        )
    return (
        bool(verbs & {"increase", "decrease", "set", "double", "halve"})
        and message.part(at).first("setting") is not None
    )


# One step


def _step(message: Message) -> Step | Need | None:
    at = message.opening()
    if at >= len(message.words):
        return None
    if message.words[at] in ASKING and not _gives(message, at):
        return None
    for reading in (_playbook, _rollback, _clone, _reset, _threshold, _snapshot, _pause_or_resume, _run):
        found = reading(message, at)
        if found is not None:
            return found
    return None


def _gives(message: Message, at: int) -> bool:
    """“have the pipeline agent run”, “give the pipeline agent a break”: asking words that command."""
    words = message.words
    if words[at] == "give" and message.has("break", "rest", "snapshot"):
        return True
    if words[at] == "get" and message.find("agentname"):
        return True
    if words[at] == "give" and message.has("settings", "config", "configuration"):
        return True
    return words[at] == "have" and bool(message.find("agentname"))


def _verbs(message: Message, at: int) -> frozenset[str]:
    """Every command verb the words at a position may be."""
    return frozenset(v for _, verbs in message.verbs_at(at) for v in verbs)


def agents(message: Message, *, bare: bool = True) -> tuple[list[str], list[Span]]:
    """The agents a message names, and where."""
    spans = list(message.find("agentname"))
    covered = {i for s in spans for i in range(s.start, s.end)}
    words = message.words
    for i, word in enumerate(words):
        if i in covered or not bare:
            continue
        value = {
            "pipeline": "pipeline",
            "analytics": "analytics",
            "forecasts": "forecasting",
            "forecast": "forecasting",
            "pipe": "pipeline",
        }.get(word)
        if value and not _is_part_of_setting(message, i):
            end = i + 1 + (words[i + 1 : i + 2] in (["agent"], ["bot"], ["one"], ["agents"]))
            spans.append(Span(i, end, value))
            covered |= set(range(i, end))
    spans.sort(key=lambda s: s.start)
    found = list(dict.fromkeys(s.value for s in spans))
    if not found or found == ["all"]:
        for i, word in enumerate(words):
            if (
                word in EVERYTHING
                and i not in covered
                and words[i + 1 : i + 2]
                not in (["nudges"], ["alerts"], ["thresholds"], ["rules"], ["of"], ["the"], ["changes"], ["settings"])
            ):
                if word == "both":
                    continue
                return ["all"], [*spans, Span(i, i + 1, "all")]
    if "all" in found and len(found) > 1:
        excepted = [s for s in spans if s.value != "all" and {"except", "but"} & set(words[: s.start])]
        if excepted:
            left = [a for a in AGENTS if a not in {s.value for s in excepted}]
            return left, [*spans, *(Span(i, i + 1, "") for i, w in enumerate(words) if w in ("except", "but", "for"))]
        found = ["all"]
    return found, spans


def _is_part_of_setting(message: Message, at: int) -> bool:
    return any(s.start <= at < s.end for kind in ("setting", "playbookname", "task") for s in message.find(kind))


def _target(found: list[str]) -> str | list[str] | None:
    if not found:
        return None
    if set(found) == set(AGENTS):
        return "all"
    return found[0] if len(found) == 1 else found


def _scope(message: Message, gone: Sequence[Span]) -> dict[str, Any] | Need:
    """The scope in what is left of a command, or the name in it that nobody knows."""
    rest = message.without(gone)
    parts = rest.parts()
    if parts.unclear:
        first = parts.unclear[0]
        return Need(first.slot, first.options, first.words)  # type: ignore[arg-type]
    return scope_of(parts)


# Times


def _times(message: Message, keys: dict[str, str]) -> tuple[dict[str, str], list[Span]]:
    """{argument: point or duration} after the words that open it, and the tokens they take."""
    words, found, spans = message.words, dict[str, str](), list[Span]()
    i = 0
    while i < len(words):
        key = keys.get(words[i])
        read: Point | None = None
        if key == "for" and words[i + 1 : i + 2] == ["the"] and words[i + 2 : i + 3] and words[i + 2] in UNIT_ENDS:
            found["until"] = UNIT_ENDS[words[i + 2]]
            spans.append(Span(i, i + 3, ""))
            i += 3
            continue
        if (
            key == "at"
            and i
            and words[i] in ("at", "by")
            and (read := point(message, i - 1, message.today))
            and read.length > 2
        ):
            found.setdefault(key, read.value)
            spans.append(Span(i - 1, i - 1 + read.length, ""))
            i += read.length - 1
            continue
        if key == "for" and words[i + 1 : i + 4] in (["the", "rest", "of"], ["the", "remainder", "of"]):
            read = point(message, i + 2, message.today)
            if read:
                found["until"] = read.value
                spans.append(Span(i, i + 2 + read.length, ""))
                i += 2 + read.length
                continue
        if key == "for":
            read = duration(message, i + 1)
            if read is None and words[i + 1 : i + 2] in (["today"], ["tonight"]):
                found["until"] = "eod"
                spans.append(Span(i, i + 2, ""))
                i += 2
                continue
        elif key:
            read = point(message, i + 1, message.today)
            if read is None and key == "at":
                time = clock(words, i)
                if time:
                    read = Point(f"todayT{time.value}", time.length - 1)
        if key and read:
            found.setdefault(key, read.value)
            spans.append(Span(i, i + 1 + read.length, ""))
            i += 1 + read.length
        else:
            i += 1
    return found, spans


def _bare_time(message: Message, gone: Sequence[Span]) -> tuple[str, Span] | None:
    """A point in time that no word opens: “run it tomorrow at 6”."""
    covered = {i for s in gone for i in range(s.start, s.end)}
    for i in range(len(message.words)):
        if i in covered:
            continue
        read = point(message, i, message.today)
        if (
            read is not None
            and message.words[i] not in ("now", "all", "last")
            and not (set(range(i, i + read.length)) & covered)
        ):
            return read.value, Span(i, i + read.length, "")
    return None


# The actions


def _pause_or_resume(message: Message, at: int) -> Step | Need | None:
    verbs = _verbs(message, at)
    words = message.words
    separated = words[at] in phrase_list("turn|switch|put|take|shut|bring|start|back|keep|power|get|set|give|have")
    tail = set(words[at + 1 :])
    action = "pause" if "pause" in verbs else "resume" if "resume" in verbs else ""
    if separated:
        if words[at] in ("turn", "switch", "shut", "take", "power") and tail & {"off", "offline", "down"}:
            action = "pause"
        elif (
            words[at] in phrase_list("turn|switch|bring|power|put|start|set")
            and tail & {"on", "back", "online", "again"}
            and not tail & {"hold", "ice"}
        ):
            action = "resume"
        elif (words[at] == "put" and tail & {"hold", "ice", "pause", "sleep"}) or (
            words[at] in ("give", "have") and tail & {"break", "rest"}
        ):
            action = "pause"
        elif words[at] in phrase_list("start|have|get|give|set|put|bring|take|turn|switch") and words[at] != "start":
            action = ""
    if words[at : at + 2] == ["no", "more"] or (words[at : at + 2] == ["do", "not"] and message.has("run", "start")):
        action = "pause"
    if not action:
        return None
    if (message.find("reportnoun") and not message.find("agentname")) or (
        message.find("setting") and not message.find("agentname")
    ):
        return None
    found, spans = agents(message)
    pronoun = _pronoun(message, at, found)
    if not found and not pronoun:
        return None
    keys = {
        "until": "until",
        "till": "until",
        "til": "until",
        "through": "until",
        "thru": "until",
        "by": "until",
        "for": "for",
        "starting": "at",
        "from": "at",
        "at": "at",
        "on": "at",
        "beginning": "at",
        "effective": "at",
        "after": "at",
        "upto": "until",
    }
    if action == "resume":
        keys |= {"by": "at", "until": "until"}
    times, taken = _times(message, keys)
    args: dict[str, Any] = dict(times)
    gone = [*spans, *taken, Span(0, at + 1, "")]
    if not times:
        bare = _bare_time(message, gone)
        if bare is not None and bare[0] not in ("now",):
            key = "at" if action == "resume" or bare[0] in ("tomorrow",) or "T" in bare[0] else "until"
            value = bare[0]
            if key == "until":
                value = {
                    "today": "eod",
                    "week:0": "eow",
                    "month:0": "eom",
                    "quarter:0": "eoq",
                    "year:0": "eoy",
                    "day:0": "eod",
                    "saturday": "monday",
                }.get(value, value)
            args[key] = value
            gone.append(bare[1])
    if (
        message.has_phrase("over the weekend")
        or message.has_phrase("for the weekend")
        or message.has_phrase("this weekend")
    ):
        args = {"until": "monday"}
    scope = _scope(message, [*gone, *_command_words(message)])
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    args = {k: v for k, v in args.items() if v not in ("now", "nowT")}
    target = _target(found)
    step: Step = {"action": action, "target": target, "args": args}
    if not found:
        step["need"] = Need("agent", AGENT_OPTIONS, message.words[at])
    if (
        message.has_phrase("a while")
        or message.has_phrase("a bit")
        or (message.words[-1] in ("until", "till", "later") and not args)
    ) and found:
        return Need("time", (), "until when")
    return step


def _pronoun(message: Message, at: int, found: list[str]) -> bool:
    """Whether a command points at an agent without naming it, or names none at all."""
    del found
    rest = [w for w in message.words[at + 1 :] if w not in LEAD_INS and w.isalnum()]
    loose = word_set(
        "it them that this agent agents bot again one off on back up until till for at by running these those "
        "hold down bots online offline break rest give an a in working"
    )
    if {"it", "them", "agent", "agents", "bot", "bots"} & set(rest):
        return not message.find("report")
    times = {i for i, _ in enumerate(message.words) if point(message, i, message.today) or duration(message, i)}
    timed = {
        message.words[i + k]
        for i in times
        for k in range((point(message, i, message.today) or duration(message, i) or Point("", 0)).length)
    }
    return all(w in loose or w in timed for w in rest)


def _command_words(message: Message) -> list[Span]:
    """Words of commands that are no names: they say nothing about the scope."""
    loose = word_set(
        "agent agents bot it off on back hold run running config settings configuration again force scan check "
        "doing work working nudging nudges alerts from deals open everything all sending scanning monitoring"
    )
    return [Span(i, i + 1, "") for i, w in enumerate(message.words) if w in loose]


def _run(message: Message, at: int) -> Step | Need | None:
    if "run" not in _verbs(message, at) and message.words[at] not in phrase_list("get|have|make|scan|check|look|start"):
        task_only = message.at("task", at)
        if task_only is None:
            return None
    tasks = message.find("task")
    found, spans = agents(message, bare=not message.find("report") and not tasks)
    spans = [*spans, *tasks]
    if (
        message.find("report")
        and not tasks
        and not message.find("agentname")
        and not (
            found
            and len(message.words) - at <= 4
            and message.words[-1] in ("now", "pipeline", "analytics", "agent", "again")
        )
    ):
        return None
    if message.find("forecast") and not message.find("agentname") and not tasks:
        return None
    if (
        not tasks
        and message.words[at] in ("get", "have", "make", "check", "look", "scan")
        and not message.find("agentname")
    ):
        return None
    if (
        message.words[at] in phrase_list("update|refresh|rebuild|do|perform|redo|recalculate|recompute")
        and not tasks
        and not message.find("agentname")
    ):
        return None
    if message.words[at] in ("make", "get", "have") and not message.has("run", "go", "start", "work"):
        return None
    if not found and not tasks:
        if not _pronoun(message, at, found):
            return None
        return {"action": "force_run", "target": None, "args": {}, "need": Need("agent", AGENT_OPTIONS, "run")}
    args: dict[str, Any] = {}
    if tasks:
        task = tasks[0].value
        args["task"] = task
        found = found or ["analytics" if task == "anomaly_scan" else "pipeline"]
    times, taken = _times(message, {"at": "at", "on": "at", "after": "at", "starting": "at", "by": "at"})
    gone = [*spans, *taken, Span(0, at + 1, "")]
    if not times:
        bare = _bare_time(message, gone)
        if bare is not None and bare[0] not in ("now", "today", "day:0"):
            times = {"at": bare[0]}
            gone.append(bare[1])
    args |= {k: v for k, v in times.items() if v != "now"}
    scope = _scope(message, [*gone, *_command_words(message)])
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    return {"action": "force_run", "target": _target(found), "args": args}


def _reset(message: Message, at: int) -> Step | Need | None:
    verbs = _verbs(message, at)
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
    scope = _scope(message, [*spans, *settings, *_command_words(message), Span(0, at + 1, "")])
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    step: Step = {"action": "reset", "target": _target(found), "args": args}
    if not found:
        if message.has("everything", "all"):
            step["target"] = "all"
        elif args.get("what") == "thresholds":
            step["need"] = Need("agent", AGENT_OPTIONS, "reset")
        else:
            step["need"] = Need("agent", AGENT_OPTIONS, "reset")
    return step


def _snapshot(message: Message, at: int) -> Step | Need | None:
    verbs = _verbs(message, at)
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
    times, taken = _times(message, {"at": "at"})
    args |= times
    scope = _scope(message, [*spans, *taken, *_command_words(message), Span(0, message.verbs_at(at)[0][0].end, "")])
    if isinstance(scope, dict) and scope and not name:
        args["scope"] = scope
    return {"action": "snapshot", "target": _target(found), "args": args}


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


def _rollback(message: Message, at: int) -> Step | Need | None:
    verbs = _verbs(message, at)
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
        times, taken = _times(message.part(0), keys)
        times = {k: v for k, v in times.items() if v != "now"}
        if words[at : at + 2] == ["roll", "back"] and "since" in times and message.has("to") and "to" not in times:
            pass
        args |= times
        spans += taken
        if not times:
            bare = _bare_time(message, spans)
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
    scope = _scope(
        message,
        [
            *spans,
            *_command_words(message),
            Span(0, at + 1, ""),
            *[Span(i, i + 1, "") for i, w in enumerate(words) if w in KINDS],
        ],
    )
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    step: Step = {"action": "rollback", "target": _target(found), "args": args}
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


def _clone(message: Message, at: int) -> Step | Need | None:
    verbs = _verbs(message, at)
    words = message.words
    configs = message.has(
        "config", "configuration", "settings", "setup", "thresholds", "configs", "setting", "rules", "set"
    )
    same = (
        message.has_phrase("same settings as")
        or message.has_phrase("same config as")
        or message.has_phrase("same thresholds as")
        or message.has_phrase("the same as")
        or message.has_phrase("same setup as")
        or message.has_phrase("just like")
        or message.has_phrase("same configuration as")
    )
    direct = "clone" in verbs and (configs or len(message.named) >= 1)
    gives = (
        words[at] in ("use", "apply", "give", "set", "make")
        and configs
        and (same or message.has("for", "to", "like", "as", "on"))
        and len(message.named) >= 2
        and not message.find("setting")
    )
    if not direct and not gives and not (same and words[at] in ("set", "make", "give", "use", "configure")):
        return None
    found, spans = agents(message)
    order = _clone_ends(message, at, spans)
    if isinstance(order, Need):
        return order
    source, goals, excepted = order
    args: dict[str, Any] = {}
    if source:
        args["from"] = source
    if goals:
        args["to"] = goals
    if excepted:
        args["except"] = excepted
    step: Step = {"action": "clone_config", "target": _target(found) or "all", "args": args}
    if not source or not goals:
        return Need("scope", (), "from where, to where")
    return step


def _clone_ends(message: Message, at: int, spans: Sequence[Span]) -> tuple[Any, Any, Any] | Need:
    """(from, to, except) of a clone command."""
    words = message.words
    agent_tokens = {i for s in spans for i in range(s.start, s.end)}
    source: dict[str, Any] = {}
    goals: list[dict[str, Any]] = []
    excepted: list[str] = []
    side = "from"
    reading_except = False
    flipped = any(w in ("like", "as") for w in words) and not message.has("from")
    if words[at] in ("give", "set", "make") or flipped:
        side = "to"
    seen_to = False
    i = at
    for mention in message.drafted.mentions:
        if mention.start < at:
            continue
        i = mention.start
        word = message.words[i]
        for k in range(mention.start, mention.end):
            if words[k] in ("from",):
                side = "from"
            elif words[k] in ("to", "onto", "into", "over", "for", "on") and words[at] not in ("give",):
                if source or words[k] in ("to", "onto", "into"):
                    side, seen_to = "to", True
            elif words[k] in ("like", "as"):
                side = "from"
            elif words[k] in ("except", "but", "excluding", "without", "minus"):
                reading_except = True
        if reading_except:
            setting = message.at("setting", i)
            if setting:
                excepted.append(setting.value)
            elif word in ("thresholds", "rules", "alerts", "playbooks", "schedules", "nudges"):
                excepted.append(word)
            continue
        if i in agent_tokens:
            continue
        if mention.get("pronoun") == "me" and word in ("mine", "me", "my"):
            one: dict[str, Any] | None = {"user": "@me"}
        else:
            one = _end_of(mention, message)
        if isinstance(one, Need):
            return one
        if one is None:
            continue
        if side == "to" or (source and not seen_to):
            goals.append(one)
        elif not source:
            source = one
        else:
            goals.append(one)
    if words[at] in ("give",) and len(goals) >= 2 and not source:
        source, goals = goals[-1], goals[:-1]
    merged = _merged(goals)
    return source or None, merged or None, (excepted[0] if len(excepted) == 1 else excepted) or None


def _end_of(mention: Any, message: Message) -> Any:
    from domain.language.names import tops

    if not mention.names:
        return None
    best = tops(mention.names)
    values = list(dict.fromkeys(c.named.value for c in best))
    kind = best[0].named.kind
    if kind not in ("region", "team", "person", "account", "product", "stage"):
        return None
    if len(values) > 1:
        slot: Slot = (
            "person"
            if kind == "person"
            else "account"
            if kind == "account"
            else "product"
            if kind == "product"
            else "region"
        )
        return Need(slot, tuple(values), mention.text)
    after = message.words[mention.end : mention.end + 1]
    if kind == "person" and after in (["team"], ["group"], ["squad"]):
        return {"manager": values[0]}
    return {"user" if kind == "person" else kind: values[0]}


def _merged(goals: list[dict[str, Any]]) -> Any:
    if not goals:
        return None
    if len(goals) == 1:
        return goals[0]
    keys = {k for g in goals for k in g}
    if len(keys) == 1:
        key = keys.pop()
        return {key: [g[key] for g in goals]}
    return goals


def _playbook(message: Message, at: int) -> Step | Need | None:
    words = message.words
    said = any(w in ("playbook", "playbooks", "play", "mode") for w in words)
    names = message.find("playbookname")
    verbs = _verbs(message, at)
    strict = word_set(
        "quarter end|audit prep|new rep|large deal|pipeline cleanup|pipeline clean up|quarter close|audit mode"
    )
    exact = [s for s in names if " ".join(w for w in words[s.start : s.end] if w != "-") in strict]
    if not said and not exact:
        return None
    tail = set(words[at:])
    off = (
        bool("deactivate" in verbs and "activate" not in verbs)
        or "off" in tail
        or words[at] in phrase_list("stop|end|disable|cancel|kill|exit|leave|deactivate|finish")
    )
    on = "activate" in verbs or "on" in tail
    terse = bool(names) and at == names[0].start and (tail & {"on", "off"})
    if not on and not off and not terse:
        return None
    if not said and message.find("agentname") and not exact:
        return None
    if message.find("report") and not said:
        return None
    if not names:
        return Need("playbook", PLAYBOOKS, "playbook")
    whats = list(dict.fromkeys(s.value for s in (exact or names)))
    times, taken = _times(
        message,
        {
            "until": "until",
            "till": "until",
            "through": "until",
            "for": "for",
            "at": "at",
            "on": "at",
            "starting": "at",
            "from": "at",
            "by": "until",
        },
    )
    gone = [
        *names,
        *taken,
        Span(0, message.verbs_at(at)[0][0].end if message.verbs_at(at) else at + 1, ""),
        *[
            Span(i, i + 1, "")
            for i, w in enumerate(words)
            if w in ("playbook", "playbooks", "play", "on", "off", "mode")
        ],
    ]
    args: dict[str, Any] = {"state": "off" if off else "on", **{k: v for k, v in times.items() if v != "now"}}
    if not times:
        bare = _bare_time(message, gone)
        if bare is not None and bare[0] not in ("now", "today"):
            args["at"] = bare[0]
            gone.append(bare[1])
    scope = _scope(message, gone)
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    steps = [{"action": "activate_playbook", "target": w, "args": dict(args)} for w in whats]
    return (
        steps[0]
        if len(steps) == 1
        else {"action": "activate_playbook", "target": whats[0], "steps": steps, "args": args}
    )


# Thresholds


def _threshold(message: Message, at: int) -> Step | Need | None:
    words = message.words
    settings = _settings(message)
    verbs = _verbs(message, at)
    changing = bool(verbs & {"set", "increase", "decrease", "double", "triple", "halve"})
    if not settings:
        named = message.has("threshold", "thresholds", "limit", "sensitivity", "setting")
        if (changing and named and not message.named - set()) or (changing and message.has("threshold", "thresholds")):
            return Need("threshold", tuple(SETTING_TARGETS), "threshold")
        return None
    spoken = {s.value for s in settings}
    states = message.has("should", "more", "less", "too")
    if spoken == {"aggressiveness"} and not (
        changing or words[at] in ("be", "more", "less") or (states and not message.has("deals", "why", "how"))
    ):
        return None
    if spoken == {"aggressiveness"}:
        changing = True
    terse = (
        settings[0].start <= at + 1
        or words[at : at + 3] in (["no", "more", "than"], ["at", "most"])
        or words[at] in ("max", "maximum", "cap", "limit")
    )
    changing = changing or not message.find("setting")
    if not changing and not terse and not _pause_word(message, at, spoken):
        return None
    changes = _changes(message, settings)
    if isinstance(changes, Need):
        return changes
    if terse and not changing and all(c["value"] is None for c in changes):
        return None
    return _grouped(message, changes)


def _settings(message: Message) -> list[Span]:
    """The thresholds named; “aggressive” and its like only where no other is."""
    found = message.find("setting") or _implied_setting(message)
    plain = [s for s in found if s.value != "aggressiveness"]
    if plain:
        return plain
    mood = [s for s in found if s.value == "aggressiveness"]
    return (
        mood
        if mood
        and (
            message.find("agentname")
            or message.has("agent", "bot", "it", "agents", "them", "pipeline", "analytics", "forecasting", "be")
        )
        else []
    )


def _implied_setting(message: Message) -> list[Span]:
    """“run the forecast daily instead of weekly”, “cap reps at 40 open deals”: thresholds without their name."""
    words = message.words
    at = message.opening()
    often = any(w in EVERY for w in words)
    if (
        often
        and message.has("forecast", "forecasts")
        and not message.find("report")
        and not message.has("send", "email", "post", "quarterly", "how", "what", "show")
        and (message.has("instead", "switch", "change") or words[at : at + 1] in (["run"], ["forecast"], ["do"]))
    ):
        i = next(i for i, w in enumerate(words) if w in ("forecast", "forecasts"))
        return [Span(i, i + 1, "forecast_frequency")]
    changing = _verbs(message, at) & {"increase", "decrease", "set", "double", "halve"}
    if changing and "coverage" in words and message.has("to", "by", "at") and not message.has("report", "deals"):
        i = words.index("coverage")
        return [Span(i, i + 1, "coverage_ratio")]
    if words[at : at + 1] in (["cap"], ["limit"]) and message.has("deals", "opps") and message.has("open", "max"):
        i = next(i for i, w in enumerate(words) if w in ("cap", "limit"))
        return [Span(i, i + 1, "max_open_deals")]
    return []


def _pause_word(message: Message, at: int, spoken: set[str]) -> bool:
    return ("quiet_hours_start" in spoken and message.words[at] in ("start", "begin", "quiet")) or (
        message.words[at] in phrase_list("consider|treat|call|deals|flag|double|require|let|have|count|start")
        and bool(spoken & {"stale_days", "quiet_hours_start", "max_open_deals"})
    )


def _grouped(message: Message, changes: list[Step]) -> Step | Need:
    """Changes as one step per target."""
    by_target: dict[str, list[Step]] = {}
    found, _ = agents(message, bare=False)
    bare, _ = agents(message)
    for change in changes:
        if change["threshold"] == "aggressiveness":
            named = found or bare
            if not named:
                return {
                    "action": "adjust_threshold",
                    "target": None,
                    "args": {"changes": changes},
                    "need": Need("agent", AGENT_OPTIONS, "aggressiveness"),
                }
            key = "|".join(named)
        else:
            key = SETTING_TARGETS[change["threshold"]]
        by_target.setdefault(key, []).append(change)
    steps: list[Step] = []
    for key, listed in by_target.items():
        names = key.split("|")
        steps.append(
            {
                "action": "adjust_threshold",
                "target": names[0] if len(names) == 1 else names,
                "args": {"changes": listed},
            }
        )
    return (
        steps[0]
        if len(steps) == 1
        else {"action": "adjust_threshold", "target": steps[0]["target"], "args": {}, "steps": steps}
    )


def _changes(message: Message, settings: list[Span]) -> list[Step] | Need:
    """One change for each setting and, where a setting has several values, for each value."""
    out: list[Step] = []
    bounds = [s.start for s in settings[1:]] + [len(message.words)]
    lead = message.part(0, settings[0].start)
    for n, (span, end) in enumerate(zip(settings, bounds, strict=True)):
        before = lead if n == 0 else message.part(_clause_start(message, settings[n - 1].end, span.start), span.start)
        stop = end if n + 1 == len(settings) else _clause_start(message, span.end, end)
        after = message.part(span.end, stop)
        found = _values(message, span, before, after)
        if isinstance(found, Need):
            return found
        out += found
    if len(out) > 1 and out[-1]["value"] is not None:
        shared = out[-1]
        for change in out[:-1]:
            # “stale days and activity gap to 20”: the value that follows is meant for both.
            if change["value"] is None and change["op"] in ("set", shared["op"]):
                change["value"], change["op"] = shared["value"], shared["op"]
    return out


def _clause_start(message: Message, start: int, end: int) -> int:
    """Where the clause of the next setting begins: after the last joint before it."""
    for i in range(end - 1, start - 1, -1):
        if message.words[i] in ("and", ",", ";", "then", "."):
            return i + 1
    return start


def _values(message: Message, span: Span, before: Message, after: Message) -> list[Step] | Need:
    name = span.value
    op = _op(name, message, before, after)
    pieces = _pieces(after)
    out: list[Step] = []
    for piece in pieces:
        value, kind, used = _value(name, piece)
        if value is None and out:
            # “… for EMEA and APAC”: more scope for the change before.
            continue
        scope = _scope_near(
            _without_agents(before) if not out else None,
            _without_agents(piece) if name == "aggressiveness" else piece,
            used,
        )
        if isinstance(scope, Need):
            return scope
        this_op = "set" if kind == "to" or (value is not None and op in ("set",)) else op
        if kind == "by" and op == "set":
            this_op = "increase"
        if value is not None and kind in ("", "plain") and op in ("increase", "decrease"):
            this_op = "set" if kind != "by" else op
        if kind == "times":
            this_op = "multiply"
        change: Step = {"threshold": name, "op": this_op, "value": value}
        if op == "multiply" and value is None:
            change["op"], change["value"] = "multiply", _factor(message)
        if scope:
            change["scope"] = scope
        out.append(change)
    if len(out) == 1 and out[0]["value"] is None and before.words:
        value, kind, _ = _value(name, before)
        if value is not None:
            out[0]["value"] = value
            out[0]["op"] = "set"
    return out


def _without_agents(part: Message) -> Message:
    """The words without the agents: “analytics” is also a product."""
    return part.without(agents(part)[1])


def _factor(message: Message) -> float | int:
    if message.has("double", "twice", "doubled"):
        return 2
    if message.has("triple"):
        return 3
    return 0.5


def _op(name: str, message: Message, before: Message, after: Message) -> str:
    words = [*before.words, *after.words]
    if name == "aggressiveness":
        mood = set(message.words)
        return "decrease" if mood & LESS else "increase"
    for i in range(len(before.words)):
        for _, verbs in before.verbs_at(i):
            for wanted, op in (("double", "multiply"), ("triple", "multiply"), ("halve", "multiply")):
                if wanted in verbs:
                    return op
    if ({"half"} & set(words) and not {"to"} & set(words)) or message.has_phrase("in half"):
        return "multiply"
    for i in range(len(before.words)):
        for _, verbs in before.verbs_at(i):
            if "increase" in verbs and "decrease" not in verbs:
                return "increase"
            if "decrease" in verbs:
                return "decrease"
    if {"up", "higher", "raised", "more"} & set(words):
        return "increase"
    if {"down", "lower", "lowered", "less"} & set(words):
        return "decrease"
    return "set"


def _pieces(after: Message) -> list[Message]:
    """What follows a setting, cut where another value begins: “45 for EMEA and 60 for APAC”."""
    words = after.words
    cuts = [0]
    for i in range(1, len(words)):
        if (
            words[i - 1] in ("and", ",", "but")
            and read_amount(after.tokens, i + (words[i] == "to")) is not None
            and any(read_amount(after.tokens, k) for k in range(cuts[-1], i - 1))
        ):
            cuts.append(i)
    return [after.part(a, b) for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)]


def _value(name: str, piece: Message) -> tuple[Any, str, Span | None]:
    """(value, the word that opened it: `to`, `by` or none, where it stands)."""
    words = piece.words
    if name == "quiet_hours_start":
        for i in range(len(words)):
            time = clock(words, i, bare=words[i - 1 : i] in (["to"], ["at"], ["from"]))
            if time:
                return time.value, "to", Span(i, i + time.length, "")
        return None, "", None
    if name == "forecast_frequency":
        for i, word in enumerate(words):
            if word in EVERY and words[i - 1 : i] != ["of"]:
                return EVERY[word], "to", Span(i, i + 1, "")
            if word == "every" and words[i + 1 : i + 2]:
                unit = words[i + 1]
                return unit, "to", Span(i, i + 2, "")
        return None, "", None
    if name == "required_fields":
        return _fields(piece)
    if name in ("anomaly_sensitivity", "aggressiveness"):
        for i, word in enumerate(words):
            if word in phrase_list("high|low|medium|max|minimum|maximum|normal|higher|lower") and word not in (
                "higher",
                "lower",
            ):
                return word, "to", Span(i, i + 1, "")
    kind = ""
    best: tuple[Any, str, Span | None] = (None, "", None)
    for i in range(len(words)):
        if words[i] in phrase_list("to|at|=|is|of|be|->|from|by|:"):
            kind = {"by": "by", "from": "from"}.get(words[i], "to")
            continue
        amount = read_amount(piece.tokens, i)
        if amount is None or (words[i] in ("a", "an") and not amount.unit) or _is_name(piece, i):
            continue
        value: Any = amount.number
        if amount.days is not None and amount.unit and name in ("stale_days", "activity_gap_days"):
            value = amount.days
        if amount.times and kind == "by" and name != "coverage_ratio":
            return value, "times", Span(i, i + amount.length, "")
        if kind == "from":
            kind = ""
            best = (None, "", None)
            continue
        best = (value, kind, Span(i, i + amount.length, ""))
        if kind in ("to", "by"):
            return best
    return best


def _is_name(piece: Message, at: int) -> bool:
    return at in piece.named


def _fields(piece: Message) -> tuple[Any, str, Span | None]:
    names = [m.get("field") for m in piece.drafted.mentions if m.get("field")]
    return (names if len(names) > 1 else names[0], "to", None) if names else (None, "", None)


def _scope_near(before: Message | None, piece: Message, used: Span | None) -> dict[str, Any] | Need:
    """The scope beside a value: “45 for EMEA”, “EMEA's stale threshold to 45”."""
    rest = piece.without([used]) if used else piece
    parts = rest.part(0).parts()
    if parts.unclear:
        first = parts.unclear[0]
        return Need(first.slot, first.options, first.words)  # type: ignore[arg-type]
    found = scope_of(parts)
    if found or before is None:
        return found
    early = before.parts()
    if early.unclear:
        first = early.unclear[0]
        return Need(first.slot, first.options, first.words)  # type: ignore[arg-type]
    return scope_of(early)
