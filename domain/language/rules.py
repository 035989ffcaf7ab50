"""Standing rules: “alert me when a deal over $500k has no activity in 7 days” as conditions and reactions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from domain.language.commands.needs import Need, Step, need_of
from domain.language.draft import QUESTIONS, Mention
from domain.language.english import ORDINARY
from domain.language.events import amount_change, deviation, events_in
from domain.language.meaning import condition_meaning
from domain.language.message import Message, Span
from domain.language.names import tops
from domain.language.own.exceptions import exceptions
from domain.language.parts import Parts, conditions
from domain.language.points import duration
from domain.language.resolver import Resolved, resolved
from domain.language.rule_wordings import OF_THEIRS, in_the_second_person, of_the_one_told, plainly
from domain.language.text import phrase_list, word_set
from domain.language.told_whom import plainly_told
from domain.query import QuerySpec

MARKERS = frozenset(["when", "whenever", "if", "once", "anytime", "unless"])
MARKER_PHRASES = phrase_list(
    "as they|as it|upon|the instant|the second|as and when|at any point|any time that|the day|"
    "as soon as|every time|each time|any time|the moment|the minute|in case|should a|should any|should an"
)
WEAK = word_set(
    "tell|message|let|email|post|text|dm|task|slack|start the|run the|trigger the|launch the|kick off the|"
    "start a|kick off a|launch a|trigger a|let me know|cc|remind|tag|highlight|take it|raise it|workflow|ping|"
    "inform|announce|remind me|report to|run forecast|run the forecast|run forecasting|run analytics|"
    "run the pipeline agent|run the analytics agent|run the forecasting agent|rerun the forecast|"
    "refresh the forecast|update the forecast|rerun forecast|loop in|hit me up|recalculate the forecast|"
    "recalc the forecast|redo the forecast|i want to know|buzz|trigger forecasting|kick off the forecast|"
    "run the workflow|trigger the forecast|rerun forecasting|kick off forecasting|rerun the forecasting agent|"
    "rerun the analytics agent|rerun the pipeline agent|force run|run the forecast again|trigger a forecast|"
    "kick off a forecast|trigger the forecasting agent|trigger the analytics agent|trigger the pipeline agent"
)
ASK_WORDS = word_set("what which who how why where show list did is are was does do has have whats give count wich")
MOVES = word_set(
    "drops falls goes dips gets slides rises climbs drop fall dip rise sinks slips dropped fell moves stays "
    "remains becomes jumps has been turns grows go get gone went going getting"
)


CONDITION_FIRST = (["the", "minute"], ["the", "moment"], ["the", "second"], ["the", "instant"], ["the", "day"])
"""Words that open a condition and elsewhere only lead in."""


def rule(message: Message) -> Step | Need | None:
    """The rule a message sets up, what it lacks, or None when it is no rule."""
    message = plainly(plainly_told(_spoken_to(message)))
    words = message.words
    at = message.opening()
    at += words[at : at + 1] in (["a"], ["an"]) and words[at + 1 : at + 2] == ["rule"]
    if at >= len(words):
        return None
    if words[:2] in CONDITION_FIRST or (words[:1] == ["should"] and words[1:2] in (["a"], ["an"], ["any"], ["one"])):
        at = 0
    prefix = _prefix(message, at)
    named_rule = prefix is not None
    start = prefix if prefix is not None else min([at, *(s.start for s in message.find("react") if s.start <= at)])
    reacting = message.at("react", at)
    asks = words[at] in ASK_WORDS and words[at : at + 2] != ["do", "not"] and not (reacting and reacting.end > at + 1)
    if not named_rule and (asks or words[at : at + 2] == ["what", "if"]):
        return None
    body = message.part(start)
    body = in_the_second_person(body) if named_rule else body
    if not body.words:
        return Need("condition", (), "rule") if named_rule else None
    reacts = _reactions(body, named_rule)
    marker = _marker(body)
    if not reacts:
        return Need("condition", (), "rule") if named_rule and len(body.words) <= 3 else None
    first = reacts[0]
    # A reaction comes first, or a condition and then a reaction; anything else is a question or a command.
    leading = first.start <= body.opening() + 1
    if (
        not leading
        and not named_rule
        and not (marker and marker.start <= body.opening() + 1)
        and not _declares(body, reacts)
        and not _orders(body, first)
    ):
        return None
    phrase = " ".join(body.words[first.start : first.end])
    if phrase in WEAK and marker is None and not named_rule and (leading or not _orders(body, first)):
        return None
    if first.value in ("force_run", "trigger_workflow", "create_task") and marker is None:
        return None
    if body.find("report") and not marker and not named_rule and first.value in ("alert",):
        return None
    if not marker and not named_rule and first.value == "alert" and _schedule_like(body):
        return None
    return _build(body, reacts, marker, named_rule=named_rule)


def _spoken_to(message: Message) -> Message:
    """“pipeline agent: nudge …” says to the agent what “nudge …” says."""
    at = message.opening()
    agent = message.at("agentname", at) if at < len(message.words) else None
    named = agent is not None and message.words[agent.end : agent.end + 1] in ([":"], [","], ["-"])
    return message.part(agent.end + 1) if agent and named and agent.end + 1 < len(message.words) else message


def _prefix(message: Message, at: int) -> int | None:
    """Where the rule itself begins after “create a rule:”; None when no rule is announced."""
    words = message.words
    if words[at : at + 2] in (["rule", "count"], ["rule", "counts"], ["rule", "names"]):
        return None
    for i in range(at, min(len(words), at + 6)):
        if words[i] in ("rule", "alert", "automation", "trigger") and words[at] in phrase_list(
            "create|add|make|set|new|build|define|rule|save"
        ):
            if words[i] != "rule" and not {"create", "add", "make", "set", "new", "build"} & set(words[at:i]):
                continue
            if words[i] == "alert" and i + 1 < len(words) and words[i + 1] in ("me",):
                return i
            end = i + 1
            while end < len(words) and words[end] in phrase_list(":|-|to|that|which|so|for|called|where|saying|,"):
                end += 1
            if words[i] in ("alert", "trigger", "automation"):
                return i
            return end
    return None


def _declares(body: Message, reacts: list[Span]) -> bool:
    """“deals over 1m need my approval”: a statement that ends in the reaction."""
    strong = {"require_approval", "block_new_deals", "skip_stale_warning", "suppress_alerts", "suppress_nudges"}
    declared = [r for r in reacts if r.value in strong]
    declared = declared or [r for r in reacts if _is_passive(body, r)]
    # “deals that need approval” are asked for; “deals over 1m need approval” is said.
    related = bool(declared) and body.words[declared[0].start - 1] in ("that", "which", "who", "still")
    asked = related or body.has("exception", "exceptions", "queue") or body.words[0] in ASK_WORDS
    return bool(declared) and not asked


def _is_passive(body: Message, react: Span) -> bool:
    """“… get flagged”, “… should ping me”: said of deals, and no order."""
    said = body.words[react.start : react.end]
    return react.start > 0 and (said[0] in PASSIVE or body.words[react.start - 1] in ("should", "must", "to"))


PASSIVE = word_set("get gets should must be are to need needs")


def replace_tokens(message: Message, said: tuple[Any, ...]) -> Message:
    """The message with other tokens."""
    return Message(message.text, said, message.names, message.today, message.fixes, message.has_context)


POINTS_AT = word_set("it them those these the that its their")


def _orders(body: Message, first: Span) -> bool:
    """“deals with no next step: nudge the owner”, “stuck deals, flag them”: which deals, and then what to do."""
    at, words = first.start, body.words
    if not at or words[0] in ASK_WORDS or body.words[0] in ("compare", "sort", "ok", "hi", "hey"):
        return False
    before = words[at - 1]
    arrow = before in (":", ">", "=>", "=", "?") or (before == "-" and body.tokens[at - 1].end < body.tokens[at].start)
    phrase = words[at : first.end]
    if (
        first.value == "alert"
        and before in (",", ";", ".")
        and _told_somebody(body, first)
        and _bounded(body.part(0, at))
    ):
        return True
    telling = first.value in ("nudge_owner", "flag", "escalate", "require_approval", "create_task", "alert")
    points = bool(POINTS_AT & {*phrase[1:], *words[first.end : first.end + 1]}) or first.value == "nudge_owner"
    if telling and before == "," and first.value == "alert" and events_in(_settled(body.part(0, at - 1)))[0]:
        return True
    if telling and before == "," and first.value == "escalate" and any(t.kind == "number" for t in body.tokens[:at]):
        return True
    return telling and (arrow or (before == "," and points and first.value != "alert"))


def _told_somebody(body: Message, react: Span) -> bool:
    """Whether a channel or a person follows: “…, post to #deals”, “…, tell renee”."""
    told = body.part(react.end)
    return any(w.startswith("#") and len(w) > 1 for w in told.words) or any(s.start <= 1 for s, _ in told.people())


