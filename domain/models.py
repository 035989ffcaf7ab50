"""Which model does which work, and what its tokens cost: read from settings, with dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from domain.errors import BadSetting
from domain.thresholds import SettingValue
from domain.value import Value

OFF = "off"
TIERS = ("light", "strong", OFF)
WORK: dict[str, str] = {
    "interpreter": "reads messages that the offline rules cannot",
    "drafter": "words the sentence around checked figures",
}
"""The agents that may use a model, and for what; each has a setting `model.<agent>` that names its tier."""
NANO = 1_000_000_000
"""Costs are whole nano-dollars, in which every price per million tokens is exact."""
CACHE_WRITE = 2
"""Writing an hour's cache costs this many times a fresh token."""
PRICES = "model.prices"


class Tokens(Value):
    """What one call used. `written` and `cached` are prompt tokens that went into and came out of the cache."""

    fresh: int = 0
    written: int = 0
    cached: int = 0
    out: int = 0


class Price(Value):
    """US dollars per million tokens of one model, from a day on."""

    model: str
    fresh: Decimal
    out: Decimal
    cached: Decimal
    since: date

    def cost(self, used: Tokens) -> int:
        """Nano-dollars, rounded up: a budget must not be passed by rounding."""
        dollars = used.fresh * self.fresh + used.written * self.fresh * CACHE_WRITE
        dollars += used.cached * self.cached + used.out * self.out
        return int((dollars * (NANO // 1_000_000)).to_integral_value(ROUND_CEILING))

    def worst(self, prompt_bytes: int, most_out: int) -> int:
        """Nano-dollars that a call cannot exceed: no token is shorter than a byte, and all may be written to cache."""
        return self.cost(Tokens(written=prompt_bytes, out=most_out))


def model_of(agent: str, settings: Mapping[str, SettingValue]) -> str:
    """The model that an agent uses now; empty when it uses none."""
    tier = str(settings[f"model.{agent}"])
    return "" if tier == OFF else str(settings[f"model.{tier}"])


def price_of(model: str, lines: object, day: date) -> Price | None:
    """The price in force on a day; None for a model whose price nobody has entered.

    Raises: BadSetting for a line that cannot be read.
    """
    known = [price for price in map(read_price, _lines(lines)) if price.model == model and price.since <= day]
    return max(known, key=lambda price: price.since, default=None)


def read_price(line: str) -> Price:
    """A price as its setting writes it: `claude-haiku-5-5 in 0.10 out 0.50 cached 0.01 since 2026-10-07`."""
    words = line.split()
    try:
        if words[1::2] != ["in", "out", "cached", "since"] or len(words) != 9:
            raise ValueError(line)
        fresh, out, cached = (Decimal(words[at]) for at in (2, 4, 6))
        if not all(price.is_finite() and price >= 0 for price in (fresh, out, cached)):
            raise ValueError(line)
        return Price(model=words[0], fresh=fresh, out=out, cached=cached, since=date.fromisoformat(words[8]))
    except (ValueError, IndexError, InvalidOperation) as error:
        example = "claude-haiku-5-5 in 0.10 out 0.50 cached 0.01 since 2026-10-07"
        raise BadSetting(PRICES, f"“{line[:80]}” is no price; write it like “{example}”") from error


def in_dollars(nano: int) -> Decimal:
    """US dollars."""
    return Decimal(nano).scaleb(-9)


def in_nano(dollars: SettingValue) -> int:
    """Nano-dollars of a setting in US dollars."""
    return int(Decimal(str(dollars)) * NANO)


def _lines(lines: object) -> Sequence[str]:
    return [str(line) for line in lines] if isinstance(lines, tuple | list) else []
