"""Orders to the agents in other voices, turned into the plain one: “have pipeline stand down” as a pause."""

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
    reported = _of_reports(message) and not message.find("task")
    if not end or end >= len(words) or reported or _suppresses(message):
        return message
    subject = message.tokens[start:end]
    doing = _after_modals(words, end + (words[end] in (":", ",", "-")))
    due = doing > end
    if words[at] in ("keep", "leave") and start > at:
        verb, after = _participle(words, end)
        return _ordered(message, tokens(verb), subject, after) if verb == "pause" else message
    if "?" in words and not wished and words[:1] not in (["could"], ["can"], ["would"], ["will"]):
        return message
    if "let" in (words[at], *words[:at]) and words[doing : doing + 2] in (
        ["run", "again"],
        ["work", "again"],
        ["go", "again"],
    ):
        return _ordered(message, tokens("resume"), subject, doing + 2)
    verb, after = _participle(words, doing)
    state = doing == end and not wished
    if verb and not state and (wished or due):
        if pronoun and verb == "pause" and words[doing] == "off":
            return message
        if verb == "pause" and words[doing] == "off" and words[after : after + 1] and words[after] not in IN_TIME:
            # “get the pipeline agent off woodgrove”: where it is to stop.
            return _with(message, (*tokens("pause"), *subject, *tokens("for"), *message.tokens[after:]))
        return _ordered(message, tokens(verb), subject, after)
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


WANTS = word_set("want wanted need needed meant mean would like wish asked prefer")


def singled_out(message: Message) -> Message:
    """“it’s forecasting I want paused”, “it is not pipeline I want to pause but analytics”: the one that is meant."""
    words = message.words
    at = next((i for i in range(len(words) - 2) if words[i] == "its" or words[i : i + 2] == ["it", "is"]), None)
    if at is None or "?" in words or not (at == message.opening() or words[at - 1] in (",", "-", ".", ";", ":")):
        return message
    if at and not set(words[:2]) & {"not", "no", "never"} and at != message.opening():
        return message
    start = at + 1 + (words[at] == "it")
    denied = words[start] == "not"
    named = subject_end(message.part(start + denied), 0)
    end = named and named + start + denied
    verb, after = _wanted(message, end) if end else ((), 0)
    if not verb:
        return message
    subject = message.tokens[start + denied : end]
    if denied:
        but = after + (words[after : after + 1] == [","])
        but += words[but : but + 1] in (["but"], ["rather"]) or words[but : but + 2] == ["it", "is"]
        after = subject_end(message, but)
        subject = message.tokens[but:after]
        if not after:
            return message
    return _ordered(message, verb, subject, after)


ONLY = word_set("just only but rather")


def only_that(message: Message) -> Message:
    """“don't pause all agents, just pipeline” pauses pipeline."""
    words, at = message.words, message.opening()
    denied = words[at : at + 2] == ["do", "not"]
    verb, after = _act(message, at + 2) if denied and at + 2 < len(words) else ((), 0)
    only = next((i for i in range(after, len(words)) if words[i] in ONLY), None) if verb else None
    if only is None or not agents(message.part(after, only))[0]:
        return message
    end = subject_end(message.part(only + 1), 0)
    return _ordered(message, verb, message.tokens[only + 1 : only + 1 + end], only + 1 + end) if end else message


def _wanted(message: Message, at: int) -> tuple[Sequence[Token], int]:
    """(the command, the token after it) of “I want paused”, “that should be paused”, “we want to pause”."""
    words, end = message.words, at
    end += words[end : end + 1] in (["that"], ["which"], ["who"])
    end += words[end : end + 1] in (["i"], ["we"], ["you"])
    while words[end : end + 1] and (words[end] in WANTS or words[end] == "to"):
        end += 1
    doing = _after_modals(words, end)
    if doing == at:
        return (), at
    verb, after = _participle(words, doing)
    return (tokens(verb), after) if verb else _act(message, doing)


KEEPS = (["keep"], ["leave"], ["let"])
STAYS = tuple(
    sorted(
        (
            tuple(phrase.split())
            for phrase in phrase_list(
                "running|on|going|alone|as is|as it is|active|up|untouched|live|working|paused|off|keeps running|"
                "stays on|stays up|stays live|keeps going|keeps working|remains on|remains active|stays paused|"
                "stays off|stays as is|can keep running|can keep going|can stay on|can stay|should keep running|"
                "should stay on|should stay up|continues|continues running|is fine|is ok|be|stays|stays running|run|"
                "keep running|keep going|stay on|stays active|can carry on|carries on|can continue|goes on|can go on|"
                "can stay up|may continue|may carry on|should continue|should carry on|should keep going"
            )
        ),
        key=len,
        reverse=True,
    )
)
"""What an agent does that goes on as before."""


