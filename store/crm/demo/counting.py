"""Counts what is really in the rows, by plain rules that know nothing of what was planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from domain import thresholds
from domain.thresholds import SettingValue
from store.crm.demo.chance import middle_of_quarter, quarter_end, quarter_start
from store.crm.demo.company import DemoCompany
from store.crm.demo.roster import STRATEGIC
from store.crm.demo.seats import Row

PATTERN_CHANGES, PATTERN_DAYS = 3, 14
LARGE, VERY_LARGE, LARGE_IDLE_DAYS = 500_000, 1_000_000, 7
WIN_RATE_DAYS, LEAD_WAITS_DAYS = 30, 90
COLUMN_OF_FIELD = {"account": "account_id", "owner": "owner_id"}


@dataclass
class Ledger:
    """What the rules look at, gathered in one walk over the rows."""

    policy: Mapping[str, SettingValue]
    today: date
    team_by_rep: dict[str, str] = field(default_factory=dict)
    strategic: set[str] = field(default_factory=set)
    stages: dict[str, Row] = field(default_factory=dict)
    open: list[Row] = field(default_factory=list)
    deals: int = 0
    closed_by_team: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    """How many closed, by team, status, and whether in the last 30 days."""
    won_by_rep: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """Won in the running quarter."""
    quota_by_rep: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    won_on: Counter[date] = field(default_factory=Counter)
    wins: list[tuple[datetime, Decimal]] = field(default_factory=list)
    changes: list[tuple[datetime, str, str | None]] = field(default_factory=list)
    """Large amount changes: when, whose deal, which account."""
    leads_waiting: int = 0

    def number(self, name: str) -> float:
        """A threshold as a number."""
        return float(str(self.policy[name]))


def counts(company: DemoCompany, policy: Mapping[str, SettingValue] | None = None) -> dict[str, int]:
    """How often each case of the triggers is in the rows, by the default thresholds or the policy given."""
    ledger = _read(company, policy or thresholds.defaults())
    return {
        "opportunities": ledger.deals,
        "open": len(ledger.open),
        **_pipeline(ledger),
        **_changes(ledger),
        **_people_and_teams(ledger),
        **_closing(ledger),
    }


def _read(company: DemoCompany, policy: Mapping[str, SettingValue]) -> Ledger:
    ledger = Ledger(policy, company.today)
    for book in company.books():
        for person in book.get("person", ()):
            if person["role"] == "rep":
                ledger.team_by_rep[person["id"]] = person["team_id"]
        for stage in book.get("stage", ()):
            ledger.stages[stage["id"]] = stage
        ledger.strategic |= {row["account_id"] for row in book.get("account_tag", ()) if row["tag"] == STRATEGIC}
        deals = {deal["id"]: deal for deal in book.get("opportunity", ())}
        for deal in deals.values():
            _enter(ledger, deal)
        for change in book.get("field_change", ()):
            if change["field"] == "amount" and _percent(change) > ledger.number("pipeline.value_change_percent"):
                deal = deals[change["opportunity_id"]]
                ledger.changes.append((change["at"], deal["owner_id"], deal["account_id"]))
        for quota in book.get("quota", ()):
            if quota["period_start"] <= ledger.today <= quota["period_end"]:
                ledger.quota_by_rep[quota["owner_id"]] += quota["amount"]
        for lead in book.get("lead", ()):
            waits = lead["status"] in ("New", "Working") and lead["converted_on"] is None
            ledger.leads_waiting += waits and (ledger.today - lead["created_on"]).days > LEAD_WAITS_DAYS
    return ledger


def _enter(ledger: Ledger, deal: Row) -> None:
    ledger.deals += 1
    if deal["is_open"]:
        ledger.open.append(deal)
        return
    recent = (ledger.today - deal["close_date"]).days < WIN_RATE_DAYS
    ledger.closed_by_team[ledger.team_by_rep[deal["owner_id"]], deal["status"], recent] += 1
    if deal["status"] == "won":
        ledger.won_on[deal["close_date"]] += 1
        ledger.wins.append((deal["updated_at"], deal["amount"]))
        if deal["close_date"] >= quarter_start(ledger.today):
            ledger.won_by_rep[deal["owner_id"]] += deal["amount"]


def _percent(change: Row) -> float:
    old, new = Decimal(change["old"]), Decimal(change["new"])
    return float(abs(new - old) / old * 100)


def _pipeline(ledger: Ledger) -> dict[str, int]:
    stalled = [
        deal for deal in ledger.open if _days(ledger, deal, "stage_entered_on") > ledger.number("pipeline.stale_days")
    ]
    quiet = [
        deal
        for deal in ledger.open
        if _days(ledger, deal, "last_activity_on") > ledger.number("pipeline.activity_gap_days")
    ]
    lacking = [deal for deal in ledger.open if missing_fields(deal, ledger.stages[deal["stage_id"]], ledger.policy)]
    both = {deal["id"] for deal in stalled} & {deal["id"] for deal in quiet}
    return {
        "stalled": len(stalled),
        **_by_stage(ledger, "stalled", stalled),
        "no_activity": len(quiet),
        "stalled_and_no_activity": len(both),
        "missing_required": len(lacking),
        **_by_stage(ledger, "missing_required", lacking),
        "strategic_stalled": sum(deal["account_id"] in ledger.strategic for deal in stalled),
        "large_idle_deals": sum(
            (deal["amount"] or 0) > LARGE and _days(ledger, deal, "last_activity_on") >= LARGE_IDLE_DAYS
            for deal in ledger.open
        ),
        "over_one_million": sum((deal["amount"] or 0) > VERY_LARGE for deal in ledger.open),
        "duplicates": sum(
            many - 1 for many in Counter((d["account_id"], d["name"], d["amount"]) for d in ledger.open).values()
        ),
        "leads_waiting": ledger.leads_waiting,
    }


def _days(ledger: Ledger, deal: Row, column: str) -> int:
    since: date = deal[column]
    return (ledger.today - since).days


def missing_fields(deal: Row, stage: Row, policy: Mapping[str, SettingValue]) -> list[str]:
    """The fields a deal must have in its stage and has not, as the policy names them."""
    needed = policy["required_fields.prospecting" if stage["position"] == 1 else "required_fields.open"]
    assert isinstance(needed, tuple)
    return [name for name in needed if deal[COLUMN_OF_FIELD.get(name, name)] in (None, "")]


def _by_stage(ledger: Ledger, name: str, deals: Iterable[Row]) -> dict[str, int]:
    found = Counter(deal["stage_id"] for deal in deals)
    return {f"{name}:{id_}": found[id_] for id_, stage in ledger.stages.items() if stage["status"] == "open"}


def _changes(ledger: Ledger) -> dict[str, int]:
    by_rep, by_account = defaultdict(list), defaultdict(list)
    for at, owner, account in ledger.changes:
        by_rep[owner].append(at)
        by_account[account].append(at)
    return {
        "amount_changes": len(ledger.changes),
        "change_pattern_reps": sum(map(_is_pattern, by_rep.values())),
        "change_pattern_accounts": sum(_is_pattern(times) for account, times in by_account.items() if account),
    }


def _is_pattern(times: list[datetime]) -> bool:
    times = sorted(times)
    window = timedelta(days=PATTERN_DAYS)
    return any(later - first <= window for first, later in zip(times, times[PATTERN_CHANGES - 1 :], strict=False))


def _people_and_teams(ledger: Ledger) -> dict[str, int]:
    open_by_rep = Counter(deal["owner_id"] for deal in ledger.open)
    most = ledger.number("pipeline.max_open_deals")
    shift = ledger.number("forecasting.win_rate_deviation_percent")
    risk = Decimal(str(ledger.policy["forecasting.attainment_risk_percent"]))
    past_mid = ledger.today >= middle_of_quarter(ledger.today)
    return {
        "reps_over_capacity": sum(many > most for many in open_by_rep.values()),
        "largest_open_count": max(open_by_rep.values()),
        "thin_coverage_teams": sum(
            ratio < ledger.number("forecasting.coverage_ratio") for ratio in coverage_by_team(ledger).values()
        ),
        "win_rate_shift_teams": sum(abs(points) > shift for points in win_rate_shift_by_team(ledger).values()),
        "attainment_risk_reps": sum(
            past_mid and ledger.won_by_rep[rep] * 100 < quota * risk for rep, quota in ledger.quota_by_rep.items()
        ),
    }


def coverage_by_team(ledger: Ledger) -> dict[str, float]:
    """Open pipeline closing in the running quarter over the quota still to close in it."""
    pipeline: Counter[str] = Counter()
    to_close: Counter[str] = Counter()
    first, last = quarter_start(ledger.today), quarter_end(ledger.today)
    for deal in ledger.open:
        if deal["close_date"] and first <= deal["close_date"] <= last:
            pipeline[ledger.team_by_rep[deal["owner_id"]]] += int(deal["amount"] or 0)
    for rep, quota in ledger.quota_by_rep.items():
        to_close[ledger.team_by_rep[rep]] += int(quota - ledger.won_by_rep[rep])
    return {team: pipeline[team] / left for team, left in to_close.items() if left > 0}


def win_rate_shift_by_team(ledger: Ledger) -> dict[str, float]:
    """Percentage points by which the last 30 days' win rate differs from that of all the time before."""
    shifts = {}
    for team in set(ledger.team_by_rep.values()):
        recent, before = (_win_rate(ledger, team, recent=flag) for flag in (True, False))
        if recent is not None and before is not None:
            shifts[team] = (recent - before) * 100
    return shifts


