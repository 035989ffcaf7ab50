"""The real wiring over real HTTP to a local peer: a key in the environment, an odd message, an answer and its bill."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model_wiring import model_of
from bot.settings import from_environment
from domain.errors import BadSetting
from store import spending
from tests import messages_api, proposals
from tests.handlers.modelled import sets
from tests.messages_api import KEY, fails, says
from tests.office import words

ROOT = Path(__file__).parents[2]
ODD = "gimme the zorgly opps in negotiation"
READS_ODD = proposals.text(filters=[("stage", "eq", "negotiation")], ordinary=["gimme the zorgly opps in"])
ASKS = """
import sys
import bot.cli
from bot.ask_command import ask_one
ask_one({asked!r}, person="", as_of="", as_json=True)
print("anthropic" in sys.modules, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def peer():
    with messages_api.serving() as api:
        yield api


@pytest.fixture
def wired(office, peer):
    """An office whose model is the vendor's SDK, wired as in production."""
    settings = from_environment({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": peer.url})
    office.desk = replace(office.desk, model=model_of(settings, office.db, office.desk.clock))
    # Loading the SDK takes as long as this machine is busy; what is proved here is not its speed.
    sets(office, "model.deadline_seconds", 60)
    yield office
    office.desk.model.close()


@pytest.mark.row("S1-39", "S1-40")
def test_an_odd_message_is_read_over_http_and_billed(wired, peer):
    peer.behave = says(READS_ODD)
    card = wired.says("Dana Whitfield", ODD)["card"]
    assert "read with the model's help" in words(card)
    assert peer.bodies[-1]["model"] == "claude-haiku-5-5"
    assert json.loads(peer.bodies[-1]["messages"][0]["content"])["message"] == ODD
    line = spending.spent_on(wired.db, wired.desk.model.today())[0]
    assert (line.cost, line.open) == (150 * 100 + 2_500 * 10 + 200 * 500, 0)
    peer.behave = fails(529, "overloaded_error")
    assert "the model is overloaded" in wired.says("Dana Whitfield", f"{ODD} again")["card"].summary


@pytest.mark.row("L6")
@pytest.mark.parametrize(("asked", "loads"), [("show stalled negotiation deals", "False"), (ODD, "True")])
def test_the_library_is_loaded_only_when_a_model_is_asked(home, peer, asked, loads):
    peer.behave = says(READS_ODD)
    ran = subprocess.run(
        [sys.executable, "-c", ASKS.format(asked=asked)], cwd=ROOT, capture_output=True, text=True, timeout=110,
        env={"QUARTERMASTER_HOME": str(home), "PATH": "", "ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": peer.url},
    )  # fmt: skip
    assert ran.stderr.strip().splitlines()[-1] == loads, ran.stderr


def test_without_a_key_there_is_no_model(office):
    assert model_of(from_environment({}), office.db, office.desk.clock) is None
    assert model_of(from_environment({"QUARTERMASTER_MODEL_PROVIDER": "bedrock"}), office.db, office.desk.clock) is None
    bedrock = from_environment({"QUARTERMASTER_MODEL_PROVIDER": "bedrock", "QUARTERMASTER_MODEL_REGION": "eu-west-1"})
    assert model_of(bedrock, office.db, office.desk.clock) is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUARTERMASTER_MODEL_PROVIDER", "openai"),
        ("ANTHROPIC_BASE_URL", "http://models.example.com"),
        ("ANTHROPIC_BASE_URL", "ftp://127.0.0.1"),
        ("ANTHROPIC_BASE_URL", "nonsense"),
        ("ANTHROPIC_BASE_URL", "http://127.0.0.1.evil.example"),
    ],
)
def test_a_provider_nobody_knows_and_an_address_that_would_show_the_key_are_refused(name, value):
    with pytest.raises(BadSetting, match=name):
        from_environment({name: value})


@pytest.mark.row("D4")
def test_the_key_is_in_no_repr(office):
    model = model_of(from_environment({"ANTHROPIC_API_KEY": "PLANTED"}), office.db, office.desk.clock)
    assert "PLANTED" not in repr(model)
    assert "PLANTED" not in repr(from_environment({"ANTHROPIC_API_KEY": "PLANTED"}))


def test_the_doctor_says_what_the_model_does_or_what_is_missing(cli, peer):
    said = cli("doctor").output
    assert "missing  model: ANTHROPIC_API_KEY is not set; nothing is lost" in said
    said = cli("doctor", ANTHROPIC_API_KEY=KEY).output
    assert "ok       model: anthropic; interpreter uses claude-haiku-5-5, drafter none; $0 of $500 spent today" in said
    said = cli("doctor", QUARTERMASTER_MODEL_PROVIDER="vertex", QUARTERMASTER_MODEL_REGION="europe-west1").output
    assert "WRONG    model: vertex needs its library; run `pip install quartermaster[vertex]`" in said
