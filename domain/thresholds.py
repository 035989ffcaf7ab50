"""The default of every number that policy may change; saved settings, scopes and playbooks lie over these."""

from __future__ import annotations

from decimal import Decimal

from domain.value import Value

SettingValue = int | float | str | bool | tuple[str, ...]


class Threshold(Value):
    """One setting: its default, unit, and what it decides, in words an operator reads."""

    name: str
    default: SettingValue
    unit: str
    decides: str
    least: float | None = None
    most: float | None = None


_ALL = (
    Threshold(
        name="pipeline.stale_days",
        default=30,
        unit="days",
        least=1,
        most=3650,
        decides="a deal longer than this in its stage is stalled",
    ),
    Threshold(
        name="pipeline.activity_gap_days",
        default=14,
        unit="days",
        least=1,
        most=3650,
        decides="a deal without activity for longer than this has gone cold",
    ),
    Threshold(
        name="pipeline.max_open_deals",
        default=50,
        unit="deals",
        least=1,
        most=100000,
        decides="a rep with more open deals than this is over capacity",
    ),
    Threshold(
        name="pipeline.value_change_percent",
        default=20,
        unit="percent",
        least=1,
        most=1000,
        decides="an amount change above this is logged",
    ),
    Threshold(
        name="forecasting.coverage_ratio",
        default=3.0,
        unit="ratio",
        least=0.1,
        most=100,
        decides="open pipeline below this many times the quota still to close is thin",
    ),
    Threshold(
        name="forecasting.win_rate_deviation_percent",
        default=10,
        unit="percent",
        least=1,
        most=100,
        decides="a win rate further than this from its norm changes the forecast",
    ),
    Threshold(
        name="forecasting.attainment_risk_percent",
        default=50,
        unit="percent",
        least=1,
        most=100,
        decides="a rep below this share of quota at mid-period is at risk",
    ),
    Threshold(
        name="report.freshness_hours",
        default=4,
        unit="hours",
        least=1,
        most=8760,
        decides="CRM data older than this is labelled stale",
    ),
    Threshold(
        name="report.impossible_amount",
        default=10_000_000,
        unit="money",
        least=1,
        decides="amounts won faster than people can sell: this much within the burst window is held",
    ),
    Threshold(
        name="report.burst_minutes",
        default=5,
        unit="minutes",
        least=1,
        most=1440,
        decides="the window in which a burst of wins is summed",
    ),
    Threshold(
        name="conversation.idle_minutes",
        default=30,
        unit="minutes",
        least=1,
        most=1440,
        decides="a conversation idle for longer starts afresh",
    ),
    Threshold(
        name="company.fiscal_start_month",
        default=1,
        unit="month",
        least=1,
        most=12,
        decides="the month in which the fiscal year starts",
    ),
    Threshold(name="company.timezone", default="UTC", unit="zone", decides="the zone of the company's calendar days"),
    Threshold(
        name="company.currency", default="USD", unit="currency", decides="the currency of amounts that name none"
    ),
    Threshold(
        name="rights.manager_sees", default="company", unit="company | team", decides="whose deals a manager may read"
    ),
    Threshold(name="rights.rep_sees", default="own", unit="company | team | own", decides="whose deals a rep may read"),
    Threshold(
        name="required_fields.prospecting",
        default=("account", "owner"),
        unit="fields",
        decides="what a deal must have in its first stage",
    ),
    Threshold(
        name="required_fields.open",
        default=("account", "owner", "amount", "close_date", "next_step"),
        unit="fields",
        decides="what a deal must have in every later open stage",
    ),
    Threshold(
        name="required_fields.stages",
        default=(),
        unit="stages, each as stage=field,field",
        decides="what a deal must have in a single stage, in place of the lists for the first and the later stages",
    ),
    Threshold(
        name="model.daily_cap_usd",
        default=500,
        unit="USD",
        least=0,
        most=1_000_000,
        decides="what models may cost in a day; no call is made that could pass it",
    ),
    Threshold(
        name="model.deadline_seconds",
        default=8.0,
        unit="seconds",
        least=0.5,
        most=60,
        decides="how long an answer waits for a model before it goes on without",
    ),
    Threshold(name="model.light", default="claude-haiku-5-5", unit="model", decides="the model for routine work"),
    Threshold(
        name="model.strong", default="claude-sonnet-5-5", unit="model", decides="the model for wording and reasoning"
    ),
    Threshold(
        name="model.interpreter",
        default="light",
        unit="light | strong | off",
        decides="the model that reads messages the offline rules cannot",
    ),
    Threshold(
        name="model.drafter",
        default="off",
        unit="light | strong | off",
        decides="the model that words the sentence around checked figures",
    ),
    Threshold(
        name="model.prices",
        default=(
            "claude-haiku-5-5 in 0.10 out 0.50 cached 0.01 since 2026-10-07",
            "claude-sonnet-5-5 in 2 out 10 cached 0.20 since 2026-10-07",
            "claude-opus-5-5 in 4 out 20 cached 0.40 since 2026-10-07",
        ),
        unit="prices",
        decides="US dollars per million tokens by model and day; a model without a price is not called",
    ),
    Threshold(
        name="guard.large_deal_amount",
        default=100_000,
        unit="money",
        least=0,
        decides="a change to a deal above this needs a person's approval, whatever an agent may do by itself",
    ),
    Threshold(
        name="guard.bulk_records",
        default=10,
        unit="records",
        least=1,
        most=100,
        decides="more records than this, in one change or in a day of one requester, are a bulk change",
    ),
    Threshold(
        name="guard.records_per_operation",
        default=100,
        unit="records",
        least=1,
        most=100,
        decides="the most records that one change may touch",
    ),
    Threshold(
        name="guard.changes_per_hour",
        default=50,
        unit="changes",
        least=1,
        most=10_000,
        decides="how many records may be changed in an hour; more wait their turn",
    ),
    Threshold(
        name="guard.crm_calls_per_minute",
        default=100,
        unit="calls",
        least=1,
        most=10_000,
        decides="how many calls the CRM takes in a minute; more wait their turn",
    ),
    Threshold(
        name="guard.external_calls_per_hour",
        default=100,
        unit="calls",
        least=1,
        most=10_000,
        decides="how many calls go to other outside services in an hour",
    ),
    Threshold(
        name="guard.uploads_per_hour",
        default=5,
        unit="files",
        least=1,
        most=1_000,
        decides="how many files are uploaded in an hour",
    ),
    Threshold(
        name="guard.conversations",
        default=10,
        unit="conversations",
        least=1,
        most=1_000,
        decides="how many conversations are worked on at once; others wait and are told their place",
    ),
    Threshold(
        name="guard.error_rate_percent",
        default=5.0,
        unit="percent",
        least=0.1,
        most=100,
        decides="an agent more of whose changes fail than this is paused until a person lets it go on",
    ),
    Threshold(
        name="guard.session_minutes",
        default=30,
        unit="minutes",
        least=1,
        most=480,
        decides="how long an agent works in one go; then it keeps where it was and goes on in the next",
    ),
    Threshold(
        name="guard.probes",
        default=3,
        unit="changes",
        least=1,
        most=100,
        decides="how many changes must go well before an agent that was auto-paused is trusted again",
    ),
    Threshold(
        name="guard.crm_failures",
        default=5,
        unit="failures",
        least=1,
        most=100,
        decides="after so many failures in a row the CRM is left alone, and changes wait",
    ),
    Threshold(
        name="guard.crm_probe_seconds",
        default=30,
        unit="seconds",
        least=1,
        most=3600,
        decides="how often a CRM that is away is asked again",
    ),
    Threshold(
        name="sla.approval_percent",
        default=50,
        unit="percent",
        least=1,
        most=100,
        decides="an approval is to be decided within this share of its life; then somebody else is asked too",
    ),
    Threshold(
        name="sla.high_hours",
        default=4,
        unit="hours",
        least=1,
        most=720,
        decides="within this an exception of high severity is to be decided",
    ),
    Threshold(
        name="sla.medium_hours",
        default=24,
        unit="hours",
        least=1,
        most=720,
        decides="the same for medium severity",
    ),
    Threshold(
        name="sla.low_hours",
        default=72,
        unit="hours",
        least=1,
        most=720,
        decides="the same for low severity",
    ),
    Threshold(
        name="sla.remind_percent",
        default=75,
        unit="percent",
        least=1,
        most=99,
        decides="when this share of the time for a decision is over, whoever is asked is reminded",
    ),
    Threshold(
        name="guard.lookback_days",
        default=14,
        unit="days",
        least=1,
        most=365,
        decides="how far back a change is checked against what happened in the account",
    ),
    Threshold(
        name="guard.account_lock_minutes",
        default=5,
        unit="minutes",
        least=1,
        most=120,
        decides="how long one agent may hold an account before another takes over",
    ),
    Threshold(
        name="retention.answers_days",
        default=400,
        unit="days",
        least=0,
        most=36_500,
        decides="how long answers, and the cards that show them, are kept; 0 is for ever",
    ),
    Threshold(
        name="retention.messages_days",
        default=90,
        unit="days",
        least=0,
        most=36_500,
        decides="how long what people wrote and pressed is kept; 0 is for ever",
    ),
    Threshold(
        name="retention.nudges_days",
        default=400,
        unit="days",
        least=0,
        most=36_500,
        decides="how long messages of agents to people, and snoozes that are over, are kept; 0 is for ever",
    ),
    Threshold(
        name="retention.decisions_days",
        default=1_100,
        unit="days",
        least=0,
        most=36_500,
        decides="how long decided approvals and exceptions are kept; 0 is for ever",
    ),
    Threshold(
        name="retention.audit_details_days",
        default=0,
        unit="days",
        least=0,
        most=36_500,
        decides="how long the reasons and inputs in the audit trail are kept; the entries always stay; 0 is for ever",
    ),
    Threshold(
        name="retention.hold",
        default=(),
        unit="people",
        decides="whose data is kept beyond its time and may not be erased, because of a legal hold",
    ),
    Threshold(
        name="review.least_confidence",
        default=0.7,
        unit="ratio",
        least=0,
        most=1,
        decides="what an agent is less sure of than this becomes an exception for a person instead of an action",
    ),
    Threshold(
        name="chain.quiet_seconds",
        default=10,
        unit="seconds",
        least=0,
        most=3_600,
        decides="changed data wakes the agents it concerns once nothing has changed for this long",
    ),
    Threshold(
        name="chain.longest_seconds",
        default=60,
        unit="seconds",
        least=1,
        most=86_400,
        decides="agents are woken after this long although the data goes on changing",
    ),
    Threshold(
        name="chain.most_hops",
        default=3,
        unit="wakes",
        least=1,
        most=10,
        decides="agents that wake each other in a row stop after so many",
    ),
    Threshold(
        name="approval.expires_hours",
        default=24,
        unit="hours",
        least=1,
        most=720,
        decides="how long an approval card waits; then nothing is changed",
    ),
    Threshold(
        name="approval.money_expires_minutes",
        default=15,
        unit="minutes",
        least=1,
        most=1440,
        decides="how long an approval of an amount or a bulk change waits; then nothing is changed",
    ),
    Threshold(
        name="approval.hasty_seconds",
        default=3,
        unit="seconds",
        least=1,
        most=60,
        decides="who decides half of an hour's approvals within this is reported as approving unread",
    ),
    Threshold(
        name="approval.cards_per_hour",
        default=20,
        unit="cards",
        least=1,
        most=1_000,
        decides="how many approval cards one person gets in an hour; what comes on top stands in one list",
    ),
    Threshold(
        name="capacity.override_days",
        default=7,
        unit="days",
        least=1,
        most=90,
        decides="how long a manager's override of the limit of open deals holds, unless they say otherwise",
    ),
    Threshold(
        name="approval.approvers_for_bulk",
        default=1,
        unit="people",
        least=1,
        most=5,
        decides="how many people approve a bulk change",
    ),
    Threshold(
        name="approval.approvers_for_large_deal",
        default=1,
        unit="people",
        least=1,
        most=5,
        decides="how many people approve a change to a large deal",
    ),
    Threshold(
        name="autonomy.opportunity_update",
        default="suggest",
        unit="observe | suggest | act",
        decides="whether deals are only looked at, changed after approval, or changed at once",
    ),
    Threshold(
        name="autonomy.contact_update",
        default="suggest",
        unit="observe | suggest | act",
        decides="the same for contacts",
    ),
    Threshold(
        name="autonomy.lead_create",
        default="suggest",
        unit="observe | suggest | act",
        decides="the same for new leads",
    ),
    Threshold(
        name="autonomy.activity_log",
        default="suggest",
        unit="observe | suggest | act",
        decides="the same for logged activities",
    ),
    Threshold(
        name="autonomy.task_assign",
        default="suggest",
        unit="observe | suggest | act",
        decides="the same for tasks",
    ),
    Threshold(
        name="pipeline.change_pattern_count",
        default=3,
        unit="changes",
        least=2,
        most=100,
        decides="how many large amount changes of one rep or account make a pattern",
    ),
    Threshold(
        name="pipeline.change_pattern_days",
        default=14,
        unit="days",
        least=1,
        most=30,
        decides="the days within which large amount changes make a pattern",
    ),
    Threshold(
        name="autonomy.nudge",
        default="suggest",
        unit="observe | suggest | act",
        decides="whether reps are not written to, written to after a manager's approval, or written to at once",
    ),
    Threshold(
        name="nudge.aggressiveness",
        default="balanced",
        unit="conservative | balanced | aggressive",
        decides="whether only the manager is told, reps are asked too, or their silence is told to the manager as well",
    ),
    Threshold(
        name="nudge.tone",
        default="casual",
        unit="formal | casual",
        decides="how messages to a person are worded",
    ),
    Threshold(
        name="nudge.channel",
        default="chat",
        unit="chat | email",
        decides="where messages to a person go",
    ),
    Threshold(
        name="nudge.deals_per_message",
        default=3,
        unit="deals",
        least=1,
        most=10,
        decides="how many deals one message asks about; the rest waits for another day",
    ),
    Threshold(
        name="nudge.repeat_days",
        default=7,
        unit="days",
        least=1,
        most=90,
        decides="how long a deal is not asked about again",
    ),
    Threshold(
        name="nudge.answer_days",
        default=2,
        unit="days",
        least=1,
        most=30,
        decides="how long an aggressive agent waits for an answer before the manager hears of it",
    ),
    Threshold(
        name="quiet.from_hour",
        default=18,
        unit="hour",
        least=1,
        most=24,
        decides="the hour after which nobody is written to, in their own zone",
    ),
    Threshold(
        name="quiet.until_hour",
        default=8,
        unit="hour",
        least=0,
        most=23,
        decides="the hour at which people are written to again, in their own zone",
    ),
    Threshold(
        name="quiet.weekends",
        default="quiet",
        unit="quiet | open",
        decides="whether people are written to on Saturdays and Sundays",
    ),
    Threshold(
        name="quiet.holidays",
        default=(),
        unit="days such as 2026-12-25",
        decides="days on which nobody is written to",
    ),
)

THRESHOLDS: dict[str, Threshold] = {t.name: t for t in _ALL}


def default(name: str) -> SettingValue:
    """The shipped value of a setting; KeyError for a name nobody knows."""
    return THRESHOLDS[name].default


def defaults() -> dict[str, SettingValue]:
    """Every setting at its shipped value."""
    return {name: t.default for name, t in THRESHOLDS.items()}


def whole(value: SettingValue) -> int:
    """A setting that counts something, as an int."""
    return int(Decimal(str(value)))
