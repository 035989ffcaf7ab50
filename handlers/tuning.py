"""Changes of policy in words: resolved to exact settings, shown before anything is saved, saved by who may, undone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from domain.errors import BadSetting, Refused
from domain.thresholds import SettingValue
from domain.tuning import ME, OWN, REQUIRABLE, STAGES, TUNABLE, Unreadable, Wish, stages_of, wanted, why_not, with_stage
from domain.value import Value
from domain.work import Person, Press
from handlers.desk import Desk
from handlers.people import own_sight
from store import audit, effects, jobs, settings, triggers
from store.crm.looking import DECIDES
from store.crm.people import colleagues
from store.crm.scopes import Known, known_scopes
from store.jobs import Job
from store.settings import COMPANY, Saved

KINDS = {"stage": "stage", "team": "team", "territory": "region", "person": "person", "agent": "agent"}
AGENTS = ("pipeline", "forecasting", "analytics")


class NotThatSetting(Refused):
    """The setting, its value or whom it is for cannot be as it was said."""


class OldProposal(Refused):
    """The change on that card is not one that can be made any more."""

    def __init__(self, why: str = "I do not find that change any more.") -> None:
        super().__init__(f"{why} Say it again, and look at the new card.")


class NothingChanged(Refused):
    """There is no change of a setting that could be taken back."""

    def __init__(self) -> None:
        super().__init__("No setting was changed yet, so there is nothing to take back.")


class Edit(Value):
    """One setting's exact change. `of` is who it is for in words; `was` is the value in force when it was shown.

    Shape:  `value` None takes the scope's own value away.
    """

    name: str
    scope: str
    of: str
    was: Any
    value: Any


def edits_of(desk: Desk, person: Person, wishes: Sequence[Wish]) -> list[Edit]:
    """The exact changes, resolved and checked. Raises: NotThatSetting, Refused for whom may not."""
    found: list[Edit] = []
    for wish in wishes:
        for scope, of in _scopes(desk, person, wish):
            found.append(_edit(desk, wish, scope, of))
    for edit in found:
        must_be_entitled(desk, person, edit.name, edit.scope, edit.value)
    if all(edit.value == edit.was for edit in found):
        raise NotThatSetting("That is how it is already, so there is nothing to change.")
    return found


def _edit(desk: Desk, wish: Wish, scope: str, of: str) -> Edit:
    if wish.name == STAGES:
        return _edit_of_stage(desk, wish, scope, of)
    was = _in_force(desk, wish.name, scope)
    if wish.name.startswith("required_fields.") and not set(_names(wish.value)) <= set(REQUIRABLE):
        raise NotThatSetting(f"A deal may be required to have: {', '.join(REQUIRABLE).replace('_', ' ')}.")
    try:
        value = wanted(wish, was)
        settings.checked(wish.name, value)
    except (Unreadable, BadSetting) as problem:
        raise NotThatSetting(str(problem)) from problem
    return Edit(name=wish.name, scope=scope, of=of, was=was, value=value)


def _edit_of_stage(desk: Desk, wish: Wish, scope: str, of: str) -> Edit:
    """What one stage requires is kept in one list for all of them."""
    kind, _, stage = scope.partition(":")
    if kind != "stage" or "&" in stage:
        raise NotThatSetting("Say for which stage, such as “required fields for proposal: amount, next step”.")
    now = desk.settings()
    was = now[STAGES]
    fields = _names(wish.value)
    if not set(fields) <= set(REQUIRABLE):
        raise NotThatSetting(f"A stage may require: {', '.join(REQUIRABLE).replace('_', ' ')}.")
    if wish.op == "add":
        with desk.db.reading() as connection:
            is_first = known_scopes(connection).first_stage == stage
        name = "required_fields.prospecting" if is_first else "required_fields.open"
        usual = now[name]
        own = stages_of(was).get(stage, tuple(usual) if isinstance(usual, tuple | list) else (str(usual),))
        fields = tuple(dict.fromkeys((*own, *fields)))
    return Edit(name=STAGES, scope=COMPANY, of=of, was=_listed(was), value=_listed(with_stage(was, stage, fields)))


def _names(value: SettingValue) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple | list) else (str(value),)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _in_force(desk: Desk, name: str, scope: str) -> Any:
    """What holds for a scope now."""
    own = settings.own(desk.db, name)
    return _listed(own.get(scope, desk.settings()[name]))


def _scopes(desk: Desk, person: Person, wish: Wish) -> list[tuple[str, str]]:
    """(scope as it is saved, in words) of whom a wish is for. Raises: NotThatSetting."""
    narrows = ("stage",) if wish.name == STAGES else TUNABLE[wish.name].narrows if wish.name in TUNABLE else ()
    own = wish.scope == (ME,) or (not wish.scope and person.role == "rep" and wish.name in OWN)
    if own and wish.name in OWN:
        return [(f"person:{person.id}", person.name)]
    if not wish.scope:
        return [(COMPANY, "everybody")]
    if not narrows:
        raise NotThatSetting("That setting holds for the whole company; it cannot be narrowed to one part of it.")
    with desk.db.reading() as connection:
        known = known_scopes(connection)
    named = [_named(known, said, narrows) for said in wish.scope]
    if len(named) == 1:
        return [(f"{kind}:{id_}", _said(kind, name)) for kind, id_, name in named]
    stages = [one for one in named if one[0] == "stage"]
    others = [one for one in named if one[0] != "stage"]
    if len(stages) == 1 and others:
        (_, stage, stage_name) = stages[0]
        return [
            (f"{kind}:{id_}&stage:{stage}", f"{_said(kind, name)}, stage {stage_name}") for kind, id_, name in others
        ]
    return [(f"{kind}:{id_}", _said(kind, name)) for kind, id_, name in named]


def _said(kind: str, name: str) -> str:
    return name if kind == "person" else f"{KINDS[kind]} {name}"


def _named(known: Known, said: str, narrows: Sequence[str]) -> tuple[str, str, str]:
    """(kind, id, name) of the one thing that these words name, of the kinds that a setting can be narrowed to."""
    wanted_name = said.lower().strip()
    if "agent" in narrows and wanted_name in AGENTS:
        return "agent", wanted_name, wanted_name
    found = [one for kind in narrows for one in known.named(kind, wanted_name)]
    if len(found) == 1:
        return found[0]
    *others, last = (KINDS[kind] for kind in narrows)
    kinds = f"{', '.join(others)} or {last}" if others else last
    if not found:
        raise NotThatSetting(f"I know no {kinds} called “{said[:60]}”, so nothing is changed.")
    names = ", ".join(sorted(_said(kind, name) for kind, _, name in found)[:6])
    raise NotThatSetting(f"“{said[:60]}” may be {names}. Say which one.")


def must_be_entitled(desk: Desk, person: Person, name: str, scope: str, value: SettingValue | None) -> None:
    """Nothing, when this person may change the setting for this scope as things stand now. Raises: Refused."""
    known = desk.guard.person_now(person) or person.model_copy(update={"role": "guest"})
    if value is None:
        # Without a value of one's own the company's holds, and that nobody chose for themselves.
        value = desk.settings()[name]
    if problem := why_not(known, name, scope, value, leads=_leads(desk, known, scope)):
        raise Refused(problem)


def _leads(desk: Desk, person: Person, scope: str) -> bool:
    """Whether the person's rights reach everybody that a scope concerns."""
    sight = own_sight(desk, person)
    if sight.kind != "owners":
        return sight.kind == "all"
    kind, _, id_ = scope.partition("&")[0].partition(":")
    if kind == "person":
        return id_ in sight.owners
    if kind != "team":
        return False
    with desk.db.reading() as connection:
        name = known_scopes(connection).name_of("team", id_)
        return bool(name) and {one.id for one in colleagues(connection, {name})} <= sight.owners


