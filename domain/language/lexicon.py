"""The words people use, as data: one line a meaning, phrases apart by `|`; a new word is one more phrase."""

from __future__ import annotations

from collections.abc import Mapping

Reading = tuple[str, str]
"""(kind, value): what a phrase may be."""

WORDS: dict[str, dict[str, str]] = {
    "entity": {
        "opportunity": (
            "deal|deals|opp|opps|opportunity|opportunities|oppty|oppties|opptys|oppts|dealz|pipeline deals"
        ),
        "account": (
            "account|accounts|acct|accts|acc|accs|customer|customers|client|clients|company|companies|logo|"
            "logos|buyer|buyers"
        ),
        "rep": (
            "rep|reps|salesperson|salespeople|sales rep|sales reps|seller|sellers|ae|aes|salesman|salesmen|"
            "sales guy|sales guys|account executive|account executives|sales agent|sales agents|sales person|"
            "sales people|performer|performers|team member|team members"
        ),
        "manager": "manager|managers|sales manager|sales managers|mgr|mgrs",
        "lead": "lead|leads|mql|mqls|inquiries|enquiries",
        "activity": (
            "activity|activities|touches|touchpoints|touch points|interactions|activity history|activity log|"
            "contact history"
        ),
        "contact": "contact|contacts|contact person|contact people|stakeholder|stakeholders|people at",
        "quota": "quota|quotas|target|targets|quota numbers",
        "team": "team|teams|group|groups|squad|squads|crew|org",
        "region": "region|regions|territory|territories|geo|geos|office|offices|regional office",
        "product": "product|products|sku|skus|offering|offerings",
        "stage": "stage|stages|phase|phases",
        "sector": "sector|sectors|industry|industries|vertical|verticals",
        "series": "series|product line|product lines|product series|product family|product families",
        "exception": (
            "exception|exceptions|review item|review items|exception queue|review queue|queue|my queue|inbox"
        ),
        "agent_action": "agent action|agent actions|actions",
        "agent": "agent|agents|bot|bots|ai agents",
        "setting": "setting|settings|config|configs|configuration|configurations|parameters",
        "threshold": "threshold|thresholds|limits",
        "rule": "rule|rules|custom rule|custom rules|alert rules|alert rule|automation|automations",
        "playbook": "playbook|playbooks|play book|play books",
        "snapshot": "snapshot|snapshots|backup|backups|restore point|restore points",
        "source": (
            "data source|data sources|sync|synced|syncs|integrations|connectors|data feed|crm sync|data feeds|"
            "connection|connections"
        ),
    },
    "status": {
        "open": (
            "open|active|live|in flight|in progress|still open|outstanding|ongoing|unclosed|working on|"
            "currently open|working|is working|works on|being worked"
        ),
        "won": (
            "won|wins|win|closed won|closed-won|winning|victories|sold|sales|landed|bookings deals|cw|"
            "closedwon|deals won|bagged|signed"
        ),
        "lost": (
            "lost|losses|loss|lose|losing|closed lost|closed-lost|closedlost|loses|cl|missed out on|losers|deals lost"
        ),
        "closed": "closed|close|closes|decided|finished|resolved|done deals|concluded",
    },
    "revenue": {
        "won": (
            "book|books|revenue|bookings|booked|booking|booked revenue|sales revenue|turnover|closed revenue|"
            "won revenue|closed won revenue|income|earnings|sales amount|sales volume|rev|won amount|won value|"
            "sales value|closed won amount"
        ),
    },
    "pipeline": {
        "open": "pipeline|pipe|funnel|open pipeline|open pipe|active pipeline|sales pipeline",
    },
    "measure": {
        "win_rate": (
            "win rate|winrate|win rates|close rate|closing rate|win ratio|win percentage|win %|win pct|"
            "conversion|conversion rate|success rate|win percent|hit rate|closing ratio|batting average|"
            "win loss ratio"
        ),
        "loss_rate": ("loss rate|lossrate|loss rates|loss ratio|lose rate|lost rate|loss percentage|loss %|loss pct"),
        "cycle_days": (
            "sales cycle|cycle time|cycle|sales cycles|days to close|time to close|sales cycle length|"
            "cycle length|deal cycle|time to win|days to win|cycle days|closing time|to close a deal|"
            "days from open to close|length of sales cycle"
        ),
        "avg_days_in_stage": (
            "average time in stage|avg time in stage|average days in stage|avg days in stage|"
            "mean days in stage|stage duration|average stage time|avg stage time|average stage duration"
        ),
        "avg_amount": (
            "average deal size|avg deal size|average deal|avg deal|acv|average deal value|avg deal value|"
            "average amount|avg amount|asp|average selling price|mean deal size|average contract value|"
            "average sale|avg sale|mean amount|average value|avg value|average size|avg size|average ticket|"
            "avg win size|average win|avg win|mean deal value|typical deal size|deal size|aov|ads"
        ),
        "median_amount": (
            "median|median amount|median deal|median deal size|median value|median deal value|median size"
        ),
        "max_amount": (
            "maximum amount|max amount|max deal|max deal size|maximum deal size|largest amount|highest amount|"
            "max value|maximum value|max|maximum|biggest amount"
        ),
        "coverage": "coverage|pipeline coverage|coverage ratio|pipe coverage|quota coverage",
        "attainment": (
            "attainment|quota attainment|to quota|to target|quota attained|attained|% to quota|"
            "percent to quota|target attainment|% of quota|percent of quota|% of target|pct of quota|"
            "against quota|vs quota|versus quota|against target|vs target|to goal|quota achievement"
        ),
        "actual": "actual|actuals",
        "account_count": (
            "account count|customer count|unique accounts|"
            "distinct accounts|unique customers|different accounts|distinct customers|different customers"
        ),
        "weighted_pipeline": "weighted pipeline|weighted pipe",
        "hygiene_score": "hygiene score|crm hygiene score",
        "accuracy_rate": "accuracy|accuracy rate|accurate|how accurate|precision",
        "reply_count": "reply count|replies|responses|replied|answered|reply|responded",
        "velocity_days": "lead velocity|lead to opportunity velocity|time to convert|days to convert",
        "conversion_rate": "lead conversion|lead conversion rate|lead to opportunity rate",
    },
    "reach": {
        "gte": (
            "hit our number|hit our numbers|hit the number|hit my number|hit their number|hit his number|"
            "hit her number|hit number|make our number|make the number|made our number|made their number|"
            "made the number|make their number|hit plan|hit our target|hit our goal|hit goal|made plan|make plan"
        ),
        "lt": (
            "missed our number|miss our number|missed their number|miss their number|missed the number|"
            "missed his number|missed her number|missed plan|missed the plan|missed our target|miss plan"
        ),
    },
    "currency": {
        "USD": "in usd|in dollars|in us dollars|in u s dollars|usd|in bucks",
        "EUR": "in eur|in euro|in euros|eur|euros|euro",
        "GBP": "in gbp|in pounds|in sterling|gbp|in quid",
        "CHF": "in chf|in swiss francs|chf",
        "JPY": "in jpy|in yen|jpy|yen",
        "CAD": "in cad|in canadian dollars|cad",
        "AUD": "in aud|in australian dollars|aud",
        "INR": "in inr|in rupees|inr",
    },
    "count": {
        "": (
            "how many|number of|count|counts|count of|# of|no of|num of|nr of|tally|headcount of|deal count|"
            "number|how mny|hw many|counting|quantity|volume|how often|cnt|deal counts|deal volume|nbr of|"
            "amount of deals"
        ),
    },
    "sum": {
        "": (
            "how much|total|totals|sum|sum of|total value|total amount|amount|value|worth|dollar value|dollars|"
            "money|total worth|combined value|combined|overall value|in total|dollar amount|total dollars|"
            "deal value|total deal value|total size|$ value|aggregate"
        ),
    },
    "avg": {
        "": "average|avg|mean|averages|typical|on average",
    },
    "share": {
        "": (
            "share|shares|percentage|percent|proportion|split of|what %|what percent|what percentage|% of|"
            "portion|fraction|pct of|percent of|percentage of|share of|what share|what proportion|mix|% share|"
            "contribution|breakdown in %|distribution"
        ),
    },
    "correct": {
        "": (
            "no sorry|sorry|i meant|no i meant|meant|i mean|correction|oops|make that|no make that|instead|"
            "or rather|rather|no wait|wait|sorry i meant|no actually|make it|change that to|change it to|"
            "i meant to say"
        ),
    },
    "widen": {
        "": "add|include|including|also|as well|plus also|add in|throw in",
    },
    "rank": {
        "": "rank|ranking|leaderboard|ranked|rankings|leader board|league table|standings",
    },
    "sorter": {
        "": "sort|sorted|order|ordered|arrange|arranged",
    },
    "newest": {
        "": "last|latest|most recent|past",
    },
    "timeword": {
        "": "time|spent|days spent",
    },
    "todate": {
        "": "to date|so far|until now|till now|up to now|to this day",
    },
    "trend": {
        "": ("trend|trends|trending|over time|month by month|month over month|mom|evolution|timeline"),
    },
    "field": {
        "close_date": (
            "close date|closing date|close dates|closing dates|expected close|expected close date|due date|end date"
        ),
        "next_step": "next step|next steps|nextstep|next action|next actions",
        "amount": "amounts|price|deal amount|dollar figure|size|values|prices|ticket size",
        "owner": "owner|owners",
        "created": "created date|create date|creation date|start date|engage date|open date",
        "stage_entered": "stage entry|stage entered",
        "days_in_stage": (
            "days in stage|time in stage|stage age|age|days in the stage|time in the stage|how long in stage"
        ),
        "last_activity_days": (
            "last activity|last touch|last contact|activity date|last activity date|last touched|"
            "last contacted|idle time|idle days|inactivity"
        ),
        "forecast_category": "forecast category|forecast categories|category|categories|forecast cat",
        "status": "status|statuses|outcome|outcomes|result|results",
        "account.tag": "tag|tags|tagged|label|labeled|labelled",
        "account.parent": (
            "parent|parents|parent company|parent account|parent companies|subsidiary|subsidiaries|"
            "subsidiary of|subsidiaries of|owned by parent|child of|children of|child accounts of|belongs to|"
            "belonging to|belong to|child accounts"
        ),
        "account.country": "country|countries|location|located|based|headquartered|hq|headquarters|hqs",
        "employees": ("employees|headcount|staff|people employed|employee count|workers|number of employees"),
        "year_established": ("founded|established|year established|founding year|incorporated|year founded|started up"),
        "source": "source|sources|lead source|lead sources|origin|channel|channels",
        "lost_reason": "lost reason|loss reason|lost reasons|loss reasons|reason for loss|reasons for loss",
        "severity": "severity|severities",
        "reason": "reason|reasons",
        "needs": "needs",
        "last_sync": ("last sync|last synced|data freshness|freshness|last refresh|last refreshed|up to date"),
        "last_run": "last run|last ran|last runs",
        "created_by": "author|authored by",
        "type": "activity type|activity types|type|types|kind of activity",
        "agent": "which agent",
        "pushed_count": "times pushed|pushes|push count",
    },
    "newlogo": {
        "true": ("new logo|new logos|new business|new customers|new customer|new accounts|new clients|new account"),
        "false": (
            "existing business|existing customers|existing customer|existing accounts|existing clients|"
            "expansion|upsell|upsells|renewal business|repeat customers|repeat business|existing account"
        ),
    },
    "op": {
        "gt": (
            "over|above|more than|greater than|bigger than|larger than|exceeding|exceeds|exceed|north of|>|"
            "higher than|older than|longer than|upwards of|past the|beyond|in excess of|more then|greater then|"
            "gt|better than|worth more than|ovr|abv|topping|bigger then|larger then|higher then|longer then|"
            "older then|more deals than|more wins than|richer than"
        ),
        "lt": (
            "under|below|less than|fewer than|smaller than|lower than|<|south of|younger than|shorter than|"
            "less then|fewer then|smaller then|lower then|lt|beneath|newer than|worse than|sub|undr|not even"
        ),
        "gte": (
            "at least|minimum|min|>=|=>|no less than|not less than|or more|and up|and above|or above|or higher|"
            "or over|and over|minimum of|a minimum of|from at least|no fewer than|not under|not below|"
            "or greater|and more|reaches|hits|reached|hit|reach|or longer|or older|plus"
        ),
        "lte": (
            "at most|max of|maximum of|<=|=<|no more than|not more than|up to|or less|or fewer|and under|"
            "or under|and below|or below|or lower|not over|not above|a maximum of|within|not exceeding|"
            "or smaller|or cheaper|no bigger than|no larger than|no greater than|no older than|no higher than|"
            "capped at|topping out at"
        ),
        "eq": "exactly|equal to|equals|=|==|of exactly|precisely|just exactly",
        "between": "between|btw|btwn|ranging from|in the range",
        "about": "around|about|roughly|approximately|approx|circa",
    },
    "neg": {
        "": (
            "not|no|without|except|except for|excluding|exclude|excl|other than|but not|minus|ex|non|"
            "aside from|apart from|besides|sans|lacking|missing|never|nobody|isnt|arent|dont|doesnt|didnt|"
            "hasnt|havent|neither|nor|outside|outside of|w o|all but|anyone but|everyone but|everybody but|"
            "anybody but|everything but|anything but|none|zero|empty|blank|ignoring|ignore|leaving out|"
            "leave out|skip|skipping|not any|drop|dropping|remove|take out|hide|omit|omitting|filter out|"
            "lose the|bar|rather than|instead of"
        ),
    },
    "some": {
        "": ("has|have|having|with an|with a|any|some|at least one|set|filled|filled in|present|populated"),
    },
    "by": {
        "": (
            "by|per|for each|for every|each|every|across|split by|broken down by|grouped by|group by|"
            "broken out by|by each|breakdown by|break down by|breakdown per|segmented by|sliced by|slice by|"
            "split per|in each|broken by|for all|break it down by|bucketed by|splitted by|cut by|broken up by|"
            "split out by|of each|according to"
        ),
    },
    "sortby": {
        "": (
            "sort by|sorted by|order by|ordered by|rank by|ranked by|sort them by|sort it by|sort those by|"
            "order them by|in order of|ranking by|sorted on|sort on|sort these by|rank them by|prioritized by"
        ),
    },
    "vs": {
        "": (
            "vs|versus|compared to|compared with|against|v|compare to|relative to|or rather|stacked against|"
            "vs.|in comparison to|comparing to|as against|compared"
        ),
    },
    "compare": {
        "": "compare|comparison|comparing|difference between|diff|stack up",
    },
    "and": {
        "": "and|plus|also|as well as|together with|along with|,|n",
    },
    "or": {
        "": "or|either|and/or|/",
    },
    "asc": {
        "": (
            "ascending|asc|lowest first|smallest first|oldest first|low to high|least first|earliest first|"
            "shortest first|a to z|alphabetically|alphabetical|small to large|worst first|soonest first|soonest"
        ),
    },
    "desc": {
        "": (
            "descending|desc|highest first|biggest first|largest first|high to low|newest first|latest first|"
            "most first|longest first|best first|most recent first|large to small|from highest to lowest|"
            "top down|from high to low"
        ),
    },
    "sup": {
        "amount:desc": (
            "biggest|largest|highest value|most valuable|priciest|most expensive|highest|greatest|fattest|"
            "juiciest|whales|heftiest|bigest|largst|high value|top value|largest by value|richest"
        ),
        "amount:asc": (
            "smallest|cheapest|lowest value|least valuable|lowest|tiniest|littlest|least expensive|minimum value"
        ),
        "age:desc": (
            "oldest|earliest|first|very first|longest open|longest running|open the longest|open longest|"
            "been open longest|longest|open for the longest"
        ),
        "age:asc": ("newest|youngest|latest|most recent|recent most|freshest|most recently|newest created"),
        "stage:desc": (
            "longest in stage|stuck the longest|stuck longest|longest stuck|most stale|stalest|longest stalled|"
            "stalled longest|stalled the longest|in stage longest|most stuck|sitting longest|"
            "sitting the longest"
        ),
        "idle:desc": (
            "coldest|quietest|most neglected|least recently touched|longest without activity|most inactive|"
            "least recently contacted|longest idle"
        ),
        "close:asc": (
            "soonest closing|closing soonest|next to close|nearest close date|earliest closing|closing first"
        ),
        "measure:desc": (
            "most|best|top|highest number of|greatest number of|leading|number one|no 1|#1|strongest|"
            "highest performing|best performing|top performing|top selling|best selling|most successful|better|"
            "top ranked|most of|bestselling|hottest|star"
        ),
        "measure:asc": (
            "fewest|least|worst|bottom|weakest|lowest number of|lowest performing|worst performing|poorest|"
            "underperforming|least successful|worst selling|slowest selling|weaker|worse|laggards|"
            "lowest performers"
        ),
        "speed:asc": ("fastest|quickest|shortest|speediest|fastest closing|quickest to close|fastest to close"),
        "speed:desc": (
            "slowest|slowest closing|slowest to close|longest to close|slowest moving|took longest|took the longest"
        ),
    },
    "vague": {
        "threshold": (
            "large|big|huge|small|tiny|high value ones|sizable|sizeable|major|bigger|smaller|larger|"
            "significant|massive|little|expensive|cheap|whale|high dollar|enormous|giant|low value|minor|"
            "chunky|old|aging|ageing|aged|long running|older|big ticket|mega|jumbo|small fry|hefty|meaty|fat|"
            "good sized|high priority|large ones|big ones|small ones"
        ),
        "time": (
            "soon|recently|lately|recent|a while|for a while|some time|the other day|sometime|a while ago|"
            "these days|of late|in a bit|later|eventually|long ago|in the past|few weeks|few days|few months|"
            "a few weeks|a few days|a few months|the last few weeks|last few weeks|last few days|"
            "last few months|past few weeks|past few days|past few months|next few weeks|next few days|shortly|"
            "recent times|couple"
        ),
        "measure": (
            "velocity|sales velocity|pipeline velocity|deal velocity|important|interesting|good|bad|slacking|"
            "slacking off|hot|doing well|performing|best ones|worth worrying|promising|healthy|"
            "struggling|doing poorly|poorly|underperform|killing it|crushing it|crushing|great|behind|weak|"
            "strong"
        ),
    },
    "segment": {
        "stalled": (
            "stalled|stuck|stale|stalling|not moving|not moved|sitting still|no movement|languishing|lingering|"
            "gathering dust|stagnant|stagnating|stall|frozen|sitting|sits|sit|parked|rotting|bogged down|"
            "been in|in stage|spent|has been in stage|in the same stage|aging in|stays|stay|sat|is in stage|"
            "not progressing|not progressed|no progress"
        ),
        "gone_cold": (
            "gone cold|went cold|going cold|cold|gone quiet|quiet|went quiet|gone dark|went dark|neglected|"
            "untouched|inactive|idle|dormant|silent|gone silent|ghosted|ghosting|ghosted us|not touched|"
            "not been touched|not contacted|radio silent|dark|unattended|cooling|no activity|no touch|"
            "no touches|no contact|without activity|without any activity|without contact|without a touch|"
            "no recent activity|no engagement|been touched|being touched|not been contacted|not had activity|"
            "not had any activity|any activity|no activities|without activities|not seen activity|"
            "not had contact|no interaction|not logged activity|no logged activity|no activity logged|"
            "had no activity|not heard from|not heard back|no touchpoint|not logged anything|"
            "not logged any activity|not had a touch"
        ),
        "past_due": (
            "past due|overdue|past close date|past their close date|past its close date|past the close date|"
            "late|close date passed|close date has passed|close date in the past|expired close date|"
            "past due date|behind schedule|should have closed|should have closed already|"
            "supposed to have closed|close dates in the past|with past close dates|close date already passed|"
            "past their due date|past due close date|missed their close date|missed close date|"
            "missed close dates|already past close date|past close dates"
        ),
        "slipped": "slipped|slip|slippage|slips|have slipped|has slipped|slid|rolled over",
        "at_risk": (
            "at risk|in danger|in trouble|endangered|risky|in jeopardy|risk|need attention|needs attention|"
            "needing attention|need my attention|worry about|worried about|be worried about|worrying|going sideways|"
            "gone sideways|shaky|on the rocks|wobbly|on shaky ground|problem|problematic|concerning|off the rails"
        ),
        "pushed": (
            "pushed|pushed out|pushed back|postponed|rescheduled|moved out|slipping|keep slipping|keeps slipping|"
            "being pushed|pushing out|keep getting pushed|getting pushed"
        ),
    },
    "verb": {
        "created": (
            "created|opened|new|newly created|added|started|engaged|came in|come in|entered pipeline|begun|"
            "began|create|newly opened|kicked off|generated|sourced|started working|new in|got|received|"
            "coming in|came|brand new|logged new|fresh|entered the pipeline|arrived|captured|were added|"
            "added to the pipeline|open up|incoming|initiated|new ones"
        ),
        "closing": (
            "closing|due to close|set to close|expected to close|scheduled to close|slated to close|will close|"
            "to close|supposed to close|going to close|due|planned to close|should close|closing out|landing|"
            "about to close|forecast to close|projected to close|close by|on track to close"
        ),
        "entered": (
            "entered|moved to|moved into|reached stage|went to|got to|moved in|progressed to|advanced to|"
            "went into|in stage since|entered stage"
        ),
        "converted": "converted|convert|converting|conversions|converts",
        "unconverted": (
            "unconverted|not converted|not yet converted|not been converted|yet to convert|never converted|"
            "did not convert|have not converted|has not converted|unqualified"
        ),
        "sell": "sell|sells|selling|sold most|move",
        "buy": ("bought|buy|buys|purchased|buying|purchase|purchases|own product|ordered|using|use|uses"),
        "own": (
            "own|owns|owned|owned by|handled by|handling|handles|handle|belongs|works|assigned to|run by|"
            "managed by|led by|manages|manage|managing|reporting to|report to|reports to|under|carry|carries|"
            "carrying|works for|work for|working for|responsible for|covers|cover|has got|sitting with|"
            "assigned|held by|reports into"
        ),
        "log": (
            "logged|log|logs|made|make|makes|held|hold|did|do|does|done|doing|had|sent|send|booked meetings|"
            "completed|recorded|ran|had had|place|placed|gave|took"
        ),
    },
    "pronoun": {
        "me": "my|mine|i|me|myself|i am|@me",
        "we": (
            "we|our|us|ours|everyone|everybody|anyone|anybody|whole team|the company|company wide|org wide|"
            "overall|across the board|everyone is|all of us|companywide|total company|whole company|"
            "entire team|entire company|whole org|people|folks|guys"
        ),
        "them": (
            "them|those|these|they|ones|the ones|that one|those ones|that|it|its|this|they are|same ones|"
            "this one|those deals|these deals|these ones|the rest|the others|the remaining|the remaining ones|"
            "that list|this list|the list|such"
        ),
        "person": "he|she|him|her|his|hers|their|theirs|himself|herself|that guy|that rep|that person",
    },
    "ask": {
        "who": ("who|whos|whose|which rep|which reps|which seller|who all|which salesperson|what rep|which ae"),
        "what": "what|whats|which|wich|wat|what all|which ones|whch|wut",
        "when": "when|whens|since when|by when",
        "where": "where|wheres",
        "how_long": (
            "how long|how many days|how old|how many days does it take|how quickly|how fast|how slow|"
            "how much time|hows long|what is the time"
        ),
        "how": "how|hows",
        "why": "why",
    },
    "all": {
        "": (
            "all|everything|any|anything|entire|whole|full list|complete|full|all of|"
            "all the|all our|the whole|list of all|each and every"
        ),
    },
    "grain": {
        "day": "day|daily|days",
        "week": "week|weekly|weeks|wk",
        "month": "month|monthly|months|mth",
        "quarter": "quarter|quarterly|quarters|qtr",
        "half": "half|half year|half yearly|halves",
        "year": "year|yearly|annually|annual|years|yr",
    },
    "severity": {
        "high": ("high severity|critical|severe|high sev|urgent|sev high|sev 1|serious|high priority exceptions|high"),
        "medium": "medium severity|medium|moderate|med severity|med",
        "low": "low severity|low|low sev",
    },
    "needs": {
        "approval": (
            "approval|approvals|approve|sign off|signoff|approving|my approval|to approve|ok from me|my ok|"
            "approved|okay|needs approval|sign offs|waiting on approval|waiting for approval|pending approval|"
            "awaiting approval|waiting for my approval|pending approvals"
        ),
        "review": (
            "review|reviewing|to review|my review|look at|needs review|attention|my attention|my input|"
            "needs a look|a decision|decision|my decision|decide"
        ),
    },
    "filler": {
        "": (
            "bring|bring in|brought|brought in|bringing|comes|comes from|come from|came from|generated by|plan|"
            "involving|going forward|altogether|we now|myself|per my|us up|look up|brings|per our|produce|"
            "produced|there any|out there|on our books|on the books|in our crm|in the crm|crm|in the system|"
            "system|on file|business|happen|sitting|being|either of|as well as|team wide|show|me|the|a|an|of|"
            "please|pls|plz|give|get|list|display|find|see|view|pull|pull up|fetch|tell|tell me|i|want|need|"
            "would|like|to|can|you|could|is|are|was|were|be|been|there|do|does|did|have|has|had|for|in|on|at|"
            "with|from|our|we|us|it|that|which are|who are|just|now|right now|currently|so|hey|hi|hello|ok|"
            "okay|well|um|uh|hmm|and then|then|too|again|quickly|quick|really|actually|look|looking|let|know|"
            "into|about|up|out|s|t|re|lemme|gimme|check|check on|what about|i am|am|will|shall|should|may|"
            "might|must|in the|on the|for the|of the|all of|here|got|get me|today is|as of now|at the moment|"
            "atm|rn|asap|yet|already|still|even|only|ever|all time|ever since|in total|basically|literally|"
            "kinda|some|any|each|their|his|her|its|this|those|these|such|where|when|whose|that are|that is|"
            "that were|than|as|if|because|while|during|over|go|going|come|coming|went|made|make|makes|take|"
            "takes|took|put|use|dude|mate|buddy|folks|team please|thx|thanks|thank you|cheers|bro|man|yo|"
            "question|wondering|curious|interested|say|says|said|per se|name|names|called|named|overview|info|"
            "information|details|detail|data|figures|figure|stats on|numbers|stuff|things|thing|one|kind|"
            "sort of|sorta|like to|give me a|all|by|a list|list of|a list of|rundown|run down|breakdown|"
            "view of|we've|i've|who've|us all|both|between|right|please show|lol|haha|!|?|.|;|:|(|)|\"|-|*|+|&|"
            "'|…|etc|eg|e g|ie|fyi|btw|maybe|perhaps|probably|possibly|exactly|very|much|many|more|lot|lots|"
            "lot of|lots of|bunch|bunch of|a bunch of|bit|a bit|status of|within|inside|under|through|via|"
            "among|amongst|towards|toward|onto|off|down|back|away|around|next up|happening|happened|going on|"
            "looks|seem|seems|appear|appears|think|thinks|feel|guess|hope|try|trying|able|sure|yes|yeah|yep|"
            "yup|need to|have to|has to|want to|gonna|wanna|gotta|ought|us the|currently are|are there|"
            "is there|in there|there are|there is|exist|exists|same|other|others|another|else|similar|related|"
            "based on|regarding|concerning|wrt|re:|associated|involved|where the|whats the|what is the|"
            "what are the|when the|total number|record|records|rows|row|entries|entry|items|item|table|chart|"
            "graph|plot|pie|pie chart|bar chart|line chart|column chart|histogram|visualise|visualized|visualised|"
            "graphs|charts|plots|as a bar chart|as a pie chart|spreadsheet|csv|line|a chart|in a table|"
            "as a table|visualize|snapshot of the|picture|"
            "count them|by the way|w|what were|what was|how is|how are|how was|how were|how did|how do|"
            "how does|turned|turn|sitting in|sitting at|currently in|worth of|number|reported|reporting|"
            "attached|linked|tied|tied to|attached to|linked to|belong|belonging|connected|connected to|"
            "opportunity for|name of|on hand|left|remaining"
        ),
    },
}
"""{kind: {value: its phrases}}; a phrase may stand under several kinds, and the words around it decide."""


def phrases(words: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, ...], tuple[Reading, ...]]:
    """{phrase as words: its readings} of a table, several readings in the table's order."""
    found: dict[tuple[str, ...], list[Reading]] = {}
    for kind, meanings in words.items():
        for value, listed in meanings.items():
            for phrase in listed.split("|"):
                key = tuple(phrase.replace("-", " ").split()) or (phrase,)
                readings = found.setdefault(key, [])
                if (kind, value) not in readings:
                    readings.append((kind, value))
    return {key: tuple(readings) for key, readings in found.items()}
