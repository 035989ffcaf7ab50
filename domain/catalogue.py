"""The semantic layer: what can be asked about, in the field's own words, and what each number means.

A new field or measure is one entry here (its words in `synonyms`) and one expression in `store/crm/query.py`.
"""

from __future__ import annotations

from typing import Literal

from domain.query import AnyOf, Condition, Filter
from domain.value import Value

Kind = Literal["text", "choice", "person", "name", "money", "count", "days", "ratio", "date", "flag"]


class Field(Value):
    """One thing known of each record. `kind` decides operators, parsing and how it is shown."""

    name: str
    label: str
    kind: Kind
    synonyms: tuple[str, ...] = ()
    groupable: bool = True


class Measure(Value):
    """One number worked out over records. `unit` is `money`, `deals`, `ratio`, `days` or a plural noun.

    `formula` is read by people; `over` limits it to records of that status before it is worked out.
    """

    name: str
    label: str
    unit: str
    formula: str
    synonyms: tuple[str, ...] = ()
    worst: str = ""
    """How the worst records behind it are found, for measures that are KPIs."""


class Segment(Value):
    """A named condition people use as one word."""

    name: str
    label: str
    meaning: str
    filters: tuple[Condition, ...]
    synonyms: tuple[str, ...] = ()


class EntityInfo(Value):
    """One kind of record: its fields, measures and segments, and the date a window means when none is named."""

    name: str
    label: str
    plural: str
    synonyms: tuple[str, ...]
    fields: tuple[Field, ...]
    measures: tuple[Measure, ...]
    segments: tuple[Segment, ...] = ()
    default_date: str = ""
    columns: tuple[str, ...] = ()
    """What a list shows when no columns are asked for."""

    def field(self, name: str) -> Field | None:
        """The field of that name, a grain (`close_date.month`) left aside; None when there is none."""
        return next(
            (f for f in self.fields if f.name == name or (f.name == name.rpartition(".")[0] and _is_grain(name))), None
        )

    def measure(self, name: str) -> Measure | None:
        """The measure of that name; None when there is none."""
        return next((m for m in self.measures if m.name == name), None)


GRAINS = ("day", "week", "month", "quarter", "half", "year")


def _is_grain(name: str) -> bool:
    return name.rpartition(".")[2] in GRAINS


COUNT = Measure(name="count", label="Count", unit="records", formula="how many records match")

ACCOUNT_FIELDS_OF_DEALS = (
    Field(name="account.sector", label="Sector", kind="choice", synonyms=("sector", "industry", "vertical")),
    Field(name="account.tag", label="Account tag", kind="choice", synonyms=("tag", "tagged")),
    Field(name="account.parent", label="Parent account", kind="name", synonyms=("parent", "subsidiary of")),
    Field(name="account.is_new", label="New account", kind="flag", synonyms=("new logo", "new business")),
    Field(name="account.country", label="Country", kind="choice", synonyms=("country",)),
)

