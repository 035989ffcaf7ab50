"""What is planted: every case a trigger looks for, so that its true count is known before anything is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

from store.crm.demo.chance import middle_of_quarter, quarter_start
from store.crm.demo.roster import INJECTION, NASTY, STRATEGIC_ACCOUNTS

DEALS_PER_BLOCK = 2_000
"""Every further 2,000 opportunities add another 3 teams of 4 reps, so that reps carry what people can."""
LEAST_SIZE = 1_500
OVERLOADED_REP, OVERLOAD = 10, 52
AT_RISK_REP = 3
THIN_TEAM, SHIFTED_TEAM = 1, 2
WON_TODAY, WON_YESTERDAY = (0, 4), (1, 5, 6)
WAITING_LEADS = (124, 117, 109, 101, 95)

Close = Literal["past", "slipped", "quarter", "later"]


@dataclass(frozen=True)
class Planted:
    """One open deal that must come out a certain way; what is left None falls as chance will have it."""

    stage: str | None = None
    days_in_stage: int | None = None
    idle_days: int | None = None
    close: Close | None = None
    missing: tuple[str, ...] = ()
    amount: int | None = None
    account: str | None = None
    title: str | None = None
    changed_days_ago: int | None = None
    changed_percent: int = 0
    next_step: str | None = None
    twice: bool = False


CHANCE = Planted()
"""A deal on which nothing is planted."""
P, Q, R, N = "prospecting", "qualification", "proposal", "negotiation"

PER_BLOCK = (
    *(Planted(stage=P, days_in_stage=days) for days in (33, 38, 47, 61, 90)),
    *(Planted(stage=Q, days_in_stage=days) for days in (34, 36, 41, 55, 72, 88)),
    *(Planted(stage=R, days_in_stage=days) for days in (33, 35, 39, 44, 52, 67, 94)),
    *(Planted(stage=N, days_in_stage=days) for days in (33, 37, 42, 58, 75)),
    *(Planted(stage=N, days_in_stage=days, idle_days=idle) for days, idle in ((48, 21), (63, 33), (81, 40))),
    *(Planted(stage=P, idle_days=days) for days in (17, 22)),
    *(Planted(stage=Q, idle_days=days) for days in (16, 19, 23)),
    *(Planted(stage=R, idle_days=days) for days in (17, 20, 24)),
    *(Planted(stage=N, idle_days=days) for days in (16, 18)),
    *(Planted(stage=P, missing=("account_id",)),) * 2,
    *(Planted(stage=Q, missing=("amount",)),) * 3,
    *(Planted(stage=Q, missing=("amount", "next_step"), close="later"),) * 1,
    *(Planted(stage=R, missing=("close_date",)),) * 2,
    *(Planted(stage=R, missing=("next_step",), close="quarter"),) * 3,
    *(Planted(stage=N, missing=("next_step",), close="quarter"),) * 2,
    *(Planted(stage=stage, close="past") for stage in (Q, R, R, N, N)),
    *(Planted(stage=stage, close="slipped") for stage in (Q, R, R, N)),
)

ONCE = {
    0: (
        Planted(stage=R, days_in_stage=45, account="Northwind"),
        Planted(stage=N, idle_days=2, amount=1_250_000, close="later"),
        Planted(stage=N, changed_days_ago=2, changed_percent=40),
        Planted(stage=R, changed_days_ago=6, changed_percent=60),
        Planted(stage=Q, changed_days_ago=11, changed_percent=-35),
    ),
    1: (
        Planted(stage=Q, days_in_stage=38, account="Woodgrove Bank"),
        Planted(stage=R, idle_days=8, amount=540_000, close="later"),
        Planted(stage=N, changed_days_ago=3, changed_percent=50, account="Contoso", title="data centre rollout"),
    ),
    2: (
        Planted(stage=N, days_in_stage=56, account="Contoso"),
        Planted(stage=R, idle_days=1, amount=1_800_000, close="later"),
        Planted(stage=N, idle_days=10, amount=620_000, close="later"),
    ),
    3: (
        Planted(stage=Q, idle_days=12, amount=780_000, close="later"),
        Planted(stage=R, changed_days_ago=7, changed_percent=45, account="Contoso", title="Nordics expansion"),
    ),
    4: (Planted(stage=Q, changed_days_ago=12, changed_percent=-40, account="Contoso", title="field service pilot"),),
    5: (Planted(stage=N, changed_days_ago=4, changed_percent=35),),
    6: (Planted(stage=R, twice=True), Planted(stage=R, changed_days_ago=9, changed_percent=70)),
    7: (
        Planted(stage=R, next_step=INJECTION, close="quarter"),
        Planted(stage=N, changed_days_ago=17, changed_percent=-30),
    ),
    8: (Planted(stage=Q, changed_days_ago=21, changed_percent=55),),
    9: (Planted(stage=Q, twice=True), Planted(stage=R, changed_days_ago=24, changed_percent=35)),
    11: (Planted(stage=Q, account=NASTY, close="later"), Planted(stage=N, changed_days_ago=27, changed_percent=-45)),
}  # fmt: skip


def planted_for(block: int, slot: int) -> list[Planted]:
    """The open deals one rep must have; `slot` counts the block's reps from 0 to 11."""
    shared = [planted for i, planted in enumerate(PER_BLOCK) if i % 12 == slot]
    return [*(ONCE.get(slot, ()) if block == 0 else ()), *shared]


