"""“Move the Acme deal to proposal”: words alone change nothing, so the deals that may be meant come with [Update].

“Create a deal” has no form: new business begins as a lead, unless whoever asks carries too many open deals already.
"""

from __future__ import annotations

import re
from itertools import combinations

from domain.cards import Button, Buttons, Card, Node, Reply, Text, plain
from domain.gate import Overfull, is_overfull
from domain.language.courtesy import REFUSALS
from domain.language.names import name_words
from domain.work import Person, Press
from handlers.desk import Desk
from handlers.names import names_for
from handlers.people import own_sight
from handlers.verb import answers
from store import overrides
from store.crm import concerns
from store.crm.own_values import most_open
from store.crm.records import open_deals_of

SHOWN, LONGEST_NAME, MOST_WORDS = 5, 5, 60
EXAMPLES = (
    "Say “record” and the whole name of a deal, then press Update; “log a call with”, “create a lead” and “update my "
    "deals” open forms too."
)

_DEAL = r"(?:deals?|opps?|opportunit(?:y|ies))\b"
MAKES_A_DEAL = re.compile(
    r"\b(?:create|add|make|start|register|enter|set up|open)\s+(?:me\s+)?"
    rf"(?:an?\s+|another\s+|new\s+)+(?:[\w'&-]+\s+)?{_DEAL}"
    rf"|^\W*(?:an?\s+)?new\s+{_DEAL}",
    re.IGNORECASE,
)
NEW_BUSINESS = (
    "New business begins as a lead: fill in its form, and somebody entitled approves it. A deal is made from it in "
    "your CRM, and I read it there."
)


@answers("record:offer", private=True)
def record_offer(press: Press, desk: Desk) -> tuple[Reply]:
    """A button for each deal that the words name, by its own name or by its account's."""
    if press.person.role != "guest" and MAKES_A_DEAL.search(press.subject):
        return (Reply(card=_no_new_deal(desk, press.person)),)
    deals = _meant(desk, press.person, press.subject) if press.person.role != "guest" else []
    nodes: list[Node] = [Text(text=plain(REFUSALS["crm_write"]))]
    if deals:
        buttons = tuple(Button(label=f"Update {name}"[:70], press="record:update", subject=id_) for id_, name in deals)
        nodes.append(Buttons(buttons=buttons[:SHOWN]))
    if not deals or len(deals) > SHOWN:
        more = f"{len(deals)} open deals may be meant; these are the first {SHOWN}. " if deals else ""
        nodes.append(Text(text=plain(more + EXAMPLES), small=True))
    return (Reply(card=Card(title="Change a record", summary=REFUSALS["crm_write"], nodes=tuple(nodes))),)


def _no_new_deal(desk: Desk, person: Person) -> Card:
    """Where a new deal begins; or how many open ones stand against the limit, and the way to clean up."""
    with desk.db.looking() as connection:
        most = most_open(connection, desk.settings(), [person.id])[person.id]
        many = concerns.open_deals(connection, [person.id]).get(person.id, 0)
    allowed = overrides.standing(desk.db, desk.now()).get(person.id)
    full = Overfull(owner_id=person.id, name=person.name, open_deals=many, coming=1, most=most)
    if is_overfull(many, 1, most) and allowed is None:
        said, way = full.sentence, Button(label="Clean-up list", press="capacity:clean", subject=person.id)
    else:
        said, way = NEW_BUSINESS, Button(label="Create a lead", press="make:ask", subject="lead|")
    return Card(title="A new deal", summary=said, nodes=(Text(text=plain(said)), Buttons(buttons=(way,))))


def _meant(desk: Desk, person: Person, text: str) -> list[tuple[str, str]]:
    """(id, name) of the open deals of the accounts in these words; those alone whose whole name is among them."""
    accounts = _accounts(desk, person, name_words(text)[:MOST_WORDS])
    if not accounts:
        return []
    with desk.db.reading() as connection:
        deals = open_deals_of(connection, accounts, own_sight(desk, person))
    said = " ".join(text.lower().split())
    named = [(id_, name) for id_, name in deals if name.lower() in said]
    longest = max((len(name) for _, name in named), default=0)
    return [one for one in named if len(one[1]) == longest] or deals


def _accounts(desk: Desk, person: Person, words: list[str]) -> set[str]:
    """Names of accounts among these words, the longest ones where one holds another."""
    index = names_for(desk, person)
    index.expect(words)
    spans = sorted(combinations(range(len(words) + 1), 2), key=lambda span: span[0] - span[1])
    taken: set[int] = set()
    found: set[str] = set()
    for start, end in spans:
        if end - start > LONGEST_NAME or taken & set(range(start, end)):
            continue
        called = {one.named.value for one in index.exact(words[start:end]) if one.named.kind == "account"}
        if called:
            found |= called
            taken |= set(range(start, end))
    return found
