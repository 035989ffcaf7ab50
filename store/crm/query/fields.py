"""Every field of the catalogue as an expression over the mirror, with the joins it needs and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BigInteger,
    Float,
    FromClause,
    String,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    type_coerce,
)

from domain.bound import Bound
from domain.catalogue import CATALOGUE, GRAINS, EntityInfo
from domain.errors import CannotAnswer
from domain.happened import HAPPENED
from domain.language.windows import Span, resolve
from domain.query import AnyOf, Filter, QuerySpec
from store.crm.query.happened import happened, of_kinds
from store.crm.query.sql import Clause, Col, Select, aside, bare, days_between, ids_named, in_grain, same_text, the_day
from store.crm.tables import (
    LEADS_GIVEN_UP,
    account_tags,
    accounts,
    activities,
    contacts,
    leads,
    opportunities,
    people,
    products,
    quotas,
    stages,
    teams,
    territories,
)

Owner, Manager = people.alias("owner"), people.alias("manager")
Team, Region = teams.alias("team"), territories.alias("region")
Account, Parent = accounts.alias("account"), accounts.alias("parent")
Product, Stage = products.alias("product"), stages.alias("stage")
Deal = opportunities.alias("deal")
Tag = account_tags.alias("tag")

SEPARATOR = "\x1f"
"""Between the values of a field that may have several; cells are sorted and joined with commas after reading."""

CLOSED = ("won", "lost")


@dataclass(frozen=True)
class Term:
    """One field in SQL.

    Shape:  `value` is what is shown and grouped by, over the joins in `via`; `among` says without joins whether a text
            is one of some values; `since` is the date from which a number of days counts, `only` the records that have
            one at all; `order` sorts where the text does not; `absent` is true where nothing is known.
    """

    value: Col
    via: tuple[str, ...] = ()
    among: Callable[[list[str]], Clause] | None = None
    since: Col | None = None
    only: Clause | None = None
    order: Col | None = None
    absent: Clause | None = None
    longest_when_absent: bool = False
    listed: Col | None = None
    """What a list shows where `value` would repeat the record."""


Join = tuple[FromClause, Clause]
Joins = dict[str, Callable[[], Join]]
"""Made when first needed: most questions need few of them."""


@dataclass
class Reading:
    """One entity being read for one question: hands out terms, remembers the joins they need.

    `same` maps ids of products nobody has decided about to the products they may be.
    """

    bound: Bound
    same: Mapping[str, str] = field(default_factory=dict)
    needed: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.spec: QuerySpec = self.bound.spec
        if self.spec.entity not in ENTITIES:
            raise CannotAnswer(f"{CATALOGUE[self.spec.entity].plural.capitalize()} are not kept in the CRM mirror.", "")
        shape = ENTITIES[self.spec.entity]
        self.base: FromClause = shape.base
        self.id: Col = shape.base.c.id
        self._joins: Joins = shape.joins(self)
        self._made: dict[str, Join] = {}
        self._terms = shape.terms
        self._known: dict[str, Term] = {}

    @property
    def info(self) -> EntityInfo:
        """The catalogue's entry."""
        return CATALOGUE[self.spec.entity]

    def again(self) -> Reading:
        """The same question read afresh, for another statement."""
        return Reading(self.bound, self.same)

    def term(self, name: str) -> Term:
        """The field's expressions; CannotAnswer for a name the catalogue does not have."""
        plain = self.plain(name)
        if plain not in self._known:
            if plain not in self._terms:
                raise CannotAnswer(f"{self.info.plural.capitalize()} have no field “{name}”.", "")
            self._known[plain] = self._terms[plain](self)
        return self._known[plain]

    def plain(self, name: str) -> str:
        """The field's name without its grain."""
        return without_grain(name)

    def use(self, term: Term) -> Term:
        """The term, its joins noted."""
        self.needed.update(dict.fromkeys(term.via))
        return term

    def value(self, name: str) -> Col:
        """What is shown and grouped by, at the grain the name carries."""
        value = self.use(self.term(name)).value
        return value if self.plain(name) == name else in_grain(name.rpartition(".")[2], value)

    def listed(self, name: str) -> Col:
        """What a list shows, one value a record."""
        term = self.term(name)
        return term.listed if term.listed is not None else self.value(name)

    def order(self, name: str) -> Col:
        """What the field is sorted by."""
        term = self.term(name)
        return self.use(term).order if term.order is not None else self.listed(name)  # type: ignore[return-value]

    def source(self) -> FromClause:
        """The entity with the joins that were needed; every one finds at most one row, so none multiplies records."""
        source = self.base
        for name in self._joins:
            if name in self.needed:
                source = source.outerjoin(*self._join(name))
        return source

    def joined(self, name: str) -> FromClause:
        """What is joined under this name."""
        return self._join(name)[0]

    def _join(self, name: str) -> Join:
        if name not in self._made:
            self._made[name] = self._joins[name]()
        return self._made[name]

    def span(self, window: str) -> Span:
        """The days a window covers."""
        try:
            return resolve(window.lstrip("@") if window != "@today" else "day:0", self.today, self.bound.fiscal_start)
        except ValueError as error:
            raise CannotAnswer(str(error), "") from error

    @property
    def today(self) -> Any:
        """The day the question is asked of."""
        return self.bound.today

    def days_since(self, column: Col) -> Col:
        """Whole days from the date to today."""
        return days_between(the_day(self.today), column)

    def in_time(self, column: Col) -> Clause:
        """Whether a date lies in the question's own window; true when it has none."""
        return in_span(column, self.span(self.spec.time.window)) if self.spec.time else true()

    def owned(self, owner: Col) -> Clause:
        """Whether the reader may see a record of this owner."""
        sight = self.bound.sight
        if sight.kind == "all":
            return true()
        return owner.in_(sorted(sight.owners)) if sight.kind == "owners" else false()

    def speaks_of(self, *names: str) -> bool:
        """Whether a filter of the question names one of these fields."""
        return any(f.field in names for f in filters_of(self.spec))


