"""Orders to the agents in other voices, turned into the plain one: “have pipeline stand down till friday” as a pause."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from domain.language.commands.agents import agents, verbs_of
from domain.language.commands.timing import bare_time, times_in
from domain.language.message import Message
from domain.language.points import duration, point
from domain.language.text import Token, phrase_list, tokens, word_set

ACTS = frozenset(("run", "pause", "resume", "reset", "snapshot", "rollback"))
CAUSES = word_set("have get make let tell ask want need order instruct allow permit leave keep force like see put")
"""Verbs that make somebody else do something: “tell the pipeline agent to stop”."""
PLACES = word_set("put take bring set turn switch shut fire start spin pull move get return wind restore throw kick")
"""Verbs that only mean something with what stands behind the agent: “take pipeline off hold”."""
WISHES = re.compile(r"\b(?:can|could|may|might|would like to|like to|want to|wish to) (?:i |we |please )*have\b")
MODALS = tuple(
    sorted(
        (
            tuple(phrase.split())
            for phrase in phrase_list(
                "needs to|need to|has to|have to|ought to|had better|is to|are to|to|can|may|must|should|could|would|"
                "will|please|pls|just|now|go ahead and|start to|is allowed to|are allowed to|is free to|to be|be|get|"
                "gets|got|needs to be|has to be|is to be|stay|remain|stays|then|also|again|needs|has my ok to|"
                "can go ahead and|wants|to go|go|to stay|to get|to remain"
            )
        ),
        key=len,
        reverse=True,
    )
)
"""What stands between an agent and what it is to do."""
PARTICIPLES = {
    tuple(phrase.split()): verb
    for verb, phrases in {
        "pause": (
            "paused|stopped|suspended|halted|frozen|disabled|muted|silenced|deactivated|put on hold|on hold|on ice|"
            "put on ice|turned off|switched off|shut off|shut down|taken offline|offline|taken down|stood down|quiet|"
            "silent|still|off|down|on pause|put to sleep|asleep|out of action|at rest|parked|benched|rested|idle"
        ),
        "resume": (
            "resumed|restarted|unpaused|reactivated|reenabled|re enabled|enabled|turned on|switched on|turned back on|"
            "switched back on|brought back|brought back online|woken up|woken|unfrozen|back on|back online|"
            "taken off hold|off hold|put back to work|back to work|back at work|going again|running again|"
            "working again|up again|up and running|up and running again|back up|back up and running|back in action|"
            "active again|continue|carry on|go on|pick up again|pick up where it left off|back to business|"
            "back on duty|back in service|back in business|off pause|started again|started up again"
        ),
        "reset": "reset",
        "run": "rerun|executed|triggered|kicked off|launched|run again|fired up|refreshed",
        "snapshot": "backed up|snapshotted|saved",
        "rollback": "rolled back|reverted",
    }.items()
    for phrase in phrase_list(phrases)
}
"""What somebody wishes done with an agent, as the command it is."""
LONGEST_PARTICIPLE = max(map(len, PARTICIPLES))
STATES_ALONE = word_set("off on back down offline quiet paused stopped")
ASKS = word_set("what which who whos when how why where is are was were did does do has whats")
IN_TIME = word_set(
    "until till til through thru for from at on in during over starting today tonight tomorrow now this the next "
    "please pls overnight and , . ! monday tuesday wednesday thursday friday saturday sunday asap by"
)
"""Words that may follow “pipeline agent off”."""
RUNS_OF = word_set("a an one another extra more fresh new manual quick full single the additional forced unscheduled")
DONE_WITH = word_set("do start give have need want make force trigger schedule perform launch order see get like for")
LIFTED = word_set("end lift remove cancel drop stop release clear undo break finish")
PAUSES = word_set("pause hold freeze suspension break timeout stop")
COPIES = word_set("snapshot backup checkpoint copy")
NOT_TRACK = word_set("track top target schedule")


def plainly_ordered(message: Message) -> Message:
    """The message with every roundabout order turned into the plain one."""
    about = {"it", "them"} & set(message.words) or agents(message)[1] or _is_ours(message)
    for turn in TURNS if about else ():
        if message.words:
            message = turn(message)
    return message


def _with(message: Message, said: Sequence[Token]) -> Message:
    return Message(message.text, tuple(said), message.names, message.today, message.fixes, message.has_context)


def subject_end(message: Message, at: int) -> int:
    """The token after the agents named from a place on, “the pipeline and analytics agents”; 0 where none is."""
    words, spans = message.words, [s for s in agents(message)[1] if s.value]
    end, at = 0, at + (words[at : at + 1] in (["the"], ["our"], ["my"], ["your"]))
    while found := next((s for s in spans if s.start == at), None):
        end = found.end
        joints = words[end : end + 2]
        if joints[:1] not in (["and"], ["&"], [","], ["except"], ["but"], ["plus"]):
            break
        at = end + 1 + (joints[1:] in (["the"], ["for"], ["and"]))
        at += words[at : at + 1] == ["the"]
    return end


def _after_modals(words: Sequence[str], at: int) -> int:
    """The token after “should please”, “needs to be”."""
    while found := next((m for m in MODALS if tuple(words[at : at + len(m)]) == m), None):
        at += len(found)
    return at


def _participle(words: Sequence[str], at: int) -> tuple[str, int]:
    """(the command, the token after it) of “put on hold”; nothing where no such words stand there."""
    for length in range(LONGEST_PARTICIPLE, 0, -1):
        verb = PARTICIPLES.get(tuple(words[at : at + length]))
        if verb and words[at + length : at + length + 1] and words[at + length] in NOT_TRACK:
            return "", at
        if verb:
            return verb, at + length
    return "", at


def _act(message: Message, at: int) -> tuple[Sequence[Token], int]:
    """(the words of the command that begins at a token, the token after it); no words where none does."""
    for span, verbs in message.verbs_at(at) if at < len(message.words) else []:
        if verbs & ACTS and message.words[at] not in ("back", "into", "up", "to"):
            only = next(iter(verbs & ACTS)) if len(verbs & ACTS) == 1 else ""
            plain = tokens(only) if only in ("pause", "resume", "run") else message.tokens[span.start : span.end]
            return plain, span.end
    return (), at


def _ordered(message: Message, verb: Sequence[Token], subject: Sequence[Token], after: int) -> Message:
    """“pause” and “pipeline”, and the rest of what is said."""
    rest = message.tokens[after:]
    while rest and rest[0].text in (",", "please"):
        rest = rest[1:]
    return _with(message, (*verb, *subject, *rest))


def told(message: Message) -> Message:
    """“tell the pipeline agent to stop”, “keep analytics paused”, “I want forecasting to stop running”."""
    words, at = message.words, message.opening()
    wished = bool({"like", "want", "need", "have", "please", "let"} & set(words[:at])) or _wishes(message)
    start = at
    if words[at : at + 1] and words[at] in CAUSES:
        start, wished = at + 1, True
        start += words[start : start + 1] in (["to"], ["for"])
    elif words[:at] and words[at - 1] in ("for", "have"):
        wished = True
    pronoun = wished and start > at and words[start : start + 1] in (["it"], ["them"])
    end = start + 1 if pronoun else subject_end(message, start)
    if not end or end >= len(words) or _of_reports(message) or _suppresses(message):
        return message
    subject = message.tokens[start:end]
    doing = _after_modals(words, end + (words[end] in (":", ",", "-")))
    due = doing > end
    if words[at] in ("keep", "leave") and start > at:
        verb, after = _participle(words, end)
        return _ordered(message, tokens(verb), subject, after) if verb == "pause" else message
    if "?" in words and not wished and words[:1] not in (["could"], ["can"], ["would"], ["will"]):
        return message
    verb, after = _participle(words, doing)
    state = doing == end and not wished
    if verb and not state and (wished or due):
        if pronoun and verb == "pause" and words[doing] == "off":
            return message
        if verb == "pause" and words[doing] == "off" and words[after : after + 1] and words[after] not in IN_TIME:
            # “get the pipeline agent off woodgrove”: where it is to stop.
            return _with(message, (*tokens("pause"), *subject, *tokens("for"), *message.tokens[after:]))
        return _ordered(message, tokens(verb), subject, after)
    if "let" in (words[at], *words[:at]) and words[doing : doing + 2] in (
        ["run", "again"],
        ["work", "again"],
        ["go", "again"],
    ):
        return _ordered(message, tokens("resume"), subject, doing + 2)
    said, after = _act(message, doing)
    if not said or not (wished or due) or (pronoun and words[at] in ("make", "want", "need", "like")):
        return message
    return _ordered(message, said, subject, after)


def _wishes(message: Message) -> bool:
    """Whether what led up to the message, and is left aside, wished for something."""
    return WISHES.search(message.text.casefold()) is not None


def _of_reports(message: Message) -> bool:
    """Whether a report is spoken of by its name."""
    return any(s.value != "performance" or s.end - s.start > 1 for s in message.find("report"))


def _suppresses(message: Message) -> bool:
    """Whether it is nudges or alerts alone that are to stop."""
    return any(s.value.startswith(("suppress", "skip")) for s in message.find("react"))


def terse(message: Message) -> Message:
    """“pipeline agent off until monday”, “analytics back on please”."""
    words, at = message.words, message.opening()
    end = subject_end(message, at)
    if not end or "?" in words or words[0] in ASKS or words[end : end + 1] in ([], ["on"]):
        return message
    base = end + (words[end] in (":", ",", "-"))
    if words[base : base + 1] and words[base] in ("pause", "resume", "restart", "unpause", "stop", "reset", "rerun"):
        return _ordered(message, message.tokens[base : base + 1], message.tokens[at:end], base + 1)
    verb, after = _participle(words, base)
    follows = words[after : after + 1]
    if not verb or words[base] not in STATES_ALONE or (follows and follows[0] not in IN_TIME):
        return message
    if words[base] in ("paused", "stopped") and not follows:
        return message
    return _ordered(message, tokens(verb), message.tokens[at:end], after)


def none_of_it(message: Message) -> Message:
    """“no pipeline agent until monday” is a pause."""
    words, at = message.words, message.opening()
    if words[at : at + 1] != ["no"] or message.has_context or "?" in words:
        return message
    end = subject_end(message, at + 1)
    timed = end and bool(times_in(message.part(end), {"until": "until", "till": "until", "for": "for"})[0])
    if (
        not end
        or not (timed or message.find("agentname"))
        or words[end : end + 1]
        not in (
            [],
            ["until"],
            ["till"],
            ["for"],
            ["today"],
            ["this"],
            ["in"],
            ["on"],
            ["over"],
        )
    ):
        return message
    return _ordered(message, tokens("pause"), message.tokens[at + 1 : end], end)


def run_of(message: Message) -> Message:
    """“start a run of analytics”, “one more run of the pipeline agent”, “give forecasting a run”."""
    words, at = message.words, message.opening()
    run = next((i for i, w in enumerate(words) if w in ("run", "runs") and i > at), None)
    if run is None or _of_reports(message):
        return message
    led = {w for w in words[at:run]} - DONE_WITH - RUNS_OF - {"kick", "off", "fire", "up"}
    end = (
        subject_end(message, run + 2) if words[run + 1 : run + 2] in (["of"], ["for"], ["on"], ["by"], ["from"]) else 0
    )
    if end and not led:
        return _ordered(message, tokens("run"), message.tokens[run + 2 : end], end)
    end = subject_end(message, at + 1) if words[at] == "give" else 0
    if end and set(words[end:run]) <= RUNS_OF:
        return _ordered(message, tokens("run"), message.tokens[at + 1 : end], run + 1)
    return message


def copy_of(message: Message) -> Message:
    """“I'd like a snapshot of pipeline”, “get me a backup of analytics” take one."""
    words, at = message.words, message.opening()
    if words[0] in ASKS or "?" in words and words[0] not in ("can", "could"):
        return message
    copy = next((i for i, w in enumerate(words) if w in COPIES), None)
    if copy is None or words[copy + 1 : copy + 2] not in (["of"], ["for"]):
        return message
    lead = set(words[at:copy]) - {"me", "us", "a", "an", "one", "fresh", "new", "quick", "restore", "point"}
    if lead - word_set("get grab like want need have store keep create take make save give hold put away safe"):
        return message
    end = subject_end(message, copy + 2)
    wished = bool({"like", "want", "need", "get", "have"} & set(words[:copy]))
    kept = bool({"store", "keep", "give", "get"} & set(words[at:copy]))
    if not end or not (wished or kept) or (words[copy] == "copy" and not kept):
        return message
    after = end + (words[end : end + 1] in (["config"], ["configuration"], ["settings"], ["setup"], ["state"]))
    return _ordered(message, tokens("snapshot"), _unowned(message.tokens[copy + 2 : end]), after)


