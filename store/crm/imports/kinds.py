"""The kinds of record an export can hold, their fields, and the names other CRMs give to both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reads = Literal[
    "id", "text", "name", "ref", "date", "instant", "money", "whole", "fraction", "email", "currency", "flag", "role",
    "category", "stage", "status", "type", "entered",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field of a kind: how its cells are read, and the headers it goes by, best first."""

    name: str
    reads: Reads
    said: tuple[str, ...]
    refers: str = ""
    weight: float = 1.0


@dataclass(frozen=True)
class Kind:
    """One kind of record. `needs` lists fields of which every group must have one, for the file to be of this kind."""

    name: str
    plural: str
    file_words: tuple[str, ...]
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    telling: tuple[str, ...] = ()
    """Headers of which one must be there, unless the file is called like the kind: what it needs, others have too."""

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)


def _f(name: str, reads: Reads, *said: str, refers: str = "", weight: float = 1.0) -> Field:
    return Field(name, reads, said, refers, weight)


OWNER = ("owner", "owner id", "owner name", "sales agent", "sales rep", "rep", "salesperson", "sales person", "agent",
         "assigned to", "assigned to user", "assigned user", "assignee", "user id", "user",
         "responsible", "ae", "hubspot owner id", "hubspot owner", "owner full name", "team member")  # fmt: skip
ACCOUNT = ("account", "account name", "account id", "company", "company name", "company id",
           "primary associated company", "primary company", "company name primary", "associated company primary",
           "associated company", "associated company name", "organization", "organization name", "organization id",
           "organisation", "org", "org id", "org name", "associated company ids", "associatedcompanyid",
           "organization system id", "customer", "customer name", "client", "client name",
           "potential customer")  # fmt: skip
CREATED = ("created", "created on", "created date", "create date", "created at", "creation date", "date created",
           "add time", "date added", "opened", "open date", "createdate", "hs createdate", "creation time",
           "created time", "deal created", "organization created", "person created",
           "account created date")  # fmt: skip
UPDATED = ("updated", "updated at", "last modified", "last modified date", "last modified at", "modified",
           "modified at", "update time", "last updated", "system modstamp", "hs lastmodifieddate", "lastmodifieddate",
           "last modified time", "modified time", "modified on")  # fmt: skip
CURRENCY = ("currency", "currency code", "currency iso code", "deal currency code", "amount currency",
            "currency of value", "value currency", "annual revenue currency", "price currency")  # fmt: skip
DELETED = ("is deleted", "deleted", "hs is deleted")
"""Full exports of Salesforce keep what is in its bin."""