def without_grain(name: str) -> str:
    """`close_date` of `close_date.month`; any other name as it is."""
    stem, _, grain = name.rpartition(".")
    return stem if grain in GRAINS else name


def filters_of(spec: QuerySpec) -> Iterable[Filter]:
    """Every filter, those inside an any-of too."""
    for one in spec.filters:
        yield from one.any if isinstance(one, AnyOf) else (one,)


def in_span(column: Col, span: Span) -> Clause:
    """Whether a date lies in a half-open range."""
    start, end = span
    return and_(true() if start is None else column >= start, true() if end is None else column < end)


# Who owns it, and where that person belongs


def _owner_joins(fk: Col) -> Joins:
    return {
        "owner": lambda: (Owner, Owner.c.id == fk),
        "team": lambda: (Team, Team.c.id == Owner.c.team_id),
        "manager": lambda: (Manager, Manager.c.id == func.coalesce(Owner.c.manager_id, Team.c.manager_id)),
        "region": lambda: (Region, Region.c.id == Owner.c.territory_id),
    }


def _on(other: FromClause, column: str, value: Col) -> Join:
    """A table made on the way, and the column that ties it to the record."""
    return other, other.c[column] == value


def _owner_terms(fk_of: Callable[[Reading], Col]) -> dict[str, Callable[[Reading], Term]]:
    def owner(r: Reading) -> Term:
        fk = fk_of(r)
        return Term(func.coalesce(Owner.c.name, fk), ("owner",), lambda v: fk.in_(ids_named(people, v)))

    def manager(r: Reading) -> Term:
        return Term(Manager.c.name, ("owner", "team", "manager"), lambda v: fk_of(r).in_(_led_by(v)))

    def team(r: Reading) -> Term:
        return Term(
            Team.c.name, ("owner", "team"), lambda v: fk_of(r).in_(_people_with("team_id", ids_named(teams, v)))
        )

    def region(r: Reading) -> Term:
        return Term(
            Region.c.name,
            ("owner", "region"),
            lambda v: fk_of(r).in_(_people_with("territory_id", ids_named(territories, v))),
        )

    return {"owner": owner, "manager": manager, "team": team, "region": region}


