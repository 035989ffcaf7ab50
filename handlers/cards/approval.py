"""The card on which a person says yes or no to a change: exact values, who asked, why, and what silence means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.actions import CLASS_WORDS
from domain.cards import Button, Buttons, Card, Node, Rule, Text, Tone, plain
from domain.entry import visible
from domain.work import Person
from handlers.cards.answer import when
from handlers.cards.change import long_values, outcome_nodes, undo_button, values_table, where
from handlers.cards.words import sentence_card
from store.approvals import Approval
from store.changes import Change

TITLES = {
    "open": "Approve this change?",
    "approved": "Approved, under way",
    "rejected": "Rejected",
    "expired": "Expired",
    "replaced": "Edited",
    "void": "Nothing left to do",
    "done": "Changed",
    "failed": "Not changed",
}
SHOWN, VALUES_SHOWN, LONGEST_IN_LIST = 10, 3, 60


def subject_of(approval: Approval) -> str:
    """What a button carries: the approval, and a fingerprint of the very values that its card shows."""
    return f"{approval.id}|{approval.digest[:24]}"


def approval_card(approval: Approval, reader: Person, approved: Sequence[str] = (), note: str = "") -> Card:
    """The open card of somebody who may decide."""
    nodes = [
        *_what(approval, reader),
        *_approved(approval, approved),
        *([Text(text=plain(note), tone="warning")] if note else []),
        _silence(approval, reader),
        Buttons(buttons=_decisions(approval)),
    ]
    summary = f"{_asker(approval)} {_asks(approval)} to change {where(approval.action.targets)}"
    return Card(title=TITLES["open"], summary=summary, nodes=tuple(nodes))


def _decisions(approval: Approval) -> tuple[Button, ...]:
    subject = subject_of(approval)
    edit = (Button(label="Edit", press="approval:edit", subject=subject),) if can_edit(approval) else ()
    return (
        Button(label="Approve", press="approval:grant", subject=subject, style="primary"),
        *edit,
        Button(label="Reject", press="approval:reject", subject=subject, style="danger"),
        Button(label="Delegate", press="approval:delegate", subject=subject),
    )


def can_edit(approval: Approval) -> bool:
    """Whether a form can hold the change: one deal's, and not the way back to values it had."""
    action = approval.action
    return len(action.targets) == 1 and action.kind == "opportunity:update" and not action.undoes


def _what(approval: Approval, reader: Person) -> list[Node]:
    action = approval.action
    classes = [CLASS_WORDS[one] for one in CLASS_WORDS if one in approval.classes]
    needs = f"Always approved by a person: {', '.join(classes)}." if classes else ""
    asked = f" It was asked for {approval.asked} times." if approval.asked > 1 else ""
    lines = [line for line in (needs, *approval.reasons, approval.preflight) if line]
    return [
        Text(text=f"**{plain(_asker(approval))}** {_asks(approval)} to change **{plain(where(action.targets))}**."),
        values_table(action.targets),
        *long_values(action.targets),
        Text(text=f"**Why:** {plain(visible(action.because))}{plain(asked)}"),
        Text(text="\n".join(plain(line) for line in lines), small=True),
        Text(text=plain(f"Asked {when(approval.created_at, reader)}."), small=True),
    ]


def _asker(approval: Approval) -> str:
    names = " and ".join(author.name for author in approval.authors)
    return f"The {approval.action.agent} agent, for {names}," if approval.action.agent else names


def _asks(approval: Approval) -> str:
    """One agent asks for however many people."""
    return "asks" if approval.action.agent or len(approval.authors) == 1 else "ask"


def _approved(approval: Approval, approved: Sequence[str]) -> list[Node]:
    if approval.needed < 2:
        return []
    by = f", so far {', '.join(approved)}" if approved else ""
    return [Text(text=plain(f"{approval.needed} people have to approve{by}."))]


def _silence(approval: Approval, reader: Person) -> Text:
    until = when(approval.expires_at, reader)
    names = " and ".join(author.name for author in approval.authors)
    told = "is told" if len(approval.authors) == 1 else "are told"
    return Text(text=plain(f"If nobody answers by {until}, nothing is changed and {names} {told}."), small=True)