OPPORTUNITY = EntityInfo(
    name="opportunity",
    label="deal",
    plural="deals",
    synonyms=("deal", "opp", "opportunity", "pipeline"),
    fields=(
        Field(name="opportunity", label="Deal", kind="name", synonyms=("deal name",), groupable=False),
        Field(name="stage", label="Stage", kind="choice", synonyms=("stage", "phase", "step")),
        Field(name="status", label="Status", kind="choice", synonyms=("status", "outcome")),
        Field(
            name="amount",
            label="Amount",
            kind="money",
            synonyms=("amount", "value", "size", "worth", "price"),
            groupable=False,
        ),
        Field(
            name="owner",
            label="Owner",
            kind="person",
            synonyms=("owner", "rep", "agent", "salesperson", "seller", "ae"),
        ),
        Field(name="manager", label="Manager", kind="person", synonyms=("manager", "boss", "lead of")),
        Field(name="team", label="Team", kind="choice", synonyms=("team", "group", "squad")),
        Field(name="region", label="Region", kind="choice", synonyms=("region", "territory", "office", "geo")),
        Field(name="account", label="Account", kind="name", synonyms=("account", "customer", "client", "company")),
        Field(name="product", label="Product", kind="choice", synonyms=("product", "sku", "item")),
        Field(name="series", label="Product series", kind="choice", synonyms=("series", "product line", "family")),
        Field(name="created", label="Created", kind="date", synonyms=("created", "opened", "engaged", "started")),
        Field(
            name="close_date",
            label="Close date",
            kind="date",
            synonyms=("close date", "closing date", "closed", "closing"),
        ),
        Field(name="stage_entered", label="In stage since", kind="date", synonyms=("stage entered",)),
        Field(
            name="days_in_stage",
            label="Days in stage",
            kind="days",
            synonyms=("days in stage", "time in stage"),
            groupable=False,
        ),
        Field(name="last_activity", label="Last activity", kind="date", synonyms=("last activity", "last touch")),
        Field(
            name="last_activity_days",
            label="Days since activity",
            kind="days",
            synonyms=("days since activity", "idle days"),
            groupable=False,
        ),
        Field(
            name="forecast_category",
            label="Forecast category",
            kind="choice",
            synonyms=("forecast category", "category"),
        ),
        Field(name="next_step", label="Next step", kind="text", synonyms=("next step", "next action"), groupable=False),
        Field(name="currency", label="Currency", kind="choice", synonyms=("currency",)),
        Field(
            name="pushed_count",
            label="Times pushed",
            kind="count",
            synonyms=("times pushed", "pushes"),
            groupable=False,
        ),
        Field(
            name="cycle_days",
            label="Days to close",
            kind="count",
            synonyms=("days to close", "days it took"),
            groupable=False,
        ),
        Field(name="missing_count", label="Fields missing", kind="count", groupable=False),
        Field(name="missing", label="Missing", kind="text", groupable=False),
        Field(name="lost_reason", label="Lost reason", kind="choice", synonyms=("lost reason", "loss reason")),
        Field(name="change", label="What happened", kind="choice"),
        *ACCOUNT_FIELDS_OF_DEALS,
    ),
    measures=(
        COUNT.model_copy(update={"label": "Deals", "unit": "deals", "synonyms": ("count", "number", "how many")}),
        Measure(
            name="amount",
            label="Amount",
            unit="money",
            formula="sum of the amounts",
            synonyms=("total", "value", "sum"),
        ),
        Measure(
            name="avg_amount",
            label="Average amount",
            unit="money",
            formula="sum of the amounts ÷ number of deals that have one",
            synonyms=("average deal size", "avg deal", "acv"),
        ),
        Measure(
            name="median_amount",
            label="Median amount",
            unit="money",
            formula="the middle amount of the deals that have one",
            synonyms=("median",),
        ),
        Measure(
            name="max_amount",
            label="Largest amount",
            unit="money",
            formula="the largest amount",
            synonyms=("largest", "biggest"),
        ),
        Measure(
            name="min_amount",
            label="Smallest amount",
            unit="money",
            formula="the smallest amount",
            synonyms=("smallest",),
        ),
        Measure(
            name="amount_share",
            label="Share of amount",
            unit="ratio",
            formula="the group's amount ÷ the amount of all groups",
        ),
        Measure(
            name="count_share",
            label="Share of deals",
            unit="ratio",
            formula="the group's deals ÷ the deals of all groups",
        ),
        Measure(
            name="win_rate",
            label="Win rate",
            unit="ratio",
            formula="won ÷ (won + lost), closed in the period",
            synonyms=("win rate", "close rate", "conversion"),
        ),
        Measure(
            name="loss_rate",
            label="Loss rate",
            unit="ratio",
            formula="lost ÷ (won + lost), closed in the period",
            synonyms=("loss rate",),
        ),
        Measure(
            name="cycle_days",
            label="Sales cycle",
            unit="days",
            formula="average days from created to close of won deals (of closed deals when lost ones are asked for)",
            synonyms=("sales cycle", "days to close", "cycle time"),
        ),
        Measure(
            name="avg_days_in_stage",
            label="Average days in stage",
            unit="days",
            formula="average whole days since the stage was entered, open deals",
            synonyms=("average time in stage",),
        ),
        Measure(
            name="max_days_in_stage",
            label="Longest in stage",
            unit="days",
            formula="most whole days since the stage was entered, open deals",
        ),
        Measure(name="account_count", label="Accounts", unit="accounts", formula="how many different accounts"),
        Measure(name="won_count", label="Won", unit="deals", formula="deals won"),
        Measure(name="won_amount", label="Closed won", unit="money", formula="sum of the amounts of won deals"),
        Measure(name="lost_count", label="Lost", unit="deals", formula="deals lost"),
        Measure(name="closed_count", label="Closed", unit="deals", formula="deals won or lost"),
        Measure(
            name="coverage",
            label="Coverage",
            unit="ratio",
            formula="open pipeline closing in the period ÷ quota still to close in it",
            synonyms=("coverage", "pipeline coverage"),
        ),
        Measure(
            name="weighted_pipeline",
            label="Weighted pipeline",
            unit="money",
            formula="sum of amount × stage probability of open deals",
            synonyms=("weighted",),
        ),
        Measure(
            name="hygiene_score",
            label="CRM hygiene",
            unit="ratio",
            formula="filled ÷ required fields for the stage, over open deals; a past close date counts as missing",
            synonyms=("hygiene", "data quality"),
            worst="open deals with the most required fields missing",
        ),
    ),
    segments=(
        Segment(
            name="stalled",
            label="stalled",
            meaning="in the same stage for more days than the stale threshold",
            filters=(Filter(field="days_in_stage", op="gt", value="$stale_days"),),
            synonyms=("stalled", "stuck", "stale"),
        ),
        Segment(
            name="gone_cold",
            label="gone cold",
            meaning="no activity for more days than the activity-gap threshold",
            filters=(Filter(field="last_activity_days", op="gt", value="$activity_gap_days"),),
            synonyms=("gone cold", "cold", "gone quiet", "neglected"),
        ),
        Segment(
            name="past_due",
            label="past due",
            meaning="open with a close date before today",
            filters=(
                Filter(field="status", op="eq", value="open"),
                Filter(field="close_date", op="lt", value="@today"),
            ),
            synonyms=("past due", "overdue"),
        ),
        Segment(
            name="slipped",
            label="slipped",
            meaning="its close date lay in the past quarter and it is still open",
            filters=(
                Filter(field="status", op="eq", value="open"),
                Filter(field="close_date", op="in", value=("@quarter:-1",)),
            ),
            synonyms=("slipped",),
        ),
        Segment(
            name="at_risk",
            label="at risk",
            meaning="open and stalled, gone cold, or past due",
            filters=(
                Filter(field="status", op="eq", value="open"),
                AnyOf(
                    any=(
                        Filter(field="days_in_stage", op="gt", value="$stale_days"),
                        Filter(field="last_activity_days", op="gt", value="$activity_gap_days"),
                        Filter(field="close_date", op="lt", value="@today"),
                    )
                ),
            ),
            synonyms=("at risk", "in danger", "in trouble"),
        ),
    ),
    default_date="close_date",
    columns=("opportunity", "account", "owner", "stage", "amount", "close_date", "days_in_stage"),
)