def _people_with(column: str, ids: Select[Any]) -> Select[Any]:
    other = aside(people)
    return select(other.c.id).where(other.c[column].in_(ids)).correlate(None)


def _led_by(names: list[str]) -> Select[Any]:
    """The ids of the people these managers lead: named on the person, or else on the team."""
    person, team = aside(people), aside(teams)
    leads_them = func.coalesce(person.c.manager_id, team.c.manager_id)
    joined = person.outerjoin(team, team.c.id == person.c.team_id)
    return select(person.c.id).select_from(joined).where(leads_them.in_(ids_named(people, names))).correlate(None)


# What is known of an account


def _account_value(fk: Col) -> Term:
    return Term(func.coalesce(Account.c.name, fk), ("account",), lambda v: fk.in_(ids_named(accounts, v)))


def _account_text(fk: Col, column: str) -> Term:
    def among(values: list[str]) -> Clause:
        other = aside(accounts)
        return fk.in_(select(other.c.id).where(same_text(other.c[column], values)).correlate(None))

    return Term(Account.c[column], ("account",), among)


def _account_parent(fk: Col) -> Term:
    def among(values: list[str]) -> Clause:
        other = aside(accounts)
        return fk.in_(select(other.c.id).where(other.c.parent_id.in_(ids_named(accounts, values))).correlate(None))

    return Term(func.coalesce(Parent.c.name, Account.c.parent_id), ("account", "parent"), among)


def _tags(fk: Col) -> Term:
    def among(values: list[str]) -> Clause:
        other = aside(account_tags)
        return fk.in_(select(other.c.account_id).where(same_text(other.c.tag, values)).correlate(None))

    other, listed = aside(account_tags), aside(account_tags)
    return Term(
        Tag.c.tag,
        ("tag",),
        among,
        absent=func.coalesce(fk, "").not_in(select(other.c.account_id).correlate(None)),
        listed=select(func.aggregate_strings(listed.c.tag, SEPARATOR))
        .where(listed.c.account_id == fk)
        .scalar_subquery(),
    )


def _first_wins() -> FromClause:
    """The day each account first bought something."""
    won = opportunities.alias("won")
    return (
        select(won.c.account_id.label("account_id"), func.min(won.c.close_date).label("won_on"))
        .where(won.c.status == "won")
        .group_by(won.c.account_id)
        .subquery("first_win")
    )


def _is_new(first_win: FromClause) -> Col:
    """`yes` where the account had bought nothing before this deal's close (an open deal: nothing at all)."""
    o = opportunities
    earlier = and_(first_win.c.won_on.is_not(None), or_(bare(o.c.is_open), first_win.c.won_on < o.c.close_date))
    return case(
        (o.c.account_id.is_(None), None), (earlier, literal_column("'no'")), else_=literal_column("'yes'", String)
    )


# Opportunities


def _opportunity_joins(reading: Reading) -> Joins:
    o = opportunities
    return {
        **_owner_joins(o.c.owner_id),
        "account": lambda: (Account, Account.c.id == o.c.account_id),
        "parent": lambda: (Parent, Parent.c.id == Account.c.parent_id),
        "product": lambda: (Product, Product.c.id == _product_id(reading)),
        "stage": lambda: (Stage, Stage.c.id == o.c.stage_id),
        "first_win": lambda: _on(_first_wins(), "account_id", o.c.account_id),
        "tag": lambda: (Tag, Tag.c.account_id == o.c.account_id),
        "change": lambda: _on(happened(reading), "opportunity_id", o.c.id),
    }


def _change(reading: Reading) -> Term:
    """What happened to the deal; a deal may be in several of these groups."""
    found, listed = reading.joined("change"), happened(reading).alias("listed_changes")
    return Term(
        found.c.change,
        ("change",),
        lambda values: of_kinds(reading, values),
        absent=not_(of_kinds(reading, list(HAPPENED))),
        listed=select(func.aggregate_strings(listed.c.change, SEPARATOR))
        .where(listed.c.opportunity_id == opportunities.c.id)
        .correlate(opportunities)
        .scalar_subquery(),
    )


