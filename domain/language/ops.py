"""Questions about the product itself: what agents did, what waits for a decision, settings, rules, playbooks."""

from __future__ import annotations

from domain.language.commands.agents import agents
from domain.language.commands.needs import Need
from domain.language.message import Message, Span
from domain.language.parts import Parts
from domain.language.text import phrase_list, word_set
from domain.query import Condition, Filter, Period, QuerySpec, Sort

RUNNING = phrase_list("running|paused|on|off|up|down|active|working|alive|online|?")
"""What is asked of an agent by its bare name: “is analytics running”."""
ACTIONS = {
    "paused": "pause",
    "pause": "pause",
    "stopped": "pause",
    "pauses": "pause",
    "disabled": "pause",
    "halted": "pause",
    "resumed": "resume",
    "resume": "resume",
    "restarted": "resume",
    "resumes": "resume",
    "unpaused": "resume",
    "forced": "force_run",
    "triggered": "force_run",
    "ran": "force_run",
    "rerun": "force_run",
    "reran": "force_run",
    "reset": "reset",
    "resets": "reset",
    "cloned": "clone_config",
    "copied": "clone_config",
    "clone": "clone_config",
    "snapshotted": "snapshot",
    "rollback": "rollback",
    "rollbacks": "rollback",
    "undid": "rollback",
    "undone": "rollback",
    "reverted": "rollback",
    "rolled": "rollback",
    "nudge": "nudge",
    "nudges": "nudge",
    "nudged": "nudge",
    "alert": "alert",
    "alerts": "alert",
    "alerted": "alert",
    "flag": "flag",
    "flags": "flag",
    "flagged": "flag",
    "escalate": "escalate",
    "escalated": "escalate",
    "escalations": "escalate",
    "escalation": "escalate",
    "escalates": "escalate",
    "nudging": "nudge",
    "flagging": "flag",
    "activated": "activate_playbook",
    "deactivated": "activate_playbook",
    "overrides": "rollback",
    "pings": "nudge",
    "reminders": "nudge",
}
CHANGED = word_set(
    "changed change adjusted raised lowered updated set edited modified tweaked increased decreased bumped "
    "touched changes messed"
)
ASKS = word_set(
    "what which who when how is are list show did was were whats display see any give has have count does "
    "where view get find do wich tell anything something nothing can whos current open my pull check all "
    "latest last pending active number why"
)
SYNCED = word_set(
    "synced sync syncs refreshed syncing refresh imported stale fresh current freshness updated old loaded date"
)


def ops(message: Message) -> QuerySpec | Need | None:
    """The question about the product a message asks, or None when it asks none."""
    for reading in (_exceptions, _settings, _agents, _actions, _snapshots, _rules, _playbooks, _sources):
        found = reading(message)
        if found is not None:
            return found
    return None


def _asks(message: Message) -> bool:
    at = message.opening()
    return bool(message.words) and (
        message.words[0] in ASKS or message.words[min(at, len(message.words) - 1)] in ASKS or "?" in message.words
    )


def _rest(message: Message, gone: list[Span], loose: set[str] | frozenset[str]) -> Parts:
    covered = {i for s in gone for i in range(s.start, s.end)}
    words = message.words
    more = [Span(i, i + 1, "") for i, w in enumerate(words) if w in loose and i not in covered]
    more += [Span(s.start - 1, s.start, "") for s in more if s.start and words[s.start - 1] in ("by", "per")]
    return message.without([*gone, *more]).parts()


def _needs(parts: Parts) -> Need | None:
    if parts.unclear:
        first = parts.unclear[0]
        return Need(first.slot, first.options, first.words)  # type: ignore[arg-type]
    return None


def _count(message: Message, parts: Parts) -> tuple[str, ...]:
    counted = bool(parts.marks & {"count", "trend"}) or bool(parts.groups) or message.has_phrase("how many")
    return ("count",) if counted else ()


def _groups(parts: Parts, date_field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(g.replace("@date", date_field) for g in parts.groups))


def _time(parts: Parts, date_field: str) -> Period | None:
    windows = [w for w, _ in parts.windows if w != "@previous"]
    return Period(fields=(date_field,), window=windows[0]) if windows else None


