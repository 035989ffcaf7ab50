"""Names of very many accounts, looked up in tables: the same answers as from memory, and always those of today."""

import random

import pytest
from sqlalchemy import func, select

from bench.made_up import names, slip
from domain.language.draft import draft
from domain.language.many_names import ManyNames
from domain.language.names import Names, name_words
from store.crm import names as names_of_mirror
from store.crm.name_index import bring_up_to_date
from store.crm.names import AccountTables, load_names
from store.crm.tables import account_names, accounts, name_hints, name_keys, name_parts
from store.session import Snapshot
from tests.store.crm.small import NOW, company_at

CALLED = [*names(1_500), "Kan-code Group", "Çelik & Söhne GmbH", "The Company", "3M", "O'Hare; DROP TABLE", "SSß"]


def account(number, name):
    return {"id": f"A{number}", "name": name, "updated_at": NOW}


@pytest.fixture(scope="module")
def mirror(shared_database_url):
    with company_at(shared_database_url, account=[account(n, name) for n, name in enumerate(CALLED)]) as engine:
        yield engine


@pytest.fixture
def crm(mirror):
    with mirror.connect() as connection:
        yield connection


@pytest.fixture
def tables(crm):
    return AccountTables(Snapshot(crm))


@pytest.fixture
def many(crm, tables):
    return ManyNames(Names.build(sectors=["Energy"]), tables)


IN_MEMORY = Names.build(accounts=[(name, name) for name in CALLED], sectors=["Energy"])


def found(candidates):
    return {(c.named.value, c.score, c.how) for c in candidates if c.named.kind == "account"}


def test_whatever_part_of_a_name_is_typed_is_found_as_it_is_in_memory(many):
    for name in random.Random(1).sample(CALLED, 150) + CALLED[-6:]:
        words = name_words(name)
        for end in range(1, len(words) + 1):
            want, got = found(IN_MEMORY.exact(words[:end])), found(many.exact(words[:end]))
            assert got <= want, words[:end]
            assert len(got) == min(len(want), names_of_mirror.MOST_CALLED_ALIKE), words[:end]


def test_other_kinds_of_name_stand_beside_those_of_accounts_best_first(many):
    best, *others = many.exact(["energy"])
    assert (best.named.kind, best.score) == ("sector", 100)
    assert {other.how for other in others} == {"part"}
    assert len(others) == names_of_mirror.MOST_CALLED_ALIKE


def test_a_name_with_one_slip_is_guessed(many):
    dice = random.Random(3)
    for name in dice.sample(CALLED[:1_500], 120):
        stem = [word for word in name_words(name) if word in name_words(name)[:2]]
        typed = "".join(slip(" ".join(stem), dice).split())
        if many.exact([typed]) or many.others.exact([typed]):
            continue
        guessed = {value for value, _, _ in found(many.guess(typed))}
        assert name in guessed, (name, typed)


def test_two_slips_in_a_long_word_are_put_right(many, crm):
    crm.execute(accounts.insert(), [account(9_000, "Quillandor Optics Ltd")])
    bring_up_to_date(crm)
    for typed in ("quilendor", "quillamdro", "quialndor", "quillandorr0"):
        assert {"Quillandor Optics Ltd"} == {value for value, _, _ in found(many.guess(typed))}, typed


def test_the_start_of_a_name_is_guessed_before_a_slip(many):
    name = next(name for name in CALLED if len(name.split()[0]) > 7)
    candidates = many.guess(name[:6].lower())
    assert {c.how for c in candidates} == {"beginning"}
    assert name in {c.named.value for c in candidates}


def test_nearest_names_are_offered_for_a_name_nobody_has(many):
    near = many.nearest("quillandoof optiks", "account")
    assert len(near) == 3
    assert all("Optics" in name or name.startswith("Qu") for name in near), near
    assert many.nearest("enrgy", "sector") == ("Energy",)


