"""The gate between a draft and a reader: every figure is worked out again, and nothing uncited stands in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from domain import formatting, letter
from domain.catalogue import CATALOGUE
from domain.checked import Checked, Ledger
from domain.errors import UncitedClaim
from domain.facts import Cell, Claim, Column, Draft, Fact, Figure
from domain.wording import NUMBER_WORDS, group_words, named, noun, phrases

LINK = re.compile(r"(?i)\b(https?|ftp|file|mailto|tel|javascript|data):|\bwww\.|<[^<>]*[|@#!:/][^<>]*>|\]\(")
DIGITS = re.compile(r"\d[\d.,:/-]*")
SIGNS = re.compile(r"[%‰€£¥$]|(?<![A-Za-z])(?:USD|EUR|GBP|CHF|JPY)(?![A-Za-z])")
WORD = re.compile(r"[^\W\d_]+")
QUOTED = re.compile(r"“[^”]*”?|”")
HOLDS_LINK = "it holds a link."
CAPITALISED = re.compile(r"[^\W\d_a-z][\w'’&.-]*")
OPENING = re.compile(r"^(Of|It|The)\b")
"""The words of ours with which a sentence about one record may begin."""
NEW_SENTENCE = re.compile(r"[.!?…]+[\"'”)\]]*\s+\S|[\n\r]")


def cite(draft: Draft, checked: Checked) -> Draft:
    """The same draft, every sentence of it proved.

    Raises: UncitedClaim naming the first sentence that holds a wrong, reworded or uncited figure, a row that no
            cited fact rests on, a link, or words that no source stands behind.
    """
    if not draft.claims:
        raise UncitedClaim(draft.title, "the draft makes no claim at all.")
    gate = _Gate(checked)
    for claim in draft.claims:
        gate.prove(claim)
    _only_the_question(draft.title, checked, gate)
    _only_the_claims(draft, checked)
    return draft


def cite_edited(text: str, draft: Draft, checked: Checked) -> str:
    """A person's edited wording, when all its numbers are figures of the draft's claims and it holds no link.

    Raises: UncitedClaim naming the sentence; a person may reword, not renumber.
    """
    gate = _Gate(checked)
    figures = [figure for claim in draft.claims for figure in claim.figures]
    marks = {f"[{number}]" for number in range(1, len(draft.claims) + 1)}
    allowed = gate.phrases | gate.names | {figure.text for figure in figures} | marks
    footing = set(draft.email_body.splitlines()) - {claim.text for claim in draft.claims}
    for line in text.splitlines():
        rest = _without(line, allowed)
        if line not in footing and (LINK.search(line) or _loose_number(rest)):
            raise UncitedClaim(line, HOLDS_LINK if LINK.search(line) else f"“{_loose_number(rest)}” has no source.")
    return text


class _Gate:
    """What one answer's facts allow; made once, asked per claim."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        self.ledger = Ledger(checked)
        self.facts = self.ledger.by_id
        self.texts_by_row = _texts_by_row(checked)
        self.phrases = (
            set(phrases(checked.spec, checked.currency))
            | set(phrases(checked.pulled.spec, checked.currency))
            | (set(phrases(checked.compared.spec, checked.currency)) if checked.compared else set())
        )
        self.standing = standing_sentences(checked)

    @cached_property
    def names(self) -> set[str]:
        """Every name among the pulled rows, as it may be quoted; many, so they are worked out only when one is."""
        return {named(text) for text in {t for texts in self.texts_by_row.values() for t in texts}}

    def prove(self, claim: Claim) -> None:
        """Nothing, when the claim holds; else UncitedClaim."""
        cited = [self._fact(claim, fact_id) for fact_id in (*claim.facts, *(f.fact for f in claim.figures))]
        for figure in claim.figures:
            _figure_holds(claim, figure, self._fact(claim, figure.fact))
        self._one_group(claim)
        self._rows_belong(claim, cited)
        self._says_something_cited(claim)
        pieces = {figure.text for figure in claim.figures} | self._groups_of(claim) | self.phrases | self.standing
        pieces |= self._empty_of(claim)
        if _complaint(_without(claim.text, pieces)) and (why := _complaint(_without(claim.text, pieces | self.names))):
            raise UncitedClaim(claim.text, why)
        if LINK.search(claim.text):
            raise UncitedClaim(claim.text, HOLDS_LINK)
        self._names_no_other(claim, pieces)

    def _names_no_other(self, claim: Claim, pieces: set[str]) -> None:
        """A sentence about one record of a list names nobody and nothing that its own row does not hold."""
        if len(claim.row_ids) != 1 or not self._lists_records or claim.text in self.standing:
            return
        own = {named(cell) for _, cell in self._cells_of(claim.row_ids[0]) if isinstance(cell, str)}
        rest = _without(claim.text, pieces | own)
        if stranger := CAPITALISED.search(OPENING.sub("", rest)):
            raise UncitedClaim(claim.text, f"it names “{stranger.group()}”, which its record does not hold.")

    @property
    def _lists_records(self) -> bool:
        return not self.checked.spec.group_by and not self.checked.spec.measures

    def _fact(self, claim: Claim, fact_id: str) -> Fact:
        fact = self.facts.get(fact_id) or self.ledger.cell(fact_id)
        if fact is None:
            raise UncitedClaim(claim.text, f"it cites “{fact_id}”, which was not pulled.")
        return fact

    def _groups_of(self, claim: Claim) -> set[str]:
        """The names of the groups that the claim's figures belong to; other groups' names cover nothing in it."""
        fields = self.checked.pulled.spec.group_by
        groups = [self._fact(claim, figure.fact).group for figure in claim.figures]
        words = {group_words(label, field) for group in groups for label, field in zip(group, fields, strict=False)}
        return words | {word[:1].upper() + word[1:] for word in words}

    def _one_group(self, claim: Claim) -> None:
        """A figure of a group must stand beside that group's name, and no claim may mix two groups."""
        fields = self.checked.pulled.spec.group_by
        # A fact split by currency carries it behind its groups; two currencies of one group may stand together.
        places = [self._fact(claim, figure.fact).group[: len(fields)] for figure in claim.figures]
        groups = {place for place in places if place}
        if len(groups) > 1:
            raise UncitedClaim(claim.text, "it mixes figures of several groups.")
        for group in groups:
            for label, field in zip(group, fields, strict=False):
                words = group_words(label, field)
                if not any(_stands_in(w, claim.text) for w in (words, words[:1].upper() + words[1:])):
                    raise UncitedClaim(claim.text, f"its figure belongs to {words}.")

    def _rows_belong(self, claim: Claim, cited: list[Fact]) -> None:
        behind = {row for fact in cited for row in fact.source.row_ids}
        if any(fact.source.row_set for fact in cited) or not cited:
            behind |= set(self.texts_by_row)
        strangers = [row for row in claim.row_ids if row not in behind]
        if strangers:
            raise UncitedClaim(claim.text, f"it cites row {strangers[0]}, which is not among its sources.")

    def _says_something_cited(self, claim: Claim) -> None:
        if claim.figures or claim.text in self.standing:
            return
        if len(claim.row_ids) != 1 or not any(_stands_in(t, claim.text) for t in self._said_by(claim.row_ids[0])):
            raise UncitedClaim(claim.text, "1 claim has no source.")

    def _said_by(self, row_id: str) -> set[str]:
        """What a sentence without figures may rest on: what was asked of its row, or in a list the row's own name."""
        asked = self.checked.spec.fields or ((self.checked.spec.entity,) if self._lists_records else ())
        found = [(c, cell) for c, cell in self._cells_of(row_id) if c.field in asked]
        return {
            empty_words(column.field, column.label) if cell in (None, "") else named(str(cell))
            for column, cell in found
            if cell is None or isinstance(cell, str)
        }

    def _empty_of(self, claim: Claim) -> set[str]:
        """That a field of the claim's one record is empty: `no close date`."""
        cells = self._cells_of(claim.row_ids[0]) if len(claim.row_ids) == 1 else []
        return {empty_words(column.field, column.label) for column, cell in cells if cell in (None, "")}

    def _cells_of(self, row_id: str) -> list[tuple[Column, Cell]]:
        pulled = self.checked.pulled
        cells: tuple[Cell, ...] = next((row.cells for row in pulled.rows if row.id == row_id), ())
        return list(zip(pulled.columns, cells, strict=False))


