"""All words by what they may be; the tables themselves are in `words/`, one line a meaning."""

from __future__ import annotations

from collections.abc import Mapping

from domain.language.words.asking import ASKING
from domain.language.words.commands import COMMANDS
from domain.language.words.courtesies import CHATTER, COURTESIES, MORE
from domain.language.words.records import RECORDS
from domain.language.words.refusals import REFUSED
from domain.language.words.reporting import REPORTING

Reading = tuple[str, str]
"""(kind, value): what a phrase may be."""

WORDS: Mapping[str, Mapping[str, str]] = RECORDS | ASKING
"""The words of questions: {kind: {value: its phrases}}; a phrase may be of several kinds, its company decides."""
SMALL_TALK = {reply: f"{phrases}|{MORE[reply]}" for reply, phrases in COURTESIES.items()} | {
    "": "|".join(CHATTER.split())
}
WORK_WORDS: Mapping[str, Mapping[str, str]] = COMMANDS | REPORTING | REFUSED | {"courtesy": SMALL_TALK}
"""The words of everything else."""


def phrases(words: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, ...], tuple[Reading, ...]]:
    """{phrase as words: its readings} of a table, several readings in the table's order."""
    found: dict[tuple[str, ...], list[Reading]] = {}
    for kind, meanings in words.items():
        for value, listed in meanings.items():
            for phrase in listed.split("|"):
                key = tuple(phrase.replace("-", " ").split()) or (phrase,)
                readings = found.setdefault(key, [])
                if (kind, value) not in readings:
                    readings.append((kind, value))
    return {key: tuple(readings) for key, readings in found.items()}
