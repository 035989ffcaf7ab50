"""Follow-ups to commands, rules, reports and forecasts: the previous meaning with one thing changed."""

from __future__ import annotations

import copy
from typing import Any

from domain.language.amounts import read_amount
from domain.language.commands.agents import AGENTS, agents
from domain.language.commands.needs import Need, Step, need_of
from domain.language.controls import control
from domain.language.forecasts import forecast
from domain.language.intent import Ambiguous, Command, Control, Forecast, Intent, Report, Rule
from domain.language.meaning import condition_meaning
from domain.language.message import Message, Span
from domain.language.parts import Parts, conditions
from domain.language.points import duration, point, schedule
from domain.language.reports import report
from domain.language.scopes import scope_of
from domain.language.text import phrase_list
from domain.language.windows import shift

OPENERS = phrase_list(
    "and|also|actually|make it|make that|no|for|only|just|same for|what about|how about|instead|but|until|to|"
    "not|change it to|wait|sorry|by|now|i meant|in|on|at|every|weekly|daily|monthly|send it|post it|with|"
    "without|except|try|ok|then|same|again|rather|oops|if|when|over|under|for the|plus|or|set it|the|use|add|"
    "include|exclude|drop|compare"
)
Found = tuple[str, Step | Need]


def edited(message: Message, context: Intent) -> Found | None:
    """(kind, meaning) of a follow-up to a command; None when the message stands on its own."""
    if isinstance(context, Ambiguous) or not isinstance(context, (Control, Rule, Report, Forecast)):
        return None
    again = _command_on_it(message, context)
    if again is not None:
        return again
    if _stands_alone(message):
        return None
    text = " ".join(message.words)
    short = len(message.words) <= 4
    if not (short or text.startswith(OPENERS)):
        return None
    editors = {"control": _control, "rule": _rule, "report": _report, "forecast": _forecast}
    found = editors[context.kind](message, copy.deepcopy(context.meaning))
    return (context.kind, found) if found is not None else None


def _stands_alone(message: Message) -> bool:
    """Whether a message is a command or question in its own right."""
    for reading in (control, forecast, report):
        found = reading(message)
        if isinstance(found, dict):
            return True
    if message.find("agentname"):
        return False
    parts = message.parts()
    return (
        bool(parts.heads and (parts.marks & {"count", "which", "who", "what", "list"} or parts.clauses))
        and len(message.words) > 3
    )


def _command_on_it(message: Message, context: Command) -> Found | None:
    """“resume it”, “undo that”: a command whose agent is that of the command before."""
    found = control(message)
    target = context.meaning.get("target")
    if (
        isinstance(found, Need)
        and found.slot == "agent"
        and isinstance(context, Control)
        and target in (*AGENTS, "all")
    ):
        named = {
            "pipeline": "pipeline agent",
            "forecasting": "forecasting agent",
            "analytics": "analytics agent",
            "all": "all agents",
        }[str(target)]
        words = message.text.rstrip(" .!?")
        for pronoun in ("it", "them", "that", "the agent"):
            if f" {pronoun} " in f" {words.casefold()} ":
                at = f" {words.casefold()} ".index(f" {pronoun} ")
                words = words[:at] + named + words[at + len(pronoun) :] if at else words
                break
        else:
            words = f"{words} {named}"
        whole = control(Message.of(words, message.names, message.today))
        if isinstance(whole, dict):
            return "control", whole
    return None