def _order(parts: Parts, date_field: str, measures: tuple[str, ...]) -> tuple[tuple[Sort, ...], int | None]:
    for ranking in parts.rankings:
        limit = ranking.n or parts.limit or (None if ranking.plural and not ranking.n else 1)
        if ranking.what == "age":
            return (Sort(by=date_field, dir="desc" if ranking.dir == "asc" else "asc"),), limit
        if measures:
            return (Sort(by=measures[0], dir=ranking.dir),), limit
    return (), parts.limit


def _people(parts: Parts, column: str) -> list[Condition]:
    """The people named, as the values of one field."""
    out: list[Condition] = []
    for clause in parts.clauses:
        if clause.condition.field in ("owner", "manager"):
            out.append(clause.condition.model_copy(update={"field": column}))
    return out


def _others(parts: Parts, *names: str) -> list[Condition]:
    return [c.condition for c in parts.clauses if c.condition.field in names]


# Exceptions


def _exceptions(message: Message) -> QuerySpec | Need | None:
    words = message.words
    named = (
        message.has("exception", "exceptions", "queue", "approvals")
        or message.has_phrase("review items")
        or message.has_phrase("review item")
    )
    waits = word_set("needs need needing waiting awaiting pending requires require wait waits requiring") & set(words)
    mine = (
        bool(waits)
        and message.has(
            "approval",
            "approvals",
            "approve",
            "review",
            "attention",
            "decision",
            "sign",
            "signoff",
            "me",
            "okay",
            "input",
        )
        and not message.find("setting")
    )
    mine = (
        mine
        or message.has_phrase("to approve")
        or message.has_phrase("my approvals")
        or message.has_phrase("on my plate")
    )
    if not (named or mine) or (message.has("deals", "opps") and not named):
        return None
    if not _asks(message) and not named:
        return None
    severity = next((s for w in words for s in ("high", "medium", "low") if w == s), "")
    severity = severity or ("high" if message.has("critical", "urgent", "severe", "serious") else "")
    loose = word_set(
        "exception exceptions queue approval approvals needs need needing waiting awaiting pending approve "
        "review attention high medium low severity sev critical urgent serious me my i items item open closed "
        "resolved outstanding unresolved decision sign off on assigned to for assignee in there are is what "
        "which list show the still requires require priority unassigned wait waits signoff do have has we "
        "input new that plate dismissed only all requiring active inbox of"
    )
    parts = _rest(message, [], loose - word_set("to for in the on new has"))
    need = _needs(parts)
    if need:
        return need
    filters: list[Condition] = []
    closed = message.has("closed", "resolved", "dismissed", "handled", "decided")
    status = "closed" if closed else "open"
    said = message.has(
        "open",
        "outstanding",
        "unresolved",
        "pending",
        "closed",
        "resolved",
        "queue",
        "waiting",
        "still",
        "active",
        "dismissed",
        "awaiting",
    )
    if said or mine:
        filters.append(Filter(field="status", op="eq", value=status))
    if message.has("approval", "approvals", "approve", "sign", "signoff") and (waits or mine or message.has("pending")):
        filters.append(Filter(field="needs", op="eq", value="approval"))
    elif message.has("review") and waits and not message.has_phrase("review queue"):
        filters.append(Filter(field="needs", op="eq", value="review"))
    if severity:
        severities: list[str] = [s for s in ("high", "medium", "low") if s in words] or [severity]
        negative = message.has("not", "except", "excluding", "but")
        op = "ne" if negative else "eq"
        filters.append(
            Filter(field="severity", op=op, value=severities[0])
            if len(severities) == 1
            else Filter(field="severity", op="in", value=tuple(severities))
        )
    if message.has("unassigned") or message.has_phrase("no assignee") or message.has_phrase("not assigned"):
        filters.append(Filter(field="assignee", op="is_null"))
    elif (
        message.has_phrase("assigned to me")
        or message.has_phrase("waiting on me")
        or message.has_phrase("waiting for me")
        or message.has_phrase("my exceptions")
        or message.has_phrase("my queue")
        or message.has_phrase("my open exceptions")
        or message.has_phrase("need me")
        or message.has_phrase("needs me")
        or message.has_phrase("my review queue")
        or message.has_phrase("on my plate")
    ):
        filters.append(Filter(field="assignee", op="eq", value="@me"))
    elif mine and (message.has("my", "i") or message.has_phrase("for me") or message.has_phrase("from me")):
        filters.append(Filter(field="assignee", op="eq", value="@me", optional=True))
    filters += _people(parts, "assignee")
    filters += _others(parts, "account")
    groups = _groups(parts, "created") or _severity_group(message, parts)
    measures = _count(message, parts) or (("count",) if groups else ())
    sort, limit = _order(parts, "created", measures)
    return QuerySpec(
        entity="exception",
        filters=tuple(filters),
        measures=measures,
        group_by=groups,
        time=_time(parts, "created"),
        sort=sort,
        limit=limit,
    )


