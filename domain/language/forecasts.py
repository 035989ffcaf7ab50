"""Forecasts: shown, run, compared with an earlier one, judged, or bent by a what-if."""

from __future__ import annotations

import re
from typing import Any

from domain.language.amounts import read_amount
from domain.language.commands.needs import Need, Step, need_of
from domain.language.meaning import condition_meaning
from domain.language.message import Message, Span
from domain.language.parts import Parts, conditions
from domain.language.periods import Reader
from domain.language.points import point
from domain.language.text import phrase_list, word_set

RUNS = word_set(
    "run rerun refresh recalculate recompute update generate redo force trigger execute kick rebuild recalc "
    "regenerate launch re do"
)
CHANGES = word_set(
    "changed change moved shifted changes compare compared comparison vs versus difference differ against "
    "delta evolved drifted shift move moving changing diff drift went"
)
GONE = phrase_list(
    "falls through|fall through|does not close|do not close|doesnt close|dont close|drops out|is lost|are lost|"
    "gets lost|goes away|dies|walks|walks away|does not happen|never closes|falls out|does not come in|"
    "do not come in|backs out|back out|disappears|churns|is gone|collapses|does not land|goes cold|bails|"
    "pulls out|pull out|get lost|die|fails|fail|does not sign|is off|stalls|goes dark|does not make it|"
    "gets cancelled|not closing|is out|falls apart|fall apart|flops|do not land|does not go through|"
    "do not happen|tanks|evaporates|goes south|drop out|fall out|not close|not happen|not land|not sign|"
    "not come in|not go through|not come through|does not come through|does not work out|blows up"
)
SLIPS = phrase_list(
    "slips to|slip to|slips into|slip into|moves to|move to|is pushed to|gets pushed to|pushed to|pushes to|"
    "push to|slides to|slide to|slides into|moves into|get pushed to|are pushed to|is delayed to|"
    "is delayed until|closes in|close in|closes next|close next|slips until|moves out to|gets delayed to|"
    "is postponed to|slip until|delayed to|closes by|comes in|lands in|land in|pushes out to|slide into|"
    "slips out to|drops to|gets moved to|moved to|is moved to|slips|slip|slides|slide|pushes|gets pushed|"
    "get pushed|is pushed|are delayed|gets delayed|is delayed|closes on|close on|push|closes early in|"
    "pushes into|push into|postponed to|are pushed out to|is pushed out to|gets pushed out to|closes|close"
)
WINS = phrase_list(
    "closes|close|comes in|is won|are won|win|wins|land|lands|sign|signs|come in|we win|go through|"
    "goes through|get won|gets won|all close|all come in|came in|closed|come through|comes through|hits|"
    "closed won|closes won|we land|we close"
)


def forecast(message: Message) -> Step | Need | None:
    """The forecast a message asks for, or None when it asks for none."""
    whatif = _scenario(message)
    if whatif is not None:
        return whatif
    words = message.words
    nouns = message.find("forecast")
    measures = _measures(message)
    if (
        message.find("agentname")
        and not measures
        and not any(
            words[s.start] in ("forecast", "forecasts", "projection", "outlook") and not _in_agent(message, s.start)
            for s in nouns
        )
    ):
        return None
    strong = [
        s
        for s in nouns
        if words[s.start] not in phrase_list("land|landing|end|finish|close|project|estimate|expected|going")
    ]
    loose = [s for s in nouns if s not in strong]
    at = message.opening()
    asked = (
        bool(strong)
        or bool(
            loose
            and message.has("will", "going", "expect", "likely", "gonna", "end", "finish", "expected", "where", "land")
        )
        or _sure(message, measures)
    )
    if not asked:
        return None
    if strong and message.find("report") and any(s.value == "forecast_report" for s in message.find("report")):
        return None
    if strong and words[strong[0].start : strong[0].end + 1][-1:] in (
        ["category"],
        ["categories"],
        ["frequency"],
        ["cadence"],
        ["agent"],
    ):
        return None
    spans = [*strong, *loose, *(s for _, s in measures)]
    if message.find("accuracy") and not measures and (strong or message.has("predict", "forecasting")):
        return _accuracy(message, spans)
    if any(w in CHANGES for w in words) and strong and not measures:
        compared = _compared(message, spans)
        if compared is not None:
            return compared
    action = "run_forecast" if words[at : at + 1] and words[at] in RUNS and strong else "show_forecast"
    if action == "run_forecast" and measures:
        action = "show_forecast"
    parts = _rest(message, spans, drop=RUNS if action == "run_forecast" else frozenset())
    if isinstance(parts, Need):
        return parts
    args = _arguments(parts)
    extra = [m for m, _ in measures]
    extra += [m for m in parts.measures if m in ("coverage", "attainment", "win_rate") and m not in extra]
    if extra:
        args["measure"] = list(dict.fromkeys(extra))
    if action == "run_forecast":
        args.pop("measure", None)
    return {"action": action, "target": "forecasting", "args": args}