def _bounded(case: Message) -> bool:
    """“coverage under 3 in East”, “deals with no activity in 10 days”: a case that comes about."""
    listed = case.words[:1] and case.words[0] in LISTS
    aged = any(m.get("measure") or m.has("entity") for m in case.drafted.mentions)
    return bool(aged) and not listed and any(t.kind == "number" for t in case.tokens) and not case.find("report")


LISTS = word_set("top bottom show list give send get pull all biggest largest best worst forecast run")


def _schedule_like(body: Message) -> bool:
    return body.has("daily", "weekly", "every") and bool(body.find("report") or body.find("reportnoun"))


def _reactions(body: Message, named_rule: bool) -> list[Span]:
    out: list[Span] = []
    for span in body.find("react"):
        text = " ".join(body.words[span.start : span.end])
        if (
            out
            and text in phrase_list("let|should|where|task|tag|email|text|post|message|cc|slack")
            and not _after_joint(body, span)
        ):
            continue
        if (
            text in phrase_list("email|text|message|slack|post|tag|task|flag|alert|alerts|flags|nudge")
            and span.start
            and body.words[span.start - 1] in phrase_list("an|no|any|last|by|via|the|with")
            and not named_rule
        ) and not (text in ("alert",) and body.words[span.start - 1] in ("an", "the")):
            continue
        out.append(span)
    return out


