"""[Pause]: from here on, or from the time that is set, the agent changes nothing and writes to nobody."""

from __future__ import annotations

from datetime import datetime

from domain.cards import Card, Replace, Text, plain
from domain.pause import ALL
from domain.standstill import NoSuchTime, Standstill
from domain.work import Press
from handlers.desk import Desk
from handlers.pausing import agents_named, others_words, pause, paused_card
from handlers.verb import answers


@answers("agent:pause")
def agent_pause(press: Press, desk: Desk) -> tuple[Replace]:
    """The card with who paused it until when, and [Resume]. Raises: NoSuchTime for a card that is too old."""
    named, _, times = press.subject.partition("|")
    time, zone = _time(times, desk.now()), press.person.timezone
    stopped = [pause(desk, press.person, one, time) for one in agents_named(named)]
    cards = [paused_card(one, zone, desk.now()) for one in stopped]
    if len(cards) == 1 and named != ALL:
        return (Replace(card=cards[0]),)
    said = " ".join(card.summary for card in cards)
    nodes = (*(node for card in cards for node in card.nodes), Text(text=plain(others_words()), small=True))
    return (Replace(card=Card(title="Agents paused", summary=said, nodes=nodes)),)


def _time(said: str, now: datetime) -> Standstill:
    """The times that the card showed; a beginning that has passed since is now."""
    if not said:
        return Standstill()
    try:
        begins, ends = (datetime.fromisoformat(one) if one else None for one in said.split("|"))
        if ends is not None and ends <= now:
            raise NoSuchTime("That time is over by now. Say it again, and look at the new card.")
        return Standstill(begins if begins is not None and begins > now else None, ends)
    except (ValueError, TypeError) as error:
        raise NoSuchTime("I cannot read the times on that card. Say it again, and look at the new card.") from error