def _in_agent(message: Message, at: int) -> bool:
    return any(s.start <= at < s.end for s in message.find("agentname"))


def _sure(message: Message, measures: list[tuple[str, Span]]) -> bool:
    if not measures:
        return False
    named = {m for m, _ in measures}
    words = message.words
    texts = {" ".join(words[s.start : s.end]) for _, s in measures}
    deals = message.has("deals", "opps", "opportunities", "deal")
    if named & {"run_rate", "worst_case", "expected_count", "quota_gap"}:
        return not (texts & {"floor", "downside", "gap", "how short"} and deals)
    if "pace" in named:
        return texts & word_set(
            "on pace|on track|pace|pacing|on course|on target|on pace for|how far along are we|how far along we are"
        ) != set() or message.has("quota", "target", "goal", "number", "tracking")
    if "weighted_amount" in named:
        return True
    if "likely" in named:
        return (
            bool(
                texts
                & word_set(
                    "most likely|likely case|likely outcome|likely number|base case|most likely number|realistic number"
                )
            )
            and not deals
        )
    return (
        (bool(texts - {"best case", "bestcase"}) and not deals)
        or message.has("number", "scenario", "forecast")
        or _best_alone(message, texts, deals)
    )


def _best_alone(message: Message, texts: set[str], deals: bool) -> bool:
    """“what's our best case for Q4” is a forecast; “best case deals” are deals of that category."""
    return (
        bool(texts & {"best case", "bestcase"})
        and not deals
        and message.has("our", "what", "the", "show")
        and not message.has("by", "opps")
        and not message.people()
    )


def _measures(message: Message) -> list[tuple[str, Span]]:
    return [(s.value, s) for s in message.find("fmeasure") if not _covered(message, s)]


def _covered(message: Message, span: Span) -> bool:
    return any(s.start <= span.start < s.end for s in message.find("setting"))


def _rest(message: Message, spans: list[Span], drop: frozenset[str] = frozenset()) -> Parts | Need:
    loose = (
        word_set(
            "get going look looking likely expected will end number numbers hit hitting make making quota target "
            "goal this expect like new be latest current please scenario off short where much what how are we far "
            "for from to is our the sales close closing revenue bookings business us full updated fresh now again "
            "value amount plan budget"
        )
        | drop
    )
    gone = list(spans)
    words = message.words
    covered = {i for s in spans for i in range(s.start, s.end)}
    reader = Reader(message.tokens, message.today)
    timed = {i for i in range(len(words)) if (p := reader.period(i)) for i in range(i, i + p.length)}
    gone += [
        Span(i, i + 1, "")
        for i, w in enumerate(words)
        if w in loose and i not in covered and i not in timed and w not in ("for", "from", "to", "this", "us")
    ]
    rest = message.without(gone)
    parts = rest.parts()
    if need := need_of(parts):
        return need
    for mention in parts.unknown:
        if mention.unknown and mention.text.isalpha():
            from domain.language.names import FIRST_NAMES

            return Need("person" if mention.text in FIRST_NAMES else "account", (), mention.text)
    return parts


def _arguments(parts: Parts) -> dict[str, Any]:
    args: dict[str, Any] = {"window": _window(parts)}
    filters = [condition_meaning(c) for c in conditions(parts.clauses) if not _implied(condition_meaning(c))]
    if filters:
        args["filters"] = filters
    if parts.groups:
        args["group_by"] = [g.replace("@date", "close_date") for g in parts.groups]
    elif parts.versus:
        args["group_by"] = list(dict.fromkeys(parts.versus))
    return args


def _implied(condition: Step) -> bool:
    """A forecast is of open and won deals: “revenue”, “close” add no condition."""
    return condition.get("field") == "status"


