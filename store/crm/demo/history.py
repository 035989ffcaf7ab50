"""What happened to a deal: its stages, its changed fields and what people did about it, told without contradiction."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from store.crm.demo import roster
from store.crm.demo.chance import Dice, Odds, rounded, working
from store.crm.demo.deal import Deal
from store.crm.demo.seats import Era, Row, Team, at_midnight, mark

LOST_FROM = Odds(((1, 1.5), (2, 3.5), (3, 3.0), (4, 2.0)))
"""How many stages a lost deal had seen, and how often."""
LARGEST_NATURAL_CHANGE = 0.17


class History:
    """The past of one deal whose dates and amount are settled."""

    def __init__(self, era: Era, team: Team, deal: Deal, dice: Dice) -> None:
        self.era, self.team, self.deal, self.dice = era, team, deal, dice

    # Stages

    def stage_changes(self) -> list[Row]:
        """Every move with its time, from the first stage to the one it is in, entered on the day the deal says."""
        rows, before = [], None
        for number, (stage, day) in enumerate(self._path()):
            rows.append(
                {
                    "id": f"017{self.deal.id[3:]}{number}",
                    "opportunity_id": self.deal.id,
                    "from_stage_id": before,
                    "to_stage_id": stage,
                    "at": self._at(day, number),
                    "by_id": self.deal.seat.id,
                    **mark(self._at(day, number)),
                }
            )
            before = stage
        return rows

    def _path(self) -> list[tuple[str, date]]:
        deal = self.deal
        if deal.status == "open":
            return deal.path
        seen = 4 if deal.status == "won" else self.dice.draw(LOST_FROM)
        days = sorted(self.dice.random() for _ in range(seen - 1))
        whole = (deal.entered - deal.created).days
        entered = [deal.created, *(working(deal.created + timedelta(days=int(share * whole))) for share in days)]
        moves = [(stage, max(day, deal.created)) for stage, day in zip(roster.OPEN_STAGES, entered, strict=False)]
        return [*moves, (deal.stage, deal.entered)]

    def _at(self, day: date, number: int) -> datetime:
        """A time in working hours, later for later moves of a day; today it is just after midnight, so never ahead."""
        if day >= self.era.today:
            return at_midnight(day, 1 + number)
        return at_midnight(day, 8 * 60 + number * 90 + self.dice.below(85))

    # Fields

    def field_changes(self) -> list[Row]:
        """Changes of amount, close date and owner; the last new value of each is what the deal holds."""
        found = [*self._amount_changes(), *self._pushes(), *self._handovers()]
        return [
            {
                "id": f"018{self.deal.id[3:]}{number}",
                "opportunity_id": self.deal.id,
                "field": name,
                "old": old,
                "new": new,
                "at": self._at(day, number),
                "by_id": self.deal.seat.id,
                **mark(self._at(day, number)),
            }
            for number, (day, name, old, new) in enumerate(sorted(found))
        ]

    def _amount_changes(self) -> list[tuple[date, str, str, str]]:
        planted, amount = self.deal.planted, self.deal.amount
        if amount is None:
            return []
        if planted.changed_days_ago is not None:
            day = working(self.era.today - timedelta(days=planted.changed_days_ago))
            return [(day, "amount", str(rounded(float(amount) * 100 / (100 + planted.changed_percent))), str(amount))]
        if not self.dice.happens(0.15) or self.deal.copies:
            return []
        old = rounded(float(amount) * (0.86 + self.dice.random() * 0.28))
        if old == amount or abs(float(amount) - old) / old > LARGEST_NATURAL_CHANGE:
            return []
        return [(self._some_day(), "amount", str(old), str(amount))]

    def _pushes(self) -> list[tuple[date, str, str, str]]:
        """Close dates moved later, up to three times."""
        close = self.deal.close
        if close is None or self.deal.copies or not self.dice.happens(0.25):
            return []
        days = sorted({self._some_day() for _ in range(self.dice.between(1, 3))}, reverse=True)
        pushes, new = [], close
        for day in days:
            old = new - timedelta(days=self.dice.between(7, 35))
            pushes.append((day, "close_date", old.isoformat(), new.isoformat()))
            new = old
        return pushes

    def _handovers(self) -> list[tuple[date, str, str, str]]:
        if not self.dice.happens(0.03) or self.deal.copies:
            return []
        others = [seat for seat in self.team.seats if seat.id != self.deal.seat.id]
        return [(self._some_day(), "owner_id", self.dice.pick(others).id, self.deal.seat.id)]

    def _some_day(self) -> date:
        """A working day between the deal's first and its last, or yesterday."""
        deal = self.deal
        last = self.era.yesterday if deal.status == "open" else deal.entered
        return self._working_day(max(0, (last - deal.created).days - 1))

    def _working_day(self, within: int) -> date:
        """A day of the deal's first so many, on a weekend only now and then."""
        for _ in range(4):
            day = self.deal.created + timedelta(days=self.dice.below(within + 1))
            if day.weekday() < 5:
                return day
        return day

    # Activities

    def activities(self) -> list[Row]:
        """Calls, e-mails and meetings; the last one is on the deal's own day of last activity."""
        deal, dice = self.deal, self.dice
        days = (deal.active - deal.created).days
        many = min(12, 1 + days // 14 + dice.below(4))
        dates = sorted(self._working_day(days) for _ in range(many - 1))
        return [self._activity(number, day) for number, day in enumerate([*dates, deal.active])]

    def _activity(self, number: int, day: date) -> Row:
        kind = self.dice.draw(roster.ACTIVITY_TYPES)
        at = self._at(day, number % 6)
        return {
            "id": f"00T{self.deal.id[3:]}{number:02d}",
            "type": kind,
            "subject": self.dice.pick(roster.SUBJECTS[kind]),
            "owner_id": self.deal.seat.id,
            "account_id": self.deal.account and self.deal.account["id"],
            "opportunity_id": self.deal.id,
            "on_date": day,
            "at": at,
            **mark(at),
        }
