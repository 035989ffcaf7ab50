"""The words of commands, rules, reports, forecasts, courtesies and of what is out of scope, as data."""

from __future__ import annotations

COURTESIES: dict[str, str] = {
    "frustration": (
        "this is useless|useless|you suck|this sucks|not helpful|unhelpful|wtf|ugh|argh|still wrong|"
        "that is wrong|thats wrong|that's wrong|you are wrong|wrong again|wrong|terrible|awful|stupid bot|"
        "are you stupid|stupid|that is not what i asked|not what i asked|that's not what i asked|"
        "that is not what i meant|thats not right|that is not right|this is wrong|you are not listening|"
        "that makes no sense|this makes no sense|makes no sense|you keep getting this wrong|get it right|"
        "come on|this is ridiculous|ridiculous|useless bot|dumb bot|dumb|you are useless|you do not understand|"
        "you dont understand|are you broken|broken|garbage|rubbish|crap|damn|hell|this is broken|i hate this|"
        "hate this|that is not helpful|worst bot ever|seriously|for real|you are terrible|not again|nonsense|"
        "this is frustrating|frustrating|what is wrong with you|i give up|waste of time|you never get it right|"
        "omg|smh|facepalm|annoying|so annoying|you are annoying|sigh|grr|that is incorrect|incorrect|not good|"
        "bad bot|bad answer|no no no|are you kidding me|are you kidding|are you serious|oh come on|"
        "for gods sake|you got it wrong|you are not helping|this isnt working|this is not working|not working|"
        "why is this so hard|so frustrating|you are so slow|too slow|you misunderstood|wrong answer|"
        "are you even listening|do you even work|fail|not what i wanted|that is not what i wanted|"
        "that was wrong|this is confusing"
    ),
    "cancel": (
        "never mind|nevermind|nvm|cancel|forget it|forget about it|scratch that|stop|ignore that|drop it|"
        "cancel that|disregard|leave it|abort|nm|do not bother|skip it|undo that request|forget i asked|"
        "no forget it|forget that|stop that|not now|do not do it|do not do that|cancel it|"
        "ignore my last message|ignore me|changed my mind|i changed my mind|let it go|let us drop it|"
        "disregard that|no longer needed|stand by|hold that thought|actually no|ignore it|please do not|"
        "cancel the request|cancel my request|cancel this|on second thought|ignore my last|wrong channel|"
        "wrong thread|oops wrong channel|oops|my bad|do not worry about it|no need|not needed|"
        "start over|start afresh|start fresh|start from scratch|let us start over|lets start over|begin again|clear|"
        "clear the thread|clear context|reset the conversation|reset this conversation|new topic|new question|"
        "forget the context|from the top|fresh start|clean slate|no worries forget it|forget what i said|nah|"
        "ignore that last one|never mind that|just kidding|jk"
    ),
    "help": (
        "help|show me examples|what can you do|"
        "how do i use this|how do i use you|commands|what can i ask|what can i ask you|"
        "help me|how does this work|how do you work|what do you do|options|menu|instructions|show commands|"
        "list commands|what are my options|i need help|need help|can you help|can you help me|how can you help|"
        "how can you help me|what can i say|what do you know|tutorial|getting started|how to use this|usage|"
        "guide|show me what you can do|what are you able to do|what questions can i ask|"
        "what are your capabilities|capabilities|what commands are there|i am lost|i am stuck|man|"
        "what else can you do|what are the commands|give me some examples|examples|example questions|"
        "show me some examples|manual|docs|documentation|how do i get started|where do i start|"
        "what should i ask|faq|how do i talk to you|what do you support|what features do you have|features|"
        "how do i ask a question|what kind of questions can i ask|what are you good at|what all can you do|"
        "what can this bot do|what can this do|what is this thing|what can u do"
    ),
    "identity": (
        "who are you|what are you|are you a bot|are you human|are you a human|what is your name|your name|"
        "who made you|who built you|are you real|are you ai|are you an ai|who is this|what is quartermaster|"
        "are you a robot|are you a person|who am i talking to|are you chatgpt|what model are you|"
        "are you a real person|introduce yourself|who created you|are you there|are you alive|you there|"
        "whats your name|do you have a name|which ai are you|are you a machine|tell me about yourself|"
        "are you an llm|what are you exactly|who do you work for|are you claude|are you gpt|are you sentient|"
        "bot or human|who is quartermaster|am i talking to a bot|am i talking to a human|"
        "am i talking to a person|are you smart|who wrote you|what version are you|is this a bot|"
        "are you a real human"
    ),
    "thanks": (
        "thanks|thank you|thx|ty|cheers|much appreciated|appreciated|appreciate it|great job|nice work|"
        "good job|well done|awesome|amazing|you rock|you are the best|youre the best|brilliant|excellent|"
        "love it|perfect thanks|tysm|thank u|thnx|thanx|tks|tx|ta|kudos|nice one|good bot|great work|good work|"
        "legend|lifesaver|you are a lifesaver|fantastic|that helps|super helpful|helpful|i appreciate it|"
        "many thanks|great stuff|thankyou|that was helpful|very helpful|exactly what i needed|"
        "just what i needed|bless you|bless|merci|gracias|danke|thanks a bunch|thank you so much|love you|"
        "you are awesome|you are great|you are amazing|you are a star|star|good stuff|wonderful|spot on|bravo|"
        "gold star|nicely done|works great|that works|works for me|that is great|that is awesome|"
        "that is perfect|thanks heaps|i love this|hats off|props|grateful|appreciate you|appreciate the help|"
        "that is helpful|that was quick|that was fast|impressive|you nailed it|nailed it"
    ),
    "greeting": (
        "hi|hello|hey|yo|good morning|morning|good afternoon|afternoon|good evening|evening|howdy|hiya|sup|"
        "what is up|whats up|wassup|how are you|how is it going|how are things|how are you doing|greetings|gm|"
        "hi there|hey there|hello there|heya|how do you do|good day|gday|how goes it|long time no see|hola|"
        "bonjour|happy monday|happy friday|ello|hullo|hallo|good night|bye|goodbye|see you|see ya|cya|later|"
        "have a good one|have a nice day|have a great day|good to see you|nice to meet you|how have you been|"
        "how was your weekend|happy tuesday|happy wednesday|happy thursday|tgif|gn|take care|talk later|ttyl|"
        "see you tomorrow|hows it going|have a good weekend|have a great weekend|happy new year|"
        "merry christmas|happy holidays|welcome back|i am back|back again|how you doing|whats good|what is new|"
        "hows life"
    ),
    "ack": (
        "ok|okay|got it|cool|great|nice|sounds good|perfect|yes|yep|yeah|yup|sure|understood|will do|noted|"
        "makes sense|right|no|nope|k|kk|fine|alright|all good|good|good to know|i see|fair enough|roger|"
        "copy that|aha|ah|oh|interesting|no problem|np|of course|agreed|exactly|correct|that is right|"
        "thats right|understand|i understand|looks good|lgtm|done|very well|ok then|gotcha|sweet|wow|haha|lol|"
        "true|yes please|no thanks|no thank you|no worries|absolutely|definitely|indeed|y|n|sure thing|"
        "that is all|thats all|that will be all|all set|we are good|i am good|good enough|works|hm|hmm|mhm|"
        "uh huh|ok cool|ok great|ok good|right on|you got it|very good|not bad|fair|confirmed|acknowledged|ack|"
        "ok got it|okay got it|all right|yessir|aye|roger that|sounds great|sounds right|good point|"
        "that is good|that is fine|thats fine|thats it|that is it|i will take a look|i will look into it|"
        "i will check|will check|on it|let me think|let me think about it|i will get back to you|looks right|"
        "looks fine|that is what i thought|as i thought|as expected|good call|yea|okie|okey dokey|okie dokie"
    ),
}

