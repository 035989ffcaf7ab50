"""Commands to the product itself, alone or several in one message, in order."""

from __future__ import annotations

from typing import Any

from domain.language.commands.agents import agents, verbs_of
from domain.language.commands.cloning import clone
from domain.language.commands.needs import Need, Step
from domain.language.commands.playbooks import playbook
from domain.language.commands.restoring import NAMING, reset, rollback, snapshot
from domain.language.commands.running import force_run, pause_or_resume
from domain.language.commands.thresholds import threshold
from domain.language.message import Message, Span
from domain.language.orders import plainly_ordered, subject_end
from domain.language.points import point
from domain.language.rule_wordings import words
from domain.language.setting_wordings import plainly_set
from domain.language.text import phrase_list, word_set

ASKING = word_set(
    "what which who whos when how why where is are was were did does has have list show display see view tell "
    "give whats get any find wich"
)
SEPARATORS = word_set("and then , ; . plus also before after & && afterwards next finally")


def control(message: Message) -> Step | Need | None:
    """The command a message gives, the one thing it lacks, or None when it is no command."""
    if not message.words or message.words[:2] in ADVICE:
        return None
    stated = _stated(message)
    message = _told(_subject_last(plainly_ordered(plainly_set(_without_too(message)))))
    segments, spoken_of = (stated, []) if stated else _said_only([plainly_ordered(s) for s in _segments(message)])
    found = [_step(s) for s in segments]
    if not found or found[0] is None:
        return None
    steps: list[Step] = []
    for at, each in enumerate(found):
        if each is None:
            return None
        steps.append(each if isinstance(each, dict) else {"need": each, **each_action(each)})
        del at
    _share_targets(steps, spoken_of)
    for each_step in steps:
        need = each_step.pop("need", None)
        if need is not None:
            return need  # type: ignore[no-any-return]
    steps = _one_after_the_other(message, steps)
    flat = [s for step in steps for s in (step.get("steps") or [step])]
    return flat[0] if len(flat) == 1 else {"steps": flat}


TURNS = word_set("turn switch put set keep leave make have get want need take bring flip")
STATES_ON = (["on"], ["back", "on"], ["up"], ["running"], ["live"], ["active"], ["resumed"], ["enabled"], ["unpaused"])
STATES_OFF = (["off"], ["paused"], ["down"], ["offline"], ["stopped"], ["on", "hold"], ["disabled"], ["on", "pause"])
JOINS = word_set("and , ; . then but while & plus")


def _stated(message: Message) -> list[Message]:
    """“pipeline off and analytics on” as two orders, each with the state it names; none where anything else is said."""
    words = message.words
    if "?" in words or not {"on", "off", "paused", "resumed", "running", "live", "hold"} & set(words):
        return []
    joints = [i for i in range(1, len(words) - 1) if words[i] in JOINS and words[i + 1] not in JOINS]
    cuts = [i + 1 for i in joints if _subject_in_state(message.part(i + 1))]
    starts = [0, *(c for c in cuts)]
    parts = [_trimmed(message.part(a, b)) for a, b in zip(starts, [*starts[1:], len(words)], strict=True)]
    read = [_subject_in_state(part) for part in parts]
    return [r for r in read if r is not None] if len(read) > 1 and all(read) else []


def _subject_in_state(part: Message) -> Message | None:
    """“turn pipeline off until friday” with its verb first, “new rep playbook on” likewise; None for anything else."""
    at = part.opening()
    at += part.words[at : at + 1] != [] and part.words[at] in TURNS
    at += part.words[at : at + 1] in (["the"], ["our"])
    named = part.part(at)
    play = named.at("playbookname", 0) if named.words else None
    end = play.end + (named.words[play.end : play.end + 1] in (["playbook"], ["mode"], ["one"])) if play else 0
    end = end or subject_end(named, 0)
    end = end or int(named.words[:1] == ["everything"])
    for states, verbs in ((STATES_ON, ("resume", "activate")), (STATES_OFF, ("pause", "deactivate"))):
        for state in sorted(states, key=len, reverse=True):
            after = end + len(state)
            if not end or named.words[end:after] != state or _on_a_day(named, end, state):
                continue
            subject = named.tokens[:end] if not play else (*named.tokens[: play.end], *words("playbook"))
            said = (*words(verbs[bool(play)]), *subject, *named.tokens[after:])
            return Message(part.text, said, part.names, part.today, part.fixes, part.has_context)
    return None


def _on_a_day(named: Message, at: int, state: list[str]) -> bool:
    """“pipeline on monday” says when, and no state."""
    return state == ["on"] and (
        point(named, at + 1, named.today) is not None or named.words[at + 1 : at + 2] == ["the"]
    )


def _without_too(message: Message) -> Message:
    """The message without “too”, “as well” at its end, which order nothing more."""
    end = len(message.words)
    while end and message.words[end - 1] in (".", "!"):
        end -= 1
    if message.words[end - 1 : end] == ["too"]:
        return message.part(0, end - 1)
    return message.part(0, end - 2) if message.words[max(0, end - 2) : end] == ["as", "well"] else message