def as_it_is(message: Message) -> Message:
    """“keep the pipeline agent's settings as they are now” is a snapshot."""
    words, at = message.words, message.opening()
    if words[at : at + 1] not in (["keep"], ["save"], ["store"], ["preserve"], ["remember"]):
        return message
    end = subject_end(message, at + 1)
    if not end:
        return message
    kept = end + (words[end : end + 1] in (["settings"], ["config"], ["configuration"], ["setup"], ["state"]))
    if words[kept : kept + 3] not in (["as", "they", "are"], ["as", "it", "is"], ["how", "they", "are"]):
        return message
    after = kept + 3
    after += 2 * (words[after : after + 2] == ["right", "now"]) or words[after : after + 1] in (["now"], ["today"])
    return _ordered(message, tokens("snapshot"), _unowned(message.tokens[at + 1 : end]), after)


def _unowned(said: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens without a possessive at their end."""
    return tuple(Token(t.kind, t.text, t.raw, t.start, t.end, False, t.money) for t in said)


def lifted(message: Message) -> Message:
    """“lift the pause on pipeline” resumes it; “put a stop to analytics” pauses it."""
    words, at = message.words, message.opening()
    lifts = words[at : at + 1] and words[at] in LIFTED
    stops = words[at : at + 1] in (["put"], ["take"], ["place"])
    pause = next((i for i in range(at + 1, min(at + 4, len(words))) if words[i] in PAUSES), None)
    if pause is None or words[pause + 1 : pause + 2] not in (["on"], ["of"], ["for"], ["to"]) or not (lifts or stops):
        return message
    end = subject_end(message, pause + 2)
    if not end:
        return message
    return _ordered(message, tokens("resume" if lifts else "pause"), message.tokens[pause + 2 : end], end)


FIRED_UP = word_set("fire spin crank boot")
PLAIN_STATES = word_set(
    "default defaults standard factory original stock normal initial out-of-the-box baseline delivered"
)
AS_IT_WAS = (["the", "way"], ["how", "it"], ["how", "they"], ["to"], ["as", "it"], ["where", "it"], ["like", "it"])


def placed(message: Message) -> Message:
    """“take analytics off hold”, “fire pipeline up”, “bring forecasting back to the standard setup”."""
    words, at = message.words, message.opening()
    wished = bool({"like", "want", "need"} & set(words[:at]))
    placing = words[at : at + 1] and words[at] in PLACES | FIRED_UP
    if not (placing or wished):
        return message
    start = at + bool(placing)
    pronoun = placing and words[start : start + 1] in (["it"], ["them"])
    end = start + 1 if pronoun else subject_end(message, start)
    if not end or end >= len(words):
        return message
    subject, rest = message.tokens[start:end], words[end:]
    if words[at] in FIRED_UP and rest[:1] == ["up"]:
        return _ordered(message, tokens("run"), subject, end + 1)
    if rest[:2] in (["off", "hold"], ["off", "pause"], ["off", "ice"]):
        return _ordered(message, tokens("resume"), subject, end + 2)
    if rest[:1] == ["going"] and rest[1:2] == ["again"]:
        return _ordered(message, tokens("resume"), subject, end + 2)
    if rest[:1] != ["back"] or pronoun:
        return message
    if PLAIN_STATES & set(rest):
        return _ordered(message, tokens("reset"), subject, len(words))
    if rest[1:2] == ["to"] and rest[2:3] in (["work"], ["business"], ["duty"]):
        return _ordered(message, tokens("resume"), subject, end + 3)
    if rest[1:3] in AS_IT_WAS or (rest[1:2] == ["to"] and len(rest) > 2):
        return _ordered(message, tokens("roll back"), subject, end + 1)
    return message


LED_UP = phrase_list(
    "would you mind|do you mind|how about|mind|let us try|i suggest|i would suggest|start by|begin by|why do not you|"
    "why do not we|time to|it is time to|feel free to|go ahead and|i think we should|you can go ahead and|"
    "i would appreciate you|you are welcome to|it is ok to|it is fine to|it is okay to|you are free to|"
    "first of all|step one|step 1|first|1 )|two things :|a few things :|three things :|couple of things :|"
    "a couple of things :|i need you to|i want you to|i would like you to|no need to keep|make sure to|"
    "be sure to|remember to|do me a favor and|do me a favour and|could i ask you to|may i ask you to|"
    "would it be possible to|is it possible to|any chance you could|any chance of|i would be grateful if you could|"
    "please could you|can i ask you to|i was hoping you could|we would like to|we need to|we should|we want to|"
    "let us go ahead and|quick one :|quick one -|new plan :|change of plan :|change of plans :|ok so"
)
LEADS = tuple(sorted((tuple(phrase.split()) for phrase in LED_UP), key=len, reverse=True))


def without_lead(message: Message) -> Message:
    """“would you mind pausing …”, “how about pausing …” say what “pausing …” says."""
    words = message.words
    for lead in LEADS:
        end = len(lead)
        if tuple(words[:end]) != lead:
            continue
        part = message.part(end + (words[end : end + 1] == [","]))
        at = part.opening()
        if at < len(part.words) and (verbs_of(part, at) & ACTS or _is_ours(part)):
            return part
    return message


def _is_ours(part: Message) -> bool:
    """Whether agents, settings or playbooks are spoken of."""
    return any(part.find(kind) for kind in ("agentname", "setting", "playbookname", "task"))


def time_last(message: Message) -> Message:
    """“until friday, pause pipeline” says what “pause pipeline until friday” says; so does “for EMEA, pause …”."""
    words = message.words
    start = message.opening() if words[0] not in OPENS_A_TIME else 0
    if words[start] not in OPENS_A_TIME:
        return message
    for cut in range(start + 1, min(len(words), start + 10)):
        comma = words[cut - 1] == ","
        rest = message.part(cut)
        at = rest.opening()
        starts = at < len(rest.words) and verbs_of(rest, at) & (ACTS | {"activate", "deactivate", "set"})
        lead = message.part(start, cut - comma)
        if starts and (comma or len(lead.words) > 1 or lead.words[0] in ("tomorrow", "tonight", "overnight")):
            if _only_says_when(lead):
                return _with(message, (*rest.tokens, *lead.tokens))
    return message


OPENS_A_TIME = word_set(
    "until till til through thru for from at on starting over by tomorrow tonight overnight this next monday tuesday "
    "wednesday thursday friday in effective beginning as today"
)


def _only_says_when(lead: Message) -> bool:
    """Whether all these words are a time, a duration or a day."""
    keys = dict.fromkeys(("until", "till", "til", "through", "thru", "by", "over"), "until")
    keys |= dict.fromkeys(("from", "at", "on", "starting", "effective", "beginning"), "at") | {"for": "for"}
    _, spans = times_in(lead, keys)
    covered = {i for s in spans for i in range(s.start, s.end)}
    if covered >= set(range(len(lead.words))):
        return True
    bare = bare_time(lead, [])
    lasts = duration(lead, 1) if lead.words[0] in ("for", "over") else None
    whole = bare is not None and (bare[1].start, bare[1].end) == (0, len(lead.words))
    read = point(lead, 0, lead.today)
    return whole or bool(lasts and lasts.length + 1 == len(lead.words)) or bool(read and read.length == len(lead.words))


TURNS: tuple[Callable[[Message], Message], ...] = (
    without_lead,
    time_last,
    run_of,
    copy_of,
    as_it_is,
    lifted,
    placed,
    told,
    terse,
    none_of_it,
)
"""In the order they are applied."""