def _after_joint(body: Message, span: Span) -> bool:
    return bool(span.start) and body.words[span.start - 1] in ("and", "then", ",", "also", "plus", "&")


def _marker(body: Message) -> Span | None:
    """The word that opens the condition."""
    text = body.words
    for i in range(len(text)):
        for phrase in MARKER_PHRASES:
            parts = phrase.split()
            if text[i : i + len(parts)] == parts:
                return Span(i, i + (len(parts) - (parts[0] == "should")), phrase)
        if text[i] in MARKERS:
            return Span(i, i + 1, text[i])
    return None


def _build(body: Message, reacts: list[Span], marker: Span | None, *, named_rule: bool) -> Step | Need:
    first = reacts[0]
    if marker is not None and marker.start < first.start:
        # “when X, do Y”: the condition ends where the reaction begins.
        condition = body.part(marker.end, _before_reaction(body, first.start))
        action = body.part(first.start)
        late = _marker(action)
        if late is not None and late.start > 0:
            if any(s.start > late.start for s in action.find("react") if s.value in ESCALATES):
                # “… nudge the owner, and if nothing happens escalate”: a second condition is no part of this rule.
                return Need("condition", (), " ".join(t.raw for t in action.tokens[late.start : late.start + 4]))
            action = action.part(0, late.start)
    elif marker is not None:
        action, condition = body.part(0, marker.start), body.part(marker.end)
        action, condition = _late_reactions(action, condition)
        action, condition = _which_first(action, condition)
        if first.start > body.opening() + 1 and _declares(body, reacts):
            # “deals over 1m should ping me when …”: what is said before belongs to the condition.
            lead = body.part(0, _before_reaction(body, first.start))
            condition = replace_tokens(condition, (*lead.tokens, *condition.tokens))
            action = body.part(first.start, marker.start)
    elif first.start > body.opening() + 1 and (named_rule or _declares(body, reacts) or _orders(body, first)):
        condition, action = body.part(0, _before_reaction(body, first.start)), body.part(first.start)
    else:
        action, condition = _split_without_marker(body, first)
    then = reactions(action)
    if isinstance(then, Need):
        return then
    told = [name for step in then for name in step.get("to") or [] if name[:1] not in ("@", "#")]
    nudged = [found for span, found in action.people() if any(t["do"] == "nudge_owner" for t in then) and not told]
    told = told or [found.named.value for found in nudged]
    if not told and not nudged and OF_THEIRS & set(condition.words):
        # “tell Kenji's manager when his deals go stale”: his deals are Kenji's.
        told = [c.named.value for s, c in action.people() if action.tokens[s.end - 1].possessive]
    theirs = of_the_one_told(condition) if len(told) == 1 else None
    when = _when(theirs or condition)
    if isinstance(when, Need):
        return when
    conditions_, entity = when
    if theirs is not None:
        leads = any(p.name == told[0] and p.role == "manager" for p in body.names.people)
        field = "manager" if leads else "owner"
        conditions_ = [{"field": field, "op": "eq", "value": told[0]}, *conditions_]
    if nudged and not {"owner", "manager"} & {c.get("field") for c in conditions_}:
        # “nudge Kenji when a deal goes quiet”: his deals, for nobody else is to be nudged.
        leads = nudged[0].named.role == "manager"
        conditions_ = [
            {"field": "manager" if leads else "owner", "op": "eq", "value": nudged[0].named.value},
            *conditions_,
        ]
    suppresses = any(t["do"] in ("suppress_alerts", "suppress_nudges") for t in then)
    if suppresses and any(not role for _, role in condition.parts().windows):
        # “don't nudge Tom this week”: a rule holds until it is switched off, and no close date is meant.
        return Need("time", (), "this week", UNTIL_WHEN)
    if not conditions_ and not any(t["do"] in ("suppress_alerts", "suppress_nudges") for t in then):
        return Need("condition", (), "when")
    if not conditions_:
        return Need("condition", (), "which deals")
    if _only_narrows(conditions_, entity) and any(t["do"] in TELLS for t in then):
        return Need("condition", (), "when")
    args: dict[str, Any] = {"when": conditions_, "then": then}
    if entity != "opportunity":
        args["entity"] = entity
    watched = {c.get("field") for c in conditions_}
    target = "forecasting" if watched & {"coverage", "win_rate", "attainment", "loss_rate"} else "pipeline"
    return {"action": "create_rule", "target": target, "args": args}


