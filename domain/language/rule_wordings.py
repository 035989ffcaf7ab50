"""Rules said in a roundabout way, turned into the plain one: what is held for approval needs approval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.language.amounts import read_amount
from domain.language.message import Message
from domain.language.points import duration
from domain.language.rewrites import rewritten
from domain.language.text import Token, tokens, word_set
from domain.language.wordings.tables import RULES_SAID

NEEDS = word_set("need needs require requires want needing requiring get gets must")
APPROVALS = (["approval"], ["ok"], ["signoff"], ["okay"], ["sign"], ["blessing"], ["consent"], ["yes"])
TO_APPROVE = (["to", "approve"], ["to", "sign"], ["to", "ok"], ["to", "okay"])
THIRD_PERSON = {
    "flags": "flag",
    "nudges": "nudge",
    "alerts": "alert",
    "notifies": "notify",
    "pings": "ping",
    "tells": "tell",
    "warns": "warn",
    "escalates": "escalate",
    "requires": "require",
    "triggers": "trigger",
    "messages": "message",
    "emails": "email",
    "posts": "post",
    "blocks": "block",
    "mutes": "mute",
    "suppresses": "suppress",
    "skips": "skip",
    "creates": "create",
    "sends": "send",
}
CALLS = word_set("flag mark treat count call consider label tag show report warn")
COUNTED = word_set("with who has over above at having on carrying holding owning juggling sitting working that")
SOMEBODY = word_set("anyone anybody someone somebody whoever everyone people folks")
OF_THEIRS = word_set("his her hers their theirs")
ASKS = word_set("which what who show list how where why count find give get")
"""What questions begin with, whatever rules they speak of."""
OWNED = word_set("team reps rep people group squad deals deal opps pipeline sellers crew folks")


def plainly(message: Message) -> Message:
    """The message with every roundabout wording turned into the plain one."""
    if message.words[:1] and message.words[0] not in ASKS:
        message = rewritten(message, RULES_SAID)
    for turn in TURNS:
        if message.opening() + 1 < len(message.words):
            message = turn(message)
    return message


def _with(message: Message, said: Sequence[Token]) -> Message:
    return Message(message.text, tuple(said), message.names, message.today, message.fixes, message.has_context)


def words(text: str) -> tuple[Token, ...]:
    """The tokens of a few words of ours."""
    return tokens(text)


def approver_last(message: Message) -> Message:
    """“needs Dana's approval”, “needs Dana to approve” say what “needs approval from Dana” says."""
    for span, _ in message.people():
        # “danas sign off” is typed without its apostrophe.
        whose = message.tokens[span.end - 1].possessive or message.words[span.end - 1].endswith("s")
        owned = whose and message.words[span.end : span.end + 1] in APPROVALS
        acts = message.words[span.end : span.end + 2] in TO_APPROVE
        if not ((owned or acts) and span.start and message.words[span.start - 1] in NEEDS):
            continue
        said, end = message.tokens, span.end + (1 if owned else 2)
        end += message.words[end - 1 : end + 1] == ["sign", "off"]
        name = (*said[span.start : span.end - 1], replace(said[span.end - 1], possessive=False))
        turned = (*said[: span.start], *words("approval from"), *name, *said[end:])
        return _with(message, turned)
    return message


def delays_last(message: Message) -> Message:
    """“…, and after 2 days escalate” says what “… and escalate after 2 days” says."""
    for span in message.find("react"):
        for at in range(max(1, span.start - 5), span.start - 1):
            read = duration(message, at + 1) if message.words[at] == "after" else None
            joins = message.words[at - 1] in ("and", "then", ",", "also")
            if read is None or not joins or at + 1 + read.length < span.start - 1:
                continue
            said, end = message.tokens, at + 1 + read.length
            return _with(message, (*said[:at], *said[span.start : span.end], *said[at:end], *said[span.end :]))
    return message


def held_for_approval(message: Message) -> Message:
    """“hold deals over 400k for approval by dana” says what “require approval from dana for deals over 400k” says."""
    at, said = message.opening(), message.words
    if said[at : at + 1] not in (["hold"], ["send"], ["route"], ["put"]):
        return message
    end = next(
        (i for i in range(at + 1, len(said)) if said[i : i + 2] in (["for", "approval"], ["to", "approval"])), None
    )
    if end is None:
        return message
    by = end + 2 if said[end + 2 : end + 3] in (["by"], ["from"], ["with"]) else None
    approver = (*words("from"), *message.tokens[by + 1 :]) if by is not None else ()
    what = message.tokens[at + 1 : end]
    more = () if by is not None else _without_colon(message.tokens[end + 2 :])
    return _with(message, (*words("require approval"), *approver, *words("for"), *what, *more))


