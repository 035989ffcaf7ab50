"""Reports asked for, scheduled, stopped or sent to somebody."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from domain.language.commands.needs import Need, Step, need_of
from domain.language.meaning import condition_meaning
from domain.language.message import Message, Span
from domain.language.names import FIRST_NAMES, tops
from domain.language.parts import Parts, conditions
from domain.language.points import schedule
from domain.language.text import phrase_list, word_set
from domain.language.windows import resolve, shift

NOUNS = word_set(
    "report reports summary review recap rundown briefing digest brief readout analysis update overview "
    "scorecard summaries"
)
SURE = word_set(
    "performance report|pipeline review|executive summary|exec summary|quarterly review|qbr|activity summary|"
    "data hygiene|rep summary|account summary|deal review|win loss|win/loss|forecast report|anomalies|"
    "pipeline changes|hygiene report|win / loss|what changed|scorecard|red flags|anomaly report|board summary|"
    "exec report|performance review|rep scorecard|pipeline health|state of the pipeline|state of our pipeline|"
    "state of my pipeline|status of the pipeline|status of our pipeline|pipeline status|health of the pipeline|"
    "health of our pipeline|shape of the pipeline|shape of our pipeline|one on one prep|one on one with|one on one|"
    "sales performance|team performance|win loss breakdown|win loss break down|how healthy is the pipeline|"
    "how healthy is our pipeline|how healthy the pipeline is|pipeline looking|pipe looking|funnel looking|"
    "pipeline shaping up|walk me through the pipeline|walk me through our pipeline|talk me through the pipeline|"
    "take me through the pipeline|run me through the pipeline|analysis of wins and losses|"
    "analysis of our wins and losses|wins and losses analysis|"
    "my one on one with|prep me for my one on one with|prep for my one on one with"
)


def report(message: Message) -> Step | Need | None:
    """The report a message asks for, or None when it asks for none."""
    words = message.words
    if not words:
        return None
    message = _whoever_should_get(message)
    stop = _stops(message, message.opening())
    message, inbox = _without_occasion(message)
    words, at = message.words, message.opening()
    found = _which(message)
    if found is None:
        return None
    target, spans = found
    timing = schedule(message)
    gone = list(spans)
    args: dict[str, Any] = {}
    if timing is not None:
        gone += [Span(a, b, "") for a, b in timing.spans]
    verb_end = _verb_span(message, at)
    gone += verb_end
    to, told = _addressees(message, [*gone])
    if isinstance(to, Need):
        return to
    to = to or (["@me"] if inbox else [])
    gone += told
    gone += [Span(i, i + 1, "") for i, w in enumerate(words) if w in SENDING and i not in message.named]
    rest = message.without(gone)
    rest = _without_leftovers(rest)
    parts = rest.parts()
    if need := need_of(parts):
        return need
    named = _unknown_name(parts)
    if named is not None:
        return named
    args |= _arguments(parts, target, message)
    action = "run_report"
    if stop:
        return {
            "action": "unschedule_report",
            "target": target,
            "args": {k: v for k, v in args.items() if k in ("filters",)} | ({"to": to} if to and to != ["@me"] else {}),
        }
    if timing is not None and not (target == "performance" and not spans):
        action = "schedule_report"
        args["schedule"] = timing.meaning()
        if to:
            args["to"] = to
        elif _sends(message, at):
            args["to"] = ["@me"]
    elif to and (inbox or _sends(message, at)):
        if to == ["@me"] and not inbox and not message.has("email", "mail", "dm", "slack"):
            action = "run_report"
        else:
            action, args["to"] = "deliver_report", to
    elif words[at : at + 1] in (["schedule"], ["automate"], ["subscribe"]):
        return Need("time", (), "how often")
    elif (
        _sends(message, at)
        and words[at : at + 1]
        in (["share"], ["post"], ["forward"], ["deliver"], ["email"], ["publish"], ["distribute"])
        and not to
    ):
        return Need("person", (), "to whom")
    return {"action": action, "target": target, "args": args}


SENDING = word_set(
    "send sent email emails emailed mail mailed post posted share shared forward forwarded deliver delivered publish "
    "published scheduled recurring schedule subscription spot spotted notice noticed detect find overnight longer "
    "anymore delivery reminders reminder cancel stop unsubscribe weird stuff anomaly hygiene kindly"
)
"""Words of sending and stopping, which say nothing about what a report is of."""
SHOULD_GET = re.compile(
    r" (?:should|must|needs? to|ought to|ha(?:s|ve) to|wants? to|(?:is|are) to|would like to)(?: all| both)? "
    r"(?:get|receive|be sent|have|be getting|see) (?=(?:the|a|an|our|my|every|each|\w+ly) )"
)
"""“dana and marcus should get …”: words between people and the report they are to have."""


def _whoever_should_get(message: Message) -> Message:
    """“dana should get the forecast report” as “send dana the forecast report”."""
    text = f" {' '.join(message.words)} "
    led = SHOULD_GET.search(text)
    end = len(text[: led.start()].split()) if led else 0
    if not led or not end or not message.find("report") or not all(i in message.named for i in (0, end - 1)):
        return message
    used = end + len(led[0].split())
    verb = Message.of("send", message.names, message.today).tokens
    tokens = (*verb, *message.tokens[:end], *message.tokens[used:])
    return Message(message.text, tokens, message.names, message.today, message.fixes, message.has_context)


INBOX = re.compile(
    r" (?:in|to|into|via|by|over) (?:my |me )?"
    r"(?:inbox|email|mail|dms|dm|mailbox|direct messages)(?= )"
)
OCCASION = re.compile(
    r" (?:before|for|ahead of|prior to|in time for|to prep for|to take into) "
    r"(?:my|the|our|tomorrow|today|this|next|a|an) ?"
    r"(?:\w+ ){0,2}?(?:call|meeting|board|leadership|execs|exec team|offsite|sync|standup|stand up|presentation|"
    r"all hands|kickoff|town hall|investors|session|catch up|catchup|review meeting|c suite|ceo|cfo|cro)(?= )"
    r"| for (?:leadership|execs|the execs|management|investors)(?= )"
)
"""What a report is wanted for, which is no part of it."""


def _without_occasion(message: Message) -> tuple[Message, bool]:
    """(the message without what its report is wanted for, whether it is to go to the inbox of who asks)."""
    inbox = INBOX.search(f" {' '.join(message.words)} ") is not None
    for pattern in (INBOX, OCCASION):
        text = f" {' '.join(message.words)} "
        found = pattern.search(text)
        if found is not None:
            start = len(text[: found.start()].split())
            end = start + len(found[0].split())
            if any(s.start < start < s.end and s.end >= end for s in message.find("report")):
                # “summary for leadership” is that report's name.
                continue
            message = message.without([Span(start, start + len(found[0].split()), "")])
    return message, inbox


def _which(message: Message) -> tuple[str, list[Span]] | None:
    """(report, the words that name it)."""
    words = message.words
    asking = words[:1] and words[0] in ("which", "who", "list", "count")
    spans = [s for s in message.find("report") if not _in_agent(message, s) and not _in_setting(message, s)]
    noun = any(w in NOUNS for w in words)
    how_is = words[:1] == ["how"]
    if went := _how_it_went(message):
        return "performance", went
    for span in sorted(spans, key=lambda s: s.start - s.end):
        text = " ".join(w for w in words[span.start : span.end] if w != "-")
        if span.value == "performance" and text in phrase_list(
            "doing|do|perform|performed|performing|performance|fare|fared|faring|how well|did well|perf|track record|"
            "trending|tracking|going|shaping up|getting on|get on|got on|getting along|get along"
        ):
            found = _performing(message, span, text)
            if found:
                return found
            if text == "performance" and not asking and not message.find("setting"):
                return "performance", [span, *_noun_spans(message)]
            continue
        timed = any(m.period for m in message.drafted.mentions)
        if text == "what is new" and not timed:
            continue
        if text.startswith(("pipeline looking", "pipe looking", "funnel looking", "pipeline shaping")) and not how_is:
            continue
        if asking and not noun and span.value != "anomalies":
            continue
        if (
            span.value in ("data_hygiene", "anomalies", "pipeline_changes")
            or text in SURE
            or any(w in NOUNS for w in text.split())
        ):
            if (
                span.value == "anomalies"
                and text in ("odd", "weird", "strange", "unusual", "suspicious", "anomaly")
                and not (message.has("anything", "something", "report", "nothing", "look", "looks", "what"))
            ):
                continue
            if span.value == "data_hygiene" and message.has("score"):
                continue
            return span.value, [span, *_noun_spans(message)]
        if noun:
            return span.value, [span, *_noun_spans(message)]
    return _by_subject(message)


WENT = word_set(
    "how was were is are did do does has have go going gone been it we things thing business sales our the for in at "
    "turn out looking so far over with team teams region and month quarter year week to us"
)


def _how_it_went(message: Message) -> list[Span]:
    """“how was october”, “how did q3 go for emea”, “how's business in apac”: how something did, and nothing more."""
    words = message.words
    if words[:1] != ["how"] or words[1:2] not in _HOW_IT or message.has("deals", "pipeline", "forecast", "quota"):
        return []
    period = next((m for m in message.drafted.mentions if m.period), None)
    past = period is not None and period.period is not None and _has_begun(period.period.window, message.today)
    subject = message.has("business", "things") and bool(message.named) and not message.has("with")
    alone = (past and words[1] != "is") or subject
    timed = set(range(period.start, period.end)) if period is not None else set()
    said = [i for i, w in enumerate(words) if w.isalnum() and i not in message.named and i not in timed]
    if not alone or not all(words[i] in WENT for i in said):
        return []
    return [Span(i, i + 1, "") for i in said if words[i] not in ("for", "in", "at")]


