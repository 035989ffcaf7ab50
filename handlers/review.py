"""Deciding a review item: by somebody entitled to, once, for everybody. Which of them a person sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from domain.cards import Card, Replace
from domain.errors import Refused
from domain.language.intent import Query
from domain.language.interpreter import understand as read_words
from domain.language.names import name_words
from domain.language.windows import resolve
from domain.query import Condition, Filter, QuerySpec
from domain.thresholds import whole
from domain.work import Person, Press
from handlers.cards.queue import LISTED, queue_card
from handlers.desk import Desk
from handlers.names import names_for
from handlers.people import own_sight
from handlers.runs import NoSuchRun, may_decide, run_with_sight
from store import audit, review_queue
from store.crm.people import people_of_region
from store.review_queue import ReviewItem


class NoSuchItem(Refused):
    """Nothing waits under this id."""

    def __init__(self) -> None:
        super().__init__("I do not find that item any more. Say “exceptions” to see what waits.")


class CannotNarrow(Refused):
    """Exceptions do not have what was asked about."""

    def __init__(self, field: str) -> None:
        super().__init__(
            f"I cannot pick exceptions by {field.replace('_', ' ')}. You can by severity, person, account, region, "
            "team, what they need, open or closed, and time: “high severity exceptions for West this week”."
        )


def item_for(press: Press, desk: Desk) -> ReviewItem:
    """The item a button is about; the same refusal for "none" and "about records you may not read"."""
    item = review_queue.find(desk.db, press.subject.removesuffix(LISTED))
    if item is None or not _may_read(item, press.person, desk):
        raise NoSuchItem
    return item


def item_called(press: Press, desk: Desk, number: str) -> ReviewItem:
    """The item people call by this number; the same refusal for "none" and "not yours to read"."""
    said = number.strip().lstrip("#").strip(" .!?")
    item = review_queue.numbered(desk.db, int(said)) if said.isascii() and said.isdecimal() and len(said) < 10 else None
    if item is None or not _may_read(item, press.person, desk):
        raise NoSuchItem
    return item


def items_for(person: Person, desk: Desk) -> list[ReviewItem]:
    """The open items about nothing that this person may not read, oldest first; not those that sleep."""
    now = desk.now()
    awake = [i for i in review_queue.open_items(desk.db) if i.snoozed_until is None or i.snoozed_until <= now]
    return [item for item in awake if _may_read(item, person, desk)]


def items_meant(press: Press, desk: Desk) -> tuple[list[ReviewItem], bool]:
    """(the items that were asked about, whether they were narrowed at all). Raises: CannotNarrow."""
    spec, place = _spec(press, desk), _place_named(press, desk)
    closed = spec is not None and Filter(field="status", op="eq", value="closed") in spec.filters
    every = review_queue.closed_items(desk.db) if closed else items_for(press.person, desk)
    readable = [one for one in every if _may_read(one, press.person, desk)]
    tests = [*_tests(spec, press, desk), *([place] if place else [])]
    narrowed = bool(tests) or closed
    return [one for one in readable if all(test(one) for test in tests)], narrowed


Test = Callable[[ReviewItem], bool]


def _spec(press: Press, desk: Desk) -> QuerySpec | None:
    """What the words say of exceptions; None for a button, or for the bare word."""
    text = str(press.values.get("text", ""))
    if not text:
        return None
    read = read_words(text, names_for(desk, press.person), today=desk.today(), sender=press.person)
    return read.spec if isinstance(read, Query) and read.spec.entity == "exception" else None


def _tests(spec: QuerySpec | None, press: Press, desk: Desk) -> list[Test]:
    if spec is None:
        return []
    conditions: Sequence[Condition] = spec.filters
    tests = [test for one in conditions if (test := _test(one, press)) is not None]
    if spec.time is not None:
        month = whole(desk.settings()["company.fiscal_start_month"])
        start, end = resolve(spec.time.window, desk.today(), month)
        tests.append(lambda one: _is_in(desk.today(one.created_at), start, end))
    return tests


def _is_in(day: date, start: date | None, end: date | None) -> bool:
    return (start is None or day >= start) and (end is None or day < end)


def _test(one: Condition, press: Press) -> Test | None:
    if not isinstance(one, Filter):
        return None
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    wanted = [press.person.name if value == "@me" else str(value) for value in values]
    if one.field == "status" or (one.field == "assignee" and one.optional):
        # Who may decide them is asked for what needs them, whoever it was put before first.
        return None
    if one.field == "severity":
        return lambda item: (item.severity in wanted) is (one.op != "ne")
    if one.field == "needs":
        return lambda item: item.needs in wanted
    if one.field == "assignee":
        if one.op == "is_null":
            return lambda item: item.assignee in ("", "operator")
        return lambda item: item.assignee.lower() in {name.lower() for name in wanted}
    if one.field in ("account", "reason", "opportunity"):
        return lambda item: any(name.lower() in _said(item) for name in wanted)
    raise CannotNarrow(one.field)


def _place_named(press: Press, desk: Desk) -> Test | None:
    """“… for West”: what waits for, or is about, somebody of that region or team."""
    names = names_for(desk, press.person)
    words = name_words(str(press.values.get("text", "")))
    if not {"for", "in", "from", "of"} & set(words):
        return None
    after = words[max(words.index(w) for w in ("for", "in", "from", "of") if w in words) + 1 :]
    found = [c.named for c in names.exact(after) if c.named.kind in ("region", "team")] if after else []
    if not found:
        return None
    with desk.db.reading() as connection:
        people = {name.lower() for one in found for name in people_of_region(connection, one.value)}
    return lambda item: any(name in _said(item) for name in people)


def _said(item: ReviewItem) -> str:
    told = [item.assignee, item.reason, *(str(value) for value in item.details.values())]
    return " ".join(told).lower()


def _may_read(item: ReviewItem, person: Person, desk: Desk) -> bool:
    """Whether a person may see an item: what a run read, or, where there is no run, what was put before them."""
    if item.run_id is None:
        return own_sight(desk, person).kind == "all" or person.name.lower() in _said(item)
    try:
        run_with_sight(person, desk, item.run_id)
    except NoSuchRun:
        return False
    return True


def decide(press: Press, desk: Desk, decision: str, note: str = "") -> tuple[ReviewItem, bool]:
    """(the item, whether this press decided it). The same press run again after a crash decides it again."""
    may_decide(press.person)
    item_id = item_for(press, desk).id
    now = desk.now()
    with desk.db.begin() as session:
        fresh = review_queue.decide(session, item_id, decision, by=press.person.name, key=press.id, at=now)
        if fresh:
            audit.write(session, desk.db, entry_of(press, item_id, decision, note), now)
    item = item_for(press, desk)
    return item, item.decided_key == press.id


def decided(press: Press, desk: Desk, item: ReviewItem, card: Card) -> Replace:
    """The card of a decision where the item stood alone; in a list, the list with what is left and the decision."""
    if not press.subject.endswith(LISTED):
        return Replace(card=card)
    done = f"#{item.number}: {card.summary}"
    return Replace(card=queue_card(items_for(press.person, desk), press.person, done=done))


def hand_to(press: Press, desk: Desk, item: ReviewItem, to: Person, note: str = "") -> bool:
    """Whether it waits for this person now."""
    with desk.db.begin() as session:
        changed = review_queue.assign(session, item.id, to.name)
        if changed:
            entry = entry_of(press, item.id, "reassigned", note or f"handed from {item.assignee} to {to.name}")
            audit.write(session, desk.db, entry, desk.now())
    return changed


def let_sleep(press: Press, desk: Desk, item: ReviewItem, until: datetime) -> bool:
    """Whether nobody hears of it until then."""
    with desk.db.begin() as session:
        changed = review_queue.snooze(session, item.id, until)
        if changed:
            entry = entry_of(press, item.id, "snoozed", f"a person put it off until {until:%d %b %Y}")
            audit.write(session, desk.db, entry, desk.now())
    return changed


def entry_of(press: Press, subject: str, outcome: str, reason: str) -> audit.Entry:
    """What the trail says of a person's hand in an item."""
    return audit.Entry(
        actor=press.person.name,
        on_behalf_of=press.person.email,
        action=f"review:{outcome}",
        subject=subject,
        reason=reason or "a person decided a held item",
        outcome=outcome,
        approval=press.person.name,
    )
