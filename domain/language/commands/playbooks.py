"""Turning playbooks on and off."""

from __future__ import annotations

from typing import Any

from domain.language.commands.agents import scope_in, verbs_of
from domain.language.commands.needs import Need, Step
from domain.language.commands.timing import bare_time, times_in, unread_time
from domain.language.message import Message, Span
from domain.language.text import phrase_list, word_set

PLAYBOOKS = ("quarter_end", "new_rep", "large_deal", "pipeline_cleanup", "audit_prep")
FULL_NAMES = word_set(
    "new rep onboarding|rep onboarding|quarter end close|large deal mode|audit preparation|spring cleaning|"
    "quarter end|audit prep|new rep|large deal|pipeline cleanup|pipeline clean up|quarter close|audit mode"
)
TURNS_OFF = phrase_list("stop|end|disable|cancel|kill|exit|leave|deactivate|finish")
OPENS = dict.fromkeys(("until", "till", "through", "by"), "until") | {
    "for": "for",
    "at": "at",
    "on": "at",
    "starting": "at",
    "from": "at",
}
"""The argument of a time by the word that opens it."""
NOUNS = ("going", "live", "started", "running", "playbook", "playbooks", "play", "on", "off", "mode")


def playbook(message: Message, at: int) -> Step | Need | None:
    """“activate the quarter-end playbook for EMEA”, what it lacks, or None when it is none."""
    names, exact = message.find("playbookname"), _by_full_name(message)
    state = _state(message, at, names)
    said = message.has("playbook", "playbooks", "play", "mode")
    of_another = not said and (message.find("report") or (message.find("agentname") and not exact))
    if not (said or exact) or not state or of_another:
        return None
    if not names:
        return Need("playbook", PLAYBOOKS, "playbook")
    times, taken = _times(message, [*names, *_verb_and_nouns(message, at)])
    if words := unread_time(message, [*names, *taken]):
        return Need("time", (), words)
    scope = scope_in(message, [*names, *taken, *_verb_and_nouns(message, at)])
    if isinstance(scope, Need):
        return scope
    args: dict[str, Any] = {"state": state, **times, **({"scope": scope} if scope else {})}
    whats = list(dict.fromkeys(s.value for s in (exact or names)))
    steps = [{"action": "activate_playbook", "target": what, "args": dict(args)} for what in whats]
    return steps[0] if len(steps) == 1 else {**steps[0], "args": args, "steps": steps}


def _by_full_name(message: Message) -> list[Span]:
    """The playbooks named so fully that the word playbook may be missing."""
    return [
        s
        for s in message.find("playbookname")
        if " ".join(w for w in message.words[s.start : s.end] if w != "-") in FULL_NAMES
    ]


def _state(message: Message, at: int, names: list[Span]) -> str:
    """`on`, `off`, or nothing where no word turns anything."""
    words, verbs = message.words, verbs_of(message, at)
    verb = message.verbs_at(at)
    tail = set(words[verb[0][0].end if verb and len(words[at : verb[0][0].end]) > 1 else at :])
    if ("deactivate" in verbs and "activate" not in verbs) or "off" in tail or words[at] in TURNS_OFF:
        return "off"
    if words[at] in ("get", "set") and tail & {"going", "live", "started", "running"}:
        return "on"
    terse = bool(names) and at == names[0].start and "on" in tail
    return "on" if "activate" in verbs or "on" in tail or terse else ""


def _times(message: Message, gone: list[Span]) -> tuple[dict[str, str], list[Span]]:
    """(when it begins and ends, the tokens that say so)."""
    times, taken = times_in(message, OPENS)
    bare = None if times else bare_time(message, [*gone, *taken])
    if bare is not None and bare[0] not in ("now", "today"):
        return {"at": bare[0]}, [*taken, bare[1]]
    return {k: v for k, v in times.items() if v != "now"}, taken


def _verb_and_nouns(message: Message, at: int) -> list[Span]:
    """The words of the command that are no scope."""
    verbs = message.verbs_at(at)
    nouns = [Span(i, i + 1, "") for i, w in enumerate(message.words) if w in NOUNS]
    return [Span(0, verbs[0][0].end if verbs else at + 1, ""), *nouns]