_HOW_IT = (["was"], ["were"], ["did"], ["is"], ["are"], ["has"])


def _has_begun(window: str, today: date) -> bool:
    """Whether a period began on this day or before it."""
    start, _ = resolve(window, today)
    return start is not None and start <= today


def _in_agent(message: Message, span: Span) -> bool:
    """“status of the pipeline agent” names an agent, and no report."""
    return any(span.start < agent.end and agent.start < span.end for agent in message.find("agentname"))


def _in_setting(message: Message, span: Span) -> bool:
    """“what is the anomaly sensitivity” names a threshold, and no report."""
    return any(span.start < setting.end and setting.start < span.end for setting in message.find("setting"))


def _noun_spans(message: Message) -> list[Span]:
    return [Span(i, i + 1, "") for i, w in enumerate(message.words) if w in NOUNS]


def _performing(message: Message, span: Span, text: str) -> tuple[str, list[Span]] | None:
    """“how did the enterprise team perform last month?”, “how is anna doing”."""
    how = message.first("how_doing")
    words = message.words
    if how is None or how.start > message.opening() + 1 or how.end > span.start:
        return None
    if text in ("trending", "tracking") and not message.has("vs", "versus", "against", "compared"):
        # By itself it asks for the numbers over time.
        return None
    if text in ("going", "shaping up") and not _names_a_whole(words[how.end : span.start]):
        return None
    if text in ("doing", "do") and {"you", "things"} & set(words[how.end : span.start]):
        return None
    if message.has("forecast", "quota", "target") and text in ("doing", "do"):
        return None
    numbers = ("measure", "revenue", "status")
    if any(m.has(kind) for m in message.drafted.mentions for kind in numbers if m.text not in ("close", "working")):
        # “how did enterprise do on win rate” asks for that number.
        return None
    if word_set("long many much old far often fast quickly") & set(words[how.end : how.end + 1]):
        return None
    if text in ("doing", "do") and span.start - how.end > 8:
        return None
    if text == "do" and any(w in ("i", "you") for w in words[how.end : how.end + 2]):
        return None
    spans = [how, span]
    spans += [Span(i, i + 1, "") for i, w in enumerate(words) if w in ("performance",)]
    return "performance", spans