ACCOUNT = EntityInfo(
    name="account",
    label="account",
    plural="accounts",
    synonyms=("account", "customer", "client", "company"),
    fields=(
        Field(name="account", label="Account", kind="name"),
        Field(name="sector", label="Sector", kind="choice", synonyms=("sector", "industry")),
        Field(name="country", label="Country", kind="choice", synonyms=("country", "located", "office")),
        Field(name="revenue", label="Revenue", kind="money", groupable=False),
        Field(
            name="employees",
            label="Employees",
            kind="count",
            synonyms=("employees", "headcount", "staff"),
            groupable=False,
        ),
        Field(name="year_established", label="Founded", kind="count", synonyms=("founded", "established")),
        Field(name="parent", label="Parent account", kind="name", synonyms=("parent", "subsidiary")),
        Field(name="tag", label="Tag", kind="choice", synonyms=("tag", "tagged")),
        Field(name="owner", label="Owner", kind="person"),
        Field(name="open_count", label="Open deals", kind="count", groupable=False),
        Field(name="engaging_count", label="Engaging deals", kind="count", groupable=False),
        Field(name="won_count", label="Won deals", kind="count", groupable=False),
        Field(name="lost_count", label="Lost deals", kind="count", groupable=False),
        Field(name="won_product", label="Bought product", kind="choice"),
    ),
    measures=(COUNT.model_copy(update={"label": "Accounts", "unit": "accounts"}),),
    columns=("account", "sector", "country", "open_count", "won_count", "lost_count"),
)

