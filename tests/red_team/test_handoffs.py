"""Messages between agents cannot be forged, and the one who holds the pen holds no key to the records."""

import random

import pytest

from agents.base import Tools, tools_for
from agents.handoff import hand_off, take
from agents.papers import Question
from agents.run import CREW
from domain.errors import ForgedHandoff, OutOfScope
from domain.query import Filter, QuerySpec
from store.vault import Vault
from tests.agents.office import an_office

ASKED = Question(spec=QuerySpec(filters=(Filter(field="stage", op="eq", value="Won"),)), reading="Won deals")
TO = {"run_id": "run-1", "giver": "desk", "taker": "planner"}


@pytest.mark.row("M8")
def test_no_forged_handoff_is_ever_taken():
    vault, dice = Vault([Vault.new_key()]), random.Random(7)
    true = hand_off(ASKED, seal=vault.seal, **TO)
    other = hand_off(ASKED, seal=vault.seal, run_id="run-2", giver="desk", taker="planner")
    for _ in range(500):
        forged = bytearray(dice.choice((true, other)).sealed)
        for _ in range(dice.randint(1, 4)):
            forged[dice.randrange(len(forged))] ^= 1 << dice.randrange(8)
        cut = bytes(forged)[: dice.choice((len(forged), dice.randrange(len(forged))))]
        with pytest.raises(ForgedHandoff):
            take(true.model_copy(update={"sealed": cut}), Question, unseal=vault.unseal, **TO)
    with pytest.raises(ForgedHandoff):
        take(true.model_copy(update={"sealed": other.sealed}), Question, unseal=vault.unseal, **TO)


def hands_of(name):
    office = an_office()
    return tools_for(CREW[name], office.deps, office.request, office.crm, CREW)


@pytest.mark.row("M8")
def test_the_drafter_holds_no_tool_that_reads():
    tools: Tools = hands_of("drafter")
    assert (tools.puller, tools.counter, tools.ask_freshness) == (None, None, None)
    for use in (lambda: tools.pull(None), lambda: tools.recount(None, ()), tools.freshness,
                lambda: tools.evidence(None, None), lambda: tools.store_plan(None)):  # fmt: skip
        with pytest.raises(OutOfScope):
            use()


@pytest.mark.row("M8")
@pytest.mark.parametrize("name", sorted(set(CREW) - {"drafter"}))
def test_nobody_but_the_drafter_reaches_a_models_pen(name):
    with pytest.raises(OutOfScope):
        hands_of(name).word("A question", ("A sentence.",))
