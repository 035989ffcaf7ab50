"""What agents did, and what people did to them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.language.commands.agents import agents
from domain.language.commands.needs import Need, need_of
from domain.language.message import Message, Span
from domain.language.own.asked import ASKS, asks, count, groups, not_used, one_of, order, others, rest, time
from domain.language.parts import Parts
from domain.language.text import phrase_list, word_set
from domain.query import Condition, Filter, QuerySpec, Sort

DONE: dict[str, str] = {
    "pause": "paused|pause|stopped|pauses|disabled|halted",
    "resume": "resumed|resume|restarted|resumes|unpaused",
    "force_run": "forced|triggered|ran|rerun|reran",
    "reset": "reset|resets",
    "clone_config": "cloned|copied|clone",
    "snapshot": "snapshotted",
    "rollback": "rollback|rollbacks|undid|undone|reverted|rolled|overrides",
    "nudge": "nudge|nudges|nudged|nudging|pings|reminders",
    "alert": "alert|alerts|alerted",
    "flag": "flag|flags|flagged|flagging",
    "escalate": "escalate|escalated|escalations|escalation|escalates",
    "activate_playbook": "activated|deactivated",
}
"""{action: the words that say it was done}"""
ACTIONS = {word: action for action, words in DONE.items() for word in words.split("|")}
CHANGED = word_set(
    "changed change adjusted raised lowered updated set edited modified tweaked increased decreased bumped "
    "touched changes messed adjustments edits updates tweaks modifications"
)
CHANGE_NOUNS = ("changes", "adjustments", "edits", "updates", "tweaks", "modifications")
NAMED_SETTINGS = ("threshold", "thresholds", "setting", "settings", "config", "configuration", "limits")
JUDGED = phrase_list("accurate|accuracy|reply|replies|replied|responded|responses|answered")
REPLIES = JUDGED[2:]
SENT = phrase_list(
    "sent|went|out|many|fired|got|received|nudges|alerts|flags|escalations|nudged|flagged|escalated|alerted|get|"
    "triggered|rollbacks|rollback|undone|overrides|has|have|were|was|been|resets|pings|reminders"
)
NOUNS = ("nudges", "alerts", "flags", "escalations", "rollbacks", "resets")
LOOSE = word_set(
    "agent agents do done did doing up take actions action log history who when sent went out fired got "
    "received changed change adjusted raised lowered updated set edited modified tweaked threshold "
    "thresholds settings config how accurate accuracy reply replies replied responded rate activity "
    "responses answered been has have back was were what get playbook everything bot bots increased "
    "decreased touched bumped changes rolled turned forecast made it triggered messed "
    "adjustments edits updates tweaks modifications setting "
    "times time often send things people work trail audit deals deal opps on"
)
"""Words that say that actions are asked about, and no more."""


@dataclass
class _Asked:
    """What a message names: agents, kinds of actions (and where), thresholds."""

    message: Message
    found: list[str]
    spans: list[Span]
    kinds: list[tuple[int, str]]
    settings: list[Span]

    @property
    def changed(self) -> bool:
        """Whether changes of settings are asked about."""
        words = self.message.words
        return bool(CHANGED & set(words)) and (bool(self.settings) or self.message.has(*NAMED_SETTINGS))

    @property
    def whose(self) -> bool:
        """Whether it is asked who or when."""
        return self.message.has("who", "whos", "when")

    @property
    def judged(self) -> bool:
        """Whether it is asked how right they were, or how many answered."""
        about = self.kinds or self.found or self.message.has("nudges", "alerts", "agents", "flags")
        return self.message.has(*JUDGED) and bool(about)

    @property
    def is_plain(self) -> bool:
        """“nudges this week”: the noun alone."""
        noun = self.kinds and self.message.words[self.kinds[0][0]] in NOUNS
        of_deals = self.message.has("deals") and not self.message.has("sent", "went", "fired")
        return bool(noun) and not of_deals and not self.message.has("rule", "rules")

    @property
    def lists_changes(self) -> bool:
        """“threshold changes for emea”, “setting adjustments this week”."""
        words = self.message.words
        of = {*NAMED_SETTINGS, *(self.message.words[s.end - 1] for s in self.settings)}
        return any(w in CHANGE_NOUNS and at and words[at - 1] in of for at, w in enumerate(words))

    @property
    def acts(self) -> bool:
        """“pipeline agent activity”, “agent history”."""
        return self.message.has("actions", "action", "activity", "log", "history")

    @property
    def what_done(self) -> bool:
        """“what did the pipeline agent do”."""
        message = self.message
        done = message.has("do", "done", "did", "doing", "take") or message.has_phrase("been up to")
        opens = {*message.words[:1], *message.words[message.opening() :][:1]} & ASKS
        return bool(self.found and done and opens)


def actions(message: Message) -> QuerySpec | Need | None:
    """“what did the forecasting agent do yesterday”, “who paused pipeline”; None for anything else."""
    asked = _asked(message)
    if not _is_about_actions(asked):
        return None
    gone = [
        *(_with_by(message, s) for s in asked.spans),
        *asked.settings,
        *[Span(i, i + 1, "") for i, _ in asked.kinds],
    ]
    by = tuple("agent" if g == "owner" and message.has_phrase("by agent") else g for g in _groups(message, gone))
    by = by or _ranked_group(asked)
    parts = rest(message, gone, LOOSE)
    if need := need_of(parts):
        return need
    filters = _conditions(asked, parts)
    if unread := not_used(message, parts, filters):
        return unread
    measures = _measures(message, parts) or (("count",) if by else ())
    sort, limit = _order(asked, parts, measures)
    return QuerySpec(
        entity="agent_action",
        filters=tuple(filters),
        measures=measures or (("count",) if by else ()),
        group_by=by,
        time=time(parts, "at"),
        sort=sort,
        limit=limit,
        fields=("actor", "at") if message.has("who", "whos") and not (measures or by or asked.judged) else (),
    )


def _with_by(message: Message, agent: Span) -> Span:
    """An agent with the “by the” before it, which is about nothing once the agent is gone: no “by last week”."""
    start = agent.start - (message.words[agent.start - 1 : agent.start] in (["the"], ["our"]))
    return Span(start - 1, agent.end, agent.value) if message.words[start - 1 : start] == ["by"] else agent


def _asked(message: Message) -> _Asked:
    found, spans = agents(message, bare=False)
    if not found:
        found, spans = _owners_of(message)
    if not found and message.has("did", "has", "have") and message.words[:1] != ["how"]:
        found, spans = agents(message.part(0, 4))
    if found == ["all"] and not message.has("agent", "agents", "bot", "bots"):
        # “from all products”: nothing is said of agents.
        found, spans = [], []
    opens = message.opening()
    kinds = [
        (i, ACTIONS[w])
        for i, w in enumerate(message.words)
        if w in ACTIONS and not (w in ("pause", "resume") and i == opens)
    ]
    kinds += _turned(message) if found else []
    return _Asked(message, found, spans, kinds, message.find("setting"))


def _turned(message: Message) -> list[tuple[int, str]]:
    """“who switched off the analytics agent”: paused, or resumed."""
    words = message.words
    turned = (i for i, w in enumerate(words[:-1]) if w in ("turned", "switched", "shut", "put"))
    does = {"off": "pause", "down": "pause", "on": "resume"}
    return [(i, does[words[i + 1]]) for i in turned if words[i + 1] in does and words[i + 1 : i + 3] != ["on", "hold"]]


def _owners_of(message: Message) -> tuple[list[str], list[Span]]:
    """“pipeline's flags”, “the forecasting alerts”: agents by their field alone, right before what they did."""
    _, spans = agents(message)
    kinds = {
        i for i, w in enumerate(message.words) if w in ACTIONS and w in (*NOUNS, "nudge", "alert", "flag", "actions")
    }
    named = [s for s in spans if s.end in kinds or message.tokens[s.end - 1].possessive]
    return list(dict.fromkeys(s.value for s in named)), named