def _product_id(reading: Reading) -> Col:
    """The deal's product, those nobody has decided about taken for what they may be when the reading says so."""
    column = opportunities.c.product_id
    return (
        case(*((column == said, means) for said, means in reading.same.items()), else_=column)
        if reading.same
        else column
    )


def _status(_reading: Reading) -> Term:
    def among(values: list[str]) -> Clause:
        wanted = {v.lower() for v in values}
        parts = [bare(opportunities.c.is_open)] if "open" in wanted else []
        closed = sorted(wanted & set(CLOSED) | (set(CLOSED) if "closed" in wanted else set()))
        return or_(*parts, opportunities.c.status.in_(closed)) if closed or not parts else parts[0]

    return Term(opportunities.c.status, among=among)


def _days_in_stage(reading: Reading) -> Term:
    """A closed deal waits in no stage, so it has none."""
    o = opportunities
    is_open = bare(o.c.is_open)
    days = case((is_open, reading.days_since(o.c.stage_entered_on)))
    return Term(days, since=o.c.stage_entered_on, only=is_open)


def _cycle_days(_reading: Reading) -> Term:
    """Days from creation to close; an open deal has none yet."""
    o = opportunities
    return Term(case((o.c.status.in_(CLOSED), days_between(o.c.close_date, o.c.created_on))))


def _missing_count(reading: Reading) -> Term:
    """How many of the fields its stage requires an open deal lacks; a closed deal is asked for none."""
    from store.crm.query.measures import fields_filled

    is_open = bare(opportunities.c.is_open)
    missing = fields_filled(reading, required=True) - fields_filled(reading, required=False)
    return Term(case((is_open, missing)), via=("stage",), only=is_open)


def _missing(reading: Reading) -> Term:
    """The same fields by name."""
    from store.crm.query.measures import fields_missing

    return Term(case((bare(opportunities.c.is_open), fields_missing(reading))), via=("stage",))


def _idle_days(reading: Reading) -> Term:
    """Days since the last activity, or since the deal began when it never had one.

    A closed deal waits for nobody, so it has none, unless the question itself speaks of status or stage.
    """
    o = opportunities
    since = func.coalesce(o.c.last_activity_on, o.c.created_on)
    if reading.speaks_of("status", "stage"):
        return Term(reading.days_since(since), since=since, absent=o.c.last_activity_on.is_(None))
    is_open = bare(o.c.is_open)
    return Term(
        case((is_open, reading.days_since(since))), since=since, only=is_open, absent=o.c.last_activity_on.is_(None)
    )


def _category(_reading: Reading) -> Term:
    """`Best Case` and `best_case` are one."""
    column = func.replace(func.lower(opportunities.c.forecast_category), " ", "_")
    return Term(column, among=lambda values: column.in_([v.lower().replace(" ", "_") for v in values]))


def _product_text(column: str) -> Callable[[Reading], Term]:
    def term(reading: Reading) -> Term:
        def among(values: list[str]) -> Clause:
            other = aside(products)
            return _product_id(reading).in_(
                select(other.c.id).where(same_text(other.c[column], values)).correlate(None)
            )

        value = func.coalesce(Product.c.name, opportunities.c.product_id) if column == "name" else Product.c[column]
        return Term(value, ("product",), among)

    return term


def _column(column: Col) -> Callable[[Reading], Term]:
    return lambda _reading: Term(column)


def _stage(_reading: Reading) -> Term:
    return Term(
        func.coalesce(Stage.c.name, opportunities.c.stage_id),
        ("stage",),
        lambda v: opportunities.c.stage_id.in_(ids_named(stages, v)),
        order=Stage.c.position,
    )


def _of_deal_account(make: Callable[[Col], Term]) -> Callable[[Reading], Term]:
    return lambda _reading: make(opportunities.c.account_id)


