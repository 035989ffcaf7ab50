"""Reports and forecasts by their names."""

from __future__ import annotations

REPORTING: dict[str, dict[str, str]] = {
    "report": {
        "performance": (
            "performance report|performance|perform|performed|performing|performance review|"
            "performance summary|perf report|perf|scorecard|report card|how well|performance overview|"
            "team performance|performance update|sales performance|doing|do|results report|sales report|"
            "team report|fare|fared|did well|track record|faring|trending|tracking|shaping up|going"
        ),
        "pipeline_review": (
            "pipeline review|pipeline report|pipeline summary|pipeline overview|pipe review|"
            "review of the pipeline|pipeline status report|pipeline update|pipe report|pipeline check in|"
            "review the pipeline|state of the pipeline|pipeline recap|pipeline rundown|pipeline readout|"
            "pipeline health|state of our pipeline|state of my pipeline|status of the pipeline|"
            "status of our pipeline|pipeline status|health of the pipeline|health of our pipeline|"
            "shape of the pipeline|shape of our pipeline|pipeline analysis|review my pipeline|review our pipeline"
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
            "changes in our pipeline|changes in pipeline|change in the pipeline|anything change in the pipeline|"
            "anything changed in the pipeline|deals changed|deals have changed|moved in our pipeline|"
            "is different in the pipeline|shifted in the pipeline|changed in pipeline|change in pipeline|"
            "what has changed|pipeline shifts|"
            "what moved"
        ),
    },
    "reportnoun": {
        "": (
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
            "number going to be|number gonna be|number will be|the number be|number look like|number looking like|"
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
        "forecast_amount": "forecast amount|forecasted amount|forecast total|forecast number|forecast value",
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
            "how accurate|accuracy|accurate|how close|how far off|how good|how right|how wrong|forecast error|"
            "forecast accuracy|off by|mape|how reliable|track record of the forecast|reliable|how well did|"
            "forecast bias|bias"
        ),
    },
}
"""{kind: {value: its phrases}}"""