def _control(message: Message, meaning: Step) -> Step | Need | None:
    if "steps" in meaning:
        return None
    args = meaning.setdefault("args", {})
    words = message.words
    found, spans = agents(message)
    parts = message.without(spans).parts()
    if need := need_of(parts):
        return need
    changed = False
    if found and meaning["action"] != "adjust_threshold":
        adds = message.has("also", "too", "plus", "add") or (words[0] == "and" and not message.has("instead"))
        old = meaning["target"] if isinstance(meaning["target"], list) else [meaning["target"]]
        both = list(dict.fromkeys([*old, *found])) if adds else found
        meaning["target"] = "all" if set(both) == set(AGENTS) else both[0] if len(both) == 1 else both
        changed = True
    if meaning["action"] == "adjust_threshold":
        return _threshold(message, meaning, parts)
    for i, word in enumerate(words):
        if word == "for" and (time := duration(message, i + 1)):
            args.pop("until", None)
            args["for"] = time.value
            changed = True
        elif word in phrase_list("until|till|to|by|it|make|actually|no") and (
            read := point(message, i + 1, message.today)
        ):
            args.pop("for", None)
            args["at" if "at" in args or meaning["action"] == "force_run" else "until"] = read.value
            changed = True
        elif word in ("at", "on") and (read := point(message, i, message.today)):
            args["at"] = read.value
            changed = True
    if not changed and (time := duration(message, 0)):
        args.pop("until", None)
        args["for"] = time.value
        changed = True
    if not changed and (read := point(message, 0, message.today)):
        args.pop("for", None)
        args["until"] = read.value
        changed = True
    scope = scope_of(parts)
    if scope:
        if meaning["action"] == "clone_config":
            args["to"] = scope
        else:
            args["scope"] = {**({} if "only" in words or not args.get("scope") else args["scope"]), **scope}
        changed = True
    return meaning if changed else None


def _threshold(message: Message, meaning: Step, parts: Parts) -> Step | None:
    changes = meaning["args"].get("changes") or []
    if not changes:
        return None
    settings = message.find("setting")
    value = _number(message)
    scope = scope_of(parts)
    last = changes[-1]
    if settings and settings[0].value != "aggressiveness" and value is None:
        last["threshold"] = settings[0].value
        return meaning
    if value is None and not scope:
        return None
    if (
        scope
        and message.has("and", "also", "same", "too")
        and (value is not None or message.has("same", "also", "and"))
        and not message.has("only", "make")
    ):
        changes.append({**last, "value": last["value"] if value is None else value, "scope": scope})
        return meaning
    if value is not None:
        last["value"] = value
        last["op"] = "set" if last["op"] not in ("increase", "decrease") else last["op"]
    if scope:
        last["scope"] = scope
    return meaning


def _number(message: Message) -> Any:
    """The number a correction settles on: “30 not 45”, “no, 60”."""
    values: list[Any] = []
    skipped = set()
    for i, word in enumerate(message.words):
        if word == "not" and read_amount(message.tokens, i + 1):
            skipped.add(i + 1)
        amount = read_amount(message.tokens, i)
        if (
            amount
            and i not in skipped
            and message.words[i] not in ("a", "an")
            and (i == 0 or not read_amount(message.tokens, i - 1))
        ):
            values.append(amount.days if amount.unit and amount.days is not None else amount.number)
    return values[-1] if values else None


ADDRESSING = tuple([w] for w in phrase_list("to|tell|alert|notify|cc|and|ping|copy|include|in|loop"))
"""Words right before somebody who is to be told as well."""