Terms = dict[str, Callable[[Reading], Term]]

OPPORTUNITY_TERMS: Terms = {
    **_owner_terms(lambda _r: opportunities.c.owner_id),
    "opportunity": _column(opportunities.c.name),
    "stage": _stage,
    "status": _status,
    "amount": _column(opportunities.c.amount),
    "account": _of_deal_account(_account_value),
    "product": _product_text("name"),
    "series": _product_text("series"),
    "created": _column(opportunities.c.created_on),
    "close_date": _column(opportunities.c.close_date),
    "stage_entered": _column(opportunities.c.stage_entered_on),
    "days_in_stage": _days_in_stage,
    "last_activity": _column(opportunities.c.last_activity_on),
    "last_activity_days": _idle_days,
    "forecast_category": _category,
    "next_step": _column(opportunities.c.next_step),
    "currency": _column(opportunities.c.currency),
    "pushed_count": _column(opportunities.c.pushed_count),
    "cycle_days": _cycle_days,
    "missing_count": _missing_count,
    "missing": _missing,
    "lost_reason": _column(opportunities.c.lost_reason),
    "change": _change,
    "account.sector": _of_deal_account(lambda fk: _account_text(fk, "sector")),
    "account.country": _of_deal_account(lambda fk: _account_text(fk, "country")),
    "account.parent": _of_deal_account(_account_parent),
    "account.tag": _of_deal_account(_tags),
    "account.is_new": lambda r: Term(_is_new(r.joined("first_win")), ("first_win",)),
}


# Counts of deals and activities on an account, a rep or a team


def _how_many(clause: Clause) -> Col:
    return func.sum(case((clause, 1), else_=0))


def _open_counts(reading: Reading, of: Col, source: FromClause) -> FromClause:
    """Per account, rep or team: open and engaging deals as they are now."""
    o = opportunities
    engaging = o.c.stage_id.in_(ids_named(stages, ["engaging"]))
    counts = select(of.label("of_id"), func.count().label("open_count"), _how_many(engaging).label("engaging_count"))
    seen = (bare(o.c.is_open), reading.owned(o.c.owner_id), of.is_not(None))
    return counts.select_from(source).where(*seen).group_by(of).subquery("open_counts")


def _closed_counts(reading: Reading, of: Col, source: FromClause) -> FromClause:
    """Per account, rep or team: wins and losses by their close date."""
    o = opportunities
    won, lost = (_how_many(o.c.status == status) for status in CLOSED)
    counts = select(of.label("of_id"), won.label("won_count"), lost.label("lost_count"))
    seen = (o.c.status.in_(CLOSED), reading.in_time(o.c.close_date), reading.owned(o.c.owner_id), of.is_not(None))
    return counts.select_from(source).where(*seen).group_by(of).subquery("closed_counts")


def _activity_counts(reading: Reading) -> FromClause:
    """Per rep: meetings by their date, and the last activity up to today."""
    a = activities
    is_meeting = and_(func.lower(a.c.type) == "meeting", reading.in_time(a.c.on_date))
    return (
        select(
            a.c.owner_id.label("of_id"),
            func.sum(case((is_meeting, 1), else_=0)).label("meeting_count"),
            func.max(case((a.c.on_date <= reading.today, a.c.on_date))).label("last_on"),
        )
        .where(reading.owned(a.c.owner_id), a.c.owner_id.is_not(None))
        .group_by(a.c.owner_id)
        .subquery("activity_counts")
    )


def _counted(join: str, column: str) -> Callable[[Reading], Term]:
    def term(reading: Reading) -> Term:
        return Term(func.coalesce(reading.joined(join).c[column], 0), (join,))

    return term


DEAL_COUNTS: Terms = {
    "open_count": _counted("open_counts", "open_count"),
    "won_count": _counted("closed_counts", "won_count"),
    "lost_count": _counted("closed_counts", "lost_count"),
}


# Accounts