def _without_colon(said: Sequence[Token]) -> Sequence[Token]:
    return said[1:] if said and said[0].text in (":", "-") else said


BESIDES = tuple(
    tuple(phrase.split())
    for phrase in [
        "going forward ,",
        "going forward",
        "from now on ,",
        "from now on",
        "from here on out",
        "from here on ,",
        "from here on",
        "before it closes",
        "before they close",
        "before closing",
        "before it is signed",
        "before they sign",
        "before it gets signed",
        "before it goes out",
        "before they go out",
        "before it can close",
        "before they can close",
        "starting now",
        "effective immediately",
        "as of now ,",
        "by default ,",
        "as a standing rule ,",
        "as a rule ,",
        "as a standing rule",
    ]
)
"""What is said beside a rule and adds nothing to it."""


def without_besides(message: Message) -> Message:
    """“going forward, … needs approval before it closes” says what “… needs approval” says."""
    if not message.find("react"):
        return message
    said = list(message.tokens)
    for phrase in BESIDES:
        listed = [t.text for t in said]
        at = next((i for i in range(len(said)) if tuple(listed[i : i + len(phrase)]) == phrase), None)
        if at is not None:
            del said[at : at + len(phrase)]
    return message if len(said) == len(message.tokens) else _with(message, said)


STARTS = (["start"], ["run"], ["trigger"], ["launch"], ["fire"], ["begin"], ["initiate"], ["open"])


def workflow_first(message: Message) -> Message:
    """“start onboarding workflow upon …” says what “trigger workflow onboarding upon …” says."""
    said = message.words
    for at in range(len(said)):
        kicked = said[at : at + 2] in (["kick", "off"], ["set", "off"], ["fire", "off"])
        start = at + 1 + kicked
        end = next((i for i in range(start, min(start + 6, len(said))) if said[i] in ("workflow", "flow")), None)
        if end is None or not (kicked or said[at : at + 1] in STARTS) or end == start:
            continue
        name = [t for t in message.tokens[start:end] if t.text not in ("the", "a", "our", "off", "up")]
        if name and not set(said[start:end]) & (MARKED | {",", "and", "or"}):
            return _with(message, (*message.tokens[:at], *words("trigger workflow"), *name, *message.tokens[end + 1 :]))
    return message


MARKED = word_set("when whenever if once unless anytime")
HAPPENINGS = word_set("deal deals opp opps closed won lost win loss lead leads new change push exception")


def on_every(message: Message) -> Message:
    """“buzz #deals on every closed won above 100k” says what “buzz #deals whenever closed won above 100k” says."""
    said, at = message.words, message.opening()
    reacts = [s for s in message.find("react") if s.start <= at + 1]
    if not reacts or message.find("report") or MARKED & set(said):
        return message
    for i in range(at + 1, len(said) - 1):
        pair = said[i] in ("on", "of", "about", "for") and said[i + 1] in ("every", "each")
        length = 2 if pair or said[i : i + 2] == ["on", "any"] else 0
        length = length or (said[i] == "upon")
        if length and HAPPENINGS & set(said[i + length : i + length + 3]):
            ends = "goes to" if said[i + length] in ("closed", "won", "lost", "win", "loss") else ""
            return _with(message, (*message.tokens[:i], *words(f"whenever {ends}"), *message.tokens[i + length :]))
    return message


def watched(message: Message) -> Message:
    """“watch Fabrikam and tell me when it goes …” says what “tell me when Fabrikam goes …” says."""
    said, at = message.words, message.opening()
    keeps = next((len(k) for k in KEEPS_WATCH if said[at : at + len(k)] == k), 0)
    at += keeps - 1 if keeps else 0
    reacts = [s for s in message.find("react") if s.start > at + 1]
    if not (keeps or said[at : at + 1] in WATCHES) or not reacts:
        return message
    joint, pointer = reacts[0].start - 1, next((i for i, w in enumerate(said) if w in ("it", "they", "that")), None)
    if said[joint] not in ("and", ",") or pointer is None or pointer < reacts[0].end:
        return message
    name = message.tokens[at + 1 : joint]
    return _with(message, (*message.tokens[joint + 1 : pointer], *name, *message.tokens[pointer + 1 :]))


