"""What happens to a deal, as conditions of a rule: a stage that changes, an amount, a push, a new record."""

from __future__ import annotations

from domain.language.amounts import read_amount
from domain.language.commands.needs import Step
from domain.language.message import Message, Span
from domain.language.text import phrase_list, word_set

ENTERS = phrase_list(
    "goes to|moves to|changes to|enters|reaches|gets to|moves into|goes into|turns|becomes|hits|is moved to|"
    "moved to|lands in|progresses to|advances to|switches to|flips to|gets moved to|went to|goes|is|gets|go to|"
    "move to|change to|enter|reach|move into|turn|changes stage to|moves stage to|are|marked|is marked|"
    "is marked as|gets marked|hit|get to|makes it to|drops to|falls to|slips to|moves back to|falls back to|"
    "drops back to|goes back to|entering|moving to|moving into|going to|going into|reaching|hitting|advancing to|"
    "is upgraded to|gets upgraded to|upgraded to|downgraded to|is downgraded to|gets downgraded to|makes it into|"
    "graduates to|jumps to|jumps into|arrives in|arrives at|is put in|gets put in|is set to|gets set to|becomes a|"
    "progressing to|changing to|turning|getting to|coming to|heading to|being moved to"
)
LEAVES = phrase_list(
    "leaves|moves out of|drops out of|exits|goes back from|moves from|falls out of|moves on from|changes from|"
    "changes stage out of|changes stage from|moves stage from|changes out of|goes out of|gets moved out of|"
    "goes backwards from|goes backward from|moves backwards from|moves backward from|regresses from|slides back from|"
    "slips back from|reverts from|goes back out of|is pulled from|gets pulled from|slides from|downgraded from|"
    "is downgraded from|gets downgraded from|falls from|falls back from|"
    "changes stages from|moves away from|goes from|comes out of|is moved out of|leave|move out of|drop out of|"
    "slides out of|moved out of|"
    "gets out of|slips out of|slips from|drops from|leaving|exiting|moving out of|dropping out of|moving from|"
    "falling out of"
)
AMOUNTS = ("amount", "value", "size", "price", "amounts")
CREATED = phrase_list(
    "is created|gets created|is added|comes in|gets added|is opened|shows up|arrives|created|added|opened|"
    "appears|lands|is logged|are created|are added|come in|is new"
)


def events_in(condition: Message) -> tuple[list[Step], Message]:
    """(events such as a stage that changes, the rest of the condition)."""
    out: list[Step] = []
    gone: list[Span] = []
    for reading in (_category_change, _stage_change, amount_change, _pushes, deviation, _new_record):
        found = reading(condition)
        if found is not None:
            out += found[0]
            gone += found[1]
    return out, condition.without(gone)


def _phrase_at(message: Message, at: int, listed: tuple[str, ...]) -> int:
    best = 0
    for phrase in listed:
        parts = phrase.split()
        if message.words[at : at + len(parts)] == parts:
            best = max(best, len(parts))
    return best


def _stage_at(message: Message, at: int) -> tuple[str, int] | None:
    """(stage, tokens) named at a position, “closed won” and “won” included."""
    while at < len(message.words) and message.words[at] in phrase_list("the|to|stage|as|a|an|into"):
        at += 1
    for mention in message.drafted.mentions:
        if mention.start != at:
            continue
        stage = next((c.named.value for c in mention.names if c.named.kind == "stage"), None)
        status = mention.get("status")
        if stage is None and status in ("won", "lost", "closed", "open"):
            stage = next((name for name, of, _ in message.names.stages if of == status), status)
        if stage is not None:
            end = mention.end + (message.words[mention.end : mention.end + 1] == ["stage"])
            return stage, end
    return None


def _category_at(message: Message, at: int) -> tuple[str, int] | None:
    """(forecast category, token after it) named at a position; a stage of the same name comes first."""
    while at < len(message.words) and message.words[at] in phrase_list("the|to|as|a|an|into|category"):
        at += 1
    mention = next((m for m in message.drafted.mentions if m.start == at), None)
    if mention is None or any(c.named.kind == "stage" for c in mention.names):
        return None
    named = next((c.named.value for c in mention.names if c.named.kind == "forecast_category"), None)
    return (named, mention.end) if named else None


def _category_change(condition: Message) -> tuple[list[Step], list[Span]] | None:
    """“falls out of commit”, “goes omitted from commit”, “forecast category changes to Best Case”."""
    words = condition.words
    for phrases, op in ((LEAVES, "changes_from"), (ENTERS, "changes_to")):
        for i in range(len(words)):
            n = _phrase_at(condition, i, phrases)
            category = _category_at(condition, i + n) if n else None
            if category is None or " ".join(words[i : i + n]) in ("is", "are", "gets"):
                continue
            found = [{"field": "forecast_category", "op": op, "value": category[0]}]
            end, back = category[1], {"changes_from": ("to", "into"), "changes_to": ("from",)}[op]
            other = _category_at(condition, end + 1) if words[end : end + 1] and words[end] in back else None
            if other is not None:
                turned = "changes_to" if op == "changes_from" else "changes_from"
                found.append({"field": "forecast_category", "op": turned, "value": other[0]})
                end = other[1]
            named = [Span(k, k + 1, "") for k in range(i) if words[k] in ("forecast", "category", "fcst")]
            return found, [*named, Span(i, end, "")]
    return None


