"""Follow-ups to commands, rules, reports and forecasts: the previous meaning with one thing changed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

from domain.language.amounts import read_amount
from domain.language.commands.agents import AGENTS, agents
from domain.language.commands.needs import Need, Step, need_of
from domain.language.commands.restoring import KINDS, given_name
from domain.language.commands.timing import SINCE
from domain.language.controls import control
from domain.language.forecasts import forecast
from domain.language.intent import Ambiguous, Command, Control, Forecast, Intent, Report, Rule
from domain.language.meaning import condition_meaning
from domain.language.message import Message, Span
from domain.language.parts import Parts, conditions
from domain.language.points import clock, duration, point, schedule
from domain.language.reports import report
from domain.language.rules import reactions
from domain.language.scopes import scope_of
from domain.language.text import Token, phrase_list, tokens, word_set
from domain.language.windows import shift

OPENERS = phrase_list(
    "and|also|actually|make it|make that|no|for|only|just|same for|what about|how about|instead|but|until|to|"
    "not|change it to|wait|sorry|by|now|i meant|in|on|at|every|weekly|daily|monthly|send it|post it|with|"
    "without|except|try|ok|then|same|again|rather|oops|if|when|over|under|for the|plus|or|set it|the|use|add|"
    "include|exclude|drop|compare|lower|raise|loop|call it|name it|set|increase|decrease|bump"
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
        whole = control(_about(message, AGENT_NAMES[str(target)]))
        if isinstance(whole, dict):
            return "control", whole
    return None


AGENT_NAMES = {
    "pipeline": "pipeline agent",
    "forecasting": "forecasting agent",
    "analytics": "analytics agent",
    "all": "all agents",
}
PRONOUNS = (["the", "agent"], ["it"], ["them"], ["that"])


def _about(message: Message, named: str) -> Message:
    """The command with the agent's name where it only points, or behind it."""
    words = message.words
    for pronoun in PRONOUNS:
        at = next((i for i in range(1, len(words)) if words[i : i + len(pronoun)] == pronoun), None)
        if at is not None:
            return _with(message, (*message.tokens[:at], *tokens(named), *message.tokens[at + len(pronoun) :]))
    ends = [t for t in message.tokens if t.text not in ("?", "!", ".")]
    return _with(message, (*ends, *tokens(named)))


def _with(message: Message, said: Sequence[Token]) -> Message:
    return Message(message.text, tuple(said), message.names, message.today, message.fixes, message.has_context)


def _control(message: Message, meaning: Step) -> Step | Need | None:
    if "steps" in meaning:
        return None
    found, spans = agents(message)
    args = meaning.setdefault("args", {})
    if meaning["action"] == "snapshot" and _name(message, meaning, args):
        return meaning
    parts = message.without(spans).parts()
    if need := need_of(parts):
        return need
    changes = [
        _other_agents(message, meaning, found),
        *(edit(message, meaning, args) for edit in OWN_ARGS.get(meaning["action"], ())),
    ]
    if meaning["action"] == "adjust_threshold":
        changed = _threshold(message, meaning, parts)
        return changed or (meaning if any(changes) else None)
    if meaning["action"] not in ("rollback", "snapshot", "reset", "clone_config"):
        changes.append(_other_time(message, meaning, args))
    changes.append(_other_scope(message, meaning, args, scope_of(parts)))
    return meaning if any(changes) else None


def _adds(message: Message) -> bool:
    """“also”, “as well”, “and …”: one more, and not another one."""
    opens = message.words[0] == "and" and not message.has("instead")
    return opens or message.has("also", "too", "plus", "add") or message.has_phrase("as well")


def _other_agents(message: Message, meaning: Step, found: list[str]) -> bool:
    """“and analytics too”, “no, analytics”."""
    if not found or meaning["action"] in ("adjust_threshold", "activate_playbook"):
        return False
    old = meaning["target"] if isinstance(meaning["target"], list) else [meaning["target"]]
    both = list(dict.fromkeys([*old, *found])) if _adds(message) else found
    meaning["target"] = "all" if set(both) == set(AGENTS) else both[0] if len(both) == 1 else both
    return True


BEFORE_A_POINT = phrase_list("until|till|to|by|it|make|actually|no|only|just")