ESCALATES = ("escalate", "nudge_owner", "flag", "require_approval", "create_task", "force_run", "trigger_workflow")
RECORDS = ("opportunity", "account", "lead", "exception")
POINTS_BACK = ("they", "it", "them", "these", "those", "one")


def _which_first(action: Message, condition: Message) -> tuple[Message, Message]:
    """“flag EMEA deals when they stall”: which deals is part of the condition, and is never left out."""
    first = next((s for s in action.find("react") if s.value in NAMES_DEALS), None)
    if first is None or first.start > action.opening() + 1:
        return action, condition
    told, which = _split_without_marker(action, first)
    parts = which.parts()
    headed = parts.heads[:1] and parts.heads[0] in RECORDS
    # “escalate proposals when they are untouched …”: a stage or a customer says which deals as well.
    narrowed = parts.clauses and {c.condition.field for c in parts.clauses} <= NARROWS_DEALS and not parts.unknown
    if not (which.words and (headed or narrowed)):
        return action, condition
    points = condition.words[:1] and condition.words[0] in POINTS_BACK
    rest = condition.tokens[1:] if points else condition.tokens
    if rest and rest[0].text in ("do", "does", "are", "is", "have", "has") and points:
        rest = rest[1:]
    return told, replace_tokens(condition, (*which.tokens, *rest))


NARROWS_DEALS = frozenset(
    ("stage", "account", "region", "product", "forecast_category", "status", "amount", "account.tag", "account.sector")
)
NAMES_DEALS = ("flag", "nudge_owner", "alert", "escalate", "require_approval")
"""Reactions after which it may be said for which deals."""
UNTIL_WHEN = (
    "A rule holds until you switch it off, and I cannot end it by itself. Shall I set it up without a period? "
    "Say it again without one, or name the close date you mean."
)
TELLS = ("alert", "nudge_owner", "escalate", "force_run", "trigger_workflow", "create_task")
NARROWS = word_set("region team manager owner account product series account.sector account.tag account.country")


def _only_narrows(found: list[Step], entity: str) -> bool:
    """“alert me about emea deals”: whose deals, and nothing that happens to them."""
    return entity == "opportunity" and all(f.get("field") in NARROWS and f.get("op") in ("eq", "in") for f in found)


def _before_reaction(body: Message, at: int) -> int:
    while at and body.words[at - 1] in phrase_list(
        "?|=|.|,|then|please|pls|kindly|also|just|you|should|and|i|want|to|automatically|auto|can|:|-|>|=>|have|also|the|it|they"
    ):
        at -= 1
    return at