def _is_about_actions(asked: _Asked) -> bool:
    """Whether it is asked what was done, by whom, when, or how well."""
    message, asks_it = asked.message, asks(asked.message)
    if message.find("forecast") and not asked.found and not asked.kinds:
        return False
    by_person = asked.whose and (bool(asked.kinds) or asked.changed)
    sent_noun = any(message.words[i] in NOUNS for i, _ in asked.kinds)
    of_deals = message.has("deals", "opps", "opportunities") and not (
        asked.what_done or asked.found or by_person or sent_noun
    )
    if of_deals or not (asks_it or asked.is_plain or asked.acts or asked.judged or asked.lists_changes):
        return False
    log = asked.acts and (asked.found or message.has("agent", "agents"))
    changes = asked.changed and asks_it and message.has("who", "whos", "when", *ASKS_OF_CHANGES)
    sent = asked.kinds and asks_it and message.has(*SENT)
    return bool(
        asked.what_done or log or changes or asked.judged or sent or by_person or asked.is_plain or asked.lists_changes
    )


ASKS_OF_CHANGES = ("what", "how", "did", "was", "were", "show", "list", "has", "have", "which", "any", "been")


def _groups(message: Message, gone: list[Span]) -> tuple[str, ...]:
    return groups(message.without(gone).parts(), "at")


