"""The sentences of the drafter: one short function per kind of answer, each of them a claim with its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from agents.crew._asked import Asked, joined
from agents.crew._record import asked_of, has_name, name_of, superlative, told
from domain import formatting
from domain.catalogue import CATALOGUE, GRAINS, EntityInfo
from domain.checked import CHANGE, DIFFERENCE, OTHER, SHARE, TOTAL, Checked, Ledger
from domain.cite import formula_sentence, rights_sentence
from domain.facts import Claim, Fact, Figure, Row
from domain.query import AnyOf, Condition, Filter
from domain.wording import FINISHED, at_window, group_words, measure_words, status_of, the_measure

RECORDS_SAID = 3
"""More records than this are left to the table when columns were asked for."""
RECORDS_SAID_OF_ONE_FIELD = 5
OUTCOMES = {"won_count": "won", "lost_count": "lost", "closed_count": "closed"}


def claims_of(checked: Checked) -> tuple[Claim, ...]:
    """The claims of an answer, most important first."""
    return tuple(_Telling(checked).claims())


class _Telling:
    """One answer being told: the question's words and its facts side by side."""

    def __init__(self, checked: Checked) -> None:
        self.checked, self.pulled, self.spec = checked, checked.pulled, checked.spec
        self.info: EntityInfo = CATALOGUE[checked.spec.entity]
        self.facts = list(checked.pulled.facts)
        self.known = Ledger(checked).by_id
        self.asked = Asked(checked, self.spec.filters, self.spec.time)

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
        else:
            yield from self.records()
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

    # Lists

    def records(self) -> Iterator[Claim]:
        """The columns that were asked for, the one record there is, or how many there are and what they come to."""
        rows = self.pulled.rows
        if set(self.spec.fields) - {self.spec.entity} and self.can_be_told_apart():
            yield from (self.asked_for(row) for row in rows)
        elif rows and self.is_about_one():
            yield self.the_one(rows[0])
        elif self.pulled.total_rows == 1 and rows and has_name(self.checked, rows[0]):
            size = self.size()
            yield self.record(f"{size.text} {self.asked.after_the_noun(1)}: ", rows[0], [size])
        else:
            yield self.listing()
            yield from self.first_of_all()

    def listing(self) -> Claim:
        """`7 deals are stalled in Negotiation, worth USD 2.1M; the oldest has been there 94 days.`"""
        size = self.size()
        worth = [figure(f) for f in self.totals("amount") if f.value]
        longest = next((figure(f) for f in self.totals("max_days_in_stage") if f.value), None)
        text = f"{size.text} {self.asked.after_the_noun(int(size.value))}"
        if worth:
            text += f", worth {joined(w.text for w in worth)}"
        if longest:
            one = "it has" if size.value == 1 else "the oldest has" if self.in_one_stage() else "the slowest has"
            text += f"; {one} been {'there' if self.in_one_stage() else 'in its stage for'} {longest.text}"
        return self.claim(text + ".", [size, *worth, *([longest] if longest else [])])

    def in_one_stage(self) -> bool:
        """Whether the question names the stage in which the records are."""
        return any(isinstance(c, Filter) and c.field == "stage" and c.op == "eq" for c in self.spec.filters)

    def first_of_all(self) -> Iterator[Claim]:
        """The first of a list that was sorted and cut."""
        rows, sort = self.pulled.rows, self.spec.sort
        if rows and sort and self.spec.limit and self.spec.entity != "activity" and has_name(self.checked, rows[0]):
            called = superlative(sort[0], self.info)
            yield self.record(f"{called[0].upper()}{called[1:]} is ", rows[0])

    def is_about_one(self) -> bool:
        """Whether the first of many is asked for: "our biggest open deal"."""
        one = self.spec.limit == 1 and bool(self.spec.sort) and self.pulled.total_rows > 1
        return one and has_name(self.checked, self.pulled.rows[0])

    def the_one(self, row: Row) -> Claim:
        """`Of 356 deals that are open, the largest is Contoso: Analytics, worth USD 1.8M, owned by Sarah Chen.`"""
        size, sort = self.size(), self.spec.sort[0]
        which = f" that {self.asked.after_the_noun()}" if self.asked.predicate() else ""
        called = superlative(sort, self.info)
        return self.record(f"Of {size.text}{which}, {called} is ", row, [size])

    def record(self, lead: str, row: Row, also: list[Figure] | None = None) -> Claim:
        """One record by name, with what is known of it; what was asked about first, what was said before not at all."""
        sorted_by = tuple(s.by for s in self.spec.sort)
        filters = [c for c in self.spec.filters if not isinstance(c, AnyOf)]
        limited = tuple(f.field for f in filters if f.op in ("gt", "gte", "lt", "lte", "between"))
        fixed = {f.field for f in filters if f.op == "eq"} | ({"stage"} if status_of(self.spec) in FINISHED else set())
        words, figures = told(self.checked, row, (*sorted_by, *self.spec.fields, *limited), besides=fixed)
        text = f"{lead}{name_of(self.checked, row)}{', ' if words else ''}{words}."
        return self.claim(text, [*(also or ()), *figures], rows=(row.id,))

    def asked_for(self, row: Row) -> Claim:
        """`Tailspin Toys rollout closes on 12 Dec 2026 and is owned by Ana Lima.`"""
        text, figures = asked_of(self.checked, row, self.spec.fields)
        return self.claim(text, figures, rows=(row.id,))

    def can_be_told_apart(self) -> bool:
        """Whether the records are few, and one alone or each with a name."""
        most = RECORDS_SAID if len(self.spec.fields) > 1 else RECORDS_SAID_OF_ONE_FIELD
        few = 0 < self.pulled.total_rows <= most and len(self.pulled.rows) == self.pulled.total_rows
        return few and (self.pulled.total_rows == 1 or all(has_name(self.checked, row) for row in self.pulled.rows))

    def label_of(self, name: str) -> str:
        """What a field or measure is labelled."""
        known = self.info.field(name) or self.info.measure(name)
        return known.label if known else name.replace("_", " ").replace(".", " ")

    # Single figures

    def figures(self) -> Iterator[Claim]:
        """`The win rate of deals closed in Q2 is 63.2%, from 544 deals.`"""
        for name in self.measures():
            facts = self.totals(name)
            if not facts:
                yield self.too_few(name)
            elif name in OUTCOMES:
                yield self.outcome(name, figure(facts[0]))
            elif name == "account_count":
                yield self.from_accounts(figure(facts[0]))
            else:
                yield self.measured(name, facts)

    def measured(self, name: str, facts: list[Fact]) -> Claim:
        """A measure of everything that matches."""
        size, shown = self.size(), [figure(f) for f in facts]
        text = f"{capital(the_measure(name, self.info))}{self.of_what()} is {joined(f.text for f in shown)}"
        if len(facts) == 1 and facts[0].source.count == self.pulled.total_rows:
            return self.claim(f"{text}, from {size.text}.", [*shown, size])
        return self.claim(f"{text}.", shown)

    def of_what(self) -> str:
        """` of deals won in Q2`, ` for Ana Lima this quarter`; nothing where nothing was asked of the records."""
        said = self.asked.predicate()
        if self.spec.entity == "quota":
            return said.removeprefix("set")
        return f" of {self.asked.subject()}" if said else ""

    def outcome(self, name: str, how_many: Figure) -> Claim:
        """`Of 109 deals that were closed this quarter, 25 deals were won.`"""
        size = self.size()
        which = f" that {self.asked.after_the_noun()}" if self.asked.predicate() else ""
        verb = "was" if how_many.value == 1 else "were"
        return self.claim(f"Of {size.text}{which}, {how_many.text} {verb} {OUTCOMES[name]}.", [size, how_many])

    def from_accounts(self, accounts: Figure) -> Claim:
        """`25 deals were won this quarter, from 19 accounts.`"""
        size = self.size()
        said = self.asked.after_the_noun(int(size.value))
        return self.claim(f"{size.text} {said}, from {accounts.text}.", [size, accounts])

    def too_few(self, name: str) -> Claim:
        """That nothing can be worked out of so few."""
        size = self.size()
        said = self.asked.after_the_noun(int(size.value))
        return self.claim(f"{size.text} {said}, not enough to work out {the_measure(name, self.info)}.", [size])

    # Groups

    def groups(self) -> Iterator[Claim]:
        """`Ana Lima is highest in amount with USD 1.2M.`, `Ben Ode is lowest …`, `Overall, …`"""
        name = next(iter(self.spec.measures), "count")
        if self.pulled.shown_of == 1 and self.grouped(name):
            yield self.only_group()
            return
        apart = list(by_unit(self.grouped(name)))
        for facts in apart:
            yield from self.ends(facts, name, alone=len(apart) == 1)
        whole = self.totals(name)
        if name in OUTCOMES and whole:
            yield self.outcome(name, figure(whole[0]))
        elif name != "count" and whole:
            figures = [figure(f) for f in whole]
            said = joined(f.text for f in figures)
            yield self.claim(f"Overall, {the_measure(name, self.info)} is {said}.", figures)
        else:
            size = self.size()
            yield self.claim(f"Overall, {size.text} {self.asked.after_the_noun(int(size.value))}.", [size])

    def only_group(self) -> Claim:
        """`Tom Okafor: closed-won amount USD 359,000, 2 deals won, win rate 28.6%.`"""
        facts = [f for name in (self.spec.measures or ("count",)) for f in self.grouped(name)]
        parts = [self.in_short(fact) for fact in facts]
        return self.claim(f"{self.name_of(facts[0])}: {', '.join(parts)}.", [figure(f) for f in facts])

    def in_short(self, fact: Fact) -> str:
        """A measure without a verb: `win rate 28.6%`, `2 deals won`."""
        text = figure(fact).text
        if fact.name in OUTCOMES:
            return f"{text} {OUTCOMES[fact.name]}"
        return text if fact.name in ("count", "account_count") else f"{measure_words(fact.name, self.info)} {text}"

    def ends(self, facts: list[Fact], name: str, alone: bool) -> Iterator[Claim]:
        """The highest and the lowest group."""
        ordered = sorted(facts, key=lambda f: f.value or Decimal(0), reverse=True)
        top, bottom = ordered[0], ordered[-1]
        of = "" if name == "count" else f" in {measure_words(name, self.info)}"
        if self.spec.having:
            of += f" among those {joined(self.asked.words([h]) for h in self.spec.having)}"
        if len(ordered) > 1 and top.value == bottom.value:
            yield self.claim(f"{self.name_of(top)} and the others are level{of} at {figure(top).text}.", [figure(top)])
        elif len(ordered) == 1 and not alone:
            yield self.claim(f"{self.name_of(top)} comes to {figure(top).text}{of}.", [figure(top)])
        else:
            yield from self.extremes(ordered, name, of)

    def extremes(self, ordered: list[Fact], name: str, of: str) -> Iterator[Claim]:
        """The ends of a ranking that are known."""
        ends = dict(zip(("highest", "lowest"), (ordered[0], ordered[-1]), strict=True))
        known = self.known_ends(name)
        for word, fact in ends.items():
            if word in known:
                alone = sum(f.value == fact.value for f in ordered) == 1
                place = f"is {word}" if alone else f"is among the {word}"
                yield self.claim(f"{self.name_of(fact)} {place}{of} with {figure(fact).text}.", [figure(fact)])
        if not known:
            first = ordered[0]
            yield self.claim(f"{self.name_of(first)} comes to {figure(first).text}{of}.", [figure(first)])

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
        words = ", ".join(group_words(g, f) for g, f in zip(self.group(fact), self.spec.group_by, strict=False))
        return capital(words) if words.startswith("the week of ") or words.islower() else words

    # Comparisons

    def comparison(self) -> Iterator[Claim]:
        """`The amount is USD 1.2M this quarter against USD 1M last quarter: up USD 200,000 (+20%).`"""
        ours, theirs = self.side_names()
        names = self.spec.measures or ("count", "amount")
        pairs = [(f, self.known[OTHER + f.id]) for f in self.facts if f.name in names and OTHER + f.id in self.known]
        pairs = [(mine, yours) for mine, yours in pairs if mine.value is not None and yours.value is not None]
        whole = [(mine, yours) for mine, yours in pairs if not self.group(mine)]
        if not pairs:
            pairs = whole = [(self.known[TOTAL], self.known[OTHER + TOTAL])]
        for mine, yours in [*whole, *self.movers([pair for pair in pairs if pair not in whole])]:
            yield self.versus(mine, yours, ours, theirs)

    def movers(self, pairs: list[tuple[Fact, Fact]]) -> list[tuple[Fact, Fact]]:
        """The group that rose most and the one that fell most; the table has the others."""
        if len(pairs) <= 2:
            return pairs
        ranked = sorted(pairs, key=lambda p: (p[0].value or Decimal(0)) - (p[1].value or Decimal(0)))
        return [ranked[-1], ranked[0]]

    def versus(self, fact: Fact, other: Fact, ours: str, theirs: str) -> Claim:
        """One measure on both sides, with how far apart they are."""
        mine, yours = figure(fact), figure(other)
        group, both = self.name_of(fact), self.on_both_sides()
        follows = (SHARE,) if self.is_part_of_a_whole() else (DIFFERENCE, CHANGE)
        moves = [figure(self.known[p + fact.id]) for p in follows if p + fact.id in self.known]
        if fact.name == "count":
            lead = f"{group}: {mine.text}" if group else mine.text
            said = "" if group else f" {both.after_the_noun(int(mine.value))}" if both.predicate() else ""
        else:
            of = f" of {both.subject()}" if both.predicate() and not group and self.spec.entity != "quota" else ""
            what = f"{the_measure(fact.name, self.info)}{of} is "
            lead, said = f"{group}: {what}" if group else capital(what), mine.text
        if self.is_part_of_a_whole():
            share = f": {moves[0].text}" if moves else ""
            return self.claim(f"{lead}{said} {ours}, of {yours.text} in all{share}.", [mine, yours, *moves])
        text = f"{lead}{said} {ours} against {yours.text} {theirs}"
        if moves:
            text += f": {moves[0].text}" + (f" ({moves[1].text})" if moves[1:] and moves[0].value else "")
        return self.claim(text + ".", [mine, yours, *(moves if moves and moves[0].value else moves[:1])])

    def on_both_sides(self) -> Asked:
        """What is true of the records of either side."""
        compare = self.spec.compare
        differing = fields_of(compare.filters or ()) if compare else set()
        shared = tuple(c for c in self.spec.filters if not fields_of((c,)) & differing)
        return Asked(self.checked, shared, None if compare and compare.window else self.spec.time)

    def is_part_of_a_whole(self) -> bool:
        """Whether the other side is everything that our side is a part of, whatever its value may be."""
        theirs = self.spec.compare.filters if self.spec.compare else None
        return bool(theirs) and all(
            one.op in ("not_null", "is_null") for f in theirs or () for one in (f.any if isinstance(f, AnyOf) else (f,))
        )

    def side_names(self) -> tuple[str, str]:
        """What the two sides are called: their windows, or the filters that differ."""
        compare = self.spec.compare
        if compare and compare.window and self.spec.time:
            return at_window(self.spec.time.window), at_window(compare.window)
        theirs = list(compare.filters or ()) if compare else []
        ours = [c for c in self.spec.filters if fields_of((c,)) & fields_of(theirs)]
        return self.asked.words(ours) or "on this side", self.asked.words(theirs) or "on the other side"

    # Nothing, and what code adds

    def nothing(self) -> Claim:
        """`No deals are stalled in Negotiation.`; where rights limit what is read, it speaks of those records alone."""
        fact = self.known[TOTAL]
        none = Figure(text=f"No {fact.unit}", fact=fact.id, value=Decimal(0), unit=fact.unit)
        seen = " that may be read here" if self.checked.rights else ""
        return self.claim(f"{none.text}{seen} {self.asked.after_the_noun()}.", [none])

    def standing(self) -> Iterator[Claim]:
        """What code adds to an answer in fixed words: a KPI's formula, and whose records were read."""
        for name in self.spec.measures:
            measure = self.info.measure(name)
            if measure and measure.worst and self.pulled.total_rows:
                ids = tuple(f.id for f in self.facts if f.name == name)
                yield Claim(text=formula_sentence(measure.label, measure.formula), facts=ids)
        if self.checked.rights:
            yield Claim(text=rights_sentence(self.checked.rights))

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


def fields_of(conditions: Sequence[Condition]) -> set[str]:
    """The fields that conditions speak of."""
    parts = [part for one in conditions for part in (one.any if isinstance(one, AnyOf) else (one,))]
    return {part.field for part in parts}


def figure(fact: Fact) -> Figure:
    """The fact as a figure, in the one way it is written."""
    value = fact.value if fact.value is not None else Decimal(0)
    return Figure(text=formatting.written(fact.value, fact.unit, fact.name), fact=fact.id, value=value, unit=fact.unit)


def by_unit(facts: list[Fact]) -> Iterator[list[Fact]]:
    """The facts apart by unit, since amounts of two currencies have no highest."""
    for unit in dict.fromkeys(f.unit for f in facts):
        yield [f for f in facts if f.unit == unit]


def capital(words: str) -> str:
    """Our own words at the start of a sentence."""
    return words[:1].upper() + words[1:]