def _late_reactions(action: Message, condition: Message) -> tuple[Message, Message]:
    """“… in 7 days and nudge the rep”: a reaction that follows the condition."""
    for span in condition.find("react"):
        if (
            _after_joint(condition, span)
            and span.start > 1
            and " ".join(condition.words[span.start : span.end])
            not in ("tag", "task", "email", "should", "let", "post")
        ):
            later = condition.part(span.start)
            joined = Message(action.text, (*action.tokens, *later.tokens), action.names, action.today, action.fixes)
            return joined, condition.part(0, span.start - 1)
    return action, condition


def _split_without_marker(body: Message, first: Span) -> tuple[Message, Message]:
    """“flag deals over 1m”: the condition follows the verb and its addressee."""
    words = body.words
    colon = next((i for i, w in enumerate(words) if w == ":" and i > first.start), None)
    if colon is not None and colon + 1 < len(words) and colon <= first.end + 6:
        # “nudge and flag: negotiation deals untouched 6 days”.
        return body.part(0, colon), body.part(colon + 1)
    end = first.end
    while end < len(words) and (
        words[end]
        in phrase_list("me|us|@me|about|on|for|of|any|all|every|to|,|my|manager|owner|the|rep|their|that|from")
        or words[end].startswith("#")
    ):
        if words[end] in phrase_list("about|for|any|all|every|of|on"):
            end += 1
            break
        if words[end] == "the" and words[end + 1 : end + 2] not in (["rep"], ["owner"], ["manager"], ["team"]):
            break
        end += 1
    end = _past_addressees(body, first, end)
    stop = len(words)
    tail = body.part(end)
    for i in range(1, len(tail.words)):
        if tail.words[i] == "to" and (
            tail.words[i + 1 : i + 2]
            and (
                tail.words[i + 1].startswith("#")
                or tail.words[i + 1] in ("me", "@me", "my", "the", "their")
                or _person_at(tail, i + 1)
            )
        ):
            stop = end + i
            break
        if tail.words[i] in ("in",) and tail.words[i + 1 : i + 2] and tail.words[i + 1].startswith("#"):
            stop = end + i
            break
    condition = body.part(end, stop)
    if words[end - 1 : end] in (["reps"], ["rep"]) and condition.words[:1] in (["who"], ["that"], ["with"]):
        condition = body.part(end - 1, stop)
    action = Message(body.text, (*body.tokens[:end], *body.tokens[stop:]), body.names, body.today, body.fixes)
    return action, condition


def _past_addressees(body: Message, first: Span, end: int) -> int:
    """“require approval from marcus bell for …”, “alert dana and tom about …”: where the people told end."""
    if first.value not in ("alert", "escalate", "require_approval", "create_task"):
        return end
    words = body.words
    while True:
        span = next((s for s, _ in body.people() if s.start == end), None)
        if span is None or body.tokens[span.end - 1].possessive:
            return end
        end = span.end
        if words[end : end + 1] in (["and"], [","]) and _person_at(body, end + 1):
            end += 1
        elif words[end : end + 1] and words[end] in ("for", "on", "about", "of", "any", "all"):
            return end + 1


def _person_at(message: Message, at: int) -> bool:
    return any(span.start == at for span, _ in message.people())


def reactions(action: Message) -> list[Step] | Need:
    """The reactions in order, each with whom it tells."""
    spans = _reactions(action, True)
    out: list[Step] = []
    wait = ""
    for n, span in enumerate(spans):
        last = n + 1 == len(spans)
        told = action.part(span.end, len(action.words) if last else spans[n + 1].start)
        told, of_next = (told, "") if last else _wait_of_next(told)
        found = _reaction(action, span, told)
        if isinstance(found, Need):
            return found
        if found is not None and wait:
            found.setdefault("after", wait)
        wait = of_next
        if found is not None and found not in out:
            if out and out[-1]["do"] == found["do"] and not found.get("to"):
                continue
            out.append(found)
    return _told_together(out) or [{"do": "alert", "to": ["@me"]}]