def _subject_last(message: Message) -> Message:
    """“analytics agent: pause for 2 hours” says what “pause for 2 hours analytics agent” says."""
    at = message.opening()
    span = message.at("agentname", at) if at < len(message.words) else None
    if span is None and message.words[at + 1 : at + 2] in (["can"], ["may"], ["must"], ["should"]):
        span = next((s for s in agents(message)[1] if s.start == at and s.value != "all"), None)
    if span is None:
        return message
    follows = message.words[span.end : span.end + 2]
    allowed = follows[:1] in (["can"], ["may"], ["should"], ["must"]) or follows in (["needs", "to"], ["has", "to"])
    verb = span.end + (2 if follows[1:] == ["to"] else 1)
    commands = allowed and verb < len(message.words) and verbs_of(message, verb) & ACTS and "?" not in message.words
    wished = {"like", "want", "need", "let", "have", "please"} & set(message.words[:at])
    done = next((p for p in PARTICIPLES if wished and message.words[span.end : span.end + len(p)] == list(p)), None)
    if done is not None:
        # “I'd like the analytics agent put on hold for three hours”.
        tokens = (
            *words(PARTICIPLES[done]),
            *message.tokens[span.end + len(done) :],
            *message.tokens[span.start : span.end],
        )
        return Message(message.text, tokens, message.names, message.today, message.fixes, message.has_context)
    if follows[:1] not in ([":"], ["-"], [","]) and not commands:
        return message
    start = verb if commands else span.end + 1
    tokens = (*message.tokens[start:], *message.tokens[span.start : span.end])
    return Message(message.text, tokens, message.names, message.today, message.fixes, message.has_context)


PARTICIPLES = {
    ("paused",): "pause",
    ("stopped",): "pause",
    ("suspended",): "pause",
    ("halted",): "pause",
    ("put", "on", "hold"): "pause",
    ("turned", "off"): "pause",
    ("switched", "off"): "pause",
    ("resumed",): "resume",
    ("restarted",): "resume",
    ("turned", "on"): "resume",
    ("switched", "on"): "resume",
    ("continue",): "resume",
    ("carry", "on"): "resume",
    ("go", "on"): "resume",
    ("reset",): "reset",
    ("rerun",): "run",
}
"""What somebody wishes done with an agent, as the command it is."""


def each_action(need: Need) -> Step:
    """A step that only knows what it lacks."""
    return {"action": "", "target": None, "args": {}, "lacks": need.slot}


ACTS = frozenset(("run", "pause", "resume", "reset", "snapshot", "rollback"))
ADVICE = (["should", "we"], ["should", "i"], ["shall", "we"], ["shall", "i"])
"""Words that ask whether to do something, which is no order to do it."""
HAVE_IT = (["have", "it"], ["make", "it"], ["let", "it"], ["have", "them"], ["let", "them"], ["make", "them"])


def _told(message: Message) -> Message:
    """“resume analytics and have it run a scan” says what “resume analytics and run a scan” says."""
    words = message.words
    for i in range(len(words) - 2):
        joined = i == 0 or words[i - 1] in SEPARATORS
        if words[i : i + 2] in HAVE_IT and joined and verbs_of(message, i + 2) & ACTS:
            return message.without([Span(i, i + 2, "")])
    return message


NEGATED = (["do", "not"], ["no", "need"], ["not"], ["never"], ["without"], ["rather", "than"], ["instead", "of"])


def _said_only(segments: list[Message]) -> tuple[list[Message], list[str]]:
    """(the parts that order something, the agents that the others speak of).

    “don't pause pipeline, just snapshot it” orders one thing, “analytics is too noisy, shut it up” as well.
    """
    if len(segments) > 1 and _is_reason(segments[0]):
        segments = segments[1:]
    spoken = [s for s in segments if _only_says(s)]
    if not spoken or len(spoken) == len(segments):
        return segments, []
    return [s for s in segments if s not in spoken], [a for s in spoken for a in agents(s)[0]]


CONDITIONAL = word_set("if when unless once after before until whenever should while because")
REASONS = word_set(
    "is are have has am was were starts begins looms coming got going done over finished ending ended back here"
)


def _is_reason(segment: Message) -> bool:
    """“we have a new starter on Monday, …”: why something is ordered, which orders nothing itself."""
    words, at = segment.words, segment.opening()
    if not words or CONDITIONAL & set(words) or words[0] in ASKING or agents(segment)[1] or segment.find("react"):
        return False
    orders = at < len(words) and bool(verbs_of(segment, at) & ACTS) and words[0] not in ("we", "i")
    return bool(REASONS & set(words[1:])) and not orders


