"""Who is woken by what, when a burst is over, and where a circle of agents ends."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.chain import Cause, in_words, is_time, woken_by
from domain.thresholds import defaults

POLICY = defaults()
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def by(*authors):
    return [Cause(by=one, count=1) for one in authors]


@pytest.mark.row("S2-39")
@pytest.mark.parametrize(
    ("authors", "woken"),
    [
        (("",), ("pipeline", "forecast")),
        (("import",), ("pipeline", "forecast")),
        (("pipeline",), ("forecast",)),
        (("forecast",), ("pipeline",)),
        (("", "pipeline"), ("pipeline", "forecast")),
        (("forecast", "pipeline"), ("pipeline", "forecast")),
    ],
)
def test_an_agent_is_woken_by_everybody_but_itself(authors, woken):
    assert woken_by(by(*authors), {}, POLICY) == (woken, 1)


@pytest.mark.row("S2-39", "L8")
def test_agents_that_wake_each_other_in_a_circle_stop_at_the_limit():
    hops, woken, author = {}, [], "pipeline"
    for _ in range(20):
        agents, hop = woken_by(by(author), hops, POLICY)
        if not agents:
            break
        woken += agents
        hops |= dict.fromkeys(agents, hop)
        author = agents[0]
    assert woken == ["forecast", "pipeline", "forecast"]


@pytest.mark.row("S2-39")
def test_a_change_by_a_person_begins_a_chain_anew():
    assert woken_by(by("pipeline", ""), {"pipeline": 3, "forecast": 3}, POLICY) == (("pipeline", "forecast"), 1)
    assert woken_by(by("pipeline"), {"pipeline": 3}, POLICY) == ((), 4)


@pytest.mark.row("S2-39")
@pytest.mark.parametrize(
    ("oldest_s", "newest_s", "time"),
    [(5, 5, False), (10, 10, True), (59, 1, False), (60, 1, True), (100, 0, True), (0, -30, True)],
)
def test_a_burst_is_one_wake_when_it_is_over_or_lasts_too_long(oldest_s, newest_s, time):
    ago = [NOW - timedelta(seconds=s) for s in (oldest_s, newest_s)]
    assert is_time(*ago, NOW, POLICY) is time


def test_causes_are_said_as_people_count_them():
    causes = [Cause(by="import", count=1), Cause(by="", count=3), Cause(by="pipeline", count=1_200)]
    assert in_words(causes) == "3 changes by people, 1 import and 1,200 changes by the pipeline agent"
    assert in_words(causes[:1]) == "1 import"