LEAD = EntityInfo(
    name="lead",
    label="lead",
    plural="leads",
    synonyms=("lead", "prospect", "mql"),
    fields=(
        Field(name="lead", label="Lead", kind="name", groupable=False),
        Field(name="status", label="Status", kind="choice"),
        Field(name="source", label="Source", kind="choice", synonyms=("source", "channel", "origin")),
        Field(name="owner", label="Owner", kind="person", synonyms=("owner", "rep")),
        Field(name="created", label="Created", kind="date", synonyms=("created", "new", "came in")),
        Field(name="converted", label="Converted", kind="date", synonyms=("converted",)),
        Field(name="age_days", label="Age in days", kind="days", groupable=False),
        Field(name="last_activity_days", label="Days since activity", kind="days", groupable=False),
    ),
    measures=(
        COUNT.model_copy(update={"label": "Leads", "unit": "leads"}),
        Measure(
            name="velocity_days",
            label="Lead-to-opportunity velocity",
            unit="days",
            formula="median days from a lead's creation to its conversion, over leads converted in the period",
            synonyms=("lead velocity", "lead-to-opportunity velocity", "time to convert"),
            worst="open leads that have waited longest",
        ),
        Measure(
            name="conversion_rate",
            label="Lead conversion",
            unit="ratio",
            formula="converted ÷ all leads created in the period",
            synonyms=("lead conversion", "conversion rate"),
        ),
    ),
    default_date="created",
    columns=("lead", "source", "status", "owner", "created"),
)

ACTIVITY = EntityInfo(
    name="activity",
    label="activity",
    plural="activities",
    synonyms=("activity", "touch"),
    fields=(
        Field(name="type", label="Type", kind="choice"),
        Field(name="subject", label="Subject", kind="text", groupable=False),
        Field(name="owner", label="Owner", kind="person", synonyms=("owner", "rep")),
        Field(name="account", label="Account", kind="name"),
        Field(name="team", label="Team", kind="choice"),
        Field(name="region", label="Region", kind="choice"),
        Field(name="manager", label="Manager", kind="person"),
        Field(name="date", label="Date", kind="date"),
    ),
    measures=(COUNT.model_copy(update={"label": "Activities", "unit": "activities"}),),
    default_date="date",
    columns=("date", "type", "subject", "owner", "account"),
)

QUOTA = EntityInfo(
    name="quota",
    label="quota",
    plural="quotas",
    synonyms=("quota", "target"),
    fields=(
        Field(name="owner", label="Rep", kind="person", synonyms=("owner", "rep")),
        Field(name="manager", label="Manager", kind="person"),
        Field(name="team", label="Team", kind="choice"),
        Field(name="region", label="Region", kind="choice"),
        Field(name="period", label="Quarter", kind="date"),
        Field(name="attainment", label="Attainment", kind="ratio", groupable=False),
    ),
    measures=(
        COUNT.model_copy(update={"label": "Quotas", "unit": "quotas"}),
        Measure(
            name="attainment",
            label="Attainment",
            unit="ratio",
            formula="closed-won amount in the period ÷ quota of the period",
            synonyms=("attainment", "to quota", "to target"),
        ),
        Measure(
            name="quota",
            label="Quota",
            unit="money",
            formula="sum of the quotas of the period",
            synonyms=("quota", "target"),
        ),
        Measure(
            name="actual",
            label="Closed won",
            unit="money",
            formula="closed-won amount in the period",
            synonyms=("actual", "actuals"),
        ),
    ),
    default_date="period",
    columns=("owner", "team", "period", "quota", "actual", "attainment"),
)

REP = EntityInfo(
    name="rep",
    label="rep",
    plural="reps",
    synonyms=("rep", "salesperson", "seller", "agent"),
    fields=(
        Field(name="owner", label="Rep", kind="person"),
        Field(name="manager", label="Manager", kind="person"),
        Field(name="region", label="Region", kind="choice"),
        Field(name="team", label="Team", kind="choice"),
        Field(name="open_count", label="Open deals", kind="count", groupable=False),
        Field(name="won_count", label="Won deals", kind="count", groupable=False),
        Field(name="lost_count", label="Lost deals", kind="count", groupable=False),
        Field(name="meeting_count", label="Meetings", kind="count", groupable=False),
        Field(name="last_activity_days", label="Days since activity", kind="days", groupable=False),
    ),
    measures=(COUNT.model_copy(update={"label": "Reps", "unit": "reps"}),),
    default_date="close_date",
    columns=("owner", "team", "manager", "region", "open_count", "won_count", "lost_count"),
)

TEAM = EntityInfo(
    name="team",
    label="team",
    plural="teams",
    synonyms=("team",),
    fields=(
        Field(name="team", label="Team", kind="choice"),
        Field(name="manager", label="Manager", kind="person"),
        Field(name="open_count", label="Open deals", kind="count", groupable=False),
        Field(name="won_count", label="Won deals", kind="count", groupable=False),
        Field(name="lost_count", label="Lost deals", kind="count", groupable=False),
    ),
    measures=(COUNT.model_copy(update={"label": "Teams", "unit": "teams"}),),
    columns=("team", "manager", "open_count", "won_count", "lost_count"),
)

