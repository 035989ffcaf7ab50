"""“Stop e-mailing me”, “opt out”: from this moment on nobody here writes to that address unasked."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import Refused
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import answers
from store import audit, opt_outs

EMAIL = ("stop e-mailing me", "stop emailing me", "no more e-mails", "no more emails", "unsubscribe me from e-mail")


@answers(
    "optout:keep",
    says=("opt out", "opt me out", "unsubscribe", "unsubscribe me", "opt out {}", "unsubscribe {}", *EMAIL),
    private=True,
)
def opt_out(press: Press, desk: Desk) -> tuple[Reply]:
    """For oneself, or for an address that asked a manager or an operator; answers to own questions still come."""
    words = " ".join(str(press.values.get("text") or "").casefold().split()).strip(" ?!.")
    other = press.subject if "@" in press.subject else ""
    if other:
        may_decide(press.person, "opt somebody else out")
    if not press.values.get("text"):
        raise Refused("Say it in words, so that nobody else can press it for you.")
    address = other or press.person.email
    if not address:
        raise Refused("I know no address of yours, so there is nothing to opt out.")
    channel: opt_outs.Channel = "email" if words in EMAIL else "all"
    with desk.db.begin() as session:
        fresh = opt_outs.keep(session, address, channel, press.person.name, desk.now())
        entry = audit.Entry(
            actor=press.person.name, on_behalf_of=press.person.email or press.person.name, action="optout:keep",
            subject=opt_outs.normal(address), reason="the person asked not to be written to", outcome=channel,
        )  # fmt: skip
        audit.write(session, desk.db, entry, desk.now())
    how = "by e-mail" if channel == "email" else "unasked"
    said = f"{address} {'is' if fresh else 'was already'} opted out: nobody here writes there {how}."
    return (Reply(card=sentence_card(f"{said} “Opt in” takes it back.", "Opted out")),)