def _severity_group(message: Message, parts: Parts) -> tuple[str, ...]:
    del parts
    for name in ("severity", "reason", "account", "assignee", "status"):
        if message.has_phrase(f"by {name}") or message.has_phrase(f"per {name}"):
            return (name,)
    return ()


# What agents and people did


def _actions(message: Message) -> QuerySpec | Need | None:
    words = message.words
    found, spans = agents(message, bare=False)
    if not found and message.has("did", "has", "have"):
        found, spans = agents(message.part(0, 4))
    done = message.has("do", "done", "did", "doing") or message.has_phrase("been up to") or message.has_phrase("take")
    acts = message.has("actions", "action", "activity", "log", "history")
    kinds = [
        (i, ACTIONS[w])
        for i, w in enumerate(words)
        if w in ACTIONS and not (w in ("pause", "resume") and i == message.opening())
    ]
    what_done = bool(found) and done and words[:1] and (words[message.opening()] in ASKS or words[0] in ASKS)
    settings = message.find("setting")
    changed = bool(CHANGED & set(words)) and (
        bool(settings) or message.has("threshold", "thresholds", "settings", "config")
    )
    who = message.has("who", "whos")
    when = message.has("when")
    judged = message.has(
        "accurate", "accuracy", "reply", "replies", "replied", "responded", "responses", "answered"
    ) and (bool(kinds) or bool(found) or message.has("nudges", "alerts", "agents", "flags"))
    if message.find("forecast") and not found and not kinds:
        return None
    sent = (
        bool(kinds)
        and _asks(message)
        and (
            message.has(
                "sent",
                "went",
                "out",
                "many",
                "fired",
                "got",
                "received",
                "nudges",
                "alerts",
                "flags",
                "escalations",
                "nudged",
                "flagged",
                "escalated",
                "alerted",
                "get",
                "triggered",
                "rollbacks",
                "rollback",
                "undone",
                "overrides",
                "has",
                "have",
                "were",
                "was",
                "been",
                "resets",
                "pings",
                "reminders",
            )
        )
    )
    plain = (
        bool(kinds)
        and words[kinds[0][0]] in ("nudges", "alerts", "flags", "escalations", "rollbacks", "resets")
        and not message.has("deals", "rule", "rules")
    )
    by_person = (who or when) and (bool(kinds) or changed)
    if not (
        what_done
        or (acts and (found or message.has("agent", "agents")))
        or (
            changed
            and _asks(message)
            and (who or when or message.has("what", "how", "did", "was", "show", "list", "has"))
        )
        or judged
        or sent
        or by_person
        or plain
    ):
        return None
    if not _asks(message) and not plain and not acts and not judged:
        return None
    if message.has("deals", "opps", "opportunities") and not (what_done or found) and not by_person:
        return None
    filters: list[Condition] = []
    if found and found != ["all"]:
        filters.append(
            Filter(field="agent", op="eq", value=found[0])
            if len(found) == 1
            else Filter(field="agent", op="in", value=tuple(found))
        )
    if changed and not (kinds and not settings):
        filters.append(Filter(field="action", op="eq", value="adjust_threshold"))
        if settings:
            filters.append(Filter(field="threshold", op="eq", value=settings[0].value))
    elif kinds:
        names = list(dict.fromkeys(k for _, k in kinds))
        filters.append(
            Filter(field="action", op="eq", value=names[0])
            if len(names) == 1
            else Filter(field="action", op="in", value=tuple(names))
        )
    gone = [*spans, *settings, *[Span(i, i + 1, "") for i, _ in kinds]]
    loose = word_set(
        "agent agents do done did doing up take actions action log history who when sent went out fired got "
        "received changed change adjusted raised lowered updated set edited modified tweaked threshold "
        "thresholds settings config how accurate accuracy reply replies replied responded rate activity "
        "responses answered been has have back was were what get the playbook everything bot bots increased "
        "decreased touched bumped changes rolled turned off on forecast made it reps triggered messed with "
        "send things to people work in trail audit by for"
    )
    groups = _groups(message.without(gone).parts(), "at")
    keep = word_set("by for on to in the reps off with")
    parts = _rest(message, gone, loose - keep)
    need = _needs(parts)
    if need:
        return need
    filters += list(_others(parts, "account", "region"))
    for clause in parts.clauses:
        if clause.condition.field in ("owner", "manager"):
            actor = clause.condition.field == "manager" or _acts(message, str(clause.condition.value))
            filters.append(clause.condition.model_copy(update={"field": "actor" if actor else "owner"}))
    measures: tuple[str, ...] = _count(message, parts)
    if message.has("accurate", "accuracy"):
        measures = ("accuracy_rate",)
    elif message.has("reply", "replies", "replied", "responded", "responses", "answered"):
        measures = ("reply_count",)
        filters = [f for f in filters if not (isinstance(f, Filter) and f.field == "action" and f.value == "nudge")] + (
            [Filter(field="action", op="eq", value="nudge")] if any(k == "nudge" for _, k in kinds) else []
        )
    sort, limit = _order(parts, "at", measures)
    if (message.has("last", "latest") and not parts.windows and not sort) and (when or who or message.has("last")):
        sort, limit = (Sort(by="at", dir="desc"),), parts.limit or 1
    groups = tuple("agent" if g == "owner" and message.has_phrase("by agent") else g for g in groups)
    return QuerySpec(
        entity="agent_action",
        filters=tuple(filters),
        measures=measures or (("count",) if groups else ()),
        group_by=groups,
        time=_time(parts, "at"),
        sort=sort,
        limit=limit,
    )


