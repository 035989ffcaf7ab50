"""Random histories of a deal: changes of ours, changes by others, undos and undos of undos, each seen to its end."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.actions import NothingToChange
from domain.errors import Refused
from handlers.changes import done_of, undo, undoing, update
from store import audit
from store import settings as policy
from store.crm.tables import opportunities
from tests.gateways.test_guard import REP, approved, deals, person

FIELDS = ("next_step", "lost_reason")
STEPS = st.one_of(
    st.tuples(st.just("ours"), st.dictionaries(st.sampled_from(FIELDS), st.sampled_from("abc"), min_size=1)),
    st.tuples(st.just("others"), st.dictionaries(st.sampled_from(FIELDS), st.sampled_from("abx"), min_size=1)),
    st.tuples(st.just("undo"), st.integers(0, 30)),
)
HISTORIES = st.lists(STEPS, min_size=1, max_size=12)


@dataclass
class Known:
    """What a deal must hold, and what each of our actions turned into what, by an account kept apart."""

    holds: dict
    done: list = field(default_factory=list)


def held_by(office, deal):
    with office.db.reading() as connection:
        row = connection.execute(select(*(opportunities.c[f] for f in FIELDS)).where(opportunities.c.id == deal)).one()
    return dict(zip(FIELDS, row, strict=True))


def carried_out(office, known, action):
    (ended,) = office.desk.guard.carry_out(action, approved(office, action))
    assert ended.status == "done"
    turned = {one.field: (one.before, one.after) for one in action.targets[0].changes}
    known.done.append((action.id, turned))
    known.holds.update({name: after for name, (_, after) in turned.items()})


def ours(office, known, deal, values, n):
    rep = person(office, REP)
    wanted = {deal: values}
    if all(known.holds[name] == value for name, value in values.items()):
        with pytest.raises(NothingToChange):
            update(office.desk, "opportunity:update", wanted, by=rep, because="test", action_id=f"act {n}")
        return
    carried_out(office, known, update(office.desk, "opportunity:update", wanted, by=rep, because="t", action_id=n))


def others(office, known, deal, values):
    with office.db.begin() as session:
        session.execute(opportunities.update().where(opportunities.c.id == deal).values(**values))
    known.holds.update(values)


def taken_back(office, known, which, n):
    """Undoes one of our actions, be it an undo: what nobody changed since goes back, and the rest is named."""
    if not known.done:
        return
    action_id, turned = known.done[which % len(known.done)]
    rep = person(office, REP)
    done = done_of(office.desk, rep, action_id)
    back = {name: before for name, (before, after) in turned.items() if known.holds[name] == after}
    stays = undoing(office.desk, done).stays
    assert len(stays) == len(turned) - len(back), "each field that was changed since is named"
    if not back:
        with pytest.raises(Refused, match="can be taken back"):
            undo(office.desk, done, by=rep, key=n, undoes=action_id)
        return
    (action,) = undo(office.desk, done, by=rep, key=n, undoes=action_id)
    assert {one.field: one.after for one in action.targets[0].changes} == back
    carried_out(office, known, action)


def seen_to_its_end(office, history, name):
    (deal,) = deals(office, 1)
    known = Known(held_by(office, deal))
    for number, (what, given_) in enumerate(history):
        n = f"{name} {number}"
        match what:
            case "ours":
                ours(office, known, deal, given_, n)
            case "others":
                others(office, known, deal, given_)
            case "undo":
                taken_back(office, known, given_, n)
        assert held_by(office, deal) == known.holds, (number, what, given_)


names = iter(f"history {n}" for n in range(1, 1_000_000))


def no_limits(office):
    with office.db.begin() as session:
        for name in ("guard.changes_per_hour", "guard.crm_calls_per_minute", "guard.bulk_records"):
            policy.save(session, name, policy.THRESHOLDS[name].most, by="test", at=office.desk.now())


@pytest.mark.row("N7", "S2-75")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORIES)
def test_whatever_happened_an_undo_restores_exactly_or_names_what_others_changed(office, history):
    no_limits(office)
    seen_to_its_end(office, history, next(names))


@pytest.mark.torture
@pytest.mark.row("N7")
@pytest.mark.timeout(7200)
@settings(max_examples=10_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORIES)
def test_ten_thousand_histories_are_seen_to_their_end(office, history):
    no_limits(office)
    # The hour's limit is not what is tried, so that each history has an hour of its own.
    office.desk.clock.move(by=timedelta(hours=1))
    seen_to_its_end(office, history, next(names))


def test_the_trail_of_such_histories_verifies(office):
    no_limits(office)
    changed, undone = ("ours", {"next_step": "a"}), ("others", {"next_step": "b"})
    for n in range(5):
        story = [changed, undone, ("undo", 0), ("ours", {"lost_reason": "c"}), ("undo", 1), ("undo", 2)]
        seen_to_its_end(office, story, f"trail {n}")
    assert audit.verify(office.db)[1] == []
