"""Small talk, which gets one friendly sentence, and what is out of scope, which gets a polite refusal and a way "
"on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.language.decided import not_listed
from domain.language.draft import Mention
from domain.language.intent import OutOfScope, Refusal, Reply, Smalltalk
from domain.language.message import Message, Span
from domain.language.names import tops
from domain.language.text import is_emoji, phrase_list, word_set
from domain.language.words.courtesies import (
    CHATTER,
    COURTESIES,
    LEADS_TO_SHOWN,
    MORE,
    OPENS_A_REASON,
    ORDERS,
    SHORT,
    SHOWN,
    STRENGTHENS,
)

SOFTENERS = word_set(
    "sorry a lot so very much bot qm quartermaster mate team all everyone man dude buddy again that this is "
    "was the you for there please pls really just well and then now today friend i me guys folks my to with on "
    "bro boss sir too oh ah million ton bunch tons one thing what do not anymore at as always your help ya u "
    "works good quick response everybody agent robot little big time already info information answer report "
    "summary data update how these numbers morning afternoon people pal lads super totally kinda bit here "
    "nothing else kindly"
)
SENTENCES: dict[Reply, str] = {
    "greeting": "Hello! Ask me about your deals, for example “show stalled negotiation deals”.",
    "thanks": "You are welcome.",
    "help": "You can ask about deals, accounts, reps, quotas and activities (“win rate by rep this quarter”), ask "
    "for "
    "reports and forecasts (“run the Q2 forecast”), steer the agents (“pause the pipeline agent until Monday”), and "
    "set rules (“alert me when a deal over $500k has no activity in 7 days”).",
    "identity": "I am Quartermaster, a bot for sales operations: I read your CRM, check what I read, and show where "
    "each number is from.",
    "ack": "All right.",
    "cancel": "Fine, I have left everything as it is.",
    "frustration": "I am sorry, that was not what you needed. Tell me in other words what you want to see, or say "
    "“help” for examples.",
}
REFUSALS: dict[Refusal, str] = {
    "unrelated": "I only know about sales here: deals, accounts, reps, quotas, activities and forecasts. "
    "Try “deals closing this month” or “win rate by rep”.",
    "crm_write": "A record is changed through its form, where you see every value before and after, and somebody "
    "entitled approves it. Words alone change nothing.",
    "personal_data": "I do not hold or share personal details about people. I can show what their deals say: "
    "wins, win rate, quota attainment, activity.",
    "hr_decision": "Decisions about people are yours to make. I can show the figures behind a conversation, for "
    "example attainment and win rate by rep.",
    "security": "I cannot do that: access, audit and approvals are not changed in chat, and I run no queries or "
    "instructions written for me. I can answer a question about your deals in plain words.",
    "content_generation": "I do not write texts of that kind. I can give you checked figures to put in one, "
    "for example an executive summary of the quarter.",
    "unsupported_data": "The data I have does not hold that. I can tell you about deals, accounts, reps, quotas, "
    "activities, leads and forecasts, for example “loss rate by product this year”.",
    "unsupported_action": "That is not something I can do. I can answer questions about deals, send reports, steer "
    "the agents and set rules that alert you or nudge a rep.",
}

_ORDER: tuple[Reply, ...] = ("frustration", "cancel", "help", "identity", "thanks", "greeting", "ack")
Phrases = dict[tuple[str, ...], Reply]


def _phrases(*tables: Mapping[str, str]) -> Phrases:
    """{phrase as words: the courtesy it is}, the more telling courtesy first."""
    found: Phrases = {}
    for reply in _ORDER:
        for phrase in (p for table in tables for p in table[reply].split("|")):
            found.setdefault(tuple(phrase.split()), reply)
    return found


_SURE = _phrases(COURTESIES)
_ALL = {p: reply for p, reply in _phrases(COURTESIES, MORE).items() if " ".join(p) not in word_set(SHORT)}
_LONGEST = max(map(len, _ALL))
LETTERS_DRAWN_OUT = re.compile(r"([^\W\d])\1*|a+h+|h+m+|o+h+|(ha)+")
ASKS_OF_SALES = word_set("who which how what when where why whose")
"""Words that open a question: “who is the best” asks for a rep and praises nobody."""
MOST_CHAT = 18
"""Words of the longest courtesy."""

SQL = re.compile(
    r"\b(select\b.{1,80}\bfrom|drop\s+(table|database)|delete\s+from|insert\s+into|truncate\s+table|"
    r"union\s+(all\s+)?select|update\s+\w+\s+set\b.*=|alter\s+table|exec(ute)?\s+xp_)|;\s*--|'\s*or\s+'?1'?\s*=|\bor\s+1\s*=\s*1\b|<script|\{\{.*\}\}|\$\{",
    re.I | re.S,
)
INJECTION = re.compile(
    r"ignore (all |any |the |your |every )*(previous|prior|above|earlier|preceding) |"
    r"disregard (all |any |the |your )*(previous|prior|above|earlier|rules|instructions)|"
    r"(ignore|bypass|skip|override) (all |any |the |your |our |these )+(rules|polic(y|ies)|guardrails|checks)\b|"
    r"system prompt|you are now|new instructions|act as (an? )?(admin|root|dan\b|developer)|"
    r"forget (all |everything |your )*(instructions|rules|previous)|developer mode|jailbreak|reveal your|"
    r"print your (prompt|instructions)|<\|?(system|im_start)|override your",
    re.I,
)
STRONG: tuple[Refusal, ...] = ("security", "personal_data", "hr_decision")
EDITS = phrase_list(
    "drop|remove|add|make|put|exclude|take|switch|change|move|increase|decrease|sort|raise|lower|set|push"
)
"""Verbs that edit the question before, where there is one."""
POINTING = word_set("them it that this all these those him her")
OURS = phrase_list(
    "rule|snapshot|snapshots|threshold|playbook|agents|agent|alert|config|settings|report|scenario|nudges|alerts|rules"
)
CLOSABLE = phrase_list("the|this|that|out|deal|it|all|every")
TO_A_VALUE = word_set("to as from by out back won lost into commit off")
DIRECT = word_set("stage owner amount close status next field quota quotas value price probability date category")
RECORDS = word_set("deal account lead contact opportunity opp customer")


def smalltalk(message: Message) -> Smalltalk | None:
    """The courtesy a message is, when it is nothing else."""
    words = [w for w in message.words if any(c.isalnum() for c in w) and not is_emoji(w)]
    if not words:
        return (
            Smalltalk(reply="ack", sentence=SENTENCES["ack"])
            if message.text.strip()
            else Smalltalk(reply="help", sentence=SENTENCES["help"])
        )
    if len(words) > MOST_CHAT or (words[:3] == ["what", "is", "new"] and len(words) > 3):
        # “what's new since monday” asks for what has changed.
        return None
    found = _any_courtesies(words) or _any_courtesies([w for w in words if w not in word_set(STRENGTHENS)])
    reply = next((r for r in _ORDER if r in found), None)
    praises = reply in ("thanks", "ack") and words[0] in ASKS_OF_SALES and tuple(words) not in _SURE
    return Smalltalk(reply=reply, sentence=SENTENCES[reply]) if reply and not praises else None


def _any_courtesies(words: list[str]) -> set[Reply]:
    """The courtesies of a message, the sure ones first."""
    return _courtesies(words, _SURE, SOFTENERS) or _courtesies(
        words, _ALL, (SOFTENERS | word_set(CHATTER)) - word_set(SHOWN)
    )


def _courtesies(words: list[str], phrases: Phrases, beside: frozenset[str]) -> set[Reply]:
    """The courtesies that all words together are, those words left aside; none when anything else is said."""
    found: set[Reply] = set()
    at = 0
    while at < len(words):
        length = next((n for n in range(_LONGEST, 0, -1) if tuple(words[at : at + n]) in phrases), 0)
        if length:
            found.add(phrases[tuple(words[at : at + length])])
            at += length
        elif words[at] == "from" and (place := _from_where(words, at, found)):
            at += place
        elif words[at] in word_set(OPENS_A_REASON) and (reason := _reason(words, at, found)):
            at += reason
        elif (
            words[at] in beside or LETTERS_DRAWN_OUT.fullmatch(words[at]) or (phrases is _ALL and _is_shown(words, at))
        ):
            at += 1
        else:
            return set()
    return found


def _is_shown(words: list[str], at: int) -> bool:
    """Whether “that forecast”, “great summary” speaks of what was shown; a bare “forecast” asks for one."""
    return words[at] in word_set(SHOWN) and at > 0 and words[at - 1] in word_set(LEADS_TO_SHOWN)


def _from_where(words: list[str], at: int, found: set[Reply]) -> int:
    """How many words say from where somebody greets: “morning from a very cold Des Moines”; 0 where they ask more."""
    rest = words[at + 1 :]
    greeted = found == {"greeting"} and 0 < len(rest) <= 6
    return 1 + len(rest) if greeted and not word_set(ORDERS) & set(rest) else 0


def _reason(words: list[str], at: int, found: set[Reply]) -> int:
    """How many words say what is thanked for: all the rest, where nothing in it asks or orders; 0 where it does."""
    rest = words[at + 1 :]
    thanked = found == {"thanks"} and 0 < len(rest) <= 8
    return 1 + len(rest) if thanked and not word_set(ORDERS) & set(rest) else 0


HOW_TO = (["how", "do", "i"], ["how", "do", "we"], ["how", "can", "i"], ["how", "can", "we"], ["how", "would", "i"])
OWN_THINGS = ("agentname", "setting", "playbookname", "report", "task")
OWN_NOUNS = (
    "snapshot",
    "snapshots",
    "rule",
    "rules",
    "alert",
    "alerts",
    "threshold",
    "thresholds",
    "agent",
    "playbook",
)
DOES = word_set(
    "pause resume run reset clone copy snapshot roll undo set change adjust activate schedule create make add "
    "turn stop "
    "start take save restore subscribe unsubscribe raise lower cancel edit delete send get mute"
)


def how_to(message: Message) -> Smalltalk | None:
    """The help for “how do I pause the pipeline agent”: how it is said, and nothing done."""
    words = message.words
    asks = words[:3] in HOW_TO or words[:2] in (["how", "to"], ["how", "does"])
    verb = words[3 if words[:3] in HOW_TO else 2 :][:1]
    ours = any(message.find(kind) for kind in OWN_THINGS) or message.has(*OWN_NOUNS)
    if not (asks and verb and verb[0] in DOES and ours):
        return None
    return Smalltalk(reply="help", sentence=f"Just say so, and I ask before I do it. {SENTENCES['help']}")


def refusal(reason: Refusal) -> OutOfScope:
    """A refusal with its sentence."""
    return OutOfScope(refuse=reason, sentence=REFUSALS[reason])


def attack(text: str) -> OutOfScope | None:
    """The refusal of SQL and of instructions written for a model."""
    return refusal("security") if SQL.search(text) or INJECTION.search(text) else None


def out_of_scope(message: Message) -> OutOfScope | None:
    """The refusal of what this product does not do, where the words say so beyond doubt."""
    spans = [s for s in message.find("oos") if not all(i in message.named for i in range(s.start, s.end))]
    spans = [s for s in spans if not _harmless(message, s)]
    by_reason: dict[str, list[Span]] = {}
    for span in spans:
        by_reason.setdefault(span.value, []).append(span)
    if asks_for_pay(message):
        return refusal("personal_data")
    for reason in STRONG:
        if reason in by_reason:
            return refusal(reason)
    opens = message.words[message.opening() : message.opening() + 1]
    texts = message.has("email", "mail", "letter", "message", "post", "pitch", "proposal", "script", "speech")
    if "content_generation" in by_reason and texts and opens in (["write"], ["draft"], ["compose"]):
        return refusal("content_generation")
    if writes_to_crm(message):
        return refusal("crm_write")
    if "unsupported_action" in by_reason and any(
        s.start <= message.opening() + 1 for s in by_reason["unsupported_action"]
    ):
        return refusal("unsupported_action")
    if _contacts_somebody(message):
        return refusal("unsupported_action")
    if found := not_listed(message):
        return found
    for rest in ("content_generation", "unsupported_data"):
        if rest in by_reason:
            return refusal(rest)
    return refusal("unrelated") if "unrelated" in by_reason and not _about_sales(message) else None


def asks_for_pay(message: Message) -> bool:
    """“how much does dana make”, “where does dana live”: what somebody is paid, or where their home is."""
    lives = message.words[:2] in (["where", "does"], ["where", "do"]) and message.has("live", "lives", "reside")
    if lives:
        return bool(message.people())
    asks = message.words[:3] == ["how", "much", "does"] and message.words[-1].rstrip("?") in ("make", "earn", "")
    earns = asks and bool({"make", "earn"} & set(message.words[-2:]))
    return earns and bool(message.people())


def _harmless(message: Message, span: Span) -> bool:
    """Words that are out of scope elsewhere and ordinary here: “fire off”, “new hire playbook”."""
    words = message.words
    text = " ".join(words[span.start : span.end])
    after = words[span.end] if span.end < len(words) else ""
    before = words[span.start - 1] if span.start else ""
    if text == "health" and before in ("pipeline", "data", "crm", "deal", "funnel", "forecast", "team"):
        return True
    if text in ("fire", "fired") and message.find("agentname"):
        return True
    if text in ("fire", "fired", "hire") and (after in ("off", "up", "playbook") or before in ("new",)):
        return True
    if text in ("fire", "fired") and message.has(
        "alerts", "alert", "nudges", "rule", "rules", "trigger", "triggers", "flags"
    ):
        return True
    if "audit" in text and after in ("prep", "preparation", "playbook", "mode", "readiness"):
        return True
    if text == "promote" and after == "to":
        return False
    if text in phrase_list(
        "code|score|health|tokens|pitch|script|letter|draft|presentation|deck|order|ring"
    ) and after in (
        "by",
        "them",
    ):
        return True
    if text == "order" and not (span.start <= message.opening()):
        return True
    if text in ("slides", "slide") and (
        after in word_set("to into out a by back past until one two") or before == "deal"
    ):
        return True
    if text in ("print", "upload", "download", "call up") and span.start > message.opening():
        return True
    if text == "pay" and before in ("to",):
        return False
    if text in ("permissions", "secret"):
        return False
    return text in phrase_list("holiday|holidays|sun|love|tired|happy|sick|sad|score") and len(words) > 12


EVERYDAY = word_set("office offices team group org book books company crew bot agent inbox people channel source lead")
"""Words of ours that the world outside has as well: an office party, a good book."""


def _about_sales(message: Message) -> bool:
    """Whether a message speaks of deals, people or accounts here, and not only of the world outside."""
    mentions = message.drafted.mentions
    ours = (m for m in mentions if m.text not in EVERYDAY)
    return any(_is_of_ours(m) for m in mentions) or any(
        m.has("entity") or m.has("pipeline") or m.has("revenue") or m.has("measure") for m in ours
    )


ALSO_ELSEWHERE = ("country", "lost_reason", "lead_source", "activity_type")
"""Kinds of names that the world outside has as well: France, a price, an event."""


def _is_of_ours(mention: Mention) -> bool:
    """Whether somebody or something here is named."""
    best = tops(mention.names)[0] if mention.names else None
    return best is not None and best.score >= 90 and best.named.kind not in ALSO_ELSEWHERE


WRITE_NOUNS = word_set(
    "deal deals opp opps opportunity opportunities account accounts lead leads contact contacts stage amount "
    "owner note notes task close next status record records value field customer company name price call "
    "meeting activity email probability rep client logo quota quotas date product discount crm salesforce "
    "hubspot entry category currency territory region"
)
ALWAYS_WRITES = word_set(
    "undo revert reverse mark reassign assign delete merge rename archive reopen edit overwrite transfer unassign "
    "erase wipe purge convert fill hand log record enter insert postpone advance attach append flip"
)
CREATED = word_set(
    "deal opp opportunity account lead contact note notes task call meeting activity email record customer next "
    "client "
    "rep opportunities deals leads contacts product"
)
CREATES = word_set("create add make register import insert log enter record write save upload")
SETS = word_set(
    "update change set move push bump modify correct fix switch put shift progress adjust increase decrease "
    "raise lower extend make clear swap apply turn delay give drop reduce edit pull promote take remove"
)


def writes_to_crm(message: Message) -> bool:
    """Whether a message asks for a CRM record to be created, changed or deleted."""
    at = message.opening()
    if at >= len(message.words) or _is_about_the_product(message) or message.words[at : at + 2] == ["fill", "me"]:
        return False
    verb, rest = message.words[at], message.words[at + 1 :]
    named = any(i in message.named for i in range(at + 1, len(message.words)))
    if message.has_context and not named and verb in EDITS:
        return bool({"note", "task", "contact"} & set(rest))
    if message.has("forecast", "if", "when", "whenever"):
        return False
    nouns = [w for w in rest if w in WRITE_NOUNS]
    if verb in ALWAYS_WRITES:
        return bool(nouns or named or POINTING & set(rest))
    return _closes(verb, rest, named) or _creates(verb, rest, nouns) or _sets(verb, rest, nouns, named)


def _is_about_the_product(message: Message) -> bool:
    """Whether agents, rules, settings or reports are spoken of, which are ours to change."""
    named = message.find("setting") or message.find("agentname") or message.find("playbookname")
    named = named or [s for s in message.find("report") if s.value != "performance" and s.end - s.start > 1]
    return bool(named) or message.has(*OURS)


def _closes(verb: str, rest: list[str], named: bool) -> bool:
    """“close the litware deal”, and not “close rate”."""
    if verb != "close" or not rest or rest[0] in ("rate", "date", "dates", "ratio"):
        return False
    return named or rest[0] in CLOSABLE


def _creates(verb: str, rest: list[str], nouns: list[str]) -> bool:
    """“create a deal”, “add note”."""
    if verb not in CREATES or not nouns:
        return False
    opens = {"a", "an", "another", "new", "the", "some"} & set(rest[:3]) or rest[:1] == nouns[:1]
    return bool(opens) and nouns[0] in CREATED


def _sets(verb: str, rest: list[str], nouns: list[str], named: bool) -> bool:
    """“set the amount to 80k”, “move toms deals to ana”, “update contoso”."""
    if verb not in SETS or not (nouns or named):
        return False
    said, spoken = set(rest), set(nouns)
    if (verb == "give" and rest[:1] in (["me"], ["us"])) or (verb == "pull" and not TO_A_VALUE & said):
        return False
    takes = verb in ("remove", "take") and RECORDS & spoken
    puts = verb == "put" and {"in", "into"} & said and {"deal", "opp", "opportunity"} & spoken and named
    gives = verb == "give" and "to" in said and {"deal", "deals", "account", "accounts"} & spoken
    return bool(TO_A_VALUE & said or DIRECT & spoken or verb == "update" or takes or gives or puts)


def _contacts_somebody(message: Message) -> bool:
    """“email contoso about the renewal”, “call anna”: reaching out to people is done by people."""
    at = message.opening()
    if at >= len(message.words) or message.words[at] not in phrase_list(
        "email|call|text|phone|ring|dial|invite|mail|message|send"
    ):
        return False
    if (
        message.find("report")
        or message.find("reportnoun")
        or message.find("forecast")
        or message.has("when", "if", "whenever")
    ):
        return False
    if message.words[at] == "send":
        return at + 1 in message.named
    return at + 1 in message.named or (
        message.words[at + 1 : at + 2] in (["the"], ["all"], ["every"], ["our"], ["them"], ["him"], ["her"])
        and at + 2 < len(message.words)
    )
