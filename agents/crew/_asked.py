"""The question as words around its answer: what is true of the records, as verb, adjective and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from domain.catalogue import CATALOGUE, EntityInfo, Segment
from domain.checked import Checked
from domain.language.windows import resolve
from domain.query import Condition, Filter, Period
from domain.wording import (
    COUNTED_IN_TIME,
    FINISHED,
    ended,
    held,
    of_one,
    period_words,
    phrase,
    shortened,
    status_of,
    window_words,
)

DONE_TO = {"activity": "logged", "quota": "set"}
"""What happened to records that have no status, so that a sentence about them has a verb."""
HAPPENED = ("gone cold", "slipped")
"""Conditions that came about, so that records have them behind them: `have gone cold`."""
BEFORE_THE_NOUN = ("open", "stalled", "slipped")
PAST = re.compile(r"(not )?(created|changed|converted|closed|moved|last touched|founded|logged|won|lost)\b")
LASTING = re.compile(r"in their stage for|without activity for|waiting for|in .+ for (more|less|at|between|exactly)")
OF_SIZE = re.compile(r"(over|under|of at|between|exactly|other than) ")
OF_PLACE = re.compile(r"(in|with|for|under|from|at|of type|belonging) ")


@dataclass(frozen=True)
class Asked:
    """A question's conditions and window, said of the records they are true of."""

    checked: Checked
    conditions: tuple[Condition, ...]
    time: Period | None

    @cached_property
    def info(self) -> EntityInfo:
        """The catalogue's entry of the records."""
        return CATALOGUE[self.checked.spec.entity]

    def after_the_noun(self, count: int = 2) -> str:
        """What stands after "9 deals": `are stalled in Negotiation`, `have no next step`, `were won last quarter`."""
        said = self._verbal()
        return of_one(_singular(said)) if count == 1 else said

    def subject(self) -> str:
        """The records as a noun: `open deals in EMEA`, `deals won in Q2`, `accounts without won deals`."""
        if self._lead in BEFORE_THE_NOUN:
            return f"{self._lead} {self.info.plural} {_row(self._parts)}".strip()
        return f"{self.info.plural} {self.predicate()}".strip()

    def predicate(self) -> str:
        """What is true of the records, after "are"; empty when nothing was asked of them."""
        return self._said(self._parts)

    def _said(self, parts: list[str]) -> str:
        lead = self._lead
        if self.time and self.time.fields[0] == lead:
            # "converted this quarter" says already that they are converted.
            return _row([self._when, *self._clauses])
        if not lead or not parts:
            return lead or _row(parts)
        if lead != "open":
            between = ", " if len(parts) > 2 else " and " if OF_SIZE.match(parts[-1]) and len(parts) == 2 else " "
            return f"{lead} {between.join(parts)}"
        head, rest = (f"{lead} {parts[0]}", parts[1:]) if OF_PLACE.match(parts[0]) else (lead, parts)
        return _row([head, *rest])

    def _verbal(self) -> str:
        had = [] if self._names_account else [one for one in self._clauses if _is_had(one)]
        if had and self._lead in ("", "open"):
            return self._with_what_they_have(had)
        said = self.predicate() or "on record"
        if said.startswith(("pushed", "never pushed")):
            return f"have been {said}".replace("been never", "never been")
        if not self._lead and LASTING.match(said):
            return f"have been {said}"
        if self._lead.startswith(HAPPENED):
            return f"have {said}"
        past = self._lead in (*FINISHED, *DONE_TO.values()) or PAST.match(said)
        return f"{'were' if past else 'are'} {said}"

    def _with_what_they_have(self, had: list[str]) -> str:
        """`have no won deals this quarter`, `are open and have no next step`; among other things, `without` them."""
        in_it = self._when if self.info.name in COUNTED_IN_TIME else ""
        others = [one for one in self._parts if one not in had and one != in_it]
        has = f"have {_row(map(held, had))} {in_it}".strip()
        if self._lead and others:
            return f"are {self.predicate()}"
        said = self._said(others)
        return f"are {said} and {has}" if said else has

    @cached_property
    def _when(self) -> str:
        if self.time is None:
            return ""
        if self._is_overdue(self.time):
            return f"overdue from {window_words(self.time.window)}"
        return period_words(self.time, self.checked.spec)

    def _is_overdue(self, time: Period) -> bool:
        """Whether open deals are asked about that should have closed in a time now past."""
        if time.fields[0] != "close_date" or status_of(self.checked.spec) != "open":
            return False
        try:
            _, end = resolve(time.window, self.checked.pulled.as_of.date())
        except ValueError:
            return False
        return end is not None and end <= self.checked.pulled.as_of.date()

    @cached_property
    def _segments(self) -> tuple[list[Segment], list[Condition]]:
        """The named conditions that the filters spell out, and the filters that are left."""
        left, found = list(self.conditions), []
        for segment in sorted(self.info.segments, key=lambda s: -len(s.filters)):
            if all(any(_same(one, mine) for mine in left) for one in segment.filters):
                left = [mine for mine in left if not any(_same(one, mine) for one in segment.filters)]
                found.append(segment)
        return found, left

    @property
    def _status(self) -> str:
        _, left = self._segments
        return status_of(self.checked.spec) if any(map(_is_status, left)) else ""

    @cached_property
    def _lead(self) -> str:
        found, _ = self._segments
        labels = [*(["open"] if found and self._status == "open" else []), *(s.label for s in found)]
        return joined(labels) or self._status or DONE_TO.get(self.info.name, "")

    @cached_property
    def _clauses(self) -> list[str]:
        """The conditions besides the lead, the place before how long: `in Negotiation for more than 30 days`."""
        found, left = self._segments
        others = [c for c in left if not (_is_status(c) and self._status and (not found or self._status == "open"))]
        said = sorted((self.words([c]) for c in others), key=_place)
        at_stage = any(isinstance(c, Filter) and c.field == "stage" and c.op == "eq" for c in others)
        if at_stage and len(said) == 2 and said[1].startswith("in their stage "):
            return [" ".join([said[0], shortened(said[1])])]
        if self._lead in FINISHED:
            return [shortened(ended(one)) for one in said]
        return [shortened(one) if at_stage and one.startswith("in their stage ") else one for one in said]

    @cached_property
    def _parts(self) -> list[str]:
        """The clauses with the window: right behind "won", else at the end."""
        if not self._when:
            return self._clauses
        return [self._when, *self._clauses] if self._lead in FINISHED else [*self._clauses, self._when]

    @property
    def _names_account(self) -> bool:
        """Whether a clause is `with Contoso`, which nobody has."""
        return any(isinstance(c, Filter) and c.field == "account" and c.op in ("eq", "in") for c in self.conditions)

    def words(self, conditions: Iterable[Condition]) -> str:
        """Conditions in a row, with the values that symbols stood for."""
        return " ".join(phrase(self._definite.get(c, c), self.info, self.checked.currency) for c in conditions)

    @cached_property
    def _definite(self) -> dict[Condition, Condition]:
        return dict(zip(self.checked.spec.filters, self.checked.pulled.spec.filters, strict=False))


def _same(one: Condition, other: Condition) -> bool:
    """Whether two conditions ask the same, an optional one being as good."""
    if isinstance(one, Filter) and isinstance(other, Filter):
        return one.model_copy(update={"optional": False}) == other.model_copy(update={"optional": False})
    return one == other


def _is_status(one: Condition) -> bool:
    return isinstance(one, Filter) and one.field == "status" and one.op == "eq"


def _is_had(said: str) -> bool:
    return said.startswith(("with ", "without ")) and not LASTING.match(said)


def _place(said: str) -> int:
    """Places first, then the rest as it came, and how long last."""
    return 2 if said.startswith("in their stage ") else 0 if OF_PLACE.match(said) else 1


def _singular(said: str) -> str:
    """The verbs of one record: `is`, `has`, `was`."""
    verb, _, rest = said.partition(" ")
    one = {"are": "is", "have": "has", "were": "was"}.get(verb, verb)
    return f"{one} {rest.replace(' and have ', ' and has ')}"


def _row(words: Iterable[str]) -> str:
    return joined([word for word in words if word])


def joined(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *head, last = list(words) or [""]
    return f"{', '.join(head)} and {last}" if head else last
