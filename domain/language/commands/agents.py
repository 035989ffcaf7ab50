"""Which agents a command is for, and what it is narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.language.commands.needs import Need
from domain.language.message import LEAD_INS, Message, Span
from domain.language.points import Point, duration, point
from domain.language.scopes import scope_of
from domain.language.text import word_set

AGENTS = ("pipeline", "forecasting", "analytics")
AGENT_OPTIONS = (*AGENTS, "all")
EVERYTHING = frozenset(["everything", "all", "everyone", "both"])


def agents(message: Message, *, bare: bool = True) -> tuple[list[str], list[Span]]:
    """The agents a message names, and where."""
    spans = list(message.find("agentname"))
    covered = {i for s in spans for i in range(s.start, s.end)}
    words = message.words
    for i, word in enumerate(words):
        if i in covered or not bare:
            continue
        value = {
            "pipeline": "pipeline",
            "analytics": "analytics",
            "forecasts": "forecasting",
            "forecast": "forecasting",
            "pipe": "pipeline",
        }.get(word)
        if value and not _is_part_of_setting(message, i):
            end = i + 1 + (words[i + 1 : i + 2] in (["agent"], ["bot"], ["one"], ["agents"]))
            spans.append(Span(i, end, value))
            covered |= set(range(i, end))
    spans.sort(key=lambda s: s.start)
    found = list(dict.fromkeys(s.value for s in spans))
    if not found or found == ["all"]:
        for i, word in enumerate(words):
            if (
                word in EVERYTHING
                and i not in covered
                and words[i + 1 : i + 2]
                not in (["nudges"], ["alerts"], ["thresholds"], ["rules"], ["of"], ["the"], ["changes"], ["settings"])
            ):
                if word == "both":
                    continue
                return ["all"], [*spans, Span(i, i + 1, "all")]
    if "all" in found and len(found) > 1:
        excepted = [s for s in spans if s.value != "all" and {"except", "but"} & set(words[: s.start])]
        if excepted:
            left = [a for a in AGENTS if a not in {s.value for s in excepted}]
            return left, [*spans, *(Span(i, i + 1, "") for i, w in enumerate(words) if w in ("except", "but", "for"))]
        found = ["all"]
    return found, spans


def _is_part_of_setting(message: Message, at: int) -> bool:
    return any(s.start <= at < s.end for kind in ("setting", "playbookname", "task") for s in message.find(kind))


def target_of(found: list[str]) -> str | list[str] | None:
    if not found:
        return None
    if set(found) == set(AGENTS):
        return "all"
    return found[0] if len(found) == 1 else found


def scope_in(message: Message, gone: Sequence[Span]) -> dict[str, Any] | Need:
    """The scope in what is left of a command, or the name in it that nobody knows."""
    rest = message.without(gone)
    parts = rest.parts()
    if parts.unclear:
        first = parts.unclear[0]
        return Need(first.slot, first.options, first.words)  # type: ignore[arg-type]
    return scope_of(parts)


def verbs_of(message: Message, at: int) -> frozenset[str]:
    """Every command verb the words at a position may be."""
    return frozenset(v for _, verbs in message.verbs_at(at) for v in verbs)


def command_words(message: Message) -> list[Span]:
    """Words of commands that are no names: they say nothing about the scope."""
    loose = word_set(
        "agent agents bot it off on back hold run running config settings configuration again force scan check "
        "doing work working nudging nudges alerts from deals open everything all sending scanning monitoring"
    )
    return [Span(i, i + 1, "") for i, w in enumerate(message.words) if w in loose]


def points_at_agent(message: Message, at: int, found: list[str]) -> bool:
    """Whether a command points at an agent without naming it, or names none at all."""
    del found
    rest = [w for w in message.words[at + 1 :] if w not in LEAD_INS and w.isalnum()]
    loose = word_set(
        "it them that this agent agents bot again one off on back up until till for at by running these those "
        "hold down bots online offline break rest give an a in working"
    )
    if {"it", "them", "agent", "agents", "bot", "bots"} & set(rest):
        return not message.find("report")
    times = {i for i, _ in enumerate(message.words) if point(message, i, message.today) or duration(message, i)}
    timed = {
        message.words[i + k]
        for i in times
        for k in range((point(message, i, message.today) or duration(message, i) or Point("", 0)).length)
    }
    return all(w in loose or w in timed for w in rest)
