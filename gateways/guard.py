"""The only door to an effect: judges a proposed write, and carries it out when rules, approval and limits let it.

Agents propose and people press; nobody but this module reaches a writer or a mailbox.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from domain.actions import AccountBusy, Action, ChangeRefused, Judgement, RecordChanged, Target
from domain.approval import needed, why_not
from domain.autonomy import scope_of
from domain.errors import GatewayDown, QuartermasterError, RateLimited, TryLater
from domain.guardrail import Circumstances
from domain.guardrail import judge as judge_by_rules
from domain.passage import OptedOut, Passage, passage
from domain.pause import AgentPaused, Pause, is_too_many
from domain.rights import Sight, sight_of
from domain.sessions import Session, SessionOver
from domain.thresholds import SettingValue, whole
from domain.work import Person
from gateways import limits
from gateways.crm.writing import MaybeWritten, Order, Writer
from gateways.email import Email, Mailbox
from gateways.limits import Limit
from store import approvals, audit, changes, locks, opt_outs, overrides, pauses, review_queue, services, settings
from store.approvals import Approval
from store.changes import Change
from store.crm.gate import incomplete, overfull
from store.crm.people import colleagues, person_by_id, team_of
from store.crm.writing import Seen, seen_in_account
from store.review_queue import ReviewItem
from store.session import Database

log = logging.getLogger("quartermaster.guard")
DAY = timedelta(days=1)
LOOK_AGAIN = timedelta(hours=1)
"""How long a message of a paused agent waits before anybody asks again whether it may go."""
CRM = "CRM"
NOT_NEEDED = "not needed"
Begun = Literal["new", "again", "waits", "over"]


@dataclass(frozen=True)
class Run:
    """One action on its way to the CRM."""

    action: Action
    approved: str
    """Who approved it, in words for the audit trail."""
    around: Circumstances
    fences: Mapping[str, int]

    @property
    def policy(self) -> Mapping[str, SettingValue]:
        """The settings in force for it."""
        return self.around.settings


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

    def pause_of(self, agent: str) -> Pause | None:
        """Why an agent stands still just now; None when it does not."""
        pause = pauses.of_agent(self.db, agent) if agent else None
        return pause if pause is not None and pause.is_on(self.now()) else None

    def policy_of(self, person_id: str) -> Mapping[str, SettingValue]:
        """The settings that hold for one person: their own over their team's over the company's."""
        with self.db.reading() as connection:
            team = team_of(connection, person_id)
        return settings.layered(self.db, (*([f"team:{team}"] if team else []), f"person:{person_id}"))

    def passage(
        self, to: Person, channel: opt_outs.Channel, zone: str = "", *, agent: str = "", is_urgent: bool = False
    ) -> Passage:
        """Whether a message may go to a person now: every one that nobody asked for this moment is asked about here."""
        now, refusal = self.now(), opt_outs.of_address(self.db, to.email, channel)
        return passage(
            now,
            zone or to.timezone,
            self.policy_of(to.id),
            to=to.name,
            opted_out=refusal.since if refusal else None,
            pause=self.pause_of(agent),
            look_again=now + LOOK_AGAIN,
            is_urgent=is_urgent,
        )

    def mail(self, box: Mailbox, email: Email, agent: str = "") -> str:
        """Where the message is now. The last look before the wire: opt-outs, a paused agent, the limit of calls.

        Raises: OptedOut, AgentPaused, LimitReached, and what the mailbox raises; only MailUnknown may have sent it.
        """
        if refusal := opt_outs.of_address(self.db, email.to, "email"):
            raise OptedOut(email.to, refusal.since)
        if pause := self.pause_of(agent):
            raise AgentPaused(agent, pause.sentence)
        if box.leaves_machine:
            self.spend(limits.EXTERNAL_CALLS, f"mail:{email.key}")
        return box.send(email)

    def upload(self, key: str, do: Callable[[], str]) -> str:
        """The id of the uploaded file. Raises: LimitReached, before anything is uploaded."""
        self.spend(limits.UPLOADS, key)
        return do()

    def spend(self, limit: Limit, key: str) -> None:
        """Counts one try against a limit; every try counts. Raises: LimitReached."""
        now = self.now()
        with self.db.begin() as session:
            limits.spend(session, limit, _try(key, now), self.policy(), now)

    def carry_out(self, action: Action, approval_id: str = "") -> list[Change]:
        """Every record's outcome. Safe to call again at any point: what is done is not done twice.

        Shape:  what the CRM cannot take now is `waiting`; `sync` writes it.
        Raises: ChangeRefused when rules or rights say no by now, and TryLater (LimitReached, AccountBusy, AgentPaused,
                SessionOver …) while it has to wait; then what was done so far is kept, and the next call does the rest.
        """
        if (pause := self.pause_of(action.agent)) and approval_id:
            # It is approved: once the agent may go on, it does.
            raise AgentPaused(action.agent, pause.sentence)
        approved = self._allowed(action, approval_id)
        around = self._around(action)
        go, is_away = Session(began=self.now(), minutes=whole(around.settings["guard.session_minutes"])), False
        with locks.held(self.db, _accounts(action), action.id, _doer(action), self._hold(around)) as fences:
            run = Run(action, approved, around, fences)
            for number in range(len(action.targets)):
                self._must_go_on(run, go, number)
                is_away = self._one(run, number, is_away)
        return changes.of_action(self.db, action.id)

    def sync(self) -> int:
        """How many waiting writes have ended now, in the order in which they came to wait, record by record.

        Shape:  stops when the CRM is still away; a record whose earlier write has to wait keeps the later ones waiting.
        Raises: LimitReached and StoreBusy; what has ended by then has.
        """
        ended, held = 0, set[str]()
        for change in changes.waiting(self.db):
            if change.record_id in held:
                continue
            try:
                has_ended = self._replay(change)
            except (AccountBusy, AgentPaused) as delay:
                log.info("%s#%s waits: %s", change.action_id, change.number, delay)
                held.add(change.record_id)
                continue
            if not has_ended:
                break
            ended += 1
        return ended

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
        lately = changes.sums(self.db, action, self.now() - DAY)
        known = self.person_now(action.requested_by)
        policy = self.policy(action.agent)
        until = {id_: one.until for id_, one in overrides.standing(self.db, self.now()).items()}
        with self.db.reading() as connection:
            gates = incomplete(connection, action, policy), overfull(connection, action, policy, until)
        return Circumstances(
            settings=policy,
            today=self.today(),
            sees_all=known is not None and self.sees_all(known, action.targets),
            records_lately=lately.records,
            **_moved(lately, policy),
            pause=self.pause_of(action.agent),
            incomplete=gates[0],
            overfull=gates[1],
        )

    def _sight(self, person: Person) -> Sight:
        with self.db.reading() as connection:
            return sight_of(person, colleagues(connection, {person.team}), self.policy())

    def _hold(self, around: Circumstances) -> timedelta:
        return timedelta(minutes=whole(around.settings["guard.account_lock_minutes"]))

    def _allowed(self, action: Action, approval_id: str) -> str:
        """Who approved, in words for the audit trail. Raises: ChangeRefused."""
        judgement = self.judge(action)
        if judgement.says == "refuse":
            verdict = next(one for one in judgement.verdicts if one.says == "refuse")
            raise ChangeRefused(verdict.rule, verdict.sentence)
        if judgement.says == "allow" and not approval_id:
            return NOT_NEEDED
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

    def _must_go_on(self, run: Run, go: Session, number: int) -> None:
        """Passes while the session lasts and the agent may act. Raises: SessionOver, AgentPaused."""
        if number and (pause := self.pause_of(run.action.agent)):
            raise AgentPaused(run.action.agent, pause.sentence)
        try:
            go.must_go_on(self.now(), number, len(run.action.targets))
        except SessionOver as over:
            with self.db.begin() as session:
                entry = _entry(run, number, "goes on", str(over)).model_copy(update={"action": "session:end"})
                audit.write(session, self.db, entry, self.now())
            raise

    def _one(self, run: Run, number: int, is_away: bool) -> bool:
        """Writes one record and books how it ended; whether the CRM turned out to be away."""
        begun = self._intend(run, number, is_away)
        if begun in ("over", "waits"):
            return is_away
        return not self._write(run, number, is_again=begun == "again")

    def _write(self, run: Run, number: int, *, is_again: bool, by_fields: bool = False) -> bool:
        """Whether the CRM had a word on it; then it is booked. A TryLater of ours is left to the caller."""
        action, target, key = run.action, run.action.targets[number], f"{run.action.id}#{number}"
        order = Order(
            key, action.kind, target, action.requested_by.id, self.now(), self.today(), run.policy, is_again, by_fields
        )
        try:
            self.writer.write(order, lambda session: self._claim(session, run, number))
        except RecordChanged as problem:
            self._end(run, number, "conflict", str(problem))
        except (GatewayDown, RateLimited) as problem:
            self._let_wait(run, number, problem)
            return False
        except TryLater:
            raise
        except MaybeWritten as problem:
            self._end(run, number, "unknown", str(problem))
        except QuartermasterError as problem:
            self._end(run, number, "failed", str(problem))
        except Exception:
            # Whether it was written is not known, so nobody says that it was, or writes it again.
            log.exception("change %s ended in an unknown state", key)
            self._end(run, number, "unknown", "It is not known whether this was written. Look at the record.")
        return True

    def _intend(self, run: Run, number: int, is_away: bool) -> Begun:
        """How the write stands; of a new one, the intent, its audit row and its share of the limits are kept."""
        action, key, now = run.action, f"{run.action.id}#{number}", self.now()
        approval = approvals.of_action(self.db, action.id)
        with self.db.begin() as session:
            status = changes.status_of(session, action.id, number)
            if status not in ("", "intent"):
                return "waits" if status == "waiting" else "over"
            if not status:
                self._must_still_be_allowed(session, run)
                limits.spend(session, limits.CHANGES, key, run.policy, now)
                changes.intend(session, self.db, action, number, approval.id if approval else "", now)
                audit.write(session, self.db, _entry(run, number, "intent"), now)
            if why := self._why_wait(session, run, number, is_away):
                changes.let_wait(session, self.db, action, number, why)
                audit.write(session, self.db, _entry(run, number, "waiting", why), now)
                return "waits"
            limits.spend(session, limits.CRM_CALLS, _try(key, now) if status else key, run.policy, now)
        return "again" if status else "new"

    def _must_still_be_allowed(self, session: Any, run: Run) -> None:
        """Sums up again what nobody approved, while nobody else adds to it. Raises: ChangeRefused.

        Two changes that were judged at the same moment may both fit, and not both together.
        """
        if run.approved != NOT_NEEDED:
            return
        lately = changes.sums_alone(session, run.action, self.now() - DAY)
        around = replace(run.around, records_lately=lately.records, **_moved(lately, run.policy))
        judgement = judge_by_rules(run.action, around)
        if judgement.says != "allow":
            said = " ".join(judgement.reasons(judgement.says))
            raise ChangeRefused("approval", f"This change has not been approved, so nothing was written. {said}")

    def _why_wait(self, session: Any, run: Run, number: int, is_away: bool) -> str:
        """Why the CRM is not asked now; empty when it is."""
        target = run.action.targets[number]
        if changes.waits_before(session, target.record_id, run.action.id, number):
            return "An earlier change of this record waits for the CRM."
        known = services.within(session, CRM)
        is_left_alone = known.failures >= whole(run.policy["guard.crm_failures"])
        if is_away or is_left_alone:
            return f"{known.why or 'The CRM cannot be reached.'}"
        return ""

    def _let_wait(self, run: Run, number: int, problem: GatewayDown | RateLimited) -> None:
        """Keeps a write that surely did not happen until the CRM is back."""
        now = self.now()
        seconds = problem.retry_in_s if isinstance(problem, RateLimited) else run.policy["guard.crm_probe_seconds"]
        again_in = timedelta(seconds=float(str(seconds)))
        with self.db.begin() as session:
            services.failed(session, CRM, str(problem), now, again_in)
            if changes.let_wait(session, self.db, run.action, number, str(problem)):
                audit.write(session, self.db, _entry(run, number, "waiting", str(problem)), now)

    def _replay(self, change: Change) -> bool:
        """Whether a waiting write has ended, well or not; False when the CRM is still away."""
        action = changes.asked(self.db, change)
        if pause := self.pause_of(action.agent):
            raise AgentPaused(action.agent, pause.sentence)
        around = self._around(action)
        # The action holds this one record; its outcome is booked under the number that it has in the whole.
        targets = (action.targets[0],) * (change.number + 1)
        with locks.held(self.db, _accounts(action), action.id, _doer(action), self._hold(around)) as fences:
            run = Run(action.model_copy(update={"targets": targets}), "", around, fences)
            try:
                run = replace(run, approved=self._still_allowed(change, action))
            except ChangeRefused as no:
                self._end(run, change.number, "failed", str(no))
                return True
            with self.db.begin() as session:
                if changes.status_of(session, change.action_id, change.number) != "waiting":
                    return True
                limits.spend(session, limits.CRM_CALLS, _try(f"{action.id}#{change.number}", self.now()), run.policy,
                             self.now())  # fmt: skip
                own = changes.done_since(session, change.record_id, change.at, change.action_id)
            return self._write(run, change.number, is_again=True, by_fields=bool(own))

    def _still_allowed(self, change: Change, action: Action) -> str:
        """Who approved a write that waits; rules and rights are asked again. Raises: ChangeRefused."""
        approval = approvals.find(self.db, change.approval_id) if change.approval_id else None
        return self._allowed(approval.action if approval else action, change.approval_id)

    def _claim(self, session: Any, run: Run, number: int) -> bool:
        """Books the write as done, in the writer's transaction; False when it is booked already."""
        action, target, now = run.action, run.action.targets[number], self.now()
        fence = run.fences.get(_lock_of(target))
        if fence is not None and not locks.is_held(session, _lock_of(target), action.id, fence):
            # Somebody took over while this call was slow; whoever holds the account now writes, or a later try does.
            raise AccountBusy(_doer(action), target.account or target.name)
        if not changes.settle(session, self.db, action.id, number, "done", f"{target.name} was written.", now):
            return False
        services.answered(session, CRM)
        audit.write(session, self.db, _entry(run, number, "done"), now)
        self._watch_errors(session, run, is_failure=False)
        return True

    def _end(self, run: Run, number: int, status: changes.Status, why: str) -> None:
        now = self.now()
        with self.db.begin() as session:
            if not changes.settle(session, self.db, run.action.id, number, status, why, now):
                return
            audit.write(session, self.db, _entry(run, number, status, why), now)
            if status == "unknown":
                review_queue.file(session, self.db, _unknown(run, number, now))
            else:
                services.answered(session, CRM)
            self._watch_errors(session, run, is_failure=status != "conflict")

    def _watch_errors(self, session: Any, run: Run, *, is_failure: bool) -> None:
        """Pauses an agent too many of whose writes fail; on trial, one is too many."""
        agent, now = run.action.agent, self.now()
        if not agent:
            return
        known = pauses.within(session, agent)
        if known is not None and known.is_on(now):
            return
        since = max(now - DAY, min(known.since, now)) if known else now - DAY
        failed, ended = changes.outcomes(session, agent, since)
        on_trial = known is not None and known.state == "probing"
        if on_trial and not is_failure:
            pauses.probed(session, agent)
        elif (on_trial and is_failure) or is_too_many(
            failed, ended, float(str(run.policy["guard.error_rate_percent"]))
        ):
            pause = Pause(agent=agent, state="auto_paused", failed=failed, ended=ended, since=now, by="its own errors")
            pauses.keep(session, pause)
            audit.write(session, self.db, _paused(pause), now)