WATCHES = (["watch"], ["monitor"], ["track"], ["follow"])
KEEPS_WATCH = (["keep", "an", "eye", "on"], ["keep", "tabs", "on"], ["keep", "watch", "on"])
LOOKS_FOR = word_set("catch watch spot find identify")


def looked_for(message: Message) -> Message:
    """“catch deals whose owner is empty and flag them” says what “deals …: flag them” says."""
    said, at = message.words, message.opening()
    reacts = [s for s in message.find("react") if s.value in ("flag", "nudge_owner", "escalate")]
    if not reacts or said[at] not in LOOKS_FOR or said[reacts[0].start - 1] not in ("and", ","):
        return message
    first = at + 1 + (said[at + 1 : at + 2] in (["for"], ["out"]))
    end = reacts[0].start - 1
    return _with(message, (*message.tokens[first:end], *words("=>"), *message.tokens[end + 1 :]))


NOTHING = word_set(
    "still nothing no response reply change changes changed movement action progress update answer happens happened "
    "has have is are been there it they do does did not respond responds reply replies act acts move moved moves "
    "reacted react reacts done in within after later by then the rep owner from them , yet another more further "
    "fix fixed fixes touched"
)
"""Words that say no more than that nothing has come of a reaction."""


def still_nothing(message: Message) -> Message:
    """“nudge the rep, and if still nothing 2 days later escalate” waits 2 days before it escalates."""
    said, reacts = message.words, message.find("react")
    for react in reacts[1:]:
        at = next((i for i in range(react.start - 1, reacts[0].end - 1, -1) if said[i] in MARKED), None)
        if at is None or said[at - 1] not in ("and", ",", "then", ".", ";", "but"):
            continue
        between = range(at + 1, react.start)
        wait = next(((i, d.length) for i in between if (d := duration(message, i))), None)
        rest = [said[i] for i in between if wait is None or not wait[0] <= i < sum(wait)]
        if wait is None or set(rest) - NOTHING or not set(rest) & {"nothing", "no", "not"}:
            continue
        joint = at - 1 - (said[at - 2] in (",", "and"))
        lasts = message.tokens[wait[0] : sum(wait)]
        later = (*message.tokens[:joint], *words(", then"), *lasts, *words("later"), *message.tokens[react.start :])
        return _with(message, later)
    return message


QUIET = word_set("untouched idle inactive quiet cold silent dormant stuck stalled stale stagnant")


def after_how_long(message: Message) -> Message:
    """“escalate untouched proposals to Dana after 2 weeks”: what is untouched for 2 weeks; nothing waits."""
    said, reacts = message.words, message.find("react")
    at = next((i for i in range(len(said) - 2, 0, -1) if said[i] == "after"), None)
    read = duration(message, at + 1) if at is not None and len(reacts) == 1 else None
    quiet = next((i for i, w in enumerate(said) if w in QUIET), None)
    if at is None or read is None or quiet is None or at + 1 + read.length < len(said) or MARKED & set(said):
        return message
    lasts = (*words("for"), *message.tokens[at + 1 : at + 1 + read.length])
    return _with(
        message, (*message.tokens[:quiet], *message.tokens[quiet : quiet + 1], *lasts, *message.tokens[quiet + 1 : at])
    )


def never_stale(message: Message) -> Message:
    """“never mark contoso deals stale” says what “skip stale warnings for contoso deals” says."""
    said, at = message.words, message.opening()
    negated = 2 if said[at : at + 2] == ["do", "not"] else 1 if said[at : at + 1] == ["never"] else 0
    start = at + negated
    stale = next((i for i in range(start + 2, len(said)) if said[i] in ("stale", "stalled", "stuck")), None)
    if (
        not negated
        or start >= len(said)
        or said[start] not in CALLS
        or stale is None
        or said[start + 1 : start + 2] == ["as"]
    ):
        return message
    end = stale - (said[stale - 1] == "as")
    after = message.tokens[stale + 1 :]
    return _with(message, (*words("skip stale warnings for"), *message.tokens[start + 1 : end], *after))


def somebody_is_a_rep(message: Message) -> Message:
    """“no new deals for anyone with 40 open ones”: whoever has deals is a rep."""
    said = message.words
    counts = "open" in said or "deals" in said or "activity" in said or "meetings" in said
    found = list(message.tokens)
    for i, word in enumerate(said[:-1]):
        if word in SOMEBODY and counts and said[i + 1] in COUNTED:
            found[i] = replace(found[i], text="rep")
    return _with(message, found)