def blocks_of(size: int) -> int:
    """How many times 3 teams of 4 reps a company of that many opportunities has."""
    return max(1, (size + DEALS_PER_BLOCK // 2) // DEALS_PER_BLOCK)


def planted_counts(size: int, today: date) -> dict[str, int]:
    """How often each case was planted; `counts` must find the same in the rows."""
    blocks = blocks_of(size)
    per_block, once = list(PER_BLOCK), [planted for deals in ONCE.values() for planted in deals]
    deals = per_block * blocks + once
    stalled = Counter(deal.stage for deal in deals if (deal.days_in_stage or 0) > 30)
    missing = Counter(deal.stage for deal in deals if deal.missing)
    past_mid = today >= middle_of_quarter(today)
    first_day = today == quarter_start(today)
    return {
        "stalled": stalled.total(),
        **{f"stalled:{stage}": stalled[stage] for stage in (P, Q, R, N)},
        "no_activity": sum((deal.idle_days or 0) > 14 for deal in deals),
        "stalled_and_no_activity": sum((d.days_in_stage or 0) > 30 and (d.idle_days or 0) > 14 for d in deals),
        "missing_required": missing.total(),
        **{f"missing_required:{stage}": missing[stage] for stage in (P, Q, R, N)},
        "no_next_step_this_quarter": sum("next_step" in d.missing and d.close == "quarter" for d in deals),
        "amount_changes": sum(deal.changed_days_ago is not None for deal in deals),
        "change_pattern_reps": 1,
        "change_pattern_accounts": 1,
        "reps_over_capacity": 1,
        "largest_open_count": OVERLOAD,
        "thin_coverage_teams": 1,
        "win_rate_shift_teams": 1,
        "attainment_risk_reps": int(past_mid),
        "large_idle_deals": sum((deal.amount or 0) > 500_000 and (deal.idle_days or 0) >= 7 for deal in deals),
        "over_one_million": sum((deal.amount or 0) > 1_000_000 for deal in deals),
        "won_today": len(WON_TODAY),
        "won_yesterday": len(WON_YESTERDAY),
        "strategic_stalled": sum(d.account in STRATEGIC_ACCOUNTS and (d.days_in_stage or 0) > 30 for d in deals),
        "past_due": sum(deal.close in ("past", "slipped") for deal in deals),
        # On a quarter's first day whatever is past due lay in the quarter before.
        "slipped": sum(deal.close == "slipped" or (deal.close == "past" and first_day) for deal in deals),
        "duplicates": sum(deal.twice for deal in deals),
        "leads_waiting": len(WAITING_LEADS) * blocks,
        "bursts": 0,
    }  # fmt: skip