def _moved(lately: changes.Sums, policy: Mapping[str, SettingValue]) -> dict[str, Any]:
    """What moved lately, in the company's currency and in others."""
    home = ("", str(policy["company.currency"]))
    return {
        "moved_lately": sum((lately.moved.get(code, Decimal(0)) for code in home), Decimal(0)),
        "moved_elsewhere": {code: amount for code, amount in lately.moved.items() if code not in home},
    }


def _accounts(action: Action) -> tuple[tuple[str, str], ...]:
    """(lock, name) of what an action holds while it is carried out."""
    return tuple((_lock_of(t), t.account or t.name) for t in action.targets if _lock_of(t))


def _lock_of(target: Target) -> str:
    """The account, or the record itself where it belongs to none; nothing for one that is still to be made."""
    return target.account_id or (f"record:{target.record_id}"[:80] if target.version else "")


def _doer(action: Action) -> str:
    return action.agent or action.requested_by.name


def _try(key: str, at: datetime) -> str:
    """A name for one of several tries of the same call, each of which counts."""
    return f"{hashlib.sha256(key.encode()).hexdigest()[:40]}@{at.isoformat()}"


def _entry(run: Run, number: int, outcome: str, reason: str = "") -> audit.Entry:
    action = run.action
    target, who = action.targets[number], action.requested_by
    return audit.Entry(
        actor=_doer(action),
        on_behalf_of=who.email or who.name,
        action="change:undo" if action.undoes else action.kind,
        subject=target.record_id,
        reason=reason or action.because,
        outcome=outcome,
        approval=run.approved,
        inputs={"action": action.id, "values": {c.field: [c.before, c.after] for c in target.changes}},
    )