CONTACT = EntityInfo(
    name="contact",
    label="contact",
    plural="contacts",
    synonyms=("contact", "stakeholder"),
    fields=(
        Field(name="contact", label="Contact", kind="name", groupable=False),
        Field(name="account", label="Account", kind="name"),
        Field(name="title", label="Title", kind="text", groupable=False),
        Field(name="email", label="E-mail", kind="text", groupable=False),
    ),
    measures=(COUNT.model_copy(update={"label": "Contacts", "unit": "contacts"}),),
    columns=("contact", "title", "account", "email"),
)

EXCEPTION = EntityInfo(
    name="exception",
    label="exception",
    plural="exceptions",
    synonyms=("exception", "review item", "approval"),
    fields=(
        Field(name="status", label="Status", kind="choice"),
        Field(name="severity", label="Severity", kind="choice"),
        Field(name="needs", label="Needs", kind="choice"),
        Field(name="assignee", label="For", kind="person"),
        Field(name="reason", label="Reason", kind="text", groupable=False),
        Field(name="account", label="Account", kind="name"),
        Field(name="created", label="Created", kind="date"),
    ),
    measures=(COUNT.model_copy(update={"label": "Exceptions", "unit": "exceptions"}),),
    default_date="created",
    columns=("created", "severity", "reason", "needs", "assignee", "status"),
)

AGENT_ACTION = EntityInfo(
    name="agent_action",
    label="agent action",
    plural="agent actions",
    synonyms=("agent action", "action"),
    fields=(
        Field(name="action", label="Action", kind="choice"),
        Field(name="agent", label="Agent", kind="choice"),
        Field(name="actor", label="By", kind="person"),
        Field(name="at", label="When", kind="date"),
        Field(name="account", label="Account", kind="name"),
        Field(name="owner", label="Owner", kind="person"),
        Field(name="region", label="Region", kind="choice"),
        Field(name="threshold", label="Threshold", kind="choice"),
    ),
    measures=(
        COUNT.model_copy(update={"label": "Actions", "unit": "actions"}),
        Measure(
            name="accuracy_rate",
            label="Accuracy",
            unit="ratio",
            formula="actions people let stand ÷ actions people judged",
        ),
        Measure(name="reply_count", label="Replies", unit="replies", formula="nudges that were answered"),
    ),
    default_date="at",
    columns=("at", "agent", "action", "actor"),
)


def _own(name: str, label: str, plural: str, *fields: tuple[str, str, Kind]) -> EntityInfo:
    return EntityInfo(
        name=name,
        label=label,
        plural=plural,
        synonyms=(label,),
        fields=tuple(Field(name=n, label=words, kind=kind) for n, words, kind in fields),
        measures=(COUNT.model_copy(update={"label": plural.capitalize(), "unit": plural}),),
        columns=tuple(n for n, _, _ in fields),
    )


AGENT = _own(
    "agent",
    "agent",
    "agents",
    ("agent", "Agent", "choice"),
    ("status", "Status", "choice"),
    ("last_run", "Last run", "date"),
)
SETTING = _own(
    "setting",
    "setting",
    "settings",
    ("name", "Setting", "choice"),
    ("value", "Value", "text"),
    ("scope", "Scope", "text"),
)
RULE = _own(
    "rule",
    "rule",
    "rules",
    ("name", "Rule", "name"),
    ("created_by", "Created by", "person"),
    ("created", "Created", "date"),
    ("state", "State", "choice"),
)
PLAYBOOK = _own("playbook", "playbook", "playbooks", ("name", "Playbook", "choice"), ("state", "State", "choice"))
SNAPSHOT = _own(
    "snapshot",
    "snapshot",
    "snapshots",
    ("name", "Snapshot", "name"),
    ("agent", "Agent", "choice"),
    ("created", "Created", "date"),
)
SOURCE = _own("source", "data source", "data sources", ("name", "Source", "name"), ("last_sync", "Last sync", "date"))

CATALOGUE: dict[str, EntityInfo] = {
    e.name: e
    for e in (OPPORTUNITY, ACCOUNT, LEAD, ACTIVITY, QUOTA, REP, TEAM, CONTACT, EXCEPTION, AGENT_ACTION,
              AGENT, SETTING, RULE, PLAYBOOK, SNAPSHOT, SOURCE)
}  # fmt: skip
