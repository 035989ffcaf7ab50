"""“Move the Acme deal to proposal”: words alone change nothing, so the deals that may be meant come with [Update]."""

from __future__ import annotations

from itertools import combinations

from domain.cards import Button, Buttons, Card, Node, Reply, Text, plain
from domain.language.courtesy import REFUSALS
from domain.language.names import name_words
from domain.work import Person, Press
from handlers.desk import Desk
from handlers.names import names_for
from handlers.people import own_sight
from handlers.verb import answers
from store.crm.records import open_deals_of

SHOWN, LONGEST_NAME, MOST_WORDS = 5, 5, 60
EXAMPLES = (
    "Say “record” and the whole name of a deal, then press Update; “log a call with”, “create a lead” and “update my "
    "deals” open forms too."
)


@answers("record:offer", private=True)
def record_offer(press: Press, desk: Desk) -> tuple[Reply]:
    """A button for each deal that the words name, by its own name or by its account's."""
    deals = _meant(desk, press.person, press.subject) if press.person.role != "guest" else []
    nodes: list[Node] = [Text(text=plain(REFUSALS["crm_write"]))]
    if deals:
        buttons = tuple(Button(label=f"Update {name}"[:70], press="record:update", subject=id_) for id_, name in deals)
        nodes.append(Buttons(buttons=buttons[:SHOWN]))
    if not deals or len(deals) > SHOWN:
        more = f"{len(deals)} open deals may be meant; these are the first {SHOWN}. " if deals else ""
        nodes.append(Text(text=plain(more + EXAMPLES), small=True))
    return (Reply(card=Card(title="Change a record", summary=REFUSALS["crm_write"], nodes=tuple(nodes))),)


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