def asked_card(approval: Approval, reader: Person, approvers: str, note: str = "") -> Card:
    """What whoever asked, or edited, sees while it waits."""
    sentence = f"Proposed for {where(approval.action.targets)}. {approvers} decides; until then nothing is changed."
    nodes = [
        Text(text=plain(sentence)),
        values_table(approval.action.targets),
        *([Text(text=plain(note), tone="warning")] if note else []),
        _silence(approval, reader),
    ]
    return Card(title="Proposed change", summary=sentence, nodes=tuple(nodes))


def resolved_card(approval: Approval, reader: Person, done: Sequence[Change], approved: Sequence[str] = ()) -> Card:
    """The same card for everybody once it is decided, with the way back when it was carried out."""
    sentence = _ending(approval, reader, approved)
    nodes: list[Node] = [Text(text=plain(sentence), tone=_tone(approval))]
    is_said = len(done) == 1 and done[0].status != "done" and done[0].result == approval.note
    is_to_tell = done and not is_said
    nodes += outcome_nodes(done) if is_to_tell else [values_table(approval.action.targets, "What was asked for")]
    nodes.append(Text(text=f"**Why:** {plain(visible(approval.action.because))}"))
    if any(one.status == "done" for one in done):
        nodes.append(Buttons(buttons=(undo_button(approval.action.id),)))
    return Card(title=TITLES[approval.status], summary=sentence, nodes=tuple(nodes))


def _tone(approval: Approval) -> Tone:
    return "good" if approval.status == "done" else "plain" if approval.status == "approved" else "warning"


def _ending(approval: Approval, reader: Person, approved: Sequence[str]) -> str:
    what, by = where(approval.action.targets), approval.decided_name
    at = f" at {when(approval.decided_at, reader)}" if approval.decided_at else ""
    said = f" {_sentence(approval.note)}" if approval.note else ""
    match approval.status:
        case "rejected":
            return f"{by} rejected the change of {what}{at}.{said} Nothing was changed."
        case "expired":
            return f"Nobody answered in time, so nothing was changed in {what}.{said}"
        case "approved":
            return f"{', '.join(approved) or by} approved the change of {what}{at}.{said}"
        case "done":
            yes = ", ".join(approved) or by
            were = "was" if len(approval.action.targets) == 1 else "were"
            return f"{what} {were} changed: asked by {_asker(approval).rstrip(',')}, approved by {yes}{at}.{said}"
        case "failed":
            were = "was" if len(approval.action.targets) == 1 else "were"
            return f"{what} {were} not changed, though {', '.join(approved) or by} approved it.{said}"
    return f"{what}: {TITLES[approval.status].lower()} ({by or 'by itself'}).{said}"


def _sentence(note: str) -> str:
    """What somebody wrote, ended as a sentence ends."""
    return note if note.endswith((".", "!", "?", "…")) else f"{note}."


def _values(approval: Approval) -> str:
    """What would change, on a line: “Next step: Call → Send the offer”."""
    every = [one for target in approval.action.targets for one in target.changes]
    shown = [f"{one.label}: {_cut(one.shown_before)} → {_cut(one.shown_after)}" for one in every[:VALUES_SHOWN]]
    more = f"; and {len(every) - VALUES_SHOWN} more" if len(every) > VALUES_SHOWN else ""
    return "; ".join(shown) + more


def _cut(shown: str) -> str:
    return shown if len(shown) <= LONGEST_IN_LIST else f"{shown[: LONGEST_IN_LIST - 1].rstrip()}…"


def waiting_card(waiting: Sequence[Approval], now: datetime) -> Card:
    """The approvals that this person may decide."""
    if not waiting:
        return sentence_card("All quiet: no change waits for your approval.", "Approvals")
    nodes: list[Node] = []
    for approval in waiting[:SHOWN]:
        left = approval.expires_at - now
        minutes = max(0, int(left.total_seconds() // 60))
        time_left = f"{minutes // 60} h" if minutes >= 120 else f"{minutes} min"
        asked = f"**{plain(where(approval.action.targets))}**: {plain(_asker(approval).rstrip(','))}, {time_left} left"
        nodes.append(Text(text=f"{asked}\n{plain(_values(approval))}"))
        nodes.append(Buttons(buttons=(Button(label="Open", press="approval:open", subject=approval.id),)))
        nodes.append(Rule())
    if len(waiting) > SHOWN:
        nodes.append(Text(text=f"{len(waiting) - SHOWN} more wait behind these.", small=True))
    many = f"{len(waiting)} change{'s wait' if len(waiting) != 1 else ' waits'} for your approval"
    return Card(title="Approvals", summary=f"{many}", nodes=(*nodes,))
