"""How people speak of deals and of what became of them: “single biggest win”, “reps who won nothing”."""

from __future__ import annotations

DEALS = [
    # Amounts of one kind of deal, the largest of each group.
    ("[single] <largest> {won|win} [deal] <amount> (before <of each>)", "max amount of won deals"),
    ("[single] <largest> {lost|loss} [deal] <amount> (before <of each>)", "max amount of lost deals"),
    ("[single] <largest> open [deal] <amount> (before <of each>)", "max amount of open deals"),
    # A close date that is over.
    ("{whose|with|having|where|that have|which have} [a|the|an|their|its] [expected|planned] close date(s) "
     "[that is|that are|that was|that were|that has|that have|which is|which are|which was|which were|which has|"
     "which have|is|are|was|were|has|have] [already|now|long] "
     "{in [the] past|behind us|passed|gone by|lapsed|been and gone|come and gone} "
     "(not before <digit>*|few*|couple*|two*|three*|four*|five*|six*|day*|week*|fortnight*|month*|quarter*|qtr*|year*|"
     "half*)", "past due"),
    ("with nothing (before {in|for|since} [the] [last|past] <digits>*)", "with no activity"),
    ("w nothing (before {in|for|since} [the] [last|past] <digits>*)", "with no activity"),
    ("{stopped|stoped|stood|standing|stand|stuck|halted|blocked|remaining|staying} {in|at} {the same|one|a single} "
     "stage (before more|for|over|longer|since|\\>|<digits>*|at least)", "stuck"),
    # Counts of what became of deals.
    ("<who: rep(s)|seller(s)|people|ppl|folks|accounts|customers|managers|teams> [who|that|which] [have|has] won "
     "nothing",
     "<who> with no wins"),
    ("^who [have|has] won nothing", "reps with no wins"),
    ("{who|that|which} [have|has] {handed|gave|given|brought|dealt|cost|landed|delivered} us "
     "(before [at least|more than|over|fewer than|less than] {<digit>*|two|three|four|five|a|any|no})", "with"),
    ("<who: rep(s)|seller(s)|people|ppl|accounts|customers|managers|teams> [with] {0|zero} "
     "(before wins|losses|deals won|deals lost|won deals|lost deals|open deals|meetings|calls|activities|activity)",
     "<who> with no"),
    ("<not: have not|has not|did not|haven't|hasn't|didn't|havent|hasnt|didnt> <won: won|lost|closed|sold|win|lose|"
     "close|sell> {a [single] {thing|sausage}|a bean|squat|nothing|one thing|jack}", "<not> <won> anything"),
    ("<won: won|lost|closed> <n> or more (before $|<stop>|this|last|in|during|since|so far|deals|opps|ytd|<q>|<year>)",
     "<won> at least <n> deals"),
    ("at least <n> deals {deals|opps}", "at least <n> deals"),
    # Groups and units.
    ("<which: this|last|next> <unit: year|quarter|month|week>s "
     "(before revenue|bookings|wins|losses|sales|pipeline|deals|quota|forecast|performance|results|numbers|report)",
     "<which> <unit>'s"),
    ("<which: this|last|next> qtrs "
     "(before revenue|bookings|wins|losses|sales|pipeline|deals|quota|forecast|results|numbers)", "<which> quarter's"),
    ("{come(s)|came|coming|is coming} {out of|from|in from} {each|every}", "by"),
    ("<cycle: [sales|deal] cycle [time|length]> in days", "<cycle>"),
    ("(not after all|last|next|this) [the|for the] {whole|entire|full} year (before $)", "this year"),
    ("(not before year|month|quarter) <whose>'s {whole|entire|full} team", "<whose>'s team"),
    ("{actual(s)} {vs(.)|versus|against|and|compared to|compared with} {quota|target}", "actual and quota"),
    ("<best: best|top|biggest|worst|bottom> <n> {closers|closer} (before in|at|on|by|this|last|for|from|of|$|<stop>)",
     "<best> <n> reps"),
    ("by \\$\\$\\$", "by revenue"),
    ("by \\$\\$", "by revenue"),
    ("{me|myself} (before vs*|versus|against)", "mine"),
    ("<vs: vs(.)|versus|against|compared to|compared with> {me|myself} "
     "(before $|<stop>|in|on|this|last|by|for|bookings|revenue|wins|losses|win|pipeline)", "<vs> mine"),
    ("^<who: <name> [<name>]> {vs(.)|versus|against|compared to|compared with} mine", "mine vs <who>"),
    ("compare me {to|with|and|against|vs}", "compare mine and"),
    # What is left out of a forecast.
    ("^{take|leave|pull|strip|knock} <several> out [of {it|the forecast|the picture|the number}] (,) [and|then] "
     "(before where*|what*|how*)", "without <several>,"),
    ("^{take|leave|pull|strip|knock} <several> out (,) [and|then] [show [me]] <forecast: [the|our] forecast ...>",
     "<forecast> without <several>"),
]  # fmt: skip

