"""Who may approve, how many it takes and how long it may wait."""

from datetime import timedelta

import pytest

from domain.actions import Action, FieldChange, Target
from domain.approval import needed, waits_for, why_not
from domain.thresholds import defaults
from domain.work import Person

REP = Person(id="1", name="Priya", email="priya@x.example", role="rep")
MANAGER = Person(id="2", name="Dana", email="dana@x.example", role="manager")


@pytest.mark.row("A3")
@pytest.mark.parametrize(
    ("who", "sees", "may"),
    [
        (MANAGER, True, True),
        (MANAGER.model_copy(update={"role": "executive"}), True, True),
        (MANAGER.model_copy(update={"role": "operator"}), True, True),
        (MANAGER, False, False),
        (MANAGER.model_copy(update={"id": ""}), True, False),
        (MANAGER.model_copy(update={"role": "guest"}), True, False),
        (REP, True, False),
        (REP.model_copy(update={"role": "manager"}), True, False),
        (MANAGER.model_copy(update={"id": "1"}), True, False),
        (MANAGER.model_copy(update={"email": "PRIYA@X.example"}), True, False),
    ],
)
def test_only_somebody_entitled_who_is_not_an_author_decides(who, sees, may):
    said = why_not(who, [REP], sees_all=sees, approver="Elena")
    assert (said == "") is may
    assert may or "Elena can decide this" in said


def an_action(*fields):
    changes = tuple(FieldChange(field=name, label=name, before=None, after="1") for name in fields)
    return Action(id="a", kind="opportunity:update", targets=(Target(record_id="d", name="Deal", changes=changes),),
                  because="x", requested_by=REP)  # fmt: skip


@pytest.mark.row("A5")
def test_money_and_bulk_wait_a_quarter_of_an_hour_and_the_rest_a_day():
    assert waits_for(an_action("next_step"), (), defaults()) == timedelta(hours=24)
    assert waits_for(an_action("next_step", "amount"), (), defaults()) == timedelta(minutes=15)
    assert waits_for(an_action("next_step"), ("bulk",), defaults()) == timedelta(minutes=15)


def test_as_many_approve_as_the_strictest_policy_says():
    policy = defaults() | {"approval.approvers_for_bulk": 2, "approval.approvers_for_large_deal": 3}
    assert [needed(c, policy) for c in ((), ("bulk",), ("large_deal",), ("bulk", "large_deal"))] == [1, 2, 3, 3]


def test_a_fingerprint_changes_with_every_value_and_likeness_only_with_what_is_wanted():
    one, other = an_action("next_step"), an_action("amount")
    assert one.digest != other.digest
    target = one.targets[0]
    moved = one.model_copy(update={"id": "b", "targets": (target.model_copy(update={"version": "2"}),)})
    assert (moved.digest == one.digest, moved.likeness == one.likeness) == (False, True)