def _window(parts: Parts) -> str:
    windows = [w for w, _ in parts.windows if w != "@previous"]
    if not windows:
        return "quarter:0"
    window = windows[0]
    if match := re.fullmatch(r"until:((?:week|month|quarter|half|year):\d+)", window):
        return match[1]
    if match := re.fullmatch(r"([wmqy])td", window):
        return {"w": "week:0", "m": "month:0", "q": "quarter:0", "y": "year:0"}[match[1]]
    return window


def _accuracy(message: Message, spans: list[Span]) -> Step | Need:
    parts = _rest(message, [*spans, *message.find("accuracy")])
    if isinstance(parts, Need):
        return parts
    parts.measures = []
    return {"action": "forecast_accuracy", "target": "forecasting", "args": _arguments(parts)}


def _compared(message: Message, spans: list[Span]) -> Step | Need | None:
    """“how has the forecast changed since last week”, “forecast vs last month's”."""
    words = message.words
    start = next(
        (
            i
            for i, w in enumerate(words)
            if w in phrase_list("since|vs|versus|against|to|from|with|than") and i > 0 and _point_at(message, i + 1)
        ),
        None,
    )
    if start is None:
        bare = next(
            (
                i
                for i in range(len(words))
                if words[i] in ("last", "yesterday", "previous", "week", "wow")
                or (words[i] in ("over",) and _point_at(message, i + 1))
            ),
            None,
        )
        if bare is None:
            return Need("compare_to", (), "compared with what")
        start = bare - 1
    read = _point_at(message, start + 1)
    if read is None:
        return Need("compare_to", (), "compared with what")
    value, length = read
    gone = [
        *spans,
        Span(max(start, 0), start + 1 + length, ""),
        *[Span(i, i + 1, "") for i, w in enumerate(words) if w in CHANGES or w in ("forecast", "one", "much")],
    ]
    parts = _rest(message, gone)
    if isinstance(parts, Need):
        return parts
    args = _arguments(parts)
    args["against"] = value
    return {"action": "compare_forecast", "target": "forecasting", "args": args}


def _point_at(message: Message, at: int) -> tuple[str, int] | None:
    if at < len(message.words) and message.words[at] in ("the",):
        inner = _point_at(message, at + 1)
        return (inner[0], inner[1] + 1) if inner else None
    read = point(message, at, message.today)
    if read is None:
        return None
    value = {"yesterday": "day:-1", "today": "day:0"}.get(read.value, read.value)
    length = read.length
    if message.words[at + length : at + length + 1] in (["one"], ["forecast"], ["version"]):
        length += 1
    return value, length


# What-ifs


def _scenario(message: Message) -> Step | Need | None:
    words = message.words
    at = message.opening()
    span = next((s for i in range(at, min(at + 4, len(words))) if (s := message.at("whatif", i))), None)
    text = " ".join(words[span.start : span.end]) if span else ""
    loose = (text in ("if", "model", "if we") and not message.has("forecast")) or (
        text in ("scenario", "model", "run a scenario") and not message.has("where", "if", "with", "without", "that")
    )
    if span is None or loose or (text == "scenario" and span.start > at):
        without = next((i for i, w in enumerate(words) if w in ("without", "excluding", "minus", "less", "ex")), None)
        if (
            without is not None
            and message.find("forecast")
            and any(i in message.named for i in range(without, len(words)))
        ):
            return _without(message, without)
        trailing = next((i for i, w in enumerate(words) if w in ("if", "assuming") and i > 0), None)
        if (
            trailing is not None
            and message.find("forecast")
            and words[0] not in ("alert", "tell", "notify", "nudge", "flag", "when")
        ):
            return _assumed(message.part(trailing + 1), message.part(0, trailing))
        return None
    return _assumed(message.part(span.end), message.part(0, span.start))


def _without(message: Message, at: int) -> Step | Need:
    parts = _clean_parts(message.part(at + 1))
    if isinstance(parts, Need):
        return parts
    before = _clean_parts(message.part(0, at))
    window = _window(parts) if parts.windows or isinstance(before, Need) else _window(before)
    return {
        "action": "scenario",
        "target": "forecasting",
        "args": {"window": window, "assume": [{**_which(parts, message), "exclude": True}]},
    }


def _clean_parts(message: Message) -> Parts | Need:
    parts = message.parts()
    if need := need_of(parts):
        return need
    for mention in parts.unknown:
        if mention.unknown and mention.text.isalpha() and len(mention.text) > 3:
            from domain.language.names import FIRST_NAMES

            return Need("person" if mention.text in FIRST_NAMES else "account", (), mention.text)
    return parts


