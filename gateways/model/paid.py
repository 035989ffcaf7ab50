"""The one way to call a model: within a deadline, within the day's budget, and not while it is known to be away."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.actions import LimitReached
from domain.errors import BadSetting, TryLater
from domain.models import PRICES, Price, Tokens, in_nano, model_of, price_of
from domain.thresholds import SettingValue
from gateways import limits
from gateways.model import RESTING, Answered, Ask, Model, ModelAway, Why
from store import spending
from store.session import Database

log = logging.getLogger("quartermaster.model")
AT_ONCE = 8
"""Calls of one process that may be under way; one that hangs beyond its deadline still counts."""
REST_S: dict[Why, float] = {
    "refused key": 300, "no such model": 300, "unpaid": 300, "no key": 300, "bad request": 60,
    "too many calls": 20, "overloaded": 20, "broken": 20, "unreachable": 20, "too slow": 20,
}  # fmt: skip
"""How long a model that failed is left alone, so that the next person does not wait for it in vain."""


@dataclass
class PaidModel:
    """A model behind the budget. `now` is product time; `settings` are those in force at the moment of a call."""

    model: Model
    db: Database
    now: Callable[[], datetime]
    settings: Callable[[], Mapping[str, SettingValue]]
    new_id: Callable[[], str]
    _rest: dict[str, tuple[datetime, Why]] = field(default_factory=dict)
    _turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def answer(self, ask: Ask, within_s: float) -> Answered:
        """The answer of the model set for the agent. Raises: ModelAway; the caller goes on without."""
        in_force = self.settings()
        name = model_of(ask.agent, in_force)
        if not name:
            raise ModelAway("no key", detail=f"{ask.agent} uses no model")
        self._must_not_rest(name)
        price = self._price(name, in_force)
        return self._call(ask, name, price, in_force, within_s)

    def close(self) -> None:
        """Lets go of the vendor's connections."""
        self.model.close()

    def today(self) -> date:
        """The company's day, on which the budget is spent."""
        return self.now().astimezone(ZoneInfo(str(self.settings()["company.timezone"]))).date()

    def resting(self) -> Why | None:
        """Why any model is being left alone just now; None when none is."""
        now = self.now()
        return next((why for until, why in self._rest.values() if now < until), None)

    def _must_not_rest(self, name: str) -> None:
        rest = self._rest.get(name)
        if rest is not None and self.now() < rest[0]:
            raise ModelAway(rest[1], detail=RESTING)

    def _price(self, name: str, in_force: Mapping[str, SettingValue]) -> Price:
        try:
            price = price_of(name, in_force[PRICES], self.today())
        except BadSetting as error:
            raise ModelAway("no price", detail=str(error)) from error
        if price is None:
            raise ModelAway("no price", detail=name)
        return price

    def _call(
        self, ask: Ask, name: str, price: Price, in_force: Mapping[str, SettingValue], within_s: float
    ) -> Answered:
        cap = in_nano(in_force["model.daily_cap_usd"])
        if not self._turns.acquire(blocking=False):
            raise ModelAway("busy here")
        try:
            call = _Call(self, ask, name, price, self.new_id())
            self._reserve(call, cap, in_force)
            call.start(within_s)
        except BaseException:
            self._turns.release()
            raise
        try:
            return call.wait(within_s)
        except ModelAway as away:
            self._leave_alone(name, away)
            raise

    def _reserve(self, call: _Call, cap: int, in_force: Mapping[str, SettingValue]) -> None:
        now = self.now()
        try:
            may = spending.reserve(
                self.db, call.id, agent=call.ask.agent, model=call.name, worst=call.worst, cap=cap,
                day=self.today(), at=now,
                also=lambda session: limits.spend(session, limits.EXTERNAL_CALLS, f"model:{call.id}", in_force, now),
            )  # fmt: skip
        except LimitReached as error:
            raise ModelAway("limit", detail=str(error)) from error
        except TryLater as error:
            # What cannot be booked is not spent.
            raise ModelAway("busy here", detail=str(error)) from error
        if not may:
            raise ModelAway("cap")

    def _leave_alone(self, name: str, away: ModelAway) -> None:
        rest = max(REST_S.get(away.why, 0.0), away.retry_in_s)
        if rest:
            self._rest[name] = (self.now() + timedelta(seconds=rest), away.why)


class _Call:
    """One call in a thread of its own, which books what it cost whenever it ends, waited for or not."""

    def __init__(self, paid: PaidModel, ask: Ask, name: str, price: Price, id_: str) -> None:
        self.paid, self.ask, self.name, self.price, self.id = paid, ask, name, price, id_
        self.worst = price.worst(ask.prompt_bytes, ask.most_out)
        self._ended = threading.Event()
        self._answer: Answered | None = None
        self._away: ModelAway | None = None

    def start(self, within_s: float) -> None:
        # A daemon: a call that hangs must not keep the product from stopping.
        threading.Thread(target=self._run, args=(within_s,), name=f"model-{self.ask.agent}", daemon=True).start()

    def wait(self, within_s: float) -> Answered:
        """The answer. Raises: ModelAway, at the latest when the deadline is over."""
        if not self._ended.wait(within_s):
            raise ModelAway("too slow", used=None, detail="deadline")
        if self._answer is None:
            raise self._away or ModelAway("broken")
        return self._answer

    def _run(self, within_s: float) -> None:
        try:
            answer = self.paid.model.answer(self.ask, self.name, within_s)
            self._settle(answer.used, "answered", answer.vendor_id)
            self._answer = answer.model_copy(update={"nano": self._cost(answer.used)})
        except ModelAway as away:
            self._away = away
            self._settle(away.used, away.why, away.vendor_id)
        except Exception:
            log.exception("a model failed in a way nobody foresaw")
            self._away = ModelAway("broken", used=None)
            self._settle(None, "broken", "")
        finally:
            self.paid._turns.release()
            self._ended.set()

    def _settle(self, used: Tokens | None, ended: str, vendor_id: str) -> None:
        """Books what was used; where that is unknown, the worst."""
        try:
            cost = self._cost(used)
            spending.settle(self.paid.db, self.id, cost=cost, used=used or Tokens(), ended=ended, vendor_id=vendor_id)
        except Exception:
            # It stays reserved at its worst, so the cap still holds.
            log.exception("the cost of a model's call could not be booked")

    def _cost(self, used: Tokens | None) -> int:
        return self.worst if used is None else self.price.cost(used)