def _other_time(message: Message, meaning: Step, args: Step) -> bool:
    """“until wednesday”, “for 3 hours instead”, “make it 7”."""
    words, runs = message.words, "at" in args or meaning["action"] == "force_run"
    for i, word in enumerate(words):
        if not runs and word == "for" and (time := duration(message, i + 1)):
            return _lasting(args, time.value)
        if word in BEFORE_A_POINT and (read := point(message, i + 1, message.today)):
            return _at(args, read.value) if runs else _until(args, read.value)
        if word in ("at", "on") and (read := point(message, i, message.today)):
            return _at(args, read.value)
    if not runs and (time := next((d for i in range(len(words)) if (d := duration(message, i))), None)):
        return _lasting(args, time.value)
    if read := point(message, 0, message.today):
        return _at(args, read.value) if runs else _until(args, read.value)
    if runs and (hour := next((c for i in range(len(words)) if (c := clock(words, i, bare=True))), None)):
        return _at(args, f"{str(args.get('at', 'today')).partition('T')[0]}T{_same_half(args, hour.value)}")
    return False


def _lasting(args: Step, value: str) -> bool:
    args.pop("until", None)
    args["for"] = value
    return True


def _until(args: Step, value: str) -> bool:
    args.pop("for", None)
    args["until"] = value
    return True


def _at(args: Step, value: str) -> bool:
    """True, the time changed: another day keeps the time of day that was said."""
    before = str(args.get("at", "")).partition("T")[2]
    args["at"] = f"{value}T{before}" if before and "T" not in value and not value.startswith("eo") else value
    return True


def _same_half(args: Step, time: str) -> str:
    """“make it 7” of what was to be at six in the evening is seven in the evening."""
    before = str(args.get("at", "")).partition("T")[2]
    hour = int(time[:2])
    return f"{hour + 12:02d}{time[2:]}" if before >= "12" and hour < 12 else time


def _other_scope(message: Message, meaning: Step, args: Step, scope: Step) -> bool:
    """“only for EMEA”; of a copied configuration, where it goes."""
    if not scope:
        return False
    if meaning["action"] != "clone_config":
        args["scope"] = {**({} if "only" in message.words or not args.get("scope") else args["scope"]), **scope}
        return True
    goes = {"user" if key == "owner" else key: value for key, value in scope.items()}
    key, value = next(iter(goes.items()))
    old = args.get("to")
    if _adds(message) and isinstance(old, dict) and key in old:
        had = old[key] if isinstance(old[key], list) else [old[key]]
        goes = {key: [*had, *(value if isinstance(value, list) else [value])]}
    args["to"] = goes
    return True


def _other_playbook(message: Message, meaning: Step, args: Step) -> bool:
    """“the audit prep one”, “turn it off again”."""
    if name := message.first("playbookname"):
        meaning["target"] = name.value
        return True
    turned = next((w for w in message.words if w in ("off", "on", "deactivate", "activate")), "")
    differs = bool(turned) and turned not in (args.get("state"), "on")
    if differs or (turned == "on" and message.has("turn", "switch", "back")):
        args["state"] = "off" if turned in ("off", "deactivate") else "on"
        return True
    return False


def _other_kind(message: Message, meaning: Step, args: Step) -> bool:
    """“only the nudges”: of what is undone."""
    del meaning
    kind = next((KINDS[w] for w in message.words if w in KINDS), "")
    args |= {"what": kind} if kind else {}
    return bool(kind)


def _other_start(message: Message, meaning: Step, args: Step) -> bool:
    """“since yesterday”: from when it is undone."""
    del meaning
    at = next((i for i, w in enumerate(message.words) if w in ("since", "from", "actually", "to")), None)
    read = point(message, at + 1, message.today) if at is not None else point(message, 0, message.today)
    if read is None:
        return False
    key = "to" if at is not None and message.words[at] == "to" else "since"
    for other in ("since", "to", "last"):
        args.pop(other, None)
    args[key] = SINCE.get(read.value, read.value)
    return True


def _name(message: Message, meaning: Step, args: Step) -> bool:
    """“call it pre-reorg”."""
    del meaning
    named = given_name(message)
    args |= {"name": named[0]} if named else {}
    return bool(named)