def _assumed(body: Message, lead: Message) -> Step | Need | None:
    if not body.words:
        return Need("condition", (), "what if")
    assumptions: list[Step] = []
    window = ""
    tail = next(
        (
            i
            for i in range(1, len(body.words))
            if body.words[i] in ("for", "in")
            and body.words[i + 1 : i + 2] in (["the"],)
            and "forecast" in body.words[i:]
        ),
        None,
    )
    for clause in _clauses(body if tail is None else body.part(0, tail)):
        found = _assumption(clause)
        if isinstance(found, Need):
            return found
        if found is None:
            return Need("condition", (), " ".join(clause.words))
        if "window" in found:
            window = found.pop("window") or window
        assumptions.append(found)
    if not window:
        early = lead.parts()
        window = _window(early)
    return {"action": "scenario", "target": "forecasting", "args": {"window": window, "assume": assumptions}}


def _clauses(body: Message) -> list[Message]:
    words = body.words
    cuts = [0]
    for i in range(1, len(words)):
        if words[i - 1] in ("and", ",") and _has_verb(body.part(cuts[-1], i - 1)) and _has_verb(body.part(i)):
            cuts.append(i)
    return [body.part(a, b) for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)]


def _has_verb(message: Message) -> bool:
    return any(_phrase(message, i, GONE + SLIPS + WINS) for i in range(len(message.words))) or message.has(
        "drops", "rises", "falls", "lose", "increases", "improves", "goes", "is", "was"
    )


def _phrase(message: Message, at: int, listed: tuple[str, ...]) -> int:
    best = 0
    for phrase in listed:
        parts = phrase.split()
        if message.words[at : at + len(parts)] == parts:
            best = max(best, len(parts))
    return best


def _assumption(clause: Message) -> Step | Need | None:
    """One assumption: deals that go, slip, are won or change; or another win rate."""
    rate = _rate(clause)
    if rate is not None:
        return rate
    words = clause.words
    gone = next(((i, n) for i in range(len(words)) if (n := _phrase(clause, i, GONE))), None)
    if gone is not None:
        return _on_deals(clause, Span(gone[0], gone[0] + gone[1], ""), {"exclude": True})
    if (
        words[:2] == ["we", "lose"]
        or words[:1] == ["lose"]
        or words[:2] == ["i", "lose"]
        or words[:3] == ["we", "do", "not"]
        or words[:1] in (["losing"], ["exclude"], ["drop"], ["excluding"], ["remove"])
        or words[:2] in (["we", "lost"], ["we", "drop"], ["we", "exclude"], ["we", "remove"], ["we", "ignore"])
    ):
        end = 2 if words[0] in ("we", "i") else 1
        end = 4 if words[:3] == ["we", "do", "not"] else end
        return _on_deals(clause, Span(0, end, ""), {"exclude": True})
    amount = _amount(clause)
    if amount is not None:
        return amount
    slip = _slip(clause)
    if slip is not None:
        return slip
    for i in range(len(words)):
        n = _phrase(clause, i, WINS)
        if n:
            return _on_deals(clause, Span(i, i + n, ""), {"set": {"status": "won"}})
    return None


