"""Chance that falls the same way on every machine and every Python version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Odds(Generic[T]):
    """Choices with their weights, added up once: a million deals draw from them many times."""

    def __init__(self, choices: Iterable[tuple[T, float]]) -> None:
        self.choices = tuple(choices)
        self.total = sum(weight for _, weight in self.choices)


class Dice:
    """Draws from one seeded source.

    Only `Random.random()` is promised to stay the same between Python versions, and only plain arithmetic between
    machines (an `exp` may differ in its last bit), so everything here is made of these two.
    """

    def __init__(self, seed: str) -> None:
        self.random = Random(seed).random

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self.random() * limit)

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included; `least` when the range is empty."""
        return least + int(self.random() * max(1, most - least + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[int(self.random() * len(choices))]

    def draw(self, odds: Odds[T]) -> T:
        """One of the choices, each as likely as its weight."""
        left = self.random() * odds.total
        for choice, weight in odds.choices:
            left -= weight
            if left < 0:
                return choice
        return odds.choices[-1][0]

    def happens(self, likelihood: float) -> bool:
        """True that often."""
        return self.random() < likelihood

    def spread(self, sigma: float) -> float:
        """A factor around 1, roughly lognormal: half the draws below 1, few of them far above."""
        normal = (self.random() + self.random() + self.random() + self.random() - 2) * 1.7320508
        factor = 1 + normal * sigma / 16
        for _ in range(4):
            factor *= factor
        return factor

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The same things in another order."""
        return [thing for _, _, thing in sorted((self.random(), i, thing) for i, thing in enumerate(things))]


STEPS = ((5_000, 250), (20_000, 500), (100_000, 1_000), (300_000, 5_000))
LARGEST_STEP = 10_000


def rounded(amount: float) -> int:
    """The amount as a salesperson would type it: the larger, the rounder."""
    step = step_of(amount)
    return max(step, int(amount / step + 0.5) * step)


def step_of(amount: float | Decimal) -> int:
    """The smallest difference a salesperson would make to such an amount."""
    for below, step in STEPS:
        if amount < below:
            return step
    return LARGEST_STEP


def fitted(amounts: list[float], total: float, most: float) -> list[float]:
    """The amounts stretched or shrunk so that they add up to `total`, none of them above `most`."""
    for _ in range(12 if amounts else 0):
        amounts = [min(most, amount * total / sum(amounts)) for amount in amounts]
    return amounts


def working(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def quarter_start(day: date, quarters: int = 0) -> date:
    """First day of the calendar quarter that lies so many quarters after the one of `day`."""
    months = day.year * 12 + (day.month - 1) // 3 * 3 + quarters * 3
    return date(months // 12, months % 12 + 1, 1)


def quarter_end(day: date, quarters: int = 0) -> date:
    """Last day of that quarter."""
    return quarter_start(day, quarters + 1) - timedelta(days=1)


def middle_of_quarter(day: date) -> date:
    """The mid-period mark: from this day on half of the quarter is over."""
    start = quarter_start(day)
    return start + (quarter_start(day, 1) - start) / 2