def _win_rate(ledger: Ledger, team: str, recent: bool) -> float | None:
    won, lost = (ledger.closed_by_team[team, status, recent] for status in ("won", "lost"))
    return won / (won + lost) if won + lost else None


def _closing(ledger: Ledger) -> dict[str, int]:
    first, last = quarter_start(ledger.today), quarter_end(ledger.today)
    dated = [deal for deal in ledger.open if deal["close_date"]]
    return {
        "won_today": ledger.won_on[ledger.today],
        "won_yesterday": ledger.won_on[ledger.today - timedelta(days=1)],
        "past_due": sum(deal["close_date"] < ledger.today for deal in dated),
        "slipped": sum(quarter_start(ledger.today, -1) <= deal["close_date"] < first for deal in dated),
        "no_next_step_this_quarter": sum(not d["next_step"] and first <= d["close_date"] <= last for d in dated),
        "bursts": sum(1 for _ in _bursts(ledger)),
    }


def _bursts(ledger: Ledger) -> Iterator[datetime]:
    """When more was won within a few minutes than people can sell; each burst once."""
    window = timedelta(minutes=ledger.number("report.burst_minutes"))
    most = Decimal(str(ledger.policy["report.impossible_amount"]))
    recent: list[tuple[datetime, Decimal]] = []
    for at, amount in sorted(ledger.wins):
        recent = [(earlier, won) for earlier, won in recent if at - earlier <= window]
        recent.append((at, amount))
        if sum(won for _, won in recent) >= most:
            yield at
            recent = []