OPPORTUNITY = Kind(
    "opportunity",
    "deals",
    ("opportunit", "deal", "pipeline"),
    (
        _f(
            "id",
            "id",
            "opportunity id",
            "deal id",
            "opportunity number",
            "deal number",
            "record id",
            "id",
            "hs object id",
            "pipedrive system id",
            "system id",
            "case safe id",
            "opportunity id 18",
        ),
        _f(
            "name",
            "text",
            "opportunity name",
            "deal name",
            "deal title",
            "title",
            "name",
            "topic",
            "opportunity",
            "deal",
            "dealname",
        ),
        _f(
            "stage",
            "stage",
            "deal stage",
            "stage",
            "stage name",
            "opportunity stage",
            "sales stage",
            "pipeline stage",
            "opportunity result",
            "stage id",
            "dealstage",
            "pipeline stage name",
            weight=2.5,
        ),
        _f("status", "status", "status", "deal status", "outcome", "result", "won lost", weight=0.8),
        _f("is_won", "flag", "is won", "won", "is closed won", weight=0.8),
        _f("is_closed", "flag", "is closed", "closed", "is deal closed", weight=0.8),
        _f("is_lost", "flag", "is lost", "is closed lost", weight=0.8),
        _f("is_deleted", "flag", *DELETED, "archived", "is archived", weight=0.5),
        _f(
            "amount",
            "money",
            "amount",
            "deal amount",
            "deal value",
            "value",
            "close value",
            "opportunity amount",
            "acv",
            "arr",
            "contract value",
            "total",
            "est revenue",
            "estimated revenue",
            weight=1.5,
        ),
        _f("currency", "currency", *CURRENCY),
        _f("account", "ref", *ACCOUNT, refers="account"),
        _f("owner", "ref", "deal owner", "opportunity owner", *OWNER, refers="person"),
        _f("product", "ref", "product", "product name", "product id", "item", "sku", refers="product"),
        _f("created_on", "date", *CREATED, "deal created", "start date"),
        _f(
            "close_date",
            "date",
            "close date",
            "closed date",
            "closed at",
            "close",
            "won lost date",
            "closing date",
            "closedate",
            weight=1.5,
        ),
        _f("won_on", "date", "won time", "won date", "closed won date", "date won", "won on"),
        _f("lost_on", "date", "lost time", "lost date", "closed lost date", "date lost", "lost on"),
        _f("closed_on", "date", "closed on", "closed time", "deal closed on", "actual close date"),
        _f(
            "expected_on",
            "date",
            "expected close date",
            "expected close",
            "expected closing date",
            "estimated close date",
            "est close date",
        ),
        _f(
            "stage_entered_on",
            "date",
            "stage entered",
            "stage entered on",
            "entered stage",
            "date entered current stage",
            "last stage change date",
            "last stage change",
            "stage change date",
            "stage changed",
            "last stage change time",
            "stage change time",
            "last stage changed date",
            "date entered deal stage",
            "hs v2 date entered current stage",
        ),
        _f(
            "last_activity_on",
            "date",
            "last activity",
            "last activity date",
            "last contacted",
            "last engagement date",
            "notes last updated",
            "notes last contacted",
        ),
        _f(
            "forecast_category",
            "category",
            "forecast category",
            "forecast category name",
            "forecast",
            "hs manual forecast category",
            "manual forecast category",
        ),
        _f("next_step", "text", "next step", "next steps", "next action"),
        _f(
            "lost_reason",
            "text",
            "lost reason",
            "loss reason",
            "closed lost reason",
            "reason lost",
            "reason for loss",
            "lost reasons",
        ),
        _f(
            "probability",
            "fraction",
            "probability",
            "deal probability",
            "win probability",
            "hs deal stage probability",
            "deal stage probability",
        ),
        _f("updated_at", "instant", *UPDATED),
    ),
    (("stage", "status"), ("id", "name", "account", "amount")),
)
ACCOUNT_KIND = Kind(
    "account",
    "accounts",
    ("account", "compan", "customer", "organi", "client"),
    (
        _f("id", "id", "account id", "company id", "organization id", "customer id", "client id", "id", "record id",
           "hs object id", "system id", "pipedrive system id", "case safe id"),
        _f("is_deleted", "flag", *DELETED, weight=0.5),
        _f("name", "name", "account name", "account", "company name", "company", "organization name", "organization",
           "name", "customer name", "customer", "client name", "client", weight=1.5),
        _f("sector", "text", "sector", "industry", "vertical", "segment"),
        _f("country", "text", "country", "billing country", "office location", "headquarters", "hq", "location",
           "country region", "hq country"),
        _f("revenue", "money", "revenue", "annual revenue", "turnover", "yearly revenue", "annualrevenue", weight=1.5),
        _f("currency", "currency", *CURRENCY),
        _f("employees", "whole", "employees", "number of employees", "employee count", "headcount", "staff",
           "numberofemployees", "numemployees", "employee number",
           weight=1.5),
        _f("year_established", "whole", "year established", "year founded", "founded", "established", weight=1.5),
        _f("parent", "ref", "parent account", "parent account id", "subsidiary of", "parent", "parent company",
           "parent id", "parent company id", "hs parent company id", refers="account", weight=1.5),
        _f("owner", "ref", *OWNER, "account owner", "company owner", refers="person"),
        _f("created_on", "date", *CREATED),
        _f("updated_at", "instant", *UPDATED),
    ),
    (("name",),),
)  # fmt: skip
PRODUCT = Kind(
    "product",
    "products",
    ("product", "price", "item", "catalog"),
    (
        _f("id", "id", "product id", "id", "sku", "product code", "record id"),
        _f("name", "name", "product name", "product", "name", "item", weight=1.5),
        _f("series", "text", "series", "family", "product family", "product line", "category", weight=1.2),
        _f("list_price", "money", "sales price", "list price", "price", "unit price", "standard price", weight=2.0),
        _f("currency", "currency", *CURRENCY),
        _f("updated_at", "instant", *UPDATED),
    ),
    (("name",), ("list_price", "series", "id")),
)
PERSON = Kind(
    "person",
    "people",
    ("team", "user", "people", "rep", "agent", "staff", "employee", "owner"),
    (
        _f("id", "id", "user id", "rep id", "person id", "employee id", "agent id", "owner id", "id",
           "user record id"),
        _f("name", "name", "sales agent", "sales rep", "rep", "rep name", "full name", "agent", "name",
           "salesperson", "employee", "owner", "user name", weight=1.2),
        _f("email", "email", "email", "e mail", "email address", "mail", weight=1.5),
        _f("role", "role", "role", "user role", "position", "job role"),
        _f("manager", "ref", "manager", "manager name", "manager id", "reports to", "supervisor", "team lead",
           refers="person", weight=1.5),
        _f("team", "ref", "team", "team name", "team id", "sales team", "group", refers="team"),
        _f("territory", "ref", "regional office", "region", "territory", "territory id", "office", "sales region",
           refers="territory", weight=1.2),
        _f("timezone", "text", "timezone", "time zone", "time zone sid key"),
        _f("is_active", "flag", "is active", "active"),
        _f("updated_at", "instant", *UPDATED),
    ),
    (("name",), ("email", "manager", "team", "territory", "role", "id")),
)  # fmt: skip
CONTACT = Kind(
    "contact",
    "contacts",
    ("contact",),
    (
        _f(
            "id", "id", "contact id", "id", "record id", "person id", "hs object id", "system id", "pipedrive system id"
        ),
        _f("is_deleted", "flag", *DELETED, weight=0.5),
        _f("name", "name", "contact name", "full name", "name", "contact", weight=1.2),
        _f("first_name", "text", "first name", "firstname", "given name", weight=1.2),
        _f("last_name", "text", "last name", "lastname", "surname", "family name", weight=1.2),
        _f("account", "ref", *ACCOUNT, "associated company id", refers="account", weight=1.5),
        _f("title", "text", "title", "job title", "position", "jobtitle"),
        _f("email", "email", "email", "e mail", "email address", "email work", "primary email"),
        _f("phone", "text", "phone", "phone number", "mobile", "telephone", "mobile phone", "phone work", weight=1.5),
        _f("updated_at", "instant", *UPDATED),
    ),
    (("name", "last_name", "email"), ("email", "phone", "title", "account")),
)
ACTIVITY = Kind(
    "activity",
    "activities",
    ("activit", "task", "event", "meeting", "call", "engagement"),
    (
        _f("id", "id", "activity id", "task id", "event id", "id", "record id", "hs object id"),
        _f("is_deleted", "flag", *DELETED, weight=0.5),
        _f("type", "type", "type", "activity type", "task type", "kind", weight=1.5),
        _f("subject", "text", "subject", "title", "note", "description"),
        _f("owner", "ref", *OWNER, "activity owner", refers="person"),
        _f("account", "ref", *ACCOUNT, refers="account"),
        _f("opportunity", "ref", "deal id", "opportunity id", "deal", "opportunity", "what id", "related to",
           refers="opportunity", weight=1.2),
        _f("on_date", "instant", "activity date", "date", "due to", "due date", "on", "start", "start time",
           "timestamp", "occurred at", "activity date time", "due on", "completed time",
           "marked as done time", "hs timestamp",
           *CREATED,
           weight=1.5),
        _f("updated_at", "instant", *UPDATED),
    ),
    (("on_date",), ("type", "subject"), ("type", "opportunity", "owner")),
)  # fmt: skip
LEAD = Kind(
    "lead",
    "leads",
    ("lead", "prospect", "mql"),
    (
        _f("id", "id", "lead id", "lead number", "prospect id", "mql id", "id", weight=2.0),
        _f("is_deleted", "flag", *DELETED, weight=0.5),
        _f("name", "text", "lead name", "full name", "name", "lead", "title"),
        _f("company", "text", "company", "company name", "organization"),
        _f("lead_source", "text", "lead source", "source", "origin", "lead origin", weight=2.0),
        _f("status", "text", "lead status", "status", weight=0.8),
        _f("converted", "flag", "converted", "is converted", weight=2.0),
        _f("owner", "ref", *OWNER, "lead owner", refers="person"),
        _f("created_on", "date", *CREATED, "first contact date", "lead created"),
        _f("converted_on", "date", "converted date", "converted on", "conversion date", weight=2.0),
        _f("opportunity", "ref", "converted opportunity id", "opportunity id", "deal id", refers="opportunity"),
        _f("last_activity_on", "date", "last activity date", "last activity on"),
        _f("updated_at", "instant", *UPDATED),
    ),
    (("id", "name"), ("lead_source", "status", "converted", "created_on")),
    (
        "lead source",
        "lead id",
        "lead number",
        "lead status",
        "lead name",
        "lead origin",
        "lead owner",
        "prospect id",
        "mql id",
        "converted",
        "is converted",
        "converted date",
        "conversion date",
    ),
)
QUOTA = Kind(
    "quota",
    "quotas",
    ("quota", "target"),
    (
        _f("id", "id", "quota id", "id"),
        _f("owner", "ref", *OWNER, refers="person"),
        _f("amount", "money", "quota", "quota amount", "target", "target amount", "amount", weight=1.5),
        _f("currency", "currency", *CURRENCY),
        _f("period_start", "date", "period start", "start date", "start", "from", weight=2.0),
        _f("period_end", "date", "period end", "end date", "end", "to", weight=2.0),
        _f("updated_at", "instant", *UPDATED),
    ),
    (("owner",), ("amount",), ("period_start",), ("period_end",)),
)
STAGE = Kind(
    "stage",
    "stages",
    ("stage",),
    (
        _f("id", "id", "stage id", "id"),
        _f("name", "name", "stage name", "stage", "name", "label", "master label", weight=2.0),
        _f("position", "whole", "position", "order", "sort order", "order nr", "display order", weight=1.2),
        _f("probability", "fraction", "probability", "default probability", "deal probability"),
        _f("is_won", "flag", "is won", "won"),
        _f("is_closed", "flag", "is closed", "closed"),
    ),
    (("name",),),
)
TERRITORY = Kind(
    "territory",
    "regions",
    ("territor", "region"),
    (
        _f("id", "id", "territory id", "region id", "id"),
        _f("name", "name", "territory name", "territory", "region", "region name", "name", weight=1.2),
    ),
    (("name",),),
)
TEAM = Kind(
    "team",
    "teams",
    ("team",),
    (
        _f("id", "id", "team id", "id"),
        _f("name", "name", "team name", "team", "name", weight=1.2),
        _f("manager", "ref", "manager", "manager id", "manager name", "team lead", refers="person"),
    ),
    (("name",),),
)

