"""How things stand: which agents run, and how fresh the data is."""

from __future__ import annotations

from domain.language.commands.agents import agents as agents_in
from domain.language.commands.needs import Need
from domain.language.message import Message
from domain.language.own.asked import asks, lists, one_of, rest, says, time
from domain.language.text import phrase_list, word_set
from domain.query import Condition, Filter, QuerySpec

STATES = {
    word: state
    for state, words in {
        "paused": "paused|stopped|off|disabled|down|idle|sleeping|suspended",
        "running": "running|active|on|up|live|working|alive|online|enabled",
    }.items()
    for word in words.split("|")
}
"""{word: the state of an agent it speaks of}"""
OF_ACTIONS = phrase_list("who|sent|nudges|nudge|alerts|actions|changed|do|done")
ASKED_BARE = phrase_list("running|paused|on|off|up|down|active|working|alive|online|?")
"""What is asked of an agent by its bare name: “is analytics running”."""
LISTS = phrase_list("which|what|list|show|how|any")
BY_STATUS = ("by status", "per status", "by state", "in each state", "each status", "per state")
AGENT_WORDS = word_set("agent agents last run ran status running paused")
SYSTEMS = word_set(
    "salesforce hubspot crm dynamics pipedrive data source sources feeds mirror integration integrations connectors"
)
VENDORS = {"salesforce": "Salesforce", "hubspot": "HubSpot", "dynamics": "Dynamics", "pipedrive": "Pipedrive"}
SYNCED = word_set(
    "synced sync syncs refreshed syncing refresh imported stale fresh current freshness updated old loaded date"
)


# Agents


def agents(message: Message) -> QuerySpec | Need | None:
    """“agent status”, “is analytics running”, “when did forecasting last run”; None for anything else."""
    bare = message.has("agent", "agents", "running", "paused", "bot") and not message.has("deals", "amount")
    found, spans = agents_in(message, bare=bare)
    state = next((STATES[w] for w in message.words if w in STATES), "")
    last, status = _asks_last_run(message), _asks_status(message, state)
    if not _is_about_agents(message, found) or not _is_asked(message, found, state, last or status):
        return None
    named: list[Condition] = one_of("agent", found) if found != ["all"] else []
    picks = bool(state) and ((message.has(*LISTS) and not named) or message.has_phrase("any agents"))
    parts = rest(message, spans, AGENT_WORDS)
    by = ("status",) if says(message, *BY_STATUS) else ()
    return QuerySpec(
        entity="agent",
        filters=(*named, *([_in_state(message, state)] if picks else [])),
        measures=("count",) if by or message.has("count", "number") or message.has_phrase("how many") else (),
        group_by=by,
        fields=() if picks else ("last_run",) if last else ("status",) if status and named and not by else (),
        time=time(parts, "last_run") if last and parts.windows else None,
    )


def _is_about_agents(message: Message, found: list[str]) -> bool:
    """Whether agents are spoken of and not reps or deals."""
    named = bool(message.find("agentname"))
    asked_bare = bool(found) and message.words[:1] == ["is"] and message.words[-1] in ASKED_BARE
    of_people = message.has("rep", "reps", "deals", "sales", "team", "teams", "quota") and not named
    of_people = of_people or (bool(message.people()) and not named)
    return (named or asked_bare or message.has("agent", "agents", "bots", "bot")) and not of_people


def _is_asked(message: Message, found: list[str], state: str, plainly: bool) -> bool:
    """Whether their state is asked for and not what they did."""
    if message.has(*OF_ACTIONS) or (message.has("when") and state and not message.has("run", "ran")):
        return False
    if not plainly and found not in ([], ["all"]):
        return False
    return plainly or (message.has("list", "which", "what", "show", "how") and asks(message))


def _asks_last_run(message: Message) -> bool:
    """“when did it last run”."""
    ran = message.has("when", "last") and message.has("run", "ran")
    return ran or says(message, "last run", "last ran", "last time")


def _asks_status(message: Message, state: str) -> bool:
    """“status of the pipeline agent”, “is it running”."""
    return message.has("status", "state", "health", "statuses") or bool(state) or message.has_phrase("up to")


def _in_state(message: Message, state: str) -> Filter:
    """Agents in a state, or not in it."""
    return Filter(field="status", op="ne" if message.has("not") else "eq", value=state)


# Data sources


def sources(message: Message) -> QuerySpec | Need | None:
    """“when did the crm last sync”; None for anything else."""
    words = set(message.words)
    asked = asks(message) or message.has("sync", "synced", "freshness") or lists(message, ("sources", "integrations"))
    of_records = message.has("leads", "lead", "deals", "deal")
    fresh = words & SYNCED or message.has("sources", "integrations", "connectors")
    doubtful = message.has("stale") and not words & {"data", "sync", "synced"}
    if not (words & SYSTEMS and fresh and asked) or of_records or doubtful:
        return None
    named: list[Condition] = [
        Filter(field="name", op="eq", value=name) for word, name in VENDORS.items() if word in words
    ]
    parts = rest(message, [], SOURCE_WORDS)
    late = time(parts, "last_sync")
    if late is not None and message.has("not", "never", "without", "no"):
        # “sources that have not synced today”: those that last did before.
        late = late.model_copy(update={"window": f"before:{late.window.removeprefix('since:')}"})
    return QuerySpec(
        entity="source", filters=tuple(named), time=late, fields=("last_sync",) if words & SYNCED and not late else ()
    )


SOURCE_WORDS = SYSTEMS | SYNCED | word_set("when did the last which what our have has not is are since how been")
