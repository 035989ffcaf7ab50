"""How people change thresholds without their name: “shave 5 days off the gap”, “a deal is cold after 12 days”."""

from __future__ import annotations

SETTINGS = [
    ("[let us] {knock|shave|take|chop|lop|trim|cut} <much> off [of] [the|our|my] <setting> (before for|in|on|until|$)",
     "lower the <setting> by <much>"),
    ("[let us] {tack|stick|pile|add|put} [another|an extra] <much> [more] {on to|onto|on|to} [the|our|my] <setting> "
     "(before for|in|on|until|$)", "raise the <setting> by <much>"),
    ("^<set: [the|our|my] <of ours>> <sign> [please|just|let us] "
     "<change: double|halve|triple|raise|lower|increase|decrease|reduce|bump|drop|cut|set|reset|pause|resume|snapshot> "
     "{it|that|this} (not before and*|then*)", "<change> <set>"),
]  # fmt: skip
"""Those of a text."""

SETTINGS_SAID = [
    ("{from now on|going forward|from here on [out]|as of {now|today}|starting {now|today}|effective immediately|"
     "from today|by default|in future|in the future|henceforth} [,]", ""),
    ("[let us] go {with|for} <much: <number> [day(s)|week(s)|point(s)]> {for|as|on} (before ... <named setting>)",
     "use <much> as"),
    ("[[we|i] {want|need|would like|have}] [the|our] forecast(s) [to be] "
     "{recalculate(d)|refreshed|rerun|updated|run|done|redone|rebuilt|recomputed} "
     "<often: every <word>|daily|weekly|monthly|hourly>", "set forecast frequency to <often>"),
    # What a deal is after so many days.
    ("[<hold>] <a deal> <is>{cold|inactive|idle|quiet|dormant|dark|asleep|dead} <once> <days> [<silent>]",
     "set activity gap to <days>"),
    ("<hold> [as] {cold|inactive|idle|quiet|dormant|dark} <once> <days> [<silent>]", "set activity gap to <days>"),
    ("[<hold>] <a deal> <is>{stale|stalled|stuck|stagnant} <once> <days>", "set stale days to <days>"),
    ("<hold> [as] {stale|stalled|stuck|stagnant} <once> <days>", "set stale days to <days>"),
    ("{stale|stalled} [after|at] <days> <where: {for|in} <word> [<word>]> {,|and|, and} <then: <days>|<number>> "
     "(before {for|in} <token>)", "set stale days to <days> <where> and <then>"),
    # How much is enough.
    ("{<nobody has>|<reps should not have>} {more than|over|above|beyond|past} <number> [open] "
     "{deal(s)|opp(s)|opportunities} [open] [at {once|a time}]", "set max open deals to <number>"),
    ("[we|i] {want|need|aim for|target|require|go for|ask for|expect} [a] <number> [pipeline] coverage [ratio] "
     "(not before deals|by|in|report)", "set coverage ratio to <number>"),
    ("approval(s) [only|just] {from|above|over|at|starting at|kick(s) in at} <number> "
     "[up|on|onward(s)|upward(s)|and up|and above]", "set approval amount to <number>"),
    # Fields that a deal must have.
    ("{make|require|set} <fields> <is>{<mandatory> on|<mandatory> for|on|for} {every|all|each} [open] "
     "{deal(s)|opp(s)|opportunity|opportunities}", "set required fields to <fields>"),
    ("<fields> {should|must|has to|have to|needs to|need to|is|are|shall} [now] [always] [be] <mandatory> "
     "[{on|for} {every|all|each} {deal(s)|opp(s)}] (not before ?) $", "set required fields to <fields>"),
    # One value for all and another for some.
    ("<sets: {to|at|=|days|ratio|threshold|amount|gap}> <all: <number> [day(s)]> "
     "{, but|but|, except|except|and|, and|,|, with|with} {for|in} "
     "<where: <word> [<word>]> "
     "[{, |where|make|set|use|should|has to|it|is|be|to|at|needs}] [{it|is|be|to|at}] [{is|be|to|at}] "
     "<then: <number>> [day(s)] "
     "(not before for|in|until|till|%)", "<sets> <all> and <then> for <where>"),
    # By how much.
    ("{make|set} <words> {two|2} times {lower|less|smaller|weaker|shorter}", "halve <words>"),
    ("{make|set} <words> {two|2} times {higher|more|larger|bigger|stronger|longer}", "double <words>"),
    ("{make|set} <words> {three|3} times {higher|larger|bigger|stronger|longer}", "triple <words>"),
    ("{lower|reduce|decrease|cut} <words> [by] {two|2} times", "halve <words>"),
    ("{raise|increase} <words> [by] {two|2} times", "double <words>"),
    ("{raise|increase} <words> [by] {three|3} times", "triple <words>"),
    ("{give|allow|grant} [me|us|them|reps|people|everyone] <much: <number> [day(s)|week(s)|point(s)]> more {on|for} "
     "(before ... <named setting>) <all words>", "increase <all words> by <much>"),
    ("{make|set|want|put} <words> [to] {twice {what it {is|was}|as {much|long|big|high|large}}|"
     "twice {its|the} current ...}", "double <words>"),
    ("{make|set|want|put|cut} <words> [to] {half {what it {is|was}|as {much|long|big|high|large}}|"
     "half {its|the|of its} current ...}", "halve <words>"),
]  # fmt: skip
"""Those of a message's tokens."""
