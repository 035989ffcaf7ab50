"""What has become of a deal: open, won, lost, stalled, slipped; and what was done."""

from __future__ import annotations

from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.parts import Clause
from domain.language.text import phrase_list
from domain.query import Filter


def segment(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    name = mention.get("segment")
    if name is None:
        return False
    cursor.mark(f"segment:{name}")
    if name in ("stalled", "gone_cold"):
        return aged(cursor, name)
    if name in ("past_due", "slipped", "at_risk", "pushed"):
        cursor.mark(f"not:{name}" if cursor.negated else f"is:{name}")
        if cursor.or_next:
            cursor.mark(f"or:{name}")
        cursor.negated = cursor.or_next = False
        return cursor.take()
    return False


def aged(cursor: Cursor, name: str) -> bool:
    column = "days_in_stage" if name == "stalled" else "last_activity_days"
    if name == "gone_cold" and ("lead" in cursor.parts.heads):
        column = "last_activity_days"
    weak = cursor.mentions[cursor.at].text in phrase_list(
        "sitting|sits|sit|been in|in stage|spent|stays|stay|sat|has been in stage|is in stage|any activity|"
        "in the same stage"
    )
    # “been in negotiation over 30 days” only names the age; “stuck in negotiation” already says too long.
    if not weak:
        cursor.negated = cursor.negated and cursor.mentions[cursor.at].text not in ("not", "any activity")
        symbol = "$stale_days" if name == "stalled" else "$activity_gap_days"
        cursor.add(column, "gt", symbol)
    elif cursor.negated and name == "gone_cold":
        cursor.negated = False
        cursor.add(column, "gt", "$activity_gap_days")
    cursor.take()
    cursor.last = (column, cursor.at + 1)
    return True


def status(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    status = mention.get("status")
    if mention.has("pipeline"):
        cursor.mark("pipeline")
        cursor.status_of("open")
        cursor.last = ("amount_sum", cursor.at)
        return cursor.take()
    if mention.has("revenue"):
        cursor.mark("revenue")
        cursor.status_of("won")
        cursor.last = ("@revenue", cursor.at)
        return cursor.take()
    if status is None:
        return False
    if mention.text in ("close", "closes", "closed") and closing_is_future(cursor):
        cursor.parts.verbs.append("closing")
        if "when" in cursor.parts.marks and not cursor.parts.windows:
            cursor.parts.fields.append("close_date")
        return cursor.take()
    if mention.text == "open" and (after := cursor.peek(1)) is not None and after.text in ("date",):
        return False
    value = closed_means(cursor, mention, status)
    values = [value]
    n = 1
    versus = False
    while True:
        step = 0
        while (
            (joint := cursor.peek(n + step)) is not None
            and (joint.has("or") or joint.has("and") or joint.has("vs") or joint.text in ("deals",))
            and step < 3
        ):
            versus = versus or joint.has("vs")
            step += 1
        following = cursor.peek(n + step)
        if not step or following is None or not following.has("status") or following.text in ("close", "closes"):
            break
        values.append(str(following.get("status")))
        n += step + 1
    if versus:
        cursor.mark("vs")
        cursor.parts.versus.append("status")
    if mention.text in ("wins", "losses") or (False):
        cursor.mark("noun_status")
    put_status(cursor, values)
    cursor.take(n)
    return True


def closing_is_future(cursor: Cursor) -> bool:
    """“closes next month”, “to close this quarter”: about the close date and not about what was decided."""
    mention = cursor.mentions[cursor.at]
    before = cursor.peek(-1)
    if (
        before is not None
        and before.text in phrase_list("to|will|should|that|may|might|could|would|can")
        and mention.text in ("close", "closes")
    ):
        return before.text != "that" or mention.text == "close" or mention.text == "closes"
    if mention.text == "closes":
        return True
    return bool("when" in cursor.parts.marks and mention.text in ("close", "closes"))


def closed_means(cursor: Cursor, mention: Mention, status: str) -> str:
    """“how much did Violet close” and “we closed” are wins; “closed deals” are wins and losses."""
    if status != "closed":
        return status
    before = cursor.peek(-1)
    actor = before is not None and (
        any(c.named.kind in ("person", "team", "region") for c in before.names)
        or before.has("pronoun", "me")
        or before.has("pronoun", "we")
        or before.has("pronoun", "person")
        or before.has("entity", "rep")
        or before.has("ask", "who")
        or before.has("entity", "team")
        or before.has("entity", "region")
    )
    asked = bool({"how_much", "sum"} & cursor.parts.marks)
    acted = mention.text in ("close", "closed") and (actor or asked or "who" in cursor.parts.marks)
    acted = acted or (
        before is not None and before.text in ("have", "has", "did") and bool(cursor.parts.values("owner"))
    )
    return "won" if acted else "closed"


def put_status(cursor: Cursor, values: list[str]) -> None:
    values = list(dict.fromkeys(values))
    if cursor.negated:
        cursor.add("status", "in" if len(values) > 1 else "eq", tuple(values) if len(values) > 1 else values[0])
        return
    have = cursor.parts.values("status")
    if have and have[-1].op == "eq" and have[-1].value in values:
        cursor.or_next = False
        return
    if have and (cursor.or_next or cursor.joined_before()):
        cursor.add_values("status", values)
        return
    if have and have[-1].value == "open" and values == ["won"]:
        pass
    cursor.add_values("status", values)


def measure(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    name = mention.get("measure")
    if name is None:
        return False
    if name == "max_amount" and cursor.peek(1) is not None and cursor.peek(1).amount:  # type: ignore[union-attr]
        return False
    if name in ("accuracy_rate", "reply_count"):
        cursor.parts.heads.append("agent_action") if "agent_action" not in cursor.parts.heads else None
    if name == "attainment" and "quota" not in cursor.parts.heads:
        cursor.mark("quota")
    if name == "avg_amount" and mention.text.split()[-1] in ("win", "sale"):
        cursor.status_of("won")
    cursor.parts.measures.append(name)
    cursor.last = (name, cursor.at)
    return cursor.take()


def verb(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    verb = mention.get("verb")
    if verb is None:
        return False
    if (
        verb == "own"
        and mention.text in ("under", "cover", "covers", "with")
        and (after := cursor.peek(1)) is not None
        and after.amount
    ):
        return False
    if False:
        return False
    if verb == "converted":
        value = "open" if cursor.negated else "converted"
        cursor.negated = False
        cursor.parts.clauses.append(Clause(Filter(field="status", op="eq", value=value), cursor.at))
        cursor.mark("lead_status")
    if verb == "unconverted":
        cursor.parts.clauses.append(Clause(Filter(field="status", op="eq", value="open"), cursor.at))
        cursor.mark("lead_status")
    if verb == "buy" and cursor.negated:
        cursor.mark("not:buy")
        cursor.negated = False
    if verb == "sell":
        cursor.mark("sell")
    cursor.parts.verbs.append(verb)
    return cursor.take()