CHANGE = Kind(
    "change log",
    "changes",
    ("change", "history", "log"),
    (
        _f("opportunity", "id", "deal id", "opportunity id", "object id", "record id", "opportunity", "deal",
           "parent id", refers="opportunity"),
        _f("at", "instant", "change time", "changed at", "edit date", "changed on", "timestamp", "date", "time",
           *CREATED),
        _f("field", "text", "changed field key", "changed field", "field changed", "field event", "field name",
           "property", "property name", "field"),
        _f("old", "text", "old value", "from value", "previous value"),
        _f("new", "text", "new value", "to value", "value"),
        _f("by", "text", "changed by", "edited by", "created by id", "created by", "updated by user id", "updated by"),
    ),
    (("opportunity",), ("at",), ("new",)),
)  # fmt: skip
STAGE_LOG = Kind(
    "change log",
    "changes",
    CHANGE.file_words,
    (
        _f("opportunity", "id", "deal id", "opportunity id", "opportunity", "deal", refers="opportunity"),
        _f("at", "instant", "change time", "changed at", "changed on", "stage change date", "stage changed",
           "entered at", "entered on", "date entered", "edit date", "timestamp", "date", "last modified",
           "last modified date", *CREATED),
        _f("old", "text", "from stage", "old stage", "previous stage", "stage from", "from stage name"),
        _f("new", "text", "to stage", "new stage", "stage to", "to stage name", "stage name", "deal stage", "stage",
           "stage id"),
        _f("by", "text", "changed by", "edited by", "last modified by", "created by id", "created by"),
    ),
    CHANGE.needs,
)  # fmt: skip
"""Logs of changes: no kind of record, since their rows become changes of two kinds. A log without a column that names
the field, as Salesforce's history of stages, is one of stages alone."""

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        TERRITORY, TEAM, PERSON, ACCOUNT_KIND, CONTACT, PRODUCT, STAGE, OPPORTUNITY, QUOTA, ACTIVITY, LEAD,
    )
}  # fmt: skip
"""In the order in which they are loaded: what others refer to comes first."""

