"""The form behind [Override]: kept with the manager's name and reason, and over by itself when its time is."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.gate import may_override, must_be_override, override, rep_named
from handlers.verb import answers


@answers("capacity:allow", check=must_be_override, private=True)
def capacity_allow(press: Press, desk: Desk) -> tuple[Reply]:
    """Until when it holds."""
    rep = rep_named(desk, press.person, press.subject)
    may_override(desk, press.person, rep)
    one = override(desk, press, rep, int(str(press.values["days"])), str(press.values["reason"]).strip())
    said = f"{rep.name} may get more open deals until {when(one.until, press.person)}. Say “capacity” to end it."
    return (Reply(card=sentence_card(said, "Limit overridden")),)
