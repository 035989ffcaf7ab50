"""Forecasts: shown, run, compared with an earlier one, or judged; what-ifs have their own module."""

from __future__ import annotations

import re
from typing import Any

from domain.language.commands.needs import Need, Step, need_of
from domain.language.commands.restoring import snapshot_name
from domain.language.meaning import condition_meaning
from domain.language.message import Message, Span
from domain.language.names import FIRST_NAMES
from domain.language.parts import Parts, conditions
from domain.language.periods import Reader
from domain.language.points import point
from domain.language.text import phrase_list, word_set
from domain.language.what_ifs import scenario, window_of
from domain.language.windows import resolve

RUNS = word_set(
    "run rerun refresh recalculate recompute update generate redo force trigger execute kick rebuild recalc "
    "regenerate launch re do crunch"
)
CHANGES = word_set(
    "changed change moved shifted changes compare compared comparison vs versus difference differ against "
    "delta evolved drifted shift move moving changing diff drift went different movement moves shifts swing swung"
)


MOVED = word_set(
    "drop dropped fell fall fallen rise rose risen lower higher grown grew grow increased decreased down up"
)
"""Words that say which way a forecast went, where a day before is named too."""
LINKS = word_set("with from to against than how does do did has have the is much")


def forecast(message: Message) -> Step | Need | None:
    """The forecast a message asks for, or None when it asks for none."""
    whatif = scenario(message)
    if whatif is not None:
        return whatif
    nouns, measures = message.find("forecast"), _measures(message)
    if counted := _expects(message):
        measures = [*measures, ("expected_count", counted)]
    strong = [s for s in nouns if message.words[s.start] not in WEAK]
    loose = [s for s in nouns if s not in strong]
    ahead = _looks_ahead(message) or _how_it_looks(message)
    if reaching := _will_reach(message):
        nouns, measures = [], [*measures, *(("pace", span) for span in reaching)]
    if _asks_accuracy(message) and not nouns:
        return _accuracy(message, message.find("accuracy"))
    if _is_of_another(message, nouns, measures) or not (ahead or _is_asked(message, strong, loose, measures)):
        return None
    spans = [*strong, *loose, *(s for _, s in measures), *ahead]
    if message.find("accuracy") and not measures and (strong or message.has("predict", "forecasting")):
        return _accuracy(message, spans)
    rises = message.has_phrase("up or down") and message.has("since", "vs", "from", "than", "versus")
    moved = bool(MOVED & set(message.words)) and message.has("since", "than") and message.words[:1] != ["if"]
    if (rises or moved or any(w in CHANGES for w in message.words)) and strong and not measures:
        compared = _compared(message, spans)
        if compared is not None:
            return compared
    return _shown(message, spans, measures, runs=bool(strong) and not measures)


def _asks_accuracy(message: Message) -> bool:
    """“accuracy by manager over the past 4 quarters”: only forecasts are judged by themselves."""
    opens = message.words[:1] == ["accuracy"] and message.has("by", "per", "over", "last", "this", "past")
    of_agents = message.find("agentname") or message.has("alerts", "alert", "flags", "nudges", "agent", "agents")
    return opens and not of_agents


WEAK = phrase_list("land|landing|end|finish|close|project|estimate|expected|going")
"""Words of forecasts that mean one only beside a word about what is to come."""
TO_COME = phrase_list("will|going|expect|likely|gonna|end|finish|expected|where|land")
NOT_A_FORECAST = (["category"], ["categories"], ["frequency"], ["cadence"], ["agent"])
NOUNS = ("forecast", "forecasts", "projection", "outlook")
CLOSE = word_set("close win land sign book bring finish do make deliver")
EXPECTS = word_set("shall expect expects expecting expected will should likely going gonna projected predicted")
LOOKS = word_set("will going gonna expect expecting expects")