def _acts(message: Message, name: str) -> bool:
    """Whether the person named did it (“did dana pause”) and is not who it happened to (“nudges to mike”)."""
    del name
    people = message.people()
    if not people:
        return message.has("i") and message.has("did", "have")
    at = people[0][0].start
    before = message.words[at - 1] if at else ""
    after = message.words[people[0][0].end : people[0][0].end + 1]
    return before == "by" or (
        before in ("did", "has", "have") and after != ["get"] and after != ["receive"] and after != ["gotten"]
    )


# Settings, rules, playbooks, snapshots, agents, sources


def _settings(message: Message) -> QuerySpec | Need | None:
    settings = [s for s in message.find("setting") if s.value != "aggressiveness"]
    words = message.words
    about = message.has(
        "threshold",
        "thresholds",
        "setting",
        "settings",
        "limit",
        "limits",
        "configured",
        "config",
        "configuration",
        "set",
        "cutoff",
        "configs",
    )
    if not settings and not message.has(
        "threshold", "thresholds", "settings", "setting", "configuration", "config", "configs"
    ):
        return None
    if message.has("who", "when", "changed", "change", "changes", "snapshot", "snapshots", "why") or not _asks(message):
        return None
    doubtful = {
        "coverage_ratio",
        "attainment_risk_pct",
        "anomaly_sensitivity",
        "max_open_deals",
        "win_rate_deviation_pct",
        "value_change_pct",
    }
    if (settings and all(s.value in doubtful for s in settings) and not about and not message.has("our", "the")) or (
        settings and settings[0].value == "coverage_ratio" and not about
    ):
        return None
    found, spans = agents(message, bare=bool(message.has("settings", "config", "thresholds", "configuration")))
    loose = word_set(
        "threshold thresholds setting settings limit limits configured config configuration set to at current "
        "currently agent what is are the for value our all now right in show me list days deals we using do "
        "long before go stale how many cutoff much"
    )
    parts = _rest(message, [*settings, *spans], loose - {"for", "in", "to", "me"})
    need = _needs(parts)
    if need:
        return need
    filters: list[Condition] = []
    names = list(dict.fromkeys(s.value for s in settings))
    if names:
        filters.append(
            Filter(field="name", op="eq", value=names[0])
            if len(names) == 1
            else Filter(field="name", op="in", value=tuple(names))
        )
    if found and found != ["all"] and not names:
        filters.append(Filter(field="agent", op="eq", value=found[0]))
    filters += [
        c.condition
        for c in parts.clauses
        if c.condition.field in phrase_list("region|team|manager|owner|account|product|stage")
    ]
    del words
    return QuerySpec(entity="setting", filters=tuple(filters))


