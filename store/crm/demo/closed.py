"""A rep's closed deals: when they closed, which were won, and for how much."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from store.crm.demo import plan, roster
from store.crm.demo.chance import Dice, fitted, middle_of_quarter, quarter_start, rounded, working
from store.crm.demo.deal import Deal
from store.crm.demo.seats import QUARTERS_OF_HISTORY, Era, Row, Seat, Team

RECENT_DAYS = 30
RECENTLY = 99
"""The last 30 days, as a period beside the quarters 0 to 8."""
LARGEST_WON = 890_000
MEAN_OVER_MEDIAN = 1.2
WIN_RATE_BY_SEASON = (0.94, 1.0, 0.97, 1.08)
DEALS_BY_SEASON = (0.9, 1.0, 0.92, 1.18)
SHIFTED_WIN_RATE = 0.4
DAY = timedelta(days=1)


def closed_deals(era: Era, team: Team, seat: Seat, accounts: list[Row], dice: Dice) -> list[Deal]:
    """All closed deals of one rep, oldest first, none of them won yet."""
    return [_closed(team, seat, accounts, close, dice) for close in _closing_days(era, seat, dice)]


def _closing_days(era: Era, seat: Seat, dice: Dice) -> list[date]:
    """A day for each closed deal: few on weekends, more towards the end of months and of years.

    None lies around the border of the last 30 days, so that they count the same however they are counted, and none
    today or yesterday, where only planted wins lie.
    """
    days, reached_by = _days_to_close_on(era)
    chosen, at, total = [], 0, reached_by[-1]
    for n in range(seat.closed_deals):
        reached = (n + dice.random()) / seat.closed_deals * total
        while reached_by[at] < reached:
            at += 1
        chosen.append(days[at])
    return chosen


@cache
def _days_to_close_on(era: Era) -> tuple[list[date], list[float]]:
    """The days on which deals close, and the running total of how many do; alike for every rep."""
    days, reached_by, total = [], [], 0.0
    border = era.today - timedelta(days=RECENT_DAYS)
    for n in range((era.today - era.starts_on).days - 1):
        day = era.starts_on + timedelta(days=n)
        if abs((day - border).days) > 1:
            weight = (0.04 if day.weekday() > 4 else 1.0) * (2.2 if (day + 4 * DAY).month != day.month else 1.0)
            total += weight * DEALS_BY_SEASON[(day.month - 1) // 3]
            days.append(day)
            reached_by.append(total)
    return days, reached_by


def _closed(team: Team, seat: Seat, accounts: list[Row], close: date, dice: Dice) -> Deal:
    days = max(9, int(team.segment.cycle_days * dice.spread(0.35)))
    return Deal(
        seat=seat,
        account=dice.pick(accounts),
        product=dice.draw(roster.PRODUCT_SOLD),
        stage="closed_lost",
        status="lost",
        size=min(LARGEST_WON, team.segment.median_amount * dice.spread(0.6)),
        created=working(close - timedelta(days=days)),
        entered=close,
        active=close,
        close=close,
    )


def decide_wins(era: Era, team: Team, deals_by_seat: dict[Seat, list[Deal]], dice_by_seat: dict[Seat, Dice]) -> None:
    """Say which deals were won, so that the team's rate is its own in every period, whatever chance says.

    The last 30 days are a period of their own: there the planted team wins far less than it used to, and no other
    team strays from its norm by the luck of the draw.
    """
    owed = 0.5
    for period in (*range(QUARTERS_OF_HISTORY + 1), RECENTLY):
        for seat, deals in deals_by_seat.items():
            closing = [deal for deal in deals if _period(era, deal) == period]
            owed += len(closing) * _win_rate(era, team, seat, period)
            least = len(_days_of_planted_wins(era, seat)) if period == RECENTLY else 0
            wins = min(max(int(owed), least), len(closing))
            owed -= wins
            _let_win(closing, wins, dice_by_seat[seat])
    for seat, deals in deals_by_seat.items():
        _win_something_each_quarter(era, deals)
        _win_lately(era, seat, deals)


def _period(era: Era, deal: Deal) -> int:
    assert deal.close is not None
    return RECENTLY if (era.today - deal.close).days <= RECENT_DAYS else _quarter(era, deal.close)


def _quarter(era: Era, day: date) -> int:
    """0 for the oldest quarter, 8 for the running one."""
    start = era.starts_on
    return (day.year - start.year) * 4 + (day.month - 1) // 3 - (start.month - 1) // 3


def _win_rate(era: Era, team: Team, seat: Seat, period: int) -> float:
    usual = team.segment.win_rate * seat.rep.skill
    if period == RECENTLY:
        return usual * (SHIFTED_WIN_RATE if team.number == plan.SHIFTED_TEAM else 1.0)
    return usual * WIN_RATE_BY_SEASON[((era.starts_on.month - 1) // 3 + period) % 4]


def _days_of_planted_wins(era: Era, seat: Seat) -> list[date]:
    today = [era.today] * (seat.number in plan.WON_TODAY)
    return today + [era.yesterday] * (seat.number in plan.WON_YESTERDAY)


def _let_win(deals: list[Deal], wins: int, dice: Dice) -> None:
    """So many of the deals win, those of readily bought products more often."""
    ease = {name: likely for name, _, _, _, likely in roster.PRODUCTS}
    ranked = sorted((-dice.random() * ease[deal.product], n) for n, deal in enumerate(deals))
    for _, n in ranked[:wins]:
        deals[n].win()


def _win_something_each_quarter(era: Era, deals: list[Deal]) -> None:
    """No quarter without a win, as attainment needs one; the quarter with most wins gives one up."""
    for quarter in range(QUARTERS_OF_HISTORY + (era.today >= middle_of_quarter(era.today))):
        closing = _in_quarter(era, deals, quarter)
        if closing and not any(deal.status == "won" for deal in closing):
            richest = max(range(QUARTERS_OF_HISTORY), key=lambda q: len(won_in(era, deals, q)))
            won_in(era, deals, richest)[0].lose()
            min(closing, key=lambda deal: deal.close or era.today).win()


def _win_lately(era: Era, seat: Seat, deals: list[Deal]) -> None:
    """The latest wins move to the days of planted wins."""
    for day in _days_of_planted_wins(era, seat):
        latest = [deal for deal in deals if deal.status == "won" and deal.close and deal.close < era.yesterday][-1]
        latest.close = latest.entered = latest.active = day


def _in_quarter(era: Era, deals: list[Deal], quarter: int) -> list[Deal]:
    return [deal for deal in deals if deal.close and _quarter(era, deal.close) == quarter]


def won_in(era: Era, deals: list[Deal], quarter: int) -> list[Deal]:
    """The deals won in a quarter, 0 the oldest and 8 the running one."""
    return [deal for deal in _in_quarter(era, deals, quarter) if deal.status == "won"]


def quotas_of(era: Era, team: Team, seat: Seat) -> list[int]:
    """The rep's quota for each quarter up to the running one: what they usually win, and a little more each time."""
    elapsed = (era.today - quarter_start(era.today)).days / 91
    wins = seat.closed_deals / (QUARTERS_OF_HISTORY + elapsed) * team.segment.win_rate * seat.rep.skill
    usual = wins * team.segment.median_amount * MEAN_OVER_MEDIAN
    return [
        max(20_000, int(usual * (0.9 + 0.025 * quarter) / 5_000 + 0.5) * 5_000)
        for quarter in range(QUARTERS_OF_HISTORY + 1)
    ]