def _is_of_another(message: Message, nouns: list[Span], measures: list[tuple[str, Span]]) -> bool:
    """Whether reps behind quota, an agent, a report or a setting are spoken of, and no forecast."""
    words = message.words
    said = any(words[s.start] in NOUNS and not _in_agent(message, s.start) for s in nouns)
    of_agent = bool(message.find("agentname")) and not measures and not said
    strong = [s for s in nouns if words[s.start] not in WEAK]
    of_report = strong and any(s.value == "forecast_report" for s in message.find("report"))
    of_setting = strong and words[strong[0].start : strong[0].end + 1][-1:] in NOT_A_FORECAST
    as_category = any(words[s.end : s.end + 1] == ["as"] for s in nouns) or message.has("omitted", "omit")
    as_category = as_category and not RUNS & set(words[:2])
    return as_category or who_is_behind(message, measures) or of_agent or bool(of_report) or bool(of_setting)


def _is_asked(message: Message, strong: list[Span], loose: list[Span], measures: list[tuple[str, Span]]) -> bool:
    """Whether the words ask for a forecast beyond doubt."""
    past = message.words[:1] in (["did"], ["has"], ["have"])
    return bool(strong) or bool(loose and message.has(*TO_COME) and not past) or _sure(message, measures)


def _expects(message: Message) -> Span | None:
    """“how many deals do we expect Marcus's team to close”: a number that is yet to come."""
    words = message.words
    at = next((i for i in range(len(words) - 1) if words[i : i + 2] == ["how", "many"]), None)
    expects = next((i for i, w in enumerate(words) if w in EXPECTS), None)
    closes = next((i for i, w in enumerate(words) if w in CLOSE - {"do", "make"} and i > (expects or 99)), None)
    if at is None or expects is None or closes is None or message.find("fmeasure") or message.has("if", "already"):
        return None
    return Span(at, at + 2, "") if _nothing_else_counted(message, at + 2) else None


def _nothing_else_counted(message: Message, at: int) -> bool:
    return message.words[at : at + 1] != [] and message.words[at] in word_set(
        "deals opps opportunities wins will do does should are can did more new"
    )


def _looks_ahead(message: Message) -> list[Span]:
    """“what will darcel close next month”, “what do we expect from the west”: what is to come, in other words."""
    words, at = message.words, message.opening()
    asks = words[at : at + 1] in (["what"], ["how"]) or words[:1] in (["what"], ["how"])
    how_much = "how" not in words[:2] or words[at : at + 2] == ["how", "much"] or words[:2] == ["how", "much"]
    looks = next((i for i, w in enumerate(words) if w in LOOKS), None)
    if not asks or not how_much or looks is None or looks > at + 4 or message.find("agentname"):
        return []
    closes = [i for i, w in enumerate(words) if w in CLOSE and i > looks]
    expects = words[looks].startswith("expect") and message.has("from", "this", "next", "for", "in")
    if not (closes or expects) or message.has("if", "when", "happen"):
        return []
    return [Span(i, i + 1, "") for i in (looks, *closes, *(i for i, w in enumerate(words) if w in ("from", "be")))]


LOOKS_LIKE = word_set("how what is are does do will it look looks looking like shaping shape up for going the our so")


def _how_it_looks(message: Message) -> list[Span]:
    """“how is next quarter shaping up”, “what's december looking like”: a period still to come, and how it will be."""
    words = message.words
    if words[:1] not in (["how"], ["what"]) or not message.has("look", "looks", "looking", "shaping", "shape"):
        return []
    period = next((m for m in message.drafted.mentions if m.period), None)
    if period is None or period.period is None:
        return []
    start, _ = resolve(period.period.window, message.today)
    others = [i for i, w in enumerate(words) if not period.start <= i < period.end and w.isalnum()]
    if start is None or start <= message.today or not all(words[i] in LOOKS_LIKE or i in message.named for i in others):
        return []
    return [Span(i, i + 1, "") for i in others if i not in message.named]