def _rate(clause: Message) -> Step | Need | None:
    words = clause.words
    mention = next(
        (m for m in clause.drafted.mentions if m.has("measure", "win_rate") or m.has("measure", "loss_rate")), None
    )
    if mention is None:
        return None
    down = bool(
        word_set(
            "drops drop falls fall decreases dips lower down declines decline worse dropped fell loses slips "
            "sinks decrease shrinks"
        )
        & set(words)
    )
    up = bool(
        word_set(
            "rises improves goes increases up higher climbs jumps improve increase better rise grows gains rose went"
        )
        & set(words)
    )
    for i in range(len(words)):
        amount = read_amount(clause.tokens, i)
        if amount is None or words[i] in ("a", "an"):
            continue
        after = words[i + amount.length : i + amount.length + 2]
        points = after[:1] in (["points"], ["pts"], ["point"], ["pp"], ["pt"]) or after == ["percentage", "points"]
        to = bool({"to", "at", "was", "is", "were", "of"} & set(words[max(0, i - 2) : i]))
        hundredths = amount.percent or points or amount.value > 1
        value = float(round(amount.value / 100, 6) if hundredths else amount.value)
        used = i + amount.length + (1 if points else 0) + (1 if after == ["percentage", "points"] else 0)
        gone = [
            Span(mention.start, mention.end, ""),
            Span(i, used, ""),
            *[
                Span(k, k + 1, "")
                for k, w in enumerate(words)
                if w
                in phrase_list(
                    "drops|rises|by|to|falls|improves|goes|is|was|down|up|our|the|points|percentage|at|drop|"
                    "fall|rise|increases|decreases|were|went|dips|climbs|jumps|increase|decrease|higher|lower|"
                    "declines|improve|better|worse|grows|slips"
                )
            ],
        ]
        rest = clause.without(gone).parts()
        if need := need_of(rest):
            return need
        filters = [condition_meaning(c) for c in conditions(rest.clauses)]
        if (to and not points) or not (up or down):
            found: Step = {"set": {"win_rate": value}}
        else:
            found = {"set": {"win_rate_delta": -value if down else value}}
        if filters:
            found["filters"] = filters
        found["window"] = rest.windows[0][0] if rest.windows else ""
        return found
    return None


def _on_deals(clause: Message, verb: Span, change: Step) -> Step | Need | None:
    rest = clause.without([verb])
    parts = _clean_parts(rest)
    if isinstance(parts, Need):
        return parts
    which = _which(parts, clause)
    if not which:
        if clause.has("it", "that", "this", "they", "them", "those"):
            return Need("reference", (), "which deal")
        return Need("account", (), "which deals")
    return {**which, **change, "window": _window(parts) if parts.windows else ""}


def _which(parts: Parts, clause: Message) -> Step:
    """The deals an assumption is about: filters, or the first few by amount."""
    del clause
    found: Step = {}
    filters = [
        condition_meaning(c)
        for c in conditions([c for c in parts.clauses if c.condition.field != "status" or c.condition.value == "open"])
    ]
    if filters:
        found["filters"] = filters
    for ranking in parts.rankings:
        found["sort"] = [{"by": "amount", "dir": ranking.dir}]
        found["limit"] = ranking.n or 1
        break
    if not found and "all" in parts.marks:
        found["filters"] = [{"field": "status", "op": "eq", "value": "open"}]
    return found


def _slip(clause: Message) -> Step | Need | None:
    """“slips to next quarter”, “slips a month”, “closes in january”."""
    words = clause.words
    reader = Reader(clause.tokens, clause.today)
    for i in range(len(words)):
        n = _phrase(clause, i, SLIPS)
        if not n:
            continue
        end = i + n - (words[i + n - 1] in ("next", "in"))
        step = end
        while step < len(words) and words[step] in phrase_list("to|into|until|out|back|by|the"):
            step += 1
        period = reader.period(step) or reader.period(end)
        bare = " ".join(words[i : i + n]) in ("closes", "close")
        if period is None:
            amount = read_amount(clause.tokens, step)
            if amount is not None and amount.unit and not bare:
                window = f"{amount.unit}:{int(amount.value)}"
                return _on_deals(clause, Span(i, step + amount.length, ""), {"set": {"close_date": window}})
            if bare:
                continue
            return _on_deals(clause, Span(i, i + n, ""), {"set": {"close_date": "quarter:1"}})
        window = period.window.removeprefix("until:")
        base = step if reader.period(step) else end
        found = _on_deals(clause, Span(i, base + period.length, ""), {"set": {"close_date": window}})
        if isinstance(found, dict):
            found["window"] = ""
        return found
    return None


def _amount(clause: Message) -> Step | Need | None:
    """“closes at 300k”, “doubles”, “is only 50k”."""
    words = clause.words
    for i in range(1, len(words)):
        if words[i - 1] not in phrase_list("at|for|is|to|was|only|worth|=|of|becomes"):
            continue
        amount = read_amount(clause.tokens, i)
        if amount is None or not amount.money:
            continue
        start = next(
            (
                k
                for k in range(i - 1, -1, -1)
                if words[k]
                in phrase_list("closes|close|comes|lands|is|goes|drops|shrinks|grows|signs|was|rises|increases")
            ),
            i - 1,
        )
        if words[start : start + 1] == ["comes"]:
            pass
        return _on_deals(clause, Span(start, i + amount.length, ""), {"set": {"amount": amount.number}})
    return None
