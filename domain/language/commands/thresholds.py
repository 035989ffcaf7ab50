"""Changing the numbers that decide: “stale threshold to 45 for EMEA”."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.language.amounts import read_amount
from domain.language.commands.agents import AGENT_OPTIONS, agents, scope_in, verbs_of
from domain.language.commands.needs import Need, Step
from domain.language.commands.timing import times_in, unread_time
from domain.language.message import Message, Span
from domain.language.points import EVERY, clock
from domain.language.text import phrase_list, word_set

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
LESS = word_set(
    "less down off back chill calm calmer easy easier ease tone gentle gentler softer relaxed lenient conservative "
    "cautious quieter calmer lower reduce decrease relax nicer kinder friendlier milder tamer mellower patient "
    "forgiving hands laid fewer"
)
Found = tuple[Any, str, Span | None]
"""(value, the word that opened it: `to`, `by` or none, where it stands)."""
CHANGES = frozenset(("set", "increase", "decrease", "double", "triple", "halve"))
SPOKEN_TO = phrase_list("agent|bot|it|agents|them|pipeline|analytics|forecasting|be")
LEVELS = phrase_list("high|low|medium|max|minimum|maximum|normal")
LEVELLED = ("anomaly_sensitivity", "aggressiveness")
"""Thresholds that are a level or a number."""
OPENS = dict.fromkeys(phrase_list("to|at|=|is|of|be|->|:"), "to") | {"by": "by", "from": "from", "was": "from"}
HOLDS = dict.fromkeys(phrase_list("until|till|til|through|thru"), "until") | {"for": "for", "starting": "at"}
"""The argument of the time a change holds, by the word that opens it."""
WAYS = {
    "increase": frozenset(("up", "higher", "raised", "more", "looser", "longer")),
    "decrease": frozenset(("down", "lower", "lowered", "less", "tighter", "shorter", "fewer")),
}
BY_THAT_MUCH = (["tighter"], ["looser"], ["longer"], ["shorter"], ["higher"], ["lower"])


def threshold(message: Message, at: int) -> Step | Need | None:
    """“raise the stale threshold to 45 days for EMEA”, what it lacks, or None when it changes none."""
    led = message
    message, at = _scope_last(message, at)
    settings = _settings(message)
    changing = bool(verbs_of(message, at) & CHANGES) or _moves(message, at)
    if not settings:
        named = message.has("threshold", "thresholds", "limit", "sensitivity", "setting")
        lacks = changing and named and (not message.named or message.has("threshold", "thresholds"))
        return Need("threshold", tuple(SETTING_TARGETS), "threshold") if lacks else None
    spoken = {s.value for s in settings}
    if spoken == {"aggressiveness"} and not (changing or _asks_mood(message, at)):
        return None
    terse = _is_terse(message, at, settings)
    changing = changing or spoken == {"aggressiveness"} or not message.find("setting")
    if not (changing or terse or _pause_word(message, at, spoken)):
        return None
    changes = _changes(message, settings)
    if isinstance(changes, Need):
        return changes
    if message is not led and len(changes) > 1 and changes[-1].get("scope"):
        # “for LATAM: activity gap 10, stale days 21”: what leads both holds for both.
        changes = [{**c, "scope": c.get("scope") or changes[-1]["scope"]} for c in changes]
    points = _points_a_way(message, settings)
    if terse and not changing and not points and all(c["value"] is None for c in changes):
        return None
    times, taken = times_in(message, HOLDS)
    if words := unread_time(message, [*settings, *taken]):
        return Need("time", (), words)
    return _grouped(message, changes, times)


def _points_a_way(message: Message, settings: list[Span]) -> bool:
    """“stale threshold up”, “anomaly sensitivity a bit lower for EMEA”: which way, said right behind what moves."""
    words, end = message.words, settings[-1].end
    while words[end : end + 1] and words[end] in A_BIT:
        end += 1
    ways = frozenset[str]().union(*WAYS.values())
    return words[-1] in ways or (
        bool(words[end : end + 1]) and words[end] in ways and words[end + 1 : end + 2] not in (["than"], ["to"])
    )


A_BIT = word_set("a bit little slightly somewhat touch tad notch much lot way one step further even , : -")


def _scope_last(message: Message, at: int) -> tuple[Message, int]:
    """“for deals in Negotiation, stale = 15 days” says what “stale = 15 days for deals in Negotiation” says."""
    words = message.words
    at = 0 if words[:1] in (["for"], ["in"]) else at
    comma = next((i for i in range(at + 2, min(len(words), at + 8)) if words[i] in (",", ":")), None)
    said = words[at : at + 1] in (["for"], ["in"])
    verb = next((i for i in range(at + 2, min(len(words), at + 6)) if verbs_of(message, i) & CHANGES), None)
    if said and verb is not None and (comma is None or verb < comma) and verb not in message.named:
        # “in EMEA set stale days to 20”.
        comma = verb
    if not said or comma is None or comma + 1 >= len(words):
        return message, message.opening()
    tokens = (*message.tokens[comma + (comma != verb) :], *message.tokens[at:comma])
    turned = Message(message.text, tokens, message.names, message.today, message.fixes, message.has_context)
    return (
        (turned, turned.opening())
        if turned.find("setting") or _short_name(turned, turned.opening())
        else (message, message.opening())
    )


TURNS = word_set("turn dial crank push ratchet notch ramp scale knock take add shave bring move throttle ease tone")
"""Verbs that move a threshold where “up”, “down”, “to” or “off” goes with them."""


def _moves(message: Message, at: int) -> bool:
    """“turn the sensitivity down a bit”, “add 5 days to the stale threshold”, “knock 5 days off …”."""
    after = set(message.words[at + 1 :])
    return (
        message.words[at] in TURNS
        and bool(after & {"up", "down", "off", "back", "to"})
        and bool(message.find("setting"))
    )


def _asks_mood(message: Message, at: int) -> bool:
    """“be less pushy”, “the pipeline agent should be gentler”."""
    states = message.has("should", "more", "less", "too") and not message.has("deals", "why", "how")
    says = [message.words[s.start : s.end] for s in message.find("setting") if s.value == "aggressiveness"]
    turns = any(said[0].endswith("er") or len(said) > 1 for said in says) and "?" not in message.words
    return message.words[at] in ("be", "more", "less") or states or turns


def _is_terse(message: Message, at: int, settings: list[Span]) -> bool:
    """“coverage ratio to 4”, “max 40 open deals”: a change without its verb."""
    words = message.words
    bounds = words[at : at + 3] == ["no", "more", "than"] or words[at : at + 2] == ["at", "most"]
    return settings[0].start <= at + 1 or bounds or words[at] in ("max", "maximum", "cap", "limit")


def _settings(message: Message) -> list[Span]:
    """The thresholds named; “aggressive” and its like only where no other is, and an agent is spoken to."""
    found = message.find("setting") or _implied_setting(message)
    first = _short_name(message, message.opening())
    if found and first and first[0].end < found[0].start:
        # “set stale to 30 and activity gap to 10”.
        found = [*first, *found]
    found = sorted([*found, *_short_names_after(message, found)], key=lambda s: s.start)
    plain = [s for s in found if s.value != "aggressiveness"]
    spoken_to = message.find("agentname") or message.has(*SPOKEN_TO)
    return plain or (found if spoken_to else [])


def _implied_setting(message: Message) -> list[Span]:
    """“run the forecast daily instead of weekly”, “cap reps at 40 open deals”: thresholds without their name."""
    words, at = message.words, message.opening()
    changing = verbs_of(message, at) & CHANGES
    if short := _short_name(message, at):
        return short
    if words[at : at + 1] in (["make"], ["require"], ["set"]) and message.has("required", "mandatory"):
        return _first(message, ("required", "mandatory"), "required_fields") if _fields(message) else []
    if _changes_frequency(message, at):
        return _first(message, ("forecast", "forecasts", "forecasting"), "forecast_frequency")
    if changing and message.has("to", "by", "at") and not message.has("report", "deals") and "coverage" in words:
        return _first(message, ("coverage",), "coverage_ratio")
    if words[at : at + 1] in (["cap"], ["limit"]) and message.has("deals", "opps") and message.has("open", "max"):
        return _first(message, ("cap", "limit"), "max_open_deals")
    return []


SHORT_NAMES = {
    "stale": "stale_days",
    "stalled": "stale_days",
    "coverage": "coverage_ratio",
    "approval": "approval_amount",
    "approvals": "approval_amount",
    "inactivity": "activity_gap_days",
}
"""Thresholds by one word, where a value follows at once."""


def _short_name(message: Message, at: int) -> list[Span]:
    """“stale: 30 in negotiation”, “set stale to 20”: a threshold by one word, right before its value."""
    words = message.words
    start = at + (bool(verbs_of(message, at) & CHANGES)) + (words[at + 1 : at + 2] == ["the"])
    word, link = (words[start : start + 1] or [""])[0], (words[start + 1 : start + 2] or [""])[0]
    step = start + 2 if link in (":", "to", "at", "=", "->", "by") else start + 1
    valued = read_amount(message.tokens, step) is not None if step < len(words) else False
    linked = link in (":", "=", "->") or (start > at and link in ("to", "at", "by"))
    return [Span(start, start + 1, SHORT_NAMES[word])] if word in SHORT_NAMES and valued and linked else []


def _short_names_after(message: Message, found: list[Span]) -> list[Span]:
    """“raise stale days to 40 and coverage to 3.5”: one more threshold by one word, right before its value."""
    words, out = message.words, list[Span]()
    covered = {i for s in found for i in range(s.start, s.end)}
    for i in range(1, len(words) - 2) if found else ():
        start = i + (words[i] == "the")
        if words[i - 1] in ("and", ",", ";", "plus", "but") and start not in covered and words[start] in SHORT_NAMES:
            links = words[start + 1 : start + 2] in (["to"], ["at"], ["="], [":"], ["by"])
            if links and start + 2 < len(words) and read_amount(message.tokens, start + 2) is not None:
                out.append(Span(start, start + 1, SHORT_NAMES[words[start]]))
    return out


REDOES = (["recalculate"], ["rerun"], ["refresh"], ["update"], ["recompute"], ["rebuild"])


def _changes_frequency(message: Message, at: int) -> bool:
    """“forecast daily”, “switch the forecast to weekly”."""
    every = EVERY.keys() & set(message.words) or any(
        message.has_phrase(f"every {unit}") for unit in ("day", "week", "month")
    )
    agent = any(s.value == "forecasting" for s in message.find("agentname"))
    if not (message.has("forecast", "forecasts") or agent) or not every or message.find("report"):
        return False
    asks = message.has("send", "email", "post", "quarterly", "how", "what", "show")
    opens = message.words[at : at + 1] in (["run"], ["forecast"], ["do"], ["make"], ["let"], *REDOES)
    return not asks and (opens or message.has("instead", "switch", "change"))


def _first(message: Message, words: tuple[str, ...], setting: str) -> list[Span]:
    """The first of some words, as the threshold it stands for."""
    i = next(i for i, w in enumerate(message.words) if w in words)
    return [Span(i, i + 1, setting)]


def _pause_word(message: Message, at: int, spoken: set[str]) -> bool:
    return ("quiet_hours_start" in spoken and message.words[at] in ("start", "begin", "quiet")) or (
        message.words[at] in phrase_list("consider|treat|call|deals|flag|double|require|let|have|count|start")
        and bool(spoken & {"stale_days", "quiet_hours_start", "max_open_deals"})
    )


def _grouped(message: Message, changes: list[Step], times: dict[str, str]) -> Step | Need:
    """Changes as one step per target."""
    by_target: dict[tuple[str, ...], list[Step]] = {}
    for change in changes:
        names = _targets(message, change)
        if not names:
            args: Step = {"changes": changes, **times}
            need = Need("agent", AGENT_OPTIONS, "aggressiveness")
            return {"action": "adjust_threshold", "target": None, "args": args, "need": need}
        by_target.setdefault(names, []).append(change)
    steps: list[Step] = [
        {
            "action": "adjust_threshold",
            "target": names[0] if len(names) == 1 else list(names),
            "args": {"changes": listed, **times},
        }
        for names, listed in by_target.items()
    ]
    return steps[0] if len(steps) == 1 else {**steps[0], "args": {}, "steps": steps}


def _targets(message: Message, change: Step) -> tuple[str, ...]:
    """Whose threshold it is: that of the agent named, for a mood; else the one it belongs to."""
    if change["threshold"] != "aggressiveness":
        return (SETTING_TARGETS[change["threshold"]],)
    return tuple(agents(message, bare=False)[0] or agents(message)[0])


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
    out = _said_once(out)
    if len(out) > 1 and out[-1]["value"] is not None:
        shared = out[-1]
        for change in out[:-1]:
            # “stale days and activity gap to 20”: the value that follows is meant for both.
            if change["value"] is None and change["op"] in ("set", shared["op"]):
                change["value"], change["op"] = shared["value"], shared["op"]
    return out


def _said_once(changes: list[Step]) -> list[Step]:
    """“make anomaly detection more sensitive” names one threshold twice: what says which way it moves is kept."""
    named = {c["threshold"] for c in changes}
    if len(named) == len(changes) or any(c["value"] is not None or c.get("scope") for c in changes):
        return changes
    return [next((c for c in changes if c["threshold"] == t and c["op"] != "set"), changes[0]) for t in sorted(named)]


def _clause_start(message: Message, start: int, end: int) -> int:
    """Where the clause of the next setting begins: after the last joint before it."""
    for i in range(end - 1, start - 1, -1):
        if message.words[i] in ("and", ",", ";", "then", "."):
            return i + 1
    return start


def _values(message: Message, span: Span, before: Message, after: Message) -> list[Step] | Need:
    """The changes of one threshold, one for each value: “45 for EMEA and 60 for APAC”."""
    op = _op(span.value, message, before, after)
    out: list[Step] = []
    for piece in _pieces(after):
        value, kind, used = _value(span.value, piece)
        if value is None and out:
            # “… for EMEA and APAC”: more scope for the change before.
            continue
        if span.value not in SPECIAL or span.value in LEVELLED:
            unread = _second_value(piece, used, op)
            if unread:
                return Need(
                    "threshold",
                    (),
                    unread,
                    f"I read one value for this threshold, and not “{unread}”. Which value do you want, and for whom?",
                )
        near = _without_agents(piece) if span.value == "aggressiveness" else piece
        scope = _scope_near(None if out else _without_agents(before), near, used)
        if isinstance(scope, Need):
            return scope
        change: Step = {"threshold": span.value, "op": _op_of(op, kind, value), "value": value}
        if op == "multiply" and value is None:
            change |= {"op": "multiply", "value": _factor(message)}
        out.append(change | ({"scope": scope} if scope else {}))
    if len(out) == 1 and out[0]["value"] is None and before.words:
        value, _, _ = _value(span.value, before)
        by = op if message.words[message.opening()] in ("add", "shave", "knock", "take") else "set"
        out[0] |= {"value": value, "op": by} if value is not None else {}
    return out


def _second_value(piece: Message, used: Span | None, op: str) -> str:
    """What a clause says beside its value and cannot be left aside: “50, emea 60”, “3 times”; else nothing."""
    words = piece.words
    if used is None:
        return ""
    if op != "set" and words[used.end - 1] == "times" and words[used.start - 1 : used.start] not in (["to"], ["by"]):
        return " ".join(words[used.start : used.end])
    lasts = {i for s in times_in(piece, HOLDS)[1] for i in range(s.start, s.end)}
    for i in range(len(words)):
        if used.start <= i < used.end or i in lasts or i in piece.named or not words[i].isdigit():
            continue
        ends = words[i + 1 : i + 2] in ([], [","], ["."], ["and"])
        before = words[i - 1 : i]
        if ends and (i < used.start or before not in (["not"], ["from"], ["was"], ["of"])) and before != ["from"]:
            return " ".join(words[max(0, i - 2) : i + 1])
    return ""


def _op_of(op: str, kind: str, value: Any) -> str:
    """How a value changes a threshold: “to 45” sets it, “by 5” adds or takes, “by 2x” multiplies."""
    if kind == "times":
        return "multiply"
    if kind == "by":
        return "increase" if op == "set" else op
    sets = kind == "to" or (value is not None and kind in ("", "plain") and op in ("increase", "decrease"))
    return "set" if sets else op


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
    """Which way a threshold moves, as far as the words around it say."""
    if name == "aggressiveness":
        multiplied = any(verbs_of(before, i) & {"double", "triple", "halve"} for i in range(len(before.words)))
        return "multiply" if multiplied else _mood(message)
    words = {*before.words, *after.words}
    if message.words[message.opening() : message.opening() + 1] == ["add"]:
        return "increase"
    if {"shave", "knock", "take"} & set(before.words) and "off" in words:
        return "decrease"
    verbs = [verbs_of(before, i) for i in range(len(before.words))]
    amount = any(message.has_phrase(f"half a {unit}") for unit in ("million", "mil", "m", "grand"))
    halves = ("half" in words and "to" not in words and not amount) or message.has_phrase("in half")
    if halves or any(v & {"double", "triple", "halve"} for v in verbs):
        return "multiply"
    for found in verbs:
        if found & {"increase", "decrease"}:
            return "decrease" if "decrease" in found else "increase"
    return next((op for op, said in WAYS.items() if said & words), "set")


def _mood(message: Message) -> str:
    """“less pushy” and “too pushy” want less of it, “too gentle” more."""
    words = message.words
    too = next((words[i + 1] for i in range(len(words) - 1) if words[i] == "too"), "")
    if too and too not in ("much", "many"):
        return "increase" if too in SOFT else "decrease"
    return "decrease" if LESS & set(words) or too else "increase"


SOFT = word_set(
    "gentle soft relaxed lenient conservative cautious quiet patient forgiving calm kind nice mild tame laid hands"
)
"""Moods of which “too” means that there should be more push."""


def _pieces(after: Message) -> list[Message]:
    """What follows a setting, cut where another value begins: “45 for EMEA and 60 for APAC”."""
    words = after.words
    cuts = [0]
    for i in range(1, len(words)):
        if (
            words[i - 1] in ("and", ",", "but")
            and read_amount(after.tokens, i + (words[i] in ("to", "by", "at"))) is not None
            and any(read_amount(after.tokens, k) for k in range(cuts[-1], i - 1))
        ):
            cuts.append(i)
    return [after.part(a, b) for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)]


def _value(name: str, piece: Message) -> tuple[Any, str, Span | None]:
    """(value, the word that opened it: `to`, `by` or none, where it stands)."""
    special = SPECIAL.get(name)
    if special is not None:
        found = special(piece)
        if found is not None or name not in LEVELLED:
            return found or (None, "", None)
    return _number(name, piece)


def _clock_value(piece: Message) -> Found | None:
    """“quiet hours from 18:00”."""
    for i in range(len(piece.words)):
        after_joint = piece.words[i - 1 : i] in (["to"], ["at"], ["from"])
        if time := clock(piece.words, i, bare=after_joint):
            return time.value, "to", Span(i, i + time.length, "")
    return None


def _frequency(piece: Message) -> Found | None:
    """“daily”, “every week”."""
    words = piece.words
    for i, word in enumerate(words):
        if word in EVERY and words[i - 1 : i] != ["of"]:
            return EVERY[word], "to", Span(i, i + 1, "")
        if word == "every" and words[i + 1 : i + 2]:
            return words[i + 1], "to", Span(i, i + 2, "")
    return None


def _level(piece: Message) -> Found | None:
    """“high”, “low”, “max”."""
    i = next((i for i, w in enumerate(piece.words) if w in LEVELS), None)
    return None if i is None else (piece.words[i], "to", Span(i, i + 1, ""))


def _number(name: str, piece: Message) -> Found:
    """The number a threshold is set to or changed by: “from 30 to 45”, “by 5”, “2 weeks”."""
    words, kind = piece.words, ""
    best: Found = (None, "", None)
    for i in range(len(words)):
        if words[i] in OPENS:
            kind = OPENS[words[i]]
            continue
        amount = read_amount(piece.tokens, i)
        if amount is None or (words[i] in ("a", "an") and not amount.unit) or i in piece.named:
            continue
        span = Span(i, i + amount.length, "")
        if amount.times and kind == "by" and name != "coverage_ratio":
            return amount.number, "times", span
        if kind == "from":
            kind = ""
            continue
        in_days = amount.unit and amount.days is not None and name in ("stale_days", "activity_gap_days")
        best = (amount.days if in_days else amount.number, kind, span)
        if kind in ("to", "by"):
            return best
        if words[i + amount.length : i + amount.length + 1] in BY_THAT_MUCH:
            # “10 days tighter”: by that much.
            return best[0], "by", best[2]
        if words[i - 1 : i] in (["up"], ["down"]) and name != "quiet_hours_start":
            # “approval amount up 25k”: by that much.
            return best[0], "by", best[2]
    return best


AMOUNT = dict.fromkeys(("amount", "value", "deal value"), "amount") | {"account": "account", "product": "product"}


def _fields(piece: Message) -> Found | None:
    """“next step and amount”: the fields that are required."""
    names = [name for m in piece.drafted.mentions if (name := m.get("field") or AMOUNT.get(m.text, ""))]
    return (names if len(names) > 1 else names[0], "to", None) if names else None


SPECIAL: dict[str, Callable[[Message], Found | None]] = {
    "quiet_hours_start": _clock_value,
    "forecast_frequency": _frequency,
    "required_fields": _fields,
    "anomaly_sensitivity": _level,
    "aggressiveness": _level,
}
"""Thresholds whose value is no plain number."""


def _scope_near(before: Message | None, piece: Message, used: Span | None) -> dict[str, Any] | Need:
    """The scope beside a value: “45 for EMEA”, “EMEA's stale threshold to 45”."""
    for part in (piece.without([used]) if used else piece, before):
        scope = scope_in(part, []) if part is not None else {}
        if scope:
            return scope
    return {}