def _account_joins(reading: Reading) -> Joins:
    key = opportunities.c.account_id
    return {
        **_owner_joins(Account.c.owner_id),
        "parent": lambda: (Parent, Parent.c.id == Account.c.parent_id),
        "open_counts": lambda: _on(_open_counts(reading, key, opportunities), "of_id", Account.c.id),
        "closed_counts": lambda: _on(_closed_counts(reading, key, opportunities), "of_id", Account.c.id),
        "tag": lambda: (Tag, Tag.c.account_id == Account.c.id),
        "bought": lambda: _on(_bought(reading), "account_id", Account.c.id),
    }


def _won_products(reading: Reading) -> Select[Any]:
    won, product = opportunities.alias("won"), products.alias("bought_product")
    return (
        select(won.c.account_id, product.c.name)
        .select_from(won.join(product, product.c.id == won.c.product_id))
        .where(won.c.status == "won", won.c.account_id.is_not(None))
        .where(reading.in_time(won.c.close_date), reading.owned(won.c.owner_id))
        .distinct()
    )


def _bought(reading: Reading) -> FromClause:
    return _won_products(reading).subquery("bought")


def _won_product(reading: Reading) -> Term:
    bought, listed = _bought(reading), reading.joined("bought").alias("listed_products")
    return Term(
        reading.joined("bought").c.name,
        ("bought",),
        lambda v: Account.c.id.in_(select(bought.c.account_id).where(same_text(bought.c.name, v)).correlate(None)),
        absent=Account.c.id.not_in(select(bought.c.account_id).correlate(None)),
        listed=select(func.aggregate_strings(listed.c.name, SEPARATOR))
        .where(listed.c.account_id == Account.c.id)
        .correlate(Account)
        .scalar_subquery(),
    )


def _parent_of_account(_reading: Reading) -> Term:
    return Term(
        func.coalesce(Parent.c.name, Account.c.parent_id),
        ("parent",),
        lambda v: Account.c.parent_id.in_(ids_named(accounts, v)),
    )


ACCOUNT_TERMS: Terms = {
    "account": lambda _r: Term(Account.c.name, among=lambda v: Account.c.id.in_(ids_named(accounts, v))),
    "sector": _column(Account.c.sector),
    "country": _column(Account.c.country),
    "revenue": _column(Account.c.revenue),
    "employees": _column(Account.c.employees),
    "year_established": _column(Account.c.year_established),
    "parent": _parent_of_account,
    "tag": lambda _r: _tags(Account.c.id),
    "owner": _owner_terms(lambda _r: Account.c.owner_id)["owner"],
    **DEAL_COUNTS,
    "engaging_count": _counted("open_counts", "engaging_count"),
    "won_product": _won_product,
}


# Leads, activities, contacts, quotas


def _lead_idle(reading: Reading) -> Term:
    since = func.coalesce(leads.c.last_activity_on, leads.c.created_on)
    return Term(reading.days_since(since), since=since, absent=leads.c.last_activity_on.is_(None))


def _lead_status(_reading: Reading) -> Term:
    """`open` is neither converted nor given up, whatever the CRM calls it; any other word is the CRM's own."""
    status = func.lower(leads.c.status)

    def among(values: list[str]) -> Clause:
        wanted = {v.lower() for v in values}
        parts = [same_text(leads.c.status, [v for v in values if v.lower() not in ("open", "converted")])]
        if "open" in wanted:
            parts.append(and_(leads.c.converted_on.is_(None), status.not_in(("converted", *LEADS_GIVEN_UP))))
        if "converted" in wanted:
            parts.append(or_(leads.c.converted_on.is_not(None), status == "converted"))
        return or_(*parts)

    return Term(leads.c.status, among=among)


LEAD_TERMS: Terms = {
    "lead": _column(leads.c.name),
    "status": _lead_status,
    "source": _column(leads.c.lead_source),
    "owner": _owner_terms(lambda _r: leads.c.owner_id)["owner"],
    "created": _column(leads.c.created_on),
    "converted": _column(leads.c.converted_on),
    "age_days": lambda r: Term(r.days_since(leads.c.created_on), since=leads.c.created_on),
    "last_activity_days": _lead_idle,
}