def _stage_change(condition: Message) -> tuple[list[Step], list[Span]] | None:
    for i in range(len(condition.words)):
        n = _phrase_at(condition, i, LEAVES)
        if n and (stage := _stage_at(condition, i + n)):
            found = [{"field": "stage", "op": "changes_from", "value": stage[0]}]
            end = stage[1]
            if condition.words[end : end + 1] in (["to"], ["into"]) and (goal := _stage_at(condition, end + 1)):
                found.append({"field": "stage", "op": "changes_to", "value": goal[0]})
                end = goal[1]
            return found, [Span(i, end, "")]
    for i in range(len(condition.words)):
        n = _phrase_at(condition, i, ENTERS)
        if not n or not (stage := _stage_at(condition, i + n)):
            continue
        verb = " ".join(condition.words[i : i + n])
        ends = stage[0] if isinstance(stage[0], str) else ""
        decided = (
            any(name == ends and status in ("won", "lost") for name, status, _ in condition.names.stages)
            or ends == "closed"
        )
        if verb in ("is", "are", "gets", "goes", "is marked", "marked") and not decided and verb in ("is", "are"):
            continue
        return [{"field": "stage", "op": "changes_to", "value": stage[0]}], [Span(i, stage[1], "")]
    for i, word in enumerate(condition.words):
        # “when we win a deal”, “a deal closes”, “someone loses a deal”
        if (
            (
                word in ("win", "wins", "lose", "loses", "closes", "close")
                or (word in ("signs", "sign") and i + 1 == len(condition.words))
            )
            and i
            and condition.words[i + 1 : i + 2] not in (["rate"], ["date"], ["dates"], ["this"], ["next"])
        ):
            status = {"win": "won", "wins": "won", "lose": "lost", "loses": "lost"}.get(word, "won")
            if word in ("closes", "close") and condition.words[i + 1 : i + 2] == ["lost"]:
                status = "lost"
            stage_name = next((name for name, of, _ in condition.names.stages if of == status), status)
            end = i + 1 + (condition.words[i + 1 : i + 2] in (["won"], ["lost"]))
            return [{"field": "stage", "op": "changes_to", "value": stage_name}], [Span(i, end, "")]
    return None


EITHER_WAY = word_set("or more up down either way direction + plus at once")
"""Words after a change of an amount that say no more than how much."""


def amount_change(condition: Message) -> tuple[list[Step], list[Span]] | None:
    words = condition.words
    for i, word in enumerate(words):
        if word not in phrase_list(
            "changes|drops|shrinks|grows|increases|decreases|jumps|falls|moves|goes|changed|rises|swings|"
            "change|drop|shrink|grow|dropped|is|gets|increased|decreased|cut|reduced|swing|fluctuates|varies|"
            "shifts|edits|"
            "slashes|cuts|reduces|raises|bumps|adjusts|moving|changing|swinging|dropping|dips|declines|balloons|"
            "inflates"
        ):
            continue
        said = word_set("amount value size price amounts deal deals")
        if not (said & set(words[:i]) or word_set("amount value size price") & set(words[i + 1 : i + 4])) or {
            "rate",
            "coverage",
            "attainment",
        } & set(words[:i]):
            continue
        for j in range(i + 1, min(len(words), i + 12)):
            amount = read_amount(condition.tokens, j)
            if amount and amount.percent:
                # What stands between stays: “the amount on any EMEA deal drops by 20 %” is about EMEA deals.
                before = next((k for k in range(i - 1, -1, -1) if words[k] in AMOUNTS), i)
                after = next((k for k in range(i + 1, min(i + 4, j)) if words[k] in AMOUNTS), None)
                if before == i and after is not None:
                    # “changes the amount on any EMEA deal by 20 %”: what stands between is whose amount.
                    gone = [Span(i, after + 1, ""), Span(_by(words, j), j + amount.length, "")]
                    return [{"field": "amount", "op": "changed_pct_gt", "value": amount.number}], gone
                named, end = before, j + amount.length
                while end < len(words) and words[end] in EITHER_WAY:
                    end += 1
                change = {"field": "amount", "op": "changed_pct_gt", "value": amount.number}
                return [change], [Span(named, named + 1, ""), Span(i, end, "")]
    return None


def _by(words: list[str], at: int) -> int:
    """Where “by more than” begins before a number."""
    while at and words[at - 1] in ("by", "more", "than", "over", "at", "least"):
        at -= 1
    return at


