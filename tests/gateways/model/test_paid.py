"""A model behind its budget and its deadline: what is booked, when nothing is asked, and when it is left alone."""

import threading
from datetime import timedelta
from itertools import count

import pytest

from domain.models import NANO, Tokens
from domain.thresholds import defaults
from gateways import limits
from gateways.model import Answered, Ask, ModelAway, Said
from gateways.model.paid import AT_ONCE, PaidModel
from gateways.model.scripted import Scripted
from store import spending
from tests.store.conftest import AT, KEY, postgres_template, sqlite_db, sqlite_template  # noqa: F401

ASK = Ask(agent="interpreter", system="s", turns=(Said(by="user", text='{"message": "hi"}'),), schema_text="{}")
TYPICAL = 150 * 100 + 2_500 * 10 + 200 * 500
"""Nano-dollars of the scripted model's call at the light model's prices."""


class Clock:
    def __init__(self):
        self.now = AT

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def paid(sqlite_db, clock):  # noqa: F811
    numbers = count(1)
    return a_paid_model(sqlite_db, clock, Scripted({"hi": "{}"}), numbers)


def a_paid_model(db, clock, model, numbers=None, **changed):
    ids = numbers or count(1)
    return PaidModel(model, db, clock, lambda: defaults() | changed, lambda: f"call{next(ids)}")


def away(paid, within_s=5.0):
    with pytest.raises(ModelAway) as caught:
        paid.answer(ASK, within_s)
    return caught.value.why


@pytest.mark.row("S1-40")
def test_a_call_costs_what_its_tokens_cost_that_day(paid):
    assert paid.answer(ASK, 5).text == "{}"
    line = spending.spent_on(paid.db, AT.date())[0]
    assert (line.agent, line.model, line.cost, line.open) == ("interpreter", "claude-haiku-5-5", TYPICAL, 0)


@pytest.mark.row("S1-39")
def test_each_agent_uses_the_model_of_its_tier_and_none_when_it_is_off(paid):
    paid.settings = lambda: defaults() | {"model.interpreter": "strong", "model.strong": "claude-opus-5-5"}
    paid.answer(ASK, 5)
    assert [line.model for line in spending.spent_on(paid.db, AT.date())] == ["claude-opus-5-5"]
    paid.settings = lambda: defaults() | {"model.interpreter": "off"}
    assert away(paid) == "no key"
    assert len(paid.model.asked) == 1


def until_the_cap(paid):
    for _ in range(50):
        try:
            yield paid.answer(ASK, 5)
        except ModelAway:
            return


@pytest.mark.row("S4-77")
def test_at_the_cap_no_call_is_made_and_the_next_day_it_is(paid, clock):
    paid.settings = lambda: defaults() | {"model.daily_cap_usd": 0}
    assert away(paid) == "cap"
    worst = 0.0025
    paid.settings = lambda: defaults() | {"model.daily_cap_usd": worst}
    made = list(until_the_cap(paid))
    assert 1 <= len(made) < 50
    assert 0 < spending.committed(paid.db, AT.date()) <= worst * NANO
    assert away(paid) == "cap"
    clock.now += timedelta(days=1)
    assert paid.answer(ASK, 5).text == "{}"


def test_the_budgets_day_is_the_companys(paid, clock):
    paid.settings = lambda: defaults() | {"company.timezone": "Pacific/Auckland"}
    assert paid.today() == AT.date() + timedelta(days=1)


@pytest.mark.parametrize("prices", [(), ("claude-haiku-5-5 in 1 out 1 cached 1 since 2027-01-01",), ("nonsense",)])
def test_a_model_whose_price_nobody_knows_is_not_called(paid, prices):
    paid.settings = lambda: defaults() | {"model.prices": prices}
    assert away(paid) == "no price"
    assert paid.model.asked == []


def test_a_bill_that_nobody_can_read_is_paid_at_the_worst(paid):
    paid.model = Scripted(lambda _: "{}")
    paid.model.used = None
    paid.answer(ASK, 5)
    line = spending.spent_on(paid.db, AT.date())[0]
    assert line.cost > 4_000 * 500
    assert line.open == 0


@pytest.mark.parametrize("why", ["refused key", "no such model", "unpaid", "overloaded", "too many calls", "broken"])
def test_a_model_that_failed_is_left_alone_for_a_while_and_then_tried_again(paid, clock, why):
    paid.model = Scripted({"hi": ModelAway(why)})
    assert [away(paid), away(paid)] == [why, why]
    assert len(paid.model.asked) == 1
    assert paid.resting() == why
    paid.model.answers = {"hi": "{}"}
    clock.now += timedelta(seconds=301)
    assert paid.resting() is None
    assert paid.answer(ASK, 5).text == "{}"
    assert spending.failures_on(paid.db, AT.date()) == [(why, 1)]


