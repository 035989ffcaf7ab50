"""Forecasts bent by a what-if: deals that slip, fall through or change, and other win rates."""

from __future__ import annotations

import re

from domain.language.amounts import read_amount
from domain.language.commands.needs import Need, Step, need_of
from domain.language.meaning import condition_meaning
from domain.language.message import Message, Span
from domain.language.names import FIRST_NAMES
from domain.language.parts import Parts, conditions
from domain.language.periods import Reader
from domain.language.some_of import ASSUMABLE, some_of
from domain.language.text import phrase_list, word_set

GONE = phrase_list(
    "says no|say no|gets killed|is killed|killed|fell away|falls away|fall away|fell through|dropped out|vanish|"
    "vanishes|vanished|all die|all fall through|"
    "all slip away|"
    "falls through|fall through|does not close|do not close|doesnt close|dont close|drops out|is lost|are lost|"
    "gets lost|goes away|dies|walks|walks away|does not happen|never closes|falls out|does not come in|"
    "do not come in|backs out|back out|disappears|churns|is gone|collapses|does not land|goes cold|bails|"
    "pulls out|pull out|get lost|die|fails|fail|does not sign|is off|stalls|goes dark|does not make it|"
    "gets cancelled|not closing|is out|falls apart|fall apart|flops|do not land|does not go through|"
    "do not happen|tanks|evaporates|goes south|drop out|fall out|not close|not happen|not land|not sign|"
    "not come in|not go through|not come through|does not come through|does not work out|blows up"
)
SLIPS = phrase_list(
    "drags into|drag into|rolls into|roll into|rolls over to|rolls over into|spills into|spill into|spills over into|"
    "gets bumped to|is bumped to|bumped to|moves out|move out|moves out by|takes until|"
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
    "closed won|closes won|we land|we close|we won|won|we closed|we bag|we get|we sign|we bring in|we landed"
)


TAILS = re.compile(
    r"(?:, )?(?:then )?(?:"
    r"where (?:are|is) (?:we|things|it|that)"
    r"|where (?:do|does|would|will|did) (?:we|that|it|this|i) (?:land|put|leave|end|get|stand|be|finish)"
    r"|what (?:is|are|does|do|would|will|was) (?:the|our|my|that|it|this|we|i) (?:\w+ )*?"
    r"(?:look like|looking like|be|do|mean|forecast|number|quarter|total|outlook|landing|gap|pace)"
    r"|what does \w+ look like|what happens|how (?:do|does|would|will) (?:we|it|that|the \w+|things|this \w+) look"
    r"|(?:do|can|will|would|are|is) (?:we|i|it|that) (?:still )?"
    r"(?:hit|make|be|ok|okay|on track|short|above|below|get|enough|going)"
    r").*$"
)
"""What is asked after an assumption: “…, where do we land?”."""
LEADS = re.compile(
    r"^(?:so |and |ok )?(?:"
    r"what does (?:the |our |this )?[\w' ]{1,20} look like|where (?:do|would|will) (?:we|i) (?:land|end up|finish|be)"
    r"|what happens(?: to [\w' ]{1,25})?|what is (?:the|our) (?:number|quarter|gap|outlook|landing)"
    r"|how (?:do|would|will) (?:we|things|it|the \w+) look"
    r"|(?:do|will|would|can) we (?:still )?(?:hit|make) [\w' ]{1,25}|what would [\w' ]{1,25} (?:be|look like)"
    r") (?=(?:if|when|assuming|without) )"
)
"""What is asked before an assumption: “what does Q4 look like if …”."""
CLOSES = phrase_list("closes|close|comes in|lands in|land in|closes by|closes on|close on|closes in|close in")
"""Verbs that say when something closes, and without a day that it does."""
SAYS_WHOSE = word_set("every all we the some half most our")
ASSUMES = ("if", "say", "suppose", "assume", "assuming", "imagine", "model", "pretend", "once", "simulate", "lets say")
LOSING = {"losing": "lose", "dropping": "drop", "winning": "win", "closing": "close", "excluding": "exclude"}