def _paused(pause: Pause) -> audit.Entry:
    return audit.Entry(
        actor="quartermaster",
        on_behalf_of="operator",
        action="agent:auto_pause",
        subject=pause.agent,
        reason=pause.sentence,
        outcome="paused",
    )


def _unknown(run: Run, number: int, now: datetime) -> ReviewItem:
    """What a person has to find out; deciding it writes nothing."""
    target, key = run.action.targets[number], f"{run.action.id}#{number}"
    wanted = "; ".join(f"{c.label}: {c.shown_before} → {c.shown_after}" for c in target.changes)
    return ReviewItem(
        id=f"write:{hashlib.sha256(key.encode()).hexdigest()[:32]}",
        kind="unknown_write",
        severity="high",
        needs="decision",
        assignee="operator",
        reason=f"It is not known whether {target.name} was changed. It is not written again by itself.",
        run_id=None,
        details={
            "confidence": "unknown",
            "evidence": f"the CRM had the change and never said what became of it ({wanted})",
            "proposed": "Look at the record in the CRM. If it was not changed, ask for the change again.",
            "action": run.action.id,
            "record": target.record_id,
        },
        created_at=now,
    )


def _in_words(where: str, seen: Sequence[Seen], ours: int, days: int) -> str:
    counts = (
        (sum(one.activities for one in seen), "activity", "activities"),
        (sum(one.field_changes for one in seen), "field change", "field changes"),
        (ours, "change by Quartermaster", "changes by Quartermaster"),
    )
    said = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts)
    return f"Checked against {where}: {said} in the last {days} days."
