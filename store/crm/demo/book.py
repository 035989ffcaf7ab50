"""One team's book: its reps' accounts, contacts, quotas, leads, deals and everything that happened to them."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from domain import thresholds
from store.crm.demo import closed, pipeline, roster
from store.crm.demo.accounts import accounts_of, contacts_of
from store.crm.demo.chance import Dice, quarter_end, quarter_start, step_of
from store.crm.demo.deal import Deal
from store.crm.demo.history import History
from store.crm.demo.leads import leads_of
from store.crm.demo.seats import QUARTERS_OF_HISTORY, Book, Era, Row, Seat, Team, mark, product_id

STALE_DAYS = thresholds.whole(thresholds.default("pipeline.stale_days"))
QUIET_DAYS = thresholds.whole(thresholds.default("pipeline.activity_gap_days"))


def book_of(era: Era, team: Team) -> Book:
    """All rows that belong to one team."""
    book: Book = defaultdict(list)
    dice = {seat: Dice(f"{era.seed}:{seat.number}") for seat in team.seats}
    accounts = {seat: _write_accounts(book, era, team, seat, dice[seat]) for seat in team.seats}
    won_or_lost = {seat: closed.closed_deals(era, team, seat, accounts[seat], dice[seat]) for seat in team.seats}
    closed.decide_wins(era, team, won_or_lost, dice)
    for seat in team.seats:
        ongoing = pipeline.open_deals(era, team, seat, accounts[seat], dice[seat])
        quotas = _settle(era, team, seat, won_or_lost[seat], ongoing, dice[seat])
        book["quota"] += [_quota_row(era, seat, quarter, amount) for quarter, amount in enumerate(quotas)]
        _write_deals(book, era, team, [*won_or_lost[seat], *ongoing], dice[seat])
        book["lead"] += leads_of(era, seat, [*won_or_lost[seat], *ongoing], dice[seat])
    return dict(book)


def _write_accounts(book: Book, era: Era, team: Team, seat: Seat, dice: Dice) -> list[Row]:
    accounts = []
    for account, tags in accounts_of(era, seat, team.segment.median_amount, dice):
        accounts.append(account)
        book["account"].append(account)
        book["account_tag"] += [{"account_id": account["id"], "tag": tag} for tag in tags]
        book["contact"] += contacts_of(account, dice)
    return accounts


def _settle(era: Era, team: Team, seat: Seat, done: list[Deal], ongoing: list[Deal], dice: Dice) -> list[int]:
    """The rep's quotas, once every amount and close date agrees with them."""
    quotas = closed.quotas_of(era, team, seat)
    closed.fit_wins(era, seat, done, quotas, dice)
    taken: set[tuple[str, Decimal]] = set()
    _tell_apart(done, taken)
    still_to_close = quotas[-1] - closed.won_amount(closed.won_in(era, done, QUARTERS_OF_HISTORY))
    pipeline.place_closes(era, team, seat, ongoing, still_to_close, dice)
    _tell_apart([deal for deal in ongoing if deal.copies is None], taken)
    for deal in ongoing:
        if deal.copies:
            deal.size = deal.copies.size
    return quotas


def _tell_apart(deals: list[Deal], taken: set[tuple[str, Decimal]]) -> None:
    """No two deals of an account with the same amount by accident: that would look like one entered twice."""
    for deal in deals:
        while deal.account and (amount := deal.amount) is not None and (deal.account["id"], amount) in taken:
            deal.size = int(amount) + step_of(amount)
        if deal.account and deal.amount is not None:
            taken.add((deal.account["id"], deal.amount))


def _quota_row(era: Era, seat: Seat, quarter: int, amount: int) -> Row:
    start = quarter_start(era.starts_on, quarter)
    return {
        "id": f"QTAD{seat.number:05d}{quarter}",
        "owner_id": seat.id,
        "period_start": start,
        "period_end": quarter_end(start),
        "amount": Decimal(amount),
        "currency": roster.CURRENCY,
        **mark(start),
    }


def _write_deals(book: Book, era: Era, team: Team, deals: list[Deal], dice: Dice) -> None:
    names: set[str] = set()
    for number, deal in enumerate(deals):
        deal.id = f"006D{deal.seat.number:05d}{number:05d}"
        deal.name = deal.copies.name if deal.copies else _name(deal, names, dice)
        history = History(era, team, deal, dice)
        stages, changes = history.stage_changes(), history.field_changes()
        book["stage_change"] += stages
        book["field_change"] += changes
        book["activity"] += history.activities()
        book["opportunity"].append(_deal_row(deal, stages, changes, dice))


def _name(deal: Deal, names: set[str], dice: Dice) -> str:
    whose = deal.account["name"] if deal.account else f"Prospect of {deal.seat.rep.name}"
    base = f"{whose}: {deal.planted.title or f'{deal.product} {dice.draw(roster.MOTIONS)}'}"
    name, phase = base, 2
    while name in names:
        name, phase = f"{base}, phase {phase}", phase + 1
    names.add(name)
    return name


def _deal_row(deal: Deal, stages: list[Row], changes: list[Row], dice: Dice) -> Row:
    is_open = deal.status == "open"
    return {
        "id": deal.id,
        "name": deal.name,
        "account_id": deal.account and deal.account["id"],
        "owner_id": deal.seat.id,
        "product_id": product_id(deal.product),
        "stage_id": deal.stage,
        "status": deal.status,
        "is_open": is_open,
        "amount": deal.amount,
        "currency": roster.CURRENCY,
        "created_on": deal.created,
        "close_date": deal.close,
        "stage_entered_on": deal.entered,
        "stale_on": deal.entered + timedelta(days=STALE_DAYS + 1) if is_open else None,
        "last_activity_on": deal.active,
        "quiet_on": deal.active + timedelta(days=QUIET_DAYS + 1) if is_open else None,
        "forecast_category": {"won": "Closed", "lost": "Omitted"}.get(deal.status, deal.category),
        "next_step": deal.next_step,
        "lost_reason": dice.draw(roster.LOST_REASONS) if deal.status == "lost" else None,
        "pushed_count": sum(change["field"] == "close_date" for change in changes),
        **mark(max(row["at"] for row in (*stages, *changes))),
    }