def propose(desk: Desk, key: str, edits: Sequence[Edit]) -> str:
    """The id under which a change of settings waits for its press; the button carries nothing else."""
    proposal = f"setting:{hashlib.sha256(key.encode()).hexdigest()[:40]}"
    kept = json.dumps([edit.model_dump() for edit in edits])
    effects.once(desk.db, proposal, lambda: kept, lambda: None, desk.now)
    return proposal


def proposed(desk: Desk, proposal: str) -> list[Edit]:
    """The changes behind a card. Raises: OldProposal."""
    kept = effects.result_of(desk.db, proposal) if proposal.startswith("setting:") else None
    if not kept:
        raise OldProposal
    return [Edit.model_validate(one) for one in json.loads(kept)]


def apply(press: Press, desk: Desk, edits: Sequence[Edit]) -> list[int]:
    """Ids of the versions saved, by somebody whose rights are looked at again now. Raises: Refused, OldProposal."""
    for edit in edits:
        must_be_entitled(desk, press.person, edit.name, edit.scope, edit.value)
    if all(_in_force(desk, edit.name, edit.scope) == edit.value for edit in edits):
        # The same press again, or another's in the meantime: what was wanted holds.
        return _standing(desk, edits)
    for edit in edits:
        if _in_force(desk, edit.name, edit.scope) not in (edit.was, edit.value):
            raise OldProposal("That setting was changed in the meantime, so nothing was saved.")
    _save(desk, press.person, edits, "setting:change")
    return _standing(desk, edits)


