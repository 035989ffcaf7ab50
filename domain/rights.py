"""Who may see which records: a person's own sight, and the sight everybody in a channel shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from domain.thresholds import SettingValue
from domain.value import Value
from domain.work import Person


class Sight(Value):
    """The records somebody may read: all, those of some owners, or none.

    Shape:  `owners` are external ids of people; it matters only for `owners`. `of` says whose sight it is, in words.
    """

    kind: Literal["all", "owners", "nothing"] = "nothing"
    owners: frozenset[str] = frozenset()
    of: str = ""

    def shared_with(self, other: Sight) -> Sight:
        """What both may read."""
        if self.kind == "all":
            return other
        if other.kind == "all":
            return self
        if "nothing" in (self.kind, other.kind):
            return NOTHING
        both = self.owners & other.owners
        return Sight(kind="owners", owners=both, of=f"{self.of} and {other.of}") if both else NOTHING

    def sees_all_of(self, other: Sight) -> bool:
        """Whether nothing that `other` reads is hidden from this one."""
        if self.kind == "all" or other.kind == "nothing":
            return True
        return other.kind == "owners" and self.kind == "owners" and other.owners <= self.owners


ALL = Sight(kind="all", of="everyone")
NOTHING = Sight(kind="nothing", of="nobody")


def sight_of(person: Person, colleagues: Sequence[Person], policy: Mapping[str, SettingValue]) -> Sight:
    """What a person may read under the policy: guests nothing, executives and operators everything."""
    if person.role == "guest" or not person.id:
        return NOTHING
    if person.role in ("executive", "operator"):
        return ALL
    reach = policy[f"rights.{person.role}_sees"]
    if reach == "company":
        return ALL
    own = {person.id}
    if reach == "team":
        own |= {c.id for c in colleagues if c.team and c.team == person.team}
    return Sight(kind="owners", owners=frozenset(own), of=person.name)


def depends_on_team(person: Person, policy: Mapping[str, SettingValue]) -> bool:
    """Whether one must know a person's colleagues to know what that person may read."""
    return policy.get(f"rights.{person.role}_sees") == "team"


def shared_sight(sights: Sequence[Sight]) -> Sight:
    """What every one of them may read; an empty audience reads nothing."""
    if not sights:
        return NOTHING
    shared = sights[0]
    for sight in sights[1:]:
        shared = shared.shared_with(sight)
    return shared
