"""How people ask for reports and what-ifs without naming them: “what's tom been up to”."""

from __future__ import annotations

REPORTS = [
    # What-ifs.
    ("^{take|leave|remove|drop|exclude} (not before it|them|that|this) <what> {out of|from} the forecast",
     "forecast without <what>"),
    ("^{take|leave|pull|strip|knock} <several> out{.|,|;|!} [and|then|now|so] "
     "{what is|what are|what would|what does|show [me]|how does} {the|our|my} forecast [be|look like|look] [then|now]",
     "forecast without <several>"),
    ("<forecast: forecast(s) [this <unit>|next <unit>]> {without|excluding|minus|less|except} [the|our|my] "
     "{<many: <digits>|two|three|four|five|six|ten> {biggest|largest|top}|"
     "{top|biggest|largest} <many2: <digits>|two|three|four|five|six|ten>} "
     "<what: [open] {deals|opps|opportunities}>", "<forecast> if we lose the top <many><many2> <what>"),
    ("<if: if|assume|suppose|say> <what> {does|do} not close {until|till|before} (before <token>)",
     "<if> <what> slips to"),
    ("close(s) <n: a|one|two|three|<digits>> <unit: week|month|quarter>(s) late", "slips <n> <unit>"),
    ("^{at|with} a(n) <percent> win rate (,) (before <token>)", "if win rate is <percent>"),
    ("<said: forecast {be|look like|look}> {at|with} a(n) <percent> win rate", "<said> if win rate is <percent>"),
    ("if [we|i] {lose|lost|drop} <word> {point(s)|pts} {of|on|in} [our|the] win rate",
     "if win rate drops <word> points"),
    ("if [we|i] {add|gain|gained|pick up|win} <word> {point(s)|pts} {of|on|to|in} [our|the] win rate",
     "if win rate rises <word> points"),
    ("^say (before [our|the] win rate)", "what if"),
    ("<what: qbr|quarterly review|pipeline review|executive summary|exec summary|win~loss|deal review> "
     "{doc|document|pack|write up|writeup|paper|one pager|pdf}", "<what> report"),
    # Questions about the product itself.
    ("what {has|have} <agents: [the] <agent> [agent]|the agent(s)> been up to", "what did <agents> do"),
    ("how {old|recent|current|stale} is {the|this|our|my} [crm] data", "how fresh is the data"),
    ("^[the] last [data] {sync|refresh} [time|date] (before $)", "when was the last crm sync"),
    ("when did {we|you|it|the [crm] data} last {sync|refresh|update}", "when was the crm last synced"),
    ("which fields are {required|mandatory}", "what are the required fields"),
    ("how {many days|long} {until|before|till} {a deal|deals|an opp|opps} "
     "{is|are|count(s) as|count(s)|become(s)|goe(s)|go|get(s)|turn(s)} stale", "what is the stale threshold"),
    ("how is <one: [the] <agent> [agent]> {configured|set up}", "show settings of <one>"),
    ("alerts {have|did} i {set up|create|created|make|made}", "rules have i created"),
    ("items {waiting|pending} for <what: review|approval>", "what is waiting for <what>"),
    ("^[please|can you|could you] {show|tell} me how (before <token>) (not before to)", "how"),
    ("get me ready for", "prep me for"),
    ("how was our (before week|month|quarter|year)", "how was last"),
    ("<q> {review|recap}", "quarterly review <q>"),
    ("what {has|have|is|was|were} (not before [the] {pipeline|forecasting|analytics|agent|bot|you}) <who> [been] up to",
     "what did <who> do"),
    # The pipeline of somebody.
    ("<how: state|health|shape|status> of [the] (not before <no name>) <dashed>('s) pipeline (not before agent*)",
     "<how> of the pipeline for <dashed>"),
    ("review [the] (not before <no name>) <dashed>('s) pipeline (not before agent*)",
     "review the pipeline for <dashed>"),
    ("how is [the] (not before <no name>) <dashed>('s) pipeline <well: looking|shaping up>",
     "how is the pipeline <well> for <dashed>"),
    ("how healthy is {the|our|my} {pipeline|funnel|pipe}", "what is the state of the pipeline"),
]  # fmt: skip
