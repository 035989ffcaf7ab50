"""Changing the numbers that decide: “stale threshold to 45 for EMEA”."""

from __future__ import annotations

from typing import Any

from domain.language.amounts import read_amount
from domain.language.commands.agents import AGENT_OPTIONS, agents, verbs_of
from domain.language.commands.needs import Need, Step
from domain.language.message import Message, Span
from domain.language.points import EVERY, clock
from domain.language.scopes import scope_of
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
    "less gentle gentler softer relaxed lenient conservative cautious quieter calmer lower reduce decrease down relax"
)


def threshold(message: Message, at: int) -> Step | Need | None:
    words = message.words
    settings = _settings(message)
    verbs = verbs_of(message, at)
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
    changing = verbs_of(message, at) & {"increase", "decrease", "set", "double", "halve"}
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