ACTIVITY_ACCOUNT = func.coalesce(activities.c.account_id, Deal.c.account_id)
"""An activity logged on a deal alone belongs to that deal's account."""


def _activity_joins(_reading: Reading) -> Joins:
    return {
        **_owner_joins(activities.c.owner_id),
        "deal": lambda: (Deal, Deal.c.id == activities.c.opportunity_id),
        "account": lambda: (Account, Account.c.id == ACTIVITY_ACCOUNT),
    }


def _activity_account(_reading: Reading) -> Term:
    deal = aside(opportunities)

    def among(values: list[str]) -> Clause:
        of_deals = select(deal.c.id).where(deal.c.account_id.in_(ids_named(accounts, values))).correlate(None)
        direct, none = activities.c.account_id.in_(ids_named(accounts, values)), activities.c.account_id.is_(None)
        return func.coalesce(or_(direct, and_(none, activities.c.opportunity_id.in_(of_deals))), false())

    return Term(func.coalesce(Account.c.name, ACTIVITY_ACCOUNT), ("deal", "account"), among)


ACTIVITY_TERMS: Terms = {
    **_owner_terms(lambda _r: activities.c.owner_id),
    "type": _column(activities.c.type),
    "subject": _column(activities.c.subject),
    "account": _activity_account,
    "date": _column(activities.c.on_date),
}

CONTACT_TERMS: Terms = {
    "contact": _column(contacts.c.name),
    "account": lambda _r: _account_value(contacts.c.account_id),
    "title": _column(contacts.c.title),
    "email": _column(contacts.c.email),
}


def _won_in_quota(_reading: Reading) -> Col:
    """Closed-won amount of the quota's owner within the quota's own period and currency, in minor units."""
    o, q = opportunities.alias("won"), quotas
    return (
        select(func.coalesce(func.sum(o.c.amount), 0))
        .where(o.c.status == "won", o.c.owner_id == q.c.owner_id, o.c.currency == q.c.currency)
        .where(o.c.close_date >= q.c.period_start, o.c.close_date <= q.c.period_end)
        .correlate(q)
        .scalar_subquery()
    )


def _attainment(reading: Reading) -> Term:
    won, quota = (type_coerce(money, BigInteger()) for money in (_won_in_quota(reading), quotas.c.amount))
    return Term(type_coerce(won * literal_column("1.0") / func.nullif(quota, 0), Float()))


QUOTA_TERMS: Terms = {
    **_owner_terms(lambda _r: quotas.c.owner_id),
    "period": lambda _r: Term(quotas.c.period_start),
    "currency": _column(quotas.c.currency),
    "quota": _column(quotas.c.amount),
    "actual": lambda r: Term(_won_in_quota(r)),
    "attainment": _attainment,
}


# Reps and teams


def _rep_joins(reading: Reading) -> Joins:
    key = opportunities.c.owner_id
    return {
        **{name: join for name, join in _owner_joins(Owner.c.id).items() if name != "owner"},
        "open_counts": lambda: _on(_open_counts(reading, key, opportunities), "of_id", Owner.c.id),
        "closed_counts": lambda: _on(_closed_counts(reading, key, opportunities), "of_id", Owner.c.id),
        "activity_counts": lambda: _on(_activity_counts(reading), "of_id", Owner.c.id),
    }


def _rep_idle(reading: Reading) -> Term:
    last = reading.joined("activity_counts").c.last_on
    return Term(reading.days_since(last), ("activity_counts",), since=last, longest_when_absent=True)


REP_TERMS: Terms = {
    **_owner_terms(lambda _r: Owner.c.id),
    **DEAL_COUNTS,
    "meeting_count": _counted("activity_counts", "meeting_count"),
    "last_activity_days": _rep_idle,
}


def _team_joins(reading: Reading) -> Joins:
    member = people.alias("member")
    source = opportunities.join(member, member.c.id == opportunities.c.owner_id)
    return {
        "manager": lambda: (Manager, Manager.c.id == Team.c.manager_id),
        "open_counts": lambda: _on(_open_counts(reading, member.c.team_id, source), "of_id", Team.c.id),
        "closed_counts": lambda: _on(_closed_counts(reading, member.c.team_id, source), "of_id", Team.c.id),
    }