def test_the_vendors_own_waiting_time_counts(paid, clock):
    paid.model = Scripted({"hi": ModelAway("too many calls", retry_in_s=120)})
    away(paid)
    clock.now += timedelta(seconds=100)
    away(paid)
    assert len(paid.model.asked) == 1


def test_a_model_that_declines_one_message_is_asked_the_next(paid):
    paid.model = Scripted({"hi": ModelAway("declined")})
    assert [away(paid), away(paid)] == ["declined", "declined"]
    assert len(paid.model.asked) == 2


class Slow:
    """Answers when it is let go."""

    def __init__(self):
        self.go, self.begun = threading.Event(), 0

    def answer(self, ask, model, within_s):
        self.begun += 1
        self.go.wait(20)
        return Answered(text="late", used=Tokens(fresh=1), vendor_id="late")


@pytest.mark.row("S4-68")
def test_the_deadline_holds_whatever_the_model_does_and_a_late_answer_is_still_booked(sqlite_db, clock):  # noqa: F811
    slow = Slow()
    paid = a_paid_model(sqlite_db, clock, slow)
    assert away(paid, within_s=0.05) == "too slow"
    assert spending.spent_on(sqlite_db, AT.date())[0].open > 0
    slow.go.set()
    for thread in threading.enumerate():
        if thread.name.startswith("model-"):
            thread.join(10)
    line = spending.spent_on(sqlite_db, AT.date())[0]
    assert (line.cost, line.open) == (100, 0)


def test_calls_that_hang_do_not_pile_up(sqlite_db, clock):  # noqa: F811
    slow = Slow()
    paid = a_paid_model(sqlite_db, clock, slow)
    for _ in range(AT_ONCE):
        away(paid, within_s=0.01)
        paid._rest.clear()
    assert away(paid, within_s=0.01) == "busy here"
    slow.go.set()
    for thread in threading.enumerate():
        if thread.name.startswith("model-"):
            thread.join(10)
    paid._rest.clear()
    assert paid.answer(ASK, 5).text == "late"


class Wild:
    """Raises what it must not."""

    def answer(self, ask, model, within_s):
        raise MemoryError("no")


def test_whatever_a_model_raises_is_only_a_model_that_is_away(sqlite_db, clock, caplog):  # noqa: F811
    paid = a_paid_model(sqlite_db, clock, Wild())
    assert away(paid) == "broken"
    assert spending.failures_on(sqlite_db, AT.date()) == [("broken", 1)]


def test_a_database_that_cannot_book_means_no_call(paid, monkeypatch):
    from domain.errors import StoreBusy

    def busy(*_, **__):
        raise StoreBusy("another task is writing")

    monkeypatch.setattr(spending, "reserve", busy)
    assert away(paid) == "busy here"
    assert paid.model.asked == []


@pytest.mark.row("S4-76", "L7")
def test_the_hundredth_call_of_an_hour_is_made_and_the_hundred_and_first_is_not(sqlite_db, clock):  # noqa: F811
    model = Scripted({"hi": "{}"})
    paid = a_paid_model(sqlite_db, clock, model)
    for _ in range(100):
        paid.answer(ASK, 5)
    before = spending.committed(sqlite_db, AT.date())
    assert away(paid) == "limit"
    assert len(model.asked) == 100
    assert spending.committed(sqlite_db, AT.date()) == before, "what is not called is not reserved"
    assert ("external calls", 100, 100, "hour") in limits.used(sqlite_db, defaults(), AT)
    clock.now = AT + timedelta(hours=1)
    assert paid.answer(ASK, 5).text == "{}"


@pytest.mark.row("S4-76", "L7")
def test_a_model_and_a_mail_server_share_the_calls_of_an_hour(sqlite_db, clock):  # noqa: F811
    paid = a_paid_model(sqlite_db, clock, Scripted({"hi": "{}"}), **{"guard.external_calls_per_hour": 3})
    with sqlite_db.begin() as session:
        for n in range(2):
            limits.spend(session, limits.EXTERNAL_CALLS, f"mail:{n}", paid.settings(), AT)
    paid.answer(ASK, 5)
    assert away(paid) == "limit"


@pytest.mark.row("S4-76", "L7")
def test_callers_in_a_race_never_pass_the_limit_together(sqlite_db, clock):  # noqa: F811
    model = Scripted({"hi": "{}"})
    paid, ended = a_paid_model(sqlite_db, clock, model, **{"guard.external_calls_per_hour": 5}), []

    def call():
        try:
            paid.answer(ASK, 20)
            ended.append("answered")
        except ModelAway as error:
            ended.append(error.why)

    threads = [threading.Thread(target=call) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended.count("answered") <= 5
    assert len(model.asked) == ended.count("answered")
    assert set(ended) <= {"answered", "limit", "busy here"}
