"""“Test prompt interpreter”: a version is tried on the stored sample before anybody is answered by it."""

from __future__ import annotations

from domain.cards import Card, Code, Reply, Text, plain
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.prompting import Trial, meant, must_be_operator, text_of, tried
from handlers.verb import answers
from store import audit, prompts


@answers("prompt:test", says=("test prompt {}", "test the prompt {}"), private=True)
def prompt_test(press: Press, desk: Desk) -> tuple[Reply]:
    """How many of the sample came out right, and which did not."""
    must_be_operator(press.person)
    name, version = meant(press, desk)
    words = text_of(desk, name, version)
    if desk.model is None:
        return (Reply(card=sentence_card("No key for a model is set, so no prompt can be tested.")),)
    trial = tried(desk, press, name, words)
    with desk.db.begin() as session:
        prompts.note_test(session, name, version, passed=trial.passed, report=trial.report, at=desk.now())
        entry = audit.Entry(
            actor=press.person.name,
            on_behalf_of=press.person.email,
            action="prompt:test",
            subject=f"{name} {version}",
            reason="a version is tried before it is used",
            outcome="passed" if trial.passed else "failed",
            inputs={"report": trial.report},
        )
        audit.write(session, desk.db, entry, desk.now())
    return (Reply(card=_card(name, version, trial)),)


def _card(name: str, version: int, trial: Trial) -> Card:
    verdict = "passed" if trial.passed else "did not pass"
    sentence = f"Version {version} of the {name} prompt {verdict}: {trial.report}."
    after = f" Say “activate prompt {name} {version}” to use it." if trial.passed and version else ""
    shown = (Code(text="\n".join(trial.wrong)),) if trial.wrong else ()
    tone = "good" if trial.passed else "warning"
    return Card(title="Prompt test", summary=sentence, nodes=(Text(text=plain(sentence + after), tone=tone), *shown))
