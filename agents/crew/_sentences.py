"""The sentences of the drafter: one short function per kind of answer, each of them a claim with its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from domain import formatting
from domain.catalogue import CATALOGUE, GRAINS, EntityInfo, Segment
from domain.checked import CHANGE, DIFFERENCE, OTHER, Checked, Ledger, cell_fact
from domain.cite import NOT_FILLED_IN, formula_sentence, rights_sentence
from domain.facts import Claim, Fact, Figure, Row
from domain.query import Condition, Filter
from domain.wording import at_window, group_words, named, period_words, phrase, shortened

COLUMNS_SAID = 3
"""More records than this are left to the table when columns were asked for."""
SAID_OF_LISTS = ("count", "amount", "max_days_in_stage")
FINISHED = ("won", "lost", "closed")


def claims_of(checked: Checked) -> tuple[Claim, ...]:
    """The claims of an answer, most important first."""
    return tuple(_Telling(checked).claims())


class _Telling:
    """One answer being told: the question's words and its facts side by side."""

    def __init__(self, checked: Checked) -> None:
        self.checked, self.pulled, self.spec = checked, checked.pulled, checked.spec
        self.info: EntityInfo = CATALOGUE[checked.spec.entity]
        self.facts = list(checked.pulled.facts)
        self.ledger = Ledger(checked)
        self.known = self.ledger.by_id
        self.definite = dict(zip(self.spec.filters, self.pulled.spec.filters, strict=False))

    def claims(self) -> Iterator[Claim]:
        """The answer for this kind of question, then what code adds to any."""
        if self.checked.compared is not None:
            yield from self.comparison()
        elif not self.pulled.total_rows:
            yield self.nothing()
        elif self.spec.group_by:
            yield from self.groups()
        elif self.measures():
            yield from self.figures()
        elif self.spec.fields and self.can_be_told_apart():
            yield from self.columns()
        else:
            yield self.listing()
        yield from self.standing()

    # Facts

    def measures(self) -> list[str]:
        """The measures asked for, except a bare count, which is a list without its rows."""
        return [m for m in self.spec.measures if m != "count"]

    def totals(self, name: str) -> list[Fact]:
        """The facts of a name over everything that matches: one, or one per currency."""
        return [f for f in self.facts if f.name == name and not self.group(f) and f.value is not None]

    def group(self, fact: Fact) -> tuple[str, ...]:
        """The group a fact belongs to, a currency it was split by left aside."""
        return fact.group[: len(self.spec.group_by)] if len(fact.group) >= len(self.spec.group_by) else ()

    def grouped(self, name: str) -> list[Fact]:
        """A measure's facts by group, in the order in which they were pulled."""
        return [f for f in self.facts if f.name == name and self.group(f) and f.value is not None]

    def size(self) -> Figure:
        """How many records match."""
        return figure(self.known["total"])

    # Lists and single figures

    def listing(self) -> Claim:
        """`7 deals are stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days.`"""
        size = self.size()
        worth = [figure(f) for f in self.totals("amount") if f.value]
        longest = next((figure(f) for f in self.totals("max_days_in_stage") if f.value), None)
        text = f"{size.text} {self.verb_phrase(size)}"
        if worth:
            text += f", worth {joined(w.text for w in worth)}"
        if longest:
            lead = "it has been there" if size.value == 1 else "the oldest has been there"
            text += f"; {lead} {longest.text}"
        text += self.shown_part()
        return self.claim(text + ".", [size, *worth, *([longest] if longest else [])])

    def shown_part(self) -> str:
        """`; the highest by amount are listed`, where a limit leaves some out; the table says how many."""
        if not self.spec.limit or not self.spec.sort or self.pulled.shown_of <= len(self.pulled.rows):
            return ""
        sort, field = self.spec.sort[0], self.info.field(self.spec.sort[0].by)
        ends = ("latest", "earliest") if field and field.kind == "date" else ("highest", "lowest")
        by = lower(field.label) if field else self.label(sort.by)
        return f"; the {ends[sort.dir == 'asc']} by {by} are listed"

    def figures(self) -> Iterator[Claim]:
        """`The win rate of deals closed in Q2 is 63.2%, from 544 deals.`"""
        size = self.size()
        for name in self.measures():
            facts = self.totals(name)
            shown = [figure(f) for f in facts]
            words = f"The {self.label(name)} of {self.subject()} is {joined(f.text for f in shown)}"
            if not shown:
                yield self.claim(
                    f"{size.text} {self.is_or_are(size)} {self.predicate()}, too little for the {self.label(name)}.",
                    [size],
                )
            elif len(facts) == 1 and facts[0].source.count == self.pulled.total_rows:
                yield self.claim(f"{words}, from {size.text}.", [*shown, size])
            else:
                yield self.claim(f"{words}.", shown)

    # Groups

    def groups(self) -> Iterator[Claim]:
        """`Ana Lima is highest in amount with USD 1.2M.`, `Ben Ode is lowest …`, `Overall, …`"""
        name = next(iter(self.spec.measures), "count")
        for facts in by_unit(self.grouped(name)):
            yield from self.ends(facts, name)
        whole = self.totals(name)
        if name != "count" and whole:
            figures = [figure(f) for f in whole]
            yield self.claim(f"Overall, the {self.label(name)} is {joined(f.text for f in figures)}.", figures)
        else:
            size = self.size()
            yield self.claim(f"Overall, {size.text} {self.is_or_are(size)} {self.predicate()}.", [size])

    def ends(self, facts: list[Fact], name: str) -> Iterator[Claim]:
        """The highest and the lowest group, or the only one."""
        ordered = sorted(facts, key=lambda f: f.value or Decimal(0), reverse=True)
        top, bottom = ordered[0], ordered[-1]
        of = "" if name == "count" else f" in {self.label(name)}"
        if self.spec.having:
            of += f" among those {joined(self.words([h]) for h in self.spec.having)}"
        if len(ordered) == 1:
            yield self.claim(f"{self.name_of(top)} stands alone{of} with {figure(top).text}.", [figure(top)])
        elif top.value == bottom.value:
            yield self.claim(f"{self.name_of(top)} and the others are level{of} at {figure(top).text}.", [figure(top)])
        else:
            for fact, word in ((top, "highest"), (bottom, "lowest")):
                if word in self.known_ends(name):
                    alone = sum(f.value == fact.value for f in ordered) == 1
                    place = f"is {word}" if alone else f"is among the {word}"
                    yield self.claim(f"{self.name_of(fact)} {place}{of} with {figure(fact).text}.", [figure(fact)])

    def known_ends(self, name: str) -> tuple[str, ...]:
        """Which ends of the ranking are among the groups shown; a list that was cut holds one, or neither."""
        if self.pulled.shown_of <= len(self.pulled.rows):
            return ("highest", "lowest")
        if not self.spec.sort:
            by_size = not any(g == "stage" or g.rpartition(".")[2] in GRAINS for g in self.spec.group_by)
            return ("highest",) if by_size else ()
        if self.spec.sort[0].by != name:
            return ()
        return ("highest",) if self.spec.sort[0].dir == "desc" else ("lowest",)

    def name_of(self, fact: Fact) -> str:
        """The group's name, `EMEA, October 2026` when there are two fields."""
        return ", ".join(group_words(g, f) for g, f in zip(self.group(fact), self.spec.group_by, strict=False))

    # Comparisons

    def comparison(self) -> Iterator[Claim]:
        """`The amount is USD 1.2M this quarter against USD 1M last quarter: up USD 200,000 (+20%).`"""
        ours, theirs = self.side_names()
        names = self.spec.measures or ("count", "amount")
        pairs = [(f, self.known[OTHER + f.id]) for f in self.facts if f.name in names and OTHER + f.id in self.known]
        pairs = [(mine, yours) for mine, yours in pairs if mine.value is not None and yours.value is not None]
        whole = [(mine, yours) for mine, yours in pairs if not self.group(mine)]
        for mine, yours in [*whole, *self.movers([pair for pair in pairs if pair not in whole])]:
            yield self.versus(mine, yours, ours, theirs)
        if not pairs:
            here, there = self.size(), figure(self.known[OTHER + "total"])
            yield self.claim(f"{here.text} match {ours} against {there.text} {theirs}.", [here, there])

    def movers(self, pairs: list[tuple[Fact, Fact]]) -> list[tuple[Fact, Fact]]:
        """The group that rose most and the one that fell most; the table has the others."""
        if len(pairs) <= 2:
            return pairs
        ranked = sorted(pairs, key=lambda p: (p[0].value or Decimal(0)) - (p[1].value or Decimal(0)))
        return [ranked[-1], ranked[0]]

    def versus(self, fact: Fact, other: Fact, ours: str, theirs: str) -> Claim:
        """One measure on both sides, with how far apart they are."""
        mine, yours = figure(fact), figure(other)
        group = self.name_of(fact)
        lead = f"{group}: " if group else ""
        if fact.name != "count":
            lead += f"the {self.label(fact.name)} is " if group else f"The {self.label(fact.name)} is "
        moves = [figure(self.known[p + fact.id]) for p in (DIFFERENCE, CHANGE) if p + fact.id in self.known]
        text = f"{lead}{mine.text} {ours} against {yours.text} {theirs}"
        if moves:
            text += f": {moves[0].text}" + (f" ({moves[1].text})" if moves[1:] and moves[0].value else "")
        return self.claim(text + ".", [mine, yours, *(moves if moves and moves[0].value else moves[:1])])

    def side_names(self) -> tuple[str, str]:
        """What the two sides are called: their windows, or the filters that differ."""
        compare = self.spec.compare
        if compare and compare.window and self.spec.time:
            return at_window(self.spec.time.window), at_window(compare.window)
        theirs = list(compare.filters or ()) if compare else []
        fields = {f.field for f in theirs if isinstance(f, Filter)}
        ours = [c for c in self.spec.filters if isinstance(c, Filter) and c.field in fields]
        return self.words(ours) or "on this side", self.words(theirs) or "on the other side"

    # Columns and nothing

    def columns(self) -> Iterator[Claim]:
        """`The close date of Tailspin Toys rollout is 12 Dec 2026.`"""
        wanted = [at for at, column in enumerate(self.pulled.columns) if column.field in self.spec.fields]
        for row in self.pulled.rows:
            for at in wanted:
                yield self.cell(row, at)

    def can_be_told_apart(self) -> bool:
        """Whether the records are few, and one alone or each with a name."""
        named_ones = {self.spec.entity, "lead", "contact", "owner", "team"} & {c.field for c in self.pulled.columns}
        few = 0 < self.pulled.total_rows <= COLUMNS_SAID
        return few and (self.pulled.total_rows == 1 or bool(named_ones - set(self.spec.fields)))

    def cell(self, row: Row, at: int) -> Claim:
        """One cell of one record, as a sentence."""
        column, value = self.pulled.columns[at], row.cells[at]
        whose = f"The {lower(column.label)} of {self.record_name(row, at)}"
        fact = cell_fact(self.pulled, row, at)
        if fact is not None:
            return self.claim(f"{whose} is {figure(fact).text}.", [figure(fact)], rows=(row.id,))
        if value in (None, ""):
            return self.claim(f"{whose} is {NOT_FILLED_IN}.", [], rows=(row.id,))
        return self.claim(f"{whose} is {named(str(value))}.", [], rows=(row.id,))

    def record_name(self, row: Row, besides: int) -> str:
        """The deal by its own name or its account's; `the Tailspin Toys deal` when the question itself names it."""
        cells = {
            c.field: v for n, (c, v) in enumerate(zip(self.pulled.columns, row.cells, strict=True)) if n != besides
        }
        for key in (self.spec.entity, "account", "owner", "team", "lead", "contact"):
            if isinstance(cells.get(key), str):
                own = named(str(cells[key]))
                return own if key == self.spec.entity else f"the {own} {self.info.label}"
        asked = [
            f
            for f in self.spec.filters
            if isinstance(f, Filter) and f.op == "eq" and f.field in ("account", self.spec.entity)
        ]
        return f"the {named(str(asked[0].value))} {self.info.label}" if asked else f"the {self.info.label}"

    def nothing(self) -> Claim:
        """`No deals are stalled in Negotiation.`; where rights limit what is read, it speaks of those records alone."""
        fact = self.known["total"]
        none = Figure(text=f"No {fact.unit}", fact=fact.id, value=Decimal(0), unit=fact.unit)
        seen = " that may be read here" if self.checked.rights else ""
        return self.claim(f"{none.text}{seen} are {self.predicate()}.", [none])

    def standing(self) -> Iterator[Claim]:
        """What code adds to an answer in fixed words: a KPI's formula, and whose records were read."""
        for name in self.spec.measures:
            measure = self.info.measure(name)
            if measure and measure.worst and self.pulled.total_rows:
                ids = tuple(f.id for f in self.facts if f.name == name)
                yield Claim(text=formula_sentence(measure.label, measure.formula), facts=ids)
        if self.checked.rights:
            yield Claim(text=rights_sentence(self.checked.rights))

    # Words of the question

    def label(self, name: str) -> str:
        """What a measure is called inside a sentence."""
        known = self.info.measure(name)
        return lower(known.label) if known else name.replace("_", " ")

    def verb_phrase(self, size: Figure) -> str:
        """`are stalled in Negotiation`; `have sector finance and more than 10 won deals` where nothing else is said."""
        said = self.predicate()
        parts = [self.words([c]) for c in self.spec.filters]
        named_account = any(isinstance(c, Filter) and c.field == "account" for c in self.spec.filters)
        if (
            parts
            and not named_account
            and said.startswith("with ")
            and all(p.startswith("with ") for p in parts)
            and not self.spec.time
        ):
            have = "has" if size.value == 1 else "have"
            return f"{have} {joined(p.removeprefix('with ') for p in parts)}"
        return f"{self.is_or_are(size)} {said}"

    def is_or_are(self, size: Figure) -> str:
        """The verb that fits the number and the time."""
        one = size.value == 1
        if self.status() in FINISHED:
            return "was" if one else "were"
        return "is" if one else "are"

    def status(self) -> str:
        """The one status the question asks for; empty when it does not."""
        found = [f.value for f in self.spec.filters if isinstance(f, Filter) and f.field == "status" and f.op == "eq"]
        return str(found[0]) if len(found) == 1 else ""

    def predicate(self) -> str:
        """What is true of the records, after "are": `stalled in Negotiation closing this quarter`."""
        segments, rest = self.segments()
        status = self.status() if any(isinstance(c, Filter) and c.field == "status" for c in rest) else ""
        others = [c for c in rest if not (isinstance(c, Filter) and c.field == "status" and c.op == "eq" and status)]
        parts = self.in_order(others)
        if self.spec.time:
            when = period_words(self.spec.time, self.spec)
            parts = [when, *parts] if status in FINISHED else [*parts, when]
        lead = joined([s.label for s in segments]) or status
        if self.spec.time and self.spec.time.fields[0] == lead:
            # "converted this quarter" says already that they are converted.
            return " ".join(parts)
        if status == "open":
            return ", ".join([lead, *parts])
        return f"{lead} {(', ' if len(parts) > 2 else ' ').join(parts)}".strip() or "on record"

    def in_order(self, conditions: list[Condition]) -> list[str]:
        """The phrases, the stage before how long: `in Negotiation for more than 30 days`; `by Ana Lima` after `won`."""
        said = sorted((self.words([c]) for c in conditions), key=lambda s: s.startswith("in their stage"))
        has_stage = any(isinstance(c, Filter) and c.field == "stage" and c.op == "eq" for c in conditions)
        short = [shortened(s) if has_stage or self.status() in FINISHED else s for s in said]
        short = [long if long.startswith("with ") else brief for long, brief in zip(said, short, strict=True)]
        if has_stage and len(said) == 2 and said[1].startswith("in their stage"):
            return [" ".join(short)]
        return short

    def subject(self) -> str:
        """The records as a noun: `deals won in Q2`."""
        predicate = self.predicate()
        return self.info.plural if predicate == "on record" else f"{self.info.plural} {predicate}"

    def words(self, conditions: Iterable[Condition]) -> str:
        """Conditions in a row, with the values that symbols stood for."""
        return " ".join(phrase(self.definite.get(c, c), self.info, self.checked.currency) for c in conditions)

    def segments(self) -> tuple[list[Segment], list[Condition]]:
        """The named conditions that the filters spell out, and the filters that are left."""
        left, found = list(self.spec.filters), []
        for segment in sorted(self.info.segments, key=lambda s: -len(s.filters)):
            if all(any(_same(one, mine) for mine in left) for one in segment.filters):
                left = [mine for mine in left if not any(_same(one, mine) for one in segment.filters)]
                found.append(segment)
        return found, left

    def claim(self, text: str, figures: list[Figure], rows: tuple[str, ...] = ()) -> Claim:
        """The sentence with its figures and the rows behind them."""
        behind = [self.known[f.fact].source.row_ids for f in figures if f.fact in self.known]
        ids = dict.fromkeys(row for source in behind for row in source)
        return Claim(
            text=text,
            figures=tuple(figures),
            facts=tuple(f.fact for f in figures),
            row_ids=rows or tuple(ids),
        )


def _same(one: Condition, other: Condition) -> bool:
    """Whether two conditions ask the same, an optional one being as good."""
    if isinstance(one, Filter) and isinstance(other, Filter):
        return one.model_copy(update={"optional": False}) == other.model_copy(update={"optional": False})
    return one == other


def figure(fact: Fact) -> Figure:
    """The fact as a figure, in the one way it is written."""
    value = fact.value if fact.value is not None else Decimal(0)
    return Figure(text=formatting.written(fact.value, fact.unit, fact.name), fact=fact.id, value=value, unit=fact.unit)


def by_unit(facts: list[Fact]) -> Iterator[list[Fact]]:
    """The facts apart by unit, since amounts of two currencies have no highest."""
    for unit in dict.fromkeys(f.unit for f in facts):
        yield [f for f in facts if f.unit == unit]


def joined(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *head, last = list(words) or [""]
    return f"{', '.join(head)} and {last}" if head else last


def lower(label: str) -> str:
    """A label inside a sentence; an abbreviation keeps its capitals."""
    return label if label[1:2].isupper() else label[0].lower() + label[1:]