def empty_words(field: str, label: str) -> str:
    """That a record's field is empty, in the one way it is said: `no close date`."""
    return f"no {noun(field, label)}"


def _figure_holds(claim: Claim, figure: Figure, fact: Fact) -> None:
    if fact.value is None:
        raise UncitedClaim(claim.text, f"it says “{figure.text}” where nothing is known.")
    right = formatting.written(fact.value, fact.unit, fact.name)
    if figure.value != fact.value or figure.unit != fact.unit:
        raise UncitedClaim(claim.text, f"it says {figure.value} {figure.unit} where the data says {right}.")
    if figure.text not in formatting.ways(fact.value, fact.unit, fact.name):
        raise UncitedClaim(claim.text, f"it says “{figure.text}” where the data says “{right}”.")
    if not _stands_in(figure.text, claim.text):
        raise UncitedClaim(claim.text, f"its figure “{figure.text}” does not stand in it.")


def _complaint(rest: str) -> str:
    """What is wrong with what is left of a text once every cited piece is taken out; empty when nothing is."""
    if LINK.search(rest):
        return HOLDS_LINK
    if (loose := _loose_number(rest)) is not None:
        return f"“{loose}” has no source."
    if stranger := QUOTED.search(rest):
        return f"{stranger.group()} is no name among what was pulled."
    if NEW_SENTENCE.search(rest.strip()):
        return "it holds a second sentence that nothing stands behind."
    return ""


