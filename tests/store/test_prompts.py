"""Prompts are versions: written, tested before they are used, taken back, and never lost."""

import pytest

from store import prompts
from store.prompts import NoSuchVersion, NotTested
from tests.store.conftest import AT

NAME = "interpreter"


def write(db, words):
    with db.begin() as session:
        return prompts.write(session, db, NAME, words, by="Omar", at=AT)


def after_a_test(db, version, *, passed=True):
    with db.begin() as session:
        prompts.note_test(session, NAME, version, passed=passed, report="12 of 12", at=AT)


def activate(db, version):
    with db.begin() as session:
        prompts.activate(session, NAME, version, by="Omar", at=AT)


@pytest.mark.row("S0-30")
def test_a_version_is_used_only_after_it_has_passed_its_test(db):
    assert [write(db, "one"), write(db, "two")] == [1, 2]
    with pytest.raises(NotTested):
        activate(db, 1)
    after_a_test(db, 1, passed=False)
    with pytest.raises(NotTested):
        activate(db, 1)
    after_a_test(db, 1)
    activate(db, 1)
    assert prompts.in_use(db, NAME) == 1
    assert prompts.words_in_use(db, NAME, "shipped") == "one"
    with pytest.raises(NoSuchVersion):
        activate(db, 3)


@pytest.mark.row("S0-30", "S4-90")
def test_going_back_means_the_version_used_before_and_at_first_the_one_that_ships(db):
    assert (prompts.in_use(db, NAME), prompts.words_in_use(db, NAME, "shipped")) == (0, "shipped")
    for words in ("one", "two"):
        after_a_test(db, write(db, words))
    for version, before in ((1, 0), (2, 1), (2, 1), (0, 2)):
        activate(db, version)
        assert prompts.before_this(db, NAME) == before
    assert [version for version, _, _ in prompts.history(db, NAME)] == [0, 2, 2, 1]


def test_every_version_stays_with_who_wrote_it_and_its_words_are_sealed(db):
    write(db, "a secret manner of speaking")
    only = prompts.versions(db, NAME)[0]
    assert (only.words, only.by, only.at, only.passed) == ("a secret manner of speaking", "Omar", AT, None)
    with db.looking() as connection:
        stored = connection.execute(prompts.prompts.select()).one()
    assert b"secret" not in bytes(stored.words)
    assert prompts.versions(db, "drafter") == []
    with pytest.raises(NoSuchVersion, match="no version 9"):
        prompts.version_of(db, NAME, 9)