def test_a_message_is_looked_up_at_once(many, tables, monkeypatch):
    asked = []
    look = AccountTables.called
    monkeypatch.setattr(AccountTables, "called", lambda self, keys: asked.append(len(keys)) or look(self, keys))
    words = ["open", "deals", "of", *name_words(CALLED[0])]
    many.expect(words)
    for at in range(len(words)):
        for end in range(at + 1, len(words) + 1):
            many.exact(words[at:end])
    assert len(asked) == 1


def test_what_no_account_is_called_any_more_is_forgotten_and_new_names_are_known(crm, tables):
    crm.execute(accounts.delete().where(accounts.c.id.in_(["A0", "A1"])))
    crm.execute(accounts.update().where(accounts.c.id == "A2").values(name="Brand New Thing Ltd"))
    bring_up_to_date(crm)
    assert not {CALLED[0], CALLED[1], CALLED[2]} & set(tables.names())
    for gone in CALLED[:3]:
        key = "".join(name_words(gone))
        assert gone not in {c.named.value for c in tables.called([key]).get(key, ())}
    assert [c.named.value for c in tables.called(["brandnew"])["brandnew"]] == ["Brand New Thing Ltd"]
    numbers = set(crm.execute(select(account_names.c.id)).scalars())
    assert set(crm.execute(select(name_keys.c.name_id)).scalars()) == numbers
    assert set(crm.execute(select(name_parts.c.name_id)).scalars()) <= numbers


def test_two_accounts_may_share_a_name_and_one_of_them_may_go(crm, tables):
    crm.execute(accounts.insert(), [account(9_001, CALLED[5])])
    bring_up_to_date(crm)
    crm.execute(accounts.delete().where(accounts.c.id == "A5"))
    bring_up_to_date(crm)
    assert CALLED[5] in tables.names()


def test_an_empty_mirror_leaves_nothing_behind(crm):
    crm.execute(accounts.delete())
    bring_up_to_date(crm)
    for table in (account_names, name_keys, name_parts, name_hints):
        assert crm.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_bringing_up_to_date_twice_changes_nothing(crm):
    tables = (account_names, name_keys, name_parts, name_hints)
    before = [set(crm.execute(select(table)).all()) for table in tables]
    bring_up_to_date(crm)
    assert [set(crm.execute(select(table)).all()) for table in tables] == before


def test_few_accounts_are_kept_in_memory_and_many_are_not(crm, monkeypatch):
    assert isinstance(load_names(crm, Snapshot(crm)), Names)
    monkeypatch.setattr(names_of_mirror, "MANY", 1_000)
    many = load_names(crm, Snapshot(crm))
    assert isinstance(many, ManyNames)
    assert many.others.all_of("account") == ()
    assert set(many.all_of("account")) == set(CALLED)


def test_text_that_is_no_name_of_anything_is_nothing(many):
    for text in ("", "x", "'; DROP TABLE crm_accounts; --", "%", "~", "\U0010ffff", "a" * 300):
        many.expect([text])
        assert found(many.exact([text])) == set()
        assert found(many.guess(text)) == set() or text == "x"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("granbar sytems", "Granbar Systems Inc"),
        ("granbar fods", "Granbar Foods"),
        ("granbar prss", "Granbar Press Ltd"),
    ],
)
def test_a_slip_after_the_start_of_several_names_says_which_is_meant(typed, meant):
    index = Names.build(
        accounts=[(name, name) for name in ("Granbar Systems Inc", "Granbar Foods", "Granbar Press Ltd")]
    )
    (mention,) = draft(typed, index, NOW.date()).mentions
    assert [c.named.value for c in mention.names] == [meant]


def test_words_that_mean_something_else_stay_apart_from_the_start_of_a_name():
    index = Names.build(accounts=[(name, name) for name in ("Granbar Systems Inc", "Granbar Stall Ltd")])
    first, *_ = draft("granbar stalled", index, NOW.date()).mentions
    assert (first.text, len(first.names)) == ("granbar", 2)