def fit_wins(era: Era, seat: Seat, deals: list[Deal], quotas: list[int], dice: Dice) -> None:
    """Stretch or shrink what was won in a quarter where chance alone gives an attainment nobody would believe."""
    for quarter, quota in enumerate(quotas):
        won = won_in(era, deals, quarter)
        natural = sum(deal.size for deal in won)
        least, most = _attainment(era, seat, quarter, dice)
        wanted = min(max(natural, least * quota), most * quota)
        if won and wanted != natural:
            largest = max(LARGEST_WON, wanted / len(won))
            for deal, size in zip(won, fitted([deal.size for deal in won], wanted, largest), strict=True):
                deal.size = size


def _attainment(era: Era, seat: Seat, quarter: int, dice: Dice) -> tuple[float, float]:
    """The least and the most a rep may have of a quota; past mid-quarter only the planted rep is below half."""
    if quarter < QUARTERS_OF_HISTORY:
        return 0.63 + 0.2 * dice.random(), 1.06 + 0.2 * dice.random()
    if era.today < middle_of_quarter(era.today):
        return 0.0, 0.75
    if seat.number == plan.AT_RISK_REP:
        return 0.25, 0.40
    return 0.55 + 0.2 * dice.random(), 0.88


def won_amount(deals: list[Deal]) -> int:
    """What the deals add up to, as rounded."""
    return sum(rounded(deal.size) for deal in deals)