def _left_out(message: Message, meaning: Step, args: Step) -> bool:
    """“except the stale threshold”: what is not copied."""
    del meaning
    settings = [s.value for s in message.find("setting")]
    if not settings or not message.has("except", "but", "without", "not", "excluding", "minus"):
        return False
    args["except"] = settings[0] if len(settings) == 1 else settings
    return True


def _task(message: Message, meaning: Step, args: Step) -> bool:
    """“just the stale scan”."""
    del meaning
    task = message.first("task")
    args |= {"task": task.value} if task else {}
    return task is not None


OWN_ARGS: dict[str, tuple[Callable[[Message, Step, Step], bool], ...]] = {
    "activate_playbook": (_other_playbook,),
    "rollback": (_other_kind, _other_start),
    "snapshot": (_name,),
    "clone_config": (_left_out,),
    "force_run": (_task,),
}
"""What a follow-up may change beside the agents, the time and the scope, by the command before it."""


def _threshold(message: Message, meaning: Step, parts: Parts) -> Step | None:
    """A change of thresholds with another value, scope, threshold or end."""
    changes = meaning["args"].get("changes") or []
    if not changes:
        return None
    if (end := _end_of_change(message)) is not None:
        meaning["args"]["until"] = end
        return meaning
    settings, value, scope, last = message.find("setting"), _number(message), scope_of(parts), changes[-1]
    if settings and settings[0].value != "aggressiveness" and value is None:
        last["threshold"] = settings[0].value
        return meaning
    if value is None and not scope:
        return None
    others = scope and last.get("scope") and scope.keys() == last["scope"].keys() and scope != last["scope"]
    one_more = message.has("and", "also", "same", "too", "plus") or message.has_phrase("as well")
    one_more = one_more or (bool(others) and value is not None and not _corrects(message))
    if scope and one_more and not message.has("only", "make", "actually"):
        changes.append({**last, "value": last["value"] if value is None else value, "scope": scope})
        return meaning
    if value is not None:
        last["value"] = value
        last["op"] = "set" if last["op"] not in ("increase", "decrease") else last["op"]
    if scope:
        last["scope"] = scope
    return meaning


def _end_of_change(message: Message) -> str | None:
    """“only until the end of the quarter”: when a change ends."""
    at = next((i for i, w in enumerate(message.words) if w in ("until", "till", "til", "through")), None)
    read = point(message, at + 1, message.today) if at is not None else None
    return read.value if read else None


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


ADDRESSING = tuple([w] for w in phrase_list("to|tell|alert|notify|cc|and|ping|copy|include|in|loop|actually"))
"""Words right before somebody who is to be told as well."""
TELLING = phrase_list("send|tell|alert|notify|cc|ping|to|copy|include|loop|instead|too|also|and|well|actually")


def _rule(message: Message, meaning: Step) -> Step | Need | None:
    """A rule with another reaction, addressee, number or condition."""
    args = meaning["args"]
    if _only_a_number(message, args["when"]):
        return meaning
    changed = _told_channels(message, args["then"])
    reacted, rest = _other_reactions(message, args)
    if isinstance(reacted, Need):
        return reacted
    told, rest = _told_people(rest, args["then"])
    changed = changed or reacted or told
    parts = rest.without(_loose(rest)).parts()
    if need := need_of(parts):
        return need
    for condition in conditions(parts.clauses):
        _put_condition(message, args["when"], condition_meaning(condition))
        changed = True
    return meaning if changed or _other_number(message, args["when"]) else None


def _one_more_told(message: Message) -> bool:
    """Whether somebody is to be told beside those who are."""
    more = message.has("also", "and", "too", "cc", "copy", "include", "loop", "plus") or message.has_phrase("as well")
    return more and not message.has("instead", "actually")


def _told_channels(message: Message, then: list[Step]) -> bool:
    """“post it in #deals instead”."""
    named = [message.tokens[i].raw for i, w in enumerate(message.words) if w.startswith("#")]
    for step in then if named else ():
        if step["do"] == "alert":
            step["to"] = [*(step.get("to", []) if _one_more_told(message) else ()), *named]
    return bool(named) and any(step["do"] == "alert" for step in then)


