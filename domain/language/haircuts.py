"""A percentage taken off a forecast or added to it: no deal says which part that is, so it is asked about."""

from __future__ import annotations

import re

from domain.language.intent import Ambiguous
from domain.language.message import Message
from domain.language.names import tops
from domain.work import Choice

OF_WHAT = (
    r"(?:the |our |my |this |all |every |each |total |overall |whole |of )*(?:\w+'?s? ){0,2}?"
    r"(?P<what>forecasts?|commit|pipeline|outlook|projections?|best case|amounts|deals|deal|numbers?)"
    r"(?: (?:number|numbers|forecast|deals|amount|amounts|figure|figures|total))?"
)
PERCENT = r"(?:a |another |about |around )?(?P<percent>\d+(?:\.\d+)?) ?(?:%|percent|per cent|pct)"
LESS = r"lower|less|smaller|down|worse|short|lighter|below|under"
MORE = r"higher|more|bigger|larger|up|better|above|over"
CUTS = (
    "haircut|reduce|cut|lower|discount|trim|shrink|decrease|shave|scale back|scale down|dial down|dial back|mark down|"
    "knock down|bring down|increase|raise|bump|bump up|uplift|scale up|mark up|gross up|inflate"
)
HAIRCUTS = tuple(
    re.compile(pattern.replace("OF", OF_WHAT, 1).replace("PCT", PERCENT, 1))
    for pattern in (
        r"\b(?:take|knock|shave|trim|slice|chop|cut|subtract|deduct|remove) PCT (?:off of|off|from|out of) OF",
        rf"\b(?:{CUTS}) OF (?:by |to )?PCT",
        r"\b(?:add) PCT (?:to|on|onto|on top of) OF",
        r"\bPCT (?:haircut|discount|cushion|markdown|uplift)(?: (?:to|on|off|for|from|in) OF)?",
        r"\b(?:haircut|cushion|uplift) of PCT(?: (?:to|on|off|for|from|in) OF)?",
        r"\bOF (?:minus|less|plus) PCT",
        r"\bif OF (?:drops?|falls?|shrinks?|grows?|rises?|goes (?:up|down)|declines?|dips?|slips?|increases?|"
        r"decreases?|comes? in|is|are|was|were)(?: only| just)?(?: by)? PCT(?! of)",
    )
)
LEANS_ON = ("forecast", "commit", "pipeline", "outlook", "projection", "case", "number", "what", "deals", "quarter")
BARRED = ("setting", "react", "agentname", "playbookname")
RAISED = re.compile(
    rf"\b(?:add|plus|increase|raise|bump|uplift|scale up|mark up|gross up|inflate|grows?|rises?|{MORE})\b"
)
KINDS = {"commit": "commit", "best case": "best case", "pipeline": "the pipeline"}


def haircut(message: Message) -> Ambiguous | None:
    """The question for “take 10% off the forecast”; None for anything else."""
    if not any(w in ("%", "percent", "pct", "cent") for w in message.words) or not message.has(*LEANS_ON, "forecasts"):
        return None
    if any(message.find(kind) for kind in BARRED) or message.has("alert", "notify", "tell", "warn", "threshold"):
        return None
    if any(m.has("measure", "win_rate") or m.has("measure", "loss_rate") for m in message.drafted.mentions):
        return None
    text = " ".join(message.words)
    found = next((f for pattern in HAIRCUTS if (f := pattern.search(text))), None)
    kinds = {tops(m.names)[0].named.kind for m in message.drafted.mentions if m.names}
    narrowed = bool(kinds - {"forecast_category", "stage"}) or any(m.period for m in message.drafted.mentions)
    return _asked(found, text, narrowed=narrowed) if found else None


def _asked(found: re.Match[str], text: str, *, narrowed: bool) -> Ambiguous:
    """The question; where a person, account or period was named no button would keep it, so none is offered."""
    percent, what = float(found["percent"]), (found.groupdict().get("what") or "forecast").removesuffix("s")
    choices = [Choice(label="Show the forecast as it is", text="show the forecast")]
    if 0 < percent < 100 and what in KINDS and not RAISED.search(text):
        left = f"{100 - percent:g}"
        whole = f"what if we win {left}% of {KINDS[what]}"
        choices = [Choice(label=f"Win {left} % of {KINDS[what]}", text=whole), *choices]
    question = (
        f"A forecast is counted deal by deal, and no deal says what {percent:g} % of it is. I can leave deals out, "
        "move them, or use another win rate, for example “what if we win 85% of commit” or “what if we lose the two "
        "biggest deals”. Which shall it be?"
    )
    return Ambiguous(slot="condition", question=question, choices=() if narrowed else tuple(choices))