AIMS = re.compile(
    r"^(?:so )?(will|is|are|am|can|could|would) (?:[\w' ]{1,30}? )?"
    r"(?:(?:going to|gonna|likely to|set to|about to|able to|on course to|on pace to|on track to|still) )?"
    r"(hit|make|reach|meet|beat|exceed|get to|achieve|attain|crush) (?:the|our|my|his|her|its|their|your|this)? ?"
    r"(?:(?:quarterly|annual|monthly|[qh][1-4]|quarter|month|year|week) )?"
    r"(number|numbers|quota|quotas|target|targets|goal|goals|plan)(?= |$)"
)
"""“will Tom make his number”, “are we gonna hit q4 target”: whether a quota will be reached."""
OF_AIMING = word_set(
    "so will is are am can could would going to gonna likely set about able on course pace track still hit make reach "
    "meet beat exceed get achieve attain crush the our my his her its their your this quarterly annual monthly number "
    "numbers quota quotas target targets goal goals plan we i they he she it"
)


def _will_reach(message: Message) -> list[Span]:
    """The words that ask whether a quota will be reached; none where they ask for anything else."""
    led = AIMS.match(" ".join(message.words))
    if led is None or message.has("which", "who", "if") or message.find("fmeasure"):
        return []
    end = len(led[0].split())
    timed = {i for m in message.drafted.mentions if m.period for i in range(m.start, m.end)}
    kept = message.named | timed
    return [Span(i, i + 1, "") for i in range(end) if message.words[i] in OF_AIMING and i not in kept]


def _shown(message: Message, spans: list[Span], measures: list[tuple[str, Span]], *, runs: bool) -> Step | Need:
    """A forecast shown, or run anew where the words say so."""
    at = message.opening()
    runs = runs and bool(message.words[at : at + 1]) and message.words[at] in RUNS
    parts = _rest(message, spans, drop=RUNS if runs else frozenset())
    if isinstance(parts, Need):
        return parts
    args = _arguments(parts)
    extra = [m for m, _ in measures] + [m for m in parts.measures if m in ("coverage", "attainment", "win_rate")]
    if extra and not runs:
        args["measure"] = list(dict.fromkeys(extra))
    return {"action": "run_forecast" if runs else "show_forecast", "target": "forecasting", "args": args}


def who_is_behind(message: Message, measures: list[tuple[str, Span]]) -> bool:
    """“which reps are behind quota”: whoever it is, and not by how much the company is."""
    several = message.has("who", "which", "reps", "teams", "managers", "regions", "anyone", "list")
    return several and not message.has("far", "much") and bool(measures) and all(m == "quota_gap" for m, _ in measures)


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
        # “pacing to quota”, “on track”; how something is merely tracking or trending may ask for its numbers.
        sure = texts & {"pace", "pacing"} or any(" " in t for t in texts - {"trending to"}) or len(measures) > 1
        return bool(sure) or message.has("quota", "target", "goal", "number")
    if "weighted_amount" in named:
        return True
    if "likely" in named:
        return any(" " in t for t in texts) and not deals
    return (
        (bool(texts - {"best case", "bestcase"}) and not deals)
        or message.has("number", "scenario", "forecast")
        or _best_alone(message, texts, deals)
    )


def _best_alone(message: Message, texts: set[str], deals: bool) -> bool:
    """“what's our best case for Q4” is a forecast; “best case deals” are deals of that category."""
    if message.has_phrase("in best case") or message.has_phrase("under best case"):
        return False
    return (bool(texts & {"best case", "bestcase"}) and not deals and message.words[:3] == ["best", "case", "for"]) or (
        bool(texts & {"best case", "bestcase"})
        and not deals
        and message.has("our", "what", "the", "show")
        and not message.has("by", "opps")
        and not message.people()
    )


def _measures(message: Message) -> list[tuple[str, Span]]:
    return [(s.value, s) for s in message.find("fmeasure") if not _covered(message, s)]


