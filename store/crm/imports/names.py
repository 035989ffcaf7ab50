"""Finds the record that a name or id in a cell means: the listed one, a slip of one, or one known by name only."""

from __future__ import annotations

from dataclasses import dataclass, field
from unicodedata import normalize

from sqlalchemy import Connection, select

from domain.near_miss import Known
from store.crm import tables
from store.crm.imports.values import ID_LENGTH, words

NAMED_ONLY = "named"
"""Source of records that no file lists: other records name them."""
PLACEHOLDER = "?"
"""Starts the id of a value that waits for an operator's answer."""
MOST_COMPARED = 500
"""Unlisted names that are compared with the listed ones letter by letter, for each kind of record."""
WORDS = {"account": "account", "product": "product", "person": "person"}


@dataclass(frozen=True)
class Decision:
    """What an operator said of a value, or that nobody has said anything yet."""

    state: str
    means_id: str


@dataclass
class Names:
    """The records of one kind, by name."""

    kind: str
    is_listed: bool = False
    """Whether a file or an earlier import lists this kind, so that a name which is not there is a finding."""
    id_by_name: dict[str, str] = field(default_factory=dict)
    name_by_id: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    """Names of records that this import makes because rows name them, by id."""
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of the listed records that a value may mean, by the value."""
    unknown: set[str] = field(default_factory=set)
    not_compared: int = 0
    _known: Known | None = None
    _found: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, id_: str) -> None:
        """One more listed record."""
        self.id_by_name.setdefault(same(name), id_)
        self.name_by_id.setdefault(id_, name)

    def add_address(self, email: str, id_: str) -> None:
        """The e-mail address of a listed person, by which others may refer to them; a name goes before it."""
        self.id_by_name.setdefault(same(email), id_)

    def find(self, said: str) -> str:
        """The id of the record that a value means."""
        found = self._found.get(said)
        if found is None:
            found = self._found[said] = self._look_up(said)
        return found

    def _look_up(self, said: str) -> str:
        decided = self.decisions.get(said)
        if decided and decided.state == "same":
            return decided.means_id
        if listed := self.id_by_name.get(same(said)):
            return listed
        if decided and decided.state == "different":
            return decided.means_id or name_id(said)
        if not self.is_listed:
            return self.make(said)
        near = [decided.means_id] if decided else self._near(said)
        if near:
            self.asked[said] = tuple(near)
            return placeholder(said)
        self.unknown.add(said)
        return name_id(said)

    def make(self, said: str) -> str:
        """The id of a record that exists because something names it."""
        id_ = self.id_by_name.get(same(said)) or name_id(said)
        if same(said) not in self.id_by_name:
            self.made[id_] = said
            self.add(said, id_)
        return id_

    def _near(self, said: str) -> list[str]:
        if self.kind not in WORDS or len(self.unknown) + len(self.asked) >= MOST_COMPARED:
            self.not_compared += self.kind in WORDS
            return []
        if self._known is None:
            self._known = Known(tuple(self.id_by_name))
        return [self.id_by_name[name] for name in self._known.near(same(said))]


def same(name: str) -> str:
    """A name as it is compared: capitals, doubled spaces and ways to write one letter make no other record."""
    return " ".join((name if name.isascii() else normalize("NFKC", name)).split()).casefold()


def name_id(name: str) -> str:
    """The id of a record that has none: its name."""
    return words(" ".join(name.split()), ID_LENGTH - len(PLACEHOLDER))


def placeholder(said: str) -> str:
    """The id under which records wait for an answer about a value."""
    return PLACEHOLDER + name_id(said)


def names_of(connection: Connection, kind: str, without: str) -> Names:
    """The records of a kind that are in the mirror already, and what was decided about values of it.

    Shape:  records of the source `without` are as if they were not there.
    """
    table, names = tables.RECORDS[kind], Names(kind)
    listed = select(table.c.id, table.c.name, table.c.source).where(table.c.source != without).order_by(table.c.id)
    for id_, name, source in connection.execute(listed, execution_options={"yield_per": 5_000}):
        if not id_.startswith(PLACEHOLDER):
            names.add(name, id_)
            names.is_listed = names.is_listed or source != NAMED_ONLY
    a = tables.aliases.c
    decided = select(a.said, a.state, a.means_id).where(a.kind == kind)
    names.decisions = {said: Decision(state, means or "") for said, state, means in connection.execute(decided)}
    return names