DEALS_AND_GROUPS = [
    # Groups said beside their subject.
    ("^<accounts: [<account word>] [<account word>] [<account word>] [<account word>] <account word> "
     "{accounts|customers}> <colon> [show [me]|give me|list] (not before wh*|that|with*|no|how) "
     "(before ... {deal(s)|pipeline|opp(s)|win rate|revenue|bookings|wins|losses}) "
     "(not before ... {account(s)|customer(s)}) <rest> $", "<rest> for <accounts>"),
    ("<do: do|does|did|has|have|is|are> each [one] of (not before the|our|my) <what> "
     "{reps|people|sellers|guys|team members} <rest> $", "<do> <what> reps <rest> by rep"),
    ("wk~by~wk|week~by~wk|wk~by~week", "weekly"),
    ("{mth|mo}~by~{mth|mo}", "monthly"),
    ("qtr~by~qtr", "quarterly"),
    ("<of: rep(s)|sellers|people|team(s)|region(s)|product(s)|account(s)|manager(s)> <by: by|in|on> "
     "[total|overall|their|closed] sales (before $|<stop>|this|last|in|for|ytd|so far|since|during|<q>|<year>)",
     "<of> <by> revenue"),
    # How many, said without what.
    ("<won: won|lost|closed|sold|landed|bagged> "
     "<more: more than|over|fewer than|less than|at least|at most|under|upwards of> <n> "
     "(before in|during|last|this|since|so far|ytd|between|by|overall|total|$)", "<won> <more> <n> deals"),
    ("^won nothing", "reps with no wins"),
    ("<who: rep(s)|seller(s)|people|folks|managers> [who|that] [have|has] {sold|closed|landed|booked} nothing",
     "<who> with no wins"),
    ("who [who|that] [have|has] {sold|closed|landed|booked} nothing", "reps with no wins"),
    # Dates and fields.
    ("{who is|whose|with|having} [a|an|the] close date(s) [that|which] [is|are|has|have] [already|long|now] "
     "[already|long|now] {gone|expired|elapsed|been|history|ancient history} "
     "(not before by*|for*|since*|moved*|pushed*|set*|changed*)", "past due"),
    ("{created|opened} <when: after|before|later than|earlier than> [{its|their|the} [very] [own]] close date(s)",
     "where the created date is <when> the close date"),
    ("{closed|closing} before {they|it} {were|was} [even|ever] {created|opened}",
     "where the close date is before the created date"),
    ("{pencil(l)ed|slated|lined up|earmarked|tipped|marked down} [in] to (before close*|land*|sign*)", "expected to"),
    ("\\({either|either one|any|or both|both|one or the other}\\)", ""),
    # What nobody here holds, and what is not about sales.
    ("{how many|which|what} [of] [our|my|the] {email(s)|newsletter(s)|mailing(s)} {did|has|have|does|do} <words> "
     "{open|opened|read|click|clicked} [on] [up] (before $|<stop>|this|last|in|so far|since)", "email opens of "
     "<words>"),
    ("what is the {story|scoop|word} <on: with|on|at>", "what is going on <on>"),
    ("^<lead>{what|how} is the weather ...", "what is the weather"),
    ("worst and best case (not before deals*|opps*)", "worst case and best case"),
    ("best and worst case (not before deals*|opps*)", "best case and worst case"),
]  # fmt: skip
"""Those that come after what is said to agents."""