def goes_on(message: Message) -> Message:
    """“pause forecasting but keep pipeline running” orders nothing of pipeline; “pause all but …” all the others."""
    words = message.words
    for at in range(2, len(words) - 2):
        if words[at] not in ("but", "and", ",", "while", "whilst", ";", "."):
            continue
        keeps = words[at + 1 : at + 2] in KEEPS
        start = at + 1 + keeps
        named = subject_end(message.part(start), 0)
        end = named and start + named
        stays = next((len(s) for s in STAYS if tuple(words[end : end + len(s)]) == s), 0) if end else 0
        before = message.part(0, at - (words[at - 1] == ","))
        follows = words[end + stays : end + stays + 1]
        if (
            not stays
            or (words[end] in ("paused", "off", "on") and not keeps)
            or follows not in ([], ["."], [","], ["!"])
        ):
            continue
        found = agents(before)[0]
        if not found:
            continue
        rest = message.tokens[end + stays :]
        said = (*tokens("except"), *message.tokens[start:end]) if found == ["all"] else ()
        return _with(message, (*before.tokens, *said, *rest))
    return message


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
    led = set(words[at:run]) - DONE_WITH - RUNS_OF - {"kick", "off", "fire", "up"}
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
    if words[0] in ASKS or ("?" in words and words[0] not in ("can", "could")):
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
    if (
        pause is None
        or words[pause + 1 : pause + 2] not in (["on"], ["of"], ["for"], ["to"], ["from"])
        or not (lifts or stops)
    ):
        return message
    end = subject_end(message, pause + 2)
    if not end:
        return message
    return _ordered(message, tokens("resume" if lifts else "pause"), message.tokens[pause + 2 : end], end)


RETURNS = word_set("return set put bring take restore revert switch change")
CUSTOM = word_set(
    "customisation customisations customization customizations customised customized custom overrides tweaks"
)
CLEARS = word_set("undo wipe clear remove drop delete strip discard reset lose")


def cleared(message: Message) -> Message:
    """“undo all customisation on the pipeline agent” resets it."""
    words, at = message.words, message.opening()
    if words[at] not in CLEARS or not CUSTOM & set(words):
        return message
    spans = [s for s in agents(message)[1] if s.value]
    if not spans or {"threshold", "thresholds", "rule", "rules"} & set(words):
        return message
    return _with(message, (*tokens("reset"), *message.tokens[spans[0].start : spans[-1].end]))


HAS_TASK = word_set("time have need want get do for a an the quick fresh another one more full new see us go")


def task_wanted(message: Message) -> Message:
    """“time for a stale scan”, “let's have an anomaly scan” run one."""
    words, task = message.words, message.first("task")
    if task is None or words[0] in ASKS or "?" in words:
        return message
    lead = {
        w for w in words[: task.start] if w not in ("let", "i", "we", "would", "like", "please", "it", "is", "think")
    }
    if task.start and lead <= HAS_TASK and {"time", "have", "need", "want", "get", "go"} & lead:
        return _with(message, (*tokens("run"), *message.tokens[task.start :]))
    return message


PLAY_NOUNS = word_set("playbook playbooks play mode")
ENDS_PLAY = phrase_list(
    "take us out of|get us out of|get us off|take us off|done with|no longer need|no more|no need for|come off|"
    "that is it for|that is enough of|enough of|say goodbye to|put an end to|move off|no longer use|no longer want|"
    "finished with|wrap up|call off|pull|retire|through with|no further need of|no further need for|bring an end to|"
    "drop us out of|get rid of|we can stop using|stop using|switch us out of|back out of|do without"
)
STARTS_PLAY = phrase_list(
    "use|time for|bring up|go for|turn to|should be on|be on|want|need|have|do|execute|play|put on|follow|adopt|"
    "get started on|get started with|move to|move us to|switch us to|put us on|put everyone on|get us on|go to|"
    "switch over to|bring on|fire up|set off|give us|work to|go by|on with|on to|over to"
)
NEEDS_STATE = word_set("make get put have set see take turn bring")
ON_STATES = word_set("active live going running on started up activated enabled effective")
OFF_STATES = word_set("off inactive down over stopped deactivated disabled ended finished away")


def play(message: Message) -> Message:
    """“time for the audit prep playbook”, “get us off the cleanup playbook”, “large deal playbook, activate”."""
    words, name = message.words, message.first("playbookname")
    if name is None or words[0] in ASKS or ("?" in words and words[0] not in ("can", "could", "would", "will")):
        return message
    start = name.start - (name.start > 0 and words[name.start - 1] in ("the", "our", "a"))
    end = name.end + (words[name.end : name.end + 1] != [] and words[name.end] in PLAY_NOUNS)
    named, text = end > name.end or " ".join(words[name.start : name.end]) in FULL, " ".join(words[:start])
    named = named or " ".join(w for w in words[name.start : name.end] if w != "-") in FULL
    if not named or any(v & {"activate", "deactivate"} for v in _verbs_before(message, start)):
        return message
    subject, step = message.tokens[start:end], end + (words[end : end + 1] in ([","], [":"], ["-"]))
    step = _after_modals(words, step)
    states = words[step : step + 1]
    if text.endswith(ENDS_PLAY):
        return _ordered(message, tokens("deactivate"), (*subject, *_called(words, end)), end)
    if (
        states
        and states[0] in ON_STATES | OFF_STATES
        and (start == message.opening() or NEEDS_STATE & set(words[:start]))
    ):
        verb = "activate" if states[0] in ON_STATES else "deactivate"
        return _ordered(message, tokens(verb), (*subject, *_called(words, end)), step + 1)
    verbs = verbs_of(message, step) if step < len(words) and start <= message.opening() else frozenset()
    if verbs & {"activate", "deactivate"} and states[0] not in ("into", "use", "run", "on", "take", "get"):
        after = message.verbs_at(step)[0][0].end
        said = "activate" if "activate" in verbs else "deactivate"
        return _ordered(message, tokens(said), (*subject, *_called(words, end)), after)
    if f" {text}".endswith(tuple(f" {lead}" for lead in STARTS_PLAY)):
        return _ordered(message, tokens("activate"), (*subject, *_called(words, end)), end)
    return message


