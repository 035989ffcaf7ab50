"""What may stand in a slot of a wording: `<month>`, `<much>`, `<setting>`; each named once, and none without bound."""

from __future__ import annotations

SHAPES: dict[str, str] = {
    "digit": r"\d",
    "digits": r"\d{1,9}",
    "n": r"\d{1,3}",
    "day number": r"\d{1,2}",
    "year": r"20\d\d",
    "yy": r"\d\d",
    "fy": r"(?:\d{4}|\d\d)",
    "q": r"q[1-4]",
    "qh": r"(?:q[1-4]|h[12])",
    "figure": r"\d[\d,.]{0,14}k?\+?",
    "money": r"\$?\d[\d.,]{0,14}[km]?",
    "decimal": r"\d[\d.]{0,14}",
    "percent": r"\d[\d.]{0,9} ?(?:%|percent)",
    "word": r"\w{1,40}",
    "name": r"[a-z]{1,40}",
    "whose": r"[\w-]{1,40}",
    "account name": r"[\w&/']{1,40}",
    "dashed": r"[a-z-]{1,40}",
    "token": r"\S{1,60}",
    "few": r"(?:[\w-]{1,40} ){0,3}?",
    "who": r"[a-z']{1,25}(?: [a-z']{1,25}){0,4}?",
    "what": r"[\w']{1,40}(?: [\w']{1,40}){0,7}?",
    "several": r"[^\s,?.]{1,60}(?: [^\s,?.]{1,60}){0,11}?",
    "words": r"\S{1,60}(?: \S{1,60}){0,24}?",
    "all words": r"\S{1,60}(?: \S{1,60}){0,24}",
    "rest": r"[^:?]{1,500}?",
    "lead": r".{0,40}?",
    "gap": r" ?",
    "apart": r"[ '-]{0,2}",
    "is": (
        r"(?:(?:is|are|be|as|being|to be|counts?(?: as)?|goes|go|becomes?|should|must|shall|gets?|considered|"
        r"treated as|counted as|called|officially) ){0,5}"
    ),
    "stop": r"[?.!,]",
    "sign": r" ?[:,-] ?",
    "colon": r" ?[:-] ?",
    "joint": r",? ?(?:[-,:;]|and) ?",
}
"""What is a matter of letters and digits, as regular expressions; `…?` after a bound takes as few words as will do."""

SIGNS = ("stop", "sign", "colon", "joint")
"""Shapes that bring the spaces around them."""

_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

TURNED: dict[str, dict[str, str]] = {
    "hour": {
        **{word: str(n) for n, word in enumerate(_HOURS, start=1)}, **{str(n): str(n) for n in range(24)},
    },
    "hour before": {
        **{word: str((n - 2) % 12 + 1) for n, word in enumerate(_HOURS, start=1)},
        **{str(n): str((n - 2) % 12 + 1) for n in range(1, 13)},
    },
    "minutes": {
        "thirty": "30", "fifteen": "15", "forty five": "45", "forty-five": "45", "twenty": "20", "ten": "10",
        "oh five": "05", "forty": "40", "fifty five": "55", "twenty five": "25", "thirty five": "35",
    },
    "mm": {**{str(n): f"{n:02d}" for n in range(1, 13)}, **{f"{n:02d}": f"{n:02d}" for n in range(1, 10)}},
    "meet": {"meet": "meeting", "call": "call", "email": "email"},
    "grouped": {
        **{noun: noun for noun in ("rep", "owner", "region", "product", "stage", "manager", "team", "sector")},
        **{noun: noun for noun in ("industry", "account", "customer", "category")},
        "regional": "region", "monthly": "month", "quarterly": "quarter", "weekly": "week", "yearly": "year",
    },
    "changing": {
        "changing": "changed", "adjusting": "adjusted", "tweaking": "tweaked", "modifying": "modified",
        "editing": "edited", "touching": "touched", "raising": "raised", "lowering": "lowered",
        "pausing": "paused", "resuming": "resumed",
    },
}  # fmt: skip
"""What is read as another word than was said."""