def _names_a_whole(words: list[str]) -> bool:
    """Whether a period, team or the business is asked after, and nothing smaller: “how is the quarter going”."""
    return bool(word_set("quarter month week year team business sales region q1 q2 q3 q4 qtr") & set(words))


TELL_ABOUT = (["about"], ["more", "about"], ["all", "about"], ["everything", "about"], ["a", "bit", "about"])
"""What follows “tell me” where somebody wants to know all about an account."""


def _told_about(message: Message) -> list[Span]:
    """“tell me about Contoso”: the words before the account's name, where nothing else is said."""
    at, words = message.opening(), message.words
    length = next((len(p) for p in TELL_ABOUT if words[at + 2 : at + 2 + len(p)] == p), 0)
    start = at + 2 + length
    rest = [i for i in range(start, len(words)) if words[i].isalnum() and words[i] not in ("the", "account", "our")]
    if words[at : at + 2] != ["tell", "me"] or not length or not rest or not set(rest) <= message.named:
        return []
    kinds = [tops(m.names)[0].named.kind for m in message.drafted.mentions if m.names and m.start >= start]
    return [Span(at, start, "")] if kinds == ["account"] else []


def _by_subject(message: Message) -> tuple[str, list[Span]] | None:
    """“summary for darcel”, “brief me on Contoso”: the subject says which report."""
    nouns = message.find("reportnoun") or _told_about(message)
    if not nouns:
        return None
    span = nouns[0]
    text = " ".join(message.words[span.start : span.end])
    if (
        message.words[span.end : span.end + 1] in (["to"], ["into"]) and text in ("report", "reports")
    ) or message.words[:1] == ["who"]:
        return None
    if span.start > message.opening() + 4 and text not in ("summary", "report", "recap", "review", "overview"):
        return None
    if text in ("analysis", "overview", "review") and not message.named:
        return None
    kinds = {tops(m.names)[0].named.kind for m in message.drafted.mentions if m.names and m.start >= 0}
    strip = [*nouns, *[Span(i, i + 1, "") for i, w in enumerate(message.words) if w in ("me", "on") and i == span.end]]
    if (
        "account" in kinds
        and message.has("deal", "opp", "opportunity")
        and (message.has("review") or "through" in text)
    ):
        return "deal_review", strip
    about = text.startswith(("what is", "where", "how", "going on", "the latest", "latest", "status", "the status"))
    if "account" in kinds and text.startswith(("go over", "deep dive")) and message.has("deal", "opp"):
        return "deal_review", strip
    if about and ("account" not in kinds or message.has("deal", "deals", "opp", "opps")):
        return None
    if "account" not in kinds and message.has("activity", "activities"):
        return "activity_summary", [*strip, *_words(message, "activity", "activities")]
    if "account" in kinds:
        return "account_summary", [*strip, *_words(message, "account")]
    if "person" in kinds and message.has("deals", "opps", "opportunities"):
        return "deal_review", strip
    if "person" in kinds:
        return "rep_summary", strip
    if message.has("rep", "reps"):
        return "rep_summary", strip
    if message.has("deal", "deals", "opps"):
        return "deal_review", strip
    if message.has("account", "accounts", "customer"):
        return "account_summary", strip
    if message.has("activity", "activities", "calls", "meetings"):
        return "activity_summary", strip
    if message.has("wins", "losses") and message.has("report", "summary", "analysis", "review"):
        return "win_loss", strip
    if message.has("sales") and text in ("report", "summary", "recap", "review"):
        return "performance", [*strip, *[Span(i, i + 1, "") for i, w in enumerate(message.words) if w == "sales"]]
    periods = any(m.period for m in message.drafted.mentions)
    if (
        periods
        and not kinds
        and text in ("report", "summary", "recap", "review", "readout", "rundown", "briefing", "digest")
    ):
        return "performance", strip
    if {"team", "region"} & kinds and text in ("report", "summary", "recap", "review", "overview"):
        return "performance", strip
    return None