TEAM_TERMS: Terms = {
    "team": lambda _r: Term(Team.c.name, among=lambda v: Team.c.id.in_(ids_named(teams, v))),
    "manager": lambda _r: Term(Manager.c.name, ("manager",), lambda v: Team.c.manager_id.in_(ids_named(people, v))),
    **DEAL_COUNTS,
}


# What may be read, and which records there are


def _reps_only() -> Clause:
    """People who sell: reps who are still here, and whoever owns a deal (of those who left, an open one)."""
    o = aside(opportunities)
    owns = select(o.c.owner_id).where(o.c.owner_id.is_not(None)).correlate(None)
    owns_open = owns.where(o.c.is_open)
    return or_(
        and_(Owner.c.is_active, or_(Owner.c.role == "rep", Owner.c.id.in_(owns))),
        Owner.c.id.in_(owns_open),
    )


def _accounts_seen(reading: Reading, account: Col) -> Clause:
    """An account is seen by its owner and by whoever owns a deal or has an activity there."""
    if reading.bound.sight.kind != "owners":
        return reading.owned(account)
    own, o, a = aside(accounts), aside(opportunities), aside(activities)
    return or_(
        account.in_(select(own.c.id).where(reading.owned(own.c.owner_id)).correlate(None)),
        account.in_(select(o.c.account_id).where(reading.owned(o.c.owner_id)).correlate(None)),
        account.in_(select(a.c.account_id).where(reading.owned(a.c.owner_id)).correlate(None)),
    )


def _teams_seen(reading: Reading) -> Clause:
    if reading.bound.sight.kind != "owners":
        return reading.owned(Team.c.id)
    member = aside(people)
    return Team.c.id.in_(select(member.c.team_id).where(reading.owned(member.c.id)).correlate(None))


@dataclass(frozen=True)
class Shape:
    """How one entity lies in the mirror."""

    base: FromClause
    terms: Terms
    joins: Callable[[Reading], Joins]
    seen: Callable[[Reading], Clause]
    among: Callable[[], Clause] = true


ENTITIES: dict[str, Shape] = {
    "opportunity": Shape(
        opportunities, OPPORTUNITY_TERMS, _opportunity_joins, lambda r: r.owned(opportunities.c.owner_id)
    ),
    "account": Shape(Account, ACCOUNT_TERMS, _account_joins, lambda r: _accounts_seen(r, Account.c.id)),
    "lead": Shape(leads, LEAD_TERMS, lambda _r: _owner_joins(leads.c.owner_id), lambda r: r.owned(leads.c.owner_id)),
    "activity": Shape(activities, ACTIVITY_TERMS, _activity_joins, lambda r: r.owned(activities.c.owner_id)),
    "quota": Shape(
        quotas, QUOTA_TERMS, lambda _r: _owner_joins(quotas.c.owner_id), lambda r: r.owned(quotas.c.owner_id)
    ),
    "rep": Shape(Owner, REP_TERMS, _rep_joins, lambda r: r.owned(Owner.c.id), _reps_only),
    "team": Shape(Team, TEAM_TERMS, _team_joins, _teams_seen),
    "contact": Shape(
        contacts,
        CONTACT_TERMS,
        lambda _r: {"account": lambda: (Account, Account.c.id == contacts.c.account_id)},
        lambda r: _accounts_seen(r, contacts.c.account_id),
    ),
}

REPEATING = ("tag", "account.tag", "won_product", "change")
"""Fields of which a record may have several: it is then in several groups, and groups do not add up to records."""
COUNTS_ITS_OWN_DATES = ("account", "rep", "team")
"""Records without a date: a window limits what is counted on them, not which of them there are."""


def visible(reading: Reading) -> Clause:
    """What the reader may see of the entity."""
    shape = ENTITIES[reading.spec.entity]
    return and_(shape.seen(reading), shape.among())
