"""The only door to an effect: judges a proposed write, and carries it out when rules, approval and limits let it.

Agents propose and people press; nobody but this module reaches a writer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.actions import AccountBusy, Action, ChangeRefused, Judgement, RecordChanged, Target
from domain.approval import needed, why_not
from domain.autonomy import scope_of
from domain.errors import QuartermasterError, TryLater
from domain.guardrail import Circumstances
from domain.guardrail import judge as judge_by_rules
from domain.rights import Sight, sight_of
from domain.thresholds import SettingValue, whole
from domain.work import Person
from gateways import limits
from gateways.crm.writing import Order, Writer
from store import approvals, audit, changes, locks, settings
from store.approvals import Approval
from store.changes import Change
from store.crm.people import colleagues, person_by_id
from store.crm.writing import Seen, seen_in_account
from store.session import Database

log = logging.getLogger("quartermaster.guard")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Guard:
    """Judges and carries out. `writer` is the CRM's write side, which is in nobody else's hands."""

    db: Database
    writer: Writer
    now: Callable[[], datetime]
    operators: frozenset[str] = frozenset()

    def judge(self, action: Action) -> Judgement:
        """Every rule's verdict on the action as things stand now."""
        return judge_by_rules(action, self._around(action))

    def policy(self, agent: str = "") -> Mapping[str, SettingValue]:
        """The settings in force for an agent, or for what people do by hand."""
        return settings.all_effective(self.db, scope=scope_of(agent))

    def today(self) -> date:
        """The company's calendar day."""
        return self.now().astimezone(ZoneInfo(str(self.policy()["company.timezone"]))).date()

    def person_now(self, known: Person) -> Person | None:
        """Who this person is by now; None when nobody active is."""
        with self.db.reading() as connection:
            found = person_by_id(connection, known.id)
        if known.email in self.operators:
            return (found or known).model_copy(update={"role": "operator"})
        return found

    def sees_all(self, person: Person, targets: Sequence[Target]) -> bool:
        """Whether the person may read every record concerned; one to be made concerns whoever owns what it is about."""
        sight = self._sight(person)
        if sight.kind != "owners":
            return sight.kind == "all"
        return all(target.owner_id in sight.owners for target in targets)

    def why_not_approve(self, person: Person, approval: Approval) -> str:
        """Why this person may not decide this approval, as things stand now; empty when they may."""
        now = self.person_now(person) or person.model_copy(update={"role": "guest"})
        asked = self.person_now(Person(id=approval.assignee, name="")) if approval.assignee else None
        name = asked.name if asked else ""
        sees = self.sees_all(now, approval.action.targets)
        return why_not(now, approval.authors, sees_all=sees, approver="" if name == person.name else name)

    def carry_out(self, action: Action, approval_id: str = "") -> list[Change]:
        """Every record's outcome. Safe to call again at any point: what is done is not done twice.

        Raises: ChangeRefused when rules or rights say no by now, LimitReached, AccountBusy and other TryLater while
                it has to wait; then what was done so far is kept, and the next call does the rest.
        """
        approved = self._allowed(action, approval_id)
        policy = self.policy(action.agent)
        accounts = tuple((target.account_id, target.account) for target in action.targets if target.account_id)
        hold_for = timedelta(minutes=whole(policy["guard.account_lock_minutes"]))
        says = action.agent or action.requested_by.name
        with locks.held(self.db, accounts, action.id, says, hold_for) as fences:
            for number in range(len(action.targets)):
                self._one(action, number, approved, policy, fences)
        return changes.of_action(self.db, action.id)

    def preflight(self, targets: Sequence[Target], action_id: str = "") -> str:
        """What happened lately in the accounts concerned, in one line; empty when no account is."""
        days = whole(self.policy()["guard.lookback_days"])
        names = {target.account_id: target.account for target in targets if target.account_id}
        if not names:
            return ""
        since = self.now() - timedelta(days=days)
        with self.db.reading() as connection:
            seen = [seen_in_account(connection, one, since.date(), since) for one in sorted(names)[:100]]
        ours = sum(changes.in_account(self.db, one, since, action_id) for one in names)
        where = next(iter(names.values())) if len(names) == 1 else f"{len(names)} accounts"
        return _in_words(where, seen, ours, days)

    def _around(self, action: Action) -> Circumstances:
        policy, who, now = self.policy(action.agent), action.requested_by, self.now()
        lately = changes.sums(self.db, who.id, action.agent, now - DAY, action.id)
        failed, ended = changes.outcomes(self.db, action.agent, now - DAY) if action.agent else (0, 0)
        known = self.person_now(who)
        return Circumstances(
            settings=policy,
            today=self.today(),
            sees_all=known is not None and self.sees_all(known, action.targets),
            records_lately=lately.records,
            moved_lately=lately.moved,
            failed=failed,
            ended=ended,
        )

    def _sight(self, person: Person) -> Sight:
        with self.db.reading() as connection:
            return sight_of(person, colleagues(connection, {person.team}), self.policy())

    def _allowed(self, action: Action, approval_id: str) -> str:
        """Who approved, in words for the audit trail. Raises: ChangeRefused."""
        judgement = self.judge(action)
        if judgement.says == "refuse":
            verdict = next(one for one in judgement.verdicts if one.says == "refuse")
            raise ChangeRefused(verdict.rule, verdict.sentence)
        if judgement.says == "allow" and not approval_id:
            return "not needed"
        approval = approvals.find(self.db, approval_id)
        if approval is None or approval.status != "approved" or approval.digest != action.digest:
            raise ChangeRefused("approval", "This change has not been approved, so nothing was written.")
        if approval.action != action:
            raise ChangeRefused("approval", "What was approved is not what was to be written; nothing was written.")
        return self._approved_by(approval, needed(judgement.classes, self.policy(action.agent)))

    def _approved_by(self, approval: Approval, wanted: int) -> str:
        """The approvers' names, if enough of them are entitled at this moment. Raises: ChangeRefused."""
        voters = approvals.voters(self.db, approval)
        for person_id, name in voters:
            known = self._known(person_id, name)
            if problem := self.why_not_approve(known, approval):
                said = f"{name} approved this, but may not any more, so nothing was written. {problem}"
                raise ChangeRefused("approval", said)
        if len(voters) < wanted:
            raise ChangeRefused("approval", f"{wanted} people have to approve this, and {len(voters)} did.")
        return ", ".join(name for _, name in voters)

    def _known(self, person_id: str, name: str) -> Person:
        """The approver by id; an operator whom the CRM does not know has an address for an id."""
        email = person_id.removeprefix("operator:") if person_id.startswith("operator:") else ""
        with self.db.reading() as connection:
            found = person_by_id(connection, person_id)
        return found or Person(id=person_id, name=name, email=email, role="guest")

    def _one(
        self, action: Action, number: int, approved: str, policy: Mapping[str, SettingValue], fences: Mapping[str, int]
    ) -> None:
        """Writes one record and books how it ended. A TryLater is left to the caller, with the intent kept."""
        if not self._intend(action, number, approved, policy):
            return
        target, key = action.targets[number], f"{action.id}#{number}"
        order = Order(key, action.kind, target, action.requested_by.id, self.now(), self.today(), policy)
        try:
            self.writer.write(order, lambda session: self._claim(session, action, number, approved, fences))
        except RecordChanged as problem:
            self._end(action, number, "conflict", str(problem), approved)
        except TryLater:
            raise
        except QuartermasterError as problem:
            self._end(action, number, "failed", str(problem), approved)
        except Exception:
            # Whether it was written is not known, so nobody says that it was, or writes it again.
            log.exception("change %s ended in an unknown state", key)
            self._end(
                action, number, "unknown", "It is not known whether this was written. Look at the record.", approved
            )

    def _intend(self, action: Action, number: int, approved: str, policy: Mapping[str, SettingValue]) -> bool:
        """Whether the write is still to be done; its intent, its audit row and its share of the limits are kept."""
        key, now = f"{action.id}#{number}", self.now()
        approval = approvals.of_action(self.db, action.id)
        with self.db.begin() as session:
            status = changes.status_of(session, action.id, number)
            if status:
                return status == "intent"
            limits.spend(session, limits.CHANGES, key, policy, now)
            limits.spend(session, limits.CRM_CALLS, key, policy, now)
            changes.intend(session, self.db, action, number, approval.id if approval else "", now)
            audit.write(session, self.db, _entry(action, number, "intent", action.because, approved), now)
        return True

    def _claim(self, session: object, action: Action, number: int, approved: str, fences: Mapping[str, int]) -> bool:
        """Books the write as done, in the writer's transaction; False when it is booked already."""
        target, now = action.targets[number], self.now()
        fence = fences.get(target.account_id)
        if fence is not None and not locks.is_held(session, target.account_id, action.id, fence):  # type: ignore[arg-type]
            # Somebody took over while this call was slow; whoever holds the account now writes, or a later try does.
            raise AccountBusy(action.agent or action.requested_by.name, target.account)
        said = f"{target.name} was written."
        if not changes.settle(session, self.db, action.id, number, "done", said, now):  # type: ignore[arg-type]
            return False
        audit.write(session, self.db, _entry(action, number, "done", action.because, approved), now)  # type: ignore[arg-type]
        return True

    def _end(self, action: Action, number: int, status: changes.Status, why: str, approved: str) -> None:
        now = self.now()
        with self.db.begin() as session:
            if changes.settle(session, self.db, action.id, number, status, why, now):
                audit.write(session, self.db, _entry(action, number, status, why, approved), now)


def _entry(action: Action, number: int, outcome: str, reason: str, approved: str) -> audit.Entry:
    target, who = action.targets[number], action.requested_by
    return audit.Entry(
        actor=action.agent or who.name,
        on_behalf_of=who.email or who.name,
        action="change:undo" if action.undoes else action.kind,
        subject=target.record_id,
        reason=reason,
        outcome=outcome,
        approval=approved,
        inputs={"action": action.id, "values": {c.field: [c.before, c.after] for c in target.changes}},
    )


def _in_words(where: str, seen: Sequence[Seen], ours: int, days: int) -> str:
    counts = (
        (sum(one.activities for one in seen), "activity", "activities"),
        (sum(one.field_changes for one in seen), "field change", "field changes"),
        (ours, "change by Quartermaster", "changes by Quartermaster"),
    )
    said = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts)
    return f"Checked against {where}: {said} in the last {days} days."