def _ranked_group(asked: _Asked) -> tuple[str, ...]:
    """“which reps got the most nudges”, “which agent sent the most alerts”: whoever is ranked."""
    message = asked.message
    if not asked.kinds or not message.has("most", "fewest", "least"):
        return ()
    if message.has("agent", "agents", "bot"):
        return ("agent",)
    if message.has("account", "accounts", "customer", "customers"):
        return ("account",)
    return ("owner",) if message.has("rep", "reps", "who", "seller", "sellers") else ()


def _measures(message: Message, parts: Parts) -> tuple[str, ...]:
    """Accuracy, replies, or a count."""
    if message.has("accurate", "accuracy"):
        return ("accuracy_rate",)
    return ("reply_count",) if message.has(*REPLIES) else count(message, parts)


def _conditions(asked: _Asked, parts: Parts) -> list[Condition]:
    found = one_of("agent", asked.found) if asked.found != ["all"] else []
    found += _kinds(asked)
    found += others(parts, ("account", "region"))
    for clause in parts.clauses:
        if clause.condition.field in ("owner", "manager"):
            acts = clause.condition.field == "manager" or _acts(asked.message)
            found.append(clause.condition.model_copy(update={"field": "actor" if acts else "owner"}))
    return found


def _kinds(asked: _Asked) -> list[Condition]:
    """The kinds of actions: a change of a threshold, or what was done."""
    if (asked.changed or asked.lists_changes) and (asked.settings or not asked.kinds):
        named = one_of("threshold", [asked.settings[0].value] if asked.settings else [])
        return [Filter(field="action", op="eq", value="adjust_threshold"), *named]
    return one_of("action", (action for _, action in asked.kinds))


def _order(asked: _Asked, parts: Parts, measures: tuple[str, ...]) -> tuple[tuple[Sort, ...], int | None]:
    """“when did … last …”: the latest only."""
    sort, limit = order(parts, "at", measures)
    latest = asked.message.has("last") or (asked.message.has("latest") and asked.whose)
    if latest and not parts.windows and not sort:
        return (Sort(by="at", dir="desc"),), parts.limit or 1
    return sort, limit


def _acts(message: Message) -> bool:
    """Whether the person named did it (“did dana pause”) and is not who it happened to (“nudges to mike”)."""
    people = message.people()
    if not people:
        return message.has("i") and message.has("did", "have")
    span = people[0][0]
    before = message.words[span.start - 1] if span.start else ""
    got = message.words[span.end : span.end + 1] in (["get"], ["receive"], ["gotten"])
    return before == "by" or (before in ("did", "has", "have") and not got)
