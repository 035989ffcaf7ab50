"""What waits for a person: exceptions and approvals."""

from __future__ import annotations

from domain.language.commands.needs import Need, need_of
from domain.language.message import Message
from domain.language.own.asked import asks, count, groups, not_used, order, others, people, rest, says, time
from domain.language.parts import Parts
from domain.language.text import phrase_list, word_set
from domain.query import Condition, Filter, QuerySpec

WAITS = word_set("needs need needing waiting awaiting pending requires require wait waits requiring")
DECISIONS = word_set("approval approvals approve review attention decision sign signoff me okay input")
APPROVALS = phrase_list("approval|approvals|approve|sign|signoff")
CLOSED = phrase_list("closed|resolved|dismissed|handled|decided")
SAYS_STATUS = phrase_list(
    "open|outstanding|unresolved|pending|closed|resolved|queue|waiting|still|active|dismissed|awaiting"
)
MINE = phrase_list(
    "assigned to me|waiting on me|waiting for me|my exceptions|my queue|my open exceptions|need me|needs me|"
    "my review queue|on my plate"
)
NOBODYS = phrase_list(
    "no assignee|not assigned|without assignee|without an assignee|nobody is assigned|no one is assigned|"
    "nobody assigned|"
    "no one assigned|assigned to nobody|assigned to no one|no owner|without an owner|without owner|nobody owns|"
    "no one owns|nobody has picked|no one has picked|nobody picked|nobody has taken|no one has taken|"
    "nobody has claimed|"
    "no one has claimed|no one to handle|has no assignee|nobody is on|no one is on|nobody is handling|"
    "no one is handling|nobody is working|no one is working|not yet assigned|nobody has|no assignee yet"
)
SEVERITIES = ("high", "medium", "low")
URGENT = phrase_list("critical|urgent|severe|serious")
LOOSE = word_set(
    "exception exceptions queue approval approvals needs need needing waiting awaiting pending approve "
    "review attention high medium low severity sev critical urgent serious me my i items item open closed "
    "assigned who whom they them has handles handling to assignees resolved outstanding unresolved decision sign off "
    "assigned assignee there are is what "
    "which list show still requires require priority unassigned wait waits signoff do have we "
    "why reason reasons input that plate dismissed only all requiring active inbox of created opened raised "
    "critical anything everything each stuff things thing unclaimed nobody one "
    "deals opps"
)
"""Words that say that exceptions are asked about, and no more."""
GROUPS = ("severity", "reason", "account", "assignee", "status")


def exceptions(message: Message) -> QuerySpec | Need | None:
    """“high severity exceptions this week”, “what needs my approval”; None for anything else."""
    named = message.has("exception", "exceptions", "queue", "approvals") or says(message, "review items", "review item")
    named = named or _is_severity_alone(message)
    waits = _waits_for_somebody(message)
    of_deals = message.has("deals", "opps") and not message.has(*APPROVALS)
    terse = message.has("that", "which", "anything", "everything") or message.words[0] in WAITS
    if not (named or waits) or (not named and (of_deals or not (asks(message) or terse))):
        return None
    parts = rest(message, [], LOOSE)
    if need := need_of(parts):
        return need
    filters = _conditions(message, parts, waits)
    # The list of exceptions reads from the words for whose team or region it is.
    if unread := not_used(message, parts, filters, ("team", "region")):
        return unread
    by = groups(parts, "created") or _group(message) or _each_severity(message, filters)
    measures = count(message, parts) or (("count",) if by else ())
    sort, limit = order(parts, "created", measures)
    return QuerySpec(
        entity="exception",
        filters=tuple(filters),
        measures=measures,
        group_by=by,
        time=time(parts, "created"),
        sort=sort,
        limit=limit,
        fields=() if measures or by else _columns(message, filters),
    )


def _columns(message: Message, filters: list[Condition]) -> tuple[str, ...]:
    """The reason or whose they are, where that is asked for."""
    why = ("reason",) if message.has("why", "reason", "reasons") else ()
    picked = any(isinstance(f, Filter) and f.field == "assignee" for f in filters)
    whose = message.has("who", "whom") and message.has("assigned", "has", "handles", "handling") and not picked
    return (*why, "assignee") if whose else why


def _is_severity_alone(message: Message) -> bool:
    """“low severity stuff still unresolved”: only exceptions have a severity."""
    return message.has("severity", "sev") and not message.has("rule", "alert")


def _waits_for_somebody(message: Message) -> bool:
    """“what needs my approval”, “anything on my plate”."""
    words = set(message.words)
    waits = WAITS & words and DECISIONS & words and not message.find("setting")
    return bool(waits) or says(message, "to approve", "my approvals", "on my plate")


def _conditions(message: Message, parts: Parts, waits: bool) -> list[Condition]:
    return [
        *_status(message, waits),
        *_needs(message, waits),
        *_severity(message),
        *_assignee(message, waits),
        *people(parts, "assignee"),
        *others(parts, ("account",)),
    ]


def _status(message: Message, waits: bool) -> list[Condition]:
    """Open, unless closed ones are asked for; nothing where neither is said."""
    undone = message.has("not", "never") or says(message, "yet to be", "still to be")
    status = "closed" if message.has(*CLOSED) and not undone else "open"
    return [Filter(field="status", op="eq", value=status)] if message.has(*SAYS_STATUS) or waits else []


def _needs(message: Message, waits: bool) -> list[Condition]:
    """Whether an approval or a review is waited for."""
    waiting = WAITS & set(message.words)
    if message.has("approvals") or (message.has(*APPROVALS) and (waiting or waits or message.has("pending"))):
        return [Filter(field="needs", op="eq", value="approval")]
    reviewed = message.has("review") and waiting and not message.has_phrase("review queue")
    return [Filter(field="needs", op="eq", value="review")] if reviewed else []


def _severity(message: Message) -> list[Condition]:
    """How severe: “critical” is high."""
    said: list[str] = [s for s in SEVERITIES if s in message.words] or ["high"] * message.has(*URGENT)
    if not said:
        return []
    if len(said) > 1:
        return [Filter(field="severity", op="in", value=tuple(said))]
    negative = message.has("not", "except", "excluding", "but")
    return [Filter(field="severity", op="ne" if negative else "eq", value=said[0])]


def _assignee(message: Message, waits: bool) -> list[Condition]:
    """Whose they are: nobody's, mine, or likely mine where I am waited for."""
    if message.has("unassigned", "unclaimed", "unowned") or (says(message, *NOBODYS) and not message.people()):
        return [Filter(field="assignee", op="is_null")]
    if says(message, *MINE):
        return [Filter(field="assignee", op="eq", value="@me")]
    likely = waits and (message.has("my", "i") or says(message, "for me", "from me"))
    return [Filter(field="assignee", op="eq", value="@me", optional=True)] if likely else []


def _each_severity(message: Message, filters: list[Condition]) -> tuple[str, ...]:
    """“low or medium ones, how many of each”: each severity by itself."""
    several = any(isinstance(f, Filter) and f.field == "severity" and f.op == "in" for f in filters)
    return ("severity",) if several and message.has("each") else ()


def _group(message: Message) -> tuple[str, ...]:
    """“by severity”: fields that deals do not have."""
    return tuple(name for name in GROUPS if says(message, f"by {name}", f"per {name}"))[:1]
