"""Turning playbooks on and off."""

from __future__ import annotations

from typing import Any

from domain.language.commands.agents import scope_in, verbs_of
from domain.language.commands.needs import Need, Step
from domain.language.commands.timing import bare_time, times_in
from domain.language.message import Message, Span
from domain.language.text import phrase_list, word_set

PLAYBOOKS = ("quarter_end", "new_rep", "large_deal", "pipeline_cleanup", "audit_prep")


def playbook(message: Message, at: int) -> Step | Need | None:
    words = message.words
    said = any(w in ("playbook", "playbooks", "play", "mode") for w in words)
    names = message.find("playbookname")
    verbs = verbs_of(message, at)
    strict = word_set(
        "quarter end|audit prep|new rep|large deal|pipeline cleanup|pipeline clean up|quarter close|audit mode"
    )
    exact = [s for s in names if " ".join(w for w in words[s.start : s.end] if w != "-") in strict]
    if not said and not exact:
        return None
    tail = set(words[at:])
    off = (
        bool("deactivate" in verbs and "activate" not in verbs)
        or "off" in tail
        or words[at] in phrase_list("stop|end|disable|cancel|kill|exit|leave|deactivate|finish")
    )
    on = "activate" in verbs or "on" in tail
    terse = bool(names) and at == names[0].start and (tail & {"on", "off"})
    if not on and not off and not terse:
        return None
    if not said and message.find("agentname") and not exact:
        return None
    if message.find("report") and not said:
        return None
    if not names:
        return Need("playbook", PLAYBOOKS, "playbook")
    whats = list(dict.fromkeys(s.value for s in (exact or names)))
    times, taken = times_in(
        message,
        {
            "until": "until",
            "till": "until",
            "through": "until",
            "for": "for",
            "at": "at",
            "on": "at",
            "starting": "at",
            "from": "at",
            "by": "until",
        },
    )
    gone = [
        *names,
        *taken,
        Span(0, message.verbs_at(at)[0][0].end if message.verbs_at(at) else at + 1, ""),
        *[
            Span(i, i + 1, "")
            for i, w in enumerate(words)
            if w in ("playbook", "playbooks", "play", "on", "off", "mode")
        ],
    ]
    args: dict[str, Any] = {"state": "off" if off else "on", **{k: v for k, v in times.items() if v != "now"}}
    if not times:
        bare = bare_time(message, gone)
        if bare is not None and bare[0] not in ("now", "today"):
            args["at"] = bare[0]
            gone.append(bare[1])
    scope = scope_in(message, gone)
    if isinstance(scope, Need):
        return scope
    if scope:
        args["scope"] = scope
    steps = [{"action": "activate_playbook", "target": w, "args": dict(args)} for w in whats]
    return (
        steps[0]
        if len(steps) == 1
        else {"action": "activate_playbook", "target": whats[0], "steps": steps, "args": args}
    )
