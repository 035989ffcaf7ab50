"""How people write what is counted apart and in which order: “week-by-week”, “regional breakdown”."""

from __future__ import annotations

GROUPS = [
    ("[by|split by|split|between|for|of|from|with|at] {<new> <against> <existing>|<existing> <against> <new>}",
     "by new logo status"),
    # What people do.
    ("[the] <most: most|least> active <who: rep(s)|seller(s)|salespe*|people>", "<who> with the <most> activities"),
    ("who is [the|our] <most: most|least> active (not before account*|deal*|customer*)",
     "who has the <most> activities"),
    ("how active {is|was|are|were|has|have} {each|every} <who: rep|seller> [been]", "number of activities by <who>"),
    ("how active {is|was|has} <who> [been] (before this|last|in|today|yesterday|$)",
     "how many activities did <who> have"),
    ("{where|which {sources|channels}} do [most of|all] [our|the|all our] leads come from",
     "number of leads by source"),
    ("lead(s) source(s) {breakdown|split|mix}", "number of leads by source"),
    ("when did {we|you|i|they|anyone|anybody|somebody} last <meet> [to|with|up with] (before <token>)",
     "when was the last <meet> with"),
    ("when did {we|you|i|they|anyone|anybody|somebody} last {talk|speak|contact|touch|reach out|ping|visit} "
     "[to|with|up with] (before <token>)", "what did we do last with"),
    ("direct reports", "reps"),
    # Targets.
    ("who is yet to (before win|close|sell|book|make|hit|log|have)", "who has not"),
    ("{is|are|has|have} yet to (before win|close|sell|book|make|hit|log|have)", "has not"),
    ("failed to {hit|make|reach|meet|attain} (before [<word>] {quota|target|goal|plan|number})", "missed"),
    ("{fell|falling|falls|fall} short of (before [<word>] {quota|target|goal|plan})", "missed"),
    ("{cleared|attained|met|achieved} (before [their|his|her|our|the] {quota|target|goal|plan})", "hit"),
    ("not at (before quota|target|plan|goal)", "below"),
    ("<who: rep(s)|people|sellers|who is|who are|anyone|everyone> at (before quota|target|plan|goal)", "<who> hitting"),
    ("{employing|that employ|who employ} <many: [<name>] [<name>] [<name>] <figure>> {people|staff|workers}",
     "with <many> employees"),
    # What is counted apart.
    ("<unit: day|week|month|quarter|year>~by~<unit>", "by <unit>"),
    ("on a(n) <each: {per|by} <word>|monthly|quarterly|weekly|daily|yearly> basis", "<each>"),
    ("on an annual basis", "yearly"),
    ("<grouped> {breakdown|split|break down} (not before by*)", "by <grouped>"),
    ("regionally", "by region"),
    ("<by: by|per|each|every|across> {individual|single|separate|pipeline|sales|deal} "
     "(before rep|reps|stage|stages|region|team|owner|product)", "<by>"),
    ("<by: by|per|each|every|across> {customer|account|client|company}('s) "
     "(before industry|industries|sector|sectors|vertical|tag|tags|country|parent)", "<by>"),
    ("<by: by|per|each|every> calendar (before day|week|month|quarter|year)", "<by>"),
    # In which order.
    ("in <order: descending|ascending|desc|asc> order [of|by] [the|their] "
     "<what: amount|value|size|close date|days in stage|created date|win rate|revenue|count>", "sorted by <what> "
     "<order>"),
    ("who {leads|is leading|tops|is top|is best|ranks first} {in|on|by|for|at} (before <token>)", "who is the best by"),
    ("{highest|top|biggest|best}~{grossing|earning|billing|revenue generating} "
     "<of: rep(s)|seller(s)|product(s)|account(s)|customer(s)|team(s)|region(s)>", "top <of> by revenue"),
    ("revenue~{generating|producing|earning} <of: rep(s)|seller(s)|product(s)|account(s)|customer(s)>",
     "<of> by revenue"),
    ("{best(-)seller(s)|best seller(s)} (before $|<stop>|in|for|at|this|last|by|with)", "best selling product"),
]  # fmt: skip
