"""How people ask: words cut short, columns asked for in a clause of their own, dates and fields that are missing."""

from __future__ import annotations

QUESTIONS = [
    # Words cut short.
    ("hw (before many|much|long|often|big|are|is|do|does|did|r|come)", "how"),
    ("{wht|wat} (before is|are|do|does|did|was|were|the|deals|about|s)", "what"),
    ("{wch|whch} (before rep*|deal*|account*|one*|team*|region*|product*)", "which"),
    ("abt", "about"),
    ("frm", "from"),
    ("shud", "should"),
    ("{pipelin|pipleine|piepline}", "pipeline"),
    ("{no.|nr.|no|num|number}<gap>{1|one} (before rep*|seller*|account*|customer*|product*|team*|region*|deal*|by|on|"
     "in|for)", "top"),
    ("{kindly|please|pls|plz|can you|could you} share [with {me|us}] (not before of|by|per|for)", "show"),
    ("^share [with {me|us}] (before the list|list|details|the details|all|a list|deals|open|opps|names|data)", "show"),
    ("{while|when} {i was|we were|i've been|he was|she was} {out|away|off|gone|on vacation|on leave|on pto|on "
     "holiday|sick}",
     "recently"),
    # How other languages' speakers put it.
    ("since (before {more|over|longer|less|fewer|at least|at most|about|around|nearly|almost}*)", "for"),
    ("<is: is|are|am> <whose> having (before <token>)", "<whose> has"),
    ("how many <what: deals|opps|leads|accounts|calls|meetings> {is|are} <whose> having", "how many <what> does "
     "<whose> have"),
    ("wherein", "where"),
    # What is asked beside the records.
    ("and {whose|who's} {is it|are they|deal(s) {is it|are they|it is}|deal(s)|it is|they are} (before $|"
     "<stop>)", "and owner"),
    ("and who {owns|has|is on|works|runs|is working|is handling|handles|is working on} {it|them|that|those} "
     "(before $|<stop>)", "and owner"),
    ("and {what|which} stage {is it|are they|it is|they are|{is|are} {that|those|these}} [currently|now] [in|at] "
     "(before $|<stop>)", "and stage"),
    ("and when {{is|are} {it|they} [due|expected|set] to close|{does|do|will} {it|they} close|{is|are} {it|they} due|"
     "{it|they} close(s)|{is|are} {it|they} closing} (before $|<stop>)", "and close date"),
    ("and {what|which} <column: stage|account|product|region|team> $", "and <column>"),
    ("and how {much|big} {is it|are they} [worth] (before $|<stop>)", "and amount"),
    ("and [what is] [the|its|their] next step(s) (before $|<stop>)", "and next step"),
    ("^[ok] [so] {and|n|also} <what: <several>> {too|as well|also}(,) {take|leave|cut|kick|throw} "
     "{it|that|them} out [please] $",
     "exclude <what> too"),
    # Spellings of how people speak, strong words, titles, and signs that are dictated.
    ("{wats|whats|wots|wuts|whatz}", "what is"),
    ("{wat|wut|wot|whut} (before are|is|do|does|did|was|were|the|deals|about|s|r)", "what"),
    ("{ive|i'v}", "i have"),
    ("{weve|we'v}", "we have"),
    ("dat (before is|are|was|were|has|have|had|did|do|we|i|got|closed|converted|won|lost|slipped|moved|went|came)",
     "that"),
    ("dis (before <unit>|week*|one|deal*|mornin*|fy|<q>|<month>)", "this"),
    ("{da|tha} (before <unit>|week*|deal*|pipeline|pipe|rep*|team|biggest|top|last|next|total|number*|forecast|"
     "same|west|east|open|most|least|best|worst)", "the"),
    ("<asks: what|where|how|who|why|when> {[in] the {hell|heck|fuck|devil|dickens|frick|flip|blazes}|on earth|tf|"
     "in {god|heaven}'s name} "
     "(before are|is|was|were|do|does|did|has|have|can|could|happened|deals|much|many|<name>)", "<asks>"),
    ("{mr|mrs|ms|mister|mx}(.) (before <name>)", ""),
    ("<word> comma (before <token>)", "<word> ,"),
    ("^[oh|ah|well|very|right|ok|okay] "
     "{lovely|brilliant|splendid|marvellous|marvelous|excellent|fantastic|fabulous|wonderful|super|superb|sweet|"
     "amazing|terrific|magic|neat|smashing|awesome|cheers|ta}{.|!|,} [and] "
     "(before how|what|which|who|show|list|give|now|where|when|is|are|did|does|do|can|could|pause|run|only|same)", ""),
    ("^[good] {morning|afternoon|evening|day} {boss|chief|captain|mate|sir|partner|friend|buddy} [bot] <stop> "
     "(before <token>)", ""),
    ("when did {everything|it all|all of it|all the data|the data} last {sync|refresh|update|load}",
     "when did the data sources last sync"),
    ("is {anything|any of them|any of it|something} [currently] <state: paused|stopped|on hold|switched off> "
     "[at the moment|right now|now|currently|atm|rn|at present] (before $|<stop>|please|thanks)",
     "which agents are paused"),
    ("{spent|spends|spend|is spending|paid|pays} [us] [with us] [the] <most: most|least> [money] [with us] "
     "(before $|<stop>|on|for|this|last|in|so far|since|during)", "has the <most> revenue"),
    ("{average|avg|mean|typical} {time|days} [that] [our|the] <several> {have|has} been "
     "{sitting|waiting|parked|lying|stuck|stalled}", "average days in stage of <several>"),
    ("{how many days|how long|how much time} [the|our|my] <several> {are|is} {lying|sitting|standing|staying|waiting|"
     "remaining|hanging} (before in|at|on)", "how many days do <several> sit"),
    ("how bout", "how about"),
    ("won(,) [and] lost(,) [and|plus|,] <rate: {win|loss} rate>", "wins, losses and <rate>"),
    ("{average|avg|mean|typical|median} number of (before days|weeks|months)", "average"),
    ("<largest> {deal|win|sale} [that] each <who: rep|manager|team|region|seller>('s) [team|group] "
     "{won|closed|landed|sold|made|signed|brought in}", "largest won deal by <who>"),
    ("new {deals|opps|opportunities} {did|has|have} <several> {open|opened|create|created|add|added|start|started} "
     "(before $|<stop>|this|last|in|since|so far|yesterday|today)", "deals created by <several>"),
    ("{what {were|are}|list|show|show me|give me} [the] reasons {for|behind|of} [the|our|all] {deals|losses|opps} "
     "[that] [we lost|lost]", "lost deals with lost reason"),
    # Groups and measures.
    ("{average|avg|mean|typical} (before {win|loss|close|conversion} rate(s)|attainment|quota attainment|"
     "accuracy)", ""),
    ("^[show|list|give] [me] [all|our|the|my] <who: rep(s)|seller(s)|team(s)|manager(s)|product(s)|region(s)> "
     "{with|and|along with} {their|the} [total] number(s) of <what: <words>> $", "number of <what> by <who>"),
    ("^[show|give] [me] [our|the|total] sales (before by|per|this|last|in|since|so far)", "revenue"),
    ("how <much: much|many> {more|less|fewer} <what> than [in|during] (before <period>)", "how <much> <what> vs"),
    ("{makes|brings|earns|made|brought|earned} us [in] [the] [most] money", "has the most revenue"),
    ("what {percentage|percent|share|proportion|part|%} of [our|the|all] leads {convert(s)|converted|were converted|"
     "get converted}",
     "lead conversion rate"),
    ("what is in [the|our|my] {pipeline|pipe|funnel} (before for|with|at|from)", "open deals"),
    ("how far {is|are|away is|off is} <whose> [away] {from|off|behind} {his|her|their|the|its} {quota|target|number|"
     "goal}",
     "what is the quota gap for <whose>"),
    ("{with|whose|having} [a|the|their] close date(s) [that] [was|were|has been|have been|got|were] "
     "(before {pushed|moved|slipped|delayed|postponed} {back|out|more|twice|at least|once|<digits>*|two|three|"
     "several})", ""),
    ("how long do [our|the|most] deals [usually|typically|normally|generally] {spend|stay|sit|remain|linger} [on "
     "average] in",
     "how long are deals in"),
    ("how {much|many} {did|does|has|have} (not before we|i|you|they|our|us) <several> {spend|spent|paid|pay} [with "
     "us|us|on us] "
     "(before $|<stop>|in|this|last|on|so far|since|for)",
     "how much did <several> buy"),
    ("average age of [the|our|all] (before open|deals|opps|leads|pipeline)", "average days in stage of"),
    ("or <more: older|longer|bigger|larger|higher|more|smaller|lower|fewer|less|newer|greater> than", "or are <more> "
     "than"),
    ("<led: how many|which|what|list|show> agents {are [there]|work|report|sit} <on: on|in|under> (before [the] "
     "<whose> "
     "{team|group|region|territory}|<name>'s)", "<led> reps are <on>"),
    ("{for|in} the <unit: week|month|quarter|year> {so far|to date|until now}", "<unit> to date"),
    ("{break|split|slice|cut} [down|up|out] <what: <words>> {by|per|into} <by: quarter|month|week|year|region|rep|"
     "product|"
     "team|stage|manager|owner|account|sector|category|reason|source|type>(s) $", "<what> by <by>"),
    ("{by|on|in} [total] won {dollars|value|amount|money}", "by revenue"),
    ("{by|on} [total] {dollars|value|amount} won", "by revenue"),
    ("<who: rep(s)|seller(s)|people|salespeople> [who|that] [is|are] {based|located} [out] (before {in|of|from} "
     "[the] <word>)",
     "<who>"),
    ("<who: {which|what|how many} {rep(s)|seller(s)|people|salespeople|of our reps}> {work|sit|are working|works} "
     "(before {in|out of} [the] <word> [region|territory|office])", "<who>"),
    ("(,) [and|but] {leave|take|keep|cut|strip} <several> out [of it|of this|of that|please] $", "without <several>"),
    # Fields that are missing.
    ("{in|at} [the|their|its|that] {current|present} stage (before for|over|more|longer|since|past|less|\\>)", "in "
     "stage"),
    ("{have|has|with|having|got} {nobody|no one|noone|no body} {as|for} [an|the|its|their] {owner|rep}", "with no "
     "owner"),
    ("{amount|value} {is|are|of} {{zero|0|nil} or {empty|blank|null|missing|not set}|"
     "{empty|blank|null|missing|not set} or {zero|0|nil}}", "no or zero amount"),
    ("{zero or {no|blank|empty|missing}|{no|blank|empty|missing} or zero} {amount|value}", "no or zero amount"),
    ("{no|zero} {amount|value} or {zero|no} {amount|value}", "no or zero amount"),
    ("{but|and|yet|though|with|while} [the|its|their|a] [expected|planned] close date(s) {is|are|has|have|was|were|"
     "lies} "
     "[already|now|long] {in the past|behind us|passed|gone by|gone|lapsed|over}", "past due"),
]  # fmt: skip
