"""The names as one person uses them: the company's, and what this person chose when asked whom they meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from domain.language.names import Candidate, Named, NameIndex, Names, name_words
from domain.picking import gap
from domain.query import AnyOf, QuerySpec
from domain.rights import Sight
from domain.work import Choice, Person
from handlers.desk import Desk
from handlers.people import own_sight
from handlers.runs import must_be_operator
from store import name_choices
from store.crm import aliases, names_seen
from store.name_choices import NameChoice

KINDS = ("person", "account", "product", "series", "region", "team")
"""What a question back can be about, and a choice can be kept of."""


@dataclass
class SeenNames:
    """The company's names as somebody may be told them: an account they may not read is as good as none.

    What they may read is looked up when the first account comes up, since most messages name none.
    """

    company: NameIndex
    desk: Desk
    person: Person
    _known: dict[str, bool] = field(default_factory=dict)
    _sight: Sight | None = None

    def __post_init__(self) -> None:
        self.people, self.stages, self.series = self.company.people, self.company.stages, self.company.series

    def expect(self, words: Sequence[str]) -> None:
        """Told the words of a message before it is read."""
        self.company.expect(words)

    def exact(self, words: Sequence[str]) -> tuple[Candidate, ...]:
        """What is called by exactly these words."""
        found = self.company.exact(words)
        told = self._told(found)
        # Of names that are many the company's index gives a first few; this person's own may come after them.
        return told if len(told) == len(found) else (*told, *_not_in(told, self._own.exact(words)))

    def guess(self, word: str) -> tuple[Candidate, ...]:
        """What a word may stand for that nothing is called."""
        found = self.company.guess(word)
        told = self._told(found)
        return told if len(told) == len(found) else (*told, *_not_in(told, self._own.guess(word)))

    def nearest(self, word: str, kind: str, n: int = 3) -> tuple[str, ...]:
        """The names of a kind that look most like a word, among those that may be told."""
        if kind != "account" or self.sight.kind == "all":
            return self.company.nearest(word, kind, n)
        return self._own.nearest(word, kind, n)

    def all_of(self, kind: str) -> tuple[str, ...]:
        """Every name of a kind that may be told."""
        if kind != "account" or self.sight.kind == "all":
            return self.company.all_of(kind)
        if self.sight.kind == "nothing":
            return ()
        with self.desk.db.reading() as connection:
            return tuple(names_seen.every_name_seen(connection, self.sight.owners))

    @property
    def sight(self) -> Sight:
        """What the person may read."""
        self._sight = self._sight or own_sight(self.desk, self.person)
        return self._sight

    @cached_property
    def _own(self) -> Names:
        return Names.build(accounts=[(name, name) for name in self.all_of("account")])

    def _told(self, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        accounts = {one.named.value for one in found if one.named.kind == "account"}
        if not accounts or self.sight.kind == "all":
            return found
        self._look_up(accounts - set(self._known))
        return tuple(one for one in found if one.named.kind != "account" or self._known[one.named.value])

    def _look_up(self, names: set[str]) -> None:
        seen: set[str] = set()
        if names and self.sight.kind == "owners":
            with self.desk.db.reading() as connection:
                seen = names_seen.seen_among(connection, names, self.sight.owners)
        self._known |= {name: name in seen for name in names}


@dataclass
class OwnNames:
    """The company's names, where the words somebody chose a meaning for mean that and nothing else."""

    company: NameIndex
    chosen: Mapping[str, Candidate]

    def __post_init__(self) -> None:
        self.people, self.stages, self.series = self.company.people, self.company.stages, self.company.series

    def expect(self, words: Sequence[str]) -> None:
        """Told the words of a message before it is read."""
        self.company.expect(words)

    def exact(self, words: Sequence[str]) -> tuple[Candidate, ...]:
        """What is called by exactly these words, or was chosen for them."""
        own = self.chosen.get("".join(words))
        return (own,) if own else self.company.exact(words)

    def guess(self, word: str) -> tuple[Candidate, ...]:
        """What a word may stand for that nothing is called."""
        return self.company.guess(word)

    def nearest(self, word: str, kind: str, n: int = 3) -> tuple[str, ...]:
        """The names of a kind that look most like a word."""
        return self.company.nearest(word, kind, n)

    def all_of(self, kind: str) -> tuple[str, ...]:
        """Every name of a kind."""
        return self.company.all_of(kind)


def names_for(desk: Desk, person: Person, chosen: Sequence[NameChoice] | None = None) -> NameIndex:
    """The names as this person uses them; `chosen` is what `chosen_by` said of this person, where it was asked."""
    company = SeenNames(desk.names(), desk, person)
    mine = chosen_by(desk, person) if chosen is None else chosen
    own = {_key(one.words): _candidate(company, one) for one in mine}
    known = {key: candidate for key, candidate in own.items() if candidate is not None}
    return OwnNames(company, known) if known else company