def lasting(message: Message) -> Message:
    """“still open after 5 days” says what “still open for 5 days” says, “3 more days” what “3 days” says."""
    found = [t for i, t in enumerate(message.tokens) if not _adds_to_days(message, i)]
    said = _with(message, found)
    turned = list(found)
    reacts = said.find("react")
    for i, token in enumerate(found[:-1]):
        if token.text != "after":
            continue
        amount = read_amount(found, i + 1)
        delays = any(s.start < i and i - s.end <= 4 and not _marked(said.words[s.end : i]) for s in reacts)
        if amount is not None and amount.unit and not delays:
            turned[i] = replace(token, text="for")
    return _with(message, turned)


def _marked(said: Sequence[str]) -> bool:
    return bool(word_set("when if whenever once") & set(said))


def _adds_to_days(message: Message, at: int) -> bool:
    """Whether a word stands between a number and its days: “3 more days”."""
    said = message.words
    numbered = at > 0 and read_amount(message.tokens, at - 1) is not None
    return (
        said[at] in ("more", "additional", "extra", "further")
        and numbered
        and said[at + 1 : at + 2]
        in (
            ["days"],
            ["day"],
            ["hours"],
            ["weeks"],
            ["week"],
        )
    )


ASKING = word_set("what which who whom when how why where show list did is are was were does do has have any")
OPENS_A_CASE = word_set("a an any one some nobody somebody no deal deals opp opps the every coverage win")


def asked_and_done(message: Message) -> Message:
    """“a deal drops out of commit? run the forecast” says what “when a deal drops …, run the forecast” says."""
    said, at = message.words, next((i for i, w in enumerate(message.words) if w == "?"), 0)
    reacts = [s for s in message.find("react") if at < s.start <= at + 3]
    if not at or not reacts or said[0] in ASKING or MARKED & set(said) or said[0] not in OPENS_A_CASE:
        return message
    between = said[at + 1 : reacts[0].start]
    if set(between) - {"then", "please", "pls", "just", ",", "you"}:
        return message
    return _with(message, (*words("when"), *message.tokens[:at], *words(","), *message.tokens[reacts[0].start :]))


def for_these(message: Message) -> Message:
    """“for deals without next step, alert me” says what “deals without next step => alert me” says."""
    said = message.words
    at = 0 if said[0] == "for" else message.opening()
    if said[at : at + 1] != ["for"] or MARKED & set(said):
        return message
    react = next((s for s in message.find("react") if s.start > at + 1 and said[s.start - 1] in (",", ":", "-")), None)
    deals = react and {"deal", "deals", "opp", "opps", "leads", "lead", "exceptions", "reps"} & set(
        said[at : react.start]
    )
    if react is None or not deals:
        return message
    return _with(message, (*message.tokens[at + 1 : react.start - 1], *words("=>"), *message.tokens[react.start :]))


TURNS: tuple[Callable[[Message], Message], ...] = (
    without_besides,
    asked_and_done,
    for_these,
    workflow_first,
    on_every,
    looked_for,
    watched,
    held_for_approval,
    approver_last,
    still_nothing,
    after_how_long,
    delays_last,
    lasting,
    never_stale,
    somebody_is_a_rep,
)
"""In the order they are applied."""


def in_the_second_person(body: Message) -> Message:
    """“a rule that flags …” says what “flag …” says."""
    first = body.words[0] if body.words else ""
    if first not in THIRD_PERSON:
        return body
    return _with(body, (replace(body.tokens[0], text=THIRD_PERSON[first]), *body.tokens[1:]))


def of_the_one_told(condition: Message) -> Message | None:
    """The condition without “of his”, “her team's”: it is about those of the person told; None where it is not."""
    said = condition.words
    for i, word in enumerate(said):
        if word not in OF_THEIRS:
            continue
        if i and said[i - 1] == "of":
            return _with(condition, (*condition.tokens[: i - 1], *condition.tokens[i + 1 :]))
        if said[i + 1 : i + 2] and said[i + 1] in OWNED:
            teams = said[i + 1] in ("team", "group", "squad", "crew")
            led = i - 1 if teams and i and said[i - 1] in ("on", "in", "from", "of") else i
            return _with(condition, (*condition.tokens[:led], *condition.tokens[i + 1 + teams :]))
    return None
