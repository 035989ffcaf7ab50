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
from domain.language.commands.timing import bare_duration, bare_time, times_in, unread_time
from domain.language.message import Message, Span
from domain.language.points import EVERY
from domain.language.text import phrase_list, word_set

APART = phrase_list("turn|switch|put|take|shut|bring|back|keep|power|get|set|give|have")
"""Verbs that only mean something with what follows: “turn … off”, “put … on hold”."""
PAUSES = (
    (phrase_list("turn|switch|shut|take|power"), word_set("off offline down")),
    (("shut",), word_set("up")),
    (("stand",), word_set("down")),
    (("put",), word_set("hold ice pause sleep")),
    (("give", "have"), word_set("break rest")),
)
RESUMES = (phrase_list("turn|switch|bring|power|put|start|set"), word_set("on back online again"))
NOT_RESUMED = word_set("hold ice")
OPENS = dict.fromkeys(phrase_list("until|till|til|through|thru|by|upto"), "until") | dict.fromkeys(
    phrase_list("starting|from|at|on|beginning|effective|after"), "at"
)
"""The argument of a time by the word that opens it."""
UNTIL = {
    "today": "eod",
    "week:0": "eow",
    "month:0": "eom",
    "quarter:0": "eoq",
    "year:0": "eoy",
    "day:0": "eod",
    "saturday": "monday",
}
"""“pause it this week”: until when that is."""
WEEKENDS = ("over the weekend", "for the weekend", "this weekend", "through the weekend", "during the weekend")
NIGHTS = ("for the night", "over night", "overnight", "through the night", "during the night")
RUNS_WITH_TASK = phrase_list("get|have|check|look|scan|update|refresh|rebuild|do|perform|redo|recalculate|recompute")
"""Verbs that run something only where a task or an agent is named."""
ALSO_RUNS = phrase_list("get|have|make|scan|check|look|start|do|perform")


# Pausing and resuming


def pause_or_resume(message: Message, at: int) -> Step | Need | None:
    """“pause the pipeline agent until monday”, “turn it back on”, what it lacks, or None when it is neither."""
    if message.tokens[at + 1 : at + 2] and message.tokens[at + 1].kind == "number":
        # “take 10% off the forecast” asks for another number, and pauses nobody.
        return None
    action = _pauses_or_resumes(message, at)
    unsure = message.find("reportnoun") or message.find("setting")
    if not action or (unsure and not message.find("agentname")):
        return None
    found, spans = agents(message)
    if not found and not points_at_agent(message, at):
        return None
    args, taken = _when(message, action, [*spans, Span(0, at + 1, "")])
    if found and (words := unread_time(message, [*spans, *taken])):
        return Need("time", (), words)
    scope = scope_in(message, [*spans, *taken, Span(0, at + 1, ""), *command_words(message)])
    if isinstance(scope, Need):
        return scope
    if found and _for_a_while(message, args, scope):
        return Need("time", (), "until when")
    args = {k: v for k, v in (args | ({"scope": scope} if scope else {})).items() if v not in ("now", "nowT")}
    step: Step = {"action": action, "target": target_of(found), "args": args}
    return step if found else step | {"need": Need("agent", AGENT_OPTIONS, message.words[at])}


def _pauses_or_resumes(message: Message, at: int) -> str:
    """`pause`, `resume`, or nothing."""
    words, verbs = message.words, verbs_of(message, at)
    runs = words[at : at + 1] == ["no"] and message.has("runs", "run") and bool(agents(message)[0])
    if runs:
        return "pause"
    goes_on = message.has("again") and message.has("run", "work", "go")
    if words[at : at + 1] == ["let"] and (goes_on or message.has("continue", "resume", "carry", "restart")):
        return "resume"
    if words[at : at + 2] == ["no", "more"] or (words[at : at + 2] == ["do", "not"] and message.has("run", "start")):
        return "pause"
    tail = set(words[at + 1 :])
    if words[at] in PAUSES[0][0] and tail & PAUSES[0][1]:
        return "pause"
    if words[at] in RESUMES[0] and tail & RESUMES[1] and not tail & NOT_RESUMED:
        return "resume"
    if any(words[at] in opens and tail & ends for opens, ends in PAUSES):
        return "pause"
    if words[at] in phrase_list("have|get|give|set|put|bring|take|turn|switch"):
        return ""
    return "pause" if "pause" in verbs else "resume" if "resume" in verbs else ""