def _loose_number(rest: str) -> str | None:
    """The first number, amount, date or word for one that is left; None when there is none."""
    if found := DIGITS.search(rest) or SIGNS.search(rest):
        return found.group()
    by_word = next((w for w in WORD.findall(rest.lower()) if w in NUMBER_WORDS), None)
    return by_word or next((char for char in rest if char.isnumeric()), None)


def _only_the_question(title: str, checked: Checked, gate: _Gate) -> None:
    """A title is the question read back, or holds no number of its own."""
    if title != checked.reading and (why := _complaint(_without(title, gate.phrases | gate.names))):
        raise UncitedClaim(title, why)


def _only_the_claims(draft: Draft, checked: Checked) -> None:
    """The e-mail is the claims and their sources; any other line was slipped in."""
    if draft.email_subject and draft.email_subject != letter.subject(checked):
        raise UncitedClaim(draft.email_subject, "the e-mail's subject is not the question's.")
    if not draft.email_body:
        return
    right = letter.body(draft.claims, checked).splitlines()
    lines = draft.email_body.splitlines()
    for line, expected in zip(lines, right, strict=False):
        if line != expected:
            raise UncitedClaim(line, "this line of the e-mail is not a cited claim.")
    if len(lines) != len(right):
        raise UncitedClaim((lines or [""])[-1], "the e-mail does not hold exactly the cited claims.")


def standing_sentences(checked: Checked) -> frozenset[str]:
    """Sentences that code writes and that state no value: how a measure is worked out, and what rights leave out."""

    info = CATALOGUE[checked.spec.entity]
    known = [m for m in (info.measure(name) for name in checked.spec.measures) if m is not None]
    sentences = {formula_sentence(m.label, m.formula) for m in known}
    return frozenset(sentences | ({rights_sentence(checked.rights)} if checked.rights else set()))


def formula_sentence(label: str, formula: str) -> str:
    """How a measure is worked out."""
    return f"{label} is worked out as {formula}."


def rights_sentence(rights: str) -> str:
    """That an answer covers only what may be read here."""
    return f"This covers only {rights}, which is what may be read here."


def _texts_by_row(checked: Checked) -> dict[str, tuple[str, ...]]:
    sides = [side for side in (checked.pulled, checked.compared) if side is not None]
    return {row.id: tuple(c for c in row.cells if isinstance(c, str)) for side in sides for row in side.rows}


def _without(text: str, pieces: Iterable[str]) -> str:
    """The text once every whole occurrence of the pieces is replaced by a mark that says nothing; longest first."""
    for piece in sorted((p for p in pieces if p and p in text), key=len, reverse=True):
        text = _whole(piece).sub("·", text)
    return text


def _stands_in(piece: str, text: str) -> bool:
    return _whole(piece).search(text) is not None


def _whole(piece: str) -> re.Pattern[str]:
    """The piece where it is no part of a longer word or number."""
    return re.compile(rf"(?<![\w%€£$+-])(?<!\d[.,]){re.escape(piece)}(?![\w%]|[.,]\d|-\d)")