def _words(message: Message, *said: str) -> list[Span]:
    """Where these words stand."""
    return [Span(i, i + 1, "") for i, w in enumerate(message.words) if w in said]


ENOUGH = re.compile(
    r"\b(?:do not|no longer|never|not) (?:want|need|send|get|wish|care)\b.*\b(?:any ?more|any longer)?$|"
    r"\b(?:no longer|any ?more)\b|\b(?:take|remove|drop|leave) (?:me|us) (?:off|from|out of)\b|\bopt (?:me )?out\b"
)
"""Words that say that a report is wanted no more."""


def _stops(message: Message, at: int) -> bool:
    """“stop sending”, “cancel the weekly”, “unsubscribe me from”."""
    words = message.words
    if words[at : at + 1] in (["unsubscribe"], ["unschedule"], ["discontinue"], ["cease"], ["quit"]):
        return True
    if words[at : at + 2] in (["enough", "with"], ["enough", "of"]):
        return True
    if words[at : at + 2] == ["end", "of"]:
        return False
    text = " ".join(words)
    if ENOUGH.search(text):
        return True
    channel = any(w.startswith("#") for w in words)
    if words[at : at + 1] in (["drop"], ["put"]) and (channel or INBOX.search(f" {text} ")):
        return False
    phrase = " ".join(words[at : at + 4])
    stops = phrase_list(
        "stop sending|stop the|stop posting|cancel the|cancel my|do not send|no more|stop emailing|"
        "quit sending|end the|kill the|turn off the|remove the|stop my|drop the|delete the|stop delivering|"
        "cancel|stop|turn off my|remove my|do not post|opt out|end my|kill|disable the|not send|delete my|"
        "take off the|"
        "switch off the|halt the|pause the|end|remove|delete|turn off|switch off|no more"
    )
    return phrase.startswith(stops)


