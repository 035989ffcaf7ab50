"""An in-memory CRM over plain lists, and all that a run needs around it; the two readers count by different routes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from agents.base import Deps
from agents.papers import Question
from domain.bound import Bound
from domain.catalogue import CATALOGUE
from domain.evidence import Evidence
from domain.facts import Column, Counted, Fact, Pulled, Row, Source
from domain.query import AnyOf, Condition, Filter, QuerySpec
from domain.rights import ALL, Sight
from domain.thresholds import SettingValue, defaults
from domain.work import Outcome, Person, Place, Plan, Request, Traced
from gateways.crm import Freshness

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
DANA = Person(id="P1", name="Dana Cole", email="dana@example.com", role="manager")
GUEST = Person(name="Someone")

Record = dict[str, Any]


def a_deal(number: int, **given: Any) -> Record:
    """An open deal of Ana Lima in Negotiation, ten days in its stage, unless said otherwise."""
    deal: Record = {
        "id": f"006{number:03d}",
        "opportunity": f"{given.get('account', 'Tailspin Toys')} rollout",
        "stage": "Negotiation",
        "status": "open",
        "amount": Decimal(100_000),
        "owner": "Ana Lima",
        "account": "Tailspin Toys",
        "region": "EMEA",
        "created": TODAY - timedelta(days=60),
        "close_date": TODAY + timedelta(days=22),
        "days_in_stage": 10,
        "currency": "USD",
    }
    return deal | given


def seven_stalled() -> list[Record]:
    """Seven stalled deals worth USD 2.1M, the oldest 94 days in its stage, and two that are not stalled."""
    stalled = [a_deal(n, amount=Decimal(300_000), days_in_stage=94 - n) for n in range(7)]
    return [*stalled, a_deal(20), a_deal(21, stage="Proposal", days_in_stage=200)]


STALLED = QuerySpec(
    filters=(
        Filter(field="stage", op="eq", value="Negotiation"),
        Filter(field="days_in_stage", op="gt", value="$stale_days"),
    )
)


def holds(record: Record, one: Condition) -> bool:
    """Whether a record meets a condition."""
    if isinstance(one, AnyOf):
        return any(holds(record, part) for part in one.any)
    value, wanted = record.get(one.field), one.value
    if one.op == "is_null":
        return value is None
    if one.op == "not_null":
        return value is not None
    if isinstance(value, date) and isinstance(wanted, str):
        wanted = date.fromisoformat(wanted)
    if value is None:
        return one.op in ("ne", "not_in")
    among = wanted if isinstance(wanted, tuple) else (wanted,)
    checks: dict[str, Callable[[], bool]] = {
        "eq": lambda: value == wanted, "ne": lambda: value != wanted, "in": lambda: value in among,
        "not_in": lambda: value not in among, "gt": lambda: value > wanted, "gte": lambda: value >= wanted,
        "lt": lambda: value < wanted, "lte": lambda: value <= wanted,
        "between": lambda: among[0] <= value <= among[1],
    }  # fmt: skip
    return checks[one.op]()


WINDOWS = {
    "quarter:0": (date(2026, 10, 1), date(2027, 1, 1)),
    "quarter:-1": (date(2026, 7, 1), date(2026, 10, 1)),
}


def in_window(record: Record, spec: QuerySpec) -> bool:
    """Whether a record's date lies in the question's window."""
    if spec.time is None:
        return True
    start, end = WINDOWS[spec.time.window]
    dates = [record.get(name) for name in spec.time.fields]
    return any(d is not None and start <= d < end for d in dates)


def worth(records: Iterable[Record]) -> Decimal:
    """The sum of the amounts that there are."""
    return sum((r["amount"] for r in records if r.get("amount") is not None), Decimal(0))


def measure(name: str, records: list[Record]) -> tuple[Decimal | None, str]:
    """A measure's value and unit over records."""
    amounts = [r["amount"] for r in records if r.get("amount") is not None]
    won, lost = (sum(1 for r in records if r["status"] == s) for s in ("won", "lost"))
    if name == "count":
        return Decimal(len(records)), "deals"
    if name == "amount":
        return worth(records), "USD"
    if name == "avg_amount":
        return (worth(records) / len(amounts) if amounts else None), "USD"
    if name == "median_amount":
        return (median(amounts) if amounts else None), "USD"
    if name == "win_rate":
        return (Decimal(won) / (won + lost) if won + lost else None), "ratio"
    if name == "max_days_in_stage":
        return (Decimal(max((r["days_in_stage"] for r in records), default=0)) or None), "days"
    if name == "cycle_days":
        spans = [(r["close_date"] - r["created"]).days for r in records if r["status"] == "won"]
        return (Decimal(sum(spans)) / len(spans) if spans else None), "days"
    if name == "hygiene_score":
        filled = sum(1 for r in records for f in ("account", "owner", "amount", "close_date") if r.get(f) is not None)
        return (Decimal(filled) / (4 * len(records)) if records else None), "ratio"
    raise AssertionError(f"the in-memory CRM has no measure {name}")