def _only_says(segment: Message) -> bool:
    """Whether a part of a message says what is the matter, or what is not to be done."""
    words, at = segment.words, segment.opening()
    if any(words[at : at + len(phrase)] == phrase for phrase in NEGATED):
        return True
    named = segment.find("agentname") or agents(segment)[1]
    end = max((s.end for s in named), default=0)
    states = words[end : end + 1] and words[end] in STATES
    return bool(named and states and named[0].start <= at and not segment.find("setting")) or bool(
        named and states and named[0].start <= at and "too" in words[end : end + 3]
    )


STATES = word_set("can is are was keeps has been gets got seems looks went feels")


def _share_targets(steps: list[Step], spoken_of: list[str]) -> None:
    """“take a snapshot and reset analytics”: a step without an agent is about its neighbour's."""
    known: list[Any] = [s.get("target") for s in steps if s.get("target") and s.get("action") != "activate_playbook"]
    known = known or list(dict.fromkeys(spoken_of))[:1]
    for step in steps:
        lacks_agent = isinstance(step.get("need"), Need) and step["need"].slot == "agent"
        if step.get("target") is None and known:
            step["target"] = known[0]
            if lacks_agent:
                step.pop("need")
        elif step.get("target") is None and step.get("action") in ("snapshot", "clone_config"):
            step["target"] = "all"
            step.pop("need", None)
        step.pop("lacks", None)


THEN = ("then", "followed", "afterwards", "next")


def _one_after_the_other(message: Message, steps: list[Step]) -> list[Step]:
    """“run pipeline, then forecasting” is two steps."""
    several = len(steps) == 1 and isinstance(steps[0].get("target"), list) and message.has(*THEN)
    if not several or steps[0].get("action") not in ACTIONS:
        return steps
    return [{**steps[0], "target": one, "args": dict(steps[0]["args"])} for one in steps[0]["target"]]


ACTIONS = ("force_run", "pause", "resume", "reset", "snapshot")


BEGINS = 30
"""Words from a joint on within which another command begins, where one does."""


def _segments(message: Message) -> list[Message]:
    """The message cut where another command begins."""
    words = message.words
    cuts = [0]
    for i in range(1, len(words)):
        if words[i - 1] not in SEPARATORS or _in_a_name(message, i):
            continue
        rest = message.part(i, i + BEGINS)
        at = rest.opening()
        if at < len(rest.words) and _starts_command(rest, at) and i - cuts[-1] > 1:
            cuts.append(i)
    parts = [message.part(a, b) for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)]
    return [_trimmed(p) for p in parts]


def _in_a_name(message: Message, at: int) -> bool:
    """“call it before-kickoff”: what stands in a name given to a snapshot begins nothing."""
    words, said = message.words, message.tokens
    hyphen = words[at] == "-" and said[at - 1].end == said[at].start
    named = words[at - 2 : at - 1] == ["it"] or (words[at - 2 : at - 1] and words[at - 2] in NAMING)
    return hyphen or (words[at - 1] in ("before", "after") and bool(named))


def _trimmed(part: Message) -> Message:
    end = len(part.words)
    while end and (
        part.words[end - 1] in SEPARATORS
        or (
            part.words[end - 1] in phrase_list("!|?|please|pls|thanks|thx|ok|now|immediately")
            and end > 2
            and part.words[end - 1] != "now"
        )
    ):
        end -= 1
    return part.part(0, end)


def _starts_command(message: Message, at: int) -> bool:
    found = message.verbs_at(at)
    if not found:
        return False
    span, verbs = found[0]
    if (
        verbs & word_set("snapshot rollback reset clone pause resume run activate deactivate")
        and len(message.words) >= span.end
    ):
        word = message.words[at]
        return (
            word not in phrase_list("use|into|update|up|more|less|no|to|back|hold|start")
            or (word == "start" and message.words[at + 1 : at + 2] in (["it"], ["them"], ["again"]))
            or message.part(at).first("agentname") is not None
            or message.part(at).first("playbookname") is not None
        )
    return (
        bool(verbs & {"increase", "decrease", "set", "double", "halve"})
        and message.part(at).first("setting") is not None
    )


def _step(message: Message) -> Step | Need | None:
    at = message.opening()
    if at >= len(message.words):
        return None
    if message.words[at] in ASKING and not _gives(message, at):
        return None
    for reading in (playbook, rollback, clone, reset, threshold, snapshot, pause_or_resume, force_run):
        found = reading(message, at)
        if found is not None:
            return found
    return None


def _gives(message: Message, at: int) -> bool:
    """“have the pipeline agent run”, “give the pipeline agent a break”: asking words that command."""
    words = message.words
    if words[at] == "give" and message.has("break", "rest", "snapshot"):
        return True
    if words[at] == "get" and (message.find("agentname") or (message.find("task") and message.has("going", "run"))):
        return True
    if words[at] == "give" and message.has("settings", "config", "configuration", "thresholds", "setup", "rules"):
        return True
    if words[at] == "get" and message.find("playbookname") and message.has("going", "live", "started", "running"):
        return True
    return words[at] == "have" and bool(message.find("agentname"))
