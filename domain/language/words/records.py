"""What there is to ask about: records, what has become of them, their numbers and fields."""

from __future__ import annotations

RECORDS: dict[str, dict[str, str]] = {
    "entity": {
        "opportunity": (
            "book of business|book of biz|"
            "deal|deals|opp|opps|opportunity|opportunities|oppty|oppties|opptys|oppts|dealz|pipeline deals"
        ),
        "account": (
            "firm|firms|organisations|organizations|organisation|organization|outfits|businesses|"
            "cos|biz|"
            "account|accounts|acct|accts|acc|accs|customer|customers|client|clients|company|companies|logo|"
            "logos|buyer|buyers"
        ),
        "rep": (
            "chap|chaps|lad|lads|bloke|blokes|fellas|fellows|gals|"
            "member|members|"
            "member of the team|members of the team|teammates|"
            "direct reports|directs|ppl|headcount by rep|sales folk|sales folks|salesfolk|rep roster|roster|reps list|"
            "rep|reps|salesperson|salespeople|sales rep|sales reps|seller|sellers|ae|aes|salesman|salesmen|"
            "sales guy|sales guys|account executive|account executives|sales agent|sales agents|sales person|"
            "sales people|performer|performers|team member|team members"
        ),
        "manager": (
            "team lead|team leads|boss|bosses|supervisor|supervisors|team leader|team leaders|manager|managers|"
            "sales manager|sales managers|mgr|mgrs"
        ),
        "lead": "lead|leads|mql|mqls|inquiries|enquiries",
        "activity": (
            "touch history|interaction history|logged activity|engagements|"
            "activity|activities|touches|touchpoints|touch points|interactions|activity history|activity log|"
            "contact history"
        ),
        "contact": "contact|contacts|contact person|contact people|stakeholder|stakeholders|people at",
        "quota": "quota|quotas|target|targets|quota numbers",
        "team": "patch|camp|gang|troop|troops|segment|segments|team|teams|group|groups|squad|squads|crew|org|"
        "sales team|sales teams",
        "region": "area|areas|region|regions|territory|territories|geo|geos|office|offices|regional office",
        "product": "product|products|sku|skus|offering|offerings",
        "stage": "stage|stages|phase|phases",
        "sector": "sector|sectors|industry|industries|vertical|verticals",
        "series": "range|ranges|family|families|product range|range of products|series|product line|"
        "product lines|"
        "product series|product family|product families",
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
            "we have going|have going|got going|on the go|underway|under way|being pursued|in motion|"
            "cooking|in the oven|on the stove|brewing|on the boil|on the burner|"
            "alive|still alive|still going|still on|still pending|pending|current deals|current opps|running deals|"
            "unresolved|in play|pending deals|live ones|yet to close|undecided|in the works|"
            "on the table|"
            "open|active|live|in flight|in progress|still open|outstanding|ongoing|unclosed|working on|"
            "currently open|working|is working|works on|being worked"
        ),
        "won": (
            "bring in|bring home|successful|took home|taken home|take home|brought home|brought in|signatures|"
            "signature|closed out|got over the line|"
            "pulled in|reeled in|inked|scored|clinched|secured|nailed|nailed down|in the bag|sealed|chalked up|"
            "sale|closed as won|marked won|marked as won|closed as wins|closed out as won|"
            "W's|ws|closed business|closed biz|victory|wons|"
            "won|wins|win|closed won|closed-won|winning|victories|sold|sales|landed|bookings deals|cw|"
            "closedwon|deals won|bagged|signed"
        ),
        "lost": (
            "fell through|unsuccessful|failed deals|got away|that got away|failed opps|failed to win|failed to close|"
            "fell apart|went south|"
            "died|die|dies|bit the dust|bite the dust|belly up|went belly up|tanked|flopped|bombed|croaked|fell flat|"
            "let slip away|slip away|slipped away|let go of|gone to others|walked away from us|loose|losed|"
            "dropped the ball on|got beat on|got beat|"
            "closed as lost|closed out as lost|marked lost|marked as lost|closed as a loss|went down as lost|"
            "closed as losses|"
            "l's|defeat|defeats|"
            "lost|losses|loss|lose|losing|closed lost|closed-lost|closedlost|loses|cl|missed out on|losers|deals lost"
        ),
        "closed": (
            "completed deals|completed opps|complete deals|closed|close|closes|decided|finished|resolved|done deals|"
            "concluded"
        ),
    },
    "revenue": {
        "won": (
            "money did we make|money have we made|money we made|money made|"
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
            "winning percentage|winning rate|winning pct|success percentage|success pct|rate of winning|% won|"
            "percent won|pct won|won %|how often do we win|how frequently do we win|how often did we win|"
            "how often we win|win rate|winrate|win rates|close rate|closing rate|win ratio|win percentage|win %|"
            "win pct|"
            "conversion|conversion rate|success rate|win percent|hit rate|closing ratio|batting average|"
            "win loss ratio"
        ),
        "loss_rate": (
            "losing rate|losing percentage|% lost|percent lost|pct lost|lost %|how often do we lose|"
            "how frequently do we lose|how often did we lose|rate of losing|loss rate|lossrate|loss rates|loss ratio|"
            "lose rate|lost rate|loss percentage|loss %|loss pct"
        ),
        "cycle_days": (
            "deal cycle time|time from open to close|days from creation to close|average days from creation to close|"
            "time from creation to close|length of the sales cycle|length of our sales cycle|length of a sales cycle|"
            "length of a deal|how long until a deal closes|how long until deals close|deal length|from open to close|"
            "from creation to close|days it takes to close|days it takes to win|days it takes us to close|"
            "sales cycle|cycle time|cycle|sales cycles|days to close|time to close|sales cycle length|"
            "cycle length|deal cycle|time to win|days to win|cycle days|closing time|to close a deal|"
            "days from open to close|length of sales cycle"
        ),
        "avg_days_in_stage": (
            "average time deals spend|avg time deals spend|time deals spend|days deals spend|"
            "average days deals spend|avg days deals spend|days do deals spend|days do our deals spend|"
            "do deals spend|average days spent in stage|avg days spent in stage|days spent in stage|"
            "time spent in stage|average time spent in stage|avg time spent in stage|avg time spent in each stage|"
            "average time spent in each stage|avg time spent per stage|"
            "average time spent per stage|time spent in each stage|time in each stage|days in each stage|"
            "days spent in each stage|average days spent in each stage|"
            "avg days in each stage|average days in each stage|avg time in each stage|average time in each stage|"
            "mean time in stage|avg days per stage|average days per stage|average time per stage|"
            "mean days per stage|"
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
            "median contract value|median contract size|median contract|median ticket|median win|median sale|"
            "median|median amount|median deal|median deal size|median value|median deal value|median size"
        ),
        "max_amount": (
            "maximum amount|max amount|max deal|max deal size|maximum deal size|largest amount|highest amount|"
            "max value|maximum value|max|maximum|biggest amount"
        ),
        "coverage": (
            "how covered are we|pipeline to quota ratio|ratio of pipeline to quota|pipeline to quota|pipe to quota|"
            "pipeline coverage ratio|coverage multiple|x coverage|coverage|pipeline coverage|coverage ratio|"
            "pipe coverage|quota coverage"
        ),
        "attainment": (
            "attainment|quota attainment|what % of quota|what percent of quota|what percentage of quota|"
            "what % of target|what percent of target|what % of goal|percentage of quota|percentage of target|"
            "to quota|to target|quota attained|attained|% to quota|"
            "percent to quota|target attainment|% of quota|percent of quota|% of target|pct of quota|"
            "how much of quota|how much of the quota|how much of our quota|how much of their quota|"
            "how much of his quota|"
            "how much of her quota|how much of target|how much of the target|how much of our target|"
            "how close to quota|"
            "how close to target|against quota|vs quota|versus quota|against target|vs target|to goal|"
            "quota achievement"
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
    "field": {
        "close_date": (
            "close date|closing date|close dates|closing dates|expected close|expected close date|due date|end date"
        ),
        "next_step": "next step|next steps|nextstep|next action|next actions",
        "amount": "contract value|contract size|contract amount|amt|amts|amounts|price|deal amount|dollar figure|"
        "size|values|prices|ticket size",
        "owner": "account owner|account owners|owner of the account|owners of the accounts|owner|owners",
        "created": "created date|create date|creation date|start date|engage date|open date",
        "stage_entered": "stage entry|stage entered",
        "days_in_stage": (
            "days in stage|time in stage|stage age|age|days in the stage|time in the stage|how long in stage"
        ),
        "last_activity_days": (
            "last activity|last touch|last contact|activity date|last activity date|last touched|"
            "last contacted|idle time|idle days|inactivity|days since last activity|days since last touch|"
            "days since last contact|since last activity|since the last activity|since last touch|since last contact|"
            "since any activity|"
            "since the last touch|since the last contact|since their last activity|since its last activity"
        ),
        "forecast_category": "forecast category|forecast categories|category|categories|forecast cat",
        "status": "status|statuses|outcome|outcomes|result|results",
        "account.is_new": "new logo status",
        "account.tag": "tag|tags|tagged|label|labeled|labelled",
        "account.parent": (
            "parent co|mother company|parent firm|umbrella company|"
            "parent|parents|parent company|parent account|parent companies|subsidiary|subsidiaries|"
            "subsidiary of|subsidiaries of|owned by parent|child of|children of|child accounts of|belongs to|"
            "belonging to|belong to|child accounts|owned by parent|parent is|parent org|parent organization|"
            "holding company"
        ),
        "account.country": "country|countries|location|located|based|headquartered|hq|headquarters|hqs",
        "employees": (
            "employer|employers|"
            "heads|employee numbers|workforce|people on staff|staffers|"
            "employees|headcount|staff|people employed|employee count|workers|number of employees"
        ),
        "revenue": (
            "annual revenue|company revenue|account revenue|yearly revenue|company annual revenue|their own revenue|"
            "customer revenue|company size|annual sales|company turnover|annual turnover|own annual revenue"
        ),
        "year_established": (
            "est|est.|founding|set up in|born|"
            "founded|established|year established|founding year|incorporated|year founded|started up"
        ),
        "source": "lead gen source|lead gen sources|lead gen channel|lead gen channels|source|sources|lead source|"
        "lead sources|origin|channel|channels",
        "lost_reason": (
            "lost reason|loss reason|lost reasons|loss reasons|reason for loss|reasons for loss|closed lost reason|"
            "closed lost reasons|reasons for losing|reasons we lost|reasons for losses|reasons we lose|reason lost"
        ),
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
    "alone": {
        "": (
            "standalone|stand alone|independent|parentless|not a subsidiary|not subsidiaries|"
            "without a parent company|"
            "not owned by anyone|not part of a group"
        ),
    },
    "newlogo": {
        "true": (
            "net new|net new logo|net new logos|net new business|net new customers|net new accounts|greenfield|"
            "first time customers|first time customer|first time buyers|first time buyer|brand new customers|"
            "brand new customer|brand new accounts|brand new account|brand new logos|brand new logo|"
            "brand new clients|first time clients|first time logos|"
            "new logo|new logos|new business|new customers|new customer|new accounts|new clients|new account"
        ),
        "false": (
            "customers we already have|accounts we already have|clients we already have|current customers|"
            "current customer|current accounts|current clients|installed base|install base|customer base|"
            "returning customers|returning customer|repeat customer|repeat clients|repeat accounts|repeat buyers|"
            "old customers|previous customers|past customers|"
            "existing business|existing customers|existing customer|existing accounts|existing clients|"
            "expansion|upsell|upsells|renewal business|repeat customers|repeat business|existing account"
        ),
    },
    "segment": {
        "stalled": (
            "stalls|"
            "not changed stage|not changed stages|not switched stage|not switched stages|not moved stage|"
            "not moved stages|no stage change|no stage changes|without a stage change|without any stage change|"
            "not budged|not budging|not advanced|not advancing|unmoved|idling|stayed|at a standstill|in limbo|"
            "stayed put|staying put|not gone anywhere|not going anywhere|not made progress|not made any progress|"
            "spinning their wheels|spinning its wheels|dead in the water|"
            "linger|lingers|lingered|dragging on|drag on|drags on|dragging|dragged on|hanging around|hang around|"
            "hung around|stagnated|sat around|sitting around|hanging|wallowing|treading water|going nowhere|"
            "bogged|"
            "stalled|stuck|stale|stalling|not moving|not moved|sitting still|no movement|languishing|lingering|"
            "gathering dust|stagnant|stagnating|stall|frozen|sitting|sits|sit|parked|rotting|bogged down|"
            "been in|in stage|spent|has been in stage|in the same stage|aging in|stays|stay|sat|is in stage|"
            "not progressing|not progressed|no progress"
        ),
        "gone_cold": (
            "not spoken to|not talked to|not spoken with|not talked with|not met with|not called|not emailed|"
            "not reached out to|not checked in with|not checked in on|not followed up on|not followed up with|"
            "not been active|not active|no longer active|been inactive|not been worked on|not seen any activity|"
            "silence|of silence|lack of activity|any lack of activity|days quiet|sits idle|sitting idle|"
            "not a peep|no sign of life|nothing logged|with nothing logged|had nothing logged|have nothing logged|"
            "has nothing logged|nothing has been logged|nothing happening|no movement on activity|"
            "nothing happened|no contact made|no outreach|not been worked|not worked|no calls or emails|"
            "zero activity|zero touches|no pulse|"
            "unworked|nobody has called|nobody called|no one has called|nobody has emailed|"
            "nobody has reached out to|no one has reached out to|"
            "but not touched|but not contacted|but not been touched|but never touched|gone cold|went cold|"
            "going cold|cold|gone quiet|quiet|went quiet|gone dark|went dark|neglected|"
            "untouched|inactive|idle|dormant|silent|gone silent|ghosted|ghosting|ghosted us|not touched|"
            "not been touched|not contacted|radio silent|dark|unattended|cooling|no activity|no touch|"
            "no touches|no contact|without activity|without any activity|without contact|without a touch|"
            "without recent activity|without recent contact|without any recent activity|lacking recent activity|"
            "lacking activity|no recent contact|no recent touch|no recent touches|no recent activities|fell silent|"
            "fallen silent|fell quiet|fallen quiet|"
            "no recent activity|no engagement|been touched|being touched|not been contacted|not had activity|"
            "not had any activity|any activity|no activities|without activities|not seen activity|"
            "not had contact|no interaction|not logged activity|no logged activity|no activity logged|"
            "had no activity|not heard from|not heard back|no touchpoint|not logged anything|"
            "not logged any activity|not had a touch|nobody touched|nobody has touched|no one touched|"
            "no one has touched|nobody contacted|no one contacted|no one has contacted|nobody has contacted|"
            "nobody has been in touch with|nobody has spoken to|no one has spoken to|nobody spoke to|"
            "no one is touching|nobody is working|nobody is touching|nobody has worked|no one has worked"
        ),
        "past_due": (
            "past due close dates|past due dates|"
            "close date has already passed|close dates have passed|close dates have already passed|"
            "close date passed already|close date is already past|"
            "close date passes|close date has gone by|close date goes by|passes its close date|"
            "pass their close date|goes past its close date|goes past due|close date comes and goes|"
            "close date lapses|close date lapsed|close date is past|close date is in the past|"
            "close date slipped by|close date expired|expired close dates|blows past its close date|"
            "runs past its close date|close date behind us|close date is behind us|due date has passed|"
            "due date passes|"
            "close dates already blown|blown close dates|blown their close date|blew their close date|"
            "blew past their close date|close date blown|blew through their close date|past their date|"
            "passed their close date|beyond their close date|"
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
}
"""{kind: {value: its phrases}}"""
