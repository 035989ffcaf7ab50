"""Papers between agents are believed only with our seal, for this run, from and for the right agent."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from agents.handoff import Handoff, hand_off, take
from agents.papers import Question
from domain.errors import ForgedHandoff
from domain.query import Filter, QuerySpec
from domain.work import Plan
from store.vault import Vault
from tests.agents.office import seal, unseal

ASKED = Question(spec=QuerySpec(filters=(Filter(field="stage", op="eq", value="Won"),)), reading="Won deals")


def sealed(**given: str) -> Handoff:
    to = {"run_id": "run-1", "giver": "desk", "taker": "planner"} | given
    return hand_off(ASKED, seal=seal, **to)


def opened(handoff: Handoff, kind: type = Question, **given: str) -> object:
    to = {"run_id": "run-1", "giver": "desk", "taker": "planner"} | given
    return take(handoff, kind, unseal=unseal, **to)


def test_what_was_sealed_comes_out_as_it_went_in():
    assert opened(sealed()) == ASKED


@pytest.mark.parametrize("other", [{"run_id": "run-2"}, {"giver": "drafter"}, {"taker": "puller"}])
def test_a_handoff_for_another_run_giver_or_taker_is_refused(other):
    with pytest.raises(ForgedHandoff, match="another run or agent"):
        opened(sealed(**other))


@pytest.mark.parametrize("field", ["run_id", "giver", "taker", "kind"])
def test_changing_the_outside_does_not_change_the_inside(field):
    with pytest.raises(ForgedHandoff):
        opened(sealed().model_copy(update={field: "puller"}))


def test_a_readdressed_envelope_is_refused_by_its_new_taker():
    stolen = sealed().model_copy(update={"taker": "puller"})
    with pytest.raises(ForgedHandoff):
        opened(stolen, taker="puller")


def test_another_kind_of_paper_is_refused():
    with pytest.raises(ForgedHandoff):
        opened(sealed(), kind=Plan)


@pytest.mark.parametrize("body", [b"", b"{}", b"no seal at all", b"x" * 400, ASKED.model_dump_json().encode()])
def test_unsigned_bytes_are_refused(body):
    with pytest.raises(ForgedHandoff, match="our seal"):
        opened(sealed().model_copy(update={"sealed": body}))


def test_one_flipped_bit_is_noticed():
    whole = sealed()
    for at in range(0, len(whole.sealed), 7):
        body = bytearray(whole.sealed)
        body[at] ^= 1
        with pytest.raises(ForgedHandoff):
            opened(whole.model_copy(update={"sealed": bytes(body)}))


@pytest.mark.row("S0-02")
def test_the_vault_that_ships_keeps_a_handoff_unreadable_and_refuses_another_key():
    vault, other = Vault([Fernet.generate_key()]), Vault([Fernet.generate_key()])
    whole = hand_off(ASKED, run_id="r", giver="desk", taker="planner", seal=vault.seal)
    assert b"Won" not in whole.sealed
    to = {"run_id": "r", "giver": "desk", "taker": "planner"}
    assert take(whole, Question, unseal=vault.unseal, **to) == ASKED
    with pytest.raises(ForgedHandoff):
        take(whole, Question, unseal=other.unseal, **to)