def _when(message: Message, action: str, gone: list[Span]) -> tuple[dict[str, Any], list[Span]]:
    """(when a pause begins and ends, the tokens that say so)."""
    keys = OPENS | {"for": "for"} | ({"by": "at"} if action == "resume" else {})
    times, taken = times_in(message, keys)
    args: dict[str, Any] = dict(times)
    bare = None if times else bare_time(message, [*gone, *taken])
    if bare is not None and bare[0] != "now":
        starts = action == "resume" or bare[0] == "tomorrow" or "T" in bare[0]
        args["at" if starts else "until"] = bare[0] if starts else UNTIL.get(bare[0], bare[0])
        taken = [*taken, bare[1]]
    if not args and action == "pause" and (lasts := bare_duration(message, [*gone, *taken])):
        args, taken = {"for": lasts[0]}, [*taken, lasts[1]]
    for i in (i for i in range(len(message.words)) if " ".join(message.words[i : i + 3]).startswith(WEEKENDS)):
        args, taken = {"until": "monday"}, [*taken, Span(i, i + 3, "")]
    if night := next((p for p in NIGHTS if message.has_phrase(p)), ""):
        i = next(i for i in range(len(message.words)) if " ".join(message.words[i:]).startswith(night))
        args, taken = {"until": "tomorrow"}, [*taken, Span(i, i + len(night.split()), "")]
    return args, taken


def _for_a_while(message: Message, args: dict[str, Any], scope: dict[str, Any]) -> bool:
    """“pause it for a bit”, “pause it until”: an end that is not said."""
    breaks_off = message.words[-1] in ("until", "till", "later") and not args and not scope
    return message.has_phrase("a while") or message.has_phrase("a bit") or breaks_off


# Running


def force_run(message: Message, at: int) -> Step | Need | None:
    """“run the pipeline agent at 6”, “stale scan for emea”, what it lacks, or None when it runs nothing."""
    if not _runs(message, at) or (EVERY.keys() & set(message.words) or message.has("every", "each")):
        return None
    tasks = message.find("task")
    found, spans = agents(message, bare=not message.find("report") and not tasks)
    if not _runs_an_agent(message, at, found):
        return None
    if not (found or tasks or points_at_agent(message, at)):
        return None
    args: dict[str, Any] = {"task": tasks[0].value} if tasks else {}
    found = found or ([("analytics" if tasks[0].value == "anomaly_scan" else "pipeline")] if tasks else [])
    times, taken = _run_at(message, [*spans, *tasks, Span(0, at + 1, "")])
    if found and (words := unread_time(message, [*spans, *tasks, *taken])):
        return Need("time", (), words)
    scope = scope_in(message, [*spans, *tasks, *taken, Span(0, at + 1, ""), *command_words(message)])
    if isinstance(scope, Need):
        return scope
    step: Step = {"action": "force_run", "target": target_of(found), "args": args | times}
    step["args"] |= {"scope": scope} if scope else {}
    return step if found else step | {"need": Need("agent", AGENT_OPTIONS, "run")}


def _runs(message: Message, at: int) -> bool:
    """Whether the words at a position run something at all."""
    word = message.words[at]
    after_article = at + (word in ("a", "an", "the") and at + 1 < len(message.words))
    if "run" not in verbs_of(message, at) and word not in ALSO_RUNS and message.at("task", after_article) is None:
        return False
    named = message.find("task") or message.find("agentname")
    if word in RUNS_WITH_TASK and not named:
        return False
    if word in ("do", "perform"):
        return bool(message.find("task")) or "run" in verbs_of(message, at)
    return word not in ("make", "get", "have") or message.has(
        "run", "rerun", "go", "going", "start", "work", "scan", "check", "refresh", "recalculate"
    )


def _runs_an_agent(message: Message, at: int, found: list[str]) -> bool:
    """Whether an agent is run and no report or forecast."""
    if message.find("task") or message.find("agentname"):
        return True
    short = len(message.words) - at <= 4 and message.words[-1] in ("now", "pipeline", "analytics", "agent", "again")
    is_report = message.find("report") and not (found and short)
    makes = message.words[at] == "make"
    return not (is_report or message.find("forecast") or makes)


def _run_at(message: Message, gone: list[Span]) -> tuple[dict[str, Any], list[Span]]:
    """(when it is to run, the tokens that say so); now goes without saying."""
    times, taken = times_in(message, dict.fromkeys(("at", "on", "after", "starting", "by"), "at"))
    bare = None if times else bare_time(message, [*gone, *taken])
    if bare is not None and bare[0] not in ("now", "today", "day:0"):
        return {"at": bare[0]}, [*taken, bare[1]]
    return {k: v for k, v in times.items() if v != "now"}, taken
