"""Standing rules: “alert me when a deal over $500k has no activity in 7 days” as conditions and reactions."""

from __future__ import annotations

from typing import Any

from domain.language.amounts import read_amount
from domain.language.commands.needs import Need, Step, need_of
from domain.language.meaning import condition_meaning
from domain.language.message import Message, Span
from domain.language.names import tops
from domain.language.parts import Parts, conditions
from domain.language.points import duration
from domain.language.resolver import Resolved, resolved
from domain.language.text import phrase_list, word_set
from domain.query import QuerySpec

MARKERS = frozenset(["when", "whenever", "if", "once", "anytime", "unless"])
MARKER_PHRASES = phrase_list(
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
ENTERS = phrase_list(
    "goes to|moves to|changes to|enters|reaches|gets to|moves into|goes into|turns|becomes|hits|is moved to|"
    "moved to|lands in|progresses to|advances to|switches to|flips to|gets moved to|went to|goes|is|gets|go to|"
    "move to|change to|enter|reach|move into|turn|changes stage to|moves stage to|are|marked|is marked|"
    "is marked as|gets marked|hit|get to|makes it to|drops to|falls to|slips to|moves back to|falls back to|"
    "drops back to|goes back to"
)
LEAVES = phrase_list(
    "leaves|moves out of|drops out of|exits|goes back from|moves from|falls out of|moves on from|changes from|"
    "goes from|comes out of|is moved out of|leave|move out of|drop out of|slides out of|moved out of|"
    "gets out of|slips out of|slips from|drops from"
)
CREATED = phrase_list(
    "is created|gets created|is added|comes in|gets added|is opened|shows up|arrives|created|added|opened|"
    "appears|lands|is logged|are created|are added|come in|is new"
)


def rule(message: Message) -> Step | Need | None:
    """The rule a message sets up, what it lacks, or None when it is no rule."""
    words = message.words
    at = message.opening()
    if at >= len(words):
        return None
    prefix = _prefix(message, at)
    named_rule = prefix is not None
    start = prefix if prefix is not None else min([at, *(s.start for s in message.find("react") if s.start <= at)])
    asks = words[at] in ASK_WORDS and words[at : at + 2] != ["do", "not"]
    if not named_rule and (asks or words[at : at + 2] == ["what", "if"]):
        return None
    body = message.part(start)
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
    ):
        return None
    phrase = " ".join(body.words[first.start : first.end])
    if phrase in WEAK and marker is None and not named_rule:
        return None
    if first.value in ("force_run", "trigger_workflow", "create_task") and marker is None:
        return None
    if body.find("report") and not marker and not named_rule and first.value in ("alert",):
        return None
    if not marker and not named_rule and first.value == "alert" and _schedule_like(body):
        return None
    return _build(body, reacts, marker)


def _prefix(message: Message, at: int) -> int | None:
    """Where the rule itself begins after “create a rule:”; None when no rule is announced."""
    words = message.words
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
    return any(r.value in strong for r in reacts) and body.words[0] not in ASK_WORDS


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


# Building


def _build(body: Message, reacts: list[Span], marker: Span | None) -> Step | Need:
    first = reacts[0]
    if marker is not None and marker.start < first.start:
        # “when X, do Y”: the condition ends where the reaction begins.
        condition = body.part(marker.end, _before_reaction(body, first.start))
        action = body.part(first.start)
        late = _marker(action)
        if late is not None and late.start > 0:
            action = action.part(0, late.start)
    elif marker is not None:
        action, condition = body.part(0, marker.start), body.part(marker.end)
        action, condition = _late_reactions(action, condition)
    elif first.start > body.opening() + 1 and _declares(body, reacts):
        condition, action = body.part(0, first.start), body.part(first.start)
    else:
        action, condition = _split_without_marker(body, first)
    then = _then(action)
    if isinstance(then, Need):
        return then
    when = _when(condition)
    if isinstance(when, Need):
        return when
    conditions_, entity = when
    if not conditions_ and not any(t["do"] in ("suppress_alerts", "suppress_nudges") for t in then):
        return Need("condition", (), "when")
    if not conditions_:
        return Need("condition", (), "which deals")
    args: dict[str, Any] = {"when": conditions_, "then": then}
    if entity != "opportunity":
        args["entity"] = entity
    watched = {c.get("field") for c in conditions_}
    target = "forecasting" if watched & {"coverage", "win_rate", "attainment", "loss_rate"} else "pipeline"
    return {"action": "create_rule", "target": target, "args": args}