def _standing(desk: Desk, edits: Sequence[Edit]) -> list[int]:
    newest = [settings.versions_of(desk.db, edit.name, edit.scope) for edit in edits]
    return [versions[0].id for versions in newest if versions]


def _save(desk: Desk, person: Person, edits: Sequence[Edit], action: str) -> None:
    """Saves, audits and sends the triggers that depend on it to look again, in one transaction."""
    now = desk.now()
    with desk.db.begin() as session:
        for edit in edits:
            if edit.value is None:
                settings.withdraw(session, edit.name, by=person.name, at=now, scope=edit.scope)
            else:
                value = tuple(edit.value) if isinstance(edit.value, list) else edit.value
                settings.save(session, edit.name, value, by=person.name, at=now, scope=edit.scope)
            audit.write(session, desk.db, _entry(person, edit, action), now)
        _look_again(desk, session, {edit.name for edit in edits}, now)


def _look_again(desk: Desk, session: Any, names: set[str], now: Any) -> None:
    """The worker looks at everything again at once, and works out anew when deals fall due."""
    conditions = {condition for condition, decides in DECIDES.items() if names & set(decides)}
    for kept in triggers.every(desk.db):
        if kept.condition in conditions:
            id_ = triggers.fire_id(kept.name, now)
            job = Job(id=id_, kind="trigger", inbox_key="", lane=id_, state="queued", outcome=None)
            if jobs.add(session, job, "worker", now):
                desk.later(session, job.id)


def _entry(person: Person, edit: Edit, action: str) -> audit.Entry:
    return audit.Entry(
        actor=person.name,
        on_behalf_of=person.email or person.name,
        action=action,
        subject=edit.name,
        reason=f"{edit.name} for {edit.of}: {edit.was} → {'no value of its own' if edit.value is None else edit.value}",
        outcome="changed",
        approval=person.name,
        inputs={"scope": edit.scope, "from": edit.was, "to": edit.value},
    )


def taken_back(desk: Desk, person: Person, ids: Sequence[int]) -> list[Edit]:
    """What undoing these saved versions would do. Raises: Refused when one is not the newest any more."""
    found: list[Edit] = []
    for id_ in ids:
        saved = settings.version(desk.db, id_)
        if saved is None or saved.name not in (*TUNABLE, STAGES, "required_fields.open"):
            raise OldProposal
        versions = settings.versions_of(desk.db, saved.name, saved.scope)
        if versions[0].id != saved.id:
            raise OldProposal("That setting was changed again since, so undoing this would lose the newer value.")
        before = versions[1].value if len(versions) > 1 else None
        was = _in_force(desk, saved.name, saved.scope)
        edit = Edit(name=saved.name, scope=saved.scope, of=_of(desk, saved.scope), was=was, value=_listed(before))
        must_be_entitled(desk, person, edit.name, edit.scope, edit.value)
        found.append(edit)
    return found


def undo(press: Press, desk: Desk, ids: Sequence[int]) -> list[Edit]:
    """What was taken back; saved as new versions, so that an undo can be undone too."""
    edits = taken_back(desk, press.person, ids)
    _save(desk, press.person, edits, "setting:undo")
    return edits


def last_change(desk: Desk) -> list[Saved]:
    """What the latest change of settings in words saved, all of it. Raises: NothingChanged."""
    tuned = [one for one in settings.latest(desk.db, most=50) if one.name in (*TUNABLE, STAGES)]
    if not tuned:
        raise NothingChanged
    return [one for one in tuned if (one.at, one.by) == (tuned[0].at, tuned[0].by)]


def _of(desk: Desk, scope: str) -> str:
    """Who a saved scope is, in words."""
    if scope == COMPANY:
        return "everybody"
    whole, _, stage = scope.partition("&stage:")
    kind, _, id_ = whole.partition(":")
    with desk.db.reading() as connection:
        known = known_scopes(connection)
    said = _said(kind, known.name_of(kind, id_) or id_) if kind in KINDS else scope
    return f"{said}, stage {known.name_of('stage', stage) or stage}" if stage else said


def scope_words(desk: Desk, scope: str) -> str:
    """Who a saved scope is, in words, for cards."""
    return _of(desk, scope)


def stage_names(desk: Desk) -> dict[str, str]:
    """The names of stages by id."""
    with desk.db.reading() as connection:
        return {id_: name for _, id_, name in known_scopes(connection).by_kind["stage"]}


def own_values(desk: Desk, names: Sequence[str]) -> list[tuple[str, str, Any]]:
    """(name, for whom, value) of everything that parts of the company have of their own; nobody's private choices."""
    found = []
    for name in names:
        for scope, value in sorted(settings.own(desk.db, name).items()):
            if scope != COMPANY and not (scope.startswith("person:") and name in OWN):
                found.append((name, _of(desk, scope), value))
    return found
