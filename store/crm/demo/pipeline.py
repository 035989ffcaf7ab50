"""A rep's open deals: the planted ones as they must be, the others healthy, and close dates that cover the quota."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from store.crm.demo import plan, roster
from store.crm.demo.accounts import roster_account
from store.crm.demo.chance import Dice, Odds, fitted, quarter_end, quarter_start, working
from store.crm.demo.closed import MEAN_OVER_MEDIAN
from store.crm.demo.deal import Deal
from store.crm.demo.plan import CHANCE, Planted
from store.crm.demo.seats import Era, Row, Seat, Team

LARGEST_OPEN = 470_000
HEALTHY_DAYS_IN_STAGE, HEALTHY_IDLE_DAYS = 27, 12
"""A weekend may add two days to either, and it is still neither stalled nor quiet."""
STAGES = Odds((("prospecting", 30.0), ("qualification", 30.0), ("proposal", 25.0), ("negotiation", 15.0)))
KEPT_FOR_PLANTS = {roster.NASTY, *roster.STRATEGIC_ACCOUNTS}
DAY = timedelta(days=1)


def open_deals(era: Era, team: Team, seat: Seat, accounts: list[Row], dice: Dice) -> list[Deal]:
    """All open deals of one rep, still without close dates."""
    wanted = plan.planted_for(seat.block, seat.slot)
    wanted += [CHANCE] * (seat.open_deals - len(wanted))
    deals: list[Deal] = []
    for planted in wanted:
        deals.append(_open(era, team, seat, accounts, planted, dice))
        if planted.twice:
            deals.append(replace(deals[-1], copies=deals[-1]))
    return deals[: seat.open_deals]


def _open(era: Era, team: Team, seat: Seat, accounts: list[Row], planted: Planted, dice: Dice) -> Deal:
    stage = planted.stage or dice.draw(STAGES)
    path = _path(era, team, planted, stage, dice)
    return Deal(
        seat=seat,
        account=_account(accounts, planted, dice),
        product=dice.draw(roster.PRODUCT_SOLD),
        stage=stage,
        status="open",
        size=planted.amount or min(LARGEST_OPEN, team.segment.median_amount * dice.spread(0.6)),
        created=path[0][1],
        entered=path[-1][1],
        active=max(path[0][1], working(era.today - timedelta(days=_idle_days(planted, dice)))),
        close=None,
        path=path,
        category=dice.draw(roster.CATEGORIES[stage]),
        next_step=_next_step(planted, stage, dice),
        planted=planted,
    )


def _idle_days(planted: Planted, dice: Dice) -> int:
    if planted.idle_days is not None:
        return planted.idle_days
    return min(dice.between(0, HEALTHY_IDLE_DAYS), dice.between(0, HEALTHY_IDLE_DAYS))


def _path(era: Era, team: Team, planted: Planted, stage: str, dice: Dice) -> list[tuple[str, date]]:
    """The stages the deal has been in, each with the day it was entered."""
    days = planted.days_in_stage or dice.between(
        min(planted.idle_days or 1, HEALTHY_DAYS_IN_STAGE), HEALTHY_DAYS_IN_STAGE
    )
    path = [(stage, working(era.today - timedelta(days=days)))]
    for earlier in reversed(roster.OPEN_STAGES[: roster.OPEN_STAGES.index(stage)]):
        before = timedelta(days=dice.between(5, 8 + team.segment.cycle_days // 5))
        path.insert(0, (earlier, working(path[0][1] - before)))
    first, day = path[0]
    return [(first, min(day, _known_by(era, planted, day))), *path[1:]]


def _known_by(era: Era, planted: Planted, day: date) -> date:
    """The day by which the deal must have been there: before its amount changed, or before it missed its close date."""
    if planted.changed_days_ago is not None:
        return working(era.today - timedelta(days=planted.changed_days_ago + 7))
    if planted.close in ("past", "slipped"):
        return working(quarter_start(era.today) - timedelta(days=50 + day.day))
    return day


def _account(accounts: list[Row], planted: Planted, dice: Dice) -> Row | None:
    if "account_id" in planted.missing:
        return None
    if planted.account:
        return roster_account(planted.account)
    return dice.pick(accounts if planted == CHANCE else [a for a in accounts if a["name"] not in KEPT_FOR_PLANTS])


def _next_step(planted: Planted, stage: str, dice: Dice) -> str | None:
    return None if "next_step" in planted.missing else planted.next_step or dice.pick(roster.NEXT_STEPS[stage])


def place_closes(era: Era, team: Team, seat: Seat, deals: list[Deal], still_to_close: int, dice: Dice) -> None:
    """Close dates for the open deals; those of the running quarter add up to the coverage the team should have."""
    start, end = quarter_start(era.today), quarter_end(era.today)
    overdue = [deal for deal in deals if deal.planted.close in ("past", "slipped")]
    free = [deal for deal in deals if deal not in overdue and "close_date" not in deal.planted.missing]
    now = _closing_this_quarter(team, seat, free, still_to_close, dice)
    chosen = {id(deal) for deal in now}
    for deal in deals:
        if deal in overdue:
            deal.close = _missed(era, deal, dice)
        elif id(deal) in chosen:
            deal.close = _day_between(era.today + DAY, end, dice)
        elif "close_date" not in deal.planted.missing:
            # What is nearly signed is not expected half a year from now.
            ahead = 60 if deal.stage == "negotiation" else 45 + team.segment.cycle_days
            deal.close = _day_between(end + DAY, end + timedelta(days=ahead), dice)
    counted = [deal for deal in now if deal.amount is not None]
    if is_thin(team):
        counted += [deal for deal in overdue if deal.close and deal.close >= start]
    _cover(counted, _coverage(team, dice) * still_to_close)
    for deal in deals:
        if deal.copies:
            deal.close, deal.size = deal.copies.close, deal.copies.size


def is_thin(team: Team) -> bool:
    """Whether this is the team planted with too little pipeline."""
    return team.number == plan.THIN_TEAM


def _coverage(team: Team, dice: Dice) -> float:
    return 2.25 + 0.35 * dice.random() if is_thin(team) else 3.5 + 1.0 * dice.random()


def _cover(deals: list[Deal], wanted: float) -> None:
    for deal, size in zip(deals, fitted([deal.size for deal in deals], wanted, LARGEST_OPEN), strict=True):
        deal.size = size


def _closing_this_quarter(team: Team, seat: Seat, free: list[Deal], still_to_close: int, dice: Dice) -> list[Deal]:
    """As many open deals as it takes to cover what is left of the quota, those furthest along first."""
    must = [deal for deal in free if deal.planted.close == "quarter"]
    may = [deal for deal in free if deal.planted.close is None and not deal.planted.twice and deal.amount is not None]
    ranked = sorted((-roster.OPEN_STAGES.index(deal.stage) - 2.5 * dice.random(), n) for n, deal in enumerate(may))
    usual = team.segment.median_amount * MEAN_OVER_MEDIAN
    needed = int((2.4 if is_thin(team) else 4.0) * still_to_close / usual + 0.5)
    many = max(2, min(needed, seat.open_deals * 3 // 4) - len(must))
    return must + [may[n] for _, n in ranked[:many]]


def _missed(era: Era, deal: Deal, dice: Dice) -> date:
    start = quarter_start(era.today)
    if deal.planted.close == "past" and era.today > start:
        return max(start, working(era.today - timedelta(days=dice.between(1, 20))))
    return working(start - timedelta(days=dice.between(1, 30)))


def _day_between(first: date, last: date, dice: Dice) -> date:
    """A working day from `first` to `last`, if there is one."""
    if first > last:
        return last
    return max(first, working(first + timedelta(days=dice.between(0, (last - first).days))))
