"""“Redteam”: every known attempt to talk the product out of its rules, tried on the spot, with a report."""

from __future__ import annotations

from collections import Counter

from domain.attacks import Attempt, attempts
from domain.cards import Card, Code, Pairs, Reply, Text
from domain.errors import NotAllowed
from domain.work import Press
from handlers.desk import Desk
from handlers.verb import answers
from store import audit


@answers("rules:attack", says=("redteam", "red team", "run redteam", "run the red team"), private=True)
def redteam(press: Press, desk: Desk) -> tuple[Reply]:
    """How many attempts of each kind the rules held against, and every one they did not."""
    if press.person.role not in ("manager", "executive", "operator"):
        raise NotAllowed("run the red team", "A manager")
    tried = attempts(desk.names(), desk.today())
    failed = [attempt for attempt in tried if not attempt.held]
    with desk.db.begin() as session:
        entry = audit.Entry(
            actor=press.person.name,
            on_behalf_of=press.person.email,
            action="rules:attack",
            subject="red team",
            reason="known attempts were tried",
            outcome=f"{len(failed)} failed",
            inputs={"failed": [attempt.said for attempt in failed], "tried": len(tried)},
        )
        audit.write(session, desk.db, entry, desk.now())
    return (Reply(card=_card(tried, failed)),)


def _card(tried: list[Attempt], failed: list[Attempt]) -> Card:
    held, all_ = Counter(a.family for a in tried if a.held), Counter(a.family for a in tried)
    sentence = f"The rules held against {len(tried) - len(failed)} of {len(tried)} attempts."
    pairs = tuple((family[:1].upper() + family[1:], f"{held[family]} of {n} held") for family, n in all_.items())
    worked = (Text(text="These got through:"), Code(text="\n".join(a.said for a in failed))) if failed else ()
    tone = "bad" if failed else "good"
    nodes = (Text(text=sentence, tone=tone), Pairs(pairs=pairs), *worked)
    return Card(title="Red team", summary=sentence, nodes=nodes)
