"""Which agents a command is for, and what it is narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.language.clarify import slot_of
from domain.language.commands.needs import Need, need_of
from domain.language.draft import QUESTIONS, Mention
from domain.language.english import ORDINARY
from domain.language.message import LEAD_INS, Message, Span
from domain.language.points import duration, point
from domain.language.scopes import scope_of
from domain.language.text import phrase_list, word_set

AGENTS = ("pipeline", "forecasting", "analytics")
AGENT_OPTIONS = (*AGENTS, "all")
SOME_OF = word_set("one two some any either few couple half most several another")
"""Words before “of the agents” that leave open which ones."""
EVERYTHING = frozenset(["everything", "all", "everyone", "everybody"])
ALL_OF_SOMETHING = phrase_list(
    "nudges|alerts|thresholds|rules|of|the|changes|settings|activity|activities|calls|emails|meetings"
)
BARE = {
    "pipeline": "pipeline",
    "analytics": "analytics",
    "forecasts": "forecasting",
    "forecast": "forecasting",
    "pipe": "pipeline",
}
"""Agents by the word for their field alone."""
NO_SCOPE = word_set(
    "agent agents bot it off on back hold run running config settings configuration again force scan check "
    "doing work working nudging nudges alerts from deals open everything all sending scanning monitoring"
)
POINTING = word_set(
    "it them that this agent agents bot again one off on back up until till for at by running these those "
    "hold down bots online offline break rest give an a in working run"
)


def agents(message: Message, *, bare: bool = True) -> tuple[list[str], list[Span]]:
    """The agents a message names, and where."""
    named = list(message.find("agentname"))
    named = [s for s in named if not (s.value == "all" and _only_some(message, s))]
    spans = sorted([*named, *(_bare_names(message, named) if bare else [])], key=lambda s: s.start)
    if "not" in message.words or "than" in message.words or "instead" in message.words:
        spans = _less_the_denied(message, spans)
    found = list(dict.fromkeys(s.value for s in spans if s.value))
    if found and "all" not in found and (whole := _everything_but(message, spans)):
        return _all_but(message, [whole, *spans])
    if found in ([], ["all"]) and (everything := _everything(message, spans)):
        return ["all"], [*spans, everything]
    if "all" in found and len(found) > 1:
        return _all_but(message, spans)
    return found, spans


DENIES = (["not"], ["rather", "than"], ["instead", "of"], ["but", "not"], ["and", "not"])


def _less_the_denied(message: Message, spans: list[Span]) -> list[Span]:
    """“pause analytics, not pipeline”: what is denied is none of those meant, and says nothing of the scope either."""
    words, denied = message.words, list[Span]()
    for span in spans:
        before = [w for w in words[max(0, span.start - 4) : span.start] if w not in ("the", "our", "my")]
        said = any(before[-len(d) :] == d for d in DENIES) and before[-2:-1] not in (["do"], ["does"], ["should"])
        listed = denied and denied[-1].end == span.start - 1 and words[span.start - 1] in ("or", "nor", "and")
        if (said or listed) and span.value != "all":
            denied.append(span)
    if not denied or len(denied) == len(spans) or any(s.value == "all" for s in spans):
        return spans
    gone = [Span(span.start - 1, span.end, "") for span in denied]
    joints = [Span(i, i + 1, "") for i, w in enumerate(words) if w in ("not", "rather", "than", "instead", "of", "but")]
    return sorted([*(s for s in spans if s not in denied), *gone, *joints], key=lambda s: s.start)


def _only_some(message: Message, named: Span) -> bool:
    """“one of the agents”, “a couple of bots”: not all of them, and nobody knows which."""
    before = [w for w in message.words[max(0, named.start - 3) : named.start] if w not in ("the", "our", "my")]
    return before[-1:] == ["of"] and before[-2:-1] != [] and before[-2] in SOME_OF


def names_only_some(message: Message) -> bool:
    """Whether some of the agents are spoken of, and nobody knows which."""
    return any(s.value == "all" and _only_some(message, s) for s in message.find("agentname"))


def _bare_names(message: Message, named: Sequence[Span]) -> list[Span]:
    """“pipeline”, “the forecast one”: agents by their field, where that is not part of something else."""
    words, out = message.words, list[Span]()
    covered = {i for s in named for i in range(s.start, s.end)}
    for i, word in enumerate(words):
        if i not in covered and word in BARE and not _is_part_of_setting(message, i):
            end = i + 1 + (words[i + 1 : i + 2] in (["agent"], ["bot"], ["one"], ["agents"]))
            out.append(Span(i, end, BARE[word]))
            covered |= set(range(i, end))
    return out


def _everything(message: Message, spans: Sequence[Span]) -> Span | None:
    """“pause everything”, and not “all alerts”."""
    words = message.words
    covered = {i for s in spans for i in range(s.start, s.end)}
    for i, word in enumerate(words):
        if word in EVERYTHING and i not in covered and (words[i + 1 : i + 2] or [""])[0] not in ALL_OF_SOMETHING:
            return Span(i, i + 1, "all")
    return None


def _everything_but(message: Message, spans: Sequence[Span]) -> Span | None:
    """“pause everything except analytics”: the everything before the exception; None without one."""
    before = message.words[: spans[0].start]
    if not {"except", "but", "besides", "excluding"} & set(before):
        return None
    at = next((i for i, word in enumerate(before) if word in EVERYTHING | {"agents", "others"}), None)
    return None if at is None else Span(at, at + 1, "all")


def _all_but(message: Message, spans: list[Span]) -> tuple[list[str], list[Span]]:
    """“all agents except forecasting”; all and one of them is all."""
    words = message.words
    but = {"except", "but", "besides", "excluding"}
    excepted = {s.value for s in spans if s.value != "all" and (but & set(words[: s.start]) or _denied(words, s.start))}
    if not excepted:
        return ["all"], spans
    joints = [Span(i, i + 1, "") for i, w in enumerate(words) if w in (*but, "for", "not")]
    return [a for a in AGENTS if a not in excepted], [*spans, *joints]


def _denied(words: Sequence[str], at: int) -> bool:
    """“…, not pipeline”."""
    return "not" in words[max(0, at - 2) : at] and words[max(0, at - 2) : at][-1] in ("not", "the", "our", "my")


def _is_part_of_setting(message: Message, at: int) -> bool:
    return any(s.start <= at < s.end for kind in ("setting", "playbookname", "task") for s in message.find(kind))


def target_of(found: list[str]) -> str | list[str] | None:
    """The target of a command: one agent, all, or a list of them; None when none is named."""
    if set(found) == set(AGENTS):
        return "all"
    return None if not found else found[0] if len(found) == 1 else found


def scope_in(message: Message, gone: Sequence[Span]) -> dict[str, Any] | Need:
    """The scope in what is left of a command, or the name in it that nobody knows."""
    rest = message.without(gone)
    parts = rest.parts()
    if need := need_of(parts):
        return need
    strangers = [m for m in parts.unknown if _narrows(rest, m)]
    if strangers:
        slot = slot_of(strangers[0], rest)
        return Need(slot, (), " ".join(t.raw for t in rest.tokens[strangers[0].start : strangers[0].end]))
    return scope_of(parts)


def _narrows(rest: Message, mention: Mention) -> bool:
    """Whether an unknown word is what a command is narrowed to: “for the nordics”, “in fooland”."""
    before = [w for w in rest.words[max(0, mention.start - 2) : mention.start] if w not in ("the", "our", "my")]
    leads = mention.possessive or before[-1:] in (["for"], ["in"], ["on"], ["of"], ["to"])
    return leads and mention.unknown and mention.text.isalpha() and mention.text not in ORDINARY | QUESTIONS.known


def verbs_of(message: Message, at: int) -> frozenset[str]:
    """Every command verb the words at a position may be."""
    return frozenset(v for _, verbs in message.verbs_at(at) for v in verbs)


def command_words(message: Message) -> list[Span]:
    """Words of commands that are no names: they say nothing about the scope."""
    return [Span(i, i + 1, "") for i, w in enumerate(message.words) if w in NO_SCOPE]


def points_at_agent(message: Message, at: int) -> bool:
    """Whether a command points at an agent without naming it, or names none at all."""
    rest = [w for w in message.words[at + 1 :] if w not in LEAD_INS and w.isalnum()]
    if {"it", "them", "agent", "agents", "bot", "bots"} & set(rest):
        return not message.find("report")
    return all(w in POINTING for w in rest if w not in _timed(message))


def _timed(message: Message) -> set[str]:
    """The words that say when or how long."""
    out: set[str] = set()
    for i in range(len(message.words)):
        if read := point(message, i, message.today) or duration(message, i):
            out |= set(message.words[i : i + read.length])
    return out