def _told_together(found: list[Step]) -> list[Step]:
    """“post in #sales and tell marcus” is one alert to both; whoever asked is told where nobody else is."""
    out: list[Step] = []
    for step in found:
        same = next((s for s in out if s["do"] == "alert" == step["do"] and s.get("after") == step.get("after")), None)
        if same is None:
            out.append(step)
        else:
            same["to"] = list(dict.fromkeys([*same["to"], *step["to"]]))
    for step in out:
        if step["do"] == "alert":
            step["to"] = step["to"] or ["@me"]
    return out


def _reaction(action: Message, span: Span, told: Message) -> Step | Need | None:
    do = span.value
    text = " ".join(action.words[span.start : span.end])
    to = _addressees(told, text)
    if isinstance(to, Need):
        return to
    stranger = next(iter(told.drafted.mentions), None)
    if do in ("alert", "escalate") and stranger is not None and _is_stranger(stranger):
        return Need("person", (), told.tokens[0].raw)
    if do == "nudge_owner" and text.split()[0] in SAYS and told.words[:1] == ["and"] and to:
        # “tell the rep and me”: both are told the same.
        return {"do": "alert", "to": ["@owner", *to]}
    found: Step = {"do": do}
    if do == "alert":
        if to == ["@owner"]:
            found["to"] = ["@owner"]
        else:
            found["to"] = to
    elif do == "force_run":
        agent = (
            "analytics"
            if "analytics" in text or told.has("analytics")
            else "pipeline"
            if "pipeline" in text or told.has("pipeline")
            else "forecasting"
        )
        found["to"] = [agent]
    elif do == "trigger_workflow":
        name = [w for w in told.words if w not in phrase_list("workflow|the|a|,|.|playbook|for|process")]
        while name and name[-1] in ("and", "then", "also"):
            name.pop()
        if name:
            found["workflow"] = " ".join(name).replace(" - ", "-")
    elif do in ("escalate", "require_approval", "create_task") and to:
        found["to"] = to
    elif do == "require_approval" and ("my" in text.split() or " i " in f" {text} " or "me" in text.split()):
        found["to"] = ["@me"]
    wait = _wait(told)
    if isinstance(wait, Need):
        return wait
    return {**found, "after": wait} if wait else found


LATER = word_set("after later afterwards afterward on")
"""Words behind a duration that make it a wait: “2 days later”, “3 days after that”."""


def _wait(told: Message) -> str | Need:
    """How long after the reaction before it a reaction comes; empty where nothing is said of that."""
    words = told.words
    after = next((i for i, w in enumerate(words) if w in ("after", "within", "in")), None)
    if after is not None and (time := duration(told, after + 1)):
        return time.value
    for i in range(len(words)):
        time = duration(told, i)
        if time and words[i + time.length : i + time.length + 1] and words[i + time.length] in LATER:
            return time.value
    bare = after is not None and words[after] == "after" and told.tokens[after + 1 : after + 2]
    if after is not None and bare and bare[0].kind == "number" and after + 2 >= len(words):
        # “escalate after 10”: ten of what, and from when, is not said.
        return Need("condition", (), f"after {bare[0].raw}")
    return ""


def _wait_of_next(told: Message) -> tuple[Message, str]:
    """(what is told, the wait that follows it): “the owner, then 3 days later” opens what comes next."""
    words, end = told.words, len(told.words)
    while end and words[end - 1] in (",", "and", "then", "also", "that"):
        end -= 1
    late = end > 0 and words[end - 1] in LATER
    for i in range(end):
        time = duration(told, i)
        if time is None or i + time.length != end - late:
            continue
        at = i - (i > 0 and words[i - 1] in ("after", "in", "within", "another", "a"))
        if late or (at and words[at - 1] in ("and", "then", ",")):
            return told.part(0, at), time.value
    return told, ""


def _is_stranger(mention: Mention) -> bool:
    """Whether somebody nobody knows is to be told: “alert Patrick”."""
    unknown = mention.unknown and mention.text.isalpha() and len(mention.text) > 2
    return unknown and mention.text not in ORDINARY | QUESTIONS.known


SAYS = ("tell", "alert", "notify", "message", "ping", "inform", "email")


