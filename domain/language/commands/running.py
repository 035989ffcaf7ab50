"""Pausing, resuming and running agents."""

from __future__ import annotations

from typing import Any

from domain.language.commands.agents import (
    AGENT_OPTIONS,
    agents,
    command_words,
    points_at_agent,
    scope_in,
    target_of,
    verbs_of,
)
from domain.language.commands.needs import Need, Step
from domain.language.commands.timing import bare_time, times_in
from domain.language.message import Message, Span
from domain.language.text import phrase_list


def pause_or_resume(message: Message, at: int) -> Step | Need | None:
    verbs = verbs_of(message, at)
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
    pronoun = points_at_agent(message, at, found)
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
    times, taken = times_in(message, keys)
    args: dict[str, Any] = dict(times)
    gone = [*spans, *taken, Span(0, at + 1, "")]
    if not times:
        bare = bare_time(message, gone)
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
    scope = scope_in(message, [*gone, *command_words(message)])
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    args = {k: v for k, v in args.items() if v not in ("now", "nowT")}
    target = target_of(found)
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


def force_run(message: Message, at: int) -> Step | Need | None:
    if "run" not in verbs_of(message, at) and message.words[at] not in phrase_list(
        "get|have|make|scan|check|look|start"
    ):
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
        if not points_at_agent(message, at, found):
            return None
        return {"action": "force_run", "target": None, "args": {}, "need": Need("agent", AGENT_OPTIONS, "run")}
    args: dict[str, Any] = {}
    if tasks:
        task = tasks[0].value
        args["task"] = task
        found = found or ["analytics" if task == "anomaly_scan" else "pipeline"]
    times, taken = times_in(message, {"at": "at", "on": "at", "after": "at", "starting": "at", "by": "at"})
    gone = [*spans, *taken, Span(0, at + 1, "")]
    if not times:
        bare = bare_time(message, gone)
        if bare is not None and bare[0] not in ("now", "today", "day:0"):
            times = {"at": bare[0]}
            gone.append(bare[1])
    args |= {k: v for k, v in times.items() if v != "now"}
    scope = scope_in(message, [*gone, *command_words(message)])
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    return {"action": "force_run", "target": target_of(found), "args": args}
