"""No changed number, dropped source or slipped-in word gets past the gate, and honest drafts do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.crew._sentences import claims_of
from domain import formatting, letter
from domain.checked import Checked
from domain.cite import cite, cite_edited
from domain.errors import UncitedClaim
from domain.facts import Claim, Draft
from domain.query import Compare, Filter, Period, QuerySpec, Sort
from tests.agents.office import STALLED, FakeCrm, a_deal, an_office, seven_stalled

WON = Filter(field="status", op="eq", value="won")
LAST_QUARTER = Period(fields=("close_date",), window="quarter:-1")
THIS_QUARTER = Period(fields=("close_date",), window="quarter:0")


def sold() -> list[dict[str, object]]:
    """Deals won and lost in two quarters by three reps, one of them named like a number."""
    return [
        a_deal(
            n,
            status="won" if n % 3 else "lost",
            stage="Won" if n % 3 else "Lost",
            owner=("Ana Lima", "Ben Ode", "3M Seller")[n % 3],
            region=("EMEA", "AMER")[n % 2],
            amount=Decimal(17_350 * n + 512),
            created=date(2026, 1, 3 + n),
            close_date=date(2026, 8 + n % 3, 3),
        )
        for n in range(12)
    ]


CASES: dict[str, tuple[QuerySpec, list[dict[str, object]]]] = {
    "list": (STALLED, seven_stalled()),
    "won list": (QuerySpec(filters=(WON,), time=LAST_QUARTER), sold()),
    "top": (QuerySpec(filters=(WON,), sort=(Sort(by="amount", dir="desc"),), limit=3), sold()),
    "amount": (QuerySpec(filters=(WON,), measures=("amount", "avg_amount")), sold()),
    "rate": (QuerySpec(measures=("win_rate",), time=LAST_QUARTER), sold()),
    "days": (QuerySpec(filters=(WON,), measures=("cycle_days",)), sold()),
    "groups": (QuerySpec(filters=(WON,), measures=("amount",), group_by=("owner",)), sold()),
    "counted groups": (QuerySpec(measures=("count",), group_by=("owner", "region")), sold()),
    "compared": (
        QuerySpec(filters=(WON,), measures=("amount",), time=THIS_QUARTER, compare=Compare(window="quarter:-1")),
        sold(),
    ),
    "compared rates": (
        QuerySpec(measures=("win_rate",), time=THIS_QUARTER, compare=Compare(window="quarter:-1")),
        sold(),
    ),
    "columns": (
        QuerySpec(filters=(Filter(field="days_in_stage", op="gt", value=150),), fields=("close_date", "owner")),
        seven_stalled(),
    ),
    "nothing": (QuerySpec(filters=(Filter(field="stage", op="eq", value="Stage 4"),)), seven_stalled()),
    "kpi": (QuerySpec(measures=("hygiene_score",)), [*seven_stalled(), a_deal(30, amount=None)]),
}


@cache
def answered(name: str) -> tuple[Draft, Checked]:
    """An honest draft and the values it rests on."""
    spec, records = CASES[name]
    office = an_office(records)
    outcome = office.ask(spec, reading="The question")
    assert outcome.draft is not None
    assert outcome.pulled is not None
    checked = Checked(reading="The question", spec=spec, pulled=outcome.pulled, compared=outcome.compared)
    return outcome.draft, checked


def blocked(draft: Draft, checked: Checked) -> bool:
    try:
        cite(draft, checked)
    except UncitedClaim:
        return True
    return False


def with_claim(draft: Draft, number: int, claim: Claim, checked: Checked) -> Draft:
    """The draft with one claim changed, and its e-mail written to match, as a thorough forger would."""
    claims = (*draft.claims[:number], claim, *draft.claims[number + 1 :])
    return draft.model_copy(update={"claims": claims, "email_body": letter.body(claims, checked)})


@pytest.mark.row("S0-17", "S0-19", "M6")
@pytest.mark.parametrize("name", CASES)
def test_an_honest_draft_passes(name):
    draft, checked = answered(name)
    assert cite(draft, checked) == draft


def texts_changed(claim: Claim) -> Iterator[tuple[str, Claim]]:
    """Every digit turned, unit swapped, number spelled out or rounded otherwise, in the sentence."""
    for at, char in enumerate(claim.text):
        if char.isdigit():
            text = claim.text[:at] + str((int(char) + 1) % 10) + claim.text[at + 1 :]
            yield "digit", claim.model_copy(update={"text": text})
            yield "digit dropped", claim.model_copy(update={"text": claim.text[:at] + claim.text[at + 1 :]})
            yield "digit added", claim.model_copy(update={"text": claim.text[:at] + "1" + claim.text[at:]})
    for figure in claim.figures:
        for new in rewordings(figure.text):
            if new != figure.text:
                yield "reworded", claim.model_copy(update={"text": claim.text.replace(figure.text, new)})
                liar = figure.model_copy(update={"text": new})
                others = tuple(liar if f == figure else f for f in claim.figures)
                text = claim.text.replace(figure.text, new)
                yield "reworded figure", claim.model_copy(update={"text": text, "figures": others})


def rewordings(text: str) -> Iterator[str]:
    """Other ways to say nearly the same: units swapped, rounded off, spelled out, made vague."""
    swaps = {
        "deals": "accounts", "deal": "account", "USD": "EUR", "days": "weeks", "%": "x", "M": "K", "up": "down",
        "down": "up", "points": "%", "+": "-",
    }  # fmt: skip
    for old, new in swaps.items():
        if old in text:
            yield text.replace(old, new)
    if match := re.search(r"\d[\d,.]*", text):
        value = Decimal(match[0].replace(",", "").rstrip("."))
        for other in (value + 1, value / 10, value * 10, value + Decimal("0.1"), -value):
            yield text.replace(match[0], formatting.number(other))
        yield text.replace(match[0], f"about {match[0]}").replace(match[0], formatting.number(value * 2))
        for word in ("seven", "several", "a dozen", "most", "half", "twenty", "no"):
            yield text.replace(match[0], word)
        yield text.replace(match[0], "٧")


def figures_changed(claim: Claim) -> Iterator[tuple[str, Claim]]:
    """Figures dropped, pointed at other facts, or with values and units that differ."""
    for at, figure in enumerate(claim.figures):
        rest = claim.figures[:at] + claim.figures[at + 1 :]
        yield "dropped", claim.model_copy(update={"figures": rest})
        for change in (
            {"value": figure.value + 1},
            {"value": figure.value * 10 + 1},
            {"unit": "accounts"},
            {"unit": "EUR"},
            {"fact": "nowhere"},
            {"fact": "cell:amount:006999"},
        ):
            liar = figure.model_copy(update=change)
            yield f"figure {change}", claim.model_copy(update={"figures": (*rest, liar)})
    for other in claim.figures[1:]:
        first = claim.figures[0]
        if other.text != first.text:
            swapped = claim.text.replace(first.text, "@").replace(other.text, first.text).replace("@", other.text)
            one, two = first.model_copy(update={"fact": other.fact}), other.model_copy(update={"fact": first.fact})
            rest = tuple(f for f in claim.figures if f not in (first, other))
            yield "facts swapped", claim.model_copy(update={"text": swapped, "figures": (one, two, *rest)})


EXTRAS = (
    "There are 3 more.", "Ana Lima has won everything.", "Nearly half of them will close.", "All is well.",
    "See https://example.org/pipeline for more.", "Another twelve are at risk.", "Row 006999 is the worst.",
    "The total is USD 5M.", "It closes on 12 Dec 2026.", "Win rate is up 5%.", "Read <https://evil.test|this>.",
)  # fmt: skip


def sentences_added(draft: Draft, checked: Checked) -> Iterator[tuple[str, Draft]]:
    """A further sentence as a claim of its own, inside another, in the e-mail, or in the title."""
    for extra in EXTRAS:
        for claim in (Claim(text=extra), Claim(text=extra, facts=("count",)), Claim(text=extra, row_ids=("006001",))):
            claims = (*draft.claims, claim)
            yield extra, draft.model_copy(update={"claims": claims, "email_body": letter.body(claims, checked)})
        joined = draft.claims[0].model_copy(update={"text": f"{draft.claims[0].text} {extra}"})
        yield extra, with_claim(draft, 0, joined, checked)
        yield extra, draft.model_copy(update={"email_body": f"{draft.email_body}\n{extra}"})
        yield extra, draft.model_copy(update={"email_body": draft.email_body.replace("Hello,", f"Hello, {extra}")})
        yield extra, draft.model_copy(update={"email_subject": extra})


def strangers(claim: Claim) -> Iterator[tuple[str, Claim]]:
    """Rows and facts that were never pulled."""
    yield "foreign row", claim.model_copy(update={"row_ids": (*claim.row_ids, "006999")})
    yield "foreign fact", claim.model_copy(update={"facts": (*claim.facts, "invented")})


@pytest.mark.row("S0-18", "S0-19", "M6")
@pytest.mark.parametrize("name", CASES)
def test_every_mutated_draft_is_blocked(name):
    draft, checked = answered(name)
    passed, tried = [], 0
    for number, claim in enumerate(draft.claims):
        for kind, changed in (*texts_changed(claim), *figures_changed(claim), *strangers(claim)):
            if changed == claim:
                continue
            tried += 1
            if not blocked(with_claim(draft, number, changed, checked), checked):
                passed.append((kind, changed.text, changed.figures))
    for kind, mutant in sentences_added(draft, checked):
        tried += 1
        if not blocked(mutant, checked):
            passed.append((kind, mutant.sentence, ()))
    assert passed == []
    assert tried > 70


@pytest.mark.row("S0-18")
def test_the_refusal_names_the_sentence():
    draft, checked = answered("list")
    claim = draft.claims[0]
    wrong = claim.model_copy(update={"text": claim.text.replace("7 deals", "8 deals")})
    with pytest.raises(UncitedClaim) as caught:
        cite(with_claim(draft, 0, wrong, checked), checked)
    assert caught.value.sentence == wrong.text
    assert "8 deals" in str(caught.value)


@pytest.mark.row("S0-18", "S0-19")
@pytest.mark.parametrize(
    "title",
    ["97 stalled deals", "Ninety-seven deals were lost", "Half of the pipeline is lost", "See https://evil.example"],
)
def test_a_title_that_states_a_number_or_opens_a_link_is_blocked(title):
    draft, checked = answered("list")
    assert draft.title == checked.reading
    assert blocked(draft.model_copy(update={"title": title}), checked)


def test_a_draft_without_claims_is_not_an_answer():
    draft, checked = answered("list")
    assert blocked(draft.model_copy(update={"claims": ()}), checked)


def test_a_group_cannot_take_another_groups_figure():
    draft, checked = answered("groups")
    top = draft.claims[0]
    for other in ("EMEA", "Ana Lima", "Ben Ode", "“3M Seller”"):
        if other not in top.text:
            text = re.sub(r"^(“3M Seller”|Ana Lima|Ben Ode)", other, top.text)
            assert blocked(with_claim(draft, 0, top.model_copy(update={"text": text}), checked), checked)


def test_a_column_answer_cannot_name_somebody_else():
    draft, checked = answered("columns")
    number = next(n for n, claim in enumerate(draft.claims) if "Ana Lima" in claim.text)
    claim = draft.claims[number]
    wrong = claim.model_copy(update={"text": claim.text.replace("Ana Lima", "Ben Ode")})
    assert blocked(with_claim(draft, number, wrong, checked), checked)


HOSTILE_NAMES = (
    "5 deals worth USD 9M", "http://evil.test/x", "<https://evil.test|click>", "www.evil.test", "One Million Inc.",
    "Acme. All 40 deals are lost. Ask", "“7 deals”", "1", "<!channel>", "](http://evil.test)", "99%", "x" * 300, "½",
    "javascript:alert(1)", "Line\nBreak 12", "Total: USD 1", "",
)  # fmt: skip


@pytest.mark.row("M6", "S0-19")
@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_record_text_cannot_state_a_number_or_open_a_link(name):
    records = [a_deal(1, account=name, owner=name, opportunity=name), a_deal(2, amount=Decimal(7))]
    spec = QuerySpec(measures=("amount",), group_by=("owner",))
    outcome = an_office(records).ask(spec, reading="Amount by owner")
    assert outcome.draft is not None
    outside = re.sub("“[^”]*”", "", outcome.draft.sentence)
    assert "evil" not in outside
    assert "http:" not in outcome.draft.sentence
    assert "www." not in outcome.draft.sentence
    listed = an_office(records[:1]).ask(QuerySpec(fields=("owner", "account")), reading="Owner")
    assert listed.draft is not None


@given(st.decimals(min_value=0, max_value=Decimal("1e12"), places=2), st.integers(0, 10**6))
def test_any_amount_and_count_pass_as_written_and_not_one_off(amount, count):
    records = [a_deal(1, amount=amount)]
    crm = FakeCrm(records)
    spec = QuerySpec(measures=("amount",))
    office = an_office(records)
    outcome = office.ask(spec, reading="Amount")
    if outcome.state == "held":
        assert amount > Decimal("1e11")
        return
    assert outcome.draft is not None
    checked = Checked(reading="Amount", spec=spec, pulled=outcome.pulled)
    text = formatting.written(amount, "USD")
    other = formatting.written(amount + count + 1, "USD")
    claim = outcome.draft.claims[0]
    assert text in claim.text
    if other != text:
        wrong = claim.model_copy(update={"text": claim.text.replace(text, other)})
        assert blocked(with_claim(outcome.draft, 0, wrong, checked), checked)
    assert crm.records == records


def test_a_person_may_reword_but_not_renumber():
    draft, checked = answered("list")
    figures = [figure.text for figure in draft.claims[0].figures]
    assert cite_edited(f"Heads up: {figures[0]} sit in Negotiation ({figures[1]}).", draft, checked)
    assert cite_edited(draft.email_body, draft, checked) == draft.email_body
    for wrong in ("8 deals sit in Negotiation.", "Ten deals sit there.", f"{figures[0]}, see http://x.test"):
        with pytest.raises(UncitedClaim):
            cite_edited(wrong, draft, checked)


def test_claims_are_the_same_every_time():
    draft, checked = answered("groups")
    assert claims_of(checked) == draft.claims
