"""How people change the question before in a few words: “keep only tom's”."""

from __future__ import annotations

FOLLOW_UPS = [
    ("^[ok|and|now] {keep|filter [it|them|this] [down] [to]|restrict(ed) [it|them] [to]|limit(ed) [it|them] [to]|"
     "narrow [it|them] [down] [to]} [only|just] "
     "(before the ones|those|these|them that|over|under|above|below|at least|<name>'s|\\<|\\>|<name> $|<name> <name> "
     "$) "
     "(not before out|an eye|me|going*|a|pipeline|analytics|forecasting|quiet|it|them)", "only"),
    ("^{repeat|ditto|likewise} [that|this] [for] (before <token>)", "same for"),
    ("^[the] <name> version $", "same for <name>"),
    ("^switch [over] to (before <token>) (not before ... {playbook|agent|mode|config|settings})", "what about"),
    ("^{get rid of|cut|ditch|toss|chuck} (before anything|everything|the ones|those|all|any|deals|opps|ones)", "drop"),
    ("^no (before {deals|opps|ones} {under|over|below|above|from|in|for|worth|at})", "exclude"),
    ("^no (before <name> ones)", "exclude"),
    ("^that (before close)", "which"),
    ("^[ok|okay] [so] [no|nope|nah] [no] [no] [,] not [the|for] "
     "<wrong: <account name> [<account name>] [<account name>]> {,|but|-} "
     "[i said|i meant|i want|for] <right: <account name> [<account name>] [<account name>]> $", "<right> instead"),
    ("^[ok|okay] [so] {not|no not} [the] {amount|value|revenue|dollars|money|sum|total}(,) "
     "[but|just|i want|give me] [the] "
     "{count|number|deal count|number of deals|how many} $", "how many"),
    ("^[ok|okay] [so] {not|no not} [the] {count|number|number of deals|how many}(,) [but|just|i want|give me] [the] "
     "{amount|value|dollars|money|sum|total|total amount} $", "total amount"),
    ("are we talking [about]", ""),
    ("what {do|does} {they|it|that|this|those} [all] {add up|come|amount|sum up|sum} to", "total"),
    ("^[and|now|ok] by {amount|size|value} [please] $", "sort by amount"),
    ("^[the] first <digits> by {amount|size|value}", "top <digits> by amount"),
    ("[from] {largest|biggest|highest} to {smallest|lowest|cheapest}", "largest first"),
    ("[from] {smallest|lowest|cheapest} to {largest|biggest|highest}", "smallest first"),
    ("[from] newest to oldest", "newest first"),
    ("[from] oldest to newest", "oldest first"),
    ("{put|show|place|set|line up|add|stack} <when: [the] <near> [<near>] {<unit>|<month>|<qh>|<weekday>}|<month>|"
     "<qh>|<year>> "
     "{next to|beside|alongside|against|up against} {it|that|this|them|those} [for comparison|to compare|too|as well]",
     "vs <when>"),
    ("{put|show|add|include|give me} <when: [the] <near> [<near>] {<unit>|<month>|<qh>}|<month>|<qh>|<year>> "
     "{for comparison|to compare|as a comparison|for reference|in comparison}", "vs <when>"),
    ("compare [it|that|this] {with|to|against} the <unit: quarter|month|week|year> before", "vs the <unit> before"),
    ("^[and|what about|how about] the (before same {quarter|month|week|period|time} last year $)", ""),
]  # fmt: skip