def said_of_choices(chosen: Sequence[NameChoice], text: str, spec: QuerySpec) -> tuple[str, ...]:
    """What an answer assumes because this person chose it before, and how to take that back."""
    if not chosen:
        return ()
    said, meant = " ".join(name_words(text)), {str(value) for value in _values(spec)}
    used = [one for one in chosen if one.name in meant and f" {_plain(one.words)}" in f" {said}"]
    return tuple(f"“{o.words}” is {o.name}, as you chose; say “forget {o.words}” to be asked again" for o in used)


def learn(desk: Desk, person: Person, asked: str, choice: Choice) -> bool:
    """Whether the choice says what this person means by some words; from now on it is not asked again."""
    place = gap(asked, choice.text, choice.label)
    words = place[1].strip() if place else ""
    kind = _kind(desk.names(), choice.label)
    if not person.id or not kind or not name_words(words):
        return False
    with desk.db.begin() as session:
        kept = NameChoice(words[:255], kind, choice.label, desk.now())
        name_choices.remember(session, desk.db, person.id, kept)
    return True


def chosen_by(desk: Desk, person: Person) -> list[NameChoice]:
    """What this person chose, oldest first."""
    return _chosen(desk, person)


def decided_values(desk: Desk) -> list[tuple[str, str]]:
    """(what imported rows say, what an operator decided that it means), the latest decision first."""
    return [(said, means) for _, said, means in aliases.decided(desk.db)]


def can_be_forgotten(desk: Desk, person: Person, words: str) -> bool:
    """Whether “forget …” with these words speaks of a name: one that was chosen, or any other."""
    chosen = _choice_for(desk, person, words) is not None or _value_for(desk, words) is not None
    return chosen or bool(SeenNames(desk.names(), desk, person).exact(name_words(words)))


def forgotten(desk: Desk, person: Person, words: str) -> str:
    """What was forgotten, in a sentence: a person's own choice first, then what an operator decided for imports."""
    own = _choice_for(desk, person, words)
    if own is not None:
        with desk.db.begin() as session:
            name_choices.forget(session, person.id, own.words)
        return f"Forgotten: “{own.words}” no longer stands for {own.name}. I will ask when you say it again."
    value = _value_for(desk, words)
    if value is not None:
        must_be_operator(person)
        return aliases.take_back(desk.db, *value, by=person.name, at=desk.now())
    return f"You never chose what “{words}” means, so there is nothing to forget. “What names do you know?” lists all."


def _choice_for(desk: Desk, person: Person, words: str) -> NameChoice | None:
    return next((one for one in _chosen(desk, person) if _plain(one.words) == _plain(words)), None)


def _value_for(desk: Desk, words: str) -> tuple[str, str] | None:
    """(kind, value) of an imported value that an operator decided about."""
    same = " ".join(words.split()).casefold()
    return next(((kind, said) for kind, said, _ in aliases.decided(desk.db) if said.casefold() == same), None)


def _chosen(desk: Desk, person: Person) -> list[NameChoice]:
    return name_choices.of(desk.db, person.id) if person.id else []


def _candidate(company: NameIndex, one: NameChoice) -> Candidate | None:
    """What was chosen, if there still is such a record."""
    found = (candidate.named for candidate in company.exact(name_words(one.name)))
    named = next((named for named in found if named.kind == one.kind and named.value == one.name), None)
    return Candidate(named, 100, "chosen") if named else None


def _kind(company: NameIndex, label: str) -> str:
    """The kind of the one record that is called so; empty when there is none, or more than one."""
    kinds = {c.named.kind for c in company.exact(name_words(label)) if _is(c.named, label)}
    return kinds.pop() if len(kinds) == 1 else ""


def _is(named: Named, label: str) -> bool:
    return named.value == label and named.kind in KINDS


def _values(spec: QuerySpec) -> Iterator[object]:
    other = (spec.compare.filters if spec.compare else None) or ()
    for condition in (*spec.filters, *other):
        for one in condition.any if isinstance(condition, AnyOf) else (condition,):
            yield from one.value if isinstance(one.value, tuple) else (one.value,)


def _not_in(told: Sequence[Candidate], more: Sequence[Candidate]) -> Iterator[Candidate]:
    known = {one.named for one in told}
    return (one for one in more if one.named not in known)


def _key(words: str) -> str:
    return "".join(name_words(words))


def _plain(words: str) -> str:
    return " ".join(name_words(words))
