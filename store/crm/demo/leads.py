"""A rep's leads: those that became deals, those still waiting, and those that came to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from store.crm.demo import plan, roster
from store.crm.demo.accounts import coined
from store.crm.demo.chance import Dice, working
from store.crm.demo.deal import Deal
from store.crm.demo.seats import Era, Row, Seat, mark

WAITING_SLOT = 8
CONVERTED_SHARE = 0.3
FIRST_COMPANY_OF_LEADS = 600_000


def leads_of(era: Era, seat: Seat, deals: list[Deal], dice: Dice) -> Iterator[Row]:
    """All leads of one rep, numbered."""
    found = [*_converted(era, seat, deals, dice), *_waiting(era, seat, dice), *_dropped(era, seat, dice)]
    for number, lead in enumerate(found):
        yield lead | {"id": f"00QD{seat.number:05d}{number:05d}"}


def _converted(era: Era, seat: Seat, deals: list[Deal], dice: Dice) -> Iterator[Row]:
    for deal in deals:
        if deal.copies is None and dice.happens(CONVERTED_SHARE):
            lead = _lead(era, seat, deal.created, "Converted", dice)
            usual = roster.DAYS_BY_LEAD_SOURCE[lead["lead_source"]]
            came_in = working(deal.created - timedelta(days=max(1, int(usual * dice.spread(0.5)))))
            yield lead | {
                "company": deal.account["name"] if deal.account else lead["company"],
                "created_on": came_in,
                "converted_on": deal.created,
                "opportunity_id": deal.id,
                "last_activity_on": deal.created,
                **mark(deal.created),
            }


def _waiting(era: Era, seat: Seat, dice: Dice) -> Iterator[Row]:
    for age in plan.WAITING_LEADS if seat.slot == WAITING_SLOT else ():
        yield _lead(era, seat, era.today - timedelta(days=age), "Working", dice)
    for _ in range(14):
        age = min(dice.below(60), dice.below(60))
        yield _lead(era, seat, era.today - timedelta(days=age), "New" if age < 6 else "Working", dice)


def _dropped(era: Era, seat: Seat, dice: Dice) -> Iterator[Row]:
    last = (era.today - era.starts_on).days - 70
    for _ in range(seat.closed_deals // 5):
        yield _lead(era, seat, era.starts_on + timedelta(days=dice.below(last)), "Disqualified", dice)


def _lead(era: Era, seat: Seat, created: date, status: str, dice: Dice) -> Row:
    created = working(created)
    touched = created if status == "New" else min(era.today, working(created + timedelta(days=dice.between(1, 20))))
    return {
        "name": f"{dice.pick(roster.FIRST_NAMES)} {dice.pick(roster.LAST_NAMES)}",
        "company": coined(FIRST_COMPANY_OF_LEADS + dice.below(500_000))[0],
        "lead_source": dice.draw(roster.LEAD_SOURCE),
        "status": status,
        "owner_id": seat.id,
        "created_on": created,
        "converted_on": None,
        "opportunity_id": None,
        "last_activity_on": max(created, touched),
        **mark(max(created, touched)),
    }