def _tail_of(message: Message) -> Message | None:
    """The message without what is asked about its assumption, and that as its lead; None where it assumes nothing."""
    text = " ".join(message.words)
    at = message.opening()
    first = message.words[at] if at < len(message.words) else ""
    if lead := LEADS.search(text):
        return message.part(len(text[: lead.end()].split()))
    tail = TAILS.search(text)
    if first not in ASSUMES or tail is None or tail.start() < 5:
        return None
    return message.part(at, len(text[: tail.start()].split()))


def scenario(message: Message) -> Step | Need | None:
    """The what-if a message asks, what it lacks, or None when it assumes nothing."""
    if missing := _without_first(message):
        return missing
    asked = _tail_of(message)
    if asked is not None and asked.words and asked.words[0] in ASSUMES and not message.find("react"):
        rest = " ".join(message.words).replace(" ".join(asked.words), " ", 1)
        return _assumed(asked.part(1), Message.of(rest, message.names, message.today))
    left_out = asked.words[:1] in (["without"], ["excluding"], ["minus"]) if asked is not None else False
    if asked is not None and left_out and asked.named:
        return _without(message, len(message.words) - len(asked.words))
    words = message.words
    at = message.opening()
    colon = next((i for i, w in enumerate(words[:8]) if w in (":", "-")), None)
    if colon and words[at : at + 1] in (["scenario"], ["model"], ["simulation"], ["simulate"], ["hypothetical"]):
        return _assumed(message.part(colon + 1), message.part(at + 1, colon))
    follows = words[at + 1 : at + 2] and (words[at + 1] in SAYS_WHOSE or at + 1 in message.named)
    if words[at : at + 1] == ["say"] and follows and _has_verb(message.part(at + 1)) and not message.find("react"):
        return _assumed(message.part(at + 1), message.part(0, at))
    if words[at : at + 1] in (["model"], ["simulate"]) and words[at + 1 : at + 2] and words[at + 1] in LOSING:
        return _assumed(message.part(at + 1), message.part(0, at))
    span = next((s for i in range(at, min(at + 4, len(words))) if (s := message.at("whatif", i))), None)
    text = " ".join(words[span.start : span.end]) if span else ""
    loose = (text in ("if", "model", "if we") and not message.has("forecast")) or (
        text in ("scenario", "model", "run a scenario")
        and not message.has("where", "if", "with", "without", "that", ":", "-", "assuming")
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
        asks = words[at : at + 1] in (["what"], ["whats"], ["how"], ["where"]) or words[:1] in (
            ["what"],
            ["how"],
            ["where"],
        )
        bends = trailing is not None and asks and _has_verb(message.part(trailing + 1))
        if (
            trailing is not None
            and (message.find("forecast") or bends)
            and words[0] not in ("alert", "tell", "notify", "nudge", "flag", "when")
        ):
            return _assumed(message.part(trailing + 1), message.part(0, trailing))
        return None
    return _assumed(message.part(span.end), message.part(0, span.start))


def _without_first(message: Message) -> Step | Need | None:
    """“without Priya's deals what does the quarter look like”: what is left out, and then what is asked."""
    at, text = message.opening(), " ".join(message.words)
    tail = TAILS.search(text)
    if message.words[at : at + 1] not in (["without"], ["excluding"], ["minus"]) or tail is None:
        return None
    end = len(text[: tail.start()].split())
    if not any(at < i < end for i in message.named):
        return None
    asked = Message.of(" ".join(message.words[end:]), message.names, message.today)
    turned = Message(
        message.text, (*asked.tokens, *message.tokens[at:end]), message.names, message.today, message.fixes
    )
    return _without(turned, len(asked.tokens))


def _without(message: Message, at: int) -> Step | Need:
    parts = _clean_parts(message.part(at + 1))
    if isinstance(parts, Need):
        return parts
    lead = message.part(0, at)
    before = _clean_parts(lead.without(lead.find("forecast")))
    if isinstance(before, Need):
        return before
    args: Step = {"window": window_of(parts) if parts.windows else window_of(before)}
    if whose := [condition_meaning(c) for c in conditions(before.clauses)]:
        # “west forecast without Hottechi”: whose forecast it is stays said.
        args["filters"] = whose
    if apart := before.groups or parts.groups:
        # “forecast by region without Contoso”: each region has its own.
        args["group_by"] = [g.replace("@date", "close_date") for g in apart]
    return {
        "action": "scenario",
        "target": "forecasting",
        "args": {**args, "assume": [{**_which(parts, message), "exclude": True}]},
    }


def _clean_parts(message: Message) -> Parts | Need:
    parts = message.parts()
    if need := need_of(parts):
        return need
    for mention in parts.unknown:
        if mention.unknown and mention.text.isalpha() and len(mention.text) > 3:
            return Need("person" if mention.text in FIRST_NAMES else "account", (), mention.text)
    return parts


def _assumed(body: Message, lead: Message) -> Step | Need | None:
    if not body.words:
        return Need("condition", (), "what if", ASSUMABLE)
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
            return Need("condition", (), " ".join(clause.words), ASSUMABLE)
        if "window" in found:
            window = found.pop("window") or window
        assumptions.append(found)
    if not window:
        early = lead.parts()
        window = window_of(early)
    return {"action": "scenario", "target": "forecasting", "args": {"window": window, "assume": assumptions}}


def _clauses(body: Message) -> list[Message]:
    words = body.words
    cuts = [0]
    for i in range(1, len(words)):
        if (
            words[i - 1] in ("and", ",", "but", "plus")
            and _has_verb(body.part(cuts[-1], i - 1))
            and _has_verb(body.part(i))
        ):
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
    if share := _share_won(clause):
        return share
    gone = next(((i, n) for i in range(len(words)) if (n := _phrase(clause, i, GONE))), None)
    if gone is not None:
        return _on_deals(clause, Span(gone[0], gone[0] + gone[1], ""), {"exclude": True})
    if (
        words[:2] == ["we", "lose"]
        or words[:1] == ["lose"]
        or words[:2] == ["i", "lose"]
        or words[:3] == ["we", "do", "not"]
        or words[:1] in (["losing"], ["exclude"], ["drop"], ["excluding"], ["remove"], ["dropping"])
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


def _share_won(clause: Message) -> Step | Need | None:
    """“EMEA wins 40 % of its deals”: the win rate those deals are given."""
    for i in range(len(clause.words)):
        n = _phrase(clause, i, WINS)
        at = i + n + (clause.words[i + n : i + n + 1] in (["only"], ["just"], ["about"]))
        amount = read_amount(clause.tokens, at) if n else None
        if amount is None or not amount.percent:
            continue
        parts = _clean_parts(clause.without([Span(i, at + amount.length, "")]))
        if isinstance(parts, Need):
            return parts
        found: Step = {"set": {"win_rate": float(round(amount.value / 100, 6))}}
        return {**_which(parts, clause), **found, "window": parts.windows[0][0] if parts.windows else ""}
    return None


def _on_deals(clause: Message, verb: Span, change: Step) -> Step | Need | None:
    if some := some_of(clause):
        return some
    rest = clause.without([verb])
    parts = _clean_parts(rest)
    if isinstance(parts, Need):
        return parts
    which = _which(parts, clause)
    if not which:
        if clause.has("it", "that", "this", "they", "them", "those"):
            return Need("reference", (), "which deal")
        return Need("account", (), "which deals")
    return {**which, **change, "window": window_of(parts) if parts.windows else ""}


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
        bare = " ".join(words[i : i + n]) in CLOSES
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
                in phrase_list(
                    "closes|close|comes|lands|is|goes|drops|shrinks|grows|signs|sign|was|rises|increases|ends|end"
                )
            ),
            i - 1,
        )
        if any(k in clause.named for k in range(start + 1, i)):
            # “we close Contoso at 300k”: the name stands between the verb and its amount.
            bare = clause.without([Span(start, start + 1, ""), Span(i - 1, i + amount.length, "")])
            return _on_deals(bare, Span(0, 0, ""), {"set": {"amount": amount.number}})
        return _on_deals(clause, Span(start, i + amount.length, ""), {"set": {"amount": amount.number}})
    return None


def window_of(parts: Parts) -> str:
    windows = [w for w, _ in parts.windows if w != "@previous"]
    if not windows:
        return "quarter:0"
    window = windows[0]
    if match := re.fullmatch(r"until:((?:week|month|quarter|half|year):\d+)", window):
        return match[1]
    if match := re.fullmatch(r"([wmqy])td", window):
        return {"w": "week:0", "m": "month:0", "q": "quarter:0", "y": "year:0"}[match[1]]
    return window