def _verb_span(message: Message, at: int) -> list[Span]:
    """The verb that opens a report command: it is no part of what the report is about."""
    words = message.words
    end = at
    while (
        end < len(words)
        and end - at < 3
        and words[end]
        in phrase_list(
            "send|email|mail|post|share|run|show|give|get|generate|schedule|forward|deliver|dm|make|create|quit|pass|"
            "discontinue|cease|enough|with|"
            "halt|pull|build|prepare|do|stop|sending|cancel|posting|produce|unsubscribe|unschedule|set|slack|need|"
            "want|put|drop|start|up|over|out|automate|subscribe|end|publish|kill|not|more|no|together|compile|"
            "off|turn|shoot|ping|remove|delete|pulling|distribute|emailing|open|bring|display|draft|delivering"
        )
    ):
        end += 1
    return [Span(0, end, "")]


def _sends(message: Message, at: int) -> bool:
    return any(
        w
        in phrase_list(
            "send|email|mail|post|share|forward|deliver|dm|slack|drop|publish|shoot|distribute|ping|subscribe|"
            "get|sent|posted|emailed|give|run|sending|delivered|put|pass"
        )
        for w in message.words[at : at + 3] + message.words[max(0, len(message.words) - 4) :]
    )


def _addressees(message: Message, gone: list[Span]) -> tuple[list[str] | Need, list[Span]]:
    """Whom a report goes to: “to dana and #sales”, “me”."""
    words = message.words
    taken = {i for s in gone for i in range(s.start, s.end)}
    out: list[str] = []
    spans: list[Span] = []
    opening = message.opening()
    sends = set(words[opening : opening + 2]) & word_set("send email mail dm slack forward ping give get shoot post")
    reading = False
    for i, word in enumerate(words):
        mention = next((m for m in message.drafted.mentions if m.start == i), None)
        if word.startswith("#"):
            out.append(message.tokens[i].raw)
            spans.append(Span(i - (words[i - 1] in ("to", "in", "into", "on")), i + 1, ""))
            continue
        if word in ("me", "@me", "myself") and (
            i <= opening + 3
            or words[i - 1] in ("to", "with", "and", "send", "email", "give", "get", "dm", "slack", "mail")
        ):
            if words[i + 1 : i + 2] == ["on"] and words[i - 1] in ("update", "brief"):
                continue
            out.append("@me")
            spans.append(Span(i - (words[i - 1] in ("to", "with")), i + 1, ""))
            reading = True
            continue
        if word in ("us",) and sends and i <= opening + 2:
            spans.append(Span(i, i + 1, ""))
            continue
        direct = (bool(sends) and i in (opening + 1,)) or words[i - 1 : i] in (["sending"], ["emailing"], ["giving"])
        if mention is None or (i in taken and not direct):
            continue
        lead = words[i - 1] if i else ""
        people = [c for c in tops(mention.names) if c.named.kind in ("person", "team")] if mention.names else []
        if (
            people
            and (lead in ("to", "with", "cc") or direct or (reading and lead in ("and", ",", "cc")))
            and not mention.possessive
        ):
            if len({c.named.value for c in people}) > 1:
                return Need("person", tuple(c.named.value for c in people), mention.text), []
            out.append(people[0].named.value)
            end = mention.end + (words[mention.end : mention.end + 1] == ["team"])
            spans.append(Span(i - (lead in ("to", "with", "cc")), end, ""))
            reading = True
        elif (
            lead in ("to", "with")
            and word in ("the",)
            and words[i + 1 : i + 2]
            and words[i + 1] in phrase_list("team|execs|board|reps|managers|leadership|group|channel")
        ):
            out.append(words[i + 1])
            spans.append(Span(i - 1, i + 2, ""))
    if not out and sends and words[opening : opening + 1] in (["email"], ["dm"]) and not spans:
        pass
    return list(dict.fromkeys(out)), spans


