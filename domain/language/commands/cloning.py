"""Copying a configuration from one scope to others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.language.commands.agents import agents, target_of, verbs_of
from domain.language.commands.needs import Need, Step
from domain.language.draft import Mention
from domain.language.intent import Slot
from domain.language.message import Message, Span
from domain.language.names import tops
from domain.language.text import phrase_list, word_set

CONFIGS = word_set("config configuration settings setup thresholds configs setting rules set")
THE_SAME = phrase_list(
    "same settings as|same config as|same thresholds as|the same as|same setup as|just like|same configuration as"
)
AS_ANOTHER = re.compile(
    r"\bsame (?:\w+ ){0,3}(?:config|configuration|settings|setup|thresholds|rules) (?:as|that|like)\b"
)
ENDS = ("region", "team", "person", "account", "product", "stage")
"""Kinds of names a configuration can belong to."""
SLOTS: dict[str, Slot] = {"person": "person", "account": "account", "product": "product"}
EXCEPTS = phrase_list("except|but|excluding|without|minus")
INTO, ONTO = ("to", "onto", "into"), ("over", "for", "on")
KEPT = phrase_list("thresholds|rules|alerts|playbooks|schedules|nudges")
"""Parts of a configuration that can be left out of the copy."""


def clone(message: Message, at: int) -> Step | Need | None:
    """“clone the pipeline config from Central to East”, what it lacks, or None when it is none."""
    if not _clones(message, at):
        return None
    found, spans = agents(message)
    ends = _ends(message, at, spans)
    if isinstance(ends, Need):
        return ends
    if not ends.source or not ends.goals:
        return _lacking(ends)
    args: dict[str, Any] = {"from": ends.source, "to": _merged(ends.goals)}
    if ends.excepted:
        args["except"] = ends.excepted[0] if len(ends.excepted) == 1 else ends.excepted
    return {"action": "clone_config", "target": target_of(found) or "all", "args": args}


FROM_WHERE = "Whose settings shall {words} get? Say from where, for example “copy the settings of {other} to {words}”."
TO_WHERE = "Who shall get the settings of {words}? Say to where, for example “copy the settings of {words} to {other}”."


def _lacking(ends: _Ends) -> Need:
    """The question for the end that was not said."""
    said = ends.goals[0] if ends.goals else ends.source
    if not said:
        return Need("scope", (), "from where, to where")
    name = str(next(iter(said.values()))).replace("@me", "you")
    question = (FROM_WHERE if ends.goals else TO_WHERE).replace("{other}", "another region, team or person")
    return Need("scope", (), name, question)


def _clones(message: Message, at: int) -> bool:
    """Whether a configuration is copied: “clone …”, “give EMEA the same settings as AMER”."""
    word = message.words[at]
    configs = bool(CONFIGS & set(message.words[at + 1 :])) or (word == "set" and message.has("like"))
    said = " ".join(message.words)
    same = any(message.has_phrase(phrase) for phrase in THE_SAME) or AS_ANOTHER.search(said) is not None
    if "clone" in verbs_of(message, at) and (configs or message.named):
        return True
    wished = message.has("should", "needs", "need", "want", "must", "gets", "get") and len(message.named) >= 2
    if configs and _opens_with_same(message, at):
        return True
    if same and (wished or word in ("set", "make", "give", "use", "configure")):
        return True
    gives = word in ("use", "apply", "give", "set", "make") and configs and message.has("for", "to", "like", "as", "on")
    return gives and len(message.named) >= 2 and not message.find("setting")


def _opens_with_same(message: Message, at: int) -> bool:
    """“same settings for EMEA as for APAC”: told, not asked."""
    opens = message.words[at : at + 1] == ["same"] and message.has("as", "like")
    return opens and len(message.named) >= 2 and "?" not in message.text


@dataclass
class _Ends:
    """What is copied from, to, and left out; `side` is the one the next name belongs to."""

    side: str
    source: dict[str, Any] = field(default_factory=dict)
    goals: list[dict[str, Any]] = field(default_factory=list)
    excepted: list[str] = field(default_factory=list)
    seen_to: bool = False
    excepting: bool = False

    def put(self, one: dict[str, Any]) -> None:
        """One more name, on its side."""
        if self.side == "to" or self.source:
            self.goals.append(one)
        else:
            self.source = one


def _ends(message: Message, at: int, spans: Sequence[Span]) -> _Ends | Need:
    """The ends of a clone command, name by name."""
    words = message.words
    of_agents = {i for s in spans for i in range(s.start, s.end)}
    flipped = message.has("like", "as") and not message.has("from")
    ends = _Ends("to" if words[at] in ("give", "set", "make") or flipped else "from")
    for mention in (m for m in message.drafted.mentions if m.start >= at):
        _turn(ends, words[mention.start : mention.end], gives=words[at] == "give")
        if ends.excepting:
            _leave_out(ends, message, mention)
        elif mention.start not in of_agents:
            one = _end_of(mention, message)
            if isinstance(one, Need):
                return one
            ends.put(one) if one else None
    if words[at] == "give" and len(ends.goals) >= 2 and not ends.source:
        ends.source, ends.goals = ends.goals[-1], ends.goals[:-1]
    return ends


def _turn(ends: _Ends, words: Sequence[str], *, gives: bool) -> None:
    """“from”, “to”, “like”, “except”: which side comes next."""
    for word in words:
        if word in ("from", "like", "as"):
            ends.side = "from"
        elif not gives and (word in INTO or (word in ONTO and ends.source)):
            ends.side = "to"
        elif word in EXCEPTS:
            ends.excepting = True


def _leave_out(ends: _Ends, message: Message, mention: Mention) -> None:
    """“except the thresholds”: a part of the configuration that is not copied."""
    setting = message.at("setting", mention.start)
    if setting:
        ends.excepted.append(setting.value)
    elif message.words[mention.start] in KEPT:
        ends.excepted.append(message.words[mention.start])


def _end_of(mention: Mention, message: Message) -> dict[str, Any] | Need | None:
    """The scope a mention names, the question which of several it is, or None when it names none."""
    if mention.get("pronoun") == "me" and message.words[mention.start] in ("mine", "me", "my"):
        return {"user": "@me"}
    best = tops(mention.names)
    kind = best[0].named.kind if best else ""
    if kind not in ENDS:
        return None
    values = list(dict.fromkeys(c.named.value for c in best))
    if len(values) > 1:
        return Need(SLOTS.get(kind, "region"), tuple(values), mention.text)
    of_team = kind == "person" and message.words[mention.end : mention.end + 1] in (["team"], ["group"], ["squad"])
    return {"manager" if of_team else "user" if kind == "person" else kind: values[0]}


def _merged(goals: list[dict[str, Any]]) -> Any:
    """Several goals of one kind as one scope: `{region: [EMEA, APAC]}`."""
    keys = {k for g in goals for k in g}
    if len(goals) == 1:
        return goals[0]
    key = next(iter(keys))
    return {key: [g[key] for g in goals]} if len(keys) == 1 else goals