FULL = word_set("quarter end|audit prep|new rep|large deal|pipeline cleanup|pipeline clean up|quarter close|audit mode")


def _verbs_before(message: Message, end: int) -> list[frozenset[str]]:
    """What the words before a playbook may order."""
    at = message.opening()
    return [verbs_of(message, at)] if at < end else []


def _called(words: Sequence[str], end: int) -> tuple[Token, ...]:
    """The word playbook, where it is missing."""
    return () if words[end - 1] in PLAY_NOUNS else tokens("playbook")


def in_their_order(message: Message) -> Message:
    """“before you reset analytics, take a snapshot”, “reset it but take a backup first”: what comes first, first."""
    words = message.words
    if words[0] in ("before", "prior"):
        comma = next((i for i, w in enumerate(words) if w == ","), None)
        if comma and comma + 1 < len(words):
            later = message.part(1 + (words[1:2] in (["you"], ["we"], ["i"], ["to"])), comma)
            first = message.part(comma + 1)
            at = later.opening()
            if at < len(later.words) and verbs_of(later, at) & ACTS | verbs_of(first, first.opening()) & ACTS:
                return _with(message, (*first.tokens, *tokens("and"), *later.tokens))
    for i in range(2, len(words) - 1):
        if words[i] not in ("but", "after", "and", "once") or words[i - 1] == "and":
            continue
        part = message.part(i + 1)
        at = part.opening()
        does = at < len(part.words) and bool(verbs_of(part, at) & ACTS)
        before = part.words[-1:] == ["first"] or part.words[:1] == ["first"]
        if does and (words[i] == "after" or before) and verbs_of(message, message.opening()) & ACTS:
            end = i - (words[i - 1] == ",")
            said = part.tokens[: -1 if part.words[-1:] == ["first"] else None]
            return _with(message, (*said, *tokens("and"), *message.tokens[:end]))
    return message


ONCE_DONE = (["once", "you", "have"], ["after", "you", "have"], ["when", "you", "have"], ["once", "we", "have"])


def once_done(message: Message) -> Message:
    """“once you've taken a snapshot of pipeline, reset it”: one after the other."""
    words = message.words
    if words[:3] in ONCE_DONE and verbs_of(message, 3) & ACTS:
        return message.part(3)
    return message


def unnumbered(message: Message) -> Message:
    """“1) snapshot pipeline 2) reset it” as two orders."""
    words, said = message.words, list(message.tokens)
    marks = [
        i for i in range(len(words) - 1) if words[i] in ("1", "2", "3", "a", "b", "c") and words[i + 1] in (")", ".")
    ]
    if len(marks) < 2 or marks[0] > 3:
        return message
    for i in reversed(marks):
        said[i : i + 2] = tokens(";") if i else ()
    return _with(message, said)


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
    if rest[:1] == ["to"] and words[at] in RETURNS and (PLAIN_STATES | {"box"}) & set(rest) and not pronoun:
        return _ordered(message, tokens("reset"), subject, len(words))
    if rest[:1] != ["back"] or pronoun:
        return message
    if (PLAIN_STATES | {"box"}) & set(rest):
        return _ordered(message, tokens("reset"), subject, len(words))
    if rest[1:2] == ["to"] and rest[2:3] in (["work"], ["business"], ["duty"]):
        return _ordered(message, tokens("resume"), subject, end + 3)
    if rest[1:3] in AS_IT_WAS or (rest[1:2] == ["to"] and len(rest) > 2):
        return _ordered(message, tokens("roll back"), (*subject, *tokens("to")), end + 1 + (rest[1:2] == ["to"]))
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
        whole = comma or len(lead.words) > 1 or lead.words[0] in ("tomorrow", "tonight", "overnight")
        if starts and whole and _only_says_when(lead):
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
    unnumbered,
    goes_on,
    singled_out,
    only_that,
    without_lead,
    in_their_order,
    once_done,
    time_last,
    play,
    run_of,
    copy_of,
    as_it_is,
    lifted,
    cleared,
    task_wanted,
    placed,
    told,
    terse,
    none_of_it,
)
"""In the order they are applied."""