def _without_leftovers(rest: Message) -> Message:
    loose = word_set(
        "please pls report a an the of full latest quick short detailed new updated recurring automatic at our "
        "my sending getting fresh current usual standard once regular up to date write sales in out over there "
        "anything going morning auto weekly again any"
    )
    gone = [
        Span(i, i + 1, "")
        for i, w in enumerate(rest.words)
        if w in loose - word_set("my in to at of new date over weekly sales")
        or (w in ("sales",) and rest.words[i + 1 : i + 2] in (["team"], []))
    ]
    return rest.without(gone)


def _unknown_name(parts: Parts) -> Need | None:
    for mention in parts.unknown:
        if mention.unknown and mention.text.isalpha():
            slot = "person" if mention.text in FIRST_NAMES else "account"
            return Need(slot, (), mention.text)  # type: ignore[arg-type]
    return None


def _arguments(parts: Parts, target: str, message: Message) -> dict[str, Any]:
    """Filters, window, grouping and comparison of a report."""
    args: dict[str, Any] = {}
    sent = target != "activity_summary"
    clauses = [c for c in parts.clauses if not ("pipeline" in parts.marks and c.condition.field == "status")]
    clauses = [c for c in clauses if not (sent and c.condition.field == "type")]
    filters = [condition_meaning(c) for c in conditions(clauses)]
    if filters:
        args["filters"] = filters
    windows = [w for w, _ in parts.windows if w != "@previous"]
    going = [unit for unit in ("week", "month", "quarter", "year") if message.has_phrase(f"the {unit}")]
    if not windows and going and message.find("how_doing"):
        # “how is the quarter going”: the running one.
        windows = [f"{going[0]}:0"]
    if windows:
        args["window"] = windows[0]
    if parts.groups:
        args["group_by"] = [g.replace("@date", "close_date") for g in parts.groups]
    if "compare" in parts.marks and len(windows) == 1:
        args["compare"] = {"window": args.pop("window")}
    elif {"vs", "compare"} & parts.marks and parts.windows:
        other = windows[1] if len(windows) > 1 else shift(windows[0], -1, message.today) if windows else None
        if other and len(parts.windows) > 1:
            args["compare"] = {"window": other}
        elif windows and len(parts.windows) == 1 and message.has("vs", "versus", "compared", "against"):
            args["compare"] = {"window": windows[0]}
            args.pop("window", None)
    return args
