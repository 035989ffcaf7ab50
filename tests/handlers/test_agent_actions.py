"""“What did the pipeline agent do today” is answered from the trail, and never from half of it."""

from datetime import timedelta

import pytest

from domain.agent_actions import BY_WORD, ONLY_COUNTED, SAYS, NotAskedSo, asked_of
from domain.cards import Table
from domain.query import Filter, Period, QuerySpec
from store import audit
from tests.gateways.test_guard import let_act, steps
from tests.handlers.hands import presses
from tests.handlers.test_approvals import a_deal
from tests.office import NOW, words

REP, MANAGER = "Priya Raman", "Dana Whitfield"


def happened(office, action, *, subject="x", actor="Pipeline agent", whose="operator", reason="because", at=None):
    entry = audit.Entry(actor=actor, on_behalf_of=whose, action=action, subject=subject, reason=reason, outcome="done")
    with office.db.begin() as session:
        audit.write(session, office.db, entry, at or office.desk.now())


@pytest.fixture
def busy(office):
    """A day on which the agent wrote to two reps, changed a deal, and was paused."""
    let_act(office)
    deal = a_deal(office)
    happened(office, "nudge:send", whose="priya.raman@quartermaster.example", reason="Priya Raman, about Contoso.")
    happened(office, "nudge:send", whose="tom.okafor@quartermaster.example", reason="Tom Okafor, about Litware.")
    happened(office, "nudge:send", at=office.desk.now() - timedelta(days=9))
    happened(office, "agent:pause", subject="pipeline", actor=MANAGER)
    happened(office, "setting:change", subject="guard.large_deal_amount", actor="Omar Haddad")
    happened(office, "trigger:fire", subject="stale")
    happened(office, "agent:resume", subject="pipeline", actor=MANAGER)
    office.desk.guard.carry_out(steps(office, [deal["id"]], agent="pipeline"))
    return office


def rows(message):
    return next((node.rows for node in message["card"].nodes if isinstance(node, Table)), ())


@pytest.mark.row("S0-26")
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("what did the pipeline agent do today", 5),
        ("how many nudges went out today", 2),
        ("what did the forecasting agent do today", 0),
        ("who changed the approval amount this month", 1),
        ("who paused the pipeline agent", 1),
        ("what did the pipeline agent do yesterday", 0),
        ("what did the pipeline agent do for Priya today", 2),
        ("how many nudges did the pipeline agent send to Tom today", 1),
    ],
)
def test_questions_about_agents_are_answered_from_the_trail(busy, said, found):
    message = busy.says(MANAGER, said)
    assert len(rows(message)) == found, words(message["card"])
    if not found:
        assert "No agent did anything of that kind" in words(message["card"])


def test_a_look_that_found_nothing_is_counted_and_not_listed(busy):
    message = busy.says(MANAGER, "what did the pipeline agent do today")
    assert message["card"].summary.endswith("The agents looked 1 time.")
    assert len(rows(message)) == 5


@pytest.mark.parametrize(
    ("actions", "looks", "sentence"),
    [
        (0, 0, "No agent did anything of that kind then, or nothing that you may read."),
        (0, 1, "No agent did anything of that kind then, or nothing that you may read. The agents looked 1 time."),
        (1, 0, "1 action: paused an agent."),
        (1, 12, "1 action: paused an agent. The agents looked 12 times."),
        (2, 2, "2 actions: paused an agent. The agents looked 2 times."),
    ],
)
def test_how_much_was_done_is_said_in_good_english(office, actions, looks, sentence):
    for _ in range(actions):
        happened(office, "agent:pause", subject="pipeline", actor=MANAGER)
    for _ in range(looks):
        happened(office, "trigger:fire", subject="stale")
    assert office.says(MANAGER, "what did the pipeline agent do today")["card"].summary == sentence


def test_what_the_agents_did_beside_is_said_by_its_own_words(office):
    happened(office, "trigger:fire", subject="stale")
    happened(office, "pipeline:look", subject="wake:1")
    happened(office, "deal:amount_changed", subject="006A")
    happened(office, "nudge:send")
    happened(office, "digest:send")
    happened(office, "forecast:recalculate", actor="Forecasting agent")
    card = office.says(MANAGER, "what did the agents do today")["card"]
    assert card.summary == (
        "2 actions: wrote to a manager and wrote to a rep. The agents looked 1 time, recalculated the forecast 1 time "
        "and noticed 1 large change of an amount."
    )
    assert next(node for node in card.nodes if isinstance(node, Table)).caption == "Newest first"


def test_more_than_is_counted_is_said(busy, monkeypatch):
    monkeypatch.setattr("handlers.agent_actions.COUNTED", 3)
    summary = busy.says(MANAGER, "what did the pipeline agent do today")["card"].summary
    assert summary.startswith("At least 2 actions: ")


def test_a_changed_amount_is_no_alert(office):
    happened(office, "deal:amount_changed", subject="006A")
    happened(office, "digest:send")
    assert office.says(MANAGER, "how many alerts went out today")["card"].summary == "1 action: wrote to a manager."


def test_answers_to_messages_are_called_so(office):
    happened(office, "nudge:answer", actor=REP)
    message = office.says(MANAGER, "how many nudges were replied to today")
    assert (message["card"].title, message["card"].summary) == ("Answers to messages", "1 answer to messages.")
    assert rows(message)[0][3] == "answered a message"


def test_everything_the_trail_counts_has_a_word():
    every = {action for actions in BY_WORD.values() for action in actions}
    assert every == (set(SAYS) | set(ONLY_COUNTED)) - {"nudge:answer"}


def test_more_than_a_page_is_said(busy):
    for _ in range(60):
        happened(busy, "nudge:send")
    message = busy.says(MANAGER, "how many nudges went out today")
    table = next(node for node in message["card"].nodes if isinstance(node, Table))
    assert (len(table.rows), table.total) == (50, 62)
    assert "62 actions" in message["card"].summary


def test_a_rep_is_told_who_may_read_it(busy):
    message = busy.says(REP, "what did the pipeline agent do today")
    assert rows(message) == ()


@pytest.mark.parametrize("subject", ["", "{", '{"spec": {}}'])
def test_a_forged_press_shows_nothing(busy, subject):
    assert presses(busy, MANAGER, "agent:actions", subject) == "refused"


@pytest.mark.parametrize(
    "spec",
    [
        QuerySpec(entity="agent_action", group_by=("agent",), measures=("count",)),
        QuerySpec(entity="agent_action", measures=("accuracy_rate",)),
        QuerySpec(entity="agent_action", filters=(Filter(field="action", op="eq", value="clone_config"),)),
        QuerySpec(entity="agent_action", filters=(Filter(field="agent", op="gt", value="pipeline"),)),
    ],
)
def test_what_the_trail_cannot_answer_is_said_and_never_half_answered(spec):
    with pytest.raises(NotAskedSo):
        asked_of(spec, NOW, "UTC")


def test_a_kind_that_is_left_out_is_left_out():
    spec = QuerySpec(
        entity="agent_action",
        filters=(Filter(field="action", op="ne", value="nudge"),),
        time=Period(fields=("at",), window="day:0"),
    )
    asked = asked_of(spec, NOW, "America/New_York")
    assert not set(asked.actions) & set(BY_WORD["nudge"])
    assert set(BY_WORD["pause"]) <= set(asked.actions)
    assert asked.until - asked.since == timedelta(days=1)
    assert asked.since.hour == 5, "midnight in New York"