def _addressees(told: Message, text: str) -> list[str] | Need:
    out: list[str] = []
    if text.endswith((" me", "me know", "to me", "me posted", "me up", "remind me")):
        out.append("@me")
    mentions = told.drafted.mentions
    for n, mention in enumerate(mentions):
        word = mention.text
        if mention.names and mention.possessive:
            # “Tom's manager”: Tom himself is told nothing.
            continue
        named_next = any(m.names for m in mentions[n + 1 : n + 3])
        if mention.has("entity", "manager") and n and mentions[n - 1].possessive and named_next:
            # “Tom's manager, Dana”: the name says who that is.
            continue
        if word in ("me", "myself", "@me", "i") or (mention.get("pronoun") == "me" and word in ("me", "myself", "@me")):
            out.append("@me")
        elif word.startswith("#"):
            out.append(told.tokens[mention.start].raw)
        elif (
            word in phrase_list("owner|owners|rep|reps|@owner|the owner|deal owner|seller|ae|account owner")
            or mention.has("entity", "rep")
            or mention.has("field", "owner")
        ):
            out.append("@owner")
        elif word.startswith("@") and len(word) > 1:
            out.append(told.tokens[mention.start].raw)
        elif mention.has("entity", "manager"):
            out.append("@manager")
        elif mention.names:
            people = [c for c in tops(mention.names) if c.named.kind in ("person", "team", "channel")]
            if len({c.named.value for c in people}) > 1:
                return Need("person", tuple(c.named.value for c in people), mention.text)
            if people:
                out.append(people[0].named.value)
    return list(dict.fromkeys(out))


def _when(condition: Message) -> tuple[list[Step], str] | Need:
    """(conditions in neutral words, entity) of the words after “when”."""
    events, rest = events_in(_settled(condition))
    while rest.words and rest.words[0] in ("after", ",", "then"):
        rest = rest.part(1)
    words = [w for w in rest.words if w not in (",", ".", "!", "?")]
    if not words and events:
        return events, "opportunity"
    if rest.has("exception", "exceptions") and not rest.has("more", "over", "than"):
        return _of_exceptions(rest, events)
    parts = rest.parts()
    if need := need_of(parts):
        return need
    if any(m.text not in ("happens", "something") for m in parts.unknown):
        unknown = parts.unknown[0]
        return Need("condition", (), unknown.text)
    if parts.vague and not parts.clauses and not events:
        return Need("threshold" if parts.vague[0][0] == "threshold" else "condition", (), parts.vague[0][1])
    if (
        parts.vague
        and parts.vague[0][0] == "threshold"
        and not any(c.condition.field == "amount" for c in parts.clauses)
    ):
        return Need("threshold", (), parts.vague[0][1])
    parts.marks.discard("count")
    entity, filters = _subject(parts, rest)
    if parts.having and entity == "opportunity" and (of := _each_group(rest)):
        return Need("condition", (), of, OF_EACH.format(of=of))
    if entity == "opportunity" and any(c.condition.field == "type" for c in parts.clauses):
        # “no meetings for a week”: a deal has days without activity, whatever kind it was.
        return Need("condition", (), "kind of activity", OF_A_KIND)
    return [*filters, *events], entity


OF_EACH = (
    "A rule can watch that number for every rep, for every team or for all, but not for “{of}” at once. "
    "Which one do you mean? For example “coverage in EMEA below 2”."
)
OF_A_KIND = (
    "A rule can watch days without any activity, but not without calls, emails or meetings alone. "
    "Shall I use “no activity”? Say it again with that."
)


def _of_exceptions(rest: Message, events: list[Step]) -> tuple[list[Step], str] | Need:
    """“when a high severity exception is open for 2 days”."""
    found = exceptions(rest)
    if not isinstance(found, QuerySpec):
        return found or Need("condition", (), "exceptions")
    aged = [{"field": "created", "op": "eq", "value": found.time.window}] if found.time else []
    return [*_spec_filters(found), *aged, *events], "exception"


def _settled(condition: Message) -> Message:
    """“coverage drops below 3x” says what “coverage below 3x” says; “amount drops more than 20 %” is an event."""
    if amount_change(condition) or deviation(condition):
        return condition
    condition = _past(condition)
    gone = [Span(i, i + 1, "") for i, w in enumerate(condition.words) if w in MOVES and _becomes(condition, i + 1)]
    return condition.without(gone)


BECOMES = word_set(
    "below under above over beneath less more past < > quiet cold stale dark silent at without no beyond stuck "
    "stalled "
    "inactive untouched overdue idle dormant"
)
"""What a deal or a number comes to: “drops below”, “goes quiet”, “gets stuck”."""


