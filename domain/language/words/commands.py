"""What the agents can be told to do, and the rules they can be given."""

from __future__ import annotations

COMMANDS: dict[str, dict[str, str]] = {
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
            "the bots|the ai agents|bots all|"
            "all of em|all em agents|the three of them|the three agents|all 3|all three of them|all 3 agents|"
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
            "stale window|staleness window|stale deals window|stale timer|"
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
            "outlier sensitivity|sensitive|anomaly detector|outlier detection|anomaly flagging"
        ),
        "approval_amount": (
            "approvals kick in|approvals should kick in|approval kicks in|approval should kick in|"
            "approvals should start|approvals start|approval should start|"
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
            "cautious|louder|quieter|tougher|harder|calmer|nicer|kinder|friendlier|milder|bolder|bold|tamer|mellower|"
            "in your face|in people's faces|in peoples faces|insistent|forceful|persistent|patient|"
            "forgiving|vigilant|laid back|hands off|annoying|intrusive|demanding|"
            "pushyness|agressive|dial down|tone down|ease off|ease up|"
            "chill out|chill|back off|calm down|ramp up|go easy|go easier|dial up|dial back|ease back|dial it down|"
            "tone it down|dial it back|dial it up|calm it down|step it up|intense|relentless|eager"
        ),
    },
    "cmd": {
        "pause": (
            "halting|suspending|stopping|freezing|disabling|switching off|turning off|shutting off|shutting down|"
            "putting on hold|muting|bench|benching|sideline|mothball|take a pause on|hit the brakes on|"
            "pull the plug on|cease|"
            "sleep|take a nap|hibernate|"
            "pause|stop|halt|suspend|freeze|hold|put on hold|disable|turn off|switch off|shut off|shut down|"
            "stand down|deactivate|take offline|hold off|pausing|shut|stop running|quit|mute|silence|kill|"
            "stops|put a hold on|put a pause on|stop all|snooze|hit pause on|park it|put to sleep|"
            "give it a rest|turn it off|switch it off|rest|take a break|have a break|take a rest|take five|"
            "go quiet|stay quiet|be quiet|stay off|stay paused|go to sleep|pipe down|sit still|sit this one out|"
            "stop work|stop working|cease running|lay off|stay put|go on hold|take a breather|back off completely"
        ),
        "resume": (
            "resuming|restarting|unpausing|starting|reactivating|enabling|switching on|turning on|bringing back|"
            "start up again|unbench|let loose again|kick back into gear|spin back up|spin up again|fire back up|"
            "resume|unpause|restart|start|reactivate|re enable|reenable|enable|turn on|switch on|turn back on|"
            "wake up|bring back|unfreeze|start up|wake|restart up|switch back on|continue|un pause|unsuspend|"
            "start again|turn it back on|bring back online|get back to work|back on|put back to work|"
            "turn on again|carry on|back online|take off hold|let it run again|re activate|un mute|unmute"
        ),
        "run": (
            "running|rerunning|triggering|kicking off|executing|a fresh run of|fresh run of|a new run of|a run of|"
            "another run of|a rerun of|a manual run of|recompute now|spin up a run of|"
            "run|force run|force|trigger|kick off|execute|rerun|re run|launch|fire off|fire up|run again|"
            "do a run of|force a run of|kickoff|run a|do a|perform|start a|start up a|refresh|force run of|"
            "run manually|manually run|run now|run immediately|redo|get running|recalculate|recompute|rebuild|"
            "update"
        ),
        "reset": (
            "resetting|back to standard config|back to standard configuration|standard config|back to original|"
            "original value|original values|original settings|to original|to the original|go back to its default|"
            "go back to default|back to its default|back to its defaults|to its default|defaults for|"
            "factory values|stock settings|out of the box|"
            "back to factory setting|factory setting|factory default|factory defaults|back to factory|"
            "back to factory default|back to factory defaults|out of the box settings|back to stock|"
            "reset|restore defaults|back to default|back to defaults|factory reset|restore default|"
            "revert to default|revert to defaults|restore to default|restore to defaults|reset to default|"
            "set back to default|reset to defaults|back to factory settings|to factory settings|"
            "set to defaults|return to defaults|default settings for|go back to defaults|back to the defaults|"
            "back to standard|restore the defaults|put back to default|put back to defaults|"
            "restore the default|to its defaults|to default|to defaults|factory settings|back to normal|"
            "back to the default|restore factory settings"
        ),
        "clone": (
            "copying|duplicating|carry across|dupe|duping|mirroring|"
            "clone|copy|duplicate|replicate|mirror|clone config|copy over|cloning|port|carry over|reuse"
        ),
        "snapshot": (
            "snapshotting|backing up|taking a snapshot|saving a snapshot|grab a backup|grab a backup of|"
            "keep a copy of|keep a backup of|make a copy of|freeze a snapshot|store a backup|"
            "snapshot|save a snapshot|take a snapshot|back up|make a backup|save the config|save config|"
            "checkpoint|make a snapshot|create a snapshot|save state|save the state|save current state|snap|"
            "take snapshot|save a backup|save the current state|save the current config|save current config|"
            "create a backup|take a backup|save settings|save the settings|save the current settings|"
            "save current settings|backup|create snapshot|make a checkpoint|grab a snapshot|save a copy|"
            "save our config|save a restore point|make a restore point|create a restore point|save my config|"
            "save the configuration|save the current configuration|save|back up the config|take a checkpoint|"
            "store a snapshot|freeze a copy|taken a snapshot|taken a snapshot of|snapshotted|taken a backup|"
            "taken a backup of|archive the config"
        ),
        "rollback": (
            "reverting|rolling back|reversing|"
            "rollback|roll|roll back|undo|revert|reverse|take back|roll it back|roll everything back|restore|"
            "load|reload|set back|bring back to|take back to|return|back out|undo all|undoing|unwind|"
            "undo everything|rewind|go back|un do|turn back the clock|put back|cancel everything|cancel what|"
            "pull back|recall|retract|withdraw|rescind|call back|unsend|un send|"
            "scrap everything|scrap what|discard what|throw out what|wind back|cancel all|"
            "cancel whatever|nix everything"
        ),
        "set": (
            "set|change|adjust|update the threshold|make|put|move|modify|switch|tune|configure|bring|take|use|"
            "edit|have|should be|needs to be|must be|becomes|lets make|let us make|shift|reconfigure|go to|"
            "go with|want|update|lock|fix|pin|keep|hold|peg|alter|amend|revise|establish|define|leave|correct|"
            "lock in|try|tweak"
        ),
        "increase": (
            "looser|longer|"
            "raising|increasing|bumping|bumping up|lifting|"
            "raise|increase|bump|bump up|up the|crank up|turn up|dial up|push up|loosen|relax|extend|lift|hike|"
            "boost|higher|up|more|jack up|bring up|raise up|crank|increment|step up|lengthen|widen|expand|grow"
        ),
        "decrease": (
            "tighter|shorter|"
            "lowering|reducing|decreasing|cutting|dropping|"
            "lower|decrease|reduce|cut|drop|bring down|turn down|dial down|dial back|tighten|shorten|shrink|"
            "trim|less|tone down|knock down|cut down|take down|scale back|decrement|dial it down|ease|narrow|"
            "lessen|soften|shave|knock|dampen|fewer|slash|chop"
        ),
        "double": "double|twice",
        "triple": "triple",
        "halve": "halve|cut in half|half|in half",
        "activate": (
            "activating|get going|put live|set live|go live with|"
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
    "when": {
        "": (
            "when|whenever|if|once|every time|each time|any time|anytime|as soon as|in case|should|where|that|"
            "the moment|the minute|wherever|unless|on every|for any|for every|for all|for each|any|all|which"
        ),
    },
    "react": {
        "alert": (
            "be warned|be told|be informed|be pinged|be messaged|hear of it|hear about it|i must hear|"
            "i must hear of it|i must know|i have to know|make sure someone tells|make sure somebody tells|"
            "someone tells|tells|notifies|warns|"
            "i wanna know|wanna know|want to know|i need to know|i would like to know|i should know|"
            "i want to hear about it|let us know|shoot me a note|shoot me a message|shoot me an email|"
            "shoot a note|shoot a message|yell at me|yell at|yell|drop me a line|drop a line|drop a message|"
            "drop me a note|drop a note|give me a shout|give a shout|give me a ping|send a ping|make noise|"
            "holler at|scream|sound the alarm|wake me up|keep an eye on|page me|page|whatsapp|tip me off|tip off|"
            "clue me in|bring it to my attention|put me in the loop|keep me in the loop|get a ping|get a message|"
            "get an alert|i want a ping|i want a heads up|make sure i know|make sure i hear|buzz me|update me|"
            "give me an alert|raise the alarm|"
            "alert|notify|tell|ping|warn|message|let me know|dm|inform|send me an alert|send an alert|heads up|"
            "email|send alert|send a message|post|let|give me a heads up|shout|buzz|flag to me|"
            "send a notification|text|notification|remind me|send me a message|keep me posted|post a message|"
            "slack|announce|post to|give a heads up|send a warning|raise an alert|remind|send me a ping|"
            "send me a note|i want an alert|i want to know|i want to be alerted|i want to be notified|holler|"
            "send a note|hit me up|report to|alarm|get notified|tell the team|be alerted|be notified|loop in|"
            "cc|alert me"
        ),
        "nudge_owner": (
            "have the rep chased|have the owner chased|get the rep chased|have the rep nudged|have the owner nudged|"
            "have the rep reminded|have the owner reminded|chase up the rep|chase up the owner|get the rep moving|"
            "trigger a nudge to the owner|trigger a nudge to the rep|trigger a nudge|prompt a nudge|get a nudge|"
            "earn a nudge|deserve a nudge|mean a nudge|get the owner nudged|get the rep nudged|"
            "light a fire under the rep|"
            "have someone nudge the rep|get the owner to act|push the rep|lean on the rep|wake up the rep|"
            "message the deal owner|"
            "ask the rep for an update|ask the owner for an update|ask the owner|ask the rep|message its owner|"
            "badger the owner|badger the rep|badger|tell its owner|tell its rep|"
            "nag|nag the rep|nag the owner|pester|pester the owner|pester the rep|bug the rep|bug the owner|"
            "hound the rep|hound the owner|jog the owner|give the owner a nudge|give the rep a nudge|send a nudge|"
            "send the owner a nudge|send the rep a nudge|send a nudge to the owner|send a reminder to the owner|"
            "send a reminder to the rep|send the rep a reminder|send the owner a reminder|remind whoever owns it|"
            "kick the rep|tap the owner|tap the rep|heads up to the owner|heads up to the rep|"
            "give the owner a heads up|give the rep a heads up|"
            "nudge|nudge the owner|nudge the rep|remind the owner|remind the rep|poke|chase|prod|nudge owner|"
            "nudge them|nudge rep|nudge owners|nudge reps|nudge whoever owns it|poke the owner|poke the rep|"
            "ping the rep|ping the owner|chase the rep|chase the owner|message the owner|message the rep|"
            "remind them|follow up with the rep|follow up with the owner|nudge the account owner|prod the rep|"
            "prod the owner|ping its owner|tell the owner|tell the rep|alert the owner|alert the rep|"
            "notify the owner|notify the rep|nudge its owner|remind its owner|nudge the deal owner|"
            "remind the deal owner|nudge the seller|nudge its rep|nudge whoever owns"
        ),
        "flag": (
            "get flagged|gets flagged|should be flagged|must be flagged|be flagged|are to be flagged|"
            "to be flagged|should get flagged|need a flag|needs a flag|gets a flag|get a flag|raise a red flag|"
            "slap a flag on|stick a flag on|throw a flag on|mark it|mark them|red flag it|flag up|"
            "flag|mark for review|highlight|flag it|tag|flag them|mark as risky|flag for review|put a flag on|"
            "raise a flag|red flag|mark as at risk"
        ),
        "escalate": (
            "get escalated|gets escalated|should be escalated|must be escalated|be escalated|should get escalated|"
            "kick it up to|kick up to|send it up to|run it up to|bring it to|take it to|elevate to|elevate it to|"
            "push it up to|bump it up to|raise with|raise it with|"
            "escalate|escalate it|raise it|raise to|escalate to|bump it to|kick it up|bump to|take it|send it up"
        ),
        "require_approval": (
            "need an approval|needs an approval|approval from|approval by|require an approval from|"
            "require sign off by|needs the ok of|need the ok of|i have to approve|i must approve|"
            "i have to sign off|i must sign off|i need to sign off|i want to sign off|goes through me first|"
            "go through me first|comes to me for approval|come to me for approval|run it by me|run by me|"
            "run past me|must go through|has to go through|have to go through|needs a sign off|need a sign off|"
            "needs sign off from|need sign off from|wants approval|require the approval of|requires approval from|"
            "gate|get sign off from|get approval from|ask me before|check with me first|check with me before|"
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
            "fire the workflow|fire off the workflow|set off the workflow|initiate the workflow|"
            "invoke the workflow|execute the workflow|begin the workflow|open the workflow|"
            "trigger workflow|trigger the workflow|start workflow|start the workflow|kick off the|trigger the|"
            "start the|run the workflow|launch the|workflow|kick off a|start a|launch a|run workflow|trigger a|"
            "kick off workflow|run the"
        ),
        "create_task": (
            "a task was made|a task is made|a task gets made|have a task created|have a task made|"
            "a task should be made|a task is created|a task was created|a task gets created|"
            "make a to do|make a to do for|add a to do for|put a task|put in a task|put a to do|drop a task|"
            "file a task|raise a task|set up a task|give them a task|create an action item|add an action item|"
            "spin up a task|queue a task|queue up a task|generate a task|"
            "create task|create a task|make a task|add a task|open a task|task|assign a task|create a to do|"
            "add a to do|create a todo|make a todo|add task|add a todo|set a task|give a task|"
            "create a follow up task|create task for|log a task"
        ),
        "block_new_deals": (
            "stop assigning new ones|do not assign new ones|assign no new ones|stop giving them new ones|"
            "stop giving them new deals|do not give them new deals|do not give them any more|give them nothing new|"
            "no further deals|stop sending new deals their way|do not route new deals|hold new deals back|"
            "do not get new ones|do not get new deals|do not get any new|do not get any more|do not get more|"
            "should not get new|get nothing new|get no more|can not get new|can not have new|no new assignments|"
            "cut off new deals|cut off from new deals|close the tap|stop feeding|stop feeding new deals|"
            "stop handing out new deals|stop handing new deals|hold back new deals|gets no new deals|"
            "get no new opps|gets no new opps|gets no more deals|get no more deals|no more opps|"
            "do not hand them new deals|do not hand out new deals|freeze new assignments|pause new deals|"
            "pause new assignments|do not get assigned|do not get new opps|block new deal assignments|"
            "block new deals|no new deals|stop new deals|block new opportunities|stop assigning deals|"
            "stop assigning new deals|block new deals for|block them from new deals|do not assign new deals|"
            "block new opps|block assignments|stop new assignments|freeze new deals|block deal assignment|"
            "stop giving them deals|block more deals|block any new deals|block new deal assignment|"
            "stop routing deals|do not allow new deals|prevent new deals|block new ones|should not get any new ones|"
            "should not get new deals|should not get any new deals|should not get new ones|should not get any more|"
            "should not get more deals|should not be assigned|should not be given|should not receive new deals|"
            "should not take new deals|should not take on new deals|should not take on any more|"
            "can not take new deals|"
            "can not get new deals|do not give new deals|do not give any new deals|do not give any more deals|"
            "do not assign any more deals|do not assign deals|no more deals|no new opps|no more new deals|"
            "get no new deals|"
            "get no new ones|must not get new deals|should get no new deals|should stop getting new deals|"
            "should not get anything new|should not get assigned|should not be getting new deals"
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
            "should not get stale warnings|should get no stale warnings|"
            "do not get stale warnings|get no stale warnings|"
            "are exempt from stale warnings|is exempt from stale warnings|should never get stale warnings|"
            "must not get stale warnings|should be exempt from stale warnings|never get stale warnings|"
            "should not be flagged as stale|should never be flagged as stale|must not be flagged as stale|"
            "are never stale|should not count as stale|should never count as stale|should not be marked as stale|"
            "do not send me stale warnings|do not send me the stale warning|do not want stale warnings|"
            "no stale flags|skip stale flags|skip the stale flag|no stale nagging|drop the stale warning|"
            "drop stale warnings|leave off stale warnings|exclude from stale warnings|exempt from stale alerts|"
            "exempt from the stale warning|do not stale warn|never stale warn|do not send a stale warning|"
            "stop flagging as stale|stop marking as stale|stop the stale warnings|suppress the stale warning|"
            "mute stale warnings|mute the stale warning|silence stale warnings|do not nag about staleness|"
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
            "i do not want to hear about|do not want to hear about|spare me the alerts|spare me alerts about|"
            "no need to tell me about|do not tell me about|stop telling me about|do not warn me about|"
            "stop warning me about|"
            "no more alerts|i do not care about|i do not need to hear about|no need to alert me about|"
            "should not trigger alerts|should not alert me|do not need alerts|need no alerts|"
            "quit alerting|quit alerting me|quit pinging me|hush alerts|hush the alerts|kill alerts|"
            "kill the alerts|kill all alerts|silence all alerts|spare me alerts|i do not want alerts|"
            "i do not need alerts|i do not want to be alerted|i do not want any alerts|do not raise alerts|"
            "do not fire alerts|hold alerts|hold the alerts|hold all alerts|no pings|do not send any alerts|"
            "do not send me alerts|quiet the alerts|cut the alerts|drop alerts|block alerts|"
            "suppress alerts|mute alerts|no alerts|silence alerts|do not alert|do not alert me|"
            "do not alert me about|stop alerting|stop alerts|hide alerts|stop alerting me|do not send alerts|"
            "turn off alerts|no alerts for|suppress all alerts|mute all alerts|never alert|never alert me|"
            "mute alerts for|stop alerting me about|do not notify me|stop notifying me|do not notify me about|"
            "disable alerts|skip alerts|ignore alerts|stop the alerts|never notify me|do not ping me|"
            "stop pinging me|stop sending alerts|stop sending me alerts|no notifications|mute notifications|"
            "suppress notifications|do not bother me|do not bother me about"
        ),
        "suppress_nudges": (
            "do not badger|stop badgering|"
            "quit nudging|kill nudges|kill the nudges|do not send any nudges|hold the nudges|hold all nudges|"
            "spare the nudges|do not nag|stop nagging|never nag|no nagging|silence all nudges|stop the nudges|"
            "stop all nudges|no reminders|stop reminders|stop reminding|do not pester|stop pestering|stop poking|"
            "turn off the nudges|switch off nudges|disable the nudges|cut the nudges|drop nudges|block nudges|"
            "suppress nudges|no nudges|mute nudges|do not nudge|stop nudging|stop nudges|skip nudges|"
            "do not send nudges|do not remind|turn off nudges|never nudge|hold nudges|suppress all nudges|"
            "pause nudges|silence nudges|no more nudges|do not poke|disable nudges|hold off on nudges|"
            "hold off nudging|stop sending nudges|no nudging|leave alone"
        ),
    },
    "point": {
        "now": "now|right now|immediately|asap|straight away|at once|right away",
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
}
"""{kind: {value: its phrases}}"""