def _rules(message: Message) -> QuerySpec | Need | None:
    if not message.has("rule", "rules", "automations") or (not _asks(message) and message.words[0] not in ("rules",)):
        return None
    loose = word_set(
        "rule rules automations custom active inactive on off created create made make set up added paused "
        "enabled disabled current in place did do have has we what which running exist are is by written wrote "
        "who new live turned"
    )
    parts = _rest(message, [], loose - {"by", "in", "on", "do", "did"})
    need = _needs(parts)
    if need:
        return need
    filters = _people(parts, "created_by")
    made = message.has("created", "create", "made", "make", "set", "added", "wrote")
    if (message.has_phrase("my rules") or (message.has("i") and made)) and not filters:
        filters.append(Filter(field="created_by", op="eq", value="@me"))
    state = (
        "off"
        if message.has("inactive", "off", "disabled", "paused")
        else "on"
        if message.has("active", "on", "enabled", "live", "running", "place") and not parts.windows
        else ""
    )
    if state and not (
        message.has("on")
        and not message.has_phrase("turned on")
        and message.words[-1] != "on"
        and "?" not in message.words[-1:]
    ):
        filters.append(Filter(field="state", op="eq", value=state))
    if message.has("active", "enabled") and not any(isinstance(f, Filter) and f.field == "state" for f in filters):
        filters.append(Filter(field="state", op="eq", value="on"))
    measures = _count(message, parts)
    sort, limit = _order(parts, "created", measures)
    fields = ("created_by",) if message.has("who") else ()
    groups = (
        ("created_by",)
        if message.has_phrase("by person") or message.has_phrase("per person")
        else _groups(parts, "created")
    )
    return QuerySpec(
        entity="rule",
        filters=tuple(filters),
        measures=measures,
        group_by=groups,
        time=_time(parts, "created"),
        sort=sort,
        limit=limit,
        fields=fields,
    )


def _playbooks(message: Message) -> QuerySpec | Need | None:
    if not message.has("playbook", "playbooks") or (not _asks(message) and message.words[0] != "playbooks"):
        return None
    if message.has("who", "when") and message.has("activated", "deactivated", "turned", "started"):
        return None
    names = message.find("playbookname")
    filters: list[Condition] = [Filter(field="name", op="eq", value=names[0].value)] if names else []
    state = (
        "off"
        if message.has("off", "inactive", "disabled")
        else "on"
        if message.has("on", "active", "running", "enabled", "live", "activated")
        else ""
    )
    if state and (not names or message.has("which", "what", "list", "show")):
        filters.append(Filter(field="state", op="eq", value=state))
    parts = _rest(message, list(names), word_set("playbook playbooks on off active running current"))
    return QuerySpec(
        entity="playbook", filters=tuple(filters), measures=_count(message, parts), fields=("state",) if names else ()
    )


