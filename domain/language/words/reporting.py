"""Reports and forecasts by their names."""

from __future__ import annotations

REPORTING: dict[str, dict[str, str]] = {
    "report": {
        "performance": (
            "performance report|performance|getting on|get on|got on|getting along|get along|perform|performed|"
            "performing|performance review|"
            "performance summary|perf report|perf|scorecard|report card|how well|performance overview|"
            "team performance|performance update|sales performance|doing|do|results report|sales report|"
            "team report|fare|fared|did well|track record|faring|trending|tracking|shaping up|going"
        ),
        "pipeline_review": (
            "pipeline review|pipeline report|pipeline looking|pipe looking|funnel looking|pipeline shaping up|"
            "how healthy is the pipeline|how healthy is our pipeline|how healthy the pipeline is|"
            "walk me through the pipeline|walk me through our pipeline|talk me through the pipeline|"
            "take me through the pipeline|run me through the pipeline|pipeline summary|pipeline overview|pipe review|"
            "review of the pipeline|pipeline status report|pipeline update|pipe report|pipeline check in|"
            "review the pipeline|state of the pipeline|pipeline recap|pipeline rundown|pipeline readout|"
            "pipeline health|state of our pipeline|state of my pipeline|status of the pipeline|"
            "status of our pipeline|pipeline status|health of the pipeline|health of our pipeline|"
            "shape of the pipeline|shape of our pipeline|pipeline analysis|review my pipeline|review our pipeline"
        ),
        "executive_summary": (
            "exec summaries|executive summaries|board summaries|summary for executives|summary for the executives|"
            "summary for the leadership team|"
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
            "crm cleanliness|how good is our crm data|how good is the crm data|how messy is our crm|"
            "how messy is the crm|how messy is our data|how dirty is our data|how dirty is our crm|"
            "how tidy is our crm|cleanliness report|crm cleanliness report|cleanliness of our crm|"
            "data hygiene issues|"
            "hygiene issues|"
            "data hygiene|hygiene report|data hygiene report|data quality report|crm hygiene|"
            "crm hygiene report|data quality|hygiene summary|data cleanliness report|crm health report|hygiene|"
            "crm data quality|data health report|data health|crm quality report|hygiene scorecard|"
            "how clean is our data|how clean our data is|how clean is the crm|how clean is our crm|"
            "how clean the crm is|how clean the data is|how clean is the data|how good is our data|"
            "how complete is our data|data completeness|how clean is my data|how clean our crm is|"
            "state of our data|crm health|data cleanliness"
        ),
        "rep_summary": (
            "rep summary|rep report|rep scorecard|rep review|summary of the rep|rep overview|rep recap|"
            "sales rep report|one on one summary|1 on 1 summary|one on one prep|1 1 prep|rep profile|"
            "rep breakdown report|coaching summary|sales rep summary|rep brief"
        ),
        "account_summary": (
            "account summary|account report|account review|account overview|account brief|account briefing|"
            "customer summary|account recap|summary of account|client summary|"
            "account profile|account plan summary|customer report|account status report|account update"
        ),
        "deal_review": (
            "deal review|deal report|deal desk review|deals review|deal summary|deal inspection|"
            "opportunity review|opp review|review of deals|deal by deal review|deals report|deal overview|"
            "opportunity report|deal recap|opp report"
        ),
        "win_loss": (
            "win loss|win/loss|analysis of wins and losses|analysis of our wins and losses|review of wins and losses|"
            "wins and losses review|wins and losses analysis|win loss break down|win loss report|win loss analysis|"
            "winloss|win loss review|"
            "wins and losses report|win/loss report|win/loss analysis|win loss summary|win and loss report|"
            "win / loss|win / loss report|win / loss analysis|wins and losses analysis|win vs loss report|"
            "w/l report|loss analysis|win loss breakdown|win / loss review|win / loss summary"
        ),
        "forecast_report": (
            "forecast report|forecast summary|forecast rundown|forecast briefing|forecasting report|forecast review|"
            "forecast digest|"
            "forecast update|forecast deck|weekly forecast report|forecast recap|forecast readout|"
            "forecasting summary"
        ),
        "anomalies": (
            "weird anomalies|anything look off|anything looks off|anything looking off|any surprises|what stands out|"
            "anything stand out|anything stands out|anything surprising|any irregularities|weird stuff|"
            "anything weird going on|any anomalies|strange anomalies|"
            "anomalies|anomaly report|anything unusual|unusual|outliers|anything weird|anything odd|weird|odd|"
            "anomaly|anomalies report|anomaly summary|red flags|strange|anything strange|unusual activity|"
            "anything off|outlier report|anything suspicious|suspicious|irregularities|"
            "anything out of the ordinary|out of the ordinary|anything fishy|looks off|anomalous"
        ),
        "pipeline_changes": (
            "pipe delta|has the pipeline changed|did the pipeline change|pipeline changed|has our pipeline changed|"
            "did our pipeline change|what is new in the pipeline changes|what is new in the pipeline|"
            "new in the pipeline|anything new in the pipeline|"
            "what is new|pipe changes|pipe movement|pipe moves|pipe diff|"
            "pipeline changes|changes in the pipeline|pipeline movement|pipeline movements|"
            "pipeline change report|what changed in the pipeline|changed in the pipeline|"
            "pipeline changes report|changes to the pipeline|what has changed in the pipeline|pipeline moves|"
            "what moved in the pipeline|moved in the pipeline|what changed|pipeline deltas|what is changed|"
            "pipeline delta|pipeline diff|has changed in the pipeline|changed in our pipeline|"
            "changes in our pipeline|changes in pipeline|change in the pipeline|anything change in the pipeline|"
            "anything changed in the pipeline|deals changed|deals have changed|moved in our pipeline|"
            "is different in the pipeline|shifted in the pipeline|changed in pipeline|change in pipeline|"
            "what has changed|pipeline shifts|"
            "what moved"
        ),
    },
    "reportnoun": {
        "": (
            "walk me through|talk me through|what is going on with|what is going on at|going on with|going on at|"
            "what is the latest on|what is the latest with|the latest on|latest on|what is the story with|"
            "what is the story on|what is new with|what is new at|where do we stand with|where are we with|"
            "how are things with|how are things at|how are things going with|how is it going with|status of the|"
            "the status of the|what is the status of the|deep dive on|deep dive into|deep dive|go over|"
            "let us go over|take me through|run me through|give me the rundown on|"
            "give me the lowdown on|"
            "report|reports|summary|review|recap|rundown|briefing|digest|brief|readout|write up|summarize|"
            "summarise|analysis|update me on|catch me up on|catch me up|brief me|debrief|retrospective|"
            "summaries|overview|prep me for|prep for|prep|fill me in on|fill me in|bring me up to speed on|"
            "get me up to speed on|up to speed on|lowdown on|the lowdown on|the scoop on|"
            "what do i need to know about|what should i know about|background on|get me ready for|quick read on"
        ),
    },
    "how_doing": {
        "": (
            "how is|how are|how did|how was|how were|how has|how have|how does|how do|how|hows|how well did|how well is"
        ),
    },
    "forecast": {
        "": (
            "expected bookings|expected revenue|expected sales|anticipated bookings|anticipated revenue|"
            "are we forecasting|we are forecasting|number are we going to hit|number will we hit|"
            "quarter going to end|quarter gonna end|month going to end|year going to end|"
            "call for the quarter|call for this quarter|call for the month|call for the year|our call for|"
            "landing spot|landing zone|crunch the forecast|"
            "number going to be|number gonna be|number will be|the number be|number look like|number looking like|"
            "forecast|forecasts|fcst|projection|projections|projected|outlook|predict|prediction|"
            "predicted|forecasted|project|fcast|land|landing|end up|finish|expected to land|"
            "will we close|expect to close|going to close|likely to close|end the quarter|close out|"
            "finish the quarter|going to land|estimate"
        ),
    },
    "fmeasure": {
        "quota_gap": (
            "how much are we short|how much short are we|how far behind target are we|how far behind quota are we|"
            "how far behind plan are we|how far behind target|how far behind quota|how far behind plan|"
            "how far behind goal|how much are we behind|"
            "how far off are we|how far are we off|how short are we|how far behind are we|quota gap|"
            "gap to quota|gap to target|gap|short of quota|shortfall|how far from quota|"
            "how far off quota|distance to quota|left to quota|to go to quota|gap to goal|"
            "how far are we from quota|short of target|behind quota|far from quota|off quota|need to hit quota|"
            "still need to close|away from quota|remaining quota|left to close|need to close|left to hit quota|"
            "target gap|gap against quota|gap vs quota|remaining to quota|quota shortfall|far from target|"
            "away from target|off target|how far off target|far off quota|how short"
        ),
        "forecast_amount": "forecast amount|forecasted amount|forecast total|forecast number|forecast value",
        "weighted_amount": (
            "weighted|weighted forecast|weighted amount|weighted pipeline|probability weighted|risk adjusted|"
            "weighted value|weighted pipe|weighted total|risk adjusted forecast|weighted number"
        ),
        "best_case": (
            "most we could close|most we can close|most we could land|most we could book|most we could possibly close|"
            "bull case|high end of the forecast|"
            "best case forecast|best case scenario|upside forecast|optimistic|best case|bestcase|"
            "best case number|optimistic forecast|ceiling|best possible|upside case|high case"
        ),
        "worst_case": (
            "least we will close|least we could close|least we can close|least we could land|conservative case|"
            "conservative number|bear case|low end of the forecast|least we are going to close|"
            "worst case|worst case forecast|worst case scenario|downside|pessimistic|floor|worstcase|"
            "downside case|pessimistic forecast|worst case number|low case|conservative forecast|worst possible"
        ),
        "likely": (
            "most likely case|most likely outcome|most likely scenario|likely scenario|likely landing|likely result|"
            "most probable outcome|probable outcome|most probable number|likeliest outcome|likeliest|"
            "likely|most likely|likely case|realistic|most likely forecast|likely number|likely outcome|"
            "realistic forecast|expected case|most probable|base case|likely forecast|realistic number|"
            "most likely number"
        ),
        "run_rate": "run rate|runrate|annualized|annual run rate|run rates",
        "pace": (
            "will we hit our quota|will we hit our goal|will we hit our plan|will we hit the number|"
            "will we hit the numbers|will we hit the quota|will we hit the target|will we hit the goal|"
            "will we hit the plan|will we make our numbers|will we make our quota|will we make our target|"
            "will we make our goal|will we make our plan|will we make the number|will we make the numbers|"
            "will we make the quota|will we make the target|will we make the goal|will we make the plan|"
            "are we going to hit our number|are we going to hit our numbers|are we going to hit our quota|"
            "are we going to hit our target|are we going to hit our goal|are we going to hit our plan|"
            "are we going to hit the number|are we going to hit the numbers|are we going to hit the quota|"
            "are we going to hit the target|are we going to hit the goal|are we going to hit the plan|"
            "are we going to make our number|are we going to make our numbers|are we going to make our quota|"
            "are we going to make our target|are we going to make our goal|are we going to make our plan|"
            "are we going to make the number|are we going to make the numbers|are we going to make the quota|"
            "are we going to make the target|are we going to make the goal|are we going to make the plan|"
            "are we gonna hit our number|are we gonna hit our numbers|are we gonna hit our quota|"
            "are we gonna hit our target|are we gonna hit our goal|are we gonna hit our plan|"
            "are we gonna hit the number|are we gonna hit the numbers|are we gonna hit the quota|"
            "are we gonna hit the target|are we gonna hit the goal|are we gonna hit the plan|"
            "are we gonna make our number|are we gonna make our numbers|are we gonna make our quota|"
            "are we gonna make our target|are we gonna make our goal|are we gonna make our plan|"
            "are we gonna make the number|are we gonna make the numbers|are we gonna make the quota|"
            "are we gonna make the target|are we gonna make the goal|are we gonna make the plan|"
            "can we hit our number|can we hit our numbers|can we hit our quota|can we hit our target|"
            "can we hit our goal|can we hit our plan|can we hit the number|can we hit the numbers|"
            "can we hit the quota|can we hit the target|can we hit the goal|can we hit the plan|"
            "can we make our number|can we make our numbers|can we make our quota|can we make our target|"
            "can we make our goal|can we make our plan|can we make the number|can we make the numbers|"
            "can we make the quota|can we make the target|can we make the goal|can we make the plan|"
            "do we hit our number|do we hit our numbers|do we hit our quota|do we hit our target|"
            "do we hit our goal|do we hit our plan|do we hit the number|do we hit the numbers|do we hit the quota|"
            "do we hit the target|do we hit the goal|do we hit the plan|do we make our number|"
            "do we make our numbers|do we make our quota|do we make our target|do we make our goal|"
            "do we make our plan|do we make the number|do we make the numbers|do we make the quota|"
            "do we make the target|do we make the goal|do we make the plan|will i hit our number|"
            "will i hit our numbers|will i hit our quota|will i hit our target|will i hit our goal|"
            "will i hit our plan|will i hit the number|will i hit the numbers|will i hit the quota|"
            "will i hit the target|will i hit the goal|will i hit the plan|will i make our number|"
            "will i make our numbers|will i make our quota|will i make our target|will i make our goal|"
            "will i make our plan|will i make the number|will i make the numbers|will i make the quota|"
            "will i make the target|will i make the goal|will i make the plan|am i going to hit our number|"
            "am i going to hit our numbers|am i going to hit our quota|am i going to hit our target|"
            "am i going to hit our goal|am i going to hit our plan|am i going to hit the number|"
            "am i going to hit the numbers|am i going to hit the quota|am i going to hit the target|"
            "am i going to hit the goal|am i going to hit the plan|am i going to make our number|"
            "am i going to make our numbers|am i going to make our quota|am i going to make our target|"
            "am i going to make our goal|am i going to make our plan|am i going to make the number|"
            "am i going to make the numbers|am i going to make the quota|am i going to make the target|"
            "am i going to make the goal|am i going to make the plan|are we likely to hit our number|"
            "are we likely to hit our numbers|are we likely to hit our quota|are we likely to hit our target|"
            "are we likely to hit our goal|are we likely to hit our plan|are we likely to hit the number|"
            "are we likely to hit the numbers|are we likely to hit the quota|are we likely to hit the target|"
            "are we likely to hit the goal|are we likely to hit the plan|are we likely to make our number|"
            "are we likely to make our numbers|are we likely to make our quota|are we likely to make our target|"
            "are we likely to make our goal|are we likely to make our plan|are we likely to make the number|"
            "are we likely to make the numbers|are we likely to make the quota|are we likely to make the target|"
            "are we likely to make the goal|are we likely to make the plan|are we set to hit our number|"
            "are we set to hit our numbers|are we set to hit our quota|are we set to hit our target|"
            "are we set to hit our goal|are we set to hit our plan|are we set to hit the number|"
            "are we set to hit the numbers|are we set to hit the quota|are we set to hit the target|"
            "are we set to hit the goal|are we set to hit the plan|are we set to make our number|"
            "are we set to make our numbers|are we set to make our quota|are we set to make our target|"
            "are we set to make our goal|are we set to make our plan|are we set to make the number|"
            "are we set to make the numbers|are we set to make the quota|are we set to make the target|"
            "are we set to make the goal|are we set to make the plan|will we hit plan|will we hit goal|"
            "will we make target|will we make plan|will we make goal|are we going to hit quota|"
            "are we going to hit target|are we going to hit plan|are we going to hit goal|"
            "are we going to make quota|are we going to make target|are we going to make plan|"
            "are we going to make goal|are we gonna hit quota|are we gonna hit target|are we gonna hit plan|"
            "are we gonna hit goal|are we gonna make quota|are we gonna make target|are we gonna make plan|"
            "are we gonna make goal|can we hit quota|can we hit target|can we hit plan|can we hit goal|"
            "can we make quota|can we make target|can we make plan|can we make goal|do we hit quota|"
            "do we hit target|do we hit plan|do we hit goal|do we make quota|do we make target|do we make plan|"
            "do we make goal|will i hit quota|will i hit target|will i hit plan|will i hit goal|will i make quota|"
            "will i make target|will i make plan|will i make goal|am i going to hit quota|"
            "am i going to hit target|am i going to hit plan|am i going to hit goal|am i going to make quota|"
            "am i going to make target|am i going to make plan|am i going to make goal|are we likely to hit quota|"
            "are we likely to hit target|are we likely to hit plan|are we likely to hit goal|"
            "are we likely to make quota|are we likely to make target|are we likely to make plan|"
            "are we likely to make goal|are we set to hit quota|are we set to hit target|are we set to hit plan|"
            "are we set to hit goal|are we set to make quota|are we set to make target|are we set to make plan|"
            "are we set to make goal|"
            "ahead of or behind pace|ahead of or behind|ahead or behind|behind pace|ahead of pace|tracking to plan|"
            "tracking to target|tracking to quota|tracking to goal|tracking against plan|tracking against target|"
            "pace|pacing|on pace|on track|tracking|trending to|on course|on target|on pace for|will we hit quota|"
            "will we hit our number|will we hit our numbers|will we make quota|will we make our number|"
            "going to hit quota|going to hit our number|gonna hit quota|gonna hit our number|will we hit target|"
            "will we hit our target|going to make quota|going to make our number|how far along are we|"
            "how far along we are"
        ),
        "expected_count": (
            "how many deals are likely to close|how many deals are we likely to close|how many are likely to close|"
            "how many deals are going to close|how many are going to close|projected number of wins|"
            "expected number of deals to close|predicted number of deals|projected wins|"
            "expected count|how many deals will close|expected number of deals|expected deals|"
            "how many deals do we expect to close|how many deals will we close|"
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
            "how off|how far out|how much off|vs actual|vs actuals|versus actual|versus actuals|against actuals|"
            "against actual|compared to actuals|compare to actuals|compared with actuals|actual vs|actuals vs|"
            "actual versus|actuals versus|how wide of the mark|"
            "how accurate|accuracy|accurate|how close|how far off|how good|how right|how wrong|forecast error|"
            "forecast accuracy|off by|mape|how reliable|track record of the forecast|reliable|how well did|"
            "forecast bias|bias"
        ),
    },
}
"""{kind: {value: its phrases}}"""