def _covered(message: Message, span: Span) -> bool:
    size = span.end - span.start
    return any(s.start <= span.start < s.end and s.end - s.start >= size for s in message.find("setting"))


def _rest(message: Message, spans: list[Span], drop: frozenset[str] = frozenset()) -> Parts | Need:
    loose = (
        word_set(
            "get going look looking likely expected will end number numbers hit hitting make making quota target "
            "goal this expect like new be latest current please scenario off short where much what how are we far "
            "for from to is our the sales close closing revenue bookings business us full updated fresh now again "
            "value amount plan budget many deals opps wins expect expects expecting should gonna do does deal"
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
            return Need("person" if mention.text in FIRST_NAMES else "account", (), mention.text)
    return parts


def _arguments(parts: Parts) -> dict[str, Any]:
    args: dict[str, Any] = {"window": window_of(parts)}
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


def _accuracy(message: Message, spans: list[Span]) -> Step | Need:
    parts = _rest(message, [*spans, *message.find("accuracy")])
    if isinstance(parts, Need):
        return parts
    parts.measures = []
    return {"action": "forecast_accuracy", "target": "forecasting", "args": _arguments(parts)}


def _compared(message: Message, spans: list[Span]) -> Step | Need | None:
    """“how has the forecast changed since last week”, “forecast vs last month's”."""
    words = message.words
    if snap := snapshot_name(message):
        return _against_snapshot(message, spans, *snap)
    start = next(
        (
            i
            for i, w in enumerate(words)
            if w in phrase_list("since|vs|versus|against|to|from|with|than") and i > 0 and _point_at(message, i + 1)
        ),
        None,
    )
    over = next((s for s in SPANS if message.has_phrase(f"{s} over {s}") or message.has_phrase(f"{s} on {s}")), "")
    if start is None and over:
        at = next(i for i in range(len(words) - 2) if words[i] == words[i + 2] == over)
        return _against(message, spans, f"{over}:-1", Span(at, at + 3, ""))
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
    return _against(message, spans, value, Span(max(start, 0), start + 1 + length, ""))


SPANS = ("week", "month", "quarter", "year")
BESIDE_CHANGES = ("forecast", "one", "much", "up", "or", "down")


def _against(message: Message, spans: list[Span], value: str, at: Span) -> Step | Need:
    """The forecast set against what it was at a point in time."""
    words = message.words
    gone = [
        *spans,
        at,
        *[Span(i, i + 1, "") for i, w in enumerate(words) if w in CHANGES | MOVED or w in BESIDE_CHANGES],
    ]
    parts = _rest(message, gone)
    if isinstance(parts, Need):
        return parts
    args = _arguments(parts)
    args["against"] = value
    return {"action": "compare_forecast", "target": "forecasting", "args": args}


def _against_snapshot(message: Message, spans: list[Span], name: str, at: Span) -> Step | Need:
    """“the Q4 forecast vs snapshot kickoff”."""
    said = [Span(i, i + 1, "") for i, w in enumerate(message.words[: at.start]) if w in CHANGES | LINKS]
    parts = _rest(message, [*spans, at, *said])
    if isinstance(parts, Need):
        return parts
    return {
        "action": "compare_forecast",
        "target": "forecasting",
        "args": {**_arguments(parts), "against": f"snapshot:{name}"},
    }


AS_IT_WAS = re.compile(
    r"^(?:what|where|how) (?:it|that|this|we|the forecast) (?:was|were|stood|looked|said|showed)(?: like)?(?: back)?"
    r"(?: on| at| as of| in)?(?= )|"
    r"^(?:the one|that|the version|the forecast|the figure|the number) (?:from|of|on|as of)(?= )"
)
"""“… with what it was on nov 1”: words between “with” and the day."""


def _point_at(message: Message, at: int) -> tuple[str, int] | None:
    if led := AS_IT_WAS.search(" ".join(message.words[at:])):
        step = len(led[0].split())
        inner = _point_at(message, at + step)
        return (inner[0], inner[1] + step) if inner else None
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
