"""The evaluation with the model: only unsure messages are sent, what comes back is graded, its cost is on the books."""

import json

import pytest

from bench import eval as evaluation
from bot.opening import open_store
from bot.settings import from_environment
from store import settings
from store.clock import Clock
from tests import messages_api, proposals
from tests.messages_api import KEY, fails

SURE, ODD, GARBLED = (
    "open deals in negotiation",
    "gimme the zorgly opps in negotiation",
    "blorp the zorgly opps in negotiation",
)
READS_ODD = proposals.text(filters=[("stage", "eq", "negotiation")], ordinary=["gimme the zorgly opps in"])


def gold(id_, text, kind="query", **meant):
    filters = [{"field": "stage", "op": "eq", "value": "Negotiation"}]
    query = {
        "entity": "opportunity", "filters": filters, "measure": [], "group_by": [], "time": None, "sort": [],
        "limit": None,
    }  # fmt: skip
    return {
        "id": id_,
        "dataset": "b2b",
        "text": text,
        "context": None,
        "kind": kind,
        "gold": meant or query,
        "tags": [],
    }


@pytest.fixture
def file(tmp_path):
    rows = [gold("sure", SURE), gold("odd", ODD), gold("garbled", GARBLED)]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(path)


@pytest.fixture
def peer():
    with messages_api.serving() as api:
        yield api


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of this test alone, with no model in the environment."""
    for name in (
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_BASE_URL",
        "QUARTERMASTER_MODEL_PROVIDER",
        "QUARTERMASTER_DATABASE_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QUARTERMASTER_HOME", str(tmp_path / "home"))


@pytest.fixture
def keyed(home, peer, monkeypatch):
    """A home whose model is the local peer."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", peer.url)
    # Loading the SDK takes as long as this machine is busy; what is proved here is not its speed.
    saves("model.deadline_seconds", 60)
    return peer


def saves(name, value):
    db = open_store(from_environment())
    with db.begin() as session:
        settings.save(session, name, value, by="a test", at=Clock(db).now())
    db.dispose()


def asked(peer):
    return [json.loads(body["messages"][0]["content"])["message"] for body in peer.bodies]


def by_message(handler, body):
    message = json.loads(body["messages"][0]["content"])["message"]
    messages_api.says(READS_ODD if message == ODD else "no proposal at all")(handler, body)


def line(out, label):
    return next(each for each in out.splitlines() if each.startswith(label)).removeprefix(label).split()


def test_only_unsure_messages_are_sent_and_graded_with_and_without(keyed, file, capsys):
    keyed.behave = by_message
    assert evaluation.main(["--model", file]) == 1
    out = capsys.readouterr().out
    assert asked(keyed) == [ODD, GARBLED, GARBLED], "a sure message stays here; one that is garbled is repaired once"
    assert line(out, "kind query") == ["3", "2", "66.7%", "33.3%", "33.3%", "0", "66.7%", "66.7%", "0"]
    # Three calls at 150 fresh, 2,500 cached and 200 written tokens each.
    assert "calls sent, repairs included: 3; cost: 0.000420 USD" in out
    assert "messages read without help: 1 (the model's answer could not be used)" in out


def test_a_model_that_reads_it_wrongly_does_harm_that_is_counted(keyed, tmp_path, capsys):
    path = tmp_path / "never.jsonl"
    unclear = gold("never", ODD, kind="ambiguous", clarify={"slot": "account", "options": []})
    path.write_text(json.dumps(unclear), encoding="utf-8")
    keyed.behave = by_message
    assert evaluation.main(["--model", str(path)]) == 1
    assert line(capsys.readouterr().out, "kind ambiguous") == [
        "1", "1", "100.0%", "100.0%", "100.0%", "0", "0.0%", "0.0%", "1",
    ]  # fmt: skip


def test_a_second_run_bills_only_itself_and_the_cap_of_the_day_holds(keyed, file, capsys):
    keyed.behave = by_message
    evaluation.main(["--model", file])
    saves("model.daily_cap_usd", 0)
    capsys.readouterr()
    sent = len(keyed.bodies)
    assert evaluation.main(["--model", file]) == 2
    out = capsys.readouterr().out
    assert len(keyed.bodies) == sent
    assert "cost: 0.000000 USD" in out
    assert "today's budget for the model is used up" in out
    assert "The model answered nothing" in out


def test_a_model_that_fails_is_said_and_its_figures_are_not_passed_off_as_the_models(keyed, file, capsys):
    keyed.behave = fails(401, "authentication_error")
    assert evaluation.main(["--model", file]) == 2
    out = capsys.readouterr().out
    assert len(keyed.bodies) == 1, "a refused key is left alone"
    assert "the model's key was refused" in out
    assert "figures of the offline rules alone" in out


@pytest.mark.usefixtures("home")
def test_without_a_key_it_says_what_to_set_and_touches_nothing(tmp_path, file, capsys):
    assert evaluation.main(["--model", file]) == 2
    assert "ANTHROPIC_API_KEY" in capsys.readouterr().out
    assert not (tmp_path / "home").exists()


def test_an_interpreter_that_is_switched_off_is_not_asked(keyed, file, capsys):
    saves("model.interpreter", "off")
    assert evaluation.main(["--model", file]) == 2
    assert "use light for interpreter" in capsys.readouterr().out
    assert keyed.bodies == []


def test_an_address_that_is_not_safe_for_a_key_is_refused(keyed, file, capsys, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://example.com")
    assert evaluation.main(["--model", file]) == 2
    assert "ANTHROPIC_BASE_URL" in capsys.readouterr().out
    assert keyed.bodies == []