def list_facts(spec: QuerySpec) -> tuple[str, ...]:
    """The numbers told of a list; the longest wait only when waits were asked about."""
    waits = any(isinstance(f, Filter) and f.field == "days_in_stage" for f in spec.filters)
    return ("count", "amount", "max_days_in_stage") if waits else ("count", "amount")


@dataclass
class FakeCrm:
    """Both doors over one list of records. `wrong` changes what the counter finds, to let the two disagree."""

    records: list[Record]
    as_of: datetime | None = NOW
    wrong: dict[str, Decimal] = field(default_factory=dict)
    evidence_given: Evidence | None = None
    reads: list[str] = field(default_factory=list)
    warnings: tuple[str, ...] = ()

    @property
    def puller(self) -> FakeCrm:
        return self

    @property
    def counter(self) -> FakeCrm:
        return self

    def freshness(self) -> Freshness:
        return Freshness(source="demo", as_of=self.as_of)

    def matching(self, bound: Bound) -> list[Record]:
        spec = bound.spec
        seen = [r for r in self.records if bound.sight.kind == "all" or r["owner_id"] in bound.sight.owners]
        return [r for r in seen if all(holds(r, f) for f in spec.filters) and in_window(r, spec)]

    def pull(self, bound: Bound) -> Pulled:
        self.reads.append("pull")
        spec, records = bound.spec, self.matching(bound)
        rows, columns = self.table(spec, records)
        return Pulled(
            spec=spec, columns=columns, rows=rows[: spec.limit], shown_of=len(rows), total_rows=len(records),
            facts=tuple(self.facts(spec, records)), statement="SELECT ... FROM deals WHERE ...",
            parameters={"stage": "Negotiation"}, as_of=self.as_of or NOW, warnings=self.warnings,
        )  # fmt: skip

    def table(self, spec: QuerySpec, records: list[Record]) -> tuple[list[Row], tuple[Column, ...]]:
        if spec.group_by:
            return [Row(id="|".join(g), cells=(*g, len(rs))) for g, rs in self.groups(spec, records)], (
                *(Column(field=f, label=f.capitalize()) for f in spec.group_by),
                Column(field="count", label="Deals", unit="deals"),
            )
        fields = spec.fields or (
            "opportunity",
            "account",
            "owner",
            "stage",
            "amount",
            "close_date",
            "days_in_stage",
        )
        fields = tuple(dict.fromkeys(("opportunity", *fields)))
        info = CATALOGUE[spec.entity]
        units = {"money": "USD", "days": "days", "date": "date"}
        columns = tuple(
            Column(
                field=f,
                label=known.label if (known := info.field(f)) else f,
                unit=units.get(known.kind if known else "", "text"),
            )
            for f in fields
        )
        return [Row(id=r["id"], cells=tuple(r.get(f) for f in fields)) for r in records], columns

    def groups(self, spec: QuerySpec, records: list[Record]) -> list[tuple[tuple[str, ...], list[Record]]]:
        keys = dict.fromkeys(tuple(str(r.get(f) or "") for f in spec.group_by) for r in records)
        return [(k, [r for r in records if tuple(str(r.get(f) or "") for f in spec.group_by) == k]) for k in keys]

    def facts(self, spec: QuerySpec, records: list[Record]) -> Iterable[Fact]:
        names = tuple(dict.fromkeys(("count", *(spec.measures or list_facts(spec)))))
        for name in names:
            yield self.fact(name, (), records)
        for group, members in self.groups(spec, records) if spec.group_by else ():
            for name in names:
                yield self.fact(name, group, members)

    def fact(self, name: str, group: tuple[str, ...], records: list[Record]) -> Fact:
        value, unit = measure(name, records)
        source = Source(row_ids=tuple(r["id"] for r in records), as_of=self.as_of or NOW)
        return Fact(id="|".join([name, *group]), name=name, value=value, unit=unit, group=group, source=source)

    def evidence(self, bound: Bound, pulled: Pulled) -> Evidence:
        self.reads.append("evidence")
        return self.evidence_given or Evidence(total_rows=pulled.total_rows, data_as_of=self.as_of, currencies=("USD",))

    def recount(self, bound: Bound, facts: tuple[Fact, ...]) -> Counted:
        """By intersecting one id set per condition, and summing each record on its own."""
        self.reads.append("recount")
        by_id = {r["id"]: r for r in self.records}
        ids = {i for i, r in by_id.items() if bound.sight.kind == "all" or r["owner_id"] in bound.sight.owners}
        for condition in bound.spec.filters:
            ids &= {i for i, r in by_id.items() if holds(r, condition)}
        ids &= {i for i, r in by_id.items() if in_window(r, bound.spec)}
        members = [by_id[i] for i in sorted(ids)]
        values: dict[str, Decimal | None] = {}
        for fact in facts:
            mine = [
                r
                for r in members
                if tuple(str(r.get(f) or "") for f in bound.spec.group_by)[: len(fact.group)] == fact.group
                or not fact.group
            ]
            values[fact.id] = self.wrong.get(fact.id, measure(fact.name, mine)[0])
        return Counted(
            total_rows=len(ids), checksum=hashlib.sha256(",".join(sorted(ids)).encode()).hexdigest(), values=values,
            statement="SELECT id ... INTERSECT SELECT id ...",
        )  # fmt: skip


