"""The security self-check: what we promise about records and words, tried on the spot."""

from __future__ import annotations

from domain.cards import Card, Pairs, Reply, Text
from domain.work import Press
from handlers.cards.answer import when
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import answers
from store.selfcheck import self_check


@answers(
    "security:check",
    says=("security check", "security self-check", "security self check", "self-check", "run a security check",
          "run the security check", "run security check", "are my records safe", "is my data safe"),
    private=True,
)  # fmt: skip
def security_check(press: Press, desk: Desk) -> tuple[Reply]:
    """Each check with its verdict, made now."""
    may_decide(press.person)
    checks = list(self_check(desk.db, desk.home_folder, desk.checkpoints))
    passed = sum(check.holds for check in checks)
    summary = f"{passed} of {len(checks)} checks passed, {when(desk.now(), press.person)}."
    pairs = tuple((f"{'✅' if check.holds else '⛔'} {check.what}", check.means) for check in checks)
    return (
        Reply(card=Card(title="Security self-check", summary=summary, nodes=(Text(text=summary), Pairs(pairs=pairs)))),
    )