WORK_WORDS: dict[str, dict[str, str]] = {
    "agentname": {
        "pipeline": (
            "pipeline agent|pipeline bot|pipeline monitor|pipeline monitoring|pipeline monitoring agent|"
            "the pipeline one|pipe agent|pipeline agents|deal agent|pipe bot"
        ),
        "forecasting": (
            "forecasting|forecasting agent|forecast agent|forecaster|forecasting bot|forecast bot|"
            "the forecast one|forecasting one|forecast monitor|forecast agents|the forecasting one"
        ),
        "analytics": (
            "analytics agent|analytics bot|the analytics one|analysis agent|insights agent|analytic agent|"
            "analyst agent|anomaly agent|reporting agent"
        ),
        "all": (
            "all agents|every agent|all the agents|all of the agents|all three agents|all bots|all the bots|"
            "all three|each agent|agents all|every bot|the whole crew|all of them|the agents|entire crew|"
            "whole system|the lot|all my agents|all our agents"
        ),
    },
    "playbookname": {
        "quarter_end": (
            "quarter end|end of quarter playbook|quarter close|qtr end|eoq playbook|quarterend|end of quarter|"
            "quarter end close|q end"
        ),
        "new_rep": (
            "new rep|new rep onboarding|new hire|rep onboarding|onboarding|newrep|new reps|rep ramp|new starter"
        ),
        "large_deal": "large deal|big deal|large deals|whale deal|largedeal|big deals|large deal mode",
        "pipeline_cleanup": (
            "pipeline cleanup|pipeline clean up|cleanup|clean up|pipeline cleaning|pipeline hygiene playbook|"
            "pipe cleanup|pipe clean up|spring cleaning"
        ),
        "audit_prep": ("audit prep|audit preparation|audit|audit ready|audit mode|auditprep|audit readiness"),
    },
    "setting": {
        "stale_days": (
            "stale days|stale threshold|staleness threshold|stale deal threshold|stale limit|stalled threshold|"
            "staleness|stale day threshold|stale days threshold|stuck threshold|stale cutoff|"
            "stale deals threshold|stale setting|stalled days|stall threshold|stale opportunity threshold|"
            "stale after|stale cut off|staleness limit|stale alert threshold|days until stale|"
            "days before stale|stale number"
        ),
        "activity_gap_days": (
            "activity gap|activity gap days|activity gap threshold|inactivity threshold|no activity threshold|"
            "activity threshold|idle threshold|gone cold threshold|inactivity days|inactivity limit|"
            "cold threshold|activity gap limit|inactivity gap|inactivity window|activity gap setting|"
            "no activity limit|idle days threshold"
        ),
        "value_change_pct": (
            "value change|value change threshold|value change pct|amount change threshold|value change percent|"
            "deal value change|value change alert|value change percentage|amount change|value change limit|"
            "deal value change threshold|amount change alert|amount change limit"
        ),
        "max_open_deals": (
            "max open deals|maximum open deals|open deal limit|open deals limit|open deal cap|"
            "max deals per rep|capacity limit|deal cap|max number of open deals|open deals cap|"
            "max open deals per rep|rep capacity|deal limit|open deal maximum|maximum number of open deals|"
            "open deals per rep|deal capacity|max deals|max open opps|open deals max|cap on open deals|"
            "limit on open deals|open deal threshold"
        ),
        "required_fields": ("required fields|required field|mandatory fields|mandatory field|required field list"),
        "coverage_ratio": (
            "coverage ratio|coverage threshold|coverage target|pipeline coverage ratio|coverage minimum|"
            "pipeline coverage threshold|minimum coverage|coverage requirement|coverage multiple|"
            "pipeline coverage target|coverage limit|coverage goal|coverage ratio threshold|min coverage|"
            "required coverage|target coverage"
        ),
        "win_rate_deviation_pct": (
            "win rate deviation|win rate deviation threshold|win rate drift|win rate threshold|"
            "win rate deviation pct|deviation threshold|win rate variance|win rate change threshold|"
            "win rate deviation percent|win rate drift threshold|winrate deviation|win rate tolerance|"
            "win rate sensitivity"
        ),
        "attainment_risk_pct": (
            "attainment risk|attainment risk threshold|attainment threshold|quota risk threshold|"
            "attainment risk pct|at risk attainment|quota attainment threshold|attainment risk level|"
            "attainment risk percent|attainment risk percentage|quota risk|attainment at risk threshold|"
            "attainment alert|quota attainment risk"
        ),
        "forecast_frequency": (
            "forecast frequency|forecasting frequency|forecast cadence|forecast schedule|forecast interval|"
            "how often the forecast runs|frequency of forecasts|frequency of the forecast|forecasting cadence|"
            "how often we forecast|forecast run frequency|forecasts run"
        ),
        "anomaly_sensitivity": (
            "anomaly sensitivity|anomaly threshold|anomaly detection sensitivity|anomaly detection|sensitivity|"
            "anomaly alerts|anomaly detection threshold|anomaly level|anomaly sensitivity level|"
            "outlier sensitivity"
        ),
        "approval_amount": (
            "approval amount|approval threshold|approval limit|approval level|deal approval threshold|"
            "approval cutoff|approval amount threshold|approval cut off|approval requirement|"
            "approvals threshold|approval minimum|approvals limit|amount needing approval|approval floor"
        ),
        "quiet_hours_start": (
            "quiet hours|quiet hours start|quiet time|do not disturb|quiet hour|dnd|start of quiet hours|"
            "quiet hours begin|start quiet hours|quiet hours starting|quiet hrs"
        ),
        "aggressiveness": (
            "aggressiveness|aggressive|aggression|pushy|pushiness|assertive|assertiveness|chatty|aggressivness|"
            "gentle|gentler|noisy|proactive|pushier|softer|relaxed|strict|stricter|lenient|conservative|"
            "cautious|louder|quieter|tougher|harder|calmer|pushyness|agressive"
        ),
    },
    "cmd": {
        "pause": (
            "pause|stop|halt|suspend|freeze|hold|put on hold|disable|turn off|switch off|shut off|shut down|"
            "stand down|deactivate|take offline|hold off|pausing|shut|stop running|quit|mute|silence|kill|"
            "stops|put a hold on|put a pause on|stop all|snooze|hit pause on|park it|put to sleep|"
            "give it a rest|turn it off|switch it off|rest"
        ),
        "resume": (
            "resume|unpause|restart|start|reactivate|re enable|reenable|enable|turn on|switch on|turn back on|"
            "wake up|bring back|unfreeze|start up|wake|restart up|switch back on|continue|un pause|unsuspend|"
            "start again|turn it back on|bring back online|get back to work|back on|put back to work|"
            "turn on again|carry on|back online|take off hold|let it run again|re activate|un mute|unmute"
        ),
        "run": (
            "run|force run|force|trigger|kick off|execute|rerun|re run|launch|fire off|fire up|run again|"
            "do a run of|force a run of|kickoff|run a|do a|perform|start a|start up a|refresh|force run of|"
            "run manually|manually run|run now|run immediately|redo|get running|recalculate|recompute|rebuild|"
            "update"
        ),
        "reset": (
            "reset|restore defaults|back to default|back to defaults|factory reset|restore default|"
            "revert to default|revert to defaults|restore to default|restore to defaults|reset to default|"
            "set back to default|reset to defaults|back to factory settings|to factory settings|"
            "set to defaults|return to defaults|default settings for|go back to defaults|back to the defaults|"
            "back to standard|restore the defaults|put back to default|put back to defaults|"
            "restore the default|to its defaults|to default|to defaults|factory settings|back to normal|"
            "back to the default|restore factory settings"
        ),
        "clone": ("clone|copy|duplicate|replicate|mirror|clone config|copy over|cloning|port|carry over|reuse"),
        "snapshot": (
            "snapshot|save a snapshot|take a snapshot|back up|make a backup|save the config|save config|"
            "checkpoint|make a snapshot|create a snapshot|save state|save the state|save current state|snap|"
            "take snapshot|save a backup|save the current state|save the current config|save current config|"
            "create a backup|take a backup|save settings|save the settings|save the current settings|"
            "save current settings|backup|create snapshot|make a checkpoint|grab a snapshot|save a copy|"
            "save our config|save a restore point|make a restore point|create a restore point|save my config|"
            "save the configuration|save the current configuration|save|back up the config|take a checkpoint|"
            "store a snapshot|freeze a copy"
        ),
        "rollback": (
            "rollback|roll back|undo|revert|reverse|take back|roll it back|roll everything back|restore|"
            "back out|undo all|undoing|unwind|undo everything|rewind|go back|un do|turn back the clock|put back"
        ),
        "set": (
            "set|change|adjust|update the threshold|make|put|move|modify|switch|tune|configure|bring|take|use|"
            "edit|have|should be|needs to be|must be|becomes|lets make|let us make|shift|reconfigure|go to|"
            "go with|want"
        ),
        "increase": (
            "raise|increase|bump|bump up|up the|crank up|turn up|dial up|push up|loosen|relax|extend|lift|hike|"
            "boost|higher|up|more|jack up|bring up|raise up|crank|increment|step up|lengthen|widen|expand|grow"
        ),
        "decrease": (
            "lower|decrease|reduce|cut|drop|bring down|turn down|dial down|dial back|tighten|shorten|shrink|"
            "trim|less|tone down|knock down|cut down|take down|scale back|decrement|dial it down|ease|narrow|"
            "lessen|soften"
        ),
        "double": "double|twice",
        "triple": "triple",
        "halve": "halve|cut in half|half|in half",
        "activate": (
            "activate|turn on|enable|start|switch on|launch|run|use|apply|engage|kick off|begin|put on|go into|"
            "enter|initiate|switch to|fire up|roll out|put in place|invoke|trigger|bring in|go with|put us in|"
            "kick in|flip on|into"
        ),
        "deactivate": (
            "deactivate|turn off|disable|end|stop|switch off|exit|cancel|kill|finish|close out|leave|shut off|"
            "pull out of|drop|shut down|take off|take out|wind down|come out of|get out of|pause|wrap up|"
            "flip off|remove|turn it off|halt"
        ),
        "unschedule": (
            "stop sending|unsubscribe|cancel|unschedule|stop|do not send|no more|kill|turn off|remove|"
            "stop posting|end|discontinue|do not post|quit sending|stop the|unsubscribe me from|drop|"
            "stop emailing|opt out of|delete"
        ),
        "schedule": (
            "schedule|set up|automate|subscribe|subscribe me to|book|plan|sign me up for|arrange|set up a recurring"
        ),
        "deliver": (
            "send|email|mail|post|deliver|forward|share|dm|slack|drop|ping|publish|shoot|push|distribute|"
            "send over|send out|circulate|message|cc|get|pass on"
        ),
        "show": (
            "show|give|run|generate|create|build|prepare|produce|make|pull|pull up|get|do|display|need|want|"
            "put together|see|view|compile|bring up|open|let me see|whip up|prep"
        ),
    },
    "task": {
        "stale_scan": (
            "stale scan|stale deal scan|stale check|stale deal check|stale deals scan|scan for stale deals|"
            "staleness scan|check for stale deals|stale opportunity scan|look for stale deals|staleness check|"
            "find stale deals|scan stale deals"
        ),
        "hygiene_check": (
            "hygiene check|data hygiene check|hygiene scan|crm hygiene check|data quality check|hygiene checks|"
            "check hygiene|check data hygiene|hygiene run|data quality scan|crm check|hygiene sweep|"
            "check crm hygiene"
        ),
        "anomaly_scan": (
            "anomaly scan|anomaly check|anomaly detection run|scan for anomalies|check for anomalies|"
            "look for anomalies|anomaly detection|anomalies scan|anomaly sweep|outlier scan"
        ),
    },
    "report": {
        "performance": (
            "performance report|performance|perform|performed|performing|performance review|"
            "performance summary|perf report|perf|scorecard|report card|how well|performance overview|"
            "team performance|performance update|sales performance|doing|do|results report|sales report|"
            "team report|fare|fared|did well|track record|faring"
        ),
        "pipeline_review": (
            "pipeline review|pipeline report|pipeline summary|pipeline overview|pipe review|"
            "review of the pipeline|pipeline status report|pipeline update|pipe report|pipeline check in|"
            "review the pipeline|state of the pipeline|pipeline recap|pipeline rundown|pipeline readout|"
            "pipeline health|pipeline analysis|review my pipeline|review our pipeline"
        ),
        "executive_summary": (
            "executive summary|exec summary|exec report|executive report|board summary|leadership summary|"
            "exec sum|board report|executive overview|summary for the execs|summary for the board|"
            "summary for leadership|executive brief|executive briefing|exec brief|exec overview|ceo summary|"
            "leadership report|exec update|board deck summary"
        ),
        "quarterly_review": (
            "quarterly review|qbr|quarterly business review|quarter review|quarterly report|quarter in review|"
            "review of the quarter|quarterly summary|quarterly business report|quarterly recap|"
            "end of quarter review|quarter recap|qtr review"
        ),
        "activity_summary": (
            "activity summary|activity report|activities summary|summary of activities|summary of activity|"
            "activities report|activity recap|activity digest|activity overview|rep activity report|"
            "activity breakdown report|sales activity report|activity rundown|activity log report|"
            "sales activity summary"
        ),
        "data_hygiene": (
            "data hygiene|hygiene report|data hygiene report|data quality report|crm hygiene|"
            "crm hygiene report|data quality|hygiene summary|data cleanliness report|crm health report|hygiene|"
            "crm data quality|data health report|data health|crm quality report|hygiene scorecard|"
            "how clean is our data|crm health|data cleanliness"
        ),
        "rep_summary": (
            "rep summary|rep report|rep scorecard|rep review|summary of the rep|rep overview|rep recap|"
            "sales rep report|one on one summary|1 on 1 summary|one on one prep|1 1 prep|rep profile|"
            "rep breakdown report|coaching summary|sales rep summary|rep brief"
        ),
        "account_summary": (
            "account summary|account report|account review|account overview|account brief|account briefing|"
            "customer summary|account recap|brief on|brief me on|summary of account|client summary|"
            "account profile|account plan summary|customer report|account status report|account update"
        ),
        "deal_review": (
            "deal review|deal report|deal desk review|deals review|deal summary|deal inspection|"
            "opportunity review|opp review|review of deals|deal by deal review|deals report|deal overview|"
            "opportunity report|deal recap|opp report"
        ),
        "win_loss": (
            "win loss|win/loss|win loss report|win loss analysis|winloss|win loss review|"
            "wins and losses report|win/loss report|win/loss analysis|win loss summary|win and loss report|"
            "win / loss|win / loss report|win / loss analysis|wins and losses analysis|win vs loss report|"
            "w/l report|loss analysis|win loss breakdown|win / loss review|win / loss summary"
        ),
        "forecast_report": (
            "forecast report|forecast summary|forecasting report|forecast review|forecast digest|"
            "forecast update|forecast deck|weekly forecast report|forecast recap|forecast readout|"
            "forecasting summary"
        ),
        "anomalies": (
            "anomalies|anomaly report|anything unusual|unusual|outliers|anything weird|anything odd|weird|odd|"
            "anomaly|anomalies report|anomaly summary|red flags|strange|anything strange|unusual activity|"
            "anything off|outlier report|anything suspicious|suspicious|irregularities|"
            "anything out of the ordinary|out of the ordinary|anything fishy|looks off|anomalous"
        ),
        "pipeline_changes": (
            "pipeline changes|changes in the pipeline|pipeline movement|pipeline movements|"
            "pipeline change report|what changed in the pipeline|changed in the pipeline|"
            "pipeline changes report|changes to the pipeline|what has changed in the pipeline|pipeline moves|"
            "what moved in the pipeline|moved in the pipeline|what changed|pipeline deltas|what is changed|"
            "pipeline delta|pipeline diff|has changed in the pipeline|changed in our pipeline|"
            "changes in our pipeline|changed in pipeline|change in pipeline|what has changed|pipeline shifts|"
            "what moved"
        ),
    },
    "reportnoun": {
        "": (
            "report|reports|summary|review|recap|rundown|briefing|digest|brief|readout|write up|summarize|"
            "summarise|analysis|update me on|catch me up on|catch me up|brief me|debrief|retrospective|"
            "summaries|overview"
        ),
    },
    "how_doing": {
        "": (
            "how is|how are|how did|how was|how were|how has|how have|how does|how do|how|hows|how well did|how well is"
        ),
    },
    "forecast": {
        "": (
            "forecast|forecasts|fcst|projection|projections|projected|outlook|predict|prediction|"
            "predicted|forecasted|project|fcast|land|landing|end up|finish|expected to land|"
            "will we close|expect to close|going to close|likely to close|end the quarter|close out|"
            "finish the quarter|going to land|estimate"
        ),
    },
    "fmeasure": {
        "quota_gap": (
            "how far off are we|how far are we off|how short are we|how far behind are we|quota gap|"
            "gap to quota|gap to target|gap|short of quota|shortfall|how far from quota|"
            "how far off quota|distance to quota|left to quota|to go to quota|gap to goal|"
            "how far are we from quota|short of target|behind quota|far from quota|off quota|need to hit quota|"
            "still need to close|away from quota|remaining quota|left to close|need to close|left to hit quota|"
            "target gap|gap against quota|gap vs quota|remaining to quota|quota shortfall|far from target|"
            "away from target|off target|how far off target|far off quota|how short"
        ),
        "weighted_amount": (
            "weighted|weighted forecast|weighted amount|weighted pipeline|probability weighted|risk adjusted|"
            "weighted value|weighted pipe|weighted total|risk adjusted forecast|weighted number"
        ),
        "best_case": (
            "best case forecast|best case scenario|upside forecast|optimistic|best case|bestcase|"
            "best case number|optimistic forecast|ceiling|best possible|upside case|high case"
        ),
        "worst_case": (
            "worst case|worst case forecast|worst case scenario|downside|pessimistic|floor|worstcase|"
            "downside case|pessimistic forecast|worst case number|low case|conservative forecast|worst possible"
        ),
        "likely": (
            "likely|most likely|likely case|realistic|most likely forecast|likely number|likely outcome|"
            "realistic forecast|expected case|most probable|base case|likely forecast|realistic number|"
            "most likely number"
        ),
        "run_rate": "run rate|runrate|annualized|annual run rate|run rates",
        "pace": (
            "pace|pacing|on pace|on track|tracking|trending to|on course|on target|on pace for|will we hit quota|"
            "will we hit our number|will we hit our numbers|will we make quota|will we make our number|"
            "going to hit quota|going to hit our number|gonna hit quota|gonna hit our number|will we hit target|"
            "will we hit our target|going to make quota|going to make our number|how far along are we|"
            "how far along we are"
        ),
        "expected_count": (
            "expected count|how many deals will close|expected number of deals|expected deals|"
            "deals expected to close|how many deals do we expect to close|how many deals will we close|"
            "how many will we close|expected number of wins|expected wins|how many deals will we win|"
            "number of deals expected|projected number of deals|how many wins do we expect|"
            "projected deal count|expected deal count|how many deals are we going to close|"
            "forecasted deal count|number of deals we will close|how many deals are expected to close|"
            "how many deals should close"
        ),
    },
    "whatif": {
        "": (
            "what if|what happens if|suppose|assume|assuming|scenario|if we|imagine|what would happen if|model|"
            "simulate|what would the forecast be if|what would the forecast look like if|say we|hypothetically|"
            "if|what would happen to the forecast if|what happens to the forecast if|"
            "what does the forecast look like if|what s the forecast if|what is the forecast if|"
            "how would the forecast change if|scenario where|model a scenario where|run a scenario where|"
            "what about if|run a scenario|pretend|lets say|let us say|let us assume|"
            "how does the forecast change if|what happens to forecast if|what would our forecast be if|"
            "forecast if"
        ),
    },
    "accuracy": {
        "": (
            "how accurate|accuracy|accurate|how close|how far off|how good|how right|how wrong|forecast error|"
            "forecast accuracy|off by|mape|how reliable|track record of the forecast|reliable|how well did|"
            "forecast bias|bias"
        ),
    },
    "when": {
        "": (
            "when|whenever|if|once|every time|each time|any time|anytime|as soon as|in case|should|where|that|"
            "the moment|the minute|wherever|unless|on every|for any|for every|for all|for each|any|all|which"
        ),
    },
    "react": {
        "alert": (
            "alert|notify|tell|ping|warn|message|let me know|dm|inform|send me an alert|send an alert|heads up|"
            "email|send alert|send a message|post|let|give me a heads up|shout|buzz|flag to me|"
            "send a notification|text|notification|remind me|send me a message|keep me posted|post a message|"
            "slack|announce|post to|give a heads up|send a warning|raise an alert|remind|send me a ping|"
            "send me a note|i want an alert|i want to know|i want to be alerted|i want to be notified|holler|"
            "send a note|hit me up|report to|alarm|get notified|tell the team|be alerted|be notified|loop in|"
            "cc|alert me"
        ),
        "nudge_owner": (
            "nudge|nudge the owner|nudge the rep|remind the owner|remind the rep|poke|chase|prod|nudge owner|"
            "nudge them|nudge rep|nudge owners|nudge reps|nudge whoever owns it|poke the owner|poke the rep|"
            "ping the rep|ping the owner|chase the rep|chase the owner|message the owner|message the rep|"
            "remind them|follow up with the rep|follow up with the owner|nudge the account owner|prod the rep|"
            "prod the owner|ping its owner|tell the owner|tell the rep|alert the owner|alert the rep|"
            "notify the owner|notify the rep|nudge its owner|remind its owner|nudge the deal owner|"
            "remind the deal owner|nudge the seller|nudge its rep|nudge whoever owns"
        ),
        "flag": (
            "flag|mark for review|highlight|flag it|tag|flag them|mark as risky|flag for review|put a flag on|"
            "raise a flag|red flag|mark as at risk"
        ),
        "escalate": (
            "escalate|escalate it|raise it|raise to|escalate to|bump it to|kick it up|bump to|take it|send it up"
        ),
        "require_approval": (
            "require approval|require my approval|ask for approval|needs approval|need approval|"
            "needs my approval|need my approval|require sign off|require manager approval|must be approved|"
            "must be approved by|require an approval|hold for approval|get approval|needs approval from|"
            "require approval from|requires approval|needs sign off|need sign off|requires my approval|"
            "require approval for|have to be approved|has to be approved|approval required|"
            "needs to be approved|ask for my approval|need to be approved|i need to approve|i want to approve|"
            "make it need approval|should need approval|needs my ok|need my ok|requires sign off|"
            "should require approval|approval is required|send it for approval|send for approval|"
            "hold it for approval|ask me first|require my ok|require sign off from"
        ),
        "trigger_workflow": (
            "trigger workflow|trigger the workflow|start workflow|start the workflow|kick off the|trigger the|"
            "start the|run the workflow|launch the|workflow|kick off a|start a|launch a|run workflow|trigger a|"
            "kick off workflow|run the"
        ),
        "create_task": (
            "create task|create a task|make a task|add a task|open a task|task|assign a task|create a to do|"
            "add a to do|create a todo|make a todo|add task|add a todo|set a task|give a task|"
            "create a follow up task|create task for|log a task"
        ),
        "block_new_deals": (
            "block new deals|no new deals|stop new deals|block new opportunities|stop assigning deals|"
            "stop assigning new deals|block new deals for|block them from new deals|do not assign new deals|"
            "block new opps|block assignments|stop new assignments|freeze new deals|block deal assignment|"
            "stop giving them deals|block more deals|block any new deals|block new deal assignment|"
            "stop routing deals|do not allow new deals|prevent new deals|block new ones"
        ),
        "force_run": (
            "rerun the forecast|run the forecast|recalculate the forecast|force run|run the forecasting agent|"
            "rerun forecasting|run forecasting|rerun the forecasting agent|run the pipeline agent|"
            "run the analytics agent|run analytics|run the forecast again|rerun forecast|refresh the forecast|"
            "recalc the forecast|trigger the forecasting agent|run forecast|trigger forecasting|"
            "kick off forecasting|kick off the forecasting agent|kick off the forecast|force run forecasting|"
            "recompute the forecast|redo the forecast|update the forecast|trigger a forecast|"
            "trigger the forecast|kick off a forecast|run a new forecast|rerun the analytics agent|"
            "rerun the pipeline agent|rerun analytics|run the pipeline agent again|start the forecasting agent|"
            "trigger the analytics agent|trigger the pipeline agent|force run the forecasting agent|"
            "force run the analytics agent|force run the pipeline agent|kick off the analytics agent|"
            "kick off the pipeline agent|force a forecast|force a forecast run"
        ),
        "skip_stale_warning": (
            "skip stale warnings|do not flag as stale|no stale warnings|skip stale warning|"
            "skip the stale warning|do not warn about stale|ignore stale|never mark as stale|skip staleness|"
            "no stale warning|skip the stale warnings|do not mark as stale|never flag as stale|"
            "ignore staleness|do not send stale warnings|suppress stale warnings|skip stale alerts|"
            "no stale alerts|do not treat as stale|exempt from stale warnings|exempt from stale|"
            "do not show stale warnings|do not give stale warnings|do not warn me about stale|"
            "stop stale warnings|turn off stale warnings|do not call it stale|do not count as stale|"
            "never warn about stale|exempt from staleness|do not stale flag"
        ),
        "suppress_alerts": (
            "suppress alerts|mute alerts|no alerts|silence alerts|do not alert|do not alert me|"
            "do not alert me about|stop alerting|stop alerts|hide alerts|stop alerting me|do not send alerts|"
            "turn off alerts|no alerts for|suppress all alerts|mute all alerts|never alert|never alert me|"
            "mute alerts for|stop alerting me about|do not notify me|stop notifying me|do not notify me about|"
            "disable alerts|skip alerts|ignore alerts|stop the alerts|never notify me|do not ping me|"
            "stop pinging me|stop sending alerts|stop sending me alerts|no notifications|mute notifications|"
            "suppress notifications|do not bother me|do not bother me about"
        ),
        "suppress_nudges": (
            "suppress nudges|no nudges|mute nudges|do not nudge|stop nudging|stop nudges|skip nudges|"
            "do not send nudges|do not remind|turn off nudges|never nudge|hold nudges|suppress all nudges|"
            "pause nudges|silence nudges|no more nudges|do not poke|disable nudges|hold off on nudges|"
            "hold off nudging|stop sending nudges|no nudging|leave alone"
        ),
    },
    "point": {
        "now": "now|right now|immediately|asap|straight away|at once|right away",
    },
    "oos": {
        "personal_data": (
            "salary|salaries|compensation|commission|commissions|bonus|bonuses|paycheck|paychecks|payroll|wage|"
            "wages|home address|home addresses|birthday|birthdays|date of birth|ssn|social security|"
            "personal email|personal phone|phone number|phone numbers|cell number|cell phone|mobile number|"
            "sick days|sick leave|vacation|vacation days|pto|marital|married|religion|pregnant|medical leave|"
            "medical records|how old is|how much money does|paid|get paid|gets paid|earn|earns|"
            "make in commission|personal details|personal information|private messages|private dms|on leave|"
            "health|gender|ethnicity|take home|net worth|pay stub|pay|age of|lives|live at|home phone|"
            "political|kids|wife|husband|divorced|credit card|bank account"
        ),
        "hr_decision": (
            "fire|fired|firing|let go|lay off|laid off|layoff|layoffs|promote|promotion|promoted|hire|hiring|"
            "terminate|demote|pip|performance plan|performance improvement plan|get rid of|disciplinary|"
            "warning letter|deserves a raise|deserve a raise|get a raise|sack|sacked|write up|replace him|"
            "replace her|give a raise|a raise|deserves a bonus|hired|dismiss|let them go|put on notice|"
            "cut from the team|be fired|axe|should i keep|dead weight"
        ),
        "security": (
            "password|passwords|api key|api keys|credentials|secret|secrets|access token|tokens|sql|select *|"
            "drop table|delete from|insert into|union select|truncate table|system prompt|ignore previous|"
            "ignore all previous|ignore your instructions|ignore all|ignore the instructions|"
            "previous instructions|your instructions|your prompt|your rules|jailbreak|developer mode|"
            "admin access|admin rights|make me admin|make me an admin|root access|bypass|audit log off|"
            "turn off audit|disable audit|disable auditing|turn off auditing|turn off the audit log|"
            "disable the audit log|turn off the audit trail|disable the audit trail|delete the audit log|"
            "delete the audit trail|clear the audit log|turn off approvals|disable approvals|skip approvals|"
            "skip approval|without approval|turn off approval|disable approval|turn off audit logging|"
            "disable audit logging|stop auditing|erase the audit log|erase the logs|delete logs|"
            "delete the logs|wipe the audit|audit logging|audit trail|hack|grant me access|give me access|"
            "elevate|permissions|database dump|dump the database|raw database|raw sql|query the database|"
            "run a query|run this query|connection string|private key|encryption key|impersonate|act as admin|"
            "sudo|superuser|disable guardrails|turn off guardrails|turn off the guardrails|"
            "disable the guardrails|skip the guard|auto approve everything|approve everything|approve all|"
            "log in as|disable logging|turn off logging|security settings|access control|share my screen|"
            "env variables|environment variables|exfiltrate|union all|1=1|or 1|select from|alter table|"
            "update set|disable security|bot token|signing secret|webhook url|xp_cmdshell|turn off 2fa|"
            "disable 2fa|override approval|override approvals|remove approval|remove approvals|hide this from|"
            "off the record|without logging|stop logging|stop recording|stop tracking|no approvals|"
            "turn off the approvals|disable the approvals|stop requiring approval|stop requiring approvals|"
            "skip the approval|skip the approvals|bypass approval|pretend you are|act as if|reveal"
        ),
        "content_generation": (
            "poem|joke|haiku|song|story|essay|blog|blog post|linkedin post|tweet|slogan|tagline|cold email|"
            "write an email|write me an email|draft an email|compose an email|draft a proposal|"
            "write a proposal|sales pitch|press release|write a|write me|draft a|draft me|compose|translate|"
            "proofread|cover letter|marketing copy|ad copy|write an|draft an|presentation|slides|slide deck|"
            "powerpoint|deck|rewrite|rap|limerick|script|pitch deck|newsletter|speech|write some|"
            "job description|rfp response|case study|letter|draft|brochure|one pager|landing page|"
            "write up a proposal|pitch|battle card|battlecard"
        ),
        "unsupported_data": (
            "competitor|competitors|competition|marketing spend|campaign|campaigns|website traffic|web traffic|"
            "support tickets|tickets|nps|churn|churned|churn rate|stock price|share price|margin|margins|"
            "profit|profits|gross margin|profitability|cost of sales|cac|ltv|arr|mrr|invoice|invoices|unpaid|"
            "payment|payments|open rate|open rates|click rate|click rates|satisfaction|csat|sentiment|"
            "lead score|lead scores|ad spend|budget|budgets|expenses|inventory|stock levels|shipping|"
            "customer complaints|complaints|renewal rate|retention|retention rate|burn rate|cash flow|cashflow|"
            "ebitda|expense|market share|why did we lose|why are we losing|why did|why do we|why was|why is|"
            "why are|why were|why we|reason we lost|reasons we lost|reasons we lose|lost to competitors|"
            "losing to|discount|discounts|contract terms|contracts|page views|email opens|seo|warehouse|"
            "usage data|product usage|logins|refund|refunds|travel costs|travel|tax|taxes|bugs|outages|uptime|"
            "conversion on the website|downloads|supplier|suppliers|employee satisfaction|engagement score|roi|"
            "google analytics|ad clicks|social media|followers|call recordings|call recording|transcript|"
            "transcripts|headcount plan|cost per lead|cpl|ticket volume|delivery times|competitive|who beat us|"
            "beat us|industry average|industry benchmark|benchmark|benchmarks|time zone|accounts receivable|"
            "overhead|customer lifetime value|attrition|gdp|interest rate|exchange rate|net revenue retention|"
            "nrr|forecast for the market|market size"
        ),
        "unsupported_action": (
            "book me|book us|book a meeting|schedule a meeting|set up a meeting|schedule a call|book a call|"
            "set up a call|"
            "send an email|send email|email the customer|email the client|send a contract|send the contract|"
            "send a quote|generate a quote|create a quote|order|buy me|invite|add to my calendar|calendar|"
            "call the customer|call them|dial|text the|book a flight|book a room|book a table|remind me to|"
            "set a reminder|reminder to|print|fax|pay the|charge the|transfer|install|download|upload|sign the|"
            "docusign|zoom|send a gift|ship|refund the|negotiate with|meeting with them|send them|send him|"
            "send her|give them a call|follow up with the customer|connect me|export to salesforce|"
            "sync to hubspot|integrate with|launch a campaign|start a campaign|run a campaign|"
            "build a dashboard|build me a dashboard|create a dashboard|add a user|create a user|"
            "create an account for|call the client|ring|send a text|hire a|cancel the contract|schedule a demo|"
            "book a demo|set up a demo|lunch meeting|send flowers|make a call|place a call|generate a contract|"
            "generate an invoice|create an invoice|send an invoice|post on linkedin|order pizza|"
            "approve my expenses|submit my expenses|turn on the lights|play music|play some music|set an alarm|"
            "set a timer|start a zoom|start a call|call my|email my|text my|email all|email every|call up|"
            "phone the|phone them|cold call|cold calls|add a new user|send out a survey|send a survey|"
            "train the|retrain|deploy|restart the server|reboot|fix the|buy more|subscribe to a|"
            "cancel my subscription|upgrade my plan"
        ),
        "unrelated": (
            "weather|game|games|football|soccer|basketball|baseball|nba|nfl|movie|movies|film|netflix|recipe|"
            "recipes|cook|capital of|news|president|bitcoin|crypto|lunch|dinner|breakfast|pizza|restaurant|"
            "restaurants|hotel|flight|flights|horoscope|lottery|meaning of life|dog|cat|super bowl|world cup|"
            "olympics|election|elections|politics|traffic|parking|coffee|beer|sing|music|stock market|"
            "square root|homework|math|how tall|population of|who invented|wikipedia|google|what time is it|"
            "time is it|what day is it|temperature|rain|snow|sunny|birthday party|christmas party|holiday|"
            "holidays|score|dating|girlfriend|boyfriend|gym|workout|diet|python code|code|programming|"
            "javascript|algorithm|chatgpt|openai|siri|alexa|ai take over|elon|taylor swift|celebrity|riddle|"
            "trivia|chess|vacation spots|beach|car|cars|house|mortgage|doctor|headache|sick|tired|bored|love|"
            "happy|sad|favorite|favourite|color|colour|universe|god|alien|aliens|moon|sun|planet|earth|"
            "translate|spanish|french|fun fact|2 2|wifi|laptop|printer|badge|office party|happy hour|drinks|"
            "bar|tv|show tonight|book recommendation|podcast|stocks|dow|nasdaq|world series|champions league|"
            "marathon|race|tennis|golf|hockey|cricket|team win last night|concert|album|lyrics|best pizza"
        ),
    },
    "write": {
        "": (
            "mark|update|change|set|move|close|reassign|assign|delete|create|add|log|merge|edit|rename|push|"
            "remove|enter|record|make|put|convert|transfer|archive|reopen|fill in|correct|advance|bump|modify|"
            "fix|insert|drop|increase|decrease|raise|lower|extend|overwrite|switch|hand over|give|shift|"
            "progress|promote|write|save|register|import|upload|sync|tag|mark as|flip|adjust|postpone|delay|"
            "take|unassign|clear|erase|wipe|purge|swap|apply|attach|append|cancel|kill|turn"
        ),
    },
    "courtesy": COURTESIES,
}