KEY = b"a key for tests"


def seal(text: str) -> bytes:
    """The text behind its own signature."""
    body = text.encode()
    return hmac.new(KEY, body, "sha256").digest() + body


def unseal(sealed: bytes) -> str:
    """The text; ValueError for a signature that is not ours."""
    mark, body = sealed[:32], sealed[32:]
    if not hmac.compare_digest(mark, hmac.new(KEY, body, "sha256").digest()):
        raise ValueError("not sealed here")
    return body.decode()


@dataclass
class Office:
    """A person, a CRM and a place where plans, traces and exceptions end up."""

    crm: FakeCrm
    person: Person = DANA
    sight: Sight = ALL
    settings: dict[str, SettingValue] = field(default_factory=defaults)
    plans: list[Plan] = field(default_factory=list)
    lines: list[Traced] = field(default_factory=list)
    exceptions: list[tuple[str, str, str]] = field(default_factory=list)
    as_of: datetime | None = None
    ticks: float = 0.0

    def store_plan(self, plan: Plan) -> Plan:
        self.plans.append(plan)
        return plan.model_copy(update={"stored": True})

    def tick(self) -> float:
        self.ticks += 1.5
        return self.ticks

    @property
    def deps(self) -> Deps:
        return Deps(
            now=lambda: NOW,
            settings=self.settings,
            sight=self.sight,
            seal=seal,
            unseal=unseal,
            store_plan=self.store_plan,
            is_stored=lambda plan_id: any(plan.id == plan_id for plan in self.plans),
            file_exception=lambda *what: self.exceptions.append(what),
            record=self.lines.append,
            milliseconds=self.tick,
            new_id=lambda kind: f"{kind}-1",
            approver="Priya Nair",
        )

    @property
    def request(self) -> Request:
        return Request(
            id="R1",
            text="show stalled negotiation deals",
            person=self.person,
            place=Place(),
            at=NOW,
            as_of=self.as_of,
        )

    def ask(self, spec: QuerySpec = STALLED, reading: str = "Deals stalled in Negotiation", **more: Any) -> Outcome:
        from agents.run import run

        return run(self.request, Question(spec=spec, reading=reading), more.pop("deps", self.deps), self.crm, **more)


def an_office(records: list[Record] | None = None, **given: Any) -> Office:
    """An office over these records, or over the seven stalled deals."""
    crm_given = {k: given.pop(k) for k in ("wrong", "evidence_given", "warnings") if k in given}
    crm = FakeCrm(seven_stalled() if records is None else records, **crm_given)
    if "data_as_of" in given:
        crm = replace(crm, as_of=given.pop("data_as_of"))
    return Office(crm, **given)