def _pushes(condition: Message) -> tuple[list[Step], list[Span]] | None:
    words = condition.words
    for i, word in enumerate(words):
        if word not in phrase_list("pushed|slips|slip|slipped|pushes|moved|postponed|push|moves|delayed|rescheduled"):
            continue
        dated = "date" in words or word in ("pushed", "postponed", "pushes", "slips", "slipped", "slip")
        if not dated or _stage_at(condition, i + 1) or words[i + 1 : i + 2] in (["to"], ["into"]):
            continue
        n, end = _times(condition, i + 1)
        start = next(
            (
                k
                for k in range(i - 1, -1, -1)
                if words[k] == "close" or (words[k] == "date" and words[k - 1 : k] != ["close"])
            ),
            i,
        )
        return [{"field": "close_date", "op": "pushed_count_gte", "value": n}], [Span(start, end, "")]
    return None


OFTEN = ("times", "time", "or", "more", "+")


NTH = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}


def _ordinal_time(words: list[str], at: int) -> tuple[int, int] | None:
    """“for the 3rd time”, “a second time”: (which, token after it)."""
    suffixed = words[at + 1 : at + 2] and words[at + 1] in ("nd", "rd", "th")
    end = at + 1 + bool(suffixed)
    if words[at] in NTH and words[end : end + 1] == ["time"] and (suffixed or not words[at].isdigit()):
        return NTH[words[at]], end + 1
    return None


def _times(condition: Message, at: int) -> tuple[int, int]:
    """(at least how often, where the words end): “more than twice” is 3 or more."""
    words = condition.words
    more = False
    end = at
    for i in range(at, min(len(words), at + 8)):
        if words[i] in ("more", "over"):
            more = True
        value = {"once": 1, "twice": 2, "thrice": 3}.get(words[i])
        if ordinal := _ordinal_time(words, i):
            return ordinal
        amount = read_amount(condition.tokens, i)
        if (
            value is None
            and amount is not None
            and (
                amount.times
                or words[i + amount.length : i + amount.length + 1] == ["times"]
                or words[i + 1 : i + 2] in (["times"], ["time"], ["+"])
                or words[i + 1 : i + 4] == ["or", "more", "times"]
            )
        ):
            value = int(amount.value)
            end = i + amount.length
            while end < len(words) and words[end] in OFTEN:
                end += 1
        elif value is not None:
            end = i + 1
            if words[end : end + 2] == ["or", "more"]:
                end += 2
        if value is not None:
            return value + 1 if more else value, end
    step = at
    while step < len(words) and words[step] in ("out", "back", "again", "past"):
        step += 1
    return 1, step


def deviation(condition: Message) -> tuple[list[Step], list[Span]] | None:
    words = condition.words
    for i, mention in enumerate(condition.drafted.mentions):
        measure = mention.get("measure")
        if measure not in ("win_rate", "attainment", "coverage", "loss_rate", "cycle_days"):
            continue
        rest = words[mention.end :]
        moves = word_set(
            "deviates shifts changes drifts swings moves drops falls varies differs deviate shift drift drop "
            "change dips jumps rises off strays diverges slips"
        ) & set(rest[:4])
        if not moves or {"below", "under", "to", "above", "beneath"} & set(rest[:5]) - (
            {"above"} if "above" not in rest[:5] else set()
        ):
            continue
        for j in range(mention.end, min(len(words), mention.end + 8)):
            amount = read_amount(condition.tokens, j)
            if amount and (
                amount.percent
                or words[j + amount.length : j + amount.length + 1] in (["points"], ["pts"], ["point"], ["pp"])
            ):
                end = j + amount.length
                while end < len(words) and words[end] in phrase_list(
                    "points|pts|point|pp|from|off|of|its|our|the|norm|normal|average|its|historical|norms|usual|"
                    "baseline|vs|"
                    "history|mean"
                ):
                    end += 1
                # What stands between stays: “win rate for SMB deviates by 10 %” is about SMB.
                move = next(k for k in range(mention.end, j) if words[k] in moves)
                gone = [Span(mention.start, mention.end, ""), Span(move, end, "")]
                return [{"field": measure, "op": "deviation_pct_gt", "value": amount.number}], gone
        del i
    return None


def _new_record(condition: Message) -> tuple[list[Step], list[Span]] | None:
    """“when a new deal over 100k is created”: the moment of creation itself; the conditions are those of the "
    "record."""
    for i in range(len(condition.words)):
        n = _phrase_at(condition, i, CREATED)
        if n and i:
            rest = condition.without([Span(i, i + n, "")])
            if rest.find("react") or condition.words[i : i + n] == ["is", "new"]:
                return None
            return [{"field": "created", "op": "eq", "value": "day:0"}], [
                Span(i, i + n, ""),
                *[Span(k, k + 1, "") for k, w in enumerate(condition.words) if w == "new"],
            ]
    return _newly(condition)


def _newly(condition: Message) -> tuple[list[Step], list[Span]] | None:
    """“every new deal in EMEA over 20k”: the moment it is created."""
    words, at = condition.words, condition.opening()
    start = at + (words[at : at + 1] in (["a"], ["an"], ["any"], ["every"], ["each"]))
    opens = words[start : start + 1] == ["new"] and words[start + 1 : start + 2] in (
        ["deal"],
        ["opp"],
        ["opportunity"],
        ["lead"],
    )
    return ([{"field": "created", "op": "eq", "value": "day:0"}], [Span(start, start + 1, "")]) if opens else None
