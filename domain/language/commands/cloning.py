"""Copying a configuration from one scope to others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.language.commands.agents import agents, target_of, verbs_of
from domain.language.commands.needs import Need, Step
from domain.language.intent import Slot
from domain.language.message import Message, Span


def clone(message: Message, at: int) -> Step | Need | None:
    verbs = verbs_of(message, at)
    words = message.words
    configs = message.has(
        "config", "configuration", "settings", "setup", "thresholds", "configs", "setting", "rules", "set"
    )
    same = (
        message.has_phrase("same settings as")
        or message.has_phrase("same config as")
        or message.has_phrase("same thresholds as")
        or message.has_phrase("the same as")
        or message.has_phrase("same setup as")
        or message.has_phrase("just like")
        or message.has_phrase("same configuration as")
    )
    direct = "clone" in verbs and (configs or len(message.named) >= 1)
    gives = (
        words[at] in ("use", "apply", "give", "set", "make")
        and configs
        and (same or message.has("for", "to", "like", "as", "on"))
        and len(message.named) >= 2
        and not message.find("setting")
    )
    if not direct and not gives and not (same and words[at] in ("set", "make", "give", "use", "configure")):
        return None
    found, spans = agents(message)
    order = _clone_ends(message, at, spans)
    if isinstance(order, Need):
        return order
    source, goals, excepted = order
    args: dict[str, Any] = {}
    if source:
        args["from"] = source
    if goals:
        args["to"] = goals
    if excepted:
        args["except"] = excepted
    step: Step = {"action": "clone_config", "target": target_of(found) or "all", "args": args}
    if not source or not goals:
        return Need("scope", (), "from where, to where")
    return step


def _clone_ends(message: Message, at: int, spans: Sequence[Span]) -> tuple[Any, Any, Any] | Need:
    """(from, to, except) of a clone command."""
    words = message.words
    agent_tokens = {i for s in spans for i in range(s.start, s.end)}
    source: dict[str, Any] = {}
    goals: list[dict[str, Any]] = []
    excepted: list[str] = []
    side = "from"
    reading_except = False
    flipped = any(w in ("like", "as") for w in words) and not message.has("from")
    if words[at] in ("give", "set", "make") or flipped:
        side = "to"
    seen_to = False
    i = at
    for mention in message.drafted.mentions:
        if mention.start < at:
            continue
        i = mention.start
        word = message.words[i]
        for k in range(mention.start, mention.end):
            if words[k] in ("from",):
                side = "from"
            elif words[k] in ("to", "onto", "into", "over", "for", "on") and words[at] not in ("give",):
                if source or words[k] in ("to", "onto", "into"):
                    side, seen_to = "to", True
            elif words[k] in ("like", "as"):
                side = "from"
            elif words[k] in ("except", "but", "excluding", "without", "minus"):
                reading_except = True
        if reading_except:
            setting = message.at("setting", i)
            if setting:
                excepted.append(setting.value)
            elif word in ("thresholds", "rules", "alerts", "playbooks", "schedules", "nudges"):
                excepted.append(word)
            continue
        if i in agent_tokens:
            continue
        if mention.get("pronoun") == "me" and word in ("mine", "me", "my"):
            one: dict[str, Any] | None = {"user": "@me"}
        else:
            one = _end_of(mention, message)
        if isinstance(one, Need):
            return one
        if one is None:
            continue
        if side == "to" or (source and not seen_to):
            goals.append(one)
        elif not source:
            source = one
        else:
            goals.append(one)
    if words[at] in ("give",) and len(goals) >= 2 and not source:
        source, goals = goals[-1], goals[:-1]
    merged = _merged(goals)
    return source or None, merged or None, (excepted[0] if len(excepted) == 1 else excepted) or None


def _end_of(mention: Any, message: Message) -> Any:
    from domain.language.names import tops

    if not mention.names:
        return None
    best = tops(mention.names)
    values = list(dict.fromkeys(c.named.value for c in best))
    kind = best[0].named.kind
    if kind not in ("region", "team", "person", "account", "product", "stage"):
        return None
    if len(values) > 1:
        slot: Slot = (
            "person"
            if kind == "person"
            else "account"
            if kind == "account"
            else "product"
            if kind == "product"
            else "region"
        )
        return Need(slot, tuple(values), mention.text)
    after = message.words[mention.end : mention.end + 1]
    if kind == "person" and after in (["team"], ["group"], ["squad"]):
        return {"manager": values[0]}
    return {"user" if kind == "person" else kind: values[0]}


def _merged(goals: list[dict[str, Any]]) -> Any:
    if not goals:
        return None
    if len(goals) == 1:
        return goals[0]
    keys = {k for g in goals for k in g}
    if len(keys) == 1:
        key = keys.pop()
        return {key: [g[key] for g in goals]}
    return goals