def _rule(message: Message, meaning: Step) -> Step | Need | None:
    args = meaning["args"]
    changed = False
    for i, word in enumerate(message.words):
        if word.startswith("#"):
            for step in args["then"]:
                if step["do"] == "alert":
                    step["to"] = (
                        [*step.get("to", []), message.tokens[i].raw]
                        if message.has("also", "and", "too") and not message.has("instead")
                        else [message.tokens[i].raw]
                    )
                    changed = True
    people = [
        (s, c)
        for s, c in message.people()
        if message.words[s.start - 1 : s.start] in ADDRESSING
        and message.has("send", "tell", "alert", "notify", "cc", "ping", "to", "copy", "include", "loop")
    ]
    gone: list[Span] = [s for s, _ in people]
    for _, candidate in people:
        for step in args["then"]:
            if step["do"] in ("alert", "escalate"):
                name = candidate.named.value
                step["to"] = (
                    [*step.get("to", []), name]
                    if message.has("also", "and", "too", "cc", "copy", "include", "loop") and not message.has("instead")
                    else [name]
                )
                changed = True
    rest = message.without(
        [
            *gone,
            *[
                Span(i, i + 1, "")
                for i, w in enumerate(message.words)
                if w.startswith("#")
                or w
                in phrase_list(
                    "make|it|send|only|no|sorry|actually|also|and|just|but|instead|change|to|copy|cc|loop|include|too"
                )
            ],
        ]
    )
    reacts = [
        s
        for s in rest.find("react")
        if s.value in ("nudge_owner", "flag", "escalate", "require_approval", "create_task")
    ]
    for span in reacts:
        args["then"].append({"do": span.value})
        changed = True
    parts = rest.without(reacts).parts()
    if need := need_of(parts):
        return need
    for condition in conditions(parts.clauses):
        new = condition_meaning(condition)
        same = next((w for w in args["when"] if w.get("field") == new.get("field")), None)
        if same is not None:
            op = (
                same["op"]
                if _corrects(message) and same["op"] in ("gt", "gte", "lt", "lte") and new["op"] in ("eq", "gte", "gt")
                else new["op"]
            )
            same.update(new, op=op)
        else:
            args["when"].append(new)
        changed = True
    if not changed:
        value = _number(message)
        numbers = [w for w in args["when"] if isinstance(w.get("value"), (int, float))]
        if value is not None and numbers:
            amount = next((a for i in range(len(message.words)) if (a := read_amount(message.tokens, i))), None)
            days = bool(amount and amount.unit)
            fit = [w for w in numbers if ("day" in str(w.get("field"))) == days] or numbers
            fit[-1]["value"] = value
            changed = True
    return meaning if changed else None


def _corrects(message: Message) -> bool:
    return message.has("make", "no", "actually", "instead", "sorry", "meant", "change")


def _report(message: Message, meaning: Step) -> Step | Need | None:
    args = meaning.setdefault("args", {})
    changed = False
    timing = schedule(message)
    gone: list[Span] = []
    if timing is not None:
        old = args.get("schedule") or {}
        new = timing.meaning()
        args["schedule"] = {**({"at": old["at"]} if "at" in old and "at" not in new else {}), **new}
        meaning["action"] = "schedule_report"
        gone += [Span(a, b, "") for a, b in timing.spans]
        changed = True
    elif "schedule" in args:
        for i in range(len(message.words)):
            from domain.language.points import clock

            time = clock(message.words, i)
            if time:
                args["schedule"]["at"] = time.value
                gone.append(Span(i, i + time.length, ""))
                changed = True
                break
    to: list[str] = []
    for i, word in enumerate(message.words):
        if word.startswith("#"):
            to.append(message.tokens[i].raw)
            gone.append(Span(i, i + 1, ""))
        elif word in ("me",) and message.words[i - 1 : i] in (["to"], ["send"], ["email"]):
            to.append("@me")
            gone.append(Span(i, i + 1, ""))
    sends = message.has("send", "email", "post", "share", "forward", "deliver", "cc", "copy")
    for span, candidate in message.people():
        if sends and message.words[span.start - 1 : span.start] in (
            ["to"],
            ["cc"],
            ["and"],
            ["email"],
            ["send"],
            ["copy"],
        ):
            to.append(candidate.named.value)
            gone.append(span)
    if to:
        args["to"] = list(dict.fromkeys([*args.get("to", []), *to])) if message.has("also", "cc", "too", "copy") else to
        if meaning["action"] == "run_report":
            meaning["action"] = "deliver_report"
        changed = True
    loose = [
        Span(i, i + 1, "")
        for i, w in enumerate(message.words)
        if w in phrase_list("send|it|email|post|also|too|instead|make|share|to|cc|weekly|same|again")
    ]
    parts = message.without([*gone, *loose]).parts()
    merged = _arguments(message, args, parts)
    if isinstance(merged, Need):
        return merged
    return meaning if changed or merged else None