def _before_reaction(body: Message, at: int) -> int:
    while at and body.words[at - 1] in phrase_list(
        ",|then|please|just|you|should|and|i|want|to|automatically|auto|can|:|-|have|also|the|it|they"
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
    action = Message(body.text, (*body.tokens[:end], *body.tokens[stop:]), body.names, body.today, body.fixes)
    return action, condition


def _person_at(message: Message, at: int) -> bool:
    return any(span.start == at for span, _ in message.people())


def _then(action: Message) -> list[Step] | Need:
    """The reactions in order, each with whom it tells."""
    spans = _reactions(action, True)
    out: list[Step] = []
    for n, span in enumerate(spans):
        end = spans[n + 1].start if n + 1 < len(spans) else len(action.words)
        told = action.part(span.end, end)
        found = _reaction(action, span, told)
        if isinstance(found, Need):
            return found
        if found is not None and found not in out:
            if out and out[-1]["do"] == found["do"] and not found.get("to"):
                continue
            out.append(found)
    return out or [{"do": "alert", "to": ["@me"]}]


def _reaction(action: Message, span: Span, told: Message) -> Step | Need | None:
    do = span.value
    text = " ".join(action.words[span.start : span.end])
    to = _addressees(told, text)
    if isinstance(to, Need):
        return to
    found: Step = {"do": do}
    if do == "alert":
        if to == ["@owner"]:
            found["to"] = ["@owner"]
        else:
            found["to"] = to or ["@me"]
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
        if name:
            found["workflow"] = " ".join(name)
    elif do in ("escalate", "require_approval", "create_task") and to:
        found["to"] = to
    elif do == "require_approval" and ("my" in text.split() or " i " in f" {text} " or "me" in text.split()):
        found["to"] = ["@me"]
    after = next((i for i, w in enumerate(told.words) if w in ("after", "within", "in")), None)
    if after is not None:
        time = duration(told, after + 1)
        if time:
            found["after"] = time.value
    return found


def _addressees(told: Message, text: str) -> list[str] | Need:
    out: list[str] = []
    if text.endswith((" me", "me know", "to me", "me posted", "me up", "remind me")):
        out.append("@me")
    for mention in told.drafted.mentions:
        word = mention.text
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


# Conditions


def _when(condition: Message) -> tuple[list[Step], str] | Need:
    """(conditions in neutral words, entity) of the words after “when”."""
    events, rest = _events(_settled(condition))
    if isinstance(events, Need):
        return events
    while rest.words and rest.words[0] in ("after", ",", "then"):
        rest = rest.part(1)
    words = [w for w in rest.words if w not in (",", ".", "!", "?")]
    if not words and events:
        return events, "opportunity"
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
    return [*filters, *events], entity


MOVES = word_set(
    "drops falls goes dips gets slides rises climbs drop fall dip rise sinks slips dropped fell moves stays "
    "remains becomes jumps has been turns grows go get"
)


def _settled(condition: Message) -> Message:
    """“coverage drops below 3x” says what “coverage below 3x” says; “amount drops more than 20 %” is an event."""
    if _amount_change(condition):
        return condition
    gone = [
        Span(i, i + 1, "")
        for i, w in enumerate(condition.words)
        if w in MOVES
        and condition.words[i + 1 : i + 2]
        and condition.words[i + 1]
        in phrase_list(
            "below|under|above|over|beneath|less|more|past|<|>|quiet|cold|stale|dark|silent|at|without|no|beyond"
        )
    ]
    return condition.without(gone)


def _subject(parts: Parts, rest: Message) -> tuple[str, list[Step]]:
    having = [condition_meaning(h) for h in parts.having]
    if "attainment_filter" in parts.marks or any(c.condition.field == "attainment" for c in parts.clauses):
        return "opportunity", [condition_meaning(c) for c in conditions(parts.clauses)]
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
    filters = [condition_meaning(c) for c in conditions(parts.clauses)]
    filters += _segment_filters(parts)
    filters += having
    for each in parts.counted:
        filters.append(
            {"field": f"{each.of}_count" if each.of != "deals" else "open_count", "op": each.op, "value": each.value}
        )
    for window, role in parts.windows:
        if role or filters:
            filters.append({"field": role or "close_date", "op": "eq", "value": window})
    return "opportunity", filters


def _spec_filters(spec: QuerySpec) -> list[Step]:
    return [condition_meaning(c) for c in (*spec.filters, *spec.having)]


def _segment_filters(parts: Parts) -> list[Step]:
    out: list[Step] = []
    if "is:past_due" in parts.marks:
        out.append({"field": "close_date", "op": "lt", "value": "day:0"})
    if "is:pushed" in parts.marks or "is:slipped" in parts.marks:
        out.append({"field": "close_date", "op": "pushed_count_gte", "value": 1})
    return out


def _events(condition: Message) -> tuple[list[Step] | Need, Message]:
    """(events such as a stage that changes, the rest of the condition)."""
    out: list[Step] = []
    gone: list[Span] = []
    for reading in (_stage_change, _amount_change, _pushes, _deviation, _new_record):
        found = reading(condition)
        if found is not None:
            out += found[0]
            gone += found[1]
    return out, condition.without(gone)


def _phrase_at(message: Message, at: int, listed: tuple[str, ...]) -> int:
    best = 0
    for phrase in listed:
        parts = phrase.split()
        if message.words[at : at + len(parts)] == parts:
            best = max(best, len(parts))
    return best


def _stage_at(message: Message, at: int) -> tuple[str, int] | None:
    """(stage, tokens) named at a position, “closed won” and “won” included."""
    while at < len(message.words) and message.words[at] in phrase_list("the|to|stage|as|a|an|into"):
        at += 1
    for mention in message.drafted.mentions:
        if mention.start != at:
            continue
        stage = next((c.named.value for c in mention.names if c.named.kind == "stage"), None)
        status = mention.get("status")
        if stage is None and status in ("won", "lost", "closed", "open"):
            stage = next((name for name, of, _ in message.names.stages if of == status), status)
        if stage is not None:
            end = mention.end + (message.words[mention.end : mention.end + 1] == ["stage"])
            return stage, end
    return None


def _stage_change(condition: Message) -> tuple[list[Step], list[Span]] | None:
    for i in range(len(condition.words)):
        n = _phrase_at(condition, i, LEAVES)
        if n and (stage := _stage_at(condition, i + n)):
            found = [{"field": "stage", "op": "changes_from", "value": stage[0]}]
            end = stage[1]
            if condition.words[end : end + 1] in (["to"], ["into"]) and (goal := _stage_at(condition, end + 1)):
                found.append({"field": "stage", "op": "changes_to", "value": goal[0]})
                end = goal[1]
            return found, [Span(i, end, "")]
    for i in range(len(condition.words)):
        n = _phrase_at(condition, i, ENTERS)
        if not n or not (stage := _stage_at(condition, i + n)):
            continue
        verb = " ".join(condition.words[i : i + n])
        ends = stage[0] if isinstance(stage[0], str) else ""
        decided = (
            any(name == ends and status in ("won", "lost") for name, status, _ in condition.names.stages)
            or ends == "closed"
        )
        if verb in ("is", "are", "gets", "goes", "is marked", "marked") and not decided and verb in ("is", "are"):
            continue
        return [{"field": "stage", "op": "changes_to", "value": stage[0]}], [Span(i, stage[1], "")]
    for i, word in enumerate(condition.words):
        # “when we win a deal”, “a deal closes”, “someone loses a deal”
        if (
            word in ("win", "wins", "lose", "loses", "closes", "close")
            and i
            and condition.words[i + 1 : i + 2] not in (["rate"], ["date"], ["dates"], ["this"], ["next"])
        ):
            status = {"win": "won", "wins": "won", "lose": "lost", "loses": "lost"}.get(word, "won")
            if word in ("closes", "close") and condition.words[i + 1 : i + 2] == ["lost"]:
                status = "lost"
            stage_name = next((name for name, of, _ in condition.names.stages if of == status), status)
            end = i + 1 + (condition.words[i + 1 : i + 2] in (["won"], ["lost"]))
            return [{"field": "stage", "op": "changes_to", "value": stage_name}], [Span(i, end, "")]
    return None


def _amount_change(condition: Message) -> tuple[list[Step], list[Span]] | None:
    words = condition.words
    for i, word in enumerate(words):
        if word not in phrase_list(
            "changes|drops|shrinks|grows|increases|decreases|jumps|falls|moves|goes|changed|rises|swings|"
            "change|drop|shrink|grow|dropped|is|gets|increased|decreased|cut|reduced"
        ):
            continue
        if not word_set("amount value size price amounts deal deals") & set(words[:i]) or {
            "rate",
            "coverage",
            "attainment",
        } & set(words[:i]):
            continue
        for j in range(i + 1, min(len(words), i + 8)):
            amount = read_amount(condition.tokens, j)
            if amount and amount.percent:
                start = next(
                    (k for k in range(i - 1, -1, -1) if words[k] in ("amount", "value", "size", "price", "amounts")), i
                )
                return [{"field": "amount", "op": "changed_pct_gt", "value": amount.number}], [
                    Span(start, j + amount.length, "")
                ]
    return None


def _pushes(condition: Message) -> tuple[list[Step], list[Span]] | None:
    words = condition.words
    for i, word in enumerate(words):
        if word not in phrase_list("pushed|slips|slip|slipped|pushes|moved|postponed|push|moves|delayed|rescheduled"):
            continue
        dated = "date" in words or word in ("pushed", "postponed", "pushes", "slips", "slipped", "slip")
        if not dated or _stage_at(condition, i + 1) or words[i + 1 : i + 2] in (["to"], ["into"]):
            continue
        n, end = _times(condition, i + 1)
        start = next(
            (
                k
                for k in range(i - 1, -1, -1)
                if words[k] == "close" or (words[k] == "date" and words[k - 1 : k] != ["close"])
            ),
            i,
        )
        return [{"field": "close_date", "op": "pushed_count_gte", "value": n}], [Span(start, end, "")]
    return None


def _times(condition: Message, at: int) -> tuple[int, int]:
    """(at least how often, where the words end): “more than twice” is 3 or more."""
    words = condition.words
    more = False
    end = at
    for i in range(at, min(len(words), at + 6)):
        if words[i] in ("more", "over"):
            more = True
        value = {"once": 1, "twice": 2, "thrice": 3}.get(words[i])
        amount = read_amount(condition.tokens, i)
        if (
            value is None
            and amount is not None
            and (
                amount.times
                or words[i + amount.length : i + amount.length + 1] == ["times"]
                or words[i + 1 : i + 2] in (["times"], ["time"], ["+"])
            )
        ):
            value = int(amount.value)
            end = i + amount.length
            while end < len(words) and words[end] in ("times", "time", "or", "more", "+"):
                end += 1
        elif value is not None:
            end = i + 1
            if words[end : end + 2] == ["or", "more"]:
                end += 2
        if value is not None:
            return value + 1 if more else value, end
    step = at
    while step < len(words) and words[step] in ("out", "back", "again", "past"):
        step += 1
    return 1, step


def _deviation(condition: Message) -> tuple[list[Step], list[Span]] | None:
    words = condition.words
    for i, mention in enumerate(condition.drafted.mentions):
        measure = mention.get("measure")
        if measure not in ("win_rate", "attainment", "coverage", "loss_rate", "cycle_days"):
            continue
        rest = words[mention.end :]
        moves = word_set(
            "deviates shifts changes drifts swings moves drops falls varies differs deviate shift drift drop "
            "change dips jumps rises off strays diverges slips"
        ) & set(rest[:4])
        if not moves or {"below", "under", "to", "above", "beneath"} & set(rest[:5]) - (
            {"above"} if "above" not in rest[:5] else set()
        ):
            continue
        for j in range(mention.end, min(len(words), mention.end + 8)):
            amount = read_amount(condition.tokens, j)
            if amount and (
                amount.percent
                or words[j + amount.length : j + amount.length + 1] in (["points"], ["pts"], ["point"], ["pp"])
            ):
                end = j + amount.length
                while end < len(words) and words[end] in phrase_list(
                    "points|pts|point|pp|from|the|norm|normal|average|its|historical|norms|usual|baseline|vs|"
                    "history|mean"
                ):
                    end += 1
                return [{"field": measure, "op": "deviation_pct_gt", "value": amount.number}], [
                    Span(mention.start, end, "")
                ]
        del i
    return None


def _new_record(condition: Message) -> tuple[list[Step], list[Span]] | None:
    """“when a new deal over 100k is created”: the moment of creation itself; the conditions are those of the record."""
    for i in range(len(condition.words)):
        n = _phrase_at(condition, i, CREATED)
        if n and i:
            rest = condition.without([Span(i, i + n, "")])
            if rest.find("react") or condition.words[i : i + n] == ["is", "new"]:
                return None
            return [{"field": "created", "op": "eq", "value": "day:0"}], [
                Span(i, i + n, ""),
                *[Span(k, k + 1, "") for k, w in enumerate(condition.words) if w == "new"],
            ]
    return None