SLOTS: dict[str, str] = {
    # Time.
    "unit": "day|week|wk|month|mth|quarter|qtr|half|year|yr",
    "units": "hour(s)|hr(s)|day(s)|week(s)|wk(s)|month(s)|mo(s)|quarter(s)|qtr(s)|year(s)|yr(s)",
    "month": (
        "jan(uary)|feb(ruary)|mar(ch)|apr(il)|may|jun(e)|jul(y)|aug(ust)|sep(t|tember)|oct(ober)|nov(ember)|dec(ember)"
    ),
    "weekday": "{mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun}(day)",
    "near": "the|this|last|next|previous|current|past",
    "nth": "<day number>{st|nd|rd|th}",
    "period": (
        "[<near>] [<near>] {<unit>|<month>|<weekday>|<qh>|<year>|fy<digits>|fy <digits>|fiscal|"
        "<day number>/<day number>|<nth>|today|yesterday|tomorrow|start|end|beginning|first half|second half}"
    ),
    # Numbers.
    "ones": (
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
    ),
    "number": (
        "{<decimal>|<ones>|a hundred|half a} [k|m|x|%|mil|million|grand|thousand|hundred|percent|pct]"
    ),
    "days": "<number> [business|working|calendar] {day(s)|week(s)|month(s)|d|w|wk(s)}",
    "much": (
        "<money>(<gap>{%|day(s)|percent|pct|point(s)|hour(s)})|"
        "{a(n)|one|two|three|four|five|six|seven|ten} {day(s)|week(s)|point(s)|percent}"
    ),
    # Deals.
    "largest": "largest|biggest|highest|greatest|maximum|max",
    "amount": "amount|value|size|dollar(s)|\\$",
    "of each": "by|per|for each|in each|in every|for every|of each|each",
    "a deal": (
        "[<a>] [<a>] [<a>] {deal(s)|opp(s)|opportunity|opportunities|something|it|them|anything|one}"
    ),
    "a": "a(n)|any|every|all|the|our|us|open",
    "field": "[the|a(n)] {next step|amount|close date|owner|stage|forecast category|value|product|account}",
    "fields": (
        "<field> [[,|and|, and] <field>] [[,|and|, and] <field>] [[,|and|, and] <field>] [[,|and|, and] <field>] "
        "[[,|and|, and] <field>] [[,|and|, and] <field>]"
    ),
    "mandatory": (
        "mandatory|required|compulsory|obligatory|a must|a required field|required fields|filled in|a mandatory field"
    ),
    # People and agents.
    "reps": "reps|sellers|people|anyone|anybody|someone|somebody|any rep|a rep",
    "give no more": (
        "{stop|quit|no longer|do not|never} {giv{e|ing}|assign(ing)|hand(ing)|feed(ing)|send(ing)} [out] <reps> [any] "
        "{new|more|further} {deals|opps|ones|business} (,) {once|when|whenever|if|as soon as|after} {they|she|he|it} "
        "[each] {have|has|are at|is at|hit|hits|reach|reaches|get to|gets to|carry|hold|own} [got]"
    ),
    "no more for": (
        "{block|no|freeze|stop|hold back} [any|all] {new|more|further} {deals|opps} {for|to} <reps> (,) "
        "{{once|when|whenever|if|as soon as|after} {they|she|he|it} {have|has|are at|hit|hits|reach|reaches} [got]|"
        "with|at|having}"
    ),
    "nobody has": (
        "{nobody|no one|no rep|no [sales] person|none of the reps|not one rep} "
        "[should|can|may|is to|must|gets to|is allowed to] [ever] "
        "{have|carry|hold|own|juggle|get|work|be on|carries|has|holds|owns|with}"
    ),
    "reps should not have": (
        "{[the|our|all] rep(s)|people|anyone|seller(s)} {should|can|may|must|are|is} not [to] "
        "{have|carry|hold|own|juggle|work|get}"
    ),
    # Rules.
    "when": "when|whenever|if|once|as soon as|every time|each time|any time|anytime",
    "wish": "let us|i|we|please|can we|could we|can you|could you",
    "ask": "ask|check with|consult|come to|clear it with|run it past",
    "closing": "closing|signing|sending out|sending|approving|we close|you close|anyone closes|we sign",
    "closes": (
        "close(s)|closing|be closed|is closed|are closed|get(s) closed|go(es) {out|through|ahead|live}|be signed|"
        "is signed|get(s) signed|sign|signs|is won|be won|get won|leave(s)|be sent|proceed(s)|progress(es)|"
        "move(s) {on|forward|ahead}"
    ),
    "may": "may|can|should|must|is to|shall|gets to",
    "ok": (
        "ok|okay|approval|sign off|signoff|signing off|say so|blessing|consent|go ahead|approving [it]|green light|yes|"
        "signature|oking it|agreeing|thumbs up|permission|being asked first|being asked|knowing"
    ),
    "to be": (
        "get(s)|is|are|be|to be|should be|must be|should get|must get|has to be|have to be|need(s) to be|will be|"
        "has to get"
    ),
    "sent": "handed|passed|sent up|referred|kicked|bumped|forwarded|routed|flagged up",
    "agent": "pipeline|forecasting|analytics",
    "name words": "<whose> [<whose>] [<whose>] [<whose>]",
    "no name": "the|our|my|open|active|sales|whole|entire|weighted|of",
    # Customers.
    "account word": (
        "(not before top|new|by|stale|stuck|open|lost|won|idle|quiet|cold|at|inactive|which|show|best|my|list|count) "
        "<account name>(,)"
    ),
    "new": "[brand|net] {new~logo(s)|new {business|customer(s)|account(s)|client(s)}|new}",
    "existing": (
        "{existing|current|repeat|returning|expansion} [logo(s)|business|customer(s)|account(s)|client(s)|ones]"
    ),
    "against": "vs(.)|versus|v|and|against|/|or|compared to|compared with",
    # Settings.
    "named setting": (
        "threshold*|limit*|gap*|cap*|ratio*|target*|deviation*|risk*|amount*|days|coverage|deals|sensitivity|quiet "
        "hours"
    ),
    "hold": (
        "treat|consider|regard|count|call|see|class|classify|view|take|rate|deem|let us {treat|consider|call}"
    ),
    "once": (
        "after|at|from|past|beyond|if it has had|{once|when|if} {it|they|we} "
        "{hit(s)|reach(es)|pass(es)|have been|has been|is|are|go(es)|sit(s)|get to|gets to} "
        "[past|at|there|in {a|the|one} stage [for]]"
    ),
    "silent": (
        "without [any] {activity|contact|touch|news}|with no {activity|contact|news}|"
        "of {silence|inactivity|no activity}|untouched|idle|of nothing|no activity"
    ),
    "setting": (
        "<few>{threshold|limit|window|gap|cap|ratio|cutoff|deviation|sensitivity|stale days|gap days|approval amount|"
        "coverage}"
    ),
    "of ours": (
        "<few>{threshold|limit|window|gap|cap|ratio|cutoff|deviation|sensitivity|days|hours|frequency|coverage|agent|"
        "bot}"
    ),
}  # fmt: skip
"""What is a matter of words, in the notation."""