def _snapshots(message: Message) -> QuerySpec | Need | None:
    if not message.has("snapshot", "snapshots", "backups", "backup") or (
        not _asks(message) and message.words[0] != "snapshots"
    ):
        return None
    found, spans = agents(message)
    parts = _rest(
        message,
        spans,
        word_set(
            "snapshot snapshots backups taken take took made saved agent created we do have exist backup was "
            "when is what are there of"
        ),
    )
    filters: list[Condition] = [Filter(field="agent", op="eq", value=found[0])] if found and found != ["all"] else []
    measures = _count(message, parts)
    sort, limit = _order(parts, "created", measures)
    if message.has("last", "latest", "newest", "recent") and not parts.windows and not sort:
        sort, limit = (Sort(by="created", dir="desc"),), 1
    fields = ("created",) if message.has("when") else ()
    return QuerySpec(
        entity="snapshot",
        filters=tuple(filters),
        measures=measures,
        group_by=_groups(parts, "created"),
        time=_time(parts, "created"),
        sort=sort,
        limit=limit,
        fields=fields,
    )


def _agents(message: Message) -> QuerySpec | Need | None:
    words = message.words
    found, spans = agents(
        message,
        bare=bool(message.has("agent", "agents", "running", "paused", "bot")) and not message.has("deals", "amount"),
    )
    about = message.has("agent", "agents", "bots", "bot") or bool(message.find("agentname"))
    about = about or (bool(found) and message.words[:1] == ["is"] and message.words[-1] in RUNNING)
    if not about or (message.has("rep", "reps", "deals", "sales") and not message.find("agentname")):
        return None
    state = next(
        (
            s
            for w in words
            for s, listed in (
                ("paused", phrase_list("paused|stopped|off|disabled|down|idle|sleeping|suspended")),
                ("running", phrase_list("running|active|on|up|live|working|alive|online|enabled")),
            )
            if w in listed
        ),
        "",
    )
    if message.has("who") or message.has("sent", "nudges", "nudge", "alerts", "actions", "changed", "do", "done"):
        return None
    if message.has("when") and state and not message.has("run", "ran"):
        return None
    last = (
        message.has_phrase("last run")
        or message.has_phrase("last ran")
        or message.has_phrase("last time")
        or (message.has("when") and message.has("run", "ran"))
        or (message.has("last") and message.has("run", "ran"))
    )
    status = message.has("status", "state", "health", "statuses") or bool(state) or message.has_phrase("up to")
    if not (status or last or message.has("list", "which", "what", "show", "how")) or (
        not _asks(message) and not (status or last)
    ):
        return None
    if not status and not last and found and found != ["all"]:
        return None
    filters: list[Condition] = []
    if found and found != ["all"]:
        filters.append(
            Filter(field="agent", op="eq", value=found[0])
            if len(found) == 1
            else Filter(field="agent", op="in", value=tuple(found))
        )
    fields: tuple[str, ...] = ()
    if state and (
        (message.has("which", "what", "list", "show", "how", "any") and not filters) or message.has_phrase("any agents")
    ):
        negated = message.has("not")
        filters.append(Filter(field="status", op="ne" if negated else "eq", value=state))
    elif last:
        fields = ("last_run",)
    elif status or state:
        fields = ("status",) if filters else ()
    parts = _rest(message, spans, word_set("agent agents last run ran status running paused"))
    return QuerySpec(
        entity="agent",
        filters=tuple(filters),
        measures=("count",) if message.has_phrase("how many") else (),
        fields=fields,
        time=_time(parts, "last_run") if last and parts.windows else None,
    )


def _sources(message: Message) -> QuerySpec | Need | None:
    words = set(message.words)
    systems = words & word_set(
        "salesforce hubspot crm dynamics pipedrive data source sources feeds mirror integration integrations connectors"
    )
    if (
        not systems
        or not (words & SYNCED or message.has("sources", "integrations", "connectors"))
        or (message.has("stale", "deals", "leads", "lead") and not words & {"data", "sync", "synced"})
    ):
        return None
    if not _asks(message) and not message.has("sync", "synced", "freshness"):
        return None
    if message.has("leads", "lead", "deals", "deal"):
        return None
    filters: list[Condition] = []
    for name in ("salesforce", "hubspot", "dynamics", "pipedrive"):
        if name in words:
            filters.append(Filter(field="name", op="eq", value=name.capitalize() if name != "hubspot" else "HubSpot"))
    fields = ("last_sync",) if words & SYNCED else ()
    return QuerySpec(entity="source", filters=tuple(filters), fields=fields)
