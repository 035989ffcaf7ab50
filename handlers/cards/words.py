"""Short cards that are only words: greetings, help, refusals."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Pairs, Text, plain
from domain.work import Person

ASK_FIRST = (
    ("Stalled deals", "show stalled negotiation deals"),
    ("Pipeline by stage", "open pipeline by stage"),
    ("Win rate", "win rate by rep this quarter"),
    ("Slipped", "what slipped last quarter"),
    ("CRM hygiene", "kpi hygiene"),
)


def sentence_card(sentence: str, title: str = "") -> Card:
    """One sentence of ours or of a record, shown as it is."""
    return Card(title=title, summary=sentence, nodes=(Text(text=plain(sentence)),))


def guest_card(person: Person, among_others: bool = False) -> Card:
    """Somebody we do not know, and what to do about it; their address is told only to themselves."""
    address = f" ({person.email})" if person.email and not among_others else ""
    return sentence_card(
        f"Hello {person.name}. I do not find your e-mail address{address} among the people of the CRM, so I may not "
        "show you any records. Ask your sales operations team to add you to the CRM with this address, then ask again.",
        "You are a guest here",
    )


def help_card() -> Card:
    """What can be asked, in the words people use."""
    return Card(
        title="What you can ask",
        summary="Ask about deals, accounts, leads, activities and quotas in your own words.",
        nodes=(
            Text(
                text="Ask in your own words. Every number is read twice by two agents, checked by fixed rules, and "
                "carries the rows it came from."
            ),
            Pairs(
                pairs=(
                    ("Lists", "show stalled negotiation deals\nopps w no next step closing this qtr"),
                    ("Numbers", "how many deals did we win in October\nrevenue by region ytd"),
                    ("Rates", "win rate by rep this quarter\nattainment by rep last quarter"),
                    ("Follow-ups", "only EMEA · and by manager? · over 100k"),
                    ("KPIs", "kpi hygiene · kpi velocity"),
                    ("Changes", "record (name of a deal), then Update · approvals · changes, with Undo"),
                    ("Forms", "log a call with (account) · create a lead · assign a task to (rep) · update my deals"),
                    ("Pipeline", "pipeline health · triggers · clean up · capacity · use formal tone"),
                    (
                        "Agents",
                        "what did the pipeline agent do today · undo what it did today · pause it until Monday",
                    ),
                    ("Settings", "nudge settings · guard settings · preview nudges · undo the last setting change"),
                    (
                        "Exceptions",
                        "exceptions · exception #12 · high severity exceptions this week · why did the forecast run",
                    ),
                    ("My data", "what do you know about me · forget me"),
                    ("About me", "who does what · check access · security check · settings · audit export"),
                )
            ),
            Buttons(buttons=tuple(Button(label=label, press="ask:say", subject=text) for label, text in ASK_FIRST)),
        ),
    )