def _arguments(message: Message, args: dict[str, Any], parts: Parts) -> bool | Need:
    """Filters, window and grouping of a follow-up put into a report's or forecast's arguments."""
    if need := need_of(parts):
        return need
    changed = False
    new = [condition_meaning(c) for c in conditions(parts.clauses)]
    for each in new:
        old = args.get("filters") or []
        who = {"owner", "manager", "team", "region"}
        same = [
            f
            for f in old
            if f.get("field") == each.get("field")
            or ({f.get("field"), each.get("field")} <= who and not message.has("only", "just") and len(old) == 1)
        ]
        if same and message.has("also", "too", "add", "plus"):
            values = [
                v for f in [same[0], each] for v in (f["value"] if isinstance(f["value"], list) else [f["value"]])
            ]
            same[0].update(op="in", value=values)
        else:
            args["filters"] = [*(f for f in old if f not in same), each]
        changed = True
    windows = [w for w, _ in parts.windows if w != "@previous"]
    if windows and ("vs" in parts.marks or "compare" in parts.marks):
        args["compare"] = {"window": windows[0]}
        changed = True
    elif windows:
        args["window"] = windows[0]
        changed = True
    elif "@previous" in [w for w, _ in parts.windows] and "window" in args:
        args["compare"] = {"window": shift(args["window"], -1, message.today)}
        changed = True
    if parts.groups:
        args["group_by"] = [g.replace("@date", "close_date") for g in parts.groups]
        changed = True
    text = " ".join(w for w in message.words if w not in ("?", "and", "what", "about"))
    if (
        not changed
        and "window" in args
        and text
        in phrase_list(
            "the one before|the previous one|the quarter before|the month before|the one after|the next one|"
            "the week before"
        )
    ):
        args["window"] = shift(args["window"], 1 if "after" in text or "next" in text else -1, message.today)
        changed = True
    return changed


def _forecast(message: Message, meaning: Step) -> Step | Need | None:
    args = meaning.setdefault("args", {})
    measures = list(message.find("fmeasure"))
    parts = message.without(measures).parts()
    if need := need_of(parts):
        return need
    if meaning["action"] == "scenario":
        return _scenario(message, meaning, parts)
    changed = _arguments(message, args, parts)
    if isinstance(changed, Need):
        return changed
    if measures:
        args["measure"] = list(dict.fromkeys(s.value for s in measures))
        meaning["action"] = "show_forecast"
        changed = True
    return meaning if changed else None


def _positive(condition: Step) -> Step:
    """“without Northwind” names the deals that are left out, and not all others."""
    return {**condition, "op": {"ne": "eq", "not_in": "in"}.get(str(condition.get("op")), condition.get("op"))}


def _scenario(message: Message, meaning: Step, parts: Parts) -> Step | Need | None:
    args = meaning["args"]
    names = [m for m in message.drafted.mentions if m.names]
    adds = message.has("and", "also", "too", "plus", "both")
    if names and not parts.windows:
        new = [_positive(condition_meaning(c)) for c in conditions(parts.clauses)]
        last = args["assume"][-1]
        if adds and message.has("without", "excluding", "minus", "lose"):
            args["assume"].append({"filters": new, "exclude": True})
        elif adds:
            args["assume"].append({**copy.deepcopy(last), "filters": new})
        else:
            last["filters"] = new
        return meaning
    if parts.windows:
        last = args["assume"][-1]
        if "close_date" in last.get("set", {}):
            last["set"]["close_date"] = parts.windows[0][0]
        else:
            args["window"] = parts.windows[0][0]
        return meaning
    value = _number(message)
    changes = args["assume"][-1].get("set") or {}
    if value is not None and changes:
        key = next(iter(changes))
        changes[key] = (
            (value / 100 if value > 1 else value) * (-1 if key == "win_rate_delta" and changes[key] < 0 else 1)
            if key.startswith("win_rate")
            else value
        )
        return meaning
    return None