def _other_reactions(message: Message, args: Step) -> tuple[bool | Need, Message]:
    """(whether what is to be done changed, the rest): “also nudge the rep”, “escalate to Marcus after 2 days”."""
    spans = [s for s in message.find("react") if s.value in REACTIONS]
    if not spans:
        return False, message
    new = reactions(message.part(spans[0].start))
    if isinstance(new, Need):
        return new, message
    if _corrects(message) and not _one_more_told(message):
        args["then"] = new
    else:
        args["then"] += [step for step in new if step not in args["then"]]
    return True, message.part(0, spans[0].start)


REACTIONS = ("nudge_owner", "flag", "escalate", "require_approval", "create_task", "trigger_workflow")
"""What a follow-up may add to a rule; whom an alert tells is read apart."""


def _told_people(message: Message, then: list[Step]) -> tuple[bool, Message]:
    """(whether somebody else is told, the rest): “also tell Dana”, “Dana too”, “send it to Dana instead”."""
    alone = len(message.words) <= 3 and message.has("too", "also", "and", "instead")
    people = [
        (span, candidate)
        for span, candidate in message.people()
        if (alone or message.words[span.start - 1 : span.start] in ADDRESSING)
        and (message.has(*TELLING) or message.has_phrase("as well"))
        and not message.tokens[span.end - 1].possessive
    ]
    names = [candidate.named.value for _, candidate in people]
    told = [step for step in then if step["do"] in ("alert", "escalate")]
    for step in told if names else ():
        step["to"] = list(dict.fromkeys([*(step.get("to", []) if _one_more_told(message) else ()), *names]))
    return bool(names and told), message.without([span for span, _ in people] if told else [])


def _loose(message: Message) -> list[Span]:
    """The words of a follow-up that are no condition."""
    fillers = phrase_list(
        "make|it|send|only|no|sorry|actually|also|and|just|but|instead|change|to|copy|cc|loop|include|too|tell|alert|"
        "notify|ping|as|well|post|in"
    )
    listed = message.words
    return [
        Span(i, i + 1, "")
        for i, w in enumerate(listed)
        if w.startswith("#") or (w in fillers and not (w == "in" and listed[i + 1 : i + 2]) and w != "as")
    ]


def _put_condition(message: Message, when: list[Step], new: Step) -> None:
    """A condition in place of the one about the same field, or beside the others."""
    same = next((w for w in when if w.get("field") == new.get("field")), None)
    if same is None:
        when.append(new)
        return
    bounds = ("gt", "gte", "lt", "lte")
    keeps = _corrects(message) and same["op"] in bounds and new["op"] in ("eq", "gte", "gt")
    same.update(new, op=same["op"] if keeps else new["op"])


ABOUT_A_NUMBER = word_set(
    "actually make it over above under below more less fewer than at least after days day weeks week k m instead only "
    "lower raise to drop change the amount for hours months or higher up bump increase decrease a , . not down limit "
    "threshold put set grand thousand million mil just from"
)
BOUNDS = {"over": "gt", "above": "gt", "under": "lt", "below": "lt", "least": "gte"}


def _only_a_number(message: Message, when: list[Step]) -> bool:
    """“make it 10 days”, “over 250k”: whether the number of one condition was put right, and nothing else said."""
    rest = [t.text for t in message.tokens if t.kind not in ("number", "sign") and t.text not in ABOUT_A_NUMBER]
    rest = [w for w in rest if not read_amount(tokens(w), 0)]
    if rest or (message.has("less", "fewer", "more") and not message.has("than")):
        return False
    return _other_number(message, when)


def _other_number(message: Message, when: list[Step]) -> bool:
    """Whether the number that fits a condition was put into it."""
    value = _number(message)
    numbers = [w for w in when if isinstance(w.get("value"), (int, float)) and not isinstance(w["value"], bool)]
    if value is None or not numbers:
        return False
    amount = next((a for i in range(len(message.words)) if (a := read_amount(message.tokens, i))), None)
    lasting = bool(amount and amount.unit)
    fit = [w for w in numbers if ("day" in str(w.get("field"))) == lasting] or numbers
    fit[-1]["value"] = value
    bound = next((op for word, op in BOUNDS.items() if word in message.words), "")
    if bound and not lasting:
        fit[-1]["op"] = bound
    return True


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
