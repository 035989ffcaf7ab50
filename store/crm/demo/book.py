"""One team's book: its reps' accounts, contacts, quotas, leads, deals and everything that happened to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from domain import thresholds
from store.crm.demo import plan, roster
from store.crm.demo.chance import (
    Dice,
    fitted,
    middle_of_quarter,
    quarter_end,
    quarter_start,
    rounded,
    working,
)
from store.crm.demo.company import (
    ACCOUNTS_PER_REP,
    QUARTERS_OF_HISTORY,
    Book,
    DemoCompany,
    Row,
    Seat,
    Team,
    account_id,
    at_midnight,
    product_id,
)
from store.crm.demo.deal import Deal
from store.crm.demo.history import History
from store.crm.demo.plan import Planted

STALE_DAYS = thresholds.whole(thresholds.default("pipeline.stale_days"))
QUIET_DAYS = thresholds.whole(thresholds.default("pipeline.activity_gap_days"))
RECENT_DAYS = 30
LARGEST_OPEN, LARGEST_WON = 470_000, 890_000
MEAN_OVER_MEDIAN = 1.2
SEASONS = (0.94, 1.0, 0.97, 1.08)
DEALS_BY_SEASON = (0.9, 1.0, 0.92, 1.18)
DAY = timedelta(days=1)


def book_of(company: DemoCompany, team: Team) -> Book:
    """All rows that belong to one team."""
    book: Book = defaultdict(list)
    desks = [Desk(company, team, seat) for seat in team.seats]
    for desk in desks:
        desk.open_accounts(book)
    _decide_wins(desks)
    for desk in desks:
        desk.settle_amounts()
        desk.write(book)
    return dict(book)


def _decide_wins(desks: list[Desk]) -> None:
    """Say which closed deals were won, so that the team's rate is its own in every quarter, whatever chance says.

    The last 30 days are a period of their own: there the planted team wins far less than it used to, and no other
    team strays from its norm by the luck of the draw.
    """
    periods = sorted({desk.period_of(deal) for desk in desks for deal in desk.closed})
    owed = 0.5
    for period in periods:
        for desk in desks:
            deals = [deal for deal in desk.closed if desk.period_of(deal) == period]
            owed += len(deals) * desk.win_rate_in(period)
            least = desk.wins_planted if period == desk.recently and not desk.is_shifted else 0
            wins = max(min(int(owed), len(deals)), min(least, len(deals)))
            owed -= wins
            desk.let_win(deals, wins)
    for desk in desks:
        desk.win_something_each_quarter()
        desk.win_today_and_yesterday()


class Desk:
    """One rep's work, from empty desk to written rows."""

    recently = 99

    def __init__(self, company: DemoCompany, team: Team, seat: Seat) -> None:
        self.company, self.team, self.seat = company, team, seat
        self.segment, self.today = team.segment, company.today
        self.dice = Dice(f"{company.seed}:{seat.number}")
        self.is_shifted = seat.block == 0 and team.number == plan.SHIFTED_TEAM
        self.is_thin = seat.block == 0 and team.number == plan.THIN_TEAM
        first = seat.block == 0
        self.wins_today = int(first and seat.slot in plan.WON_TODAY)
        self.wins_yesterday = int(first and seat.slot in plan.WON_YESTERDAY)
        self.wins_planted = self.wins_today + self.wins_yesterday
        self.names: set[str] = set()
        self.accounts: list[Row] = []
        self.closed: list[Deal] = []
        self.open: list[Deal] = []

    # Accounts

    def open_accounts(self, book: Book) -> None:
        """The rep's accounts with their contacts, then their deals, still without amounts."""
        for number, name, tags, sector in self._accounts():
            account = self._account(number, name, sector)
            self.accounts.append(account)
            book["account"].append(account)
            book["account_tag"] += [{"account_id": account["id"], "tag": tag} for tag in tags]
            book["contact"] += self._contacts(account)
        self.closed = [self._closed(day) for day in self._closing_days()]
        wanted = plan.planted_for(self.seat.block, self.seat.slot)
        wanted += [Planted()] * (self.seat.open_deals - len(wanted))
        for planted in wanted:
            self.open.append(self._open(planted))

    def _accounts(self) -> Iterator[tuple[int, str, tuple[str, ...], str]]:
        if self.seat.block == 0:
            for number, (name, tags, sector, slot) in enumerate(roster.ACCOUNTS):
                if slot == self.seat.slot:
                    yield number, name, tags, sector
        first = self.seat.number * ACCOUNTS_PER_REP
        for n in range(first, first + ACCOUNTS_PER_REP):
            name, sector = _coined(n)
            yield 1000 + n, name, (), sector

    def _account(self, number: int, name: str, sector: str) -> Row:
        dice, size = self.dice, self.segment.median_amount
        n = number - 1000
        family = n % len(roster.STEMS)
        employees = max(6, int(size / 60 * dice.spread(0.8)))
        return {
            "id": account_id(number),
            "name": name,
            "sector": sector,
            "country": dice.pick(roster.COUNTRIES[self.seat.rep.region]),
            "revenue": Decimal(rounded(employees * 180_000 * dice.spread(0.3))),
            "currency": roster.CURRENCY,
            "employees": employees,
            "year_established": self.company.starts_on.year - dice.between(4, 90),
            "parent_id": account_id(1000 + family) if n > family and dice.happens(0.35) else None,
            "owner_id": self.seat.id,
            "created_on": self.company.starts_on - timedelta(days=dice.between(210, 900)),
            **self._mark(self.company.starts_on - timedelta(days=dice.between(1, 200))),
        }

    def _contacts(self, account: Row) -> Iterator[Row]:
        dice, domain = self.dice, _slug(account["name"])
        for n in range(dice.between(2, 4)):
            first, last = dice.pick(roster.FIRST_NAMES), dice.pick(roster.LAST_NAMES)
            yield {
                "id": f"003D{account['id'][4:]}{n}",
                "name": f"{first} {last}",
                "account_id": account["id"],
                "title": dice.pick(roster.TITLES),
                "email": f"{first}.{last}@{domain}.example".lower(),
                "phone": f"+1 555 01{dice.below(100):02d}",
                **self._mark(account["updated_at"].date()),
            }

    # Closed deals

    def _closing_days(self) -> list[date]:
        """A day for each closed deal: few on weekends, more towards the end of months and in the last quarter.

        None lies around the border of the last 30 days, so that `30 days` counts the same however it is counted, and
        none today or yesterday, where only planted wins lie.
        """
        days, weights, total = [], [], 0.0
        border = self.today - timedelta(days=RECENT_DAYS)
        day = self.company.starts_on
        while day <= self.today - 2 * DAY:
            if abs((day - border).days) > 1:
                weight = (0.04 if day.weekday() > 4 else 1.0) * (2.2 if (day + 4 * DAY).month != day.month else 1.0)
                total += weight * DEALS_BY_SEASON[(day.month - 1) // 3]
                days.append(day)
                weights.append(total)
            day += DAY
        chosen, at = [], 0
        for n in range(self.seat.closed_deals):
            mark = (n + self.dice.random()) / self.seat.closed_deals * total
            while weights[at] < mark:
                at += 1
            chosen.append(days[at])
        return chosen

    def _closed(self, close: date) -> Deal:
        dice = self.dice
        days = max(9, int(self.segment.cycle_days * dice.spread(0.35)))
        return Deal(
            seat=self.seat,
            account=dice.pick(self.accounts),
            product=dice.weighted([(name, often) for name, _, _, often, _ in roster.PRODUCTS]),
            stage="closed_lost",
            status="lost",
            amount=min(LARGEST_WON, self._amount()),
            created=working(close - timedelta(days=days)),
            entered=close,
            active=close,
            close=close,
        )

    def _amount(self) -> float:
        return self.segment.median_amount * self.dice.spread(0.6)

    def period_of(self, deal: Deal) -> int:
        """Which quarter of history a deal closed in, or the last 30 days."""
        assert deal.close is not None
        return self.recently if (self.today - deal.close).days <= RECENT_DAYS else self._quarter_of(deal.close)

    def _quarter_of(self, day: date) -> int:
        """0 for the oldest quarter, 8 for the running one."""
        start = self.company.starts_on
        return (day.year - start.year) * 4 + (day.month - 1) // 3 - (start.month - 1) // 3

    def win_rate_in(self, period: int) -> float:
        """How much of what closed in the period this rep should have won."""
        usual = self.segment.win_rate * self.seat.rep.skill
        if period == self.recently:
            return usual * (0.4 if self.is_shifted else 1.0)
        return usual * SEASONS[(self.company.starts_on.month // 3 + period) % 4]

    def let_win(self, deals: list[Deal], wins: int) -> None:
        """The deals of readily bought products win more often; so many of them do."""
        ease = {name: likely for name, _, _, _, likely in roster.PRODUCTS}
        ranked = sorted(range(len(deals)), key=lambda i: (-self.dice.random() * ease[deals[i].product], i))
        for i in ranked[:wins]:
            _win(deals[i])

    def win_something_each_quarter(self) -> None:
        """No quarter without a win, as a quota needs one; the quarter with most wins gives one up."""
        for quarter in range(QUARTERS_OF_HISTORY + (self.today >= middle_of_quarter(self.today))):
            deals = self._closed_in(quarter)
            if deals and not any(deal.status == "won" for deal in deals):
                richest = max(range(QUARTERS_OF_HISTORY), key=lambda q: len(self._won_in(q)))
                older = [deal for deal in deals if self.period_of(deal) != self.recently]
                _lose(self._won_in(richest)[0])
                _win((older or deals)[0])

    def win_today_and_yesterday(self) -> None:
        """The latest wins of the planted reps move to today and yesterday."""
        for day, wins in ((self.today, self.wins_today), (self.today - DAY, self.wins_yesterday)):
            for _ in range(wins):
                latest = [deal for deal in self.closed if deal.status == "won"][-1]
                latest.close = latest.entered = latest.active = day

    def _closed_in(self, quarter: int) -> list[Deal]:
        return [deal for deal in self.closed if deal.close and self._quarter_of(deal.close) == quarter]

    def _won_in(self, quarter: int) -> list[Deal]:
        return [deal for deal in self._closed_in(quarter) if deal.status == "won"]

    # Open deals

    def _open(self, planted: Planted) -> Deal:
        if planted == Planted(stage=planted.stage, twice=False) and self.open and self.open[-1].planted.twice:
            return self._copy(self.open[-1])
        dice = self.dice
        stage = planted.stage or dice.weighted(
            (("prospecting", 30.0), ("qualification", 30.0), ("proposal", 25.0), ("negotiation", 15.0))
        )
        idle = planted.idle_days if planted.idle_days is not None else min(dice.below(13), dice.below(13))
        in_stage = planted.days_in_stage or dice.between(1, 27)
        if planted.idle_days and not planted.days_in_stage:
            in_stage = dice.between(min(planted.idle_days, 27), 27)
        return self._placed(planted, stage, in_stage, idle)

    def _placed(self, planted: Planted, stage: str, in_stage: int, idle: int) -> Deal:
        dice = self.dice
        entered = working(self.today - timedelta(days=in_stage))
        before = roster.OPEN_STAGES.index(stage)
        path = [(stage, entered)]
        for earlier in reversed(roster.OPEN_STAGES[:before]):
            path.insert(
                0, (earlier, working(path[0][1] - timedelta(days=dice.between(5, 8 + self.segment.cycle_days // 5))))
            )
        if planted.changed_days_ago and path[0][1] > self.today - timedelta(days=planted.changed_days_ago + 5):
            path[0] = (path[0][0], working(self.today - timedelta(days=planted.changed_days_ago + 10)))
            if before == 0:
                entered = path[0][1]
        created = path[0][1]
        return Deal(
            seat=self.seat,
            account=self._account_for(planted),
            product=dice.weighted([(name, often) for name, _, _, often, _ in roster.PRODUCTS]),
            stage=stage,
            status="open",
            amount=planted.amount or self._amount(),
            created=created,
            entered=entered,
            active=max(created, working(self.today - timedelta(days=idle))),
            close=None,
            path=path,
            category=dice.weighted(roster.CATEGORIES[stage]),
            next_step=None
            if "next_step" in planted.missing
            else planted.next_step or dice.pick(roster.NEXT_STEPS[stage]),
            planted=planted,
            has_amount="amount" not in planted.missing,
        )

    def _account_for(self, planted: Planted) -> Row | None:
        if "account_id" in planted.missing:
            return None
        if planted.account:
            return _roster_account(planted.account)
        usual = (
            [a for a in self.accounts if a["name"] not in UNUSUAL]
            if planted.days_in_stage or planted.changed_days_ago
            else self.accounts
        )
        return self.dice.pick(usual)

    def _copy(self, deal: Deal) -> Deal:
        """The same deal entered a second time, a day or two later."""
        late = working(min(self.today, deal.created + 2 * DAY))
        return Deal(
            **{k: v for k, v in vars(deal).items() if k not in ("copies", "planted", "created", "path", "id", "name")},
            created=max(deal.created, late),
            path=[(stage, max(day, late)) for stage, day in deal.path],
            copies=deal,
        )

    # Amounts, quotas and close dates

    def settle_amounts(self) -> None:
        """Amounts and close dates that give each quarter an attainment and the running one a coverage to believe."""
        self.quotas = [self._quota(quarter) for quarter in range(QUARTERS_OF_HISTORY + 1)]
        for quarter, quota in enumerate(self.quotas):
            self._fit_wins(quarter, quota)
        won = sum(rounded(deal.amount) for deal in self._won_in(QUARTERS_OF_HISTORY))
        self._place_closes(self.quotas[-1] - won)

    def _quota(self, quarter: int) -> int:
        elapsed = (self.today - quarter_start(self.today)).days / 91
        wins = self.seat.closed_deals / (QUARTERS_OF_HISTORY + elapsed) * self.segment.win_rate * self.seat.rep.skill
        usual = wins * self.segment.median_amount * MEAN_OVER_MEDIAN * (0.9 + 0.025 * quarter)
        return max(20_000, int(usual / 5_000 + 0.5) * 5_000)

    def _fit_wins(self, quarter: int, quota: int) -> None:
        least, most = 0.65 + 0.1 * self.dice.random(), 1.1 + 0.15 * self.dice.random()
        if quarter == QUARTERS_OF_HISTORY:
            least, most = self._running_attainment()
        deals = self._won_in(quarter)
        natural = sum(deal.amount for deal in deals)
        wanted = min(max(natural, least * quota), most * quota)
        if deals and wanted != natural:
            largest = max(LARGEST_WON, wanted / len(deals))
            for deal, amount in zip(deals, fitted([d.amount for d in deals], wanted, largest), strict=True):
                deal.amount = amount

    def _running_attainment(self) -> tuple[float, float]:
        """How far through its quota a rep may be by now; past mid-quarter only the planted one is below half."""
        if self.today < middle_of_quarter(self.today):
            return 0.0, 0.75
        if self.seat.block == 0 and self.seat.slot == plan.AT_RISK_REP:
            return 0.25, 0.40
        return 0.55 + 0.05 * self.dice.random(), 0.90

    def _place_closes(self, still_to_close: int) -> None:
        """Close dates of the open deals; those of the running quarter add up to the coverage the team should have."""
        start, end = quarter_start(self.today), quarter_end(self.today)
        overdue = [deal for deal in self.open if deal.planted.close in ("past", "slipped")]
        for deal in overdue:
            deal.close = self._missed_close(deal)
        now, later = self._closing_this_quarter(still_to_close)
        for deal in now:
            deal.close = max(self.today, working(self.dice_day(self.today + DAY, end)))
        for deal in later:
            deal.close = max(end + DAY, working(self.dice_day(end + DAY, end + timedelta(days=100))))
        for deal in self.open:
            deal.amount = min(deal.amount, LARGEST_OPEN) if deal.planted.amount is None else deal.amount
        counted = [deal for deal in now if deal.has_amount]
        if self.is_thin:
            counted += [deal for deal in overdue if deal.close and deal.close >= start]
        cover = self._coverage() * max(still_to_close, 1)
        for deal, amount in zip(counted, fitted([d.amount for d in counted], cover, LARGEST_OPEN), strict=True):
            deal.amount = amount
        for deal in self.open:
            if "close_date" in deal.planted.missing:
                deal.close = None
            if deal.copies:
                deal.close, deal.amount = deal.copies.close, deal.copies.amount

    def _coverage(self) -> float:
        return 2.25 + 0.35 * self.dice.random() if self.is_thin else 3.4 + 1.1 * self.dice.random()

    def _closing_this_quarter(self, still_to_close: int) -> tuple[list[Deal], list[Deal]]:
        """Open deals that close in the running quarter, the furthest along first, and those that close later."""
        free = [
            deal
            for deal in self.open
            if deal.planted.close not in ("past", "slipped")
            and "close_date" not in deal.planted.missing
            and not deal.copies
        ]
        must = [deal for deal in free if deal.planted.close == "quarter"]
        may = [deal for deal in free if deal.planted.close is None and not deal.planted.twice and deal.has_amount]
        ranked = sorted(may, key=lambda deal: -roster.OPEN_STAGES.index(deal.stage) - 2.5 * self.dice.random())
        usual = self.segment.median_amount * MEAN_OVER_MEDIAN
        wanted = int((2.4 if self.is_thin else 4.0) * still_to_close / usual + 0.5)
        now = must + ranked[: max(2, min(wanted, len(free) * 3 // 4) - len(must))]
        chosen = {id(deal) for deal in now}
        return now, [deal for deal in free if id(deal) not in chosen]

    def _missed_close(self, deal: Deal) -> date:
        start = quarter_start(self.today)
        if deal.planted.close == "past" and self.today > start:
            return max(start, working(self.today - timedelta(days=self.dice.between(1, 20))))
        return working(start - timedelta(days=self.dice.between(1, 30)))

    def dice_day(self, first: date, last: date) -> date:
        """A day from `first` to `last`; `last` when the range is empty."""
        return min(last, first + timedelta(days=self.dice.between(0, (last - first).days)))

    # Rows

    def write(self, book: Book) -> None:
        """Everything as rows."""
        book["quota"] += [self._quota_row(quarter, amount) for quarter, amount in enumerate(self.quotas)]
        for number, deal in enumerate([*self.closed, *self.open]):
            deal.id = f"006D{self.seat.number:05d}{number:05d}"
            deal.name = deal.copies.name if deal.copies else self._deal_name(deal)
            self._write_deal(book, deal)
        for age in plan.WAITING_LEADS if self.seat.slot == 8 else ():
            book["lead"].append(self._lead(len(book["lead"]), self.today - timedelta(days=age), "Working"))
        self._write_open_leads(book)

    def _quota_row(self, quarter: int, amount: int) -> Row:
        start = quarter_start(self.company.starts_on, quarter)
        return {
            "id": f"QTAD{self.seat.number:05d}{quarter}",
            "owner_id": self.seat.id,
            "period_start": start,
            "period_end": quarter_end(start),
            "amount": Decimal(amount),
            "currency": roster.CURRENCY,
            **self._mark(start),
        }

    def _deal_name(self, deal: Deal) -> str:
        whose = deal.account["name"] if deal.account else "Unassigned"
        base = f"{whose}: {deal.product} {self.dice.weighted(roster.MOTIONS)}"
        name, n = base, 2
        while name in self.names:
            name, n = f"{base} {n}", n + 1
        self.names.add(name)
        return name

    def _write_deal(self, book: Book, deal: Deal) -> None:
        history = History(self.company, self.team, deal, self.dice)
        amount = Decimal(rounded(deal.amount)) if deal.has_amount else None
        changes = history.field_changes(amount)
        stages = history.stage_changes()
        is_open = deal.status == "open"
        book["stage_change"] += stages
        book["field_change"] += changes
        book["activity"] += history.activities()
        book["opportunity"].append(
            {
                "id": deal.id,
                "name": deal.name,
                "account_id": deal.account and deal.account["id"],
                "owner_id": self.seat.id,
                "product_id": product_id(deal.product),
                "stage_id": deal.stage,
                "status": deal.status,
                "is_open": is_open,
                "amount": amount,
                "currency": roster.CURRENCY,
                "created_on": deal.created,
                "close_date": deal.close,
                "stage_entered_on": deal.entered,
                "stale_on": deal.entered + timedelta(days=STALE_DAYS + 1) if is_open else None,
                "last_activity_on": deal.active,
                "quiet_on": deal.active + timedelta(days=QUIET_DAYS + 1) if is_open else None,
                "forecast_category": history.category(),
                "next_step": deal.next_step if is_open else None,
                "lost_reason": self.dice.weighted(roster.LOST_REASONS) if deal.status == "lost" else None,
                "pushed_count": sum(change["field"] == "close_date" for change in changes),
                "source": roster.SOURCE,
                "updated_at": max(row["at"] for row in (*stages, *changes)),
            }
        )
        if self.dice.happens(0.3) and not deal.copies:
            book["lead"].append(self._converted_lead(len(book["lead"]), deal))

    # Leads

    def _write_open_leads(self, book: Book) -> None:
        for _ in range(14):
            age = min(self.dice.below(60), self.dice.below(60))
            status = "New" if age < 6 else "Working"
            book["lead"].append(self._lead(len(book["lead"]), self.today - timedelta(days=age), status))
        for _ in range(self.seat.closed_deals // 5):
            created = self.dice_day(self.company.starts_on, self.today - timedelta(days=70))
            book["lead"].append(self._lead(len(book["lead"]), created, "Disqualified"))

    def _lead(self, number: int, created: date, status: str) -> Row:
        dice = self.dice
        created = working(created)
        touched = created if status == "New" else min(self.today, created + timedelta(days=dice.between(1, 20)))
        return {
            "id": f"00QD{self.team.number:05d}{number:06d}",
            "name": f"{dice.pick(roster.FIRST_NAMES)} {dice.pick(roster.LAST_NAMES)}",
            "company": _coined(dice.below(500_000) + 600_000)[0],
            "lead_source": dice.weighted([(source, often) for source, often, _ in roster.LEAD_SOURCES]),
            "status": status,
            "owner_id": self.seat.id,
            "created_on": created,
            "converted_on": None,
            "opportunity_id": None,
            "last_activity_on": touched,
            **self._mark(touched),
        }

    def _converted_lead(self, number: int, deal: Deal) -> Row:
        lead = self._lead(number, deal.created, "Converted")
        usual = next(days for source, _, days in roster.LEAD_SOURCES if source == lead["lead_source"])
        created = working(deal.created - timedelta(days=max(1, int(usual * self.dice.spread(0.5)))))
        return lead | {
            "company": deal.account["name"] if deal.account else lead["company"],
            "created_on": created,
            "converted_on": deal.created,
            "opportunity_id": deal.id,
            "last_activity_on": deal.created,
            **self._mark(deal.created),
        }

    def _mark(self, day: date) -> Row:
        # A minute past midnight, so that nothing made today lies in the future of whoever loads it.
        return {"source": roster.SOURCE, "updated_at": at_midnight(day, 1)}


UNUSUAL = {roster.NASTY, "Northwind", "Contoso", "Woodgrove Bank"}
"""Accounts that only get the conditions planted on them."""


def _win(deal: Deal) -> None:
    deal.status, deal.stage = "won", "closed_won"


def _lose(deal: Deal) -> None:
    deal.status, deal.stage = "lost", "closed_lost"


def _roster_account(name: str) -> Row:
    """A named account as a deal of somebody else's sees it."""
    number = next(i for i, account in enumerate(roster.ACCOUNTS) if account[0] == name)
    return {"id": account_id(number), "name": name}


def _coined(n: int) -> tuple[str, str]:
    """The n-th invented company and its sector; the first 1,152 have two words, later ones more."""
    stems, sectors, towns = roster.STEMS, roster.SECTORS, roster.TOWNS
    stem, rest = stems[n % len(stems)], n // len(stems)
    sector, word = sectors[(rest + n) % len(sectors)]
    rest //= len(sectors)
    if not rest:
        return f"{stem} {word}", sector
    rest -= 1
    others = len(stems) - 1
    name = f"{stem} & {stems[(n + 1 + rest % others) % len(stems)]} {word}"
    town = rest // others
    return (f"{name} of {towns[town % len(towns)]}" + (f" {town // len(towns)}" if town >= len(towns) else ""), sector)


def _slug(name: str) -> str:
    return "".join(c for c in name.lower() if c.isascii() and c.isalnum())
