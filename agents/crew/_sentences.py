"""The sentences of the drafter: one short function per kind of answer, each of them a claim with its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from domain import formatting
from domain.catalogue import CATALOGUE, EntityInfo, Measure, Segment
from domain.checked import CHANGE, DIFFERENCE, OTHER, Checked, Ledger, cell_fact
from domain.cite import formula_sentence, rights_sentence
from domain.facts import Claim, Fact, Figure, Pulled, Row
from domain.query import Condition, Filter, QuerySpec
from domain.wording import group_words, limit_words, named, period_words, phrase, window_words

COLUMNS_SAID = 3
"""More records than this are left to the table when columns were asked for."""
OLDEST = "max_days_in_stage"


def claims_of(checked: Checked) -> tuple[Claim, ...]:
    """The claims of an answer, most important first."""
    told = _Telling(checked)
    return tuple(told.claims())


class _Telling:
    """One answer being told: the question's words and its facts side by side."""

    def __init__(self, checked: Checked) -> None:
        self.checked, self.pulled, self.spec = checked, checked.pulled, checked.spec
        self.info: EntityInfo = CATALOGUE[checked.spec.entity]
        self.ledger = Ledger(checked)
        self.facts = list(checked.pulled.facts)

    def claims(self) -> Iterator[Claim]:
        if self.checked.compared is not None:
            yield from self.comparison()
        elif not self.pulled.total_rows:
            yield self.nothing()
        elif self.spec.group_by:
            yield from self.groups()
        elif self.measures():
            yield from self.figures()
        elif self.spec.fields and self.pulled.total_rows <= COLUMNS_SAID:
            yield from self.columns()
        else:
            yield from self.listing()
        yield from self.standing()

    # Facts

    def measures(self) -> list[str]:
        """The measures asked for, except a bare count, which is a list without its rows."""
        return [m for m in self.spec.measures if m != "count"]

    def totals(self, name: str) -> list[Fact]:
        """The ungrouped facts of a name that hold a value: one, or one per currency."""
        return [f for f in self.facts if f.name == name and not f.group and f.value is not None]

    def grouped(self, name: str) -> list[Fact]:
        """A measure's facts by group, in the order in which they were pulled."""
        return [f for f in self.facts if f.name == name and f.group and f.value is not None]

    def size(self) -> Figure | None:
        """How many records match."""
        fact = next(iter(self.totals("count")), None)
        return None if fact is None else figure(fact)

    # Lists and single figures

    def listing(self) -> Iterator[Claim]:
        """`7 deals are stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days.`"""
        size = self.size()
        if size is None:
            return
        worth = [figure(f) for f in self.totals("amount") if f.value]
        oldest = next((figure(f) for f in self.totals(OLDEST) if f.value), None)
        text = f"{size.text} {self.is_or_are(size)} {self.predicate()}"
        if worth:
            text += f", worth {joined(w.text for w in worth)}"
        if oldest:
            there = "has been there" if size.value != 1 else "it has been there"
            text += f"; the oldest {there} {oldest.text}" if size.value != 1 else f"; {there} {oldest.text}"
        yield self.claim(text + ".", [size, *worth, *([oldest] if oldest else [])])

    def figures(self) -> Iterator[Claim]:
        """`The win rate of deals closed in Q2 is 63.2%, from 544 deals.`"""
        size = self.size()
        for name in self.measures():
            figures = [figure(f) for f in self.totals(name)]
            if not figures:
                continue
            words = f"The {self.label(name)} of {self.subject()} is {joined(f.text for f in figures)}"
            yield self.claim(
                words + (f", from {size.text}." if size else "."), [*figures, *([size] if size else [])]
            )

    # Groups

    def groups(self) -> Iterator[Claim]:
        """`Ana Lima is highest with USD 1.2M.` and `Ben Ode is lowest with USD 80,000.`"""
        name = next(iter(self.spec.measures), "count")
        facts = self.grouped(name)
        whole = self.size()
        if not facts:
            yield from self.listing()
            return
        ordered = sorted(facts, key=lambda f: f.value or Decimal(0), reverse=True)
        top, bottom = ordered[0], ordered[-1]
        if top.value == bottom.value and len(ordered) > 1:
            yield self.claim(
                self.for_group(
                    top, f"and the others stand level in {self.label(name)} with {figure(top).text}"
                ),
                [figure(top)],
            )
        else:
            yield self.claim(self.for_group(top, self.with_figure("is highest in", top, name)), [figure(top)])
            if len(ordered) > 1:
                yield self.claim(
                    self.for_group(bottom, self.with_figure("is lowest in", bottom, name)), [figure(bottom)]
                )
        totals = [figure(f) for f in self.totals(name)] if name != "count" else []
        if totals and whole:
            words = f"Together, {self.label(name)} is {joined(t.text for t in totals)}, from {whole.text}."
            yield self.claim(words, [*totals, whole])
        elif whole:
            yield self.claim(f"Together, {whole.text} {self.is_or_are(whole)} {self.predicate()}.", [whole])

    def for_group(self, fact: Fact, words: str) -> str:
        """The group's name and what is said of it."""
        labels = [group_words(g, f) for g, f in zip(fact.group, self.spec.group_by, strict=False)]
        return f"{', '.join(labels)} {words}."

    def with_figure(self, place: str, fact: Fact, name: str) -> str:
        return f"{place} {self.label(name)} with {figure(fact).text}"

    # Comparisons

    def comparison(self) -> Iterator[Claim]:
        """`Amount this quarter is USD 1.2M against USD 1M last quarter: up USD 200,000 (+20%).`"""
        known = self.ledger.by_id()
        ours, theirs = self.side_names()
        names = self.spec.measures or ("count",)
        for fact in [f for f in self.facts if f.name in names and f.value is not None]:
            other = known.get(OTHER + fact.id)
            if other is None or other.value is None:
                continue
            extra = [known[p + fact.id] for p in (DIFFERENCE, CHANGE) if p + fact.id in known]
            yield self.versus(fact, other, extra, ours, theirs)

    def versus(self, fact: Fact, other: Fact, extra: list[Fact], ours: str, theirs: str) -> Claim:
        mine, yours = figure(fact), figure(other)
        who = ", ".join(group_words(g, f) for g, f in zip(fact.group, self.spec.group_by, strict=False))
        lead = f"{who}: {self.label(fact.name)}" if who else f"The {self.label(fact.name)}"
        moves = [figure(f) for f in extra]
        text = f"{lead} is {mine.text} {ours} against {yours.text} {theirs}"
        if moves:
            text += f": {moves[0].text}" + (f" ({moves[1].text})" if len(moves) > 1 else "")
        return self.claim(text + ".", [mine, yours, *moves])

    def side_names(self) -> tuple[str, str]:
        compare = self.spec.compare
        if compare and compare.window and self.spec.time:
            return _in(window_words(self.spec.time.window)), _in(window_words(compare.window))
        mine = [c for c in self.spec.filters if c not in self.shared()]
        theirs = list(compare.filters or ()) if compare else []
        return self.words(mine) or "here", self.words(theirs) or "there"

    def shared(self) -> list[Condition]:
        fields = (
            {f.field for f in (self.spec.compare.filters or ()) if isinstance(f, Filter)}
            if self.spec.compare
            else set()
        )
        return [c for c in self.spec.filters if not (isinstance(c, Filter) and c.field in fields)]

    def words(self, conditions: Iterable[Condition]) -> str:
        return " ".join(phrase(c, self.info, self.checked.currency) for c in conditions)

    # Columns and nothing

    def columns(self) -> Iterator[Claim]:
        """`The close date of Tailspin Toys rollout is 12 Dec 2026.`"""
        for row in self.pulled.rows:
            for at, column in enumerate(self.pulled.columns):
                if column.field in self.spec.fields:
                    yield self.cell(row, at)

    def cell(self, row: Row, at: int) -> Claim:
        column, value = self.pulled.columns[at], row.cells[at]
        whose = f"The {column.label[0].lower()}{column.label[1:]} of {self.record_name(row)}"
        fact = cell_fact(self.pulled, row, at)
        if fact is not None:
            return self.claim(f"{whose} is {figure(fact).text}.", [figure(fact)], rows=(row.id,))
        if value in (None, ""):
            return self.claim(f"{whose} is not filled in.", [], rows=(row.id,))
        return self.claim(f"{whose} is {named(str(value))}.", [], rows=(row.id,))

    def record_name(self, row: Row) -> str:
        """What the record is called: its account's deal where that says more, else its own name."""
        cells = {c.field: v for c, v in zip(self.pulled.columns, row.cells, strict=True)}
        own = next(
            (cells[k] for k in (self.spec.entity, "owner", "account", "team", "lead") if cells.get(k)), None
        )
        return named(str(own)) if own else f"the {self.info.label}"

    def nothing(self) -> Claim:
        """`No deals are stalled in Negotiation.`, and where rights hide some: `No deals that may be read here ...`."""
        fact = next((f for f in self.facts if f.name == "count" and not f.group and f.value == 0), None)
        hidden = " that may be read here" if self.checked.rights else ""
        no = f"No {self.info.plural}"
        figures = [Figure(text=no, fact=fact.id, value=Decimal(0), unit=fact.unit)] if fact else []
        return self.claim(f"{no}{hidden} are {self.predicate()}.", figures)

    def standing(self) -> Iterator[Claim]:
        """What code adds to an answer in fixed words: a KPI's formula, and whose records were read."""
        for name in self.spec.measures:
            measure = self.info.measure(name)
            if measure and measure.worst:
                yield Claim(text=formula_sentence(measure.label, measure.formula), facts=self.ids_of(name))
        if self.checked.rights:
            yield Claim(text=rights_sentence(self.checked.rights))

    def ids_of(self, name: str) -> tuple[str, ...]:
        return tuple(f.id for f in self.facts if f.name == name)

    # Words of the question

    def label(self, name: str) -> str:
        known: Measure | None = self.info.measure(name)
        label = known.label if known else name.replace("_", " ")
        return label if label.isupper() else label[0].lower() + label[1:]

    def is_or_are(self, size: Figure) -> str:
        won_or_lost = self.status() in ("won", "lost", "closed")
        one = size.value == 1
        return ("was" if one else "were") if won_or_lost else ("is" if one else "are")

    def status(self) -> str:
        for one in self.spec.filters:
            if isinstance(one, Filter) and one.field == "status" and one.op == "eq":
                return str(one.value)
        return ""

    def predicate(self) -> str:
        """What is true of the records, after "are": `stalled in Negotiation, closing this quarter`."""
        segments, rest = self.segments()
        status = self.status() if not segments else ""
        others = [c for c in rest if not (isinstance(c, Filter) and c.field == "status" and c.op == "eq")]
        parts = [phrase(c, self.info, self.checked.currency) for c in others]
        if self.spec.time:
            parts.insert(0, period_words(self.spec.time, self.spec)) if self.status() in (
                "won",
                "lost",
                "closed",
            ) else (parts.append(period_words(self.spec.time, self.spec)))
        lead = joined([s.label for s in segments]) or (named(status) if status else "")
        return " ".join([lead, ", ".join(parts)]).strip() or "on record"

    def subject(self) -> str:
        """The records as a noun: `deals won in Q2, owned by Ana Lima`."""
        predicate = self.predicate()
        return self.info.plural if predicate == "on record" else f"{self.info.plural} {predicate}"

    def segments(self) -> tuple[list[Segment], list[Condition]]:
        """The named conditions that the filters spell out, and the filters that are left."""
        left, found = list(self.spec.filters), []
        for segment in self.info.segments:
            if all(one in left for one in segment.filters):
                left = [one for one in left if one not in segment.filters]
                found.append(segment)
        return found, left

    def claim(self, text: str, figures: list[Figure], rows: tuple[str, ...] = ()) -> Claim:
        """The sentence with its figures and the rows behind them."""
        known = self.ledger.by_id()
        behind = [known[f.fact].source.row_ids for f in figures if f.fact in known]
        ids = dict.fromkeys(row for source in behind for row in source)
        return Claim(
            text=text,
            figures=tuple(figures),
            facts=tuple(f.fact for f in figures),
            row_ids=rows or tuple(ids),
        )


def figure(fact: Fact) -> Figure:
    """The fact as a figure, in the one way it is written."""
    value = fact.value if fact.value is not None else Decimal(0)
    return Figure(
        text=formatting.written(fact.value, fact.unit, fact.name), fact=fact.id, value=value, unit=fact.unit
    )


def joined(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *head, last = list(words) or [""]
    return f"{', '.join(head)} and {last}" if head else last


def _in(words: str) -> str:
    return words if words.split()[0] in ("this", "last", "next", "yesterday", "today", "tomorrow", "since", "before",
                                         "after", "until", "from") or words.endswith("ago") else f"in {words}"  # fmt: skip


__all__ = ["Pulled", "QuerySpec", "claims_of", "figure", "joined", "limit_words"]