DICTIONARY, CHANGE_LOG, WORD_LIST, SKIPPED, UNKNOWN = "dictionary", "change log", "word list", "skip", "unknown"
OTHER = "something else"
OTHER_OBJECTS = {
    **dict.fromkeys(("opportunitylineitem", "opportunitylineitems", "lineitem", "lineitems", "opportunityproduct",
                     "dealproducts"), "the products of deals"),
    **dict.fromkeys(("opportunitycontactrole", "accountcontactrole", "accountcontactrelation", "contactrole",
                     "opportunitypartner", "accountpartner", "opportunitycompetitor"), "links between records"),
    **dict.fromkeys(("opportunityteammember", "accountteammember", "userteammember", "opportunitysplit",
                     "opportunityshare", "accountshare"), "shares in records"),
    **dict.fromkeys(("case", "cases", "ticket", "tickets", "allticket", "casecomment"), "cases of support"),
    **dict.fromkeys(("campaign", "campaigns", "campaignmember", "campaignmembers"), "campaigns"),
    **dict.fromkeys(("quote", "quotes", "quotelineitem", "quotelineitems", "order", "orders", "orderitem",
                     "contract", "contracts", "asset", "assets", "invoice", "invoices"), "quotes, orders or contracts"),
    **dict.fromkeys(("pricebook", "pricebookentry", "attachment", "contentversion", "contentdocument", "note", "notes",
                     "emailmessage", "solution", "group", "groupmember", "profile", "userrole", "recordtype",
                     "permissionset", "document", "folder"), "parts of the CRM itself"),
}  # fmt: skip
"""What else full exports hold, by the name of its file: it looks much like the records that we keep."""
NAMED = ("account", "product", "person", "team", "territory", "stage")
"""Kinds whose records others refer to by name, and whose name is their id where a file has no id column."""
