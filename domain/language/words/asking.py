"""How a question is put together: what is counted, compared, ordered, excluded, and what only fills."""

from __future__ import annotations

ASKING: dict[str, dict[str, str]] = {
    "count": {
        "": (
            "how many|hom many|total number of|the number of|total count of|total count|count up|hwo many|how mnay|"
            "ho many|how may|howmany|number of|count|counts|count of|# of|"
            "no of|num of|nr of|tally|deal count|"
            "number|how mny|hw many|counting|quantity|volume|how often|cnt|deal counts|deal volume|nbr of|"
            "amount of deals"
        ),
    },
    "sum": {
        "": (
            "amt|total amt|deal amt|"
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
            "share|shares|what part of|what part|part of|percentage|percent|proportion|split of|what %|what percent|"
            "what percentage|% of|"
            "portion|fraction|pct of|percent of|percentage of|share of|what share|what proportion|mix|% share|"
            "contribution|breakdown in %|distribution"
        ),
    },
    "below_zero": {"": "negative|below zero|less than zero|minus amount|under zero"},
    "correct": {
        "": (
            "no sorry|nah|nah i meant|nope i meant|sorry|i meant|no i meant|meant|i mean|correction|oops|"
            "make that|no make that|instead|"
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
        "": ("trend|trends|trending|over time|month by month|evolution|timeline"),
    },
    "over": {
        "year": "year over year|year on year|year to year|annual growth|yearly growth|yearly change|annual change",
        "quarter": "quarter over quarter|quarter on quarter|quarter to quarter|quarterly growth|quarterly change",
        "month": "month over month|month on month|month to month|monthly growth|monthly change",
        "week": "week over week|week on week|week to week|weekly growth|weekly change",
    },
    "op": {
        "gt": (
            "over|above|more than|greater than|bigger than|larger than|exceeding|exceeds|exceed|north of|>|"
            "higher than|older than|longer than|upwards of|past the|beyond|in excess of|more then|greater then|"
            "gt|better than|worth more than|ovr|abv|topping|bigger then|surpassing|surpasses|surpass|clearing|"
            "pricier than|larger then|higher then|longer then|"
            "older then|more deals than|more wins than|richer than"
        ),
        "lt": (
            "under|below|less than|fewer than|smaller than|lower than|<|south of|younger than|shorter than|"
            "less then|fewer then|smaller then|lower then|lt|beneath|newer than|worse than|sub|undr|not even|"
            "cheaper than|short of|shy of"
        ),
        "gte": (
            "at or above|at or over|at or beyond|equal to or above|equal or above|equal to or more than|"
            "equal to or over|"
            "at least|minimum|min|>=|=>|no less than|not less than|or more|and up|and above|or above|or higher|"
            "or over|and over|minimum of|a minimum of|from at least|no fewer than|not under|not below|"
            "or greater|and more|reaches|hits|reached|hit|reach|or longer|or older|plus|starting at|starting from"
        ),
        "lte": (
            "at or below|at or under|equal to or below|equal to or less than|equal to or under|"
            "at most|max of|maximum of|<=|=<|no more than|not more than|up to|or less|or fewer|and under|"
            "or under|and below|or below|or lower|not over|not above|a maximum of|within|not exceeding|"
            "or smaller|or cheaper|no bigger than|no larger than|no greater than|no older than|no higher than|"
            "capped at|topping out at|maxing out at|tops out at|maxed out at"
        ),
        "eq": "exactly|equal to|equals|=|==|of exactly|precisely|just exactly",
        "between": "between|btw|btwn|ranging from|in the range",
        "about": "around|about|roughly|approximately|approx|circa",
    },
    "neg": {
        "": (
            "lack|lacks|lacking a|"
            "not|no|without|except|except for|excluding|exclude|excl|other than|but not|minus|ex|non|"
            "aside from|apart from|besides|sans|lacking|missing|never|nobody|isnt|arent|dont|doesnt|didnt|"
            "hasnt|havent|neither|nor|nothing|outside|outside of|w o|all but|anyone but|everyone but|everybody but|"
            "anybody but|everything but|anything but|none|zero|empty|blank|ignoring|ignore|leaving out|"
            "leave out|skip|skipping|not any|drop|dropping|remove|take out|hide|omit|omitting|filter out|"
            "lose the|bar|rather than|instead of|anywhere but|everywhere but|anywhere except|everywhere except|"
            "anywhere other than|everywhere else but|any region but|all regions but|every region but|"
            "all regions except|"
            "any region except|every region except|"
            "all products but|"
            "all products except|any product but|any product except|every product but|all teams but|all teams except|"
            "all stages but|all stages except|any stage but|any stage except|every stage but|every stage except|"
            "all accounts but|all accounts except|all sectors but|all sectors except|any sector but|anything except|"
            "all but for|not counting|not including|save for|with the exception of|"
            "barring|discounting|setting aside|leaving aside|not from|none from|anyone other than|"
            "anything other than|everything other than"
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
            "split out by|of each|according to|broken down per|broken down for each|broken out per|split out per|"
            "broken down across|distributed by|distributed across|distributed over|spread by|spread across|spread over|"
            "spread out by|differ by|differs by|differ across|differs across|vary by|varies by|vary across|"
            "varies across|in terms of|split|split it|split that|split them|break it|break that|break them|slice|"
            "slice it|slice them|break it out|break it down|broken into|split into|for each of the|listed by"
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
            "beating|outselling|outsold|outperforming|outperformed|outearning|trailing|lagging|doing better than|"
            "doing worse than|performing better than|selling more than|winning more than|up against|vs|versus|"
            "compared to|compared with|against|v|compare to|relative to|or rather|stacked against|"
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
            "worth the most|worth most|largest single|biggest single|single largest|single biggest|"
            "biggest|largest|highest value|most valuable|priciest|most expensive|highest|greatest|fattest|"
            "juiciest|whales|heftiest|bigest|largst|top value|largest by value|richest"
        ),
        "amount:asc": (
            "worth the least|worth least|smallest|cheapest|lowest value|least valuable|lowest|tiniest|littlest|"
            "least expensive|minimum value"
        ),
        "age:desc": (
            "oldest|earliest|nearest|first|very first|longest open|longest running|open the longest|open longest|"
            "been open longest|longest|open for the longest"
        ),
        "age:asc": ("newest|youngest|latest|furthest|most recent|recent most|freshest|most recently|newest created"),
        "stage:desc": (
            "longest in their stage|longest in its stage|longest in the same stage|longest in one stage|"
            "longest in current stage|longest in their current stage|most days in stage|"
            "longest in stage|stuck the longest|stuck longest|longest stuck|most stale|stalest|longest stalled|"
            "stalled longest|stalled the longest|in stage longest|most stuck|sitting longest|"
            "sitting the longest"
        ),
        "idle:desc": (
            "coldest|quietest|most neglected|least recently touched|longest without activity|"
            "gone longest without activity|gone the longest without activity|the longest without activity|"
            "gone longest without a touch|gone longest without contact|longest without contact|"
            "longest without a touch|least recent activity|longest since last activity|longest since activity|"
            "longest since their last activity|been quiet the longest|been quiet longest|quiet longest|"
            "quiet the longest|untouched the longest|untouched longest|most days since activity|cold the longest|"
            "cold longest|idle longest|idle the longest|gone quiet longest|gone quiet the longest|"
            "longest time since activity|most inactive|"
            "least recently contacted|longest idle"
        ),
        "close:asc": (
            "closing the soonest|nearest closing|nearest to close|nearest to closing|first to close|"
            "due soonest|closing earliest|earliest to close|close the soonest|close soonest|"
            "soonest closing|closing soonest|soonest to close|next to close|nearest close date|earliest closing|"
            "closing first"
        ),
        "measure:desc": (
            "most popular|most sold|best sold|most common|most frequent|commonest|most often|most frequently|"
            "most|best|top|highest number of|greatest number of|leading|number one|no 1|#1|strongest|"
            "highest performing|best performing|top performing|top selling|best selling|most successful|better|"
            "top ranked|most of|bestselling|hottest|star"
        ),
        "measure:asc": (
            "least popular|least sold|fewest|least|worst|bottom|weakest|lowest number of|lowest performing|"
            "worst performing|poorest|"
            "underperforming|least successful|worst selling|slowest selling|weaker|worse|laggards|"
            "lowest performers"
        ),
        "speed:asc": (
            "closes the fastest|closes fastest|quickest at closing|closes quickest|closes the quickest|"
            "fastest at closing|least time to close|"
            "fastest|quickest|shortest|speediest|fastest closing|quickest to close|fastest to close"
        ),
        "speed:desc": (
            "takes the longest to close|takes longest to close|take the longest to close|takes the longest|"
            "take the longest|takes longest|closes the slowest|slowest at closing|slow to close|"
            "slowest|slowest closing|slowest to close|longest to close|slowest moving|took longest|took the longest"
        ),
    },
    "vague": {
        "threshold": (
            "large|big|huge|small|tiny|high value|high value ones|sizable|sizeable|major|bigger|smaller|larger|"
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
            "performed best|performed the best|did best|did the best|does best|does the best|doing best|"
            "performs best|performed worst|did worst|doing worst|velocity|sales velocity|pipeline velocity|"
            "deal velocity|important|interesting|good|bad|slacking|"
            "slacking off|hot|doing well|performing|best ones|worth worrying|promising|healthy|"
            "struggling|doing poorly|poorly|underperform|killing it|crushing it|crushing|great|behind|weak|"
            "strong"
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
            "expected|anticipated|expected in|expected to land|slated for|pencilled in for|penciled in for|"
            "lined up to close|lined up for|lined up|coming due|projected to land|"
            "closing|due to close|set to close|expected to close|scheduled to close|slated to close|will close|"
            "to close|supposed to close|going to close|due|planned to close|should close|closing out|landing|"
            "about to close|forecast to close|projected to close|close by|on track to close"
        ),
        "entered": (
            "reached|made it to|made it into|got as far as|reaches|hit|hits|"
            "moved stage|moved stages|changed stage|changed stages|switched stage|switched stages|"
            "advanced a stage|progressed a stage|"
            "entered|entering|moving to|moving into|got into|advanced into|landed in|came into|enter|enters|"
            "just entered|moved to|moved into|reached stage|went to|got to|moved in|progressed to|advanced to|"
            "went into|in stage since|entered stage"
        ),
        "converted": "turned into something|turned into deals|turned into opportunities|turned into a deal|"
        "became deals|became opportunities|turned into business|turn into deals|turn into opportunities|converted|"
        "convert|converting|conversions|converts",
        "unconverted": (
            "unconverted|not converted|not yet converted|not been converted|yet to convert|never converted|"
            "did not convert|have not converted|has not converted|unqualified"
        ),
        "sell": "moves|sell|sells|selling|sold most|move",
        "buy": ("bought|buy|buys|purchased|buying|purchase|purchases|own product|ordered|using|use|uses"),
        "own": (
            "holding|holds|juggle|juggles|running|juggling|look after|looks after|looking after|"
            "run|runs|ran by|in charge of|in charge|"
            "own|owns|owned|owned by|handled by|handling|handles|handle|belongs|works|assigned to|run by|"
            "managed by|led by|manages|manage|managing|reporting to|report to|reports to|under|carry|carries|"
            "carrying|works for|work for|working for|responsible for|covers|cover|has got|sitting with|"
            "assigned|held by|reports into"
        ),
        "log": (
            "fired off|fire off|"
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
            "em|"
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
    "filler": {
        "": (
            "on the board|the damage|damage|getting on|giving|earning|yielding|delivering|"
            "generates|generate|pulls in|rakes in|raked in|drives|drove|contributes|contributed|saw|see the|"
            "tho|though|rly|yea|ya|prolly|valued|valued at|limited to|plate|hands|on the plate|priced|priced at|"
            "sized|sized at|anywhere|somewhere|"
            "in the region of|"
            "obliged|"
            "something|as before|for now|"
            "separately|individually|respectively|"
            "any time|at any time|at any point|friends|fall|falls|weird|strange|issues|kindly|dear|good people|"
            "splendid|hence|indeed|"
            "given|been given|stand|stands|standing|thru|came out of|came thru|somehow|understand|whatever|"
            "whaatever|trouble|provide|at your earliest|stay|stays|remain|remains|remained|"
            "represent|represents|makes up|make up|"
            "in hand|to speak of|in all|in dollars please|sort out|minded|expecting|ours|enclosed|"
            "attached please|at present|presently|currently standing|product line by|"
            "forecasted as|forecast as|categorized as|classed as|out of the forecast|from forecast|from the forecast|"
            "improving|improved|growing|grown|declining|declined|"
            "gets|getting|gotten|"
            "up or down|either way|in either direction|either direction|prob|probs|usually|normally|typically|"
            "yikes|yay|oof|ouch|phew|immediately|instantly|straight away|right away|auto|automatically|"
            "stuff going on|ownership|lasts|lasting|whoever|whichever|going over|tot|apiece|y know|you know|"
            "no doubt|obviously|of course|as usual|these days please|folks please|thingy|thingies|real quick|"
            "very quick|the rough|roughly speaking|overall please|just curious|out of curiosity|fwiw|imo|tbh|"
            "pronto|quickly please|spot|zone|bucket|buckets|bunch of them|units|unit|recorded so far|"
            "on record|in the books|the whole lot|crew members|"
            "single|thats|mind|would mind|telling|mind telling me|mind sharing|mind giving me|pulling|pulling in|"
            "rack up|racked up|racking up|bringing in|history|all of it|i mean|whatsoever|lineup|individual|"
            "enough|sufficient|adequate|still there|still sitting there|still in it|ever|together|taken together|"
            "all together|"
            "someone|somebody|"
            "chop|"
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
"""{kind: {value: its phrases}}"""