def _becomes(condition: Message, at: int) -> bool:
    after = condition.tokens[at : at + 1]
    return bool(after) and (after[0].text in BECOMES or (after[0].kind == "number" and not after[0].money))


def _past(condition: Message) -> Message:
    """“gets past 120 days” is more than 120 days, and not the last 120."""
    tokens = list(condition.tokens)
    for i in range(1, len(tokens) - 1):
        if tokens[i].text == "past" and tokens[i + 1].kind == "number" and tokens[i - 1].text in MOVES | {"getting"}:
            tokens[i] = replace(tokens[i], text="over")
    return Message(condition.text, tuple(tokens), condition.names, condition.today, condition.fixes)


def _subject(parts: Parts, rest: Message) -> tuple[str, list[Step]]:
    having = [condition_meaning(h) for h in parts.having]
    if "attainment_filter" in parts.marks or any(c.condition.field == "attainment" for c in parts.clauses):
        return "quota", [condition_meaning(c) for c in conditions(parts.clauses)]
    new = "created" in parts.verbs and not parts.windows
    if (parts.heads[:1] == ["rep"] and parts.counted) or (parts.heads[:1] == ["rep"] and not parts.having):
        found = resolved(parts, rest.names, rest.today)
        if isinstance(found, Resolved):
            return "rep", _spec_filters(found.spec)
    if parts.heads[:1] == ["lead"] or (parts.heads[:1] == ["account"] and (parts.counted or not parts.clauses)):
        found = resolved(parts, rest.names, rest.today)
        if isinstance(found, Resolved):
            filters = _spec_filters(found.spec)
            if new:
                filters.append({"field": "created", "op": "eq", "value": "day:0"})
            return found.spec.entity, filters
    if "exception" in parts.heads[:1]:
        return "exception", [condition_meaning(c) for c in conditions(parts.clauses)]
    filters = [_happens(condition_meaning(c), rest) for c in conditions(parts.clauses)]
    segments = _segment_filters(parts)
    if any(mark.startswith("or:") for mark in parts.marks) and filters and segments:
        # “stalled or past due”: either will do.
        segments, filters = [{"any": [filters[-1], *segments]}], filters[:-1]
    filters += segments
    filters += having
    for each in parts.counted:
        filters.append(
            {"field": f"{each.of}_count" if each.of != "deals" else "open_count", "op": each.op, "value": each.value}
        )
    for window, role in parts.windows:
        if role or filters:
            filters.append({"field": role or "close_date", "op": "eq", "value": window})
    return _each_of(rest) if having else "opportunity", filters


EACH = word_set("any every each")
WHOLES = {"team": "team", "teams": "team", "rep": "rep", "reps": "rep", "seller": "rep"}


GROUPS = word_set("region regions territory territories product products segment sector industry manager stage")


def _each_group(rest: Message) -> str:
    """“any region”: what a number cannot be watched by; else nothing."""
    return next((f"{a} {b}" for a, b in pairwise(rest.words) if a in EACH and b in GROUPS), "")


def _each_of(rest: Message) -> str:
    """“coverage for any team”: a number that is looked at team by team, and not of all deals."""
    words = rest.words
    whole = (WHOLES.get(b, "") for a, b in pairwise(words) if a in EACH)
    return next((w for w in whole if w), "opportunity")


def _happens(condition: Step, rest: Message) -> Step:
    """“when a deal over 50k won”: a deal is won or lost at one moment, and that is when."""
    status = condition.get("value")
    decided = condition.get("field") == "status" and condition.get("op") == "eq" and status in ("won", "lost")
    if not decided or rest.words[-1] != status:
        return condition
    stage = next((name for name, of, _ in rest.names.stages if of == status), status)
    return {"field": "stage", "op": "changes_to", "value": stage}


def _spec_filters(spec: QuerySpec) -> list[Step]:
    return [condition_meaning(c) for c in (*spec.filters, *spec.having)]


def _segment_filters(parts: Parts) -> list[Step]:
    out: list[Step] = []
    if "is:past_due" in parts.marks:
        out.append({"field": "close_date", "op": "lt", "value": "day:0"})
    if "is:pushed" in parts.marks or "is:slipped" in parts.marks:
        out.append({"field": "close_date", "op": "pushed_count_gte", "value": 1})
    return out
